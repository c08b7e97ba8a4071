/*
 * A descriptor that is closed while another thread is blocked in recv(2) on it: the call keeps the
 * socket, and still receives what comes. sockpit waits until a job is in the kernel before it closes
 * (src/core/flight.h), and tells that by /proc/TID/syscall (proc(5)): a number, not "running".
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel.h"

static int pair[2];
static _Atomic pid_t tid;
static char got[16];
static ssize_t answer;

static void *receive(void *closure)
{
	(void)closure;
	atomic_store(&tid, gettid());
	answer = recv(pair[0], got, sizeof(got), 0);
	return NULL;
}

static int is_in_recv(void)
{
	char path[64], text[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", (int)atomic_load(&tid));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	HOLDS(fd >= 0);
	HOLDS(read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	return text[0] >= '0' && text[0] <= '9';
}

int main(void)
{
	pthread_t thread;

	HOLDS(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	HOLDS(!pthread_create(&thread, NULL, receive, NULL));
	while (!atomic_load(&tid) || !is_in_recv())
		sched_yield();
	HOLDS(!close(pair[0]));
	HOLDS(send(pair[1], "still", 5, MSG_NOSIGNAL) == 5);
	pthread_join(thread, NULL);
	HOLDS(answer == 5 && !memcmp(got, "still", 5));
	/* only now, with the call over, is the socket gone */
	HOLDS(send(pair[1], "x", 1, MSG_NOSIGNAL) == -1 && errno == EPIPE);
	return 0;
}
