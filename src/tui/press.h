/*
 * What a person does: a key, or the mouse. Named PRESS_, since curses has the names with KEY_.
 */
#ifndef SOCKPIT_TUI_PRESS_H
#define SOCKPIT_TUI_PRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum press_kind {
	PRESS_CHAR, /* c: a character without a modifier; Enter is '\r', Tab '\t', Esc 033 */
	PRESS_ALT,  /* Alt and the character c */
	PRESS_CTRL, /* Ctrl and the letter c, 'a' to 'z' */
	PRESS_F,    /* F1 … F12: c is the number */
	PRESS_UP,
	PRESS_DOWN,
	PRESS_LEFT,
	PRESS_RIGHT,
	PRESS_HOME,
	PRESS_END,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_BACK_TAB,
	PRESS_ALT_UP, /* with Alt or Ctrl */
	PRESS_ALT_DOWN,
	PRESS_CLICK, /* button 1 went down at row, col */
	PRESS_WHEEL_UP,
	PRESS_WHEEL_DOWN,
	PRESS_PASTE,   /* text was pasted */
	PRESS_NOTHING, /* no key: what the terminal reports, a button let go among it */
	PRESS_OTHER    /* anything else: for the line editor */
};

struct press {
	enum press_kind kind;
	uint32_t c;
	int row, col;     /* of the mouse: on the screen; handed to a pane: inside its area */
	const char *text; /* PRESS_PASTE: what was pasted, foreign; borrowed from the input */
	size_t n;
	bool cut; /* it is longer than that: what comes up to its end is no keys (press_paste_rest) */
};

enum { PRESS_PASTE_MAX = 1 << 20 };

/*
 * Takes the first press off n bytes of a terminal's input, which may be anything: how many bytes it is. 0:
 * what is there may be the beginning of one, and more is needed; with `last` nothing more has come in time,
 * and it is taken as it is.
 */
size_t press_read(struct press *p, const char *input, size_t n, bool last);
/* Whether the input is the beginning of a paste, which comes in as many pieces as the line is slow: more time is to
 * be given to it than to a key. */
bool press_is_paste(const char *input, size_t n);
/* How many bytes belong to a paste that was cut; *ended: its end is among them. */
size_t press_paste_rest(const char *input, size_t n, bool *ended);

#endif
