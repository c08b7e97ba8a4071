/*
 * The frame is looked up in the journal, its place in the connection in the ladder. Both are done once for
 * each event: what became of a segment is another event.
 */
#include "tui/closeup.h"

#include "tui/segment_view.h"

enum { HINT = 14 /* columns of " Enter: all " and a margin */ };

void closeup_clear(struct closeup *c)
{
	lines_clear(&c->lines);
}

struct look {
	struct closeup *closeup;
	const struct flow_view *flow;
};

static void view_event(void *closure, const struct event *e)
{
	struct look *look = closure;
	struct closeup *c = look->closeup;

	if (e->kind == EVENT_SEGMENT)
		segment_view_add(&c->lines, e, look->flow, c->columns, c->ascii);
}

void closeup_make(struct closeup *c, const struct ladder_row *rung, struct scene *scene,
                  int columns)
{
	struct look look = {c, NULL};
	struct flow_view flow;

	if (c->seq == rung->seq && c->last == rung->last && c->columns == columns &&
	    c->ascii == scene->ascii)
		return;
	c->seq = rung->seq;
	c->last = rung->last;
	c->columns = columns;
	c->ascii = scene->ascii;
	lines_reset(&c->lines);
	if (ladder_view(scene->board->ladder, rung->last, &flow))
		look.flow = &flow;
	if (journal_look(scene->journal, rung->last, view_event, &look))
		return;
	lines_str(&c->lines, STYLE_DIM,
	          "The frame has made way: the journal keeps the last events only.");
	lines_end(&c->lines);
}

static void draw_rule(struct area *a, const struct ladder_row *rung, bool ascii)
{
	int col = 0;

	while (col < a->cols)
		col = area_str(a, 0, col, STYLE_BORDER, ascii ? "-" : "\342\224\200");
	area_printf(a, 0, 2, STYLE_BORDER, " segment #%llu ", (unsigned long long)rung->segment);
}

void closeup_draw_below(const struct closeup *c, const struct ladder_row *rung, struct area *a,
                        const struct scene *scene)
{
	struct area below = area_part(a, 1, 1, a->rows - 1, c->columns);

	draw_rule(a, rung, scene->ascii);
	lines_draw(&c->lines, &below, 0);
	if (c->lines.count > (size_t)below.rows && a->cols > 2 * HINT)
		area_str(a, a->rows - 1, a->cols - HINT, STYLE_DIM, " Enter: all ");
}

void closeup_draw_whole(struct closeup *c, struct area *a, const struct scene *scene)
{
	struct area inside = area_part(a, 0, 0, a->rows, c->columns);

	list_fit(&c->list, c->lines.count, (size_t)a->rows);
	lines_draw(&c->lines, &inside, c->list.top);
	list_draw_bar(&c->list, a, scene->ascii);
}
