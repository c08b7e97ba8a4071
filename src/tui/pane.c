/*
 * What panes share when they draw.
 */
#include "tui/pane.h"

#include <string.h>
#include <strings.h>

#include "base/escape.h"

enum { LIGHT_COLS = 16 };

int pane_show(struct area *a, int row, int col, enum text_style style, const void *text, size_t n,
              bool ascii)
{
	/* a byte becomes a column at least: what would lie far outside need not be looked at */
	size_t most = a->cols > col ? (size_t)(a->cols - col) * 4 : 0;
	struct bytes shown = BYTES_INIT;

	escape_show(&shown, text, n < most ? n : most, ascii ? ESCAPE_ASCII : ESCAPE_UTF8, false);
	col = area_text(a, row, col, style, bytes_str(&shown), shown.len);
	bytes_clear(&shown);
	return col;
}

void pane_light(struct area *a, int row)
{
	area_restyle(a, row, 0, LIGHT_COLS < a->cols ? LIGHT_COLS : a->cols, STYLE_SELECTED);
}

bool pane_has_text(const char *in, size_t in_n, const char *text, size_t n)
{
	for (size_t at = 0; n && at + n <= in_n; at++)
		if (!strncasecmp(in + at, text, n))
			return true;
	return false;
}

void pane_draw_empty(struct area *a, const char *text)
{
	int row = a->rows / 3;

	while (*text && row < a->rows) {
		size_t n = strcspn(text, "\n");
		int columns = text_columns(text, n), col = (a->cols - columns) / 2;

		area_text(a, row++, col > 0 ? col : 0, STYLE_DIM, text, n);
		text += n + (text[n] == '\n');
	}
}
