/*
 * The other end of the benchmark's connections: a TCP server on the loopback interface that sends
 * back what it receives, one connection after the other. It prints its port, and ends with its
 * parent.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static _Noreturn void die(const char *call)
{
	fprintf(stderr, "echo_server: %s: %s\n", call, strerror(errno));
	exit(1);
}

static int open_listener(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)))
		die("bind");
	/* a connection that finds the queue full would wait a second for its second SYN */
	if (listen(fd, SOMAXCONN) || getsockname(fd, (struct sockaddr *)&a, &len))
		die("listen");
	printf("%d\n", ntohs(a.sin_port));
	if (fflush(stdout))
		die("write");
	return fd;
}

/* Until the peer closes, or is gone. */
static void echo(int fd)
{
	char buffer[65536];
	ssize_t got;

	while ((got = recv(fd, buffer, sizeof(buffer), 0)) > 0)
		for (ssize_t sent = 0, n; sent < got; sent += n) {
			n = send(fd, buffer + sent, (size_t)(got - sent), MSG_NOSIGNAL);
			if (n < 0)
				return;
		}
}

int main(void)
{
	int listener;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	listener = open_listener();
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			die("accept");
		echo(fd);
		close(fd);
	}
}
