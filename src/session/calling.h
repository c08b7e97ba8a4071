/*
 * What the verbs share when they make a call ready.
 */
#ifndef SOCKPIT_SESSION_CALLING_H
#define SOCKPIT_SESSION_CALLING_H

#include "session/verb.h"

/* Starts a call on a socket: its first argument. */
void calling_on(struct session *s, struct call *c, enum call_id id, const struct sock *sock);
/* Gives the socket the call made its name in the session; the result is that name. */
struct sock *calling_adopt(struct session *s, const struct call *c, int i, int family, int type,
                           int protocol);
/* The address the kernel wrote becomes the result, or its next word. */
void calling_add_address(struct session *s, const struct call *c);

#endif
