/*
 * SIGURG and SIGIO go to the process that owns the socket (socket(7): F_SETOWN), not to a thread: blocked
 * in all threads, any of them takes them from a signalfd. src/core/keeper.c does.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"

static unsigned next_signal(int fd)
{
	struct signalfd_siginfo info = {0};
	struct pollfd set = {.fd = fd, .events = POLLIN};

	HOLDS(poll(&set, 1, 5000) == 1);
	HOLDS(read(fd, &info, sizeof(info)) == sizeof(info));
	return info.ssi_signo;
}

int main(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
	int signals, server, pair[2];
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGURG);
	sigaddset(&set, SIGIO);
	HOLDS(!sigprocmask(SIG_BLOCK, &set, NULL));
	signals = signalfd(-1, &set, 0);
	HOLDS(!bind(listener, (struct sockaddr *)&at, sizeof(at)) && !listen(listener, 1));
	HOLDS(!getsockname(listener, (struct sockaddr *)&at, &n));
	HOLDS(!connect(client, (struct sockaddr *)&at, sizeof(at)));
	server = accept(listener, NULL, NULL);
	HOLDS(!fcntl(server, F_SETOWN, getpid()) && fcntl(server, F_GETOWN) == getpid());
	HOLDS(send(client, "!", 1, MSG_OOB) == 1);
	HOLDS(next_signal(signals) == SIGURG);
	HOLDS(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	HOLDS(!fcntl(pair[0], F_SETOWN, getpid()) && !fcntl(pair[0], F_SETFL, O_RDWR | O_ASYNC));
	HOLDS(send(pair[1], "x", 1, 0) == 1);
	HOLDS(next_signal(signals) == SIGIO);
	return 0;
}
