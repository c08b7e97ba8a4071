/*
 * TCP connections as one who watches the wire sees them: sequence numbers relative to each side's
 * first, windows scaled, and what a segment is besides itself: a retransmission, out of order, a
 * duplicate ACK, a keep-alive. It sees only the segments it is given, in the order they are given in.
 */
#ifndef SOCKPIT_WATCH_FLOW_H
#define SOCKPIT_WATCH_FLOW_H

#include "base/map.h"
#include "watch/segment.h"

enum flow_marks {
	FLOW_RETRANSMISSION = 1,  /* all it carries was sent before: `times` says how often now */
	FLOW_OUT_OF_ORDER = 2,    /* begins behind a gap, or fills one that later segments left */
	FLOW_DUP_ACK = 4,         /* acknowledges the same as the one before, carries nothing */
	FLOW_ZERO_WINDOW = 8,     /* offers no room */
	FLOW_WINDOW_UPDATE = 16,  /* offers more room, and says nothing else new */
	FLOW_KEEP_ALIVE = 32,     /* one byte, or none, before the next that is due */
	FLOW_KEEP_ALIVE_ACK = 64, /* the answer to one */
	FLOW_WINDOW_PROBE = 128   /* sent against a zero window */
};

/* What is known of a segment in its connection. */
struct flow_view {
	bool known; /* a TCP segment of a connection, and not a bad one */
	bool seq_is_relative,
	    ack_is_relative; /* the side's first number was seen (or guessed: isn_guessed) */
	bool isn_guessed;    /* no SYN was seen: relative to the first segment that was */
	/*
	 * Relative where so, else as on the wire; ack 0 without the flag. After a handshake, and where that
	 * was not seen, a side's data begins at 1. The 0 of a RST that answers for a closed port is told as
	 * relative; numbers that are left of an older connection are not.
	 */
	uint32_t seq, ack;
	uint64_t window; /* scaled where the scale is known */
	/* it is in bytes: the scale is known, or none was agreed on, or it is a SYN's */
	bool window_is_scaled;
	unsigned marks; /* enum flow_marks */
	unsigned times; /* FLOW_RETRANSMISSION, FLOW_DUP_ACK: how many now */
	unsigned
	    connection; /* 1, 2 …: in the order they were first seen; a new SYN on used ports is new */
	bool from_opener; /* sent by the side whose segment was the connection's first */
};

struct flow;

struct flows {
	struct map by_ends; /* struct flow, owned */
	unsigned count;
	unsigned most; /* connections kept at most: the one longest silent makes way */
	struct flow *oldest, *newest;
};

void flows_init(struct flows *f, unsigned most);
void flows_clear(struct flows *f);
/* Takes a segment that a side has put on the wire, and tells what it is. */
void flows_see(struct flows *f, const struct segment *s, struct flow_view *view);
/*
 * Only tells: the numbers of a segment as flows_see would give them, without marks, changing nothing.
 * For copies.
 */
void flows_look(const struct flows *f, const struct segment *s, struct flow_view *view);
/*
 * The same of one that somebody forged: its numbers are told as those of the connection it is for, even
 * where no side would send them. A RST far outside the window is not left from an older connection, a
 * SYN does not begin another.
 */
void flows_look_forged(const struct flows *f, const struct segment *s, struct flow_view *view);
/*
 * The first sequence numbers of the connection between two ends, seen or guessed: of the side that sends
 * from `src` to `dst`, and of the other. False: not known. next and other_next are the numbers each side
 * sends next, as the wire has it: behind all it has sent, else what the other side expects, else 0.
 */
struct flow_numbers {
	uint32_t isn, other_isn;
	bool isn_known, other_isn_known;
	uint32_t next, other_next;
	uint16_t window, other_window; /* as last sent, unscaled */
};
bool flows_numbers(const struct flows *f, const struct address *src, const struct address *dst,
                   struct flow_numbers *numbers);
/* Appends the marks in words: "retransmission 2, dup ACK 1". */
void flow_add_marks(struct bytes *out, const struct flow_view *view);

#endif
