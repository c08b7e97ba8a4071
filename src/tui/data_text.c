/*
 * UTF-8 goes through base/escape.h run by run; other charsets are decoded a character at a time by iconv(3)
 * and filtered then. A piece may begin in the middle of a character: that is what was sent, and is shown.
 */
#include "tui/data_text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/escape.h"

enum { CHARACTER_MOST = 8 /* bytes of one in any charset */ };

#define NO_CONVERSION ((iconv_t)-1)

/* Names that Tcl and iconv(3) do not share. */
static const char *iconv_name(const char *charset)
{
	static const struct {
		const char *tcl, *iconv;
	} names[] = {{"shiftjis", "SHIFT_JIS"}, {"unicode", "UTF-16LE"}, {"ksc5601", "EUC-KR"}};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcasecmp(charset, names[i].tcl))
			return names[i].iconv;
	return charset;
}

/* Converts the first character of n bytes; how many it takes, 0: there is none. */
static size_t decode(const struct data_text *t, const char *p, size_t n, char *to, size_t *len)
{
	for (size_t take = 1; take <= n && take <= CHARACTER_MOST; take++) {
		char *in = (char *)(uintptr_t)p, *out = to;
		size_t in_left = take, out_left = CHARACTER_MOST;

		iconv(t->to_utf8, NULL, NULL, NULL, NULL);
		if (iconv(t->to_utf8, &in, &in_left, &out, &out_left) != (size_t)-1 && out != to) {
			*len = CHARACTER_MOST - out_left;
			return take;
		}
		if (errno == EILSEQ)
			break;
	}
	return 0;
}

void data_text_init(struct data_text *t, const char *charset, bool ascii)
{
	char to[CHARACTER_MOST];
	size_t len;

	memset(t, 0, sizeof(*t));
	snprintf(t->charset, sizeof(t->charset), "%s", charset);
	t->ascii = ascii;
	t->to_utf8 = NO_CONVERSION;
	t->known = true;
	if (!strcasecmp(charset, "utf-8") || !strcasecmp(charset, "utf8") ||
	    !strcasecmp(charset, "ascii"))
		return;
	t->to_utf8 = iconv_open("UTF-8", iconv_name(charset));
	t->known = t->to_utf8 != NO_CONVERSION;
	t->like_ascii = t->known && decode(t, "A", 1, to, &len) == 1 && len == 1 && *to == 'A';
}

void data_text_clear(struct data_text *t)
{
	if (t->to_utf8 != NO_CONVERSION)
		iconv_close(t->to_utf8);
	t->to_utf8 = NO_CONVERSION;
}

static int charset_of(const struct data_text *t)
{
	return t->ascii ? ESCAPE_ASCII : ESCAPE_UTF8;
}

/* Appends bytes up to a newline or a quotation mark, which need no escape here; how many fitted. */
static size_t add_run(const struct data_text *t, const char *p, size_t n, size_t room,
                      struct bytes *out)
{
	const char *newline = memchr(p, '\n', n), *quote;

	n = newline ? (size_t)(newline - p) : n;
	quote = memchr(p, '"', n);
	n = quote ? (size_t)(quote - p) : n;
	if (n)
		return escape_quote_max(out, p, n, charset_of(t), room);
	if (!room || *p != '"')
		return 0;
	bytes_add_char(out, '"');
	return 1;
}

static void add_hex(struct bytes *out, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes_addf(out, "\\x%02x", (unsigned char)p[i]);
}

/* Appends one character of another charset; how many bytes it took, 0: it does not fit. */
static size_t add_character(const struct data_text *t, const char *p, size_t n, size_t room,
                            struct bytes *out)
{
	size_t was = out->len, len, take;
	char utf8[CHARACTER_MOST];

	take = decode(t, p, n, utf8, &len);
	if (!take)
		add_hex(out, p, take = 1);
	else if (len == 1 && *utf8 == '"')
		bytes_add_char(out, '"');
	else
		escape_quote(out, utf8, len, charset_of(t));
	/* an escape tells the bytes that came, not what they were decoded to */
	if (take && out->len - was > 2 && out->data[was] == '\\') {
		out->len = was;
		add_hex(out, p, take);
	}
	if (escape_columns(out->data + was, out->len - was) <= room)
		return take;
	out->len = was;
	return 0;
}

static size_t add_some(const struct data_text *t, const char *p, size_t n, size_t room,
                       struct bytes *out)
{
	unsigned char c = (unsigned char)*p;

	if (t->to_utf8 == NO_CONVERSION)
		return add_run(t, p, n, room, out);
	if (t->like_ascii && c >= ' ' && c < 0x7f && c != '\\' && c != '~' && room) {
		bytes_add_char(out, *p);
		return 1;
	}
	return add_character(t, p, n, room, out);
}

size_t data_text_row(const struct data_text *t, const char *p, size_t n, int columns,
                     struct bytes *out)
{
	size_t at = 0, room = columns > 0 ? (size_t)columns : 0, was, took;

	while (at < n) {
		was = out->len;
		if (p[at] == '\n') {
			if (room < 2 && at)
				break;
			bytes_add_str(out, "\\n");
			return at + 1;
		}
		took = add_some(t, p + at, n - at, room, out);
		if (!took)
			break;
		at += took;
		room -= escape_columns(out->data + was, out->len - was);
	}
	if (at)
		return at;
	add_hex(out, p, 1);
	return 1;
}
