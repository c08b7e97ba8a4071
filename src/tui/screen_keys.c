/*
 * What is pressed: a key of the whole screen, of the pane that has the keys, or of the line.
 */
#include "tui/screen_parts.h"

#include <string.h>

#include "tui/keys.h"
#include "tui/next.h"
#include "tui/prompt.h"

enum { ESC = 033 };

/* The pane that scrolls when the prompt has the keys. */
static enum pane_id scrolled(const struct screen *x)
{
	if (x->focus != ON_PROMPT)
		return (enum pane_id)x->focus;
	for (int i = 0; i < PANES; i++)
		if (x->layout.tabbed & 1u << i && x->layout.place[i].shown)
			return (enum pane_id)i;
	return PANES;
}

/* What the pane asked for is done when it has returned: the board is not locked any more. */
static void grant(struct screen *x, enum pane_id id)
{
	struct asks *a = &x->asks;

	if (a->select.len)
		screen_select(x, bytes_str(&a->select), a->select.len);
	if (a->editing) {
		size_t n, point;
		const char *line = prompt_line(&n, &point);

		if (!x->editing) {
			bytes_reset(&x->held_line);
			bytes_add(&x->held_line, line, n);
		}
		x->editing = true;
		x->edit_pane = id;
		x->edit_row = a->edit_row;
		x->edit_col = a->edit_col;
		x->edit_cols = a->edit_cols;
		bytes_reset(&x->edit_command);
		bytes_add(&x->edit_command, a->edit_command.data, a->edit_command.len);
		prompt_set_label("");
		prompt_set_history(false);
		prompt_put(bytes_str(&a->edit), a->edit.len);
	} else if (a->put.len) {
		prompt_put(a->put.data, a->put.len);
		x->focus = ON_PROMPT;
		x->put_by = (int)id;
	}
	if (a->run.len)
		screen_do(x, a->run.data, a->run.len);
	bytes_reset(&a->select);
	bytes_reset(&a->put);
	bytes_reset(&a->run);
	bytes_reset(&a->edit);
	a->editing = false;
}

static bool give_pane(struct screen *x, enum pane_id id, const struct press *p)
{
	struct pane *pane = id < PANES ? x->pane[id] : NULL;
	bool taken;

	if (!pane || !pane->ops->press || !x->layout.place[id].shown)
		return false;
	board_read(x->board);
	taken = pane->ops->press(pane, p, &x->scene);
	board_unlock(x->board);
	grant(x, id);
	x->frame_due = x->frame_due || taken;
	return taken;
}

/* Editing in place -------------------------------------------------------------------------------- */

void screen_end_edit(struct screen *x)
{
	x->editing = false;
	x->frame_due = true;
	screen_label(x);
	prompt_set_history(true);
	prompt_put(x->held_line.data ? x->held_line.data : "", x->held_line.len);
}

static void take_line(struct screen *x)
{
	struct bytes line = BYTES_INIT, command = BYTES_INIT;

	if (!prompt_take(&line)) {
		bytes_clear(&line);
		return;
	}
	if (x->editing) {
		bytes_add(&command, x->edit_command.data, x->edit_command.len);
		bytes_add_char(&command, ' ');
		bytes_add(&command, line.data, line.len);
		screen_end_edit(x);
		screen_do(x, command.data, command.len);
	} else if (line.len) {
		screen_do_typed(x, line.data, line.len);
	}
	x->put_by = PANES;
	x->frame_due = true;
	bytes_clear(&line);
	bytes_clear(&command);
}

/* The line ---------------------------------------------------------------------------------------- */

static void feed(struct screen *x, const char *keys, size_t n)
{
	bool had_matches = prompt_matches()->count;

	prompt_feed(keys, n);
	x->prompt_due = true;
	x->frame_due = x->frame_due || had_matches || prompt_matches()->count;
	take_line(x);
}

/* A digit at the beginning of a line takes a line of Next. */
static bool take_next(struct screen *x, const struct press *p)
{
	struct bytes command = BYTES_INIT;
	bool found;

	if (p->kind != PRESS_CHAR || p->c < '1' || p->c > '9' || !prompt_is_empty() || x->editing)
		return false;
	board_read(x->board);
	found = next_command(&x->scene, (int)(p->c - '0'), &command);
	board_unlock(x->board);
	if (found)
		prompt_put(command.data, command.len);
	bytes_clear(&command);
	x->prompt_due = x->prompt_due || found;
	return found;
}

