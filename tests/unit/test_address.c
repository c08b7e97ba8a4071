/*
 * Socket addresses from words to the kernel's bytes and back, and every word that is none.
 */
#include "core/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "base/escape.h"
#include "unit.h"

/* A word with its length: some have a NUL inside. */
#define WORD(literal) literal, sizeof(literal) - 1

#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
/* 107 bytes: the longest path; 253: the longest host name */
#define PATH_107 "/" HUNDRED "abcdef"
#define HOST_253 "a" HUNDRED HUNDRED TEN TEN TEN TEN TEN "ab"

static enum address_outcome parse(struct address *a, const char *text, size_t n, int family)
{
	struct bytes why = BYTES_INIT;
	struct address_host host;
	enum address_outcome o;

	memset(a, 0xaa, sizeof(*a));
	o = address_parse(a, text, n, family, PLACE_HERE, &host, &why);
	ck_assert_msg((o == ADDRESS_BAD) == (why.len > 0), "%s: %s", text, bytes_str(&why));
	bytes_clear(&why);
	return o;
}

static bool same(const struct address *a, const struct address *b)
{
	return a->len == b->len && !memcmp(&a->storage, &b->storage, a->len);
}

static const struct {
	const char *text;
	size_t n;
	int family;
	const char *shown; /* NULL: as it was written */
} forms[] = {
    {WORD("127.0.0.1:80"), AF_INET, NULL},
    {WORD("127.0.0.1:80"), AF_INET6, NULL},
    {WORD("127.0.0.1:80"), AF_UNIX, NULL},
    {WORD("127.0.0.1:80"), AF_UNSPEC, NULL},
    {WORD("0.0.0.0:0"), AF_INET, NULL},
    {WORD("255.255.255.255:65535"), AF_INET, NULL},
    {WORD("10.0.0.1:00080"), AF_INET, "10.0.0.1:80"},
    {WORD("10.0.0.1:0000000010"), AF_INET, "10.0.0.1:10"},
    {WORD(":80"), AF_INET, "0.0.0.0:80"},
    {WORD(":80"), AF_UNSPEC, "0.0.0.0:80"},
    {WORD(":80"), AF_INET6, "[::]:80"},
    {WORD("*:80"), AF_INET, "0.0.0.0:80"},
    {WORD("*:80"), AF_UNSPEC, "0.0.0.0:80"},
    {WORD("*:80"), AF_INET6, "[::]:80"},
    {WORD("localhost:80"), AF_INET, "127.0.0.1:80"},
    {WORD("LocalHost:80"), AF_UNSPEC, "127.0.0.1:80"},
    {WORD("localhost:80"), AF_INET6, "[::1]:80"},
    {WORD("[::1]:80"), AF_INET6, NULL},
    {WORD("[::1]:80"), AF_INET, NULL},
    {WORD("[::1]:80"), AF_UNSPEC, NULL},
    {WORD("[::]:0"), AF_INET6, NULL},
    {WORD("[2001:db8::1]:65535"), AF_INET6, NULL},
    {WORD("[2001:DB8:0:0:0:0:0:1]:443"), AF_INET6, "[2001:db8::1]:443"},
    {WORD("[1:2:3:4:5:6:7:8]:9"), AF_INET6, NULL},
    {WORD("[::ffff:127.0.0.1]:80"), AF_INET6, NULL},
    {WORD("[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]:1"), AF_INET6,
     "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:1"},
    {WORD("[fe80::1%lo]:80"), AF_INET6, NULL},
    {WORD("[fe80::1%1]:80"), AF_INET6, "[fe80::1%lo]:80"},
    {WORD("[fe80::1%4294967295]:80"), AF_INET6, NULL},
    {WORD("/tmp/socket"), AF_UNIX, NULL},
    {WORD("/tmp/socket"), AF_UNSPEC, NULL},
    {WORD("/tmp/socket"), AF_INET, NULL},
    {WORD("/"), AF_UNIX, NULL},
    {WORD("/a:80"), AF_UNIX, NULL},
    {WORD("./socket"), AF_UNIX, NULL},
    {WORD("./@socket"), AF_UNIX, NULL},
    {WORD("../socket"), AF_UNIX, NULL},
    {WORD("folder/socket"), AF_UNIX, NULL},
    {WORD("[a]/b:80"), AF_UNIX, NULL},
    {WORD("/with blank\x1b[31m\xff"), AF_UNIX, NULL},
    {WORD(PATH_107), AF_UNIX, NULL},
    {WORD("@"), AF_UNIX, NULL},
    {WORD("@name"), AF_UNIX, NULL},
    {WORD("@name"), AF_INET, NULL},
    {WORD("@name:80"), AF_UNSPEC, NULL},
    {WORD("@/a/path"), AF_UNIX, NULL},
    {WORD("@@"), AF_UNIX, NULL},
    {WORD("@\0"), AF_UNIX, NULL},
    {WORD("@a\0b\0"), AF_UNIX, NULL},
    {WORD("@\x1b\xff\n"), AF_UNIX, NULL},
    {WORD("@" HUNDRED "1234567"), AF_UNIX, NULL},
    {WORD("(unnamed)"), AF_UNIX, NULL},
    {WORD(""), AF_UNIX, "(unnamed)"},
    {WORD("vsock:1:1024"), AF_VSOCK, NULL},
    {WORD("vsock:*:*"), AF_UNSPEC, NULL},
    {WORD("vsock:0:0"), AF_INET, NULL},
    {WORD("vsock:4294967294:4294967294"), AF_VSOCK, NULL},
    {WORD("vsock:4294967295:4294967295"), AF_VSOCK, "vsock:*:*"},
    {WORD("vsock:local:80"), AF_VSOCK, "vsock:1:80"},
    {WORD("vsock:host:0x50"), AF_VSOCK, "vsock:2:80"},
    {WORD("vsock:hypervisor:1"), AF_VSOCK, "vsock:0:1"},
    {WORD("vsock:any:1"), AF_VSOCK, "vsock:*:1"},
};

