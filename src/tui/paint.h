/*
 * The terminal: the only file that calls curses. It shows a canvas, and sends no more than what differs
 * from the one shown before.
 */
#ifndef SOCKPIT_TUI_PAINT_H
#define SOCKPIT_TUI_PAINT_H

#include <stdbool.h>

#include "base/bytes.h"
#include "tui/canvas.h"

struct paint_modes {
	bool colour, mouse;
};

/*
 * Takes the terminal standard input and output are: the screen that was there is kept by the terminal
 * where it can. 0; -1, and *problem says what cannot be done: TERM is not known, or cannot place text.
 */
int paint_start(const struct paint_modes *modes, struct bytes *problem);
/* Gives it back as it was. */
void paint_stop(void);
/* The size as the kernel has it now; curses takes it on. */
void paint_measure(int *rows, int *cols);
/* Sends what differs. False: the terminal does not take it any more. */
bool paint_show(const struct canvas *c);
/* All is sent anew with the next paint_show: somebody else has written on the terminal. */
void paint_forget(void);
/* Gives the terminal back for a while, and takes it again: also when somebody else has had it meanwhile. */
void paint_suspend(void);
void paint_resume(void);
/* Appends what gives the terminal back when this program cannot (guard.h): all that was switched on is
 * switched off. */
void paint_add_undo(struct bytes *out);

#endif
