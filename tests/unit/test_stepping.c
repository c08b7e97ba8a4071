/*
 * Going through a script by hand: where each kind of step stops, breakpoints, failures, and commands typed in
 * between.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "front.h"

static void load(const char *text)
{
	front_open();
	ck_assert_int_eq(stepping_load_text(&front.session, text, strlen(text), "t.tcl"), OUTCOME_OK);
}

/* Where it is, as words. */
static void at(const char *words)
{
	static const char *const states[] = {
	    [STEPPING_READY] = "ready",   [STEPPING_RUNNING] = "running", [STEPPING_PAUSED] = "paused",
	    [STEPPING_FAILED] = "failed", [STEPPING_OVER] = "over",
	};
	struct stepping_view v;
	char is[128];
	int n;

	ck_assert(stepping_look(&front.session, &v));
	n = snprintf(is, sizeof(is), "%s %u", states[v.state], v.line);
	if (v.last_line != v.line)
		n += snprintf(is + n, sizeof(is) - (size_t)n, "-%u", v.last_line);
	if (v.verb)
		n += snprintf(is + n, sizeof(is) - (size_t)n, " %s", v.verb);
	if (v.other[0])
		snprintf(is + n, sizeof(is) - (size_t)n, " %s:%u", v.other, v.other_line);
	stepping_let_go(&v);
	ck_assert_str_eq(is, words);
}

/* What comes from attending: where it paused, and the steps to take from there. */
static struct {
	const char *at;
	enum stepping_how how;
	unsigned line;
} plan[32];
static unsigned planned, taken;

static void then(const char *where, enum stepping_how how, unsigned line)
{
	plan[planned].at = where;
	plan[planned].how = how;
	plan[planned++].line = line;
}

static void follow(void)
{
	struct stepping_view v;
	bool paused;

	ck_assert(stepping_look(&front.session, &v));
	paused = v.state == STEPPING_PAUSED;
	stepping_let_go(&v);
	if (!paused)
		return;
	ck_assert_uint_lt(taken, planned);
	at(plan[taken].at);
	ck_assert_int_eq(stepping_ask(&front.session, plan[taken].how, plan[taken].line), OUTCOME_OK);
	taken++;
	sem_post(&front.news);
}

static enum outcome step(enum stepping_how how, unsigned line)
{
	front.idle = follow;
	return stepping_do(&front.session, how, line);
}

static void steps(enum stepping_how how, unsigned line)
{
	enum outcome o = step(how, line);

	ck_assert_msg(o == OUTCOME_OK, "%s", bytes_str(&front.session.problem.message));
	ck_assert_uint_eq(taken, planned);
}

START_TEST(commands_one_by_one)
{
	load("# a pair\nsocketpair a b unix\n\nsend a hello; recv b\nset x 1\n# the end\n");
	at("ready 2");
	steps(STEPPING_STEP, 0);
	at("ready 4");
	front_told("socketpair(AF_UNIX, SOCK_STREAM, 0, [a, b]) = 0\n");
	steps(STEPPING_STEP, 0);
	at("ready 4");
	steps(STEPPING_NEXT, 0);
	at("ready 5");
	steps(STEPPING_STEP, 0);
	at("over 5");
	front_value("x", "1");
	front_told("send(a, \"hello\", 5, 0) = 5\nrecv(b, \"hello\", 65536, 0) = 5\n");
	ck_assert_int_eq(stepping_ask(&front.session, STEPPING_STEP, 0), OUTCOME_REFUSED);
	ck_assert_str_eq(bytes_str(&front.session.problem.message), "step: the script is over");
	front_close();
}
END_TEST

static const char loop[] = "socketpair a b unix\n"
                           "foreach i {1 2} {\n"
                           "\tsend a $i\n"
                           "\tset n [string length \\\n"
                           "\t\t[recv b]]\n"
                           "}\n"
                           "close a\n";

START_TEST(a_step_goes_into_loops)
{
	load(loop);
	steps(STEPPING_NEXT, 0);
	at("ready 2-6");
	then("paused 3 send", STEPPING_STEP, 0);
	then("paused 5 recv", STEPPING_STEP, 0);
	then("paused 3 send", STEPPING_STEP, 0);
	then("paused 5 recv", STEPPING_STEP, 0);
	steps(STEPPING_STEP, 0);
	at("ready 7");
	front_close();
}
END_TEST

