/*
 * Which addresses a socket has, so that its segments can be told from those of others. The tracker of
 * states tells them as a rule; calls tell what was asked for, and the first segment from a socket that
 * has called somewhere tells the port the kernel chose. What a side does not know it goes without: no
 * guess is drawn.
 */
#include <netinet/in.h>
#include <stdlib.h>

#include "base/memory.h"
#include "watch/ladder_parts.h"

enum {
	IDLE_KEPT = 512, /* sides without items that are still known: their sockets may live on */
	UNSETTLED_MOST = 64,
	CHILDREN_LOOKED_AT = 64
};

struct ends_key {
	struct endpoint local, peer;
};

bool sides_is_named(const struct side *s, const char *name)
{
	return strcmp(s->name->text, name) == 0 || (s->queued && strcmp(s->queued->text, name) == 0);
}

/* ------------------------------------------------------------------------------------ the register */

static bool has_key(const struct side *s)
{
	return endpoint_is_exact(&s->local);
}

static struct side *side_between(const struct ladder *l, const struct endpoint *local,
                                 const struct endpoint *peer)
{
	struct ends_key key = {*local, *peer};

	return map_get(&l->sides.by_ends, (const char *)&key, sizeof(key));
}

static void take_key_away(struct ladder *l, const struct side *s)
{
	struct ends_key key = {s->local, s->peer};

	if (has_key(s) && side_between(l, &s->local, &s->peer) == s)
		map_remove(&l->sides.by_ends, (const char *)&key, sizeof(key));
}

/* The listener keeps its place when others have the same address: they have peers. */
static void set_ends(struct ladder *l, struct side *s, const struct endpoint *local,
                     const struct endpoint *peer)
{
	struct ends_key key;

	take_key_away(l, s);
	if (endpoint_has_port(local) && !(endpoint_is_any(local) && has_key(s)))
		s->local = *local;
	if (endpoint_has_port(peer))
		s->peer = *peer;
	if (!has_key(s))
		return;
	key = (struct ends_key){s->local, s->peer};
	map_put(&l->sides.by_ends, (const char *)&key, sizeof(key), s);
}

static void forget_unsettled(struct ladder *l, const struct side *s)
{
	struct vector *v = &l->sides.unsettled;

	for (size_t i = 0; i < v->count; i++)
		if (v->item[i] == s) {
			vector_remove(v, i);
			return;
		}
}

static struct side *side_named(const struct ladder *l, const char *name)
{
	return *name ? map_get(&l->sides.by_name, name, strlen(name)) : NULL;
}

/* Takes a name out, unless it has gone over to another. */
static void unname(struct ladder *l, const struct side *s, struct word *name)
{
	if (name && side_named(l, name->text) == s)
		map_remove(&l->sides.by_name, name->text, name->n);
	words_drop(&l->words, name);
}

/* What waited in a listener's queue is found under both names from now on. */
static void set_name(struct ladder *l, struct side *s, const char *name)
{
	unname(l, s, s->queued);
	s->queued = s->name;
	s->name = words_take(&l->words, name);
	s->child = false;
	map_put(&l->sides.by_name, name, strlen(name), s);
}

static void forget_side(struct ladder *l, struct side *s)
{
	struct vector *all = &l->sides.all;

	take_key_away(l, s);
	forget_unsettled(l, s);
	vector_remove_unordered(all, s->number);
	if (s->number < all->count)
		((struct side *)all->item[s->number])->number = s->number;
	unname(l, s, s->name);
	unname(l, s, s->queued);
	words_drop(&l->words, s->host);
	free(s);
}

void sides_release(struct ladder *l, struct side *s)
{
	if (--s->refs == 0 && l->sides.all.count > IDLE_KEPT)
		forget_side(l, s);
}

void sides_clear(struct ladder *l)
{
	while (l->sides.all.count > 0)
		forget_side(l, l->sides.all.item[l->sides.all.count - 1]);
	vector_clear(&l->sides.all);
	vector_clear(&l->sides.unsettled);
	map_clear(&l->sides.by_name);
	map_clear(&l->sides.by_ends);
}

/* A side that nobody looks up by its name yet. */
static struct side *new_side(struct ladder *l, const char *name)
{
	struct side *s = memory_new(sizeof(*s));
	struct vector *unsettled = &l->sides.unsettled;

	s->name = words_take(&l->words, name);
	s->number = l->sides.all.count;
	vector_add(&l->sides.all, s);
	if (unsettled->count == UNSETTLED_MOST)
		vector_remove(unsettled, 0);
	vector_add(unsettled, s);
	return s;
}

static struct side *new_named(struct ladder *l, const char *name)
{
	struct side *s = new_side(l, name);

	map_put(&l->sides.by_name, name, strlen(name), s);
	return s;
}

