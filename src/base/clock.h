/*
 * Time behind a function pointer, so that tests decide what it is. All times are nanoseconds.
 */
#ifndef SOCKPIT_BASE_CLOCK_H
#define SOCKPIT_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define CLOCK_MS INT64_C(1000000)
#define CLOCK_S INT64_C(1000000000)

struct clock {
	int64_t (*monotonic)(struct clock *); /* NULL: CLOCK_MONOTONIC, clock_gettime(2) */
	int64_t (*wall)(struct clock *);      /* NULL: CLOCK_REALTIME: since 1970-01-01 UTC */
	int64_t now;                          /* the fake clock's time; unused by the real one */
};

/* The machine's clocks. */
struct clock clock_real(void);
/* A clock that stands at `now` (both readings) until its field `now` is changed. */
struct clock clock_fake(int64_t now);

/* The machine's clock is read without a call through a pointer: each call to the kernel is timed twice. */
static inline int64_t clock_read(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t); /* cannot fail for the two clocks below */
	return t.tv_sec * CLOCK_S + t.tv_nsec;
}
static inline int64_t clock_monotonic(struct clock *c)
{
	return c->monotonic ? c->monotonic(c) : clock_read(CLOCK_MONOTONIC);
}
static inline int64_t clock_wall(struct clock *c)
{
	return c->wall ? c->wall(c) : clock_read(CLOCK_REALTIME);
}

#endif
