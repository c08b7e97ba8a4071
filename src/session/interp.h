/*
 * Tcl, and all that is known of it here: a safe interpreter in which every verb is a command, words
 * are bytes, and `[::1]:80` is an address. It is made when the first command needs it: plain lines
 * (session/plain.h) do not.
 */
#ifndef SOCKPIT_SESSION_INTERP_H
#define SOCKPIT_SESSION_INTERP_H

#include "session/session.h"

struct interp;

/* Makes it now, rather than when a command needs it: for who has other threads, since Tcl sets the locale of
 * the process when it starts. */
void interp_start(struct session *s);
/* NULL is fine. */
void interp_free(struct interp *i);
/* Lets a command that runs end as soon as it can, whatever it catches; of several, one typed while the other
 * waits, the innermost. Any thread; NULL is fine. */
void interp_cancel(struct interp *i);
/* Makes a cancelled interpreter usable again, or the commands go on that wait around one that was ended. */
void interp_resume(struct interp *i);

/* Sets a variable before the script begins. */
void interp_set(struct session *s, const char *name, const char *value, size_t n);

/* Does one command (or several), given as bytes; its result becomes the session's, what went wrong its
 * problem, whose message then begins with FILE:LINE. */
enum outcome interp_eval(struct session *s, const char *text, size_t n);
/* The value of an expression as true or false; a failure in it is the outcome. */
enum outcome interp_expr(struct session *s, const char *text, size_t n, bool *value);
/* Does a script of a verb (check errno NAME {SCRIPT}), in the scope it stands in; its failure is the
 * outcome, and stays without position. */
enum outcome interp_body(struct session *s, const char *text, size_t n);
/* Where a regular expression matches n bytes of text first: 1 found (*end: its end), 0 not; -1 and a
 * refusal: no such expression. */
int interp_match(struct session *s, const char *pattern, size_t pattern_n, const char *text,
                 size_t n, size_t *end);

/* Calls `each` with every element of a list of Tcl's. A refusal: it is none. */
enum outcome interp_list(struct session *s, const char *text, size_t n,
                         void (*each)(void *closure, const char *p, size_t n), void *closure);
/* Sets a variable of the scope the command stands in to a word, or a list of words. Whatever traces it
 * runs now. */
enum outcome interp_assign(struct session *s, const char *name, size_t n,
                           const struct result *value);
/* Appends the value of a variable; false: there is none. */
bool interp_value(struct session *s, const char *name, size_t n, struct bytes *out);

/* Text (bytes of UTF-8) in another charset, and back. */
enum outcome interp_encode(struct session *s, const char *charset, size_t charset_n,
                           const char *text, size_t n, struct bytes *out);
enum outcome interp_decode(struct session *s, const char *charset, size_t charset_n, const char *p,
                           size_t n, struct bytes *out);

/*
 * The command that begins at text: how long it is. 1 and *used: it is whole (*begin: where its first
 * word stands, after blanks and comments). 0: more text is needed. -1 and a refusal: it cannot become
 * a command. *used of a text with no command in it counts the blanks and comments.
 */
int interp_measure(struct session *s, const char *text, size_t n, bool last, size_t *begin,
                   size_t *used);

/* What a command that waits needs of Tcl, while others are done (session/attending.h): put aside, and taken
 * up again when they are over. A command that nothing may catch ends only those others meanwhile. */
struct interp_aside;
struct interp_aside *interp_put_aside(struct session *s);
void interp_take_up(struct session *s, struct interp_aside *aside);

/* Where in the scripts a verb stands that Tcl is about to do. */
struct interp_place {
	char file[64]; /* the script's name, cut; "": typed at a prompt */
	unsigned line; /* from 1 */
	unsigned top;  /* line within the top-level command that leads there */
};
/* False: Tcl has not called the verb. */
bool interp_place(struct session *s, struct interp_place *place);

/* Offers the commands Tcl knows, for completion. */
void interp_each_command(struct session *s, void (*each)(void *closure, const char *name),
                         void *closure);

#endif
