/*
 * What the selected socket sent and received: call by call, since a stream does not keep what one call was
 * another one's beginning. How many rows each piece has is kept, and only those on the screen are made.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "tui/data_rows.h"
#include "tui/list.h"
#include "tui/pane.h"

enum {
	BYTES_A_FRAME = 256 * 1024, /* made into text to count their rows; more is put off */
	FAR = 1 << 24               /* offsets from there on have more than six digits */
};

enum ways { WAYS_BOTH, WAYS_OUT, WAYS_IN, WAYS };

/* A piece of the socket, or what stands before the first and behind the last. */
struct item {
	const struct board_piece *piece; /* NULL: a note */
	const char *note;                /* static */
	uint64_t seq;
	uint64_t mark;
	bool counted; /* `rows` is; else it is one, for now */
	size_t rows;
	size_t at; /* rows before it */
};

/* What the rows were made for. All of it is zero where it is not used. */
struct data_key {
	uint64_t order; /* of the socket */
	bool text, ascii, far;
	int columns;
	enum ways ways;
	char charset[DATA_CHARSET];
	char socket[SOCK_NAME_MAX + 17];
};

struct data_pane {
	struct pane pane;
	struct data_key key;
	struct data_text charset;
	struct data_cuts cuts;
	struct item *item, *was; /* owned; `was` is scratch */
	size_t items, items_cap, was_cap;
	struct list list;
	uint64_t top_seq; /* what stands at the top, to find it again */
	size_t top_row;
	bool text;
	enum ways ways;
};

static struct data_pane *self(struct pane *pane)
{
	return (struct data_pane *)pane;
}

static struct pane *make(void)
{
	struct data_pane *d = memory_new(sizeof(*d));

	d->pane.ops = &pane_data;
	d->list.follow = true;
	data_text_init(&d->charset, "utf-8", false);
	return &d->pane;
}

static void free_pane(struct pane *pane)
{
	struct data_pane *d = self(pane);

	data_text_clear(&d->charset);
	data_cuts_clear(&d->cuts);
	free(d->item);
	free(d->was);
	free(d);
}

/* Items -------------------------------------------------------------------------------------------- */

static struct item *add_item(struct data_pane *d)
{
	if (d->items == d->items_cap) {
		d->items_cap = d->items_cap ? d->items_cap * 2 : 64;
		d->item = memory_resize(d->item, d->items_cap * sizeof(*d->item));
	}
	d->item[d->items] = (struct item){.rows = 1};
	return &d->item[d->items++];
}

static void add_note(struct data_pane *d, const char *note, uint64_t seq)
{
	struct item *item = add_item(d);

	item->note = note;
	item->seq = seq;
	item->counted = true;
}

static bool is_wanted(const struct data_pane *d, const struct board_piece *p)
{
	return d->ways == WAYS_BOTH || (p->direction == DATA_OUT) == (d->ways == WAYS_OUT);
}

/* The items anew; what was counted before is still known. Both are in the order of their events. */
static void gather(struct data_pane *d, const struct board_socket *s,
                   const struct data_shape *shape)
{
	struct item *was = d->item;
	size_t was_items = d->items, cap = d->items_cap, k = 0;

	d->item = d->was;
	d->items_cap = d->was_cap;
	d->was = was;
	d->was_cap = cap;
	d->items = 0;
	if (s->pieces_dropped)
		add_note(d, "older ones have made way", 0);
	for (size_t i = 0; i < s->pieces.count; i++) {
		const struct board_piece *p = s->pieces.item[i];
		struct item *item;

		if (!is_wanted(d, p))
			continue;
		item = add_item(d);
		item->piece = p;
		item->seq = p->seq;
		item->mark = data_rows_mark(shape, p);
		while (k < was_items && was[k].seq < p->seq)
			k++;
		if (k < was_items && was[k].seq == p->seq && was[k].mark == item->mark && was[k].counted) {
			item->rows = was[k].rows;
			item->counted = true;
		}
	}
	if (s->eof && d->ways != WAYS_OUT)
		add_note(d, "the end: the peer sends no more", UINT64_MAX);
}

