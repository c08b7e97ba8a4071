/*
 * Scripts: read piece by piece and done one top-level command at a time, so that memory stays flat
 * however long they are, and a script may come from a pipe that never ends.
 */
#ifndef SOCKPIT_SESSION_SCRIPT_H
#define SOCKPIT_SESSION_SCRIPT_H

#include "session/plain.h"
#include "session/session.h"

/* A script as far as it is read. */
struct script {
	int fd;            /* borrowed; -1: the text is all there is */
	struct bytes text; /* owned */
	size_t at;         /* where the next command begins */
	unsigned line;     /* its line */
	bool ended;        /* all of it is there */
	bool first;        /* nothing was read yet */
};

/* Its next top-level command. */
struct script_command {
	const char *text; /* from its first word on; borrowed from the script */
	size_t n;         /* 0: there are only blanks and comments */
	size_t used;      /* bytes from script.at up to and with what ends it */
	unsigned line;    /* of its first word */
	bool is_plain;    /* `plain` are its words: it needs no Tcl */
	struct plain plain;
};

/* Does the script in `fd` (read to its end, not closed), called `name` in messages. */
enum outcome script_run(struct session *s, int fd, const char *name);
/* Does commands given as text; name NULL: typed at a prompt, whose messages need no place. */
enum outcome script_run_text(struct session *s, const char *text, size_t n, const char *name);
/* Waits until there is something to read, or the end of it; false: the session is to stop. */
bool script_await(struct session *s, int fd);
/* Whether the text is made of whole commands: what a prompt asks before it runs a line. */
bool script_is_whole(struct session *s, const char *text, size_t n);

/* Finds the command that comes next, and does nothing: 1, or 0: more text is needed, or -1 and a refusal:
 * it cannot become one; c->line is where. */
int script_find(struct session *s, const struct script *x, struct script_command *c);
/* Does the next command, which script_find has found, and passes it. `name` as above. */
enum outcome script_do(struct session *s, struct script *x, const struct script_command *c,
                       const char *name);

#endif
