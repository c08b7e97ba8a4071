/*
 * The hints: their form, that each is found, and that the errnos people meet have one for every call.
 */
#include "tables/hints.h"

#include <errno.h>
#include <string.h>

#include "tables/constants.h"
#include "tables/errnos.h"
#include "tables/explanations.h"
#include "unit.h"

static void ck_text(const char *text)
{
	size_t n = strlen(text);

	ck_assert_uint_gt(n, 3);
	ck_assert_msg(text[n - 1] != '.' && text[n - 1] != '\n', "%s", text);
}

START_TEST(rows_are_well_formed_and_found)
{
	size_t i = 0;

	for (; hint_at(i); i++) {
		const struct hint *h = hint_at(i);

		ck_assert(h->err < 0 ? constant_by_value(CONSTANT_EAI, h->err) != NULL
		                     : errno_by_number(h->err) != NULL);
		ck_text(h->look);
		ck_text(h->act);
		ck_assert_msg(hint_find(h->call, h->err) == h, "%s %s", h->call, errno_name(h->err));
	}
	ck_assert_uint_gt(i, 50);
	ck_assert_ptr_null(hint_at(i + 1));
}
END_TEST

START_TEST(forms_and_any_call_fall_back)
{
	ck_assert_str_eq(hint_find("bind", EADDRINUSE)->call, "bind");
	ck_assert_str_eq(hint_find("listen", EADDRINUSE)->call, "*");
	ck_assert_str_eq(hint_find("write", EAGAIN)->call, "send");
	ck_assert_str_eq(hint_find("readv", EAGAIN)->call, "recv");
	ck_assert_ptr_null(hint_find("connect", EXDEV));
	ck_assert_ptr_null(hint_find("recv", 0));
}
END_TEST

/* What the resolver is explained to answer, somebody can look at as well. */
START_TEST(resolver_has_hints)
{
	const struct explanation *e;
	size_t answers = 0;

	for (size_t i = 0; (e = explanation_at(i)); i++)
		if (e->err < 0) {
			ck_assert_msg(hint_find(e->call, e->err) != NULL, "%s %d", e->call, e->err);
			answers++;
		}
	ck_assert_uint_gt(answers, 15);
}
END_TEST

/* Those that can be told apart by what somebody does, rather than by bad luck. */
START_TEST(usual_errnos_have_hints)
{
	static const int usual[] = {
	    ENOTCONN,    EPIPE,        EAGAIN,     EINPROGRESS,     EALREADY,        EISCONN,
	    EMSGSIZE,    EDESTADDRREQ, EACCES,     EAFNOSUPPORT,    ENETUNREACH,     EHOSTUNREACH,
	    ETIMEDOUT,   ECONNRESET,   EMFILE,     ECONNABORTED,    ENOBUFS,         EOPNOTSUPP,
	    EINVAL,      ECONNREFUSED, EADDRINUSE, ESOCKTNOSUPPORT, EPROTONOSUPPORT, EADDRNOTAVAIL,
	    ENOPROTOOPT, EINTR,        ENOTSOCK,   EBADF,           EPERM,           ENOENT,
	};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		ck_assert_msg(hint_find("connect", usual[i]), "%s", errno_name(usual[i]));
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("hints");

	tcase_add_test(tcase, rows_are_well_formed_and_found);
	tcase_add_test(tcase, forms_and_any_call_fall_back);
	tcase_add_test(tcase, resolver_has_hints);
	tcase_add_test(tcase, usual_errnos_have_hints);
	return unit_run("hints", tcase);
}
