/*
 * Numbers and durations as people write them, and guessing which name a person meant. All of it is
 * ASCII and none of it asks the locale, for a session means the same everywhere. What to say about
 * a word that cannot be read is left to the caller, who knows what it was for.
 */
#include "base/text.h"

#include <limits.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"

enum {
	WORD_MAX = 64 /* longer words are no names, and their distance would cost too much */
};

static unsigned digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return UINT_MAX;
}

/* n digits, one at least, that make no more than limit, which is far from what overflows. */
static bool read_digits(const char *s, size_t n, unsigned base, uint64_t limit, uint64_t *value)
{
	const uint64_t most = limit / base;
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned digit = digit_of(s[i]);

		if (digit >= base || sum > most)
			return false;
		sum = sum * base + digit;
	}
	*value = sum;
	return n > 0 && sum <= limit;
}

bool text_int(const char *s, size_t n, int64_t *value)
{
	bool negative = n > 0 && s[0] == '-';
	size_t at = negative || (n > 0 && s[0] == '+');
	unsigned base = 10;
	uint64_t magnitude;

	if (at == n)
		return false;
	if (s[at] == '0' && n - at > 1) {
		bool hex = s[at + 1] == 'x' || s[at + 1] == 'X';

		base = hex ? 16 : 8;
		at += hex ? 2 : 1;
	}
	if (!read_digits(s + at, n - at, base, (uint64_t)INT64_MAX + negative, &magnitude))
		return false;
	*value = (int64_t)(negative ? 0 - magnitude : magnitude);
	return true;
}

static const struct unit {
	const char *name;
	int64_t ns;
} units[] = {
    {"", CLOCK_S},         {"s", CLOCK_S},      {"ms", CLOCK_MS},
    {"us", INT64_C(1000)}, {"m", 60 * CLOCK_S}, {"h", 3600 * CLOCK_S},
};

/* The unit's nanoseconds, or 0 when there is no such unit. */
static int64_t unit_of(const char *s, size_t n)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strlen(units[i].name) == n && memcmp(units[i].name, s, n) == 0)
			return units[i].ns;
	return 0;
}

static size_t decimals_at(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && digit_of(s[i]) < 10)
		i++;
	return i;
}

/* n digits after the point, of a unit, rounded down. From the last digit to the first, so that no
 * step but the last needs more than the unit's own digits, however many there are. */
static int64_t fraction_of(const char *s, size_t n, int64_t unit)
{
	int64_t ns = 0;

	while (n > 0)
		ns = (digit_of(s[--n]) * unit + ns) / 10;
	return ns;
}

bool text_duration(const char *s, size_t n, int64_t *ns)
{
	size_t whole_n = decimals_at(s, n), at = whole_n, fraction_n = 0;
	uint64_t whole;
	int64_t unit, sum;

	if (!read_digits(s, whole_n, 10, INT64_MAX, &whole))
		return false;
	if (at < n && s[at] == '.') {
		fraction_n = decimals_at(s + at + 1, n - at - 1);
		if (fraction_n == 0)
			return false;
		at += 1 + fraction_n;
	}
	unit = unit_of(s + at, n - at);
	if (unit == 0 || __builtin_mul_overflow((int64_t)whole, unit, &sum) ||
	    __builtin_add_overflow(sum, fraction_of(s + at - fraction_n, fraction_n, unit), &sum))
		return false;
	if (sum > INT64_MAX / 2)
		return false;
	*ns = sum;
	return true;
}

void text_add_duration(struct bytes *out, int64_t ns)
{
	uint64_t left = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
	uint64_t scale = left >= CLOCK_S || left == 0 ? CLOCK_S : left >= CLOCK_MS ? CLOCK_MS : 1000;
	const char *name = scale == CLOCK_S ? "s" : scale == CLOCK_MS ? "ms" : "us";

	if (ns < 0)
		bytes_add_char(out, '-');
	bytes_add_uint(out, left / scale);
	left %= scale;
	if (left > 0)
		bytes_add_char(out, '.');
	while (left > 0) {
		scale /= 10;
		bytes_add_char(out, (char)('0' + left / scale));
		left %= scale;
	}
	bytes_add_str(out, name);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool same(char a, char b)
{
	return lower(a) == lower(b);
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Edits between the two, each at most WORD_MAX long: letters added, left out, replaced, neighbours
 * swapped (the optimal string alignment distance). row[i % 3] is about the first i letters of a. */
static unsigned distance_of(const char *a, size_t a_n, const char *b, size_t b_n)
{
	unsigned row[3][WORD_MAX + 1];

	for (size_t j = 0; j <= b_n; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a_n; i++) {
		unsigned *now = row[i % 3], *last = row[(i - 1) % 3];

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b_n; j++) {
			now[j] = least(last[j], now[j - 1]) + 1;
			now[j] = least(now[j], last[j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				now[j] = least(now[j], row[(i - 2) % 3][j - 2] + 1);
		}
	}
	return row[a_n % 3][b_n];
}

static bool is_beginning(const char *word, size_t n, const char *name, size_t name_n)
{
	size_t i = 0;

	while (i < n && i < name_n && same(word[i], name[i]))
		i++;
	return i == n && n >= 3;
}

size_t text_newlines(const char *s, size_t n)
{
	const char *end = s + n;
	size_t lines = 0;

	while (s < end && (s = memchr(s, '\n', (size_t)(end - s)))) {
		lines++;
		s++;
	}
	return lines;
}

void nearest_init(struct nearest *s, const char *word, size_t n)
{
	*s = (struct nearest){.word = word, .n = n, .distance = UINT_MAX};
}

void nearest_offer(struct nearest *s, const char *name)
{
	size_t n = strlen(name);
	unsigned distance;

	if (s->n > WORD_MAX || n > WORD_MAX)
		return;
	distance = distance_of(s->word, s->n, name, n);
	if (distance >= s->distance)
		return;
	if (distance * 3 > (n > s->n ? n : s->n) && !is_beginning(s->word, s->n, name, n))
		return;
	s->best = name;
	s->distance = distance;
}
