/*
 * Names: the addresses at both ends of a socket, and those of a host.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "session/calling.h"
#include "session/listing.h"

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
		address_add(&s->text, a->ai_addr, a->ai_addrlen, PLACE_HERE);
		result_add(&s->result, s->text.data, s->text.len);
	}
}

static enum outcome prepare_getnameinfo(struct session *s, struct bound *b, struct call *c)
{
	call_init(c, CALL_GETNAMEINFO, &s->room);
	/* where no kernel writes meanwhile: the argument itself is gone when a job makes the call */
	s->room.address = b->arg[0].address;
	call_add_address(c, &s->room.address);
	call_add_constant(c, CONSTANT_NI, b->arg[1].present ? b->arg[1].number : 0);
	call_add_list_out(c);
	return OUTCOME_OK;
}

/* The list is "HOST, SERVICE". */
static void finish_getnameinfo(struct session *s, struct call *c)
{
	const char *service = (const char *)c->room->value;
	size_t n = strlen(service);

	result_add(&s->result, c->room->list, strlen(c->room->list) - n - 2);
	result_add(&s->result, service, n);
}

/* "127.0.0.1/8", or "" when it is no address of IP. */
static void add_interface_address(struct bytes *out, const struct ifaddrs *i)
{
	int family = i->ifa_addr ? i->ifa_addr->sa_family : AF_UNSPEC;
	size_t at = family == AF_INET6 ? offsetof(struct sockaddr_in6, sin6_addr)
	                               : offsetof(struct sockaddr_in, sin_addr);
	size_t n = family == AF_INET6 ? 16 : 4;
	struct bytes item = BYTES_INIT;
	char text[INET6_ADDRSTRLEN];
	unsigned prefix = 0;

	if (family != AF_INET && family != AF_INET6)
		return;
	bytes_add_str(&item, inet_ntop(family, (char *)i->ifa_addr + at, text, sizeof(text)));
	for (size_t k = 0; i->ifa_netmask && k < n; k++)
		prefix += (unsigned)__builtin_popcount(((unsigned char *)i->ifa_netmask)[at + k]);
	bytes_addf(&item, "/%u", prefix);
	listing_add(out, item.data, item.len);
	bytes_clear(&item);
}

static void add_interface(struct session *s, const struct call *c, const struct ifaddrs *first)
{
	struct bytes addresses = BYTES_INIT, flags = BYTES_INIT, text = BYTES_INIT;

	for (const struct ifaddrs *i = c->room->interfaces; i; i = i->ifa_next)
		if (!strcmp(i->ifa_name, first->ifa_name))
			add_interface_address(&addresses, i);
	calling_add_flags(&flags, CONSTANT_IFF, first->ifa_flags);
	bytes_addf(&text, "index %u flags {%s} addresses ", if_nametoindex(first->ifa_name),
	           bytes_str(&flags));
	bytes_addf(&text, "{%s}", bytes_str(&addresses));
	result_add(&s->result, first->ifa_name, strlen(first->ifa_name));
	result_add(&s->result, text.data, text.len);
	bytes_clear(&text);
	bytes_clear(&flags);
	bytes_clear(&addresses);
}

static enum outcome prepare_interfaces(struct session *s, struct bound *b, struct call *c)
{
	(void)b;
	call_init(c, CALL_GETIFADDRS, &s->room);
	s->room.interfaces = NULL;
	call_add_list_out(c);
	return OUTCOME_OK;
}

/* An interface has an entry for each of its addresses: the first speaks for all. */
static void finish_interfaces(struct session *s, struct call *c)
{
	const struct ifaddrs *seen;

	s->result.is_list = true;
	for (const struct ifaddrs *i = c->room->interfaces; i; i = i->ifa_next) {
		for (seen = c->room->interfaces; seen != i; seen = seen->ifa_next)
			if (!strcmp(seen->ifa_name, i->ifa_name))
				break;
		if (seen == i)
			add_interface(s, c, i);
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
    {
        .name = "getnameinfo",
        .family = "names",
        .param = {{PARAM_ADDRESS, "ADDRESS", 0, 0},
                  {PARAM_FLAGS, "FLAG…", PARAM_OPTIONAL, CONSTANT_NI}},
        .help = "The names of a host and a service, as a list of both.\n"
                "NI_NUMERICHOST and NI_NUMERICSERV give them as numbers, without asking anybody.",
        .man = "getnameinfo(3)",
        .prepare = prepare_getnameinfo,
        .finish = finish_getnameinfo,
    },
    {
        .name = "interfaces",
        .aliases = "getifaddrs",
        .family = "names",
        .help =
            "The interfaces of this machine: a dict of their names, each a dict of index, flags "
            "and addresses.\n"
            "dict get [interfaces] lo addresses",
        .man = "getifaddrs(3), netdevice(7)",
        .prepare = prepare_interfaces,
        .finish = finish_interfaces,
    },
    {.name = NULL},
};
