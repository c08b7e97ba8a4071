/*
 * The socket options: a row each, with the level and the number from the system's own headers and
 * what the kernel makes of it. Values as text are left to core/value.c. What a gotcha says was
 * measured on Linux 6.18 unless it is in the row's man page; tests/unit/test_options.c asks the
 * running kernel for the types and the accesses.
 */
#include "tables/options.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>

#include "tables/row_index.h"

#define READ OPTION_READ
#define BOTH (OPTION_READ | OPTION_WRITE)
/* The level, the name, and what else a row has. */
#define ROW(LEVEL, NAME, MAN, ...)                                                                 \
	{                                                                                              \
		.level = LEVEL, .number = NAME, .name = #NAME, .man = MAN, __VA_ARGS__                     \
	}

static const struct option_row rows[] = {
    ROW(SOL_SOCKET, SO_REUSEADDR, "socket(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "bind to a port whose earlier connections are still in TIME_WAIT",
        .gotcha = "set it before bind, and the port's earlier owner must have had it too; two "
                  "listeners on one address stay impossible, two UDP sockets become possible "
                  "(the last one bound gets the datagrams)"),
    ROW(SOL_SOCKET, SO_REUSEPORT, "socket(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "let several sockets bind to one port; the kernel spreads what comes in",
        .gotcha = "every one of the sockets must have it, the first as well, and all of one user; "
                  "AF_UNIX refuses it (EOPNOTSUPP)"),
    ROW(SOL_SOCKET, SO_KEEPALIVE, "socket(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "ask a silent peer from time to time whether it is still there",
        .gotcha = "the first question comes after TCP_KEEPIDLE: two hours unless set; a peer that "
                  "is gone shows as ETIMEDOUT in the next call"),
    ROW(SOL_SOCKET, SO_LINGER, "socket(7)", .type = OPTION_LINGER, .access = BOTH,
        .unit = "seconds",
        .about = "what close does with data that is not yet sent: {onoff seconds}",
        .gotcha = "{1 0} throws it away and resets the connection (RST); {1 5} makes close wait up "
                  "to 5 s for it, even on a nonblocking socket, and answer 0 either way"),
    ROW(SOL_SOCKET, SO_RCVBUF, "socket(7)", .type = OPTION_INT, .access = BOTH, .unit = "bytes",
        .about = "the room for data that came and was not yet received",
        .gotcha = "the kernel doubles what is asked for (20000 becomes 40000), keeps at least 2304 "
                  "and caps at twice net.core.rmem_max; once set, TCP no longer adjusts it"),
    ROW(SOL_SOCKET, SO_SNDBUF, "socket(7)", .type = OPTION_INT, .access = BOTH, .unit = "bytes",
        .about = "the room for data that was sent and not yet acknowledged",
        .gotcha = "the kernel doubles what is asked for (20000 becomes 40000), keeps at least 4608 "
                  "and caps at twice net.core.wmem_max; once set, TCP no longer adjusts it"),
    ROW(SOL_SOCKET, SO_RCVTIMEO, "socket(7)", .type = OPTION_TIMEVAL, .access = BOTH,
        .about = "how long a receiving call or accept waits before it answers EAGAIN",
        .gotcha = "0 waits for ever; the kernel rounds up to its ticks (1us becomes 4ms at 250 "
                  "Hz); poll and select ignore it"),
    ROW(SOL_SOCKET, SO_SNDTIMEO, "socket(7)", .type = OPTION_TIMEVAL, .access = BOTH,
        .about = "how long a sending call waits before it answers EAGAIN",
        .gotcha = "0 waits for ever; connect obeys it too, answers EINPROGRESS and goes on in the "
                  "background"),
    ROW(SOL_SOCKET, SO_RCVLOWAT, "socket(7)", .type = OPTION_INT, .access = BOTH, .unit = "bytes",
        .about = "how much must have come before a receiving call returns",
        .gotcha = "poll and select do not call the socket readable before; a call that asks "
                  "for less waits for what it asks for; 0 means 1"),
    ROW(SOL_SOCKET, SO_SNDLOWAT, "socket(7)", .type = OPTION_INT, .access = READ, .unit = "bytes",
        .about = "how much room there must be before a sending call returns",
        .gotcha = "always 1 on Linux: setting it answers ENOPROTOOPT"),
    ROW(SOL_SOCKET, SO_ERROR, "socket(7)", .type = OPTION_ERRNO, .access = READ,
        .about = "the pending error: how a nonblocking connect ended, what came in by ICMP",
        .gotcha = "reading it clears it: the second time it is 0; setting it answers ENOPROTOOPT"),
    ROW(SOL_SOCKET, SO_TYPE, "socket(7)", .type = OPTION_TYPE, .access = READ,
        .about = "the type the socket was made with", .gotcha = "setting it answers ENOPROTOOPT"),
    ROW(SOL_SOCKET, SO_DOMAIN, "socket(7)", .type = OPTION_INT, .access = READ,
        .about = "the family the socket was made with, as a number: 2 is AF_INET",
        .gotcha = "setting it answers ENOPROTOOPT"),
    ROW(SOL_SOCKET, SO_PROTOCOL, "socket(7)", .type = OPTION_INT, .access = READ,
        .about = "the protocol of the socket, as a number: 6 is IPPROTO_TCP",
        .gotcha = "the protocol the kernel chose, when 0 was asked for; setting it answers "
                  "ENOPROTOOPT"),
    ROW(SOL_SOCKET, SO_ACCEPTCONN, "socket(7)", .type = OPTION_BOOL, .access = READ,
        .about = "whether the socket listens",
        .gotcha = "setting it answers ENOPROTOOPT: that is what listen is for"),
    ROW(SOL_SOCKET, SO_BROADCAST, "socket(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "allow sending to a broadcast address",
        .gotcha = "for datagrams: without it connect and sendto answer EACCES; TCP takes the "
                  "option and ignores it"),
    ROW(SOL_SOCKET, SO_DONTROUTE, "socket(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "send to directly connected hosts only, never through a gateway",
        .gotcha = "a host behind a gateway becomes ENETUNREACH"),
    ROW(SOL_SOCKET, SO_OOBINLINE, "socket(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "leave TCP's urgent byte in the stream instead of keeping it for MSG_OOB",
        .gotcha = "a recv still stops before the urgent byte: it comes with the next one"),
    ROW(SOL_SOCKET, SO_DEBUG, "socket(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "have the kernel record debugging information",
        .gotcha = "setting it to 1 needs CAP_NET_ADMIN: EACCES without"),
    ROW(IPPROTO_TCP, TCP_NODELAY, "tcp(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "send a small segment at once: no Nagle algorithm",
        .gotcha = "without it a small segment waits while an earlier one is unacknowledged; "
                  "TCP_CORK goes before it"),
    ROW(IPPROTO_TCP, TCP_CORK, "tcp(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "hold back what does not fill a segment until the option is cleared",
        .gotcha = "for 200 ms at most: then it is sent anyway"),
    ROW(IPPROTO_TCP, TCP_QUICKACK, "tcp(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "acknowledge at once instead of a little later",
        .gotcha = "not permanent: the kernel goes on deciding for itself, so set it again after "
                  "each recv"),
    ROW(IPPROTO_TCP, TCP_MAXSEG, "tcp(7)", .type = OPTION_INT, .access = BOTH, .unit = "bytes",
        .about = "the most payload in a segment; announced to the peer in the SYN",
        .gotcha = "88 to 32767, and set before connect or listen: later it has no effect; the 12 "
                  "bytes of the time stamp are taken off (1000 becomes 988)"),
    ROW(IPPROTO_TCP, TCP_SYNCNT, "tcp(7)", .type = OPTION_INT, .access = BOTH,
        .unit = "retransmissions",
        .about = "how often connect repeats its SYN before it answers ETIMEDOUT",
        .gotcha = "1 to 127, else EINVAL (tcp(7) says 255); since Linux 6.5 it is a time rather: 1 "
                  "gives up after 3 s, 2 after 7 s, but the SYN goes out every second at first"),
    ROW(IPPROTO_TCP, TCP_USER_TIMEOUT, "tcp(7)", .type = OPTION_INT, .access = BOTH,
        .unit = "milliseconds",
        .about = "how long sent data may stay unacknowledged before the connection is given up",
        .gotcha = "0 is the system's own limit, many minutes; it also ends a connect (ETIMEDOUT at "
                  "a SYN retransmission), which tcp(7) denies"),
    ROW(IPPROTO_TCP, TCP_KEEPIDLE, "tcp(7)", .type = OPTION_INT, .access = BOTH, .unit = "seconds",
        .about = "how long a connection is silent before the first keep-alive probe",
        .gotcha = "1 to 32767, else EINVAL; no effect without SO_KEEPALIVE"),
    ROW(IPPROTO_TCP, TCP_KEEPINTVL, "tcp(7)", .type = OPTION_INT, .access = BOTH, .unit = "seconds",
        .about = "the time between two keep-alive probes",
        .gotcha = "1 to 32767, else EINVAL; no effect without SO_KEEPALIVE"),
    ROW(IPPROTO_TCP, TCP_KEEPCNT, "tcp(7)", .type = OPTION_INT, .access = BOTH, .unit = "probes",
        .about = "how many keep-alive probes may stay unanswered",
        .gotcha = "1 to 127, else EINVAL; no effect without SO_KEEPALIVE"),
    ROW(IPPROTO_TCP, TCP_DEFER_ACCEPT, "tcp(7)", .type = OPTION_INT, .access = BOTH,
        .unit = "seconds",
        .about = "let accept see a connection only once the client has sent something",
        .gotcha = "the kernel counts SYN+ACK retransmissions, not seconds: 2 becomes 3, 4 becomes "
                  "7; after that time a silent client is accepted all the same"),
    ROW(IPPROTO_TCP, TCP_LINGER2, "tcp(7)", .type = OPTION_INT, .access = BOTH, .unit = "seconds",
        .about = "how long a closed socket stays in FIN_WAIT2 for the peer's FIN",
        .gotcha = "0 puts the default back (60), more than 120 becomes 120, and -1 means not at "
                  "all; not SO_LINGER"),
    ROW(IPPROTO_IP, IP_TTL, "ip(7)", .type = OPTION_INT, .access = BOTH, .unit = "hops",
        .about = "how many routers a packet may pass",
        .gotcha = "1 to 255, else EINVAL; -1 puts the default back; for IPv4 packets only"),
    ROW(IPPROTO_IP, IP_MTU_DISCOVER, "ip(7)", .type = OPTION_INT, .access = BOTH,
        .about = "what to do with a packet that is larger than the path carries",
        .gotcha =
            "0 (dont) and 1 (want) let it be sent in fragments, 2 (do) and 3 (probe) answer "
            "EMSGSIZE; all but 0 forbid routers to fragment it, and believe what ICMP says of "
            "the path, but 3, which does not"),
    ROW(IPPROTO_IP, IP_MTU, "ip(7)", .type = OPTION_INT, .access = READ, .unit = "bytes",
        .about = "the largest packet the path to the peer carries, as far as is known",
        .gotcha = "ENOTCONN unless the socket is connected; setting it answers ENOPROTOOPT"),
    ROW(IPPROTO_IP, IP_ADD_MEMBERSHIP, "ip(7)", .type = OPTION_GROUP, .access = OPTION_WRITE,
        .about = "join a multicast group: get what is sent to it",
        .gotcha = "the interface is joined, not only the socket: another socket bound to the same "
                  "port gets it too; without an interface the route to the group decides"),
    ROW(IPPROTO_IP, IP_DROP_MEMBERSHIP, "ip(7)", .type = OPTION_GROUP, .access = OPTION_WRITE,
        .about = "leave a multicast group",
        .gotcha = "EADDRNOTAVAIL where this socket has not joined it; closing the socket leaves "
                  "its groups too"),
    ROW(IPPROTO_IP, IP_MULTICAST_TTL, "ip(7)", .type = OPTION_INT, .access = BOTH, .unit = "hops",
        .about = "how many routers a packet to a group may pass",
        .gotcha = "1 unless set: it does not leave the network, whatever IP_TTL says; TCP answers "
                  "EINVAL"),
    ROW(IPPROTO_IP, IP_MULTICAST_LOOP, "ip(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "whether the host's own sockets get what is sent to a group",
        .gotcha = "1 unless set; on Linux it is the sender's option, elsewhere the receiver's"),
    ROW(IPPROTO_IPV6, IPV6_V6ONLY, "ipv6(7)", .type = OPTION_BOOL, .access = BOTH,
        .about = "take IPv6 only, and no IPv4 as ::ffff:127.0.0.1",
        .gotcha =
            "set it before bind: EINVAL afterwards; while it is 0, [::]:80 takes 0.0.0.0:80 too"),
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), SLOTS = 1024 };

