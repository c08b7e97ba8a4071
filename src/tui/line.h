/*
 * A line that was typed at a prompt, and what is shown of its result.
 */
#ifndef SOCKPIT_TUI_LINE_H
#define SOCKPIT_TUI_LINE_H

#include "session/verb.h"

/* Whether the line is one call itself, which may become a job: not one inside another command. *v is the
 * verb of its first word; NULL: it is none. */
bool line_is_direct(const char *line, size_t n, const struct verb **v);
/* Appends a value, or the words of a list with blanks between them. */
void line_add_result(struct bytes *out, const struct result *r);
/* A line without the blanks around it. */
struct word line_trim(const char *line, size_t n);
/*
 * Appends a line without the blanks around it. `continue` and `break` are Tcl's own words, which do nothing
 * on a line of their own: there they are the debugger's, and become the verbs goon and breakpoint.
 */
void line_add_words(struct bytes *out, const char *line, size_t n);
/* Appends why it was refused, with the word that was typed in front where a verb of these two says so. */
void line_add_refusal(struct bytes *out, struct word typed, const struct bytes *message);

#endif
