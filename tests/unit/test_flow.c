/*
 * Connections as sequences of segments, each with what is to be said of it. The first numbers are near
 * 2^32, so that in almost every test they go round.
 */
#include "watch/flow.h"

#include "core/address.h"
#include "unit.h"

/* First sequence numbers: the client's, the server's, and of those that come later on the same ports. */
static const uint32_t C = 0xfffffff0, S = 0xfffffffe, C2 = 0x10000000, S2 = 0x20000000;

enum {
	FIN = SEGMENT_FIN,
	SYN = SEGMENT_SYN,
	RST = SEGMENT_RST,
	PSH = SEGMENT_PSH,
	ACK = SEGMENT_ACK
};

enum { CLIENT, SERVER };

static struct flows flows;
static struct flow_view view;
static uint16_t client_port, window;
static int family;
/* what every segment has besides its numbers */
static struct segment_options options;

static void setup(void)
{
	flows_init(&flows, 8);
	client_port = 1000;
	window = 1000;
	family = AF_INET;
	memset(&options, 0, sizeof(options));
}

static void teardown(void)
{
	flows_clear(&flows);
}

static void anew(void)
{
	teardown();
	setup();
}

static struct segment make(int from, unsigned flags, uint32_t seq, uint32_t ack, size_t len)
{
	struct segment s = {.kind = SEGMENT_TCP, .family = family, .window = window, .len = len};

	s.flags = (uint8_t)flags;
	s.seq = seq;
	s.ack = ack;
	s.options = options;
	s.src[family == AF_INET ? 3 : 15] = from == CLIENT ? 1 : 2;
	s.dst[family == AF_INET ? 3 : 15] = from == CLIENT ? 2 : 1;
	s.sport = from == CLIENT ? client_port : 80;
	s.dport = from == CLIENT ? 80 : client_port;
	return s;
}

/* Sends a segment with numbers as on the wire, and says "seq ack" and the marks. A look before it must
 * say the same numbers. */
static void sends(int from, unsigned flags, uint32_t seq, uint32_t ack, size_t len,
                  const char *expected)
{
	struct segment s = make(from, flags, seq, ack, len);
	struct bytes out = BYTES_INIT;
	struct flow_view looked;

	flows_look(&flows, &s, &looked);
	flows_see(&flows, &s, &view);
	ck_assert(view.known && looked.known);
	ck_assert_uint_eq(looked.marks, 0);
	ck_assert_uint_eq(looked.times, 0);
	looked.marks = view.marks;
	looked.times = view.times;
	ck_assert_mem_eq(&looked, &view, sizeof(view));
	bytes_addf(&out, "%u", view.seq);
	if (!view.seq_is_relative)
		bytes_add_str(&out, "!");
	if (flags & ACK)
		bytes_addf(&out, " %u%s", view.ack, view.ack_is_relative ? "" : "!");
	if (view.isn_guessed)
		bytes_add_str(&out, " guessed");
	if (view.marks)
		bytes_add_str(&out, " ");
	flow_add_marks(&out, &view);
	ck_assert_str_eq(bytes_str(&out), expected);
	bytes_clear(&out);
}

static void handshake(void)
{
	sends(CLIENT, SYN, C, 0, 0, "0");
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1");
	sends(CLIENT, ACK, C + 1, S + 1, 0, "1 1");
}

START_TEST(a_connection)
{
	handshake();
	ck_assert_uint_eq(view.connection, 1);
	ck_assert(view.from_opener);
	sends(CLIENT, PSH | ACK, C + 1, S + 1, 13, "1 1");
	sends(SERVER, ACK, S + 1, C + 14, 0, "1 14");
	ck_assert(!view.from_opener);
	sends(SERVER, PSH | ACK, S + 1, C + 14, 20, "1 14");
	sends(CLIENT, ACK, C + 14, S + 21, 0, "14 21");
	sends(CLIENT, FIN | ACK, C + 14, S + 21, 0, "14 21");
	sends(SERVER, FIN | ACK, S + 21, C + 15, 0, "21 15");
	sends(CLIENT, ACK, C + 15, S + 22, 0, "15 22");
	ck_assert_uint_eq(flows.count, 1);
}
END_TEST

