/*
 * The filter in front of the terminal: its forms one by one, then what must hold for any bytes.
 */
#include "base/escape.h"

#include <dlfcn.h>
#include <locale.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

#include "unit.h"

#define LITERAL(s) s, sizeof(s) - 1
#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

/* ------------------------------------------------------- the locale, counted and taken away */

static atomic_uint locales_opened;
static bool locales_missing;

/* Stands before glibc's. */
locale_t newlocale(int mask, const char *name, locale_t base)
{
	locale_t (*real)(int, const char *, locale_t);

	*(void **)&real = dlsym(RTLD_NEXT, "newlocale");
	locales_opened++;
	return locales_missing ? (locale_t)0 : real(mask, name, base);
}

/* ------------------------------------------------------------------------ the forms, one by one */

static const struct {
	const char *bytes;
	size_t n;
	const char *utf8, *ascii; /* ascii NULL: the same */
} quoted[] = {
    {LITERAL(""), "", NULL},
    {LITERAL("plain text, ~!'"), "plain text, ~!'", NULL},
    {LITERAL("\a\b\t\n\v\f\r"), "\\a\\b\\t\\n\\v\\f\\r", NULL},
    {LITERAL("\"\\"), "\\\"\\\\", NULL},
    {LITERAL("\0\x01\x1b\x1f\x7f"), "\\x00\\x01\\x1b\\x1f\\x7f", NULL},
    {LITERAL("\x1b[31mred"), "\\x1b[31mred", NULL},
    {LITERAL("\x0e"
             "a"),
     "\\x0ea", NULL},
    {LITERAL("\x9b\xff"), "\\x9b\\xff", NULL},
    {LITERAL("\u00e9\u4e2d\U0001f600"), "\u00e9\u4e2d\U0001f600",
     "\\xc3\\xa9\\xe4\\xb8\\xad\\xf0\\x9f\\x98\\x80"},
    {LITERAL("e\u0301"), "e\u0301", "e\\xcc\\x81"},
    {LITERAL("\xc2\x9b"), "\\xc2\\x9b", NULL},
    {LITERAL("\u202e\u200b"), "\\xe2\\x80\\xae\\xe2\\x80\\x8b", NULL},
    {LITERAL("\ue000"), "\\xee\\x80\\x80", NULL},
    {LITERAL("\xc0\xaf"), "\\xc0\\xaf", NULL},
    {LITERAL("\xed\xa0\x80"), "\\xed\\xa0\\x80", NULL},
    {LITERAL("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80", NULL},
    {LITERAL("\xe4\xb8"), "\\xe4\\xb8", NULL},
    {LITERAL("\xe4\xb8z"), "\\xe4\\xb8z", NULL},
    {LITERAL("\xe4\u00e9"), "\\xe4\u00e9", "\\xe4\\xc3\\xa9"},
};

START_TEST(quotes)
{
	struct bytes b = BYTES_INIT;
	const char *ascii = quoted[_i].ascii ? quoted[_i].ascii : quoted[_i].utf8;

	escape_quote(&b, quoted[_i].bytes, quoted[_i].n, ESCAPE_UTF8);
	ck_assert_str_eq(bytes_str(&b), quoted[_i].utf8);
	bytes_reset(&b);
	escape_quote(&b, quoted[_i].bytes, quoted[_i].n, ESCAPE_ASCII);
	ck_assert_str_eq(bytes_str(&b), ascii);
	bytes_clear(&b);
}
END_TEST

static const struct {
	const char *bytes;
	size_t n;
	const char *utf8, *ascii; /* ascii NULL: the same */
} shown[] = {
    {LITERAL(""), "", NULL},
    {LITERAL("a \"quoted\" \\ word"), "a \"quoted\" \\ word", NULL},
    {LITERAL("\0\x01\t\n\r\x1b\x1f\x7f"), "^@^A^I^J^M^[^_^?", NULL},
    {LITERAL("\x1b]52;c;aGk=\a"), "^[]52;c;aGk=^G", NULL},
    {LITERAL("\x80\x9b\xff"), "\\x80\\x9b\\xff", NULL},
    {LITERAL("\xc2\x80\xc2\x85\xc2\x9f"), "\\xc2\\x80\\xc2\\x85\\xc2\\x9f", NULL},
    {LITERAL("\u00e9\u4e2d"), "\u00e9\u4e2d", "\\xc3\\xa9\\xe4\\xb8\\xad"},
    {LITERAL("x\u202ey"), "x<U+202E>y", "x\\xe2\\x80\\xaey"},
    {LITERAL("\u00ad\u200b\u2066\ufeff"), "<U+00AD><U+200B><U+2066><U+FEFF>",
     "\\xc2\\xad\\xe2\\x80\\x8b\\xe2\\x81\\xa6\\xef\\xbb\\xbf"},
    {LITERAL("\U000e0041"), "<U+E0041>", "\\xf3\\xa0\\x81\\x81"},
    {LITERAL("\U0010ffff"), "<U+10FFFF>", "\\xf4\\x8f\\xbf\\xbf"},
    {LITERAL("\u0378"), "<U+0378>", "\\xcd\\xb8"}, /* unassigned */
    {LITERAL("\xc1\x81"), "\\xc1\\x81", NULL},
};

START_TEST(shows)
{
	struct bytes b = BYTES_INIT;
	const char *ascii = shown[_i].ascii ? shown[_i].ascii : shown[_i].utf8;

	escape_show(&b, shown[_i].bytes, shown[_i].n, ESCAPE_UTF8, false);
	ck_assert_str_eq(bytes_str(&b), shown[_i].utf8);
	bytes_reset(&b);
	escape_show(&b, shown[_i].bytes, shown[_i].n, ESCAPE_ASCII, false);
	ck_assert_str_eq(bytes_str(&b), ascii);
	bytes_clear(&b);
}
END_TEST

START_TEST(shows_newlines_when_asked)
{
	struct bytes b = BYTES_INIT;

	escape_show(&b, "\na\r\n\n", 5, ESCAPE_UTF8, true);
	ck_assert_str_eq(bytes_str(&b), "\na^M\n\n");
	bytes_clear(&b);
}
END_TEST

START_TEST(appends)
{
	struct bytes b = BYTES_INIT;

	bytes_add_str(&b, "<");
	escape_quote(&b, "\n", 1, ESCAPE_UTF8);
	escape_show(&b, "\n", 1, ESCAPE_UTF8, false);
	ck_assert_str_eq(bytes_str(&b), "<\\n^J");
	bytes_clear(&b);
}
END_TEST

/* ------------------------------------------------------------------------------- cut at a width */

static const struct {
	const char *bytes;
	size_t n, max, taken;
	const char *text;
} cut[] = {
    {LITERAL("abcdef"), 0, 0, ""},
    {LITERAL("abcdef"), 3, 3, "abc"},
    {LITERAL("abcdef"), 6, 6, "abcdef"},
    {LITERAL("abcdef"), 99, 6, "abcdef"},
    {LITERAL("ab\ncd"), 3, 2, "ab"},
    {LITERAL("ab\ncd"), 4, 3, "ab\\n"},
    {LITERAL("ab\ncd"), 5, 4, "ab\\nc"},
    {LITERAL("a\x1b"), 4, 1, "a"},
    {LITERAL("a\x1b"), 5, 2, "a\\x1b"},
    {LITERAL("a\u00e9z"), 1, 1, "a"},
    {LITERAL("a\u00e9z"), 2, 3, "a\u00e9"},
    {LITERAL("\u4e2d\u6587"), 1, 0, ""}, /* wide: two columns each */
    {LITERAL("\u4e2d\u6587"), 3, 3, "\u4e2d"},
    {LITERAL("\u4e2d\u6587"), 4, 6, "\u4e2d\u6587"},
    {LITERAL("e\u0301\u0301"), 2, 3, "e\u0301"}, /* combining ones count too */
    {LITERAL("\u202e"), 11, 0, ""},              /* a character's escapes stay together */
    {LITERAL("\u202e"), 12, 3, "\\xe2\\x80\\xae"},
    {LITERAL("a\"b"), 2, 1, "a"},
    {LITERAL("a\"b"), 3, 2, "a\\\""},
};

START_TEST(cuts)
{
	struct bytes b = BYTES_INIT;
	size_t taken = escape_quote_max(&b, cut[_i].bytes, cut[_i].n, ESCAPE_UTF8, cut[_i].max);

	ck_assert_str_eq(bytes_str(&b), cut[_i].text);
	ck_assert_uint_eq(taken, cut[_i].taken);
	bytes_clear(&b);
}
END_TEST

/* -------------------------------------------------------------------------------------- parsing */

static const struct {
	const char *text;
	size_t columns, fits, bytes; /* `bytes` of it are what `fits` columns hold */
} measured[] = {
    {"", 0, 0, 0},
    {"plain", 5, 3, 3},
    {"a\"b\\c", 5, 4, 4},
    {"\u4e2d\u6587", 4, 3, 3},
    {"\u00e9t\u00e9", 3, 2, 3},
    {"e\u0301", 2, 1, 1},
    {"\U0001f600", 2, 1, 0},
    {"\u2500\u25b6 \u25a0", 4, 9, 10},
    {"\xff", 1, 1, 1}, /* not what was asked for, and no reason to read past its end */
};

START_TEST(measures)
{
	const char *text = measured[_i].text;
	size_t n = strlen(text);

	ck_assert_uint_eq(escape_columns(text, n), measured[_i].columns);
	ck_assert_uint_eq(escape_fit(text, n, measured[_i].fits), measured[_i].bytes);
	ck_assert_uint_eq(escape_fit(text, n, SIZE_MAX), n);
	ck_assert_uint_eq(escape_fit(text, n, 0), 0);
}
END_TEST

START_TEST(parses_every_escape)
{
	static const char text[] = "\\a\\b\\f\\n\\r\\t\\v\\e\\0\\\\\\\"\\'\\x41\\xAg\\xfF\\x1\\x9";
	static const char expected[] = "\a\b\f\n\r\t\v\x1b\0\\\"'A\ng\xff\x01\x09";
	struct bytes b = BYTES_INIT;
	size_t bad;

	ck_assert_int_eq(escape_parse(&b, text, sizeof(text) - 1, &bad), 0);
	ck_assert_uint_eq(b.len, sizeof(expected) - 1);
	ck_assert_mem_eq(b.data, expected, b.len);
	bytes_clear(&b);
}
END_TEST

START_TEST(parses_the_rest_as_it_is)
{
	static const char text[] = "a\0\"\n\xff\u4e2d\\x414\\0141";
	static const char expected[] = "a\0\"\n\xff\u4e2d"
	                               "A4\0"
	                               "141";
	struct bytes b = BYTES_INIT;
	size_t bad;

	ck_assert_int_eq(escape_parse(&b, text, sizeof(text) - 1, &bad), 0);
	ck_assert_uint_eq(b.len, sizeof(expected) - 1);
	ck_assert_mem_eq(b.data, expected, b.len);
	ck_assert_int_eq(escape_parse(&b, "", 0, &bad), 0);
	ck_assert_uint_eq(b.len, sizeof(expected) - 1);
	bytes_clear(&b);
}
END_TEST

static const struct {
	const char *text;
	size_t n, bad;
} no_escapes[] = {
    {LITERAL("\\"), 0},     {LITERAL("abc\\"), 3}, {LITERAL("\\n\\q"), 2}, {LITERAL("a\\x"), 1},
    {LITERAL("a\\xg1"), 1}, {LITERAL("\\1"), 0},   {LITERAL("\\\0"), 0},   {LITERAL("\\u0041"), 0},
    {LITERAL("\\\\\\"), 2}, {LITERAL("\\X41"), 0}, {LITERAL("\\\n"), 0},   {LITERAL("\\x41\\x"), 4},
};

START_TEST(refuses_other_escapes)
{
	struct bytes b = BYTES_INIT;
	size_t bad = 99;

	ck_assert_int_eq(escape_parse(&b, no_escapes[_i].text, no_escapes[_i].n, &bad), -1);
	ck_assert_uint_eq(bad, no_escapes[_i].bad);
	bytes_clear(&b);
}
END_TEST

START_TEST(parses_no_further_than_n)
{
	struct bytes b = BYTES_INIT;
	size_t bad;

	ck_assert_int_eq(escape_parse(&b, "\\x41", 3, &bad), 0);
	ck_assert_mem_eq(b.data, "\x04", 2);
	ck_assert_int_eq(escape_parse(&b, "\\n", 1, &bad), -1);
	ck_assert_int_eq(escape_parse_hex(&b, "41", 1, &bad), -1);
	bytes_clear(&b);
}
END_TEST

static const char *const hexes[] = {"0aff41",     "0a ff 41",     "0A:fF:41",
                                    " 0aff\t41 ", "0a\nff\r\n41", "::0a::ff41:"};

START_TEST(parses_hex)
{
	struct bytes b = BYTES_INIT;
	size_t bad;

	ck_assert_int_eq(escape_parse_hex(&b, hexes[_i], strlen(hexes[_i]), &bad), 0);
	ck_assert_uint_eq(b.len, 3);
	ck_assert_mem_eq(b.data, "\x0a\xff\x41", 3);
	ck_assert_int_eq(escape_parse_hex(&b, "", 0, &bad), 0);
	ck_assert_int_eq(escape_parse_hex(&b, " : ", 3, &bad), 0);
	ck_assert_uint_eq(b.len, 3);
	bytes_clear(&b);
}
END_TEST

static const struct {
	const char *text;
	size_t n, bad;
} no_hexes[] = {
    {LITERAL("0"), 0},    {LITERAL("0a f"), 3}, {LITERAL("0a f "), 4},    {LITERAL("0g"), 1},
    {LITERAL("g0"), 0},   {LITERAL("0x0a"), 1}, {LITERAL("0a,ff"), 2},    {LITERAL("0a-"), 2},
    {LITERAL("0a\0"), 2}, {LITERAL("0 a"), 1},  {LITERAL("\xc3\xa9"), 0},
};

START_TEST(refuses_other_hex)
{
	struct bytes b = BYTES_INIT;
	size_t bad = 99;

	ck_assert_int_eq(escape_parse_hex(&b, no_hexes[_i].text, no_hexes[_i].n, &bad), -1);
	ck_assert_uint_eq(bad, no_hexes[_i].bad);
	bytes_clear(&b);
}
END_TEST

/* ------------------------------------------------------------------------ kinds of characters */

static const struct {
	const char *bytes;
	size_t n;
	bool utf8;
} texts[] = {
    {NULL, 0, true},
    {LITERAL("a\0\x1b\x7f"), true},
    {LITERAL("\u00e9\u4e2d\U0001f600\U0010ffff"), true},
    {LITERAL("\xc2\x80\ud7ff\ue000\uffff"), true},
    {LITERAL("a\x80"), false},
    {LITERAL("\xc0\xaf"), false},
    {LITERAL("\xe0\x9f\xbf"), false},
    {LITERAL("\xed\xa0\x80"), false},
    {LITERAL("\xf0\x8f\xbf\xbf"), false},
    {LITERAL("\xf4\x90\x80\x80"), false},
    {LITERAL("\xf8\x88\x80\x80\x80"), false},
    {LITERAL("a\xe4\xb8"), false},
};

START_TEST(knows_utf8)
{
	ck_assert_int_eq(escape_is_utf8(texts[_i].bytes, texts[_i].n), texts[_i].utf8);
}
END_TEST

/* As its definition says: by the first byte's length, then back again to compare. */
static size_t encode(uint32_t code, unsigned char *p)
{
	if (code < 0x80) {
		p[0] = (unsigned char)code;
		return 1;
	}
	if (code < 0x800) {
		p[0] = (unsigned char)(0xc0 | code >> 6);
		p[1] = (unsigned char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		p[0] = (unsigned char)(0xe0 | code >> 12);
		p[1] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
		p[2] = (unsigned char)(0x80 | (code & 0x3f));
		return 3;
	}
	p[0] = (unsigned char)(0xf0 | code >> 18);
	p[1] = (unsigned char)(0x80 | (code >> 12 & 0x3f));
	p[2] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
	p[3] = (unsigned char)(0x80 | (code & 0x3f));
	return 4;
}

/* Whether the character comes through both functions as it is. */
static bool passes(uint32_t code)
{
	static struct bytes b;
	unsigned char p[4];
	size_t n = encode(code, p);
	bool as_it_is;

	bytes_reset(&b);
	escape_quote(&b, p, n, ESCAPE_UTF8);
	as_it_is = b.len == n && memcmp(b.data, p, n) == 0;
	bytes_reset(&b);
	escape_show(&b, p, n, ESCAPE_UTF8, false);
	if (as_it_is != (b.len == n && memcmp(b.data, p, n) == 0))
		ck_abort_msg("only one of the two shows U+%04X", code);
	return as_it_is;
}

static const struct {
	uint32_t first, last;
} never[] = {
    {0x80, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},      {0x600, 0x605},
    {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},      {0x8e2, 0x8e2},
    {0x17b4, 0x17b5},   {0x110bd, 0x110bd}, {0x13430, 0x13438},  {0x1bca0, 0x1bca3},
    {0x115f, 0x1160},   {0x180b, 0x180f},   {0x200b, 0x200f},    {0x2028, 0x202e},
    {0x2060, 0x206f},   {0x3164, 0x3164},   {0xd800, 0xdfff},    {0xe000, 0xf8ff},
    {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},    {0xffa0, 0xffa0},
    {0xfff9, 0xfffb},   {0xfffe, 0xffff},   {0x1d173, 0x1d17a},  {0x1fffe, 0x1ffff},
    {0xe0000, 0xe007f}, {0xe0100, 0xe01ef}, {0xf0000, 0x10ffff},
};

START_TEST(never_printable)
{
	for (uint32_t code = never[_i].first; code <= never[_i].last; code++)
		if (passes(code))
			ck_abort_msg("U+%04X is shown", code);
}
END_TEST

START_TEST(printable)
{
	static const uint32_t codes[] = {0xa0,   0xa1,   0xac,   0xae,   0xe9,    0x3b1,   0x436,
	                                 0x5d0,  0x627,  0x905,  0xe01,  0x1f00,  0x20ac,  0x2010,
	                                 0x2027, 0x202f, 0x2030, 0x205f, 0x2190,  0x2500,  0x2588,
	                                 0x3042, 0x4e2d, 0xac00, 0xfffd, 0x10000, 0x1d11e, 0x1f600};

	for (int i = 0; i < COUNT(codes); i++)
		ck_assert_msg(passes(codes[i]), "U+%04X", codes[i]);
}
END_TEST

START_TEST(does_not_ask_the_users_locale)
{
	static const char *const names[] = {"C", "C.UTF-8", "POSIX"};

	for (int i = 0; i < COUNT(names); i++) {
		ck_assert_ptr_nonnull(setlocale(LC_ALL, names[i]));
		ck_assert(passes(0xe9) && passes(0x4e2d) && !passes(0x202e));
	}
}
END_TEST

START_TEST(leaves_the_threads_locale)
{
	locale_t before = uselocale((locale_t)0);

	ck_assert(passes(0x4e2d));
	ck_assert(uselocale((locale_t)0) == before);
}
END_TEST

START_TEST(ascii_opens_no_locale)
{
	struct bytes b = BYTES_INIT;
	char all[128];

	for (int i = 0; i < 128; i++)
		all[i] = (char)i;
	escape_quote(&b, all, sizeof(all), ESCAPE_UTF8);
	escape_show(&b, all, sizeof(all), ESCAPE_UTF8, true);
	escape_quote(&b, "\u00e9", 2, ESCAPE_ASCII);
	ck_assert_uint_eq(locales_opened, 0);
	escape_quote(&b, "\u00e9", 2, ESCAPE_UTF8);
	escape_quote(&b, "\u00e9", 2, ESCAPE_UTF8);
	ck_assert_uint_eq(locales_opened, 1);
	bytes_clear(&b);
}
END_TEST

START_TEST(without_the_locale_only_ascii)
{
	struct bytes b = BYTES_INIT;

	locales_missing = true;
	escape_quote(&b, "a\u00e9", 3, ESCAPE_UTF8);
	escape_show(&b, "a\u4e2d", 4, ESCAPE_UTF8, false);
	ck_assert_str_eq(bytes_str(&b), "a\\xc3\\xa9a<U+4E2D>");
	bytes_clear(&b);
}
END_TEST

static void *quote_one(void *barrier)
{
	struct bytes b = BYTES_INIT;

	pthread_barrier_wait(barrier);
	escape_quote(&b, "\u4e2d", 3, ESCAPE_UTF8);
	bytes_clear(&b);
	return NULL;
}

START_TEST(threads_open_it_once)
{
	enum { THREADS = 8 };
	pthread_t thread[THREADS];
	pthread_barrier_t barrier;

	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&thread[i], NULL, quote_one, &barrier), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	pthread_barrier_destroy(&barrier);
	ck_assert_uint_eq(locales_opened, 1);
}
END_TEST

/* ------------------------------------------------------------------- what holds for any bytes */

static void fail_on(const char *what, const unsigned char *p, size_t n)
{
	char text[64] = "";

	for (size_t i = 0; i < n && i < 20; i++)
		snprintf(text + 3 * i, sizeof(text) - 3 * i, "%02x ", p[i]);
	ck_abort_msg("%s, for the bytes %s", what, text);
}

/* The bytes of the character at p, written again from its code point to see that it was well made;
 * 0 when it was not. */
static size_t well_formed_at(const unsigned char *p, size_t n, uint32_t *code)
{
	unsigned char again[4];
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	*code = len == 1 ? p[0] : p[0] & (0x7fU >> len);
	if (len > n)
		return 0;
	for (size_t i = 1; i < len; i++)
		*code = *code << 6 | (p[i] & 0x3f);
	if (*code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return encode(*code, again) == len && memcmp(again, p, len) == 0 ? len : 0;
}

static bool is_well_formed(const unsigned char *p, size_t n)
{
	for (size_t at = 0; at < n;) {
		uint32_t code;
		size_t len = well_formed_at(p + at, n - at, &code);

		if (len == 0)
			return false;
		at += len;
	}
	return true;
}

/* Whether a terminal may have it: UTF-8 without any control, DEL and C1 among them. */
static bool is_harmless(const struct bytes *b, bool newlines)
{
	const unsigned char *p = (const unsigned char *)b->data;

	for (size_t at = 0; at < b->len;) {
		uint32_t code;
		size_t len = well_formed_at(p + at, b->len - at, &code);

		if (len == 0 || (code >= 0x7f && code <= 0x9f))
			return false;
		if (code < 0x20 && !(code == '\n' && newlines))
			return false;
		at += len;
	}
	return true;
}

static bool is_ascii(const struct bytes *b)
{
	for (size_t i = 0; i < b->len; i++)
		if ((unsigned char)b->data[i] > 0x7e)
			return false;
	return true;
}

static void comes_back(const struct bytes *text, const unsigned char *p, size_t n)
{
	static struct bytes back;
	size_t bad;

	bytes_reset(&back);
	if (escape_parse(&back, bytes_str(text), text->len, &bad) != 0)
		fail_on("escape_parse refuses what escape_quote wrote", p, n);
	if (back.len != n || (n > 0 && memcmp(back.data, p, n) != 0))
		fail_on("escape_parse gives other bytes back", p, n);
}

/* Everything that is promised, for one string of bytes. */
static void holds_for(const unsigned char *p, size_t n)
{
	static const enum escape_charset charsets[] = {ESCAPE_UTF8, ESCAPE_ASCII};
	static struct bytes b;

	if (escape_is_utf8(p, n) != is_well_formed(p, n))
		fail_on("escape_is_utf8 is wrong", p, n);
	for (int c = 0; c < 2; c++) {
		bytes_reset(&b);
		escape_quote(&b, p, n, charsets[c]);
		if (!is_harmless(&b, false) || (c == 1 && !is_ascii(&b)))
			fail_on("escape_quote lets something through", p, n);
		comes_back(&b, p, n);
		for (int newlines = 0; newlines < 2; newlines++) {
			bytes_reset(&b);
			escape_show(&b, p, n, charsets[c], newlines);
			if (!is_harmless(&b, newlines) || (c == 1 && !is_ascii(&b)))
				fail_on("escape_show lets something through", p, n);
		}
	}
}

/* Bytes are looked at eight at a time: each of them at each place among others, and two next to each
 * other. */
START_TEST(finds_every_byte_anywhere)
{
	unsigned char text[24];

	for (size_t n = 1; n <= sizeof(text); n++)
		for (size_t at = 0; at < n; at++)
			for (int byte = 0; byte < 256; byte++) {
				memset(text, byte & 1 ? 'x' : ' ', sizeof(text));
				text[at] = (unsigned char)byte;
				holds_for(text, n);
				text[at ? at - 1 : n - 1] = (unsigned char)(byte + 1);
				holds_for(text, n);
			}
}
END_TEST

START_TEST(holds_for_all_of_one_and_two_bytes)
{
	holds_for(NULL, 0);
	for (unsigned i = 0; i < 256; i++) {
		unsigned char p[2] = {(unsigned char)i};

		holds_for(p, 1);
		for (unsigned j = 0; j < 256; j++) {
			p[1] = (unsigned char)j;
			holds_for(p, 2);
		}
	}
}
END_TEST

/* Bytes that mean something to a terminal, to UTF-8 or to this program; C1 is added to them. */
static size_t dangerous_bytes(unsigned char *set)
{
	static const char others[] =
	    "\x07\n\r\x19\x1a\x1b\x1c []\\\"0x'nAfg;~\x7f\xa0\xad\xae\xbf\xc0\xc1"
	    "\xc2\xdf\xe0\xe1\xe2\xec\xed\xee\xef\xf0\xf3\xf4\xf5\xf7\xf8\xfe\xff";
	size_t n = sizeof(others); /* with its NUL */

	memcpy(set, others, n);
	for (unsigned c1 = 0x80; c1 < 0xa0; c1++)
		set[n++] = (unsigned char)c1;
	return n;
}

START_TEST(holds_for_dangerous_three_bytes)
{
	unsigned char set[256];
	size_t n = dangerous_bytes(set);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			for (size_t k = 0; k < n; k++)
				holds_for((unsigned char[]){set[i], set[j], set[k]}, 3);
}
END_TEST

/* Surrogates and what is over U+10FFFF among them, in the form UTF-8 would give them. */
START_TEST(holds_for_every_code_point)
{
	for (uint32_t code = 0; code < 0x120000; code++) {
		unsigned char p[5];
		size_t n = encode(code, p);

		p[n] = 'm';
		holds_for(p, n + 1);
	}
}
END_TEST

static uint64_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1442695040888963407U;
	return *state >> 33;
}

/* A few bytes: any, dangerous, or a character that may have been cut. */
static size_t random_bytes(uint64_t *state, unsigned char *p)
{
	unsigned char set[256];
	size_t n = dangerous_bytes(set);

	switch (next_random(state) % 3) {
	case 0:
		p[0] = (unsigned char)next_random(state);
		return 1;
	case 1:
		p[0] = set[next_random(state) % n];
		return 1;
	default:
		n = encode((uint32_t)(next_random(state) % 0x110000), p);
		return next_random(state) % 8 ? n : n - n / 2;
	}
}

START_TEST(holds_for_random_strings)
{
	uint64_t state = (uint64_t)_i + 1;

	for (int round = 0; round < 20000; round++) {
		unsigned char p[64];
		size_t n = 0, len = next_random(&state) % 60;

		while (n < len)
			n += random_bytes(&state, p + n);
		holds_for(p, n);
	}
}
END_TEST

/* At every width: no more columns than asked for, and what was taken is a beginning that quotes to
 * the same text. */
START_TEST(cuts_random_strings)
{
	uint64_t state = 1;

	for (int round = 0; round < 5000; round++) {
		struct bytes part = BYTES_INIT, whole = BYTES_INIT;
		unsigned char p[64];
		size_t n = 0, max = next_random(&state) % 80, taken;

		while (n < 50)
			n += random_bytes(&state, p + n);
		taken = escape_quote_max(&part, p, n, ESCAPE_ASCII, max);
		ck_assert_uint_le(part.len, max);
		taken = escape_quote_max(&whole, p, n, ESCAPE_UTF8, max);
		bytes_reset(&part);
		escape_quote(&part, p, taken, ESCAPE_UTF8);
		ck_assert_str_eq(bytes_str(&part), bytes_str(&whole));
		ck_assert(is_harmless(&whole, false));
		bytes_clear(&part);
		bytes_clear(&whole);
	}
}
END_TEST

static void add_forms(TCase *tcase)
{
	tcase_add_loop_test(tcase, quotes, 0, COUNT(quoted));
	tcase_add_loop_test(tcase, shows, 0, COUNT(shown));
	tcase_add_test(tcase, shows_newlines_when_asked);
	tcase_add_test(tcase, appends);
	tcase_add_loop_test(tcase, cuts, 0, COUNT(cut));
	tcase_add_loop_test(tcase, measures, 0, COUNT(measured));
	tcase_add_test(tcase, parses_every_escape);
	tcase_add_test(tcase, parses_the_rest_as_it_is);
	tcase_add_loop_test(tcase, refuses_other_escapes, 0, COUNT(no_escapes));
	tcase_add_test(tcase, parses_no_further_than_n);
	tcase_add_loop_test(tcase, parses_hex, 0, COUNT(hexes));
	tcase_add_loop_test(tcase, refuses_other_hex, 0, COUNT(no_hexes));
}

static void add_printable(TCase *tcase)
{
	tcase_add_loop_test(tcase, knows_utf8, 0, COUNT(texts));
	tcase_add_loop_test(tcase, never_printable, 0, COUNT(never));
	tcase_add_test(tcase, printable);
	tcase_add_test(tcase, does_not_ask_the_users_locale);
	tcase_add_test(tcase, leaves_the_threads_locale);
	tcase_add_test(tcase, ascii_opens_no_locale);
	tcase_add_test(tcase, without_the_locale_only_ascii);
	tcase_add_test(tcase, threads_open_it_once);
}

int main(void)
{
	TCase *tcase = tcase_create("escape");

	tcase_set_timeout(tcase, 60);
	add_forms(tcase);
	add_printable(tcase);
	tcase_add_test(tcase, finds_every_byte_anywhere);
	tcase_add_test(tcase, holds_for_all_of_one_and_two_bytes);
	tcase_add_test(tcase, holds_for_dangerous_three_bytes);
	tcase_add_test(tcase, holds_for_every_code_point);
	tcase_add_loop_test(tcase, holds_for_random_strings, 0, 4);
	tcase_add_test(tcase, cuts_random_strings);
	return unit_run("escape", tcase);
}
