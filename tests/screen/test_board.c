/*
 * The board: what it knows after calls, states and segments, live and of a reader that was late.
 */
#include <errno.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>

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

/* The socket, while the board is read. */
static struct board_socket *seen(const char *name)
{
	struct board_socket *s = board_find(&st.board, name);

	ck_assert_msg(s, "no %s", name);
	return s;
}

START_TEST(sockets_are_made_and_go)
{
	stage_do(&st,
	         "socket L tcp; bind L 127.0.0.1:0; listen L 5; socket C tcp\n"
	         "connect C [getsockname L]; accept L A; socketpair X Y; epoll_create1 E; dup X Z\n"
	         "close Y; socket N SOCK_DGRAM|SOCK_NONBLOCK\n");
	stage_do(&st, "socket U AF_INET SOCK_DGRAM|SOCK_NONBLOCK 0; nonblock X; setblocking C 0");
	board_read(&st.board);
	ck_assert(seen("L")->listening);
	ck_assert_int_eq(seen("L")->backlog, 5);
	ck_assert_str_eq(seen("L")->state, "LISTEN");
	ck_assert(!strncmp(bytes_str(&seen("L")->local), "127.0.0.1:", 10));
	ck_assert_str_eq(bytes_str(&seen("C")->peer), bytes_str(&seen("L")->local));
	ck_assert_str_eq(bytes_str(&seen("A")->local), bytes_str(&seen("L")->local));
	ck_assert_str_eq(seen("A")->state, "ESTABLISHED");
	ck_assert_int_eq(seen("A")->type, SOCK_STREAM);
	ck_assert_int_eq(seen("E")->made_by, CALL_EPOLL_CREATE1);
	ck_assert(seen("Y")->closed);
	ck_assert(seen("U")->nonblock);
	ck_assert(seen("C")->nonblock);
	ck_assert(!seen("A")->nonblock);
	/* descriptors of one socket share it */
	ck_assert(seen("X")->nonblock);
	ck_assert(seen("Z")->nonblock);
	board_unlock(&st.board);
}
END_TEST

START_TEST(data_is_kept_call_by_call)
{
	stage_do(&st, "socketpair X Y; send X hello; send X world; recv Y 7; recv Y 100");
	board_read(&st.board);
	ck_assert_uint_eq(seen("X")->sent, 10);
	ck_assert_uint_eq(seen("X")->pieces.count, 2);
	ck_assert_uint_eq(seen("Y")->pieces.count, 2);
	struct board_piece *p = seen("Y")->pieces.item[1];

	ck_assert_uint_eq(p->offset, 7);
	ck_assert_uint_eq(p->whole, 3);
	ck_assert_str_eq(bytes_str(&p->kept), "rld");
	ck_assert_str_eq(p->call, "recv");
	ck_assert_int_eq(p->direction, DATA_IN);
	board_unlock(&st.board);
}
END_TEST

START_TEST(failures_keep_what_was_said)
{
	stage_do(&st, "socket C tcp; catch {connect C 127.0.0.1:1}; socket D udp");
	stage_do(&st, "catch {connect C 127.0.0.1:1}");
	board_read(&st.board);
	struct board_failure *f = &seen("C")->failed;

	ck_assert_int_eq(f->err, ECONNREFUSED);
	ck_assert_str_eq(bytes_str(&f->text), "connect(C, 127.0.0.1:1)");
	ck_assert_msg(f->said.len > 20, "%s", bytes_str(&f->said));
	ck_assert_str_eq(bytes_str(&f->said), bytes_str(&st.board.failed.said));
	ck_assert_uint_eq(f->seq, st.board.failed.seq);
	board_unlock(&st.board);
}
END_TEST

START_TEST(pending_calls_are_told)
{
	const struct board_call *c;

	stage_do(&st, "socketpair X Y; async recv X 10; async recv X 11");
	board_read(&st.board);
	ck_assert_uint_eq(st.board.calls.count, 2);
	c = board_call_of(&st.board, "X");
	ck_assert_ptr_nonnull(c);
	ck_assert_str_eq(bytes_str(&c->text), "recv(X, 10, 0)");
	ck_assert_uint_eq(c->job, 1);
	board_unlock(&st.board);
	stage_do(&st, "interrupt job1");
	board_read(&st.board);
	ck_assert_uint_eq(board_call_of(&st.board, "X")->job, 2);
	board_unlock(&st.board);
	stage_do(&st, "interrupt job2");
	board_read(&st.board);
	ck_assert_ptr_null(board_call_of(&st.board, "X"));
	board_unlock(&st.board);
}
END_TEST

