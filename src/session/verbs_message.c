/*
 * Messages: data in several buffers, with addresses, descriptors and other control messages; and files.
 */
#include <netinet/in.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "core/control.h"
#include "session/calling.h"
#include "session/folder.h"
#include "session/listing.h"

enum { LENGTH_DEFAULT = 65536, ROOM_DEFAULT = 4096 };

/* Buffers ---------------------------------------------------------------------------------------- */

static void add_length(struct session *s, uint32_t n)
{
	bytes_add(&s->lengths, &n, sizeof(n));
}

static enum outcome prepare_writev(struct session *s, struct bound *b, struct call *c)
{
	const struct iovecs *iovecs = b->arg[1].iovecs;

	calling_on(s, c, CALL_WRITEV, b->arg[0].sock);
	call_add_bytes(c, bytes_str(&iovecs->memory), iovecs->memory.len);
	call_add_lengths(c, bytes_str(&iovecs->length), iovecs->length.len);
	return OUTCOME_OK;
}

static void finish_count(struct session *s, struct call *c)
{
	result_set_int(&s->result, c->ret);
}

static void remark(struct session *s, const char *socket, const char *text)
{
	journal_note(&s->engine.journal, NOTE_REMARK, s->line, socket, text, strlen(text));
}

/* Puts what was received into the iovec of that name: into the beginning of its memory, as the kernel
 * would. A job's may have changed since. */
static void fill_iovec(struct session *s, const char *name, const char *socket, const void *p,
                       size_t n)
{
	struct iovecs *iovecs = map_get(&s->iovec_of, name, strlen(name));

	if (iovecs && n <= iovecs->memory.len && n)
		memcpy(iovecs->memory.data, p, n);
	else if (n)
		remark(s, socket, "the iovec has changed since the call began: what came is in no buffer");
}

/* What expect received beyond its match comes first, without a call; *n bytes of it go into room for as
 * many. */
static const char *take_kept(struct session *s, struct sock *sock, size_t room, bool peek,
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

static enum outcome prepare_readv(struct session *s, struct bound *b, struct call *c)
{
	struct sock *sock = b->arg[0].sock;
	struct iovecs *iovecs = b->arg[1].iovecs;
	size_t n = iovecs->memory.len;

	if (sock->kept.len) {
		const char *p = take_kept(s, sock, n, false, &n);

		fill_iovec(s, iovecs->name, sock->name, p, n);
		result_set_int(&s->result, (int64_t)n);
		return OUTCOME_OK;
	}
	bytes_reset(&s->buffer);
	bytes_reserve(&s->buffer, n);
	calling_on(s, c, CALL_READV, sock);
	memcpy(s->room.iovecs, iovecs->name, sizeof(s->room.iovecs));
	call_add_buffer_out(c, s->buffer.data, n);
	call_add_lengths(c, bytes_str(&iovecs->length), iovecs->length.len);
	return OUTCOME_OK;
}

static void finish_readv(struct session *s, struct call *c)
{
	fill_iovec(s, c->room->iovecs, c->socket, c->arg[1].data, c->arg[1].len);
	result_set_int(&s->result, c->ret);
}

/* Control messages to send ----------------------------------------------------------------------- */

/* Two words of a list, and what is made of them. */
struct sent {
	const struct verb *verb;
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
		bytes_add(&m->value, &sock->fd, sizeof(sock->fd));
		bytes_add(&m->names, sock->name, strlen(sock->name) + 1);
	}
	listing_clear(&list);
	return o;
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
		o = bind_number(s, m->verb, list.item[1], &number);
	if (o == OUTCOME_OK && escape_parse_hex(&m->value, value.s, value.n, &bad))
		o = bind_refuse(s, m->verb, value, "is not hex: expected pairs of digits, like {0a ff}",
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
	} else if (!control_parse(&m->value, row, value.s, value.n)) {
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
	struct sent m = {v, BYTES_INIT, BYTES_INIT, BYTES_INIT};
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

enum { SEND_TO, SEND_CONTROL, SEND_IOVEC };

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
	add_length(s, (uint32_t)w.n);
	call_add_bytes(c, w.s, w.n);
	call_add_lengths(c, s->lengths.data, s->lengths.len);
	return OUTCOME_OK;
}

/* The address lies in the session's room, which the kernel does not write to here. */
static enum outcome prepare_sendmsg(struct session *s, struct bound *b, struct call *c)
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

/* Receiving -------------------------------------------------------------------------------------- */

enum { RECEIVE_IOVEC, RECEIVE_NAMES, RECEIVE_ROOM };

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
		add_length(s, LENGTH_DEFAULT);
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
		add_length(s, (uint32_t)n);
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
	const char *p = take_kept(s, b->arg[0].sock, total, flags & MSG_PEEK, &n);

	result_add(&s->result, "data", 4);
	result_add(&s->result, p, n);
	add_key(s, "from", &nothing);
	add_key(s, "flags", &nothing);
	add_key(s, "control", &nothing);
	if (*s->room.iovecs)
		fill_iovec(s, s->room.iovecs, b->arg[0].sock->name, p, n);
	if (s->lengths.len > sizeof(uint32_t))
		add_buffers(s, p, n, s->lengths.data, s->lengths.len / sizeof(uint32_t));
}

static enum outcome prepare_recvmsg(struct session *s, struct bound *b, struct call *c)
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

