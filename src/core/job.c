/*
 * Worker threads. A job's call belongs to its worker until `done` is set; all the rest of the job is
 * its owner's. What both look at is atomic or under the lock of the set.
 */
#include "core/job.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "core/pollset.h"

void jobs_init(struct jobs *jobs, struct engine *engine)
{
	pthread_condattr_t attr;

	memset(jobs, 0, sizeof(*jobs));
	jobs->engine = engine;
	jobs->next_number = 1;
	pthread_mutex_init(&jobs->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&jobs->changed, &attr);
	pthread_condattr_destroy(&attr);
}

/* How much a call points to. */
static size_t store_for(const struct call *c)
{
	size_t need = 3 * (SOCK_NAME_MAX + 1) + c->capacity;

	for (unsigned i = 0; i < c->args; i++) {
		const struct arg *a = &c->arg[i];

		need += arg_has_data(a) ? a->len + 1 : 0;
		if (a->kind == ARG_CONTROL && a->flags & ARG_OUT)
			need += c->room->control;
	}
	return need;
}

/* The room in the call itself that the kernel writes to; a buffer gets its place later. */
static const void *own_room(struct call *c, enum arg_kind kind)
{
	if (kind == ARG_ADDRESS)
		return &c->room->address.any;
	return kind == ARG_LIST ? (const void *)c->room->list : c->room->value;
}

/* Gives a receiving call its buffer, behind all else in the store: control messages follow it. */
static void own_buffer(struct job *job)
{
	struct call *c = &job->call;

	c->buffer = job->store.data + job->store.len;
	for (unsigned i = 0; i < c->args; i++) {
		struct arg *a = &c->arg[i];

		if (!(a->flags & ARG_OUT))
			continue;
		if (a->kind == ARG_BYTES) {
			a->data = c->buffer;
		} else if (a->kind == ARG_CONTROL) {
			memcpy((char *)c->buffer + c->capacity, a->data, a->len);
			a->data = (char *)c->buffer + c->capacity;
		}
	}
}

/* Copies what the call points to into the job, so that its starter may go on. */
static void own(struct job *job, const struct call *from)
{
	struct call *c = &job->call;

	*c = *from;
	job->room = *from->room; /* lengths of its addresses count in */
	c->room = &job->room;
	bytes_reserve(&job->store, store_for(from));
	for (unsigned i = 0; i < c->args; i++) {
		struct arg *a = &c->arg[i];

		if (!arg_has_data(a))
			continue;
		if (a->flags & ARG_OUT) {
			if (a->kind != ARG_CONTROL)
				a->data = own_room(c, a->kind);
			continue;
		}
		bytes_add(&job->store, a->data, a->len);
		bytes_add_char(&job->store, 0);
		a->data = job->store.data + job->store.len - a->len - 1;
	}
	if (c->socket) {
		bytes_add(&job->store, c->socket, strlen(c->socket) + 1);
		c->socket = job->store.data + job->store.len - strlen(c->socket) - 1;
	}
	for (int i = 0; i < 2; i++) {
		if (!c->made[i])
			continue;
		bytes_add(&job->store, c->made[i], strlen(c->made[i]) + 1);
		c->made[i] = job->store.data + job->store.len - strlen(c->made[i]) - 1;
	}
	own_buffer(job);
}

static void *work(void *closure)
{
	struct job *job = closure;
	struct jobs *jobs = job->jobs;
	struct engine *e = jobs->engine;

	while (sem_wait(&job->go))
		;
	flight_attach(&job->flight);
	keeper_watch(&e->keeper, &job->flight);
	atomic_store(&job->started, true);
	if (!job->begun)
		job->call.begin = clock_monotonic(&e->clock);
	engine_finish_call(e, &job->flight, &job->call, job->deadline);
	if (job->call.ender == ENDER_UNKNOWN)
		job->call.ender = (uint8_t)atomic_load(&job->ender);
	keeper_unwatch(&e->keeper, &job->flight);
	pthread_mutex_lock(&jobs->lock);
	atomic_store(&job->done, true);
	atomic_fetch_add(&jobs->done, 1);
	pthread_cond_broadcast(&jobs->changed);
	pthread_mutex_unlock(&jobs->lock);
	if (jobs->on_done)
		jobs->on_done(jobs->closure);
	return NULL;
}

