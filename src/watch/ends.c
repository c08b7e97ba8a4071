/*
 * Matching what the kernel lists with what the session has made: by the inode of a descriptor, else by the
 * two addresses, else as a new connection at a listener.
 */
#include "watch/ends.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tables/tcp_states.h"

/* Ends without a descriptor that are remembered. */
enum { CLOSED_MOST = 1024 };

void ends_init(struct ends *e, struct journal *journal)
{
	memset(e, 0, sizeof(*e));
	pthread_mutex_init(&e->lock, NULL);
	e->journal = journal;
}

void ends_clear(struct ends *e)
{
	for (size_t i = 0; i < e->all.count; i++)
		free(e->all.item[i]);
	vector_clear(&e->all);
	for (unsigned i = 0; i < ENDS_PLACES; i++)
		diag_free(e->diag[i]);
	pthread_mutex_destroy(&e->lock);
}

void ends_set_place(struct ends *e, unsigned place, const char *name, struct diag *diag)
{
	pthread_mutex_lock(&e->lock);
	diag_free(e->diag[place]);
	e->diag[place] = diag;
	e->place_name[place] = name;
	for (size_t i = e->all.count; !diag && i-- > 0;) {
		struct end *x = e->all.item[i];

		if (x->place != place)
			continue;
		vector_remove(&e->all, i);
		free(x);
	}
	pthread_mutex_unlock(&e->lock);
}

static struct end *find(const struct ends *e, const char *name, size_t n)
{
	struct end *found = NULL;

	for (size_t i = e->all.count; i-- > 0;) {
		struct end *x = e->all.item[i];
		bool fits = (strlen(x->name) == n && !memcmp(x->name, name, n)) ||
		            (strlen(x->child_name) == n && n && !memcmp(x->child_name, name, n));

		if (fits && (!found || x->order > found->order))
			found = x;
	}
	return found;
}

/* The oldest that is of no use any more makes way. */
static void make_way(struct ends *e)
{
	size_t closed = 0, oldest = e->all.count;

	for (size_t i = 0; i < e->all.count; i++) {
		struct end *x = e->all.item[i];

		if (x->open || x->row.state != TCP_CLOSE)
			continue;
		closed++;
		if (oldest == e->all.count || x->order < ((struct end *)e->all.item[oldest])->order)
			oldest = i;
	}
	if (closed <= CLOSED_MOST)
		return;
	free(e->all.item[oldest]);
	vector_remove_unordered(&e->all, oldest);
}

static struct end *add(struct ends *e, unsigned place, const char *name)
{
	struct end *x = memory_new(sizeof(*x));

	if (e->all.count > CLOSED_MOST)
		make_way(e);
	snprintf(x->name, sizeof(x->name), "%s", name);
	x->place = place;
	x->row.state = TCP_CLOSE;
	x->order = ++e->order;
	atomic_store(&e->any, true);
	vector_add(&e->all, x);
	return x;
}

void ends_add(struct ends *e, unsigned place, const char *name, uint32_t inode,
              const struct address *local)
{
	struct end *x;

	pthread_mutex_lock(&e->lock);
	x = add(e, place, name);
	x->inode = inode;
	x->open = true;
	if (local)
		x->row.local = *local;
	pthread_mutex_unlock(&e->lock);
}

void ends_close(struct ends *e, const char *name)
{
	struct end *x;

	if (!atomic_load(&e->any))
		return;
	pthread_mutex_lock(&e->lock);
	x = find(e, name, strlen(name));
	if (x) {
		x->open = false;
		x->inode = 0;
	}
	pthread_mutex_unlock(&e->lock);
}

void ends_leave(struct ends *e, const char *name, const struct address *local,
                const struct address *peer)
{
	struct end *x;

	pthread_mutex_lock(&e->lock);
	x = add(e, PLACE_HERE, name);
	x->row.family = address_family(&local->any, local->len);
	x->row.local = *local;
	x->row.peer = *peer;
	x->row.state = TCP_ESTABLISHED; /* until it is looked at */
	x->known = true;
	pthread_mutex_unlock(&e->lock);
}

/* A look ----------------------------------------------------------------------------------------- */