/* At a prompt a call becomes a job only after a while. */
START_TEST(jobs_get_their_number_later)
{
	st.session.interactive = st.session.direct = true;
	stage_do(&st, "socketpair X Y; dup Y Z");
	stage_do(&st, "recv X 10");
	board_read(&st.board);
	ck_assert_uint_eq(board_call_of(&st.board, "X")->job, 1);
	board_unlock(&st.board);
	stage_do(&st, "send Y hi; wait job1");
	board_read(&st.board);
	ck_assert_ptr_null(board_call_of(&st.board, "X"));
	ck_assert_uint_eq(seen("X")->received, 2);
	board_unlock(&st.board);
}
END_TEST

/* A call outlives its socket's name. */
START_TEST(calls_of_sockets_that_are_closed)
{
	struct board_socket *old;

	stage_do(&st, "socketpair X Y; dup X Z; async recv X 10; close X; socketpair X W");
	board_read(&st.board);
	old = st.board.closed.item[0];
	ck_assert_str_eq(old->name, "X");
	ck_assert_ptr_nonnull(old->pending);
	ck_assert_ptr_null(board_call_of(&st.board, "X"));
	board_unlock(&st.board);
	stage_do(&st, "send Y hello; wait job1");
	board_read(&st.board);
	ck_assert_ptr_null(old->pending);
	ck_assert_uint_eq(old->received, 5);
	ck_assert_uint_eq(seen("X")->received, 0);
	board_unlock(&st.board);
	/* and the socket itself */
	stage_do(&st, "socketpair A B; dup A C; async recv A 10; close A\n"
	              "for {set i 0} {$i < 50} {incr i} {socket a udp; close a}; send B hi; wait job2");
	board_read(&st.board);
	ck_assert_ptr_null(board_find(&st.board, "A"));
	ck_assert_uint_eq(st.board.calls.count, 0);
	board_unlock(&st.board);
}
END_TEST

START_TEST(the_lab_and_its_wire)
{
	stage_do(&st, "lab start; socket -host server L tcp; bind L server:80; listen L\n"
	              "socket -host client C tcp; wire hold; async connect C server:80\n");
	board_read(&st.board);
	ck_assert_str_eq(bytes_str(&st.board.lab), "client, server");
	ck_assert(st.board.wire_held);
	ck_assert_uint_eq(st.board.held, 1);
	ck_assert_str_eq(bytes_str(&st.board.held_text), "SYN client > server");
	ck_assert_str_eq(seen("C")->state, "SYN_SENT");
	ck_assert_str_eq(seen("C")->state_source, "diag");
	ck_assert_str_eq(bytes_str(&seen("C")->host), "client");
	board_unlock(&st.board);
	stage_do(&st, "wire step; wire dup");
	board_read(&st.board);
	ck_assert_uint_eq(st.board.held, 2);
	ck_assert_str_eq(bytes_str(&st.board.held_text), "SYN ACK server > client");
	ck_assert_str_eq(seen("L/1")->state, "SYN_RECV");
	ck_assert(seen("L/1")->child);
	board_unlock(&st.board);
	stage_do(&st, "wire drop; wire run; wait job1; accept L A");
	board_read(&st.board);
	ck_assert(!st.board.wire_held);
	ck_assert_uint_eq(st.board.held, 0);
	ck_assert_ptr_null(board_find(&st.board, "L/1"));
	ck_assert_str_eq(seen("A")->state, "ESTABLISHED");
	ck_assert_str_eq(seen("A")->state_source, "diag");
	board_unlock(&st.board);
	stage_do(&st, "lab stop");
	board_read(&st.board);
	ck_assert_uint_eq(st.board.lab.len, 0);
	board_unlock(&st.board);
}
END_TEST

