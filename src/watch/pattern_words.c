/*
 * The words of patterns. Another protocol, key or kind of message is a row here.
 */
#include <strings.h>

#include "watch/pattern_parts.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows[0]))

static const struct protocol_row protocols[] = {
    {"tcp", KINDS_TCP, VERSION_BOTH},
    {"udp", KINDS_UDP, VERSION_BOTH},
    {"icmp", KINDS_ICMP, VERSION_4},
    {"icmp6", KINDS_ICMP6, VERSION_6},
    {"icmpv6", KINDS_ICMP6, VERSION_6},
    {"igmp", KINDS_IGMP, VERSION_4},
    {"arp", KINDS_ARP, VERSION_4},
    {"ip", KINDS_ALL & ~KINDS_ARP, VERSION_4},
    {"ip6", KINDS_ALL & ~KINDS_ARP, VERSION_6},
    {"any", KINDS_ALL, VERSION_ANY},
};

static const struct key_row keys[] = {
    {"seq", KEY_SEQ, UINT32_MAX, KINDS_TCP, "is of TCP"},
    {"ack", KEY_ACK, UINT32_MAX, KINDS_TCP, "is of TCP"},
    {"win", KEY_WIN, 65535U << 14, KINDS_TCP, "is of TCP"},
    {"len", KEY_LEN, UINT32_MAX, KINDS_ALL, "is of all"},
    {"ttl", KEY_TTL, 255, KINDS_ALL & ~KINDS_ARP, "is of IP"},
    {"id", KEY_ID, UINT32_MAX, KINDS_ALL & ~KINDS_ARP, "is of IP"},
    {"mss", KEY_MSS, 65535, KINDS_TCP, "is of TCP"},
    {"type", KEY_TYPE, 255, KINDS_TYPES, "is of ICMP and IGMP"},
    {"code", KEY_CODE, 255, KINDS_TYPES, "is of ICMP and IGMP"},
};

static const struct is_row is_rows[] = {
    {"retransmission", FLOW_RETRANSMISSION, 0, 0},
    {"dup-ack", FLOW_DUP_ACK, 0, 0},
    {"out-of-order", FLOW_OUT_OF_ORDER, 0, 0},
    {"zero-window", FLOW_ZERO_WINDOW, 0, 0},
    {"window-update", FLOW_WINDOW_UPDATE, 0, 0},
    {"keep-alive", FLOW_KEEP_ALIVE, 0, 0},
    {"keep-alive-ack", FLOW_KEEP_ALIVE_ACK, 0, 0},
    {"probe", FLOW_WINDOW_PROBE, 0, 0},
    {"window-probe", FLOW_WINDOW_PROBE, 0, 0},
    {"syn", 0, SEGMENT_SYN, 0},
    {"ack", 0, SEGMENT_ACK, 0},
    {"fin", 0, SEGMENT_FIN, 0},
    {"rst", 0, SEGMENT_RST, 0},
    {"psh", 0, SEGMENT_PSH, 0},
    {"urg", 0, SEGMENT_URG, 0},
    {"ece", 0, SEGMENT_ECE, 0},
    {"cwr", 0, SEGMENT_CWR, 0},
    {"fragment", 0, 0, IS_FRAGMENT},
    {"bad", 0, 0, IS_BAD},
};

