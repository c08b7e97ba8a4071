/*
 * The options of the level IPPROTO_UDP, and those UDP-Lite has besides (RFC 3828).
 */
#include <netinet/in.h>

#include <linux/udp.h>

#include "tables/option_rows.h"

#define NAMED(X)                                                                                   \
	{                                                                                              \
#X, X                                                                                      \
	}

static const struct option_name encapsulations[] = {
    NAMED(UDP_ENCAP_ESPINUDP_NON_IKE),
    NAMED(UDP_ENCAP_ESPINUDP),
    NAMED(UDP_ENCAP_L2TPINUDP),
    NAMED(UDP_ENCAP_GTP0),
    NAMED(UDP_ENCAP_GTP1U),
    NAMED(UDP_ENCAP_RXRPC),
    {NULL, 0},
};

/* udplite(7): the C library has no names for them */
#define UDPLITE_SEND_CSCOV 10
#define UDPLITE_RECV_CSCOV 11
#define COVERED "less than 8 becomes 8, but for 0; more than 65535 becomes 65535"

enum {
	UDP = IPPROTO_UDP,
	UDPLITE = IPPROTO_UDPLITE,
	DATAGRAMS = OPTION_INET | OPTION_INET6 | OPTION_DGRAM
};

static const struct option_row rows[] = {
    ROW(UDP, UDP_CORK, "udp(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.5.44", .sockets = DATAGRAMS,
        .about = "collect what is sent into one datagram until the option is cleared"),
    ROW(UDP, UDP_ENCAP, "linux/udp.h", .type = OPTION_INT, .access = BOTH, .initial = "0",
        .names = encapsulations, .sockets = DATAGRAMS, .since = "2.5.67",
        .about = "hand the datagrams to the kernel as packets within: IPsec, L2TP",
        .gotcha = "a kind the kernel does not have answers ENOPROTOOPT"),
    ROW(UDP, UDP_NO_CHECK6_TX, "linux/udp.h", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .sockets = DATAGRAMS, .since = "3.16", .about = "send without a checksum over IPv6"),
    ROW(UDP, UDP_NO_CHECK6_RX, "linux/udp.h", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .sockets = DATAGRAMS, .since = "3.16",
        .about = "take datagrams over IPv6 that have no checksum"),
    ROW(UDP, UDP_SEGMENT, "linux/udp.h", .type = OPTION_INT, .access = BOTH, .unit = "bytes",
        .initial = "0", .range = "0 to 65535", .sockets = DATAGRAMS, .since = "4.18",
        .about = "cut what one call sends into datagrams of so many bytes (GSO)"),
    ROW(UDP, UDP_GRO, "linux/udp.h", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .sockets = DATAGRAMS,
        .about = "receive several datagrams of one sender in one call, joined",
        .gotcha = "a control message UDP_GRO tells where they were apart"),
    ROW(UDPLITE, UDPLITE_SEND_CSCOV, "udplite(7)", .type = OPTION_INT, .access = BOTH,
        .unit = "bytes", .initial = "0", .since = "2.6.20", .sockets = DATAGRAMS,
        .about = "how much of what is sent the checksum covers; 0: all", .kept = COVERED,
        .gotcha = COVERED "; sockets of IPPROTO_UDPLITE only"),
    ROW(UDPLITE, UDPLITE_RECV_CSCOV, "udplite(7)", .type = OPTION_INT, .access = BOTH,
        .unit = "bytes", .initial = "0", .since = "2.6.20", .sockets = DATAGRAMS,
        .about = "drop what comes with a checksum over less", .kept = COVERED,
        .gotcha = COVERED "; sockets of IPPROTO_UDPLITE only"),
};

PART(options_udp, rows);
