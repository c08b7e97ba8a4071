/*
 * Reading a script. Bytes are kept only until the command they belong to is done.
 */
#include "session/script.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/text.h"
#include "session/interp.h"
#include "tables/errnos.h"

enum { PIECE = 65536, COMMAND_MAX = 64 << 20 };

/* A refusal with its place before it; at a prompt (name NULL) there is none. */
static enum outcome refuse_at(struct session *s, const char *name, unsigned line)
{
	session_locate(s, name, line);
	return s->problem.outcome;
}

/* Waits for input so that a stop is seen: read(2) itself goes on under SA_RESTART-less signals only
 * when it was entered, and a pipe may stay silent for ever. */
static bool await_input(struct session *s, int fd)
{
	struct pollfd set = {.fd = fd, .events = POLLIN};
	int n = 0;

	flight_enter(&s->flight, INT64_MAX);
	if (!atomic_load(&s->stop))
		n = poll(&set, 1, -1);
	flight_leave(&s->flight);
	return n > 0 && !atomic_load(&s->stop);
}

bool script_await(struct session *s, int fd)
{
	while (!await_input(s, fd))
		if (atomic_load(&s->stop))
			return false;
	return true;
}

/* The next piece of the script. */
static enum outcome read_more(struct session *s, struct script *x, const char *name)
{
	size_t want = x->text.len - x->at > PIECE ? x->text.len - x->at : PIECE;
	ssize_t got;

	bytes_drop(&x->text, x->at);
	x->at = 0;
	if (x->text.len > COMMAND_MAX) {
		session_refuse(s, "a command of more than %d bytes: is a brace or a quote left open?",
		               COMMAND_MAX);
		return refuse_at(s, name, x->line);
	}
	bytes_reserve(&x->text, want);
	do {
		if (!script_await(s, x->fd)) {
			s->problem.outcome = OUTCOME_STOPPED;
			return OUTCOME_STOPPED;
		}
		got = read(x->fd, x->text.data + x->text.len, want);
	} while (got < 0 && (errno == EINTR || errno == EAGAIN));
	if (got < 0) {
		session_refuse(s, "%s: cannot be read: %s", name, errno_text(errno));
		return OUTCOME_REFUSED;
	}
	x->text.len += (size_t)got;
	x->ended = got == 0;
	if (x->first && got && memchr(x->text.data, 0, x->text.len)) {
		session_refuse(s, "%s: not a script: it has a NUL byte at offset %zu", name,
		               (size_t)((char *)memchr(x->text.data, 0, x->text.len) - x->text.data));
		return OUTCOME_REFUSED;
	}
	x->first = false;
	return OUTCOME_OK;
}

static enum outcome run_plain(struct session *s, const char *name, const struct plain *p)
{
	const struct verb *v = verb_find(p->word[0].s, p->word[0].n);
	enum outcome o = verb_run(s, v, p->word, p->count);

	result_spell(&s->result);
	if (o == OUTCOME_CALL_FAILED || o == OUTCOME_REFUSED || o == OUTCOME_TIMED_OUT)
		refuse_at(s, name, s->line);
	return o;
}

int script_find(struct session *s, const struct script *x, struct script_command *c)
{
	const char *text = bytes_str(&x->text) + x->at;
	size_t n = x->text.len - x->at, begin = 0;
	enum plain_outcome plain = plain_split(text, n, x->ended, &c->plain);
	int whole;

	c->text = text;
	c->n = c->used = 0;
	c->is_plain = false;
	c->line = x->line;
	if (plain == PLAIN_MORE)
		return 0;
	c->used = c->plain.used;
	if (plain == PLAIN_YES && !c->plain.count)
		return c->used > 0;
	c->line += (unsigned)text_newlines(text, c->plain.begin);
	if (plain == PLAIN_YES && !atomic_load_explicit(&s->interp, memory_order_relaxed) &&
	    verb_find(c->plain.word[0].s, c->plain.word[0].n)) {
		c->is_plain = true;
		begin = c->plain.begin;
	} else {
		whole = interp_measure(s, text, n, x->ended, &begin, &c->used);
		if (whole <= 0 || !c->used)
			return whole < 0 ? -1 : 0;
		c->line = x->line + (unsigned)text_newlines(text, begin);
	}
	c->text += begin;
	c->n = c->used - begin;
	return 1;
}

enum outcome script_do(struct session *s, struct script *x, const struct script_command *c,
                       const char *name)
{
	enum outcome o = OUTCOME_OK;

	/* what was closed while commands waited was kept for them: they are over */
	if (s->socks.parted.count && !s->attends.depth)
		sockset_forget(&s->socks);
	s->line = c->line;
	if (c->is_plain)
		o = run_plain(s, name, &c->plain);
	else if (c->n)
		o = interp_eval(s, c->text, c->n);
	x->line += (unsigned)text_newlines(bytes_str(&x->text) + x->at, c->used);
	x->at += c->used;
	return o;
}

/* The next command, as far as it is there. *more: it is not all there. */
static enum outcome run_next(struct session *s, struct script *x, const char *name, bool *more)
{
	struct script_command c;
	int found = script_find(s, x, &c);

	*more = !found;
	if (found > 0)
		return script_do(s, x, &c, name);
	s->line = c.line;
	return found ? refuse_at(s, name, s->line) : OUTCOME_OK;
}

static enum outcome run_all(struct session *s, struct script *x, const char *name)
{
	const char *file = s->file;
	unsigned line = s->line;
	enum outcome o = OUTCOME_OK;

	s->file = name;
	while (o == OUTCOME_OK) {
		bool more = true;

		if (atomic_load_explicit(&s->stop, memory_order_relaxed)) {
			s->problem.outcome = o = OUTCOME_STOPPED;
			break;
		}
		if (x->at < x->text.len)
			o = run_next(s, x, name, &more);
		if (o != OUTCOME_OK || !more)
			continue;
		if (x->ended)
			break;
		o = read_more(s, x, name);
	}
	s->file = file;
	s->line = line;
	bytes_clear(&x->text);
	return o;
}

enum outcome script_run(struct session *s, int fd, const char *name)
{
	struct script x = {.fd = fd, .text = BYTES_INIT, .line = 1, .first = true};

	return run_all(s, &x, name);
}

enum outcome script_run_text(struct session *s, const char *text, size_t n, const char *name)
{
	struct script x = {.fd = -1, .text = BYTES_INIT, .line = 1, .ended = true};

	bytes_add(&x.text, text, n);
	return run_all(s, &x, name);
}

bool script_is_whole(struct session *s, const char *text, size_t n)
{
	size_t begin, used, at = 0;

	while (at < n) {
		int whole = interp_measure(s, text + at, n - at, false, &begin, &used);

		if (whole < 0)
			return true; /* an error: running it says which */
		if (!whole)
			return interp_measure(s, text + at, n - at, true, &begin, &used) > 0;
		at += used;
	}
	return true;
}
