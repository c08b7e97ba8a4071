/*
 * The buffers of an iovec, kept as one piece of memory and a list of lengths.
 */
#include "core/iovecs.h"

#include <stdlib.h>

#include "base/memory.h"

struct iovecs *iovecs_new(const char *name, size_t n)
{
	struct iovecs *v = memory_new(sizeof(*v));

	memcpy(v->name, name, n);
	return v;
}

void iovecs_free(struct iovecs *v)
{
	if (!v)
		return;
	bytes_clear(&v->memory);
	bytes_clear(&v->length);
	free(v);
}

size_t iovecs_count(const struct iovecs *v)
{
	return v->length.len / sizeof(uint32_t);
}

static uint32_t length_of(const struct iovecs *v, size_t i)
{
	uint32_t n;

	memcpy(&n, v->length.data + i * sizeof(n), sizeof(n));
	return n;
}

char *iovecs_at(const struct iovecs *v, size_t i, size_t *n)
{
	size_t from = 0;

	for (size_t k = 0; k < i; k++)
		from += length_of(v, k);
	*n = length_of(v, i);
	return v->memory.data ? v->memory.data + from : (char *)bytes_str(&v->memory);
}

bool iovecs_add(struct iovecs *v, size_t n)
{
	uint32_t length = (uint32_t)n;

	if (n > IOVECS_MAX - v->memory.len)
		return false;
	bytes_reserve(&v->memory, n);
	memset(v->memory.data + v->memory.len, 0, n + 1);
	v->memory.len += n;
	bytes_add(&v->length, &length, sizeof(length));
	return true;
}

/* Makes the n bytes at `from` into `more` bytes, which are not yet written. */
static void resize(struct bytes *b, size_t from, size_t n, size_t more)
{
	size_t behind = b->len - from - n;

	bytes_reserve(b, more);
	memmove(b->data + from + more, b->data + from + n, behind);
	b->len = from + more + behind;
	b->data[b->len] = 0;
}

bool iovecs_set(struct iovecs *v, size_t i, const void *p, size_t n)
{
	uint32_t length = (uint32_t)n;
	size_t was;
	size_t from = (size_t)(iovecs_at(v, i, &was) - bytes_str(&v->memory));

	if (n > IOVECS_MAX - (v->memory.len - was))
		return false;
	resize(&v->memory, from, was, n);
	memcpy(v->memory.data + from, p, n);
	memcpy(v->length.data + i * sizeof(length), &length, sizeof(length));
	return true;
}

void iovecs_delete(struct iovecs *v, size_t i)
{
	size_t n;
	size_t from = (size_t)(iovecs_at(v, i, &n) - bytes_str(&v->memory));

	resize(&v->memory, from, n, 0);
	resize(&v->length, i * sizeof(uint32_t), sizeof(uint32_t), 0);
}
