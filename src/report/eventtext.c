/*
 * Events as lines. A call is shown when it has returned; one that was started as a job is shown twice.
 */
#include "report/eventtext.h"

#include "base/escape.h"
#include "watch/segment_line.h"

static void add_text(const struct eventtext *how, struct bytes *out, const char *text, size_t n,
                     const char *before)
{
	struct bytes shown = BYTES_INIT;
	const char *line, *end;

	escape_show(&shown, text, n, how->charset, true);
	line = bytes_str(&shown);
	do {
		end = strchrnul(line, '\n');
		bytes_add_str(out, before);
		labels_add_text(how->labels, out, line, (size_t)(end - line));
		bytes_add_char(out, '\n');
		line = end + 1;
	} while (*end);
	bytes_clear(&shown);
}

static void add_begin(const struct eventtext *how, struct bytes *out, const struct call *c)
{
	struct style style = {how->labels, how->charset};

	if (!c->job)
		return;
	calltext_add_call(out, c, false, &style);
	bytes_addf(out, " ... job%u\n", c->job);
}

static void add_return(const struct eventtext *how, struct bytes *out, const struct call *c)
{
	struct style style = {how->labels, how->charset};

	if (c->job)
		bytes_addf(out, "job%u: ", c->job);
	calltext_add_call(out, c, true, &style);
	bytes_add(out, " = ", 3);
	calltext_add_answer(out, c);
	bytes_add_char(out, '\n');
}

static void add_check(const struct eventtext *how, struct bytes *out, const struct event *e)
{
	struct bytes head = BYTES_INIT;

	bytes_addf(&head, "%s %u - ", e->passed ? "ok" : "not ok", e->point);
	add_text(how, out, e->text, e->len, bytes_str(&head));
	if (e->detail)
		add_text(how, out, e->detail, strlen(e->detail), "  ");
	bytes_clear(&head);
}

static void add_note(const struct eventtext *how, struct bytes *out, const struct event *e)
{
	switch (e->note) {
	case NOTE_SAY:
		add_text(how, out, e->text, e->len, "# ");
		break;
	case NOTE_TITLE:
		add_text(how, out, e->text, e->len, "== ");
		break;
	case NOTE_REMARK:
	case NOTE_EXPLAIN:
		add_text(how, out, e->text, e->len, "  ");
		break;
	case NOTE_COMMAND:
		add_text(how, out, e->text, e->len, "> ");
		break;
	case NOTE_HELP:
	case NOTE_SKIP:
	case NOTE_END:
	case NOTE_RESULT:
	case NOTE_REFUSED:
		add_text(how, out, e->text, e->len, "");
		break;
	}
}

static void add_words(const struct eventtext *how, struct bytes *out, const char *text)
{
	struct bytes shown = BYTES_INIT;

	escape_show(&shown, text, strlen(text), how->charset, false);
	labels_add_text(how->labels, out, bytes_str(&shown), shown.len);
	bytes_clear(&shown);
}

bool eventtext_is_change(const struct event *e)
{
	return e->kind == EVENT_STATE && (e->was || e->cause || e->host);
}

static void add_change(const struct eventtext *how, struct bytes *out, const struct event *e)
{
	bytes_add_str(out, "  ");
	if (e->socket[0]) {
		bytes_add_str(out, e->socket);
	} else {
		/* of a handshake that is not accepted yet, or after close */
		bytes_add_str(out, "a socket");
		if (e->host) {
			bytes_add_str(out, " of ");
			add_words(how, out, e->host);
		}
	}
	bytes_add_str(out, ": ");
	if (e->was) {
		add_words(how, out, e->was);
		bytes_add_str(out, " -> ");
	}
	escape_show(out, e->text, e->len, how->charset, false);
	bytes_addf(out, " (%s", e->source);
	if (e->cause) {
		bytes_add_str(out, "; ");
		add_words(how, out, e->cause);
	}
	bytes_add_str(out, ")\n");
}

static void add_state(const struct eventtext *how, struct bytes *out, const struct event *e)
{
	if (eventtext_is_change(e)) {
		add_change(how, out, e);
		return;
	}
	bytes_addf(out, "%s is ", e->socket);
	escape_show(out, e->text, e->len, how->charset, false);
	bytes_addf(out, " (%s)\n", e->source);
}

static void add_live_port(void *closure, struct bytes *out, unsigned port, bool destination)
{
	labels_add_wire_port(closure, out, port, destination);
}

static void add_segment(const struct eventtext *how, struct bytes *out, const struct event *e)
{
	struct segment_line_style style = {how->charset == ESCAPE_ASCII, how->labels,
	                                   how->labels ? add_live_port : NULL, how->labels};
	struct bytes line = BYTES_INIT;

	segment_line_styled(&line, e, how->view, &style);
	bytes_add_str(out, "  ");
	labels_add_text(how->labels, out, line.data, line.len);
	bytes_add_char(out, '\n');
	bytes_clear(&line);
}

/* Only what is not as it was asked for is worth a line. */
static void add_option(const struct eventtext *how, struct bytes *out, const struct event *e)
{
	if (!e->cause)
		return;
	bytes_addf(out, "  %s: kept ", e->detail);
	add_words(how, out, e->text);
	bytes_add_str(out, ", asked ");
	add_words(how, out, e->was);
	bytes_addf(out, ": %s\n", e->cause);
}

void eventtext_add(struct bytes *out, const struct event *e, const struct eventtext *how)
{
	switch (e->kind) {
	case EVENT_CALL:
		add_begin(how, out, &e->call);
		break;
	case EVENT_RETURN:
		add_return(how, out, &e->call);
		break;
	case EVENT_STATE:
		add_state(how, out, e);
		break;
	case EVENT_CHECK:
		add_check(how, out, e);
		break;
	case EVENT_NOTE:
		add_note(how, out, e);
		break;
	case EVENT_SIGNAL:
		add_text(how, out, e->text, e->len, "  ");
		break;
	case EVENT_SEGMENT:
		add_segment(how, out, e);
		break;
	case EVENT_LAB:
		add_text(how, out, e->text, e->len, "lab: ");
		break;
	case EVENT_OPTION:
		add_option(how, out, e);
		break;
	case EVENT_DATA: /* the call shows it */
	case EVENT_KINDS:
		break;
	}
}
