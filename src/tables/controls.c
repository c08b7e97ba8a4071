/*
 * The control messages: a row each, with level and type from the system's own headers. What they
 * carry as text is left to core/control_read.c and
 * control_write.c.
 */
#include "tables/controls.h"

#include <asm/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/in6.h>

#include "tables/row_index.h"

/* Linux 6.5; not in every system's headers */
#ifndef SCM_PIDFD
#define SCM_PIDFD 0x04
#endif

#define ROW(LEVEL, TYPE, NAME, FORM, MAN, ABOUT)                                                   \
	{                                                                                              \
		.name = NAME, .level = LEVEL, .type = TYPE, .form = CONTROL_##FORM, .man = MAN,            \
		.about = ABOUT                                                                             \
	}

static const struct control_row rows[] = {
    ROW(SOL_SOCKET, SCM_RIGHTS, "SCM_RIGHTS", DESCRIPTORS, "unix(7)",
        "descriptors: the receiver gets its own of the same sockets"),
    ROW(SOL_SOCKET, SCM_CREDENTIALS, "SCM_CREDENTIALS", CREDENTIALS, "unix(7)",
        "process, user and group of the sender; SO_PASSCRED asks for it"),
    ROW(SOL_SOCKET, SCM_PIDFD, "SCM_PIDFD", DESCRIPTORS, "unix(7)",
        "a descriptor of the sender's process; SO_PASSPIDFD asks for it"),
    ROW(SOL_SOCKET, SCM_TIMESTAMP, "SCM_TIMESTAMP", TIMEVAL, "socket(7)",
        "when it came, in microseconds; SO_TIMESTAMP asks for it"),
    ROW(SOL_SOCKET, SCM_TIMESTAMPNS, "SCM_TIMESTAMPNS", TIMESPEC, "socket(7)",
        "when it came, in nanoseconds; SO_TIMESTAMPNS asks for it"),
    ROW(SOL_SOCKET, SCM_TIMESTAMPING, "SCM_TIMESTAMPING", TIMESPEC, "socket(7)",
        "when it came or was sent: by software, unused, by hardware; SO_TIMESTAMPING asks for it"),
    ROW(SOL_SOCKET, SO_RXQ_OVFL, "SO_RXQ_OVFL", INT, "socket(7)",
        "how many messages were dropped since the socket was made, for want of room"),
    ROW(SOL_SOCKET, SO_MARK, "SO_MARK", INT, "socket(7)", "the mark of the packet; privileged"),
    ROW(SOL_SOCKET, SO_PRIORITY, "SO_PRIORITY", INT, "socket(7)",
        "the priority of the packet; SO_RCVPRIORITY asks for it; sent, as the option is set"),
    ROW(IPPROTO_IP, IP_PKTINFO, "IP_PKTINFO", PKTINFO, "ip(7)",
        "interface, own address and destination of a packet; sent, the first two are chosen"),
    ROW(IPPROTO_IP, IP_TTL, "IP_TTL", INT, "ip(7)",
        "hops a packet had left, or is given; IP_RECVTTL asks for it"),
    ROW(IPPROTO_IP, IP_TOS, "IP_TOS", INT, "ip(7)",
        "type of service of a packet; IP_RECVTOS asks for it"),
    ROW(IPPROTO_IP, IP_RECVERR, "IP_RECVERR", ERROR, "ip(7)",
        "an error of the error queue, and who told of it"),
    ROW(IPPROTO_IP, IP_ORIGDSTADDR, "IP_ORIGDSTADDR", ADDRESS, "ip(7)",
        "the address a packet was for; IP_RECVORIGDSTADDR asks for it"),
    ROW(IPPROTO_IP, IP_RECVOPTS, "IP_RECVOPTS", BYTES, "ip(7)",
        "the IP options of a packet, filled in; the option of that name asks for it"),
    ROW(IPPROTO_IP, IP_RETOPTS, "IP_RETOPTS", BYTES, "ip(7)",
        "the IP options of a packet, or those it is given; the option of that name asks for it"),
    ROW(IPPROTO_IP, IP_RECVFRAGSIZE, "IP_RECVFRAGSIZE", INT, "netinet/in.h",
        "the largest of the parts a datagram came in, in bytes; the option of that name asks for "
        "it"),
    ROW(IPPROTO_IPV6, IPV6_PKTINFO, "IPV6_PKTINFO", PKTINFO6, "ipv6(7)",
        "destination and interface of a packet; sent, the source; IPV6_RECVPKTINFO asks for it"),
    ROW(IPPROTO_IPV6, IPV6_HOPLIMIT, "IPV6_HOPLIMIT", INT, "ipv6(7)",
        "hops a packet had left, or is given; IPV6_RECVHOPLIMIT asks for it"),
    ROW(IPPROTO_IPV6, IPV6_TCLASS, "IPV6_TCLASS", INT, "ipv6(7)",
        "traffic class of a packet; IPV6_RECVTCLASS asks for it"),
    ROW(IPPROTO_IPV6, IPV6_RECVERR, "IPV6_RECVERR", ERROR, "ipv6(7)",
        "an error of the error queue, and who told of it"),
    ROW(IPPROTO_IPV6, IPV6_ORIGDSTADDR, "IPV6_ORIGDSTADDR", ADDRESS, "ipv6(7)",
        "the address a packet was for; IPV6_RECVORIGDSTADDR asks for it"),
    ROW(IPPROTO_IPV6, IPV6_FLOWINFO, "IPV6_FLOWINFO", BYTES, "ipv6(7)",
        "traffic class and flow label of a packet, or those it is given; the option of that name "
        "asks "
        "for it"),
    ROW(IPPROTO_IPV6, IPV6_RECVFRAGSIZE, "IPV6_RECVFRAGSIZE", INT, "linux/in6.h",
        "the largest of the parts a datagram came in, in bytes; the option of that name asks for "
        "it"),
    ROW(IPPROTO_TCP, TCP_CM_INQ, "TCP_CM_INQ", INT, "linux/tcp.h",
        "how many more bytes there are to receive; TCP_INQ asks for it"),
    ROW(SOL_UDP, UDP_SEGMENT, "UDP_SEGMENT", SHORT, "udp(7)",
        "the bytes are cut into datagrams of this size"),
    ROW(SOL_UDP, UDP_GRO, "UDP_GRO", INT, "udp(7)",
        "the size of the datagrams that were put together"),
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), SLOTS = 128 };

