/*
 * The options of the level IPPROTO_IP. They hold for the IPv4 packets of AF_INET6 sockets too.
 */
#include <netinet/in.h>
#include <netinet/ip.h>

#include "tables/option_rows.h"

/* numbers that linux/in.h has and netinet/in.h of glibc 2.36 has not */
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif
#ifndef IP_PROTOCOL
#define IP_PROTOCOL 52
#endif

#define NAMED(X)                                                                                   \
	{                                                                                              \
#X, X                                                                                      \
	}

static const struct option_name discovery[] = {
    NAMED(IP_PMTUDISC_DONT),
    NAMED(IP_PMTUDISC_WANT),
    NAMED(IP_PMTUDISC_DO),
    NAMED(IP_PMTUDISC_PROBE),
    NAMED(IP_PMTUDISC_INTERFACE),
    NAMED(IP_PMTUDISC_OMIT),
    {NULL, 0},
};

enum {
	IP = IPPROTO_IP,
	ANY_TYPE = OPTION_INET,
	MESSAGES = OPTION_INET | OPTION_DGRAM | OPTION_RAW,
	RAW_ONLY = OPTION_INET | OPTION_RAW,
	TCP_ONLY = OPTION_INET | OPTION_STREAM
};

static const struct option_row rows[] = {
    ROW(IP, IP_TOS, "ip(7)", .type = OPTION_INT, .access = BOTH, .initial = "0", .since = "1.0",
        .sockets = ANY_TYPE, .about = "the type-of-service byte of every packet: DSCP and ECN",
        .kept = "a byte is kept; TCP keeps the two lowest bits to itself, they are ECN",
        .gotcha =
            "a byte is kept of what is asked for; TCP keeps the two lowest bits to itself, they "
            "are ECN (255 becomes 252); it sets SO_PRIORITY too"),
    ROW(IP, IP_TTL, "ip(7)", .type = OPTION_INT, .access = BOTH, .unit = "hops",
        .initial = "net.ipv4.ip_default_ttl (64)", .range = "1 to 255, -1", .since = "1.0",
        .sockets = ANY_TYPE, .about = "how many routers a packet may pass",
        .kept = "-1 puts the default back",
        .gotcha = "1 to 255, else EINVAL; -1 puts the default back; for IPv4 packets only, and "
                  "multicast has IP_MULTICAST_TTL"),
    ROW(IP, IP_MINTTL, "netinet/in.h", .type = OPTION_INT, .access = BOTH, .unit = "hops",
        .initial = "0", .range = "0 to 255", .sockets = ANY_TYPE, .since = "2.6.34",
        .about = "drop what comes with fewer hops left: it is from further away",
        .gotcha = "RFC 5082: 255 takes packets of the same link only; TCP obeys it"),
    ROW(IP, IP_HDRINCL, "raw(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.0", .sockets = RAW_ONLY,
        .about = "the data begins with an IP header of the sender's own",
        .gotcha = "set for IPPROTO_RAW from the beginning; IP_OPTIONS, IP_TTL and IP_TOS then do "
                  "nothing; others than raw sockets answer ENOPROTOOPT"),
    ROW(IP, IP_OPTIONS, "ip(7)", .type = OPTION_BYTES, .access = BOTH, .unit = "bytes", .room = 40,
        .initial = "(none)", .range = "up to 40 bytes", .since = "2.0", .sockets = ANY_TYPE,
        .about = "the options in the IP header of every packet (RFC 791)",
        .kept = "a multiple of four bytes is kept, filled up with 00",
        .gotcha = "an empty word removes them; a multiple of four is kept, filled up with 00"),
    ROW(IP, IP_ROUTER_ALERT, "ip(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.2", .sockets = RAW_ONLY,
        .about = "get the packets to be forwarded that have the Router Alert option",
        .gotcha = "the kernel then does not forward them; to set it twice is EADDRINUSE, to clear "
                  "what is not set ENOBUFS; sockets of IPPROTO_RAW answer EINVAL"),
    ROW(IP, IP_RECVOPTS, "ip(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.2", .sockets = ANY_TYPE,
        .about = "tell the IP options of what was received, as IP_RECVOPTS",
        .gotcha =
            "for messages: a stream has no packets to tell of; ip(7) calls the message IP_OPTIONS"),
    ROW(IP, IP_RETOPTS, "ip(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.2", .sockets = ANY_TYPE,
        .about = "IP_RECVOPTS, with the options as they came, as IP_RETOPTS"),
    ROW(IP, IP_PKTINFO, "ip(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.2", .sockets = ANY_TYPE,
        .about = "tell the interface and the address a message came to, as IP_PKTINFO"),
    ROW(IP, IP_PKTOPTIONS, "netinet/in.h", .type = OPTION_BYTES, .c_type = "struct cmsghdr[]",
        .access = READ | OPTION_LIVE, .sockets = TCP_ONLY,
        .about = "the control messages of a TCP socket's last packet",
        .gotcha = "empty unless one of the IP_RECV options is set; setting it answers ENOPROTOOPT"),
    ROW(IP, IP_MTU_DISCOVER, "ip(7)", .type = OPTION_INT, .access = BOTH, .names = discovery,
        .initial = "net.ipv4.ip_no_pmtu_disc (IP_PMTUDISC_WANT)", .range = "0 to 5", .since = "2.2",
        .sockets = ANY_TYPE,
        .about = "what to do with a packet that is larger than the path carries",
        .gotcha = "DONT (0), WANT (1) and OMIT (5) let it be sent in fragments, DO (2), PROBE (3) "
                  "and INTERFACE (4) answer EMSGSIZE; WANT, DO and PROBE forbid routers to "
                  "fragment it; PROBE, INTERFACE and OMIT do not go by what ICMP says of the path"),
    ROW(IP, IP_MTU, "ip(7)", .phase = ONCE_CONNECTED, .type = OPTION_INT, .access = READ,
        .unit = "bytes", .since = "2.2", .sockets = ANY_TYPE,
        .about = "the largest packet the path to the peer carries, as far as is known",
        .gotcha = "ENOTCONN unless the socket is connected; setting it answers ENOPROTOOPT"),
    ROW(IP, IP_RECVERR, "ip(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.2", .sockets = ANY_TYPE,
        .about = "keep errors in a queue, which MSG_ERRQUEUE reads, with who reported them",
        .gotcha =
            "UDP without connect learns of ICMP errors in no other way; each is still answered "
            "by the next call as well"),
    ROW(IP, IP_RECVERR_RFC4884, "netinet/in.h", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .range = "0 or 1", .sockets = ANY_TYPE,
        .about = "with IP_RECVERR: tell where the extension of an ICMP error begins (RFC 4884)"),
    ROW(IP, IP_RECVTTL, "ip(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.2", .sockets = ANY_TYPE,
        .about = "tell the TTL of what was received, as IP_TTL",
        .gotcha = "for messages: a stream has no packets to tell of"),
    ROW(IP, IP_RECVTOS, "ip(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.2", .sockets = ANY_TYPE,
        .about = "tell the type-of-service byte of what was received, as IP_TOS"),
    ROW(IP, IP_RECVORIGDSTADDR, "ip(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.6.29", .sockets = ANY_TYPE,
        .about = "tell the address a datagram was sent to, before any redirection"),
    ROW(IP, IP_RECVFRAGSIZE, "netinet/in.h", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .sockets = MESSAGES, .about = "tell the largest of the parts a datagram came in",
        .gotcha = "on TCP setting it answers EINVAL"),
    ROW(IP, IP_FREEBIND, "ip(7)", .phase = BEFORE_BIND, .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .since = "2.4", .sockets = ANY_TYPE,
        .about = "bind to an address that this machine does not have, or not yet",
        .gotcha = "set it before bind, which then does not answer EADDRNOTAVAIL"),
    ROW(IP, IP_TRANSPARENT, "ip(7)", .phase = BEFORE_BIND, .type = OPTION_BOOL, .access = BOTH,
        .initial = "0", .since = "2.6.24", .sockets = ANY_TYPE,
        .about = "speak for addresses of others: a transparent proxy",
        .gotcha = "setting it to 1 needs CAP_NET_ADMIN or CAP_NET_RAW: EPERM"),
    ROW(IP, IP_NODEFRAG, "ip(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.6.36", .sockets = RAW_ONLY,
        .about = "send parts of packets as they are, without netfilter putting them together",
        .gotcha = "others than raw sockets answer ENOPROTOOPT"),
    ROW(IP, IP_CHECKSUM, "netinet/in.h", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .sockets = ANY_TYPE, .about = "tell the checksum that the network card has computed"),
    ROW(IP, IP_BIND_ADDRESS_NO_PORT, "ip(7)", .phase = BEFORE_BIND, .type = OPTION_BOOL,
        .access = BOTH, .initial = "0", .since = "4.2", .sockets = ANY_TYPE,
        .about = "bind to port 0 takes no port yet: connect picks it",
        .gotcha = "so a port can serve many connections, as long as their other ends differ"),
    ROW(IP, IP_LOCAL_PORT_RANGE, "linux/in.h", .phase = "before bind or connect, which take a port",
        .type = OPTION_PORTS, .access = BOTH, .initial = "0-0",
        .range = "LOW-HIGH; 0 leaves an end where the system has it", .sockets = ANY_TYPE,
        .about = "the ports the kernel picks from for this socket",
        .gotcha =
            "only what is within net.ipv4.ip_local_port_range counts; LOW above HIGH is EINVAL"),
    ROW(IP, IP_PROTOCOL, "linux/in.h", .type = OPTION_PROTOCOL, .access = READ, .sockets = RAW_ONLY,
        .about = "the protocol of a raw socket",
        .gotcha = "0 on any other; setting it answers ENOPROTOOPT"),
    ROW(IP, IP_PASSSEC, "ip(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "0",
        .since = "2.6.17", .sockets = ANY_TYPE,
        .about = "tell the security label of a datagram's sender, as SCM_SECURITY"),
    ROW(IP, IP_IPSEC_POLICY, "netinet/in.h", .type = OPTION_BYTES, .access = WRITE,
        .sockets = ANY_TYPE, .since = "2.5.47",
        .about = "the IPsec policy of the socket, in the form of PF_KEY",
        .gotcha = "needs CAP_NET_ADMIN (EPERM) and a kernel with PF_KEY (EOPNOTSUPP)"),
    ROW(IP, IP_XFRM_POLICY, "netinet/in.h", .type = OPTION_BYTES,
        .c_type = "struct xfrm_userpolicy_info", .access = WRITE, .sockets = ANY_TYPE,
        .since = "2.5.48",
        .about = "the IPsec policy of the socket, as a struct xfrm_userpolicy_info",
        .gotcha =
            "needs CAP_NET_ADMIN: EPERM; a socket of AF_INET6 has IPV6_XFRM_POLICY: EOPNOTSUPP"),
    ROW(IP, IP_UNICAST_IF, "netinet/in.h", .type = OPTION_INTERFACE_BE, .access = BOTH,
        .initial = "0", .sockets = ANY_TYPE, .since = "3.4",
        .about = "the interface for packets to single addresses; 0: as routed",
        .gotcha = "an interface that is not there is EADDRNOTAVAIL"),
    /* multicast */
    ROW(IP, IP_MULTICAST_IF, "ip(7)", .type = OPTION_OUTGOING, .access = BOTH, .initial = "0.0.0.0",
        .since = "1.2", .sockets = MESSAGES, .about = "the interface multicast leaves through",
        .kept = "reading tells an address only, 0.0.0.0 after it was set by name or number",
        .gotcha = "reading tells an address only: 0.0.0.0 after it was set by name or number; "
                  "TCP answers EINVAL"),
    ROW(IP, IP_MULTICAST_TTL, "ip(7)", .type = OPTION_INT, .access = BOTH, .unit = "hops",
        .initial = "1", .range = "0 to 255, -1", .since = "1.2", .sockets = MESSAGES,
        .about = "how many routers a multicast packet may pass, plus one",
        .kept = "-1 puts the default back",
        .gotcha =
            "1 stays on the link, whatever IP_TTL says; 0 is for this machine alone, but goes "
            "out unless the machine is a member itself; -1 is 1; 256 is EINVAL, and so is "
            "anything on TCP"),
    ROW(IP, IP_MULTICAST_LOOP, "ip(7)", .type = OPTION_BOOL, .access = BOTH, .initial = "1",
        .since = "1.2", .sockets = ANY_TYPE,
        .about = "let members on this machine hear what is sent",
        .gotcha = "on Linux it is the sender's option, elsewhere the receiver's"),
    ROW(IP, IP_MULTICAST_ALL, "ip(7)", .type = OPTION_BOOL, .access = BOTH,
        .initial = "1; of AF_INET6 0", .range = "0 or 1", .since = "2.6.31", .sockets = ANY_TYPE,
        .about = "hear every group that anyone on this machine has joined",
        .gotcha =
            "while it is 1 a socket that is bound to a port of any address hears groups it never "
            "joined"),
    ROW(IP, IP_ADD_MEMBERSHIP, "ip(7)", .type = OPTION_MREQ, .access = WRITE, .since = "1.2",
        .sockets = MESSAGES, .about = "join a multicast group, from any source",
        .gotcha =
            "the interface is joined, not only the socket: another socket bound to the same "
            "port gets it too (IP_MULTICAST_ALL); without an interface the route decides (ENODEV "
            "where there is none); twice is EADDRINUSE; an address that is no group EINVAL; TCP "
            "EPROTO"),
    ROW(IP, IP_DROP_MEMBERSHIP, "ip(7)", .phase = ONCE_JOINED, .type = OPTION_MREQ, .access = WRITE,
        .since = "1.2", .sockets = MESSAGES, .about = "leave a multicast group",
        .gotcha = "EADDRNOTAVAIL where it was not joined; close leaves all of them"),
    ROW(IP, IP_ADD_SOURCE_MEMBERSHIP, "ip(7)", .type = OPTION_MREQ_SOURCE, .access = WRITE,
        .since = "2.4.22", .sockets = MESSAGES,
        .about = "join a multicast group, from one source; again for the next one",
        .gotcha = "in the C struct the interface comes before the source; the kernel takes its "
                  "address, so a name becomes that; a group that was joined from "
                  "any source is heard from this one only then, and EINVAL where a source of it "
                  "was blocked"),
    ROW(IP, IP_DROP_SOURCE_MEMBERSHIP, "ip(7)", .phase = ONCE_JOINED, .type = OPTION_MREQ_SOURCE,
        .access = WRITE, .since = "2.4.22", .sockets = MESSAGES,
        .about = "no longer hear a group from that source",
        .gotcha = "with the last source the group is left"),
    ROW(IP, IP_BLOCK_SOURCE, "ip(7)", .phase = ONCE_JOINED, .type = OPTION_MREQ_SOURCE,
        .access = WRITE, .since = "2.4.22", .sockets = MESSAGES,
        .about = "hear a group from anyone but that source",
        .gotcha = "the group is joined from any source before: EINVAL without"),
    ROW(IP, IP_UNBLOCK_SOURCE, "ip(7)", .phase = ONCE_JOINED, .type = OPTION_MREQ_SOURCE,
        .access = WRITE, .since = "2.4.22", .sockets = MESSAGES,
        .about = "hear a blocked source again", .gotcha = "EADDRNOTAVAIL where it was not blocked"),
    ROW(IP, IP_MSFILTER, "ip(7)", .phase = ONCE_JOINED, .type = OPTION_MSFILTER,
        .access = BOTH | OPTION_ASKS, .since = "2.4.22", .sockets = MESSAGES,
        .about = "the sources of a group that are heard, or are not, all at once",
        .gotcha = "the group is joined before; to read it, say which: getsockopt SOCK IP_MSFILTER "
                  "GROUP INTERFACE"),
    ROW(IP, MCAST_JOIN_GROUP, "netinet/in.h", .type = OPTION_GROUP, .access = WRITE,
        .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "join a multicast group, from any source (RFC 3678)",
        .gotcha =
            "the same as IP_ADD_MEMBERSHIP; on an AF_INET6 socket it is that of IPPROTO_IPV6"),
    ROW(IP, MCAST_LEAVE_GROUP, "netinet/in.h", .phase = ONCE_JOINED, .type = OPTION_GROUP,
        .access = WRITE, .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "leave a multicast group (RFC 3678)",
        .gotcha = "EADDRNOTAVAIL where it was not joined"),
    ROW(IP, MCAST_BLOCK_SOURCE, "netinet/in.h", .phase = ONCE_JOINED, .type = OPTION_GROUP_SOURCE,
        .access = WRITE, .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "hear a group from anyone but that source (RFC 3678)",
        .gotcha = "the group is joined from any source before: EINVAL without"),
    ROW(IP, MCAST_UNBLOCK_SOURCE, "netinet/in.h", .phase = ONCE_JOINED, .type = OPTION_GROUP_SOURCE,
        .access = WRITE, .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "hear a blocked source again (RFC 3678)",
        .gotcha = "EADDRNOTAVAIL where it was not blocked"),
    ROW(IP, MCAST_JOIN_SOURCE_GROUP, "netinet/in.h", .type = OPTION_GROUP_SOURCE, .access = WRITE,
        .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "join a multicast group, from one source; again for the next one (RFC 3678)",
        .gotcha =
            "232.0.0.0/8 is meant for it; who joins from any source hears everyone there too, and "
            "after this the chosen source only (EINVAL where a source was blocked)"),
    ROW(IP, MCAST_LEAVE_SOURCE_GROUP, "netinet/in.h", .phase = ONCE_JOINED,
        .type = OPTION_GROUP_SOURCE, .access = WRITE, .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "no longer hear a group from that source (RFC 3678)",
        .gotcha = "with the last source the group is left"),
    ROW(IP, MCAST_MSFILTER, "netinet/in.h", .phase = ONCE_JOINED, .type = OPTION_GROUP_FILTER,
        .access = BOTH | OPTION_ASKS, .sockets = MESSAGES, .since = "2.4.22 / 2.6",
        .about = "the sources of a group that are heard, or are not, all at once (RFC 3678)",
        .gotcha = "the group is joined before; to read it, say which: getsockopt SOCK "
                  "MCAST_MSFILTER GROUP INTERFACE"),
};

PART(options_ip, rows);
