/*
 * Data: sent and received in every way that takes one buffer.
 */
#include <stdlib.h>

#include "session/calling.h"
#include "session/interp.h"

enum {
	RECV_DEFAULT = 65536,
	RECV_MAX = 1 << 30,
	CHARSET_MAX = sizeof(((struct call *)0)->owner_word)
};

static enum outcome prepare_send(struct session *s, struct bound *b, struct call *c)
{
	calling_on(s, c, CALL_SEND, b->arg[0].sock);
	call_add_bytes(c, b->arg[1].word.s, b->arg[1].word.n);
	call_add_number(c, (int64_t)b->arg[1].word.n);
	call_add_constant(c, CONSTANT_MSG, b->arg[2].present ? b->arg[2].number : 0);
	return OUTCOME_OK;
}

static enum outcome prepare_write(struct session *s, struct bound *b, struct call *c)
{
	calling_on(s, c, CALL_WRITE, b->arg[0].sock);
	call_add_bytes(c, b->arg[1].word.s, b->arg[1].word.n);
	call_add_number(c, (int64_t)b->arg[1].word.n);
	return OUTCOME_OK;
}

static enum outcome prepare_sendto(struct session *s, struct bound *b, struct call *c)
{
	struct sock *sock = b->arg[0].sock;

	/* this one connects as well */
	if (b->arg[3].present && (b->arg[3].number & MSG_FASTOPEN) && !sock->connected) {
		calling_meet_peer(sock, &b->arg[2].address);
		sock->parted = s->partings.count;
	}
	calling_on(s, c, CALL_SENDTO, sock);
	call_add_bytes(c, b->arg[1].word.s, b->arg[1].word.n);
	call_add_number(c, (int64_t)b->arg[1].word.n);
	call_add_constant(c, CONSTANT_MSG, b->arg[3].present ? b->arg[3].number : 0);
	call_add_address(c, &b->arg[2].address);
	return OUTCOME_OK;
}

static void finish_count(struct session *s, struct call *c)
{
	result_set_int(&s->result, c->ret);
}

/* A payload becomes a word of the result: bytes as they came or, from a charset, text as UTF-8. */
static void add_payload(struct session *s, const char *charset, const void *p, size_t n)
{
	static const char kept[] =
	    "the bytes are not in the charset that was asked for: they are given as they came";
	struct bytes text = BYTES_INIT;

	if (*charset && interp_decode(s, charset, strlen(charset), p, n, &text) == OUTCOME_OK) {
		result_add(&s->result, bytes_str(&text), text.len);
	} else {
		result_add(&s->result, p, n);
		if (*charset)
			journal_note(&s->engine.journal, NOTE_REMARK, s->line, NULL, kept, sizeof(kept) - 1);
	}
	bytes_clear(&text);
}

/* What expect received beyond its match comes first, without a call. */
static void take_kept(struct session *s, struct sock *sock, const char *charset, size_t n,
                      bool peek, bool with_sender)
{
	struct bytes note = BYTES_INIT;

	if (n > sock->kept.len)
		n = sock->kept.len;
	add_payload(s, charset, sock->kept.data, n);
	s->result.is_list = with_sender;
	if (with_sender)
		result_add(&s->result, "", 0);
	bytes_addf(&note, "%zu %s already received: no call was made", n,
	           n == 1 ? "byte that expect had" : "bytes that expect had");
	journal_note(&s->engine.journal, NOTE_REMARK, s->line, sock->name, note.data, note.len);
	if (!peek)
		bytes_drop(&sock->kept, n);
	bytes_clear(&note);
}

/* The first half of every receiving verb: *n bytes of room, or what was kept. False: no call. */
static enum outcome room_for(struct session *s, struct bound *b, size_t *n)
{
	int64_t asked = b->arg[1].present ? b->arg[1].number : RECV_DEFAULT;

	if (asked < 0 || asked > RECV_MAX)
		return session_refuse(s, "%s: %lld is no length: expected 0 to %d bytes", b->verb->name,
		                      (long long)asked, RECV_MAX);
	*n = (size_t)asked;
	bytes_reset(&s->buffer);
	bytes_reserve(&s->buffer, *n);
	return OUTCOME_OK;
}

/* The charset that was asked for, "" for none: it goes with the call, which may become a job. */
static enum outcome read_charset(struct session *s, const struct value *option,
                                 char charset[CHARSET_MAX])
{
	struct bytes nothing = BYTES_INIT;
	enum outcome o = OUTCOME_OK;

	memset(charset, 0, CHARSET_MAX);
	if (!option->present)
		return o;
	/* before the call, so that nothing is received in vain */
	o = interp_decode(s, option->word.s, option->word.n, "", 0, &nothing);
	if (o == OUTCOME_OK && option->word.n < CHARSET_MAX)
		memcpy(charset, option->word.s, option->word.n);
	bytes_clear(&nothing);
	return o;
}

