/*
 * The option table: its lookups, and what it says of types and accesses, asked of the running
 * kernel.
 */
#include "tables/options.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "unit.h"

START_TEST(rows_are_well_formed)
{
	size_t i = 0;

	for (; option_at(i); i++) {
		const struct option_row *row = option_at(i);

		ck_assert_ptr_nonnull(row->name);
		ck_assert_msg(row->access, "%s cannot be used", row->name);
		ck_assert_uint_eq(row->access & ~(unsigned)(OPTION_READ | OPTION_WRITE), 0);
		ck_assert_msg(strchr(row->man, '('), "%s: man %s", row->name, row->man);
		ck_assert_uint_gt(strlen(row->about), 10);
		ck_assert_msg(!strchr(row->about, '\n') && row->about[strlen(row->about) - 1] != '.', "%s",
		              row->about);
		ck_assert_msg(!row->gotcha || row->gotcha[strlen(row->gotcha) - 1] != '.', "%s",
		              row->gotcha);
	}
	ck_assert_uint_gt(i, 30);
	ck_assert_ptr_null(option_at(i + 1));
	ck_assert_ptr_null(option_at(SIZE_MAX));
}
END_TEST

START_TEST(every_row_is_found)
{
	for (size_t i = 0; option_at(i); i++) {
		const struct option_row *row = option_at(i);

		ck_assert_msg(option_by_name(row->name, strlen(row->name)) == row, "%s", row->name);
		ck_assert_msg(option_by_number(row->level, row->number) == row, "%s", row->name);
	}
	ck_assert_ptr_eq(option_by_name("so_rcvbuf", 9), option_by_number(SOL_SOCKET, SO_RCVBUF));
	ck_assert_str_eq(option_by_number(SOL_SOCKET, SO_TYPE)->name, "SO_TYPE");
	ck_assert_str_eq(option_by_number(IPPROTO_TCP, TCP_NODELAY)->name, "TCP_NODELAY");
	ck_assert_str_eq(option_by_number(IPPROTO_IPV6, IPV6_V6ONLY)->name, "IPV6_V6ONLY");
}
END_TEST

START_TEST(others_are_not)
{
	ck_assert_ptr_null(option_by_name("", 0));
	ck_assert_ptr_null(option_by_name("SO_", 3));
	ck_assert_ptr_null(option_by_name("SO_RCVBU", 8));
	ck_assert_ptr_null(option_by_name("SO_RCVBUFF", 10));
	ck_assert_ptr_null(option_by_name("2", 1));
	ck_assert_ptr_null(option_by_number(SOL_SOCKET, 9999));
	ck_assert_ptr_null(option_by_number(SOL_SOCKET, -1));
	ck_assert_ptr_null(option_by_number(-1, SO_RCVBUF));
	ck_assert_ptr_null(option_by_number(9999, SO_RCVBUF));
}
END_TEST

START_TEST(types_have_forms)
{
	for (int type = OPTION_BOOL; type <= OPTION_GROUP; type++)
		ck_assert_uint_gt(strlen(option_type_form((enum option_type)type)), 0);
	ck_assert_str_eq(option_type_form(OPTION_BOOL), "0 or 1");
}
END_TEST

static socklen_t size_of(enum option_type type)
{
	switch (type) {
	case OPTION_BOOL:
	case OPTION_INT:
	case OPTION_ERRNO:
	case OPTION_TYPE:
		return sizeof(int);
	case OPTION_LINGER:
		return sizeof(struct linger);
	case OPTION_TIMEVAL:
		return sizeof(struct timeval);
	case OPTION_GROUP:
		return sizeof(struct ip_mreq);
	}
	return 0;
}

/* A fresh socket that has the option: of TCP, unless it is about groups or the way to a peer. -1: none. */
static int socket_for(const struct option_row *row)
{
	struct sockaddr_in discard = {
	    .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int family = row->level == IPPROTO_IPV6 ? AF_INET6 : AF_INET;
	bool of_udp = row->level == IPPROTO_IP &&
	              (row->number == IP_MULTICAST_TTL || row->number == IP_MULTICAST_LOOP ||
	               row->number == IP_MTU || row->type == OPTION_GROUP);
	int fd = socket(family, of_udp ? SOCK_DGRAM : SOCK_STREAM, 0);

	if (of_udp)
		ck_assert(!connect(fd, (struct sockaddr *)&discard, sizeof(discard)));
	ck_assert(fd >= 0 || (family == AF_INET6 && errno == EAFNOSUPPORT));
	return fd;
}

/* Reads the option and writes the same value back. */
START_TEST(kernel_agrees)
{
	for (size_t i = 0; option_at(i); i++) {
		const struct option_row *row = option_at(i);
		unsigned char value[64];
		socklen_t len = sizeof(value);
		int fd = socket_for(row), ret, err;

		if (fd < 0)
			continue;
		if (!(row->access & OPTION_READ)) {
			close(fd);
			continue;
		}
		ck_assert_msg(!getsockopt(fd, row->level, row->number, value, &len), "%s: %s", row->name,
		              strerror(errno));
		ck_assert_msg(len == size_of(row->type), "%s has %u bytes", row->name, (unsigned)len);
		ret = setsockopt(fd, row->level, row->number, value, len);
		err = errno;
		if (row->access & OPTION_WRITE)
			ck_assert_msg(!ret, "%s: %s", row->name, strerror(err));
		else
			ck_assert_msg(ret == -1 && err == ENOPROTOOPT, "%s can be set", row->name);
		close(fd);
	}
}
END_TEST

/* Those that can only be written: joining a group and leaving it. */
START_TEST(groups)
{
	struct ip_mreq group = {.imr_multiaddr.s_addr = htonl(0xefff4d4d),
	                        .imr_interface.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	ck_assert(!setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof(group)));
	ck_assert(!setsockopt(fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, &group, sizeof(group)));
	ck_assert(setsockopt(fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, &group, sizeof(group)));
	ck_assert_int_eq(errno, EADDRNOTAVAIL);
	close(fd);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("options");

	tcase_add_test(tcase, rows_are_well_formed);
	tcase_add_test(tcase, every_row_is_found);
	tcase_add_test(tcase, others_are_not);
	tcase_add_test(tcase, types_have_forms);
	tcase_add_test(tcase, kernel_agrees);
	tcase_add_test(tcase, groups);
	return unit_run("options", tcase);
}
