/*
 * A closer look at what a ladder has kept, for those who draw more than the picture: what one segment is
 * in its connection, which states each socket went through, how a stream of bytes was cut into segments.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "watch/ladder_parts.h"

/* ------------------------------------------------------------------------------------- one segment */

/* The first item that is not older than an event; items are in the order of their events. */
static uint64_t first_from(const struct ladder *l, uint64_t seq)
{
	uint64_t low = l->first, high = l->next;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (ladder_item(l, middle)->seq < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void view_of(const struct rung *r, struct flow_view *view)
{
	*view = (struct flow_view){
	    .known = r->numbered,
	    .seq_is_relative = r->relative & RELATIVE_SEQ,
	    .ack_is_relative = r->relative & RELATIVE_ACK,
	    .isn_guessed = r->relative & RELATIVE_GUESSED,
	    .window_is_scaled = r->relative & RELATIVE_SCALED,
	    .seq = r->seq,
	    .ack = r->ack,
	    .window = r->window,
	    .marks = r->marks,
	    .times = r->times,
	    .connection = r->connection,
	};
}

bool ladder_view(const struct ladder *l, uint64_t seq, struct flow_view *view)
{
	for (uint64_t number = first_from(l, seq); number < l->next; number++) {
		const struct item *item = ladder_item(l, number);

		if (item->seq != seq)
			break;
		if (item->kind == ITEM_SEGMENT) {
			view_of(&item->rung, view);
			return view->known;
		}
	}
	return false;
}

/* ------------------------------------------------------------------------------------------- sides */

/* A side and its states so far, before it is told. */
struct seen {
	const struct side *side;
	const struct item *state[LADDER_STATES]; /* the last ones */
	unsigned states;
	bool before; /* there were others before these */
	const struct word *first_was;
};

static void add_state(struct seen *s, const struct item *item)
{
	if (s->states && s->state[s->states - 1]->state.now == item->state.now)
		return;
	if (!s->states)
		s->first_was = item->state.was;
	if (s->states == LADDER_STATES) {
		memmove(s->state, s->state + 1, (LADDER_STATES - 1) * sizeof(s->state[0]));
		s->states--;
		s->before = true;
	}
	s->state[s->states++] = item;
}

static void add_end(char *out, size_t size, const struct endpoint *e)
{
	bool brackets = e->family == AF_INET6 && !endpoint_is_any(e);
	struct bytes text = BYTES_INIT;

	*out = 0;
	if (endpoint_has_port(e)) {
		bytes_add_str(&text, brackets ? "[" : "");
		endpoint_add_address(&text, e);
		bytes_addf(&text, "%s:%u", brackets ? "]" : "", e->port);
		if (text.len < size)
			memcpy(out, text.data, text.len + 1);
	}
	bytes_clear(&text);
}

static void tell_states(struct ladder_side *told, const struct seen *s)
{
	const struct item *last = s->states ? s->state[s->states - 1] : NULL;

	/* what it began with was not told for itself; a connection at a listener began with its SYN */
	bool began = s->first_was && !s->side->child && !s->side->queued;

	if (began && s->states < LADDER_STATES)
		told->state[told->states++] = s->first_was->text;
	for (unsigned i = 0; i < s->states; i++)
		told->state[told->states++] = s->state[i]->state.now->text;
	told->more = s->before || (began && s->states == LADDER_STATES);
	told->source = last && last->source ? last->source->text : NULL;
}

static struct ladder_side side_told(const struct draw *d, const struct seen *s)
{
	const struct side *side = s->side;
	struct ladder_side told = {.name = side->name->text,
	                           .host = side->host ? side->host->text : NULL,
	                           .own = d->style->socket && draw_is_the_one(d, side),
	                           .child = side->child,
	                           .listens = side->listens};

	add_end(told.local, sizeof(told.local), &side->local);
	add_end(told.peer, sizeof(told.peer), &side->peer);
	tell_states(&told, s);
	return told;
}

/* Those that are wanted, in the order of the first item of each. */
static struct seen *gather(const struct draw *d, size_t *count)
{
	const struct ladder *l = d->l;
	size_t all = l->sides.all.count, *place = memory_new((all + 1) * sizeof(*place));
	struct seen *seen = memory_new((all + 1) * sizeof(*seen));

	*count = 0;
	for (uint64_t number = l->first; number < l->next; number++) {
		const struct item *item = ladder_item(l, number);
		const struct side *s = item->side;

		if (!s || !d->view[s->number].wanted)
			continue;
		if (!place[s->number]) {
			seen[*count].side = s;
			place[s->number] = ++*count;
		}
		if (item->kind == ITEM_STATE)
			add_state(&seen[place[s->number] - 1], item);
	}
	free(place);
	return seen;
}

void ladder_each_side(const struct ladder *l, const char *socket,
                      void (*side)(void *closure, const struct ladder_side *), void *closure)
{
	struct ladder_style style = {.socket = socket};
	struct draw d = {.l = l, .style = &style};
	struct seen *seen;
	size_t count;

	draw_choose_sides(&d);
	seen = gather(&d, &count);
	for (size_t i = 0; i < count; i++) {
		struct ladder_side told = side_told(&d, &seen[i]);

		side(closure, &told);
	}
	free(seen);
	draw_clear(&d);
}

/* ----------------------------------------------------------------------------------------- payload */

enum way { WAY_NONE, WAY_OUT, WAY_IN };

static enum way way_of(const struct side *s, const struct item *item)
{
	const struct rung *r = &item->rung;

	if (item->kind != ITEM_SEGMENT || r->kind != SEGMENT_TCP || !r->numbered)
		return WAY_NONE;
	if (endpoint_agrees(&s->local, &r->src) && endpoint_same(&s->peer, &r->dst))
		return WAY_OUT;
	if (endpoint_agrees(&s->local, &r->dst) && endpoint_same(&s->peer, &r->src))
		return WAY_IN;
	return WAY_NONE;
}

/* Whether an event that is kept has told of the segment before. */
static bool is_told_again(const struct ladder *l, const struct rung *r)
{
	return r->held && r->fate != SEGMENT_HELD && r->held >= ladder_item(l, l->first)->seq;
}

static bool has_offset(const struct rung *r)
{
	return r->len && r->relative & RELATIVE_SEQ && !(r->relative & RELATIVE_GUESSED);
}

static struct ladder_payload payload_of(const struct ladder *l, const struct item *item,
                                        enum way way)
{
	const struct rung *r = &item->rung;
	const struct item *now = ladder_find(l, r->id, r->sent, item->source);

	now = now ? now : item;
	return (struct ladder_payload){
	    .seq = now->seq,
	    .segment = r->id,
	    .out = way == WAY_OUT,
	    /* the SYN is number 0, and the first byte 1 */
	    .offset = r->seq + (r->flags & SEGMENT_SYN ? 1 : 0) - 1,
	    .len = r->len,
	    .fate = now->rung.fate,
	    .again = r->marks & (FLOW_RETRANSMISSION | FLOW_KEEP_ALIVE | FLOW_WINDOW_PROBE),
	    .tampered = now->rung.origin != SEGMENT_OF_HOST,
	};
}

void ladder_each_payload(const struct ladder *l, const char *socket,
                         void (*payload)(void *closure, const struct ladder_payload *),
                         void *closure)
{
	const struct side *s = map_get(&l->sides.by_name, socket, strlen(socket));
	uint32_t connection = 0;

	/* the same two ends may have had another connection before */
	for (uint64_t number = l->next; s && !connection && number > l->first; number--)
		if (way_of(s, ladder_item(l, number - 1)) != WAY_NONE)
			connection = ladder_item(l, number - 1)->rung.connection;
	for (uint64_t number = l->first; connection && number < l->next; number++) {
		const struct item *item = ladder_item(l, number);
		enum way way = way_of(s, item);

		if (way != WAY_NONE && item->rung.connection == connection && has_offset(&item->rung) &&
		    !is_told_again(l, &item->rung)) {
			struct ladder_payload told = payload_of(l, item, way);

			payload(closure, &told);
		}
	}
}
