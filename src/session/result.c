/*
 * A command's result, kept apart from Tcl so that verbs need not know it.
 */
#include "session/result.h"

void result_reset(struct result *r)
{
	bytes_reset(&r->bytes);
	bytes_reset(&r->ends);
	r->is_list = r->is_number = false;
}

void result_clear(struct result *r)
{
	bytes_clear(&r->bytes);
	bytes_clear(&r->ends);
}

void result_set(struct result *r, const void *p, size_t n)
{
	result_reset(r);
	bytes_add(&r->bytes, p, n);
}

void result_set_str(struct result *r, const char *s)
{
	result_set(r, s, strlen(s));
}

void result_set_int(struct result *r, int64_t value)
{
	result_reset(r);
	r->is_number = true;
	r->number = value;
}

void result_spell(struct result *r)
{
	if (r->is_number && !r->bytes.len)
		bytes_add_int(&r->bytes, r->number);
}

void result_add(struct result *r, const void *p, size_t n)
{
	r->is_list = true;
	bytes_add(&r->bytes, p, n);
	bytes_add(&r->ends, &r->bytes.len, sizeof(r->bytes.len));
}

size_t result_count(const struct result *r)
{
	return r->ends.len / sizeof(size_t);
}

static size_t end_of(const struct result *r, size_t i)
{
	size_t end;

	memcpy(&end, r->ends.data + i * sizeof(end), sizeof(end));
	return end;
}

const char *result_word(const struct result *r, size_t i, size_t *n)
{
	size_t from = i ? end_of(r, i - 1) : 0;

	*n = end_of(r, i) - from;
	return bytes_str(&r->bytes) + from;
}
