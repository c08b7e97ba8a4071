/*
 * The pane Next: the calls that make sense now, each with its digit, what it will do and which errno it risks.
 * What is chosen is next.c's.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "tables/errnos.h"
#include "tui/lines.h"
#include "tui/list.h"
#include "tui/next.h"
#include "tui/pane.h"

enum {
	DIGIT_COLS = 4,     /* " 1  " */
	WIDE = 72,          /* from here on a step is one line */
	LEAST_TALL = 6,     /* rows from which steps have two lines where it is narrow */
	WAY_COLS = 50,      /* where the command of a way in stands behind its words */
	LEAST_COMMAND = 14, /* columns of it that are worth being shown */
	FOOT = 3
};

struct pane_of_next {
	struct pane pane;
	struct next_steps next;
	struct list list;
	int height; /* rows of a step */
	int head;   /* rows above the first one */
};

static struct pane *make(void)
{
	struct pane_of_next *p = memory_new(sizeof(*p));

	p->pane.ops = &pane_next;
	p->height = 1;
	return &p->pane;
}

static void free_pane(struct pane *pane)
{
	struct pane_of_next *p = (struct pane_of_next *)pane;

	next_clear(&p->next);
	free(p);
}

/* Nothing is there yet: the four ways in are what a person sees first. */
static bool is_welcome(const struct next_steps *n)
{
	return n->situation.subject == NEXT_NOTHING && !n->situation.state &&
	       !(n->situation.facts & (NEXT_SOCKETS | NEXT_LAB));
}

static const char *str(const struct bytes *b)
{
	return bytes_str(b);
}

static int cut(struct area *a, int row, int col, enum text_style style, const char *text,
               bool ascii)
{
	size_t n = strlen(text);
	int columns = text_columns(text, n), room = a->cols - col;

	if (columns > room)
		return area_field(a, row, col, room > 0 ? room : 0, style, text, n, ascii);
	return area_text(a, row, col, style, text, n);
}

/* Columns of the longest command, at most two fifths of the pane. */
static int command_cols(const struct next_steps *n, int cols)
{
	int most = cols * 2 / 5, longest = 0;

	for (size_t i = 0; i < n->count; i++) {
		int columns = text_columns(n->step[i].command.data, n->step[i].command.len);

		longest = columns > longest ? columns : longest;
	}
	return longest < most ? longest : most;
}

/*
 * How tall a step is and what stands above the first. A few steps that can be read are better than many that
 * are cut: where it is narrow and not all fit in two rows each, the list is scrolled.
 */
static void lay_out(struct pane_of_next *p, const struct area *a)
{
	int n = (int)p->next.count;
	bool welcome = is_welcome(&p->next);

	p->height = 1;
	if (welcome && a->rows >= 2 * n)
		p->height = 2;
	else if (!welcome && a->cols < WIDE && a->rows >= LEAST_TALL)
		p->height = a->rows >= 3 * n ? 3 : 2;
	p->head = welcome && a->rows >= p->height * n + 2 ? 2 : 0;
	list_fit(&p->list, p->next.count, (size_t)((a->rows - p->head) / p->height));
}

/* Lines ------------------------------------------------------------------------------------------ */

static void draw_digit(struct area *a, int row, size_t i)
{
	area_printf(a, row, 1, STYLE_KEY, "%zu", i + 1);
}

/* "EADDRINUSE EACCES" of "EADDRINUSE if taken, EACCES below 1024", as many as fit. */
static void add_names(struct bytes *out, const char *risk, int cols)
{
	size_t n;

	for (; *risk; risk += n) {
		n = strcspn(risk, " ,");
		if (errno_by_name(risk, n) && (int)(out->len + n) < cols)
			bytes_addf(out, "%s%.*s", out->len ? " " : "", (int)n, risk);
		n += strspn(risk + n, " ,");
	}
}

/* At the right edge, behind what is drawn up to `col`: all of it where there is room, or the names. */
static void draw_risk_right(struct area *a, int row, int col, const char *risk, bool all)
{
	struct bytes text = BYTES_INIT;
	int room = a->cols - col - 2;

	if (!risk)
		return;
	if (all && (int)strlen(risk) + 6 <= room)
		bytes_addf(&text, "risks %s", risk);
	else
		add_names(&text, risk, room);
	area_text(a, row, a->cols - (int)text.len, STYLE_DIM, text.data, text.len);
	bytes_clear(&text);
}

/* Command, will and risk side by side. */
static void draw_line(struct area *a, int row, const struct next_step *s, int command, bool ascii)
{
	int col = area_field(a, row, DIGIT_COLS, command, STYLE_STRONG, str(&s->command),
	                     s->command.len, ascii) +
	          2;

	col = cut(a, row, col, STYLE_PLAIN, str(&s->will), ascii);
	draw_risk_right(a, row, col, s->row->risk, true);
}

/* The rest of a text on the row below, or the risk when there is no rest. */
static void draw_rest(struct area *a, int row, const char *text, const char *risk, bool ascii)
{
	if (*text)
		cut(a, row, DIGIT_COLS, STYLE_PLAIN, text, ascii);
	else if (risk && cut(a, row, DIGIT_COLS, STYLE_DIM, "risks ", ascii) < a->cols)
		cut(a, row, DIGIT_COLS + 6, STYLE_DIM, risk, ascii);
}

