/*
 * Calls that are interrupted: the signal is never lost and never strays. Who meets whom when is left
 * to chance, thousands of times.
 */
#include "core/flight.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "blocking.h"
#include "unit.h"

/* A thread sanitizer makes a round many times as long. */
#ifdef __SANITIZE_THREAD__
enum { ROUNDS = 100 };
#else
enum { ROUNDS = 2000 };
#endif

static uint32_t chance(uint64_t *random, uint32_t below)
{
	*random = *random * UINT64_C(6364136223846793005) + 1442695040888963407U;
	return (uint32_t)(*random >> 33) % below;
}

/* Passes a little time without a system call: 0 to some tens of microseconds. */
static void dawdle(uint64_t *random)
{
	uint32_t n = chance(random, 4) ? chance(random, 200) : chance(random, 10000);

	for (volatile uint32_t i = 0; i < n; i++)
		;
}

/* A thread that makes calls, and what its maker sees of it. */
struct caller {
	pthread_t thread;
	struct flight flight;
	int fd;
	int rounds;
	uint64_t random;
	atomic_int ready; /* attached */
	atomic_int round; /* the one it is in; counts from 1 */
	atomic_int over;  /* nobody interrupts that one any more */
	atomic_int stop;
	int interrupted; /* calls that flight_leave said were */
	int eintr, got, strays;
};

static void start(struct caller *c, void *(*run)(void *))
{
	ck_assert_int_eq(pthread_create(&c->thread, NULL, run, c), 0);
	while (!atomic_load(&c->ready))
		sched_yield();
}

static void attach(struct caller *c)
{
	flight_attach(&c->flight);
	atomic_store(&c->ready, 1);
}

static bool is_in_call(struct caller *c)
{
	return atomic_load(&c->flight.phase) & 1;
}

/* A call that sleeps for a moment and is nobody's to interrupt. */
static void make_next_call(struct caller *c)
{
	struct timespec t = {.tv_nsec = 20000};

	flight_enter(&c->flight, INT64_MAX);
	if (ppoll(NULL, 0, &t, NULL))
		c->strays++;
	if (flight_leave(&c->flight))
		c->strays++;
}

START_TEST(not_in_a_call)
{
	struct flight f;

	flight_prepare();
	flight_attach(&f);
	ck_assert(!flight_interrupt(&f));
	flight_settle(&f);
	flight_enter(&f, INT64_MAX);
	ck_assert(!flight_leave(&f));
	ck_assert(!flight_interrupt(&f));
	flight_settle(&f);
	ck_assert_uint_eq(atomic_load(&f.sent), 0);
}
END_TEST

START_TEST(deadlines_are_what_was_said)
{
	struct flight f;

	flight_prepare();
	flight_attach(&f);
	ck_assert_int_eq(atomic_load(&f.deadline), INT64_MAX);
	flight_enter(&f, 12345);
	ck_assert_int_eq(atomic_load(&f.deadline), 12345);
	ck_assert_uint_eq(atomic_load(&f.phase) & 1, 1);
	flight_leave(&f);
	ck_assert_uint_eq(atomic_load(&f.phase) & 1, 0);
	flight_enter(&f, INT64_MAX);
	ck_assert_int_eq(atomic_load(&f.deadline), INT64_MAX);
	flight_leave(&f);
}
END_TEST

/* ---------------------------------------------------------------- a call that nothing else ends */

static void *block_often(void *closure)
{
	struct caller *c = closure;
	uint64_t random = 1;
	char byte;

	attach(c);
	for (int i = 1; i <= c->rounds; i++) {
		ssize_t n;
		int err;

		dawdle(&random);
		flight_enter(&c->flight, INT64_MAX);
		atomic_store(&c->round, i);
		dawdle(&random);
		n = blocking_recv(c->fd, &byte, 1, 0);
		err = errno;
		dawdle(&random);
		c->interrupted += flight_leave(&c->flight);
		c->eintr += n < 0 && err == EINTR;
		make_next_call(c);
	}
	return NULL;
}

