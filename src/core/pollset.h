/*
 * Descriptors that poll(2) or select(2) asks about, with the names of their sockets. A set is filled once
 * and asked about as often as one likes.
 */
#ifndef SOCKPIT_CORE_POLLSET_H
#define SOCKPIT_CORE_POLLSET_H

#include <poll.h>

#include "base/bytes.h"

struct pollset {
	struct pollfd *fd; /* owned */
	uint32_t *name;    /* owned: where in `names` each one's begins */
	size_t count, cap;
	struct bytes names; /* each ended by NUL */
	int most;           /* the largest descriptor; -1: none */
};

void pollset_init(struct pollset *p);
void pollset_clear(struct pollset *p);
/* Forgets what is in it, keeps the storage. */
void pollset_reset(struct pollset *p);
void pollset_add(struct pollset *p, int fd, short events, const char *name);
/* A copy on the heap; pollset_clear and free(3) end it. */
struct pollset *pollset_copy(const struct pollset *p);
/* The name of descriptor i. Borrowed. */
const char *pollset_name(const struct pollset *p, size_t i);

#endif
