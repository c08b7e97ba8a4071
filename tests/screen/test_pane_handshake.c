/*
 * The handshake pane: real handshakes in a lab, segments made by hand, and its keys.
 */
#include "pane_stage.h"

#include "tui/picture.h"

#define CLIENT "10.0.0.1:41812"
#define SERVER "10.0.0.2:80"

enum { X = 1000000, Y = 5000000 };

static void open_lab(void)
{
	open_stage(&pane_handshake, "C");
	run("lab start; wire hold; socket -host server L tcp; bind L :80; listen L;"
	    "socket -host client C tcp; set j [async connect C server:80]");
}

static void handshake(void)
{
	run("wire step; wire step; wait $j; wire step; accept L S");
}

START_TEST(a_stepped_handshake)
{
	open_lab();
	keys("b");
	golden_styled(12, 78, "handshake-held");
	handshake();
	pane->focused = true;
	golden_styled(12, 78, "handshake-done");
	golden(14, 38, "handshake-38");
	st.scene.ascii = true;
	golden(12, 78, "handshake-ascii");
	close_stage();
}
END_TEST

START_TEST(a_lost_syn_and_a_close)
{
	open_lab();
	keys("b");
	run("wire drop; wire wait client > server SYN is retransmission -timeout 10s");
	handshake();
	run("close C; wire step; wire wait server > client ACK ack 2 -timeout 10s; wire step; close S;"
	    "wire step; wire step");
	golden_styled(18, 78, "handshake-closed");
	close_stage();
}
END_TEST

START_TEST(calls_stand_in_their_places)
{
	open_lab();
	handshake();
	sees_not(20, 78, "connect(C");
	keys("c");
	sees(20, 78, "connect(C, 10.0.0.2:80)");
	close_stage();
}
END_TEST

/* By hand ------------------------------------------------------------------------------------------- */

static void syn(enum segment_fate fate)
{
	put_segment(&(struct by_hand){.id = 1,
	                              .from = "client",
	                              .to = "server",
	                              .src = CLIENT,
	                              .dst = SERVER,
	                              .flags = SEGMENT_SYN,
	                              .seq = X,
	                              .fate = fate,
	                              .cause = "connect(C)"});
}

static void by_hand(void)
{
	static const char lab[] = "started: client 10.0.0.1, server 10.0.0.2";

	journal_lab(&st.session.engine.journal, 0, lab, sizeof(lab) - 1);
	put_state("L", "server", "CLOSED", "LISTEN", "listen(L)", SERVER, NULL);
	syn(SEGMENT_HELD);
	put_state("C", "client", "CLOSED", "SYN_SENT", "connect(C)", CLIENT, SERVER);
	syn(SEGMENT_DELIVERED);
	put_state("L/1", "server", NULL, "SYN_RECV", "segment 1", SERVER, CLIENT);
	put_segment(&(struct by_hand){2, "server", "client", SERVER, CLIENT, SEGMENT_SYN | SEGMENT_ACK,
	                              Y, X + 1, 0, SEGMENT_DELIVERED, NULL, "segment 1"});
	put_state("C", "client", "SYN_SENT", "ESTABLISHED", "segment 2", CLIENT, SERVER);
}

/* Of both ends at once, with a payload that says something. */
static void data(uint64_t id, enum segment_fate fate, const char *why)
{
	put_segment(&(struct by_hand){id, "client", "server", CLIENT, SERVER, SEGMENT_PSH | SEGMENT_ACK,
	                              X + 1, Y + 1, 5, fate, why, "send(C)"});
}

static void open_by_hand(void)
{
	open_stage(&pane_handshake, "C");
	by_hand();
	data(3, SEGMENT_HELD, NULL);
}

START_TEST(a_segment_is_taken_apart)
{
	open_by_hand();
	seen(22, 78);
	keys("\r");
	golden_styled(22, 78, "handshake-segment");
	press_kind(PRESS_LEFT, 0, 0);
	press_kind(PRESS_HOME, 0, 0);
	press_kind(PRESS_DOWN, 0, 0);
	keys("\r");
	golden(32, 60, "handshake-syn");
	sees(32, 60, "delivered to server");
	keys("\033");
	sees(12, 60, "SYN ACK");
	ck_assert(!press_kind(PRESS_CHAR, '\033', 0));
	golden(34, 110, "handshake-large");
	st.scene.ascii = true;
	sees(34, 110, "segment #1");
	close_stage();
}
END_TEST

START_TEST(what_is_wrong_is_said)
{
	open_by_hand();
	data(3, SEGMENT_DROPPED, "loss 30%");
	seen(30, 78);
	keys("\r");
	sees(30, 78, "dropped, loss 30%");
	put_segment(&(struct by_hand){4, "server", "client", SERVER, CLIENT, SEGMENT_RST, Y + 1, 0, 0,
	                              SEGMENT_DELIVERED, NULL, NULL});
	keys("\rf");
	seen(30, 78);
	keys("\r");
	sees(30, 78, "RST: there is no such connection");
	sees(30, 78, "means nothing: the flag ACK is not set");
	close_stage();
}
END_TEST

