/*
 * recvmsg: a message into several buffers, with the address of its sender and the control messages and
 * descriptors that came with it. What reads into iovecs without a message (readv) shares it.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "core/control.h"
#include "session/calling.h"
#include "session/listing.h"
#include "session/verbs_message.h"

enum { LENGTH_DEFAULT = 65536, ROOM_DEFAULT = 4096 };

void message_add_length(struct session *s, uint32_t n)
{
	bytes_add(&s->lengths, &n, sizeof(n));
}

static void remark(struct session *s, const char *socket, const char *text)
{
	journal_note(&s->engine.journal, NOTE_REMARK, s->line, socket, text, strlen(text));
}

void message_fill_iovec(struct session *s, const char *name, const char *socket, const void *p,
                        size_t n)
{
	struct iovecs *iovecs = map_get(&s->iovec_of, name, strlen(name));

	if (iovecs && n <= iovecs->memory.len && n)
		memcpy(iovecs->memory.data, p, n);
	else if (n)
		remark(s, socket, "the iovec has changed since the call began: what came is in no buffer");
}

const char *message_take_kept(struct session *s, struct sock *sock, size_t room, bool peek,
                              size_t *n)
{
	struct bytes note = BYTES_INIT;

	*n = sock->kept.len < room ? sock->kept.len : room;
	bytes_reset(&s->buffer);
	bytes_add(&s->buffer, sock->kept.data, *n);
	bytes_addf(&note, "%zu %s already received: no call was made", *n,
	           *n == 1 ? "byte that expect had" : "bytes that expect had");
	remark(s, sock->name, bytes_str(&note));
	bytes_clear(&note);
	if (!peek)
		bytes_drop(&sock->kept, *n);
	return bytes_str(&s->buffer);
}

/* LENGTH…, or the name of an iovec: the session's lengths, and *total of them. */
static enum outcome read_lengths(struct session *s, struct bound *b, size_t *total)
{
	struct word w = b->arg[1].word;
	struct iovecs *iovecs;
	struct listing list;
	int64_t n;
	enum outcome o;

	bytes_reset(&s->lengths);
	s->room.iovecs[0] = 0;
	*total = LENGTH_DEFAULT;
	if (!b->arg[1].present) {
		if (b->opt[RECEIVE_IOVEC].present)
			return session_refuse(s, "%s: -iovec: expected the name of an iovec after the socket",
			                      b->verb->name);
		message_add_length(s, LENGTH_DEFAULT);
		return OUTCOME_OK;
	}
	if (b->opt[RECEIVE_IOVEC].present) {
		o = bind_iovec(s, b->verb, w, &iovecs);
		if (o != OUTCOME_OK)
			return o;
		memcpy(s->room.iovecs, iovecs->name, sizeof(s->room.iovecs));
		bytes_add(&s->lengths, iovecs->length.data, iovecs->length.len);
		*total = iovecs->memory.len;
		return o;
	}
	*total = 0;
	o = listing_split(s, b->verb, w, &list);
	for (size_t i = 0; o == OUTCOME_OK && i < list.count; i++) {
		o = bind_number(s, b->verb, list.item[i], &n);
		if (o == OUTCOME_OK && (n < 0 || n > (int64_t)(IOVECS_MAX - *total)))
			o = bind_refuse(s, b->verb, list.item[i],
			                "is no length: expected 0 to 1073741824 bytes, all together", NULL);
		if (o != OUTCOME_OK)
			break;
		message_add_length(s, (uint32_t)n);
		*total += (size_t)n;
	}
	listing_clear(&list);
	return o;
}

/* Names for descriptors that come: each is free, and said once. */
static enum outcome read_names(struct session *s, struct bound *b, struct bytes *names)
{
	char name[SOCK_NAME_MAX + 1];
	struct listing list;
	struct control_arg so_far = {.names = ""};
	enum outcome o;

	if (!b->opt[RECEIVE_NAMES].present)
		return OUTCOME_OK;
	o = listing_split(s, b->verb, b->opt[RECEIVE_NAMES].word, &list);
	for (size_t i = 0; o == OUTCOME_OK && i < list.count; i++) {
		struct word w = list.item[i];

		o = bind_new_name(s, b->verb, w, name);
		if (o == OUTCOME_OK && control_arg_names(&so_far, w.s, w.n))
			o = bind_refuse(s, b->verb, w, "is said twice: expected a name for each descriptor",
			                NULL);
		if (o != OUTCOME_OK)
			break;
		bytes_add(names, name, strlen(name) + 1);
		so_far.names = names->data;
		so_far.names_n = names->len;
	}
	listing_clear(&list);
	return o;
}

static enum outcome read_room(struct session *s, struct bound *b, size_t *room)
{
	int64_t n = b->opt[RECEIVE_ROOM].present ? b->opt[RECEIVE_ROOM].number : ROOM_DEFAULT;

	if (n < 0 || n > IOVECS_MAX)
		return session_refuse(s, "%s: -room %lld is no length: expected 0 to %d bytes",
		                      b->verb->name, (long long)n, IOVECS_MAX);
	*room = (size_t)n;
	return OUTCOME_OK;
}

/* What came, cut into the buffers it came into: the word of that key, where there are several. */
static void add_buffers(struct session *s, const void *p, size_t n, const void *lengths,
                        size_t count)
{
	struct bytes list = BYTES_INIT;
	uint32_t room;

	for (size_t i = 0, from = 0; i < count; i++, from += room) {
		memcpy(&room, (const char *)lengths + i * sizeof(room), sizeof(room));
		if (from > n)
			from = n;
		listing_add(&list, (const char *)p + from, n - from < room ? n - from : room);
	}
	result_add(&s->result, "buffers", 7);
	result_add(&s->result, bytes_str(&list), list.len);
	bytes_clear(&list);
}

