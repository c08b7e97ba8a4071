/*
 * Facts about addresses: which socket of the session has one, which of the kernel's, and where a path ends.
 */
#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/escape.h"
#include "session/facts_parts.h"
#include "watch/state.h"

/* Of very many sockets only so many are asked: a failing call in a loop must not become slow. */
enum { ASKED_MOST = 1000 };

bool facts_is_inet(int family)
{
	return family == AF_INET || family == AF_INET6;
}

bool facts_own_address(struct session *s, const struct sock *sock, struct address *a)
{
	struct sys *sys = s->engine.sys;

	a->len = sizeof(a->storage);
	return !sys->getsockname(sys, sock->fd, &a->any, &a->len);
}

/* The 16 bytes of an address, IPv4 in its mapped form. */
static void host_bytes(const struct address *a, unsigned char ip[16])
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

	if (a->any.sa_family == AF_INET6) {
		memcpy(ip, &((const struct sockaddr_in6 *)&a->storage)->sin6_addr, 16);
	} else {
		memcpy(ip, mapped, 12);
		memcpy(ip + 12, &((const struct sockaddr_in *)&a->storage)->sin_addr, 4);
	}
}

/* 0.0.0.0, :: and ::ffff:0.0.0.0. */
static bool is_any(const struct address *a)
{
	static const unsigned char nothing[16];
	unsigned char ip[16];

	host_bytes(a, ip);
	return !memcmp(ip, nothing, 10) && !memcmp(ip + 12, nothing, 4);
}

bool facts_meet(const struct address *a, const struct address *b)
{
	unsigned char x[16], y[16];

	if (is_any(a) || is_any(b))
		return true;
	host_bytes(a, x);
	host_bytes(b, y);
	return !memcmp(x, y, sizeof(x));
}

/* The address of the call, aligned; false: it has none of IP. */
static bool target_of(const struct inquiry *q, struct address *a)
{
	if (!q->target || !facts_is_inet(address_family(q->target->data, q->target->len)) ||
	    q->target->len > sizeof(a->storage))
		return false;
	memcpy(&a->storage, q->target->data, q->target->len);
	a->len = q->target->len;
	return true;
}

/* Where an address of IP is: a host of the lab, or the place of the socket itself. */
static unsigned place_of(const struct inquiry *q, const struct address *a)
{
	int host;

	if (q->c->place == PLACE_HERE)
		return PLACE_HERE;
	host = a->any.sa_family == AF_INET
	           ? plan_host(AF_INET, &((const struct sockaddr_in *)&a->storage)->sin_addr)
	           : plan_host(AF_INET6, &((const struct sockaddr_in6 *)&a->storage)->sin6_addr);
	return host >= 0 ? (unsigned)host : q->c->place;
}

static bool is_six_only(struct session *s, const struct sock *sock)
{
	int on = 0;
	socklen_t len = sizeof(on);

	return sock->family == AF_INET6 &&
	       !s->engine.sys->getsockopt(s->engine.sys, sock->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
	                                  &len) &&
	       on;
}

static bool is_ipv4(const struct address *a)
{
	return a->any.sa_family == AF_INET ||
	       IN6_IS_ADDR_V4MAPPED(&((const struct sockaddr_in6 *)&a->storage)->sin6_addr);
}

/* Whether one is an address of IPv4, and the socket with the other is of IPv6 only. */
static bool pass_by(struct session *s, const struct sock *six, const struct address *four)
{
	return six && is_ipv4(four) && is_six_only(s, six);
}

/* Whether a socket with that address of its own is in the way of an address of the call. */
static bool stands(const struct inquiry *q, const struct sock *sock, const struct address *own,
                   const struct address *a)
{
	return facts_meet(own, a) && !pass_by(q->s, sock, a) && !pass_by(q->s, q->sock, own);
}