START_TEST(numbers_are_relative_or_not)
{
	open_by_hand();
	sees(20, 100, "PSH ACK seq=1 ack=1");
	keys("a");
	sees(20, 100, "PSH ACK seq=1000001 ack=5000001");
	ck_assert_ptr_nonnull(strstr(title(), "as on the wire"));
	keys("a");
	sees(20, 100, "seq=1 ");
	close_stage();
}
END_TEST

START_TEST(it_follows_until_one_scrolls)
{
	open_by_hand();
	pane->focused = true;
	seen(6, 78);
	ck_assert_ptr_null(strstr(title(), "row"));
	press_kind(PRESS_UP, 0, 0);
	ck_assert_ptr_nonnull(strstr(title(), "row 3 of 4"));
	data(3, SEGMENT_DELIVERED, NULL);
	data(4, SEGMENT_HELD, NULL);
	data(5, SEGMENT_HELD, NULL);
	seen(6, 78);
	ck_assert_ptr_nonnull(strstr(title(), "row 3 of 6"));
	keys("a");
	seen(6, 78);
	ck_assert_ptr_nonnull(strstr(title(), "row 3 of 6"));
	keys("f");
	seen(6, 78);
	ck_assert_ptr_null(strstr(title(), "row"));
	press_kind(PRESS_PAGE_UP, 0, 0);
	press_kind(PRESS_END, 0, 0);
	seen(6, 78);
	ck_assert_ptr_null(strstr(title(), "row"));
	close_stage();
}
END_TEST

/* Calls that are in sight, each of which sends a byte more than the one before: the first. None is missing. */
static int first_of_calls(int rows)
{
	const char *text = seen(rows, 78), *at = strstr(text, "send(C, ");
	int first = at ? atoi(at + 8) : -1, n = first;

	for (; at; at = strstr(at + 1, "send(C, "), n++)
		ck_assert_msg(atoi(at + 8) == n, "call %d is not in its place in:\n%s", n, text);
	ck_assert_msg(n - first >= rows - 12, "%d calls in:\n%s", n - first, text);
	return first;
}

/* Words are written for rows near the chosen one only: wherever one goes, they are there. */
START_TEST(what_is_in_sight_has_words)
{
	enum { ROWS = 20, CALLS = 400 };
	int first;

	open_stage(&pane_handshake, "C");
	run("socket L tcp; bind L 127.0.0.1:0; listen L; socket C tcp; connect C [getsockname L]; "
	    "accept L D;"
	    "for {set i 1} {$i <= 400} {incr i} {send C [string repeat x $i]; recv D 2000}");
	stage_look(&st);
	pane->focused = true;
	ck_assert_int_gt(first_of_calls(ROWS), CALLS - ROWS);
	for (int i = 0; i < 30; i++) {
		press_kind(PRESS_PAGE_UP, 0, 0);
		first_of_calls(ROWS);
	}
	press_kind(PRESS_HOME, 0, 0);
	for (int i = 0; i < CALLS + 10; i++) {
		press_kind(PRESS_DOWN, 0, 0);
		first_of_calls(ROWS);
	}
	press_kind(PRESS_HOME, 0, 0);
	for (int i = 0; i < 8; i++)
		press_kind(PRESS_PAGE_DOWN, 0, 0);
	/* what is looked at stays in sight while more come and the oldest go */
	first = first_of_calls(ROWS);
	run("for {set i 401} {$i <= 450} {incr i} {send C [string repeat x $i]; recv D 2000}");
	ck_assert_int_lt(abs(first_of_calls(ROWS) - first), ROWS);
	press_kind(PRESS_END, 0, 0);
	ck_assert_int_gt(first_of_calls(ROWS), CALLS + 50 - ROWS);
	run("for {set i 451} {$i <= 1500} {incr i} {send C [string repeat x $i]; recv D 2000}");
	ck_assert_int_gt(first_of_calls(ROWS), 1500 - ROWS);
	close_stage();
}
END_TEST

START_TEST(the_mouse_chooses_and_opens)
{
	open_by_hand();
	seen(12, 78);
	/* a strip for each side, the head, the first row */
	ck_assert(press_kind(PRESS_CLICK, 0, 4));
	ck_assert_ptr_nonnull(strstr(title(), "row 2 of 4"));
	ck_assert(press_kind(PRESS_CLICK, 0, 0));
	ck_assert_ptr_nonnull(strstr(title(), "row 2 of 4"));
	ck_assert(press_kind(PRESS_CLICK, 0, 4));
	sees(30, 78, "a SYN counts as one byte");
	ck_assert(press_kind(PRESS_WHEEL_DOWN, 0, 4));
	ck_assert(press_kind(PRESS_LEFT, 0, 0));
	sees_not(12, 78, "counts as one byte");
	ck_assert(!press_kind(PRESS_ALT, 'x', 0));
	ck_assert(!press_kind(PRESS_CHAR, 'z', 0));
	close_stage();
}
END_TEST

/* Without segments ---------------------------------------------------------------------------------- */

