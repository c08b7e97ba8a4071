/*
 * The session's own business: making a call (here or as a job), saying why it failed, stopping.
 */
#include "session/session.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "session/attending.h"
#include "session/capturing.h"
#include "session/drawing.h"
#include "session/explaining.h"
#include "session/interp.h"
#include "session/may_wait.h"
#include "session/stepping.h"
#include "session/verb.h"
#include "session/watching.h"
#include "tables/constants.h"
#include "tables/errnos.h"

/* F_SETSIG makes either the signal of readiness: then it tells what for, and not that the kernel sent it. */
static const char *signal_reason(int number, int code)
{
	if (code <= 0)
		return "a process has sent it";
	return number == SIGURG && code == SI_KERNEL ? "urgent data has come"
	                                             : "a socket with O_ASYNC has become ready";
}

/* SIGURG and SIGIO are news of sockets, whoever the front end is; the rest is its own. On the keeper's
 * thread. */
static void on_signal(void *closure, int number)
{
	struct session *s = closure;
	char text[80];

	if (number != SIGURG && number != SIGIO) {
		s->front.signal(s->front.closure, number);
		return;
	}
	snprintf(text, sizeof(text), "%s: %s", number == SIGURG ? "SIGURG" : "SIGIO",
	         signal_reason(number, s->engine.keeper.signal_code));
	journal_signal(&s->engine.journal, 0, NULL, number, text);
}

static void on_run_over(void *closure)
{
	struct session *s = closure;

	s->front.run_over(s->front.closure);
}

static void on_flush(void *closure)
{
	struct session *s = closure;

	s->front.flush(s->front.closure);
}

static int start_keeper(struct session *s, const struct keeper_events *front)
{
	struct keeper_events events = {on_signal, on_run_over, on_flush, s->also, s};
	size_t n = 0;

	s->front = *front;
	s->also[n++] = SIGURG;
	s->also[n++] = SIGIO;
	for (const int *also = front->also; also && *also && n < 7; also++)
		s->also[n++] = *also;
	return keeper_start(&s->engine.keeper, &s->engine.clock, &events);
}

int session_init(struct session *s, struct sys *sys, size_t journal_slots,
                 const struct keeper_events *events)
{
	memset(s, 0, sizeof(*s));
	s->engine.sys = sys;
	s->engine.clock = clock_real();
	journal_init(&s->engine.journal, &s->engine.clock, journal_slots);
	sockset_init(&s->socks);
	jobs_init(&s->jobs, &s->engine);
	ends_init(&s->ends, &s->engine.journal);
	lab_init(&s->lab, &s->engine.journal, &s->engine.clock, &s->ends);
	s->limit = -1;
	s->run_limit = -1;
	s->folder = -1;
	s->input = -1;
	flight_attach(&s->flight);
	attending_init(s);
	namelist_init(&s->epoll_names);
	pollset_init(&s->polled.set);
	pollset_init(&s->selected.set);
	if (start_keeper(s, events))
		return -1;
	keeper_watch(&s->engine.keeper, &s->flight);
	return 0;
}

static void clear_asked(struct asked *a)
{
	pollset_clear(&a->set);
	bytes_clear(&a->key);
	for (int i = 0; i < 3; i++)
		bytes_clear(&a->shown[i]);
}

bool session_clear(struct session *s)
{
	bool ended;

	for (size_t i = 0; i < s->jobs.all.count; i++) {
		struct job *job = s->jobs.all.item[i];

		if (job->owner)
			result_clear(job->owner);
		free(job->owner);
	}
	ended = jobs_clear(&s->jobs);
	/* a signal may still ask the interpreter to stop, until the keeper is gone */
	keeper_stop(&s->engine.keeper);
	stepping_free(s);
	interp_free(s->interp);
	capturing_free(s->capturing);
	lab_clear(&s->lab);
	ends_clear(&s->ends);
	partings_clear(&s->partings);
	sockset_clear(&s->socks);
	if (s->folder >= 0)
		close(s->folder);
	result_clear(&s->result);
	bytes_clear(&s->problem.message);
	bytes_clear(&s->located);
	bytes_clear(&s->payload);
	bytes_clear(&s->buffer);
	bytes_clear(&s->text);
	bytes_clear(&s->lengths);
	bytes_clear(&s->failure.key);
	bytes_clear(&s->failure.said);
	map_clear(&s->bound_paths);
	clear_asked(&s->polled);
	clear_asked(&s->selected);
	for (size_t i = 0; i < s->iovecs.count; i++)
		iovecs_free(s->iovecs.item[i]);
	vector_clear(&s->iovecs);
	map_clear(&s->iovec_of);
	attending_clear(s);
	if (ended) {
		namelist_clear(&s->epoll_names);
		journal_clear(&s->engine.journal);
		drawing_free(s->drawing);
	}
	return ended;
}

