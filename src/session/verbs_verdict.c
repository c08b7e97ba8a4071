/*
 * The verdict: check and require. Each check is one test point; a failed one is counted, and the
 * script goes on.
 */
#include <errno.h>
#include <poll.h>

#include "base/escape.h"
#include "base/text.h"
#include "core/value.h"
#include "session/attending.h"
#include "session/calling.h"
#include "session/expect.h"
#include "session/features.h"
#include "session/interp.h"
#include "session/placing.h"
#include "session/watching.h"
#include "tables/errnos.h"
#include "watch/state.h"

enum { OPT_WITHIN, OPT_AS };

/* One form of check, ready to be tried as often as -within asks. */
struct trial {
	struct bound *b;
	const struct word *word; /* after the form's name */
	size_t count;
	bool passed;
	struct bytes detail; /* why not */
	/* what the words say */
	struct sock *sock;
	struct watched watched;
	struct pattern *pattern;
	int64_t number;
	const char *state;
	struct value option;
	struct bytes value; /* of an option, as it was written */
	struct value_bytes want;
	bool has_want;
	const char *err;
};

struct check_form {
	const char *name;
	size_t words;
	const char *usage;
	enum outcome (*read)(struct session *, struct trial *);
	enum outcome (*try)(struct session *, struct trial *);
};

static enum outcome read_state(struct session *s, struct trial *t)
{
	struct bytes shown = BYTES_INIT;
	enum outcome o = watching_find(s, t->b->verb, t->word[0], &t->watched);

	if (o != OUTCOME_OK || state_by_name(t->word[1].s, t->word[1].n, &t->state))
		return o;
	escape_quote_max(&shown, t->word[1].s, t->word[1].n, ESCAPE_UTF8, 40);
	o = session_refuse(
	    s,
	    "check: \"%s\" is not a state: expected ESTABLISHED, SYN_SENT, SYN_RECV, "
	    "FIN_WAIT1, FIN_WAIT2, TIME_WAIT, CLOSED, CLOSE_WAIT, LAST_ACK, LISTEN, CLOSING, "
	    "CONNECTED or UNCONNECTED",
	    bytes_str(&shown));
	bytes_clear(&shown);
	return o;
}

static enum outcome try_state(struct session *s, struct trial *t)
{
	struct state now;

	if (watching_state(s, &t->watched, &now, NULL)) {
		bytes_addf(&t->detail, "the kernel does not tell: %s", errno_name(errno));
		return OUTCOME_OK;
	}
	t->passed = !strcmp(now.name, t->state);
	bytes_addf(&t->detail, "it is %s (%s)", now.name, now.source);
	return OUTCOME_OK;
}

static enum outcome read_option(struct session *s, struct trial *t)
{
	size_t used;
	enum outcome o = bind_socket(s, t->b->verb, t->word[0], &t->sock);

	if (o == OUTCOME_OK)
		o = bind_option(s, t->b->verb, t->sock, t->word + 1, t->count - 1, &t->option, &used);
	if (o != OUTCOME_OK)
		return o;
	if (t->count <= used + 1)
		return session_refuse(
		    s, "check: expected a value; usage: check option SOCK ?LEVEL? NAME VALUE");
	for (size_t i = used + 1; i < t->count; i++) {
		if (i > used + 1)
			bytes_add_char(&t->value, ' ');
		bytes_add(&t->value, t->word[i].s, t->word[i].n);
	}
	t->has_want = value_parse(t->option.option.row, t->sock->fd, bytes_str(&t->value), t->value.len,
	                          &t->want, NULL);
	return OUTCOME_OK;
}

/* Compared as written: SO_ERROR's ECONNREFUSED is a word, and 0x10 is 16. */
static enum outcome try_option(struct session *s, struct trial *t)
{
	const struct option_row *row = t->option.option.row;
	struct bytes now = BYTES_INIT;
	struct call c;
	enum outcome o;

	calling_on(s, &c, CALL_GETSOCKOPT, t->sock);
	call_add_constant(&c, CONSTANT_LEVEL, t->option.option.level);
	call_add_option(&c, t->option.option.number);
	call_add_value_out(&c, value_room(row, t->sock->family));
	o = session_call(s, &c);
	if (o != OUTCOME_OK)
		return o;
	value_add(&now, row, c.arg[3].data, c.arg[3].len);
	t->passed =
	    !strcmp(bytes_str(&t->value), bytes_str(&now)) ||
	    (t->has_want && t->want.n == c.value_len && !memcmp(t->want.at, c.room->value, t->want.n));
	bytes_addf(&t->detail, "it is %s", bytes_str(&now));
	bytes_clear(&now);
	return OUTCOME_OK;
}

