/*
 * One side of a TCP connection: what it has sent and acknowledged so far, and what that makes of the
 * next segment it sends. flow.c puts two of them together.
 */
#ifndef SOCKPIT_WATCH_FLOW_SIDE_H
#define SOCKPIT_WATCH_FLOW_SIDE_H

#include "watch/flow.h"

enum {
	FLOW_GAPS = 8,       /* gaps in what was sent that are remembered */
	FLOW_AGAIN = 16,     /* segments sent again whose times are counted */
	FLOW_NEAR = 1 << 30, /* numbers further apart have nothing to do with each other */
};

struct flow_range {
	uint32_t from, to; /* to: the first number behind it */
};

struct flow_side {
	bool isn_known, isn_guessed; /* guessed is known too */
	bool syn, syn_ack;           /* it sent one */
	bool sent;                   /* it sent anything; next and what follows are set */
	bool acked;                  /* it sent an ACK after its SYN; ack is set */
	bool asked;                  /* the last it sent was a keep-alive or a probe: `probed` */
	bool probed;
	bool scale_there;
	uint8_t scale;
	uint16_t window_sent;
	uint64_t window; /* scaled */
	uint32_t isn, next, ack;
	uint64_t far; /* from isn to next, however often the numbers went round */
	unsigned dup_acks;
	unsigned gaps, agains;
	struct flow_range gap[FLOW_GAPS];
	struct flow_again {
		uint32_t seq;
		unsigned times;
	} again[FLOW_AGAIN];
};

/* The difference of two sequence numbers, as they lie nearest. */
static inline int32_t flow_ahead(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

/* Forgets the side; its first number is isn. */
void flow_side_start(struct flow_side *side, uint32_t isn, bool guessed);
/* Whether a number is among those the side has used, the next one included. */
bool flow_side_used(const struct flow_side *side, uint32_t seq);
/*
 * The side, whose isn is known, sends a segment that is not a RST, with a window of so many bytes. Its
 * marks, and *times where one of them counts. `peer` may be the same side: a socket connected to itself.
 */
unsigned flow_side_send(struct flow_side *side, const struct flow_side *peer,
                        const struct segment *s, uint64_t window, unsigned *times);

#endif
