/*
 * How events look in a list. A call is one row: where it does not fit, first the errno's text makes way, then
 * the arguments, and never the answer.
 */
#include "tui/event_rows.h"

#include "base/escape.h"
#include "report/eventtext.h"

enum {
	CALL_LEAST = 10,          /* columns that a call gets, whatever it answered */
	CUT_ARGUMENTS = 3,        /* "(…)" */
	INDENT = 2,               /* of what goes on below */
	LONG_CALL = 10 * CLOCK_MS /* from so long on it is told how long it took */
};

bool event_rows_has(const struct event *e)
{
	switch (e->kind) {
	case EVENT_CALL: /* its return, or what is pending, shows it */
	case EVENT_DATA:
	case EVENT_KINDS:
		return false;
	case EVENT_OPTION:
		return e->cause;
	case EVENT_RETURN:
	case EVENT_STATE:
	case EVENT_SEGMENT:
	case EVENT_CHECK:
	case EVENT_NOTE:
	case EVENT_SIGNAL:
	case EVENT_LAB:
		break;
	}
	return true;
}

bool event_rows_is_one(const struct event *e)
{
	return e->kind == EVENT_RETURN || e->kind == EVENT_SEGMENT || e->kind == EVENT_STATE;
}

static int charset_of(bool ascii)
{
	return ascii ? ESCAPE_ASCII : ESCAPE_UTF8;
}

static const char *dots_of(bool ascii)
{
	return ascii ? "~" : "\342\200\246";
}

void event_rows_add_time(struct bytes *out, int64_t ns, bool ascii)
{
	if (ns < CLOCK_MS)
		bytes_addf(out, "%lld %s", (long long)(ns / 1000), ascii ? "us" : "\302\265s");
	else if (ns < CLOCK_S)
		bytes_addf(out, "%lld ms", (long long)(ns / CLOCK_MS));
	else if (ns < 10 * CLOCK_S)
		bytes_addf(out, "%.1f s", (double)ns / (double)CLOCK_S);
	else
		bytes_addf(out, "%lld s", (long long)(ns / CLOCK_S));
}

/* One row -------------------------------------------------------------------------------------------- */

/* Adds text cut to some columns; answers how many it takes. */
static int add_cut(struct lines *out, enum text_style style, const char *text, size_t n,
                   int columns, bool ascii)
{
	int all = (int)escape_columns(text, n);
	size_t fits;

	if (all <= columns) {
		lines_add(out, style, text, n);
		return all;
	}
	if (columns <= 0)
		return 0;
	fits = escape_fit(text, n, (size_t)columns - 1);
	lines_add(out, style, text, fits);
	lines_str(out, style, dots_of(ascii));
	return columns;
}

/* "connect(C, 10.0.0…)": what is left of a call is still seen to be one. */
static int add_call(struct lines *out, const struct bytes *call, int columns, bool ascii)
{
	int used;

	if ((int)escape_columns(bytes_str(call), call->len) <= columns)
		return add_cut(out, STYLE_PLAIN, call->data, call->len, columns, ascii);
	used = add_cut(out, STYLE_PLAIN, bytes_str(call), call->len, columns - 1, ascii);
	lines_str(out, STYLE_PLAIN, ")");
	return used + 1;
}

/* What it answered, and after which time if that is asked for; without the errno's text where that has no room. */
static void add_answer(struct bytes *out, const struct call *c, int room, bool timed, bool ascii)
{
	struct bytes took = BYTES_INIT;
	const char *text;

	if (timed && c->end - c->begin >= LONG_CALL) {
		bytes_add_str(&took, ", after ");
		event_rows_add_time(&took, c->end - c->begin, ascii);
	}
	calltext_add_answer(out, c);
	text = memmem(bytes_str(out), out->len, " (", 2);
	if (text && (int)(escape_columns(out->data, out->len) +
	                  escape_columns(bytes_str(&took), took.len)) > room)
		out->len = (size_t)(text - out->data);
	bytes_add(out, bytes_str(&took), took.len);
	bytes_clear(&took);
}

static void add_return(struct lines *out, const struct call *c, int columns, bool ascii)
{
	struct style style = {NULL, charset_of(ascii)};
	struct bytes call = BYTES_INIT, answer = BYTES_INIT;
	int room = columns - 3; /* " = " */

	if (c->job)
		bytes_addf(&call, "job%u: ", c->job);
	calltext_add_call(&call, c, true, &style);
	add_answer(&answer, c, room - (int)escape_columns(call.data, call.len), true, ascii);
	/* which call it was is worth more than how long it took */
	if (room - (int)escape_columns(bytes_str(&answer), answer.len) <
	    (int)strcspn(bytes_str(&call), "(") + CUT_ARGUMENTS) {
		bytes_reset(&answer);
		add_answer(&answer, c, 0, false, ascii);
	}
	room -= (int)escape_columns(bytes_str(&answer), answer.len);
	room = columns - 3 - add_call(out, &call, room > CALL_LEAST ? room : CALL_LEAST, ascii);
	lines_str(out, STYLE_PLAIN, " = ");
	add_cut(out, call_failed(c) ? STYLE_BAD : STYLE_PLAIN, bytes_str(&answer), answer.len, room,
	        ascii);
	lines_end(out);
	bytes_clear(&call);
	bytes_clear(&answer);
}

