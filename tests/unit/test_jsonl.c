/*
 * The journal as JSON Lines: each line is read back by a reader of JSON, field by field.
 */
#include "report/jsonl.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/escape.h"
#include "events.h"
#include "frames.h"

static struct events e;
static struct sink sink;
static struct jsonl j;
static struct frames f;
static size_t read_to; /* how much of the buffer next_line has given */

static void begin(bool normalize)
{
	read_to = 0;
	sink_init(&sink, -1, "nowhere");
	jsonl_init(&j, &sink, normalize);
	events_init(&e, &j.tap);
	frames_init(&f);
}

static void end(void)
{
	events_clear(&e);
	jsonl_clear(&j);
	sink_clear(&sink);
}

/* The next line as an object; NULL when there is none. Whole, of printable UTF-8, on one line. */
static json_t *next_line(void)
{
	const char *from = bytes_str(&sink.buffer) + read_to;
	const char *newline = strchr(from, '\n');
	json_error_t error;
	json_t *o;

	if (!*from)
		return NULL;
	ck_assert_ptr_nonnull(newline);
	o = json_loadb(from, (size_t)(newline - from), JSON_REJECT_DUPLICATES, &error);
	ck_assert_msg(o != NULL, "%s: %s", error.text, from);
	ck_assert(json_is_object(o));
	for (const char *p = from; p < newline; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			ck_abort_msg("byte %02x in: %s", *p, from);
	read_to = (size_t)(newline - bytes_str(&sink.buffer)) + 1;
	return o;
}

static const char *text_of(const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	ck_assert_msg(text != NULL, "no text %s", key);
	return text;
}

static int64_t number_of(const json_t *o, const char *key)
{
	ck_assert_msg(json_is_integer(json_object_get(o, key)), "no number %s", key);
	return json_integer_value(json_object_get(o, key));
}

static void has(const json_t *o, const char *key, bool wanted)
{
	ck_assert_msg((json_object_get(o, key) != NULL) == wanted, "%s", key);
}

/* The arguments of a call as compact JSON. */
static void args_are(const json_t *o, const char *expected)
{
	char *args = json_dumps(json_object_get(o, "args"), JSON_COMPACT);

	ck_assert_ptr_nonnull(args);
	ck_assert_str_eq(args, expected);
	free(args);
}

/* The next line is exactly that. */
static void line_is(const char *expected)
{
	size_t from = read_to;
	json_t *o = next_line();

	ck_assert_ptr_nonnull(o);
	ck_assert_uint_eq(read_to - from, strlen(expected) + 1);
	ck_assert_mem_eq(sink.buffer.data + from, expected, strlen(expected));
	json_decref(o);
}

static void skip_lines(int n)
{
	while (n--)
		json_decref(next_line());
}

/* All were read: the buffer may not fill up, for it goes nowhere. */
static void forget_lines(void)
{
	ck_assert_ptr_null(next_line());
	bytes_reset(&sink.buffer);
	read_to = 0;
}

/* ---------------------------------------------------------------- every kind */

START_TEST(whole_lines)
{
	begin(false);
	e.call.line = 0;
	call_add_address(events_call(&e, CALL_CONNECT, "client"), events_address(&e, "127.0.0.1:9"));
	e.call.line = 3;
	events_both(&e, -1, ECONNREFUSED);
	line_is("{\"v\":1,\"seq\":1,\"mono_ns\":100,\"wall\":\"1970-01-01T00:00:00.000000100Z\","
	        "\"kind\":\"call\",\"socket\":\"client\",\"source\":\"call\",\"line\":3,"
	        "\"call\":\"connect\",\"args\":[\"client\",\"127.0.0.1:9\"]}");
	line_is("{\"v\":1,\"seq\":2,\"mono_ns\":350,\"wall\":\"1970-01-01T00:00:00.000000350Z\","
	        "\"kind\":\"return\",\"socket\":\"client\",\"source\":\"call\",\"line\":3,"
	        "\"call\":\"connect\",\"args\":[\"client\",\"127.0.0.1:9\"],\"ret\":-1,"
	        "\"errno\":{\"name\":\"ECONNREFUSED\",\"num\":111,\"text\":\"Connection refused\"},"
	        "\"took_ns\":250}");
	journal_check(&e.journal, 4, 1, true, "fine", 4, NULL);
	line_is("{\"v\":1,\"seq\":3,\"mono_ns\":5000000000,\"wall\":\"1970-01-01T00:00:05.000000000Z\","
	        "\"kind\":\"check\",\"source\":\"script\",\"line\":4,\"point\":1,\"passed\":true,"
	        "\"text\":\"fine\"}");
	journal_check(&e.journal, 0, 2, false, "bad", 3, "why");
	line_is("{\"v\":1,\"seq\":4,\"mono_ns\":5000000000,\"wall\":\"1970-01-01T00:00:05.000000000Z\","
	        "\"kind\":\"check\",\"source\":\"script\",\"point\":2,\"passed\":false,"
	        "\"text\":\"bad\",\"detail\":\"why\"}");
	journal_signal(&e.journal, 5, "conn", SIGPIPE, "it came");
	line_is("{\"v\":1,\"seq\":5,\"mono_ns\":5000000000,\"wall\":\"1970-01-01T00:00:05.000000000Z\","
	        "\"kind\":\"signal\",\"socket\":\"conn\",\"source\":\"kernel\",\"line\":5,"
	        "\"signal\":13,\"text\":\"it came\"}");
	journal_state(&e.journal, 6, "conn", "tcp_info", "ESTABLISHED");
	line_is("{\"v\":1,\"seq\":6,\"mono_ns\":5000000000,\"wall\":\"1970-01-01T00:00:05.000000000Z\","
	        "\"kind\":\"state\",\"socket\":\"conn\",\"source\":\"tcp_info\",\"line\":6,"
	        "\"state\":\"ESTABLISHED\"}");
	journal_option(&e.journal, 7, "conn", "SO_RCVBUF", "20000", "40000", "it is doubled");
	line_is("{\"v\":1,\"seq\":7,\"mono_ns\":5000000000,\"wall\":\"1970-01-01T00:00:05.000000000Z\","
	        "\"kind\":\"option\",\"socket\":\"conn\",\"source\":\"getsockopt\",\"line\":7,"
	        "\"option\":\"SO_RCVBUF\",\"asked\":\"20000\",\"kept\":\"40000\","
	        "\"why\":\"it is doubled\"}");
	journal_option(&e.journal, 0, "conn", "TCP_NODELAY", "1", "1", NULL);
	line_is("{\"v\":1,\"seq\":8,\"mono_ns\":5000000000,\"wall\":\"1970-01-01T00:00:05.000000000Z\","
	        "\"kind\":\"option\",\"socket\":\"conn\",\"source\":\"getsockopt\","
	        "\"option\":\"TCP_NODELAY\",\"asked\":\"1\",\"kept\":\"1\"}");
	ck_assert_ptr_null(next_line());
	end();
}
END_TEST

START_TEST(notes)
{
	static const char *const name[] = {"say",  "title", "remark",  "explain", "help",
	                                   "skip", "end",   "command", "result",  "refused"};

	begin(false);
	for (int kind = NOTE_SAY; kind <= NOTE_REFUSED; kind++) {
		json_t *o;

		journal_note(&e.journal, (enum note_kind)kind, 0, NULL, "two\nlines", 9);
		o = next_line();
		ck_assert_str_eq(text_of(o, "kind"), "note");
		ck_assert_str_eq(text_of(o, "note"), name[kind]);
		ck_assert_str_eq(text_of(o, "text"), "two\nlines");
		ck_assert_str_eq(text_of(o, "source"), kind <= NOTE_TITLE     ? "script"
		                                       : kind == NOTE_COMMAND ? "prompt"
		                                                              : "sockpit");
		has(o, "line", false);
		has(o, "socket", false);
		json_decref(o);
	}
	ck_assert_ptr_null(next_line());
	end();
}
END_TEST

START_TEST(data_follows)
{
	char got[2048] = "Hello\n";
	json_t *o, *data;

	begin(false);
	events_send(&e, CALL_SEND, "client", "Hello\n", 6);
	o = next_line();
	args_are(
	    o, "[\"client\",{\"length\":6,\"hex\":\"48656c6c6f0a\",\"text\":\"Hello\\\\n\"},6,\"0\"]");
	has(o, "ret", false);
	has(o, "took_ns", false);
	json_decref(o);
	o = next_line();
	ck_assert_int_eq(number_of(o, "ret"), 6);
	has(o, "errno", false);
	has(o, "made", false);
	json_decref(o);
	o = next_line();
	ck_assert_str_eq(text_of(o, "kind"), "data");
	ck_assert_str_eq(text_of(o, "direction"), "out");
	data = json_object_get(o, "data");
	ck_assert_int_eq(number_of(data, "length"), 6);
	ck_assert_str_eq(text_of(data, "hex"), "48656c6c6f0a");
	ck_assert_str_eq(text_of(data, "text"), "Hello\\n");
	has(data, "cut", false);
	json_decref(o);
	/* the buffer is in the return only: the kernel had not written it before */
	events_receive(&e, CALL_RECV, "conn", got, 6);
	o = next_line();
	args_are(o, "[\"conn\",1024,\"0\"]");
	json_decref(o);
	o = next_line();
	args_are(
	    o, "[\"conn\",{\"length\":6,\"hex\":\"48656c6c6f0a\",\"text\":\"Hello\\\\n\"},1024,\"0\"]");
	json_decref(o);
	o = next_line();
	ck_assert_str_eq(text_of(o, "direction"), "in");
	json_decref(o);
	ck_assert_ptr_null(next_line());
	end();
}
END_TEST

START_TEST(jobs_and_what_they_made)
{
	struct call *c;
	json_t *o;

	begin(false);
	c = events_call(&e, CALL_ACCEPT, "server");
	c->made[0] = "conn";
	c->job = 3;
	events_both_with_address(&e, 7, "[::1]:40000");
	o = next_line();
	ck_assert_int_eq(number_of(o, "job"), 3);
	args_are(o, "[\"server\"]");
	has(o, "made", false);
	json_decref(o);
	o = next_line();
	ck_assert_int_eq(number_of(o, "job"), 3);
	ck_assert_int_eq(number_of(o, "ret"), 7);
	args_are(o, "[\"server\",\"[::1]:40000\"]");
	ck_assert_str_eq(json_string_value(json_array_get(json_object_get(o, "made"), 0)), "conn");
	ck_assert_uint_eq(json_array_size(json_object_get(o, "made")), 1);
	json_decref(o);
	c = events_call(&e, CALL_SOCKETPAIR, NULL);
	call_add_constant(c, CONSTANT_FAMILY, AF_UNIX);
	c->made[0] = "a";
	c->made[1] = "b";
	events_both(&e, 0, 0);
	json_decref(next_line());
	o = next_line();
	has(o, "job", false);
	ck_assert_uint_eq(json_array_size(json_object_get(o, "made")), 2);
	json_decref(o);
	/* nothing was made after all */
	events_both(&e, -1, EMFILE);
	json_decref(next_line());
	o = next_line();
	has(o, "made", false);
	json_decref(o);
	end();
}
END_TEST

START_TEST(arguments)
{
	int keep = 1;
	struct call *c;
	json_t *o;

	begin(false);
	c = events_call(&e, CALL_SETSOCKOPT, "client");
	call_add_constant(c, CONSTANT_LEVEL, SOL_SOCKET);
	call_add_option(c, SO_KEEPALIVE);
	call_add_value(c, &keep, sizeof(keep));
	events_begin(&e);
	o = next_line();
	args_are(o, "[\"client\",\"SOL_SOCKET\",\"SO_KEEPALIVE\",\"1\"]");
	json_decref(o);
	c = events_call(&e, CALL_GETSOCKOPT, "client");
	call_add_constant(c, CONSTANT_LEVEL, SOL_SOCKET);
	call_add_option(c, 4321);
	events_both_with_value(&e, "\x01\xff", 2);
	o = next_line();
	args_are(o, "[\"client\",\"SOL_SOCKET\",\"4321\"]");
	json_decref(o);
	o = next_line();
	args_are(o, "[\"client\",\"SOL_SOCKET\",\"4321\",\"01 ff\"]");
	json_decref(o);
	c = events_call(&e, CALL_POLL, "client");
	call_add_constant(c, CONSTANT_POLL, POLLIN | POLLOUT);
	call_add_number(c, -1);
	call_add_constant_out(c, CONSTANT_POLL);
	events_begin(&e);
	c->arg[3].number = POLLOUT;
	events_end(&e, 1, 0);
	o = next_line();
	args_are(o, "[\"client\",\"POLLIN|POLLOUT\",-1]");
	json_decref(o);
	o = next_line();
	args_are(o, "[\"client\",\"POLLIN|POLLOUT\",-1,\"POLLOUT\"]");
	json_decref(o);
	end();
}
END_TEST

START_TEST(the_resolvers_errors)
{
	struct call *c;
	json_t *o, *error;

	begin(false);
	c = events_call(&e, CALL_GETADDRINFO, NULL);
	call_add_text(c, "nowhere.example");
	call_add_text(c, "");
	call_add_list_out(c);
	events_both(&e, EAI_NONAME, 0);
	json_decref(next_line());
	o = next_line();
	args_are(o, "[\"nowhere.example\",\"\"]");
	error = json_object_get(o, "errno");
	ck_assert_str_eq(text_of(error, "name"), "EAI_NONAME");
	ck_assert_int_eq(number_of(error, "num"), EAI_NONAME);
	ck_assert_str_eq(text_of(error, "text"), "Name or service not known");
	ck_assert_int_eq(number_of(o, "ret"), EAI_NONAME);
	json_decref(o);
	end();
}
END_TEST

START_TEST(times)
{
	struct clock late = clock_fake(INT64_C(1763725120665379740));
	json_t *o;

	begin(false);
	e.clock = late;
	journal_note(&e.journal, NOTE_SAY, 0, NULL, "now", 3);
	o = next_line();
	ck_assert_int_eq(number_of(o, "mono_ns"), INT64_C(1763725120665379740));
	ck_assert_str_eq(text_of(o, "wall"), "2025-11-21T11:38:40.665379740Z");
	json_decref(o);
	end();
}
END_TEST

/* ---------------------------------------------------------------- what is seen of a wire */

START_TEST(changes)
{
	begin(false);
	journal_change(&e.journal, 6, "C", "client", "diag", "SYN_SENT", "ESTABLISHED", "segment 2",
	               NULL, NULL);
	line_is("{\"v\":1,\"seq\":1,\"mono_ns\":5000000000,\"wall\":\"1970-01-01T00:00:05.000000000Z\","
	        "\"kind\":\"state\",\"socket\":\"C\",\"source\":\"diag\",\"line\":6,"
	        "\"state\":\"ESTABLISHED\",\"was\":\"SYN_SENT\",\"cause\":\"segment 2\","
	        "\"host\":\"client\"}");
	journal_change(&e.journal, 0, NULL, NULL, "diag", NULL, "SYN_RECV", NULL, NULL, NULL);
	line_is("{\"v\":1,\"seq\":2,\"mono_ns\":5000000000,\"wall\":\"1970-01-01T00:00:05.000000000Z\","
	        "\"kind\":\"state\",\"source\":\"diag\",\"state\":\"SYN_RECV\"}");
	journal_lab(&e.journal, 2, "started: client", 15);
	line_is("{\"v\":1,\"seq\":3,\"mono_ns\":5000000000,\"wall\":\"1970-01-01T00:00:05.000000000Z\","
	        "\"kind\":\"lab\",\"source\":\"lab\",\"line\":2,\"text\":\"started: client\"}");
	end();
}
END_TEST

/* The next line's segment as compact JSON, without the bytes. */
static void segment_is(const char *expected)
{
	json_t *o = next_line(), *segment = json_object_get(o, "segment");
	char *text;

	ck_assert_str_eq(text_of(o, "kind"), "segment");
	json_object_del(segment, "hex");
	text = json_dumps(segment, JSON_COMPACT);
	ck_assert_str_eq(text, expected);
	free(text);
	json_decref(o);
}

START_TEST(a_segment)
{
	begin(false);
	frames_udp(&f, 1, "hi");
	f.event.why = "loss 30%";
	f.cause = "sendto(C)";
	frames_put_new(&f, &e.journal, SEGMENT_DROPPED);
	line_is("{\"v\":1,\"seq\":1,\"mono_ns\":1005,\"wall\":\"1970-01-01T00:00:00.000001005Z\","
	        "\"kind\":\"segment\",\"source\":\"wire\",\"segment\":{\"id\":1,"
	        "\"fate\":\"dropped\",\"origin\":\"host\",\"from\":\"client\",\"to\":\"server\","
	        "\"sent_ns\":1000,\"link\":\"ethernet\",\"length\":44,"
	        "\"hex\":\"0200000000020200000000010800"
	        "4500001e00014000401126cc0a0000010a000002"
	        "9c400050000ae6dd6869\","
	        "\"proto\":\"udp\",\"src\":\"10.0.0.1:40000\",\"dst\":\"10.0.0.2:80\",\"len\":2,"
	        "\"summary\":\"#1 client:40000 > server:80  UDP len 2  dropped: loss 30%\"},"
	        "\"why\":\"loss 30%\",\"cause\":\"sendto(C)\"}");
	end();
}
END_TEST

START_TEST(segments_of_a_connection)
{
	begin(false);
	frames_tcp(&f, 1, SEGMENT_SYN, 0, 0, "");
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	segment_is("{\"id\":1,\"fate\":\"held\",\"origin\":\"host\",\"from\":\"client\","
	           "\"to\":\"server\",\"sent_ns\":1000,\"link\":\"ethernet\",\"length\":74,"
	           "\"proto\":\"tcp\",\"src\":\"10.0.0.1:40000\",\"dst\":\"10.0.0.2:80\","
	           "\"flags\":\"SYN\",\"seq\":4294967280,\"win\":64240,\"rel_seq\":0,"
	           "\"connection\":1,\"len\":0,\"summary\":\"#1 client > server  SYN seq 0 win 64240 "
	           "<mss 1460, sackOK, ts, ws 7>  held\"}");
	frames_put(&f, &e.journal, SEGMENT_DELIVERED);
	json_decref(next_line());
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	segment_is("{\"id\":2,\"fate\":\"delivered\",\"origin\":\"host\",\"from\":\"client\","
	           "\"to\":\"server\",\"sent_ns\":2000,\"link\":\"ethernet\",\"length\":74,"
	           "\"proto\":\"tcp\",\"src\":\"10.0.0.1:40000\",\"dst\":\"10.0.0.2:80\","
	           "\"flags\":\"SYN\",\"seq\":4294967280,\"win\":64240,\"rel_seq\":0,"
	           "\"connection\":1,\"marks\":\"retransmission 1\",\"len\":0,"
	           "\"summary\":\"#2 client > server  SYN seq 0 win 64240 "
	           "<mss 1460, sackOK, ts, ws 7>  retransmission 1  delivered\"}");
	frames_tcp(&f, 2, SEGMENT_SYN | SEGMENT_ACK, 0, 1, "");
	f.event.origin = SEGMENT_COPY;
	f.event.of = 2;
	f.event.to = NULL;
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	segment_is("{\"id\":3,\"of\":2,\"fate\":\"delivered\",\"origin\":\"copy\","
	           "\"from\":\"server\",\"sent_ns\":3000,\"link\":\"ethernet\",\"length\":74,"
	           "\"proto\":\"tcp\",\"src\":\"10.0.0.2:80\",\"dst\":\"10.0.0.1:40000\","
	           "\"flags\":\"SYN ACK\",\"seq\":1000,\"ack\":4294967281,\"win\":64240,"
	           "\"rel_seq\":0,\"rel_ack\":1,\"connection\":1,\"len\":0,"
	           "\"summary\":\"#3 server > 10.0.0.1:40000  SYN ACK seq 0 ack 1 win 64240 "
	           "<mss 1460, sackOK, ts, ws 7>  delivered (copy of #2)\"}");
	ck_assert_ptr_null(next_line());
	end();
}
END_TEST

START_TEST(segments_of_other_kinds)
{
	begin(false);
	frames_arp(&f);
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	segment_is("{\"id\":1,\"fate\":\"seen\",\"origin\":\"host\",\"from\":\"client\","
	           "\"to\":\"server\",\"sent_ns\":1000,\"link\":\"ethernet\",\"length\":42,"
	           "\"proto\":\"arp\",\"summary\":\"#1  ARP who has 10.0.0.2  seen on client\"}");
	frames_ip(&f, 2, IPPROTO_ICMP, 8);
	frames_add(&f, "\3\1\0\0\0\0\0\0", 8);
	frames_finish(&f);
	f.event.origin = SEGMENT_FORGED;
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	segment_is("{\"id\":2,\"fate\":\"delivered\",\"origin\":\"forged\",\"from\":\"server\","
	           "\"to\":\"client\",\"sent_ns\":2000,\"link\":\"ethernet\",\"length\":42,"
	           "\"proto\":\"icmp\",\"src\":\"10.0.0.2\",\"dst\":\"10.0.0.1\","
	           "\"summary\":\"#2 server > client  ICMP host unreachable  delivered (forged)\"}");
	/* a part of what there was */
	journal_segment(&e.journal, 0, 0, "wire", &f.event, f.frame, 20, 42, NULL);
	segment_is("{\"id\":2,\"fate\":\"delivered\",\"origin\":\"forged\",\"from\":\"server\","
	           "\"to\":\"client\",\"sent_ns\":2000,\"link\":\"ethernet\",\"length\":42,"
	           "\"cut\":true,\"proto\":\"other\",\"bad\":\"ends in the IPv4 header\","
	           "\"summary\":\"#2 server > client  ethertype 0x0800  bad: ends in the IPv4 header  "
	           "delivered (forged)\"}");
	end();
}
END_TEST

/* ---------------------------------------------------------------- payload and hostile bytes */

static unsigned digit(char c)
{
	const char *at = strchr("0123456789abcdef", c);

	UNIT_ASSERT(c && at);
	return (unsigned)(at - "0123456789abcdef");
}

/* The payload's two forms give the same bytes as were kept. */
static void payload_is(const json_t *o, const char *p, size_t kept, size_t whole)
{
	const char *hex = text_of(o, "hex");
	struct bytes back = BYTES_INIT;
	size_t bad;

	ck_assert_int_eq(number_of(o, "length"), (int64_t)whole);
	has(o, "cut", kept < whole);
	ck_assert_uint_eq(strlen(hex), 2 * kept);
	for (size_t i = 0; i < kept; i++)
		UNIT_ASSERT((digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1])) == (unsigned char)p[i]);
	ck_assert_int_eq(escape_parse(&back, text_of(o, "text"), strlen(text_of(o, "text")), &bad), 0);
	ck_assert_uint_eq(back.len, kept);
	ck_assert(!kept || !memcmp(back.data, p, kept));
	bytes_clear(&back);
}

