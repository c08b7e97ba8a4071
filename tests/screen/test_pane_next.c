/*
 * The pane Next: every row of its table is brought about with real sockets, its command is done, and what it
 * said would happen has to have happened. And how the pane looks, and what its keys do.
 */
#include <unistd.h>

#include "../unit/unit.h"
#include "next_cases.h"
#include "session/verb.h"
#include "panes.h"
#include "tables/errnos.h"
#include "tables/explanations.h"
#include "tui/next.h"

enum { CASES = sizeof(next_cases) / sizeof(next_cases[0]), LIMIT = 60, NOBODY = 65534 };

static struct stage st;
static struct next_steps next;

/* The table -------------------------------------------------------------------------------------- */

static const struct next_row *row_of(const char *will)
{
	const struct next_row *row, *found = NULL;

	for (size_t i = 0; (row = next_row_at(i)); i++)
		if (!strcmp(row->will, will)) {
			ck_assert_msg(!found || !strcmp(found->command, row->command), "twice: %s", will);
			found = found ? found : row;
		}
	return found;
}

START_TEST(each_row_has_a_case)
{
	const struct next_row *row;

	for (size_t i = 0; (row = next_row_at(i)); i++) {
		size_t k = 0;

		while (k < CASES && strcmp(next_cases[k].will, row->will) != 0)
			k++;
		ck_assert_msg(k < CASES, "no case: %s", row->will);
	}
	for (size_t k = 0; k < CASES; k++)
		ck_assert_msg(row_of(next_cases[k].will), "no row: %s", next_cases[k].will);
}
END_TEST

/* The call a command makes: that of the last one of several, "accept" of "async accept L S". */
static size_t call_of(const char *command, const char **call)
{
	const char *last = strrchr(command, ';');

	*call = last ? last + 1 : command;
	*call += strspn(*call, " ");
	if (!strncmp(*call, "async ", 6))
		*call += 6;
	return strcspn(*call, " ");
}

/* Every errno that a row names is explained for its call. */
START_TEST(risks_are_explained)
{
	const struct next_row *row;
	char call[32];
	const char *at;
	size_t n;

	for (size_t i = 0; (row = next_row_at(i)); i++) {
		n = call_of(row->command, &at);
		snprintf(call, sizeof(call), "%.*s", (int)n, at);
		for (const char *p = row->risk ? row->risk : ""; *p; p += n) {
			const struct errno_row *e;

			n = strcspn(p, " ,");
			e = n > 2 && *p == 'E' ? errno_by_name(p, n) : NULL;
			n += strspn(p + n, " ,");
			if (e)
				ck_assert_msg(explanation_find(call, e->number, -1, -1) ||
				                  explanation_find(call, e->number, AF_INET, SOCK_STREAM) ||
				                  explanation_find(call, e->number, AF_UNIX, SOCK_DGRAM) ||
				                  explanation_find(call, e->number, AF_INET, SOCK_DGRAM),
				              "%s %s: not explained", call, e->name);
		}
		ck_assert_msg(!row->risk || strstr(row->risk, "E"), "%s", row->risk);
	}
}
END_TEST

START_TEST(words_are_short)
{
	const struct next_row *row;

	for (size_t i = 0; (row = next_row_at(i)); i++) {
		ck_assert_msg(strlen(row->will) <= 56, "%zu: %s", strlen(row->will), row->will);
		ck_assert_msg(row->will[strlen(row->will) - 1] != '.', "%s", row->will);
		ck_assert(row->subject);
	}
}
END_TEST

/* Rows are true ---------------------------------------------------------------------------------- */

/* PID becomes a number of this run's own: names in AF_UNIX are the machine's. */
static void add_text(struct bytes *out, const char *text)
{
	const char *mark;

	while ((mark = strstr(text, "PID"))) {
		bytes_add(out, text, (size_t)(mark - text));
		bytes_addf(out, "%ld", (long)getpid());
		text = mark + 3;
	}
	bytes_add_str(out, text);
}