void session_stop(struct session *s, int signal)
{
	if (signal)
		atomic_store(&s->stop_signal, signal);
	else
		atomic_store(&s->run_over, true);
	atomic_store(&s->stop, true);
	interp_cancel(s->interp);
	jobs_wake(&s->jobs);
	wire_wake(&s->lab.wire);
	if (s->jobs.on_done)
		s->jobs.on_done(s->jobs.closure); /* who attends is to look at `stop` */
	session_interrupt(s);
}

void session_interrupt(struct session *s)
{
	keeper_end(&s->engine.keeper, &s->flight);
}

enum outcome session_refuse(struct session *s, const char *format, ...)
{
	va_list ap;

	bytes_reset(&s->problem.message);
	va_start(ap, format);
	bytes_vaddf(&s->problem.message, format, ap);
	va_end(ap);
	s->problem.outcome = OUTCOME_REFUSED;
	return OUTCOME_REFUSED;
}

void session_locate(struct session *s, const char *file, unsigned line)
{
	struct bytes *m = &s->problem.message;
	struct bytes whole = BYTES_INIT;

	if (!file ||
	    (s->located.len && s->located.len == m->len && !memcmp(s->located.data, m->data, m->len)))
		return;
	bytes_addf(&whole, "%s:%u: %s", file, line, bytes_str(m));
	bytes_reset(m);
	bytes_add(m, whole.data, whole.len);
	bytes_reset(&s->located);
	bytes_add(&s->located, whole.data, whole.len);
	bytes_clear(&whole);
}

int64_t session_deadline(struct session *s)
{
	return s->limit < 0 ? INT64_MAX : clock_monotonic(&s->engine.clock) + s->limit;
}

static enum outcome judge_timeout(struct session *s, const struct call *c)
{
	struct bytes *m = &s->problem.message;

	bytes_reset(m);
	bytes_addf(m, "%s: no answer within ", c->row->name);
	text_add_duration(m, s->limit);
	bytes_add_str(m, ": interrupted (EINTR)");
	s->problem.outcome = OUTCOME_TIMED_OUT;
	return OUTCOME_TIMED_OUT;
}

static const char *eai_name(int64_t code)
{
	const struct constant *k = constant_by_value(CONSTANT_EAI, code);

	return k ? k->name : "EAI?";
}

enum outcome session_judge(struct session *s, const struct call *c, int64_t deadline)
{
	struct problem *p = &s->problem;

	if (!call_failed(c))
		return OUTCOME_OK;
	if (c->err == EINTR && atomic_load(&s->stop)) {
		p->outcome = OUTCOME_STOPPED;
		return p->outcome;
	}
	if (c->err == EINTR && c->end >= deadline)
		return judge_timeout(s, c);
	p->outcome = OUTCOME_CALL_FAILED;
	if (c->row->answer == ANSWER_EAI && !c->err) {
		p->name = eai_name(c->ret);
		p->text = gai_strerror((int)c->ret);
	} else {
		p->name = errno_name(c->err);
		p->text = errno_text(c->err);
	}
	bytes_reset(&p->message);
	bytes_addf(&p->message, "%s: %s (%s)", c->row->name, p->name, p->text);
	return p->outcome;
}

/* At a prompt: on a thread of its own, so that the prompt can come back before the answer does. */
static enum outcome call_as_job(struct session *s, struct call *c, int64_t deadline)
{
	struct sock *sock = c->socket ? sockset_find(&s->socks, c->socket, strlen(c->socket)) : NULL;
	int64_t patience = clock_monotonic(&s->engine.clock) + ATTENDING_PATIENCE * CLOCK_MS;
	struct job *job;
	struct bytes name = BYTES_INIT;

