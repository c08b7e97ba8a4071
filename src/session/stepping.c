/*
 * Going through a script by hand: between commands it stops by not doing the next one; inside a command it
 * stops before a verb, on the stack of whatever Tcl is doing, and attends until it is told to go on.
 */
#include "session/stepping.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/memory.h"
#include "session/attending.h"
#include "session/interp.h"
#include "session/script.h"
#include "session/stepping_lines.h"
#include "session/verb.h"
#include "tables/errnos.h"

enum { PIECE = 65536 };

/* A script's text, as long as somebody looks at it. */
struct stepping_source {
	atomic_uint holders;
	char *name; /* filtered */
	struct bytes text;
	struct stepping_lines lines;
};

struct stepping {
	pthread_mutex_t lock; /* guards the view */
	struct stepping_view view;
	atomic_bool told; /* on_step was called, and nobody has looked since */
	/* the session's thread's */
	struct stepping_source *source;
	struct script script; /* its text is the source's */
	struct script_command next;
	bool found; /* `next` is what comes next */
	enum stepping_how how;
	unsigned until;
	bool asked;          /* stepping_run is to do something */
	bool active;         /* a command is being done */
	unsigned depth;      /* of waits, when it began */
	bool paused, go;     /* before a verb; told to go on */
	bool fresh;          /* no verb was called since the step began */
	unsigned line, last; /* of the command */
	unsigned passed;     /* the last line of what was done before it */
	unsigned top;        /* the line in it that the last verb was called from */
};

/* Who looks -------------------------------------------------------------------------------------- */

static struct stepping *of(struct session *s)
{
	return atomic_load(&s->stepping);
}

static void let_go(struct stepping_source *source)
{
	if (atomic_fetch_sub(&source->holders, 1) > 1)
		return;
	stepping_lines_clear(&source->lines);
	bytes_clear(&source->text);
	free(source->name);
	free(source);
}

bool stepping_look(struct session *s, struct stepping_view *copy)
{
	struct stepping *st = of(s);

	if (!st)
		return false;
	atomic_store(&st->told, false);
	pthread_mutex_lock(&st->lock);
	*copy = st->view;
	atomic_fetch_add(&copy->source->holders, 1);
	pthread_mutex_unlock(&st->lock);
	return true;
}

void stepping_let_go(struct stepping_view *copy)
{
	let_go(copy->source);
	memset(copy, 0, sizeof(*copy));
}

static void tell(struct session *s, struct stepping *st)
{
	if (!atomic_exchange(&st->told, true) && s->on_step)
		s->on_step(s->on_step_closure);
}

static void show(struct session *s, enum stepping_state state)
{
	struct stepping *st = of(s);

	pthread_mutex_lock(&st->lock);
	st->view.state = state;
	st->view.line = st->line;
	st->view.last_line = st->last;
	st->view.verb = NULL;
	st->view.other[0] = 0;
	pthread_mutex_unlock(&st->lock);
	tell(s, st);
}

/* Loading ---------------------------------------------------------------------------------------- */

static enum outcome read_all(struct session *s, int fd, const char *name, struct bytes *text)
{
	ssize_t got;

	do {
		bytes_reserve(text, PIECE);
		got = read(fd, text->data + text->len, PIECE);
		text->len += got > 0 ? (size_t)got : 0;
	} while ((got > 0 && text->len <= STEPPING_MOST) ||
	         (got < 0 && errno == EINTR && !atomic_load(&s->stop)));
	if (got < 0)
		return session_refuse(s, "%s: cannot be read: %s", name, errno_text(errno));
	return OUTCOME_OK;
}

/* The line and the lines of what comes next, blanks and comments passed; false: there is nothing. */
static bool look_ahead(struct session *s, struct stepping *st)
{
	struct script_command *c = &st->next;
	int found;

	while ((found = script_find(s, &st->script, c)) > 0 && !c->n)
		script_do(s, &st->script, c, st->source->name);
	if (found)
		st->line = st->last = c->line;
	if (found > 0)
		st->last += stepping_lines_count(c->text, c->n);
	st->found = found > 0;
	show(s, found ? STEPPING_READY : STEPPING_OVER);
	return found;
}

