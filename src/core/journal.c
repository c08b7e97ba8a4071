/*
 * The ring of events. What an event points to is behind it, in its arena: nearly always in a small one that
 * is the slot's own. A larger one is kept with the slot when that is used again, so that appending needs no
 * allocation once the ring has gone round.
 */
#include "core/journal.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"

enum {
	READ_TRIES =
	    32, /* a reader looks so often whether the lock is free, before it asks others to wait */
	CACHE_LINE = 64,
	SLOTS_CACHED = 256,
	EVENTS_AHEAD = 4, /* a call has three: it begins, it returns, and what it carried */
	ARENA_SMALL = sizeof(((struct event *)NULL)->small), /* of the event's own */
	ARENA_KEPT = 1024,      /* one larger than this is freed with its event */
	ROOM = 32 * 1024 * 1024 /* bytes of arenas kept at most */
};

/* What is large does not stay in the caches while it goes round. */
static inline bool is_large(const struct journal *j)
{
	return j->slots > SLOTS_CACHED;
}

static struct event *slot_of(const struct journal *j, uint64_t seq)
{
	return &j->ring[seq & (j->slots - 1)];
}

static void give_back(struct journal *j, struct event *e)
{
	j->held -= e->arena.cap;
	if (e->arena.data == e->small)
		e->arena = (struct bytes)BYTES_INIT;
	else
		bytes_clear(&e->arena);
}

/* Makes an event's storage larger; the oldest ones give theirs back while memory is short. Kept out of
 * line: once the ring has gone round there is room nearly always. */
static __attribute__((noinline, cold)) void grow(struct journal *j, struct event *e, size_t n)
{
	give_back(j, e);
	if (n < ARENA_SMALL)
		e->arena = (struct bytes){.data = e->small, .cap = ARENA_SMALL};
	else
		bytes_reserve(&e->arena, n);
	j->held += e->arena.cap;
	while (j->held > j->room && j->first < j->next && !(j->pinned && j->first >= j->pinned))
		give_back(j, slot_of(j, j->first++));
}

void journal_init(struct journal *j, struct clock *clock, size_t slots)
{
	size_t n = 16;

	while (n < slots)
		n *= 2;
	memset(j, 0, sizeof(*j));
	pthread_mutex_init(&j->lock, NULL);
	pthread_mutex_init(&j->gate_lock, NULL);
	pthread_cond_init(&j->gate_opened, NULL);
	j->ring = memory_new(n * sizeof(*j->ring));
	j->slots = n;
	j->room = ROOM;
	j->first = j->next = 1;
	j->clock = clock;
	j->wall_until = INT64_MIN;
}

void journal_clear(struct journal *j)
{
	/* slots that were never used are memory that was never touched */
	for (size_t i = 0; i < j->slots && i < j->next; i++)
		give_back(j, &j->ring[i]);
	free(j->ring);
	pthread_mutex_destroy(&j->lock);
	pthread_mutex_destroy(&j->gate_lock);
	pthread_cond_destroy(&j->gate_opened);
}

void journal_make_room(struct journal *j, uint64_t from, size_t events)
{
	size_t begin = from > j->roomy ? from : j->roomy;
	size_t end = from + events < j->slots ? from + events : j->slots;

	if (begin + events / 2 > end)
		return;
	memory_populate(&j->ring[begin], (end - begin) * sizeof(*j->ring));
	j->roomy = end;
}

/*
 * Who appends in a loop takes the lock again before anybody who waits for it is awake. So a reader closes a
 * gate first; whoever appends then waits in front of it, until the reader has the lock.
 */
void journal_hold(struct journal *j)
{
	atomic_fetch_add(&j->gates, 1);
}

void journal_go_on(struct journal *j)
{
	pthread_mutex_lock(&j->gate_lock);
	atomic_fetch_sub(&j->gates, 1);
	j->opened++;
	pthread_cond_broadcast(&j->gate_opened);
	pthread_mutex_unlock(&j->gate_lock);
}

/* For one of them only: a reader that comes again and again is not to hold up the session. */
static __attribute__((noinline, cold)) void wait_at_gate(struct journal *j)
{
	unsigned opened;

	pthread_mutex_lock(&j->gate_lock);
	opened = j->opened;
	while (atomic_load(&j->gates) && opened == j->opened)
		pthread_cond_wait(&j->gate_opened, &j->gate_lock);
	pthread_mutex_unlock(&j->gate_lock);
}