START_TEST(ipv6)
{
	family = AF_INET6;
	handshake();
	family = AF_INET;
	sends(CLIENT, SYN, C, 0, 0, "0");
	ck_assert_uint_eq(view.connection, 2);
}
END_TEST

START_TEST(what_is_no_connection)
{
	struct segment s = make(CLIENT, SYN, C, 0, 0);

	s.bad = "bad";
	flows_see(&flows, &s, &view);
	ck_assert(!view.known);
	s.bad = NULL;
	s.kind = SEGMENT_UDP;
	flows_see(&flows, &s, &view);
	ck_assert(!view.known);
	flows_look(&flows, &s, &view);
	ck_assert(!view.known);
	ck_assert_uint_eq(flows.count, 0);
}
END_TEST

START_TEST(looking_changes_nothing)
{
	struct segment s = make(CLIENT, SYN, C, 0, 0);

	flows_look(&flows, &s, &view);
	ck_assert(view.known);
	ck_assert_uint_eq(view.connection, 1);
	ck_assert_uint_eq(flows.count, 0);
	ck_assert_uint_eq(flows.by_ends.count, 0);
	handshake();
	s = make(CLIENT, ACK, C + 100, S + 1, 50);
	for (int i = 0; i < 3; i++)
		flows_look(&flows, &s, &view);
	ck_assert_uint_eq(view.seq, 100);
	sends(CLIENT, ACK, C + 1, S + 1, 10, "1 1");
}
END_TEST

START_TEST(refused)
{
	sends(CLIENT, SYN, C, 0, 0, "0");
	sends(SERVER, RST | ACK, 0, C + 1, 0, "0 1");
	/* another attempt from the same port, and one from the other side */
	sends(CLIENT, SYN, C2, 0, 0, "0");
	ck_assert_uint_eq(view.connection, 2);
	sends(SERVER, RST | ACK, 0, C2 + 1, 0, "0 1");
	sends(SERVER, SYN, S, 0, 0, "0");
	ck_assert_uint_eq(view.connection, 3);
	ck_assert(view.from_opener);
	sends(CLIENT, RST | ACK, 0, S + 1, 0, "0 1");
}
END_TEST

START_TEST(refused_and_not_the_first_seen)
{
	sends(SERVER, RST | ACK, 0, C + 1, 0, "0 1 guessed");
	sends(CLIENT, SYN, C2, 0, 0, "0");
	ck_assert_uint_eq(view.connection, 2);
}
END_TEST

START_TEST(a_listener_that_closes)
{
	sends(CLIENT, SYN, C, 0, 0, "0");
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1");
	/* the client asks again: nobody knows it */
	sends(CLIENT, SYN, C, 0, 0, "0 retransmission 1");
	sends(SERVER, RST | ACK, 0, C + 1, 0, "0 1");
}
END_TEST

START_TEST(resets)
{
	handshake();
	sends(CLIENT, ACK, C + 1, S + 1, 10, "1 1");
	sends(SERVER, RST, S + 1, 0, 0, "1");
	ck_assert_uint_eq(view.ack, 0);
	sends(CLIENT, RST | ACK, C + 11, S + 1, 0, "11 1");
	/* numbers it never had */
	sends(CLIENT, RST, C2, 0, 0, "268435456!");
}
END_TEST

/* What is forged is told by the numbers of the connection it is for. */
START_TEST(forged)
{
	struct segment syn = make(CLIENT, SYN, C + 5000, 0, 0);
	struct segment far = make(SERVER, RST, S + 1000000, 0, 0);
	struct segment behind = make(CLIENT, RST | ACK, C - 1, S + 5, 0);
	struct segment other = make(SERVER, RST, S, 0, 0);

	handshake();
	flows_look(&flows, &far, &view);
	ck_assert(!view.seq_is_relative);
	flows_look_forged(&flows, &far, &view);
	ck_assert(view.known && view.seq_is_relative && !view.isn_guessed);
	ck_assert_uint_eq(view.seq, 1000000);
	flows_look_forged(&flows, &behind, &view);
	ck_assert(view.seq_is_relative && view.ack_is_relative);
	ck_assert_uint_eq(view.seq, UINT32_MAX);
	ck_assert_uint_eq(view.ack, 5);
	flows_look(&flows, &syn, &view);
	ck_assert_uint_eq(view.connection, 2);
	flows_look_forged(&flows, &syn, &view);
	ck_assert_uint_eq(view.connection, 1);
	ck_assert_uint_eq(view.seq, 5000);
	/* of a connection that nobody knows */
	other.dport = 4711;
	flows_look_forged(&flows, &other, &view);
	ck_assert(view.known);
	ck_assert_uint_eq(view.connection, 2);
}
END_TEST

