/*
 * The journal: what an event holds, what is kept of it and for how long, and who is told.
 */
#include "core/journal.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/memory.h"
#include "unit.h"

enum { NOW = 1000 };

static void begin(struct journal *j, struct clock *clock, size_t slots)
{
	*clock = clock_fake(NOW);
	journal_init(j, clock, slots);
}

static void note(struct journal *j, const char *text)
{
	journal_note(j, NOTE_SAY, 0, NULL, text, strlen(text));
}

static void note_number(struct journal *j, unsigned number)
{
	char text[32];

	snprintf(text, sizeof(text), "%u", number);
	note(j, text);
}

/* Looks at one event with a function of the caller's; there must be one. */
static void look_at_next(struct journal *j, struct journal_cursor *cursor,
                         void (*look)(void *, const struct event *), void *closure)
{
	ck_assert(journal_read(j, cursor, look, closure));
}

static void see_seq(void *closure, const struct event *e)
{
	*(uint64_t *)closure = e->seq;
}

static uint64_t next_seq(struct journal *j, struct journal_cursor *cursor)
{
	uint64_t seq = 0;

	return journal_read(j, cursor, see_seq, &seq) ? seq : 0;
}

static void see_nothing(void *closure, const struct event *e)
{
	(void)closure, (void)e;
	ck_abort_msg("there is no event to look at");
}

START_TEST(empty)
{
	struct journal_cursor cursor = {0};
	struct journal j;
	struct clock clock;

	begin(&j, &clock, 16);
	ck_assert(!journal_read(&j, &cursor, see_nothing, NULL));
	ck_assert_uint_eq(cursor.dropped, 0);
	ck_assert(journal_flush(&j, true));
	ck_assert(journal_flush(&j, false));
	journal_clear(&j);
}
END_TEST

/* ---------------------------------------------------------------- what the events hold */

static void see_note(void *closure, const struct event *e)
{
	(void)closure;
	ck_assert_uint_eq(e->seq, 1);
	ck_assert_int_eq(e->kind, EVENT_NOTE);
	ck_assert_int_eq(e->note, NOTE_EXPLAIN);
	ck_assert_int_eq(e->mono, NOW);
	ck_assert_int_eq(e->wall, NOW);
	ck_assert_uint_eq(e->line, 7);
	ck_assert_str_eq(e->socket, "client");
	ck_assert_str_eq(e->source, "sockpit");
	ck_assert_uint_eq(e->len, 5);
	ck_assert_mem_eq(e->text, "a\0b\xff\n", 6);
}

static void see_say(void *closure, const struct event *e)
{
	(void)closure;
	ck_assert_uint_eq(e->seq, 2);
	ck_assert_int_eq(e->note, NOTE_SAY);
	ck_assert_str_eq(e->source, "script");
	ck_assert_str_eq(e->socket, "");
	ck_assert_uint_eq(e->line, 0);
	ck_assert_uint_eq(e->len, 0);
	ck_assert_str_eq(e->text, "");
}

static void see_passed(void *closure, const struct event *e)
{
	(void)closure;
	ck_assert_uint_eq(e->seq, 3);
	ck_assert_int_eq(e->kind, EVENT_CHECK);
	ck_assert(e->passed && e->point == 12 && e->line == 4 && e->len == 4);
	ck_assert_str_eq(e->text, "good");
	ck_assert_ptr_null(e->detail);
	ck_assert_str_eq(e->socket, "");
}

static void see_failed(void *closure, const struct event *e)
{
	(void)closure;
	ck_assert_uint_eq(e->seq, 4);
	ck_assert(!e->passed && e->point == 13 && e->len == 3);
	ck_assert_str_eq(e->text, "bad");
	ck_assert_str_eq(e->detail, "1 is not 2");
}

static void see_signal(void *closure, const struct event *e)
{
	(void)closure;
	ck_assert_uint_eq(e->seq, 5);
	ck_assert_int_eq(e->kind, EVENT_SIGNAL);
	ck_assert_int_eq(e->signal, SIGPIPE);
	ck_assert_str_eq(e->text, "it came");
	ck_assert_str_eq(e->socket, "conn");
	ck_assert_str_eq(e->source, "kernel");
	ck_assert_uint_eq(e->line, 9);
}

static void see_state(void *closure, const struct event *e)
{
	(void)closure;
	ck_assert_uint_eq(e->seq, 6);
	ck_assert_int_eq(e->kind, EVENT_STATE);
	ck_assert_str_eq(e->text, "ESTABLISHED");
	ck_assert_str_eq(e->socket, "conn");
	ck_assert_str_eq(e->source, "tcp_info");
}

static void see_option(void *closure, const struct event *e)
{
	(void)closure;
	ck_assert_int_eq(e->kind, EVENT_OPTION);
	ck_assert_str_eq(e->socket, "conn");
	ck_assert_str_eq(e->source, "getsockopt");
	ck_assert_str_eq(e->detail, "SO_RCVBUF");
	ck_assert_str_eq(e->was, "20000");
	ck_assert_str_eq(e->text, "40000");
	ck_assert_str_eq(e->cause, "bad?");
	ck_assert_uint_eq(e->line, 3);
}

static void see_kept(void *closure, const struct event *e)
{
	(void)closure;
	ck_assert_int_eq(e->kind, EVENT_OPTION);
	ck_assert_str_eq(e->was, "1");
	ck_assert_str_eq(e->text, "1");
	ck_assert_ptr_null(e->cause);
}

START_TEST(options)
{
	struct clock clock = clock_fake(5 * CLOCK_S);
	struct journal_cursor cursor = {0, 0};
	struct journal j;
	char kept[] = "40000";

	begin(&j, &clock, 16);
	journal_option(&j, 3, "conn", "SO_RCVBUF", "20000", kept, "bad?");
	journal_option(&j, 3, "conn", "TCP_NODELAY", "1", "1", NULL);
	memset(kept, '?', sizeof(kept) - 1);
	look_at_next(&j, &cursor, see_option, NULL);
	look_at_next(&j, &cursor, see_kept, NULL);
	journal_clear(&j);
}
END_TEST

