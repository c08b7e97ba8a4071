/*
 * Where things are on the screen: panes that are always there, and a place where one of several is shown
 * under its tab. It depends on the size only, so that nothing moves while one works.
 */
#ifndef SOCKPIT_TUI_LAYOUT_H
#define SOCKPIT_TUI_LAYOUT_H

#include <stdbool.h>

#include "tui/canvas.h"

/* The panes, in the order of their tabs. */
enum pane_id {
	PANE_SOCKETS,
	PANE_NEXT,
	PANE_HANDSHAKE,
	PANE_JOURNAL,
	PANE_DATA,
	PANE_OPTIONS,
	PANE_TCP,
	PANE_ERRORS,
	PANE_SCRIPT,
	PANE_HELP,
	PANES
};

/* The least a screen must have to show anything but a notice, and to show more than one pane. */
enum {
	LAYOUT_LEAST_ROWS = 5,
	LAYOUT_LEAST_COLS = 20,
	LAYOUT_FULL_ROWS = 22,
	LAYOUT_FULL_COLS = 70
};

struct place {
	int row, col, rows, cols; /* of the inside; the rule with its title is the row above */
	bool shown;
};

struct layout {
	int rows, cols;
	bool notice;               /* too small for anything else */
	bool has_bar;              /* the top line; that of the function keys is always there */
	int hint_row, prompt_row;  /* hint_row -1: there is none */
	int split;                 /* column of the line between two columns of panes; 0: one column */
	struct place place[PANES]; /* of the tabs only the chosen one is shown */
	struct place tabs;         /* where that one is */
	unsigned tabbed;           /* bit i: pane i has a tab */
};

/* Lays a screen of that size out, with pane `tab` chosen among those with tabs; where it is one that is
 * always there, another is shown in their place. */
void layout_make(struct layout *l, int rows, int cols, enum pane_id tab);
/* The pane whose inside or rule a cell is in, or PANES. */
enum pane_id layout_at(const struct layout *l, int row, int col);

#endif
