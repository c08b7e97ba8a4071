/*
 * Events as JSON. JSON holds no raw bytes, so a payload is written twice: exactly as hex, and as text
 * for people.
 */
#include "report/jsonl.h"

#include <jansson.h>
#include <netdb.h>
#include <stdlib.h>
#include <time.h>

#include "base/escape.h"
#include "core/value.h"
#include "report/calltext.h"
#include "tables/errnos.h"

static const char *const kinds[EVENT_KINDS] = {
    [EVENT_CALL] = "call",       [EVENT_RETURN] = "return", [EVENT_STATE] = "state",
    [EVENT_SEGMENT] = "segment", [EVENT_DATA] = "data",     [EVENT_OPTION] = "option",
    [EVENT_CHECK] = "check",     [EVENT_NOTE] = "note",     [EVENT_SIGNAL] = "signal",
    [EVENT_LAB] = "lab",
};

static const char *const notes[] = {
    [NOTE_SAY] = "say",         [NOTE_TITLE] = "title", [NOTE_REMARK] = "remark",
    [NOTE_EXPLAIN] = "explain", [NOTE_HELP] = "help",   [NOTE_SKIP] = "skip",
    [NOTE_END] = "end",
};

/* Text of ours or of anyone: jansson takes valid UTF-8 only, so everything passes the filter. */
static json_t *shown(const struct labels *l, const char *text, size_t n, bool lines)
{
	struct bytes clean = BYTES_INIT, labelled = BYTES_INIT;
	json_t *s;

	escape_show(&clean, text, n, ESCAPE_UTF8, lines);
	labels_add_text(l, &labelled, bytes_str(&clean), clean.len);
	s = json_stringn(bytes_str(&labelled), labelled.len);
	bytes_clear(&clean);
	bytes_clear(&labelled);
	return s;
}

static json_t *hex(const void *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *at = p;
	struct bytes text = BYTES_INIT;
	json_t *s;

	bytes_reserve(&text, n * 2);
	for (size_t i = 0; i < n; i++) {
		bytes_add_char(&text, digits[at[i] >> 4]);
		bytes_add_char(&text, digits[at[i] & 15]);
	}
	s = json_stringn(bytes_str(&text), text.len);
	bytes_clear(&text);
	return s;
}

/* A payload: {"length", "hex", "text"}, and "cut" where less is kept than there was. */
static json_t *payload(const struct labels *l, const void *p, size_t n, size_t whole)
{
	struct bytes text = BYTES_INIT, labelled = BYTES_INIT;
	json_t *o = json_object();

	escape_quote(&text, p, n, ESCAPE_UTF8);
	labels_add_text(l, &labelled, bytes_str(&text), text.len);
	json_object_set_new(o, "length", json_integer((json_int_t)whole));
	/* a live port in the payload would be in the hex too */
	if (!l)
		json_object_set_new(o, "hex", hex(p, n));
	json_object_set_new(o, "text", json_stringn(bytes_str(&labelled), labelled.len));
	if (n < whole)
		json_object_set_new(o, "cut", json_true());
	bytes_clear(&text);
	bytes_clear(&labelled);
	return o;
}

static json_t *argument(const struct labels *l, const struct call *c, unsigned i)
{
	struct style style = {l, ESCAPE_UTF8};
	const struct arg *a = &c->arg[i];
	struct bytes text = BYTES_INIT;
	json_t *v;

	if (a->kind == ARG_NUMBER)
		return json_integer(a->number);
	if (a->kind == ARG_BYTES)
		return payload(l, a->data, a->len, a->whole);
	if (a->kind == ARG_TEXT || a->kind == ARG_LIST)
		return shown(l, a->data, a->len, false);
	if (a->kind == ARG_VALUE)
		value_add(&text, option_by_number((int)c->arg[1].number, (int)c->arg[2].number), a->data,
		          a->len);
	else
		calltext_add_arg(&text, c, i, &style);
	v = json_stringn(bytes_str(&text), text.len);
	bytes_clear(&text);
	return v;
}

static json_t *error(const struct call *c)
{
	json_t *o = json_object();

	if (c->row->answer == ANSWER_EAI) {
		const struct constant *k = constant_by_value(CONSTANT_EAI, c->ret);

		json_object_set_new(o, "name", json_string(k ? k->name : "EAI?"));
		json_object_set_new(o, "num", json_integer(c->ret));
		json_object_set_new(o, "text", json_string(gai_strerror((int)c->ret)));
	} else {
		json_object_set_new(o, "name", json_string(errno_name(c->err)));
		json_object_set_new(o, "num", json_integer(c->err));
		json_object_set_new(o, "text", json_string(errno_text(c->err)));
	}
	return o;
}

