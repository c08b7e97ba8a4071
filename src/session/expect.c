/*
 * The expect verb: recv, over and over, until the bytes match, can no longer match, the stream ends
 * or the time is over. Each recv is in the journal like any other.
 */
#include "session/expect.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>

#include "base/escape.h"
#include "base/text.h"
#include "session/attending.h"
#include "session/calling.h"
#include "session/interp.h"
#include "tables/errnos.h"

enum { OPT_EXACT, OPT_RE, OPT_LINE, OPT_COUNT, OPT_EOF, OPT_TIMEOUT, OPT_AS };
enum { CHUNK = 65536, UNMATCHED_MAX = 64 << 20 };

enum want { WANT_BYTES, WANT_EXACT, WANT_RE, WANT_LINE, WANT_COUNT, WANT_EOF };

struct expectation {
	struct sock *sock;
	enum want want;
	struct word word;
	int64_t count;
	int64_t timeout;  /* ns; -1: none */
	int64_t deadline; /* monotonic ns */
	size_t searched;  /* bytes in which there is no match */
	bool eof, timed_out;
	int err; /* recv failed */
};

enum match { MATCH_YES, MATCH_NOT_YET, MATCH_NEVER, MATCH_REFUSED };

static enum match match_bytes(struct expectation *x, size_t *end)
{
	const struct bytes *got = &x->sock->kept;
	const char *at;

	if (!x->word.n) {
		*end = 0;
		return MATCH_YES;
	}
	if (got->len < x->word.n)
		return MATCH_NOT_YET;
	at = memmem(got->data + x->searched, got->len - x->searched, x->word.s, x->word.n);
	if (!at) {
		x->searched = got->len - x->word.n + 1;
		return MATCH_NOT_YET;
	}
	*end = (size_t)(at - got->data) + x->word.n;
	return MATCH_YES;
}

static enum match match_exact(struct expectation *x, size_t *end)
{
	const struct bytes *got = &x->sock->kept;
	size_t n = got->len < x->word.n ? got->len : x->word.n;

	if (n && memcmp(got->data, x->word.s, n))
		return MATCH_NEVER;
	*end = x->word.n;
	return got->len >= x->word.n ? MATCH_YES : MATCH_NOT_YET;
}

static enum match match_line(struct expectation *x, size_t *end)
{
	const struct bytes *got = &x->sock->kept;
	const char *at = got->len > x->searched
	                     ? memchr(got->data + x->searched, '\n', got->len - x->searched)
	                     : NULL;

	x->searched = got->len;
	if (!at)
		return MATCH_NOT_YET;
	*end = (size_t)(at - got->data) + 1;
	return MATCH_YES;
}

static enum match match(struct session *s, struct expectation *x, size_t *end)
{
	const struct bytes *got = &x->sock->kept;
	int found;

	/* a command that was done while this one waited may have taken some */
	if (x->searched > got->len)
		x->searched = 0;
	switch (x->want) {
	case WANT_BYTES:
		return match_bytes(x, end);
	case WANT_EXACT:
		return match_exact(x, end);
	case WANT_LINE:
		return match_line(x, end);
	case WANT_COUNT:
		*end = (size_t)x->count;
		return got->len >= *end ? MATCH_YES : MATCH_NOT_YET;
	case WANT_EOF:
		*end = got->len;
		return x->eof ? MATCH_YES : MATCH_NOT_YET;
	case WANT_RE:
		found = interp_match(s, x->word.s, x->word.n, bytes_str(got), got->len, end);
		return found < 0 ? MATCH_REFUSED : found ? MATCH_YES : MATCH_NOT_YET;
	}
	return MATCH_NOT_YET;
}

static enum outcome stopped(struct session *s)
{
	s->problem.outcome = OUTCOME_STOPPED;
	return OUTCOME_STOPPED;
}

/* A call of ours: an errno in it is a failed point, not a failed command. */
static enum outcome call(struct session *s, struct expectation *x, struct call *c, int64_t deadline)
{
	enum outcome o;

