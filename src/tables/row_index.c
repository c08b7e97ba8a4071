/*
 * The hash index behind the tables: open addressing with linear probing over slots that are never
 * more than half full and never emptied, so a search ends at the first free slot. What the rows
 * mean, and when the index is filled, is each table's own business.
 */
#include "tables/row_index.h"

#include <string.h>

/* ASCII only, whatever the locale: a table's names are ASCII. */
static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* FNV-1a over the lower-case name. */
static size_t hash_name(int scope, const char *name, size_t n)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)scope;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ lower(name[i])) * UINT64_C(0x100000001b3);
	return (size_t)(hash ^ hash >> 32);
}

static size_t hash_number(int scope, int64_t number)
{
	uint64_t hash = ((uint64_t)number << 16 ^ (uint64_t)scope) * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)(hash ^ hash >> 32);
}

static int same_name(const char *have, const char *name, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!have[i] || lower(have[i]) != lower(name[i]))
			return 0;
	return !have[n];
}

/* The slot that holds the name, or the free one where it would go. */
static struct row_index_slot *find_name(const struct row_index *x, int scope, const char *name,
                                        size_t n)
{
	for (size_t i = hash_name(scope, name, n);; i++) {
		struct row_index_slot *slot = &x->slot[i & (x->slots - 1)];

		if (!slot->row || (slot->name && slot->scope == scope && same_name(slot->name, name, n)))
			return slot;
	}
}

static struct row_index_slot *find_number(const struct row_index *x, int scope, int64_t number)
{
	for (size_t i = hash_number(scope, number);; i++) {
		struct row_index_slot *slot = &x->slot[i & (x->slots - 1)];

		if (!slot->row || (!slot->name && slot->scope == scope && slot->number == number))
			return slot;
	}
}

void row_index_add_name(const struct row_index *x, int scope, const char *name, const void *row)
{
	struct row_index_slot *slot = find_name(x, scope, name, strlen(name));

	if (!slot->row)
		*slot = (struct row_index_slot){.row = row, .name = name, .scope = scope};
}

void row_index_add_number(const struct row_index *x, int scope, int64_t number, const void *row)
{
	struct row_index_slot *slot = find_number(x, scope, number);

	if (!slot->row)
		*slot = (struct row_index_slot){.row = row, .number = number, .scope = scope};
}

const void *row_index_by_name(const struct row_index *x, int scope, const char *name, size_t n)
{
	return find_name(x, scope, name, n)->row;
}

const void *row_index_by_number(const struct row_index *x, int scope, int64_t number)
{
	return find_number(x, scope, number)->row;
}
