/*
 * The command line without a screen: what the words after `sockpit` do. Each function returns the
 * exit code of the program.
 */
#ifndef SOCKPIT_CLI_CLI_H
#define SOCKPIT_CLI_CLI_H

#include <stdbool.h>

/* Exit codes: a contract with scripts. */
enum cli_exit {
	CLI_OK = 0,           /* all checks passed */
	CLI_FAILED = 1,       /* a check failed, or a call failed and nobody caught it */
	CLI_USAGE = 2,        /* usage or script error */
	CLI_OUTPUT = 3,       /* output or recording could not be written */
	CLI_SKIPPED = 77,     /* a requirement is missing */
	CLI_TIMED_OUT = 124,  /* a time limit passed */
	CLI_INTERRUPTED = 130 /* SIGINT, SIGTERM or SIGHUP */
};

/* sockpit run …: argv[0] is "run". */
int cli_run(int argc, char **argv);
/* sockpit help …: argv[0] is "help". */
int cli_help(int argc, char **argv);
/* sockpit explain …: argv[0] is "explain". */
int cli_explain(int argc, char **argv);
/* sockpit doctor: argv[0] is "doctor". */
int cli_doctor(int argc, char **argv);

/* Whether the only word behind the command is --help or -h. */
bool cli_is_help(int argc, char **argv);
/* The usage of a command: asked for, on standard output; else on stderr, after words that do not fit. CLI_OK or
 * CLI_USAGE. */
int cli_usage(bool asked, const char *usage);
/* Writes text to standard output, and says on stderr when that fails. CLI_OK or CLI_OUTPUT. */
struct bytes;
int cli_print(const struct bytes *text);

#endif