static void sends(const char *p, size_t n)
{
	json_t *o;

	events_send(&e, CALL_SEND, "client", p, n);
	for (int i = 0; i < 2; i++) {
		o = next_line();
		payload_is(json_array_get(json_object_get(o, "args"), 1), p,
		           n < JOURNAL_SHOWN ? n : JOURNAL_SHOWN, n);
		json_decref(o);
	}
	if (n) {
		o = next_line();
		payload_is(json_object_get(o, "data"), p, n < JOURNAL_PAYLOAD ? n : JOURNAL_PAYLOAD, n);
		json_decref(o);
	}
	forget_lines();
}

START_TEST(every_byte)
{
	char all[256], pair[2];

	begin(false);
	sends("", 0);
	for (int c = 0; c < 256; c++) {
		all[c] = (char)c;
		pair[0] = (char)c;
		pair[1] = (char)(255 - c);
		sends(pair, 1);
		sends(pair, 2);
	}
	sends(all, sizeof(all));
	end();
}
END_TEST

/* A payload of its full length makes a line longer than the buffer: it is read from a file. */
static const size_t sizes[] = {
    7, JOURNAL_SHOWN, JOURNAL_SHOWN + 1, JOURNAL_PAYLOAD, JOURNAL_PAYLOAD + 1, 2 * JOURNAL_PAYLOAD};

