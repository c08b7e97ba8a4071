/*
 * A call as a record: its arguments, the moment it is made, and what is kept of the answer.
 */
#include "core/call.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/filter.h>

#include "core/pollset.h"
#include "unit.h"

/* A clock that goes on by 10 at each look and leaves another errno behind. */
static int64_t tick(struct clock *c)
{
	errno = EDOM;
	return c->now += 10;
}

static struct clock ticking(void)
{
	return (struct clock){.monotonic = tick, .wall = tick};
}

static void make(struct call *c, struct sys *sys)
{
	struct clock clock = ticking();

	c->begin = 7;
	call_make(c, sys, &clock);
	/* the beginning is the caller's to note */
	ck_assert_int_eq(c->begin, 7);
	ck_assert_int_eq(c->end, 10);
}

static void make_one(struct call *c, enum call_id id, struct call_room *room, int fd)
{
	call_init(c, id, room);
	c->fd = fd;
	call_add_socket(c, "sock");
}

static void loopback(struct address *a)
{
	struct address_host host;
	struct bytes why = BYTES_INIT;

	ck_assert_int_eq(address_parse(a, "127.0.0.1:0", 11, AF_INET, PLACE_HERE, &host, &why),
	                 ADDRESS_OK);
}

START_TEST(rows)
{
	static const char *const name[CALL_COUNT] = {
	    "socket",        "socketpair", "bind",       "listen",      "accept",      "accept4",
	    "connect",       "shutdown",   "close",      "dup",         "send",        "sendto",
	    "write",         "recv",       "recvfrom",   "read",        "writev",      "readv",
	    "sendmsg",       "recvmsg",    "sendfile",   "getsockname", "getpeername", "getsockopt",
	    "setsockopt",    "fcntl",      "ioctl",      "sockatmark",  "poll",        "select",
	    "epoll_create1", "epoll_ctl",  "epoll_wait", "getaddrinfo", "getnameinfo", "getifaddrs"};

	for (int id = 0; id < CALL_COUNT; id++) {
		const struct call_row *row = call_row(id);
		char man[32];

		ck_assert_int_eq(row->id, id);
		ck_assert_str_eq(row->name, name[id]);
		snprintf(man, sizeof(man), "%s(%d)", id == CALL_ACCEPT4 ? "accept" : row->name,
		         id >= CALL_GETADDRINFO || id == CALL_SOCKATMARK ? 3 : 2);
		ck_assert_str_eq(row->man, man);
		ck_assert(row->perform != NULL);
		ck_assert_int_eq(row->direction == CALL_SENDS, id == CALL_SEND || id == CALL_SENDTO ||
		                                                   id == CALL_WRITE || id == CALL_WRITEV ||
		                                                   id == CALL_SENDMSG);
		ck_assert_int_eq(row->direction == CALL_RECEIVES, id == CALL_RECV || id == CALL_RECVFROM ||
		                                                      id == CALL_READ || id == CALL_READV ||
		                                                      id == CALL_RECVMSG);
		ck_assert_int_eq(row->answer == ANSWER_SOCKET, id == CALL_SOCKET || id == CALL_ACCEPT ||
		                                                   id == CALL_ACCEPT4 || id == CALL_DUP ||
		                                                   id == CALL_EPOLL_CREATE1);
		ck_assert_int_eq(row->answer == ANSWER_EAI,
		                 id == CALL_GETADDRINFO || id == CALL_GETNAMEINFO);
	}
}
END_TEST