START_TEST(round_trip)
{
	const char *text = forms[_i].text;
	size_t shown_n = forms[_i].shown ? strlen(forms[_i].shown) : forms[_i].n;
	struct bytes shown = BYTES_INIT;
	struct address first, second;

	ck_assert_int_eq(parse(&first, text, forms[_i].n, forms[_i].family), ADDRESS_OK);
	address_add(&shown, &first.any, first.len, PLACE_HERE);
	ck_assert_uint_eq(shown.len, shown_n);
	ck_assert_mem_eq(shown.data, forms[_i].shown ? forms[_i].shown : text, shown_n);
	ck_assert_int_eq(parse(&second, shown.data, shown.len, forms[_i].family), ADDRESS_OK);
	ck_assert(same(&first, &second));
	bytes_clear(&shown);
}
END_TEST

/* What the words become is told by the C library, not by the way back. */
START_TEST(inet_is_what_the_library_says)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(8080)};
	struct address a;

	ck_assert_int_eq(inet_pton(AF_INET, "192.0.2.7", &in.sin_addr), 1);
	ck_assert_int_eq(parse(&a, WORD("192.0.2.7:8080"), AF_INET), ADDRESS_OK);
	ck_assert_uint_eq(a.len, sizeof(in));
	ck_assert_mem_eq(&a.storage, &in, sizeof(in));
	in.sin_addr.s_addr = htonl(INADDR_ANY);
	ck_assert_int_eq(parse(&a, WORD(":8080"), AF_INET), ADDRESS_OK);
	ck_assert_mem_eq(&a.storage, &in, sizeof(in));
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(parse(&a, WORD("localhost:8080"), AF_INET), ADDRESS_OK);
	ck_assert_mem_eq(&a.storage, &in, sizeof(in));
}
END_TEST

START_TEST(inet6_is_what_the_library_says)
{
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(8080)};
	struct address a;

	ck_assert_int_eq(inet_pton(AF_INET6, "fe80::1:2", &in6.sin6_addr), 1);
	in6.sin6_scope_id = if_nametoindex("lo");
	ck_assert_uint_ne(in6.sin6_scope_id, 0);
	ck_assert_int_eq(parse(&a, WORD("[fe80::1:2%lo]:8080"), AF_INET6), ADDRESS_OK);
	ck_assert_uint_eq(a.len, sizeof(in6));
	ck_assert_mem_eq(&a.storage, &in6, sizeof(in6));
	in6.sin6_scope_id = 0;
	in6.sin6_addr = in6addr_any;
	ck_assert_int_eq(parse(&a, WORD("*:8080"), AF_INET6), ADDRESS_OK);
	ck_assert_mem_eq(&a.storage, &in6, sizeof(in6));
}
END_TEST

