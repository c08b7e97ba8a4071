/*
 * Capturing on a loopback of our own: in a network namespace, where nobody else's packets are and no
 * privilege is needed, or else on the machine's.
 */
#include <config.h>

#include "watch/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "unit.h"

enum { KEPT = 64, WAIT_MS = 5000 };

static struct capture *c;
static struct bytes why;
static bool own_loopback; /* which is down until a test says otherwise */

/* What was captured. */
static struct seen {
	struct segment segment;
	enum segment_link link;
	int64_t wall;
	size_t n, whole;
} seen[KEPT];
static unsigned count;

static void take(void *closure, const struct captured *packet)
{
	struct seen *s = &seen[count++ % KEPT];

	ck_assert_ptr_eq(closure, &seen);
	segment_read(&s->segment, packet->frame, packet->n, packet->whole, packet->link);
	s->link = packet->link;
	s->wall = packet->wall;
	s->n = packet->n;
	s->whole = packet->whole;
}

/* Reads until that many are there, or some time has passed. */
static void capture(unsigned wanted, int ms)
{
	struct pollfd set = {.fd = capture_fd(c), .events = POLLIN};

	while (count < wanted && poll(&set, 1, ms) > 0) {
		int got = capture_read(c, take, &seen, &why);

		ck_assert_msg(got >= 0, "%s", bytes_str(&why));
	}
}

/* That many and no more. */
static void captures(unsigned wanted)
{
	capture(wanted, WAIT_MS);
	ck_assert_uint_eq(count, wanted);
	capture(wanted + 1, 50);
	ck_assert_uint_eq(count, wanted);
}

static void set_ports(const uint16_t *port, size_t ports)
{
	ck_assert_msg(capture_set_ports(c, port, ports, &why) == 0, "%s", bytes_str(&why));
}

static void set_loopback(bool up)
{
	struct ifreq request = {.ifr_name = "lo"};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (own_loopback) {
		ck_assert_int_eq(ioctl(fd, SIOCGIFFLAGS, &request), 0);
		request.ifr_flags = (short)(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
		ck_assert_int_eq(ioctl(fd, SIOCSIFFLAGS, &request), 0);
	}
	close(fd);
}

static void begin(const char *interface, unsigned snap)
{
	int err;

	bytes_init(&why);
	set_loopback(true);
	c = capture_open(interface, snap, &why, &err);
	ck_assert_msg(c != NULL, "%s", bytes_str(&why));
	ck_assert_int_eq(err, 0);
	count = 0;
}

static void end(void)
{
	capture_close(c);
	bytes_clear(&why);
}

/* ---------------------------------------------------------------- sockets */

static uint16_t port_of(int fd)
{
	struct sockaddr_in name;
	socklen_t len = sizeof(name);

	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&name, &len), 0);
	return ntohs(name.sin_port);
}

