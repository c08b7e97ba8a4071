/*
 * Asking the kernel, between two frames: readiness, queues, addresses and states of the sockets that are on
 * the screen. None of these calls takes anything from a socket or changes it. The set is never waited for,
 * and a socket that is about to be closed is left alone.
 */
#include "tui/probes.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "base/memory.h"
#include "core/value.h"
#include "watch/state.h"

/* What new sockets of a kind have, option by option. */
struct fresh {
	int family, type, protocol;
	struct bytes value[OPTION_IDS_MAX]; /* empty: it cannot be read */
};

enum { READY = POLLIN | POLLOUT | POLLPRI | POLLRDHUP };
enum { WATCHED = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET };

int probes_init(struct probes *p, struct sys *sys, struct sockset *socks)
{
	memset(p, 0, sizeof(*p));
	p->sys = sys;
	p->socks = socks;
	p->changes = UINT64_MAX;
	p->epoll = sys->epoll_create1(sys, EPOLL_CLOEXEC);
	if (p->epoll < 0)
		return -1;
	sockset_watch(socks);
	return 0;
}

void probes_clear(struct probes *p)
{
	for (size_t i = 0; i < p->all.count; i++)
		free(p->all.item[i]);
	vector_clear(&p->all);
	map_clear(&p->by_name);
	for (size_t i = 0; i < p->fresh.count; i++) {
		struct fresh *f = p->fresh.item[i];

		for (size_t k = 0; k < OPTION_IDS_MAX; k++)
			bytes_clear(&f->value[k]);
		free(f);
	}
	vector_clear(&p->fresh);
	free(p->asked);
	free(p->ready);
	if (p->epoll >= 0)
		p->sys->close(p->sys, p->epoll);
	p->epoll = -1;
}

int probes_descriptor(const struct probes *p)
{
	return p->epoll;
}

void probes_rest(struct probes *p, bool rests)
{
	p->rests = rests;
}

/* What has become ready so far is seen in the look that follows. */
static void take_wakes(struct probes *p)
{
	enum { BATCH = 64 };
	struct epoll_event e[BATCH];

	while (p->epoll >= 0 && p->sys->epoll_wait(p->sys, p->epoll, e, BATCH, 0) == BATCH)
		;
}

/* It stays there until its last descriptor is closed (epoll(7)); what cannot be watched is not. */
static void listen_to(struct probes *p, const struct sock *sock)
{
	struct epoll_event e = {.events = WATCHED};

	if (p->epoll >= 0 && !sock->leaving)
		p->sys->epoll_ctl(p->sys, p->epoll, EPOLL_CTL_ADD, sock->fd, &e);
}

/* The set is locked. */
static void listen_or_rest(struct probes *p)
{
	if (p->rests && p->epoll >= 0) {
		p->sys->close(p->sys, p->epoll);
		p->epoll = -1;
	} else if (!p->rests && p->epoll < 0) {
		p->epoll = p->sys->epoll_create1(p->sys, EPOLL_CLOEXEC);
		for (size_t i = 0; i < p->socks->all.count; i++)
			listen_to(p, p->socks->all.item[i]);
	}
}

/* Which sockets there are -------------------------------------------------------------------------- */

static struct probe *add(struct probes *p, const struct sock *sock)
{
	struct probe *x = memory_new(sizeof(*x));

	memcpy(x->name, sock->name, sizeof(x->name));
	x->made = sock->made;
	x->family = sock->family;
	x->type = sock->type;
	x->protocol = sock->protocol;
	x->place = sock->place;
	x->zones = sock->zones;
	x->recv_queue = x->send_queue = -1;
	map_put(&p->by_name, x->name, strlen(x->name), x);
	listen_to(p, sock);
	return x;
}

/* The set has changed: those that have gone go, new ones come. The set is locked. */
static void follow(struct probes *p)
{
	struct vector old = p->all;

	p->all = (struct vector)VECTOR_INIT;
	for (size_t i = 0; i < p->socks->all.count; i++) {
		const struct sock *sock = p->socks->all.item[i];
		struct probe *x = map_get(&p->by_name, sock->name, strlen(sock->name));

		if (!x || x->made != sock->made)
			x = add(p, sock);
		x->there = true;
		vector_add(&p->all, x);
	}
	for (size_t i = 0; i < old.count; i++) {
		struct probe *x = old.item[i];

		if (x->there)
			continue;
		if (map_get(&p->by_name, x->name, strlen(x->name)) == x)
			map_remove(&p->by_name, x->name, strlen(x->name));
		free(x);
	}
	for (size_t i = 0; i < p->all.count; i++)
		((struct probe *)p->all.item[i])->there = false;
	vector_clear(&old);
	p->changes = p->socks->changes;
}

