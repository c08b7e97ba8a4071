/*
 * What a reader of the journal keeps to understand its segments: their connections, and which of them
 * it has met. A segment may have several events (held, delivered); the first moves its connection on.
 */
#ifndef SOCKPIT_WATCH_SEGMENT_READER_H
#define SOCKPIT_WATCH_SEGMENT_READER_H

#include "core/journal.h"
#include "watch/flow.h"

struct segment_met;

struct segment_reader {
	struct flows flows;
	struct segment_met *met; /* owned; NULL: none so far */
};

void segment_reader_init(struct segment_reader *r);
void segment_reader_clear(struct segment_reader *r);
/*
 * Takes the frame of an EVENT_SEGMENT apart, and tells what it is in its connection. To be called with
 * each such event once, in their order.
 */
void segment_reader_take(struct segment_reader *r, const struct event *e, struct segment *s,
                         struct flow_view *view);

#endif
