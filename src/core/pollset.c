/*
 * A set of descriptors: an array for the kernel and, beside it, the names.
 */
#include "core/pollset.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void pollset_init(struct pollset *p)
{
	memset(p, 0, sizeof(*p));
	p->most = -1;
}

void pollset_clear(struct pollset *p)
{
	free(p->fd);
	free(p->name);
	bytes_clear(&p->names);
	pollset_init(p);
}

void pollset_reset(struct pollset *p)
{
	p->count = 0;
	p->most = -1;
	memset(p->bits, 0, sizeof(p->bits));
	bytes_reset(&p->names);
}

static void grow(struct pollset *p, size_t cap)
{
	p->fd = memory_resize(p->fd, cap * sizeof(*p->fd));
	p->name = memory_resize(p->name, cap * sizeof(*p->name));
	p->cap = cap;
}

void pollset_add(struct pollset *p, int fd, short events, const char *name)
{
	if (p->count == p->cap)
		grow(p, p->cap ? 2 * p->cap : 16);
	p->fd[p->count] = (struct pollfd){.fd = fd, .events = events};
	p->name[p->count++] = (uint32_t)p->names.len;
	bytes_add(&p->names, name, strlen(name) + 1);
	if (fd < FD_SETSIZE)
		FD_SET(fd, &p->bits[pollset_set_of(&p->fd[p->count - 1])]);
	if (fd > p->most)
		p->most = fd;
}

struct pollset *pollset_copy(const struct pollset *p)
{
	struct pollset *copy = memory_new(sizeof(*copy));

	pollset_init(copy);
	if (p->count) {
		grow(copy, p->count);
		memcpy(copy->fd, p->fd, p->count * sizeof(*p->fd));
		memcpy(copy->name, p->name, p->count * sizeof(*p->name));
		bytes_add(&copy->names, p->names.data, p->names.len);
	}
	copy->count = p->count;
	copy->most = p->most;
	memcpy(copy->bits, p->bits, sizeof(p->bits));
	return copy;
}

const char *pollset_name(const struct pollset *p, size_t i)
{
	return p->names.data + p->name[i];
}
