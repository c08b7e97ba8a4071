/*
 * The classic dump: offset, sixteen bytes in hex, the same as ASCII with dots for the rest.
 */
#ifndef SOCKPIT_BASE_HEXDUMP_H
#define SOCKPIT_BASE_HEXDUMP_H

#include "base/bytes.h"

/* Appends a line for every sixteen bytes; `offset` is what the first byte is called. */
void hexdump(struct bytes *out, const void *p, size_t n, uint64_t offset);
/* Appends one line without its end, of n bytes where per_line have room. */
void hexdump_line(struct bytes *out, const void *bytes, size_t n, uint64_t offset, size_t per_line);
/* How many bytes a line of so many columns has room for: 32, 16, 8, or 4 at least. */
size_t hexdump_fit(size_t columns);

#endif
