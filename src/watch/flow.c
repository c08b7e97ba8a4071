/*
 * The connections, found by their two ends, and what relates their sides: whose first number is
 * known, when a segment begins a new connection, and by how much windows are scaled. What a side's own
 * segments are is found out in flow_side.c.
 */
#include "watch/flow.h"

#include <netinet/in.h>
#include <stdlib.h>

#include "base/memory.h"
#include "watch/flow_side.h"

enum { END_SIZE = 16 + 2, KEY_SIZE = 2 * END_SIZE };

/* Two ends, the lower one first, and which of them a segment comes from. */
struct key {
	uint8_t bytes[KEY_SIZE];
	unsigned from, to; /* equal where both ends are one */
};

struct flow {
	uint8_t key[KEY_SIZE];
	struct flow *older, *newer;
	unsigned connection, opener;
	bool reset; /* a RST was seen */
	struct flow_side side[2];
};

/* One end: an address and a port. That of IPv4 is as IPv6 has it mapped, as it may be in a socket's name. */
static void make_end(uint8_t end[END_SIZE], int family, const void *ip, uint16_t port)
{
	memset(end, 0, END_SIZE);
	if (family == AF_INET)
		memset(end + 10, 0xff, 2);
	memcpy(end + (family == AF_INET ? 12 : 0), ip, family == AF_INET ? 4 : 16);
	memcpy(end + 16, &port, 2);
}

static void make_key(struct key *key, const uint8_t src[END_SIZE], const uint8_t dst[END_SIZE])
{
	int order = memcmp(src, dst, END_SIZE);

	key->from = order > 0;
	key->to = order < 0;
	memcpy(key->bytes, order > 0 ? dst : src, END_SIZE);
	memcpy(key->bytes + END_SIZE, order > 0 ? src : dst, END_SIZE);
}

/* False: it is no TCP segment, or a broken one. */
static bool key_of_segment(struct key *key, const struct segment *s)
{
	uint8_t src[END_SIZE], dst[END_SIZE];

	if (s->kind != SEGMENT_TCP || s->bad)
		return false;
	make_end(src, s->family, s->src, s->sport);
	make_end(dst, s->family, s->dst, s->dport);
	make_key(key, src, dst);
	return true;
}

/* False: the address is none of IP. */
static bool end_of_address(uint8_t end[END_SIZE], const struct address *a)
{
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&a->storage;
	const struct sockaddr_in *in = (const struct sockaddr_in *)&a->storage;
	int family = address_family(&a->any, a->len);

	if (family == AF_INET)
		make_end(end, family, &in->sin_addr, ntohs(in->sin_port));
	else if (family == AF_INET6)
		make_end(end, family, &in6->sin6_addr, ntohs(in6->sin6_port));
	return family == AF_INET || family == AF_INET6;
}

static struct flow *find(const struct flows *f, const struct key *key)
{
	return map_get(&f->by_ends, (const char *)key->bytes, KEY_SIZE);
}

/* ------------------------------------------------------------------------ the list of connections */

static void unlink_flow(struct flows *f, struct flow *flow)
{
	*(flow->older ? &flow->older->newer : &f->oldest) = flow->newer;
	*(flow->newer ? &flow->newer->older : &f->newest) = flow->older;
}

static void link_newest(struct flows *f, struct flow *flow)
{
	flow->older = f->newest;
	flow->newer = NULL;
	*(f->newest ? &f->newest->newer : &f->oldest) = flow;
	f->newest = flow;
}

static void drop_oldest(struct flows *f)
{
	struct flow *flow = f->oldest;

	unlink_flow(f, flow);
	map_remove(&f->by_ends, (const char *)flow->key, KEY_SIZE);
	free(flow);
}

static struct flow *new_flow(struct flows *f, const struct key *key)
{
	struct flow *flow;

	while (f->oldest && f->by_ends.count >= f->most)
		drop_oldest(f);
	flow = memory_new(sizeof(*flow));
	memcpy(flow->key, key->bytes, KEY_SIZE);
	map_put(&f->by_ends, (const char *)flow->key, KEY_SIZE, flow);
	link_newest(f, flow);
	return flow;
}

/* Makes it a connection of which nothing was seen. */
static void begin(struct flow *flow, unsigned connection, unsigned opener)
{
	flow->connection = connection;
	flow->opener = opener;
	flow->reset = false;
	memset(flow->side, 0, sizeof(flow->side));
}

void flows_init(struct flows *f, unsigned most)
{
	memset(f, 0, sizeof(*f));
	f->most = most;
}