static void see_change(void *closure, const struct event *e)
{
	(void)closure;
	ck_assert_int_eq(e->kind, EVENT_STATE);
	ck_assert_str_eq(e->text, "SYN_SENT");
	ck_assert_str_eq(e->was, "CLOSED");
	ck_assert_str_eq(e->cause, "connect(C)");
	ck_assert_str_eq(e->host, "left");
	ck_assert_str_eq(e->local, "10.0.0.1:41812");
	ck_assert_str_eq(e->peer, "10.0.0.2:80");
	ck_assert_str_eq(e->source, "diag");
	ck_assert_uint_eq(e->line, 3);
}

static void see_bare_change(void *closure, const struct event *e)
{
	(void)closure;
	ck_assert_str_eq(e->text, "CLOSED");
	ck_assert_ptr_null(e->was);
	ck_assert_ptr_null(e->cause);
	ck_assert_ptr_null(e->host);
	ck_assert_ptr_null(e->local);
	ck_assert_ptr_null(e->peer);
}

START_TEST(changes_of_state)
{
	char local[] = "10.0.0.1:41812", peer[] = "10.0.0.2:80", host[] = "left";
	struct journal_cursor cursor = {0};
	struct journal j;
	struct clock clock;

	begin(&j, &clock, 16);
	journal_change(&j, 3, "C", host, "diag", "CLOSED", "SYN_SENT", "connect(C)", local, peer);
	memset(local, '?', sizeof(local));
	memset(peer, '?', sizeof(peer));
	memset(host, '?', sizeof(host));
	look_at_next(&j, &cursor, see_change, NULL);
	/* a slot that is used again keeps nothing of the event before */
	for (int i = 0; i < 16; i++)
		journal_change(&j, 0, "C", NULL, "diag", NULL, "CLOSED", NULL, NULL, NULL);
	for (int i = 0; i < 16; i++)
		look_at_next(&j, &cursor, see_bare_change, NULL);
	journal_clear(&j);
}
END_TEST

/* Readers look events up by number. */
START_TEST(the_oldest_makes_way)
{
	struct clock clock = clock_fake(CLOCK_S);
	struct journal j;

	journal_init(&j, &clock, 16);
	ck_assert_uint_eq(journal_oldest(&j), 1);
	for (int i = 0; i < 20; i++)
		journal_note(&j, NOTE_SAY, 0, NULL, "x", 1);
	ck_assert_uint_eq(journal_oldest(&j), 5);
	journal_clear(&j);
}
END_TEST

START_TEST(events_of_text)
{
	char text[] = "a\0b\xff\n", name[] = "client", good[] = "good", detail[] = "1 is not 2";
	struct journal_cursor cursor = {0};
	struct journal j;
	struct clock clock;

	begin(&j, &clock, 16);
	journal_note(&j, NOTE_EXPLAIN, 7, name, text, 5);
	journal_note(&j, NOTE_SAY, 0, NULL, "", 0);
	journal_check(&j, 4, 12, true, good, 4, NULL);
	journal_check(&j, 4, 13, false, "bad", 3, detail);
	journal_signal(&j, 9, "conn", SIGPIPE, "it came");
	journal_state(&j, 9, "conn", "tcp_info", "ESTABLISHED");
	/* what was given is the caller's again: the events have copies */
	memset(text, '?', sizeof(text));
	memset(name, '?', sizeof(name));
	memset(good, '?', sizeof(good));
	memset(detail, '?', sizeof(detail));
	look_at_next(&j, &cursor, see_note, NULL);
	look_at_next(&j, &cursor, see_say, NULL);
	look_at_next(&j, &cursor, see_passed, NULL);
	look_at_next(&j, &cursor, see_failed, NULL);
	look_at_next(&j, &cursor, see_signal, NULL);
	look_at_next(&j, &cursor, see_state, NULL);
	ck_assert(!journal_read(&j, &cursor, see_nothing, NULL));
	journal_clear(&j);
}
END_TEST

/* An event in a slot that was used before has nothing of the one before it. */
static void see_plain(void *closure, const struct event *e)
{
	(void)closure;
	if (e->kind != EVENT_NOTE)
		return;
	ck_assert_str_eq(e->socket, "");
	ck_assert_str_eq(e->text, "plain");
	ck_assert_ptr_null(e->detail);
	ck_assert_uint_eq(e->line, 0);
	ck_assert_uint_eq(e->len, 5);
}

START_TEST(slots_are_used_again_clean)
{
	struct journal_cursor cursor = {0};
	struct journal j;
	struct clock clock;

	begin(&j, &clock, 16);
	for (unsigned i = 0; i < 16; i++)
		journal_check(&j, 5, i, false, "a check with a long text", 24, "and with a detail");
	for (unsigned i = 0; i < 16; i++)
		note(&j, "plain");
	while (journal_read(&j, &cursor, see_plain, NULL))
		;
	ck_assert_uint_eq(cursor.next, 33);
	ck_assert_uint_eq(cursor.dropped, 16);
	journal_clear(&j);
}
END_TEST

static void see_cut_name(void *closure, const struct event *e)
{
	ck_assert_uint_eq(strlen(e->socket), SOCK_NAME_MAX);
	ck_assert_mem_eq(e->socket, closure, SOCK_NAME_MAX);
}

