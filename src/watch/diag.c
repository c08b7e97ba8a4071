/*
 * sock_diag(7) for TCP. What a dump brings is kept as the kernel's own messages until the dump is whole,
 * for one that was interrupted is asked for again from its start; then it is told row by row. Which
 * socket is whose is left to those who ask. tests/kernel/diag_lookup.c pins what is relied on.
 */
#include "watch/diag.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/memory.h"
#include "tables/tcp_states.h"

enum {
	/* states of the kernel that tcp(7) does not tell of: a handshake without a socket of its own yet,
	 * and, from Linux 6.8, a socket that is bound and nothing more */
	STATE_NEW_SYN_RECV = 12,
	STATE_BOUND_INACTIVE = 13,
	STATES_ALL = ((1 << (STATE_BOUND_INACTIVE + 1)) - 1) & ~1,

	BUFFER = 32768, /* the most that one part of a dump has, netlink_dump() */
	DUMPS = 4,      /* of one question, each but the last interrupted */
	FILTER_PORTS = 128,
	PATIENCE_S = 2 /* the kernel has its answer ready: waiting for longer is waiting for ever */
};

struct diag {
	struct mnl_socket *netlink;
	uint32_t seq;
	bool torn;          /* something changed, or was lost, under the dump */
	struct bytes found; /* struct inet_diag_msg, one behind the other */
	_Alignas(struct nlmsghdr) char buffer[BUFFER];
};

/* One end, IPv4 as its mapped form, so that either form is the same end. */
struct end {
	struct in6_addr host;
	unsigned port, zone;
};

/* ----------------------------------------------------------------------------- making and freeing */

static struct mnl_socket *open_netlink(int fd)
{
	if (fd < 0)
		return mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	return mnl_socket_fdopen(fd);
}

/* Gives it a port id, where it has none yet, and an end to its patience. */
static int prepare(struct mnl_socket *netlink)
{
	struct timeval patience = {.tv_sec = PATIENCE_S};
	int fd = mnl_socket_get_fd(netlink);

	if (!mnl_socket_get_portid(netlink) && mnl_socket_bind(netlink, 0, MNL_SOCKET_AUTOPID) < 0)
		return -1;
	return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

struct diag *diag_new(int fd)
{
	struct mnl_socket *netlink = open_netlink(fd);
	struct diag *d;
	int err;

	if (!netlink) {
		err = errno;
		if (fd >= 0)
			close(fd);
		errno = err;
		return NULL;
	}
	if (prepare(netlink)) {
		err = errno;
		mnl_socket_close(netlink);
		errno = err;
		return NULL;
	}
	d = memory_new(sizeof(*d));
	d->netlink = netlink;
	return d;
}

void diag_free(struct diag *d)
{
	if (!d)
		return;
	mnl_socket_close(d->netlink);
	bytes_clear(&d->found);
	free(d);
}

/* -------------------------------------------------------------------------------- asking the kernel */

/* Begins a request in the buffer. */
static struct inet_diag_req_v2 *request(struct diag *d, int family, unsigned flags)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(d->buffer);
	struct inet_diag_req_v2 *req;

	message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	message->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	req = mnl_nlmsg_put_extra_header(message, sizeof(*req));
	req->sdiag_family = (uint8_t)family;
	req->sdiag_protocol = IPPROTO_TCP;
	req->idiag_states = STATES_ALL;
	req->id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
	req->id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	return req;
}

static int ask(struct diag *d)
{
	struct nlmsghdr *message = (struct nlmsghdr *)d->buffer;
	ssize_t n;

	message->nlmsg_seq = ++d->seq;
	do
		n = mnl_socket_sendto(d->netlink, message, message->nlmsg_len);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -1 : 0;
}

/* The code that the last message of an answer carries: an errno, negative; 0 where it says none. */
static int code_of(const struct nlmsghdr *message)
{
	int code = 0;

	if (mnl_nlmsg_get_payload_len(message) >= sizeof(code))
		memcpy(&code, mnl_nlmsg_get_payload(message), sizeof(code));
	else if (message->nlmsg_type == NLMSG_ERROR)
		code = -EPROTO;
	return code > 0 || code < -4095 ? -EPROTO : code;
}

