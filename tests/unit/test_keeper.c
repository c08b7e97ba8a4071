/*
 * The keeper: what it ends, what it tells of and when, and that it sleeps when nothing is due.
 */
#include "core/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "blocking.h"
#include "unit.h"

static struct clock the_clock;

static int64_t now(void)
{
	return clock_monotonic(&the_clock);
}

/* What the keeper told, and when. */
struct told {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int signals, last_signal;
	int flushes, run_overs;
	int64_t at;
	pid_t tid; /* of the keeper's thread */
};

static struct told told = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void tell(int *counter, int number)
{
	pthread_mutex_lock(&told.lock);
	++*counter;
	told.last_signal = number ? number : told.last_signal;
	told.at = now();
	told.tid = gettid();
	pthread_cond_broadcast(&told.changed);
	pthread_mutex_unlock(&told.lock);
}

static void on_signal(void *closure, int number)
{
	ck_assert_ptr_eq(closure, &told);
	tell(&told.signals, number);
}

static void on_run_over(void *closure)
{
	ck_assert_ptr_eq(closure, &told);
	tell(&told.run_overs, 0);
}

static void on_flush(void *closure)
{
	ck_assert_ptr_eq(closure, &told);
	tell(&told.flushes, 0);
}

/* Waits until a counter has come that far. */
static void await(const int *counter, int value)
{
	pthread_mutex_lock(&told.lock);
	while (*counter < value)
		pthread_cond_wait(&told.changed, &told.lock);
	ck_assert_int_eq(*counter, value);
	pthread_mutex_unlock(&told.lock);
}

static void (*hangup)(int) = SIG_DFL;

static void begin(struct keeper *k, const int *also)
{
	struct keeper_events events = {on_signal, on_run_over, on_flush, also, &told};

	/* whatever started this program may ignore them */
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, hangup);
	the_clock = clock_real();
	flight_prepare();
	ck_assert_int_eq(keeper_start(k, &the_clock, &events), 0);
}

/* A thread that is blocked in a call until the keeper ends it. */
struct caller {
	pthread_t thread;
	struct keeper *keeper;
	struct flight flight;
	int fd;
	int64_t deadline, ended;
	int err;
	bool interrupted;
	atomic_bool attached; /* the flight may be looked at */
};

static void attach(struct caller *c)
{
	flight_attach(&c->flight);
	keeper_watch(c->keeper, &c->flight);
	atomic_store(&c->attached, true);
}

static bool is_in_call(struct caller *c)
{
	return atomic_load(&c->attached) && atomic_load(&c->flight.phase) & 1;
}

static bool is_interrupted(struct caller *c)
{
	return atomic_load(&c->attached) && atomic_load(&c->flight.interrupted);
}

static void *call(void *closure)
{
	struct caller *c = closure;
	char byte;

	attach(c);
	flight_enter(&c->flight, c->deadline);
	keeper_due(c->keeper, c->deadline);
	c->err = blocking_recv(c->fd, &byte, 1, 0) < 0 ? errno : 0;
	c->ended = now();
	c->interrupted = flight_leave(&c->flight);
	keeper_unwatch(c->keeper, &c->flight);
	return NULL;
}

static void start(struct caller *c, struct keeper *k, int fd, int64_t deadline)
{
	*c = (struct caller){.keeper = k, .fd = fd, .deadline = deadline};
	ck_assert_int_eq(pthread_create(&c->thread, NULL, call, c), 0);
}

static void was_ended(struct caller *c)
{
	pthread_join(c->thread, NULL);
	ck_assert_int_eq(c->err, EINTR);
	ck_assert(c->interrupted);
	ck_assert_int_ge(c->ended, c->deadline);
}

START_TEST(starts_and_stops)
{
	struct keeper k;

	begin(&k, NULL);
	keeper_stop(&k);
	ck_assert(!k.running);
	for (int i = 0; i < 200; i++) {
		struct keeper_events events = {on_signal, on_run_over, on_flush, NULL, &told};

		ck_assert_int_eq(keeper_start(&k, &the_clock, &events), 0);
		keeper_stop(&k);
	}
	ck_assert_int_eq(told.flushes + told.signals + told.run_overs, 0);
}
END_TEST

