/*
 * Calls that block: made on a thread of their own, waited for, interrupted, limited in time.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/text.h"
#include "session/attending.h"
#include "session/may_wait.h"
#include "session/verb.h"
#include "session/capturing.h"
#include "session/watching.h"
#include "tables/errnos.h"

static void set_job_result(struct session *s, const struct job *job)
{
	char name[32];

	snprintf(name, sizeof(name), "job%u", job->number);
	result_set_str(&s->result, name);
}

static enum outcome start(struct session *s, const struct verb *v, struct bound *b)
{
	struct sock *sock;
	struct job *job;
	struct call c;
	enum outcome o;

	c.row = NULL;
	c.found = NULL;
	o = v->prepare(s, b, &c);
	if (o != OUTCOME_OK)
		return o;
	if (!c.row)
		return session_refuse(s, "async: nothing to wait for: what expect left is there already");
	c.owner = v;
	c.line = s->line;
	if (c.place != PLACE_HERE)
		watching_before(s, &c);
	if (s->capturing)
		capturing_expect(s, &c);
	may_wait_forget(s, &c);
	job = jobs_start(&s->jobs, &c, session_deadline(s), true);
	if (!job) {
		session_refuse(s, "async: no thread for the call: %s", errno_text(errno));
		call_clear(&c);
		return OUTCOME_REFUSED;
	}
	sock = c.socket ? sockset_find(&s->socks, c.socket, strlen(c.socket)) : NULL;
	if (sock)
		sock->jobs++;
	if (c.place != PLACE_HERE)
		watching_job(s, job);
	if (s->capturing && sock)
		capturing_meet(s, sock);
	set_job_result(s, job);
	return OUTCOME_OK;
}

/* PHP's functions with variables: by the time the call is over, the procedure they are in may be, too. */
static enum outcome refuse_job(struct session *s, const struct verb *v)
{
	static const char prefix[] = "socket_";
	const char *bare = v->name + sizeof(prefix) - 1;

	if (strcmp(v->family, "php") || !(v->flags & VERB_EVALUATES))
		return session_refuse(
		    s,
		    "async: %s is not one call that could block: expected accept, connect, "
		    "send, recv …",
		    v->name);
	if (verb_find(bare, strlen(bare)))
		return session_refuse(s,
		                      "async: %s sets variables, which a job cannot: expected %s, whose "
		                      "result wait gives",
		                      v->name, bare);
	return session_refuse(s, "async: %s sets variables, which a job cannot", v->name);
}

static enum outcome run_async(struct session *s, struct bound *b)
{
	const struct word *words = b->arg[0].rest.first;
	const struct verb *v = verb_find(words[0].s, words[0].n);
	struct bound inner;
	enum outcome o;

	if (!v)
		return verb_refuse_unknown(s, words[0].s, words[0].n);
	if (!v->prepare)
		return refuse_job(s, v);
	o = verb_bind(s, v, words, b->arg[0].rest.count, &inner);
	inner.is_job = true;
	if (o == OUTCOME_OK)
		o = start(s, v, &inner);
	verb_unbind(&inner);
	return o;
}

static enum outcome run_wait(struct session *s, struct bound *b)
{
	struct job *job = b->arg[0].job;
	int64_t deadline = INT64_MAX;
	struct bytes limit = BYTES_INIT;
	enum outcome o = attending_admit(s, "wait");
	bool interrupted;

	if (o != OUTCOME_OK)
		return o;
	if (attending_holds(s, job))
		return session_refuse(s, "wait: a command that goes on afterwards waits for job%u already",
		                      job->number);
	if (b->opt[0].present)
		deadline = clock_monotonic(&s->engine.clock) + b->opt[0].number;
	if (attending_job(s, job, deadline, &interrupted))
		return verb_take_job(s, job);
	if (interrupted || atomic_load(&s->stop))
		return attending_eintr(s, "wait");
	text_add_duration(&limit, b->opt[0].number);
	session_refuse(s, "wait: job%u (%s) has not returned within %s", job->number,
	               job->call.row->name, bytes_str(&limit));
	bytes_clear(&limit);
	s->problem.outcome = OUTCOME_TIMED_OUT;
	return OUTCOME_TIMED_OUT;
}

