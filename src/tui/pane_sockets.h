/*
 * The pane of the sockets, for the screen that asks the kernel about what it shows.
 */
#ifndef SOCKPIT_TUI_PANE_SOCKETS_H
#define SOCKPIT_TUI_PANE_SOCKETS_H

#include "tui/pane.h"

/*
 * The names of the sockets that were in sight when it was drawn last, at most `max`; how many. They are the
 * pane's, and good until it is drawn again.
 */
size_t pane_sockets_visible(const struct pane *pane, const char **names, size_t max);

#endif
