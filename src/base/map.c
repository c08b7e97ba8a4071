/*
 * The hash table: chains under a power of two of heads, doubled when there are as many names as
 * chains. A name taken out leaves nothing behind, so coming and going names never slow it down. It
 * keeps no order; who wants one keeps a vector beside it.
 */
#include "base/map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { SLOTS_FIRST = 16 };

struct map_slot {
	struct map_slot *next;
	uint64_t hash;
	void *value; /* the caller's */
	size_t n;
	size_t room; /* for a name */
	char name[];
};

/* FNV-1a. Its multiplication carries upwards only: the low bits, which choose the chain, learn of
 * the bytes' high bits when the high half is folded in. */
static uint64_t hash_of(const char *name, size_t n)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)name[i]) * UINT64_C(0x100000001b3);
	return hash ^ hash >> 32;
}

/* Where the pointer to the name's slot is, or the NULL at its chain's end. There are chains. */
static inline struct map_slot **find(const struct map *m, uint64_t hash, const char *name, size_t n)
{
	struct map_slot **at = &m->slot[hash & (m->slots - 1)];

	while (*at && ((*at)->hash != hash || (*at)->n != n || memcmp((*at)->name, name, n) != 0))
		at = &(*at)->next;
	return at;
}

static void grow(struct map *m)
{
	struct map grown = {
	    .slots = m->slots ? m->slots * 2 : SLOTS_FIRST, .count = m->count, .spare = m->spare};

	grown.slot = memory_new(grown.slots * sizeof(*grown.slot));
	for (size_t i = 0; i < m->slots; i++)
		for (struct map_slot *s = m->slot[i], *next; s; s = next) {
			struct map_slot **head = &grown.slot[s->hash & (grown.slots - 1)];

			next = s->next;
			s->next = *head;
			*head = s;
		}
	free(m->slot);
	*m = grown;
}

void map_clear(struct map *m)
{
	for (size_t i = 0; i < m->slots; i++)
		for (struct map_slot *s = m->slot[i], *next; s; s = next) {
			next = s->next;
			free(s);
		}
	free(m->slot);
	free(m->spare);
	*m = (struct map)MAP_INIT;
}

void *map_get(const struct map *m, const char *name, size_t n)
{
	const struct map_slot *s;

	if (m->count == 0)
		return NULL;
	s = *find(m, hash_of(name, n), name, n);
	return s ? s->value : NULL;
}

/* Room for a name and no less: that of the last one taken out, or new. */
static struct map_slot *slot_new(struct map *m, size_t n)
{
	struct map_slot *s = m->spare;

	if (s && s->room >= n) {
		m->spare = NULL;
	} else {
		s = memory_resize(NULL, sizeof(*s) + n);
		s->room = n;
	}
	s->next = NULL;
	s->value = NULL;
	return s;
}

/* The name's slot under *at, made with value NULL when it is not there. */
static struct map_slot *slot_for(struct map *m, const char *name, size_t n)
{
	uint64_t hash = hash_of(name, n);
	struct map_slot **at, *s;

	if (m->count == m->slots)
		grow(m);
	at = find(m, hash, name, n);
	if (*at)
		return *at;
	s = slot_new(m, n);
	s->hash = hash;
	s->n = n;
	memcpy(s->name, name, n);
	m->count++;
	return *at = s;
}

void *map_put(struct map *m, const char *name, size_t n, void *value)
{
	struct map_slot *s = slot_for(m, name, n);
	void *earlier = s->value;

	assert(value);
	s->value = value;
	return earlier;
}

void *map_remove(struct map *m, const char *name, size_t n)
{
	struct map_slot **at, *s;
	void *value;

	if (m->count == 0)
		return NULL;
	at = find(m, hash_of(name, n), name, n);
	s = *at;
	if (!s)
		return NULL;
	value = s->value;
	*at = s->next;
	free(m->spare);
	m->spare = s;
	m->count--;
	return value;
}
