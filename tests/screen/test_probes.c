/*
 * What is asked of the kernel beside the session: it is right, it changes nothing, it waits for nobody.
 */
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>

#include "stage.h"

#include "../unit/unit.h"

static struct stage st;

static void open_stage(void)
{
	stage_open(&st);
}

static void close_stage(void)
{
	stage_close(&st);
}

static const struct probe *probe(const char *name)
{
	const struct probe *p = probes_find(&st.probes, name);

	ck_assert_msg(p, "no %s", name);
	return p;
}

START_TEST(queues_readiness_and_modes)
{
	stage_do(&st, "socketpair X Y; send X hello; nonblock Y; socket D udp; epoll_create1 E");
	stage_look(&st);
	ck_assert(probe("Y")->valid);
	ck_assert_int_eq(probe("Y")->recv_queue, 5);
	ck_assert(probe("Y")->ready & POLLIN);
	ck_assert(probe("Y")->nonblock);
	ck_assert(!(probe("X")->ready & POLLIN));
	ck_assert(probe("X")->ready & POLLOUT);
	ck_assert(!probe("X")->nonblock);
	ck_assert_str_eq(probe("X")->state, "CONNECTED");
	ck_assert_str_eq(probe("D")->state, "UNCONNECTED");
	ck_assert(!probe("E")->is_socket);
	ck_assert_int_eq(probe("E")->recv_queue, -1);
}
END_TEST

START_TEST(listeners_and_connections)
{
	stage_do(&st, "socket L tcp; bind L 127.0.0.1:0; listen L 3; socket C tcp\n"
	              "connect C [getsockname L]");
	st.scene.selected = "C";
	stage_look(&st);
	ck_assert_str_eq(probe("L")->state, "LISTEN");
	ck_assert_int_eq(probe("L")->recv_queue, 1);
	ck_assert_int_eq(probe("L")->send_queue, 3);
	ck_assert(probe("L")->ready & POLLIN);
	ck_assert_uint_eq(probe("L")->peer.len, 0);
	ck_assert_uint_eq(probe("L")->tcp_info_len, 0);
	ck_assert_str_eq(probe("C")->state, "ESTABLISHED");
	ck_assert_str_eq(probe("C")->source, "tcp_info");
	ck_assert_uint_gt(probe("C")->tcp_info_len, 100);
	ck_assert_int_eq(address_port(&probe("C")->peer.any, probe("C")->peer.len),
	                 address_port(&probe("L")->local.any, probe("L")->local.len));
}
END_TEST

/* After a refused connect SIOCOUTQ says 3, though nothing was sent. */
START_TEST(nothing_waits_in_what_is_closed)
{
	stage_do(&st, "socket L tcp; bind L 127.0.0.1:0; socket C tcp");
	stage_do(&st, "connect C [getsockname L]");
	stage_look(&st);
	ck_assert_str_eq(probe("C")->state, "CLOSED");
	ck_assert_int_eq(probe("C")->send_queue, 0);
}
END_TEST

START_TEST(only_what_is_named_is_asked)
{
	const char *names[] = {"B", "nobody"};

	stage_do(&st, "socket A tcp; socket B tcp; socket C tcp");
	ck_assert(probes_look(&st.probes, names, 2, "C"));
	ck_assert(!probe("A")->valid);
	ck_assert(probe("B")->valid);
	ck_assert(probe("C")->valid);
	ck_assert_ptr_null(probes_find(&st.probes, "nobody"));
}
END_TEST

START_TEST(sockets_come_and_go)
{
	stage_do(&st, "socketpair X Y; send X hello; socket Z udp");
	stage_look(&st);
	ck_assert_uint_eq(st.probes.all.count, 3);
	stage_do(&st, "close Y; socketpair Y W");
	stage_look(&st);
	ck_assert_uint_eq(st.probes.all.count, 4);
	ck_assert_int_eq(probe("Y")->recv_queue, 0);
	stage_do(&st, "close X; close Y; close Z; close W");
	stage_look(&st);
	ck_assert_uint_eq(st.probes.all.count, 0);
	ck_assert_ptr_null(probes_find(&st.probes, "X"));
}
END_TEST

