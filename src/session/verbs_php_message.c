/*
 * PHP's socket functions: sendmsg and recvmsg, whose message is an array in PHP and a dict here.
 */
#include <netinet/in.h>
#include <string.h>

#include "session/interp.h"
#include "session/listing.h"
#include "session/php.h"
#include "tables/controls.h"

/* socket_sendmsg puts its buffers together under this name, for as long as the call takes. */
static const char buffers_name[] = "_message";

enum { NAMES_MAX = 16, DESCRIPTOR = sizeof(int), HEADER = 16 /* CMSG_LEN(0), cmsg(3) */ };

static const struct word *value_of(const struct listing *dict, const char *key)
{
	for (size_t i = 0; i + 1 < dict->count; i += 2)
		if (word_is(dict->item[i], key))
			return &dict->item[i + 1];
	return NULL;
}

static enum outcome refuse_key(struct session *s, const struct verb *v, const char *where,
                               const char *expected)
{
	return session_refuse(s, "%s: %s: expected a dict with %s", v->name, where, expected);
}

/* A number of a dict; what it is without one. */
static enum outcome number_of(struct session *s, const struct verb *v, const struct listing *dict,
                              const char *key, int64_t otherwise, int64_t *number)
{
	const struct word *w = value_of(dict, key);

	*number = otherwise;
	return w ? bind_number(s, v, *w, number) : OUTCOME_OK;
}

/* The interface of an address of IPv6 that is good for one link only. */
static void set_scope(struct address *a, int64_t scope)
{
	struct sockaddr_in6 six;

	if (a->any.sa_family != AF_INET6 || !scope)
		return;
	memcpy(&six, &a->storage, sizeof(six));
	six.sin6_scope_id = (uint32_t)scope;
	memcpy(&a->storage, &six, sizeof(six));
}

/* {addr A port P}, for IPv6 with a scope_id as well, or {path P}, as an address in the form sendmsg takes. */
static enum outcome read_name(struct session *s, const struct verb *v, struct sock *sock,
                              struct word name, struct bytes *to)
{
	struct listing dict;
	struct value host = {.present = true}, port = {.present = false};
	const struct word *w;
	struct address a;
	int64_t scope;
	enum outcome o = listing_split(s, v, name, &dict);

	if (o != OUTCOME_OK)
		goto out;
	w = value_of(&dict, sock->family == AF_UNIX ? "path" : "addr");
	if (!w) {
		o = refuse_key(s, v, "name", "addr and port, or path");
		goto out;
	}
	host.word = *w;
	w = value_of(&dict, "port");
	port.present = w;
	if (w)
		o = bind_number(s, v, *w, &port.number);
	if (o == OUTCOME_OK)
		o = php_address(s, v, sock, &host, &port, &a);
	if (o == OUTCOME_OK)
		o = number_of(s, v, &dict, "scope_id", 0, &scope);
	if (o == OUTCOME_OK) {
		set_scope(&a, scope);
		address_add(to, &a.any, a.len, sock->zones);
	}
out:
	listing_clear(&dict);
	return o;
}

/* {{level L type T data D} …} as pairs of a type and its value. */
static enum outcome read_control(struct session *s, const struct verb *v, struct word control,
                                 struct bytes *pairs)
{
	struct listing all, dict;
	enum outcome o = listing_split(s, v, control, &all);

	for (size_t i = 0; o == OUTCOME_OK && i < all.count; i++) {
		const struct word *type, *data;

		o = listing_split(s, v, all.item[i], &dict);
		type = value_of(&dict, "type");
		data = value_of(&dict, "data");
		if (o == OUTCOME_OK && type && data) {
			listing_add(pairs, type->s, type->n);
			listing_add(pairs, data->s, data->n);
		} else if (o == OUTCOME_OK) {
			o = refuse_key(s, v, "control", "level, type and data in each");
		}
		listing_clear(&dict);
	}
	listing_clear(&all);
	return o;
}

/* The buffers of a message, as the iovec of that name. */
static enum outcome make_buffers(struct session *s, const struct verb *v, struct word list,
                                 struct iovecs *iovecs)
{
	struct listing all;
	enum outcome o = listing_split(s, v, list, &all);

	for (size_t i = 0; o == OUTCOME_OK && i < all.count; i++)
		if (!iovecs_add(iovecs, 0) || !iovecs_set(iovecs, i, all.item[i].s, all.item[i].n))
			o = session_refuse(s, "%s: iov: too much: all buffers together have at most %d bytes",
			                   v->name, IOVECS_MAX);
	listing_clear(&all);
	return o;
}

/* What there is of a message, as words of sendmsg, which `to` and `control` hold. */
static enum outcome add_parts(struct session *s, struct bound *b, const struct listing *message,
                              struct iovecs *iovecs, struct bytes *to, struct bytes *control,
                              struct php_words *w)
{
	const struct word *iov = value_of(message, "iov"), *name = value_of(message, "name");
	const struct word *messages = value_of(message, "control");
	enum outcome o;

