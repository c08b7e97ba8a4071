/*
 * A frame: the top line, the panes under their rules, the hint, the prompt and the function keys.
 */
#include "tui/screen_parts.h"

#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "tui/keys.h"
#include "tui/lines.h"
#include "tui/prompt.h"

enum { POPUP_ROWS = 8, POPUP_GAP = 2, POPUP_WIDEST = 40, MATCHES_MOST = 2000, MESSAGE_ROWS = 4 };

/* What a place must have for a row of its own for what stands behind a title, and what else is shown of it
 * on the rule. */
enum { WORDS_ROWS = 5, WORDS_COLS = 8 };

static const char *rule_of(const struct screen *x, bool focused)
{
	if (x->settings.ascii)
		return focused ? "=" : "-";
	return focused ? "\342\224\201" : "\342\224\200"; /* ━ ─ */
}

static void draw_rule(struct screen *x, struct area *all, const struct place *p, bool focused)
{
	const char *piece = rule_of(x, focused);

	for (int i = 0; i < p->cols; i++)
		area_str(all, p->row - 1, p->col + i, focused ? STYLE_FOCUS : STYLE_BORDER, piece);
}

/* Titles ------------------------------------------------------------------------------------------ */

/* Puts what stands behind a pane's title into `out`, fit to be drawn. */
static void add_words(struct screen *x, enum pane_id id, struct bytes *out)
{
	struct pane *pane = x->pane[id];
	struct bytes words = BYTES_INIT;

	bytes_reset(out);
	if (pane->ops->add_title)
		pane->ops->add_title(pane, &words, &x->scene);
	escape_show(out, bytes_str(&words), words.len, x->settings.ascii ? ESCAPE_ASCII : ESCAPE_UTF8,
	            false);
	bytes_clear(&words);
}

static void draw_title(struct screen *x, struct area *all, enum pane_id id, int col)
{
	const struct place *p = &x->layout.place[id];
	struct pane *pane = x->pane[id];
	enum text_style style = pane->focused ? STYLE_FOCUS : STYLE_TITLE;
	struct area rule = area_part(all, p->row - 1, p->col, 1, p->cols);
	struct bytes more = BYTES_INIT;

	col = area_printf(&rule, 0, col, style, " %s%s ", pane->focused ? "> " : "", pane->ops->title);
	add_words(x, id, &more);
	if (more.len) {
		col = area_text(&rule, 0, col, STYLE_PLAIN, more.data, more.len);
		area_str(&rule, 0, col, STYLE_PLAIN, " ");
	}
	bytes_clear(&more);
}

/* Where the tab of a pane begins on the rule, and how wide it is; they are shortened where there is little
 * room. */
static int tab_width(const struct screen *x, enum pane_id id, bool brief)
{
	size_t n = strlen(x->pane[id]->ops->title);

	if (brief && id != x->tab)
		n = n < 4 ? n : 4;
	return (int)n + 2;
}

static int tabs_width(const struct screen *x, bool brief)
{
	int cols = 1;

	for (int i = 0; i < PANES; i++)
		if (x->layout.tabbed & 1u << i)
			cols += tab_width(x, (enum pane_id)i, brief) + 1;
	return cols;
}

static bool tabs_are_brief(const struct screen *x)
{
	return tabs_width(x, false) > x->layout.tabs.cols;
}

/* The column of the rule behind them. */
static int tabs_end(const struct screen *x)
{
	return tabs_width(x, tabs_are_brief(x));
}

/* The first tab on the rule: where not all have room, as far on as the chosen one needs to be there. */
static int first_tab(const struct screen *x, bool brief)
{
	int over = 1 - x->layout.tabs.cols, chosen = 0, first = 0;

	while (chosen < PANES && !(x->layout.tabbed & 1u << chosen && x->layout.place[chosen].shown))
		chosen++;
	for (int i = 0; i <= chosen && i < PANES; i++)
		if (x->layout.tabbed & 1u << i)
			over += tab_width(x, (enum pane_id)i, brief) + 1;
	for (; over > 0 && first < chosen; first++)
		if (x->layout.tabbed & 1u << first)
			over -= tab_width(x, (enum pane_id)first, brief) + 1;
	return first;
}

/* Calls `each` with the place on the rule of every tab that has one. */
static void each_tab(const struct screen *x,
                     void (*each)(void *closure, enum pane_id id, int col, int cols), void *closure)
{
	bool brief = tabs_are_brief(x);
	int col = x->layout.tabs.col + 1, end = x->layout.tabs.col + x->layout.tabs.cols;

	for (int i = first_tab(x, brief); i < PANES; i++) {
		int cols = tab_width(x, (enum pane_id)i, brief);

		if (!(x->layout.tabbed & 1u << i))
			continue;
		if (col + cols > end)
			break;
		each(closure, (enum pane_id)i, col, cols);
		col += cols + 1;
	}
}

