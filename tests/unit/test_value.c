/*
 * Values of socket options: from words to the kernel's bytes and back.
 */
#include "core/value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/memory.h"
#include "unit.h"

static const struct option_row *row_of(const char *name)
{
	const struct option_row *row = name ? option_by_name(name, strlen(name)) : NULL;

	ck_assert(!name || row);
	return row;
}

static const struct {
	const char *option; /* NULL: one that is not in the table */
	const char *text;
	int value;
	const char *shown; /* NULL: as it was written */
} ints[] = {
    {"SO_RCVBUF", "0", 0, NULL},
    {"SO_RCVBUF", "65536", 65536, NULL},
    {"SO_RCVBUF", "-1", -1, NULL},
    {"SO_RCVBUF", "+7", 7, "7"},
    {"SO_RCVBUF", "0x10", 16, "16"},
    {"SO_RCVBUF", "010", 8, "8"},
    {"SO_RCVBUF", "2147483647", INT32_MAX, NULL},
    {"SO_RCVBUF", "-2147483648", INT32_MIN, NULL},
    {"SO_RCVBUF", "4294967295", -1, "-1"},
    {"SO_RCVBUF", "0xffffffff", -1, "-1"},
    {"SO_KEEPALIVE", "1", 1, NULL},
    {"SO_KEEPALIVE", "0", 0, NULL},
    {"SO_KEEPALIVE", "on", 1, "1"},
    {"SO_KEEPALIVE", "off", 0, "0"},
    {"SO_KEEPALIVE", "TRUE", 1, "1"},
    {"SO_KEEPALIVE", "false", 0, "0"},
    {"SO_KEEPALIVE", "yes", 1, "1"},
    {"SO_KEEPALIVE", "No", 0, "0"},
    /* what else the kernel takes for true is shown as it is */
    {"SO_KEEPALIVE", "2", 2, NULL},
    {"TCP_NODELAY", "on", 1, "1"},
    {"IP_TTL", "64", 64, NULL},
    {"SO_ERROR", "0", 0, NULL},
    {"SO_ERROR", "111", ECONNREFUSED, "ECONNREFUSED"},
    {"SO_ERROR", "99999", 99999, NULL},
    {"SO_TYPE", "1", SOCK_STREAM, "SOCK_STREAM"},
    {"SO_TYPE", "2", SOCK_DGRAM, "SOCK_DGRAM"},
    {NULL, "123", 123, NULL},
    {NULL, "-0", 0, "0"},
};

static void shows(const char *option, const void *value, size_t n, const char *expected)
{
	struct bytes out = BYTES_INIT;

	bytes_add_char(&out, '=');
	value_add(&out, row_of(option), value, n);
	ck_assert_str_eq(out.data + 1, expected);
	bytes_clear(&out);
}

/* A socket for interfaces to be looked up with. */
static int any_socket(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = socket(AF_INET, SOCK_DGRAM, 0);
	return fd;
}

static size_t parse(const char *option, const char *text, void *value)
{
	static struct value_bytes room;

	memset(&room, 0xaa, sizeof(room));
	if (!value_parse(row_of(option), any_socket(), text, strlen(text), &room, NULL))
		return 0;
	ck_assert_uint_le(room.n, VALUE_MAX);
	ck_assert(room.n == VALUE_MAX || room.at[room.n] == 0xaa);
	memcpy(value, room.at, room.n);
	return room.n;
}

START_TEST(whole_numbers)
{
	unsigned char room[VALUE_MAX];
	int value;

	ck_assert_uint_eq(parse(ints[_i].option, ints[_i].text, room), sizeof(value));
	memcpy(&value, room, sizeof(value));
	ck_assert_int_eq(value, ints[_i].value);
	shows(ints[_i].option, room, sizeof(value), ints[_i].shown ? ints[_i].shown : ints[_i].text);
	ck_assert_uint_eq(value_room(row_of(ints[_i].option), AF_INET), sizeof(value));
}
END_TEST

static const struct {
	const char *text;
	int onoff, seconds;
	const char *shown;
} lingers[] = {
    {"0 0", 0, 0, "0 0"},
    {"1 0", 1, 0, "1 0"},
    {"1 65535", 1, 65535, "1 65535"},
    {"1   5", 1, 5, "1 5"},
    {"-1 -2", -1, -2, "-1 -2"},
    {"0x1 010", 1, 8, "1 8"},
    {"2147483647 -2147483648", INT32_MAX, INT32_MIN, "2147483647 -2147483648"},
};

