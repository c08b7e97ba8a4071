/*
 * The options of a socket, and those there are.
 */
#ifndef SOCKPIT_SESSION_OPTION_LIST_H
#define SOCKPIT_SESSION_OPTION_LIST_H

#include "session/verb.h"

/* The verb options: SOCK ?PATTERN?, or -list ?PATTERN?. */
enum outcome option_list_run(struct session *s, struct bound *b);

#endif