START_TEST(arguments)
{
	struct call_room room;
	struct address a;
	struct call c;

	memset(&c, 0xaa, sizeof(c));
	call_init(&c, CALL_SENDTO, &room);
	ck_assert_ptr_eq(c.row, call_row(CALL_SENDTO));
	ck_assert_uint_eq(c.args, 0);
	ck_assert(c.fd == -1 && c.family == -1 && c.type == -1 && c.line == 0 && c.job == 0);
	ck_assert(!c.socket && !c.made[0] && !c.made[1] && c.made_fd[0] == -1 && c.made_fd[1] == -1);
	loopback(&a);
	call_add_socket(&c, "client");
	call_add_bytes(&c, "a\0b", 3);
	call_add_number(&c, INT64_MIN);
	call_add_constant(&c, CONSTANT_MSG, MSG_DONTWAIT);
	call_add_address(&c, &a);
	call_add_text(&c, "word");
	call_add_null(&c);
	ck_assert_uint_eq(c.args, CALL_ARGS_MAX);
	ck_assert(c.arg[0].kind == ARG_SOCKET && c.arg[0].len == 6);
	ck_assert_mem_eq(c.arg[0].data, "client", 6);
	ck_assert(c.arg[1].kind == ARG_BYTES && c.arg[1].len == 3 && c.arg[1].whole == 3);
	ck_assert(c.arg[2].kind == ARG_NUMBER && c.arg[2].number == INT64_MIN);
	ck_assert(c.arg[3].kind == ARG_CONSTANT && c.arg[3].set == CONSTANT_MSG);
	ck_assert_int_eq(c.arg[3].number, MSG_DONTWAIT);
	ck_assert(c.arg[4].kind == ARG_ADDRESS && c.arg[4].len == sizeof(struct sockaddr_in));
	ck_assert_ptr_eq(c.arg[4].data, &a.any);
	ck_assert(c.arg[5].kind == ARG_TEXT && c.arg[5].len == 4);
	for (unsigned i = 0; i < c.args; i++) {
		ck_assert_uint_eq(c.arg[i].flags, 0);
		ck_assert_int_eq(arg_has_data(&c.arg[i]), i != 2 && i != 3 && i != 6);
	}
	call_clear(&c);
}
END_TEST

START_TEST(socket_and_dup)
{
	struct call_room room;
	struct call c;
	int fd;

	call_init(&c, CALL_SOCKET, &room);
	call_add_constant(&c, CONSTANT_FAMILY, AF_INET6);
	call_add_constant(&c, CONSTANT_TYPE, SOCK_DGRAM);
	call_add_constant(&c, CONSTANT_PROTOCOL, IPPROTO_UDP);
	make(&c, sys_real());
	ck_assert(!call_failed(&c) && c.ret >= 0 && c.err == 0);
	ck_assert_int_eq(c.made_fd[0], c.ret);
	fd = c.made_fd[0];
	make_one(&c, CALL_DUP, &room, fd);
	make(&c, sys_real());
	ck_assert(!call_failed(&c) && c.ret != fd && c.made_fd[0] == c.ret);
	close(c.made_fd[0]);
	make_one(&c, CALL_CLOSE, &room, fd);
	make(&c, sys_real());
	ck_assert(!call_failed(&c) && c.ret == 0 && c.err == 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
	make_one(&c, CALL_DUP, &room, fd);
	make(&c, sys_real());
	ck_assert(call_failed(&c) && c.ret == -1 && c.err == EBADF && c.made_fd[0] == -1);
}
END_TEST

/* The whole life of a TCP connection, each call a record. */
START_TEST(a_connection)
{
	struct call_room room;
	struct address at;
	struct call c;
	int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0), conn;

	loopback(&at);
	make_one(&c, CALL_BIND, &room, listener);
	call_add_address(&c, &at);
	make(&c, sys_real());
	ck_assert_int_eq(c.ret, 0);

	make_one(&c, CALL_LISTEN, &room, listener);
	call_add_number(&c, 1);
	make(&c, sys_real());
	ck_assert_int_eq(c.ret, 0);

	make_one(&c, CALL_GETSOCKNAME, &room, listener);
	call_add_address_out(&c);
	ck_assert(c.arg[1].flags == ARG_OUT && c.arg[1].len == 0);
	make(&c, sys_real());
	ck_assert_int_eq(c.ret, 0);
	ck_assert_uint_eq(c.arg[1].len, sizeof(struct sockaddr_in));
	ck_assert_int_gt(address_port(c.arg[1].data, c.arg[1].len), 0);
	at = room.address;

	make_one(&c, CALL_CONNECT, &room, client);
	call_add_address(&c, &at);
	make(&c, sys_real());
	ck_assert_int_eq(c.ret, 0);

	make_one(&c, CALL_ACCEPT, &room, listener);
	call_add_address_out(&c);
	make(&c, sys_real());
	conn = c.made_fd[0];
	ck_assert(c.ret >= 0 && conn == c.ret && conn != listener);
	ck_assert_uint_eq(c.arg[1].len, sizeof(struct sockaddr_in));

	make_one(&c, CALL_GETPEERNAME, &room, client);
	call_add_address_out(&c);
	make(&c, sys_real());
	ck_assert_mem_eq(c.arg[1].data, &at.any, at.len);

	make_one(&c, CALL_SHUTDOWN, &room, client);
	call_add_constant(&c, CONSTANT_SHUTDOWN, SHUT_WR);
	make(&c, sys_real());
	ck_assert_int_eq(c.ret, 0);

	make_one(&c, CALL_SHUTDOWN, &room, client);
	call_add_constant(&c, CONSTANT_SHUTDOWN, 17);
	make(&c, sys_real());
	ck_assert(call_failed(&c) && c.ret == -1 && c.err == EINVAL);
	close(listener);
	close(client);
	close(conn);
}
END_TEST

