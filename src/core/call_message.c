/*
 * Calls that move payload in more than one buffer, with control messages, or out of a file. The buffers
 * of a call are one piece of memory (an ARG_BYTES) and a list of lengths (an ARG_LENGTHS): that is how
 * the kernel fills them and takes them, one after the other.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "core/call_perform.h"
#include "core/control.h"

/* What C has as an array. */
struct vector_of {
	struct iovec few[16];
	struct iovec *all; /* `few`, or owned */
	size_t count;
};

static void vector_begin(struct vector_of *v, const struct call *c, char *memory)
{
	const struct arg *lengths = &c->arg[2];
	uint32_t n;

	v->count = lengths->len / sizeof(n);
	v->all = v->few;
	if (v->count > sizeof(v->few) / sizeof(v->few[0]))
		v->all = memory_new(v->count * sizeof(*v->all));
	for (size_t i = 0; i < v->count; i++) {
		memcpy(&n, (const char *)lengths->data + i * sizeof(n), sizeof(n));
		v->all[i] = (struct iovec){memory, n};
		memory += n;
	}
}

static void vector_end(struct vector_of *v)
{
	int saved = errno;

	if (v->all != v->few)
		free(v->all);
	errno = saved;
}

void perform_writev(struct sys *s, struct call *c)
{
	struct vector_of v;

	vector_begin(&v, c, (char *)c->arg[1].data);
	c->ret = s->writev(s, c->fd, v.all, (int)v.count);
	vector_end(&v);
}

void perform_readv(struct sys *s, struct call *c)
{
	struct vector_of v;

	vector_begin(&v, c, c->buffer);
	c->ret = s->readv(s, c->fd, v.all, (int)v.count);
	vector_end(&v);
}

/* Arguments: socket, bytes, lengths, address or NULL, control messages or NULL, flags. */
void perform_sendmsg(struct sys *s, struct call *c)
{
	const struct arg *address = &c->arg[3], *control = &c->arg[4];
	struct msghdr m = {0};
	struct vector_of v;

	vector_begin(&v, c, (char *)c->arg[1].data);
	m.msg_iov = v.all;
	m.msg_iovlen = v.count;
	if (address->kind == ARG_ADDRESS) {
		m.msg_name = (void *)address->data;
		m.msg_namelen = address->len;
	}
	if (control->kind == ARG_CONTROL) {
		struct control_arg a = control_arg_of(control->data, control->len);

		m.msg_control = (void *)a.messages;
		m.msg_controllen = a.messages_n;
	}
	c->ret = s->sendmsg(s, c->fd, &m, (int)c->arg[5].number);
	vector_end(&v);
}

/* Arguments: socket, bytes, lengths, address, control messages, flags received, flags. */
void perform_recvmsg(struct sys *s, struct call *c)
{
	struct arg *control = &c->arg[4];
	struct msghdr m = {.msg_name = &c->room->address.any,
	                   .msg_namelen = c->room->address.len,
	                   .msg_control = (char *)control->data + control->len,
	                   .msg_controllen = c->room->control};
	struct vector_of v;

	vector_begin(&v, c, c->buffer);
	m.msg_iov = v.all;
	m.msg_iovlen = v.count;
	c->ret = s->recvmsg(s, c->fd, &m, (int)c->arg[6].number);
	vector_end(&v);
	if (c->ret < 0)
		return;
	c->room->address.len = m.msg_namelen;
	control->len += (uint32_t)m.msg_controllen;
	control->whole = control->len;
	c->arg[5].number = (uint32_t)m.msg_flags;
}

/* Arguments: socket, name of the file, offset or NULL, count. */
void perform_sendfile(struct sys *s, struct call *c)
{
	off_t offset = c->arg[2].number;

	c->ret = s->sendfile(s, c->fd, c->room->other, c->arg[2].kind == ARG_NULL ? NULL : &offset,
	                     (size_t)c->arg[3].number);
}

void release_sendfile(struct call *c)
{
	close(c->room->other);
}
