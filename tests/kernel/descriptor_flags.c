/*
 * O_NONBLOCK belongs to the open file: fcntl(2) F_SETFL with the flags read before changes it alone,
 * a duplicate shares it, and what accept(2) returns does not inherit it on Linux.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"

int main(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
	int again, conn, flags;

	HOLDS(!bind(server, (struct sockaddr *)&a, n) && !listen(server, 1));
	HOLDS(!getsockname(server, (struct sockaddr *)&a, &n));
	flags = fcntl(server, F_GETFL);
	HOLDS(flags == O_RDWR);
	HOLDS(!fcntl(server, F_SETFL, flags | O_NONBLOCK));
	again = dup(server);
	HOLDS(fcntl(again, F_GETFL) == (O_RDWR | O_NONBLOCK));
	HOLDS(accept(server, NULL, NULL) == -1 && errno == EAGAIN);
	HOLDS(!connect(client, (struct sockaddr *)&a, n));
	conn = accept(server, NULL, NULL);
	HOLDS(conn >= 0 && fcntl(conn, F_GETFL) == O_RDWR);
	return 0;
}
