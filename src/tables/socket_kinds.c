/*
 * The shorthands for the three words of socket(2): "tcp" for AF_INET, SOCK_STREAM, IPPROTO_TCP. The
 * words one by one are in constants.c.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#include "tables/constants.h"
#include "tables/row_index.h"

#define ROW(NAME, FAMILY, TYPE, PROTOCOL, ABOUT)                                                   \
	{                                                                                              \
		.name = NAME, .family = FAMILY, .type = TYPE, .protocol = PROTOCOL, .about = ABOUT         \
	}

/* A row with a protocol other than the usual one of its type stands after the row with that one. */
static const struct socket_kind kinds[] = {
    ROW("tcp", AF_INET, SOCK_STREAM, IPPROTO_TCP, "a TCP connection, or what listens for them"),
    ROW("tcp6", AF_INET6, SOCK_STREAM, IPPROTO_TCP, "TCP over IPv6"),
    ROW("udp", AF_INET, SOCK_DGRAM, IPPROTO_UDP, "UDP datagrams"),
    ROW("udp6", AF_INET6, SOCK_DGRAM, IPPROTO_UDP, "UDP over IPv6"),
    ROW("unix", AF_UNIX, SOCK_STREAM, 0, "a byte stream within this machine"),
    ROW("unix-dgram", AF_UNIX, SOCK_DGRAM, 0, "messages within this machine; none is lost"),
    ROW("seqpacket", AF_UNIX, SOCK_SEQPACKET, 0, "a connection that carries messages"),
    ROW("icmp", AF_INET, SOCK_RAW, IPPROTO_ICMP, "ICMP messages: ping; needs CAP_NET_RAW"),
    ROW("icmp6", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, "ICMPv6 messages; needs CAP_NET_RAW"),
    ROW("mptcp", AF_INET, SOCK_STREAM, IPPROTO_MPTCP, "TCP over several paths at once"),
    ROW("mptcp6", AF_INET6, SOCK_STREAM, IPPROTO_MPTCP, "the same over IPv6"),
    ROW("udplite", AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE, "UDP, its checksum over a part only"),
    ROW("udplite6", AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE, "the same over IPv6"),
    ROW("vsock", AF_VSOCK, SOCK_STREAM, 0, "a byte stream between a virtual machine and its host"),
};

enum { ROWS = sizeof(kinds) / sizeof(kinds[0]), SLOTS = 64 };

_Static_assert(ROW_INDEX_HOLDS(SLOTS, ROWS), "more kinds than their index holds");

static struct row_index_slot slots[SLOTS];
static const struct row_index names = {.slot = slots, .slots = SLOTS};
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill(void)
{
	for (size_t i = 0; i < ROWS; i++)
		row_index_add_name(&names, 0, kinds[i].name, &kinds[i]);
}

const struct socket_kind *socket_kind_by_name(const char *name, size_t n)
{
	pthread_once(&once, fill);
	return row_index_by_name(&names, 0, name, n);
}

const struct socket_kind *socket_kind_at(size_t i)
{
	return i < ROWS ? &kinds[i] : NULL;
}

const struct socket_kind *socket_kind_of(int family, int type, int protocol)
{
	type &= ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	for (size_t i = 0; i < ROWS; i++) {
		const struct socket_kind *k = &kinds[i];
		/* socket(2) refuses SOCK_RAW with protocol 0: there is no usual one */
		bool usual = protocol == 0 && type != SOCK_RAW;

		if (k->family == family && k->type == type && (usual || k->protocol == protocol))
			return k;
	}
	return NULL;
}