/* Asking ------------------------------------------------------------------------------------------- */

static void ask_address(struct probes *p, int fd, struct address *a,
                        int (*ask)(struct sys *, int, struct sockaddr *, socklen_t *))
{
	a->len = sizeof(a->storage);
	if (ask(p->sys, fd, &a->any, &a->len))
		a->len = 0;
	else if (a->len > sizeof(a->storage))
		a->len = sizeof(a->storage);
}

static int ask_queue(struct probes *p, int fd, unsigned long request)
{
	int n = -1;

	return p->sys->ioctl(p->sys, fd, request, &n) ? -1 : n;
}

static void ask_queues(struct probes *p, const struct sock *sock, struct probe *x)
{
	x->recv_queue = x->send_queue = -1;
	if (x->state && !strcmp(x->state, "LISTEN")) {
		if (x->family != AF_UNIX)
			state_backlog(p->sys, sock, &x->recv_queue, &x->send_queue);
	} else {
		x->recv_queue = ask_queue(p, sock->fd, SIOCINQ);
		/* a refused connect leaves numbers behind that SIOCOUTQ tells the difference of: nothing waits */
		x->send_queue =
		    x->state && !strcmp(x->state, "CLOSED") ? 0 : ask_queue(p, sock->fd, SIOCOUTQ);
	}
}

static void ask_tcp_info(struct probes *p, int fd, struct probe *x)
{
	x->tcp_info_len = sizeof(x->tcp_info);
	if (p->sys->getsockopt(p->sys, fd, IPPROTO_TCP, TCP_INFO, x->tcp_info, &x->tcp_info_len))
		x->tcp_info_len = 0;
}

static void ask(struct probes *p, const struct sock *sock, struct probe *x, bool selected)
{
	struct state state = {NULL, NULL};
	int flags;

	/* an epoll has a name as sockets do, but none of their properties */
	x->is_socket = sock->family != AF_UNSPEC;
	if (x->is_socket && !state_read(p->sys, sock, &state)) {
		x->state = state.name;
		x->source = state.source;
	} else {
		x->state = x->source = NULL;
	}
	flags = p->sys->fcntl(p->sys, sock->fd, F_GETFL, 0);
	x->nonblock = flags >= 0 && flags & O_NONBLOCK;
	x->tcp_info_len = 0;
	x->valid = true;
	if (!x->is_socket)
		return;
	ask_queues(p, sock, x);
	ask_address(p, sock->fd, &x->local, p->sys->getsockname);
	ask_address(p, sock->fd, &x->peer, p->sys->getpeername);
	if (selected)
		ask_tcp_info(p, sock->fd, x);
}

/* A socket that is to be asked about in this look. */
struct asked {
	const struct sock *sock;
	struct probe *probe;
};

static void gather(struct probes *p, const char *name)
{
	const struct sock *sock = sockset_find(p->socks, name, strlen(name));
	struct probe *x = map_get(&p->by_name, name, strlen(name));

	if (!sock || !x || sock->leaving)
		return;
	if (p->asking == p->asking_cap) {
		p->asking_cap = p->asking_cap ? p->asking_cap * 2 : 64;
		p->asked = memory_resize(p->asked, p->asking_cap * sizeof(*p->asked));
		p->ready = memory_resize(p->ready, p->asking_cap * sizeof(*p->ready));
	}
	p->ready[p->asking] = (struct pollfd){.fd = sock->fd, .events = READY};
	p->asked[p->asking++] = (struct asked){sock, x};
}

/* Readiness of all of them takes one call. */
static void ask_gathered(struct probes *p, const char *selected)
{
	bool ready = p->sys->poll(p->sys, p->ready, (nfds_t)p->asking, 0) >= 0;

	for (size_t i = 0; i < p->asking; i++) {
		struct probe *x = p->asked[i].probe;

		x->ready = ready ? p->ready[i].revents : 0;
		x->look = p->look;
		if (selected && !strcmp(x->name, selected))
			x->chosen = p->look;
		ask(p, p->asked[i].sock, x, x->chosen == p->look);
	}
}

