/*
 * The screen in memory: cells of one character each, which panes draw on and paint.h sends to the
 * terminal. It can be dumped as text and compared. An area is a rectangle of it: whatever is drawn
 * through an area stays inside.
 */
#ifndef SOCKPIT_TUI_CANVAS_H
#define SOCKPIT_TUI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#include "base/bytes.h"
#include "tui/style.h"

enum { CELL_MARKS = 2 };

struct cell {
	wchar_t text[1 + CELL_MARKS]; /* a character and the marks on it; 0 ends them early */
	uint8_t style;                /* enum text_style */
	uint8_t width;                /* columns: 1 or 2; 0: the right half of a wide character */
};

struct canvas {
	int rows, cols;             /* 0 or more */
	struct cell *cell;          /* rows * cols, owned */
	int cursor_row, cursor_col; /* where the hardware cursor is to be; -1: it does not matter */
};

struct area {
	struct canvas *canvas; /* borrowed */
	int row, col;          /* of its upper left cell */
	int rows, cols;        /* 0 or more, inside the canvas */
};

void canvas_init(struct canvas *c, int rows, int cols);
void canvas_clear(struct canvas *c);
/* Blank cells of that size. */
void canvas_resize(struct canvas *c, int rows, int cols);
/* All cells blank and plain, no cursor. */
void canvas_wipe(struct canvas *c);
/* Appends the rows as UTF-8, blanks at their ends cut, each ended by a newline. */
void canvas_dump(struct bytes *out, const struct canvas *c);
/* The same with a second line under each row that has styles: a letter a cell (canvas_style_letter). */
void canvas_dump_styles(struct bytes *out, const struct canvas *c);

/* The whole of it. */
struct area canvas_area(struct canvas *c);
/* A rectangle of an area, cut where it does not fit; it may be empty. */
struct area area_part(const struct area *a, int row, int col, int rows, int cols);

/*
 * Draws n bytes of UTF-8 from a column on, cut at the area's end; a wide character that does not fit
 * whole becomes a blank. Answers the column behind it. What is no printable character is drawn as "?":
 * foreign bytes have passed base/escape.h before.
 */
int area_text(struct area *a, int row, int col, enum text_style style, const char *text, size_t n);
/* The same of a string. */
int area_str(struct area *a, int row, int col, enum text_style style, const char *text);
/* The same formatted; only for what fits a line. */
int area_printf(struct area *a, int row, int col, enum text_style style, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Text cut to `cols` columns, the last of which is then an ellipsis ("…", or "~" in ASCII). Answers the
 * column behind the field: col + cols, however short the text is. */
int area_field(struct area *a, int row, int col, int cols, enum text_style style, const char *text,
               size_t n, bool ascii);
/* Blank cells of a style in a part of a row. */
void area_fill(struct area *a, int row, int col, int cols, enum text_style style);
/* Gives what is drawn in a part of a row another style. */
void area_restyle(struct area *a, int row, int col, int cols, enum text_style style);
/* The hardware cursor is to stand there. */
void area_set_cursor(struct area *a, int row, int col);
/* Columns that n bytes of UTF-8 take when they are drawn. */
int text_columns(const char *text, size_t n);

#endif
