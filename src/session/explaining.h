/*
 * What a session remembers of failed calls, and what it says of them. The words are in the tables
 * (tables/explanations.h); which of them are true here and now is what facts.h finds out.
 */
#ifndef SOCKPIT_SESSION_EXPLAINING_H
#define SOCKPIT_SESSION_EXPLAINING_H

#include "session/session.h"

/* Whether there is something to say of a call that is over: it has failed, or received nothing. */
static inline bool explaining_is_due(const struct call *c)
{
	return call_failed(c) || (!c->ret && c->row->direction == CALL_RECEIVES);
}

/*
 * A call has failed, or a receiving one has answered 0: remembers its errno, for the session and for its
 * socket, and puts a line of plain words into the journal when the tables have one.
 */
void explaining_answer(struct session *s, const struct call *c);

#endif
