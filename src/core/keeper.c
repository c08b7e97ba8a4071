/*
 * The keeper's loop: poll(2) on a signalfd and an eventfd until the nearest time that is due.
 */
#include "core/keeper.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void end_overdue(struct keeper *k, int64_t now)
{
	pthread_mutex_lock(&k->lock);
	for (size_t i = 0; i < k->flights.count; i++)
		flight_end_overdue(k->flights.item[i], now);
	pthread_mutex_unlock(&k->lock);
}

/* A call that is to end is nudged again so often, until it is over. */
enum { NUDGE_NS = 1000 * 1000 };

/* Between two calls the next is taken to have the last one's deadline: where each call has one, who makes them
 * would have to wake us for every other one. */
static int64_t when_to_look(struct flight *f, int64_t now)
{
	bool in_call = atomic_load(&f->phase) & 1;
	int64_t deadline = atomic_load(&f->deadline);

	if (in_call && flight_is_overdue(f, now))
		return now + NUDGE_NS;
	return in_call || deadline > now ? deadline : INT64_MAX;
}

static int64_t next_due(struct keeper *k)
{
	int64_t now = clock_monotonic(k->clock);
	int64_t due = earlier(atomic_load(&k->run_end), atomic_load(&k->flush_at));

	pthread_mutex_lock(&k->lock);
	for (size_t i = 0; i < k->flights.count; i++)
		due = earlier(due, when_to_look(k->flights.item[i], now));
	pthread_mutex_unlock(&k->lock);
	return due;
}

/* Sleeps until something is due or happens. */
static void sleep_until_due(struct keeper *k, struct pollfd *set)
{
	struct timespec t;
	int64_t due, left;

	/* whoever sets a time earlier than wakes_at wakes us: so until the times are read, everybody */
	atomic_store(&k->wakes_at, INT64_MAX);
	flight_order();
	due = next_due(k);
	atomic_store(&k->wakes_at, due);
	left = due - clock_monotonic(k->clock);
	if (left <= 0)
		return;
	t.tv_sec = left / CLOCK_S;
	t.tv_nsec = left % CLOCK_S;
	ppoll(set, 2, due == INT64_MAX ? NULL : &t, NULL);
}

static void take_signals(struct keeper *k)
{
	struct signalfd_siginfo info;

	while (read(k->signals, &info, sizeof(info)) == sizeof(info)) {
		k->signal_code = info.ssi_code;
		k->events.signal(k->events.closure, (int)info.ssi_signo);
	}
}

static void *keep(void *closure)
{
	struct keeper *k = closure;
	struct pollfd set[2] = {{.fd = k->signals, .events = POLLIN},
	                        {.fd = k->wake, .events = POLLIN}};
	uint64_t count;
	ssize_t got;

	while (!atomic_load(&k->stop)) {
		sleep_until_due(k, set);
		int64_t now = clock_monotonic(k->clock);
		got = read(k->wake, &count, sizeof(count));
		(void)got;
		take_signals(k);
		if (atomic_load(&k->flush_at) <= now) {
			atomic_store(&k->flush_at, INT64_MAX);
			k->events.flush(k->events.closure);
		}
		if (atomic_load(&k->run_end) <= now) {
			atomic_store(&k->run_end, INT64_MAX);
			k->events.run_over(k->events.closure);
		}
		end_overdue(k, now);
	}
	return NULL;
}

int keeper_start(struct keeper *k, struct clock *clock, const struct keeper_events *events)
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
	sigset_t set;
	int err;

	memset(k, 0, sizeof(*k));
	k->clock = clock;
	k->events = *events;
	atomic_store(&k->run_end, INT64_MAX);
	atomic_store(&k->flush_at, INT64_MAX);
	pthread_mutex_init(&k->lock, NULL);
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (!flight_is_ignored(ends[i]))
			sigaddset(&set, ends[i]);
	for (const int *also = events->also; also && *also; also++)
		sigaddset(&set, *also);
	k->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	k->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (k->signals < 0 || k->wake < 0)
		return -1;
	err = pthread_create(&k->thread, NULL, keep, k);
	if (err) {
		errno = err;
		return -1;
	}
	k->running = true;
	return 0;
}

void keeper_part_descriptors(void)
{
	unshare(CLONE_FILES);
}

static void wake(struct keeper *k)
{
	uint64_t one = 1;
	ssize_t put = write(k->wake, &one, sizeof(one));

	(void)put; /* full means that it is awake already */
}

void keeper_stop(struct keeper *k)
{
	if (k->running) {
		atomic_store(&k->stop, true);
		wake(k);
		pthread_join(k->thread, NULL);
		k->running = false;
	}
	if (k->signals >= 0)
		close(k->signals);
	if (k->wake >= 0)
		close(k->wake);
	vector_clear(&k->flights);
	pthread_mutex_destroy(&k->lock);
}

void keeper_watch(struct keeper *k, struct flight *f)
{
	pthread_mutex_lock(&k->lock);
	vector_add(&k->flights, f);
	pthread_mutex_unlock(&k->lock);
}

void keeper_unwatch(struct keeper *k, struct flight *f)
{
	pthread_mutex_lock(&k->lock);
	for (size_t i = 0; i < k->flights.count; i++) {
		if (k->flights.item[i] == f) {
			vector_remove_unordered(&k->flights, i);
			break;
		}
	}
	pthread_mutex_unlock(&k->lock);
}

void keeper_end(struct keeper *k, struct flight *f)
{
	if (flight_wish_end(f))
		keeper_due(k, 0);
}

void keeper_due(struct keeper *k, int64_t when)
{
	if (when < atomic_load(&k->wakes_at))
		wake(k);
}

void keeper_end_run_at(struct keeper *k, int64_t when)
{
	atomic_store(&k->run_end, when);
	keeper_due(k, when);
}

void keeper_flush_at(struct keeper *k, int64_t when)
{
	int64_t none = INT64_MAX;

	if (atomic_compare_exchange_strong(&k->flush_at, &none, when))
		keeper_due(k, when);
}
