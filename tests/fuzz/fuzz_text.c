/*
 * Hostile text through everything that reads words: addresses, escapes, hex, durations, plain lines.
 * What was shown must be clean, and what was quoted must come back.
 */
#include <stdlib.h>

#include "base/escape.h"
#include "base/text.h"
#include "core/address.h"
#include "session/plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void quote(const char *text, size_t n)
{
	struct bytes shown = BYTES_INIT, back = BYTES_INIT;
	size_t bad;

	escape_quote(&shown, text, n, ESCAPE_UTF8);
	for (size_t i = 0; i < shown.len; i++)
		if ((unsigned char)shown.data[i] < 0x20 || shown.data[i] == 0x7f)
			abort();
	if (escape_parse(&back, bytes_str(&shown), shown.len, &bad) || back.len != n ||
	    (n && memcmp(back.data, text, n)))
		abort();
	bytes_clear(&shown);
	bytes_clear(&back);
}

static void address(const char *text, size_t n, int family)
{
	struct bytes why = BYTES_INIT, shown = BYTES_INIT;
	struct address_host host;
	struct address a;

	if (address_parse(&a, text, n, family, &host, &why) == ADDRESS_OK)
		address_add(&shown, &a.any, a.len);
	bytes_clear(&why);
	bytes_clear(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *text = (const char *)data;
	struct bytes out = BYTES_INIT;
	struct plain plain;
	int64_t value;
	size_t bad;

	quote(text, n);
	address(text, n, AF_UNSPEC);
	address(text, n, AF_INET6);
	address(text, n, AF_UNIX);
	escape_show(&out, text, n, ESCAPE_UTF8, true);
	escape_parse(&out, text, n, &bad);
	escape_parse_hex(&out, text, n, &bad);
	bytes_clear(&out);
	text_int(text, n, &value);
	text_duration(text, n, &value);
	for (size_t at = 0; at < n && plain_split(text + at, n - at, true, &plain) == PLAIN_YES;) {
		if (!plain.used)
			break;
		at += plain.used;
	}
	return 0;
}