/* each row has a name and a number */
_Static_assert(ROW_INDEX_HOLDS(SLOTS, 2 * ROWS), "more options than their index holds");

static struct row_index_slot slots[SLOTS];
static const struct row_index keys = {.slot = slots, .slots = SLOTS};
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* A name is unique among all levels, a number within its level. */
enum { SCOPE_OF_NAMES = 0 };

static void fill(void)
{
	for (size_t i = 0; i < ROWS; i++) {
		row_index_add_name(&keys, SCOPE_OF_NAMES, rows[i].name, &rows[i]);
		row_index_add_number(&keys, rows[i].level, rows[i].number, &rows[i]);
	}
}

const struct option_row *option_by_name(const char *name, size_t n)
{
	pthread_once(&once, fill);
	return row_index_by_name(&keys, SCOPE_OF_NAMES, name, n);
}

const struct option_row *option_by_number(int level, int number)
{
	pthread_once(&once, fill);
	return row_index_by_number(&keys, level, number);
}

const struct option_row *option_at(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}

const char *option_type_form(enum option_type type)
{
	switch (type) {
	case OPTION_BOOL:
		return "0 or 1";
	case OPTION_INT:
		return "a whole number";
	case OPTION_ERRNO:
		return "the number of an errno";
	case OPTION_TYPE:
		return "the number of a socket type";
	case OPTION_LINGER:
		return "0 or 1 and seconds, as in {1 5}";
	case OPTION_TIMEVAL:
		return "a duration, as in 250ms or 3s";
	case OPTION_GROUP:
		return "the address of a group, and of the interface if it matters, as in 239.1.2.3 or "
		       "{239.1.2.3 10.0.0.1}";
	}
	return "a value";
}