START_TEST(a_reset_without_a_connection)
{
	sends(CLIENT, ACK, C + 500, S + 700, 10, "1 1 guessed");
	sends(SERVER, RST, S + 700, 0, 0, "1 guessed");
	anew();
	sends(SERVER, RST, S, 0, 0, "1 guessed");
}
END_TEST

START_TEST(half_open)
{
	handshake();
	/* the client has forgotten it all and asks anew; the server answers with its old numbers */
	sends(CLIENT, SYN, C2, 0, 0, "0");
	ck_assert_uint_eq(view.connection, 2);
	sends(SERVER, ACK, S + 1, C + 1, 0, "4294967295! 4294967281!");
	sends(CLIENT, RST, C + 1 + 0x80000000u, 0, 0, "2147483633!");
	sends(CLIENT, SYN, C2, 0, 0, "0 retransmission 1");
	sends(SERVER, SYN | ACK, S2, C2 + 1, 0, "0 1");
	ck_assert_uint_eq(view.connection, 2);
	ck_assert(!view.isn_guessed);
	sends(CLIENT, ACK, C2 + 1, S2 + 1, 0, "1 1");
}
END_TEST

START_TEST(no_syn_was_seen)
{
	sends(CLIENT, ACK, C + 100, S + 200, 10, "1 1 guessed");
	sends(SERVER, ACK, S + 200, C + 110, 5, "1 11 guessed");
	sends(CLIENT, ACK, C + 110, S + 205, 10, "11 6 guessed");
	ck_assert(!view.window_is_scaled);
	/* then a SYN, which is of another */
	sends(CLIENT, SYN, C2, 0, 0, "0");
	ck_assert_uint_eq(view.connection, 2);
}
END_TEST

START_TEST(a_guess_that_was_too_late)
{
	sends(CLIENT, ACK, C, S + 200, 10, "1 1 guessed");
	sends(SERVER, ACK, S + 100, C, 100, "1 1 guessed");
	sends(SERVER, ACK, S + 200, C, 100, "101 1 guessed");
}
END_TEST

START_TEST(one_syn_was_seen)
{
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1 guessed");
	sends(CLIENT, ACK, C + 1, S + 1, 0, "1 1 guessed");
	sends(SERVER, ACK, S + 1, C + 1, 0, "1 1 guessed");
	anew();
	sends(CLIENT, SYN, C, 0, 0, "0");
	sends(CLIENT, ACK, C + 1, S + 1, 0, "1 1 guessed");
	sends(SERVER, ACK, S + 1, C + 1, 9, "1 1 guessed");
}
END_TEST

START_TEST(simultaneous_open)
{
	sends(CLIENT, SYN, C, 0, 0, "0");
	sends(SERVER, SYN, S, 0, 0, "0");
	ck_assert_uint_eq(view.connection, 1);
	sends(CLIENT, SYN | ACK, C, S + 1, 0, "0 1");
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1");
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1 retransmission 1");
	sends(CLIENT, ACK, C + 1, S + 1, 4, "1 1");
	ck_assert_uint_eq(flows.count, 1);
}
END_TEST

START_TEST(connected_to_itself)
{
	struct segment s = {.kind = SEGMENT_TCP, .family = AF_INET, .flags = SYN, .seq = C};

	s.window = 1000;
	flows_see(&flows, &s, &view);
	ck_assert(view.known && view.from_opener);
	s.flags = SYN | ACK;
	s.ack = C + 1;
	flows_see(&flows, &s, &view);
	ck_assert_uint_eq(view.ack, 1);
	ck_assert_uint_eq(view.marks, 0);
	s.flags = ACK;
	s.seq = C + 1;
	s.len = 5;
	flows_see(&flows, &s, &view);
	ck_assert_uint_eq(view.seq, 1);
	ck_assert_uint_eq(view.marks, 0);
	s.seq = C + 6;
	s.ack = C + 6;
	s.len = 0;
	flows_see(&flows, &s, &view);
	ck_assert_uint_eq(view.ack, 6);
	ck_assert_uint_eq(view.marks, 0);
	ck_assert_uint_eq(view.connection, 1);
}
END_TEST

