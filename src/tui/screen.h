/*
 * The screen: panes, prompt and keys, on a thread of its own. It is told of what happens by the board, asks
 * the kernel through the probes, and leaves commands at the desk.
 */
#ifndef SOCKPIT_TUI_SCREEN_H
#define SOCKPIT_TUI_SCREEN_H

#include "session/session.h"
#include "tui/board.h"
#include "tui/desk.h"

struct screen_settings {
	bool ascii;
	bool mouse;
	bool script; /* one is loaded: its pane is shown first */
};

struct screen; /* on the heap */

/*
 * Makes it; the terminal is taken (paint_start). The session is looked at only through what is made for other
 * threads: journal, sockset (watched), stepping_look. s NULL: a recording is shown, whose journal it is.
 */
struct screen *screen_new(struct session *s, struct journal *journal, struct board *board,
                          struct desk *desk, const struct screen_settings *settings);
void screen_free(struct screen *x);
/* Runs until the session has ended (desk.ended), the person leaves or the terminal is gone. */
void screen_run(struct screen *x);

#endif
