/*
 * A ring of the sockets that were closed last, and the questions asked before.
 */
#include "session/partings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <linux/sockios.h>

#include "base/memory.h"

enum { KEPT = 256 };

void partings_clear(struct partings *p)
{
	free(p->ring);
}

/* Whether the addresses are there: both, or one's own of a listener. */
static bool ask_addresses(struct parting *x, struct sys *sys, const struct sock *sock)
{
	x->local.len = x->peer.len = sizeof(x->local.storage);
	if (sys->getpeername(sys, sock->fd, &x->peer.any, &x->peer.len)) {
		if (!sock->listening)
			return false;
		x->peer.len = 0;
	}
	return !sys->getsockname(sys, sock->fd, &x->local.any, &x->local.len);
}

static bool ask_aborts(struct sys *sys, const struct sock *sock)
{
	struct linger linger = {0};
	socklen_t len = sizeof(linger);

	return !sys->getsockopt(sys, sock->fd, SOL_SOCKET, SO_LINGER, &linger, &len) &&
	       linger.l_onoff && !linger.l_linger;
}

const struct parting *partings_add(struct partings *p, struct sys *sys, const struct sock *sock)
{
	struct parting x;

	if ((sock->family != AF_INET && sock->family != AF_INET6) || sock->type != SOCK_STREAM ||
	    (!sock->connected && !sock->listening))
		return NULL;
	memset(&x, 0, sizeof(x));
	x.place = sock->place;
	if (!ask_addresses(&x, sys, sock))
		return NULL;
	snprintf(x.name, sizeof(x.name), "%s", sock->name);
	if (x.peer.len && sys->ioctl(sys, sock->fd, SIOCINQ, &x.unread))
		x.unread = 0;
	x.aborted = p->lingering && ask_aborts(sys, sock);
	if (!p->ring)
		p->ring = memory_new(KEPT * sizeof(*p->ring));
	p->ring[p->count++ % KEPT] = x;
	return partings_at(p, 0);
}

const struct parting *partings_at(const struct partings *p, size_t i)
{
	return i < p->count && i < KEPT ? &p->ring[(p->count - 1 - i) % KEPT] : NULL;
}

bool partings_are_all(const struct partings *p)
{
	return p->count <= KEPT;
}
