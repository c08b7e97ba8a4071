/*
 * What calls cost that may wait, and that what spares it changes nothing: each call is there once, takes what it
 * took before, and waits as a job when it waits long.
 */
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "front.h"

static struct sys counting;
static atomic_uint receives, polls;

static ssize_t count_recv(struct sys *s, int fd, void *p, size_t n, int flags)
{
	(void)s;
	atomic_fetch_add(&receives, 1);
	return recv(fd, p, n, flags);
}

static int count_poll(struct sys *s, struct pollfd *set, nfds_t n, int timeout_ms)
{
	(void)s;
	atomic_fetch_add(&polls, 1);
	return poll(set, n, timeout_ms);
}

static void count(void)
{
	atomic_store(&receives, 0);
	atomic_store(&polls, 0);
}

static void open_counting(void)
{
	front_open();
	counting = *sys_real();
	counting.recv = count_recv;
	counting.poll = count_poll;
	front.session.engine.sys = &counting;
}

static unsigned jobs_made(void)
{
	return atomic_load(&front.session.jobs.done);
}

/* How often these words were told. */
static unsigned times_told(const char *words)
{
	unsigned n = 0;

	for (const char *p = bytes_str(&front.told); (p = strstr(p, words)); p++)
		n++;
	return n;
}

static int fd_of(const char *name)
{
	return sockset_find(&front.session.socks, name, strlen(name))->fd;
}

START_TEST(what_is_there_is_taken_without_asking)
{
	open_counting();
	front_ok("socketpair a b unix; send a warm; recv b");
	count();
	front_ok("for {set i 0} {$i < 100} {incr i} {send a hello; set x [recv b]}");
	front_value("x", "hello");
	ck_assert_uint_eq(atomic_load(&receives), 100);
	ck_assert_uint_le(atomic_load(&polls), 20);
	ck_assert_uint_eq(jobs_made(), 0);
	front_close();
}
END_TEST

static void *send_soon(void *closure)
{
	const int *fd = closure;

	usleep(10000);
	ck_assert_int_eq(send(*fd, "hello", 5, 0), 5);
	return NULL;
}

START_TEST(what_comes_soon_needs_no_thread)
{
	pthread_t thread;
	int fd;

	front_open();
	front_ok("socketpair a b unix");
	fd = fd_of("a");
	ck_assert_int_eq(pthread_create(&thread, NULL, send_soon, &fd), 0);
	bytes_reset(&front.told);
	front_ok("set x [recv b 10]");
	pthread_join(thread, NULL);
	/* a machine that is busy may have kept it waiting longer */
	if (!jobs_made())
		front_told("recv(b, \"hello\", 10, 0) = 5\n");
	front_value("x", "hello");
	front_close();
}
END_TEST

START_TEST(what_waits_long_is_told_once)
{
	open_counting();
	front_ok("socketpair a b unix");
	bytes_reset(&front.told);
	front_put("send a hello");
	front_ok("set x [recv b 10]");
	front_value("x", "hello");
	ck_assert_uint_eq(atomic_load(&receives), 2);
	ck_assert_uint_eq(jobs_made(), 1);
	ck_assert_uint_eq(times_told("recv(b, \"hello\", 10, 0) = 5\n"), 1);
	ck_assert_uint_eq(times_told("EINTR"), 0);
	front_ok("socket L tcp; bind L 127.0.0.1:0; listen L; socket C tcp");
	front_put("connect C [getsockname L]");
	front_ok("accept L S");
	ck_assert_uint_eq(times_told("job2: accept(L, 127.0.0.1:"), 1);
	ck_assert_uint_eq(jobs_made(), 2);
	front_close();
}
END_TEST

/* A wait for more than there is takes what there is when it is ended: it must not be. */
static const char *const low_water[] = {
    "setsockopt b SO_RCVLOWAT 10",
    "dup b c; setsockopt c SO_RCVLOWAT 10; close c",
};

START_TEST(a_low_water_mark_holds)
{
	open_counting();
	front_ok("socketpair a b unix; send a warm; recv b");
	front_ok(low_water[_i]);
	front_ok("send a 12345");
	count();
	front_put("set early [info exists x]");
	front_put("send a 67890");
	front_ok("set x [recv b 100]");
	front_value("early", "0");
	front_value("x", "1234567890");
	ck_assert_uint_eq(atomic_load(&receives), 1);
	front_close();
}
END_TEST

START_TEST(a_time_limit_begins_once)
{
	open_counting();
	front_ok("socketpair a b unix; send a warm; recv b; setsockopt b SO_RCVTIMEO 0.1");
	count();
	front_fails("recv b", OUTCOME_CALL_FAILED, "recv: EAGAIN (Resource temporarily unavailable)");
	ck_assert_uint_eq(atomic_load(&receives), 1);
	front_close();
}
END_TEST

START_TEST(the_end_of_a_call_that_waits_is_its_own)
{
	open_counting();
	front_ok("socketpair a b unix; timeout 20ms");
	front_fails("recv b", OUTCOME_TIMED_OUT, "recv: no answer within 20ms: interrupted (EINTR)");
	ck_assert_uint_eq(atomic_load(&receives), 1);
	front_ok("fcntl b F_SETFL O_NONBLOCK");
	front_fails("recv b", OUTCOME_CALL_FAILED, "recv: EAGAIN (Resource temporarily unavailable)");
	ck_assert_uint_eq(jobs_made(), 0);
	front_close();
}
END_TEST

