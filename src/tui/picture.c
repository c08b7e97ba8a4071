/*
 * Rows as they were handed out, in one buffer. What a row is decides how it looks; its words and symbols
 * say the same without colour.
 */
#include "tui/picture.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "watch/segment.h"

enum {
	LONG_US = 500,   /* what takes less is made as often as there is something new */
	PAUSE_SHARE = 10 /* what takes longer may take one part in so many of the time */
};

void picture_clear(struct picture *p)
{
	bytes_clear(&p->text);
	free(p->row);
	free(p->span);
	memset(p, 0, sizeof(*p));
}

static void *more_room(void *array, size_t count, size_t *cap, size_t more, size_t size)
{
	if (count + more <= *cap)
		return array;
	*cap = *cap * 2 + more + 64;
	return memory_resize(array, *cap * size);
}

static void add_row(void *closure, const struct ladder_row *row, const char *text, size_t n)
{
	struct picture *p = closure;
	struct picture_row *r;

	p->row = more_room(p->row, p->rows, &p->rows_cap, 1, sizeof(*p->row));
	p->span = more_room(p->span, p->spans, &p->spans_cap, row->spans, sizeof(*p->span));
	r = &p->row[p->rows++];
	*r = (struct picture_row){*row, p->text.len, n, p->spans, row->spans};
	r->row.span = NULL;
	bytes_add(&p->text, text, n);
	if (row->spans)
		memcpy(p->span + p->spans, row->span, row->spans * sizeof(*p->span));
	p->spans += row->spans;
}

/* Heads come first, notes last. */
static void find_body(struct picture *p)
{
	p->heads = p->notes = 0;
	while (p->heads < p->rows && p->row[p->heads].row.kind == LADDER_HEAD)
		p->heads++;
	while (p->heads + p->notes < p->rows && p->row[p->rows - 1 - p->notes].row.kind == LADDER_NOTE)
		p->notes++;
}

static void make(struct picture *p, const struct picture_key *key)
{
	struct ladder_style style = {.columns = key->columns,
	                             .ascii = key->ascii,
	                             .absolute = key->absolute,
	                             .brief = key->brief,
	                             .calls = key->calls,
	                             .socket = *key->socket ? key->socket : NULL,
	                             .window = key->window};

	bytes_reset(&p->text);
	p->rows = p->spans = 0;
	ladder_each(key->ladder, &style, add_row, p);
	find_body(p);
	memcpy(&p->key, key, sizeof(*key));
	p->times++;
}

int64_t picture_make(struct picture *p, const struct picture_key *key)
{
	struct clock clock = clock_real();
	struct picture_key same;
	int64_t begin, took;

	if (p->times && !memcmp(&p->key, key, sizeof(*key)))
		return 0;
	begin = clock_monotonic(&clock);
	memcpy(&same, key, sizeof(same));
	same.news = p->key.news;
	if (p->times && begin < p->ready_at && !memcmp(&p->key, &same, sizeof(same)))
		return p->ready_at;
	make(p, key);
	took = clock_monotonic(&clock) - begin;
	p->ready_at = took >= LONG_US * 1000 ? begin + took * (1 + PAUSE_SHARE) : 0;
	return 0;
}

size_t picture_body(const struct picture *p)
{
	return p->rows - p->heads - p->notes;
}

bool picture_covers(const struct picture *p, size_t first, size_t n)
{
	const struct ladder_window *w = &p->key.window;
	size_t body = picture_body(p), from = w->first;

	if (first + n > body)
		n = first < body ? body - first : 0;
	if (w->from_end)
		from = body > w->most ? body - w->most : 0;
	return !n || !w->most || (first >= from && first + n <= from + w->most);
}

size_t picture_find(const struct picture *p, uint64_t seq, enum ladder_row_kind kind)
{
	size_t found = 0, n = picture_body(p);

	for (size_t i = 0; i < n; i++) {
		const struct ladder_row *row = &p->row[p->heads + i].row;

		if (row->seq == seq && row->kind == kind)
			return i;
		if (row->seq && row->seq <= seq)
			found = i;
	}
	return found;
}

/* How it looks ------------------------------------------------------------------------------------- */

static enum text_style style_of_rung(const struct ladder_row *row)
{
	if (row->fate == SEGMENT_HELD)
		return STYLE_WAIT;
	if (row->fate == SEGMENT_DROPPED || row->flags & SEGMENT_RST)
		return STYLE_BAD;
	return STYLE_PLAIN;
}

static enum text_style style_of_row(const struct ladder_row *row)
{
	switch (row->kind) {
	case LADDER_HEAD:
		return STYLE_HEAD;
	case LADDER_CALL:
		return row->failed ? STYLE_BAD : row->pending ? STYLE_WAIT : STYLE_DIM;
	case LADDER_GAP:
	case LADDER_NOTE:
		return STYLE_DIM;
	case LADDER_STATE:
	case LADDER_RUNG:
		break;
	}
	return STYLE_PLAIN;
}

static enum text_style style_of_span(const struct ladder_span *span, const struct ladder_row *row)
{
	switch (span->kind) {
	case LADDER_SPAN_STATE:
		return STYLE_PLAIN;
	case LADDER_SPAN_NOW:
		return STYLE_LIT;
	case LADDER_SPAN_RUNG:
		break;
	}
	return style_of_rung(row);
}

void picture_draw_row(const struct picture *p, size_t i, struct area *a, int row, int col)
{
	const struct picture_row *r = &p->row[i];

	area_text(a, row, col, style_of_row(&r->row), p->text.data + r->at, r->n);
	for (size_t k = r->span; k < r->span + r->spans; k++)
		area_restyle(a, row, col + (int)p->span[k].column, (int)p->span[k].columns,
		             style_of_span(&p->span[k], &r->row));
}
