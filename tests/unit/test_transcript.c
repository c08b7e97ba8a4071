/*
 * The transcript: every kind of event as the lines it makes, and nothing in them that a terminal
 * would act on.
 */
#include "report/transcript.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/escape.h"
#include "core/control.h"
#include "core/flight.h"
#include "events.h"
#include "frames.h"

static struct events e;
static struct sink sink;
static struct transcript t;
static struct frames f;

static void begin(bool normalize, bool quiet, int charset)
{
	sink_init(&sink, -1, "nowhere");
	transcript_init(&t, &sink, normalize, quiet, charset);
	events_init(&e, &t.tap);
	frames_init(&f);
}

static void end(void)
{
	events_clear(&e);
	transcript_clear(&t);
	sink_clear(&sink);
}

/* What was written since the last time. */
static void wrote(const char *expected)
{
	ck_assert_str_eq(bytes_str(&sink.buffer), expected);
	bytes_reset(&sink.buffer);
}

static void note(enum note_kind kind, const char *text)
{
	journal_note(&e.journal, kind, 0, NULL, text, strlen(text));
}

static void check(unsigned point, bool passed, const char *text, const char *detail)
{
	journal_check(&e.journal, 0, point, passed, text, strlen(text), detail);
}

/* ---------------------------------------------------------------- calls */

static void call_socket(const char *name, int ret, int err)
{
	struct call *c = events_call(&e, CALL_SOCKET, NULL);

	call_add_constant(c, CONSTANT_FAMILY, AF_INET);
	call_add_constant(c, CONSTANT_TYPE, SOCK_STREAM);
	call_add_constant(c, CONSTANT_PROTOCOL, IPPROTO_TCP);
	c->made[0] = name;
	events_both(&e, ret, err);
}

START_TEST(life)
{
	struct call *c;

	begin(false, false, ESCAPE_UTF8);
	call_socket("server", 4, 0);
	wrote("socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = server\n");
	call_socket("server", -1, EMFILE);
	wrote("socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = -1 EMFILE (Too many open files)\n");

	c = events_call(&e, CALL_SOCKET, NULL);
	call_add_constant(c, CONSTANT_FAMILY, 99);
	call_add_constant(c, CONSTANT_TYPE, SOCK_DGRAM | SOCK_NONBLOCK);
	call_add_constant(c, CONSTANT_PROTOCOL, 0);
	events_both(&e, -1, EAFNOSUPPORT);
	wrote("socket(99, SOCK_DGRAM|SOCK_NONBLOCK, 0) = -1 EAFNOSUPPORT (Address family not supported "
	      "by protocol)\n");

	c = events_call(&e, CALL_SOCKETPAIR, NULL);
	call_add_constant(c, CONSTANT_FAMILY, AF_UNIX);
	call_add_constant(c, CONSTANT_TYPE, SOCK_STREAM);
	call_add_constant(c, CONSTANT_PROTOCOL, 0);
	c->made[0] = "a";
	c->made[1] = "b";
	events_both(&e, 0, 0);
	wrote("socketpair(AF_UNIX, SOCK_STREAM, 0, [a, b]) = 0\n");
	events_both(&e, -1, ENFILE);
	wrote("socketpair(AF_UNIX, SOCK_STREAM, 0) = -1 ENFILE (Too many open files in system)\n");

	c = events_call(&e, CALL_BIND, "server");
	call_add_address(c, events_address(&e, "127.0.0.1:0"));
	events_both(&e, 0, 0);
	wrote("bind(server, 127.0.0.1:0) = 0\n");

	c = events_call(&e, CALL_LISTEN, "server");
	call_add_number(c, 3);
	events_both(&e, 0, 0);
	wrote("listen(server, 3) = 0\n");

	c = events_call(&e, CALL_CONNECT, "client");
	call_add_address(c, events_address(&e, "127.0.0.1:9"));
	events_both(&e, -1, ECONNREFUSED);
	wrote("connect(client, 127.0.0.1:9) = -1 ECONNREFUSED (Connection refused)\n");

	events_call(&e, CALL_ACCEPT, "server")->made[0] = "conn";
	events_both_with_address(&e, 7, "[::1]:40000");
	wrote("accept(server, [::1]:40000) = conn\n");
	events_call(&e, CALL_ACCEPT, "server")->made[0] = "conn";
	call_add_address_out(&e.call);
	events_both(&e, -1, EINTR);
	wrote("accept(server) = -1 EINTR (Interrupted system call)\n");

	c = events_call(&e, CALL_SHUTDOWN, "conn");
	call_add_constant(c, CONSTANT_SHUTDOWN, SHUT_RD);
	events_both(&e, 0, 0);
	wrote("shutdown(conn, SHUT_RD) = 0\n");

	events_call(&e, CALL_DUP, "conn")->made[0] = "copy";
	events_both(&e, 9, 0);
	wrote("dup(conn) = copy\n");

	events_call(&e, CALL_CLOSE, "conn");
	events_both(&e, 0, 0);
	wrote("close(conn) = 0\n");
	events_both(&e, -1, 4321);
	wrote("close(conn) = -1 E? (Unknown error)\n");
	end();
}
END_TEST

START_TEST(data)
{
	char got[2048] = "Hello Server\n";
	struct call *c;

	begin(false, false, ESCAPE_UTF8);
	events_send(&e, CALL_SEND, "client", "Hello Server\n", 13);
	wrote("send(client, \"Hello Server\\n\", 13, 0) = 13\n");
	events_send(&e, CALL_WRITE, "client", "", 0);
	wrote("write(client, \"\", 0) = 0\n");

	c = events_call(&e, CALL_SENDTO, "client");
	call_add_bytes(c, "x", 1);
	call_add_number(c, 1);
	call_add_constant(c, CONSTANT_MSG, MSG_DONTWAIT | MSG_NOSIGNAL);
	call_add_address(c, events_address(&e, "@peer"));
	events_both(&e, -1, EAGAIN);
	wrote("sendto(client, \"x\", 1, MSG_DONTWAIT|MSG_NOSIGNAL, @peer) = -1 EAGAIN (Resource "
	      "temporarily unavailable)\n");

	events_receive(&e, CALL_RECV, "conn", got, 13);
	wrote("recv(conn, \"Hello Server\\n\", 1024, 0) = 13\n");
	events_receive(&e, CALL_READ, "conn", got, 5);
	wrote("read(conn, \"Hello\", 1024) = 5\n");
	events_receive(&e, CALL_RECV, "conn", got, 0);
	wrote("recv(conn, \"\", 1024, 0) = 0\n");

	c = events_call(&e, CALL_RECV, "conn");
	call_add_buffer_out(c, got, 16);
	call_add_number(c, 16);
	call_add_constant(c, CONSTANT_MSG, MSG_PEEK);
	events_both(&e, -1, ENOTCONN);
	wrote("recv(conn, 16, MSG_PEEK) = -1 ENOTCONN (Transport endpoint is not connected)\n");

	c = events_call(&e, CALL_RECVFROM, "udp");
	call_add_buffer_out(c, got, 16);
	call_add_number(c, 16);
	call_add_constant(c, CONSTANT_MSG, 0);
	c->arg[1].len = 5;
	c->arg[1].whole = 5;
	events_both_with_address(&e, 5, "10.0.0.1:53");
	wrote("recvfrom(udp, \"Hello\", 16, 0, 10.0.0.1:53) = 5\n");
	end();
}
END_TEST

