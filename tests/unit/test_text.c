/*
 * Numbers, durations and the nearest name.
 */
#include "base/text.h"

#include <limits.h>
#include <string.h>

#include "base/bytes.h"
#include "unit.h"

/* A literal and its length, which counts a NUL inside it. */
#define LITERAL(s) s, sizeof(s) - 1

static const struct {
	const char *text;
	size_t n;
	int64_t value;
} ints[] = {
    {LITERAL("0"), 0},
    {LITERAL("-0"), 0},
    {LITERAL("+7"), 7},
    {LITERAL("80"), 80},
    {LITERAL("-1"), -1},
    {LITERAL("00"), 0},
    {LITERAL("0755"), 493},
    {LITERAL("-010"), -8},
    {LITERAL("0x1F"), 31},
    {LITERAL("0Xff"), 255},
    {LITERAL("-0x10"), -16},
    {LITERAL("9223372036854775807"), INT64_MAX},
    {LITERAL("-9223372036854775808"), INT64_MIN},
    {LITERAL("0x7fffffffffffffff"), INT64_MAX},
    {LITERAL("-0x8000000000000000"), INT64_MIN},
    {LITERAL("0777777777777777777777"), INT64_MAX},
    {LITERAL("000000000000000000000000000001"), 1},
};

START_TEST(reads_ints)
{
	int64_t value = 99;

	ck_assert(text_int(ints[_i].text, ints[_i].n, &value));
	ck_assert_int_eq(value, ints[_i].value);
}
END_TEST

static const struct {
	const char *text;
	size_t n;
} no_ints[] = {
    {LITERAL("")},
    {NULL, 0},
    {LITERAL("-")},
    {LITERAL("+")},
    {LITERAL("--1")},
    {LITERAL("+-1")},
    {LITERAL(" 1")},
    {LITERAL("1 ")},
    {LITERAL("1\0")},
    {LITERAL("\0")},
    {LITERAL("1a")},
    {LITERAL("0x")},
    {LITERAL("x1")},
    {LITERAL("0xg")},
    {LITERAL("0x-1")},
    {LITERAL("08")},
    {LITERAL("0b1")},
    {LITERAL("1.0")},
    {LITERAL("1e3")},
    {LITERAL("9223372036854775808")},
    {LITERAL("-9223372036854775809")},
    {LITERAL("18446744073709551616")},
    {LITERAL("0x10000000000000000")},
    {LITERAL("99999999999999999999999999")},
};

START_TEST(refuses_other_ints)
{
	int64_t value = 99;

	ck_assert(!text_int(no_ints[_i].text, no_ints[_i].n, &value));
	ck_assert_int_eq(value, 99);
}
END_TEST

START_TEST(reads_no_further_than_n)
{
	int64_t value;

	ck_assert(text_int("1234", 2, &value));
	ck_assert_int_eq(value, 12);
	ck_assert(text_duration("15ms", 2, &value));
	ck_assert_int_eq(value, INT64_C(15000000000));
	ck_assert(text_duration("15ms", 4, &value));
	ck_assert_int_eq(value, 15000000);
}
END_TEST

static const struct {
	const char *text;
	int64_t ns;
} durations[] = {
    {"0", 0},
    {"3", INT64_C(3000000000)},
    {"1.5", INT64_C(1500000000)},
    {"250ms", 250000000},
    {"3s", INT64_C(3000000000)},
    {"1.5s", INT64_C(1500000000)},
    {"10us", 10000},
    {"5m", INT64_C(300000000000)},
    {"1h", INT64_C(3600000000000)},
    {"0.5h", INT64_C(1800000000000)},
    {"0.001us", 1},
    {"0.0019us", 1},
    {"0.000000001", 1},
    {"0.0000000009", 0},
    {"1.123456789s", INT64_C(1123456789)},
    {"1.123456789999999999999999999s", INT64_C(1123456789)},
    {"0.333333333333333m", INT64_C(19999999999)},
    {"0.000000000005h", 18},
    {"1.500000000000000000000000", INT64_C(1500000000)},
    {"007s", INT64_C(7000000000)},
    {"4611686018.427387903s", INT64_MAX / 2},
    {"4611686018427387.903us", INT64_MAX / 2},
    {"1281023h", INT64_C(4611682800000000000)},
};

