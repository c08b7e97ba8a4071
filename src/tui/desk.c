/*
 * Two queues and a few words under one lock. Nobody holds it while anything is done.
 */
#include "tui/desk.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

enum { NS_IN_MS = 1000000, NS_IN_S = 1000000000 };

int desk_init(struct desk *d)
{
	pthread_condattr_t monotonic;

	memset(d, 0, sizeof(*d));
	d->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (d->wake < 0)
		return -1;
	pthread_mutex_init(&d->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&d->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return 0;
}

static void errand_free(struct errand *e)
{
	for (size_t i = 0; i < e->found.count; i++)
		free(e->found.item[i]);
	vector_clear(&e->found);
	bytes_clear(&e->text);
	free(e);
}

/* Under the lock. */
static void let_go(struct errand *e)
{
	if (!--e->holders)
		errand_free(e);
}

void desk_clear(struct desk *d)
{
	for (size_t i = 0; i < d->errands.count; i++)
		let_go(d->errands.item[i]);
	for (size_t i = 0; i < d->orders.count; i++)
		free(d->orders.item[i]);
	vector_clear(&d->errands);
	vector_clear(&d->orders);
	bytes_clear(&d->doing);
	bytes_clear(&d->message);
	bytes_clear(&d->dump);
	pthread_cond_destroy(&d->changed);
	pthread_mutex_destroy(&d->lock);
	close(d->wake);
}

void desk_wake(struct desk *d)
{
	uint64_t one = 1;
	ssize_t put = write(d->wake, &one, sizeof(one));

	(void)put;
}

/* The screen's side ------------------------------------------------------------------------------- */

static bool is_command(enum errand_kind kind)
{
	return kind == ERRAND_COMMAND || kind == ERRAND_DO;
}

struct errand *desk_ask(struct desk *d, enum errand_kind kind, const char *text, size_t n,
                        int start)
{
	struct errand *e = memory_new(sizeof(*e));

	e->kind = kind;
	bytes_add(&e->text, text, n);
	e->start = start;
	e->holders = 2;
	pthread_mutex_lock(&d->lock);
	vector_add(&d->errands, e);
	d->commands += is_command(kind);
	pthread_cond_broadcast(&d->changed);
	pthread_mutex_unlock(&d->lock);
	return e;
}

void desk_command(struct desk *d, enum errand_kind kind, const char *text, size_t n)
{
	desk_drop(d, desk_ask(d, kind, text, n, 0));
}

/* Takes the commands out that were not begun; whether there were any. Under the lock. */
static bool drop_commands(struct desk *d)
{
	bool dropped = false;

	for (size_t i = d->errands.count; i-- > 0;) {
		struct errand *e = d->errands.item[i];

		if (!is_command(e->kind))
			continue;
		vector_remove(&d->errands, i);
		d->commands--;
		e->done = true;
		let_go(e);
		dropped = true;
	}
	return dropped;
}

enum desk_interrupted desk_interrupt(struct desk *d)
{
	enum desk_interrupted what;

	pthread_mutex_lock(&d->lock);
	what = drop_commands(d) ? DESK_DROPPED : d->attentive ? DESK_TOLD : DESK_BUSY;
	pthread_mutex_unlock(&d->lock);
	if (what == DESK_TOLD)
		desk_drop(d, desk_ask(d, ERRAND_INTERRUPT, "", 0, 0));
	return what;
}

bool desk_is_busy(struct desk *d)
{
	bool busy;

	pthread_mutex_lock(&d->lock);
	busy = d->commands;
	pthread_mutex_unlock(&d->lock);
	return busy;
}

bool desk_await(struct desk *d, struct errand *e, int ms)
{
	struct timespec until;
	int err = 0;
	bool done;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(ms % 1000) * NS_IN_MS;
	until.tv_sec += ms / 1000 + until.tv_nsec / NS_IN_S;
	until.tv_nsec %= NS_IN_S;
	pthread_mutex_lock(&d->lock);
	while (!e->done && !d->ended && !err)
		err = pthread_cond_timedwait(&d->changed, &d->lock, &until);
	done = e->done;
	pthread_mutex_unlock(&d->lock);
	return done;
}

void desk_drop(struct desk *d, struct errand *e)
{
	pthread_mutex_lock(&d->lock);
	let_go(e);
	pthread_mutex_unlock(&d->lock);
}

/* The session's side ------------------------------------------------------------------------------ */

struct errand *desk_take(struct desk *d)
{
	struct errand *e = NULL;

	pthread_mutex_lock(&d->lock);
	if (d->errands.count) {
		e = d->errands.item[0];
		vector_remove(&d->errands, 0);
		d->attentive = false;
	}
	pthread_mutex_unlock(&d->lock);
	return e;
}

void desk_done(struct desk *d, struct errand *e)
{
	pthread_mutex_lock(&d->lock);
	d->commands -= is_command(e->kind);
	e->done = true;
	let_go(e);
	pthread_cond_broadcast(&d->changed);
	pthread_mutex_unlock(&d->lock);
	desk_wake(d);
}

void desk_wait(struct desk *d)
{
	pthread_mutex_lock(&d->lock);
	d->attentive = true;
	while (!d->errands.count && !d->over && !d->stirred)
		pthread_cond_wait(&d->changed, &d->lock);
	d->stirred = false;
	pthread_mutex_unlock(&d->lock);
}

void desk_attend(struct desk *d, bool attentive)
{
	pthread_mutex_lock(&d->lock);
	d->attentive = attentive;
	pthread_mutex_unlock(&d->lock);
}

void desk_stir(struct desk *d)
{
	pthread_mutex_lock(&d->lock);
	d->stirred = true;
	pthread_cond_broadcast(&d->changed);
	pthread_mutex_unlock(&d->lock);
}

void desk_tell_doing(struct desk *d, const char *text, size_t n)
{
	pthread_mutex_lock(&d->lock);
	bytes_reset(&d->doing);
	if (n)
		bytes_add(&d->doing, text, n);
	pthread_mutex_unlock(&d->lock);
	desk_wake(d);
}

void desk_tell(struct desk *d, bool bad, const char *text, size_t n)
{
	pthread_mutex_lock(&d->lock);
	bytes_reset(&d->message);
	bytes_add(&d->message, text, n);
	d->message_is_bad = bad;
	d->message_is_new = true;
	pthread_mutex_unlock(&d->lock);
	desk_wake(d);
}

void desk_order(struct desk *d, const char *text, size_t n)
{
	pthread_mutex_lock(&d->lock);
	vector_add(&d->orders, memory_copy(text, n));
	pthread_mutex_unlock(&d->lock);
	desk_wake(d);
}

bool desk_dump(struct desk *d, struct bytes *out)
{
	bool done;

	pthread_mutex_lock(&d->lock);
	d->dump_wanted = true;
	d->dump_done = false;
	desk_wake(d);
	while (!d->dump_done && !d->over)
		pthread_cond_wait(&d->changed, &d->lock);
	done = d->dump_done;
	if (done)
		bytes_add(out, d->dump.data, d->dump.len);
	pthread_mutex_unlock(&d->lock);
	return done;
}

void desk_end(struct desk *d)
{
	pthread_mutex_lock(&d->lock);
	d->ended = true;
	pthread_cond_broadcast(&d->changed);
	pthread_mutex_unlock(&d->lock);
	desk_wake(d);
}
