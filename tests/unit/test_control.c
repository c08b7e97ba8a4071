/*
 * Control messages: the table of them, messages put together and taken apart, hostile ones, and their
 * values as words.
 */
#include "core/control.h"

#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/zone.h"
#include "unit.h"

START_TEST(rows_are_well_formed)
{
	size_t i = 0;

	for (; control_at(i); i++) {
		const struct control_row *row = control_at(i);

		ck_assert_ptr_eq(control_by_name(row->name, strlen(row->name)), row);
		ck_assert_ptr_eq(control_by_number(row->level, row->type), row);
		ck_assert_msg(strchr(row->man, '(') || strstr(row->man, ".h"), "%s: man %s", row->name,
		              row->man);
		ck_assert_uint_gt(strlen(row->about), 10);
		ck_assert_int_ne(row->about[strlen(row->about) - 1], '.');
	}
	ck_assert_uint_gt(i, 15);
	ck_assert_ptr_null(control_at(SIZE_MAX));
	ck_assert_ptr_null(control_by_name("SCM_", 4));
	ck_assert_ptr_null(control_by_number(SOL_SOCKET, 12345));
	ck_assert_str_eq(control_by_name("scm_rights", 10)->name, "SCM_RIGHTS");
}
END_TEST

/* What is put is what the macros of cmsg(3) find. */
START_TEST(puts_what_the_library_reads)
{
	struct bytes b = BYTES_INIT;
	struct msghdr m = {0};
	struct cmsghdr *c;

	control_put(&b, SOL_SOCKET, 7, "abc", 3);
	control_put(&b, 41, 8, NULL, 0);
	m.msg_control = malloc(b.len);
	m.msg_controllen = b.len;
	memcpy(m.msg_control, b.data, b.len);
	c = CMSG_FIRSTHDR(&m);
	ck_assert(c->cmsg_level == SOL_SOCKET && c->cmsg_type == 7 && c->cmsg_len == CMSG_LEN(3));
	ck_assert_mem_eq(CMSG_DATA(c), "abc", 3);
	c = CMSG_NXTHDR(&m, c);
	ck_assert(c->cmsg_level == 41 && c->cmsg_type == 8 && c->cmsg_len == CMSG_LEN(0));
	ck_assert_ptr_null(CMSG_NXTHDR(&m, c));
	free(m.msg_control);
	bytes_clear(&b);
}
END_TEST

/* From memory that is exactly as long, for the sanitizer to watch. */
static size_t count(const void *p, size_t n)
{
	char *copy = malloc(n + !n);
	struct control c;
	size_t at = 0, found = 0, sum = 0;

	memcpy(copy, p, n);
	while (control_next(copy, n, &at, &c)) {
		found++;
		for (size_t i = 0; i < c.len; i++)
			sum += c.data[i];
	}
	free(copy);
	return found + 0 * sum;
}

START_TEST(lengths_that_lie)
{
	static const size_t lies[] = {0,          1,          CMSG_LEN(0) - 1, 1000,
	                              (size_t)-1, (size_t)-8, SIZE_MAX / 2};
	struct bytes b = BYTES_INIT;

	control_put(&b, SOL_SOCKET, SCM_RIGHTS, "\0\0\0\0", 4);
	control_put(&b, SOL_SOCKET, SCM_RIGHTS, "\0\0\0\0", 4);
	ck_assert_uint_eq(count(b.data, b.len), 2);
	/* the padding of the last one may be missing */
	ck_assert_uint_eq(count(b.data, b.len - 4), 2);
	for (size_t n = 0; n < b.len - 4; n++)
		ck_assert_uint_le(count(b.data, n), 1);
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		memcpy(b.data, &lies[i], sizeof(lies[i]));
		ck_assert_uint_eq(count(b.data, b.len), 0);
	}
	bytes_clear(&b);
}
END_TEST

/* Random bytes: nothing but no crash is asked. */
START_TEST(noise)
{
	unsigned char bytes[256];
	uint64_t random = 7;

	for (int round = 0; round < 20000; round++) {
		struct bytes text = BYTES_INIT;
		struct control_arg a;
		size_t n = (size_t)round % sizeof(bytes);

		for (size_t i = 0; i < n; i++) {
			random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
			bytes[i] = (unsigned char)(random >> 56) & (round & 1 ? 0xff : 0x1f);
		}
		a = control_arg_of(bytes, n);
		control_arg_add(&text, &a, PLACE_HERE, ", ", round & 2);
		bytes_clear(&text);
	}
}
END_TEST

