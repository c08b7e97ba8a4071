/*
 * A call from its first journal line to its last.
 */
#include "core/engine.h"

#include <errno.h>
#include <signal.h>

/* Whether it was ended before it returned by itself. */
static inline bool fly(struct engine *e, struct flight *f, struct call *c, int64_t deadline)
{
	flight_enter(f, deadline);
	if (deadline != INT64_MAX)
		keeper_due(&e->keeper, deadline);
	call_make(c, e->sys, &e->clock);
	c->ender = c->end >= deadline ? ENDER_LIMIT : ENDER_UNKNOWN;
	return flight_leave(f);
}

static inline void tell_return(struct engine *e, const struct call *c)
{
	journal_return(&e->journal, c);
	if (c->err == EPIPE && flight_take_signal(SIGPIPE))
		journal_signal(
		    &e->journal, c->line, c->socket, SIGPIPE,
		    "SIGPIPE came with it; sockpit holds the signal off, most programs die of it");
}

void engine_finish_call(struct engine *e, struct flight *f, struct call *c, int64_t deadline)
{
	fly(e, f, c, deadline);
	tell_return(e, c);
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
	bool ended;

	begin(e, c);
	until = c->begin + patience;
	if (deadline <= until) {
		engine_finish_call(e, f, c, deadline);
		return true;
	}
	ended = fly(e, f, c, until);
	if (ended && c->err == EINTR && !flight_end_was_wished(f))
		return false;
	tell_return(e, c);
	return true;
}
