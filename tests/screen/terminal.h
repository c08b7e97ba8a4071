/*
 * A terminal for tests: a pty with the program behind it, the keys that go in, and the screen that
 * comes out as rows of text. Whatever a test waits for is a predicate with a time limit.
 *
 * Between the test and the program stands a process that does what a shell does: the session and its
 * terminal are its own. The kernel resets a terminal whose session leader ends, so without it nobody
 * could tell whether the program has put the modes back itself.
 */
#ifndef SOCKPIT_TESTS_TERMINAL_H
#define SOCKPIT_TESTS_TERMINAL_H

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/escape.h"

enum {
	TERMINAL_ROWS = 1000,
	TERMINAL_LIMIT_MS = 10000,
	TERMINAL_STEP_MS = 5,
	TERMINAL_SHOWN = 3000
};

/* What a user sees. Rows go on without end: those scrolled out are kept while there is room. */
struct screen {
	struct bytes row[TERMINAL_ROWS];
	size_t at, column; /* the cursor */
	int escape;        /* 0: none; else what the sequence under way begins with */
	int number;        /* its first parameter */
	int bracketed;     /* pastes are to be marked: how often switched on more than off */
};

/* What the shell tells: that the program runs, has stopped, or is over. */
struct report {
	pid_t pid;
	int status; /* as waitpid(2) has it; 0 at the start */
	struct termios modes;
};

struct terminal {
	int fd;      /* the pty's own side */
	int other;   /* the program's side, to ask it */
	int reports; /* from the shell */
	int orders;  /* to the shell */
	pid_t shell, pid;
	struct bytes out; /* all bytes that came */
	struct screen screen;
	/* Takes what the program writes, in place of the screen above; NULL: none */
	void (*emulator)(struct terminal *, const char *p, size_t n);
	struct winsize size;
	size_t since;          /* rows before this one were there when keys were pressed last */
	struct termios before; /* the modes the program found */
};

/* The screen ------------------------------------------------------------------------------------- */

static inline void screen_scroll(struct terminal *t)
{
	struct screen *s = &t->screen;
	size_t half = TERMINAL_ROWS / 2;

	for (size_t i = 0; i < half; i++) {
		bytes_clear(&s->row[i]);
		s->row[i] = s->row[i + half];
		bytes_init(&s->row[i + half]);
	}
	s->at -= half;
	t->since = t->since > half ? t->since - half : 0;
}

static inline void screen_put(struct screen *s, char c)
{
	struct bytes *row = &s->row[s->at];

	while (row->len <= s->column)
		bytes_add_char(row, ' ');
	row->data[s->column++] = c;
}

static inline void screen_cut(struct screen *s)
{
	struct bytes *row = &s->row[s->at];

	if (row->len > s->column) {
		row->len = s->column;
		row->data[row->len] = 0;
	}
}

static inline size_t screen_back(size_t from, size_t by)
{
	return from > by ? from - by : 0;
}

/* Takes n characters out from under the cursor, or puts n blanks in. */
static inline void screen_shift(struct screen *s, size_t n, bool in)
{
	struct bytes *row = &s->row[s->at], rest = BYTES_INIT;
	size_t column = s->column, from = column + (in ? 0 : n);

	if (row->len > from)
		bytes_add(&rest, row->data + from, row->len - from);
	screen_cut(s);
	for (size_t i = 0; in && i < n; i++)
		screen_put(s, ' ');
	for (size_t i = 0; i < rest.len; i++)
		screen_put(s, rest.data[i]);
	s->column = column;
	bytes_clear(&rest);
}

/* The end of a sequence "ESC [ number letter". */
static inline void screen_do(struct screen *s, char letter)
{
	size_t n = s->number > 0 ? (size_t)s->number : 1;

	if (letter == 'K')
		screen_cut(s);
	else if (letter == 'C')
		s->column += n;
	else if (letter == 'D')
		s->column = screen_back(s->column, n);
	else if (letter == 'A')
		s->at = screen_back(s->at, n);
	else if (letter == 'P' || letter == '@')
		screen_shift(s, n, letter == '@');
	else if ((letter == 'h' || letter == 'l') && n == 2004)
		s->bracketed += letter == 'h' ? 1 : -1;
}

