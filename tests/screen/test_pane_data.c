/*
 * The data pane: calls and segments as the bounds of what was sent and received, charsets, and what must hold
 * for any bytes.
 */
#include "pane_stage.h"

#include <unistd.h>

#include "tui/data_text.h"

static void open_connection(void)
{
	open_stage(&pane_data, "C");
	run("lab start; socket -host server L tcp; bind L :80; listen L; socket -host client C tcp;"
	    "connect C server:80; accept L S; setsockopt C IPPROTO_TCP TCP_NODELAY 1");
}

/* One send is not one recv: two go out, one comes in; one goes out, two come in. */
static void talk(void)
{
	run("wire hold; send C \"GET / HTTP/1.0\\r\\n\"; send C \"\\r\\n\"; wire run;"
	    "check {[ioctl S FIONREAD] == 18} -within 5s; recv S;"
	    "send S \"HTTP/1.0 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\nhello\\n\";"
	    "recv C 17; recv C 5 MSG_PEEK; recv C");
}

START_TEST(one_send_is_not_one_recv)
{
	open_connection();
	talk();
	golden_styled(18, 78, "data-client");
	st.scene.selected = "S";
	golden(10, 78, "data-server");
	keys("t");
	golden_styled(10, 60, "data-text");
	st.scene.ascii = true;
	st.scene.selected = "C";
	golden(12, 78, "data-ascii");
	golden(14, 38, "data-38");
	close_stage();
}
END_TEST

static void put_data(uint64_t id, uint32_t seq, size_t len, enum segment_fate fate)
{
	put_segment(&(struct by_hand){id, "client", "server", "10.0.0.1:41812", "10.0.0.2:80",
	                              SEGMENT_PSH | SEGMENT_ACK, seq, 5001, len, fate, NULL,
	                              "send(C)"});
}

/* By hand, since what TCP puts into a segment is a question of time, too. */
START_TEST(one_send_is_several_segments)
{
	open_stage(&pane_data, "C");
	put_segment(&(struct by_hand){1, "client", "server", "10.0.0.1:41812", "10.0.0.2:80",
	                              SEGMENT_SYN, 1000, 0, 0, SEGMENT_DELIVERED, NULL, NULL});
	put_segment(&(struct by_hand){2, "server", "client", "10.0.0.2:80", "10.0.0.1:41812",
	                              SEGMENT_SYN | SEGMENT_ACK, 5000, 1001, 0, SEGMENT_DELIVERED, NULL,
	                              NULL});
	put_state("C", "client", NULL, "SYN_SENT", NULL, "10.0.0.1:41812", "10.0.0.2:80");
	put_data(4, 1001, 32, SEGMENT_DELIVERED);
	put_data(5, 1033, 32, SEGMENT_DROPPED);
	put_send("C", "the first 32 bytes of one send ..and its second 32, which were lost, and more");
	put_data(6, 1065, 25, SEGMENT_DELIVERED);
	put_data(7, 1033, 32, SEGMENT_HELD);
	put_send("C", "joins it");
	put_send("C", "is not sent yet");
	golden(18, 78, "data-segments");
	close_stage();
}
END_TEST

START_TEST(directions)
{
	open_connection();
	talk();
	sees(40, 78, "▶ send");
	sees(40, 78, "◀ recv");
	ck_assert_str_eq(title(), "C, 18 sent, 44 received");
	keys("b");
	sees(40, 78, "▶ send");
	sees_not(40, 78, "◀ recv");
	ck_assert_str_eq(title(), "C, 18 sent, 44 received, sent only");
	keys("b");
	sees_not(40, 78, "▶ send");
	sees(40, 78, "peeked");
	keys("bt");
	ck_assert_str_eq(title(), "C, 18 sent, 44 received, utf-8");
	run("shutdown S write; recv C");
	sees(40, 78, "the end: the peer sends no more");
	close_stage();
}
END_TEST

