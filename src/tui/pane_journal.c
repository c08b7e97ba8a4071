/*
 * The journal as a list: one row an event, the calls that wait below it. Which rows there are is known from
 * an index; only those that are seen are put into words.
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/escape.h"
#include "base/memory.h"
#include "tui/event_rows.h"
#include "tui/event_view.h"
#include "tui/journal_index.h"
#include "tui/journal_pending.h"
#include "tui/list.h"
#include "tui/pane.h"

enum {
	EVENTS_A_FRAME = 8000, /* looked at */
	ROWS_A_FRAME = 2000    /* put into words, while something is searched or filtered */
};

struct search {
	struct bytes text;
	bool active, back, failed;
	struct journal_row at; /* the row that is looked at next */
	size_t done;           /* rows that were looked at */
};

struct journal_pane {
	struct pane pane;
	struct journal_index index;
	enum journal_filter filter;
	struct bytes wanted; /* only events with this text; empty: all */
	unsigned wanted_news;
	struct list list;
	struct journal_row at; /* the chosen row */
	bool complete;         /* the index is */
	struct search search;
	bool open; /* the chosen event has the whole pane */
	struct lines view;
	uint64_t viewed; /* what is in it */
	int viewed_columns;
	struct list view_list;
};

static struct journal_pane *self(struct pane *pane)
{
	return (struct journal_pane *)pane;
}

static struct pane *make(void)
{
	struct journal_pane *p = memory_new(sizeof(*p));

	p->pane.ops = &pane_journal;
	p->list.follow = true;
	journal_index_init(&p->index);
	return &p->pane;
}

static void free_pane(struct pane *pane)
{
	struct journal_pane *p = self(pane);

	journal_index_clear(&p->index);
	bytes_clear(&p->search.text);
	bytes_clear(&p->wanted);
	lines_clear(&p->view);
	free(p);
}

/* Wants to be drawn again at a time (0: it does not); the earlier wish counts. */
static void want(struct journal_pane *p, int64_t when)
{
	if (when && (!p->pane.again_at || when < p->pane.again_at))
		p->pane.again_at = when;
}

static void want_now(struct journal_pane *p)
{
	want(p, 1);
}

/* Rows --------------------------------------------------------------------------------------------- */

static void set_key(const struct journal_pane *p, struct journal_key *key,
                    const struct scene *scene, const struct area *a)
{
	const struct board_socket *s;

	memset(key, 0, sizeof(*key));
	key->journal = scene->journal;
	key->filter = p->filter;
	key->columns = journal_word_columns(a) > 0 ? journal_word_columns(a) : 0;
	key->ascii = scene->ascii;
	key->wanted = p->wanted.len ? &p->wanted : NULL;
	key->wanted_news = p->wanted_news;
	if (p->filter != FILTER_SOCKET)
		return;
	snprintf(key->socket, sizeof(key->socket), "%s", scene->selected);
	s = *scene->selected ? board_find(scene->board, scene->selected) : NULL;
	if (!s)
		return;
	snprintf(key->local, sizeof(key->local), "%s", bytes_str(&s->local));
	snprintf(key->peer, sizeof(key->peer), "%s", bytes_str(&s->peer));
}

static void note_choice(struct journal_pane *p)
{
	if (p->list.at < p->list.count)
		p->at = *journal_index_row(&p->index, p->list.at);
}

/* The chosen row stays the one of its event, however many come and go. */
static void make_rows(struct journal_pane *p, struct scene *scene, const struct area *a)
{
	struct list *l = &p->list;
	struct journal_key key;
	size_t gone;

	set_key(p, &key, scene, a);
	p->complete = journal_index_make(&p->index, scene->journal, &key, scene->board->last,
	                                 p->wanted.len ? ROWS_A_FRAME : EVENTS_A_FRAME, &gone);
	if (!p->complete)
		want_now(p);
	l->top = l->top > gone ? l->top - gone : 0;
	l->count = journal_index_count(&p->index, scene->board->last);
	if (!l->follow)
		l->at = journal_index_find(&p->index, p->at.seq) + p->at.part;
}

/* Gives the places with the text that is searched another style. */
static void mark_found(struct journal_pane *p, struct area *a, int row, int col, size_t line)
{
	const struct bytes *what = &p->search.text;
	size_t n, at = 0;
	const char *text = lines_text(&p->index.scratch, line, &n);

	while (what->len && at + what->len <= n) {
		if (strncasecmp(text + at, what->data, what->len) != 0) {
			at++;
			continue;
		}
		area_restyle(a, row, col + text_columns(text, at), text_columns(text + at, what->len),
		             STYLE_LIT);
		at += what->len;
	}
}

static void draw_row(struct journal_pane *p, struct area *a, int row, size_t i, struct scene *scene)
{
	const struct journal_row *r = journal_index_row(&p->index, i);
	int col = journal_words_at(a);
	size_t line;

	if (!journal_index_words(&p->index, scene->journal, r, &line)) {
		area_str(a, row, col, STYLE_DIM, "(made way)");
		return;
	}
	if (!r->part && journal_number_columns(a))
		area_printf(a, row, 0, STYLE_DIM, "%*llu", JOURNAL_NUMBER - 1, (unsigned long long)r->seq);
	if (!r->part && !p->index.belongs)
		journal_draw_time(a, row, scene, p->index.mono);
	lines_draw_one(&p->index.scratch, line, a, row, col);
	mark_found(p, a, row, col, line);
}

