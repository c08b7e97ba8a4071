/*
 * The sockets of a session, by name. A name is a plain word; it is free again once its socket is
 * closed. Looking a name up is O(1) at any number of sockets.
 *
 * One thread owns it. Where it is watched, another may look at the sockets' names, descriptors and kinds
 * while it holds the lock, and ask the kernel about them: they are not closed meanwhile.
 */
#ifndef SOCKPIT_CORE_SOCKSET_H
#define SOCKPIT_CORE_SOCKSET_H

#include <pthread.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/map.h"
#include "base/vector.h"
#include "core/call.h"

/* What was found out about the waiting of calls on a socket (session/may_wait.h). */
struct sock_waits {
	/* when: the number of changes of options there had been, and 1; 0: never */
	uint64_t asked_receiving, asked_sending;
	bool for_more;    /* a receiving call waits for more than POLLIN tells of */
	bool repeatable;  /* one that was ended is the same when it is made again */
	uint32_t promise; /* bytes POLLOUT promises room for: of payload, and what each send adds */
	uint32_t room;    /* how many of the last promise are left */
	uint64_t taken;   /* when that was made: the number of calls that took of no promise */
};

/* One socket: what the session knows of it. The kernel knows the rest. */
struct sock {
	char name[SOCK_NAME_MAX + 1];
	int fd; /* owned: closed with the set, unless taken out before */
	int family, type, protocol;
	unsigned place; /* PLACE_HERE, or the lab's host it was made in */
	unsigned zones; /* whose interfaces its addresses name: the place, also when the lab is gone */
	bool listening;
	bool connected; /* it has, or may have, a peer: connect or accept made it so */
	bool bound;     /* the session has bound it to a port, which it keeps when a connection ends */
	bool shared; /* it has, or may have, a second descriptor, by dup or in another program: what is
	                 * done to that is done to it */
	bool deaf;   /* the session has shut it down for reading */
	bool broken; /* a call that sends or receives has told that the connection failed */
	uint16_t peer_port; /* of TCP, which forgets it with the connection; 0: none */
	size_t parted;      /* how many sockets had been closed when its connect began */
	int last_error;     /* errno of the call on it that failed last; 0: none, or cleared */
	const struct call_row *last_call; /* that call */
	unsigned line;                    /* line of the script that made it; 0: none */
	unsigned jobs;                    /* jobs that use it now */
	struct bytes kept; /* received beyond what expect matched; the next receiver gets it first */
	bool *options_set; /* by option_id: the session has set it; owned, NULL: none */
	size_t index;      /* place in the set's vector */
	uint64_t made;     /* no other one of the set has it, or had it */
	struct sock_waits waits;
	bool leaving; /* it is about to be closed: its descriptor is nobody else's to use */
};

struct sockset {
	struct map by_name;
	struct vector all;  /* struct sock, owned; in no order */
	struct sock *spare; /* memory of one that was closed, for the next; NULL: none */
	unsigned next_auto;
	uint64_t changes;                   /* how often a socket was added or taken out */
	char closed[16][SOCK_NAME_MAX + 1]; /* the names closed last, for a better message */
	unsigned closed_next;
	bool keeping;         /* sockets that are taken out stay in memory: somebody holds them */
	struct vector parted; /* those, owned */
	bool watched;         /* changes take the lock */
	pthread_mutex_t
	    lock; /* guards the members above, and of each socket name, fd, kind, place and leaving */
};

void sockset_init(struct sockset *s);
/* Frees the set. The descriptors are closed with close(2) directly: the session is over. */
void sockset_clear(struct sockset *s);
/* Whether n bytes can be a name: a letter or _, then letters, digits, _ . -, at most 63. */
bool sockset_is_name(const char *name, size_t n);
/* The socket of that name, or NULL. Borrowed. */
struct sock *sockset_find(const struct sockset *s, const char *name, size_t n);
/* Writes the next free automatic name, s1, s2 …, into name. */
void sockset_auto_name(struct sockset *s, char name[SOCK_NAME_MAX + 1]);
/* Adds a socket under a name that is free. The set owns it and the fd. */
struct sock *sockset_add(struct sockset *s, const char *name, int fd, int family, int type,
                         int protocol);
/* Takes a socket out and frees it; the fd is left as it is. */
void sockset_remove(struct sockset *s, struct sock *sock);
/* Sockets that are taken out while one keeps stay in memory, with -1 for their descriptor: somebody who waits
 * still points to them. */
void sockset_keep(struct sockset *s, bool keeping);
/* Frees what was kept. */
void sockset_forget(struct sockset *s);
/* From now on the set may be looked at by another thread. */
void sockset_watch(struct sockset *s);
/* It is in that host of the lab, or on this machine; `zones` as above. */
void sockset_set_place(struct sockset *s, struct sock *sock, unsigned place, unsigned zones);
/* The socket is about to be closed: whoever looks leaves it alone from now on. */
void sockset_leave(struct sockset *s, struct sock *sock);
/* Whether the name was closed lately. */
bool sockset_was_closed(const struct sockset *s, const char *name, size_t n);

#endif
