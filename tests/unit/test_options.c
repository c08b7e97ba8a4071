/*
 * The option table: its lookups, and what it says of types and accesses, asked of the running
 * kernel.
 */
#include "tables/options.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "unit.h"

START_TEST(rows_are_well_formed)
{
	size_t i = 0;

	for (; option_at(i); i++) {
		const struct option_row *row = option_at(i);

		ck_assert_ptr_nonnull(row->name);
		ck_assert_msg(!strpbrk(row->name, "0123456789 ") || strchr(row->name, '_'), "%s",
		              row->name);
		ck_assert_msg((row->access & (OPTION_READ | OPTION_WRITE)) || row->gotcha,
		              "%s cannot be used, and does not say why", row->name);
		ck_assert_msg(strchr(row->man, '(') || strstr(row->man, ".h"), "%s: man %s", row->name,
		              row->man);
		ck_assert_uint_gt(strlen(row->about), 10);
		ck_assert_msg(!strchr(row->about, '\n') && row->about[strlen(row->about) - 1] != '.', "%s",
		              row->about);
		ck_assert_msg(!row->gotcha || row->gotcha[strlen(row->gotcha) - 1] != '.', "%s",
		              row->gotcha);
		ck_assert_msg((row->type == OPTION_FIELDS) == (row->fields != NULL), "%s", row->name);
		ck_assert_msg(row->type != OPTION_FLAGS || row->names, "%s", row->name);
		ck_assert_uint_gt(strlen(option_form(row)), 5);
		ck_assert_msg(strcmp(option_c_type(row), "struct"), "%s: which struct?", row->name);
	}
	ck_assert_uint_gt(i, 200);
	ck_assert_ptr_null(option_at(i + 1));
	ck_assert_ptr_null(option_at(SIZE_MAX));
	ck_assert_uint_gt(strlen(option_form(NULL)), 5);
}
END_TEST

START_TEST(every_row_is_found)
{
	bool taken[OPTION_IDS_MAX] = {false};

	for (size_t i = 0; option_at(i); i++) {
		const struct option_row *row = option_at(i);
		int family = row->level == IPPROTO_IPV6 ? AF_INET6 : AF_INET;

		ck_assert_msg(option_of_family(row->name, strlen(row->name), family) == row, "%s",
		              row->name);
		ck_assert_msg(option_by_number(row->level, row->number) == row, "%s", row->name);
		ck_assert_uint_lt(option_id(row), OPTION_IDS_MAX);
		ck_assert_msg(!taken[option_id(row)], "%s", row->name);
		taken[option_id(row)] = true;
	}
	for (size_t i = 0; option_spelling_at(i); i++) {
		const struct option_spelling *x = option_spelling_at(i);

		ck_assert_ptr_nonnull(option_by_name(x->name, strlen(x->name)));
		ck_assert_ptr_eq(option_by_name(x->name, strlen(x->name)),
		                 option_by_number(x->level, x->number));
	}
	ck_assert_ptr_eq(option_by_name("so_rcvbuf", 9), option_by_number(SOL_SOCKET, SO_RCVBUF));
	ck_assert_str_eq(option_by_number(SOL_SOCKET, SO_TYPE)->name, "SO_TYPE");
	ck_assert_str_eq(option_by_number(IPPROTO_TCP, TCP_NODELAY)->name, "TCP_NODELAY");
	ck_assert_str_eq(option_by_number(IPPROTO_IPV6, IPV6_V6ONLY)->name, "IPV6_V6ONLY");
}
END_TEST