struct drawing_tabs {
	struct screen *x;
	struct area *all;
};

static void draw_tab(void *closure, enum pane_id id, int col, int cols)
{
	struct drawing_tabs *d = closure;
	struct screen *x = d->x;
	bool chosen = x->layout.place[id].shown;
	const char *title = x->pane[id]->ops->title;
	struct area rule =
	    area_part(d->all, x->layout.tabs.row - 1, x->layout.tabs.col, 1, x->layout.tabs.cols);

	col -= x->layout.tabs.col;
	area_fill(&rule, 0, col, cols, chosen ? STYLE_LIT : STYLE_PLAIN);
	area_text(&rule, 0, col + 1, chosen ? STYLE_LIT : STYLE_TITLE, title, (size_t)cols - 2);
	if (chosen) {
		area_str(&rule, 0, col, STYLE_LIT, "[");
		area_str(&rule, 0, col + cols - 1, STYLE_LIT, "]");
	}
}

static void draw_tabs(struct screen *x, struct area *all)
{
	struct drawing_tabs d = {x, all};

	draw_rule(x, all, &x->layout.tabs,
	          x->focus != ON_PROMPT && x->layout.place[x->focus].shown &&
	              x->layout.tabbed & 1u << x->focus);
	each_tab(x, draw_tab, &d);
}

struct finding_tab {
	int col;
	enum pane_id id;
};

static void find_tab(void *closure, enum pane_id id, int col, int cols)
{
	struct finding_tab *f = closure;

	if (f->col >= col && f->col < col + cols)
		f->id = id;
}

enum pane_id screen_tab_at(const struct screen *x, int row, int col)
{
	struct finding_tab f = {col, PANES};

	if (x->layout.tabs.shown && row == x->layout.tabs.row - 1)
		each_tab(x, find_tab, &f);
	return f.id;
}

/* Panes ------------------------------------------------------------------------------------------- */

static void draw_inside(struct screen *x, struct area *all, enum pane_id id)
{
	const struct place *p = &x->layout.place[id];
	struct area inside = area_part(all, p->row, p->col, p->rows, p->cols);
	struct pane *pane = x->pane[id];

	pane->focused = x->focus == (int)id;
	pane->again_at = 0;
	pane->ops->draw(pane, &inside, &x->scene);
}

/* Draws a pane that is a tab, below a row for the words behind its title or without one. */
static void draw_tabbed(struct screen *x, struct area *all, enum pane_id id, bool has_row)
{
	const struct place *tabs = &x->layout.tabs;
	struct place *p = &x->layout.place[id];

	for (int row = 0; row < tabs->rows; row++)
		area_fill(all, tabs->row + row, tabs->col, tabs->cols, STYLE_PLAIN);
	*p = *tabs;
	p->row += has_row;
	p->rows -= has_row;
	draw_inside(x, all, id);
	x->words_above = has_row ? id : PANES;
}

/* Columns on the rule behind the last tab, between two pieces of it and two blanks. */
static int words_room(const struct screen *x)
{
	return x->layout.tabs.cols - tabs_end(x) - 4;
}

/* Takes the words of a pane that has been drawn; answers whether the rule has room for them. */
static bool words_fit(struct screen *x, enum pane_id id, struct bytes *words)
{
	int room = words_room(x);

	add_words(x, id, words);
	if (!words->len || text_columns(bytes_str(words), words->len) <= room)
		return true;
	x->scene.tight = true;
	add_words(x, id, words);
	x->scene.tight = false;
	return text_columns(bytes_str(words), words->len) <= room;
}

static void draw_words_on_rule(struct screen *x, struct area *all, const struct bytes *words)
{
	int columns = text_columns(words->data, words->len), room = words_room(x);
	const struct place *tabs = &x->layout.tabs;
	int col = tabs->col + tabs->cols - 2;

	if (columns > room && room < WORDS_COLS)
		return;
	columns = columns < room ? columns : room;
	area_fill(all, tabs->row - 1, col - columns - 1, columns + 2, STYLE_PLAIN);
	area_field(all, tabs->row - 1, col - columns, columns, STYLE_PLAIN, words->data, words->len,
	           x->settings.ascii);
}