/* What does not fit a line is cut, and the dots say so. */
START_TEST(long_payload)
{
	char payload[1000], expected[200];

	begin(false, false, ESCAPE_UTF8);
	memset(payload, 'a', sizeof(payload));
	memset(expected, 'a', sizeof(expected));
	events_send(&e, CALL_WRITE, "client", payload, 96);
	sprintf(expected + 96, "\", 96) = 96\n");
	ck_assert_mem_eq(sink.buffer.data, "write(client, \"", 15);
	ck_assert_str_eq(sink.buffer.data + 15, expected);
	bytes_reset(&sink.buffer);
	events_send(&e, CALL_WRITE, "client", payload, 97);
	sprintf(expected + 96, "\"..., 97) = 97\n");
	ck_assert_str_eq(sink.buffer.data + 15, expected);
	bytes_reset(&sink.buffer);
	events_send(&e, CALL_WRITE, "client", payload, 1000);
	sprintf(expected + 96, "\"..., 1000) = 1000\n");
	ck_assert_str_eq(sink.buffer.data + 15, expected);
	bytes_reset(&sink.buffer);
	/* 24 escapes of four columns each, and none is cut in two */
	memset(payload, 0xff, sizeof(payload));
	events_send(&e, CALL_WRITE, "client", payload, 25);
	ck_assert_uint_eq(sink.buffer.len, 15 + 96 + strlen("\"..., 25) = 25\n"));
	end();
}
END_TEST

START_TEST(names)
{
	struct call *c;

	begin(false, false, ESCAPE_UTF8);
	events_call(&e, CALL_GETSOCKNAME, "server");
	events_both_with_address(&e, 0, "127.0.0.1:43210");
	wrote("getsockname(server, 127.0.0.1:43210) = 0\n");
	events_call(&e, CALL_GETPEERNAME, "server");
	call_add_address_out(&e.call);
	events_both(&e, -1, ENOTCONN);
	wrote("getpeername(server) = -1 ENOTCONN (Transport endpoint is not connected)\n");

	c = events_call(&e, CALL_GETADDRINFO, NULL);
	call_add_text(c, "localhost");
	call_add_text(c, "80");
	call_add_list_out(c);
	events_begin(&e);
	strcpy(e.room.list, "[::1]:80, 127.0.0.1:80");
	c->arg[2].len = (uint32_t)strlen(e.room.list);
	events_end(&e, 0, 0);
	wrote("getaddrinfo(\"localhost\", \"80\", [[::1]:80, 127.0.0.1:80]) = 0\n");
	c->arg[2].len = 0;
	events_both(&e, EAI_NONAME, 0);
	wrote("getaddrinfo(\"localhost\", \"80\") = EAI_NONAME (Name or service not known)\n");
	end();
}
END_TEST

static void begin_option(enum call_id id, int level, int option)
{
	struct call *c = events_call(&e, id, "client");

	call_add_constant(c, CONSTANT_LEVEL, level);
	call_add_option(c, option);
}

START_TEST(options)
{
	struct timeval wait = {1, 500000};
	struct linger linger = {1, 0};
	int one = 1, refused = ECONNREFUSED;

	begin(false, false, ESCAPE_UTF8);
	begin_option(CALL_SETSOCKOPT, SOL_SOCKET, SO_LINGER);
	call_add_value(&e.call, &linger, sizeof(linger));
	events_both(&e, 0, 0);
	wrote("setsockopt(client, SOL_SOCKET, SO_LINGER, [1 0], 8) = 0\n");
	begin_option(CALL_SETSOCKOPT, IPPROTO_TCP, TCP_NODELAY);
	call_add_value(&e.call, &one, sizeof(one));
	events_both(&e, -1, ENOPROTOOPT);
	wrote("setsockopt(client, IPPROTO_TCP, TCP_NODELAY, [1], 4) = -1 ENOPROTOOPT (Protocol not "
	      "available)\n");
	begin_option(CALL_GETSOCKOPT, SOL_SOCKET, SO_ERROR);
	events_both_with_value(&e, &refused, sizeof(refused));
	wrote("getsockopt(client, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], 4) = 0\n");
	begin_option(CALL_GETSOCKOPT, SOL_SOCKET, SO_RCVTIMEO);
	events_both_with_value(&e, &wait, sizeof(wait));
	wrote("getsockopt(client, SOL_SOCKET, SO_RCVTIMEO, [1.5s], 16) = 0\n");
	begin_option(CALL_GETSOCKOPT, SOL_SOCKET, 4321);
	events_both_with_value(&e, "\x01\xff", 2);
	wrote("getsockopt(client, SOL_SOCKET, 4321, [01 ff], 2) = 0\n");
	begin_option(CALL_GETSOCKOPT, 77, 4321);
	call_add_value_out(&e.call, 4);
	events_both(&e, -1, EOPNOTSUPP);
	wrote("getsockopt(client, 77, 4321) = -1 EOPNOTSUPP (Operation not supported)\n");
	end();
}
END_TEST

