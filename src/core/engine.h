/*
 * What it takes to make a call and tell of it: the door to the kernel, the clock, the journal and
 * the keeper of time. One engine serves a whole session and all its threads.
 */
#ifndef SOCKPIT_CORE_ENGINE_H
#define SOCKPIT_CORE_ENGINE_H

#include "core/call.h"
#include "core/flight.h"
#include "core/journal.h"
#include "core/keeper.h"
#include "core/sys.h"

struct engine {
	struct sys *sys; /* borrowed */
	struct clock clock;
	struct journal journal;
	struct keeper keeper;
};

/*
 * Makes a call on this thread, under its flight: once, in the journal before and after, ended with
 * EINTR at the deadline (monotonic ns, INT64_MAX: none) or when that was asked for (flight_interrupt,
 * keeper_end). A SIGPIPE that the kernel sends for it becomes a journal event.
 */
void engine_call(struct engine *e, struct flight *f, struct call *c, int64_t deadline);
/*
 * The same, but the call is given up when it has waited for `patience` ns: false then, and the journal has its
 * beginning alone. Who made it makes it again (engine_finish_call), so it must be one that leaves nothing
 * behind when it ends with EINTR.
 */
bool engine_try_call(struct engine *e, struct flight *f, struct call *c, int64_t deadline,
                     int64_t patience);
/* The second half of engine_call, for a call whose beginning is in the journal already. */
void engine_finish_call(struct engine *e, struct flight *f, struct call *c, int64_t deadline);

#endif
