/*
 * Waiting that attends. A call becomes a job and time a thread that sleeps, so that the session's own
 * thread is free for whoever brings commands; what can be seen not to block is done at once.
 */
#include "session/attending.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "session/interp.h"
#include "session/may_wait.h"
#include "session/watching.h"
#include "tables/errnos.h"

/* One wait, on the stack of who waits. */
struct attending {
	struct attending *outer;
	struct session *session;
	struct job *job;              /* it is over when this one is done; NULL: no job */
	bool (*ready)(void *closure); /* or when this says so; NULL: nothing to ask */
	void *closure;
	/* or when this, on a thread of its own, has returned, which it does when `left` is set and `wake` was
	 * called; NULL: nothing */
	void (*watch)(struct attending *);
	void (*wake)(struct attending *);
	pthread_t thread;
	atomic_bool left, over, interrupted;
	int64_t until; /* for `watch`: monotonic ns */
	/* for that of the wire */
	uint64_t *from, found;
	bool (*look)(void *closure, const struct frame *);
};

void attending_init(struct session *s)
{
	pthread_mutex_init(&s->attends.lock, NULL);
}

void attending_clear(struct session *s)
{
	pthread_mutex_destroy(&s->attends.lock);
}

/* Putting aside ---------------------------------------------------------------------------------- */

/* What other commands would change under the one that waits: where it is, its answer, and the scratch its
 * call points into. */
struct aside {
	const char *file;
	unsigned line;
	bool direct;
	struct result result;
	struct problem problem;
	struct bytes located, payload, buffer, text, lengths;
	struct call_room room;
	struct value_bytes value;
	char new_name[2][SOCK_NAME_MAX + 1];
	struct asked polled, selected;
	struct interp_aside *interp;
};

static void move_bytes(struct bytes *to, struct bytes *from)
{
	*to = *from;
	bytes_init(from);
}

static void move_asked(struct asked *to, struct asked *from)
{
	*to = *from;
	memset(from, 0, sizeof(*from));
	pollset_init(&from->set);
}

static struct aside *put_aside(struct session *s)
{
	struct aside *a = memory_new(sizeof(*a));

	a->file = s->file;
	a->line = s->line;
	a->direct = s->direct;
	a->result = s->result;
	memset(&s->result, 0, sizeof(s->result));
	a->problem = s->problem;
	memset(&s->problem, 0, sizeof(s->problem));
	move_bytes(&a->located, &s->located);
	move_bytes(&a->payload, &s->payload);
	move_bytes(&a->buffer, &s->buffer);
	move_bytes(&a->text, &s->text);
	move_bytes(&a->lengths, &s->lengths);
	a->room = s->room;
	a->value = s->value;
	memcpy(a->new_name, s->new_name, sizeof(a->new_name));
	move_asked(&a->polled, &s->polled);
	move_asked(&a->selected, &s->selected);
	a->interp = interp_put_aside(s);
	return a;
}

static void give_bytes(struct bytes *to, const struct bytes *from)
{
	bytes_clear(to);
	*to = *from;
}

static void give_asked(struct asked *to, const struct asked *from)
{
	pollset_clear(&to->set);
	bytes_clear(&to->key);
	for (int i = 0; i < 3; i++)
		bytes_clear(&to->shown[i]);
	*to = *from;
}

static void take_up(struct session *s, struct aside *a)
{
	s->file = a->file;
	s->line = a->line;
	s->direct = a->direct;
	result_clear(&s->result);
	s->result = a->result;
	bytes_clear(&s->problem.message);
	s->problem = a->problem;
	give_bytes(&s->located, &a->located);
	give_bytes(&s->payload, &a->payload);
	give_bytes(&s->buffer, &a->buffer);
	give_bytes(&s->text, &a->text);
	give_bytes(&s->lengths, &a->lengths);
	s->room = a->room;
	s->value = a->value;
	memcpy(s->new_name, a->new_name, sizeof(s->new_name));
	give_asked(&s->polled, &a->polled);
	give_asked(&s->selected, &a->selected);
	interp_take_up(s, a->interp);
	free(a);
}

/* One wait --------------------------------------------------------------------------------------- */

/* Whoever attends is to ask again. Any thread. */
static void nudge(struct session *s)
{
	if (s->jobs.on_done)
		s->jobs.on_done(s->jobs.closure);
}

static void *watch(void *closure)
{
	struct attending *w = closure;

	w->watch(w);
	atomic_store(&w->over, true);
	if (!atomic_load(&w->left))
		nudge(w->session);
	return NULL;
}

static bool is_over(void *closure)
{
	struct attending *w = closure;

	return (w->job && atomic_load(&w->job->done)) || atomic_load(&w->over) ||
	       atomic_load(&w->interrupted) || (w->ready && w->ready(w->closure));
}

static void enter(struct session *s, struct attending *w)
{
	s->attends.depth++;
	/* a socket that is closed meanwhile is still pointed to by who waits for it */
	sockset_keep(&s->socks, true);
	pthread_mutex_lock(&s->attends.lock);
	w->outer = s->attends.inner;
	s->attends.inner = w;
	pthread_mutex_unlock(&s->attends.lock);
}

