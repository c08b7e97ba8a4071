/*
 * Plain lines: commands made of words that stand for themselves, without a single substitution. They
 * are split here, and need no interpreter: a session of plain lines starts without Tcl.
 */
#ifndef SOCKPIT_SESSION_PLAIN_H
#define SOCKPIT_SESSION_PLAIN_H

#include "session/verb.h"

enum { PLAIN_WORDS = 16 };

struct plain {
	struct word word[PLAIN_WORDS]; /* borrowed from the text */
	size_t count;                  /* 0: only blanks and comments */
	size_t begin;                  /* where the first word stands */
	size_t used;                   /* bytes up to and with what ends the command */
};

enum plain_outcome {
	PLAIN_YES,  /* a whole command of plain words, or none */
	PLAIN_MORE, /* the text may go on in the next piece */
	PLAIN_NO    /* Tcl has to read it */
};

/* Splits the first command of the text; `last` says that no more text follows. */
enum plain_outcome plain_split(const char *text, size_t n, bool last, struct plain *p);

#endif