static void replace_source(struct stepping *st, struct stepping_source *source)
{
	struct stepping_source *old = st->source;
	struct stepping_view *v = &st->view;

	pthread_mutex_lock(&st->lock);
	st->source = v->source = source;
	v->file = source->name;
	v->text = bytes_str(&source->text);
	v->n = source->text.len;
	v->load++;
	v->lines = source->lines.count;
	v->stop = source->lines.stop;
	v->line = v->last_line = 0;
	pthread_mutex_unlock(&st->lock);
	if (old)
		let_go(old);
}

static struct stepping *make(void)
{
	struct stepping *st = memory_new(sizeof(*st));

	pthread_mutex_init(&st->lock, NULL);
	return st;
}

/* Takes the text over. */
static void begin(struct session *s, struct bytes *text, const char *name)
{
	struct stepping_source *source = memory_new(sizeof(*source));
	struct stepping *st = of(s) ? of(s) : make();
	struct bytes shown = BYTES_INIT;

	atomic_store(&source->holders, 1);
	escape_show(&shown, name, strlen(name), ESCAPE_UTF8, false);
	bytes_add_str(&shown, ""); /* a name of nothing is a string, too */
	source->name = bytes_take(&shown);
	source->text = *text;
	stepping_lines_init(&source->lines, bytes_str(&source->text), source->text.len);
	replace_source(st, source);
	st->script = (struct script){.fd = -1, .text = source->text, .line = 1, .ended = true};
	st->asked = st->found = false;
	st->line = st->last = st->passed = 0;
	atomic_store(&s->stepping, st);
	look_ahead(s, st);
}

/* The text is taken over, or freed. */
static enum outcome load(struct session *s, struct bytes *text, const char *name)
{
	const char *nul = text->len ? memchr(text->data, 0, text->len) : NULL;
	enum outcome o = OUTCOME_OK;

	if (of(s) && of(s)->active)
		o = session_refuse(s, "%s: not loaded: the script before it is being done, at line %u",
		                   name, of(s)->line);
	else if (text->len > STEPPING_MOST)
		o = session_refuse(s,
		                   "%s: longer than %d bytes: sockpit run does it, nobody can step "
		                   "through it",
		                   name, STEPPING_MOST);
	else if (nul)
		o = session_refuse(s, "%s: not a script: it has a NUL byte at offset %zu", name,
		                   (size_t)(nul - text->data));
	if (o == OUTCOME_OK)
		begin(s, text, name);
	else
		bytes_clear(text);
	return o;
}

enum outcome stepping_load(struct session *s, int fd, const char *name)
{
	struct bytes text = BYTES_INIT;
	enum outcome o = read_all(s, fd, name, &text);

	if (o == OUTCOME_OK)
		return load(s, &text, name);
	bytes_clear(&text);
	return o;
}

enum outcome stepping_load_text(struct session *s, const char *text, size_t n, const char *name)
{
	struct bytes copy = BYTES_INIT;

	bytes_add(&copy, text, n);
	return load(s, &copy, name);
}

void stepping_free(struct session *s)
{
	struct stepping *st = of(s);

	if (!st)
		return;
	atomic_store(&s->stepping, NULL);
	let_go(st->source);
	pthread_mutex_destroy(&st->lock);
	free(st);
}

/* Asking ----------------------------------------------------------------------------------------- */

static const char *const names[] = {
    [STEPPING_STEP] = "step",
    [STEPPING_NEXT] = "next",
    [STEPPING_UNTIL] = "until",
    [STEPPING_CONTINUE] = "goon",
};

static enum outcome check_line(struct session *s, const char *who, unsigned line)
{
	unsigned lines = of(s)->source->lines.count;

	if (line && line <= lines)
		return OUTCOME_OK;
	return session_refuse(s, "%s: there is no line %u: expected 1 to %u", who, line, lines);
}

static enum outcome require(struct session *s, const char *who)
{
	return of(s) ? OUTCOME_OK
	             : session_refuse(
	                   s, "%s: no script is loaded: sockpit FILE opens one to step through", who);
}

enum outcome stepping_ask(struct session *s, enum stepping_how how, unsigned line)
{
	struct stepping *st = of(s);
	enum outcome o = require(s, names[how]);

