/*
 * struct tcp_info in words. The members that Linux keeps for old programs only (last_ack_sent, fackets) are
 * left out; options and window scales are told together. What stands where nothing was measured, and what
 * counts as a byte: tests/kernel/tcp_info_numbers.c.
 */
#include "tables/tcp_info_words.h"

#include <linux/tcp.h>
#include <string.h>

#include "tables/tcp_info_fields.h"

#define ROW(GROUP, FIELD, LABEL, UNIT, ABOUT, SOURCE)                                              \
	{                                                                                              \
		.group = GROUP, .field = FIELD, .label = LABEL, .unit = TCP_INFO_##UNIT, .about = ABOUT,   \
		.source = SOURCE                                                                           \
	}
#define ALIVE(GROUP, FIELD, LABEL, UNIT, ABOUT, SOURCE)                                            \
	{                                                                                              \
		.group = GROUP, .field = FIELD, .label = LABEL, .unit = TCP_INFO_##UNIT, .about = ABOUT,   \
		.source = SOURCE, .alive = true                                                            \
	}
#define SPECIAL(GROUP, FIELD, LABEL, UNIT, VALUE, WORD, ABOUT, SOURCE)                             \
	{                                                                                              \
		.group = GROUP, .field = FIELD, .label = LABEL, .unit = TCP_INFO_##UNIT, .about = ABOUT,   \
		.source = SOURCE, .special = VALUE, .special_word = WORD                                   \
	}

static const struct tcp_info_words rows[] = {
    SPECIAL("Round trip", "rtt", "RTT", US, 0, "not measured",
            "smoothed time from a segment to its ACK", "RFC 6298"),
    ROW("Round trip", "rttvar", "variation", US, "how much the RTT goes up and down", "RFC 6298"),
    SPECIAL("Round trip", "min_rtt", "least RTT", US, UINT32_MAX, "not measured",
            "the shortest of the last minutes", "tcp_min_rtt_wlen"),
    ROW("Round trip", "rto", "RTO", US, "no ACK for so long: it is sent again", "RFC 6298"),
    ROW("Round trip", "ato", "delayed ACK", US, "an ACK waits so long for data to go with",
        "RFC 9293"),
    SPECIAL("Round trip", "rcv_rtt", "receiver's", US, 0, "not measured",
            "the RTT as the receiving side sees it", "linux/tcp.h"),

    ROW("Congestion", "ca_state", "condition", WORD, "how this side thinks the path is doing",
        "linux/tcp.h"),
    ROW("Congestion", "snd_cwnd", "cwnd", SEGMENTS, "so many may be under way at once", "RFC 5681"),
    SPECIAL("Congestion", "snd_ssthresh", "ssthresh", SEGMENTS, 0x7fffffff, "not set",
            "below it cwnd doubles each round trip", "RFC 5681"),
    SPECIAL("Congestion", "pacing_rate", "pacing", RATE, UINT64_MAX, "no limit",
            "segments are sent no faster than this", "linux/tcp.h"),
    SPECIAL("Congestion", "max_pacing_rate", "pacing limit", RATE, UINT64_MAX, "no limit",
            "what SO_MAX_PACING_RATE allows", "socket(7)"),
    ROW("Congestion", "delivery_rate", "delivery", RATE, "so much arrived, when last measured",
        "linux/tcp.h"),
    ROW("Congestion", "delivery_rate_app_limited", "app limited", YES, "there was not more to send",
        "linux/tcp.h"),

    ROW("Under way", "unacked", "unacked", SEGMENTS, "sent, and not acknowledged yet",
        "linux/tcp.h"),
    ROW("Under way", "sacked", "sacked", SEGMENTS, "of these the peer has, behind a gap",
        "RFC 2018"),
    ROW("Under way", "lost", "lost", SEGMENTS, "of these are taken for lost", "RFC 6675"),
    ROW("Under way", "retrans", "sent again", SEGMENTS, "of these were sent again", "linux/tcp.h"),
    ROW("Under way", "notsent_bytes", "not sent", BYTES, "in the send buffer, and not sent yet",
        "linux/tcp.h"),

    ROW("Windows and sizes", "snd_wnd", "send window", BYTES, "the peer has offered so much room",
        "RFC 9293"),
    ROW("Windows and sizes", "rcv_ssthresh", "receive window", BYTES,
        "this side offers so much at most", "linux/tcp.h"),
    ROW("Windows and sizes", "rcv_space", "receive space", BYTES,
        "read per round trip: tunes the buffer", "linux/tcp.h"),
    ROW("Windows and sizes", "snd_mss", "MSS out", BYTES, "the largest payload of a segment sent",
        "RFC 9293"),
    ROW("Windows and sizes", "rcv_mss", "MSS in", BYTES, "a guess at the peer's segments",
        "linux/tcp.h"),
    ROW("Windows and sizes", "advmss", "MSS offered", BYTES, "what this side said it takes",
        "RFC 9293"),
    ROW("Windows and sizes", "pmtu", "path MTU", BYTES, "the largest packet the path takes",
        "ip(7)"),

    ROW("Sent again", "retransmits", "in a row", TIMES, "the oldest segment, by the timer",
        "linux/tcp.h"),
    ROW("Sent again", "backoff", "backoff", TIMES, "the RTO was doubled so often", "RFC 6298"),
    ROW("Sent again", "probes", "probes", TIMES, "unanswered: full window, or keep-alive",
        "RFC 9293"),
    ROW("Sent again", "total_retrans", "in all", SEGMENTS, "sent again since the beginning",
        "linux/tcp.h"),
    ROW("Sent again", "bytes_retrans", "bytes", BYTES, "payload of these", "RFC 4898"),
    ROW("Sent again", "dsack_dups", "needless", SEGMENTS, "the peer had them already (DSACK)",
        "RFC 2883"),

    ROW("Order", "reordering", "tolerated", SEGMENTS, "so far out of order counts as no loss",
        "tcp(7)"),
    ROW("Order", "reord_seen", "out, seen", TIMES, "what was sent arrived in another order",
        "linux/tcp.h"),
    ROW("Order", "rcv_ooopack", "in, seen", SEGMENTS, "received in another order", "linux/tcp.h"),

    ROW("Data so far", "bytes_sent", "sent", BYTES, "payload, with what was sent again",
        "RFC 4898"),
    ROW("Data so far", "bytes_acked", "acknowledged", BYTES,
        "FIN, and the SYN of connect, count as 1", "RFC 4898"),
    ROW("Data so far", "bytes_received", "received", BYTES, "payload in order; a FIN counts as 1",
        "RFC 4898"),
    ROW("Data so far", "segs_out", "segments out", SEGMENTS, "with those that carry no data",
        "RFC 4898"),
    ROW("Data so far", "data_segs_out", "with data", SEGMENTS, "of these", "RFC 4898"),
    ROW("Data so far", "segs_in", "segments in", SEGMENTS, "with those that carry no data",
        "RFC 4898"),
    ROW("Data so far", "data_segs_in", "with data", SEGMENTS, "of these", "RFC 4898"),
    ROW("Data so far", "delivered", "delivered", SEGMENTS, "known to have arrived", "linux/tcp.h"),
    ROW("Data so far", "delivered_ce", "marked", SEGMENTS, "of these: congestion on the way (ECN)",
        "RFC 3168"),

    ALIVE("Since", "last_data_sent", "data sent", MS, "ago", "linux/tcp.h"),
    ALIVE("Since", "last_data_recv", "data received", MS, "ago", "linux/tcp.h"),
    ALIVE("Since", "last_ack_recv", "ACK received", MS, "ago", "linux/tcp.h"),

    ROW("What held it up", "busy_time", "busy", US, "something was under way or to be sent",
        "linux/tcp.h"),
    ROW("What held it up", "rwnd_limited", "peer's window", US, "of it: the peer had no room",
        "linux/tcp.h"),
    ROW("What held it up", "sndbuf_limited", "send buffer", US, "of it: SO_SNDBUF was too small",
        "linux/tcp.h"),
};