	c->line = s->line;
	o = attending_call(s, c, deadline);
	if (o != OUTCOME_OK)
		return o;
	if (atomic_load(&s->stop))
		return stopped(s);
	if (call_failed(c) && c->err == EINTR && c->end >= deadline)
		x->timed_out = true;
	return OUTCOME_OK;
}

/* A socket that does not block is waited for with poll(2), like a program would. */
static enum outcome await(struct session *s, struct expectation *x)
{
	int64_t left = x->deadline == INT64_MAX ? -1 : x->deadline - clock_monotonic(&s->engine.clock);
	struct call c;
	enum outcome o;

	if (left < 0 && x->deadline != INT64_MAX) {
		x->timed_out = true;
		return OUTCOME_OK;
	}
	calling_on(s, &c, CALL_POLL, x->sock);
	call_add_constant(&c, CONSTANT_POLL, POLLIN);
	call_add_number(&c, left < 0 ? -1 : (left + CLOCK_MS - 1) / CLOCK_MS);
	call_add_constant_out(&c, CONSTANT_POLL);
	/* poll(2) keeps its own time */
	o = call(s, x, &c, INT64_MAX);
	if (o == OUTCOME_OK && call_failed(&c))
		x->err = c.err;
	x->timed_out = c.ret == 0;
	return o;
}

static bool is_nonblocking(struct session *s, const struct sock *sock)
{
	struct sys *sys = s->engine.sys;
	int flags = sys->fcntl(sys, sock->fd, F_GETFL, 0);

	return flags >= 0 && (flags & O_NONBLOCK);
}

/* Whether a result of 0 is the end: on SOCK_SEQPACKET it may be an empty message as well. */
static bool is_end(struct session *s, const struct sock *sock)
{
	struct sys *sys = s->engine.sys;
	struct pollfd set = {.fd = sock->fd, .events = POLLRDHUP};

	if (sock->type == SOCK_SEQPACKET)
		return sys->poll(sys, &set, 1, 0) > 0 && (set.revents & (POLLHUP | POLLRDHUP));
	return sock->type == SOCK_STREAM;
}

static enum outcome receive(struct session *s, struct expectation *x)
{
	struct call c;
	enum outcome o;

	bytes_reset(&s->buffer);
	bytes_reserve(&s->buffer, CHUNK);
	calling_on(s, &c, CALL_RECV, x->sock);
	call_add_buffer_out(&c, s->buffer.data, CHUNK);
	call_add_number(&c, CHUNK);
	call_add_constant(&c, CONSTANT_MSG, 0);
	o = call(s, x, &c, x->deadline);
	if (o != OUTCOME_OK || x->timed_out)
		return o;
	/* without O_NONBLOCK it is SO_RCVTIMEO that is over: a failure */
	if (c.err == EAGAIN && is_nonblocking(s, x->sock))
		return await(s, x);
	if (call_failed(&c))
		x->err = c.err;
	else if (!c.ret && is_end(s, x->sock))
		x->eof = true;
	else
		bytes_add(&x->sock->kept, c.arg[1].data, c.arg[1].len);
	return o;
}

static enum outcome read_words(struct session *s, struct bound *b, struct expectation *x)
{
	unsigned ways = b->arg[1].present;

	for (int i = OPT_EXACT; i <= OPT_EOF; i++)
		ways += b->opt[i].present;
	if (ways != 1)
		return session_refuse(s, "expect: expected one of BYTES, -exact BYTES, -re PATTERN, -line, "
		                         "-count N, -eof");
	if (b->opt[OPT_COUNT].present && b->opt[OPT_COUNT].number < 0)
		return session_refuse(s, "expect: -count %lld: expected 0 or more",
		                      (long long)b->opt[OPT_COUNT].number);
	x->sock = b->arg[0].sock;
	x->want = b->opt[OPT_EXACT].present   ? WANT_EXACT
	          : b->opt[OPT_RE].present    ? WANT_RE
	          : b->opt[OPT_LINE].present  ? WANT_LINE
	          : b->opt[OPT_COUNT].present ? WANT_COUNT
	          : b->opt[OPT_EOF].present   ? WANT_EOF
	                                      : WANT_BYTES;
	if (b->arg[1].present)
		x->word = b->arg[1].word;
	if (x->want == WANT_EXACT)
		x->word = b->opt[OPT_EXACT].word;
	if (x->want == WANT_RE)
		x->word = b->opt[OPT_RE].word;
	if (x->want == WANT_COUNT)
		x->count = b->opt[OPT_COUNT].number;
	x->timeout = b->opt[OPT_TIMEOUT].present ? b->opt[OPT_TIMEOUT].number : s->limit;
	x->deadline = x->timeout < 0 ? INT64_MAX : clock_monotonic(&s->engine.clock) + x->timeout;
	return OUTCOME_OK;
}

