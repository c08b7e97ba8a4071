/*
 * Taking frames apart, from the link to IP and its extension headers. Each layer first asks whether its
 * bytes are there, in what was captured as in what the layer below says is its own, so that neither a
 * short capture nor Ethernet's padding is taken for content. What cannot be read stays 0. What IP
 * carries is read in transport.c; words and checksums have files of their own.
 */
#include "watch/segment.h"

#include <netinet/in.h>

#include "watch/octets.h"
#include "watch/reading.h"

enum {
	ETHERNET_HEADER = 14,
	COOKED_HEADER = 16,
	ARP_FIXED = 8,
	IP4_HEADER = 20,
	IP6_HEADER = 40,
	EXTENSIONS_MOST = 16, /* headers between IPv6 and the transport; most packets have none */
	JUMBO_OPTION = 0xc2   /* RFC 2675 */
};

enum { TYPE_IP4 = 0x0800, TYPE_ARP = 0x0806, TYPE_IP6 = 0x86dd };

/* The packet ends `size` bytes after `at`, as its header says. */
static void set_end(struct segment *s, const struct reading *r, size_t at, size_t size)
{
	if (__builtin_add_overflow(at, size, &s->end))
		s->end = SIZE_MAX;
	if (s->end > r->whole)
		reading_bad(s, "longer than its frame, by its IP header");
}

/* A source route that is not at its end: the checksum is about another destination (RFC 791). */
static bool ip4_is_routed(const uint8_t *options, size_t n)
{
	for (size_t at = 0; at < n && options[at] != 0;) {
		uint8_t kind = options[at];

		if (kind == 1) {
			at++;
			continue;
		}
		if (n - at < 3 || options[at + 1] < 2 || options[at + 1] > n - at)
			break;
		if ((kind == 131 || kind == 137) && options[at + 2] <= options[at + 1])
			return true;
		at += options[at + 1];
	}
	return false;
}

static void read_ip4_fields(struct segment *s, const uint8_t *p)
{
	uint16_t fragment = octets_16(p + 6);

	s->ip_id = octets_16(p + 4);
	s->dont_fragment = fragment & 0x4000;
	s->more_fragments = fragment & 0x2000;
	s->fragment_offset = (fragment & 0x1fffu) * 8;
	s->ttl = p[8];
	s->protocol = p[9];
	memcpy(s->src, p + 12, 4);
	memcpy(s->dst, p + 16, 4);
}

static void read_ip4(struct segment *s, const struct reading *r, size_t at)
{
	const uint8_t *p = r->p + at;
	size_t header, total;

	if (!reading_holds(s, r, at, IP4_HEADER, "ends in the IPv4 header"))
		return;
	if (p[0] >> 4 != 4) {
		reading_bad(s, "not IPv4, whatever the link says");
		return;
	}
	s->family = AF_INET;
	read_ip4_fields(s, p);
	header = (size_t)(p[0] & 15) * 4;
	total = octets_16(p + 2);
	if (header < IP4_HEADER || total < header) {
		reading_bad(s, header < IP4_HEADER ? "IPv4 header length below 20"
		                                   : "IPv4 total length below the header's");
		return;
	}
	set_end(s, r, at, total);
	reading_payload(s, r, at + header);
	if (!reading_holds(s, r, at, header, "ends in the IPv4 options"))
		return;
	s->routed = ip4_is_routed(p + IP4_HEADER, header - IP4_HEADER);
	if (s->fragment_offset)
		s->kind = SEGMENT_FRAGMENT;
	else
		transport_read(s, r, at + header);
}

/* The length of a packet too long for the field, in its hop-by-hop header at `at`; 0: there is none
 * (RFC 2675). */
static uint32_t jumbo_length(const struct reading *r, size_t at)
{
	size_t end;

	if (at > r->n || r->n - at < 8)
		return 0;
	end = at + ((size_t)r->p[at + 1] + 1) * 8;
	end = reading_least(end, r->n);
	for (at += 2; at < end && end - at >= 2;) {
		const uint8_t *p = r->p + at;

		if (p[0] == 0) {
			at++;
			continue;
		}
		if (p[0] == JUMBO_OPTION)
			return p[1] == 4 && end - at >= 6 ? octets_32(p + 2) : 0;
		at += 2u + p[1];
	}
	return 0;
}

static bool is_extension(uint8_t header)
{
	return header == IPPROTO_HOPOPTS || header == IPPROTO_ROUTING || header == IPPROTO_FRAGMENT ||
	       header == IPPROTO_DSTOPTS || header == IPPROTO_AH || header == IPPROTO_MH ||
	       header == 139 /* HIP */ || header == 140 /* shim6 */;
}

/* Reads the extension header at p, whose 8 first bytes are there; its size. */
static size_t read_extension(struct segment *s, const uint8_t *p)
{
	uint8_t kind = s->protocol;

	s->protocol = p[0];
	if (kind == IPPROTO_FRAGMENT) {
		s->fragment_offset = octets_16(p + 2) & 0xfff8u;
		s->more_fragments = p[3] & 1;
		s->ip_id = octets_32(p + 4);
		return 8;
	}
	if (kind == IPPROTO_ROUTING && p[3])
		s->routed = true;
	/* RFC 4302 counts in words */
	return kind == IPPROTO_AH ? ((size_t)p[1] + 2) * 4 : ((size_t)p[1] + 1) * 8;
}

