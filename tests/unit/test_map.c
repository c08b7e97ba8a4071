/*
 * The hash table, on its own and against a plain array that answers the same questions.
 */
#include "base/map.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "unit.h"

static int things[100];

START_TEST(empty)
{
	struct map m = MAP_INIT;

	ck_assert_ptr_null(map_get(&m, "a", 1));
	ck_assert_ptr_null(map_remove(&m, "a", 1));
	map_clear(&m);
	ck_assert_ptr_null(m.slot);
}
END_TEST

START_TEST(puts_gets_removes)
{
	struct map m = MAP_INIT;

	ck_assert_ptr_null(map_put(&m, "a", 1, &things[0]));
	ck_assert_ptr_null(map_put(&m, "b", 1, &things[1]));
	ck_assert_uint_eq(m.count, 2);
	ck_assert_ptr_eq(map_get(&m, "a", 1), &things[0]);
	ck_assert_ptr_eq(map_put(&m, "a", 1, &things[2]), &things[0]);
	ck_assert_uint_eq(m.count, 2);
	ck_assert_ptr_eq(map_get(&m, "a", 1), &things[2]);
	ck_assert_ptr_eq(map_remove(&m, "a", 1), &things[2]);
	ck_assert_ptr_null(map_remove(&m, "a", 1));
	ck_assert_ptr_null(map_get(&m, "a", 1));
	ck_assert_ptr_eq(map_get(&m, "b", 1), &things[1]);
	ck_assert_uint_eq(m.count, 1);
	map_clear(&m);
	ck_assert_uint_eq(m.count, 0);
	ck_assert_ptr_null(map_get(&m, "b", 1));
	map_clear(&m);
}
END_TEST

START_TEST(names_are_bytes)
{
	static const char *const name[] = {"", "\0", "\0\0", "a", "a\0", "a\0b", "ab", "A"};
	static const size_t len[] = {0, 1, 2, 1, 2, 3, 2, 1};
	struct map m = MAP_INIT;

	for (size_t i = 0; i < 8; i++)
		ck_assert_ptr_null(map_put(&m, name[i], len[i], &things[i]));
	for (size_t i = 0; i < 8; i++)
		ck_assert_ptr_eq(map_get(&m, name[i], len[i]), &things[i]);
	ck_assert_uint_eq(m.count, 8);
	map_clear(&m);
}
END_TEST

START_TEST(names_are_copied)
{
	struct map m = MAP_INIT;
	char name[] = "server";

	map_put(&m, name, 6, &things[0]);
	memset(name, 'x', 6);
	ck_assert_ptr_eq(map_get(&m, "server", 6), &things[0]);
	ck_assert_ptr_null(map_get(&m, "xxxxxx", 6));
	map_clear(&m);
}
END_TEST

/* Half a million random puts, gets and removes of 2000 names. */
START_TEST(agrees_with_an_array)
{
	enum { NAMES = 2000 };
	static void *expected[NAMES];
	struct map m = MAP_INIT;
	size_t count = 0;
	uint64_t random = 1;

	for (int step = 0; step < 500000; step++) {
		char name[32];
		size_t i, n;
		void *value = &things[step % 100];

		random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
		i = (random >> 33) % NAMES;
		n = (size_t)snprintf(name, sizeof(name), "conn%zu", i);
		if (random >> 62 == 0) {
			UNIT_ASSERT(map_get(&m, name, n) == expected[i]);
		} else if (random >> 62 == 1) {
			UNIT_ASSERT(map_remove(&m, name, n) == expected[i]);
			count -= expected[i] != NULL;
			expected[i] = NULL;
		} else {
			UNIT_ASSERT(map_put(&m, name, n, value) == expected[i]);
			count += expected[i] == NULL;
			expected[i] = value;
		}
		UNIT_ASSERT(m.count == count);
	}
	map_clear(&m);
}
END_TEST

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Puts and removes names that differ little, `live` of them at a time; nanoseconds for each. */
static double churn(size_t live, size_t steps)
{
	struct map m = MAP_INIT;
	double begin = seconds(), taken;
	char name[32];

	for (size_t i = 0; i < steps; i++) {
		size_t n = (size_t)snprintf(name, sizeof(name), "socket-%zu", i);

		map_put(&m, name, n, &things[0]);
		if (i < live)
			continue;
		n = (size_t)snprintf(name, sizeof(name), "socket-%zu", i - live);
		UNIT_ASSERT(map_remove(&m, name, n) == &things[0]);
	}
	taken = seconds() - begin;
	ck_assert_uint_eq(m.count, live);
	map_clear(&m);
	return taken * 1e9 / (double)steps;
}

/* A thousand times the names may cost the cache's price, but not a chain's. */
START_TEST(stays_fast)
{
	double few = churn(100, 400000), many = churn(100000, 400000);

	ck_assert_msg(many < few * 20, "%.0f ns with 100 names, %.0f ns with 100000", few, many);
}
END_TEST

START_TEST(storage_follows_the_count_not_the_history)
{
	struct map m = MAP_INIT;
	char name[32];

	for (size_t i = 0; i < 100000; i++) {
		size_t n = (size_t)snprintf(name, sizeof(name), "%zu", i);

		map_put(&m, name, n, &things[0]);
		map_remove(&m, name, n);
	}
	ck_assert_uint_eq(m.count, 0);
	ck_assert_uint_le(m.slots, 16);
	map_clear(&m);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("map");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, empty);
	tcase_add_test(tcase, puts_gets_removes);
	tcase_add_test(tcase, names_are_bytes);
	tcase_add_test(tcase, names_are_copied);
	tcase_add_test(tcase, agrees_with_an_array);
	tcase_add_test(tcase, stays_fast);
	tcase_add_test(tcase, storage_follows_the_count_not_the_history);
	return unit_run("map", tcase);
}
