/*
 * What a segment is, in words: flags, options, and what the kinds without either are about. All of it
 * is made of names of our own and of numbers, nothing of a packet's bytes goes through as text.
 */
#include <arpa/inet.h>
#include <strings.h>

#include "watch/segment.h"

/* In the order in which they are written. */
static const struct flag_row {
	unsigned flag;
	const char *name;
	char letter; /* as tcpdump(8) writes it */
} flag_rows[] = {
    {SEGMENT_SYN, "SYN", 'S'}, {SEGMENT_FIN, "FIN", 'F'}, {SEGMENT_RST, "RST", 'R'},
    {SEGMENT_PSH, "PSH", 'P'}, {SEGMENT_ACK, "ACK", '.'}, {SEGMENT_URG, "URG", 'U'},
    {SEGMENT_ECE, "ECE", 'E'}, {SEGMENT_CWR, "CWR", 'W'},
};

enum { FLAG_ROWS = sizeof(flag_rows) / sizeof(flag_rows[0]), ANY_CODE = -1 };

void segment_add_flags(struct bytes *out, unsigned flags)
{
	bool any = false;

	for (int i = 0; i < FLAG_ROWS; i++) {
		if (!(flags & flag_rows[i].flag))
			continue;
		if (any)
			bytes_add_char(out, ' ');
		bytes_add_str(out, flag_rows[i].name);
		any = true;
	}
	if (!any)
		bytes_add_str(out, "none");
}

unsigned segment_flag(const char *name, size_t n)
{
	for (int i = 0; i < FLAG_ROWS; i++) {
		const struct flag_row *row = &flag_rows[i];

		if (n == 3 && !strncasecmp(row->name, name, 3))
			return row->flag;
		if (n == 1 && (!strncasecmp(&row->letter, name, 1) || !strncasecmp(row->name, name, 1)))
			return row->flag;
	}
	return 0;
}

/* What separates one option from the next. */
static void next_option(struct bytes *out, bool *any)
{
	if (*any)
		bytes_add_str(out, ", ");
	*any = true;
}

static void add_sacks(struct bytes *out, const struct segment_options *o, bool *any)
{
	if (!o->sacks)
		return;
	next_option(out, any);
	bytes_add_str(out, "sack");
	for (unsigned i = 0; i < o->sacks; i++)
		bytes_addf(out, " %u:%u", o->sack[i][0], o->sack[i][1]);
}

static void add_cookie(struct bytes *out, const struct segment_options *o, bool *any)
{
	if (!o->cookie_there)
		return;
	next_option(out, any);
	if (o->cookie_len)
		bytes_addf(out, "fast open cookie of %u", o->cookie_len);
	else
		bytes_add_str(out, "fast open cookie request");
}

void segment_add_options(struct bytes *out, const struct segment *s)
{
	const struct segment_options *o = &s->options;
	bool any = false;

	if (o->mss_there) {
		next_option(out, &any);
		bytes_addf(out, "mss %u", o->mss);
	}
	if (o->sack_permitted) {
		next_option(out, &any);
		bytes_add_str(out, "sackOK");
	}
	if (o->time_there) {
		next_option(out, &any);
		bytes_addf(out, "ts %u/%u", o->time, o->echo);
	}
	if (o->scale_there) {
		next_option(out, &any);
		bytes_addf(out, "ws %u", o->scale);
	}
	add_sacks(out, o, &any);
	add_cookie(out, o, &any);
	if (o->unknown) {
		next_option(out, &any);
		bytes_addf(out, "%u unknown", o->unknown);
	}
}

/* What the second word of the header is, where it is worth a word. */
enum rest { REST_NONE, REST_SEQ, REST_MTU };

struct type_row {
	uint8_t type;
	int code;
	const char *name;
	enum rest rest;
};

/* https://www.iana.org/assignments/icmp-parameters; the first row that fits counts. */
static const struct type_row icmp_rows[] = {
    {0, ANY_CODE, "echo reply", REST_SEQ},
    {3, 0, "network unreachable", REST_NONE},
    {3, 1, "host unreachable", REST_NONE},
    {3, 2, "protocol unreachable", REST_NONE},
    {3, 3, "port unreachable", REST_NONE},
    {3, 4, "fragmentation needed", REST_MTU},
    {3, 5, "source route failed", REST_NONE},
    {3, 6, "network unknown", REST_NONE},
    {3, 7, "host unknown", REST_NONE},
    {3, 8, "source host isolated", REST_NONE},
    {3, 9, "network prohibited", REST_NONE},
    {3, 10, "host prohibited", REST_NONE},
    {3, 11, "network unreachable for this type of service", REST_NONE},
    {3, 12, "host unreachable for this type of service", REST_NONE},
    {3, 13, "communication prohibited", REST_NONE},
    {3, 14, "host precedence violation", REST_NONE},
    {3, 15, "precedence cutoff", REST_NONE},
    {3, ANY_CODE, "destination unreachable", REST_NONE},
    {4, ANY_CODE, "source quench", REST_NONE},
    {5, 0, "redirect for the network", REST_NONE},
    {5, 1, "redirect for the host", REST_NONE},
    {5, ANY_CODE, "redirect", REST_NONE},
    {8, ANY_CODE, "echo request", REST_SEQ},
    {9, ANY_CODE, "router advertisement", REST_NONE},
    {10, ANY_CODE, "router solicitation", REST_NONE},
    {11, 0, "time to live exceeded", REST_NONE},
    {11, 1, "reassembly time exceeded", REST_NONE},
    {11, ANY_CODE, "time exceeded", REST_NONE},
    {12, ANY_CODE, "parameter problem", REST_NONE},
    {13, ANY_CODE, "timestamp request", REST_SEQ},
    {14, ANY_CODE, "timestamp reply", REST_SEQ},
};

