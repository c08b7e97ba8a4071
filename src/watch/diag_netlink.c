/*
 * Asking sock_diag(7) and taking its answers, through libmnl. What a dump brings is kept until the dump is
 * whole, for one that was interrupted is asked for again from its start. What the messages mean is left
 * to diag.c. tests/kernel/diag_lookup.c pins what is relied on.
 */
#include "watch/diag_netlink.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/memory.h"

enum {
	BUFFER = 32768, /* the most that one part of a dump has, netlink_dump() */
	DUMPS = 4,      /* of one question, each but the last interrupted */
	PATIENCE_S = 2  /* the kernel has its answer ready: waiting for longer is waiting for ever */
};

struct diag_netlink {
	struct mnl_socket *netlink;
	uint32_t seq;
	bool torn;          /* something changed, or was lost, under the dump */
	struct bytes found; /* struct inet_diag_msg, one behind the other */
	_Alignas(struct nlmsghdr) char buffer[BUFFER];
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

struct diag_netlink *diag_netlink_new(int fd)
{
	struct mnl_socket *netlink = open_netlink(fd);
	struct diag_netlink *d;
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

void diag_netlink_free(struct diag_netlink *d)
{
	if (!d)
		return;
	mnl_socket_close(d->netlink);
	bytes_clear(&d->found);
	free(d);
}

/* -------------------------------------------------------------------------------- asking the kernel */

/* Begins a request in the buffer. */
static struct inet_diag_req_v2 *request(struct diag_netlink *d, int family, unsigned flags)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(d->buffer);
	struct inet_diag_req_v2 *req;

	message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	message->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	req = mnl_nlmsg_put_extra_header(message, sizeof(*req));
	req->sdiag_family = (uint8_t)family;
	req->sdiag_protocol = IPPROTO_TCP;
	req->idiag_states = DIAG_STATES;
	req->id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
	req->id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	return req;
}

static int ask(struct diag_netlink *d)
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
static int take(struct diag_netlink *d, const struct nlmsghdr *message)
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
static int take_all(struct diag_netlink *d, size_t n)
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
static int receive(struct diag_netlink *d)
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
static void put_filter(struct nlmsghdr *message, const struct diag_narrow *narrow)
{
	struct step {
		struct inet_diag_bc_op op;
		struct port_condition condition;
		struct inet_diag_bc_op jump;
	} step[2 * DIAG_FILTER_PORTS];
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

/* After DUMPS the last one has to do, as it is. */
int diag_netlink_dump(struct diag_netlink *d, int family, const struct diag_narrow *narrow)
{
	size_t before = d->found.len;

	for (int i = 0; i < DUMPS; i++) {
		struct inet_diag_req_v2 *req = request(d, family, NLM_F_DUMP);

		req->id.idiag_sport = htons((uint16_t)narrow->sport);
		req->id.idiag_dport = htons((uint16_t)narrow->dport);
		if (narrow->bound)
			req->idiag_states |= 1U << DIAG_BOUND_INACTIVE;
		if (narrow->ports && narrow->ports <= DIAG_FILTER_PORTS)
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

int diag_netlink_look_up(struct diag_netlink *d, int family, const struct inet_diag_sockid *id)
{
	struct inet_diag_req_v2 *req = request(d, family, 0);

	req->id = *id;
	req->id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
	req->id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	d->torn = false;
	if (ask(d))
		return -1;
	return receive(d) && errno != ENOENT ? -1 : 0;
}

/* -------------------------------------------------------------------------------- what it answered */

void diag_netlink_reset(struct diag_netlink *d)
{
	bytes_reset(&d->found);
}

size_t diag_netlink_count(const struct diag_netlink *d)
{
	return d->found.len / sizeof(struct inet_diag_msg);
}

struct inet_diag_msg diag_netlink_at(const struct diag_netlink *d, size_t i)
{
	struct inet_diag_msg m;

	memcpy(&m, d->found.data + i * sizeof(m), sizeof(m));
	return m;
}
