/*
 * Which sockets there are, and what calls and states tell of them. What a call does not tell is not
 * guessed: a port the kernel chose is not known before somebody asked for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "base/memory.h"
#include "core/control.h"
#include "tui/board_parts.h"

struct board_socket *board_find(const struct board *b, const char *name)
{
	return map_get(&b->by_name, name, strlen(name));
}

/* The register ------------------------------------------------------------------------------------- */

static struct board_socket *add_socket(struct board *b, const char *name, size_t n)
{
	struct board_socket *s = memory_new(sizeof(*s));

	if (n >= sizeof(s->name))
		n = sizeof(s->name) - 1;
	memcpy(s->name, name, n);
	s->family = s->type = s->protocol = s->made_by = -1;
	s->backlog = -1;
	s->order = s->file = ++b->order;
	vector_add(&b->sockets, s);
	map_put(&b->by_name, s->name, n, s);
	b->sockets_news++;
	return s;
}

static void free_socket(struct board *b, struct board_socket *s)
{
	board_drop_pieces(b, s);
	vector_clear(&s->pieces);
	for (size_t i = 0; i < s->options.count; i++) {
		struct board_option *o = s->options.item[i];

		bytes_clear(&o->asked);
		bytes_clear(&o->kept);
		bytes_clear(&o->why);
		free(o);
	}
	vector_clear(&s->options);
	bytes_clear(&s->host);
	bytes_clear(&s->local);
	bytes_clear(&s->peer);
	board_failure_clear(&s->failed);
	free(s);
}

void board_forget_sockets(struct board *b)
{
	for (size_t i = 0; i < b->sockets.count; i++)
		free_socket(b, b->sockets.item[i]);
	b->sockets.count = b->closed.count = 0;
	map_clear(&b->by_name);
	b->order = 0;
	b->children = b->dups = 0;
	b->sockets_news++;
}

/* Sockets stand in their order. */
static size_t place_of(const struct board *b, const struct board_socket *s)
{
	size_t from = 0, to = b->sockets.count;

	while (from + 1 < to) {
		size_t middle = from + (to - from) / 2;

		if (((struct board_socket *)b->sockets.item[middle])->order <= s->order)
			from = middle;
		else
			to = middle;
	}
	return from;
}

static void forget(struct board *b, struct board_socket *s)
{
	vector_remove(&b->sockets, place_of(b, s));
	if (board_find(b, s->name) == s)
		map_remove(&b->by_name, s->name, strlen(s->name));
	for (size_t i = 0; i < b->closed.count; i++)
		if (b->closed.item[i] == s) {
			vector_remove(&b->closed, i);
			break;
		}
	free_socket(b, s);
	b->sockets_news++;
}

/* It stays to be looked at, until too many others have gone after it. */
static void goes(struct board *b, struct board_socket *s)
{
	if (s->closed)
		return;
	s->closed = true;
	s->listening = false;
	b->children -= s->child;
	b->sockets_news++;
	vector_add(&b->closed, s);
	if (b->closed.count > BOARD_CLOSED_KEPT)
		forget(b, b->closed.item[0]);
}

static void set_text(struct bytes *to, const void *text, size_t n)
{
	bytes_reset(to);
	bytes_add(to, text, n);
}

static void copy_text(struct bytes *to, const struct bytes *from)
{
	set_text(to, from->data, from->len);
}

/* States and addresses ----------------------------------------------------------------------------- */

static void set_state(struct board_socket *s, const char *state, size_t n, const char *source,
                      int64_t at)
{
	if (n >= sizeof(s->state))
		n = sizeof(s->state) - 1;
	if (strlen(s->state) != n || memcmp(s->state, state, n) != 0)
		memcpy(s->was, s->state, sizeof(s->was));
	memcpy(s->state, state, n);
	s->state[n] = 0;
	s->state_source = source;
	s->state_at = at;
}

static bool is_tcp(const struct board_socket *s)
{
	return (s->family == AF_INET || s->family == AF_INET6) && s->type == SOCK_STREAM;
}

/* What a call that has worked means for the state; observers know better, and say so afterwards. */
static void state_by_call(struct board_socket *s, const struct event *e, const char *tcp,
                          const char *other)
{
	const char *state = is_tcp(s) ? tcp : other;

	set_state(s, state, strlen(state), "call", e->mono);
}

static const struct arg *address_of(const struct call *c)
{
	for (unsigned i = 0; i < c->args; i++)
		if (c->arg[i].kind == ARG_ADDRESS && c->arg[i].len)
			return &c->arg[i];
	return NULL;
}

/* Port 0 asks the kernel to choose: what it chose is not told. */
static void set_address(struct bytes *to, const struct arg *a)
{
	if (!a || !address_port(a->data, a->len))
		return;
	bytes_reset(to);
	address_add(to, a->data, a->len);
}