START_TEST(syns_again)
{
	sends(CLIENT, SYN, C, 0, 0, "0");
	sends(CLIENT, SYN, C, 0, 0, "0 retransmission 1");
	sends(CLIENT, SYN, C, 0, 0, "0 retransmission 2");
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1");
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1 retransmission 1");
	/* made from the SYN alone, by the time: another first number */
	sends(SERVER, SYN | ACK, S2, C + 1, 0, "0 1");
	sends(CLIENT, ACK, C + 1, S2 + 1, 0, "1 1");
	ck_assert_uint_eq(flows.count, 1);
}
END_TEST

START_TEST(fast_open)
{
	sends(CLIENT, SYN, C, 0, 5, "0");
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1");
	sends(CLIENT, ACK, C + 1, S + 1, 5, "1 1 retransmission 1");
	anew();
	sends(CLIENT, SYN, C, 0, 5, "0");
	sends(SERVER, SYN | ACK, S, C + 6, 0, "0 6");
	sends(CLIENT, ACK, C + 6, S + 1, 5, "6 1");
}
END_TEST

START_TEST(ports_used_again)
{
	struct segment s = make(CLIENT, ACK, C2 + 1, S2 + 1, 0);

	handshake();
	sends(CLIENT, SYN, C2, 0, 0, "0");
	ck_assert_uint_eq(view.connection, 2);
	sends(SERVER, SYN | ACK, S2, C2 + 1, 0, "0 1");
	flows_look(&flows, &s, &view);
	ck_assert_uint_eq(view.seq, 1);
	ck_assert_uint_eq(view.ack, 1);
	ck_assert_uint_eq(flows.by_ends.count, 1);
	/* from the other side; and then its beginning was missed */
	sends(SERVER, SYN, S, 0, 0, "0");
	ck_assert_uint_eq(view.connection, 3);
	ck_assert(view.from_opener);
	sends(CLIENT, SYN | ACK, C, S + 1, 0, "0 1");
	sends(SERVER, SYN | ACK, S2, C2 + 1, 0, "0 1 guessed");
	ck_assert_uint_eq(view.connection, 4);
}
END_TEST

START_TEST(retransmissions)
{
	handshake();
	sends(CLIENT, ACK, C + 1, S + 1, 10, "1 1");
	sends(CLIENT, ACK, C + 11, S + 1, 10, "11 1");
	sends(CLIENT, ACK, C + 1, S + 1, 10, "1 1 retransmission 1");
	sends(CLIENT, ACK, C + 1, S + 1, 10, "1 1 retransmission 2");
	sends(CLIENT, ACK, C + 11, S + 1, 10, "11 1 retransmission 1");
	/* both at once */
	sends(CLIENT, ACK, C + 1, S + 1, 20, "1 1 retransmission 3");
	/* new bytes with it */
	sends(CLIENT, ACK, C + 11, S + 1, 20, "11 1");
	sends(CLIENT, FIN | ACK, C + 31, S + 1, 0, "31 1");
	sends(CLIENT, FIN | ACK, C + 31, S + 1, 0, "31 1 retransmission 1");
	sends(CLIENT, FIN | ACK, C + 21, S + 1, 10, "21 1 retransmission 1");
}
END_TEST

START_TEST(more_retransmissions_than_are_counted)
{
	handshake();
	sends(CLIENT, ACK, C + 1, S + 1, 100, "1 1");
	for (uint32_t i = 0; i < 99; i++)
		for (int times = 0; times < 2; times++) {
			struct segment s = make(CLIENT, ACK, C + 1 + i, S + 1, 1);

			flows_see(&flows, &s, &view);
			ck_assert_uint_eq(view.marks, FLOW_RETRANSMISSION);
			ck_assert_uint_eq(view.times, (unsigned)times + 1);
		}
}
END_TEST

