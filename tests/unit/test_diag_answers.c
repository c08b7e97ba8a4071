/*
 * Answers that a kernel seldom or never gives: dumps that were interrupted, errors, lies about lengths.
 * They come from a libmnl socket that is made up here, in place of the library's.
 */
#include "watch/diag.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "unit.h"

/* One datagram, or one errno. */
struct datagram {
	int err;
	struct bytes bytes;
};

struct mnl_socket {
	int fd;
};

static struct mnl_socket made;
static struct datagram datagram[64]; /* what will be received */
static unsigned datagrams, received, asked, asked_dumps;
static uint32_t seq; /* of the last question */
static struct diag *diag;

struct mnl_socket *mnl_socket_open2(int bus, int flags)
{
	ck_assert_int_eq(bus, NETLINK_SOCK_DIAG);
	made.fd = socket(AF_UNIX, SOCK_DGRAM | flags, 0);
	return &made;
}

struct mnl_socket *mnl_socket_fdopen(int fd)
{
	made.fd = fd;
	return &made;
}

int mnl_socket_bind(struct mnl_socket *s, unsigned groups, pid_t pid)
{
	ck_assert_uint_eq(groups, 0);
	ck_assert_int_eq(pid, MNL_SOCKET_AUTOPID);
	return s == &made ? 0 : -1;
}

int mnl_socket_close(struct mnl_socket *s)
{
	return close(s->fd);
}

unsigned mnl_socket_get_portid(const struct mnl_socket *s)
{
	(void)s;
	return 0;
}

int mnl_socket_get_fd(const struct mnl_socket *s)
{
	return s->fd;
}

ssize_t mnl_socket_sendto(const struct mnl_socket *s, const void *p, size_t n)
{
	const struct nlmsghdr *message = p;

	(void)s;
	ck_assert_uint_eq(message->nlmsg_len, n);
	seq = message->nlmsg_seq;
	asked++;
	asked_dumps += (message->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	return (ssize_t)n;
}

/* The seq of each message of a datagram is a distance to that of the question. */
ssize_t mnl_socket_recvfrom(const struct mnl_socket *s, void *p, size_t size)
{
	struct datagram *next = &datagram[received];

	(void)s;
	ck_assert_msg(received < datagrams, "waits for what nobody sends");
	received++;
	if (next->err) {
		errno = next->err;
		return -1;
	}
	ck_assert_uint_le(next->bytes.len, size);
	/* what is behind the datagram is poisoned: it must not be looked at */
	memset(p, 0xff, size);
	memcpy(p, bytes_str(&next->bytes), next->bytes.len);
	for (size_t at = 0; at + sizeof(struct nlmsghdr) <= next->bytes.len;) {
		struct nlmsghdr *message = (struct nlmsghdr *)((char *)p + at);

		message->nlmsg_seq += seq;
		if (message->nlmsg_len < sizeof(*message) || message->nlmsg_len > size)
			break;
		at += MNL_ALIGN(message->nlmsg_len);
	}
	return (ssize_t)next->bytes.len;
}

static void setup(void)
{
	diag = diag_new(-1);
	ck_assert_ptr_nonnull(diag);
}

static void teardown(void)
{
	ck_assert_uint_eq(received, datagrams);
	diag_free(diag);
	for (unsigned i = 0; i < datagrams; i++)
		bytes_clear(&datagram[i].bytes);
}

static void fails_with(int err)
{
	datagram[datagrams++].err = err;
}

static void begin_datagram(void)
{
	datagrams++;
}

/* Adds to the last datagram. len -1: what it is. */
static void add(int type, int flags, const void *payload, size_t n, int64_t len, uint32_t seq_off)
{
	struct nlmsghdr message = {.nlmsg_len =
	                               (uint32_t)(len < 0 ? (int64_t)(sizeof(message) + n) : len),
	                           .nlmsg_type = (uint16_t)type,
	                           .nlmsg_flags = (uint16_t)flags,
	                           .nlmsg_seq = seq_off};
	struct bytes *to = &datagram[datagrams - 1].bytes;

	bytes_add(to, &message, sizeof(message));
	if (n)
		bytes_add(to, payload, n);
}

/* A socket from 127.0.0.1:port to 127.0.0.1:9. */
static struct inet_diag_msg a_socket(unsigned port)
{
	struct inet_diag_msg m = {.idiag_family = AF_INET, .idiag_state = TCP_ESTABLISHED};

	m.id.idiag_src[0] = m.id.idiag_dst[0] = htonl(INADDR_LOOPBACK);
	m.id.idiag_sport = htons((uint16_t)port);
	m.id.idiag_dport = htons(9);
	return m;
}

static void add_socket(unsigned port, int flags)
{
	struct inet_diag_msg m = a_socket(port);

	add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI | flags, &m, sizeof(m), -1, 0);
}