static void put_call(const struct labels *l, json_t *o, const struct event *e)
{
	const struct call *c = &e->call;
	bool returned = e->kind == EVENT_RETURN;
	json_t *args = json_array(), *made = json_array();

	json_object_set_new(o, "call", json_string(c->row->name));
	for (unsigned i = 0; i < c->args; i++)
		if (!(c->arg[i].flags & ARG_OUT) || (returned && !call_failed(c)))
			json_array_append_new(args, argument(l, c, i));
	json_object_set_new(o, "args", args);
	if (c->job)
		json_object_set_new(o, "job", json_integer(c->job));
	if (returned) {
		/* a descriptor is a live value; its name is in "made" */
		json_object_set_new(
		    o, "ret",
		    json_integer(l && c->row->answer == ANSWER_SOCKET && c->ret > 0 ? 0 : c->ret));
		if (call_failed(c))
			json_object_set_new(o, "errno", error(c));
		json_object_set_new(o, "took_ns", json_integer(l ? 0 : c->end - c->begin));
		for (int i = 0; i < 2 && !call_failed(c); i++)
			if (c->made[i])
				json_array_append_new(made, json_string(c->made[i]));
	}
	if (json_array_size(made))
		json_object_set(o, "made", made);
	json_decref(made);
}

/* RFC 3339, UTC, with nanoseconds. */
static json_t *wall_time(int64_t ns)
{
	time_t seconds = (time_t)(ns / CLOCK_S);
	struct tm tm;
	char text[64];
	size_t n;

	gmtime_r(&seconds, &tm);
	n = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + n, sizeof(text) - n, ".%09dZ", (int)(ns % CLOCK_S));
	return json_string(text);
}

static void put_body(const struct labels *l, json_t *o, const struct event *e)
{
	switch (e->kind) {
	case EVENT_CALL:
	case EVENT_RETURN:
		put_call(l, o, e);
		break;
	case EVENT_DATA:
		json_object_set_new(o, "direction", json_string(e->direction == DATA_IN ? "in" : "out"));
		json_object_set_new(o, "data", payload(l, e->text, e->len, e->whole));
		break;
	case EVENT_CHECK:
		json_object_set_new(o, "point", json_integer(e->point));
		json_object_set_new(o, "passed", json_boolean(e->passed));
		json_object_set_new(o, "text", shown(l, e->text, e->len, true));
		if (e->detail)
			json_object_set_new(o, "detail", shown(l, e->detail, strlen(e->detail), true));
		break;
	case EVENT_NOTE:
		json_object_set_new(o, "note", json_string(notes[e->note]));
		json_object_set_new(o, "text", shown(l, e->text, e->len, true));
		break;
	case EVENT_SIGNAL:
		json_object_set_new(o, "signal", json_integer(e->signal));
		json_object_set_new(o, "text", shown(l, e->text, e->len, true));
		break;
	case EVENT_STATE:
		json_object_set_new(o, "state", shown(l, e->text, e->len, true));
		break;
	case EVENT_SEGMENT:
	case EVENT_OPTION:
	case EVENT_LAB:
	case EVENT_KINDS:
		break;
	}
}

void jsonl_add(struct jsonl *j, struct bytes *out, const struct event *e)
{
	json_t *o = json_object();
	bool live = !j->labels;
	char *line;

	if (j->labels)
		labels_learn(j->labels, e);
	json_object_set_new(o, "v", json_integer(JSONL_VERSION));
	json_object_set_new(o, "seq", json_integer((json_int_t)e->seq));
	json_object_set_new(o, "mono_ns", json_integer(live ? e->mono : 0));
	json_object_set_new(o, "wall", wall_time(live ? e->wall : 0));
	json_object_set_new(o, "kind", json_string(kinds[e->kind]));
	if (e->socket[0])
		json_object_set_new(o, "socket", json_string(e->socket));
	json_object_set_new(o, "source", json_string(e->source));
	if (e->line)
		json_object_set_new(o, "line", json_integer(e->line));
	put_body(j->labels, o, e);
	line = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	if (!line)
		abort(); /* only memory or text that is not UTF-8 could do that */
	bytes_add_str(out, line);
	bytes_add_char(out, '\n');
	free(line);
}

static void on_event(struct journal_tap *tap, const struct event *e)
{
	struct jsonl *j = (struct jsonl *)tap;

	jsonl_add(j, &j->sink->buffer, e);
	sink_added(j->sink);
}

static bool on_flush(struct journal_tap *tap, bool wait)
{
	struct sink *k = ((struct jsonl *)tap)->sink;

	if (!wait)
		return sink_flush_ready(k);
	sink_flush(k);
	return true;
}

void jsonl_init(struct jsonl *j, struct sink *sink, bool normalize)
{
	memset(j, 0, sizeof(*j));
	j->tap.event = on_event;
	j->tap.flush = on_flush;
	j->sink = sink;
	j->labels = normalize ? labels_new() : NULL;
}

void jsonl_clear(struct jsonl *j)
{
	labels_free(j->labels);
}
