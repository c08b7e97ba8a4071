/*
 * Events as lines. A call is shown when it has returned; one that was started as a job is shown twice.
 */
#include "report/transcript.h"

#include "base/escape.h"
#include "watch/segment_line.h"

static void add_text(struct transcript *t, struct bytes *out, const char *text, size_t n,
                     const char *before)
{
	struct bytes shown = BYTES_INIT;
	const char *line, *end;

	escape_show(&shown, text, n, t->charset, true);
	line = bytes_str(&shown);
	do {
		end = strchrnul(line, '\n');
		bytes_add_str(out, before);
		labels_add_text(t->labels, out, line, (size_t)(end - line));
		bytes_add_char(out, '\n');
		line = end + 1;
	} while (*end);
	bytes_clear(&shown);
}

static void add_begin(struct transcript *t, struct bytes *out, const struct call *c)
{
	struct style style = {t->labels, t->charset};

	if (!c->job)
		return;
	calltext_add_call(out, c, false, &style);
	bytes_addf(out, " ... job%u\n", c->job);
}

static void add_return(struct transcript *t, struct bytes *out, const struct call *c)
{
	struct style style = {t->labels, t->charset};

	if (c->job)
		bytes_addf(out, "job%u: ", c->job);
	calltext_add_call(out, c, true, &style);
	bytes_add(out, " = ", 3);
	calltext_add_answer(out, c);
	bytes_add_char(out, '\n');
}

static void add_check(struct transcript *t, struct bytes *out, const struct event *e)
{
	struct bytes head = BYTES_INIT;

	bytes_addf(&head, "%s %u - ", e->passed ? "ok" : "not ok", e->point);
	add_text(t, out, e->text, e->len, bytes_str(&head));
	if (e->detail)
		add_text(t, out, e->detail, strlen(e->detail), "  ");
	bytes_clear(&head);
}

static void add_note(struct transcript *t, struct bytes *out, const struct event *e)
{
	switch (e->note) {
	case NOTE_SAY:
		add_text(t, out, e->text, e->len, "# ");
		break;
	case NOTE_TITLE:
		add_text(t, out, e->text, e->len, t->begun ? "\n== " : "== ");
		break;
	case NOTE_REMARK:
	case NOTE_EXPLAIN:
		add_text(t, out, e->text, e->len, "  ");
		break;
	case NOTE_HELP:
	case NOTE_SKIP:
	case NOTE_END:
		add_text(t, out, e->text, e->len, "");
		break;
	}
}

static void add_words(struct transcript *t, struct bytes *out, const char *text)
{
	struct bytes shown = BYTES_INIT;

	escape_show(&shown, text, strlen(text), t->charset, false);
	labels_add_text(t->labels, out, bytes_str(&shown), shown.len);
	bytes_clear(&shown);
}

/* A change that was noticed, unlike the answer to a question. */
static bool is_change(const struct event *e)
{
	return e->kind == EVENT_STATE && (e->was || e->cause || e->host);
}

static void add_change(struct transcript *t, struct bytes *out, const struct event *e)
{
	bytes_add_str(out, "  ");
	if (e->socket[0]) {
		bytes_add_str(out, e->socket);
	} else {
		/* of a handshake that is not accepted yet, or after close */
		bytes_add_str(out, "a socket");
		if (e->host) {
			bytes_add_str(out, " of ");
			add_words(t, out, e->host);
		}
	}
	bytes_add_str(out, ": ");
	if (e->was) {
		add_words(t, out, e->was);
		bytes_add_str(out, " -> ");
	}
	escape_show(out, e->text, e->len, t->charset, false);
	bytes_addf(out, " (%s", e->source);
	if (e->cause) {
		bytes_add_str(out, "; ");
		add_words(t, out, e->cause);
	}
	bytes_add_str(out, ")\n");
}

static void add_state(struct transcript *t, struct bytes *out, const struct event *e)
{
	if (is_change(e)) {
		add_change(t, out, e);
		return;
	}
	bytes_addf(out, "%s is ", e->socket);
	escape_show(out, e->text, e->len, t->charset, false);
	bytes_addf(out, " (%s)\n", e->source);
}