/* Takes one message of the answer. 1: more is to come, 0: that was the last, -1 and errno. */
static int take(struct diag *d, const struct nlmsghdr *message)
{
	bool last = !(message->nlmsg_flags & NLM_F_MULTI);
	int code;

	/* what is left of an answer that was given up */
	if (message->nlmsg_seq != d->seq)
		return 1;
	if (message->nlmsg_flags & NLM_F_DUMP_INTR)
		d->torn = true;
	switch (message->nlmsg_type) {
	case NLMSG_ERROR:
	case NLMSG_DONE:
		code = code_of(message);
		if (!code)
			return 0;
		errno = -code;
		return -1;
	case SOCK_DIAG_BY_FAMILY:
		if (mnl_nlmsg_get_payload_len(message) >= sizeof(struct inet_diag_msg))
			bytes_add(&d->found, mnl_nlmsg_get_payload(message), sizeof(struct inet_diag_msg));
		return !last;
	default:
		return 1;
	}
}

/* Takes what one datagram holds. libmnl's own check takes a length over INT_MAX for a negative one. */
static int take_all(struct diag *d, size_t n)
{
	const char *at = d->buffer;

	while (n >= sizeof(struct nlmsghdr)) {
		const struct nlmsghdr *message = (const struct nlmsghdr *)at;
		size_t len = message->nlmsg_len;
		int more;

		if (len < sizeof(*message) || len > n)
			break;
		more = take(d, message);
		if (more <= 0)
			return more;
		len = MNL_ALIGN(len);
		if (len > n)
			break;
		at += len;
		n -= len;
	}
	return 1;
}

/* Receives the answer to the last question. 0, or -1 and errno. */
static int receive(struct diag *d)
{
	for (;;) {
		ssize_t n = mnl_socket_recvfrom(d->netlink, d->buffer, sizeof(d->buffer));
		int more;

		if (n < 0 && errno == EINTR)
			continue;
		/* something was lost: the rest still comes, and is no use */
		if (n < 0 && errno == ENOBUFS) {
			d->torn = true;
			continue;
		}
		/* … unless its end is what was lost */
		if (n < 0 && errno == EAGAIN && d->torn)
			return 0;
		if (n <= 0) {
			errno = n ? errno : EPROTO;
			return -1;
		}
		more = take_all(d, (size_t)n);
		if (more <= 0)
			return more;
	}
}

/* What dumps are narrowed to, in the kernel: all of it optional. */
struct narrow {
	const uint16_t *port; /* either end has one of these */
	size_t ports;
	unsigned sport, dport; /* 0: any */
};

/* struct inet_diag_hostcond that asks for a port and has no address, so that another thing may follow. */
struct port_condition {
	uint8_t family, prefix_len;
	int port;
};

_Static_assert(sizeof(struct port_condition) == sizeof(struct inet_diag_hostcond),
               "as inet_diag_bc_run() takes it");

/*
 * "One of these is the local or the peer's port" for inet_diag_bc_run(): a chain of conditions, each
 * followed by a jump to the end, which means yes; the last one's no leads past the end, which means no.
 */
static void put_filter(struct nlmsghdr *message, const struct narrow *narrow)
{
	struct step {
		struct inet_diag_bc_op op;
		struct port_condition condition;
		struct inet_diag_bc_op jump;
	} step[2 * FILTER_PORTS];
	const size_t to_jump = sizeof(step[0]) - sizeof(step[0].jump);
	size_t steps = 2 * narrow->ports, whole = steps * sizeof(step[0]) - sizeof(step[0].jump);

	memset(step, 0, sizeof(step));
	for (size_t i = 0; i < steps; i++) {
		struct step *s = &step[i];
		bool last = i == steps - 1;

		s->op.code = i % 2 ? INET_DIAG_BC_D_COND : INET_DIAG_BC_S_COND;
		s->op.yes = (uint8_t)to_jump;
		s->op.no = (uint16_t)(last ? to_jump + 4 : sizeof(*s));
		s->condition.family = AF_UNSPEC;
		s->condition.port = narrow->port[i / 2];
		s->jump.code = INET_DIAG_BC_JMP;
		s->jump.yes = sizeof(s->jump);
		s->jump.no = (uint16_t)(whole - i * sizeof(*s) - to_jump);
	}
	mnl_attr_put(message, INET_DIAG_REQ_BYTECODE, whole, step);
}

