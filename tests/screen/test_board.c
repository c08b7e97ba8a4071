/*
 * The board: what it knows after calls, states and segments, live and of a reader that was late.
 */
#include <errno.h>

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
	ck_assert_uint_eq(st.board.lab.len, 0);
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

int main(void)
{
	TCase *tcase = tcase_create("board");

	tcase_add_checked_fixture(tcase, open_stage, close_stage);
	tcase_add_test(tcase, sockets_are_made_and_go);
	tcase_add_test(tcase, data_is_kept_call_by_call);
	tcase_add_test(tcase, failures_keep_what_was_said);
	tcase_add_test(tcase, pending_calls_are_told);
	tcase_add_test(tcase, jobs_get_their_number_later);
	tcase_add_test(tcase, the_lab_and_its_wire);
	tcase_add_test(tcase, news_are_told_once);
	return unit_run("board", tcase);
}
