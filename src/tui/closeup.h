/*
 * A segment of the ladder taken apart: below the ladder, as much as fits, or in the whole pane, to be scrolled.
 */
#ifndef SOCKPIT_TUI_CLOSEUP_H
#define SOCKPIT_TUI_CLOSEUP_H

#include "tui/lines.h"
#include "tui/list.h"
#include "tui/pane.h"

struct closeup {
	struct lines lines;
	struct list list;
	/* what the lines are of */
	uint64_t seq, last;
	int columns;
	bool ascii;
};

/* All zero is empty. */
void closeup_clear(struct closeup *c);
/* Makes it show a rung, in so many columns. */
void closeup_make(struct closeup *c, const struct ladder_row *rung, struct scene *scene,
                  int columns);
/* Draws what it shows under a rule; more of it is there, it says where so. */
void closeup_draw_below(const struct closeup *c, const struct ladder_row *rung, struct area *a,
                        const struct scene *scene);
/* Draws it from where it was scrolled to. */
void closeup_draw_whole(struct closeup *c, struct area *a, const struct scene *scene);

#endif
