/*
 * expect: receiving until what is expected has come.
 */
#ifndef SOCKPIT_SESSION_EXPECT_H
#define SOCKPIT_SESSION_EXPECT_H

#include "session/verb.h"

/* The verb's function. */
enum outcome expect_run(struct session *s, struct bound *b);

#endif
