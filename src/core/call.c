/*
 * The table of calls, how arguments are put into one, and the moment it is made. What a call means
 * to the session (names, jobs, the journal) is decided elsewhere.
 */
#include "core/call.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>

#include <linux/filter.h>

#include "core/call_perform.h"
#include "core/control.h"
#include "core/pollset.h"

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

static void perform_accept4(struct sys *s, struct call *c)
{
	c->ret =
	    s->accept4(s, c->fd, &c->room->address.any, &c->room->address.len, (int)c->arg[2].number);
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

#define ROW(ID, NAME, MAN, ANSWER, DIRECTION, BLOCKS)                                              \
	[CALL_##ID] = {CALL_##ID,      #NAME, MAN, ANSWER_##ANSWER, CALL_##DIRECTION, BLOCKS,          \
	               perform_##NAME, NULL,  NULL}
#define OWNING(ID, NAME, MAN, ANSWER, DIRECTION, BLOCKS, OWN, RELEASE)                             \
	[CALL_##ID] = {CALL_##ID, #NAME,          MAN, ANSWER_##ANSWER, CALL_##DIRECTION,              \
	               BLOCKS,    perform_##NAME, OWN, RELEASE}

static const struct call_row rows[CALL_COUNT] = {
    ROW(SOCKET, socket, "socket(2)", SOCKET, CARRIES_NOTHING, false),
    ROW(SOCKETPAIR, socketpair, "socketpair(2)", ZERO, CARRIES_NOTHING, false),
    ROW(BIND, bind, "bind(2)", ZERO, CARRIES_NOTHING, false),
    ROW(LISTEN, listen, "listen(2)", ZERO, CARRIES_NOTHING, false),
    ROW(ACCEPT, accept, "accept(2)", SOCKET, CARRIES_NOTHING, true),
    ROW(ACCEPT4, accept4, "accept(2)", SOCKET, CARRIES_NOTHING, true),
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
    ROW(WRITEV, writev, "writev(2)", COUNT, SENDS, true),
    ROW(READV, readv, "readv(2)", COUNT, RECEIVES, true),
    ROW(SENDMSG, sendmsg, "sendmsg(2)", COUNT, SENDS, true),
    ROW(RECVMSG, recvmsg, "recvmsg(2)", COUNT, RECEIVES, true),
    OWNING(SENDFILE, sendfile, "sendfile(2)", COUNT, CARRIES_NOTHING, true, NULL, release_sendfile),
    ROW(GETSOCKNAME, getsockname, "getsockname(2)", ZERO, CARRIES_NOTHING, false),
    ROW(GETPEERNAME, getpeername, "getpeername(2)", ZERO, CARRIES_NOTHING, false),
    ROW(GETSOCKOPT, getsockopt, "getsockopt(2)", ZERO, CARRIES_NOTHING, false),
    ROW(SETSOCKOPT, setsockopt, "setsockopt(2)", ZERO, CARRIES_NOTHING, false),
    ROW(FCNTL, fcntl, "fcntl(2)", FLAGS, CARRIES_NOTHING, false),
    ROW(IOCTL, ioctl, "ioctl(2)", COUNT, CARRIES_NOTHING, false),
    ROW(SOCKATMARK, sockatmark, "sockatmark(3)", COUNT, CARRIES_NOTHING, false),
    OWNING(POLL, poll, "poll(2)", COUNT, CARRIES_NOTHING, true, own_set, release_set),
    OWNING(SELECT, select, "select(2)", COUNT, CARRIES_NOTHING, true, own_set, release_set),
    ROW(EPOLL_CREATE1, epoll_create1, "epoll_create1(2)", SOCKET, CARRIES_NOTHING, false),
    ROW(EPOLL_CTL, epoll_ctl, "epoll_ctl(2)", ZERO, CARRIES_NOTHING, false),
    ROW(EPOLL_WAIT, epoll_wait, "epoll_wait(2)", COUNT, CARRIES_NOTHING, true),
    ROW(GETADDRINFO, getaddrinfo, "getaddrinfo(3)", EAI, CARRIES_NOTHING, true),
    ROW(GETNAMEINFO, getnameinfo, "getnameinfo(3)", EAI, CARRIES_NOTHING, true),
    OWNING(GETIFADDRS, getifaddrs, "getifaddrs(3)", ZERO, CARRIES_NOTHING, false, NULL,
           release_getifaddrs),
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
	c->place = c->zones = PLACE_HERE;
	c->with_data = c->written = 0;
	c->data_room = 0;
	c->flags = 0;
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
	if (c->row && c->row->release)
		c->row->release(c);
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
	/* those that the kernel will answer are added as 0 */
	if (set == CONSTANT_MSG)
		c->flags |= (int)number;
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

void call_add_list(struct call *c, const char *text, size_t n)
{
	next_data(c, ARG_LIST, text, n, n);
}

void call_add_lengths(struct call *c, const void *p, size_t n)
{
	next_data(c, ARG_LENGTHS, p, n, n < CALL_BYTES_KEPT ? n : (size_t)CALL_BYTES_KEPT);
}

void call_add_control(struct call *c, const void *p, size_t n)
{
	next_data(c, ARG_CONTROL, p, n, n < CALL_CONTROL_KEPT ? n : (size_t)CALL_CONTROL_KEPT);
}

void call_add_control_out(struct call *c, size_t begin, size_t room)
{
	call_add_control(c, (char *)c->buffer + c->capacity, begin);
	c->arg[c->args - 1].flags = ARG_OUT;
	c->data_room += CALL_CONTROL_KEPT;
	c->room->control = room;
}

void call_add_request(struct call *c, unsigned long request)
{
	next_arg(c, ARG_REQUEST)->number = (int64_t)request;
}

void call_add_duration(struct call *c, int64_t ns)
{
	next_arg(c, ARG_DURATION)->number = ns;
}

void call_add_null(struct call *c)
{
	next_arg(c, ARG_NULL);
}

void call_add_number_out(struct call *c)
{
	next_arg(c, ARG_NUMBER)->flags = ARG_OUT;
}

void call_add_constant_out(struct call *c, enum constant_set set)
{
	call_add_constant(c, set, 0);
	c->arg[c->args - 1].flags = ARG_OUT;
}

void call_add_text_out(struct call *c)
{
	next_out(c, ARG_TEXT, c->room->value, sizeof(c->room->value));
}

bool call_makes(const struct call *c, const char *name, size_t n)
{
	for (int i = 0; i < 2 && c->made[i]; i++)
		if (strlen(c->made[i]) == n && !memcmp(c->made[i], name, n))
			return true;
	for (unsigned i = 0; i < c->args; i++) {
		const struct arg *a = &c->arg[i];
		struct control_arg control;

		if (a->kind != ARG_CONTROL || !(a->flags & ARG_OUT))
			continue;
		control = control_arg_of(a->data, a->len);
		if (control_arg_names(&control, name, n))
			return true;
	}
	return false;
}

/* Whether a message to be sent holds the descriptor. */
static bool passes(const struct arg *a, int fd)
{
	struct control_arg control = control_arg_of(a->data, a->len);
	struct control message;
	size_t at = 0;

	while (control_next(control.messages, control.messages_n, &at, &message)) {
		if (!message.row || message.row->form != CONTROL_DESCRIPTORS)
			continue;
		for (size_t i = 0; i + sizeof(fd) <= message.len; i += sizeof(fd))
			if (!memcmp(message.data + i, &fd, sizeof(fd)))
				return true;
	}
	return false;
}

bool call_uses(const struct call *c, int fd)
{
	const struct pollset *set = c->row->own && c->arg[0].kind != ARG_SOCKET ? c->room->set : NULL;

	if (c->fd == fd)
		return true;
	for (unsigned i = 0; i < c->args; i++)
		if (c->arg[i].kind == ARG_CONTROL && !(c->arg[i].flags & ARG_OUT) && passes(&c->arg[i], fd))
			return true;
	for (size_t i = 0; set && i < set->count; i++)
		if (set->fd[i].fd == fd)
			return true;
	return c->row->id == CALL_EPOLL_CTL && c->room->other == fd;
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
		if (call_discards(c))
			a->len = 0;
		a->whole = a->len;
	} else if (a->kind == ARG_VALUE) {
		/* some answer how much there is, whatever the room was */
		a->len = c->value_len < a->whole ? c->value_len : (uint32_t)a->whole;
		a->whole = c->value_len;
	} else if (a->kind == ARG_LIST) {
		a->len = (uint32_t)strlen(c->room->list);
	} else if (a->kind == ARG_TEXT) {
		a->len = (uint32_t)strlen((const char *)c->room->value);
		a->whole = a->len;
	}
}

void call_make(struct call *c, struct sys *sys, struct clock *clock)
{
	c->row->perform(sys, c);
	int saved = c->ret < 0 ? errno : 0;
	c->end = clock_monotonic(clock);
	c->err = c->ret == -1 && c->row->answer != ANSWER_EAI ? saved : 0;
	if (c->row->answer == ANSWER_EAI && c->ret == EAI_SYSTEM)
		c->err = saved;
	if (call_failed(c))
		return;
	for (unsigned written = c->written; written; written &= written - 1)
		measure_out(c, &c->arg[__builtin_ctz(written)]);
}
