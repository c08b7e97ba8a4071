/*
 * The one filter between foreign bytes and a terminal (or a log that somebody will print on one):
 * what may pass is an allow-list of characters, and everything else is spelled out. Which
 * characters are printable is asked of glibc's tables under C.UTF-8, never of the person's locale,
 * so that the same bytes read the same everywhere; tables older than a character show it escaped.
 * Cutting lines at a screen's width is left to those who know the screen: they ask how wide text is.
 */
#include "base/escape.h"

#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <wchar.h>
#include <wctype.h>

static const char hex[] = "0123456789abcdef";

/*
 * What glibc calls printable and this program does not: characters that show nothing or change how
 * others are shown (general category Cf, Default_Ignorable_Code_Point), private and noncharacters.
 * Unicode 15.1, ascending; the last range holds the end of Unicode, so every search ends in time.
 */
static const struct range {
	uint32_t first, last;
} hidden[] = {
    {0x00ad, 0x00ad},    /* soft hyphen */
    {0x034f, 0x034f},    /* combining grapheme joiner */
    {0x0600, 0x0605},    /* Arabic number signs */
    {0x061c, 0x061c},    /* Arabic letter mark */
    {0x06dd, 0x06dd},    /* Arabic end of ayah */
    {0x070f, 0x070f},    /* Syriac abbreviation mark */
    {0x0890, 0x0891},    /* Arabic pound and piastre marks */
    {0x08e2, 0x08e2},    /* Arabic disputed end of ayah */
    {0x115f, 0x1160},    /* Hangul fillers */
    {0x17b4, 0x17b5},    /* Khmer inherent vowels */
    {0x180b, 0x180f},    /* Mongolian variation selectors, vowel separator */
    {0x200b, 0x200f},    /* zero width, direction marks */
    {0x2028, 0x202e},    /* separators, bidirectional embeddings and overrides */
    {0x2060, 0x206f},    /* joiners, invisible operators, bidirectional isolates */
    {0x3164, 0x3164},    /* Hangul filler */
    {0xe000, 0xf8ff},    /* private */
    {0xfdd0, 0xfdef},    /* noncharacters */
    {0xfe00, 0xfe0f},    /* variation selectors */
    {0xfeff, 0xfeff},    /* byte order mark */
    {0xffa0, 0xffa0},    /* halfwidth Hangul filler */
    {0xfff0, 0xfffb},    /* reserved, interlinear annotation */
    {0x110bd, 0x110bd},  /* Kaithi number sign */
    {0x110cd, 0x110cd},  /* Kaithi number sign above */
    {0x13430, 0x1343f},  /* Egyptian hieroglyph controls */
    {0x1bca0, 0x1bca3},  /* shorthand format controls */
    {0x1d173, 0x1d17a},  /* musical format controls */
    {0xe0000, 0x10ffff}, /* tags, variation selectors, private */
};

static locale_t ctype; /* of C.UTF-8; 0 when it cannot be had: only ASCII is printable then */
static pthread_once_t ctype_once = PTHREAD_ONCE_INIT;

