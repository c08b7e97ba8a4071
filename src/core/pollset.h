/*
 * Descriptors that poll(2) or select(2) asks about, with the names of their sockets. A set is filled once
 * and asked about as often as one likes.
 */
#ifndef SOCKPIT_CORE_POLLSET_H
#define SOCKPIT_CORE_POLLSET_H

#include <poll.h>
#include <sys/select.h>

#include "base/bytes.h"

/* The three sets of select(2), in the order of its arguments. */
enum { POLLSET_READ, POLLSET_WRITE, POLLSET_EXCEPT, POLLSET_SETS };

struct pollset {
	struct pollfd *fd; /* owned */
	uint32_t *name;    /* owned: where in `names` each one's begins */
	size_t count, cap;
	struct bytes names; /* each ended by NUL */
	int most;           /* the largest descriptor; -1: none */
	/* those below FD_SETSIZE by what they are asked: POLLIN, POLLOUT, or anything else */
	fd_set bits[POLLSET_SETS];
};

void pollset_init(struct pollset *p);
void pollset_clear(struct pollset *p);
/* Forgets what is in it, keeps the storage. */
void pollset_reset(struct pollset *p);
void pollset_add(struct pollset *p, int fd, short events, const char *name);
/* Which of select's sets a descriptor is in. */
static inline int pollset_set_of(const struct pollfd *one)
{
	return one->events == POLLIN    ? POLLSET_READ
	       : one->events == POLLOUT ? POLLSET_WRITE
	                                : POLLSET_EXCEPT;
}
/* A copy on the heap; pollset_clear and free(3) end it. */
struct pollset *pollset_copy(const struct pollset *p);
/* The name of descriptor i. Borrowed. */
const char *pollset_name(const struct pollset *p, size_t i);

#endif
