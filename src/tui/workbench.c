/*
 * Two threads and a guard: this one does the session, the screen's draws, the guard gives the terminal back
 * when neither can. Where there is no screen to be had, the plain prompt takes over.
 */
#include "tui/workbench.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <langinfo.h>
#include <libgen.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/memory.h"
#include "cli/cli.h"
#include "report/jsonl.h"
#include "report/recording.h"
#include "session/interp.h"
#include "session/screen.h"
#include "session/script.h"
#include "session/stepping.h"
#include "tables/errnos.h"
#include "tui/completion.h"
#include "tui/errands.h"
#include "tui/guard.h"
#include "tui/keys.h"
#include "tui/paint.h"
#include "tui/repl.h"
#include "tui/screen.h"
#include "tui/theme.h"

enum {
	EVENTS_KEPT = 1 << 17, /* in memory; the panes go back as far */
	NUDGE_MS = 20,         /* a command that was stopped is stopped again so often */
	GRACE_S = 2            /* and the program ended by force after this */
};

/* Signals have no closure: there is one workbench. */
static struct workbench {
	struct session session;
	struct board board;
	struct desk desk;
	struct errands errands;
	struct screen *screen;
	pthread_t thread;
	struct screen_settings settings;
	const char *file;   /* the script; NULL: none */
	const char *record; /* where the journal is written; NULL: nowhere */
	struct sink sink;
	struct jsonl jsonl;
	bool allow_files;
	int64_t force_at; /* the keeper's: when what was told to end is ended by force; 0: never */
	atomic_bool unwritten;
	atomic_bool signalled; /* a signal ended it */
	atomic_bool started;   /* signals are the session's business */
} self;

static const char usage[] =
    "Usage: sockpit [OPTION]... [FILE]\n"
    "The workbench: a screen for sockets. FILE is a script, loaded to be stepped through.\n"
    "\n"
    "      --ascii        draw with ASCII only\n"
    "      --no-mouse     leave the mouse to the terminal\n"
    "      --record=JOURNAL  write the journal there, as JSON Lines: sockpit view shows it\n"
    "      --allow-files  let the session read files anywhere\n"
    "  -h, --help         this\n"
    "\n"
    "Without a terminal, or with one that text cannot be placed on (TERM=dumb), the plain prompt\n"
    "takes its place; sockpit repl asks for it.\n";

static const char view_usage[] =
    "Usage: sockpit view [OPTION]... JOURNAL\n"
    "A recorded session (sockpit run --record) in the workbench: Left and Right go through it.\n"
    "\n"
    "      --ascii     draw with ASCII only\n"
    "      --no-mouse  leave the mouse to the terminal\n"
    "  -h, --help      this\n";

#define TORN "the last line was not whole: it is not shown"
#define UNENDED "the recorded session did not come to its end"

/* The command line -------------------------------------------------------------------------------- */

enum { OPTION_ASCII = 256, OPTION_NO_MOUSE, OPTION_RECORD, OPTION_ALLOW_FILES };

static int complain(const char *what, const char *word, const char *expected)
{
	struct bytes shown = BYTES_INIT;

	escape_show(&shown, word, strlen(word), ESCAPE_UTF8, false);
	fprintf(stderr, "sockpit: %s \"%s\": %s\n", what, bytes_str(&shown), expected);
	bytes_clear(&shown);
	return CLI_USAGE;
}

/* -1: go on; else the exit code. */
static int read_options(int argc, char **argv, bool view)
{
	static const struct option options[] = {
	    {"ascii", no_argument, NULL, OPTION_ASCII},
	    {"no-mouse", no_argument, NULL, OPTION_NO_MOUSE},
	    {"help", no_argument, NULL, 'h'},
	    {"record", required_argument, NULL, OPTION_RECORD},
	    {"allow-files", no_argument, NULL, OPTION_ALLOW_FILES},
	    {NULL, 0, NULL, 0},
	};
	int option;

	self.settings.mouse = true;
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == OPTION_ASCII)
			self.settings.ascii = true;
		else if (option == OPTION_NO_MOUSE)
			self.settings.mouse = false;
		else if (option == OPTION_RECORD && !view)
			self.record = optarg;
		else if (option == OPTION_ALLOW_FILES && !view)
			self.allow_files = true;
		else if (option == 'h')
			return fputs(view ? view_usage : usage, stdout) < 0 ? CLI_OUTPUT : CLI_OK;
		else
			return option == '?' ? CLI_USAGE
			                     : complain("view", argv[optind - 1], "is for sockpit FILE");
	}
	if (optind + 1 < argc)
		return complain("one word too many", argv[optind + 1],
		                view ? "expected one JOURNAL" : "expected one FILE");
	self.file = argv[optind];
	return -1;
}

