/*
 * After a connect(2) that was refused, getsockname(2) goes on telling the port the kernel had chosen, with
 * no address; but the socket has it no more: it can be bound to another one, which a socket that has an
 * address cannot (bind(2): EINVAL). ip(7) says nothing of it. src/tui/situation.c rests on it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "kernel.h"

static struct sockaddr_in loopback(void)
{
	return (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static struct sockaddr_in own(int fd)
{
	struct sockaddr_in a;
	socklen_t n = sizeof(a);

	memset(&a, 0, sizeof(a));
	HOLDS(getsockname(fd, (struct sockaddr *)&a, &n) == 0);
	return a;
}

int main(void)
{
	struct sockaddr_in here = loopback(), silent, told;
	int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);

	HOLDS(bind(server, (struct sockaddr *)&here, sizeof(here)) == 0);
	silent = own(server);
	HOLDS(connect(client, (struct sockaddr *)&silent, sizeof(silent)) == -1);
	HOLDS(errno == ECONNREFUSED);
	told = own(client);
	HOLDS(told.sin_port != 0);
	HOLDS(told.sin_addr.s_addr == htonl(INADDR_ANY));
	HOLDS(bind(client, (struct sockaddr *)&here, sizeof(here)) == 0);
	HOLDS(own(client).sin_port != told.sin_port);
	close(client);
	close(server);
	return 0;
}
