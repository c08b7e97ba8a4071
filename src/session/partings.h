/*
 * How the TCP sockets of a session were closed: what their other ends are told of it later. The kernel forgets
 * it with the socket, so that it is asked just before close(2).
 */
#ifndef SOCKPIT_SESSION_PARTINGS_H
#define SOCKPIT_SESSION_PARTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/address.h"
#include "core/sockset.h"

struct parting {
	char name[SOCK_NAME_MAX + 1];
	unsigned place;
	struct address local, peer; /* peer.len 0: it listened */
	int unread;                 /* bytes that had come and were not received */
	bool aborted;               /* SO_LINGER {1 0} */
};

/* The last of them, in a ring. */
struct partings {
	struct parting *ring; /* owned; NULL: none yet */
	size_t count;         /* of all there were */
	bool lingering;       /* SO_LINGER was set on some socket: it is worth asking for */
};

/* Frees them. */
void partings_clear(struct partings *p);
/* A socket is about to be closed: asks what is to be known of it. NULL: it is no connection or listener of TCP.
 * Borrowed, until the next is added. */
const struct parting *partings_add(struct partings *p, struct sys *sys, const struct sock *sock);
/* The i-th, the one closed last being 0; NULL: there were no more, or it is forgotten. Borrowed. */
const struct parting *partings_at(const struct partings *p, size_t i);
/* Whether none was forgotten. */
bool partings_are_all(const struct partings *p);

#endif