	if (!iov)
		return refuse_key(s, b->verb, "message", "iov, a list of buffers");
	o = make_buffers(s, b->verb, *iov, iovecs);
	if (o == OUTCOME_OK && name && name->n) {
		o = read_name(s, b->verb, b->arg[0].sock, *name, to);
		php_add_text(w, "-to");
		php_add_word(w, (struct word){bytes_str(to), to->len, false});
	}
	if (o == OUTCOME_OK && messages && messages->n) {
		o = read_control(s, b->verb, *messages, control);
		php_add_text(w, "-control");
		php_add_word(w, (struct word){bytes_str(control), control->len, false});
	}
	return o;
}

static enum outcome run_sendmsg(struct session *s, struct bound *b)
{
	struct iovecs *iovecs = iovecs_new(buffers_name, strlen(buffers_name));
	struct bytes to = BYTES_INIT, control = BYTES_INIT;
	struct listing message;
	struct php_words w;
	struct call c;
	enum outcome o;

	php_begin(&w, "sendmsg", b->arg[0].sock);
	php_add_text(&w, buffers_name);
	php_add_number(&w, b->arg[2].present ? b->arg[2].number : 0);
	php_add_text(&w, "-iovec");
	o = listing_split(s, b->verb, b->arg[1].word, &message);
	if (o == OUTCOME_OK)
		o = add_parts(s, b, &message, iovecs, &to, &control, &w);
	map_put(&s->iovec_of, buffers_name, strlen(buffers_name), iovecs);
	if (o == OUTCOME_OK)
		o = php_prepare(s, b->verb, &w, &c);
	if (o == OUTCOME_OK)
		o = php_call(s, &c);
	if (o == OUTCOME_OK)
		result_set_int(&s->result, c.ret);
	map_remove(&s->iovec_of, buffers_name, strlen(buffers_name));
	iovecs_free(iovecs);
	listing_clear(&message);
	bytes_clear(&to);
	bytes_clear(&control);
	return o;
}

/* Receiving -------------------------------------------------------------------------------------- */

/* As many new names as descriptors may come in that room. */
static void add_names(struct session *s, int64_t room, struct bytes *names)
{
	int64_t most = (room - HEADER) / DESCRIPTOR;
	char name[SOCK_NAME_MAX + 1];

	for (int64_t i = 0; i < most && i < NAMES_MAX; i++) {
		php_next_name(s, name);
		listing_add(names, name, strlen(name));
	}
}

/* The words of recvmsg: the room for bytes and for control messages, names for what comes in those. */
static enum outcome add_room(struct session *s, struct bound *b, struct bytes *names,
                             struct php_words *w)
{
	enum { ROOM = 65536 };
	struct bytes text = BYTES_INIT;
	struct listing dict = {0};
	int64_t size, room;
	enum outcome o;

	interp_value(s, b->arg[1].word.s, b->arg[1].word.n, &text);
	o = listing_split(s, b->verb, (struct word){bytes_str(&text), text.len, false}, &dict);
	if (o == OUTCOME_OK)
		o = number_of(s, b->verb, &dict, "buffer_size", ROOM, &size);
	if (o == OUTCOME_OK)
		o = number_of(s, b->verb, &dict, "controllen", 0, &room);
	if (o == OUTCOME_OK) {
		php_add_number(w, size);
		php_add_number(w, b->arg[2].present ? b->arg[2].number : 0);
		php_add_text(w, "-room");
		php_add_number(w, room);
		add_names(s, room, names);
		php_add_text(w, "-names");
		php_add_word(w, (struct word){bytes_str(names), names->len, false});
	}
	listing_clear(&dict);
	bytes_clear(&text);
	return o;
}

static void add_pair(struct bytes *dict, const char *key, const struct bytes *value)
{
	listing_add(dict, key, strlen(key));
	listing_add(dict, bytes_str(value), value->len);
}

static void add_flow_and_scope(struct bytes *name, const struct address *a)
{
	struct sockaddr_in6 six;

	memcpy(&six, &a->storage, sizeof(six));
	bytes_addf(name, " flowinfo %u scope_id %u", six.sin6_flowinfo, six.sin6_scope_id);
}

/* The sender as PHP has it: {family 2 addr A port P}, with flowinfo and scope_id of IPv6, {family 1 path P};
 * "" for none. */
static void add_sender(struct bytes *dict, const struct address *a)
{
	struct bytes name = BYTES_INIT, host = BYTES_INIT;
	int family = address_family(&a->any, a->len);

	if (family != AF_UNSPEC) {
		bytes_addf(&name, "family %d", family);
		php_add_host(&host, a);
		add_pair(&name, family == AF_UNIX ? "path" : "addr", &host);
		if (family != AF_UNIX)
			bytes_addf(&name, " port %d", address_port(&a->any, a->len));
		if (family == AF_INET6)
			add_flow_and_scope(&name, a);
	}
	add_pair(dict, "name", &name);
	bytes_clear(&host);
	bytes_clear(&name);
}

