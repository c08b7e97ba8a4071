/*
 * How a program on a terminal answers keys, seen from the other side of a pty: the time from a key to the
 * last byte of what it draws, and how many bytes that is. The same for any program, so that ours can be
 * measured beside others.
 *
 *   keys drawn ROWS COLS KEYS COUNT PRIME PROGRAM [ARG]...   median, 99th percentile (ns), median of bytes
 *   keys echo ROWS COLS CHAR COUNT PRIME PROGRAM [ARG]...    the same, to the first CHAR that comes back
 *   keys first ROWS COLS TEXT COUNT PROGRAM [ARG]...         from exec to the first TEXT on the terminal
 *   keys idle ROWS COLS MS PRIME PROGRAM [ARG]...            wake-ups of all its threads in MS
 *   keys until ROWS COLS TEXT PRIME PROGRAM [ARG]...         from the end of PRIME to TEXT (ns)
 *
 * PRIME is typed first, with \r for Enter and \e for Escape, and waited for until nothing comes any more; of
 * KEYS, written the same way, one is pressed after the other, "," between them.
 */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { QUIET_MS = 4, SETTLED_MS = 150, LIMIT_MS = 20000, PIECE = 65536, KEYS_MOST = 16 };

struct program {
	int fd;
	pid_t pid;
	char tail[PIECE * 2]; /* what came last, for a text to be found in */
	size_t tailed;
};

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "keys: %s\n", what);
	exit(1);
}

/* A text with \r, \e and \n in it. */
static char *unescape(const char *text)
{
	char *out = strdup(text), *to = out;

	for (; *text; text++) {
		if (*text != '\\' || !text[1]) {
			*to++ = *text;
			continue;
		}
		text++;
		*to++ = *text == 'r' ? '\r' : *text == 'e' ? '\033' : *text == 'n' ? '\n' : *text;
	}
	*to = 0;
	return out;
}

static void start(struct program *p, const char *rows, const char *cols, char **argv)
{
	struct winsize size = {.ws_row = (unsigned short)atoi(rows),
	                       .ws_col = (unsigned short)atoi(cols)};

	memset(p, 0, sizeof(*p));
	p->pid = forkpty(&p->fd, NULL, NULL, &size);
	if (p->pid < 0)
		die("no pty");
	if (!p->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execvp(argv[0], argv);
		_exit(127);
	}
}

