/*
 * TCP_INFO (tcp(7)) tells the state of a TCP socket, also before it is connected and while it listens,
 * under the numbers of netinet/tcp.h: src/watch/state.c.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"

static int state_of(int fd)
{
	struct tcp_info info;
	socklen_t n = sizeof(info);

	HOLDS(!getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n) && n > 0);
	return info.tcpi_state;
}

int main(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0), conn;
	char c;

	HOLDS(state_of(server) == TCP_CLOSE);
	HOLDS(!bind(server, (struct sockaddr *)&a, n) && state_of(server) == TCP_CLOSE);
	HOLDS(!listen(server, 1) && state_of(server) == TCP_LISTEN);
	HOLDS(!getsockname(server, (struct sockaddr *)&a, &n));
	HOLDS(!connect(client, (struct sockaddr *)&a, n) && state_of(client) == TCP_ESTABLISHED);
	conn = accept(server, NULL, NULL);
	HOLDS(conn >= 0 && state_of(conn) == TCP_ESTABLISHED);
	HOLDS(!shutdown(client, SHUT_WR));
	HOLDS(recv(conn, &c, 1, 0) == 0 && state_of(conn) == TCP_CLOSE_WAIT);
	/* the ACK of the FIN may be on its way */
	HOLDS(state_of(client) == TCP_FIN_WAIT1 || state_of(client) == TCP_FIN_WAIT2);
	return 0;
}
