/*
 * Buffers under a name: added, set, taken out; their memory stays one piece in their order.
 */
#include "core/iovecs.h"

#include "unit.h"

static void holds(const struct iovecs *v, size_t i, const void *p, size_t n)
{
	size_t got;
	const char *at = iovecs_at(v, i, &got);

	ck_assert_uint_eq(got, n);
	if (n)
		ck_assert_mem_eq(at, p, n);
}

START_TEST(buffers)
{
	struct iovecs *v = iovecs_new("v", 1);

	ck_assert_str_eq(v->name, "v");
	ck_assert_uint_eq(iovecs_count(v), 0);
	ck_assert(iovecs_add(v, 3) && iovecs_add(v, 0) && iovecs_add(v, 2));
	ck_assert_uint_eq(iovecs_count(v), 3);
	holds(v, 0, "\0\0\0", 3);
	holds(v, 1, NULL, 0);
	holds(v, 2, "\0\0", 2);
	ck_assert(iovecs_set(v, 1, "middle", 6) && iovecs_set(v, 0, "a", 1) &&
	          iovecs_set(v, 2, "\xff\0end", 5));
	holds(v, 0, "a", 1);
	holds(v, 1, "middle", 6);
	holds(v, 2, "\xff\0end", 5);
	ck_assert_uint_eq(v->memory.len, 12);
	ck_assert_mem_eq(v->memory.data, "amiddle\xff\0end", 12);
	iovecs_delete(v, 1);
	ck_assert_uint_eq(iovecs_count(v), 2);
	holds(v, 1, "\xff\0end", 5);
	ck_assert(iovecs_set(v, 0, "", 0));
	iovecs_delete(v, 1);
	iovecs_delete(v, 0);
	ck_assert_uint_eq(iovecs_count(v), 0);
	ck_assert_uint_eq(v->memory.len, 0);
	iovecs_free(v);
	iovecs_free(NULL);
}
END_TEST

START_TEST(too_much)
{
	struct iovecs *v = iovecs_new("v", 1);

	ck_assert(!iovecs_add(v, (size_t)IOVECS_MAX + 1) && !iovecs_add(v, SIZE_MAX));
	ck_assert(iovecs_add(v, 10));
	ck_assert(!iovecs_add(v, IOVECS_MAX - 9));
	ck_assert(!iovecs_set(v, 0, "", (size_t)IOVECS_MAX + 1) && !iovecs_set(v, 0, "", SIZE_MAX));
	ck_assert_uint_eq(v->memory.len, 10);
	iovecs_free(v);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("iovecs");

	tcase_add_test(tcase, buffers);
	tcase_add_test(tcase, too_much);
	return unit_run("iovecs", tcase);
}
