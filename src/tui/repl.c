/*
 * The prompt: readline fed through its callback interface, so that what jobs report can be shown
 * above the line that is being typed. Commands run on this thread; Ctrl-C ends the command, not the
 * program.
 */
#include "tui/repl.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include <readline/readline.h>

#include "base/escape.h"
#include "cli/cli.h"
#include "report/transcript.h"
#include "session/interp.h"
#include "session/script.h"
#include "session/verb.h"
#include "tables/errnos.h"
#include "tui/completion.h"
#include "tui/editing.h"
#include "tui/line.h"
#include "tui/past.h"
#include "tui/tty.h"

enum { NUDGE_MS = 20, GRACE_S = 2, PIECE = 65536, DROP_TRIES = 10 };

/* readline's callbacks take no closure: there is one prompt. */
static struct repl {
	struct session session;
	struct sink sink;
	struct transcript transcript;
	struct bytes command; /* lines typed so far of a command that is not whole */
	bool dropped;         /* the line that ends is to be forgotten */
	unsigned drops;       /* how often that was so */
	bool terminal;
	bool over;
	int code;
	int wake;              /* eventfd: something wants the main loop */
	pthread_mutex_t turn;  /* whose signals are: the command's, or the prompt's */
	atomic_bool busy;      /* a command runs; changes under turn */
	atomic_uint urgent;    /* signals for the prompt, 1 << number: keys have to wait */
	atomic_bool resized;   /* SIGWINCH has come */
	atomic_bool continued; /* SIGCONT has come, and not because of what we did ourselves */
	atomic_bool stopping;  /* we stop ourselves: the SIGCONT that ends it is ours */
	atomic_bool waiting;   /* lines of jobs wait to be shown */
	atomic_bool unwritten; /* what was shown did not get out */
	int64_t force_at;      /* the keeper's: when what was told to end is ended by force; 0: never */
	struct termios before; /* the terminal's modes as they were found */
} self = {.turn = PTHREAD_MUTEX_INITIALIZER};

static const char prompt[] = "sockpit> ", continued[] = "    ...> ";

static void wake(void)
{
	uint64_t one = 1;
	ssize_t put = write(self.wake, &one, sizeof(one));

	(void)put;
}

/* Keeper's thread -------------------------------------------------------------------------------- */

static void nudge_later(void)
{
	struct engine *e = &self.session.engine;

	keeper_flush_at(&e->keeper, clock_monotonic(&e->clock) + NUDGE_MS * CLOCK_MS);
}

/* For a command that runs: it ends, or stops with the whole program. Under turn, so that it does not
 * hit the next one. */
static void signal_command(int number)
{
	if (number == SIGCONT) {
		if (tty_is_ours())
			tty_take_again();
	} else if (number == SIGTSTP || number == SIGQUIT) {
		atomic_store(&self.stopping, number == SIGTSTP);
		tty_obey(number);
		if (tty_is_ours())
			tty_need();
	} else {
		session_stop(&self.session, number);
		nudge_later();
	}
}

/* Whether the signal is for the program: Ctrl-C is, where nobody presses keys. */
static bool ends_program(int number)
{
	return number == SIGHUP || number == SIGTERM || (number == SIGINT && !self.terminal);
}

static void on_signal(void *closure, int number)
{
	struct engine *e = &self.session.engine;

	(void)closure;
	if (ends_program(number) && !self.force_at) {
		self.force_at = clock_monotonic(&e->clock) + GRACE_S * CLOCK_S;
		nudge_later();
	}
	if (number == SIGCONT && atomic_exchange(&self.stopping, false))
		return;
	pthread_mutex_lock(&self.turn);
	if (number == SIGWINCH) {
		atomic_store(&self.resized, true);
	} else if (atomic_load(&self.busy)) {
		signal_command(number);
	} else if (number == SIGCONT) {
		atomic_store(&self.continued, true);
	} else {
		atomic_fetch_or(&self.urgent, 1u << number);
		session_interrupt(&self.session); /* waiting for a key is a call, too */
	}
	pthread_mutex_unlock(&self.turn);
	wake();
}

static void on_run_over(void *closure)
{
	(void)closure;
}

/* What does not end is left: a call that goes on, or output that nobody reads. */
static void end_by_force(void)
{
	journal_flush_last(&self.session.engine.journal);
	if (self.terminal && tty_is_ours())
		tcsetattr(STDIN_FILENO, TCSANOW, &self.before);
	_exit(CLI_INTERRUPTED);
}

