/*
 * Where poll(2) says POLLOUT of a blocking stream, a quarter of its buffer goes in at once, when each write is
 * short and counted with 2,048 bytes besides: sockpit does not ask before each write (src/session/may_wait.c).
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"

enum { BESIDES = 2048, ROUNDS = 4000 };

static int buffer_of(int fd)
{
	int size;
	socklen_t n = sizeof(size);

	HOLDS(!getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, &n));
	return size;
}

/* Fills the buffer in writes of a kind, whose last would wait. */
static void fill(int fd, size_t payload)
{
	char data[BESIDES] = "";

	while (send(fd, data, payload, MSG_DONTWAIT) > 0)
		;
	HOLDS(errno == EAGAIN);
}

static void keeps_its_promise(int fd, size_t payload)
{
	char data[BESIDES] = "";
	size_t promised = (size_t)buffer_of(fd) / 4;

	for (size_t used = 0; used + payload + BESIDES <= promised; used += payload + BESIDES)
		HOLDS(send(fd, data, payload, MSG_DONTWAIT) == (ssize_t)payload);
}

/* Takes a little out of a full one until it has room again, and sees whether there is as much as was said. */
static void try(const int fd[2], size_t payload)
{
	struct pollfd room = {.fd = fd[0], .events = POLLOUT};
	char data[16 * 1024];

	fill(fd[0], payload);
	for (int i = 0; i < ROUNDS && poll(&room, 1, 0) == 0; i++)
		HOLDS(recv(fd[1], data, sizeof(data), 0) > 0);
	HOLDS(poll(&room, 1, 1000) == 1 && room.revents == POLLOUT);
	keeps_its_promise(fd[0], payload);
	while (recv(fd[1], data, sizeof(data), MSG_DONTWAIT) > 0)
		;
}

static void connected(int fd[2])
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof(a);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	HOLDS(!bind(listener, (struct sockaddr *)&a, n) && !listen(listener, 1));
	HOLDS(!getsockname(listener, (struct sockaddr *)&a, &n));
	fd[0] = socket(AF_INET, SOCK_STREAM, 0);
	HOLDS(!connect(fd[0], (struct sockaddr *)&a, n));
	fd[1] = accept(listener, NULL, NULL);
	HOLDS(fd[1] >= 0);
	close(listener);
}

int main(void)
{
	static const int sizes[] = {0, 16 * 1024, 64 * 1024, 256 * 1024};
	static const size_t payloads[] = {1, 30, 700, BESIDES};
	int fd[2];

	for (int i = 0; i < 4; i++) {
		for (int j = 0; j < 8; j++) {
			if (j % 2)
				HOLDS(!socketpair(AF_UNIX, SOCK_STREAM, 0, fd));
			else
				connected(fd);
			if (sizes[i])
				HOLDS(!setsockopt(fd[0], SOL_SOCKET, SO_SNDBUF, &sizes[i], sizeof(sizes[i])));
			try(fd, payloads[j / 2]);
			close(fd[0]);
			close(fd[1]);
		}
	}
	return 0;
}
