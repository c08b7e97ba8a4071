/*
 * Interrupting a system call without losing the signal and without hitting the next call.
 */
#include "core/flight.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Thread_local struct flight *mine;

/*
 * A thread in a call and one that would end it each write down what they do before they read what the
 * other does. The processor must keep that order on both sides, which in each call would cost more than
 * all the rest of a flight: so who ends calls, and does so seldom, has the kernel see to both sides,
 * membarrier(2). Where the kernel has no such call, each side keeps the order itself.
 */
static bool kernel_orders;

int flight_signal(void)
{
	return SIGRTMIN + 1;
}

static void on_signal(int number)
{
	(void)number;
	if (mine)
		atomic_fetch_add(&mine->received, 1);
}

/* Signals no call may be ended by: they wait for the keeper, or for flight_take_signal. */
static const int kept_out[] = {SIGINT, SIGTERM, SIGHUP,   SIGPIPE, SIGALRM,
                               SIGURG, SIGIO,   SIGWINCH, SIGCHLD};

bool flight_is_ignored(int number)
{
	struct sigaction action;

	/* a shell has its background jobs ignore SIGINT: who sends it to one by hand means it */
	return number == SIGHUP && !sigaction(number, NULL, &action) && action.sa_handler == SIG_IGN;
}

void flight_prepare(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t set;

	/* no SA_RESTART: the call is to return EINTR */
	sigemptyset(&action.sa_mask);
	sigaction(flight_signal(), &action, NULL);
	/* ignored by our parent, SIGPIPE would never be generated: it is blocked, and seen */
	signal(SIGPIPE, SIG_DFL);
	/* what stops, continues, quits or faults keeps its default; the rest is for the keeper */
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(kept_out) / sizeof(kept_out[0]); i++)
		if (!flight_is_ignored(kept_out[i]))
			sigaddset(&set, kept_out[i]);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	/* dear once there are threads */
	kernel_orders = !syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
}

void flight_order(void)
{
	if (kernel_orders)
		syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

void flight_attach(struct flight *f)
{
	memset(f, 0, sizeof(*f));
	f->thread = pthread_self();
	f->tid = gettid();
	atomic_store(&f->deadline, INT64_MAX);
	mine = f;
}

/* Before what is read next. */
static inline void set_phase(struct flight *f, unsigned phase)
{
	if (kernel_orders) {
		atomic_store_explicit(&f->phase, phase, memory_order_release);
		atomic_signal_fence(memory_order_seq_cst);
	} else {
		atomic_store(&f->phase, phase);
	}
}

static inline unsigned next_phase(struct flight *f)
{
	return atomic_load_explicit(&f->phase, memory_order_relaxed) + 1;
}

void flight_enter(struct flight *f, int64_t deadline)
{
	atomic_store_explicit(&f->interrupted, false, memory_order_relaxed);
	/* phases are counted round: that of a call long over may come again */
	atomic_store_explicit(&f->wished, 0, memory_order_relaxed);
	atomic_store_explicit(&f->deadline, deadline, memory_order_relaxed);
	set_phase(f, next_phase(f));
}

/* Waits until every signal that was sent has arrived; kept out of line, for nearly none ever is. */
static __attribute__((noinline, cold)) void await_signals(struct flight *f)
{
	const struct timespec nap = {.tv_nsec = 1000};

	/* a nap rather than a spin: sanitizers deliver signals in calls they know */
	while (atomic_load(&f->sent) != atomic_load(&f->received))
		nanosleep(&nap, NULL);
}

bool flight_leave(struct flight *f)
{
	set_phase(f, next_phase(f));
	if (atomic_load(&f->sent) != atomic_load(&f->received))
		await_signals(f);
	return atomic_load_explicit(&f->interrupted, memory_order_relaxed);
}

static void pause_ns(long ns)
{
	struct timespec t = {.tv_nsec = ns};

	clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}

/* One signal; false when the call was over before it could be sent. */
static bool send_one(struct flight *f, unsigned phase)
{
	atomic_fetch_add(&f->sent, 1);
	flight_order();
	/* the thread waits in flight_leave for what was counted above: taken back when it had left */
	if (atomic_load(&f->phase) != phase) {
		atomic_fetch_add(&f->received, 1);
		return false;
	}
	atomic_store(&f->interrupted, true);
	if (pthread_kill(f->thread, flight_signal()))
		atomic_fetch_add(&f->received, 1);
	return true;
}

bool flight_wish_end(struct flight *f)
{
	unsigned phase = atomic_load(&f->phase), wished = atomic_load(&f->wished);

	if (!(phase & 1))
		return false;
	/* never back to an earlier call: who wished that one may have been slow */
	while ((!wished || (int)(phase - wished) > 0) &&
	       !atomic_compare_exchange_weak(&f->wished, &wished, phase))
		;
	return true;
}

bool flight_end_was_wished(struct flight *f)
{
	return atomic_load(&f->wished) == atomic_load(&f->phase) - 1;
}

/* The phase of a call that is to end by now; 0: there is none. */
static unsigned overdue_phase(struct flight *f, int64_t now)
{
	unsigned wished = atomic_load(&f->wished);
	/* read before the deadline: that of a later call is no reason to end this one, nor the other way round */
	unsigned phase = atomic_load(&f->phase);

	if (!(phase & 1))
		return 0;
	return wished == phase || atomic_load(&f->deadline) <= now ? phase : 0;
}

bool flight_is_overdue(struct flight *f, int64_t now)
{
	return overdue_phase(f, now);
}

void flight_end_overdue(struct flight *f, int64_t now)
{
	unsigned phase = overdue_phase(f, now);

	if (phase && atomic_load(&f->sent) == atomic_load(&f->received))
		send_one(f, phase);
}

bool flight_interrupt(struct flight *f)
{
	unsigned phase = atomic_load(&f->phase);

	if (!(phase & 1))
		return false;
	for (int attempt = 0; attempt < 1000; attempt++) {
		if (atomic_load(&f->sent) == atomic_load(&f->received) && !send_one(f, phase))
			return attempt > 0;
		for (int i = 0; i < 20; i++) {
			if (atomic_load(&f->phase) != phase)
				return true;
			pause_ns(50 * 1000);
		}
	}
	return false;
}

bool flight_take_signal(int number)
{
	struct timespec none = {0};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	return sigtimedwait(&set, NULL, &none) == number;
}

/* The kernel tells in /proc/TID/syscall whether a thread is in a call: "running", or its number. -1:
 * it does not tell. */
static int is_in_kernel(pid_t tid)
{
	char path[64], text[16] = "";
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", (int)tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	return n < 0 ? -1 : text[0] >= '0' && text[0] <= '9';
}

void flight_settle(struct flight *f)
{
	unsigned phase = atomic_load(&f->phase);
	int told = 0, untold = 0;

	/* where /proc does not tell, a moment has to do */
	while ((phase & 1) && atomic_load(&f->phase) == phase && told <= 0 && untold < 200) {
		told = is_in_kernel(f->tid);
		untold += told < 0;
		if (told <= 0)
			pause_ns(50 * 1000);
	}
}