START_TEST(random_bytes)
{
	static char payload[2 * JOURNAL_PAYLOAD], text[8 * JOURNAL_PAYLOAD];
	size_t n = sizes[_i];
	int fd = memfd_create("jsonl", MFD_CLOEXEC);
	uint64_t random = 1;
	ssize_t got;
	json_t *o;

	for (size_t i = 0; i < n; i++) {
		random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
		payload[i] = (char)(random >> 33);
	}
	begin(false);
	sink.fd = fd;
	events_send(&e, CALL_SEND, "client", payload, n);
	sink_flush(&sink);
	got = pread(fd, text, sizeof(text), 0);
	ck_assert_int_gt(got, 0);
	ck_assert_int_lt(got, sizeof(text));
	bytes_add(&sink.buffer, text, (size_t)got);
	skip_lines(2);
	o = next_line();
	payload_is(json_object_get(o, "data"), payload, n < JOURNAL_PAYLOAD ? n : JOURNAL_PAYLOAD, n);
	json_decref(o);
	end();
	close(fd);
}
END_TEST

/* With MSG_TRUNC more bytes are counted than came. */
START_TEST(counted_but_not_kept)
{
	char got[4] = "abcd";
	struct call *c;
	json_t *o;

	begin(false);
	c = events_call(&e, CALL_RECV, "udp");
	call_add_buffer_out(c, got, 4);
	call_add_number(c, 4);
	call_add_constant(c, CONSTANT_MSG, MSG_TRUNC);
	c->arg[1].len = 4;
	c->arg[1].whole = 4;
	events_end(&e, 100, 0);
	json_decref(next_line());
	o = next_line();
	payload_is(json_object_get(o, "data"), "abcd", 4, 100);
	json_decref(o);
	end();
}
END_TEST

