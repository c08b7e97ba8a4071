/*
 * The guard reads from a pipe: what to write to the terminal at the end, or that there is nothing to do.
 * The end of the pipe is the end of the program, however it came. The guard has a session of its own, so
 * that neither job control nor the loss of the terminal touches it.
 */
#include "tui/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static struct {
	pid_t pid;
	int pipe;
} self = {.pid = -1, .pipe = -1};

/* Messages are the length of what is to be written, and that; below PIPE_BUF, so each is whole. */
enum { UNDO_MAX = PIPE_BUF - sizeof(uint16_t) };

static void close_others(int pipe)
{
	close_range(3, (unsigned)pipe - 1, 0);
	close_range((unsigned)pipe + 1, UINT_MAX, 0);
	close(STDIN_FILENO);
	close(STDERR_FILENO);
}

/* Takes messages until the other end is gone; the last one counts. */
static size_t await_end(int pipe, char undo[UNDO_MAX])
{
	uint16_t n = 0, next;

	while (read(pipe, &next, sizeof(next)) == (ssize_t)sizeof(next)) {
		n = next <= UNDO_MAX ? next : 0;
		if (n && read(pipe, undo, n) != n)
			n = 0;
	}
	return n;
}

/* Through a file description of its own, since O_NONBLOCK would be everybody's: a terminal whose output is
 * stopped is not waited for. */
static void give_back(const char *undo, size_t n, const struct termios *modes)
{
	int terminal = open("/proc/self/fd/1", O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	ssize_t put = terminal < 0 ? -1 : write(terminal, undo, n);

	(void)put;
	tcsetattr(STDOUT_FILENO, TCSANOW, modes);
}

static void watch_over(int pipe, const struct termios *modes)
{
	char undo[UNDO_MAX];
	size_t n;

	setsid();
	close_others(pipe);
	for (int number = 1; number < SIGRTMIN; number++)
		signal(number, SIG_IGN);
	n = await_end(pipe, undo);
	if (n)
		give_back(undo, n, modes);
	_exit(0);
}

int guard_start(void)
{
	struct termios modes;
	int ends[2];

	if (tcgetattr(STDOUT_FILENO, &modes) || pipe2(ends, O_CLOEXEC))
		return -1;
	self.pid = fork();
	if (self.pid < 0) {
		int err = errno;

		close(ends[0]);
		close(ends[1]);
		errno = err;
		return -1;
	}
	if (!self.pid)
		watch_over(ends[0], &modes);
	close(ends[0]);
	self.pipe = ends[1];
	return 0;
}

static void tell(const void *undo, size_t n)
{
	char message[PIPE_BUF];
	uint16_t length = (uint16_t)n;
	ssize_t put;

	if (self.pipe < 0 || n > UNDO_MAX)
		return;
	memcpy(message, &length, sizeof(length));
	if (n)
		memcpy(message + sizeof(length), undo, n);
	put = write(self.pipe, message, sizeof(length) + n);
	(void)put;
}

void guard_arm(const struct bytes *undo)
{
	tell(undo->data, undo->len);
}

void guard_disarm(void)
{
	tell(NULL, 0);
}

void guard_stop(void)
{
	if (self.pipe < 0)
		return;
	close(self.pipe);
	self.pipe = -1;
	while (waitpid(self.pid, NULL, 0) < 0 && errno == EINTR)
		;
}
