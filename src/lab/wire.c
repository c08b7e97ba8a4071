/*
 * The wire as one who commands it sees it. What reads the hosts' cables is lab/carry.c.
 */
#include "lab/wire.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "lab/carry.h"

void wire_init(struct wire *w, struct journal *journal, struct clock *clock)
{
	pthread_condattr_t monotonic;

	memset(w, 0, sizeof(*w));
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&w->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	w->journal = journal;
	w->clock = clock;
}

void wire_clear(struct wire *w)
{
	if (w->running)
		wire_stop(w);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->lock);
}

static void close_ends(const struct helper_host *end, unsigned hosts)
{
	for (unsigned i = 0; i < hosts; i++) {
		close(end[i].wire);
		close(end[i].barrier);
	}
}

static bool settle_within(struct wire *w, unsigned host, int64_t ns);

/* Cables come up by themselves, a moment after they were told to: the first marker to come back says so. On a
 * busy machine the moment is a second and more. */
static int wait_for_cables(struct wire *w)
{
	enum { SECONDS_MOST = 10 };

	for (unsigned i = 0; i < w->hosts; i++)
		if (!settle_within(w, i, SECONDS_MOST * CLOCK_S)) {
			errno = ENETDOWN;
			return -1;
		}
	/* what the hosts said to each other until then is no business of the session's */
	pthread_mutex_lock(&w->lock);
	frames_clear(&w->frames);
	flows_clear(&w->flows);
	carry_begin(w);
	w->starting = false;
	w->begun = clock_monotonic(w->clock);
	pthread_mutex_unlock(&w->lock);
	return 0;
}

int wire_start(struct wire *w, unsigned hosts, char name[][LAB_NAME_MAX + 1],
               const struct helper_host end[], int helper)
{
	int err;

	w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->wake < 0) {
		err = errno;
		close_ends(end, hosts);
		errno = err;
		return -1;
	}
	w->hosts = hosts;
	w->helper = helper;
	for (unsigned i = 0; i < hosts; i++)
		w->port[i] = (struct wire_port){.name = name[i], .end = end[i]};
	carry_begin(w);
	w->holding = w->stop = w->in_transition = false;
	w->starting = true;
	atomic_store(&w->gone, false);
	w->delay = 0;
	w->loss = 0;
	w->marker = 0;
	w->running = true;
	err = pthread_create(&w->thread, NULL, carry_main, w);
	if (err) {
		w->stop = true;
	} else if (wait_for_cables(w)) {
		err = errno;
		wire_stop(w);
	}
	if (err && w->running) {
		close_ends(end, hosts);
		close(w->wake);
		frames_clear(&w->frames);
		flows_clear(&w->flows);
		w->running = false;
	}
	errno = err;
	return err ? -1 : 0;
}

static void nudge(struct wire *w)
{
	uint64_t one = 1;

	if (write(w->wake, &one, sizeof(one)) < 0)
		return; /* it is full: the thread is awake anyway */
}

void wire_stop(struct wire *w)
{
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	nudge(w);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_mutex_lock(&w->lock);
	while (w->first)
		carry_drop(w, carry_unlink(w, w->first), "the lab ends", w->gone ? NULL : "lab stop");
	for (unsigned i = 0; i < w->hosts; i++) {
		close(w->port[i].end.wire);
		close(w->port[i].end.barrier);
	}
	close(w->wake);
	frames_clear(&w->frames);
	flows_clear(&w->flows);
	pattern_free(w->only);
	w->only = NULL;
	w->running = false;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
}

void wire_lose(struct wire *w)
{
	static const char told[] = "gone: its process (sockpit-lab) has ended";

	pthread_mutex_lock(&w->lock);
	if (!atomic_exchange(&w->gone, true) && !w->starting)
		journal_lab(w->journal, 0, told, sizeof(told) - 1);
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
}

