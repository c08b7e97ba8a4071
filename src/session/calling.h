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
/* Gives a descriptor that came in a control message its name; nobody said what kind of socket it is, if
 * it is one. */
void calling_adopt_received(struct session *s, const struct call *c, const char *name, int fd);
/* The socket has, or may have, that peer from now on. */
void calling_meet_peer(struct sock *sock, const struct address *peer);
/* The flags of a value as a list: "POLLIN POLLHUP", "" for 0. Appended. */
void calling_add_flags(struct bytes *out, enum constant_set set, int64_t value);
/* Says so where what came was thrown away and only counted. */
void calling_tell_discarded(struct session *s, const struct call *c);
/* The address the kernel wrote becomes the result, or its next word. */
void calling_add_address(struct session *s, const struct call *c);

#endif