START_TEST(a_failure_tells_nothing_of_the_outs)
{
	struct call_room room;
	struct call c;
	char buffer[8];
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	make_one(&c, CALL_GETPEERNAME, &room, fd);
	call_add_address_out(&c);
	make(&c, sys_real());
	ck_assert(call_failed(&c) && c.err == ENOTCONN && c.arg[1].len == 0);
	make_one(&c, CALL_RECV, &room, fd);
	call_add_buffer_out(&c, buffer, sizeof(buffer));
	call_add_number(&c, sizeof(buffer));
	call_add_constant(&c, CONSTANT_MSG, 0);
	make(&c, sys_real());
	ck_assert(call_failed(&c) && c.err == ENOTCONN && c.arg[1].len == 0);
	make_one(&c, CALL_GETSOCKOPT, &room, fd);
	call_add_constant(&c, CONSTANT_LEVEL, SOL_SOCKET);
	call_add_option(&c, 9999);
	call_add_value_out(&c, 4);
	make(&c, sys_real());
	ck_assert(call_failed(&c) && c.err == ENOPROTOOPT && c.arg[3].len == 0);
	close(fd);
}
END_TEST

static void make_pair(int fd[2], int type)
{
	struct call_room room;
	struct call c;

	call_init(&c, CALL_SOCKETPAIR, &room);
	call_add_constant(&c, CONSTANT_FAMILY, AF_UNIX);
	call_add_constant(&c, CONSTANT_TYPE, type);
	call_add_constant(&c, CONSTANT_PROTOCOL, 0);
	make(&c, sys_real());
	ck_assert(c.ret == 0 && c.made_fd[0] >= 0 && c.made_fd[1] >= 0);
	memcpy(fd, c.made_fd, sizeof(c.made_fd));
}

/* To the address, where the call takes one. */
static void sends(enum call_id id, int fd, const char *text, size_t n, const struct address *to)
{
	struct call_room room;
	struct call c;

	make_one(&c, id, &room, fd);
	call_add_bytes(&c, text, n);
	call_add_number(&c, (int64_t)n);
	call_add_constant(&c, CONSTANT_MSG, 0);
	if (to)
		call_add_address(&c, to);
	make(&c, sys_real());
	ck_assert_int_eq(c.ret, (int64_t)n);
}