static void leave(struct session *s, struct attending *w)
{
	pthread_mutex_lock(&s->attends.lock);
	s->attends.inner = w->outer;
	pthread_mutex_unlock(&s->attends.lock);
	sockset_keep(&s->socks, --s->attends.depth);
}

/* Lets others be done until it is over. False: it could not begin. */
static bool attend(struct session *s, struct attending *w)
{
	struct aside *aside;

	w->session = s;
	if (w->watch && pthread_create(&w->thread, NULL, watch, w))
		return false;
	enter(s, w);
	aside = put_aside(s);
	s->attend(s, is_over, w);
	take_up(s, aside);
	leave(s, w);
	if (w->watch) {
		atomic_store(&w->left, true);
		w->wake(w);
		pthread_join(w->thread, NULL);
	}
	return true;
}

enum outcome attending_admit(struct session *s, const char *who)
{
	if (!attending_is_on(s) || s->attends.depth < ATTENDING_DEEPEST)
		return OUTCOME_OK;
	return session_refuse(s,
	                      "%s: %d commands wait already, one inside the other: expected one of "
	                      "them to end before (Ctrl-C ends the innermost)",
	                      who, ATTENDING_DEEPEST);
}

bool attending_holds(const struct session *s, const struct job *job)
{
	/* only this thread changes the list */
	for (const struct attending *w = s->attends.inner; w; w = w->outer)
		if (w->job == job)
			return true;
	return false;
}

bool attending_is_nested(struct session *s)
{
	bool nested;

	pthread_mutex_lock(&s->attends.lock);
	nested = s->attends.inner;
	pthread_mutex_unlock(&s->attends.lock);
	return nested;
}

bool attending_interrupt(struct session *s)
{
	/* only this thread changes the list */
	struct attending *w = s->attends.inner;

	if (!w)
		return false;
	if (w->job && w->job->call.row->answer != ANSWER_EAI)
		return jobs_interrupt(w->job, ENDER_KEY);
	atomic_store(&w->interrupted, true);
	nudge(s);
	return true;
}

enum outcome attending_eintr(struct session *s, const char *who)
{
	struct problem *p = &s->problem;

	p->outcome = atomic_load(&s->stop) ? OUTCOME_STOPPED : OUTCOME_CALL_FAILED;
	p->name = errno_name(EINTR);
	p->text = errno_text(EINTR);
	bytes_reset(&p->message);
	bytes_addf(&p->message, "%s: %s (%s)", who, p->name, p->text);
	return p->outcome;
}

/* Time ------------------------------------------------------------------------------------------- */

static int64_t now(struct session *s)
{
	return clock_monotonic(&s->engine.clock);
}

static bool sleep_until(struct session *s, int64_t until)
{
	struct timespec t = {.tv_sec = until / CLOCK_S, .tv_nsec = until % CLOCK_S};
	int err = 0;

	flight_enter(&s->flight, INT64_MAX);
	if (!atomic_load(&s->stop))
		err = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
	flight_leave(&s->flight);
	return !err && !atomic_load(&s->stop);
}

static void watch_time(struct attending *w)
{
	jobs_wait(&w->session->jobs, NULL, w->until, &w->left);
}

static void wake_time(struct attending *w)
{
	jobs_wake(&w->session->jobs);
}

bool attending_until(struct session *s, int64_t since, int64_t until)
{
	int64_t patience = since + ATTENDING_PATIENCE * CLOCK_MS;
	struct attending w = {.until = until, .watch = watch_time, .wake = wake_time};

	if (!attending_is_on(s) || until <= patience)
		return sleep_until(s, until);
	if (now(s) < patience && !sleep_until(s, patience))
		return false;
	if (!attend(s, &w))
		return sleep_until(s, until);
	return !atomic_load(&w.interrupted) && !atomic_load(&s->stop) && now(s) >= until;
}

bool attending_pause(struct session *s, bool (*ready)(void *closure), void *closure)
{
	struct attending w = {.ready = ready, .closure = closure};

	attend(s, &w);
	return !atomic_load(&w.interrupted) && !atomic_load(&s->stop) && ready(closure);
}

/* Jobs and calls --------------------------------------------------------------------------------- */

static void tell_job(struct session *s, struct job *job)
{
	struct bytes text = BYTES_INIT;

	jobs_tell(job);
	bytes_addf(&text,
	           "%s has not returned yet: the command waits for it as job%u; interrupt job%u ends "
	           "it",
	           job->call.row->name, job->number, job->number);
	journal_note(&s->engine.journal, NOTE_REMARK, s->line, job->call.socket, text.data, text.len);
	bytes_clear(&text);
}

