/*
 * What sock_diag tells of sockets on loopback, against what is known of them otherwise.
 */
#include "watch/diag.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "unit.h"

static bool alone; /* no other process has sockets here */
static struct diag *diag;
static int listener, client, server; /* client is connected to server */
static struct address at, from;      /* the listener's and so the server's address; the client's */

static struct address name_of(int fd)
{
	struct address a = {.len = sizeof(a.storage)};

	ck_assert_int_eq(getsockname(fd, &a.any, &a.len), 0);
	return a;
}

static struct address address_of(const char *text)
{
	struct bytes why = BYTES_INIT;
	struct address_host host;
	struct address a;

	ck_assert_int_eq(address_parse(&a, text, strlen(text), AF_UNSPEC, PLACE_HERE, &host, &why),
	                 ADDRESS_OK);
	return a;
}

static int listen_at(const char *text, int backlog)
{
	struct address a = address_of(text);
	int fd = socket(a.any.sa_family, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, &a.any, a.len), 0);
	ck_assert_int_eq(listen(fd, backlog), 0);
	return fd;
}

static int connect_to(const struct address *a)
{
	int fd = socket(a->any.sa_family, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(connect(fd, &a->any, a->len), 0);
	return fd;
}

static void connected(const char *text)
{
	listener = listen_at(text, 5);
	at = name_of(listener);
	client = connect_to(&at);
	from = name_of(client);
	server = accept(listener, NULL, NULL);
	ck_assert_int_ge(server, 0);
}

/* A network of our own, where the machine allows that: nobody else's sockets are in its dumps. */
static void leave_network(void)
{
	struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd;

	if (unshare(CLONE_NEWNET) && unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return;
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	ck_assert_int_eq(ioctl(fd, SIOCSIFFLAGS, &lo), 0);
	close(fd);
	alone = true;
}

static void setup(void)
{
	leave_network();
	diag = diag_new(-1);
	ck_assert_ptr_nonnull(diag);
}

static void teardown(void)
{
	diag_free(diag);
}

static uint32_t inode_of(int fd)
{
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	return (uint32_t)st.st_ino;
}

static struct diag_row find(const struct address *local, const struct address *peer)
{
	struct diag_row row;

	ck_assert_int_eq(diag_find(diag, local, peer, &row), 1);
	return row;
}

/* Waits up to two seconds for the state; other threads of the kernel may have to do with it. */
static struct diag_row find_in(int state, const struct address *local, const struct address *peer)
{
	struct diag_row row = {0};

	for (int i = 0; i < 400; i++) {
		int found = diag_find(diag, local, peer, &row);

		ck_assert_int_ge(found, 0);
		if (found && row.state == state)
			return row;
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
	}
	ck_abort_msg("no state %d, but %d", state, row.state);
	return row;
}

static void assert_address(const struct address *a, const struct address *b)
{
	ck_assert_uint_eq(a->len, b->len);
	ck_assert_mem_eq(&a->storage, &b->storage, a->len);
}

static void assert_timer(const struct diag_row *row, const char *begin, const char *end)
{
	struct bytes out = BYTES_INIT;

	diag_add_timer(&out, row);
	ck_assert_msg(!strncmp(bytes_str(&out), begin, strlen(begin)), "%s", bytes_str(&out));
	ck_assert_uint_ge(out.len, strlen(end));
	ck_assert_str_eq(bytes_str(&out) + out.len - strlen(end), end);
	bytes_clear(&out);
}

/* Rows that were told, as far as they have to do with one port. */
struct told {
	unsigned port;
	int count, others;
	int state[8];
	struct diag_row last;
};

static void tell(void *closure, const struct diag_row *row)
{
	struct told *told = closure;

	if (address_port(&row->local.any, row->local.len) != (int)told->port &&
	    address_port(&row->peer.any, row->peer.len) != (int)told->port) {
		told->others++;
		return;
	}
	if (told->count < 8)
		told->state[told->count] = row->state;
	told->count++;
	told->last = *row;
}

static struct told told_of(const struct address *a)
{
	return (struct told){.port = (unsigned)address_port(&a->any, a->len)};
}

static int count_of(const struct told *told, int state)
{
	int count = 0;

	for (int i = 0; i < told->count && i < 8; i++)
		count += told->state[i] == state;
	return count;
}

START_TEST(listener_with_its_queue)
{
	struct address none = {0};
	struct diag_row row;
	int one, two;

	listener = listen_at("127.0.0.1:0", 5);
	at = name_of(listener);
	row = find(&at, NULL);
	ck_assert_int_eq(row.state, TCP_LISTEN);
	ck_assert_int_eq(row.family, AF_INET);
	ck_assert_uint_eq(row.inode, inode_of(listener));
	ck_assert_uint_eq(row.recv_queue, 0);
	ck_assert_uint_eq(row.send_queue, 5);
	ck_assert_int_eq(row.timer, DIAG_TIMER_NONE);
	assert_address(&row.local, &at);
	ck_assert_int_eq(address_port(&row.peer.any, row.peer.len), 0);
	assert_timer(&row, "", "");

	one = connect_to(&at);
	two = connect_to(&at);
	row = find(&at, &none);
	ck_assert_uint_eq(row.recv_queue, 2);
	close(accept(listener, NULL, NULL));
	ck_assert_uint_eq(find(&at, NULL).recv_queue, 1);
	close(one);
	close(two);
}
END_TEST

static const char *const hosts[] = {"127.0.0.1:0", "[::1]:0"};

START_TEST(both_ends_of_a_connection)
{
	struct diag_row row, other;

	connected(hosts[_i]);
	row = find(&from, &at);
	ck_assert_int_eq(row.state, TCP_ESTABLISHED);
	ck_assert_uint_eq(row.inode, inode_of(client));
	assert_address(&row.local, &from);
	assert_address(&row.peer, &at);
	other = find(&at, &from);
	ck_assert_uint_eq(other.inode, inode_of(server));
	ck_assert(other.cookie != row.cookie && row.cookie);
	ck_assert_int_eq(send(client, "0123456789", 10, 0), 10);
	ck_assert_uint_eq(find(&at, &from).recv_queue, 10);
	ck_assert_uint_eq(find(&from, &at).recv_queue, 0);
}
END_TEST

START_TEST(cookie_is_that_of_the_socket)
{
	uint64_t cookie;
	socklen_t n = sizeof(cookie);

	connected("127.0.0.1:0");
	ck_assert_int_eq(getsockopt(client, SOL_SOCKET, SO_COOKIE, &cookie, &n), 0);
	ck_assert_uint_eq(find(&from, &at).cookie, cookie);
}
END_TEST

/* The whole close, and each state of it against TCP_INFO where a descriptor is left. */
START_TEST(close_step_by_step)
{
	struct tcp_info info;
	socklen_t n = sizeof(info);
	struct diag_row row;
	char c;

	connected(hosts[_i]);
	shutdown(client, SHUT_WR);
	row = find_in(TCP_FIN_WAIT2, &from, &at);
	ck_assert_uint_eq(row.inode, inode_of(client));
	ck_assert_int_eq(getsockopt(client, IPPROTO_TCP, TCP_INFO, &info, &n), 0);
	ck_assert_int_eq(info.tcpi_state, row.state);
	row = find_in(TCP_CLOSE_WAIT, &at, &from);
	ck_assert_uint_eq(row.inode, inode_of(server));
	/* the FIN counts until it is read */
	ck_assert_uint_eq(row.recv_queue, 1);
	ck_assert_int_eq(recv(server, &c, 1, 0), 0);
	ck_assert_uint_eq(find(&at, &from).recv_queue, 0);

	close(client);
	row = find_in(TCP_FIN_WAIT2, &from, &at);
	ck_assert_uint_eq(row.inode, 0);
	ck_assert_int_eq(row.timer, DIAG_TIMER_TIME_WAIT);
	assert_timer(&row, "FIN_WAIT2 for ", " s");
	close(server);
	row = find_in(TCP_TIME_WAIT, &from, &at);
	ck_assert_uint_eq(row.inode, 0);
	ck_assert_int_eq(row.timer, DIAG_TIMER_TIME_WAIT);
	ck_assert_uint_le(row.timer_ms, 61000);
	ck_assert_uint_ge(row.timer_ms, 50000);
	assert_timer(&row, "TIME_WAIT for ", " s");
	assert_address(&row.local, &from);
	/* the other side is gone, and the listener does not stand in for it */
	ck_assert_int_eq(diag_find(diag, &at, &from, &row), 0);
}
END_TEST

START_TEST(handshake_under_way)
{
	struct told told;
	struct diag_row row;
	int seconds = 5;

	listener = listen_at(hosts[_i], 5);
	at = name_of(listener);
	told = told_of(&at);
	/* tcp(7): the ACK alone does not end the handshake then */
	ck_assert_int_eq(setsockopt(listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof(seconds)),
	                 0);
	client = connect_to(&at);
	from = name_of(client);
	row = find(&at, &from);
	ck_assert_int_eq(row.state, TCP_SYN_RECV);
	ck_assert_uint_eq(row.inode, 0);
	ck_assert_int_eq(row.timer, DIAG_TIMER_RETRANSMIT);
	assert_timer(&row, "retransmission in ", "s");
	assert_address(&row.local, &at);
	assert_address(&row.peer, &from);

	ck_assert_int_eq(
	    diag_each_port(diag, AF_UNSPEC, (uint16_t[]){(uint16_t)told.port}, 1, tell, &told), 0);
	ck_assert_int_eq(told.count, 3);
	ck_assert_int_eq(told.others, 0);
	ck_assert_int_eq(count_of(&told, TCP_SYN_RECV), 1);
	ck_assert_int_eq(count_of(&told, TCP_LISTEN), 1);
	ck_assert_int_eq(count_of(&told, TCP_ESTABLISHED), 1);
}
END_TEST

START_TEST(syn_without_an_answer)
{
	struct diag_row row;

	listener = listen_at("127.0.0.1:0", 0);
	at = name_of(listener);
	connect_to(&at);
	client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	/* the queue is full: the SYN is not even answered */
	ck_assert_int_eq(connect(client, &at.any, at.len), -1);
	ck_assert_int_eq(errno, EINPROGRESS);
	from = name_of(client);
	row = find(&from, &at);
	ck_assert_int_eq(row.state, TCP_SYN_SENT);
	ck_assert_int_eq(row.timer, DIAG_TIMER_RETRANSMIT);
	ck_assert_uint_eq(row.send_queue, 1);
	ck_assert_uint_eq(row.inode, inode_of(client));
}
END_TEST

START_TEST(keep_alive_timer)
{
	struct diag_row row;
	int one = 1, seconds = 100;

	connected("127.0.0.1:0");
	ck_assert_int_eq(setsockopt(client, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one)), 0);
	assert_timer(&(struct diag_row){0}, "", "");
	row = find(&from, &at);
	ck_assert_int_eq(row.timer, DIAG_TIMER_KEEPALIVE);
	assert_timer(&row, "keep-alive in 1", " min");
	ck_assert_int_eq(setsockopt(client, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof(seconds)), 0);
	row = find(&from, &at);
	assert_timer(&row, "keep-alive in ", " s");
}
END_TEST

START_TEST(probe_of_a_closed_window)
{
	static char block[65536];
	struct diag_row row;

	connected("127.0.0.1:0");
	ck_assert_int_eq(fcntl(client, F_SETFL, O_NONBLOCK), 0);
	for (int quiet = 0; quiet < 20;) {
		if (send(client, block, sizeof(block), 0) > 0) {
			quiet = 0;
			continue;
		}
		quiet++;
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
	}
	for (int i = 0; i < 400; i++) {
		row = find(&from, &at);
		if (row.timer == DIAG_TIMER_PROBE)
			break;
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
	}
	ck_assert_int_eq(row.timer, DIAG_TIMER_PROBE);
	ck_assert_uint_gt(row.send_queue, 0);
	assert_timer(&row, "window probe in ", "s");
}
END_TEST

START_TEST(mapped_addresses_are_found_in_either_form)
{
	struct address mapped_at, mapped_from;
	struct diag_row row;
	char text[64];
	int zero = 0, fd = socket(AF_INET6, SOCK_STREAM, 0);
	struct sockaddr_in6 any = {.sin6_family = AF_INET6};

	ck_assert_int_eq(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof(zero)), 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	ck_assert_int_eq(listen(fd, 5), 0);
	at = name_of(fd);
	ck_assert_uint_eq(find(&at, NULL).inode, inode_of(fd));
	snprintf(text, sizeof(text), "127.0.0.1:%d", address_port(&at.any, at.len));
	at = address_of(text);
	client = connect_to(&at);
	from = name_of(client);
	server = accept(fd, NULL, NULL);
	mapped_at = name_of(server);
	snprintf(text, sizeof(text), "[::ffff:127.0.0.1]:%d", address_port(&from.any, from.len));
	mapped_from = address_of(text);

	row = find(&at, &from);
	ck_assert_uint_eq(row.inode, inode_of(server));
	ck_assert_int_eq(row.family, AF_INET6);
	assert_address(&row.local, &mapped_at);
	assert_address(&row.peer, &mapped_from);
	row = find(&mapped_at, &mapped_from);
	ck_assert_uint_eq(row.inode, inode_of(server));
	row = find(&mapped_from, &mapped_at);
	ck_assert_uint_eq(row.inode, inode_of(client));
	ck_assert_int_eq(row.family, AF_INET);
	assert_address(&row.local, &from);

	close(server);
	row = find_in(TCP_FIN_WAIT2, &at, &from);
	ck_assert_uint_eq(row.inode, 0);
	/* nobody listens at 127.0.0.1 itself */
	ck_assert_int_eq(diag_find(diag, &at, NULL, &row), 0);
}
END_TEST

START_TEST(found_is_what_was_asked_for)
{
	struct address other = address_of("127.0.0.2:1");
	struct address any = address_of("*:0"), path = address_of("/tmp/x");
	struct diag_row row;

	connected("127.0.0.1:0");
	ck_assert_int_eq(diag_find(diag, &at, &other, &row), 0);
	ck_assert_int_eq(diag_find(diag, &other, &at, &row), 0);
	ck_assert_int_eq(diag_find(diag, &other, NULL, &row), 0);
	ck_assert_int_eq(diag_find(diag, &any, NULL, &row), 0);
	errno = 0;
	ck_assert_int_eq(diag_find(diag, &path, NULL, &row), -1);
	ck_assert_int_eq(errno, EAFNOSUPPORT);
	ck_assert_int_eq(diag_find(diag, NULL, NULL, &row), -1);
	/* a wildcard's listener is not at 127.0.0.1 */
	close(listener);
	listener = listen_at("*:0", 1);
	any = name_of(listener);
	ck_assert_uint_eq(find(&any, NULL).inode, inode_of(listener));
	((struct sockaddr_in *)&any.any)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(diag_find(diag, &any, NULL, &row), 0);
}
END_TEST

START_TEST(socket_bound_to_an_interface)
{
	struct diag_row row;

	connected("127.0.0.1:0");
	close(client);
	client = socket(AF_INET, SOCK_STREAM, 0);
	if (setsockopt(client, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3))
		return;
	ck_assert_int_eq(connect(client, &at.any, at.len), 0);
	from = name_of(client);
	row = find(&from, &at);
	ck_assert_uint_eq(row.inode, inode_of(client));
}
END_TEST

/* From Linux 6.8 the dump has sockets that are bound and nothing more. */
START_TEST(socket_that_is_only_bound)
{
	struct address a = address_of("127.0.0.1:0");
	struct diag_row row;

	client = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(client, &a.any, a.len), 0);
	from = name_of(client);
	if (diag_find(diag, &from, NULL, &row) != 1)
		return;
	ck_assert_int_eq(row.state, TCP_CLOSE);
	ck_assert_uint_eq(row.inode, inode_of(client));
}
END_TEST

