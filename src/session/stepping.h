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

enum stepping_state {
	STEPPING_READY,   /* the command at `line` comes next */
	STEPPING_RUNNING, /* the command at `line` is being done */
	STEPPING_PAUSED,  /* inside it, before the call at `line` */
	STEPPING_FAILED,  /* it failed at `line`: a step tries the command after it */
	STEPPING_OVER     /* there is nothing left */
};

/* Where it is: what a screen shows. */
struct stepping_view {
	const char *file; /* "handshake.tcl"; borrowed */
	const char *text; /* the whole script, foreign; borrowed, never changes */
	size_t n;
	unsigned lines; /* lines it has */
	enum stepping_state state;
	unsigned line, last_line;  /* of the command, from 1; a command may have several */
	const unsigned char *stop; /* by line (0 is not used): 1 where a breakpoint is; borrowed */
};

#endif