START_TEST(on_this_machine)
{
	open_stage(&pane_handshake, "C");
	sees(12, 78, "capture start");
	run("socket L tcp; bind L 127.0.0.1:0; listen L; socket C tcp; connect C [getsockname L];"
	    "accept L S; send C hello");
	stage_look(&st);
	golden_styled(16, 78, "handshake-loopback");
	run("socket R tcp; catch {connect R 127.0.0.1:9}; socket U unix");
	stage_look(&st);
	st.scene.selected = "R";
	sees(16, 78, "[CLOSED] tcp_info");
	sees(16, 78, "-1 ECONNREFUSED");
	sees(16, 38, "-1 ECONN");
	sees(16, 30, "needs 36 columns");
	st.scene.selected = "U";
	sees(16, 78, "has no segments");
	st.scene.selected = "";
	sees(16, 78, "connect(R, ");
	st.scene.selected = "nobody";
	sees(16, 78, "Nothing was seen");
	st.scene.selected = "C";
	run("lab start");
	sees_not(16, 78, "capture start");
	close_stage();
}
END_TEST

START_TEST(a_recording_asks_no_kernel)
{
	open_stage(&pane_handshake, "C");
	st.scene.probes = NULL;
	sees(12, 78, "The recording has nothing");
	by_hand();
	sees(12, 78, "[ESTABLISHED] diag");
	board_read(&st.board);
	st.board.journal = NULL; /* nothing comes by itself */
	board_reset(&st.board);
	board_unlock(&st.board);
	sees(12, 78, "The recording has nothing");
	close_stage();
}
END_TEST

/* What must hold ------------------------------------------------------------------------------------ */

START_TEST(frames_make_way)
{
	open_by_hand();
	seen(12, 78);
	for (int i = 0; i < 2 * JOURNAL_SLOTS; i++)
		journal_note(&st.session.engine.journal, NOTE_SAY, 0, NULL, "x", 1);
	keys("\r");
	sees(12, 78, "The frame has made way");
	close_stage();
}
END_TEST

START_TEST(any_size_is_drawn)
{
	open_stage(&pane_handshake, "C");
	any_size();
	by_hand();
	data(3, SEGMENT_DROPPED, "loss 30%");
	for (int i = 0; i < 16; i++) {
		keys(i & 1 ? "a" : "b");
		keys(i & 2 ? "c" : "f");
		st.scene.ascii = i & 4;
		if (i & 8)
			keys("\r");
		any_size();
		if (i & 8)
			keys("\r");
	}
	close_stage();
}
END_TEST

START_TEST(hostile_names_are_harmless)
{
	static const char evil[] = "\033]0;x\007\r\xff\xe2\x80\xae";

	open_stage(&pane_handshake, "C");
	put_segment(&(struct by_hand){1, evil, evil, CLIENT, SERVER, SEGMENT_SYN, X, 0, 9, SEGMENT_HELD,
	                              evil, evil});
	put_state("C", evil, evil, evil, evil, CLIENT, SERVER);
	put_state(evil, evil, evil, evil, evil, SERVER, CLIENT);
	any_size();
	keys("\r");
	any_size();
	st.scene.selected = evil;
	any_size();
	close_stage();
}
END_TEST

/* The picture is made anew when there is something new, and only then. */
START_TEST(drawing_again_costs_nothing)
{
	struct picture p = {.key = {.ladder = NULL}};
	struct picture_key key;

	open_by_hand();
	memset(&key, 0, sizeof(key));
	board_read(&st.board);
	key.ladder = st.board.ladder;
	key.news = st.board.ladder_news;
	key.columns = 78;
	ck_assert_int_eq(picture_make(&p, &key), 0);
	ck_assert_int_eq(picture_make(&p, &key), 0);
	ck_assert_uint_eq(p.times, 1);
	/* it took long: news wait, another width does not */
	p.ready_at = INT64_MAX;
	key.news++;
	ck_assert_int_eq(picture_make(&p, &key), INT64_MAX);
	ck_assert_uint_eq(p.times, 1);
	key.columns = 80;
	ck_assert_int_eq(picture_make(&p, &key), 0);
	ck_assert_uint_eq(p.times, 2);
	board_unlock(&st.board);
	picture_clear(&p);
	close_stage();
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("pane_handshake");

	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, a_stepped_handshake);
	tcase_add_test(tcase, a_lost_syn_and_a_close);
	tcase_add_test(tcase, calls_stand_in_their_places);
	tcase_add_test(tcase, a_segment_is_taken_apart);
	tcase_add_test(tcase, what_is_wrong_is_said);
	tcase_add_test(tcase, numbers_are_relative_or_not);
	tcase_add_test(tcase, it_follows_until_one_scrolls);
	tcase_add_test(tcase, what_is_in_sight_has_words);
	tcase_add_test(tcase, the_mouse_chooses_and_opens);
	tcase_add_test(tcase, on_this_machine);
	tcase_add_test(tcase, a_recording_asks_no_kernel);
	tcase_add_test(tcase, frames_make_way);
	tcase_add_test(tcase, any_size_is_drawn);
	tcase_add_test(tcase, hostile_names_are_harmless);
	tcase_add_test(tcase, drawing_again_costs_nothing);
	return unit_run("pane_handshake", tcase);
}
