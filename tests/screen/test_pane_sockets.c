/*
 * The sockets pane: which rows and columns there are at which size, and what its keys ask for.
 */
#include "stage.h"

#include "../unit/unit.h"
#include "tui/pane_sockets.h"

static struct stage st;
static struct pane *pane;

static void open_stage(void)
{
	stage_open(&st);
	pane = pane_sockets.make();
	st.scene.now = clock_monotonic(&st.session.engine.clock);
}

static void close_stage(void)
{
	pane_sockets.free(pane);
	stage_close(&st);
}

/* Pending calls began so long ago. */
static void wait_for(int64_t ns)
{
	board_read(&st.board);
	for (size_t i = 0; i < st.board.calls.count; i++)
		st.scene.now = ((struct board_call *)st.board.calls.item[i])->begin + ns;
	board_unlock(&st.board);
}

static bool press(enum press_kind kind, uint32_t c)
{
	struct press p = {.kind = kind, .c = c, .row = (int)c};
	bool taken;

	board_read(&st.board);
	taken = pane_sockets.press(pane, &p, &st.scene);
	board_unlock(&st.board);
	return taken;
}

static void draw(int rows, int cols)
{
	struct canvas canvas;
	struct area area;

	canvas_init(&canvas, rows, cols);
	area = canvas_area(&canvas);
	board_read(&st.board);
	pane_sockets.draw(pane, &area, &st.scene);
	board_unlock(&st.board);
	canvas_clear(&canvas);
}

static void of_all_kinds(void)
{
	stage_do(&st, "socket web tcp; bind web 127.0.0.1:0; listen web 5; socket C tcp\n"
	              "connect C [getsockname web]; accept web conn; send C {hello world}\n"
	              "socketpair X Y unix-dgram; epoll_create1 E; socket D udp; nonblock D\n"
	              "close Y; async accept web next; async accept web other; async recv C 100\n");
	stage_look(&st);
	wait_for(2140 * CLOCK_MS);
}

START_TEST(wide_and_narrow)
{
	of_all_kinds();
	st.scene.selected = "conn";
	stage_look(&st);
	stage_pane(&st, pane, 12, 140, "sockets-140");
	stage_pane(&st, pane, 12, 100, "sockets-100");
	stage_pane(&st, pane, 10, 60, "sockets-60");
	stage_pane(&st, pane, 5, 38, "sockets-38");
	st.scene.ascii = true;
	stage_pane(&st, pane, 10, 80, "sockets-ascii");
}
END_TEST

START_TEST(in_the_lab)
{
	stage_do(&st,
	         "lab start; socket -host server L tcp; bind L server:80; listen L 5\n"
	         "socket -host client C tcp; socket -host client D tcp; wire hold\n"
	         "async connect C server:80; wire step; async connect D server:80; wire step #3\n");
	st.scene.selected = "C";
	stage_look(&st);
	wait_for(100 * CLOCK_MS);
	stage_pane(&st, pane, 8, 100, "sockets-lab");
	stage_pane(&st, pane, 8, 38, "sockets-lab-38");
}
END_TEST

/* As probed, and as told: the interface is the one of the socket's host. */
START_TEST(on_a_link_of_the_lab)
{
	stage_do(&st, "lab start client server; socket -host server L tcp6\n"
	              "lab sysctl server net.ipv6.conf.eth0.addr_gen_mode 0\n"
	              "setsockopt L IPV6_FREEBIND 1; bind L {[fe80::ff:fe00:2%eth0]:80}; listen L\n");
	st.scene.selected = "L";
	stage_look(&st);
	stage_pane(&st, pane, 6, 140, "sockets-link");
	st.scene.probes = NULL;
	stage_pane(&st, pane, 6, 140, "sockets-link-told");
}
END_TEST

START_TEST(as_recorded)
{
	of_all_kinds();
	st.scene.probes = NULL;
	stage_pane(&st, pane, 12, 100, "sockets-recorded");
}
END_TEST

