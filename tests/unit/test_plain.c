/*
 * Plain lines: split exactly as Tcl splits them, or left to Tcl; in one piece or in two.
 */
#include "session/plain.h"

#include <stdio.h>
#include <tcl.h>

#include "unit.h"

#define TEXT(literal) literal, sizeof(literal) - 1

/* ---------------------------------------------------------------- what Tcl says */

/* The first command that has words, as Tcl parses it. False: Tcl refuses it, or there is none. */
static bool tcl_first(const char *text, size_t n, Tcl_Parse *parse, bool *none)
{
	const char *at = text, *end = text + n;

	*none = false;
	while (at < end) {
		if (Tcl_ParseCommand(NULL, at, (int)(end - at), 0, parse) != TCL_OK)
			return false;
		if (parse->numWords)
			return true;
		at = parse->commandStart + parse->commandSize;
		Tcl_FreeParse(parse);
	}
	*none = true;
	return false;
}

static bool same_words(const struct plain *p, const Tcl_Parse *parse)
{
	const Tcl_Token *token = parse->tokenPtr;

	if (p->count != (size_t)parse->numWords)
		return false;
	for (size_t i = 0; i < p->count; i++) {
		if (token->type != TCL_TOKEN_SIMPLE_WORD || p->word[i].s != token[1].start ||
		    p->word[i].n != (size_t)token[1].size || p->word[i].wide)
			return false;
		token += token->numComponents + 1;
	}
	return true;
}

/* Whatever is called plain is what Tcl reads there, to the byte where the command ends. */
static bool agrees(const char *text, size_t n, const struct plain *p)
{
	Tcl_Parse parse;
	bool none, found = tcl_first(text, n, &parse, &none), same;

	if (!p->count)
		return none && p->used == n;
	if (!found)
		return false;
	same = same_words(p, &parse) && p->begin == (size_t)(parse.commandStart - text) &&
	       p->used == p->begin + (size_t)parse.commandSize;
	Tcl_FreeParse(&parse);
	return same;
}

static void show_and_abort(const char *what, const char *text, size_t n, size_t cut)
{
	char shown[256] = "";

	for (size_t i = 0; i < n && i < 60; i++)
		snprintf(shown + 4 * i, 5, "\\x%02x", (unsigned char)text[i]);
	ck_abort_msg("%s, cut at %zu of %zu: %s", what, cut, n, shown);
}

static void check_whole(const char *text, size_t n)
{
	struct plain p;
	enum plain_outcome o = plain_split(text, n, true, &p);

	if (o == PLAIN_MORE)
		show_and_abort("there is no more", text, n, n);
	if (o == PLAIN_YES && !agrees(text, n, &p))
		show_and_abort("Tcl reads it otherwise", text, n, n);
}

/* ---------------------------------------------------------------- pieces */

static bool same_plain(const struct plain *a, const struct plain *b, size_t shift)
{
	if (a->count != b->count || a->used + shift != b->used || a->begin + shift != b->begin)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->word[i].s != b->word[i].s || a->word[i].n != b->word[i].n)
			return false;
	return true;
}

/*
 * The text comes in two pieces. The first one alone is asked to wait for more, or is what the whole
 * is; blanks and comments may be done with at once, and the rest is then what the whole is.
 */
static void check_cut(const char *text, size_t n, size_t cut)
{
	struct plain whole, piece, rest;
	enum plain_outcome said = plain_split(text, n, true, &whole);
	enum plain_outcome o = plain_split(text, cut, false, &piece);

	if (o == PLAIN_MORE)
		return;
	if (o == PLAIN_YES && !piece.count) {
		if (piece.used > cut ||
		    plain_split(text + piece.used, n - piece.used, true, &rest) != said ||
		    (said == PLAIN_YES && !same_plain(&rest, &whole, piece.used)))
			show_and_abort("blanks that were no blanks", text, n, cut);
		return;
	}
	if (o != said || (o == PLAIN_YES && !same_plain(&piece, &whole, 0)))
		show_and_abort("a piece is read otherwise", text, n, cut);
}

static void check_cuts(const char *text, size_t n)
{
	for (size_t cut = 0; cut <= n; cut++)
		check_cut(text, n, cut);
}

/* ---------------------------------------------------------------- by hand */

