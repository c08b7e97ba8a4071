/*
 * The picture for hosts that are too many for words between them: each is a lane of a few columns with a
 * line down its middle, rungs are bare, and their words stand to the right of all lanes.
 */
#include "watch/ladder_parts.h"

enum {
	WORDS_WANTED = 40, /* columns for the words beside the lanes, if lanes can be that narrow */
	WORDS_LEAST = 24,
	LANE_LEAST = 3, /* but on screens smaller than any that is promised */
	LANE_MOST = 10
};

void pen_set_lanes(struct pen *p)
{
	unsigned n = p->d->columns;
	size_t room = p->width > WORDS_WANTED ? (p->width - WORDS_WANTED) / n : 0;
	size_t least = n * LANE_LEAST + WORDS_LEAST <= p->width ? LANE_LEAST : LANE_LEAST - 1;

	p->lanes = true;
	p->lane = room < least ? least : room > LANE_MOST ? (size_t)LANE_MOST : room;
	p->words_at = n * p->lane;
}

static size_t lane_at(const struct pen *p, unsigned column)
{
	return column * p->lane;
}

/* A rung that does not touch a host ends half way to it. */
static void put_rung(const struct pen *p, const struct row *row, const char **place)
{
	bool ascii = p->d->style->ascii;
	struct span s = pen_span(p, row);
	size_t begin = lane_at(p, s.left) + 1, end = lane_at(p, s.right), half = (end - begin) / 2;
	const char **head;

	if (s.to_right ? !s.from_host : !s.to_host)
		begin += half;
	if ((s.to_right ? !s.to_host : !s.from_host) && end - half > begin)
		end -= half;
	for (size_t i = begin; i < end; i++)
		place[i] = pen_dash(p);
	head = &place[s.to_right ? end - 1 : begin];
	if (row->fate == SEGMENT_HELD)
		*head = ascii ? "#" : "■";
	else if (row->fate == SEGMENT_DROPPED)
		*head = ascii ? "X" : "✗";
	else
		*head = pen_arrow(p, s.to_right);
}

/* The lifelines, and between them the rung. */
static void draw_lanes(struct pen *p, const struct row *row)
{
	const char *place[COLUMNS_MOST * LANE_MOST];
	size_t n = lane_at(p, p->d->columns - 1) + 1;

	for (size_t i = 0; i < n; i++)
		place[i] = i % p->lane ? " " : p->d->style->ascii ? "|" : "│";
	if (row->kind == LADDER_RUNG)
		put_rung(p, row, place);
	for (size_t i = 0; i < n; i++)
		pen_str(p, place[i]);
}

static void add_lane_name(const struct pen *p, struct bytes *out, unsigned column)
{
	const struct column *c = &p->d->column[column];

	if (c->title.len)
		bytes_add(out, bytes_str(&c->title), c->title.len);
	else
		bytes_addf(out, "%u", column + 1);
}

static void add_lane_state(const struct pen *p, struct bytes *out, const struct cell *cell)
{
	add_lane_name(p, out, cell->column);
	bytes_add_char(out, ' ');
	draw_add_state(p->d, out, cell);
}

static void finish_lanes(struct pen *p, const struct row *row, enum ladder_row_kind kind,
                         struct bytes *words)
{
	static const struct row none = {.kind = LADDER_NOTE};

	draw_lanes(p, row->kind == kind ? row : &none);
	pen_go_to(p, p->words_at);
	pen_cut(p, words, p->width - p->words_at);
	if (kind == LADDER_RUNG)
		pen_span_from(p, 0, LADDER_SPAN_RUNG);
	pen_finish(p, kind, pen_item(p, row));
	bytes_reset(words);
}

static void add_lane_rung(struct pen *p, struct bytes *words, const struct row *row)
{
	struct bytes fate = BYTES_INIT;
	size_t room = p->width - p->words_at, used;

	draw_add_start(words, row);
	if (words->len)
		bytes_add_char(words, ' ');
	draw_add_fate(p->d, &fate, row);
	used = pen_columns(words) + (fate.len ? pen_columns(&fate) + 1 : 0);
	draw_add_label(p->d, words, row, room > used ? room - used : 0);
	if (fate.len) {
		bytes_add_char(words, ' ');
		bytes_add(words, bytes_str(&fate), fate.len);
	}
	bytes_clear(&fate);
}

/* States stand behind the rung's words, those that do not fit there below. */
void pen_lane_row(struct pen *p, const struct row *row)
{
	struct bytes words = BYTES_INIT, state = BYTES_INIT;
	size_t room = p->width - p->words_at, used;
	enum ladder_row_kind kind = row->kind;

	if (row->kind == LADDER_RUNG)
		add_lane_rung(p, &words, row);
	if (row->kind == LADDER_CALL) {
		add_lane_name(p, &words, row->from);
		bytes_add_char(&words, ' ');
		used = pen_columns(&words);
		draw_add_call(p->d, &words, row, room > used ? room - used : 0);
	}
	for (size_t i = row->cell; i; i = p->d->cell[i - 1].next) {
		bytes_reset(&state);
		add_lane_state(p, &state, &p->d->cell[i - 1]);
		if (words.len && pen_columns(&words) + 3 + pen_columns(&state) > p->width - p->words_at) {
			finish_lanes(p, row, kind, &words);
			kind = LADDER_STATE;
		}
		if (words.len)
			bytes_addf(&words, " %s ", pen_dot(p));
		bytes_add(&words, bytes_str(&state), state.len);
	}
	finish_lanes(p, row, kind, &words);
	bytes_clear(&words);
	bytes_clear(&state);
}

/* Names above the lanes or, if one of them is too long for that, numbers; and a line for each. */
void pen_lane_heads(struct pen *p)
{
	struct draw *d = p->d;

	for (unsigned i = 0; i < d->columns; i++)
		p->numbers =
		    p->numbers || !d->column[i].title.len || pen_columns(&d->column[i].title) >= p->lane;
	for (unsigned i = 0; i < d->columns; i++) {
		struct bytes head = BYTES_INIT;

		if (p->numbers)
			bytes_addf(&head, "%u ", i + 1);
		pen_join_head(&head, &d->column[i]);
		if (p->numbers || d->column[i].detail.len) {
			pen_cut(p, &head, p->width);
			pen_finish(p, LADDER_HEAD, NULL);
		}
		bytes_clear(&head);
	}
	for (unsigned i = 0; i < d->columns; i++) {
		struct bytes number = BYTES_INIT;

		bytes_addf(&number, "%u", i + 1);
		pen_go_to(p, lane_at(p, i));
		pen_cut(p, p->numbers ? &number : &d->column[i].title, p->lane);
		bytes_clear(&number);
	}
	pen_finish(p, LADDER_HEAD, NULL);
}
