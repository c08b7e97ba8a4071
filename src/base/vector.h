/*
 * A growing array of pointers. It owns the array, never what the pointers point to.
 */
#ifndef SOCKPIT_BASE_VECTOR_H
#define SOCKPIT_BASE_VECTOR_H

#include <stddef.h>

struct vector {
	void **item; /* owned array */
	size_t count;
	size_t cap;
};

#define VECTOR_INIT                                                                                \
	{                                                                                              \
		NULL, 0, 0                                                                                 \
	}

void vector_clear(struct vector *v);
void vector_add(struct vector *v, void *item);
/* Removes item i, closing the gap and keeping the order: O(count). */
void vector_remove(struct vector *v, size_t i);
/* Removes item i by moving the last one into its place: O(1). */
void vector_remove_unordered(struct vector *v, size_t i);

#endif