START_TEST(each_tells_of_all)
{
	struct told told;

	connected(hosts[_i]);
	told = told_of(&at);
	ck_assert_int_eq(diag_each(diag, AF_UNSPEC, tell, &told), 0);
	ck_assert_int_eq(told.count, 3);
	ck_assert_int_eq(count_of(&told, TCP_LISTEN), 1);
	ck_assert_int_eq(count_of(&told, TCP_ESTABLISHED), 2);
	told = told_of(&at);
	ck_assert_int_eq(diag_each(diag, at.any.sa_family, tell, &told), 0);
	ck_assert_int_eq(told.count, 3);
	told = told_of(&at);
	ck_assert_int_eq(diag_each(diag, at.any.sa_family == AF_INET ? AF_INET6 : AF_INET, tell, &told),
	                 0);
	ck_assert_int_eq(told.count, 0);
	ck_assert_int_eq(diag_each(diag, AF_UNIX, tell, &told), -1);
	ck_assert_int_eq(errno, EAFNOSUPPORT);
}
END_TEST

static const size_t many[] = {1, 2, 5, 63, 64, 65, 129, 5000, 65536};

START_TEST(ports_narrow_it)
{
	static uint16_t port[65536];
	struct told told;

	connected("127.0.0.1:0");
	if (!alone)
		return;
	told = told_of(&at);
	/* ports in front that none of these sockets has, the wanted one last */
	for (size_t i = 0; i < many[_i]; i++)
		port[i] = (uint16_t)(many[_i] == 65536 ? i : i % 1000 + 1);
	port[many[_i] - 1] = (uint16_t)told.port;
	ck_assert_int_eq(diag_each_port(diag, AF_UNSPEC, port, many[_i], tell, &told), 0);
	ck_assert_int_eq(told.count, 3);
	ck_assert_int_eq(told.others, 0);
	/* the client's own port leads to both ends of the connection, and to no listener */
	told = told_of(&from);
	port[many[_i] / 2] = (uint16_t)told.port;
	ck_assert_int_eq(diag_each_port(diag, AF_INET, port, many[_i], tell, &told), 0);
	ck_assert_int_eq(told.count, 2);
	ck_assert_int_eq(count_of(&told, TCP_ESTABLISHED), 2);
	ck_assert_int_eq(diag_each_port(diag, AF_UNSPEC, port, 0, tell, &told), 0);
	ck_assert_int_eq(told.count, 2);
}
END_TEST