static enum outcome read_errno(struct session *s, struct trial *t)
{
	const struct errno_row *row = errno_by_name(t->word[0].s, t->word[0].n);
	const struct constant *eai = constant_by_name(CONSTANT_EAI, t->word[0].s, t->word[0].n);
	struct nearest near;
	struct bytes shown = BYTES_INIT;
	enum outcome o;

	t->err = row ? row->name : eai ? eai->name : NULL;
	if (t->err)
		return OUTCOME_OK;
	nearest_init(&near, t->word[0].s, t->word[0].n);
	for (size_t i = 0; errno_row_at(i); i++)
		nearest_offer(&near, errno_row_at(i)->name);
	escape_quote_max(&shown, t->word[0].s, t->word[0].n, ESCAPE_UTF8, 40);
	o = session_refuse(s, "check: \"%s\" is not an errno%s%s%s", bytes_str(&shown),
	                   near.best ? "; did you mean " : ": expected a name like ECONNREFUSED",
	                   near.best ? near.best : "", near.best ? "?" : "");
	bytes_clear(&shown);
	return o;
}

static enum outcome try_errno(struct session *s, struct trial *t)
{
	enum outcome o = interp_body(s, t->word[1].s, t->word[1].n);

	if (o == OUTCOME_OK) {
		bytes_add_str(&t->detail, "it did not fail");
		return o;
	}
	if (o != OUTCOME_CALL_FAILED)
		return o;
	t->passed = !strcmp(s->problem.name, t->err);
	bytes_addf(&t->detail, "it failed with %s (%s)", s->problem.name, s->problem.text);
	return OUTCOME_OK;
}

static enum outcome read_ready(struct session *s, struct trial *t)
{
	const struct word w = t->word[1];
	enum outcome o = bind_socket(s, t->b->verb, t->word[0], &t->sock);

	if (o != OUTCOME_OK)
		return o;
	if (w.n == 3 && strchr("r-", w.s[0]) && strchr("w-", w.s[1]) && strchr("x-", w.s[2]))
		return o;
	return session_refuse(s, "check: expected a readiness of three letters, like rw-: readable, "
	                         "writable, x for urgent data");
}

/* As select(2) has it: an error or a hangup is what a receiving call would tell at once, and an error
 * what a sending one would. */
static enum outcome try_ready(struct session *s, struct trial *t)
{
	struct sys *sys = s->engine.sys;
	struct pollfd set = {.fd = t->sock->fd, .events = POLLIN | POLLOUT | POLLPRI};
	char now[4] = "---";

	if (sys->poll(sys, &set, 1, 0) < 0) {
		bytes_addf(&t->detail, "poll answers %s", errno_name(errno));
		return OUTCOME_OK;
	}
	if ((set.revents & (POLLIN | POLLHUP | POLLERR)) || t->sock->kept.len)
		now[0] = 'r';
	if (set.revents & (POLLOUT | POLLERR))
		now[1] = 'w';
	if (set.revents & POLLPRI)
		now[2] = 'x';
	t->passed = !memcmp(now, t->word[1].s, 3);
	bytes_addf(&t->detail, "it is %s", now);
	return OUTCOME_OK;
}

static enum outcome read_backlog(struct session *s, struct trial *t)
{
	enum outcome o = watching_find(s, t->b->verb, t->word[0], &t->watched);

	if (o != OUTCOME_OK)
		return o;
	if (!t->watched.sock || !t->watched.sock->listening)
		return session_refuse(s, "check: %s does not listen: expected a listener", t->watched.name);
	if (text_int(t->word[1].s, t->word[1].n, &t->number) && t->number >= 0)
		return o;
	return session_refuse(s, "check: expected how many connections wait to be accepted, 0 or more");
}

static enum outcome try_backlog(struct session *s, struct trial *t)
{
	int waiting, most;

	if (state_backlog(s->engine.sys, t->watched.sock, &waiting, &most)) {
		bytes_addf(&t->detail, "the kernel does not tell: %s", errno_name(errno));
		return OUTCOME_OK;
	}
	t->passed = waiting == t->number;
	bytes_addf(&t->detail, "it is %d of %d (tcp_info)", waiting, most);
	return OUTCOME_OK;
}

static enum outcome read_wire(struct session *s, struct trial *t)
{
	enum outcome o = placing_require_lab(s, "check wire");

	if (o != OUTCOME_OK)
		return o;
	t->pattern = placing_pattern(s, "check wire", t->word, t->count);
	return t->pattern ? OUTCOME_OK : OUTCOME_REFUSED;
}

