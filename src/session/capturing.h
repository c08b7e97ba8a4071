/*
 * Capture of the session's own packets on a real interface. The kernel's filter lets through what goes from
 * or to a port the session uses; what turns out to be somebody else's is thrown away. A thread of its own
 * reads; it sleeps while nothing comes.
 */
#ifndef SOCKPIT_SESSION_CAPTURING_H
#define SOCKPIT_SESSION_CAPTURING_H

#include "session/verb.h"

/* Before a call: what is captured from now on may be because of it, and where it sends to, the answer is
 * to be caught too. */
void capturing_expect(struct session *s, const struct call *c);
/* After it: what it sent is in the journal before what comes next. */
void capturing_follow(struct session *s, const struct call *c);
/* A socket's own port may be known now. */
void capturing_meet(struct session *s, const struct sock *sock);
/* Ends a capture, if one runs. */
void capturing_free(struct capturing *c);

extern const struct verb capture_group[];

#endif