	if (o == OUTCOME_OK && how == STEPPING_UNTIL)
		o = check_line(s, names[how], line);
	if (o != OUTCOME_OK)
		return o;
	if (st->active && !st->paused)
		return session_refuse(s, "%s: the script has not finished the command at line %u",
		                      names[how], st->line);
	if (st->view.state == STEPPING_OVER)
		return session_refuse(s, "%s: the script is over", names[how]);
	st->how = how;
	st->until = line;
	st->asked = !st->paused;
	st->go = st->paused;
	return o;
}

enum outcome stepping_break(struct session *s, unsigned line, bool on)
{
	enum outcome o = require(s, "breakpoint");

	if (o == OUTCOME_OK)
		o = check_line(s, "breakpoint", line);
	if (o != OUTCOME_OK)
		return o;
	stepping_lines_set(&of(s)->source->lines, line, on);
	tell(s, of(s));
	return o;
}

/* Doing ------------------------------------------------------------------------------------------ */

/* Whether the run ends before the command that comes next. */
static bool stops_between(const struct stepping *st)
{
	if (st->how == STEPPING_UNTIL && st->until > st->passed && st->until <= st->line)
		return true;
	return stepping_lines_any(&st->source->lines, st->passed + 1, st->line);
}

/* What is no command cannot be passed as one: its line is. */
static void pass_line(struct stepping *st)
{
	struct script *x = &st->script;
	const char *end;

	while (x->at < x->text.len && x->line <= st->line) {
		end = memchr(x->text.data + x->at, '\n', x->text.len - x->at);
		x->at = end ? (size_t)(end - x->text.data) + 1 : x->text.len;
		x->line++;
	}
}

/* Whether what was found is still to be done in that way: once there is an interpreter, it gets all. */
static bool is_found(struct session *s, const struct stepping *st)
{
	return st->found && !(st->next.is_plain && atomic_load(&s->interp));
}

static enum outcome do_command(struct session *s, struct stepping *st)
{
	enum outcome o;

	st->top = st->line;
	show(s, STEPPING_RUNNING);
	s->file = st->source->name;
	if (is_found(s, st) || script_find(s, &st->script, &st->next) > 0) {
		o = script_do(s, &st->script, &st->next, st->source->name);
	} else {
		session_locate(s, st->source->name, st->next.line);
		o = s->problem.outcome;
		pass_line(st);
	}
	st->found = false;
	st->passed = st->last;
	return o;
}

/* The script has said that it ends. */
static enum outcome conclude_exit(struct session *s)
{
	struct bytes text = BYTES_INIT;

	bytes_addf(&text, "the script ends itself: exit %d", s->exit_code);
	journal_note(&s->engine.journal, NOTE_REMARK, s->line, NULL, text.data, text.len);
	bytes_clear(&text);
	return OUTCOME_OK;
}

static enum outcome conclude(struct session *s, enum outcome o)
{
	if (o == OUTCOME_OK)
		return o;
	show(s, o == OUTCOME_EXIT || o == OUTCOME_SKIPPED ? STEPPING_OVER : STEPPING_FAILED);
	if (o != OUTCOME_EXIT && o != OUTCOME_SKIPPED)
		return o;
	interp_resume(s->interp);
	return o == OUTCOME_EXIT ? conclude_exit(s) : o;
}

/* One command after the other, until something stops it. */
static enum outcome go(struct session *s, struct stepping *st)
{
	enum outcome o = OUTCOME_OK;

	do {
		if (atomic_load(&s->stop)) {
			s->problem.outcome = OUTCOME_STOPPED;
			return OUTCOME_STOPPED;
		}
		o = do_command(s, st);
		if (o != OUTCOME_OK)
			return conclude(s, o);
	} while (look_ahead(s, st) && st->how >= STEPPING_UNTIL && !stops_between(st));
	return o;
}

enum outcome stepping_run(struct session *s)
{
	struct stepping *st = of(s);
	const char *file = s->file;
	unsigned line = s->line;
	bool direct = s->direct;
	enum outcome o = OUTCOME_OK;

	if (!st || !st->asked || st->active)
		return o;
	st->asked = false;
	if (st->view.state == STEPPING_FAILED && !look_ahead(s, st))
		return o;
	s->direct = false;
	st->active = st->fresh = true;
	st->depth = s->attends.depth;
	o = go(s, st);
	/* of many commands the last one's result tells nothing */
	if (st->how >= STEPPING_UNTIL)
		result_reset(&s->result);
	st->active = false;
	s->file = file;
	s->line = line;
	s->direct = direct;
	return o;
}