START_TEST(linger)
{
	unsigned char room[VALUE_MAX];
	struct linger value;

	ck_assert_uint_eq(parse("SO_LINGER", lingers[_i].text, room), sizeof(value));
	memcpy(&value, room, sizeof(value));
	ck_assert_int_eq(value.l_onoff, lingers[_i].onoff);
	ck_assert_int_eq(value.l_linger, lingers[_i].seconds);
	shows("SO_LINGER", room, sizeof(value), lingers[_i].shown);
	ck_assert_uint_eq(value_room(row_of("SO_LINGER"), AF_INET), sizeof(value));
}
END_TEST

static const struct {
	const char *text;
	int64_t seconds, microseconds;
	const char *shown;
} times[] = {
    {"0", 0, 0, "0s"},
    {"3", 3, 0, "3s"},
    {"3s", 3, 0, "3s"},
    {"1.5s", 1, 500000, "1.5s"},
    {"250ms", 0, 250000, "250ms"},
    {"10us", 0, 10, "10us"},
    {"1.000001s", 1, 1, "1.000001s"},
    {"2m", 120, 0, "120s"},
    /* less than the kernel counts in */
    {"0.5us", 0, 0, "0s"},
    {"3 0", 3, 0, "3s"},
    {"3 250000", 3, 250000, "3.25s"},
    {"0 999999", 0, 999999, "999.999ms"},
    /* what a duration cannot say, and the kernel refuses: it is passed on, and shown as it is */
    {"0 1000000", 0, 1000000, "0 1000000"},
    {"0 -1", 0, -1, "0 -1"},
    {"-1 0", -1, 0, "-1 0"},
};

START_TEST(timeval)
{
	unsigned char room[VALUE_MAX];
	struct timeval value;

	ck_assert_uint_eq(parse("SO_RCVTIMEO", times[_i].text, room), sizeof(value));
	memcpy(&value, room, sizeof(value));
	ck_assert_int_eq(value.tv_sec, times[_i].seconds);
	ck_assert_int_eq(value.tv_usec, times[_i].microseconds);
	shows("SO_RCVTIMEO", room, sizeof(value), times[_i].shown);
	ck_assert_uint_eq(value_room(row_of("SO_RCVTIMEO"), AF_INET), sizeof(value));
}
END_TEST

/* A group, and an interface by address or by number: lo is 1. */
static const struct {
	const char *text;
	uint32_t group, interface;
	int index;
	const char *shown;
} groups[] = {
    {"239.1.2.3", 0xef010203, 0, 0, NULL},
    {"224.0.0.251 10.0.0.1", 0xe00000fb, 0x0a000001, 0, NULL},
    {"239.255.255.255   192.168.100.200", 0xefffffff, 0xc0a864c8, 0,
     "239.255.255.255 192.168.100.200"},
    {"239.1.2.3 lo", 0xef010203, 0, 1, "239.1.2.3 1"},
    {"239.1.2.3 1", 0xef010203, 0, 1, NULL},
    {"239.1.2.3 127.0.0.1 7", 0xef010203, 0x7f000001, 7, NULL},
    /* no group, no interface: that is for the kernel to say */
    {"10.0.0.1 9999", 0x0a000001, 0, 9999, NULL},
};

START_TEST(group)
{
	unsigned char room[VALUE_MAX];
	struct ip_mreqn value;

	ck_assert_uint_eq(parse("IP_ADD_MEMBERSHIP", groups[_i].text, room), sizeof(value));
	memcpy(&value, room, sizeof(value));
	ck_assert_uint_eq(ntohl(value.imr_multiaddr.s_addr), groups[_i].group);
	ck_assert_uint_eq(ntohl(value.imr_address.s_addr), groups[_i].interface);
	ck_assert_int_eq(value.imr_ifindex, groups[_i].index);
	shows("IP_ADD_MEMBERSHIP", room, sizeof(value),
	      groups[_i].shown ? groups[_i].shown : groups[_i].text);
}
END_TEST