/* It is gone from the screen while the session does nothing. */
START_TEST(a_lab_that_is_killed)
{
	size_t shown = 1;

	stage_do(&st, "lab start; wire hold; socket -host client U udp; sendto U x server:9");
	board_read(&st.board);
	ck_assert_str_eq(bytes_str(&st.board.lab), "client, server");
	ck_assert_uint_eq(st.board.held, 1);
	board_unlock(&st.board);
	kill(st.session.lab.helper.pid, SIGKILL);
	while (shown) {
		board_read(&st.board);
		shown = st.board.lab.len + st.board.held;
		board_unlock(&st.board);
		sched_yield();
	}
	stage_do(&st, "lab start one");
	board_read(&st.board);
	ck_assert_str_eq(bytes_str(&st.board.lab), "one");
	ck_assert_uint_eq(st.board.held, 0);
	board_unlock(&st.board);
}
END_TEST

static void note(void *closure)
{
	(*(int *)closure)++;
}

START_TEST(news_are_told_once)
{
	int told = 0;

	st.board.on_news = note;
	st.board.closure = &told;
	board_read(&st.board);
	board_unlock(&st.board);
	stage_do(&st, "socket A tcp; socket B tcp");
	ck_assert_int_eq(told, 1);
	board_read(&st.board);
	/* whoever appends does not wait for a reader */
	stage_do(&st, "socket C tcp");
	ck_assert_int_eq(told, 2);
	ck_assert_ptr_null(board_find(&st.board, "C"));
	board_unlock(&st.board);
	board_read(&st.board);
	ck_assert_ptr_nonnull(board_find(&st.board, "C"));
	ck_assert_uint_eq(st.board.missed, 0);
	board_unlock(&st.board);
}
END_TEST

START_TEST(options_and_checks)
{
	struct board_option *o;

	stage_do(&st, "socket C tcp; setsockopt C SO_RCVBUF 10000; setsockopt C TCP_NODELAY 1\n"
	              "setsockopt C SO_RCVBUF 20000; check {1 == 1}; check {1 == 2}");
	board_read(&st.board);
	ck_assert_uint_eq(seen("C")->options.count, 2);
	o = seen("C")->options.item[0];
	ck_assert_str_eq(o->name, "SO_RCVBUF");
	ck_assert_str_eq(bytes_str(&o->asked), "20000");
	ck_assert_str_eq(bytes_str(&o->kept), "40000");
	ck_assert_uint_gt(o->why.len, 0);
	o = seen("C")->options.item[1];
	ck_assert_uint_eq(o->why.len, 0);
	ck_assert_uint_eq(st.board.checks, 2);
	ck_assert_uint_eq(st.board.checks_failed, 1);
	board_unlock(&st.board);
}
END_TEST

START_TEST(closed_ones_are_kept_a_while)
{
	stage_do(&st, "for {set i 0} {$i < 50} {incr i} {socket a udp; close a}; socket b udp");
	board_read(&st.board);
	ck_assert_uint_eq(st.board.closed.count, BOARD_CLOSED_KEPT);
	ck_assert_uint_eq(st.board.sockets.count, BOARD_CLOSED_KEPT + 1);
	ck_assert(seen("a")->closed);
	for (size_t i = 1; i < st.board.sockets.count; i++)
		ck_assert_uint_lt(((struct board_socket *)st.board.sockets.item[i - 1])->order,
		                  ((struct board_socket *)st.board.sockets.item[i])->order);
	board_unlock(&st.board);
	/* a name that is given again is the new socket's */
	stage_do(&st, "socket a tcp");
	board_read(&st.board);
	ck_assert(!seen("a")->closed);
	ck_assert_int_eq(seen("a")->type, SOCK_STREAM);
	ck_assert_str_eq(seen("a")->state, "CLOSED");
	board_unlock(&st.board);
}
END_TEST

START_TEST(descriptors_come_in_messages)
{
	stage_do(&st, "socketpair X Y; socket C tcp; nonblock C\n"
	              "sendmsg X hi -control {SCM_RIGHTS C}; recvmsg Y 10 -names N");
	board_read(&st.board);
	ck_assert_int_eq(seen("N")->made_by, CALL_RECVMSG);
	ck_assert_int_eq(seen("N")->family, -1);
	board_unlock(&st.board);
	stage_do(&st, "getsockopt N SO_TYPE");
	board_read(&st.board);
	ck_assert_int_eq(seen("N")->family, AF_INET);
	ck_assert_int_eq(seen("N")->type, SOCK_STREAM);
	board_unlock(&st.board);
}
END_TEST

