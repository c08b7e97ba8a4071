/*
 * sock_diag(7) as src/watch/diag.c uses it: what an exact lookup finds and what it finds instead, how a
 * chain of port conditions narrows a dump, and the numbers it gives.
 */
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"

static struct mnl_socket *netlink;
static char buffer[32768];

static struct inet_diag_req_v2 *request(int family, int flags)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
	struct inet_diag_req_v2 *req;

	message->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	message->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	req = mnl_nlmsg_put_extra_header(message, sizeof(*req));
	req->sdiag_family = (uint8_t)family;
	req->sdiag_protocol = IPPROTO_TCP;
	req->idiag_states = ~0U;
	req->id.idiag_cookie[0] = req->id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	return req;
}

static void ask(void)
{
	HOLDS(mnl_socket_sendto(netlink, buffer, ((struct nlmsghdr *)buffer)->nlmsg_len) > 0);
}

/* The exact lookup of sport to dport on 127.0.0.1. 0, or the errno. */
static int look_up(struct inet_diag_msg *found, in_port_t sport, in_port_t dport)
{
	struct inet_diag_req_v2 *req = request(AF_INET, 0);
	struct nlmsghdr *message = (struct nlmsghdr *)buffer;
	int code;

	req->id.idiag_sport = sport;
	req->id.idiag_dport = dport;
	req->id.idiag_src[0] = req->id.idiag_dst[0] = htonl(INADDR_LOOPBACK);
	ask();
	HOLDS(mnl_socket_recvfrom(netlink, buffer, sizeof(buffer)) > 0);
	if (message->nlmsg_type == NLMSG_ERROR) {
		memcpy(&code, mnl_nlmsg_get_payload(message), sizeof(code));
		return -code;
	}
	/* the answer is one message, and says so */
	HOLDS(message->nlmsg_type == SOCK_DIAG_BY_FAMILY && !(message->nlmsg_flags & NLM_F_MULTI));
	memcpy(found, mnl_nlmsg_get_payload(message), sizeof(*found));
	return 0;
}

/* How many the answer has, and how many of them in that state; all are of that port, and other programs'
 * may be among them. */
static int take(in_port_t port, int state, int *in_state)
{
	int count = 0;

	*in_state = 0;
	for (;;) {
		int n = (int)mnl_socket_recvfrom(netlink, buffer, sizeof(buffer));
		struct nlmsghdr *message = (struct nlmsghdr *)buffer;

		HOLDS(n > 0);
		for (; mnl_nlmsg_ok(message, n); message = mnl_nlmsg_next(message, &n)) {
			struct inet_diag_msg *m = mnl_nlmsg_get_payload(message);

			if (message->nlmsg_type == NLMSG_DONE)
				return count;
			HOLDS(message->nlmsg_type == SOCK_DIAG_BY_FAMILY);
			HOLDS(message->nlmsg_flags & NLM_F_MULTI);
			HOLDS(m->id.idiag_sport == port || m->id.idiag_dport == port);
			count++;
			*in_state += m->idiag_state == state;
		}
	}
}

/* Asks for all whose local or peer's port is that one. */
static void ask_port(in_port_t port)
{
	/* a condition's yes leads to the jump behind it, that to the end: yes. The second's no leads past
	 * the end: no */
	struct step {
		struct inet_diag_bc_op op;
		int family_and_port[2];
		struct inet_diag_bc_op jump;
	} step[2] = {{{INET_DIAG_BC_S_COND, 12, 16}, {0, ntohs(port)}, {INET_DIAG_BC_JMP, 4, 16}},
	             {{INET_DIAG_BC_D_COND, 12, 16}, {0, ntohs(port)}, {0, 0, 0}}};

	request(AF_INET, NLM_F_DUMP);
	mnl_attr_put((struct nlmsghdr *)buffer, INET_DIAG_REQ_BYTECODE, 28, step);
	ask();
}

int main(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)},
	                   from;
	socklen_t n = sizeof(at);
	int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0), conn;
	int seconds = 5, in_state;
	struct inet_diag_msg m;

	netlink = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	HOLDS(netlink && !mnl_socket_bind(netlink, 0, MNL_SOCKET_AUTOPID));
	HOLDS(!bind(server, (struct sockaddr *)&at, n) && !listen(server, 5));
	HOLDS(!getsockname(server, (struct sockaddr *)&at, &n));

	/* where no connection is, the lookup answers with the listener that a SYN would meet */
	HOLDS(!look_up(&m, at.sin_port, htons(1)));
	HOLDS(m.idiag_state == TCP_LISTEN && m.id.idiag_dport == 0);
	HOLDS(m.idiag_rqueue == 0 && m.idiag_wqueue == 5);
	HOLDS(look_up(&m, htons(1), at.sin_port) == ENOENT);

	/* the ACK alone does not end the handshake (TCP_DEFER_ACCEPT, tcp(7)): a dump shows it, without an
	 * inode. The exact lookup has it or the listener in its place */
	HOLDS(!setsockopt(server, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof(seconds)));
	HOLDS(!connect(client, (struct sockaddr *)&at, n));
	HOLDS(!getsockname(client, (struct sockaddr *)&from, &n));
	HOLDS(!look_up(&m, at.sin_port, from.sin_port));
	HOLDS(m.idiag_state == TCP_SYN_RECV || m.idiag_state == TCP_LISTEN);
	ask_port(at.sin_port);
	HOLDS(take(at.sin_port, TCP_SYN_RECV, &in_state) >= 3 && in_state == 1);
	ask_port(from.sin_port);
	HOLDS(take(from.sin_port, TCP_SYN_RECV, &in_state) >= 2 && in_state == 1);

	/* a FIN that is not read counts as a byte; TIME_WAIT has no inode, and its own timer */
	HOLDS(send(client, "x", 1, 0) == 1);
	conn = accept(server, NULL, NULL);
	HOLDS(conn >= 0);
	HOLDS(!look_up(&m, at.sin_port, from.sin_port) && m.idiag_state == TCP_ESTABLISHED);
	HOLDS(m.idiag_rqueue == 1 && m.idiag_inode);
	HOLDS(!close(client));
	while (!look_up(&m, at.sin_port, from.sin_port) && m.idiag_state == TCP_ESTABLISHED)
		usleep(1000);
	HOLDS(m.idiag_state == TCP_CLOSE_WAIT && m.idiag_rqueue == 2);
	HOLDS(recv(conn, &seconds, 1, 0) == 1 && recv(conn, &seconds, 1, 0) == 0);
	HOLDS(!look_up(&m, at.sin_port, from.sin_port));
	HOLDS(m.idiag_state == TCP_CLOSE_WAIT && m.idiag_rqueue == 0);
	while (!look_up(&m, from.sin_port, at.sin_port) && m.idiag_state == TCP_FIN_WAIT1)
		usleep(1000);
	HOLDS(m.idiag_state == TCP_FIN_WAIT2 && m.idiag_inode == 0 && m.idiag_timer == 3);
	close(conn);
	while (!look_up(&m, from.sin_port, at.sin_port) && m.idiag_state == TCP_FIN_WAIT2)
		usleep(1000);
	HOLDS(m.idiag_state == TCP_TIME_WAIT && m.idiag_inode == 0 && m.idiag_timer == 3);
	mnl_socket_close(netlink);
	return 0;
}
