/*
 * The options of the level IPPROTO_IPV6. RFC 3493 and RFC 3542 have what ipv6(7) leaves out.
 */
#include <netinet/in.h>

#include <linux/in6.h>

#include "tables/option_rows.h"

#define NAMED(X)                                                                                   \
	{                                                                                              \
#X, X                                                                                      \
	}

static const struct option_name discovery[] = {
    NAMED(IPV6_PMTUDISC_DONT),
    NAMED(IPV6_PMTUDISC_WANT),
    NAMED(IPV6_PMTUDISC_DO),
    NAMED(IPV6_PMTUDISC_PROBE),
    NAMED(IPV6_PMTUDISC_INTERFACE),
    NAMED(IPV6_PMTUDISC_OMIT),
    {NULL, 0},
};

static const struct option_name preferences[] = {
    NAMED(IPV6_PREFER_SRC_TMP),
    NAMED(IPV6_PREFER_SRC_PUBLIC),
    NAMED(IPV6_PREFER_SRC_PUBTMP_DEFAULT),
    NAMED(IPV6_PREFER_SRC_COA),
    NAMED(IPV6_PREFER_SRC_HOME),
    NAMED(IPV6_PREFER_SRC_CGA),
    NAMED(IPV6_PREFER_SRC_NONCGA),
    {NULL, 0},
};

/* struct ip6_mtuinfo, RFC 3542: a struct sockaddr_in6 comes first */
static const struct option_field path[] = {
    {.name = "mtu", .offset = sizeof(struct sockaddr_in6), .size = 4},
    {.name = NULL},
};

enum {
	IPV6 = IPPROTO_IPV6,
	ANY_TYPE = OPTION_INET6,
	MESSAGES = OPTION_INET6 | OPTION_DGRAM | OPTION_RAW,
	STREAM_OR_DGRAM = OPTION_INET6 | OPTION_STREAM | OPTION_DGRAM,
	RAW_ONLY = OPTION_INET6 | OPTION_RAW
};

/* An option that has a control message come with what is received. */
#define TELLS(NAME, MAN, WHAT, ...)                                                                \
	ROW_AS(#NAME, IPV6, NAME, MAN, .type = OPTION_BOOL, .access = BOTH, .initial = "0",            \
	       .sockets = ANY_TYPE, .about = "tell " WHAT, __VA_ARGS__)
/* A header that is sent with every packet, as bytes. */
#define HEADER(NAME, WHAT, ...)                                                                    \
	ROW_AS(#NAME, IPV6, NAME, "netinet/in.h", .type = OPTION_BYTES, .access = BOTH,                \
	       .initial = "(none)", .sockets = ANY_TYPE, .about = WHAT " of every packet (RFC 3542)",  \
	       __VA_ARGS__)

static const char rfc2292[] =
    "RFC 3542 has taken the place of RFC 2292, and this name that of the older one";

