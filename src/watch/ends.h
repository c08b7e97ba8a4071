/*
 * The ends of TCP connections a session knows: its sockets while they are open, what is left of them in the
 * kernel after close(2), and the connections that come up at a listener before accept(2) takes them. Each
 * look (a dump of sock_diag, watch/diag.h) is compared with the one before; what differs goes into the
 * journal as a change of state with its cause.
 *
 * Connections at a listener L are called L/1, L/2 … in the order they were first seen; accept(2) gives them
 * a name of their own, and the old one still finds them. Any thread: a lock guards all.
 */
#ifndef SOCKPIT_WATCH_ENDS_H
#define SOCKPIT_WATCH_ENDS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/vector.h"
#include "core/journal.h"
#include "watch/diag.h"

enum { ENDS_PLACES = PLACE_HERE + 1 };

struct end {
	char name[SOCK_NAME_MAX + 1];
	char child_name[SOCK_NAME_MAX +
	                13]; /* "L/1": what it was called at its listener; "": it was at none */
	unsigned place;
	uint32_t inode;      /* of its descriptor; 0: none leads to it */
	bool open;           /* the session has a descriptor of it */
	bool known;          /* its addresses are */
	struct diag_row row; /* as it was seen last; row.state 7 (CLOSE) when it was not in the dump */
	unsigned children;   /* of a listener: how many were seen */
	unsigned look;       /* number of the look that saw it last */
	uint64_t order;      /* a later end has a higher one */
};

struct ends {
	pthread_mutex_t lock;
	struct journal *journal;             /* borrowed */
	struct vector all;                   /* struct end, owned */
	atomic_bool any;                     /* one was ever added; read without the lock */
	struct diag *diag[ENDS_PLACES];      /* owned; NULL: none */
	const char *place_name[ENDS_PLACES]; /* of the lab's hosts; borrowed */
	unsigned look;
	uint64_t order;
};

void ends_init(struct ends *e, struct journal *journal);
void ends_clear(struct ends *e);
/* A host comes (its diag becomes ours) or goes (NULL), with all its ends. */
void ends_set_place(struct ends *e, unsigned place, const char *name, struct diag *diag);
/* A descriptor of the session leads to a TCP socket; inode as fstat(2) tells. On this machine its own
 * address has to be told (NULL: a host of the lab), as only its port is looked at. */
void ends_add(struct ends *e, unsigned place, const char *name, uint32_t inode,
              const struct address *local);
/* Its descriptor is closed: what the kernel still has of it is found by its addresses. */
void ends_close(struct ends *e, const char *name);
/* The same for a socket of this machine that was not looked at before: its addresses are told. */
void ends_leave(struct ends *e, const char *name, const struct address *local,
                const struct address *peer);
/*
 * Looks at a place, and tells the journal what has changed, because of `cause` (NULL: not known). *moving
 * (may be NULL) says whether some end there waits for a segment or a timer to change its state. 0, or -1
 * and errno.
 */
int ends_look(struct ends *e, unsigned place, const char *cause, bool *moving);
/*
 * Calls `row` for each TCP socket of a place whose local or peer port is that of an address, and for what is
 * bound to the address and nothing more, with the name it has or had in the session; NULL: none that is
 * remembered. Nothing is compared and nothing told. 0, or -1 and errno.
 */
int ends_each_at(struct ends *e, unsigned place, const struct address *at,
                 void (*row)(void *closure, const struct diag_row *, const char *name),
                 void *closure);
/* The end of that name ("C", "L/1"), the latest of several; *end is a copy. */
bool ends_find(struct ends *e, const char *name, size_t n, struct end *end);

#endif