/* Children ----------------------------------------------------------------------------------------- */

static bool is_child_of(const struct board_socket *child, const struct board_socket *listener)
{
	size_t n = strlen(listener->name);

	return child->child && !strncmp(child->name, listener->name, n) && child->name[n] == '/';
}

static bool same(const struct bytes *a, const struct bytes *b)
{
	return a->len && a->len == b->len && !memcmp(a->data, b->data, a->len);
}

/* A connection that waited at a listener has a name of its own now: it is that socket from now on. */
static void take_over(struct board *b, struct board_socket *s, struct board_socket *child)
{
	copy_text(&s->local, &child->local);
	copy_text(&s->peer, &child->peer);
	copy_text(&s->host, &child->host);
	set_state(s, child->was, strlen(child->was), child->state_source, child->state_at);
	set_state(s, child->state, strlen(child->state), child->state_source, child->state_at);
	b->children--;
	forget(b, child);
}

static void take_child(struct board *b, struct board_socket *s, const struct board_socket *listener)
{
	for (size_t i = 0; b->children && i < b->sockets.count; i++) {
		struct board_socket *child = b->sockets.item[i];

		if (child->closed || !child->child || (listener && !is_child_of(child, listener)) ||
		    !same(&child->peer, &s->peer) || (s->local.len && !same(&child->local, &s->local)))
			continue;
		take_over(b, s, child);
		return;
	}
}

static void close_children(struct board *b, const struct board_socket *listener)
{
	for (size_t i = b->sockets.count; b->children && i-- > 0;) {
		struct board_socket *child = b->sockets.item[i];

		if (!child->closed && is_child_of(child, listener))
			goes(b, child);
	}
}

/* Calls -------------------------------------------------------------------------------------------- */

struct board_socket *board_meet(struct board *b, const struct event *e)
{
	struct board_socket *s;

	if (!*e->socket)
		return NULL;
	s = board_find(b, e->socket);
	if (!s || s->closed)
		s = add_socket(b, e->socket, strlen(e->socket));
	/* one that came in a message is known by its name only */
	if (s->family < 0 && e->call.family > 0) {
		s->family = e->call.family;
		s->type = e->call.type;
	}
	return s;
}

static int64_t constant_of(const struct call *c, unsigned i, int64_t unknown)
{
	return i < c->args && c->arg[i].kind == ARG_CONSTANT ? c->arg[i].number : unknown;
}

static struct board_socket *make(struct board *b, const struct event *e, int i)
{
	const char *name = e->call.made[i];
	struct board_socket *s = add_socket(b, name, strnlen(name, SOCK_NAME_MAX));

	s->made_by = (int)e->call.row->id;
	if (e->call.host)
		set_text(&s->host, e->call.host, strlen(e->call.host));
	return s;
}

/* socket(2), socketpair(2). */
static void learn_socket(struct board *b, const struct event *e)
{
	const struct call *c = &e->call;
	int type = (int)constant_of(c, 1, c->type);
	struct board_socket *s;

	for (int i = 0; i < 2 && c->made[i]; i++) {
		s = make(b, e, i);
		s->family = (int)constant_of(c, 0, c->family);
		s->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
		s->protocol = (int)constant_of(c, 2, 0);
		s->nonblock = type & SOCK_NONBLOCK;
		if (c->row->id == CALL_SOCKETPAIR)
			state_by_call(s, e, "ESTABLISHED", "CONNECTED");
		else
			state_by_call(s, e, "CLOSED", "UNCONNECTED");
	}
}

static bool is_any(const struct bytes *local)
{
	return !local->len || *local->data == '*' || *local->data == ':' ||
	       !strncmp(local->data, "0.0.0.0", 7) || !strncmp(local->data, "[::]", 4);
}

static void learn_accept(struct board *b, const struct event *e)
{
	const struct call *c = &e->call;
	const struct board_socket *listener = board_find(b, e->socket);
	struct board_socket *s;

	if (!c->made[0])
		return;
	s = make(b, e, 0);
	s->family = c->family;
	s->type = c->type;
	s->protocol = listener ? listener->protocol : -1;
	s->nonblock = constant_of(c, 2, 0) & SOCK_NONBLOCK;
	set_address(&s->peer, address_of(c));
	if (listener) {
		copy_text(&s->host, &listener->host);
		if (!is_any(&listener->local))
			copy_text(&s->local, &listener->local);
	}
	state_by_call(s, e, "ESTABLISHED", "CONNECTED");
	if (s->peer.len)
		take_child(b, s, listener);
}