/* The wire goes another way from now on: "wire holds". */
static void tell(struct wire *w, unsigned line, const char *what, const char *more)
{
	struct bytes text = BYTES_INIT;

	bytes_add_str(&text, "wire ");
	bytes_add_str(&text, what);
	bytes_add_str(&text, more);
	journal_lab(w->journal, line, text.data, text.len);
	bytes_clear(&text);
}

void wire_hold(struct wire *w, struct pattern *only, const char *words, unsigned line)
{
	pthread_mutex_lock(&w->lock);
	tell(w, line, words ? "holds " : "holds", words ? words : "");
	pattern_free(w->only);
	w->only = only;
	w->holding = true;
	pthread_mutex_unlock(&w->lock);
}

size_t wire_run(struct wire *w, unsigned line)
{
	size_t went = 0;
	struct frame *x;

	pthread_mutex_lock(&w->lock);
	if (w->holding)
		tell(w, line, "runs", "");
	w->holding = false;
	pattern_free(w->only);
	w->only = NULL;
	while ((x = carry_held(w, 0))) {
		carry_unlink(w, x);
		carry_deliver(w, x, "wire run");
		went++;
	}
	pthread_mutex_unlock(&w->lock);
	return went;
}

bool wire_is_holding(struct wire *w)
{
	bool holding;

	pthread_mutex_lock(&w->lock);
	holding = w->holding;
	pthread_mutex_unlock(&w->lock);
	return holding;
}

/* Finds what a command is about; on WIRE_DONE the lock is held. */
static enum wire_outcome begin(struct wire *w, struct wire_command *c, struct frame **x)
{
	enum wire_outcome o = WIRE_DONE;

	pthread_mutex_lock(&w->lock);
	*x = carry_held(w, c->id);
	w->line = c->line;
	if (!*x)
		o = !c->id ? WIRE_NONE : frames_find(&w->frames, c->id) ? WIRE_NOT_HELD : WIRE_UNKNOWN;
	if (*x)
		c->id = (*x)->id;
	else
		pthread_mutex_unlock(&w->lock);
	return o;
}

static void end(struct wire *w)
{
	w->line = 0;
	pthread_mutex_unlock(&w->lock);
}

/* Waits for what a host answers to the frame it was given. */
static void settle_answer(struct wire *w, unsigned host)
{
	wire_settle(w, host);
	pthread_mutex_lock(&w->lock);
	w->port[host].awaited = false;
	pthread_mutex_unlock(&w->lock);
}

enum wire_outcome wire_step(struct wire *w, struct wire_command *c)
{
	struct frame *x;
	enum wire_outcome o = begin(w, c, &x);
	unsigned to;

	if (o != WIRE_DONE)
		return o;
	to = x->to;
	carry_unlink(w, x);
	w->port[to].awaited = true;
	carry_deliver(w, x, c->word);
	end(w);
	settle_answer(w, to);
	wire_look(w, to);
	return o;
}

enum wire_outcome wire_drop(struct wire *w, struct wire_command *c)
{
	struct frame *x;
	enum wire_outcome o = begin(w, c, &x);

	if (o != WIRE_DONE)
		return o;
	carry_drop(w, carry_unlink(w, x), c->word, c->word);
	end(w);
	return o;
}

enum wire_outcome wire_double(struct wire *w, struct wire_command *c, uint64_t *copy)
{
	struct frame *x, *y;
	enum wire_outcome o = begin(w, c, &x);

	if (o != WIRE_DONE)
		return o;
	y = frames_add(&w->frames, x->data, x->n);
	y->of = x->id;
	y->origin = SEGMENT_COPY;
	y->from = x->from;
	y->to = x->to;
	y->sent = clock_monotonic(w->clock);
	y->view = x->view;
	y->view.marks = 0;
	frame_set(&y->cause, c->word);
	y->next = x->next;
	x->next = y;
	if (w->last == &x->next)
		w->last = &y->next;
	carry_tell(w, y, c->word);
	*copy = y->id;
	pthread_cond_broadcast(&w->changed);
	end(w);
	return o;
}

