/*
 * The constants: every row under every spelling, values to names and back, and the headers' own
 * lists; and the shorthands for socket(2).
 */
#include "tables/constants.h"

#include <ctype.h>
#include <fcntl.h>
#include <linux/errqueue.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "macros.h"
#include "unit.h"

static const struct constant *by_name(enum constant_set set, const char *name)
{
	return constant_by_name(set, name, strlen(name));
}

START_TEST(rows_are_found)
{
	for (int set = 0; set < CONSTANT_SETS; set++) {
		size_t i = 0;

		for (; constant_at(set, i); i++) {
			const struct constant *row = constant_at(set, i);
			char lower[64] = "";

			ck_assert_int_eq(row->set, set);
			ck_assert_uint_gt(strlen(row->man), 0);
			ck_assert_uint_gt(strlen(row->about), 0);
			ck_assert_ptr_eq(by_name(set, row->name), row);
			for (size_t c = 0; row->name[c]; c++)
				lower[c] = (char)tolower((unsigned char)row->name[c]);
			ck_assert_ptr_eq(by_name(set, lower), row);
			if (row->word)
				ck_assert_msg(by_name(set, row->word) == row, "%s", row->word);
		}
		ck_assert_uint_gt(i, 0);
		ck_assert_ptr_null(constant_at(set, i + 1));
		ck_assert_ptr_null(constant_at(set, SIZE_MAX));
	}
}
END_TEST

START_TEST(values_find_the_first_row)
{
	for (int set = 0; set < CONSTANT_SETS; set++) {
		for (size_t i = 0; constant_at(set, i); i++) {
			const struct constant *row = constant_at(set, i), *first = row;

			for (size_t j = i; j-- > 0;)
				if (constant_at(set, j)->value == row->value)
					first = constant_at(set, j);
			ck_assert_ptr_eq(constant_by_value(set, row->value), first);
		}
		ck_assert_ptr_null(constant_by_value(set, 123456789));
		ck_assert_ptr_null(constant_by_value(set, INT64_MIN));
		ck_assert_ptr_null(constant_by_value(set, INT64_MAX));
	}
}
END_TEST

static void ck_spells(enum constant_set set, const char *spelling, int64_t value)
{
	const struct constant *row = by_name(set, spelling);

	ck_assert_msg(row && row->value == value, "%s", spelling);
}

START_TEST(usual_spellings)
{
	ck_spells(CONSTANT_FAMILY, "AF_INET", AF_INET);
	ck_spells(CONSTANT_FAMILY, "PF_INET", AF_INET);
	ck_spells(CONSTANT_FAMILY, "pf_inet6", AF_INET6);
	ck_spells(CONSTANT_FAMILY, "inet", AF_INET);
	ck_spells(CONSTANT_FAMILY, "UNIX", AF_UNIX);
	ck_spells(CONSTANT_FAMILY, "PF_LOCAL", AF_UNIX);
	ck_spells(CONSTANT_FAMILY, "af_decnet", AF_DECnet);
	ck_spells(CONSTANT_TYPE, "stream", SOCK_STREAM);
	ck_spells(CONSTANT_PROTOCOL, "SOL_TCP", IPPROTO_TCP);
	ck_spells(CONSTANT_PROTOCOL, "SOL_UDP", IPPROTO_UDP);
	ck_spells(CONSTANT_PROTOCOL, "tcp", IPPROTO_TCP);
	ck_spells(CONSTANT_PROTOCOL, "icmp6", IPPROTO_ICMPV6);
	ck_spells(CONSTANT_PROTOCOL, "ipv6-icmp", IPPROTO_ICMPV6);
	ck_spells(CONSTANT_LEVEL, "SOL_SOCKET", SOL_SOCKET);
	ck_spells(CONSTANT_LEVEL, "SOL_TCP", IPPROTO_TCP);
	ck_spells(CONSTANT_LEVEL, "tcp", IPPROTO_TCP);
	ck_spells(CONSTANT_LEVEL, "SOL_IP", IPPROTO_IP);
	ck_spells(CONSTANT_LEVEL, "SOL_UDPLITE", IPPROTO_UDPLITE);
	ck_spells(CONSTANT_SHUTDOWN, "SHUT_RDWR", SHUT_RDWR);
	ck_spells(CONSTANT_SHUTDOWN, "both", SHUT_RDWR);
	ck_spells(CONSTANT_SHUTDOWN, "rdwr", SHUT_RDWR);
	ck_spells(CONSTANT_SHUTDOWN, "read", SHUT_RD);
	ck_spells(CONSTANT_SHUTDOWN, "rd", SHUT_RD);
	ck_spells(CONSTANT_SHUTDOWN, "write", SHUT_WR);
	ck_spells(CONSTANT_SHUTDOWN, "WR", SHUT_WR);
	ck_spells(CONSTANT_FILE, "O_NDELAY", O_NONBLOCK);
}
END_TEST