START_TEST(flags_and_readiness)
{
	struct call *c;

	begin(false, false, ESCAPE_UTF8);
	c = events_call(&e, CALL_FCNTL, "client");
	call_add_constant(c, CONSTANT_FCNTL, F_GETFL);
	events_both(&e, O_RDWR | O_NONBLOCK, 0);
	wrote("fcntl(client, F_GETFL) = O_RDWR|O_NONBLOCK\n");
	c = events_call(&e, CALL_FCNTL, "client");
	call_add_constant(c, CONSTANT_FCNTL, F_SETFL);
	call_add_constant(c, CONSTANT_FILE, O_NONBLOCK);
	events_both(&e, 0, 0);
	wrote("fcntl(client, F_SETFL, O_NONBLOCK) = 0\n");

	for (int ready = 0; ready < 2; ready++) {
		c = events_call(&e, CALL_POLL, "client");
		call_add_constant(c, CONSTANT_POLL, POLLIN);
		call_add_number(c, 1000);
		call_add_constant_out(c, CONSTANT_POLL);
		events_begin(&e);
		c->arg[3].number = ready ? POLLIN | POLLHUP : 0;
		events_end(&e, ready, 0);
	}
	wrote("poll(client, POLLIN, 1000, 0) = 0\n"
	      "poll(client, POLLIN, 1000, POLLIN|POLLHUP) = 1\n");
	end();
}
END_TEST

/* A message: its buffers as C has them, its control messages in words, what the kernel wrote only once it
 * has. */
START_TEST(messages)
{
	static const uint32_t lengths[3] = {3, 2, 9};
	static char memory[256] = "one, two";
	struct bytes control = BYTES_INIT, begin_only = BYTES_INIT;
	int fds[2] = {7, 8};
	struct call *c;

	begin(false, false, ESCAPE_UTF8);
	control_arg_begin(&control, "got\0second", 11);
	control_arg_begin(&begin_only, "got\0second", 11);
	control_put(&control, SOL_SOCKET, SCM_RIGHTS, fds, sizeof(fds));
	c = events_call(&e, CALL_SENDMSG, "a");
	call_add_bytes(c, memory, 8);
	call_add_lengths(c, lengths, sizeof(lengths));
	call_add_null(c);
	call_add_control(c, control.data, control.len);
	call_add_constant(c, CONSTANT_MSG, 0);
	events_both(&e, 8, 0);
	wrote("sendmsg(a, [{\"one\", 3}, {\", \", 2}, {\"two\", 9}], NULL, "
	      "[SCM_RIGHTS {got second}], 0) = 8\n");

	for (int failed = 0; failed < 2; failed++) {
		c = events_call(&e, CALL_RECVMSG, "b");
		memcpy(memory + 14, begin_only.data, begin_only.len);
		call_add_buffer_out(c, memory, 14);
		call_add_lengths(c, lengths, sizeof(lengths));
		call_add_address_out(c);
		call_add_control_out(c, begin_only.len, 200);
		call_add_constant_out(c, CONSTANT_MSG);
		call_add_constant(c, CONSTANT_MSG, MSG_DONTWAIT);
		c->job = 3;
		events_begin(&e);
		e.room.address.len = 0;
		memcpy(memory + 14, control.data, control.len);
		c->arg[1].len = 4;
		c->arg[1].whole = 4;
		c->arg[4].len = (uint32_t)control.len;
		c->arg[5].number = MSG_TRUNC | MSG_CTRUNC;
		events_end(&e, failed ? -1 : 4, failed ? EAGAIN : 0);
	}
	wrote("recvmsg(b, [{3}, {2}, {9}], MSG_DONTWAIT) ... job3\n"
	      "job3: recvmsg(b, [{\"one\", 3}, {\",\", 2}, {\"\", 9}], (none), "
	      "[SCM_RIGHTS {got second}], MSG_CTRUNC|MSG_TRUNC, MSG_DONTWAIT) = 4\n"
	      "recvmsg(b, [{3}, {2}, {9}], MSG_DONTWAIT) ... job3\n"
	      "job3: recvmsg(b, [{3}, {2}, {9}], MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily "
	      "unavailable)\n");
	bytes_clear(&control);
	bytes_clear(&begin_only);
	end();
}
END_TEST

START_TEST(several_sockets)
{
	struct call *c;

	begin(false, false, ESCAPE_UTF8);
	c = events_call(&e, CALL_SELECT, NULL);
	call_add_list(c, "a, b", 4);
	call_add_null(c);
	call_add_list(c, "", 0);
	call_add_duration(c, 1500 * CLOCK_MS);
	call_add_list_out(c);
	events_begin(&e);
	strcpy(e.room.list, "read b");
	c->arg[4].len = 6;
	events_end(&e, 1, 0);
	wrote("select([a, b], NULL, [], 1.5s, [read b]) = 1\n");
	c = events_call(&e, CALL_IOCTL, "a");
	call_add_request(c, FIONREAD);
	call_add_number_out(c);
	events_begin(&e);
	c->arg[2].number = 12;
	events_end(&e, 0, 0);
	c = events_call(&e, CALL_IOCTL, "a");
	call_add_request(c, 0x1234);
	events_both(&e, -1, ENOTTY);
	wrote("ioctl(a, FIONREAD, 12) = 0\n"
	      "ioctl(a, 0x1234) = -1 ENOTTY (Inappropriate ioctl for device)\n");
	for (int own = 0; own < 2; own++) {
		c = events_call(&e, CALL_FCNTL, "a");
		call_add_constant(c, CONSTANT_FCNTL, F_SETOWN);
		call_add_number(c, own ? getpid() : 1);
		events_both(&e, 0, 0);
		c = events_call(&e, CALL_FCNTL, "a");
		call_add_constant(c, CONSTANT_FCNTL, F_GETOWN);
		events_both(&e, own ? getpid() : 1, 0);
	}
	wrote("fcntl(a, F_SETOWN, 1) = 0\nfcntl(a, F_GETOWN) = 1\n"
	      "fcntl(a, F_SETOWN, self) = 0\nfcntl(a, F_GETOWN) = self\n");
	end();
}
END_TEST

/* Names that the kernel chose have the name of their socket, wherever they stand. */
START_TEST(live_addresses)
{
	struct call *c;

	begin(true, false, ESCAPE_UTF8);
	c = events_call(&e, CALL_BIND, "asked");
	call_add_address(c, events_address(&e, "@00fed"));
	events_both(&e, 0, 0);
	c = events_call(&e, CALL_GETSOCKNAME, "d");
	events_both_with_address(&e, 0, "@00a1b");
	c = events_call(&e, CALL_GETSOCKNAME, "v");
	events_both_with_address(&e, 0, "vsock:1:3000000000");
	c = events_call(&e, CALL_GETSOCKNAME, "asked");
	events_both_with_address(&e, 0, "@00fed");
	note(NOTE_SAY, "@00a1b, @00fed, @00a1bc, vsock:1:3000000000, vsock:1:30, v@00a1b");
	wrote("bind(asked, @00fed) = 0\ngetsockname(d, @<d>) = 0\n"
	      "getsockname(v, vsock:1:<v>) = 0\ngetsockname(asked, @00fed) = 0\n"
	      "# @<d>, @00fed, @00a1bc, vsock:1:<v>, vsock:1:30, v@<d>\n");
	end();
}
END_TEST

