/*
 * The pane of the script: what is marked in each state, what it follows, what its keys ask for.
 */
#include "stage.h"

#include "../unit/unit.h"
#include "session/stepping.h"

static struct stage st;
static struct pane *pane;
static struct stepping_view view;

static const char handshake[] = "# A handshake, one segment at a time.\n"
                                "socketpair a b unix\n"
                                "\n"
                                "proc talk {s text} {\n"
                                "\tsend $s $text\n"
                                "\trecv b 100\n"
                                "}\n"
                                "\n"
                                "foreach word {one two three} {\n"
                                "\ttalk a $word\t;# said and heard\n"
                                "\tcheck {$word ne \"\"} -as \"a word that is long enough to go "
                                "over the edge of a narrow pane\"\n"
                                "}\n"
                                "send a {h\303\251llo \346\274\242\345\255\227 \033[31m}\n"
                                "connect a /nowhere\n"
                                "close a\n";

/* Shows where the script is now. */
static void look(void)
{
	if (st.scene.script)
		stepping_let_go(&view);
	st.scene.script = stepping_look(&st.session, &view) ? &view : NULL;
}

static void load(const char *text, size_t n)
{
	ck_assert_int_eq(stepping_load_text(&st.session, text, n, "examples/talk.tcl"), OUTCOME_OK);
	look();
}

static void open_stage(void)
{
	stage_open(&st);
	pane = pane_script.make();
}

static void close_stage(void)
{
	if (st.scene.script)
		stepping_let_go(&view);
	pane_script.free(pane);
	stage_close(&st);
}

static void step(enum stepping_how how, unsigned line)
{
	stepping_do(&st.session, how, line);
	look();
}

static void title(const char *text)
{
	struct bytes is = BYTES_INIT;

	pane_script.add_title(pane, &is, &st.scene);
	ck_assert_str_eq(bytes_str(&is), text);
	bytes_clear(&is);
}

static bool press(enum press_kind kind, uint32_t c)
{
	struct press p = {.kind = kind, .c = c};

	return pane_script.press(pane, &p, &st.scene);
}

static void asks(uint32_t key, const char *command)
{
	ck_assert(press(PRESS_CHAR, key));
	ck_assert_str_eq(bytes_str(&st.asks.run), command);
	bytes_reset(&st.asks.run);
}

START_TEST(ready_at_its_first_command)
{
	load(handshake, sizeof(handshake) - 1);
	stepping_break(&st.session, 10, true);
	title("talk.tcl 2/15 ready");
	stage_pane(&st, pane, 16, 80, "script-80");
	pane->focused = true;
	press(PRESS_DOWN, 0);
	stage_pane(&st, pane, 16, 110, "script-110");
}
END_TEST

START_TEST(a_command_of_several_lines)
{
	load(handshake, sizeof(handshake) - 1);
	stepping_break(&st.session, 2, true);
	step(STEPPING_UNTIL, 9);
	title("talk.tcl 9/15 ready");
	st.scene.ascii = true;
	stage_pane(&st, pane, 6, 40, "script-ascii");
	st.scene.ascii = false;
	stage_pane(&st, pane, 4, 38, "script-38");
}
END_TEST

/* A front end that looks when the script pauses, and gives the pause up. */
static void attend(struct session *s, bool (*ready)(void *closure), void *closure)
{
	(void)s;
	(void)ready;
	(void)closure;
	look();
	title("talk.tcl paused before send, line 5");
	stage_pane(&st, pane, 16, 60, "script-paused");
}

START_TEST(paused_before_a_call)
{
	load(handshake, sizeof(handshake) - 1);
	st.session.interactive = true;
	step(STEPPING_UNTIL, 9);
	st.session.attend = attend;
	step(STEPPING_STEP, 0);
	title("talk.tcl failed, line 9");
}
END_TEST

START_TEST(failed_and_over)
{
	load(handshake, sizeof(handshake) - 1);
	step(STEPPING_CONTINUE, 0);
	title("talk.tcl failed, line 14");
	stage_pane(&st, pane, 6, 60, "script-failed");
	step(STEPPING_CONTINUE, 0);
	title("talk.tcl over");
	stage_pane(&st, pane, 6, 60, "script-over");
}
END_TEST