START_TEST(out_of_order)
{
	handshake();
	sends(CLIENT, ACK, C + 1, S + 1, 10, "1 1");
	sends(CLIENT, ACK, C + 21, S + 1, 10, "21 1 out of order");
	sends(CLIENT, ACK, C + 31, S + 1, 10, "31 1");
	sends(CLIENT, ACK, C + 13, S + 1, 3, "13 1 out of order");
	sends(CLIENT, ACK, C + 11, S + 1, 2, "11 1 out of order");
	sends(CLIENT, ACK, C + 13, S + 1, 3, "13 1 retransmission 1");
	sends(CLIENT, ACK, C + 11, S + 1, 10, "11 1 out of order");
	sends(CLIENT, ACK, C + 11, S + 1, 10, "11 1 retransmission 1");
	/* an ACK alone behind a gap, and one segment that fills it and goes on */
	sends(CLIENT, ACK, C + 51, S + 1, 0, "51 1 out of order, dup ACK 1");
	sends(CLIENT, ACK, C + 41, S + 1, 20, "41 1 out of order");
	sends(CLIENT, ACK, C + 61, S + 1, 1, "61 1");
}
END_TEST

START_TEST(more_gaps_than_are_kept)
{
	uint32_t at = C + 1;

	handshake();
	for (int i = 0; i < 20; i++, at += 20) {
		struct segment s = make(CLIENT, ACK, at + 10, S + 1, 10);

		flows_see(&flows, &s, &view);
		ck_assert_uint_eq(view.marks, FLOW_OUT_OF_ORDER);
	}
	sends(CLIENT, ACK, at - 20, S + 1, 10, "381 1 out of order");
	sends(CLIENT, ACK, C + 1, S + 1, 10, "1 1 retransmission 1");
}
END_TEST

START_TEST(far_away)
{
	handshake();
	sends(CLIENT, ACK, C + 1 + 0x50000000u, S + 1, 10, "1342177281 1");
	sends(CLIENT, ACK, C + 1 - 0x50000000u, S + 1, 10, "2952790017 1");
	sends(CLIENT, ACK, C + 1, S + 1, 10, "1 1");
}
END_TEST

START_TEST(around_and_around)
{
	uint32_t at = C + 1;

	handshake();
	sends(CLIENT, ACK, at, S + 1, 10, "1 1");
	sends(CLIENT, ACK, at, S + 1, 10, "1 1 retransmission 1");
	sends(CLIENT, ACK, at + 20, S + 1, 10, "21 1 out of order");
	/* 6 GB on, in steps of a window */
	at += 30;
	for (int i = 0; i < 96; i++, at += 64 << 20) {
		struct segment s = make(CLIENT, ACK, at, S + 1, 64 << 20);

		flows_see(&flows, &s, &view);
		ck_assert_uint_eq(view.marks, 0);
	}
	sends(CLIENT, RST, at, 0, 0, "2147483679");
	sends(CLIENT, ACK, at - 10, S + 1, 10, "2147483669 1 retransmission 1");
}
END_TEST

START_TEST(counts_begin_anew_after_a_round)
{
	uint32_t at = C + 1;

	handshake();
	sends(CLIENT, ACK, at, S + 1, 64 << 20, "1 1");
	sends(CLIENT, ACK, at, S + 1, 10, "1 1 retransmission 1");
	for (int i = 0; i < 64; i++) {
		struct segment s;

		at += 64 << 20;
		s = make(CLIENT, ACK, at, S + 1, 64 << 20);
		flows_see(&flows, &s, &view);
		ck_assert_uint_eq(view.marks, 0);
	}
	sends(CLIENT, ACK, C + 1, S + 1, 10, "1 1 retransmission 1");
}
END_TEST

