/*
 * Waiting that attends: while a command waits, others may be done on the same thread, brought by a front
 * end (`attend` of session.h). What the waiting one needs of the session is put aside meanwhile. Waits lie
 * one inside the other: one that is over goes on when those begun after it are over, too.
 */
#ifndef SOCKPIT_SESSION_ATTENDING_H
#define SOCKPIT_SESSION_ATTENDING_H

#include "lab/frames.h"
#include "session/session.h"

enum {
	ATTENDING_DEEPEST = 16,  /* waits, one inside the other */
	ATTENDING_PATIENCE = 50, /* ms a command waits before others may be done */
};

/* Whether waits of this session attend. Where they do not, what is below waits just the same. */
static inline bool attending_is_on(const struct session *s)
{
	return s->interactive && s->attend;
}

/* Whether another wait may begin; the refusal says that too many have. `who` is the verb. */
enum outcome attending_admit(struct session *s, const char *who);
/*
 * Makes a call that may block; its answer is in it as if engine_call had made it here. A refusal: it was not
 * made. Told to stop, or interrupted, it answers EINTR.
 */
enum outcome attending_call(struct session *s, struct call *c, int64_t deadline);
/* jobs_wait, attending: whether the job is done by the deadline. *interrupted: it is not, and not to be
 * waited for, since nothing ends its call (getaddrinfo(3)). */
bool attending_job(struct session *s, struct job *job, int64_t deadline, bool *interrupted);
/* Sleeps until `until` (monotonic ns); false when it was interrupted before. `since` is when the command
 * began to wait. */
bool attending_until(struct session *s, int64_t since, int64_t until);
/* wire_wait, attending; *interrupted: it is over because of that. */
uint64_t attending_wire(struct session *s, uint64_t *from,
                        bool (*look)(void *closure, const struct frame *), void *closure,
                        int64_t deadline, bool *interrupted);
/* Lets commands be done until `ready` says so. False: it was interrupted, or the session is to stop. */
bool attending_pause(struct session *s, bool (*ready)(void *closure), void *closure);

/* What a wait that was interrupted means for its command: EINTR, or the session is to stop. */
enum outcome attending_eintr(struct session *s, const char *who);
/* Whether a command lets others be done at this moment. Any thread. */
bool attending_is_nested(struct session *s);
/* Whether somebody waits for the job already. */
bool attending_holds(const struct session *s, const struct job *job);
/* Ends the innermost wait, as `interrupt` ends a call: it then answers EINTR. Whether there was one. Takes up to
 * a second where its call does not end. */
bool attending_interrupt(struct session *s);

void attending_init(struct session *s);
void attending_clear(struct session *s);

#endif