static void receives(enum call_id id, int fd, size_t room_n, int flags, const char *text,
                     int64_t ret)
{
	size_t n = strlen(text);
	char buffer[16] = "????????????????";
	struct call_room room;
	struct call c;

	make_one(&c, id, &room, fd);
	call_add_buffer_out(&c, buffer, room_n);
	call_add_number(&c, (int64_t)room_n);
	call_add_constant(&c, CONSTANT_MSG, flags);
	if (id == CALL_RECVFROM)
		call_add_address_out(&c);
	make(&c, sys_real());
	ck_assert_int_eq(c.ret, ret);
	ck_assert_uint_eq(c.arg[1].len, n);
	ck_assert_uint_eq(c.arg[1].whole, n);
	ck_assert_ptr_eq(c.arg[1].data, buffer);
	ck_assert_mem_eq(buffer, text, n);
	ck_assert_int_eq(buffer[n], '?');
	/* a socket without a name: the kernel wrote an address of no length */
	if (id == CALL_RECVFROM)
		ck_assert_uint_eq(c.arg[4].len, 0);
}

START_TEST(payload)
{
	struct address to = {.len = sizeof(sa_family_t), .any.sa_family = AF_UNIX};
	int fd[2];

	make_pair(fd, SOCK_DGRAM);
	/* a name of the kernel's choice: unix(7), autobind */
	ck_assert_int_eq(bind(fd[0], &to.any, to.len), 0);
	to.len = sizeof(to.storage);
	ck_assert_int_eq(getsockname(fd[0], &to.any, &to.len), 0);
	sends(CALL_SEND, fd[0], "first", 5, NULL);
	receives(CALL_RECV, fd[1], 10, 0, "first", 5);
	sends(CALL_WRITE, fd[0], "second", 6, NULL);
	receives(CALL_READ, fd[1], 10, 0, "second", 6);
	sends(CALL_SENDTO, fd[1], "third", 5, &to);
	receives(CALL_RECVFROM, fd[0], 10, 0, "third", 5);
	sends(CALL_SEND, fd[0], "peeked", 6, NULL);
	receives(CALL_RECV, fd[1], 3, MSG_PEEK, "pee", 3);
	/* the answer is the datagram's length, more than what came into the room (recv(2)) */
	receives(CALL_RECV, fd[1], 4, MSG_TRUNC | MSG_PEEK, "peek", 6);
	receives(CALL_RECV, fd[1], 0, MSG_TRUNC, "", 6);
	sends(CALL_SEND, fd[0], "", 0, NULL);
	receives(CALL_RECV, fd[1], 10, 0, "", 0);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

static void get_option(struct call *c, struct call_room *room, int fd, int level, int option,
                       size_t n)
{
	make_one(c, CALL_GETSOCKOPT, room, fd);
	call_add_constant(c, CONSTANT_LEVEL, level);
	call_add_option(c, option);
	call_add_value_out(c, n);
	make(c, sys_real());
	ck_assert_int_eq(c->ret, 0);
}

/* Of what TCP throws away nothing is in the buffer (tcp(7)); AF_UNIX does not know the flag. */
START_TEST(what_tcp_throws_away)
{
	static const int families[] = {AF_INET, AF_INET6, AF_UNIX};
	char buffer[] = "left over";
	int fd[2];

	make_pair(fd, SOCK_STREAM);
	for (int i = 0; i < 3; i++) {
		bool tcp = families[i] != AF_UNIX;
		struct call_room room;
		struct call c;

		sends(CALL_SEND, fd[0], "data", 4, NULL);
		make_one(&c, CALL_RECV, &room, fd[1]);
		c.family = families[i];
		c.type = SOCK_STREAM;
		call_add_buffer_out(&c, buffer, 4);
		call_add_number(&c, 4);
		call_add_constant(&c, CONSTANT_MSG, MSG_TRUNC);
		make(&c, sys_real());
		ck_assert_int_eq(c.ret, 4);
		ck_assert_uint_eq(c.arg[1].len, tcp ? 0 : 4);
		ck_assert_int_eq(call_discards(&c), tcp);
	}
	close(fd[0]);
	close(fd[1]);
}
END_TEST

/* A program is handed over as a struct sock_fprog; SO_GET_FILTER's length is told in bytes. */
START_TEST(programs)
{
	static const struct sock_filter two[] = {{0x28, 0, 0, 12}, {6, 0, 0, 65535}};
	struct call_room room;
	struct call c;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	make_one(&c, CALL_SETSOCKOPT, &room, fd);
	call_add_constant(&c, CONSTANT_LEVEL, SOL_SOCKET);
	call_add_option(&c, SO_ATTACH_FILTER);
	call_add_program(&c, two, sizeof(two));
	make(&c, sys_real());
	ck_assert_int_eq(c.ret, 0);
	memset(&room, 0xaa, sizeof(room));
	get_option(&c, &room, fd, SOL_SOCKET, SO_GET_FILTER, sizeof(room.value));
	ck_assert_uint_eq(c.arg[3].len, sizeof(two));
	ck_assert_mem_eq(c.arg[3].data, two, sizeof(two));
	/* room for one instruction: none is written */
	memset(&room, 0xaa, sizeof(room));
	make_one(&c, CALL_GETSOCKOPT, &room, fd);
	call_add_constant(&c, CONSTANT_LEVEL, SOL_SOCKET);
	call_add_option(&c, SO_GET_FILTER);
	call_add_value_out(&c, 8);
	make(&c, sys_real());
	ck_assert_int_eq(room.value[8], 0xaa);
	close(fd);
}
END_TEST

START_TEST(options)
{
	struct linger linger = {1, 7};
	struct call_room room;
	struct call c;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	make_one(&c, CALL_SETSOCKOPT, &room, fd);
	call_add_constant(&c, CONSTANT_LEVEL, SOL_SOCKET);
	call_add_option(&c, SO_LINGER);
	call_add_value(&c, &linger, sizeof(linger));
	make(&c, sys_real());
	ck_assert_int_eq(c.ret, 0);
	get_option(&c, &room, fd, SOL_SOCKET, SO_LINGER, sizeof(linger));
	ck_assert_uint_eq(c.arg[3].len, sizeof(linger));
	ck_assert_uint_eq(c.arg[3].whole, sizeof(linger));
	ck_assert_mem_eq(c.arg[3].data, &linger, sizeof(linger));
	/* the kernel cuts to the room and says how much it wrote */
	get_option(&c, &room, fd, SOL_SOCKET, SO_LINGER, 3);
	ck_assert_uint_eq(c.arg[3].len, 3);
	get_option(&c, &room, fd, IPPROTO_TCP, TCP_INFO, 100);
	ck_assert_uint_eq(c.arg[3].len, 100);
	/* no more than there is room, whatever is asked for */
	get_option(&c, &room, fd, IPPROTO_TCP, TCP_INFO, 4096);
	ck_assert_uint_gt(c.arg[3].len, 100);
	ck_assert_uint_le(c.arg[3].len, sizeof(room.value));
	close(fd);
}
END_TEST

START_TEST(flags)
{
	struct call_room room;
	struct call c;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	make_one(&c, CALL_FCNTL, &room, fd);
	call_add_constant(&c, CONSTANT_FCNTL, F_SETFL);
	call_add_constant(&c, CONSTANT_FILE, O_NONBLOCK);
	make(&c, sys_real());
	ck_assert_int_eq(c.ret, 0);
	make_one(&c, CALL_FCNTL, &room, fd);
	call_add_constant(&c, CONSTANT_FCNTL, F_GETFL);
	make(&c, sys_real());
	ck_assert_int_eq(c.ret, O_NONBLOCK | O_RDWR);
	close(fd);
}
END_TEST

START_TEST(polls)
{
	struct call_room room;
	struct call c;
	int fd[2];

	make_pair(fd, SOCK_STREAM);
	for (int round = 0; round < 2; round++) {
		make_one(&c, CALL_POLL, &room, fd[1]);
		call_add_constant(&c, CONSTANT_POLL, POLLIN | POLLOUT);
		call_add_number(&c, 0);
		call_add_constant_out(&c, CONSTANT_POLL);
		ck_assert_uint_eq(c.arg[3].flags, ARG_OUT);
		make(&c, sys_real());
		ck_assert_int_eq(c.ret, 1);
		ck_assert_int_eq(c.arg[3].number, round ? POLLIN | POLLOUT | POLLHUP : POLLOUT);
		if (!round)
			close(fd[0]);
	}
	close(fd[1]);
}
END_TEST

static void resolve(struct call *c, struct call_room *room, const char *host, const char *service,
                    struct sys *sys)
{
	call_init(c, CALL_GETADDRINFO, room);
	c->family = AF_UNSPEC;
	c->type = SOCK_STREAM;
	call_add_text(c, host);
	call_add_text(c, service);
	call_add_list_out(c);
	make(c, sys);
}

START_TEST(resolves)
{
	struct call_room room;
	struct call c;

	resolve(&c, &room, "127.0.0.1", "80", sys_real());
	ck_assert(!call_failed(&c) && c.ret == 0 && c.err == 0);
	ck_assert_ptr_nonnull(c.found);
	ck_assert_int_eq(c.found->ai_socktype, SOCK_STREAM);
	ck_assert_str_eq(room.list, "127.0.0.1:80");
	ck_assert_uint_eq(c.arg[2].len, strlen(room.list));
	call_clear(&c);
	ck_assert_ptr_null(c.found);
	call_clear(&c);
	resolve(&c, &room, "::1", "", sys_real());
	ck_assert_str_eq(room.list, "[::1]:0");
	call_clear(&c);
}
END_TEST

/* EAI_ codes are negative, and one of them is -1: none is an errno, unless it says so. */
START_TEST(resolver_failures)
{
	struct sys_injecting in;
	struct call_room room;
	struct call c;

	resolve(&c, &room, "", "", sys_real());
	ck_assert(call_failed(&c) && c.ret == EAI_NONAME && c.err == 0 && !c.found);
	ck_assert_uint_eq(c.arg[2].len, 0);
	call_clear(&c);
	ck_assert_int_eq(EAI_BADFLAGS, -1);
	sys_injecting_init(&in, sys_real(), "getaddrinfo", 1, ENFILE);
	resolve(&c, &room, "127.0.0.1", "", &in.sys);
	ck_assert(call_failed(&c) && c.ret == EAI_SYSTEM && c.err == ENFILE && !c.found);
	call_clear(&c);
}
END_TEST

static int bad_flags(struct sys *s, const char *host, const char *service,
                     const struct addrinfo *hints, struct addrinfo **found)
{
	(void)s, (void)host, (void)service, (void)hints, (void)found;
	errno = ENOENT;
	return EAI_BADFLAGS;
}

START_TEST(a_resolver_answer_of_minus_one_has_no_errno)
{
	struct sys sys = *sys_real();
	struct call_room room;
	struct call c;

	sys.getaddrinfo = bad_flags;
	resolve(&c, &room, "127.0.0.1", "", &sys);
	ck_assert(call_failed(&c) && c.ret == -1 && c.err == 0);
}
END_TEST

/* A hundred addresses, each allocated as glibc does, so that freeaddrinfo(3) frees them. */
static int many(struct sys *s, const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **found)
{
	(void)s, (void)host, (void)service, (void)hints;
	*found = NULL;
	for (int i = 0; i < 100; i++) {
		struct addrinfo *a = calloc(1, sizeof(*a) + sizeof(struct sockaddr_in));
		struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(80)};

		in.sin_addr.s_addr = htonl(0x0a000000 + (uint32_t)i);
		a->ai_addr = (struct sockaddr *)(a + 1);
		a->ai_addrlen = sizeof(in);
		memcpy(a->ai_addr, &in, sizeof(in));
		a->ai_next = *found;
		*found = a;
	}
	return 0;
}

