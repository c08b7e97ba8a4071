/*
 * A job: one blocking call on a worker thread of its own. The thread that started it goes on; it may
 * wait for the answer, or interrupt the call, which then returns EINTR.
 */
#ifndef SOCKPIT_CORE_JOB_H
#define SOCKPIT_CORE_JOB_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "core/engine.h"

struct jobs;

struct job {
	unsigned number;  /* 0: nobody was told that it is a job */
	struct call call; /* the worker's until done, as is its room; then the owner's */
	struct call_room room;
	int64_t deadline;
	struct flight flight;
	pthread_t thread;
	sem_t go;            /* the beginning is in the journal: the worker may make the call */
	atomic_bool started; /* the flight is attached */
	atomic_bool done;
	atomic_int ender; /* enum call_ender: who interrupts it */
	bool landed;      /* the owner has taken the answer */
	bool lent;   /* its call goes back to whoever made it (jobs_give_back): nobody else takes it */
	void *owner; /* for the owner's use */
	struct bytes store; /* what the call's arguments point to */
	bool begun;         /* its beginning was in the journal before it was a job */
	int64_t since;      /* when its call began: monotonic ns */
	struct jobs *jobs;
};

struct jobs {
	struct engine *engine; /* borrowed */
	pthread_mutex_t lock;
	pthread_cond_t changed; /* a job is done, or waiting is to stop */
	struct vector all;      /* struct job, owned; in the order they were started */
	unsigned next_number;
	atomic_uint done; /* how many have finished since the beginning */
	/* Called on the worker's thread when a job is done; may be NULL. */
	void (*on_done)(void *closure);
	void *closure;
};

void jobs_init(struct jobs *jobs, struct engine *engine);
/* Interrupts what still runs, so that its end is in the journal. False when a call would not end. */
bool jobs_stop(struct jobs *jobs);
/* Interrupts what still runs, joins the threads and frees all. False when a call would not end
 * (getaddrinfo(3) does not): its thread still uses the engine, which then has to be left as it is. */
bool jobs_clear(struct jobs *jobs);
/*
 * Starts the call on a thread of its own; the job owns a copy of all it points to, and what the call
 * owned. The beginning is in the journal when this returns; with `told` the journal says that it is a
 * job. NULL and errno when no thread could be made.
 */
struct job *jobs_start(struct jobs *jobs, const struct call *c, int64_t deadline, bool told);
/* Goes on with a call whose beginning is in the journal (engine_try_call), as jobs_start begins one. */
struct job *jobs_go_on(struct jobs *jobs, const struct call *c, int64_t deadline);
/* Gives it its number; from now on the journal says that it is a job. */
void jobs_tell(struct job *job);
/* The job of that number, or NULL. */
struct job *jobs_find(const struct jobs *jobs, unsigned number);
/*
 * Waits until the job is done, the deadline (monotonic ns, INT64_MAX: none) has passed or *stop
 * becomes true. Whether it is done. job and stop may be NULL. Any thread.
 */
bool jobs_wait(struct jobs *jobs, struct job *job, int64_t deadline, atomic_bool *stop);
/* Makes jobs_wait look at its stop flag again. Any thread. */
void jobs_wake(struct jobs *jobs);
/* Lets the job's call return EINTR, for whoever asks. False when it was over already or cannot be interrupted. */
bool jobs_interrupt(struct job *job, enum call_ender ender);
/* Waits until the job's call waits in the kernel, or is over and told of: what closing its descriptor has
 * to wait for, and what shows whether something that happened has ended it. */
void jobs_settle(struct job *job);
/* The answer of a job that is done, in the call it was started with, as if that had been made by its maker:
 * what the kernel wrote is where it was to write, what the call owned is its own again. */
void jobs_give_back(struct job *job, struct call *c);
/* Joins a job that is done and frees it. */
void jobs_free(struct jobs *jobs, struct job *job);

#endif
