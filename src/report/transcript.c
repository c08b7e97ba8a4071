/*
 * Events as lines. A call is shown when it has returned; one that was started as a job is shown twice.
 */
#include "report/transcript.h"

#include "base/escape.h"

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

static bool is_wanted(const struct transcript *t, const struct event *e)
{
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
		bytes_addf(out, "%s is ", e->socket);
		escape_show(out, e->text, e->len, t->charset, false);
		bytes_addf(out, " (%s)\n", e->source);
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
	case EVENT_DATA:    /* the call shows it */
	case EVENT_SEGMENT: /* nothing writes these yet that a transcript shows */
	case EVENT_OPTION:
	case EVENT_LAB:
	case EVENT_KINDS:
		break;
	}
	t->begun = t->begun || out->len > was;
}

static void on_event(struct journal_tap *tap, const struct event *e)
{
	struct transcript *t = (struct transcript *)tap;
	size_t was = t->sink->buffer.len;

	/* the way of nearly every event of a quiet run */
	if (t->quiet && !t->labels && !is_wanted(t, e))
		return;
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
	t->sink = sink;
	t->labels = normalize ? labels_new() : NULL;
	t->quiet = quiet;
	t->charset = charset;
}

void transcript_clear(struct transcript *t)
{
	labels_free(t->labels);
}