/* No control characters, but for newlines where notes and checks have them. */
static void is_clean(const char *text, bool lines)
{
	ck_assert(escape_is_utf8(text, strlen(text)));
	for (const char *p = text; *p; p++)
		if (((unsigned char)*p < 0x20 && !(lines && *p == '\n')) || *p == 0x7f)
			ck_abort_msg("byte %02x in: %s", *p, text);
}

/* An argument is told of as text. */
static void argument_is_clean(const json_t *o, size_t i)
{
	const char *text = json_string_value(json_array_get(json_object_get(o, "args"), i));

	ck_assert_ptr_nonnull(text);
	is_clean(text, false);
}

#define HOSTILE "\x1b[31m\x07\r\n\t\x9b\xc2\x9b\xe2\x80\xae\x7f\xff\"\\\xf4\x90\x80\x80\xed\xa0\x80"

static void next_is_clean(const char *key, bool lines)
{
	json_t *o = next_line();

	ck_assert_ptr_nonnull(o);
	is_clean(text_of(o, key), lines);
	json_decref(o);
}

START_TEST(hostile_bytes)
{
	struct call *c;
	json_t *o;

	begin(_i);
	journal_note(&e.journal, NOTE_SAY, 0, NULL, HOSTILE "\0x", sizeof(HOSTILE) + 1);
	next_is_clean("text", true);
	journal_check(&e.journal, 0, 1, false, HOSTILE "\0x", sizeof(HOSTILE) + 1, HOSTILE);
	o = next_line();
	is_clean(text_of(o, "text"), true);
	is_clean(text_of(o, "detail"), true);
	json_decref(o);
	journal_signal(&e.journal, 0, "conn", SIGPIPE, HOSTILE);
	next_is_clean("text", true);
	journal_state(&e.journal, 0, "conn", "tcp_info", HOSTILE);
	next_is_clean("state", true);
	journal_lab(&e.journal, 0, HOSTILE, sizeof(HOSTILE));
	next_is_clean("text", true);
	journal_option(&e.journal, 0, "conn", "TCP_CONGESTION", HOSTILE, HOSTILE, "why");
	o = next_line();
	is_clean(text_of(o, "asked"), false);
	is_clean(text_of(o, "kept"), false);
	json_decref(o);
	c = events_call(&e, CALL_CONNECT, "client");
	call_add_address(c, events_address(&e, "/tmp/" HOSTILE));
	events_begin(&e);
	o = next_line();
	argument_is_clean(o, 1);
	json_decref(o);
	end();
}
END_TEST

