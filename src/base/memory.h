/*
 * Memory that never answers NULL: running out of it is a bug of the machine this program cannot
 * work around, so it is said on stderr and the process aborts.
 */
#ifndef SOCKPIT_BASE_MEMORY_H
#define SOCKPIT_BASE_MEMORY_H

#include <stddef.h>

/* size bytes, zeroed; the caller frees with free(). */
void *memory_new(size_t size);
/* Has the whole pages of n bytes at p there before they are touched, by madvise(2); what it does not do,
 * touching does. For who has time, so that who has none finds them. */
void memory_populate(void *p, size_t n);
/* p resized to size bytes (not zeroed); the caller frees with free(). */
void *memory_resize(void *p, size_t size);
/* A NUL-terminated copy of n bytes at p; the caller frees with free(). */
char *memory_copy(const void *p, size_t n);

#endif