START_TEST(next_finishes_a_command)
{
	load(loop);
	steps(STEPPING_NEXT, 0);
	then("paused 3 send", STEPPING_NEXT, 0);
	steps(STEPPING_STEP, 0);
	at("ready 7");
	front_close();
}
END_TEST

/* What one command came to is told, of many nothing. */
START_TEST(the_result_is_that_of_one_command)
{
	load("set x 4711\nset y 1\nset z 2\n");
	steps(STEPPING_NEXT, 0);
	ck_assert_uint_eq(front.session.result.bytes.len, 4);
	steps(STEPPING_CONTINUE, 0);
	ck_assert_uint_eq(front.session.result.bytes.len, 0);
	front_close();
}
END_TEST

START_TEST(continue_goes_to_the_end)
{
	load(loop);
	steps(STEPPING_CONTINUE, 0);
	at("over 7");
	front_close();
	load(loop);
	steps(STEPPING_NEXT, 0);
	then("paused 3 send", STEPPING_CONTINUE, 0);
	steps(STEPPING_STEP, 0);
	at("over 7");
	front_close();
}
END_TEST

START_TEST(breakpoints_stop)
{
	load(loop);
	ck_assert_int_eq(stepping_break(&front.session, 2, true), OUTCOME_OK);
	ck_assert_int_eq(stepping_break(&front.session, 4, true), OUTCOME_OK);
	steps(STEPPING_CONTINUE, 0);
	at("ready 2-6");
	then("paused 5 recv", STEPPING_CONTINUE, 0);
	then("paused 5 recv", STEPPING_CONTINUE, 0);
	steps(STEPPING_CONTINUE, 0);
	at("over 7");
	front_close();
}
END_TEST

START_TEST(a_breakpoint_stops_next_as_well)
{
	load(loop);
	ck_assert_int_eq(stepping_break(&front.session, 3, true), OUTCOME_OK);
	steps(STEPPING_NEXT, 0);
	then("paused 3 send", STEPPING_NEXT, 0);
	then("paused 3 send", STEPPING_NEXT, 0);
	steps(STEPPING_NEXT, 0);
	at("ready 7");
	ck_assert_int_eq(stepping_break(&front.session, 0, true), OUTCOME_REFUSED);
	ck_assert_int_eq(stepping_break(&front.session, 8, true), OUTCOME_REFUSED);
	ck_assert_str_eq(bytes_str(&front.session.problem.message),
	                 "breakpoint: there is no line 8: expected 1 to 7");
	front_close();
}
END_TEST

START_TEST(until_goes_to_a_line)
{
	load(loop);
	steps(STEPPING_UNTIL, 2);
	at("ready 2-6");
	then("paused 5 recv", STEPPING_UNTIL, 7);
	steps(STEPPING_UNTIL, 4);
	at("ready 7");
	front_close();
}
END_TEST

static const char procs[] = "proc talk {s text} {\n"
                            "\tsend $s $text\n"
                            "\tuplevel 1 {\n"
                            "\t\tset got [recv b]\n"
                            "\t}\n"
                            "}\n"
                            "socketpair a b unix\n"
                            "foreach i {1 2} {\n"
                            "\ttalk a $i\n"
                            "}\n"
                            "try {\n"
                            "\tsend a x\n"
                            "} on error {} {}\n"
                            "check errno EPIPE {\n"
                            "\tclose b\n"
                            "\tsend a x\n"
                            "}\n";

START_TEST(lines_in_procedures_and_bodies)
{
	load(procs);
	at("ready 1-6");
	steps(STEPPING_STEP, 0);
	steps(STEPPING_STEP, 0);
	at("ready 8-10");
	then("paused 2 send", STEPPING_STEP, 0);
	then("paused 4 recv", STEPPING_STEP, 0);
	then("paused 2 send", STEPPING_NEXT, 0);
	steps(STEPPING_STEP, 0);
	at("ready 11-13");
	then("paused 12 send", STEPPING_STEP, 0);
	steps(STEPPING_STEP, 0);
	at("ready 14-17");
	then("paused 15 close", STEPPING_STEP, 0);
	then("paused 16 send", STEPPING_STEP, 0);
	steps(STEPPING_STEP, 0);
	at("over 14-17");
	front_close();
}
END_TEST