START_TEST(unix_lengths_are_the_kernels)
{
	const size_t path = offsetof(struct sockaddr_un, sun_path);
	struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "/x/y"};
	struct address a;

	ck_assert_int_eq(parse(&a, WORD("/x/y"), AF_UNIX), ADDRESS_OK);
	ck_assert_uint_eq(a.len, path + 5);
	ck_assert_mem_eq(&a.storage, &un, a.len);
	/* an abstract name is told by the length alone: its NUL stands first (unix(7)) */
	memcpy(un.sun_path, "\0ab\0c", 5);
	ck_assert_int_eq(parse(&a, WORD("@ab\0c"), AF_UNIX), ADDRESS_OK);
	ck_assert_uint_eq(a.len, path + 5);
	ck_assert_mem_eq(&a.storage, &un, a.len);
	ck_assert_int_eq(parse(&a, WORD("@"), AF_UNIX), ADDRESS_OK);
	ck_assert_uint_eq(a.len, path + 1);
	ck_assert_int_eq(parse(&a, WORD(PATH_107), AF_UNIX), ADDRESS_OK);
	ck_assert_uint_eq(a.len, sizeof(struct sockaddr_un));
}
END_TEST

START_TEST(every_port)
{
	for (unsigned port = 0; port < 140000; port++) {
		struct bytes text = BYTES_INIT, why = BYTES_INIT;
		struct address_host host;
		struct address a;
		enum address_outcome o;

		bytes_addf(&text, "127.0.0.1:%u", port);
		o = address_parse(&a, text.data, text.len, AF_INET, PLACE_HERE, &host, &why);
		UNIT_ASSERT(o == (port <= 65535 ? ADDRESS_OK : ADDRESS_BAD));
		if (o == ADDRESS_OK)
			UNIT_ASSERT(address_port(&a.any, a.len) == (int)port);
		bytes_clear(&text);
		bytes_clear(&why);
	}
}
END_TEST

