/*
 * Reading states. The length the kernel returns is honoured: older kernels know less of tcp_info.
 */
#include "watch/state.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>

#include "tables/tcp_states.h"

static int read_tcp(struct sys *sys, int fd, struct state *state)
{
	struct tcp_info info = {0};
	socklen_t len = sizeof(info);
	const struct tcp_state_row *row;

	if (sys->getsockopt(sys, fd, IPPROTO_TCP, TCP_INFO, &info, &len))
		return -1;
	row = len > 0 ? tcp_state_by_number(info.tcpi_state) : NULL;
	if (!row) {
		errno = EPROTO;
		return -1;
	}
	state->name = row->name;
	state->source = "tcp_info";
	return 0;
}

/* tcp(7) says little of it: for a listener the kernel puts the queue's length into tcpi_unacked and its
 * limit into tcpi_sacked (tcp_get_info; tests/kernel/listener_queue.c). */
int state_backlog(struct sys *sys, const struct sock *sock, int *waiting, int *most)
{
	struct tcp_info info = {0};
	socklen_t len = sizeof(info);

	if (sys->getsockopt(sys, sock->fd, IPPROTO_TCP, TCP_INFO, &info, &len))
		return -1;
	*waiting = (int)info.tcpi_unacked;
	*most = (int)info.tcpi_sacked;
	return 0;
}

int state_read(struct sys *sys, const struct sock *sock, struct state *state)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof(int);
	int listens = 0;

	if ((sock->family == AF_INET || sock->family == AF_INET6) && sock->type == SOCK_STREAM &&
	    !read_tcp(sys, sock->fd, state))
		return 0;
	if (sys->getsockopt(sys, sock->fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len))
		return -1;
	if (listens) {
		*state = (struct state){"LISTEN", "getsockopt"};
		return 0;
	}
	len = sizeof(peer);
	if (!sys->getpeername(sys, sock->fd, (struct sockaddr *)&peer, &len))
		*state = (struct state){"CONNECTED", "getpeername"};
	else if (errno == ENOTCONN || errno == EOPNOTSUPP || errno == EINVAL)
		*state = (struct state){"UNCONNECTED", "getpeername"};
	else
		return -1;
	return 0;
}

bool state_by_name(const char *word, size_t n, const char **name)
{
	static const char *const others[] = {"CONNECTED", "UNCONNECTED"};
	const struct tcp_state_row *row = tcp_state_by_name(word, n);

	*name = row ? row->name : NULL;
	for (int i = 0; i < 2 && !*name; i++)
		if (strlen(others[i]) == n && !strncasecmp(others[i], word, n))
			*name = others[i];
	return *name;
}