/* A connection that is over has given its port back, unless it was asked for; getsockname tells it still. */
static bool has_port(struct session *s, const struct sock *sock)
{
	struct state state;

	return sock->type != SOCK_STREAM || sock->bound || !sock->connected ||
	       state_read(s->engine.sys, sock, &state) || strcmp(state.name, "CLOSED");
}

static const char *does(struct session *s, const struct sock *sock)
{
	struct state state;

	if (sock->type == SOCK_DGRAM)
		return "is bound to";
	if (state_read(s->engine.sys, sock, &state))
		return "has";
	if (!strcmp(state.name, "LISTEN"))
		return "listens on";
	if (!strcmp(state.name, "CLOSED") || !strcmp(state.name, "UNCONNECTED"))
		return "is bound to";
	return "has a connection from";
}

/* The socket of the session, other than the call's own, that has a port there; one that stands in the way
 * before one that does not, and a listener before all. */
static const struct sock *holder(struct inquiry *q, const struct address *a, struct address *has)
{
	const struct sockset *set = &q->s->socks;
	unsigned place = place_of(q, a);
	const struct sock *other = NULL;
	int port = address_port(&a->any, a->len), most = 0, rank;
	struct address own;

	for (size_t i = 0; i < set->all.count && i < ASKED_MOST && port > 0 && most < 3; i++) {
		const struct sock *sock = set->all.item[i];

		if (sock == q->sock || sock->place != place || !facts_is_inet(sock->family) ||
		    sock->type != q->c->type || !facts_own_address(q->s, sock, &own) ||
		    address_port(&own.any, own.len) != port || !has_port(q->s, sock))
			continue;
		rank = !stands(q, sock, &own, a) ? 1 : !strcmp(does(q->s, sock), "listens on") ? 3 : 2;
		if (rank <= most)
			continue;
		most = rank;
		*has = own;
		other = sock;
	}
	return other;
}

/* Whether an address is one of this machine's. */
static bool is_local(const struct address *a)
{
	struct ifaddrs *all = NULL;
	struct address own;
	bool found = false;

	if (getifaddrs(&all))
		return false;
	for (const struct ifaddrs *i = all; i && !found; i = i->ifa_next) {
		if (!i->ifa_addr || !facts_is_inet(i->ifa_addr->sa_family))
			continue;
		own.len = i->ifa_addr->sa_family == AF_INET ? sizeof(struct sockaddr_in)
		                                            : sizeof(struct sockaddr_in6);
		memcpy(&own.storage, i->ifa_addr, own.len);
		found = facts_meet(&own, a);
	}
	freeifaddrs(all);
	return found;
}

/* Whether a socket with that address of its own would get what is sent to the other one. */
static bool reaches(const struct inquiry *q, const struct address *target,
                    const struct address *own)
{
	return facts_meet(own, target) &&
	       (!is_any(own) || q->c->place != PLACE_HERE || is_local(target));
}

enum fact fact_refused(struct inquiry *q)
{
	struct address target, has;
	const struct sock *other = target_of(q, &target) ? holder(q, &target, &has) : NULL;
	const char *what = other ? does(q->s, other) : "";

	if (!strcmp(what, "is bound to") && reaches(q, &target, &has)) {
		bytes_addf(q->out, "%s is bound to it, but does not listen: listen %s", other->name,
		           other->name);
		return FACT_ADDS;
	}
	if (!strcmp(what, "listens on") && is_any(&has) && pass_by(q->s, other, &target)) {
		bytes_addf(q->out, "%s listens on this port, but for IPv6 only: its IPV6_V6ONLY is on",
		           other->name);
		return FACT_ADDS;
	}
	if (!strcmp(what, "listens on") && !facts_meet(&has, &target) &&
	    (q->c->place != PLACE_HERE || is_local(&target))) {
		bytes_addf(q->out, "%s listens on this port, but on another address: ", other->name);
		address_add(q->out, &has.any, has.len, other->zones);
		return FACT_ADDS;
	}
	return FACT_NONE;
}

