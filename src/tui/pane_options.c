/*
 * The pane Options: all options of the selected socket, by level, with what was asked for, what the kernel
 * keeps and what a new socket has. Enter edits the value in its place.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "tables/constants.h"
#include "tui/list.h"
#include "tui/option_view.h"
#include "tui/page.h"

enum { MARK_COLS = 2, FOOT_MOST = 6 };

/* Where the columns begin, and how wide they are; 0: not shown. */
struct columns {
	int name, value, asked, fresh, about;
};

struct pane_of_options {
	struct pane pane;
	struct option_view view;
	struct list list;
	struct page foot;
	struct columns columns;
	int head; /* rows above the list */
};

static struct pane *make(void)
{
	struct pane_of_options *p = memory_new(sizeof(*p));

	p->pane.ops = &pane_options;
	return &p->pane;
}

static void free_pane(struct pane *pane)
{
	struct pane_of_options *p = (struct pane_of_options *)pane;

	option_view_clear(&p->view);
	page_clear(&p->foot);
	free(p);
}

/* A narrow pane has name and value; the others come as there is room for them. */
static struct columns lay_out(int cols, bool recorded)
{
	if (recorded && cols >= 52)
		return (struct columns){24, cols - MARK_COLS - 24 - 20 - 1, 20, 0, 0};
	if (cols >= 116)
		return (struct columns){24, 22, 12, 14, cols - MARK_COLS - 24 - 22 - 12 - 14 - 1};
	if (cols >= 74)
		return (struct columns){24, cols - MARK_COLS - 24 - 12 - 14 - 1, 12, 14, 0};
	if (cols >= 52)
		return (struct columns){22, cols - MARK_COLS - 22 - 14 - 1, 0, 14, 0};
	return (struct columns){cols * 11 / 20, cols - MARK_COLS - cols * 11 / 20 - 1, 0, 0, 0};
}

/* A row ------------------------------------------------------------------------------------------ */

/* Text in a column, cut so that a blank stays before the next. */
static int draw_cell(struct area *a, int row, int col, int cols, enum text_style style,
                     const struct bytes *text, bool ascii)
{
	if (cols > 1)
		area_field(a, row, col, cols - 1, style, bytes_str(text), text->len, ascii);
	return col + cols;
}

/* What stands where no value is. */
static const char *no_value(const struct option_cell *cell, const struct scene *scene)
{
	if (cell->row->access & OPTION_TAKES)
		return "(read takes it)";
	if (cell->row->access & OPTION_ASKS)
		return "(needs a group)";
	if (!(cell->row->access & OPTION_READ))
		return "(set only)";
	if (!scene->probes)
		return "not recorded";
	return cell->read ? "(none)" : "?";
}

static void draw_value(struct area *a, int row, int col, int cols, const struct option_cell *cell,
                       const struct scene *scene)
{
	const struct bytes *value = &cell->now;
	enum text_style style = option_is_changed(cell) ? STYLE_STRONG : STYLE_PLAIN;

	if (!cell->read && cell->set)
		value = &cell->set->kept;
	if (value->len) {
		draw_cell(a, row, col, cols, style, value, scene->ascii);
	} else if (cols > 1) {
		const char *text = no_value(cell, scene);

		area_field(a, row, col, cols - 1, STYLE_DIM, text, strlen(text), scene->ascii);
	}
}

/* "*": the session has set it; "~": something else has. */
static void draw_mark(struct area *a, int row, const struct option_cell *cell)
{
	if (cell->set)
		area_str(a, row, 0, STYLE_GOOD, "*");
	else if (option_is_changed(cell))
		area_str(a, row, 0, STYLE_WAIT, "~");
}

static void draw_option(struct pane_of_options *p, struct area *a, int row,
                        const struct option_cell *cell, const struct scene *scene)
{
	const struct columns *k = &p->columns;
	enum text_style name = cell->row->access & OPTION_WRITE ? STYLE_PLAIN : STYLE_DIM;
	size_t n = strlen(cell->row->name);
	int col = MARK_COLS;

	draw_mark(a, row, cell);
	area_field(a, row, col, k->name > 1 ? k->name - 1 : 0, name, cell->row->name, n, scene->ascii);
	col += k->name;
	draw_value(a, row, col, k->value, cell, scene);
	col += k->value;
	if (k->asked && cell->set)
		draw_cell(a, row, col, k->asked, STYLE_PLAIN, &cell->set->asked, scene->ascii);
	col += k->asked;
	if (k->fresh)
		draw_cell(a, row, col, k->fresh, STYLE_DIM, &cell->fresh, scene->ascii);
	col += k->fresh;
	if (k->about)
		area_field(a, row, col, k->about, STYLE_DIM, cell->row->about, strlen(cell->row->about),
		           scene->ascii);
}

