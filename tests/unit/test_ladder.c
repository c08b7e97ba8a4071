/*
 * The ladder as pictures: events made by hand, in the order a journal has them, and the text they must
 * become; then what must hold for any events, and what they may cost.
 */
#include "watch/ladder.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <time.h>

#include "base/escape.h"
#include "events.h"
#include "ladder_frames.h"

enum {
	FIN = SEGMENT_FIN,
	SYN = SEGMENT_SYN,
	RST = SEGMENT_RST,
	PSH = SEGMENT_PSH,
	ACK = SEGMENT_ACK
};

/* First sequence numbers on the wire. */
enum { X = 1000, Y = 5000 };

static struct tapped {
	struct journal_tap tap;
	struct ladder *ladder;
} tapped;

static struct events e;
static struct ladder_style style;
static const char *call_host; /* where sockets are made; NULL: here */

static void on_event(struct journal_tap *tap, const struct event *event)
{
	ladder_take(((struct tapped *)tap)->ladder, event);
}

static struct place {
	const char *host, *end;
} places[] = {
    {"client", "10.0.0.1:41812"},
    {"server", "10.0.0.2:80"},
    {"third", "10.0.0.3:50000"},
};

enum { CLIENT, SERVER, THIRD };

/* What is on the wire, by id. */
static struct sent {
	struct made_frame frame;
	struct segment_event event;
	const char *cause;
} wire[64];

static void setup(void)
{
	tapped = (struct tapped){.tap = {.event = on_event}, .ladder = ladder_new(1000)};
	events_init(&e, &tapped.tap);
	style = (struct ladder_style){.columns = 80};
	memset(wire, 0, sizeof(wire));
	call_host = NULL;
}

static void teardown(void)
{
	journal_clear(&e.journal);
	ladder_free(tapped.ladder);
}

static void anew(void)
{
	teardown();
	setup();
}

/* ------------------------------------------------------------------------------------------- events */

static void tell(unsigned id, enum segment_fate fate, const char *to, const char *why)
{
	struct sent *s = &wire[id];

	s->event.fate = (uint8_t)fate;
	s->event.to = to;
	s->event.why = why;
	journal_segment(&e.journal, 0, e.clock.now, fate == SEGMENT_SEEN ? "capture" : "wire",
	                &s->event, s->frame.p, s->frame.n, s->frame.n, s->cause);
}

static struct sent *put(unsigned id, const char *from, const char *to)
{
	struct sent *s = &wire[id];

	s->event = (struct segment_event){
	    .id = id, .sent = e.clock.now, .link = SEGMENT_ETHERNET, .from = from, .to = to};
	return s;
}

/* The window of those without SYN is scaled by 7 where the SYNs were seen. */
static void tcp_window(unsigned id, int from, int to, unsigned flags, uint32_t seq, uint32_t ack,
                       size_t len, unsigned window)
{
	static const unsigned char options[] = {2, 4, 5, 180, 4, 2, 1, 1, 1, 3, 3, 7};
	struct sent *s = put(id, places[from].host, places[to].host);

	frame_tcp(&s->frame, places[from].end, places[to].end, flags, seq, ack, window, options,
	          flags & SYN ? sizeof(options) : 0, len);
}

static void tcp(unsigned id, int from, int to, unsigned flags, uint32_t seq, uint32_t ack,
                size_t len)
{
	tcp_window(id, from, to, flags, seq, ack, len, flags & SYN ? 64240 : 502);
}

static void udp(unsigned id, const char *from, const char *to, const char *src, const char *dst,
                size_t len)
{
	frame_udp(&put(id, from, to)->frame, src, dst, len);
}

static void held(unsigned id)
{
	tell(id, SEGMENT_HELD, wire[id].event.to, NULL);
}

static void delivered(unsigned id)
{
	tell(id, SEGMENT_DELIVERED, wire[id].event.to, NULL);
}

static void dropped(unsigned id, const char *why)
{
	tell(id, SEGMENT_DROPPED, wire[id].event.to, why);
}

/* The wire makes `id` from another. */
static void make(unsigned id, unsigned of, enum segment_origin origin)
{
	wire[id] = wire[of];
	wire[id].event.id = id;
	wire[id].event.of = origin == SEGMENT_FORGED ? 0 : of;
	wire[id].event.origin = (uint8_t)origin;
}

static void state(int place, const char *socket, const char *was, const char *now,
                  const char *cause)
{
	bool listens = strcmp(socket, "L") == 0;

	journal_change(&e.journal, 0, socket, places[place].host, "diag", was, now, cause,
	               places[place].end, listens ? NULL : places[!place].end);
}

static void local_state(const char *socket, const char *source, const char *was, const char *now,
                        const char *local, const char *peer)
{
	journal_change(&e.journal, 0, socket, NULL, source, was, now, NULL, local, peer);
}

static void wait_ms(int64_t ms)
{
	e.clock.now += ms * CLOCK_MS;
}

static void lab(const char *text)
{
	journal_lab(&e.journal, 0, text, strlen(text));
}

/* A call happens now. */
static struct call *begin_call(enum call_id id, const char *socket)
{
	struct call *c = events_call(&e, id, socket);

	c->begin = c->end = e.clock.now;
	return c;
}

static void call(enum call_id id, const char *socket)
{
	begin_call(id, socket);
	events_both(&e, 0, 0);
}

static void call_to(enum call_id id, const char *socket, const char *address)
{
	call_add_address(begin_call(id, socket), events_address(&e, address));
	events_both(&e, 0, 0);
}

static void call_socket(const char *name, int family)
{
	struct call *c = begin_call(CALL_SOCKET, NULL);

	call_add_constant(c, CONSTANT_FAMILY, family);
	c->made[0] = name;
	c->host = call_host;
	events_both(&e, 3, 0);
}

static void call_accept(const char *listener, const char *name, const char *peer)
{
	begin_call(CALL_ACCEPT, listener)->made[0] = name;
	events_both_with_address(&e, 5, peer);
}

/* Something the ladder has no use for. */
static void note(void)
{
	journal_note(&e.journal, NOTE_SAY, 0, NULL, "x", 1);
}

/* ----------------------------------------------------------------------------------------- pictures */

static void picture(const char *expected)
{
	struct bytes out = BYTES_INIT;

	ladder_draw(&out, tapped.ladder, &style);
	ck_assert_str_eq(bytes_str(&out), expected);
	bytes_clear(&out);
}

static void listening(void)
{
	lab("started: client 10.0.0.1 fd00::1, server 10.0.0.2 fd00::2");
	state(SERVER, "L", "CLOSED", "LISTEN", "listen(L)");
}

static void syn_sent(void)
{
	listening();
	tcp(1, CLIENT, SERVER, SYN, X, 0, 0);
	held(1);
	state(CLIENT, "C", "CLOSED", "SYN_SENT", "connect(C)");
}

static void handshake(void)
{
	syn_sent();
	delivered(1);
	state(SERVER, "", NULL, "SYN_RECV", "segment 1");
	tcp(2, SERVER, CLIENT, SYN | ACK, Y, X + 1, 0);
	held(2);
	delivered(2);
	tcp(3, CLIENT, SERVER, ACK, X + 1, Y + 1, 0);
	held(3);
	state(CLIENT, "C", "SYN_SENT", "ESTABLISHED", "segment 2");
	delivered(3);
	state(SERVER, "conn", "SYN_RECV", "ESTABLISHED", "segment 3");
}

START_TEST(a_held_syn)
{
	syn_sent();
	picture("client  C 10.0.0.1:41812                                   server  L 10.0.0.2:80\n"
	        "CLOSED                                                                    LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 win=64240 mss 1460, sackOK, ws 7 ──▶ ■ #1\n"
	        "source: wire; states: diag\n");
	style.ascii = true;
	picture("client  C 10.0.0.1:41812                                   server  L 10.0.0.2:80\n"
	        "CLOSED                                                                    LISTEN\n"
	        "SYN_SENT  -- SYN seq=0 win=64240 mss 1460, sackOK, ws 7 --> [] #1\n"
	        "source: wire; states: diag\n");
}
END_TEST