/* A byte of an escape sequence; those nobody looks at are passed over. */
static inline void screen_escape(struct screen *s, char c)
{
	if (s->escape == '\033') {
		s->escape = c == '[' || c == '(' ? c : 0;
		s->number = 0;
	} else if (s->escape == '(') {
		s->escape = 0;
	} else if (c >= '0' && c <= '9') {
		s->number = (s->number * 10 + c - '0') % 10000;
	} else if (c >= '@') {
		screen_do(s, c);
		s->escape = 0;
	}
}

static inline void screen_take(struct terminal *t, char c)
{
	struct screen *s = &t->screen;

	if (s->escape)
		screen_escape(s, c);
	else if (c == '\033')
		s->escape = c;
	else if (c == '\r')
		s->column = 0;
	else if (c == '\b')
		s->column = screen_back(s->column, 1);
	else if (c == '\n' && ++s->at == TERMINAL_ROWS)
		screen_scroll(t);
	else if ((unsigned char)c >= ' ')
		screen_put(s, c);
}

/* Wipes all behind the cursor and below it. */
static inline void screen_wipe(struct screen *s)
{
	screen_cut(s);
	for (size_t i = s->at + 1; i < TERMINAL_ROWS; i++)
		bytes_reset(&s->row[i]);
}

/* Whether the row holds the text and nothing else but blanks behind it. */
static inline bool screen_row_is(const struct screen *s, size_t row, const char *text)
{
	const char *is = bytes_str(&s->row[row]);
	size_t n = strlen(text), len = strlen(is);

	while (n && text[n - 1] == ' ')
		n--;
	while (len && is[len - 1] == ' ')
		len--;
	return n == len && !memcmp(is, text, n);
}

/* Waiting ---------------------------------------------------------------------------------------- */

static inline int64_t terminal_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Limits stretch as libcheck's own do. */
static inline int64_t terminal_stretch(int64_t ms)
{
	const char *by = getenv("CK_TIMEOUT_MULTIPLIER");
	int times = by ? atoi(by) : 1;

	return times > 1 ? ms * times : ms;
}

/* Takes in what the program writes, waiting for it up to `ms`; false when nothing came. */
static inline bool terminal_read(struct terminal *t, int ms)
{
	struct pollfd set = {.fd = t->fd, .events = POLLIN};
	char piece[4096];
	ssize_t n;

	if (poll(&set, 1, ms) <= 0)
		return false;
	n = read(t->fd, piece, sizeof(piece));
	if (n <= 0) {
		poll(NULL, 0, ms); /* nobody has the other side open: what is waited for is not output */
		return false;
	}
	bytes_add(&t->out, piece, (size_t)n);
	if (t->emulator)
		t->emulator(t, piece, (size_t)n);
	for (ssize_t i = 0; !t->emulator && i < n; i++)
		screen_take(t, piece[i]);
	return true;
}

/* What has become of the program, if anything has. */
static inline const char *terminal_status(struct terminal *t)
{
	static char text[64];
	struct pollfd set = {.fd = t->reports, .events = POLLIN};
	struct report r;

	if (poll(&set, 1, 0) == 1 && read(t->reports, &r, sizeof(r)) == sizeof(r))
		snprintf(text, sizeof(text), "\nThe program is over, with status 0x%x.",
		         (unsigned)r.status);
	return text;
}

static inline void terminal_fail(struct terminal *t, const char *wanted, const char *what)
{
	struct bytes seen = BYTES_INIT, shown = BYTES_INIT;

	for (size_t i = t->screen.at > 60 ? t->screen.at - 60 : 0; i <= t->screen.at; i++) {
		bytes_add_str(&seen, bytes_str(&t->screen.row[i]));
		bytes_add_char(&seen, '\n');
	}
	escape_show(&shown, seen.data, seen.len, ESCAPE_UTF8, true);
	/* libcheck gives up on messages that are longer than it likes */
	if (shown.len > TERMINAL_SHOWN)
		bytes_drop(&shown, shown.len - TERMINAL_SHOWN);
	ck_abort_msg("%s%s%s\nThe screen, with the cursor on its last row, column %zu:\n%s", wanted,
	             what, terminal_status(t), t->screen.column, bytes_str(&shown));
}

