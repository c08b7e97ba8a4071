/*
 * The line that is typed: readline without a terminal of its own. It is given the bytes of keys, edits the
 * line with the user's inputrc, and is drawn where the screen wants it. There is one.
 */
#ifndef SOCKPIT_TUI_PROMPT_H
#define SOCKPIT_TUI_PROMPT_H

#include "base/vector.h"
#include "tui/canvas.h"
#include "tui/completion.h"

/* Starts readline. History is read; a file that cannot be kept is told in *problem. `ask` finds
 * completions. */
void prompt_start(struct session *s, completion_finder *ask, struct bytes *problem);
void prompt_stop(void);

/* Keys as the terminal sent them. */
void prompt_feed(const char *keys, size_t n);
/* Inserts what was pasted: foreign text, of which a NUL is dropped and a CR is a newline. */
void prompt_insert(const char *text, size_t n);
/* Replaces the line; the cursor stands at its end. */
void prompt_put(const char *text, size_t n);
/* What stands before the line: "sockpit> ". Copied. */
void prompt_set_label(const char *label);
bool prompt_is_empty(void);
/* Whether readline is in the midst of something: a search, a quoted key, half an escape. */
bool prompt_is_busy(void);
/* Whether Esc means something to readline: it does not on an empty line, but in vi's mode. */
bool prompt_takes_escape(void);
/* The line, and where in it the cursor stands. Borrowed until the next key. */
const char *prompt_line(size_t *n, size_t *point);
/* The line that Enter has ended, once; false: none has. */
bool prompt_take(struct bytes *line);
/* Whether lines that end go into the history. */
void prompt_set_history(bool remembers);
/* What the last Tab could have meant, when that was several things: char *, borrowed until the next key.
 * Count 0: nothing. */
const struct vector *prompt_matches(void);

/*
 * Draws label and line in one row, scrolled so that the cursor is in sight, and sets the cursor there.
 * The bytes from bad_from to bad_to are marked as unknown.
 */
void prompt_draw(struct area *a, int row, size_t bad_from, size_t bad_to, bool ascii);

#endif
