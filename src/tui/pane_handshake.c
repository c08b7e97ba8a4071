/*
 * The handshake, live: both state machines, and the ladder of the selected connection; a segment that is
 * chosen is taken apart below, or in the whole pane. What it costs to draw the ladder is in picture.c.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "tui/closeup.h"
#include "tui/list.h"
#include "tui/pane.h"
#include "tui/picture.h"
#include "tui/strips.h"

enum {
	MARGINS = 2,           /* a column for the mark of the chosen row, one for the bar */
	ROWS_FOR_CLOSEUP = 26, /* from so many rows on there is room for the chosen segment below: */
	CLOSEUP_LEAST = 11,    /* that many rows at least, and what the ladder leaves */
	ROWS_FOR_STRIPS = 16,  /* less, and two sides are told only, or */
	ROWS_FOR_TWO = 8,      /* less, and one is */
	WINDOW_STEP = 64,      /* rows of the ladder that are written at once */
	ROWS_OF_LIST = 3       /* that there shall be, before heads and notes get any */
};

struct handshake {
	struct pane pane;
	struct picture picture;
	struct strips strips;
	struct list list;
	uint64_t at_seq; /* event of the chosen row, to find it again */
	enum ladder_row_kind at_kind;
	bool absolute, calls, brief;
	bool open;     /* the chosen segment has the whole pane */
	bool followed; /* before that */
	int list_row;
	struct closeup closeup;
};

static struct handshake *self(struct pane *pane)
{
	return (struct handshake *)pane;
}

static struct pane *make(void)
{
	struct handshake *h = memory_new(sizeof(*h));

	h->pane.ops = &pane_handshake;
	h->list.follow = true;
	return &h->pane;
}

static void free_pane(struct pane *pane)
{
	struct handshake *h = self(pane);

	picture_clear(&h->picture);
	closeup_clear(&h->closeup);
	free(h);
}

/* The picture ---------------------------------------------------------------------------------------- */

/* The chosen row stays the one of its event. */
static void keep_choice(struct handshake *h)
{
	size_t count = picture_body(&h->picture);

	if (!h->list.follow && h->at_seq)
		h->list.at = picture_find(&h->picture, h->at_seq, h->at_kind);
	if (h->list.at >= count || h->list.follow)
		h->list.at = count ? count - 1 : 0;
}

static void note_choice(struct handshake *h)
{
	const struct picture *p = &h->picture;
	size_t i = h->list.at;

	h->at_seq = 0;
	/* what is no event's is known by the one before it */
	for (; i < picture_body(p) && !h->at_seq; i--) {
		h->at_seq = p->row[p->heads + i].row.seq;
		h->at_kind = p->row[p->heads + i].row.kind;
	}
}

/* Rows the list may show: on both sides of the chosen one, as many as fit. */
static size_t first_in_sight(const struct handshake *h, size_t rows)
{
	return h->list.at > rows ? h->list.at - rows : 0;
}

/* Some more than are in sight, and the same for neighbours. */
static void set_window(const struct handshake *h, struct ladder_window *w, size_t rows)
{
	w->from_end = h->list.follow;
	w->first = w->from_end ? 0 : first_in_sight(h, rows) / WINDOW_STEP * WINDOW_STEP;
	w->most = 2 * rows + WINDOW_STEP;
}

static void set_key(const struct handshake *h, struct picture_key *key, const struct scene *scene,
                    int rows, int cols)
{
	memset(key, 0, sizeof(*key));
	key->ladder = scene->board->ladder;
	key->news = scene->board->ladder_news;
	key->columns = (unsigned)(cols >= PICTURE_LEAST + MARGINS ? cols - MARGINS : PICTURE_LEAST);
	key->ascii = scene->ascii;
	key->absolute = h->absolute;
	key->brief = h->brief;
	key->calls = h->calls;
	snprintf(key->socket, sizeof(key->socket), "%s", scene->selected);
	set_window(h, &key->window, (size_t)rows + 1);
}

static void make_picture(struct handshake *h, const struct scene *scene, int rows, int cols)
{
	uint64_t times = h->picture.times;
	struct picture_key key;

	set_key(h, &key, scene, rows, cols);
	if (times && strcmp(key.socket, h->picture.key.socket) != 0) {
		h->list.follow = true;
		h->open = false;
		set_window(h, &key.window, (size_t)rows + 1);
	}
	h->pane.again_at = picture_make(&h->picture, &key);
	if (times == h->picture.times)
		return;
	strips_make(&h->strips, key.ladder, scene->selected);
	keep_choice(h);
	/* the chosen row is another one now that older ones have gone */
	if (!picture_covers(&h->picture, first_in_sight(h, (size_t)rows), 2 * (size_t)rows)) {
		set_window(h, &key.window, (size_t)rows + 1);
		picture_make(&h->picture, &key);
		keep_choice(h);
	}
}

/* The chosen segment ------------------------------------------------------------------------------- */