/* The point's words: as they could be typed. */
static void describe(struct bytes *out, struct bound *b, const struct expectation *x)
{
	static const char *const options[] = {" ", " -exact ", " -re ", " -line", " -count ", " -eof"};

	if (b->opt[OPT_AS].present) {
		escape_show(out, b->opt[OPT_AS].word.s, b->opt[OPT_AS].word.n, ESCAPE_UTF8, false);
		return;
	}
	bytes_addf(out, "expect %s%s", x->sock->name, options[x->want]);
	if (x->want == WANT_COUNT)
		bytes_add_int(out, x->count);
	if (x->want > WANT_RE)
		return;
	bytes_add_char(out, '"');
	escape_quote_max(out, x->word.s, x->word.n, ESCAPE_UTF8, 80);
	bytes_add_char(out, '"');
}

static void explain_failure(struct bytes *out, const struct expectation *x)
{
	const struct bytes *got = &x->sock->kept;
	size_t shown;

	if (got->len) {
		bytes_add_str(out, "received \"");
		shown = escape_quote_max(out, got->data, got->len, ESCAPE_UTF8, 120);
		bytes_addf(out, "\"%s (%zu bytes)", shown < got->len ? "..." : "", got->len);
	} else {
		bytes_add_str(out, "received nothing");
	}
	if (x->timed_out) {
		bytes_add_str(out, " within ");
		text_add_duration(out, x->timeout);
	} else if (x->eof) {
		bytes_add_str(out, ", then the end of the stream");
	} else if (x->err) {
		bytes_addf(out, ", then recv failed: %s (%s)", errno_name(x->err), errno_text(x->err));
	} else if (got->len > UNMATCHED_MAX) {
		bytes_add_str(out, ": too much without a match");
	}
}

/* Takes what matched; says so when more has come. */
static void take(struct session *s, struct expectation *x, size_t end)
{
	struct bytes *got = &x->sock->kept;
	struct bytes note = BYTES_INIT;

	if (end > got->len)
		end = got->len;
	result_set(&s->result, bytes_str(got), end);
	bytes_drop(got, end);
	if (!got->len)
		return;
	bytes_addf(&note, "%zu more byte%s received: the next receiving verb on %s gets %s first",
	           got->len, got->len == 1 ? "" : "s", x->sock->name, got->len == 1 ? "it" : "them");
	journal_note(&s->engine.journal, NOTE_REMARK, s->line, x->sock->name, note.data, note.len);
	bytes_clear(&note);
}

enum outcome expect_run(struct session *s, struct bound *b)
{
	struct expectation x = {0};
	struct bytes text = BYTES_INIT, detail = BYTES_INIT;
	enum match m;
	size_t end = 0;
	enum outcome o = read_words(s, b, &x);

	if (o != OUTCOME_OK)
		return o;
	while ((m = match(s, &x, &end)) == MATCH_NOT_YET && !x.eof && !x.timed_out && !x.err &&
	       x.sock->kept.len <= UNMATCHED_MAX) {
		o = receive(s, &x);
		if (o != OUTCOME_OK)
			return o;
	}
	if (m == MATCH_REFUSED)
		return OUTCOME_REFUSED;
	describe(&text, b, &x);
	if (m != MATCH_YES)
		explain_failure(&detail, &x);
	session_point(s, m == MATCH_YES, &text, m == MATCH_YES ? NULL : bytes_str(&detail));
	if (m == MATCH_YES)
		take(s, &x, end);
	bytes_clear(&text);
	bytes_clear(&detail);
	return OUTCOME_OK;
}