START_TEST(other_names_find_nothing)
{
	ck_assert_ptr_null(by_name(CONSTANT_FAMILY, ""));
	ck_assert_ptr_null(by_name(CONSTANT_FAMILY, "AF_"));
	ck_assert_ptr_null(by_name(CONSTANT_FAMILY, "PF_"));
	ck_assert_ptr_null(by_name(CONSTANT_FAMILY, "AF_INE"));
	ck_assert_ptr_null(by_name(CONSTANT_FAMILY, "AF_INETS"));
	ck_assert_ptr_null(by_name(CONSTANT_FAMILY, "PF_stream"));
	ck_assert_ptr_null(by_name(CONSTANT_FAMILY, "PF_0123456789012345678901234567890123456789"));
	ck_assert_ptr_null(by_name(CONSTANT_FAMILY, "SOCK_STREAM"));
	ck_assert_ptr_null(by_name(CONSTANT_TYPE, "PF_INET"));
	ck_assert_ptr_null(constant_by_name(CONSTANT_FAMILY, "AF_INET\0", 8));
	/* the name is what n says, not what follows it */
	ck_assert_int_eq(constant_by_name(CONSTANT_FAMILY, "AF_INET6", 7)->value, AF_INET);
	ck_assert_int_eq(constant_by_name(CONSTANT_FAMILY, "PF_INET6", 7)->value, AF_INET);
}
END_TEST

static enum constant_set header_set;

static void known(const char *name)
{
	size_t n = strlen(name);

	/* AF_MAX is a count */
	if (n > 4 && !strcmp(name + n - 4, "_MAX"))
		return;
	ck_assert_msg(by_name(header_set, name), "%s is in the headers", name);
}

static void ck_header(enum constant_set set, const char *header, const char *prefix)
{
	header_set = set;
	macros_each(header, prefix, known);
}

START_TEST(headers_names_are_known)
{
	ck_header(CONSTANT_FAMILY, "-include sys/socket.h", "AF_");
	ck_header(CONSTANT_FAMILY, "-include sys/socket.h", "PF_");
	ck_header(CONSTANT_TYPE, "-include sys/socket.h", "SOCK_");
	ck_header(CONSTANT_LEVEL, "-include sys/socket.h", "SOL_");
	ck_header(CONSTANT_MSG, "-include sys/socket.h", "MSG_");
	ck_header(CONSTANT_SHUTDOWN, "-include sys/socket.h", "SHUT_");
	ck_header(CONSTANT_LIMIT, "-include sys/socket.h", "SOMAX");
	ck_header(CONSTANT_LIMIT, "-include sys/select.h", "FD_SETSIZE");
	ck_header(CONSTANT_PROTOCOL, "-include netinet/in.h", "IPPROTO_");
	ck_header(CONSTANT_INADDR, "-include netinet/in.h", "INADDR_");
	ck_header(CONSTANT_EAI, "-include netdb.h", "EAI_");
	ck_header(CONSTANT_POLL, "-include poll.h", "POLL");
	ck_header(CONSTANT_EPOLL, "-include sys/epoll.h", "EPOLLI");
	ck_header(CONSTANT_EPOLL, "-include sys/epoll.h", "EPOLLO");
	ck_header(CONSTANT_EPOLL, "-include sys/epoll.h", "EPOLLR");
	ck_header(CONSTANT_EPOLL, "-include sys/epoll.h", "EPOLLW");
	ck_header(CONSTANT_EPOLL, "-include sys/epoll.h", "EPOLLE");
	ck_header(CONSTANT_EPOLL_OP, "-include sys/epoll.h", "EPOLL_CTL_");
	ck_header(CONSTANT_IFF, "-include net/if.h", "IFF_");
	ck_header(CONSTANT_ORIGIN, "-include linux/errqueue.h", "SO_EE_ORIGIN_");
	for (int family = 0; family < AF_MAX; family++)
		ck_assert_msg(constant_by_value(CONSTANT_FAMILY, family), "AF_ %d", family);
}
END_TEST

