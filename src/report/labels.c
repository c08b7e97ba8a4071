/*
 * Which ports are live: those that first appear in what the kernel wrote, or on a wire. The same goes for
 * the abstract names of autobind (unix(7)), @ and five hexadecimal digits, and for addresses of AF_VSOCK.
 */
#include "report/labels.h"

#include <stdlib.h>
#include <sys/socket.h>

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

static void label_free(struct label *label)
{
	if (!label)
		return;
	free(label->text);
	free(label->owner);
	free(label->wire);
	free(label);
}

void labels_free(struct labels *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < 65536; i++)
		label_free(l->port[i]);
	for (size_t i = 0; i < l->words.count; i++)
		label_free(l->words.item[i]);
	vector_clear(&l->words);
	map_clear(&l->word);
	vector_clear(&l->live);
	free(l);
}

static bool is_accept(const struct call *c)
{
	return c->row->id == CALL_ACCEPT || c->row->id == CALL_ACCEPT4;
}

static const char *owner_of(const struct call *c)
{
	if (is_accept(c) && c->made[0])
		return c->made[0];
	return c->socket ? c->socket : "host";
}

/* "<conn.peer>": whose port it is, as seen from the call that told. */
static char *name_of(const struct call *c)
{
	struct bytes b = BYTES_INIT;

	bytes_addf(&b, "<%s", owner_of(c));
	if (is_accept(c) || c->row->id == CALL_GETPEERNAME)
		bytes_add_str(&b, ".peer");
	else if (c->row->id == CALL_RECVFROM || c->row->id == CALL_RECVMSG)
		bytes_add_str(&b, ".from");
	bytes_add_char(&b, '>');
	return bytes_take(&b);
}

static void learn(struct labels *l, struct label *label, const struct call *c, bool chosen)
{
	if (label->told && !(label->closed && chosen))
		return;
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

static void learn_port(struct labels *l, int port, const struct call *c, bool chosen)
{
	if (!l->port[port])
		l->port[port] = memory_new(sizeof(*l->port[port]));
	learn(l, l->port[port], c, chosen);
}

static bool is_hex_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* How long the name that autobind gave is, at the beginning of a text: 6, or 0 when it is none. */
static size_t autobound(const char *text, size_t n)
{
	if (n < 6 || text[0] != '@')
		return 0;
	for (size_t i = 1; i < 6; i++)
		if (!is_hex_digit(text[i]))
			return 0;
	return n > 6 && is_hex_digit(text[6]) ? 0 : 6;
}

/* How long the vsock address at the beginning of a text is, 0 when there is none; *host: up to its
 * port. */
static size_t vsock_address(const char *text, size_t n, size_t *host)
{
	size_t i = 6;

	if (n < 7 || memcmp(text, "vsock:", 6))
		return 0;
	if (text[i] == '*')
		i++;
	while (i < n && text[i] >= '0' && text[i] <= '9')
		i++;
	if (i == 6 || i >= n || text[i] != ':')
		return 0;
	*host = ++i;
	while (i < n && text[i] >= '0' && text[i] <= '9')
		i++;
	return i > *host ? i : 0;
}

/* An address that has no port of TCP or UDP; what does not look live is not worth remembering. */
static void learn_word(struct labels *l, const struct arg *a, const struct call *c)
{
	int family = address_family(a->data, a->len);
	struct bytes text = BYTES_INIT;
	struct label *label;
	size_t host;

	if (family != AF_UNIX && family != AF_VSOCK)
		return;
	address_add(&text, a->data, a->len, c->zones);
	if (autobound(bytes_str(&text), text.len) == text.len ||
	    vsock_address(bytes_str(&text), text.len, &host)) {
		label = map_get(&l->word, text.data, text.len);
		if (!label) {
			label = memory_new(sizeof(*label));
			vector_add(&l->words, label);
			map_put(&l->word, text.data, text.len, label);
		}
		learn(l, label, c, a->flags & ARG_OUT);
	}
	bytes_clear(&text);
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
		int port;

		if (a->kind != ARG_ADDRESS || !a->len)
			continue;
		port = address_port(a->data, a->len);
		if (port > 0)
			learn_port(l, port, c, a->flags & ARG_OUT);
		else
			learn_word(l, a, c);
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

/* Whether digits that end at k are a group of an IPv6 address rather than a port. */
static bool is_group(const char *text, size_t n, size_t k)
{
	if (k >= n)
		return false;
	return text[k] == ']' || is_hex_digit(text[k]) ||
	       (text[k] == ':' && k + 1 < n && (text[k + 1] == ':' || is_hex_digit(text[k + 1])));
}

/* Appends the name of the live address a text begins with; how long it is there, 0: there is none. */
static size_t add_word(const struct labels *l, struct bytes *out, const char *text, size_t n)
{
	const struct label *label;
	size_t host = 1, len = autobound(text, n);

	if (!len)
		len = vsock_address(text, n, &host);
	label = len ? map_get(&l->word, text, len) : NULL;
	if (!label || !label->text)
		return 0;
	bytes_add(out, text, host);
	bytes_add_str(out, label->text);
	return len;
}

/* Appends an address as its live name; false when it has none. */
static bool add_live(const struct labels *l, struct bytes *out, const struct bytes *address)
{
	size_t host, n = address->len;
	const char *text = bytes_str(address);

	return (autobound(text, n) == n || vsock_address(text, n, &host) == n) &&
	       add_word(l, out, text, n);
}

void labels_add_text(const struct labels *l, struct bytes *out, const char *text, size_t n)
{
	struct bytes word = BYTES_INIT;
	size_t i = 0, from = 0;

	while (l && i < n) {
		unsigned port = 0;
		size_t k = i + 1;

		if (text[i] == '@' || text[i] == 'v') {
			size_t len = l->word.count ? add_word(l, &word, text + i, n - i) : 0;

			bytes_add(out, text + from, len ? i - from : 0);
			bytes_add(out, word.data, word.len);
			bytes_reset(&word);
			i += len ? len : 1;
			from = len ? i : from;
			continue;
		}
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
	bytes_clear(&word);
}

void labels_add_address(const struct labels *l, struct bytes *out, const void *a, size_t n,
                        unsigned place, int charset)
{
	struct bytes plain = BYTES_INIT, shown = BYTES_INIT;
	int port = address_port(a, (socklen_t)n);
	size_t end;

	/* digits and dots need no filter */
	if (!l && address_family(a, (socklen_t)n) == AF_INET) {
		address_add(out, a, (socklen_t)n, place);
		return;
	}
	address_add(&plain, a, (socklen_t)n, place);
	escape_show(&shown, bytes_str(&plain), plain.len, (enum escape_charset)charset, false);
	end = shown.len;
	if (l && port < 0 && add_live(l, out, &plain))
		end = 0;
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