START_TEST(reads_durations)
{
	int64_t ns = -1;

	ck_assert(text_duration(durations[_i].text, strlen(durations[_i].text), &ns));
	ck_assert_int_eq(ns, durations[_i].ns);
}
END_TEST

static const struct {
	const char *text;
	size_t n;
} no_durations[] = {
    {LITERAL("")},
    {LITERAL("s")},
    {LITERAL("ms")},
    {LITERAL("-1")},
    {LITERAL("-0")},
    {LITERAL("+1")},
    {LITERAL("1e3")},
    {LITERAL("nan")},
    {LITERAL("inf")},
    {LITERAL("0x10")},
    {LITERAL(".")},
    {LITERAL(".5")},
    {LITERAL("5.")},
    {LITERAL("5.s")},
    {LITERAL("1.2.3")},
    {LITERAL("1 s")},
    {LITERAL(" 1s")},
    {LITERAL("1s ")},
    {LITERAL("1s\0")},
    {LITERAL("1ns")},
    {LITERAL("1S")},
    {LITERAL("1sec")},
    {LITERAL("1m30s")},
    {LITERAL("1,5")},
    {LITERAL("9223372036.854775808s")},
    {LITERAL("9223372037")},
    {LITERAL("2562048h")},
    {LITERAL("9223372036854775807h")},
    {LITERAL("9223372036854775808us")},
    {LITERAL("99999999999999999999999999us")},
};

START_TEST(refuses_other_durations)
{
	int64_t ns = 99;

	ck_assert(!text_duration(no_durations[_i].text, no_durations[_i].n, &ns));
	ck_assert_int_eq(ns, 99);
}
END_TEST

static const struct {
	int64_t ns;
	const char *text;
} written[] = {
    {0, "0s"},
    {1, "0.001us"},
    {10000, "10us"},
    {10500, "10.5us"},
    {999999, "999.999us"},
    {1000000, "1ms"},
    {1500000, "1.5ms"},
    {1000001, "1.000001ms"},
    {250000000, "250ms"},
    {999999999, "999.999999ms"},
    {INT64_C(1000000000), "1s"},
    {INT64_C(1500000000), "1.5s"},
    {INT64_C(1000000001), "1.000000001s"},
    {INT64_C(3000000000), "3s"},
    {INT64_C(90000000000), "90s"},
    {INT64_C(3600000000000), "3600s"},
    {INT64_MAX, "9223372036.854775807s"},
    {-1500000, "-1.5ms"},
    {INT64_MIN, "-9223372036.854775808s"},
};

START_TEST(writes_durations)
{
	struct bytes b = BYTES_INIT;

	text_add_duration(&b, written[_i].ns);
	ck_assert_str_eq(bytes_str(&b), written[_i].text);
	bytes_clear(&b);
}
END_TEST

START_TEST(reads_what_it_writes)
{
	uint64_t random = 1;

	for (int i = 0; i < 100000; i++) {
		struct bytes b = BYTES_INIT;
		int64_t ns, again = -1;

		random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
		ns = (int64_t)(random >> (2 + i % 62));
		text_add_duration(&b, ns);
		if (!text_duration(b.data, b.len, &again) || again != ns)
			ck_abort_msg("%s is read as %lld", b.data, (long long)again);
		bytes_clear(&b);
	}
}
END_TEST

/* What is suggested for the word among a few names; NULL for nothing. */
static const char *suggested(const char *word)
{
	static const char *const names[] = {"accept", "bind",         "close",        "connect",
	                                    "listen", "SO_REUSEADDR", "SO_REUSEPORT", "socket",
	                                    "send",   "sendmsg",      "shutdown"};
	struct nearest s;

	nearest_init(&s, word, strlen(word));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		nearest_offer(&s, names[i]);
	return s.best;
}

