/*
 * The table of panes.
 */
#include "tui/panes.h"

#include "tui/layout.h"

static const struct pane_ops *const all[PANES] = {
    [PANE_SOCKETS] = &pane_sockets,
    [PANE_NEXT] = &pane_next,
    [PANE_HANDSHAKE] = &pane_handshake,
    [PANE_JOURNAL] = &pane_journal,
    [PANE_DATA] = &pane_data,
    [PANE_OPTIONS] = &pane_options,
    [PANE_TCP] = &pane_tcp,
    [PANE_ERRORS] = &pane_errors,
    [PANE_SCRIPT] = &pane_script,
    [PANE_HELP] = &pane_help,
};

const struct pane_ops *panes_at(size_t i)
{
	return i < PANES ? all[i] : NULL;
}
