/*
 * What the rows of the journal's list share, and the calls that wait, which stand below them.
 */
#ifndef SOCKPIT_TUI_JOURNAL_PENDING_H
#define SOCKPIT_TUI_JOURNAL_PENDING_H

#include "tui/pane.h"

enum { JOURNAL_NUMBER = 8 /* columns of an event's number, where there is room */ };

/* Columns of the number; 0: there is no room. Where an event's words begin, behind number and time. Their
 * columns, before the bar. */
int journal_number_columns(const struct area *a);
int journal_words_at(const struct area *a);
int journal_word_columns(const struct area *a);
/* Draws a time, counted from the first event, in its columns. */
void journal_draw_time(struct area *a, int row, const struct scene *scene, int64_t mono);

/* Rows for the calls that wait; *again: when there is something else to tell, by the scene's clock (0: never).
 * A call that has only just begun is none. */
int journal_pending_rows(const struct area *a, const struct scene *scene, int64_t *again);
/* Draws them, with their timers; the last ones, where there are too many. */
void journal_draw_pending(struct area *a, const struct scene *scene);

#endif
