/*
 * What to do next: of the rows of tables/next_steps.h those that hold in the situation, with its names in
 * them. A pure function of the scene.
 */
#ifndef SOCKPIT_TUI_NEXT_H
#define SOCKPIT_TUI_NEXT_H

#include "tui/situation.h"

enum { NEXT_MOST = 9 };

struct next_step {
	const struct next_row *row;
	struct bytes command; /* "connect C server:80" */
	struct bytes will;    /* "send a SYN to L: the three-way handshake" */
};

/* Begin with zeros; storage is used again. */
struct next_steps {
	struct situation situation;
	struct next_step step[NEXT_MOST];
	size_t count;
};

/* Chooses for the socket that is selected, best first. A recording offers nothing: nothing can be called in it. */
void next_choose(struct next_steps *n, const struct scene *scene);
/* Chooses what helps after the failure of a socket, as long as nothing has come after it; of a failure
 * without one, nothing. */
void next_choose_remedies(struct next_steps *n, const struct scene *scene, const char *socket);
void next_clear(struct next_steps *n);
/* Appends the command of a digit, 1 to 9, as the pane Next shows it. False: it has none. */
bool next_command(const struct scene *scene, int digit, struct bytes *out);

#endif