	may_wait_forget(s, c);
	job = jobs_start(&s->jobs, c, deadline, false);
	if (!job)
		return session_refuse(s, "%s: no thread for the call: %s", c->row->name, errno_text(errno));
	if (sock)
		sock->jobs++;
	c->row = NULL; /* the job's copy is the call that is made */
	if (c->place != PLACE_HERE)
		watching_job(s, job);
	if (jobs_wait(&s->jobs, job, patience, &s->stop))
		return verb_take_job(s, job);
	if (atomic_load(&s->stop)) {
		jobs_interrupt(job, ENDER_UNKNOWN);
		jobs_wait(&s->jobs, job, INT64_MAX, NULL);
		return verb_take_job(s, job);
	}
	jobs_tell(job);
	bytes_addf(&name, "job%u", job->number);
	result_set(&s->result, name.data, name.len);
	bytes_reset(&name);
	bytes_addf(&name, "%s has not returned yet: it goes on as job%u; interrupt job%u ends it",
	           job->call.row->name, job->number, job->number);
	journal_note(&s->engine.journal, NOTE_REMARK, s->line, job->call.socket, name.data, name.len);
	bytes_clear(&name);
	return OUTCOME_OK;
}

enum outcome session_resolve(struct session *s, struct call *c)
{
	int64_t deadline = session_deadline(s);
	enum outcome o = attending_admit(s, c->row->name);
	struct job *job;
	bool interrupted;

	if (o != OUTCOME_OK)
		return o;
	c->line = s->line;
	job = jobs_start(&s->jobs, c, INT64_MAX, false);
	if (!job)
		return session_refuse(s, "%s: no thread for the call: %s", c->row->name, errno_text(errno));
	job->lent = true;
	if (!attending_job(s, job, deadline, &interrupted)) {
		job->lent = false;
		s->problem.outcome = atomic_load(&s->stop) ? OUTCOME_STOPPED : OUTCOME_TIMED_OUT;
		bytes_reset(&s->problem.message);
		if (!job->number)
			jobs_tell(job);
		bytes_addf(&s->problem.message, "%s: no answer from the resolver; job%u goes on",
		           c->row->name, job->number);
		return s->problem.outcome;
	}
	c->ret = job->call.ret;
	c->err = job->call.err;
	c->end = job->call.end;
	c->ender = job->call.ender;
	c->found = job->call.found;
	job->call.found = NULL;
	memcpy(c->room->list, job->room.list, sizeof(c->room->list));
	memcpy(c->room->value, job->room.value, sizeof(c->room->value));
	jobs_free(&s->jobs, job);
	s->landed++;
	o = session_judge(s, c, deadline);
	if (o != OUTCOME_OK)
		explaining_answer(s, c);
	return o;
}

static inline enum outcome make(struct session *s, struct call *c, int64_t deadline)
{
	if (attending_is_on(s)) {
		if (c->row->may_block)
			return attending_call(s, c, deadline);
		may_wait_forget(s, c);
	}
	engine_call(&s->engine, &s->flight, c, deadline);
	return OUTCOME_OK;
}

enum outcome session_call(struct session *s, struct call *c)
{
	int64_t deadline = c->row->may_block ? session_deadline(s) : INT64_MAX;
	enum outcome o;

	c->line = s->line;
	if (atomic_load_explicit(&s->stop, memory_order_relaxed)) {
		s->problem.outcome = OUTCOME_STOPPED;
		return OUTCOME_STOPPED;
	}
	if (c->row->answer == ANSWER_EAI)
		return session_resolve(s, c);
	if (c->place != PLACE_HERE)
		watching_before(s, c);
	if (s->capturing)
		capturing_expect(s, c);
	if (s->interactive && s->direct && c->row->may_block)
		return call_as_job(s, c, deadline);
	o = make(s, c, deadline);
	if (o != OUTCOME_OK)
		return o;
	if (c->place != PLACE_HERE)
		watching_after(s, c);
	if (s->capturing)
		capturing_follow(s, c);
	if (!explaining_is_due(c))
		return OUTCOME_OK;
	explaining_answer(s, c);
	return session_judge(s, c, deadline);
}

int session_verdict(const struct session *s)
{
	return s->checks_failed ? 1 : 0;
}

void session_point(struct session *s, bool passed, const struct bytes *text, const char *detail)
{
	s->checks++;
	s->checks_failed += !passed;
	journal_check(&s->engine.journal, s->line, s->checks, passed, bytes_str(text), text->len,
	              detail);
}
