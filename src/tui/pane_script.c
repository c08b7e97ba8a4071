/*
 * The script that is stepped through: its text with line numbers, what comes next, where it stops. It follows
 * the script; between steps one may look around in it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "session/stepping.h"
#include "tui/list.h"
#include "tui/pane.h"

enum {
	MARK_EVERY = 256, /* lines: where every so many-th begins is known */
	TAB = 4,
	NUMBER = 2, /* the column of the numbers: a breakpoint stands before them */
	CONTEXT = 2 /* lines in sight around what comes next */
};

struct script_pane {
	struct pane pane;
	struct list list; /* its rows are the lines */
	/* of the text with this number */
	unsigned load;
	size_t *mark; /* owned: where lines 1, 1 + MARK_EVERY … begin */
	/* what was followed last */
	enum stepping_state state;
	unsigned line;
};

static struct pane *make(void)
{
	struct script_pane *p = memory_new(sizeof(*p));

	p->pane.ops = &pane_script;
	return &p->pane;
}

static void release(struct pane *pane)
{
	free(((struct script_pane *)pane)->mark);
	free(pane);
}

/* Lines -------------------------------------------------------------------------------------------- */

/* Where the line after the one at `at` begins; n behind the last. */
static size_t next_line(const struct stepping_view *v, size_t at)
{
	const char *end = at < v->n ? memchr(v->text + at, '\n', v->n - at) : NULL;

	return end ? (size_t)(end - v->text) + 1 : v->n;
}

static void mark_lines(struct script_pane *p, const struct stepping_view *v)
{
	size_t at = 0;

	p->mark = memory_resize(p->mark, (v->lines / MARK_EVERY + 1) * sizeof(*p->mark));
	for (unsigned line = 0; line < v->lines; line++) {
		if (line % MARK_EVERY == 0)
			p->mark[line / MARK_EVERY] = at;
		at = next_line(v, at);
	}
	if (!v->lines)
		p->mark[0] = 0;
}

/* Where a line, counted from 0, begins. */
static size_t line_at(const struct script_pane *p, const struct stepping_view *v, size_t line)
{
	size_t at = p->mark[line / MARK_EVERY];

	for (size_t i = line % MARK_EVERY; i; i--)
		at = next_line(v, at);
	return at;
}

/* What comes next stays in sight, and when it has moved, that is where one is. */
static void follow(struct script_pane *p, const struct stepping_view *v, size_t rows)
{
	struct list *l = &p->list;
	bool moved = v->load != p->load || v->line != p->line || v->state != p->state;
	size_t context = rows > 3 * CONTEXT ? CONTEXT : 0, last;

	if (v->load != p->load) {
		mark_lines(p, v);
		l->top = l->at = 0;
	}
	p->load = v->load;
	p->line = v->line;
	p->state = v->state;
	list_fit(l, v->lines, rows);
	if (moved && v->state == STEPPING_OVER)
		list_choose(l, v->lines);
	if (!moved || !v->line || v->state == STEPPING_OVER)
		return;
	last = v->last_line + context < v->lines ? v->last_line + context : v->lines;
	list_choose(l, last - 1);
	list_choose(l, v->line > context ? v->line - 1 - context : 0);
	list_choose(l, v->line - 1);
}

static bool is_current(const struct stepping_view *v, unsigned line)
{
	return v->state != STEPPING_OVER && line >= v->line && line <= v->last_line;
}

/* Drawing ------------------------------------------------------------------------------------------ */

/* What stands between the number and the text: what comes next, or where one is. */
static void draw_mark(struct area *a, int row, int col, const struct stepping_view *v,
                      unsigned line, bool chosen, bool ascii)
{
	if (!is_current(v, line) || line != v->line) {
		if (chosen)
			area_str(a, row, col, STYLE_FOCUS, ascii ? "-" : "\342\200\272");
	} else if (v->state == STEPPING_FAILED) {
		area_str(a, row, col, STYLE_BAD, ascii ? "x" : "\342\234\227");
	} else {
		area_str(a, row, col, v->state == STEPPING_RUNNING ? STYLE_WAIT : STYLE_SELECTED,
		         ascii ? ">" : "\342\226\270");
	}
}

