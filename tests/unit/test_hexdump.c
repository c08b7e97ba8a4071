/*
 * The dump, in the form of hexdump -C.
 */
#include "base/hexdump.h"

#include "unit.h"

static void dumps(const void *p, size_t n, uint64_t offset, const char *expected)
{
	struct bytes b = BYTES_INIT;

	hexdump(&b, p, n, offset);
	ck_assert_str_eq(bytes_str(&b), expected);
	bytes_clear(&b);
}

START_TEST(nothing)
{
	dumps("", 0, 0, "");
	dumps(NULL, 0, 7, "");
}
END_TEST

START_TEST(a_whole_line)
{
	dumps("0123456789abcdef", 16, 0,
	      "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n");
}
END_TEST

START_TEST(a_short_line_keeps_its_columns)
{
	dumps("A", 1, 16, "00000010  41                                                |A|\n");
	dumps("12345678", 8, 0,
	      "00000000  31 32 33 34 35 36 37 38                           |12345678|\n");
	dumps("123456789", 9, 0,
	      "00000000  31 32 33 34 35 36 37 38  39                       |123456789|\n");
}
END_TEST

START_TEST(other_widths)
{
	static const struct {
		size_t columns, bytes;
	} rows[] = {{0, 4}, {29, 4}, {44, 4}, {45, 8}, {77, 8}, {78, 16}, {143, 16}, {144, 32}};
	struct bytes b = BYTES_INIT;

	hexdump_line(&b, "abc", 3, 8, 4);
	ck_assert_str_eq(bytes_str(&b), "00000008  61 62 63     |abc|");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_uint_eq(hexdump_fit(rows[i].columns), rows[i].bytes);
		bytes_reset(&b);
		hexdump_line(&b, "0123456789abcdef0123456789abcdef", rows[i].bytes, 0, rows[i].bytes);
		if (rows[i].columns >= 29)
			ck_assert_uint_le(b.len, rows[i].columns);
	}
	bytes_clear(&b);
}
END_TEST

START_TEST(two_lines)
{
	dumps("GET / HTTP/1.0\r\n\r\n", 18, 0x1f0,
	      "000001f0  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 30 0d 0a  |GET / HTTP/1.0..|\n"
	      "00000200  0d 0a                                             |..|\n");
}
END_TEST

START_TEST(only_ascii_is_text)
{
	dumps("\x00\x1b\x1f\x20\x7e\x7f\x80\x9b\xc3\xa9\xff", 11, 0,
	      "00000000  00 1b 1f 20 7e 7f 80 9b  c3 a9 ff                 |... ~......|\n");
}
END_TEST

START_TEST(long_offsets)
{
	dumps("a", 1, 0xffffffff, "ffffffff  61                                                |a|\n");
	dumps("a", 1, 0x100000000,
	      "100000000  61                                                |a|\n");
	dumps("a", 1, UINT64_MAX,
	      "ffffffffffffffff  61                                                |a|\n");
}
END_TEST

START_TEST(appends)
{
	struct bytes b = BYTES_INIT;

	bytes_add_str(&b, "# ");
	hexdump(&b, "a", 1, 0);
	ck_assert_mem_eq(b.data, "# 00000000  61 ", 15);
	bytes_clear(&b);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("hexdump");

	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, a_whole_line);
	tcase_add_test(tcase, a_short_line_keeps_its_columns);
	tcase_add_test(tcase, other_widths);
	tcase_add_test(tcase, two_lines);
	tcase_add_test(tcase, only_ascii_is_text);
	tcase_add_test(tcase, long_offsets);
	tcase_add_test(tcase, appends);
	return unit_run("hexdump", tcase);
}
