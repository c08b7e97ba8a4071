/*
 * Events that are no calls, read back.
 */
#include "base/escape.h"
#include "report/jsonl.h"
#include "report/recording_parts.h"
#include "watch/segment.h"
#include "watch/segment_line.h"

static bool take_text(struct line_reader *r, json_t *o, const char *key, bool newlines)
{
	struct event *e = &r->event;

	if (!line_text(r, o, key, LINE_MUST, newlines, &e->text))
		return false;
	e->len = e->whole = strlen(e->text);
	return true;
}

static bool read_state(struct line_reader *r, json_t *o)
{
	struct event *e = &r->event;

	return take_text(r, o, "state", false) && line_text(r, o, "was", LINE_MAY, false, &e->was) &&
	       line_text(r, o, "cause", LINE_MAY, false, &e->cause) &&
	       line_text(r, o, "host", LINE_MAY, false, &e->host) &&
	       line_text(r, o, "local", LINE_MAY, false, &e->local) &&
	       line_text(r, o, "peer", LINE_MAY, false, &e->peer);
}

static bool read_option(struct line_reader *r, json_t *o)
{
	struct event *e = &r->event;

	return take_text(r, o, "kept", false) &&
	       line_text(r, o, "option", LINE_MUST, false, &e->detail) &&
	       line_text(r, o, "asked", LINE_MUST, false, &e->was) &&
	       line_text(r, o, "why", LINE_MAY, false, &e->cause);
}

static bool read_check(struct line_reader *r, json_t *o)
{
	json_t *passed = json_object_get(o, "passed");
	int64_t point = 0;

	if (!json_is_boolean(passed))
		return line_refuse(r, "\"passed\": expected true or false");
	r->event.passed = json_is_true(passed);
	if (!line_number(r, o, "point", LINE_MUST, 1, UINT32_MAX, &point))
		return false;
	r->event.point = (unsigned)point;
	return take_text(r, o, "text", true) &&
	       line_text(r, o, "detail", LINE_MAY, true, &r->event.detail);
}

static bool read_note(struct line_reader *r, json_t *o)
{
	const char *note;

	if (!line_text(r, o, "note", LINE_MUST, false, &note))
		return false;
	r->event.note = (enum note_kind)jsonl_note(note);
	return take_text(r, o, "text", true);
}

static bool read_signal(struct line_reader *r, json_t *o)
{
	int64_t number = 0;

	if (!line_number(r, o, "signal", LINE_MUST, 1, 64, &number))
		return false;
	r->event.signal = (int)number;
	return take_text(r, o, "text", true);
}

static bool read_data(struct line_reader *r, json_t *o)
{
	static const char *const directions[] = {[DATA_IN] = "in", [DATA_OUT] = "out"};
	struct event *e = &r->event;

	e->direction = line_choice(o, "direction", directions, 2);
	if (e->direction < 0)
		return line_refuse(r, "\"direction\": expected \"in\" or \"out\"");
	if (!*e->socket)
		return line_refuse(r, "\"socket\": expected the name of a socket");
	return line_payload(r, json_object_get(o, "data"), "data", &e->text, &e->len, &e->whole);
}

/* Segments --------------------------------------------------------------------------------------- */

static bool read_fate(struct line_reader *r, json_t *o)
{
	struct segment_event *g = &r->event.segment;
	int origin = jsonl_origin(json_string_value(json_object_get(o, "origin")));
	int link = jsonl_link(json_string_value(json_object_get(o, "link")));
	const char *names[SEGMENT_FATES];
	int fate;

	for (unsigned i = 0; i < SEGMENT_FATES; i++)
		names[i] = segment_fate_name(i);
	fate = line_choice(o, "fate", names, SEGMENT_FATES);
	if (fate < 0)
		return line_refuse(r, "\"fate\": expected held, delivered, dropped or seen");
	if (origin < 0)
		return line_refuse(r, "\"origin\": expected host, copy, corrupted or forged");
	if (link < 0)
		return line_refuse(r, "\"link\": expected ethernet, ip or cooked");
	g->fate = (uint8_t)fate;
	g->origin = (uint8_t)origin;
	g->link = (uint8_t)link;
	return true;
}

static bool read_segment(struct line_reader *r, json_t *event)
{
	struct event *e = &r->event;
	struct segment_event *g = &e->segment;
	json_t *o = json_object_get(event, "segment");
	int64_t id = 0, of = 0;

	if (!json_is_object(o))
		return line_refuse(r, "\"segment\": expected an object");
	if (!line_number(r, o, "id", LINE_MUST, 1, INT64_MAX, &id) ||
	    !line_number(r, o, "of", LINE_MAY, 1, INT64_MAX, &of) ||
	    !line_number(r, o, "sent_ns", LINE_MUST, 0, INT64_MAX, &g->sent))
		return false;
	g->id = (uint64_t)id;
	g->of = (uint64_t)of;
	return read_fate(r, o) && line_text(r, o, "from", LINE_MAY, false, &g->from) &&
	       line_text(r, o, "to", LINE_MAY, false, &g->to) &&
	       line_text(r, event, "why", LINE_MAY, false, &g->why) &&
	       line_text(r, event, "cause", LINE_MAY, false, &e->cause) &&
	       line_payload(r, o, "segment", &e->text, &e->len, &e->whole);
}

bool line_event(struct line_reader *r, json_t *o)
{
	switch (r->event.kind) {
	case EVENT_STATE:
		return read_state(r, o);
	case EVENT_SEGMENT:
		return read_segment(r, o);
	case EVENT_DATA:
		return read_data(r, o);
	case EVENT_OPTION:
		return read_option(r, o);
	case EVENT_CHECK:
		return read_check(r, o);
	case EVENT_NOTE:
		return read_note(r, o);
	case EVENT_SIGNAL:
		return read_signal(r, o);
	case EVENT_LAB:
		return take_text(r, o, "text", true);
	case EVENT_CALL:
	case EVENT_RETURN:
	case EVENT_KINDS:
		break;
	}
	return false;
}
