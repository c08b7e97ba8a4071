/*
 * What calls tell of sockets: which there are, their kinds, addresses, modes and, as far as a call that has
 * worked means one, their states. What a call does not tell is not guessed: a port the kernel chose is not
 * known before somebody asked for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "core/control.h"
#include "tui/board_parts.h"

static bool is_tcp(const struct board_socket *s)
{
	return (s->family == AF_INET || s->family == AF_INET6) && s->type == SOCK_STREAM;
}

/* What a call that has worked means for the state; observers know better, and say so afterwards. */
static void state_by_call(struct board_socket *s, const struct event *e, const char *tcp,
                          const char *other)
{
	const char *state = is_tcp(s) ? tcp : other;

	board_set_state(s, state, strlen(state), "call", e->mono);
}

static const struct arg *address_of(const struct call *c)
{
	for (unsigned i = 0; i < c->args; i++)
		if (c->arg[i].kind == ARG_ADDRESS && c->arg[i].len)
			return &c->arg[i];
	return NULL;
}

/* Port 0 asks the kernel to choose: what it chose is not told. */
static void set_address(struct bytes *to, const struct call *c)
{
	const struct arg *a = address_of(c);

	if (!a || !address_port(a->data, a->len))
		return;
	bytes_reset(to);
	address_add(to, a->data, a->len, c->zones);
}

static int64_t constant_of(const struct call *c, unsigned i, int64_t unknown)
{
	return i < c->args && c->arg[i].kind == ARG_CONSTANT ? c->arg[i].number : unknown;
}

static struct board_socket *make(struct board *b, const struct event *e, int i)
{
	const char *name = e->call.made[i];
	struct board_socket *s = board_add_socket(b, name, strnlen(name, SOCK_NAME_MAX));

	s->made_by = (int)e->call.row->id;
	if (e->call.host)
		board_set_text(&s->host, e->call.host, strlen(e->call.host));
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

static void learn_accept(struct board *b, const struct board_socket *listener,
                         const struct event *e)
{
	const struct call *c = &e->call;
	struct board_socket *s;

	if (!c->made[0])
		return;
	s = make(b, e, 0);
	s->family = c->family;
	s->type = c->type;
	s->protocol = listener ? listener->protocol : -1;
	s->nonblock = constant_of(c, 2, 0) & SOCK_NONBLOCK;
	set_address(&s->peer, c);
	if (listener) {
		board_copy_text(&s->host, &listener->host);
		if (!is_any(&listener->local))
			board_copy_text(&s->local, &listener->local);
	}
	state_by_call(s, e, "ESTABLISHED", "CONNECTED");
	if (s->peer.len)
		board_take_child(b, s, listener);
}

/* A second descriptor of the same socket. */
static void learn_dup(struct board *b, const struct board_socket *from, const struct event *e)
{
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
	s->bound = from->bound;
	s->backlog = from->backlog;
	s->nonblock = from->nonblock;
	s->file = from->file;
	b->dups++;
	s->made_by = from->made_by == CALL_EPOLL_CREATE1 ? CALL_EPOLL_CREATE1 : CALL_DUP;
	board_copy_text(&s->host, &from->host);
	board_copy_text(&s->local, &from->local);
	board_copy_text(&s->peer, &from->peer);
	board_set_state(s, from->state, strlen(from->state), from->state_source, from->state_at);
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
		board_set_state(s, "", 0, NULL, 0);
}

/* A state that was told before it began to close is not its state any more. */
static void learn_close(struct board *b, struct board_socket *s, const struct call *c)
{
	if (s->state_at < c->begin)
		board_set_state(s, "", 0, NULL, 0);
	if (s->listening)
		board_close_children(b, s);
	board_socket_goes(b, s);
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
	set_address(&s->peer, &e->call);
	state_by_call(s, e, "ESTABLISHED", "CONNECTED");
}

static void learn_one_received(void *board, const char *name)
{
	board_add_socket(board, name, strnlen(name, SOCK_NAME_MAX))->made_by = CALL_RECVMSG;
}

/* Descriptors that came with a message: only their names are told. */
static void learn_received(struct board *b, const struct event *e)
{
	const struct call *c = &e->call;
	struct control_arg messages;
	unsigned i = 0;

	while (i < c->args && c->arg[i].kind != ARG_CONTROL)
		i++;
	if (i == c->args)
		return;
	messages = control_arg_of(c->arg[i].data, c->arg[i].len);
	control_arg_each_name(&messages, learn_one_received, b);
}

/* Of a socket that is known. */
static void learn_of(struct board *b, struct board_socket *s, const struct event *e)
{
	const struct call *c = &e->call;

	switch (c->row->id) {
	case CALL_BIND:
		s->bound = true;
		set_address(&s->local, c);
		break;
	case CALL_GETSOCKNAME:
		set_address(&s->local, c);
		break;
	case CALL_GETPEERNAME:
		set_address(&s->peer, c);
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
		learn_close(b, s, c);
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
		learn_close(b, s, c);
	else if (c->row->id == CALL_CONNECT && c->err == EINPROGRESS)
		set_address(&s->peer, c);
	if (c->err == ECONNRESET || c->err == EPIPE || c->err == ETIMEDOUT ||
	    (c->row->id == CALL_CONNECT && c->err != EISCONN))
		forget_called_state(s);
}

void board_learn(struct board *b, struct board_socket *s, const struct event *e)
{
	const struct call *c = &e->call;

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
		learn_accept(b, s, e);
		return;
	case CALL_DUP:
		learn_dup(b, s, e);
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
