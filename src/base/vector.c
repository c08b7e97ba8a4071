/*
 * The growing array of pointers. It knows nothing of what they point to: freeing the items before
 * they are removed, or before vector_clear, is the owner's work.
 */
#include "base/vector.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { CAP_FIRST = 8 };

void vector_clear(struct vector *v)
{
	free(v->item);
	*v = (struct vector)VECTOR_INIT;
}

void vector_add(struct vector *v, void *item)
{
	if (v->count == v->cap) {
		v->cap = v->cap ? v->cap * 2 : CAP_FIRST;
		v->item = memory_resize(v->item, v->cap * sizeof(*v->item));
	}
	v->item[v->count++] = item;
}

void vector_remove(struct vector *v, size_t i)
{
	assert(i < v->count);
	v->count--;
	memmove(v->item + i, v->item + i + 1, (v->count - i) * sizeof(*v->item));
}

void vector_remove_unordered(struct vector *v, size_t i)
{
	assert(i < v->count);
	v->item[i] = v->item[--v->count];
}