/* Words, the size of the struct they become, and the words for it; NULL: the same. */
static const struct {
	const char *option, *text;
	size_t size;
	const char *shown;
} values[] = {
    {"IP_MULTICAST_IF", "lo", sizeof(struct ip_mreqn), "1"},
    {"IP_MULTICAST_IF", "127.0.0.1", sizeof(struct in_addr), NULL},
    {"IPV6_MULTICAST_IF", "lo", sizeof(int), "1"},
    {"IP_UNICAST_IF", "lo", sizeof(int), "1"},
    {"SO_BINDTOIFINDEX", "0", sizeof(int), NULL},
    {"IPV6_ADD_MEMBERSHIP", "ff02::1:3 lo", sizeof(struct ipv6_mreq), "ff02::1:3 1"},
    {"IPV6_JOIN_GROUP", "ff02::1", sizeof(struct ipv6_mreq), NULL},
    {"IP_ADD_SOURCE_MEMBERSHIP", "232.1.1.1 10.0.0.1", sizeof(struct ip_mreq_source), NULL},
    {"IP_BLOCK_SOURCE", "232.1.1.1 10.0.0.1 lo", sizeof(struct ip_mreq_source),
     "232.1.1.1 10.0.0.1 127.0.0.1"},
    {"IP_BLOCK_SOURCE", "232.1.1.1 10.0.0.1 1", sizeof(struct ip_mreq_source),
     "232.1.1.1 10.0.0.1 127.0.0.1"},
    {"MCAST_JOIN_GROUP", "239.1.1.1 lo", sizeof(struct group_req), "239.1.1.1 1"},
    {"MCAST_JOIN_GROUP", "ff15::1", sizeof(struct group_req), NULL},
    {"MCAST_JOIN_SOURCE_GROUP", "232.1.1.1 127.0.0.1 lo", sizeof(struct group_source_req),
     "232.1.1.1 127.0.0.1 1"},
    {"MCAST_BLOCK_SOURCE", "ff15::1 fe80::1 2", sizeof(struct group_source_req), NULL},
    {"IP_MSFILTER", "239.1.1.1 lo exclude 10.0.0.1 10.0.0.2", 16 + 2 * 4,
     "239.1.1.1 127.0.0.1 exclude 10.0.0.1 10.0.0.2"},
    {"IP_MSFILTER", "239.1.1.1 0.0.0.0 include", 16, NULL},
    {"MCAST_MSFILTER", "ff15::1 lo include fe80::1 fe80::2", 144 + 2 * 128,
     "ff15::1 1 include fe80::1 fe80::2"},
    {"SO_BINDTODEVICE", "lo", 2, NULL},
    {"SO_BINDTODEVICE", "", 0, NULL},
    {"TCP_CONGESTION", "reno", 4, NULL},
    {"IP_MTU_DISCOVER", "IP_PMTUDISC_DO", sizeof(int), NULL},
    {"IP_MTU_DISCOVER", "ip_pmtudisc_do", sizeof(int), "IP_PMTUDISC_DO"},
    {"IP_MTU_DISCOVER", "3", sizeof(int), "IP_PMTUDISC_PROBE"},
    {"IP_MTU_DISCOVER", "77", sizeof(int), NULL},
    {"SO_TIMESTAMPING", "SOF_TIMESTAMPING_RX_SOFTWARE|SOF_TIMESTAMPING_SOFTWARE", sizeof(int),
     NULL},
    {"SO_TIMESTAMPING", "SOF_TIMESTAMPING_SOFTWARE|0x40000000", sizeof(int), NULL},
    {"SO_TIMESTAMPING", "0", sizeof(int), NULL},
    {"SO_MAX_PACING_RATE", "-1", sizeof(long), "18446744073709551615"},
    {"SO_MAX_PACING_RATE", "18446744073709551615", sizeof(long), NULL},
    {"SO_COOKIE", "18446744073709551615", sizeof(uint64_t), NULL},
    {"SO_DOMAIN", "inet6", sizeof(int), "AF_INET6"},
    {"SO_PROTOCOL", "tcp", sizeof(int), "IPPROTO_TCP"},
    {"SO_TXTIME", "clockid 11 flags 1", 8, NULL},
    {"SO_TXTIME", "11 1", 8, "clockid 11 flags 1"},
    {"SO_TXTIME", "flags 2", 8, "clockid 0 flags 2"},
    {"SO_PEERCRED", "pid 5 uid -1 gid 0", 12, NULL},
    {"IP_LOCAL_PORT_RANGE", "40000-40100", sizeof(int), NULL},
    {"IP_LOCAL_PORT_RANGE", "0", sizeof(int), "0-0"},
    {"IP_OPTIONS", "94 04 00 00", 4, NULL},
    {"IP_OPTIONS", "94:04:00:00", 4, "94 04 00 00"},
    {"IP_OPTIONS", "", 0, NULL},
    {"SO_ATTACH_FILTER", "40 0 0 12 6 0 0 65535", 16, NULL},
    {"SO_PEERGROUPS", "0 4294967294", 8, NULL},
    {"SO_PEERNAME", "127.0.0.1:80", sizeof(struct sockaddr_in), NULL},
    {"TCP_MD5SIG", "127.0.0.1 secret", 216, NULL},
    {"TCP_MD5SIG_EXT", "fd00::/64 secret", 216, NULL},
};

