/*
 * The ladder: the picture of a connection in time. Two (or more) columns of states, and between them
 * each segment as a rung: flags, numbers, length, what became of it. It is a pure function of the
 * journal's events, in their order: it takes them one by one, keeps what it needs, and draws when asked.
 * What nobody saw is not drawn.
 */
#ifndef SOCKPIT_WATCH_LADDER_H
#define SOCKPIT_WATCH_LADDER_H

#include "core/journal.h"
#include "watch/flow.h"

struct ladder; /* on the heap */

/* `most`: events kept at most; the oldest make way, and the picture says how many are missing. */
struct ladder *ladder_new(size_t most);
void ladder_free(struct ladder *l);
/* Takes an event: segments, states, and the calls of the sockets drawn. Others are passed over. */
void ladder_take(struct ladder *l, const struct event *e);
/* Forgets all. */
void ladder_reset(struct ladder *l);

struct ladder_style {
	unsigned columns;   /* width in columns: 80 and more; from 40 on words are cut */
	bool ascii;         /* no character beyond ASCII */
	bool absolute;      /* sequence numbers as on the wire */
	bool brief;         /* no windows, options and times: for comparing */
	bool calls;         /* the calls of each side in their place */
	const char *socket; /* only the connection(s) of this socket; NULL: all */
};

/* Appends the picture. */
void ladder_draw(struct bytes *out, const struct ladder *l, const struct ladder_style *style);

/* Rows for a screen that draws the ladder itself: one a line of the picture, without cutting. */
enum ladder_row_kind {
	LADDER_HEAD,
	LADDER_STATE,
	LADDER_RUNG,
	LADDER_CALL,
	LADDER_GAP,
	LADDER_NOTE
};
struct ladder_row {
	enum ladder_row_kind kind;
	uint64_t seq;     /* of the event it stands for */
	uint64_t segment; /* id on the wire; 0: none */
};
/* Draws as ladder_draw does, and calls `row` for each line, with its text. */
void ladder_each(const struct ladder *l, const struct ladder_style *style,
                 void (*row)(void *closure, const struct ladder_row *row, const char *text,
                             size_t n),
                 void *closure);

#endif
