/*
 * How styles look on this terminal: with eight colours, or with none. Colour never tells anything alone,
 * and red is never set against green.
 */
#ifndef SOCKPIT_TUI_THEME_H
#define SOCKPIT_TUI_THEME_H

#include <stdbool.h>

#include "tui/style.h"

enum { COLOUR_NONE = -1, COLOUR_RED = 1, COLOUR_YELLOW = 3, COLOUR_MAGENTA = 5, COLOUR_CYAN = 6 };

struct look {
	bool bold, dim, reverse, underline;
	int colour; /* of the eight of ANSI, before the terminal's own background; COLOUR_NONE: its own */
};

/* The look of a style; without `colour`, one that needs none. */
struct look theme_look(enum text_style style, bool colour);
/* Whether colours are wanted: not where NO_COLOR is set to anything (no-color.org). */
bool theme_wants_colour(void);

#endif
