/*
 * The picture as lines of text. Two forms: where there is room, states stand in columns and a rung
 * carries its words; where hosts are too many for that, each is a lane of a few columns, and the words
 * stand to the right of all lanes. Lines are written from left to right, and never beyond the width.
 */
#include "base/escape.h"
#include "watch/ladder_parts.h"

enum {
	WIDTH_LEAST = 36,
	BETWEEN = 2,     /* columns between a state and a rung */
	GAP_LEAST = 48,  /* columns between two of several hosts that a rung's words need */
	GAP_OF_TWO = 20, /* two hosts put up with less: their words are cut */
	GAP_MOST = 96,   /* more would only tear the picture apart */
	STATE_MOST = 24,
	FATE_SHARE = 3 /* why a segment is lost may take one part in so many of its rung's words */
};

/* ---------------------------------------------------------------------------- rungs between columns */

/* Most of a picture: each is a column, whatever wcwidth(3) has to say of it. */
static void write_dashes(struct pen *p, size_t n)
{
	const char *dash = pen_dash(p);
	size_t length = strlen(dash);

	p->at += n;
	while (n-- > 0)
		bytes_add(&p->line, dash, length);
}

/* What stands before, on and behind a rung. */
struct rung_text {
	struct bytes start, label, end;
};

static void write_rung(struct pen *p, const struct span *s, const struct rung_text *t, size_t slack)
{
	bool both = s->from_host && s->to_host, right = s->to_right;
	const struct bytes *before = right ? &t->start : &t->end, *behind = right ? &t->end : &t->start;
	size_t ahead = both ? 2 + slack : 2, indent = 0, from;

	if (!s->from_host && !s->to_host)
		indent = slack / 2;
	else if (!both && right != s->from_host)
		indent = slack;
	pen_go_to(p, p->at + indent);
	from = p->at;
	pen_text(p, bytes_str(before), before->len);
	pen_str(p, before->len ? " " : "");
	if (!right)
		pen_str(p, pen_arrow(p, false));
	write_dashes(p, right ? 2 : ahead);
	pen_str(p, " ");
	pen_text(p, bytes_str(&t->label), t->label.len);
	pen_str(p, " ");
	write_dashes(p, right ? ahead : 2);
	if (right)
		pen_str(p, pen_arrow(p, true));
	pen_str(p, behind->len ? " " : "");
	pen_text(p, bytes_str(behind), behind->len);
	pen_span_from(p, from, LADDER_SPAN_RUNG);
}

static size_t beside(const struct bytes *text)
{
	return text->len ? pen_columns(text) + 1 : 0;
}

static size_t without(size_t all, size_t part)
{
	return all > part ? all - part : 0;
}

/* What became of it, cut so that something is left for what it is. */
static void add_end(struct pen *p, struct bytes *out, const struct row *row, size_t room)
{
	struct bytes fate = BYTES_INIT;
	size_t most;

	draw_add_fate(p->d, &fate, row);
	if (row->to == row->from && row->to != NO_COLUMN && row->fate != SEGMENT_HELD)
		bytes_add_str(&fate, fate.len ? " to itself" : "to itself");
	if (fate.len) {
		most = without(room, draw_label_least(p->d, row) + 1);
		if (most < room / FATE_SHARE)
			most = room / FATE_SHARE;
		draw_add_cut(p->d, out, bytes_str(&fate), fate.len, most);
	}
	bytes_clear(&fate);
}

static void draw_rung(struct pen *p, const struct row *row, const struct span *s)
{
	enum { LINE = 7 }; /* "-- " and " -->" */
	struct rung_text t = {BYTES_INIT, BYTES_INIT, BYTES_INIT};
	const struct column *left = &p->d->column[s->left], *right = &p->d->column[s->right];
	size_t begin = left->x + left->width + (left->width ? BETWEEN : 0);
	size_t room = right->x - (right->width ? BETWEEN : 0) - begin - LINE;

	draw_add_start(&t.start, row);
	room = without(room, beside(&t.start));
	add_end(p, &t.end, row, room);
	room = without(room, beside(&t.end));
	draw_add_label(p->d, &t.label, row, room);
	pen_go_to(p, begin);
	write_rung(p, s, &t, without(room, pen_columns(&t.label)));
	bytes_clear(&t.start);
	bytes_clear(&t.label);
	bytes_clear(&t.end);
}

/* --------------------------------------------------------------------------------------------- rows */

static bool is_now(const struct draw *d, const struct cell *cell)
{
	return d->view[cell->item->side->number].now == (size_t)(cell - d->cell) + 1;
}

static void write_state(struct pen *p, const struct cell *cell, const struct column *c)
{
	struct bytes state = BYTES_INIT;
	size_t from;

	draw_add_state(p->d, &state, cell);
	pen_go_to(p, c->x);
	from = p->at;
	pen_cut(p, &state, c->width);
	pen_span_from(p, from, is_now(p->d, cell) ? LADDER_SPAN_NOW : LADDER_SPAN_STATE);
	bytes_clear(&state);
}