/* MCAST_ names are those of two levels. */
START_TEST(names_of_two_levels)
{
	static const char name[] = "MCAST_JOIN_GROUP";
	size_t n = strlen(name);

	ck_assert_int_eq(option_by_name(name, n)->level, IPPROTO_IP);
	ck_assert_int_eq(option_of_family(name, n, AF_INET)->level, IPPROTO_IP);
	ck_assert_int_eq(option_of_family(name, n, AF_UNIX)->level, IPPROTO_IP);
	ck_assert_int_eq(option_of_family(name, n, AF_INET6)->level, IPPROTO_IPV6);
	ck_assert_int_eq(option_of_family("IP_TTL", 6, AF_INET6)->level, IPPROTO_IP);
	ck_assert_ptr_null(option_of_family("IP_TT", 5, AF_INET6));
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

/* What getsockopt(2) answers for a type of one size; 0: there are several. */
static socklen_t size_of(const struct option_row *row)
{
	switch ((int)row->type) {
	case OPTION_BOOL:
	case OPTION_INT:
	case OPTION_FLAGS:
	case OPTION_ERRNO:
	case OPTION_FAMILY:
	case OPTION_TYPE:
	case OPTION_PROTOCOL:
	case OPTION_INTERFACE:
	case OPTION_INTERFACE_BE:
	case OPTION_OUTGOING:
	case OPTION_PORTS:
		return sizeof(int);
	case OPTION_ULONG:
		return sizeof(long);
	case OPTION_U64:
		return sizeof(uint64_t);
	case OPTION_LINGER:
		return sizeof(struct linger);
	case OPTION_TIMEVAL:
		return sizeof(struct timeval);
	}
	return 0;
}

/* The kernel the table was measured on; an older one may lack some. */
static bool kernel_is_older(void)
{
	unsigned major = 0, minor = 0;
	struct utsname name;

	ck_assert(!uname(&name));
	ck_assert_int_eq(sscanf(name.release, "%u.%u", &major, &minor), 2);
	return major < 6 || (major == 6 && minor < 18);
}

/* What a fresh socket does not answer, for want of a peer or of the system's help; 0: it does. */
static const struct {
	int level, number, get, set;
} wants[] = {
    {SOL_SOCKET, SO_PEERNAME, ENOTCONN, 0},
    {SOL_SOCKET, SO_PEERGROUPS, ENODATA, 0},
    {SOL_SOCKET, SO_PEERSEC, ENOPROTOOPT, 0},
    {SOL_SOCKET, SO_RESERVE_MEM, 0, EOPNOTSUPP},
    {IPPROTO_IP, IP_MTU, ENOTCONN, 0},
    {IPPROTO_IP, IP_ROUTER_ALERT, 0, ENOBUFS},
    {IPPROTO_IPV6, IPV6_MTU, ENOTCONN, EINVAL},
    {IPPROTO_IPV6, IPV6_PATHMTU, ENOTCONN, 0},
    {IPPROTO_IPV6, IPV6_ADDRFORM, ENOTCONN, EINVAL},
    {IPPROTO_IPV6, IPV6_CHECKSUM, 0, EINVAL},
    {IPPROTO_IPV6, IPV6_2292PKTOPTIONS, ENOPROTOOPT, 0},
    {IPPROTO_IPV6, IPV6_ROUTER_ALERT, 0, ENOPROTOOPT},
    {IPPROTO_TCP, TCP_ULP, 0, EINVAL},
    {IPPROTO_TCP, TCP_FASTOPEN_KEY, 0, EINVAL},
    {IPPROTO_TCP, TCP_TIMESTAMP, 0, EPERM},
    {IPPROTO_TCP, TCP_REPAIR_QUEUE, EINVAL, EPERM},
    {IPPROTO_TCP, TCP_QUEUE_SEQ, EINVAL, EINVAL},
    {IPPROTO_TCP, TCP_REPAIR_WINDOW, EINVAL, EPERM},
};

static bool is_wanted(const struct option_row *row, bool set, int err)
{
	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++)
		if (wants[i].level == row->level && wants[i].number == row->number)
			return err == (set ? wants[i].set : wants[i].get);
	/* what takes a privilege, without it */
	return geteuid() && (err == EPERM || err == EACCES);
}

static int socket_for(const struct option_row *row, int family, int type)
{
	int protocol = row->level == IPPROTO_UDPLITE ? IPPROTO_UDPLITE : 0;

	if (type == SOCK_RAW)
		protocol = family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6;
	return socket(family, type, protocol);
}

/* Reads the option on a fresh socket that it is for, and writes the same value back. */
static void ask(const struct option_row *row, int family, int type, unsigned *asked)
{
	int fd = socket_for(row, family, type), ret, err;
	unsigned char value[512] = {0};
	socklen_t len = sizeof(value);

	/* families and raw sockets that this machine has not; UDP-Lite is gone from late kernels */
	if (fd < 0)
		return;
	if (size_of(row))
		len = size_of(row);
	ret = getsockopt(fd, row->level, row->number, value, &len);
	err = ret ? errno : 0;
	if (!(row->access & OPTION_READ)) {
		ck_assert_msg(ret || row->type == OPTION_FILTER, "%s can be read", row->name);
		close(fd);
		return;
	}
	if (!(err && kernel_is_older()))
		ck_assert_msg(!err || is_wanted(row, false, err) || (row->access & OPTION_ASKS),
		              "%s of %d %d: %s", row->name, family, type, strerror(err));
	++*asked;
	if (!ret && size_of(row))
		ck_assert_msg(len == size_of(row), "%s has %u bytes", row->name, (unsigned)len);
	ret = setsockopt(fd, row->level, row->number, value, ret ? sizeof(int) : len);
	err = ret ? errno : 0;
	if (!(row->access & OPTION_WRITE))
		ck_assert_msg(ret, "%s can be set", row->name);
	else if (!(err && kernel_is_older()))
		ck_assert_msg(!err || is_wanted(row, true, err) || (row->access & OPTION_ASKS),
		              "%s of %d %d: set: %s", row->name, family, type, strerror(err));
	close(fd);
}

