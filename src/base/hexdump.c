/*
 * The dump, in the form of hexdump -C: what it prints can be compared with what other tools print.
 * It is safe to show as it is; where a dump is cut short is left to the callers.
 */
#include "base/hexdump.h"

enum {
	PER_LINE = 16,
	GROUP = 8,         /* bytes between wider gaps */
	OFFSET_DIGITS = 8, /* at least */
	OFFSET_DIGITS_MAX = 16
};

static const char hex[] = "0123456789abcdef";

static void add_offset(struct bytes *out, uint64_t offset)
{
	char digits[OFFSET_DIGITS_MAX];
	size_t first = OFFSET_DIGITS_MAX;

	while (offset > 0 || first > OFFSET_DIGITS_MAX - OFFSET_DIGITS) {
		digits[--first] = hex[offset & 15];
		offset >>= 4;
	}
	bytes_add(out, digits + first, OFFSET_DIGITS_MAX - first);
}

void hexdump_line(struct bytes *out, const void *bytes, size_t n, uint64_t offset, size_t per_line)
{
	const unsigned char *p = bytes;

	add_offset(out, offset);
	for (size_t i = 0; i < per_line; i++) {
		char cell[3] = {' ', ' ', ' '};

		if (i < n) {
			cell[1] = hex[p[i] >> 4];
			cell[2] = hex[p[i] & 15];
		}
		if (i % GROUP == 0)
			bytes_add_char(out, ' ');
		bytes_add(out, cell, sizeof(cell));
	}
	bytes_add_str(out, "  |");
	for (size_t i = 0; i < n; i++)
		bytes_add_char(out, p[i] >= 0x20 && p[i] < 0x7f ? (char)p[i] : '.');
	bytes_add_char(out, '|');
}

size_t hexdump_fit(size_t columns)
{
	static const size_t lengths[] = {32, 16, 8, 4};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		size_t n = lengths[i];

		/* the offset, a gap for each group, three columns a byte, and the text between its bars */
		if (OFFSET_DIGITS + (n + GROUP - 1) / GROUP + 3 * n + 2 + n + 2 <= columns)
			return n;
	}
	return 4;
}

void hexdump(struct bytes *out, const void *p, size_t n, uint64_t offset)
{
	const unsigned char *first = p;

	for (size_t at = 0; at < n; at += PER_LINE) {
		hexdump_line(out, first + at, n - at < PER_LINE ? n - at : PER_LINE, offset + at, PER_LINE);
		bytes_add_char(out, '\n');
	}
}