static void add_key(struct session *s, const char *key, const struct bytes *value)
{
	result_add(&s->result, key, strlen(key));
	result_add(&s->result, bytes_str(value), value->len);
}

/* Nothing but data: what expect had kept. */
static void give_kept(struct session *s, struct bound *b, size_t total, int64_t flags)
{
	static const struct bytes nothing = BYTES_INIT;
	size_t n;
	const char *p = message_take_kept(s, b->arg[0].sock, total, flags & MSG_PEEK, &n);

	result_add(&s->result, "data", 4);
	result_add(&s->result, p, n);
	add_key(s, "from", &nothing);
	add_key(s, "flags", &nothing);
	add_key(s, "control", &nothing);
	if (*s->room.iovecs)
		message_fill_iovec(s, s->room.iovecs, b->arg[0].sock->name, p, n);
	if (s->lengths.len > sizeof(uint32_t))
		add_buffers(s, p, n, s->lengths.data, s->lengths.len / sizeof(uint32_t));
}

enum outcome message_prepare_recvmsg(struct session *s, struct bound *b, struct call *c)
{
	int64_t flags = b->arg[2].present ? b->arg[2].number : 0;
	struct bytes names = BYTES_INIT, begin = BYTES_INIT;
	size_t total, room = 0;
	enum outcome o = read_lengths(s, b, &total);

	if (o == OUTCOME_OK)
		o = read_room(s, b, &room);
	if (o == OUTCOME_OK)
		o = read_names(s, b, &names);
	if (o == OUTCOME_OK && b->arg[0].sock->kept.len && !(flags & MSG_ERRQUEUE)) {
		give_kept(s, b, total, flags);
	} else if (o == OUTCOME_OK) {
		control_arg_begin(&begin, names.data, names.len);
		bytes_reset(&s->buffer);
		bytes_reserve(&s->buffer, total + begin.len + room);
		memcpy(s->buffer.data + total, begin.data, begin.len);
		calling_on(s, c, CALL_RECVMSG, b->arg[0].sock);
		call_add_buffer_out(c, s->buffer.data, total);
		call_add_lengths(c, bytes_str(&s->lengths), s->lengths.len);
		call_add_address_out(c);
		call_add_control_out(c, begin.len, room);
		call_add_constant_out(c, CONSTANT_MSG);
		call_add_constant(c, CONSTANT_MSG, flags);
	}
	bytes_clear(&begin);
	bytes_clear(&names);
	return o;
}

/* Descriptors that came get the names that were said for them; those without one are closed, so that none
 * is left open unseen. */
static void adopt_descriptors(struct session *s, const struct call *c, const struct control_arg *a)
{
	size_t at = 0, next = 0, closed = 0;
	struct bytes note = BYTES_INIT;
	struct control m;
	int fd;

	while (control_next(a->messages, a->messages_n, &at, &m)) {
		if (!m.row || m.row->form != CONTROL_DESCRIPTORS)
			continue;
		for (size_t i = 0; i + sizeof(fd) <= m.len; i += sizeof(fd)) {
			const char *name = control_arg_name(a, next++);

			memcpy(&fd, m.data + i, sizeof(fd));
			if (name)
				calling_adopt_received(s, c, name, fd);
			else
				closed += !close(fd);
		}
	}
	if (closed) {
		bytes_addf(&note, "%zu %s no name and %s closed: -names gives them some", closed,
		           closed == 1 ? "descriptor that came had" : "descriptors that came had",
		           closed == 1 ? "was" : "were");
		remark(s, c->socket, bytes_str(&note));
	}
	bytes_clear(&note);
}

/* What the kernel has left out. With MSG_PEEK it is still there. */
static void tell_losses(struct session *s, const struct call *c)
{
	int64_t told = c->arg[5].number, asked = c->arg[6].number;
	struct bytes note = BYTES_INIT;

	if (asked & MSG_PEEK)
		return;
	if (told & MSG_TRUNC)
		remark(s, c->socket,
		       "MSG_TRUNC: the message is longer than its buffers, and the rest is lost");
	if (told & MSG_CTRUNC) {
		bytes_addf(&note,
		           "MSG_CTRUNC: control messages are lost: there was no room for them (-room)%s",
		           c->family == AF_UNIX ? ", or no descriptor (ulimit -n)" : "");
		remark(s, c->socket, bytes_str(&note));
	}
	bytes_clear(&note);
}

void message_finish_recvmsg(struct session *s, struct call *c)
{
	struct control_arg control = control_arg_of(c->arg[4].data, c->arg[4].len);
	const struct arg *bytes = &c->arg[1], *lengths = &c->arg[2];
	struct bytes text = BYTES_INIT;

	adopt_descriptors(s, c, &control);
	calling_tell_discarded(s, c);
	tell_losses(s, c);
	result_add(&s->result, "data", 4);
	result_add(&s->result, bytes->data, bytes->len);
	address_add(&text, c->arg[3].data, c->arg[3].len, c->zones);
	add_key(s, "from", &text);
	bytes_reset(&text);
	calling_add_flags(&text, CONSTANT_MSG, c->arg[5].number);
	add_key(s, "flags", &text);
	bytes_reset(&text);
	control_arg_add(&text, &control, c->zones, " ", true);
	add_key(s, "control", &text);
	if (*c->room->iovecs)
		message_fill_iovec(s, c->room->iovecs, c->socket, bytes->data, bytes->len);
	if (lengths->len > sizeof(uint32_t))
		add_buffers(s, bytes->data, bytes->len, lengths->data, lengths->len / sizeof(uint32_t));
	bytes_clear(&text);
}