/* An address in use ------------------------------------------------------------------------------ */

/* What of the kernel's sockets stands in the way; the worst of all. */
struct obstacle {
	const struct address *wanted;
	struct address local;
	int state; /* 0: none */
	char name[SOCK_NAME_MAX + 16];
};

/* A listener is in the way of all, TIME_WAIT of those without SO_REUSEADDR only. */
static int weight(int state)
{
	return state == TCP_LISTEN ? 3 : state == TCP_TIME_WAIT ? 1 : state ? 2 : 0;
}

static void weigh(void *closure, const struct diag_row *row, const char *name)
{
	struct obstacle *o = closure;

	if (address_port(&row->local.any, row->local.len) !=
	        address_port(&o->wanted->any, o->wanted->len) ||
	    !facts_meet(&row->local, o->wanted) || weight(row->state) <= weight(o->state))
		return;
	o->state = row->state;
	o->local = row->local;
	snprintf(o->name, sizeof(o->name), "%s", name ? name : "");
}

/* What sock_diag knows of it: connections that are closed, and what other processes have. */
static enum fact in_use_elsewhere(struct inquiry *q, const struct address *a)
{
	struct obstacle o = {.wanted = a};

	if (q->c->type != SOCK_STREAM || ends_each_at(&q->s->ends, q->c->place, a, weigh, &o) ||
	    !o.state)
		return FACT_NONE;
	if (o.state == TCP_TIME_WAIT) {
		bytes_add_str(q->out, o.name[0] ? o.name : "a connection from it");
		bytes_add_str(q->out,
		              " is closed, but stays in TIME_WAIT for a minute: SO_REUSEADDR, set on "
		              "both before bind, lets that pass");
		return FACT_REPLACES;
	}
	if (o.name[0])
		bytes_addf(q->out, "%s, which is closed, still has a connection from ", o.name);
	else
		bytes_addf(q->out, "a socket of another process %s ",
		           o.state == TCP_LISTEN  ? "listens on"
		           : o.state == TCP_CLOSE ? "is bound to"
		                                  : "has a connection from");
	address_add(q->out, &o.local.any, o.local.len, q->c->zones);
	bytes_add_str(q->out, o.name[0] ? "" : " (ss -tanp tells which)");
	return FACT_REPLACES;
}

static const char *way_out(const struct call *c, const char *what)
{
	if (c->type == SOCK_DGRAM)
		return " already; with SO_REUSEADDR or SO_REUSEPORT, set on both before bind, they share "
		       "it";
	return strcmp(what, "has a connection from") != 0
	           ? " already: close it, or take another port"
	           : " already: close it, or take another port; SO_REUSEADDR, set on both before bind, "
	             "lets that pass";
}

enum fact fact_in_use(struct inquiry *q)
{
	struct address wanted, has;
	const struct sock *other;
	const char *what;

	if (!target_of(q, &wanted) && (!q->sock || !facts_own_address(q->s, q->sock, &wanted)))
		return FACT_NONE;
	if (!address_port(&wanted.any, wanted.len)) {
		bytes_addf(q->out, "no port is left for %s: all of net.ipv4.ip_local_port_range are in use",
		           q->socket);
		return FACT_REPLACES;
	}
	other = holder(q, &wanted, &has);
	/* of those that are bound to one address, only another listener keeps one from listening */
	what = other ? does(q->s, other) : "";
	if (!other || !stands(q, other, &has, &wanted) ||
	    (!strcmp(q->c->row->name, "listen") && strcmp(what, "listens on") != 0))
		return in_use_elsewhere(q, &wanted);
	bytes_addf(q->out, "%s %s ", other->name, what);
	address_add(q->out, &has.any, has.len, other->zones);
	bytes_add_str(q->out, way_out(q->c, what));
	return FACT_REPLACES;
}

/* Unix sockets ----------------------------------------------------------------------------------- */

