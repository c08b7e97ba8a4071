/*
 * The wire in the hand: hold, step, drop, double, swap, spoil, wait.
 */
#include "session/verbs_wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/escape.h"
#include "base/text.h"
#include "session/placing.h"
#include "session/watching.h"

void wire_add_id(struct bytes *out, uint64_t id)
{
	bytes_add_char(out, '#');
	bytes_add_uint(out, id);
}

enum outcome wire_read_id(struct session *s, const char *verb, struct word w, uint64_t *id)
{
	struct word digits = w;
	struct bytes shown = BYTES_INIT;
	int64_t number;
	enum outcome o;

	if (w.n && *w.s == '#')
		digits = (struct word){w.s + 1, w.n - 1, false};
	if (digits.n && *digits.s >= '0' && *digits.s <= '9' && text_int(digits.s, digits.n, &number) &&
	    number > 0) {
		*id = (uint64_t)number;
		return OUTCOME_OK;
	}
	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 40);
	o = session_refuse(s,
	                   "%s: \"%s\" is no segment: expected the number of one on the wire, like #3",
	                   verb, bytes_str(&shown));
	bytes_clear(&shown);
	return o;
}

static void add_view(struct bytes *out, const struct segment *seg, const struct flow_view *view)
{
	bytes_add_char(out, ' ');
	segment_add_flags(out, seg->flags);
	bytes_addf(out, " seq %u", view->known ? view->seq : seg->seq);
	if (seg->flags & SEGMENT_ACK)
		bytes_addf(out, " ack %u", view->known ? view->ack : seg->ack);
	if (seg->len)
		bytes_addf(out, " len %zu", seg->len);
}

void wire_add_frame(struct session *s, struct bytes *out, const struct frame *x)
{
	const struct wire *w = &s->lab.wire;
	struct segment seg;

	segment_read(&seg, x->data, x->n, x->whole, SEGMENT_ETHERNET);
	wire_add_id(out, x->id);
	bytes_addf(out, " %s > %s", x->from == FRAME_WIRE ? "(forged)" : w->port[x->from].name,
	           w->port[x->to].name);
	if (seg.kind == SEGMENT_TCP) {
		add_view(out, &seg, &x->view);
	} else {
		bytes_add_char(out, ' ');
		segment_add_kind(out, &seg);
		if (seg.kind == SEGMENT_UDP)
			bytes_addf(out, " len %zu", seg.len);
	}
	if (x->view.marks) {
		bytes_add_str(out, " (");
		flow_add_marks(out, &x->view);
		bytes_add_char(out, ')');
	}
}

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

/* What a host has sent before a command is not the command's business, though the wire may not have seen it
 * yet. */
static void let_come(struct session *s)
{
	for (unsigned i = 0; i < s->lab.hosts; i++)
		wire_settle(&s->lab.wire, i);
}

static enum outcome run_hold(struct session *s, struct bound *b)
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
	let_come(s);
	bytes_reset(&s->text);
	bytes_add(&s->text, b->opt[0].word.s, only ? b->opt[0].word.n : 0);
	wire_hold(&s->lab.wire, only, only ? bytes_str(&s->text) : NULL, s->line);
	return OUTCOME_OK;
}

static enum outcome run_run(struct session *s, struct bound *b)
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

static enum outcome run_step(struct session *s, struct bound *b)
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

static enum outcome run_drop(struct session *s, struct bound *b)
{
	struct wire_command c;
	enum outcome o = begin_one(s, b, &c);

	if (o != OUTCOME_OK)
		return o;
	enum wire_outcome w = wire_drop(&s->lab.wire, &c);

	return end_one(s, b, w, &c, "", c.id);
}

static enum outcome run_dup(struct session *s, struct bound *b)
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

static enum outcome run_swap(struct session *s, struct bound *b)
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

static enum outcome run_corrupt(struct session *s, struct bound *b)
{
	struct wire_command c;
	enum outcome o = begin_one(s, b, &c);

	if (o != OUTCOME_OK)
		return o;
	enum wire_outcome w = wire_corrupt(&s->lab.wire, &c);

	return end_one(s, b, w, &c, ": one bit is wrong now, and so is the checksum", c.id);
}

static enum outcome run_delay(struct session *s, struct bound *b)
{
	enum outcome o = placing_require_lab(s, "wire delay");