static struct bytes arg;

/* One message with those names. */
static const char *shown(int level, int type, const void *p, size_t n, bool live)
{
	static struct bytes text;
	struct bytes messages = BYTES_INIT;
	struct control_arg a;

	bytes_reset(&arg);
	control_arg_begin(&arg, "first\0second", 13);
	control_put(&messages, level, type, p, n);
	bytes_add(&arg, messages.data, messages.len);
	bytes_clear(&messages);
	a = control_arg_of(arg.data, arg.len);
	bytes_reset(&text);
	control_arg_add(&text, &a, PLACE_HERE, ", ", live);
	return bytes_str(&text);
}

START_TEST(shows)
{
	int fds[3] = {3, 4, 5}, number = -7;
	unsigned char byte = 16;
	uint16_t two = 500;
	struct ucred me = {getpid(), geteuid(), getegid()}, other = {1, 12345, 54321};
	struct timespec times[3] = {{1, 2}, {0, 0}, {3, 4}};
	struct timeval t = {5, 6};
	struct {
		struct sock_extended_err e;
		struct sockaddr_in from;
	} error = {.e = {.ee_errno = 111, .ee_origin = SO_EE_ORIGIN_ICMP, .ee_type = 3, .ee_code = 3},
	           .from = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}}};

	ck_assert_str_eq(shown(SOL_SOCKET, SCM_RIGHTS, fds, 8, true), "SCM_RIGHTS {first second}");
	ck_assert_str_eq(shown(SOL_SOCKET, SCM_RIGHTS, fds, 4, true), "SCM_RIGHTS first");
	ck_assert_str_eq(shown(SOL_SOCKET, SCM_RIGHTS, fds, 12, true),
	                 "SCM_RIGHTS {first second (closed)}");
	ck_assert_str_eq(shown(SOL_SOCKET, SCM_RIGHTS, fds, 0, true), "SCM_RIGHTS {}");
	ck_assert_str_eq(shown(SOL_SOCKET, SCM_RIGHTS, fds, 3, true), "SCM_RIGHTS {03 00 00}");
	ck_assert_str_eq(shown(SOL_SOCKET, SCM_CREDENTIALS, &other, sizeof(other), true),
	                 "SCM_CREDENTIALS {pid 1 uid 12345 gid 54321}");
	ck_assert_str_eq(shown(SOL_SOCKET, SCM_CREDENTIALS, &me, sizeof(me), false),
	                 "SCM_CREDENTIALS {pid <pid> uid <uid> gid <gid>}");
	ck_assert_str_eq(shown(SOL_SOCKET, SCM_CREDENTIALS, &me, 8, false),
	                 "SCM_CREDENTIALS {<8 bytes>}");
	ck_assert_str_eq(shown(IPPROTO_IP, IP_TTL, &number, 4, true), "IP_TTL -7");
	ck_assert_str_eq(shown(IPPROTO_IP, IP_TOS, &byte, 1, true), "IP_TOS 16");
	ck_assert_str_eq(shown(IPPROTO_UDP, 103, &two, 2, true), "UDP_SEGMENT 500");
	ck_assert_str_eq(shown(SOL_SOCKET, SO_TIMESTAMPNS, times, sizeof(times[0]), true),
	                 "SCM_TIMESTAMPNS 1.000000002");
	ck_assert_str_eq(shown(SOL_SOCKET, SO_TIMESTAMPING, times, sizeof(times), true),
	                 "SCM_TIMESTAMPING {1.000000002 0.000000000 3.000000004}");
	ck_assert_str_eq(shown(SOL_SOCKET, SO_TIMESTAMP, &t, sizeof(t), true),
	                 "SCM_TIMESTAMP 5.000006");
	ck_assert_str_eq(shown(SOL_SOCKET, SO_TIMESTAMP, &t, sizeof(t), false), "SCM_TIMESTAMP <time>");
	ck_assert_str_eq(shown(IPPROTO_IP, IP_RECVERR, &error, sizeof(error), true),
	                 "IP_RECVERR {errno ECONNREFUSED origin SO_EE_ORIGIN_ICMP type 3 code 3 info 0 "
	                 "data 0 offender 127.0.0.1:0}");
	ck_assert_str_eq(shown(IPPROTO_IP, IP_RECVERR, &error, 5, true), "IP_RECVERR {6f 00 00 00 02}");
	ck_assert_str_eq(shown(SOL_SOCKET, 77, "\n\xff", 2, true), "{SOL_SOCKET 77} {0a ff}");
	ck_assert_str_eq(shown(4321, -1, NULL, 0, true), "{4321 -1} {}");
	bytes_clear(&arg);
}
END_TEST

