/*
 * The array of pointers.
 */
#include "base/vector.h"

#include <stdbool.h>

#include "unit.h"

static int things[1000];

static void fill(struct vector *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		vector_add(v, &things[i]);
}

/* Whether the items are things[first], things[second] and so on, up to a negative one. */
static bool holds(const struct vector *v, const int *index)
{
	size_t i = 0;

	while (index[i] >= 0) {
		if (i >= v->count || v->item[i] != &things[index[i]])
			return false;
		i++;
	}
	return i == v->count;
}

#define HOLDS(v, ...) ck_assert(holds((v), (const int[]){__VA_ARGS__, -1}))

START_TEST(adds_in_order)
{
	struct vector v = VECTOR_INIT;

	fill(&v, 1000);
	ck_assert_uint_eq(v.count, 1000);
	ck_assert_uint_ge(v.cap, 1000);
	for (size_t i = 0; i < 1000; i++)
		ck_assert_ptr_eq(v.item[i], &things[i]);
	vector_clear(&v);
	ck_assert_ptr_null(v.item);
	ck_assert_uint_eq(v.count, 0);
	ck_assert_uint_eq(v.cap, 0);
	vector_clear(&v);
}
END_TEST

START_TEST(holds_null)
{
	struct vector v = VECTOR_INIT;

	vector_add(&v, NULL);
	ck_assert_uint_eq(v.count, 1);
	ck_assert_ptr_null(v.item[0]);
	vector_clear(&v);
}
END_TEST

START_TEST(removes_in_order)
{
	struct vector v = VECTOR_INIT;

	fill(&v, 5);
	vector_remove(&v, 2);
	HOLDS(&v, 0, 1, 3, 4);
	vector_remove(&v, 0);
	HOLDS(&v, 1, 3, 4);
	vector_remove(&v, 2);
	HOLDS(&v, 1, 3);
	vector_remove(&v, 0);
	vector_remove(&v, 0);
	ck_assert_uint_eq(v.count, 0);
	vector_add(&v, &things[7]);
	HOLDS(&v, 7);
	vector_clear(&v);
}
END_TEST

START_TEST(removes_unordered)
{
	struct vector v = VECTOR_INIT;

	fill(&v, 5);
	vector_remove_unordered(&v, 1);
	HOLDS(&v, 0, 4, 2, 3);
	vector_remove_unordered(&v, 3);
	HOLDS(&v, 0, 4, 2);
	vector_remove_unordered(&v, 0);
	HOLDS(&v, 2, 4);
	vector_remove_unordered(&v, 0);
	vector_remove_unordered(&v, 0);
	ck_assert_uint_eq(v.count, 0);
	vector_clear(&v);
}
END_TEST

/* A full array, so that anything read behind its end is seen by the address sanitizer. */
START_TEST(removes_from_a_full_array)
{
	struct vector v = VECTOR_INIT;

	do
		vector_add(&v, &things[v.count]);
	while (v.count < v.cap);
	vector_remove(&v, v.count - 1);
	vector_add(&v, &things[0]);
	vector_remove(&v, 0);
	ck_assert_ptr_eq(v.item[0], &things[1]);
	ck_assert_ptr_eq(v.item[v.count - 1], &things[0]);
	vector_clear(&v);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("vector");

	tcase_add_test(tcase, adds_in_order);
	tcase_add_test(tcase, holds_null);
	tcase_add_test(tcase, removes_in_order);
	tcase_add_test(tcase, removes_unordered);
	tcase_add_test(tcase, removes_from_a_full_array);
	return unit_run("vector", tcase);
}
