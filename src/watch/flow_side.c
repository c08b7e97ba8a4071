/*
 * The analysis of what one side sends, against what it sent before and what the other side has said.
 * All numbers are modulo 2^32 and compared by their distance. What is remembered has a fixed size:
 * when it is full, the oldest is forgotten, and a mark may be missing or a count begin anew.
 */
#include "watch/flow_side.h"

void flow_side_start(struct flow_side *side, uint32_t isn, bool guessed)
{
	memset(side, 0, sizeof(*side));
	side->isn = isn;
	side->next = isn;
	side->isn_known = true;
	side->isn_guessed = guessed;
}

bool flow_side_used(const struct flow_side *side, uint32_t seq)
{
	return side->sent && side->next - seq <= side->far;
}

static void add_gap(struct flow_side *side, uint32_t from, uint32_t to)
{
	if (side->gaps == FLOW_GAPS)
		memmove(side->gap, side->gap + 1, --side->gaps * sizeof(side->gap[0]));
	side->gap[side->gaps++] = (struct flow_range){from, to};
}

/* Takes from..to out of the gaps; whether any of it was missing. */
static bool fill_gaps(struct flow_side *side, uint32_t from, uint32_t to)
{
	struct flow_range was[FLOW_GAPS];
	unsigned gaps = side->gaps;
	bool filled = false;

	memcpy(was, side->gap, sizeof(was));
	side->gaps = 0;
	for (unsigned i = 0; i < gaps; i++) {
		struct flow_range g = was[i];

		if (flow_ahead(from, g.to) >= 0 || flow_ahead(to, g.from) <= 0) {
			add_gap(side, g.from, g.to);
			continue;
		}
		filled = true;
		if (flow_ahead(from, g.from) > 0)
			add_gap(side, g.from, from);
		if (flow_ahead(g.to, to) > 0)
			add_gap(side, to, g.to);
	}
	return filled;
}

/* Counts one more sending of what begins there. */
static unsigned count_again(struct flow_side *side, uint32_t seq)
{
	for (unsigned i = 0; i < side->agains; i++)
		if (side->again[i].seq == seq)
			return ++side->again[i].times;
	if (side->agains == FLOW_AGAIN)
		memmove(side->again, side->again + 1, --side->agains * sizeof(side->again[0]));
	side->again[side->agains++] = (struct flow_again){seq, 1};
	return 1;
}

/* The side has now sent up to `to`: what was counted there was 2^32 numbers ago. */
static void advance(struct flow_side *side, uint32_t to)
{
	unsigned kept = 0;

	/* a gap that stays open must not be met again when the numbers have gone round */
	while (side->gaps && flow_ahead(to, side->gap[0].from) > FLOW_NEAR)
		memmove(side->gap, side->gap + 1, --side->gaps * sizeof(side->gap[0]));
	for (unsigned i = 0; i < side->agains; i++)
		if (side->again[i].seq - side->next >= to - side->next)
			side->again[kept++] = side->again[i];
	side->agains = kept;
	side->far += to - side->next;
	side->next = to;
}

static bool is_plain_ack(const struct segment *s)
{
	return (s->flags & (SEGMENT_SYN | SEGMENT_FIN | SEGMENT_RST | SEGMENT_ACK)) == SEGMENT_ACK;
}

/* The other side has said that it has no room. */
static bool is_shut(const struct flow_side *peer)
{
	return peer->acked && !peer->window;
}

/*
 * A keep-alive, or a probe of a window: Linux sends both as nothing at the number before the next
 * (tcp_xmit_probe_skb); others with one byte, which the other side has, or has no room for.
 */
static unsigned mark_asking(const struct flow_side *side, const struct flow_side *peer,
                            const struct segment *s)
{
	unsigned kind = is_shut(peer) ? FLOW_WINDOW_PROBE : FLOW_KEEP_ALIVE;

	if (!is_plain_ack(s) || s->len > 1)
		return 0;
	if (s->seq == side->next)
		return s->len && is_shut(peer) ? FLOW_WINDOW_PROBE : 0;
	if (s->seq != side->next - 1)
		return 0;
	if (s->len && !is_shut(peer) && !(peer->acked && flow_ahead(peer->ack, side->next) >= 0))
		return 0;
	return kind;
}

