/*
 * Segments as lines of text, read one after the other as the journal tells of them.
 */
#include "watch/segment_line.h"

#include "base/escape.h"
#include "events.h"
#include "frames.h"
#include "watch/segment_reader.h"

enum {
	FIN = SEGMENT_FIN,
	SYN = SEGMENT_SYN,
	RST = SEGMENT_RST,
	PSH = SEGMENT_PSH,
	ACK = SEGMENT_ACK
};

static struct events e;
static struct frames f;
static struct segment_reader reader;
static struct bytes line, brief, blind;
static bool ascii;

/* Each event in three forms: with all that is known, brief, and by one who knows no connections. */
static void on_event(struct journal_tap *tap, const struct event *event)
{
	struct flow_view view;
	struct segment s;

	(void)tap;
	bytes_reset(&line);
	bytes_reset(&brief);
	bytes_reset(&blind);
	segment_reader_take(&reader, event, &s, &view);
	segment_line(&line, event, &view, ascii, false);
	segment_line(&brief, event, &view, ascii, true);
	segment_line(&blind, event, NULL, ascii, false);
}

static struct journal_tap tap = {.event = on_event};

static void setup(void)
{
	events_init(&e, &tap);
	frames_init(&f);
	segment_reader_init(&reader);
	ascii = false;
}

static void teardown(void)
{
	events_clear(&e);
	segment_reader_clear(&reader);
	bytes_clear(&line);
	bytes_clear(&brief);
	bytes_clear(&blind);
}

static void reads(const char *expected)
{
	ck_assert_str_eq(bytes_str(&line), expected);
}

static void reads_brief(const char *expected)
{
	ck_assert_str_eq(bytes_str(&brief), expected);
}

