/*
 * What sockpit FILE (workbench.c) and sockpit view (view.c) share: workbench_start.c.
 */
#ifndef SOCKPIT_TUI_WORKBENCH_PARTS_H
#define SOCKPIT_TUI_WORKBENCH_PARTS_H

#include "tui/desk.h"
#include "tui/screen.h"

/* What was told to end is ended by force after this. */
enum { WORKBENCH_GRACE_S = 2 };

/* The command line. */
struct workbench_words {
	struct screen_settings settings;
	const char *file;   /* the script, or the recording; NULL: none */
	const char *record; /* where the journal is written; NULL: nowhere */
	bool allow_files;
};

/* Reads it; argv[0] is the program's name, or "view". -1: go on; else the exit code. */
int workbench_read_words(struct workbench_words *words, int argc, char **argv, bool view);
/* Says on stderr what is wrong with a word; CLI_USAGE. */
int workbench_complain(const char *what, const char *word, const char *expected);

/* Takes the terminal; -1, and why not on stderr, when there is no screen to be had. Before any thread. */
int workbench_take_terminal(struct screen_settings *settings);
void workbench_give_terminal(void);

/* Signals of the terminal, which the keeper takes beside its own; ended by 0. */
extern const int workbench_signals[];
/* Before any thread: these and the keeper's own go to the keeper only (flight_prepare). */
void workbench_block_signals(void);
/* On the keeper's thread: has the screen do what one of these asks for. False: it is none of them. */
bool workbench_take_signal(struct desk *d, int number);

#endif