/* https://www.iana.org/assignments/icmp-parameters, icmpv6-parameters; RFC 2236, 3376, 826 */
static const struct message_row messages[] = {
    {"echo", NULL, SEGMENT_ICMP, 8, -1},
    {"echo", NULL, SEGMENT_ICMP, 0, -1},
    {"echo", NULL, SEGMENT_ICMP6, 128, -1},
    {"echo", NULL, SEGMENT_ICMP6, 129, -1},
    {"echo", "request", SEGMENT_ICMP, 8, -1},
    {"echo", "request", SEGMENT_ICMP6, 128, -1},
    {"echo", "reply", SEGMENT_ICMP, 0, -1},
    {"echo", "reply", SEGMENT_ICMP6, 129, -1},
    {"unreachable", NULL, SEGMENT_ICMP, 3, -1},
    {"unreachable", "net", SEGMENT_ICMP, 3, 0},
    {"unreachable", "network", SEGMENT_ICMP, 3, 0},
    {"unreachable", "host", SEGMENT_ICMP, 3, 1},
    {"unreachable", "protocol", SEGMENT_ICMP, 3, 2},
    {"unreachable", "port", SEGMENT_ICMP, 3, 3},
    {"unreachable", "fragmentation", SEGMENT_ICMP, 3, 4},
    {"unreachable", "prohibited", SEGMENT_ICMP, 3, 9},
    {"unreachable", "prohibited", SEGMENT_ICMP, 3, 10},
    {"unreachable", "prohibited", SEGMENT_ICMP, 3, 13},
    {"unreachable", NULL, SEGMENT_ICMP6, 1, -1},
    {"unreachable", "net", SEGMENT_ICMP6, 1, 0},
    {"unreachable", "network", SEGMENT_ICMP6, 1, 0},
    {"unreachable", "prohibited", SEGMENT_ICMP6, 1, 1},
    {"unreachable", "host", SEGMENT_ICMP6, 1, 3},
    {"unreachable", "address", SEGMENT_ICMP6, 1, 3},
    {"unreachable", "port", SEGMENT_ICMP6, 1, 4},
    {"too-big", NULL, SEGMENT_ICMP, 3, 4},
    {"too-big", NULL, SEGMENT_ICMP6, 2, -1},
    {"exceeded", NULL, SEGMENT_ICMP, 11, -1},
    {"exceeded", NULL, SEGMENT_ICMP6, 3, -1},
    {"exceeded", "time", SEGMENT_ICMP, 11, -1},
    {"exceeded", "time", SEGMENT_ICMP6, 3, -1},
    {"exceeded", "hops", SEGMENT_ICMP, 11, 0},
    {"exceeded", "hops", SEGMENT_ICMP6, 3, 0},
    {"exceeded", "reassembly", SEGMENT_ICMP, 11, 1},
    {"exceeded", "reassembly", SEGMENT_ICMP6, 3, 1},
    {"redirect", NULL, SEGMENT_ICMP, 5, -1},
    {"redirect", NULL, SEGMENT_ICMP6, 137, -1},
    {"problem", NULL, SEGMENT_ICMP, 12, -1},
    {"problem", "parameter", SEGMENT_ICMP, 12, -1},
    {"problem", NULL, SEGMENT_ICMP6, 4, -1},
    {"problem", "parameter", SEGMENT_ICMP6, 4, -1},
    {"timestamp", NULL, SEGMENT_ICMP, 13, -1},
    {"timestamp", NULL, SEGMENT_ICMP, 14, -1},
    {"timestamp", "request", SEGMENT_ICMP, 13, -1},
    {"timestamp", "reply", SEGMENT_ICMP, 14, -1},
    {"router", NULL, SEGMENT_ICMP, 9, -1},
    {"router", NULL, SEGMENT_ICMP, 10, -1},
    {"router", "advertisement", SEGMENT_ICMP, 9, -1},
    {"router", "solicitation", SEGMENT_ICMP, 10, -1},
    {"router", NULL, SEGMENT_ICMP6, 133, -1},
    {"router", NULL, SEGMENT_ICMP6, 134, -1},
    {"router", "solicitation", SEGMENT_ICMP6, 133, -1},
    {"router", "advertisement", SEGMENT_ICMP6, 134, -1},
    {"neighbor", NULL, SEGMENT_ICMP6, 135, -1},
    {"neighbor", NULL, SEGMENT_ICMP6, 136, -1},
    {"neighbor", "solicitation", SEGMENT_ICMP6, 135, -1},
    {"neighbor", "advertisement", SEGMENT_ICMP6, 136, -1},
    {"neighbour", NULL, SEGMENT_ICMP6, 135, -1},
    {"neighbour", NULL, SEGMENT_ICMP6, 136, -1},
    {"neighbour", "solicitation", SEGMENT_ICMP6, 135, -1},
    {"neighbour", "advertisement", SEGMENT_ICMP6, 136, -1},
    {"query", NULL, SEGMENT_IGMP, 0x11, -1},
    {"query", NULL, SEGMENT_ICMP6, 130, -1},
    {"report", NULL, SEGMENT_IGMP, 0x12, -1},
    {"report", NULL, SEGMENT_IGMP, 0x16, -1},
    {"report", NULL, SEGMENT_IGMP, 0x22, -1},
    {"report", NULL, SEGMENT_ICMP6, 131, -1},
    {"report", NULL, SEGMENT_ICMP6, 143, -1},
    {"leave", NULL, SEGMENT_IGMP, 0x17, -1},
    {"leave", NULL, SEGMENT_ICMP6, 132, -1},
    {"request", NULL, SEGMENT_ARP, 1, -1},
    {"who-has", NULL, SEGMENT_ARP, 1, -1},
    {"reply", NULL, SEGMENT_ARP, 2, -1},
    {"is-at", NULL, SEGMENT_ARP, 2, -1},
};

