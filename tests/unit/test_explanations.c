/*
 * The explanations: which row is chosen, what becomes of its text, and that no row is malformed or
 * out of reach. That a row is true of the kernel is what the sessions are for.
 */
#include "tables/explanations.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "tables/constants.h"
#include "tables/errnos.h"
#include "unit.h"

static const char *const calls[] = {
    "*",           "socket",        "socketpair",  "bind",        "listen",
    "accept",      "accept4",       "connect",     "send",        "shutdown",
    "close",       "dup",           "recv",        "sendto",      "read",
    "write",       "recvfrom",      "getsockopt",  "setsockopt",  "sockatmark",
    "getpeername", "fcntl",         "getsockname", "writev",      "readv",
    "sendmsg",     "recvmsg",       "sendfile",    "ioctl",       "select",
    "poll",        "epoll_wait",    "epoll_ctl",   "getaddrinfo", "getnameinfo",
    "unlink",      "epoll_create1",
};

static int is_call(const char *name)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (!strcmp(calls[i], name))
			return 1;
	return 0;
}

static size_t count_char(const char *text, char c)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == c;
	return count;
}

START_TEST(rows_are_well_formed)
{
	size_t i = 0;

	for (; explanation_at(i); i++) {
		const struct explanation *e = explanation_at(i);
		size_t n = strlen(e->text);

		ck_assert_msg(is_call(e->call), "%s", e->call);
		if (e->err < 0)
			ck_assert_msg(constant_by_value(CONSTANT_EAI, e->err) != NULL, "%s", e->call);
		else
			ck_assert_msg(!e->err || errno_by_number(e->err), "%s %d", e->call, e->err);
		ck_assert_msg(e->err || strcmp(e->call, "*") != 0, "0 of any call is explained");
		ck_assert_uint_gt(strlen(e->source), 3);
		ck_assert_uint_gt(n, 10);
		ck_assert_msg(e->text[n - 1] != '.' && e->text[n - 1] != '\n', "%s", e->text);
		ck_assert_msg(count_char(e->text, '\n') <= 1, "%s", e->text);
		ck_assert_uint_eq(count_char(e->text, '{'), count_char(e->text, '}'));
	}
	ck_assert_uint_gt(i, 100);
	ck_assert_ptr_null(explanation_at(i + 1));
	ck_assert_ptr_null(explanation_at(SIZE_MAX));
}
END_TEST

/* A row is the nearest to its own call, errno, family and type, unless it stands there twice or apart
 * from others of its call and errno. */
START_TEST(every_row_is_found)
{
	for (size_t i = 0; explanation_at(i); i++) {
		const struct explanation *e = explanation_at(i);

		ck_assert_msg(explanation_find(e->call, e->err, e->family, e->type) == e,
		              "%s %s: row %zu is out of reach", e->call, errno_name(e->err), i);
	}
}
END_TEST

static void ck_found(const char *call, int err, int family, int type, const char *in_text)
{
	const struct explanation *e = explanation_find(call, err, family, type);

	ck_assert_msg(e && strstr(e->text, in_text), "%s %s: \"%s\" does not say \"%s\"", call,
	              errno_name(err), e ? e->text : "", in_text);
}

START_TEST(family_and_type_choose)
{
	ck_found("connect", ECONNREFUSED, AF_INET, SOCK_STREAM, "RST");
	ck_found("connect", ECONNREFUSED, AF_INET6, SOCK_STREAM, "RST");
	ck_found("connect", ECONNREFUSED, AF_UNIX, SOCK_STREAM, "no one listens");
	ck_found("connect", ECONNREFUSED, AF_UNIX, SOCK_SEQPACKET, "no one listens");
	ck_found("connect", ECONNREFUSED, AF_UNIX, SOCK_DGRAM, "any more");
	ck_found("send", ECONNREFUSED, AF_INET6, SOCK_DGRAM, "ICMP");
	ck_found("recv", 0, AF_INET6, SOCK_STREAM, "end of stream");
	ck_found("recv", 0, AF_UNIX, SOCK_DGRAM, "empty datagram");
	/* AF_INET stands for AF_INET6 only where that has no row of its own */
	ck_found("bind", EINVAL, AF_INET, SOCK_STREAM, "earlier bind or connect");
	ck_found("bind", EINVAL, AF_INET6, SOCK_STREAM, "%INTERFACE");
	/* of a socket nothing is known about, only what is true of any is said */
	ck_found("connect", EADDRINUSE, -1, -1, "in use");
	ck_assert_ptr_null(explanation_find("connect", ECONNREFUSED, -1, -1));
}
END_TEST

