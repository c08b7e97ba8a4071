/*
 * Names: the addresses at both ends of a socket, and those of a host.
 */
#include <netdb.h>
#include <stdlib.h>

#include "session/calling.h"

static enum outcome prepare_getsockname(struct session *s, struct bound *b, struct call *c)
{
	calling_on(s, c, CALL_GETSOCKNAME, b->arg[0].sock);
	call_add_address_out(c);
	return OUTCOME_OK;
}

static enum outcome prepare_getpeername(struct session *s, struct bound *b, struct call *c)
{
	calling_on(s, c, CALL_GETPEERNAME, b->arg[0].sock);
	call_add_address_out(c);
	return OUTCOME_OK;
}

static void finish_name(struct session *s, struct call *c)
{
	calling_add_address(s, c);
	s->result.is_list = false;
}

/* A word as a C string in the session's buffer, at `at`. */
static const char *c_string(struct session *s, struct word w)
{
	size_t at = s->buffer.len;

	bytes_add(&s->buffer, w.s, w.n);
	bytes_add_char(&s->buffer, 0);
	return s->buffer.data + at;
}

static enum outcome prepare_getaddrinfo(struct session *s, struct bound *b, struct call *c)
{
	struct word host = b->arg[0].word, service = {"", 0, false};

	if (b->arg[1].present)
		service = b->arg[1].word;
	if (memchr(host.s, 0, host.n) || memchr(service.s, 0, service.n))
		return session_refuse(s, "getaddrinfo: a NUL byte cannot be in a name");
	bytes_reset(&s->buffer);
	bytes_reserve(&s->buffer, host.n + service.n + 2);
	call_init(c, CALL_GETADDRINFO, &s->room);
	c->family = b->opt[0].present ? (int)b->opt[0].number : AF_UNSPEC;
	c->type = b->opt[1].present ? (int)b->opt[1].number : SOCK_STREAM;
	call_add_text(c, c_string(s, host));
	call_add_text(c, c_string(s, service));
	call_add_list_out(c);
	return OUTCOME_OK;
}

static void finish_getaddrinfo(struct session *s, struct call *c)
{
	for (struct addrinfo *a = c->found; a; a = a->ai_next) {
		bytes_reset(&s->text);
		address_add(&s->text, a->ai_addr, a->ai_addrlen);
		result_add(&s->result, s->text.data, s->text.len);
	}
}

const struct verb verbs_names[] = {
    {
        .name = "getsockname",
        .family = "names",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}},
        .help = "The address of the socket's own end.",
        .man = "getsockname(2)",
        .prepare = prepare_getsockname,
        .finish = finish_name,
    },
    {
        .name = "getpeername",
        .family = "names",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}},
        .help = "The address of the other end.",
        .man = "getpeername(2)",
        .prepare = prepare_getpeername,
        .finish = finish_name,
    },
    {
        .name = "getaddrinfo",
        .family = "names",
        .param = {{PARAM_WORD, "HOST", 0, 0}, {PARAM_WORD, "SERVICE", PARAM_OPTIONAL, 0}},
        .option = {{"-family", PARAM_CONSTANT, "AF", CONSTANT_FAMILY},
                   {"-type", PARAM_CONSTANT, "TYPE", CONSTANT_TYPE}},
        .help = "The addresses of a host and service, as a list, in the resolver's order.\n"
                "-family AF_INET or AF_INET6 asks for one family, -type for a type (SOCK_STREAM).",
        .man = "getaddrinfo(3)",
        .prepare = prepare_getaddrinfo,
        .finish = finish_getaddrinfo,
    },
    {.name = NULL},
};
