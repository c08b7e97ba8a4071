/*
 * The bytes a verb sends, from the words that describe them: a plain word, -hex, -file, -repeat,
 * -encoding.
 */
#ifndef SOCKPIT_SESSION_PAYLOAD_H
#define SOCKPIT_SESSION_PAYLOAD_H

#include "session/verb.h"

/* How the word after it is to be read. */
struct payload_form {
	bool hex, file;
	struct word encoding; /* n 0: none */
	int64_t repeat;       /* 1: as it is */
};

/* Whether the word is one of the payload's options; *takes_value tells of a word after it. */
bool payload_is_option(struct word w, bool *takes_value);
/* Takes an option (and its value) into the form. */
enum outcome payload_take(struct session *s, const struct verb *v, struct payload_form *form,
                          struct word option, struct word value);
/* The bytes the word stands for: borrowed from the word, or from the session's payload buffer. */
enum outcome payload_make(struct session *s, const struct verb *v, const struct payload_form *form,
                          struct word w, struct word *out);

#endif
