/*
 * Cells, and text put into them. How wide a character is says wcwidth(3), the one table that curses
 * uses as well.
 */
#include "tui/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const struct cell blank = {{L' ', 0, 0}, STYLE_PLAIN, 1};

void canvas_init(struct canvas *c, int rows, int cols)
{
	memset(c, 0, sizeof(*c));
	canvas_resize(c, rows, cols);
}

void canvas_clear(struct canvas *c)
{
	free(c->cell);
	memset(c, 0, sizeof(*c));
}

void canvas_resize(struct canvas *c, int rows, int cols)
{
	if (rows != c->rows || cols != c->cols || !c->cell) {
		free(c->cell);
		c->rows = rows;
		c->cols = cols;
		c->cell = memory_new(sizeof(*c->cell) * ((size_t)rows * (size_t)cols + 1));
	}
	canvas_wipe(c);
}

void canvas_wipe(struct canvas *c)
{
	size_t n = (size_t)c->rows * (size_t)c->cols;

	for (size_t i = 0; i < n; i++)
		c->cell[i] = blank;
	c->cursor_row = c->cursor_col = -1;
}

/* UTF-8 ------------------------------------------------------------------------------------------- */

static size_t sequence_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* The character at text; *used is how many bytes it takes, 1 of what is none, which is told as L'?'. */
static wchar_t decode(const char *text, size_t n, size_t *used)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t length = sequence_length(*p);
	uint32_t c;

	*used = 1;
	if (length == 1)
		return *p < 0x20 || *p == 0x7f ? L'?' : (wchar_t)*p;
	if (!length || length > n)
		return L'?';
	c = *p & (0xffu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return L'?';
		c = c << 6 | (p[i] & 0x3f);
	}
	if ((length == 3 && c < 0x800) || (length == 4 && c < 0x10000) || c > 0x10ffff ||
	    (c >= 0xd800 && c < 0xe000))
		return L'?';
	*used = length;
	return (wchar_t)c;
}

