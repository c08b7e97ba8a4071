/*
 * A hash table from names (bytes, no NUL needed) to pointers: O(1) on average at any size. It copies
 * the names and owns the copies; the values are the caller's.
 */
#ifndef SOCKPIT_BASE_MAP_H
#define SOCKPIT_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_slot;

struct map {
	struct map_slot **slot; /* owned chains; a power of two of them */
	size_t slots;
	size_t count;
	struct map_slot *spare; /* owned: of a name that was taken out, for the next; NULL: none */
};

#define MAP_INIT                                                                                   \
	{                                                                                              \
		NULL, 0, 0, NULL                                                                           \
	}

void map_clear(struct map *m);
/* The value under the name, or NULL. */
void *map_get(const struct map *m, const char *name, size_t n);
/* Puts a value (not NULL) under a name; an earlier value is replaced and returned, else NULL. */
void *map_put(struct map *m, const char *name, size_t n, void *value);
/* Takes the name out; returns its value, or NULL when it was not there. */
void *map_remove(struct map *m, const char *name, size_t n);

#endif