START_TEST(dup_acks)
{
	handshake();
	sends(SERVER, ACK, S + 1, C + 1, 10, "1 1");
	sends(CLIENT, ACK, C + 1, S + 11, 0, "1 11");
	sends(SERVER, ACK, S + 11, C + 1, 10, "11 1");
	sends(SERVER, ACK, S + 21, C + 1, 10, "21 1");
	sends(CLIENT, ACK, C + 1, S + 11, 0, "1 11 dup ACK 1");
	options.sacks = 1;
	window = 990;
	sends(CLIENT, ACK, C + 1, S + 11, 0, "1 11 dup ACK 2");
	window = 995;
	sends(CLIENT, ACK, C + 1, S + 11, 0, "1 11 dup ACK 3");
	options.sacks = 0;
	/* it carries something */
	sends(CLIENT, ACK, C + 1, S + 11, 1, "1 11");
	/* less room */
	window = 900;
	sends(CLIENT, ACK, C + 2, S + 11, 0, "2 11");
	sends(CLIENT, ACK, C + 2, S + 11, 0, "2 11 dup ACK 4");
	sends(CLIENT, ACK, C + 2, S + 31, 0, "2 31");
	sends(CLIENT, ACK, C + 2, S + 31, 0, "2 31 dup ACK 1");
	/* an old one, late: neither new nor the same */
	sends(CLIENT, ACK, C + 2, S + 11, 0, "2 11");
	sends(CLIENT, ACK, C + 2, S + 31, 0, "2 31 dup ACK 2");
	sends(CLIENT, FIN | ACK, C + 2, S + 31, 0, "2 31");
}
END_TEST

START_TEST(the_last_ack_of_a_handshake_again)
{
	handshake();
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1 retransmission 1");
	sends(CLIENT, ACK, C + 1, S + 1, 0, "1 1 dup ACK 1");
}
END_TEST

START_TEST(a_window_that_closes)
{
	handshake();
	sends(CLIENT, ACK, C + 1, S + 1, 1000, "1 1");
	window = 0;
	sends(SERVER, ACK, S + 1, C + 1001, 0, "1 1001 zero window");
	window = 1000;
	/* as Linux asks, then as others do */
	sends(CLIENT, ACK, C + 1000, S + 1, 0, "1000 1 window probe");
	window = 0;
	sends(SERVER, ACK, S + 1, C + 1001, 0, "1 1001 zero window");
	window = 1000;
	sends(CLIENT, ACK, C + 1001, S + 1, 1, "1001 1 window probe");
	window = 0;
	sends(SERVER, ACK, S + 1, C + 1001, 0, "1 1001 zero window");
	window = 1000;
	sends(CLIENT, ACK, C + 1001, S + 1, 1, "1001 1 window probe");
	window = 500;
	sends(SERVER, ACK, S + 1, C + 1001, 0, "1 1001 window update");
	window = 600;
	sends(SERVER, ACK, S + 1, C + 1001, 0, "1 1001 window update");
	window = 700;
	sends(SERVER, ACK, S + 1, C + 1001, 5, "1 1001");
	sends(CLIENT, ACK, C + 1001, S + 6, 500, "1001 6");
	/* SYN, FIN and RST may say 0 too */
	window = 0;
	sends(SERVER, FIN | ACK, S + 6, C + 1501, 0, "6 1501 zero window");
	sends(CLIENT, RST | ACK, C + 1501, S + 7, 0, "1501 7");
	sends(CLIENT, SYN, C2, 0, 0, "0");
}
END_TEST

START_TEST(keep_alives)
{
	handshake();
	sends(CLIENT, ACK, C + 1, S + 1, 10, "1 1");
	sends(SERVER, ACK, S + 1, C + 11, 0, "1 11");
	sends(CLIENT, ACK, C + 10, S + 1, 0, "10 1 keep-alive");
	sends(SERVER, ACK, S + 1, C + 11, 0, "1 11 keep-alive ACK");
	sends(CLIENT, ACK, C + 10, S + 1, 1, "10 1 keep-alive");
	sends(CLIENT, ACK, C + 10, S + 1, 0, "10 1 keep-alive");
	sends(SERVER, ACK, S + 1, C + 11, 0, "1 11 keep-alive ACK");
	sends(SERVER, ACK, S, C + 11, 0, "0 11 keep-alive");
	sends(CLIENT, ACK, C + 11, S + 1, 0, "11 1 keep-alive ACK");
	/* it goes on as if nothing had been */
	sends(CLIENT, ACK, C + 11, S + 1, 10, "11 1");
	sends(SERVER, ACK, S + 1, C + 11, 0, "1 11 dup ACK 1");
	/* one byte that was not acknowledged is sent again for its own sake */
	sends(CLIENT, ACK, C + 20, S + 1, 1, "20 1 retransmission 1");
	sends(CLIENT, ACK, C + 9, S + 1, 0, "9 1 dup ACK 1");
}
END_TEST

