/*
 * Reading a recording: the file, its lines, and what every event has.
 */
#include "report/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/memory.h"
#include "base/text.h"
#include "report/jsonl.h"
#include "report/recording_parts.h"
#include "tables/errnos.h"

enum { PIECE = 1 << 16 };

bool line_refuse(struct line_reader *r, const char *format, ...)
{
	va_list ap;

	if (r->problem->len)
		return false;
	bytes_addf(r->problem, "%s:%zu: ", r->name, r->line);
	va_start(ap, format);
	bytes_vaddf(r->problem, format, ap);
	va_end(ap);
	return false;
}

char *line_keep(struct line_reader *r, const void *p, size_t n)
{
	char *copy = memory_copy(p, n);

	vector_add(&r->kept, copy);
	return copy;
}

const char *line_keep_text(struct line_reader *r, const char *text, size_t n, bool newlines)
{
	struct bytes shown = BYTES_INIT;
	const char *kept;

	escape_show(&shown, text, n, ESCAPE_UTF8, newlines);
	kept = line_keep(r, bytes_str(&shown), shown.len);
	bytes_clear(&shown);
	return kept;
}

static void forget_kept(struct line_reader *r)
{
	for (size_t i = 0; i < r->kept.count; i++)
		free(r->kept.item[i]);
	r->kept.count = 0;
}

/* Members ---------------------------------------------------------------------------------------- */

bool line_text(struct line_reader *r, json_t *o, const char *key, enum line_need need,
               bool newlines, const char **text)
{
	json_t *value = json_object_get(o, key);

	*text = NULL;
	if (!value && need == LINE_MAY)
		return true;
	if (!json_is_string(value))
		return line_refuse(r, "\"%s\": expected a string", key);
	*text = line_keep_text(r, json_string_value(value), json_string_length(value), newlines);
	return true;
}

bool line_number(struct line_reader *r, json_t *o, const char *key, enum line_need need,
                 int64_t least, int64_t most, int64_t *number)
{
	json_t *value = json_object_get(o, key);
	json_int_t n;

	if (!value && need == LINE_MAY)
		return true;
	if (!json_is_integer(value))
		return line_refuse(r, "\"%s\": expected a whole number", key);
	n = json_integer_value(value);
	if (n < least || n > most)
		return line_refuse(r, "\"%s\": expected %lld to %lld", key, (long long)least,
		                   (long long)most);
	*number = n;
	return true;
}

static size_t name_length(const char *name, bool child)
{
	const char *slash = child ? strchr(name, '/') : NULL;

	if (slash && slash[1] && strspn(slash + 1, "0123456789") == strlen(slash + 1))
		return (size_t)(slash - name);
	return strlen(name);
}

bool line_socket(struct line_reader *r, const json_t *value, const char *key, bool child,
                 char name[SOCK_NAME_MAX + 1])
{
	const char *text = json_string_value(value);

	if (!text || strlen(text) != json_string_length(value) || strlen(text) > SOCK_NAME_MAX ||
	    !sockset_is_name(text, name_length(text, child)))
		return line_refuse(r, "\"%s\": expected the name of a socket", key);
	memcpy(name, text, strlen(text) + 1);
	return true;
}

int line_choice(json_t *o, const char *key, const char *const *names, size_t count)
{
	const char *text = json_string_value(json_object_get(o, key));

	for (size_t i = 0; text && i < count; i++)
		if (names[i] && !strcmp(names[i], text))
			return (int)i;
	return -1;
}

static bool payload_bytes(struct line_reader *r, json_t *o, const char *key, struct bytes *out)
{
	json_t *hex = json_object_get(o, "hex"), *text = json_object_get(o, "text");
	size_t bad;

	if (hex) {
		if (!json_is_string(hex) ||
		    escape_parse_hex(out, json_string_value(hex), json_string_length(hex), &bad))
			return line_refuse(r, "\"%s\": \"hex\": expected pairs of hexadecimal digits", key);
		return true;
	}
	r->recording->normalized = true;
	if (!text)
		return true;
	if (!json_is_string(text) ||
	    escape_parse(out, json_string_value(text), json_string_length(text), &bad))
		return line_refuse(r, "\"%s\": \"text\": expected a string with the escapes of C", key);
	return true;
}

