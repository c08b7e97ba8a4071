/*
 * Timers run only while something waits: in tenths of a second at first, in seconds later.
 */
#include "tui/journal_pending.h"

#include <stdio.h>

#include "base/escape.h"
#include "tui/event_rows.h"

enum {
	TIME = 9, /* columns of the time, and one behind it */
	TIME_NARROW = 7,
	COLUMNS_FOR_TIME = 50,
	COLUMNS_FOR_NUMBER = 100,
	PENDING_MS = 50,   /* a call that takes longer is told to be pending */
	PENDING_SHARE = 3, /* those take one part in so many of the rows at most */
	TICK_MS = 250      /* their timers, in the first ten seconds */
};

/* Columns ------------------------------------------------------------------------------------------ */

int journal_number_columns(const struct area *a)
{
	return a->cols >= COLUMNS_FOR_NUMBER ? JOURNAL_NUMBER : 0;
}

static int time_columns(const struct area *a)
{
	return a->cols >= COLUMNS_FOR_TIME ? TIME : TIME_NARROW;
}

int journal_words_at(const struct area *a)
{
	return journal_number_columns(a) + time_columns(a);
}

int journal_word_columns(const struct area *a)
{
	return a->cols - journal_words_at(a) - 1;
}

void journal_draw_time(struct area *a, int row, const struct scene *scene, int64_t mono)
{
	double seconds = (double)(mono - scene->board->began) / (double)CLOCK_S;
	int room = time_columns(a) - 1, decimals = 3, n;
	char text[32];

	/* as exact as there is room for */
	do
		n = snprintf(text, sizeof(text), "+%.*f", decimals, seconds);
	while (n > room && decimals-- > 0);
	area_str(a, row, journal_number_columns(a) + (n < room ? room - n : 0), STYLE_DIM, text);
}

/* Calls that wait ---------------------------------------------------------------------------------- */

static bool is_pending(const struct board_call *c, const struct scene *scene)
{
	return scene->now - c->begin >= PENDING_MS * CLOCK_MS;
}

/* When its row is another: it begins to be one, or its timer goes on. */
static int64_t next_change(const struct board_call *c, const struct scene *scene)
{
	int64_t waits = scene->now - c->begin;

	if (!is_pending(c, scene))
		return c->begin + PENDING_MS * CLOCK_MS;
	if (waits < 10 * CLOCK_S)
		return scene->now + TICK_MS * CLOCK_MS;
	return c->begin + (waits / CLOCK_S + 1) * CLOCK_S;
}

int journal_pending_rows(const struct area *a, const struct scene *scene, int64_t *again)
{
	int count = 0, most = a->rows / PENDING_SHARE;

	*again = 0;
	for (size_t i = 0; i < scene->board->calls.count; i++) {
		const struct board_call *c = scene->board->calls.item[i];
		int64_t change = next_change(c, scene);

		/* in a recording time stands */
		if (scene->probes && (!*again || change < *again))
			*again = change;
		count += is_pending(c, scene);
	}
	return count < most ? count : most;
}

static void draw_call(struct area *a, int row, const struct board_call *c,
                      const struct scene *scene)
{
	struct bytes wait = BYTES_INIT, call = BYTES_INIT;
	int col = journal_words_at(a), room;

	bytes_add_str(&wait, scene->ascii ? " ... " : " \342\200\246 ");
	event_rows_add_time(&wait, (scene->now - c->begin) / (CLOCK_S / 10) * (CLOCK_S / 10),
	                    scene->ascii);
	if (c->job)
		bytes_addf(&wait, ", job%u", c->job);
	escape_show(&call, bytes_str(&c->text), c->text.len, scene->ascii ? ESCAPE_ASCII : ESCAPE_UTF8,
	            false);
	room = a->cols - 1 - col - text_columns(wait.data, wait.len);
	if (text_columns(bytes_str(&call), call.len) > room)
		col = area_field(a, row, col, room, STYLE_WAIT, bytes_str(&call), call.len, scene->ascii);
	else
		col = area_text(a, row, col, STYLE_WAIT, bytes_str(&call), call.len);
	area_text(a, row, col, STYLE_WAIT, wait.data, wait.len);
	journal_draw_time(a, row, scene, c->begin);
	bytes_clear(&wait);
	bytes_clear(&call);
}

void journal_draw_pending(struct area *a, const struct scene *scene)
{
	int row = a->rows;

	for (size_t i = scene->board->calls.count; i-- > 0 && row > 0;) {
		const struct board_call *c = scene->board->calls.item[i];

		if (is_pending(c, scene))
			draw_call(a, --row, c, scene);
	}
}
