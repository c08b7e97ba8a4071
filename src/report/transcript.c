/*
 * Which events a transcript has; their words are in eventtext.c.
 */
#include "report/transcript.h"

#include "report/eventtext.h"

static bool is_wanted(const struct transcript *t, const struct event *e)
{
	if (!t->wire && (e->kind == EVENT_SEGMENT || eventtext_is_change(e)))
		return false;
	/* what was typed stands on the terminal already */
	if (e->kind == EVENT_NOTE && e->note == NOTE_COMMAND)
		return false;
	if (!t->quiet)
		return true;
	if (e->kind == EVENT_CHECK)
		return !e->passed;
	return e->kind == EVENT_NOTE && (e->note == NOTE_SKIP || e->note == NOTE_END);
}

void transcript_add(struct transcript *t, struct bytes *out, const struct event *e)
{
	struct eventtext how = {t->labels, t->charset, NULL};
	struct flow_view view;
	struct segment segment;
	size_t was = out->len;

	if (t->labels)
		labels_learn(t->labels, e);
	if (!is_wanted(t, e))
		return;
	if (e->kind == EVENT_SEGMENT) {
		segment_reader_take(&t->reader, e, &segment, &view);
		how.view = &view;
	}
	/* a heading stands apart from what is above it */
	if (e->kind == EVENT_NOTE && e->note == NOTE_TITLE && t->begun)
		bytes_add_char(out, '\n');
	eventtext_add(out, e, &how);
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
