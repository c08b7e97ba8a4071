/*
 * What the files of the ladder share, and nobody else: events as it keeps them (items), the sockets they
 * are about with their addresses (sides), and a picture in the making (columns, rows, cells).
 *
 *   ladder.c            takes events and keeps what a picture needs of each
 *   ladder_endpoints.c  addresses with ports, and words, each kept once
 *   ladder_sides.c      learns which addresses a socket has, and so which segments are its own
 *   ladder_choice.c     what is in a picture
 *   ladder_filter.c     what belongs to one socket
 *   ladder_columns.c    which columns there are
 *   ladder_rows.c       lays the items out in rows
 *   ladder_label.c      the words of a rung, an address, a state, a call
 *   ladder_draw.c       the picture as lines of text: rungs between columns, and the foot
 *   ladder_lanes.c      the same for hosts that are too many for that
 *   ladder_heads.c      what stands above the columns
 *   ladder_pen.c        writes a line from left to right
 *   ladder_look.c       no picture: what is known of one segment, of the sockets, of payload
 */
#ifndef SOCKPIT_WATCH_LADDER_PARTS_H
#define SOCKPIT_WATCH_LADDER_PARTS_H

#include "base/map.h"
#include "base/vector.h"
#include "watch/ladder.h"

/* ------------------------------------------------------------------------------------- words, ends */

/* A text that many items have. Equal texts of one ladder are the same word. */
struct word {
	unsigned refs;
	size_t n;
	char text[];
};

/* The word for a text, counted once more; NULL for NULL. What is longer than a name should be is cut. */
struct word *words_take(struct map *words, const char *text);
struct word *words_take_n(struct map *words, const char *text, size_t n);
void words_drop(struct map *words, struct word *w);

/* An address and a port. No padding, so that it can be a key. */
struct endpoint {
	uint8_t family; /* AF_INET, AF_INET6; AF_UNSPEC: not known */
	uint8_t spare;
	uint16_t port; /* host order; 0: none */
	uint8_t address[16];
};

/* An IPv4 address inside an IPv6 one is what it is on the wire: IPv4. */
struct endpoint endpoint_of_address(const void *sockaddr, socklen_t len);
/* Of "10.0.0.1:41812"; not known when the text is anything else, or NULL. */
struct endpoint endpoint_of_text(const char *text);
bool endpoint_has_port(const struct endpoint *e);
/* Whether it has an address and a port, and the address is not "any". */
bool endpoint_is_exact(const struct endpoint *e);
bool endpoint_is_any(const struct endpoint *e);
bool endpoint_same(const struct endpoint *a, const struct endpoint *b);
bool endpoint_same_address(const struct endpoint *a, const struct endpoint *b);
/* The same, or one of them is any address with the other's port. */
bool endpoint_agrees(const struct endpoint *a, const struct endpoint *b);
/* Appends "10.0.0.1"; any address is "*". */
void endpoint_add_address(struct bytes *out, const struct endpoint *e);

/* ------------------------------------------------------------------------------------------- sides */

/* A socket, as long as it has the same two ends: one that connects anew is another side. */
struct side {
	unsigned refs; /* items about it */
	size_t number; /* its place in sides.all */
	struct word *name;
	struct word *queued; /* its name before accept gave it another; NULL: it has had one only */
	struct word *host;   /* NULL: this machine, or not known */
	struct endpoint local, peer; /* as far as they are known */
	struct endpoint towards;     /* where it has called to while `local` is not known */
	bool listens;
	bool child;   /* a connection that no accept has handed out yet: "L/1", or nameless */
	bool bound;   /* its port was asked for by number */
	bool placed;  /* where it lives is known */
	bool foreign; /* of a family that has no segments: not drawn */
};

struct sides {
	struct vector all;       /* struct side, owned */
	struct map by_name;      /* the latest of each name */
	struct map by_ends;      /* by local and peer; by local alone where there is no peer */
	struct vector unsettled; /* those with something still to learn */
};

struct rung;

void sides_clear(struct ladder *l);
/* Whether it has, or has had, that name. */
bool sides_is_named(const struct side *s, const char *name);
/* The side that an event is about. NULL: none that can be drawn. It learns from it. */
struct side *sides_of_state(struct ladder *l, const struct event *e, const struct endpoint *local,
                            const struct endpoint *peer);
struct side *sides_of_call(struct ladder *l, const struct event *e);
/* Learns where sockets live, and what their ports are, from a segment. */
void sides_see(struct ladder *l, const struct rung *r);
/* An item about it is gone. */
void sides_release(struct ladder *l, struct side *s);

/* ------------------------------------------------------------------------------------------- items */

/* What few segments have. */
struct rung_more {
	bool has_options; /* of a SYN */
	struct segment_options options;
	bool has_about; /* the packet an ICMP error is about */
	struct endpoint about_src, about_dst;
};

/* What is known of a rung's numbers. */
enum relative { RELATIVE_SEQ = 1, RELATIVE_ACK = 2, RELATIVE_GUESSED = 4, RELATIVE_SCALED = 8 };

