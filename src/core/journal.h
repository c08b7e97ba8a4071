/*
 * The journal: everything that happens, as one immutable event each, in one order. It is bounded:
 * the oldest events make way, counted. Readers come in two kinds, and know nothing of each other:
 *
 *   a cursor   looks at what is kept, whenever it likes, and is told how many events it missed;
 *   a tap      is called with every event as it is appended, but for kinds it is deaf to, under the
 *              lock: it misses nothing, and whoever appends waits for it.
 *
 * Any thread may append. An event's order is the order in which this program learned of it; its
 * times say when it was measured.
 */
#ifndef SOCKPIT_CORE_JOURNAL_H
#define SOCKPIT_CORE_JOURNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "core/call.h"

enum event_kind {
	EVENT_CALL,    /* a call begins */
	EVENT_RETURN,  /* it has returned */
	EVENT_STATE,   /* a socket's state */
	EVENT_SEGMENT, /* a segment on a wire */
	EVENT_DATA,    /* payload that was sent or received */
	EVENT_OPTION,  /* an option's value: asked and kept */
	EVENT_CHECK,   /* a verdict: one test point */
	EVENT_NOTE,    /* something said to the reader */
	EVENT_SIGNAL,  /* a signal the kernel sent */
	EVENT_LAB,     /* hosts and wires come and go */
	EVENT_KINDS
};

/* What a note is for; readers show each in its own way. */
enum note_kind {
	NOTE_SAY,     /* the script's own words */
	NOTE_TITLE,   /* a heading */
	NOTE_REMARK,  /* sockpit's word on what just happened */
	NOTE_EXPLAIN, /* why the call before answered as it did */
	NOTE_HELP,    /* text asked for with help */
	NOTE_SKIP,    /* why the script is skipped */
	NOTE_END,     /* the verdict of the session */
	NOTE_COMMAND, /* a command, as a person has typed it */
	NOTE_RESULT,  /* its value */
	NOTE_REFUSED  /* why it was not done: nothing was called */
};

enum { DATA_IN, DATA_OUT };

/* What has become of a segment. Events are immutable: a segment that is held and let go later has an
 * event for each, under one id. */
enum segment_fate {
	SEGMENT_SEEN,      /* captured: where it went is not ours to say */
	SEGMENT_HELD,      /* a host has sent it, the wire holds it */
	SEGMENT_DELIVERED, /* handed to the host it was for; the first of its events where it was not held */
	SEGMENT_DROPPED, /* lost on the wire */
	SEGMENT_FATES
};

/* What made a segment. */
enum segment_origin {
	SEGMENT_OF_HOST,   /* a host sent it */
	SEGMENT_COPY,      /* the wire doubled another: `of` */
	SEGMENT_FORGED,    /* the wire was told to make it up */
	SEGMENT_CORRUPTED, /* the wire changed it, or another, which is gone: `of` */
	SEGMENT_ORIGINS
};

/* EVENT_SEGMENT: one frame. Its bytes are the event's text, len of whole. */
struct segment_event {
	uint64_t id;      /* on its wire: 1, 2 … */
	uint64_t of;      /* id of the one it was made from; 0: none */
	int64_t sent;     /* monotonic ns: when it came onto the wire */
	uint8_t fate;     /* enum segment_fate */
	uint8_t origin;   /* enum segment_origin */
	uint8_t link;     /* enum segment_link of watch/segment.h */
	const char *from; /* host or interface it came from */
	const char
	    *to; /* host it is for; NULL: not known. A frame for all hosts has an event for each */
	const char *why; /* "loss 30%", "wire drop", "cut server"; NULL: nothing to add */
};