static const struct {
	const char *text;
	size_t n;
	int family;
	const char *why; /* must be in the message */
} refusals[] = {
    {WORD(""), AF_INET, "not an address"},
    {WORD(":"), AF_INET, "not a port"},
    {WORD(":65536"), AF_INET, "\"65536\" is not a port"},
    {WORD(":4294967376"), AF_INET, "not a port"},
    {WORD(":18446744073709551696"), AF_INET, "not a port"},
    {WORD(":-1"), AF_INET, "not a port"},
    {WORD(":+80"), AF_INET, "not a port"},
    {WORD(":0x50"), AF_INET, "not a port"},
    {WORD(": 80"), AF_INET, "not a port"},
    {WORD(":80 "), AF_INET, "not a port"},
    {WORD(":8\0"), AF_INET, "not a port"},
    {WORD("host:80x"), AF_INET, "\"80x\" is not a port"},
    {WORD(":http"), AF_INET, "\"http\" is not a port"},
    {WORD("host:"), AF_INET, "not a port"},
    {WORD("127.0.0.1"), AF_INET, "HOST:PORT"},
    {WORD("host"), AF_INET, "HOST:PORT"},
    {WORD("80"), AF_INET, "HOST:PORT"},
    {WORD("256.0.0.1:80"), AF_INET, "neither an IP address nor a host name"},
    {WORD("1.2.3:80"), AF_INET, "neither an IP address nor a host name"},
    {WORD("127.0.0.1\0:80"), AF_INET, "neither an IP address nor a host name"},
    {WORD("12:80"), AF_INET, "neither an IP address nor a host name"},
    {WORD("-host:80"), AF_INET, "neither an IP address nor a host name"},
    {WORD(".host:80"), AF_INET, "neither an IP address nor a host name"},
    {WORD("ho st:80"), AF_INET, "neither an IP address nor a host name"},
    {WORD("host\0:80"), AF_INET, "neither an IP address nor a host name"},
    {WORD("ho\x1b[31mst:80"), AF_INET, "\\x1b[31m"},
    {WORD(HOST_253 "c:80"), AF_INET, "neither an IP address nor a host name"},
    {WORD(HOST_253 "cde:80"), AF_INET, "neither an IP address nor a host name"},
    {WORD(HOST_253 HUNDRED ":80"), AF_INET, "neither an IP address nor a host name"},
    {WORD("[::1]"), AF_INET6, "[IPV6]:PORT"},
    {WORD("[::1"), AF_INET6, "[IPV6]:PORT"},
    {WORD("["), AF_INET6, "[IPV6]:PORT"},
    {WORD("[]"), AF_INET6, "[IPV6]:PORT"},
    {WORD("[::1]80"), AF_INET6, "[IPV6]:PORT"},
    {WORD("[::1]x:80"), AF_INET6, "[IPV6]:PORT"},
    {WORD("[::1]:"), AF_INET6, "not a port"},
    {WORD("[::1]:65536"), AF_INET6, "not a port"},
    {WORD("[]:80"), AF_INET6, "not an IPv6 address"},
    {WORD("[zz]:1"), AF_INET6, "\"zz\" is not an IPv6 address"},
    {WORD("[127.0.0.1]:80"), AF_INET, "not an IPv6 address"},
    {WORD("[localhost]:80"), AF_INET6, "not an IPv6 address"},
    {WORD("[::1\0]:80"), AF_INET6, "not an IPv6 address"},
    {WORD("[" HUNDRED HUNDRED HUNDRED "]:80"), AF_INET6, "not an IPv6 address"},
    {WORD("[fe80::1%]:80"), AF_INET6, "not an interface"},
    {WORD("[fe80::1%0]:80"), AF_INET6, "not an interface"},
    {WORD("[fe80::1%-1]:80"), AF_INET6, "not an interface"},
    {WORD("[fe80::1%4294967297]:80"), AF_INET6, "not an interface"},
    {WORD("[fe80::1%no such]:80"), AF_INET6, "\"no such\" is not an interface"},
    {WORD("::1:80"), AF_INET6, "ambiguous"},
    {WORD("::1"), AF_INET6, "ambiguous"},
    {WORD("2001:db8::1:80"), AF_INET, "ambiguous"},
    {WORD("host:80:90"), AF_INET, "ambiguous"},
    {WORD("fe80::1%lo:80"), AF_INET6, "ambiguous"},
    {WORD(PATH_107 "x"), AF_UNIX, "at most 107"},
    {WORD("./" HUNDRED "abcdef"), AF_INET, "at most 107"},
    {WORD("@" HUNDRED "12345678"), AF_UNIX, "at most 108"},
    {WORD("@" HUNDRED HUNDRED), AF_UNIX, "at most 108"},
    {WORD("/a\0b"), AF_UNIX, "NUL"},
    {WORD("/a\0"), AF_UNIX, "NUL"},
    {WORD("name"), AF_UNIX, "/PATH"},
    {WORD("(unnamed"), AF_UNIX, "(unnamed)"},
    {WORD("(unnamed)"), AF_INET, "HOST:PORT"},
    {WORD("vsock:1:"), AF_VSOCK, "vsock:CID:PORT"},
    {WORD("vsock::1"), AF_VSOCK, "vsock:CID:PORT"},
    {WORD("vsock:1:2:3"), AF_VSOCK, "vsock:CID:PORT"},
    {WORD("vsock:-1:2"), AF_VSOCK, "vsock:CID:PORT"},
    {WORD("vsock:1:4294967296"), AF_VSOCK, "vsock:CID:PORT"},
    {WORD("vsock:1:local"), AF_VSOCK, "vsock:CID:PORT"},
    {WORD("vsock:\x1b:1"), AF_VSOCK, "vsock:CID:PORT"},
    {WORD("folder/socket"), AF_INET, "HOST:PORT"},
};

START_TEST(refuses)
{
	struct bytes why = BYTES_INIT;
	struct address_host host;
	struct address a;

	bytes_add_str(&why, "before: ");
	ck_assert_int_eq(address_parse(&a, refusals[_i].text, refusals[_i].n, refusals[_i].family,
	                               PLACE_HERE, &host, &why),
	                 ADDRESS_BAD);
	ck_assert_msg(strstr(bytes_str(&why), refusals[_i].why) != NULL, "%s", bytes_str(&why));
	/* appended, of one line, short, and nothing that a terminal would act on */
	ck_assert_mem_eq(why.data, "before: \"", 9);
	ck_assert_uint_lt(why.len, 300);
	ck_assert(escape_is_utf8(why.data, why.len));
	for (size_t i = 0; i < why.len; i++)
		ck_assert_int_ge((unsigned char)why.data[i], 0x20);
	bytes_clear(&why);
}
END_TEST

