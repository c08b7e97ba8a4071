/*
 * What could be typed next at the prompt, from the verb table, the session and the addresses seen.
 */
#ifndef SOCKPIT_TUI_COMPLETION_H
#define SOCKPIT_TUI_COMPLETION_H

#include "session/session.h"

/* Finds what the word of a line between two offsets could become: char * each, the caller frees them. */
typedef void completion_finder(const char *line, int start, int end, struct vector *found);

/* The one that knows: it looks at the session, so it is the session's thread that calls it. */
completion_finder completion_find;
/*
 * Attaches completion to readline for this session; a tap on its journal remembers addresses. `ask` is what
 * readline's thread calls, when that is not the session's; NULL: completion_find. Without a session (NULL)
 * it has to be given.
 */
void completion_start(struct session *s, completion_finder *ask);
/* Frees it; readline is not used any more. */
void completion_stop(void);

#endif