void flows_clear(struct flows *f)
{
	while (f->oldest)
		drop_oldest(f);
	map_clear(&f->by_ends);
	f->count = 0;
}

/* -------------------------------------------------------------------------------- one connection */

/* Whether a number acknowledges something the side has sent. */
static bool acknowledges(uint32_t ack, const struct flow_side *peer)
{
	return peer->sent && ack != peer->isn && flow_side_used(peer, ack);
}

/* Whether the segment is the first of another connection between the same ends. */
static bool begins_anew(const struct flow *flow, const struct key *key, const struct segment *s)
{
	const struct flow_side *side = &flow->side[key->from], *peer = &flow->side[key->to];

	if ((s->flags & (SEGMENT_SYN | SEGMENT_RST)) != SEGMENT_SYN)
		return false;
	/* a server may answer the same SYN with other numbers: SYN cookies, a listener opened anew */
	if ((s->flags & SEGMENT_ACK) && acknowledges(s->ack, peer))
		return false;
	if (side->isn_known)
		return side->isn != s->seq;
	return !(s->flags & SEGMENT_ACK) && flow->reset;
}

/*
 * Learns, or guesses, the first number of either side. Nothing is guessed from an ACK of what the other
 * side's SYN cannot have meant, for it is about an older connection.
 */
static void learn(struct flow_side *side, struct flow_side *peer, const struct segment *s)
{
	bool first = !side->isn_known && !peer->isn_known;

	if (s->flags & SEGMENT_RST) {
		if (first && (s->seq || !(s->flags & SEGMENT_ACK)))
			flow_side_start(side, s->seq - 1, true);
	} else if (s->flags & SEGMENT_SYN) {
		if (!side->isn_known || side->isn != s->seq)
			flow_side_start(side, s->seq, false);
		side->isn_guessed = false;
	} else if (side->isn_known) {
		/* guessed from an ACK, and now it turns out that it sends older ones */
		if (side->isn_guessed && !side->sent && flow_ahead(s->seq, side->isn) < 0)
			flow_side_start(side, s->seq - 1, true);
	} else if (!peer->syn || !(s->flags & SEGMENT_ACK) || acknowledges(s->ack, peer)) {
		flow_side_start(side, s->seq - 1, true);
	}
	if ((s->flags & SEGMENT_ACK) && !peer->isn_known)
		flow_side_start(peer, s->ack - 1, true);
}

/*
 * Who has no connection answers with a RST that has the number that was acknowledged, whatever it was, or
 * else 0 (RFC 9293, 3.5.2): the 0 is told as it is, and a number the side has not used is not relative.
 */
static void tell_seq(const struct flow_side *side, const struct segment *s, struct flow_view *view)
{
	bool reset = s->flags & SEGMENT_RST;

	view->seq = s->seq;
	if (side->isn_known && !(reset && side->sent && !flow_side_used(side, s->seq))) {
		view->seq -= side->isn;
		view->seq_is_relative = true;
		view->isn_guessed = side->isn_guessed;
	} else {
		view->seq_is_relative = reset && (s->flags & SEGMENT_ACK) && !s->seq;
	}
}

static void tell_numbers(const struct flow_side *side, const struct flow_side *peer,
                         const struct segment *s, struct flow_view *view)
{
	bool stray = !side->isn_known && !(s->flags & SEGMENT_RST);

	tell_seq(side, s, view);
	if (!(s->flags & SEGMENT_ACK))
		return;
	view->ack = s->ack;
	view->ack_is_relative = peer->isn_known && !stray;
	if (view->ack_is_relative) {
		view->ack = s->ack - peer->isn;
		view->isn_guessed |= peer->isn_guessed;
	}
}

/* Windows are scaled when both SYNs said by how much, and that of a SYN never is: RFC 7323, 2.2. */
static void tell_window(const struct flow_side *side, const struct flow_side *peer,
                        const struct segment *s, struct flow_view *view)
{
	bool refused = (side->syn && !side->scale_there) || (peer->syn && !peer->scale_there);

	view->window = s->window;
	view->window_is_scaled = (s->flags & SEGMENT_SYN) || refused || (side->syn && peer->syn);
	if (!(s->flags & SEGMENT_SYN) && !refused && side->syn && peer->syn)
		view->window <<= side->scale;
}

static void follow(struct flow *flow, const struct key *key, const struct segment *s,
                   struct flow_view *view)
{
	struct flow_side *side = &flow->side[key->from], *peer = &flow->side[key->to];

