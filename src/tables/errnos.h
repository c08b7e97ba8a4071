/*
 * Every errno of errno.h: number, symbol, text. The text is the C locale's strerror(3), so that a
 * transcript reads the same everywhere.
 */
#ifndef SOCKPIT_TABLES_ERRNOS_H
#define SOCKPIT_TABLES_ERRNOS_H

#include <stddef.h>

struct errno_row {
	int number;
	const char *name; /* "ECONNREFUSED" */
	const char *text; /* "Connection refused" */
};

/* The row of a number, or NULL: O(1). */
const struct errno_row *errno_by_number(int number);
/* The row of a symbol, case ignored (EWOULDBLOCK, EDEADLOCK and ENOTSUP are known too), or NULL:
 * O(1). */
const struct errno_row *errno_by_name(const char *name, size_t n);
/* The symbol, or "E?" for a number that has none. */
const char *errno_name(int number);
/* The text, or "Unknown error". */
const char *errno_text(int number);
/* Appends the text as strerror(3) has it: "Success" for 0, "Unknown error 524" without a row. */
struct bytes;
void errno_add_text(struct bytes *out, int number);
/* Row i, in the order of the numbers; NULL past the last. */
const struct errno_row *errno_row_at(size_t i);

#endif