/* Waits until `holds`, up to `ms`; `wanted` and `what` say what was missing. */
static inline void terminal_await_for(struct terminal *t, int64_t ms,
                                      bool (*holds)(struct terminal *, const char *what),
                                      const char *what, const char *wanted)
{
	int64_t end = terminal_now() + terminal_stretch(ms);

	while (!holds(t, what)) {
		if (terminal_now() > end)
			terminal_fail(t, wanted, what);
		terminal_read(t, TERMINAL_STEP_MS);
	}
}

static inline bool terminal_has_row(struct terminal *t, const char *text)
{
	for (size_t i = t->since; i <= t->screen.at; i++)
		if (screen_row_is(&t->screen, i, text))
			return true;
	return false;
}

/* Waits for a row that is the text, among those since keys were pressed last. */
static inline void terminal_await_row(struct terminal *t, const char *text)
{
	terminal_await_for(t, TERMINAL_LIMIT_MS, terminal_has_row, text, "no such row: ");
}

static inline bool terminal_is_typed(struct terminal *t, const char *text)
{
	return !t->screen.escape && screen_row_is(&t->screen, t->screen.at, text);
}

/* Waits until the row with the cursor is the text. */
static inline void terminal_await_typed(struct terminal *t, const char *text)
{
	terminal_await_for(t, TERMINAL_LIMIT_MS, terminal_is_typed, text, "not at the cursor: ");
}

/* The same, and the row is a new one. */
static inline bool terminal_is_below(struct terminal *t, const char *text)
{
	return t->screen.at > t->since && t->screen.column == strlen(text) &&
	       terminal_is_typed(t, text);
}

/* The shell -------------------------------------------------------------------------------------- */

static inline void terminal_report(int fd, pid_t pid, int status)
{
	struct report r = {.pid = pid, .status = status};

	tcgetattr(STDIN_FILENO, &r.modes);
	if (write(fd, &r, sizeof(r)) != sizeof(r))
		_exit(1);
}

/* Nothing outlives the test, however that ends. */
static inline void terminal_die_with_parent(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
}