static const struct option_row rows[] = {
    ROW(IPV6, IPV6_V6ONLY, "ipv6(7)", .phase = BEFORE_BIND, .type = OPTION_BOOL, .access = BOTH,
        .initial = "net.ipv6.bindv6only (0)", .since = "2.4.21", .sockets = STREAM_OR_DGRAM,
        .about = "take IPv6 only, and no IPv4 as ::ffff:127.0.0.1",
        .gotcha =
            "set it before bind: EINVAL afterwards; while it is 0, [::]:80 takes 0.0.0.0:80 too"),
    ROW(IPV6, IPV6_UNICAST_HOPS, "ipv6(7)", .type = OPTION_INT, .access = BOTH, .unit = "hops",
        .initial = "net.ipv6.conf.all.hop_limit (64)", .range = "0 to 255, -1", .sockets = ANY_TYPE,
        .about = "how many routers a packet may pass", .kept = "-1 puts the default back",
        .gotcha = "-1 puts the default back; for IPv6 packets only"),
    ROW(IPV6, IPV6_MINHOPCOUNT, "linux/in6.h", .type = OPTION_INT, .access = BOTH, .unit = "hops",
        .initial = "0", .range = "0 to 255", .sockets = ANY_TYPE, .since = "2.6.35",
        .about = "drop what comes with fewer hops left: it is from further away",
        .gotcha = "RFC 5082: 255 takes packets of the same link only; TCP obeys it"),
    ROW(IPV6, IPV6_TCLASS, "netinet/in.h", .type = OPTION_INT, .access = BOTH, .initial = "0",
        .range = "0 to 255, -1", .sockets = ANY_TYPE, .since = "2.6",
        .about = "the traffic class of every packet: DSCP and ECN (RFC 3542)",
        .kept = "-1 is 0; TCP keeps the two lowest bits to itself, they are ECN",
        .gotcha =
            "TCP keeps the two lowest bits to itself, they are ECN (255 becomes 252); -1 is 0"),
    ROW(IPV6, IPV6_MTU, "ipv6(7)", .phase = "set at any time, read once connected",
        .type = OPTION_INT, .access = BOTH, .unit = "bytes", .range = "0, 1280 and more",
        .sockets = ANY_TYPE,
        .about =
            "how long a packet the path takes, as far as it is known; set, the longest to send",
        .gotcha =
            "ENOTCONN without connect, when it is read; setting less than 1280 answers EINVAL"),
    ROW(IPV6, IPV6_MTU_DISCOVER, "ipv6(7)", .type = OPTION_INT, .access = BOTH, .names = discovery,
        .initial = "IPV6_PMTUDISC_WANT", .range = "0 to 5", .sockets = ANY_TYPE,
        .about = "whether packets may be cut in parts before they are sent",
        .gotcha = "with IPV6_PMTUDISC_DO what is longer than the path takes answers EMSGSIZE"),
    ROW(IPV6, IPV6_DONTFRAG, "netinet/in.h", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .sockets = ANY_TYPE, .since = "2.6.35",
        .about = "do not cut datagrams in parts: EMSGSIZE instead (RFC 3542)"),
    ROW(IPV6, IPV6_PATHMTU, "netinet/in.h", .phase = ONCE_CONNECTED, .type = OPTION_FIELDS,
        .c_type = "struct ip6_mtuinfo", .access = READ, .room = 32, .unit = "bytes", .fields = path,
        .sockets = ANY_TYPE, .since = "2.6.35",
        .about = "how long a packet the path takes (RFC 3542)",
        .gotcha = "ENOTCONN without connect; setting it answers ENOPROTOOPT"),
    ROW(IPV6, IPV6_ADDRFORM, "ipv6(7)", .phase = ONCE_CONNECTED, .type = OPTION_FAMILY,
        .access = BOTH, .sockets = STREAM_OR_DGRAM,
        .about = "turn a socket that is connected to ::ffff:A.B.C.D into one of AF_INET",
        .gotcha = "AF_INET is all that is taken; ENOTCONN without connect"),
    ROW(IPV6, IPV6_CHECKSUM, "netinet/in.h", .type = OPTION_INT, .access = BOTH, .unit = "bytes",
        .initial = "-1; 2 for ICMPv6", .range = "even numbers, -1", .sockets = RAW_ONLY,
        .since = "2.2",
        .about = "where the checksum is in the data, which the kernel then fills in (RFC 3542)",
        .kept = "anything below 0 is -1",
        .gotcha = "-1 leaves it alone; sockets of IPPROTO_ICMPV6 have 2, which stays: EINVAL"),
    ROW(IPV6, IPV6_HDRINCL, "linux/in6.h", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .sockets = RAW_ONLY, .about = "the data begins with an IPv6 header of the sender's own",
        .gotcha =
            "set for IPPROTO_RAW from the beginning; others than raw sockets answer ENOPROTOOPT"),
    ROW(IPV6, IPV6_FREEBIND, "linux/in6.h", .phase = BEFORE_BIND, .type = OPTION_BOOL,
        .access = BOTH, .initial = "0", .sockets = ANY_TYPE,
        .about = "bind to an address that this machine does not have, or not yet",
        .gotcha = "set it before bind, which then does not answer EADDRNOTAVAIL"),
    ROW(IPV6, IPV6_TRANSPARENT, "linux/in6.h", .phase = BEFORE_BIND, .type = OPTION_BOOL,
        .access = BOTH, .initial = "0", .sockets = ANY_TYPE, .since = "2.6.37",
        .about = "speak for addresses of others: a transparent proxy",
        .gotcha = "setting it to 1 needs CAP_NET_ADMIN or CAP_NET_RAW: EPERM"),
    ROW(IPV6, IPV6_UNICAST_IF, "linux/in6.h", .type = OPTION_INTERFACE_BE, .access = BOTH,
        .initial = "0", .sockets = ANY_TYPE, .since = "3.4",
        .about = "the interface for packets to single addresses; 0: as routed",
        .gotcha = "an interface that is not there is EADDRNOTAVAIL"),
    ROW(IPV6, IPV6_ADDR_PREFERENCES, "linux/in6.h", .type = OPTION_FLAGS, .access = BOTH,
        .names = preferences, .sockets = ANY_TYPE, .since = "2.6.26",
        .about = "which of its own addresses to send from (RFC 5014)",
        .kept = "TMP, PUBLIC or PUBTMP_DEFAULT is always set, and COA or HOME; CGA and NONCGA are "
                "taken "
                "and forgotten",
        .gotcha =
            "one of TMP, PUBLIC and PUBTMP_DEFAULT is always set, and COA or HOME; CGA and NONCGA "
            "are taken and forgotten; two that exclude each other are EINVAL"),
    ROW(IPV6, IPV6_AUTOFLOWLABEL, "linux/in6.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "net.ipv6.auto_flowlabels (1)", .sockets = ANY_TYPE,
        .about = "let the kernel make flow labels up, one for each flow"),
    ROW(IPV6, IPV6_FLOWINFO_SEND, "linux/in6.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .sockets = ANY_TYPE, .since = "2.2.7 / 2.4",
        .about = "send with the flow label of the address (sin6_flowinfo)"),
    ROW(IPV6, IPV6_FLOWLABEL_MGR, "linux/in6.h", .type = OPTION_BYTES,
        .c_type = "struct in6_flowlabel_req", .access = BOTH | OPTION_ASKS, .sockets = ANY_TYPE,
        .since = "2.2.7 / 2.4",
        .about = "take, give back and renew flow labels: a struct in6_flowlabel_req"),
    ROW(IPV6, IPV6_ROUTER_ALERT, "ipv6(7)", .type = OPTION_INT, .access = BOTH, .initial = "0",
        .sockets = RAW_ONLY,
        .about = "get the packets to be forwarded that have this Router Alert value",
        .kept = "reading tells 0 or 1, and not the value",
        .gotcha =
            "for sockets of IPPROTO_RAW: others answer ENOPROTOOPT; less than 0 ends it; reading "
            "tells whether it was last set to anything but 0"),
    ROW(IPV6, IPV6_ROUTER_ALERT_ISOLATE, "linux/in6.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .sockets = ANY_TYPE,
        .about = "get Router Alert packets of the socket's own network namespace only"),
    ROW(IPV6, IPV6_IPSEC_POLICY, "netinet/in.h", .type = OPTION_BYTES, .access = WRITE,
        .sockets = ANY_TYPE, .since = "2.6",
        .about = "the IPsec policy of the socket, in the form of PF_KEY",
        .gotcha = "needs CAP_NET_ADMIN (EPERM) and a kernel with PF_KEY (EOPNOTSUPP)"),
    ROW(IPV6, IPV6_XFRM_POLICY, "netinet/in.h", .type = OPTION_BYTES,
        .c_type = "struct xfrm_userpolicy_info", .access = WRITE, .sockets = ANY_TYPE,
        .since = "2.6", .about = "the IPsec policy of the socket, as a struct xfrm_userpolicy_info",
        .gotcha = "needs CAP_NET_ADMIN: EPERM"),
    /* errors and control messages */
    ROW(IPV6, IPV6_RECVERR, "ipv6(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .sockets = ANY_TYPE,
        .about = "keep errors in a queue, which MSG_ERRQUEUE reads, with who reported them",
        .gotcha = "as IP_RECVERR"),
    ROW(IPV6, IPV6_RECVERR_RFC4884, "netinet/in.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .range = "0 or 1", .sockets = ANY_TYPE,
        .about =
            "with IPV6_RECVERR: tell where the extension of an ICMPv6 error begins (RFC 4884)"),
    TELLS(IPV6_RECVPKTINFO, "ipv6(7)",
          "the address and interface a message came to, as IPV6_PKTINFO", .since = "2.6.14"),
    TELLS(IPV6_RECVHOPLIMIT, "netinet/in.h",
          "the hop limit of what was received, as IPV6_HOPLIMIT (RFC 3542)", .since = "2.6.14",
          .gotcha = "ipv6(7) calls it IPV6_HOPLIMIT"),
    TELLS(IPV6_RECVTCLASS, "netinet/in.h",
          "the traffic class of what was received, as IPV6_TCLASS (RFC 3542)", .since = "2.6.14"),
    TELLS(IPV6_RECVRTHDR, "netinet/in.h",
          "the routing header of what was received, as IPV6_RTHDR (RFC 3542)", .since = "2.6.14"),
    TELLS(IPV6_RECVHOPOPTS, "netinet/in.h",
          "the hop-by-hop options of what was received, as IPV6_HOPOPTS (RFC 3542)",
          .since = "2.6.14"),
    TELLS(IPV6_RECVDSTOPTS, "netinet/in.h",
          "the destination options of what was received, as IPV6_DSTOPTS (RFC 3542)",
          .since = "2.6.14"),
    TELLS(IPV6_RECVPATHMTU, "netinet/in.h",
          "that the path takes shorter packets only, as IPV6_PATHMTU (RFC 3542)",
          .since = "2.6.35"),
    TELLS(IPV6_RECVORIGDSTADDR, "linux/in6.h",
          "the address a datagram was sent to, before any redirection", .since = "2.6.37"),
    TELLS(IPV6_RECVFRAGSIZE, "linux/in6.h", "the largest of the parts a datagram came in"),
    TELLS(IPV6_FLOWINFO, "ipv6(7)", "the flow label of what was received, as IPV6_FLOWINFO"),
    TELLS(IPV6_2292PKTINFO, "netinet/in.h", "as IPV6_RECVPKTINFO does, in the form of RFC 2292",
          .since = "2.6.14", .gotcha = rfc2292),
    TELLS(IPV6_2292HOPLIMIT, "netinet/in.h", "as IPV6_RECVHOPLIMIT does, in the form of RFC 2292",
          .since = "2.6.14", .gotcha = rfc2292),
    TELLS(IPV6_2292RTHDR, "netinet/in.h", "as IPV6_RECVRTHDR does, in the form of RFC 2292",
          .since = "2.6.14", .gotcha = rfc2292),
    TELLS(IPV6_2292HOPOPTS, "netinet/in.h", "as IPV6_RECVHOPOPTS does, in the form of RFC 2292",
          .since = "2.6.14", .gotcha = rfc2292),
    TELLS(IPV6_2292DSTOPTS, "netinet/in.h", "as IPV6_RECVDSTOPTS does, in the form of RFC 2292",
          .since = "2.6.14", .gotcha = rfc2292),
    ROW(IPV6, IPV6_2292PKTOPTIONS, "netinet/in.h", .type = OPTION_BYTES,
        .c_type = "struct cmsghdr[]", .access = LIVE | WRITE, .sockets = ANY_TYPE,
        .since = "2.6.14",
        .about = "all headers and options to be sent, as control messages (RFC 2292)",
        .gotcha = "only TCP reads it: the control messages of its last packet"),
    /* headers to be sent */
    ROW(IPV6, IPV6_PKTINFO, "netinet/in.h", .type = OPTION_MREQ6, .access = WRITE,
        .sockets = ANY_TYPE,
        .about = "the address and interface to send from (RFC 3542): ADDRESS ?INTERFACE?",
        .gotcha = "it cannot be read"),
    HEADER(IPV6_HOPOPTS, "the hop-by-hop options header", .gotcha = "needs CAP_NET_RAW: EPERM"),
    HEADER(IPV6_RTHDRDSTOPTS, "the destination options before the routing header",
           .since = "2.6.14", .gotcha = "needs CAP_NET_RAW: EPERM"),
    HEADER(IPV6_RTHDR, "the routing header"),
    HEADER(IPV6_DSTOPTS, "the destination options header", .gotcha = "needs CAP_NET_RAW: EPERM"),
    ROW(IPV6, IPV6_HOPLIMIT, "netinet/in.h", .type = OPTION_INT, .sockets = ANY_TYPE,
        .about = "the name of a control message: the hop limit of one packet",
        .gotcha = "no option: ENOPROTOOPT; IPV6_RECVHOPLIMIT and IPV6_UNICAST_HOPS are"),
    ROW(IPV6, IPV6_NEXTHOP, "netinet/in.h", .type = OPTION_BYTES, .sockets = ANY_TYPE,
        .about = "the next router's address (RFC 3542)",
        .gotcha = "Linux has it not: reading and setting answer ENOPROTOOPT"),
    ROW(IPV6, IPV6_AUTHHDR, "ipv6(7)", .type = OPTION_BYTES, .sockets = ANY_TYPE,
        .about = "the authentication header",
        .gotcha = "Linux has it not, though the page names it: ENOPROTOOPT"),
    /* multicast */
    ROW(IPV6, IPV6_MULTICAST_IF, "ipv6(7)", .type = OPTION_INTERFACE, .access = BOTH,
        .initial = "0", .sockets = MESSAGES, .about = "the interface multicast leaves through",
        .gotcha =
            "an interface that is not there is ENODEV; TCP answers ENOPROTOOPT when it is set"),
    ROW(IPV6, IPV6_MULTICAST_HOPS, "ipv6(7)", .type = OPTION_INT, .access = BOTH, .unit = "hops",
        .initial = "1", .range = "0 to 255, -1", .sockets = MESSAGES,
        .about = "how many routers a multicast packet may pass, plus one",
        .kept = "-1 puts the default back",
        .gotcha = "-1 is the default, which reads as 1; 0 is for this machine alone, but goes out "
                  "unless the machine is a member itself; 256 is EINVAL; TCP answers ENOPROTOOPT "
                  "when it is set"),
    ROW(IPV6, IPV6_MULTICAST_LOOP, "ipv6(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "1",
        .range = "0 or 1", .sockets = ANY_TYPE,
        .about = "let members on this machine hear what is sent",
        .gotcha = "on Linux it is the sender's option; 2 is EINVAL, unlike in IPv4"),
    ROW(IPV6, IPV6_MULTICAST_ALL, "linux/in6.h", .type = OPTION_BOOL, .access = BOTH,
        .initial = "1", .sockets = ANY_TYPE, .since = "4.20",
        .about = "hear every group that anyone on this machine has joined",
        .gotcha =
            "while it is 1 a socket that is bound to a port of any address hears groups it never "
            "joined"),
    ROW(IPV6, IPV6_ADD_MEMBERSHIP, "ipv6(7)", .type = OPTION_MREQ6, .access = WRITE,
        .sockets = MESSAGES, .about = "join a multicast group, from any source",
        .gotcha =
            "RFC 3493 calls it IPV6_JOIN_GROUP; twice is EADDRINUSE; an address that is no group "
            "EINVAL"),
    ROW(IPV6, IPV6_DROP_MEMBERSHIP, "ipv6(7)", .phase = ONCE_JOINED, .type = OPTION_MREQ6,
        .access = WRITE, .sockets = MESSAGES, .about = "leave a multicast group",
        .gotcha = "RFC 3493 calls it IPV6_LEAVE_GROUP; EADDRNOTAVAIL where it was not joined"),
    ROW(IPV6, IPV6_JOIN_ANYCAST, "netinet/in.h", .type = OPTION_MREQ6, .access = WRITE,
        .sockets = ANY_TYPE, .since = "2.4.21 / 2.6",
        .about = "have an anycast address: ADDRESS ?INTERFACE?",
        .gotcha = "needs CAP_NET_ADMIN: EPERM"),
    ROW(IPV6, IPV6_LEAVE_ANYCAST, "netinet/in.h", .type = OPTION_MREQ6, .access = WRITE,
        .sockets = ANY_TYPE, .since = "2.4.21 / 2.6", .about = "give an anycast address back"),
    ROW(IPV6, MCAST_JOIN_GROUP, "netinet/in.h", .type = OPTION_GROUP, .access = WRITE,
        .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "join a multicast group, from any source (RFC 3678)",
        .gotcha = "the same as IPV6_ADD_MEMBERSHIP"),
    ROW(IPV6, MCAST_LEAVE_GROUP, "netinet/in.h", .phase = ONCE_JOINED, .type = OPTION_GROUP,
        .access = WRITE, .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "leave a multicast group (RFC 3678)",
        .gotcha = "EADDRNOTAVAIL where it was not joined"),
    ROW(IPV6, MCAST_BLOCK_SOURCE, "netinet/in.h", .phase = ONCE_JOINED, .type = OPTION_GROUP_SOURCE,
        .access = WRITE, .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "hear a group from anyone but that source (RFC 3678)",
        .gotcha = "the group is joined from any source before: EINVAL without"),
    ROW(IPV6, MCAST_UNBLOCK_SOURCE, "netinet/in.h", .phase = ONCE_JOINED,
        .type = OPTION_GROUP_SOURCE, .access = WRITE, .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "hear a blocked source again (RFC 3678)",
        .gotcha = "EADDRNOTAVAIL where it was not blocked"),
    ROW(IPV6, MCAST_JOIN_SOURCE_GROUP, "netinet/in.h", .type = OPTION_GROUP_SOURCE, .access = WRITE,
        .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "join a multicast group, from one source; again for the next one (RFC 3678)",
        .gotcha =
            "ff30::/12 is meant for it; who joins from any source hears everyone there too, and "
            "after this the chosen source only (EINVAL where a source was blocked)"),
    ROW(IPV6, MCAST_LEAVE_SOURCE_GROUP, "netinet/in.h", .phase = ONCE_JOINED,
        .type = OPTION_GROUP_SOURCE, .access = WRITE, .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "no longer hear a group from that source (RFC 3678)",
        .gotcha = "with the last source the group is left"),
    ROW(IPV6, MCAST_MSFILTER, "netinet/in.h", .phase = ONCE_JOINED, .type = OPTION_GROUP_FILTER,
        .access = BOTH | OPTION_ASKS, .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "the sources of a group that are heard, or are not, all at once (RFC 3678)",
        .gotcha = "the group is joined before; to read it, say which: getsockopt SOCK "
                  "MCAST_MSFILTER GROUP INTERFACE"),
};

PART(options_ipv6, rows);