START_TEST(an_end_is_another_state)
{
	stage_do(&st, "socket L tcp; bind L 127.0.0.1:0; listen L; socket C tcp\n"
	              "connect C [getsockname L]; accept L S; catch {recv C 0 MSG_DONTWAIT}; close S");
	board_read(&st.board);
	ck_assert(!seen("C")->eof);
	ck_assert_str_eq(seen("C")->state, "ESTABLISHED");
	board_unlock(&st.board);
	stage_do(&st, "recv C 10");
	board_read(&st.board);
	ck_assert(seen("C")->eof);
	ck_assert_str_eq(seen("C")->state, "");
	board_unlock(&st.board);
	stage_do(&st, "state C");
	board_read(&st.board);
	ck_assert_str_eq(seen("C")->state, "CLOSE_WAIT");
	ck_assert_str_eq(seen("C")->state_source, "tcp_info");
	board_unlock(&st.board);
}
END_TEST

/* What is left in the kernel of a socket whose name is another's by now. */
START_TEST(states_of_what_was_closed)
{
	stage_do(&st, "lab start; socket -host server L tcp; bind L server:80; listen L\n"
	              "socket -host client C tcp; connect C server:80; accept L S; wire hold\n"
	              "close C; socket -host client C tcp");
	board_read(&st.board);
	ck_assert(!seen("C")->closed);
	ck_assert_str_eq(seen("C")->state, "CLOSED");
	ck_assert_uint_eq(st.board.closed.count, 1);
	struct board_socket *old = st.board.closed.item[0];

	ck_assert_str_eq(old->name, "C");
	ck_assert_str_eq(old->state, "FIN_WAIT1");
	board_unlock(&st.board);
	stage_do(&st, "wire step; close S; wire run");
	board_read(&st.board);
	ck_assert_str_eq(old->state, "TIME_WAIT");
	ck_assert_str_eq(seen("C")->state, "CLOSED");
	board_unlock(&st.board);
}
END_TEST

START_TEST(held_segments_in_their_order)
{
	stage_do(&st, "lab start a b c; socket -host a A udp; socket -host a B udp; wire hold\n"
	              "sendto A one b:1000; sendto B second c:2000; wire dup #1; wire swap #1");
	board_read(&st.board);
	ck_assert_uint_eq(st.board.held, 3);
	ck_assert_uint_eq(st.board.held_first, 3); /* the copy */
	ck_assert_uint_eq(((struct board_held *)st.board.all_held.item[1])->id, 1);
	ck_assert_uint_eq(((struct board_held *)st.board.all_held.item[2])->id, 2);
	ck_assert(strstr(bytes_str(&st.board.held_text), "b:1000 len 3"));
	board_unlock(&st.board);
	/* what is delayed goes on by itself */
	stage_do(&st, "wire run; wire delay 1h; sendto A late b:1000");
	board_read(&st.board);
	ck_assert_uint_eq(st.board.held, 0);
	ck_assert(!st.board.wire_held);
	board_unlock(&st.board);
}
END_TEST

static void is_as_live(const struct board *b)
{
	ck_assert_uint_eq(b->sockets.count, st.board.sockets.count);
	for (size_t i = 0; i < b->sockets.count; i++) {
		const struct board_socket *x = b->sockets.item[i], *y = st.board.sockets.item[i];

		ck_assert_str_eq(x->name, y->name);
		ck_assert_str_eq(x->state, y->state);
		ck_assert_str_eq(bytes_str(&x->local), bytes_str(&y->local));
		ck_assert_uint_eq(x->received, y->received);
		ck_assert_int_eq(x->closed, y->closed);
		ck_assert_str_eq(bytes_str(&x->failed.said), bytes_str(&y->failed.said));
	}
	ck_assert_uint_eq(b->calls.count, st.board.calls.count);
	ck_assert_uint_eq(b->last, st.board.last);
}

static void take(void *closure, const struct event *e)
{
	board_take(closure, e);
}