/* The screen -------------------------------------------------------------------------------------- */

static bool locale_is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

/* Takes the terminal; -1, and why not on stderr, when there is no screen to be had. */
static int take_terminal(void)
{
	struct paint_modes modes = {theme_wants_colour(), self.settings.mouse};
	struct bytes text = BYTES_INIT;
	int taken;

	setlocale(LC_CTYPE, "");
	self.settings.ascii = self.settings.ascii || !locale_is_utf8();
	if (guard_start()) {
		fprintf(stderr, "sockpit: no screen: %s\n", errno_text(errno));
		return -1;
	}
	taken = paint_start(&modes, &text);
	if (taken) {
		guard_stop();
		fprintf(stderr, "sockpit: no screen: %s\n", bytes_str(&text));
	} else {
		paint_add_undo(&text);
		guard_arm(&text);
	}
	bytes_clear(&text);
	return taken;
}

static void give_terminal(void)
{
	paint_stop();
	guard_disarm();
	guard_stop();
}

static void *run_screen(void *closure)
{
	screen_run(closure);
	pthread_mutex_lock(&self.desk.lock);
	self.desk.over = true;
	pthread_cond_broadcast(&self.desk.changed);
	pthread_mutex_unlock(&self.desk.lock);
	/* whatever still runs is not waited for by anybody */
	errands_stop(&self.errands, SIGHUP);
	return NULL;
}

/* Keeper's thread --------------------------------------------------------------------------------- */

/* Those the screen is told, besides the ones that end a program. */
static const int screen_signals[] = {SIGWINCH, SIGCONT, SIGTSTP, 0};

/* Of every thread that is made from now on, so that they wait for the keeper. */
static void block_screen_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (const int *number = screen_signals; *number; number++)
		sigaddset(&set, *number);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* Whether it was one of those. */
static bool tell_screen(int number)
{
	if (number == SIGTSTP)
		desk_order(&self.desk, "suspend", strlen("suspend"));
	else if (number == SIGCONT)
		atomic_store(&self.desk.went_on, true);
	else if (number == SIGWINCH)
		atomic_store(&self.desk.resized, true);
	else
		return false;
	desk_wake(&self.desk);
	return true;
}

/* The screen is to end. */
static void tell_end(void)
{
	pthread_mutex_lock(&self.desk.lock);
	self.desk.ended = true;
	pthread_cond_broadcast(&self.desk.changed);
	pthread_mutex_unlock(&self.desk.lock);
	desk_wake(&self.desk);
}

static void nudge_later(void)
{
	struct engine *e = &self.session.engine;

	keeper_flush_at(&e->keeper, clock_monotonic(&e->clock) + NUDGE_MS * CLOCK_MS);
}

static void on_signal(void *closure, int number)
{
	struct engine *e = &self.session.engine;

	(void)closure;
	if (tell_screen(number))
		return;
	if (number != SIGINT)
		atomic_store(&self.signalled, true);
	/* whoever starts the session sees that it was signalled */
	if (!atomic_load(&self.started))
		return;
	if (number == SIGINT) {
		workbench_interrupt();
		return;
	}
	if (!self.force_at)
		self.force_at = clock_monotonic(&e->clock) + GRACE_S * CLOCK_S;
	errands_stop(&self.errands, number);
	nudge_later();
}

static void on_run_over(void *closure)
{
	(void)closure;
}

/* What was told to stop may have been between two calls: it is told again. What does not end is left; the
 * guard gives the terminal back. */
static void on_flush(void *closure)
{
	struct engine *e = &self.session.engine;

	(void)closure;
	if (self.force_at && clock_monotonic(&e->clock) >= self.force_at) {
		journal_flush_last(&e->journal);
		_exit(CLI_INTERRUPTED);
	}
	if (errands_nudge(&self.errands) || self.force_at)
		nudge_later();
}

