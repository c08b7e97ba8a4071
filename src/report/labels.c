/*
 * Which ports are live: those that first appear in what the kernel wrote.
 */
#include "report/labels.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/memory.h"

struct labels *labels_new(void)
{
	return memory_new(sizeof(struct labels));
}

void labels_free(struct labels *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < 65536; i++)
		free(l->port[i]);
	free(l);
}

/* "<conn.peer>": whose port it is, as seen from the call that told. */
static char *name_of(const struct call *c)
{
	struct bytes b = BYTES_INIT;
	const char *of = c->socket ? c->socket : "host";

	bytes_add_char(&b, '<');
	switch (c->row->id) {
	case CALL_ACCEPT:
		bytes_addf(&b, "%s.peer", c->made[0] ? c->made[0] : of);
		break;
	case CALL_GETPEERNAME:
		bytes_addf(&b, "%s.peer", of);
		break;
	case CALL_RECVFROM:
		bytes_addf(&b, "%s.from", of);
		break;
	default:
		bytes_add_str(&b, of);
	}
	bytes_add_char(&b, '>');
	return bytes_take(&b);
}

void labels_learn(struct labels *l, const struct event *e)
{
	const struct call *c = &e->call;

	if (e->kind != EVENT_CALL && e->kind != EVENT_RETURN)
		return;
	for (unsigned i = 0; i < c->args; i++) {
		const struct arg *a = &c->arg[i];
		int port = a->kind == ARG_ADDRESS && a->len ? address_port(a->data, a->len) : -1;

		if (port > 0 && !l->port[port])
			l->port[port] = a->flags & ARG_OUT ? name_of(c) : memory_copy("", 0);
	}
}

void labels_add_text(const struct labels *l, struct bytes *out, const char *text, size_t n)
{
	size_t i = 0, from = 0;

	while (l && i < n) {
		unsigned port = 0;
		size_t k = i + 1;

		if (text[i++] != ':')
			continue;
		while (k < n && k < i + 6 && text[k] >= '0' && text[k] <= '9')
			port = port * 10 + (unsigned)(text[k++] - '0');
		if (k == i || port > 65535 || !l->port[port] || !*l->port[port])
			continue;
		bytes_add(out, text + from, i - from);
		bytes_add_str(out, l->port[port]);
		i = from = k;
	}
	bytes_add(out, text + from, n - from);
}

void labels_add_address(const struct labels *l, struct bytes *out, const void *a, size_t n,
                        int charset)
{
	struct bytes plain = BYTES_INIT, shown = BYTES_INIT;

	/* digits and dots need no filter */
	if (!l && address_family(a, (socklen_t)n) == AF_INET) {
		address_add(out, a, (socklen_t)n);
		return;
	}
	address_add(&plain, a, (socklen_t)n);
	escape_show(&shown, bytes_str(&plain), plain.len, (enum escape_charset)charset, false);
	labels_add_text(l, out, bytes_str(&shown), shown.len);
	bytes_clear(&plain);
	bytes_clear(&shown);
}
