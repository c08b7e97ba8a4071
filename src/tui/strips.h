/*
 * The state machines of a connection, a line for each side: the states it went through, and in brackets the
 * one it is in now.
 */
#ifndef SOCKPIT_TUI_STRIPS_H
#define SOCKPIT_TUI_STRIPS_H

#include "tui/pane.h"

enum { STRIPS_MOST = 4 };

struct strip {
	char name[SOCK_NAME_MAX + 17]; /* "": no socket of the session's */
	char end[64];                  /* its address: what it is called where no name leads to it */
	bool placed;                   /* it lives in a host of the lab: all its changes are told */
	char state[LADDER_STATES][24];
	unsigned states;
	bool more;       /* others came before */
	char source[16]; /* who told the last; "": nobody */
};

/* Those of the socket's connection, or of all sockets (""), where they are few. */
struct strips {
	struct strip strip[STRIPS_MOST];
	unsigned count;
};

void strips_make(struct strips *s, const struct ladder *l, const char *socket);
/* Draws as many as fit, at most `most`; answers how many rows that took. */
int strips_draw(const struct strips *s, struct area *a, int most, const struct scene *scene);

#endif
