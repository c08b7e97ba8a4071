/*
 * sendmsg: a message with its address, and the control messages that go with it.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/escape.h"
#include "base/text.h"
#include "core/control.h"
#include "session/calling.h"
#include "session/listing.h"
#include "session/verbs_message.h"

/* Two words of a list, and what is made of them. */
struct sent {
	const struct verb *verb;
	int fd; /* of the socket that sends */
	struct bytes names, messages, value;
};

static enum outcome add_descriptors(struct session *s, struct sent *m, struct word names)
{
	struct listing list;
	struct sock *sock;
	enum outcome o = listing_split(s, m->verb, names, &list);

	for (size_t i = 0; o == OUTCOME_OK && i < list.count; i++) {
		o = bind_socket(s, m->verb, list.item[i], &sock);
		if (o != OUTCOME_OK)
			break;
		sock->shared = true; /* whoever gets it may use it, too */
		bytes_add(&m->value, &sock->fd, sizeof(sock->fd));
		bytes_add(&m->names, sock->name, strlen(sock->name) + 1);
	}
	listing_clear(&list);
	return o;
}

/* Whether a number is that of an open descriptor which the session knows no socket of: its report, its script,
 * the lab's. One that it knows is others' from now on, too. */
static bool is_foreign(struct session *s, int fd)
{
	const struct sockset *set = &s->socks;

	for (size_t i = 0; i < set->all.count; i++) {
		struct sock *sock = set->all.item[i];

		if (sock->fd == fd) {
			sock->shared = true;
			return false;
		}
	}
	return s->engine.sys->fcntl(s->engine.sys, fd, F_GETFD, 0) >= 0;
}

/* What is passed by number must be a socket of the session, or nothing at all, for the kernel to refuse. */
static bool passes_foreign(struct session *s, int64_t level, int64_t number,
                           const struct bytes *value)
{
	int fd;

	if (level != SOL_SOCKET || number != SCM_RIGHTS)
		return false;
	for (size_t i = 0; i + sizeof(fd) <= value->len; i += sizeof(fd)) {
		memcpy(&fd, value->data + i, sizeof(fd));
		if (is_foreign(s, fd))
			return true;
	}
	return false;
}

/* {LEVEL NUMBER}: any message, also one that is not in the table, or is made wrong: its value is hex. */
static enum outcome add_raw(struct session *s, struct sent *m, struct word type, struct word value)
{
	struct nearest near;
	struct listing list;
	int64_t level = 0, number = 0;
	size_t bad;
	enum outcome o = listing_split(s, m->verb, type, &list);

	if (o == OUTCOME_OK && list.count != 2) {
		nearest_init(&near, type.s, type.n);
		for (size_t i = 0; control_at(i); i++)
			nearest_offer(&near, control_at(i)->name);
		o = bind_refuse(s, m->verb, type,
		                "is no control message: expected SCM_RIGHTS, IP_TTL … or {LEVEL NUMBER}",
		                near.best);
	}
	if (o == OUTCOME_OK)
		o = bind_constant(s, m->verb, list.item[0], CONSTANT_LEVEL, &level);
	if (o == OUTCOME_OK)
		o = bind_int(s, m->verb, list.item[1], &number);
	if (o == OUTCOME_OK && escape_parse_hex(&m->value, value.s, value.n, &bad))
		o = bind_refuse(s, m->verb, value, "is not hex: expected pairs of digits, like {0a ff}",
		                NULL);
	if (o == OUTCOME_OK && passes_foreign(s, level, number, &m->value))
		o = bind_refuse(
		    s, m->verb, value,
		    "has a descriptor that is not the session's: expected SCM_RIGHTS and names of sockets",
		    NULL);
	listing_clear(&list);
	if (o == OUTCOME_OK)
		control_put(&m->messages, (int)level, (int)number, m->value.data, m->value.len);
	return o;
}

static enum outcome add_message(struct session *s, struct sent *m, struct word type,
                                struct word value)
{
	const struct control_row *row = control_by_name(type.s, type.n);
	struct bytes problem = BYTES_INIT;
	enum outcome o = OUTCOME_OK;

	bytes_reset(&m->value);
	if (!row)
		return add_raw(s, m, type, value);
	if (!control_form_words(row->form)) {
		bytes_addf(&problem, "can only be received (%s)", row->man);
		o = bind_refuse(s, m->verb, type, bytes_str(&problem), NULL);
	} else if (row->form == CONTROL_DESCRIPTORS) {
		o = add_descriptors(s, m, value);
	} else if (!control_parse(&m->value, row, m->fd, value.s, value.n)) {
		bytes_addf(&problem, "is no value of %s: expected %s", row->name,
		           control_form_words(row->form));
		o = bind_refuse(s, m->verb, value, bytes_str(&problem), NULL);
	}
	bytes_clear(&problem);
	if (o == OUTCOME_OK)
		control_put(&m->messages, row->level, row->type, m->value.data, m->value.len);
	return o;
}

