/*
 * The pane Options: values now, asked, of a new socket; filters; editing in place; a recording.
 */
#include "../unit/unit.h"
#include "panes.h"

static struct stage st;
static struct pane *pane;

static void open_pane(const char *before, const char *selected)
{
	stage_open(&st);
	ck_assert_int_eq(stage_do(&st, before), OUTCOME_OK);
	st.scene.selected = selected;
	stage_look(&st);
	pane = pane_options.make();
}

static void close_pane(void)
{
	pane->ops->free(pane);
	stage_close(&st);
}

/* Nothing of these depends on the machine. */
#define SET                                                                                        \
	"socket C tcp; setsockopt C TCP_DEFER_ACCEPT 10; setsockopt C TCP_NODELAY 1; setsockopt C "    \
	"SO_LINGER 1 5; setsockopt C SO_RCVTIMEO 1500ms; setsockopt C IP_TTL 9"

START_TEST(looks_at_what_has_changed)
{
	open_pane(SET, "C");
	pane->focused = true;
	panes_draw(&st, pane, 14, 80);
	ck_assert(panes_press(&st, pane, PRESS_CHAR, 'c'));
	stage_pane(&st, pane, 16, 80, "options-changed-80");
	stage_pane(&st, pane, 16, 140, "options-changed-140");
	stage_pane(&st, pane, 12, 38, "options-changed-38");
	stage_pane(&st, pane, 5, 56, "options-changed-56x5");
	close_pane();
}
END_TEST

START_TEST(filters_go_round)
{
	struct bytes title = BYTES_INIT;

	open_pane(SET, "C");
	panes_shows(&st, pane, 120, 80, "SO_TYPE");
	panes_press(&st, pane, PRESS_CHAR, 'f');
	pane->ops->add_title(pane, &title, &st.scene);
	ck_assert_str_eq(bytes_str(&title), "C: changed");
	bytes_clear(&title);
	panes_press(&st, pane, PRESS_CHAR, 'f');
	panes_shows(&st, pane, 120, 80, "SO_REUSEADDR");
	panes_press(&st, pane, PRESS_CHAR, 'f');
	panes_shows(&st, pane, 120, 80, "SO_TYPE");
	ck_assert(!panes_press(&st, pane, PRESS_CHAR, 'x'));
	close_pane();
}
END_TEST

START_TEST(a_value_is_edited_in_place)
{
	open_pane(SET, "C");
	pane->focused = true;
	panes_draw(&st, pane, 20, 80);
	panes_press(&st, pane, PRESS_CHAR, 'c');
	panes_draw(&st, pane, 20, 80);
	pane->ops->find(pane, "linger", 6, &st.scene);
	panes_draw(&st, pane, 20, 80);
	ck_assert(panes_press(&st, pane, PRESS_CHAR, '\r'));
	ck_assert(st.asks.editing);
	ck_assert_str_eq(bytes_str(&st.asks.edit), "1 5");
	ck_assert_str_eq(bytes_str(&st.asks.edit_command), "setsockopt C SO_LINGER");
	ck_assert_int_eq(st.asks.edit_row, 2);
	ck_assert_int_gt(st.asks.edit_cols, 8);
	ck_assert_int_eq(stage_do(&st, "setsockopt C SO_LINGER 0 0"), OUTCOME_OK);
	panes_shows(&st, pane, 20, 80, "0 0");
	close_pane();
}
END_TEST

START_TEST(what_cannot_be_set_is_not_edited)
{
	open_pane(SET, "C");
	panes_draw(&st, pane, 20, 80);
	pane->ops->find(pane, "so_type", 7, &st.scene);
	panes_draw(&st, pane, 20, 80);
	ck_assert(!panes_press(&st, pane, PRESS_CHAR, '\r'));
	ck_assert(!st.asks.editing);
	close_pane();
}
END_TEST

START_TEST(a_recording_has_what_was_set)
{
	open_pane(SET, "C");
	st.scene.probes = NULL;
	stage_pane(&st, pane, 12, 80, "options-recorded-80");
	ck_assert(!panes_press(&st, pane, PRESS_CHAR, '\r'));
	ck_assert_int_eq(stage_do(&st, "socket D tcp"), OUTCOME_OK);
	st.scene.selected = "D";
	panes_shows(&st, pane, 12, 80, "not recorded");
	close_pane();
}
END_TEST

START_TEST(what_has_no_options_says_so)
{
	open_pane("epoll_create1 E; socket U udp; close U", "E");
	panes_shows(&st, pane, 12, 80, "E has no options");
	st.scene.selected = "U";
	panes_shows(&st, pane, 12, 80, "U is closed: its options are gone with it");
	st.scene.selected = "not-yet";
	panes_shows(&st, pane, 12, 80, "there is no not-yet at this moment");
	st.scene.selected = "";
	panes_shows(&st, pane, 12, 80, "select a socket");
	close_pane();
}
END_TEST

START_TEST(another_socket_of_the_name_is_another)
{
	open_pane(SET, "C");
	panes_press(&st, pane, PRESS_CHAR, 'c');
	panes_shows(&st, pane, 12, 80, "SO_LINGER");
	ck_assert_int_eq(stage_do(&st, "close C; socket C udp"), OUTCOME_OK);
	stage_look(&st);
	panes_shows(&st, pane, 12, 80, "all options are as a new socket has them");
	close_pane();
}
END_TEST

START_TEST(any_size_is_drawn)
{
	open_pane(SET, "C");
	pane->focused = true;
	panes_draw_sizes(&st, pane);
	st.scene.ascii = true;
	st.scene.probes = NULL;
	panes_draw_sizes(&st, pane);
	close_pane();
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("options");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, looks_at_what_has_changed);
	tcase_add_test(tcase, filters_go_round);
	tcase_add_test(tcase, a_value_is_edited_in_place);
	tcase_add_test(tcase, what_cannot_be_set_is_not_edited);
	tcase_add_test(tcase, a_recording_has_what_was_set);
	tcase_add_test(tcase, what_has_no_options_says_so);
	tcase_add_test(tcase, another_socket_of_the_name_is_another);
	tcase_add_test(tcase, any_size_is_drawn);
	return unit_run("options", tcase);
}