struct look {
	struct ends *ends;
	unsigned place;
	const char *cause;
};

static bool same_address(const struct address *a, const struct address *b)
{
	return a->len == b->len && !memcmp(&a->storage, &b->storage, a->len);
}

static bool is_listening(const struct diag_row *row)
{
	return row->state == TCP_LISTEN;
}

/* The end a row is about: by inode, by its addresses; NULL: it is none we know. */
static struct end *end_of_row(const struct ends *e, unsigned place, const struct diag_row *row)
{
	struct end *by_ends = NULL;

	for (size_t i = e->all.count; i-- > 0;) {
		struct end *x = e->all.item[i];

		if (x->place != place)
			continue;
		if (row->inode && x->inode == row->inode)
			return x;
		if (!x->known || is_listening(row) || is_listening(&x->row) || (x->inode && row->inode) ||
		    (x->row.cookie && row->cookie && x->row.cookie != row->cookie && x->open &&
		     row->state != TCP_TIME_WAIT))
			continue;
		if (same_address(&x->row.local, &row->local) && same_address(&x->row.peer, &row->peer) &&
		    (!by_ends || x->order > by_ends->order))
			by_ends = x;
	}
	return by_ends;
}

/* The listener a new connection came up at. */
static struct end *listener_of(const struct ends *e, unsigned place, const struct diag_row *row)
{
	int port = address_port(&row->local.any, row->local.len);

	for (size_t i = 0; i < e->all.count; i++) {
		struct end *x = e->all.item[i];

		if (x->place == place && is_listening(&x->row) &&
		    address_port(&x->row.local.any, x->row.local.len) == port)
			return x;
	}
	return NULL;
}

static struct end *add_child(struct ends *e, struct end *listener)
{
	struct end *x = add(e, listener->place, "");

	snprintf(x->child_name, sizeof(x->child_name), "%s/%u", listener->name, ++listener->children);
	return x;
}

/* A descriptor of the session leads to what was a listener's child: they are one end. */
static struct end *join_child(struct ends *e, struct end *x, const struct diag_row *row)
{
	for (size_t i = 0; i < e->all.count && !x->known; i++) {
		struct end *child = e->all.item[i];

		if (child == x || child->place != x->place || child->inode || !child->child_name[0] ||
		    child->name[0] || !child->known || !same_address(&child->row.local, &row->local) ||
		    !same_address(&child->row.peer, &row->peer))
			continue;
		memcpy(x->child_name, child->child_name, sizeof(x->child_name));
		x->row = child->row;
		x->known = true;
		free(child);
		vector_remove_unordered(&e->all, i);
	}
	return x;
}

static const char *state_name(int state)
{
	const struct tcp_state_row *row = tcp_state_by_number(state);

	return row ? row->name : "?";
}

static const char *name_of(const struct end *x)
{
	return x->name[0] ? x->name : x->child_name;
}

/* An address as text; NULL: it has none. */
static const char *text_of(struct bytes *room, const struct address *a, unsigned place)
{
	if (!a->len || address_port(&a->any, a->len) <= 0)
		return NULL;
	address_add(room, &a->any, a->len, place);
	return bytes_str(room);
}

static void tell(const struct look *l, const struct end *x, int was)
{
	const struct ends *e = l->ends;
	struct bytes local = BYTES_INIT, peer = BYTES_INIT;

	journal_change(e->journal, 0, name_of(x), e->place_name[l->place], "diag", state_name(was),
	               state_name(x->row.state), l->cause, text_of(&local, &x->row.local, l->place),
	               text_of(&peer, &x->row.peer, l->place));
	bytes_clear(&local);
	bytes_clear(&peer);
}

static void see(void *closure, const struct diag_row *row)
{
	struct look *l = closure;
	struct ends *e = l->ends;
	struct end *x = end_of_row(e, l->place, row), *listener;
	int was;

	if (!x) {
		/* not ours, unless it is on its way to one of our listeners */
		if (row->inode || is_listening(row) || !(listener = listener_of(e, l->place, row)))
			return;
		x = add_child(e, listener);
	} else if (!x->known && x->inode) {
		x = join_child(e, x, row);
	}
	was = x->row.state;
	x->row = *row;
	x->known = true;
	x->look = e->look;
	if (was != row->state)
		tell(l, x, was);
}