static bool is_word(const char *name, const char *word, size_t n)
{
	return strlen(name) == n && !strncasecmp(name, word, n);
}

const struct protocol_row *pattern_protocol(const char *word, size_t n)
{
	for (size_t i = 0; i < COUNT(protocols); i++)
		if (is_word(protocols[i].name, word, n))
			return &protocols[i];
	return NULL;
}

const struct key_row *pattern_key(const char *word, size_t n)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		if (is_word(keys[i].name, word, n))
			return &keys[i];
	return NULL;
}

const struct is_row *pattern_is(const char *word, size_t n)
{
	for (size_t i = 0; i < COUNT(is_rows); i++)
		if (is_word(is_rows[i].name, word, n))
			return &is_rows[i];
	return NULL;
}

const struct message_row *pattern_message(unsigned kinds, const char *word, size_t n)
{
	for (size_t i = 0; i < COUNT(messages); i++)
		if (kinds & 1U << messages[i].kind && !messages[i].detail &&
		    is_word(messages[i].word, word, n))
			return &messages[i];
	return NULL;
}

const struct message_row *pattern_detail(unsigned kinds, const char *word, size_t n,
                                         const char *detail, size_t detail_n)
{
	for (size_t i = 0; i < COUNT(messages); i++)
		if (kinds & 1U << messages[i].kind && messages[i].detail &&
		    is_word(messages[i].word, word, n) && is_word(messages[i].detail, detail, detail_n))
			return &messages[i];
	return NULL;
}

static bool is_message(const struct message_row *row, const char *word, const char *detail)
{
	return !strcmp(row->word, word) &&
	       (detail ? row->detail && !strcmp(row->detail, detail) : !row->detail);
}

unsigned pattern_message_kinds(const char *word, const char *detail)
{
	unsigned kinds = 0;

	for (size_t i = 0; i < COUNT(messages); i++)
		if (is_message(&messages[i], word, detail))
			kinds |= 1U << messages[i].kind;
	return kinds;
}

bool pattern_message_is(const char *word, const char *detail, const struct segment *s)
{
	int type = s->kind == SEGMENT_ARP ? s->arp_op : s->type;

	for (size_t i = 0; i < COUNT(messages); i++) {
		const struct message_row *row = &messages[i];

		if (row->kind == s->kind && row->type == type && (row->code < 0 || row->code == s->code) &&
		    is_message(row, word, detail))
			return true;
	}
	return false;
}

void pattern_offer_flags(struct nearest *near)
{
	static const char *const flags[] = {"SYN", "ACK", "FIN", "RST", "PSH", "URG", "ECE", "CWR"};

	for (size_t i = 0; i < COUNT(flags); i++)
		nearest_offer(near, flags[i]);
}

void pattern_offer_keys(struct nearest *near)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		nearest_offer(near, keys[i].name);
}

void pattern_offer_others(struct nearest *near)
{
	static const char *const others[] = {"none", "absolute", "data", "is"};

	for (size_t i = 0; i < COUNT(others); i++)
		nearest_offer(near, others[i]);
}

void pattern_offer_is(struct nearest *near)
{
	for (size_t i = 0; i < COUNT(is_rows); i++)
		nearest_offer(near, is_rows[i].name);
}

void pattern_offer_messages(struct nearest *near, unsigned kinds)
{
	const char *last = "";

	for (size_t i = 0; i < COUNT(messages); i++) {
		if (!(kinds & 1U << messages[i].kind) || !strcmp(messages[i].word, last))
			continue;
		last = messages[i].word;
		nearest_offer(near, last);
	}
}

void pattern_offer_protocols(struct nearest *near)
{
	for (size_t i = 0; i < COUNT(protocols); i++)
		nearest_offer(near, protocols[i].name);
}
