/*
 * What to look at and what to do when a call has failed: a row for a call and errno, or for an errno of any
 * call. Why it failed is in explanations.h.
 */
#ifndef SOCKPIT_TABLES_HINTS_H
#define SOCKPIT_TABLES_HINTS_H

#include <stddef.h>

struct hint {
	const char *call; /* "connect"; "*" for any */
	int err;
	/* commands and settings, of the session language or of the machine, and what they show; {address} and
	 * {socket} stand for the call's own; no final full stop */
	const char *look;
	const char *act; /* the same for what helps */
};

/* The row of a call, or of the call it is a form of (explanation_kin), or of any; NULL: none. O(1). */
const struct hint *hint_find(const char *call, int err);
/* Row i; NULL past the last. */
const struct hint *hint_at(size_t i);

#endif
