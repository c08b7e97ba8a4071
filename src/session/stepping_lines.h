/*
 * The lines of a script that is stepped through: which have a breakpoint, and which call a verb.
 */
#ifndef SOCKPIT_SESSION_STEPPING_LINES_H
#define SOCKPIT_SESSION_STEPPING_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct stepping_lines {
	const char *text; /* borrowed */
	size_t n;
	unsigned count; /* lines there are */
	unsigned stops; /* breakpoints there are */
	unsigned char
	    *stop; /* by line, from 1: 1 where one is; read by any thread, atomically; owned */
	unsigned char
	    *call; /* by line: 1 where a verb stands at the beginning of a command; owned; NULL until a
	                      * breakpoint needs it */
};

void stepping_lines_init(struct stepping_lines *l, const char *text, size_t n);
void stepping_lines_clear(struct stepping_lines *l);
/* Of a line there is. */
void stepping_lines_set(struct stepping_lines *l, unsigned line, bool on);
/* Whether there is a breakpoint from a line to another one, both counted. */
bool stepping_lines_any(const struct stepping_lines *l, unsigned from, unsigned to);
/* Whether a breakpoint, or `until` (0: none), means the call on `line`: it is there, or on a line before it,
 * from `from` on, after which no other line calls a verb. */
bool stepping_lines_leads(struct stepping_lines *l, unsigned from, unsigned line, unsigned until);
/* How many lines a command of n bytes has beyond its first. */
unsigned stepping_lines_count(const char *text, size_t n);

#endif