static struct sockaddr_in loopback(uint16_t port)
{
	return (struct sockaddr_in){
	    .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
}

static int bound(int type)
{
	struct sockaddr_in name = loopback(0);
	int fd = socket(AF_INET, type, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	return fd;
}

static int listener(void)
{
	int fd = bound(SOCK_STREAM);

	ck_assert_int_eq(listen(fd, 3), 0);
	return fd;
}

static int connected(uint16_t port, int type)
{
	struct sockaddr_in name = loopback(port);
	int fd = socket(AF_INET, type, 0);

	ck_assert_int_eq(connect(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	return fd;
}

static void is_tcp(const struct seen *s, uint16_t from, uint16_t to, unsigned flags)
{
	ck_assert_int_eq(s->segment.kind, SEGMENT_TCP);
	ck_assert_uint_eq(s->segment.sport, from);
	ck_assert_uint_eq(s->segment.dport, to);
	ck_assert_uint_eq(s->segment.flags, flags);
}

/* ---------------------------------------------------------------- what is captured */

START_TEST(handshake)
{
	int64_t now = (int64_t)time(NULL) * CLOCK_S;
	int server = listener(), client;
	uint16_t port = port_of(server), other;

	begin(_i ? "any" : "lo", 0);
	set_ports(&port, 1);
	client = connected(port, SOCK_STREAM);
	other = port_of(client);
	captures(3);
	is_tcp(&seen[0], other, port, SEGMENT_SYN);
	is_tcp(&seen[1], port, other, SEGMENT_SYN | SEGMENT_ACK);
	is_tcp(&seen[2], other, port, SEGMENT_ACK);
	ck_assert_uint_eq(seen[1].segment.ack, seen[0].segment.seq + 1);
	for (unsigned i = 0; i < 3; i++) {
		ck_assert_int_eq(seen[i].link, _i ? SEGMENT_COOKED : SEGMENT_ETHERNET);
		ck_assert_ptr_null(seen[i].segment.bad);
		ck_assert_uint_eq(seen[i].n, seen[i].whole);
		ck_assert_int_ge(seen[i].wall, now - 60 * CLOCK_S);
		ck_assert_int_le(seen[i].wall, now + 60 * CLOCK_S);
		ck_assert(!i || seen[i].wall >= seen[i - 1].wall);
	}
	ck_assert_uint_eq(capture_dropped(c), 0);
	close(client);
	close(server);
	end();
}
END_TEST

START_TEST(only_these_ports)
{
	int server = listener(), other = listener(), client;
	uint16_t port = port_of(server), ports[2] = {port_of(other), 9};

	begin("lo", 0);
	/* none yet */
	close(connected(port, SOCK_STREAM));
	capture(1, 50);
	ck_assert_uint_eq(count, 0);
	set_ports(ports, 2);
	close(connected(port, SOCK_STREAM));
	capture(1, 50);
	ck_assert_uint_eq(count, 0);
	client = connected(ports[0], SOCK_STREAM);
	captures(3);
	/* what was let pass and waits is not handed on when it is not wanted any more */
	ck_assert_int_eq(send(client, "x", 1, 0), 1);
	set_ports(NULL, 0);
	captures(3);
	close(client);
	close(server);
	close(other);
	end();
}
END_TEST

/* There is no moment without a filter that lets them pass. */
enum { MANY = 50000 };

static atomic_bool done;

static void *send_many(void *closure)
{
	int fd = *(int *)closure;

	for (int i = 0; i < MANY; i++)
		UNIT_ASSERT(send(fd, "x", 1, 0) == 1);
	atomic_store(&done, true);
	return NULL;
}

START_TEST(ports_change_while_packets_come)
{
	int receiver = bound(SOCK_DGRAM), sender = connected(port_of(receiver), SOCK_DGRAM);
	uint16_t ports[2] = {port_of(receiver), 1};
	pthread_t thread;

	begin("lo", 192);
	set_ports(ports, 1);
	ck_assert_int_eq(pthread_create(&thread, NULL, send_many, &sender), 0);
	for (unsigned i = 0; !atomic_load(&done); i++) {
		ports[1] = (uint16_t)(i % 1000 + 1);
		set_ports(ports, 2);
		ck_assert_int_ge(capture_read(c, take, &seen, &why), 0);
	}
	pthread_join(thread, NULL);
	capture(MANY, 500);
	/* a machine under load may drop some, which it counts */
	ck_assert_uint_eq(count + capture_dropped(c), MANY);
	close(sender);
	close(receiver);
	end();
}
END_TEST

/* More ports than the kernel's filter tells apart: what is captured is exact nevertheless. */
START_TEST(many_ports)
{
	static uint16_t ports[32768];
	int receiver = bound(SOCK_DGRAM), sender = connected(port_of(receiver), SOCK_DGRAM);
	uint16_t from = port_of(sender), to = port_of(receiver);
	size_t n = 0;

	begin("lo", 0);
	for (unsigned p = 1; p < 65536; p += 2)
		if (p != from && p != to)
			ports[n++] = (uint16_t)p;
	set_ports(ports, n);
	ck_assert_int_eq(send(sender, "x", 1, 0), 1);
	capture(1, 50);
	ck_assert_uint_eq(count, 0);
	ports[0] = to;
	set_ports(ports, n);
	ck_assert_int_eq(send(sender, "x", 1, 0), 1);
	captures(1);
	close(sender);
	close(receiver);
	end();
}
END_TEST

/* A datagram to nobody, and the answer, which is about it. */
START_TEST(icmp_error)
{
	int nobody = bound(SOCK_DGRAM), sender;
	uint16_t port = port_of(nobody), other;

	begin("lo", 0);
	sender = connected(port, SOCK_DGRAM);
	other = port_of(sender);
	close(nobody);
	set_ports(&port, 1);
	ck_assert_int_eq(send(sender, "x", 1, 0), 1);
	captures(2);
	ck_assert_int_eq(seen[0].segment.kind, SEGMENT_UDP);
	ck_assert_int_eq(seen[1].segment.kind, SEGMENT_ICMP);
	ck_assert_int_eq(seen[1].segment.type, 3);
	/* of another port it is none of ours */
	port = (uint16_t)(other == 9 ? 10 : 9);
	set_ports(&port, 1);
	ck_assert_int_eq(send(sender, "x", 1, 0), -1);
	ck_assert_int_eq(send(sender, "x", 1, 0), 1);
	capture(3, 50);
	ck_assert_uint_eq(count, 2);
	close(sender);
	end();
}
END_TEST

START_TEST(ipv6)
{
	struct sockaddr_in6 name = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int receiver = socket(AF_INET6, SOCK_DGRAM, 0);
	uint16_t port;

	begin("lo", 0);
	if (receiver >= 0 && !bind(receiver, (struct sockaddr *)&name, sizeof(name))) {
		port = port_of(receiver);
		name.sin6_port = htons(port);
		set_ports(&port, 1);
		ck_assert_int_eq(sendto(receiver, "hello", 5, 0, (struct sockaddr *)&name, sizeof(name)),
		                 5);
		captures(1);
		ck_assert_int_eq(seen[0].segment.family, AF_INET6);
		ck_assert_int_eq(seen[0].segment.kind, SEGMENT_UDP);
		ck_assert_uint_eq(seen[0].segment.len, 5);
	}
	close(receiver);
	end();
}
END_TEST

/* Of a long packet its beginning, the headers in any case. */
START_TEST(cut_short)
{
	static char payload[5000];
	int receiver = bound(SOCK_DGRAM), sender = connected(port_of(receiver), SOCK_DGRAM);
	uint16_t port = port_of(receiver);

	begin("lo", _i ? 1000 : 1);
	set_ports(&port, 1);
	ck_assert_int_eq(send(sender, payload, sizeof(payload), 0), sizeof(payload));
	captures(1);
	ck_assert_uint_eq(seen[0].whole, 14 + 20 + 8 + sizeof(payload));
	if (_i)
		ck_assert_uint_eq(seen[0].n, 1000);
	ck_assert_uint_lt(seen[0].n, 1001);
	ck_assert_uint_eq(seen[0].segment.len, sizeof(payload));
	ck_assert_ptr_null(seen[0].segment.bad);
	close(sender);
	close(receiver);
	end();
}
END_TEST

/* ---------------------------------------------------------------- what is refused */

static void refused(const char *interface, int wanted, const char *message)
{
	int err = -1;

	ck_assert_ptr_null(capture_open(interface, 0, &why, &err));
	ck_assert_int_eq(err, wanted);
	ck_assert_str_eq(bytes_str(&why), message);
	bytes_clear(&why);
}

START_TEST(interface_that_is_down)
{
	set_loopback(false);
	if (own_loopback)
		refused("lo", ENETDOWN, "lo is down: nothing can be captured on it");
}
END_TEST

/* It may come up again, and the capture goes on. */
START_TEST(interface_that_goes_down)
{
	struct pollfd set = {.events = POLLIN};
	int receiver, sender;
	uint16_t port;

	if (!own_loopback)
		return;
	begin("lo", 0);
	set_loopback(false);
	set.fd = capture_fd(c);
	ck_assert_int_eq(poll(&set, 1, WAIT_MS), 1);
	ck_assert_int_eq(capture_read(c, take, &seen, &why), 0);
	ck_assert_int_eq(poll(&set, 1, 0), 0);
	set_loopback(true);
	receiver = bound(SOCK_DGRAM);
	port = port_of(receiver);
	sender = connected(port, SOCK_DGRAM);
	set_ports(&port, 1);
	ck_assert_int_eq(send(sender, "x", 1, 0), 1);
	captures(1);
	close(sender);
	close(receiver);
	end();
}
END_TEST

/* An interface of plain IP, which is there as long as it is open. */
START_TEST(interface_that_goes_away)
{
	/* UDP from 10.0.0.1:9 to 10.0.0.2:80 */
	static const char packet[] = "\x45\0\0\x1c\0\1\0\0\x40\x11\x66\xce\x0a\0\0\1\x0a\0\0\2"
	                             "\0\x09\0\x50\0\x08\0\0";
	struct ifreq request = {.ifr_name = "tun7", .ifr_flags = IFF_TUN | IFF_NO_PI};
	int tun = open("/dev/net/tun", O_RDWR), fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct pollfd set = {.events = POLLIN};

	if (!own_loopback || tun < 0 || ioctl(tun, TUNSETIFF, &request)) {
		close(tun);
		close(fd);
		return;
	}
	request.ifr_flags = IFF_UP;
	ck_assert_int_eq(ioctl(fd, SIOCSIFFLAGS, &request), 0);
	begin("tun7", 0);
	set_ports(&(uint16_t){80}, 1);
	ck_assert_int_eq(write(tun, packet, sizeof(packet) - 1), sizeof(packet) - 1);
	captures(1);
	ck_assert_int_eq(seen[0].link, SEGMENT_IP);
	ck_assert_int_eq(seen[0].segment.kind, SEGMENT_UDP);
	ck_assert_uint_eq(seen[0].segment.dport, 80);
	close(tun);
	set.fd = capture_fd(c);
	/* it goes down first, which is no end yet */
	do
		ck_assert_int_eq(poll(&set, 1, WAIT_MS), 1);
	while (capture_read(c, take, &seen, &why) >= 0);
	ck_assert_uint_gt(why.len, 0);
	close(fd);
	end();
}
END_TEST

START_TEST(no_such_interface)
{
	refused("eth77", ENODEV, "there is no interface \"eth77\" (ip link lists them)");
	refused("loo", ENODEV, "there is no interface \"loo\": did you mean lo?");
	refused("", ENODEV, "there is no interface \"\" (ip link lists them)");
	refused("l0", ENODEV, "there is no interface \"l0\" (ip link lists them)");
	refused("a\x1b[31m", ENODEV, "there is no interface \"a^[[31m\" (ip link lists them)");
	refused("an interface with a name that is too long", ENODEV,
	        "there is no interface \"an interface with a name that is too long\" (ip link lists "
	        "them)");
	/* libpcap has these, and they are no interfaces */
	refused("dbus-system", ENODEV, "there is no interface \"dbus-system\" (ip link lists them)");
	refused("nflog", ENODEV, "there is no interface \"nflog\" (ip link lists them)");
}
END_TEST

START_TEST(no_right)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct nothing[2] = {{0, 0, 0}, {0, 0, 0}};

	set_loopback(true);
	ck_assert_int_eq(syscall(SYS_capset, &header, nothing), 0);
	refused("lo", EPERM,
	        "capturing on lo needs CAP_NET_RAW: run as root, or give the program that capability "
	        "(setcap(8)); inside a lab no privilege is needed");
}
END_TEST

START_TEST(nothing_to_close)
{
	capture_close(NULL);
}
END_TEST

START_TEST(not_built_in)
{
	refused("lo", ENOSYS, "this sockpit was built without libpcap: it captures in a lab only");
	ck_assert_int_eq(capture_set_ports(NULL, NULL, 0, &why), -1);
	ck_assert_int_eq(capture_fd(NULL), -1);
	ck_assert_int_eq(capture_read(NULL, take, NULL, &why), -1);
	ck_assert_uint_eq(capture_dropped(NULL), 0);
}
END_TEST

/* Whether this process may capture; says why not. */
static bool may_capture(void)
{
	struct bytes message = BYTES_INIT;
	struct capture *probe;
	int err;

	own_loopback = !unshare(CLONE_NEWNET) || !unshare(CLONE_NEWUSER | CLONE_NEWNET);
	if (own_loopback)
		return true;
	probe = capture_open("lo", 0, &message, &err);
	if (!probe)
		printf("neither a namespace nor the machine's loopback can be had: %s\n",
		       bytes_str(&message));
	capture_close(probe);
	bytes_clear(&message);
	return probe != NULL;
}

int main(void)
{
	TCase *tcase;

	if (capture_is_built_in() && !may_capture())
		return 77;
	tcase = tcase_create("capture");
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, nothing_to_close);
	if (!capture_is_built_in()) {
		tcase_add_test(tcase, not_built_in);
		return unit_run("capture", tcase);
	}
	tcase_add_test(tcase, interface_that_is_down);
	tcase_add_test(tcase, interface_that_goes_down);
	tcase_add_test(tcase, interface_that_goes_away);
	tcase_add_test(tcase, no_such_interface);
	tcase_add_test(tcase, no_right);
	tcase_add_loop_test(tcase, handshake, 0, 2);
	tcase_add_test(tcase, only_these_ports);
	tcase_add_test(tcase, ports_change_while_packets_come);
	tcase_add_test(tcase, many_ports);
	tcase_add_test(tcase, icmp_error);
	tcase_add_test(tcase, ipv6);
	tcase_add_loop_test(tcase, cut_short, 0, 2);
	return unit_run("capture", tcase);
}