/* A row of /proc/net/tcp, proc(5): the same sockets, by another way. */
struct proc_row {
	unsigned local, peer, state, send_queue, recv_queue, timer;
	unsigned long inode;
};

static bool proc_find(unsigned local, unsigned peer, struct proc_row *row)
{
	FILE *in = fopen("/proc/net/tcp", "r");
	char line[512];
	bool found = false;

	ck_assert_ptr_nonnull(in);
	while (!found && fgets(line, sizeof(line), in))
		found = sscanf(line, "%*d: %*x:%x %*x:%x %x %x:%x %x:%*x %*x %*u %*u %lu", &row->local,
		               &row->peer, &row->state, &row->send_queue, &row->recv_queue, &row->timer,
		               &row->inode) == 7 &&
		        row->local == local && row->peer == peer;
	fclose(in);
	return found;
}

static void assert_as_proc(const struct address *local, const struct address *peer)
{
	struct proc_row proc;
	struct diag_row row = find(local, peer);

	ck_assert(proc_find((unsigned)address_port(&local->any, local->len),
	                    peer ? (unsigned)address_port(&peer->any, peer->len) : 0, &proc));
	ck_assert_uint_eq(proc.state, (unsigned)row.state);
	ck_assert_uint_eq(proc.inode, row.inode);
	ck_assert_uint_eq(proc.recv_queue, row.recv_queue);
	/* proc(5) does not have the length of a listener's queue */
	if (row.state != TCP_LISTEN)
		ck_assert_uint_eq(proc.send_queue, row.send_queue);
	ck_assert_uint_eq(proc.timer, (unsigned)row.timer);
}

