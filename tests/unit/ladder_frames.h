/*
 * Ethernet frames made up by hand, as a wire would carry them.
 */
#ifndef SOCKPIT_TESTS_LADDER_FRAMES_H
#define SOCKPIT_TESTS_LADDER_FRAMES_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/bytes.h"
#include "unit.h"
#include "watch/segment.h"

enum { FRAME_ETHERNET = 14, FRAME_IP4 = 20, FRAME_TCP = 20, FRAME_UDP = 8, FRAME_MOST = 2048 };

struct made_frame {
	unsigned char p[FRAME_MOST];
	size_t n;
};

static inline void frame_u16(unsigned char *p, unsigned value)
{
	p[0] = (unsigned char)(value >> 8);
	p[1] = (unsigned char)value;
}

static inline void frame_u32(unsigned char *p, uint32_t value)
{
	frame_u16(p, value >> 16);
	frame_u16(p + 2, value & 0xffff);
}

/* Ethernet and IPv4 before `len` bytes of a protocol; the ports are behind the colon. */
static inline unsigned char *frame_ip4(struct made_frame *f, const char *from, const char *to,
                                       unsigned protocol, size_t len)
{
	char host[2][64];
	unsigned char *ip = f->p + FRAME_ETHERNET;
	const char *ends[2] = {from, to};

	memset(f, 0, sizeof(*f));
	frame_u16(f->p + 12, 0x0800);
	ip[0] = 0x45;
	frame_u16(ip + 2, (unsigned)(FRAME_IP4 + len));
	ip[8] = 64;
	ip[9] = (unsigned char)protocol;
	for (int i = 0; i < 2; i++) {
		size_t n = strcspn(ends[i], ":");

		memcpy(host[i], ends[i], n);
		host[i][n] = 0;
		ck_assert_int_eq(inet_pton(AF_INET, host[i], ip + 12 + 4 * i), 1);
		if (ends[i][n])
			frame_u16(ip + FRAME_IP4 + 2 * i, (unsigned)atoi(ends[i] + n + 1));
	}
	f->n = FRAME_ETHERNET + FRAME_IP4 + len;
	ck_assert_uint_le(f->n, sizeof(f->p));
	return ip + FRAME_IP4;
}

/* options_len: a multiple of four. */
static inline void frame_tcp(struct made_frame *f, const char *from, const char *to, unsigned flags,
                             uint32_t seq, uint32_t ack, unsigned window, const void *options,
                             size_t options_len, size_t payload)
{
	unsigned char *tcp = frame_ip4(f, from, to, IPPROTO_TCP, FRAME_TCP + options_len + payload);

	frame_u32(tcp + 4, seq);
	frame_u32(tcp + 8, ack);
	tcp[12] = (unsigned char)((FRAME_TCP + options_len) / 4 << 4);
	tcp[13] = (unsigned char)flags;
	frame_u16(tcp + 14, window);
	if (options_len)
		memcpy(tcp + FRAME_TCP, options, options_len);
	memset(tcp + FRAME_TCP + options_len, 'x', payload);
}

static inline void frame_udp(struct made_frame *f, const char *from, const char *to, size_t payload)
{
	unsigned char *udp = frame_ip4(f, from, to, IPPROTO_UDP, FRAME_UDP + payload);

	frame_u16(udp + 4, (unsigned)(FRAME_UDP + payload));
	memset(udp + FRAME_UDP, 'x', payload);
}

#endif
