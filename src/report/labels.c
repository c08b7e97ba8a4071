/*
 * Which ports are live: those that first appear in what the kernel wrote, or on a wire.
 */
#include "report/labels.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/memory.h"

struct label {
	char *text;  /* owned: "<server>"; NULL: the port was asked for, and stays a number */
	char *owner; /* owned: the socket that told */
	char *wire;  /* owned: its name in segments; NULL: it has none there so far */
	bool told;   /* by a call */
	bool closed; /* which is closed since: the kernel may give the port to another */
};

struct labels *labels_new(void)
{
	return memory_new(sizeof(struct labels));
}

void labels_free(struct labels *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < 65536; i++) {
		if (!l->port[i])
			continue;
		free(l->port[i]->text);
		free(l->port[i]->owner);
		free(l->port[i]->wire);
		free(l->port[i]);
	}
	vector_clear(&l->live);
	free(l);
}

static const char *owner_of(const struct call *c)
{
	if (c->row->id == CALL_ACCEPT && c->made[0])
		return c->made[0];
	return c->socket ? c->socket : "host";
}

/* "<conn.peer>": whose port it is, as seen from the call that told. */
static char *name_of(const struct call *c)
{
	struct bytes b = BYTES_INIT;

	bytes_addf(&b, "<%s", owner_of(c));
	if (c->row->id == CALL_ACCEPT || c->row->id == CALL_GETPEERNAME)
		bytes_add_str(&b, ".peer");
	else if (c->row->id == CALL_RECVFROM)
		bytes_add_str(&b, ".from");
	bytes_add_char(&b, '>');
	return bytes_take(&b);
}

static void learn_port(struct labels *l, int port, const struct call *c, bool chosen)
{
	struct label *label = l->port[port];

	if (label && label->told && !(label->closed && chosen))
		return;
	if (!label)
		label = l->port[port] = memory_new(sizeof(*label));
	label->told = true;
	if (!chosen)
		return;
	if (!label->owner)
		vector_add(&l->live, label);
	free(label->text);
	free(label->owner);
	label->text = name_of(c);
	label->owner = memory_copy(owner_of(c), strlen(owner_of(c)));
	label->closed = false;
}

static void learn_close(struct labels *l, const char *socket)
{
	for (size_t i = 0; i < l->live.count; i++) {
		struct label *label = l->live.item[i];

		if (!strcmp(label->owner, socket))
			label->closed = true;
	}
}

void labels_learn(struct labels *l, const struct event *e)
{
	const struct call *c = &e->call;

	if (e->kind != EVENT_CALL && e->kind != EVENT_RETURN)
		return;
	for (unsigned i = 0; i < c->args; i++) {
		const struct arg *a = &c->arg[i];
		int port = a->kind == ARG_ADDRESS && a->len ? address_port(a->data, a->len) : -1;

		if (port > 0)
			learn_port(l, port, c, a->flags & ARG_OUT);
	}
	if (e->kind == EVENT_RETURN && c->row->id == CALL_CLOSE && c->socket)
		learn_close(l, c->socket);
}

void labels_add_wire_port(struct labels *l, struct bytes *out, unsigned port, bool destination)
{
	struct label *label = l->port[port];
	struct bytes name = BYTES_INIT;

	if (label && !label->wire && label->told && !label->text) {
		bytes_add_uint(out, port);
		return;
	}
	if (!label)
		label = l->port[port] = memory_new(sizeof(*label));
	if (!label->wire) {
		/* who sends to it knew of it before; of the sender's own a call may tell before or after */
		if (destination && label->text)
			bytes_add_str(&name, label->text);
		else
			bytes_addf(&name, "<port%u>", ++l->wire_ports);
		label->wire = bytes_take(&name);
	}
	bytes_add_str(out, label->wire);
}

static bool is_hex_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Whether digits that end at k are a group of an IPv6 address rather than a port. */
static bool is_group(const char *text, size_t n, size_t k)
{
	if (k >= n)
		return false;
	return text[k] == ']' || is_hex_digit(text[k]) ||
	       (text[k] == ':' && k + 1 < n && (text[k + 1] == ':' || is_hex_digit(text[k + 1])));
}

void labels_add_text(const struct labels *l, struct bytes *out, const char *text, size_t n)
{
	size_t i = 0, from = 0;

	while (l && i < n) {
		unsigned port = 0;
		size_t k = i + 1;

		if (text[i++] != ':' || (i > 1 && text[i - 2] == ':'))
			continue;
		while (k < n && k < i + 6 && text[k] >= '0' && text[k] <= '9')
			port = port * 10 + (unsigned)(text[k++] - '0');
		if (is_group(text, n, k))
			continue;
		if (k == i || port > 65535 || !l->port[port] || !l->port[port]->text)
			continue;
		bytes_add(out, text + from, i - from);
		bytes_add_str(out, l->port[port]->text);
		i = from = k;
	}
	bytes_add(out, text + from, n - from);
}

void labels_add_address(const struct labels *l, struct bytes *out, const void *a, size_t n,
                        int charset)
{
	struct bytes plain = BYTES_INIT, shown = BYTES_INIT;
	int port = address_port(a, (socklen_t)n);
	size_t end;

	/* digits and dots need no filter */
	if (!l && address_family(a, (socklen_t)n) == AF_INET) {
		address_add(out, a, (socklen_t)n);
		return;
	}
	address_add(&plain, a, (socklen_t)n);
	escape_show(&shown, bytes_str(&plain), plain.len, (enum escape_charset)charset, false);
	end = shown.len;
	if (l && port > 0 && l->port[port] && l->port[port]->text) {
		while (end && shown.data[end - 1] != ':')
			end--;
		bytes_add(out, bytes_str(&shown), end);
		bytes_add_str(out, l->port[port]->text);
	} else {
		bytes_add(out, bytes_str(&shown), end);
	}
	bytes_clear(&plain);
	bytes_clear(&shown);
}
