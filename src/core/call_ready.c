/*
 * Calls that wait for descriptors: poll(2), select(2) and epoll(7). What they found is told by the names
 * of the sockets.
 */
#include <stdlib.h>

#include "core/call_perform.h"
#include "core/namelist.h"
#include "core/pollset.h"

/* One event of an epoll_wait or a pollset: "a POLLIN|POLLHUP". */
static void found_events(struct call *c, struct call_found *f, const char *name,
                         enum constant_set set, int64_t events)
{
	struct bytes item = BYTES_INIT;

	if (f->left_out) {
		f->left_out++;
		return;
	}
	bytes_add_str(&item, name ? name : "?");
	bytes_add_char(&item, ' ');
	constant_add(&item, set, events);
	call_found_item(c, f, item.data, item.len);
	bytes_clear(&item);
}

/* Arguments: set, timeout in ms, what was found. */
static void poll_many(struct sys *s, struct call *c)
{
	const struct pollset *set = c->room->set;
	struct call_found f;
	int64_t left;

	c->ret = s->poll(s, set->fd, set->count, (int)c->arg[1].number);
	if (c->ret < 0)
		return;
	call_found_begin(c, &f);
	left = c->ret;
	for (size_t i = 0; left && i < set->count; i++) {
		if (!set->fd[i].revents)
			continue;
		left--;
		found_events(c, &f, pollset_name(set, i), CONSTANT_POLL,
		             (unsigned short)set->fd[i].revents);
	}
	call_found_end(c, &f);
}

/* Of one socket: socket, events, timeout in ms, events found. */
void perform_poll(struct sys *s, struct call *c)
{
	struct pollfd one = {.fd = c->fd};

	if (c->arg[0].kind == ARG_LIST) {
		poll_many(s, c);
		return;
	}
	one.events = (short)c->arg[1].number;
	c->ret = s->poll(s, &one, 1, (int)c->arg[2].number);
	c->arg[3].number = one.revents;
}

/* Whether a bit is set; FD_ISSET looks at the number again, each time. */
static inline bool is_set(const fd_set *set, int fd)
{
	return __FDS_BITS(set)[(unsigned)fd / __NFDBITS] >> ((unsigned)fd % __NFDBITS) & 1;
}

static void found_sets(struct call *c, const fd_set bits[POLLSET_SETS])
{
	static const char *const name[POLLSET_SETS] = {"read", "write", "except"};
	const struct pollset *set = c->room->set;
	struct bytes item = BYTES_INIT;
	struct call_found f;

	call_found_begin(c, &f);
	for (struct pollfd *one = set->fd; one < set->fd + set->count; one++) {
		int k = pollset_set_of(one);

		one->revents = 0;
		if (!is_set(&bits[k], one->fd))
			continue;
		one->revents = one->events;
		bytes_reset(&item);
		bytes_addf(&item, "%s %s", name[k], pollset_name(set, (size_t)(one - set->fd)));
		call_found_item(c, &f, item.data, item.len);
	}
	call_found_end(c, &f);
	bytes_clear(&item);
}

/* Arguments: three sets or NULL, timeout or NULL, what was found. No descriptor is FD_SETSIZE or more. */
void perform_select(struct sys *s, struct call *c)
{
	const struct pollset *set = c->room->set;
	const struct arg *limit = &c->arg[3];
	struct timeval t = {limit->number / CLOCK_S, limit->number % CLOCK_S / 1000};
	fd_set bits[POLLSET_SETS], *given[POLLSET_SETS];

	memcpy(bits, set->bits, sizeof(bits));
	for (int k = 0; k < POLLSET_SETS; k++)
		given[k] = c->arg[k].kind == ARG_NULL ? NULL : &bits[k];
	c->ret = s->select(s, set->most + 1, given[POLLSET_READ], given[POLLSET_WRITE],
	                   given[POLLSET_EXCEPT], limit->kind == ARG_NULL ? NULL : &t);
	/* where the time is over the kernel has cleared them all */
	if (c->ret >= 0)
		found_sets(c, bits);
}

/* A poll of one socket has none. */
static bool has_set(const struct call *c)
{
	return c->arg[0].kind != ARG_SOCKET;
}

void own_set(struct call *c)
{
	if (!has_set(c))
		return;
	c->room->set = pollset_copy(c->room->set);
	c->room->owns_set = true;
}

/* The set of a call that is no job is its maker's. */
void release_set(struct call *c)
{
	if (!has_set(c) || !c->room->owns_set)
		return;
	pollset_clear(c->room->set);
	free(c->room->set);
}

void perform_epoll_create1(struct sys *s, struct call *c)
{
	c->ret = s->epoll_create1(s, (int)c->arg[0].number);
	c->made_fd[0] = (int)c->ret;
}

/* Arguments: epoll, operation, descriptor, events. */
void perform_epoll_ctl(struct sys *s, struct call *c)
{
	struct epoll_event e = {.data.u64 = c->room->token};

	if (c->args > 3)
		e.events = (uint32_t)c->arg[3].number;
	c->ret = s->epoll_ctl(s, c->fd, (int)c->arg[1].number, c->room->other, &e);
}

/* Arguments: epoll, room for events, timeout in ms, what was found. The events stay in the buffer. */
void perform_epoll_wait(struct sys *s, struct call *c)
{
	struct epoll_event e;
	struct call_found f;

	c->ret = s->epoll_wait(s, c->fd, c->buffer, (int)c->arg[1].number, (int)c->arg[2].number);
	if (c->ret < 0)
		return;
	call_found_begin(c, &f);
	for (int64_t i = 0; i < c->ret; i++) {
		memcpy(&e, (char *)c->buffer + (size_t)i * sizeof(e), sizeof(e));
		found_events(c, &f, namelist_name(c->room->names, e.data.u64), CONSTANT_EPOLL, e.events);
	}
	call_found_end(c, &f);
}
