/*
 * Facts about the session itself: what it has done to the call.
 */
#include <signal.h>

#include "session/facts_parts.h"

/* What ends the whole session, or the command at a prompt; false: nothing does. */
static bool add_stop(struct inquiry *q)
{
	int number = atomic_load(&q->s->stop_signal);

	if (!atomic_load(&q->s->stop))
		return false;
	if (number == SIGINT)
		bytes_add_str(q->out, "Ctrl-C (SIGINT) asked for it");
	else if (number)
		bytes_addf(q->out, "SIG%s asked for it", sigabbrev_np(number));
	else if (atomic_load(&q->s->run_over))
		bytes_add_str(q->out, "--timeout asked for it, its time was over");
	return number || atomic_load(&q->s->run_over);
}

static bool add_ender(struct inquiry *q)
{
	switch (q->c->ender) {
	case ENDER_INTERRUPT:
		bytes_addf(q->out, "interrupt job%u asked for it", q->c->job);
		return true;
	case ENDER_KEY:
		bytes_add_str(q->out, "Ctrl-C asked for it");
		return true;
	case ENDER_LIMIT:
		bytes_add_str(q->out, "timeout asked for it, its time was over");
		return true;
	default:
		return add_stop(q);
	}
}

enum fact fact_interrupted(struct inquiry *q)
{
	bytes_add_str(q->out, "the signal was this session's own: ");
	if (add_ender(q))
		return FACT_ADDS;
	bytes_reset(q->out);
	return FACT_NONE;
}