START_TEST(names_are_cut_at_their_limit)
{
	char name[200] = "";
	struct journal_cursor cursor = {0};
	struct journal j;
	struct clock clock;

	begin(&j, &clock, 16);
	memset(name, 'n', sizeof(name) - 1);
	journal_state(&j, 0, name, "tcp_info", "CLOSE");
	look_at_next(&j, &cursor, see_cut_name, name);
	journal_clear(&j);
}
END_TEST

/* ---------------------------------------------------------------- calls */

static struct call_room room;

static void begin_call(struct call *c, enum call_id id, const char *name)
{
	call_init(c, id, &room);
	c->socket = name;
	c->line = 3;
	c->begin = 500;
	c->end = 700;
	call_add_socket(c, name);
}

struct seen {
	enum event_kind kind[4];
	size_t count;
};

static void see_kind(void *closure, const struct event *e)
{
	struct seen *seen = closure;

	ck_assert_uint_lt(seen->count, 4);
	seen->kind[seen->count++] = e->kind;
}

static struct seen kinds_of(struct journal *j, struct journal_cursor *cursor)
{
	struct seen seen = {.count = 0};

	while (journal_read(j, cursor, see_kind, &seen))
		;
	return seen;
}

struct shape {
	enum call_id id;
	int64_t ret;
	bool data; /* a data event follows the return */
};

static const struct shape shapes[] = {
    {CALL_SEND, 5, true},        {CALL_SENDTO, 5, true},   {CALL_WRITE, 5, true},
    {CALL_RECV, 5, true},        {CALL_RECVFROM, 5, true}, {CALL_READ, 5, true},
    {CALL_SEND, 0, false},       {CALL_RECV, 0, false},    {CALL_READ, -1, false},
    {CALL_WRITE, -1, false},     {CALL_SOCKET, 5, false},  {CALL_ACCEPT, 5, false},
    {CALL_POLL, 1, false},       {CALL_FCNTL, 2, false},   {CALL_CLOSE, 0, false},
    {CALL_GETADDRINFO, 3, false}};

START_TEST(data_follows_the_return)
{
	const struct shape *shape = &shapes[_i];
	struct journal_cursor cursor = {0};
	char buffer[] = "hello";
	struct journal j;
	struct clock clock;
	struct seen seen;
	struct call c;

	begin(&j, &clock, 16);
	begin_call(&c, shape->id, "client");
	if (c.row->direction == CALL_RECEIVES)
		call_add_buffer_out(&c, buffer, 5);
	else
		call_add_bytes(&c, buffer, 5);
	journal_call(&j, &c);
	seen = kinds_of(&j, &cursor);
	ck_assert(seen.count == 1 && seen.kind[0] == EVENT_CALL);
	c.ret = shape->ret;
	c.err = c.ret < 0 ? EAGAIN : 0;
	c.arg[1].len = c.row->direction == CALL_RECEIVES && c.ret > 0 ? (uint32_t)c.ret : c.arg[1].len;
	journal_return(&j, &c);
	seen = kinds_of(&j, &cursor);
	ck_assert_uint_eq(seen.count, shape->data ? 2 : 1);
	ck_assert_int_eq(seen.kind[0], EVENT_RETURN);
	if (shape->data)
		ck_assert_int_eq(seen.kind[1], EVENT_DATA);
	journal_clear(&j);
}
END_TEST

struct expected_data {
	int direction;
	const char *text;
	size_t len, whole;
};

static void see_data(void *closure, const struct event *e)
{
	const struct expected_data *expected = closure;

	if (e->kind != EVENT_DATA)
		return;
	ck_assert_str_eq(e->socket, "client");
	ck_assert_str_eq(e->source, "call");
	ck_assert_uint_eq(e->line, 3);
	ck_assert_int_eq(e->mono, 700);
	ck_assert_int_eq(e->direction, expected->direction);
	ck_assert_uint_eq(e->len, expected->len);
	ck_assert_uint_eq(e->whole, expected->whole);
	ck_assert_mem_eq(e->text, expected->text, expected->len);
}

static void has_data(struct call *c, const struct expected_data *expected)
{
	struct journal_cursor cursor = {0};
	struct journal j;
	struct clock clock;
	int events = 0;

	begin(&j, &clock, 16);
	journal_return(&j, c);
	if (c->buffer)
		memset(c->buffer, '?', c->capacity);
	while (journal_read(&j, &cursor, see_data, (void *)expected))
		events++;
	ck_assert_int_eq(events, 2);
	journal_clear(&j);
}

START_TEST(data_is_what_was_on_the_socket)
{
	char buffer[] = "0123456789";
	struct call c;

	/* less was sent than was asked for */
	begin_call(&c, CALL_SEND, "client");
	call_add_bytes(&c, buffer, 10);
	c.ret = 4;
	c.buffer = NULL;
	has_data(&c, &(struct expected_data){DATA_OUT, "0123", 4, 4});
	begin_call(&c, CALL_RECV, "client");
	call_add_buffer_out(&c, buffer, 10);
	c.ret = c.arg[1].len = 6;
	c.arg[1].whole = 6;
	has_data(&c, &(struct expected_data){DATA_IN, "012345", 6, 6});
	/* a datagram longer than the room, with MSG_TRUNC (recv(2)) */
	memcpy(buffer, "0123456789", 10);
	begin_call(&c, CALL_RECV, "client");
	call_add_buffer_out(&c, buffer, 10);
	c.ret = 99;
	c.arg[1].len = 10;
	has_data(&c, &(struct expected_data){DATA_IN, "0123456789", 10, 99});
}
END_TEST

