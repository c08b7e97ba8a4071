/*
 * Buffers for writev(2) and its like under one name: what C has as an array of struct iovec. The memory
 * of all of them is one piece, in their order, so that a call needs their lengths only.
 */
#ifndef SOCKPIT_CORE_IOVECS_H
#define SOCKPIT_CORE_IOVECS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "core/call.h"

struct iovecs {
	char name[SOCK_NAME_MAX + 1];
	struct bytes memory; /* of all buffers, one after the other */
	struct bytes length; /* uint32_t for each: bytes */
};

enum { IOVECS_MAX = 1 << 30 /* bytes of all buffers together */ };

/* Makes one without buffers, on the heap; the name is one that sockset_is_name takes. */
struct iovecs *iovecs_new(const char *name, size_t n);
/* NULL is fine. */
void iovecs_free(struct iovecs *v);
/* How many buffers it has. */
size_t iovecs_count(const struct iovecs *v);
/* Buffer i, which exists: its memory, and *n bytes of it. Borrowed. */
char *iovecs_at(const struct iovecs *v, size_t i, size_t *n);
/* Adds a buffer of n bytes, all 0; false: that would be too much. */
bool iovecs_add(struct iovecs *v, size_t n);
/* Buffer i, which exists, becomes these n bytes; false: that would be too much. */
bool iovecs_set(struct iovecs *v, size_t i, const void *p, size_t n);
/* Takes buffer i, which exists, out; those after it move up. */
void iovecs_delete(struct iovecs *v, size_t i);

#endif
