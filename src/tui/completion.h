/*
 * What could be typed next at the prompt, from the verb table, the session and the addresses seen.
 */
#ifndef SOCKPIT_TUI_COMPLETION_H
#define SOCKPIT_TUI_COMPLETION_H

#include "session/session.h"

/* Attaches completion to readline for this session; a tap on its journal remembers addresses. */
void completion_start(struct session *s);
void completion_stop(void);

#endif