static void add_done(int code, int flags)
{
	add(NLMSG_DONE, NLM_F_MULTI | flags, &code, sizeof(code), -1, 0);
}

static void add_error(int code)
{
	struct nlmsgerr error = {.error = code};

	add(NLMSG_ERROR, 0, &error, sizeof(error), -1, 0);
}

static struct {
	int count;
	struct diag_row last;
	unsigned ports; /* all added up */
} told;

static void tell(void *closure, const struct diag_row *row)
{
	(void)closure;
	told.count++;
	told.last = *row;
	told.ports += (unsigned)address_port(&row->local.any, row->local.len);
}

START_TEST(parts)
{
	begin_datagram();
	add_socket(1, 0);
	add_socket(2, 0);
	begin_datagram();
	add(NLMSG_NOOP, NLM_F_MULTI, NULL, 0, -1, 0);
	add_socket(4, 0);
	begin_datagram();
	add_done(0, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), 0);
	ck_assert_int_eq(told.count, 3);
	ck_assert_uint_eq(told.ports, 7);
	ck_assert_uint_eq(asked, 1);
}
END_TEST

START_TEST(interrupted_dump_is_repeated)
{
	begin_datagram();
	add_socket(1, 0);
	begin_datagram();
	add_socket(2, NLM_F_DUMP_INTR);
	add_done(0, 0);
	begin_datagram();
	add_socket(16, 0);
	/* also when only its end says so */
	add_done(0, NLM_F_DUMP_INTR);
	begin_datagram();
	add_socket(32, 0);
	add_done(0, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), 0);
	ck_assert_int_eq(told.count, 1);
	ck_assert_uint_eq(told.ports, 32);
	ck_assert_uint_eq(asked_dumps, 3);
}
END_TEST

START_TEST(repeated_a_few_times_only)
{
	for (int i = 0; i < 4; i++) {
		begin_datagram();
		add_socket(1U << i, NLM_F_DUMP_INTR);
		add_done(0, 0);
	}
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), 0);
	ck_assert_uint_eq(told.ports, 8);
	ck_assert_uint_eq(asked_dumps, 4);
}
END_TEST

START_TEST(second_family_keeps_the_first)
{
	begin_datagram();
	add_socket(1, 0);
	add_done(0, 0);
	begin_datagram();
	add_socket(2, NLM_F_DUMP_INTR);
	add_done(0, 0);
	begin_datagram();
	add_socket(4, 0);
	add_done(0, 0);
	ck_assert_int_eq(diag_each(diag, AF_UNSPEC, tell, NULL), 0);
	ck_assert_uint_eq(told.ports, 5);
}
END_TEST

START_TEST(signals_and_losses)
{
	fails_with(EINTR);
	begin_datagram();
	add_socket(1, 0);
	fails_with(ENOBUFS);
	fails_with(EINTR);
	begin_datagram();
	add_done(0, 0);
	/* asked again; now the end is lost as well */
	begin_datagram();
	add_socket(2, 0);
	fails_with(ENOBUFS);
	fails_with(EAGAIN);
	begin_datagram();
	add_socket(4, 0);
	add_done(0, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), 0);
	ck_assert_uint_eq(told.ports, 4);
	ck_assert_uint_eq(asked_dumps, 3);
}
END_TEST