static enum text_style style_of_segment(const struct event *e)
{
	switch ((enum segment_fate)e->segment.fate) {
	case SEGMENT_HELD:
		return STYLE_WAIT;
	case SEGMENT_DROPPED:
		return STYLE_BAD;
	case SEGMENT_SEEN:
	case SEGMENT_DELIVERED:
	case SEGMENT_FATES:
		break;
	}
	return STYLE_DIM;
}

static void add_one(struct lines *out, const struct event *e, const struct eventtext *how,
                    int columns, bool ascii)
{
	struct bytes text = BYTES_INIT;

	eventtext_add(&text, e, how);
	if (text.len)
		text.len--; /* the newline */
	add_cut(out, e->kind == EVENT_SEGMENT ? style_of_segment(e) : STYLE_PLAIN, bytes_str(&text),
	        text.len, columns, ascii);
	lines_end(out);
	bytes_clear(&text);
}

/* Words to the reader -------------------------------------------------------------------------------- */

static enum text_style style_of_note(enum note_kind kind)
{
	switch (kind) {
	case NOTE_TITLE:
	case NOTE_COMMAND:
		return STYLE_STRONG;
	case NOTE_REFUSED:
		return STYLE_BAD;
	case NOTE_REMARK:
		return STYLE_DIM;
	case NOTE_SAY:
	case NOTE_EXPLAIN:
	case NOTE_HELP:
	case NOTE_SKIP:
	case NOTE_END:
	case NOTE_RESULT:
		break;
	}
	return STYLE_PLAIN;
}

static enum text_style style_of_words(const struct event *e)
{
	switch (e->kind) {
	case EVENT_CHECK:
		return e->passed ? STYLE_GOOD : STYLE_BAD;
	case EVENT_NOTE:
		return style_of_note(e->note);
	case EVENT_SIGNAL:
		return STYLE_BAD;
	case EVENT_LAB:
		return STYLE_DIM;
	case EVENT_OPTION:
	case EVENT_CALL:
	case EVENT_RETURN:
	case EVENT_STATE:
	case EVENT_SEGMENT:
	case EVENT_DATA:
	case EVENT_KINDS:
		break;
	}
	return STYLE_PLAIN;
}

/* Pictures and tables are not wrapped: their columns are what they say. They have blanks side by side. */
static bool is_wrapped(const struct event *e, const char *line, size_t n)
{
	return e->kind != EVENT_NOTE || e->note != NOTE_HELP || !memmem(line, n, "  ", 2);
}

/* One of its lines: "ok 3" says it all by itself. */
static void add_line(struct lines *out, const struct event *e, const char *line, size_t n,
                     int columns, bool ascii)
{
	enum text_style style = style_of_words(e);
	const char *dash = e->kind == EVENT_CHECK ? memmem(line, n, " - ", 3) : NULL;
	size_t head = dash ? (size_t)(dash - line) : text_blanks(line, n);
	int indent = head && !dash ? (int)head : INDENT;

	if (!is_wrapped(e, line, n)) {
		add_cut(out, style, line, n, columns, ascii);
		lines_end(out);
		return;
	}
	lines_add(out, style, line, head);
	lines_wrap(out, dash && e->passed ? STYLE_PLAIN : style, line + head, n - head, columns,
	           (int)escape_columns(line, head), indent);
}

static void add_words(struct lines *out, const struct event *e, const struct eventtext *how,
                      int columns, bool ascii)
{
	struct bytes text = BYTES_INIT;
	size_t was = out->count;
	const char *line, *end;

	eventtext_add(&text, e, how);
	for (line = bytes_str(&text); *line && out->count - was < EVENT_ROWS_MOST;
	     line = end + (*end == '\n')) {
		end = strchrnul(line, '\n');
		add_line(out, e, line, (size_t)(end - line), columns, ascii);
	}
	bytes_clear(&text);
}

void event_rows_add(struct lines *out, const struct event *e, const struct flow_view *view,
                    int columns, bool ascii)
{
	struct eventtext how = {NULL, charset_of(ascii), view};

	if (e->kind == EVENT_RETURN)
		add_return(out, &e->call, columns, ascii);
	else if (event_rows_is_one(e))
		add_one(out, e, &how, columns, ascii);
	else if (event_rows_has(e))
		add_words(out, e, &how, columns, ascii);
}
