/*
 * What a terminal sends, taken apart into what was pressed.
 */
#include "tui/press.h"

#include <stdlib.h>
#include <string.h>

#include "../unit/unit.h"

#define BEGIN "\033[200~"
#define END "\033[201~"

static size_t press(struct press *p, const char *input, bool last)
{
	return press_read(p, input, strlen(input), last);
}

START_TEST(a_key_has_its_name)
{
	static const struct {
		const char *input;
		enum press_kind kind;
		uint32_t c;
	} keys[] = {
	    {"a", PRESS_CHAR, 'a'},          {"\r", PRESS_CHAR, '\r'},
	    {"\003", PRESS_CTRL, 'c'},       {"\033x", PRESS_ALT, 'x'},
	    {"\303\251", PRESS_CHAR, 0xe9},  {"\033OP", PRESS_F, 1},
	    {"\033[[A", PRESS_F, 1},         {"\033[11~", PRESS_F, 1},
	    {"\033[21~", PRESS_F, 10},       {"\033[24~", PRESS_F, 12},
	    {"\033[A", PRESS_UP, 0},         {"\033OB", PRESS_DOWN, 0},
	    {"\033[1;3A", PRESS_ALT_UP, 0},  {"\033[1;5B", PRESS_ALT_DOWN, 0},
	    {"\033\033[A", PRESS_ALT_UP, 0}, {"\033[H", PRESS_HOME, 0},
	    {"\033[4~", PRESS_END, 0},       {"\033[5~", PRESS_PAGE_UP, 0},
	    {"\033[Z", PRESS_BACK_TAB, 0},   {"\033[9999;9999;9x", PRESS_OTHER, 0},
	    {"\377", PRESS_OTHER, 0},        {"\033[?1;2c", PRESS_NOTHING, 0},
	};
	struct press p;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		ck_assert_uint_eq(press(&p, keys[i].input, false), strlen(keys[i].input));
		ck_assert_int_eq(p.kind, keys[i].kind);
		ck_assert_uint_eq(p.c, keys[i].c);
	}
}
END_TEST

START_TEST(what_is_not_whole_is_waited_for)
{
	static const char *const parts[] = {"\033",  "\033[", "\033[1",   "\033[1;",
	                                    "\033O", "\303",  "\033[<0;1"};
	struct press p;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		ck_assert_uint_eq(press(&p, parts[i], false), 0);
		ck_assert_uint_gt(press(&p, parts[i], true), 0);
	}
}
END_TEST

START_TEST(the_mouse_is_read)
{
	struct press p;

	ck_assert_uint_eq(press(&p, "\033[<0;3;4Mx", false), 9);
	ck_assert_int_eq(p.kind, PRESS_CLICK);
	ck_assert_int_eq(p.col, 2);
	ck_assert_int_eq(p.row, 3);
	press(&p, "\033[<0;3;4m", false);
	ck_assert_int_eq(p.kind, PRESS_NOTHING);
	ck_assert_uint_eq(press(&p, "\033[M #$x", false), 6);
	ck_assert_int_eq(p.kind, PRESS_CLICK);
	ck_assert_int_eq(p.col, 2);
	ck_assert_int_eq(p.row, 3);
	press(&p, "\033[<65;3;4M", false);
	ck_assert_int_eq(p.kind, PRESS_WHEEL_DOWN);
}
END_TEST

START_TEST(a_paste_comes_whole)
{
	static const char whole[] = BEGIN "one\rtwo" END;
	struct press p;

	for (size_t n = 0; n < sizeof(whole) - 1; n++)
		ck_assert_uint_eq(press_read(&p, whole, n, false), 0);
	ck_assert(press_is_paste(whole, sizeof(whole) - 1));
	ck_assert(!press_is_paste(END, strlen(END)));
	ck_assert_uint_eq(press(&p, whole, false), sizeof(whole) - 1);
	ck_assert_int_eq(p.kind, PRESS_PASTE);
	ck_assert_uint_eq(p.n, 7);
	ck_assert(!memcmp(p.text, "one\rtwo", 7));
	ck_assert(!p.cut);
	/* one that has no end */
	ck_assert_uint_eq(press(&p, BEGIN "one", true), strlen(BEGIN "one"));
	ck_assert_uint_eq(p.n, 3);
	ck_assert(!p.cut);
}
END_TEST

/* The mark of the end may lie across the limit. */
START_TEST(a_paste_that_is_too_long_is_cut)
{
	size_t at = PRESS_PASTE_MAX - 3, used, rest;
	char *input = malloc(at + 2 * strlen(END));
	struct press p;
	bool ended;

	ck_assert_ptr_nonnull(input);
	memset(input, 'x', at);
	memcpy(input, BEGIN, strlen(BEGIN));
	memcpy(input + at, END "a", strlen(END "a"));
	used = press_read(&p, input, PRESS_PASTE_MAX, false);
	ck_assert_int_eq(p.kind, PRESS_PASTE);
	ck_assert(p.cut);
	rest = press_paste_rest(input + used, PRESS_PASTE_MAX - used, &ended);
	ck_assert(!ended);
	used += rest;
	rest = press_paste_rest(input + used, at + strlen(END "a") - used, &ended);
	ck_assert(ended);
	ck_assert_int_eq(input[used + rest], 'a');
	ck_assert_uint_eq(press_paste_rest("", 0, &ended), 0);
	free(input);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("press");

	tcase_add_test(tcase, a_key_has_its_name);
	tcase_add_test(tcase, what_is_not_whole_is_waited_for);
	tcase_add_test(tcase, the_mouse_is_read);
	tcase_add_test(tcase, a_paste_comes_whole);
	tcase_add_test(tcase, a_paste_that_is_too_long_is_cut);
	return unit_run("press", tcase);
}
