/*
 * What the files of core/value share: the reader of words.
 */
#ifndef SOCKPIT_CORE_VALUE_PARTS_H
#define SOCKPIT_CORE_VALUE_PARTS_H

#include <netinet/in.h>

#include "core/value.h"

enum { VALUE_WORDS = 256 };

struct value_word {
	const char *s;
	size_t n;
};

/* A value that is being read. */
struct value_reader {
	const struct option_row *row; /* NULL: not in the table */
	int fd;
	const char *text; /* all of it */
	size_t n;
	struct value_word word[VALUE_WORDS]; /* what stands between blanks */
	size_t words;                        /* VALUE_WORDS + 1: more than fit */
	struct value_bytes *value;
	struct value_problem *bad;
};

/* The bytes become the value. True. */
bool value_put(struct value_reader *r, const void *p, size_t n);
/* Says why word i is wrong (or missing, when there are not so many). False. */
bool value_refuse(struct value_reader *r, size_t i, const char *expected);
/* Whether there are from `least` to `most` words; else the form of the value is what was expected. */
bool value_count(struct value_reader *r, size_t least, size_t most);
/* Reads word i: a number; an interface's name or number. */
bool value_int(struct value_reader *r, size_t i, int64_t least, int64_t most, int64_t *number);
bool value_interface(struct value_reader *r, size_t i, int *index);

/* Groups, their sources and interfaces: value_group.c. `asks`: only which one. */
bool value_read_group(struct value_reader *r, bool asks);
/* Appends one, or nothing and false when the size is not the type's. */
bool value_add_group(struct bytes *out, enum option_type type, const unsigned char *p, size_t n);

/* Structs of numbers, and the signature of TCP: value_struct.c. */
bool value_read_fields(struct value_reader *r);
void value_add_fields(struct bytes *out, const struct option_field *fields, const unsigned char *p,
                      size_t n);
bool value_read_md5sig(struct value_reader *r);
bool value_add_md5sig(struct bytes *out, const unsigned char *p, size_t n);
bool value_read_filter(struct value_reader *r);
bool value_add_filter(struct bytes *out, const unsigned char *p, size_t n);

#endif
