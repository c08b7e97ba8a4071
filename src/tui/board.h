/*
 * What the journal has told so far, kept the way a screen asks for it: sockets with their states and
 * pending calls, what they sent and received, options that were set, what failed last and why. It is a
 * fold over events: live it is a tap, which misses none; of a recording it is filled up to the moment
 * that is shown. A lock guards it.
 */
#ifndef SOCKPIT_TUI_BOARD_H
#define SOCKPIT_TUI_BOARD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/map.h"
#include "base/vector.h"
#include "core/journal.h"
#include "watch/ladder.h"

enum {
	BOARD_CLOSED_KEPT = 32,             /* sockets that are gone are shown a while */
	BOARD_PIECES_KEPT = 512,            /* of a socket's data: the last ones */
	BOARD_BYTES_KEPT = 4096,            /* of a piece */
	BOARD_DATA_KEPT = 64 * 1024 * 1024, /* of all pieces together: the oldest make way */
	BOARD_LADDER_KEPT = 1024            /* events of the ladder */
};

/* A call that has not returned. */
struct board_call {
	char socket[SOCK_NAME_MAX + 1]; /* "": none */
	const char *name;               /* "connect"; static */
	unsigned job;                   /* 0: none, or none yet */
	int64_t begin;                  /* monotonic ns */
	uint64_t seq;                   /* of its event */
	struct bytes text; /* "connect(C, 10.0.0.2:80)", shown as it is; as of board_read */
	/* the board's own: the call as its event has it, until it is put into words */
	struct call call;
	struct bytes store;
	struct board_socket *of; /* NULL: none, or it is forgotten */
};

/* One call that moved bytes: the bounds of a read, a write, a datagram. */
struct board_piece {
	uint64_t seq;
	int64_t mono;
	int direction;     /* DATA_IN, DATA_OUT */
	const char *call;  /* "send"; static */
	uint64_t offset;   /* bytes in that direction before it */
	size_t whole;      /* its length */
	struct bytes kept; /* its first bytes; none, where they were not told: sendfile(2) */
	bool peeked;       /* with MSG_PEEK: whoever receives next gets the same */
	/* the board's own: whose it is, and its neighbours among the pieces of all */
	struct board_socket *socket;
	struct board_piece *older, *newer;
};

/* An option the session has set. */
struct board_option {
	char name[64]; /* "SO_RCVBUF" */
	struct bytes asked, kept;
	struct bytes why; /* they differ; empty: they do not */
};

struct board_failure {
	uint64_t seq; /* of the return; 0: none */
	const struct call_row *call;
	int64_t ret;
	int err;                        /* or 0, where ret is an EAI_ code */
	char socket[SOCK_NAME_MAX + 1]; /* "": none */
	int family, type;
	struct bytes text; /* "connect(C, 10.0.0.2:81)" */
	struct bytes said; /* lines of explanation that followed, each ended by a newline */
	/* the board's own: which failure it is, as the session tells them apart when it explains */
	uint64_t key;
	bool said_before; /* what is said was said of an earlier one of the same key */
	bool open;        /* a note that comes belongs to it */
};

struct board_socket {
	char name[SOCK_NAME_MAX + 17]; /* "C"; "L/1": a connection that waits at a listener */
	int family, type, protocol;    /* -1: not told */
	struct bytes host;             /* of the lab; empty: this machine */
	bool closed;                   /* no descriptor leads to it any more */
	bool listening, nonblock;
	bool bound;                  /* bind(2) gave it its address */
	bool child;                  /* "L/1" */
	int made_by;                 /* enum call_id of the call that made it; -1: not told */
	int64_t backlog;             /* of a listener: what listen asked for; -1: not told */
	bool eof;                    /* a receiving call on it has answered 0: its peer sends no more */
	char state[24], was[24];     /* as last told; "": not told */
	const char *state_source;    /* "tcp_info", "diag", "call" …; static */
	int64_t state_at;            /* when */
	struct bytes local, peer;    /* as last told */
	uint64_t sent, received;     /* bytes */
	uint64_t order;              /* a later one has a higher number */
	struct vector pieces;        /* struct board_piece, owned */
	uint64_t pieces_dropped;     /* older ones that made way */
	struct vector options;       /* struct board_option, owned */
	struct board_failure failed; /* its last failure */
	uint64_t returned;           /* seq of the last return of a call on it; 0: none */
	struct board_call *pending;  /* its oldest pending call, borrowed; NULL: none */
	unsigned calls;              /* how many are pending */
	/* the board's own: descriptors of dup(2) share what fcntl(2) sets, and have the same */
	uint64_t file;
};