static void stop(struct program *p)
{
	kill(p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
	close(p->fd);
}

/* What came within `ms`; 0: nothing. */
static size_t take(struct program *p, int ms)
{
	struct pollfd set = {.fd = p->fd, .events = POLLIN};
	ssize_t n;

	if (poll(&set, 1, ms) <= 0)
		return 0;
	if (p->tailed > PIECE) {
		memmove(p->tail, p->tail + p->tailed - PIECE / 2, PIECE / 2);
		p->tailed = PIECE / 2;
	}
	n = read(p->fd, p->tail + p->tailed, PIECE);
	if (n <= 0)
		die("the program has ended");
	p->tailed += (size_t)n;
	return (size_t)n;
}

static void settle(struct program *p)
{
	int64_t end = now() + LIMIT_MS * INT64_C(1000000);

	while (now() < end && take(p, SETTLED_MS))
		;
	p->tailed = 0;
}

static void press(struct program *p, const char *keys)
{
	size_t n = strlen(keys);

	while (n) {
		ssize_t put = write(p->fd, keys, n);

		if (put < 0)
			die("the program does not read");
		keys += put;
		n -= (size_t)put;
	}
}

static void await_text(struct program *p, const char *text)
{
	int64_t end = now() + LIMIT_MS * INT64_C(1000000);

	while (!memmem(p->tail, p->tailed, text, strlen(text)))
		if (now() > end)
			die("the text does not come");
		else
			take(p, 100);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void report(int64_t *time, int64_t *bytes, size_t n)
{
	qsort(time, n, sizeof(*time), by_size);
	qsort(bytes, n, sizeof(*bytes), by_size);
	printf("%lld %lld %lld\n", (long long)time[n / 2], (long long)time[n * 99 / 100],
	       (long long)bytes[n / 2]);
}

/* One key: until nothing has come for a while after something did. */
static void press_one(struct program *p, const char *key, int64_t *time, int64_t *bytes)
{
	int64_t from = now();
	size_t n;

	*time = *bytes = 0;
	press(p, key);
	while ((n = take(p, *bytes ? QUIET_MS : 100))) {
		*time = now() - from;
		*bytes += (int64_t)n;
	}
	p->tailed = 0;
}

static void measure_drawn(struct program *p, char *keys, size_t count)
{
	int64_t *time = calloc(count, sizeof(*time)), *bytes = calloc(count, sizeof(*bytes));
	char *key[KEYS_MOST];
	size_t n = 0;

	for (char *k = strtok(keys, ","); k && n < KEYS_MOST; k = strtok(NULL, ","))
		key[n++] = unescape(k);
	for (size_t i = 0; i < count; i++)
		press_one(p, key[i % n], &time[i], &bytes[i]);
	report(time, bytes, count);
}

static void measure_echo(struct program *p, const char *mark, size_t count)
{
	int64_t *time = calloc(count, sizeof(*time)), *bytes = calloc(count, sizeof(*bytes));

	for (size_t i = 0; i < count; i++) {
		int64_t from;

		while (take(p, 0))
			p->tailed = 0;
		p->tailed = 0;
		from = now();
		press(p, mark);
		await_text(p, mark);
		time[i] = now() - from;
		bytes[i] = (int64_t)p->tailed;
		press(p, "\177");
		poll(NULL, 0, 20);
	}
	report(time, bytes, count);
}

static void measure_first(char **argv, const char *rows, const char *cols, const char *text,
                          size_t count)
{
	int64_t *time = calloc(count, sizeof(*time)), *bytes = calloc(count, sizeof(*bytes));

	for (size_t i = 0; i < count; i++) {
		struct program p;
		int64_t from = now();

		start(&p, rows, cols, argv);
		await_text(&p, text);
		time[i] = now() - from;
		stop(&p);
	}
	report(time, bytes, count);
}

/* Context switches of one thread, both kinds. */
static long switches_of(pid_t pid, const char *task)
{
	char path[300], line[200];
	long sum = 0, n;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%s/status", (int)pid, task);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "voluntary_ctxt_switches: %ld", &n) == 1)
			sum += n;
	if (f)
		fclose(f);
	return sum;
}

static long switches(pid_t pid)
{
	char path[64];
	struct dirent *entry;
	long sum = 0;
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	tasks = opendir(path);
	while (tasks && (entry = readdir(tasks)))
		if (*entry->d_name != '.')
			sum += switches_of(pid, entry->d_name);
	if (tasks)
		closedir(tasks);
	return sum;
}

int main(int argc, char **argv)
{
	struct program p;
	const char *mode = argc > 1 ? argv[1] : "";

	if (argc < 6)
		die("see the comment at its top");
	setenv("TERM", "xterm-256color", 1);
	if (!strcmp(mode, "first")) {
		measure_first(argv + 6, argv[2], argv[3], argv[4], (size_t)atol(argv[5]));
		return 0;
	}
	if (!strcmp(mode, "idle") || !strcmp(mode, "until")) {
		char *prime = unescape(argv[5]);
		int64_t from;

		start(&p, argv[2], argv[3], argv + 6);
		settle(&p);
		press(&p, prime);
		from = now();
		if (!strcmp(mode, "until")) {
			await_text(&p, argv[4]);
			printf("%lld\n", (long long)(now() - from));
		} else {
			long before;

			settle(&p);
			before = switches(p.pid);
			poll(NULL, 0, atoi(argv[4]));
			printf("%ld\n", switches(p.pid) - before);
		}
		stop(&p);
		return 0;
	}
	start(&p, argv[2], argv[3], argv + 7);
	settle(&p);
	press(&p, unescape(argv[6]));
	if (!strcmp(mode, "drawn"))
		settle(&p);
	else
		poll(NULL, 0, 500);
	if (!strcmp(mode, "drawn"))
		measure_drawn(&p, argv[4], (size_t)atol(argv[5]));
	else
		measure_echo(&p, argv[4], (size_t)atol(argv[5]));
	stop(&p);
	return 0;
}
