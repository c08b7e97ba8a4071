/*
 * The table of verbs as a whole: finding a row, showing its synopsis, and doing a command: bind the
 * words, make the call, take its answer.
 */
#include "session/verb.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"
#include "session/explaining.h"
#include "session/may_wait.h"
#include "session/placing.h"
#include "session/stepping.h"

static const struct verb *const families[] = {
    verbs_life,        verbs_data,        verbs_message,     verbs_iovec,    verbs_ready,
    verbs_epoll,       verbs_options,     verbs_descriptor,  verbs_names,    verbs_errors,
    verbs_blocking,    verbs_verdict,     verbs_telling,     verbs_watching, verbs_lab,
    verbs_session,     verbs_screen,      verbs_php_life,    verbs_php_data, verbs_php_options,
    verbs_php_message, verbs_php_vectors, verbs_php_program,
};
enum { FAMILIES = sizeof(families) / sizeof(families[0]) };

static struct map by_name;
static pthread_once_t indexed = PTHREAD_ONCE_INIT;

const struct verb *verb_at(size_t i)
{
	for (size_t f = 0; f < FAMILIES; f++)
		for (const struct verb *v = families[f]; v->name; v++) {
			if (i-- == 0)
				return v;
			for (const struct verb *g = v->group; g && g->name; g++)
				if (i-- == 0)
					return g;
		}
	return NULL;
}

bool verb_is_grouped(const struct verb *v)
{
	return strchr(v->name, ' ');
}

const struct verb *verb_of_group(const struct verb *group, const char *name, size_t n)
{
	size_t before = strlen(group->name) + 1;

	for (const struct verb *g = group->group; g->name; g++)
		if (strlen(g->name) == before + n && !memcmp(g->name + before, name, n))
			return g;
	return NULL;
}

/* Calls each for every name and alias of a verb. */
static void each_name(const struct verb *v,
                      void (*each)(void *closure, const char *name, size_t n, const struct verb *),
                      void *closure)
{
	const char *alias = v->aliases;

	each(closure, v->name, strlen(v->name), v);
	while (alias && *alias) {
		size_t n = strcspn(alias, " ");

		each(closure, alias, n, v);
		alias += n;
		alias += strspn(alias, " ");
	}
}

static void index_name(void *closure, const char *name, size_t n, const struct verb *v)
{
	map_put(closure, name, n, (void *)v);
}

static void free_index(void)
{
	map_clear(&by_name);
}

static void index_all(void)
{
	for (size_t f = 0; f < FAMILIES; f++)
		for (const struct verb *v = families[f]; v->name; v++)
			each_name(v, index_name, &by_name);
	atexit(free_index);
}

const struct verb *verb_find(const char *name, size_t n)
{
	pthread_once(&indexed, index_all);
	return map_get(&by_name, name, n);
}

static void offer_name(void *closure, const char *name, size_t n, const struct verb *v)
{
	/* aliases stand in one string: only the verb's own name is one by itself */
	if (v->name == name)
		nearest_offer(closure, name);
	(void)n;
}

void verb_offer_all(struct nearest *near)
{
	for (size_t f = 0; f < FAMILIES; f++)
		for (const struct verb *v = families[f]; v->name; v++)
			each_name(v, offer_name, near);
}

static const char *const payload_synopsis = " ?-hex? ?-file? ?-encoding NAME? ?-repeat N?";

void verb_add_synopsis(struct bytes *out, const struct verb *v)
{
	bytes_add_str(out, v->name);
	for (const struct verb *g = v->group; g && g->name; g++) {
		bytes_add_str(out, g == v->group ? " " : " | ");
		bytes_add_str(out, g->name + strlen(v->name) + 1);
	}
	if (v->group)
		bytes_add_str(out, " ...");
	for (int i = 0; i < VERB_PARAMS && v->param[i].kind; i++) {
		bool optional = v->param[i].flags & PARAM_OPTIONAL;

		bytes_add_str(out, optional ? " ?" : " ");
		bytes_add_str(out, v->param[i].name);
		if (optional)
			bytes_add_char(out, '?');
	}
	if (v->flags & VERB_PAYLOAD)
		bytes_add_str(out, payload_synopsis);
	for (int i = 0; i < VERB_OPTIONS && v->option[i].name; i++) {
		bytes_add_str(out, " ?");
		bytes_add_str(out, v->option[i].name);
		if (v->option[i].value) {
			bytes_add_char(out, ' ');
			bytes_add_str(out, v->option[i].value);
		}
		bytes_add_char(out, '?');
	}
}

enum outcome verb_refuse_unknown(struct session *s, const char *name, size_t n)
{
	const char *open = memchr(name, '(', n);
	const struct verb *called = open ? verb_find(name, (size_t)(open - name)) : NULL;
	struct nearest near;
	struct bytes shown = BYTES_INIT;
	enum outcome o;

	nearest_init(&near, name, n);
	verb_offer_all(&near);
	escape_quote_max(&shown, name, n, ESCAPE_UTF8, 60);
	if (called)
		o = session_refuse(s,
		                   "unknown command \"%s\": expected %s and its words with blanks between "
		                   "them, without parentheses and commas",
		                   bytes_str(&shown), called->name);
	else if (near.best && near.distance)
		o = session_refuse(s, "unknown command \"%s\": did you mean %s?", bytes_str(&shown),
		                   near.best);
	else
		o = session_refuse(
		    s, "unknown command \"%s\": expected a verb (help lists them) or a Tcl command",
		    bytes_str(&shown));
	bytes_clear(&shown);
	return o;
}

