/*
 * Lists as Tcl writes them, for verbs that take or give one. A list of plain words needs no Tcl.
 */
#ifndef SOCKPIT_SESSION_LISTING_H
#define SOCKPIT_SESSION_LISTING_H

#include "session/verb.h"

struct listing {
	struct word *item; /* owned; what they point to is the list's own text, or `store` */
	size_t count, cap;
	struct bytes store;
};

/* Splits a word into its elements; listing_clear frees them, also after a refusal. */
enum outcome listing_split(struct session *s, const struct verb *v, struct word w,
                           struct listing *l);
void listing_clear(struct listing *l);
/* Appends an element of a list, quoted where it must be, with a blank before it unless it is the first
 * in `out`. */
void listing_add(struct bytes *out, const void *p, size_t n);

#endif