START_TEST(calls_fall_back)
{
	const struct explanation *piped = explanation_find("send", EPIPE, AF_INET, SOCK_STREAM);

	ck_assert_ptr_eq(explanation_find("write", EPIPE, AF_INET, SOCK_STREAM), piped);
	ck_assert_ptr_eq(explanation_find("sendto", EPIPE, AF_INET, SOCK_STREAM), piped);
	ck_found("read", 0, AF_INET, SOCK_STREAM, "end of stream");
	ck_found("recvfrom", ECONNREFUSED, AF_INET, SOCK_DGRAM, "ICMP");
	ck_found("socketpair", EPROTONOSUPPORT, AF_UNIX, SOCK_STREAM, "AF_UNIX");
	/* its own row goes before the other's, any family's before any call's */
	ck_found("sendto", EAGAIN, AF_INET, SOCK_DGRAM, "ephemeral");
	ck_found("sendto", EAGAIN, AF_UNIX, SOCK_DGRAM, "receiver's queue");
	ck_found("sendto", EAGAIN, AF_INET, SOCK_STREAM, "send buffer");
	ck_found("accept", EMFILE, AF_INET, SOCK_STREAM, "stays in the queue");
	ck_found("socket", EMFILE, AF_INET, SOCK_STREAM, "close one first");
	ck_found("getsockname", EBADF, AF_INET, SOCK_STREAM, "not open");
	ck_found("write", EBADF, -1, -1, "open for reading only");
	ck_found("readv", EBADF, -1, -1, "open for writing only");
	ck_found("no such call", EINTR, -1, -1, "signal");
	/* what only the other call's flags or arguments can bring about is not its own */
	ck_assert_ptr_null(explanation_find("write", EISCONN, AF_INET, SOCK_STREAM));
	ck_found("writev", EOPNOTSUPP, AF_UNIX, SOCK_STREAM, "pwritev2");
	ck_assert_ptr_null(explanation_find("read", EOPNOTSUPP, AF_INET, SOCK_DGRAM));
	ck_found("sendto", EOPNOTSUPP, AF_INET, SOCK_DGRAM, "MSG_OOB");
	ck_found("epoll_wait", EBADF, -1, -1, "not open");
}
END_TEST

START_TEST(unexplained_is_null)
{
	ck_assert_ptr_null(explanation_find("connect", EXDEV, AF_INET, SOCK_STREAM));
	ck_assert_ptr_null(explanation_find("connect", 0, AF_INET, SOCK_STREAM));
	ck_assert_ptr_null(explanation_find("close", 0, AF_INET, SOCK_STREAM));
	ck_assert_ptr_null(explanation_find("recv", 0, AF_INET, SOCK_RAW));
	ck_assert_ptr_null(explanation_find("", ECONNREFUSED, AF_INET, SOCK_STREAM));
	ck_assert_ptr_null(explanation_find("connect", -1, AF_INET, SOCK_STREAM));
}
END_TEST

static void ck_text(const char *text, const char *expected)
{
	struct bytes out = BYTES_INIT;

	bytes_add_str(&out, ">");
	explanation_add(&out, text, "127.0.0.1:9", "{address}");
	ck_assert_str_eq(bytes_str(&out) + 1, expected);
	bytes_clear(&out);
}

START_TEST(marks_are_replaced)
{
	ck_text("", "");
	ck_text("plain", "plain");
	ck_text("to {address}: no", "to 127.0.0.1:9: no");
	ck_text("{address}{address}", "127.0.0.1:9127.0.0.1:9");
	/* what is put in is not looked at again */
	ck_text("{socket} to {address}", "{address} to 127.0.0.1:9");
	ck_text("SO_LINGER {1 0}", "SO_LINGER {1 0}");
	ck_text("{", "{");
	ck_text("{address", "{address");
	ck_text("{{address}}", "{127.0.0.1:9}");
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("explanations");

	tcase_add_test(tcase, rows_are_well_formed);
	tcase_add_test(tcase, every_row_is_found);
	tcase_add_test(tcase, family_and_type_choose);
	tcase_add_test(tcase, calls_fall_back);
	tcase_add_test(tcase, unexplained_is_null);
	tcase_add_test(tcase, marks_are_replaced);
	return unit_run("explanations", tcase);
}
