/*
 * The TCP pane. Numbers differ in each run, so the goldens are of a struct tcp_info made here; the others
 * see that real ones get there.
 */
#include <linux/tcp.h>

#include "stage.h"

#include "../unit/unit.h"
#include "tables/tcp_info_fields.h"
#include "tables/tcp_info_words.h"

static struct stage st;
static struct pane *pane;

static void open_stage(void)
{
	stage_open(&st);
	pane = pane_tcp.make();
}

static void close_stage(void)
{
	pane_tcp.free(pane);
	stage_close(&st);
}

/* A connection; C is selected and asked about. */
static void connect_two(void)
{
	stage_do(&st, "socket L tcp; bind L 127.0.0.1:0; listen L 5; socket C tcp\n"
	              "connect C [getsockname L]; accept L S; send C hello");
	st.scene.selected = "C";
	stage_look(&st);
}

static struct probe *probe_of(const char *name)
{
	return (struct probe *)probes_find(&st.probes, name);
}

/* Puts a struct of known numbers in place of what the kernel said of C. */
static void set_info(void)
{
	static const struct tcp_info info = {
	    .tcpi_state = 1,
	    .tcpi_ca_state = TCP_CA_Recovery,
	    .tcpi_options = TCPI_OPT_SACK | TCPI_OPT_TIMESTAMPS | TCPI_OPT_WSCALE,
	    .tcpi_snd_wscale = 7,
	    .tcpi_rcv_wscale = 10,
	    .tcpi_rto = 204000,
	    .tcpi_ato = 40000,
	    .tcpi_snd_mss = 1448,
	    .tcpi_rcv_mss = 536,
	    .tcpi_unacked = 12,
	    .tcpi_sacked = 3,
	    .tcpi_lost = 1,
	    .tcpi_retrans = 1,
	    .tcpi_last_data_sent = 4,
	    .tcpi_last_data_recv = 61000,
	    .tcpi_last_ack_recv = 4,
	    .tcpi_pmtu = 1500,
	    .tcpi_rcv_ssthresh = 64076,
	    .tcpi_rtt = 12345,
	    .tcpi_rttvar = 678,
	    .tcpi_snd_ssthresh = 0x7fffffff,
	    .tcpi_snd_cwnd = 10,
	    .tcpi_advmss = 1460,
	    .tcpi_reordering = 3,
	    .tcpi_rcv_space = 14600,
	    .tcpi_total_retrans = 2,
	    .tcpi_pacing_rate = 23456789,
	    .tcpi_max_pacing_rate = UINT64_MAX,
	    .tcpi_bytes_acked = 1449,
	    .tcpi_bytes_received = 9,
	    .tcpi_segs_out = 14,
	    .tcpi_segs_in = 5,
	    .tcpi_min_rtt = UINT32_MAX,
	    .tcpi_data_segs_in = 1,
	    .tcpi_data_segs_out = 13,
	    .tcpi_delivery_rate = 987,
	    .tcpi_delivery_rate_app_limited = 1,
	    .tcpi_busy_time = 20000,
	    .tcpi_delivered = 3,
	    .tcpi_bytes_sent = 18824,
	    .tcpi_bytes_retrans = 1448,
	    .tcpi_snd_wnd = 65536,
	};
	struct probe *probe = probe_of("C");

	memcpy(probe->tcp_info, &info, sizeof(info));
	probe->tcp_info_len = sizeof(info);
	stage_do(&st, "setsockopt C TCP_CONGESTION reno");
}

static void press(enum press_kind kind)
{
	struct press p = {.kind = kind};

	board_read(&st.board);
	pane_tcp.press(pane, &p, &st.scene);
	board_unlock(&st.board);
}

START_TEST(numbers_in_words)
{
	connect_two();
	set_info();
	stage_pane(&st, pane, 68, 80, "tcp-80");
	stage_pane(&st, pane, 20, 120, "tcp-120");
	pane->focused = true;
	press(PRESS_DOWN);
	stage_pane(&st, pane, 12, 40, "tcp-40");
	pane_tcp.find(pane, "path MTU", 8, &st.scene);
	st.scene.ascii = true;
	stage_pane(&st, pane, 9, 60, "tcp-ascii");
}
END_TEST

