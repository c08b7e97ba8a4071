/*
 * The word after a call that failed. The same failure of the same call on the same socket is explained once,
 * until another one comes between.
 */
#include "session/explaining.h"

#include <errno.h>
#include <stdio.h>

#include "base/escape.h"
#include "tables/explanations.h"

/* errno as C programs keep it: a call that works leaves it as it is. */
static void remember(struct session *s, const struct call *c)
{
	struct sock *sock = c->socket ? sockset_find(&s->socks, c->socket, strlen(c->socket)) : NULL;

	s->last_error = c->err;
	if (sock)
		sock->last_error = c->err;
}

static const struct arg *find_address(const struct call *c)
{
	for (unsigned i = 0; i < c->args; i++)
		if (c->arg[i].kind == ARG_ADDRESS && c->arg[i].len)
			return &c->arg[i];
	return NULL;
}

/* Whether this very failure was the last one that was explained; else it is from now on. */
static bool is_repeated(struct failure *f, const struct call *c)
{
	char key[sizeof(f->key)];

	snprintf(key, sizeof(key), "%s %d %s", c->row->name, c->err, c->socket ? c->socket : "");
	if (!strcmp(key, f->key))
		return true;
	memcpy(f->key, key, sizeof(key));
	return false;
}

static void say(struct session *s, const struct call *c, const struct arg *a,
                const struct explanation *e, struct bytes *text)
{
	struct bytes address = BYTES_INIT, shown = BYTES_INIT;

	if (a)
		address_add(&address, a->data, a->len);
	escape_show(&shown, address.data, address.len, ESCAPE_UTF8, false);
	explanation_add(text, e, a ? bytes_str(&shown) : "the address",
	                c->socket ? c->socket : "the socket");
	journal_note(&s->engine.journal, NOTE_EXPLAIN, c->line, c->socket, text->data, text->len);
	bytes_clear(&shown);
	bytes_clear(&address);
}

void explaining_answer(struct session *s, const struct call *c)
{
	struct failure *f = &s->failure;
	const struct arg *a = find_address(c);
	int err = c->err;

	if (c->err)
		remember(s, c);
	/* an address too short for the socket's family is EINVAL, but the family is what is wrong */
	if (c->err == EINVAL && a && address_family(a->data, a->len) != c->family)
		err = EAFNOSUPPORT;
	if (!c->err && !c->capacity)
		return;
	if (c->err && is_repeated(f, c))
		return;
	if (!c->err)
		f->key[0] = 0;
	f->call = c->row;
	f->err = c->err;
	f->row = explanation_find(c->row->name, err, c->family, c->type);
	snprintf(f->socket, sizeof(f->socket), "%s", c->socket ? c->socket : "");
	bytes_reset(&f->said);
	if (f->row)
		say(s, c, a, f->row, &f->said);
}
