/*
 * A segment in words: every field of its headers, where it came from and what became of it, and its bytes.
 */
#ifndef SOCKPIT_TUI_SEGMENT_VIEW_H
#define SOCKPIT_TUI_SEGMENT_VIEW_H

#include "core/journal.h"
#include "tui/lines.h"
#include "watch/flow.h"

/* Appends the lines of an EVENT_SEGMENT, for that many columns. view: what it is in its connection; NULL:
 * not known. */
void segment_view_add(struct lines *out, const struct event *e, const struct flow_view *view,
                      int columns, bool ascii);

#endif