START_TEST(breakpoints_on_what_is_called)
{
	load(procs);
	ck_assert_int_eq(stepping_break(&front.session, 9, true), OUTCOME_OK);
	ck_assert_int_eq(stepping_break(&front.session, 2, true), OUTCOME_OK);
	then("paused 2 send", STEPPING_CONTINUE, 0);
	then("paused 2 send", STEPPING_UNTIL, 15);
	then("paused 15 close", STEPPING_CONTINUE, 0);
	steps(STEPPING_CONTINUE, 0);
	at("over 14-17");
	front_close();

	taken = planned = 0;
	load(procs);
	ck_assert_int_eq(stepping_break(&front.session, 9, true), OUTCOME_OK);
	then("paused 2 send", STEPPING_CONTINUE, 0);
	steps(STEPPING_CONTINUE, 0);
	at("over 14-17");
	front_close();
}
END_TEST

START_TEST(one_line_is_one_call_at_a_time)
{
	load("socketpair a b unix; send a abc\nforeach i {1 2 3} {recv b 1}\n");
	steps(STEPPING_STEP, 0);
	steps(STEPPING_STEP, 0);
	at("ready 2");
	then("paused 2 recv", STEPPING_STEP, 0);
	then("paused 2 recv", STEPPING_STEP, 0);
	steps(STEPPING_STEP, 0);
	at("over 2");
	front_close();
}
END_TEST

START_TEST(includes_are_gone_into)
{
	char folder[] = "/tmp/stepping-XXXXXX", path[64];
	FILE *f;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/inner.tcl", folder);
	f = fopen(path, "w");
	fputs("# inner\nsend a hello\nproc late {} {\n\trecv b\n}\n", f);
	fclose(f);
	load("socketpair a b unix\nset x 1\ninclude inner.tcl\nlate\n");
	front.session.folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	steps(STEPPING_UNTIL, 3);
	at("ready 3");
	then("paused 3 send inner.tcl:2", STEPPING_STEP, 0);
	steps(STEPPING_STEP, 0);
	at("ready 4");
	then("paused 4 recv inner.tcl:4", STEPPING_STEP, 0);
	steps(STEPPING_STEP, 0);
	at("over 4");
	front_close();
	unlink(path);
	rmdir(folder);
}
END_TEST

START_TEST(a_failure_is_gone_past)
{
	load("recv nobody\nset x {\n1}}\nset y 1\nforeach i 1 {\n\terror oops\n}\nset z 1\n");
	ck_assert_int_eq(step(STEPPING_CONTINUE, 0), OUTCOME_REFUSED);
	ck_assert_str_eq(bytes_str(&front.session.problem.message),
	                 "t.tcl:1: recv: \"nobody\" is not a socket of this session");
	at("failed 1");
	ck_assert_int_eq(step(STEPPING_CONTINUE, 0), OUTCOME_REFUSED);
	ck_assert_str_eq(bytes_str(&front.session.problem.message),
	                 "t.tcl:2: extra characters after close-brace");
	at("failed 2");
	/* what is left of it is no command either */
	ck_assert_int_eq(step(STEPPING_CONTINUE, 0), OUTCOME_REFUSED);
	at("failed 3");
	ck_assert_int_eq(step(STEPPING_CONTINUE, 0), OUTCOME_REFUSED);
	ck_assert_str_eq(bytes_str(&front.session.problem.message), "t.tcl:6: oops");
	at("failed 5-7");
	steps(STEPPING_STEP, 0);
	at("over 8");
	front_value("y", "1");
	front_value("z", "1");
	front_close();
}
END_TEST

START_TEST(a_call_that_fails)
{
	load("socket a tcp\nlisten a\nconnect a [getsockname a]\n");
	ck_assert_int_eq(step(STEPPING_CONTINUE, 0), OUTCOME_CALL_FAILED);
	ck_assert_str_eq(bytes_str(&front.session.problem.message),
	                 "t.tcl:3: connect: EISCONN (Transport endpoint is already connected)");
	at("failed 3");
	ck_assert_int_eq(step(STEPPING_STEP, 0), OUTCOME_OK);
	at("over 3");
	front_close();
}
END_TEST

