/*
 * Values of socket options: from the words people write to the bytes setsockopt(2) takes, and back.
 */
#ifndef SOCKPIT_CORE_VALUE_H
#define SOCKPIT_CORE_VALUE_H

#include "base/bytes.h"
#include "tables/options.h"

enum { VALUE_MAX = 64 };

/* Reads a value of the option's type (row NULL: an int); its size in bytes, or 0 when the text cannot
 * become one (option_type_form says what can). */
size_t value_parse(const struct option_row *row, const char *text, size_t n,
                   unsigned char value[VALUE_MAX]);
/* Appends a value as it is written; bytes of another size than the type's as hex. */
void value_add(struct bytes *out, const struct option_row *row, const void *value, size_t n);
/* The room getsockopt(2) is given for it, in bytes. */
size_t value_room(const struct option_row *row);

#endif