void workbench_interrupt(void)
{
	switch (desk_interrupt(&self.desk)) {
	case DESK_DROPPED:
		desk_tell(&self.desk, true, "interrupted", strlen("interrupted"));
		break;
	case DESK_TOLD:
		break;
	case DESK_BUSY:
		errands_stop(&self.errands, SIGINT);
		nudge_later();
		break;
	}
}

static void on_step(void *closure)
{
	(void)closure;
	desk_wake(&self.desk);
}

static void on_job_done(void *closure)
{
	(void)closure;
	desk_stir(&self.desk);
}

/* Verbs of the screen ----------------------------------------------------------------------------- */

/* The words of one command, as they would be typed. */
static enum outcome give_order(void *closure, struct session *s, const struct word *words,
                               size_t count)
{
	struct bytes text = BYTES_INIT;

	(void)closure;
	(void)s;
	for (size_t i = 0; i < count; i++) {
		if (i)
			bytes_add_char(&text, ' ');
		bytes_add(&text, words[i].s, words[i].n);
	}
	desk_order(&self.desk, bytes_str(&text), text.len);
	bytes_clear(&text);
	return OUTCOME_OK;
}

static enum outcome give_dump(void *closure, struct session *s, struct bytes *out)
{
	(void)closure;
	return desk_dump(&self.desk, out) ? OUTCOME_OK
	                                  : session_refuse(s, "screenshot: the screen is gone already");
}

/* The session ------------------------------------------------------------------------------------- */

static void on_unwritten(void *closure)
{
	(void)closure;
	atomic_store(&self.unwritten, true);
}

static int start_recording(void)
{
	int fd;

	if (!self.record)
		return 0;
	fd = open(self.record, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		complain("--record", self.record, errno_text(errno));
		return -1;
	}
	sink_init(&self.sink, fd, self.record);
	self.sink.immediate = true;
	self.sink.failed = on_unwritten;
	jsonl_init(&self.jsonl, &self.sink, false);
	journal_add_tap(&self.session.engine.journal, &self.jsonl.tap);
	return 0;
}