/* A job is told of twice: when it begins, and under its number when it is over. */
START_TEST(jobs)
{
	struct call *c;

	begin(false, false, ESCAPE_UTF8);
	c = events_call(&e, CALL_ACCEPT, "server");
	call_add_address_out(c);
	c->made[0] = "conn";
	c->job = 12;
	events_begin(&e);
	wrote("accept(server) ... job12\n");
	note(NOTE_SAY, "meanwhile");
	wrote("# meanwhile\n");
	e.room.address = *events_address(&e, "127.0.0.1:50000");
	c->arg[1].len = e.room.address.len;
	events_end(&e, 5, 0);
	wrote("job12: accept(server, 127.0.0.1:50000) = conn\n");
	c->arg[1].len = 0;
	events_end(&e, -1, EINTR);
	wrote("job12: accept(server) = -1 EINTR (Interrupted system call)\n");
	end();
}
END_TEST

/* ---------------------------------------------------------------- the other kinds */

START_TEST(notes)
{
	begin(false, false, ESCAPE_UTF8);
	note(NOTE_TITLE, "First");
	wrote("== First\n");
	note(NOTE_SAY, "hello");
	wrote("# hello\n");
	note(NOTE_SAY, "");
	wrote("# \n");
	note(NOTE_SAY, "two\nlines");
	wrote("# two\n# lines\n");
	note(NOTE_TITLE, "Second");
	wrote("\n== Second\n");
	note(NOTE_REMARK, "12 bytes stay");
	wrote("  12 bytes stay\n");
	note(NOTE_EXPLAIN, "nothing listens there:\nthe answer was a RST");
	wrote("  nothing listens there:\n  the answer was a RST\n");
	note(NOTE_HELP, "connect SOCK ADDRESS");
	wrote("connect SOCK ADDRESS\n");
	note(NOTE_SKIP, "skipped: no lab");
	wrote("skipped: no lab\n");
	note(NOTE_END, "3 passed");
	wrote("3 passed\n");
	note(NOTE_COMMAND, "getsockname C");
	wrote("");
	note(NOTE_RESULT, "10.0.0.1:41812");
	wrote("10.0.0.1:41812\n");
	note(NOTE_REFUSED, "connect: expected an address\nafter the socket");
	wrote("connect: expected an address\nafter the socket\n");
	end();
}
END_TEST

/* A heading has a blank line before it once something stands above it, and only then. */
START_TEST(a_title_after_what_is_not_shown)
{
	begin(false, false, ESCAPE_UTF8);
	events_call(&e, CALL_CLOSE, "client");
	events_begin(&e);
	wrote("");
	note(NOTE_TITLE, "First");
	wrote("== First\n");
	end();
}
END_TEST

START_TEST(checks)
{
	begin(false, false, ESCAPE_UTF8);
	check(1, true, "it is open", NULL);
	wrote("ok 1 - it is open\n");
	check(2, false, "it is closed", "it is ESTABLISHED");
	wrote("not ok 2 - it is closed\n  it is ESTABLISHED\n");
	check(3, false, "two", "of\nmany lines");
	wrote("not ok 3 - two\n  of\n  many lines\n");
	end();
}
END_TEST

START_TEST(states_and_signals)
{
	begin(false, false, ESCAPE_UTF8);
	journal_state(&e.journal, 0, "conn", "tcp_info", "ESTABLISHED");
	wrote("conn is ESTABLISHED (tcp_info)\n");
	journal_signal(&e.journal, 0, "conn", SIGPIPE, "SIGPIPE came with it");
	wrote("  SIGPIPE came with it\n");
	end();
}
END_TEST

/* Only where it is not what was asked for. */
START_TEST(kept_options)
{
	begin(false, false, ESCAPE_UTF8);
	journal_option(&e.journal, 0, "conn", "TCP_NODELAY", "1", "1", NULL);
	wrote("");
	journal_option(&e.journal, 0, "conn", "SO_RCVBUF", "20000", "40000", "it is doubled");
	wrote("  SO_RCVBUF: kept 40000, asked 20000: it is doubled\n");
	end();
	begin(false, true, ESCAPE_UTF8);
	journal_option(&e.journal, 0, "conn", "SO_RCVBUF", "20000", "40000", "it is doubled");
	wrote("");
	end();
}
END_TEST

/* Live values and lengths are the option's name, with labels; a long value is cut. */
START_TEST(values_of_options)
{
	unsigned char info[280] = {7};
	struct call *c;

	for (int normalized = 0; normalized < 2; normalized++) {
		begin(normalized, false, ESCAPE_UTF8);
		c = events_call(&e, CALL_GETSOCKOPT, "client");
		call_add_constant(c, CONSTANT_LEVEL, IPPROTO_TCP);
		call_add_option(c, TCP_INFO);
		events_both_with_value(&e, info, sizeof(info));
		if (normalized) {
			wrote("getsockopt(client, IPPROTO_TCP, TCP_INFO, [<TCP_INFO>]) = 0\n");
		} else {
			ck_assert_ptr_nonnull(
			    strstr(sink.buffer.data, "TCP_INFO, [state CLOSED ca_state Open "));
			ck_assert_ptr_nonnull(strstr(sink.buffer.data, "...], 280) = 0\n"));
			ck_assert_uint_lt(sink.buffer.len, 400);
			bytes_reset(&sink.buffer);
		}
		end();
	}
}
END_TEST

/* What a lab does is always told of, a line each. */
START_TEST(lab_lines)
{
	begin(false, false, ESCAPE_UTF8);
	journal_lab(&e.journal, 0, "started: client, server", 23);
	wrote("lab: started: client, server\n");
	journal_lab(&e.journal, 0, "a\nb\x1b[2J", 7);
	wrote("lab: a\nlab: b^[[2J\n");
	end();
	begin(false, true, ESCAPE_UTF8);
	journal_lab(&e.journal, 0, "started", 7);
	wrote("");
	end();
}
END_TEST

static void change(const char *socket, const char *host, const char *was, const char *now,
                   const char *cause)
{
	journal_change(&e.journal, 0, socket, host, "diag", was, now, cause, NULL, NULL);
}