enum wire_outcome wire_swap(struct wire *w, struct wire_command *c, uint64_t *other)
{
	struct frame *x, *y;
	enum wire_outcome o = begin(w, c, &x);

	if (o != WIRE_DONE)
		return o;
	for (y = x->next; y && y->delayed; y = y->next)
		;
	if (y) {
		*other = y->id;
		carry_unlink(w, x);
		x->next = y->next;
		y->next = x;
		if (w->last == &y->next)
			w->last = &x->next;
	}
	end(w);
	return y ? WIRE_DONE : WIRE_NONE;
}

enum wire_outcome wire_corrupt(struct wire *w, struct wire_command *c)
{
	struct frame *x;
	enum wire_outcome o = begin(w, c, &x);

	if (o != WIRE_DONE)
		return o;
	carry_corrupt(x);
	carry_tell(w, x, c->word);
	end(w);
	return o;
}

uint64_t wire_forge(struct wire *w, unsigned host, const void *frame, size_t n,
                    struct wire_command *c)
{
	struct frame *x;
	bool held;

	pthread_mutex_lock(&w->lock);
	w->line = c->line;
	x = frames_add(&w->frames, frame, n);
	c->id = x->id;
	x->origin = SEGMENT_FORGED;
	x->from = FRAME_WIRE;
	x->to = (uint8_t)host;
	x->sent = clock_monotonic(w->clock);
	frame_set(&x->cause, c->word);
	carry_look(w, x);
	held = carry_is_to_hold(w, x);
	if (held) {
		carry_queue(w, x);
		carry_tell(w, x, c->word);
	} else {
		w->port[host].awaited = true;
		carry_deliver(w, x, c->word);
	}
	pthread_cond_broadcast(&w->changed);
	end(w);
	if (!held)
		settle_answer(w, host);
	return c->id;
}

void wire_set_delay(struct wire *w, int64_t ns, unsigned line)
{
	struct bytes text = BYTES_INIT;

	pthread_mutex_lock(&w->lock);
	text_add_duration(&text, ns);
	if (ns != w->delay)
		tell(w, line, "delays ", ns ? bytes_str(&text) : "nothing");
	w->delay = ns;
	pthread_mutex_unlock(&w->lock);
	bytes_clear(&text);
}

void wire_set_loss(struct wire *w, double percent, uint64_t seed, unsigned line)
{
	char text[32];

	snprintf(text, sizeof(text), "%g%%", percent);
	pthread_mutex_lock(&w->lock);
	if (percent > 0 || w->loss > 0)
		tell(w, line, "loses ", percent > 0 ? text : "nothing");
	w->loss = percent;
	w->random = seed;
	pthread_mutex_unlock(&w->lock);
}

void wire_set_cut(struct wire *w, unsigned host, bool cut, unsigned line)
{
	pthread_mutex_lock(&w->lock);
	if (w->port[host].cut != cut)
		tell(w, line, cut ? "is cut at " : "is whole again at ", w->port[host].name);
	w->port[host].cut = cut;
	pthread_mutex_unlock(&w->lock);
}

void wire_because(struct wire *w, unsigned host, const char *call)
{
	pthread_mutex_lock(&w->lock);
	snprintf(w->port[host].call, sizeof(w->port[host].call), "%s", call);
	w->port[host].given = 0;
	pthread_mutex_unlock(&w->lock);
}

static struct timespec timespec_of(int64_t ns)
{
	return (struct timespec){.tv_sec = ns / CLOCK_S, .tv_nsec = ns % CLOCK_S};
}

/* Waits until the host has sent the marker on: what it was given before it is dealt with. */
static bool await_marker_inside(struct wire *w, unsigned host, uint32_t marker, int64_t until)
{
	struct pollfd p = {.fd = w->port[host].end.barrier, .events = POLLIN};
	struct carry_marker m;
	int64_t left;

	for (;;) {
		while (recv(p.fd, &m, sizeof(m), MSG_DONTWAIT) >= (ssize_t)sizeof(m))
			if (m.number == marker)
				return true;
		left = until - clock_monotonic(w->clock);
		if (left <= 0)
			return false;
		struct timespec t = timespec_of(left);
		ppoll(&p, 1, &t, NULL);
	}
}

