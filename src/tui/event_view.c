/*
 * What a row of the list has no room for. The payload of a call is the event after its return: whole, as far
 * as the journal keeps it, while the call's own words have its beginning only.
 */
#include "tui/event_view.h"

#include <time.h>

#include "base/escape.h"
#include "report/eventtext.h"
#include "tui/event_rows.h"
#include "tui/segment_view.h"

enum { LABEL = 10 };

struct view {
	struct lines *out;
	struct journal *journal;
	const struct flow_view *flow;
	int64_t began;
	int columns;
	bool ascii;
};

static void add(struct view *v, const char *label, const struct bytes *text)
{
	lines_printf(v->out, STYLE_DIM, "%-*s", (int)LABEL, label);
	lines_wrap(v->out, STYLE_PLAIN, bytes_str(text), text->len, v->columns, LABEL, LABEL);
}

/* "+1.234567 s, at 14:03:22.123456" */
static void add_time(struct view *v, const struct event *e)
{
	time_t seconds = (time_t)(e->wall / CLOCK_S);
	struct bytes text = BYTES_INIT;
	char wall[32];
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(wall, sizeof(wall), "%H:%M:%S", &tm);
	bytes_addf(&text, "+%.6f s, at %s.%06d", (double)(e->mono - v->began) / (double)CLOCK_S, wall,
	           (int)(e->wall % CLOCK_S / 1000));
	add(v, "time", &text);
	bytes_clear(&text);
}

static void add_origin(struct view *v, const struct event *e)
{
	struct bytes text = BYTES_INIT;

	escape_show(&text, e->source, strlen(e->source), v->ascii ? ESCAPE_ASCII : ESCAPE_UTF8, false);
	if (e->line)
		bytes_addf(&text, ", line %u of the script", e->line);
	add(v, "told by", &text);
	bytes_clear(&text);
}

static void add_took(struct view *v, const struct call *c)
{
	struct bytes text = BYTES_INIT;

	event_rows_add_time(&text, c->end - c->begin, v->ascii);
	add(v, "took", &text);
	bytes_clear(&text);
}

static void add_words(struct view *v, const struct event *e)
{
	struct eventtext how = {NULL, v->ascii ? ESCAPE_ASCII : ESCAPE_UTF8, v->flow};
	struct bytes text = BYTES_INIT;

	eventtext_add(&text, e, &how);
	while (text.len && text.data[text.len - 1] == '\n')
		text.len--;
	lines_wrap(v->out, STYLE_STRONG, bytes_str(&text), text.len, v->columns, 0, 0);
	bytes_clear(&text);
}

/* The event behind a return: what the call has carried. */
static void add_payload(struct view *v, const struct event *e)
{
	struct bytes text = BYTES_INIT;

	if (!e || e->kind != EVENT_DATA)
		return;
	bytes_addf(&text, "%zu byte%s %s", e->whole, e->whole == 1 ? "" : "s",
	           e->direction == DATA_OUT ? "sent" : "received");
	if (e->len < e->whole)
		bytes_addf(&text, ", the first %zu of them kept", e->len);
	add(v, "data", &text);
	lines_dump(v->out, e->direction == DATA_OUT ? STYLE_OUT : STYLE_IN, e->text, e->len,
	           v->columns);
	bytes_clear(&text);
}

static void view_event(void *closure, const struct event *e)
{
	struct view *v = closure;

	if (e->kind == EVENT_SEGMENT) {
		segment_view_add(v->out, e, v->flow, v->columns, v->ascii);
		return;
	}
	add_words(v, e);
	add_time(v, e);
	if (e->kind == EVENT_RETURN)
		add_took(v, &e->call);
	add_origin(v, e);
	if (e->kind == EVENT_RETURN)
		add_payload(v, journal_kept(v->journal, e->seq + 1));
}

bool event_view_add(struct lines *out, struct journal *j, uint64_t seq, int64_t began,
                    const struct flow_view *view, int columns, bool ascii)
{
	struct view v = {out, j, view, began, columns, ascii};

	return journal_look(j, seq, view_event, &v);
}