START_TEST(of_every_type)
{
	const char *shown = values[_i].shown ? values[_i].shown : values[_i].text;
	unsigned char room[VALUE_MAX];
	struct value_bytes value;

	ck_assert_msg(value_parse(row_of(values[_i].option), any_socket(), values[_i].text,
	                          strlen(values[_i].text), &value, NULL),
	              "%s %s", values[_i].option, values[_i].text);
	ck_assert_uint_eq(value.n, values[_i].size);
	shows(values[_i].option, value.at, value.n, shown);
	/* what is shown is read again as the same */
	if (value.n)
		ck_assert_uint_eq(parse(values[_i].option, shown, room), value.n);
	ck_assert_mem_eq(room, value.at, value.n);
}
END_TEST

/* Which word is wrong, what was expected, and what is near. */
static const struct {
	const char *option, *text, *word, *expected, *near;
} problems[] = {
    {"IP_ADD_MEMBERSHIP", "239.1.1 lo", "239.1.1", "an IPv4 address", ""},
    {"IP_ADD_MEMBERSHIP", "239.1.1.1 looo", "looo", "an interface, by name or number", ""},
    {"IP_ADD_MEMBERSHIP", "239.1.1.1 lp", "lp", "an interface, by name or number", ""},
    {"MCAST_JOIN_SOURCE_GROUP", "232.1.1.1", NULL,
     "GROUP SOURCE ?INTERFACE?, as in 232.1.1.1 127.0.0.1 lo", ""},
    {"MCAST_JOIN_SOURCE_GROUP", "232.1.1.1 here lo", "here", "an IP address", ""},
    {"IP_MSFILTER", "239.1.1.1 lo excluded", "excluded", "include or exclude", ""},
    {"IP_MTU_DISCOVER", "IP_PMTUDISC_D", "IP_PMTUDISC_D", "a name or a whole number",
     "IP_PMTUDISC_DO"},
    {"SO_TIMESTAMPING", "1|SOF_TIMESTAMPING_SOFTWAR", "SOF_TIMESTAMPING_SOFTWAR",
     "names joined by |, or a number", "SOF_TIMESTAMPING_SOFTWARE"},
    {"IP_LOCAL_PORT_RANGE", "40000-70000", NULL, "two ports, as in 40000-40100", ""},
    {"SO_ATTACH_FILTER", "6 0 0", NULL,
     "CODE JT JF K of each instruction, as tcpdump -ddd prints them", ""},
    {"SO_TXTIME", "1 2 3", "3", "nothing more", ""},
    {"SO_LINGER", "1 x", "x", "a whole number", ""},
};

START_TEST(says_what_is_wrong)
{
	struct value_bytes value;
	struct value_problem bad;

	ck_assert(!value_parse(row_of(problems[_i].option), any_socket(), problems[_i].text,
	                       strlen(problems[_i].text), &value, &bad));
	ck_assert_int_eq(bad.word != NULL, problems[_i].word != NULL);
	if (bad.word) {
		ck_assert_uint_eq(bad.n, strlen(problems[_i].word));
		ck_assert_mem_eq(bad.word, problems[_i].word, bad.n);
	}
	ck_assert_str_eq(bad.expected, problems[_i].expected);
	ck_assert_str_eq(bad.near, problems[_i].near);
}
END_TEST

