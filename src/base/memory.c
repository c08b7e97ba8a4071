/*
 * The one place where running out of memory is noticed, so that nobody else has to. A size no
 * object can have counts as running out: callers whose arithmetic overflows ask for SIZE_MAX and
 * leave the rest to this file. What to say to the person on a SIGABRT is the front end's business.
 */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SMALL = 1024 };

static _Noreturn void run_out(size_t size)
{
	fprintf(stderr, "sockpit: out of memory: %zu bytes wanted\n", size);
	abort();
}

/* With a size of 0, calloc(3) may answer NULL and realloc(3) frees. */
static size_t at_least_one(size_t size)
{
	return size ? size : 1;
}

/* Kept out of line: where the size is known, a compiler would make the two steps one calloc(3). */
__attribute__((noinline)) void *memory_new(size_t size)
{
	void *p;

	/* calloc(3) of glibc passes its cache of small pieces by, and knows which large ones are zero */
	if (size <= SMALL)
		p = malloc(at_least_one(size));
	else
		p = size <= PTRDIFF_MAX ? calloc(1, size) : NULL;
	if (!p)
		run_out(size);
	return size <= SMALL ? memset(p, 0, size) : p;
}

void memory_populate(void *p, size_t n)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t before = (page - (uintptr_t)p % page) % page;

	/* since Linux 5.14 */
	if (n > before + page)
		madvise((char *)p + before, (n - before) / page * page, MADV_POPULATE_WRITE);
}

void *memory_resize(void *p, size_t size)
{
	void *resized = size <= PTRDIFF_MAX ? realloc(p, at_least_one(size)) : NULL;

	if (!resized)
		run_out(size);
	return resized;
}

char *memory_copy(const void *p, size_t n)
{
	char *copy = memory_resize(NULL, n < SIZE_MAX ? n + 1 : n);

	if (n > 0)
		memcpy(copy, p, n);
	copy[n] = 0;
	return copy;
}