static inline void lock_to_append(struct journal *j)
{
	if (atomic_load_explicit(&j->gates, memory_order_relaxed))
		wait_at_gate(j);
	pthread_mutex_lock(&j->lock);
	while (__builtin_expect(j->pinned && j->next - j->pinned >= j->slots, 0)) {
		pthread_mutex_unlock(&j->lock);
		sched_yield();
		pthread_mutex_lock(&j->lock);
	}
}

/* Between two events the lock is free for long enough, mostly: only who does not get it so has others wait. */
static void lock_to_read(struct journal *j)
{
	for (int i = 0; i < READ_TRIES; i++) {
		if (!pthread_mutex_trylock(&j->lock))
			return;
		sched_yield();
	}
	journal_hold(j);
	pthread_mutex_lock(&j->lock);
	journal_go_on(j);
}

void journal_add_tap(struct journal *j, struct journal_tap *tap)
{
	struct journal_tap **end = &j->tap;

	pthread_mutex_lock(&j->lock);
	while (*end)
		end = &(*end)->next;
	tap->next = NULL;
	*end = tap;
	pthread_mutex_unlock(&j->lock);
}

void journal_drop_taps(struct journal *j)
{
	pthread_mutex_lock(&j->lock);
	j->tap = NULL;
	pthread_mutex_unlock(&j->lock);
}

bool journal_flush(struct journal *j, bool wait)
{
	bool all = true;

	if (wait)
		pthread_mutex_lock(&j->lock);
	else if (pthread_mutex_trylock(&j->lock))
		return false;
	for (struct journal_tap *t = j->tap; t; t = t->next)
		if (t->flush)
			all = t->flush(t, wait) && all;
	pthread_mutex_unlock(&j->lock);
	return all;
}

bool journal_flush_last(struct journal *j)
{
	const struct timespec nap = {.tv_nsec = 10 * CLOCK_MS};

	for (int i = 0; i < 20; i++) {
		if (journal_flush(j, false))
			return true;
		nanosleep(&nap, NULL);
	}
	return false;
}

/* The wall clock drifts against the monotonic one by little: it is read once a second at most. */
static __attribute__((noinline, cold)) void read_wall(struct journal *j, int64_t mono)
{
	j->wall_offset = clock_wall(j->clock) - clock_monotonic(j->clock);
	j->wall_until = mono + CLOCK_S;
}

/* In a large ring a slot is in no cache when its turn comes: it is sent for a call's worth of events before.
 * Always inline: gcc takes a function that does only this for one that does nothing. */
static inline __attribute__((always_inline)) void send_for(const struct journal *j, uint64_t seq)
{
	const struct event *e = slot_of(j, seq);

	for (size_t at = 0; at < offsetof(struct event, call) + sizeof(e->call); at += CACHE_LINE)
		__builtin_prefetch((const char *)e + at, 1);
}

/* The next event, empty but for its header, with room for `arena` bytes behind it, so that nothing it
 * points to moves. */
static inline struct event *begin(struct journal *j, enum event_kind kind, int64_t mono,
                                  size_t arena)
{
	struct event *e = slot_of(j, j->next);

	/* the oldest one makes way; small storage stays with the slot */
	if (j->next - j->first == j->slots) {
		j->first++;
		if (e->arena.cap > ARENA_KEPT)
			give_back(j, e);
	}
	e->arena.len = 0;
	if (e->arena.cap <= arena)
		grow(j, e, arena);
	if (mono > j->wall_until)
		read_wall(j, mono);
	e->seq = j->next++;
	e->kind = kind;
	e->mono = mono;
	e->wall = mono + j->wall_offset;
	e->text = e->detail = e->was = e->cause = e->host = e->local = e->peer = NULL;
	e->len = 0;
	if (is_large(j))
		send_for(j, e->seq + EVENTS_AHEAD);
	return e;
}

static inline void publish(struct journal *j, const struct event *e)
{
	for (struct journal_tap *t = j->tap; t; t = t->next)
		if (!(t->deaf >> e->kind & 1))
			t->event(t, e);
}

/* Names are short: a letter at a time is faster than asking how many there are. Returns that. */
static inline size_t copy_name(char *to, const char *name)
{
	size_t n = 0;

	for (; n < SOCK_NAME_MAX && name[n]; n++)
		to[n] = name[n];
	to[n] = 0;
	return n;
}

static inline void set_socket(struct event *e, const char *name)
{
	copy_name(e->socket, name ? name : "");
}

/* Copies n bytes behind the event, where begin made room; what is returned stays where it is. */
static inline const char *store(struct event *e, const void *p, size_t n)
{
	char *at = e->arena.data + e->arena.len;

	if (n)
		memcpy(at, p, n);
	at[n] = 0;
	e->arena.len += n + 1;
	return at;
}

