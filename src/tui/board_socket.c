/*
 * Which sockets there are, and what observers tell of them: states, options that were set. What calls tell is
 * in board_learn.c.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "tui/board_parts.h"

struct board_socket *board_find(const struct board *b, const char *name)
{
	return map_get(&b->by_name, name, strlen(name));
}

/* The register ------------------------------------------------------------------------------------- */

struct board_socket *board_add_socket(struct board *b, const char *name, size_t n)
{
	struct board_socket *s = memory_new(sizeof(*s));

	if (n >= sizeof(s->name))
		n = sizeof(s->name) - 1;
	memcpy(s->name, name, n);
	s->family = s->type = s->protocol = s->made_by = -1;
	s->backlog = -1;
	s->order = s->file = ++b->order;
	vector_add(&b->sockets, s);
	map_put(&b->by_name, s->name, n, s);
	b->sockets_news++;
	return s;
}

static void free_socket(struct board *b, struct board_socket *s)
{
	board_calls_leave(b, s);
	board_drop_pieces(b, s);
	vector_clear(&s->pieces);
	for (size_t i = 0; i < s->options.count; i++) {
		struct board_option *o = s->options.item[i];

		bytes_clear(&o->asked);
		bytes_clear(&o->kept);
		bytes_clear(&o->why);
		free(o);
	}
	vector_clear(&s->options);
	bytes_clear(&s->host);
	bytes_clear(&s->local);
	bytes_clear(&s->peer);
	board_failure_clear(&s->failed);
	free(s);
}

void board_forget_sockets(struct board *b)
{
	for (size_t i = 0; i < b->sockets.count; i++)
		free_socket(b, b->sockets.item[i]);
	b->sockets.count = b->closed.count = 0;
	map_clear(&b->by_name);
	b->order = 0;
	b->children = b->dups = 0;
	b->sockets_news++;
}

/* Sockets stand in their order. */
static size_t place_of(const struct board *b, const struct board_socket *s)
{
	size_t from = 0, to = b->sockets.count;

	while (from + 1 < to) {
		size_t middle = from + (to - from) / 2;

		if (((struct board_socket *)b->sockets.item[middle])->order <= s->order)
			from = middle;
		else
			to = middle;
	}
	return from;
}

static void forget(struct board *b, struct board_socket *s)
{
	vector_remove(&b->sockets, place_of(b, s));
	if (board_find(b, s->name) == s)
		map_remove(&b->by_name, s->name, strlen(s->name));
	for (size_t i = 0; i < b->closed.count; i++)
		if (b->closed.item[i] == s) {
			vector_remove(&b->closed, i);
			break;
		}
	free_socket(b, s);
	b->sockets_news++;
}

void board_socket_goes(struct board *b, struct board_socket *s)
{
	if (s->closed)
		return;
	s->closed = true;
	s->listening = false;
	b->children -= s->child;
	b->sockets_news++;
	vector_add(&b->closed, s);
	if (b->closed.count > BOARD_CLOSED_KEPT)
		forget(b, b->closed.item[0]);
}

void board_set_text(struct bytes *to, const void *text, size_t n)
{
	bytes_reset(to);
	bytes_add(to, text, n);
}

void board_copy_text(struct bytes *to, const struct bytes *from)
{
	board_set_text(to, from->data, from->len);
}

/* States and addresses ----------------------------------------------------------------------------- */

void board_set_state(struct board_socket *s, const char *state, size_t n, const char *source,
                     int64_t at)
{
	if (n >= sizeof(s->state))
		n = sizeof(s->state) - 1;
	if (strlen(s->state) != n || memcmp(s->state, state, n) != 0)
		memcpy(s->was, s->state, sizeof(s->was));
	memcpy(s->state, state, n);
	s->state[n] = 0;
	s->state_source = source;
	s->state_at = at;
}

/* Children ----------------------------------------------------------------------------------------- */

static bool is_child_of(const struct board_socket *child, const struct board_socket *listener)
{
	size_t n = strlen(listener->name);

	return child->child && !strncmp(child->name, listener->name, n) && child->name[n] == '/';
}

static bool same(const struct bytes *a, const struct bytes *b)
{
	return a->len && a->len == b->len && !memcmp(a->data, b->data, a->len);
}

/* A connection that waited at a listener has a name of its own now: it is that socket from now on. */
static void take_over(struct board *b, struct board_socket *s, struct board_socket *child)
{
	board_copy_text(&s->local, &child->local);
	board_copy_text(&s->peer, &child->peer);
	board_copy_text(&s->host, &child->host);
	board_set_state(s, child->was, strlen(child->was), child->state_source, child->state_at);
	board_set_state(s, child->state, strlen(child->state), child->state_source, child->state_at);
	b->children--;
	forget(b, child);
}

