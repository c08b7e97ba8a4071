/*
 * The journal pane: events of a real session as rows, filters, searching, and what waits.
 */
#include "pane_stage.h"

#include "tui/journal_index.h"

static struct journal *journal(void)
{
	return &st.session.engine.journal;
}

static void note(enum note_kind kind, const char *text)
{
	journal_note(journal(), kind, 0, NULL, text, strlen(text));
}

/* Something of each kind. */
static void a_session(void)
{
	note(NOTE_COMMAND, "socket L tcp");
	run("socket L tcp; bind L 127.0.0.1:0; listen L; socket C tcp; connect C [getsockname L];"
	    "accept L S; send C hello; recv S; title {A refused connection}; say {Nobody listens.}");
	stage_do(&st, "socket R tcp; connect R 127.0.0.1:9");
	note(NOTE_RESULT, "10.0.0.1:41812");
	note(NOTE_REFUSED, "connect: expected an address");
	run("check {1} -as {one is one}; setsockopt C SO_RCVBUF 20000");
	stage_do(&st, "check state R LISTEN");
	run("help shutdown");
}

/* The calls that are pending began so long ago. */
static void wait_for(int64_t ns)
{
	board_read(&st.board);
	for (size_t i = 0; i < st.board.calls.count; i++)
		st.scene.now = ((struct board_call *)st.board.calls.item[i])->begin + ns;
	board_unlock(&st.board);
}

START_TEST(each_kind_has_its_row)
{
	open_stage(&pane_journal, "C");
	a_session();
	run("async recv C 100");
	wait_for(2300 * CLOCK_MS);
	golden(28, 78, "journal-78");
	golden_styled(44, 38, "journal-38");
	golden(16, 120, "journal-120");
	st.scene.ascii = true;
	golden(10, 60, "journal-ascii");
	close_stage();
}
END_TEST

START_TEST(filters)
{
	open_stage(&pane_journal, "C");
	a_session();
	keys("f");
	golden(10, 78, "journal-socket");
	ck_assert_str_eq(title(), "of C");
	keys("f");
	ck_assert_str_eq(title(), "calls");
	sees(40, 78, "bind(L, 127.0.0.1:0) = 0");
	sees_not(40, 78, "# Nobody listens.");
	keys("f");
	golden(10, 78, "journal-errors");
	ck_assert_str_eq(title(), "errors");
	keys("f");
	ck_assert_str_eq(title(), "all");
	sees(40, 78, "# Nobody listens.");
	st.scene.selected = "";
	keys("f");
	sees(20, 78, "No socket is selected");
	st.scene.selected = "nobody";
	sees(20, 78, "Nothing of that kind");
	close_stage();
}
END_TEST

START_TEST(segments_are_their_sockets)
{
	open_stage(&pane_journal, "C");
	run("lab start; socket -host server L tcp; bind L :80; listen L; socket -host client C tcp;"
	    "socket -host client D tcp; connect C server:80; connect D server:80");
	sees(30, 100, "SYN ACK seq 0 ack 1");
	keys("f");
	sees(30, 100, "SYN ACK seq 0 ack 1");
	sees(30, 100, "SYN_SENT -> ESTABLISHED");
	sees_not(30, 100, "connection 2");
	st.scene.selected = "D";
	sees(30, 100, "connection 2");
	st.scene.selected = "L";
	sees(30, 100, "connection 2");
	sees(30, 100, "SYN ACK seq 0 ack 1");
	close_stage();
}
END_TEST

START_TEST(an_event_in_full)
{
	open_stage(&pane_journal, "C");
	setenv("TZ", "UTC", 1);
	st.session.engine.clock = clock_fake(5 * CLOCK_S);
	run("socketpair A B unix; send A [string repeat {hello world } 30]");
	seen(20, 78);
	keys("\r");
	golden_styled(16, 78, "journal-event");
	keys("\033");
	sees(20, 78, "socketpair");
	press_kind(PRESS_UP, 0, 0);
	press_kind(PRESS_RIGHT, 0, 0);
	sees(20, 78, "told by");
	sees_not(20, 78, "00 00");
	press_kind(PRESS_LEFT, 0, 0);
	ck_assert_ptr_nonnull(strstr(title(), "row 1 of 2"));
	close_stage();
}
END_TEST

/* Waiting ------------------------------------------------------------------------------------------- */

