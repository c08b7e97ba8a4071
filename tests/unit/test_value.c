/*
 * Values of socket options: from words to the kernel's bytes and back.
 */
#include "core/value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

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

static size_t parse(const char *option, const char *text, void *value)
{
	unsigned char room[VALUE_MAX + 1];
	size_t n;

	memset(room, 0xaa, sizeof(room));
	n = value_parse(row_of(option), text, strlen(text), room);
	ck_assert_uint_le(n, VALUE_MAX);
	ck_assert_int_eq(room[n], 0xaa);
	memcpy(value, room, n);
	return n;
}

START_TEST(whole_numbers)
{
	unsigned char room[VALUE_MAX];
	int value;

	ck_assert_uint_eq(parse(ints[_i].option, ints[_i].text, room), sizeof(value));
	memcpy(&value, room, sizeof(value));
	ck_assert_int_eq(value, ints[_i].value);
	shows(ints[_i].option, room, sizeof(value), ints[_i].shown ? ints[_i].shown : ints[_i].text);
	ck_assert_uint_eq(value_room(row_of(ints[_i].option)), sizeof(value));
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
	ck_assert_uint_eq(value_room(row_of("SO_LINGER")), sizeof(value));
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
	ck_assert_uint_eq(value_room(row_of("SO_RCVTIMEO")), sizeof(value));
}
END_TEST

static const struct {
	const char *text;
	uint32_t group, interface;
	const char *shown;
} groups[] = {
    {"239.1.2.3", 0xef010203, 0, "239.1.2.3 0.0.0.0"},
    {"224.0.0.251 10.0.0.1", 0xe00000fb, 0x0a000001, NULL},
    {"239.255.255.255   192.168.100.200", 0xefffffff, 0xc0a864c8,
     "239.255.255.255 192.168.100.200"},
    /* no group: that is for the kernel to say */
    {"10.0.0.1", 0x0a000001, 0, "10.0.0.1 0.0.0.0"},
};

START_TEST(group)
{
	unsigned char room[VALUE_MAX];
	struct ip_mreq value;

	ck_assert_uint_eq(parse("IP_ADD_MEMBERSHIP", groups[_i].text, room), sizeof(value));
	memcpy(&value, room, sizeof(value));
	ck_assert_uint_eq(ntohl(value.imr_multiaddr.s_addr), groups[_i].group);
	ck_assert_uint_eq(ntohl(value.imr_interface.s_addr), groups[_i].interface);
	shows("IP_ADD_MEMBERSHIP", room, sizeof(value),
	      groups[_i].shown ? groups[_i].shown : groups[_i].text);
	ck_assert_uint_eq(value_room(row_of("IP_DROP_MEMBERSHIP")), sizeof(value));
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
    {"SO_LINGER", " 1 0", 0},
    {"SO_LINGER", "1 0 ", 0},
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
    {"IP_ADD_MEMBERSHIP", "239.1.2.3 ", 0},
    {"IP_ADD_MEMBERSHIP", "239.1.2.3 eth0", 0},
    {"IP_ADD_MEMBERSHIP", "239.1.2.3 10.0.0.1 1", 0},
    {"IP_ADD_MEMBERSHIP", "239.111.222.3333333333333333", 0},
    {"IP_ADD_MEMBERSHIP", "239.1.2.3\0 1.2.3.4", 18},
    {"IP_DROP_MEMBERSHIP", "server", 0},
    {NULL, "", 0},
    {NULL, "on", 0},
};

START_TEST(refuses)
{
	unsigned char room[VALUE_MAX];
	size_t n = refusals[_i].n ? refusals[_i].n : strlen(refusals[_i].text);

	ck_assert_uint_eq(value_parse(row_of(refusals[_i].option), refusals[_i].text, n, room), 0);
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

/* Every row of the table: its default as the running kernel gives it, written and read again. */
START_TEST(the_kernels_values_are_read_again)
{
	int tcp = socket(AF_INET, SOCK_STREAM, 0), tcp6 = socket(AF_INET6, SOCK_STREAM, 0);
	unsigned rows = 0;

	ck_assert_int_ge(tcp, 0);
	for (size_t i = 0; option_at(i); i++) {
		const struct option_row *row = option_at(i);
		unsigned char got[VALUE_MAX], again[VALUE_MAX];
		socklen_t len = (socklen_t)value_room(row);
		struct bytes out = BYTES_INIT;
		int fd = row->level == IPPROTO_IPV6 ? tcp6 : tcp;

		if (row->type == OPTION_ERRNO || row->type == OPTION_TYPE)
			continue; /* read by name, never written */
		if (getsockopt(fd, row->level, row->number, got, &len))
			continue;
		rows++;
		value_add(&out, row, got, len);
		ck_assert_msg(value_parse(row, bytes_str(&out), out.len, again) == len &&
		                  !memcmp(got, again, len),
		              "%s: %s", row->name, bytes_str(&out));
		bytes_clear(&out);
	}
	ck_assert_uint_gt(rows, 20);
	close(tcp);
	if (tcp6 >= 0)
		close(tcp6);
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
	tcase_add_loop_test(tcase, refuses, 0, COUNT(refusals));
	tcase_add_test(tcase, other_lengths_are_hex);
	tcase_add_test(tcase, the_kernels_values_are_read_again);
	return unit_run("value", tcase);
}
