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
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/escape.h"
#include "base/memory.h"
#include "cli/cli.h"
#include "report/transcript.h"
#include "session/interp.h"
#include "session/script.h"
#include "session/verb.h"
#include "tables/errnos.h"
#include "tui/completion.h"

enum { HISTORY_MAX = 5000, NUDGE_MS = 20, PIECE = 65536 };

/* readline's callbacks take no closure: there is one prompt. */
static struct repl {
	struct session session;
	struct sink sink;
	struct transcript transcript;
	struct bytes command; /* lines typed so far of a command that is not whole */
	char *history;        /* its file; NULL: none */
	bool terminal;
	bool over;
	int code;
	int wake;          /* eventfd: a signal or a job wants the main loop */
	atomic_bool busy;  /* a command runs */
	atomic_int signal; /* the one that woke us; 0: none */
} self;

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

static void on_signal(void *closure, int number)
{
	(void)closure;
	atomic_store(&self.signal, number);
	if (number != SIGWINCH && atomic_load(&self.busy)) {
		session_stop(&self.session, number);
		nudge_later();
	}
	wake();
}

static void on_run_over(void *closure)
{
	(void)closure;
}

/* A command that was told to stop may have been between two calls: it is told again. */
static void on_flush(void *closure)
{
	(void)closure;
	if (!atomic_load(&self.busy) || !atomic_load(&self.session.stop))
		return;
	session_interrupt(&self.session);
	nudge_later();
}

/* Output ----------------------------------------------------------------------------------------- */

/* Under the journal's lock: while a command runs its lines go out at once; those of jobs wait for the
 * main loop, which knows how to write above the prompt. */
static void on_waiting(void *closure)
{
	(void)closure;
	if (atomic_load(&self.busy))
		sink_flush(&self.sink);
	else
		wake();
}

static void show_waiting(void)
{
	if (!self.sink.buffer.len)
		return;
	if (self.terminal)
		rl_clear_visible_line();
	journal_flush(&self.session.engine.journal, true);
	if (self.terminal) {
		rl_on_new_line();
		rl_forced_update_display();
	}
}

static void print_shown(const char *text, size_t n)
{
	struct bytes shown = BYTES_INIT;

	escape_show(&shown, text, n, self.transcript.charset, true);
	bytes_add_char(&shown, '\n');
	cli_print(&shown);
	bytes_clear(&shown);
}

/* A value, or the words of a list with blanks between them. */
static void print_result(const struct result *r)
{
	struct bytes text = BYTES_INIT;
	size_t n;

	for (size_t i = 0; r->is_list && i < result_count(r); i++) {
		const char *word = result_word(r, i, &n);

		if (i)
			bytes_add_char(&text, ' ');
		bytes_add(&text, word, n);
	}
	if (!r->is_list)
		bytes_add(&text, r->bytes.data, r->bytes.len);
	if (text.len)
		print_shown(text.data, text.len);
	bytes_clear(&text);
}

/* Commands --------------------------------------------------------------------------------------- */

/* Whether the line is one call itself, which may become a job: not one inside another command. */
static bool is_direct(const char *line, size_t n, const struct verb **v)
{
	size_t word = strcspn(line, " \t\n;");

	*v = verb_find(line, word);
	return *v && (*v)->prepare && !memchr(line, '[', n) && !memchr(line, ';', n) &&
	       !memchr(line, '\n', n);
}

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

static void run_command(const char *text, size_t n)
{
	struct session *s = &self.session;
	const struct verb *v;
	enum outcome o;

	text += strspn(text, " \t\n");
	n = strlen(text);
	s->direct = is_direct(text, n, &v);
	atomic_store(&self.busy, true);
	o = script_run_text(s, text, n, NULL);
	verb_land_jobs(s);
	journal_flush(&s->engine.journal, true);
	atomic_store(&self.busy, false);
	tell(o, v);
	if (atomic_load(&s->stop)) {
		if (atomic_load(&s->stop_signal) != SIGINT) {
			self.over = true;
			self.code = CLI_INTERRUPTED;
		}
		atomic_store(&s->stop, false);
		atomic_store(&s->stop_signal, 0);
	}
	interp_resume(s->interp);
}

static void take_line(const char *line)
{
	if (self.command.len)
		bytes_add_char(&self.command, '\n');
	bytes_add_str(&self.command, line);
	if (!script_is_whole(&self.session, bytes_str(&self.command), self.command.len))
		return;
	if (self.command.len)
		run_command(bytes_str(&self.command), self.command.len);
	bytes_reset(&self.command);
	if (self.sink.err)
		self.over = true;
}

/* The terminal ----------------------------------------------------------------------------------- */

static void on_line(char *line)
{
	if (!line) {
		self.over = true;
		fputs("\n", stdout);
		fflush(stdout);
		return;
	}
	rl_callback_handler_remove();
	if (*line && self.history) {
		add_history(line);
		if (append_history(1, self.history))
			write_history(self.history);
	}
	take_line(line);
	free(line);
	if (!self.over)
		rl_callback_handler_install(self.command.len ? continued : prompt, on_line);
}