/* What its numbers make of it. */
static unsigned mark_order(struct flow_side *side, const struct segment *s, unsigned *times)
{
	uint32_t space = segment_space(s), end = s->seq + space;
	int32_t ahead = flow_ahead(s->seq, side->next);
	bool filled;

	/* no window reaches that far: RFC 7323, 2.2 */
	if (ahead > FLOW_NEAR || ahead < -FLOW_NEAR)
		return 0;
	if (ahead >= 0) {
		if (ahead > 0)
			add_gap(side, side->next, s->seq);
		advance(side, end);
		return ahead > 0 ? FLOW_OUT_OF_ORDER : 0;
	}
	if (!space)
		return 0;
	filled = fill_gaps(side, s->seq, end);
	if (flow_ahead(end, side->next) > 0)
		advance(side, end);
	else if (!filled && !((s->flags & SEGMENT_ACK) && (s->flags & SEGMENT_SYN) && !side->syn_ack)) {
		/* the SYN ACK of a simultaneous open repeats a SYN, but says something new */
		*times = count_again(side, s->seq);
		return FLOW_RETRANSMISSION;
	}
	return filled ? FLOW_OUT_OF_ORDER : 0;
}

/* What an empty ACK is that acknowledges what the one before it did. */
static unsigned mark_same_ack(struct flow_side *side, const struct flow_side *peer,
                              const struct segment *s, uint64_t window, unsigned *times)
{
	if (window > side->window && !s->options.sacks)
		return FLOW_WINDOW_UPDATE;
	if (peer->asked)
		return peer->probed ? 0 : FLOW_KEEP_ALIVE_ACK;
	if (window != side->window && !s->options.sacks)
		return 0;
	*times = ++side->dup_acks;
	return FLOW_DUP_ACK;
}

/* What it acknowledges and offers. */
static unsigned mark_ack(struct flow_side *side, const struct flow_side *peer,
                         const struct segment *s, uint64_t window, bool asking, unsigned *times)
{
	unsigned marks = window ? 0 : FLOW_ZERO_WINDOW;

	if (side->acked && side->ack == s->ack) {
		if (is_plain_ack(s) && !s->len && !asking)
			marks |= mark_same_ack(side, peer, s, window, times);
	} else if (!side->acked || flow_ahead(s->ack, side->ack) > 0) {
		/* before, only its SYN ACK acknowledged anything: the first question is answered already */
		if (!side->acked && side->syn_ack && is_plain_ack(s) && !s->len && peer->asked &&
		    !peer->probed && s->ack == peer->next)
			marks |= FLOW_KEEP_ALIVE_ACK;
		side->ack = s->ack;
		side->acked = true;
		side->dup_acks = 0;
	}
	return marks;
}

unsigned flow_side_send(struct flow_side *side, const struct flow_side *peer,
                        const struct segment *s, uint64_t window, unsigned *times)
{
	unsigned asking = side->sent ? mark_asking(side, peer, s) : 0, marks = asking;

	if (!side->sent) {
		side->next = s->seq;
		side->far = s->seq - side->isn;
		side->sent = true;
	}
	if (!asking || s->seq == side->next)
		marks |= mark_order(side, s, times);
	if (s->flags & SEGMENT_SYN) {
		side->syn = true;
		side->syn_ack |= !!(s->flags & SEGMENT_ACK);
		side->scale_there = s->options.scale_there;
		/* more is taken for 14: RFC 7323, 2.3 */
		side->scale = s->options.scale < 14 ? s->options.scale : 14;
	} else if (s->flags & SEGMENT_ACK) {
		marks |= mark_ack(side, peer, s, window, asking, times);
	}
	side->asked = asking;
	side->probed = asking & FLOW_WINDOW_PROBE;
	side->window = window;
	side->window_sent = s->window;
	return marks;
}