/* A reader that comes late, and one of a recording, know the same. */
START_TEST(the_same_from_the_events_alone)
{
	struct board late, again;
	struct journal_cursor cursor = {0};

	stage_do(&st, "socket L tcp; bind L 127.0.0.1:0; listen L; socket C tcp\n"
	              "connect C [getsockname L]; accept L S; send C hello; recv S 3\n"
	              "catch {connect C 127.0.0.1:1}; async recv C 1; close S");
	stage_do(&st, "catch {connect L 127.0.0.1:1}; wait job1");
	board_init(&late);
	board_attach(&late, &st.session.engine.journal);
	board_init(&again);
	while (journal_read(&st.session.engine.journal, &cursor, take, &again))
		;
	board_read(&st.board);
	is_as_live(&late);
	is_as_live(&again);
	board_unlock(&st.board);
	board_reset(&again);
	ck_assert_uint_eq(again.sockets.count, 0);
	ck_assert_ptr_null(board_find(&again, "L"));
	journal_drop_taps(&st.session.engine.journal);
	board_clear(&late);
	board_clear(&again);
}
END_TEST

START_TEST(what_made_way_is_counted)
{
	struct board late;

	stage_do(&st, "socket C udp; for {set i 0} {$i < 2000} {incr i} {fcntl C F_GETFL}");
	board_init(&late);
	board_attach(&late, &st.session.engine.journal);
	ck_assert_uint_eq(late.missed, st.session.engine.journal.first - 1);
	ck_assert_uint_eq(late.last + 1, st.session.engine.journal.next);
	ck_assert_int_eq(seen("C")->family, AF_INET);
	journal_drop_taps(&st.session.engine.journal);
	board_clear(&late);
}
END_TEST

static void *hold_on(void *closure)
{
	board_read(&st.board);
	sem_post(closure);
	while (!atomic_load(&st.board.holds))
		sched_yield();
	ck_assert_uint_lt(st.board.last, 100);
	board_unlock(&st.board);
	return NULL;
}

/* A reader that takes so long that events would make way: whoever appends waits for it. */
START_TEST(nothing_is_missed)
{
	pthread_t thread;
	sem_t reading;

	sem_init(&reading, 0, 0);
	stage_do(&st, "socketpair X Y");
	ck_assert_int_eq(pthread_create(&thread, NULL, hold_on, &reading), 0);
	sem_wait(&reading);
	stage_do(&st, "for {set i 0} {$i < 2000} {incr i} {send X abc; recv Y 3}");
	pthread_join(thread, NULL);
	board_read(&st.board);
	ck_assert_uint_eq(seen("Y")->received, 6000);
	ck_assert_uint_eq(st.board.missed, 0);
	board_unlock(&st.board);
	sem_destroy(&reading);
}
END_TEST

enum { GOODBYES = 500 };

static struct goodbyes {
	sem_t go, reading;
	atomic_uint_least64_t appended;
	struct journal_tap tap;
} goodbyes;

static void note_appended(struct journal_tap *tap, const struct event *e)
{
	(void)tap;
	atomic_store(&goodbyes.appended, e->seq);
}

/* Each time it lets go when whoever appends is about to wait, does so, or a little later. */
static void *let_go_often(void *closure)
{
	size_t half = st.session.engine.journal.slots / 2;

	for (unsigned i = 0; i < GOODBYES; i++) {
		sem_wait(&goodbyes.go);
		board_read(&st.board);
		uint64_t until = st.board.last + half - i % 4;

		sem_post(&goodbyes.reading);
		while (atomic_load(&goodbyes.appended) < until)
			sched_yield();
		for (volatile unsigned k = 0; k < i * 7 % 1000; k++)
			;
		board_unlock(&st.board);
	}
	return closure;
}