/* A segment's event. */
struct rung {
	uint64_t id, of;
	uint64_t held; /* seq of the event that said it was held; 0: none did */
	int64_t sent;
	struct word *from, *to, *why;
	struct word *what;      /* what it is, but for TCP */
	const char *bad;        /* static */
	struct rung_more *more; /* owned; mostly NULL */
	struct endpoint src, dst;
	uint64_t window;
	uint32_t wire_seq, wire_ack, seq, ack, len;
	uint32_t times;
	uint32_t connection;
	uint32_t older; /* place + 1 of the item before it under the same hash */
	uint16_t marks; /* enum flow_marks */
	uint8_t fate, origin, kind, flags;
	uint8_t relative; /* enum relative */
	bool numbered;    /* the flow knows seq and ack */
	bool named;       /* another segment was made from it */
	bool parted;      /* the first fragment of several */
};

enum item_kind { ITEM_SEGMENT, ITEM_STATE, ITEM_CALL, ITEM_RETURN, ITEM_GAP };

/* An event, without what no picture needs. */
struct item {
	enum item_kind kind;
	uint64_t seq;
	int64_t mono;
	struct word *source, *cause;
	uint64_t by_segment; /* the cause is this segment; 0: it is something else */
	struct side *side;   /* of a state and a call */
	union {
		struct rung rung;
		struct {
			struct word *now, *was;
		} state;
		struct {
			const struct call_row *row;
			struct endpoint to; /* the address it was given or gave */
			struct word *made;
			int64_t begin, ret;
			uint64_t bytes; /* of payload, for a call that sends */
			int err;
		} call;
		uint64_t missing; /* ITEM_GAP: events */
	};
};

struct ladder {
	struct item *item; /* owned ring */
	size_t cap, most;
	uint64_t first, next; /* numbers of the oldest item and of the next */
	uint32_t *bucket;     /* owned: places + 1 of segments, by hash of their id */
	size_t buckets;       /* a power of two */
	uint64_t last_seq;    /* of the event taken last */
	uint64_t missing;     /* events that came before the oldest item */
	struct map words;
	struct vector hosts; /* words, in the lab's order */
	struct sides sides;
	struct flows flows;
};

static inline struct item *ladder_item(const struct ladder *l, uint64_t number)
{
	return &l->item[number % l->cap];
}

/* The latest event of a segment. sent -1: whenever it was; source NULL: wherever. */
struct item *ladder_find(const struct ladder *l, uint64_t id, int64_t sent,
                         const struct word *source);

/* --------------------------------------------------------------------------------------- a picture */

enum { COLUMNS_MOST = 16, COLUMN_SIDES = 8, NO_COLUMN = 255, SOURCES_MOST = 8 };

/* A host of the lab or, outside of it, one end. */
struct column {
	const struct word *host;
	const struct side *alone;              /* a socket of which no end is known */
	struct endpoint end;                   /* which end; of a host, the first that was seen there */
	bool end_is_own;                       /* of a host: it has sent from there */
	const struct side *side[COLUMN_SIDES]; /* the first ones that are drawn in it */
	unsigned sides;
	bool many; /* sockets of several names */
	size_t x, width;
	struct bytes title, detail;
};

/* What a picture notes about a side. */
struct side_view {
	uint8_t column;
	bool wanted, listed;
	const struct word *state; /* shown last */
	size_t call_row;          /* row + 1 of its last call */
	size_t now;               /* place + 1 of the cell with its last state */
};

/* A state in its column. */
struct cell {
	const struct item *item;
	bool before; /* the state there was, not the one there is now */
	uint8_t column;
	size_t next; /* place + 1 in the row */
};

struct row {
	enum ladder_row_kind kind;
	const struct item *item; /* a segment, a call */
	const struct item *last; /* what became of it: the same, or a later event; NULL: not known */
	uint8_t from, to;        /* columns */
	uint8_t fate;
	bool from_wire; /* it begins on the wire: no host sends it here and now */
	bool arrival;   /* the rung of its sending is another row */
	size_t cell;    /* place + 1 of the first */
	int64_t pause;
	uint64_t missing;
};

struct draw {
	const struct ladder *l;
	const struct ladder_style *style;
	int charset; /* enum escape_charset */
	/* what is in it */
	uint8_t *chosen; /* owned: for each item */
	struct side_view *view;
	struct map wanted; /* ends of the one socket */
	struct map names;  /* sides by their local end */
	bool segments, lab, calls, many_connections, too_many_columns;
	struct column column[COLUMNS_MOST];
	unsigned columns;
	struct vector segment_sources, state_sources; /* words */
	struct vector interfaces;                     /* words, beside segment_sources; may be NULL */
	/* its rows */
	struct row *row;
	size_t rows, rows_cap;
	struct cell *cell;
	size_t cells, cells_cap;
	size_t last_cell[COLUMNS_MOST]; /* row + 1 */
	int64_t mono;                   /* of the item before */
	/* names for ports that are live and nobody's */
	uint16_t *alias; /* owned, by port; NULL until one is needed */
	unsigned aliases;
};

