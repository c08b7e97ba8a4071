/*
 * Names by number: epoll(7) gives back a number for each descriptor that is ready, and this is whose it
 * was. A name keeps its number for good; any thread may ask.
 */
#ifndef SOCKPIT_CORE_NAMELIST_H
#define SOCKPIT_CORE_NAMELIST_H

#include <pthread.h>
#include <stdint.h>

#include "base/map.h"
#include "base/vector.h"

struct namelist {
	pthread_mutex_t lock;
	struct vector all;    /* char *, owned */
	struct map number_of; /* the number of each, and 1 more, as a pointer */
};

void namelist_init(struct namelist *l);
void namelist_clear(struct namelist *l);
/* The number of a name, a new one where it has none. */
uint64_t namelist_number(struct namelist *l, const char *name);
/* The name of a number, or NULL: numbers may come from elsewhere. Valid until namelist_clear. */
const char *namelist_name(struct namelist *l, uint64_t number);

#endif