/* What is asked for with MSG_ERRQUEUE was sent, not received; AF_UNIX has no such queue. */
START_TEST(the_error_queue_is_no_data)
{
	for (int unix_too = 0; unix_too < 2; unix_too++) {
		struct journal_cursor cursor = {0};
		char buffer[] = "hello";
		struct journal j;
		struct clock clock;
		struct call c;

		begin(&j, &clock, 16);
		begin_call(&c, CALL_RECV, "client");
		c.family = unix_too ? AF_UNIX : AF_INET;
		call_add_buffer_out(&c, buffer, 5);
		call_add_number(&c, 5);
		call_add_constant(&c, CONSTANT_MSG, MSG_ERRQUEUE);
		c.ret = c.arg[1].len = 5;
		journal_return(&j, &c);
		ck_assert_uint_eq(kinds_of(&j, &cursor).count, unix_too ? 2 : 1);
		journal_clear(&j);
	}
}
END_TEST

struct expected_cut {
	const char *payload;
	size_t whole;
	unsigned calls, data;
};

static void see_cut(void *closure, const struct event *e)
{
	struct expected_cut *x = closure;
	size_t shown = x->whole < JOURNAL_SHOWN ? x->whole : (size_t)JOURNAL_SHOWN;
	size_t kept = x->whole < JOURNAL_PAYLOAD ? x->whole : (size_t)JOURNAL_PAYLOAD;

	if (e->kind == EVENT_DATA) {
		x->data++;
		ck_assert_uint_eq(e->len, kept);
		ck_assert_uint_eq(e->whole, x->whole);
		ck_assert_mem_eq(e->text, x->payload, kept);
	} else {
		x->calls++;
		ck_assert_uint_eq(e->call.arg[1].len, shown);
		ck_assert_uint_eq(e->call.arg[1].whole, x->whole);
		ck_assert_mem_eq(e->call.arg[1].data, x->payload, shown);
	}
}

static const size_t cuts[] = {1,
                              JOURNAL_SHOWN - 1,
                              JOURNAL_SHOWN,
                              JOURNAL_SHOWN + 1,
                              JOURNAL_PAYLOAD - 1,
                              JOURNAL_PAYLOAD,
                              JOURNAL_PAYLOAD + 1,
                              10 * JOURNAL_PAYLOAD};

START_TEST(payload_is_cut)
{
	struct journal_cursor cursor = {0};
	struct expected_cut x = {.whole = cuts[_i]};
	char *payload = memory_new(x.whole);
	struct journal j;
	struct clock clock;
	struct call c;

	for (size_t i = 0; i < x.whole; i++)
		payload[i] = (char)(i * 7 + i / 256);
	x.payload = payload;
	begin(&j, &clock, 16);
	begin_call(&c, CALL_SEND, "client");
	call_add_bytes(&c, payload, x.whole);
	journal_call(&j, &c);
	c.ret = (int64_t)x.whole;
	journal_return(&j, &c);
	begin_call(&c, CALL_RECV, "client");
	call_add_buffer_out(&c, payload, x.whole);
	c.ret = (int64_t)x.whole;
	c.arg[1].len = (uint32_t)x.whole;
	c.arg[1].whole = x.whole;
	journal_return(&j, &c);
	while (journal_read(&j, &cursor, see_cut, &x))
		;
	ck_assert_uint_eq(x.calls, 3);
	ck_assert_uint_eq(x.data, 2);
	journal_clear(&j);
	free(payload);
}
END_TEST

static void see_whole_call(void *closure, const struct event *e)
{
	const struct call *c = &e->call;

	ck_assert_int_eq(e->kind, *(enum event_kind *)closure);
	ck_assert_int_eq(e->mono, e->kind == EVENT_CALL ? 500 : 700);
	ck_assert_uint_eq(e->line, 3);
	ck_assert_str_eq(e->socket, "server");
	ck_assert_str_eq(e->source, "call");
	ck_assert_ptr_eq(c->row, call_row(CALL_ACCEPT));
	ck_assert_str_eq(c->socket, "server");
	ck_assert_str_eq(c->made[0], "conn");
	ck_assert_ptr_null(c->made[1]);
	ck_assert(c->job == 5 && c->family == AF_INET && c->type == SOCK_STREAM);
	ck_assert(c->ret == 17 && c->err == 0 && c->begin == 500 && c->end == 700);
	ck_assert_uint_eq(c->args, 5);
	ck_assert_mem_eq(c->arg[0].data, "server", 7);
	ck_assert_int_eq(c->arg[1].number, -3);
	ck_assert(c->arg[2].set == CONSTANT_MSG && c->arg[2].number == 64);
	ck_assert(c->arg[3].kind == ARG_ADDRESS && c->arg[3].len == 16);
	ck_assert_mem_eq(c->arg[3].data, "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1", 16);
	ck_assert(c->arg[4].kind == ARG_TEXT && c->arg[4].len == 4);
	ck_assert_mem_eq(c->arg[4].data, "text", 5);
}

START_TEST(a_call_is_kept_whole)
{
	char name[] = "server", made[] = "conn", text[] = "text";
	enum event_kind kind = EVENT_CALL;
	struct journal_cursor cursor = {0};
	struct address a = {.len = 16};
	struct journal j;
	struct clock clock;
	struct call c;

	memset(&a.storage, 1, 16);
	begin(&j, &clock, 16);
	begin_call(&c, CALL_ACCEPT, name);
	call_add_number(&c, -3);
	call_add_constant(&c, CONSTANT_MSG, 64);
	call_add_address(&c, &a);
	call_add_text(&c, text);
	c.job = 5;
	c.family = AF_INET;
	c.type = SOCK_STREAM;
	c.made[0] = made;
	c.ret = 17;
	journal_call(&j, &c);
	journal_return(&j, &c);
	memset(name, '?', sizeof(name));
	memset(made, '?', sizeof(made));
	memset(text, '?', sizeof(text));
	memset(&a, '?', sizeof(a));
	memset(&c, '?', sizeof(c));
	look_at_next(&j, &cursor, see_whole_call, &kind);
	kind = EVENT_RETURN;
	look_at_next(&j, &cursor, see_whole_call, &kind);
	journal_clear(&j);
}
END_TEST