/* What other threads notice comes when it comes: it is shown to those who ask for it. */
START_TEST(wire)
{
	for (int quiet = 0; quiet < 2; quiet++) {
		begin(false, quiet, ESCAPE_UTF8);
		t.wire = quiet;
		frames_tcp(&f, 1, SEGMENT_SYN, 0, 0, "");
		frames_put_new(&f, &e.journal, SEGMENT_HELD);
		change("C", "client", "SYN_SENT", "ESTABLISHED", "segment 2");
		change("C", NULL, NULL, "ESTABLISHED", "segment 2");
		wrote("");
		end();
	}
	begin(false, false, ESCAPE_UTF8);
	t.wire = true;
	frames_tcp(&f, 1, SEGMENT_SYN, 0, 0, "");
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	wrote("  #1 client > server  SYN seq 0 win 64240 <mss 1460, sackOK, ts, ws 7>  held\n");
	frames_put(&f, &e.journal, SEGMENT_DELIVERED);
	wrote("  #1 client > server  SYN seq 0 win 64240 <mss 1460, sackOK, ts, ws 7>  delivered\n");
	frames_tcp(&f, 2, SEGMENT_SYN | SEGMENT_ACK, 0, 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_DROPPED);
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	wrote("  #2 server > client  SYN ACK seq 0 ack 1 win 64240 <mss 1460, sackOK, ts, ws 7>  "
	      "dropped\n"
	      "  #3 server > client  SYN ACK seq 0 ack 1 win 64240 <mss 1460, sackOK, ts, ws 7>  "
	      "retransmission 1  delivered\n");
	change("C", "client", "SYN_SENT", "ESTABLISHED", "segment 3");
	wrote("  C: SYN_SENT -> ESTABLISHED (diag; segment 3)\n");
	change("C", NULL, "ESTABLISHED", "FIN_WAIT1", NULL);
	wrote("  C: ESTABLISHED -> FIN_WAIT1 (diag)\n");
	change("C", NULL, NULL, "FIN_WAIT1", "close(C)");
	wrote("  C: FIN_WAIT1 (diag; close(C))\n");
	change(NULL, "server", "LISTEN", "SYN_RECV", "segment 1");
	wrote("  a socket of server: LISTEN -> SYN_RECV (diag; segment 1)\n");
	change(NULL, NULL, "FIN_WAIT2", "TIME_WAIT", NULL);
	wrote("  a socket: FIN_WAIT2 -> TIME_WAIT (diag)\n");
	journal_state(&e.journal, 0, "C", "tcp_info", "ESTABLISHED");
	wrote("C is ESTABLISHED (tcp_info)\n");
	end();
}
END_TEST

START_TEST(quiet)
{
	begin(false, true, ESCAPE_UTF8);
	call_socket("server", 4, 0);
	events_send(&e, CALL_SEND, "client", "hello", 5);
	for (int kind = NOTE_SAY; kind <= NOTE_HELP; kind++)
		note(kind, "words");
	check(1, true, "fine", NULL);
	journal_state(&e.journal, 0, "conn", "tcp_info", "CLOSE");
	journal_signal(&e.journal, 0, "conn", SIGPIPE, "it came");
	e.call.job = 1;
	events_both(&e, 0, 0);
	wrote("");
	check(2, false, "bad", "why");
	note(NOTE_SKIP, "skipped");
	note(NOTE_END, "1 of 2 passed");
	wrote("not ok 2 - bad\n  why\nskipped\n1 of 2 passed\n");
	end();
}
END_TEST

/* ---------------------------------------------------------------- hostile bytes */

#define HOSTILE "\x1b[31m\x07\r\x9b\xc2\x9b\xe2\x80\xae\x7f\xff"
#define QUOTED "\\x1b[31m\\a\\r\\x9b\\xc2\\x9b\\xe2\\x80\\xae\\x7f\\xff"
#define SHOWN "^[[31m^G^M\\x9b\\xc2\\x9b<U+202E>^?\\xff"

static void is_harmless(int charset)
{
	ck_assert_uint_gt(sink.buffer.len, 0);
	ck_assert(escape_is_utf8(sink.buffer.data, sink.buffer.len));
	for (size_t i = 0; i < sink.buffer.len; i++) {
		unsigned char c = (unsigned char)sink.buffer.data[i];

		if ((c < 0x20 && c != '\n') || c == 0x7f || (charset == ESCAPE_ASCII && c > 0x7f))
			ck_abort_msg("byte %02x in: %s", c, sink.buffer.data);
	}
}

static unsigned count_lines(void)
{
	unsigned lines = 0;

	for (size_t i = 0; i < sink.buffer.len; i++)
		lines += sink.buffer.data[i] == '\n';
	return lines;
}

static void send_to(const char *address)
{
	struct call *c = events_call(&e, CALL_SENDTO, "client");

	call_add_bytes(c, HOSTILE, sizeof(HOSTILE) - 1);
	call_add_number(c, 13);
	call_add_constant(c, CONSTANT_MSG, 0);
	call_add_address(c, events_address(&e, address));
	events_both(&e, 13, 0);
}

static void resolve(const char *host, const char *list)
{
	struct call *c = events_call(&e, CALL_GETADDRINFO, NULL);

	call_add_text(c, host);
	call_add_text(c, "");
	call_add_list_out(c);
	events_begin(&e);
	strcpy(e.room.list, list);
	c->arg[2].len = (uint32_t)strlen(list);
	events_end(&e, 0, 0);
}

START_TEST(hostile_bytes_are_escaped)
{
	begin(_i, false, ESCAPE_UTF8);
	send_to("/tmp/" HOSTILE);
	wrote("sendto(client, \"" QUOTED "\", 13, 0, /tmp/" SHOWN ") = 13\n");
	send_to("@" HOSTILE "\n");
	wrote("sendto(client, \"" QUOTED "\", 13, 0, @" SHOWN "^J) = 13\n");
	resolve(HOSTILE, "127.0.0.1:0");
	wrote("getaddrinfo(\"" QUOTED "\", \"\", [127.0.0.1:0]) = 0\n");
	note(NOTE_SAY, HOSTILE "\n" HOSTILE);
	wrote("# " SHOWN "\n# " SHOWN "\n");
	note(NOTE_EXPLAIN, HOSTILE);
	wrote("  " SHOWN "\n");
	check(1, false, HOSTILE, HOSTILE);
	wrote("not ok 1 - " SHOWN "\n  " SHOWN "\n");
	journal_signal(&e.journal, 0, "conn", SIGPIPE, HOSTILE);
	wrote("  " SHOWN "\n");
	end();
}
END_TEST