static enum outcome run(const char *text, bool prompt)
{
	struct bytes whole = BYTES_INIT;
	const struct verb *v;
	enum outcome o;

	add_text(&whole, text);
	text = bytes_str(&whole);
	v = verb_find(text, strcspn(text, " ;"));
	/* as at the prompt, where a call that waits becomes a job */
	st.session.interactive = prompt;
	st.session.direct = v && v->prepare && !strpbrk(text, "[;");
	o = script_run_text(&st.session, text, whole.len, NULL);
	verb_land_jobs(&st.session);
	bytes_clear(&whole);
	return o;
}

static void choose(const char *selected)
{
	st.scene.selected = selected;
	stage_look(&st);
	board_read(&st.board);
	next_choose(&next, &st.scene);
	board_unlock(&st.board);
}

static const struct next_step *step_of(const struct next_row *row)
{
	for (size_t i = 0; i < next.count; i++)
		if (!strcmp(next.step[i].row->will, row->will))
			return &next.step[i];
	return NULL;
}

/* On a busy machine a call may take longer than the prompt is patient, and be a job: unless that is what is
 * looked at, its answer is waited for. */
static enum outcome wait_for(const struct next_case *c, enum outcome o)
{
	const struct bytes *result = &st.session.result.bytes;

	if (o != OUTCOME_OK || strncmp(bytes_str(result), "job", 3) != 0 ||
	    (c->after && strstr(c->after, "job1")) || strstr(row_of(c->will)->command, "async"))
		return o;
	return run("wait job1 -timeout 10s", false);
}

static void ck_done(const struct next_case *c, enum outcome o, const char *command)
{
	/* where the address is only an example the answer depends on the machine */
	if (!c->after) {
		ck_assert_msg(o != OUTCOME_REFUSED, "%s: %s", command,
		              bytes_str(&st.session.problem.message));
		return;
	}
	ck_assert_msg(o == (c->fails ? OUTCOME_CALL_FAILED : OUTCOME_OK), "%s: %s", command,
	              bytes_str(&st.session.problem.message));
	o = run(c->after, false);
	ck_assert_msg(o == OUTCOME_OK, "after %s: %s", command, bytes_str(&st.session.problem.message));
	ck_assert_msg(!st.session.checks_failed, "after %s: a check has failed: %s", command, c->after);
}

START_TEST(rows_do_what_they_say)
{
	const struct next_case *c = &next_cases[_i];
	const struct next_row *row = row_of(c->will);
	const struct next_step *step;
	struct bytes selected = BYTES_INIT, command = BYTES_INIT;
	enum outcome o;

	if (c->nobody && !geteuid())
		ck_assert_int_eq(setresuid(NOBODY, NOBODY, NOBODY), 0);
	stage_open(&st);
	add_text(&selected, c->selected);
	o = run(c->before, false);
	ck_assert_msg(o == OUTCOME_OK, "%s: %s", c->before, bytes_str(&st.session.problem.message));
	choose(bytes_str(&selected));
	step = step_of(row);
	ck_assert_msg(step, "not offered: %s", row->command);
	ck_assert_msg(text_columns(step->will.data, step->will.len) <= 45, "%s",
	              bytes_str(&step->will));
	bytes_add_str(&command, bytes_str(&step->command));
	o = wait_for(c, run(bytes_str(&command), true));
	ck_done(c, o, bytes_str(&command));
	bytes_clear(&selected);
	bytes_clear(&command);
	next_clear(&next);
	stage_close(&st);
}
END_TEST

/* The port the kernel still tells after a refusal is not the socket's. */
START_TEST(a_refused_socket_is_as_before)
{
	stage_open(&st);
	run(TCP_REFUSED "socket D tcp; bind D 127.0.0.1:0; catch {connect D [getsockname B]}", false);
	choose("C");
	ck_assert_uint_eq(next.situation.state, NEXT_FRESH);
	choose("D");
	ck_assert_uint_eq(next.situation.state, NEXT_BOUND);
	next_clear(&next);
	stage_close(&st);
}
END_TEST