/* A recording is gone through while nothing is typed. */
static bool scrub(struct screen *x, const struct press *p)
{
	if (x->session || !prompt_is_empty())
		return false;
	if (p->kind == PRESS_LEFT)
		screen_seek(x, x->moment ? x->moment - 1 : 0);
	else if (p->kind == PRESS_RIGHT)
		screen_seek(x, x->moment + 1);
	else if (p->kind == PRESS_HOME)
		screen_seek(x, 0);
	else if (p->kind == PRESS_END)
		screen_seek(x, x->last);
	else
		return false;
	return true;
}

static bool scrolls(const struct press *p)
{
	return p->kind == PRESS_PAGE_UP || p->kind == PRESS_PAGE_DOWN || p->kind == PRESS_WHEEL_UP ||
	       p->kind == PRESS_WHEEL_DOWN;
}

static void press_on_prompt(struct screen *x, const struct press *p, const char *keys, size_t n)
{
	bool escape = p->kind == PRESS_CHAR && p->c == ESC;

	if (escape && x->editing) {
		screen_end_edit(x);
	} else if (escape && !prompt_takes_escape()) {
		/* pressed once too often; readline would make Meta of it and swallow the next key */
		return;
	} else if (p->kind == PRESS_PASTE) {
		prompt_insert(p->text, p->n);
		x->prompt_due = true;
	} else if (scrolls(p)) {
		give_pane(x, scrolled(x), p);
	} else if (!take_next(x, p) && !scrub(x, p)) {
		feed(x, keys, n);
	}
}

/* The mouse --------------------------------------------------------------------------------------- */

static void press_at(struct screen *x, const struct press *p)
{
	enum pane_id tab = screen_tab_at(x, p->row, p->col), id;
	const char *command = screen_key_at(x, p->row, p->col);
	struct press inside = *p;

	if (p->kind == PRESS_CLICK && tab != PANES) {
		screen_show_pane(x, tab);
	} else if (p->kind == PRESS_CLICK && command) {
		screen_do(x, command, strlen(command));
	} else if (p->kind == PRESS_CLICK && p->row == x->layout.prompt_row) {
		x->focus = ON_PROMPT;
	} else {
		id = layout_at(&x->layout, p->row, p->col);
		if (id == PANES)
			return;
		inside.row -= x->layout.place[id].row;
		inside.col -= x->layout.place[id].col;
		if (p->kind == PRESS_CLICK)
			x->focus = (int)id;
		if (inside.row >= 0)
			give_pane(x, id, &inside);
	}
	x->frame_due = true;
}

/* All --------------------------------------------------------------------------------------------- */

static bool is_mouse(const struct press *p)
{
	return p->kind == PRESS_CLICK || p->kind == PRESS_WHEEL_UP || p->kind == PRESS_WHEEL_DOWN;
}

static void press_on_pane(struct screen *x, const struct press *p, const char *keys, size_t n)
{
	if (give_pane(x, (enum pane_id)x->focus, p))
		return;
	if (p->kind == PRESS_CHAR && p->c == ESC) {
		x->focus = ON_PROMPT;
		x->frame_due = true;
		return;
	}
	/* what is typed is meant for the line */
	if (p->kind == PRESS_CHAR || p->kind == PRESS_PASTE) {
		x->focus = ON_PROMPT;
		x->frame_due = true;
	}
	press_on_prompt(x, p, keys, n);
}

void screen_press(struct screen *x, const struct press *p, const char *keys, size_t n)
{
	const struct key_row *row = keys_of(p);

	if (p->kind == PRESS_NOTHING)
		return;
	if (x->message.len) {
		x->frame_due = x->frame_due || screen_message_is_long(x);
		bytes_reset(&x->message);
		x->prompt_due = true;
	}
	if (is_mouse(p)) {
		press_at(x, p);
		return;
	}
	/* in the midst of a search every key is readline's */
	if (row && !(p->kind == PRESS_CTRL && prompt_is_busy() && p->c != 'c')) {
		screen_do(x, row->command, strlen(row->command));
		return;
	}
	if (x->focus != ON_PROMPT && !x->editing)
		press_on_pane(x, p, keys, n);
	else
		press_on_prompt(x, p, keys, n);
}
