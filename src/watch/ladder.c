/*
 * Taking events. Of each only what a picture needs is kept, as an item of one size: a segment is taken
 * apart here and its frame let go. Items are a ring of which the oldest make way; segments are found by
 * their id, since one has an event when it is held and another when it is let go. Sockets and their
 * addresses are learned in ladder_sides.c; what is drawn and how is decided anew for each picture.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "watch/ladder_parts.h"

enum {
	ITEMS_FIRST = 64,
	ITEMS_LEAST = 16,
	CONNECTIONS_MOST = 1024 /* whose numbers are followed */
};

struct ladder *ladder_new(size_t most)
{
	struct ladder *l = memory_new(sizeof(*l));

	l->most = most < ITEMS_LEAST ? (size_t)ITEMS_LEAST : most;
	flows_init(&l->flows, CONNECTIONS_MOST);
	return l;
}

/* ------------------------------------------------------------------------- segments, by their id */

static uint32_t *bucket_of(const struct ladder *l, uint64_t id)
{
	return &l->bucket[(id * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (l->buckets - 1)];
}

static void index_add(struct ladder *l, uint64_t number)
{
	struct item *item = ladder_item(l, number);
	uint32_t *bucket;

	if (item->kind != ITEM_SEGMENT || !item->rung.id)
		return;
	bucket = bucket_of(l, item->rung.id);
	item->rung.older = *bucket;
	*bucket = (uint32_t)(number % l->cap) + 1;
}

/* The oldest item is the last of its chain. */
static void index_remove_oldest(struct ladder *l)
{
	uint32_t place = (uint32_t)(l->first % l->cap) + 1;
	uint32_t *at = bucket_of(l, l->item[place - 1].rung.id);

	while (*at != place)
		at = &l->item[*at - 1].rung.older;
	*at = 0;
}

static struct item *older(const struct ladder *l, const struct item *item)
{
	return item->rung.older ? &l->item[item->rung.older - 1] : NULL;
}

static bool is_segment(const struct item *item, uint64_t id, int64_t sent,
                       const struct word *source)
{
	return item->rung.id == id && (sent < 0 || item->rung.sent == sent) &&
	       (!source || item->source == source);
}

struct item *ladder_find(const struct ladder *l, uint64_t id, int64_t sent,
                         const struct word *source)
{
	struct item *item = NULL;

	if (id && l->buckets && *bucket_of(l, id))
		item = &l->item[*bucket_of(l, id) - 1];
	while (item && !is_segment(item, id, sent, source))
		item = older(l, item);
	return item;
}

/* ---------------------------------------------------------------------------------------- the ring */

static void drop_words(struct ladder *l, struct item *item)
{
	words_drop(&l->words, item->source);
	words_drop(&l->words, item->cause);
	switch (item->kind) {
	case ITEM_SEGMENT:
		words_drop(&l->words, item->rung.from);
		words_drop(&l->words, item->rung.to);
		words_drop(&l->words, item->rung.why);
		words_drop(&l->words, item->rung.what);
		free(item->rung.more);
		break;
	case ITEM_STATE:
		words_drop(&l->words, item->state.now);
		words_drop(&l->words, item->state.was);
		break;
	case ITEM_CALL:
	case ITEM_RETURN:
		words_drop(&l->words, item->call.made);
		break;
	case ITEM_GAP:
		break;
	}
	if (item->side)
		sides_release(l, item->side);
}

static void drop_oldest(struct ladder *l)
{
	struct item *item = ladder_item(l, l->first);

	if (item->kind == ITEM_SEGMENT && item->rung.id)
		index_remove_oldest(l);
	l->missing += item->kind == ITEM_GAP ? item->missing : 1;
	drop_words(l, item);
	l->first++;
}

/* Nothing made way before the ring is at its largest, so that places stay what they are. */
static void grow(struct ladder *l)
{
	size_t cap = l->cap ? l->cap * 2 : (size_t)ITEMS_FIRST;

	l->cap = cap < l->most ? cap : l->most;
	l->item = memory_resize(l->item, l->cap * sizeof(*l->item));
	while (l->buckets < l->cap)
		l->buckets = l->buckets ? l->buckets * 2 : (size_t)ITEMS_FIRST;
	free(l->bucket);
	l->bucket = memory_new(l->buckets * sizeof(*l->bucket));
	for (uint64_t number = l->first; number < l->next; number++)
		index_add(l, number);
}

static struct item *add_item(struct ladder *l, enum item_kind kind, const struct event *e)
{
	struct item *item;

	if (l->next - l->first == l->cap) {
		if (l->cap < l->most)
			grow(l);
		else
			drop_oldest(l);
	}
	item = ladder_item(l, l->next);
	memset(item, 0, sizeof(*item));
	item->kind = kind;
	item->seq = e->seq;
	item->mono = e->mono;
	item->source = words_take(&l->words, e->source);
	l->next++;
	return item;
}

/* ---------------------------------------------------------------------------------------- segments */

static struct endpoint endpoint_of_segment(const struct segment *s, const uint8_t address[16],
                                           uint16_t port)
{
	struct endpoint e = {.family = (uint8_t)s->family, .port = port};

	if (s->kind == SEGMENT_ARP)
		e.family = AF_INET;
	if (e.family != AF_UNSPEC)
		memcpy(e.address, address, e.family == AF_INET6 ? 16 : 4);
	return e;
}

/* An ICMP error belongs to the connection of the packet that it quotes. */
static void keep_more(struct rung *r, const struct segment *s, const struct event *e)
{
	struct rung_more more = {.has_options = s->kind == SEGMENT_TCP && s->flags & SEGMENT_SYN,
	                         .has_about = s->quoted > 0,
	                         .options = s->options};
	struct segment about;

	if (more.has_about) {
		segment_read(&about, e->text + s->quoted, s->quoted_len, SIZE_MAX, SEGMENT_IP);
		more.about_src = endpoint_of_segment(&about, about.src, about.sport);
		more.about_dst = endpoint_of_segment(&about, about.dst, about.dport);
	}
	if (!more.has_options && !more.has_about)
		return;
	r->more = memory_new(sizeof(more));
	*r->more = more;
}

static void keep_segment(struct ladder *l, struct rung *r, const struct segment *s,
                         const struct event *e)
{
	struct bytes what = BYTES_INIT;

	r->kind = (uint8_t)s->kind;
	r->flags = s->flags;
	r->bad = s->bad;
	r->src = endpoint_of_segment(s, s->src, s->sport);
	r->dst = endpoint_of_segment(s, s->dst, s->dport);
	r->wire_seq = s->seq;
	r->wire_ack = s->ack;
	r->len = (uint32_t)s->len;
	r->parted = s->more_fragments && s->kind != SEGMENT_FRAGMENT;
	keep_more(r, s, e);
	if (s->kind == SEGMENT_TCP)
		return;
	segment_add_kind(&what, s);
	r->what = words_take(&l->words, bytes_str(&what));
	bytes_clear(&what);
}

static void keep_view(struct rung *r, const struct flow_view *view)
{
	r->numbered = view->known;
	r->seq = view->seq;
	r->ack = view->ack;
	r->window = view->window;
	r->marks = (uint16_t)view->marks;
	r->times = view->times;
	r->connection = view->connection;
	r->relative = (uint8_t)((view->seq_is_relative ? RELATIVE_SEQ : 0) |
	                        (view->ack_is_relative ? RELATIVE_ACK : 0) |
	                        (view->isn_guessed ? RELATIVE_GUESSED : 0) |
	                        (view->window_is_scaled ? RELATIVE_SCALED : 0));
}

/* A later event of a segment that is known: the connection has gone on, its numbers have not. */
static void keep_numbers_of(struct rung *r, const struct item *before)
{
	r->numbered = before->rung.numbered;
	r->seq = before->rung.seq;
	r->ack = before->rung.ack;
	r->window = before->rung.window;
	r->marks = before->rung.marks;
	r->times = before->rung.times;
	r->connection = before->rung.connection;
	r->relative = before->rung.relative;
	r->held = before->rung.fate == SEGMENT_HELD ? before->seq : before->rung.held;
}

/* Each event of the one that a copy was made from shall tell its id. */
static void name_original(struct ladder *l, const struct item *copy)
{
	struct item *item = ladder_find(l, copy->rung.of, -1, copy->source);
	int64_t sent = item ? item->rung.sent : 0;

	for (; item; item = older(l, item))
		if (is_segment(item, copy->rung.of, sent, copy->source))
			item->rung.named = true;
}

/* The segment a text such as "segment 3" speaks of, or 0. */
static uint64_t segment_of_cause(const char *cause)
{
	uint64_t id;

	return cause && sscanf(cause, "segment %" SCNu64, &id) == 1 ? id : 0;
}

static void set_cause(struct ladder *l, struct item *item, const struct event *e)
{
	item->cause = words_take(&l->words, e->cause);
	item->by_segment = segment_of_cause(e->cause);
}

/* Whether it may have been on the wire before the oldest event that is kept, and been counted then. */
static bool may_be_known(const struct ladder *l, const struct rung *r)
{
	return l->first > 0 && r->fate != SEGMENT_HELD && r->sent < ladder_item(l, l->first)->mono;
}

/* A frame for several hosts comes as copies of the first of them: a host has sent them all. */
static bool is_for_another_host(const struct ladder *l, const struct item *copy)
{
	const struct rung *r = &copy->rung;
	const struct item *of;

	if (r->origin != SEGMENT_COPY)
		return false;
	of = ladder_find(l, r->of, -1, copy->source);
	return of && of->rung.to && r->to && of->rung.to != r->to;
}

static void take_segment(struct ladder *l, const struct event *e)
{
	const struct segment_event *event = &e->segment;
	struct item *item = add_item(l, ITEM_SEGMENT, e);
	const struct item *before = ladder_find(l, event->id, event->sent, item->source);
	struct rung *r = &item->rung;
	struct flow_view view = {.known = false};
	struct segment s;

	segment_read(&s, e->text, e->len, e->whole, event->link);
	r->id = event->id;
	r->of = event->of;
	r->sent = event->sent;
	r->fate = event->fate;
	r->origin = event->origin;
	r->from = words_take(&l->words, event->from);
	r->to = words_take(&l->words, event->to);
	r->why = words_take(&l->words, event->why);
	set_cause(l, item, e);
	keep_segment(l, r, &s, e);
	if (is_for_another_host(l, item))
		r->origin = SEGMENT_OF_HOST;
	if (before) {
		keep_numbers_of(r, before);
		r->named = before->rung.named;
	} else {
		if (event->origin == SEGMENT_OF_HOST && !may_be_known(l, r))
			flows_see(&l->flows, &s, &view);
		else if (r->origin == SEGMENT_FORGED)
			flows_look_forged(&l->flows, &s, &view);
		else
			flows_look(&l->flows, &s, &view);
		keep_view(r, &view);
	}
	index_add(l, l->next - 1);
	if (r->of && r->origin != SEGMENT_OF_HOST)
		name_original(l, item);
	sides_see(l, r);
}

/* ---------------------------------------------------------------------------------- other events */

/* Where the event does not tell the socket's ends, the segment that changed its state does. */
static void ends_of_cause(const struct ladder *l, const struct event *e, struct endpoint *local,
                          struct endpoint *peer)
{
	const struct item *item = ladder_find(l, segment_of_cause(e->cause), -1, NULL);
	const struct rung *r = item ? &item->rung : NULL;

	if (!r || !e->host || !r->to || strcmp(r->to->text, e->host) != 0)
		return;
	*local = r->dst;
	*peer = r->src;
}

static void take_state(struct ladder *l, const struct event *e)
{
	struct endpoint local = endpoint_of_text(e->local), peer = endpoint_of_text(e->peer);
	struct side *side;
	struct item *item;

	if (!e->text)
		return;
	if (!e->local && strcmp(e->text, "LISTEN") != 0)
		ends_of_cause(l, e, &local, &peer);
	side = sides_of_state(l, e, &local, &peer);
	if (!side)
		return;
	side->refs++;
	item = add_item(l, ITEM_STATE, e);
	item->side = side;
	item->state.now = words_take_n(&l->words, e->text, e->len);
	item->state.was = words_take(&l->words, e->was);
	set_cause(l, item, e);
}

static void keep_call(struct ladder *l, struct item *item, const struct call *c)
{
	item->call.row = c->row;
	item->call.begin = c->begin;
	item->call.ret = c->ret;
	item->call.err = c->err;
	item->call.made = words_take(&l->words, c->made[0]);
	for (unsigned i = 0; i < c->args; i++) {
		const struct arg *a = &c->arg[i];

		if (a->kind == ARG_ADDRESS)
			item->call.to = endpoint_of_address(a->data, a->len);
		else if (a->kind == ARG_BYTES && c->row->direction == CALL_SENDS)
			item->call.bytes = a->whole;
	}
}

static void take_call(struct ladder *l, const struct event *e)
{
	struct side *side = sides_of_call(l, e);
	struct item *item;

	if (!side)
		return;
	side->refs++;
	item = add_item(l, e->kind == EVENT_CALL ? ITEM_CALL : ITEM_RETURN, e);
	item->side = side;
	keep_call(l, item, &e->call);
}

static void forget_hosts(struct ladder *l)
{
	for (size_t i = 0; i < l->hosts.count; i++)
		words_drop(&l->words, l->hosts.item[i]);
	vector_clear(&l->hosts);
}

/* "started: client 10.0.0.1 fd00::1, server …": the order in which a person named the hosts. */
static void take_lab(struct ladder *l, const struct event *e)
{
	static const char started[] = "started: ";
	size_t at = sizeof(started) - 1;

	if (!e->text || e->len < at || memcmp(e->text, started, at) != 0)
		return;
	forget_hosts(l);
	while (at < e->len && l->hosts.count < COLUMNS_MOST) {
		const char *name = e->text + at, *comma = memchr(name, ',', e->len - at);
		size_t n = comma ? (size_t)(comma - name) : e->len - at;
		const char *blank = memchr(name, ' ', n);

		vector_add(&l->hosts, words_take_n(&l->words, name, blank ? (size_t)(blank - name) : n));
		at += n + 1;
		while (at < e->len && e->text[at] == ' ')
			at++;
	}
}

/* Events have numbers without a gap: where one is, something happened that nobody tells of. What came
 * before the first is before the picture. */
static void note_gap(struct ladder *l, const struct event *e)
{
	uint64_t missing = l->last_seq && e->seq > l->last_seq + 1 ? e->seq - l->last_seq - 1 : 0;

	if (missing && l->next > l->first)
		add_item(l, ITEM_GAP, e)->missing = missing;
	else if (missing)
		l->missing += missing;
	l->last_seq = e->seq;
}

void ladder_take(struct ladder *l, const struct event *e)
{
	if (e->seq)
		note_gap(l, e);
	switch (e->kind) {
	case EVENT_SEGMENT:
		take_segment(l, e);
		break;
	case EVENT_STATE:
		take_state(l, e);
		break;
	case EVENT_CALL:
	case EVENT_RETURN:
		take_call(l, e);
		break;
	case EVENT_LAB:
		take_lab(l, e);
		break;
	case EVENT_DATA:
	case EVENT_OPTION:
	case EVENT_CHECK:
	case EVENT_NOTE:
	case EVENT_SIGNAL:
	case EVENT_KINDS:
		break;
	}
}

void ladder_reset(struct ladder *l)
{
	while (l->first < l->next)
		drop_oldest(l);
	forget_hosts(l);
	sides_clear(l);
	flows_clear(&l->flows);
	flows_init(&l->flows, CONNECTIONS_MOST);
	map_clear(&l->words);
	free(l->item);
	free(l->bucket);
	l->item = NULL;
	l->bucket = NULL;
	l->cap = l->buckets = 0;
	l->first = l->next = l->missing = 0;
}

void ladder_free(struct ladder *l)
{
	if (!l)
		return;
	ladder_reset(l);
	flows_clear(&l->flows);
	free(l);
}