static enum text_style style_of(const struct stepping_view *v, unsigned line, const char *text,
                                size_t n)
{
	if (is_current(v, line))
		return v->state == STEPPING_FAILED    ? STYLE_BAD
		       : v->state == STEPPING_RUNNING ? STYLE_WAIT
		                                      : STYLE_SELECTED;
	while (n && (*text == ' ' || *text == '\t')) {
		text++;
		n--;
	}
	return n && *text == '#' ? STYLE_DIM : STYLE_PLAIN;
}

/* n bytes of a line, tabs as blanks; more of it than fits is of no use. */
static void expand(struct bytes *out, const char *text, size_t n, size_t most)
{
	for (size_t i = 0; i < n && out->len < most; i++) {
		if (text[i] != '\t')
			bytes_add_char(out, text[i]);
		else
			do
				bytes_add_char(out, ' ');
			while (out->len % TAB);
	}
}

static void draw_text(struct area *a, int row, int col, enum text_style style, const char *text,
                      size_t n, bool ascii)
{
	struct bytes line = BYTES_INIT;
	int room = a->cols - col;

	if (room <= 0)
		return;
	/* a character takes four bytes at most, and marks on it a few more */
	expand(&line, text, n, (size_t)room * 8 + TAB);
	if (style != STYLE_PLAIN && style != STYLE_DIM)
		area_fill(a, row, col, room, style);
	if (pane_show(a, row, col, style, bytes_str(&line), line.len, ascii) >= a->cols &&
	    text_columns(bytes_str(&line), line.len) > room)
		area_str(a, row, a->cols - 1, style, ascii ? "~" : "\342\200\246");
	bytes_clear(&line);
}

static void draw_line(struct script_pane *p, struct area *a, int row, int digits, size_t at,
                      const struct scene *scene)
{
	const struct stepping_view *v = scene->script;
	unsigned line = (unsigned)(p->list.top + (size_t)row) + 1;
	size_t n = next_line(v, at) - at;
	bool chosen = p->pane.focused && p->list.at + 1 == line;
	enum text_style style;

	n -= n && v->text[at + n - 1] == '\n';
	n -= n && v->text[at + n - 1] == '\r';
	style = style_of(v, line, v->text + at, n);
	if (stepping_stops_at(v, line))
		area_str(a, row, 0, STYLE_BAD, scene->ascii ? "B" : "\342\227\217");
	area_printf(a, row, NUMBER, chosen ? STYLE_FOCUS : STYLE_DIM, "%*u", digits, line);
	draw_mark(a, row, NUMBER + digits + 1, v, line, chosen, scene->ascii);
	draw_text(a, row, NUMBER + digits + 3, style, v->text + at, n, scene->ascii);
}

static int digits_of(unsigned n)
{
	int digits = 2;

	for (unsigned most = 99; n > most && most < 999999999; most = most * 10 + 9)
		digits++;
	return digits;
}

static void draw(struct pane *pane, struct area *a, struct scene *scene)
{
	struct script_pane *p = (struct script_pane *)pane;
	const struct stepping_view *v = scene->script;
	struct area text = area_part(a, 0, 0, a->rows, a->cols - 1);
	size_t at;

	if (!v) {
		pane_draw_empty(a, scene->probes
		                       ? "No script is loaded.\nscript FILE loads one to go through "
		                         "step by step;\nsockpit FILE begins with one."
		                       : "A recording is looked at, not done again:\nthere is no "
		                         "script in it.");
		return;
	}
	follow(p, v, (size_t)a->rows);
	if (!v->lines) {
		pane_draw_empty(a, "The script is empty.");
		return;
	}
	at = line_at(p, v, p->list.top);
	for (int row = 0; row < a->rows && p->list.top + (size_t)row < v->lines; row++) {
		draw_line(p, &text, row, digits_of(v->lines), at, scene);
		at = next_line(v, at);
	}
	list_draw_bar(&p->list, a, scene->ascii);
}