/* What every event has comes first: it is written at each call, and memory is what that costs. */
struct event {
	uint64_t seq; /* 1, 2, 3 … */
	int64_t mono; /* ns, CLOCK_MONOTONIC */
	int64_t wall; /* ns since 1970, CLOCK_REALTIME */
	enum event_kind kind;
	unsigned line;      /* of the script; 0: none */
	const char *source; /* who says so: "call", "script", "tcp_info"; a static string */
	/* EVENT_DATA: the payload, or its first bytes; NOTE, CHECK, SIGNAL, STATE: text; OPTION: what was
	 * kept */
	const char *text;
	size_t len;
	const char *detail; /* EVENT_CHECK: why it failed; NULL: nothing to add; OPTION: its name */
	/* EVENT_STATE: text is the state now; NULL where it is not known; OPTION: what was asked for */
	const char *was;
	/* EVENT_STATE, EVENT_SEGMENT: "connect(C)", "segment 3", "wire step"; OPTION: why what was kept is
	 * not what was asked for; NULL: it is */
	const char *cause;
	const char *host;         /* EVENT_STATE: the lab's host, NULL: this machine */
	const char *local, *peer; /* EVENT_STATE: its ends, "10.0.0.1:41812"; NULL where not known */
	/* storage of what the event points to; the journal's own business */
	struct bytes arena;
	char socket[SOCK_NAME_MAX + 1]; /* "" when it concerns none */
	size_t whole;                   /* EVENT_DATA: bytes on the socket, len or more */
	int direction;                  /* EVENT_DATA: DATA_IN or DATA_OUT */
	enum note_kind note;            /* EVENT_NOTE */
	unsigned point;                 /* EVENT_CHECK: number of the test point */
	bool passed;                    /* EVENT_CHECK */
	int signal;                     /* EVENT_SIGNAL */
	union {
		/* EVENT_CALL, EVENT_RETURN: everything it points to lives as long as the event */
		struct call call;
		/* where what an event points to is little: the journal keeps nothing of a call there */
		struct {
			char kept[offsetof(struct call, fd)];
			char small[sizeof(struct call) - offsetof(struct call, fd)];
		};
	};
	struct segment_event segment; /* EVENT_SEGMENT */
};

/* Both are called under the journal's lock: they must not append. */
struct journal_tap {
	void (*event)(struct journal_tap *, const struct event *);
	/* Hand on what is held back; without `wait` as much as goes out at once. Whether that was all. May
	 * be NULL. */
	bool (*flush)(struct journal_tap *, bool wait);
	struct journal_tap *next; /* the journal's own business */
	unsigned deaf;            /* bit k: it is not called with events of kind k */
};

struct journal {
	pthread_mutex_t lock;
	struct event *ring; /* owned */
	size_t roomy;       /* slots up to this one have their memory: for journal_make_room alone */
	size_t slots;       /* a power of two */
	size_t room;        /* bytes of arenas kept at most */
	size_t held;        /* bytes of arenas held now */
	uint64_t first;     /* seq of the oldest event kept */
	uint64_t next;      /* seq of the next one */
	uint64_t pinned;    /* this one and those behind it are being read; 0: none is */
	struct clock *clock;
	int64_t wall_offset; /* wall - monotonic, measured a second before wall_until */
	int64_t wall_until;
	struct journal_tap *tap;
	/* A reader waits for the lock, or a tap is behind: whoever appends lets it go first. How many there
	 * are, and how many there have been. */
	atomic_uint gates;
	unsigned opened; /* under gate_lock, as is the condition */
	pthread_mutex_t gate_lock;
	pthread_cond_t gate_opened;
};

enum {
	JOURNAL_SLOTS = 1024,            /* events kept by default */
	JOURNAL_SHOWN = CALL_BYTES_KEPT, /* bytes of a payload kept with its call */
	JOURNAL_PAYLOAD = 64 * 1024      /* bytes of a payload kept with its data event */
};

/* `slots` is rounded up to a power of two; the clock is borrowed. */
void journal_init(struct journal *j, struct clock *clock, size_t slots);
void journal_clear(struct journal *j);
/* Has the memory there for so many events from seq `from` on, while the ring is filled for the first time: who
 * appends meets no page then that has to be made first. For one thread with time, beside those who append. */
void journal_make_room(struct journal *j, uint64_t from, size_t events);
/* Adds a tap; it is borrowed until journal_drop_taps or journal_clear. */
void journal_add_tap(struct journal *j, struct journal_tap *tap);
/* From its return on no tap is called. */
void journal_drop_taps(struct journal *j);

/* Flushes every tap. Without `wait` it does not block: false when somebody held the lock, or when not
 * all went out. */