static struct job *start(struct jobs *jobs, const struct call *c, int64_t deadline, bool told,
                         bool begun)
{
	struct job *job = memory_new(sizeof(*job));
	int err;

	job->deadline = deadline;
	job->begun = begun;
	job->jobs = jobs;
	own(job, c);
	if (told)
		job->call.job = job->number = jobs->next_number;
	sem_init(&job->go, 0, 0);
	err = pthread_create(&job->thread, NULL, work, job);
	if (err) {
		sem_destroy(&job->go);
		bytes_clear(&job->store);
		free(job);
		errno = err;
		return NULL;
	}
	if (c->row->own)
		c->row->own(&job->call);
	job->since = begun ? c->begin : clock_monotonic(&jobs->engine->clock);
	if (!begun) {
		job->call.begin = job->since;
		journal_call(&jobs->engine->journal, &job->call);
	}
	sem_post(&job->go);
	if (told)
		jobs->next_number++;
	vector_add(&jobs->all, job);
	return job;
}

struct job *jobs_start(struct jobs *jobs, const struct call *c, int64_t deadline, bool told)
{
	return start(jobs, c, deadline, told, false);
}

struct job *jobs_go_on(struct jobs *jobs, const struct call *c, int64_t deadline)
{
	return start(jobs, c, deadline, false, true);
}

void jobs_tell(struct job *job)
{
	struct journal *j = &job->jobs->engine->journal;

	job->number = job->jobs->next_number++;
	/* the worker's call is read under this lock when its return is noted */
	pthread_mutex_lock(&j->lock);
	job->call.job = job->number;
	pthread_mutex_unlock(&j->lock);
}

struct job *jobs_find(const struct jobs *jobs, unsigned number)
{
	for (size_t i = 0; i < jobs->all.count; i++) {
		struct job *job = jobs->all.item[i];

		if (job->number == number)
			return job;
	}
	return NULL;
}

static bool is_done(struct job *job)
{
	return job && atomic_load(&job->done);
}

bool jobs_wait(struct jobs *jobs, struct job *job, int64_t deadline, atomic_bool *stop)
{
	struct timespec until = {.tv_sec = deadline / CLOCK_S, .tv_nsec = deadline % CLOCK_S};
	int err = 0;

	pthread_mutex_lock(&jobs->lock);
	while (!is_done(job) && !(stop && atomic_load(stop)) && err != ETIMEDOUT) {
		if (deadline == INT64_MAX)
			pthread_cond_wait(&jobs->changed, &jobs->lock);
		else
			err = pthread_cond_timedwait(&jobs->changed, &jobs->lock, &until);
	}
	pthread_mutex_unlock(&jobs->lock);
	return is_done(job);
}

void jobs_wake(struct jobs *jobs)
{
	pthread_mutex_lock(&jobs->lock);
	pthread_cond_broadcast(&jobs->changed);
	pthread_mutex_unlock(&jobs->lock);
}

bool jobs_interrupt(struct job *job, enum call_ender ender)
{
	atomic_store(&job->ender, (int)ender);
	while (!atomic_load(&job->started))
		sched_yield();
	/* between the start of the thread and its call there is a moment without a flight */
	while (!atomic_load(&job->done)) {
		if (atomic_load(&job->flight.phase) & 1) {
			if (flight_interrupt(&job->flight))
				return true;
			if (atomic_load(&job->flight.phase) & 1)
				return false;
			/* it returned by itself meanwhile: it will be done at once */
		}
		sched_yield();
	}
	return false;
}

