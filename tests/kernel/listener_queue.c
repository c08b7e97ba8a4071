/*
 * Of a socket that listens, TCP_INFO has the connections that wait to be accepted as tcpi_unacked, and how
 * many may as tcpi_sacked (tcp_get_info of net/ipv4/tcp.c): src/watch/state.c. One more than that may wait
 * (sk_acceptq_is_full of net/sock.h): src/tui/pane_tcp.c.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"

enum { BACKLOG = 2 };

static struct tcp_info info_of(int fd)
{
	struct tcp_info info;
	socklen_t n = sizeof(info);

	HOLDS(!getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n));
	return info;
}

int main(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	int server = socket(AF_INET, SOCK_STREAM, 0), client[BACKLOG + 1];
	struct pollfd come = {.fd = server, .events = POLLIN};

	HOLDS(!bind(server, (struct sockaddr *)&a, n) && !listen(server, BACKLOG));
	HOLDS(!getsockname(server, (struct sockaddr *)&a, &n));
	HOLDS(info_of(server).tcpi_unacked == 0 && info_of(server).tcpi_sacked == BACKLOG);
	for (int i = 0; i <= BACKLOG; i++) {
		client[i] = socket(AF_INET, SOCK_STREAM, 0);
		HOLDS(!connect(client[i], (struct sockaddr *)&a, n));
		HOLDS(poll(&come, 1, 1000) == 1);
		for (int k = 0; k < 1000 && info_of(server).tcpi_unacked < (unsigned)i + 1; k++)
			usleep(1000);
		HOLDS(info_of(server).tcpi_unacked == (unsigned)i + 1);
	}
	HOLDS(accept(server, NULL, NULL) >= 0 && info_of(server).tcpi_unacked == BACKLOG);
	return 0;
}