static void handshake(void)
{
	frames_tcp(&f, 1, SYN, 0, 0, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	frames_tcp(&f, 2, SYN | ACK, 0, 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	frames_tcp(&f, 1, ACK, 1, 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
}

START_TEST(a_connection)
{
	frames_tcp(&f, 1, SYN, 0, 0, "");
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	reads("#1 client > server  SYN seq 0 win 64240 <mss 1460, sackOK, ts, ws 7>  held");
	reads_brief("#1 client > server  SYN seq 0  held");
	ck_assert_str_eq(bytes_str(&blind), "#1 client > server  SYN seq 4294967280 win 64240 "
	                                    "<mss 1460, sackOK, ts, ws 7>  held");
	frames_put(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#1 client > server  SYN seq 0 win 64240 <mss 1460, sackOK, ts, ws 7>  delivered");
	frames_tcp(&f, 2, SYN | ACK, 0, 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#2 server > client  SYN ACK seq 0 ack 1 win 64240 <mss 1460, sackOK, ts, ws 7>  "
	      "delivered");
	reads_brief("#2 server > client  SYN ACK seq 0 ack 1  delivered");
	frames_tcp(&f, 1, ACK, 1, 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#3 client > server  ACK seq 1 ack 1 win 64256  delivered");
	frames_tcp(&f, 1, PSH | ACK, 1, 1, "Hello");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#4 client > server  PSH ACK seq 1 ack 1 win 64256 len 5  delivered");
	reads_brief("#4 client > server  PSH ACK seq 1 ack 1 len 5  delivered");
	frames_tcp(&f, 2, RST, 1, 0, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#5 server > client  RST seq 1 win 64256  delivered");
	frames_tcp(&f, 2, 0, 1, 0, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads_brief("#6 server > client  none seq 1  delivered");
}
END_TEST

/* Only the first event of a segment is another segment. */
START_TEST(what_it_is_besides)
{
	handshake();
	frames_tcp(&f, 1, PSH | ACK, 1, 1, "Hello");
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	reads("#4 client > server  PSH ACK seq 1 ack 1 win 64256 len 5  held");
	frames_put(&f, &e.journal, SEGMENT_DROPPED);
	reads("#4 client > server  PSH ACK seq 1 ack 1 win 64256 len 5  dropped");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#5 client > server  PSH ACK seq 1 ack 1 win 64256 len 5  retransmission 1  delivered");
	reads_brief("#5 client > server  PSH ACK seq 1 ack 1 len 5  retransmission 1  delivered");
	f.event.why = "loss 30%";
	frames_put_new(&f, &e.journal, SEGMENT_DROPPED);
	reads("#6 client > server  PSH ACK seq 1 ack 1 win 64256 len 5  retransmission 2  dropped: "
	      "loss 30%");
}
END_TEST

/* A wire that is new counts from 1 again. */
START_TEST(ids_begin_anew)
{
	handshake();
	f.event.id = 2;
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#3 client > server  ACK seq 1 ack 1 win 64256  dup ACK 1  delivered");
}
END_TEST

START_TEST(made_by_the_wire)
{
	handshake();
	frames_tcp(&f, 1, PSH | ACK, 1, 1, "Hello");
	f.event.origin = SEGMENT_COPY;
	f.event.of = 3;
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#4 client > server  PSH ACK seq 1 ack 1 win 64256 len 5  delivered (copy of #3)");
	f.event.origin = SEGMENT_FORGED;
	f.event.of = 0;
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	reads("#5 client > server  PSH ACK seq 1 ack 1 win 64256 len 5  held (forged)");
	f.frame[f.n - 1] ^= 1;
	f.event.origin = SEGMENT_CORRUPTED;
	f.event.of = 3;
	f.event.why = "wire corrupt";
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#6 client > server  PSH ACK seq 1 ack 1 win 64256 len 5  wrong checksum  delivered: "
	      "wire corrupt (#3 corrupted)");
	/* one that stays the same, but for what is wrong with it */
	f.event.of = 0;
	f.event.why = NULL;
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	reads("#7 client > server  PSH ACK seq 1 ack 1 win 64256 len 5  wrong checksum  held "
	      "(corrupted)");
	/* and none of them has moved the connection on */
	f.frame[f.n - 1] ^= 1;
	f.event.origin = SEGMENT_OF_HOST;
	f.event.of = 0;
	f.event.why = NULL;
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#8 client > server  PSH ACK seq 1 ack 1 win 64256 len 5  delivered");
}
END_TEST

START_TEST(another_connection)
{
	handshake();
	f.client_port++;
	f.client_isn += 5000;
	frames_tcp(&f, 1, SYN, 0, 0, "");
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	reads("#4 client > server  SYN seq 0 win 64240 <mss 1460, sackOK, ts, ws 7>  connection 2  "
	      "held");
	frames_put_new(&f, &e.journal, SEGMENT_DROPPED);
	reads_brief("#5 client > server  SYN seq 0  connection 2, retransmission 1  dropped");
}
END_TEST

/* Its beginning was not seen, or it is not known at all. */
START_TEST(numbers_as_they_are)
{
	f.client_isn = 70000;
	frames_tcp(&f, 1, PSH | ACK, 1, 1, "Hello");
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	ck_assert_str_eq(bytes_str(&blind), "#1 10.0.0.1:40000 > 10.0.0.2:80  PSH ACK seq 70001 ack "
	                                    "1001 win 502 len 5  seen on client");
	reads("#1 10.0.0.1:40000 > 10.0.0.2:80  PSH ACK seq 1 ack 1 win 502 len 5  seen on client");
}
END_TEST

START_TEST(options)
{
	static const char sack[] = "\1\1\5\x0a\0\0\3\xee\0\0\3\xf2", cookie[] = "\x22\2\1\1",
	                  unknown[] = "\x63\4\0\0";

	handshake();
	frames_tcp_with(&f, 1, ACK, 1, 1, sack, sizeof(sack) - 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#4 client > server  ACK seq 1 ack 1 win 64256 <sack 6-10>  dup ACK 1  delivered");
	frames_tcp_with(&f, 1, SYN, 0, 0, cookie, sizeof(cookie) - 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_DROPPED);
	ck_assert_ptr_nonnull(strstr(bytes_str(&line), " <fast open cookie request>  "));
	frames_tcp_with(&f, 1, ACK, 1, 1, unknown, sizeof(unknown) - 1, "");
	frames_put_new(&f, &e.journal, SEGMENT_DROPPED);
	ck_assert_ptr_null(strchr(bytes_str(&line), '<'));
}
END_TEST

/* ---------------------------------------------------------------- other kinds */

START_TEST(udp)
{
	f.server_port = 69;
	frames_udp(&f, 1, "hello");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#1 client:40000 > server:69  UDP len 5  delivered");
	reads_brief("#1 client:* > server:69  UDP len 5  delivered");
	f.event.to = NULL;
	frames_put_new(&f, &e.journal, SEGMENT_DROPPED);
	reads("#2 client:40000 > 10.0.0.2:69  UDP len 5  dropped");
	f.event.from = "lo";
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	reads("#3 10.0.0.1:40000 > 10.0.0.2:69  UDP len 5  seen on lo");
	reads_brief("#3 10.0.0.1:* > 10.0.0.2:69  UDP len 5  seen on lo");
	f.event.from = NULL;
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	reads("#4 10.0.0.1:40000 > 10.0.0.2:69  UDP len 5  seen");
}
END_TEST

START_TEST(without_ports)
{
	frames_arp(&f);
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#1 client > server  ARP who has 10.0.0.2  delivered");
	f.event.to = NULL;
	frames_put_new(&f, &e.journal, SEGMENT_DROPPED);
	reads("#2 client > ?  ARP who has 10.0.0.2  dropped");
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	reads("#3  ARP who has 10.0.0.2  seen on client");
	frames_ip(&f, 2, IPPROTO_ICMP, 8);
	frames_add(&f, "\3\1\0\0\0\0\0\0", 8);
	frames_finish(&f);
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#4 server > client  ICMP host unreachable  delivered");
	f.event.from = "lo";
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	reads("#5 10.0.0.2 > 10.0.0.1  ICMP host unreachable  seen on lo");
}
END_TEST

START_TEST(ipv6)
{
	static const char packet[] = "\x60\0\0\0\0\x0d\x11\x40"
	                             "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
	                             "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2"
	                             "\x9c\x40\0\x45\0\x0d\0\0hello";

	f.event.link = SEGMENT_IP;
	f.event.from = "tun0";
	frames_add(&f, packet, sizeof(packet) - 1);
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	reads("#1 [fd00::1]:40000 > [fd00::2]:69  UDP len 5  seen on tun0");
	f.frame[6] = 58; /* ICMPv6 */
	f.frame[40] = 128;
	f.frame[41] = 0;
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	ck_assert_mem_eq(line.data, "#2 fd00::1 > fd00::2  ICMPv6 echo request", 41);
}
END_TEST

/* ---------------------------------------------------------------- hostile input */

START_TEST(cut_or_broken)
{
	handshake();
	frames_tcp(&f, 1, ACK, 1, 1, "");
	f.n = 40;
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	ck_assert_ptr_nonnull(strstr(bytes_str(&line), "  bad: "));
	f.n = 0;
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	ck_assert_ptr_nonnull(strstr(bytes_str(&line), "  bad: "));
}
END_TEST

/* Whatever the bytes are: a line of printable ASCII. */
START_TEST(random_frames)
{
	uint64_t random = 88172645463325252u + (unsigned)_i;

	for (int round = 0; round < 20000; round++) {
		if (round % 2)
			frames_tcp(&f, 1 + round / 2 % 2, (unsigned)round & 0xff, 1, 1, "hello");
		for (unsigned k = 0; k < 1 + (unsigned)round % 40; k++) {
			random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
			f.frame[(random >> 40) % 80] = (unsigned char)(random >> 33);
		}
		f.n = (random >> 20) % 100;
		f.event.link = (uint8_t[]){SEGMENT_ETHERNET, SEGMENT_IP, SEGMENT_COOKED}[round % 3];
		frames_put_new(&f, &e.journal, (enum segment_fate)(round % SEGMENT_FATES));
		for (size_t i = 0; i < line.len; i++)
			UNIT_ASSERT(line.data[i] >= 0x20 && line.data[i] < 0x7f);
	}
}
END_TEST

START_TEST(hostile_names)
{
	frames_udp(&f, 1, "");
	f.event.from = "a\x1b[31m";
	f.event.to = "b\nc\xc3\xa9";
	f.event.why = "\r\xe2\x80\xae";
	frames_put_new(&f, &e.journal, SEGMENT_DROPPED);
	reads("#1 a^[[31m:40000 > b^Jc\xc3\xa9:80  UDP len 0  dropped: ^M<U+202E>");
	ascii = true;
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	reads("#2 10.0.0.1:40000 > 10.0.0.2:80  UDP len 0  seen on a^[[31m: ^M\\xe2\\x80\\xae");
	frames_put_new(&f, &e.journal, SEGMENT_HELD);
	reads("#3 a^[[31m:40000 > b^Jc\\xc3\\xa9:80  UDP len 0  held: ^M\\xe2\\x80\\xae");
}
END_TEST

/* ---------------------------------------------------------------- ports by name */

static void add_port(void *closure, struct bytes *out, unsigned port, bool destination)
{
	bytes_addf(out, "%s%u%s", (const char *)closure, port, destination ? "d" : "s");
}

static void on_event_styled(struct journal_tap *unused, const struct event *event)
{
	struct segment_line_style style = {false, true, add_port, (void *)"port"};

	(void)unused;
	bytes_reset(&line);
	segment_line_styled(&line, event, NULL, &style);
}

START_TEST(ports_by_name)
{
	tap.event = on_event_styled;
	frames_udp(&f, 1, "hello");
	frames_put_new(&f, &e.journal, SEGMENT_DELIVERED);
	reads("#1 client:port40000s > server:port80d  UDP len 5  delivered");
	frames_tcp(&f, 1, SYN, 0, 0, "");
	frames_put_new(&f, &e.journal, SEGMENT_SEEN);
	reads("#2 10.0.0.1:port40000s > 10.0.0.2:port80d  SYN  seen on client");
}
END_TEST

START_TEST(names_of_fates)
{
	ck_assert_str_eq(segment_fate_name(SEGMENT_HELD), "held");
	ck_assert_str_eq(segment_fate_name(SEGMENT_FATES), "?");
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("segment_line");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_connection);
	tcase_add_test(tcase, what_it_is_besides);
	tcase_add_test(tcase, ids_begin_anew);
	tcase_add_test(tcase, made_by_the_wire);
	tcase_add_test(tcase, another_connection);
	tcase_add_test(tcase, numbers_as_they_are);
	tcase_add_test(tcase, options);
	tcase_add_test(tcase, udp);
	tcase_add_test(tcase, without_ports);
	tcase_add_test(tcase, ipv6);
	tcase_add_test(tcase, cut_or_broken);
	tcase_add_loop_test(tcase, random_frames, 0, 3);
	tcase_add_test(tcase, hostile_names);
	tcase_add_test(tcase, ports_by_name);
	tcase_add_test(tcase, names_of_fates);
	return unit_run("segment_line", tcase);
}
