/*
 * Cells: clipping, wide characters, marks, hostile text; and lists.
 */
#include <locale.h>

#include "../unit/unit.h"
#include "tui/list.h"

static struct canvas canvas;
static struct area area;

static void open_canvas(int rows, int cols)
{
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	canvas_init(&canvas, rows, cols);
	area = canvas_area(&canvas);
}

static void is(const char *text)
{
	struct bytes out = BYTES_INIT;

	canvas_dump(&out, &canvas);
	ck_assert_str_eq(bytes_str(&out), text);
	bytes_clear(&out);
	canvas_clear(&canvas);
}

START_TEST(text_stays_inside)
{
	struct area part;

	open_canvas(3, 8);
	part = area_part(&area, 1, 2, 1, 4);
	ck_assert_int_eq(area_str(&part, 0, -1, STYLE_PLAIN, "abcdefgh"), 4);
	area_str(&part, 1, 0, STYLE_PLAIN, "below");
	area_str(&part, -1, 0, STYLE_PLAIN, "above");
	is("\n  bcde\n\n");
}
END_TEST

START_TEST(wide_characters_are_whole)
{
	open_canvas(4, 5);
	area_str(&area, 0, 0, STYLE_PLAIN, "a漢字b");
	area_str(&area, 1, 0, STYLE_PLAIN, "漢字漢");
	area_str(&area, 2, 0, STYLE_PLAIN, "漢字");
	area_str(&area, 2, 1, STYLE_PLAIN, "x");
	area_str(&area, 3, 0, STYLE_PLAIN, "漢字");
	area_str(&area, 3, 2, STYLE_PLAIN, "x");
	is("a漢字\n漢字\n x字\n漢x\n");
}
END_TEST

START_TEST(marks_join_their_character)
{
	open_canvas(1, 3);
	ck_assert_int_eq(area_str(&area, 0, 0, STYLE_PLAIN, "e\xcc\x81x"), 2);
	is("e\xcc\x81x\n");
}
END_TEST

START_TEST(hostile_text_is_question_marks)
{
	open_canvas(1, 20);
	area_str(&area, 0, 0, STYLE_PLAIN, "\033[2J\xff\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\x7f");
	is("?[2J??????????\?\n");
}
END_TEST

START_TEST(fields_are_cut)
{
	open_canvas(2, 10);
	ck_assert_int_eq(area_field(&area, 0, 0, 4, STYLE_PLAIN, "abcdef", 6, false), 4);
	ck_assert_int_eq(area_field(&area, 1, 2, 4, STYLE_PLAIN, "abcdef", 6, true), 6);
	is("abc…\n  abc~\n");
}
END_TEST

START_TEST(no_size_is_too_small)
{
	for (int rows = 0; rows < 3; rows++) {
		for (int cols = 0; cols < 3; cols++) {
			struct area part;

			open_canvas(rows, cols);
			part = area_part(&area, -1, -1, 5, 5);
			area_str(&part, 0, 0, STYLE_PLAIN, "漢字 and more");
			area_field(&part, 0, 0, 1, STYLE_PLAIN, "漢字", 6, false);
			area_fill(&part, 1, -2, 9, STYLE_BAR);
			area_restyle(&part, 1, -2, 9, STYLE_BAR);
			area_set_cursor(&part, 0, 0);
			canvas_clear(&canvas);
		}
	}
}
END_TEST

START_TEST(lists_scroll_as_little_as_they_must)
{
	struct list l = {0};
	struct press down = {.kind = PRESS_DOWN}, page = {.kind = PRESS_PAGE_DOWN};

	list_fit(&l, 10, 4);
	for (int i = 0; i < 4; i++)
		ck_assert(list_press(&l, &down));
	ck_assert_uint_eq(l.at, 4);
	ck_assert_uint_eq(l.top, 1);
	list_press(&l, &page);
	list_press(&l, &page);
	ck_assert_uint_eq(l.at, 9);
	ck_assert_uint_eq(l.top, 6);
	list_fit(&l, 3, 4);
	ck_assert_uint_eq(l.at, 2);
	ck_assert_uint_eq(l.top, 0);
	l.follow = true;
	list_fit(&l, 50, 4);
	ck_assert_uint_eq(l.at, 49);
	list_fit(&l, 0, 0);
	list_press(&l, &down);
	ck_assert_uint_eq(l.at, 0);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("canvas");

	tcase_add_test(tcase, text_stays_inside);
	tcase_add_test(tcase, wide_characters_are_whole);
	tcase_add_test(tcase, marks_join_their_character);
	tcase_add_test(tcase, hostile_text_is_question_marks);
	tcase_add_test(tcase, fields_are_cut);
	tcase_add_test(tcase, no_size_is_too_small);
	tcase_add_test(tcase, lists_scroll_as_little_as_they_must);
	return unit_run("canvas", tcase);
}