START_TEST(errors_are_passed_on)
{
	struct address local, peer;
	struct diag_row row;

	memset(&local, 0, sizeof(local));
	local.len = sizeof(struct sockaddr_in);
	local.any.sa_family = AF_INET;
	peer = local;
	begin_datagram();
	add_socket(1, 0);
	add_error(-EPERM);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), -1);
	ck_assert_int_eq(errno, EPERM);
	/* nothing is told of half an answer */
	ck_assert_int_eq(told.count, 0);
	begin_datagram();
	add_done(-ENOMEM, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), -1);
	ck_assert_int_eq(errno, ENOMEM);
	fails_with(EAGAIN);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), -1);
	ck_assert_int_eq(errno, EAGAIN);
	begin_datagram();
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), -1);
	ck_assert_int_eq(errno, EPROTO);
	begin_datagram();
	add_error(-EINVAL);
	ck_assert_int_eq(diag_find(diag, &local, &peer, &row), -1);
	ck_assert_int_eq(errno, EINVAL);
	/* the lookup says ENOENT, and so does the dump: it is not there at all */
	begin_datagram();
	add_error(-ENOENT);
	begin_datagram();
	add_error(-ENOENT);
	ck_assert_int_eq(diag_find(diag, &local, &peer, &row), -1);
	ck_assert_int_eq(errno, ENOENT);
}
END_TEST

static const int codes[] = {1, -4096, INT32_MIN, INT32_MAX};

START_TEST(error_codes_that_are_none)
{
	begin_datagram();
	add_error(codes[_i]);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), -1);
	ck_assert_int_eq(errno, EPROTO);
	begin_datagram();
	add(NLMSG_ERROR, 0, "ab", 2, -1, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), -1);
	ck_assert_int_eq(errno, EPROTO);
	/* older kernels end without a code */
	begin_datagram();
	add(NLMSG_DONE, NLM_F_MULTI, NULL, 0, -1, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), 0);
}
END_TEST

START_TEST(an_earlier_answer_is_passed_over)
{
	struct inet_diag_msg m = a_socket(1);

	begin_datagram();
	add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI | NLM_F_DUMP_INTR, &m, sizeof(m), -1, (uint32_t)-1);
	add(NLMSG_DONE, NLM_F_MULTI, NULL, 0, -1, (uint32_t)-1);
	begin_datagram();
	add_socket(2, 0);
	add_done(0, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), 0);
	ck_assert_uint_eq(told.ports, 2);
	ck_assert_uint_eq(asked, 1);
}
END_TEST

/* The length that a header claims, of a message that is sizeof(struct inet_diag_msg) + 16 long. */
static const int64_t lies[] = {0,          1,          15,         16,         17,
                               16 + 71,    16 + 73,    0x7fffffff, 0x80000000, 0x80000010,
                               0xffffffff, 0xfffffff0, 32768,      32769};

START_TEST(lengths_that_lie)
{
	struct inet_diag_msg m = a_socket(1);

	begin_datagram();
	add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, &m, sizeof(m), lies[_i], 0);
	begin_datagram();
	bytes_add(&datagram[datagrams - 1].bytes, "\x14\0\0", 3);
	begin_datagram();
	add_done(0, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), 0);
	ck_assert_int_eq(told.count, 0);
}
END_TEST

START_TEST(every_cut)
{
	struct inet_diag_msg m = a_socket(1);

	for (size_t n = 0; n < sizeof(m); n++) {
		datagrams = received = 0;
		bytes_reset(&datagram[0].bytes);
		bytes_reset(&datagram[1].bytes);
		begin_datagram();
		add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, &m, n, -1, 0);
		begin_datagram();
		add_done(0, 0);
		ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), 0);
	}
	ck_assert_int_eq(told.count, 0);
}
END_TEST

