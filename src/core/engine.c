/*
 * A call from its first journal line to its last.
 */
#include "core/engine.h"

#include <errno.h>
#include <signal.h>

void engine_finish_call(struct engine *e, struct flight *f, struct call *c, int64_t deadline)
{
	flight_enter(f, deadline);
	if (deadline != INT64_MAX)
		keeper_due(&e->keeper, deadline);
	call_make(c, e->sys, &e->clock);
	flight_leave(f);
	journal_return(&e->journal, c);
	if (c->err == EPIPE && flight_take_signal(SIGPIPE))
		journal_signal(
		    &e->journal, c->line, c->socket, SIGPIPE,
		    "SIGPIPE came with it; sockpit holds the signal off, most programs die of it");
}

void engine_call(struct engine *e, struct flight *f, struct call *c, int64_t deadline)
{
	c->begin = clock_monotonic(&e->clock);
	journal_call(&e->journal, c);
	engine_finish_call(e, f, c, deadline);
}