static enum outcome prepare_receive(struct session *s, struct bound *b, struct call *c,
                                    enum call_id id)
{
	struct sock *sock = b->arg[0].sock;
	int64_t flags = b->arg[2].present ? b->arg[2].number : 0;
	char charset[CHARSET_MAX];
	size_t n = 0;
	enum outcome o = room_for(s, b, &n);

	if (o == OUTCOME_OK)
		o = read_charset(s, &b->opt[0], charset);
	if (o != OUTCOME_OK)
		return o;
	if (sock->kept.len) {
		take_kept(s, sock, charset, n, flags & MSG_PEEK, id == CALL_RECVFROM);
		return OUTCOME_OK;
	}
	calling_on(s, c, id, sock);
	memcpy(c->owner_word, charset, sizeof(charset));
	call_add_buffer_out(c, s->buffer.data, n);
	call_add_number(c, (int64_t)n);
	if (id != CALL_READ)
		call_add_constant(c, CONSTANT_MSG, flags);
	if (id == CALL_RECVFROM)
		call_add_address_out(c);
	return OUTCOME_OK;
}

static enum outcome prepare_recv(struct session *s, struct bound *b, struct call *c)
{
	return prepare_receive(s, b, c, CALL_RECV);
}

static enum outcome prepare_read(struct session *s, struct bound *b, struct call *c)
{
	b->arg[2].present = false;
	return prepare_receive(s, b, c, CALL_READ);
}

static enum outcome prepare_recvfrom(struct session *s, struct bound *b, struct call *c)
{
	return prepare_receive(s, b, c, CALL_RECVFROM);
}

static void finish_receive(struct session *s, struct call *c)
{
	calling_tell_discarded(s, c);
	add_payload(s, c->owner_word, c->arg[1].data, c->arg[1].len);
	s->result.is_list = false;
}

static void finish_recvfrom(struct session *s, struct call *c)
{
	calling_tell_discarded(s, c);
	add_payload(s, c->owner_word, c->arg[1].data, c->arg[1].len);
	calling_add_address(s, c);
}

#define RECEIVED_AS                                                                                \
	{                                                                                              \
		{                                                                                          \
			"-encoding", PARAM_WORD, "NAME", 0                                                     \
		}                                                                                          \
	}

const struct verb verbs_data[] = {
    {
        .name = "send",
        .family = "data",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_PAYLOAD, "BYTES", 0, 0},
                  {PARAM_FLAGS, "FLAG…", PARAM_OPTIONAL, CONSTANT_MSG}},
        .help =
            "Send bytes on a connected socket; the result is how many the kernel took.\n"
            "BYTES is a word. -hex reads it as hex digits, -file as the name of a file to send, "
            "-encoding NAME sends its UTF-8 text in another charset, -repeat N repeats it.",
        .man = "send(2)",
        .flags = VERB_PAYLOAD,
        .prepare = prepare_send,
        .finish = finish_count,
    },
    {
        .name = "recv",
        .family = "data",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_NUMBER, "LENGTH", PARAM_OPTIONAL, 0},
                  {PARAM_FLAGS, "FLAG…", PARAM_OPTIONAL, CONSTANT_MSG}},
        .option = RECEIVED_AS,
        .help = "Receive at most LENGTH bytes (65536); they are the result, empty at the end of a "
                "stream.\n"
                "Blocks until there is something. -encoding NAME turns text of that charset into "
                "UTF-8.",
        .man = "recv(2)",
        .prepare = prepare_recv,
        .finish = finish_receive,
    },
    {
        .name = "write",
        .family = "data",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, {PARAM_PAYLOAD, "BYTES", 0, 0}},
        .help = "Write bytes to a socket, as to a file: send without flags.",
        .man = "write(2)",
        .flags = VERB_PAYLOAD,
        .prepare = prepare_write,
        .finish = finish_count,
    },
    {
        .name = "read",
        .family = "data",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, {PARAM_NUMBER, "LENGTH", PARAM_OPTIONAL, 0}},
        .option = RECEIVED_AS,
        .help = "Read from a socket, as from a file: recv without flags.",
        .man = "read(2)",
        .prepare = prepare_read,
        .finish = finish_receive,
    },
    {
        .name = "sendto",
        .family = "data",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_PAYLOAD, "BYTES", 0, 0},
                  {PARAM_ADDRESS, "ADDRESS", 0, 0},
                  {PARAM_FLAGS, "FLAG…", PARAM_OPTIONAL, CONSTANT_MSG}},
        .help = "Send a datagram to an address.",
        .man = "sendto(2)",
        .flags = VERB_PAYLOAD,
        .prepare = prepare_sendto,
        .finish = finish_count,
    },
    {
        .name = "recvfrom",
        .family = "data",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_NUMBER, "LENGTH", PARAM_OPTIONAL, 0},
                  {PARAM_FLAGS, "FLAG…", PARAM_OPTIONAL, CONSTANT_MSG}},
        .option = RECEIVED_AS,
        .help = "Receive a datagram and the address of its sender: a list of both.\n"
                "lassign [recvfrom s 1024] data from",
        .man = "recvfrom(2)",
        .prepare = prepare_recvfrom,
        .finish = finish_recvfrom,
    },
    {.name = NULL},
};
