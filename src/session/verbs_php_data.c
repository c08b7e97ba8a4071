/*
 * PHP's socket functions: data in one buffer.
 */
#include <sys/socket.h>

#include "session/calling.h"
#include "session/php.h"

/* PHP's own: how socket_read stops (php.net, sockets constants). */
enum { PHP_NORMAL_READ = 1, PHP_BINARY_READ = 2 };

static enum outcome refuse_length(struct session *s, const struct verb *v, int64_t n)
{
	return session_refuse(s, "%s: %lld is no length: expected 1 or more bytes", v->name,
	                      (long long)n);
}

/* One byte of a line: received like PHP does it, with a call of its own. *n: 0 at the end. */
static enum outcome read_byte(struct session *s, const struct bound *b, char *byte, size_t *n)
{
	struct php_words w;
	struct call c;
	enum outcome o;

	php_begin(&w, "recv", b->arg[0].sock);
	php_add_number(&w, 1);
	o = php_prepare(s, b->verb, &w, &c);
	if (o == OUTCOME_OK && !c.row) {
		/* what expect had kept */
		*n = s->result.bytes.len;
		*byte = *n ? s->result.bytes.data[0] : 0;
		return o;
	}
	if (o == OUTCOME_OK)
		o = php_call(s, &c);
	*n = o == OUTCOME_OK ? c.arg[1].len : 0;
	if (*n)
		*byte = *(const char *)c.arg[1].data;
	return o;
}

/* Byte by byte until a line ends: at \n or \r. What came before the end of the stream or an error is the
 * result; an error without anything before it is one. */
static enum outcome read_line(struct session *s, const struct bound *b)
{
	struct bytes line = BYTES_INIT;
	enum outcome o = OUTCOME_OK;
	size_t n = 1;
	char byte = 0;

	while (n && byte != '\n' && byte != '\r' && (int64_t)line.len < b->arg[1].number) {
		o = read_byte(s, b, &byte, &n);
		if (n)
			bytes_add_char(&line, byte);
	}
	if (line.len && o == OUTCOME_CALL_FAILED)
		o = OUTCOME_OK;
	result_set(&s->result, bytes_str(&line), line.len);
	bytes_clear(&line);
	return o;
}

static enum outcome prepare_read(struct session *s, struct bound *b, struct call *c)
{
	int64_t type = b->arg[2].present ? b->arg[2].number : PHP_BINARY_READ;
	struct php_words w;

	if (b->arg[1].number < 1)
		return refuse_length(s, b->verb, b->arg[1].number);
	if (type == PHP_NORMAL_READ && b->is_job)
		return session_refuse(s, "async: socket_read with PHP_NORMAL_READ is a call for each byte, "
		                         "and a job is one: expected PHP_BINARY_READ");
	if (type == PHP_NORMAL_READ)
		return read_line(s, b);
	php_begin(&w, "recv", b->arg[0].sock);
	php_add_number(&w, b->arg[1].number);
	return php_prepare(s, b->verb, &w, c);
}

/* The first `length` bytes; all of them where that is more. */
static enum outcome cut(struct session *s, const struct verb *v, struct word *w, int64_t length)
{
	if (length < 0)
		return session_refuse(s, "%s: %lld is no length: expected 0 or more bytes", v->name,
		                      (long long)length);
	if ((uint64_t)length < w->n)
		w->n = (size_t)length;
	return OUTCOME_OK;
}

static enum outcome prepare_write(struct session *s, struct bound *b, struct call *c)
{
	struct word bytes = b->arg[1].word;
	struct php_words w;
	enum outcome o = OUTCOME_OK;

	if (b->arg[2].present)
		o = cut(s, b->verb, &bytes, b->arg[2].number);
	if (o != OUTCOME_OK)
		return o;
	php_begin(&w, "write", b->arg[0].sock);
	php_add_word(&w, bytes);
	return php_prepare(s, b->verb, &w, c);
}

static enum outcome prepare_send(struct session *s, struct bound *b, struct call *c)
{
	struct word *bytes = &b->arg[1].word;
	enum outcome o = cut(s, b->verb, bytes, b->arg[2].number);

	if (o != OUTCOME_OK)
		return o;
	calling_on(s, c, CALL_SEND, b->arg[0].sock);
	call_add_bytes(c, bytes->s, bytes->n);
	call_add_number(c, (int64_t)bytes->n);
	call_add_constant(c, CONSTANT_MSG, b->arg[3].number);
	return OUTCOME_OK;
}

static enum outcome prepare_sendto(struct session *s, struct bound *b, struct call *c)
{
	struct sock *sock = b->arg[0].sock;
	struct word *bytes = &b->arg[1].word;
	struct address a;
	enum outcome o = cut(s, b->verb, bytes, b->arg[2].number);

	if (o == OUTCOME_OK)
		o = php_address(s, b->verb, sock, &b->arg[4], &b->arg[5], &a);
	if (o != OUTCOME_OK)
		return o;
	b->arg[4].address = a;
	calling_on(s, c, CALL_SENDTO, sock);
	call_add_bytes(c, bytes->s, bytes->n);
	call_add_number(c, (int64_t)bytes->n);
	call_add_constant(c, CONSTANT_MSG, b->arg[3].number);
	call_add_address(c, &b->arg[4].address);
	return OUTCOME_OK;
}

/* Receives into the variable: *count is what the kernel answered, or what expect had kept; then `from`
 * stays without a family. */
static enum outcome receive(struct session *s, struct bound *b, const char *verb, int64_t *count,
                            struct address *from)
{
	struct php_words w;
	struct call c;
	enum outcome o;

