/*
 * Rows: which items share a line. A segment that was held and let go with nothing between is one rung;
 * with other rows between, its arrival is a rung of its own, so that it shows when segments overtake
 * each other. A state stands beside the rung that goes with it: the one that a host sends with the
 * change, or the one whose arrival has caused it. Inside a column the order is that of the journal.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "watch/ladder_parts.h"

enum {
	LOOKED_BACK = 8, /* rows: a state's rung is near, or another rung has overtaken it */
	PAUSE_MS = 500   /* nothing for that long is worth a line */
};

#define NO_ROW SIZE_MAX

/* -------------------------------------------------------------------------------- rows and cells */

static void *more_room(void *array, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return array;
	*cap = *cap ? *cap * 2 : 64;
	return memory_resize(array, *cap * size);
}

static struct row *add_row(struct draw *d, enum ladder_row_kind kind, const struct item *item)
{
	struct row *row;

	d->row = more_room(d->row, d->rows, &d->rows_cap, sizeof(*d->row));
	row = &d->row[d->rows++];
	*row = (struct row){.kind = kind, .item = item, .from = NO_COLUMN, .to = NO_COLUMN};
	return row;
}

static void add_cell(struct draw *d, size_t row, const struct item *item, bool before)
{
	uint8_t column = d->view[item->side->number].column;
	size_t *end = &d->row[row].cell;

	d->cell = more_room(d->cell, d->cells, &d->cells_cap, sizeof(*d->cell));
	while (*end)
		end = &d->cell[*end - 1].next;
	*end = d->cells + 1;
	d->cell[d->cells++] = (struct cell){.item = item, .before = before, .column = column};
	if (!before)
		d->view[item->side->number].now = d->cells;
	if (d->last_cell[column] < row + 1)
		d->last_cell[column] = row + 1;
}

const struct cell *draw_cell_in(const struct draw *d, const struct row *row, unsigned column)
{
	for (size_t i = row->cell; i; i = d->cell[i - 1].next)
		if (d->cell[i - 1].column == column)
			return &d->cell[i - 1];
	return NULL;
}

static struct row *last_row(const struct draw *d)
{
	return d->rows ? &d->row[d->rows - 1] : NULL;
}

/* A line for a time in which nothing happened; what comes next is not of the row before it. */
static void note_pause(struct draw *d, const struct item *item)
{
	int64_t pause = item->mono - d->mono;

	if (d->style->brief || !d->mono || pause < PAUSE_MS * CLOCK_MS)
		return;
	add_row(d, LADDER_GAP, NULL)->pause = pause;
	d->mono = item->mono;
}

/* ------------------------------------------------------------------------------------------ states */

static bool state_is(const struct item *item, const char *name)
{
	return strcmp(item->state.now->text, name) == 0;
}

/* Whether a socket enters that state by sending. */
static bool is_entered_by_sending(const struct item *item)
{
	return state_is(item, "SYN_SENT") || state_is(item, "FIN_WAIT1") ||
	       state_is(item, "LAST_ACK") || state_is(item, "CLOSING");
}

static bool is_entered_by(const struct item *state, const struct rung *r)
{
	if (r->kind != SEGMENT_TCP || !is_entered_by_sending(state))
		return false;
	return r->flags & (state_is(state, "SYN_SENT") ? SEGMENT_SYN : SEGMENT_FIN);
}

/* Whether the segment can be of the side's connection. */
static bool may_be_of(const struct rung *r, const struct side *s, bool sent)
{
	const struct endpoint *here = sent ? &r->src : &r->dst, *there = sent ? &r->dst : &r->src;

	if (endpoint_has_port(&s->local) && endpoint_has_port(here) &&
	    !endpoint_agrees(&s->local, here))
		return false;
	return !endpoint_is_exact(&s->peer) || !endpoint_has_port(there) ||
	       endpoint_same(&s->peer, there);
}

static bool has_arrived(const struct row *row)
{
	return row->fate == SEGMENT_DELIVERED || row->fate == SEGMENT_SEEN;
}