static void finish_recvmsg(struct session *s, struct call *c)
{
	struct control_arg control = control_arg_of(c->arg[4].data, c->arg[4].len);
	const struct arg *bytes = &c->arg[1], *lengths = &c->arg[2];
	struct bytes text = BYTES_INIT;

	adopt_descriptors(s, c, &control);
	result_add(&s->result, "data", 4);
	result_add(&s->result, bytes->data, bytes->len);
	address_add(&text, c->arg[3].data, c->arg[3].len);
	add_key(s, "from", &text);
	bytes_reset(&text);
	calling_add_flags(&text, CONSTANT_MSG, c->arg[5].number);
	add_key(s, "flags", &text);
	bytes_reset(&text);
	control_arg_add(&text, &control, " ", true);
	add_key(s, "control", &text);
	if (*c->room->iovecs)
		fill_iovec(s, c->room->iovecs, c->socket, bytes->data, bytes->len);
	if (lengths->len > sizeof(uint32_t))
		add_buffers(s, bytes->data, bytes->len, lengths->data, lengths->len / sizeof(uint32_t));
	bytes_clear(&text);
}

/* Files ------------------------------------------------------------------------------------------ */

static enum outcome prepare_sendfile(struct session *s, struct bound *b, struct call *c)
{
	const struct value *offset = &b->arg[2], *count = &b->arg[3];
	int64_t from = offset->present ? offset->number : 0, n = count->number;
	struct stat st;
	int fd;
	enum outcome o;

	if (count->present && n < 0)
		return session_refuse(s, "sendfile: %lld is no count: expected 0 or more bytes",
		                      (long long)n);
	o = folder_open(s, "sendfile", b->arg[1].word.s, b->arg[1].word.n, &fd);
	if (o != OUTCOME_OK)
		return o;
	if (!count->present)
		n = fstat(fd, &st) || st.st_size < from || from < 0 ? 0 : st.st_size - from;
	bytes_reset(&s->buffer);
	bytes_add(&s->buffer, b->arg[1].word.s, b->arg[1].word.n);
	calling_on(s, c, CALL_SENDFILE, b->arg[0].sock);
	s->room.other = fd;
	call_add_text(c, bytes_str(&s->buffer));
	if (offset->present)
		call_add_number(c, from);
	else
		call_add_null(c);
	call_add_number(c, n);
	return OUTCOME_OK;
}

const struct verb verbs_message[] = {
    {
        .name = "writev",
        .family = "data",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, {PARAM_IOVEC, "IOVEC", 0, 0}},
        .help = "Write the buffers of an iovec, one after the other, in one call.",
        .man = "writev(2)",
        .prepare = prepare_writev,
        .finish = finish_count,
    },
    {
        .name = "readv",
        .family = "data",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, {PARAM_IOVEC, "IOVEC", 0, 0}},
        .help = "Read into the buffers of an iovec: the first is filled, then the next.\n"
                "The result is how many bytes came; iovec fetch gives them.",
        .man = "readv(2)",
        .prepare = prepare_readv,
        .finish = finish_readv,
    },
    {
        .name = "sendmsg",
        .family = "data",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_PAYLOAD, "BYTES", 0, 0},
                  {PARAM_FLAGS, "FLAG…", PARAM_OPTIONAL, CONSTANT_MSG}},
        .option = {[SEND_TO] = {"-to", PARAM_WORD, "ADDRESS", 0},
                   [SEND_CONTROL] = {"-control", PARAM_WORD, "LIST", 0},
                   [SEND_IOVEC] = {"-iovec", PARAM_END, NULL, 0}},
        .help =
            "Send a message: bytes, the address they go to, control messages.\n"
            "With -iovec the word for the bytes is the name of an iovec, whose buffers are sent. "
            "-control takes pairs of a type and a value: {SCM_RIGHTS {a b}} passes sockets, "
            "{IP_TTL 1} sets the time to live of this one datagram.",
        .man = "sendmsg(2), cmsg(3), unix(7), ip(7)",
        .flags = VERB_PAYLOAD,
        .prepare = prepare_sendmsg,
        .finish = finish_count,
    },
    {
        .name = "recvmsg",
        .family = "data",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_WORD, "LENGTH", PARAM_OPTIONAL, 0},
                  {PARAM_FLAGS, "FLAG…", PARAM_OPTIONAL, CONSTANT_MSG}},
        .option = {[RECEIVE_IOVEC] = {"-iovec", PARAM_END, NULL, 0},
                   [RECEIVE_NAMES] = {"-names", PARAM_WORD, "NAMES", 0},
                   [RECEIVE_ROOM] = {"-room", PARAM_NUMBER, "N", 0}},
        .help = "Receive a message: the result is a dict of data, from, flags and control.\n"
                "LENGTH (65536) may be a list: a buffer of each length, whose bytes are in buffers "
                "as well. With -iovec it is the name of an iovec, which gets them. -names are for "
                "sockets that come with it (SCM_RIGHTS); one without a name is closed. -room is "
                "that for control messages, in bytes (4096).",
        .man = "recvmsg(2), cmsg(3), unix(7), ip(7)",
        .prepare = prepare_recvmsg,
        .finish = finish_recvmsg,
    },
    {
        .name = "sendfile",
        .family = "data",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_WORD, "FILE", 0, 0},
                  {PARAM_NUMBER, "OFFSET", PARAM_OPTIONAL, 0},
                  {PARAM_NUMBER, "COUNT", PARAM_OPTIONAL, 0}},
        .help = "Let the kernel send a file, or COUNT bytes of it from OFFSET on.\n"
                "The file is one beneath the folder of the script.",
        .man = "sendfile(2)",
        .prepare = prepare_sendfile,
        .finish = finish_count,
    },
    {.name = NULL},
};