static void draw_list(struct journal_pane *p, struct area *a, struct scene *scene)
{
	struct list *l = &p->list;
	struct area inside = area_part(a, 0, 0, a->rows, a->cols - 1);

	list_fit(l, l->count, (size_t)a->rows);
	for (size_t i = 0; i < l->shown && l->top + i < l->count; i++)
		draw_row(p, &inside, (int)i, l->top + i, scene);
	if (p->pane.focused && l->count)
		pane_light(a, (int)(l->at - l->top));
	list_draw_bar(l, a, scene->ascii);
	/* the chosen one may be among those that are still to come */
	if (p->complete)
		note_choice(p);
}

/* Searching ---------------------------------------------------------------------------------------- */

static bool row_has(struct journal_pane *p, size_t i, struct scene *scene)
{
	size_t line, n;
	const char *text;

	if (!journal_index_words(&p->index, scene->journal, journal_index_row(&p->index, i), &line))
		return false;
	text = lines_text(&p->index.scratch, line, &n);
	return pane_has_text(text, n, p->search.text.data, p->search.text.len);
}

static void begin_search(struct journal_pane *p, bool back)
{
	struct search *s = &p->search;

	s->failed = false;
	s->back = back;
	s->active = s->text.len;
	s->done = 0;
	s->at = p->at;
}

/* Some rows more, from the chosen one on and round the end. */
static void go_on_searching(struct journal_pane *p, struct scene *scene)
{
	struct search *s = &p->search;
	size_t count = p->list.count, i = journal_index_find(&p->index, s->at.seq) + s->at.part;

	for (int n = 0; s->done < count && n < ROWS_A_FRAME; n++, s->done++) {
		i = s->back ? (i ? i - 1 : count - 1) : (i + 1 < count ? i + 1 : 0);
		if (!row_has(p, i, scene))
			continue;
		p->list.follow = false;
		list_choose(&p->list, i);
		p->at = *journal_index_row(&p->index, i);
		s->active = false;
		want_now(p);
		return;
	}
	if (count && i < count)
		s->at = *journal_index_row(&p->index, i);
	s->active = s->done < count;
	s->failed = !s->active;
	/* there is more to be looked at, or the title has something to say */
	want_now(p);
}

/* What is searched is what is seen. */
static void set_text(struct bytes *to, const char *text, size_t n, const struct scene *scene)
{
	bytes_reset(to);
	escape_show(to, text, n, scene->ascii ? ESCAPE_ASCII : ESCAPE_UTF8, false);
}

/* It goes on in the frames that come; if nothing has the text, the title says so. */
static bool find(struct pane *pane, const char *text, size_t n, struct scene *scene)
{
	struct journal_pane *p = self(pane);

	set_text(&p->search.text, text, n, scene);
	p->open = false;
	begin_search(p, false);
	want_now(p);
	return true;
}

static void filter(struct pane *pane, const char *text, size_t n, struct scene *scene)
{
	struct journal_pane *p = self(pane);

	set_text(&p->wanted, text, n, scene);
	p->wanted_news++;
	p->open = false;
	p->list.follow = true;
	want_now(p);
}

/* Drawing ------------------------------------------------------------------------------------------ */

static void draw_view(struct journal_pane *p, struct area *a, struct scene *scene)
{
	struct area inside = area_part(a, 0, 0, a->rows, a->cols - 1);

	if (p->viewed != p->at.seq || p->viewed_columns != inside.cols) {
		lines_reset(&p->view);
		if (!event_view_add(&p->view, scene->journal, p->at.seq, scene->board->began,
		                    journal_index_view(&p->index, p->at.seq), inside.cols, scene->ascii)) {
			lines_str(&p->view, STYLE_DIM, "The event has made way.");
			lines_end(&p->view);
		}
		p->viewed = p->at.seq;
		p->viewed_columns = inside.cols;
	}
	list_fit(&p->view_list, p->view.count, (size_t)a->rows);
	lines_draw(&p->view, &inside, p->view_list.top);
	list_draw_bar(&p->view_list, a, scene->ascii);
}

static void draw_nothing(const struct journal_pane *p, struct area *a, const struct scene *scene)
{
	if (!p->complete)
		return;
	if (p->filter == FILTER_SOCKET && !*scene->selected)
		pane_draw_empty(a, "No socket is selected.");
	else if (p->wanted.len)
		pane_draw_empty(
		    a, "Nothing of that kind has the text.\nfilter without a text shows all again.");
	else if (p->filter != FILTER_ALL)
		pane_draw_empty(a, "Nothing of that kind has happened.\nf shows other events.");
	else
		pane_draw_empty(a, "Nothing has happened yet.\nEach call is told here with its answer.");
}

