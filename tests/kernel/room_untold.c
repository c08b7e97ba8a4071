/*
 * Where POLLOUT does not tell whether a short write waits: it knows nothing of the queue of whom an address of AF_UNIX
 * names, it is there before a connection is, and with TCP_NOTSENT_LOWAT the buffer has less room than its size says
 * (src/session/may_wait.c).
 */
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "kernel.h"

static short writable(int fd)
{
	struct pollfd set = {.fd = fd, .events = POLLOUT};

	poll(&set, 1, 0);
	return set.revents;
}

static void queue_of_another(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	socklen_t n = sizeof(a.sun_family);
	int to = socket(AF_UNIX, SOCK_DGRAM, 0), from = socket(AF_UNIX, SOCK_DGRAM, 0);

	/* the kernel chooses a name */
	HOLDS(!bind(to, (struct sockaddr *)&a, n));
	n = sizeof(a);
	HOLDS(!getsockname(to, (struct sockaddr *)&a, &n));
	while (sendto(from, "x", 1, MSG_DONTWAIT, (struct sockaddr *)&a, n) == 1)
		;
	HOLDS(errno == EAGAIN);
	HOLDS(writable(from) == POLLOUT);
	close(to);
	close(from);
}

static void not_sent_yet(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof(a);
	int listener = socket(AF_INET, SOCK_STREAM, 0), fd = socket(AF_INET, SOCK_STREAM, 0);
	int least = 20000, window = 4096, unsent = 0, more = 0;
	char data[2000] = "";

	HOLDS(writable(fd) & POLLOUT);
	HOLDS(!setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &window, sizeof(window)));
	HOLDS(!bind(listener, (struct sockaddr *)&a, n) && !listen(listener, 1));
	HOLDS(!getsockname(listener, (struct sockaddr *)&a, &n));
	HOLDS(!connect(fd, (struct sockaddr *)&a, n));
	HOLDS(!setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &least, sizeof(least)));
	while (writable(fd) == POLLOUT)
		HOLDS(send(fd, data, sizeof(data), MSG_DONTWAIT) == sizeof(data));
	HOLDS(!ioctl(fd, SIOCOUTQNSD, &unsent) && unsent >= least / 2);
	while (send(fd, data, sizeof(data), MSG_DONTWAIT) > 0)
		more++;
	HOLDS(errno == EAGAIN);
	HOLDS(more * (int)sizeof(data) >= least / 4 && unsent + more * (int)sizeof(data) < 4 * least);
	close(listener);
	close(fd);
}

int main(void)
{
	queue_of_another();
	not_sent_yet();
	return 0;
}