START_TEST(agrees_with_proc)
{
	connected("127.0.0.1:0");
	ck_assert_int_eq(send(client, "abc", 3, 0), 3);
	find_in(TCP_ESTABLISHED, &at, &from);
	assert_as_proc(&at, NULL);
	assert_as_proc(&at, &from);
	shutdown(client, SHUT_WR);
	find_in(TCP_CLOSE_WAIT, &at, &from);
	find_in(TCP_FIN_WAIT2, &from, &at);
	assert_as_proc(&at, &from);
	assert_as_proc(&from, &at);
	close(client);
	recv(server, &(char[8]){0}, 8, 0);
	close(server);
	find_in(TCP_TIME_WAIT, &from, &at);
	assert_as_proc(&from, &at);
}
END_TEST

static int many_connections(int listens, const struct address *a, int count)
{
	for (int i = 0; i < count; i++) {
		connect_to(a);
		if (accept(listens, NULL, NULL) < 0)
			return i;
	}
	return count;
}

/* Many parts of one answer. */
START_TEST(a_dump_of_many)
{
	struct told told;

	listener = listen_at("127.0.0.1:0", 100);
	at = name_of(listener);
	ck_assert_int_eq(many_connections(listener, &at, 400), 400);
	told = told_of(&at);
	ck_assert_int_eq(diag_each(diag, AF_INET, tell, &told), 0);
	ck_assert_int_eq(told.count, 801);
	told = told_of(&at);
	ck_assert_int_eq(
	    diag_each_port(diag, AF_UNSPEC, (uint16_t[]){(uint16_t)told.port}, 1, tell, &told), 0);
	ck_assert_int_eq(told.count, 801);
	ck_assert_int_eq(told.others, 0);
}
END_TEST