/* What was there and is no more. */
static void see_gone(struct look *l)
{
	struct ends *e = l->ends;

	for (size_t i = 0; i < e->all.count; i++) {
		struct end *x = e->all.item[i];
		int was = x->row.state;

		if (x->place != l->place || x->look == e->look || was == TCP_CLOSE)
			continue;
		x->row.state = TCP_CLOSE;
		x->row.timer = DIAG_TIMER_NONE;
		x->row.recv_queue = x->row.send_queue = 0;
		tell(l, x, was);
	}
}

static bool is_moving(const struct end *x)
{
	switch (x->row.state) {
	case TCP_CLOSE:
	case TCP_LISTEN:
	case TCP_ESTABLISHED:
	case TCP_CLOSE_WAIT:
	case TCP_TIME_WAIT:
		return false;
	default:
		return true;
	}
}

/* On this machine only the ports of our own sockets matter: others may have very many. */
static int look_here(struct ends *e, struct look *l)
{
	uint16_t *port;
	size_t ports = 0;
	int err;

	port = memory_new((e->all.count + 1) * sizeof(*port));
	for (size_t i = 0; i < e->all.count; i++) {
		const struct end *x = e->all.item[i];
		int p = x->row.local.len ? address_port(&x->row.local.any, x->row.local.len) : 0;

		if (x->place == PLACE_HERE && p > 0)
			port[ports++] = (uint16_t)p;
	}
	err = ports ? diag_each_port(e->diag[PLACE_HERE], AF_UNSPEC, port, ports, see, l) : 0;
	free(port);
	return err;
}

/* Whether the place can be looked at; else errno says why not. */
static bool open_diag(struct ends *e, unsigned place)
{
	if (!e->diag[place] && place == PLACE_HERE)
		e->diag[place] = diag_new(-1);
	else if (!e->diag[place])
		errno = ENOTCONN;
	return e->diag[place];
}

int ends_look(struct ends *e, unsigned place, const char *cause, bool *moving)
{
	struct look l = {e, place, cause};
	int err;

	pthread_mutex_lock(&e->lock);
	e->look++;
	if (!open_diag(e, place)) {
		err = -1;
	} else {
		err =
		    place == PLACE_HERE ? look_here(e, &l) : diag_each(e->diag[place], AF_UNSPEC, see, &l);
	}
	if (!err)
		see_gone(&l);
	if (moving)
		*moving = false;
	for (size_t i = 0; i < e->all.count && moving; i++)
		*moving |= ((struct end *)e->all.item[i])->place == place && is_moving(e->all.item[i]);
	pthread_mutex_unlock(&e->lock);
	return err;
}

/* Whoever asks for the sockets at an address. */
struct asking {
	const struct ends *ends;
	unsigned place;
	void (*row)(void *closure, const struct diag_row *, const char *name);
	void *closure;
};

static void pass_on(void *closure, const struct diag_row *row)
{
	struct asking *a = closure;
	const struct end *x = end_of_row(a->ends, a->place, row);

	a->row(a->closure, row, x ? name_of(x) : NULL);
}

int ends_each_at(struct ends *e, unsigned place, const struct address *at,
                 void (*row)(void *closure, const struct diag_row *, const char *name),
                 void *closure)
{
	struct asking asking = {e, place, row, closure};
	uint16_t port = (uint16_t)address_port(&at->any, at->len);
	struct diag_row bound;
	int err = -1;

	pthread_mutex_lock(&e->lock);
	if (open_diag(e, place)) {
		err = diag_each_port(e->diag[place], AF_UNSPEC, &port, 1, pass_on, &asking);
		if (!err && diag_find(e->diag[place], at, NULL, &bound) == 1)
			pass_on(&asking, &bound);
	}
	pthread_mutex_unlock(&e->lock);
	return err;
}

bool ends_find(struct ends *e, const char *name, size_t n, struct end *end)
{
	struct end *x;

	pthread_mutex_lock(&e->lock);
	x = find(e, name, n);
	if (x)
		*end = *x;
	pthread_mutex_unlock(&e->lock);
	return x;
}