bool probes_look(struct probes *p, const char *const *names, size_t count, const char *selected)
{
	bool chosen = false;

	if (pthread_mutex_trylock(&p->socks->lock))
		return false;
	if (p->changes != p->socks->changes)
		follow(p);
	listen_or_rest(p);
	take_wakes(p);
	p->asking = 0;
	p->look++;
	for (size_t i = 0; i < count; i++) {
		gather(p, names[i]);
		chosen |= selected && !strcmp(names[i], selected);
	}
	/* it may be out of sight */
	if (selected && *selected && !chosen)
		gather(p, selected);
	ask_gathered(p, selected);
	pthread_mutex_unlock(&p->socks->lock);
	return true;
}

bool probes_cover(const struct probes *p, const char *const *names, size_t count,
                  const char *selected)
{
	const struct probe *x;

	for (size_t i = 0; i < count; i++) {
		x = probes_find(p, names[i]);
		if (x && x->look != p->look)
			return false;
	}
	x = selected ? probes_find(p, selected) : NULL;
	return !x || x->chosen == p->look;
}

const struct probe *probes_find(const struct probes *p, const char *name)
{
	return map_get(&p->by_name, name, strlen(name));
}

/* Options ------------------------------------------------------------------------------------------ */

/* Appends what the kernel has; false: it tells nothing. */
static bool read_option(struct probes *p, int fd, int family, const struct option_row *row,
                        struct bytes *out)
{
	unsigned char value[VALUE_MAX] = {0};
	socklen_t room = (socklen_t)value_room(row, family), n = room;

	if ((row->access & (OPTION_READ | OPTION_TAKES | OPTION_ASKS)) != OPTION_READ ||
	    p->sys->getsockopt(p->sys, fd, row->level, row->number, value, &n))
		return false;
	value_add(out, row, value, n < room ? n : room);
	return true;
}

static void read_fresh(struct probes *p, struct fresh *f)
{
	int fd = p->sys->socket(p->sys, f->family, f->type | SOCK_CLOEXEC, f->protocol);
	const struct option_row *row;

	if (fd < 0)
		return;
	for (size_t i = 0; (row = option_at(i)); i++)
		if (!(row->access & OPTION_LIVE) && option_holds(row, f->family, f->type))
			read_option(p, fd, f->family, row, &f->value[option_id(row)]);
	p->sys->close(p->sys, fd);
}

/* What a new socket of that kind has is asked once. */
static const struct fresh *find_fresh(struct probes *p, const struct sock *sock)
{
	struct fresh *f;

	for (size_t i = 0; i < p->fresh.count; i++) {
		f = p->fresh.item[i];
		if (f->family == sock->family && f->type == sock->type && f->protocol == sock->protocol)
			return f;
	}
	f = memory_new(sizeof(*f));
	f->family = sock->family;
	f->type = sock->type;
	f->protocol = sock->protocol;
	read_fresh(p, f);
	vector_add(&p->fresh, f);
	return f;
}

/* What a new socket has that is made where the screen can make none: the table's word, where that is a value and
 * not the setting that says it, which a host of the lab may have otherwise. */
static void add_initial(const struct option_row *row, struct bytes *out)
{
	if (row->initial && !strpbrk(row->initial, ".;,") && !(row->access & OPTION_LIVE) &&
	    strcmp(row->initial, "(none)") != 0)
		bytes_add_str(out, row->initial);
}

bool probes_option(struct probes *p, const char *name, const struct option_row *row,
                   struct bytes *now, struct bytes *fresh)
{
	const struct sock *sock;
	bool read = false;

	if (pthread_mutex_trylock(&p->socks->lock))
		return false;
	sock = sockset_find(p->socks, name, strlen(name));
	if (sock && !sock->leaving && sock->family != AF_UNSPEC)
		read = read_option(p, sock->fd, sock->family, row, now);
	/* sockets of the lab are made by the session only */
	if (read && sock->place != PLACE_HERE) {
		add_initial(row, fresh);
	} else if (read) {
		const struct bytes *value = &find_fresh(p, sock)->value[option_id(row)];

		bytes_add(fresh, value->data, value->len);
	}
	pthread_mutex_unlock(&p->socks->lock);
	return read;
}