/* What getsockopt(2) is told: the group, and room for sources. */
START_TEST(asked)
{
	static const char which[] = "239.1.1.1 lo", wrong[] = "239.1.1.1 lo include";
	struct value_bytes value;
	struct value_problem bad;
	struct ip_msfilter filter;

	ck_assert(
	    value_parse_asked(row_of("IP_MSFILTER"), any_socket(), which, strlen(which), &value, &bad));
	memcpy(&filter, value.at, sizeof(filter));
	ck_assert_uint_eq(ntohl(filter.imsf_interface.s_addr), INADDR_LOOPBACK);
	ck_assert_uint_eq(value.n, 16 + filter.imsf_numsrc * 4);
	ck_assert_uint_gt(filter.imsf_numsrc, 100);
	ck_assert(value_parse_asked(row_of("MCAST_MSFILTER"), any_socket(), which, strlen(which),
	                            &value, &bad));
	ck_assert_uint_le(value.n, VALUE_MAX);
	ck_assert(!value_parse_asked(row_of("IP_MSFILTER"), any_socket(), wrong, strlen(wrong), &value,
	                             &bad));
	ck_assert(
	    !value_parse_asked(row_of("SO_RCVBUF"), any_socket(), which, strlen(which), &value, &bad));
	ck_assert_str_eq(bad.expected, "no more words: it is read as a whole");
}
END_TEST

/* As many words as anyone may write. */
START_TEST(very_many_words)
{
	struct bytes text = BYTES_INIT;
	struct value_bytes value;
	struct value_problem bad;

	for (int i = 0; i < 5000; i++)
		bytes_add_str(&text, "6 0 0 1 ");
	ck_assert(!value_parse(row_of("SO_ATTACH_FILTER"), -1, text.data, text.len, &value, &bad));
	ck_assert(!value_parse(row_of("SO_PEERGROUPS"), -1, text.data, text.len, &value, &bad));
	ck_assert(!value_parse(row_of("SO_TXTIME"), -1, text.data, text.len, &value, &bad));
	ck_assert(!value_parse(row_of("IP_MSFILTER"), -1, text.data, text.len, &value, &bad));
	ck_assert(!value_parse(row_of("IP_OPTIONS"), -1, text.data, text.len, &value, &bad));
	ck_assert(!value_parse(row_of("SO_BINDTODEVICE"), -1, text.data, text.len, &value, &bad));
	bytes_clear(&text);
}
END_TEST

/* The members within the length; what is behind those that are known is not hidden. */
START_TEST(tcp_info_by_its_length)
{
	unsigned char info[600] = {10, 0, 1, 0, 0, 7, 0x87, 1};
	struct bytes out = BYTES_INIT;

	value_add(&out, row_of("TCP_INFO"), info, 8);
	ck_assert_str_eq(out.data,
	                 "state LISTEN ca_state Open retransmits 1 probes 0 backoff 0 options 7 "
	                 "snd_wscale 7 rcv_wscale 8 delivery_rate_app_limited 1 "
	                 "fastopen_client_fail 0");
	bytes_reset(&out);
	value_add(&out, row_of("TCP_INFO"), info, 10);
	ck_assert_ptr_nonnull(strstr(out.data, "fastopen_client_fail 0 more 0000"));
	bytes_reset(&out);
	info[0] = 99;
	value_add(&out, row_of("TCP_INFO"), info, sizeof(info));
	ck_assert_ptr_nonnull(strstr(out.data, "state 99 ca_state"));
	ck_assert_ptr_nonnull(strstr(out.data, " snd_wnd 0 more 00"));
	bytes_reset(&out);
	bytes_add_char(&out, '=');
	value_add(&out, row_of("TCP_INFO"), info, 0);
	ck_assert_str_eq(out.data, "=");
	bytes_clear(&out);
}
END_TEST

/* Bytes of any length, whatever the type: nothing is read beyond them. */
START_TEST(any_length_is_shown)
{
	unsigned char *bytes = memory_new(300);

	for (size_t i = 0; option_at(i); i++)
		for (size_t n = 0; n <= 300; n++) {
			struct bytes out = BYTES_INIT;
			unsigned char *exact = memory_new(n + 1);

			memset(bytes, (int)(i * 37 + n), 300);
			memcpy(exact, bytes, n);
			value_add(&out, option_at(i), exact, n);
			free(exact);
			bytes_clear(&out);
		}
	free(bytes);
}
END_TEST