const struct tcp_info_words *tcp_info_words_at(size_t i)
{
	return i < sizeof(rows) / sizeof(rows[0]) ? &rows[i] : NULL;
}

const struct tcp_info_words *tcp_info_words_of(const char *field)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strcmp(rows[i].field, field))
			return &rows[i];
	return NULL;
}

const struct option_field *tcp_info_field(const char *name)
{
	const struct option_field *f = tcp_info_fields;

	while (f->name && strcmp(f->name, name) != 0)
		f++;
	return f->name ? f : NULL;
}

bool tcp_info_number(const struct option_field *f, const void *info, size_t n, uint64_t *value)
{
	const unsigned char *at = info;
	uint64_t wide = 0;
	uint32_t word = 0;

	if ((size_t)f->offset + f->size > n)
		return false;
	at += f->offset;
	if (f->size == sizeof(wide)) {
		memcpy(&wide, at, sizeof(wide));
	} else if (f->size == sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		wide = word;
	} else {
		wide = *at;
	}
	if (f->bits)
		wide = wide >> f->shift & ((1u << f->bits) - 1);
	*value = wide;
	return true;
}

const char *tcp_info_word(const struct option_field *f, uint64_t value)
{
	return f->word && value < 256 ? f->word((int)value) : NULL;
}

const char *tcp_info_ca_about(uint64_t value)
{
	static const char *const words[] = {
	    [TCP_CA_Open] = "nothing unusual",
	    [TCP_CA_Disorder] = "duplicate ACKs: a loss, or another order?",
	    [TCP_CA_CWR] = "the path is congested: cwnd is being cut",
	    [TCP_CA_Recovery] = "a loss was seen: it is sent again now",
	    [TCP_CA_Loss] = "the RTO ran out: cwnd begins anew",
	};

	return value <= TCP_CA_Loss ? words[value] : NULL;
}