static void set_host(struct ladder *l, struct side *s, const char *host)
{
	struct word *w = words_take(&l->words, host);

	words_drop(&l->words, s->host);
	s->host = w;
	s->placed = true;
}

/* The same socket, connecting anew: its earlier segments stay the earlier side's. */
static struct side *side_again(struct ladder *l, const struct side *s)
{
	struct side *again = new_named(l, s->name->text);

	if (s->placed)
		set_host(l, again, s->host ? s->host->text : NULL);
	return again;
}

/* ------------------------------------------------------------------------------------------ states */

static bool differ(const struct endpoint *a, const struct endpoint *b)
{
	return endpoint_is_exact(a) && endpoint_is_exact(b) && !endpoint_same(a, b);
}

/* Whether a state with these ends can be of this side. */
static bool fits(const struct side *s, const struct event *e, const struct endpoint *local,
                 const struct endpoint *peer)
{
	if (s->listens && endpoint_is_exact(peer))
		return false;
	if (s->host && e->host && strcmp(s->host->text, e->host) != 0)
		return false;
	return !differ(&s->local, local) && !differ(&s->peer, peer);
}

/* The side between these ends, if it may go by that name. A connection that waited in the listener's
 * queue gets the name that accept has given it. */
static struct side *find_between(struct ladder *l, const struct event *e,
                                 const struct endpoint *local, const struct endpoint *peer)
{
	struct side *s = NULL, *named = side_named(l, e->socket);

	if (endpoint_is_exact(local) && endpoint_is_exact(peer))
		s = side_between(l, local, peer);
	if (!s || !*e->socket || sides_is_named(s, e->socket))
		return s;
	if (!s->child || (named && named->listens))
		return s->child ? s : NULL;
	set_name(l, s, e->socket);
	return s;
}

/* Connections in the queue of L are called L/1, L/2 …, or nothing, or as the listener itself. */
static struct side *new_of_state(struct ladder *l, const struct event *e, bool of_listener)
{
	bool nameless = !*e->socket || of_listener;
	struct side *s = nameless ? new_side(l, e->socket) : new_named(l, e->socket);

	s->child = nameless || strchr(e->socket, '/');
	return s;
}

struct side *sides_of_state(struct ladder *l, const struct event *e, const struct endpoint *local,
                            const struct endpoint *peer)
{
	struct side *s = find_between(l, e, local, peer), *named = side_named(l, e->socket);

	if (!s && named && fits(named, e, local, peer))
		s = named;
	if (!s)
		s = new_of_state(l, e, named && named->listens && endpoint_is_exact(peer));
	if (s->foreign)
		return NULL;
	/* who asks one socket for its state does not say where it lives */
	if (e->host || !s->placed)
		set_host(l, s, e->host);
	set_ends(l, s, local, peer);
	if (strcmp(e->text, "LISTEN") == 0)
		s->listens = true;
	if (has_key(s))
		forget_unsettled(l, s);
	return s;
}

/* ------------------------------------------------------------------------------------------- calls */

static struct endpoint address_of(const struct call *c)
{
	for (unsigned i = 0; i < c->args; i++)
		if (c->arg[i].kind == ARG_ADDRESS)
			return endpoint_of_address(c->arg[i].data, c->arg[i].len);
	return (struct endpoint){.family = AF_UNSPEC};
}

static bool is_inet(int64_t family)
{
	return family == AF_INET || family == AF_INET6;
}

static struct side *socket_made(struct ladder *l, const struct call *c)
{
	struct side *s = new_named(l, c->made[0]);

	s->foreign = c->args > 0 && !is_inet(c->arg[0].number);
	set_host(l, s, c->host);
	return s;
}

/* A connection of the listener's that has no name yet. */
static struct side *waiting_child(const struct ladder *l, const struct side *listener,
                                  const struct endpoint *peer)
{
	const struct vector *all = &l->sides.all;
	size_t least = all->count > CHILDREN_LOOKED_AT ? all->count - CHILDREN_LOOKED_AT : 0;

	for (size_t i = all->count; i > least; i--) {
		struct side *s = all->item[i - 1];

		if (s->child && endpoint_same(&s->peer, peer) && s->local.port == listener->local.port)
			return s;
	}
	return NULL;
}

static void accepted(struct ladder *l, const struct side *listener, const struct call *c)
{
	struct endpoint peer = address_of(c);
	struct side *s = endpoint_is_exact(&peer) ? waiting_child(l, listener, &peer) : NULL;

	if (s) {
		set_name(l, s, c->made[0]);
		return;
	}
	s = new_named(l, c->made[0]);
	if (listener->placed)
		set_host(l, s, listener->host ? listener->host->text : NULL);
	set_ends(l, s, &listener->local, &peer);
}

