/*
 * What is not carried: the kernel's filter drops nothing but what its reader would pass over, and drops what the
 * kernel says of itself. A pair of sockets stands for the packet socket: the filter is the same.
 */
#include "lab/quiet.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

enum { REPORT = 70, RECORD = 20, RECORDS_MOST = 5, ROOM = REPORT + RECORDS_MOST * RECORD };

/* An MLDv2 report as Linux sends it: Ethernet, IPv6, hop-by-hop options with the router alert, ICMPv6. */
static size_t make_report(uint8_t frame[ROOM], unsigned records)
{
	static const uint8_t head[REPORT] = {
	    0x33, 0x33, 0, 0, 0, 0x16, 2, 0, 0, 0, 0, 1, 0x86, 0xdd, /* Ethernet */
	    0x60, 0,    0, 0, 0, 0,    0, 1, 0, 0, 0, 0, 0,    0,    0, 0, 0,
	    0,    0,    0, 0, 0, 0,                                              /* IPv6, from :: */
	    0,    0xff, 2, 0, 0, 0,    0, 0, 0, 0, 0, 0, 0,    0,    0, 0, 0x16, /* to ff02::16 */
	    58,   0,    5, 2, 0, 0,    1, 0,                                     /* options */
	    143};
	static const uint8_t record[RECORD] = {4, 0, 0, 0, 0xff, 2, 0,    0, 0, 0,
	                                       0, 0, 0, 0, 0,    1, 0xff, 0, 0, 9};

	memcpy(frame, head, REPORT);
	frame[19] = (uint8_t)(8 + 8 + records * RECORD);
	frame[69] = (uint8_t)records;
	for (unsigned i = 0; i < records; i++)
		memcpy(frame + REPORT + (size_t)i * RECORD, record, RECORD);
	return REPORT + (size_t)records * RECORD;
}

static int filtered[2];

static void set_up(void)
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, filtered), 0);
	ck_assert_int_eq(quiet_attach(filtered[1]), 0);
}

static void tear_down(void)
{
	close(filtered[0]);
	close(filtered[1]);
}

static bool passes(const void *frame, size_t n)
{
	uint8_t got[ROOM];
	ssize_t sent = send(filtered[0], frame, n, 0), n_got;

	/* a datagram that is filtered out is said to be sent, or refused (EPERM) */
	ck_assert(sent == (ssize_t)n || (sent < 0 && errno == EPERM));
	n_got = recv(filtered[1], got, sizeof(got), MSG_DONTWAIT);
	if (n_got < 0)
		return false;
	ck_assert_uint_eq((size_t)n_got, n);
	ck_assert(!memcmp(got, frame, n));
	return true;
}

START_TEST(the_usual_ones_are_dropped)
{
	uint8_t frame[ROOM];

	for (unsigned records = 1; records <= 3; records++) {
		size_t n = make_report(frame, records);

		ck_assert(quiet_is_of_neighbours(frame, n));
		ck_assert(!passes(frame, n));
	}
	for (unsigned records = 4; records <= RECORDS_MOST; records++) {
		size_t n = make_report(frame, records);

		ck_assert(quiet_is_of_neighbours(frame, n));
		ck_assert(passes(frame, n));
	}
}
END_TEST

START_TEST(a_group_that_was_joined_passes)
{
	uint8_t frame[ROOM];
	size_t n;

	for (unsigned records = 1; records <= 3; records++)
		for (unsigned other = 0; other < records; other++)
			for (unsigned byte = 4; byte < 17; byte++) {
				n = make_report(frame, records);
				frame[REPORT + other * RECORD + byte] ^= 0x10;
				ck_assert(!quiet_is_of_neighbours(frame, n));
				ck_assert(passes(frame, n));
			}
}
END_TEST

static void spoil(uint8_t *frame, size_t n, size_t at, uint8_t mask)
{
	frame[at] ^= mask;
	if (!passes(frame, n))
		ck_assert_msg(quiet_is_of_neighbours(frame, n), "byte %zu of %zu", at, n);
	frame[at] ^= mask;
}

/* However a frame is spoiled or cut, it is dropped only if its reader would not have carried it. */
START_TEST(nothing_else_is_dropped)
{
	static const uint8_t mask[] = {1, 0x10, 0x80, 0xff};
	uint8_t frame[ROOM];

	for (unsigned records = 0; records <= RECORDS_MOST; records++) {
		size_t n = make_report(frame, records);

		for (size_t cut = 1; cut < n; cut++)
			ck_assert(passes(frame, cut));
		for (size_t at = 0; at < n; at++)
			for (size_t i = 0; i < sizeof(mask); i++)
				spoil(frame, n, at, mask[i]);
	}
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("quiet");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, the_usual_ones_are_dropped);
	tcase_add_test(tcase, a_group_that_was_joined_passes);
	tcase_add_test(tcase, nothing_else_is_dropped);
	return unit_run("quiet", tcase);
}