/* No descriptor stays open. */
START_TEST(leaves_no_descriptor)
{
	struct keeper k;
	int before = dup(0), after;

	begin(&k, NULL);
	keeper_stop(&k);
	after = dup(0);
	ck_assert_int_eq(after, before + 1);
	close(before);
	close(after);
}
END_TEST

START_TEST(a_deadline_ends_a_call)
{
	struct keeper k;
	struct caller c;
	int fd[2];

	begin(&k, NULL);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	start(&c, &k, fd[0], now() + 30 * CLOCK_MS);
	was_ended(&c);
	/* one that has passed already */
	start(&c, &k, fd[0], now() - 1);
	was_ended(&c);
	start(&c, &k, fd[0], 0);
	was_ended(&c);
	keeper_stop(&k);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

START_TEST(many_deadlines)
{
	enum { CALLERS = 40 };
	static struct caller c[CALLERS];
	struct keeper k;
	int fd[2];

	begin(&k, NULL);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	/* in no order, some at the same time; one in four has none and ends with the data's end */
	for (int i = 0; i < CALLERS; i++)
		start(&c[i], &k, fd[0],
		      i % 4 == 3 ? INT64_MAX : now() + (10 + i * 37 % 50 / 5 * 10) * CLOCK_MS);
	for (int i = 0; i < CALLERS; i++)
		if (i % 4 != 3)
			was_ended(&c[i]);
	shutdown(fd[1], SHUT_RDWR);
	for (int i = 3; i < CALLERS; i += 4) {
		pthread_join(c[i].thread, NULL);
		ck_assert_int_eq(c[i].err, 0);
		ck_assert(!c[i].interrupted);
	}
	ck_assert_uint_eq(k.flights.count, 0);
	keeper_stop(&k);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* A later deadline is known first: the earlier one wakes the keeper out of its longer sleep. */
START_TEST(an_earlier_deadline_comes_first)
{
	struct caller later, earlier;
	struct keeper k;
	int fd[2];

	begin(&k, NULL);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	start(&later, &k, fd[0], now() + 3600 * CLOCK_S);
	while (atomic_load(&k.wakes_at) == INT64_MAX)
		sched_yield();
	start(&earlier, &k, fd[0], now() + 20 * CLOCK_MS);
	was_ended(&earlier);
	shutdown(fd[1], SHUT_RDWR);
	pthread_join(later.thread, NULL);
	ck_assert_int_eq(later.err, 0);
	keeper_stop(&k);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* A call that is over before its deadline: neither it nor the next one is interrupted. */
START_TEST(a_deadline_goes_with_its_call)
{
	struct timespec longer = {.tv_nsec = 30 * CLOCK_MS};
	bool interrupted;
	struct flight f;
	struct keeper k;

	begin(&k, NULL);
	flight_attach(&f);
	keeper_watch(&k, &f);
	for (int i = 0; i < 3; i++) {
		/* where this thread is kept from the processor for so long it is not over: another one, then */
		do {
			flight_enter(&f, now() + 10 * CLOCK_MS);
			keeper_due(&k, atomic_load(&f.deadline));
			interrupted = flight_leave(&f);
		} while (now() >= atomic_load(&f.deadline));
		ck_assert(!interrupted);
		flight_enter(&f, INT64_MAX);
		ck_assert_int_eq(clock_nanosleep(CLOCK_MONOTONIC, 0, &longer, NULL), 0);
		ck_assert(!flight_leave(&f));
	}
	keeper_unwatch(&k, &f);
	keeper_stop(&k);
}
END_TEST

START_TEST(unwatched_flights_are_left_alone)
{
	struct timespec longer = {.tv_nsec = 30 * CLOCK_MS};
	struct flight f;
	struct keeper k;

	begin(&k, NULL);
	flight_attach(&f);
	keeper_watch(&k, &f);
	keeper_unwatch(&k, &f);
	keeper_unwatch(&k, &f);
	flight_enter(&f, now());
	keeper_due(&k, 0);
	ck_assert_int_eq(clock_nanosleep(CLOCK_MONOTONIC, 0, &longer, NULL), 0);
	ck_assert(!flight_leave(&f));
	keeper_stop(&k);
}
END_TEST

/* ---------------------------------------------------------------- what is wished */

START_TEST(a_wish_ends_a_call)
{
	struct keeper k;
	struct caller c;
	int fd[2];

	begin(&k, NULL);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	for (int i = 0; i < 50; i++) {
		start(&c, &k, fd[0], INT64_MAX);
		while (!is_in_call(&c))
			sched_yield();
		/* that sanitizer loses what comes while the thread is about to wait */
		if (BLOCKING_BY_POLL)
			flight_settle(&c.flight);
		/* once is enough, and more do no harm */
		for (int n = 0; n <= i % 3; n++)
			keeper_end(&k, &c.flight);
		pthread_join(c.thread, NULL);
		ck_assert_int_eq(c.err, EINTR);
		ck_assert(c.interrupted);
	}
	keeper_stop(&k);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* Calls that end by themselves at about the time of a wish. */
struct hurried {
	struct caller caller;
	atomic_int stop;
	int strays, eintr;
};

static void *call_in_haste(void *closure)
{
	struct hurried *h = closure;
	struct flight *f = &h->caller.flight;
	struct timespec t = {.tv_nsec = 20000};

	attach(&h->caller);
	while (!atomic_load(&h->stop)) {
		bool failed, interrupted;

		flight_enter(f, INT64_MAX);
		failed = ppoll(NULL, 0, &t, NULL) < 0;
		interrupted = flight_leave(f);
		h->eintr += failed;
		h->strays += failed && !interrupted;
		/* no flight: nothing may end this */
		h->strays += ppoll(NULL, 0, &t, NULL) != 0;
	}
	keeper_unwatch(h->caller.keeper, f);
	return NULL;
}

START_TEST(a_wish_is_for_one_call)
{
	struct hurried h = {.strays = 0};
	struct keeper k;

	begin(&k, NULL);
	h.caller.keeper = &k;
	ck_assert_int_eq(pthread_create(&h.caller.thread, NULL, call_in_haste, &h), 0);
	while (!is_in_call(&h.caller))
		sched_yield();
	for (int i = 0; i < 5000; i++) {
		keeper_end(&k, &h.caller.flight);
		sched_yield();
	}
	atomic_store(&h.stop, 1);
	pthread_join(h.caller.thread, NULL);
	ck_assert_int_gt(h.eintr, 0);
	ck_assert_int_eq(h.strays, 0);
	keeper_stop(&k);
}
END_TEST

/* What was wished of a call is nothing to the one after it. */
START_TEST(a_wish_goes_with_its_call)
{
	struct timespec longer = {.tv_nsec = 10 * CLOCK_MS};
	struct flight f;
	struct keeper k;

	begin(&k, NULL);
	flight_attach(&f);
	ck_assert(!flight_wish_end(&f));
	for (int i = 0; i < 3; i++) {
		flight_enter(&f, INT64_MAX);
		ck_assert(flight_wish_end(&f));
		ck_assert(flight_is_overdue(&f, 0));
		ck_assert(!flight_leave(&f));
		keeper_watch(&k, &f);
		flight_enter(&f, INT64_MAX);
		ck_assert(!flight_is_overdue(&f, 0));
		keeper_due(&k, 0);
		ck_assert_int_eq(clock_nanosleep(CLOCK_MONOTONIC, 0, &longer, NULL), 0);
		ck_assert(!flight_leave(&f));
		keeper_unwatch(&k, &f);
	}
	keeper_stop(&k);
}
END_TEST

/* ---------------------------------------------------------------- what does not end */

static atomic_int stubborn_stop;

/* In a call, as far as anyone can see, that no signal ends: getaddrinfo(3) is such a one. */
static void *be_stubborn(void *closure)
{
	struct caller *c = closure;

	attach(c);
	flight_enter(&c->flight, c->deadline);
	keeper_due(c->keeper, c->deadline);
	while (!atomic_load(&stubborn_stop))
		sched_yield();
	flight_leave(&c->flight);
	keeper_unwatch(c->keeper, &c->flight);
	return NULL;
}

/* While it lasts, the others' deadlines are kept and signals are told of. */
START_TEST(a_call_that_does_not_end_holds_nobody_up)
{
	struct caller stubborn, c;
	struct keeper k;
	int64_t begun;
	int fd[2];

	begin(&k, NULL);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	stubborn = (struct caller){.keeper = &k, .deadline = now()};
	ck_assert_int_eq(pthread_create(&stubborn.thread, NULL, be_stubborn, &stubborn), 0);
	/* until the keeper is at it */
	while (!is_interrupted(&stubborn))
		sched_yield();
	begun = now();
	kill(getpid(), SIGTERM);
	start(&c, &k, fd[0], now() + 20 * CLOCK_MS);
	await(&told.signals, 1);
	was_ended(&c);
	atomic_store(&stubborn_stop, 1);
	pthread_join(stubborn.thread, NULL);
	ck_assert_msg(c.ended - begun < 500 * CLOCK_MS, "the call was ended after %lld ms",
	              (long long)((c.ended - begun) / CLOCK_MS));
	ck_assert_msg(told.at - begun < 500 * CLOCK_MS, "the signal was told of after %lld ms",
	              (long long)((told.at - begun) / CLOCK_MS));
	keeper_stop(&k);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* Who wishes it waits for nothing. */
START_TEST(a_wish_is_not_waited_for)
{
	struct caller stubborn;
	struct keeper k;
	int64_t begun;

	begin(&k, NULL);
	stubborn = (struct caller){.keeper = &k, .deadline = INT64_MAX};
	ck_assert_int_eq(pthread_create(&stubborn.thread, NULL, be_stubborn, &stubborn), 0);
	while (!is_in_call(&stubborn))
		sched_yield();
	begun = now();
	for (int i = 0; i < 100; i++)
		keeper_end(&k, &stubborn.flight);
	ck_assert_msg(now() - begun < 500 * CLOCK_MS, "it took %lld ms",
	              (long long)((now() - begun) / CLOCK_MS));
	while (!is_interrupted(&stubborn))
		sched_yield();
	atomic_store(&stubborn_stop, 1);
	pthread_join(stubborn.thread, NULL);
	keeper_stop(&k);
}
END_TEST

/* ---------------------------------------------------------------- what it tells of */

START_TEST(a_flush_comes_when_it_is_due)
{
	struct keeper k;
	int64_t when;

	begin(&k, NULL);
	for (int i = 1; i <= 3; i++) {
		when = now() + 20 * CLOCK_MS;
		keeper_flush_at(&k, when);
		/* the first one counts, until it has come */
		keeper_flush_at(&k, now() + 3600 * CLOCK_S);
		keeper_flush_at(&k, now() + 10 * CLOCK_MS);
		await(&told.flushes, i);
		ck_assert_int_ge(told.at, when);
	}
	keeper_flush_at(&k, now() - CLOCK_S);
	await(&told.flushes, 4);
	keeper_stop(&k);
	ck_assert_int_eq(told.flushes, 4);
	ck_assert_int_eq(told.run_overs + told.signals, 0);
}
END_TEST

/* Asked for from several threads all the time, none is lost: after the last one a flush comes. */
static void *ask_often(void *closure)
{
	for (int i = 0; i < 5000; i++)
		keeper_flush_at(closure, now());
	return NULL;
}

START_TEST(no_flush_is_lost)
{
	pthread_t thread[3];
	struct keeper k;
	int64_t last;

	begin(&k, NULL);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_create(&thread[i], NULL, ask_often, &k), 0);
	for (int i = 0; i < 3; i++)
		pthread_join(thread[i], NULL);
	last = now();
	keeper_flush_at(&k, last);
	pthread_mutex_lock(&told.lock);
	while (told.at < last)
		pthread_cond_wait(&told.changed, &told.lock);
	pthread_mutex_unlock(&told.lock);
	keeper_stop(&k);
}
END_TEST

START_TEST(the_run_ends_once)
{
	struct keeper k;
	int64_t when;

	begin(&k, NULL);
	keeper_end_run_at(&k, now() + 3600 * CLOCK_S);
	when = now() + 20 * CLOCK_MS;
	keeper_end_run_at(&k, when);
	await(&told.run_overs, 1);
	ck_assert_int_ge(told.at, when);
	/* something later wakes it: it is not told again */
	keeper_flush_at(&k, now());
	await(&told.flushes, 1);
	keeper_stop(&k);
	ck_assert_int_eq(told.run_overs, 1);
}
END_TEST

START_TEST(signals)
{
	static const int also[] = {SIGWINCH, SIGALRM, 0};
	static const int number[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGALRM, SIGINT};
	struct keeper k;

	begin(&k, also);
	for (int i = 0; i < 6; i++) {
		ck_assert_int_eq(kill(getpid(), number[i]), 0);
		await(&told.signals, i + 1);
		ck_assert_int_eq(told.last_signal, number[i]);
	}
	keeper_stop(&k);
}
END_TEST

/* As nohup(1) wants it. */
START_TEST(what_is_ignored_stays_so)
{
	struct keeper k;

	hangup = SIG_IGN;
	begin(&k, NULL);
	ck_assert_int_eq(kill(getpid(), SIGHUP), 0);
	ck_assert_int_eq(kill(getpid(), SIGTERM), 0);
	await(&told.signals, 1);
	ck_assert_int_eq(told.last_signal, SIGTERM);
	keeper_stop(&k);
	ck_assert(!flight_take_signal(SIGHUP));
}
END_TEST

/* A signal that nobody asked for waits, and ends nothing. */
START_TEST(other_signals_wait)
{
	struct keeper k;

	begin(&k, NULL);
	ck_assert_int_eq(kill(getpid(), SIGWINCH), 0);
	ck_assert_int_eq(kill(getpid(), SIGINT), 0);
	await(&told.signals, 1);
	ck_assert_int_eq(told.last_signal, SIGINT);
	keeper_stop(&k);
	ck_assert(flight_take_signal(SIGWINCH));
}
END_TEST

/* ---------------------------------------------------------------- sleep */

static void read_status(char *text, size_t room)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%d/status", (int)told.tid);
	fd = open(path, O_RDONLY);
	ck_assert_int_ge(fd, 0);
	n = read(fd, text, room - 1);
	ck_assert_int_gt(n, 0);
	text[n] = 0;
	close(fd);
}

/* How often the keeper's thread went to sleep, once it is asleep (proc(5)). */
static long sleeps(void)
{
	static const char name[] = "\nvoluntary_ctxt_switches:";
	char text[4096], *at;

	do {
		read_status(text, sizeof(text));
		at = strstr(text, "\nState:");
		ck_assert_ptr_nonnull(at);
	} while (at[8] != 'S');
	at = strstr(text, name);
	ck_assert_ptr_nonnull(at);
	return strtol(at + sizeof(name) - 1, NULL, 10);
}

/* Until two looks in a row find it in the same sleep. */
static long settled_sleeps(void)
{
	struct timespec t = {.tv_nsec = 10 * CLOCK_MS};
	long before, after = sleeps();

	do {
		before = after;
		clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
		after = sleeps();
	} while (before != after);
	return after;
}

START_TEST(it_sleeps_when_nothing_is_due)
{
	struct timespec a_while = {.tv_nsec = 200 * CLOCK_MS};
	struct keeper k;
	struct caller c;
	long before;
	int fd[2];

	begin(&k, NULL);
	keeper_flush_at(&k, now());
	await(&told.flushes, 1);
	before = settled_sleeps();
	clock_nanosleep(CLOCK_MONOTONIC, 0, &a_while, NULL);
	ck_assert_int_eq(sleeps(), before);
	/* nor when a wish has come true */
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	start(&c, &k, fd[0], INT64_MAX);
	while (!is_in_call(&c))
		sched_yield();
	if (BLOCKING_BY_POLL)
		flight_settle(&c.flight);
	keeper_end(&k, &c.flight);
	pthread_join(c.thread, NULL);
	before = settled_sleeps();
	clock_nanosleep(CLOCK_MONOTONIC, 0, &a_while, NULL);
	ck_assert_int_eq(sleeps(), before);
	keeper_stop(&k);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* Between two calls it expects the next: each of them has a deadline, which comes to nothing. */
START_TEST(calls_with_deadlines_seldom_wake_it)
{
	enum { CALLS = 2000 };
	struct timespec between = {.tv_nsec = 20000};
	struct flight f;
	struct keeper k;
	long before;

	begin(&k, NULL);
	flight_attach(&f);
	keeper_watch(&k, &f);
	keeper_flush_at(&k, now());
	await(&told.flushes, 1);
	before = settled_sleeps();
	for (int i = 0; i < CALLS; i++) {
		int64_t deadline = now() + 1000 * CLOCK_S;

		flight_enter(&f, deadline);
		keeper_due(&k, deadline);
		ck_assert(!flight_leave(&f));
		clock_nanosleep(CLOCK_MONOTONIC, 0, &between, NULL);
	}
	ck_assert_int_le(settled_sleeps() - before, CALLS / 100);
	keeper_unwatch(&k, &f);
	keeper_stop(&k);
}
END_TEST

/* What is due later than it wakes anyway does not wake it, however often it is said. */
START_TEST(what_is_later_wakes_nobody)
{
	struct flight f;
	struct keeper k;
	long before;

	begin(&k, NULL);
	flight_attach(&f);
	keeper_watch(&k, &f);
	keeper_flush_at(&k, now());
	await(&told.flushes, 1);
	keeper_end_run_at(&k, now() + 3600 * CLOCK_S);
	before = settled_sleeps();
	for (int i = 0; i < 10000; i++) {
		flight_enter(&f, now() + 7200 * CLOCK_S);
		keeper_due(&k, atomic_load(&f.deadline));
		flight_leave(&f);
		keeper_due(&k, INT64_MAX);
	}
	ck_assert_int_eq(sleeps(), before);
	/* and what is earlier does */
	keeper_due(&k, now() + 1800 * CLOCK_S);
	while (sleeps() == before)
		sched_yield();
	keeper_unwatch(&k, &f);
	keeper_stop(&k);
}
END_TEST

/* ---------------------------------------------------------------- failing to start */

START_TEST(no_descriptor_is_left)
{
	enum { LIMIT = 64 };
	struct keeper_events events = {on_signal, on_run_over, on_flush, NULL, &told};
	struct rlimit limit = {LIMIT, LIMIT};
	struct keeper k;
	int held[LIMIT], n = 0;

	the_clock = clock_real();
	flight_prepare();
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	while ((held[n] = dup(0)) >= 0)
		n++;
	/* _i descriptors are free: the keeper wants two */
	for (int i = 0; i < _i; i++)
		close(held[--n]);
	errno = 0;
	ck_assert_int_eq(keeper_start(&k, &the_clock, &events), -1);
	ck_assert_int_eq(errno, EMFILE);
	ck_assert(!k.running);
	keeper_stop(&k);
	/* it closed what it had opened, and nothing else */
	ck_assert_int_ge(fcntl(0, F_GETFD), 0);
	for (int i = 0; i < _i; i++) {
		held[n] = dup(0);
		ck_assert_int_ge(held[n++], 0);
	}
	ck_assert_int_eq(dup(0), -1);
	while (n)
		close(held[--n]);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("keeper");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, starts_and_stops);
	tcase_add_test(tcase, leaves_no_descriptor);
	tcase_add_test(tcase, a_deadline_ends_a_call);
	tcase_add_test(tcase, many_deadlines);
	tcase_add_test(tcase, an_earlier_deadline_comes_first);
	tcase_add_test(tcase, a_deadline_goes_with_its_call);
	tcase_add_test(tcase, unwatched_flights_are_left_alone);
	tcase_add_test(tcase, a_wish_ends_a_call);
	tcase_add_test(tcase, a_wish_is_for_one_call);
	tcase_add_test(tcase, a_wish_goes_with_its_call);
	tcase_add_test(tcase, a_call_that_does_not_end_holds_nobody_up);
	tcase_add_test(tcase, a_wish_is_not_waited_for);
	tcase_add_test(tcase, a_flush_comes_when_it_is_due);
	tcase_add_test(tcase, no_flush_is_lost);
	tcase_add_test(tcase, the_run_ends_once);
	tcase_add_test(tcase, signals);
	tcase_add_test(tcase, what_is_ignored_stays_so);
	tcase_add_test(tcase, other_signals_wait);
	tcase_add_test(tcase, it_sleeps_when_nothing_is_due);
	tcase_add_test(tcase, calls_with_deadlines_seldom_wake_it);
	tcase_add_test(tcase, what_is_later_wakes_nobody);
	tcase_add_loop_test(tcase, no_descriptor_is_left, 0, 2);
	return unit_run("keeper", tcase);
}