START_TEST(a_stepped_handshake)
{
	handshake();
	picture("client  C 10.0.0.1:41812                             server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT     ── SYN seq=0 win=64240 mss 1460, sackOK, ws 7 ──▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀───────────── SYN ACK seq=0 ack=1 win=64240 … ──\n"
	        "             ── ACK seq=1 ack=1 win=64256 ───────────────────▶  conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
	style.brief = true;
	picture("client  C 10.0.0.1:C                                 server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT     ── SYN seq=0 ───────────────────────────────────▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀───────────────────────── SYN ACK seq=0 ack=1 ──\n"
	        "             ── ACK seq=1 ack=1 ─────────────────────────────▶  conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
	style.brief = false;
	style.absolute = true;
	picture("client  C 10.0.0.1:41812                             server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT     ── SYN seq=1000 win=64240 … ────────────────────▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀─────── SYN ACK seq=5000 ack=1001 win=64240 … ──\n"
	        "             ── ACK seq=1001 ack=5001 win=64256 ─────────────▶  conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
	style.columns = 100;
	/* clang-format off */
	picture("client  C 10.0.0.1:41812                                                 server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                                              L LISTEN\n"
	        "SYN_SENT     ── SYN seq=1000 win=64240 mss 1460, sackOK, ws 7 ───────────────────▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀────── SYN ACK seq=5000 ack=1001 win=64240 mss 1460, sackOK, ws 7 ──\n"
	        "             ── ACK seq=1001 ack=5001 win=64256 ─────────────────────────────────▶  conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
	/* clang-format on */
}
END_TEST

START_TEST(widths)
{
	handshake();
	style.columns = 60;
	picture("client  C 10.0.0.1:41812         server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                      L LISTEN\n"
	        "SYN_SENT     ── SYN seq=0 win=64240 … ───▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀─── SYN ACK seq=0 ack=1 … ──\n"
	        "             ── ACK seq=1 ack=1 … ───────▶  conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
	style.columns = 40;
	picture("1 client  C 10.0.0.1:41812\n"
	        "2 server  L, conn 10.0.0.2:80\n"
	        "1  2\n"
	        "│  │  server L LISTEN · client CLOSED\n"
	        "│─▶│  SYN seq=0 win=64240 …\n"
	        "│  │  client SYN_SENT\n"
	        "│  │  server conn SYN_RECV\n"
	        "│◀─│  SYN ACK seq=0 ack=1 win=64240 …\n"
	        "│  │  client ESTABLISHED\n"
	        "│─▶│  ACK seq=1 ack=1 win=64256\n"
	        "│  │  server conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
	style.columns = 0;
	picture("1 client  C 10.0.0.1:41812\n"
	        "2 server  L, conn 10.0.0.2:80\n"
	        "1  2\n"
	        "│  │  server L LISTEN\n"
	        "│  │  client CLOSED\n"
	        "│─▶│  SYN seq=0 win=64240 …\n"
	        "│  │  client SYN_SENT\n"
	        "│  │  server conn SYN_RECV\n"
	        "│◀─│  SYN ACK seq=0 ack=1 win=64240\n"
	        "│  │  client ESTABLISHED\n"
	        "│─▶│  ACK seq=1 ack=1 win=64256\n"
	        "│  │  server conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
	/* as wide as it gets */
	style.columns = 1000;
	style.brief = true;
	/* clang-format off */
	picture("client  C 10.0.0.1:C                                                                            server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                                                                     L LISTEN\n"
	        "SYN_SENT     ── SYN seq=0 ──────────────────────────────────────────────────────────────────────────────▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀──────────────────────────────────────────────────────────────────── SYN ACK seq=0 ack=1 ──\n"
	        "             ── ACK seq=1 ack=1 ────────────────────────────────────────────────────────────────────────▶  conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
	/* clang-format on */
}
END_TEST

START_TEST(closing)
{
	handshake();
	tcp(4, CLIENT, SERVER, PSH | ACK, X + 1, Y + 1, 12);
	delivered(4);
	tcp(5, SERVER, CLIENT, ACK, Y + 1, X + 13, 0);
	delivered(5);
	tcp(6, CLIENT, SERVER, FIN | ACK, X + 13, Y + 1, 0);
	held(6);
	state(CLIENT, "C", "ESTABLISHED", "FIN_WAIT1", "close(C)");
	delivered(6);
	state(SERVER, "conn", "ESTABLISHED", "CLOSE_WAIT", "segment 6");
	tcp(7, SERVER, CLIENT, ACK, Y + 1, X + 14, 0);
	held(7);
	delivered(7);
	state(CLIENT, "C", "FIN_WAIT1", "FIN_WAIT2", "segment 7");
	/* the tracker may be quicker than the wire */
	state(SERVER, "conn", "CLOSE_WAIT", "LAST_ACK", "close(conn)");
	tcp(8, SERVER, CLIENT, FIN | ACK, Y + 1, X + 14, 0);
	held(8);
	delivered(8);
	tcp(9, CLIENT, SERVER, ACK, X + 14, Y + 2, 0);
	held(9);
	state(CLIENT, "C", "FIN_WAIT2", "TIME_WAIT", "segment 8");
	delivered(9);
	state(SERVER, "conn", "LAST_ACK", "CLOSED", "segment 9");
	wait_ms(60000);
	state(CLIENT, "C", "TIME_WAIT", "CLOSED", "timer");
	picture("client  C 10.0.0.1:41812                             server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT     ── SYN seq=0 win=64240 mss 1460, sackOK, ws 7 ──▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀───────────── SYN ACK seq=0 ack=1 win=64240 … ──\n"
	        "             ── ACK seq=1 ack=1 win=64256 ───────────────────▶  conn ESTABLISHED\n"
	        "             ── PSH ACK seq=1 ack=1 len=12 win=64256 ────────▶\n"
	        "             ◀────────────────── ACK seq=1 ack=13 win=64256 ──\n"
	        "FIN_WAIT1    ── FIN ACK seq=13 ack=1 win=64256 ──────────────▶  conn CLOSE_WAIT\n"
	        "FIN_WAIT2    ◀────────────────── ACK seq=1 ack=14 win=64256 ──\n"
	        "TIME_WAIT    ◀────────────── FIN ACK seq=1 ack=14 win=64256 ──  conn LAST_ACK\n"
	        "             ── ACK seq=14 ack=2 win=64256 ──────────────────▶  conn CLOSED\n"
	        "                                   · 60.0 s ·\n"
	        "CLOSED\n"
	        "source: wire; states: diag\n");
	style.brief = true;
	picture("client  C 10.0.0.1:C                                 server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT     ── SYN seq=0 ───────────────────────────────────▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀───────────────────────── SYN ACK seq=0 ack=1 ──\n"
	        "             ── ACK seq=1 ack=1 ─────────────────────────────▶  conn ESTABLISHED\n"
	        "             ── PSH ACK seq=1 ack=1 len=12 ──────────────────▶\n"
	        "             ◀──────────────────────────── ACK seq=1 ack=13 ──\n"
	        "FIN_WAIT1    ── FIN ACK seq=13 ack=1 ────────────────────────▶  conn CLOSE_WAIT\n"
	        "FIN_WAIT2    ◀──────────────────────────── ACK seq=1 ack=14 ──\n"
	        "TIME_WAIT    ◀──────────────────────── FIN ACK seq=1 ack=14 ──  conn LAST_ACK\n"
	        "             ── ACK seq=14 ack=2 ────────────────────────────▶  conn CLOSED\n"
	        "CLOSED\n"
	        "source: wire; states: diag\n");
}
END_TEST

START_TEST(simultaneous_close)
{
	style.brief = true;
	handshake();
	tcp(4, CLIENT, SERVER, FIN | ACK, X + 1, Y + 1, 0);
	tcp(5, SERVER, CLIENT, FIN | ACK, Y + 1, X + 1, 0);
	held(4);
	held(5);
	/* both are told late: each belongs to its own FIN */
	state(CLIENT, "C", "ESTABLISHED", "FIN_WAIT1", "close(C)");
	state(SERVER, "conn", "ESTABLISHED", "FIN_WAIT1", "close(conn)");
	delivered(4);
	state(SERVER, "conn", "FIN_WAIT1", "CLOSING", "segment 4");
	delivered(5);
	state(CLIENT, "C", "FIN_WAIT1", "CLOSING", "segment 5");
	tcp(6, CLIENT, SERVER, ACK, X + 2, Y + 2, 0);
	tcp(7, SERVER, CLIENT, ACK, Y + 2, X + 2, 0);
	delivered(6);
	state(SERVER, "conn", "CLOSING", "TIME_WAIT", NULL);
	delivered(7);
	state(CLIENT, "C", "CLOSING", "TIME_WAIT", NULL);
	picture("client  C 10.0.0.1:C                                 server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT     ── SYN seq=0 ───────────────────────────────────▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀───────────────────────── SYN ACK seq=0 ack=1 ──\n"
	        "             ── ACK seq=1 ack=1 ─────────────────────────────▶  conn ESTABLISHED\n"
	        "FIN_WAIT1    ── FIN ACK seq=1 ack=1 ──▶ ■ #4\n"
	        "                               ■ #5 ◀── FIN ACK seq=1 ack=1 ──  conn FIN_WAIT1\n"
	        "                                 #4 ── FIN ACK seq=1 ack=1 ──▶  conn CLOSING\n"
	        "CLOSING      ◀── FIN ACK seq=1 ack=1 ── #5\n"
	        "             ── ACK seq=2 ack=2 ─────────────────────────────▶  conn TIME_WAIT\n"
	        "TIME_WAIT    ◀───────────────────────────── ACK seq=2 ack=2 ──\n"
	        "source: wire; states: diag\n");
}
END_TEST

START_TEST(simultaneous_open)
{
	lab("started: client 10.0.0.1 fd00::1, server 10.0.0.2 fd00::2");
	tcp(1, CLIENT, SERVER, SYN, X, 0, 0);
	held(1);
	state(CLIENT, "C", "CLOSED", "SYN_SENT", "connect(C)");
	tcp(2, SERVER, CLIENT, SYN, Y, 0, 0);
	held(2);
	state(SERVER, "S", "CLOSED", "SYN_SENT", "connect(S)");
	delivered(1);
	tcp(3, SERVER, CLIENT, SYN | ACK, Y, X + 1, 0);
	held(3);
	state(SERVER, "S", "SYN_SENT", "SYN_RECV", "segment 1");
	delivered(2);
	tcp(4, CLIENT, SERVER, SYN | ACK, X, Y + 1, 0);
	held(4);
	state(CLIENT, "C", "SYN_SENT", "SYN_RECV", "segment 2");
	delivered(3);
	state(CLIENT, "C", "SYN_RECV", "ESTABLISHED", "segment 3");
	delivered(4);
	state(SERVER, "S", "SYN_RECV", "ESTABLISHED", "segment 4");
	picture("client  C 10.0.0.1:41812                                   server  S 10.0.0.2:80\n"
	        "CLOSED                                                               CLOSED\n"
	        "SYN_SENT     ── SYN seq=0 win=64240 mss 1460, sackOK, ws 7 ──▶ ■ #1\n"
	        "             ■ #2 ◀── SYN seq=0 win=64240 mss 1460, sackOK, ws 7 ──  SYN_SENT\n"
	        "                                                #1 ── SYN seq=0 ──▶  SYN_RECV\n"
	        "                        ■ #3 ◀── SYN ACK seq=0 ack=1 win=64240 … ──\n"
	        "SYN_RECV     ◀── SYN seq=0 ── #2\n"
	        "             ── SYN ACK seq=0 ack=1 win=64240 … ──▶ ■ #4\n"
	        "ESTABLISHED  ◀── SYN ACK seq=0 ack=1 ── #3\n"
	        "                                      #4 ── SYN ACK seq=0 ack=1 ──▶  ESTABLISHED\n"
	        "source: wire; states: diag\n");
}
END_TEST

START_TEST(a_lost_syn)
{
	syn_sent();
	dropped(1, "wire drop");
	wait_ms(1030);
	tcp(2, CLIENT, SERVER, SYN, X, 0, 0);
	held(2);
	wait_ms(2000);
	tcp(3, CLIENT, SERVER, SYN, X, 0, 0);
	dropped(3, "loss 30%");
	delivered(2);
	tcp(4, SERVER, CLIENT, SYN | ACK, Y, X + 1, 0);
	held(4);
	wait_ms(499);
	dropped(4, "cut server");
	picture("client  C 10.0.0.1:41812                                   server  L 10.0.0.2:80\n"
	        "CLOSED                                                                    LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 win=64240 mss 1460, sackOK, ws 7 ──▶ ✗ wire drop\n"
	        "                                   · 1.0 s ·\n"
	        "          ── SYN seq=0 win=64240 … (retransmission 1) ──▶ ■ #2\n"
	        "                                   · 2.0 s ·\n"
	        "          ── SYN seq=0 win=64240 … (retransmission 2) ──▶ ✗ loss 30%\n"
	        "                                                     #2 ── SYN seq=0 ──▶\n"
	        "                     ✗ cut server ◀── SYN ACK seq=0 ack=1 win=64240 … ──\n"
	        "source: wire; states: diag\n");
	style.ascii = style.brief = true;
	picture("client  C 10.0.0.1:C                                       server  L 10.0.0.2:80\n"
	        "CLOSED                                                                    LISTEN\n"
	        "SYN_SENT  -- SYN seq=0 --> X wire drop\n"
	        "          -- SYN seq=0 (retransmission 1) --> [] #2\n"
	        "          -- SYN seq=0 (retransmission 2) --> X loss 30%\n"
	        "                                                     #2 -- SYN seq=0 -->\n"
	        "                                 X cut server <-- SYN ACK seq=0 ack=1 --\n"
	        "source: wire; states: diag\n");
	/* held, overtaken and then lost */
	anew();
	style.brief = true;
	syn_sent();
	tcp(2, CLIENT, SERVER, SYN, X, 0, 0);
	held(2);
	dropped(1, NULL);
	picture("client  C 10.0.0.1:C                                       server  L 10.0.0.2:80\n"
	        "CLOSED                                                                    LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 ──▶ ■ #1\n"
	        "          ── SYN seq=0 (retransmission 1) ──▶ ■ #2\n"
	        "                              #1 ── SYN seq=0 ──▶ ✗\n"
	        "source: wire; states: diag\n");
}
END_TEST

START_TEST(reordered)
{
	style.brief = true;
	style.socket = "C";
	handshake();
	for (unsigned i = 0; i < 3; i++) {
		tcp(4 + i, CLIENT, SERVER, PSH | ACK, X + 1 + 10 * i, Y + 1, 10);
		held(4 + i);
	}
	delivered(6);
	tcp(7, SERVER, CLIENT, ACK, Y + 1, X + 1, 0);
	delivered(7);
	delivered(4);
	delivered(5);
	tcp(8, SERVER, CLIENT, ACK, Y + 1, X + 31, 0);
	delivered(8);
	picture("client  C 10.0.0.1:C                                 server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT     ── SYN seq=0 ───────────────────────────────────▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀───────────────────────── SYN ACK seq=0 ack=1 ──\n"
	        "             ── ACK seq=1 ack=1 ─────────────────────────────▶  conn ESTABLISHED\n"
	        "             ── PSH ACK seq=1 ack=1 len=10 ──▶ ■ #4\n"
	        "             ── PSH ACK seq=11 ack=1 len=10 ──▶ ■ #5\n"
	        "             ── PSH ACK seq=21 ack=1 len=10 ─────────────────▶\n"
	        "             ◀───────────────────────────── ACK seq=1 ack=1 ──\n"
	        "                          #4 ── PSH ACK seq=1 ack=1 len=10 ──▶\n"
	        "                         #5 ── PSH ACK seq=11 ack=1 len=10 ──▶\n"
	        "             ◀──────────────────────────── ACK seq=1 ack=31 ──\n"
	        "source: wire; states: diag\n");
}
END_TEST

START_TEST(made_by_the_wire)
{
	style.brief = true;
	handshake();
	tcp(4, CLIENT, SERVER, PSH | ACK, X + 1, Y + 1, 4);
	held(4);
	make(5, 4, SEGMENT_COPY);
	held(5);
	delivered(4);
	delivered(5);
	/* at once */
	tcp(6, CLIENT, SERVER, PSH | ACK, X + 5, Y + 1, 4);
	delivered(6);
	make(7, 6, SEGMENT_COPY);
	delivered(7);
	tcp(8, CLIENT, SERVER, PSH | ACK, X + 9, Y + 1, 4);
	held(8);
	make(9, 8, SEGMENT_CORRUPTED);
	held(9);
	delivered(9);
	/* in place, while it is held; and where another has come between */
	tcp(14, CLIENT, SERVER, PSH | ACK, X + 13, Y + 1, 4);
	held(14);
	wire[14].event.origin = SEGMENT_CORRUPTED;
	held(14);
	delivered(14);
	tcp(15, CLIENT, SERVER, PSH | ACK, X + 17, Y + 1, 4);
	held(15);
	tcp(16, CLIENT, SERVER, PSH | ACK, X + 21, Y + 1, 4);
	held(16);
	wire[15].event.origin = SEGMENT_CORRUPTED;
	held(15);
	delivered(15);
	tcp(10, SERVER, CLIENT, RST, Y + 1, 0, 0);
	make(11, 10, SEGMENT_FORGED);
	wire[11].event.from = "wire";
	delivered(11);
	state(CLIENT, "C", "ESTABLISHED", "CLOSED", "segment 11");
	make(12, 10, SEGMENT_FORGED);
	wire[12].event.from = NULL;
	held(12);
	make(13, 10, SEGMENT_FORGED);
	wire[13].event.to = NULL;
	dropped(13, "no host has that address");
	picture("client  C 10.0.0.1:C                                 server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT     ── SYN seq=0 ───────────────────────────────────▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀───────────────────────── SYN ACK seq=0 ack=1 ──\n"
	        "             ── ACK seq=1 ack=1 ─────────────────────────────▶  conn ESTABLISHED\n"
	        "             ── PSH ACK seq=1 ack=1 len=4 ──▶ ■ #4\n"
	        "              #5 ── PSH ACK seq=1 len=4 … (copy of #4) ──▶ ■\n"
	        "                           #4 ── PSH ACK seq=1 ack=1 len=4 ──▶\n"
	        "              #5 ── PSH ACK seq=1 ack=1 len=4 (copy of #4) ──▶\n"
	        "             ── #6 PSH ACK seq=5 ack=1 len=4 ────────────────▶\n"
	        "              #7 ── PSH ACK seq=5 ack=1 len=4 (copy of #6) ──▶\n"
	        "             ── PSH ACK seq=9 ack=1 len=4 ──▶ ■ #8\n"
	        "             #9 ── PSH ACK seq=9 len=4 (corrupted, was #8) ──▶\n"
	        "             ── PSH ACK seq=13 ack=1 len=4 (corrupted) ──────▶\n"
	        "             ── PSH ACK seq=17 ack=1 len=4 ──▶ ■ #15\n"
	        "             ── PSH ACK seq=21 ack=1 len=4 ──▶ ■ #16\n"
	        "             #15 ── PSH ACK seq=17 ack=1 len=4 (corrupted) ──▶\n"
	        "CLOSED       ◀── RST seq=1 (forged) ── #11\n"
	        "                      ■ ◀── RST seq=1 (forged) ── #12\n"
	        "             ✗ no host has that… ◀── RST seq=1 (forged) ── #13\n"
	        "source: wire; states: diag\n");
}
END_TEST

/* It is spoiled where it is, and keeps its number. */
START_TEST(corrupted)
{
	style.brief = true;
	udp(1, "client", "server", "10.0.0.1:5", "10.0.0.2:7", 8);
	held(1);
	wire[1].event.origin = SEGMENT_CORRUPTED;
	held(1);
	delivered(1);
	udp(2, "client", "server", "10.0.0.1:5", "10.0.0.2:7", 9);
	held(2);
	wire[2].event.origin = SEGMENT_CORRUPTED;
	held(2);
	udp(3, "client", "server", "10.0.0.1:5", "10.0.0.2:7", 10);
	held(3);
	delivered(2);
	picture("client  10.0.0.1:5                                                        server\n"
	        "── UDP len=8 (corrupted) ──────────────────────────────────────────────────────▶\n"
	        "── UDP len=9 (corrupted) ──▶ ■ #2\n"
	        "── UDP len=10 ──▶ ■ #3\n"
	        "                                                 #2 ── UDP len=9 (corrupted) ──▶\n"
	        "source: wire\n");
}
END_TEST

START_TEST(marks)
{
	handshake();
	tcp(4, CLIENT, SERVER, PSH | ACK, X + 11, Y + 1, 10);
	delivered(4);
	for (unsigned i = 0; i < 2; i++) {
		tcp(5 + i, SERVER, CLIENT, ACK, Y + 1, X + 1, 0);
		delivered(5 + i);
	}
	tcp(7, CLIENT, SERVER, PSH | ACK, X + 1, Y + 1, 10);
	delivered(7);
	tcp_window(8, SERVER, CLIENT, ACK, Y + 1, X + 21, 0, 0);
	delivered(8);
	tcp(9, CLIENT, SERVER, ACK, X + 20, Y + 1, 0);
	delivered(9);
	tcp_window(10, SERVER, CLIENT, ACK, Y + 1, X + 21, 0, 9);
	delivered(10);
	tcp(11, CLIENT, SERVER, PSH | ACK, X + 11, Y + 1, 10);
	held(11);
	note();
	dropped(11, "loss");
	picture("client  C 10.0.0.1:41812                             server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT     ── SYN seq=0 win=64240 mss 1460, sackOK, ws 7 ──▶  conn SYN_RECV\n"
	        "ESTABLISHED  ◀───────────── SYN ACK seq=0 ack=1 win=64240 … ──\n"
	        "             ── ACK seq=1 ack=1 win=64256 ───────────────────▶  conn ESTABLISHED\n"
	        "             ── PSH ACK seq=11 ack=1 len=10 (out of order) ──▶\n"
	        "             ◀─────────────────── ACK seq=1 ack=1 win=64256 ──\n"
	        "             ◀─────── ACK seq=1 ack=1 win=64256 (dup ACK 1) ──\n"
	        "             ── PSH ACK seq=1 ack=1 len=10 (out of order) ───▶\n"
	        "             ◀──────── ACK seq=1 ack=21 win=0 (zero window) ──\n"
	        "             ── ACK seq=20 ack=1 win=64256 (window probe) ───▶\n"
	        "             ◀─── ACK seq=1 ack=21 win=1152 (window update) ──\n"
	        "             ── PSH ACK seq=11 … (retransmission 1) ──▶ ✗ loss\n"
	        "source: wire; states: diag\n");
}
END_TEST

/* ------------------------------------------------------------------------------- more than two hosts */

START_TEST(broadcast)
{
	lab("started: client 10.0.0.1 fd00::1, server 10.0.0.2 fd00::2, third 10.0.0.3 fd00::3");
	/* held once, then brought to each */
	udp(1, "third", NULL, "10.0.0.3:50000", "10.0.0.255:9999", 21);
	held(1);
	tell(1, SEGMENT_DELIVERED, "client", NULL);
	tell(1, SEGMENT_DELIVERED, "server", NULL);
	udp(2, "client", "third", "10.0.0.1:9999", "10.0.0.3:50000", 5);
	delivered(2);
	udp(3, "server", "third", "10.0.0.2:9999", "10.0.0.3:50000", 5);
	held(3);
	/* and with another between */
	udp(4, "third", NULL, "10.0.0.3:50000", "10.0.0.255:9999", 21);
	held(4);
	dropped(3, "loss 50%");
	tell(4, SEGMENT_DELIVERED, "client", NULL);
	tell(4, SEGMENT_DROPPED, "server", "cut server");
	style.columns = 124;
	/* clang-format off */
	picture("client  10.0.0.1                                              server  10.0.0.2                               third  10.0.0.3\n"
	        "◀────────────────────────────────────────────────────────────────────────────────────────────────── 50000>9999 UDP len=21 ──\n"
	        "                                                              ◀──────────────────────────────────── 50000>9999 UDP len=21 ──\n"
	        "── 9999>50000 UDP len=5 ───────────────────────────────────────────────────────────────────────────────────────────────────▶\n"
	        "                                                              ── 9999>50000 UDP len=5 ──▶ ■ #3\n"
	        "                                                                                           ■ #4 ◀── 50000>9999 UDP len=21 ──\n"
	        "                                                                        #3 ── 9999>50000 UDP len=5 ──▶ ✗ loss 50%\n"
	        "◀── 50000>9999 UDP len=21 ── #4\n"
	        "                                                                       ✗ cut server ◀── 50000>9999 UDP len=21 ── #4\n"
	        "source: wire\n");
	/* clang-format on */
	style.columns = 80;
	style.brief = true;
	picture("client  10.0.0.1\n"
	        "server  10.0.0.2\n"
	        "third  10.0.0.3\n"
	        "client    server    third\n"
	        "│◀──────────────────│         port1>9999 UDP len=21\n"
	        "│         │◀────────│         port1>9999 UDP len=21\n"
	        "│──────────────────▶│         9999>port1 UDP len=5\n"
	        "│         │────■    │         9999>port1 UDP len=5 ■ #3\n"
	        "│         │    ■────│         port1>9999 UDP len=21 ■ #4\n"
	        "│         │    ✗    │         #3 9999>port1 UDP len=5 ✗ loss 50%\n"
	        "│◀─────────         │         #4 port1>9999 UDP len=21\n"
	        "│         │    ✗    │         #4 port1>9999 UDP len=21 ✗ cut server\n"
	        "source: wire\n");
	style.ascii = true;
	picture("client  10.0.0.1\n"
	        "server  10.0.0.2\n"
	        "third  10.0.0.3\n"
	        "client    server    third\n"
	        "|<------------------|         port1>9999 UDP len=21\n"
	        "|         |<--------|         port1>9999 UDP len=21\n"
	        "|------------------>|         9999>port1 UDP len=5\n"
	        "|         |----#    |         9999>port1 UDP len=5 [] #3\n"
	        "|         |    #----|         port1>9999 UDP len=21 [] #4\n"
	        "|         |    X    |         #3 9999>port1 UDP len=5 X loss 50%\n"
	        "|<---------         |         #4 port1>9999 UDP len=21\n"
	        "|         |    X    |         #4 port1>9999 UDP len=21 X cut server\n"
	        "source: wire\n");
}
END_TEST

START_TEST(the_labs_order)
{
	/* not that of the events */
	lab("started: third,client,  server 10.0.0.2");
	state(SERVER, "L", NULL, "LISTEN", NULL);
	tcp(1, CLIENT, SERVER, SYN, X, 0, 0);
	held(1);
	udp(2, "third", "client", "10.0.0.3:7", "10.0.0.1:7", 1);
	delivered(2);
	style.brief = style.ascii = true;
	picture("third  10.0.0.3\n"
	        "client  10.0.0.1\n"
	        "server  L 10.0.0.2:80\n"
	        "third     client    server\n"
	        "|         |         |         server LISTEN\n"
	        "|         |----#    |         port1>80 SYN seq=0 [] #1\n"
	        "|-------->|         |         7>7 UDP len=1\n"
	        "source: wire; states: diag\n");
	anew();
	/* nobody told: the order in which they are seen, whoever sends first */
	state(SERVER, "L", NULL, "LISTEN", NULL);
	tcp(1, CLIENT, SERVER, SYN, X, 0, 0);
	held(1);
	style.brief = style.ascii = true;
	picture("client  10.0.0.1:port1                                     server  L 10.0.0.2:80\n"
	        "                                                                          LISTEN\n"
	        "-- SYN seq=0 --> [] #1\n"
	        "source: wire; states: diag\n");
}
END_TEST

static char names[20][16], ends[20][24];

static void crowd(unsigned hosts)
{
	for (unsigned i = 0; i < hosts; i++) {
		snprintf(names[i], sizeof(names[i]), "host%u", i + 1);
		snprintf(ends[i], sizeof(ends[i]), "10.0.0.%u:7", i + 1);
	}
	for (unsigned i = 0; i < hosts; i++) {
		unsigned to = (i * 5 + 3) % hosts;

		udp(i + 1, names[i], names[to], ends[i], ends[to], i);
		held(i + 1);
		if (i % 3 == 0)
			note();
		if (i % 2 == 0)
			delivered(i + 1);
	}
}

START_TEST(many_hosts)
{
	crowd(16);
	picture("1 host1  10.0.0.1\n"
	        "2 host4  10.0.0.4\n"
	        "3 host2  10.0.0.2\n"
	        "4 host9  10.0.0.9\n"
	        "5 host3  10.0.0.3\n"
	        "6 host14  10.0.0.14\n"
	        "7 host5  10.0.0.5\n"
	        "8 host8  10.0.0.8\n"
	        "9 host6  10.0.0.6\n"
	        "10 host13  10.0.0.13\n"
	        "11 host7  10.0.0.7\n"
	        "12 host12  10.0.0.12\n"
	        "13 host10  10.0.0.10\n"
	        "14 host11  10.0.0.11\n"
	        "15 host16  10.0.0.16\n"
	        "16 host15  10.0.0.15\n"
	        "1  2  3  4  5  6  7  8  9  10 11 12 13 14 15 16\n"
	        "│─▶│  │  │  │  │  │  │  │  │  │  │  │  │  │  │  7>7 UDP len=0\n"
	        "│  │  │■ │  │  │  │  │  │  │  │  │  │  │  │  │  7>7 UDP len=1 ■ #2\n"
	        "│  │  │  │  │─▶│  │  │  │  │  │  │  │  │  │  │  7>7 UDP len=2\n"
	        "│  │───■ │  │  │  │  │  │  │  │  │  │  │  │  │  7>7 UDP len=3 ■ #4\n"
	        "│  │  │  │  │  │  │─▶│  │  │  │  │  │  │  │  │  7>7 UDP len=4\n"
	        "│  │  │  │  │  │  │  │  │■ │  │  │  │  │  │  │  7>7 UDP len=5 ■ #6\n"
	        "│  │  │◀──────────────────────│  │  │  │  │  │  7>7 UDP len=6\n"
	        "│  │  │  │  │  │  │  │───■ │  │  │  │  │  │  │  7>7 UDP len=7 ■ #8\n"
	        "│  │  │  │──────────────────────▶│  │  │  │  │  7>7 UDP len=8\n"
	        "│  │  │  │  │  │  ■─────────────────│  │  │  │  7>7 UDP len=9 ■ #10\n"
	        "│  │  │  │  │  │  │  │  │◀─────────────│  │  │  7>7 UDP len=10\n"
	        "│  │  │  │  │  │  │  │  │  │  │  │──■  │  │  │  7>7 UDP len=11 ■ #12\n"
	        "│  │  │  │  │  │  │  │  │  │─────────────▶│  │  7>7 UDP len=12\n"
	        "│  │  │  │  │  │■ │  │  │  │  │  │  │  │  │  │  7>7 UDP len=13 ■ #14\n"
	        "│  │  │  │  │  │  │  │  │  │  │  │  │◀───────│  7>7 UDP len=14\n"
	        "│  │  │  │  │  │  │  │  │  │  │  │  │  │  │■ │  7>7 UDP len=15 ■ #16\n"
	        "source: wire\n");
	anew();
	style.ascii = true;
	crowd(18);
	picture("1 host1  10.0.0.1\n"
	        "2 host4  10.0.0.4\n"
	        "3 host2  10.0.0.2\n"
	        "4 host9  10.0.0.9\n"
	        "5 host3  10.0.0.3\n"
	        "6 host14  10.0.0.14\n"
	        "7 host5  10.0.0.5\n"
	        "8 host6  10.0.0.6\n"
	        "9 host11  10.0.0.11\n"
	        "10 host7  10.0.0.7\n"
	        "11 host16  10.0.0.16\n"
	        "12 host8  10.0.0.8\n"
	        "13 host10  10.0.0.10\n"
	        "14 host13  10.0.0.13\n"
	        "15 host18  10.0.0.18\n"
	        "16 host12  10.0.0.12\n"
	        "1  2  3  4  5  6  7  8  9  10 11 12 13 14 15 16\n"
	        "|->|  |  |  |  |  |  |  |  |  |  |  |  |  |  |  7>7 UDP len=0\n"
	        "|  |  |# |  |  |  |  |  |  |  |  |  |  |  |  |  7>7 UDP len=1 [] #2\n"
	        "|  |  |  |  |->|  |  |  |  |  |  |  |  |  |  |  7>7 UDP len=2\n"
	        "| #|  |  |  |  |  |  |  |  |  |  |  |  |  |  |  7>7 UDP len=3 [] #4\n"
	        "|  |  |  |  |  |  |->|  |  |  |  |  |  |  |  |  7>7 UDP len=4\n"
	        "|  |  |  |  |  |  |  |# |  |  |  |  |  |  |  |  7>7 UDP len=5 [] #6\n"
	        "|  |  |  |  |  |  |  |  |  |->|  |  |  |  |  |  7>7 UDP len=6\n"
	        "|  |  |  |  |  |  |  | #---------|  |  |  |  |  7>7 UDP len=7 [] #8\n"
	        "|  |  |  |---------------------->|  |  |  |  |  7>7 UDP len=8\n"
	        "|  |  |  |  |  |  |  |  |  |  |  |  |# |  |  |  7>7 UDP len=9 [] #10\n"
	        "|  |  |  |  |  |  |  |  |---------------->|  |  7>7 UDP len=10\n"
	        "|  |  |  |  |  |  |  |  |  |  | #------------|  7>7 UDP len=11 [] #12\n"
	        "|  |  |  |  |  |  |  |  |  |  |  |  |<-|  |  |  7>7 UDP len=12\n"
	        "|  |  |  |  |  |# |  |  |  |  |  |  |  |  |  |  7>7 UDP len=13 [] #14\n"
	        "|  | >|  |  |  |  |  |  |  |  |  |  |  |  |  |  7>7 UDP len=14\n"
	        "|  |  |  |  |  |  |  |  |  | #|  |  |  |  |  |  7>7 UDP len=15 [] #16\n"
	        "|  |  |  |  |  |  |  |  |  |  |  |  |  |  | >|  7>7 UDP len=16\n"
	        "|  |  |  |  |  |  |  |  |  |  |  |  |  |  |# |  7>7 UDP len=17 [] #18\n"
	        "more than 16 ends: the others are left out\n"
	        "source: wire\n");
}
END_TEST

/* -------------------------------------------------------------------------------------- no lab at all */

static void local_handshake(void)
{
	call_socket("L", AF_INET);
	call_to(CALL_BIND, "L", "127.0.0.1:8080");
	call(CALL_LISTEN, "L");
	local_state("L", "diag", "CLOSED", "LISTEN", "127.0.0.1:8080", NULL);
	call_socket("C", AF_INET);
	call_add_address(begin_call(CALL_CONNECT, "C"), events_address(&e, "127.0.0.1:8080"));
	events_begin(&e);
	local_state("C", "tcp_info", "CLOSED", "ESTABLISHED", "127.0.0.1:54321", "127.0.0.1:8080");
	events_end(&e, 0, 0);
	call_accept("L", "conn", "127.0.0.1:54321");
	local_state("conn", "diag", NULL, "ESTABLISHED", "127.0.0.1:8080", "127.0.0.1:54321");
	events_send(&e, CALL_SEND, "C", "hello", 5);
}

START_TEST(no_segments)
{
	local_handshake();
	style.brief = true;
	picture("L, conn 127.0.0.1:8080                  C 127.0.0.1:C\n"
	        "socket() = L\n"
	        "bind(L, 127.0.0.1:8080) = 0\n"
	        "listen(L) = 0\n"
	        "L LISTEN\n"
	        "                                        socket() = C\n"
	        "                                        connect(C, 127.0.0.1:8080) …\n"
	        "                                        ESTABLISHED\n"
	        "                                        connect(C, 127.0.0.1:8080) = 0\n"
	        "accept(L, 127.0.0.1:C) = conn\n"
	        "conn ESTABLISHED\n"
	        "                                        send(C, 5 bytes) = 5\n"
	        "no segment was seen here: states are from diag, tcp_info\n");
	begin_call(CALL_CONNECT, "D");
	call_add_address(&e.call, events_address(&e, "127.0.0.1:9"));
	events_both(&e, -1, ECONNREFUSED);
	style.socket = "D";
	picture("D\n"
	        "connect(D, 127.0.0.1:9) = -1 ECONNREFUSED\n"
	        "no segment was seen here: these are the calls\n");
	/* calls of other families are no rungs of any ladder */
	call_socket("U", AF_UNIX);
	begin_call(CALL_LISTEN, "U");
	e.call.family = AF_UNIX;
	events_both(&e, 0, 0);
	local_state("U", "getsockopt", NULL, "LISTEN", NULL, NULL);
	style.socket = "U";
	picture("nothing was seen of U\n");
}
END_TEST

START_TEST(nothing)
{
	picture("nothing was seen\n");
	style.socket = "C\x1b[2J";
	picture("nothing was seen of C^[[2J\n");
	anew();
	listening();
	picture("server  L 10.0.0.2:80\n"
	        "LISTEN\n"
	        "no segment was seen yet: states are from diag\n");
	style.socket = "C";
	picture("nothing was seen of C\n");
}
END_TEST

static void captured(unsigned id, const char *src, const char *dst, unsigned flags, uint32_t seq,
                     uint32_t ack)
{
	frame_tcp(&put(id, "lo", NULL)->frame, src, dst, flags, seq, ack, 100, NULL, 0, 0);
	tell(id, SEGMENT_SEEN, NULL, NULL);
}

START_TEST(captures)
{
	call_socket("L", AF_INET);
	call_to(CALL_BIND, "L", "0.0.0.0:8080");
	call(CALL_LISTEN, "L");
	call_socket("C", AF_INET);
	call_to(CALL_CONNECT, "C", "127.0.0.1:8080");
	captured(1, "127.0.0.1:54321", "127.0.0.1:8080", SYN, X, 0);
	captured(2, "127.0.0.1:8080", "127.0.0.1:54321", SYN | ACK, Y, X + 1);
	captured(3, "127.0.0.1:54321", "127.0.0.1:8080", ACK, X + 1, Y + 1);
	picture("C 127.0.0.1:54321                                               L 127.0.0.1:8080\n"
	        "── SYN seq=0 win=100 ──────────────────────────────────────────────────────────▶\n"
	        "◀──────────────────────────────────────────────── SYN ACK seq=0 ack=1 win=100 ──\n"
	        "── ACK seq=1 ack=1 win=100 ────────────────────────────────────────────────────▶\n"
	        "source: capture lo\n");
	/* somebody else's, at the same server */
	captured(4, "127.0.0.1:60000", "127.0.0.1:8080", SYN, X, 0);
	picture("1 C 127.0.0.1:54321\n"
	        "2 L 127.0.0.1:8080\n"
	        "3 127.0.0.1:60000\n"
	        "1         2         3\n"
	        "│────────▶│         │         54321>8080 SYN seq=0 win=100\n"
	        "│◀────────│         │         8080>54321 SYN ACK seq=0 ack=1 win=100\n"
	        "│────────▶│         │         54321>8080 ACK seq=1 ack=1 win=100\n"
	        "│         │◀────────│         60000>8080 SYN seq=0 win=100\n"
	        "source: capture lo\n");
	style.brief = true;
	style.socket = "C";
	style.calls = true;
	picture("C 127.0.0.1:C                                                   L 127.0.0.1:8080\n"
	        "                                                             socket() = L\n"
	        "                                                             bind(L, *:8080) = 0\n"
	        "                                                             listen(L) = 0\n"
	        "socket() = C\n"
	        "connect(C, 127.0.0.1:8080) = 0\n"
	        "── SYN seq=0 ──────────────────────────────────────────────────────────────────▶\n"
	        "◀──────────────────────────────────────────────────────── SYN ACK seq=0 ack=1 ──\n"
	        "── ACK seq=1 ack=1 ────────────────────────────────────────────────────────────▶\n"
	        "source: capture lo\n");
	style.calls = false;
	style.socket = "L";
	picture("1 C 127.0.0.1:C\n"
	        "2 L 127.0.0.1:8080\n"
	        "3 127.0.0.1:port1\n"
	        "1         2         3\n"
	        "│────────▶│         │         C>8080 SYN seq=0\n"
	        "│◀────────│         │         8080>C SYN ACK seq=0 ack=1\n"
	        "│────────▶│         │         C>8080 ACK seq=1 ack=1\n"
	        "│         │◀────────│         port1>8080 SYN seq=0\n"
	        "source: capture lo\n");
}
END_TEST

/* The ICMP error is about the datagram it quotes. */
START_TEST(an_icmp_error)
{
	unsigned char *icmp;

	lab("started: client 10.0.0.1 fd00::1, server 10.0.0.2 fd00::2");
	call_host = "client";
	call_socket("u", AF_INET);
	begin_call(CALL_SENDTO, "u");
	call_add_bytes(&e.call, "hello", 5);
	call_add_address(&e.call, events_address(&e, "10.0.0.2:69"));
	events_both(&e, 5, 0);
	udp(1, "client", "server", "10.0.0.1:41812", "10.0.0.2:69", 5);
	delivered(1);
	put(2, "server", "client");
	icmp = frame_ip4(&wire[2].frame, "10.0.0.2", "10.0.0.1", IPPROTO_ICMP, 8 + FRAME_IP4 + 8);
	icmp[0] = 3;
	icmp[1] = 3;
	memcpy(icmp + 8, wire[1].frame.p + FRAME_ETHERNET, FRAME_IP4 + 8);
	delivered(2);
	udp(3, "server", "client", "10.0.0.2:53", "10.0.0.1:53", 5);
	delivered(3);
	style.socket = "u";
	picture("client  u 10.0.0.1:41812                                        server  10.0.0.2\n"
	        "── UDP len=5 ──────────────────────────────────────────────────────────────────▶\n"
	        "◀────────────────────────────────────────────────────── ICMP port unreachable ──\n"
	        "source: wire\n");
	style.socket = NULL;
	style.brief = true;
	picture("client  u 10.0.0.1:u                                            server  10.0.0.2\n"
	        "── u>69 UDP len=5 ─────────────────────────────────────────────────────────────▶\n"
	        "◀────────────────────────────────────────────────────── ICMP port unreachable ──\n"
	        "◀──────────────────────────────────────────────────────────── 53>53 UDP len=5 ──\n"
	        "source: wire\n");
}
END_TEST

START_TEST(fragments)
{
	tcp(1, CLIENT, SERVER, SYN, X, 0, 0);
	state(CLIENT, "C", NULL, "SYN_SENT", NULL);
	udp(2, "client", "server", "10.0.0.1:41812", "10.0.0.2:80", 16);
	wire[2].frame.p[FRAME_ETHERNET + 6] = 0x20;
	delivered(2);
	udp(3, "client", "server", "10.0.0.1:41812", "10.0.0.2:80", 16);
	wire[3].frame.p[FRAME_ETHERNET + 7] = 3;
	delivered(3);
	style.socket = "C";
	picture("client  C 10.0.0.1:41812                                                  server\n"
	        "SYN_SENT\n"
	        "          ── UDP len=16 (first fragment) ──────────────────────────────────────▶\n"
	        "          ── IPv4 fragment at 24 len=24 ───────────────────────────────────────▶\n"
	        "source: wire; states: diag\n");
}
END_TEST

START_TEST(calls_in_the_lab)
{
	style.brief = style.calls = true;
	listening();
	call_host = "client";
	call_socket("C", AF_INET);
	call_add_address(begin_call(CALL_CONNECT, "C"), events_address(&e, "10.0.0.2:80"));
	events_begin(&e);
	tcp(1, CLIENT, SERVER, SYN, X, 0, 0);
	held(1);
	state(CLIENT, "C", "CLOSED", "SYN_SENT", "connect(C)");
	delivered(1);
	tcp(2, SERVER, CLIENT, RST | ACK, 0, X + 1, 0);
	delivered(2);
	state(CLIENT, "C", "SYN_SENT", "CLOSED", "segment 2");
	events_end(&e, -1, ECONNREFUSED);
	call(CALL_CLOSE, "C");
	call(CALL_CLOSE, "L");
	picture("client  C 10.0.0.1:C                                       server  L 10.0.0.2:80\n"
	        "                                                                          LISTEN\n"
	        "socket() = C\n"
	        "connect(C, 10.0.0.2:80) …\n"
	        "SYN_SENT  ── SYN seq=0 ────────────────────────────────────────────────▶\n"
	        "CLOSED    ◀────────────────────────────────────── RST ACK seq=0 ack=1 ──\n"
	        "connect(C, 10.0.0.2:80) = -1 ECONNREFUSED\n"
	        "close(C) = 0\n"
	        "                                                                    close(L) = 0\n"
	        "source: wire; states: diag\n");
}
END_TEST

/* Where there is no room for all of a call, its answer is what counts. */
START_TEST(calls_in_narrow_pictures)
{
	style.columns = 36;
	style.calls = true;
	call_host = "client";
	lab("started: client 10.0.0.1 fd00::1, server 10.0.0.2 fd00::2");
	call_socket("C", AF_INET);
	call_add_address(begin_call(CALL_CONNECT, "C"), events_address(&e, "10.0.0.2:80"));
	events_both(&e, -1, ECONNREFUSED);
	tcp(1, CLIENT, SERVER, SYN, X, 0, 0);
	delivered(1);
	picture("client                        server\n"
	        "C 10.0.0.1:41812         10.0.0.2:80\n"
	        "socket() = C\n"
	        "connect(C, …) = -1 ECONNREFUSED\n"
	        "── SYN seq=0 win=64240 … ──────────▶\n"
	        "source: wire\n");
	style.columns = 60;
	picture("client  C 10.0.0.1:41812                 server  10.0.0.2:80\n"
	        "socket() = C\n"
	        "connect(C, 10.0.0.2:80) = -1 ECONNREFUSED\n"
	        "── SYN seq=0 win=64240 mss 1460, sackOK, ws 7 ─────────────▶\n"
	        "source: wire\n");
}
END_TEST

/* ----------------------------------------------------------------------- whose segments they are */

/* C connects twice, from two ports, and D from a third: each has its own picture. */
START_TEST(one_socket_of_several)
{
	static const char *const ports[] = {"10.0.0.1:40001", "10.0.0.1:40002", "10.0.0.1:40003"};

	style.brief = true;
	listening();
	for (unsigned i = 0; i < 3; i++) {
		const char *name = i == 1 ? "D" : "C";

		call_host = "client";
		if (i != 2)
			call_socket(name, AF_INET);
		call_to(CALL_CONNECT, name, "10.0.0.2:80");
		places[CLIENT].end = ports[i];
		tcp(1 + i, CLIENT, SERVER, SYN, X + i, 0, 0);
		delivered(1 + i);
		state(CLIENT, name, "CLOSED", "SYN_SENT", "connect");
		tcp(11 + i, SERVER, CLIENT, SYN | ACK, Y + i, X + i + 1, 0);
		delivered(11 + i);
	}
	style.socket = "D";
	picture("client  D 10.0.0.1:D                                       server  L 10.0.0.2:80\n"
	        "CLOSED                                                                    LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 ────────────────────────────────────────────────▶\n"
	        "          ◀────────────────────────────────────── SYN ACK seq=0 ack=1 ──\n"
	        "source: wire; states: diag\n");
	style.socket = "C";
	picture("client  C 10.0.0.1:C                                       server  L 10.0.0.2:80\n"
	        "CLOSED                                                                    LISTEN\n"
	        "SYN_SENT  ── C>80 SYN seq=0 ───────────────────────────────────────────▶\n"
	        "          ◀───────────────────────────────── 80>C SYN ACK seq=0 ack=1 ──\n"
	        "SYN_SENT  ── C>80 SYN seq=0 ───────────────────────────────────────────▶\n"
	        "          ◀───────────────────────────────── 80>C SYN ACK seq=0 ack=1 ──\n"
	        "source: wire; states: diag\n");
	style.socket = "L";
	picture("client  C 10.0.0.1:C; D 10.0.0.1:D                         server  L 10.0.0.2:80\n"
	        "C CLOSED                                                                  LISTEN\n"
	        "C SYN_SENT  ── C>80 SYN seq=0 ─────────────────────────────────────────▶\n"
	        "            ◀─────────────────────────────── 80>C SYN ACK seq=0 ack=1 ──\n"
	        "D SYN_SENT  ── D>80 SYN seq=0 ─────────────────────────────────────────▶\n"
	        "            ◀─────────────────────────────── 80>D SYN ACK seq=0 ack=1 ──\n"
	        "C SYN_SENT  ── C>80 SYN seq=0 ─────────────────────────────────────────▶\n"
	        "            ◀─────────────────────────────── 80>C SYN ACK seq=0 ack=1 ──\n"
	        "source: wire; states: diag\n");
}
END_TEST

/* A connection in the listener's queue gets the name that accept gives it. */
START_TEST(a_child_is_named)
{
	style.brief = true;
	syn_sent();
	delivered(1);
	journal_change(&e.journal, 0, "L", "server", "diag", "LISTEN", "SYN_RECV", "segment 1",
	               "10.0.0.2:80", "10.0.0.1:41812");
	picture("client  C 10.0.0.1:C                                       server  L 10.0.0.2:80\n"
	        "CLOSED                                                              L LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 ──────────────────────────────────────────▶  (L) SYN_RECV\n"
	        "source: wire; states: diag\n");
	call_accept("L", "conn", "10.0.0.1:41812");
	journal_change(&e.journal, 0, "conn", "server", "diag", "SYN_RECV", "ESTABLISHED", NULL,
	               "10.0.0.2:80", "10.0.0.1:41812");
	picture("client  C 10.0.0.1:C                                 server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 ──────────────────────────────────────▶  conn SYN_RECV\n"
	        "                                                                conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
	style.socket = "conn";
	picture("client  C 10.0.0.1:C                                 server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 ──────────────────────────────────────▶  conn SYN_RECV\n"
	        "                                                                conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
}
END_TEST

/* The same as the tracker of a lab tells it: both names find it. */
START_TEST(a_child_with_a_name_of_its_own)
{
	style.brief = true;
	syn_sent();
	delivered(1);
	journal_change(&e.journal, 0, "L/1", "server", "diag", "CLOSED", "SYN_RECV", "segment 1",
	               "10.0.0.2:80", "10.0.0.1:41812");
	picture("client  C 10.0.0.1:C                                       server  L 10.0.0.2:80\n"
	        "CLOSED                                                              L LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 ──────────────────────────────────────────▶  L/1 SYN_RECV\n"
	        "source: wire; states: diag\n");
	style.socket = "L/1";
	picture("client  C 10.0.0.1:C                                       server  L 10.0.0.2:80\n"
	        "CLOSED                                                              L LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 ──────────────────────────────────────────▶  L/1 SYN_RECV\n"
	        "source: wire; states: diag\n");
	call_accept("L", "conn", "10.0.0.1:41812");
	journal_change(&e.journal, 0, "conn", "server", "diag", "SYN_RECV", "ESTABLISHED", NULL,
	               "10.0.0.2:80", "10.0.0.1:41812");
	picture("client  C 10.0.0.1:C                                 server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 ──────────────────────────────────────▶  conn SYN_RECV\n"
	        "                                                                conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
	style.socket = "conn";
	picture("client  C 10.0.0.1:C                                 server  L, conn 10.0.0.2:80\n"
	        "CLOSED                                                          L LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 ──────────────────────────────────────▶  conn SYN_RECV\n"
	        "                                                                conn ESTABLISHED\n"
	        "source: wire; states: diag\n");
}
END_TEST

/* A frame for all hosts, as the wire of a lab tells it: copies, each with an id. */
START_TEST(copies_for_other_hosts)
{
	lab("started: client, server, third");
	udp(1, "third", "client", "10.0.0.3:50000", "10.0.0.255:9999", 21);
	delivered(1);
	make(2, 1, SEGMENT_COPY);
	wire[2].event.to = "server";
	held(2);
	style.brief = true;
	picture("third  10.0.0.3:port1\n"
	        "client    server    third\n"
	        "│◀──────────────────│         UDP len=21\n"
	        "│         │    ■────│         UDP len=21 ■ #2\n"
	        "source: wire\n");
}
END_TEST

/* Who tells less: the verb `state`, and a tracker that knows the segment only. */
START_TEST(states_without_ends)
{
	style.brief = true;
	lab("started: client, server");
	call_host = "client";
	call_socket("C", AF_INET);
	call_add_address(begin_call(CALL_CONNECT, "C"), events_address(&e, "10.0.0.2:80"));
	events_begin(&e);
	tcp(1, CLIENT, SERVER, SYN, X, 0, 0);
	held(1);
	journal_state(&e.journal, 0, "C", "tcp_info", "SYN_SENT");
	journal_state(&e.journal, 0, "C", "tcp_info", "SYN_SENT");
	delivered(1);
	journal_change(&e.journal, 0, "", "server", "diag", NULL, "SYN_RECV", "segment 1", NULL, NULL);
	style.socket = "C";
	picture("client  C 10.0.0.1:C                                         server  10.0.0.2:80\n"
	        "SYN_SENT  ── SYN seq=0 ──────────────────────────────────────────────▶  SYN_RECV\n"
	        "source: wire; states: tcp_info, diag\n");
}
END_TEST

/* The picture of the same script is the same, whatever the ports, numbers and times are. */
START_TEST(brief_is_the_same_every_time)
{
	struct bytes first = BYTES_INIT, second = BYTES_INIT;

	style.brief = true;
	handshake();
	ladder_draw(&first, tapped.ladder, &style);
	anew();
	style.brief = true;
	e.clock.now += 77 * CLOCK_S;
	places[CLIENT].end = "10.0.0.1:33333";
	handshake();
	ladder_draw(&second, tapped.ladder, &style);
	ck_assert_str_eq(bytes_str(&first), bytes_str(&second));
	bytes_clear(&first);
	bytes_clear(&second);
}
END_TEST

/* ------------------------------------------------------------------------------------ what is missing */

START_TEST(events_that_were_not_seen)
{
	struct event gone = {.kind = EVENT_NOTE};

	style.brief = true;
	syn_sent();
	gone.seq = e.journal.next + 6;
	ladder_take(tapped.ladder, &gone);
	e.journal.first = e.journal.next = gone.seq + 1;
	delivered(1);
	picture("client  C 10.0.0.1:C                                       server  L 10.0.0.2:80\n"
	        "CLOSED                                                                    LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 ──▶ ■ #1\n"
	        "                            · 6 events are missing ·\n"
	        "                                                     #1 ── SYN seq=0 ──▶\n"
	        "source: wire; states: diag\n");
}
END_TEST

START_TEST(older_events_make_way)
{
	ladder_free(tapped.ladder);
	tapped.ladder = ladder_new(1);
	style.brief = true;
	handshake();
	for (unsigned i = 0; i < 20; i++) {
		tcp(4, CLIENT, SERVER, PSH | ACK, X + 1 + i, Y + 1, 1);
		wire[4].event.id = 4 + i;
		if (i > 16)
			held(4);
		delivered(4);
	}
	picture("client  10.0.0.1:C                                           server  10.0.0.2:80\n"
	        "                           · 18 events are missing ·\n"
	        "── PSH ACK seq=8 ack=1 len=1 ──────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=9 ack=1 len=1 ──────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=10 ack=1 len=1 ─────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=11 ack=1 len=1 ─────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=12 ack=1 len=1 ─────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=13 ack=1 len=1 ─────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=14 ack=1 len=1 ─────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=15 ack=1 len=1 ─────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=16 ack=1 len=1 ─────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=17 ack=1 len=1 ─────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=18 ack=1 len=1 ─────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=19 ack=1 len=1 ─────────────────────────────────────────────────▶\n"
	        "── PSH ACK seq=20 ack=1 len=1 ─────────────────────────────────────────────────▶\n"
	        "source: wire\n");
	/* the one that was held made way: what is left of it is a rung as any other */
	anew();
	ladder_free(tapped.ladder);
	tapped.ladder = ladder_new(1);
	tcp(1, CLIENT, SERVER, SYN, X, 0, 0);
	held(1);
	for (unsigned i = 0; i < 15; i++) {
		wait_ms(1);
		tcp(2, SERVER, CLIENT, ACK, Y + i, X, 1);
		wire[2].event.id = 2 + i;
		delivered(2);
	}
	delivered(1);
	style.brief = true;
	picture("server  10.0.0.2:80                                       client  10.0.0.1:port1\n"
	        "                             · 1 event is missing ·\n"
	        "── ACK seq=5000 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5001 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5002 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5003 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5004 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5005 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5006 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5007 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5008 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5009 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5010 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5011 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5012 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5013 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "── ACK seq=5014 ack=1000 len=1 ────────────────────────────────────────────────▶\n"
	        "◀────────────────────────────────────────────────────────────────── SYN seq=0 ──\n"
	        "source: wire\n");
}
END_TEST

START_TEST(late_or_anew)
{
	struct event first = {.kind = EVENT_NOTE, .seq = 41};

	style.brief = true;
	ladder_take(tapped.ladder, &first);
	e.journal.first = e.journal.next = 42;
	syn_sent();
	picture("client  C 10.0.0.1:C                                       server  L 10.0.0.2:80\n"
	        "CLOSED                                                                    LISTEN\n"
	        "SYN_SENT  ── SYN seq=0 ──▶ ■ #1\n"
	        "source: wire; states: diag\n");
	ladder_reset(tapped.ladder);
	picture("nothing was seen\n");
	delivered(1);
	picture("client  10.0.0.1:port1                                       server  10.0.0.2:80\n"
	        "── SYN seq=0 ──────────────────────────────────────────────────────────────────▶\n"
	        "source: wire\n");
}
END_TEST

/* Ids begin anew with a lab: the first of the second lab is not the first of the first. */
START_TEST(a_second_lab)
{
	style.brief = true;
	syn_sent();
	wait_ms(10);
	lab("stopped");
	lab("started: server, client");
	tcp(1, CLIENT, SERVER, ACK, X, 0, 0);
	delivered(1);
	picture("server  L 10.0.0.2:80                                       client  C 10.0.0.1:C\n"
	        "LISTEN                                                                  CLOSED\n"
	        "                                                 ■ #1 ◀── SYN seq=0 ──  SYN_SENT\n"
	        "        ◀───────────────────────────── ACK seq=0 ack=1 (keep-alive) ──\n"
	        "source: wire; states: diag\n");
}
END_TEST

/* ------------------------------------------------------------------------------------ foreign text */

START_TEST(hostile_names)
{
	const char *red = "cl\x1b[31mient", *wide = "\u4e2d\u6587\u4e2d\u6587";

	journal_change(&e.journal, 0, "", red, "di\nag", NULL, "CLO\xff", NULL, NULL, NULL);
	journal_change(&e.journal, 0, "", wide, "diag", NULL, "\u4e2d\u6587", NULL, NULL, NULL);
	tcp(1, CLIENT, SERVER, SYN, X, 0, 0);
	wire[1].event.from = red;
	wire[1].event.to = wide;
	dropped(1, "a long reason that does not fit into what it is given, \u202e by far");
	/* cut off in the header of TCP, and in that of the link */
	wire[1].frame.n = 40;
	wire[1].event.id = 2;
	delivered(1);
	wire[1].frame.n = 4;
	wire[1].event.id = 3;
	delivered(1);
	picture("cl^[[31mient  10.0.0.1:41812                               中文中文  10.0.0.2:80\n"
	        "CLO\\xff                                                                     中文\n"
	        "         ── SYN seq=0 ──▶ ✗ a long reason that does not fit into what it…\n"
	        "         ── TCP (longer than its frame, by its IP header) ───────────────▶\n"
	        "         ── unknown (ends in the link's header) ─────────────────────────▶\n"
	        "source: wire; states: di^Jag, diag\n");
	style.ascii = true;
	picture(
	    "cl^[[31mient                            "
	    "\\xe4\\xb8\\xad\\xe6\\x96\\x87\\xe4\\xb8\\xad\\...\n"
	    "10.0.0.1:41812                                          10.0.0.2:80\n"
	    "CLO\\xff                                                 \\xe4\\xb8\\xad\\xe6\\x96\\x87\n"
	    "         -- SYN seq=0 --> X a long reason that does...\n"
	    "         -- TCP (longer than its frame, by its... --->\n"
	    "         -- unknown (ends in the link's header) ----->\n"
	    "source: wire; states: di^Jag, diag\n");
}
END_TEST

START_TEST(to_itself_and_from_nowhere)
{
	style.brief = true;
	udp(1, "client", "client", "10.0.0.1:5", "10.0.0.1:6", 3);
	delivered(1);
	udp(2, "server", "server", "10.0.0.2:5", "10.0.0.2:6", 3);
	dropped(2, "loss");
	udp(3, NULL, NULL, "10.0.0.8:5", "10.0.0.9:6", 3);
	dropped(3, "no host has that address");
	udp(4, "client", NULL, "10.0.0.1:5", "10.0.0.9:6", 3);
	held(4);
	udp(5, "server", NULL, "10.0.0.2:5", "10.0.0.9:6", 3);
	held(5);
	picture("client  10.0.0.1                                                server  10.0.0.2\n"
	        "── 5>6 UDP len=3 ──▶ to itself\n"
	        "                                           ✗ loss to itself ◀── 5>6 UDP len=3 ──\n"
	        "                ── 5>6 UDP len=3 ──▶ ✗ no host has that address\n"
	        "── 5>6 UDP len=3 ──▶ ■ #4\n"
	        "                                                       ■ #5 ◀── 5>6 UDP len=3 ──\n"
	        "source: wire\n");
}
END_TEST

/* --------------------------------------------------------------------------------------------- rows */

struct seen_row {
	struct bytes text;
	size_t rows;
};

static void see_row(void *closure, const struct ladder_row *row, const char *text, size_t n)
{
	static const char *const kinds[] = {"head", "state", "rung", "call", "gap", "note"};
	struct seen_row *seen = closure;

	bytes_addf(&seen->text, "%s %llu #%llu %zu\n", kinds[row->kind], (unsigned long long)row->seq,
	           (unsigned long long)row->segment, escape_columns(text, n));
}

START_TEST(rows_tell_what_they_are)
{
	struct seen_row seen = {BYTES_INIT, 0};

	style.calls = true;
	syn_sent();
	wait_ms(3000);
	call(CALL_CLOSE, "C");
	tcp(2, CLIENT, SERVER, SYN, X, 0, 0);
	held(2);
	delivered(1);
	ladder_each(tapped.ladder, &style, see_row, &seen);
	ck_assert_str_eq(bytes_str(&seen.text), "head 0 #0 80\n"
	                                        "state 2 #0 80\n"
	                                        "rung 3 #1 64\n"
	                                        "gap 0 #0 44\n"
	                                        "call 5 #0 12\n"
	                                        "rung 7 #2 62\n"
	                                        "rung 8 #1 72\n"
	                                        "note 0 #0 26\n");
	bytes_clear(&seen.text);
}
END_TEST

/* --------------------------------------------------------------------------- what holds for any events */

static unsigned random_state;

static unsigned any(unsigned below)
{
	random_state = random_state * 1103515245 + 12345;
	return (random_state >> 16) % below;
}

static const char *any_of(const char *const *words, unsigned n)
{
	return words[any(n)];
}

static const char *const hosts[] = {
    "client",      "server",
    "third",       "\u4e2d\u6587",
    "h\x1b]0;x\a", "a-name-of-a-host-that-is-much-too-long-for-any-column",
    NULL};
static const char *const socks[] = {"C", "L", "conn", "", "L/1", "a-socket-with-quite-a-long-name"};
static const char *const tcp_states[] = {"CLOSED",    "LISTEN",   "SYN_SENT",
                                         "SYN_RECV",  "CLOSING",  "ESTABLISHED",
                                         "FIN_WAIT1", "LAST_ACK", "TIME_WAIT"};
static const char *const causes[] = {"segment 1", "segment 9", "connect(C)",
                                     "wire step", NULL,        "segment 99999999999999999999"};

#define ANY_OF(words) any_of(words, sizeof(words) / sizeof((words)[0]))

/* Mostly one of a few, so that some agree. */
static const char *any_address(void)
{
	static const char *const few[] = {"10.0.0.1:41812", "10.0.0.2:80", "10.0.0.3:50000"};
	static char text[8][32];
	static unsigned next;

	if (any(4))
		return ANY_OF(few);
	next = (next + 1) % 8;
	snprintf(text[next], sizeof(text[next]), "10.0.0.%u:%u", any(4), any(65536));
	return text[next];
}

static const char *any_end(void)
{
	static const char *const others[] = {"0.0.0.0:80",   "[::]:80", "0.0.0.0:0",
	                                     "[fd00::1]:80", "/path",   NULL};

	return any(2) ? any_address() : ANY_OF(others);
}

static void any_segment(void)
{
	unsigned id = 1 + any(20), len = any(30);

	put(id, ANY_OF(hosts), ANY_OF(hosts));
	wire[id].event.sent = 0;
	if (any(4))
		frame_tcp(&wire[id].frame, any_address(), any_address(), any(64), X + any(50), Y + any(50),
		          any(300), NULL, 0, len);
	else
		frame_udp(&wire[id].frame, any_address(), any_address(), len);
	if (!any(10))
		wire[id].frame.n = any((unsigned)wire[id].frame.n);
	if (!any(4)) {
		wire[id].event.origin = (uint8_t)any(SEGMENT_ORIGINS);
		wire[id].event.of = any(20);
	}
	wire[id].cause = ANY_OF(causes);
	tell(id, any(SEGMENT_FATES), wire[id].event.to, any(2) ? "loss 30%" : NULL);
}

static void any_call(void)
{
	static const enum call_id ids[] = {CALL_CONNECT, CALL_BIND,   CALL_ACCEPT, CALL_GETSOCKNAME,
	                                   CALL_SENDTO,  CALL_LISTEN, CALL_DUP,    CALL_CLOSE};
	enum call_id id = ids[any(8)];

	begin_call(id, socks[any(3)]);
	if (id != CALL_LISTEN && id != CALL_CLOSE && id != CALL_DUP)
		call_add_address(&e.call, events_address(&e, any(4) ? any_address() : "[::]:80"));
	if (id == CALL_ACCEPT || id == CALL_DUP)
		e.call.made[0] = socks[any(3)];
	if (any(3))
		events_begin(&e);
	if (any(3))
		events_end(&e, any(4) ? 3 : -1, ECONNREFUSED);
}

static void any_event(void)
{
	switch (any(8)) {
	case 0:
		any_call();
		break;
	case 1:
	case 2:
		journal_change(&e.journal, 0, ANY_OF(socks), ANY_OF(hosts), any(2) ? "diag" : "tcp_info",
		               any(2) ? ANY_OF(tcp_states) : NULL, ANY_OF(tcp_states), ANY_OF(causes),
		               any_end(), any_end());
		break;
	case 3:
		wait_ms(any(700));
		break;
	case 4:
		if (!any(20))
			lab("started: server, client, third");
		break;
	default:
		any_segment();
	}
}

static void check_row(void *closure, const struct ladder_row *row, const char *text, size_t n)
{
	size_t most = style.columns < 36 ? 36 : style.columns;

	(void)row;
	UNIT_ASSERT(escape_columns(text, n) <= most);
	UNIT_ASSERT(n == 0 || text[n - 1] != ' ');
	UNIT_ASSERT(escape_is_utf8(text, n));
	for (size_t i = 0; i < n; i++) {
		UNIT_ASSERT((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
		UNIT_ASSERT(!style.ascii || (unsigned char)text[i] < 0x7f);
	}
	(*(size_t *)closure)++;
}

/* Where states, the ones that are now, and rungs stand in each row: "s0+6 r12+50 n61+3". */
static void add_spans(void *closure, const struct ladder_row *row, const char *text, size_t n)
{
	struct bytes *out = closure;

	for (unsigned i = 0; i < row->spans; i++) {
		const struct ladder_span *span = &row->span[i];

		ck_assert_uint_le(span->column + span->columns, escape_columns(text, n));
		bytes_addf(out, "%c%u+%u ", "snr"[span->kind], span -> column, span -> columns);
	}
	if (row->kind == LADDER_RUNG)
		bytes_addf(out, "%s%s%s", row->last != row->seq ? "later " : "",
		           row->fate == SEGMENT_HELD ? "held " : "", row->flags & ACK ? "ACK" : "");
	bytes_add_char(out, '\n');
}

START_TEST(rows_tell_where_things_stand)
{
	struct bytes out = BYTES_INIT;

	handshake();
	tcp(4, CLIENT, SERVER, ACK | PSH, X + 1, Y + 1, 5);
	held(4);
	ladder_each(tapped.ladder, &style, add_spans, &out);
	ck_assert_str_eq(bytes_str(&out), "\n"
	                                  "s0+6 n64+8 \n"
	                                  "s0+8 r13+49 s64+13 later \n"
	                                  "n0+11 r13+49 later ACK\n"
	                                  "r13+49 n64+16 later ACK\n"
	                                  "r13+47 held ACK\n"
	                                  "\n");
	bytes_clear(&out);
}
END_TEST

START_TEST(a_segment_is_found_by_its_event)
{
	struct flow_view view;
	uint64_t found = 0;

	handshake();
	for (uint64_t seq = 0; seq < e.journal.next + 2; seq++) {
		if (!ladder_view(tapped.ladder, seq, &view))
			continue;
		found++;
		ck_assert(view.seq_is_relative && view.window_is_scaled && !view.isn_guessed);
		ck_assert_uint_eq(view.connection, 1);
		ck_assert_uint_le(view.seq, 1);
	}
	ck_assert_uint_eq(found, 6);
}
END_TEST

static void add_side(void *closure, const struct ladder_side *s)
{
	struct bytes *out = closure;

	bytes_addf(out, "%s%s %s %s>%s:", s->own ? "*" : "", *s->name ? s->name : "-",
	           s->host ? s->host : "-", s->local, s->peer);
	bytes_add_str(out, s->more ? " ..." : "");
	for (unsigned i = 0; i < s->states; i++)
		bytes_addf(out, " %s", s->state[i]);
	bytes_addf(out, " %s\n", s->source ? s->source : "-");
}

static void sides_are(const char *socket, const char *expected)
{
	struct bytes out = BYTES_INIT;

	ladder_each_side(tapped.ladder, socket, add_side, &out);
	ck_assert_str_eq(bytes_str(&out), expected);
	bytes_clear(&out);
}

START_TEST(sides_tell_their_states)
{
	sides_are(NULL, "");
	handshake();
	sides_are("C", "L server 10.0.0.2:80>: CLOSED LISTEN diag\n"
	               "*C client 10.0.0.1:41812>10.0.0.2:80: CLOSED SYN_SENT ESTABLISHED diag\n"
	               "conn server 10.0.0.2:80>10.0.0.1:41812: SYN_RECV ESTABLISHED diag\n");
	sides_are("nobody", "");
	for (int i = 0; i < LADDER_STATES; i++)
		state(CLIENT, "C", NULL, i % 2 ? "TIME_WAIT" : "CLOSING", "segment 3");
	sides_are("C", "L server 10.0.0.2:80>: CLOSED LISTEN diag\n"
	               "*C client 10.0.0.1:41812>10.0.0.2:80: ... CLOSING TIME_WAIT CLOSING TIME_WAIT "
	               "CLOSING TIME_WAIT CLOSING TIME_WAIT CLOSING TIME_WAIT CLOSING TIME_WAIT diag\n"
	               "conn server 10.0.0.2:80>10.0.0.1:41812: SYN_RECV ESTABLISHED diag\n");
}
END_TEST

static void add_payload(void *closure, const struct ladder_payload *p)
{
	bytes_addf(closure, "#%llu %s %u+%u %s%s%s\n", (unsigned long long)p->segment,
	           p->out ? "out" : "in", p->offset, p->len,
	           p->fate == SEGMENT_DROPPED ? "dropped" : "there", p->again ? " again" : "",
	           p->tampered ? " tampered" : "");
}

static void payload_is(const char *socket, const char *expected)
{
	struct bytes out = BYTES_INIT;

	ladder_each_payload(tapped.ladder, socket, add_payload, &out);
	ck_assert_str_eq(bytes_str(&out), expected);
	bytes_clear(&out);
}

START_TEST(payload_is_told_with_its_offset)
{
	payload_is("C", "");
	handshake();
	payload_is("C", "");
	tcp(4, CLIENT, SERVER, ACK | PSH, X + 1, Y + 1, 5);
	held(4);
	dropped(4, "wire drop");
	tcp(5, CLIENT, SERVER, ACK | PSH, X + 1, Y + 1, 5);
	held(5);
	delivered(5);
	tcp(6, SERVER, CLIENT, ACK | PSH, Y + 1, X + 6, 3);
	delivered(6);
	tcp(7, CLIENT, SERVER, ACK | PSH, X + 6, Y + 4, 9);
	delivered(7);
	make(8, 7, SEGMENT_COPY);
	delivered(8);
	payload_is("C", "#4 out 0+5 dropped\n#5 out 0+5 there again\n#6 in 0+3 there\n"
	                "#7 out 5+9 there\n#8 out 5+9 there tampered\n");
	payload_is("conn", "#4 in 0+5 dropped\n#5 in 0+5 there again\n#6 out 0+3 there\n"
	                   "#7 in 5+9 there\n#8 in 5+9 there tampered\n");
	payload_is("L", "");
}
END_TEST

/* Where no SYN was seen, nobody knows what came before. */
START_TEST(payload_without_a_beginning_is_not_told)
{
	listening();
	state(CLIENT, "C", NULL, "ESTABLISHED", NULL);
	tcp(4, CLIENT, SERVER, ACK | PSH, X + 1, Y + 1, 5);
	delivered(4);
	payload_is("C", "");
}
END_TEST

START_TEST(no_line_is_too_long)
{
	size_t rows = 0;

	random_state = (unsigned)_i;
	ladder_free(tapped.ladder);
	tapped.ladder = ladder_new(any(3) ? 40 : 400);
	for (unsigned i = 0; i < 600; i++) {
		any_event();
		if (i % 20)
			continue;
		style = (struct ladder_style){.columns = any(200)};
		style.ascii = any(2);
		style.brief = any(2);
		style.absolute = any(2);
		style.calls = any(2);
		style.socket = any(3) ? NULL : socks[any(3)];
		ladder_each(tapped.ladder, &style, check_row, &rows);
	}
	ck_assert_uint_gt(rows, 600);
}
END_TEST

/* --------------------------------------------------------------------------------------------- cost */

enum { MANY = 100000 };

static size_t heap_used(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/* Of the processor, not of the clock: others run beside. */
static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Half of them are sent, half brought; from many ports, so that nothing is shared. */
static void many_segments(unsigned first, unsigned n)
{
	struct event event = {.kind = EVENT_SEGMENT, .source = "wire"};
	struct made_frame frame;
	char src[32], why[32];

	for (unsigned i = first; i < first + n; i++) {
		if (i % 2 == 0)
			snprintf(src, sizeof(src), "10.0.0.1:%u", 1024 + i % 60000);
		frame_tcp(&frame, src, "10.0.0.2:80", i % 8 < 2 ? SYN : ACK, X + i / 2, Y, 502, NULL, 0,
		          1400);
		snprintf(why, sizeof(why), "reason %u", i % 100);
		event.seq = i + 1;
		event.mono = CLOCK_S + i;
		event.text = (const char *)frame.p;
		event.len = event.whole = frame.n;
		event.segment = (struct segment_event){.id = 1 + i / 2,
		                                       .sent = CLOCK_S + i / 2 * 2,
		                                       .fate = i % 2 ? SEGMENT_DELIVERED : SEGMENT_HELD,
		                                       .link = SEGMENT_ETHERNET,
		                                       .from = "client",
		                                       .to = "server",
		                                       .why = why};
		ladder_take(tapped.ladder, &event);
	}
}

/* Draws once more; the least that it took so far. */
static double drawing_takes(struct ladder *l, double least)
{
	struct bytes out = BYTES_INIT;
	double begin = seconds(), took;

	style.columns = 100;
	ladder_draw(&out, l, &style);
	took = seconds() - begin;
	ck_assert_uint_gt(out.len, 1000);
	bytes_clear(&out);
	return took < least ? took : least;
}

START_TEST(a_hundred_thousand_segments)
{
	double tenth = 1e9, all = 1e9;
	struct ladder *few;
	size_t before, used;

	ladder_free(tapped.ladder);
	few = tapped.ladder = ladder_new(MANY);
	many_segments(0, MANY / 10);
	before = heap_used();
	tapped.ladder = ladder_new(MANY);
	many_segments(0, MANY);
	used = heap_used() - before;
	if (!getenv("SOCKPIT_SANITIZED") || !*getenv("SOCKPIT_SANITIZED"))
		ck_assert_uint_lt(used, 32 << 20);
	/* ten times as many: linear, with room for the caches, which whoever runs beside uses as well: what is
	 * compared is the least of some drawings, and a square would be a hundredfold each time */
	for (int i = 0; i < 3 || (i < 50 && all >= 40 * tenth); i++) {
		tenth = drawing_takes(few, tenth);
		all = drawing_takes(tapped.ladder, all);
	}
	ck_assert_msg(all < 40 * tenth, "%.3f s and %.3f s", tenth, all);
	ladder_free(few);
	/* and it goes on for ever in the same room */
	many_segments(MANY, MANY);
	if (!getenv("SOCKPIT_SANITIZED") || !*getenv("SOCKPIT_SANITIZED"))
		ck_assert_uint_lt(heap_used() - before, 32 << 20);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_held_syn);
	tcase_add_test(tcase, a_stepped_handshake);
	tcase_add_test(tcase, widths);
	tcase_add_test(tcase, closing);
	tcase_add_test(tcase, simultaneous_close);
	tcase_add_test(tcase, simultaneous_open);
	tcase_add_test(tcase, a_lost_syn);
	tcase_add_test(tcase, reordered);
	tcase_add_test(tcase, made_by_the_wire);
	tcase_add_test(tcase, corrupted);
	tcase_add_test(tcase, marks);
	tcase_add_test(tcase, broadcast);
	tcase_add_test(tcase, the_labs_order);
	tcase_add_test(tcase, many_hosts);
	tcase_add_test(tcase, no_segments);
	tcase_add_test(tcase, nothing);
	tcase_add_test(tcase, captures);
	tcase_add_test(tcase, an_icmp_error);
	tcase_add_test(tcase, fragments);
	tcase_add_test(tcase, calls_in_the_lab);
	tcase_add_test(tcase, calls_in_narrow_pictures);
	tcase_add_test(tcase, one_socket_of_several);
	tcase_add_test(tcase, a_child_is_named);
	tcase_add_test(tcase, a_child_with_a_name_of_its_own);
	tcase_add_test(tcase, copies_for_other_hosts);
	tcase_add_test(tcase, states_without_ends);
	tcase_add_test(tcase, brief_is_the_same_every_time);
	tcase_add_test(tcase, events_that_were_not_seen);
	tcase_add_test(tcase, older_events_make_way);
	tcase_add_test(tcase, late_or_anew);
	tcase_add_test(tcase, a_second_lab);
	tcase_add_test(tcase, hostile_names);
	tcase_add_test(tcase, to_itself_and_from_nowhere);
	tcase_add_test(tcase, rows_tell_what_they_are);
	tcase_add_test(tcase, rows_tell_where_things_stand);
	tcase_add_test(tcase, a_segment_is_found_by_its_event);
	tcase_add_test(tcase, sides_tell_their_states);
	tcase_add_test(tcase, payload_is_told_with_its_offset);
	tcase_add_test(tcase, payload_without_a_beginning_is_not_told);
	tcase_add_loop_test(tcase, no_line_is_too_long, 1, 40);
	tcase_add_test(tcase, a_hundred_thousand_segments);
}

int main(void)
{
	TCase *tcase = tcase_create("ladder");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	add_tests(tcase);
	return unit_run("ladder", tcase);
}