/* The rung that is chosen, or the last one before; NULL: there is none. */
static const struct ladder_row *chosen_rung(const struct handshake *h)
{
	const struct picture *p = &h->picture;

	for (size_t i = h->list.at; i < picture_body(p); i--)
		if (p->row[p->heads + i].row.kind == LADDER_RUNG)
			return &p->row[p->heads + i].row;
	return NULL;
}

/* The ladder --------------------------------------------------------------------------------------- */

static void draw_rows(const struct picture *p, size_t from, size_t n, struct area *a, int col)
{
	for (size_t i = 0; i < n; i++)
		picture_draw_row(p, from + i, a, (int)i, col);
}

static void draw_list(struct handshake *h, struct area *a, int margin, bool ascii)
{
	struct list *l = &h->list;
	size_t first;

	list_fit(l, picture_body(&h->picture), (size_t)a->rows);
	first = h->picture.heads + l->top;
	draw_rows(&h->picture, first, l->count - l->top < l->shown ? l->count - l->top : l->shown, a,
	          margin);
	if (h->pane.focused && l->count) {
		int row = (int)(l->at - l->top);

		if (margin)
			area_str(a, row, 0, STYLE_SELECTED, ascii ? ">" : "\342\226\270");
		pane_light(a, row);
	}
	if (margin)
		list_draw_bar(l, a, ascii);
}

/* Heads, the rows that scroll, and the notes at the foot, as far as there is room. */
static void draw_ladder(struct handshake *h, struct area *a, struct scene *scene)
{
	const struct picture *p = &h->picture;
	int margin = a->cols >= PICTURE_LEAST + MARGINS ? 1 : 0;
	int heads = (int)p->heads, notes = (int)p->notes;
	struct area part;

	if (a->rows < heads + notes + ROWS_OF_LIST)
		notes = 0;
	if (a->rows < heads + ROWS_OF_LIST)
		heads = 0;
	part = area_part(a, 0, 0, heads, a->cols);
	draw_rows(p, 0, (size_t)heads, &part, margin);
	part = area_part(a, a->rows - notes, 0, notes, a->cols);
	draw_rows(p, p->rows - p->notes, (size_t)notes, &part, margin);
	part = area_part(a, heads, 0, a->rows - heads - notes, a->cols);
	h->list_row = part.row;
	draw_list(h, &part, margin, scene->ascii);
}

/* How segments can be seen, where none were. */
static const char *way_to_see(const struct scene *scene)
{
	const struct board_socket *s =
	    *scene->selected ? board_find(scene->board, scene->selected) : NULL;

	if (!scene->probes)
		return "The recording has nothing of it up to this moment.";
	if (s && s->family != AF_INET && s->family != AF_INET6 && s->family >= 0)
		return "A socket of this family has no segments:\nits bytes never are on a network.";
	if (scene->board->lab.len)
		return "Nothing was sent yet.\nA connect sends the first segment.";
	return "Nothing was seen yet.\n\n"
	       "lab start      hosts with a wire that shows every segment\n"
	       "capture start  the packets of this machine (root, CAP_NET_RAW)";
}

static void draw_empty(const struct scene *scene, struct area *a)
{
	pane_draw_empty(a, way_to_see(scene));
}

static bool has_segments(const struct picture *p)
{
	for (size_t i = p->heads; i < p->rows; i++)
		if (p->row[i].row.kind == LADDER_RUNG)
			return true;
	return false;
}

/* Where there are calls and states only, the foot says what would show more. */
static int draw_hint(struct handshake *h, struct area *a, const struct scene *scene)
{
	static const char hint[] = "Segments are seen in a lab, or after capture start.";

	if (!scene->probes || scene->board->lab.len || has_segments(&h->picture) ||
	    a->rows < ROWS_FOR_TWO || a->cols < (int)sizeof(hint))
		return 0;
	area_str(a, a->rows - 1, 1, STYLE_DIM, hint);
	return 1;
}

static void draw_narrow(struct area *a)
{
	area_printf(a, 0, 0, STYLE_DIM, "The ladder needs %d columns,", (int)PICTURE_LEAST);
	area_printf(a, 1, 0, STYLE_DIM, "here are %d.", a->cols);
}

/* Rows for the chosen segment: 0 where it is not to be seen besides the ladder. */
static int rows_of_closeup(struct handshake *h, const struct area *a, struct scene *scene)
{
	const struct ladder_row *rung = chosen_rung(h);
	size_t rows = h->picture.rows, left = rows < (size_t)a->rows ? (size_t)a->rows - rows : 0;

	if (!rung || a->rows < ROWS_FOR_CLOSEUP || a->cols < PICTURE_LEAST)
		return 0;
	closeup_make(&h->closeup, rung, scene, a->cols - MARGINS);
	if (h->closeup.lines.count + 1 < left)
		left = h->closeup.lines.count + 1;
	return left > CLOSEUP_LEAST ? (int)left : CLOSEUP_LEAST;
}