/* A command that was told to stop may have been between two calls: it is told again. */
static void on_flush(void *closure)
{
	struct engine *e = &self.session.engine;

	(void)closure;
	if (self.force_at) {
		if (clock_monotonic(&e->clock) >= self.force_at)
			end_by_force();
		nudge_later();
	}
	pthread_mutex_lock(&self.turn);
	if (atomic_load(&self.busy) && atomic_load(&self.session.stop)) {
		session_interrupt(&self.session);
		nudge_later();
	}
	pthread_mutex_unlock(&self.turn);
}

/* Output ----------------------------------------------------------------------------------------- */

/* Under the journal's lock: while a command runs its lines go out at once; those of jobs wait for the
 * main loop, which knows how to write above the prompt. */
static void on_waiting(void *closure)
{
	(void)closure;
	if (atomic_load(&self.busy)) {
		sink_flush(&self.sink);
	} else {
		atomic_store(&self.waiting, true);
		wake();
	}
}

/* There is nobody to show anything to: what runs ends. Under the journal's lock. */
static void on_unwritten(void *closure)
{
	(void)closure;
	atomic_store(&self.unwritten, true);
	atomic_store(&self.session.stop, true);
	interp_cancel(self.session.interp);
	jobs_wake(&self.session.jobs);
	nudge_later();
	wake();
}

static void show_waiting(void)
{
	if (!atomic_exchange(&self.waiting, false))
		return;
	if (self.terminal)
		tty_hide_line();
	journal_flush(&self.session.engine.journal, true);
	if (self.terminal)
		tty_show_line();
}

static void print_shown(const char *text, size_t n)
{
	struct bytes shown = BYTES_INIT;

	escape_show(&shown, text, n, self.transcript.charset, true);
	bytes_add_char(&shown, '\n');
	if (cli_print(&shown) != CLI_OK)
		atomic_store(&self.unwritten, true);
	bytes_clear(&shown);
}

static void print_result(const struct result *r)
{
	struct bytes text = BYTES_INIT;

	line_add_result(&text, r);
	if (text.len)
		print_shown(text.data, text.len);
	bytes_clear(&text);
}

/* Commands --------------------------------------------------------------------------------------- */

/* The transcript has told of calls and failures; what is left are values and refusals. */
static void tell(enum outcome o, const struct verb *v)
{
	struct session *s = &self.session;

	switch (o) {
	case OUTCOME_OK:
		if (!(v && (v->prepare || !strcmp(v->family, "verdict"))))
			print_result(&s->result);
		break;
	case OUTCOME_REFUSED:
	case OUTCOME_TIMED_OUT:
	case OUTCOME_SKIPPED:
		print_shown(bytes_str(&s->problem.message), s->problem.message.len);
		break;
	case OUTCOME_EXIT:
		self.over = true;
		self.code = s->exit_code ? s->exit_code : session_verdict(s);
		break;
	case OUTCOME_CALL_FAILED:
	case OUTCOME_STOPPED:
		break;
	}
}

static bool has(unsigned signals, int number)
{
	return signals & 1u << number;
}

static bool has_end(unsigned signals)
{
	return has(signals, SIGHUP) || has(signals, SIGTERM) ||
	       (has(signals, SIGINT) && !self.terminal);
}

/* From here on signals are the command's. False when one came before that ends the program: nothing
 * would end the command. */
static bool begin_command(void)
{
	pthread_mutex_lock(&self.turn);
	if (has_end(atomic_load(&self.urgent))) {
		self.over = true;
		self.code = CLI_INTERRUPTED;
	}
	atomic_store(&self.busy, !self.over);
	pthread_mutex_unlock(&self.turn);
	return !self.over;
}

/* From here on signals are the prompt's. Answers the one that stopped the command; 0: none did. */
static int end_command(void)
{
	struct session *s = &self.session;
	int number;

	pthread_mutex_lock(&self.turn);
	atomic_store(&self.busy, false);
	atomic_store(&s->stop, false);
	number = atomic_exchange(&s->stop_signal, 0);
	interp_resume(s->interp);
	pthread_mutex_unlock(&self.turn);
	/* whoever still wrote on the command's behalf has done so when this returns */
	journal_flush(&s->engine.journal, true);
	return number;
}

static void run_command(const char *text)
{
	struct session *s = &self.session;
	const struct verb *v;
	enum outcome o;
	size_t n;
	int number;

	text += strspn(text, " \t\n");
	n = strlen(text);
	s->direct = line_is_direct(text, n, &v);
	if (!begin_command())
		return;
	o = script_run_text(s, text, n, NULL);
	verb_land_jobs(s);
	number = end_command();
	tell(o, v);
	if (number == SIGINT && self.terminal)
		print_shown("interrupted", strlen("interrupted"));
	/* Ctrl-C is for the command, but where nobody presses keys it is for the program */
	if (number && ends_program(number)) {
		self.over = true;
		self.code = CLI_INTERRUPTED;
	}
	if (atomic_load(&self.unwritten))
		self.over = true;
}

