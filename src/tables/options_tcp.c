/*
 * The options of the level IPPROTO_TCP.
 */
#include <netinet/in.h>

/* not netinet/tcp.h, which has the same names and less of them */
#include <linux/tcp.h>

#include "tables/option_rows.h"
#include "tables/tcp_info_fields.h"

/* of later kernels than the headers of many a system */
#ifndef TCP_IS_MPTCP
#define TCP_IS_MPTCP 43
#endif
#ifndef TCP_RTO_MAX_MS
#define TCP_RTO_MAX_MS 44
#endif
#ifndef TCP_RTO_MIN_US
#define TCP_RTO_MIN_US 45
#endif
#ifndef TCP_DELACK_MAX_US
#define TCP_DELACK_MAX_US 46
#endif

static const struct option_name queues[] = {
    {"TCP_NO_QUEUE", TCP_NO_QUEUE},
    {"TCP_RECV_QUEUE", TCP_RECV_QUEUE},
    {"TCP_SEND_QUEUE", TCP_SEND_QUEUE},
    {NULL, 0},
};

static const struct option_name repairs[] = {
    {"TCP_REPAIR_OFF_NO_WP", TCP_REPAIR_OFF_NO_WP},
    {"TCP_REPAIR_OFF", TCP_REPAIR_OFF},
    {"TCP_REPAIR_ON", TCP_REPAIR_ON},
    {NULL, 0},
};

#define WINDOW(NAME)                                                                               \
	{                                                                                              \
		.name = #NAME, .offset = offsetof(struct tcp_repair_window, NAME), .size = 4               \
	}
static const struct option_field windows[] = {
    WINDOW(snd_wl1), WINDOW(snd_wnd), WINDOW(max_window),
    WINDOW(rcv_wnd), WINDOW(rcv_wup), {.name = NULL},
};

enum { TCP = IPPROTO_TCP, STREAMS = OPTION_INET | OPTION_INET6 | OPTION_STREAM };

#define OPTION(NAME, MAN, ...) ROW_AS(#NAME, TCP, NAME, MAN, .sockets = STREAMS, __VA_ARGS__)

