/*
 * The table of calls, how arguments are put into one, and the moment it is made. What a call means
 * to the session (names, jobs, the journal) is decided elsewhere.
 */
#include "core/call.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>

#include <linux/filter.h>

static void perform_socket(struct sys *s, struct call *c)
{
	int family = (int)c->arg[0].number, type = (int)c->arg[1].number;
	int protocol = (int)c->arg[2].number;

	c->ret = c->maker ? c->maker->socket(c->maker, family, type, protocol)
	                  : s->socket(s, family, type, protocol);
	c->made_fd[0] = (int)c->ret;
}

static void perform_socketpair(struct sys *s, struct call *c)
{
	c->ret = s->socketpair(s, (int)c->arg[0].number, (int)c->arg[1].number, (int)c->arg[2].number,
	                       c->made_fd);
}

static void perform_bind(struct sys *s, struct call *c)
{
	c->ret = s->bind(s, c->fd, c->arg[1].data, c->arg[1].len);
}

static void perform_listen(struct sys *s, struct call *c)
{
	c->ret = s->listen(s, c->fd, (int)c->arg[1].number);
}

static void perform_accept(struct sys *s, struct call *c)
{
	c->ret = s->accept(s, c->fd, &c->room->address.any, &c->room->address.len);
	c->made_fd[0] = (int)c->ret;
}

static void perform_connect(struct sys *s, struct call *c)
{
	c->ret = s->connect(s, c->fd, c->arg[1].data, c->arg[1].len);
}

static void perform_shutdown(struct sys *s, struct call *c)
{
	c->ret = s->shutdown(s, c->fd, (int)c->arg[1].number);
}

static void perform_close(struct sys *s, struct call *c)
{
	c->ret = s->close(s, c->fd);
}

static void perform_dup(struct sys *s, struct call *c)
{
	c->ret = s->dup(s, c->fd);
	c->made_fd[0] = (int)c->ret;
}

static void perform_send(struct sys *s, struct call *c)
{
	c->ret = s->send(s, c->fd, c->arg[1].data, c->arg[1].len, (int)c->arg[3].number);
}

static void perform_sendto(struct sys *s, struct call *c)
{
	c->ret = s->sendto(s, c->fd, c->arg[1].data, c->arg[1].len, (int)c->arg[3].number,
	                   c->arg[4].data, c->arg[4].len);
}

static void perform_write(struct sys *s, struct call *c)
{
	c->ret = s->write(s, c->fd, c->arg[1].data, c->arg[1].len);
}

static void perform_recv(struct sys *s, struct call *c)
{
	c->ret = s->recv(s, c->fd, c->buffer, c->capacity, (int)c->arg[3].number);
}

static void perform_recvfrom(struct sys *s, struct call *c)
{
	c->ret = s->recvfrom(s, c->fd, c->buffer, c->capacity, (int)c->arg[3].number,
	                     &c->room->address.any, &c->room->address.len);
}

static void perform_read(struct sys *s, struct call *c)
{
	c->ret = s->read(s, c->fd, c->buffer, c->capacity);
}

static void perform_getsockname(struct sys *s, struct call *c)
{
	c->ret = s->getsockname(s, c->fd, &c->room->address.any, &c->room->address.len);
}

static void perform_getpeername(struct sys *s, struct call *c)
{
	c->ret = s->getpeername(s, c->fd, &c->room->address.any, &c->room->address.len);
}

static void perform_getsockopt(struct sys *s, struct call *c)
{
	int level = (int)c->arg[1].number, name = (int)c->arg[2].number;
	/* the one option whose length is in instructions, not in bytes */
	socklen_t unit = level == SOL_SOCKET && name == SO_GET_FILTER ? sizeof(struct sock_filter) : 1;

	c->value_len /= unit;
	c->ret = s->getsockopt(s, c->fd, level, name, c->room->value, &c->value_len);
	c->value_len *= unit;
}

static void perform_setsockopt(struct sys *s, struct call *c)
{
	const struct arg *value = &c->arg[3];
	struct sock_fprog program;
	const void *p = value->data;
	socklen_t n = value->len;

	if (value->flags & ARG_PROGRAM) {
		program.len = (unsigned short)(n / sizeof(struct sock_filter));
		program.filter = (struct sock_filter *)p;
		p = &program;
		n = sizeof(program);
	}
	c->ret = s->setsockopt(s, c->fd, (int)c->arg[1].number, (int)c->arg[2].number, p, n);
}

static void perform_fcntl(struct sys *s, struct call *c)
{
	c->ret = s->fcntl(s, c->fd, (int)c->arg[1].number, c->args > 2 ? (long)c->arg[2].number : 0);
}

static void perform_poll(struct sys *s, struct call *c)
{
	struct pollfd set = {.fd = c->fd, .events = (short)c->arg[1].number};

	c->ret = s->poll(s, &set, 1, (int)c->arg[2].number);
	c->arg[3].number = set.revents;
}