static void draw_columns(struct pen *p, const struct row *row)
{
	struct draw *d = p->d;
	struct span span = {.left = COLUMNS_MOST};

	if (row->kind == LADDER_RUNG)
		span = pen_span(p, row);
	for (unsigned i = 0; i < d->columns; i++) {
		const struct cell *cell = draw_cell_in(d, row, i);

		if (cell)
			write_state(p, cell, &d->column[i]);
		if (i == span.left)
			draw_rung(p, row, &span);
	}
	pen_finish(p, row->kind, pen_item(p, row));
}

/* A call begins in its column; those of the last one where the longest of them ends at the margin. */
static void draw_call(struct pen *p, const struct row *row)
{
	struct draw *d = p->d;
	struct bytes text = BYTES_INIT;
	size_t x = row->from + 1u == d->columns ? p->calls_at : d->column[row->from].x;

	draw_add_call(d, &text, row, p->width - x);
	pen_go_to(p, x);
	pen_cut(p, &text, p->width - x);
	pen_finish(p, LADDER_CALL, row->item);
	bytes_clear(&text);
}

static void draw_gap(struct pen *p, const struct row *row)
{
	struct bytes text = BYTES_INIT;
	size_t n;

	bytes_addf(&text, "%s ", pen_dot(p));
	if (row->missing)
		bytes_addf(&text, "%llu event%s missing", (unsigned long long)row->missing,
		           row->missing == 1 ? " is" : "s are");
	else
		bytes_addf(&text, "%.1f s", (double)row->pause / (double)CLOCK_S);
	bytes_addf(&text, " %s", pen_dot(p));
	n = pen_columns(&text);
	pen_go_to(p, n < p->width ? (p->width - n) / 2 : 0);
	pen_text(p, bytes_str(&text), text.len);
	pen_finish(p, LADDER_GAP, NULL);
	bytes_clear(&text);
}

/* ----------------------------------------------------------------------------------------- measures */

static void measure_states(struct draw *d)
{
	struct bytes state = BYTES_INIT;

	for (size_t i = 0; i < d->cells; i++) {
		struct column *c = &d->column[d->cell[i].column];
		size_t n;

		bytes_reset(&state);
		draw_add_state(d, &state, &d->cell[i]);
		n = pen_columns(&state);
		if (n > STATE_MOST)
			n = STATE_MOST;
		if (n > c->width)
			c->width = n;
	}
	bytes_clear(&state);
}

static void measure_calls(struct pen *p)
{
	struct draw *d = p->d;
	struct bytes call = BYTES_INIT;
	size_t least = p->width / 3, longest = 0;

	for (size_t i = 0; i < d->rows; i++) {
		if (d->row[i].kind != LADDER_CALL || d->row[i].from + 1u != d->columns)
			continue;
		bytes_reset(&call);
		draw_add_call(d, &call, &d->row[i], SIZE_MAX);
		if (pen_columns(&call) > longest)
			longest = pen_columns(&call);
	}
	bytes_clear(&call);
	p->calls_at = d->column[d->columns - 1].x;
	if (p->calls_at + longest > p->width)
		p->calls_at = p->width > longest + least ? p->width - longest : least;
}

/* Where there are no rungs, columns share the width. */
static void spread(struct pen *p)
{
	struct draw *d = p->d;
	size_t each = p->width / d->columns;

	for (unsigned i = 0; i < d->columns; i++) {
		d->column[i].x = i * each;
		d->column[i].width = each > BETWEEN ? each - BETWEEN : 0;
	}
	measure_calls(p);
}

static void set_columns(struct pen *p, size_t gap)
{
	struct draw *d = p->d;
	size_t x = 0;

	for (unsigned i = 0; i < d->columns; i++) {
		d->column[i].x = x;
		x += d->column[i].width + gap;
	}
	/* what is left over by the division widens the last gap */
	d->column[d->columns - 1].x = p->width - d->column[d->columns - 1].width;
	measure_calls(p);
}

static void measure(struct pen *p)
{
	struct draw *d = p->d;
	size_t sum = 0, gap;

	measure_states(d);
	for (unsigned i = 0; i < d->columns; i++)
		sum += d->column[i].width;
	gap = sum < p->width ? (p->width - sum) / (d->columns - 1) : 0;
	if (gap > GAP_MOST) {
		gap = GAP_MOST;
		p->width = sum + gap * (d->columns - 1);
	}
	if (!d->segments && p->width / d->columns >= GAP_OF_TWO)
		spread(p);
	else if (gap < (d->columns > 2 ? (size_t)GAP_LEAST : (size_t)GAP_OF_TWO))
		pen_set_lanes(p);
	else
		set_columns(p, gap);
}

/* ----------------------------------------------------------------------------------------- the foot */

static void add_source(const struct draw *d, struct bytes *out, const struct vector *sources,
                       size_t i, const struct vector *interfaces)
{
	bytes_add_str(out, i ? ", " : "");
	draw_add_word(d, out, sources->item[i]);
	if (interfaces && interfaces->item[i]) {
		bytes_add_char(out, ' ');
		draw_add_word(d, out, interfaces->item[i]);
	}
}

