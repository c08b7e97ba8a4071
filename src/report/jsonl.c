/*
 * Events as JSON. JSON holds no raw bytes, so a payload is written twice: exactly as hex, and as text
 * for people.
 */
#include "report/jsonl.h"

#include <fcntl.h>
#include <jansson.h>
#include <netdb.h>
#include <stdlib.h>
#include <time.h>

#include "base/escape.h"
#include "core/control.h"
#include "core/value.h"
#include "report/calltext.h"
#include "tables/errnos.h"
#include "watch/segment_line.h"

static const char *const kinds[EVENT_KINDS] = {
    [EVENT_CALL] = "call",       [EVENT_RETURN] = "return", [EVENT_STATE] = "state",
    [EVENT_SEGMENT] = "segment", [EVENT_DATA] = "data",     [EVENT_OPTION] = "option",
    [EVENT_CHECK] = "check",     [EVENT_NOTE] = "note",     [EVENT_SIGNAL] = "signal",
    [EVENT_LAB] = "lab",
};

static const char *const notes[] = {
    [NOTE_SAY] = "say",         [NOTE_TITLE] = "title",     [NOTE_REMARK] = "remark",
    [NOTE_EXPLAIN] = "explain", [NOTE_HELP] = "help",       [NOTE_SKIP] = "skip",
    [NOTE_END] = "end",         [NOTE_COMMAND] = "command", [NOTE_RESULT] = "result",
    [NOTE_REFUSED] = "refused",
};

