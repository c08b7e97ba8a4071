/*
 * A handler without SA_RESTART ends a blocked recv(2) with EINTR (signal(7)), and takes nothing from
 * the stream: sockpit's interrupt (src/core/flight.h).
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "kernel.h"

static int pair[2];
static atomic_bool done;
static int err;

static void on_signal(int number)
{
	(void)number;
}

static void *receive(void *closure)
{
	char c;

	(void)closure;
	err = recv(pair[0], &c, 1, 0) < 0 ? errno : 0;
	atomic_store(&done, true);
	return NULL;
}

int main(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	struct timespec pause = {.tv_nsec = 1000000};
	pthread_t thread;
	char c = 0;

	sigaction(SIGRTMIN + 1, &action, NULL);
	HOLDS(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	HOLDS(!pthread_create(&thread, NULL, receive, NULL));
	/* one that comes before the thread is in the call is lost: so it is sent until it has worked */
	while (!atomic_load(&done)) {
		pthread_kill(thread, SIGRTMIN + 1);
		nanosleep(&pause, NULL);
	}
	pthread_join(thread, NULL);
	HOLDS(err == EINTR);
	HOLDS(send(pair[1], "a", 1, 0) == 1);
	HOLDS(recv(pair[0], &c, 1, 0) == 1 && c == 'a');
	return 0;
}