static void draw(struct pane *pane, struct area *a, struct scene *scene)
{
	struct journal_pane *p = self(pane);
	struct area part;
	int64_t again;
	int pending;

	pane->again_at = 0;
	make_rows(p, scene, a);
	if (p->search.active && p->complete)
		go_on_searching(p, scene);
	if (p->open) {
		draw_view(p, a, scene);
		return;
	}
	pending = journal_pending_rows(a, scene, &again);
	want(p, again);
	part = area_part(a, 0, 0, a->rows - pending, a->cols);
	draw_list(p, &part, scene);
	if (!p->list.count)
		draw_nothing(p, &part, scene);
	part = area_part(a, a->rows - pending, 0, pending, a->cols);
	journal_draw_pending(&part, scene);
}

/* Keys --------------------------------------------------------------------------------------------- */

static bool press_view(struct journal_pane *p, const struct press *k)
{
	bool closes = k->kind == PRESS_LEFT ||
	              (k->kind == PRESS_CHAR && (k->c == '\r' || k->c == '\033' || k->c == 'l'));

	if (closes)
		p->open = false;
	return closes || list_press_text(&p->view_list, k);
}

static void open_view(struct journal_pane *p)
{
	p->open = p->list.count;
	p->viewed = 0;
	p->view_list = (struct list){0};
}

/* And what is filtered. Whether there was one: else the key is for somebody else. */
static bool end_search(struct journal_pane *p)
{
	if (!p->search.text.len && !p->wanted.len)
		return false;
	p->wanted_news += p->wanted.len > 0;
	bytes_reset(&p->wanted);
	bytes_reset(&p->search.text);
	p->search.active = p->search.failed = false;
	p->list.follow = true;
	return true;
}

static bool press_char(struct journal_pane *p, uint32_t c, struct scene *scene)
{
	switch (c) {
	case 'f':
		p->filter = (p->filter + 1) % FILTERS;
		return true;
	case '/':
		bytes_reset(&scene->asks->put);
		bytes_add_str(&scene->asks->put, "find ");
		return true;
	case 'n':
	case 'N':
		begin_search(p, c == 'N');
		return true;
	case 'l':
	case '\r':
		open_view(p);
		return true;
	case '\033':
		return end_search(p);
	}
	return false;
}

static bool press_list(struct journal_pane *p, const struct press *k)
{
	size_t was = p->list.at;

	if (k->kind == PRESS_CLICK && (k->row < 0 || (size_t)k->row >= p->list.shown))
		return true;
	if (!list_press(&p->list, k))
		return false;
	if (k->kind == PRESS_CLICK && p->list.at == was && !p->list.follow)
		open_view(p);
	if (k->kind == PRESS_CLICK)
		p->list.follow = false;
	if (k->kind == PRESS_END)
		p->list.follow = true;
	note_choice(p);
	return true;
}

static bool press(struct pane *pane, const struct press *k, struct scene *scene)
{
	struct journal_pane *p = self(pane);

	if (p->open)
		return press_view(p, k);
	if (k->kind == PRESS_CHAR)
		return press_char(p, k->c, scene);
	if (k->kind == PRESS_RIGHT) {
		open_view(p);
		return true;
	}
	return press_list(p, k);
}

static void add_title(struct pane *pane, struct bytes *out, struct scene *scene)
{
	struct journal_pane *p = self(pane);
	uint64_t older = journal_oldest(scene->journal) - 1;

	switch (p->filter) {
	case FILTER_ALL:
	case FILTERS:
		bytes_add_str(out, "all");
		break;
	case FILTER_SOCKET:
		bytes_addf(out, "of %s", *scene->selected ? scene->selected : "no socket");
		break;
	case FILTER_CALLS:
		bytes_add_str(out, "calls");
		break;
	case FILTER_ERRORS:
		bytes_add_str(out, "errors");
		break;
	}
	if (p->wanted.len)
		bytes_addf(out, " with \"%s\"", bytes_str(&p->wanted));
	if (!scene->tight && !p->list.follow && p->list.count)
		bytes_addf(out, ", row %zu of %zu", p->list.at + 1, p->list.count);
	if (older)
		bytes_addf(out, ", %llu older made way", (unsigned long long)older);
	if (p->search.text.len)
		bytes_addf(out, ", %s \"%s\"", p->search.failed ? "no" : "find",
		           bytes_str(&p->search.text));
}

static const struct pane_key keys[] = {
    {'l', "look", "Show the chosen event in full, as Enter does, with the bytes it carried."},
    {'f', "filter", "Show all events, those of the selected socket, calls, or errors only."},
    {'/', "find", "Search a text: n goes to the next place, N to the one before."},
    {'n', "next", "The next place with the text that was searched."},
    {'N', "previous", "The place before with that text."},
    {0, NULL, NULL},
};

const struct pane_ops pane_journal = {
    .name = "journal",
    .title = "Journal",
    .about =
        "Everything that happened, an event a row: calls with their answers, states, segments.",
    .keys = keys,
    .make = make,
    .free = free_pane,
    .draw = draw,
    .press = press,
    .add_title = add_title,
    .find = find,
    .filter = filter,
};
