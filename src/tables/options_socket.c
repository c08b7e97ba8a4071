/*
 * The options of the level SOL_SOCKET.
 */
#include <linux/net_tstamp.h>
#include <linux/sock_diag.h>
#include <linux/socket.h>
#include <sys/socket.h>
#include <time.h>

#include "tables/option_rows.h"

#define NAMED(X)                                                                                   \
	{                                                                                              \
#X, X                                                                                      \
	}

static const struct option_name timestamping[] = {
    NAMED(SOF_TIMESTAMPING_TX_HARDWARE),
    NAMED(SOF_TIMESTAMPING_TX_SOFTWARE),
    NAMED(SOF_TIMESTAMPING_RX_HARDWARE),
    NAMED(SOF_TIMESTAMPING_RX_SOFTWARE),
    NAMED(SOF_TIMESTAMPING_SOFTWARE),
    NAMED(SOF_TIMESTAMPING_SYS_HARDWARE),
    NAMED(SOF_TIMESTAMPING_RAW_HARDWARE),
    NAMED(SOF_TIMESTAMPING_OPT_ID),
    NAMED(SOF_TIMESTAMPING_TX_SCHED),
    NAMED(SOF_TIMESTAMPING_TX_ACK),
    NAMED(SOF_TIMESTAMPING_OPT_CMSG),
    NAMED(SOF_TIMESTAMPING_OPT_TSONLY),
    NAMED(SOF_TIMESTAMPING_OPT_STATS),
    NAMED(SOF_TIMESTAMPING_OPT_PKTINFO),
    NAMED(SOF_TIMESTAMPING_OPT_TX_SWHW),
    NAMED(SOF_TIMESTAMPING_BIND_PHC),
    {NULL, 0},
};

static const struct option_name buffer_locks[] = {
    NAMED(SOCK_SNDBUF_LOCK),
    NAMED(SOCK_RCVBUF_LOCK),
    {NULL, 0},
};

/* struct ucred, unix(7) */
static const struct option_field credentials[] = {
    {.name = "pid", .offset = 0, .size = 4, .is_signed = true},
    {.name = "uid", .offset = 4, .size = 4, .is_signed = true},
    {.name = "gid", .offset = 8, .size = 4, .is_signed = true},
    {.name = NULL},
};

/* linux/sock_diag.h */
#define MEMORY(NAME, WORD)                                                                         \
	{                                                                                              \
		.name = WORD, .offset = 4 * SK_MEMINFO_##NAME, .size = 4                                   \
	}
static const struct option_field memory[] = {
    MEMORY(RMEM_ALLOC, "rmem_alloc"), MEMORY(RCVBUF, "rcvbuf"),
    MEMORY(WMEM_ALLOC, "wmem_alloc"), MEMORY(SNDBUF, "sndbuf"),
    MEMORY(FWD_ALLOC, "fwd_alloc"),   MEMORY(WMEM_QUEUED, "wmem_queued"),
    MEMORY(OPTMEM, "optmem"),         MEMORY(BACKLOG, "backlog"),
    MEMORY(DROPS, "drops"),           {.name = NULL},
};

/* struct sock_txtime, linux/net_tstamp.h */
static const struct option_field txtime[] = {
    {.name = "clockid", .offset = 0, .size = 4, .is_signed = true},
    {.name = "flags", .offset = 4, .size = 4},
    {.name = NULL},
};

/* of later kernels than the headers of many a system */
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif
#ifndef SO_RCVPRIORITY
#define SO_RCVPRIORITY 82
#endif
#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS 83
#endif

enum { SOCKET = SOL_SOCKET, IPV4_OR_6 = OPTION_INET | OPTION_INET6 };