/*
 * A pane that is a tab shares its rule with the titles of others: what stands behind its own is at the end of
 * the rule, and where that is too short, in a row of its own below it. The tabs stay where they are.
 */
static void draw_tab_pane(struct screen *x, struct area *all, enum pane_id id)
{
	const struct place *tabs = &x->layout.tabs;
	bool may_have = tabs->rows >= WORDS_ROWS, had = may_have && x->words_above == id, needs;
	struct bytes words = BYTES_INIT;

	/* as in the frame before: nearly always that is right */
	draw_tabbed(x, all, id, had);
	needs = !words_fit(x, id, &words) && may_have;
	if (needs != had)
		draw_tabbed(x, all, id, needs);
	if (needs) {
		add_words(x, id, &words);
		area_field(all, tabs->row, tabs->col + 1, tabs->cols - 1, STYLE_STRONG, bytes_str(&words),
		           words.len, x->settings.ascii);
	} else if (words.len) {
		draw_words_on_rule(x, all, &words);
	}
	bytes_clear(&words);
}

static void draw_pane(struct screen *x, struct area *all, enum pane_id id)
{
	if (x->layout.tabbed & 1u << id) {
		draw_tab_pane(x, all, id);
		return;
	}
	draw_inside(x, all, id);
	draw_rule(x, all, &x->layout.place[id], x->pane[id]->focused);
	draw_title(x, all, id, 1);
}

static void draw_split(struct screen *x, struct area *all)
{
	int bottom = x->layout.hint_row >= 0 ? x->layout.hint_row : x->layout.prompt_row;

	for (int row = x->layout.has_bar; x->layout.split && row < bottom; row++)
		area_str(all, row, x->layout.split, STYLE_BORDER, x->settings.ascii ? "|" : "\342\224\202");
}

/* The top line ------------------------------------------------------------------------------------ */

static int draw_lab(struct screen *x, struct area *all, int col)
{
	struct board *b = x->board;

	if (!b->lab.len)
		return area_str(all, 0, col, STYLE_BAR, "no lab");
	col = area_str(all, 0, col, STYLE_BAR, "lab ");
	col = area_text(all, 0, col, STYLE_BAR, b->lab.data, b->lab.len);
	col = area_str(all, 0, col, STYLE_BAR, x->settings.ascii ? " - wire " : " \302\267 wire ");
	if (!b->wire_held)
		return area_str(all, 0, col, STYLE_BAR, "runs");
	return area_printf(all, 0, col, STYLE_BAR, "held, %u segment%s", b->held,
	                   b->held == 1 ? "" : "s");
}

static void add_script(const struct screen *x, bool brief, struct bytes *out)
{
	static const char *const words[] = {"ready", "running", "paused", "failed", "over"};
	const struct stepping_view *v = x->scene.script;
	const char *slash = strrchr(v->file, '/');
	const char *name = slash ? slash + 1 : v->file;

	if (!brief)
		escape_show(out, name, strlen(name), x->settings.ascii ? ESCAPE_ASCII : ESCAPE_UTF8, false);
	bytes_addf(out, " %u/%u %s ", v->line, v->lines, words[v->state]);
}

/* The script and the checks, in few words where the row has no room for more. */
static void add_progress(const struct screen *x, int cols, struct bytes *out)
{
	unsigned ok = x->board->checks - x->board->checks_failed, all = x->board->checks;

	for (int brief = 0; brief < 3; brief++) {
		bytes_reset(out);
		if (x->scene.script)
			add_script(x, brief > 1, out);
		if (all)
			bytes_addf(out, brief ? " %u/%u ok " : " %u of %u checks ok ", ok, all);
		if (text_columns(bytes_str(out), out->len) <= cols)
			return;
	}
}

static void draw_bar(struct screen *x, struct area *all)
{
	struct bytes right = BYTES_INIT;
	int col, left;

	area_fill(all, 0, 0, all->cols, STYLE_BAR);
	col = area_str(all, 0, 1, STYLE_BAR, "sockpit   ");
	col = x->session ? draw_lab(x, all, col)
	                 : area_printf(all, 0, col, STYLE_BAR, "recording: event %llu of %llu",
	                               (unsigned long long)x->moment, (unsigned long long)x->last);
	add_progress(x, all->cols - col - 3, &right);
	left = all->cols - text_columns(bytes_str(&right), right.len) - 1;
	area_text(all, 0, left > col + 2 ? left : col + 2, STYLE_BAR, bytes_str(&right), right.len);
	bytes_clear(&right);
}

/* The bottom -------------------------------------------------------------------------------------- */