static const struct {
	const char *text;
	size_t n;
	const char *words; /* each followed by | */
	size_t begin, used;
} plain[] = {
    {TEXT(""), "", 0, 0},
    {TEXT("   "), "", 3, 3},
    {TEXT("\n\n;; \t\r\v\f;\n"), "", 11, 11},
    {TEXT("# comment"), "", 9, 9},
    {TEXT("# one\n  # two\n\n"), "", 15, 15},
    {TEXT("listen"), "listen|", 0, 6},
    {TEXT("listen\n"), "listen|", 0, 7},
    {TEXT("listen;"), "listen|", 0, 7},
    {TEXT("listen server 3\nnext"), "listen|server|3|", 0, 16},
    {TEXT("listen server 3;next"), "listen|server|3|", 0, 16},
    {TEXT("  listen\tserver \t 3  ;"), "listen|server|3|", 2, 22},
    {TEXT("listen server\r\nnext"), "listen|server|", 0, 15},
    {TEXT("\n;\nclose c"), "close|c|", 3, 10},
    {TEXT("# first\nclose c\n"), "close|c|", 8, 16},
    {TEXT(";# first\nclose c ;# then\n"), "close|c|", 9, 18},
    {TEXT("close c # no comment"), "close|c|#|no|comment|", 0, 20},
    {TEXT("close c#1"), "close|c#1|", 0, 9},
    {TEXT("# {\nclose c"), "close|c|", 4, 11},
    {TEXT("# \"\nclose c"), "close|c|", 4, 11},
    {TEXT("bind s 127.0.0.1:0"), "bind|s|127.0.0.1:0|", 0, 18},
    {TEXT("bind s @name"), "bind|s|@name|", 0, 12},
    {TEXT("bind s *:80"), "bind|s|*:80|", 0, 11},
    {TEXT("send c \"Hello Server\""), "send|c|Hello Server|", 0, 21},
    {TEXT("send c {Hello Server}"), "send|c|Hello Server|", 0, 21},
    {TEXT("send c \"a;b # c\"\n"), "send|c|a;b # c|", 0, 17},
    {TEXT("send c {a;b $c [d] \"e\"}\n"), "send|c|a;b $c [d] \"e\"|", 0, 24},
    {TEXT("send c \"{\""), "send|c|{|", 0, 10},
    {TEXT("send c \"}]\""), "send|c|}]|", 0, 11},
    {TEXT("send c \"\" {}"), "send|c|||", 0, 12},
    {TEXT("{send} \"c\""), "send|c|", 0, 10},
    {TEXT("say {*}"), "say|*|", 0, 7},
    {TEXT("say {*} x"), "say|*|x|", 0, 9},
    {TEXT("say caf\xc3\xa9 \xff\x80"), "say|caf\xc3\xa9|\xff\x80|", 0, 12},
    {TEXT("say \x01\x1b\x7f"), "say|\x01\x1b\x7f|", 0, 7},
    {TEXT("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"), "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|", 0,
     38},
};

START_TEST(plain_ones)
{
	const char *text = plain[_i].text;
	struct bytes words = BYTES_INIT;
	struct plain p;

	ck_assert_int_eq(plain_split(text, plain[_i].n, true, &p), PLAIN_YES);
	for (size_t i = 0; i < p.count; i++) {
		ck_assert(!p.word[i].wide);
		bytes_add(&words, p.word[i].s, p.word[i].n);
		bytes_add_char(&words, '|');
	}
	ck_assert_str_eq(bytes_str(&words), plain[_i].words);
	ck_assert_uint_eq(p.begin, plain[_i].begin);
	ck_assert_uint_eq(p.used, plain[_i].used);
	ck_assert(agrees(text, plain[_i].n, &p));
	bytes_clear(&words);
}
END_TEST

START_TEST(plain_ones_in_pieces)
{
	check_cuts(plain[_i].text, plain[_i].n);
}
END_TEST

static const struct {
	const char *text;
	size_t n;
} not_plain[] = {
    {TEXT("set x $y")},
    {TEXT("connect c [getsockname s]")},
    {TEXT("[send] c")},
    {TEXT("$verb c")},
    {TEXT("send c a$")},
    {TEXT("send c a]")},
    {TEXT("send c a\\n")},
    {TEXT("send c \\\n x")},
    {TEXT("send c a\"b")},
    {TEXT("send c a{b}")},
    {TEXT("send c a}")},
    {TEXT("send c \"a\"b")},
    {TEXT("send c {a}b")},
    {TEXT("send c {a}{b}")},
    {TEXT("send c \"a\"\"b\"")},
    {TEXT("send c \"a $b\"")},
    {TEXT("send c \"a [b]\"")},
    {TEXT("send c \"a\\n\"")},
    {TEXT("send c {a\\n}")},
    {TEXT("send c {a {b} c}")},
    {TEXT("send c {a\nb}")},
    {TEXT("send c \"a\nb\"")},
    {TEXT("send c \"a")},
    {TEXT("send c {a")},
    {TEXT("send c {a\n")},
    {TEXT("send c {*}$list")},
    {TEXT("send c {*}{a b}")},
    {TEXT("{*}{send c}")},
    {TEXT("send c a\0b")},
    {TEXT("send c \"a\0b\"")},
    {TEXT("send c {a\0b}")},
    {TEXT("}")},
    {TEXT("\"")},
    {TEXT("# goes on \\\n here\nclose c")},
    {TEXT("# a backslash \\ in it\nclose c")},
    {TEXT("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17")},
    {TEXT("; ; $x")},
};

START_TEST(left_to_tcl)
{
	struct plain p;

	ck_assert_int_eq(plain_split(not_plain[_i].text, not_plain[_i].n, true, &p), PLAIN_NO);
}
END_TEST

