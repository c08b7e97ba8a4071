/*
 * A growing byte buffer. `data` is always NUL-terminated once anything was added, so that it can be
 * handed to functions that want a C string when the content has no NUL of its own.
 */
#ifndef SOCKPIT_BASE_BYTES_H
#define SOCKPIT_BASE_BYTES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	char *data; /* owned; NULL until something is added */
	size_t len; /* bytes of content */
	size_t cap; /* bytes allocated, counting the one kept for the NUL */
};

#define BYTES_INIT                                                                                 \
	{                                                                                              \
		NULL, 0, 0                                                                                 \
	}

void bytes_init(struct bytes *b);
/* Frees the storage; the buffer is empty and usable again. */
void bytes_clear(struct bytes *b);
/* Forgets the content, keeps the storage. */
static inline void bytes_reset(struct bytes *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = 0;
}

/* What bytes_reserve does when there is no room. */
void bytes_grow(struct bytes *b, size_t more);

/* Makes room for `more` further bytes and the NUL. */
static inline void bytes_reserve(struct bytes *b, size_t more)
{
	if (b->cap - b->len <= more)
		bytes_grow(b, more);
}

static inline void bytes_add(struct bytes *b, const void *p, size_t n)
{
	bytes_reserve(b, n);
	if (n > 0) /* p may be NULL then, which memcpy must not be given */
		memcpy(b->data + b->len, p, n);
	b->len += n;
	b->data[b->len] = 0;
}

static inline void bytes_add_char(struct bytes *b, char c)
{
	bytes_reserve(b, 1);
	b->data[b->len++] = c;
	b->data[b->len] = 0;
}

static inline void bytes_add_str(struct bytes *b, const char *s)
{
	bytes_add(b, s, strlen(s));
}

/* Decimal, without printf: the transcript writes numbers on its hot path. */
void bytes_add_int(struct bytes *b, int64_t value);
void bytes_add_uint(struct bytes *b, uint64_t value);
void bytes_addf(struct bytes *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bytes_vaddf(struct bytes *b, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));
/* Drops the first n bytes (all of them when n is larger). */
void bytes_drop(struct bytes *b, size_t n);
/* The content as a C string; "" when empty. Borrowed. */
const char *bytes_str(const struct bytes *b);
/* Gives the storage away as a C string; the buffer is empty afterwards. The caller frees. */
char *bytes_take(struct bytes *b);

#endif
