/*
 * How a screen is come by: the options, the terminal and the guard of it, and the signals that are about the
 * terminal rather than the session.
 */
#include <errno.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "cli/cli.h"
#include "core/flight.h"
#include "tables/errnos.h"
#include "tui/guard.h"
#include "tui/paint.h"
#include "tui/theme.h"
#include "tui/workbench.h"
#include "tui/workbench_parts.h"

const char workbench_options[] =
    "      --ascii           draw with ASCII only\n"
    "      --no-mouse        leave the mouse to the terminal\n"
    "      --record=JOURNAL  write the journal there, as JSON Lines: sockpit view shows it\n"
    "      --allow-files     let the session read and write files anywhere\n"
    "  -h, --help            this\n";

static const char usage[] =
    "Usage: sockpit [OPTION]... [FILE]\n"
    "The workbench: a screen for sockets. FILE is a script, loaded to be stepped through.\n"
    "\n";

static const char no_screen[] =
    "\n"
    "Without a terminal, or with one that text cannot be placed on (TERM=dumb), the plain prompt\n"
    "takes its place; sockpit repl asks for it.\n";

static const char view_usage[] =
    "Usage: sockpit view [OPTION]... JOURNAL\n"
    "A recorded session (--record) in the workbench: Left and Right go through it.\n"
    "\n"
    "      --ascii     draw with ASCII only\n"
    "      --no-mouse  leave the mouse to the terminal\n"
    "  -h, --help      this\n";

/* The command line -------------------------------------------------------------------------------- */

enum { OPTION_ASCII = 256, OPTION_NO_MOUSE, OPTION_RECORD, OPTION_ALLOW_FILES };

static const struct option options[] = {
    {"ascii", no_argument, NULL, OPTION_ASCII},
    {"no-mouse", no_argument, NULL, OPTION_NO_MOUSE},
    {"help", no_argument, NULL, 'h'},
    {"record", required_argument, NULL, OPTION_RECORD},
    {"allow-files", no_argument, NULL, OPTION_ALLOW_FILES},
    {NULL, 0, NULL, 0},
};

static const struct option view_options[] = {
    {"ascii", no_argument, NULL, OPTION_ASCII},
    {"no-mouse", no_argument, NULL, OPTION_NO_MOUSE},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

int workbench_complain(const char *what, const char *word, const char *expected)
{
	struct bytes shown = BYTES_INIT;

	escape_show(&shown, word, strlen(word), ESCAPE_UTF8, false);
	fprintf(stderr, "sockpit: %s \"%s\": %s\n", what, bytes_str(&shown), expected);
	bytes_clear(&shown);
	return CLI_USAGE;
}

static int print_usage(bool view)
{
	struct bytes text = BYTES_INIT;
	int code;

	bytes_add_str(&text, view ? view_usage : usage);
	if (!view)
		bytes_addf(&text, "%s%s", workbench_options, no_screen);
	code = cli_print(&text);
	bytes_clear(&text);
	return code;
}

static int take_option(struct workbench_words *words, int option, bool view)
{
	switch (option) {
	case OPTION_ASCII:
		words->settings.ascii = true;
		break;
	case OPTION_NO_MOUSE:
		words->settings.mouse = false;
		break;
	case OPTION_RECORD:
		words->record = optarg;
		break;
	case OPTION_ALLOW_FILES:
		words->allow_files = true;
		break;
	case 'h':
		return print_usage(view);
	default:
		fprintf(stderr, "Try '%s --help'.\n", view ? "sockpit view" : "sockpit");
		return CLI_USAGE;
	}
	return -1;
}

int workbench_read_words(struct workbench_words *words, int argc, char **argv, bool view)
{
	static char name[] = "sockpit", view_name[] = "sockpit view";
	int option, code = -1;

	argv[0] = view ? view_name : name; /* what getopt(3) begins its messages with */
	words->settings.mouse = true;
	while (code < 0 &&
	       (option = getopt_long(argc, argv, "h", view ? view_options : options, NULL)) != -1)
		code = take_option(words, option, view);
	if (code >= 0)
		return code;
	if (optind + 1 < argc)
		return workbench_complain("one word too many", argv[optind + 1],
		                          view ? "expected one JOURNAL" : "expected one FILE");
	words->file = argv[optind];
	if (!view || words->file)
		return -1;
	fputs(view_usage, stderr);
	return CLI_USAGE;
}

/* The terminal ------------------------------------------------------------------------------------ */

static bool locale_is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

int workbench_take_terminal(struct screen_settings *settings)
{
	struct paint_modes modes = {theme_wants_colour(), settings->mouse};
	struct bytes text = BYTES_INIT;
	int taken;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return -1;
	setlocale(LC_CTYPE, "");
	settings->ascii = settings->ascii || !locale_is_utf8();
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

void workbench_give_terminal(void)
{
	paint_stop();
	guard_disarm();
	guard_stop();
}

/* Signals ----------------------------------------------------------------------------------------- */

const int workbench_signals[] = {SIGWINCH, SIGTSTP, SIGCONT, 0};

void workbench_block_signals(void)
{
	sigset_t set;

	flight_prepare();
	sigemptyset(&set);
	for (const int *number = workbench_signals; *number; number++)
		sigaddset(&set, *number);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

bool workbench_take_signal(struct desk *d, int number)
{
	switch (number) {
	case SIGWINCH:
		atomic_store(&d->resized, true);
		desk_wake(d);
		return true;
	case SIGTSTP:
		desk_order(d, "suspend", strlen("suspend"));
		return true;
	case SIGCONT:
		/* others may have written on the terminal, and set its modes */
		atomic_store(&d->went_on, true);
		desk_wake(d);
		return true;
	}
	return false;
}
