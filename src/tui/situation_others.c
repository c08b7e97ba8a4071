/*
 * What the selected socket has to do with others of the session: who listens where it can connect to, who
 * could connect to it, who has the address that refused it, which port is free.
 */
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "lab/plan.h"
#include "tui/situation_parts.h"

/* Of very many sockets only the latest are looked at: this is done in every frame. */
enum { LOOKED_AT = 64, FIRST_PORT = 80, PORTS = 64 };

bool situation_is_address(const char *text)
{
	size_t n = strlen(text);

	return n && strcmp(text, "(unnamed)") != 0 && (n < 2 || strcmp(text + n - 2, ":0") != 0);
}

/* The port of an address as it is shown; 0: none. */
static unsigned port_of(const char *address)
{
	const char *colon = strrchr(address, ':');

	return colon ? (unsigned)strtoul(colon + 1, NULL, 10) : 0;
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static bool is_any(const char *address)
{
	return begins(address, "0.0.0.0:") || begins(address, "[::]:");
}

static bool is_loopback(const char *address)
{
	return begins(address, "127.") || begins(address, "[::1]:");
}

/* "server:80", "127.0.0.1:40123", "@name": how others reach what has that local address. */
static void add_reach(struct bytes *out, const struct board_socket *s, const char *local)
{
	const char *colon = strrchr(local, ':');

	if (s->family == AF_UNIX || !colon)
		bytes_add_str(out, local);
	else if (s->host.len && !is_loopback(local))
		bytes_addf(out, "%s%s", bytes_str(&s->host), colon);
	else if (is_any(local))
		bytes_addf(out, "%s%s", s->family == AF_INET6 ? "[::1]" : "127.0.0.1", colon);
	else
		bytes_add_str(out, local);
}

/* Whether x could reach what y is bound to. Of the lab's hosts each reaches the others. */
static bool in_reach(const struct seen *x, const struct seen *y)
{
	if (x->family != y->family || x->type != y->type || !y->local.len ||
	    !x->s->host.len != !y->s->host.len)
		return false;
	return !y->s->host.len || !is_loopback(bytes_str(&y->local)) ||
	       !strcmp(bytes_str(&x->s->host), bytes_str(&y->s->host));
}

static bool is_elsewhere(const struct seen *x, const struct seen *y)
{
	return x->s->host.len && strcmp(bytes_str(&x->s->host), bytes_str(&y->s->host)) != 0;
}

static bool is_listening(const struct seen *y)
{
	return y->s->listening || !strcmp(y->state, "LISTEN");
}

/* It has no peer and waits for none. */
static bool is_idle(const struct seen *y)
{
	return !is_listening(y) && !y->s->pending && !y->s->peer.len &&
	       (!*y->state || !strcmp(y->state, "CLOSED") || !strcmp(y->state, "UNCONNECTED"));
}

/* A failed connect ----------------------------------------------------------------------------------- */

/* The host of the lab that has an address of IPv4 or IPv6 as it is shown; -1: none. */
static int host_of(const char *address)
{
	struct address a;
	struct address_host host;
	struct bytes why = BYTES_INIT;
	int number = -1;

	if (address_parse(&a, address, strlen(address), AF_UNSPEC, PLACE_TOLD, &host, &why) ==
	    ADDRESS_OK) {
		if (a.any.sa_family == AF_INET)
			number = plan_host(AF_INET, &((struct sockaddr_in *)&a.storage)->sin_addr);
		else if (a.any.sa_family == AF_INET6)
			number = plan_host(AF_INET6, &((struct sockaddr_in6 *)&a.storage)->sin6_addr);
	}
	bytes_clear(&why);
	return number;
}

/* The name of host i in "client, server". */
static bool is_host(const struct board *b, int i, const struct bytes *name)
{
	const char *at = bytes_str(&b->lab);

	for (; i > 0 && *at; i--) {
		at += strcspn(at, ",");
		at += *at ? 2 : 0;
	}
	return i == 0 && name->len && strcspn(at, ",") == name->len &&
	       !memcmp(at, name->data, name->len);
}

/* Whether y has the address that x could not connect to. */
static bool has_wrong(const struct situation *t, const struct seen *y)
{
	const char *wrong = bytes_str(&t->word[WORD_WRONG]), *local = bytes_str(&y->local);

	if (!*wrong || !y->local.len)
		return false;
	if (!strcmp(wrong, local))
		return true;
	if (y->family == AF_UNIX || port_of(wrong) != port_of(local) || !is_any(local))
		return false;
	return y->s->host.len ? is_host(t->board, host_of(wrong), &y->s->host) : is_loopback(wrong);
}

/* Others ---------------------------------------------------------------------------------------------- */

/* The better of several stays: one on another host, else the one that came last. */
static bool takes(struct situation *t, unsigned fact, const struct seen *x, const struct seen *y)
{
	if (t->facts & fact && !is_elsewhere(x, y))
		return false;
	t->facts |= fact;
	return true;
}

static void meet_listener(struct situation *t, const struct seen *x, const struct seen *y)
{
	bool stream = x->type != SOCK_DGRAM;

	if (!in_reach(x, y) || (stream ? !is_listening(y) : y->s->made_by == CALL_SOCKETPAIR) ||
	    !takes(t, stream ? NEXT_LISTENER : NEXT_RECEIVER, x, y))
		return;
	bytes_reset(&t->word[stream ? WORD_LISTENER : WORD_RECEIVER]);
	add_reach(&t->word[stream ? WORD_LISTENER : WORD_RECEIVER], y->s, bytes_str(&y->local));
	situation_set(t, stream ? WORD_LISTENER_NAME : WORD_RECEIVER_NAME, y->s->name);
}

/* One that could connect to x, or send to it. */
static void meet_client(struct situation *t, const struct seen *x, const struct seen *y)
{
	if (!in_reach(y, x) || !is_idle(y) || (y->local.len && y->type != SOCK_DGRAM) ||
	    !takes(t, NEXT_CLIENT, x, y))
		return;
	situation_set(t, WORD_CLIENT, y->s->name);
}

static void meet_silent(struct situation *t, const struct seen *x, const struct seen *y)
{
	if (y->family != x->family || y->type != x->type || !is_idle(y) || !has_wrong(t, y))
		return;
	t->facts |= NEXT_SILENT;
	situation_set(t, WORD_SILENT, y->s->name);
}

static void meet(struct situation *t, const struct scene *scene, const struct seen *x,
                 const struct board_socket *s)
{
	struct seen y;

	situation_see(&y, scene, s);
	if (x && y.family == x->family && y.type == x->type) {
		meet_listener(t, x, &y);
		meet_client(t, x, &y);
		meet_silent(t, x, &y);
	}
	/* without a socket it is enough that somebody listens in the lab */
	if (!x && s->host.len && is_listening(&y))
		t->facts |= NEXT_LISTENER;
	if (!t->word[WORD_WAITER].len && is_listening(&y) && (y.recv_queue > 0 || y.ready & POLLIN))
		situation_set(t, WORD_WAITER, s->name);
	if (x && !t->word[WORD_OTHER].len && s->made_by != CALL_EPOLL_CREATE1)
		situation_set(t, WORD_OTHER, s->name);
	bytes_clear(&y.local);
}

/* The first host of the lab that is not the socket's. */
static void find_other_host(struct situation *t, const struct bytes *own)
{
	const char *at = bytes_str(&t->board->lab);

	while (*at) {
		size_t n = strcspn(at, ",");

		if (n != own->len || memcmp(at, own->data, n) != 0) {
			bytes_add(&t->word[WORD_OTHER_HOST], at, n);
			return;
		}
		at += n;
		at += *at ? 2 : 0;
	}
}

/* The first port from 80 on that no socket of that host has. */
static void find_port(struct situation *t, const struct seen *x)
{
	const struct vector *all = &t->board->sockets;
	bool taken[PORTS] = {false};
	unsigned i = 0;

	for (size_t k = all->count; k-- > 0 && all->count - k <= LOOKED_AT;) {
		const struct board_socket *s = all->item[k];
		unsigned port = s->closed || s->type != x->type ||
		                        strcmp(bytes_str(&s->host), bytes_str(&x->s->host)) != 0
		                    ? 0
		                    : port_of(bytes_str(&s->local));

		if (port >= FIRST_PORT && port < FIRST_PORT + PORTS)
			taken[port - FIRST_PORT] = true;
	}
	while (i < PORTS && taken[i])
		i++;
	if (i < PORTS)
		bytes_addf(&t->word[WORD_PORT], "%u", FIRST_PORT + i);
}

static bool may_send(const struct situation *t, const struct scene *scene,
                     const struct board_socket *s, const char *state)
{
	const struct bytes *from = &t->word[WORD_FROM];
	const struct board_socket *place = s;
	char listener[sizeof(s->name)];
	struct seen x;
	bool is;

	if (s->child) {
		/* it is where its listener is, and goes with it */
		snprintf(listener, sizeof(listener), "%.*s", (int)strcspn(s->name, "/"), s->name);
		place = board_find(scene->board, listener);
	}
	if (s->closed || !place || place->closed ||
	    strcmp(bytes_str(&place->host), bytes_str(from)) != 0)
		return false;
	situation_see(&x, scene, s);
	is = !strcmp(x.state, state) || (s->pending && !strcmp(s->pending->name, "connect"));
	bytes_clear(&x.local);
	return is;
}

bool situation_has_sender(const struct situation *t, const struct scene *scene, const char *state)
{
	const struct vector *all = &scene->board->sockets;

	if (all->count > LOOKED_AT)
		return true;
	for (size_t i = all->count; i-- > 0;)
		if (may_send(t, scene, all->item[i], state))
			return true;
	return false;
}

void situation_find_others(struct situation *t, const struct scene *scene, const struct seen *x)
{
	const struct vector *all = &scene->board->sockets;

	for (size_t i = all->count; i-- > 0 && all->count - i <= LOOKED_AT;) {
		const struct board_socket *s = all->item[i];

		if (!s->closed && !s->child && (!x || s != x->s))
			meet(t, scene, x, s);
	}
	if (!x)
		return;
	if (x->local.len)
		add_reach(&t->word[WORD_OWN], x->s, bytes_str(&x->local));
	if (!x->s->host.len)
		return;
	find_other_host(t, &x->s->host);
	find_port(t, x);
}
