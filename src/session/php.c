/*
 * The steps that PHP's functions share: words handed on to another verb, results in variables,
 * addresses of two words.
 */
#include "session/php.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>

#include "session/interp.h"

void php_begin(struct php_words *w, const char *verb, const struct sock *sock)
{
	w->count = 0;
	php_add_text(w, verb);
	if (sock)
		php_add_text(w, sock->name);
}

void php_add_word(struct php_words *w, struct word word)
{
	w->word[w->count++] = word;
}

void php_add_text(struct php_words *w, const char *text)
{
	php_add_word(w, (struct word){text, strlen(text), false});
}

void php_add_number(struct php_words *w, int64_t number)
{
	char *text = w->number[w->count];
	int n = snprintf(text, sizeof(w->number[0]), "%lld", (long long)number);

	php_add_word(w, (struct word){text, (size_t)n, false});
}

enum outcome php_prepare(struct session *s, const struct verb *v, const struct php_words *w,
                         struct call *c)
{
	struct verb as = *verb_find(w->word[0].s, w->word[0].n);
	struct bound b;
	enum outcome o;

	result_reset(&s->result);
	as.name = v->name;
	c->row = NULL;
	c->found = NULL;
	o = verb_bind(s, &as, w->word, w->count, &b);
	if (o == OUTCOME_OK)
		o = as.prepare(s, &b, c);
	verb_unbind(&b);
	return o;
}

enum outcome php_call(struct session *s, struct call *c)
{
	bool direct = s->direct;
	enum outcome o;

	s->direct = false;
	o = session_call(s, c);
	s->direct = direct;
	return o;
}

enum outcome php_do(struct session *s, const struct php_words *w)
{
	bool direct = s->direct;
	enum outcome o;

	s->direct = false;
	o = verb_run_within(s, verb_find(w->word[0].s, w->word[0].n), w->word, w->count);
	s->direct = direct;
	return o;
}

void php_finish(struct session *s, struct call *c)
{
	const struct verb *v = verb_find(c->row->name, strlen(c->row->name));

	if (v->finish)
		v->finish(s, c);
}

void php_finish_true(struct session *s, struct call *c)
{
	php_finish(s, c);
	result_set_int(&s->result, 1);
}

const char *php_next_name(struct session *s, char name[SOCK_NAME_MAX + 1])
{
	do
		sockset_auto_name(&s->socks, name);
	while (bind_job_making(s, (struct word){name, strlen(name), false}));
	return name;
}

/* A path as PHP takes it: any bytes; an abstract name begins with NUL, or with @ as everywhere here. */
static enum outcome read_path(struct session *s, const struct verb *v, struct word w,
                              struct address *a)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	bool abstract = w.n && (w.s[0] == '@' || w.s[0] == 0);
	size_t most = sizeof(un.sun_path) - (abstract ? 0 : 1);

	if (w.n > most)
		return session_refuse(s, "%s: a path of %zu bytes: expected at most %zu (unix(7))", v->name,
		                      w.n, most);
	if (!abstract && memchr(w.s, 0, w.n))
		return session_refuse(s, "%s: a path has no NUL byte", v->name);
	memcpy(un.sun_path, w.s, w.n);
	if (abstract)
		un.sun_path[0] = 0;
	memset(&a->storage, 0, sizeof(a->storage));
	memcpy(&a->storage, &un, sizeof(un));
	a->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + w.n + (abstract ? 0 : 1));
	return OUTCOME_OK;
}

/* What PHP would find in h_errno, for an answer of getaddrinfo(3). */
static int lookup_error(const char *eai)
{
	static const struct {
		const char *name;
		int number;
	} errors[] = {{"EAI_AGAIN", TRY_AGAIN}, {"EAI_FAIL", NO_RECOVERY}, {"EAI_NODATA", NO_DATA}};

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (!strcmp(eai, errors[i].name))
			return errors[i].number;
	return HOST_NOT_FOUND;
}

/* PHP looks up the address of an AF_INET6 socket with AI_V4MAPPED (getaddrinfo(3)). */
static void map_address(struct address *a)
{
	struct sockaddr_in four;
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};

	memcpy(&four, &a->storage, sizeof(four));
	six.sin6_port = four.sin_port;
	six.sin6_addr.s6_addr[10] = six.sin6_addr.s6_addr[11] = 0xff;
	memcpy(&six.sin6_addr.s6_addr[12], &four.sin_addr, sizeof(four.sin_addr));
	memcpy(&a->storage, &six, sizeof(six));
	a->len = sizeof(six);
}

enum outcome php_address(struct session *s, const struct verb *v, struct sock *sock,
                         const struct value *address, const struct value *port, struct address *a)
{
	struct php_words w = {.count = 0};
	enum outcome o;
	size_t used;

	if (sock->family == AF_UNIX)
		return read_path(s, v, address->word, a);
	php_add_word(&w, address->word);
	php_add_number(&w, port->present ? port->number : 0);
	o = bind_address(s, v, sock, w.word, w.count, a, &used);
	if (o == OUTCOME_CALL_FAILED)
		s->last_error = sock->last_error = PHP_LOOKUP_FAILED - lookup_error(s->problem.name);
	if (o == OUTCOME_OK && sock->family == AF_INET6 && a->any.sa_family == AF_INET)
		map_address(a);
	return o;
}

enum outcome php_assign(struct session *s, struct word variable, const void *p, size_t n)
{
	struct result value = {.bytes = BYTES_INIT};
	enum outcome o;

	result_set(&value, p, n);
	o = interp_assign(s, variable.s, variable.n, &value);
	result_clear(&value);
	return o;
}

static enum outcome assign_number(struct session *s, struct word variable, int64_t number)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%lld", (long long)number);

	return php_assign(s, variable, text, (size_t)n);
}

void php_add_host(struct bytes *out, const struct address *a)
{
	char text[INET6_ADDRSTRLEN];

	if (a->len >= sizeof(struct sockaddr_in) && a->any.sa_family == AF_INET)
		bytes_add_str(out, inet_ntop(AF_INET, &((const struct sockaddr_in *)&a->storage)->sin_addr,
		                             text, sizeof(text)));
	else if (a->len >= sizeof(struct sockaddr_in6) && a->any.sa_family == AF_INET6)
		bytes_add_str(out,
		              inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)&a->storage)->sin6_addr,
		                        text, sizeof(text)));
	else if (a->len > offsetof(struct sockaddr_un, sun_path))
		address_add(out, &a->any, a->len, PLACE_HERE);
}

enum outcome php_assign_address(struct session *s, const struct sock *sock,
                                const struct value *host, const struct value *port,
                                const struct address *a)
{
	/* a trace on the first variable may run verbs, which use the room the address is in, and close sockets */
	struct address copy = *a;
	bool has_port = port->present && sock->family != AF_UNIX;
	struct bytes text = BYTES_INIT;
	enum outcome o;

	php_add_host(&text, &copy);
	o = php_assign(s, host->word, bytes_str(&text), text.len);
	bytes_clear(&text);
	if (o != OUTCOME_OK || !has_port)
		return o;
	return assign_number(s, port->word, address_port(&copy.any, copy.len));
}