static const struct {
	const char *type, *text, *shown;
} values[] = {
    {"IP_TTL", "64", "64"},
    {"IP_TTL", "0x10", "16"},
    {"IP_TTL", "4294967295", "-1"},
    {"UDP_SEGMENT", "65535", "65535"},
    {"SCM_CREDENTIALS", "pid 1 gid 2 uid 3", "{pid 1 uid 3 gid 2}"},
    {"IP_PKTINFO", "ifindex lo", "{ifindex 1 spec_dst 0.0.0.0 addr 0.0.0.0}"},
    {"IP_PKTINFO", " spec_dst  127.0.0.2 ifindex 7 ",
     "{ifindex 7 spec_dst 127.0.0.2 addr 0.0.0.0}"},
    {"IP_PKTINFO", "", "{ifindex 0 spec_dst 0.0.0.0 addr 0.0.0.0}"},
    {"IPV6_PKTINFO", "addr ::1 ifindex 2", "{addr ::1 ifindex 2}"},
    {"IP_TTL", "", NULL},
    {"IP_TTL", "many", NULL},
    {"IP_TTL", "4294967296", NULL},
    {"UDP_SEGMENT", "65536", NULL},
    {"UDP_SEGMENT", "-1", NULL},
    {"SCM_CREDENTIALS", "pid", NULL},
    {"SCM_CREDENTIALS", "pid -1", NULL},
    {"SCM_CREDENTIALS", "pod 1", NULL},
    {"IP_PKTINFO", "ifindex nosuchif0", NULL},
    {"IP_PKTINFO", "spec_dst ::1", NULL},
    {"IP_PKTINFO", "spec_dst 127.0.0.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", NULL},
    {"IPV6_PKTINFO", "addr 127.0.0.1", NULL},
    {"SCM_RIGHTS", "a", NULL},
    {"IP_RECVERR", "1", NULL},
};

START_TEST(reads)
{
	const struct control_row *row = control_by_name(values[_i].type, strlen(values[_i].type));
	struct bytes value = BYTES_INIT, expected = BYTES_INIT;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	bool good = control_parse(&value, row, fd, values[_i].text, strlen(values[_i].text));

	close(fd);
	ck_assert_int_eq(good, values[_i].shown != NULL);
	if (good) {
		bytes_addf(&expected, "%s %s", row->name, values[_i].shown);
		ck_assert_str_eq(shown(row->level, row->type, value.data, value.len, true),
		                 bytes_str(&expected));
	}
	bytes_clear(&value);
	bytes_clear(&expected);
	bytes_clear(&arg);
}
END_TEST

START_TEST(names)
{
	struct bytes b = BYTES_INIT;
	struct control_arg a;

	ck_assert_uint_eq(control_arg_begin(&b, "one\0two", 8), 12);
	for (size_t n = 0; n <= b.len; n++) {
		a = control_arg_of(b.data, n);
		ck_assert_int_eq(control_arg_names(&a, "two", 3), n == b.len);
	}
	ck_assert_str_eq(control_arg_name(&a, 0), "one");
	ck_assert_str_eq(control_arg_name(&a, 1), "two");
	ck_assert_ptr_null(control_arg_name(&a, 2));
	ck_assert(!control_arg_names(&a, "tw", 2) && !control_arg_names(&a, "", 0));
	ck_assert_uint_eq(a.messages_n, 0);
	bytes_clear(&b);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("control");

	tcase_add_test(tcase, rows_are_well_formed);
	tcase_add_test(tcase, puts_what_the_library_reads);
	tcase_add_test(tcase, lengths_that_lie);
	tcase_add_test(tcase, noise);
	tcase_add_test(tcase, shows);
	tcase_add_loop_test(tcase, reads, 0, sizeof(values) / sizeof(values[0]));
	tcase_add_test(tcase, names);
	return unit_run("control", tcase);
}
