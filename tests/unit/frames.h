/*
 * Frames made up by hand, between a client 10.0.0.1:40000 and a server 10.0.0.2:80, and the events of a
 * wire they are on: for the tests of those who read segments in the journal.
 */
#ifndef SOCKPIT_TESTS_FRAMES_H
#define SOCKPIT_TESTS_FRAMES_H

#include <netinet/in.h>

#include "core/journal.h"
#include "unit.h"
#include "watch/segment.h"

/* Of the client's first SYN and the server's. */
enum { FRAMES_CLIENT_ISN = 0xfffffff0u, FRAMES_SERVER_ISN = 1000 };

/* mss 1460, sackOK, ts, ws 7, as Linux orders them */
#define FRAMES_SYN_OPTIONS "\2\4\5\xb4\4\2\x08\x0a\0\0\0\1\0\0\0\0\1\3\3\7"
#define FRAMES_OPTIONS "\1\1\x08\x0a\0\0\0\2\0\0\0\1"

struct frames {
	unsigned char frame[2048];
	size_t n;
	struct segment_event event; /* what frames_put says of it */
	const char *cause;
	unsigned client_port, server_port;
	uint32_t client_isn; /* the server's is always the same */
};

static inline void frames_init(struct frames *f)
{
	memset(f, 0, sizeof(*f));
	f->client_port = 40000;
	f->server_port = 80;
	f->client_isn = FRAMES_CLIENT_ISN;
}

static inline void frames_u16(struct frames *f, unsigned value)
{
	f->frame[f->n++] = (unsigned char)(value >> 8);
	f->frame[f->n++] = (unsigned char)value;
}

static inline void frames_u32(struct frames *f, uint32_t value)
{
	frames_u16(f, value >> 16);
	frames_u16(f, value & 0xffff);
}

static inline void frames_add(struct frames *f, const void *p, size_t n)
{
	memcpy(f->frame + f->n, p, n);
	f->n += n;
}

/* Ethernet and IP; `n` bytes are to follow. from: 1 the client, 2 the server. */
static inline void frames_ip(struct frames *f, int from, unsigned protocol, size_t n)
{
	f->n = 0;
	frames_add(f, from == 1 ? "\2\0\0\0\0\2\2\0\0\0\0\1\x08" : "\2\0\0\0\0\1\2\0\0\0\0\2\x08", 14);
	frames_add(f, "\x45", 2);
	frames_u16(f, (unsigned)(20 + n));
	frames_add(f, "\0\1\x40\0\x40", 5);
	f->frame[f->n++] = (unsigned char)protocol;
	frames_u16(f, 0);
	frames_u32(f, 0x0a000000u + (unsigned)from);
	frames_u32(f, 0x0a000000u + (unsigned)(3 - from));
	f->event.from = from == 1 ? "client" : "server";
	f->event.to = from == 1 ? "server" : "client";
}

static inline void frames_ports(struct frames *f, int from)
{
	frames_u16(f, from == 1 ? f->client_port : f->server_port);
	frames_u16(f, from == 1 ? f->server_port : f->client_port);
}

static inline void frames_finish(struct frames *f)
{
	struct segment s;

	segment_read(&s, f->frame, f->n, f->n, SEGMENT_ETHERNET);
	segment_set_checksums(&s, f->frame, f->n);
	f->event.link = SEGMENT_ETHERNET;
}

/* A TCP segment; seq and ack are relative. `options` are a multiple of four bytes. */
static inline void frames_tcp_with(struct frames *f, int from, unsigned flags, uint32_t seq,
                                   uint32_t ack, const char *options, size_t options_len,
                                   const char *payload)
{
	frames_ip(f, from, IPPROTO_TCP, 20 + options_len + strlen(payload));
	frames_ports(f, from);
	frames_u32(f, seq + (from == 1 ? f->client_isn : (uint32_t)FRAMES_SERVER_ISN));
	frames_u32(f, flags & SEGMENT_ACK
	                  ? ack + (from == 1 ? (uint32_t)FRAMES_SERVER_ISN : f->client_isn)
	                  : 0);
	frames_u16(f, (unsigned)((20 + options_len) / 4) << 12 | flags);
	frames_u16(f, flags & SEGMENT_SYN ? 64240 : 502);
	frames_u32(f, 0);
	frames_add(f, options, options_len);
	frames_add(f, payload, strlen(payload));
	frames_finish(f);
}

/* The same with the options Linux would give it. */
static inline void frames_tcp(struct frames *f, int from, unsigned flags, uint32_t seq,
                              uint32_t ack, const char *payload)
{
	if (flags & SEGMENT_SYN)
		frames_tcp_with(f, from, flags, seq, ack, FRAMES_SYN_OPTIONS,
		                sizeof(FRAMES_SYN_OPTIONS) - 1, payload);
	else
		frames_tcp_with(f, from, flags, seq, ack, FRAMES_OPTIONS, sizeof(FRAMES_OPTIONS) - 1,
		                payload);
}

static inline void frames_udp(struct frames *f, int from, const char *payload)
{
	frames_ip(f, from, IPPROTO_UDP, 8 + strlen(payload));
	frames_ports(f, from);
	frames_u16(f, (unsigned)(8 + strlen(payload)));
	frames_u16(f, 0);
	frames_add(f, payload, strlen(payload));
	frames_finish(f);
}

/* ARP: who has 10.0.0.2. */
static inline void frames_arp(struct frames *f)
{
	f->n = 0;
	frames_add(f, "\xff\xff\xff\xff\xff\xff\2\0\0\0\0\1\x08\6", 14);
	frames_add(f, "\0\1\x08\0\6\4\0\1\2\0\0\0\0\1\x0a\0\0\1\0\0\0\0\0\0\x0a\0\0\2", 28);
	f->event.from = "client";
	f->event.to = "server";
	f->event.link = SEGMENT_ETHERNET;
}

/* The next event of the frame, as the wire has it; a new segment has a new id. */
static inline void frames_put(struct frames *f, struct journal *j, enum segment_fate fate)
{
	f->event.fate = (uint8_t)fate;
	journal_segment(j, 0, f->event.sent + 5, fate == SEGMENT_SEEN ? "capture" : "wire", &f->event,
	                f->frame, f->n, f->n, f->cause);
}

static inline void frames_put_new(struct frames *f, struct journal *j, enum segment_fate fate)
{
	f->event.id++;
	f->event.sent += 1000;
	frames_put(f, j, fate);
}

#endif
