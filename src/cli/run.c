/*
 * sockpit run: a script replayed without a screen. Options, the report's way out, the signals, and
 * what it all comes to as an exit code.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/cli.h"
#include "report/jsonl.h"
#include "report/transcript.h"
#include "session/interp.h"
#include "session/script.h"
#include "tables/errnos.h"

enum {
	FLUSH_AFTER_MS = 20, /* how long a line may wait in the buffer */
	NUDGE_MS = 20,       /* a stopped session is interrupted again so often */
	GRACE_S = 2,         /* and ended by force after this */
	TOGETHER_MS = 100,   /* signals that come so close to each other are one */
	EVENTS_KEPT = 16     /* in memory, a few that stay in the cache: the report has seen them */
};

enum format { FORMAT_TRANSCRIPT, FORMAT_JSONL };

struct setting {
	const char *name, *value; /* value behind the name, in argv */
};

struct run {
	/* the command line */
	const char *file, *commands;
	char **argument;
	int arguments;
	enum format format;
	const char *output, *record;
	int64_t timeout; /* ns; -1: none */
	struct setting *set;
	size_t sets;
	bool normalize, allow_files, quiet, ascii, wire;
	/* the report */
	struct sink sink, record_sink;
	struct transcript transcript;
	struct jsonl jsonl, recorder;
	/* the session */
	struct session session;
	int64_t force_at; /* when the keeper ends it by force; keeper's thread only */
	int stopped_by;   /* signal; 0: the time limit; -1: not stopped; keeper's thread only */
	atomic_bool output_failed;
};

static const char usage[] =
    "Usage: sockpit run [OPTION]... FILE|- [ARG]...\n"
    "       sockpit run [OPTION]... -c COMMANDS [ARG]...\n"
    "Replay a session without a screen. Verdict and transcript go to standard output.\n"
    "\n"
    "  -c, --command=COMMANDS  do these commands instead of a file's\n"
    "      --format=FORMAT     transcript (the default) or jsonl\n"
    "  -o, --output=FILE       write the report there\n"
    "      --record=FILE       write the journal there too, as JSON Lines\n"
    "      --timeout=T         end the run after T (30s, 1.5m) with exit code 124\n"
    "      --set=NAME=VALUE    set a variable before the script begins\n"
    "      --normalize         names for live values: two runs read the same\n"
    "      --wire              segments and changes of state in the transcript too\n"
    "      --allow-files       let the script read and write files anywhere\n"
    "      --ascii             write ASCII only\n"
    "  -q, --quiet             failed checks and the verdict only\n"
    "  -h, --help              this\n"
    "\n"
    "Exit: 0 all checks passed; 1 a check or an uncaught call failed; 2 usage or script error;\n"
    "3 output could not be written; 77 skipped; 124 timed out; 130 interrupted.\n";

/* The command line ------------------------------------------------------------------------------- */

static int complain(const char *option, const char *word, const char *expected)
{
	struct bytes shown = BYTES_INIT;

	escape_show(&shown, word, strlen(word), ESCAPE_UTF8, false);
	fprintf(stderr, "sockpit run: %s \"%s\": expected %s; see sockpit run --help\n", option,
	        bytes_str(&shown), expected);
	bytes_clear(&shown);
	return CLI_USAGE;
}

static int add_setting(struct run *r, char *word)
{
	char *equals = strchr(word, '=');

	if (!equals || equals == word)
		return complain("--set", word, "NAME=VALUE");
	*equals = 0;
	r->set = memory_resize(r->set, (r->sets + 1) * sizeof(*r->set));
	r->set[r->sets++] = (struct setting){word, equals + 1};
	return CLI_OK;
}

static int set_format(struct run *r, const char *word)
{
	if (!strcmp(word, "transcript"))
		r->format = FORMAT_TRANSCRIPT;
	else if (!strcmp(word, "jsonl"))
		r->format = FORMAT_JSONL;
	else
		return complain("--format", word, "transcript or jsonl");
	return CLI_OK;
}

