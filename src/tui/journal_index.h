/*
 * Which rows a list of the journal has: the events that pass a filter, and how many rows each of them takes.
 * It is kept up as events come, and made anew when the filter or the width is another; either goes in bounded
 * steps, so that no frame waits for a hundred thousand events.
 */
#ifndef SOCKPIT_TUI_JOURNAL_INDEX_H
#define SOCKPIT_TUI_JOURNAL_INDEX_H

#include "core/journal.h"
#include "tui/board.h"
#include "tui/lines.h"
#include "watch/segment_reader.h"

enum journal_filter { FILTER_ALL, FILTER_SOCKET, FILTER_CALLS, FILTER_ERRORS, FILTERS };

/* What an index is of. All of it is zero where it is not used, so that two can be compared. */
struct journal_key {
	const struct journal *journal;
	enum journal_filter filter;
	int columns;
	bool ascii;
	const struct bytes *wanted;      /* a text that its words are to have; NULL: any */
	unsigned wanted_news;            /* counts the changes of that */
	char socket[SOCK_NAME_MAX + 17]; /* of FILTER_SOCKET, with the ends of its connection */
	char local[64], peer[64];
};

/* A row: one of an event's. */
struct journal_row {
	uint64_t seq;
	unsigned part; /* 0: its first */
};

/* What a segment was in its connection when it came. */
struct journal_view {
	uint64_t seq;
	struct flow_view view;
};

struct journal_index {
	struct journal_key key;
	struct journal_cursor cursor;
	struct journal_row *row; /* owned; from `first` on */
	size_t first, end, cap;
	bool failed; /* the last event was a failure: what explains it belongs to it */
	struct segment_reader reader;
	struct journal_view *view; /* owned; in the order of their events, from view_first on */
	size_t view_first, view_end, view_cap;
	uint64_t viewed; /* seq up to which segments were taken apart */
	/* the event that was put into words last */
	struct lines scratch;
	uint64_t worded; /* its number; 0: none */
	int64_t mono;    /* its time */
	bool belongs;    /* it belongs to the one before, and needs no time of its own */
};

void journal_index_init(struct journal_index *x);
void journal_index_clear(struct journal_index *x);
/*
 * Makes it what the key asks for, as far as event `last`, looking at `most` events at most. *gone: rows
 * that have made way at its beginning. False: there is more to be looked at.
 */
bool journal_index_make(struct journal_index *x, struct journal *j, const struct journal_key *key,
                        uint64_t last, size_t most, size_t *gone);
/* Rows of events up to `last`. */
size_t journal_index_count(const struct journal_index *x, uint64_t last);
const struct journal_row *journal_index_row(const struct journal_index *x, size_t i);
/* The first row of that event, or of the next one. */
size_t journal_index_find(const struct journal_index *x, uint64_t seq);
/* What a segment is in its connection; NULL: not known. */
const struct flow_view *journal_index_view(const struct journal_index *x, uint64_t seq);
/* The words of a row's event, in x->scratch until the next call: *line is the row's. False: the event has made
 * way. */
bool journal_index_words(struct journal_index *x, struct journal *j, const struct journal_row *row,
                         size_t *line);

#endif