void jobs_settle(struct job *job)
{
	while (!atomic_load(&job->done) &&
	       !(atomic_load(&job->started) && atomic_load(&job->flight.phase)))
		sched_yield();
	flight_settle(&job->flight);
	/* it may have been over before it could be seen to wait: then its end is told in a moment */
	while (!(atomic_load(&job->flight.phase) & 1) && !atomic_load(&job->done))
		sched_yield();
}

/* What the kernel wrote into an argument that stands for it. */
static void give_argument(const struct arg *from, struct arg *to)
{
	if (!arg_has_data(to)) {
		to->number = from->number;
		return;
	}
	/* addresses, values and lists lie in the room, which is copied whole */
	if ((to->kind == ARG_BYTES || to->kind == ARG_CONTROL) && from->len)
		memcpy((void *)to->data, from->data, from->len);
	to->len = from->len;
	to->whole = from->whole;
}

static void give_room(const struct call *from, struct call *to)
{
	const struct pollset *set = from->row->own ? from->room->set : NULL;

	to->room->address = from->room->address;
	memcpy(to->room->value, from->room->value, sizeof(to->room->value));
	memcpy(to->room->list, from->room->list, sizeof(to->room->list));
	for (size_t i = 0; set && from->room->owns_set && i < set->count; i++)
		to->room->set->fd[i].revents = set->fd[i].revents;
}

void jobs_give_back(struct job *job, struct call *c)
{
	struct call *from = &job->call;
	bool bytes = false;

	c->ret = from->ret;
	c->err = from->err;
	c->begin = from->begin;
	c->end = from->end;
	c->ender = from->ender;
	c->value_len = from->value_len;
	c->found = from->found;
	from->found = NULL;
	memcpy(c->made_fd, from->made_fd, sizeof(c->made_fd));
	for (unsigned i = 0; i < c->args; i++)
		if (c->arg[i].flags & ARG_OUT) {
			give_argument(&from->arg[i], &c->arg[i]);
			bytes = bytes || c->arg[i].kind == ARG_BYTES;
		}
	/* epoll_wait(2): events, which are no argument */
	if (!bytes && c->ret > 0 && c->capacity)
		memcpy(c->buffer, from->buffer, c->capacity);
	give_room(from, c);
	/* what it had a copy of is freed with it; what it took over is not */
	if (from->row->own)
		from->row->release(from);
	from->row = NULL;
}

static void job_free(struct job *job)
{
	call_clear(&job->call);
	sem_destroy(&job->go);
	bytes_clear(&job->store);
	free(job);
}

void jobs_free(struct jobs *jobs, struct job *job)
{
	pthread_join(job->thread, NULL);
	for (size_t i = 0; i < jobs->all.count; i++) {
		if (jobs->all.item[i] == job) {
			vector_remove(&jobs->all, i);
			break;
		}
	}
	job_free(job);
}

bool jobs_stop(struct jobs *jobs)
{
	bool all = true;

	for (size_t i = 0; i < jobs->all.count; i++) {
		struct job *job = jobs->all.item[i];

		if (atomic_load(&job->done))
			continue;
		if (jobs_interrupt(job, ENDER_UNKNOWN) || atomic_load(&job->done))
			jobs_wait(jobs, job, INT64_MAX, NULL);
		else
			all = false;
	}
	return all;
}

bool jobs_clear(struct jobs *jobs)
{
	bool all = true;

	for (size_t i = 0; i < jobs->all.count; i++) {
		struct job *job = jobs->all.item[i];

		if (!atomic_load(&job->done) && !jobs_interrupt(job, ENDER_UNKNOWN) &&
		    !atomic_load(&job->done)) {
			pthread_detach(job->thread);
			all = false;
			continue;
		}
		pthread_join(job->thread, NULL);
		job_free(job);
	}
	vector_clear(&jobs->all);
	return all;
}
