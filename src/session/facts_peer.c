/*
 * Facts about the other end of a connection that was reset, where it was a socket of this session: how it was
 * closed, which says why it answered with a RST.
 */
#include <errno.h>
#include <netinet/in.h>

#include "session/facts_parts.h"

/* 127.0.0.0/8, ::1 and the first in its mapped form: every host of the lab has one of its own. */
static bool is_loopback(const struct address *a)
{
	const struct in6_addr *six = &((const struct sockaddr_in6 *)&a->storage)->sin6_addr;

	if (a->any.sa_family == AF_INET)
		return ntohl(((const struct sockaddr_in *)&a->storage)->sin_addr.s_addr) >> 24 ==
		       IN_LOOPBACKNET;
	return IN6_IS_ADDR_LOOPBACK(six) ||
	       (IN6_IS_ADDR_V4MAPPED(six) && six->s6_addr[12] == IN_LOOPBACKNET);
}

static bool can_reach(unsigned place, unsigned other, const struct address *a)
{
	return place == other || (place != PLACE_HERE && other != PLACE_HERE && !is_loopback(a));
}

/* The i-th of the sockets that were closed since the call's began to connect; NULL: there are no more. */
static const struct parting *parting_since(const struct inquiry *q, size_t i)
{
	const struct partings *all = &q->s->partings;

	return i < all->count - q->sock->parted ? partings_at(all, i) : NULL;
}

/* Whether that socket was the other end of the connection from `own` to a port. */
static bool is_other_end(const struct inquiry *q, const struct parting *p,
                         const struct address *own)
{
	return p->peer.len && address_port(&p->local.any, p->local.len) == q->sock->peer_port &&
	       address_port(&p->peer.any, p->peer.len) == address_port(&own->any, own->len) &&
	       facts_meet(&p->peer, own) && can_reach(q->sock->place, p->place, own);
}

/* Of very many sockets only so many are asked: where more could be the other end, nothing is said of it. */
enum { ASKED_MOST = 1000 };

/* Whether the other end has, or may have, a descriptor in this session. */
static bool is_open(struct inquiry *q, const struct address *own)
{
	unsigned asked = 0;
	const struct sockset *set = &q->s->socks;
	int port = address_port(&own->any, own->len);
	struct address theirs;

	for (size_t i = 0; i < set->all.count; i++) {
		const struct sock *sock = set->all.item[i];

		if (sock->peer_port != port || !facts_is_inet(sock->family))
			continue;
		if (++asked > ASKED_MOST || (facts_own_address(q->s, sock, &theirs) &&
		                             address_port(&theirs.any, theirs.len) == q->sock->peer_port))
			return true;
	}
	return false;
}

static void add_close(struct inquiry *q, const struct parting *p)
{
	bytes_addf(q->out, "%s, its other end, ", p->name);
	if (p->unread)
		bytes_addf(q->out, "was closed with %d %s unread: close sends a RST then", p->unread,
		           p->unread == 1 ? "byte" : "bytes");
	else if (p->aborted)
		bytes_add_str(q->out, "was closed with SO_LINGER {1 0}: close sends a RST then");
	else if (q->c->err == ECONNRESET)
		bytes_add_str(q->out, "is closed: what came for it after that was answered with a RST");
	else
		bytes_add_str(q->out, "is closed, and the connection is over");
}

/* A listener whose queue the connection was in. */
static const struct parting *closed_listener(const struct inquiry *q, const struct address *own)
{
	const struct parting *p;

	for (size_t i = 0; (p = parting_since(q, i)); i++)
		if (!p->peer.len && address_port(&p->local.any, p->local.len) == q->sock->peer_port &&
		    can_reach(q->sock->place, p->place, own))
			return p;
	return NULL;
}

bool facts_add_parting(struct inquiry *q)
{
	const struct partings *all = &q->s->partings;
	const struct parting *p;
	struct address own;

	if (!q->sock || !q->sock->peer_port || !facts_own_address(q->s, q->sock, &own) ||
	    is_open(q, &own))
		return false;
	for (size_t i = 0; (p = parting_since(q, i)); i++)
		if (is_other_end(q, p, &own)) {
			add_close(q, p);
			return true;
		}
	/* it was never accepted, if no one is forgotten who may have been */
	p = partings_are_all(all) ? closed_listener(q, &own) : NULL;
	if (!p)
		return false;
	bytes_addf(q->out,
	           "%s was closed before it had accepted the connection: what waits in its "
	           "queue is reset",
	           p->name);
	return true;
}

enum fact fact_reset(struct inquiry *q)
{
	return facts_add_parting(q) ? FACT_REPLACES : FACT_NONE;
}
