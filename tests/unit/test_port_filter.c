/*
 * The filter of ports, by the kernel itself: on UDP sockets, which take one as packet sockets do.
 */
#include "watch/port_filter.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

static struct port_set wanted;
static int receiver;
static struct sockaddr_in6 to;

/* A bound UDP socket of the family on the loopback; its port. */
static int udp(int family, unsigned *port)
{
	struct sockaddr_in6 name = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr_in name4 = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof(name);
	int fd = socket(family, SOCK_DGRAM, 0);

	ck_assert_int_ge(fd, 0);
	if (family == AF_INET)
		memcpy(&name, &name4, sizeof(name4));
	ck_assert_int_eq(
	    bind(fd, (struct sockaddr *)&name, family == AF_INET ? sizeof(name4) : sizeof(name)), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&name, &len), 0);
	*port = ntohs(name.sin6_port); /* which lies where that of IPv4 does */
	to = name;
	return fd;
}

static void say(int fd, char word)
{
	ck_assert_int_eq(sendto(fd, &word, 1, 0, (struct sockaddr *)&to,
	                        to.sin6_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(to)),
	                 1);
}

/* The next word that came through, in two seconds at most. */
static char hear(void)
{
	struct pollfd set = {.fd = receiver, .events = POLLIN};
	char word = 0;

	ck_assert_int_eq(poll(&set, 1, 2000), 1);
	ck_assert_int_eq(recv(receiver, &word, 1, 0), 1);
	return word;
}

static void attach(void)
{
	ck_assert_int_eq(port_filter_attach(receiver, &wanted), 0);
}

static int families[] = {AF_INET, AF_INET6};

/* Whether the machine has that family on its loopback. */
static bool has_family(int family)
{
	struct sockaddr_in6 name = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int fd;
	bool has;

	if (family == AF_INET)
		return true;
	fd = socket(AF_INET6, SOCK_DGRAM, 0);
	has = fd >= 0 && !bind(fd, (struct sockaddr *)&name, sizeof(name));
	if (fd >= 0)
		close(fd);
	return has;
}

START_TEST(by_source)
{
	unsigned port, a, b;
	int one, other;

	if (!has_family(families[_i]))
		return;
	one = udp(families[_i], &a);
	other = udp(families[_i], &b);
	receiver = udp(families[_i], &port);
	port_set_clear(&wanted);
	port_set_add(&wanted, (uint16_t)b);
	attach();
	say(one, 'n');
	say(other, 'y');
	say(one, 'n');
	say(other, 'Y');
	ck_assert_int_eq(hear(), 'y');
	ck_assert_int_eq(hear(), 'Y');
	/* another in its place */
	port_set_clear(&wanted);
	port_set_add(&wanted, (uint16_t)a);
	attach();
	say(other, 'n');
	say(one, 'y');
	ck_assert_int_eq(hear(), 'y');
	close(one);
	close(other);
	close(receiver);
}
END_TEST

START_TEST(by_destination)
{
	unsigned port, a;
	int one;

	if (!has_family(families[_i]))
		return;
	one = udp(families[_i], &a);
	receiver = udp(families[_i], &port);
	port_set_clear(&wanted);
	port_set_add(&wanted, (uint16_t)port);
	attach();
	say(one, 'y');
	ck_assert_int_eq(hear(), 'y');
	close(one);
	close(receiver);
}
END_TEST

START_TEST(none)
{
	struct pollfd set = {.events = POLLIN};
	unsigned port, a;
	int one = udp(AF_INET, &a);

	receiver = udp(AF_INET, &port);
	port_set_clear(&wanted);
	attach();
	say(one, 'n');
	set.fd = receiver;
	ck_assert_int_eq(poll(&set, 1, 50), 0);
	close(one);
	close(receiver);
}
END_TEST

/* Ports at both ends of what there is, and runs of them. */
START_TEST(edges)
{
	unsigned port, a, b;
	int one = udp(AF_INET, &a), other = udp(AF_INET, &b);

	receiver = udp(AF_INET, &port);
	for (unsigned from = 0; from < 3; from++) {
		port_set_clear(&wanted);
		port_set_add(&wanted, 0);
		port_set_add(&wanted, 65535);
		/* a run that begins with it, has it inside, ends with it */
		for (unsigned i = 0; i < 3; i++)
			if (a - from + i != b && a - from + i != port)
				port_set_add(&wanted, (uint16_t)(a - from + i));
		attach();
		say(other, 'n');
		say(one, 'y');
		ck_assert_int_eq(hear(), 'y');
	}
	close(one);
	close(other);
	close(receiver);
}
END_TEST

/* However many there are, the kernel takes the filter, and what is wanted passes. */
START_TEST(many)
{
	unsigned port, a;
	int one = udp(AF_INET, &a);

	receiver = udp(AF_INET, &port);
	for (unsigned step = 1; step < 1000; step = step * 3 / 2 + 1) {
		port_set_clear(&wanted);
		for (unsigned p = a % step; p < 65536; p += step)
			port_set_add(&wanted, (uint16_t)p);
		attach();
		say(one, 'y');
		ck_assert_int_eq(hear(), 'y');
	}
	close(one);
	close(receiver);
}
END_TEST

/* As many ranges as a filter has: none is joined with another. */
START_TEST(ranges)
{
	unsigned port, a, b, count = 1;
	int one = udp(AF_INET, &a), other = udp(AF_INET, &b);

	receiver = udp(AF_INET, &port);
	port_set_clear(&wanted);
	port_set_add(&wanted, (uint16_t)a);
	for (unsigned p = 100; count < 64; p += 100, count++)
		if (p != b && p != port)
			port_set_add(&wanted, (uint16_t)p);
	attach();
	say(other, 'n');
	say(one, 'y');
	ck_assert_int_eq(hear(), 'y');
	close(one);
	close(other);
	close(receiver);
}
END_TEST

START_TEST(sets)
{
	struct port_set set;

	port_set_clear(&set);
	for (unsigned p = 0; p < 65536; p++)
		UNIT_ASSERT(!port_set_has(&set, p));
	port_set_add(&set, 0);
	port_set_add(&set, 80);
	port_set_add(&set, 65535);
	for (unsigned p = 0; p < 65536; p++)
		UNIT_ASSERT(port_set_has(&set, p) == (p == 0 || p == 80 || p == 65535));
}
END_TEST

START_TEST(no_socket)
{
	port_set_clear(&wanted);
	ck_assert_int_eq(port_filter_attach(-1, &wanted), -1);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("port_filter");

	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(tcase, by_source, 0, 2);
	tcase_add_loop_test(tcase, by_destination, 0, 2);
	tcase_add_test(tcase, none);
	tcase_add_test(tcase, edges);
	tcase_add_test(tcase, many);
	tcase_add_test(tcase, ranges);
	tcase_add_test(tcase, sets);
	tcase_add_test(tcase, no_socket);
	return unit_run("port_filter", tcase);
}
