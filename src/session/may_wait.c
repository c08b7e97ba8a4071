/*
 * What a call would do is asked of the kernel without making it: the observer's calls.
 */
#include "session/may_wait.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>

#include "watch/state.h"

enum {
	SHORT_PAYLOAD = 2048, /* a socket that can be written to takes so much at once */
	SOCKETS_LOOKED_AT = 256
};

static bool is_tcp(int family, int type)
{
	return (family == AF_INET || family == AF_INET6) && type == SOCK_STREAM;
}

/* Whether the descriptor is ready, or would not let the call wait. */
static bool is_ready(struct session *s, const struct call *c, short events)
{
	struct sys *sys = s->engine.sys;
	struct pollfd set = {.fd = c->fd, .events = events};
	int flags;

	if (sys->poll(sys, &set, 1, 0) > 0)
		return true;
	flags = sys->fcntl(sys, c->fd, F_GETFL, 0);
	return flags < 0 || flags & O_NONBLOCK;
}

/* Flags of a receiving call are its last argument; read and readv have none. */
static bool waits_for_all(const struct call *c)
{
	const struct arg *last = &c->arg[c->args - 1];

	for (unsigned i = 1; i < c->args; i++)
		if (c->arg[i].kind == ARG_CONSTANT && !(c->arg[i].flags & ARG_OUT))
			last = &c->arg[i];
	return last->kind == ARG_CONSTANT && last->number & MSG_WAITALL;
}

static bool lingers(struct session *s, const struct call *c)
{
	struct sys *sys = s->engine.sys;
	struct linger l = {0};
	socklen_t n = sizeof(l);

	return !sys->getsockopt(sys, c->fd, SOL_SOCKET, SO_LINGER, &l, &n) && l.l_onoff && l.l_linger;
}

/* Whether poll, select or epoll_wait was given time; that is their last argument but for what they find. */
static bool has_patience(const struct call *c)
{
	const struct arg *limit = &c->arg[c->args - 2];

	return limit->kind == ARG_NULL || limit->number;
}

/* Whether a listener of ours has that address, as far as a connection from here is concerned. */
static bool listens_at(struct session *s, const struct sock *sock, const struct arg *address)
{
	struct sys *sys = s->engine.sys;
	struct address local;

	local.len = sizeof(local.storage);
	return sock->listening && sock->place == PLACE_HERE && is_tcp(sock->family, sock->type) &&
	       !sys->getsockname(sys, sock->fd, &local.any, &local.len) &&
	       address_port(&local.any, local.len) == address_port(address->data, address->len);
}

/* A connection to this machine is there at once when the listener, which is ours, has room for it. */
static bool has_room(struct session *s, const struct call *c)
{
	int waiting, most;

	for (size_t i = 0; i < s->socks.all.count && i < SOCKETS_LOOKED_AT; i++) {
		const struct sock *sock = s->socks.all.item[i];

		if (listens_at(s, sock, &c->arg[1]))
			return !state_backlog(s->engine.sys, sock, &waiting, &most) && waiting <= most;
	}
	return false;
}

static bool is_loopback(const struct arg *address)
{
	struct address a = {.len = address->len};

	/* where it lies it need not be aligned */
	memcpy(&a.storage, address->data, address->len);
	if (address_family(&a.any, a.len) == AF_INET)
		return ntohl(((struct sockaddr_in *)&a.storage)->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	return address_family(&a.any, a.len) == AF_INET6 &&
	       IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)&a.storage)->sin6_addr);
}

static bool connect_may_wait(struct session *s, const struct call *c)
{
	if (c->type == SOCK_DGRAM || c->type == SOCK_RAW)
		return false;
	return !(c->place == PLACE_HERE && is_tcp(c->family, c->type) && is_loopback(&c->arg[1]) &&
	         has_room(s, c));
}

bool may_wait(struct session *s, const struct call *c)
{
	enum call_id id = c->row->id;

	if (c->row->direction == CALL_SENDS)
		return c->arg[1].len > SHORT_PAYLOAD || !is_ready(s, c, POLLOUT);
	if (c->row->direction == CALL_RECEIVES)
		return waits_for_all(c) || !is_ready(s, c, POLLIN);
	if (id == CALL_ACCEPT || id == CALL_ACCEPT4)
		return !is_ready(s, c, POLLIN);
	if (id == CALL_CONNECT)
		return connect_may_wait(s, c);
	if (id == CALL_POLL || id == CALL_SELECT || id == CALL_EPOLL_WAIT)
		return has_patience(c);
	return id == CALL_CLOSE ? lingers(s, c) : c->row->may_block;
}