static void take_line(const char *line)
{
	if (self.command.len)
		bytes_add_char(&self.command, '\n');
	bytes_add_str(&self.command, line);
	if (!script_is_whole(&self.session, bytes_str(&self.command), self.command.len))
		return;
	if (self.command.len)
		run_command(bytes_str(&self.command));
	bytes_reset(&self.command);
}

/* The terminal ----------------------------------------------------------------------------------- */

static void on_line(char *line)
{
	rl_callback_handler_remove();
	if (!line) {
		self.over = true;
		fputs("\n", rl_outstream);
		rl_eof_found = 0; /* or readline, when it leaves the terminal, may do the same */
		return;
	}
	if (self.dropped) {
		self.dropped = false;
		bytes_reset(&self.command);
	} else {
		if (*line)
			past_add(line);
		take_line(line);
	}
	free(line);
	if (self.over)
		return;
	tty_need();
	rl_callback_handler_install(self.command.len ? continued : prompt, on_line);
}

/* A command of readline's: ends the line as Enter does, so that readline forgets all it knows of it,
 * but nothing is done. */
static int drop_line(int count, int key)
{
	rl_deactivate_mark();
	rl_point = rl_end;
	(*rl_redisplay_function)();
	fputs("^C", rl_outstream);
	self.dropped = true;
	self.drops++;
	return rl_newline(count, key);
}

static void start_readline(void)
{
	Keymap maps[] = {emacs_standard_keymap, vi_insertion_keymap};

	editing_start(TTY_DROP, drop_line);
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		rl_bind_keyseq_in_map("\033[200~", tty_paste, maps[i]);
}

/* The job that was started last and still runs. */
static struct job *running_job(void)
{
	struct jobs *jobs = &self.session.jobs;

	for (size_t i = jobs->all.count; i-- > 0;) {
		struct job *job = jobs->all.item[i];

		if (!atomic_load(&job->done))
			return job;
	}
	return NULL;
}

static void tell_uninterrupted(const struct job *job)
{
	struct bytes text = BYTES_INIT;

	bytes_addf(&text, "job%u (%s) does not end: it cannot be interrupted", job->number,
	           job->call.row->name);
	tty_hide_line();
	print_shown(bytes_str(&text), text.len);
	tty_show_line();
	bytes_clear(&text);
}

/* Ctrl-C at the prompt: an empty line gives it to the job that runs, else it clears the line. */
static void interrupt_line(void)
{
	struct job *job = *rl_line_buffer || self.command.len ? NULL : running_job();
	unsigned drops = self.drops;
	bool dropped = false;

	if (job) {
		if (!jobs_interrupt(job, ENDER_KEY) && !atomic_load(&job->done))
			tell_uninterrupted(job);
		return;
	}
	/* by a key, as Enter does it, so that readline forgets all it knows of the line; what is under
	 * way, a search or an Escape, takes the first one for itself */
	for (int i = 0; i < DROP_TRIES && !dropped; i++) {
		rl_execute_next(TTY_DROP);
		rl_callback_read_char();
		dropped = self.drops != drops;
	}
}

/* Ctrl-Z at the prompt, and Ctrl-\, which ends the program with a core file. */
static void obey(int number)
{
	tty_hide_line();
	atomic_store(&self.stopping, number == SIGTSTP);
	tty_obey(number);
	tty_need();
	tty_show_line();
}

static void take_signals(void)
{
	unsigned urgent = atomic_exchange(&self.urgent, 0);

	if (has_end(urgent)) {
		self.over = true;
		self.code = CLI_INTERRUPTED;
		return;
	}
	if (has(urgent, SIGQUIT))
		obey(SIGQUIT);
	if (has(urgent, SIGINT))
		interrupt_line();
	if (has(urgent, SIGTSTP))
		obey(SIGTSTP);
	if (atomic_exchange(&self.continued, false)) {
		tty_take_again();
		tty_show_line();
	}
	if (atomic_exchange(&self.resized, false) && self.terminal)
		rl_resize_terminal();
}

static void take_wake(void)
{
	uint64_t count;
	ssize_t got = read(self.wake, &count, sizeof(count));

	(void)got;
	take_signals();
	verb_land_jobs(&self.session);
	if (!self.over)
		show_waiting();
	if (atomic_load(&self.unwritten))
		self.over = true;
}

static void take_key(void)
{
	enum tty_key key = tty_read();

	if (key == TTY_KEY)
		rl_callback_read_char();
	if (tty_is_gone())
		self.over = true;
}