/* A second descriptor of the same socket. */
static void learn_dup(struct board *b, const struct event *e)
{
	const struct board_socket *from = board_find(b, e->socket);
	struct board_socket *s;

	if (!e->call.made[0])
		return;
	s = make(b, e, 0);
	if (!from)
		return;
	s->family = from->family;
	s->type = from->type;
	s->protocol = from->protocol;
	s->listening = from->listening;
	s->backlog = from->backlog;
	s->nonblock = from->nonblock;
	s->file = from->file;
	b->dups++;
	s->made_by = from->made_by == CALL_EPOLL_CREATE1 ? CALL_EPOLL_CREATE1 : CALL_DUP;
	copy_text(&s->host, &from->host);
	copy_text(&s->local, &from->local);
	copy_text(&s->peer, &from->peer);
	set_state(s, from->state, strlen(from->state), from->state_source, from->state_at);
}

static void set_nonblock(struct board *b, struct board_socket *s, bool nonblock)
{
	s->nonblock = nonblock;
	for (size_t i = 0; b->dups && i < b->sockets.count; i++) {
		struct board_socket *other = b->sockets.item[i];

		if (other->file == s->file)
			other->nonblock = nonblock;
	}
}

static void learn_fcntl(struct board *b, struct board_socket *s, const struct call *c)
{
	int64_t command = constant_of(c, 1, -1);

	if (command == F_SETFL)
		set_nonblock(b, s, constant_of(c, 2, 0) & O_NONBLOCK);
	else if (command == F_GETFL)
		s->nonblock = c->ret & O_NONBLOCK;
}

static void learn_ioctl(struct board *b, struct board_socket *s, const struct call *c)
{
	if (c->args > 2 && c->arg[1].kind == ARG_REQUEST && c->arg[1].number == FIONBIO &&
	    c->arg[2].kind == ARG_NUMBER)
		set_nonblock(b, s, c->arg[2].number);
}

/* What was told by a call holds no longer than the next one that changes it. */
static void forget_called_state(struct board_socket *s)
{
	if (s->state_source && !strcmp(s->state_source, "call") && is_tcp(s))
		set_state(s, "", 0, NULL, 0);
}

static void learn_close(struct board *b, struct board_socket *s)
{
	forget_called_state(s);
	if (s->listening)
		close_children(b, s);
	goes(b, s);
}

static void learn_listen(struct board_socket *s, const struct event *e)
{
	const struct call *c = &e->call;

	s->listening = true;
	s->backlog = c->args > 1 && c->arg[1].kind == ARG_NUMBER ? c->arg[1].number : -1;
	state_by_call(s, e, "LISTEN", "LISTEN");
}

static void learn_connect(struct board_socket *s, const struct event *e)
{
	set_address(&s->peer, address_of(&e->call));
	state_by_call(s, e, "ESTABLISHED", "CONNECTED");
}

/* Descriptors that came with a message: only their names are told. */
static void learn_received(struct board *b, const struct event *e)
{
	const struct call *c = &e->call;
	struct control_arg messages;
	size_t at = 0, next = 0;
	struct control m;

	if (c->args < 4 || c->arg[3].kind != ARG_CONTROL)
		return;
	messages = control_arg_of(c->arg[3].data, c->arg[3].len);
	while (control_next(messages.messages, messages.messages_n, &at, &m)) {
		if (!m.row || m.row->form != CONTROL_DESCRIPTORS)
			continue;
		for (size_t i = 0; i + sizeof(int) <= m.len; i += sizeof(int)) {
			const char *name = control_arg_name(&messages, next++);

			if (name && *name)
				add_socket(b, name, strnlen(name, SOCK_NAME_MAX))->made_by = CALL_RECVMSG;
		}
	}
}

/* Of a socket that is known. */
static void learn_of(struct board *b, struct board_socket *s, const struct event *e)
{
	const struct call *c = &e->call;

	switch (c->row->id) {
	case CALL_BIND:
	case CALL_GETSOCKNAME:
		set_address(&s->local, address_of(c));
		break;
	case CALL_GETPEERNAME:
		set_address(&s->peer, address_of(c));
		break;
	case CALL_LISTEN:
		learn_listen(s, e);
		break;
	case CALL_CONNECT:
		learn_connect(s, e);
		break;
	case CALL_SHUTDOWN:
		forget_called_state(s);
		break;
	case CALL_FCNTL:
		learn_fcntl(b, s, c);
		break;
	case CALL_IOCTL:
		learn_ioctl(b, s, c);
		break;
	case CALL_RECVMSG:
		learn_received(b, e);
		break;
	case CALL_CLOSE:
		learn_close(b, s);
		break;
	default:
		break;
	}
}

/* A receiving call that asked for bytes has got none: the peer of a stream sends no more. For TCP that is
 * another state than the call that connected it told. */
static void learn_end(struct board_socket *s, const struct call *c)
{
	bool asked = true;

	if (c->ret || s->type != SOCK_STREAM || s->eof)
		return;
	for (unsigned i = 0; i < c->args; i++)
		asked = asked && (c->arg[i].kind != ARG_NUMBER || c->arg[i].number);
	if (!asked)
		return;
	s->eof = true;
	forget_called_state(s);
}