void board_take_child(struct board *b, struct board_socket *s, const struct board_socket *listener)
{
	for (size_t i = 0; b->children && i < b->sockets.count; i++) {
		struct board_socket *child = b->sockets.item[i];

		if (child->closed || !child->child || (listener && !is_child_of(child, listener)) ||
		    !same(&child->peer, &s->peer) || (s->local.len && !same(&child->local, &s->local)))
			continue;
		take_over(b, s, child);
		return;
	}
}

void board_close_children(struct board *b, const struct board_socket *listener)
{
	for (size_t i = b->sockets.count; b->children && i-- > 0;) {
		struct board_socket *child = b->sockets.item[i];

		if (!child->closed && is_child_of(child, listener))
			board_socket_goes(b, child);
	}
}

struct board_socket *board_meet(struct board *b, const struct event *e)
{
	struct board_socket *s;

	if (!*e->socket)
		return NULL;
	s = board_find(b, e->socket);
	if (!s || s->closed)
		s = board_add_socket(b, e->socket, strlen(e->socket));
	/* one that came in a message is known by its name only */
	if (s->family < 0 && e->call.family > 0) {
		s->family = e->call.family;
		s->type = e->call.type;
		b->sockets_news++;
	}
	return s;
}

/* States that observers tell ----------------------------------------------------------------------- */

/* The socket a state is about. A name may have been given again: what is left of its earlier owner is
 * known by its addresses. */
static struct board_socket *find_for_state(const struct board *b, const struct event *e)
{
	struct board_socket *s = board_find(b, e->socket);

	if (!s || s->closed || !e->local || !e->peer)
		return s;
	for (size_t i = b->closed.count; i-- > 0;) {
		struct board_socket *old = b->closed.item[i];

		if (!strcmp(old->name, e->socket) && !strcmp(bytes_str(&old->local), e->local) &&
		    !strcmp(bytes_str(&old->peer), e->peer))
			return old;
	}
	return s;
}

/* One that nobody knows of yet: it came up at a listener, or was there before the first event. What has
 * gone for good is not brought back. */
static struct board_socket *meet_by_state(struct board *b, const struct event *e)
{
	struct board_socket *s;
	bool child = strchr(e->socket, '/');

	if (!*e->socket || (!child && !strcmp(e->source, "diag")))
		return NULL;
	s = board_add_socket(b, e->socket, strlen(e->socket));
	if (!child)
		return s;
	s->child = true;
	b->children++;
	s->type = SOCK_STREAM;
	s->protocol = IPPROTO_TCP;
	s->family = e->local && *e->local == '[' ? AF_INET6 : AF_INET;
	return s;
}

static bool is_gone(const struct event *e)
{
	return e->len == 6 && !memcmp(e->text, "CLOSED", 6);
}

void board_take_state(struct board *b, const struct event *e)
{
	struct board_socket *s = find_for_state(b, e);

	if (!e->text || (!s && !(s = meet_by_state(b, e))))
		return;
	if (e->host && strcmp(bytes_str(&s->host), e->host) != 0) {
		board_set_text(&s->host, e->host, strlen(e->host));
		b->sockets_news++;
	}
	if (e->local)
		board_set_text(&s->local, e->local, strlen(e->local));
	if (e->peer)
		board_set_text(&s->peer, e->peer, strlen(e->peer));
	if (e->was)
		board_set_state(s, e->was, strlen(e->was), e->source, e->mono);
	board_set_state(s, e->text, e->len, e->source, e->mono);
	if (e->len == 6 && !memcmp(e->text, "LISTEN", 6))
		s->listening = !s->closed;
	if (s->child && is_gone(e))
		board_socket_goes(b, s);
	else if (!s->child && !s->closed && s->local.len && s->peer.len)
		board_take_child(b, s, NULL);
}

void board_take_option(struct board *b, const struct event *e)
{
	struct board_socket *s = board_find(b, e->socket);
	struct board_option *o = NULL;

	if (!s || !e->detail)
		return;
	for (size_t i = 0; !o && i < s->options.count; i++)
		if (!strcmp(((struct board_option *)s->options.item[i])->name, e->detail))
			o = s->options.item[i];
	if (!o) {
		o = memory_new(sizeof(*o));
		snprintf(o->name, sizeof(o->name), "%s", e->detail);
		vector_add(&s->options, o);
	}
	board_set_text(&o->asked, e->was ? e->was : "", e->was ? strlen(e->was) : 0);
	board_set_text(&o->kept, e->text, e->len);
	board_set_text(&o->why, e->cause ? e->cause : "", e->cause ? strlen(e->cause) : 0);
}