	learn(side, peer, s);
	view->known = true;
	view->connection = flow->connection;
	view->from_opener = key->from == flow->opener;
	tell_numbers(side, peer, s, view);
	tell_window(side, peer, s, view);
	if (s->flags & SEGMENT_RST)
		flow->reset = true;
	else if (side->isn_known)
		view->marks = flow_side_send(side, peer, s, view->window, &view->times);
}

void flows_see(struct flows *f, const struct segment *s, struct flow_view *view)
{
	struct key key;
	struct flow *flow;

	memset(view, 0, sizeof(*view));
	if (!key_of_segment(&key, s))
		return;
	flow = find(f, &key);
	if (!flow) {
		flow = new_flow(f, &key);
		begin(flow, ++f->count, key.from);
	} else if (begins_anew(flow, &key, s)) {
		begin(flow, ++f->count, key.from);
	}
	unlink_flow(f, flow);
	link_newest(f, flow);
	follow(flow, &key, s, view);
}

/*
 * Looks at a copy of the connection, which is gone afterwards; *side is the one that sends. `anew`: a SYN
 * may begin another connection.
 */
static void look(const struct flows *f, const struct segment *s, bool anew, struct flow_view *view,
                 struct flow_side *side)
{
	struct key key;
	struct flow *found, copy = {0};

	memset(view, 0, sizeof(*view));
	memset(side, 0, sizeof(*side));
	if (!key_of_segment(&key, s))
		return;
	found = find(f, &key);
	if (found)
		copy = *found;
	if (!found || (anew && begins_anew(found, &key, s)))
		begin(&copy, f->count + 1, key.from);
	*side = copy.side[key.from];
	follow(&copy, &key, s, view);
	view->marks = view->times = 0;
}

void flows_look(const struct flows *f, const struct segment *s, struct flow_view *view)
{
	struct flow_side side;

	look(f, s, true, view, &side);
}

void flows_look_forged(const struct flows *f, const struct segment *s, struct flow_view *view)
{
	struct flow_side side;

	look(f, s, false, view, &side);
	if (view->known && side.isn_known) {
		view->seq = s->seq - side.isn;
		view->seq_is_relative = true;
		view->isn_guessed = side.isn_guessed;
	}
}

/* What a side sends next: from its own, or as the other side expects it. */
static uint32_t next_of(const struct flow_side *side, const struct flow_side *peer)
{
	if (side->sent)
		return side->next;
	if (peer->acked)
		return peer->ack;
	return side->isn_known ? side->isn + 1 : 0;
}

bool flows_numbers(const struct flows *f, const struct address *src, const struct address *dst,
                   struct flow_numbers *numbers)
{
	uint8_t from[END_SIZE], to[END_SIZE];
	const struct flow_side *side, *peer;
	const struct flow *flow;
	struct key key;

	memset(numbers, 0, sizeof(*numbers));
	if (!end_of_address(from, src) || !end_of_address(to, dst))
		return false;
	make_key(&key, from, to);
	flow = find(f, &key);
	if (!flow)
		return false;
	side = &flow->side[key.from];
	peer = &flow->side[key.to];
	*numbers = (struct flow_numbers){
	    .isn = side->isn,
	    .other_isn = peer->isn,
	    .isn_known = side->isn_known,
	    .other_isn_known = peer->isn_known,
	    .next = next_of(side, peer),
	    .other_next = next_of(peer, side),
	    .window = side->window_sent,
	    .other_window = peer->window_sent,
	};
	return true;
}

void flow_add_marks(struct bytes *out, const struct flow_view *view)
{
	static const struct mark_row {
		unsigned mark;
		const char *name;
		bool counted;
	} rows[] = {
	    {FLOW_RETRANSMISSION, "retransmission", true},
	    {FLOW_OUT_OF_ORDER, "out of order", false},
	    {FLOW_DUP_ACK, "dup ACK", true},
	    {FLOW_ZERO_WINDOW, "zero window", false},
	    {FLOW_WINDOW_UPDATE, "window update", false},
	    {FLOW_KEEP_ALIVE, "keep-alive", false},
	    {FLOW_KEEP_ALIVE_ACK, "keep-alive ACK", false},
	    {FLOW_WINDOW_PROBE, "window probe", false},
	};
	bool any = false;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!(view->marks & rows[i].mark))
			continue;
		bytes_add_str(out, any ? ", " : "");
		bytes_add_str(out, rows[i].name);
		if (rows[i].counted)
			bytes_addf(out, " %u", view->times);
		any = true;
	}
}