START_TEST(what_waits_is_last_until_it_returns)
{
	open_stage(&pane_journal, "A");
	run("socketpair A B unix; socketpair C D unix; async recv A 10; async recv C 20");
	wait_for(20 * CLOCK_MS);
	seen(9, 78);
	ck_assert_int_ne(pane->again_at, 0);
	wait_for(2 * CLOCK_S);
	sees(9, 78, "recv(C, 20, 0) … 2.0 s, job2");
	ck_assert_int_gt(pane->again_at, st.scene.now);
	wait_for(75 * CLOCK_S);
	sees(9, 78, "recv(C, 20, 0) … 75 s, job2");
	run("send B x; wait job1; interrupt job2; catch {wait job2}");
	sees(9, 78, "job1: recv(A, \"x\", 10, 0) = 1");
	sees(9, 78, "job2: recv(C, 20, 0) = -1 EINTR");
	ck_assert_int_eq(pane->again_at, 0);
	close_stage();
}
END_TEST

/* Searching ----------------------------------------------------------------------------------------- */

static void find(const char *text)
{
	pane->ops->find(pane, text, strlen(text), &st.scene);
}

static void is_at(const char *row)
{
	seen(12, 78);
	ck_assert_msg(strstr(title(), row), "%s: %s", row, title());
}

START_TEST(searching)
{
	open_stage(&pane_journal, "C");
	a_session();
	seen(12, 78);
	keys("/");
	ck_assert_str_eq(bytes_str(&st.asks.put), "find ");
	find("SOCKET(");
	golden_styled(6, 78, "journal-found");
	is_at("row 2 of");
	ck_assert_ptr_nonnull(strstr(title(), "find \"SOCKET(\""));
	keys("n");
	is_at("row 5 of");
	keys("N");
	is_at("row 2 of");
	keys("N");
	is_at("row 13 of");
	find("nowhere");
	seen(12, 78);
	ck_assert_ptr_nonnull(strstr(title(), "no \"nowhere\""));
	ck_assert_int_eq(pane->again_at, 0);
	keys("n\033");
	ck_assert_str_eq(title(), "all");
	ck_assert(!press_kind(PRESS_CHAR, '\033', 0));
	find("");
	seen(12, 78);
	ck_assert_str_eq(title(), "all");
	keys("l");
	sees(12, 78, "told by");
	keys("l");
	close_stage();
}
END_TEST

/* Many ---------------------------------------------------------------------------------------------- */

static void say(size_t from, size_t to)
{
	char text[32];

	for (size_t i = from; i < to; i++) {
		int n = snprintf(text, sizeof(text), "number %zu", i);

		journal_note(journal(), NOTE_SAY, 0, NULL, text, (size_t)n);
	}
}

START_TEST(it_follows_or_stays)
{
	open_stage(&pane_journal, "C");
	say(0, 100);
	sees(10, 40, "number 99");
	press_kind(PRESS_UP, 0, 0);
	say(100, 200);
	sees(10, 40, "number 98");
	sees_not(10, 40, "number 199");
	press_kind(PRESS_END, 0, 0);
	say(200, 300);
	sees(10, 40, "number 299");
	press_kind(PRESS_HOME, 0, 0);
	sees(10, 40, "number 0");
	ck_assert(press_kind(PRESS_CLICK, 0, 3));
	ck_assert_ptr_nonnull(strstr(title(), "row 4 of 300"));
	ck_assert(press_kind(PRESS_CLICK, 0, 3));
	sees(10, 40, "told by");
	close_stage();
}
END_TEST

START_TEST(a_cut_call_keeps_its_name)
{
	open_stage(&pane_journal, "");
	stage_do(&st, "socketpair A B; setsockopt A SO_RCVTIMEO 0.02; catch {recvfrom A 10}");
	sees(10, 60, "EAGAIN, after 2");
	sees(10, 36, "recvfrom(");
	sees(10, 36, ") = -1 EAGAIN");
	close_stage();
}
END_TEST

/* Whichever row is chosen: a page back is other rows. */
START_TEST(pages_turn_at_the_first_press)
{
	open_stage(&pane_journal, "C");
	say(0, 100);
	sees(10, 40, "number 99");
	press_kind(PRESS_PAGE_UP, 0, 0);
	sees_not(10, 40, "number 99");
	sees(10, 40, "number 90");
	press_kind(PRESS_PAGE_DOWN, 0, 0);
	sees(10, 40, "number 99");
	press_kind(PRESS_WHEEL_UP, 0, 0);
	sees_not(10, 40, "number 99");
	press_kind(PRESS_HOME, 0, 0);
	press_kind(PRESS_WHEEL_DOWN, 0, 0);
	sees_not(10, 40, "number 0");
	close_stage();
}
END_TEST