static const struct option_row rows[] = {
    ROW(SOCKET, SO_REUSEADDR, "socket(7)", .phase = BEFORE_BIND, .type = OPTION_BOOL,
        .access = BOTH, .initial = "0; of SOCK_RAW 1",
        .about = "bind to a port whose earlier connections are still in TIME_WAIT",
        .gotcha = "set it before bind, and the port's earlier owner must have had it too; two "
                  "listeners on one address stay impossible, two UDP sockets become possible "
                  "(the last one bound gets the datagrams)"),
    ROW(SOCKET, SO_REUSEPORT, "socket(7)", .phase = BEFORE_BIND, .type = OPTION_BOOL,
        .access = BOTH, .initial = "0", .since = "3.9",
        .about = "let several sockets bind to one port; the kernel spreads what comes in",
        .gotcha = "every one of the sockets must have it, the first as well, and all of one user; "
                  "AF_UNIX refuses it (EOPNOTSUPP)"),
    ROW(SOCKET, SO_KEEPALIVE, "socket(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .about = "ask a silent peer from time to time whether it is still there",
        .gotcha = "the first question comes after TCP_KEEPIDLE: two hours unless set; a peer that "
                  "is gone shows as ETIMEDOUT in the next call"),
    ROW(SOCKET, SO_LINGER, "socket(7)", .type = OPTION_LINGER, .access = BOTH, .unit = "seconds",
        .initial = "0 0",
        .about = "what close does with data that is not yet sent: {onoff seconds}",
        .kept = "while it is off the seconds stay what they were",
        .gotcha = "{1 0} throws it away and resets the connection (RST); {1 5} makes close wait up "
                  "to 5 s for it, even on a nonblocking socket, and answer 0 either way"),
    ROW(SOCKET, SO_RCVBUF, "socket(7)",
        .phase = "at any time; for TCP before connect or listen, which settle the window scale",
        .type = OPTION_INT, .access = BOTH, .unit = "bytes",
        .initial = "net.core.rmem_default; TCP: net.ipv4.tcp_rmem",
        .about = "the room for data that came and was not yet received",
        .kept = "the kernel doubles it for its own bookkeeping, keeps at least 2304 and at most "
                "twice net.core.rmem_max",
        .gotcha = "the kernel doubles what is asked for (20000 becomes 40000), keeps at least 2304 "
                  "and caps at twice net.core.rmem_max; once set, TCP no longer adjusts it"),
    ROW(SOCKET, SO_SNDBUF, "socket(7)", .type = OPTION_INT, .access = BOTH, .unit = "bytes",
        .initial = "net.core.wmem_default; TCP: net.ipv4.tcp_wmem",
        .about = "the room for data that was sent and not yet acknowledged",
        .kept = "the kernel doubles it for its own bookkeeping, keeps at least 4608 and at most "
                "twice net.core.wmem_max",
        .gotcha = "the kernel doubles what is asked for (20000 becomes 40000), keeps at least 4608 "
                  "and caps at twice net.core.wmem_max; once set, TCP no longer adjusts it"),
    ROW(SOCKET, SO_RCVBUFFORCE, "socket(7)", .type = OPTION_INT, .access = WRITE, .unit = "bytes",
        .since = "2.6.14", .about = "SO_RCVBUF without the limit net.core.rmem_max",
        .gotcha = "needs CAP_NET_ADMIN: EPERM without; what was kept is read with SO_RCVBUF"),
    ROW(SOCKET, SO_SNDBUFFORCE, "socket(7)", .type = OPTION_INT, .access = WRITE, .unit = "bytes",
        .since = "2.6.14", .about = "SO_SNDBUF without the limit net.core.wmem_max",
        .gotcha = "needs CAP_NET_ADMIN: EPERM without; what was kept is read with SO_SNDBUF"),
    ROW(SOCKET, SO_RCVTIMEO, "socket(7)", .type = OPTION_TIMEVAL, .access = BOTH, .initial = "0s",
        .since = "2.3.41",
        .about = "how long a receiving call or accept waits before it answers EAGAIN",
        .kept = "the kernel counts in ticks and rounds up",
        .gotcha = "0 waits for ever; the kernel rounds up to its ticks (1us becomes 4ms at 250 "
                  "Hz); poll and select ignore it"),
    ROW(SOCKET, SO_SNDTIMEO, "socket(7)", .type = OPTION_TIMEVAL, .access = BOTH, .initial = "0s",
        .since = "2.3.41", .about = "how long a sending call waits before it answers EAGAIN",
        .kept = "the kernel counts in ticks and rounds up",
        .gotcha = "0 waits for ever; the kernel rounds up to its ticks; connect obeys it too, "
                  "answers EINPROGRESS and goes on in the background"),
    ROW(SOCKET, SO_RCVTIMEO_NEW, "asm-generic/socket.h", .type = OPTION_TIMEVAL,
        .c_type = "struct __kernel_sock_timeval", .access = BOTH, .initial = "0s", .since = "5.1",
        .about = "SO_RCVTIMEO with seconds of 64 bits on every machine",
        .kept = "the kernel counts in ticks and rounds up",
        .gotcha = "on a 64-bit machine there is no difference: one value, two names"),
    ROW(SOCKET, SO_SNDTIMEO_NEW, "asm-generic/socket.h", .type = OPTION_TIMEVAL,
        .c_type = "struct __kernel_sock_timeval", .access = BOTH, .initial = "0s", .since = "5.1",
        .about = "SO_SNDTIMEO with seconds of 64 bits on every machine",
        .kept = "the kernel counts in ticks and rounds up",
        .gotcha = "on a 64-bit machine there is no difference: one value, two names"),
    ROW(SOCKET, SO_RCVLOWAT, "socket(7)", .type = OPTION_INT, .access = BOTH, .unit = "bytes",
        .initial = "1", .about = "how much must have come before a receiving call returns",
        .kept = "0 means 1, less than 0 the most there is, and TCP takes no more than the buffer "
                "can become",
        .gotcha = "poll and select do not call the socket readable before; a call that asks "
                  "for less waits for what it asks for; 0 means 1, less than 0 the most there is, "
                  "and TCP takes no more than the buffer can become"),
    ROW(SOCKET, SO_SNDLOWAT, "socket(7)", .type = OPTION_INT, .access = READ, .unit = "bytes",
        .initial = "1", .about = "how much room there must be before a sending call returns",
        .gotcha = "always 1 on Linux: setting it answers ENOPROTOOPT"),
    ROW(SOCKET, SO_ERROR, "socket(7)", .type = OPTION_ERRNO, .access = READ | OPTION_TAKES,
        .initial = "0",
        .about = "the pending error: how a nonblocking connect ended, what came in by ICMP",
        .gotcha = "reading it clears it: the second time it is 0; setting it answers ENOPROTOOPT"),
    ROW(SOCKET, SO_TYPE, "socket(7)", .type = OPTION_TYPE, .access = READ,
        .about = "the type the socket was made with", .gotcha = "setting it answers ENOPROTOOPT"),
    ROW(SOCKET, SO_DOMAIN, "socket(7)", .type = OPTION_FAMILY, .access = READ, .since = "2.6.32",
        .about = "the family the socket was made with", .gotcha = "setting it answers ENOPROTOOPT"),
    ROW(SOCKET, SO_PROTOCOL, "socket(7)", .type = OPTION_PROTOCOL, .access = READ,
        .since = "2.6.32", .about = "the protocol of the socket",
        .gotcha = "the protocol the kernel chose, when 0 was asked for; setting it answers "
                  "ENOPROTOOPT"),
    ROW(SOCKET, SO_ACCEPTCONN, "socket(7)", .type = OPTION_BOOL, .access = READ, .initial = "0",
        .about = "whether the socket listens",
        .gotcha = "setting it answers ENOPROTOOPT: that is what listen is for"),
    ROW(SOCKET, SO_BROADCAST, "socket(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .about = "allow sending to a broadcast address",
        .gotcha = "for datagrams: without it connect and sendto answer EACCES; TCP takes the "
                  "option and ignores it"),
    ROW(SOCKET, SO_DONTROUTE, "socket(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .about = "send to directly connected hosts only, never through a gateway",
        .gotcha = "a host behind a gateway becomes ENETUNREACH"),
    ROW(SOCKET, SO_OOBINLINE, "socket(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .about = "leave TCP's urgent byte in the stream instead of keeping it for MSG_OOB",
        .gotcha = "a recv still stops before the urgent byte: it comes with the next one"),
    ROW(SOCKET, SO_DEBUG, "socket(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .about = "have the kernel record debugging information",
        .gotcha = "setting it to 1 needs CAP_NET_ADMIN: EACCES without"),
    ROW(SOCKET, SO_BINDTODEVICE, "socket(7)", .type = OPTION_STRING, .access = BOTH, .room = 16,
        .initial = "(none)", .since = "2.0.30",
        .about = "use one network interface only, for what comes and what goes",
        .gotcha = "an empty word unbinds; to change a binding takes CAP_NET_RAW (EPERM); an "
                  "interface that is not there is ENODEV"),
    ROW(SOCKET, SO_BINDTOIFINDEX, "asm-generic/socket.h", .type = OPTION_INTERFACE, .access = BOTH,
        .initial = "0", .range = "0 and more", .since = "5.1",
        .about = "SO_BINDTODEVICE with an interface's number",
        .gotcha = "0 unbinds; to change a binding takes CAP_NET_RAW (EPERM); a number that no "
                  "interface has is taken, and nothing then comes or goes"),
    ROW(SOCKET, SO_PRIORITY, "socket(7)", .type = OPTION_INT, .access = BOTH, .initial = "0",
        .range = "0 to 6, all with CAP_NET_ADMIN or CAP_NET_RAW",
        .about = "which of the queueing discipline's bands packets go through",
        .gotcha =
            "outside of 0 to 6 it needs CAP_NET_ADMIN or CAP_NET_RAW: EPERM; IP_TOS sets it too"),
    ROW(SOCKET, SO_MARK, "socket(7)", .type = OPTION_INT, .access = BOTH, .initial = "0",
        .since = "2.6.25",
        .about = "a number on every packet, for routing rules and firewalls of this machine",
        .gotcha =
            "setting it needs CAP_NET_ADMIN or CAP_NET_RAW: EPERM; the mark is never on the wire"),
    ROW(SOCKET, SO_RCVMARK, "asm-generic/socket.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .about = "tell the mark of what was received, as control message SO_MARK"),
    ROW(SOCKET, SO_RCVPRIORITY, "asm-generic/socket.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .since = "6.14",
        .about = "tell the priority of what was received, as control message SO_PRIORITY"),
    ROW(SOCKET, SO_TIMESTAMP, "socket(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .about = "tell when a datagram came, as control message SCM_TIMESTAMP in microseconds",
        .gotcha = "one of SO_TIMESTAMP and SO_TIMESTAMPNS at a time: setting one clears the other"),
    ROW(SOCKET, SO_TIMESTAMPNS, "socket(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.6.22",
        .about = "tell when a datagram came, as control message SCM_TIMESTAMPNS in nanoseconds",
        .gotcha = "one of SO_TIMESTAMP and SO_TIMESTAMPNS at a time: setting one clears the other"),
    ROW(SOCKET, SO_TIMESTAMPING, "linux/net_tstamp.h", .type = OPTION_FLAGS, .access = BOTH,
        .initial = "0", .names = timestamping, .since = "2.6.30",
        .about = "tell when packets were sent and received, by software and by network cards",
        .gotcha =
            "SOF_TIMESTAMPING_OPT_ID of TCP only once it is connected: EINVAL before, and for "
            "SOF_TIMESTAMPING_OPT_STATS without SOF_TIMESTAMPING_OPT_TSONLY"),
    ROW(SOCKET, SO_TIMESTAMP_NEW, "asm-generic/socket.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .since = "5.1",
        .about = "SO_TIMESTAMP with seconds of 64 bits on every machine"),
    ROW(SOCKET, SO_TIMESTAMPNS_NEW, "asm-generic/socket.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .since = "5.1",
        .about = "SO_TIMESTAMPNS with seconds of 64 bits on every machine"),
    ROW(SOCKET, SO_TIMESTAMPING_NEW, "asm-generic/socket.h", .type = OPTION_FLAGS, .access = BOTH,
        .initial = "0", .names = timestamping, .since = "5.1",
        .about = "SO_TIMESTAMPING with seconds of 64 bits on every machine"),
    ROW(SOCKET, SO_PASSCRED, "unix(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .sockets = OPTION_UNIX, .since = "2.2",
        .about = "tell who sent a message: process, user and group, as SCM_CREDENTIALS",
        .gotcha =
            "a socket without a name that sends or connects then gets an abstract one; AF_INET "
            "and AF_INET6 answer EOPNOTSUPP, since Linux 6.16"),
    ROW(SOCKET, SO_PASSPIDFD, "asm-generic/socket.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .sockets = OPTION_UNIX, .since = "6.5",
        .about = "tell who sent a message: a descriptor of the process, as SCM_PIDFD",
        .gotcha = "a socket without a name that sends or connects then gets an abstract one; "
                  "AF_INET and AF_INET6 answer EOPNOTSUPP, since Linux 6.16"),
    ROW(SOCKET, SO_PASSRIGHTS, "asm-generic/socket.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "1", .sockets = OPTION_UNIX, .since = "6.16",
        .about = "take descriptors that come with a message, as SCM_RIGHTS",
        .gotcha =
            "while it is 0, who sends one gets EPERM; AF_INET and AF_INET6 answer EOPNOTSUPP"),
    ROW(SOCKET, SO_PASSSEC, "unix(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .sockets = OPTION_UNIX, .since = "2.6.18",
        .about = "tell the security label of who sent a message, as SCM_SECURITY",
        .gotcha = "AF_INET and AF_INET6 answer EOPNOTSUPP, since Linux 6.16; IP has IP_PASSSEC"),
    ROW(SOCKET, SO_PEERCRED, "unix(7)", .phase = ONCE_CONNECTED, .type = OPTION_FIELDS,
        .c_type = "struct ucred", .access = LIVE, .room = 12, .fields = credentials,
        .about = "who is at the other end: process, user and group",
        .gotcha = "as it was at connect or socketpair, whoever has the socket now; without such a "
                  "peer it is pid 0 uid -1 gid -1, in every family"),
    ROW(SOCKET, SO_PEERGROUPS, "asm-generic/socket.h", .phase = ONCE_CONNECTED, .type = OPTION_IDS,
        .access = LIVE, .about = "the supplementary groups of who is at the other end",
        .gotcha = "ENODATA where there is no such peer: for AF_UNIX connections and pairs only"),
    ROW(SOCKET, SO_PEERSEC, "unix(7)", .phase = ONCE_CONNECTED, .type = OPTION_STRING,
        .access = READ, .room = 256, .since = "2.6.2",
        .about = "the security label of who is at the other end",
        .gotcha = "ENOPROTOOPT where no security module has labels"),
    ROW(SOCKET, SO_PEERNAME, "asm-generic/socket.h", .phase = ONCE_CONNECTED,
        .type = OPTION_SOCKADDR, .access = LIVE, .room = 128,
        .about = "the address of the other end, as getpeername(2) has it",
        .gotcha = "ENOTCONN without a peer; no more room than the address takes may be given, else "
                  "EINVAL: in AF_UNIX it is said with -raw"),
    ROW(SOCKET, SO_PEEK_OFF, "socket(7)", .type = OPTION_INT, .access = BOTH, .unit = "bytes",
        .initial = "-1", .since = "3.4", .sockets = OPTION_STREAM | OPTION_DGRAM | OPTION_SEQPACKET,
        .about = "where the next MSG_PEEK begins to look; less than 0: at the front",
        .gotcha = "each peek moves it on, and each receive back; raw sockets answer EOPNOTSUPP"),
    ROW(SOCKET, SO_RXQ_OVFL, "socket(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.6.33",
        .about = "tell how many datagrams the full buffer has cost, as a control message"),
    ROW(SOCKET, SO_SELECT_ERR_QUEUE, "socket(7)", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .since = "3.10",
        .about =
            "have an error in the error queue show as an exception in select, POLLPRI in poll"),
    ROW(SOCKET, SO_BUSY_POLL, "socket(7)", .type = OPTION_INT, .access = BOTH,
        .unit = "microseconds", .initial = "net.core.busy_read", .since = "3.11",
        .range = "0 and more",
        .about = "how long a blocking receive turns on the spot before it sleeps",
        .gotcha = "socket(7) has raising it need CAP_NET_ADMIN: Linux 6.18 lets anybody"),
    ROW(SOCKET, SO_PREFER_BUSY_POLL, "asm-generic/socket.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .since = "5.11",
        .about = "leave the network card's interrupts off while busy polling goes on",
        .gotcha = "setting it to 1 needs CAP_NET_ADMIN: EPERM"),
    ROW(SOCKET, SO_BUSY_POLL_BUDGET, "asm-generic/socket.h", .type = OPTION_INT, .access = WRITE,
        .unit = "packets", .range = "0 to 65535", .since = "5.11",
        .about = "how many packets one round of busy polling takes; 0: as the system has it",
        .gotcha = "it cannot be read; raising it needs CAP_NET_ADMIN: EPERM"),
    ROW(SOCKET, SO_MAX_PACING_RATE, "asm-generic/socket.h", .type = OPTION_ULONG, .access = BOTH,
        .unit = "bytes a second", .initial = "18446744073709551615", .since = "3.13",
        .about = "the most a connection sends in a second; -1 for no limit",
        .gotcha = "the queueing discipline fq paces, and TCP where there is none; others take the "
                  "option and do nothing with it"),
    ROW(SOCKET, SO_INCOMING_CPU, "socket(7)", .type = OPTION_INT, .access = LIVE | WRITE,
        .unit = "number of a CPU", .initial = "-1", .since = "3.19",
        .about = "the CPU that dealt with what came last; set on listeners, the CPU they are for",
        .gotcha = "-1 while nothing came; any number is taken"),
    ROW(SOCKET, SO_INCOMING_NAPI_ID, "socket(7)", .type = OPTION_INT, .access = LIVE,
        .initial = "0", .since = "4.12",
        .about = "which receive queue of a network card the last packet came through"),
    ROW(SOCKET, SO_COOKIE, "asm-generic/socket.h", .type = OPTION_U64, .access = LIVE,
        .about =
            "a number that is this socket's alone while the system runs; sock_diag tells it too"),
    ROW(SOCKET, SO_NETNS_COOKIE, "asm-generic/socket.h", .type = OPTION_U64, .access = LIVE,
        .room = 8, .about = "a number that is the socket's network namespace's alone"),
    ROW(SOCKET, SO_MEMINFO, "linux/sock_diag.h", .type = OPTION_FIELDS, .c_type = "uint32_t[]",
        .access = LIVE, .room = 4 * SK_MEMINFO_VARS, .unit = "bytes", .fields = memory,
        .about = "the memory the socket uses and may use, and how many datagrams were dropped"),
    ROW(SOCKET, SO_BUF_LOCK, "asm-generic/socket.h", .type = OPTION_FLAGS, .access = BOTH,
        .initial = "0", .names = buffer_locks, .range = "0 to 3",
        .about = "which of the buffers keep their size instead of being adjusted by the kernel",
        .gotcha =
            "setting SO_SNDBUF or SO_RCVBUF sets it; setting it to 0 gives the adjusting back"),
    ROW(SOCKET, SO_RESERVE_MEM, "asm-generic/socket.h", .type = OPTION_INT, .access = BOTH,
        .unit = "bytes", .initial = "0", .range = "0 and more", .sockets = IPV4_OR_6,
        .about = "memory of the control group that is kept for the socket's buffers",
        .gotcha = "EOPNOTSUPP outside of a memory control group and for others than TCP"),
    ROW(SOCKET, SO_TXREHASH, "asm-generic/socket.h", .type = OPTION_INT, .access = BOTH,
        .initial = "net.core.txrehash", .range = "-1 to 1", .sockets = IPV4_OR_6 | OPTION_STREAM,
        .about = "whether TCP tries another path when segments are lost; -1 takes the system's way",
        .kept = "-1 becomes what net.core.txrehash has",
        .gotcha = "-1 becomes what net.core.txrehash has; others than TCP answer EOPNOTSUPP"),
    ROW(SOCKET, SO_ZEROCOPY, "asm-generic/socket.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .range = "0 or 1", .sockets = IPV4_OR_6 | OPTION_STREAM | OPTION_DGRAM,
        .about = "let MSG_ZEROCOPY send from the caller's memory without copying",
        .gotcha = "the error queue tells when the memory is free again; AF_UNIX and raw sockets "
                  "answer EOPNOTSUPP"),
    ROW(SOCKET, SO_TXTIME, "linux/net_tstamp.h", .type = OPTION_FIELDS,
        .c_type = "struct sock_txtime", .access = BOTH, .room = 8, .initial = "clockid 0 flags 0",
        .fields = txtime,
        .about = "let a control message say when a packet is to be sent, by that clock",
        .gotcha =
            "for the queueing disciplines etf and fq; a clock other than CLOCK_MONOTONIC (1) needs "
            "CAP_NET_ADMIN: EPERM; one that is none of CLOCK_REALTIME, CLOCK_MONOTONIC and "
            "CLOCK_TAI is EINVAL"),
    ROW(SOCKET, SO_ATTACH_FILTER, "socket(7)", .type = OPTION_FILTER, .access = WRITE,
        .since = "2.2", .about = "a BPF program that says how much of each packet is received",
        .gotcha =
            "what the program answers 0 to is dropped without a word; SO_GET_FILTER reads it; "
            "EPERM after SO_LOCK_FILTER, EINVAL where the program is none that the kernel runs"),
    ROW(SOCKET, SO_DETACH_FILTER, "socket(7)", .phase = "once a filter is attached",
        .type = OPTION_INT, .access = WRITE, .since = "2.2",
        .about = "remove the filter, whichever it is; the value does not matter",
        .gotcha = "ENOENT where there is none; EPERM after SO_LOCK_FILTER"),
    ROW(SOCKET, SO_LOCK_FILTER, "socket(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .about = "let nobody change the filter any more",
        .gotcha = "there is no way back: setting it to 0 afterwards answers EPERM"),
    ROW(SOCKET, SO_ATTACH_BPF, "socket(7)", .type = OPTION_INT, .access = WRITE, .since = "3.19",
        .about = "filter with the eBPF program of a descriptor",
        .gotcha = "a descriptor that is no eBPF program answers EINVAL, one that is none EBADF"),
    ROW(SOCKET, SO_ATTACH_REUSEPORT_CBPF, "socket(7)", .type = OPTION_FILTER, .access = WRITE,
        .sockets = IPV4_OR_6 | OPTION_STREAM | OPTION_DGRAM, .since = "4.5",
        .about = "a BPF program that says which socket of a SO_REUSEPORT group gets a packet",
        .gotcha = "set SO_REUSEPORT before: EINVAL without"),
    ROW(SOCKET, SO_ATTACH_REUSEPORT_EBPF, "socket(7)", .type = OPTION_INT, .access = WRITE,
        .sockets = IPV4_OR_6 | OPTION_STREAM | OPTION_DGRAM, .since = "4.5",
        .about = "the same with the eBPF program of a descriptor"),
    ROW(SOCKET, SO_DETACH_REUSEPORT_BPF, "asm-generic/socket.h",
        .phase = "once a program is attached", .type = OPTION_INT, .access = WRITE,
        .sockets = IPV4_OR_6 | OPTION_STREAM | OPTION_DGRAM,
        .about = "remove the program of a SO_REUSEPORT group; the value does not matter",
        .gotcha = "EINVAL without SO_REUSEPORT, ENOENT without a program"),
    ROW(SOCKET, SO_BPF_EXTENSIONS, "asm-generic/socket.h", .type = OPTION_INT, .access = READ,
        .since = "3.14", .about = "the last extension of classic BPF that this kernel knows"),
    ROW(SOCKET, SO_CNX_ADVICE, "asm-generic/socket.h", .type = OPTION_INT, .access = WRITE,
        .about = "tell the kernel that the connection does not get through",
        .gotcha = "any number is taken; it cannot be read"),
    ROW(SOCKET, SO_NO_CHECK, "asm-generic/socket.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .about = "send UDP datagrams over IPv4 without a checksum",
        .gotcha = "IPv6 has UDP_NO_CHECK6_TX for that"),
    ROW(SOCKET, SO_WIFI_STATUS, "asm-generic/socket.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .since = "3.3",
        .about = "tell whether the other side of a wireless link acknowledged a frame"),
    ROW(SOCKET, SO_NOFCS, "asm-generic/socket.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .since = "3.4",
        .about = "the sender has put the frame's checksum behind it already; for packet sockets"),
    ROW(SOCKET, SO_BSDCOMPAT, "socket(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .about = "an old way to report errors of UDP", .kept = "taken and forgotten",
        .gotcha = "taken and forgotten: it is always 0"),
    ROW(SOCKET, SO_SECURITY_AUTHENTICATION, "asm-generic/socket.h", .type = OPTION_INT,
        .about = "a number that is kept free for security levels",
        .gotcha = "a name without code: reading and setting answer ENOPROTOOPT"),
    ROW(SOCKET, SO_SECURITY_ENCRYPTION_TRANSPORT, "asm-generic/socket.h", .type = OPTION_INT,
        .about = "a number that is kept free for security levels",
        .gotcha = "a name without code: reading and setting answer ENOPROTOOPT"),
    ROW(SOCKET, SO_SECURITY_ENCRYPTION_NETWORK, "asm-generic/socket.h", .type = OPTION_INT,
        .about = "a number that is kept free for security levels",
        .gotcha = "a name without code: reading and setting answer ENOPROTOOPT"),
};

PART(options_socket, rows);
