/*
 * The TCP sockets that sock_diag(7) tells of, as rows. The talk with it is in diag_netlink.c; which socket
 * is whose is left to those who ask.
 */
#include "watch/diag.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>

#include "base/memory.h"
#include "tables/tcp_states.h"
#include "watch/diag_netlink.h"

struct diag {
	struct diag_netlink *netlink;
};

/* One end, IPv4 as its mapped form, so that either form is the same end. */
struct end {
	struct in6_addr host;
	unsigned port, zone;
};

struct diag *diag_new(int fd)
{
	struct diag_netlink *netlink = diag_netlink_new(fd);
	struct diag *d;

	if (!netlink)
		return NULL;
	d = memory_new(sizeof(*d));
	d->netlink = netlink;
	return d;
}

void diag_free(struct diag *d)
{
	if (!d)
		return;
	diag_netlink_free(d->netlink);
	free(d);
}

/* -------------------------------------------------------------------------------------- all of them */

static void set_address(struct address *a, int family, const __be32 host[4], __be16 port,
                        unsigned zone)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = port};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = port};

	memset(a, 0, sizeof(*a));
	if (family == AF_INET) {
		in.sin_addr.s_addr = host[0];
		memcpy(&a->storage, &in, sizeof(in));
		a->len = sizeof(in);
		return;
	}
	memcpy(&in6.sin6_addr, host, sizeof(in6.sin6_addr));
	if (IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr))
		in6.sin6_scope_id = zone;
	memcpy(&a->storage, &in6, sizeof(in6));
	a->len = sizeof(in6);
}

static enum diag_timer timer_of(unsigned number)
{
	/* proc_net_tcp.txt in the kernel's Documentation */
	static const enum diag_timer timers[] = {DIAG_TIMER_NONE, DIAG_TIMER_RETRANSMIT,
	                                         DIAG_TIMER_KEEPALIVE, DIAG_TIMER_TIME_WAIT,
	                                         DIAG_TIMER_PROBE};

	return number < sizeof(timers) / sizeof(timers[0]) ? timers[number] : DIAG_TIMER_NONE;
}

/* False for a message that tells of no TCP socket. */
static bool read_row(struct diag_row *row, const struct inet_diag_msg *m)
{
	int state = m->idiag_state == DIAG_NEW_SYN_RECV     ? TCP_SYN_RECV
	            : m->idiag_state == DIAG_BOUND_INACTIVE ? TCP_CLOSE
	                                                    : m->idiag_state;

	if ((m->idiag_family != AF_INET && m->idiag_family != AF_INET6) || !tcp_state_by_number(state))
		return false;
	*row = (struct diag_row){
	    .family = m->idiag_family,
	    .state = state,
	    .inode = m->idiag_inode,
	    .cookie = m->id.idiag_cookie[0] | (uint64_t)m->id.idiag_cookie[1] << 32,
	    .recv_queue = m->idiag_rqueue,
	    .send_queue = m->idiag_wqueue,
	    .timer = timer_of(m->idiag_timer),
	    .retransmits = m->idiag_retrans,
	};
	/* a timer that is just running out is a little below 0 in some kernels */
	if (row->timer != DIAG_TIMER_NONE && m->idiag_expires <= INT32_MAX)
		row->timer_ms = m->idiag_expires;
	set_address(&row->local, row->family, m->id.idiag_src, m->id.idiag_sport, m->id.idiag_if);
	set_address(&row->peer, row->family, m->id.idiag_dst, m->id.idiag_dport, m->id.idiag_if);
	return true;
}

/* The i-th that was found; false when it is no row. */
static bool found_row(const struct diag *d, size_t i, struct diag_row *row)
{
	struct inet_diag_msg m = diag_netlink_at(d->netlink, i);

	return read_row(row, &m);
}

/* One bit a port. */
struct ports {
	uint8_t bit[65536 / 8];
};

static bool has_port(const struct ports *ports, const struct address *a)
{
	unsigned port = (unsigned)address_port(&a->any, a->len);

	return ports->bit[port / 8] & 1U << port % 8;
}

/* Dumps each family that is meant, and tells the rows; those of these ports, where ports are given. */
static int each(struct diag *d, int family, const struct diag_narrow *narrow,
                const struct ports *ports, void (*row)(void *closure, const struct diag_row *),
                void *closure)
{
	struct diag_row found;

	if (family != AF_UNSPEC && family != AF_INET && family != AF_INET6) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	diag_netlink_reset(d->netlink);
	if (family != AF_INET6 && diag_netlink_dump(d->netlink, AF_INET, narrow))
		return -1;
	if (family != AF_INET && diag_netlink_dump(d->netlink, AF_INET6, narrow))
		return -1;
	for (size_t i = 0; i < diag_netlink_count(d->netlink); i++)
		if (found_row(d, i, &found) &&
		    (!ports || has_port(ports, &found.local) || has_port(ports, &found.peer)))
			row(closure, &found);
	return 0;
}

int diag_each(struct diag *d, int family, void (*row)(void *closure, const struct diag_row *),
              void *closure)
{
	return each(d, family, &(struct diag_narrow){.bound = true}, NULL, row, closure);
}