/* The newest first: they are seen when one follows. False: some were put off. */
static bool count_rows(struct data_pane *d, const struct data_shape *shape)
{
	size_t bytes = 0, at = 0;
	bool all = true;

	for (size_t i = d->items; i-- > 0;) {
		struct item *item = &d->item[i];

		if (item->counted)
			continue;
		if (shape->text && bytes >= BYTES_A_FRAME) {
			all = false;
			break;
		}
		item->rows = data_rows_count(shape, item->piece);
		item->counted = true;
		bytes += item->piece->kept.len;
	}
	for (size_t i = 0; i < d->items; i++) {
		d->item[i].at = at;
		at += d->item[i].rows;
	}
	return all;
}

static size_t all_rows(const struct data_pane *d)
{
	return d->items ? d->item[d->items - 1].at + d->item[d->items - 1].rows : 0;
}

/* The item that has a row. */
static size_t item_of(const struct data_pane *d, size_t row)
{
	size_t low = 0, high = d->items;

	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;

		if (d->item[middle].at <= row)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Making rows -------------------------------------------------------------------------------------- */

static bool is_stream(const struct board_socket *s)
{
	return s->type == SOCK_STREAM || s->type < 0;
}

static bool is_far(const struct board_socket *s)
{
	return (s->sent | s->received) >= FAR;
}

static void set_key(const struct data_pane *d, struct data_key *key, const struct board_socket *s,
                    const struct scene *scene, int columns)
{
	memset(key, 0, sizeof(*key));
	key->order = s->order;
	key->text = d->text;
	key->ascii = scene->ascii;
	key->columns = columns;
	key->far = is_far(s);
	key->ways = d->ways;
	snprintf(key->charset, sizeof(key->charset), "%s", scene->charset ? scene->charset : "utf-8");
	snprintf(key->socket, sizeof(key->socket), "%s", s->name);
}

static void take_key(struct data_pane *d, const struct data_key *key)
{
	if (strcmp(key->charset, d->key.charset) != 0 || key->ascii != d->key.ascii) {
		data_text_clear(&d->charset);
		data_text_init(&d->charset, key->charset, key->ascii);
	}
	if (key->order != d->key.order || strcmp(key->socket, d->key.socket) != 0)
		d->list.follow = true;
	d->items = 0;
	memcpy(&d->key, key, sizeof(*key));
}

static struct data_shape make_rows(struct data_pane *d, const struct board_socket *s,
                                   const struct scene *scene, int columns)
{
	struct data_shape shape = {.text = d->text,
	                           .stream = is_stream(s),
	                           .far = is_far(s),
	                           .columns = columns,
	                           .ascii = scene->ascii,
	                           .charset = &d->charset,
	                           .cuts = &d->cuts,
	                           .began = scene->board->began};
	struct data_key key;

	set_key(d, &key, s, scene, columns);
	if (memcmp(&key, &d->key, sizeof(key)) != 0)
		take_key(d, &key);
	d->pane.again_at =
	    data_cuts_make(&d->cuts, scene->board->ladder, scene->board->ladder_news, s->name);
	gather(d, s, &shape);
	if (!count_rows(d, &shape))
		d->pane.again_at = 1;
	return shape;
}

/* What stood at the top stays there, whatever comes before it. */
static void keep_top(struct data_pane *d)
{
	for (size_t i = 0; i < d->items && !d->list.follow; i++) {
		const struct item *item = &d->item[i];

		if (item->seq < d->top_seq)
			continue;
		d->list.top = d->list.at =
		    item->at + (d->top_row < item->rows ? d->top_row : item->rows - 1);
		return;
	}
}

static void note_top(struct data_pane *d)
{
	size_t i = item_of(d, d->list.top);

	if (i >= d->items)
		return;
	d->top_seq = d->item[i].seq;
	d->top_row = d->list.top - d->item[i].at;
}

/* Drawing ------------------------------------------------------------------------------------------ */

static void draw_items(struct data_pane *d, const struct data_shape *shape, struct area *a)
{
	size_t i = item_of(d, d->list.top), from;
	int row = 0;

	for (; i < d->items && row < a->rows; i++) {
		const struct item *item = &d->item[i];
		struct area rest = area_part(a, row, 0, a->rows - row, a->cols);

		from = d->list.top > item->at ? d->list.top - item->at : 0;
		if (item->note)
			area_str(&rest, 0, 0, STYLE_DIM, item->note);
		row += item->note ? 1 : (int)data_rows_draw(shape, item->piece, from, &rest);
	}
}

static void draw_nothing(struct area *a, const struct scene *scene, const struct board_socket *s)
{
	char text[SOCK_NAME_MAX + 128];

	if (!*scene->selected) {
		pane_draw_empty(a, "No socket is selected.\n"
		                   "What it sends and receives is shown here, call by call.");
		return;
	}
	snprintf(text, sizeof(text), "%s has sent and received nothing%s.", scene->selected,
	         scene->probes ? " yet" : " up to this moment");
	(void)s;
	pane_draw_empty(a, text);
}

/* It has moved something, but not that way. */
static void draw_other_way(const struct data_pane *d, struct area *a, const struct scene *scene)
{
	bool out = d->ways == WAYS_OUT;
	char text[SOCK_NAME_MAX + 128];

	snprintf(text, sizeof(text), "%s has %s nothing%s.\nOnly what it %s is shown: b shows more.",
	         scene->selected, out ? "sent" : "received",
	         scene->probes ? " yet" : " up to this moment", out ? "sends" : "receives");
	pane_draw_empty(a, text);
}

static void draw(struct pane *pane, struct area *a, struct scene *scene)
{
	struct data_pane *d = self(pane);
	struct board_socket *s = *scene->selected ? board_find(scene->board, scene->selected) : NULL;
	struct area inside = area_part(a, 0, 0, a->rows, a->cols - 1);
	struct data_shape shape;

	pane->again_at = 0;
	d->list.count = 0;
	if (!s || (!s->pieces.count && !s->pieces_dropped && !s->eof)) {
		draw_nothing(a, scene, s);
		return;
	}
	shape = make_rows(d, s, scene, inside.cols);
	if (!d->items) {
		draw_other_way(d, a, scene);
		return;
	}
	keep_top(d);
	list_fit(&d->list, all_rows(d), (size_t)a->rows);
	draw_items(d, &shape, &inside);
	list_draw_bar(&d->list, a, scene->ascii);
	note_top(d);
}

/* Keys --------------------------------------------------------------------------------------------- */

static bool press(struct pane *pane, const struct press *p, struct scene *scene)
{
	struct data_pane *d = self(pane);

	(void)scene;
	if (p->kind != PRESS_CHAR) {
		bool was = list_press_text(&d->list, p);

		note_top(d);
		return was;
	}
	switch (p->c) {
	case 't':
		d->text = true;
		return true;
	case 'h':
		d->text = false;
		return true;
	case 'b':
		d->ways = (d->ways + 1) % WAYS;
		return true;
	case 'f':
		d->list.follow = true;
		return true;
	}
	return false;
}

static void add_title(struct pane *pane, struct bytes *out, struct scene *scene)
{
	struct data_pane *d = self(pane);
	const struct board_socket *s =
	    *scene->selected ? board_find(scene->board, scene->selected) : NULL;

	if (!s)
		return;
	bytes_addf(out, "%s, %llu sent, %llu received", s->name, (unsigned long long)s->sent,
	           (unsigned long long)s->received);
	if (d->ways != WAYS_BOTH)
		bytes_addf(out, ", %s only", d->ways == WAYS_OUT ? "sent" : "received");
	if (d->text)
		bytes_addf(out, ", %s%s", d->charset.charset, d->charset.known ? "" : " is not known");
}

static const struct pane_key keys[] = {
    {'t', "text", "As text, in the session's charset."},
    {'h', "hex", "In hex, with ASCII beside it."},
    {'b', "in/out", "Both directions, what was sent only, or what was received only."},
    {'f', "follow", "Go on with what comes."},
    {0, NULL, NULL},
};

const struct pane_ops pane_data = {
    .name = "data",
    .title = "Data",
    .about = "What the socket sent and received, call by call, and how it was cut into segments.",
    .keys = keys,
    .make = make,
    .free = free_pane,
    .draw = draw,
    .press = press,
    .add_title = add_title,
};