/* The server has said nothing since its SYN ACK. */
START_TEST(a_keep_alive_first)
{
	handshake();
	window = 2000;
	sends(CLIENT, ACK, C, S + 1, 0, "0 1 keep-alive");
	sends(SERVER, ACK, S + 1, C + 1, 0, "1 1 keep-alive ACK");
	sends(CLIENT, ACK, C, S + 1, 0, "0 1 keep-alive");
	sends(SERVER, ACK, S + 1, C + 1, 0, "1 1 keep-alive ACK");
}
END_TEST

START_TEST(windows)
{
	options.scale_there = true;
	options.scale = 7;
	sends(CLIENT, SYN, C, 0, 0, "0");
	ck_assert_uint_eq(view.window, 1000);
	ck_assert(view.window_is_scaled);
	options.scale = 200;
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1");
	ck_assert_uint_eq(view.window, 1000);
	options.scale_there = false;
	sends(CLIENT, ACK, C + 1, S + 1, 0, "1 1");
	ck_assert_uint_eq(view.window, 128000);
	ck_assert(view.window_is_scaled);
	window = 65535;
	sends(SERVER, ACK, S + 1, C + 1, 0, "1 1");
	ck_assert_uint_eq(view.window, UINT64_C(65535) << 14);
}
END_TEST

START_TEST(windows_that_one_side_does_not_scale)
{
	options.scale_there = true;
	options.scale = 7;
	sends(CLIENT, SYN, C, 0, 0, "0");
	options.scale_there = false;
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1");
	sends(CLIENT, ACK, C + 1, S + 1, 0, "1 1");
	ck_assert_uint_eq(view.window, 1000);
	ck_assert(view.window_is_scaled);
	/* the other SYN was not seen */
	anew();
	options.scale_there = true;
	options.scale = 7;
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1 guessed");
	options.scale_there = false;
	sends(SERVER, ACK, S + 1, C + 1, 0, "1 1 guessed");
	ck_assert_uint_eq(view.window, 1000);
	ck_assert(!view.window_is_scaled);
}
END_TEST

static void address(struct address *a, const char *text)
{
	struct bytes why = BYTES_INIT;
	struct address_host host;

	ck_assert_int_eq(address_parse(a, text, strlen(text), AF_UNSPEC, PLACE_HERE, &host, &why),
	                 ADDRESS_OK);
	bytes_clear(&why);
}

START_TEST(numbers)
{
	struct flow_numbers n;
	struct address a, b, other;

	address(&a, "0.0.0.1:1000");
	address(&b, "0.0.0.2:80");
	address(&other, "@x");
	ck_assert(!flows_numbers(&flows, &a, &b, &n));
	sends(CLIENT, SYN, C, 0, 0, "0");
	ck_assert(flows_numbers(&flows, &b, &a, &n));
	ck_assert(!n.isn_known && n.other_isn_known);
	ck_assert_uint_eq(n.next, 0);
	ck_assert_uint_eq(n.other_next, C + 1);
	window = 500;
	sends(SERVER, SYN | ACK, S, C + 1, 0, "0 1");
	sends(CLIENT, ACK, C + 1, S + 1, 20, "1 1");
	ck_assert(flows_numbers(&flows, &a, &b, &n));
	ck_assert(n.isn_known && n.other_isn_known);
	ck_assert_uint_eq(n.isn, C);
	ck_assert_uint_eq(n.other_isn, S);
	ck_assert_uint_eq(n.next, C + 21);
	ck_assert_uint_eq(n.other_next, S + 1);
	ck_assert_uint_eq(n.window, 500);
	address(&a, "[::ffff:0.0.0.1]:1000");
	address(&b, "[::ffff:0.0.0.2]:80");
	ck_assert(flows_numbers(&flows, &a, &b, &n));
	ck_assert(!flows_numbers(&flows, &a, &other, &n));
	ck_assert(!flows_numbers(&flows, &other, &other, &n));
	address(&b, "[::2]:80");
	ck_assert(!flows_numbers(&flows, &a, &b, &n));
}
END_TEST