bool attending_job(struct session *s, struct job *job, int64_t deadline, bool *interrupted)
{
	struct attending w = {.job = job, .until = deadline};
	int64_t patience = now(s) + ATTENDING_PATIENCE * CLOCK_MS;

	*interrupted = false;
	if (!attending_is_on(s) || deadline <= patience)
		return jobs_wait(&s->jobs, job, deadline, &s->stop);
	if (jobs_wait(&s->jobs, job, patience, &s->stop))
		return true;
	if (!job->number && !atomic_load(&s->stop))
		tell_job(s, job);
	if (deadline != INT64_MAX) {
		w.watch = watch_time;
		w.wake = wake_time;
	}
	if (!atomic_load(&s->stop) && !attend(s, &w))
		return jobs_wait(&s->jobs, job, deadline, &s->stop);
	*interrupted = atomic_load(&w.interrupted) && !atomic_load(&job->done);
	return atomic_load(&job->done);
}

/* Waits for a job whose call keeps to its deadline, or to a stop, by itself. Others are done meanwhile once its
 * call has waited too long for patience. */
static void await(struct session *s, struct job *job)
{
	struct attending w = {.job = job};
	int64_t patience = job->since + ATTENDING_PATIENCE * CLOCK_MS;

	if (!jobs_wait(&s->jobs, job, patience, &s->stop) && !atomic_load(&s->stop)) {
		tell_job(s, job);
		attend(s, &w);
	}
	/* told to stop, or whoever attends has gone */
	if (!atomic_load(&job->done)) {
		jobs_interrupt(job, ENDER_UNKNOWN);
		jobs_wait(&s->jobs, job, INT64_MAX, NULL);
	}
}

/* A call on a thread of its own. */
static enum outcome attend_call(struct session *s, struct call *c, struct sock *sock,
                                struct job *job)
{
	job->lent = true;
	if (sock)
		sock->jobs++;
	if (c->place != PLACE_HERE)
		watching_job(s, job);
	await(s, job);
	if (sock)
		sock->jobs--;
	jobs_give_back(job, c);
	jobs_free(&s->jobs, job);
	s->landed++;
	return OUTCOME_OK;
}

/* Makes it here as long as nobody need wait for that. */
static enum outcome try_call(struct session *s, struct call *c, int64_t deadline, struct sock *sock)
{
	struct job *job;

	if (engine_try_call(&s->engine, &s->flight, c, deadline, ATTENDING_PATIENCE * CLOCK_MS))
		return OUTCOME_OK;
	job = jobs_go_on(&s->jobs, c, deadline);
	if (job)
		return attend_call(s, c, sock, job);
	/* there is no thread for it */
	engine_finish_call(&s->engine, &s->flight, c, deadline);
	return OUTCOME_OK;
}

enum outcome attending_call(struct session *s, struct call *c, int64_t deadline)
{
	struct sock *sock = c->socket ? sockset_find(&s->socks, c->socket, strlen(c->socket)) : NULL;
	enum waiting waits = attending_is_on(s) ? may_wait(s, c, sock) : WAITS_NOT;
	struct job *job;
	enum outcome o;

	if (waits == WAITS_NOT) {
		engine_call(&s->engine, &s->flight, c, deadline);
		return OUTCOME_OK;
	}
	if (waits == WAITS_MAYBE)
		return try_call(s, c, deadline, sock);
	o = attending_admit(s, c->row->name);
	if (o != OUTCOME_OK)
		return o;
	job = jobs_start(&s->jobs, c, deadline, false);
	if (job)
		return attend_call(s, c, sock, job);
	return session_refuse(s, "%s: no thread for the call: %s", c->row->name, errno_text(errno));
}

/* The wire --------------------------------------------------------------------------------------- */

static void watch_wire(struct attending *w)
{
	w->found = wire_wait(&w->session->lab.wire, w->from, w->look, w->closure, w->until, &w->left);
}

static void wake_wire(struct attending *w)
{
	wire_wake(&w->session->lab.wire);
}

uint64_t attending_wire(struct session *s, uint64_t *from,
                        bool (*look)(void *closure, const struct frame *), void *closure,
                        int64_t deadline, bool *interrupted)
{
	int64_t patience = now(s) + ATTENDING_PATIENCE * CLOCK_MS;
	uint64_t at = *from;
	struct attending w = {.closure = closure,
	                      .until = deadline,
	                      .watch = watch_wire,
	                      .wake = wake_wire,
	                      .from = &at,
	                      .look = look};
	uint64_t found;

	*interrupted = false;
	if (!attending_is_on(s) || deadline <= patience)
		return wire_wait(&s->lab.wire, from, look, closure, deadline, &s->stop);
	found = wire_wait(&s->lab.wire, from, look, closure, patience, &s->stop);
	if (found || atomic_load(&s->stop))
		return found;
	at = *from;
	if (!attend(s, &w))
		return wire_wait(&s->lab.wire, from, look, closure, deadline, &s->stop);
	/* another wait may have gone further meanwhile */
	if (at > *from)
		*from = at;
	*interrupted = !w.found && atomic_load(&w.interrupted);
	return w.found;
}