enum {
	LONG_FORMAT = 256,
	LONG_RECORD,
	LONG_TIMEOUT,
	LONG_SET,
	LONG_NORMALIZE,
	LONG_FILES,
	LONG_ASCII,
	LONG_WIRE
};

static int take_option(struct run *r, int option)
{
	switch (option) {
	case 'c':
		r->commands = optarg;
		return CLI_OK;
	case 'o':
		r->output = optarg;
		return CLI_OK;
	case 'q':
		r->quiet = true;
		return CLI_OK;
	case LONG_FORMAT:
		return set_format(r, optarg);
	case LONG_RECORD:
		r->record = optarg;
		return CLI_OK;
	case LONG_TIMEOUT:
		if (text_duration(optarg, strlen(optarg), &r->timeout))
			return CLI_OK;
		return complain("--timeout", optarg, "a duration like 30s, 250ms or 2m");
	case LONG_SET:
		return add_setting(r, optarg);
	case LONG_NORMALIZE:
		r->normalize = true;
		return CLI_OK;
	case LONG_FILES:
		r->allow_files = true;
		return CLI_OK;
	case LONG_ASCII:
		r->ascii = true;
		return CLI_OK;
	case LONG_WIRE:
		r->wire = true;
		return CLI_OK;
	default:
		fprintf(stderr, "Try 'sockpit run --help'.\n");
		return CLI_USAGE;
	}
}

