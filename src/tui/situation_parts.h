/*
 * The parts of a situation (situation.h).
 */
#ifndef SOCKPIT_TUI_SITUATION_PARTS_H
#define SOCKPIT_TUI_SITUATION_PARTS_H

#include "tui/situation.h"

/* A socket as it is known: from the kernel where it was asked, else from the journal. */
struct seen {
	const struct board_socket *s; /* borrowed */
	int family, type;
	const char *state;  /* "ESTABLISHED"; "": not told */
	struct bytes local; /* owned; empty: none that anybody could use */
	short ready;        /* POLLIN and so on; 0: nothing, or not told */
	int recv_queue;     /* bytes, connections; -1: not told */
	bool nonblock;
};

/* Looks at a socket; local is to be cleared by the caller. */
void situation_see(struct seen *x, const struct scene *scene, const struct board_socket *s);
/* Whether it is an address somebody can use: not that of a socket without one. */
bool situation_is_address(const char *text);
void situation_set(struct situation *t, enum situation_word word, const char *text);
/* situation_others.c: who listens, who could connect, which hosts there are. x: the selected socket; NULL:
 * none is. */
void situation_find_others(struct situation *t, const struct scene *scene, const struct seen *x);
/* Whether a socket of the host the held segment is from is in that state, or a call of it may bring it there:
 * whether the segment is still one somebody waits for. */
bool situation_has_sender(const struct situation *t, const struct scene *scene, const char *state);

#endif
