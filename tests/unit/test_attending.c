/*
 * Waits that let other commands be done: each kind of wait, what a nested command must not change, and how
 * deep they go.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "front.h"

static void pair(void)
{
	front_open();
	front_ok("socketpair a b unix");
	bytes_reset(&front.told);
}

START_TEST(a_call_in_a_command_waits_and_others_are_done)
{
	pair();
	front_put("send a hello");
	front_ok("set x [recv b 10]");
	front_value("x", "hello");
	front_said(
	    "  recv has not returned yet: the command waits for it as job1; interrupt job1 ends it\n");
	front_said("\nsend(a, \"hello\", 5, 0) = 5\n");
	front_said("\njob1: recv(b, \"hello\", 10, 0) = 5\n");
	ck_assert_uint_eq(front.deepest, 1);
	ck_assert_uint_eq(front.session.attends.depth, 0);
	front_ok("set n [llength [jobs]]");
	front_value("n", "0");
	front_close();
}
END_TEST

START_TEST(what_is_ready_needs_no_thread)
{
	pair();
	front_ok("send a hello");
	front_ok("set x [recv b 10]");
	front_told("send(a, \"hello\", 5, 0) = 5\nrecv(b, \"hello\", 10, 0) = 5\n");
	front_ok("close a; set x [recv b 10]");
	front_value("x", "");
	ck_assert_uint_eq(atomic_load(&front.session.jobs.done), 0);
	front_close();
}
END_TEST

START_TEST(what_a_call_found_is_where_it_belongs)
{
	front_open();
	front_ok("socket u udp; socket v udp; bind u 127.0.0.1:0; bind v 127.0.0.1:0");
	front_put("sendto v ping [getsockname u]");
	front_ok("lassign [recvfrom u 100] data from; set same [string equal $from [getsockname v]]");
	front_value("data", "ping");
	front_value("same", "1");
	front_put("sendto v ping [getsockname u]");
	front_ok("set r [poll u -timeout 10s]");
	front_value("r", "u POLLIN");
	front_ok("recv u");
	front_put("sendto v ping [getsockname u]");
	front_ok("set r [dict get [select -read u -timeout 10s] read]");
	front_value("r", "u");
	front_ok("recv u; epoll_create1 e; epoll_ctl e EPOLL_CTL_ADD u EPOLLIN");
	front_put("sendto v ping [getsockname u]");
	front_ok("set r [epoll_wait e -timeout 10s]");
	front_value("r", "u EPOLLIN");
	front_close();
}
END_TEST

/* The same scratch is used by both: the iovec's lengths, the buffer, the room for the address. */
START_TEST(scratch_is_put_aside)
{
	pair();
	front_ok("socketpair c d unix; set big [string repeat x 100000]");
	front_put("send c $big");
	front_put("set nested [string length [recv d 200000]]");
	front_put("poll {a b c d} -timeout 0");
	front_put("sendmsg a hello");
	front_ok("set m [recvmsg b {2 3}]");
	front_value("nested", "100000");
	front_ok("set data [dict get $m data]; set buffers [dict get $m buffers]");
	front_value("data", "hello");
	front_value("buffers", "he llo");
	front_close();
}
END_TEST

START_TEST(descriptors_come_through)
{
	pair();
	front_ok("socket t tcp");
	front_put("sendmsg a x -control {SCM_RIGHTS t}");
	front_ok("set m [recvmsg b 10 -names got]; getsockname got");
	front_close();
}
END_TEST

START_TEST(php_waits_as_well)
{
	pair();
	front_put("send a lo\\n");
	front_put("send a bye");
	front_ok("set line [socket_read b 100 1]");
	front_value("line", "lo\n");
	front_ok("socket_recv b buffer 100 0");
	front_value("buffer", "bye");
	front_close();
}
END_TEST

START_TEST(expect_waits_for_more)
{
	pair();
	front_put("send a he");
	front_put("set y 1");
	front_put("send a llo!");
	front_ok("set x [expect b hello]");
	front_value("x", "hello");
	front_ok("set rest [recv b]");
	front_value("rest", "!");
	ck_assert_uint_eq(front.session.checks_failed, 0);
	front_close();
}
END_TEST

