/*
 * An event in full: all of its words, when it was, who says so, and the bytes it carried.
 */
#ifndef SOCKPIT_TUI_EVENT_VIEW_H
#define SOCKPIT_TUI_EVENT_VIEW_H

#include "core/journal.h"
#include "tui/lines.h"
#include "watch/flow.h"

/*
 * Appends the lines of the event of that number, for so many columns. began: the time from which times are
 * counted. view: of a segment, what it is in its connection; NULL: not known. False: it has made way.
 */
bool event_view_add(struct lines *out, struct journal *j, uint64_t seq, int64_t began,
                    const struct flow_view *view, int columns, bool ascii);

#endif