/* Whether a socket is one end of a connection, whose name is that of the listener it came in at. */
static bool is_accepted(struct session *s, const struct sock *sock)
{
	struct sys *sys = s->engine.sys;
	struct address peer;

	peer.len = sizeof(peer.storage);
	return sock->type != SOCK_DGRAM && sock->connected &&
	       !sys->getpeername(sys, sock->fd, &peer.any, &peer.len);
}

/* The socket of the session that is bound to a path or an abstract name; of several, which had a file each,
 * one after the other, *several is told. */
static const struct sock *holder_unix(struct inquiry *q, bool *several)
{
	const struct sockset *set = &q->s->socks;
	const struct sock *holder = NULL;
	struct address own;

	*several = false;
	for (size_t i = 0; q->target && i < set->all.count && i < ASKED_MOST; i++) {
		const struct sock *sock = set->all.item[i];

		if (sock->family == AF_UNIX && sock != q->sock && facts_own_address(q->s, sock, &own) &&
		    own.len == q->target->len && !memcmp(&own.storage, q->target->data, own.len) &&
		    !is_accepted(q->s, sock)) {
			*several |= holder && !sock->shared;
			holder = sock;
		}
	}
	return holder;
}

/* The path of the call; false: it has none, or an abstract name. */
static bool path_of(const struct inquiry *q, struct bytes *path)
{
	if (!q->target || address_family(q->target->data, q->target->len) != AF_UNIX)
		return false;
	address_add(path, q->target->data, q->target->len, q->c->zones);
	return path->len && path->data[0] != '@' && path->data[0] != '(' &&
	       !memchr(path->data, 0, path->len);
}

/* What stands at a path that is no open socket of the session. */
static enum fact at_path(struct inquiry *q)
{
	struct bytes path = BYTES_INIT;
	struct stat st;
	enum fact fact = FACT_REPLACES;

	if (!path_of(q, &path) || stat(bytes_str(&path), &st))
		fact = FACT_NONE;
	else if (!S_ISSOCK(st.st_mode))
		bytes_addf(q->out, "%s is a %s, not a socket", q->address,
		           S_ISDIR(st.st_mode)   ? "folder"
		           : S_ISREG(st.st_mode) ? "file"
		                                 : "special file");
	else if (map_get(&q->s->bound_paths, path.data, path.len))
		bytes_addf(q->out, "the socket that made %s is closed, and its file has stayed: unlink %s",
		           q->address, q->address);
	else
		fact = FACT_NONE;
	bytes_clear(&path);
	return fact;
}

enum fact fact_in_use_unix(struct inquiry *q)
{
	bool several;
	const struct sock *other = holder_unix(q, &several);

	if (!other)
		return at_path(q);
	if (several)
		return FACT_NONE;
	bytes_addf(q->out, "%s is bound to %s already", other->name, q->address);
	return FACT_REPLACES;
}

/* Nobody of this session has the address of a call that was refused. */
static enum fact gone(struct inquiry *q)
{
	enum fact fact = at_path(q);

	/* connect has a text of its own; a peer that was connected before had the address once */
	if (fact != FACT_NONE || !q->target || q->c->row->direction != CALL_SENDS)
		return fact;
	bytes_addf(q->out, "no socket that is open is bound to %s", q->address);
	return FACT_REPLACES;
}

enum fact fact_refused_unix(struct inquiry *q)
{
	bool several;
	const struct sock *other = holder_unix(q, &several);

	if (!other)
		return gone(q);
	if (several)
		return FACT_NONE;
	/* of a path it is EPROTOTYPE, but an abstract name is looked for among its own type only */
	if (other->type != q->c->type) {
		bytes_addf(q->out, "%s is bound to %s, but is of ", other->name, q->address);
		constant_add(q->out, CONSTANT_TYPE, other->type);
		bytes_addf(q->out, ", and %s of ", q->socket);
		constant_add(q->out, CONSTANT_TYPE, q->c->type);
		return FACT_REPLACES;
	}
	if (other->listening || other->type == SOCK_DGRAM)
		return FACT_NONE;
	bytes_addf(q->out, "%s is bound to %s, but does not listen: listen %s", other->name, q->address,
	           other->name);
	return FACT_REPLACES;
}