START_TEST(time_passes_while_others_are_done)
{
	pair();
	front_put("set y 1");
	front_ok("sleep 70ms; set z $y");
	front_value("z", "1");
	front_put("set y 2");
	front_ok("check {$y == 2} -within 10s");
	ck_assert_uint_eq(front.session.checks_failed, 0);
	front_put("send a hello");
	front_ok("async recv b 10; wait job1 -timeout 10s");
	front_fails("async recv b 10; wait job2 -timeout 70ms", OUTCOME_TIMED_OUT,
	            "wait: job2 (recv) has not returned within 70ms");
	front_close();
}
END_TEST

START_TEST(a_limit_ends_the_call)
{
	pair();
	front_put("set y 1");
	front_fails("timeout 80ms; set x [recv b 10]", OUTCOME_TIMED_OUT,
	            "recv: no answer within 80ms: interrupted (EINTR)");
	front_value("y", "1");
	front_close();
}
END_TEST

START_TEST(a_failure_inside_stays_inside)
{
	pair();
	front_put("recv nobody");
	front_put("set {");
	front_put("connect a /nowhere");
	front_put("require nothing");
	front_put("error oops");
	front_put("send a hello");
	front_ok("set x [catch {recv b 10} message]; append x $message");
	front_value("x", "0hello");
	front_close();
}
END_TEST

START_TEST(exit_inside_is_the_front_ends_business)
{
	pair();
	front_put("exit 3");
	front_put("send a hello");
	front_ok("foreach i {1 2} { lappend x [recv b 10]; send a hello }");
	front_value("x", "hello hello");
	ck_assert_int_eq(front.session.exit_code, 3);
	front_close();
}
END_TEST

START_TEST(a_socket_may_be_closed_meanwhile)
{
	pair();
	front_ok("socketpair c d unix");
	front_put("close b");
	front_put("socket b udp");
	front_put("send a hello");
	front_ok("set x [recv b 10]");
	front_value("x", "hello");
	front_put("close c");
	front_put("send d abc");
	front_ok("expect c abcdef");
	front_said("then recv failed: EBADF");
	ck_assert_uint_eq(front.session.checks_failed, 1);
	front_close();
}
END_TEST

START_TEST(jobs_are_waited_for_once)
{
	pair();
	front_put("wait job1");
	front_put("set refused $errorInfo");
	front_put("interrupt job1");
	front_ok("catch {recv b 10} message");
	front_value("message", "recv: EINTR (Interrupted system call)");
	front_ok("set a_line [lindex [split $refused \\n] 0]");
	front_value("a_line", "wait: a command that goes on afterwards waits for job1 already");
	front_close();
}
END_TEST

START_TEST(waits_go_so_deep)
{
	static char texts[ATTENDING_DEEPEST + 1][64];

	front_open();
	for (int i = 0; i <= ATTENDING_DEEPEST; i++) {
		snprintf(texts[i], sizeof(texts[i]), "socketpair a%d b%d unix", i, i);
		front_ok(texts[i]);
		snprintf(texts[i], sizeof(texts[i]), "set x%d [recv b%d]", i, i);
	}
	for (int i = 1; i <= ATTENDING_DEEPEST; i++)
		front_put(texts[i]);
	front_put("set refused [lindex [split $errorInfo \\n] 0]");
	front_put("for {set i 16} {$i >= 0} {incr i -1} {send a$i $i}");
	front_ok(texts[0]);
	front_value("x0", "0");
	front_value("x15", "15");
	front_value("refused",
	            "recv: 16 commands wait already, one inside the other: expected one of them "
	            "to end before (Ctrl-C ends the innermost)");
	ck_assert_uint_eq(front.deepest, ATTENDING_DEEPEST);
	front_close();
}
END_TEST

static bool begun;

/* Once for each wait. */
static void interrupt_once(void)
{
	if (begun)
		return;
	begun = true;
	ck_assert(attending_interrupt(&front.session));
}

START_TEST(the_innermost_wait_is_interrupted)
{
	static const char *const waits[] = {"recv b 10", "sleep 1h", "check {0} -within 1h",
	                                    "wait [async recv b]"};

	pair();
	front.idle = interrupt_once;
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		begun = false;
		ck_assert_int_eq(front_do(waits[i]), OUTCOME_CALL_FAILED);
		ck_assert_str_eq(front.session.problem.name, "EINTR");
	}
	front.idle = NULL;
	ck_assert(!attending_interrupt(&front.session));
	front_close();
}
END_TEST