/* One below the other. */
static void draw_lines(struct area *a, int row, const struct next_step *s, int height, bool ascii)
{
	const char *will = str(&s->will);
	size_t n = height > 2 ? text_break(will, s->will.len, a->cols - DIGIT_COLS) : s->will.len;
	int col = cut(a, row, DIGIT_COLS, STYLE_STRONG, str(&s->command), ascii);
	struct bytes first = BYTES_INIT;

	bytes_add(&first, will, n);
	cut(a, row + 1, DIGIT_COLS, STYLE_PLAIN, bytes_str(&first), ascii);
	if (height > 2)
		draw_rest(a, row + 2, will + n + text_blanks(will + n, s->will.len - n), s->row->risk,
		          ascii);
	else
		draw_risk_right(a, row, col, s->row->risk, false);
	bytes_clear(&first);
}

/* What one gets stands first; what is typed for it below, or behind it. */
static void draw_way(struct area *a, int row, const struct next_step *s, int height, bool ascii)
{
	int col = cut(a, row, DIGIT_COLS, STYLE_STRONG, str(&s->will), ascii) + 2;

	if (height > 1)
		cut(a, row + 1, DIGIT_COLS, STYLE_DIM, str(&s->command), ascii);
	else if (a->cols - col >= LEAST_COMMAND)
		cut(a, row, col > WAY_COLS ? col : WAY_COLS, STYLE_DIM, str(&s->command), ascii);
}

static void draw_step(struct pane_of_next *p, struct area *a, int row, size_t i, bool ascii)
{
	const struct next_step *s = &p->next.step[i];
	/* the bar's column stays free, and one before it */
	struct area part =
	    area_part(a, row, 0, p->height, a->cols - 1 - (p->list.count > p->list.shown));

	draw_digit(&part, 0, i);
	if (is_welcome(&p->next))
		draw_way(&part, 0, s, p->height, ascii);
	else if (p->height > 1)
		draw_lines(&part, 0, s, p->height, ascii);
	else
		draw_line(&part, 0, s, command_cols(&p->next, a->cols), ascii);
	if (p->pane.focused && i == p->list.at)
		for (int k = 0; k < p->height; k++)
			pane_light(&part, k);
}

/* Where rows are left: all of the chosen one, which may be cut above, and how to take it. */
static void draw_foot(struct pane_of_next *p, struct area *a, bool ascii)
{
	const struct next_step *s = &p->next.step[p->list.at];
	int used = p->head + (int)p->next.count * p->height, row = a->rows - FOOT;

	if (a->rows - used >= FOOT + 1 && !is_welcome(&p->next) && p->height == 1 && p->pane.focused) {
		cut(a, row, 1, STYLE_STRONG, str(&s->command), ascii);
		cut(a, row + 1, 1, STYLE_PLAIN, str(&s->will), ascii);
		if (s->row->risk && cut(a, row + 2, 1, STYLE_DIM, "risks ", ascii) < a->cols)
			cut(a, row + 2, 7, STYLE_DIM, s->row->risk, ascii);
	} else if (a->rows - used >= 2) {
		cut(a, a->rows - 1, 1, STYLE_DIM, "a digit puts it on the prompt, Enter does it", ascii);
	}
}

static void draw(struct pane *pane, struct area *a, struct scene *scene)
{
	struct pane_of_next *p = (struct pane_of_next *)pane;
	struct area below;

	if (!scene->probes) {
		pane_draw_empty(a, "nothing can be called in a recording");
		return;
	}
	next_choose(&p->next, scene);
	lay_out(p, a);
	if (p->head)
		cut(a, 0, 1, STYLE_HEAD, "Four ways in: press a digit, then Enter", scene->ascii);
	for (size_t i = p->list.top; i < p->list.count && i - p->list.top < p->list.shown; i++)
		draw_step(p, a, p->head + (int)(i - p->list.top) * p->height, i, scene->ascii);
	draw_foot(p, a, scene->ascii);
	below = area_part(a, p->head, 0, a->rows - p->head, a->cols);
	list_draw_bar(&p->list, &below, scene->ascii);
}

/* Keys ------------------------------------------------------------------------------------------- */

static bool put(struct pane_of_next *p, size_t i, struct scene *scene)
{
	if (i >= p->next.count)
		return false;
	bytes_reset(&scene->asks->put);
	bytes_add(&scene->asks->put, p->next.step[i].command.data, p->next.step[i].command.len);
	return true;
}

static bool click(struct pane_of_next *p, const struct press *press, struct scene *scene)
{
	size_t i = p->list.top + (size_t)((press->row - p->head) / p->height);

	if (press->row < p->head || i >= p->list.count)
		return true;
	list_choose(&p->list, i);
	put(p, i, scene);
	return true;
}

static bool press(struct pane *pane, const struct press *press, struct scene *scene)
{
	struct pane_of_next *p = (struct pane_of_next *)pane;

	if (press->kind == PRESS_CLICK)
		return click(p, press, scene);
	if (press->kind == PRESS_CHAR && press->c == '\r')
		return put(p, p->list.at, scene);
	if (press->kind == PRESS_CHAR && press->c >= '1' && press->c <= '9')
		return put(p, press->c - '1', scene);
	return list_press(&p->list, press);
}

static void add_title(struct pane *pane, struct bytes *out, struct scene *scene)
{
	struct situation *t = &((struct pane_of_next *)pane)->next.situation;

	if (*scene->selected && *situation_state_word(t))
		bytes_addf(out, "%s: %s", scene->selected, situation_state_word(t));
}

const struct pane_ops pane_next = {
    .name = "next",
    .title = "Next",
    .about =
        "what can be done now: what it does, which errno it risks; a digit puts it on the prompt",
    .make = make,
    .free = free_pane,
    .draw = draw,
    .press = press,
    .add_title = add_title,
};
