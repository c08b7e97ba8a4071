/*
 * PHP's socket functions: the life of a socket.
 */
#include <netinet/in.h>

#include "session/calling.h"
#include "session/interp.h"
#include "session/php.h"

static void begin_socket(struct session *s, struct call *c, enum call_id id, int64_t family,
                         int64_t type, int64_t protocol)
{
	call_init(c, id, &s->room);
	c->family = (int)family;
	c->type = (int)type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	call_add_constant(c, CONSTANT_FAMILY, family);
	call_add_constant(c, CONSTANT_TYPE, type);
	call_add_constant(c, CONSTANT_PROTOCOL, protocol);
	c->made[0] = php_next_name(s, s->new_name[0]);
}

static enum outcome prepare_create(struct session *s, struct bound *b, struct call *c)
{
	begin_socket(s, c, CALL_SOCKET, b->arg[0].number, b->arg[1].number, b->arg[2].number);
	return OUTCOME_OK;
}

static enum outcome prepare_bind(struct session *s, struct bound *b, struct call *c)
{
	struct sock *sock = b->arg[0].sock;
	struct address a;
	enum outcome o = php_address(s, b->verb, sock, &b->arg[1], &b->arg[2], &a);

	if (o != OUTCOME_OK)
		return o;
	b->arg[1].address = a;
	calling_on(s, c, CALL_BIND, sock);
	call_add_address(c, &b->arg[1].address);
	return o;
}

static enum outcome prepare_connect(struct session *s, struct bound *b, struct call *c)
{
	struct sock *sock = b->arg[0].sock;
	struct address a;
	enum outcome o = php_address(s, b->verb, sock, &b->arg[1], &b->arg[2], &a);

	if (o != OUTCOME_OK)
		return o;
	calling_meet_peer(sock, &a);
	b->arg[1].address = a;
	calling_on(s, c, CALL_CONNECT, sock);
	call_add_address(c, &b->arg[1].address);
	return o;
}

static enum outcome prepare_listen(struct session *s, struct bound *b, struct call *c)
{
	struct php_words w;

	php_begin(&w, "listen", b->arg[0].sock);
	php_add_number(&w, b->arg[1].present ? b->arg[1].number : 0);
	return php_prepare(s, b->verb, &w, c);
}

static enum outcome prepare_accept(struct session *s, struct bound *b, struct call *c)
{
	struct php_words w;

	php_begin(&w, "accept", b->arg[0].sock);
	return php_prepare(s, b->verb, &w, c);
}

static enum outcome prepare_shutdown(struct session *s, struct bound *b, struct call *c)
{
	struct php_words w;

	php_begin(&w, "shutdown", b->arg[0].sock);
	php_add_number(&w, b->arg[1].present ? b->arg[1].number : SHUT_RDWR);
	return php_prepare(s, b->verb, &w, c);
}

static enum outcome prepare_close(struct session *s, struct bound *b, struct call *c)
{
	struct php_words w;

	php_begin(&w, "close", b->arg[0].sock);
	return php_prepare(s, b->verb, &w, c);
}

/* What is made so far goes again; what went wrong stays the problem. */
static void give_up(struct session *s, const struct sock *sock)
{
	struct problem problem = s->problem;
	struct php_words w;

	memset(&s->problem.message, 0, sizeof(s->problem.message));
	php_begin(&w, "close", sock);
	php_do(s, &w);
	bytes_clear(&s->problem.message);
	s->problem = problem;
}

/* The calls of socket_create_listen once there is a socket. */
static enum outcome listen_on(struct session *s, const struct sock *sock, int64_t port,
                              int64_t backlog)
{
	static const struct word any = {"0.0.0.0", 7, false};
	struct php_words w;
	enum outcome o;

	php_begin(&w, "bind", sock);
	php_add_word(&w, any);
	php_add_number(&w, port);
	o = php_do(s, &w);
	if (o != OUTCOME_OK)
		return o;
	php_begin(&w, "listen", sock);
	php_add_number(&w, backlog);
	return php_do(s, &w);
}

static enum outcome run_create_listen(struct session *s, struct bound *b)
{
	enum { BACKLOG = 128, PORT_MAX = 65535 };
	int64_t port = b->arg[0].number;
	const struct sock *sock;
	struct call c;
	enum outcome o;

	if (port < 0 || port > PORT_MAX)
		return session_refuse(s, "%s: %lld is no port: expected 0 to %d", b->verb->name,
		                      (long long)port, PORT_MAX);
	begin_socket(s, &c, CALL_SOCKET, AF_INET, SOCK_STREAM, 0);
	o = php_call(s, &c);
	if (o != OUTCOME_OK)
		return o;
	sock = calling_adopt(s, &c, 0, AF_INET, SOCK_STREAM, 0);
	o = listen_on(s, sock, port, b->arg[1].present ? b->arg[1].number : BACKLOG);
	if (o != OUTCOME_OK)
		give_up(s, sock);
	else
		result_set_str(&s->result, sock->name);
	return o;
}