enum fact fact_no_folder(struct inquiry *q)
{
	struct bytes path = BYTES_INIT;
	struct stat st;
	enum fact fact = FACT_NONE;

	if (path_of(q, &path)) {
		for (char *slash = strchr(path.data + 1, '/'); slash && !fact;
		     slash = strchr(slash + 1, '/')) {
			*slash = 0;
			if (stat(path.data, &st) && errno == ENOENT) {
				bytes_add_str(q->out, "there is no folder ");
				escape_show(q->out, path.data, strlen(path.data), ESCAPE_UTF8, false);
				fact = FACT_REPLACES;
			}
			*slash = '/';
		}
	}
	bytes_clear(&path);
	return fact;
}

/* Addresses that do not fit ---------------------------------------------------------------------- */

/* An address that each link has: appends what it wants. */
static bool lacks_interface(struct inquiry *q)
{
	const struct sockaddr_in6 *six;
	struct address a;

	if (!target_of(q, &a) || a.any.sa_family != AF_INET6)
		return false;
	six = (const struct sockaddr_in6 *)&a.storage;
	if (six->sin6_scope_id ||
	    (!IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr) && !IN6_IS_ADDR_MC_LINKLOCAL(&six->sin6_addr)))
		return false;
	bytes_addf(
	    q->out,
	    "%s is an address of a link, and every link has such: say which, as in fe80::1%%eth0",
	    q->address);
	return true;
}

enum fact fact_unfit(struct inquiry *q)
{
	int theirs = q->target ? address_family(q->target->data, q->target->len) : AF_UNSPEC;

	if (!q->sock || theirs == AF_UNSPEC)
		return FACT_NONE;
	if (theirs == q->sock->family)
		return lacks_interface(q) ? FACT_REPLACES : FACT_NONE;
	bytes_addf(q->out, "%s is of ", q->address);
	constant_add(q->out, CONSTANT_FAMILY, theirs);
	bytes_addf(q->out, ", and %s of ", q->socket);
	constant_add(q->out, CONSTANT_FAMILY, q->sock->family);
	return FACT_REPLACES;
}

/* What stands for several hosts: "multicast"; NULL: it is one's. */
static const char *crowd_of(const struct address *a)
{
	in_addr_t four = ntohl(((const struct sockaddr_in *)&a->storage)->sin_addr.s_addr);

	if (a->any.sa_family == AF_INET6)
		return IN6_IS_ADDR_MULTICAST(&((const struct sockaddr_in6 *)&a->storage)->sin6_addr)
		           ? "multicast"
		           : NULL;
	if (a->any.sa_family != AF_INET)
		return NULL;
	return IN_MULTICAST(four) ? "multicast" : four == INADDR_BROADCAST ? "broadcast" : NULL;
}

enum fact fact_unreachable(struct inquiry *q)
{
	struct address a;
	const char *crowd = target_of(q, &a) ? crowd_of(&a) : NULL;

	if (!crowd)
		return q->c->family == AF_INET6 ? fact_no_ipv4(q) : FACT_NONE;
	bytes_addf(q->out, "%s is a %s address: TCP connects two hosts, so it takes one's own",
	           q->address, crowd);
	return FACT_REPLACES;
}

/* A socket of IPv6 may send to addresses of IPv4, unless it is one of IPv6 only; and to those of a link only
 * where it knows which. */
enum fact fact_no_ipv4(struct inquiry *q)
{
	struct address a, own;
	bool bound;

