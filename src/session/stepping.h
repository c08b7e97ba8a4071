/*
 * A script that is done step by step, as a debugger does a program: what comes next, where it stops.
 * The session's thread does it; any thread may look at where it is.
 */
#ifndef SOCKPIT_SESSION_STEPPING_H
#define SOCKPIT_SESSION_STEPPING_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "session/outcome.h"

struct session;
struct stepping_source;
struct verb;

enum { STEPPING_MOST = 64 << 20 /* bytes of a script */ };

enum stepping_state {
	STEPPING_READY,   /* the command at `line` comes next */
	STEPPING_RUNNING, /* the command at `line` is being done */
	STEPPING_PAUSED,  /* inside it, before the call at `line` */
	STEPPING_FAILED,  /* it failed at `line`: a step tries the command after it */
	STEPPING_OVER     /* there is nothing left */
};

/* How far it goes. Each stops at a breakpoint, where a command fails, and at the end. */
enum stepping_how {
	STEPPING_STEP,    /* up to the next call of a verb, also in loops, procedures and includes */
	STEPPING_NEXT,    /* to the end of this top-level command */
	STEPPING_UNTIL,   /* to a line */
	STEPPING_CONTINUE /* as far as it can */
};

/* Where it is: what a screen shows. */
struct stepping_view {
	const char *file; /* "handshake.tcl", filtered; borrowed */
	const char *text; /* the whole script, foreign; borrowed, never changes */
	size_t n;
	unsigned load;  /* counts the scripts that were loaded: another one is another text */
	unsigned lines; /* lines it has */
	enum stepping_state state;
	unsigned line, last_line;  /* of the command, from 1; a command may have several */
	const unsigned char *stop; /* by line (0 is not used): stepping_stops_at; borrowed */
	const char *verb;          /* PAUSED: which comes next, "recv"; static */
	/* PAUSED in another script that this one includes: its name, and the line in it; `line` is then where
	 * this one leads there. "": here */
	char other[64];
	unsigned other_line;
	struct stepping_source *source; /* what is borrowed belongs to it */
};

/* Whether there is a breakpoint on a line of what stepping_look has given. Any thread. */
static inline bool stepping_stops_at(const struct stepping_view *v, unsigned line)
{
	return line <= v->lines && __atomic_load_n(&v->stop[line], __ATOMIC_RELAXED);
}

/* Reads a script whole (`fd` is not closed) and makes it the one that is stepped through, at its first
 * command. A refusal leaves the one before: it cannot be read, is no script, or too long; or that one is
 * being done. */
enum outcome stepping_load(struct session *s, int fd, const char *name);
enum outcome stepping_load_text(struct session *s, const char *text, size_t n, const char *name);
void stepping_free(struct session *s);

/*
 * Asks for a step: `line` is for STEPPING_UNTIL. A script that is paused goes on as soon as whoever attends
 * lets it; else stepping_run does what was asked for.
 */
enum outcome stepping_ask(struct session *s, enum stepping_how how, unsigned line);
/*
 * Does what was asked for, if anything was: to be called when a typed command is over, outside of any other
 * but those that wait. Answers like script_run of the commands that were done, a failure with its FILE:LINE in
 * the session's problem; a script that ends itself with `exit` is over, and OUTCOME_OK.
 */
enum outcome stepping_run(struct session *s);
/* Both. */
enum outcome stepping_do(struct session *s, enum stepping_how how, unsigned line);
/* Sets or takes away a breakpoint: what comes first on that line or after it is stopped at. */
enum outcome stepping_break(struct session *s, unsigned line, bool on);

/* Where it is; false: no script was ever loaded. What is borrowed stays until stepping_let_go. Any thread. */
bool stepping_look(struct session *s, struct stepping_view *copy);
void stepping_let_go(struct stepping_view *copy);

/* Of verb.c: a verb is about to be done. Lets commands be done while it pauses before it. */
enum outcome stepping_before(struct session *s, const struct verb *v);

#endif
