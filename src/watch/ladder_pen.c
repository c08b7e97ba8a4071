/*
 * The pen writes a line from left to right, knows in which column it is, and hands on the line when it is
 * done. What it is given has passed the filter.
 */
#include "base/escape.h"
#include "watch/ladder_parts.h"

size_t pen_columns(const struct bytes *b)
{
	return escape_columns(bytes_str(b), b->len);
}

void pen_text(struct pen *p, const char *text, size_t n)
{
	bytes_add(&p->line, text, n);
	p->at += escape_columns(text, n);
}

void pen_str(struct pen *p, const char *text)
{
	pen_text(p, text, strlen(text));
}

void pen_cut(struct pen *p, const struct bytes *text, size_t columns)
{
	struct bytes cut = BYTES_INIT;

	draw_add_cut(p->d, &cut, bytes_str(text), text->len, columns);
	pen_text(p, bytes_str(&cut), cut.len);
	bytes_clear(&cut);
}

void pen_go_to(struct pen *p, size_t column)
{
	while (p->at < column) {
		bytes_add_char(&p->line, ' ');
		p->at++;
	}
}

void pen_span_from(struct pen *p, size_t from, enum ladder_span_kind kind)
{
	if (p->at > from && p->spans < SPANS_MOST)
		p->span[p->spans++] = (struct ladder_span){kind, (unsigned)from, (unsigned)(p->at - from)};
}

static void tell_end(const struct row *drawn, struct ladder_row *row)
{
	if (row->kind == LADDER_RUNG) {
		row->fate = drawn->fate;
		row->flags = drawn->item->rung.flags;
		row->last = drawn->last ? drawn->last->seq : row->seq;
	} else if (row->kind == LADDER_CALL) {
		row->pending = !drawn->last;
		row->failed = drawn->last && drawn->last->call.ret < 0;
	}
}

/* The line is done: hands it on without the blanks at its end. */
void pen_finish(struct pen *p, enum ladder_row_kind kind, const struct item *item)
{
	struct ladder_row row = {.kind = kind, .span = p->span, .spans = p->spans};
	size_t n = p->line.len;

	if (item)
		row.seq = item->seq;
	if (item && item->kind == ITEM_SEGMENT)
		row.segment = item->rung.id;
	if (p->drawn)
		tell_end(p->drawn, &row);
	while (n > 0 && p->line.data[n - 1] == ' ')
		n--;
	p->row(p->closure, &row, bytes_str(&p->line), n);
	bytes_reset(&p->line);
	p->at = 0;
	p->spans = 0;
}

const char *pen_dash(const struct pen *p)
{
	return p->d->style->ascii ? "-" : "─";
}

const char *pen_arrow(const struct pen *p, bool to_right)
{
	if (p->d->style->ascii)
		return to_right ? ">" : "<";
	return to_right ? "▶" : "◀";
}

const char *pen_dot(const struct pen *p)
{
	return p->d->style->ascii ? "." : "·";
}

struct span pen_span(const struct pen *p, const struct row *row)
{
	unsigned from = row->from, to = row->to, last = p->d->columns - 1;
	struct span s = {.from_host = !row->from_wire && from != NO_COLUMN,
	                 .to_host = row->fate == SEGMENT_DELIVERED || row->fate == SEGMENT_SEEN};

	if (from == NO_COLUMN && to == NO_COLUMN)
		from = 0;
	if (to == NO_COLUMN || to == from) {
		s.to_host = false;
		to = from < last ? from + 1 : from - 1;
	} else if (from == NO_COLUMN) {
		from = to > 0 ? to - 1 : to + 1;
	}
	s.to_right = from < to;
	s.left = from < to ? from : to;
	s.right = from < to ? to : from;
	return s;
}

const struct item *pen_item(const struct pen *p, const struct row *row)
{
	return row->item ? row->item : row->cell ? p->d->cell[row->cell - 1].item : NULL;
}
