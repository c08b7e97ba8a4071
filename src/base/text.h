/*
 * Reading the small things people write: whole numbers, durations, lines; and the nearest known name for a
 * word that is not one.
 */
#ifndef SOCKPIT_BASE_TEXT_H
#define SOCKPIT_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decimal, 0x hex or 0 octal, with an optional sign; false when n bytes at s are anything else or do
 * not fit. */
bool text_int(const char *s, size_t n, int64_t *value);
/* "250ms", "3s", "1.5s", "10us", "5m" or a bare number of seconds, as nanoseconds, not negative
 * and at most 146 years, so that it can be added to a time. */
bool text_duration(const char *s, size_t n, int64_t *ns);
/* Appends ns in the shortest exact of those forms ("250ms", "1.5s"). */
struct bytes;
void text_add_duration(struct bytes *out, int64_t ns);

/* How many newlines there are. */
size_t text_newlines(const char *s, size_t n);

/* A search for the nearest of many names. */
struct nearest {
	const char *word;
	size_t n;
	const char *best; /* borrowed from the candidate; NULL while none is near */
	unsigned distance;
};
void nearest_init(struct nearest *s, const char *word, size_t n);
/* Offers a name; it is kept when it is nearer than the best so far and near enough to be meant:
 * at most a third of the longer length in edits (two neighbouring letters swapped are one edit), or
 * the word is the name's beginning (three letters or more), case ignored. */
void nearest_offer(struct nearest *s, const char *name);

#endif
