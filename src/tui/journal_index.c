/*
 * Rows are in an array of which the beginning makes way with the journal's events. Segments are taken apart
 * once, in their order, whatever the filter is: what each was in its connection is kept beside the rows.
 */
#include "tui/journal_index.h"

#include <stdlib.h>

#include "base/memory.h"
#include "tui/event_rows.h"
#include "tui/pane.h"
#include "watch/segment_line.h"

enum {
	AT_ONCE = 1000,       /* events looked at under one lock */
	AT_ONCE_WORDED = 50,  /* and those of them that have to be put into words */
	COLUMNS_OF_ALL = 4096 /* nothing is cut */
};

void journal_index_init(struct journal_index *x)
{
	memset(x, 0, sizeof(*x));
	segment_reader_init(&x->reader);
}

void journal_index_clear(struct journal_index *x)
{
	free(x->row);
	free(x->view);
	segment_reader_clear(&x->reader);
	lines_clear(&x->scratch);
}

/* The journal is another, or only the filter: what is known of segments outlives that. */
static void begin_anew(struct journal_index *x, const struct journal_key *key)
{
	if (x->key.journal != key->journal) {
		segment_reader_clear(&x->reader);
		segment_reader_init(&x->reader);
		x->view_first = x->view_end = 0;
		x->viewed = 0;
	}
	x->first = x->end = 0;
	x->cursor = (struct journal_cursor){0};
	x->failed = false;
	x->worded = 0;
	memcpy(&x->key, key, sizeof(*key));
}

/* Room for one more at the end; what has made way at the beginning is used again. */
static void *room_for_one(void *array, size_t size, size_t *first, size_t *end, size_t *cap)
{
	if (*end < *cap)
		return array;
	if (*first > *cap / 2) {
		memmove(array, (char *)array + *first * size, (*end - *first) * size);
		*end -= *first;
		*first = 0;
		return array;
	}
	*cap = *cap ? *cap * 2 : 256;
	return memory_resize(array, *cap * size);
}

/* Filters ------------------------------------------------------------------------------------------ */

static bool is_failure(const struct event *e)
{
	switch (e->kind) {
	case EVENT_RETURN:
		return call_failed(&e->call);
	case EVENT_CHECK:
		return !e->passed;
	case EVENT_NOTE:
		return e->note == NOTE_REFUSED;
	case EVENT_SIGNAL:
		return true;
	case EVENT_CALL:
	case EVENT_STATE:
	case EVENT_SEGMENT:
	case EVENT_DATA:
	case EVENT_OPTION:
	case EVENT_LAB:
	case EVENT_KINDS:
		break;
	}
	return false;
}

static bool explains(const struct event *e)
{
	return e->kind == EVENT_NOTE && (e->note == NOTE_EXPLAIN || e->note == NOTE_REMARK);
}

static bool passes_as_error(struct journal_index *x, const struct event *e)
{
	if (!explains(e))
		x->failed = is_failure(e);
	return x->failed;
}

/* Whether a text such as "10.0.0.1:80" is that end: the address may be any, "0.0.0.0:80". */
static bool is_end(const struct bytes *end, const char *of)
{
	bool any = !strncmp(of, "0.0.0.0:", 8) || !strncmp(of, "[::]:", 5) || !strncmp(of, "*:", 2);
	const char *port = strrchr(of, ':'), *here = strrchr(bytes_str(end), ':');

	if (any)
		return here && port && !strcmp(here, port);
	return !strcmp(bytes_str(end), of);
}

static bool is_between(const struct journal_key *key, const struct bytes *a, const struct bytes *b)
{
	return is_end(a, key->local) && (!*key->peer || is_end(b, key->peer));
}

static bool is_its_segment(const struct journal_key *key, const struct event *e)
{
	const struct segment_line_style style = {.ascii = true};
	struct bytes src = BYTES_INIT, dst = BYTES_INIT;
	struct segment s;
	bool is;

	if (!*key->local)
		return false;
	segment_read(&s, e->text, e->len, e->whole, (enum segment_link)e->segment.link);
	segment_line_add_end(&src, &s, false, &style);
	segment_line_add_end(&dst, &s, true, &style);
	is = is_between(key, &src, &dst) || is_between(key, &dst, &src);
	bytes_clear(&src);
	bytes_clear(&dst);
	return is;
}

static bool is_of_socket(const struct journal_key *key, const struct event *e)
{
	if (!*key->socket)
		return false;
	if (e->kind == EVENT_SEGMENT)
		return is_its_segment(key, e);
	if (!strcmp(e->socket, key->socket))
		return true;
	if (e->kind != EVENT_RETURN)
		return false;
	for (int i = 0; i < 2 && e->call.made[i]; i++)
		if (!strcmp(e->call.made[i], key->socket))
			return true;
	return false;
}

/* Whether its words have the text that is wanted. */
static bool has_wanted(struct journal_index *x, const struct event *e)
{
	const struct bytes *wanted = x->key.wanted;
	const char *text;
	size_t n;

	if (!wanted)
		return true;
	x->worded = 0;
	lines_reset(&x->scratch);
	event_rows_add(&x->scratch, e, e->kind == EVENT_SEGMENT ? journal_index_view(x, e->seq) : NULL,
	               COLUMNS_OF_ALL, x->key.ascii);
	for (size_t i = 0; i < x->scratch.count; i++) {
		text = lines_text(&x->scratch, i, &n);
		if (pane_has_text(text, n, wanted->data, wanted->len))
			return true;
	}
	return false;
}

