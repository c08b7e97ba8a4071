/*
 * The ends of a pattern: names of hosts and sockets, numeric addresses, ports, and * for any.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>

#include "watch/pattern_parts.h"

enum { PORT_MAX = 65535 };

static const char forms[] = "expected HOST, HOST:PORT, ADDRESS, ADDRESS:PORT, *:PORT or *";

static struct word part(const struct word *w, size_t from, size_t to)
{
	return (struct word){w->p + from, to - from};
}

static bool is_any(const struct word *w)
{
	return w->n == 1 && w->p[0] == '*';
}

static bool add_inet(struct pattern_end *end, const void *address, size_t n)
{
	struct pattern_host *host = &end->host[end->hosts++];

	memset(host, 0, sizeof(*host));
	host->version = n == 4 ? VERSION_4 : VERSION_6;
	memcpy(host->address, address, n);
	return true;
}

/* On the wire an IPv4-mapped address is IPv4. */
static bool add_inet6(struct pattern_end *end, const struct in6_addr *in6)
{
	if (IN6_IS_ADDR_V4MAPPED(in6))
		return add_inet(end, &in6->s6_addr[12], 4);
	return add_inet(end, in6, sizeof(*in6));
}

/* A numeric address. The zone of an IPv6 address means nothing on the wire. */
static bool read_numeric(const struct word *w, struct pattern_end *end)
{
	char text[INET6_ADDRSTRLEN + 1];
	struct in_addr in;
	struct in6_addr in6;
	const char *zone = memchr(w->p, '%', w->n);
	size_t n = zone ? (size_t)(zone - w->p) : w->n;

	if (n >= sizeof(text) || memchr(w->p, 0, n))
		return false;
	memcpy(text, w->p, n);
	text[n] = 0;
	if (inet_pton(AF_INET6, text, &in6) == 1)
		return add_inet6(end, &in6);
	return !zone && inet_pton(AF_INET, text, &in) == 1 && add_inet(end, &in, sizeof(in));
}

/* ------------------------------------------------------------------------------------------- names */

static int find(const struct reader *r, const struct word *w, struct address found[2], int *port)
{
	*port = -1;
	memset(found, 0, 2 * sizeof(*found));
	return r->names && r->names->find ? r->names->find(r->names->closure, w->p, w->n, found, port)
	                                  : 0;
}

bool pattern_is_name(const struct reader *r, const struct word *w)
{
	struct address found[2];
	int port;

	return find(r, w, found, &port) > 0;
}

/* Adds an address that a name has. An unspecified one is any. False: it is not IP. */
static bool add_found(struct pattern_end *end, const struct address *a, bool *any)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	switch (address_family(&a->any, a->len)) {
	case AF_INET:
		memcpy(&in, &a->storage, sizeof(in));
		if (in.sin_addr.s_addr == htonl(INADDR_ANY))
			*any = true;
		else
			add_inet(end, &in.sin_addr, sizeof(in.sin_addr));
		return true;
	case AF_INET6:
		memcpy(&in6, &a->storage, sizeof(in6));
		if (IN6_IS_ADDR_UNSPECIFIED(&in6.sin6_addr))
			*any = true;
		else
			add_inet6(end, &in6.sin6_addr);
		return true;
	default:
		return false;
	}
}

/* 1: it is a name, 0: it is none, -1: it is one that is of no use, which was said. */
static int read_name(struct reader *r, const struct word *w, struct pattern_end *end, int *port)
{
	struct address found[2];
	int count = find(r, w, found, port);
	bool any = false;

	for (int i = 0; i < count && i < 2; i++)
		if (!add_found(end, &found[i], &any)) {
			pattern_wrong(r, w, "has no IP address");
			return -1;
		}
	if (any)
		end->hosts = 0;
	return count > 0;
}

static bool looks_like_inet(const struct word *w)
{
	for (size_t i = 0; i < w->n; i++)
		if ((w->p[i] < '0' || w->p[i] > '9') && w->p[i] != '.')
			return false;
	return memchr(w->p, '.', w->n);
}

static bool is_number(const struct word *w)
{
	int64_t value;

	return text_int(w->p, w->n, &value);
}

/* What is not the name of anything. */
static bool unknown(struct reader *r, const struct word *w)
{
	struct nearest near;

	if (looks_like_inet(w))
		return pattern_wrong(r, w, "is not an IPv4 address: expected four numbers up to 255");
	if (is_number(w))
		return pattern_wrong(r, w, "is not an end: a port alone is written *:PORT");
	if (pattern_protocol(w->p, w->n))
		return pattern_wrong(r, w, "is a protocol: expected an end next to \">\", * for any");
	nearest_init(&near, w->p, w->n);
	if (r->names && r->names->offer)
		r->names->offer(r->names->closure, &near);
	return pattern_wrong_near(r, w, "is not a host, a socket or an address", &near, forms);
}

