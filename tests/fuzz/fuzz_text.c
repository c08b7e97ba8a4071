/*
 * Hostile text through everything that reads words: addresses, escapes, hex, durations, plain lines,
 * patterns.
 * What was shown must be clean, and what was quoted must come back.
 */
#include <netinet/in.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/text.h"
#include "core/address.h"
#include "session/plain.h"
#include "watch/pattern.h"

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

	if (address_parse(&a, text, n, family, PLACE_HERE, &host, &why) == ADDRESS_OK)
		address_add(&shown, &a.any, a.len, PLACE_HERE);
	bytes_clear(&why);
	bytes_clear(&shown);
}

/* Whatever begins with h is a host, with s a socket; names may end anywhere. */
static int find(void *closure, const char *name, size_t n, struct address found[2], int *port)
{
	(void)closure;
	for (int i = 0; i < 2; i++) {
		memset(&found[i], (int)n, sizeof(found[i]));
		found[i].len = i ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
		found[i].any.sa_family = i ? AF_INET6 : AF_INET;
	}
	*port = name[0] == 's' ? (int)n : -1;
	return name[0] == 'h' ? 2 : name[0] == 's';
}

static void offer(void *closure, struct nearest *nearest)
{
	(void)closure;
	nearest_offer(nearest, "host");
}

/* What is read is matched against something that fits nowhere; a mistake has words, and a place. */
static void pattern(const char *text, size_t n)
{
	const struct pattern_names names = {NULL, find, offer};
	struct segment segment = {.kind = n % (SEGMENT_FRAGMENT + 1), .family = AF_INET, .kept = n};
	struct flow_view view = {.known = n & 1};
	struct pattern_subject subject = {&segment, &view, text, n};
	struct bytes why = BYTES_INIT;
	size_t at = SIZE_MAX;
	struct pattern *p = pattern_parse(text, n, &names, &why, &at);

	if (p)
		pattern_matches(p, &subject);
	else if (!why.len || at > n || !escape_is_utf8(why.data, why.len))
		abort();
	for (size_t i = 0; i < why.len; i++)
		if ((unsigned char)why.data[i] < 0x20 || why.data[i] == 0x7f)
			abort();
	pattern_free(p);
	bytes_clear(&why);
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
	pattern(text, n);
	for (size_t at = 0; at < n && plain_split(text + at, n - at, true, &plain) == PLAIN_YES;) {
		if (!plain.used)
			break;
		at += plain.used;
	}
	return 0;
}