static void open_ctype(void)
{
	ctype = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static bool is_hidden(uint32_t code)
{
	size_t i = 0;

	while (code > hidden[i].last)
		i++;
	return code >= hidden[i].first || (code & 0xfffe) == 0xfffe;
}

static bool is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

static bool is_printable(uint32_t code)
{
	if (code < 0xa0)
		return !is_control(code);
	if (is_hidden(code))
		return false;
	pthread_once(&ctype_once, open_ctype);
	return ctype && iswprint_l(code, ctype);
}

/* Columns of a printable character. A combining one counts too, lest a heap of them had no end. */
static size_t columns_of(uint32_t code)
{
	locale_t callers;
	int width;

	if (code < 0x80)
		return 1;
	callers = uselocale(ctype); /* wcwidth(3) has no form that takes a locale */
	width = wcwidth((wchar_t)code);
	uselocale(callers);
	return width == 2 ? 2 : 1;
}

/* The bytes of the UTF-8 character (RFC 3629) at p, where n > 0 are left; 0 when it is none. */
static size_t decode(const unsigned char *p, size_t n, uint32_t *code)
{
	static const uint32_t first_of[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xc0 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	uint32_t c = p[0];

	if (len == 0 || len > n || p[0] > 0xf4)
		return 0;
	if (len > 1)
		c &= 0x7fU >> len;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < first_of[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*code = c;
	return len;
}

bool escape_is_utf8(const void *p, size_t n)
{
	const unsigned char *first = p;
	size_t at = 0;
	uint32_t code;

	while (at < n) {
		size_t taken = decode(first + at, n - at, &code);

		if (taken == 0)
			return false;
		at += taken;
	}
	return true;
}

/* One character or stray byte of the input, and what is written for it. */
struct piece {
	const unsigned char *p;
	size_t taken;  /* bytes of input */
	uint32_t code; /* 0 for a stray byte */
	enum { PIECE_PRINTABLE, PIECE_OTHER, PIECE_STRAY } kind;
	char text[16];
	size_t len;
	size_t columns;
};

static struct piece piece_at(const unsigned char *p, size_t n, enum escape_charset charset)
{
	struct piece piece = {.p = p, .kind = PIECE_STRAY};

	piece.taken = decode(p, n, &piece.code);
	if (piece.taken == 0 || (charset == ESCAPE_ASCII && piece.taken > 1))
		piece.taken = 1;
	else
		piece.kind = is_printable(piece.code) ? PIECE_PRINTABLE : PIECE_OTHER;
	return piece;
}

static void write_itself(struct piece *piece)
{
	memcpy(piece->text, piece->p, piece->taken);
	piece->len = piece->taken;
	piece->columns = columns_of(piece->code);
}

static void write_pair(struct piece *piece, char first, char second)
{
	piece->text[0] = first;
	piece->text[1] = second;
	piece->len = piece->columns = 2;
}

static void write_bytes(struct piece *piece)
{
	for (size_t i = 0; i < piece->taken; i++) {
		piece->text[piece->len++] = '\\';
		piece->text[piece->len++] = 'x';
		piece->text[piece->len++] = hex[piece->p[i] >> 4];
		piece->text[piece->len++] = hex[piece->p[i] & 15];
	}
	piece->columns = piece->len;
}

static void write_quoted(struct piece *piece)
{
	if (piece->kind == PIECE_STRAY)
		write_bytes(piece);
	else if (piece->code == '"' || piece->code == '\\')
		write_pair(piece, '\\', (char)piece->code);
	else if (piece->kind == PIECE_PRINTABLE)
		write_itself(piece);
	else if (piece->code >= '\a' && piece->code <= '\r')
		write_pair(piece, '\\', "abtnvfr"[piece->code - '\a']);
	else
		write_bytes(piece);
}

static inline bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* is_plain of eight bytes at once: each of the four terms has a high bit set where a byte is below 0x20,
 * over 0x7e, a quote, a backslash. */
static inline bool are_plain(const unsigned char *eight)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t all, quote, slash;

	memcpy(&all, eight, sizeof(all));
	quote = all ^ ones * '"';
	slash = all ^ ones * '\\';
	return !((((all - ones * 0x20) & ~all) | ((all + ones) | all) | ((quote - ones) & ~quote) |
	          ((slash - ones) & ~slash)) &
	         ones << 7);
}

/* How many bytes at p stand for themselves in a C string and are ASCII: nearly all, as a rule. */
static size_t plain_at(const unsigned char *p, size_t n)
{
	size_t i = 0;

	while (n - i >= 8 && are_plain(p + i))
		i += 8;
	if (n >= 8 && n - i < 8 && are_plain(p + n - 8))
		return n;
	while (i < n && is_plain(p[i]))
		i++;
	return i;
}

void escape_quote(struct bytes *out, const void *p, size_t n, enum escape_charset charset)
{
	escape_quote_max(out, p, n, charset, SIZE_MAX);
}

size_t escape_quote_max(struct bytes *out, const void *p, size_t n, enum escape_charset charset,
                        size_t max)
{
	const unsigned char *first = p;
	size_t at = 0;

	while (at < n) {
		size_t plain = plain_at(first + at, n - at < max ? n - at : max);
		struct piece piece;

		bytes_add(out, first + at, plain);
		at += plain;
		max -= plain;
		if (at == n)
			break;
		piece = piece_at(first + at, n - at, charset);
		write_quoted(&piece);
		if (piece.columns > max)
			break;
		bytes_add(out, piece.text, piece.len);
		at += piece.taken;
		max -= piece.columns;
	}
	return at;
}

static void write_shown(struct piece *piece)
{
	if (piece->kind == PIECE_PRINTABLE)
		write_itself(piece);
	else if (piece->kind == PIECE_STRAY || (piece->code >= 0x80 && is_control(piece->code)))
		write_bytes(piece);
	else if (is_control(piece->code))
		write_pair(piece, '^', (char)(piece->code ^ 0x40));
	else
		piece->len = (size_t)snprintf(piece->text, sizeof(piece->text), "<U+%04X>", piece->code);
}

void escape_show(struct bytes *out, const void *p, size_t n, enum escape_charset charset,
                 bool keep_newlines)
{
	const unsigned char *first = p;
	size_t at = 0;

	while (at < n) {
		size_t plain = plain_at(first + at, n - at);
		struct piece piece;

		bytes_add(out, first + at, plain);
		at += plain;
		if (at == n)
			break;
		if (keep_newlines && first[at] == '\n') {
			bytes_add_char(out, '\n');
			at++;
			continue;
		}
		piece = piece_at(first + at, n - at, charset);
		write_shown(&piece);
		bytes_add(out, piece.text, piece.len);
		at += piece.taken;
	}
}

size_t escape_columns(const char *text, size_t n)
{
	size_t at = 0, columns = 0;

	while (at < n) {
		size_t plain = plain_at((const unsigned char *)text + at, n - at);
		struct piece piece;

		at += plain;
		columns += plain;
		if (at == n)
			break;
		piece = piece_at((const unsigned char *)text + at, n - at, ESCAPE_UTF8);
		columns += piece.kind == PIECE_STRAY ? 1 : columns_of(piece.code);
		at += piece.taken;
	}
	return columns;
}

size_t escape_fit(const char *text, size_t n, size_t columns)
{
	size_t at = 0;

	while (at < n) {
		size_t most = n - at < columns ? n - at : columns;
		size_t plain = plain_at((const unsigned char *)text + at, most), wide = 1;
		struct piece piece;

		at += plain;
		columns -= plain;
		if (at == n)
			break;
		piece = piece_at((const unsigned char *)text + at, n - at, ESCAPE_UTF8);
		if (piece.kind != PIECE_STRAY)
			wide = columns_of(piece.code);
		if (wide > columns)
			break;
		columns -= wide;
		at += piece.taken;
	}
	return at;
}

/* The value of a hex digit, or -1. */
static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte an escape of n characters or fewer stands for; says how many it has, 0 for no escape. */
static size_t parse_one(const char *text, size_t n, char *byte)
{
	static const char letters[] = "abfnrtve0\\\"'";
	static const char values[] = "\a\b\f\n\r\t\v\x1b\0\\\"'";
	const char *letter = n > 1 ? memchr(letters, text[1], sizeof(letters) - 1) : NULL;
	int high, low;

	if (letter) {
		*byte = values[letter - letters];
		return 2;
	}
	if (n < 3 || text[1] != 'x')
		return 0;
	high = nibble(text[2]);
	if (high < 0)
		return 0;
	low = n > 3 ? nibble(text[3]) : -1;
	*byte = (char)(low < 0 ? high : high << 4 | low);
	return low < 0 ? 3 : 4;
}

int escape_parse(struct bytes *out, const char *text, size_t n, size_t *bad)
{
	size_t at = 0;

	while (at < n) {
		const char *slash = memchr(text + at, '\\', n - at);
		size_t plain = slash ? (size_t)(slash - text) - at : n - at;
		size_t taken;
		char byte;

		bytes_add(out, text + at, plain);
		at += plain;
		if (at == n)
			break;
		taken = parse_one(text + at, n - at, &byte);
		if (taken == 0) {
			*bad = at;
			return -1;
		}
		bytes_add_char(out, byte);
		at += taken;
	}
	return 0;
}

static bool is_between_pairs(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ':';
}

int escape_parse_hex(struct bytes *out, const char *text, size_t n, size_t *bad)
{
	size_t at = 0;

	while (at < n) {
		int high = nibble(text[at]);
		int low = at + 1 < n ? nibble(text[at + 1]) : -1;

		if (is_between_pairs(text[at])) {
			at++;
		} else if (high >= 0 && low >= 0) {
			bytes_add_char(out, (char)(high << 4 | low));
			at += 2;
		} else {
			/* a digit without its second is itself what is wrong at the end of the text only */
			*bad = high >= 0 && at + 1 < n ? at + 1 : at;
			return -1;
		}
	}
	return 0;
}