static void add_live_port(void *closure, struct bytes *out, unsigned port, bool destination)
{
	labels_add_wire_port(closure, out, port, destination);
}

static void add_segment(struct transcript *t, struct bytes *out, const struct event *e)
{
	struct segment_line_style style = {t->charset == ESCAPE_ASCII, t->labels,
	                                   t->labels ? add_live_port : NULL, t->labels};
	struct bytes line = BYTES_INIT;
	struct flow_view view;
	struct segment s;

	segment_reader_take(&t->reader, e, &s, &view);
	segment_line_styled(&line, e, &view, &style);
	bytes_add_str(out, "  ");
	labels_add_text(t->labels, out, line.data, line.len);
	bytes_add_char(out, '\n');
	bytes_clear(&line);
}

/* Only what is not as it was asked for is worth a line. */
static void add_option(struct transcript *t, struct bytes *out, const struct event *e)
{
	if (!e->cause)
		return;
	bytes_addf(out, "  %s: kept ", e->detail);
	add_words(t, out, e->text);
	bytes_add_str(out, ", asked ");
	add_words(t, out, e->was);
	bytes_addf(out, ": %s\n", e->cause);
}

static bool is_wanted(const struct transcript *t, const struct event *e)
{
	if (!t->wire && (e->kind == EVENT_SEGMENT || is_change(e)))
		return false;
	if (!t->quiet)
		return true;
	if (e->kind == EVENT_CHECK)
		return !e->passed;
	return e->kind == EVENT_NOTE && (e->note == NOTE_SKIP || e->note == NOTE_END);
}

void transcript_add(struct transcript *t, struct bytes *out, const struct event *e)
{
	size_t was = out->len;

	if (t->labels)
		labels_learn(t->labels, e);
	if (!is_wanted(t, e))
		return;
	switch (e->kind) {
	case EVENT_CALL:
		add_begin(t, out, &e->call);
		break;
	case EVENT_RETURN:
		add_return(t, out, &e->call);
		break;
	case EVENT_STATE:
		add_state(t, out, e);
		break;
	case EVENT_CHECK:
		add_check(t, out, e);
		break;
	case EVENT_NOTE:
		add_note(t, out, e);
		break;
	case EVENT_SIGNAL:
		add_text(t, out, e->text, e->len, "  ");
		break;
	case EVENT_SEGMENT:
		add_segment(t, out, e);
		break;
	case EVENT_LAB:
		add_text(t, out, e->text, e->len, "lab: ");
		break;
	case EVENT_OPTION:
		add_option(t, out, e);
		break;
	case EVENT_DATA: /* the call shows it */
	case EVENT_KINDS:
		break;
	}
	t->begun = t->begun || out->len > was;
}

static void on_event(struct journal_tap *tap, const struct event *e)
{
	struct transcript *t = (struct transcript *)tap;
	size_t was = t->sink->buffer.len;

	transcript_add(t, &t->sink->buffer, e);
	if (t->sink->buffer.len != was)
		sink_added(t->sink);
}

static bool on_flush(struct journal_tap *tap, bool wait)
{
	struct sink *k = ((struct transcript *)tap)->sink;

	if (!wait)
		return sink_flush_ready(k);
	sink_flush(k);
	return true;
}

void transcript_init(struct transcript *t, struct sink *sink, bool normalize, bool quiet,
                     int charset)
{
	memset(t, 0, sizeof(*t));
	t->tap.event = on_event;
	t->tap.flush = on_flush;
	t->tap.deaf = 1u << EVENT_DATA; /* the call shows it */
	/* labels are learned from calls, shown or not */
	if (quiet && !normalize)
		t->tap.deaf = ~(1u << EVENT_CHECK | 1u << EVENT_NOTE);
	t->sink = sink;
	t->labels = normalize ? labels_new() : NULL;
	t->quiet = quiet;
	t->charset = charset;
	segment_reader_init(&t->reader);
}

void transcript_clear(struct transcript *t)
{
	labels_free(t->labels);
	segment_reader_clear(&t->reader);
}