	if (o != OUTCOME_OK)
		return o;
	let_come(s);
	wire_set_delay(&s->lab.wire, b->arg[0].number, s->line);
	return OUTCOME_OK;
}

static enum outcome run_loss(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;
	enum outcome o = placing_require_lab(s, "wire loss");
	char text[32], *end = text;
	uint64_t seed;
	double percent;

	if (o != OUTCOME_OK)
		return o;
	snprintf(text, sizeof(text), "%.*s", w.n < sizeof(text) ? (int)w.n : 0, w.s);
	percent = strtod(text, &end);
	if (end > text && *end == '%')
		end++;
	if (end == text || *end || !(percent >= 0 && percent <= 100)) {
		bytes_reset(&s->text);
		escape_quote_max(&s->text, w.s, w.n, ESCAPE_UTF8, 40);
		return session_refuse(s, "wire loss: \"%s\": expected a percentage, 0 to 100",
		                      bytes_str(&s->text));
	}
	seed = b->opt[0].present ? (uint64_t)b->opt[0].number : (uint64_t)clock_wall(&s->engine.clock);
	let_come(s);
	wire_set_loss(&s->lab.wire, percent, seed ? seed : UINT64_MAX, s->line);
	result_set_int(&s->result, (int64_t)seed);
	return OUTCOME_OK;
}

static enum outcome run_cut(struct session *s, struct bound *b)
{
	unsigned host;
	enum outcome o = placing_host(s, "wire cut", b->arg[0].word, &host);

	if (o != OUTCOME_OK)
		return o;
	let_come(s);
	wire_set_cut(&s->lab.wire, host, true, s->line);
	return OUTCOME_OK;
}

static enum outcome run_heal(struct session *s, struct bound *b)
{
	unsigned host = 0, end = s->lab.hosts;
	enum outcome o = placing_require_lab(s, "wire heal");

	if (o == OUTCOME_OK && b->arg[0].present) {
		o = placing_host(s, "wire heal", b->arg[0].word, &host);
		end = host + 1;
	}
	if (o == OUTCOME_OK)
		let_come(s);
	for (; o == OUTCOME_OK && host < end; host++)
		wire_set_cut(&s->lab.wire, host, false, s->line);
	return o;
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

static enum outcome run_wait(struct session *s, struct bound *b)
{
	const struct value *v = &b->arg[0];
	enum outcome o = placing_require_lab(s, "wire wait");
	int64_t deadline = session_deadline(s);
	struct sought sought;
	uint64_t id;

