/*
 * What one call moved, as rows: a head that names the call, its bytes in hex or as text, and where segments
 * cut them. A piece of megabytes costs no more than what is kept of it.
 */
#ifndef SOCKPIT_TUI_DATA_ROWS_H
#define SOCKPIT_TUI_DATA_ROWS_H

#include "tui/board.h"
#include "tui/canvas.h"
#include "tui/data_cuts.h"
#include "tui/data_text.h"

/* How rows are made. */
struct data_shape {
	bool text; /* hex and ASCII else */
	bool stream;
	bool far; /* offsets have more than six digits */
	int columns;
	bool ascii;
	const struct data_text *charset; /* borrowed */
	const struct data_cuts *cuts;    /* borrowed */
	int64_t began;                   /* from which times are counted */
};

/* Rows of a piece. */
size_t data_rows_count(const struct data_shape *shape, const struct board_piece *p);
/* What the count depends on besides shape and piece: equal marks have equal counts. */
uint64_t data_rows_mark(const struct data_shape *shape, const struct board_piece *p);
/* Draws them from row `from` on, as far as the area goes; answers how many were drawn. */
size_t data_rows_draw(const struct data_shape *shape, const struct board_piece *p, size_t from,
                      struct area *a);

#endif