/* ladder_filter.c: puts what belongs to a side among what is wanted; asks for it. */
void draw_want_side(struct draw *d, const struct side *s);
bool draw_wants_rung(const struct draw *d, const struct rung *r);
bool draw_wants_side(const struct draw *d, const struct side *s);
/* Notes that the segment is drawn; whether one of a side's address is. */
void draw_note_ends(struct draw *d, const struct rung *r);
bool draw_has_segments_of(const struct draw *d, const struct side *s);
/* Whether the side has the name that the picture is of. */
bool draw_is_the_one(const struct draw *d, const struct side *s);

/* ladder_columns.c: makes the columns that a segment or a side needs. */
void draw_add_rung_columns(struct draw *d, const struct rung *r);
void draw_add_side_column(struct draw *d, const struct side *s);
void draw_sort_columns(struct draw *d);
/* Finds them again; NO_COLUMN where there is none. */
uint8_t draw_column_of(const struct draw *d, const struct side *s);
void draw_columns_of(const struct draw *d, const struct rung *r, uint8_t *from, uint8_t *to);

/* ladder_choice.c: chooses sides alone; chooses items and columns. */
void draw_choose_sides(struct draw *d);
void draw_choose(struct draw *d);

/* ladder_rows.c: lays out the rows. */
void draw_lay_out(struct draw *d);
const struct cell *draw_cell_in(const struct draw *d, const struct row *row, unsigned column);
/* Frees what the picture needed. */
void draw_clear(struct draw *d);

/* ladder_label.c: appends a word, filtered. */
void draw_add_word(const struct draw *d, struct bytes *out, const struct word *w);
/* Appends text cut to so many columns. */
void draw_add_cut(const struct draw *d, struct bytes *out, const char *text, size_t n,
                  size_t columns);
/* Appends an end; where the picture is brief, a live port under the name of its socket. */
void draw_add_end(struct draw *d, struct bytes *out, const struct endpoint *e);
/* Appends what a rung says, in at most so many columns. */
void draw_add_label(struct draw *d, struct bytes *out, const struct row *row, size_t columns);
/* Columns it needs to say what matters. */
size_t draw_label_least(struct draw *d, const struct row *row);
/* Appends a state, with its socket's name where the column has several. */
void draw_add_state(const struct draw *d, struct bytes *out, const struct cell *cell);
/* Appends a call, and what it answered, in about so many columns. */
void draw_add_call(struct draw *d, struct bytes *out, const struct row *row, size_t columns);
/* Appends the words beside a rung's ends: "#3", "✗ loss 30%". */
void draw_add_start(struct bytes *out, const struct row *row);
void draw_add_fate(const struct draw *d, struct bytes *out, const struct row *row);

/* ----------------------------------------------------------------------------------------- drawing */

enum { SPANS_MOST = COLUMNS_MOST + 1 };

/* Writes a picture line by line. */
struct pen {
	struct draw *d;
	const struct row *drawn; /* the row that the line is of; NULL: a head or the foot */
	struct ladder_span span[SPANS_MOST];
	unsigned spans;
	size_t width;
	bool lanes;
	size_t lane, words_at; /* columns of a lane; where the words beside the lanes begin */
	bool numbers;          /* lanes are told by number */
	size_t calls_at;       /* where calls of the last column begin */
	void (*row)(void *closure, const struct ladder_row *row, const char *text, size_t n);
	void *closure;
	struct bytes line;
	size_t at; /* columns written */
};

/* From where to where a rung is drawn. */
struct span {
	unsigned left, right; /* columns */
	bool to_right;
	bool from_host, to_host; /* whether it touches the sender, the receiver */
};

/* ladder_pen.c: text onto the line; blanks up to a column; the line is done. */
void pen_text(struct pen *p, const char *text, size_t n);
void pen_str(struct pen *p, const char *text);
void pen_cut(struct pen *p, const struct bytes *text, size_t columns);
void pen_go_to(struct pen *p, size_t column);
void pen_finish(struct pen *p, enum ladder_row_kind kind, const struct item *item);
/* The columns from `from` to where the pen is are that. */
void pen_span_from(struct pen *p, size_t from, enum ladder_span_kind kind);
const char *pen_dash(const struct pen *p);
const char *pen_arrow(const struct pen *p, bool to_right);
const char *pen_dot(const struct pen *p);
/* Columns of text that the filter has let through. */
size_t pen_columns(const struct bytes *text);
struct span pen_span(const struct pen *p, const struct row *row);
/* The item a row stands for. */
const struct item *pen_item(const struct pen *p, const struct row *row);

/* ladder_heads.c: builds what stands above each column; draws it; joins both its parts. */
void pen_build_heads(struct pen *p);
void pen_heads(struct pen *p);
void pen_join_head(struct bytes *out, const struct column *c);

/* ladder_lanes.c: chooses lanes, draws the lines above them, draws a row. */
void pen_set_lanes(struct pen *p);
void pen_lane_heads(struct pen *p);
void pen_lane_row(struct pen *p, const struct row *row);

#endif