/* A segment that the wire holds. */
struct board_held {
	uint64_t id;
	int64_t sent;
	struct bytes text; /* "SYN client > server" */
};

struct board {
	pthread_mutex_t lock;
	struct journal_tap tap;
	struct map by_name;    /* struct board_socket */
	struct vector sockets; /* the same in the order they came, owned; closed ones among them */
	uint64_t sockets_news; /* counts what changes which sockets there are, their kind and host */
	struct vector closed;  /* those of them that are gone, borrowed; the first to go first */
	struct vector calls;   /* struct board_call that are pending, owned; the oldest first */
	struct board_failure failed; /* the last failure of all */
	struct ladder *ladder;       /* owned */
	uint64_t ladder_news;        /* counts what the ladder was given */
	struct bytes lab;            /* "client, server"; empty: no lab */
	bool wire_held;
	unsigned held;          /* segments the wire holds */
	uint64_t held_first;    /* id of the one that goes next; 0: none */
	struct bytes held_text; /* "SYN client > server", the same in words */
	struct vector all_held; /* struct board_held, owned; the one that goes next first */
	uint64_t first_taken;   /* seq of the first event taken; 0: none */
	int64_t began;          /* and its time, monotonic ns */
	uint64_t last;          /* seq of the last event taken */
	uint64_t missed;        /* events that made way before they could be taken */
	uint64_t news;          /* counts what changed */
	/* the socket somebody did something with last, or made; jobs are done for somebody already */
	char touched[SOCK_NAME_MAX + 1];
	uint64_t touched_count; /* how often somebody did */
	unsigned checks, checks_failed;
	/* Called once when something new is there, until board_read says that it was seen; on any thread,
	 * under locks: it only wakes somebody. May be NULL. */
	void (*on_news)(void *closure);
	void *closure;
	atomic_bool told;
	/* the board's own */
	struct journal *journal;     /* it is attached to, borrowed; NULL: none */
	atomic_uint_least64_t taken; /* `last`, for who appends */
	atomic_bool holds;           /* so much was not taken that appending waits */
	struct vector spare;         /* struct board_call to be used again, owned */
	uint64_t order;              /* of the socket that came last */
	unsigned children;           /* connections that wait at listeners */
	unsigned dups;               /* sockets that dup(2) made */
	/* the call that returned last, and its socket (NULL: none, or it is forgotten): a data event right
	 * behind it is what it carried */
	const struct call_row *returned;
	uint64_t returned_seq;
	struct board_socket *returned_of;
	bool peeked;                         /* it was made with MSG_PEEK */
	struct board_piece *oldest, *newest; /* of all sockets */
	size_t data;                         /* bytes kept of them */
	struct bytes scratch;
};

void board_init(struct board *b);
void board_clear(struct board *b);
/* Forgets all. Locked by the caller, or not yet shared. */
void board_reset(struct board *b);
/* Takes one event. Locked by the caller, or not yet shared. */
void board_take(struct board *b, const struct event *e);
/*
 * Attaches it to a journal: takes what is kept there. What comes is taken by the next board_read, on the reader's
 * time, or by who appends when nobody has read for long. Nothing is missed.
 */
void board_attach(struct board *b, struct journal *j);

/* Locks it and takes note that the news were seen. The journal may be looked at while it is locked. */
void board_read(struct board *b);
void board_unlock(struct board *b);
/* The caller will read it again soon, whatever comes: on_news is not called until it has. */
void board_come_back(struct board *b);

/* The socket of that name, the latest of several; NULL: none. Borrowed while locked. The connections that
 * wait at a listener L are found as "L/1". */
struct board_socket *board_find(const struct board *b, const char *name);
/* The pending call of a socket, the oldest one; NULL: none. */
const struct board_call *board_call_of(const struct board *b, const char *socket);

#endif