/* The largest struct timeval there is; nothing may overflow on the way. */
START_TEST(the_longest_times)
{
	struct timeval longest = {INT64_MAX, 999999}, shortest = {INT64_MIN, 0};
	unsigned char room[VALUE_MAX];

	shows("SO_RCVTIMEO", &shortest, sizeof(shortest), "-9223372036854775808 0");
	shows("SO_RCVTIMEO", &(struct timeval){9000000000, 0}, sizeof(longest), "9000000000s");
	shows("SO_RCVTIMEO", &longest, sizeof(longest), "9223372036854775807 999999");
	ck_assert_uint_eq(parse("SO_RCVTIMEO", "9223372036854775807 999999", room), sizeof(longest));
	ck_assert_mem_eq(room, &longest, sizeof(longest));
}
END_TEST

static const struct {
	const char *option, *text;
	size_t n; /* 0: all of the text */
} refusals[] = {
    {"SO_RCVBUF", "", 0},
    {"SO_RCVBUF", "x", 0},
    {"SO_RCVBUF", "1x", 0},
    {"SO_RCVBUF", "1 ", 0},
    {"SO_RCVBUF", " 1", 0},
    {"SO_RCVBUF", "1.5", 0},
    {"SO_RCVBUF", "1s", 0},
    {"SO_RCVBUF", "on", 0},
    {"SO_RCVBUF", "4294967296", 0},
    {"SO_RCVBUF", "-2147483649", 0},
    {"SO_RCVBUF", "9223372036854775808", 0},
    {"SO_RCVBUF", "1\0", 2},
    {"SO_KEEPALIVE", "", 0},
    {"SO_KEEPALIVE", "o", 0},
    {"SO_KEEPALIVE", "onn", 0},
    {"SO_KEEPALIVE", "on\0", 3},
    {"SO_KEEPALIVE", "enabled", 0},
    {"SO_LINGER", "", 0},
    {"SO_LINGER", "1", 0},
    {"SO_LINGER", "1 ", 0},
    {"SO_LINGER", "1 2 3", 0},
    {"SO_LINGER", "on 5", 0},
    {"SO_LINGER", "1 5s", 0},
    {"SO_LINGER", "1 2147483648", 0},
    {"SO_LINGER", "4294967296 0", 0},
    {"SO_RCVTIMEO", "", 0},
    {"SO_RCVTIMEO", "-1s", 0},
    {"SO_RCVTIMEO", "1x", 0},
    {"SO_RCVTIMEO", "1 2 3", 0},
    {"SO_RCVTIMEO", "1 x", 0},
    {"SO_RCVTIMEO", "soon", 0},
    {"IP_ADD_MEMBERSHIP", "", 0},
    {"IP_ADD_MEMBERSHIP", "239.1.2", 0},
    {"IP_ADD_MEMBERSHIP", "239.1.2.3 nosuch0", 0},
    {"IP_ADD_MEMBERSHIP", "239.1.2.3 10.0.0.1 1 2", 0},
    {"IP_ADD_MEMBERSHIP", "239.111.222.3333333333333333", 0},
    {"IP_ADD_MEMBERSHIP", "239.1.2.3\0 1.2.3.4", 18},
    {"IP_DROP_MEMBERSHIP", "server", 0},
    {NULL, "", 0},
    {NULL, "on", 0},
};

START_TEST(refuses)
{
	struct value_bytes value;
	struct value_problem bad;
	size_t n = refusals[_i].n ? refusals[_i].n : strlen(refusals[_i].text);

	ck_assert(!value_parse(row_of(refusals[_i].option), any_socket(), refusals[_i].text, n, &value,
	                       &bad));
	ck_assert_ptr_nonnull(bad.expected);
}
END_TEST

/* A length that is not the type's: the bytes are shown, none is made up. */
START_TEST(other_lengths_are_hex)
{
	static const unsigned char bytes[20] = {0x00, 0x01, 0x7f, 0x80, 0xff};

	shows("SO_RCVBUF", bytes, 0, "");
	shows("SO_RCVBUF", bytes, 1, "00");
	shows("SO_RCVBUF", bytes, 5, "00 01 7f 80 ff");
	shows("SO_LINGER", bytes, 4, "00 01 7f 80");
	shows("SO_RCVTIMEO", bytes, 8, "00 01 7f 80 ff 00 00 00");
	shows("SO_TYPE", bytes, 3, "00 01 7f");
	shows(NULL, bytes, 5, "00 01 7f 80 ff");
	/* nor need they be aligned */
	shows("SO_RCVBUF", bytes + 1, 4, "-8356095");
}
END_TEST