static bool passes(struct journal_index *x, const struct event *e)
{
	switch (x->key.filter) {
	case FILTER_ALL:
	case FILTERS:
		break;
	case FILTER_SOCKET:
		return is_of_socket(&x->key, e);
	case FILTER_CALLS:
		return e->kind == EVENT_RETURN;
	case FILTER_ERRORS:
		return passes_as_error(x, e);
	}
	return true;
}

/* Taking events ------------------------------------------------------------------------------------ */

static void add_view(struct journal_index *x, const struct event *e)
{
	struct journal_view *v;
	struct segment s;

	x->view = room_for_one(x->view, sizeof(*x->view), &x->view_first, &x->view_end, &x->view_cap);
	v = &x->view[x->view_end++];
	v->seq = e->seq;
	segment_reader_take(&x->reader, e, &s, &v->view);
}

static unsigned parts_of(struct journal_index *x, const struct event *e)
{
	if (event_rows_is_one(e))
		return 1;
	x->worded = 0;
	lines_reset(&x->scratch);
	event_rows_add(&x->scratch, e, NULL, x->key.columns, x->key.ascii);
	return (unsigned)x->scratch.count;
}

static void take(struct journal_index *x, const struct event *e)
{
	unsigned parts;

	if (e->kind == EVENT_SEGMENT && e->seq > x->viewed)
		add_view(x, e);
	if (e->seq > x->viewed)
		x->viewed = e->seq;
	if (!event_rows_has(e) || !passes(x, e) || !has_wanted(x, e))
		return;
	parts = parts_of(x, e);
	for (unsigned part = 0; part < parts; part++) {
		x->row = room_for_one(x->row, sizeof(*x->row), &x->first, &x->end, &x->cap);
		x->row[x->end++] = (struct journal_row){e->seq, part};
	}
}

struct step {
	struct journal_index *x;
	struct journal *journal;
	uint64_t last;
	size_t taken;
};

/* Several events under one lock, the first of which is e. */
static void take_some(void *closure, const struct event *e)
{
	struct step *step = closure;
	size_t most = step->x->key.wanted ? AT_ONCE_WORDED : AT_ONCE;

	while (e && e->seq <= step->last && step->taken < most) {
		take(step->x, e);
		step->taken++;
		step->x->cursor.next = e->seq;
		e = journal_kept(step->journal, e->seq + 1);
	}
}

static size_t forget_old(struct journal_index *x, uint64_t oldest)
{
	size_t was = x->first;

	while (x->first < x->end && x->row[x->first].seq < oldest)
		x->first++;
	while (x->view_first < x->view_end && x->view[x->view_first].seq < oldest)
		x->view_first++;
	return x->first - was;
}

bool journal_index_make(struct journal_index *x, struct journal *j, const struct journal_key *key,
                        uint64_t last, size_t most, size_t *gone)
{
	struct step step = {x, j, last, 0};
	size_t taken = 0;

	if (memcmp(&x->key, key, sizeof(*key)) != 0)
		begin_anew(x, key);
	while (x->cursor.next <= last && taken < most) {
		step.taken = 0;
		if (!journal_read(j, &x->cursor, take_some, &step))
			break;
		/* what is kept comes later than `last`: the cursor stays in front of it */
		if (!step.taken) {
			x->cursor.next--;
			break;
		}
		taken += step.taken;
	}
	*gone = forget_old(x, journal_oldest(j));
	return x->cursor.next > last || taken < most;
}

/* Asking ------------------------------------------------------------------------------------------- */

const struct journal_row *journal_index_row(const struct journal_index *x, size_t i)
{
	return &x->row[x->first + i];
}

/* The first of the items, which begin with their seq, that is not before `seq`. */
static size_t first_from(const void *array, size_t size, size_t low, size_t high, uint64_t seq)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint64_t here;

		memcpy(&here, (const char *)array + middle * size, sizeof(here));
		if (here < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t journal_index_find(const struct journal_index *x, uint64_t seq)
{
	return first_from(x->row, sizeof(*x->row), x->first, x->end, seq) - x->first;
}

size_t journal_index_count(const struct journal_index *x, uint64_t last)
{
	return journal_index_find(x, last + 1);
}

const struct flow_view *journal_index_view(const struct journal_index *x, uint64_t seq)
{
	size_t i = first_from(x->view, sizeof(*x->view), x->view_first, x->view_end, seq);

	return i < x->view_end && x->view[i].seq == seq ? &x->view[i].view : NULL;
}

static void word(void *closure, const struct event *e)
{
	struct journal_index *x = closure;

	lines_reset(&x->scratch);
	event_rows_add(&x->scratch, e, e->kind == EVENT_SEGMENT ? journal_index_view(x, e->seq) : NULL,
	               x->key.columns, x->key.ascii);
	x->worded = e->seq;
	x->mono = e->mono;
	x->belongs = e->kind == EVENT_NOTE && e->note == NOTE_EXPLAIN;
}

bool journal_index_words(struct journal_index *x, struct journal *j, const struct journal_row *row,
                         size_t *line)
{
	*line = row->part;
	if (x->worded != row->seq && !journal_look(j, row->seq, word, x))
		return false;
	return row->part < x->scratch.count;
}
