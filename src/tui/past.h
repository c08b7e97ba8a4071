/*
 * The lines that were typed before: readline's history, and the file it is kept in.
 */
#ifndef SOCKPIT_TUI_PAST_H
#define SOCKPIT_TUI_PAST_H

/* Reads the file; where it cannot be kept, that is said on stderr and this session's lines are kept
 * in memory. */
void past_open(void);
void past_add(const char *line);
void past_close(void);

#endif
