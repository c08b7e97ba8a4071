/*
 * Readiness: select and poll, on any number of sockets. A loop asks for the same ones again and again:
 * what the words came to is kept, and used as long as the words and the sockets are the same.
 */
#include <stdlib.h>

#include "session/calling.h"
#include "session/listing.h"

enum { SHOWN = 256 /* bytes of a list of sockets that the journal gets */ };

/* Adds an item to a list for the journal; what is too long is counted. */
struct shown {
	struct bytes *text;
	size_t left_out;
};

static void show(struct shown *l, const char *item, size_t n)
{
	if (l->left_out || l->text->len + n > SHOWN) {
		l->left_out++;
		return;
	}
	if (l->text->len)
		bytes_add_str(l->text, ", ");
	bytes_add(l->text, item, n);
}

static void show_end(struct shown *l)
{
	if (l->left_out)
		bytes_addf(l->text, "%s%zu more", l->text->len ? ", " : "", l->left_out);
}

/* The words that a question is made of become its key. Whether it is the one asked last, and the sockets
 * are those of then. */
static bool is_known(struct session *s, struct asked *a, const struct bytes *key)
{
	bool known = a->changes == s->socks.changes && a->key.len == key->len && key->len &&
	             !memcmp(a->key.data, key->data, key->len);

	if (known)
		return true;
	bytes_reset(&a->key);
	pollset_reset(&a->set);
	for (int i = 0; i < 3; i++)
		bytes_reset(&a->shown[i]);
	return false;
}

static void keep(struct session *s, struct asked *a, const struct bytes *key)
{
	bytes_add(&a->key, key->data, key->len);
	a->changes = s->socks.changes;
}

/* T as poll(2) takes it: ms, rounded up, so that nothing is waited for too short; -1: none. */
static int64_t milliseconds(const struct value *timeout)
{
	int64_t ms = timeout->present ? (timeout->number + CLOCK_MS - 1) / CLOCK_MS : -1;

	return ms > INT32_MAX ? INT32_MAX : ms;
}

/* A call that concerns several sockets, or none: it is told of by its sets. */
static void begin_call(struct session *s, struct call *c, enum call_id id, struct asked *a)
{
	call_init(c, id, &s->room);
	s->room.set = &a->set;
	s->room.owns_set = false;
}

/* poll ------------------------------------------------------------------------------------------- */

/* SOCK, or {SOCK EVENT…}. */
static enum outcome add_polled(struct session *s, const struct verb *v, struct word item,
                               int64_t events, struct shown *shown)
{
	struct bytes text = BYTES_INIT;
	struct listing list;
	struct sock *sock;
	enum outcome o = listing_split(s, v, item, &list);

	if (o == OUTCOME_OK && !list.count)
		o = bind_refuse(s, v, item, "is not a socket: expected SOCK or {SOCK EVENT…}", NULL);
	if (o == OUTCOME_OK)
		o = bind_socket(s, v, list.item[0], &sock);
	if (o == OUTCOME_OK && list.count > 1)
		o = bind_flags(s, v, CONSTANT_POLL, list.item + 1, list.count - 1, &events);
	/* a struct pollfd has 16 bits for them */
	if (o == OUTCOME_OK && (events < INT16_MIN || events > UINT16_MAX))
		o = session_refuse(s, "%s: events %#llx do not fit into a short", v->name,
		                   (unsigned long long)events);
	if (o == OUTCOME_OK) {
		pollset_add(&s->polled.set, sock->fd, (short)events, sock->name);
		if (!shown->left_out) {
			bytes_addf(&text, "%s ", sock->name);
			constant_add(&text, CONSTANT_POLL, (unsigned short)events);
		}
		show(shown, text.data, text.len);
	}
	bytes_clear(&text);
	listing_clear(&list);
	return o;
}

static enum outcome make_polled(struct session *s, struct bound *b)
{
	int64_t events = b->arg[1].present ? b->arg[1].number : POLLIN;
	struct shown shown = {&s->polled.shown[0], 0};
	struct bytes *key = &s->text;
	struct listing list;
	enum outcome o;

	bytes_reset(key);
	bytes_add(key, &events, sizeof(events));
	bytes_add(key, b->arg[0].word.s, b->arg[0].word.n);
	if (is_known(s, &s->polled, key))
		return OUTCOME_OK;
	o = listing_split(s, b->verb, b->arg[0].word, &list);
	for (size_t i = 0; o == OUTCOME_OK && i < list.count; i++)
		o = add_polled(s, b->verb, list.item[i], events, &shown);
	listing_clear(&list);
	show_end(&shown);
	if (o == OUTCOME_OK)
		keep(s, &s->polled, key);
	return o;
}

static enum outcome prepare_poll(struct session *s, struct bound *b, struct call *c)
{
	enum outcome o = make_polled(s, b);

	if (o != OUTCOME_OK)
		return o;
	begin_call(s, c, CALL_POLL, &s->polled);
	call_add_list(c, bytes_str(&s->polled.shown[0]), s->polled.shown[0].len);
	call_add_number(c, milliseconds(&b->opt[0]));
	call_add_list_out(c);
	return OUTCOME_OK;
}

static void finish_poll(struct session *s, struct call *c)
{
	const struct pollset *set = c->room->set;
	int64_t left = c->ret;

	s->result.is_list = true;
	for (size_t i = 0; left && i < set->count; i++) {
		unsigned short events = (unsigned short)set->fd[i].revents;

		if (!events)
			continue;
		left--;
		bytes_reset(&s->text);
		calling_add_flags(&s->text, CONSTANT_POLL, events);
		result_add(&s->result, pollset_name(set, i), strlen(pollset_name(set, i)));
		result_add(&s->result, s->text.data, s->text.len);
	}
}