START_TEST(sets_have_names)
{
	for (int set = 0; set < CONSTANT_SETS; set++)
		ck_assert_uint_gt(strlen(constant_set_name(set)), 0);
	ck_assert_str_eq(constant_set_name(CONSTANT_FAMILY), "address family");
	ck_assert(constant_set_is_flags(CONSTANT_MSG));
	ck_assert(constant_set_is_flags(CONSTANT_TYPE));
	ck_assert(!constant_set_is_flags(CONSTANT_FAMILY));
	ck_assert(!constant_set_is_flags(CONSTANT_SHUTDOWN));
}
END_TEST

/* From a copy that ends where the text does, for the sanitizer to watch. */
static bool parse(enum constant_set set, const char *text, int64_t *value, char bad[64])
{
	size_t n = strlen(text), bad_n = 0;
	char *copy = malloc(n + !n);
	const char *bad_at = NULL;
	bool good;

	memcpy(copy, text, n);
	good = constant_parse(set, copy, n, value, &bad_at, &bad_n);
	if (!good) {
		ck_assert(bad_at >= copy && bad_at + bad_n <= copy + n);
		memcpy(bad, bad_at, bad_n);
		bad[bad_n] = 0;
	}
	free(copy);
	return good;
}

static void ck_value(enum constant_set set, const char *text, int64_t expected)
{
	int64_t value = -77;
	char bad[64];

	ck_assert_msg(parse(set, text, &value, bad), "\"%s\"", text);
	ck_assert_msg(value == expected, "\"%s\" is %lld", text, (long long)value);
}

START_TEST(parses)
{
	ck_value(CONSTANT_FAMILY, "AF_INET", AF_INET);
	ck_value(CONSTANT_FAMILY, "inet", AF_INET);
	ck_value(CONSTANT_FAMILY, "2", 2);
	ck_value(CONSTANT_FAMILY, "0x2", 2);
	ck_value(CONSTANT_FAMILY, "-1", -1);
	ck_value(CONSTANT_FAMILY, " AF_INET ", AF_INET);
	ck_value(CONSTANT_TYPE, "SOCK_STREAM", SOCK_STREAM);
	ck_value(CONSTANT_TYPE, "SOCK_STREAM|SOCK_NONBLOCK", SOCK_STREAM | SOCK_NONBLOCK);
	ck_value(CONSTANT_TYPE, "stream | nonblock\t|cloexec",
	         SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC);
	ck_value(CONSTANT_TYPE, "1|0x800", SOCK_STREAM | SOCK_NONBLOCK);
	ck_value(CONSTANT_MSG, "0", 0);
	ck_value(CONSTANT_MSG, "MSG_PEEK|MSG_DONTWAIT", MSG_PEEK | MSG_DONTWAIT);
	ck_value(CONSTANT_MSG, "peek|peek", MSG_PEEK);
	ck_value(CONSTANT_FILE, "O_RDWR|O_NONBLOCK", O_RDWR | O_NONBLOCK);
	ck_value(CONSTANT_POLL, "in|out", POLLIN | POLLOUT);
}
END_TEST