START_TEST(nobody_is_waited_for)
{
	const char *names[] = {"X"};
	struct bytes now = BYTES_INIT, fresh = BYTES_INIT;

	stage_do(&st, "socketpair X Y; send Y hello");
	pthread_mutex_lock(&st.session.socks.lock);
	ck_assert(!probes_look(&st.probes, names, 1, ""));
	ck_assert(!probes_option(&st.probes, "X", option_by_name("SO_RCVBUF", 9), &now, &fresh));
	pthread_mutex_unlock(&st.session.socks.lock);
	ck_assert(probes_look(&st.probes, names, 1, ""));
	ck_assert_int_eq(probe("X")->recv_queue, 5);
	/* what is about to be closed is left alone: its answers stay */
	stage_do(&st, "recv X 5");
	sockset_leave(&st.session.socks, sockset_find(&st.session.socks, "X", 1));
	ck_assert(probes_look(&st.probes, names, 1, ""));
	ck_assert_int_eq(probe("X")->recv_queue, 5);
}
END_TEST

START_TEST(looking_is_not_in_the_journal)
{
	uint64_t next;

	stage_do(&st, "socket C tcp; catch {connect C 127.0.0.1:1}; socketpair X Y; send X hello");
	next = st.session.engine.journal.next;
	stage_look(&st);
	ck_assert_uint_eq(st.session.engine.journal.next, next);
	/* nor does it take anything: an error that waits, data */
	stage_do(&st, "check {[recv Y 5] eq \"hello\"}");
	ck_assert_uint_eq(st.session.checks_failed, 0);
}
END_TEST

static bool wakes(void)
{
	struct pollfd p = {.fd = probes_descriptor(&st.probes), .events = POLLIN};

	return poll(&p, 1, 0) == 1;
}

START_TEST(readiness_wakes_once)
{
	stage_do(&st, "socketpair X Y");
	stage_look(&st);
	ck_assert(!wakes());
	stage_do(&st, "send X hello");
	ck_assert(wakes());
	stage_do(&st, "send X hello; send X hello");
	stage_look(&st);
	ck_assert(!wakes());
	/* data that stays unread is no news */
	stage_look(&st);
	ck_assert(!wakes());
	stage_do(&st, "close X");
	ck_assert(wakes());
}
END_TEST

/* For a time in which one looks anyway nothing wakes; what came meanwhile wakes afterwards. */
START_TEST(at_rest_nothing_wakes)
{
	stage_do(&st, "socketpair X Y");
	stage_look(&st);
	probes_rest(&st.probes, true);
	stage_look(&st);
	stage_do(&st, "socketpair V W; send X hello; send V hello");
	ck_assert(!wakes());
	ck_assert_int_lt(probes_descriptor(&st.probes), 0);
	stage_look(&st);
	ck_assert_int_eq(probe("W")->recv_queue, 5);
	probes_rest(&st.probes, false);
	stage_look(&st);
	ck_assert(!wakes());
	stage_do(&st, "send X hello");
	ck_assert(wakes());
	stage_look(&st);
	stage_do(&st, "send V hello");
	ck_assert(wakes());
}
END_TEST

START_TEST(what_was_not_asked_is_told)
{
	const char *names[] = {"A", "B"};

	stage_do(&st, "socket A tcp; socket B tcp; socket C tcp");
	ck_assert(probes_look(&st.probes, names, 1, "C"));
	ck_assert(probes_cover(&st.probes, names, 1, "C"));
	ck_assert(!probes_cover(&st.probes, names, 2, "C"));
	ck_assert(!probes_cover(&st.probes, names, 1, "A")); /* but not about its TCP_INFO */
	ck_assert(probes_cover(&st.probes, names, 1, ""));
	ck_assert(probes_look(&st.probes, names, 2, "A"));
	ck_assert(probes_cover(&st.probes, names, 2, "A"));
	ck_assert(!probes_cover(&st.probes, names, 2, "C"));
}
END_TEST