static void encode(struct bytes *out, wchar_t wide)
{
	uint32_t c = (uint32_t)wide;

	if (c < 0x80) {
		bytes_add_char(out, (char)c);
		return;
	}
	if (c < 0x800) {
		bytes_add_char(out, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			bytes_add_char(out, (char)(0xe0 | c >> 12));
		} else {
			bytes_add_char(out, (char)(0xf0 | c >> 18));
			bytes_add_char(out, (char)(0x80 | (c >> 12 & 0x3f)));
		}
		bytes_add_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	bytes_add_char(out, (char)(0x80 | (c & 0x3f)));
}

/* The columns of a character, which becomes one of a column when it has none of its own: a control
 * character, or one this locale does not know. */
static int width_of(wchar_t *c)
{
	int width = *c < 0x7f ? 1 : wcwidth(*c);

	if (width < 0) {
		*c = L'?';
		width = 1;
	}
	return width;
}

int text_columns(const char *text, size_t n)
{
	int columns = 0;
	size_t used;

	for (size_t i = 0; i < n; i += used) {
		wchar_t c = decode(text + i, n - i, &used);

		columns += width_of(&c);
	}
	return columns;
}

/* Dumps ------------------------------------------------------------------------------------------- */

static const struct cell *row_of(const struct canvas *c, int row)
{
	return c->cell + (size_t)row * (size_t)c->cols;
}

static void cut_blanks(struct bytes *out, size_t from)
{
	while (out->len > from && out->data[out->len - 1] == ' ')
		out->len--;
	bytes_add_char(out, '\n');
}

static void dump_row(struct bytes *out, const struct canvas *c, int row)
{
	const struct cell *cell = row_of(c, row);
	size_t from = out->len;

	for (int col = 0; col < c->cols; col++)
		for (int i = 0; cell[col].width && i < 1 + CELL_MARKS && cell[col].text[i]; i++)
			encode(out, cell[col].text[i]);
	cut_blanks(out, from);
}

void canvas_dump(struct bytes *out, const struct canvas *c)
{
	for (int row = 0; row < c->rows; row++)
		dump_row(out, c, row);
}

/* One letter for each style: plain is a blank. */
static const char letters[STYLES + 1] = " .*h=-TFSLgbwio!u"; /* in the order of enum text_style */

void canvas_dump_styles(struct bytes *out, const struct canvas *c)
{
	for (int row = 0; row < c->rows; row++) {
		const struct cell *cell = row_of(c, row);
		size_t from;

		dump_row(out, c, row);
		from = out->len;
		for (int col = 0; col < c->cols; col++)
			bytes_add_char(out, letters[cell[col].style]);
		cut_blanks(out, from);
	}
}

/* Areas ------------------------------------------------------------------------------------------- */

struct area canvas_area(struct canvas *c)
{
	return (struct area){c, 0, 0, c->rows, c->cols};
}

/* Cuts a stretch to what lies within 0 and `limit`. */
static void cut(int *from, int *count, int limit)
{
	if (*from < 0) {
		*count += *from;
		*from = 0;
	}
	if (*from > limit)
		*from = limit;
	if (*count > limit - *from)
		*count = limit - *from;
	if (*count < 0)
		*count = 0;
}

struct area area_part(const struct area *a, int row, int col, int rows, int cols)
{
	cut(&row, &rows, a->rows);
	cut(&col, &cols, a->cols);
	return (struct area){a->canvas, a->row + row, a->col + col, rows, cols};
}

static struct cell *cell_at(const struct area *a, int row, int col)
{
	return a->canvas->cell + (size_t)(a->row + row) * (size_t)a->canvas->cols +
	       (size_t)(a->col + col);
}

/* Whatever half of a wide character would be left over at a column becomes a blank. */
static void split_wide(struct area *a, int row, int col)
{
	struct cell *cell = cell_at(a, row, col);

	if (a->col + col > 0 && !cell->width) {
		cell[-1].text[0] = L' ';
		cell[-1].text[1] = 0;
		cell[-1].width = 1;
	}
	if (cell->width == 2 && a->col + col + 1 < a->canvas->cols) {
		cell[1].text[0] = L' ';
		cell[1].text[1] = 0;
		cell[1].width = 1;
	}
}

static void put(struct area *a, int row, int col, enum text_style style, wchar_t c, int width)
{
	struct cell *cell = cell_at(a, row, col);

	split_wide(a, row, col);
	*cell = (struct cell){{c, 0, 0}, (uint8_t)style, (uint8_t)width};
	if (width == 2) {
		split_wide(a, row, col + 1);
		cell->width = 2;
		cell[1] = (struct cell){{0, 0, 0}, (uint8_t)style, 0};
	}
}

/* A mark on the character before. */
static void put_mark(struct area *a, int row, int col, wchar_t mark)
{
	struct cell *cell = cell_at(a, row, col - 1);
	int i = 1;

	if (!cell->width && col > 1)
		cell--;
	while (i < 1 + CELL_MARKS && cell->text[i])
		i++;
	if (i < 1 + CELL_MARKS)
		cell->text[i] = mark;
}

int area_text(struct area *a, int row, int col, enum text_style style, const char *text, size_t n)
{
	size_t used;

	for (size_t i = 0; i < n; i += used) {
		wchar_t c = decode(text + i, n - i, &used);
		int width = width_of(&c);

		if (col + width > a->cols && width == 2 && col + 1 == a->cols) {
			c = L' ';
			width = 1;
		}
		if (row >= 0 && row < a->rows && col >= 0 && col + width <= a->cols) {
			if (width)
				put(a, row, col, style, c, width);
			else if (col > 0)
				put_mark(a, row, col, c);
		}
		col += width;
		if (col > a->cols)
			return a->cols;
	}
	return col;
}

int area_str(struct area *a, int row, int col, enum text_style style, const char *text)
{
	return area_text(a, row, col, style, text, strlen(text));
}

int area_printf(struct area *a, int row, int col, enum text_style style, const char *format, ...)
{
	char text[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0)
		return col;
	return area_text(a, row, col, style, text,
	                 (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1);
}

int area_field(struct area *a, int row, int col, int cols, enum text_style style, const char *text,
               size_t n, bool ascii)
{
	struct area field = area_part(a, row, col, 1, cols);
	const char *more = ascii ? "~" : "\342\200\246";

	if (field.rows && field.cols > 0) {
		area_fill(&field, 0, 0, field.cols, style);
		area_text(&field, 0, 0, style, text, n);
		if (text_columns(text, n) > field.cols)
			area_str(&field, 0, field.cols - 1, style, more);
	}
	return col + cols;
}

void area_fill(struct area *a, int row, int col, int cols, enum text_style style)
{
	cut(&col, &cols, a->cols);
	if (row < 0 || row >= a->rows)
		return;
	for (int i = 0; i < cols; i++)
		put(a, row, col + i, style, L' ', 1);
}

void area_restyle(struct area *a, int row, int col, int cols, enum text_style style)
{
	cut(&col, &cols, a->cols);
	if (row < 0 || row >= a->rows)
		return;
	for (int i = 0; i < cols; i++)
		cell_at(a, row, col + i)->style = (uint8_t)style;
}

void area_set_cursor(struct area *a, int row, int col)
{
	if (row < 0 || row >= a->rows || col < 0 || col >= a->cols)
		return;
	a->canvas->cursor_row = a->row + row;
	a->canvas->cursor_col = a->col + col;
}
