/*
 * How a command ended. A kernel's refusal is an outcome like others (the errno is the lesson); a
 * refusal of ours is a message about the words that were typed.
 */
#ifndef SOCKPIT_SESSION_OUTCOME_H
#define SOCKPIT_SESSION_OUTCOME_H

#include "base/bytes.h"

enum outcome {
	OUTCOME_OK,
	OUTCOME_CALL_FAILED, /* the kernel answered with an errno: exit 1 when nobody catches it */
	OUTCOME_REFUSED,     /* the words make no command, or Tcl found an error: exit 2 */
	OUTCOME_TIMED_OUT,   /* a time limit passed: exit 124 */
	OUTCOME_SKIPPED,     /* a requirement is missing: exit 77 */
	OUTCOME_EXIT,        /* the script asked to end */
	OUTCOME_STOPPED      /* interrupted from outside: exit 130 */
};

/* What went wrong, when something did. */
struct problem {
	enum outcome outcome;
	struct bytes message; /* one line or more, for a person; escaped already */
	const char *name;     /* OUTCOME_CALL_FAILED: "ECONNREFUSED"; a static string */
	const char *text;     /* its text; a static string */
};

#endif