	if (lacks_interface(q))
		return FACT_REPLACES;
	if (!q->sock || !target_of(q, &a) || !is_ipv4(&a))
		return FACT_NONE;
	/* bind to one address of IPv6 switches IPV6_V6ONLY on as well */
	bound = facts_own_address(q->s, q->sock, &own) && !is_any(&own) && !is_ipv4(&own);
	if (!bound && !is_six_only(q->s, q->sock))
		return FACT_NONE;
	bytes_addf(q->out, "%s is of IPv4, and %s speaks IPv6 only: %s", q->address, q->socket,
	           bound ? "its own address is of IPv6" : "IPV6_V6ONLY is on");
	return FACT_REPLACES;
}

enum fact fact_bound_already(struct inquiry *q)
{
	struct address own, a;

	if (q->c->type == SOCK_STREAM && q->c->family == AF_INET6 && target_of(q, &a) &&
	    a.any.sa_family == AF_INET6 && crowd_of(&a)) {
		bytes_addf(q->out, "%s is a %s address, and a stream is bound to one host's own",
		           q->address, crowd_of(&a));
		return FACT_REPLACES;
	}
	if (fact_unfit(q) == FACT_REPLACES)
		return FACT_REPLACES;
	/* a raw one that is not connected is bound as often as one likes */
	if (!q->sock || !facts_is_inet(q->sock->family) || q->c->type == SOCK_RAW ||
	    !facts_own_address(q->s, q->sock, &own) || !address_port(&own.any, own.len))
		return FACT_NONE;
	bytes_addf(q->out, "%s has its address already, ", q->socket);
	address_add(q->out, &own.any, own.len, q->c->zones);
	bytes_add_str(q->out, ", and gets one only once");
	return FACT_REPLACES;
}

enum fact fact_not_ours(struct inquiry *q)
{
	struct address a;
	unsigned place;

	if (q->c->place == PLACE_HERE || !target_of(q, &a))
		return FACT_NONE;
	place = place_of(q, &a);
	if (place == q->c->place || place >= q->s->lab.hosts)
		return FACT_NONE;
	bytes_addf(q->out, "%s is the address of the host %s, and %s is in %s", q->address,
	           q->s->lab.name[place], q->socket, q->s->lab.name[q->c->place]);
	return FACT_REPLACES;
}

enum fact fact_low_port(struct inquiry *q)
{
	struct address a;
	FILE *in = q->c->place == PLACE_HERE
	               ? fopen("/proc/sys/net/ipv4/ip_unprivileged_port_start", "re")
	               : NULL;
	int first = 0, port = target_of(q, &a) ? address_port(&a.any, a.len) : 0;
	bool known = in && fscanf(in, "%d", &first) == 1;

	if (in)
		fclose(in);
	if (!known || port <= 0 || port >= first)
		return FACT_NONE;
	bytes_addf(q->out,
	           "port %d is one of those below %d (net.ipv4.ip_unprivileged_port_start), which "
	           "need CAP_NET_BIND_SERVICE",
	           port, first);
	return FACT_REPLACES;
}

enum fact fact_broadcast(struct inquiry *q)
{
	struct sys *sys = q->s->engine.sys;
	struct address a;
	int on = 1;
	socklen_t len = sizeof(on);

	if (!q->sock || !target_of(q, &a) || a.any.sa_family != AF_INET ||
	    sys->getsockopt(sys, q->sock->fd, SOL_SOCKET, SO_BROADCAST, &on, &len))
		return FACT_NONE;
	if (on) {
		bytes_addf(q->out, "SO_BROADCAST of %s is on: a route or a firewall rule prohibits it",
		           q->socket);
		return FACT_REPLACES;
	}
	if (((const struct sockaddr_in *)&a.storage)->sin_addr.s_addr != htonl(INADDR_BROADCAST))
		return FACT_NONE;
	bytes_addf(
	    q->out,
	    "%s is a broadcast address, and SO_BROADCAST of %s is off: setsockopt %s SO_BROADCAST 1",
	    q->address, q->socket, q->socket);
	return FACT_REPLACES;
}
