/*
 * A receiving call that blocks, for tests that interrupt it at any moment. The thread sanitizer runs
 * handlers itself: a signal that comes between its last look and a system call is held back until
 * that call returns, unless it is one that the sanitizer knows to block. It knows poll(2), and does
 * not know recv(2): so under it the waiting is left to poll.
 */
#ifndef SOCKPIT_TESTS_BLOCKING_H
#define SOCKPIT_TESTS_BLOCKING_H

#include <poll.h>
#include <sys/socket.h>

#if defined __SANITIZE_THREAD__
#define BLOCKING_BY_POLL 1
#elif defined __has_feature
#if __has_feature(thread_sanitizer)
#define BLOCKING_BY_POLL 1
#endif
#endif
#ifndef BLOCKING_BY_POLL
#define BLOCKING_BY_POLL 0
#endif

/* recv(2). */
static inline ssize_t blocking_recv(int fd, void *p, size_t n, int flags)
{
	struct pollfd set = {.fd = fd, .events = POLLIN};

	if (BLOCKING_BY_POLL && poll(&set, 1, -1) < 0)
		return -1;
	return recv(fd, p, n, flags);
}

#endif
