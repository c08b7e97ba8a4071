/*
 * What is so now, as the table of next steps asks for it (tables/next_steps.h): what is selected, the state it is
 * in, what else is there, and the words that stand for it. Read from the scene, without a call of the
 * session's.
 */
#ifndef SOCKPIT_TUI_SITUATION_H
#define SOCKPIT_TUI_SITUATION_H

#include "tables/next_steps.h"
#include "tui/pane.h"

/* The words of a template, in braces there. */
enum situation_word {
	WORD_SOCKET,
	WORD_KIND,
	WORD_PEER,
	WORD_HOST,
	WORD_PARENT,
	WORD_LISTENER,
	WORD_LISTENER_NAME,
	WORD_RECEIVER,
	WORD_RECEIVER_NAME,
	WORD_CLIENT,
	WORD_SILENT,
	WORD_WAITER,
	WORD_OTHER,
	WORD_OWN,
	WORD_WRONG,
	WORD_CLIENT_HOST,
	WORD_SERVER_HOST,
	WORD_OTHER_HOST,
	WORD_PORT,
	WORD_LOOPBACK,
	WORD_JOB,
	WORD_FROM,
	WORD_TO,
	WORD_BYTES,
	WORD_CONNECTIONS,
	WORD_COUNT,
	SITUATION_WORDS
};

struct situation {
	unsigned subject, state, facts; /* as in tables/next_steps.h */
	const struct board_failure
	    *failed; /* the last thing that happened to the socket; NULL: it worked */
	struct bytes word[SITUATION_WORDS]; /* empty: it stands for nothing */
	const struct board *board;          /* borrowed, while it is locked */
};

/* Begin with zeros. Reads the situation of the socket that is selected; storage is used again. */
void situation_read(struct situation *t, const struct scene *scene);
/* The same of a socket of that name ("": none). */
void situation_read_of(struct situation *t, const struct scene *scene, const char *name);
void situation_clear(struct situation *t);
/*
 * Appends a template of the table with its words in place. False: one of them stands for nothing, and what
 * was appended is to be thrown away.
 */
bool situation_expand(const struct situation *t, const char *text, struct bytes *out);
/* What is selected, in a few words: "C is bound"; "" when nothing is. */
const char *situation_state_word(const struct situation *t);

#endif
