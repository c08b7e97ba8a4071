/*
 * The yardstick of the benchmark. `start`, `roundtrips`, `sockets`, `poll` and `select` each make the
 * system calls of one session with nothing in between, so that what the session takes beyond them is sockpit's own.
 * `time` is the stopwatch: it runs programs in turns, so that a machine that gets slower does so
 * for all of them, and prints what each took. What is compared with what, and what is good enough,
 * is in run.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	REQUEST = 30,
	ROOM = 1024,
	LIMIT_S = 60 /* what a program is given for one run */
};

static _Noreturn __attribute__((format(printf, 1, 2))) void die(const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "direct: ");
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	exit(1);
}

static long number(const char *word)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(word, &end, 10);
	if (errno || end == word || *end || n < 0)
		die("\"%s\": expected a whole number, 0 or more", word);
	return n;
}

/* The sessions -------------------------------------------------------------------------------- */

/* socketpair a b; send a x; recv b 1, and the lines a transcript has for them. */
static void start(void)
{
	int fd[2], made = socketpair(AF_UNIX, SOCK_STREAM, 0, fd);
	char byte = 0;
	ssize_t sent, got;

	if (made)
		die("socketpair: %s", strerror(errno));
	sent = send(fd[0], "x", 1, 0);
	got = recv(fd[1], &byte, 1, 0);
	if (sent != 1 || got != 1)
		die("what was sent did not come back");
	printf("socketpair(AF_UNIX, SOCK_STREAM, 0, [a, b]) = %d\n", made);
	printf("send(a, \"x\", 1, 0) = %zd\n", sent);
	printf("recv(b, \"%c\", 1, 0) = %zd\n", byte, got);
	printf("done\n");
	close(fd[0]);
	close(fd[1]);
}

/* roundtrips.tcl, roundtrips_proc.tcl */
static void roundtrips(in_port_t port, long count)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	char request[REQUEST], answer[ROOM];

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)))
		die("connect: %s", strerror(errno));
	memset(request, 'x', sizeof(request));
	for (long i = 0; i < count; i++) {
		if (send(fd, request, sizeof(request), 0) != REQUEST)
			die("send: %s", strerror(errno));
		if (recv(fd, answer, sizeof(answer), 0) != REQUEST)
			die("recv: not the %d bytes that were sent", REQUEST);
	}
	close(fd);
}

/* sockets.tcl, and the same as plain lines */
static void sockets(long count)
{
	for (long i = 0; i < count; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

		if (fd < 0 || close(fd))
			die("socket, close: %s", strerror(errno));
	}
}

static void *sleep_for_ever(void *closure)
{
	for (;;)
		pause();
	return closure;
}

/*
 * poll.tcl, select.tcl: the sockets, one of which is ready; then asked so many times. A second thread
 * sleeps, as sockpit has one that waits for signals: descriptors that threads share cost the kernel some 15%
 * more in a poll, since it counts who uses each.
 */
static void make_sockets(int *fd, long n)
{
	pthread_t thread;
	struct sockaddr_in to = {.sin_family = AF_INET};
	struct rlimit limit;
	socklen_t len = sizeof(to);

	if (!getrlimit(RLIMIT_NOFILE, &limit)) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	if (pthread_create(&thread, NULL, sleep_for_ever, NULL))
		die("no second thread");
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (long i = 0; i < n; i++) {
		fd[i] = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
		if (fd[i] < 0)
			die("socket: %s", strerror(errno));
	}
	if (n < 2 || bind(fd[0], (struct sockaddr *)&to, sizeof(to)) ||
	    getsockname(fd[0], (struct sockaddr *)&to, &len) ||
	    sendto(fd[1], "x", 1, 0, (struct sockaddr *)&to, len) != 1)
		die("sendto: %s", strerror(errno));
}

static void polls(long sockets_n, long count)
{
	int *fd = calloc((size_t)sockets_n, sizeof(*fd));
	struct pollfd *set = calloc((size_t)sockets_n, sizeof(*set));

	if (!fd || !set)
		die("out of memory");
	make_sockets(fd, sockets_n);
	for (long i = 0; i < sockets_n; i++)
		set[i] = (struct pollfd){.fd = fd[i], .events = POLLIN};
	for (long i = 0; i < count; i++)
		if (poll(set, (nfds_t)sockets_n, 0) != 1 || set[0].revents != POLLIN)
			die("poll: not the one that is ready");
	free(set);
	free(fd);
}

static void selects(long sockets_n, long count)
{
	int *fd = calloc((size_t)sockets_n, sizeof(*fd));

	if (!fd)
		die("out of memory");
	make_sockets(fd, sockets_n);
	if (fd[sockets_n - 1] >= FD_SETSIZE)
		die("select: more than FD_SETSIZE");
	for (long i = 0; i < count; i++) {
		struct timeval t = {0};
		fd_set set;

		FD_ZERO(&set);
		for (long k = 0; k < sockets_n; k++)
			FD_SET(fd[k], &set);
		if (select(fd[sockets_n - 1] + 1, &set, NULL, NULL, &t) != 1 || !FD_ISSET(fd[0], &set))
			die("select: not the one that is ready");
	}
	free(fd);
}

