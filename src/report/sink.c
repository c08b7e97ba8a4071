/*
 * Writing reports. A short write goes on where it stopped; a SIGPIPE that a write brings is taken, so
 * that the failure is an errno like any other.
 */
#include "report/sink.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "core/flight.h"

enum { FULL = 64 * 1024 };

void sink_init(struct sink *k, int fd, const char *name)
{
	memset(k, 0, sizeof(*k));
	k->fd = fd;
	k->name = name;
	k->immediate = isatty(fd);
}

void sink_clear(struct sink *k)
{
	bytes_clear(&k->buffer);
}

static void fail(struct sink *k, int err)
{
	if (err == EPIPE)
		flight_take_signal(SIGPIPE);
	k->err = err;
	if (k->failed)
		k->failed(k->closure);
}

void sink_flush(struct sink *k)
{
	size_t done = 0;

	while (!k->err && done < k->buffer.len) {
		ssize_t n = write(k->fd, k->buffer.data + done, k->buffer.len - done);

		if (n >= 0) {
			done += (size_t)n;
		} else if (errno == EAGAIN) {
			struct pollfd set = {.fd = k->fd, .events = POLLOUT};

			poll(&set, 1, -1);
		} else if (errno != EINTR) {
			fail(k, errno);
		}
	}
	bytes_reset(&k->buffer);
}

bool sink_flush_ready(struct sink *k)
{
	struct pollfd set = {.fd = k->fd, .events = POLLOUT};
	size_t done = 0;

	while (!k->err && done < k->buffer.len && poll(&set, 1, 0) == 1) {
		size_t left = k->buffer.len - done;
		/* a pipe that is ready takes so many bytes without blocking (pipe(7)) */
		ssize_t n = write(k->fd, k->buffer.data + done, left < PIPE_BUF ? left : PIPE_BUF);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EAGAIN && errno != EINTR)
			fail(k, errno);
		else
			break;
	}
	if (k->err)
		bytes_reset(&k->buffer);
	else
		bytes_drop(&k->buffer, done);
	return !k->buffer.len;
}

void sink_added(struct sink *k)
{
	if (k->immediate || k->buffer.len >= FULL)
		sink_flush(k);
	else if (k->waiting)
		k->waiting(k->closure);
}
