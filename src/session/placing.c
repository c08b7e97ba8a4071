/*
 * Names of hosts and sockets, as addresses.
 */
#include "session/placing.h"

#include <netinet/in.h>

#include "base/escape.h"
#include "base/text.h"

void placing_end_lab(struct session *s)
{
	lab_stop(&s->lab);
	for (size_t i = 0; i < s->socks.all.count; i++) {
		struct sock *sock = s->socks.all.item[i];

		sockset_set_place(&s->socks, sock, PLACE_HERE, sock->zones);
	}
}

enum outcome placing_require_lab(struct session *s, const char *verb)
{
	if (lab_has_gone(&s->lab, true))
		placing_end_lab(s);
	if (s->lab.running)
		return OUTCOME_OK;
	if (s->lab.lost)
		return session_refuse(s,
		                      "%s: the lab has gone: its process (sockpit-lab) has ended; "
		                      "lab start makes another",
		                      verb);
	return session_refuse(s, "%s: there is no lab: expected lab start before it", verb);
}

enum outcome placing_host(struct session *s, const char *verb, struct word w, unsigned *host)
{
	enum outcome o = placing_require_lab(s, verb);
	struct bytes shown = BYTES_INIT, known = BYTES_INIT;
	struct nearest near;
	int found;

	if (o != OUTCOME_OK)
		return o;
	found = lab_host(&s->lab, w.s, w.n);
	*host = (unsigned)found;
	if (found >= 0)
		return OUTCOME_OK;
	nearest_init(&near, w.s, w.n);
	for (unsigned i = 0; i < s->lab.hosts; i++) {
		nearest_offer(&near, s->lab.name[i]);
		bytes_addf(&known, "%s%s", i ? ", " : "", s->lab.name[i]);
	}
	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 40);
	o = session_refuse(s, "%s: \"%s\" is not a host of the lab: expected %s%s%s%s", verb,
	                   bytes_str(&shown), bytes_str(&known), near.best ? "; did you mean " : "",
	                   near.best ? near.best : "", near.best ? "?" : "");
	bytes_clear(&shown);
	bytes_clear(&known);
	return o;
}

/* A socket's own address; one bound to any address has those of its host. How many. */
static int addresses_of(struct session *s, const struct sock *sock, struct address found[2])
{
	struct sys *sys = s->engine.sys;
	struct address *a = &found[0];
	int port, family;

	a->len = sizeof(a->storage);
	if (sys->getsockname(sys, sock->fd, &a->any, &a->len))
		return 0;
	port = address_port(&a->any, a->len);
	family = address_family(&a->any, a->len);
	if (port < 0)
		return 0;
	if (sock->place == PLACE_HERE ||
	    !(family == AF_INET
	          ? ((struct sockaddr_in *)&a->storage)->sin_addr.s_addr == INADDR_ANY
	          : IN6_IS_ADDR_UNSPECIFIED(&((struct sockaddr_in6 *)&a->storage)->sin6_addr)))
		return 1;
	for (int i = 0; i < 2; i++) {
		plan_address(sock->place, i ? AF_INET6 : AF_INET, &found[i]);
		address_set_port(&found[i], (unsigned)port);
	}
	return 2;
}

/* The same of a connection the session has closed, or not accepted yet. */
static int addresses_of_end(struct session *s, const char *name, size_t n, struct address found[2])
{
	struct end end;

	if (!ends_find(&s->ends, name, n, &end) || !end.row.local.len)
		return 0;
	found[0] = end.row.local;
	return 1;
}

static int find(void *closure, const char *name, size_t n, struct address found[2], int *port)
{
	struct session *s = closure;
	int host = lab_host(&s->lab, name, n), count;
	const struct sock *sock;

	*port = -1;
	if (host >= 0) {
		plan_address((unsigned)host, AF_INET, &found[0]);
		plan_address((unsigned)host, AF_INET6, &found[1]);
		return 2;
	}
	sock = sockset_find(&s->socks, name, n);
	count = sock ? addresses_of(s, sock, found) : 0;
	if (!count)
		count = addresses_of_end(s, name, n, found);
	if (count)
		*port = address_port(&found[0].any, found[0].len);
	return count;
}

static void offer(void *closure, struct nearest *near)
{
	struct session *s = closure;

	for (unsigned i = 0; s->lab.running && i < s->lab.hosts; i++)
		nearest_offer(near, s->lab.name[i]);
	for (size_t i = 0; i < s->socks.all.count; i++)
		nearest_offer(near, ((struct sock *)s->socks.all.item[i])->name);
}

/* The names a pattern may use: hosts and sockets. The session is borrowed. */
static void name_ends(struct session *s, struct pattern_names *names)
{
	*names = (struct pattern_names){.closure = s, .find = find, .offer = offer};
}

/* HOST:PORT of the lab. */
static bool is_host_port(struct session *s, struct word w, int family, struct address *a)
{
	const char *colon = memrchr(w.s, ':', w.n);
	size_t n = colon ? (size_t)(colon - w.s) : w.n;
	int host = lab_host(&s->lab, w.s, n);
	int64_t port = 0;

	if (host < 0 ||
	    (colon && (!text_int(colon + 1, w.n - n - 1, &port) || port < 0 || port > 65535)))
		return false;
	plan_address((unsigned)host, family == AF_INET6 ? AF_INET6 : AF_INET, a);
	address_set_port(a, (unsigned)port);
	return true;
}

enum outcome placing_end(struct session *s, const char *verb, struct word w, int family,
                         struct address *a)
{
	struct address found[2];
	struct address_host host;
	struct bytes why = BYTES_INIT, shown = BYTES_INIT;
	int port, count;

	if (is_host_port(s, w, family, a))
		return OUTCOME_OK;
	count = find(s, w.s, w.n, found, &port);
	if (count) {
		*a = found[count > 1 && family == AF_INET6];
		return OUTCOME_OK;
	}
	if (address_parse(a, w.s, w.n, family, PLACE_TOLD, &host, &why) == ADDRESS_OK &&
	    address_port(&a->any, a->len) >= 0) {
		bytes_clear(&why);
		return OUTCOME_OK;
	}
	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 60);
	session_refuse(s,
	               "%s: \"%s\" is no end of a connection: expected HOST:PORT, ADDRESS:PORT or a "
	               "socket's name",
	               verb, bytes_str(&shown));
	bytes_clear(&shown);
	bytes_clear(&why);
	return OUTCOME_REFUSED;
}

struct pattern *placing_pattern(struct session *s, const char *verb, const struct word *words,
                                size_t count)
{
	struct pattern_names names;
	struct bytes text = BYTES_INIT, why = BYTES_INIT;
	struct pattern *p;
	size_t at;

	for (size_t i = 0; i < count; i++) {
		if (i)
			bytes_add_char(&text, ' ');
		/* a word of several words is one to the pattern too: what stands behind `data` */
		bool apart = count > 1 && (!words[i].n || memchr(words[i].s, ' ', words[i].n));

		if (apart)
			bytes_add_char(&text, '"');
		if (apart)
			escape_quote(&text, words[i].s, words[i].n, ESCAPE_UTF8);
		else
			bytes_add(&text, words[i].s, words[i].n);
		if (apart)
			bytes_add_char(&text, '"');
	}
	name_ends(s, &names);
	p = pattern_parse(bytes_str(&text), text.len, &names, &why, &at);
	if (!p)
		session_refuse(s, "%s: %s (at character %zu of the pattern)", verb, bytes_str(&why),
		               at + 1);
	bytes_clear(&text);
	bytes_clear(&why);
	return p;
}
