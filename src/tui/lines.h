/*
 * Lines of text in styles, made once and looked through: a segment taken apart, an event in full. What is
 * put in has passed base/escape.h.
 */
#ifndef SOCKPIT_TUI_LINES_H
#define SOCKPIT_TUI_LINES_H

#include "base/bytes.h"
#include "tui/canvas.h"

/* A stretch of a line in one style. */
struct line_run {
	size_t at, n; /* in the text */
	enum text_style style;
};

struct lines {
	struct bytes text;
	struct line_run *run; /* owned */
	size_t runs, runs_cap;
	size_t *end; /* owned: of each line, the number of the run behind its last */
	size_t count, count_cap;
};

/* All zero is empty. */
void lines_clear(struct lines *l);
/* Forgets the lines, keeps the room. */
void lines_reset(struct lines *l);
/* Adds to the line that is being written. */
void lines_add(struct lines *l, enum text_style style, const char *text, size_t n);
void lines_str(struct lines *l, enum text_style style, const char *text);
void lines_printf(struct lines *l, enum text_style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The line is done. */
void lines_end(struct lines *l);
/* Adds text to a line on which `used` columns are taken, and ends it; what does not fit into `columns`
 * goes on below, behind `indent` blanks. Newlines break it as well. */
void lines_wrap(struct lines *l, enum text_style style, const char *text, size_t n, int columns,
                int used, int indent);
/* Appends a dump of n bytes, as wide as there are columns for; offsets have four digits while that is enough. */
void lines_dump(struct lines *l, enum text_style style, const void *p, size_t n, int columns);
/* Draws them from line `top` on. */
void lines_draw(const struct lines *l, struct area *a, size_t top);

/* Draws one; answers the column behind it. */
int lines_draw_one(const struct lines *l, size_t i, struct area *a, int row, int col);
/* The text of one, *n bytes; not ended by a zero. */
const char *lines_text(const struct lines *l, size_t i, size_t *n);

/* How many bytes of a text without newlines go on a line of that many columns: to a blank where there is
 * one, and something at least. text_blanks tells what to leave out behind them. */
size_t text_break(const char *text, size_t n, int columns);
/* Bytes of the blanks at the beginning. */
size_t text_blanks(const char *text, size_t n);

#endif
