/*
 * Sets of descriptors with names, and names by number.
 */
#include "core/pollset.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/namelist.h"
#include "unit.h"

START_TEST(sets)
{
	struct pollset set, *copy;
	char name[16];

	pollset_init(&set);
	ck_assert(set.count == 0 && set.most == -1);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 1000; i++) {
			snprintf(name, sizeof(name), "s%d", i);
			pollset_add(&set, 5000 - i, POLLIN, name);
		}
		ck_assert(set.count == 1000 && set.most == 5000);
		ck_assert(set.fd[999].fd == 4001 && set.fd[999].events == POLLIN);
		ck_assert_str_eq(pollset_name(&set, 0), "s0");
		ck_assert_str_eq(pollset_name(&set, 999), "s999");
		copy = pollset_copy(&set);
		pollset_reset(&set);
		ck_assert(set.count == 0 && set.most == -1);
		ck_assert(copy->count == 1000 && copy->most == 5000 && copy->fd[7].fd == 4993);
		ck_assert_str_eq(pollset_name(copy, 7), "s7");
		pollset_clear(copy);
		free(copy);
	}
	copy = pollset_copy(&set);
	ck_assert(copy->count == 0 && copy->most == -1);
	pollset_clear(copy);
	free(copy);
	pollset_clear(&set);
}
END_TEST

START_TEST(numbers)
{
	struct namelist l;

	namelist_init(&l);
	ck_assert_ptr_null(namelist_name(&l, 0));
	ck_assert_uint_eq(namelist_number(&l, "a"), 0);
	ck_assert_uint_eq(namelist_number(&l, "b"), 1);
	ck_assert_uint_eq(namelist_number(&l, "a"), 0);
	ck_assert_str_eq(namelist_name(&l, 1), "b");
	ck_assert_ptr_null(namelist_name(&l, 2));
	ck_assert_ptr_null(namelist_name(&l, UINT64_MAX));
	namelist_clear(&l);
}
END_TEST

static struct namelist shared;

static void *ask(void *closure)
{
	size_t wrong = 0;

	for (int i = 0; i < 20000; i++) {
		const char *name = namelist_name(&shared, (uint64_t)i % 1000);

		wrong += name && atoi(name + 1) != i % 1000;
	}
	return wrong ? closure : NULL;
}

/* Names are added by one thread and asked for by another. */
START_TEST(threads)
{
	pthread_t thread;
	char name[16];
	void *wrong;

	namelist_init(&shared);
	ck_assert_int_eq(pthread_create(&thread, NULL, ask, &shared), 0);
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		UNIT_ASSERT(namelist_number(&shared, name) == (uint64_t)i);
	}
	pthread_join(thread, &wrong);
	ck_assert_ptr_null(wrong);
	namelist_clear(&shared);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("pollset");

	tcase_add_test(tcase, sets);
	tcase_add_test(tcase, numbers);
	tcase_add_test(tcase, threads);
	return unit_run("pollset", tcase);
}
