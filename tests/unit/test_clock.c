/*
 * The machine's clocks and the fake one.
 */
#include "base/clock.h"

#include <time.h>

#include "unit.h"

START_TEST(fake_stands_still)
{
	struct clock c = clock_fake(42);

	ck_assert_int_eq(clock_monotonic(&c), 42);
	ck_assert_int_eq(clock_wall(&c), 42);
	c.now += CLOCK_S + CLOCK_MS;
	ck_assert_int_eq(clock_monotonic(&c), INT64_C(1001000042));
	ck_assert_int_eq(clock_wall(&c), INT64_C(1001000042));
}
END_TEST

START_TEST(real_does_not_go_back)
{
	struct clock c = clock_real();
	int64_t last = clock_monotonic(&c);

	for (int i = 0; i < 10000; i++) {
		int64_t now = clock_monotonic(&c);

		ck_assert_int_ge(now, last);
		last = now;
	}
}
END_TEST

START_TEST(real_is_in_nanoseconds)
{
	struct clock c = clock_real();
	int64_t begin = clock_monotonic(&c), taken;

	nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
	taken = clock_monotonic(&c) - begin;
	ck_assert_int_ge(taken, 2 * CLOCK_MS);
	ck_assert_int_lt(taken, 3600 * CLOCK_S);
}
END_TEST

START_TEST(wall_is_the_calendars)
{
	struct clock c = clock_real();
	int64_t before = (int64_t)time(NULL) - 2, wall = clock_wall(&c) / CLOCK_S;

	ck_assert_int_ge(wall, before);
	ck_assert_int_le(wall, (int64_t)time(NULL) + 2);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("clock");

	tcase_add_test(tcase, fake_stands_still);
	tcase_add_test(tcase, real_does_not_go_back);
	tcase_add_test(tcase, real_is_in_nanoseconds);
	tcase_add_test(tcase, wall_is_the_calendars);
	return unit_run("clock", tcase);
}
