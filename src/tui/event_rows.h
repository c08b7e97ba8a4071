/*
 * An event as rows of a list: in the words of the transcript, in styles, as wide as there is room.
 */
#ifndef SOCKPIT_TUI_EVENT_ROWS_H
#define SOCKPIT_TUI_EVENT_ROWS_H

#include "core/journal.h"
#include "tui/lines.h"
#include "watch/flow.h"

enum { EVENT_ROWS_MOST = 1000 /* of one event */ };

/* Whether it has rows: what another event shows has none. */
bool event_rows_has(const struct event *e);
/* Whether it has one row, however wide: then it need not be put into words to know. */
bool event_rows_is_one(const struct event *e);
/* Appends them. What is a line is cut, so that what a call answered is seen; words to the reader are wrapped.
 * view: of a segment, what it is in its connection; NULL: not known. */
void event_rows_add(struct lines *out, const struct event *e, const struct flow_view *view,
                    int columns, bool ascii);
/* Appends how long something took: "12 µs", "2.3 s". */
void event_rows_add_time(struct bytes *out, int64_t ns, bool ascii);

#endif