START_TEST(numbers_that_mean_nothing)
{
	struct inet_diag_msg m = a_socket(1);

	begin_datagram();
	m.idiag_family = AF_UNIX;
	add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, &m, sizeof(m), -1, 0);
	m.idiag_family = AF_INET;
	m.idiag_state = 0;
	add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, &m, sizeof(m), -1, 0);
	m.idiag_state = 14;
	add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, &m, sizeof(m), -1, 0);
	add_done(0, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), 0);
	ck_assert_int_eq(told.count, 0);
	begin_datagram();
	m.idiag_state = 12;
	m.idiag_timer = 200;
	m.idiag_expires = 77;
	add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, &m, sizeof(m), -1, 0);
	add_done(0, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), 0);
	ck_assert_int_eq(told.count, 1);
	ck_assert_int_eq(told.last.state, TCP_SYN_RECV);
	ck_assert_int_eq(told.last.timer, DIAG_TIMER_NONE);
	ck_assert_uint_eq(told.last.timer_ms, 0);
	begin_datagram();
	m.idiag_state = 13;
	m.idiag_timer = 1;
	m.idiag_expires = (uint32_t)-3;
	add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, &m, sizeof(m), -1, 0);
	add_done(0, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, NULL), 0);
	ck_assert_int_eq(told.last.state, TCP_CLOSE);
	ck_assert_int_eq(told.last.timer, DIAG_TIMER_RETRANSMIT);
	ck_assert_uint_eq(told.last.timer_ms, 0);
}
END_TEST

START_TEST(scope_of_a_link_local_address)
{
	struct inet_diag_msg m = a_socket(1);
	struct sockaddr_in6 in6;

	m.idiag_family = AF_INET6;
	m.id.idiag_if = 7;
	m.id.idiag_src[0] = htonl(0xfe800000);
	m.id.idiag_dst[0] = htonl(0xfd000000);
	begin_datagram();
	add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, &m, sizeof(m), -1, 0);
	add_done(0, 0);
	ck_assert_int_eq(diag_each(diag, AF_INET6, tell, NULL), 0);
	ck_assert_int_eq(told.count, 1);
	memcpy(&in6, &told.last.local.storage, sizeof(in6));
	ck_assert_uint_eq(in6.sin6_scope_id, 7);
	memcpy(&in6, &told.last.peer.storage, sizeof(in6));
	ck_assert_uint_eq(in6.sin6_scope_id, 0);
	ck_assert_uint_eq(in6.sin6_port, htons(9));
}
END_TEST

START_TEST(a_listener_in_place_of_the_connection)
{
	struct inet_diag_msg m = a_socket(80);
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(80)};
	struct address local, peer;
	struct diag_row row;

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	memset(&local, 0, sizeof(local));
	memcpy(&local.storage, &in, sizeof(in));
	local.len = sizeof(in);
	peer = local;
	((struct sockaddr_in *)&peer.any)->sin_port = htons(9);
	m.idiag_state = TCP_LISTEN;
	m.id.idiag_dport = 0;
	m.id.idiag_dst[0] = 0;
	begin_datagram();
	add(SOCK_DIAG_BY_FAMILY, 0, &m, sizeof(m), -1, 0);
	/* the dump has it; it may be of either family */
	begin_datagram();
	add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, &m, sizeof(m), -1, 0);
	add_done(0, 0);
	m = a_socket(80);
	m.idiag_state = 12;
	begin_datagram();
	add(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, &m, sizeof(m), -1, 0);
	add_done(0, 0);
	ck_assert_int_eq(diag_find(diag, &local, &peer, &row), 1);
	ck_assert_int_eq(row.state, TCP_SYN_RECV);
	ck_assert_uint_eq(asked, 3);
	ck_assert_uint_eq(asked_dumps, 2);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("diag_answers");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, parts);
	tcase_add_test(tcase, interrupted_dump_is_repeated);
	tcase_add_test(tcase, repeated_a_few_times_only);
	tcase_add_test(tcase, second_family_keeps_the_first);
	tcase_add_test(tcase, signals_and_losses);
	tcase_add_test(tcase, errors_are_passed_on);
	tcase_add_loop_test(tcase, error_codes_that_are_none, 0, sizeof(codes) / sizeof(codes[0]));
	tcase_add_test(tcase, an_earlier_answer_is_passed_over);
	tcase_add_loop_test(tcase, lengths_that_lie, 0, sizeof(lies) / sizeof(lies[0]));
	tcase_add_test(tcase, every_cut);
	tcase_add_test(tcase, numbers_that_mean_nothing);
	tcase_add_test(tcase, scope_of_a_link_local_address);
	tcase_add_test(tcase, a_listener_in_place_of_the_connection);
	return unit_run("diag_answers", tcase);
}