/* How many frames fit. */
struct count {
	const struct pattern *pattern;
	size_t fit, all;
};

static bool count_frame(void *closure, const struct frame *x)
{
	struct count *c = closure;
	struct segment seg;
	struct pattern_subject subject = {&seg, &x->view, x->data, x->n};

	segment_read(&seg, x->data, x->n, x->whole, SEGMENT_ETHERNET);
	c->fit += pattern_matches(c->pattern, &subject);
	c->all++;
	return true;
}

static enum outcome try_wire(struct session *s, struct trial *t)
{
	struct count c = {t->pattern, 0, 0};

	wire_each(&s->lab.wire, 0, count_frame, &c);
	t->passed = c.fit;
	bytes_addf(&t->detail, "none of the %zu segments on the wire is like that", c.all);
	return OUTCOME_OK;
}

static enum outcome read_nothing(struct session *s, struct trial *t)
{
	(void)s;
	(void)t;
	return OUTCOME_OK;
}

static enum outcome try_expression(struct session *s, struct trial *t)
{
	enum outcome o = interp_expr(s, t->word[0].s, t->word[0].n, &t->passed);

	bytes_add_str(&t->detail, "it is false");
	return o;
}

static const struct check_form forms[] = {
    {"state", 2, "check state SOCK STATE", read_state, try_state},
    {"option", 3, "check option SOCK ?LEVEL? NAME VALUE", read_option, try_option},
    {"errno", 2, "check errno NAME {SCRIPT}", read_errno, try_errno},
    {"ready", 2, "check ready SOCK rw-", read_ready, try_ready},
    {"backlog", 2, "check backlog LISTENER N", read_backlog, try_backlog},
    {"wire", 1, "check wire PATTERN", read_wire, try_wire},
};
static const struct check_form expression = {"", 1, "check {EXPRESSION}", read_nothing,
                                             try_expression};

/* Tries until it passes or the time given with -within is over; the time between two looks doubles,
 * from 1 to 50 ms. */
static enum outcome try_within(struct session *s, const struct check_form *form, struct trial *t)
{
	int64_t within = t->b->opt[OPT_WITHIN].present ? t->b->opt[OPT_WITHIN].number : 0;
	int64_t now = clock_monotonic(&s->engine.clock), since = now, until = now + within;
	int64_t pause = CLOCK_MS;
	enum outcome o = within ? attending_admit(s, "check") : OUTCOME_OK;

	if (o != OUTCOME_OK)
		return o;

	for (;;) {
		bytes_reset(&t->detail);
		o = form->try(s, t);
		now = clock_monotonic(&s->engine.clock);
		if (o != OUTCOME_OK || t->passed || now >= until)
			break;
		if (!attending_until(s, since, now + pause < until ? now + pause : until))
			return attending_eintr(s, "check");
		if (pause < 50 * CLOCK_MS)
			pause *= 2;
	}
	if (o == OUTCOME_OK && !t->passed && within) {
		bytes_add_str(&t->detail, ", still after ");
		text_add_duration(&t->detail, within);
	}
	return o;
}

/* What the point is called: -as, or the words of the check. */
static void describe(struct bytes *out, struct bound *b)
{
	struct value *v = &b->arg[0];

	if (b->opt[OPT_AS].present) {
		escape_show(out, b->opt[OPT_AS].word.s, b->opt[OPT_AS].word.n, ESCAPE_UTF8, false);
		return;
	}
	bytes_add_str(out, "check");
	for (size_t i = 0; i < v->rest.count; i++) {
		const struct word w = v->rest.first[i];
		bool apart = !w.n || memchr(w.s, ' ', w.n);

		bytes_add_str(out, apart ? " {" : " ");
		escape_show(out, w.s, w.n, ESCAPE_UTF8, false);
		bytes_add_str(out, apart ? "}" : "");
	}
}

static enum outcome refuse_form(struct session *s, const struct word w)
{
	struct nearest near;
	struct bytes shown = BYTES_INIT;

	nearest_init(&near, w.s, w.n);
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		nearest_offer(&near, forms[i].name);
	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 40);
	session_refuse(
	    s,
	    "check: \"%s\" is not known here: expected state, option, errno, ready, backlog, "
	    "wire or {EXPRESSION}%s%s%s",
	    bytes_str(&shown), near.best ? "; did you mean " : "", near.best ? near.best : "",
	    near.best ? "?" : "");
	bytes_clear(&shown);
	return OUTCOME_REFUSED;
}