	if (b->arg[2].number < 1)
		return refuse_length(s, b->verb, b->arg[2].number);
	php_begin(&w, verb, b->arg[0].sock);
	php_add_number(&w, b->arg[2].number);
	php_add_number(&w, b->arg[3].number);
	o = php_prepare(s, b->verb, &w, &c);
	if (o != OUTCOME_OK)
		return o;
	from->len = 0;
	if (!c.row) {
		size_t n;
		const char *p = result_word(&s->result, 0, &n);

		*count = (int64_t)n;
		return php_assign(s, b->arg[1].word, p, n);
	}
	o = php_call(s, &c);
	if (o == OUTCOME_OK) {
		*count = c.ret;
		calling_tell_discarded(s, &c);
		if (c.row->id == CALL_RECVFROM)
			*from = s->room.address;
		return php_assign(s, b->arg[1].word, c.arg[1].data, c.arg[1].len);
	}
	/* as PHP does it: null, not what was received before */
	if (o == OUTCOME_CALL_FAILED && php_assign(s, b->arg[1].word, "", 0) != OUTCOME_OK)
		return OUTCOME_REFUSED;
	return o;
}

static enum outcome run_recv(struct session *s, struct bound *b)
{
	struct address from;
	int64_t count;
	enum outcome o = receive(s, b, "recv", &count, &from);

	if (o == OUTCOME_OK)
		result_set_int(&s->result, count);
	return o;
}

static enum outcome run_recvfrom(struct session *s, struct bound *b)
{
	struct address from;
	int64_t count;
	enum outcome o = receive(s, b, "recvfrom", &count, &from);

	if (o == OUTCOME_OK)
		o = php_assign_address(s, b->arg[0].sock, &b->arg[4], &b->arg[5], &from);
	if (o == OUTCOME_OK)
		result_set_int(&s->result, count);
	return o;
}

const struct verb verbs_php_data[] = {
    {
        .name = "socket_read",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_NUMBER, "LENGTH", 0, 0},
                  {PARAM_CONSTANT, "TYPE", PARAM_OPTIONAL, CONSTANT_PHP_READ}},
        .help = "PHP: receive at most LENGTH bytes; they are the result, empty at the end and for "
                "false.\n"
                "With PHP_NORMAL_READ it stops after \\n or \\r, which takes a call for each byte; "
                "PHP_BINARY_READ, where no type is said, is one call.",
        .man = "recv(2)",
        .flags = VERB_EMPTY,
        .prepare = prepare_read,
        .finish = php_finish,
    },
    {
        .name = "socket_write",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_PAYLOAD, "BYTES", 0, 0},
                  {PARAM_NUMBER, "LENGTH", PARAM_OPTIONAL, 0}},
        .help = "PHP: write bytes, or the first LENGTH of them; the result is how many the kernel "
                "took, empty for false.",
        .man = "write(2)",
        .flags = VERB_EMPTY,
        .prepare = prepare_write,
        .finish = php_finish,
    },
    {
        .name = "socket_send",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_PAYLOAD, "BYTES", 0, 0},
                  {PARAM_NUMBER, "LENGTH", 0, 0},
                  {PARAM_CONSTANT, "FLAGS", 0, CONSTANT_MSG}},
        .help = "PHP: send the first LENGTH bytes, with flags or 0; the result is how many the "
                "kernel took, empty for false.",
        .man = "send(2)",
        .flags = VERB_EMPTY,
        .prepare = prepare_send,
        .finish = php_finish,
    },
    {
        .name = "socket_recv",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_WORD, "VARIABLE", 0, 0},
                  {PARAM_NUMBER, "LENGTH", 0, 0},
                  {PARAM_CONSTANT, "FLAGS", 0, CONSTANT_MSG}},
        .help = "PHP: receive at most LENGTH bytes into a variable; the result is how many came, "
                "empty for false.\n"
                "socket_recv $s buf 100 0",
        .man = "recv(2)",
        .flags = VERB_EMPTY | VERB_EVALUATES,
        .run = run_recv,
    },
    {
        .name = "socket_sendto",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_PAYLOAD, "BYTES", 0, 0},
                  {PARAM_NUMBER, "LENGTH", 0, 0},
                  {PARAM_CONSTANT, "FLAGS", 0, CONSTANT_MSG},
                  {PARAM_WORD, "ADDRESS", 0, 0},
                  {PARAM_NUMBER, "PORT", PARAM_OPTIONAL, 0}},
        .help = "PHP: send the first LENGTH bytes to an address and port, or to a path.",
        .man = "sendto(2)",
        .flags = VERB_EMPTY,
        .prepare = prepare_sendto,
        .finish = php_finish,
    },
    {
        .name = "socket_recvfrom",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_WORD, "VARIABLE", 0, 0},
                  {PARAM_NUMBER, "LENGTH", 0, 0},
                  {PARAM_CONSTANT, "FLAGS", 0, CONSTANT_MSG},
                  {PARAM_WORD, "ADDRESSVAR", 0, 0},
                  {PARAM_WORD, "PORTVAR", PARAM_OPTIONAL, 0}},
        .help = "PHP: receive a datagram, its sender's address and port into variables; the result "
                "is how many bytes came, empty for false.\n"
                "socket_recvfrom $s buf 1024 0 from port",
        .man = "recvfrom(2)",
        .flags = VERB_EMPTY | VERB_EVALUATES,
        .run = run_recvfrom,
    },
    {.name = NULL},
};