/* The stopwatch ------------------------------------------------------------------------------- */

/* One of the programs, and what each of its runs took. */
struct runner {
	char **argv;
	int64_t *ns;
	int64_t *peak; /* KiB of memory, at most */
};

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static volatile sig_atomic_t running; /* its pid */

static void on_alarm(int number)
{
	(void)number;
	kill(running, SIGKILL);
}

static void prepare(posix_spawn_file_actions_t *files)
{
	struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};

	sigaction(SIGALRM, &action, NULL);
	posix_spawn_file_actions_init(files);
	posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(files, 1, "/dev/null", O_WRONLY, 0);
}

/* Runs it once, from and to /dev/null; the time is that from before it is made until it is gone. */
static void run(struct runner *r, long turn)
{
	static posix_spawn_file_actions_t files;
	static int prepared;
	struct rusage usage = {0};
	int64_t begin;
	int status, err;
	pid_t pid;

	if (!prepared++)
		prepare(&files);
	begin = now();
	err = posix_spawnp(&pid, r->argv[0], &files, NULL, r->argv, environ);
	if (err)
		die("%s: %s", r->argv[0], strerror(err));
	running = pid;
	alarm(LIMIT_S);
	if (wait4(pid, &status, 0, &usage) != pid)
		die("wait4: %s", strerror(errno));
	r->ns[turn] = now() - begin;
	alarm(0);
	r->peak[turn] = usage.ru_maxrss;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		die("%s: not done within %d s", r->argv[0], LIMIT_S);
	if (WIFSIGNALED(status))
		die("%s: ended by signal %d", r->argv[0], WTERMSIG(status));
	if (WEXITSTATUS(status))
		die("%s: exit status %d", r->argv[0], WEXITSTATUS(status));
}

static int ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static long long median(int64_t *value, long n)
{
	qsort(value, (size_t)n, sizeof(*value), ascending);
	return value[n / 2];
}

static void *room_for(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		die("out of memory");
	return p;
}

/* Splits "+ A B + C" into the programs "A B" and "C"; returns how many. */
static long split(char **word, struct runner *runner, long turns)
{
	long n = 0;

	for (; *word; word++) {
		if (strcmp(*word, "+") != 0)
			continue;
		*word = NULL;
		if (!word[1] || !strcmp(word[1], "+"))
			die("time: expected a command after +");
		runner[n].argv = word + 1;
		runner[n].ns = room_for((size_t)turns, sizeof(*runner->ns));
		runner[n].peak = room_for((size_t)turns, sizeof(*runner->peak));
		n++;
	}
	return n;
}

/* Each program in turn, and that so many times; a round that nobody times goes first. Prints for
 * each the medians of its nanoseconds and of its peak memory in KiB. */
static void stopwatch(long turns, int words, char **word)
{
	struct runner *runner = room_for((size_t)words + 1, sizeof(*runner));
	long n;

	if (turns < 1 || words < 1 || strcmp(word[0], "+") != 0)
		die("time: expected TURNS + COMMAND... [+ COMMAND...]...");
	n = split(word, runner, turns);
	for (long k = 0; k < n; k++)
		run(&runner[k], 0);
	for (long turn = 0; turn < turns; turn++)
		for (long k = 0; k < n; k++)
			run(&runner[(k + turn) % n], turn);
	for (long k = 0; k < n; k++) {
		printf("%lld ", median(runner[k].ns, turns));
		printf("%lld\n", median(runner[k].peak, turns));
		free(runner[k].ns);
		free(runner[k].peak);
	}
	free(runner);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";

	if (!strcmp(mode, "start") && argc == 2)
		start();
	else if (!strcmp(mode, "roundtrips") && argc == 4)
		roundtrips((in_port_t)number(argv[2]), number(argv[3]));
	else if (!strcmp(mode, "sockets") && argc == 3)
		sockets(number(argv[2]));
	else if (!strcmp(mode, "poll") && argc == 4)
		polls(number(argv[2]), number(argv[3]));
	else if (!strcmp(mode, "select") && argc == 4)
		selects(number(argv[2]), number(argv[3]));
	else if (!strcmp(mode, "time") && argc > 3)
		stopwatch(number(argv[2]), argc - 3, argv + 3);
	else
		die("usage: direct start | roundtrips PORT COUNT | sockets COUNT |\n"
		    "       poll SOCKETS COUNT | select SOCKETS COUNT |\n"
		    "       time TURNS + COMMAND... [+ COMMAND...]...");
	return 0;
}
