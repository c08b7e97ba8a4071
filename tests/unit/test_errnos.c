/*
 * The errno table against what the C library and the headers say.
 */
#include "tables/errnos.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/bytes.h"
#include "macros.h"
#include "unit.h"

enum { NUMBERS = 4096 /* the kernel's MAX_ERRNO and one */ };

START_TEST(numbers_are_the_librarys)
{
	for (int number = -1; number < NUMBERS; number++) {
		const char *name = number > 0 ? strerrorname_np(number) : NULL;
		const struct errno_row *row = errno_by_number(number);

		if (!name) {
			ck_assert_msg(!row, "%d is no errno", number);
			continue;
		}
		ck_assert_msg(row, "%s (%d) has no row", name, number);
		ck_assert_int_eq(row->number, number);
		ck_assert_str_eq(row->name, name);
	}
	ck_assert_ptr_null(errno_by_number(INT_MIN));
	ck_assert_ptr_null(errno_by_number(INT_MAX));
}
END_TEST

START_TEST(texts_are_the_librarys)
{
	for (size_t i = 0; errno_row_at(i); i++)
		ck_assert_str_eq(errno_row_at(i)->text, strerror(errno_row_at(i)->number));
}
END_TEST

START_TEST(rows_are_in_order)
{
	size_t count = 0;
	int last = 0;

	for (; errno_row_at(count); count++) {
		ck_assert_int_gt(errno_row_at(count)->number, last);
		last = errno_row_at(count)->number;
		ck_assert_ptr_eq(errno_row_at(count), errno_by_number(last));
	}
	ck_assert_int_eq(last, EHWPOISON);
	ck_assert_uint_eq(count, 131);
	ck_assert_ptr_null(errno_row_at(count + 1));
	ck_assert_ptr_null(errno_row_at(SIZE_MAX));
}
END_TEST

START_TEST(names_find_their_rows)
{
	for (size_t i = 0; errno_row_at(i); i++) {
		const struct errno_row *row = errno_row_at(i);

		ck_assert_ptr_eq(errno_by_name(row->name, strlen(row->name)), row);
	}
	ck_assert_ptr_eq(errno_by_name("econnrefused", 12), errno_by_number(ECONNREFUSED));
	ck_assert_ptr_eq(errno_by_name("EWOULDBLOCK", 11), errno_by_number(EAGAIN));
	ck_assert_ptr_eq(errno_by_name("EDEADLOCK", 9), errno_by_number(EDEADLK));
	ck_assert_ptr_eq(errno_by_name("ENOTSUP", 7), errno_by_number(EOPNOTSUPP));
	ck_assert_ptr_eq(errno_by_name("EOPNOTSUPP", 10), errno_by_number(EOPNOTSUPP));
}
END_TEST

START_TEST(other_names_find_nothing)
{
	ck_assert_ptr_null(errno_by_name("", 0));
	ck_assert_ptr_null(errno_by_name("E", 1));
	ck_assert_ptr_null(errno_by_name("EPERM", 4));
	ck_assert_ptr_null(errno_by_name("EPERM\0", 6));
	ck_assert_ptr_null(errno_by_name("EPERMS", 6));
	ck_assert_ptr_null(errno_by_name("ENOSUCH", 7));
	ck_assert_ptr_null(errno_by_name("1", 1));
	/* the name is what n says, not what follows it */
	ck_assert_ptr_eq(errno_by_name("EPERMISSION", 5), errno_by_number(EPERM));
}
END_TEST

static void known(const char *name)
{
	ck_assert_msg(errno_by_name(name, strlen(name)), "%s is in errno.h", name);
}

START_TEST(headers_names_are_known)
{
	int count = macros_each("-include errno.h", "E", known);

	ck_assert_msg(count == 0 || count > 130, "errno.h has %d names", count);
}
END_TEST

/* Each "#define EPERM 1" of a header has its row; false where there is no such header. */
static bool ck_header(const char *path)
{
	char line[512], name[32];
	FILE *in = fopen(path, "r");
	int number, count = 0;

	if (!in)
		return false;
	while (fgets(line, sizeof(line), in)) {
		if (sscanf(line, "#define %31[A-Z0-9] %d", name, &number) != 2 || name[0] != 'E')
			continue;
		ck_assert_str_eq(errno_name(number), name);
		count++;
	}
	fclose(in);
	ck_assert_int_gt(count, 30);
	return true;
}

START_TEST(kernels_header_is_covered)
{
	if (ck_header("/usr/include/asm-generic/errno-base.h"))
		ck_assert(ck_header("/usr/include/asm-generic/errno.h"));
}
END_TEST

START_TEST(unknown_numbers_have_words)
{
	ck_assert_str_eq(errno_name(ECONNREFUSED), "ECONNREFUSED");
	ck_assert_str_eq(errno_text(ECONNREFUSED), "Connection refused");
	ck_assert_str_eq(errno_name(0), "E?");
	ck_assert_str_eq(errno_text(0), "Unknown error");
	ck_assert_str_eq(errno_name(524), "E?");
	ck_assert_str_eq(errno_text(-1), "Unknown error");
}
END_TEST

START_TEST(any_number_has_the_librarys_text)
{
	struct bytes out = BYTES_INIT;

	for (int number = -2; number < NUMBERS; number++) {
		bytes_reset(&out);
		errno_add_text(&out, number);
		ck_assert_str_eq(bytes_str(&out), strerror(number));
	}
	bytes_clear(&out);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("errnos");

	tcase_add_test(tcase, numbers_are_the_librarys);
	tcase_add_test(tcase, texts_are_the_librarys);
	tcase_add_test(tcase, rows_are_in_order);
	tcase_add_test(tcase, names_find_their_rows);
	tcase_add_test(tcase, other_names_find_nothing);
	tcase_add_test(tcase, headers_names_are_known);
	tcase_add_test(tcase, kernels_header_is_covered);
	tcase_add_test(tcase, unknown_numbers_have_words);
	tcase_add_test(tcase, any_number_has_the_librarys_text);
	return unit_run("errnos", tcase);
}
