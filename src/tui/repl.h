/*
 * sockpit repl: the prompt without a screen, for terminals that can do little and for screen readers.
 */
#ifndef SOCKPIT_TUI_REPL_H
#define SOCKPIT_TUI_REPL_H

/* argv[0] is "repl". The exit code of the program. */
int repl_main(int argc, char **argv);

#endif