START_TEST(takes_a_socket_over)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 4 /* NETLINK_SOCK_DIAG */);
	struct diag *other;

	ck_assert_int_ge(fd, 0);
	connected("127.0.0.1:0");
	other = diag_new(fd);
	ck_assert_ptr_nonnull(other);
	ck_assert_int_eq(diag_find(other, &at, &from, &(struct diag_row){0}), 1);
	diag_free(other);
	ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
	diag_free(NULL);
}
END_TEST

START_TEST(refuses_what_is_no_netlink_socket)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_ptr_null(diag_new(fd));
	ck_assert_int_ne(errno, 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
	ck_assert_ptr_null(diag_new(9999));
	ck_assert_int_eq(errno, EBADF);
}
END_TEST

static const struct {
	enum diag_timer timer;
	int state;
	uint32_t ms;
	const char *text;
} timers[] = {
    {DIAG_TIMER_NONE, TCP_ESTABLISHED, 5000, ""},
    {DIAG_TIMER_RETRANSMIT, TCP_SYN_SENT, 0, "retransmission in 0 ms"},
    {DIAG_TIMER_RETRANSMIT, TCP_SYN_SENT, 999, "retransmission in 999 ms"},
    {DIAG_TIMER_RETRANSMIT, TCP_SYN_SENT, 1000, "retransmission in 1 s"},
    {DIAG_TIMER_RETRANSMIT, TCP_SYN_SENT, 1049, "retransmission in 1 s"},
    {DIAG_TIMER_RETRANSMIT, TCP_SYN_SENT, 1050, "retransmission in 1.1 s"},
    {DIAG_TIMER_RETRANSMIT, TCP_SYN_SENT, 1949, "retransmission in 1.9 s"},
    {DIAG_TIMER_RETRANSMIT, TCP_SYN_SENT, 1950, "retransmission in 2 s"},
    {DIAG_TIMER_RETRANSMIT, TCP_SYN_SENT, 9949, "retransmission in 9.9 s"},
    {DIAG_TIMER_RETRANSMIT, TCP_SYN_SENT, 9950, "retransmission in 10 s"},
    {DIAG_TIMER_TIME_WAIT, TCP_TIME_WAIT, 57600, "TIME_WAIT for 58 s"},
    {DIAG_TIMER_TIME_WAIT, TCP_FIN_WAIT2, 57400, "FIN_WAIT2 for 57 s"},
    {DIAG_TIMER_KEEPALIVE, TCP_FIN_WAIT2, 57400, "FIN_WAIT2 for 57 s"},
    {DIAG_TIMER_KEEPALIVE, TCP_ESTABLISHED, 599999, "keep-alive in 600 s"},
    {DIAG_TIMER_KEEPALIVE, TCP_ESTABLISHED, 600000, "keep-alive in 10 min"},
    {DIAG_TIMER_KEEPALIVE, TCP_ESTABLISHED, 7140000, "keep-alive in 119 min"},
    {DIAG_TIMER_KEEPALIVE, TCP_ESTABLISHED, INT32_MAX, "keep-alive in 35791 min"},
    {DIAG_TIMER_PROBE, TCP_ESTABLISHED, 200, "window probe in 200 ms"},
};

