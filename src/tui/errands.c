/*
 * Commands are done as they come. While one waits (session->attend) others are done inside it.
 */
#include "tui/errands.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/memory.h"
#include "session/attending.h"
#include "session/interp.h"
#include "session/script.h"
#include "session/stepping.h"
#include "session/verb.h"
#include "tui/completion.h"
#include "tui/line.h"

/* s->attend takes no closure of ours: there is one workbench. */
static struct errands *self;

/* Telling ----------------------------------------------------------------------------------------- */

static void tell_refusal(struct errands *e, struct word typed)
{
	struct session *s = e->session;
	struct bytes text = BYTES_INIT;

	line_add_refusal(&text, typed, &s->problem.message);
	journal_note(&s->engine.journal, NOTE_REFUSED, 0, NULL, bytes_str(&text), text.len);
	desk_tell(e->desk, true, bytes_str(&text), text.len);
	bytes_clear(&text);
}

static void tell_result(struct errands *e)
{
	struct session *s = e->session;
	struct bytes text = BYTES_INIT;

	line_add_result(&text, &s->result);
	if (text.len) {
		journal_note(&s->engine.journal, NOTE_RESULT, 0, NULL, bytes_str(&text), text.len);
		desk_tell(e->desk, false, bytes_str(&text), text.len);
	}
	bytes_clear(&text);
}

/* The journal has told of calls and failures; what is left are values and refusals. */
static void tell(struct errands *e, enum outcome o, struct word typed, const struct verb *v)
{
	struct session *s = e->session;

	switch (o) {
	case OUTCOME_OK:
		if (!(v && (v->prepare || !strcmp(v->family, "verdict"))))
			tell_result(e);
		break;
	case OUTCOME_REFUSED:
	case OUTCOME_TIMED_OUT:
	case OUTCOME_SKIPPED:
		tell_refusal(e, typed);
		break;
	case OUTCOME_EXIT:
		e->over = true;
		e->code = s->exit_code ? s->exit_code : session_verdict(s);
		break;
	case OUTCOME_STOPPED:
		desk_tell(e->desk, true, "interrupted", strlen("interrupted"));
		break;
	case OUTCOME_CALL_FAILED:
		desk_tell(e->desk, true, bytes_str(&s->problem.message), s->problem.message.len);
		break;
	}
}

/* What a command has written is nowhere but in the journal: somebody who has typed it wants to read it. */
static void see_text(void *closure, const struct event *e)
{
	bool *written = closure;

	*written = *written || (e->kind == EVENT_NOTE && (e->note == NOTE_HELP || e->note == NOTE_SAY));
}

static void show_text(struct errands *e, uint64_t from)
{
	enum { LOOKED_AT = 64 };
	static const char order[] = "pane journal";
	struct journal *j = &e->session->engine.journal;
	bool written = false;

	for (uint64_t i = from; i < from + LOOKED_AT && !written; i++)
		if (!journal_look(j, i, see_text, &written))
			break;
	if (written)
		desk_order(e->desk, order, strlen(order));
}

/* Commands ---------------------------------------------------------------------------------------- */

static void begin(struct errands *e)
{
	pthread_mutex_lock(&e->turn);
	e->busy++;
	if (e->stop_next)
		session_stop(e->session, SIGINT);
	e->stop_next = false;
	pthread_mutex_unlock(&e->turn);
}

static void end(struct errands *e)
{
	struct session *s = e->session;

	pthread_mutex_lock(&e->turn);
	e->busy--;
	/* what stopped the inner command was for it alone; the end of the program is for all */
	if (atomic_load(&s->stop_signal) == SIGINT || !atomic_load(&s->stop_signal)) {
		atomic_store(&s->stop, false);
		atomic_store(&s->stop_signal, 0);
		interp_resume(s->interp);
	} else {
		e->over = true;
	}
	pthread_mutex_unlock(&e->turn);
}

/* Does the words of what was typed. */
static void run(struct errands *e, struct word typed, const struct bytes *words)
{
	struct session *s = e->session;
	const struct verb *v;
	enum outcome o;
	uint64_t from = journal_next(&s->engine.journal);

	journal_note(&s->engine.journal, NOTE_COMMAND, 0, NULL, typed.s, typed.n);
	desk_tell_doing(e->desk, typed.s, typed.n);
	s->direct = line_is_direct(words->data, words->len, &v);
	begin(e);
	o = script_run_text(s, words->data, words->len, NULL);
	show_text(e, from);
	if (o == OUTCOME_OK)
		o = stepping_run(s);
	verb_land_jobs(s);
	end(e);
	tell(e, o, typed, v);
	desk_tell_doing(e->desk, NULL, 0);
}

static void set_continued(struct errands *e)
{
	pthread_mutex_lock(&e->desk->lock);
	e->desk->continued = e->command.len;
	pthread_mutex_unlock(&e->desk->lock);
}

/* A command that is whole. */
static void do_whole(struct errands *e, const struct bytes *text)
{
	struct bytes words = BYTES_INIT;

	line_add_words(&words, bytes_str(text), text->len);
	if (words.len)
		run(e, line_trim(bytes_str(text), text->len), &words);
	bytes_clear(&words);
}