START_TEST(kernel_agrees)
{
	static const int families[] = {AF_INET, AF_INET6, AF_UNIX};
	static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET};
	unsigned asked = 0;

	for (size_t i = 0; option_at(i); i++)
		for (int f = 0; f < 3; f++)
			for (int t = 0; t < 4; t++)
				if (option_holds(option_at(i), families[f], types[t]) &&
				    (families[f] == AF_UNIX) == (types[t] == SOCK_SEQPACKET || (f == 2 && t < 2)))
					ask(option_at(i), families[f], types[t], &asked);
	ck_assert_uint_gt(asked, 400);
}
END_TEST

/* Whether a socket of the kind takes the number. */
static bool takes(const struct option_row *row, int family, int type, long number)
{
	int fd = socket_for(row, family, type), value = (int)number, ret;

	ret = setsockopt(fd, row->level, row->number, &value, sizeof(value));
	if (ret)
		ck_assert_msg(errno == EINVAL, "%s %d: %s", row->name, value, strerror(errno));
	close(fd);
	return !ret;
}

/* A range that numbers say: "LOW to HIGH", "LOW or HIGH", "LOW and more", and one number more behind a comma;
 * false: something else. */
static bool read_range(const char *range, long *low, long *high, long *apart)
{
	char *end, word[8];
	int n = 0;

	*low = strtol(range, &end, 10);
	*high = *apart = INT_MAX;
	if (end == range)
		return false;
	if (!strcmp(end, " and more"))
		return true;
	if (sscanf(end, " %7s %ld%n", word, high, &n) != 2)
		return false;
	end += n;
	if (*end == ',')
		*apart = strtol(end + 1, &end, 10);
	return !*end;
}

static bool is_one_of_wants(const struct option_row *row)
{
	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++)
		if (wants[i].level == row->level && wants[i].number == row->number && wants[i].set)
			return true;
	return false;
}

static void ask_ends(const struct option_row *row, int family, int type, unsigned *asked)
{
	long low, high, apart;

	if (!row->range) {
		ck_assert_msg(takes(row, family, type, -1) && takes(row, family, type, INT_MAX),
		              "%s has a range", row->name);
	} else if (read_range(row->range, &low, &high, &apart)) {
		ck_assert_msg(takes(row, family, type, low), "%s refuses %ld", row->name, low);
		ck_assert_msg(takes(row, family, type, high), "%s refuses %ld", row->name, high);
		ck_assert_msg(low - 1 == apart || !takes(row, family, type, low - 1), "%s takes %ld",
		              row->name, low - 1);
		ck_assert_msg(high == INT_MAX || !takes(row, family, type, high + 1), "%s takes %ld",
		              row->name, high + 1);
	}
	++*asked;
}

/* Each end of a range is taken, and what is next to it outside is not; without one anything is taken. */
START_TEST(ranges_are_true)
{
	static const int families[] = {AF_INET, AF_INET6};
	static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW};
	unsigned asked = 0;

	/* some ask for a privilege, and some of what there is came with late kernels */
	if (geteuid() || kernel_is_older())
		return;
	for (size_t i = 0; option_at(i); i++)
		for (int k = 0; k < 6; k++) {
			const struct option_row *row = option_at(i);
			int family = families[k / 3], type = types[k % 3], fd = socket_for(row, family, type);

			close(fd);
			if (fd >= 0 && option_holds(row, family, type) && !is_one_of_wants(row) &&
			    (row->access & (OPTION_READ | OPTION_WRITE)) == (OPTION_READ | OPTION_WRITE) &&
			    (row->type == OPTION_BOOL || row->type == OPTION_INT) && !row->names)
				ask_ends(row, family, type, &asked);
		}
	ck_assert_uint_gt(asked, 200);
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

START_TEST(where_they_hold)
{
	const struct option_row *nodelay = option_by_name("TCP_NODELAY", 11);
	const struct option_row *reuse = option_by_name("SO_REUSEADDR", 12);

	ck_assert(option_holds(nodelay, AF_INET, SOCK_STREAM));
	ck_assert(option_holds(nodelay, AF_INET6, SOCK_STREAM | SOCK_NONBLOCK));
	ck_assert(!option_holds(nodelay, AF_INET, SOCK_DGRAM));
	ck_assert(!option_holds(nodelay, AF_UNIX, SOCK_STREAM));
	ck_assert(option_holds(reuse, AF_UNIX, SOCK_SEQPACKET));
	ck_assert(option_holds(reuse, AF_NETLINK, SOCK_RDM));
	ck_assert(!option_holds(nodelay, AF_NETLINK, SOCK_RAW));
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("options");

	tcase_add_test(tcase, rows_are_well_formed);
	tcase_add_test(tcase, every_row_is_found);
	tcase_add_test(tcase, others_are_not);
	tcase_add_test(tcase, names_of_two_levels);
	tcase_add_test(tcase, where_they_hold);
	tcase_add_test(tcase, kernel_agrees);
	tcase_add_test(tcase, ranges_are_true);
	tcase_add_test(tcase, groups);
	return unit_run("options", tcase);
}