/* Pairs of a type and its value, as PHP has them. */
static void add_control(struct session *s, const struct verb *v, struct word pairs,
                        struct bytes *dict)
{
	struct bytes all = BYTES_INIT, one = BYTES_INIT, level = BYTES_INIT;
	struct listing list;

	listing_split(s, v, pairs, &list);
	for (size_t i = 0; i + 1 < list.count; i += 2) {
		const struct word *type = &list.item[i], *data = &list.item[i + 1];
		const struct control_row *row = control_by_name(type->s, type->n);

		bytes_reset(&one);
		bytes_reset(&level);
		if (row)
			constant_add(&level, CONSTANT_LEVEL, row->level);
		add_pair(&one, "level", &level);
		listing_add(&one, "type", 4);
		listing_add(&one, type->s, type->n);
		listing_add(&one, "data", 4);
		listing_add(&one, data->s, data->n);
		listing_add(&all, one.data, one.len);
	}
	add_pair(dict, "control", &all);
	listing_clear(&list);
	bytes_clear(&all);
	bytes_clear(&one);
	bytes_clear(&level);
}

/* The message as PHP leaves it in the variable, out of the dict that recvmsg gives. *kept, if not NULL,
 * becomes how many bytes there are. */
static enum outcome assign_message(struct session *s, struct bound *b, const struct address *from,
                                   int64_t flags, int64_t *kept)
{
	enum { DATA = 1, CONTROL = 7 };
	struct bytes dict = BYTES_INIT, iov = BYTES_INIT, number = BYTES_INIT;
	struct word control;
	enum outcome o;
	size_t n;
	const char *p = result_word(&s->result, DATA, &n);

	if (kept)
		*kept = (int64_t)n;
	listing_add(&iov, p, n);
	control.s = result_word(&s->result, CONTROL, &control.n);
	control.wide = false;
	add_sender(&dict, from);
	add_control(s, b->verb, control, &dict);
	add_pair(&dict, "iov", &iov);
	bytes_add_int(&number, flags);
	add_pair(&dict, "flags", &number);
	o = php_assign(s, b->arg[1].word, dict.data, dict.len);
	bytes_clear(&dict);
	bytes_clear(&iov);
	bytes_clear(&number);
	return o;
}

static enum outcome run_recvmsg(struct session *s, struct bound *b)
{
	struct bytes names = BYTES_INIT;
	struct address from = {.len = 0};
	int64_t flags = 0, count = 0;
	struct php_words w;
	struct call c;
	enum outcome o;

	php_begin(&w, "recvmsg", b->arg[0].sock);
	o = add_room(s, b, &names, &w);
	if (o == OUTCOME_OK)
		o = php_prepare(s, b->verb, &w, &c);
	if (o == OUTCOME_OK && c.row) {
		o = php_call(s, &c);
		if (o == OUTCOME_OK) {
			from = s->room.address;
			flags = c.arg[5].number;
			count = c.ret;
			php_finish(s, &c);
		}
	}
	if (o == OUTCOME_OK)
		o = assign_message(s, b, &from, flags, c.row ? NULL : &count);
	if (o == OUTCOME_OK)
		result_set_int(&s->result, count);
	bytes_clear(&names);
	return o;
}

const struct verb verbs_php_message[] = {
    {
        .name = "socket_sendmsg",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_WORD, "MESSAGE", 0, 0},
                  {PARAM_CONSTANT, "FLAGS", PARAM_OPTIONAL, CONSTANT_MSG}},
        .help = "PHP: send a message, which is a dict; the result is how many bytes the kernel "
                "took, empty for false.\n"
                "socket_sendmsg $s {name {addr 127.0.0.1 port 7777} iov {one two}}. With control "
                "{{level SOL_SOCKET type SCM_RIGHTS data {a b}}} it passes sockets.",
        .man = "sendmsg(2), cmsg(3)",
        .flags = VERB_EMPTY | VERB_EVALUATES,
        .run = run_sendmsg,
    },
    {
        .name = "socket_recvmsg",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_WORD, "VARIABLE", 0, 0},
                  {PARAM_CONSTANT, "FLAGS", PARAM_OPTIONAL, CONSTANT_MSG}},
        .help = "PHP: receive a message into a variable; the result is how many bytes came, empty "
                "for false.\n"
                "The variable's dict says how much room there is, {buffer_size 2000 controllen "
                "24}, and becomes one of name, control, iov and flags. Sockets that come get the "
                "next free names.",
        .man = "recvmsg(2), cmsg(3)",
        .flags = VERB_EMPTY | VERB_EVALUATES,
        .run = run_recvmsg,
    },
    {.name = NULL},
};