/* Whatever claims to be a state or an interface's name. */
START_TEST(hostile_bytes_from_nearer)
{
	begin(false, false, ESCAPE_UTF8);
	journal_state(&e.journal, 0, "conn", "tcp_info", HOSTILE);
	is_harmless(ESCAPE_UTF8);
	bytes_reset(&sink.buffer);
	resolve("host", "[fe80::1%" HOSTILE "]:80");
	is_harmless(ESCAPE_UTF8);
	bytes_reset(&sink.buffer);
	journal_option(&e.journal, 0, "conn", "TCP_CONGESTION", HOSTILE, HOSTILE "\n", "why");
	is_harmless(ESCAPE_UTF8);
	end();
}
END_TEST

/* Hosts, interfaces, reasons and states, whoever named them. */
START_TEST(hostile_bytes_on_a_wire)
{
	begin(_i & 1, false, _i & 2 ? ESCAPE_ASCII : ESCAPE_UTF8);
	t.wire = true;
	frames_udp(&f, 1, HOSTILE);
	f.event.from = f.event.to = f.event.why = f.cause = HOSTILE "\n";
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	change("C", HOSTILE, HOSTILE, HOSTILE "\n", HOSTILE);
	change(NULL, HOSTILE "\n", HOSTILE "\n", HOSTILE, HOSTILE "\n");
	journal_lab(&e.journal, 0, HOSTILE "\0x", sizeof(HOSTILE) + 1);
	is_harmless(_i & 2 ? ESCAPE_ASCII : ESCAPE_UTF8);
	ck_assert_uint_eq(count_lines(), 5);
	end();
}
END_TEST

/* Every byte there is, everywhere where bytes come from elsewhere. */
START_TEST(any_byte)
{
	for (int c = 1; c < 256; c++) {
		char text[] = {'@', 'x', (char)c, 'y', 0};

		begin(_i & 1, false, _i & 2 ? ESCAPE_ASCII : ESCAPE_UTF8);
		send_to(text);
		resolve(text, "");
		events_send(&e, CALL_SEND, "client", text, 4);
		note(NOTE_SAY, text);
		check(1, false, text, text);
		is_harmless(_i & 2 ? ESCAPE_ASCII : ESCAPE_UTF8);
		end();
	}
}
END_TEST

START_TEST(nul_bytes)
{
	begin(false, false, ESCAPE_UTF8);
	events_send(&e, CALL_SEND, "client", "a\0b", 3);
	wrote("send(client, \"a\\x00b\", 3, 0) = 3\n");
	journal_note(&e.journal, NOTE_SAY, 0, NULL, "a\0b\nc", 5);
	wrote("# a^@b\n# c\n");
	end();
}
END_TEST

/* Printable UTF-8 stays, unless the terminal is not to have it. */
START_TEST(charsets)
{
	begin(false, false, ESCAPE_UTF8);
	send_to("/caf\xc3\xa9");
	bytes_reset(&sink.buffer);
	note(NOTE_SAY, "caf\xc3\xa9");
	events_send(&e, CALL_WRITE, "client", "caf\xc3\xa9", 5);
	wrote("# caf\xc3\xa9\nwrite(client, \"caf\xc3\xa9\", 5) = 5\n");
	end();
	begin(false, false, ESCAPE_ASCII);
	note(NOTE_SAY, "caf\xc3\xa9");
	events_send(&e, CALL_WRITE, "client", "caf\xc3\xa9", 5);
	wrote("# caf\\xc3\\xa9\nwrite(client, \"caf\\xc3\\xa9\", 5) = 5\n");
	events_call(&e, CALL_CONNECT, "client");
	call_add_address(&e.call, events_address(&e, "/caf\xc3\xa9"));
	events_both(&e, 0, 0);
	wrote("connect(client, /caf\\xc3\\xa9) = 0\n");
	end();
}
END_TEST

/* ---------------------------------------------------------------- normalised */

/* A session whose live ports are p and q. */
static void live_session(unsigned p, unsigned q)
{
	char text[128], padding[128];
	struct call *c;

	c = events_call(&e, CALL_BIND, "server");
	call_add_address(c, events_address(&e, "127.0.0.1:0"));
	events_both(&e, 0, 0);
	events_call(&e, CALL_GETSOCKNAME, "server");
	sprintf(text, "127.0.0.1:%u", p);
	events_both_with_address(&e, 0, text);
	c = events_call(&e, CALL_CONNECT, "client");
	call_add_address(c, events_address(&e, text));
	events_both(&e, 0, 0);
	events_call(&e, CALL_ACCEPT, "server")->made[0] = "conn";
	sprintf(text, "127.0.0.1:%u", q);
	events_both_with_address(&e, 5, text);
	events_call(&e, CALL_GETSOCKNAME, "client");
	events_both_with_address(&e, 0, text);
	sprintf(text, "from 127.0.0.1:%u to 127.0.0.1:%u, not 12:%u", q, p, 7);
	note(NOTE_SAY, text);
	note(NOTE_EXPLAIN, text);
	check(1, false, text, text);
	sprintf(text, "I am :%u\n", q);
	events_send(&e, CALL_SEND, "client", text, strlen(text));
	sprintf(text, "[::1]:%u, [::1]:80", p);
	resolve("localhost", text);
	/* the port stands where the line ends */
	memset(padding, 'x', sizeof(padding));
	sprintf(padding + 92, ":%u", p);
	events_send(&e, CALL_WRITE, "client", padding, strlen(padding));
}