/* Makes -control {TYPE VALUE …} the next argument of the call; it lies in the session's buffer. */
static enum outcome add_control(struct session *s, const struct verb *v, struct word w,
                                struct call *c)
{
	struct sent m = {v, c->fd, BYTES_INIT, BYTES_INIT, BYTES_INIT};
	struct listing list;
	enum outcome o = listing_split(s, v, w, &list);

	if (o == OUTCOME_OK && list.count % 2)
		o = bind_refuse(s, v, w, "is odd: expected TYPE VALUE pairs, like {SCM_RIGHTS {a b}}",
		                NULL);
	for (size_t i = 0; o == OUTCOME_OK && i < list.count; i += 2)
		o = add_message(s, &m, list.item[i], list.item[i + 1]);
	if (o == OUTCOME_OK) {
		bytes_reset(&s->buffer);
		control_arg_begin(&s->buffer, m.names.data, m.names.len);
		bytes_add(&s->buffer, m.messages.data, m.messages.len);
		call_add_control(c, s->buffer.data, s->buffer.len);
	}
	listing_clear(&list);
	bytes_clear(&m.names);
	bytes_clear(&m.messages);
	bytes_clear(&m.value);
	return o;
}

static enum outcome add_payload(struct session *s, struct bound *b, struct call *c)
{
	struct word w = b->arg[1].word;
	struct iovecs *iovecs;
	enum outcome o;

	if (b->opt[SEND_IOVEC].present) {
		o = bind_iovec(s, b->verb, w, &iovecs);
		if (o != OUTCOME_OK)
			return o;
		call_add_bytes(c, bytes_str(&iovecs->memory), iovecs->memory.len);
		call_add_lengths(c, bytes_str(&iovecs->length), iovecs->length.len);
		return o;
	}
	bytes_reset(&s->lengths);
	message_add_length(s, (uint32_t)w.n);
	call_add_bytes(c, w.s, w.n);
	call_add_lengths(c, s->lengths.data, s->lengths.len);
	return OUTCOME_OK;
}

/* The address lies in the session's room, which the kernel does not write to here. */
enum outcome message_prepare_sendmsg(struct session *s, struct bound *b, struct call *c)
{
	const struct value *to = &b->opt[SEND_TO], *control = &b->opt[SEND_CONTROL];
	enum outcome o;
	size_t used;

	calling_on(s, c, CALL_SENDMSG, b->arg[0].sock);
	o = add_payload(s, b, c);
	if (o == OUTCOME_OK && to->present) {
		o = bind_address(s, b->verb, b->arg[0].sock, &to->word, 1, &s->room.address, &used);
		if (o == OUTCOME_OK)
			call_add_address(c, &s->room.address);
	} else if (o == OUTCOME_OK) {
		call_add_null(c);
	}
	if (o == OUTCOME_OK && control->present)
		o = add_control(s, b->verb, control->word, c);
	else if (o == OUTCOME_OK)
		call_add_null(c);
	if (o == OUTCOME_OK)
		call_add_constant(c, CONSTANT_MSG, b->arg[2].present ? b->arg[2].number : 0);
	return o;
}

/* Whether the kernel passes over such a message on such a socket, as it does with those of another level. */
static bool is_passed_over(const struct call *c, const struct control *m)
{
	bool is_socket = m->level == SOL_SOCKET;

	if (c->family == AF_UNIX)
		return !is_socket;
	if (c->family != AF_INET && c->family != AF_INET6)
		return false;
	/* the two are AF_UNIX's, for all their level */
	if (is_socket)
		return m->type == SCM_RIGHTS || m->type == SCM_CREDENTIALS;
	if (c->type == SOCK_STREAM)
		return m->level == IPPROTO_IP || m->level == IPPROTO_IPV6 || m->level == IPPROTO_UDP;
	return c->family == AF_INET && m->level == IPPROTO_IPV6;
}

/* A control message that had no effect, though the call has not failed. */
static void tell_passed_over(struct session *s, const struct call *c)
{
	struct control_arg a = control_arg_of(c->arg[4].data, c->arg[4].len);
	struct bytes note = BYTES_INIT;
	struct control m;
	size_t at = 0;

	while (!note.len && control_next(a.messages, a.messages_n, &at, &m)) {
		const char *name = m.row ? m.row->name : "a control message";

		if (is_passed_over(c, &m)) {
			bytes_addf(&note, "%s: the kernel passes over it without a word: it is not for ", name);
			constant_add(&note, CONSTANT_FAMILY, c->family);
			bytes_add_str(&note, ", ");
			constant_add(&note, CONSTANT_TYPE, c->type);
		} else if (c->family == AF_UNIX && c->type == SOCK_STREAM && !c->ret) {
			bytes_addf(&note, "%s: a stream carries it with data only, and there is none", name);
		}
	}
	if (note.len)
		journal_note(&s->engine.journal, NOTE_REMARK, c->line, c->socket, note.data, note.len);
	bytes_clear(&note);
}

void message_finish_sendmsg(struct session *s, struct call *c)
{
	if (c->arg[4].kind == ARG_CONTROL)
		tell_passed_over(s, c);
	result_set_int(&s->result, c->ret);
}
