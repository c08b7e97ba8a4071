/*
 * The eleven TCP states: their numbers are the kernel's, their names everybody's.
 */
#include "tables/tcp_states.h"

#include <netinet/tcp.h>
#include <string.h>

#include "unit.h"

static const struct {
	int number;
	const char *name;
} expected[] = {
    {TCP_ESTABLISHED, "ESTABLISHED"},
    {TCP_SYN_SENT, "SYN_SENT"},
    {TCP_SYN_RECV, "SYN_RECV"},
    {TCP_FIN_WAIT1, "FIN_WAIT1"},
    {TCP_FIN_WAIT2, "FIN_WAIT2"},
    {TCP_TIME_WAIT, "TIME_WAIT"},
    {TCP_CLOSE, "CLOSED"},
    {TCP_CLOSE_WAIT, "CLOSE_WAIT"},
    {TCP_LAST_ACK, "LAST_ACK"},
    {TCP_LISTEN, "LISTEN"},
    {TCP_CLOSING, "CLOSING"},
};

enum { STATES = sizeof(expected) / sizeof(expected[0]) };

START_TEST(numbers_are_the_kernels)
{
	for (int i = 0; i < STATES; i++) {
		const struct tcp_state_row *row = tcp_state_by_number(expected[i].number);

		ck_assert_ptr_nonnull(row);
		ck_assert_int_eq(row->number, expected[i].number);
		ck_assert_str_eq(row->name, expected[i].name);
		ck_assert_uint_gt(strlen(row->about), 0);
		ck_assert_ptr_eq(tcp_state_at((size_t)i), row);
	}
	ck_assert_int_eq(tcp_state_by_name("CLOSED", 6)->number, 7);
	ck_assert_ptr_null(tcp_state_at(STATES));
	ck_assert_ptr_null(tcp_state_at(SIZE_MAX));
	ck_assert_ptr_null(tcp_state_by_number(0));
	ck_assert_ptr_null(tcp_state_by_number(-1));
	ck_assert_ptr_null(tcp_state_by_number(12));
	ck_assert_ptr_null(tcp_state_by_number(1000));
}
END_TEST

static void ck_spelling(const char *name, int number)
{
	const struct tcp_state_row *row = tcp_state_by_name(name, strlen(name));

	ck_assert_msg(row && row->number == number, "%s is %d, not %d", name, number,
	              row ? row->number : 0);
}

START_TEST(every_spelling_is_taken)
{
	for (int i = 0; i < STATES; i++)
		ck_spelling(expected[i].name, expected[i].number);
	ck_spelling("established", TCP_ESTABLISHED);
	ck_spelling("ESTAB", TCP_ESTABLISHED);
	ck_spelling("Syn-Sent", TCP_SYN_SENT);
	ck_spelling("SYN-RECEIVED", TCP_SYN_RECV);
	ck_spelling("SYN_RECEIVED", TCP_SYN_RECV);
	ck_spelling("SYN-RECV", TCP_SYN_RECV);
	ck_spelling("SYN_RCVD", TCP_SYN_RECV);
	ck_spelling("FIN_WAIT_1", TCP_FIN_WAIT1);
	ck_spelling("FIN-WAIT-1", TCP_FIN_WAIT1);
	ck_spelling("FIN-WAIT1", TCP_FIN_WAIT1);
	ck_spelling("finwait2", TCP_FIN_WAIT2);
	ck_spelling("fin-wait-2", TCP_FIN_WAIT2);
	ck_spelling("TIME-WAIT", TCP_TIME_WAIT);
	ck_spelling("CLOSE", TCP_CLOSE);
	ck_spelling("CLOSE-WAIT", TCP_CLOSE_WAIT);
	ck_spelling("LAST-ACK", TCP_LAST_ACK);
	ck_spelling("LISTENING", TCP_LISTEN);
}
END_TEST

START_TEST(other_words_are_not)
{
	static const char *const words[] = {"",          "_",         "-",          "SYN",
	                                    "FIN_WAIT",  "FIN_WAIT3", "FIN_WAIT11", "CLOSEDX",
	                                    "CLOSE_WAI", "OPEN",      "7",          "LISTEN "};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		ck_assert_msg(!tcp_state_by_name(words[i], strlen(words[i])), "\"%s\"", words[i]);
	ck_assert_ptr_null(tcp_state_by_name("LISTEN\0", 7));
	/* the name is what n says, not what follows it */
	ck_assert_int_eq(tcp_state_by_name("CLOSE_WAIT", 5)->number, TCP_CLOSE);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("tcp_states");

	tcase_add_test(tcase, numbers_are_the_kernels);
	tcase_add_test(tcase, every_spelling_is_taken);
	tcase_add_test(tcase, other_words_are_not);
	return unit_run("tcp_states", tcase);
}