/* A reader that does not come again: nobody waits for it. */
START_TEST(nobody_waits_for_who_has_gone)
{
	pthread_t thread;

	sem_init(&goodbyes.go, 0, 0);
	sem_init(&goodbyes.reading, 0, 0);
	goodbyes.tap.event = note_appended;
	journal_add_tap(&st.session.engine.journal, &goodbyes.tap);
	stage_do(&st, "socketpair X Y");
	ck_assert_int_eq(pthread_create(&thread, NULL, let_go_often, NULL), 0);
	for (unsigned i = 0; i < GOODBYES; i++) {
		sem_post(&goodbyes.go);
		sem_wait(&goodbyes.reading);
		stage_do(&st, "for {set i 0} {$i < 200} {incr i} {send X abc; recv Y 3}");
	}
	pthread_join(thread, NULL);
	board_read(&st.board);
	ck_assert_uint_eq(seen("Y")->received, GOODBYES * 600);
	ck_assert_uint_eq(st.board.missed, 0);
	board_unlock(&st.board);
	sem_destroy(&goodbyes.go);
	sem_destroy(&goodbyes.reading);
}
END_TEST

START_TEST(data_has_its_bounds)
{
	stage_do(&st, "socketpair X Y unix-dgram\n"
	              "for {set i 0} {$i < 600} {incr i} {send X -repeat 5000 a; recv Y 9000}");
	board_read(&st.board);
	ck_assert_uint_eq(seen("X")->pieces.count, BOARD_PIECES_KEPT);
	ck_assert_uint_eq(seen("X")->pieces_dropped, 600 - BOARD_PIECES_KEPT);
	ck_assert_uint_eq(seen("X")->sent, 600 * 5000);
	struct board_piece *p = seen("Y")->pieces.item[BOARD_PIECES_KEPT - 1];

	ck_assert_uint_eq(p->kept.len, BOARD_BYTES_KEPT);
	ck_assert_uint_eq(p->whole, 5000);
	ck_assert_uint_eq(p->offset, 599 * 5000);
	ck_assert_uint_eq(st.board.data, 2 * BOARD_PIECES_KEPT * BOARD_BYTES_KEPT);
	board_unlock(&st.board);
}
END_TEST

static atomic_bool over;

static void look(void *closure, const struct event *e)
{
	*(uint64_t *)closure += e->seq;
}

static void *read_on(void *closure)
{
	uint64_t sum = 0;

	while (!atomic_load(&over)) {
		board_read(&st.board);
		journal_look(&st.session.engine.journal, st.board.last, look, &sum);
		board_unlock(&st.board);
	}
	return closure;
}

/* A reader looks at the journal while it has the board; nobody waits for ever, and nothing is lost. */
START_TEST(readers_and_writers)
{
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, read_on, NULL), 0);
	stage_do(&st, "socketpair X Y; async recv Y 100000 MSG_WAITALL\n"
	              "for {set i 0} {$i < 5000} {incr i} {send X 01234567890123456789}; wait job1");
	atomic_store(&over, true);
	pthread_join(thread, NULL);
	board_read(&st.board);
	ck_assert_uint_eq(seen("X")->sent, 100000);
	ck_assert_uint_eq(seen("Y")->received, 100000);
	ck_assert_uint_eq(st.board.calls.count, 0);
	board_unlock(&st.board);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("board");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, open_stage, close_stage);
	tcase_add_test(tcase, sockets_are_made_and_go);
	tcase_add_test(tcase, data_is_kept_call_by_call);
	tcase_add_test(tcase, failures_keep_what_was_said);
	tcase_add_test(tcase, pending_calls_are_told);
	tcase_add_test(tcase, jobs_get_their_number_later);
	tcase_add_test(tcase, calls_of_sockets_that_are_closed);
	tcase_add_test(tcase, the_lab_and_its_wire);
	tcase_add_test(tcase, a_lab_that_is_killed);
	tcase_add_test(tcase, news_are_told_once);
	tcase_add_test(tcase, options_and_checks);
	tcase_add_test(tcase, closed_ones_are_kept_a_while);
	tcase_add_test(tcase, descriptors_come_in_messages);
	tcase_add_test(tcase, an_end_is_another_state);
	tcase_add_test(tcase, states_of_what_was_closed);
	tcase_add_test(tcase, held_segments_in_their_order);
	tcase_add_test(tcase, the_same_from_the_events_alone);
	tcase_add_test(tcase, what_made_way_is_counted);
	tcase_add_test(tcase, nothing_is_missed);
	tcase_add_test(tcase, nobody_waits_for_who_has_gone);
	tcase_add_test(tcase, data_has_its_bounds);
	tcase_add_test(tcase, readers_and_writers);
	return unit_run("board", tcase);
}
