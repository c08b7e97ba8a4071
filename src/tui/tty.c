/*
 * readline reads what read_key gives it, and never waits on its own: where it wants more keys before
 * it comes back (the end of a paste, the rest of a character) a signal still ends the wait.
 */
#include "tui/tty.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include <readline/readline.h>

#include "base/bytes.h"

enum { STOP_TRIES = 10 };

const int tty_signals[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGQUIT, 0};

/* readline's callbacks take no closure: there is one terminal. */
static struct {
	struct flight *flight;   /* of the thread that reads */
	const atomic_uint *news; /* something wants that thread */
	int key;                 /* the next one; EOF: none */
	bool gone;
} self = {.key = EOF};

void tty_block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (const int *number = tty_signals; *number; number++)
		sigaddset(&set, *number);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* Keys ------------------------------------------------------------------------------------------- */

/* EOF: there is none, because something else is to be done or the terminal is gone. */
static int read_key(void)
{
	unsigned char c;
	ssize_t n = -1;
	int err = EINTR;

	flight_enter(self.flight, INT64_MAX);
	if (!atomic_load(self.news)) {
		n = read(STDIN_FILENO, &c, 1);
		err = errno;
	}
	flight_leave(self.flight);
	if (n == 1)
		return c;
	self.gone = self.gone || !n || err != EINTR;
	return EOF;
}

static int next_key(void)
{
	int c = self.key;

	self.key = EOF;
	return c != EOF ? c : read_key();
}

/* rl_getc_function. At an EOF readline would take the line for ended and have it done, so where a key
 * is missing in the middle of a sequence, it gets the one that drops the line. */
static int give_key(FILE *in)
{
	int c = next_key();

	(void)in;
	return c != EOF ? c : TTY_DROP;
}

/* rl_input_available_hook: waits as long as readline's own way of asking would. */
static int has_key(void)
{
	struct pollfd set = {.fd = STDIN_FILENO, .events = POLLIN};
	int us = rl_set_keyboard_input_timeout(-1); /* -1: only tells */

	/* the terminal throws away what was typed when a signal is: only a key in the hand is one */
	if (self.key == EOF && poll(&set, 1, us / 1000) == 1)
		self.key = read_key();
	return self.key != EOF;
}

enum tty_key tty_read(void)
{
	self.key = read_key();
	if (self.key != EOF)
		return TTY_KEY;
	return self.gone ? TTY_GONE : TTY_NO_KEY;
}

bool tty_is_gone(void)
{
	return self.gone;
}

int tty_paste(int count, int key)
{
	static const char end[] = "\033[201~";
	const size_t n = sizeof(end) - 1;
	struct bytes text = BYTES_INIT;
	int c;

	(void)count;
	(void)key;
	while ((c = next_key()) != EOF) {
		if (c)
			bytes_add_char(&text, c == '\r' ? '\n' : (char)c);
		if (text.len >= n && !memcmp(text.data + text.len - n, end, n)) {
			text.len -= n;
			text.data[text.len] = 0;
			break;
		}
	}
	rl_insert_text(bytes_str(&text));
	bytes_clear(&text);
	return 0;
}

/* Modes ------------------------------------------------------------------------------------------ */

void tty_take(struct flight *flight, const atomic_uint *news)
{
	self.flight = flight;
	self.news = news;
	rl_getc_function = give_key;
	rl_input_available_hook = has_key;
	/* at each line readline would set the modes anew, and put them back at its end */
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	tty_need();
}

void tty_leave(void)
{
	rl_deprep_terminal();
}

bool tty_is_ours(void)
{
	pid_t group = tcgetpgrp(STDIN_FILENO);

	return group < 0 || group == getpgrp(); /* < 0: it is not our controlling terminal */
}

void tty_await(void)
{
	/* modes that are seen from the background are somebody else's; where nobody could continue the
	 * program it does not stop */
	for (int i = 0; i < STOP_TRIES && !tty_is_ours(); i++)
		raise(SIGTTIN);
}

void tty_need(void)
{
	tty_await();
	rl_prep_terminal(1); /* it knows whether it has to */
}

void tty_take_again(void)
{
	tty_leave();
	tty_need();
}

void tty_obey(int number)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	tty_leave();
	/* its default, or nothing where our parent had it ignored */
	raise(number);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* The line --------------------------------------------------------------------------------------- */

void tty_hide_line(void)
{
	rl_clear_visible_line();
	/* a terminal that cannot erase has its one row written over */
	if (!rl_get_termcap("ce")) {
		int columns;

		rl_get_screen_size(NULL, &columns);
		fprintf(rl_outstream, "\r%*s\r", columns > 1 ? columns - 1 : 0, "");
	}
	/* what comes next does not go through readline's buffer */
	fflush(rl_outstream);
}

void tty_show_line(void)
{
	fputs("\r", rl_outstream); /* once too often does no harm */
	rl_on_new_line();
	rl_forced_update_display();
}