_Static_assert(ROW_INDEX_HOLDS(SLOTS, 2 * ROWS), "more control messages than their index holds");

static struct row_index_slot slots[SLOTS];
static const struct row_index keys = {.slot = slots, .slots = SLOTS};
static pthread_once_t once = PTHREAD_ONCE_INIT;

enum { SCOPE_NAME = -1 };

static void fill(void)
{
	for (size_t i = 0; i < ROWS; i++) {
		row_index_add_name(&keys, SCOPE_NAME, rows[i].name, &rows[i]);
		row_index_add_number(&keys, rows[i].level, rows[i].type, &rows[i]);
	}
}

const struct control_row *control_by_name(const char *name, size_t n)
{
	pthread_once(&once, fill);
	return row_index_by_name(&keys, SCOPE_NAME, name, n);
}

const struct control_row *control_by_number(int level, int type)
{
	pthread_once(&once, fill);
	return row_index_by_number(&keys, level, type);
}

const struct control_row *control_at(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}

const char *control_form_words(enum control_form form)
{
	switch (form) {
	case CONTROL_DESCRIPTORS:
		return "names of sockets";
	case CONTROL_CREDENTIALS:
		return "self, or {pid PID uid UID gid GID}";
	case CONTROL_INT:
		return "a whole number";
	case CONTROL_SHORT:
		return "a number from 0 to 65535";
	case CONTROL_PKTINFO:
		return "{ifindex INTERFACE spec_dst ADDRESS}";
	case CONTROL_PKTINFO6:
		return "{addr ADDRESS ifindex INTERFACE}";
	case CONTROL_BYTES:
		return "hex digits, like {0a ff}";
	case CONTROL_TIMEVAL:
	case CONTROL_TIMESPEC:
	case CONTROL_ERROR:
	case CONTROL_ADDRESS:
		break;
	}
	return NULL;
}
