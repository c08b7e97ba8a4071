/*
 * The state of a socket as the kernel tells it: of TCP through TCP_INFO (tcp(7)), of others from what
 * they answer about themselves. These are the observer's own calls: they are not in the journal.
 */
#ifndef SOCKPIT_WATCH_STATE_H
#define SOCKPIT_WATCH_STATE_H

#include <stdbool.h>

#include "core/sockset.h"
#include "core/sys.h"

struct state {
	const char *name;   /* "ESTABLISHED"; LISTEN, CONNECTED, UNCONNECTED of other sockets */
	const char *source; /* "tcp_info", "getsockopt", "getpeername" */
};

/* 0, or -1 and errno. The strings are static. */
int state_read(struct sys *sys, const struct sock *sock, struct state *state);
/* Of a TCP listener: connections that wait to be accepted, and how many may. 0, or -1 and errno. */
int state_backlog(struct sys *sys, const struct sock *sock, int *waiting, int *most);
/* Whether a word is a state a socket can be in; *name is its usual spelling. */
bool state_by_name(const char *word, size_t n, const char **name);

#endif
