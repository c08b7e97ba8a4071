/*
 * The wire in the hand: hold, step, drop, double, swap, spoil, wait.
 */
#include <stdio.h>

#include "base/escape.h"
#include "base/text.h"
#include "session/attending.h"
#include "session/placing.h"
#include "session/verbs_wire.h"
#include "session/watching.h"

/* One line of what was done by hand. */
struct telling {
	struct session *s;
	struct bytes text;
};

static bool tell_frame(void *closure, const struct frame *x)
{
	struct telling *t = closure;

	wire_add_frame(t->s, &t->text, x);
	bytes_add_str(&t->text, x->fate == SEGMENT_DELIVERED ? ": delivered" : "");
	if (x->fate == SEGMENT_DROPPED)
		bytes_addf(&t->text, ": lost (%s)", x->why ? x->why : "");
	return false;
}

static void tell(struct session *s, uint64_t id, const char *what)
{
	struct telling t = {s, BYTES_INIT};

	wire_each(&s->lab.wire, id, tell_frame, &t);
	bytes_add_str(&t.text, what);
	journal_note(&s->engine.journal, NOTE_REMARK, s->line, NULL, bytes_str(&t.text), t.text.len);
	bytes_clear(&t.text);
}

static void add_id_result(struct session *s, uint64_t id)
{
	bytes_reset(&s->text);
	wire_add_id(&s->text, id);
	result_add(&s->result, s->text.data, s->text.len);
}

static enum outcome refuse_frame(struct session *s, const char *verb, enum wire_outcome o,
                                 uint64_t id)
{
	switch (o) {
	case WIRE_NONE:
		return session_refuse(s, "%s: the wire holds nothing%s", verb,
		                      wire_is_holding(&s->lab.wire) ? ""
		                                                    : ": expected wire hold before it");
	case WIRE_NOT_HELD:
		return session_refuse(s, "%s: #%llu is not held any more", verb, (unsigned long long)id);
	case WIRE_UNKNOWN:
		return session_refuse(s, "%s: there is no #%llu: wire list tells what there is", verb,
		                      (unsigned long long)id);
	case WIRE_DONE:
		break;
	}
	return OUTCOME_OK;
}

enum outcome wire_run_hold(struct session *s, struct bound *b)
{
	enum outcome o = placing_require_lab(s, "wire hold");
	struct pattern *only = NULL;

	if (o != OUTCOME_OK)
		return o;
	if (b->opt[0].present) {
		only = placing_pattern(s, "wire hold", &b->opt[0].word, 1);
		if (!only)
			return OUTCOME_REFUSED;
	}
	wire_let_come(s);
	bytes_reset(&s->text);
	bytes_add(&s->text, b->opt[0].word.s, only ? b->opt[0].word.n : 0);
	wire_hold(&s->lab.wire, only, only ? bytes_str(&s->text) : NULL, s->line);
	return OUTCOME_OK;
}

enum outcome wire_run_run(struct session *s, struct bound *b)
{
	enum outcome o = placing_require_lab(s, "wire run");

	(void)b;
	if (o != OUTCOME_OK)
		return o;
	result_set_int(&s->result, (int64_t)wire_run(&s->lab.wire, s->line));
	for (unsigned i = 0; i < s->lab.hosts; i++)
		lab_after(&s->lab, i);
	watching_settle(s);
	return OUTCOME_OK;
}

/* What `wire step WORD` asks for: so many, or that one. */
static enum outcome read_steps(struct session *s, const struct value *v, struct wire_command *c,
                               int64_t *times)
{
	*times = 1;
	if (!v->present)
		return OUTCOME_OK;
	if (v->word.n && *v->word.s == '#')
		return wire_read_id(s, "wire step", v->word, &c->id);
	if (text_int(v->word.s, v->word.n, times) && *times > 0)
		return OUTCOME_OK;
	bytes_reset(&s->text);
	escape_quote_max(&s->text, v->word.s, v->word.n, ESCAPE_UTF8, 40);
	return session_refuse(s, "wire step: \"%s\": expected how many, or the number of one, like #3",
	                      bytes_str(&s->text));
}

enum outcome wire_run_step(struct session *s, struct bound *b)
{
	struct wire_command c = {0, s->line, "wire step"};
	enum outcome o = placing_require_lab(s, "wire step");
	enum wire_outcome w;
	int64_t times = 1;

	if (o == OUTCOME_OK)
		o = read_steps(s, &b->arg[0], &c, &times);
	for (int64_t i = 0; o == OUTCOME_OK && i < times; i++) {
		if (!b->arg[0].present || b->arg[0].word.s[0] != '#')
			c.id = 0;
		w = wire_step(&s->lab.wire, &c);
		if (w == WIRE_NONE && i)
			return session_refuse(s, "wire step: only %lld of %lld were held", (long long)i,
			                      (long long)times);
		if (w != WIRE_DONE)
			return refuse_frame(s, "wire step", w, c.id);
		watching_settle(s);
		tell(s, c.id, "");
		add_id_result(s, c.id);
	}
	s->result.is_list = times > 1;
	return o;
}