/* A person who knows nothing but digits ------------------------------------------------------------- */

/* Presses a digit at the empty prompt, and Enter; what was made is selected, as the screen does it. */
static void press_digit(int digit, const char *selected)
{
	struct bytes command = BYTES_INIT;
	bool found;

	st.scene.selected = selected;
	stage_look(&st);
	board_read(&st.board);
	found = next_command(&st.scene, digit, &command);
	board_unlock(&st.board);
	ck_assert_msg(found, "no %d for \"%s\"", digit, selected);
	run(bytes_str(&command), true);
	bytes_clear(&command);
}

static void ck_state(const char *check)
{
	ck_assert_int_eq(run(check, false), OUTCOME_OK);
	ck_assert_msg(!st.session.checks_failed, "%s", check);
}

START_TEST(digits_lead_through_a_handshake)
{
	static const char *const selected[] = {"", "", "L", "L", "L", "C", "C", "C", "C", "L"};

	stage_open(&st);
	press_digit(2, selected[0]);
	for (int i = 1; i < 10; i++)
		press_digit(1, selected[i]);
	ck_state("check state C ESTABLISHED; check state S ESTABLISHED");
	stage_close(&st);
}
END_TEST

START_TEST(digits_lead_through_a_lost_syn)
{
	stage_open(&st);
	press_digit(3, "");
	press_digit(2, "C");
	ck_state("check {[dict get [lindex [wire list] 0] fate] eq {dropped}}");
	press_digit(1, "C");
	ck_state("check wire client > server SYN is retransmission");
	for (int i = 0; i < 3; i++)
		press_digit(1, "C");
	ck_state("check state C ESTABLISHED; check state L/1 ESTABLISHED");
	stage_close(&st);
}
END_TEST

START_TEST(digits_lead_out_of_a_refusal)
{
	stage_open(&st);
	press_digit(4, "");
	ck_state("check {[last_error C] eq {ECONNREFUSED}}");
	press_digit(1, "C");
	ck_state("check state B LISTEN");
	press_digit(1, "C");
	ck_state("check state C ESTABLISHED");
	stage_close(&st);
}
END_TEST

/* The pane --------------------------------------------------------------------------------------- */

static struct pane *pane;

static void open_pane(const char *before, const char *selected)
{
	stage_open(&st);
	ck_assert_int_eq(run(before, false), OUTCOME_OK);
	st.scene.selected = selected;
	stage_look(&st);
	pane = pane_next.make();
}

static void close_pane(void)
{
	pane->ops->free(pane);
	stage_close(&st);
}

START_TEST(looks_welcoming)
{
	open_pane("", "");
	stage_pane(&st, pane, 12, 78, "next-welcome-78");
	stage_pane(&st, pane, 4, 80, "next-welcome-80x4");
	stage_pane(&st, pane, 9, 38, "next-welcome-38");
	close_pane();
}
END_TEST

START_TEST(looks_at_a_held_segment)
{
	open_pane(LAB_SYN, "C");
	pane->focused = true;
	stage_pane(&st, pane, 14, 110, "next-held-110");
	stage_pane(&st, pane, 24, 38, "next-held-38");
	stage_pane(&st, pane, 8, 48, "next-held-48x8");
	stage_pane(&st, pane, 4, 38, "next-held-38x4");
	close_pane();
}
END_TEST

START_TEST(looks_at_a_connection)
{
	open_pane(LAB_PAIR "send S hello; check ready C rw- -within 2s", "C");
	stage_pane(&st, pane, 12, 80, "next-connected-80");
	close_pane();
}
END_TEST