/* Goes along the extension headers, of which the first would be at `at`. */
static void read_ip6_chain(struct segment *s, const struct reading *r, size_t at)
{
	for (unsigned i = 0; is_extension(s->protocol); i++) {
		size_t size;

		reading_payload(s, r, at);
		if (i == EXTENSIONS_MOST) {
			reading_bad(s, "too many IPv6 extension headers");
			return;
		}
		if (s->protocol == IPPROTO_HOPOPTS && i > 0) {
			reading_bad(s, "an IPv6 hop-by-hop header that is not the first");
			return;
		}
		if (!reading_holds(s, r, at, 8, "ends in an IPv6 extension header"))
			return;
		size = read_extension(s, r->p + at);
		if (!reading_holds(s, r, at, size, "ends in an IPv6 extension header"))
			return;
		at += size;
		if (s->fragment_offset) {
			s->kind = SEGMENT_FRAGMENT;
			reading_payload(s, r, at);
			return;
		}
	}
	transport_read(s, r, at);
}

static void read_ip6(struct segment *s, const struct reading *r, size_t at)
{
	const uint8_t *p = r->p + at;
	size_t size;

	if (!reading_holds(s, r, at, IP6_HEADER, "ends in the IPv6 header"))
		return;
	if (p[0] >> 4 != 6) {
		reading_bad(s, "not IPv6, whatever the link says");
		return;
	}
	s->family = AF_INET6;
	s->protocol = p[6];
	s->ttl = p[7];
	memcpy(s->src, p + 8, 16);
	memcpy(s->dst, p + 24, 16);
	size = octets_16(p + 4);
	if (!size && s->protocol == IPPROTO_HOPOPTS)
		size = jumbo_length(r, at + IP6_HEADER);
	set_end(s, r, at + IP6_HEADER, size);
	read_ip6_chain(s, r, at + IP6_HEADER);
}

static void read_arp(struct segment *s, const struct reading *r, size_t at)
{
	const uint8_t *p = r->p + at;
	size_t hardware, size;

	s->kind = SEGMENT_ARP;
	if (!reading_holds(s, r, at, ARP_FIXED, "ends in the ARP packet"))
		return;
	s->arp_op = octets_16(p + 6);
	if (octets_16(p + 2) != TYPE_IP4 || p[5] != 4) {
		reading_bad(s, "ARP, but not of IPv4");
		return;
	}
	hardware = p[4];
	size = ARP_FIXED + 2 * (hardware + 4);
	if (!reading_holds(s, r, at, size, "ends in the ARP packet"))
		return;
	memcpy(s->src, p + ARP_FIXED + hardware, 4);
	memcpy(s->dst, p + ARP_FIXED + 2 * hardware + 4, 4);
	s->end = at + size;
	reading_payload(s, r, s->end);
}

/* The first byte after the link's header, and what it is said to be; false: it ends before. */
static bool read_link(struct segment *s, const struct reading *r, enum segment_link link,
                      size_t *at)
{
	switch (link) {
	case SEGMENT_ETHERNET:
		*at = ETHERNET_HEADER;
		break;
	case SEGMENT_COOKED:
		*at = COOKED_HEADER;
		break;
	case SEGMENT_IP:
		*at = 0;
		return reading_holds(s, r, 0, 1, "empty");
	}
	if (!reading_holds(s, r, 0, *at, "ends in the link's header"))
		return false;
	s->ethertype = octets_16(r->p + *at - 2);
	return true;
}

bool segment_read(struct segment *s, const void *frame, size_t n, size_t whole,
                  enum segment_link link)
{
	struct reading r = {frame, n, whole > n ? whole : n};
	size_t at = 0;

	memset(s, 0, sizeof(*s));
	s->end = r.whole;
	if (!read_link(s, &r, link, &at)) {
		reading_payload(s, &r, n);
		return false;
	}
	s->ip = at;
	reading_payload(s, &r, at);
	if (s->ethertype == TYPE_ARP)
		read_arp(s, &r, at);
	else if (link == SEGMENT_IP ? r.p[at] >> 4 == 4 : s->ethertype == TYPE_IP4)
		read_ip4(s, &r, at);
	else if (link == SEGMENT_IP ? r.p[at] >> 4 == 6 : s->ethertype == TYPE_IP6)
		read_ip6(s, &r, at);
	else if (link == SEGMENT_IP)
		reading_bad(s, "neither IPv4 nor IPv6");
	return !s->bad;
}

static void fill_address(const struct segment *s, const uint8_t *ip, uint16_t port,
                         struct address *a)
{
	memset(a, 0, sizeof(*a));
	if (s->family == AF_INET) {
		struct sockaddr_in *in = (struct sockaddr_in *)&a->storage;

		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		memcpy(&in->sin_addr, ip, 4);
		a->len = sizeof(*in);
	} else if (s->family == AF_INET6) {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&a->storage;

		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		memcpy(&in6->sin6_addr, ip, 16);
		a->len = sizeof(*in6);
	}
}

void segment_addresses(const struct segment *s, struct address *src, struct address *dst)
{
	fill_address(s, s->src, s->sport, src);
	fill_address(s, s->dst, s->dport, dst);
}

uint32_t segment_space(const struct segment *s)
{
	return (uint32_t)s->len + !!(s->flags & SEGMENT_SYN) + !!(s->flags & SEGMENT_FIN);
}