static void draw_line(struct pane_of_options *p, struct area *a, int row, size_t i,
                      const struct scene *scene)
{
	const struct option_line *line = &p->view.line[i];
	const struct constant *level = constant_by_value(CONSTANT_LEVEL, line->level);

	if (!line->cell) {
		area_str(a, row, 0, STYLE_TITLE, level ? level->name : "?");
		return;
	}
	option_view_look(&p->view, line->cell, scene);
	draw_option(p, a, row, line->cell, scene);
	if (p->pane.focused && i == p->list.at)
		pane_light(a, row);
}

static void draw_head(struct pane_of_options *p, struct area *a)
{
	const struct columns *k = &p->columns;
	int col = MARK_COLS;

	area_str(a, 0, col, STYLE_HEAD, "option");
	area_str(a, 0, col += k->name, STYLE_HEAD, p->view.recorded ? "kept" : "value now");
	col += k->value;
	if (k->asked)
		area_str(a, 0, col, STYLE_HEAD, "asked");
	col += k->asked;
	if (k->fresh)
		area_str(a, 0, col, STYLE_HEAD, "new socket");
	col += k->fresh;
	if (k->about)
		area_str(a, 0, col, STYLE_HEAD, "about");
}

/* The foot --------------------------------------------------------------------------------------- */

static void add_fact(struct bytes *out, const char *word, const char *fact)
{
	if (fact)
		bytes_addf(out, "%s%s%s", out->len ? "; " : "", word, fact);
}

/* "0 or 1; at first 0; see tcp(7)". */
static void add_facts(struct bytes *out, const struct option_row *row)
{
	static const char *const access[] = {"", "read only", "set only", ""};
	const char *word = access[row->access & (OPTION_READ | OPTION_WRITE)];

	if (*word)
		add_fact(out, "", word);
	if (row->access & OPTION_WRITE)
		add_fact(out, "", row->range ? row->range : option_form(row));
	add_fact(out, "in ", row->unit);
	add_fact(out, "at first ", row->initial);
	add_fact(out, "see ", row->man);
}

static void build_foot(struct pane_of_options *p, int cols, const struct option_cell *cell,
                       bool ascii)
{
	struct bytes facts = BYTES_INIT;
	const struct option_row *row = cell->row;

	page_begin(&p->foot, cols + 1, ascii);
	bytes_addf(&facts, "%s: %s", row->name, row->about);
	page_add(&p->foot, STYLE_PLAIN, 0, facts.data, facts.len);
	bytes_reset(&facts);
	add_facts(&facts, row);
	page_add(&p->foot, STYLE_DIM, 0, facts.data, facts.len);
	if (cell->set && cell->set->why.len)
		page_add(&p->foot, STYLE_WAIT, 0, cell->set->why.data, cell->set->why.len);
	else if (row->gotcha)
		page_add_str(&p->foot, STYLE_DIM, 0, row->gotcha);
	bytes_clear(&facts);
}

/* Rows below the list for what is said of the chosen option: a quarter of the pane, and a line. */
static int foot_rows(const struct area *a)
{
	int rows = a->rows < 7 ? 0 : a->rows / 4 + 1;

	return rows > FOOT_MOST ? FOOT_MOST : rows;
}

static void draw_foot(struct pane_of_options *p, struct area *a, const struct scene *scene)
{
	const struct option_cell *cell =
	    p->list.at < p->view.lines ? p->view.line[p->list.at].cell : NULL;
	struct area text = area_part(a, 1, 0, a->rows - 1, a->cols);

	if (!a->rows)
		return;
	for (int col = 0; col < a->cols; col++)
		area_str(a, 0, col, STYLE_BORDER, scene->ascii ? "-" : "\342\224\200");
	if (!cell)
		return;
	build_foot(p, text.cols, cell, scene->ascii);
	page_draw_cut(&p->foot, &text);
}

/* All -------------------------------------------------------------------------------------------- */

static const char *why_empty(const struct option_view *v)
{
	if (v->recorded)
		return "not recorded: only the options a session sets are";
	return v->filter == OPTIONS_CHANGED ? "all options are as a new socket has them" : "";
}

/* What is selected cannot be asked. */
static void draw_none(struct area *a, const struct scene *scene)
{
	const struct board_socket *s =
	    *scene->selected ? board_find(scene->board, scene->selected) : NULL;
	char text[SOCK_NAME_MAX + 80];

	if (!*scene->selected)
		snprintf(text, sizeof(text), "select a socket: its options are shown here");
	else if (!s)
		snprintf(text, sizeof(text), "there is no %s at this moment", scene->selected);
	else
		snprintf(text, sizeof(text),
		         s->closed ? "%s is closed: its options are gone with it" : "%s has no options",
		         s->name);
	pane_draw_empty(a, text);
}