static void do_command(struct errands *e, const struct errand *a)
{
	struct bytes text = BYTES_INIT;

	if (e->command.len)
		bytes_add_char(&e->command, '\n');
	bytes_add(&e->command, a->text.data, a->text.len);
	if (script_is_whole(e->session, bytes_str(&e->command), e->command.len)) {
		/* what is typed while it waits is a command of its own */
		text = e->command;
		bytes_init(&e->command);
		set_continued(e);
		do_whole(e, &text);
	}
	set_continued(e);
	bytes_clear(&text);
}

/* Questions --------------------------------------------------------------------------------------- */

struct knowing {
	const struct bytes *word;
	bool known;
};

static void compare(void *closure, const char *name)
{
	struct knowing *k = closure;

	k->known = k->known || !strcmp(name, bytes_str(k->word));
}

static void do_know(struct errands *e, struct errand *a)
{
	struct knowing k = {&a->text, verb_find(a->text.data, a->text.len)};

	if (!k.known)
		interp_each_command(e->session, compare, &k);
	pthread_mutex_lock(&e->desk->lock);
	a->known = k.known;
	pthread_mutex_unlock(&e->desk->lock);
}

/* The job that was started last and still runs. */
static struct job *running_job(struct session *s)
{
	for (size_t i = s->jobs.all.count; i-- > 0;) {
		struct job *job = s->jobs.all.item[i];

		if (!atomic_load(&job->done))
			return job;
	}
	return NULL;
}

static void do_interrupt(struct errands *e)
{
	struct job *job = running_job(e->session);
	struct bytes text = BYTES_INIT;

	if (e->command.len) {
		bytes_reset(&e->command);
		set_continued(e);
		return;
	}
	if (attending_interrupt(e->session))
		return;
	if (!job || jobs_interrupt(job, ENDER_KEY) || atomic_load(&job->done))
		return;
	bytes_addf(&text, "job%u (%s) does not end: it cannot be interrupted", job->number,
	           job->call.row->name);
	desk_tell(e->desk, true, bytes_str(&text), text.len);
	bytes_clear(&text);
}

static void do_errand(struct errands *e, struct errand *a)
{
	switch (a->kind) {
	case ERRAND_COMMAND:
		do_command(e, a);
		break;
	case ERRAND_DO:
		do_whole(e, &a->text);
		break;
	case ERRAND_COMPLETE:
		completion_find(bytes_str(&a->text), a->start, (int)a->text.len, &a->found);
		break;
	case ERRAND_KNOW:
		do_know(e, a);
		break;
	case ERRAND_INTERRUPT:
		do_interrupt(e);
		break;
	}
}

/* The loop ---------------------------------------------------------------------------------------- */

/* Whatever was to be stopped is over; what is typed in half goes with it. */
static void forget_stop(struct errands *e)
{
	bool stopped;

	pthread_mutex_lock(&e->turn);
	stopped = e->stop_next;
	e->stop_next = false;
	pthread_mutex_unlock(&e->turn);
	if (stopped && e->command.len) {
		bytes_reset(&e->command);
		set_continued(e);
	}
}

/* One errand, or a wait for one. */
static void attend_once(struct errands *e)
{
	struct errand *a = desk_take(e->desk);

	if (a) {
		do_errand(e, a);
		forget_stop(e);
		desk_done(e->desk, a);
	} else {
		desk_wait(e->desk);
	}
}

static void attend(struct session *s, bool (*ready)(void *closure), void *closure)
{
	while (!ready(closure) && !atomic_load(&s->stop) && !self->over)
		attend_once(self);
	desk_attend(self->desk, false);
}

static bool is_over(struct errands *e)
{
	bool gone;

	pthread_mutex_lock(&e->desk->lock);
	gone = e->desk->over;
	pthread_mutex_unlock(&e->desk->lock);
	return e->over || gone || atomic_load(&e->session->stop);
}

void errands_run(struct errands *e)
{
	e->session->attend = attend;
	while (!is_over(e)) {
		attend_once(e);
		verb_land_jobs(e->session);
	}
}

void errands_init(struct errands *e, struct session *s, struct desk *d)
{
	memset(e, 0, sizeof(*e));
	pthread_mutex_init(&e->turn, NULL);
	e->session = s;
	e->desk = d;
	self = e;
}

void errands_clear(struct errands *e)
{
	bytes_clear(&e->command);
	pthread_mutex_destroy(&e->turn);
}

/* Any thread -------------------------------------------------------------------------------------- */

bool errands_stop(struct errands *e, int number)
{
	bool busy;

	pthread_mutex_lock(&e->turn);
	busy = e->busy;
	if (busy || number != SIGINT)
		session_stop(e->session, number);
	else
		e->stop_next = true; /* it is about to begin */
	pthread_mutex_unlock(&e->turn);
	desk_stir(e->desk);
	return busy;
}

bool errands_nudge(struct errands *e)
{
	bool stops;

	pthread_mutex_lock(&e->turn);
	stops = e->busy && atomic_load(&e->session->stop);
	if (stops)
		session_interrupt(e->session);
	pthread_mutex_unlock(&e->turn);
	return stops;
}
