/*
 * A list of names that only grows, and its index.
 */
#include "core/namelist.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void namelist_init(struct namelist *l)
{
	memset(l, 0, sizeof(*l));
	pthread_mutex_init(&l->lock, NULL);
}

void namelist_clear(struct namelist *l)
{
	for (size_t i = 0; i < l->all.count; i++)
		free(l->all.item[i]);
	vector_clear(&l->all);
	map_clear(&l->number_of);
	pthread_mutex_destroy(&l->lock);
}

uint64_t namelist_number(struct namelist *l, const char *name)
{
	size_t n = strlen(name);
	uintptr_t next;

	pthread_mutex_lock(&l->lock);
	next = (uintptr_t)map_get(&l->number_of, name, n);
	if (!next) {
		vector_add(&l->all, memory_copy(name, n));
		next = l->all.count;
		map_put(&l->number_of, name, n, (void *)next);
	}
	pthread_mutex_unlock(&l->lock);
	return next - 1;
}

const char *namelist_name(struct namelist *l, uint64_t number)
{
	const char *name;

	pthread_mutex_lock(&l->lock);
	name = number < l->all.count ? l->all.item[number] : NULL;
	pthread_mutex_unlock(&l->lock);
	return name;
}
