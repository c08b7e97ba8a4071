/*
 * Whether a call may wait, as far as can be seen before it is made.
 */
#ifndef SOCKPIT_SESSION_MAY_WAIT_H
#define SOCKPIT_SESSION_MAY_WAIT_H

#include "session/session.h"

/*
 * What it tells wrongly costs a thread where none is needed, or holds the prompt up as long as the call takes;
 * it is the same call.
 */
bool may_wait(struct session *s, const struct call *c);

#endif