START_TEST(a_script_that_ends_itself)
{
	load("set x 1\ncatch {exit 3}\nset x 2\n");
	steps(STEPPING_CONTINUE, 0);
	at("over 2");
	front_value("x", "1");
	front_told("  the script ends itself: exit 3\n");
	front_ok("set x 3");
	front_close();
	load("require nothing\n");
	ck_assert_int_eq(step(STEPPING_STEP, 0), OUTCOME_REFUSED);
	front_close();
}
END_TEST

START_TEST(the_prompt_works_while_it_waits)
{
	load("socketpair a b unix\nset x [recv b]\nset y 1\n");
	steps(STEPPING_STEP, 0);
	front_put("send a hello");
	steps(STEPPING_CONTINUE, 0);
	at("over 3");
	front_value("x", "hello");
	front_close();
}
END_TEST

/* Typed while it is paused: what is done at once, and what is not the script's. */
static void type_while_paused(void)
{
	static unsigned turn;

	switch (turn++) {
	case 0:
		at("paused 3 send");
		front_ok("send a typed; set typed [recv b]");
		at("paused 3 send");
		front_fails("foo", OUTCOME_REFUSED,
		            "unknown command \"foo\": expected a verb (help lists them) or a Tcl command");
		ck_assert_int_eq(stepping_load_text(&front.session, "", 0, "other.tcl"), OUTCOME_REFUSED);
		ck_assert_str_eq(bytes_str(&front.session.problem.message),
		                 "other.tcl: not loaded: the script before it is being done, at line 2");
		ck_assert_int_eq(stepping_do(&front.session, STEPPING_NEXT, 0), OUTCOME_OK);
		break;
	default:
		ck_abort_msg("paused again");
	}
	sem_post(&front.news);
}

START_TEST(the_prompt_works_while_it_is_paused)
{
	load(loop);
	steps(STEPPING_STEP, 0);
	bytes_reset(&front.told);
	front.idle = type_while_paused;
	ck_assert_int_eq(stepping_do(&front.session, STEPPING_STEP, 0), OUTCOME_OK);
	at("ready 7");
	front_value("typed", "typed");
	front_value("n", "1");
	front_told("send(a, \"typed\", 5, 0) = 5\nrecv(b, \"typed\", 65536, 0) = 5\n"
	           "send(a, \"1\", 1, 0) = 1\nrecv(b, \"1\", 65536, 0) = 1\n"
	           "send(a, \"2\", 1, 0) = 1\nrecv(b, \"2\", 65536, 0) = 1\n");
	front_close();
}
END_TEST

static void give_up(void)
{
	ck_assert(attending_interrupt(&front.session));
}

START_TEST(a_pause_is_given_up)
{
	load(loop);
	steps(STEPPING_STEP, 0);
	front.idle = give_up;
	ck_assert_int_eq(stepping_do(&front.session, STEPPING_STEP, 0), OUTCOME_REFUSED);
	ck_assert_str_eq(bytes_str(&front.session.problem.message),
	                 "t.tcl:3: send: given up here, before the call");
	at("failed 2-6");
	front_close();
}
END_TEST

START_TEST(what_is_looked_at_stays)
{
	struct stepping_view v, w;

	front_open();
	ck_assert(!stepping_look(&front.session, &v));
	ck_assert_int_eq(stepping_ask(&front.session, STEPPING_STEP, 0), OUTCOME_REFUSED);
	ck_assert_str_eq(bytes_str(&front.session.problem.message),
	                 "step: no script is loaded: sockpit FILE opens one to step through");
	ck_assert_int_eq(stepping_load_text(&front.session, "set x 1\nset y", 13, "one\033.tcl"),
	                 OUTCOME_OK);
	ck_assert(stepping_look(&front.session, &v));
	ck_assert_str_eq(v.file, "one^[.tcl");
	ck_assert_uint_eq(v.lines, 2);
	stepping_break(&front.session, 2, true);
	ck_assert(stepping_stops_at(&v, 2) && !stepping_stops_at(&v, 1) && !stepping_stops_at(&v, 3));
	ck_assert_int_eq(stepping_load_text(&front.session, "", 0, "two.tcl"), OUTCOME_OK);
	ck_assert(stepping_look(&front.session, &w));
	ck_assert_uint_ne(v.load, w.load);
	ck_assert_uint_eq(w.lines, 0);
	ck_assert_int_eq(w.state, STEPPING_OVER);
	ck_assert(!memcmp(v.text, "set x 1\nset y", v.n));
	stepping_let_go(&v);
	stepping_let_go(&w);
	front_close();
}
END_TEST