static void ck_bad(enum constant_set set, const char *text, const char *expected)
{
	int64_t value;
	char bad[64];

	ck_assert_msg(!parse(set, text, &value, bad), "\"%s\"", text);
	ck_assert_str_eq(bad, expected);
}

START_TEST(refuses)
{
	ck_bad(CONSTANT_FAMILY, "", "");
	ck_bad(CONSTANT_FAMILY, "  ", "");
	ck_bad(CONSTANT_FAMILY, "AF_INETT", "AF_INETT");
	ck_bad(CONSTANT_FAMILY, "AF_INET|AF_INET6", "AF_INET|AF_INET6");
	ck_bad(CONSTANT_FAMILY, "2x", "2x");
	ck_bad(CONSTANT_MSG, "MSG_PEAK|MSG_OOB", "MSG_PEAK");
	ck_bad(CONSTANT_MSG, "MSG_OOB | MSG_PEAK |MSG_EOR", "MSG_PEAK");
	ck_bad(CONSTANT_MSG, "MSG_OOB|MSG_PEAK", "MSG_PEAK");
	ck_bad(CONSTANT_MSG, "MSG_OOB|", "");
	ck_bad(CONSTANT_MSG, "|MSG_OOB", "");
	ck_bad(CONSTANT_MSG, "MSG_OOB||MSG_EOR", "");
	ck_bad(CONSTANT_MSG, "MSG_OOB MSG_EOR", "MSG_OOB MSG_EOR");
}
END_TEST

static void ck_shown(enum constant_set set, int64_t value, const char *expected)
{
	struct bytes out = BYTES_INIT;

	constant_add(&out, set, value);
	ck_assert_str_eq(bytes_str(&out), expected);
	bytes_clear(&out);
}

START_TEST(shows)
{
	ck_shown(CONSTANT_FAMILY, AF_INET, "AF_INET");
	ck_shown(CONSTANT_FAMILY, AF_UNIX, "AF_UNIX");
	ck_shown(CONSTANT_FAMILY, 0, "AF_UNSPEC");
	ck_shown(CONSTANT_FAMILY, 99, "99");
	ck_shown(CONSTANT_FAMILY, -1, "-1");
	ck_shown(CONSTANT_TYPE, SOCK_STREAM, "SOCK_STREAM");
	ck_shown(CONSTANT_TYPE, SOCK_STREAM | SOCK_NONBLOCK, "SOCK_STREAM|SOCK_NONBLOCK");
	ck_shown(CONSTANT_TYPE, SOCK_RAW | SOCK_CLOEXEC, "SOCK_RAW|SOCK_CLOEXEC");
	ck_shown(CONSTANT_TYPE, SOCK_NONBLOCK, "SOCK_NONBLOCK");
	ck_shown(CONSTANT_TYPE, 0, "0");
	ck_shown(CONSTANT_TYPE, 15 | SOCK_NONBLOCK, "2063");
	ck_shown(CONSTANT_PROTOCOL, 0, "0");
	ck_shown(CONSTANT_PROTOCOL, IPPROTO_TCP, "IPPROTO_TCP");
	ck_shown(CONSTANT_PROTOCOL, IPPROTO_UDP, "IPPROTO_UDP");
	ck_shown(CONSTANT_LEVEL, SOL_SOCKET, "SOL_SOCKET");
	ck_shown(CONSTANT_LEVEL, IPPROTO_IP, "IPPROTO_IP");
	ck_shown(CONSTANT_LEVEL, IPPROTO_TCP, "IPPROTO_TCP");
	ck_shown(CONSTANT_LEVEL, IPPROTO_IPV6, "IPPROTO_IPV6");
	ck_shown(CONSTANT_LEVEL, IPPROTO_UDP, "IPPROTO_UDP");
	ck_shown(CONSTANT_MSG, 0, "0");
	ck_shown(CONSTANT_MSG, MSG_DONTWAIT | MSG_PEEK, "MSG_PEEK|MSG_DONTWAIT");
	ck_shown(CONSTANT_MSG, MSG_PEEK | 0x80000000, "MSG_PEEK|0x80000000");
	ck_shown(CONSTANT_MSG, -1, "-1");
	ck_shown(CONSTANT_SHUTDOWN, SHUT_RD, "SHUT_RD");
	ck_shown(CONSTANT_SHUTDOWN, 3, "3");
	ck_shown(CONSTANT_FCNTL, F_GETFL, "F_GETFL");
	ck_shown(CONSTANT_FILE, O_RDONLY, "O_RDONLY");
	ck_shown(CONSTANT_FILE, O_NONBLOCK, "O_NONBLOCK");
	ck_shown(CONSTANT_FILE, O_RDWR | O_NONBLOCK, "O_RDWR|O_NONBLOCK");
	ck_shown(CONSTANT_FILE, O_RDWR | 0100000, "O_RDWR|O_LARGEFILE");
	ck_shown(CONSTANT_FILE, 3, "0x3");
	ck_shown(CONSTANT_POLL, POLLIN | POLLHUP, "POLLIN|POLLHUP");
	ck_shown(CONSTANT_EAI, EAI_NONAME, "EAI_NONAME");
	ck_shown(CONSTANT_EPOLL, EPOLLIN | EPOLLET, "EPOLLIN|EPOLLET");
	ck_shown(CONSTANT_EPOLL_OP, EPOLL_CTL_MOD, "EPOLL_CTL_MOD");
	ck_shown(CONSTANT_SIGNAL, SIGURG, "SIGURG");
	ck_shown(CONSTANT_ORIGIN, SO_EE_ORIGIN_ICMP, "SO_EE_ORIGIN_ICMP");
}
END_TEST

