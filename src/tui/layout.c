/*
 * Three ways to lay out: one pane at a time, one column, two columns.
 */
#include "tui/layout.h"

#include <string.h>

enum {
	TWO_COLUMNS_COLS = 116, /* from here on there are two columns */
	TWO_COLUMNS_ROWS = 30,
	THREE_DEEP_ROWS = 34 /* the left column has the journal, too */
};

static int between(int n, int least, int most)
{
	return n < least ? least : n > most ? most : n;
}

static void put(struct layout *l, enum pane_id id, int row, int col, int rows, int cols)
{
	l->place[id] = (struct place){row, col, rows, cols, true};
}

static bool is_tabbed(const struct layout *l, enum pane_id id)
{
	return l->tabbed & 1u << id;
}

/* The place of the tabs, with the chosen one in it. */
static void put_tabs(struct layout *l, enum pane_id tab, enum pane_id otherwise, int row, int col,
                     int rows, int cols)
{
	l->tabs = (struct place){row, col, rows, cols, true};
	put(l, is_tabbed(l, tab) ? tab : otherwise, row, col, rows, cols);
}

static void stack_one(struct layout *l, enum pane_id tab, int top, int bottom)
{
	l->tabbed = (1u << PANES) - 1;
	put_tabs(l, tab, PANE_SOCKETS, top + 1, 0, bottom - top - 1, l->cols);
}

/* Sockets and what to do next above, the rest below them. */
static void stack_column(struct layout *l, enum pane_id tab, int top, int bottom)
{
	int rows = bottom - top, sockets = between(rows / 4, 4, 9), next = between(rows / 5, 4, 9);

	l->tabbed = ((1u << PANES) - 1) & ~(1u << PANE_SOCKETS | 1u << PANE_NEXT);
	put(l, PANE_SOCKETS, top + 1, 0, sockets, l->cols);
	top += sockets + 1;
	put(l, PANE_NEXT, top + 1, 0, next, l->cols);
	top += next + 1;
	put_tabs(l, tab, PANE_HANDSHAKE, top + 1, 0, bottom - top - 1, l->cols);
}

static void stack_two(struct layout *l, enum pane_id tab, int top, int bottom)
{
	int rows = bottom - top, left = l->cols * 2 / 5, right = l->cols - left - 1;
	bool deep = l->rows >= THREE_DEEP_ROWS;
	int sockets = deep ? rows / 3 : rows / 2, next = between(rows / 4, 5, 9), ladder, at = top;

	left = between(left, 48, 96);
	right = l->cols - left - 1;
	l->split = left;
	if (!deep)
		next = rows - sockets - 2;
	put(l, PANE_SOCKETS, at + 1, 0, sockets - 1, left);
	at += sockets;
	put(l, PANE_NEXT, at + 1, 0, next, left);
	at += next + 1;
	l->tabbed =
	    ((1u << PANES) - 1) & ~(1u << PANE_SOCKETS | 1u << PANE_NEXT | 1u << PANE_HANDSHAKE);
	if (deep) {
		l->tabbed &= ~(1u << PANE_JOURNAL);
		put(l, PANE_JOURNAL, at + 1, 0, bottom - at - 1, left);
	}
	ladder = rows * 11 / 20;
	put(l, PANE_HANDSHAKE, top + 1, left + 1, ladder - 1, right);
	put_tabs(l, tab, deep ? PANE_OPTIONS : PANE_JOURNAL, top + ladder + 1, left + 1,
	         rows - ladder - 1, right);
}

void layout_make(struct layout *l, int rows, int cols, enum pane_id tab)
{
	int top, bottom;

	memset(l, 0, sizeof(*l));
	l->rows = rows;
	l->cols = cols;
	l->hint_row = -1;
	l->notice = rows < LAYOUT_LEAST_ROWS || cols < LAYOUT_LEAST_COLS;
	if (l->notice)
		return;
	l->has_bar = rows >= 8;
	top = l->has_bar ? 1 : 0;
	bottom = rows - 1; /* the function keys */
	l->prompt_row = --bottom;
	if (rows >= 7)
		l->hint_row = --bottom;
	if (rows < LAYOUT_FULL_ROWS || cols < LAYOUT_FULL_COLS)
		stack_one(l, tab, top, bottom);
	else if (cols < TWO_COLUMNS_COLS || rows < TWO_COLUMNS_ROWS)
		stack_column(l, tab, top, bottom);
	else
		stack_two(l, tab, top, bottom);
}

enum pane_id layout_at(const struct layout *l, int row, int col)
{
	for (int i = 0; i < PANES; i++) {
		const struct place *p = &l->place[i];

		if (p->shown && row >= p->row - 1 && row < p->row + p->rows && col >= p->col &&
		    col < p->col + p->cols)
			return (enum pane_id)i;
	}
	return PANES;
}