static enum outcome run_check(struct session *s, struct bound *b)
{
	struct value *v = &b->arg[0];
	const struct check_form *form = v->rest.count == 1 ? &expression : NULL;
	struct trial t = {.b = b, .word = v->rest.first, .count = v->rest.count};
	struct bytes text = BYTES_INIT;
	enum outcome o;

	for (size_t i = 0; !form && i < sizeof(forms) / sizeof(forms[0]); i++)
		if (word_is(v->rest.first[0], forms[i].name))
			form = &forms[i];
	if (!form)
		return refuse_form(s, v->rest.first[0]);
	if (form != &expression) {
		t.word++;
		t.count--;
	}
	if (t.count < form->words ||
	    (t.count > form->words && form->try != try_option && form->try != try_wire))
		return session_refuse(s, "check: expected %s", form->usage);
	o = form->read(s, &t);
	if (o == OUTCOME_OK)
		o = try_within(s, form, &t);
	if (o == OUTCOME_OK) {
		describe(&text, b);
		session_point(s, t.passed, &text, t.passed ? NULL : bytes_str(&t.detail));
		result_set_int(&s->result, t.passed);
	}
	bytes_clear(&text);
	bytes_clear(&t.detail);
	bytes_clear(&t.value);
	pattern_free(t.pattern);
	return o;
}

static enum outcome refuse_feature(struct session *s, struct word w)
{
	struct nearest near;
	struct bytes shown = BYTES_INIT, known = BYTES_INIT;

	nearest_init(&near, w.s, w.n);
	for (size_t i = 0; feature_at(i); i++) {
		nearest_offer(&near, feature_at(i)->name);
		bytes_addf(&known, "%s%s", i ? ", " : "", feature_at(i)->name);
	}
	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 40);
	session_refuse(s, "require: \"%s\" is not known: expected one of %s%s%s%s", bytes_str(&shown),
	               bytes_str(&known), near.best ? "; did you mean " : "",
	               near.best ? near.best : "", near.best ? "?" : "");
	bytes_clear(&known);
	bytes_clear(&shown);
	return OUTCOME_REFUSED;
}

static enum outcome run_require(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;
	const struct feature *f = feature_by_name(w.s, w.n);
	const char *reason;

	if (!f)
		return refuse_feature(s, w);
	if (f->present(&reason))
		return OUTCOME_OK;
	bytes_reset(&s->problem.message);
	bytes_addf(&s->problem.message, "requires %s: %s", f->name, reason);
	s->problem.outcome = OUTCOME_SKIPPED;
	return OUTCOME_SKIPPED;
}

const struct verb verbs_verdict[] = {
    {
        .name = "expect",
        .family = "verdict",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, {PARAM_WORD, "BYTES", PARAM_OPTIONAL, 0}},
        .option = {{"-exact", PARAM_WORD, "BYTES", 0},
                   {"-re", PARAM_WORD, "PATTERN", 0},
                   {"-line", PARAM_END, NULL, 0},
                   {"-count", PARAM_NUMBER, "N", 0},
                   {"-eof", PARAM_END, NULL, 0},
                   {"-timeout", PARAM_DURATION, "T", 0},
                   {"-as", PARAM_WORD, "TEXT", 0}},
        .help = "Receive until BYTES have come, and take all up to their end: one test point.\n"
                "-exact: these bytes and no others before them. -re: a regular expression. -line: "
                "up to a "
                "newline. -count: N bytes. -eof: up to the end of the stream. What was received "
                "beyond the "
                "match stays with the socket; the next receiving verb gets it first. The result is "
                "what "
                "was taken.",
        .man = "recv(2)",
        .run = expect_run,
    },
    {
        .name = "check",
        .family = "verdict",
        .param = {{PARAM_REST,
                   "state SOCK STATE | option SOCK NAME VALUE | errno NAME {SCRIPT} | ready "
                   "SOCK rw- | backlog LISTENER N | wire PATTERN | {EXPRESSION}",
                   0, 0}},
        .option = {{"-within", PARAM_DURATION, "T", 0}, {"-as", PARAM_WORD, "TEXT", 0}},
        .help = "One test point: passed when it is true, or becomes true within T.\n"
                "A failed check is counted and the script goes on; it ends with exit code 1.",
        .flags = VERB_EVALUATES,
        .run = run_check,
    },
    {
        .name = "require",
        .family = "verdict",
        .param = {{PARAM_WORD, "FEATURE", 0, 0}},
        .help = "Skip the script (exit code 77) where the machine lacks root, ipv6, raw, mptcp, "
                "vsock, lab or tls.",
        .run = run_require,
    },
    {.name = NULL},
};
