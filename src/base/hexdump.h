/*
 * The classic dump: offset, sixteen bytes in hex, the same as ASCII with dots for the rest.
 */
#ifndef SOCKPIT_BASE_HEXDUMP_H
#define SOCKPIT_BASE_HEXDUMP_H

#include "base/bytes.h"

/* Appends a line for every sixteen bytes; `offset` is what the first byte is called. */
void hexdump(struct bytes *out, const void *p, size_t n, uint64_t offset);

#endif
