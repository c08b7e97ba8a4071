/*
 * sockpit [FILE]: the workbench. The session runs on the main thread, the screen on its own.
 * sockpit view JOURNAL: the same screen, of a recorded session.
 */
#ifndef SOCKPIT_TUI_WORKBENCH_H
#define SOCKPIT_TUI_WORKBENCH_H

struct session;

/* What its options are, as --help has them. */
extern const char workbench_options[];

/* argv[0] is the program's name, then come options and FILE. The exit code of the program. */
int workbench_main(int argc, char **argv);
/* sockpit view JOURNAL: argv[0] is "view". */
int workbench_view(int argc, char **argv);
/* From the screen's thread: what waits or runs ends, a call with EINTR. */
void workbench_interrupt(void);

#endif