/* What is long is kept in part. */
static __attribute__((noinline, cold)) void cut(struct arg *a)
{
	if (a->kind == ARG_BYTES || a->kind == ARG_LENGTHS)
		a->len = JOURNAL_SHOWN;
	else if (a->kind == ARG_CONTROL && a->len > CALL_CONTROL_KEPT)
		a->len = CALL_CONTROL_KEPT;
}

/* Argument i of the event's call, which still points to what the caller has. */
static inline void keep_data(struct event *e, const struct call *c, unsigned i)
{
	struct arg *a = &e->call.arg[i];

	/* nearly always the socket it is made on, whose name is there already */
	if (a->data == c->socket && a->len <= SOCK_NAME_MAX) {
		a->data = e->socket;
		return;
	}
	if (a->len > JOURNAL_SHOWN)
		cut(a);
	a->data = store(e, a->data, a->len);
}

/* A call that makes a socket, or is made in the lab, has more names; most have none. */
static bool has_names(const struct call *c)
{
	return c->made[0] || c->host;
}

static size_t room_of_names(const struct call *c)
{
	return 2 * (SOCK_NAME_MAX + 1) + (c->host ? strlen(c->host) + 1 : 0);
}

/* As store, a name. */
static inline const char *store_name(struct event *e, const char *name)
{
	char *at = e->arena.data + e->arena.len;
	size_t n = copy_name(at, name);

	e->arena.len += n + 1;
	return at;
}

static __attribute__((noinline)) void keep_names(struct event *e, const struct call *c)
{
	for (int i = 0; i < 2 && c->made[i]; i++)
		e->call.made[i] = store_name(e, c->made[i]);
	if (c->host)
		e->call.host = store(e, c->host, strlen(c->host));
}

/* Bytes that keep_data stores of all arguments. */
static size_t room_of_data(const struct call *c)
{
	size_t room = 0;

	for (unsigned data = c->with_data; data; data &= data - 1) {
		struct arg a = c->arg[__builtin_ctz(data)];

		if (a.len > JOURNAL_SHOWN)
			cut(&a);
		if (a.data != c->socket || a.len > SOCK_NAME_MAX)
			room += a.len + 1;
	}
	return room;
}

static void append_call(struct journal *j, enum event_kind kind, const struct call *c)
{
	int64_t mono = kind == EVENT_CALL ? c->begin : c->end;
	bool names = has_names(c);
	size_t room = c->data_room;
	struct event *e;

	/* that is the most there can be; in a small ring all slots soon have so much */
	if (room >= ARENA_SMALL && is_large(j))
		room = room_of_data(c);
	e = begin(j, kind, mono, room + (names ? room_of_names(c) : 0));

	e->source = "call";
	e->line = c->line;
	set_socket(e, c->socket);
	call_copy_kept(&e->call, c);
	e->call.socket = e->socket;
	for (unsigned data = c->with_data; data; data &= data - 1)
		keep_data(e, c, (unsigned)__builtin_ctz(data));
	if (names)
		keep_names(e, c);
	publish(j, e);
}

static void append_data(struct journal *j, const struct call *c)
{
	bool sends = c->row->direction == CALL_SENDS;
	const void *p = sends ? c->arg[1].data : c->buffer;
	size_t whole = (size_t)c->ret;
	size_t had = sends ? whole : c->arg[1].len;
	size_t n = had < JOURNAL_PAYLOAD ? had : (size_t)JOURNAL_PAYLOAD;
	struct event *e = begin(j, EVENT_DATA, c->end, n + 1);

	set_socket(e, c->socket);
	e->source = "call";
	e->line = c->line;
	e->text = store(e, p, n);
	e->len = n;
	e->whole = whole;
	e->direction = sends ? DATA_OUT : DATA_IN;
	publish(j, e);
}

void journal_call(struct journal *j, const struct call *c)
{
	lock_to_append(j);
	append_call(j, EVENT_CALL, c);
	pthread_mutex_unlock(&j->lock);
}

void journal_return(struct journal *j, const struct call *c)
{
	lock_to_append(j);
	append_call(j, EVENT_RETURN, c);
	/* the error queue gives back what was sent */
	if (c->ret > 0 && c->row->direction != CALL_CARRIES_NOTHING && !call_asks_errors(c))
		append_data(j, c);
	pthread_mutex_unlock(&j->lock);
}

static struct event *begin_text(struct journal *j, enum event_kind kind, unsigned line,
                                const char *socket, const char *text, size_t n, size_t more)
{
	struct event *e = begin(j, kind, clock_monotonic(j->clock), n + 1 + more);

	e->source = "script";
	e->line = line;
	set_socket(e, socket);
	e->text = store(e, text, n);
	e->len = e->whole = n;
	return e;
}