int diag_each_port(struct diag *d, int family, const uint16_t *port, size_t ports,
                   void (*row)(void *closure, const struct diag_row *), void *closure)
{
	struct diag_narrow narrow = {.port = port, .ports = ports};
	struct ports wanted = {{0}};

	if (!ports)
		return 0;
	/* asked here once more: more ports than the kernel's filter is given are not narrowed there */
	for (size_t i = 0; i < ports; i++)
		wanted.bit[port[i] / 8] |= (uint8_t)(1U << port[i] % 8);
	return each(d, family, &narrow, &wanted, row, closure);
}

/* ------------------------------------------------------------------------------------ one of them */

static bool read_end(struct end *end, const struct address *a)
{
	int family = a ? address_family(&a->any, a->len) : AF_UNSPEC;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	memset(end, 0, sizeof(*end));
	if (family == AF_INET && a->len >= sizeof(in)) {
		memcpy(&in, &a->storage, sizeof(in));
		end->host.s6_addr[10] = end->host.s6_addr[11] = 0xff;
		memcpy(&end->host.s6_addr[12], &in.sin_addr, 4);
		end->port = ntohs(in.sin_port);
	} else if (family == AF_INET6 && a->len >= sizeof(in6)) {
		memcpy(&in6, &a->storage, sizeof(in6));
		end->host = in6.sin6_addr;
		end->port = ntohs(in6.sin6_port);
		end->zone = in6.sin6_scope_id;
	} else {
		return false;
	}
	return true;
}

static bool same_end(const struct end *end, const struct address *a)
{
	struct end other;

	return read_end(&other, a) && other.port == end->port &&
	       IN6_ARE_ADDR_EQUAL(&other.host, &end->host) &&
	       (!end->zone || !other.zone || end->zone == other.zone);
}

/* Whether one of those found is between the two ends. A listener has no peer to compare. */
static bool pick(const struct diag *d, const struct end *local, const struct end *peer,
                 struct diag_row *row)
{
	for (size_t i = 0; i < diag_netlink_count(d->netlink); i++) {
		if (!found_row(d, i, row) || !same_end(local, &row->local))
			continue;
		if (peer->port ? same_end(peer, &row->peer) : !address_port(&row->peer.any, row->peer.len))
			return true;
	}
	return false;
}

static void put_host(__be32 to[4], const struct end *end, int family)
{
	if (family == AF_INET)
		memcpy(to, &end->host.s6_addr[12], 4);
	else
		memcpy(to, &end->host, sizeof(end->host));
}

static int look_up(struct diag *d, int family, const struct end *local, const struct end *peer)
{
	struct inet_diag_sockid id = {.idiag_sport = htons((uint16_t)local->port),
	                              .idiag_dport = htons((uint16_t)peer->port),
	                              .idiag_if = local->zone};

	put_host(id.idiag_src, local, family);
	put_host(id.idiag_dst, peer, family);
	diag_netlink_reset(d->netlink);
	return diag_netlink_look_up(d->netlink, family, &id);
}

int diag_find(struct diag *d, const struct address *local, const struct address *peer,
              struct diag_row *row)
{
	struct diag_narrow narrow = {0};
	struct end here, there;
	bool four;

	if (!read_end(&here, local)) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	if (!read_end(&there, peer) || !there.port)
		memset(&there, 0, sizeof(there));
	four = IN6_IS_ADDR_V4MAPPED(&here.host);
	if (look_up(d, four ? AF_INET : AF_INET6, &here, &there))
		return -1;
	if (pick(d, &here, &there, row))
		return 1;
	/* bound to an interface, or to a port and nothing more, or a handshake: only dumps tell of those */
	narrow.sport = here.port;
	narrow.dport = there.port;
	narrow.bound = !there.port;
	diag_netlink_reset(d->netlink);
	if ((four && diag_netlink_dump(d->netlink, AF_INET, &narrow)) ||
	    diag_netlink_dump(d->netlink, AF_INET6, &narrow))
		return -1;
	return pick(d, &here, &there, row);
}

/* ------------------------------------------------------------------------------------------- words */

/* "800 ms", "1.5 s", "58 s", "119 min". */
static void add_span(struct bytes *out, uint32_t ms)
{
	if (ms < 1000)
		bytes_addf(out, "%u ms", ms);
	else if (ms < 9950 && (ms + 50) / 100 % 10)
		bytes_addf(out, "%u.%u s", (ms + 50) / 1000, (ms + 50) / 100 % 10);
	else if (ms < 600000)
		bytes_addf(out, "%u s", (ms + 500) / 1000);
	else
		bytes_addf(out, "%u min", (ms + 30000) / 60000);
}

void diag_add_timer(struct bytes *out, const struct diag_row *row)
{
	const struct tcp_state_row *state = tcp_state_by_number(row->state);
	const char *what = NULL;

	switch (row->timer) {
	case DIAG_TIMER_NONE:
		return;
	case DIAG_TIMER_RETRANSMIT:
		what = "retransmission";
		break;
	case DIAG_TIMER_KEEPALIVE:
		/* a FIN_WAIT2 without a descriptor ends by the same timer */
		if (row->state != TCP_FIN_WAIT2)
			what = "keep-alive";
		break;
	case DIAG_TIMER_TIME_WAIT:
		break;
	case DIAG_TIMER_PROBE:
		what = "window probe";
		break;
	}
	if (what)
		bytes_addf(out, "%s in ", what);
	else
		bytes_addf(out, "%s for ", state ? state->name : "TIME_WAIT");
	add_span(out, row->timer_ms);
}
