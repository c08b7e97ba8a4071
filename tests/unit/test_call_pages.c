/*
 * The pages of the calls: each call a session can make has one, and each prototype is the header's: a compiler
 * takes both.
 */
#include "tables/call_pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/call.h"
#include "unit.h"

START_TEST(rows_are_well_formed_and_found)
{
	size_t i = 0;

	for (; call_page_at(i); i++) {
		const struct call_page *p = call_page_at(i);

		ck_assert_ptr_eq(call_page_by_name(p->name, strlen(p->name)), p);
		ck_assert_msg(strstr(p->prototype, p->name) &&
		                  p->prototype[strlen(p->prototype) - 1] == ';',
		              "%s", p->prototype);
		ck_assert_uint_gt(strlen(p->about), 5);
		ck_assert_uint_gt(strlen(p->answer), 0);
		ck_assert_ptr_nonnull(strchr(p->man, '('));
	}
	ck_assert_uint_gt(i, 30);
	ck_assert_ptr_null(call_page_at(i + 1));
	ck_assert_ptr_null(call_page_by_name("conect", 6));
}
END_TEST

START_TEST(every_call_has_a_page)
{
	for (int id = 0; id < CALL_COUNT; id++) {
		const char *name = call_row((enum call_id)id)->name;

		ck_assert_msg(call_page_by_name(name, strlen(name)), "%s has no page", name);
	}
}
END_TEST

/* A declaration that differs from the header's is an error to a compiler. */
START_TEST(prototypes_are_the_headers)
{
	FILE *out;

	if (system("${CC:-cc} --version >/dev/null 2>&1"))
		return;
	out = popen("${CC:-cc} -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -fsyntax-only -x c -", "w");
	ck_assert_ptr_nonnull(out);
	for (size_t i = 0; call_page_at(i); i++)
		fprintf(out, "#include <%s>\n", call_page_at(i)->header);
	for (size_t i = 0; call_page_at(i); i++)
		fprintf(out, "extern %s\n", call_page_at(i)->prototype);
	ck_assert_int_eq(pclose(out), 0);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("call_pages");

	tcase_add_test(tcase, rows_are_well_formed_and_found);
	tcase_add_test(tcase, every_call_has_a_page);
	tcase_add_test(tcase, prototypes_are_the_headers);
	return unit_run("call_pages", tcase);
}