/* Whose words they are. */
static const char *source_of_note(enum note_kind kind)
{
	switch (kind) {
	case NOTE_SAY:
	case NOTE_TITLE:
		return "script";
	case NOTE_COMMAND:
		return "prompt";
	case NOTE_REMARK:
	case NOTE_EXPLAIN:
	case NOTE_HELP:
	case NOTE_SKIP:
	case NOTE_END:
	case NOTE_RESULT:
	case NOTE_REFUSED:
		break;
	}
	return "sockpit";
}

void journal_note(struct journal *j, enum note_kind kind, unsigned line, const char *socket,
                  const char *text, size_t n)
{
	lock_to_append(j);
	struct event *e = begin_text(j, EVENT_NOTE, line, socket, text, n, 0);
	e->note = kind;
	e->source = source_of_note(kind);
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

void journal_check(struct journal *j, unsigned line, unsigned point, bool passed, const char *text,
                   size_t n, const char *detail)
{
	size_t more = detail ? strlen(detail) : 0;

	lock_to_append(j);
	struct event *e = begin_text(j, EVENT_CHECK, line, NULL, text, n, more + 1);
	e->point = point;
	e->passed = passed;
	e->detail = detail ? store(e, detail, more) : NULL;
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

void journal_signal(struct journal *j, unsigned line, const char *socket, int number,
                    const char *text)
{
	lock_to_append(j);
	struct event *e = begin_text(j, EVENT_SIGNAL, line, socket, text, strlen(text), 0);
	e->signal = number;
	e->source = "kernel";
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

void journal_state(struct journal *j, unsigned line, const char *socket, const char *source,
                   const char *text)
{
	lock_to_append(j);
	struct event *e = begin_text(j, EVENT_STATE, line, socket, text, strlen(text), 0);
	e->source = source;
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

static const char *store_text(struct event *e, const char *text)
{
	return text ? store(e, text, strlen(text)) : NULL;
}

static size_t room_of(const char *text)
{
	return text ? strlen(text) + 1 : 0;
}

void journal_change(struct journal *j, unsigned line, const char *socket, const char *host,
                    const char *source, const char *was, const char *now, const char *cause,
                    const char *local, const char *peer)
{
	lock_to_append(j);
	struct event *e =
	    begin_text(j, EVENT_STATE, line, socket, now, strlen(now),
	               room_of(was) + room_of(cause) + room_of(host) + room_of(local) + room_of(peer));
	e->source = source;
	e->was = store_text(e, was);
	e->cause = store_text(e, cause);
	e->host = store_text(e, host);
	e->local = store_text(e, local);
	e->peer = store_text(e, peer);
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

void journal_option(struct journal *j, unsigned line, const char *socket, const char *name,
                    const char *asked, const char *kept, const char *why)
{
	lock_to_append(j);
	struct event *e = begin_text(j, EVENT_OPTION, line, socket, kept, strlen(kept),
	                             room_of(name) + room_of(asked) + room_of(why));
	e->source = "getsockopt";
	e->detail = store_text(e, name);
	e->was = store_text(e, asked);
	e->cause = store_text(e, why);
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

void journal_segment(struct journal *j, unsigned line, int64_t mono, const char *source,
                     const struct segment_event *segment, const void *frame, size_t n, size_t whole,
                     const char *cause)
{
	size_t need = n + 1 + room_of(segment->from) + room_of(segment->to) + room_of(segment->why) +
	              room_of(cause);

	lock_to_append(j);
	struct event *e = begin(j, EVENT_SEGMENT, mono, need);
	e->line = line;
	e->source = source;
	set_socket(e, NULL);
	e->text = store(e, frame, n);
	e->len = n;
	e->whole = whole;
	e->cause = store_text(e, cause);
	e->segment = *segment;
	e->segment.from = store_text(e, segment->from);
	e->segment.to = store_text(e, segment->to);
	e->segment.why = store_text(e, segment->why);
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

void journal_lab(struct journal *j, unsigned line, const char *text, size_t n)
{
	lock_to_append(j);
	struct event *e = begin_text(j, EVENT_LAB, line, NULL, text, n, 0);
	e->source = "lab";
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

/* Bytes of what the arguments of a recorded call point to. */
static size_t room_of_call(const struct call *c)
{
	size_t n = room_of(c->host) + room_of(c->made[0]) + room_of(c->made[1]);

	for (unsigned i = 0; i < c->args; i++)
		n += arg_has_data(&c->arg[i]) ? c->arg[i].len + 1 : 0;
	return n;
}

static void restore_call(struct event *e, const struct call *c)
{
	call_copy_kept(&e->call, c);
	e->call.socket = e->socket;
	e->call.host = store_text(e, c->host);
	for (int i = 0; i < 2; i++)
		e->call.made[i] = store_text(e, c->made[i]);
	for (unsigned i = 0; i < c->args; i++)
		if (arg_has_data(&c->arg[i]))
			e->call.arg[i].data = store(e, c->arg[i].data, c->arg[i].len);
}

static void restore_segment(struct event *e, const struct segment_event *g)
{
	e->segment = *g;
	e->segment.from = store_text(e, g->from);
	e->segment.to = store_text(e, g->to);
	e->segment.why = store_text(e, g->why);
}

/* What the kinds but calls and segments point to, and the source, which in a recording is a word like any. */
static size_t room_of_words(const struct event *e)
{
	return e->len + 1 + room_of(e->source) + room_of(e->detail) + room_of(e->was) +
	       room_of(e->cause) + room_of(e->host) + room_of(e->local) + room_of(e->peer) +
	       room_of(e->segment.from) + room_of(e->segment.to) + room_of(e->segment.why);
}

void journal_restore(struct journal *j, const struct event *from)
{
	bool is_call = from->kind == EVENT_CALL || from->kind == EVENT_RETURN;
	struct event *e;

	pthread_mutex_lock(&j->lock);
	if (j->first == j->next)
		j->first = j->next = from->seq;
	e = begin(j, from->kind, from->mono,
	          room_of_words(from) + (is_call ? room_of_call(&from->call) : 0));
	e->wall = from->wall;
	e->line = from->line;
	e->source = store_text(e, from->source);
	set_socket(e, from->socket);
	e->text = from->text ? store(e, from->text, from->len) : NULL;
	e->len = from->len;
	e->whole = from->whole;
	e->detail = store_text(e, from->detail);
	e->was = store_text(e, from->was);
	e->cause = store_text(e, from->cause);
	e->host = store_text(e, from->host);
	e->local = store_text(e, from->local);
	e->peer = store_text(e, from->peer);
	e->direction = from->direction;
	e->note = from->note;
	e->point = from->point;
	e->passed = from->passed;
	e->signal = from->signal;
	if (is_call)
		restore_call(e, &from->call);
	restore_segment(e, &from->segment);
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

bool journal_read(struct journal *j, struct journal_cursor *cursor,
                  void (*look)(void *closure, const struct event *), void *closure)
{
	bool found = false;

	lock_to_read(j);
	if (!cursor->next)
		cursor->next = 1;
	if (cursor->next < j->first) {
		cursor->dropped += j->first - cursor->next;
		cursor->next = j->first;
	}
	if (cursor->next < j->next) {
		look(closure, slot_of(j, cursor->next));
		cursor->next++;
		found = true;
	}
	pthread_mutex_unlock(&j->lock);
	return found;
}

uint64_t journal_oldest(struct journal *j)
{
	uint64_t seq;

	pthread_mutex_lock(&j->lock);
	seq = j->first;
	pthread_mutex_unlock(&j->lock);
	return seq;
}

uint64_t journal_next(struct journal *j)
{
	uint64_t seq;

	pthread_mutex_lock(&j->lock);
	seq = j->next;
	pthread_mutex_unlock(&j->lock);
	return seq;
}

const struct event *journal_kept(struct journal *j, uint64_t seq)
{
	return seq >= j->first && seq < j->next ? slot_of(j, seq) : NULL;
}

bool journal_look(struct journal *j, uint64_t seq,
                  void (*look)(void *closure, const struct event *), void *closure)
{
	const struct event *e;

	lock_to_read(j);
	e = journal_kept(j, seq);
	if (e)
		look(closure, e);
	pthread_mutex_unlock(&j->lock);
	return e;
}

size_t journal_pin(struct journal *j, uint64_t *seq, size_t most)
{
	size_t n;

	lock_to_read(j);
	if (*seq < j->first)
		*seq = j->first;
	n = *seq < j->next ? j->next - *seq : 0;
	n = n < most ? n : most;
	j->pinned = n ? *seq : 0;
	pthread_mutex_unlock(&j->lock);
	return n;
}

const struct event *journal_pinned(struct journal *j, uint64_t seq)
{
	return slot_of(j, seq);
}

void journal_unpin(struct journal *j)
{
	pthread_mutex_lock(&j->lock);
	j->pinned = 0;
	pthread_mutex_unlock(&j->lock);
}