START_TEST(hostile_bytes_on_a_wire)
{
	static const char *const keys[] = {"from", "to", "summary"};
	json_t *o;

	begin(_i);
	frames_udp(&f, 1, HOSTILE);
	f.event.from = f.event.to = f.event.why = f.cause = HOSTILE;
	for (int fate = 0; fate < SEGMENT_FATES; fate++) {
		frames_put_new(&f, &e.journal, (enum segment_fate)fate);
		o = next_line();
		is_clean(text_of(o, "why"), false);
		is_clean(text_of(o, "cause"), false);
		for (int i = 0; i < 3; i++)
			is_clean(text_of(json_object_get(o, "segment"), keys[i]), false);
		json_decref(o);
	}
	journal_change(&e.journal, 0, "C", HOSTILE, "diag", HOSTILE, HOSTILE, HOSTILE, NULL, NULL);
	o = next_line();
	is_clean(text_of(o, "state"), true);
	is_clean(text_of(o, "was"), false);
	is_clean(text_of(o, "cause"), false);
	is_clean(text_of(o, "host"), false);
	json_decref(o);
	end();
}
END_TEST

/* What is asked of a resolver, and what it answers. */
START_TEST(hostile_hosts)
{
	struct call *c;
	json_t *o;

	begin(_i);
	c = events_call(&e, CALL_GETADDRINFO, NULL);
	call_add_text(c, HOSTILE);
	call_add_text(c, HOSTILE);
	call_add_list_out(c);
	events_begin(&e);
	strcpy(e.room.list, "[fe80::1%" HOSTILE "]:80");
	c->arg[2].len = (uint32_t)strlen(e.room.list);
	events_end(&e, 0, 0);
	json_decref(next_line());
	o = next_line();
	for (size_t i = 0; i < 3; i++)
		argument_is_clean(o, i);
	json_decref(o);
	end();
}
END_TEST

