/*
 * The Internet checksum (RFC 1071) of the headers it is in: IPv4, and the transports with or without
 * the pseudo header (RFC 9293 3.1, 768, 8200 8.1, 4443 2.3). IPv6 itself has none.
 */
#include <netinet/in.h>

#include "watch/octets.h"
#include "watch/segment.h"

/* The sum of n bytes as 16-bit words, an odd one at the end counted as the upper half of a word. */
static uint32_t add(uint32_t sum, const uint8_t *p, size_t n)
{
	uint64_t wide = sum;

	for (; n > 1; p += 2, n -= 2)
		wide += octets_16(p);
	if (n)
		wide += (uint32_t)p[0] << 8;
	while (wide >> 16)
		wide = (wide & 0xffff) + (wide >> 16);
	return (uint32_t)wide;
}

/* The header of IPv4; its size, or 0 where it is not there. */
static size_t ip4_header(const struct segment *s, const uint8_t *p, size_t n)
{
	size_t size;

	if (s->family != AF_INET || s->ip >= n)
		return 0;
	size = (size_t)(p[s->ip] & 15) * 4;
	return size >= 20 && size <= n - s->ip ? size : 0;
}

/* Where in the transport's header the checksum is; -1: it has none that is known. */
static int checksum_at(const struct segment *s)
{
	switch (s->kind) {
	case SEGMENT_TCP:
		return 16;
	case SEGMENT_UDP:
		return 6;
	case SEGMENT_ICMP:
	case SEGMENT_ICMP6:
	case SEGMENT_IGMP:
		return 2;
	case SEGMENT_OTHER:
	case SEGMENT_ARP:
	case SEGMENT_FRAGMENT:
		break;
	}
	return -1;
}

/* Bytes the transport's checksum is about, all of them in the frame; 0: some are missing. */
static size_t covered(const struct segment *s, size_t n)
{
	int at = checksum_at(s);

	if (at < 0 || !s->transport || s->more_fragments || s->routed || s->end > n ||
	    s->transport >= s->end || s->end - s->transport < (size_t)at + 2)
		return 0;
	return s->end - s->transport;
}

static uint32_t pseudo_header(const struct segment *s, size_t size)
{
	size_t address = s->family == AF_INET6 ? 16 : 4;
	uint32_t sum = 0;

	if (s->kind == SEGMENT_ICMP || s->kind == SEGMENT_IGMP)
		return 0;
	sum = add(add(sum, s->src, address), s->dst, address);
	return sum + s->protocol + (uint32_t)(size >> 16 & 0xffff) + (uint32_t)(size & 0xffff);
}

static uint16_t transport_sum(const struct segment *s, const uint8_t *p, size_t size)
{
	return (uint16_t)add(pseudo_header(s, size), p + s->transport, size);
}

int segment_ip_checksum(const struct segment *s, const void *frame, size_t n)
{
	const uint8_t *p = frame;
	size_t size = ip4_header(s, p, n);

	return size ? add(0, p + s->ip, size) == 0xffff : -1;
}

int segment_transport_checksum(const struct segment *s, const void *frame, size_t n)
{
	const uint8_t *p = frame;
	size_t size = covered(s, n);

	if (!size)
		return -1;
	if (s->kind == SEGMENT_UDP && !octets_16(p + s->transport + 6)) {
		/* none was made: RFC 768; IPv6 does not allow that, RFC 8200 8.1 */
		return s->family == AF_INET ? -1 : 0;
	}
	return transport_sum(s, p, size) == 0xffff;
}

void segment_set_checksums(const struct segment *s, void *frame, size_t n)
{
	uint8_t *p = frame, *where;
	size_t size = ip4_header(s, p, n);
	uint16_t sum;

	if (size) {
		octets_put_16(p + s->ip + 10, 0);
		octets_put_16(p + s->ip + 10, (uint16_t)~add(0, p + s->ip, size));
	}
	size = covered(s, n);
	if (!size)
		return;
	where = p + s->transport + checksum_at(s);
	octets_put_16(where, 0);
	sum = (uint16_t)~transport_sum(s, p, size);
	/* 0 would say that there is none */
	octets_put_16(where, s->kind == SEGMENT_UDP && !sum ? 0xffff : sum);
}
