/*
 * The byte buffer, and the memory under it.
 */
#include "base/bytes.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "base/memory.h"
#include "unit.h"

START_TEST(empty)
{
	struct bytes b = BYTES_INIT;
	char *taken;

	ck_assert_str_eq(bytes_str(&b), "");
	bytes_add(&b, NULL, 0);
	bytes_add_str(&b, "");
	bytes_drop(&b, 5);
	bytes_reset(&b);
	ck_assert_uint_eq(b.len, 0);
	ck_assert_str_eq(bytes_str(&b), "");
	bytes_clear(&b);
	ck_assert_ptr_null(b.data);
	taken = bytes_take(&b);
	ck_assert_str_eq(taken, "");
	free(taken);
}
END_TEST

START_TEST(adds)
{
	struct bytes b;

	bytes_init(&b);
	bytes_add_str(&b, "ab");
	bytes_add_char(&b, 'c');
	bytes_add(&b, "d\0e", 3);
	ck_assert_uint_eq(b.len, 6);
	ck_assert_mem_eq(b.data, "abcd\0e", 7);
	bytes_clear(&b);
	ck_assert_uint_eq(b.len, 0);
	ck_assert_uint_eq(b.cap, 0);
}
END_TEST

START_TEST(grows_and_stays_terminated)
{
	struct bytes b = BYTES_INIT;
	size_t moves = 0, cap = 0;

	for (size_t i = 0; i < 300000; i++) {
		bytes_add_char(&b, (char)('a' + i % 26));
		UNIT_ASSERT(b.len == i + 1 && b.cap > b.len && b.data[b.len] == 0);
		moves += b.cap != cap;
		cap = b.cap;
	}
	ck_assert_uint_lt(moves, 20);
	for (size_t i = 0; i < b.len; i++)
		UNIT_ASSERT(b.data[i] == (char)('a' + i % 26));
	bytes_clear(&b);
}
END_TEST

/* Every length around the storage's first sizes, each from an exactly full buffer. */
START_TEST(adds_at_the_edge)
{
	static const char filler[300];

	for (size_t first = 0; first < 140; first++)
		for (size_t more = 0; more < 140; more++) {
			struct bytes b = BYTES_INIT;

			bytes_add(&b, filler, first);
			bytes_add(&b, filler, more);
			UNIT_ASSERT(b.len == first + more && b.cap > b.len && b.data[b.len] == 0);
			bytes_clear(&b);
		}
}
END_TEST

START_TEST(reserve_keeps_the_storage)
{
	struct bytes b = BYTES_INIT;
	const char *data;

	bytes_add_str(&b, "x");
	bytes_reserve(&b, 1000);
	data = b.data;
	for (int i = 0; i < 1000; i++)
		bytes_add_char(&b, 'y');
	ck_assert_ptr_eq(b.data, data);
	bytes_reset(&b);
	ck_assert_ptr_eq(b.data, data);
	ck_assert_str_eq(bytes_str(&b), "");
	bytes_clear(&b);
	bytes_reserve(&b, 0);
	ck_assert_str_eq(bytes_str(&b), "");
	bytes_clear(&b);
}
END_TEST

static const int64_t numbers[] = {
    0,
    1,
    -1,
    9,
    10,
    -10,
    99,
    100,
    12345678,
    INT32_MIN,
    INT64_C(999999999999999999),
    INT64_C(1000000000000000000),
    INT64_MAX,
    INT64_MIN,
    INT64_MIN + 1,
};

START_TEST(numbers_are_printfs)
{
	int64_t n = numbers[_i];
	struct bytes b = BYTES_INIT;
	char expected[64];

	snprintf(expected, sizeof(expected), "%" PRId64 " %" PRIu64, n, (uint64_t)n);
	bytes_add_int(&b, n);
	bytes_add_char(&b, ' ');
	bytes_add_uint(&b, (uint64_t)n);
	ck_assert_str_eq(bytes_str(&b), expected);
	ck_assert_uint_eq(b.len, strlen(expected));
	bytes_clear(&b);
}
END_TEST