static void option_is(const char *socket, const char *name, const char *now, const char *fresh)
{
	struct bytes is = BYTES_INIT, new = BYTES_INIT;
	const struct option_row *row = option_by_name(name, strlen(name));

	ck_assert_ptr_nonnull(row);
	ck_assert_int_eq(probes_option(&st.probes, socket, row, &is, &new), now != NULL);
	ck_assert_str_eq(bytes_str(&is), now ? now : "");
	ck_assert_str_eq(bytes_str(&new), fresh);
	bytes_clear(&is);
	bytes_clear(&new);
}

START_TEST(options_and_their_defaults)
{
	stage_do(&st, "socket C tcp; setsockopt C TCP_NODELAY 1; setsockopt C SO_LINGER {1 5}\n"
	              "socket U udp; epoll_create1 E; catch {connect C 127.0.0.1:1}");
	option_is("C", "TCP_NODELAY", "1", "0");
	option_is("C", "SO_KEEPALIVE", "0", "0");
	option_is("C", "SO_LINGER", "1 5", "0 0");
	option_is("U", "SO_BROADCAST", "0", "0");
	option_is("C", "SO_ERROR", NULL, ""); /* to read it would take it */
	option_is("E", "SO_ERROR", NULL, "");
	option_is("nobody", "SO_TYPE", NULL, "");
}
END_TEST

/* None can be made there to be asked: the table tells what is not a setting of the host. */
START_TEST(defaults_in_the_lab)
{
	stage_do(&st, "lab start; socket -host client C tcp; setsockopt C TCP_NODELAY 1");
	option_is("C", "TCP_NODELAY", "1", "0");
	option_is("C", "SO_LINGER", "0 0", "0 0");
	option_is("C", "IP_TTL", "64", "");
	option_is("C", "SO_ERROR", NULL, "");
}
END_TEST

START_TEST(what_the_kernel_refuses_is_not_known)
{
	struct sys_injecting bad;

	sys_injecting_init(&bad, sys_real(), "getsockname", 1, ENOBUFS);
	st.probes.sys = &bad.sys;
	stage_do(&st, "socketpair X Y");
	stage_look(&st);
	ck_assert(probe("X")->local.len == 0 || probe("Y")->local.len == 0);
	st.probes.sys = sys_real();
}
END_TEST

static atomic_bool over;
static atomic_ulong looks;

static void *look_on(void *closure)
{
	const char *names[] = {"A", "B", "X", "Y", "L"};

	while (!atomic_load(&over)) {
		atomic_fetch_add(&looks, probes_look(&st.probes, names, 5, "A"));
		board_read(&st.board);
		board_find(&st.board, "A");
		board_unlock(&st.board);
	}
	return closure;
}

/* As it is on the screen: one thread makes and closes sockets, another looks; until it has, however late it
 * comes to run. */
START_TEST(another_thread_looks)
{
	unsigned long before;
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, look_on, NULL), 0);
	stage_do(&st, "socket L tcp; bind L 127.0.0.1:0; listen L 5; set at [getsockname L]");
	before = atomic_load(&looks);
	do
		stage_do(&st, "for {set i 0} {$i < 300} {incr i} {\n"
		              "socket A tcp; connect A $at; accept L B; send A hi; recv B 2\n"
		              "socketpair X Y; close X; close B; recv A 1; close A; close Y\n}");
	while (atomic_load(&looks) == before);
	atomic_store(&over, true);
	pthread_join(thread, NULL);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("probes");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, open_stage, close_stage);
	tcase_add_test(tcase, queues_readiness_and_modes);
	tcase_add_test(tcase, listeners_and_connections);
	tcase_add_test(tcase, nothing_waits_in_what_is_closed);
	tcase_add_test(tcase, only_what_is_named_is_asked);
	tcase_add_test(tcase, sockets_come_and_go);
	tcase_add_test(tcase, nobody_is_waited_for);
	tcase_add_test(tcase, looking_is_not_in_the_journal);
	tcase_add_test(tcase, readiness_wakes_once);
	tcase_add_test(tcase, at_rest_nothing_wakes);
	tcase_add_test(tcase, what_was_not_asked_is_told);
	tcase_add_test(tcase, options_and_their_defaults);
	tcase_add_test(tcase, defaults_in_the_lab);
	tcase_add_test(tcase, what_the_kernel_refuses_is_not_known);
	tcase_add_test(tcase, another_thread_looks);
	return unit_run("probes", tcase);
}
