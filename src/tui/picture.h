/*
 * The picture of the ladder as rows that are kept: drawing it anew costs time in proportion to the events
 * kept, so that is done when something has changed, and not too often.
 */
#ifndef SOCKPIT_TUI_PICTURE_H
#define SOCKPIT_TUI_PICTURE_H

#include "tui/canvas.h"
#include "watch/ladder.h"

enum { PICTURE_LEAST = 36, PICTURE_SOCKET = 80 };

/* What a picture is of. All of it is zero where it is not used, so that two can be compared. */
struct picture_key {
	const struct ladder *ladder;
	uint64_t news;
	unsigned columns;
	bool ascii, absolute, brief, calls;
	char socket[PICTURE_SOCKET]; /* "": all */
	struct ladder_window window; /* of its body */
};

struct picture_row {
	struct ladder_row row; /* without the spans */
	size_t at, n;          /* its text */
	size_t span, spans;
};

struct picture {
	struct picture_key key;
	uint64_t times;   /* it was made; 0: not yet */
	int64_t ready_at; /* CLOCK_MONOTONIC: it is not made again before */
	struct bytes text;
	struct picture_row *row; /* owned */
	size_t rows, rows_cap;
	struct ladder_span *span; /* owned */
	size_t spans, spans_cap;
	size_t heads, notes; /* rows above the first of the body, below its last */
};

/* All zero is empty. */
void picture_clear(struct picture *p);
/*
 * Makes it what the key asks for, unless it is that already. When the last one took long and only the news
 * are others, it stays as it is for a while: then the answer is when to ask again, by CLOCK_MONOTONIC; else
 * 0.
 */
int64_t picture_make(struct picture *p, const struct picture_key *key);
/* Rows between the heads and the notes. */
size_t picture_body(const struct picture *p);
/* Whether n rows of the body from `first` on have words. */
bool picture_covers(const struct picture *p, size_t first, size_t n);
/* The body's row of an event, or the one before where that would be; the kind breaks ties. */
size_t picture_find(const struct picture *p, uint64_t seq, enum ladder_row_kind kind);
/* Draws one row of all. */
void picture_draw_row(const struct picture *p, size_t i, struct area *a, int row, int col);

#endif
