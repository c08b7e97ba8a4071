/*
 * Whether a call may wait, as far as can be known before it is made.
 */
#ifndef SOCKPIT_SESSION_MAY_WAIT_H
#define SOCKPIT_SESSION_MAY_WAIT_H

#include "session/session.h"

enum waiting {
	WAITS_NOT,   /* it returns by itself */
	WAITS_MAYBE, /* nobody knows: ended with EINTR and made again it is the same call */
	WAITS        /* it may well wait, and can be made but once */
};

/*
 * The socket is the call's own, NULL when it has none. What is told wrongly costs a thread where none is needed,
 * or holds the prompt up as long as the call takes; it is the same call.
 */
enum waiting may_wait(struct session *s, const struct call *c, struct sock *sock);
/* A call is about to be made without being asked about, or was made on another thread: what was known of waiting is
 * forgotten where it changes that. */
void may_wait_forget(struct session *s, const struct call *c);

#endif
