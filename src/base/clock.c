/*
 * What time it is: the machine's clocks, or one that stands still for a test. Waiting and deadlines
 * are left to those who wait.
 */
#include "base/clock.h"

#include <stddef.h>

static int64_t fake_now(struct clock *c)
{
	return c->now;
}

struct clock clock_real(void)
{
	return (struct clock){.monotonic = NULL};
}

struct clock clock_fake(int64_t now)
{
	return (struct clock){.monotonic = fake_now, .wall = fake_now, .now = now};
}
