/*
 * Waiting that can be interrupted: sleep, and the polling of check -within.
 */
#ifndef SOCKPIT_SESSION_WAITING_H
#define SOCKPIT_SESSION_WAITING_H

#include "session/session.h"

/* Sleeps until `until` (monotonic ns); false when it was interrupted before. */
bool waiting_until(struct session *s, int64_t until);

#endif