/* ---------------------------------------------------------------- times */

struct drifting {
	struct clock clock;
	int64_t mono, wall;
	int walls; /* how often the wall clock was read */
};

static int64_t drifting_mono(struct clock *c)
{
	return ((struct drifting *)c)->mono;
}

static int64_t drifting_wall(struct clock *c)
{
	((struct drifting *)c)->walls++;
	return ((struct drifting *)c)->wall;
}

static void see_times(void *closure, const struct event *e)
{
	((int64_t *)closure)[0] = e->mono;
	((int64_t *)closure)[1] = e->wall;
}

static void times_are(struct journal *j, struct journal_cursor *cursor, int64_t mono, int64_t wall)
{
	int64_t times[2];

	look_at_next(j, cursor, see_times, times);
	ck_assert_int_eq(times[0], mono);
	ck_assert_int_eq(times[1], wall);
}

START_TEST(wall_time_follows_the_monotonic)
{
	struct drifting d = {
	    .clock = {drifting_mono, drifting_wall, 0}, .mono = 5 * CLOCK_S, .wall = 1000 * CLOCK_S};
	struct journal_cursor cursor = {0};
	struct journal j;
	struct call c;

	journal_init(&j, &d.clock, 16);
	note(&j, "first");
	times_are(&j, &cursor, 5 * CLOCK_S, 1000 * CLOCK_S);
	/* a call's time is when it began, which is before the journal heard of it */
	begin_call(&c, CALL_CLOSE, "client");
	c.begin = 5 * CLOCK_S - 7;
	journal_call(&j, &c);
	times_are(&j, &cursor, 5 * CLOCK_S - 7, 1000 * CLOCK_S - 7);
	/* a wall clock that is set follows within a little more than a second */
	d.mono = 7 * CLOCK_S;
	d.wall = 2000 * CLOCK_S;
	note(&j, "later");
	times_are(&j, &cursor, 7 * CLOCK_S, 2000 * CLOCK_S);
	ck_assert_int_eq(d.walls, 2);
	journal_clear(&j);
}
END_TEST

/* ---------------------------------------------------------------- cursors */

START_TEST(slots_are_a_power_of_two)
{
	static const size_t asked[] = {0, 1, 16, 17, 1000, 1024, 1025};
	static const size_t given[] = {16, 16, 16, 32, 1024, 1024, 2048};
	struct journal_cursor cursor = {0};
	struct journal j;
	struct clock clock;

	begin(&j, &clock, asked[_i]);
	for (unsigned i = 0; i < given[_i]; i++)
		note_number(&j, i);
	ck_assert_uint_eq(next_seq(&j, &cursor), 1);
	ck_assert_uint_eq(cursor.dropped, 0);
	note(&j, "one more");
	cursor = (struct journal_cursor){0};
	ck_assert_uint_eq(next_seq(&j, &cursor), 2);
	ck_assert_uint_eq(cursor.dropped, 1);
	journal_clear(&j);
}
END_TEST

static void see_number(void *closure, const struct event *e)
{
	(void)closure;
	UNIT_ASSERT(strtoull(e->text, NULL, 10) == e->seq);
}

START_TEST(the_ring_wraps)
{
	struct journal_cursor late = {0}, steady = {0}, slow = {0};
	struct journal j;
	struct clock clock;
	uint64_t seen = 0;

	begin(&j, &clock, 16);
	for (unsigned i = 1; i <= 1000; i++) {
		note_number(&j, i);
		ck_assert(journal_read(&j, &steady, see_number, NULL));
		ck_assert(!journal_read(&j, &steady, see_nothing, NULL));
		/* one that reads two for every five appended */
		if (i % 5 == 0)
			for (int k = 0; k < 2; k++) {
				ck_assert(journal_read(&j, &slow, see_number, NULL));
				seen++;
			}
	}
	ck_assert_uint_eq(steady.dropped, 0);
	ck_assert_uint_gt(slow.dropped, 0);
	while (journal_read(&j, &slow, see_number, NULL))
		seen++;
	ck_assert_uint_eq(seen + slow.dropped, 1000);
	for (uint64_t seq = 985; seq <= 1000; seq++)
		ck_assert_uint_eq(next_seq(&j, &late), seq);
	ck_assert_uint_eq(next_seq(&j, &late), 0);
	ck_assert_uint_eq(late.dropped, 984);
	journal_clear(&j);
}
END_TEST

START_TEST(a_cursor_may_begin_anywhere)
{
	struct journal_cursor cursor = {.next = 20};
	struct journal j;
	struct clock clock;

	begin(&j, &clock, 16);
	for (unsigned i = 1; i <= 19; i++)
		note_number(&j, i);
	ck_assert_uint_eq(next_seq(&j, &cursor), 0);
	note_number(&j, 20);
	ck_assert_uint_eq(next_seq(&j, &cursor), 20);
	ck_assert_uint_eq(cursor.dropped, 0);
	cursor = (struct journal_cursor){.next = 10};
	ck_assert_uint_eq(next_seq(&j, &cursor), 10);
	cursor = (struct journal_cursor){.next = 2};
	ck_assert_uint_eq(next_seq(&j, &cursor), 5);
	ck_assert_uint_eq(cursor.dropped, 3);
	journal_clear(&j);
}
END_TEST

/* ---------------------------------------------------------------- taps */

struct counting {
	struct journal_tap tap;
	struct journal *journal;
	uint64_t events, last, flushes;
	uint64_t full; /* flushes that do not get all out, from the first */
};

static void count_event(struct journal_tap *tap, const struct event *e)
{
	struct counting *c = (struct counting *)tap;

	UNIT_ASSERT(!c->events || e->seq == c->last + 1);
	c->events++;
	c->last = e->seq;
}

