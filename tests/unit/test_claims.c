/*
 * The claims: their form, and that the sessions they name are there.
 */
#include "tables/claims.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

START_TEST(rows_are_well_formed)
{
	const char *top = getenv("top_srcdir");
	char path[1024];
	size_t i = 0;

	for (; claim_at(i); i++) {
		const struct claim *c = claim_at(i);

		ck_assert(claim_is_about(c, c->topics, strcspn(c->topics, " ")));
		ck_assert_uint_gt(strlen(c->claim), 10);
		ck_assert_msg(c->truth[strlen(c->truth) - 1] != '.', "%s", c->truth);
		snprintf(path, sizeof(path), "%s/examples/%s", top ? top : ".",
		         c->example ? c->example : "");
		ck_assert_msg(!top || !c->example || !access(path, R_OK), "%s", path);
	}
	ck_assert_uint_gt(i, 6);
	ck_assert_ptr_null(claim_at(i + 1));
}
END_TEST

START_TEST(words_find_their_claims)
{
	struct claim c = {.topics = "SO_LINGER close"};

	ck_assert(claim_is_about(&c, "SO_LINGER", 9));
	ck_assert(claim_is_about(&c, "so_linger", 9));
	ck_assert(claim_is_about(&c, "close", 5));
	ck_assert(!claim_is_about(&c, "clos", 4));
	ck_assert(!claim_is_about(&c, "SO_LINGER close", 15));
	ck_assert(!claim_is_about(&c, "", 0));
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("claims");

	tcase_add_test(tcase, rows_are_well_formed);
	tcase_add_test(tcase, words_find_their_claims);
	return unit_run("claims", tcase);
}
