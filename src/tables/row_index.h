/*
 * How the tables find a row by its name or its number in O(1): a hash index over const rows, in
 * static storage of the table's own. Internal to src/tables/.
 *
 * A table fills its index the first time somebody looks something up, once; after that it is only
 * read, so any thread may look up without a lock.
 */
#ifndef SOCKPIT_TABLES_ROW_INDEX_H
#define SOCKPIT_TABLES_ROW_INDEX_H

#include <stddef.h>
#include <stdint.h>

struct row_index_slot {
	const void *row;  /* NULL: free */
	const char *name; /* NULL: the key is the number */
	int64_t number;
	int scope;
};

struct row_index {
	struct row_index_slot *slot;
	size_t slots; /* a power of two, at least twice the keys: ROW_INDEX_HOLDS checks it */
};

/* True when `slots` are enough for `keys` keys; for _Static_assert next to the table. */
#define ROW_INDEX_HOLDS(slots, keys) (((slots) & ((slots)-1)) == 0 && (slots) >= 2 * (keys))

/* How many slots `keys` keys (up to 2048) take; for the size of an array. */
#define ROW_INDEX_SLOTS(keys)                                                                      \
	((keys) <= 8     ? 16                                                                          \
	 : (keys) <= 16  ? 32                                                                          \
	 : (keys) <= 32  ? 64                                                                          \
	 : (keys) <= 64  ? 128                                                                         \
	 : (keys) <= 128 ? 256                                                                         \
	 : (keys) <= 256 ? 512                                                                         \
	 : (keys) <= 512 ? 1024                                                                        \
	                 : 4096)

/*
 * Puts a row under a name (borrowed, case is ignored) or a number. `scope` keeps equal keys apart
 * that mean different things: a constant's set, an option's level. The row put first stays.
 */
void row_index_add_name(const struct row_index *x, int scope, const char *name, const void *row);
void row_index_add_number(const struct row_index *x, int scope, int64_t number, const void *row);

/* The row under a key, or NULL. */
const void *row_index_by_name(const struct row_index *x, int scope, const char *name, size_t n);
const void *row_index_by_number(const struct row_index *x, int scope, int64_t number);

#endif
