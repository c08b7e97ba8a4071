/*
 * The table of panes.
 */
#include "tui/panes.h"

static const struct pane_ops *const all[] = {&pane_next, &pane_options, &pane_errors, &pane_help};

const struct pane_ops *panes_at(size_t i)
{
	return i < sizeof(all) / sizeof(all[0]) ? all[i] : NULL;
}