/* Fills `found` with one whole dump. After DUMPS the last one has to do, as it is. */
static int dump(struct diag *d, int family, const struct narrow *narrow)
{
	size_t before = d->found.len;

	for (int i = 0; i < DUMPS; i++) {
		struct inet_diag_req_v2 *req = request(d, family, NLM_F_DUMP);

		req->id.idiag_sport = htons((uint16_t)narrow->sport);
		req->id.idiag_dport = htons((uint16_t)narrow->dport);
		if (narrow->ports && narrow->ports <= FILTER_PORTS)
			put_filter((struct nlmsghdr *)d->buffer, narrow);
		d->found.len = before;
		d->torn = false;
		if (ask(d) || receive(d))
			return -1;
		if (!d->torn)
			break;
	}
	return 0;
}

/* -------------------------------------------------------------------------------- what it answered */

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
	int state = m->idiag_state == STATE_NEW_SYN_RECV     ? TCP_SYN_RECV
	            : m->idiag_state == STATE_BOUND_INACTIVE ? TCP_CLOSE
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
	struct inet_diag_msg m;

	memcpy(&m, d->found.data + i * sizeof(m), sizeof(m));
	return read_row(row, &m);
}

static size_t found_count(const struct diag *d)
{
	return d->found.len / sizeof(struct inet_diag_msg);
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
static int each(struct diag *d, int family, const struct narrow *narrow, const struct ports *ports,
                void (*row)(void *closure, const struct diag_row *), void *closure)
{
	struct diag_row found;

	if (family != AF_UNSPEC && family != AF_INET && family != AF_INET6) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	bytes_reset(&d->found);
	if (family != AF_INET6 && dump(d, AF_INET, narrow))
		return -1;
	if (family != AF_INET && dump(d, AF_INET6, narrow))
		return -1;
	for (size_t i = 0; i < found_count(d); i++)
		if (found_row(d, i, &found) &&
		    (!ports || has_port(ports, &found.local) || has_port(ports, &found.peer)))
			row(closure, &found);
	return 0;
}

int diag_each(struct diag *d, int family, void (*row)(void *closure, const struct diag_row *),
              void *closure)
{
	return each(d, family, &(struct narrow){0}, NULL, row, closure);
}

int diag_each_port(struct diag *d, int family, const uint16_t *port, size_t ports,
                   void (*row)(void *closure, const struct diag_row *), void *closure)
{
	struct narrow narrow = {.port = port, .ports = ports};
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
	for (size_t i = 0; i < found_count(d); i++) {
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

/*
 * Asks for the one. The kernel looks it up as it does for a segment that comes in, so that what it
 * finds may be the listener in its place.
 */
static int look_up(struct diag *d, int family, const struct end *local, const struct end *peer)
{
	struct inet_diag_req_v2 *req = request(d, family, 0);

	req->id.idiag_sport = htons((uint16_t)local->port);
	req->id.idiag_dport = htons((uint16_t)peer->port);
	put_host(req->id.idiag_src, local, family);
	put_host(req->id.idiag_dst, peer, family);
	req->id.idiag_if = local->zone;
	bytes_reset(&d->found);
	d->torn = false;
	if (ask(d))
		return -1;
	return receive(d) && errno != ENOENT ? -1 : 0;
}

int diag_find(struct diag *d, const struct address *local, const struct address *peer,
              struct diag_row *row)
{
	struct narrow narrow = {0};
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
	bytes_reset(&d->found);
	if ((four && dump(d, AF_INET, &narrow)) || dump(d, AF_INET6, &narrow))
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