START_TEST(datagrams_have_no_offset)
{
	open_stage(&pane_data, "A");
	run("socketpair A B unix-dgram; send A one; send A two");
	sees(10, 60, "▶ send  3 bytes ─");
	st.scene.selected = "nobody";
	sees(10, 60, "nobody has sent and received nothing yet");
	st.scene.probes = NULL;
	sees(10, 60, "up to this moment");
	st.scene.selected = "";
	sees(10, 60, "No socket is selected");
	ck_assert_str_eq(title(), "");
	close_stage();
}
END_TEST

/* Charsets ------------------------------------------------------------------------------------------ */

static void rows_are(const char *charset, bool ascii, const char *p, size_t n, int columns,
                     const char *expected)
{
	struct bytes out = BYTES_INIT;
	struct data_text t;

	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	data_text_init(&t, charset, ascii);
	ck_assert(t.known);
	for (size_t at = 0; at < n; bytes_add_char(&out, '|'))
		at += data_text_row(&t, p + at, n - at, columns, &out);
	ck_assert_str_eq(bytes_str(&out), expected);
	bytes_clear(&out);
	data_text_clear(&t);
}

#define ROWS_ARE(charset, ascii, text, columns, expected)                                          \
	rows_are(charset, ascii, text, sizeof(text) - 1, columns, expected)

START_TEST(text_in_a_charset)
{
	ROWS_ARE("utf-8", false, "say \"caf\xc3\xa9\"\r\n\n\x1b[31m", 40,
	         "say \"café\"\\r\\n|\\n|\\x1b[31m|");
	ROWS_ARE("utf-8", true, "caf\xc3\xa9", 40, "caf\\xc3\\xa9|");
	ROWS_ARE("utf-8", false, "\xe6\xbc\xa2\xe5\xad\x97x", 3, "漢|字x|");
	ROWS_ARE("utf-8", false, "\\n\xff\xe2\x80\xae", 40, "\\\\n\\xff\\xe2\\x80\\xae|");
	ROWS_ARE("gbk", false, "a\xba\xba\xd7\xd6\n\xff\x81", 40, "a汉字\\n|\\xff\\x81|");
	ROWS_ARE("gbk", false, "\xba\xba\xd7\xd6", 3, "汉|字|");
	ROWS_ARE("gbk", true, "\xba\xba\x1b\"\\", 40, "\\xba\\xba\\x1b\"\\\\|");
	ROWS_ARE("shiftjis", false, "\x8a\xbf\x8e\x9ax", 40, "漢字x|");
	ROWS_ARE("iso8859-1", false, "caf\xe9\x9b", 40, "café\\x9b|");
	ROWS_ARE("unicode", false, "A\0b\0", 40, "Ab|");
	/* no room at all: a byte is taken anyway */
	ROWS_ARE("utf-8", false, "\x01\n\x02", 0, "\\x01|\\n|\\x02|");
	ROWS_ARE("gbk", false, "\x01\xba\xba", 1, "\\x01|\\xba|\\xba|");
}
END_TEST

START_TEST(gbk_on_the_screen)
{
	open_stage(&pane_data, "A");
	run("socketpair A B unix; send A \"\\xba\\xba\\xd7\\xd6\"");
	st.scene.charset = "gbk";
	keys("t");
	sees(6, 40, "汉字");
	ck_assert_str_eq(title(), "A, 4 sent, 0 received, gbk");
	st.scene.charset = "klingon";
	sees(6, 40, "\\xba\\xba\\xd7\\xd6");
	ck_assert_str_eq(title(), "A, 4 sent, 0 received, klingon is not known");
	close_stage();
}
END_TEST

/* Much ---------------------------------------------------------------------------------------------- */