static const struct {
	const char *text, *name;
	unsigned port;
} hosts[] = {
    {"example.org:80", "example.org", 80},
    {"example.org.:443", "example.org.", 443},
    {"a:0", "a", 0},
    {"a_b-c.1:65535", "a_b-c.1", 65535},
    {"1a:1", "1a", 1},
    {"\xc3\xa9.example:1", "\xc3\xa9.example", 1},
    {"localhosts:1", "localhosts", 1},
    {"local:1", "local", 1},
    {HOST_253 ":80", HOST_253, 80},
};

START_TEST(host_names_are_handed_back)
{
	static const int families[] = {AF_UNSPEC, AF_INET, AF_INET6, AF_UNIX};
	const char *text = hosts[_i].text;

	for (size_t i = 0; i < 4; i++) {
		struct bytes why = BYTES_INIT;
		struct address_host host = {0};
		struct address a;

		ck_assert_int_eq(
		    address_parse(&a, text, strlen(text), families[i], PLACE_HERE, &host, &why),
		    ADDRESS_HOST);
		ck_assert_ptr_eq(host.name, text);
		ck_assert_uint_eq(host.n, strlen(hosts[_i].name));
		ck_assert_mem_eq(host.name, hosts[_i].name, host.n);
		ck_assert_uint_eq(host.port, hosts[_i].port);
		ck_assert_uint_eq(why.len, 0);
	}
}
END_TEST

static const struct {
	const char *host, *port;
	int family;
	const char *word; /* the same in one word; NULL: refused */
} pairs[] = {
    {"127.0.0.1", "80", AF_INET, "127.0.0.1:80"},
    {"127.0.0.1", "0080", AF_INET6, "127.0.0.1:80"},
    {"::1", "80", AF_INET6, "[::1]:80"},
    {"::1", "80", AF_INET, "[::1]:80"},
    {"[::1]", "80", AF_INET6, "[::1]:80"},
    {"[::1]", "80", AF_INET, "[::1]:80"},
    {"fe80::1%lo", "80", AF_INET6, "[fe80::1%lo]:80"},
    {"::", "0", AF_INET6, "[::]:0"},
    {"*", "80", AF_INET, "0.0.0.0:80"},
    {"*", "80", AF_INET6, "[::]:80"},
    {"", "80", AF_INET, "0.0.0.0:80"},
    {"localhost", "80", AF_INET, "127.0.0.1:80"},
    {"localhost", "80", AF_INET6, "[::1]:80"},
    {"127.0.0.1", "65536", AF_INET, NULL},
    {"127.0.0.1", "", AF_INET, NULL},
    {"127.0.0.1", "http", AF_INET, NULL},
    {"127.0.0.1", ":80", AF_INET, NULL},
    {"::g", "80", AF_INET6, NULL},
    {"fe80::1%none", "80", AF_INET6, NULL},
    {"/tmp/socket", "80", AF_INET, NULL},
    {"@name", "80", AF_INET, NULL},
    {"[", "80", AF_INET6, NULL},
    {"[]", "80", AF_INET6, NULL},
    {"[zz", "80", AF_INET6, NULL},
    {"[127.0.0.1]", "80", AF_INET, NULL},
    {"[localhost]", "80", AF_INET6, NULL},
    {"[example.org]", "80", AF_INET6, NULL},
};

START_TEST(two_words)
{
	const char *host = pairs[_i].host, *port = pairs[_i].port, *word = pairs[_i].word;
	struct bytes why = BYTES_INIT;
	struct address pair, one;
	struct address_host name;
	enum address_outcome o;

	o = address_parse_pair(&pair, host, strlen(host), port, strlen(port), pairs[_i].family,
	                       PLACE_HERE, &name, &why);
	ck_assert_int_eq(o, word ? ADDRESS_OK : ADDRESS_BAD);
	ck_assert_int_eq(why.len > 0, !word);
	if (word) {
		ck_assert_int_eq(parse(&one, word, strlen(word), AF_UNSPEC), ADDRESS_OK);
		ck_assert(same(&pair, &one));
	}
	bytes_clear(&why);
}
END_TEST