static const struct {
	const char *word, *name;
} meant[] = {
    {"conect", "connect"},            /* one left out */
    {"connnect", "connect"},          /* one too many */
    {"vind", "bind"},                 /* one replaced */
    {"lsiten", "listen"},             /* two swapped */
    {"socekt", "socket"},             /* two swapped */
    {"bnid", "bind"},                 /* the swap is one edit: a third of four */
    {"BIND", "bind"},                 /* case is nothing */
    {"so_reuseadr", "SO_REUSEADDR"},  /* nor here */
    {"SO_REUSEPROT", "SO_REUSEPORT"}, /* nearer than its sibling */
    {"acc", "accept"},                /* a beginning */
    {"shut", "shutdown"},             /* a beginning */
    {"SHUT", "shutdown"},             /* a beginning */
    {"sen", "send"},                  /* nearer than sendmsg */
    {"sendms", "sendmsg"},            /* nearer than send */
    {"ac", NULL},                     /* too short for a beginning */
    {"dnib", NULL},                   /* too far */
    {"frobnicate", NULL},             /* nothing like it */
    {"acceptance speech", NULL},      /* a name is not the word's beginning */
    {"", NULL},
};

START_TEST(suggests)
{
	const char *name = suggested(meant[_i].word);

	if (meant[_i].name)
		ck_assert_pstr_eq(name, meant[_i].name);
	else
		ck_assert_ptr_null(name);
}
END_TEST

static unsigned distance(const char *word, const char *name)
{
	struct nearest s;

	nearest_init(&s, word, strlen(word));
	ck_assert_uint_eq(s.distance, UINT_MAX);
	nearest_offer(&s, name);
	return s.distance;
}

START_TEST(counts_edits)
{
	ck_assert_uint_eq(distance("setsockopt", "setsockopt"), 0);
	ck_assert_uint_eq(distance("setsockopt", "SETSOCKOPT"), 0);
	ck_assert_uint_eq(distance("setsockopt", "setsokcopt"), 1);
	ck_assert_uint_eq(distance("setsockopt", "getsockopt"), 1);
	ck_assert_uint_eq(distance("setsockopt", "getsokcopt"), 2);
	ck_assert_uint_eq(distance("setsockopt", "egtsokcopt"), 3);
	ck_assert_uint_eq(distance("setsockopt", "egtsokcop"), UINT_MAX);
	ck_assert_uint_eq(distance("con", "connection"), 7);
	/* optimal string alignment: no edit between two that were swapped */
	ck_assert_uint_eq(distance("xxxxxxxca", "xxxxxxxabc"), 3);
}
END_TEST

START_TEST(first_of_equals_stays)
{
	struct nearest s;

	nearest_init(&s, "sond", 4);
	nearest_offer(&s, "send");
	nearest_offer(&s, "sand");
	ck_assert_str_eq(s.best, "send");
	ck_assert_uint_eq(s.distance, 1);
}
END_TEST

START_TEST(long_words_have_no_nearest)
{
	char word[67];
	struct nearest s;

	memset(word, 'a', 66);
	word[66] = 0;
	nearest_init(&s, word, 65);
	nearest_offer(&s, word);
	nearest_offer(&s, word + 2);
	ck_assert_ptr_null(s.best);
	nearest_init(&s, word, 64);
	nearest_offer(&s, word);
	nearest_offer(&s, word + 1);
	ck_assert_ptr_null(s.best);
	nearest_offer(&s, word + 2);
	ck_assert_ptr_eq(s.best, word + 2);
}
END_TEST

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

START_TEST(newlines_are_counted)
{
	ck_assert_uint_eq(text_newlines("", 0), 0);
	ck_assert_uint_eq(text_newlines("a", 1), 0);
	ck_assert_uint_eq(text_newlines("\na\n\nb", 5), 3);
	ck_assert_uint_eq(text_newlines("\na\n\nb", 3), 2);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("text");

	tcase_add_test(tcase, newlines_are_counted);
	tcase_add_loop_test(tcase, reads_ints, 0, COUNT(ints));
	tcase_add_loop_test(tcase, refuses_other_ints, 0, COUNT(no_ints));
	tcase_add_test(tcase, reads_no_further_than_n);
	tcase_add_loop_test(tcase, reads_durations, 0, COUNT(durations));
	tcase_add_loop_test(tcase, refuses_other_durations, 0, COUNT(no_durations));
	tcase_add_loop_test(tcase, writes_durations, 0, COUNT(written));
	tcase_add_test(tcase, reads_what_it_writes);
	tcase_add_loop_test(tcase, suggests, 0, COUNT(meant));
	tcase_add_test(tcase, counts_edits);
	tcase_add_test(tcase, first_of_equals_stays);
	tcase_add_test(tcase, long_words_have_no_nearest);
	return unit_run("text", tcase);
}
