/*
 * The keeper: the one thread that takes signals, and the only one that watches the time. It ends
 * calls whose deadline has passed or whose end is wished, tells of signals and of the end of the whole run, and asks for a
 * flush of output that lies waiting. When nothing is due it sleeps without a timer.
 */
#ifndef SOCKPIT_CORE_KEEPER_H
#define SOCKPIT_CORE_KEEPER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/vector.h"
#include "core/flight.h"

/* Each is called on the keeper's thread. */
struct keeper_events {
	void (*signal)(void *closure, int number);
	void (*run_over)(void *closure); /* the time limit of the whole run has passed */
	void (*flush)(void *closure);    /* keeper_flush_at's time has come */
	const int *also; /* signals besides SIGINT, SIGTERM and SIGHUP, ended by 0; NULL: none */
	void *closure;
};

struct keeper {
	pthread_t thread;
	bool running;
	struct clock *clock;
	struct keeper_events events;
	int wake;    /* eventfd */
	int signals; /* signalfd */
	/* si_code of the signal that is told of now (sigaction(2)), for whoever is told */
	int signal_code;
	pthread_mutex_t lock;
	struct vector flights;         /* borrowed struct flight */
	atomic_int_least64_t wakes_at; /* when it wakes by itself; INT64_MAX: never */
	atomic_int_least64_t run_end;
	atomic_int_least64_t flush_at;
	atomic_bool stop;
};

/* Starts the thread; the clock is borrowed. 0, or -1 and errno. */
int keeper_start(struct keeper *k, struct clock *clock, const struct keeper_events *events);
/*
 * The calling thread, and with it those it will make, gets a table of descriptors of its own; the keeper's
 * stays as it is now. A kernel counts who uses a descriptor in each call where threads share a table. What
 * the keeper's callbacks write to must be open by then, and no socket may be: its end in the keeper's table
 * would outlive a close. Where the kernel refuses, the table stays shared.
 */
void keeper_part_descriptors(void);
/* Ends and joins it. */
void keeper_stop(struct keeper *k);
/* Watches a flight's deadline from now on, or no longer. */
void keeper_watch(struct keeper *k, struct flight *f);
void keeper_unwatch(struct keeper *k, struct flight *f);
/* Ends the call that is in flight now, if any, of a flight that is watched: soon, and without waiting for it. */
void keeper_end(struct keeper *k, struct flight *f);
/* Something is due at `when` (monotonic ns): wakes the keeper only if it would sleep past it. */
void keeper_due(struct keeper *k, int64_t when);
/* The whole run ends at `when`. */
void keeper_end_run_at(struct keeper *k, int64_t when);
/* Output waits to be flushed at `when`. */
void keeper_flush_at(struct keeper *k, int64_t when);

#endif