START_TEST(numbers_that_are_guessed)
{
	struct flow_numbers n;
	struct address a, b;

	address(&a, "[::1]:1000");
	address(&b, "[::2]:80");
	family = AF_INET6;
	sends(CLIENT, ACK, C, S, 20, "1 1 guessed");
	ck_assert(flows_numbers(&flows, &b, &a, &n));
	ck_assert(n.isn_known && n.other_isn_known);
	ck_assert_uint_eq(n.next, S);
	ck_assert_uint_eq(n.other_next, C + 20);
	ck_assert_uint_eq(n.other_isn, C - 1);
}
END_TEST

START_TEST(the_longest_silent_makes_way)
{
	for (uint16_t i = 0; i < 8; i++) {
		client_port = (uint16_t)(2000 + i);
		sends(CLIENT, SYN, C, 0, 0, "0");
	}
	client_port = 2000;
	sends(CLIENT, SYN, C, 0, 0, "0 retransmission 1");
	client_port = 3000;
	sends(CLIENT, SYN, C, 0, 0, "0");
	ck_assert_uint_eq(view.connection, 9);
	ck_assert_uint_eq(flows.by_ends.count, 8);
	client_port = 2000;
	sends(CLIENT, SYN, C, 0, 0, "0 retransmission 2");
	client_port = 2001;
	sends(CLIENT, SYN, C, 0, 0, "0");
	ck_assert_uint_eq(view.connection, 10);
	flows_clear(&flows);
	ck_assert_uint_eq(flows.by_ends.count, 0);
	flows_init(&flows, 0);
	sends(CLIENT, SYN, C, 0, 0, "0");
	client_port = 1;
	sends(CLIENT, SYN, C, 0, 0, "0");
	ck_assert_uint_eq(flows.by_ends.count, 1);
}
END_TEST

START_TEST(marks)
{
	struct bytes out = BYTES_INIT;
	struct flow_view v = {.marks = 0xff, .times = 2};

	flow_add_marks(&out, &v);
	ck_assert_str_eq(bytes_str(&out),
	                 "retransmission 2, out of order, dup ACK 2, zero window, window update, "
	                 "keep-alive, keep-alive ACK, window probe");
	bytes_reset(&out);
	v.marks = 0;
	flow_add_marks(&out, &v);
	ck_assert_uint_eq(out.len, 0);
	bytes_clear(&out);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("flow");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_connection);
	tcase_add_test(tcase, ipv6);
	tcase_add_test(tcase, what_is_no_connection);
	tcase_add_test(tcase, looking_changes_nothing);
	tcase_add_test(tcase, refused);
	tcase_add_test(tcase, refused_and_not_the_first_seen);
	tcase_add_test(tcase, a_listener_that_closes);
	tcase_add_test(tcase, resets);
	tcase_add_test(tcase, forged);
	tcase_add_test(tcase, a_reset_without_a_connection);
	tcase_add_test(tcase, half_open);
	tcase_add_test(tcase, no_syn_was_seen);
	tcase_add_test(tcase, a_guess_that_was_too_late);
	tcase_add_test(tcase, one_syn_was_seen);
	tcase_add_test(tcase, simultaneous_open);
	tcase_add_test(tcase, connected_to_itself);
	tcase_add_test(tcase, syns_again);
	tcase_add_test(tcase, fast_open);
	tcase_add_test(tcase, ports_used_again);
	tcase_add_test(tcase, retransmissions);
	tcase_add_test(tcase, more_retransmissions_than_are_counted);
	tcase_add_test(tcase, out_of_order);
	tcase_add_test(tcase, more_gaps_than_are_kept);
	tcase_add_test(tcase, far_away);
	tcase_add_test(tcase, around_and_around);
	tcase_add_test(tcase, counts_begin_anew_after_a_round);
	tcase_add_test(tcase, dup_acks);
	tcase_add_test(tcase, the_last_ack_of_a_handshake_again);
	tcase_add_test(tcase, a_window_that_closes);
	tcase_add_test(tcase, keep_alives);
	tcase_add_test(tcase, a_keep_alive_first);
	tcase_add_test(tcase, windows);
	tcase_add_test(tcase, windows_that_one_side_does_not_scale);
	tcase_add_test(tcase, numbers);
	tcase_add_test(tcase, numbers_that_are_guessed);
	tcase_add_test(tcase, the_longest_silent_makes_way);
	tcase_add_test(tcase, marks);
	return unit_run("flow", tcase);
}