bool journal_flush(struct journal *j, bool wait);
/* The same for the end of the process: tries without blocking, for a fifth of a second at most. */
bool journal_flush_last(struct journal *j);

/* A call is about to be made. */
void journal_call(struct journal *j, const struct call *c);
/* It has returned; on success, with the payload it carried as a data event after it. */
void journal_return(struct journal *j, const struct call *c);
/* Text of any length; `socket` may be NULL. */
void journal_note(struct journal *j, enum note_kind kind, unsigned line, const char *socket,
                  const char *text, size_t n);
/* A test point; detail may be NULL. */
void journal_check(struct journal *j, unsigned line, unsigned point, bool passed, const char *text,
                   size_t n, const char *detail);
void journal_signal(struct journal *j, unsigned line, const char *socket, int number,
                    const char *text);
/* A socket's state as `source` (a static string) reports it. */
void journal_state(struct journal *j, unsigned line, const char *socket, const char *source,
                   const char *text);

/*
 * A socket's state has changed from `was` (NULL: not known) to `now`, because of `cause` (NULL: not
 * known), on `host` (NULL: this machine). `source` is a static string: "diag", "tcp_info". `local` and
 * `peer` are its addresses then, as address_add writes them; NULL where it has none.
 */
void journal_change(struct journal *j, unsigned line, const char *socket, const char *host,
                    const char *source, const char *was, const char *now, const char *cause,
                    const char *local, const char *peer);
/*
 * A socket's option was set: `asked` for, `kept` by the kernel as a getsockopt(2) of the observer's has
 * it. `why` they differ; NULL: they do not.
 */
void journal_option(struct journal *j, unsigned line, const char *socket, const char *name,
                    const char *asked, const char *kept, const char *why);
/* A segment: n bytes of the frame of `whole`, noticed at `mono`. source: "wire", "capture". */
void journal_segment(struct journal *j, unsigned line, int64_t mono, const char *source,
                     const struct segment_event *segment, const void *frame, size_t n, size_t whole,
                     const char *cause);
/* A host or wire comes, goes or changes its ways: "lab started: client, server". */
void journal_lab(struct journal *j, unsigned line, const char *text, size_t n);

/*
 * Appends a copy of an event that was recorded elsewhere, as it is: with its own times and its own number,
 * which is the next one of this journal, unless that is empty. Nothing of a call is kept but what a journal
 * keeps.
 */
void journal_restore(struct journal *j, const struct event *from);

/* A reader that looks whenever it likes. */
struct journal_cursor {
	uint64_t next;    /* seq it reads next; 0 starts at the oldest kept */
	uint64_t dropped; /* events that made way before it came: counted, never silent */
};
/*
 * Calls `look` with the next event, under the lock, and moves on. False: there is none. The event is
 * valid only inside `look`, which must not append.
 */
bool journal_read(struct journal *j, struct journal_cursor *cursor,
                  void (*look)(void *closure, const struct event *), void *closure);
/* Calls `look` with the event of that number, under the lock, if it is kept. Whether it is. */
bool journal_look(struct journal *j, uint64_t seq,
                  void (*look)(void *closure, const struct event *), void *closure);
/* The number of the oldest event that is kept; that of the next one, where none is. */
uint64_t journal_oldest(struct journal *j);
/* The number the next event will have. */
uint64_t journal_next(struct journal *j);
/* For a tap or a look, which have the lock: the event of that number, valid until they return; NULL: it is
 * not kept. */
const struct event *journal_kept(struct journal *j, uint64_t seq);
/*
 * For a tap that cannot take events now and would miss what makes way: from now on appending waits, before
 * it takes the lock, until journal_go_on.
 */
void journal_hold(struct journal *j);
void journal_go_on(struct journal *j);
/*
 * For one reader that takes its time: of the events from *seq on, at most `most` stay as they are until
 * journal_unpin, and may be read without the lock. Answers how many; *seq is moved on to the oldest that is kept.
 * Whoever appends goes on meanwhile, and waits only where it would overwrite them.
 */
size_t journal_pin(struct journal *j, uint64_t *seq, size_t most);
/* One of them. */
const struct event *journal_pinned(struct journal *j, uint64_t seq);
void journal_unpin(struct journal *j);

#endif
