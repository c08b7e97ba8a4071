/*
 * Names of interfaces by place. Those of this machine come and go, and are asked for when one is needed. A
 * host of the lab is furnished once, before there is a socket in it, and its namespace cannot be asked by
 * whoever shows an address later: its names are kept. What a text tells of has no numbers: its names get
 * some here that no interface has.
 */
#include "core/zone.h"

#include <pthread.h>
#include <string.h>

#include "core/interface.h"

/* The kernel counts interfaces in a positive int. */
enum { NAMES_MOST = 64 };
static const unsigned first_told = 0x80000000U;

struct names {
	unsigned count;
	struct {
		unsigned number;
		char name[IF_NAMESIZE];
	} at[NAMES_MOST];
};

static struct {
	pthread_mutex_t lock;
	struct names of[PLACE_TOLD + 1]; /* those of PLACE_HERE are not kept */
} self = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Under the lock. False: there is no room left. */
static bool add(struct names *names, unsigned number, const char *name)
{
	if (names->count == NAMES_MOST)
		return false;
	names->at[names->count].number = number;
	memcpy(names->at[names->count++].name, name, strlen(name) + 1);
	return true;
}

unsigned zone_number(unsigned place, const char *name)
{
	struct names *names = &self.of[place];
	unsigned number = 0;

	if (place == PLACE_HERE)
		return if_nametoindex(name);
	if (!*name || strlen(name) >= IF_NAMESIZE)
		return 0;
	pthread_mutex_lock(&self.lock);
	for (unsigned i = 0; i < names->count && !number; i++)
		if (!strcmp(names->at[i].name, name))
			number = names->at[i].number;
	if (!number && place == PLACE_TOLD && add(names, first_told + names->count, name))
		number = names->at[names->count - 1].number;
	pthread_mutex_unlock(&self.lock);
	return number;
}

bool zone_name(unsigned place, unsigned number, char name[IF_NAMESIZE])
{
	const struct names *names = &self.of[place];
	bool found = false;

	if (place == PLACE_HERE)
		return if_indextoname(number, name);
	pthread_mutex_lock(&self.lock);
	for (unsigned i = 0; i < names->count && !found; i++) {
		found = names->at[i].number == number;
		if (found)
			memcpy(name, names->at[i].name, IF_NAMESIZE);
	}
	pthread_mutex_unlock(&self.lock);
	return found;
}

static void each_here(void (*each)(const char *name))
{
	struct if_nameindex *all = if_nameindex();

	for (const struct if_nameindex *i = all; i && i->if_name; i++)
		each(i->if_name);
	if (all)
		if_freenameindex(all);
}

void zone_each_name(unsigned place, void (*each)(const char *name))
{
	const struct names *names = &self.of[place];

	if (place == PLACE_HERE) {
		each_here(each);
		return;
	}
	pthread_mutex_lock(&self.lock);
	for (unsigned i = 0; i < names->count; i++)
		each(names->at[i].name);
	pthread_mutex_unlock(&self.lock);
}

void zone_learn(unsigned place, int fd, const char *last)
{
	int most = interface_index(fd, last, strlen(last));
	char name[IF_NAMESIZE];

	pthread_mutex_lock(&self.lock);
	self.of[place].count = 0;
	for (int i = 1; i <= most; i++)
		if (interface_name(fd, i, name))
			add(&self.of[place], (unsigned)i, name);
	pthread_mutex_unlock(&self.lock);
}