/* Whether a state belongs beside a rung. With nothing else to tell, it does if the rung is the last
 * thing that has reached the host. */
static bool goes_with(const struct item *state, uint8_t column, const struct row *row, bool is_last)
{
	const struct rung *r;
	bool sent = row->from == column && !row->from_wire;

	if (row->kind != LADDER_RUNG || (!sent && row->to != column) || state_is(state, "LISTEN"))
		return false;
	r = &row->item->rung;
	if (state->by_segment)
		return r->id == state->by_segment && row->to == column;
	if (!may_be_of(r, state->side, sent))
		return false;
	if (sent && is_entered_by(state, r))
		return true;
	if (state->cause && row->item->cause == state->cause)
		return true;
	return is_last && !sent && has_arrived(row) && !is_entered_by_sending(state);
}

static size_t find_rung(const struct draw *d, const struct item *state, uint8_t column)
{
	size_t least = d->last_cell[column];

	if (d->rows > LOOKED_BACK && least < d->rows - LOOKED_BACK)
		least = d->rows - LOOKED_BACK;
	for (size_t i = d->rows; i > least; i--)
		if (goes_with(state, column, &d->row[i - 1], i == d->rows))
			return i - 1;
	return NO_ROW;
}

/* Rows of states only are shared by columns; but one that waits for its segment waits alone. */
static bool has_room_for(const struct draw *d, const struct row *row, const struct item *state,
                         uint8_t column)
{
	if (!row || row->kind != LADDER_STATE || draw_cell_in(d, row, column) ||
	    is_entered_by_sending(state))
		return false;
	for (size_t i = row->cell; i; i = d->cell[i - 1].next)
		if (is_entered_by_sending(d->cell[i - 1].item) && !d->cell[i - 1].before)
			return false;
	return true;
}

/* What a column begins with: the state before its first change, in the last row of states above.
 * Where calls are drawn, the one that made the socket would stand below it. */
static void place_first(struct draw *d, const struct item *state, uint8_t column, size_t row)
{
	if (d->calls || d->last_cell[column] || !state->state.was || state->side->child)
		return;
	while (row > 0 && d->row[row - 1].kind != LADDER_STATE)
		row--;
	if (row > 0)
		add_cell(d, row - 1, state, true);
}

static bool is_new(struct draw *d, const struct item *state)
{
	struct side_view *view = &d->view[state->side->number];
	bool same = view->state == state->state.now;

	view->state = state->state.now;
	return !same;
}

static bool place_state(struct draw *d, const struct item *state)
{
	uint8_t column = d->view[state->side->number].column;
	size_t row;

	if (column == NO_COLUMN || !is_new(d, state))
		return false;
	row = find_rung(d, state, column);
	if (row == NO_ROW) {
		note_pause(d, state);
		if (!has_room_for(d, last_row(d), state, column))
			add_row(d, LADDER_STATE, state);
		row = d->rows - 1;
	}
	place_first(d, state, column, row);
	add_cell(d, row, state, false);
	return true;
}

/* ---------------------------------------------------------------------------------------- segments */

static bool same_segment(const struct row *row, const struct item *b)
{
	const struct item *a = row->item;

	return row->kind == LADDER_RUNG && a->rung.id && a->rung.id == b->rung.id &&
	       a->rung.sent == b->rung.sent && a->source == b->source;
}

/* The row in which the segment is still held, with none but its own rows behind it. */
static struct row *held_row(const struct draw *d, const struct item *item)
{
	for (size_t i = d->rows; i > 0; i--) {
		struct row *row = &d->row[i - 1];

		if (!same_segment(row, item))
			return NULL;
		if (row->fate == SEGMENT_HELD &&
		    (!row->item->rung.to || row->item->rung.to == item->rung.to))
			return row;
	}
	return NULL;
}

/* Whether the row of states before it is about what this segment does. */
static bool belongs_to(const struct draw *d, const struct row *states, const struct row *rung)
{
	bool goes = false;

	if (!states || states->kind != LADDER_STATE)
		return false;
	for (size_t i = states->cell; i; i = d->cell[i - 1].next) {
		const struct cell *cell = &d->cell[i - 1];

		if (cell->before || !goes_with(cell->item, cell->column, rung, false))
			return false;
		goes = true;
	}
	return goes;
}