static enum outcome run_call(struct session *s, const struct verb *v, struct bound *b)
{
	struct call c;
	enum outcome o;

	c.row = NULL;
	c.found = NULL;
	o = v->prepare(s, b, &c);
	if (o != OUTCOME_OK || !c.row)
		return o;
	c.owner = v;
	o = session_call(s, &c);
	if (c.row && v->finish && (o == OUTCOME_OK || (v->flags & VERB_FINISH_ALWAYS)))
		v->finish(s, &c);
	call_clear(&c);
	return o;
}

/* The row of a group that the second word names; NULL: refused. */
static const struct verb *pick(struct session *s, const struct verb *group,
                               const struct word *words, size_t count)
{
	const struct verb *v = count > 1 ? verb_of_group(group, words[1].s, words[1].n) : NULL;
	struct bytes synopsis = BYTES_INIT, shown = BYTES_INIT;
	struct nearest near;

	if (v)
		return v;
	verb_add_synopsis(&synopsis, group);
	if (count < 2) {
		session_refuse(s, "%s: missing word; usage: %s", group->name, bytes_str(&synopsis));
	} else {
		nearest_init(&near, words[1].s, words[1].n);
		for (const struct verb *g = group->group; g->name; g++)
			nearest_offer(&near, g->name + strlen(group->name) + 1);
		escape_quote_max(&shown, words[1].s, words[1].n, ESCAPE_UTF8, 60);
		session_refuse(s, "%s: \"%s\" is not known here%s%s%s; usage: %s", group->name,
		               bytes_str(&shown), near.best ? ": did you mean " : "",
		               near.best ? near.best : "", near.best ? "?" : "", bytes_str(&synopsis));
	}
	bytes_clear(&shown);
	bytes_clear(&synopsis);
	return NULL;
}

/* A call that failed, for a verb whose answer to that is false: the errno is where socket_last_error
 * finds it. */
static enum outcome answer(struct session *s, const struct verb *v, enum outcome o)
{
	if (o != OUTCOME_CALL_FAILED || !(v->flags & (VERB_FALSE | VERB_EMPTY)))
		return o;
	result_reset(&s->result);
	if (v->flags & VERB_FALSE)
		result_set_int(&s->result, 0);
	return OUTCOME_OK;
}

/* Of a verb that is no group. */
static inline enum outcome run_row(struct session *s, const struct verb *v,
                                   const struct word *words, size_t count)
{
	struct bound b;
	enum outcome o;

	if (atomic_load(&s->jobs.done) != s->landed)
		verb_land_jobs(s);
	if (lab_has_gone(&s->lab, false))
		placing_end_lab(s);
	o = verb_bind(s, v, words, count, &b);
	if (o == OUTCOME_OK)
		o = v->run ? v->run(s, &b) : run_call(s, v, &b);
	if (b.many)
		verb_unbind(&b);
	return o == OUTCOME_OK ? o : answer(s, v, o);
}

static enum outcome run_verb(struct session *s, const struct verb *v, const struct word *words,
                             size_t count, bool stepped)
{
	enum outcome o;

	result_reset(&s->result);
	if (v->group) {
		v = pick(s, v, words++, count--);
		if (!v)
			return OUTCOME_REFUSED;
	}
	if (stepped) {
		o = stepping_before(s, v);
		if (o != OUTCOME_OK)
			return o;
	}
	return run_row(s, v, words, count);
}

enum outcome verb_run(struct session *s, const struct verb *v, const struct word *words,
                      size_t count)
{
	return run_verb(s, v, words, count, atomic_load_explicit(&s->stepping, memory_order_relaxed));
}

enum outcome verb_run_within(struct session *s, const struct verb *v, const struct word *words,
                             size_t count)
{
	return run_verb(s, v, words, count, false);
}

/* The result of a job's call, kept for whoever waits for the job later. */
static void land(struct session *s, struct job *job)
{
	const struct verb *v = job->call.owner;
	struct call *c = &job->call;
	struct sock *sock = c->socket ? sockset_find(&s->socks, c->socket, strlen(c->socket)) : NULL;
	struct result mine = s->result;

	/* its call may have been made when others were asked about already */
	may_wait_forget(s, c);
	job->landed = true;
	s->landed++;
	if (sock && sock->jobs)
		sock->jobs--;
	memset(&s->result, 0, sizeof(s->result));
	if (explaining_is_due(c))
		explaining_answer(s, c);
	if (v && v->finish && (!call_failed(c) || (v->flags & VERB_FINISH_ALWAYS)))
		v->finish(s, c);
	job->owner = memory_new(sizeof(struct result));
	memcpy(job->owner, &s->result, sizeof(s->result));
	s->result = mine;
}

void verb_land_jobs(struct session *s)
{
	for (size_t i = 0; i < s->jobs.all.count; i++) {
		struct job *job = s->jobs.all.item[i];

		if (atomic_load(&job->done) && !job->landed && !job->lent)
			land(s, job);
	}
}

enum outcome verb_take_job(struct session *s, struct job *job)
{
	const struct verb *v = job->call.owner;
	struct result *kept;
	enum outcome o;

	if (!job->landed)
		land(s, job);
	kept = job->owner;
	result_clear(&s->result);
	s->result = *kept;
	free(kept);
	o = session_judge(s, &job->call, job->deadline);
	jobs_free(&s->jobs, job);
	return v ? answer(s, v, o) : o;
}