static int key_width(const struct key_row *row)
{
	return (int)(strlen(row->name) + strlen(row->word)) + 1;
}

static const struct key_row *last_key(void)
{
	const struct key_row *row, *last = NULL;

	for (size_t i = 0; (row = keys_at(i)); i++)
		if (row->word)
			last = row;
	return last;
}

/* The keys of the bottom line that have room there, one at each call, from *i and *col on; NULL: no more. The
 * last of them, which leaves, has room before the others. */
static const struct key_row *next_key(int cols, size_t *i, int *col)
{
	const struct key_row *row, *last = last_key();

	while ((row = keys_at((*i)++))) {
		int after = row == last ? 0 : key_width(last);

		if (!row->word)
			continue;
		if (*col + key_width(row) + after - 1 <= cols) {
			*col += key_width(row);
			return row;
		}
		while (keys_at(*i) && keys_at(*i) != last)
			(*i)++;
	}
	return NULL;
}

static void draw_foot(const struct screen *x, struct area *all)
{
	const struct key_row *row;
	int col = 0, at = x->layout.rows - 1;
	size_t i = 0;

	while ((row = next_key(all->cols, &i, &col))) {
		int from = col - key_width(row);

		area_str(all, at, from, STYLE_KEY, row->name);
		area_str(all, at, from + (int)strlen(row->name), STYLE_PLAIN, row->word);
	}
}

const char *screen_key_at(const struct screen *x, int row, int col)
{
	const struct key_row *key;
	int end = 0;
	size_t i = 0;

	if (x->layout.notice || row != x->layout.rows - 1)
		return NULL;
	while ((key = next_key(x->layout.cols, &i, &end)))
		if (col >= end - key_width(key) && col < end - 1)
			return key->command;
	return NULL;
}

static void draw_synopsis(struct screen *x, struct area *all, int row)
{
	const struct verb *v = x->check.verb;
	struct bytes text = BYTES_INIT;
	size_t first = strcspn(v->help, "\n");
	int col;

	verb_add_synopsis(&text, v);
	col = area_text(all, row, 0, STYLE_STRONG, text.data, text.len);
	area_field(all, row, col + 2, all->cols - col - 2, STYLE_DIM, v->help, first,
	           x->settings.ascii);
	bytes_clear(&text);
}

static void draw_pane_keys(struct screen *x, struct area *all, int row)
{
	const struct pane_key *key = x->pane[x->focus]->ops->keys;
	int col = area_printf(all, row, 0, STYLE_STRONG, "%s: ", x->pane[x->focus]->ops->title);

	for (; key && key->word; key++) {
		col = area_printf(all, row, col, STYLE_KEY, "%c", key->key);
		col = area_printf(all, row, col, STYLE_PLAIN, " %s  ", key->word);
	}
	area_str(all, row, col, STYLE_DIM, "arrows, Esc: prompt");
}

/* A long one lies over the panes above, as far as need be, until a key is pressed. */
static void draw_message(struct screen *x, struct area *all, int row)
{
	enum text_style style = x->message_is_bad ? STYLE_BAD : STYLE_PLAIN;
	size_t most = (size_t)all->cols * MESSAGE_ROWS * 4, n = x->message.len;
	struct bytes shown = BYTES_INIT;
	struct lines lines = {0};
	struct area part;
	int rows;

	escape_show(&shown, x->message.data, n < most ? n : most,
	            x->settings.ascii ? ESCAPE_ASCII : ESCAPE_UTF8, false);
	lines_wrap(&lines, style, bytes_str(&shown), shown.len, all->cols, 0, 0);
	rows = lines.count < MESSAGE_ROWS ? (int)lines.count : MESSAGE_ROWS;
	rows = rows < row ? rows : 1;
	part = area_part(all, row - rows + 1, 0, rows, all->cols);
	for (int i = 0; i < rows; i++)
		area_fill(&part, i, 0, part.cols, STYLE_PLAIN);
	lines_draw(&lines, &part, 0);
	lines_clear(&lines);
	bytes_clear(&shown);
}