START_TEST(a_blocked_call_ends_once)
{
	struct caller c = {.rounds = ROUNDS};
	uint64_t random = 2;
	int fd[2];

	flight_prepare();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	c.fd = fd[0];
	start(&c, block_often);
	for (int i = 1; i <= c.rounds; i++) {
		while (atomic_load(&c.round) < i)
			sched_yield();
		dawdle(&random);
		ck_assert(flight_interrupt(&c.flight));
	}
	pthread_join(c.thread, NULL);
	ck_assert_int_eq(c.eintr, c.rounds);
	ck_assert_int_eq(c.interrupted, c.rounds);
	ck_assert_int_eq(c.strays, 0);
	ck_assert_uint_eq(atomic_load(&c.flight.sent), atomic_load(&c.flight.received));
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* ---------------------------------------------------------------- a call that ends by itself too */

/* One byte comes for each round, at about the time of the interrupt. */
static void receive_once(struct caller *c)
{
	bool interrupted;
	ssize_t n;
	char byte;
	int err;

	flight_enter(&c->flight, INT64_MAX);
	n = blocking_recv(c->fd, &byte, 1, 0);
	err = errno;
	interrupted = flight_leave(&c->flight);
	c->interrupted += interrupted;
	c->got += n == 1;
	c->eintr += n < 0;
	/* EINTR is only ever what somebody asked for */
	if (n < 0)
		ck_assert(err == EINTR && interrupted);
	/* the byte comes all the same */
	if (n < 0)
		ck_assert_int_eq(recv(c->fd, &byte, 1, 0), 1);
}

static void *receive_often(void *closure)
{
	struct caller *c = closure;
	uint64_t random = 3;

	attach(c);
	for (int i = 1; i <= c->rounds; i++) {
		atomic_store(&c->round, i);
		dawdle(&random);
		receive_once(c);
		while (atomic_load(&c->over) < i)
			sched_yield();
		make_next_call(c);
	}
	return NULL;
}

static int interrupt_or_feed(struct caller *c, int fd, uint64_t *random)
{
	int done = 0;

	if (chance(random, 2)) {
		dawdle(random);
		done = flight_interrupt(&c->flight);
		dawdle(random);
		ck_assert_int_eq(send(fd, "x", 1, 0), 1);
	} else {
		dawdle(random);
		ck_assert_int_eq(send(fd, "x", 1, 0), 1);
		dawdle(random);
		done = flight_interrupt(&c->flight);
	}
	return done;
}

START_TEST(a_call_that_ends_meanwhile)
{
	struct caller c = {.rounds = ROUNDS};
	uint64_t random = 4;
	int done = 0;
	int fd[2];

	flight_prepare();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	c.fd = fd[0];
	start(&c, receive_often);
	for (int i = 1; i <= c.rounds; i++) {
		while (atomic_load(&c.round) < i)
			sched_yield();
		done += interrupt_or_feed(&c, fd[1], &random);
		atomic_store(&c.over, i);
	}
	pthread_join(c.thread, NULL);
	ck_assert_int_eq(c.got + c.eintr, c.rounds);
	ck_assert_int_le(c.eintr, c.interrupted);
	ck_assert_int_eq(c.interrupted, done);
	ck_assert_int_eq(c.strays, 0);
	ck_assert_uint_eq(atomic_load(&c.flight.sent), atomic_load(&c.flight.received));
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* ---------------------------------------------------------------- many who interrupt at once */

static void *call_until_stopped(void *closure)
{
	struct caller *c = closure;
	char byte;

	attach(c);
	while (!atomic_load(&c->stop)) {
		bool interrupted, failed;

		flight_enter(&c->flight, INT64_MAX);
		failed = blocking_recv(c->fd, &byte, 1, 0) < 0 && errno == EINTR;
		interrupted = flight_leave(&c->flight);
		c->eintr += failed;
		c->strays += failed != interrupted;
		/* no flight: nothing may end this */
		struct timespec t = {.tv_nsec = 1000};
		c->strays += ppoll(NULL, 0, &t, NULL) != 0;
	}
	return NULL;
}

static void *interrupt_often(void *closure)
{
	struct caller *c = closure;

	for (int done = 0; done < 300;) {
		done += flight_interrupt(&c->flight);
		sched_yield();
	}
	return NULL;
}

START_TEST(several_interrupt_the_same)
{
	struct caller c = {.rounds = 0};
	pthread_t thread[3];
	int fd[2];

	flight_prepare();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	c.fd = fd[0];
	start(&c, call_until_stopped);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(pthread_create(&thread[i], NULL, interrupt_often, &c), 0);
	for (int i = 0; i < 3; i++)
		pthread_join(thread[i], NULL);
	atomic_store(&c.stop, 1);
	shutdown(fd[1], SHUT_RDWR);
	pthread_join(c.thread, NULL);
	ck_assert_int_gt(c.eintr, 0);
	ck_assert_int_eq(c.strays, 0);
	ck_assert_uint_eq(atomic_load(&c.flight.sent), atomic_load(&c.flight.received));
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* ---------------------------------------------------------------- a call that cannot be ended */

static void *never_in_the_kernel(void *closure)
{
	struct caller *c = closure;

	attach(c);
	flight_enter(&c->flight, INT64_MAX);
	while (!atomic_load(&c->stop))
		sched_yield();
	c->interrupted = flight_leave(&c->flight);
	make_next_call(c);
	return NULL;
}

START_TEST(a_call_that_does_not_end)
{
	struct caller c = {.rounds = 0};
	struct clock clock = clock_real();
	int64_t begin;

	flight_prepare();
	start(&c, never_in_the_kernel);
	while (!is_in_call(&c))
		sched_yield();
	begin = clock_monotonic(&clock);
	ck_assert(!flight_interrupt(&c.flight));
	ck_assert_int_ge(clock_monotonic(&clock) - begin, 500 * CLOCK_MS);
	ck_assert(is_in_call(&c));
	atomic_store(&c.stop, 1);
	pthread_join(c.thread, NULL);
	ck_assert_int_eq(c.strays, 0);
}
END_TEST

/* ---------------------------------------------------------------- settling */

static bool tells_where_threads_are(void)
{
	char text[16] = "";
	int fd = open("/proc/thread-self/syscall", O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	return n > 0;
}

static void *block_on_a_number(void *closure)
{
	struct caller *c = closure;
	uint64_t random = 5;
	char byte;

	attach(c);
	for (int i = 1; i <= c->rounds; i++) {
		ssize_t n;

		while (atomic_load(&c->round) < i)
			sched_yield();
		flight_enter(&c->flight, INT64_MAX);
		dawdle(&random);
		n = recv(c->fd, &byte, 1, 0);
		c->eintr += n < 0 && errno == EINTR;
		c->interrupted += flight_leave(&c->flight);
	}
	return NULL;
}

/* Once settled, the call has its file: what the number means afterwards is nothing to it. */
START_TEST(a_settled_call_keeps_its_file)
{
	struct caller c = {.rounds = 500};
	int quiet[2], ended[2];

	if (!tells_where_threads_are())
		return;
	flight_prepare();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, quiet), 0);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ended), 0);
	close(ended[1]);
	c.fd = dup(quiet[0]);
	start(&c, block_on_a_number);
	for (int i = 1; i <= c.rounds; i++) {
		ck_assert_int_eq(dup2(quiet[0], c.fd), c.fd);
		atomic_store(&c.round, i);
		while (!is_in_call(&c))
			sched_yield();
		flight_settle(&c.flight);
		/* from here on the number answers 0 at once */
		ck_assert_int_eq(dup2(ended[0], c.fd), c.fd);
		ck_assert(flight_interrupt(&c.flight));
		while (is_in_call(&c))
			sched_yield();
	}
	pthread_join(c.thread, NULL);
	ck_assert_int_eq(c.eintr, c.rounds);
	close(c.fd);
	close(quiet[0]);
	close(quiet[1]);
	close(ended[0]);
}
END_TEST