static bool count_flush(struct journal_tap *tap, bool wait)
{
	((struct counting *)tap)->flushes++;
	return wait || ((struct counting *)tap)->flushes > ((struct counting *)tap)->full;
}

START_TEST(taps_miss_nothing)
{
	struct counting first = {.tap = {.event = count_event, .flush = count_flush}};
	struct counting second = {.tap = {.event = count_event}};
	struct counting late = {.tap = {.event = count_event, .flush = count_flush}};
	struct journal_cursor cursor = {0};
	struct journal j;
	struct clock clock;

	begin(&j, &clock, 16);
	journal_add_tap(&j, &first.tap);
	journal_add_tap(&j, &second.tap);
	for (unsigned i = 1; i <= 5000; i++) {
		note_number(&j, i);
		/* at once: whoever appends waits for it */
		UNIT_ASSERT(first.last == i && second.last == i);
	}
	journal_add_tap(&j, &late.tap);
	for (unsigned i = 0; i < 1000; i++) {
		struct call c;

		begin_call(&c, CALL_SEND, "client");
		call_add_bytes(&c, "x", 1);
		c.ret = 1;
		journal_call(&j, &c);
		journal_return(&j, &c);
	}
	ck_assert_uint_eq(first.events, 8000);
	ck_assert_uint_eq(second.events, 8000);
	ck_assert_uint_eq(late.events, 3000);
	ck_assert_uint_eq(late.last, 8000);
	/* however little a cursor got to see */
	ck_assert_uint_eq(next_seq(&j, &cursor), 8000 - 15);
	ck_assert(journal_flush(&j, true));
	ck_assert(journal_flush(&j, false));
	ck_assert_uint_eq(first.flushes, 2);
	ck_assert_uint_eq(late.flushes, 2);
	journal_clear(&j);
}
END_TEST

START_TEST(a_tap_may_be_deaf)
{
	struct counting data = {.tap = {.event = count_event, .deaf = ~(1u << EVENT_DATA)}};
	struct counting rest = {.tap = {.event = count_event, .deaf = 1u << EVENT_DATA}};
	struct journal j;
	struct clock clock;
	struct call c;

	begin(&j, &clock, 16);
	journal_add_tap(&j, &data.tap);
	journal_add_tap(&j, &rest.tap);
	begin_call(&c, CALL_SEND, "client");
	call_add_bytes(&c, "x", 1);
	c.ret = 1;
	journal_call(&j, &c);
	journal_return(&j, &c);
	ck_assert(data.events == 1 && data.last == 3);
	ck_assert(rest.events == 2 && rest.last == 2);
	journal_clear(&j);
}
END_TEST

/* Every kind of data an argument can have, as long as it may be, and written by the kernel or not. */
static void add_all_kinds(struct call *c, char *buffer, size_t n)
{
	struct arg *a;

	call_add_buffer_out(c, buffer, n);
	call_add_address_out(c);
	call_add_value_out(c, sizeof(room.value));
	call_add_list_out(c);
	call_add_bytes(c, buffer, n);
	for (unsigned i = 1; i < c->args; i++) {
		a = &c->arg[i];
		a->len = a->kind == ARG_ADDRESS ? sizeof(room.address.storage)
		         : a->kind == ARG_VALUE ? sizeof(room.value)
		         : a->kind == ARG_LIST  ? sizeof(room.list)
		                                : (uint32_t)n;
	}
}

static void see_all_kinds(void *closure, const struct event *e)
{
	const char *buffer = closure;

	ck_assert_uint_eq(e->call.args, 6);
	ck_assert(e->call.arg[1].len == JOURNAL_SHOWN && e->call.arg[5].len == JOURNAL_SHOWN);
	ck_assert_mem_eq(e->call.arg[1].data, buffer, JOURNAL_SHOWN);
	ck_assert_mem_eq(e->call.arg[2].data, &room.address.any, sizeof(room.address.storage));
	ck_assert_mem_eq(e->call.arg[3].data, room.value, sizeof(room.value));
	ck_assert_mem_eq(e->call.arg[4].data, room.list, sizeof(room.list));
	ck_assert_mem_eq(e->call.arg[5].data, buffer, JOURNAL_SHOWN);
	ck_assert_uint_eq(strlen(e->call.made[1]), SOCK_NAME_MAX);
	ck_assert_uint_le(e->arena.len, e->arena.cap);
}

START_TEST(there_is_room_for_all_data)
{
	char name[SOCK_NAME_MAX + 1] = "", buffer[1000];
	struct journal_cursor cursor = {0};
	struct journal j;
	struct clock clock;
	struct call c;

	begin(&j, &clock, 16);
	memset(name, 'n', SOCK_NAME_MAX);
	memset(buffer, 'b', sizeof(buffer));
	memset(&room, 'r', sizeof(room));
	begin_call(&c, CALL_FCNTL, name);
	add_all_kinds(&c, buffer, sizeof(buffer));
	c.made[0] = c.made[1] = name;
	journal_call(&j, &c);
	look_at_next(&j, &cursor, see_all_kinds, buffer);
	journal_clear(&j);
}
END_TEST

static void flush_inside(struct journal_tap *tap, const struct event *e)
{
	struct counting *c = (struct counting *)tap;

	(void)e;
	c->events++;
	/* the lock is held: who must not wait is told, and nothing is flushed */
	ck_assert(!journal_flush(c->journal, false));
}

START_TEST(a_flush_need_not_wait)
{
	struct journal j;
	struct clock clock;
	struct counting c = {.tap = {.event = flush_inside, .flush = count_flush}, .journal = &j};

	begin(&j, &clock, 16);
	journal_add_tap(&j, &c.tap);
	note(&j, "one");
	ck_assert_uint_eq(c.events, 1);
	ck_assert_uint_eq(c.flushes, 0);
	journal_clear(&j);
}
END_TEST