static void stop(void)
{
	session_stop(&front.session, SIGINT);
}

START_TEST(a_stop_ends_all_of_them)
{
	pair();
	front.idle = stop;
	front_put("catch {recv b}; set y 1");
	ck_assert_int_eq(front_do("catch {recv b}; set x 1"), OUTCOME_STOPPED);
	ck_assert_int_eq(front.last, OUTCOME_STOPPED);
	atomic_store(&front.session.stop, false);
	interp_resume(front.session.interp);
	front_ok("set none [info exists x][info exists y]");
	front_value("none", "00");
	front_close();
}
END_TEST

static void *stop_soon(void *closure)
{
	(void)closure;
	usleep(100000);
	stop();
	return NULL;
}

START_TEST(what_was_typed_inside_is_stopped_alone)
{
	pthread_t thread;

	pair();
	front.stops_inner = true;
	ck_assert_int_eq(pthread_create(&thread, NULL, stop_soon, NULL), 0);
	front_put("set inner 1; while 1 {catch {incr inner}}");
	front_put("set stopped $inner; set go on");
	front_put("send a hello");
	front_ok("set x [recv b]; set y [string length $x]");
	pthread_join(thread, NULL);
	front_value("go", "on");
	front_value("y", "5");
	front_close();
}
END_TEST

START_TEST(without_a_front_end_it_just_waits)
{
	pair();
	front.session.attend = NULL;
	front_ok("async send a hello; set x [recv b 10]; sleep 1ms");
	front_value("x", "hello");
	front_close();
}
END_TEST

START_TEST(plain_lines_wait_without_tcl)
{
	pair();
	front_put("send a hello");
	front_ok("recv b 10");
	ck_assert_ptr_null(atomic_load(&front.session.interp));
	front_put("set t 1");
	front_put("send a hello");
	front_ok("recv b 10\nsend a hello");
	ck_assert_ptr_nonnull(atomic_load(&front.session.interp));
	front_close();
}
END_TEST

START_TEST(the_wire_is_waited_for)
{
	front_open();
	if (front_do("require lab; lab start") != OUTCOME_OK) {
		ck_assert_int_eq(front.last, OUTCOME_SKIPPED);
		front_close();
		return;
	}
	front_ok(
	    "socket L tcp -host server; bind L :80; listen L; socket C tcp -host client; wire hold");
	front_put("async connect C server:80");
	front_ok("set id [wire wait SYN -timeout 10s]");
	front_value("id", "#1");
	front_put("set y 1");
	front_fails("wire wait FIN -timeout 80ms", OUTCOME_TIMED_OUT,
	            "wire wait: no such segment came in time");
	front.idle = interrupt_once;
	begun = false;
	ck_assert_int_eq(front_do("wire wait FIN"), OUTCOME_CALL_FAILED);
	front_put("wire step");
	front_put("wire step");
	front.idle = NULL;
	front_ok("wait job1; lab stop");
	front_close();
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("attending");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_call_in_a_command_waits_and_others_are_done);
	tcase_add_test(t, what_is_ready_needs_no_thread);
	tcase_add_test(t, what_a_call_found_is_where_it_belongs);
	tcase_add_test(t, scratch_is_put_aside);
	tcase_add_test(t, descriptors_come_through);
	tcase_add_test(t, php_waits_as_well);
	tcase_add_test(t, expect_waits_for_more);
	tcase_add_test(t, time_passes_while_others_are_done);
	tcase_add_test(t, a_limit_ends_the_call);
	tcase_add_test(t, a_failure_inside_stays_inside);
	tcase_add_test(t, exit_inside_is_the_front_ends_business);
	tcase_add_test(t, a_socket_may_be_closed_meanwhile);
	tcase_add_test(t, jobs_are_waited_for_once);
	tcase_add_test(t, waits_go_so_deep);
	tcase_add_test(t, the_innermost_wait_is_interrupted);
	tcase_add_test(t, a_stop_ends_all_of_them);
	tcase_add_test(t, what_was_typed_inside_is_stopped_alone);
	tcase_add_test(t, without_a_front_end_it_just_waits);
	tcase_add_test(t, plain_lines_wait_without_tcl);
	tcase_add_test(t, the_wire_is_waited_for);
	return unit_run("attending", t);
}