/* Strings come padded. */
static size_t strnlen_of(const struct option_row *row, const unsigned char *got, size_t n)
{
	return row->type == OPTION_STRING ? strnlen((const char *)got, n) : n;
}

/* Every row of the table: its default as the running kernel gives it, written and read again. */
START_TEST(the_kernels_values_are_read_again)
{
	int tcp = socket(AF_INET, SOCK_STREAM, 0), tcp6 = socket(AF_INET6, SOCK_STREAM, 0);
	unsigned rows = 0;

	ck_assert_int_ge(tcp, 0);
	for (size_t i = 0; option_at(i); i++) {
		const struct option_row *row = option_at(i);
		unsigned char got[VALUE_MAX];
		struct value_bytes again;
		socklen_t len = (socklen_t)value_room(row, AF_UNSPEC);
		struct bytes out = BYTES_INIT;
		int fd = row->level == IPPROTO_IPV6 ? tcp6 : tcp;

		/* of such a size that the kernel's may have more */
		if (row->type == OPTION_FIELDS || row->type == OPTION_BYTES || !(row->access & OPTION_READ))
			continue;
		if (getsockopt(fd, row->level, row->number, got, &len))
			continue;
		rows++;
		value_add(&out, row, got, len);
		ck_assert_msg(value_parse(row, fd, bytes_str(&out), out.len, &again, NULL) &&
		                  again.n == strnlen_of(row, got, len) && !memcmp(got, again.at, again.n),
		              "%s: %s", row->name, bytes_str(&out));
		bytes_clear(&out);
	}
	ck_assert_uint_gt(rows, 20);
	close(tcp);
	if (tcp6 >= 0)
		close(tcp6);
}
END_TEST

/* A default that is a value, not the name of a setting, is what a fresh socket has. */
START_TEST(defaults_are_true)
{
	static const int families[] = {AF_INET, AF_INET6, AF_UNIX};
	static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW};
	unsigned rows = 0;

	for (size_t i = 0; option_at(i); i++)
		for (int k = 0; k < 9; k++) {
			const struct option_row *row = option_at(i);
			unsigned char got[VALUE_MAX] = {0};
			socklen_t len = (socklen_t)value_room(row, AF_UNSPEC);
			struct bytes out = BYTES_INIT;
			int fd;

			if (!row->initial || strpbrk(row->initial, ".;,") ||
			    !option_holds(row, families[k % 3], types[k / 3]))
				continue;
			fd = socket(families[k % 3], types[k / 3], types[k / 3] == SOCK_RAW ? IPPROTO_UDP : 0);
			if (fd >= 0 && !getsockopt(fd, row->level, row->number, got, &len)) {
				value_add(&out, row, got, len);
				ck_assert_msg(!strcmp(out.len ? out.data : "(none)", row->initial), "%s: %s",
				              row->name, bytes_str(&out));
				rows++;
			}
			close(fd);
			bytes_clear(&out);
		}
	ck_assert_uint_gt(rows, 100);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	TCase *tcase = tcase_create("value");

	tcase_add_loop_test(tcase, whole_numbers, 0, COUNT(ints));
	tcase_add_loop_test(tcase, linger, 0, COUNT(lingers));
	tcase_add_loop_test(tcase, timeval, 0, COUNT(times));
	tcase_add_test(tcase, the_longest_times);
	tcase_add_loop_test(tcase, group, 0, COUNT(groups));
	tcase_add_loop_test(tcase, of_every_type, 0, COUNT(values));
	tcase_add_loop_test(tcase, says_what_is_wrong, 0, COUNT(problems));
	tcase_add_test(tcase, asked);
	tcase_add_test(tcase, very_many_words);
	tcase_add_test(tcase, tcp_info_by_its_length);
	tcase_add_test(tcase, any_length_is_shown);
	tcase_add_test(tcase, defaults_are_true);
	tcase_add_loop_test(tcase, refuses, 0, COUNT(refusals));
	tcase_add_test(tcase, other_lengths_are_hex);
	tcase_add_test(tcase, the_kernels_values_are_read_again);
	return unit_run("value", tcase);
}
