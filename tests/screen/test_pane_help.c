/*
 * The pane Help: what it is made of, and how one gets around in it.
 */
#include "../unit/unit.h"
#include "panes.h"
#include "session/verb.h"
#include "tui/keys.h"

static struct stage st;
static struct pane *pane;

static void open_pane(void)
{
	stage_open(&st);
	pane = pane_help.make();
	pane->focused = true;
	panes_draw(&st, pane, 20, 80);
}

static void close_pane(void)
{
	pane->ops->free(pane);
	stage_close(&st);
}

START_TEST(looks_helpful)
{
	open_pane();
	stage_pane(&st, pane, 17, 80, "help-80");
	close_pane();
}
END_TEST

/* How long the whole help is, and so where its bar is, depends on all tables: no picture of this. */
START_TEST(a_verb_is_told_in_full)
{
	open_pane();
	panes_press(&st, pane, PRESS_CHAR, 'v');
	panes_draw(&st, pane, 24, 80);
	panes_shows(&st, pane, 24, 80, " Verbs; Enter tells all of one");
	panes_press(&st, pane, PRESS_DOWN, 0);
	panes_press(&st, pane, PRESS_DOWN, 0);
	panes_press(&st, pane, PRESS_CHAR, '\r');
	panes_shows(&st, pane, 24, 80, "    socket ?NAME? KIND | DOMAIN TYPE ?PROTOCOL? ?-host HOST?");
	panes_shows(&st, pane, 24, 80, "      Make a socket.");
	panes_shows(&st, pane, 24, 80, "      see: man socket(2)");
	panes_shows(&st, pane, 24, 38, "      ?PROTOCOL? ?-host HOST?");
	panes_press(&st, pane, PRESS_CHAR, '\r');
	panes_shows(&st, pane, 24, 120, "socketpair NAME NAME2");
	close_pane();
}
END_TEST

START_TEST(every_verb_and_key_is_there)
{
	struct bytes out = BYTES_INIT;
	const struct key_row *key;
	const struct verb *v;

	open_pane();
	panes_text(&st, pane, 2000, 120, &out);
	for (size_t i = 0; (key = keys_at(i)); i++) {
		ck_assert_msg(strstr(bytes_str(&out), key->name), "%s", key->name);
		ck_assert_msg(strstr(bytes_str(&out), key->note), "%s", key->note);
	}
	for (size_t i = 0; (v = verb_at(i)); i++)
		ck_assert_msg(strstr(bytes_str(&out), v->name), "%s", v->name);
	bytes_clear(&out);
	close_pane();
}
END_TEST

START_TEST(ways_in_are_put)
{
	open_pane();
	pane->ops->find(pane, "lab start client", 16, &st.scene);
	ck_assert(panes_press(&st, pane, PRESS_CHAR, '\r'));
	ck_assert_str_eq(bytes_str(&st.asks.put), "lab start client server");
	ck_assert(!panes_press(&st, pane, PRESS_CHAR, 'x'));
	close_pane();
}
END_TEST

START_TEST(any_size_is_drawn)
{
	open_pane();
	panes_draw_sizes(&st, pane);
	st.scene.ascii = true;
	panes_draw_sizes(&st, pane);
	close_pane();
}
END_TEST

START_TEST(ascii_is_ascii)
{
	struct bytes out = BYTES_INIT;

	open_pane();
	st.scene.ascii = true;
	panes_text(&st, pane, 2000, 100, &out);
	for (size_t i = 0; i < out.len; i++)
		ck_assert_int_ge(out.data[i], 0);
	ck_assert_ptr_null(strstr(bytes_str(&out), "\\x"));
	bytes_clear(&out);
	close_pane();
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("help");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, looks_helpful);
	tcase_add_test(tcase, a_verb_is_told_in_full);
	tcase_add_test(tcase, every_verb_and_key_is_there);
	tcase_add_test(tcase, ways_in_are_put);
	tcase_add_test(tcase, any_size_is_drawn);
	tcase_add_test(tcase, ascii_is_ascii);
	return unit_run("help", tcase);
}
