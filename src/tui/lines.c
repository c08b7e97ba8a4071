/*
 * The text lies in one buffer, the runs point into it: a view of thousands of lines is three allocations.
 */
#include "tui/lines.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/hexdump.h"
#include "base/memory.h"

enum { OFFSET_CUT = 4 /* of the eight digits of an offset the first ones are often zeros */ };

void lines_clear(struct lines *l)
{
	bytes_clear(&l->text);
	free(l->run);
	free(l->end);
	memset(l, 0, sizeof(*l));
}

void lines_reset(struct lines *l)
{
	bytes_reset(&l->text);
	l->runs = l->count = 0;
}

static void *more_room(void *array, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return array;
	*cap = *cap ? *cap * 2 : 64;
	return memory_resize(array, *cap * size);
}

void lines_add(struct lines *l, enum text_style style, const char *text, size_t n)
{
	if (!n)
		return;
	l->run = more_room(l->run, l->runs, &l->runs_cap, sizeof(*l->run));
	l->run[l->runs++] = (struct line_run){l->text.len, n, style};
	bytes_add(&l->text, text, n);
}

void lines_str(struct lines *l, enum text_style style, const char *text)
{
	lines_add(l, style, text, strlen(text));
}

void lines_printf(struct lines *l, enum text_style style, const char *format, ...)
{
	struct bytes text = BYTES_INIT;
	va_list args;

	va_start(args, format);
	bytes_vaddf(&text, format, args);
	va_end(args);
	lines_add(l, style, bytes_str(&text), text.len);
	bytes_clear(&text);
}

void lines_end(struct lines *l)
{
	l->end = more_room(l->end, l->count, &l->count_cap, sizeof(*l->end));
	l->end[l->count++] = l->runs;
}

size_t text_break(const char *text, size_t n, int columns)
{
	size_t fits = escape_fit(text, n, columns > 0 ? (size_t)columns : 0), at = fits;

	if (fits == n)
		return n;
	while (at > 0 && text[at] != ' ')
		at--;
	if (at > 0)
		return at;
	/* a word that is longer than the line, and never less than a character */
	return fits ? fits : n < 4 ? n : escape_fit(text, n, 2) ? escape_fit(text, n, 2) : 1;
}

size_t text_blanks(const char *text, size_t n)
{
	size_t at = 0;

	while (at < n && text[at] == ' ')
		at++;
	return at;
}

static void add_blanks(struct lines *l, int n)
{
	while (n-- > 0)
		lines_add(l, STYLE_PLAIN, " ", 1);
}

/* One line of the text, which may become several. */
static void wrap_line(struct lines *l, enum text_style style, const char *text, size_t n,
                      int columns, int used, int indent)
{
	for (;;) {
		size_t take = text_break(text, n, columns - used);

		lines_add(l, style, text, take);
		lines_end(l);
		text += take;
		n -= take;
		take = text_blanks(text, n);
		text += take;
		n -= take;
		if (!n)
			return;
		add_blanks(l, indent);
		used = indent;
	}
}

void lines_wrap(struct lines *l, enum text_style style, const char *text, size_t n, int columns,
                int used, int indent)
{
	if (indent >= columns)
		indent = 0;
	for (;;) {
		const char *newline = n ? memchr(text, '\n', n) : NULL;
		size_t line = newline ? (size_t)(newline - text) : n;

		wrap_line(l, style, text, line, columns, used, indent);
		if (!newline)
			return;
		text += line + 1;
		n -= line + 1;
		add_blanks(l, indent);
		used = indent;
	}
}

void lines_dump(struct lines *l, enum text_style style, const void *p, size_t n, int columns)
{
	size_t cut = n <= 0x10000 ? OFFSET_CUT : 0;
	size_t per_line = hexdump_fit((columns > 0 ? (size_t)columns : 0) + cut);
	struct bytes line = BYTES_INIT;

	for (size_t at = 0; at < n; at += per_line) {
		bytes_reset(&line);
		hexdump_line(&line, (const char *)p + at, n - at < per_line ? n - at : per_line, at,
		             per_line);
		lines_add(l, style, line.data + cut, line.len - cut);
		lines_end(l);
	}
	bytes_clear(&line);
}

int lines_draw_one(const struct lines *l, size_t i, struct area *a, int row, int col)
{
	for (size_t k = i ? l->end[i - 1] : 0; k < l->end[i]; k++)
		col = area_text(a, row, col, l->run[k].style, l->text.data + l->run[k].at, l->run[k].n);
	return col;
}

void lines_draw(const struct lines *l, struct area *a, size_t top)
{
	for (size_t i = top; i < l->count && i - top < (size_t)a->rows; i++)
		lines_draw_one(l, i, a, (int)(i - top), 0);
}

const char *lines_text(const struct lines *l, size_t i, size_t *n)
{
	size_t first = i ? l->end[i - 1] : 0, end = l->end[i];

	*n = 0;
	if (first == end)
		return "";
	*n = l->run[end - 1].at + l->run[end - 1].n - l->run[first].at;
	return l->text.data + l->run[first].at;
}