START_TEST(a_long_list_ends_with_a_whole_address)
{
	struct sys sys = *sys_real();
	struct bytes expected = BYTES_INIT;
	struct call_room room;
	struct call c;

	sys.getaddrinfo = many;
	resolve(&c, &room, "many.example", "80", &sys);
	ck_assert(!call_failed(&c));
	/* "10.0.0.99:80, ": 14 bytes each, and the room is 512: what does not fit is counted */
	for (int i = 99; i > 65; i--)
		bytes_addf(&expected, "%s10.0.0.%d:80", i < 99 ? ", " : "", i);
	bytes_add_str(&expected, ", 66 more");
	ck_assert_uint_lt(expected.len, sizeof(room.list));
	ck_assert_str_eq(room.list, bytes_str(&expected));
	ck_assert_uint_eq(c.arg[2].len, expected.len);
	bytes_clear(&expected);
	call_clear(&c);
}
END_TEST

/* An address that is longer than any room: only its length is. */
static int long_name(struct sys *s, int fd, struct sockaddr *a, socklen_t *len)
{
	(void)s, (void)fd;
	ck_assert_uint_eq(*len, sizeof(struct sockaddr_storage));
	memset(a, 1, *len);
	*len = 1000;
	return 0;
}

START_TEST(an_address_longer_than_the_room)
{
	struct sys sys = *sys_real();
	struct call_room room;
	struct call c;

	sys.getsockname = long_name;
	make_one(&c, CALL_GETSOCKNAME, &room, 0);
	call_add_address_out(&c);
	make(&c, &sys);
	ck_assert_uint_eq(c.arg[1].len, sizeof(struct sockaddr_storage));
}
END_TEST

