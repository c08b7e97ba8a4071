/*
 * What time it is: the machine's clocks, or one that stands still for a test. Waiting and deadlines
 * are left to those who wait.
 */
#include "base/clock.h"

#include <time.h>

static int64_t read_clock(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t); /* cannot fail for the two clocks below */
	return t.tv_sec * CLOCK_S + t.tv_nsec;
}

static int64_t real_monotonic(struct clock *c)
{
	(void)c;
	return read_clock(CLOCK_MONOTONIC);
}

static int64_t real_wall(struct clock *c)
{
	(void)c;
	return read_clock(CLOCK_REALTIME);
}

static int64_t fake_now(struct clock *c)
{
	return c->now;
}

struct clock clock_real(void)
{
	return (struct clock){.monotonic = real_monotonic, .wall = real_wall};
}

struct clock clock_fake(int64_t now)
{
	return (struct clock){.monotonic = fake_now, .wall = fake_now, .now = now};
}