START_TEST(a_flush_tells_whether_all_went_out)
{
	struct journal j;
	struct clock clock;
	struct counting c = {.tap = {.event = count_event, .flush = count_flush}, .full = 2};
	struct counting other = {.tap = {.event = count_event, .flush = count_flush}};

	begin(&j, &clock, 16);
	journal_add_tap(&j, &c.tap);
	journal_add_tap(&j, &other.tap);
	ck_assert(!journal_flush(&j, false));
	ck_assert(journal_flush(&j, true));
	ck_assert(journal_flush(&j, false));
	/* the last flush is patient, but not for ever */
	c.full = 5;
	ck_assert(journal_flush_last(&j));
	ck_assert_uint_eq(c.flushes, 6);
	c.full = UINT64_MAX;
	ck_assert(!journal_flush_last(&j));
	ck_assert_uint_eq(other.flushes, c.flushes);
	journal_clear(&j);
}
END_TEST

START_TEST(taps_that_are_dropped_are_called_no_more)
{
	struct journal j;
	struct clock clock;
	struct counting c = {.tap = {.event = count_event, .flush = count_flush}};

	begin(&j, &clock, 16);
	journal_add_tap(&j, &c.tap);
	note(&j, "one");
	journal_drop_taps(&j);
	note(&j, "two");
	ck_assert(journal_flush(&j, true));
	ck_assert_uint_eq(c.events, 1);
	ck_assert_uint_eq(c.flushes, 0);
	journal_clear(&j);
}
END_TEST

/* ---------------------------------------------------------------- memory */

/* Bytes behind all slots: what a journal costs besides the ring itself. */
static size_t memory_of(const struct journal *j)
{
	size_t sum = 0;

	for (size_t i = 0; i < j->slots; i++)
		sum += j->ring[i].arena.cap;
	return sum;
}

static size_t kept(struct journal *j)
{
	struct journal_cursor cursor = {0};
	size_t n = 0;

	while (next_seq(j, &cursor))
		n++;
	return n;
}

static void append(struct journal *j, const char *text, size_t n)
{
	journal_note(j, NOTE_SAY, 0, NULL, text, n);
	ck_assert_uint_eq(memory_of(j), j->held);
}

/* Small ones keep their storage, so that appending needs no more of it once the ring went round. */
START_TEST(memory_settles)
{
	struct journal j;
	struct clock clock;
	size_t settled = 0;

	begin(&j, &clock, 64);
	for (unsigned i = 0; i < 1000; i++) {
		note_number(&j, i);
		if (i == 64)
			settled = memory_of(&j);
	}
	ck_assert_uint_gt(settled, 0);
	ck_assert_uint_eq(memory_of(&j), settled);
	journal_clear(&j);
}
END_TEST

/* Wherever it is asked for, what is in the journal stays, and nothing beyond the ring is touched. */
START_TEST(room_is_made_beforehand)
{
	struct journal j;
	struct clock clock;

	begin(&j, &clock, 4096);
	for (unsigned i = 0; i < 10000; i++) {
		note_number(&j, i);
		if (i % 100 == 0)
			journal_make_room(&j, i + 2, i % 700 ? 1000 : 100000);
	}
	ck_assert_uint_le(j.roomy, j.slots);
	ck_assert_uint_eq(kept(&j), 4096);
	journal_make_room(&j, UINT64_MAX - 5000, 1000);
	ck_assert_uint_eq(kept(&j), 4096);
	journal_clear(&j);
}
END_TEST

START_TEST(large_events_make_way)
{
	enum { LARGE = JOURNAL_PAYLOAD };
	char *text = memory_new(LARGE);
	struct journal j;
	struct clock clock;

	begin(&j, &clock, 1024);
	for (unsigned i = 0; i < 2000; i++) {
		append(&j, text, LARGE);
		UNIT_ASSERT(memory_of(&j) <= j.room);
	}
	/* as many as fit, not fewer */
	ck_assert_uint_gt(kept(&j), j.room / LARGE / 4);
	/* and their storage goes with them: after as many small ones as there are slots, little is left */
	for (unsigned i = 0; i < 1024; i++)
		append(&j, text, 10);
	ck_assert_uint_eq(kept(&j), 1024);
	ck_assert_uint_lt(memory_of(&j), 2 * 1024 * 1024);
	journal_clear(&j);
	free(text);
}
END_TEST

/* Larger than all room: it is kept alone, and only until the next one comes. */
START_TEST(an_event_larger_than_the_room)
{
	struct journal j;
	struct clock clock;
	char *text;
	size_t n;

	begin(&j, &clock, 64);
	n = j.room + 1;
	text = memory_new(n);
	/* _i: whether the ring went round before, so that each slot has storage already */
	for (unsigned i = 0; i < (_i ? 100 : 10); i++)
		append(&j, text, 10);
	append(&j, text, n);
	ck_assert_uint_eq(kept(&j), 1);
	append(&j, text, 10);
	ck_assert_uint_le(memory_of(&j), j.room);
	ck_assert_uint_eq(kept(&j), 1);
	append(&j, text, 10);
	ck_assert_uint_eq(kept(&j), 2);
	journal_clear(&j);
	free(text);
}
END_TEST

/* A ring so large that the room is full before the slots are: the oldest go, not all. */
START_TEST(a_large_ring_of_small_events)
{
	char text[900] = "";
	struct journal j;
	struct clock clock;

	begin(&j, &clock, 65536);
	for (unsigned i = 0; i < 60000; i++)
		journal_note(&j, NOTE_SAY, 0, NULL, text, sizeof(text));
	ck_assert_uint_le(memory_of(&j), j.room);
	ck_assert_uint_gt(kept(&j), j.room / 4096);
	journal_clear(&j);
}
END_TEST