START_TEST(what_is_no_script)
{
	int fd = memfd_create("script", MFD_CLOEXEC);

	front_open();
	ck_assert_int_eq(stepping_load_text(&front.session, "set\0x", 5, "t.tcl"), OUTCOME_REFUSED);
	ck_assert_str_eq(bytes_str(&front.session.problem.message),
	                 "t.tcl: not a script: it has a NUL byte at offset 3");
	ck_assert_int_eq(ftruncate(fd, STEPPING_MOST + 1), 0);
	ck_assert_int_eq(stepping_load(&front.session, fd, "t.tcl"), OUTCOME_REFUSED);
	ck_assert_str_eq(bytes_str(&front.session.problem.message),
	                 "t.tcl: longer than 67108864 bytes: sockpit run does it, nobody can step "
	                 "through it");
	close(fd);
	fd = open("/", O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(stepping_load(&front.session, fd, "t.tcl"), OUTCOME_REFUSED);
	ck_assert_str_eq(bytes_str(&front.session.problem.message),
	                 "t.tcl: cannot be read: Is a directory");
	close(fd);
	front_close();
}
END_TEST

static atomic_bool looking;

static void *look(void *closure)
{
	struct stepping_view v;

	(void)closure;
	while (atomic_load(&looking))
		if (stepping_look(&front.session, &v)) {
			UNIT_ASSERT(!v.n || v.text[v.n - 1] == '\n');
			for (unsigned i = 1; i <= v.lines; i++)
				(void)stepping_stops_at(&v, i);
			stepping_let_go(&v);
		}
	return NULL;
}

START_TEST(another_thread_looks)
{
	pthread_t thread;

	front_open();
	atomic_store(&looking, true);
	ck_assert_int_eq(pthread_create(&thread, NULL, look, NULL), 0);
	for (int i = 0; i < 200; i++) {
		stepping_load_text(&front.session, "set x 1\nset y 2\n", 16, "t.tcl");
		stepping_break(&front.session, 2, true);
		steps(STEPPING_CONTINUE, 0);
		steps(STEPPING_CONTINUE, 0);
	}
	atomic_store(&looking, false);
	pthread_join(thread, NULL);
	front_close();
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("stepping");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, commands_one_by_one);
	tcase_add_test(t, a_step_goes_into_loops);
	tcase_add_test(t, next_finishes_a_command);
	tcase_add_test(t, the_result_is_that_of_one_command);
	tcase_add_test(t, continue_goes_to_the_end);
	tcase_add_test(t, breakpoints_stop);
	tcase_add_test(t, a_breakpoint_stops_next_as_well);
	tcase_add_test(t, until_goes_to_a_line);
	tcase_add_test(t, lines_in_procedures_and_bodies);
	tcase_add_test(t, breakpoints_on_what_is_called);
	tcase_add_test(t, one_line_is_one_call_at_a_time);
	tcase_add_test(t, includes_are_gone_into);
	tcase_add_test(t, a_failure_is_gone_past);
	tcase_add_test(t, a_call_that_fails);
	tcase_add_test(t, a_script_that_ends_itself);
	tcase_add_test(t, the_prompt_works_while_it_waits);
	tcase_add_test(t, the_prompt_works_while_it_is_paused);
	tcase_add_test(t, a_pause_is_given_up);
	tcase_add_test(t, what_is_looked_at_stays);
	tcase_add_test(t, what_is_no_script);
	tcase_add_test(t, another_thread_looks);
	return unit_run("stepping", t);
}