START_TEST(timers_in_words)
{
	struct diag_row row = {
	    .timer = timers[_i].timer, .state = timers[_i].state, .timer_ms = timers[_i].ms};
	struct bytes out = BYTES_INIT;

	diag_add_timer(&out, &row);
	ck_assert_str_eq(bytes_str(&out), timers[_i].text);
	bytes_clear(&out);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("diag");

	tcase_set_timeout(tcase, 30);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, listener_with_its_queue);
	tcase_add_loop_test(tcase, both_ends_of_a_connection, 0, 2);
	tcase_add_test(tcase, cookie_is_that_of_the_socket);
	tcase_add_loop_test(tcase, close_step_by_step, 0, 2);
	tcase_add_loop_test(tcase, handshake_under_way, 0, 2);
	tcase_add_test(tcase, syn_without_an_answer);
	tcase_add_test(tcase, keep_alive_timer);
	tcase_add_test(tcase, probe_of_a_closed_window);
	tcase_add_test(tcase, mapped_addresses_are_found_in_either_form);
	tcase_add_test(tcase, found_is_what_was_asked_for);
	tcase_add_test(tcase, socket_bound_to_an_interface);
	tcase_add_test(tcase, socket_that_is_only_bound);
	tcase_add_loop_test(tcase, each_tells_of_all, 0, 2);
	tcase_add_loop_test(tcase, ports_narrow_it, 0, sizeof(many) / sizeof(many[0]));
	tcase_add_test(tcase, agrees_with_proc);
	tcase_add_test(tcase, a_dump_of_many);
	tcase_add_test(tcase, takes_a_socket_over);
	tcase_add_test(tcase, refuses_what_is_no_netlink_socket);
	tcase_add_loop_test(tcase, timers_in_words, 0, sizeof(timers) / sizeof(timers[0]));
	return unit_run("diag", tcase);
}
