/*
 * The pane Errors: the last failure with its reason and what helps, and the table of errnos.
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
	pane = pane_errors.make();
}

static void close_pane(void)
{
	pane->ops->free(pane);
	stage_close(&st);
}

#define REFUSED "socket B tcp; bind B 127.0.0.1:0; socket C tcp; catch {connect C [getsockname B]}"

START_TEST(looks_at_a_refusal)
{
	open_pane(REFUSED, "C");
	stage_pane(&st, pane, 24, 80, "errors-refused-80");
	stage_pane(&st, pane, 20, 38, "errors-refused-38");
	stage_pane(&st, pane, 16, 130, "errors-refused-130");
	close_pane();
}
END_TEST

START_TEST(looks_at_the_table)
{
	struct bytes title = BYTES_INIT;

	open_pane("", "");
	pane->focused = true;
	panes_draw(&st, pane, 20, 80);
	for (const char *p = "econnref"; *p; p++)
		ck_assert(panes_press(&st, pane, PRESS_CHAR, (uint32_t)*p));
	ck_assert(panes_press(&st, pane, PRESS_CHAR, '\r'));
	stage_pane(&st, pane, 20, 80, "errors-table-80");
	pane->ops->add_title(pane, &title, &st.scene);
	ck_assert_uint_eq(title.len, 0);
	close_pane();
}
END_TEST

START_TEST(remedies_are_put)
{
	open_pane(REFUSED, "");
	pane->focused = true;
	panes_draw(&st, pane, 20, 80);
	ck_assert(panes_press(&st, pane, PRESS_CHAR, '\r'));
	ck_assert_str_eq(bytes_str(&st.asks.put), "listen B");
	ck_assert_int_eq(stage_do(&st, "listen B"), OUTCOME_OK);
	stage_look(&st);
	panes_draw(&st, pane, 20, 80);
	ck_assert(panes_press(&st, pane, PRESS_CHAR, '\r'));
	ck_assert_msg(!strncmp(bytes_str(&st.asks.put), "connect C 127.0.0.1:", 20), "%s",
	              bytes_str(&st.asks.put));
	close_pane();
}
END_TEST

/* What was said once holds for the same failure again; what the session has not said is the tables'. */
START_TEST(reasons_are_found)
{
	open_pane("socket C tcp; catch {recv C}; catch {recv C}", "C");
	panes_shows(&st, pane, 20, 100, "ENOTCONN (107): Transport endpoint is not connected");
	panes_shows(&st, pane, 20, 100, "why");
	ck_assert_int_eq(stage_do(&st, "catch {getaddrinfo nowhere.invalid 80}"), OUTCOME_OK);
	st.scene.selected = "";
	panes_shows(&st, pane, 20, 100, "EAI_");
	panes_shows(&st, pane, 20, 100, "look");
	panes_shows(&st, pane, 20, 100, "an address in numbers");
	close_pane();
}
END_TEST

START_TEST(letters_find_an_errno)
{
	open_pane("", "");
	pane->focused = true;
	panes_draw(&st, pane, 12, 80);
	panes_press(&st, pane, PRESS_CHAR, 'p');
	panes_press(&st, pane, PRESS_CHAR, 'i');
	panes_press(&st, pane, PRESS_CHAR, '\r');
	panes_shows(&st, pane, 12, 80, "SIGPIPE comes with this");
	/* another beginning */
	panes_press(&st, pane, PRESS_CHAR, 'z');
	panes_press(&st, pane, PRESS_CHAR, 0x7f);
	ck_assert(!panes_press(&st, pane, PRESS_CHAR, '!'));
	pane->ops->find(pane, "badf", 4, &st.scene);
	panes_shows(&st, pane, 12, 80, "EBADF");
	pane->ops->find(pane, "no such thing", 13, &st.scene);
	close_pane();
}
END_TEST

/* Names that come from elsewhere: a path of AF_UNIX. */
START_TEST(hostile_names_are_shown_as_escapes)
{
	struct bytes out = BYTES_INIT;

	open_pane("socket C unix; catch {connect C \"@\\x1b\\[2J\\u202e\\n\"}", "C");
	panes_text(&st, pane, 20, 80, &out);
	ck_assert_ptr_null(strchr(bytes_str(&out), '\033'));
	ck_assert_ptr_null(strstr(bytes_str(&out), "\342\200\256"));
	bytes_clear(&out);
	close_pane();
}
END_TEST

START_TEST(any_size_is_drawn)
{
	open_pane(REFUSED, "C");
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
	TCase *tcase = tcase_create("errors");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, looks_at_a_refusal);
	tcase_add_test(tcase, looks_at_the_table);
	tcase_add_test(tcase, remedies_are_put);
	tcase_add_test(tcase, reasons_are_found);
	tcase_add_test(tcase, letters_find_an_errno);
	tcase_add_test(tcase, hostile_names_are_shown_as_escapes);
	tcase_add_test(tcase, any_size_is_drawn);
	return unit_run("errors", tcase);
}
