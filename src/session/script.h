/*
 * Scripts: read piece by piece and done one top-level command at a time, so that memory stays flat
 * however long they are, and a script may come from a pipe that never ends.
 */
#ifndef SOCKPIT_SESSION_SCRIPT_H
#define SOCKPIT_SESSION_SCRIPT_H

#include "session/session.h"

/* Does the script in `fd` (read to its end, not closed), called `name` in messages. */
enum outcome script_run(struct session *s, int fd, const char *name);
/* Does commands given as text; name NULL: typed at a prompt, whose messages need no place. */
enum outcome script_run_text(struct session *s, const char *text, size_t n, const char *name);
/* Whether the text is made of whole commands: what a prompt asks before it runs a line. */
bool script_is_whole(struct session *s, const char *text, size_t n);

#endif
