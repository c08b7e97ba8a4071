/*
 * The record of frames: numbers, limits, and what stays whole.
 */
#include "lab/frames.h"

#include "core/journal.h"
#include "unit.h"

static struct frame *add(struct frames *f, size_t n, int fate)
{
	static const unsigned char data[1514] = {1, 2, 3};
	struct frame *x = frames_add(f, data, n);

	x->fate = (uint8_t)fate;
	return fate == SEGMENT_HELD ? x : frames_settle(f, x);
}

START_TEST(frames_are_found_by_number)
{
	struct frames f;

	frames_init(&f);
	ck_assert_ptr_null(frames_find(&f, 0));
	ck_assert_ptr_null(frames_find(&f, 1));
	for (uint64_t i = 1; i <= 1000; i++)
		ck_assert_uint_eq(add(&f, 60, SEGMENT_DELIVERED)->id, i);
	for (uint64_t i = 1; i <= 1000; i++)
		ck_assert_uint_eq(frames_find(&f, i)->id, i);
	ck_assert_ptr_null(frames_find(&f, 1001));
	frames_clear(&f);
}
END_TEST

/* 100,000 full frames stay within 64 MiB, the first ones whole and all headers there. */
START_TEST(a_flood_is_bounded)
{
	struct frames f;

	frames_init(&f);
	for (int i = 0; i < 100000; i++)
		add(&f, 1514, SEGMENT_DELIVERED);
	ck_assert_uint_eq(f.lost, 0);
	ck_assert_uint_le(f.held, 64 << 20);
	ck_assert_uint_eq(frames_find(&f, 1)->n, 1514);
	ck_assert_uint_ge(frames_find(&f, 100000)->n, 86);
	ck_assert_uint_eq(frames_find(&f, 100000)->whole, 1514);
	for (int i = 0; i < 400000; i++)
		add(&f, 1514, SEGMENT_DELIVERED);
	ck_assert_uint_gt(f.lost, 0);
	ck_assert_uint_le(f.held, 64 << 20);
	ck_assert_uint_eq(f.first, f.lost + 1);
	ck_assert_uint_eq(frames_find(&f, 500000)->id, 500000);
	frames_clear(&f);
}
END_TEST

START_TEST(what_is_on_the_wire_stays_whole)
{
	struct frames f;

	frames_init(&f);
	for (int i = 0; i < 20000; i++)
		add(&f, 1514, SEGMENT_DELIVERED);
	struct frame *held = add(&f, 1514, SEGMENT_HELD);
	for (int i = 0; i < 600000; i++)
		add(&f, 1514, SEGMENT_DELIVERED);
	ck_assert_ptr_eq(frames_find(&f, 20001), held);
	ck_assert_uint_eq(held->n, 1514);
	ck_assert_uint_le(f.held, 64 << 20);
	ck_assert_uint_gt(f.lost, 0);
	frames_clear(&f);
}
END_TEST

START_TEST(words_are_copies)
{
	char text[] = "connect(C)";
	struct frames f;
	struct frame *x;

	frames_init(&f);
	x = add(&f, 60, SEGMENT_HELD);
	frame_set(&x->cause, text);
	text[0] = '?';
	ck_assert_str_eq(x->cause, "connect(C)");
	frame_set(&x->cause, NULL);
	ck_assert_ptr_null(x->cause);
	frames_clear(&f);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("frames");

	tcase_add_test(t, frames_are_found_by_number);
	tcase_add_test(t, a_flood_is_bounded);
	tcase_add_test(t, what_is_on_the_wire_stays_whole);
	tcase_add_test(t, words_are_copies);
	return unit_run("frames", t);
}