/* The addresses as text, for the journal; the last ones are left out when there are very many. */
static void list_found(struct call *c)
{
	struct bytes text = BYTES_INIT;
	size_t fits = 0;

	for (const struct addrinfo *a = c->found; a && text.len < sizeof(c->room->list);
	     a = a->ai_next) {
		fits = text.len;
		if (a != c->found)
			bytes_add_str(&text, ", ");
		address_add(&text, a->ai_addr, a->ai_addrlen);
	}
	if (text.len < sizeof(c->room->list))
		fits = text.len;
	memcpy(c->room->list, bytes_str(&text), fits);
	c->room->list[fits] = 0;
	bytes_clear(&text);
}

static void perform_getaddrinfo(struct sys *s, struct call *c)
{
	struct addrinfo hints = {.ai_family = c->family, .ai_socktype = c->type};
	const char *host = c->arg[0].data, *service = c->args > 1 ? c->arg[1].data : NULL;

	c->ret = s->getaddrinfo(s, *host ? host : NULL, service && *service ? service : NULL, &hints,
	                        &c->found);
	if (!c->ret)
		list_found(c);
}

#define ROW(ID, NAME, MAN, ANSWER, DIRECTION, BLOCKS)                                              \
	[CALL_##ID] = {CALL_##ID, #NAME, MAN, ANSWER_##ANSWER, CALL_##DIRECTION, BLOCKS, perform_##NAME}

static const struct call_row rows[CALL_COUNT] = {
    ROW(SOCKET, socket, "socket(2)", SOCKET, CARRIES_NOTHING, false),
    ROW(SOCKETPAIR, socketpair, "socketpair(2)", ZERO, CARRIES_NOTHING, false),
    ROW(BIND, bind, "bind(2)", ZERO, CARRIES_NOTHING, false),
    ROW(LISTEN, listen, "listen(2)", ZERO, CARRIES_NOTHING, false),
    ROW(ACCEPT, accept, "accept(2)", SOCKET, CARRIES_NOTHING, true),
    ROW(CONNECT, connect, "connect(2)", ZERO, CARRIES_NOTHING, true),
    ROW(SHUTDOWN, shutdown, "shutdown(2)", ZERO, CARRIES_NOTHING, false),
    ROW(CLOSE, close, "close(2)", ZERO, CARRIES_NOTHING, true),
    ROW(DUP, dup, "dup(2)", SOCKET, CARRIES_NOTHING, false),
    ROW(SEND, send, "send(2)", COUNT, SENDS, true),
    ROW(SENDTO, sendto, "sendto(2)", COUNT, SENDS, true),
    ROW(WRITE, write, "write(2)", COUNT, SENDS, true),
    ROW(RECV, recv, "recv(2)", COUNT, RECEIVES, true),
    ROW(RECVFROM, recvfrom, "recvfrom(2)", COUNT, RECEIVES, true),
    ROW(READ, read, "read(2)", COUNT, RECEIVES, true),
    ROW(GETSOCKNAME, getsockname, "getsockname(2)", ZERO, CARRIES_NOTHING, false),
    ROW(GETPEERNAME, getpeername, "getpeername(2)", ZERO, CARRIES_NOTHING, false),
    ROW(GETSOCKOPT, getsockopt, "getsockopt(2)", ZERO, CARRIES_NOTHING, false),
    ROW(SETSOCKOPT, setsockopt, "setsockopt(2)", ZERO, CARRIES_NOTHING, false),
    ROW(FCNTL, fcntl, "fcntl(2)", FLAGS, CARRIES_NOTHING, false),
    ROW(POLL, poll, "poll(2)", COUNT, CARRIES_NOTHING, true),
    ROW(GETADDRINFO, getaddrinfo, "getaddrinfo(3)", EAI, CARRIES_NOTHING, true),
};

const struct call_row *call_row(enum call_id id)
{
	return &rows[id];
}

/* Every field by itself, but no arguments: memset(3) of so much takes longer. */
void call_init(struct call *c, enum call_id id, struct call_room *room)
{
	c->fd = c->made_fd[0] = c->made_fd[1] = -1;
	c->value_len = 0;
	c->room = room;
	c->buffer = NULL;
	c->capacity = 0;
	c->found = NULL;
	c->maker = NULL;
	c->place = PLACE_HERE;
	c->with_data = c->written = 0;
	c->data_room = 0;
	c->owner = NULL;
	c->owner_word[0] = 0;
	c->row = &rows[id];
	c->socket = NULL;
	c->family = c->type = -1;
	c->line = c->job = 0;
	c->ret = c->begin = c->end = 0;
	c->made[0] = c->made[1] = c->host = NULL;
	c->err = 0;
	c->args = 0;
}

void call_clear(struct call *c)
{
	if (c->found)
		freeaddrinfo(c->found);
	c->found = NULL;
}

static inline struct arg *next_arg(struct call *c, enum arg_kind kind)
{
	struct arg *a = &c->arg[c->args++];

	*a = (struct arg){.kind = (uint8_t)kind};
	return a;
}

/* `most` is what the journal may have to keep of it. */
static inline struct arg *next_data(struct call *c, enum arg_kind kind, const void *p, size_t n,
                                    size_t most)
{
	struct arg *a = next_arg(c, kind);

	c->with_data |= (uint8_t)(1u << (c->args - 1));
	c->data_room += (uint32_t)most + 1;
	a->data = p;
	a->len = (uint32_t)n;
	a->whole = n;
	return a;
}

static void next_out(struct call *c, enum arg_kind kind, const void *p, size_t most)
{
	struct arg *a = next_data(c, kind, p, 0, most);

	a->flags = ARG_OUT;
	a->whole = most;
	c->written |= (uint8_t)(1u << (c->args - 1));
}

void call_add_socket(struct call *c, const char *name)
{
	size_t n = strlen(name);

	next_data(c, ARG_SOCKET, name, n, n);
}

void call_add_number(struct call *c, int64_t number)
{
	next_arg(c, ARG_NUMBER)->number = number;
}

void call_add_constant(struct call *c, enum constant_set set, int64_t number)
{
	struct arg *a = next_arg(c, ARG_CONSTANT);

	a->set = (uint8_t)set;
	a->number = number;
}

void call_add_address(struct call *c, const struct address *a)
{
	next_data(c, ARG_ADDRESS, &a->any, a->len, a->len);
}

void call_add_bytes(struct call *c, const void *p, size_t n)
{
	next_data(c, ARG_BYTES, p, n, n < CALL_BYTES_KEPT ? n : (size_t)CALL_BYTES_KEPT);
}

void call_add_option(struct call *c, int number)
{
	next_arg(c, ARG_OPTION)->number = number;
}

void call_add_value(struct call *c, const void *p, size_t n)
{
	next_data(c, ARG_VALUE, p, n, n);
}

void call_add_program(struct call *c, const void *p, size_t n)
{
	call_add_value(c, p, n);
	c->arg[c->args - 1].flags |= ARG_PROGRAM;
}

void call_add_text(struct call *c, const char *text)
{
	size_t n = strlen(text);

	next_data(c, ARG_TEXT, text, n, n);
}

void call_add_address_out(struct call *c)
{
	next_out(c, ARG_ADDRESS, &c->room->address.any, sizeof(c->room->address.storage));
	c->room->address.len = sizeof(c->room->address.storage);
}

void call_add_buffer_out(struct call *c, void *p, size_t room)
{
	c->buffer = p;
	c->capacity = room;
	next_out(c, ARG_BYTES, p, CALL_BYTES_KEPT);
}

void call_add_value_out(struct call *c, size_t room)
{
	if (room > sizeof(c->room->value))
		room = sizeof(c->room->value);
	next_out(c, ARG_VALUE, c->room->value, room);
	c->value_len = (socklen_t)room;
	/* the kernel reads the room of some options, addresses among it */
	memset(c->room->value, 0, room);
}

void call_add_value_asked(struct call *c, const struct value_bytes *asked)
{
	call_add_value_out(c, asked->n);
	memcpy(c->room->value, asked->at, asked->n);
}

void call_add_list_out(struct call *c)
{
	next_out(c, ARG_LIST, c->room->list, sizeof(c->room->list));
}

void call_add_poll_out(struct call *c)
{
	call_add_constant(c, CONSTANT_POLL, 0);
	c->arg[c->args - 1].flags = ARG_OUT;
}

/* How much the kernel wrote, into an argument that stands for it. */
static void measure_out(const struct call *c, struct arg *a)
{
	if (a->kind == ARG_ADDRESS) {
		/* an address longer than the room is cut by the kernel, its length is not */
		a->len = c->room->address.len < sizeof(c->room->address.storage)
		             ? c->room->address.len
		             : sizeof(c->room->address.storage);
	} else if (a->kind == ARG_BYTES) {
		/* with MSG_TRUNC the answer may exceed the room (recv(2)) */
		a->len = (uint32_t)((size_t)c->ret < c->capacity ? (size_t)c->ret : c->capacity);
		a->whole = a->len;
	} else if (a->kind == ARG_VALUE) {
		/* some answer how much there is, whatever the room was */
		a->len = c->value_len < a->whole ? c->value_len : (uint32_t)a->whole;
		a->whole = c->value_len;
	} else if (a->kind == ARG_LIST) {
		a->len = (uint32_t)strlen(c->room->list);
	}
}

void call_make(struct call *c, struct sys *sys, struct clock *clock)
{
	c->row->perform(sys, c);
	int saved = errno;
	c->end = clock_monotonic(clock);
	c->err = c->ret == -1 && c->row->answer != ANSWER_EAI ? saved : 0;
	if (c->row->answer == ANSWER_EAI && c->ret == EAI_SYSTEM)
		c->err = saved;
	if (call_failed(c))
		return;
	for (unsigned written = c->written; written; written &= written - 1)
		measure_out(c, &c->arg[__builtin_ctz(written)]);
}
