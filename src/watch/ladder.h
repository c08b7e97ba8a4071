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

/* Which rows between the heads and the notes have words, where it costs to write them: the others may be handed
 * out without. */
struct ladder_window {
	size_t first, most; /* most 0: all rows have */
	bool from_end;      /* the last ones, whatever first is */
};

struct ladder_style {
	unsigned columns;   /* width in columns: 80 and more; from 36 on words are cut */
	bool ascii;         /* no character beyond ASCII */
	bool absolute;      /* sequence numbers as on the wire */
	bool brief;         /* no windows, options and times: for comparing */
	bool calls;         /* the calls of each side in their place */
	const char *socket; /* only the connection(s) of this socket; NULL: all */
	struct ladder_window window;
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
/* What some columns of a row are. */
enum ladder_span_kind {
	LADDER_SPAN_STATE, /* a state that its socket was in */
	LADDER_SPAN_NOW,   /* the one it is in now, as far as is known */
	LADDER_SPAN_RUNG
};
struct ladder_span {
	enum ladder_span_kind kind;
	unsigned column, columns;
};
struct ladder_row {
	enum ladder_row_kind kind;
	uint64_t seq;     /* of the event it stands for */
	uint64_t segment; /* id on the wire; 0: none */
	/* of a rung */
	uint64_t last; /* seq of the event that says what became of it: the same, or a later one */
	uint8_t fate;  /* enum segment_fate */
	uint8_t flags; /* enum segment_flags of watch/segment.h; 0: not TCP, or none */
	/* of a call */
	bool failed, pending;
	const struct ladder_span *span; /* from left to right */
	unsigned spans;
};
/* Draws as ladder_draw does, and calls `row` for each line, with its text. The row lives as long as the
 * call. */
void ladder_each(const struct ladder *l, const struct ladder_style *style,
                 void (*row)(void *closure, const struct ladder_row *row, const char *text,
                             size_t n),
                 void *closure);

/* A closer look --------------------------------------------------------------------------------- */

/* What the segment of an event is in its connection. False: that is not known (any more). */
bool ladder_view(const struct ladder *l, uint64_t seq, struct flow_view *view);

enum { LADDER_STATES = 12 };

/* A socket, as long as it has the same two ends, and the states it went through. All text is borrowed
 * until the call is over. */
struct ladder_side {
	const char *name; /* "": no name of the session's leads to it */
	const char *host; /* of the lab; NULL: this machine, or not known */
	char local[64];   /* "10.0.0.1:41812"; "": not known */
	char peer[64];    /* the same */
	bool own;         /* it is the socket that was asked about, or its name before accept */
	bool child;       /* no accept has handed it out yet */
	bool listens;
	const char *state[LADDER_STATES]; /* the last ones; the last of them is the one it is in now */
	unsigned states;                  /* 0: none was told */
	bool more;                        /* there were others before these */
	const char *source;               /* who told the last: "diag"; NULL: nobody */
};
/* Calls `side` for each socket that a picture of `socket` (NULL: of all) has, in the order in which they
 * were first told of. */
void ladder_each_side(const struct ladder *l, const char *socket,
                      void (*side)(void *closure, const struct ladder_side *), void *closure);

/* A segment with payload, as one end of its connection sees it. */
struct ladder_payload {
	uint64_t seq;     /* of its latest event */
	uint64_t segment; /* id on the wire */
	bool out;         /* the socket has sent it */
	uint32_t offset;  /* bytes of its direction before it */
	uint32_t len;
	uint8_t fate;  /* enum segment_fate, as it is now */
	bool again;    /* all of it was sent before */
	bool tampered; /* no host sent it like that: a copy, forged, corrupted */
};
/* Calls `payload` for each TCP segment that carries bytes of the socket's connection, the last one it had,
 * in the order in which they were sent; not where the first sequence number was not seen. */
void ladder_each_payload(const struct ladder *l, const char *socket,
                         void (*payload)(void *closure, const struct ladder_payload *),
                         void *closure);

#endif