/* The folder of the script, or the one we are in: files are read beneath it. */
static int open_folder(void)
{
	char *copy, *slash;
	int fd;

	if (!self.file || !strchr(self.file, '/'))
		return open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	copy = memory_copy(self.file, strlen(self.file));
	slash = strrchr(copy, '/');
	slash[slash == copy] = 0;
	fd = open(copy, O_PATH | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	return fd;
}

static int load_script(void)
{
	int fd;
	enum outcome o;

	if (!self.file)
		return CLI_OK;
	fd = open(self.file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return complain("script", self.file, errno_text(errno));
	o = stepping_load(&self.session, fd, self.file);
	close(fd);
	if (o != OUTCOME_OK) {
		fprintf(stderr, "sockpit: %s\n", bytes_str(&self.session.problem.message));
		return CLI_USAGE;
	}
	self.settings.script = true;
	return CLI_OK;
}

static int start_session(void)
{
	struct keeper_events events = {on_signal, on_run_over, on_flush, screen_signals, NULL};
	struct session *s = &self.session;

	flight_prepare();
	block_screen_signals();
	errands_init(&self.errands, s, &self.desk);
	if (desk_init(&self.desk) || session_init(s, sys_real(), EVENTS_KEPT, &events)) {
		fprintf(stderr, "sockpit: the session cannot start: %s\n", errno_text(errno));
		return CLI_FAILED;
	}
	s->folder = open_folder();
	s->allow_files = self.allow_files;
	s->ascii = self.settings.ascii;
	s->interactive = true;
	s->jobs.on_done = on_job_done;
	s->on_step = on_step;
	board_init(&self.board);
	board_attach(&self.board, &s->engine.journal);
	sockset_watch(&s->socks);
	return CLI_OK;
}

static int stop_session(void)
{
	int code = atomic_load(&self.signalled) ? CLI_INTERRUPTED : self.errands.code;

	jobs_stop(&self.session.jobs);
	journal_flush(&self.session.engine.journal, true);
	if (atomic_load(&self.unwritten)) {
		complain("--record", self.record, errno_text(self.sink.err));
		code = CLI_OUTPUT;
	}
	/* a call that does not end still uses what its return is told to */
	if (!session_clear(&self.session))
		return code;
	completion_stop();
	board_clear(&self.board);
	errands_clear(&self.errands);
	desk_clear(&self.desk);
	if (self.record) {
		jsonl_clear(&self.jsonl);
		sink_clear(&self.sink);
	}
	keys_clear();
	return code;
}

/* The plain prompt takes over, where it can stand in for the screen. */
static int fall_back(void)
{
	static char *words[] = {(char *)"repl", NULL};

	if (self.file)
		return complain("without a screen a script cannot be stepped through", self.file,
		                "sockpit run replays it");
	return repl_main(1, words);
}

static int run(void)
{
	static const struct screen_door door = {give_order, give_dump, NULL};

	self.session.screen = &door;
	self.screen = screen_new(&self.session, &self.session.engine.journal, &self.board, &self.desk,
	                         &self.settings);
	/* Tcl sets the locale when it starts, and readline asks for it on the other thread */
	interp_start(&self.session);
	atomic_store(&self.started, true);
	self.errands.over = atomic_load(&self.signalled);
	if (pthread_create(&self.thread, NULL, run_screen, self.screen))
		return CLI_FAILED;
	errands_run(&self.errands);
	tell_end();
	pthread_join(self.thread, NULL);
	screen_free(self.screen);
	self.screen = NULL;
	return CLI_OK;
}

int workbench_main(int argc, char **argv)
{
	int code = read_options(argc, argv, false);

	if (code >= 0)
		return code;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || take_terminal())
		return fall_back();
	code = start_session();
	if (!code)
		code = load_script();
	if (!code && start_recording())
		code = CLI_USAGE;
	if (!code)
		code = run();
	give_terminal();
	return code ? code : stop_session();
}

/* Recordings -------------------------------------------------------------------------------------- */

/* What there is to know of the file besides its events. */
static void tell_of_recording(const struct recording *r)
{
	if (r->torn)
		desk_tell(&self.desk, true, TORN, sizeof(TORN) - 1);
	else if (!r->ended)
		desk_tell(&self.desk, false, UNENDED, sizeof(UNENDED) - 1);
}

/* Without a session there is a keeper all the same. */
static void on_view_signal(void *closure, int number)
{
	struct keeper *keeper = closure;

	if (tell_screen(number))
		return;
	if (!atomic_exchange(&self.signalled, true))
		keeper_flush_at(keeper, clock_monotonic(keeper->clock) + GRACE_S * CLOCK_S);
	tell_end();
}

static void on_view_flush(void *closure)
{
	(void)closure;
	_exit(CLI_INTERRUPTED);
}

static void run_view(struct recording *r)
{
	board_init(&self.board);
	tell_of_recording(r);
	self.screen = screen_new(NULL, &r->journal, &self.board, &self.desk, &self.settings);
	screen_run(self.screen);
	screen_free(self.screen);
	board_clear(&self.board);
	keys_clear();
}

static int show_recording(struct recording *r)
{
	struct clock clock = clock_real();
	struct keeper keeper;
	struct keeper_events events = {on_view_signal, on_run_over, on_view_flush, screen_signals,
	                               &keeper};

	flight_prepare();
	block_screen_signals();
	if (desk_init(&self.desk))
		return CLI_FAILED;
	if (keeper_start(&keeper, &clock, &events)) {
		desk_clear(&self.desk);
		return CLI_FAILED;
	}
	run_view(r);
	keeper_stop(&keeper);
	desk_clear(&self.desk);
	return atomic_load(&self.signalled) ? CLI_INTERRUPTED : CLI_OK;
}

static int view_file(void)
{
	struct bytes problem = BYTES_INIT;
	struct recording recording;
	int code;

	if (recording_open(&recording, self.file, &problem)) {
		fprintf(stderr, "sockpit: %s\n", bytes_str(&problem));
		bytes_clear(&problem);
		return CLI_USAGE;
	}
	bytes_clear(&problem);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || take_terminal()) {
		code = complain("without a screen a recording cannot be shown", self.file,
		                "each of its lines is an event");
	} else {
		code = show_recording(&recording);
		give_terminal();
	}
	recording_clear(&recording);
	return code;
}

int workbench_view(int argc, char **argv)
{
	int code = read_options(argc, argv, true);

	if (code >= 0)
		return code;
	if (self.file)
		return view_file();
	fputs(view_usage, stderr);
	return CLI_USAGE;
}
