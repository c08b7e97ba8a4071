/*
 * What tests of panes do with any of them: draw it at a size, press keys in it.
 */
#ifndef SOCKPIT_TESTS_PANES_H
#define SOCKPIT_TESTS_PANES_H

#include "stage.h"

/* Draws a pane of that size and forgets the picture: it must stand any size. */
static inline void panes_draw(struct stage *st, struct pane *pane, int rows, int cols)
{
	struct canvas canvas;
	struct area area;

	canvas_init(&canvas, rows, cols);
	area = canvas_area(&canvas);
	board_read(&st->board);
	pane->ops->draw(pane, &area, &st->scene);
	board_unlock(&st->board);
	canvas_clear(&canvas);
}

/* Every small size, and a few others; with keys pressed in between. */
static inline void panes_draw_sizes(struct stage *st, struct pane *pane)
{
	static const enum press_kind presses[] = {PRESS_DOWN, PRESS_END, PRESS_PAGE_UP, PRESS_HOME,
	                                          PRESS_CLICK};
	unsigned n = 0;

	for (int rows = 0; rows <= 12; rows++)
		for (int cols = 0; cols <= 60; cols += cols < 8 ? 1 : 13) {
			struct press p = {.kind = presses[n++ % 5], .row = rows / 2, .col = cols / 2};

			panes_draw(st, pane, rows, cols);
			if (pane->ops->press)
				pane->ops->press(pane, &p, &st->scene);
		}
	panes_draw(st, pane, 40, 140);
}

static inline bool panes_press(struct stage *st, struct pane *pane, enum press_kind kind,
                               uint32_t c)
{
	struct press p = {.kind = kind, .c = c};

	return pane->ops->press(pane, &p, &st->scene);
}

static inline bool panes_click(struct stage *st, struct pane *pane, int row)
{
	struct press p = {.kind = PRESS_CLICK, .row = row, .col = 2};

	return pane->ops->press(pane, &p, &st->scene);
}

/* What a pane shows, at that size, as text; the caller clears it. */
static inline void panes_text(struct stage *st, struct pane *pane, int rows, int cols,
                              struct bytes *out)
{
	struct canvas canvas;
	struct area area;

	canvas_init(&canvas, rows, cols);
	area = canvas_area(&canvas);
	board_read(&st->board);
	pane->ops->draw(pane, &area, &st->scene);
	board_unlock(&st->board);
	canvas_dump(out, &canvas);
	canvas_clear(&canvas);
}

/* It shows that text. */
static inline void panes_shows(struct stage *st, struct pane *pane, int rows, int cols,
                               const char *text)
{
	struct bytes out = BYTES_INIT;

	panes_text(st, pane, rows, cols, &out);
	ck_assert_msg(strstr(bytes_str(&out), text), "\"%s\" is not in:\n%s", text, bytes_str(&out));
	bytes_clear(&out);
}

#endif