static inline void terminal_exec(char *const argv[], pid_t parent)
{
	terminal_die_with_parent(parent);
	setpgid(0, 0);
	tcsetpgrp(STDIN_FILENO, getpid());
	signal(SIGTTOU, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	execv(argv[0], argv);
	_exit(127);
}

/* Starts the program in the foreground, tells what becomes of it, continues it when asked. */
static inline void terminal_shell(char *const argv[], int reports, int orders)
{
	pid_t self = getpid(), pid;
	int status;
	char order;

	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	terminal_report(reports, self, 0);
	pid = fork();
	if (!pid)
		terminal_exec(argv, self);
	setpgid(pid, pid);
	terminal_report(reports, pid, 0);
	while (waitpid(pid, &status, WUNTRACED) == pid) {
		tcsetpgrp(STDIN_FILENO, self);
		terminal_report(reports, pid, status);
		if (read(orders, &order, 1) != 1 || !WIFSTOPPED(status))
			break;
		tcsetpgrp(STDIN_FILENO, pid);
		kill(-pid, SIGCONT);
	}
	_exit(0);
}

/* The next thing the shell tells; the screen goes on meanwhile. */
static inline struct report terminal_told(struct terminal *t, const char *wanted)
{
	struct pollfd set = {.fd = t->reports, .events = POLLIN};
	int64_t end = terminal_now() + terminal_stretch(TERMINAL_LIMIT_MS);
	struct report r;

	while (poll(&set, 1, 0) <= 0) {
		if (terminal_now() > end)
			terminal_fail(t, wanted, "");
		if (t->fd >= 0)
			terminal_read(t, TERMINAL_STEP_MS);
		else
			poll(&set, 1, TERMINAL_STEP_MS);
	}
	ck_assert_msg(read(t->reports, &r, sizeof(r)) == sizeof(r), "the shell has ended");
	while (t->fd >= 0 && terminal_read(t, 0))
		;
	return r;
}

/* Without flow control by Ctrl-S, so that no key stops the output. The shell keeps its own ends of
 * the pipes only: that the test closes its end of `orders` is what ends the shell. */
static inline void terminal_open(struct terminal *t, char *const argv[], int reports[2],
                                 int orders[2])
{
	pid_t parent = getpid();

	t->shell = forkpty(&t->fd, NULL, NULL, &t->size);
	ck_assert_int_ge(t->shell, 0);
	if (!t->shell) {
		struct termios modes;

		terminal_die_with_parent(parent);
		tcgetattr(STDIN_FILENO, &modes);
		modes.c_iflag &= ~(tcflag_t)IXON;
		tcsetattr(STDIN_FILENO, TCSANOW, &modes);
		close(reports[0]);
		close(orders[1]);
		terminal_shell(argv, reports[1], orders[0]);
	}
	t->other = open(ptsname(t->fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(t->other, 0);
	fcntl(t->fd, F_SETFD, FD_CLOEXEC);
	fcntl(t->fd, F_SETFL, O_NONBLOCK);
}

/* Starts a program in a terminal that is all zeros but for its size and emulator; the environment is the
 * caller's. */
static inline void terminal_begin(struct terminal *t, char *const argv[])
{
	int reports[2], orders[2];

	ck_assert(!pipe2(reports, O_CLOEXEC) && !pipe2(orders, O_CLOEXEC));
	terminal_open(t, argv, reports, orders);
	close(reports[1]);
	close(orders[0]);
	t->reports = reports[0];
	t->orders = orders[1];
	t->before = terminal_told(t, "the shell does not start").modes;
	t->pid = terminal_told(t, "the program does not start").pid;
}

/* Starts a program in a new terminal. */
static inline void terminal_start(struct terminal *t, char *const argv[])
{
	memset(t, 0, sizeof(*t));
	t->size = (struct winsize){.ws_row = 24, .ws_col = 100};
	terminal_begin(t, argv);
}

/* The screen itself goes away, as when its window is closed. */
static inline void terminal_hang_up(struct terminal *t)
{
	close(t->fd);
	close(t->other);
	t->fd = t->other = -1;
}

static inline void terminal_close(struct terminal *t)
{
	if (t->fd >= 0)
		terminal_hang_up(t);
	close(t->orders);
	close(t->reports);
	waitpid(t->shell, NULL, 0);
	bytes_clear(&t->out);
	for (size_t i = 0; i < TERMINAL_ROWS; i++)
		bytes_clear(&t->screen.row[i]);
}

/* Keys ------------------------------------------------------------------------------------------- */

static inline void terminal_press_n(struct terminal *t, const char *keys, size_t n)
{
	int64_t end = terminal_now() + terminal_stretch(TERMINAL_LIMIT_MS);

	t->since = t->screen.at;
	while (n) {
		ssize_t put = write(t->fd, keys, n);

		if (put > 0) {
			keys += put;
			n -= (size_t)put;
		} else if (terminal_now() > end) {
			terminal_fail(t, "keys are not taken", "");
		} else {
			terminal_read(t, TERMINAL_STEP_MS);
		}
	}
}

/* Whether the program has read all keys: poll(2), unlike FIONREAD, looks for those on their way as
 * well. While the terminal edits lines itself, only lines that have ended count. */
static inline bool terminal_is_taken(struct terminal *t, const char *what)
{
	struct pollfd set = {.fd = t->other, .events = POLLIN};

	(void)what;
	return !poll(&set, 1, 0);
}

static inline void terminal_await_taken(struct terminal *t)
{
	terminal_await_for(t, TERMINAL_LIMIT_MS, terminal_is_taken, "", "keys are not read");
}

static inline void terminal_press(struct terminal *t, const char *keys)
{
	terminal_press_n(t, keys, strlen(keys));
}

#endif