static bool await_marker_back(struct wire *w, unsigned host, uint32_t marker, int64_t until)
{
	struct timespec t = timespec_of(until);
	bool back;

	pthread_mutex_lock(&w->lock);
	while (!(back = w->port[host].marker >= marker) && !w->stop)
		if (pthread_cond_timedwait(&w->changed, &w->lock, &t))
			break;
	pthread_mutex_unlock(&w->lock);
	return back;
}

/* Sends a marker round through the host. False: it has not come back, or was not let out. */
static bool send_round(struct wire *w, unsigned host)
{
	enum { TRY_MS = 50 };
	struct carry_marker m;
	const struct helper_host *e = &w->port[host].end;
	int64_t until = clock_monotonic(w->clock) + TRY_MS * CLOCK_MS;

	pthread_mutex_lock(&w->lock);
	carry_set_marker(&m, host, ++w->marker);
	pthread_mutex_unlock(&w->lock);
	return send(e->wire, &m, sizeof(m), 0) == (ssize_t)sizeof(m) &&
	       await_marker_inside(w, host, m.number, until) &&
	       send(e->barrier, &m, sizeof(m), 0) == (ssize_t)sizeof(m) &&
	       await_marker_back(w, host, m.number, until + TRY_MS * CLOCK_MS);
}

/* A marker may be lost, or refused at once, while the cable comes up: it is sent again for so long. */
static bool settle_within(struct wire *w, unsigned host, int64_t ns)
{
	const struct timespec pause = timespec_of(CLOCK_MS);
	int64_t deadline = clock_monotonic(w->clock) + ns;

	for (;;) {
		if (send_round(w, host))
			return true;
		if (atomic_load(&w->gone) || clock_monotonic(w->clock) >= deadline)
			return false;
		nanosleep(&pause, NULL);
	}
}

bool wire_settle(struct wire *w, unsigned host)
{
	return settle_within(w, host, CLOCK_S);
}

void wire_look(struct wire *w, unsigned host)
{
	pthread_mutex_lock(&w->lock);
	carry_moved(w, host);
	pthread_mutex_unlock(&w->lock);
}

void wire_each(struct wire *w, uint64_t from, bool (*look)(void *closure, const struct frame *),
               void *closure)
{
	pthread_mutex_lock(&w->lock);
	if (w->running)
		for (uint64_t id = from > w->frames.first ? from : w->frames.first; id < w->frames.next;
		     id++)
			if (frames_find(&w->frames, id) && !look(closure, frames_find(&w->frames, id)))
				break;
	pthread_mutex_unlock(&w->lock);
}

uint64_t wire_wait(struct wire *w, uint64_t *from,
                   bool (*look)(void *closure, const struct frame *), void *closure,
                   int64_t deadline, atomic_bool *stop)
{
	struct timespec t = timespec_of(deadline);
	uint64_t found = 0;

	pthread_mutex_lock(&w->lock);
	while (w->running && !atomic_load(&w->gone) && !atomic_load(stop)) {
		if (*from < w->frames.first)
			*from = w->frames.first;
		for (; *from < w->frames.next && !found; ++*from)
			if (frames_find(&w->frames, *from) && look(closure, frames_find(&w->frames, *from)))
				found = *from;
		if (found)
			break;
		if (deadline == INT64_MAX)
			pthread_cond_wait(&w->changed, &w->lock);
		else if (pthread_cond_timedwait(&w->changed, &w->lock, &t) == ETIMEDOUT)
			break;
	}
	pthread_mutex_unlock(&w->lock);
	return found;
}

void wire_wake(struct wire *w)
{
	pthread_mutex_lock(&w->lock);
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
}