/* A name that is none cannot be; a line that can be read comes even so. */
START_TEST(hostile_names)
{
	struct call *c;

	begin(_i);
	journal_note(&e.journal, NOTE_SAY, 0, HOSTILE, "text", 4);
	c = events_call(&e, CALL_DUP, HOSTILE);
	c->made[0] = HOSTILE;
	events_both(&e, 3, 0);
	skip_lines(3);
	forget_lines();
	end();
}
END_TEST

START_TEST(any_byte_in_any_text)
{
	begin(_i);
	for (int c = 0; c < 256; c++) {
		char text[] = {'@', (char)c, (char)c, 'x', 0};

		journal_note(&e.journal, NOTE_SAY, 0, NULL, text, 4);
		journal_check(&e.journal, 0, 1, false, text, 4, text);
		skip_lines(2);
		forget_lines();
	}
	end();
}
END_TEST

/* ---------------------------------------------------------------- normalised */

static void live_session(unsigned port, int64_t now)
{
	char text[64];
	struct call *c;

	e.clock.now = now;
	c = events_call(&e, CALL_BIND, "server");
	c->begin = now;
	c->end = now + 1234;
	call_add_address(c, events_address(&e, "127.0.0.1:0"));
	events_both(&e, 0, 0);
	sprintf(text, "127.0.0.1:%u", port);
	c = events_call(&e, CALL_GETSOCKNAME, "server");
	c->begin = now * 2;
	c->end = now * 3;
	events_both_with_address(&e, 0, text);
	c = events_call(&e, CALL_CONNECT, "client");
	call_add_address(c, events_address(&e, text));
	events_both(&e, -1, ETIMEDOUT);
	sprintf(text, "it is :%u", port);
	events_send(&e, CALL_SEND, "client", text, strlen(text));
	journal_note(&e.journal, NOTE_SAY, 0, NULL, text, strlen(text));
	journal_check(&e.journal, 0, 1, false, text, strlen(text), text);
	journal_state(&e.journal, 0, "server", "tcp_info", "LISTEN");
	journal_signal(&e.journal, 0, "server", SIGPIPE, text);
	f.server_port = port;
	f.client_port = port ^ 1;
	f.client_isn = (uint32_t)now;
	f.event.sent = now;
	f.event.why = text;
	frames_tcp_with(&f, 1, SEGMENT_SYN, 0, 0, (char *)&(uint32_t){(uint32_t)now & 0x01010101u}, 4,
	                "");
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	frames_tcp(&f, 2, SEGMENT_SYN | SEGMENT_ACK, 0, 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	frames_udp(&f, 1, text);
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	journal_change(&e.journal, 0, "server", "server", "diag", "LISTEN", "CLOSED", text, NULL, NULL);
	journal_lab(&e.journal, 0, text, strlen(text));
}

enum { LIVE_LINES = 18 };

START_TEST(normalised_times_are_zero)
{
	json_t *o;

	begin(true);
	live_session(43210, 77 * CLOCK_S + 7);
	for (int i = 0; i < LIVE_LINES; i++) {
		o = next_line();
		ck_assert_int_eq(number_of(o, "seq"), i + 1);
		ck_assert_int_eq(number_of(o, "mono_ns"), 0);
		ck_assert_str_eq(text_of(o, "wall"), "1970-01-01T00:00:00.000000000Z");
		if (!strcmp(text_of(o, "kind"), "return"))
			ck_assert_int_eq(number_of(o, "took_ns"), 0);
		if (!strcmp(text_of(o, "kind"), "segment"))
			ck_assert_int_eq(number_of(json_object_get(o, "segment"), "sent_ns"), 0);
		json_decref(o);
	}
	ck_assert_ptr_null(next_line());
	ck_assert_ptr_null(strstr(sink.buffer.data, "43210"));
	ck_assert_ptr_null(strstr(sink.buffer.data, "\"hex\""));
	ck_assert_ptr_nonnull(strstr(sink.buffer.data, "\"127.0.0.1:<server>\""));
	ck_assert_ptr_nonnull(strstr(sink.buffer.data, "\"it is :<server>\""));
	ck_assert_ptr_nonnull(strstr(sink.buffer.data, "\"src\":\"10.0.0.1:<port1>\""));
	ck_assert_ptr_nonnull(strstr(sink.buffer.data, "\"dst\":\"10.0.0.2:<server>\""));
	end();
}
END_TEST

START_TEST(two_runs_read_the_same)
{
	struct bytes first = BYTES_INIT;

	begin(true);
	live_session(32768, 1);
	bytes_add(&first, sink.buffer.data, sink.buffer.len);
	end();
	begin(true);
	live_session(60999, INT64_C(1763725120665379740) / 3);
	ck_assert_str_eq(bytes_str(&first), bytes_str(&sink.buffer));
	bytes_clear(&first);
	end();
}
END_TEST

/* ---------------------------------------------------------------- the way out */

/* A recording: each line is in the file before whoever appended goes on. */
START_TEST(a_line_at_a_time)
{
	int fd = memfd_create("jsonl", MFD_CLOEXEC);
	off_t size = 0;

	begin(false);
	sink.fd = fd;
	sink.immediate = true;
	for (int i = 0; i < 50; i++) {
		off_t now;
		char last;

		journal_note(&e.journal, NOTE_SAY, 0, NULL, "text", 4);
		now = lseek(fd, 0, SEEK_END);
		ck_assert_int_gt(now, size);
		size = now;
		ck_assert_int_eq(pread(fd, &last, 1, size - 1), 1);
		ck_assert_int_eq(last, '\n');
	}
	end();
	close(fd);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("jsonl");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, whole_lines);
	tcase_add_test(tcase, notes);
	tcase_add_test(tcase, data_follows);
	tcase_add_test(tcase, jobs_and_what_they_made);
	tcase_add_test(tcase, arguments);
	tcase_add_test(tcase, the_resolvers_errors);
	tcase_add_test(tcase, times);
	tcase_add_test(tcase, changes);
	tcase_add_test(tcase, a_segment);
	tcase_add_test(tcase, segments_of_a_connection);
	tcase_add_test(tcase, segments_of_other_kinds);
	tcase_add_test(tcase, every_byte);
	tcase_add_loop_test(tcase, random_bytes, 0, 6);
	tcase_add_test(tcase, counted_but_not_kept);
	tcase_add_loop_test(tcase, hostile_bytes, 0, 2);
	tcase_add_loop_test(tcase, hostile_bytes_on_a_wire, 0, 2);
	tcase_add_loop_test(tcase, hostile_hosts, 0, 2);
	tcase_add_loop_test(tcase, hostile_names, 0, 2);
	tcase_add_loop_test(tcase, any_byte_in_any_text, 0, 2);
	tcase_add_test(tcase, normalised_times_are_zero);
	tcase_add_test(tcase, two_runs_read_the_same);
	tcase_add_test(tcase, a_line_at_a_time);
	return unit_run("jsonl", tcase);
}