/* One line: the most urgent of what there is to say. */
static void draw_hint(struct screen *x, struct area *all)
{
	int row = x->layout.hint_row;
	size_t n, point;

	if (row < 0)
		return;
	prompt_line(&n, &point);
	if (x->message.len)
		draw_message(x, all, row);
	else if (x->editing)
		area_str(all, row, 0, STYLE_DIM, "Enter sets the value, Esc leaves it as it is");
	else if (x->focus != ON_PROMPT)
		draw_pane_keys(x, all, row);
	else if (n && x->check.bad_from != x->check.bad_to)
		area_printf(all, row, 0, STYLE_DIM, "no such %s; Tab completes", x->check.unknown_kind);
	else if (n && x->check.verb)
		draw_synopsis(x, all, row);
	else if (x->doing.len)
		pane_show(all, row, 0, STYLE_WAIT, x->doing.data, x->doing.len, x->settings.ascii);
	else
		area_str(all, row, 0, STYLE_DIM,
		         x->session ? "a digit takes a line of Next, Tab completes, F1 helps"
		                    : "Left and Right go through the recording, F1 helps");
}

/* What a Tab could have meant, above the hint. */
static void draw_matches(struct screen *x, struct area *all)
{
	const struct vector *m = prompt_matches();
	size_t count = m->count < MATCHES_MOST ? m->count : MATCHES_MOST, per_row, rows, at = 0;
	int bottom = x->layout.hint_row >= 0 ? x->layout.hint_row : x->layout.prompt_row, widest = 1;
	struct area box;

	for (size_t i = 0; i < count; i++) {
		int columns = text_columns(m->item[i], strlen(m->item[i]));

		widest = columns > widest ? columns : widest;
	}
	widest = (widest < POPUP_WIDEST ? widest : POPUP_WIDEST) + POPUP_GAP;
	per_row = all->cols > widest ? (size_t)(all->cols / widest) : 1;
	rows = (count + per_row - 1) / per_row;
	rows = rows < POPUP_ROWS ? rows : POPUP_ROWS;
	if ((int)rows >= bottom)
		return;
	box = area_part(all, bottom - (int)rows, 0, (int)rows, all->cols);
	for (int row = 0; row < box.rows; row++) {
		area_fill(&box, row, 0, box.cols, STYLE_BAR);
		for (size_t i = 0; i < per_row && at < count; i++, at++)
			area_field(&box, row, (int)i * widest + 1, widest - 1, STYLE_BAR, m->item[at],
			           strlen(m->item[at]), x->settings.ascii);
	}
	if (at < m->count)
		area_printf(&box, box.rows - 1, box.cols - 20, STYLE_BAR, " and %zu more ", m->count - at);
}

static void draw_prompt(struct screen *x, struct area *all)
{
	const struct place *p = &x->layout.place[x->edit_pane];
	struct area cell, row = area_part(all, x->layout.prompt_row, 0, 1, all->cols);

	if (x->editing && p->shown) {
		cell = area_part(all, p->row + x->edit_row, p->col + x->edit_col, 1, x->edit_cols);
		area_fill(&cell, 0, 0, cell.cols, STYLE_PLAIN);
		prompt_draw(&cell, 0, 0, 0, x->settings.ascii);
		pane_show(&row, 0, 0, STYLE_DIM, x->edit_command.data, x->edit_command.len,
		          x->settings.ascii);
		return;
	}
	prompt_draw(&row, 0, x->check.bad_from, x->check.bad_to, x->settings.ascii);
}

static void draw_notice(struct area *all)
{
	static const char *const lines[] = {"too small", "sockpit needs 20x5"};

	area_str(all, all->rows / 2, 0, STYLE_PLAIN, all->cols < 18 ? lines[0] : lines[1]);
}

static void draw_panes(struct screen *x, struct area *all)
{
	if (x->layout.has_bar)
		draw_bar(x, all);
	draw_split(x, all);
	if (x->layout.tabs.shown)
		draw_tabs(x, all);
	for (int i = 0; i < PANES; i++)
		if (x->layout.place[i].shown)
			draw_pane(x, all, (enum pane_id)i);
	draw_foot(x, all);
}

void screen_draw(struct screen *x, bool whole)
{
	struct area all = canvas_area(&x->canvas);

	if (whole) {
		canvas_wipe(&x->canvas);
		layout_make(&x->layout, x->canvas.rows, x->canvas.cols, x->tab);
		if (x->focus != ON_PROMPT && !x->layout.place[x->focus].shown)
			x->focus = ON_PROMPT;
	}
	if (x->layout.notice) {
		draw_notice(&all);
		return;
	}
	if (whole) {
		draw_panes(x, &all);
	} else {
		area_fill(&all, x->layout.prompt_row, 0, all.cols, STYLE_PLAIN);
		area_fill(&all, x->layout.hint_row, 0, all.cols, STYLE_PLAIN);
	}
	draw_hint(x, &all);
	draw_prompt(x, &all);
	if (prompt_matches()->count)
		draw_matches(x, &all);
}
