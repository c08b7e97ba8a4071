/*
 * What the kernel made of an option that was set.
 */
#ifndef SOCKPIT_SESSION_KEPT_H
#define SOCKPIT_SESSION_KEPT_H

#include "session/session.h"

/*
 * To be called after a setsockopt(2) that succeeded: remembers that the session has set the option, and
 * puts what was asked for and what was kept into the journal. The value is read by a call of the
 * observer's, where reading tells it and takes nothing away; that call is not in the journal.
 */
void kept_tell(struct session *s, const struct call *c);

#endif