static void duplicated(struct ladder *l, const struct side *of, const char *name)
{
	struct side *s = new_named(l, name);

	if (of->placed)
		set_host(l, s, of->host ? of->host->text : NULL);
	s->local = of->local;
	s->peer = of->peer;
	s->listens = of->listens;
	s->child = false;
}

static struct side *connects(struct ladder *l, struct side *s, const struct endpoint *to)
{
	if (differ(&s->peer, to) && has_key(s))
		s = side_again(l, s);
	set_ends(l, s, &s->local, to);
	s->towards = *to;
	return s;
}

static void learn_from_answer(struct ladder *l, struct side *s, const struct call *c)
{
	static const struct endpoint none;
	struct endpoint address = address_of(c);

	switch (c->row->id) {
	case CALL_BIND:
		s->bound = address.port != 0;
		set_ends(l, s, &address, &none);
		break;
	case CALL_LISTEN:
		s->listens = true;
		break;
	case CALL_ACCEPT:
	case CALL_ACCEPT4:
		if (c->made[0])
			accepted(l, s, c);
		break;
	case CALL_GETSOCKNAME:
		set_ends(l, s, &address, &none);
		break;
	case CALL_GETPEERNAME:
		set_ends(l, s, &none, &address);
		break;
	case CALL_DUP:
		if (c->made[0])
			duplicated(l, s, c->made[0]);
		break;
	default:
		break;
	}
}

struct side *sides_of_call(struct ladder *l, const struct event *e)
{
	const struct call *c = &e->call;
	bool answered = e->kind == EVENT_RETURN && !call_failed(c);
	struct side *s;

	if (c->row->id == CALL_SOCKET)
		s = answered && c->made[0] ? socket_made(l, c) : NULL;
	else
		s = *e->socket ? side_named(l, e->socket) : NULL;
	if (!s && *e->socket)
		s = new_named(l, e->socket);
	if (!s)
		return NULL;
	s->foreign = s->foreign || (c->family > 0 && !is_inet(c->family));
	if (s->foreign)
		return NULL;
	if (e->kind == EVENT_CALL) {
		struct endpoint to = address_of(c);

		if (c->row->id == CALL_CONNECT && endpoint_is_exact(&to))
			s = connects(l, s, &to);
		else if ((c->row->id == CALL_SENDTO ||
		          (c->row->id == CALL_SENDMSG && endpoint_is_exact(&to))) &&
		         !endpoint_has_port(&s->peer))
			s->towards = to;
	}
	if (answered)
		learn_from_answer(l, s, c);
	return s;
}

/* ---------------------------------------------------------------------------------------- segments */

/* A socket whose address is known lives where its segments come from, or are brought to. */
static void learn_place(struct ladder *l, struct side *s, const struct rung *r)
{
	bool sends = endpoint_agrees(&s->local, &r->src), gets = endpoint_agrees(&s->local, &r->dst);
	const struct word *host = sends ? r->from : gets ? r->to : NULL;

	if (r->fate == SEGMENT_SEEN)
		s->placed = s->placed || ((sends || gets) && has_key(s));
	else if (host && !s->placed)
		set_host(l, s, host->text);
}

static bool begins(const struct rung *r)
{
	if (r->kind == SEGMENT_TCP)
		return (r->flags & (SEGMENT_SYN | SEGMENT_ACK)) == SEGMENT_SYN;
	return r->kind == SEGMENT_UDP;
}

static bool is_somebodys(const struct ladder *l, const struct rung *r)
{
	static const struct endpoint none;

	return side_between(l, &r->src, &r->dst) || side_between(l, &r->src, &none);
}

/* The first segment to where a socket has called comes from it, if it can come from nobody else. */
static void learn_port(struct ladder *l, struct side *s, const struct rung *r)
{
	if (!endpoint_same(&s->towards, &r->dst) || !begins(r) || is_somebodys(l, r))
		return;
	if (r->fate != SEGMENT_SEEN && r->from) {
		if (s->placed && (!s->host || strcmp(s->host->text, r->from->text) != 0))
			return;
		set_host(l, s, r->from->text);
	}
	set_ends(l, s, &r->src, &s->peer);
	s->placed = true;
}

void sides_see(struct ladder *l, const struct rung *r)
{
	struct vector *v = &l->sides.unsettled;

	if (!endpoint_has_port(&r->src) || r->origin != SEGMENT_OF_HOST)
		return;
	for (size_t i = 0; i < v->count;) {
		struct side *s = v->item[i];

		if (endpoint_has_port(&s->local))
			learn_place(l, s, r);
		else if (endpoint_has_port(&s->towards))
			learn_port(l, s, r);
		if (s->placed && has_key(s))
			vector_remove(v, i);
		else
			i++;
	}
}