/* What is shown reads back as what it was: all small numbers, and many large ones. */
START_TEST(round_trips)
{
	uint64_t random = 1;

	for (int set = 0; set < CONSTANT_SETS; set++) {
		for (int64_t i = -200; i < 20000; i++) {
			struct bytes out = BYTES_INIT;
			int64_t value = i, back;
			const char *bad;
			size_t bad_n;

			random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
			if (i > 500)
				value = (int64_t)(random >> 33);
			constant_add(&out, set, value);
			UNIT_ASSERT(constant_parse(set, out.data, out.len, &back, &bad, &bad_n));
			UNIT_ASSERT(back == value);
			bytes_clear(&out);
		}
	}
}
END_TEST

START_TEST(eai_texts_are_the_librarys)
{
	for (size_t i = 0; constant_at(CONSTANT_EAI, i); i++) {
		const struct constant *row = constant_at(CONSTANT_EAI, i);
		const char *text = gai_strerror((int)row->value);

		/* glibc has none for EAI_OVERFLOW */
		if (strcmp(text, "Unknown error") != 0)
			ck_assert_str_eq(row->about, text);
	}
}
END_TEST

static void *look_up_all(void *barrier)
{
	size_t found = 0;

	pthread_barrier_wait(barrier);
	for (int set = 0; set < CONSTANT_SETS; set++)
		for (size_t i = 0; constant_at(set, i); i++)
			found += by_name(set, constant_at(set, i)->name) == constant_at(set, i);
	return (void *)found;
}

/* The first look-up of the process, by several threads at once. */
START_TEST(threads_may_look_up)
{
	enum { THREADS = 8 };
	pthread_t thread[THREADS];
	pthread_barrier_t barrier;
	size_t rows = 0;

	for (int set = 0; set < CONSTANT_SETS; set++)
		for (size_t i = 0; constant_at(set, i); i++)
			rows++;
	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&thread[i], NULL, look_up_all, &barrier), 0);
	for (int i = 0; i < THREADS; i++) {
		void *found;

		pthread_join(thread[i], &found);
		ck_assert_uint_eq((size_t)found, rows);
	}
	pthread_barrier_destroy(&barrier);
}
END_TEST