static void draw_below_strips(struct handshake *h, struct area *a, struct scene *scene)
{
	int closeup = rows_of_closeup(h, a, scene);
	struct area part = area_part(a, 0, 0, a->rows - closeup, a->cols);

	if (!picture_body(&h->picture)) {
		draw_empty(scene, a);
		return;
	}
	if (a->cols < PICTURE_LEAST) {
		draw_narrow(a);
		return;
	}
	part.rows -= draw_hint(h, &part, scene);
	draw_ladder(h, &part, scene);
	part = area_part(a, a->rows - closeup, 0, closeup, a->cols);
	if (closeup)
		closeup_draw_below(&h->closeup, chosen_rung(h), &part, scene);
}

static bool draw_whole(struct handshake *h, struct area *a, struct scene *scene)
{
	const struct ladder_row *rung = chosen_rung(h);

	h->open = h->open && rung;
	if (!h->open)
		return false;
	closeup_make(&h->closeup, rung, scene, a->cols - 1);
	closeup_draw_whole(&h->closeup, a, scene);
	return true;
}

static void draw(struct pane *pane, struct area *a, struct scene *scene)
{
	struct handshake *h = self(pane);
	struct area part = area_part(a, 0, 1, a->rows, a->cols - 1);
	int most = a->rows >= ROWS_FOR_STRIPS ? (int)STRIPS_MOST : a->rows >= ROWS_FOR_TWO ? 2 : 1;
	int taken = 0;

	make_picture(h, scene, a->rows, a->cols);
	if (draw_whole(h, a, scene))
		return;
	if (a->rows > ROWS_OF_LIST)
		taken = strips_draw(&h->strips, &part, most, scene);
	part = area_part(a, taken, 0, a->rows - taken, a->cols);
	draw_below_strips(h, &part, scene);
}

/* Keys --------------------------------------------------------------------------------------------- */

static bool press_closeup(struct handshake *h, const struct press *p)
{
	bool closes = p->kind == PRESS_LEFT ||
	              (p->kind == PRESS_CHAR && (p->c == '\r' || p->c == '\033' || p->c == 'l'));

	if (!closes)
		return list_press_text(&h->closeup.list, p);
	h->open = false;
	h->list.follow = h->followed;
	return true;
}

/* What is looked at stays, whatever comes. */
static void open_closeup(struct handshake *h)
{
	h->open = chosen_rung(h);
	h->closeup.list = (struct list){0};
	h->followed = h->list.follow;
	if (!h->open)
		return;
	note_choice(h);
	h->list.follow = false;
}

static bool press_char(struct handshake *h, uint32_t c)
{
	switch (c) {
	case 'a':
		h->absolute = !h->absolute;
		return true;
	case 'b':
		h->brief = !h->brief;
		return true;
	case 'c':
		h->calls = !h->calls;
		return true;
	case 'f':
		h->list.follow = true;
		return true;
	case 'l':
	case '\r':
		open_closeup(h);
		return true;
	}
	return false;
}

/* A click on the row that is chosen opens it. */
static bool press_list(struct handshake *h, struct press p)
{
	size_t was = h->list.at;

	if (p.kind == PRESS_CLICK) {
		p.row -= h->list_row;
		if (p.row < 0 || (size_t)p.row >= h->list.shown)
			return true;
	}
	if (!list_press(&h->list, &p))
		return false;
	if (p.kind == PRESS_CLICK && h->list.at == was && !h->list.follow)
		open_closeup(h);
	if (p.kind == PRESS_CLICK)
		h->list.follow = false;
	if (p.kind == PRESS_END)
		h->list.follow = true;
	note_choice(h);
	return true;
}

static bool press(struct pane *pane, const struct press *p, struct scene *scene)
{
	struct handshake *h = self(pane);

	(void)scene;
	if (h->open)
		return press_closeup(h, p);
	if (p->kind == PRESS_CHAR)
		return press_char(h, p->c);
	if (p->kind == PRESS_RIGHT) {
		open_closeup(h);
		return true;
	}
	return press_list(h, *p);
}

static void add_title(struct pane *pane, struct bytes *out, struct scene *scene)
{
	struct handshake *h = self(pane);
	const struct list *l = &h->list;

	bytes_add_str(out, *scene->selected ? scene->selected : "all sockets");
	if (h->absolute)
		bytes_add_str(out, ", numbers as on the wire");
	if (!scene->tight && !l->follow && l->count)
		bytes_addf(out, ", row %zu of %zu", l->at + 1, l->count);
}

static const struct pane_key keys[] = {
    {'l', "look", "Take the chosen segment apart, as Enter does: every field, and its bytes."},
    {'a', "absolute", "Numbers as on the wire, or relative to the connection's first ones."},
    {'b', "brief", "Without windows, options and pauses."},
    {'c', "calls", "The calls of each side in their places."},
    {'f', "follow", "Go on with what comes."},
    {0, NULL, NULL},
};

const struct pane_ops pane_handshake = {
    .name = "handshake",
    .title = "Handshake",
    .about = "Both state machines, and each segment between them.",
    .keys = keys,
    .make = make,
    .free = free_pane,
    .draw = draw,
    .press = press,
    .add_title = add_title,
};
