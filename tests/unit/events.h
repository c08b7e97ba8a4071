/*
 * Calls and other events made up by hand, for the tests of those who read the journal.
 */
#ifndef SOCKPIT_TESTS_EVENTS_H
#define SOCKPIT_TESTS_EVENTS_H

#include "core/journal.h"
#include "unit.h"

/* A journal under a clock that stands, and one call in the making. */
struct events {
	struct journal journal;
	struct clock clock;
	struct call_room room;
	struct call call;
	struct address address; /* of the last events_address */
};

static inline void events_init(struct events *e, struct journal_tap *tap)
{
	memset(e, 0, sizeof(*e));
	e->clock = clock_fake(5 * CLOCK_S);
	journal_init(&e->journal, &e->clock, 16);
	journal_add_tap(&e->journal, tap);
}

static inline void events_clear(struct events *e)
{
	journal_clear(&e->journal);
}

/* Starts a call; `socket` NULL: of none, as socket(2). */
static inline struct call *events_call(struct events *e, enum call_id id, const char *socket)
{
	call_init(&e->call, id, &e->room);
	e->call.begin = 100;
	e->call.end = 350;
	e->call.socket = socket;
	if (socket)
		call_add_socket(&e->call, socket);
	return &e->call;
}

/* An address from the words for it. */
static inline const struct address *events_address(struct events *e, const char *text)
{
	struct bytes why = BYTES_INIT;
	struct address_host host;

	ck_assert_int_eq(
	    address_parse(&e->address, text, strlen(text), AF_UNIX, PLACE_HERE, &host, &why),
	    ADDRESS_OK);
	return &e->address;
}

static inline void events_begin(struct events *e)
{
	journal_call(&e->journal, &e->call);
}

/* The kernel's answer; what it wrote is set before, where it wrote something. */
static inline void events_end(struct events *e, int64_t ret, int err)
{
	e->call.ret = ret;
	e->call.err = err;
	journal_return(&e->journal, &e->call);
}

static inline void events_both(struct events *e, int64_t ret, int err)
{
	events_begin(e);
	events_end(e, ret, err);
}

/* The last argument is an address the kernel writes: begins the call, then lets it be written. */
static inline void events_both_with_address(struct events *e, int64_t ret, const char *text)
{
	struct arg *last;

	call_add_address_out(&e->call);
	events_begin(e);
	e->room.address = *events_address(e, text);
	last = &e->call.arg[e->call.args - 1];
	last->len = e->room.address.len;
	last->whole = last->len;
	events_end(e, ret, 0);
}

/* A receiving call whose buffer is its second argument: n bytes arrive. */
static inline void events_receive(struct events *e, enum call_id id, const char *socket, char *p,
                                  size_t n)
{
	events_call(e, id, socket);
	call_add_buffer_out(&e->call, p, n > 1024 ? n : 1024);
	call_add_number(&e->call, n > 1024 ? (int64_t)n : 1024);
	if (id != CALL_READ)
		call_add_constant(&e->call, CONSTANT_MSG, 0);
	events_begin(e);
	e->call.arg[1].len = (uint32_t)n;
	e->call.arg[1].whole = n;
	events_end(e, (int64_t)n, 0);
}

/* A sending call, all of whose bytes are taken. */
static inline void events_send(struct events *e, enum call_id id, const char *socket, const void *p,
                               size_t n)
{
	events_call(e, id, socket);
	call_add_bytes(&e->call, p, n);
	call_add_number(&e->call, (int64_t)n);
	if (id != CALL_WRITE)
		call_add_constant(&e->call, CONSTANT_MSG, 0);
	events_both(e, (int64_t)n, 0);
}

/* The option's value is the last argument, and the kernel writes it. */
static inline void events_both_with_value(struct events *e, const void *p, size_t n)
{
	struct arg *last;

	call_add_value_out(&e->call, n);
	events_begin(e);
	memcpy(e->room.value, p, n);
	last = &e->call.arg[e->call.args - 1];
	last->len = (uint32_t)n;
	last->whole = n;
	events_end(e, 0, 0);
}

#endif