static enum outcome run_interrupt(struct session *s, struct bound *b)
{
	struct job *job = b->arg[0].job;

	if (atomic_load(&job->done))
		return session_refuse(s, "interrupt: job%u has returned already", job->number);
	if (!jobs_interrupt(job, ENDER_INTERRUPT) && !atomic_load(&job->done))
		return session_refuse(s, "interrupt: job%u (%s) does not end: it cannot be interrupted",
		                      job->number, job->call.row->name);
	jobs_wait(&s->jobs, job, INT64_MAX, &s->stop);
	return OUTCOME_OK;
}

static enum outcome run_jobs(struct session *s, struct bound *b)
{
	char name[32];

	(void)b;
	for (size_t i = 0; i < s->jobs.all.count; i++) {
		const struct job *job = s->jobs.all.item[i];

		snprintf(name, sizeof(name), "job%u", job->number);
		result_add(&s->result, name, strlen(name));
	}
	return OUTCOME_OK;
}

static enum outcome run_sleep(struct session *s, struct bound *b)
{
	int64_t since = clock_monotonic(&s->engine.clock);
	enum outcome o = attending_admit(s, "sleep");

	if (o != OUTCOME_OK || attending_until(s, since, since + b->arg[0].number))
		return o;
	return attending_eintr(s, "sleep");
}

static enum outcome run_timeout(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;
	int64_t ns;
	enum outcome o;

	if (!b->arg[0].present) {
		bytes_reset(&s->text);
		if (s->limit < 0)
			bytes_add_str(&s->text, "none");
		else
			text_add_duration(&s->text, s->limit);
		result_set(&s->result, s->text.data, s->text.len);
		return OUTCOME_OK;
	}
	if (word_is(w, "none")) {
		s->limit = -1;
		return OUTCOME_OK;
	}
	o = bind_duration(s, b->verb, w, &ns);
	if (o == OUTCOME_OK)
		s->limit = ns;
	return o;
}

const struct verb verbs_blocking[] = {
    {
        .name = "async",
        .family = "blocking",
        .param = {{PARAM_REST, "VERB ?WORD…?", PARAM_RAW, 0}},
        .help = "Make a call on a thread of its own and go on; the result is the job.\n"
                "async accept server conn",
        .run = run_async,
    },
    {
        .name = "wait",
        .family = "blocking",
        .param = {{PARAM_JOB, "JOB", 0, 0}},
        .option = {{"-timeout", PARAM_DURATION, "T", 0}},
        .help =
            "Wait until a job's call has returned; its result, or its error, becomes that of wait.",
        .run = run_wait,
    },
    {
        .name = "interrupt",
        .family = "blocking",
        .param = {{PARAM_JOB, "JOB", 0, 0}},
        .help = "Send a signal to the thread of a job: its call returns EINTR.",
        .man = "signal(7)",
        .run = run_interrupt,
    },
    {
        .name = "jobs",
        .family = "blocking",
        .help = "The jobs that nobody has waited for yet, as a list.",
        .run = run_jobs,
    },
    {
        .name = "sleep",
        .family = "blocking",
        .param = {{PARAM_DURATION, "T", 0, 0}},
        .help = "Do nothing for a while.",
        .run = run_sleep,
    },
    {
        .name = "timeout",
        .family = "blocking",
        .param = {{PARAM_WORD, "T | none", PARAM_OPTIONAL, 0}},
        .help =
            "Limit how long each call from here on may block; what takes longer is interrupted and "
            "ends the script with exit code 124.\n"
            "Without a word: the limit in force. A script can catch it: try {…} trap {SOCKPIT "
            "TIMEOUT}.",
        .run = run_timeout,
    },
    {.name = NULL},
};