static enum outcome run_create_pair(struct session *s, struct bound *b)
{
	int family = (int)b->arg[0].number, type = (int)b->arg[1].number;
	int protocol = (int)b->arg[2].number;
	struct call c;
	enum outcome o;

	begin_socket(s, &c, CALL_SOCKETPAIR, family, type, protocol);
	c.made[1] = php_next_name(s, s->new_name[1]);
	o = php_call(s, &c);
	if (o != OUTCOME_OK)
		return o;
	for (int i = 0; i < 2; i++)
		calling_adopt(s, &c, i, family, type, protocol);
	o = interp_assign(s, b->arg[3].word.s, b->arg[3].word.n, &s->result);
	if (o == OUTCOME_OK)
		result_set_int(&s->result, 1);
	return o;
}

#define CREATED                                                                                    \
	{PARAM_CONSTANT, "DOMAIN", 0, CONSTANT_FAMILY}, {PARAM_CONSTANT, "TYPE", 0, CONSTANT_TYPE},    \
	{                                                                                              \
		PARAM_CONSTANT, "PROTOCOL", 0, CONSTANT_PROTOCOL                                           \
	}

const struct verb verbs_php_life[] = {
    {
        .name = "socket_create",
        .family = "php",
        .param = {CREATED},
        .help = "PHP: make a socket; the result is its name, empty for false.\n"
                "set s [socket_create AF_INET SOCK_STREAM SOL_TCP]",
        .man = "socket(2)",
        .flags = VERB_EMPTY,
        .prepare = prepare_create,
        .finish = php_finish,
    },
    {
        .name = "socket_bind",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_WORD, "ADDRESS", 0, 0},
                  {PARAM_NUMBER, "PORT", PARAM_OPTIONAL, 0}},
        .help = "PHP: give a socket its local address and port (0), or its path.",
        .man = "bind(2)",
        .flags = VERB_FALSE,
        .prepare = prepare_bind,
        .finish = php_finish_true,
    },
    {
        .name = "socket_listen",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_CONSTANT, "BACKLOG", PARAM_OPTIONAL, CONSTANT_LIMIT}},
        .help = "PHP: let connections come in; the backlog is 0 where none is said.",
        .man = "listen(2)",
        .flags = VERB_FALSE,
        .prepare = prepare_listen,
        .finish = php_finish_true,
    },
    {
        .name = "socket_accept",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}},
        .help = "PHP: take a connection; the result is the name of its socket, empty for false.",
        .man = "accept(2)",
        .flags = VERB_EMPTY,
        .prepare = prepare_accept,
        .finish = php_finish,
    },
    {
        .name = "socket_connect",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_WORD, "ADDRESS", 0, 0},
                  {PARAM_NUMBER, "PORT", PARAM_OPTIONAL, 0}},
        .help = "PHP: connect to an address and port, or to a path.",
        .man = "connect(2), tcp(7)",
        .flags = VERB_FALSE,
        .prepare = prepare_connect,
        .finish = php_finish_true,
    },
    {
        .name = "socket_create_listen",
        .family = "php",
        .param = {{PARAM_NUMBER, "PORT", 0, 0},
                  {PARAM_CONSTANT, "BACKLOG", PARAM_OPTIONAL, CONSTANT_LIMIT}},
        .help = "PHP: a TCP socket that listens on all IPv4 addresses, in one step.\n"
                "It makes three calls: socket, bind and listen. The backlog is 128 where none is "
                "said; the result is the socket's name, empty for false.",
        .man = "socket(2), bind(2), listen(2)",
        .flags = VERB_EMPTY,
        .run = run_create_listen,
    },
    {
        .name = "socket_create_pair",
        .family = "php",
        .param = {CREATED, {PARAM_WORD, "VARIABLE", 0, 0}},
        .help = "PHP: make two connected sockets; the variable becomes the list of their names.",
        .man = "socketpair(2)",
        .flags = VERB_FALSE | VERB_EVALUATES,
        .run = run_create_pair,
    },
    {
        .name = "socket_shutdown",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_CONSTANT, "HOW", PARAM_OPTIONAL, CONSTANT_SHUTDOWN}},
        .help = "PHP: shut down reading (0), writing (1) or both (2, where none is said).",
        .man = "shutdown(2)",
        .flags = VERB_FALSE,
        .prepare = prepare_shutdown,
        .finish = php_finish_true,
    },
    {
        .name = "socket_close",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}},
        .help = "PHP: close a socket.",
        .man = "close(2)",
        .flags = VERB_EMPTY | VERB_FINISH_ALWAYS,
        .prepare = prepare_close,
        .finish = php_finish,
    },
    {.name = NULL},
};
