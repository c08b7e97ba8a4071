/*
 * The byte buffer everything is written into: transcripts, messages, payloads. Adding costs a
 * comparison and a copy, and now and then a doubling of the storage. What the bytes mean, and
 * whether they may be shown to a person, is left to escape.h and to the callers.
 */
#include "base/bytes.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

enum {
	CAP_FIRST = 64,
	DIGITS_MAX = 20, /* of UINT64_MAX */
	FORMAT_ROOM = 96 /* what a formatted text is tried in first */
};

void bytes_init(struct bytes *b)
{
	*b = (struct bytes)BYTES_INIT;
}

void bytes_clear(struct bytes *b)
{
	free(b->data);
	bytes_init(b);
}

void bytes_grow(struct bytes *b, size_t more)
{
	size_t need;
	size_t cap = b->cap ? b->cap * 2 : CAP_FIRST;

	if (__builtin_add_overflow(b->len, more, &need) || __builtin_add_overflow(need, 1, &need))
		need = SIZE_MAX; /* memory_resize aborts */
	b->cap = cap < need ? need : cap;
	b->data = memory_resize(b->data, b->cap);
	b->data[b->len] = 0;
}

void bytes_add_uint(struct bytes *b, uint64_t value)
{
	char digits[DIGITS_MAX];
	size_t first = DIGITS_MAX;

	do {
		digits[--first] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	bytes_add(b, digits + first, DIGITS_MAX - first);
}

void bytes_add_int(struct bytes *b, int64_t value)
{
	uint64_t magnitude = (uint64_t)value;

	if (value < 0) {
		bytes_add_char(b, '-');
		magnitude = 0 - magnitude; /* unsigned, for INT64_MIN has no positive */
	}
	bytes_add_uint(b, magnitude);
}

void bytes_addf(struct bytes *b, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	bytes_vaddf(b, format, ap);
	va_end(ap);
}

void bytes_vaddf(struct bytes *b, const char *format, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	bytes_reserve(b, FORMAT_ROOM);
	n = vsnprintf(b->data + b->len, b->cap - b->len, format, ap);
	if (n < 0)
		abort(); /* over INT_MAX characters or a broken format: a bug either way */
	if ((size_t)n >= b->cap - b->len) {
		bytes_reserve(b, (size_t)n);
		vsnprintf(b->data + b->len, b->cap - b->len, format, again);
	}
	va_end(again);
	b->len += (size_t)n;
}

void bytes_drop(struct bytes *b, size_t n)
{
	if (n >= b->len) {
		bytes_reset(b);
		return;
	}
	b->len -= n;
	memmove(b->data, b->data + n, b->len + 1);
}

const char *bytes_str(const struct bytes *b)
{
	return b->data ? b->data : "";
}

char *bytes_take(struct bytes *b)
{
	char *taken = b->data ? b->data : memory_copy("", 0);

	bytes_init(b);
	return taken;
}
