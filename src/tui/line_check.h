/*
 * The line that is being typed, looked at while it is typed: which word nobody knows, and which verb the
 * cursor stands in. It guesses nothing: what Tcl would substitute is let pass.
 */
#ifndef SOCKPIT_TUI_LINE_CHECK_H
#define SOCKPIT_TUI_LINE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "session/verb.h"

/* Whether something of that name is there, or, with `begins`, something that begins so. */
struct known_names {
	bool (*socket)(void *closure, const char *name, size_t n, bool begins);
	bool (*command)(void *closure, const char *name, size_t n, bool begins);
	void *closure;
};

struct line_check {
	size_t bad_from, bad_to;  /* the first unknown word; equal: there is none */
	const struct verb *verb;  /* of the command the cursor stands in; NULL: none that is known */
	int word;                 /* which of its words the cursor stands in: 0 is the verb */
	const char *unknown_kind; /* "verb", "socket": what the unknown word should have been */
};

void line_check(struct line_check *check, const char *line, size_t n, size_t point,
                const struct known_names *known);

#endif
