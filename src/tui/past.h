/*
 * The lines that were typed before: readline's history, and the file it is kept in.
 */
#ifndef SOCKPIT_TUI_PAST_H
#define SOCKPIT_TUI_PAST_H

/* Reads the file. Where it cannot be kept, *problem says so, and this session's lines are kept in memory. */
struct bytes;
void past_open(struct bytes *problem);
void past_add(const char *line);
void past_close(void);

#endif
