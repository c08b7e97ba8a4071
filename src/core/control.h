/*
 * Control messages (cmsg(3)): taken apart and put together byte by byte, and their values as the words
 * people write. What a peer sent is hostile: lengths are checked, nothing is assumed to be aligned.
 */
#ifndef SOCKPIT_CORE_CONTROL_H
#define SOCKPIT_CORE_CONTROL_H

#include <stdbool.h>

#include "base/bytes.h"
#include "tables/controls.h"

/* One message of several. */
struct control {
	int level, type;
	const unsigned char *data; /* borrowed */
	size_t len;
	const struct control_row *row; /* NULL: not in the table */
};

/* Takes the message at *at of n bytes and moves on; false: there is none left. One whose length is a lie
 * ends them. */
bool control_next(const void *messages, size_t n, size_t *at, struct control *c);
/* Appends a message with its padding. */
void control_put(struct bytes *out, int level, int type, const void *data, size_t len);
/*
 * Reads a value of the row's form (any but CONTROL_DESCRIPTORS) and appends its bytes; false when the
 * text cannot become one (control_form_words says what can). Interfaces are those of the socket fd.
 */
bool control_parse(struct bytes *out, const struct control_row *row, int fd, const char *text,
                   size_t n);

/*
 * The argument of a call that stands for control messages: the names of the descriptors in them, each
 * ended by NUL, in their order; and the messages as the kernel takes or gives them.
 */
struct control_arg {
	const char *names;
	size_t names_n;
	const unsigned char *messages;
	size_t messages_n;
};

/* Appends the beginning of such an argument; the messages follow it. Returns its length. */
size_t control_arg_begin(struct bytes *out, const char *names, size_t n);
/* Takes one apart, also one that was cut short. */
struct control_arg control_arg_of(const void *data, size_t len);
/* Whether the name is one of those a descriptor gets. */
bool control_arg_names(const struct control_arg *a, const char *name, size_t n);
/* The name of the i-th descriptor, or NULL when it has none. Borrowed. */
const char *control_arg_name(const struct control_arg *a, size_t i);
/* Calls `each` with every name that a descriptor in the messages has, in their order. */
void control_arg_each_name(const struct control_arg *a,
                           void (*each)(void *closure, const char *name), void *closure);
/*
 * Appends all as "TYPE VALUE" with `between` between two, values of several words in braces. Without
 * `live` what differs from run to run has a name: <pid>, <time>. Types and values are plain words, but an
 * address may hold any bytes. `place` is as address_add has it.
 */
void control_arg_add(struct bytes *out, const struct control_arg *a, unsigned place,
                     const char *between, bool live);

#endif