START_TEST(older_ones_make_way)
{
	open_stage(&pane_journal, "C");
	say(0, 900);
	seen(10, 40);
	press_kind(PRESS_HOME, 0, 0);
	for (int i = 0; i < 600; i++)
		press_kind(PRESS_DOWN, 0, 0);
	sees(10, 40, "number 600");
	say(900, 1500);
	sees(10, 40, "number 600");
	ck_assert_ptr_nonnull(strstr(title(), "476 older made way"));
	keys("\r");
	seen(10, 40);
	say(1500, 2000);
	sees(10, 40, "number 600");
	keys("\r");
	sees(10, 40, "number 976");
	say(2000, 9000);
	sees(10, 40, "number 79");
	close_stage();
}
END_TEST

/* A recording shows what had happened up to a moment. */
START_TEST(a_moment_of_a_recording)
{
	open_stage(&pane_journal, "C");
	st.scene.probes = NULL;
	say(0, 20);
	sees(30, 40, "number 19");
	board_read(&st.board);
	/* nothing comes by itself */
	st.board.journal = NULL;
	st.board.last = 8;
	board_unlock(&st.board);
	sees(30, 40, "number 7");
	sees_not(30, 40, "number 8");
	st.board.last = 0;
	sees(30, 60, "Nothing has happened yet");
	st.board.last = 20;
	sees(30, 40, "number 19");
	close_stage();
}
END_TEST

START_TEST(no_frame_looks_at_all_of_many)
{
	struct journal_index x;
	struct journal_key key;
	struct journal j;
	struct clock clock = clock_fake(CLOCK_S);
	size_t gone, frames = 1;

	journal_init(&j, &clock, 1 << 17);
	for (int i = 0; i < 1 << 17; i++)
		journal_note(&j, NOTE_SAY, 0, NULL, "x", 1);
	journal_index_init(&x);
	memset(&key, 0, sizeof(key));
	key.journal = &j;
	key.columns = 60;
	while (!journal_index_make(&x, &j, &key, 1 << 17, 20000, &gone))
		frames++;
	ck_assert_uint_eq(frames, 7);
	ck_assert_uint_eq(journal_index_count(&x, 1 << 17), 1 << 17);
	ck_assert_uint_eq(journal_index_find(&x, 77), 76);
	for (int i = 0; i < 1000; i++)
		journal_note(&j, NOTE_SAY, 0, NULL, "x", 1);
	ck_assert(journal_index_make(&x, &j, &key, (1 << 17) + 1000, 20000, &gone));
	ck_assert_uint_eq(gone, 1000);
	journal_index_clear(&x);
	journal_clear(&j);
}
END_TEST

/* What must hold ------------------------------------------------------------------------------------ */

START_TEST(any_size_is_drawn)
{
	open_stage(&pane_journal, "C");
	any_size();
	a_session();
	run("async recv C 100");
	wait_for(CLOCK_S);
	for (int i = 0; i < FILTERS; i++) {
		st.scene.ascii = i & 1;
		any_size();
		find("e");
		any_size();
		keys("f");
	}
	keys("\r");
	any_size();
	close_stage();
}
END_TEST

START_TEST(hostile_text_is_harmless)
{
	static const char evil[] = "\033]0;x\007\r\n\xff\xe2\x80\xae\x9b|";

	open_stage(&pane_journal, "C");
	for (int kind = NOTE_SAY; kind <= NOTE_REFUSED; kind++)
		note((enum note_kind)kind, evil);
	journal_check(journal(), 1, 1, false, evil, sizeof(evil) - 1, evil);
	journal_lab(journal(), 1, evil, sizeof(evil) - 1);
	journal_signal(journal(), 1, "C", 13, evil);
	journal_option(journal(), 1, "C", evil, evil, evil, evil);
	put_state("C", evil, evil, evil, evil, evil, evil);
	run("socketpair A B unix; send A \"\\x1b\\]0;x\\x07\\xff\"");
	find(evil);
	any_size();
	for (int i = 0; i < 40; i++) {
		keys("\r");
		is_harmless(seen(20, 78));
		keys("\r");
		press_kind(PRESS_UP, 0, 0);
	}
	close_stage();
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("pane_journal");

	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, each_kind_has_its_row);
	tcase_add_test(tcase, filters);
	tcase_add_test(tcase, segments_are_their_sockets);
	tcase_add_test(tcase, an_event_in_full);
	tcase_add_test(tcase, what_waits_is_last_until_it_returns);
	tcase_add_test(tcase, searching);
	tcase_add_test(tcase, it_follows_or_stays);
	tcase_add_test(tcase, a_cut_call_keeps_its_name);
	tcase_add_test(tcase, pages_turn_at_the_first_press);
	tcase_add_test(tcase, older_ones_make_way);
	tcase_add_test(tcase, a_moment_of_a_recording);
	tcase_add_test(tcase, no_frame_looks_at_all_of_many);
	tcase_add_test(tcase, any_size_is_drawn);
	tcase_add_test(tcase, hostile_text_is_harmless);
	return unit_run("pane_journal", tcase);
}