static void *take_its_time(void *closure)
{
	struct caller *c = closure;
	struct clock clock = clock_real();
	int64_t until;
	char byte;

	attach(c);
	flight_enter(&c->flight, INT64_MAX);
	until = clock_monotonic(&clock) + 150 * CLOCK_MS;
	while (clock_monotonic(&clock) < until)
		;
	atomic_store(&c->round, 1);
	c->got = (int)recv(c->fd, &byte, 1, 0);
	flight_leave(&c->flight);
	return NULL;
}

/* A thread that is long kept from the processor between entering and the kernel. */
START_TEST(settling_waits_as_long_as_it_takes)
{
	struct caller c = {.rounds = 1};
	int fd[2];

	if (!tells_where_threads_are())
		return;
	flight_prepare();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	c.fd = fd[0];
	start(&c, take_its_time);
	while (!is_in_call(&c))
		sched_yield();
	flight_settle(&c.flight);
	ck_assert_int_eq(atomic_load(&c.round), 1);
	ck_assert(flight_interrupt(&c.flight));
	pthread_join(c.thread, NULL);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* A call that is over is settled: it may not be waited for. */
static void *leave_quickly(void *closure)
{
	struct caller *c = closure;

	attach(c);
	while (!atomic_load(&c->stop)) {
		flight_enter(&c->flight, INT64_MAX);
		flight_leave(&c->flight);
	}
	return NULL;
}

START_TEST(settling_ends_with_the_call)
{
	struct caller c = {.rounds = 0};

	flight_prepare();
	start(&c, leave_quickly);
	for (int i = 0; i < ROUNDS; i++)
		flight_settle(&c.flight);
	atomic_store(&c.stop, 1);
	pthread_join(c.thread, NULL);
}
END_TEST

/* ---------------------------------------------------------------- signals */

START_TEST(signals_that_end_no_call)
{
	static const int number[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGALRM, SIGWINCH, SIGCHLD};
	static const int left[] = {SIGQUIT, SIGTSTP, SIGCONT, SIGSEGV, SIGABRT, SIGUSR1};
	struct sigaction action;
	sigset_t set;

	for (size_t i = 0; i < sizeof(number) / sizeof(number[0]); i++)
		signal(number[i], SIG_DFL);
	/* as a parent that ignores them would leave them */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGUSR2, SIG_IGN);
	ck_assert(!flight_is_ignored(SIGINT));
	ck_assert(!flight_is_ignored(-1));
	flight_prepare();
	ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, NULL, &set), 0);
	for (size_t i = 0; i < sizeof(number) / sizeof(number[0]); i++)
		ck_assert_msg(sigismember(&set, number[i]) == 1, "signal %d", number[i]);
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		ck_assert_msg(sigismember(&set, left[i]) == 0, "signal %d", left[i]);
	ck_assert_int_eq(sigismember(&set, flight_signal()), 0);
	sigaction(SIGPIPE, NULL, &action);
	ck_assert(action.sa_handler == SIG_DFL);
	sigaction(flight_signal(), NULL, &action);
	ck_assert_int_eq(action.sa_flags & SA_RESTART, 0);
	ck_assert_int_ge(flight_signal(), SIGRTMIN);
	ck_assert_int_le(flight_signal(), SIGRTMAX);
}
END_TEST

