/*
 * Where a stream was cut into segments, as far as they were seen: for each direction of a connection the
 * segments by the bytes they carry.
 */
#ifndef SOCKPIT_TUI_DATA_CUTS_H
#define SOCKPIT_TUI_DATA_CUTS_H

#include "watch/ladder.h"

struct data_cut {
	uint64_t offset; /* of its first byte in its direction */
	uint32_t len;
	uint64_t segment;
	uint8_t fate;   /* enum segment_fate */
	unsigned again; /* how often the same bytes were sent again */
	uint64_t last;  /* the segment that did so last; 0: none */
};

struct data_cuts {
	struct data_cut *cut[2]; /* owned; by direction: DATA_IN, DATA_OUT; by offset */
	size_t count[2], cap[2];
	uint64_t times; /* it was made */
	/* what it was made of */
	const struct ladder *ladder;
	uint64_t news;
	char socket[80];
	int64_t ready_at;
};

void data_cuts_clear(struct data_cuts *c);
/* Looks at the ladder where that has news; not too often, where it takes long: the answer is then when to ask
 * again, by CLOCK_MONOTONIC, else 0. */
int64_t data_cuts_make(struct data_cuts *c, const struct ladder *l, uint64_t news,
                       const char *socket);
/* The segments that carry some of n bytes: the number of the first, and *count. */
size_t data_cuts_find(const struct data_cuts *c, int direction, uint64_t offset, uint64_t n,
                      size_t *count);

#endif
