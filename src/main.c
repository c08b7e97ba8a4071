/*
 * The command line: the first word picks the front end.
 */
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/text.h"
#include "cli/cli.h"
#include "tui/repl.h"
#include "tui/workbench.h"

static const char usage[] =
    "Usage: sockpit [OPTION]... [FILE]       the workbench; FILE is loaded to be stepped through\n"
    "       sockpit run [OPTION]... FILE|-  replay a session without a screen\n"
    "       sockpit run -c COMMANDS         the same, from the command line\n"
    "       sockpit repl                    the prompt without a screen\n"
    "       sockpit view JOURNAL            a recorded session in the workbench\n"
    "       sockpit help [VERB]             the verbs of the session language\n"
    "       sockpit explain TOPIC           an errno, a call, an option, a state, a constant\n"
    "       sockpit doctor                  what this machine allows\n"
    "       sockpit --help, --version\n"
    "\n"
    "Options of the workbench; run and view have their own, see sockpit run --help:\n"
    "\n";

static const char see_also[] =
    "\n"
    "A terminal workbench for sockets: see sockpit(1), sockpit-session(5).\n";

static int print_usage(void)
{
	struct bytes text = BYTES_INIT;
	int code;

	bytes_addf(&text, "%s%s%s", usage, workbench_options, see_also);
	code = cli_print(&text);
	bytes_clear(&text);
	return code;
}

static int print_version(void)
{
	struct bytes text = BYTES_INIT;
	int code;

	bytes_add_str(&text,
	              PACKAGE_STRING "\nLicense GPL-3.0-or-later: free software, no warranty.\n");
	code = cli_print(&text);
	bytes_clear(&text);
	return code;
}

static const struct command {
	const char *name;
	int (*main)(int argc, char **argv);
} commands[] = {
    {"run", cli_run},         {"repl", repl_main},    {"help", cli_help},
    {"explain", cli_explain}, {"doctor", cli_doctor}, {"view", workbench_view},
};
enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

/*
 * Descriptors 0 to 2 must be taken, or a socket would become one of them and be written to. A closed
 * one is filled with what it cannot be used for, so that using it fails as it would have.
 */
static void fill_standard_descriptors(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			open("/dev/null", fd ? O_RDONLY : O_WRONLY);
}

/* A session may want many sockets: as many as the system lets this user have. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == limit.rlim_max)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static int refuse(const char *word)
{
	struct bytes shown = BYTES_INIT;
	struct nearest near;

	nearest_init(&near, word, strlen(word));
	for (int i = 0; i < COMMANDS; i++)
		nearest_offer(&near, commands[i].name);
	escape_show(&shown, word, strlen(word), ESCAPE_UTF8, false);
	if (near.best)
		fprintf(stderr, "sockpit: \"%s\" is not known: did you mean %s?\n", bytes_str(&shown),
		        near.best);
	else
		fprintf(stderr, "sockpit: \"%s\" is neither a command nor a file: see sockpit --help\n",
		        bytes_str(&shown));
	bytes_clear(&shown);
	return CLI_USAGE;
}

int main(int argc, char **argv)
{
	fill_standard_descriptors();
	raise_descriptor_limit();
	if (argc < 2)
		return workbench_main(argc, argv);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return print_usage();
	if (!strcmp(argv[1], "--version"))
		return print_version();
	for (int i = 0; i < COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].main(argc - 1, argv + 1);
	/* an option of the workbench, or a script; a word that is neither was meant as a command */
	if (*argv[1] == '-' || strchr(argv[1], '/') || !access(argv[1], F_OK))
		return workbench_main(argc, argv);
	return refuse(argv[1]);
}
