/*
 * A process that stands by while the screen is up, and gives the terminal back when this program ends
 * without doing so itself: by SIGKILL, by a fault, by a library that calls exit.
 */
#ifndef SOCKPIT_TUI_GUARD_H
#define SOCKPIT_TUI_GUARD_H

#include "base/bytes.h"

/* Starts it, before any thread is made: it keeps the modes of the terminal as they are now. 0, or -1 and
 * errno. */
int guard_start(void);
/* From now on `undo` is to be written to the terminal when we end. */
void guard_arm(const struct bytes *undo);
/* The terminal is given back already. */
void guard_disarm(void);
/* Ends it. */
void guard_stop(void);

#endif
