/*
 * The ladder of a session: from the moment something is worth drawing (a lab, a capture, the question) it
 * takes what the journal is told.
 */
#ifndef SOCKPIT_SESSION_DRAWING_H
#define SOCKPIT_SESSION_DRAWING_H

#include "session/verb.h"

/* From now on events are taken; those the journal still has are taken first. */
void drawing_start(struct session *s);
void drawing_free(struct drawing *d);
/* show ladder */
extern const struct verb show_group[];

#endif
