/*
 * A call from its first journal line to its last.
 */
#include "core/engine.h"

#include <errno.h>
#include <signal.h>

/* False: it was to be given up at the deadline, and was. */
static bool make(struct engine *e, struct flight *f, struct call *c, int64_t deadline,
                 bool to_give_up)
{
	bool ended;

	flight_enter(f, deadline);
	if (deadline != INT64_MAX)
		keeper_due(&e->keeper, deadline);
	call_make(c, e->sys, &e->clock);
	c->ender = c->end >= deadline ? ENDER_LIMIT : ENDER_UNKNOWN;
	ended = flight_leave(f);
	if (to_give_up && ended && c->err == EINTR && !flight_end_was_wished(f))
		return false;
	journal_return(&e->journal, c);
	if (c->err == EPIPE && flight_take_signal(SIGPIPE))
		journal_signal(
		    &e->journal, c->line, c->socket, SIGPIPE,
		    "SIGPIPE came with it; sockpit holds the signal off, most programs die of it");
	return true;
}

void engine_finish_call(struct engine *e, struct flight *f, struct call *c, int64_t deadline)
{
	make(e, f, c, deadline, false);
}

static inline void begin(struct engine *e, struct call *c)
{
	c->begin = clock_monotonic(&e->clock);
	journal_call(&e->journal, c);
}

void engine_call(struct engine *e, struct flight *f, struct call *c, int64_t deadline)
{
	begin(e, c);
	engine_finish_call(e, f, c, deadline);
}

bool engine_try_call(struct engine *e, struct flight *f, struct call *c, int64_t deadline,
                     int64_t patience)
{
	int64_t until;

	begin(e, c);
	until = c->begin + patience;
	return until < deadline ? make(e, f, c, until, true) : make(e, f, c, deadline, false);
}
