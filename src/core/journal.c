/*
 * The ring of events. A slot keeps its arena (the storage behind an event's pointers) when it is
 * used again, so that appending needs no allocation once the ring has gone round.
 */
#include "core/journal.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"

enum {
	ARENA_KEPT = 1024,      /* an arena larger than this is freed with its event */
	ROOM = 32 * 1024 * 1024 /* bytes of arenas kept at most */
};

void journal_init(struct journal *j, struct clock *clock, size_t slots)
{
	size_t n = 16;

	while (n < slots)
		n *= 2;
	memset(j, 0, sizeof(*j));
	pthread_mutex_init(&j->lock, NULL);
	j->ring = memory_new(n * sizeof(*j->ring));
	j->slots = n;
	j->room = ROOM;
	j->first = j->next = 1;
	j->clock = clock;
	j->wall_at = INT64_MIN;
}

void journal_clear(struct journal *j)
{
	/* slots that were never used are memory that was never touched */
	for (size_t i = 0; i < j->slots && i < j->next; i++)
		bytes_clear(&j->ring[i].arena);
	free(j->ring);
	pthread_mutex_destroy(&j->lock);
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

static struct event *slot_of(struct journal *j, uint64_t seq)
{
	return &j->ring[seq & (j->slots - 1)];
}

/* A small arena stays with its slot, to be used again, unless memory is short. */
static void drop_oldest(struct journal *j, bool short_of_memory)
{
	struct event *e = slot_of(j, j->first++);

	if (e->arena.cap <= ARENA_KEPT && !short_of_memory)
		return;
	j->held -= e->arena.cap;
	bytes_clear(&e->arena);
}

/* The wall clock drifts against the monotonic one by little: it is read once a second at most. */
static int64_t wall_of(struct journal *j, int64_t mono)
{
	if (j->wall_at == INT64_MIN || mono - j->wall_at > CLOCK_S) {
		j->wall_offset = clock_wall(j->clock) - clock_monotonic(j->clock);
		j->wall_at = mono;
	}
	return mono + j->wall_offset;
}

/* The next event, empty but for its header, with room for `arena` bytes behind it, so that nothing it
 * points to moves. */
static struct event *begin(struct journal *j, enum event_kind kind, int64_t mono, size_t arena)
{
	struct event *e;

	if (j->next - j->first == j->slots)
		drop_oldest(j, false);
	e = slot_of(j, j->next);
	e->arena.len = 0;
	if (e->arena.cap <= arena) {
		j->held -= e->arena.cap;
		bytes_reserve(&e->arena, arena);
		j->held += e->arena.cap;
		while (j->held > j->room && j->first < j->next)
			drop_oldest(j, true);
	}
	e->seq = j->next++;
	e->kind = kind;
	e->mono = mono;
	e->wall = wall_of(j, mono);
	e->line = 0;
	e->source = "script";
	e->text = e->detail = e->was = e->cause = e->host = NULL;
	e->len = 0;
	return e;
}

static void publish(struct journal *j, const struct event *e)
{
	for (struct journal_tap *t = j->tap; t; t = t->next)
		t->event(t, e);
}

static void set_socket(struct event *e, const char *name)
{
	size_t n = name ? strnlen(name, SOCK_NAME_MAX) : 0;

	memcpy(e->socket, name ? name : "", n);
	e->socket[n] = 0;
}

/* Copies n bytes behind the event, where begin made room; what is returned stays where it is. */
static const char *store(struct event *e, const void *p, size_t n)
{
	char *at = e->arena.data + e->arena.len;

	if (n)
		memcpy(at, p, n);
	at[n] = 0;
	e->arena.len += n + 1;
	return at;
}

static size_t kept_of(const struct arg *a)
{
	return a->kind == ARG_BYTES && a->len > JOURNAL_SHOWN ? (size_t)JOURNAL_SHOWN : a->len;
}

static void append_call(struct journal *j, enum event_kind kind, const struct call *c)
{
	size_t need = 2 * (SOCK_NAME_MAX + 1);
	struct event *e;

	for (unsigned i = 0; i < c->args; i++)
		if (arg_has_data(&c->arg[i]))
			need += kept_of(&c->arg[i]) + 1;
	e = begin(j, kind, kind == EVENT_CALL ? c->begin : c->end, need);
	call_copy_kept(&e->call, c);
	e->source = "call";
	e->line = c->line;
	set_socket(e, c->socket);
	e->call.socket = e->socket;
	for (unsigned i = 0; i < c->args; i++) {
		struct arg *a = &e->call.arg[i];

		if (!arg_has_data(a))
			continue;
		a->len = (uint32_t)kept_of(a);
		a->data = store(e, a->data, a->len);
	}
	for (int i = 0; i < 2; i++)
		if (c->made[i])
			e->call.made[i] = store(e, c->made[i], strnlen(c->made[i], SOCK_NAME_MAX));
	publish(j, e);
}

static void append_data(struct journal *j, const struct call *c)
{
	const void *p = c->row->direction == CALL_SENDS ? c->arg[1].data : c->buffer;
	size_t whole = (size_t)c->ret;
	size_t had = c->row->direction == CALL_SENDS ? whole : c->arg[1].len;
	size_t n = had < JOURNAL_PAYLOAD ? had : (size_t)JOURNAL_PAYLOAD;
	struct event *e = begin(j, EVENT_DATA, c->end, n + 1);

	set_socket(e, c->socket);
	e->source = "call";
	e->line = c->line;
	e->text = store(e, p, n);
	e->len = n;
	e->whole = whole;
	e->direction = c->row->direction == CALL_SENDS ? DATA_OUT : DATA_IN;
	publish(j, e);
}

void journal_call(struct journal *j, const struct call *c)
{
	pthread_mutex_lock(&j->lock);
	append_call(j, EVENT_CALL, c);
	pthread_mutex_unlock(&j->lock);
}

void journal_return(struct journal *j, const struct call *c)
{
	pthread_mutex_lock(&j->lock);
	append_call(j, EVENT_RETURN, c);
	if (c->ret > 0 && c->row->direction != CALL_CARRIES_NOTHING)
		append_data(j, c);
	pthread_mutex_unlock(&j->lock);
}

static struct event *begin_text(struct journal *j, enum event_kind kind, unsigned line,
                                const char *socket, const char *text, size_t n, size_t more)
{
	struct event *e = begin(j, kind, clock_monotonic(j->clock), n + 1 + more);

	e->line = line;
	set_socket(e, socket);
	e->text = store(e, text, n);
	e->len = e->whole = n;
	return e;
}

void journal_note(struct journal *j, enum note_kind kind, unsigned line, const char *socket,
                  const char *text, size_t n)
{
	pthread_mutex_lock(&j->lock);
	struct event *e = begin_text(j, EVENT_NOTE, line, socket, text, n, 0);
	e->note = kind;
	e->source = kind == NOTE_SAY || kind == NOTE_TITLE ? "script" : "sockpit";
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

void journal_check(struct journal *j, unsigned line, unsigned point, bool passed, const char *text,
                   size_t n, const char *detail)
{
	size_t more = detail ? strlen(detail) : 0;

	pthread_mutex_lock(&j->lock);
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
	pthread_mutex_lock(&j->lock);
	struct event *e = begin_text(j, EVENT_SIGNAL, line, socket, text, strlen(text), 0);
	e->signal = number;
	e->source = "kernel";
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

void journal_state(struct journal *j, unsigned line, const char *socket, const char *source,
                   const char *text)
{
	pthread_mutex_lock(&j->lock);
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
                    const char *source, const char *was, const char *now, const char *cause)
{
	pthread_mutex_lock(&j->lock);
	struct event *e = begin_text(j, EVENT_STATE, line, socket, now, strlen(now),
	                             room_of(was) + room_of(cause) + room_of(host));
	e->source = source;
	e->was = store_text(e, was);
	e->cause = store_text(e, cause);
	e->host = store_text(e, host);
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

void journal_segment(struct journal *j, unsigned line, int64_t mono, const char *source,
                     const struct segment_event *segment, const void *frame, size_t n, size_t whole,
                     const char *cause)
{
	size_t need = n + 1 + room_of(segment->from) + room_of(segment->to) + room_of(segment->why) +
	              room_of(cause);

	pthread_mutex_lock(&j->lock);
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
	pthread_mutex_lock(&j->lock);
	struct event *e = begin_text(j, EVENT_LAB, line, NULL, text, n, 0);
	e->source = "lab";
	publish(j, e);
	pthread_mutex_unlock(&j->lock);
}

bool journal_read(struct journal *j, struct journal_cursor *cursor,
                  void (*look)(void *closure, const struct event *), void *closure)
{
	bool found = false;

	pthread_mutex_lock(&j->lock);
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