/* ---------------------------------------------------------------- threads */

enum { THREADS = 4, ROUNDS = 4000 };

struct tally {
	struct journal_tap tap;
	uint64_t last;
	unsigned of_thread[THREADS];
	unsigned data;
	unsigned pending; /* thread + 1 of a return whose data is due next */
};

/* Sequence numbers rise by one; each thread's own events come in its order, data right after its
 * return. */
static void check_order(struct journal_tap *tap, const struct event *e)
{
	struct tally *t = (struct tally *)tap;
	unsigned thread = (unsigned)(e->socket[0] - 'a');

	UNIT_ASSERT(e->seq == t->last + 1);
	t->last = e->seq;
	UNIT_ASSERT(thread < THREADS);
	if (e->kind == EVENT_DATA) {
		UNIT_ASSERT(t->pending == thread + 1);
		t->pending = 0;
		t->data++;
		return;
	}
	UNIT_ASSERT(!t->pending);
	UNIT_ASSERT(e->line == t->of_thread[thread] + 1);
	t->of_thread[thread] = e->line;
	if (e->kind == EVENT_RETURN)
		t->pending = thread + 1;
}

struct writer {
	struct journal *journal;
	char name[2];
	pthread_t thread;
};

static void *write_many(void *closure)
{
	struct writer *w = closure;
	struct call_room own_room;
	unsigned line = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct call c;

		call_init(&c, CALL_SEND, &own_room);
		c.socket = w->name;
		call_add_socket(&c, w->name);
		call_add_bytes(&c, "payload", 7);
		c.begin = c.end = i;
		c.ret = 7;
		c.line = ++line;
		journal_call(w->journal, &c);
		c.line = ++line;
		journal_return(w->journal, &c);
		journal_note(w->journal, NOTE_SAY, ++line, w->name, "text", 4);
	}
	return NULL;
}

struct reader {
	struct journal *journal;
	atomic_bool stop;
	uint64_t seen, last;
	struct journal_cursor cursor;
	pthread_t thread;
};

static void see_rising(void *closure, const struct event *e)
{
	struct reader *r = closure;

	UNIT_ASSERT(e->seq > r->last);
	r->last = e->seq;
	r->seen++;
}

static void *read_many(void *closure)
{
	struct reader *r = closure;
	bool stop;

	do {
		stop = atomic_load(&r->stop);
		while (journal_read(r->journal, &r->cursor, see_rising, r))
			;
		journal_flush(r->journal, false);
	} while (!stop);
	return NULL;
}

START_TEST(four_threads_append)
{
	struct tally tally = {.tap = {.event = check_order}};
	struct writer writer[THREADS];
	struct clock clock = clock_fake(0);
	struct journal j;
	struct reader reader = {.journal = &j};
	const uint64_t total = (uint64_t)THREADS * ROUNDS * 4;

	journal_init(&j, &clock, 256);
	journal_add_tap(&j, &tally.tap);
	ck_assert_int_eq(pthread_create(&reader.thread, NULL, read_many, &reader), 0);
	for (int i = 0; i < THREADS; i++) {
		writer[i] = (struct writer){.journal = &j, .name = {(char)('a' + i), 0}};
		ck_assert_int_eq(pthread_create(&writer[i].thread, NULL, write_many, &writer[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(writer[i].thread, NULL);
	atomic_store(&reader.stop, true);
	pthread_join(reader.thread, NULL);
	ck_assert_uint_eq(tally.last, total);
	ck_assert_uint_eq(tally.data, THREADS * ROUNDS);
	for (int i = 0; i < THREADS; i++)
		ck_assert_uint_eq(tally.of_thread[i], 3 * ROUNDS);
	/* what the reader did not see it was told of */
	ck_assert_uint_eq(reader.last, total);
	ck_assert_uint_eq(reader.seen + reader.cursor.dropped, total);
	journal_clear(&j);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	TCase *tcase = tcase_create("journal");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, empty);
	tcase_add_test(tcase, the_oldest_makes_way);
	tcase_add_test(tcase, events_of_text);
	tcase_add_test(tcase, changes_of_state);
	tcase_add_test(tcase, options);
	tcase_add_test(tcase, slots_are_used_again_clean);
	tcase_add_test(tcase, names_are_cut_at_their_limit);
	tcase_add_loop_test(tcase, data_follows_the_return, 0, COUNT(shapes));
	tcase_add_test(tcase, data_is_what_was_on_the_socket);
	tcase_add_test(tcase, the_error_queue_is_no_data);
	tcase_add_loop_test(tcase, payload_is_cut, 0, COUNT(cuts));
	tcase_add_test(tcase, a_call_is_kept_whole);
	tcase_add_test(tcase, wall_time_follows_the_monotonic);
	tcase_add_loop_test(tcase, slots_are_a_power_of_two, 0, 7);
	tcase_add_test(tcase, the_ring_wraps);
	tcase_add_test(tcase, a_cursor_may_begin_anywhere);
	tcase_add_test(tcase, taps_miss_nothing);
	tcase_add_test(tcase, a_tap_may_be_deaf);
	tcase_add_test(tcase, there_is_room_for_all_data);
	tcase_add_test(tcase, a_flush_need_not_wait);
	tcase_add_test(tcase, a_flush_tells_whether_all_went_out);
	tcase_add_test(tcase, taps_that_are_dropped_are_called_no_more);
	tcase_add_test(tcase, memory_settles);
	tcase_add_test(tcase, room_is_made_beforehand);
	tcase_add_test(tcase, large_events_make_way);
	tcase_add_loop_test(tcase, an_event_larger_than_the_room, 0, 2);
	tcase_add_test(tcase, a_large_ring_of_small_events);
	tcase_add_test(tcase, four_threads_append);
	return unit_run("journal", tcase);
}
