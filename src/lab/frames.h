/*
 * What the wire has carried: every frame under its number, with what became of it. Bounded: the oldest
 * make way, counted. Whole frames are kept while there is room for them, later ones as their headers and
 * first bytes; one that is still on the wire is whole always.
 */
#ifndef SOCKPIT_LAB_FRAMES_H
#define SOCKPIT_LAB_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "watch/flow.h"

/* One frame. */
struct frame {
	uint64_t id;      /* 1, 2 … */
	uint64_t of;      /* id of the one it was made from; 0: none */
	int64_t sent;     /* monotonic ns: it came onto the wire */
	int64_t settled;  /* its fate was decided; 0: it is on the wire */
	uint8_t fate;     /* enum segment_fate: HELD, DELIVERED, DROPPED */
	uint8_t origin;   /* enum segment_origin */
	uint8_t from, to; /* hosts; from is FRAME_WIRE where the wire made it up */
	bool delayed;     /* held by a delay, not by hand */
	bool is_tcp;
	bool by_timer;     /* a timer of the host made it send it */
	uint8_t flags;     /* of TCP: enum segment_flags */
	int64_t due;       /* when a delayed one is to be delivered */
	const char *why;   /* what decided its fate; owned by the record, NULL: nothing to say */
	const char *cause; /* what made a host send it: a call; owned, NULL: not known, or a segment */
	uint64_t given;    /* or the segment it was given: its number; 0: none was */
	struct flow_view view;
	struct frame *next; /* the next one on the wire */
	uint32_t n, whole;
	unsigned char data[]; /* n bytes of whole */
};

enum { FRAME_WIRE = 255 };

struct frames {
	struct frame **ring;  /* owned; by id */
	size_t slots;         /* a power of two */
	uint64_t first, next; /* ids */
	uint64_t droppable;   /* all before it made way, or are still on the wire */
	size_t held;          /* bytes of all that is kept */
	uint64_t lost;        /* frames that made way */
};

void frames_init(struct frames *f);
void frames_clear(struct frames *f);
/* A new record with its number; the record owns it. */
struct frame *frames_add(struct frames *f, const void *data, size_t n);
/* The frame of that number, or NULL: it never was, or has made way. */
struct frame *frames_find(const struct frames *f, uint64_t id);
/* Its fate is decided: what was whole only for the way may be cut. The frame may have moved. */
struct frame *frames_settle(struct frames *f, struct frame *x);
/* What made a host send it, in words: "connect(C)", "segment 3", "timer"; NULL: not known. */
enum { FRAME_CAUSE_MAX = 32 };
const char *frame_cause(const struct frame *x, char room[FRAME_CAUSE_MAX]);
/* Sets one of its words (a copy; NULL: none). */
void frame_set(const char **word, const char *text);

#endif