static void ck_kind(const char *name, int family, int type, int protocol)
{
	const struct socket_kind *k = socket_kind_by_name(name, strlen(name));

	ck_assert_msg(k, "%s", name);
	ck_assert_str_eq(k->name, name);
	ck_assert_int_eq(k->family, family);
	ck_assert_int_eq(k->type, type);
	ck_assert_int_eq(k->protocol, protocol);
	ck_assert_uint_gt(strlen(k->about), 0);
	ck_assert_ptr_eq(socket_kind_of(family, type, protocol), k);
	ck_assert_ptr_eq(socket_kind_of(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol), k);
}

START_TEST(kinds)
{
	size_t i = 0;

	ck_kind("tcp", AF_INET, SOCK_STREAM, IPPROTO_TCP);
	ck_kind("tcp6", AF_INET6, SOCK_STREAM, IPPROTO_TCP);
	ck_kind("udp", AF_INET, SOCK_DGRAM, IPPROTO_UDP);
	ck_kind("udp6", AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
	ck_kind("unix", AF_UNIX, SOCK_STREAM, 0);
	ck_kind("unix-dgram", AF_UNIX, SOCK_DGRAM, 0);
	ck_kind("seqpacket", AF_UNIX, SOCK_SEQPACKET, 0);
	ck_kind("icmp", AF_INET, SOCK_RAW, IPPROTO_ICMP);
	ck_kind("icmp6", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
	ck_kind("mptcp", AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
	while (socket_kind_at(i))
		i++;
	ck_kind("mptcp6", AF_INET6, SOCK_STREAM, IPPROTO_MPTCP);
	ck_kind("udplite", AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE);
	ck_kind("udplite6", AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE);
	ck_kind("vsock", AF_VSOCK, SOCK_STREAM, 0);
	ck_assert_uint_eq(i, 14);
	ck_assert_ptr_null(socket_kind_at(SIZE_MAX));
}
END_TEST

START_TEST(kinds_by_protocol_0)
{
	ck_assert_str_eq(socket_kind_of(AF_INET, SOCK_STREAM, 0)->name, "tcp");
	ck_assert_str_eq(socket_kind_of(AF_INET6, SOCK_STREAM, 0)->name, "tcp6");
	ck_assert_str_eq(socket_kind_of(AF_INET, SOCK_DGRAM, 0)->name, "udp");
	ck_assert_ptr_null(socket_kind_of(AF_INET, SOCK_RAW, 0));
	ck_assert_ptr_null(socket_kind_of(AF_INET, SOCK_SEQPACKET, 0));
	ck_assert_ptr_null(socket_kind_of(AF_INET, SOCK_STREAM, IPPROTO_UDP));
	ck_assert_ptr_null(socket_kind_of(AF_UNIX, SOCK_STREAM, IPPROTO_TCP));
	ck_assert_ptr_null(socket_kind_of(-1, -1, -1));
	ck_assert_ptr_null(socket_kind_by_name("", 0));
	ck_assert_ptr_null(socket_kind_by_name("tcp7", 4));
	ck_assert_ptr_null(socket_kind_by_name("unix-", 5));
	ck_assert_str_eq(socket_kind_by_name("TCP", 3)->name, "tcp");
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("constants");

	tcase_add_test(tcase, rows_are_found);
	tcase_add_test(tcase, values_find_the_first_row);
	tcase_add_test(tcase, usual_spellings);
	tcase_add_test(tcase, other_names_find_nothing);
	tcase_add_test(tcase, headers_names_are_known);
	tcase_add_test(tcase, sets_have_names);
	tcase_add_test(tcase, parses);
	tcase_add_test(tcase, refuses);
	tcase_add_test(tcase, shows);
	tcase_add_test(tcase, round_trips);
	tcase_add_test(tcase, eai_texts_are_the_librarys);
	tcase_add_test(tcase, threads_may_look_up);
	tcase_add_test(tcase, kinds);
	tcase_add_test(tcase, kinds_by_protocol_0);
	return unit_run("constants", tcase);
}