bool line_payload(struct line_reader *r, json_t *o, const char *key, const char **bytes, size_t *n,
                  size_t *whole)
{
	struct bytes data = BYTES_INIT;
	int64_t length = 0;
	bool good;

	if (!json_is_object(o))
		return line_refuse(r, "\"%s\": expected an object with \"length\" and \"hex\"", key);
	good = line_number(r, o, "length", LINE_MUST, 0, INT64_C(1) << 50, &length) &&
	       payload_bytes(r, o, key, &data);
	if (good && data.len > (size_t)length && json_object_get(o, "hex"))
		good = line_refuse(r, "\"%s\": more bytes than its \"length\"", key);
	if (good) {
		/* in place of a port there may be a longer name */
		*n = data.len < (size_t)length ? data.len : (size_t)length;
		*whole = (size_t)length;
		*bytes = line_keep(r, bytes_str(&data), *n);
	}
	bytes_clear(&data);
	return good;
}

/* What every event has --------------------------------------------------------------------------- */

/* RFC 3339 in UTC, with nanoseconds, as the writer has it. */
static bool read_wall(const char *text, int64_t *ns)
{
	static const char form[] = "0000-00-00T00:00:00.000000000Z";
	struct tm tm = {0};
	unsigned nanos;

	for (size_t i = 0; i < sizeof(form); i++)
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
			return false;
	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d.%9uZ", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
	           &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &nanos) != 7 ||
	    tm.tm_year < 1970 || tm.tm_year > 2261 || tm.tm_mon < 1 || tm.tm_mon > 12 ||
	    tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	*ns = timegm(&tm) * CLOCK_S + nanos;
	return true;
}

static bool read_times(struct line_reader *r, json_t *o)
{
	struct event *e = &r->event;
	const char *wall;

	if (!line_number(r, o, "mono_ns", LINE_MUST, 0, INT64_MAX, &e->mono) ||
	    !line_text(r, o, "wall", LINE_MUST, false, &wall))
		return false;
	if (!read_wall(wall, &e->wall))
		return line_refuse(r, "\"wall\": expected a time like 2026-11-21T11:38:40.665379740Z");
	r->recording->normalized = r->recording->normalized || (!e->mono && !e->wall);
	return true;
}

/* Numbers go up by one; a recording may begin later, where its beginning was cut off. */
static bool read_seq(struct line_reader *r, json_t *o)
{
	struct journal *j = &r->recording->journal;
	int64_t seq = 0;

	if (!line_number(r, o, "seq", LINE_MUST, 1, INT64_C(1) << 50, &seq))
		return false;
	r->event.seq = (uint64_t)seq;
	if (j->first != j->next && r->event.seq != j->next)
		return line_refuse(r, "\"seq\": expected %llu, the number after that of the line before",
		                   (unsigned long long)j->next);
	return true;
}

static bool read_head(struct line_reader *r, json_t *o)
{
	struct event *e = &r->event;
	json_t *socket = json_object_get(o, "socket");
	int64_t version = 0, line = 0;

	if (!line_number(r, o, "v", LINE_MUST, INT64_MIN, INT64_MAX, &version))
		return false;
	if (version != JSONL_VERSION)
		return line_refuse(r, "version %lld of the format: expected %d", (long long)version,
		                   JSONL_VERSION);
	if (!read_seq(r, o) || !read_times(r, o) ||
	    !line_text(r, o, "source", LINE_MUST, false, &e->source) ||
	    !line_number(r, o, "line", LINE_MAY, 1, UINT32_MAX, &line))
		return false;
	e->line = (unsigned)line;
	return !socket || line_socket(r, socket, "socket", true, e->socket);
}

/* In place of what this version does not know, so that numbers stay without a gap. */
static void become_unknown(struct line_reader *r, const char *kind)
{
	struct event *e = &r->event;
	struct bytes text = BYTES_INIT;

	bytes_addf(&text, "an event of a kind that this version does not know: %s", kind);
	e->kind = EVENT_NOTE;
	e->note = NOTE_REMARK;
	e->text = line_keep(r, bytes_str(&text), text.len);
	e->len = e->whole = text.len;
	r->recording->unknown++;
	bytes_clear(&text);
}

static bool read_object(struct line_reader *r, json_t *o)
{
	const char *kind;
	int known = jsonl_kind(json_string_value(json_object_get(o, "kind")));

	memset(&r->event, 0, sizeof(r->event));
	if (!json_is_object(o))
		return line_refuse(r, "expected a JSON object on each line");
	if (!read_head(r, o) || !line_text(r, o, "kind", LINE_MUST, false, &kind))
		return false;
	if (known < 0) {
		become_unknown(r, kind);
		return true;
	}
	r->event.kind = (enum event_kind)known;
	if (known == EVENT_CALL || known == EVENT_RETURN) {
		if (!line_call(r, o))
			return false;
		if (!r->event.call.row)
			become_unknown(r, "a call of another name");
		return true;
	}
	if (!line_event(r, o))
		return false;
	if (known == EVENT_NOTE && (int)r->event.note < 0)
		become_unknown(r, "a note of another name");
	return true;
}