/* The chosen line is an option, not the level above it. */
static void leave_level(struct pane_of_options *p, bool down)
{
	size_t at = p->list.at;

	if (at >= p->view.lines || p->view.line[at].cell)
		return;
	if ((down || !at) && at + 1 < p->view.lines) {
		list_choose(&p->list, at + 1);
	} else if (at) {
		list_choose(&p->list, at - 1);
	}
}

static void draw(struct pane *pane, struct area *a, struct scene *scene)
{
	struct pane_of_options *p = (struct pane_of_options *)pane;
	int foot = foot_rows(a);
	struct area rows, below;

	if (!option_view_update(&p->view, scene)) {
		draw_none(a, scene);
		return;
	}
	if (!p->view.lines) {
		pane_draw_empty(a, why_empty(&p->view));
		return;
	}
	p->columns = lay_out(a->cols, p->view.recorded);
	p->head = a->rows > 3;
	rows = area_part(a, p->head, 0, a->rows - p->head - foot, a->cols);
	below = area_part(a, a->rows - foot, 0, foot, a->cols);
	list_fit(&p->list, p->view.lines, (size_t)rows.rows);
	leave_level(p, true);
	if (p->head)
		draw_head(p, a);
	for (size_t i = 0; i < p->list.shown && p->list.top + i < p->list.count; i++)
		draw_line(p, &rows, (int)i, p->list.top + i, scene);
	list_draw_bar(&p->list, &rows, scene->ascii);
	draw_foot(p, &below, scene);
}

/* Keys ------------------------------------------------------------------------------------------- */

/* The value is edited where it stands. */
static bool edit(struct pane_of_options *p, struct scene *scene)
{
	const struct option_cell *cell =
	    p->list.at < p->view.lines ? p->view.line[p->list.at].cell : NULL;
	struct asks *asks = scene->asks;

	if (!cell || !(cell->row->access & OPTION_WRITE) || !scene->probes)
		return false;
	asks->editing = true;
	bytes_reset(&asks->edit);
	bytes_add(&asks->edit, cell->now.data, cell->now.len);
	bytes_reset(&asks->edit_command);
	bytes_addf(&asks->edit_command, "setsockopt %s %s", p->view.socket, cell->row->name);
	asks->edit_row = (int)(p->list.at - p->list.top) + p->head;
	asks->edit_col = MARK_COLS + p->columns.name;
	asks->edit_cols = p->columns.value - 1;
	return true;
}

static bool press_letter(struct pane_of_options *p, uint32_t c, struct scene *scene)
{
	enum option_filter filter = p->view.filter;

	if (c == '\r')
		return edit(p, scene);
	if (c == 'f')
		filter = (filter + 1) % OPTION_FILTERS;
	else if (c == 'c')
		filter = filter == OPTIONS_CHANGED ? OPTIONS_ALL : OPTIONS_CHANGED;
	else
		return false;
	option_view_set_filter(&p->view, filter);
	p->list.at = p->list.top = 0;
	return true;
}

static bool press(struct pane *pane, const struct press *press, struct scene *scene)
{
	struct pane_of_options *p = (struct pane_of_options *)pane;
	struct press inside = *press;
	size_t before = p->list.at;

	if (press->kind == PRESS_CHAR)
		return press_letter(p, press->c, scene);
	inside.row -= p->head;
	if (!list_press(&p->list, &inside))
		return false;
	leave_level(p, p->list.at > before || press->kind == PRESS_CLICK);
	return true;
}

/* The next option whose name has the text in it. */
static bool find(struct pane *pane, const char *text, size_t n, struct scene *scene)
{
	struct pane_of_options *p = (struct pane_of_options *)pane;

	(void)scene;
	for (size_t i = 1; i <= p->view.lines; i++) {
		size_t at = (p->list.at + i) % p->view.lines;
		const struct option_cell *cell = p->view.line[at].cell;

		if (!cell || !pane_has_text(cell->row->name, strlen(cell->row->name), text, n))
			continue;
		list_choose(&p->list, at);
		return true;
	}
	return false;
}

static void add_title(struct pane *pane, struct bytes *out, struct scene *scene)
{
	static const char *const filters[] = {"", ": changed", ": can be set"};
	const struct pane_of_options *p = (struct pane_of_options *)pane;

	if (*scene->selected)
		bytes_addf(out, "%s%s", scene->selected, filters[p->view.filter]);
}

static const struct pane_key keys[] = {
    {'c', "changed", "only the options that are not as a new socket has them"},
    {'f', "filter", "all options, those that are changed, those that can be set"},
    {.word = NULL},
};

const struct pane_ops pane_options = {
    .name = "options",
    .title = "Options",
    .about = "all options of the selected socket: now, asked, of a new one; Enter changes one",
    .keys = keys,
    .make = make,
    .free = free_pane,
    .draw = draw,
    .press = press,
    .add_title = add_title,
    .find = find,
};