/* Draws and answers whether that text is there. */
static bool shows(int rows, int cols, const char *text)
{
	struct bytes dump = BYTES_INIT;
	struct canvas canvas;
	struct area area;
	bool is;

	canvas_init(&canvas, rows, cols);
	area = canvas_area(&canvas);
	board_read(&st.board);
	pane_tcp.draw(pane, &area, &st.scene);
	board_unlock(&st.board);
	canvas_dump(&dump, &canvas);
	is = strstr(bytes_str(&dump), text);
	if (!is)
		fprintf(stderr, "no \"%s\" in:\n%s", text, bytes_str(&dump));
	bytes_clear(&dump);
	canvas_clear(&canvas);
	return is;
}

START_TEST(real_numbers_get_there)
{
	connect_two();
	ck_assert(shows(70, 100, "C  tcp  ESTABLISHED  the handshake is done"));
	ck_assert(shows(70, 100, "acknowledged"));
	ck_assert(shows(70, 100, "SACK, timestamps"));
	ck_assert(shows(70, 100, "algorithm"));
	st.scene.selected = "L";
	stage_look(&st);
	ck_assert(shows(70, 100, "5 at most"));
}
END_TEST

START_TEST(others_say_what_there_is)
{
	stage_do(&st, "socketpair X Y; send X hello; epoll_create1 E; socket G tcp; close G");
	st.scene.selected = "Y";
	stage_look(&st);
	stage_pane(&st, pane, 10, 80, "tcp-other");
	st.scene.selected = "E";
	stage_look(&st);
	ck_assert(shows(10, 80, "epoll"));
	st.scene.selected = "G";
	ck_assert(shows(10, 80, "closed"));
	st.scene.selected = "Y";
	st.scene.probes = NULL;
	ck_assert(shows(10, 80, "not recorded"));
	st.scene.selected = "";
	ck_assert(shows(10, 80, "No socket is chosen"));
}
END_TEST

START_TEST(any_size)
{
	connect_two();
	pane->focused = true;
	for (int rows = 0; rows < 8; rows++)
		for (int cols = 0; cols < 70; cols++) {
			struct canvas canvas;
			struct area area;

			canvas_init(&canvas, rows, cols);
			area = canvas_area(&canvas);
			board_read(&st.board);
			pane_tcp.draw(pane, &area, &st.scene);
			board_unlock(&st.board);
			press(PRESS_PAGE_DOWN);
			canvas_clear(&canvas);
		}
}
END_TEST

/* What is kept for old programs only, and what is told together. */
static bool is_left_out(const char *field)
{
	static const char *const names[] = {
	    "state",   "options",       "snd_wscale",          "rcv_wscale",
	    "fackets", "last_ack_sent", "fastopen_client_fail"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], field))
			return true;
	return false;
}

START_TEST(each_member_has_words)
{
	for (const struct option_field *f = tcp_info_fields; f->name; f++)
		ck_assert_msg(is_left_out(f->name) || tcp_info_words_of(f->name), "%s", f->name);
	for (size_t i = 0; tcp_info_words_at(i); i++) {
		const struct tcp_info_words *w = tcp_info_words_at(i);
		uint64_t value;
		char room[sizeof(struct tcp_info)] = {0};

		ck_assert_msg(tcp_info_number(tcp_info_field(w->field), room, sizeof(room), &value), "%s",
		              w->field);
		ck_assert_msg(strlen(w->about) <= 41, "%s", w->about);
		ck_assert_msg(strlen(w->label) <= 14, "%s", w->label);
	}
}
END_TEST

START_TEST(a_kernel_that_knows_less)
{
	connect_two();
	probe_of("C")->tcp_info_len = 104; /* of Linux 2.6 */
	ck_assert(shows(70, 100, "RTT"));
	probe_of("C")->tcp_info_len = 1;
	ck_assert(shows(70, 100, "ESTABLISHED"));
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("pane_tcp");

	tcase_add_checked_fixture(tcase, open_stage, close_stage);
	tcase_add_test(tcase, numbers_in_words);
	tcase_add_test(tcase, real_numbers_get_there);
	tcase_add_test(tcase, others_say_what_there_is);
	tcase_add_test(tcase, any_size);
	tcase_add_test(tcase, each_member_has_words);
	tcase_add_test(tcase, a_kernel_that_knows_less);
	return unit_run("pane_tcp", tcase);
}
