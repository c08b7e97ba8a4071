/*
 * Messages: data in several buffers, and files. What sendmsg and recvmsg make of their words is in
 * message_send.c and message_receive.c.
 */
#include "session/verbs_message.h"

#include <sys/stat.h>

#include "session/calling.h"
#include "session/folder.h"

/* Buffers ---------------------------------------------------------------------------------------- */

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

static enum outcome prepare_readv(struct session *s, struct bound *b, struct call *c)
{
	struct sock *sock = b->arg[0].sock;
	struct iovecs *iovecs = b->arg[1].iovecs;
	size_t n = iovecs->memory.len;

	if (sock->kept.len) {
		const char *p = message_take_kept(s, sock, n, false, &n);

		message_fill_iovec(s, iovecs->name, sock->name, p, n);
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
	message_fill_iovec(s, c->room->iovecs, c->socket, c->arg[1].data, c->arg[1].len);
	result_set_int(&s->result, c->ret);
}

/* Files ------------------------------------------------------------------------------------------ */

static enum outcome prepare_sendfile(struct session *s, struct bound *b, struct call *c)
{
	const struct value *offset = &b->arg[2], *count = &b->arg[3];
	int64_t from = offset->present ? offset->number : 0, n = count->number;
	struct stat st;
	int fd;
	enum outcome o;

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
        .prepare = message_prepare_sendmsg,
        .finish = message_finish_sendmsg,
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
        .prepare = message_prepare_recvmsg,
        .finish = message_finish_recvmsg,
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
