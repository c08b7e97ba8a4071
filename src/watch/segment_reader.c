/*
 * Events of segments, one after the other. Ids begin anew with each wire, so that a segment is known by
 * its id and the moment it came onto the wire.
 */
#include "watch/segment_reader.h"

#include <stdlib.h>

#include "base/memory.h"

enum {
	MET = 1024,        /* segments remembered: more are rarely under way at once */
	CONNECTIONS = 1024 /* followed at once */
};

struct segment_met {
	uint64_t id;
	int64_t sent;
};

void segment_reader_init(struct segment_reader *r)
{
	memset(r, 0, sizeof(*r));
	flows_init(&r->flows, CONNECTIONS);
}

void segment_reader_clear(struct segment_reader *r)
{
	flows_clear(&r->flows);
	free(r->met);
	r->met = NULL;
}

/* Whether this is the segment's first event. */
static bool is_first(struct segment_reader *r, const struct segment_event *e)
{
	struct segment_met *met;

	if (!r->met)
		r->met = memory_new(MET * sizeof(*r->met));
	met = &r->met[e->id % MET];
	if (met->id == e->id && met->sent == e->sent)
		return false;
	met->id = e->id;
	met->sent = e->sent;
	return true;
}

void segment_reader_take(struct segment_reader *r, const struct event *e, struct segment *s,
                         struct flow_view *view)
{
	memset(view, 0, sizeof(*view));
	segment_read(s, e->text, e->len, e->whole, (enum segment_link)e->segment.link);
	if (s->kind != SEGMENT_TCP)
		return;
	if (e->segment.origin == SEGMENT_OF_HOST && is_first(r, &e->segment))
		flows_see(&r->flows, s, view);
	else if (e->segment.origin == SEGMENT_FORGED)
		flows_look_forged(&r->flows, s, view);
	else
		flows_look(&r->flows, s, view);
}