START_TEST(left_to_tcl_in_pieces)
{
	check_cuts(not_plain[_i].text, not_plain[_i].n);
}
END_TEST

/* What may go on in the next piece. */
static const struct {
	const char *text;
	size_t n;
} unfinished[] = {
    {TEXT("close")},           {TEXT("close ")},
    {TEXT("close c")},         {TEXT("send c {}")},
    {TEXT("send c \"a b\"")},  {TEXT("send c \"a b\" ")},
    {TEXT("# a comment")},     {TEXT("# a comment \\")},
    {TEXT("\n\n# a comment")}, {TEXT("send c \"a b")},
    {TEXT("send c {a b")},     {TEXT("send c \"")},
    {TEXT("send c {")},        {TEXT("{")},
};

START_TEST(may_go_on)
{
	struct plain p;

	ck_assert_int_eq(plain_split(unfinished[_i].text, unfinished[_i].n, false, &p), PLAIN_MORE);
}
END_TEST

/* The next command begins where the one before it ended. */
START_TEST(one_after_the_other)
{
	static const char text[] = "a 1;b 2\n# c 3\nd;; ;\n e \"5 6\" ;f";
	static const char *const first[] = {"a", "b", "d", "e", "f"};
	size_t at = 0, commands = 0;

	while (at < sizeof(text) - 1) {
		struct plain p;

		ck_assert_int_eq(plain_split(text + at, sizeof(text) - 1 - at, true, &p), PLAIN_YES);
		ck_assert_uint_gt(p.used, 0);
		ck_assert_uint_ge(p.used, p.begin);
		if (p.count) {
			ck_assert_uint_lt(commands, 5);
			ck_assert_mem_eq(p.word[0].s, first[commands], p.word[0].n);
			commands++;
		}
		at += p.used;
	}
	ck_assert_uint_eq(at, sizeof(text) - 1);
	ck_assert_uint_eq(commands, 5);
}
END_TEST

/* Nothing behind the text is looked at: it is the end of its own memory. */
START_TEST(reads_no_further)
{
	static const char text[] = "send c \"a b\" {c d} # \\ x ;# y \\\nclose";

	for (size_t n = 0; n < sizeof(text); n++) {
		char *copy = malloc(n ? n : 1);
		struct plain p;

		memcpy(copy, text, n);
		plain_split(copy, n, true, &p);
		plain_split(copy, n, false, &p);
		free(copy);
	}
	plain_split(NULL, 0, true, &(struct plain){.count = 1});
}
END_TEST

/* ---------------------------------------------------------------- by number */

static const char letters[] = "a \n;#\"{}\\$[]*";

/* Every text of up to five of these letters. */
START_TEST(all_short_texts)
{
	const size_t base = sizeof(letters) - 1;

	for (size_t n = 0; n <= 5; n++) {
		size_t count = 1;

		for (size_t i = 0; i < n; i++)
			count *= base;
		for (size_t number = 0; number < count; number++) {
			char text[5];

			for (size_t i = 0, left = number; i < n; i++, left /= base)
				text[i] = letters[left % base];
			check_whole(text, n);
		}
	}
}
END_TEST

START_TEST(all_short_texts_in_pieces)
{
	const size_t base = sizeof(letters) - 1;

	for (size_t number = 0; number < base * base * base * base; number++) {
		char text[4];

		for (size_t i = 0, left = number; i < 4; i++, left /= base)
			text[i] = letters[left % base];
		check_cuts(text, 4);
	}
}
END_TEST

/* Longer ones by chance, of words more than of their marks. */
START_TEST(random_texts)
{
	static const char more[] = "aaaabc123   \n;;##\"\"{}{}\\$[\t\r\0\xc3\xa9\xff.:";
	uint64_t random = 1;
	unsigned yes = 0;

	for (int step = 0; step < 100000; step++) {
		struct plain p;
		char text[24];
		size_t n;

		random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
		n = (random >> 33) % sizeof(text);
		for (size_t i = 0; i < n; i++) {
			random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
			text[i] = more[(random >> 33) % (sizeof(more) - 1)];
		}
		check_whole(text, n);
		yes += plain_split(text, n, true, &p) == PLAIN_YES && p.count > 1;
	}
	ck_assert_uint_gt(yes, 1000);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	TCase *tcase = tcase_create("plain");

	Tcl_FindExecutable(NULL);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, plain_ones, 0, COUNT(plain));
	tcase_add_loop_test(tcase, plain_ones_in_pieces, 0, COUNT(plain));
	tcase_add_loop_test(tcase, left_to_tcl, 0, COUNT(not_plain));
	tcase_add_loop_test(tcase, left_to_tcl_in_pieces, 0, COUNT(not_plain));
	tcase_add_loop_test(tcase, may_go_on, 0, COUNT(unfinished));
	tcase_add_test(tcase, one_after_the_other);
	tcase_add_test(tcase, reads_no_further);
	tcase_add_test(tcase, all_short_texts);
	tcase_add_test(tcase, all_short_texts_in_pieces);
	tcase_add_test(tcase, random_texts);
	return unit_run("plain", tcase);
}