/* The commands on one frame, which differ by what they do with it. */
static enum outcome begin_one(struct session *s, struct bound *b, struct wire_command *c)
{
	enum outcome o = placing_require_lab(s, b->verb->name);

	*c = (struct wire_command){0, s->line, b->verb->name};
	if (o == OUTCOME_OK && b->arg[0].present)
		o = wire_read_id(s, b->verb->name, b->arg[0].word, &c->id);
	return o;
}

static enum outcome end_one(struct session *s, struct bound *b, enum wire_outcome w,
                            const struct wire_command *c, const char *what, uint64_t result)
{
	if (w != WIRE_DONE)
		return refuse_frame(s, b->verb->name, w, c->id);
	tell(s, c->id, what);
	add_id_result(s, result);
	s->result.is_list = false;
	return OUTCOME_OK;
}

enum outcome wire_run_drop(struct session *s, struct bound *b)
{
	struct wire_command c;
	enum outcome o = begin_one(s, b, &c);

	if (o != OUTCOME_OK)
		return o;
	enum wire_outcome w = wire_drop(&s->lab.wire, &c);

	return end_one(s, b, w, &c, "", c.id);
}

enum outcome wire_run_dup(struct session *s, struct bound *b)
{
	struct wire_command c;
	enum outcome o = begin_one(s, b, &c);
	uint64_t copy = 0;
	char what[64];

	if (o != OUTCOME_OK)
		return o;
	enum wire_outcome w = wire_double(&s->lab.wire, &c, &copy);

	snprintf(what, sizeof(what), ": doubled, #%llu is the copy", (unsigned long long)copy);
	return end_one(s, b, w, &c, what, copy);
}

enum outcome wire_run_swap(struct session *s, struct bound *b)
{
	struct wire_command c;
	enum outcome o = begin_one(s, b, &c);
	uint64_t other = 0;
	char what[64];

	if (o != OUTCOME_OK)
		return o;
	enum wire_outcome w = wire_swap(&s->lab.wire, &c, &other);

	if (w == WIRE_NONE && c.id)
		return session_refuse(s, "wire swap: nothing is held behind #%llu",
		                      (unsigned long long)c.id);
	snprintf(what, sizeof(what), ": goes behind #%llu", (unsigned long long)other);
	return end_one(s, b, w, &c, what, other);
}

enum outcome wire_run_corrupt(struct session *s, struct bound *b)
{
	struct wire_command c;
	enum outcome o = begin_one(s, b, &c);

	if (o != OUTCOME_OK)
		return o;
	enum wire_outcome w = wire_corrupt(&s->lab.wire, &c);

	return end_one(s, b, w, &c, ": one bit is wrong now, and so is the checksum", c.id);
}

struct sought {
	const struct pattern *pattern;
};

static bool is_sought(void *closure, const struct frame *x)
{
	struct segment seg;
	struct pattern_subject subject = {&seg, &x->view, x->data, x->n};

	segment_read(&seg, x->data, x->n, x->whole, SEGMENT_ETHERNET);
	return pattern_matches(((struct sought *)closure)->pattern, &subject);
}

enum outcome wire_run_wait(struct session *s, struct bound *b)
{
	const struct value *v = &b->arg[0];
	enum outcome o = placing_require_lab(s, "wire wait");
	int64_t deadline = session_deadline(s);
	struct sought sought;
	bool interrupted;
	uint64_t id;

	if (o == OUTCOME_OK)
		o = attending_admit(s, "wire wait");
	if (o != OUTCOME_OK)
		return o;
	if (b->opt[0].present)
		deadline = clock_monotonic(&s->engine.clock) + b->opt[0].number;
	sought.pattern = placing_pattern(s, "wire wait", v->rest.first, v->rest.count);
	if (!sought.pattern)
		return OUTCOME_REFUSED;
	id = attending_wire(s, &s->waited, is_sought, &sought, deadline, &interrupted);
	pattern_free((struct pattern *)sought.pattern);
	if (interrupted || (!id && atomic_load(&s->stop)))
		return attending_eintr(s, "wire wait");
	if (!id && placing_require_lab(s, "wire wait") != OUTCOME_OK)
		return OUTCOME_REFUSED;
	if (!id) {
		s->problem.outcome = OUTCOME_TIMED_OUT;
		bytes_reset(&s->problem.message);
		bytes_add_str(&s->problem.message, "wire wait: no such segment came in time");
		return s->problem.outcome;
	}
	add_id_result(s, id);
	s->result.is_list = false;
	return OUTCOME_OK;
}