/* select ----------------------------------------------------------------------------------------- */

enum { SELECT_READ, SELECT_WRITE, SELECT_EXCEPT, SELECT_SETS, SELECT_TIMEOUT = SELECT_SETS };

static const short set_event[SELECT_SETS] = {POLLIN, POLLOUT, POLLPRI};
static const char *const set_name[SELECT_SETS] = {"read", "write", "except"};

static enum outcome add_selected(struct session *s, const struct verb *v, struct word names, int k)
{
	struct shown shown = {&s->selected.shown[k], 0};
	struct listing list;
	struct sock *sock;
	enum outcome o = listing_split(s, v, names, &list);

	for (size_t i = 0; o == OUTCOME_OK && i < list.count; i++) {
		o = bind_socket(s, v, list.item[i], &sock);
		if (o == OUTCOME_OK && sock->fd >= FD_SETSIZE)
			o = session_refuse(s,
			                   "select: %s has descriptor %d: an fd_set of select(2) holds those "
			                   "below FD_SETSIZE, %d, only; poll takes any",
			                   sock->name, sock->fd, FD_SETSIZE);
		if (o != OUTCOME_OK)
			break;
		pollset_add(&s->selected.set, sock->fd, set_event[k], sock->name);
		show(&shown, sock->name, strlen(sock->name));
	}
	show_end(&shown);
	listing_clear(&list);
	return o;
}

static enum outcome make_selected(struct session *s, struct bound *b)
{
	struct bytes *key = &s->payload;
	enum outcome o = OUTCOME_OK;

	bytes_reset(key);
	for (int k = 0; k < SELECT_SETS; k++) {
		bytes_add_char(key, b->opt[k].present ? '1' : '0');
		if (b->opt[k].present)
			bytes_add(key, b->opt[k].word.s, b->opt[k].word.n);
		bytes_add_char(key, 0);
	}
	if (is_known(s, &s->selected, key))
		return o;
	for (int k = 0; k < SELECT_SETS && o == OUTCOME_OK; k++)
		if (b->opt[k].present)
			o = add_selected(s, b->verb, b->opt[k].word, k);
	if (o == OUTCOME_OK)
		keep(s, &s->selected, key);
	return o;
}

static enum outcome prepare_select(struct session *s, struct bound *b, struct call *c)
{
	enum outcome o = make_selected(s, b);

	if (o != OUTCOME_OK)
		return o;
	begin_call(s, c, CALL_SELECT, &s->selected);
	for (int k = 0; k < SELECT_SETS; k++) {
		if (b->opt[k].present)
			call_add_list(c, bytes_str(&s->selected.shown[k]), s->selected.shown[k].len);
		else
			call_add_null(c);
	}
	if (b->opt[SELECT_TIMEOUT].present)
		call_add_duration(c, b->opt[SELECT_TIMEOUT].number);
	else
		call_add_null(c);
	call_add_list_out(c);
	return OUTCOME_OK;
}

/* The sets stand in the set of descriptors one after the other. */
static void finish_select(struct session *s, struct call *c)
{
	const struct pollset *set = c->room->set;
	struct bytes names = BYTES_INIT;
	size_t i = 0;

	for (int k = 0; k < SELECT_SETS; k++) {
		bytes_reset(&names);
		for (; i < set->count && set->fd[i].events == set_event[k]; i++)
			if (set->fd[i].revents)
				listing_add(&names, pollset_name(set, i), strlen(pollset_name(set, i)));
		result_add(&s->result, set_name[k], strlen(set_name[k]));
		result_add(&s->result, bytes_str(&names), names.len);
	}
	bytes_clear(&names);
}

const struct verb verbs_ready[] = {
    {
        .name = "select",
        .family = "readiness",
        .option = {[SELECT_READ] = {"-read", PARAM_WORD, "SOCKS", 0},
                   [SELECT_WRITE] = {"-write", PARAM_WORD, "SOCKS", 0},
                   [SELECT_EXCEPT] = {"-except", PARAM_WORD, "SOCKS", 0},
                   [SELECT_TIMEOUT] = {"-timeout", PARAM_DURATION, "T", 0}},
        .help = "Wait until one of the sockets is ready; the result is a dict of read, write and "
                "except, each a list of those that are.\n"
                "SOCKS is a list of names. Without -timeout there is no limit; 0 does not wait.",
        .man = "select(2)",
        .prepare = prepare_select,
        .finish = finish_select,
    },
    {
        .name = "poll",
        .family = "readiness",
        .param = {{PARAM_WORD, "SOCKS", 0, 0},
                  {PARAM_FLAGS, "EVENT…", PARAM_OPTIONAL, CONSTANT_POLL}},
        .option = {{"-timeout", PARAM_DURATION, "T", 0}},
        .help =
            "Wait for events of sockets; the result is a dict: each socket that has some, and a "
            "list of them.\n"
            "SOCKS is a list, each item the name of a socket or {SOCK EVENT…}. What has no "
            "events of its own is asked for EVENT (POLLIN). Without -timeout there is no limit; "
            "T is rounded up to milliseconds, 0 does not wait.",
        .man = "poll(2)",
        .prepare = prepare_poll,
        .finish = finish_poll,
    },
    {.name = NULL},
};