START_TEST(none)
{
	stage_pane(&st, pane, 6, 44, "sockets-none");
}
END_TEST

START_TEST(keys_ask)
{
	of_all_kinds();
	draw(12, 100);
	ck_assert(press(PRESS_DOWN, 0));
	ck_assert_str_eq(bytes_str(&st.asks.select), "C");
	st.scene.selected = "C";
	ck_assert(press(PRESS_CHAR, 'x'));
	ck_assert_str_eq(bytes_str(&st.asks.put), "close C");
	ck_assert(press(PRESS_CHAR, 'm'));
	ck_assert_str_eq(bytes_str(&st.asks.put), "nonblock C");
	ck_assert(!press(PRESS_CHAR, 'q'));
	ck_assert(press(PRESS_CHAR, 'i'));
	ck_assert_str_eq(bytes_str(&st.asks.run), "interrupt job3");
	st.scene.selected = "conn";
	draw(12, 100);
	ck_assert(!press(PRESS_CHAR, 'i'));
	st.scene.selected = "web";
	draw(12, 100);
	ck_assert(press(PRESS_CHAR, 'r'));
	ck_assert_str_eq(bytes_str(&st.asks.put), "accept web ");
	ck_assert(press(PRESS_CHAR, 'i'));
	ck_assert_str_eq(bytes_str(&st.asks.run), "interrupt job1");
	ck_assert(press(PRESS_CLICK, 3));
	ck_assert_str_eq(bytes_str(&st.asks.select), "conn");
	pane_sockets.find(pane, "E", 1, &st.scene);
	ck_assert_str_eq(bytes_str(&st.asks.select), "E");
}
END_TEST

START_TEST(what_is_in_sight_is_asked_about)
{
	const char *names[64];
	char text[64];

	for (int i = 0; i < 50; i++) {
		snprintf(text, sizeof(text), "socket s%d udp", i);
		stage_do(&st, text);
	}
	draw(11, 80);
	ck_assert_uint_eq(pane_sockets_visible(pane, names, 64), 10);
	ck_assert_str_eq(names[9], "s9");
	press(PRESS_END, 0);
	draw(11, 80);
	ck_assert_uint_eq(pane_sockets_visible(pane, names, 64), 10);
	ck_assert_str_eq(names[9], "s49");
	ck_assert_int_eq(pane->again_at, 0);
	stage_do(&st, "async recv s49 1");
	draw(11, 80);
	ck_assert_int_gt(pane->again_at, st.scene.now);
}
END_TEST

START_TEST(any_size)
{
	of_all_kinds();
	for (int rows = 0; rows < 6; rows++)
		for (int cols = 0; cols < 60; cols++) {
			draw(rows, cols);
			press(PRESS_DOWN, 0);
			press(PRESS_CLICK, (uint32_t)rows);
		}
}
END_TEST

START_TEST(hostile_paths)
{
	stage_do(&st,
	         "socket U unix; bind U \"@\\x1b\\[2J\\xe2\\x80\\xaeevil\"; socketpair A B; close B");
	st.scene.selected = "U";
	stage_look(&st);
	stage_pane(&st, pane, 5, 120, "sockets-hostile");
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("pane_sockets");

	tcase_add_checked_fixture(tcase, open_stage, close_stage);
	tcase_add_test(tcase, wide_and_narrow);
	tcase_add_test(tcase, in_the_lab);
	tcase_add_test(tcase, on_a_link_of_the_lab);
	tcase_add_test(tcase, as_recorded);
	tcase_add_test(tcase, none);
	tcase_add_test(tcase, keys_ask);
	tcase_add_test(tcase, what_is_in_sight_is_asked_about);
	tcase_add_test(tcase, any_size);
	tcase_add_test(tcase, hostile_paths);
	return unit_run("pane_sockets", tcase);
}
