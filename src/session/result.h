/*
 * What a command gives back: nothing, one word, or a list of words. Words are bytes.
 */
#ifndef SOCKPIT_SESSION_RESULT_H
#define SOCKPIT_SESSION_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct result {
	struct bytes bytes; /* all words, one after the other */
	struct bytes ends;  /* a list's words: the offset after each, as size_t */
	bool is_list;
	bool is_number; /* the one word is a number: this one, which bytes may not have yet */
	int64_t number;
};

void result_reset(struct result *r);
void result_clear(struct result *r);
/* Makes it one word. */
void result_set(struct result *r, const void *p, size_t n);
void result_set_str(struct result *r, const char *s);
/* Makes it a number; result_spell writes it. */
void result_set_int(struct result *r, int64_t value);
/* Writes the number into bytes, if that is what it is and nobody has: a loop's results are seldom read
 * as text. */
void result_spell(struct result *r);
/* Adds a word to a list. */
void result_add(struct result *r, const void *p, size_t n);
size_t result_count(const struct result *r);
/* Word i of a list; *n is its length. Borrowed. */
const char *result_word(const struct result *r, size_t i, size_t *n);

#endif
