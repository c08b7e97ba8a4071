/*
 * A recv(2) that a signal ends before anything came is the same when it is made again: nothing was taken. One
 * that waits for SO_RCVLOWAT bytes gives those it has when it is ended: it must not be (src/session/may_wait.c).
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "kernel.h"

static int pair[2];
static atomic_bool done;
static ssize_t got;
static int err;

static void on_signal(int number)
{
	(void)number;
}

static void *receive(void *closure)
{
	char data[16];

	(void)closure;
	got = recv(pair[0], data, sizeof(data), 0);
	err = got < 0 ? errno : 0;
	atomic_store(&done, true);
	return NULL;
}

/* Receives and is ended. */
static void ended(void)
{
	struct timespec pause = {.tv_nsec = 20000000};
	pthread_t thread;

	atomic_store(&done, false);
	HOLDS(!pthread_create(&thread, NULL, receive, NULL));
	while (!atomic_load(&done)) {
		nanosleep(&pause, NULL);
		pthread_kill(thread, SIGRTMIN + 1);
	}
	pthread_join(thread, NULL);
}

int main(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	int least = 10;

	sigaction(SIGRTMIN + 1, &action, NULL);
	HOLDS(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	ended();
	HOLDS(got == -1 && err == EINTR);
	HOLDS(send(pair[1], "abcde", 5, 0) == 5);
	receive(NULL);
	HOLDS(got == 5);
	HOLDS(!setsockopt(pair[0], SOL_SOCKET, SO_RCVLOWAT, &least, sizeof(least)));
	HOLDS(send(pair[1], "abcde", 5, 0) == 5);
	ended();
	HOLDS(got == 5);
	return 0;
}