/* https://www.iana.org/assignments/icmpv6-parameters */
static const struct type_row icmp6_rows[] = {
    {1, 0, "no route", REST_NONE},
    {1, 1, "communication prohibited", REST_NONE},
    {1, 2, "beyond the scope of the source", REST_NONE},
    {1, 3, "address unreachable", REST_NONE},
    {1, 4, "port unreachable", REST_NONE},
    {1, 5, "source address failed policy", REST_NONE},
    {1, 6, "route rejects", REST_NONE},
    {1, ANY_CODE, "destination unreachable", REST_NONE},
    {2, ANY_CODE, "packet too big", REST_MTU},
    {3, 0, "hop limit exceeded", REST_NONE},
    {3, 1, "reassembly time exceeded", REST_NONE},
    {3, ANY_CODE, "time exceeded", REST_NONE},
    {4, 0, "parameter problem: header field", REST_NONE},
    {4, 1, "parameter problem: next header unknown", REST_NONE},
    {4, 2, "parameter problem: option unknown", REST_NONE},
    {4, ANY_CODE, "parameter problem", REST_NONE},
    {128, ANY_CODE, "echo request", REST_SEQ},
    {129, ANY_CODE, "echo reply", REST_SEQ},
    {130, ANY_CODE, "multicast listener query", REST_NONE},
    {131, ANY_CODE, "multicast listener report", REST_NONE},
    {132, ANY_CODE, "multicast listener done", REST_NONE},
    {133, ANY_CODE, "router solicitation", REST_NONE},
    {134, ANY_CODE, "router advertisement", REST_NONE},
    {135, ANY_CODE, "neighbour solicitation", REST_NONE},
    {136, ANY_CODE, "neighbour advertisement", REST_NONE},
    {137, ANY_CODE, "redirect", REST_NONE},
    {143, ANY_CODE, "multicast listener report version 2", REST_NONE},
};

/* RFC 2236, 3376 */
static const struct type_row igmp_rows[] = {
    {0x11, ANY_CODE, "membership query", REST_NONE},
    {0x12, ANY_CODE, "membership report version 1", REST_NONE},
    {0x16, ANY_CODE, "membership report", REST_NONE},
    {0x17, ANY_CODE, "leave group", REST_NONE},
    {0x22, ANY_CODE, "membership report version 3", REST_NONE},
};

static void add_type(struct bytes *out, const struct segment *s, const struct type_row *row,
                     size_t rows)
{
	const struct type_row *end = row + rows;

	while (row < end && (row->type != s->type || (row->code != s->code && row->code != ANY_CODE)))
		row++;
	if (row == end) {
		bytes_addf(out, "type %u code %u", s->type, s->code);
		return;
	}
	bytes_add_str(out, row->name);
	if (row->rest == REST_SEQ)
		bytes_addf(out, " seq %u", s->rest & 0xffff);
	else if (row->rest == REST_MTU)
		bytes_addf(out, ", MTU %u", s->kind == SEGMENT_ICMP ? s->rest & 0xffff : s->rest);
}

static void add_arp(struct bytes *out, const struct segment *s)
{
	char text[INET_ADDRSTRLEN];
	const uint8_t *about = s->arp_op == 1 ? s->dst : s->src;

	if (s->arp_op != 1 && s->arp_op != 2) {
		bytes_addf(out, "ARP operation %u", s->arp_op);
		return;
	}
	inet_ntop(AF_INET, about, text, sizeof(text));
	bytes_addf(out, s->arp_op == 1 ? "ARP who has %s" : "ARP %s is here", text);
}

static void add_other(struct bytes *out, const struct segment *s)
{
	if (s->family != AF_UNSPEC)
		bytes_addf(out, "IPv%d protocol %u", s->family == AF_INET6 ? 6 : 4, s->protocol);
	else if (s->ethertype)
		bytes_addf(out, "ethertype 0x%04x", s->ethertype);
	else
		bytes_add_str(out, "unknown");
}

#define TYPE_ROWS(rows) rows, sizeof(rows) / sizeof(rows[0])

void segment_add_kind(struct bytes *out, const struct segment *s)
{
	switch (s->kind) {
	case SEGMENT_OTHER:
		add_other(out, s);
		break;
	case SEGMENT_ARP:
		add_arp(out, s);
		break;
	case SEGMENT_TCP:
		bytes_add_str(out, "TCP");
		break;
	case SEGMENT_UDP:
		bytes_add_str(out, "UDP");
		break;
	case SEGMENT_ICMP:
		bytes_add_str(out, "ICMP ");
		add_type(out, s, TYPE_ROWS(icmp_rows));
		break;
	case SEGMENT_ICMP6:
		bytes_add_str(out, "ICMPv6 ");
		add_type(out, s, TYPE_ROWS(icmp6_rows));
		break;
	case SEGMENT_IGMP:
		bytes_add_str(out, "IGMP ");
		add_type(out, s, TYPE_ROWS(igmp_rows));
		break;
	case SEGMENT_FRAGMENT:
		bytes_addf(out, "IPv%d fragment at %u", s->family == AF_INET6 ? 6 : 4, s->fragment_offset);
		break;
	}
}