/* Whatever the errno, and whatever is looked at after the call: it is the call's. Made once. */
START_TEST(every_failure_is_kept)
{
	struct pollset nothing;
	struct call_room room = {.set = &nothing};
	struct address at = {.len = sizeof(struct sockaddr_in)};
	char buffer[4];

	pollset_init(&nothing);
	for (int id = 0; id < CALL_COUNT; id++) {
		struct sys_recording r;
		struct sys_injecting in;
		struct bytes expected = BYTES_INIT;
		/* sockatmark(3) is a request of ioctl(2) */
		const char *name = call_row(id == CALL_SOCKATMARK ? CALL_IOCTL : id)->name;
		bool of_none = id == CALL_SOCKET || id == CALL_SOCKETPAIR || id == CALL_SELECT ||
		               id == CALL_EPOLL_CREATE1 || id >= CALL_GETADDRINFO;
		struct call c;

		sys_injecting_init(&in, sys_real(), name, 1, 1 + id);
		sys_recording_init(&r, &in.sys);
		make_one(&c, id, &room, 4321);
		if (id == CALL_RECV || id == CALL_RECVFROM || id == CALL_READ)
			call_add_buffer_out(&c, buffer, sizeof(buffer));
		else if (id == CALL_CONNECT || id == CALL_BIND)
			call_add_address(&c, &at);
		else if (id == CALL_IOCTL)
			call_add_request(&c, FIONREAD);
		while (c.args < CALL_ARGS_MAX)
			call_add_text(&c, "");
		make(&c, &r.sys);
		ck_assert(call_failed(&c) && c.err == 1 + id);
		bytes_addf(&expected, "%s(%d)\n", name, of_none ? -1 : 4321);
		ck_assert_str_eq(bytes_str(&r.log), bytes_str(&expected));
		ck_assert_int_eq(in.countdown, 0);
		bytes_clear(&expected);
		sys_recording_clear(&r);
	}
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("call");

	tcase_add_test(tcase, rows);
	tcase_add_test(tcase, arguments);
	tcase_add_test(tcase, socket_and_dup);
	tcase_add_test(tcase, a_connection);
	tcase_add_test(tcase, a_failure_tells_nothing_of_the_outs);
	tcase_add_test(tcase, payload);
	tcase_add_test(tcase, what_tcp_throws_away);
	tcase_add_test(tcase, options);
	tcase_add_test(tcase, programs);
	tcase_add_test(tcase, flags);
	tcase_add_test(tcase, polls);
	tcase_add_test(tcase, resolves);
	tcase_add_test(tcase, resolver_failures);
	tcase_add_test(tcase, a_resolver_answer_of_minus_one_has_no_errno);
	tcase_add_test(tcase, a_long_list_ends_with_a_whole_address);
	tcase_add_test(tcase, an_address_longer_than_the_room);
	tcase_add_test(tcase, every_failure_is_kept);
	return unit_run("call", tcase);
}
