/*
 * The word after a call that failed. The same failure of the same call, with the same socket, address and
 * options, is explained once, until another one comes between. Another socket of the same name is looked at
 * anew, and told of where there is something else to tell.
 */
#include "session/explaining.h"

#include <errno.h>
#include <stdio.h>

#include "base/escape.h"
#include "session/facts.h"
#include "tables/explanations.h"

/* The call's socket; NULL: it has none, or there is another one of that name, made while a job was under way. */
static struct sock *socket_of(struct session *s, const struct call *c)
{
	struct sock *sock = c->socket ? sockset_find(&s->socks, c->socket, strlen(c->socket)) : NULL;

	return sock && sock->fd == c->fd ? sock : NULL;
}

/* Errors of the connection itself: the kernel tells one once, and then answers 0 and EPIPE. */
static bool ends_connection(int err)
{
	return err == ECONNRESET || err == ECONNREFUSED || err == ETIMEDOUT || err == EHOSTUNREACH;
}

/* errno as C programs keep it: a call that works leaves it as it is. */
static void remember(struct session *s, struct sock *sock, const struct call *c)
{
	s->last_error = c->err;
	if (sock) {
		sock->last_error = c->err;
		sock->last_call = c->row;
		sock->broken |= c->row->direction != CALL_CARRIES_NOTHING && ends_connection(c->err);
	}
}

/* Its errno, or the EAI_ code of one that has none: those are below 0. 0: it did not fail. */
static int code_of(const struct call *c)
{
	return !c->err && c->row->answer == ANSWER_EAI ? (int)c->ret : c->err;
}

static const struct arg *find_address(const struct call *c)
{
	for (unsigned i = 0; i < c->args; i++)
		if (c->arg[i].kind == ARG_ADDRESS && c->arg[i].len)
			return &c->arg[i];
	return NULL;
}

/* What tells one failure from another: the call, its socket, its address, options with their values and
 * constants; of the resolver the host and the service; of a call that was ended who did it. */
static void add_key(struct bytes *key, const struct call *c)
{
	bytes_addf(key, "%s %d %s", c->row->name, code_of(c), c->socket ? c->socket : "");
	if (c->err == EINTR)
		bytes_addf(key, " %d", c->ender);
	for (unsigned i = 0; i < c->args; i++) {
		const struct arg *a = &c->arg[i];

		bytes_add_char(key, ' ');
		if (a->kind == ARG_ADDRESS || (a->kind == ARG_VALUE && !(a->flags & ARG_OUT)) ||
		    (a->kind == ARG_TEXT && c->row->answer == ANSWER_EAI))
			bytes_add(key, a->data, a->len);
		else if (a->kind == ARG_CONSTANT || a->kind == ARG_OPTION)
			bytes_add_int(key, a->number);
	}
}

/* Whether this very failure was the last one that was explained; else it is from now on. */
static bool is_repeated(struct failure *f, const struct call *c)
{
	struct bytes key = BYTES_INIT;
	bool same;

	add_key(&key, c);
	same = key.len == f->key.len && !memcmp(key.data, f->key.data, key.len);
	bytes_clear(&f->key);
	f->key = key;
	return same;
}

/* What the tables say, and what is true of it here. */
static void add_reason(struct inquiry *q, const struct explanation *e, struct bytes *text)
{
	enum fact fact = facts_find(q);

	if (e && fact != FACT_REPLACES) {
		explanation_add(text, e->text, q->address, q->socket);
		if (fact == FACT_ADDS)
			bytes_add_char(text, '\n');
	}
	bytes_add(text, q->out->data, q->out->len);
}

static void find_reason(struct session *s, const struct call *c, const struct arg *a,
                        struct failure *f)
{
	struct bytes address = BYTES_INIT, shown = BYTES_INIT, found = BYTES_INIT;
	struct inquiry q = {
	    .s = s,
	    .c = c,
	    .sock = socket_of(s, c),
	    .socket = c->socket ? c->socket : "the socket",
	    .target = a,
	    .out = &found,
	};

	if (a)
		address_add(&address, a->data, a->len, c->zones);
	escape_show(&shown, address.data, address.len, ESCAPE_UTF8, false);
	q.address = a ? bytes_str(&shown) : "the address";
	add_reason(&q, f->row, &f->said);
	bytes_clear(&found);
	bytes_clear(&shown);
	bytes_clear(&address);
}

void explaining_answer(struct session *s, const struct call *c)
{
	struct failure *f = &s->failure;
	const struct arg *a = find_address(c);
	struct sock *sock = socket_of(s, c);
	struct bytes before;
	int err = code_of(c);
	bool again;

	if (c->err)
		remember(s, sock, c);
	/* an address too short for the socket's family is EINVAL, but the family is what is wrong */
	if (c->err == EINVAL && a && address_family(a->data, a->len) != c->family)
		err = EAFNOSUPPORT;
	/* nothing came where nothing could, or of what is no stream and no message */
	if (!err && (!c->capacity || call_asks_errors(c)))
		return;
	again = err && is_repeated(f, c);
	if (again && f->made == (sock ? sock->made : 0))
		return;
	if (!err)
		bytes_reset(&f->key);
	f->made = sock ? sock->made : 0;
	f->call = c->row;
	f->err = code_of(c);
	f->row = explanation_find(c->row->name, err, c->family, c->type);
	snprintf(f->socket, sizeof(f->socket), "%s", c->socket ? c->socket : "");
	before = f->said;
	f->said = (struct bytes)BYTES_INIT;
	find_reason(s, c, a, f);
	if (f->said.len && !(again && !strcmp(bytes_str(&before), bytes_str(&f->said))))
		journal_note(&s->engine.journal, NOTE_EXPLAIN, c->line, c->socket, f->said.data,
		             f->said.len);
	bytes_clear(&before);
}
