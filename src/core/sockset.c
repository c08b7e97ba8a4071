/*
 * The set of named sockets: a hash table by name and a vector to walk.
 */
#include "core/sockset.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"

void sockset_init(struct sockset *s)
{
	memset(s, 0, sizeof(*s));
	s->next_auto = 1;
	pthread_mutex_init(&s->lock, NULL);
}

static void lock(struct sockset *s)
{
	if (s->watched)
		pthread_mutex_lock(&s->lock);
}

static void unlock(struct sockset *s)
{
	if (s->watched)
		pthread_mutex_unlock(&s->lock);
}

void sockset_watch(struct sockset *s)
{
	s->watched = true;
}

void sockset_set_place(struct sockset *s, struct sock *sock, unsigned place, unsigned zones)
{
	lock(s);
	sock->place = place;
	sock->zones = zones;
	unlock(s);
}

void sockset_leave(struct sockset *s, struct sock *sock)
{
	lock(s);
	sock->leaving = true;
	unlock(s);
}

/* Frees what a socket has besides itself. */
static void sock_empty(struct sock *sock)
{
	bytes_clear(&sock->kept);
	free(sock->options_set);
}

/* Zeroed, as memory_new has it. */
static struct sock *sock_new(struct sockset *s)
{
	struct sock *sock = s->spare;

	if (!sock)
		return memory_new(sizeof(*sock));
	s->spare = NULL;
	return memset(sock, 0, sizeof(*sock));
}

void sockset_clear(struct sockset *s)
{
	for (size_t i = 0; i < s->all.count; i++) {
		struct sock *sock = s->all.item[i];

		if (sock->fd >= 0)
			close(sock->fd);
		sock_empty(sock);
		free(sock);
	}
	sockset_forget(s);
	vector_clear(&s->parted);
	free(s->spare);
	vector_clear(&s->all);
	map_clear(&s->by_name);
	pthread_mutex_destroy(&s->lock);
}

void sockset_keep(struct sockset *s, bool keeping)
{
	s->keeping = keeping;
}

void sockset_forget(struct sockset *s)
{
	for (size_t i = 0; i < s->parted.count; i++) {
		sock_empty(s->parted.item[i]);
		free(s->parted.item[i]);
	}
	s->parted.count = 0;
}

static bool is_name_char(char c, bool first)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
		return true;
	return !first && ((c >= '0' && c <= '9') || c == '.' || c == '-');
}

bool sockset_is_name(const char *name, size_t n)
{
	if (!n || n > SOCK_NAME_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!is_name_char(name[i], i == 0))
			return false;
	return true;
}

struct sock *sockset_find(const struct sockset *s, const char *name, size_t n)
{
	return map_get(&s->by_name, name, n);
}

void sockset_auto_name(struct sockset *s, char name[SOCK_NAME_MAX + 1])
{
	struct bytes b = BYTES_INIT;

	do {
		bytes_reset(&b);
		bytes_add_char(&b, 's');
		bytes_add_uint(&b, s->next_auto++);
	} while (map_get(&s->by_name, b.data, b.len));
	memcpy(name, b.data, b.len + 1);
	bytes_clear(&b);
}

struct sock *sockset_add(struct sockset *s, const char *name, int fd, int family, int type,
                         int protocol)
{
	struct sock *sock = sock_new(s);
	size_t n = strnlen(name, SOCK_NAME_MAX);

	memcpy(sock->name, name, n);
	sock->fd = fd;
	sock->family = family;
	sock->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	sock->protocol = protocol;
	sock->place = sock->zones = PLACE_HERE;
	lock(s);
	sock->index = s->all.count;
	sock->made = ++s->changes;
	vector_add(&s->all, sock);
	map_put(&s->by_name, sock->name, n, sock);
	unlock(s);
	return sock;
}

void sockset_remove(struct sockset *s, struct sock *sock)
{
	struct sock *last;

	lock(s);
	last = s->all.item[s->all.count - 1];
	s->changes++;
	memcpy(s->closed[s->closed_next++ % 16], sock->name, sizeof(sock->name));
	map_remove(&s->by_name, sock->name, strlen(sock->name));
	last->index = sock->index;
	vector_remove_unordered(&s->all, sock->index);
	unlock(s);
	if (s->keeping) {
		sock->fd = -1;
		vector_add(&s->parted, sock);
		return;
	}
	sock_empty(sock);
	free(s->spare);
	s->spare = sock;
}

bool sockset_was_closed(const struct sockset *s, const char *name, size_t n)
{
	for (int i = 0; i < 16; i++)
		if (strlen(s->closed[i]) == n && n && !memcmp(s->closed[i], name, n))
			return true;
	return false;
}
