/*
 * Time behind a function pointer, so that tests decide what it is. All times are nanoseconds.
 */
#ifndef SOCKPIT_BASE_CLOCK_H
#define SOCKPIT_BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_MS INT64_C(1000000)
#define CLOCK_S INT64_C(1000000000)

struct clock {
	int64_t (*monotonic)(struct clock *); /* CLOCK_MONOTONIC, clock_gettime(2) */
	int64_t (*wall)(struct clock *);      /* CLOCK_REALTIME: since 1970-01-01 UTC */
	int64_t now;                          /* the fake clock's time; unused by the real one */
};

/* The machine's clocks. */
struct clock clock_real(void);
/* A clock that stands at `now` (both readings) until its field `now` is changed. */
struct clock clock_fake(int64_t now);
static inline int64_t clock_monotonic(struct clock *c)
{
	return c->monotonic(c);
}
static inline int64_t clock_wall(struct clock *c)
{
	return c->wall(c);
}

#endif
