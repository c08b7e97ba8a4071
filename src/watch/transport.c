/*
 * The headers IP carries: TCP, UDP, and those of the ICMP kind. Of a header that is cut short, ports and
 * the sequence number are read as far as they go, for that is all that some ICMP errors quote.
 */
#include <netinet/in.h>

#include "watch/octets.h"
#include "watch/reading.h"
#include "watch/tcp_options.h"

enum { TCP_HEADER = 20, UDP_HEADER = 8, ICMP_HEADER = 8 };

static void read_tcp(struct segment *s, const struct reading *r, size_t at)
{
	const uint8_t *p = r->p + at;
	size_t header = TCP_HEADER, there_is = reading_there(s, r, at, TCP_HEADER);

	s->kind = SEGMENT_TCP;
	/* the 8 bytes that an ICMP error quotes at least: RFC 792 */
	if (there_is >= 4) {
		s->sport = octets_16(p);
		s->dport = octets_16(p + 2);
	}
	if (there_is >= 8)
		s->seq = octets_32(p + 4);
	if (!reading_holds(s, r, at, TCP_HEADER, "ends in the TCP header")) {
		reading_payload(s, r, at + TCP_HEADER);
		return;
	}
	s->ack = octets_32(p + 8);
	s->flags = p[13];
	s->window = octets_16(p + 14);
	s->urgent = octets_16(p + 18);
	header = (size_t)(p[12] >> 4) * 4;
	if (header < TCP_HEADER) {
		reading_bad(s, "TCP header length below 20");
		header = TCP_HEADER;
	}
	reading_payload(s, r, at + header);
	if (!reading_holds(s, r, at, header, "ends in the TCP options"))
		header = reading_there(s, r, at, header);
	if (!tcp_options_read(&s->options, p + TCP_HEADER, header - TCP_HEADER))
		reading_bad(s, "a TCP option with a wrong length");
}

static void read_udp(struct segment *s, const struct reading *r, size_t at)
{
	const uint8_t *p = r->p + at;
	size_t size, room = at < s->end ? s->end - at : 0;

	s->kind = SEGMENT_UDP;
	if (reading_there(s, r, at, 4) == 4) {
		s->sport = octets_16(p);
		s->dport = octets_16(p + 2);
	}
	reading_payload(s, r, at + UDP_HEADER);
	if (!reading_holds(s, r, at, UDP_HEADER, "ends in the UDP header"))
		return;
	size = octets_16(p + 4);
	/* RFC 2675: a UDP packet too long for the field */
	if (!size && s->family == AF_INET6 && room > UINT16_MAX)
		size = room;
	if (size < UDP_HEADER) {
		reading_bad(s, "UDP length below 8");
	} else if (size <= room) {
		s->end = at + size;
		reading_payload(s, r, at + UDP_HEADER);
	} else if (!s->more_fragments) {
		reading_bad(s, "UDP length beyond the packet");
	}
}

/* Whether it complains of a packet, which it quotes: RFC 792, 4443. */
static bool is_icmp_error(const struct segment *s)
{
	if (s->kind == SEGMENT_ICMP6)
		return s->type < 128;
	return s->kind == SEGMENT_ICMP &&
	       (s->type == 3 || s->type == 4 || s->type == 5 || s->type == 11 || s->type == 12);
}

/* ICMP, ICMPv6, IGMP: a type, a code, a checksum, a word. */
static void read_icmp(struct segment *s, const struct reading *r, size_t at, enum segment_kind kind)
{
	const uint8_t *p = r->p + at;
	size_t there_is = reading_there(s, r, at, ICMP_HEADER);

	s->kind = kind;
	if (there_is >= 2) {
		s->type = p[0];
		s->code = p[1];
	}
	reading_payload(s, r, at + ICMP_HEADER);
	if (!reading_holds(s, r, at, ICMP_HEADER,
	                   kind == SEGMENT_IGMP ? "ends in the IGMP header"
	                                        : "ends in the ICMP header"))
		return;
	s->rest = octets_32(p + 4);
	if (is_icmp_error(s) && s->kept) {
		s->quoted = s->payload;
		s->quoted_len = s->kept;
	}
}

void transport_read(struct segment *s, const struct reading *r, size_t at)
{
	bool ip4 = s->family == AF_INET;

	reading_payload(s, r, at);
	s->transport = at;
	if (s->protocol == IPPROTO_TCP)
		read_tcp(s, r, at);
	else if (s->protocol == IPPROTO_UDP)
		read_udp(s, r, at);
	else if (s->protocol == IPPROTO_ICMP && ip4)
		read_icmp(s, r, at, SEGMENT_ICMP);
	else if (s->protocol == IPPROTO_ICMPV6 && !ip4)
		read_icmp(s, r, at, SEGMENT_ICMP6);
	else if (s->protocol == IPPROTO_IGMP && ip4)
		read_icmp(s, r, at, SEGMENT_IGMP);
}