/* CLI_OK; anything else is the exit code, and -1 says that --help was asked for. */
static int read_command_line(struct run *r, int argc, char **argv)
{
	static const struct option options[] = {
	    {"command", required_argument, NULL, 'c'},
	    {"format", required_argument, NULL, LONG_FORMAT},
	    {"output", required_argument, NULL, 'o'},
	    {"record", required_argument, NULL, LONG_RECORD},
	    {"timeout", required_argument, NULL, LONG_TIMEOUT},
	    {"set", required_argument, NULL, LONG_SET},
	    {"normalize", no_argument, NULL, LONG_NORMALIZE},
	    {"wire", no_argument, NULL, LONG_WIRE},
	    {"allow-files", no_argument, NULL, LONG_FILES},
	    {"ascii", no_argument, NULL, LONG_ASCII},
	    {"quiet", no_argument, NULL, 'q'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	int option, code = CLI_OK;

	argv[0] = (char *)"sockpit run";
	optind = 1;
	while (code == CLI_OK && (option = getopt_long(argc, argv, "+c:o:qh", options, NULL)) != -1) {
		if (option == 'h')
			return -1;
		code = take_option(r, option);
	}
	if (code != CLI_OK)
		return code;
	if (!r->commands) {
		if (optind >= argc) {
			fprintf(stderr, "sockpit run: no script: expected FILE, - or -c COMMANDS; "
			                "see sockpit run --help\n");
			return CLI_USAGE;
		}
		r->file = argv[optind++];
	}
	r->argument = argv + optind;
	r->arguments = argc - optind;
	return CLI_OK;
}

/* Signals and time, on the keeper's thread ------------------------------------------------------- */

static int stop_code(const struct run *r)
{
	if (r->stopped_by < 0)
		return CLI_OUTPUT;
	return r->stopped_by > 0 ? CLI_INTERRUPTED : CLI_TIMED_OUT;
}

static void nudge_later(struct run *r)
{
	struct engine *e = &r->session.engine;

	keeper_flush_at(&e->keeper, clock_monotonic(&e->clock) + NUDGE_MS * CLOCK_MS);
}

static void stop(struct run *r, int signal)
{
	struct engine *e = &r->session.engine;

	r->stopped_by = signal;
	r->force_at = clock_monotonic(&e->clock) + GRACE_S * CLOCK_S;
	session_stop(&r->session, signal);
	nudge_later(r);
}

/* What cannot be interrupted is left: the journal goes out as far as it can. */
static void end_by_force(struct run *r)
{
	static const char message[] = "sockpit run: stopped by force: what ran did not end\n";
	struct pollfd set = {.fd = STDERR_FILENO, .events = POLLOUT};
	ssize_t put;

	journal_flush_last(&r->session.engine.journal);
	/* nobody may read it: a pipe that is full, a terminal that Ctrl-S has stopped */
	if (poll(&set, 1, 0) == 1) {
		put = write(STDERR_FILENO, message, sizeof(message) - 1);
		(void)put;
	}
	_exit(stop_code(r));
}

/* timeout(1) sends its signal to the process, and to the group it is in; who presses Ctrl-C again has seen that
 * the first was not enough. */
static void on_signal(void *closure, int number)
{
	struct run *r = closure;
	int64_t now = clock_monotonic(&r->session.engine.clock);

	if (r->stopped_by <= 0)
		stop(r, number);
	else if (now - (r->force_at - GRACE_S * CLOCK_S) >= TOGETHER_MS * CLOCK_MS)
		end_by_force(r);
}

static void on_run_over(void *closure)
{
	struct run *r = closure;

	if (r->stopped_by < 0)
		stop(r, 0);
}

static void on_flush(void *closure)
{
	struct run *r = closure;
	struct engine *e = &r->session.engine;

	if (!journal_flush(&e->journal, false))
		nudge_later(r);
	if (r->stopped_by < 0 && !atomic_load(&r->output_failed))
		return;
	if (!r->force_at)
		r->force_at = clock_monotonic(&e->clock) + GRACE_S * CLOCK_S;
	if (clock_monotonic(&e->clock) >= r->force_at)
		end_by_force(r);
	session_interrupt(&r->session);
	nudge_later(r);
}

/* The report ------------------------------------------------------------------------------------- */

static void on_output_failed(void *closure)
{
	struct run *r = closure;

	atomic_store(&r->output_failed, true);
	atomic_store(&r->session.stop, true);
	interp_cancel(r->session.interp);
	jobs_wake(&r->session.jobs);
	nudge_later(r);
}

static void on_output_waiting(void *closure)
{
	struct run *r = closure;
	struct engine *e = &r->session.engine;

	if (atomic_load_explicit(&e->keeper.flush_at, memory_order_relaxed) == INT64_MAX)
		keeper_flush_at(&e->keeper, clock_monotonic(&e->clock) + FLUSH_AFTER_MS * CLOCK_MS);
}

static int open_output(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		fprintf(stderr, "sockpit run: %s: cannot be written: %s\n", name, errno_text(errno));
	return fd;
}

static bool is_same_file(int a, int b)
{
	struct stat x, y;

	return !fstat(a, &x) && !fstat(b, &y) && S_ISREG(x.st_mode) && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

static int open_report(struct run *r)
{
	int fd = r->output ? open_output(r->output) : STDOUT_FILENO;

	if (fd < 0)
		return CLI_OUTPUT;
	sink_init(&r->sink, fd, r->output ? r->output : "standard output");
	r->sink.failed = on_output_failed;
	r->sink.waiting = on_output_waiting;
	r->sink.closure = r;
	if (!r->record)
		return CLI_OK;
	fd = open_output(r->record);
	if (fd < 0)
		return CLI_OUTPUT;
	if (is_same_file(fd, r->sink.fd)) {
		fprintf(stderr, "sockpit run: --record %s: the report goes there already\n", r->record);
		return CLI_USAGE;
	}
	sink_init(&r->record_sink, fd, r->record);
	r->record_sink.immediate = true;
	r->record_sink.failed = on_output_failed;
	r->record_sink.closure = r;
	return CLI_OK;
}

/* From now on what happens is in the report. */
static void start_report(struct run *r)
{
	struct journal *j = &r->session.engine.journal;
	int charset = r->ascii ? ESCAPE_ASCII : ESCAPE_UTF8;

	if (r->format == FORMAT_JSONL) {
		jsonl_init(&r->jsonl, &r->sink, r->normalize);
		journal_add_tap(j, &r->jsonl.tap);
	} else {
		transcript_init(&r->transcript, &r->sink, r->normalize, r->quiet, charset);
		r->transcript.wire = r->wire;
		journal_add_tap(j, &r->transcript.tap);
	}
	if (!r->record)
		return;
	jsonl_init(&r->recorder, &r->record_sink, r->normalize);
	journal_add_tap(j, &r->recorder.tap);
}

/* Closes what was opened; whether all of it was written. */
static bool close_sink(struct sink *k)
{
	if (!k->name)
		return true;
	sink_flush(k);
	if (k->fd != STDOUT_FILENO && close(k->fd) && !k->err)
		k->err = errno;
	if (k->err)
		fprintf(stderr, "sockpit run: %s: cannot be written: %s\n", k->name, errno_text(k->err));
	sink_clear(k);
	return !k->err;
}

static bool close_report(struct run *r)
{
	bool written = close_sink(&r->sink);

	written = close_sink(&r->record_sink) && written;
	transcript_clear(&r->transcript);
	jsonl_clear(&r->jsonl);
	jsonl_clear(&r->recorder);
	return written;
}

/* The run ---------------------------------------------------------------------------------------- */

/* The folder a script may read from. */
static int open_folder(const char *file)
{
	char *copy = memory_copy(file ? file : ".", strlen(file ? file : "."));
	int fd =
	    open(file && strcmp(file, "-") ? dirname(copy) : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	free(copy);
	return fd;
}

static int open_script(const char *file)
{
	struct stat st;
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		fprintf(stderr, "sockpit run: %s: %s\n", file, errno_text(errno));
		return -1;
	}
	if (!fstat(fd, &st) && S_ISDIR(st.st_mode)) {
		fprintf(stderr, "sockpit run: %s: is a directory: expected a script\n", file);
		close(fd);
		return -1;
	}
	return fd;
}

static enum outcome run_script(struct run *r, int fd)
{
	struct session *s = &r->session;

	/* before the interpreter is made, which setting a variable does */
	s->argument = r->argument;
	s->arguments = (size_t)r->arguments;
	for (size_t i = 0; i < r->sets; i++)
		interp_set(s, r->set[i].name, r->set[i].value, strlen(r->set[i].value));
	if (r->commands)
		return script_run_text(s, r->commands, strlen(r->commands), "-c");
	return script_run(s, fd, strcmp(r->file, "-") ? r->file : "stdin");
}

static int exit_code(struct run *r, enum outcome o)
{
	struct session *s = &r->session;

	switch (o) {
	case OUTCOME_OK:
		return session_verdict(s);
	case OUTCOME_EXIT:
		return s->exit_code ? s->exit_code : session_verdict(s);
	case OUTCOME_CALL_FAILED:
		return CLI_FAILED;
	case OUTCOME_REFUSED:
		return CLI_USAGE;
	case OUTCOME_TIMED_OUT:
		return CLI_TIMED_OUT;
	case OUTCOME_SKIPPED:
		return s->checks_failed ? CLI_FAILED : CLI_SKIPPED;
	case OUTCOME_STOPPED:
		break;
	}
	if (atomic_load(&r->output_failed))
		return CLI_OUTPUT;
	return atomic_load(&s->stop_signal) ? CLI_INTERRUPTED : CLI_TIMED_OUT;
}

/* ": 5 checks", ": 1 of 5 checks" of a script that came to its end. */
static void add_checks(struct bytes *out, const struct session *s)
{
	if (!s->checks)
		return;
	bytes_add_str(out, ": ");
	if (s->checks_failed)
		bytes_addf(out, "%u of ", s->checks_failed);
	bytes_addf(out, "%u check%s", s->checks, s->checks == 1 ? "" : "s");
}

/* " after 5 checks, 1 failed" of one that did not. */
static void add_checks_so_far(struct bytes *out, const struct session *s)
{
	if (!s->checks)
		return;
	bytes_addf(out, " after %u check%s", s->checks, s->checks == 1 ? "" : "s");
	if (s->checks_failed)
		bytes_addf(out, ", %u failed", s->checks_failed);
}

static const char *ending(int code)
{
	switch (code) {
	case CLI_TIMED_OUT:
		return "timed out";
	case CLI_INTERRUPTED:
		return "interrupted";
	case CLI_OUTPUT:
		return "output failed";
	case CLI_USAGE:
		return "script error";
	default:
		return "failed";
	}
}

/* The last line of the report. */
static void tell_verdict(struct run *r, enum outcome o, int code)
{
	struct session *s = &r->session;
	struct bytes text = BYTES_INIT;

	if (o == OUTCOME_SKIPPED) {
		bytes_addf(&text, "skipped: %s", bytes_str(&s->problem.message));
	} else if (o == OUTCOME_OK || o == OUTCOME_EXIT) {
		bytes_add_str(&text, code ? "failed" : "passed");
		add_checks(&text, s);
		if (code && code != session_verdict(s))
			bytes_addf(&text, " (exit %d)", code);
	} else {
		bytes_add_str(&text, ending(code));
		add_checks_so_far(&text, s);
	}
	journal_note(&s->engine.journal, o == OUTCOME_SKIPPED ? NOTE_SKIP : NOTE_END, 0, NULL,
	             text.data, text.len);
	bytes_clear(&text);
}

/* What ended the script, on stderr. */
static void tell_problem(struct run *r, enum outcome o)
{
	struct session *s = &r->session;
	struct bytes limit = BYTES_INIT;

	if (o == OUTCOME_CALL_FAILED || o == OUTCOME_REFUSED || o == OUTCOME_TIMED_OUT) {
		fprintf(stderr, "%s\n", bytes_str(&s->problem.message));
	} else if (o == OUTCOME_STOPPED && atomic_load(&s->stop_signal)) {
		fprintf(stderr, "sockpit run: interrupted by SIG%s\n",
		        sigabbrev_np(atomic_load(&s->stop_signal)));
	} else if (o == OUTCOME_STOPPED && atomic_load(&s->run_over)) {
		text_add_duration(&limit, r->timeout);
		fprintf(stderr, "sockpit run: not done within %s: stopped\n", bytes_str(&limit));
		bytes_clear(&limit);
	}
}

static int finish(struct run *r, enum outcome o)
{
	int code = exit_code(r, o);
	bool written;

	if (!atomic_load(&r->output_failed))
		tell_problem(r, o);
	jobs_stop(&r->session.jobs);
	tell_verdict(r, o, code);
	journal_flush(&r->session.engine.journal, true);
	/* the verdict is the last line, whatever a call that would not end still does */
	journal_drop_taps(&r->session.engine.journal);
	session_clear(&r->session);
	written = close_report(r);
	return written ? code : CLI_OUTPUT;
}

static int run_all(struct run *r)
{
	struct keeper_events events = {on_signal, on_run_over, on_flush, NULL, r};
	struct session *s = &r->session;
	enum outcome o;
	int fd = STDIN_FILENO, code;

	if (r->file && strcmp(r->file, "-") && (fd = open_script(r->file)) < 0)
		return CLI_USAGE;
	r->stopped_by = -1;
	code = open_report(r);
	if (code != CLI_OK)
		return code;
	flight_prepare();
	if (session_init(s, sys_real(), EVENTS_KEPT, &events)) {
		fprintf(stderr, "sockpit run: no thread for the session: %s\n", errno_text(errno));
		return CLI_FAILED;
	}
	s->allow_files = r->allow_files;
	s->ascii = r->ascii;
	if (r->commands || fd != STDIN_FILENO)
		s->input = STDIN_FILENO;
	start_report(r);
	keeper_part_descriptors();
	s->folder = open_folder(r->file);
	if (r->timeout >= 0)
		keeper_end_run_at(&s->engine.keeper, clock_monotonic(&s->engine.clock) + r->timeout);
	o = run_script(r, fd);
	if (fd != STDIN_FILENO)
		close(fd);
	return finish(r, o);
}

int cli_run(int argc, char **argv)
{
	static struct run r; /* a session is large, and there is one */
	int code;

	r.timeout = -1;
	code = read_command_line(&r, argc, argv);
	if (code == CLI_OK) {
		code = run_all(&r);
	} else if (code < 0) {
		struct bytes text = BYTES_INIT;

		bytes_add_str(&text, usage);
		code = cli_print(&text);
		bytes_clear(&text);
	}
	free(r.set);
	return code;
}
