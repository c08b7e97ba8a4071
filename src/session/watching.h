/*
 * What the session does so that states are seen: of sockets in the lab around each call, of others when
 * somebody asks.
 */
#ifndef SOCKPIT_SESSION_WATCHING_H
#define SOCKPIT_SESSION_WATCHING_H

#include "session/verb.h"
#include "watch/state.h"

/* Around a call on a socket of the lab: what it puts on the wire is on it, and what it changes is told,
 * when watching_after returns. */
void watching_before(struct session *s, const struct call *c);
void watching_after(struct session *s, const struct call *c);
/* The same for a call that was handed to a job: it is in the kernel when this returns, or over. */
void watching_job(struct session *s, struct job *job);
/* Something was done to the wire: calls of jobs that it ended are over when this returns. */
void watching_settle(struct session *s);
/* A socket of the lab has got its name. */
void watching_adopt(struct session *s, const struct sock *sock);
/* A connection of this machine is about to be closed: its addresses find it afterwards. */
void watching_remember(struct session *s, const struct sock *sock, const struct address *local,
                       const struct address *peer);
/* A descriptor is closed. */
void watching_close(struct session *s, const struct sock *sock);

/* Every TCP socket of this machine's that listens or is connected is looked at from now on, when somebody
 * asks. */
void watching_meet(struct session *s);

/* Something that has a state: a socket, or a connection no descriptor of ours leads to. */
struct watched {
	struct sock *sock; /* NULL: it is none */
	char name[SOCK_NAME_MAX + 16];
	unsigned place;
};
/* What a word names: an open socket, one that was closed, a connection at a listener ("L/1"). */
enum outcome watching_find(struct session *s, const struct verb *v, struct word w,
                           struct watched *watched);
/* Its state now. `end` (may be NULL) is filled in where sock_diag knows it, else end->order is 0. 0, or -1
 * and errno. */
int watching_state(struct session *s, const struct watched *w, struct state *state,
                   struct end *end);

#endif