START_TEST(without_a_script)
{
	title("");
	stage_pane(&st, pane, 8, 60, "script-none");
	ck_assert(!press(PRESS_CHAR, 's'));
	load("", 0);
	title("talk.tcl over");
	ck_assert(press(PRESS_CHAR, 'u'));
	ck_assert(press(PRESS_CHAR, 'b'));
	ck_assert_uint_eq(st.asks.run.len, 0);
}
END_TEST

static void draw(int rows, int cols)
{
	struct canvas canvas;
	struct area area;

	canvas_init(&canvas, rows, cols);
	area = canvas_area(&canvas);
	pane_script.draw(pane, &area, &st.scene);
	canvas_clear(&canvas);
}

START_TEST(keys_ask_for_steps)
{
	load(handshake, sizeof(handshake) - 1);
	draw(5, 40);
	asks('s', "step");
	asks('n', "next");
	asks('c', "continue");
	asks('u', "until 2");
	press(PRESS_DOWN, 0);
	press(PRESS_DOWN, 0);
	asks('b', "breakpoint 4");
	press(PRESS_END, 0);
	asks('b', "breakpoint 15");
	press(PRESS_HOME, 0);
	draw(5, 40);
	ck_assert(pane_script.press(pane, &(struct press){.kind = PRESS_CLICK, .row = 2, .col = 1},
	                            &st.scene));
	ck_assert_str_eq(bytes_str(&st.asks.run), "breakpoint 3");
	bytes_reset(&st.asks.run);
	ck_assert(pane_script.press(pane, &(struct press){.kind = PRESS_CLICK, .row = 4, .col = 20},
	                            &st.scene));
	asks('b', "breakpoint 5");
	ck_assert(!press(PRESS_CHAR, 'x'));
	ck_assert(!press(PRESS_LEFT, 0));
}
END_TEST

START_TEST(text_is_found)
{
	load(handshake, sizeof(handshake) - 1);
	draw(5, 40);
	pane_script.find(pane, "recv", 4, &st.scene);
	asks('b', "breakpoint 6");
	pane_script.find(pane, "recv", 4, &st.scene);
	asks('b', "breakpoint 6");
	pane_script.find(pane, "handshake", 9, &st.scene);
	asks('b', "breakpoint 1");
	pane_script.find(pane, "not there", 9, &st.scene);
	asks('b', "breakpoint 1");
}
END_TEST

START_TEST(any_size_and_any_text)
{
	struct bytes hostile = BYTES_INIT;

	for (int rows = 0; rows <= 5; rows++)
		for (int cols = 0; cols <= 12; cols++)
			draw(rows, cols);
	for (unsigned i = 1; i < 256; i++) {
		bytes_add_char(&hostile, (char)i);
		bytes_add_char(&hostile, (char)(i * 7));
		if (i % 9 == 0)
			bytes_add_char(&hostile, '\n');
	}
	for (size_t i = 0; i < hostile.len; i++)
		if (!hostile.data[i])
			hostile.data[i] = '\t';
	load(hostile.data, hostile.len);
	for (int rows = 0; rows <= 5; rows++)
		for (int cols = 0; cols <= 40; cols++)
			draw(rows, cols);
	bytes_reset(&hostile);
	for (int i = 0; i < 100000; i++)
		bytes_add_str(&hostile, "say \"one of many\"\n");
	load(hostile.data, hostile.len);
	step(STEPPING_UNTIL, 70000);
	stage_pane(&st, pane, 6, 40, "script-long");
	bytes_clear(&hostile);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("script pane");

	tcase_add_checked_fixture(t, open_stage, close_stage);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, ready_at_its_first_command);
	tcase_add_test(t, a_command_of_several_lines);
	tcase_add_test(t, paused_before_a_call);
	tcase_add_test(t, failed_and_over);
	tcase_add_test(t, without_a_script);
	tcase_add_test(t, keys_ask_for_steps);
	tcase_add_test(t, text_is_found);
	tcase_add_test(t, any_size_and_any_text);
	return unit_run("script pane", t);
}
