/*
 * What the files of facts share. Internal to src/session/.
 */
#ifndef SOCKPIT_SESSION_FACTS_PARTS_H
#define SOCKPIT_SESSION_FACTS_PARTS_H

#include "session/facts.h"

/* Whether the family is one of IP. */
bool facts_is_inet(int family);
/* The address of the socket's own end; false: the kernel tells none. */
bool facts_own_address(struct session *s, const struct sock *sock, struct address *a);
/* Whether two addresses with one port stand in each other's way: they are of one host, or one is any. */
bool facts_meet(const struct address *a, const struct address *b);
/* Appends how the other end of the call's connection was closed; false: the session did not have it, or has it
 * still. */
bool facts_add_parting(struct inquiry *q);

#endif