START_TEST(two_words_with_a_host_name)
{
	struct bytes why = BYTES_INIT;
	struct address_host host;
	struct address a;

	ck_assert_int_eq(
	    address_parse_pair(&a, WORD("example.org"), WORD("8080"), AF_INET, PLACE_HERE, &host, &why),
	    ADDRESS_HOST);
	ck_assert_uint_eq(host.n, 11);
	ck_assert_mem_eq(host.name, "example.org", 11);
	ck_assert_uint_eq(host.port, 8080);
	ck_assert_uint_eq(why.len, 0);
}
END_TEST

START_TEST(ports_as_words)
{
	ck_assert(address_is_port("0", 1));
	ck_assert(address_is_port("80", 2));
	ck_assert(address_is_port("99999999999999999999", 20));
	ck_assert(!address_is_port("", 0));
	ck_assert(!address_is_port("8x", 2));
	ck_assert(!address_is_port("-1", 2));
	ck_assert(!address_is_port(" 1", 2));
	ck_assert(!address_is_port("1\0", 2));
	ck_assert(!address_is_port("1:", 2));
}
END_TEST

START_TEST(ports_and_families)
{
	struct address a;

	parse(&a, WORD("127.0.0.1:50000"), AF_INET);
	ck_assert_int_eq(address_port(&a.any, a.len), 50000);
	ck_assert_int_eq(address_family(&a.any, a.len), AF_INET);
	parse(&a, WORD("[::1]:50001"), AF_INET6);
	ck_assert_int_eq(address_port(&a.any, a.len), 50001);
	ck_assert_int_eq(address_port(&a.any, 4), 50001);
	ck_assert_int_eq(address_port(&a.any, 3), -1);
	ck_assert_int_eq(address_port(&a.any, 0), -1);
	ck_assert_int_eq(address_family(&a.any, 2), AF_INET6);
	ck_assert_int_eq(address_family(&a.any, 1), AF_UNSPEC);
	ck_assert_int_eq(address_family(&a.any, 0), AF_UNSPEC);
	parse(&a, WORD("/tmp/socket"), AF_UNIX);
	ck_assert_int_eq(address_port(&a.any, a.len), -1);
}
END_TEST

static void shows(const void *p, size_t len, const char *expected, size_t n)
{
	struct bytes out = BYTES_INIT;

	bytes_add_str(&out, "x");
	address_add(&out, p, (socklen_t)len, PLACE_HERE);
	ck_assert_uint_eq(out.len, n + 1);
	ck_assert_mem_eq(out.data + 1, expected, n);
	bytes_clear(&out);
}

START_TEST(shows_what_nobody_wrote)
{
	struct sockaddr_storage storage = {.ss_family = AF_UNIX};
	struct sockaddr_un *un = (struct sockaddr_un *)&storage;
	const size_t path = offsetof(struct sockaddr_un, sun_path);

	shows(&storage, 0, WORD("(none)"));
	shows(&storage, 1, WORD("(none)"));
	shows(&storage, path, WORD("(unnamed)"));
	/* what the kernel answers for a path that fills sun_path: one byte more than it has */
	memcpy((char *)&storage + path, HUNDRED "12345678", 108);
	shows(&storage, path + 108, WORD(HUNDRED "12345678"));
	shows(&storage, path + 109, WORD(HUNDRED "12345678"));
	shows(&storage, path + 3, WORD("012"));
	un->sun_path[0] = 0;
	shows(&storage, path + 108, WORD("@123456789" TEN TEN TEN TEN TEN TEN TEN TEN TEN "12345678"));
	memset(&storage, 0, sizeof(storage));
	storage.ss_family = AF_INET;
	shows(&storage, 8, WORD("(family 2, 8 bytes)"));
	storage.ss_family = AF_INET6;
	shows(&storage, 16, WORD("(family 10, 16 bytes)"));
	storage.ss_family = 0;
	shows(&storage, 16, WORD("(family 0, 16 bytes)"));
	storage.ss_family = AF_PACKET;
	shows(&storage, 20, WORD("(family 17, 20 bytes)"));
}
END_TEST

START_TEST(shows_unaligned_ones)
{
	char room[sizeof(struct sockaddr_storage) + 8];

	for (size_t at = 0; at < 8; at++) {
		struct address a;

		parse(&a, WORD("[2001:db8::1]:80"), AF_INET6);
		memcpy(room + at, &a.storage, a.len);
		shows(room + at, a.len, WORD("[2001:db8::1]:80"));
		ck_assert_int_eq(address_port(room + at, a.len), 80);
		ck_assert_int_eq(address_family(room + at, a.len), AF_INET6);
	}
}
END_TEST