START_TEST(looks_at_a_fresh_socket)
{
	open_pane(TCP_CLIENT, "C");
	stage_pane(&st, pane, 9, 96, "next-fresh-96");
	stage_pane(&st, pane, 4, 80, "next-fresh-80x4");
	close_pane();
}
END_TEST

START_TEST(any_size_is_drawn)
{
	open_pane(TCP_PAIR, "C");
	pane->focused = true;
	panes_draw_sizes(&st, pane);
	st.scene.ascii = true;
	st.scene.selected = "";
	panes_draw_sizes(&st, pane);
	st.scene.selected = "nobody";
	panes_draw_sizes(&st, pane);
	close_pane();
}
END_TEST

START_TEST(keys_put_commands)
{
	open_pane(TCP_CLIENT, "L");
	pane->focused = true;
	panes_draw(&st, pane, 10, 80);
	ck_assert(panes_press(&st, pane, PRESS_CHAR, '2'));
	ck_assert_str_eq(bytes_str(&st.asks.put), "async accept L S");
	ck_assert(!panes_press(&st, pane, PRESS_CHAR, '9'));
	ck_assert(panes_press(&st, pane, PRESS_DOWN, 0));
	ck_assert(panes_press(&st, pane, PRESS_DOWN, 0));
	ck_assert(panes_press(&st, pane, PRESS_CHAR, '\r'));
	ck_assert_str_eq(bytes_str(&st.asks.put), "check backlog L 0");
	ck_assert(panes_click(&st, pane, 1));
	ck_assert_str_eq(bytes_str(&st.asks.put), "async accept L S");
	ck_assert(!panes_press(&st, pane, PRESS_CHAR, 'x'));
	close_pane();
}
END_TEST

/* A name in AF_UNIX may hold anything: it ends up in no command. */
START_TEST(hostile_names_are_not_offered)
{
	open_pane("socket L unix; bind L \"@evil\\x1b\\[2J;exit.[pid]\"; listen L; socket C unix", "C");
	board_read(&st.board);
	next_choose(&next, &st.scene);
	board_unlock(&st.board);
	ck_assert_uint_gt(next.count, 0);
	for (size_t i = 0; i < next.count; i++)
		ck_assert_msg(!strstr(bytes_str(&next.step[i].command), "evil"), "%s",
		              bytes_str(&next.step[i].command));
	next_clear(&next);
	close_pane();
}
END_TEST

START_TEST(a_recording_offers_nothing)
{
	struct bytes out = BYTES_INIT;

	open_pane(TCP_PAIR, "C");
	st.scene.probes = NULL;
	panes_shows(&st, pane, 8, 60, "nothing can be called in a recording");
	ck_assert(!next_command(&st.scene, 1, &out));
	bytes_clear(&out);
	close_pane();
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("next");

	tcase_set_timeout(tcase, LIMIT);
	tcase_add_test(tcase, each_row_has_a_case);
	tcase_add_test(tcase, risks_are_explained);
	tcase_add_test(tcase, words_are_short);
	tcase_add_test(tcase, a_refused_socket_is_as_before);
	tcase_add_test(tcase, digits_lead_through_a_handshake);
	tcase_add_test(tcase, digits_lead_through_a_lost_syn);
	tcase_add_test(tcase, digits_lead_out_of_a_refusal);
	tcase_add_test(tcase, looks_welcoming);
	tcase_add_test(tcase, looks_at_a_held_segment);
	tcase_add_test(tcase, looks_at_a_connection);
	tcase_add_test(tcase, looks_at_a_fresh_socket);
	tcase_add_test(tcase, any_size_is_drawn);
	tcase_add_test(tcase, keys_put_commands);
	tcase_add_test(tcase, hostile_names_are_not_offered);
	tcase_add_test(tcase, a_recording_offers_nothing);
	tcase_add_loop_test(tcase, rows_do_what_they_say, 0, CASES);
	return unit_run("next", tcase);
}