/* A hangup that our parent ignored stays ignored: it does not even wait. An interrupt is taken. */
START_TEST(what_is_ignored_stays_so)
{
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	flight_prepare();
	ck_assert(flight_is_ignored(SIGHUP));
	ck_assert_int_eq(kill(getpid(), SIGHUP), 0);
	ck_assert_int_eq(kill(getpid(), SIGINT), 0);
	ck_assert(!flight_take_signal(SIGHUP));
	ck_assert(flight_take_signal(SIGINT));
}
END_TEST

static void *seen_by_threads(void *closure)
{
	sigset_t set;

	pthread_sigmask(SIG_BLOCK, NULL, &set);
	*(int *)closure = sigismember(&set, SIGPIPE) && !flight_take_signal(SIGPIPE);
	return NULL;
}

START_TEST(a_signal_is_taken_once)
{
	int fd[2], alone = 0;
	pthread_t thread;

	flight_prepare();
	ck_assert(!flight_take_signal(SIGPIPE));
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	close(fd[1]);
	ck_assert_int_eq(send(fd[0], "x", 1, 0), -1);
	ck_assert_int_eq(errno, EPIPE);
	/* it was sent to this thread (signal(7)): another one has none */
	ck_assert_int_eq(pthread_create(&thread, NULL, seen_by_threads, &alone), 0);
	pthread_join(thread, NULL);
	ck_assert_int_eq(alone, 1);
	ck_assert(!flight_take_signal(SIGALRM));
	ck_assert(flight_take_signal(SIGPIPE));
	ck_assert(!flight_take_signal(SIGPIPE));
	ck_assert_int_eq(send(fd[0], "x", 1, MSG_NOSIGNAL), -1);
	ck_assert(!flight_take_signal(SIGPIPE));
	close(fd[0]);
}
END_TEST

/* The signal to a thread that has no flight does no harm. */
START_TEST(a_thread_without_a_flight)
{
	flight_prepare();
	ck_assert_int_eq(pthread_kill(pthread_self(), flight_signal()), 0);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("flight");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, not_in_a_call);
	tcase_add_test(tcase, deadlines_are_what_was_said);
	tcase_add_test(tcase, a_blocked_call_ends_once);
	tcase_add_test(tcase, a_call_that_ends_meanwhile);
	tcase_add_test(tcase, several_interrupt_the_same);
	tcase_add_test(tcase, a_call_that_does_not_end);
	tcase_add_test(tcase, a_settled_call_keeps_its_file);
	tcase_add_test(tcase, settling_waits_as_long_as_it_takes);
	tcase_add_test(tcase, settling_ends_with_the_call);
	tcase_add_test(tcase, signals_that_end_no_call);
	tcase_add_test(tcase, what_is_ignored_stays_so);
	tcase_add_test(tcase, a_signal_is_taken_once);
	tcase_add_test(tcase, a_thread_without_a_flight);
	return unit_run("flight", tcase);
}
