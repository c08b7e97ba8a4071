/*
 * Two threads and a guard: this one does the session, the screen's draws, the guard gives the terminal back
 * when neither can. Where there is no screen to be had, the plain prompt takes over.
 */
#include "tui/workbench.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/cli.h"
#include "report/jsonl.h"
#include "session/interp.h"
#include "session/screen.h"
#include "session/stepping.h"
#include "tables/errnos.h"
#include "tui/completion.h"
#include "tui/errands.h"
#include "tui/keys.h"
#include "tui/repl.h"
#include "tui/screen.h"
#include "tui/workbench_parts.h"

enum {
	EVENTS_KEPT = 1 << 17, /* in memory; the panes go back as far */
	NUDGE_MS = 20          /* a command that was stopped is stopped again so often */
};

/* Signals have no closure: there is one workbench. */
static struct workbench {
	struct session session;
	struct board board;
	struct desk desk;
	struct errands errands;
	struct screen *screen;
	pthread_t thread;
	struct workbench_words words; /* its file is the script */
	struct sink sink;
	struct jsonl jsonl;
	int64_t force_at; /* the keeper's: when what was told to end is ended by force; 0: never */
	atomic_bool unwritten;
	atomic_bool signalled; /* a signal ended it */
	atomic_bool started;   /* signals are the session's business */
} self;

/* The screen -------------------------------------------------------------------------------------- */

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

static void nudge_later(void)
{
	struct engine *e = &self.session.engine;

	keeper_flush_at(&e->keeper, clock_monotonic(&e->clock) + NUDGE_MS * CLOCK_MS);
}

static void on_signal(void *closure, int number)
{
	struct engine *e = &self.session.engine;

	(void)closure;
	if (workbench_take_signal(&self.desk, number))
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
		self.force_at = clock_monotonic(&e->clock) + WORKBENCH_GRACE_S * CLOCK_S;
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

	if (!self.words.record)
		return 0;
	fd = open(self.words.record, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		workbench_complain("--record", self.words.record, errno_text(errno));
		return -1;
	}
	sink_init(&self.sink, fd, self.words.record);
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

	if (!self.words.file || !strchr(self.words.file, '/'))
		return open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	copy = memory_copy(self.words.file, strlen(self.words.file));
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

	if (!self.words.file)
		return CLI_OK;
	fd = open(self.words.file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return workbench_complain("script", self.words.file, errno_text(errno));
	o = stepping_load(&self.session, fd, self.words.file);
	close(fd);
	if (o != OUTCOME_OK) {
		fprintf(stderr, "sockpit: %s\n", bytes_str(&self.session.problem.message));
		return CLI_USAGE;
	}
	self.words.settings.script = true;
	return CLI_OK;
}

static int start_session(void)
{
	struct keeper_events events = {on_signal, on_run_over, on_flush, workbench_signals, NULL};
	struct session *s = &self.session;

	workbench_block_signals();
	errands_init(&self.errands, s, &self.desk);
	if (desk_init(&self.desk) || session_init(s, sys_real(), EVENTS_KEPT, &events)) {
		fprintf(stderr, "sockpit: the session cannot start: %s\n", errno_text(errno));
		return CLI_FAILED;
	}
	s->folder = open_folder();
	s->allow_files = self.words.allow_files;
	s->ascii = self.words.settings.ascii;
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
		workbench_complain("--record", self.words.record, errno_text(self.sink.err));
		code = CLI_OUTPUT;
	}
	/* a call that does not end still uses what its return is told to */
	if (!session_clear(&self.session))
		return code;
	completion_stop();
	board_clear(&self.board);
	errands_clear(&self.errands);
	desk_clear(&self.desk);
	if (self.words.record) {
		jsonl_clear(&self.jsonl);
		sink_clear(&self.sink);
	}
	keys_clear();
	return code;
}

/* What tells the screen's thread to end, and waits for it. */
static void end_screen(void)
{
	desk_end(&self.desk);
	pthread_join(self.thread, NULL);
}

/* The plain prompt takes over, where it can stand in for the screen. */
static int fall_back(void)
{
	static char *words[] = {(char *)"repl", NULL};

	if (self.words.file)
		return workbench_complain("without a screen a script cannot be stepped through",
		                          self.words.file, "sockpit run replays it");
	if (self.words.record)
		return workbench_complain("without a screen nothing is recorded", self.words.record,
		                          "sockpit run --record does");
	if (self.words.allow_files)
		return workbench_complain("without a screen", "--allow-files",
		                          "the plain prompt reads beneath the working directory only");
	return repl_main(1, words);
}

static int run(void)
{
	static const struct screen_door door = {give_order, give_dump, NULL};

	self.session.screen = &door;
	self.screen = screen_new(&self.session, &self.session.engine.journal, &self.board, &self.desk,
	                         &self.words.settings);
	/* Tcl sets the locale when it starts, and readline asks for it on the other thread */
	interp_start(&self.session);
	atomic_store(&self.started, true);
	self.errands.over = atomic_load(&self.signalled);
	if (pthread_create(&self.thread, NULL, run_screen, self.screen))
		return CLI_FAILED;
	errands_run(&self.errands);
	end_screen();
	screen_free(self.screen);
	self.screen = NULL;
	return CLI_OK;
}

int workbench_main(int argc, char **argv)
{
	int code = workbench_read_words(&self.words, argc, argv, false);

	if (code >= 0)
		return code;
	if (self.words.file && access(self.words.file, R_OK))
		return workbench_complain("script", self.words.file, errno_text(errno));
	if (workbench_take_terminal(&self.words.settings))
		return fall_back();
	code = start_session();
	if (!code)
		code = load_script();
	if (!code && start_recording())
		code = CLI_OUTPUT;
	if (!code)
		code = run();
	workbench_give_terminal();
	return code ? code : stop_session();
}