static bool read_line(struct line_reader *r, const char *text, size_t n)
{
	json_error_t error;
	json_t *o;
	bool good;

	if (n > RECORDING_LINE_MAX)
		return line_refuse(r, "a line of more than %d bytes", RECORDING_LINE_MAX);
	o = json_loadb(text, n, JSON_REJECT_DUPLICATES, &error);
	if (!o) {
		/* what the parser says of it may quote it */
		const char *why = line_keep_text(r, error.text, strlen(error.text), false);

		line_refuse(r, "expected a JSON object on each line: %s", why);
		forget_kept(r);
		return false;
	}
	good = read_object(r, o);
	if (good) {
		r->recording->ended = r->event.kind == EVENT_NOTE &&
		                      (r->event.note == NOTE_END || r->event.note == NOTE_SKIP);
		journal_restore(&r->recording->journal, &r->event);
	}
	json_decref(o);
	forget_kept(r);
	return good;
}

/* The file --------------------------------------------------------------------------------------- */

static bool read_lines(struct line_reader *r, const char *text, size_t n)
{
	const char *end = text + n, *newline;

	while (text < end && (newline = memchr(text, '\n', (size_t)(end - text)))) {
		r->line++;
		if (!read_line(r, text, (size_t)(newline - text)))
			return false;
		text = newline + 1;
	}
	r->recording->torn = text < end;
	return true;
}

static void clear_reader(struct line_reader *r)
{
	for (size_t i = 0; i < r->known.count; i++)
		free(r->known.item[i]);
	vector_clear(&r->known);
	vector_clear(&r->kept);
	map_clear(&r->kinds);
}

int recording_read(struct recording *recording, const char *name, const char *text, size_t n,
                   struct bytes *problem)
{
	struct bytes message = BYTES_INIT, shown = BYTES_INIT;
	struct line_reader r = {.recording = recording, .problem = &message};
	size_t lines = text_newlines(text, n);
	bool good;

	escape_show(&shown, name, strlen(name), ESCAPE_UTF8, false);
	r.name = bytes_str(&shown);
	memset(recording, 0, sizeof(*recording));
	recording->clock = clock_real();
	journal_init(&recording->journal, &recording->clock, lines > RECORDING_EVENTS_MAX ? 0 : lines);
	recording->journal.room = SIZE_MAX;
	if (lines > RECORDING_EVENTS_MAX)
		bytes_addf(&message, "%s: more than %d events", r.name, RECORDING_EVENTS_MAX);
	else if (!lines)
		bytes_addf(&message, "%s: not a journal: it %s", r.name,
		           n ? "has no whole line" : "is empty");
	good = !message.len && read_lines(&r, text, n);
	clear_reader(&r);
	bytes_add(problem, message.data, message.len);
	bytes_clear(&message);
	bytes_clear(&shown);
	if (!good)
		recording_clear(recording);
	return good ? 0 : -1;
}

void recording_clear(struct recording *r)
{
	journal_clear(&r->journal);
}

/* 0, or errno. */
static int read_file(int fd, struct bytes *text)
{
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st))
		return errno;
	if (S_ISDIR(st.st_mode))
		return EISDIR;
	if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode))
		return EINVAL;
	if (S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= RECORDING_FILE_MAX)
		bytes_reserve(text, (size_t)st.st_size + PIECE);
	do {
		bytes_reserve(text, PIECE);
		got = read(fd, text->data + text->len, text->cap - text->len - 1);
		text->len += got > 0 ? (size_t)got : 0;
	} while ((got > 0 && text->len <= RECORDING_FILE_MAX) || (got < 0 && errno == EINTR));
	return got < 0 ? errno : text->len > RECORDING_FILE_MAX ? EFBIG : 0;
}

int recording_open(struct recording *r, const char *path, struct bytes *problem)
{
	struct bytes text = BYTES_INIT, shown = BYTES_INIT;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), err = fd < 0 ? errno : 0, result = -1;

	if (!err)
		err = read_file(fd, &text);
	if (fd >= 0)
		close(fd);
	if (!err) {
		result = recording_read(r, path, bytes_str(&text), text.len, problem);
	} else {
		escape_show(&shown, path, strlen(path), ESCAPE_UTF8, false);
		bytes_addf(problem, "%s: cannot be read: %s", bytes_str(&shown), errno_text(err));
	}
	bytes_clear(&shown);
	bytes_clear(&text);
	return result;
}