	if (o != OUTCOME_OK)
		return o;
	if (b->opt[0].present)
		deadline = clock_monotonic(&s->engine.clock) + b->opt[0].number;
	sought.pattern = placing_pattern(s, "wire wait", v->rest.first, v->rest.count);
	if (!sought.pattern)
		return OUTCOME_REFUSED;
	id = wire_wait(&s->lab.wire, &s->waited, is_sought, &sought, deadline, &s->stop);
	pattern_free((struct pattern *)sought.pattern);
	if (!id) {
		s->problem.outcome = atomic_load(&s->stop) ? OUTCOME_STOPPED : OUTCOME_TIMED_OUT;
		bytes_reset(&s->problem.message);
		bytes_add_str(&s->problem.message, "wire wait: no such segment came in time");
		return s->problem.outcome;
	}
	add_id_result(s, id);
	s->result.is_list = false;
	return OUTCOME_OK;
}

#define ID_PARAM                                                                                   \
	{                                                                                              \
		{                                                                                          \
			PARAM_WORD, "ID", PARAM_OPTIONAL, 0                                                    \
		}                                                                                          \
	}

const struct verb wire_group[] = {
    {
        .name = "wire hold",
        .family = "lab",
        .option = {{"-only", PARAM_WORD, "PATTERN", 0}},
        .help = "From now on keep what the hosts send: each segment waits in your hand.\n"
                "-only keeps those that match and lets the others pass: tcp, \"client > server\".",
        .run = run_hold,
    },
    {
        .name = "wire run",
        .family = "lab",
        .help =
            "Let all that is held go, in order, and everything after it at once. The result is how "
            "many went.",
        .run = run_run,
    },
    {
        .name = "wire list",
        .family = "lab",
        .param = {{PARAM_REST, "PATTERN", PARAM_OPTIONAL, 0}},
        .option = {{"-held", PARAM_END, NULL, 0}, {"-absolute", PARAM_END, NULL, 0}},
        .help =
            "What the wire has carried, as a list of dictionaries: id time from to proto src dst "
            "flags seq ack len win options marks fate why origin of cause.\n"
            "seq and ack count from each side's first; -absolute tells them as they are on the "
            "wire. -held lists what is held.",
        .run = wire_run_list,
    },
    {
        .name = "wire step",
        .family = "lab",
        .param = {{PARAM_WORD, "N|ID", PARAM_OPTIONAL, 0}},
        .help = "Deliver the segment held longest, N of them, or the one with that number (#3).\n"
                "When it returns, the host has dealt with it, and what it answered is on the wire.",
        .run = run_step,
    },
    {
        .name = "wire drop",
        .family = "lab",
        .param = ID_PARAM,
        .help = "Lose a segment that is held.",
        .run = run_drop,
    },
    {
        .name = "wire dup",
        .family = "lab",
        .param = ID_PARAM,
        .help = "Put a copy of a held segment right behind it. The result is the copy's number.",
        .run = run_dup,
    },
    {
        .name = "wire swap",
        .family = "lab",
        .param = ID_PARAM,
        .help = "Let a held segment change places with the one behind it.",
        .run = run_swap,
    },
    {
        .name = "wire corrupt",
        .family = "lab",
        .param = ID_PARAM,
        .help = "Turn over one bit of a held segment, so that its checksum is wrong.",
        .run = run_corrupt,
    },
    {
        .name = "wire delay",
        .family = "lab",
        .param = {{PARAM_DURATION, "T", 0, 0}},
        .help = "Let every segment take that long on its way; 0 ends it.",
        .run = run_delay,
    },
    {
        .name = "wire loss",
        .family = "lab",
        .param = {{PARAM_WORD, "PERCENT", 0, 0}},
        .option = {{"-seed", PARAM_NUMBER, "N", 0}},
        .help = "Lose so many of a hundred segments, by chance; the same ones again with the same "
                "seed, "
                "which is the result. 0 ends it.",
        .run = run_loss,
    },
    {
        .name = "wire cut",
        .family = "lab",
        .param = {{PARAM_WORD, "HOST", 0, 0}},
        .help = "Cut a host's cable: nothing comes from it or goes to it.",
        .run = run_cut,
    },
    {
        .name = "wire heal",
        .family = "lab",
        .param = {{PARAM_WORD, "HOST", PARAM_OPTIONAL, 0}},
        .help = "Mend the cable of a host, or every one.",
        .run = run_heal,
    },
    {
        .name = "wire inject",
        .family = "lab",
        .param = {{PARAM_REST, "?PROTO? END > END ?FLAG ...? ?KEY VALUE ...?", 0, 0}},
        .help =
            "Forge a segment: wire inject client:4000 > server:80 RST seq 1.\n"
            "PROTO is tcp, udp, icmp or icmp6. END is HOST:PORT, ADDRESS:PORT, or a socket, whose "
            "own address it is. FLAGS as in a pattern. Keys: seq, ack (counted from the first of "
            "each side where the connection is known, absolute with the word absolute; left out: "
            "what comes next), win, mss, ws, urg, ttl, id, data BYTES, hex BYTES; the words sack, "
            "df "
            "and badsum; of ICMP type, code, mtu, and about ID: the segment it complains of. The "
            "result is its number.",
        .man = "tcp(7), packet(7)",
        .run = wire_run_inject,
    },
    {
        .name = "wire wait",
        .family = "lab",
        .param = {{PARAM_REST, "PATTERN", 0, 0}},
        .option = {{"-timeout", PARAM_DURATION, "T", 0}},
        .help = "Wait for a segment like PATTERN, among those the last wire wait has not passed "
                "yet. The "
                "result is its number.",
        .run = run_wait,
    },
    {
        .name = "wire save",
        .family = "lab",
        .param = {{PARAM_WORD, "FILE", 0, 0}},
        .help = "Write what the wire has carried into a pcapng file, with a comment on each "
                "packet: the "
                "command or call that caused it.",
        .run = wire_run_save,
    },
    {.name = NULL},
};