/* Functions of readline 8.2 that can free memory twice or read freed memory: searches that are not
 * incremental, and numeric arguments; and the switch to vi mode nobody means to press. */
static void unbind_faulty(void)
{
	static rl_command_func_t *const faulty[] = {
	    rl_noninc_forward_search,
	    rl_noninc_reverse_search,
	    rl_noninc_forward_search_again,
	    rl_noninc_reverse_search_again,
	    rl_vi_search,
	    rl_vi_search_again,
	    rl_vi_editing_mode,
	    rl_digit_argument,
	    rl_universal_argument,
	    rl_vi_arg_digit,
	    rl_re_read_init_file,
	};
	Keymap maps[] = {emacs_standard_keymap, emacs_meta_keymap, emacs_ctlx_keymap,
	                 vi_movement_keymap, vi_insertion_keymap};

	for (size_t m = 0; m < sizeof(maps) / sizeof(maps[0]); m++)
		for (size_t f = 0; f < sizeof(faulty) / sizeof(faulty[0]); f++)
			rl_unbind_function_in_map(faulty[f], maps[m]);
}

/* $XDG_STATE_HOME/sockpit/history, as the XDG base directory specification says. */
static char *history_file(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct bytes path = BYTES_INIT;

	if (state && *state == '/')
		bytes_add_str(&path, state);
	else if (home && *home == '/')
		bytes_addf(&path, "%s/.local/state", home);
	else
		return NULL;
	bytes_add_str(&path, "/sockpit");
	/* each folder on the way that is missing, for this user only */
	for (char *slash = strchr(path.data + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		mkdir(path.data, 0700);
		*slash = '/';
	}
	mkdir(path.data, 0700);
	bytes_add_str(&path, "/history");
	return bytes_take(&path);
}

static void open_history(void)
{
	int fd;

	using_history();
	stifle_history(HISTORY_MAX);
	self.history = history_file();
	if (!self.history)
		return;
	fd = open(self.history, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		fprintf(stderr, "sockpit: no history: %s: %s\n", self.history, errno_text(errno));
		free(self.history);
		self.history = NULL;
		return;
	}
	close(fd);
	read_history(self.history);
	history_truncate_file(self.history, HISTORY_MAX);
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

/* Ctrl-C at the prompt: an empty line gives it to the job that runs, else it clears the line. */
static void interrupt_line(void)
{
	struct job *job = *rl_line_buffer || self.command.len ? NULL : running_job();

	if (job) {
		jobs_interrupt(job);
		return;
	}
	bytes_reset(&self.command);
	fputs("^C", stdout);
	fflush(stdout);
	rl_callback_sigcleanup();
	rl_callback_handler_remove();
	fputs("\n", stdout);
	fflush(stdout);
	rl_callback_handler_install(prompt, on_line);
}

static void take_wake(void)
{
	int number = atomic_exchange(&self.signal, 0);
	uint64_t count;
	ssize_t got = read(self.wake, &count, sizeof(count));

	(void)got;
	if (number == SIGINT && self.terminal) {
		interrupt_line();
	} else if (number == SIGWINCH) {
		rl_resize_terminal();
	} else if (number) {
		self.over = true;
		self.code = CLI_INTERRUPTED;
	}
	verb_land_jobs(&self.session);
	show_waiting();
}

static void run_terminal(void)
{
	struct pollfd set[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
	                        {.fd = self.wake, .events = POLLIN}};

	rl_readline_name = "sockpit";
	rl_catch_signals = 1; /* those it can get here: SIGTSTP, SIGTTIN, SIGTTOU */
	rl_persistent_signal_handlers = 1;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	rl_initialize();
	unbind_faulty();
	completion_start(&self.session);
	open_history();
	rl_callback_handler_install(prompt, on_line);
	while (!self.over) {
		if (poll(set, 2, -1) < 0) {
			rl_check_signals();
			continue;
		}
		if (set[1].revents)
			take_wake();
		if (!self.over && set[0].revents)
			rl_callback_read_char();
	}
	rl_callback_handler_remove();
	completion_stop();
	clear_history();
	free(self.history);
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
		run_command(bytes_str(&self.command), self.command.len);
	bytes_clear(&text);
}

static void on_job_done(void *closure)
{
	(void)closure;
	wake();
}

static int start(void)
{
	static const int window[] = {SIGWINCH, 0};
	struct keeper_events events = {on_signal, on_run_over, on_flush, window, NULL};
	struct session *s = &self.session;

	self.terminal = isatty(STDIN_FILENO);
	self.wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	flight_prepare();
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
		puts(
		    "sockpit: help lists the verbs, Tab completes, Ctrl-C interrupts a call, Ctrl-D ends.");
		fflush(stdout);
		run_terminal();
	} else {
		run_lines();
	}
	jobs_stop(&self.session.jobs);
	journal_flush(&self.session.engine.journal, true);
	session_clear(&self.session);
	if (self.sink.err) {
		fprintf(stderr, "sockpit: standard output: cannot be written: %s\n",
		        errno_text(self.sink.err));
		self.code = CLI_OUTPUT;
	}
	transcript_clear(&self.transcript);
	sink_clear(&self.sink);
	bytes_clear(&self.command);
	return self.code;
}
