/*
 * A list a pane shows part of: which row is at the top, which is chosen. Rows are numbered from 0.
 */
#ifndef SOCKPIT_TUI_LIST_H
#define SOCKPIT_TUI_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/canvas.h"
#include "tui/press.h"

struct list {
	size_t count; /* rows there are */
	size_t shown; /* rows that fit */
	size_t top;   /* the first one shown */
	size_t at;    /* the chosen one; meaningless when count is 0 */
	bool follow;  /* the last row stays chosen as rows are added */
};

/* The list has so many rows now, and so many fit: the chosen row stays in sight. */
void list_fit(struct list *l, size_t count, size_t shown);
/* Arrows, pages, Home, End, wheel and click (row: 0 is the list's first shown row) move in it. Whether the
 * press was one of these. */
bool list_press(struct list *l, const struct press *p);
/* The same for a text, in which no row is chosen: the keys move what is shown, and it follows again once its
 * end is reached. */
bool list_press_text(struct list *l, const struct press *p);
/* Chooses a row; the list scrolls as little as it must. */
void list_choose(struct list *l, size_t row);
/* Draws where in the list one is, at the right edge of an area of `shown` rows, when not all fit. */
void list_draw_bar(const struct list *l, struct area *a, bool ascii);

#endif
