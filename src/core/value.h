/*
 * Values of socket options: from the words people write to the bytes setsockopt(2) takes, and back.
 */
#ifndef SOCKPIT_CORE_VALUE_H
#define SOCKPIT_CORE_VALUE_H

#include "base/bytes.h"
#include "tables/options.h"

enum { VALUE_MAX = 2048, VALUE_WORD_MAX = 63 };

/* A value on its way to the kernel. */
struct value_bytes {
	size_t n;
	unsigned char at[VALUE_MAX];
};

/* Why words are no value. */
struct value_problem {
	const char *word; /* the word it is about, in the text that was read; NULL: all of them */
	size_t n;
	const char *expected;          /* what would be taken there */
	char near[VALUE_WORD_MAX + 1]; /* the nearest name that is known, or "" */
};

/*
 * Reads a value of the option (row NULL: an int). Interfaces are looked up in the network namespace of
 * the socket fd. False when the text cannot become one: `bad`, which may be NULL, says why.
 */
bool value_parse(const struct option_row *row, int fd, const char *text, size_t n,
                 struct value_bytes *value, struct value_problem *bad);
/* Reads what getsockopt(2) is to be told: the group and interface of a source filter, which is what
 * OPTION_ASKS is about. The value has the room the kernel is given. */
bool value_parse_asked(const struct option_row *row, int fd, const char *text, size_t n,
                       struct value_bytes *value, struct value_problem *bad);
/* Appends a value as it is written, safe for a terminal; bytes of another size than the type's as
 * hex. */
void value_add(struct bytes *out, const struct option_row *row, const void *value, size_t n);
/* The room getsockopt(2) is given for it, in bytes, of a socket of that family: the kernel gives an address
 * only into room that is not larger. */
size_t value_room(const struct option_row *row, int family);

#endif
