/*
 * What the readers of all layers ask before they touch a byte: whether it was captured, and whether it
 * belongs to the packet. s->end is where the packet ends as the layers so far have it, at first the end
 * of the frame.
 */
#ifndef SOCKPIT_WATCH_READING_H
#define SOCKPIT_WATCH_READING_H

#include "watch/segment.h"

/* A frame while it is being taken apart. */
struct reading {
	const uint8_t *p;
	size_t n, whole;
};

/* The first reason counts. */
static inline void reading_bad(struct segment *s, const char *why)
{
	if (!s->bad)
		s->bad = why;
}

static inline size_t reading_least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Bytes that are there of `size` at `at`: captured, and inside the packet. */
static inline size_t reading_there(const struct segment *s, const struct reading *r, size_t at,
                                   size_t size)
{
	size_t end = reading_least(s->end, r->n);

	return at < end ? reading_least(size, end - at) : 0;
}

/* Whether all of them are there; else the segment is bad. */
static inline bool reading_holds(struct segment *s, const struct reading *r, size_t at, size_t size,
                                 const char *why)
{
	if (reading_there(s, r, at, size) == size)
		return true;
	reading_bad(s, why);
	return false;
}

/* What lies from `at` to the end of the packet is the payload, as far as is known by now. */
static inline void reading_payload(struct segment *s, const struct reading *r, size_t at)
{
	s->payload = reading_least(at, r->n);
	s->len = at < s->end ? s->end - at : 0;
	s->kept = at < r->n ? reading_least(s->len, r->n - at) : 0;
}

/* Reads the header of s->protocol at `at`, which is inside what was captured, and what it leads. */
void transport_read(struct segment *s, const struct reading *r, size_t at);

#endif