/* The title ---------------------------------------------------------------------------------------- */

static void add_state(struct bytes *out, const struct stepping_view *v)
{
	switch (v->state) {
	case STEPPING_READY:
		bytes_addf(out, "%u/%u ready", v->line, v->lines);
		break;
	case STEPPING_RUNNING:
		bytes_addf(out, "%u/%u running", v->line, v->lines);
		break;
	case STEPPING_PAUSED:
		bytes_addf(out, "paused before %s, line %u", v->verb ? v->verb : "a call",
		           v->other[0] ? v->other_line : v->line);
		if (v->other[0])
			bytes_addf(out, " of %s", v->other);
		break;
	case STEPPING_FAILED:
		bytes_addf(out, "failed, line %u", v->line);
		break;
	case STEPPING_OVER:
		bytes_add_str(out, "over");
		break;
	}
}

static void add_title(struct pane *pane, struct bytes *out, struct scene *scene)
{
	const struct stepping_view *v = scene->script;
	const char *name;

	(void)pane;
	if (!v)
		return;
	name = strrchr(v->file, '/');
	bytes_addf(out, "%s ", name ? name + 1 : v->file);
	add_state(out, v);
}

/* Keys --------------------------------------------------------------------------------------------- */

static void ask(struct scene *scene, const char *command, size_t line)
{
	bytes_add_str(&scene->asks->run, command);
	if (line)
		bytes_addf(&scene->asks->run, " %zu", line);
}

static bool press_letter(struct script_pane *p, char letter, struct scene *scene)
{
	size_t line = p->list.at + 1;
	bool on_line = line <= scene->script->lines;

	switch (letter) {
	case 's':
		ask(scene, "step", 0);
		return true;
	case 'n':
		ask(scene, "next", 0);
		return true;
	case 'c':
		ask(scene, "continue", 0);
		return true;
	case 'u':
		if (on_line)
			ask(scene, "until", line);
		return true;
	case 'b':
		if (on_line)
			ask(scene, "breakpoint", line);
		return true;
	default:
		return false;
	}
}

static bool press(struct pane *pane, const struct press *press, struct scene *scene)
{
	struct script_pane *p = (struct script_pane *)pane;

	if (!scene->script)
		return false;
	if (press->kind == PRESS_CHAR && press->c < 0x80)
		return press_letter(p, (char)press->c, scene);
	if (!list_press(&p->list, press))
		return false;
	/* beside the numbers, as in an editor */
	if (press->kind == PRESS_CLICK && press->col < NUMBER && press->row >= 0 &&
	    p->list.top + (size_t)press->row < p->list.count)
		press_letter(p, 'b', scene);
	return true;
}

/* The line after the one that is chosen, round the end. */
static bool find(struct pane *pane, const char *text, size_t n, struct scene *scene)
{
	struct script_pane *p = (struct script_pane *)pane;
	const struct stepping_view *v = scene->script;
	size_t line = p->list.at, at;

	if (!v || !v->lines || !n || v->load != p->load)
		return false;
	at = line_at(p, v, line < v->lines ? line : 0);
	for (unsigned i = 0; i < v->lines; i++) {
		at = next_line(v, at);
		if (++line >= v->lines)
			line = at = 0;
		if (pane_has_text(v->text + at, next_line(v, at) - at, text, n)) {
			list_choose(&p->list, line);
			return true;
		}
	}
	return false;
}

static const struct pane_key keys[] = {
    {'s', "step", "Go on to the script's next call."},
    {'n', "next", "Do the next command, the whole of it."},
    {'c', "continue", "Go on to a breakpoint, a failure or the end."},
    {'u', "until", "Go on to the chosen line."},
    {'b', "break",
     "Stop at the chosen line, or no longer; a click beside its number does the same."},
    {0, NULL, NULL},
};

const struct pane_ops pane_script = {
    .name = "script",
    .title = "Script",
    .about = "The script that is gone through step by step: what comes next, and where it stops.",
    .keys = keys,
    .make = make,
    .free = release,
    .draw = draw,
    .press = press,
    .add_title = add_title,
    .find = find,
};