/* bind(2), then getsockname(2): the kernel's answer is printed in the form that was typed. */
static void through_the_kernel(const char *text, int family)
{
	struct bytes out = BYTES_INIT;
	struct address a, b;
	int fd = socket(family, SOCK_DGRAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(parse(&a, text, strlen(text), family), ADDRESS_OK);
	ck_assert_int_eq(bind(fd, &a.any, a.len), 0);
	b.len = sizeof(b.storage);
	ck_assert_int_eq(getsockname(fd, &b.any, &b.len), 0);
	address_add(&out, &b.any, b.len, PLACE_HERE);
	ck_assert_str_eq(bytes_str(&out), text);
	bytes_clear(&out);
	close(fd);
}

/* The same the other way about: the port is the kernel's choice. */
static void from_the_kernel(const char *text, int family)
{
	struct bytes out = BYTES_INIT;
	struct address a, b;
	int fd = socket(family, SOCK_DGRAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(parse(&a, text, strlen(text), family), ADDRESS_OK);
	ck_assert_int_eq(bind(fd, &a.any, a.len), 0);
	memset(&a, 0, sizeof(a));
	a.len = sizeof(a.storage);
	ck_assert_int_eq(getsockname(fd, &a.any, &a.len), 0);
	ck_assert_int_gt(address_port(&a.any, a.len), 0);
	address_add(&out, &a.any, a.len, PLACE_HERE);
	ck_assert_int_eq(parse(&b, out.data, out.len, family), ADDRESS_OK);
	ck_assert(same(&a, &b));
	bytes_clear(&out);
	close(fd);
}

START_TEST(the_kernel_gives_back_what_was_typed)
{
	char folder[] = "/tmp/test_address.XXXXXX", name[64];

	from_the_kernel("127.0.0.1:0", AF_INET);
	snprintf(name, sizeof(name), "@sockpit test_address %d", (int)getpid());
	through_the_kernel(name, AF_UNIX);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	through_the_kernel("./socket", AF_UNIX);
	through_the_kernel("./" HUNDRED "abcde", AF_UNIX);
	ck_assert_int_eq(unlink("socket"), 0);
	ck_assert_int_eq(unlink(HUNDRED "abcde"), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

static size_t random_word(char *word, size_t max, uint64_t *random)
{
	static const char letters[] = "::[]%@/..*0159affzl-_ \0\x1b\xff\xc3\xa9";
	size_t n;

	*random = *random * UINT64_C(6364136223846793005) + 1442695040888963407U;
	n = (*random >> 33) % max;
	for (size_t i = 0; i < n; i++) {
		*random = *random * UINT64_C(6364136223846793005) + 1442695040888963407U;
		word[i] = letters[(*random >> 33) % (sizeof(letters) - 1)];
	}
	return n;
}

static bool is_harmless(const struct bytes *why)
{
	for (size_t i = 0; i < why->len; i++)
		if ((unsigned char)why->data[i] < 0x20 || why->data[i] == 0x7f)
			return false;
	return escape_is_utf8(why->data, why->len);
}

/* Any bytes: an address that is printed and read again, a host inside the text, or a reason. */
START_TEST(any_word_at_all)
{
	static const int families[] = {AF_UNSPEC, AF_INET, AF_INET6, AF_UNIX};
	struct bytes shown = BYTES_INIT, why = BYTES_INIT;
	uint64_t random = 1;
	unsigned addresses = 0;

	for (int step = 0; step < 200000; step++) {
		char word[16];
		size_t n = random_word(word, sizeof(word), &random);
		struct address_host host = {0};
		struct address a, b;
		int family = families[step & 3];

		bytes_reset(&why);
		bytes_reset(&shown);
		switch (address_parse(&a, word, n, family, PLACE_HERE, &host, &why)) {
		case ADDRESS_OK:
			addresses++;
			address_add(&shown, &a.any, a.len, PLACE_HERE);
			UNIT_ASSERT(address_parse(&b, shown.data, shown.len, family, PLACE_HERE, &host, &why) ==
			            ADDRESS_OK);
			UNIT_ASSERT(same(&a, &b) && why.len == 0);
			break;
		case ADDRESS_HOST:
			UNIT_ASSERT(host.name >= word && host.name + host.n < word + n && host.n > 0);
			UNIT_ASSERT(host.port <= 65535 && why.len == 0);
			break;
		case ADDRESS_BAD:
			UNIT_ASSERT(why.len > 0 && is_harmless(&why));
			break;
		}
	}
	ck_assert_uint_gt(addresses, 1000);
	bytes_clear(&shown);
	bytes_clear(&why);
}
END_TEST

/* How an address is shown at a place, or why it is refused there. */
static void check_at(unsigned place, const char *text, const char *shown)
{
	struct bytes out = BYTES_INIT;
	struct address_host host;
	struct address a;

	if (address_parse(&a, text, strlen(text), AF_INET6, place, &host, &out) == ADDRESS_OK)
		address_add(&out, &a.any, a.len, place);
	ck_assert_str_eq(bytes_str(&out), shown);
	bytes_clear(&out);
}

/* An interface is one of the place: what this machine has is nothing to a host of the lab. */
START_TEST(a_zone_is_one_of_its_place)
{
	enum { KNOWN = 3, UNKNOWN };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
	static const char refused[] = "\"lo\" is not an interface of the socket's host";

	check_at(KNOWN, "[fe80::1%lo]:80", refused);
	zone_learn(KNOWN, fd, "lo");
	check_at(KNOWN, "[fe80::1%lo]:80", "[fe80::1%lo]:80");
	check_at(KNOWN, "[fe80::1%1]:80", "[fe80::1%lo]:80");
	check_at(KNOWN, "[fe80::1%2]:80", "[fe80::1%2]:80");
	check_at(UNKNOWN, "[fe80::1%lo]:80", refused);
	check_at(UNKNOWN, "[fe80::1%1]:80", "[fe80::1%1]:80");
	zone_learn(KNOWN, fd, "nosuch0");
	check_at(KNOWN, "[fe80::1%lo]:80", refused);
	close(fd);
}
END_TEST

/* What a recording tells of is of a machine that is not asked: a name stays itself, and so does a number. */
START_TEST(a_zone_that_is_told_stays_as_it_is)
{
	char text[64];
	unsigned names = 0;

	check_at(PLACE_TOLD, "[fe80::1%nosuch0]:80", "[fe80::1%nosuch0]:80");
	check_at(PLACE_TOLD, "[fe80::1%1]:80", "[fe80::1%1]:80");
	check_at(PLACE_TOLD, "[fe80::1%lo]:80", "[fe80::1%lo]:80");
	check_at(PLACE_TOLD, "[fe80::1%nosuch0]:81", "[fe80::1%nosuch0]:81");
	ck_assert_uint_eq(zone_number(PLACE_TOLD, ""), 0);
	ck_assert_uint_eq(zone_number(PLACE_TOLD, "longer-than-any-interface"), 0);
	while (snprintf(text, sizeof(text), "n%u", names) && zone_number(PLACE_TOLD, text))
		names++;
	ck_assert_uint_gt(names, 32);
	ck_assert_uint_ne(zone_number(PLACE_TOLD, "n1"), zone_number(PLACE_TOLD, "n2"));
	check_at(PLACE_TOLD, "[fe80::1%n0]:80", "[fe80::1%n0]:80");
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	TCase *tcase = tcase_create("address");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, round_trip, 0, COUNT(forms));
	tcase_add_test(tcase, inet_is_what_the_library_says);
	tcase_add_test(tcase, inet6_is_what_the_library_says);
	tcase_add_test(tcase, unix_lengths_are_the_kernels);
	tcase_add_test(tcase, every_port);
	tcase_add_loop_test(tcase, refuses, 0, COUNT(refusals));
	tcase_add_loop_test(tcase, host_names_are_handed_back, 0, COUNT(hosts));
	tcase_add_loop_test(tcase, two_words, 0, COUNT(pairs));
	tcase_add_test(tcase, two_words_with_a_host_name);
	tcase_add_test(tcase, ports_as_words);
	tcase_add_test(tcase, ports_and_families);
	tcase_add_test(tcase, shows_what_nobody_wrote);
	tcase_add_test(tcase, shows_unaligned_ones);
	tcase_add_test(tcase, the_kernel_gives_back_what_was_typed);
	tcase_add_test(tcase, any_word_at_all);
	tcase_add_test(tcase, a_zone_is_one_of_its_place);
	tcase_add_test(tcase, a_zone_that_is_told_stays_as_it_is);
	return unit_run("address", tcase);
}