static void add_state_sources(const struct draw *d, struct bytes *out)
{
	for (size_t i = 0; i < d->state_sources.count; i++)
		add_source(d, out, &d->state_sources, i, NULL);
}

static void finish_note(struct pen *p, struct bytes *text)
{
	pen_cut(p, text, p->width);
	pen_finish(p, LADDER_NOTE, NULL);
	bytes_reset(text);
}

static void add_unseen(const struct draw *d, struct bytes *text)
{
	bool states = d->state_sources.count > 0;

	if (!states && !d->columns) {
		bytes_add_str(text, "nothing was seen");
		if (d->style->socket) {
			bytes_add_str(text, " of ");
			escape_show(text, d->style->socket, strlen(d->style->socket), d->charset, false);
		}
		return;
	}
	bytes_addf(text, "no segment was seen %s: ", d->lab ? "yet" : "here");
	bytes_add_str(text, states ? "states are from " : "these are the calls");
	add_state_sources(d, text);
}

static void draw_foot(struct pen *p)
{
	const struct draw *d = p->d;
	struct bytes text = BYTES_INIT;

	if (d->too_many_columns) {
		bytes_addf(&text, "more than %d ends: the others are left out", (int)COLUMNS_MOST);
		finish_note(p, &text);
	}
	if (!d->segments) {
		add_unseen(d, &text);
		finish_note(p, &text);
		bytes_clear(&text);
		return;
	}
	bytes_add_str(&text, "source: ");
	for (size_t i = 0; i < d->segment_sources.count; i++)
		add_source(d, &text, &d->segment_sources, i, &d->interfaces);
	if (d->state_sources.count)
		bytes_add_str(&text, "; states: ");
	add_state_sources(d, &text);
	finish_note(p, &text);
	bytes_clear(&text);
}

/* -------------------------------------------------------------------------------------- the picture */

static bool is_drawn(const struct row *row)
{
	return row->kind != LADDER_STATE || row->cell;
}

static void draw_row(struct pen *p, const struct row *row)
{
	p->drawn = row;
	if (row->kind == LADDER_GAP)
		draw_gap(p, row);
	else if (p->lanes)
		pen_lane_row(p, row);
	else if (row->kind == LADDER_CALL)
		draw_call(p, row);
	else
		draw_columns(p, row);
	p->drawn = NULL;
}

/* A row without its words. */
static void leave_row(struct pen *p, const struct row *row)
{
	p->drawn = row;
	pen_finish(p, row->kind, pen_item(p, row));
	p->drawn = NULL;
}

/* The first of the rows that have words, counted among those that are drawn. */
static size_t first_written(const struct draw *d)
{
	const struct ladder_window *w = &d->style->window;
	size_t rows = 0;

	if (!w->from_end)
		return w->first;
	for (size_t i = 0; i < d->rows; i++)
		rows += is_drawn(&d->row[i]);
	return rows > w->most ? rows - w->most : 0;
}

/* A row is one line where hosts have columns; in lanes it may be several, and all are written. */
static void draw_rows(struct pen *p)
{
	const struct draw *d = p->d;
	bool all = p->lanes || !d->style->window.most;
	size_t first = all ? 0 : first_written(d), n = 0;

	for (size_t i = 0; i < d->rows; i++) {
		if (!is_drawn(&d->row[i]))
			continue;
		if (all || (n >= first && n - first < d->style->window.most))
			draw_row(p, &d->row[i]);
		else
			leave_row(p, &d->row[i]);
		n++;
	}
}

/* A rung needs something to lead to, even if nobody is known there. */
static void draw_body(struct pen *p)
{
	struct draw *d = p->d;

	while (d->columns < 2)
		d->column[d->columns++] = (struct column){.host = NULL};
	pen_build_heads(p);
	measure(p);
	if (p->lanes)
		pen_lane_heads(p);
	else
		pen_heads(p);
	draw_rows(p);
}

void ladder_each(const struct ladder *l, const struct ladder_style *style,
                 void (*row)(void *closure, const struct ladder_row *row, const char *text,
                             size_t n),
                 void *closure)
{
	struct draw d = {.l = l, .style = style, .charset = style->ascii ? ESCAPE_ASCII : ESCAPE_UTF8};
	struct pen p = {.d = &d, .row = row, .closure = closure};

	p.width = style->columns < WIDTH_LEAST ? (size_t)WIDTH_LEAST : style->columns;
	draw_choose(&d);
	draw_lay_out(&d);
	if (d.columns || d.rows > 1)
		draw_body(&p);
	draw_foot(&p);
	bytes_clear(&p.line);
	draw_clear(&d);
}

static void add_line(void *closure, const struct ladder_row *row, const char *text, size_t n)
{
	(void)row;
	bytes_add(closure, text, n);
	bytes_add_char(closure, '\n');
}

void ladder_draw(struct bytes *out, const struct ladder *l, const struct ladder_style *style)
{
	ladder_each(l, style, add_line, out);
}