START_TEST(what_is_on_top_stays)
{
	open_stage(&pane_data, "A");
	run("socketpair A B unix; for {set i 0} {$i < 100} {incr i} {send A \"n $i\"; recv B}");
	sees(11, 60, "n 99");
	press_kind(PRESS_HOME, 0, 0);
	sees(3, 60, "n 0");
	for (int i = 0; i < 50; i++)
		press_kind(PRESS_PAGE_DOWN, 0, 0), seen(3, 60);
	sees(3, 60, "n 50");
	run("send A later; recv B");
	sees(3, 60, "n 50");
	/* the same place, whatever form it has */
	keys("t");
	sees(3, 60, "n 50");
	run("for {set i 0} {$i < 480} {incr i} {send A \"again $i\"; recv B}");
	sees(3, 60, "n 69");
	press_kind(PRESS_HOME, 0, 0);
	sees(3, 60, "older ones have made way");
	press_kind(PRESS_END, 0, 0);
	sees(3, 60, "again 479");
	run("send A last");
	sees(3, 60, "last");
	press_kind(PRESS_UP, 0, 0);
	run("send A {one more}");
	sees_not(3, 60, "one more");
	keys("f");
	sees(3, 60, "one more");
	close_stage();
}
END_TEST

START_TEST(a_line_of_megabytes)
{
	open_stage(&pane_data, "A");
	run("socketpair A B unix; setsockopt A SO_SNDBUF 8000000; nonblock A; nonblock B;"
	    "set line [string repeat x 4000000]; send A $line");
	keys("t");
	sees(10, 80, "bytes are not kept here");
	run("while {![catch {recv B}]} {}");
	st.scene.selected = "B";
	sees(10, 80, "xxxxxxxx");
	close_stage();
}
END_TEST

START_TEST(a_file_that_is_sent)
{
	char path[] = "/tmp/test_pane_data.XXXXXX";
	int fd = mkstemp(path);
	char command[128];

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, "0123456789", 10), 10);
	open_stage(&pane_data, "A");
	st.session.allow_files = true;
	snprintf(command, sizeof(command), "socketpair A B unix; sendfile A %s; send A tail", path);
	run(command);
	sees(10, 60, "▶ sendfile  10 bytes at 0");
	sees(10, 60, "10 bytes are not kept here");
	sees(10, 60, "▶ send  4 bytes at 10");
	close_stage();
	close(fd);
	unlink(path);
}
END_TEST

START_TEST(a_direction_without_data_says_so)
{
	open_stage(&pane_data, "B");
	run("socketpair A B unix; send A hello; recv B");
	keys("b");
	sees(8, 60, "B has sent nothing yet.");
	sees(8, 60, "b shows more");
	keys("b");
	sees(8, 60, "5 bytes at 0");
	st.scene.selected = "A";
	sees(8, 60, "A has received nothing yet.");
	keys("b");
	sees(8, 60, "5 bytes at 0");
	close_stage();
}
END_TEST

START_TEST(any_size_and_bytes)
{
	open_stage(&pane_data, "A");
	any_size();
	run("socketpair A B unix; set all {}; for {set i 0} {$i < 256} {incr i} {append all [format %c "
	    "$i]};"
	    "send A $all; recv B; send B \"\\x1b\\]0;x\\x07\\xc3\"; recv A; send B "
	    "\"\\xa9\\r\\n\\n\\n\"; recv A");
	for (int i = 0; i < 12; i++) {
		keys(i & 1 ? "t" : "h");
		keys(i & 2 ? "b" : "f");
		st.scene.ascii = i & 4;
		st.scene.charset = i & 8 ? "gbk" : "utf-8";
		any_size();
	}
	close_stage();
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("pane_data");

	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, one_send_is_not_one_recv);
	tcase_add_test(tcase, one_send_is_several_segments);
	tcase_add_test(tcase, directions);
	tcase_add_test(tcase, datagrams_have_no_offset);
	tcase_add_test(tcase, text_in_a_charset);
	tcase_add_test(tcase, gbk_on_the_screen);
	tcase_add_test(tcase, what_is_on_top_stays);
	tcase_add_test(tcase, a_line_of_megabytes);
	tcase_add_test(tcase, a_file_that_is_sent);
	tcase_add_test(tcase, a_direction_without_data_says_so);
	tcase_add_test(tcase, any_size_and_bytes);
	return unit_run("pane_data", tcase);
}
