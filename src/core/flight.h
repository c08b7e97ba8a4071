/*
 * A call in flight on a thread, and how to end it from another thread with EINTR, exactly: the
 * signal is sent again until the call is over, so that one that comes a moment too early is not lost,
 * and the thread leaves the call only when every signal sent to it has arrived, so that none strays
 * into its next call. Every thread that makes calls has one flight.
 */
#ifndef SOCKPIT_CORE_FLIGHT_H
#define SOCKPIT_CORE_FLIGHT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct flight {
	pthread_t thread;
	pid_t tid;
	atomic_uint phase;             /* odd while in a call; goes up by one at each change */
	atomic_uint sent;              /* signals sent to the thread */
	atomic_uint received;          /* signals its handler saw */
	atomic_uint wished;            /* the phase of the call that is to end; 0: none is */
	atomic_bool interrupted;       /* this call was interrupted on request */
	atomic_int_least64_t deadline; /* monotonic ns; INT64_MAX: none */
};

/* The signal that ends a call (one of the real-time signals, signal(7)). */
int flight_signal(void);
/* Installs the handler and blocks the signals the keeper takes (core/keeper.h), and SIGPIPE, in this
 * thread and so in each thread made from it. Called once, before any thread is made. */
void flight_prepare(void);
/* Whether the signal is SIGHUP and our parent had it ignored, as nohup(1) does: it stays so. */
bool flight_is_ignored(int number);
/* The calling thread makes its calls under this flight. */
void flight_attach(struct flight *f);
void flight_enter(struct flight *f, int64_t deadline);
/* Answers whether the call was interrupted on request. */
bool flight_leave(struct flight *f);
/*
 * Ends the call that is in flight now, if any: sends the signal until it is over. False: there was
 * none, or it does not end (some sleeps in the kernel cannot be interrupted) within about a second.
 */
bool flight_interrupt(struct flight *f);
/* Wishes the end of the call that is in flight now, and does not wait; false: there is none. Who watches the
 * flight sees to it (keeper_end). */
bool flight_wish_end(struct flight *f);
/* Whether the end of the call that was left last had been wished. The thread of the flight. */
bool flight_end_was_wished(struct flight *f);
/* Whether the call in flight is to end by now (monotonic ns): it was wished, or its deadline is over. */
bool flight_is_overdue(struct flight *f, int64_t now);
/* Sends one signal to such a call, and does not wait: for who comes back until the call is over. */
void flight_end_overdue(struct flight *f, int64_t now);
/* Between what is written for the threads in calls to read and what is read of their flights: either they
 * read it, or what they wrote on the way into the call or out of it is seen here (membarrier(2)). */
void flight_order(void);
/* Whether the thread is inside the kernel by now, or the call over: what a close of the descriptor
 * it was given has to wait for. */
void flight_settle(struct flight *f);

/* Takes a blocked signal that waits for this thread; false: none does. */
bool flight_take_signal(int number);

#endif