static void learn_failure(struct board *b, struct board_socket *s, const struct event *e)
{
	const struct call *c = &e->call;

	/* close(2) frees the descriptor whatever it answers */
	if (c->row->id == CALL_CLOSE)
		learn_close(b, s);
	else if (c->row->id == CALL_CONNECT && c->err == EINPROGRESS)
		set_address(&s->peer, address_of(c));
	if (c->err == ECONNRESET || c->err == EPIPE || c->err == ETIMEDOUT ||
	    (c->row->id == CALL_CONNECT && c->err != EISCONN))
		forget_called_state(s);
}

void board_learn(struct board *b, const struct event *e)
{
	const struct call *c = &e->call;
	struct board_socket *s = *e->socket ? board_find(b, e->socket) : NULL;

	if (s)
		s->returned = e->seq;
	if (call_failed(c)) {
		if (s)
			learn_failure(b, s, e);
		return;
	}
	switch (c->row->id) {
	case CALL_SOCKET:
	case CALL_SOCKETPAIR:
		learn_socket(b, e);
		return;
	case CALL_EPOLL_CREATE1:
		if (c->made[0])
			make(b, e, 0);
		return;
	case CALL_ACCEPT:
	case CALL_ACCEPT4:
		learn_accept(b, e);
		return;
	case CALL_DUP:
		learn_dup(b, e);
		return;
	default:
		break;
	}
	if (!s)
		return;
	if (c->row->direction == CALL_RECEIVES)
		learn_end(s, c);
	learn_of(b, s, e);
}

/* States that observers tell ----------------------------------------------------------------------- */

/* The socket a state is about. A name may have been given again: what is left of its earlier owner is
 * known by its addresses. */
static struct board_socket *find_for_state(const struct board *b, const struct event *e)
{
	struct board_socket *s = board_find(b, e->socket);

	if (!s || s->closed || !e->local || !e->peer)
		return s;
	for (size_t i = b->closed.count; i-- > 0;) {
		struct board_socket *old = b->closed.item[i];

		if (!strcmp(old->name, e->socket) && !strcmp(bytes_str(&old->local), e->local) &&
		    !strcmp(bytes_str(&old->peer), e->peer))
			return old;
	}
	return s;
}

/* One that nobody knows of yet: it came up at a listener, or was there before the first event. What has
 * gone for good is not brought back. */
static struct board_socket *meet_by_state(struct board *b, const struct event *e)
{
	struct board_socket *s;
	bool child = strchr(e->socket, '/');

	if (!*e->socket || (!child && !strcmp(e->source, "diag")))
		return NULL;
	s = add_socket(b, e->socket, strlen(e->socket));
	if (!child)
		return s;
	s->child = true;
	b->children++;
	s->type = SOCK_STREAM;
	s->protocol = IPPROTO_TCP;
	s->family = e->local && *e->local == '[' ? AF_INET6 : AF_INET;
	return s;
}

static bool is_gone(const struct event *e)
{
	return e->len == 6 && !memcmp(e->text, "CLOSED", 6);
}

void board_take_state(struct board *b, const struct event *e)
{
	struct board_socket *s = find_for_state(b, e);

	if (!e->text || (!s && !(s = meet_by_state(b, e))))
		return;
	if (e->host)
		set_text(&s->host, e->host, strlen(e->host));
	if (e->local)
		set_text(&s->local, e->local, strlen(e->local));
	if (e->peer)
		set_text(&s->peer, e->peer, strlen(e->peer));
	if (e->was)
		set_state(s, e->was, strlen(e->was), e->source, e->mono);
	set_state(s, e->text, e->len, e->source, e->mono);
	if (e->len == 6 && !memcmp(e->text, "LISTEN", 6))
		s->listening = !s->closed;
	if (s->child && is_gone(e))
		goes(b, s);
	else if (!s->child && !s->closed && s->local.len && s->peer.len)
		take_child(b, s, NULL);
}

void board_take_option(struct board *b, const struct event *e)
{
	struct board_socket *s = board_find(b, e->socket);
	struct board_option *o = NULL;

	if (!s || !e->detail)
		return;
	for (size_t i = 0; !o && i < s->options.count; i++)
		if (!strcmp(((struct board_option *)s->options.item[i])->name, e->detail))
			o = s->options.item[i];
	if (!o) {
		o = memory_new(sizeof(*o));
		snprintf(o->name, sizeof(o->name), "%s", e->detail);
		vector_add(&s->options, o);
	}
	set_text(&o->asked, e->was ? e->was : "", e->was ? strlen(e->was) : 0);
	set_text(&o->kept, e->text, e->len);
	set_text(&o->why, e->cause ? e->cause : "", e->cause ? strlen(e->cause) : 0);
}
