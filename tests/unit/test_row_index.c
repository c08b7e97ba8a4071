/*
 * The index behind the tables, so small that every search runs into other keys.
 */
#include "tables/row_index.h"

#include <string.h>

#include "unit.h"

static const int rows[6];

static struct row_index_slot slots[16];
static const struct row_index keys = {.slot = slots, .slots = 16};

static void fill(void)
{
	memset(slots, 0, sizeof(slots));
	row_index_add_name(&keys, 0, "AF_INET6", &rows[0]);
	row_index_add_name(&keys, 0, "AF_INET", &rows[1]);
	row_index_add_name(&keys, 0, "a", &rows[2]);
	row_index_add_name(&keys, 1, "a", &rows[3]);
	row_index_add_number(&keys, 0, 6, &rows[4]);
	row_index_add_number(&keys, 1, 6, &rows[5]);
	row_index_add_number(&keys, 0, -1, &rows[0]);
	row_index_add_number(&keys, 0, INT64_C(1) << 40, &rows[1]);
}

static const void *by_name(int scope, const char *name)
{
	return row_index_by_name(&keys, scope, name, strlen(name));
}

START_TEST(finds)
{
	fill();
	ck_assert_ptr_eq(by_name(0, "AF_INET6"), &rows[0]);
	ck_assert_ptr_eq(by_name(0, "af_inet"), &rows[1]);
	ck_assert_ptr_eq(by_name(0, "A"), &rows[2]);
	ck_assert_ptr_eq(by_name(1, "a"), &rows[3]);
	ck_assert_ptr_null(by_name(1, "AF_INET"));
	ck_assert_ptr_null(by_name(0, ""));
	ck_assert_ptr_eq(row_index_by_number(&keys, 0, 6), &rows[4]);
	ck_assert_ptr_eq(row_index_by_number(&keys, 1, 6), &rows[5]);
	ck_assert_ptr_eq(row_index_by_number(&keys, 0, -1), &rows[0]);
	ck_assert_ptr_eq(row_index_by_number(&keys, 0, INT64_C(1) << 40), &rows[1]);
	ck_assert_ptr_null(row_index_by_number(&keys, 2, 6));
}
END_TEST

/* Whatever slot a search begins at: nothing but the very key is found. */
START_TEST(finds_nothing_else)
{
	char name[3] = "";

	fill();
	for (int c = 1; c < 256; c++) {
		name[0] = (char)c;
		for (int d = 0; d < 256; d++) {
			name[1] = (char)d;
			if (d || (c != 'a' && c != 'A'))
				UNIT_ASSERT(!row_index_by_name(&keys, 0, name, d ? 2 : 1));
		}
	}
	for (size_t n = 0; n < strlen("AF_INET"); n++)
		ck_assert_msg(n == 1 || !row_index_by_name(&keys, 0, "AF_INET6", n), "%zu", n);
	for (int64_t i = -1000; i < 1000; i++)
		UNIT_ASSERT(i == 6 || i == -1 || !row_index_by_number(&keys, 0, i));
	for (int scope = 2; scope < 1000; scope++)
		UNIT_ASSERT(!row_index_by_number(&keys, scope, 6) && !by_name(scope, "a"));
}
END_TEST

START_TEST(first_stays)
{
	fill();
	row_index_add_name(&keys, 0, "AF_inet", &rows[5]);
	row_index_add_number(&keys, 0, 6, &rows[5]);
	ck_assert_ptr_eq(by_name(0, "AF_INET"), &rows[1]);
	ck_assert_ptr_eq(row_index_by_number(&keys, 0, 6), &rows[4]);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("row_index");

	tcase_add_test(tcase, finds);
	tcase_add_test(tcase, finds_nothing_else);
	tcase_add_test(tcase, first_stays);
	return unit_run("row_index", tcase);
}