static const char *const origins[SEGMENT_ORIGINS] = {
    [SEGMENT_OF_HOST] = "host",
    [SEGMENT_COPY] = "copy",
    [SEGMENT_FORGED] = "forged",
    [SEGMENT_CORRUPTED] = "corrupted",
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

static json_t *lengths(const struct arg *a)
{
	json_t *list = json_array();
	uint32_t n;

	for (size_t k = 0; k + sizeof(n) <= a->len; k += sizeof(n)) {
		memcpy(&n, (const char *)a->data + k, sizeof(n));
		json_array_append_new(list, json_integer(n));
	}
	return list;
}

/* The answer as a number; a descriptor and a process are live values. */
static json_t *answer(const struct labels *l, const struct call *c)
{
	bool live = c->row->answer == ANSWER_SOCKET ||
	            (c->row->id == CALL_FCNTL && c->arg[1].number == F_GETOWN);

	return json_integer(l && live && c->ret > 0 ? 0 : c->ret);
}

static json_t *argument(const struct labels *l, const struct call *c, unsigned i)
{
	struct style style = {l, ESCAPE_UTF8};
	const struct arg *a = &c->arg[i];
	struct bytes text = BYTES_INIT;
	json_t *v;

	if (a->kind == ARG_NUMBER && !calltext_is_self(c, i))
		return json_integer(a->number);
	if (a->kind == ARG_LENGTHS)
		return lengths(a);
	if (a->kind == ARG_BYTES)
		return payload(l, a->data, a->len, a->whole);
	if (a->kind == ARG_TEXT || a->kind == ARG_LIST)
		return shown(l, a->data, a->len, false);
	if (a->kind == ARG_VALUE)
		calltext_add_value(&text, c, i, &style);
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

/* Text that need not be there. */
static void put_shown(const struct labels *l, json_t *o, const char *key, const char *text)
{
	if (text)
		json_object_set_new(o, key, shown(l, text, strlen(text), false));
}

static void add_name(void *list, const char *name)
{
	json_array_append_new(list, json_string(name));
}

/* The sockets a call has made: those that came with a message are named among its control messages. */
static void put_made(json_t *o, const struct call *c)
{
	json_t *made = json_array();

	for (int i = 0; i < 2 && c->made[i]; i++)
		add_name(made, c->made[i]);
	for (unsigned i = 0; i < c->args; i++) {
		const struct arg *a = &c->arg[i];
		struct control_arg messages;

		if (a->kind != ARG_CONTROL || !(a->flags & ARG_OUT))
			continue;
		messages = control_arg_of(a->data, a->len);
		control_arg_each_name(&messages, add_name, made);
	}
	if (json_array_size(made))
		json_object_set(o, "made", made);
	json_decref(made);
}

static void put_call(const struct labels *l, json_t *o, const struct event *e)
{
	const struct call *c = &e->call;
	bool returned = e->kind == EVENT_RETURN;
	json_t *args = json_array();

	json_object_set_new(o, "call", json_string(c->row->name));
	for (unsigned i = 0; i < c->args; i++) {
		const struct arg *a = &c->arg[i];

		if (a->flags & ARG_OUT && !(returned && !call_failed(c)))
			continue;
		json_array_append_new(args, argument(l, c, i));
		/* its words do not tell; of a live value it may be another in each run */
		if (a->kind == ARG_VALUE && !l)
			json_object_set_new(o, "value_length", json_integer((json_int_t)a->whole));
	}
	json_object_set_new(o, "args", args);
	put_shown(NULL, o, "host", c->host);
	if (c->job)
		json_object_set_new(o, "job", json_integer(c->job));
	if (returned) {
		json_object_set_new(o, "ret", answer(l, c));
		if (call_failed(c))
			json_object_set_new(o, "errno", error(c));
		json_object_set_new(o, "took_ns", json_integer(l ? 0 : c->end - c->begin));
		if (!call_failed(c))
			put_made(o, c);
	}
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

/* Segments --------------------------------------------------------------------------------------- */

static void put_text(json_t *o, const char *key, struct bytes *text)
{
	if (text->len)
		json_object_set_new(o, key, json_stringn(text->data, text->len));
	bytes_reset(text);
}

static void put_number(json_t *o, const char *key, uint64_t value)
{
	json_object_set_new(o, key, json_integer((json_int_t)value));
}

static const char *link_name(unsigned link)
{
	switch ((enum segment_link)link) {
	case SEGMENT_ETHERNET:
		return "ethernet";
	case SEGMENT_IP:
		return "ip";
	case SEGMENT_COOKED:
		return "cooked";
	}
	return "?";
}

static const char *protocol_name(const struct segment *s)
{
	switch (s->kind) {
	case SEGMENT_ARP:
		return "arp";
	case SEGMENT_TCP:
		return "tcp";
	case SEGMENT_UDP:
		return "udp";
	case SEGMENT_ICMP:
		return "icmp";
	case SEGMENT_ICMP6:
		return "icmp6";
	case SEGMENT_IGMP:
		return "igmp";
	case SEGMENT_OTHER:
	case SEGMENT_FRAGMENT:
		break;
	}
	if (s->family == AF_UNSPEC)
		return "other";
	return s->family == AF_INET6 ? "ip6" : "ip";
}

static void put_tcp(json_t *o, const struct segment *s, const struct flow_view *view, bool live)
{
	struct bytes text = BYTES_INIT;
	bool acks = s->flags & SEGMENT_ACK;

	segment_add_flags(&text, s->flags);
	put_text(o, "flags", &text);
	if (live) {
		put_number(o, "seq", s->seq);
		if (acks)
			put_number(o, "ack", s->ack);
		put_number(o, "win", s->window);
	}
	if (view->known && view->seq_is_relative)
		put_number(o, "rel_seq", view->seq);
	if (view->known && acks && view->ack_is_relative)
		put_number(o, "rel_ack", view->ack);
	if (view->known)
		put_number(o, "connection", view->connection);
	if (view->known && view->marks)
		flow_add_marks(&text, view);
	put_text(o, "marks", &text);
	bytes_clear(&text);
}

static void add_live_port(void *closure, struct bytes *out, unsigned port, bool destination)
{
	labels_add_wire_port(closure, out, port, destination);
}

/* What the frame is, taken apart. */
static void put_decoded(struct jsonl *j, json_t *o, const struct event *e)
{
	struct segment_line_style style = {false, j->labels, j->labels ? add_live_port : NULL,
	                                   j->labels};
	struct bytes text = BYTES_INIT;
	struct flow_view view;
	struct segment s;

	segment_reader_take(&j->reader, e, &s, &view);
	json_object_set_new(o, "proto", json_string(protocol_name(&s)));
	segment_line_add_end(&text, &s, false, &style);
	put_text(o, "src", &text);
	segment_line_add_end(&text, &s, true, &style);
	put_text(o, "dst", &text);
	if (s.kind == SEGMENT_TCP)
		put_tcp(o, &s, &view, !j->labels);
	if (s.kind == SEGMENT_TCP || s.kind == SEGMENT_UDP)
		put_number(o, "len", s.len);
	if (s.bad)
		json_object_set_new(o, "bad", json_string(s.bad));
	segment_line_styled(&text, e, &view, &style);
	json_object_set_new(o, "summary", shown(j->labels, text.data, text.len, false));
	bytes_clear(&text);
}

static void put_segment(struct jsonl *j, json_t *event, const struct event *e)
{
	const struct segment_event *g = &e->segment;
	json_t *o = json_object();

	put_number(o, "id", g->id);
	if (g->of)
		put_number(o, "of", g->of);
	json_object_set_new(o, "fate", json_string(segment_fate_name(g->fate)));
	json_object_set_new(o, "origin", json_string(origins[g->origin]));
	put_shown(NULL, o, "from", g->from);
	put_shown(NULL, o, "to", g->to);
	put_number(o, "sent_ns", j->labels ? 0 : (uint64_t)g->sent);
	json_object_set_new(o, "link", json_string(link_name(g->link)));
	put_number(o, "length", e->whole);
	if (!j->labels)
		json_object_set_new(o, "hex", hex(e->text, e->len));
	if (e->len < e->whole)
		json_object_set_new(o, "cut", json_true());
	put_decoded(j, o, e);
	json_object_set_new(event, "segment", o);
	put_shown(j->labels, event, "why", g->why);
	put_shown(j->labels, event, "cause", e->cause);
}

/* Every kind ------------------------------------------------------------------------------------- */

static void put_body(struct jsonl *j, json_t *o, const struct event *e)
{
	const struct labels *l = j->labels;

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
		put_shown(l, o, "was", e->was);
		put_shown(l, o, "cause", e->cause);
		put_shown(l, o, "host", e->host);
		put_shown(l, o, "local", e->local);
		put_shown(l, o, "peer", e->peer);
		break;
	case EVENT_SEGMENT:
		put_segment(j, o, e);
		break;
	case EVENT_LAB:
		json_object_set_new(o, "text", shown(l, e->text, e->len, true));
		break;
	case EVENT_OPTION:
		put_shown(l, o, "option", e->detail);
		put_shown(l, o, "asked", e->was);
		json_object_set_new(o, "kept", shown(l, e->text, e->len, false));
		put_shown(l, o, "why", e->cause);
		break;
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
	put_body(j, o, e);
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
	segment_reader_init(&j->reader);
}

void jsonl_clear(struct jsonl *j)
{
	labels_free(j->labels);
	segment_reader_clear(&j->reader);
}

/* Reading back ----------------------------------------------------------------------------------- */

static int index_of(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; name && i < count; i++)
		if (names[i] && !strcmp(names[i], name))
			return (int)i;
	return -1;
}

int jsonl_kind(const char *name)
{
	return index_of(kinds, EVENT_KINDS, name);
}

int jsonl_note(const char *name)
{
	return index_of(notes, sizeof(notes) / sizeof(notes[0]), name);
}

int jsonl_origin(const char *name)
{
	return index_of(origins, SEGMENT_ORIGINS, name);
}

int jsonl_link(const char *name)
{
	static const enum segment_link links[] = {SEGMENT_ETHERNET, SEGMENT_IP, SEGMENT_COOKED};

	for (size_t i = 0; name && i < sizeof(links) / sizeof(links[0]); i++)
		if (!strcmp(link_name(links[i]), name))
			return (int)links[i];
	return -1;
}