static void run_terminal(void)
{
	struct pollfd set[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
	                        {.fd = self.wake, .events = POLLIN}};

	struct bytes problem = BYTES_INIT;

	start_readline();
	completion_start(&self.session, NULL);
	past_open(&problem);
	if (problem.len)
		fprintf(stderr, "sockpit: %s\n", bytes_str(&problem));
	bytes_clear(&problem);
	tty_take(&self.session.flight, &self.urgent);
	rl_callback_handler_install(prompt, on_line);
	while (!self.over) {
		if (poll(set, 2, -1) < 0)
			continue;
		if (set[1].revents)
			take_wake();
		if (!self.over && set[0].revents)
			take_key();
	}
	rl_callback_handler_remove();
	tty_leave();
	past_close();
}

/* The whole lines of what was read; the rest stays. */
static void take_lines(struct bytes *text)
{
	static const char nul[] = "a line with a NUL byte is no command";
	size_t at = 0;
	char *end;

	while (!self.over && (end = memchr(text->data + at, '\n', text->len - at))) {
		*end = 0;
		if (strlen(text->data + at) < (size_t)(end - text->data) - at)
			print_shown(nul, sizeof(nul) - 1);
		else
			take_line(text->data + at);
		at = (size_t)(end - text->data) + 1;
	}
	bytes_drop(text, at);
}

/* Lines from a pipe: no prompt, no jobs by themselves. */
static void run_lines(void)
{
	struct pollfd set[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
	                        {.fd = self.wake, .events = POLLIN}};
	struct bytes text = BYTES_INIT;
	ssize_t n = 1;

	while (!self.over && n > 0) {
		if (poll(set, 2, -1) < 0)
			continue;
		if (set[1].revents)
			take_wake();
		if (self.over || !set[0].revents)
			continue;
		bytes_reserve(&text, PIECE);
		n = read(STDIN_FILENO, text.data + text.len, PIECE);
		if (n > 0) {
			text.len += (size_t)n;
			take_lines(&text);
		}
	}
	if (!self.over && text.len) {
		bytes_add_char(&text, '\n');
		take_lines(&text);
	}
	if (!self.over && self.command.len)
		run_command(bytes_str(&self.command));
	bytes_clear(&text);
}

static void on_job_done(void *closure)
{
	(void)closure;
	wake();
}

static int start(void)
{
	struct keeper_events events = {on_signal, on_run_over, on_flush, NULL, NULL};
	struct session *s = &self.session;

	self.terminal = isatty(STDIN_FILENO);
	if (self.terminal)
		tcgetattr(STDIN_FILENO, &self.before);
	self.wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	flight_prepare();
	if (self.terminal) {
		tty_block_signals();
		events.also = tty_signals;
	}
	if (self.wake < 0 || session_init(s, sys_real(), JOURNAL_SLOTS, &events)) {
		fprintf(stderr, "sockpit: the session cannot start: %s\n", errno_text(errno));
		return -1;
	}
	s->folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	s->interactive = self.terminal;
	s->jobs.on_done = on_job_done;
	sink_init(&self.sink, STDOUT_FILENO, "standard output");
	self.sink.immediate = false;
	self.sink.waiting = on_waiting;
	self.sink.failed = on_unwritten;
	transcript_init(&self.transcript, &self.sink, false, false, ESCAPE_UTF8);
	journal_add_tap(&s->engine.journal, &self.transcript.tap);
	return 0;
}

int repl_main(int argc, char **argv)
{
	if (argc > 1) {
		int help = !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h");

		fprintf(help ? stdout : stderr,
		        "Usage: sockpit repl\nThe prompt of the session language.\n");
		return help ? CLI_OK : CLI_USAGE;
	}
	if (start())
		return CLI_FAILED;
	if (self.terminal) {
		puts("sockpit: help lists the verbs, Tab completes, Ctrl-C interrupts, Ctrl-D ends.");
		fflush(stdout);
		run_terminal();
	} else {
		run_lines();
	}
	jobs_stop(&self.session.jobs);
	journal_flush(&self.session.engine.journal, true);
	if (atomic_load(&self.unwritten)) {
		if (self.sink.err)
			fprintf(stderr, "sockpit: standard output: cannot be written: %s\n",
			        errno_text(self.sink.err));
		self.code = CLI_OUTPUT;
	}
	/* a call that does not end still uses what its return is told to */
	if (session_clear(&self.session)) {
		completion_stop();
		transcript_clear(&self.transcript);
		sink_clear(&self.sink);
	}
	bytes_clear(&self.command);
	return self.code;
}
