/*
 * A session with a front end for tests: commands stand in a queue, and are done by who attends while a command
 * waits. What the session told is kept as a transcript.
 */
#ifndef SOCKPIT_TESTS_FRONT_H
#define SOCKPIT_TESTS_FRONT_H

#include <semaphore.h>
#include <string.h>
#include <time.h>

#include "base/escape.h"
#include "report/transcript.h"
#include "session/attending.h"
#include "session/interp.h"
#include "session/script.h"
#include "session/stepping.h"
#include "session/verb.h"
#include "unit.h"

enum { FRONT_QUEUE = 64, FRONT_PATIENCE_S = 20 };

static struct front {
	struct session session;
	struct transcript transcript;
	struct journal_tap tap;
	struct bytes told; /* the transcript so far */
	sem_t news;        /* whoever attends is to look again */
	const char *queue[FRONT_QUEUE];
	unsigned next, count;
	unsigned deepest; /* waits there were, one inside the other */
	unsigned steps;   /* on_step was called so often */
	enum outcome last;
	bool stops_inner;   /* a stop ends what was typed last, and nothing around it */
	void (*idle)(void); /* called when there is nothing to do but wait; may be NULL */
} front;

static void front_nothing(void *closure)
{
	(void)closure;
}

static void front_signal(void *closure, int number)
{
	(void)closure;
	(void)number;
}

static void front_event(struct journal_tap *tap, const struct event *e)
{
	(void)tap;
	transcript_add(&front.transcript, &front.told, e);
}

static void front_wake(void *closure)
{
	(void)closure;
	sem_post(&front.news);
}

static void front_stepped(void *closure)
{
	(void)closure;
	front.steps++;
}

/* Does a command as a prompt would. */
static enum outcome front_do(const char *text)
{
	struct session *s = &front.session;
	enum outcome o, stepped;

	s->direct = false;
	o = script_run_text(s, text, strlen(text), NULL);
	stepped = stepping_run(s);
	front.last = o == OUTCOME_OK ? stepped : o;
	verb_land_jobs(s);
	if (front.stops_inner)
		atomic_store(&s->stop, false);
	interp_resume(s->interp);
	return front.last;
}

static void front_attend(struct session *s, bool (*ready)(void *closure), void *closure)
{
	struct timespec limit;

	if (s->attends.depth > front.deepest)
		front.deepest = s->attends.depth;
	while (!ready(closure) && !atomic_load(&s->stop)) {
		if (front.next < front.count) {
			front_do(front.queue[front.next++]);
			continue;
		}
		if (front.idle)
			front.idle();
		clock_gettime(CLOCK_REALTIME, &limit);
		limit.tv_sec += FRONT_PATIENCE_S;
		ck_assert_msg(!sem_timedwait(&front.news, &limit), "nothing woke who attends");
	}
}

static void front_open(void)
{
	static const struct keeper_events events = {front_signal, front_nothing, front_nothing, NULL,
	                                            NULL};
	struct session *s = &front.session;

	flight_prepare();
	sem_init(&front.news, 0, 0);
	ck_assert_int_eq(session_init(s, sys_real(), 64, &events), 0);
	s->interactive = true;
	s->attend = front_attend;
	s->jobs.on_done = front_wake;
	s->on_step = front_stepped;
	transcript_init(&front.transcript, NULL, false, false, ESCAPE_UTF8);
	front.tap.event = front_event;
	journal_add_tap(&s->engine.journal, &front.tap);
}

static void front_close(void)
{
	journal_drop_taps(&front.session.engine.journal);
	ck_assert(session_clear(&front.session));
	transcript_clear(&front.transcript);
	bytes_clear(&front.told);
}

/* A command for whoever attends next. */
static inline void front_put(const char *text)
{
	ck_assert_uint_lt(front.count, FRONT_QUEUE);
	front.queue[front.count++] = text;
}

/* The command is done without a failure. */
static inline void front_ok(const char *text)
{
	enum outcome o = front_do(text);

	ck_assert_msg(o == OUTCOME_OK, "%s: %s", text, bytes_str(&front.session.problem.message));
}

/* The command fails with these words. */
static inline void front_fails(const char *text, enum outcome o, const char *message)
{
	ck_assert_int_eq(front_do(text), o);
	ck_assert_str_eq(bytes_str(&front.session.problem.message), message);
}

/* The value of a Tcl variable. */
static inline void front_value(const char *name, const char *value)
{
	struct bytes is = BYTES_INIT;

	ck_assert_msg(interp_value(&front.session, name, strlen(name), &is), "no variable %s", name);
	ck_assert_str_eq(bytes_str(&is), value);
	bytes_clear(&is);
}

/* What was told since it was asked last. */
static inline void front_told(const char *text)
{
	ck_assert_str_eq(bytes_str(&front.told), text);
	bytes_reset(&front.told);
}

/* It holds these words. */
static inline void front_said(const char *text)
{
	ck_assert_msg(strstr(bytes_str(&front.told), text), "\"%s\" is not in:\n%s", text,
	              bytes_str(&front.told));
}

#endif