static const struct option_row rows[] = {
    OPTION(TCP_NODELAY, "tcp(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
           .about = "send a small segment at once: no Nagle algorithm",
           .gotcha = "without it a small segment waits while an earlier one is unacknowledged; "
                     "TCP_CORK goes before it"),
    OPTION(TCP_CORK, "tcp(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0", .since = "2.2",
           .about = "hold back what does not fill a segment until the option is cleared",
           .gotcha = "for 200 ms at most: then it is sent anyway"),
    OPTION(TCP_QUICKACK, "tcp(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "1",
           .since = "2.4.4", .about = "acknowledge at once instead of a little later",
           .kept = "the kernel decides for itself again",
           .gotcha = "not permanent: the kernel goes on deciding for itself, so set it again after "
                     "each recv"),
    OPTION(TCP_MAXSEG, "tcp(7)", .phase = BEFORE_CONNECT, .type = OPTION_INT, .access = BOTH,
           .unit = "bytes", .initial = "536, until the connection has another",
           .range = "88 to 32767, 0",
           .about = "the most payload in a segment; announced to the peer in the SYN",
           .kept = "0 takes the limit away",
           .gotcha =
               "88 to 32767, and set before connect or listen: later it has no effect; the 12 "
               "bytes of the time stamp are taken off (1000 becomes 988)"),
    OPTION(
        TCP_SYNCNT, "tcp(7)", .phase = "before connect", .type = OPTION_INT, .access = BOTH,
        .unit = "retransmissions", .initial = "net.ipv4.tcp_syn_retries (6)", .range = "1 to 127",
        .since = "2.4", .about = "how often connect repeats its SYN before it answers ETIMEDOUT",
        .gotcha = "1 to 127, else EINVAL (tcp(7) says 255); since Linux 6.5 it is a time rather: 1 "
                  "gives up after 3 s, 2 after 7 s, but the SYN goes out every second at first"),
    OPTION(TCP_USER_TIMEOUT, "tcp(7)", .type = OPTION_INT, .access = BOTH, .unit = "milliseconds",
           .initial = "0", .range = "0 and more", .since = "2.6.37",
           .about = "how long sent data may stay unacknowledged before the connection is given up",
           .gotcha =
               "0 is the system's own limit, many minutes; it also ends a connect (ETIMEDOUT at "
               "a SYN retransmission), which tcp(7) denies"),
    OPTION(TCP_KEEPIDLE, "tcp(7)", .type = OPTION_INT, .access = BOTH, .unit = "seconds",
           .initial = "net.ipv4.tcp_keepalive_time (7200)", .range = "1 to 32767", .since = "2.4",
           .about = "how long a connection is silent before the first keep-alive probe",
           .gotcha = "1 to 32767, else EINVAL; no effect without SO_KEEPALIVE"),
    OPTION(TCP_KEEPINTVL, "tcp(7)", .type = OPTION_INT, .access = BOTH, .unit = "seconds",
           .initial = "net.ipv4.tcp_keepalive_intvl (75)", .range = "1 to 32767", .since = "2.4",
           .about = "the time between two keep-alive probes",
           .gotcha = "1 to 32767, else EINVAL; no effect without SO_KEEPALIVE"),
    OPTION(TCP_KEEPCNT, "tcp(7)", .type = OPTION_INT, .access = BOTH, .unit = "probes",
           .initial = "net.ipv4.tcp_keepalive_probes (9)", .range = "1 to 127", .since = "2.4",
           .about = "how many keep-alive probes may stay unanswered",
           .gotcha = "1 to 127, else EINVAL; no effect without SO_KEEPALIVE"),
    OPTION(TCP_DEFER_ACCEPT, "tcp(7)", .phase = ON_LISTENER, .type = OPTION_INT, .access = BOTH,
           .unit = "seconds", .initial = "0", .since = "2.4",
           .about = "let accept see a connection only once the client has sent something",
           .kept = "the kernel counts SYN+ACK retransmissions, not seconds",
           .gotcha =
               "the kernel counts SYN+ACK retransmissions, not seconds: 2 becomes 3, 4 becomes "
               "7; after that time a silent client is accepted all the same"),
    OPTION(TCP_LINGER2, "tcp(7)", .type = OPTION_INT, .access = BOTH, .unit = "seconds",
           .initial = "net.ipv4.tcp_fin_timeout (60)", .since = "2.4",
           .about = "how long a closed socket stays in FIN_WAIT2 for the peer's FIN",
           .kept = "0 puts the default back, more than 120 becomes 120, and less than 0 is -1",
           .gotcha = "0 puts the default back (60), more than 120 becomes 120, and -1 means not at "
                     "all; not SO_LINGER"),
    OPTION(TCP_WINDOW_CLAMP, "tcp(7)", .type = OPTION_INT, .access = BOTH, .unit = "bytes",
           .initial = "0", .since = "2.4", .about = "the most window that is offered to the peer",
           .kept = "at least 1152, half of the smallest buffer",
           .gotcha =
               "less than 1152 becomes 1152, half of the smallest buffer; 0 is no limit, for a "
               "socket that is not connected"),
    OPTION(TCP_INFO, "tcp(7)", .type = OPTION_FIELDS, .c_type = "struct tcp_info", .access = LIVE,
           .since = "2.4", .room = 512, .fields = tcp_info_fields,
           .about = "what TCP knows of the connection: its state, windows, times and losses",
           .gotcha =
               "a list of names and values: dict get [getsockopt SOCK TCP_INFO] rtt; times are in "
               "microseconds, those since the last data in milliseconds"),
    OPTION(TCP_CONGESTION, "tcp(7)", .type = OPTION_STRING, .access = BOTH, .room = 16,
           .initial = "net.ipv4.tcp_congestion_control", .since = "2.6.13",
           .about = "the congestion control algorithm",
           .gotcha =
               "what net.ipv4.tcp_allowed_congestion_control lists, and others with CAP_NET_ADMIN "
               "(EPERM); one that is not there is ENOENT"),
    OPTION(TCP_CC_INFO, "linux/tcp.h", .type = OPTION_BYTES, .c_type = "union tcp_cc_info",
           .access = LIVE, .room = 64, .since = "4.1",
           .about = "what the congestion control algorithm tells of itself (linux/inet_diag.h)",
           .gotcha = "bbr, vegas and dctcp tell something, each in a struct of its own"),
    OPTION(TCP_ULP, "linux/tcp.h", .phase = ONCE_CONNECTED, .type = OPTION_STRING, .access = BOTH,
           .room = 16, .initial = "(none)", .since = "4.13",
           .about = "a protocol on top of TCP that the kernel does: tls",
           .gotcha =
               "for a connection (ENOTCONN), with a module of the kernel (ENOENT); once only"),
    OPTION(TCP_MD5SIG, "linux/tcp.h", .type = OPTION_MD5SIG, .access = WRITE, .since = "2.6.20",
           .about = "sign segments to and from an address with a key (RFC 2385)",
           .gotcha =
               "segments without the signature are dropped; an empty key takes it away again"),
    OPTION(TCP_MD5SIG_EXT, "linux/tcp.h", .type = OPTION_MD5SIG, .access = WRITE, .since = "4.13",
           .about = "TCP_MD5SIG for all addresses with a prefix: ADDRESS/PREFIX KEY"),
    OPTION(TCP_NOTSENT_LOWAT, "linux/tcp.h", .type = OPTION_INT, .access = BOTH, .unit = "bytes",
           .initial = "0", .since = "3.12",
           .about = "call the socket writable only while less than that is waiting to be sent",
           .gotcha = "0 takes net.ipv4.tcp_notsent_lowat"),
    OPTION(TCP_FASTOPEN, "tcp(7)", .phase = UNCONNECTED, .type = OPTION_INT, .access = BOTH,
           .unit = "connections", .initial = "0", .range = "0 and more", .since = "3.6",
           .about = "let clients send data in the SYN (RFC 7413): how many may wait",
           .kept = "no more than net.core.somaxconn is kept",
           .gotcha = "net.ipv4.tcp_fastopen must have a 2 in it (2 or 3), or no SYN's data is "
                     "taken; no more than net.core.somaxconn is kept"),
    OPTION(TCP_FASTOPEN_CONNECT, "tcp(7)", .phase = BEFORE_CONNECT, .type = OPTION_BOOL,
           .access = BOTH, .initial = "0", .range = "0 or 1", .since = "4.11",
           .about = "connect sends nothing yet: the first data goes with the SYN",
           .gotcha = "only to a server whose cookie is known; connect then answers 0 without a "
                     "peer; EOPNOTSUPP unless net.ipv4.tcp_fastopen has a 1 in it (1 or 3)"),
    OPTION(TCP_FASTOPEN_KEY, "linux/tcp.h", .type = OPTION_BYTES, .access = BOTH, .room = 32,
           .initial = "(none)", .range = "16 or 32 bytes",
           .about = "the key for the cookies of this listener, and a second one before it"),
    OPTION(TCP_FASTOPEN_NO_COOKIE, "linux/tcp.h", .phase = UNCONNECTED, .type = OPTION_BOOL,
           .access = BOTH, .initial = "0", .range = "0 or 1",
           .about = "data in the SYN without a cookie"),
    OPTION(TCP_SAVE_SYN, "linux/tcp.h", .phase = ON_LISTENER, .type = OPTION_INT, .access = BOTH,
           .initial = "0", .range = "0 to 2", .since = "4.2",
           .about = "keep the SYN of each connection; 2: with its Ethernet header",
           .gotcha = "on the listener; accept's socket has it for TCP_SAVED_SYN"),
    OPTION(TCP_SAVED_SYN, "linux/tcp.h", .phase = "on what accept gave, once", .type = OPTION_BYTES,
           .access = READ | OPTION_TAKES, .since = "4.2",
           .about = "the IP and TCP header of the SYN the connection began with",
           .gotcha = "it can be read once: the kernel throws it away; empty without TCP_SAVE_SYN"),
    OPTION(TCP_INQ, "linux/tcp.h", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
           .range = "0 or 1",
           .about = "tell how much more there is to receive, as control message TCP_CM_INQ"),
    OPTION(TCP_ZEROCOPY_RECEIVE, "linux/tcp.h", .phase = ONCE_CONNECTED, .type = OPTION_BYTES,
           .c_type = "struct tcp_zerocopy_receive", .access = READ | OPTION_ASKS, .room = 64,
           .about = "map what came instead of copying it: a struct tcp_zerocopy_receive",
           .gotcha =
               "it wants a mapping of the socket, which no verb makes: EINVAL once a page of data "
               "waits; of less it tells how much, as recv_skip_hint"),
    OPTION(TCP_TX_DELAY, "linux/tcp.h", .type = OPTION_INT, .access = BOTH, .unit = "microseconds",
           .initial = "0", .range = "0 to 268435455", .since = "5.3",
           .about = "send everything that much later",
           .gotcha = "the queueing discipline fq does it"),
    OPTION(TCP_IS_MPTCP, "linux/tcp.h", .type = OPTION_BOOL, .access = READ, .initial = "0",
           .since = "6.9", .about = "whether the socket is one of Multipath TCP, or a part of one",
           .gotcha = "setting it answers ENOPROTOOPT: socket is told IPPROTO_MPTCP"),
    OPTION(TCP_RTO_MAX_MS, "linux/tcp.h", .type = OPTION_INT, .access = BOTH,
           .unit = "milliseconds", .initial = "net.ipv4.tcp_rto_max_ms (120000)",
           .range = "1000 to 120000", .since = "6.15",
           .about = "the longest time between two retransmissions",
           .kept = "the kernel counts in ticks and rounds up"),
    OPTION(TCP_RTO_MIN_US, "linux/tcp.h", .type = OPTION_INT, .access = BOTH,
           .unit = "microseconds", .initial = "net.ipv4.tcp_rto_min_us (200000)",
           .range = "4001 to 200000, where a tick takes 4 ms", .since = "6.15",
           .about = "how long the kernel waits at least before it retransmits",
           .kept = "the kernel counts in ticks and rounds up",
           .gotcha = "two ticks of the kernel at least, else EINVAL"),
    OPTION(TCP_DELACK_MAX_US, "linux/tcp.h", .type = OPTION_INT, .access = BOTH,
           .unit = "microseconds", .initial = "200000",
           .range = "4001 to 200000, where a tick takes 4 ms", .since = "6.15",
           .about = "how long an ACK may be put off, to go with data or with another",
           .kept = "the kernel counts in ticks and rounds up",
           .gotcha = "two ticks of the kernel at least, else EINVAL"),
    OPTION(TCP_THIN_LINEAR_TIMEOUTS, "linux/tcp.h", .type = OPTION_BOOL, .access = BOTH,
           .initial = "0", .range = "0 or 1", .since = "2.6.34",
           .about = "do not double the time between retransmissions while little is under way"),
    OPTION(TCP_THIN_DUPACK, "linux/tcp.h", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
           .range = "0 or 1", .since = "2.6.34",
           .about = "retransmit after one duplicate ACK while little is under way",
           .kept = "taken and forgotten", .gotcha = "taken and forgotten: it is always 0"),
    OPTION(TCP_TIMESTAMP, "linux/tcp.h", .phase = "read at any time, set in repair (TCP_REPAIR)",
           .type = OPTION_INT, .access = LIVE | WRITE, .since = "3.9",
           .about = "the clock behind the time stamps of segments",
           .gotcha = "it can be set in TCP_REPAIR only: EPERM"),
    OPTION(TCP_REPAIR, "linux/tcp.h", .phase = "while it is closed or connected, not of a listener",
           .type = OPTION_INT, .access = BOTH, .initial = "TCP_REPAIR_OFF", .names = repairs,
           .range = "-1 to 1", .since = "3.5",
           .about = "take the connection's state out, or put one in, without a segment",
           .kept = "off is off, with window probes or without",
           .gotcha = "needs CAP_NET_ADMIN (EPERM), and a socket that is closed or established"),
    OPTION(TCP_REPAIR_QUEUE, "linux/tcp.h", .phase = IN_REPAIR, .type = OPTION_INT, .access = BOTH,
           .names = queues, .range = "0 to 2", .since = "3.5",
           .about = "which queue TCP_QUEUE_SEQ, send and recv are about, in repair",
           .gotcha = "EINVAL and EPERM without TCP_REPAIR"),
    OPTION(TCP_QUEUE_SEQ, "linux/tcp.h", .phase = IN_REPAIR, .type = OPTION_INT,
           .access = BOTH | OPTION_LIVE, .since = "3.5",
           .about = "the sequence number of the queue, in repair",
           .gotcha =
               "EINVAL without TCP_REPAIR and TCP_REPAIR_QUEUE; it is set while the socket is "
               "closed: EPERM of a connection"),
    OPTION(TCP_REPAIR_OPTIONS, "linux/tcp.h", .phase = IN_REPAIR, .type = OPTION_BYTES,
           .c_type = "struct tcp_repair_opt[]", .access = WRITE, .since = "3.5",
           .about = "the options of the handshake, in repair: structs tcp_repair_opt",
           .gotcha =
               "EINVAL without TCP_REPAIR; it is set once the socket is connected: EPERM before"),
    OPTION(TCP_REPAIR_WINDOW, "linux/tcp.h", .phase = IN_REPAIR, .type = OPTION_FIELDS,
           .c_type = "struct tcp_repair_window", .access = BOTH | OPTION_LIVE, .room = 20,
           .fields = windows, .about = "both windows, in repair",
           .gotcha = "EINVAL and EPERM without TCP_REPAIR"),
};

PART(options_tcp, rows);