enum outcome stepping_do(struct session *s, enum stepping_how how, unsigned line)
{
	enum outcome o = stepping_ask(s, how, line);

	return o == OUTCOME_OK ? stepping_run(s) : o;
}

/* Inside a command ------------------------------------------------------------------------------- */

/* Where a verb is about to be done. */
struct call_place {
	bool here;     /* in the script itself, and at `line` of it */
	unsigned line; /* there, or in another script */
	unsigned top;  /* the line of the command here that led there */
	struct interp_place place;
};

static void find_place(struct session *s, const struct stepping *st, struct call_place *p)
{
	bool included = s->file != st->source->name;

	if (!interp_place(s, &p->place)) {
		snprintf(p->place.file, sizeof(p->place.file), "%s", s->file ? s->file : "");
		p->place.line = p->place.top = s->line;
	}
	p->here = !strncmp(p->place.file, st->source->name, sizeof(p->place.file) - 1);
	p->line = p->place.line;
	p->top = included ? st->top : p->place.top;
}

/* A breakpoint in the command, but for its first line, which was stopped at before it began. */
static bool stops_inside(struct stepping *st, const struct call_place *p)
{
	struct stepping_lines *lines = &st->source->lines;
	unsigned until = st->how == STEPPING_UNTIL ? st->until : 0;
	/* a loop goes back */
	unsigned from = p->top < st->top ? st->line : st->top;
	/* in this command, or in a procedure above or below */
	unsigned first = p->line > st->line && p->line <= st->last ? st->line + 1 : 1;

	if (p->here && p->line != st->line && stepping_lines_leads(lines, first, p->line, until))
		return true;
	/* what is called from a line here stands elsewhere */
	if (p->here && p->line == p->top)
		return false;
	return stepping_lines_any(lines, from + 1, p->top) || (until > from && until <= p->top);
}

static bool pauses(struct stepping *st, const struct call_place *p)
{
	/* what is on the line that was shown as the next one is what the step is for */
	if (st->how == STEPPING_STEP)
		return !(st->fresh && p->here && p->line == st->line);
	return stops_inside(st, p);
}

static bool is_told(void *closure)
{
	return ((struct stepping *)closure)->go;
}

static void show_pause(struct session *s, struct stepping *st, const struct verb *v,
                       const struct call_place *p)
{
	struct stepping_view *view = &st->view;

	pthread_mutex_lock(&st->lock);
	view->state = STEPPING_PAUSED;
	view->line = view->last_line = p->here ? p->line : p->top;
	view->verb = v->name;
	snprintf(view->other, sizeof(view->other), "%s", p->here ? "" : p->place.file);
	view->other_line = p->here ? 0 : p->line;
	pthread_mutex_unlock(&st->lock);
	tell(s, st);
}

static enum outcome pause_before(struct session *s, struct stepping *st, const struct verb *v,
                                 const struct call_place *p)
{
	bool told;

	st->paused = true;
	st->go = false;
	show_pause(s, st, v, p);
	told = attending_pause(s, is_told, st);
	st->paused = false;
	show(s, STEPPING_RUNNING);
	if (told)
		return OUTCOME_OK;
	if (!atomic_load(&s->stop))
		return session_refuse(s, "%s: given up here, before the call", v->name);
	s->problem.outcome = OUTCOME_STOPPED;
	return OUTCOME_STOPPED;
}

enum outcome stepping_before(struct session *s, const struct verb *v)
{
	struct stepping *st = of(s);
	struct call_place p;
	bool pause;

	/* commands typed meanwhile are none of the script's */
	if (!st->active || s->attends.depth != st->depth || !attending_is_on(s) ||
	    s->attends.depth >= ATTENDING_DEEPEST)
		return OUTCOME_OK;
	if ((st->how == STEPPING_NEXT || st->how == STEPPING_CONTINUE) && !st->source->lines.stops)
		return OUTCOME_OK;
	find_place(s, st, &p);
	pause = pauses(st, &p);
	st->fresh = false;
	st->top = p.top;
	return pause ? pause_before(s, st, v, &p) : OUTCOME_OK;
}