/* The formatted text meets every amount of room left. */
START_TEST(formats)
{
	char text[400];

	for (int len = 0; len < 400; len++) {
		struct bytes b = BYTES_INIT;

		memset(text, 'z', sizeof(text));
		text[len] = 0;
		bytes_add_str(&b, "<");
		bytes_addf(&b, "%s|%d", text, len);
		bytes_addf(&b, ">");
		ck_assert_uint_eq(b.len, strlen(b.data));
		ck_assert_int_eq(atoi(strchr(b.data, '|') + 1), len);
		ck_assert_uint_eq((size_t)(strchr(b.data, '|') - b.data), (size_t)len + 1);
		ck_assert(b.data[b.len - 1] == '>' && b.len < b.cap);
		bytes_clear(&b);
	}
}
END_TEST

START_TEST(drops)
{
	struct bytes b = BYTES_INIT;

	bytes_add_str(&b, "hello");
	bytes_drop(&b, 0);
	ck_assert_str_eq(bytes_str(&b), "hello");
	bytes_drop(&b, 2);
	ck_assert_str_eq(bytes_str(&b), "llo");
	ck_assert_uint_eq(b.len, 3);
	bytes_drop(&b, 3);
	ck_assert_str_eq(bytes_str(&b), "");
	bytes_add_str(&b, "again");
	bytes_drop(&b, SIZE_MAX);
	ck_assert_uint_eq(b.len, 0);
	bytes_clear(&b);
}
END_TEST

START_TEST(takes)
{
	struct bytes b = BYTES_INIT;
	char *taken;

	bytes_add_str(&b, "mine");
	taken = bytes_take(&b);
	ck_assert_str_eq(taken, "mine");
	ck_assert_ptr_null(b.data);
	ck_assert_uint_eq(b.cap, 0);
	free(taken);
}
END_TEST

START_TEST(memory)
{
	char *p = memory_new(100);

	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(p[i], 0);
	memcpy(p, "kept", 5);
	p = memory_resize(p, 100000);
	ck_assert_str_eq(p, "kept");
	p = memory_resize(p, 0);
	ck_assert_ptr_nonnull(p);
	free(p);
	p = memory_new(0);
	ck_assert_ptr_nonnull(p);
	free(p);
	p = memory_copy("abc", 2);
	ck_assert_str_eq(p, "ab");
	free(p);
	p = memory_copy(NULL, 0);
	ck_assert_str_eq(p, "");
	free(p);
}
END_TEST

static void no_core(void)
{
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

/* What is too much aborts, one way each. */
START_TEST(too_much)
{
	struct bytes b = BYTES_INIT;
	volatile size_t most = SIZE_MAX; /* the compiler need not know */

	no_core();
	bytes_add_str(&b, "x");
	switch (_i) {
	case 0:
		bytes_reserve(&b, SIZE_MAX);
		break;
	case 1:
		bytes_reserve(&b, SIZE_MAX - 1);
		break;
	case 2:
		bytes_reserve(&b, SIZE_MAX / 2);
		break;
	case 3:
		bytes_add(&b, "x", most);
		break;
	case 4:
		free(memory_new(SIZE_MAX));
		break;
	case 5:
		free(memory_resize(NULL, (size_t)PTRDIFF_MAX + 1));
		break;
	case 6:
		free(memory_copy("x", SIZE_MAX));
		break;
	}
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("bytes");

	tcase_add_test(tcase, empty);
	tcase_add_test(tcase, adds);
	tcase_add_test(tcase, grows_and_stays_terminated);
	tcase_add_test(tcase, adds_at_the_edge);
	tcase_add_test(tcase, reserve_keeps_the_storage);
	tcase_add_loop_test(tcase, numbers_are_printfs, 0, sizeof(numbers) / sizeof(numbers[0]));
	tcase_add_test(tcase, formats);
	tcase_add_test(tcase, drops);
	tcase_add_test(tcase, takes);
	tcase_add_test(tcase, memory);
	tcase_add_loop_test_raise_signal(tcase, too_much, SIGABRT, 0, 7);
	return unit_run("bytes", tcase);
}