/* The host of an end; *port is that of a socket, else -1. */
static bool read_host(struct reader *r, const struct word *w, struct pattern_end *end, int *port)
{
	const struct in6_addr loopback6 = IN6ADDR_LOOPBACK_INIT;
	const struct in_addr loopback = {htonl(INADDR_LOOPBACK)};
	int named;

	*port = -1;
	if (!w->n || is_any(w) || read_numeric(w, end))
		return true;
	named = read_name(r, w, end, port);
	if (named)
		return named > 0;
	if (w->n == 9 && !strncasecmp(w->p, "localhost", 9))
		return add_inet(end, &loopback, 4) && add_inet(end, &loopback6, 16);
	return unknown(r, w);
}

static bool read_port(struct reader *r, const struct word *w, int *port)
{
	int64_t value = 0;

	*port = -1;
	if (is_any(w))
		return true;
	/* decimal whatever its leading zeros, as in addresses */
	for (size_t i = 0; i < w->n && value <= PORT_MAX; i++)
		value = w->p[i] >= '0' && w->p[i] <= '9' ? value * 10 + (w->p[i] - '0') : PORT_MAX + 1;
	if (!w->n || value > PORT_MAX)
		return pattern_wrong(r, w, "is not a port: expected a number from 0 to 65535, or *");
	*port = (int)value;
	return true;
}

/* ------------------------------------------------------------------------------------- the two parts */

/* Takes "[fd00::1]:80" and its like apart; port->p NULL: there is none. */
static bool split_brackets(struct reader *r, const struct word *w, struct word *host,
                           struct word *port)
{
	const char *close = memchr(w->p, ']', w->n);
	struct pattern_end scratch = {0};
	size_t at = close ? (size_t)(close - w->p) : 0;

	if (!close || (at + 1 < w->n && w->p[at + 1] != ':'))
		return pattern_wrong(r, w, "is not an end: expected [IPV6] or [IPV6]:PORT");
	*host = part(w, 1, at);
	if (!memchr(host->p, ':', host->n) || !read_numeric(host, &scratch))
		return pattern_wrong(r, host, "is not an IPv6 address");
	if (at + 1 < w->n)
		*port = part(w, at + 2, w->n);
	return true;
}

static bool split(struct reader *r, const struct word *w, struct word *host, struct word *port)
{
	const char *colon = memchr(w->p, ':', w->n);
	struct pattern_end scratch = {0};
	size_t at;

	*host = *w;
	*port = (struct word){NULL, 0};
	if (w->p[0] == '[')
		return split_brackets(r, w, host, port);
	if (!colon)
		return true;
	at = (size_t)(colon - w->p);
	if (memchr(colon + 1, ':', w->n - at - 1))
		return read_numeric(w, &scratch) ||
		       pattern_wrong(r, w, "is not an IPv6 address; with a port: [IPV6]:PORT");
	*host = part(w, 0, at);
	*port = part(w, at + 1, w->n);
	return true;
}

/* Lets only the versions be that the end has an address of. */
static bool narrow_versions(struct reader *r, const struct word *w, const struct pattern_end *end)
{
	unsigned versions = end->hosts ? 0 : VERSION_ANY;

	for (unsigned i = 0; i < end->hosts; i++)
		versions |= (unsigned)end->host[i].version;
	if (r->pattern->versions & versions) {
		if (r->pattern->versions & ~versions)
			r->versioned = *w;
		r->pattern->versions &= versions;
		return true;
	}
	pattern_wrong(r, w, "has no IPv%d address, which ", r->pattern->versions & VERSION_4 ? 4 : 6);
	pattern_quote(r->why, &r->versioned);
	bytes_add_str(r->why, " asks for");
	return false;
}

bool pattern_read_end(struct reader *r, const struct word *w, struct pattern_end *end)
{
	struct word host, port;
	int implied;

	*end = (struct pattern_end){.port = -1};
	if (!split(r, w, &host, &port))
		return false;
	if (port.p && !port.n)
		return pattern_wrong(r, w, "has no port behind its colon: expected a number, or *");
	if (port.p && !read_port(r, &port, &end->port))
		return false;
	if (!read_host(r, &host, end, &implied))
		return false;
	if (!port.p && implied > 0) {
		end->port = implied;
		end->implied = true;
	}
	if (!port.p && implied == 0 && !end->hosts)
		return pattern_wrong(r, w, "has no address yet: it is neither bound nor connected");
	if (!narrow_versions(r, w, end))
		return false;
	return end->implied || end->port < 0 || pattern_narrow(r, w, KINDS_PORTS, "has a port");
}