static void set_fate(struct row *row, const struct item *item)
{
	row->fate = item->rung.fate;
	row->last = item;
}

static struct row rung_of(const struct draw *d, const struct item *item)
{
	const struct rung *r = &item->rung;
	struct row row = {.kind = LADDER_RUNG, .item = item};

	set_fate(&row, item);
	draw_columns_of(d, r, &row.from, &row.to);
	row.arrival = r->held && r->fate != SEGMENT_HELD && r->fate != SEGMENT_SEEN &&
	              r->held >= ladder_item(d->l, d->l->first)->seq;
	/* a frame for several hosts arrives at all of them as it does at the first */
	if (d->rows && same_segment(last_row(d), item))
		row.arrival = row.arrival && last_row(d)->arrival;
	row.from_wire = row.arrival || r->origin != SEGMENT_OF_HOST;
	return row;
}

static void place_segment(struct draw *d, const struct item *item)
{
	struct row *held = item->rung.held ? held_row(d, item) : NULL, rung = rung_of(d, item);

	if (held) {
		set_fate(held, item);
		held->to = rung.to == NO_COLUMN ? held->to : rung.to;
		return;
	}
	/* between hosts that have no column any more */
	if (d->too_many_columns && rung.from == NO_COLUMN && rung.to == NO_COLUMN)
		return;
	note_pause(d, item);
	if (belongs_to(d, last_row(d), &rung)) {
		rung.cell = last_row(d)->cell;
		*last_row(d) = rung;
		return;
	}
	*add_row(d, LADDER_RUNG, item) = rung;
}

/* --------------------------------------------------------------------------------- calls, the rest */

/* An answer goes behind its call where nothing came between. */
static bool place_call(struct draw *d, const struct item *item)
{
	struct side_view *view = &d->view[item->side->number];
	struct row *row = view->call_row ? &d->row[view->call_row - 1] : NULL;
	bool answers = item->kind == ITEM_RETURN && row && row == last_row(d) && !row->last &&
	               row->item->call.begin == item->call.begin;

	if (view->column == NO_COLUMN)
		return false;
	if (answers) {
		row->last = item;
		return true;
	}
	note_pause(d, item);
	row = add_row(d, LADDER_CALL, item);
	row->last = item->kind == ITEM_RETURN ? item : NULL;
	row->from = view->column;
	view->call_row = d->last_cell[view->column] = d->rows;
	return true;
}

static bool place(struct draw *d, const struct item *item)
{
	switch (item->kind) {
	case ITEM_SEGMENT:
		place_segment(d, item);
		break;
	case ITEM_STATE:
		return place_state(d, item);
	case ITEM_CALL:
	case ITEM_RETURN:
		return place_call(d, item);
	case ITEM_GAP:
		add_row(d, LADDER_GAP, NULL)->missing = item->missing;
		break;
	}
	return true;
}

void draw_lay_out(struct draw *d)
{
	if (d->l->missing)
		add_row(d, LADDER_GAP, NULL)->missing = d->l->missing;
	/* room for the states before all changes; a row without any is not drawn */
	add_row(d, LADDER_STATE, NULL);
	for (uint64_t number = d->l->first; number < d->l->next; number++) {
		const struct item *item = ladder_item(d->l, number);

		if (d->chosen[number - d->l->first] && place(d, item))
			d->mono = item->mono;
	}
}

void draw_clear(struct draw *d)
{
	for (unsigned i = 0; i < d->columns; i++) {
		bytes_clear(&d->column[i].title);
		bytes_clear(&d->column[i].detail);
	}
	free(d->chosen);
	free(d->view);
	free(d->row);
	free(d->cell);
	free(d->alias);
	map_clear(&d->wanted);
	map_clear(&d->names);
	vector_clear(&d->segment_sources);
	vector_clear(&d->interfaces);
	vector_clear(&d->state_sources);
}