/* A connection over a wire, its client's port and first number chosen by the kernel. */
static void live_wire(unsigned port, uint32_t isn, unsigned window)
{
	struct call *c;

	t.wire = true;
	f.client_port = port;
	f.client_isn = isn;
	c = events_call(&e, CALL_CONNECT, "client");
	call_add_address(c, events_address(&e, "10.0.0.2:80"));
	events_begin(&e);
	frames_tcp(&f, 1, SEGMENT_SYN, 0, 0, "");
	f.frame[48] = (unsigned char)window;
	frames_finish(&f);
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	frames_tcp(&f, 2, SEGMENT_SYN | SEGMENT_ACK, 0, 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	frames_udp(&f, 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
}

START_TEST(wires_read_the_same)
{
	begin(true, false, ESCAPE_UTF8);
	live_wire(40001, 12345, 1);
	wrote("  #1 client > server  SYN seq 0  delivered\n"
	      "  #2 10.0.0.2:80 > 10.0.0.1:<port1>  SYN ACK seq 0 ack 1  seen on server\n"
	      "  #3 client:<port1> > server:80  UDP len 0  delivered\n");
	end();
	begin(true, false, ESCAPE_UTF8);
	live_wire(55555, 4294967295u, 9);
	wrote("  #1 client > server  SYN seq 0  delivered\n"
	      "  #2 10.0.0.2:80 > 10.0.0.1:<port1>  SYN ACK seq 0 ack 1  seen on server\n"
	      "  #3 client:<port1> > server:80  UDP len 0  delivered\n");
	end();
}
END_TEST

/* A port keeps the name it has first; whom one sends to was known before. */
START_TEST(ports_on_a_wire)
{
	begin(true, false, ESCAPE_UTF8);
	t.wire = true;
	f.server_port = 43210;
	events_call(&e, CALL_GETSOCKNAME, "server");
	events_both_with_address(&e, 0, "10.0.0.2:43210");
	frames_udp(&f, 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	bytes_reset(&sink.buffer);
	events_call(&e, CALL_GETSOCKNAME, "client");
	events_both_with_address(&e, 0, "10.0.0.1:40000");
	wrote("getsockname(client, 10.0.0.1:<client>) = 0\n");
	frames_udp(&f, 2, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	wrote("  #2 server:<server> > client:<port1>  UDP len 0  delivered\n");
	/* what a call tells of first is not what others find on the wire first */
	f.client_port = 50000;
	events_call(&e, CALL_GETSOCKNAME, "other");
	events_both_with_address(&e, 0, "10.0.0.1:50000");
	bytes_reset(&sink.buffer);
	frames_udp(&f, 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	wrote("  #3 client:<port2> > server:<server>  UDP len 0  delivered\n");
	end();
}
END_TEST

START_TEST(live_ports_have_names)
{
	char padding[93];

	begin(true, false, ESCAPE_UTF8);
	live_session(40001, 50002);
	bytes_reset(&sink.buffer);
	end();
	begin(true, false, ESCAPE_UTF8);
	live_session(43210, 55555);
	memset(padding, 'x', 92);
	padding[92] = 0;
	ck_assert_ptr_nonnull(strstr(sink.buffer.data, padding));
	*strstr(sink.buffer.data, "write(") = 0;
	sink.buffer.len = strlen(sink.buffer.data);
	wrote("bind(server, 127.0.0.1:0) = 0\n"
	      "getsockname(server, 127.0.0.1:<server>) = 0\n"
	      "connect(client, 127.0.0.1:<server>) = 0\n"
	      "accept(server, 127.0.0.1:<conn.peer>) = conn\n"
	      "getsockname(client, 127.0.0.1:<conn.peer>) = 0\n"
	      "# from 127.0.0.1:<conn.peer> to 127.0.0.1:<server>, not 12:7\n"
	      "  from 127.0.0.1:<conn.peer> to 127.0.0.1:<server>, not 12:7\n"
	      "not ok 1 - from 127.0.0.1:<conn.peer> to 127.0.0.1:<server>, not 12:7\n"
	      "  from 127.0.0.1:<conn.peer> to 127.0.0.1:<server>, not 12:7\n"
	      "send(client, \"I am :<conn.peer>\\n\", 12, 0) = 12\n"
	      "getaddrinfo(\"localhost\", \"\", [[::1]:<server>, [::1]:80]) = 0\n");
	end();
}
END_TEST

/* The whole point of it. */
START_TEST(two_runs_read_the_same)
{
	struct bytes first = BYTES_INIT;

	begin(true, false, ESCAPE_UTF8);
	live_session(32768, 60999);
	bytes_add(&first, sink.buffer.data, sink.buffer.len);
	end();
	begin(true, false, ESCAPE_UTF8);
	live_session(45454, 39999);
	ck_assert_str_eq(bytes_str(&first), bytes_str(&sink.buffer));
	bytes_clear(&first);
	end();
}
END_TEST

START_TEST(whose_port_it_is)
{
	char got[16] = "x";
	struct call *c;

	begin(true, false, ESCAPE_UTF8);
	events_call(&e, CALL_GETPEERNAME, "client");
	events_both_with_address(&e, 0, "10.0.0.1:50001");
	wrote("getpeername(client, 10.0.0.1:<client.peer>) = 0\n");
	c = events_call(&e, CALL_RECVFROM, "udp");
	call_add_buffer_out(c, got, 16);
	call_add_number(c, 16);
	call_add_constant(c, CONSTANT_MSG, 0);
	c->arg[1].len = 1;
	c->arg[1].whole = 1;
	events_both_with_address(&e, 1, "[::1]:50002");
	wrote("recvfrom(udp, \"x\", 16, 0, [::1]:<udp.from>) = 1\n");
	/* who had it first keeps it */
	events_call(&e, CALL_GETSOCKNAME, "late");
	events_both_with_address(&e, 0, "127.0.0.1:50001");
	wrote("getsockname(late, 127.0.0.1:<client.peer>) = 0\n");
	end();
}
END_TEST

/* Once its owner is closed, the kernel may give a port to another: it is that one's from then on. */
START_TEST(a_port_that_is_used_again)
{
	begin(true, false, ESCAPE_UTF8);
	events_call(&e, CALL_GETSOCKNAME, "first");
	events_both_with_address(&e, 0, "127.0.0.1:50001");
	events_call(&e, CALL_CLOSE, "first");
	events_both(&e, 0, 0);
	note(NOTE_SAY, "still :50001");
	events_call(&e, CALL_GETSOCKNAME, "second");
	events_both_with_address(&e, 0, "127.0.0.1:50001");
	note(NOTE_SAY, "now :50001");
	wrote("getsockname(first, 127.0.0.1:<first>) = 0\n"
	      "close(first) = 0\n"
	      "# still :<first>\n"
	      "getsockname(second, 127.0.0.1:<second>) = 0\n"
	      "# now :<second>\n");
	end();
}
END_TEST

/* What was asked for stays a number, wherever the kernel repeats it. */
START_TEST(asked_ports_stay)
{
	struct call *c;

	begin(true, false, ESCAPE_UTF8);
	c = events_call(&e, CALL_BIND, "server");
	call_add_address(c, events_address(&e, "127.0.0.1:8080"));
	events_both(&e, 0, 0);
	events_call(&e, CALL_GETSOCKNAME, "server");
	events_both_with_address(&e, 0, "127.0.0.1:8080");
	note(NOTE_SAY, "it is on :8080");
	wrote("bind(server, 127.0.0.1:8080) = 0\n"
	      "getsockname(server, 127.0.0.1:8080) = 0\n"
	      "# it is on :8080\n");
	end();
}
END_TEST

START_TEST(what_is_no_port)
{
	begin(true, false, ESCAPE_UTF8);
	events_call(&e, CALL_GETPEERNAME, "dns");
	events_both_with_address(&e, 0, "10.0.0.1:53");
	wrote("getpeername(dns, 10.0.0.1:<dns.peer>) = 0\n");
	note(NOTE_SAY, "x:53y :530 53 :5 : :99999 :9999999999 :53");
	wrote("# x:<dns.peer>y :530 53 :5 : :99999 :9999999999 :<dns.peer>\n");
	/* a group of an IPv6 address and a part of a path are none */
	events_call(&e, CALL_CONNECT, "client");
	call_add_address(&e.call, events_address(&e, "[2001:db8::53]:443"));
	events_both(&e, 0, 0);
	wrote("connect(client, [2001:db8::53]:443) = 0\n");
	events_call(&e, CALL_CONNECT, "client");
	call_add_address(&e.call, events_address(&e, "/run/a:53"));
	events_both(&e, 0, 0);
	wrote("connect(client, /run/a:53) = 0\n");
	end();
}
END_TEST

/* ---------------------------------------------------------------- the way out */

/* A pipe nobody reads: what fits goes out, the rest waits, and nobody is held up. */
START_TEST(a_full_pipe_holds_nobody_up)
{
	enum { ROOM = 65536, LINES = 1100, LINE = 91 };
	static char got[LINES * LINE], text[LINE - 3];
	size_t n = 0;
	int fd[2];

	flight_prepare(); /* SIGPIPE is blocked */
	ck_assert_int_eq(pipe2(fd, O_CLOEXEC), 0);
	ck_assert_int_eq(fcntl(fd[1], F_SETPIPE_SZ, ROOM), ROOM);
	sink_init(&sink, fd[1], "a pipe");
	transcript_init(&t, &sink, false, false, ESCAPE_UTF8);
	events_init(&e, &t.tap);
	memset(text, 'x', sizeof(text));
	ck_assert(journal_flush(&e.journal, false));
	for (int i = 0; i < LINES; i++) {
		journal_note(&e.journal, NOTE_SAY, 0, NULL, text, sizeof(text));
		if (i < 600)
			UNIT_ASSERT(journal_flush(&e.journal, false));
		else if (i % 100 == 99)
			journal_flush(&e.journal, false);
	}
	ck_assert(!journal_flush(&e.journal, false));
	ck_assert_uint_gt(sink.buffer.len, 0);
	while (n < sizeof(got)) {
		ssize_t r = read(fd[0], got + n, sizeof(got) - n);

		ck_assert_int_gt(r, 0);
		n += (size_t)r;
		journal_flush(&e.journal, false);
	}
	ck_assert(journal_flush(&e.journal, false));
	for (size_t i = 0; i < n; i++)
		UNIT_ASSERT(got[i] == (i % LINE == 0          ? '#'
		                       : i % LINE == 1        ? ' '
		                       : i % LINE == LINE - 1 ? '\n'
		                                              : 'x'));
	close(fd[0]);
	note(NOTE_SAY, "nobody");
	ck_assert(journal_flush(&e.journal, false));
	ck_assert_int_eq(sink.err, EPIPE);
	end();
	close(fd[1]);
}
END_TEST

START_TEST(lines_reach_the_descriptor)
{
	char got[64] = "";
	int fd = memfd_create("transcript", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	sink_init(&sink, fd, "a file");
	transcript_init(&t, &sink, false, false, ESCAPE_UTF8);
	events_init(&e, &t.tap);
	note(NOTE_SAY, "first");
	/* no terminal: it waits until it is asked for */
	ck_assert_int_eq(lseek(fd, 0, SEEK_END), 0);
	ck_assert(journal_flush(&e.journal, true));
	ck_assert_int_eq(pread(fd, got, sizeof(got), 0), 8);
	ck_assert_str_eq(got, "# first\n");
	sink.immediate = true;
	note(NOTE_SAY, "second");
	ck_assert_int_eq(pread(fd, got, sizeof(got), 8), 9);
	ck_assert_mem_eq(got, "# second\n", 9);
	end();
	close(fd);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("transcript");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, life);
	tcase_add_test(tcase, data);
	tcase_add_test(tcase, long_payload);
	tcase_add_test(tcase, names);
	tcase_add_test(tcase, options);
	tcase_add_test(tcase, flags_and_readiness);
	tcase_add_test(tcase, messages);
	tcase_add_test(tcase, several_sockets);
	tcase_add_test(tcase, live_addresses);
	tcase_add_test(tcase, jobs);
	tcase_add_test(tcase, notes);
	tcase_add_test(tcase, a_title_after_what_is_not_shown);
	tcase_add_test(tcase, checks);
	tcase_add_test(tcase, states_and_signals);
	tcase_add_test(tcase, kept_options);
	tcase_add_test(tcase, values_of_options);
	tcase_add_test(tcase, lab_lines);
	tcase_add_test(tcase, wire);
	tcase_add_test(tcase, quiet);
	tcase_add_loop_test(tcase, hostile_bytes_are_escaped, 0, 2);
	tcase_add_test(tcase, hostile_bytes_from_nearer);
	tcase_add_loop_test(tcase, hostile_bytes_on_a_wire, 0, 4);
	tcase_add_loop_test(tcase, any_byte, 0, 4);
	tcase_add_test(tcase, nul_bytes);
	tcase_add_test(tcase, charsets);
	tcase_add_test(tcase, wires_read_the_same);
	tcase_add_test(tcase, ports_on_a_wire);
	tcase_add_test(tcase, live_ports_have_names);
	tcase_add_test(tcase, two_runs_read_the_same);
	tcase_add_test(tcase, whose_port_it_is);
	tcase_add_test(tcase, a_port_that_is_used_again);
	tcase_add_test(tcase, asked_ports_stay);
	tcase_add_test(tcase, what_is_no_port);
	tcase_add_test(tcase, lines_reach_the_descriptor);
	tcase_add_test(tcase, a_full_pipe_holds_nobody_up);
	return unit_run("transcript", tcase);
}
