/*
 * All panes, in the order of their tabs: pane i is that of enum pane_id (layout.h).
 */
#ifndef SOCKPIT_TUI_PANES_H
#define SOCKPIT_TUI_PANES_H

#include "tui/pane.h"

/* Pane i; NULL past the last. */
const struct pane_ops *panes_at(size_t i);

#endif