static const char *const streams[] = {
    "socketpair a b unix",
    "socket L tcp; bind L 127.0.0.1:0; listen L; socket a tcp; connect a [getsockname L]; accept L "
    "b",
};

/* Reads all that comes, but only once nothing more fits in. */
static void *read_late(void *closure)
{
	const int *fd = closure;
	struct pollfd room = {.fd = fd[0], .events = POLLOUT};
	char data[65536];

	while (poll(&room, 1, 0))
		usleep(1000);
	while (recv(fd[1], data, sizeof(data), 0) > 0)
		usleep(1000);
	return NULL;
}

/* Nothing is promised that is not there: a send that finds no room waits as a job. */
START_TEST(a_full_buffer_is_waited_for_by_a_thread)
{
	pthread_t thread;
	int fd[2];

	open_counting();
	front_ok(streams[_i]);
	front_ok("set data [string repeat x 1500]");
	front_ok("for {set i 0} {$i < 20} {incr i} {send a $data; recv b 10000}");
	front_ok("setsockopt a SO_SNDBUF 1");
	fd[0] = fd_of("a");
	fd[1] = fd_of("b");
	ck_assert_int_eq(pthread_create(&thread, NULL, read_late, fd), 0);
	front_ok("for {set i 0} {$i < 500} {incr i} {send a $data}");
	ck_assert_uint_ge(jobs_made(), 1);
	front_ok("shutdown a SHUT_WR");
	pthread_join(thread, NULL);
	front_close();
}
END_TEST

#define UNIX "socketpair a b unix; send a hi; recv b 2"
#define TCP                                                                                        \
	"socket L tcp; setsockopt L SO_RCVBUF 4096; bind L 127.0.0.1:0; listen L; socket a tcp; "      \
	"connect "                                                                                     \
	"a [getsockname L]; accept L b; send a hi; recv b 2"
#define UNTIL_FULL(SEND) "while {![catch {" SEND "}]} {}"
#define FILLED "fcntl a F_SETFL O_NONBLOCK; " UNTIL_FULL("send a $long") "; fcntl a F_SETFL 0"

/* A buffer is filled, or a wait begun, in a way that what was known of the socket does not tell of. */
static const struct {
	const char *before, *waits;
} unforeseen[] = {
    {UNIX "; " FILLED, "send a hi"},
    {TCP "; " FILLED, "send a hi"},
    {UNIX "; " UNTIL_FULL("sendmsg a $short MSG_DONTWAIT"), "send a hi"},
    {TCP "; " UNTIL_FULL("sendmsg a $short MSG_DONTWAIT"), "send a hi"},
    {UNIX "; dup a c; send c hi; " UNTIL_FULL("send a $short MSG_DONTWAIT"), "send c hi"},
    {UNIX "; async send a $huge", "send a hi"},
    {UNIX "; async send a $huge; catch {wait job1}", "send a hi"},
    {TCP "; setsockopt a TCP_NOTSENT_LOWAT 3000", "while 1 {send a $short}"},
    {TCP "; setsockopt a TCP_NOTSENT_LOWAT 20000", "while 1 {send a $short}"},
    {"socket L tcp; bind L 127.0.0.1:0; listen L 0; socket b tcp; connect b [getsockname L]; "
     "socket a "
     "tcp",
     "sendto a hi [getsockname L] MSG_FASTOPEN"},
    {"socket b unix-dgram; bind b @sockpit-may-wait; socket a unix-dgram",
     "while 1 {sendto a hi @sockpit-may-wait}"},
    {"socket b unix-dgram; bind b @sockpit-may-wait; socket a unix-dgram",
     "while 1 {sendmsg a hi -to @sockpit-may-wait}"},
    {UNIX "; wait [async setsockopt b SO_RCVLOWAT 10]; send a 12345", "recv b"},
    {UNIX "; socketpair p q unix; sendmsg p x -control {SCM_RIGHTS b}; recvmsg q -names c; "
          "setsockopt b SO_RCVLOWAT 10; send a 12345",
     "recv c"},
};

/* The prompt does not stand still for any of them: whatever waits does so as a job. */
START_TEST(what_was_not_foreseen_waits_as_a_job)
{
	unsigned before;

	front_open();
	front_ok("timeout 200ms; set short [string repeat x 2000]; set long [string repeat x 20000]");
	front_ok("set huge [string repeat x 2000000]");
	front_ok(unforeseen[_i].before);
	before = jobs_made();
	front_do(unforeseen[_i].waits);
	ck_assert_uint_gt(jobs_made(), before);
	front_close();
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("may_wait");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, what_is_there_is_taken_without_asking);
	tcase_add_test(t, what_comes_soon_needs_no_thread);
	tcase_add_test(t, what_waits_long_is_told_once);
	tcase_add_loop_test(t, a_low_water_mark_holds, 0, 2);
	tcase_add_test(t, a_time_limit_begins_once);
	tcase_add_test(t, the_end_of_a_call_that_waits_is_its_own);
	tcase_add_loop_test(t, a_full_buffer_is_waited_for_by_a_thread, 0, 2);
	tcase_add_loop_test(t, what_was_not_foreseen_waits_as_a_job, 0,
	                    sizeof(unforeseen) / sizeof(unforeseen[0]));
	return unit_run("may_wait", t);
}
