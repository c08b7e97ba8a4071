/*
 * The named numbers of the socket calls: a row for each, in sets, with the values taken from the
 * system's own headers; and reading and writing them, joined by | where they are flags. Options and
 * errnos have tables of their own (options.c, errnos.c), and so have the shorthands for socket(2)
 * (socket_kinds.c).
 */
#define _GNU_SOURCE 1 /* the names Linux has beyond POSIX */

#include "tables/constants.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/errqueue.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>

#include "base/text.h"
#include "tables/row_index.h"

#define ROW(SET, VALUE, NAME, WORD, MAN, ABOUT)                                                    \
	{                                                                                              \
		.set = CONSTANT_##SET, .value = VALUE, .name = NAME, .word = WORD, .man = MAN,             \
		.about = ABOUT                                                                             \
	}

#define FAMILY(NAME, WORD, MAN, ABOUT) ROW(FAMILY, AF_##NAME, "AF_" #NAME, WORD, MAN, ABOUT)
/* A family that has no page of its own. */
#define RARE(NAME, WORD, ABOUT) FAMILY(NAME, WORD, "address_families(7)", ABOUT)

/* PF_ names are read as AF_ names (constant_by_name): the numbers are the same. */
static const struct constant families[] = {
    FAMILY(UNSPEC, "unspec", "connect(2)", "none: any family when asking, no peer when connecting"),
    FAMILY(UNIX, "unix", "unix(7)", "this machine: paths and abstract names"),
    FAMILY(LOCAL, "local", "unix(7)", "the same as AF_UNIX, POSIX's name"),
    FAMILY(FILE, "file", "unix(7)", "the same as AF_UNIX, an old name"),
    FAMILY(INET, "inet", "ip(7)", "IPv4"),
    FAMILY(INET6, "inet6", "ipv6(7)", "IPv6"),
    FAMILY(NETLINK, "netlink", "netlink(7)", "talking with the kernel: routes, links, sockets"),
    FAMILY(ROUTE, "route", "netlink(7)", "the same as AF_NETLINK, 4.4BSD's name"),
    FAMILY(PACKET, "packet", "packet(7)", "frames of an interface, as they are on the wire"),
    FAMILY(VSOCK, "vsock", "vsock(7)", "between a virtual machine and its host"),
    FAMILY(X25, "x25", "x25(7)", "ITU-T X.25"),
    FAMILY(APPLETALK, "appletalk", "ddp(7)", "AppleTalk"),
    RARE(AX25, "ax25", "amateur radio AX.25"),
    RARE(IPX, "ipx", "Novell IPX"),
    RARE(NETROM, "netrom", "amateur radio NET/ROM"),
    RARE(BRIDGE, "bridge", "bridge links, in netlink messages only"),
    RARE(ATMPVC, "atmpvc", "ATM permanent virtual circuits"),
    RARE(ROSE, "rose", "amateur radio ROSE"),
    RARE(DECnet, "decnet", "DECnet"),
    RARE(NETBEUI, "netbeui", "reserved for 802.2 LLC, never used"),
    RARE(SECURITY, "security", "firewall upcalls, long gone"),
    RARE(KEY, "key", "key management for IPsec"),
    RARE(ASH, "ash", "Ash, never used"),
    RARE(ECONET, "econet", "Acorn Econet"),
    RARE(ATMSVC, "atmsvc", "ATM switched virtual circuits"),
    RARE(RDS, "rds", "reliable datagram sockets"),
    RARE(SNA, "sna", "Linux SNA, never used"),
    RARE(IRDA, "irda", "infrared"),
    RARE(PPPOX, "pppox", "PPP over something: tunnels"),
    RARE(WANPIPE, "wanpipe", "Sangoma's WAN cards"),
    RARE(LLC, "llc", "IEEE 802.2 logical link control"),
    RARE(IB, "ib", "InfiniBand's own addresses"),
    RARE(MPLS, "mpls", "label switching, in netlink messages only"),
    RARE(CAN, "can", "Controller Area Network: cars"),
    RARE(TIPC, "tipc", "cluster domain sockets"),
    RARE(BLUETOOTH, "bluetooth", "Bluetooth"),
    RARE(IUCV, "iucv", "between guests of z/VM"),
    RARE(RXRPC, "rxrpc", "Rx remote procedure calls"),
    RARE(ISDN, "isdn", "modular ISDN"),
    RARE(PHONET, "phonet", "Nokia's cellular modems"),
    RARE(IEEE802154, "ieee802154", "low-rate wireless networks"),
    RARE(CAIF, "caif", "ST-Ericsson's modems"),
    RARE(ALG, "alg", "the kernel's cryptography"),
    RARE(NFC, "nfc", "near field communication"),
    RARE(KCM, "kcm", "messages multiplexed over TCP"),
    RARE(QIPCRTR, "qipcrtr", "Qualcomm's modems and processors"),
    RARE(SMC, "smc", "TCP's interface over shared memory"),
    RARE(XDP, "xdp", "frames around the network stack"),
    RARE(MCTP, "mctp", "management components of a machine"),
};

#define TYPE(NAME, WORD, ABOUT) ROW(TYPE, SOCK_##NAME, "SOCK_" #NAME, WORD, "socket(2)", ABOUT)

static const struct constant types[] = {
    TYPE(STREAM, "stream", "a connection that carries bytes in order, none lost, no boundaries"),
    TYPE(DGRAM, "dgram", "messages, each on its own; they may be lost or change order"),
    TYPE(RAW, "raw", "packets below TCP and UDP; privileged"),
    TYPE(RDM, "rdm", "messages that arrive, in any order; no common family has it"),
    TYPE(SEQPACKET, "seqpacket", "a connection that carries messages in order, none lost"),
    TYPE(DCCP, "dccp", "the datagram congestion control protocol"),
    TYPE(PACKET, "packet", "frames of an interface, the way before AF_PACKET"),
    TYPE(NONBLOCK, "nonblock", "flag: the new socket is nonblocking, as with O_NONBLOCK"),
    TYPE(CLOEXEC, "cloexec", "flag: the new descriptor is closed by execve(2)"),
};

#define PROTOCOL(NAME, WORD, MAN, ABOUT)                                                           \
	ROW(PROTOCOL, IPPROTO_##NAME, "IPPROTO_" #NAME, WORD, MAN, ABOUT)

static const struct constant protocols[] = {
    PROTOCOL(IP, "ip", "ip(7)", "0: the usual protocol of the type"),
    PROTOCOL(TCP, "tcp", "tcp(7)", "the Transmission Control Protocol"),
    PROTOCOL(UDP, "udp", "udp(7)", "the User Datagram Protocol"),
    PROTOCOL(ICMP, "icmp", "icmp(7)", "IPv4's control messages: ping, unreachable"),
    PROTOCOL(ICMPV6, "icmpv6", "ipv6(7)", "IPv6's control messages"),
    PROTOCOL(UDPLITE, "udplite", "udplite(7)", "UDP with a checksum over a part only"),
    PROTOCOL(SCTP, "sctp", "socket(2)", "the Stream Control Transmission Protocol"),
    PROTOCOL(DCCP, "dccp", "socket(2)", "the Datagram Congestion Control Protocol"),
    PROTOCOL(MPTCP, "mptcp", "socket(2)", "TCP over several paths at once"),
    PROTOCOL(RAW, "raw", "raw(7)", "any protocol: the sender writes the IP header"),
    PROTOCOL(IPV6, "ipv6", "ipv6(7)", "IPv6 inside IP"),
    PROTOCOL(IGMP, "igmp", "ip(7)", "multicast group management"),
    PROTOCOL(IPIP, "ipip", "ip(7)", "IPv4 inside IP"),
    PROTOCOL(EGP, "egp", "ip(7)", "the Exterior Gateway Protocol"),
    PROTOCOL(PUP, "pup", "ip(7)", "the PARC Universal Packet protocol"),
    PROTOCOL(IDP, "idp", "ip(7)", "Xerox's Internet Datagram Protocol"),
    PROTOCOL(TP, "tp", "ip(7)", "ISO's transport protocol, class 4"),
    PROTOCOL(RSVP, "rsvp", "ip(7)", "the Resource Reservation Protocol"),
    PROTOCOL(GRE, "gre", "ip(7)", "generic routing encapsulation"),
    PROTOCOL(ESP, "esp", "ip(7)", "IPsec: encrypted payload"),
    PROTOCOL(AH, "ah", "ip(7)", "IPsec: authentication header"),
    PROTOCOL(MTP, "mtp", "ip(7)", "the Multicast Transport Protocol"),
    PROTOCOL(BEETPH, "beetph", "ip(7)", "pseudo header for IPsec's BEET mode"),
    PROTOCOL(ENCAP, "encap", "ip(7)", "the encapsulation header"),
    PROTOCOL(PIM, "pim", "ip(7)", "multicast routing"),
    PROTOCOL(COMP, "comp", "ip(7)", "payload compression"),
    PROTOCOL(MPLS, "mpls", "ip(7)", "label switching inside IP"),
    PROTOCOL(ETHERNET, "ethernet", "ip(7)", "Ethernet frames inside IPv6"),
    PROTOCOL(HOPOPTS, "hopopts", "ipv6(7)", "IPv6 header: options for every hop"),
    PROTOCOL(ROUTING, "routing", "ipv6(7)", "IPv6 header: routing"),
    PROTOCOL(FRAGMENT, "fragment", "ipv6(7)", "IPv6 header: fragment"),
    PROTOCOL(NONE, "none", "ipv6(7)", "IPv6 header: nothing follows"),
    PROTOCOL(DSTOPTS, "dstopts", "ipv6(7)", "IPv6 header: options for the destination"),
    PROTOCOL(MH, "mh", "ipv6(7)", "IPv6 header: mobility"),
    /* PHP and its tutorials write the protocol so */
    ROW(PROTOCOL, SOL_TCP, "SOL_TCP", NULL, "tcp(7)", "the same as IPPROTO_TCP"),
    ROW(PROTOCOL, SOL_UDP, "SOL_UDP", NULL, "udp(7)", "the same as IPPROTO_UDP"),
};

#define LEVEL(NAME, WORD, MAN, ABOUT) ROW(LEVEL, NAME, #NAME, WORD, MAN, ABOUT)

static const struct constant levels[] = {
    LEVEL(SOL_SOCKET, "socket", "socket(7)", "options of every socket"),
    LEVEL(IPPROTO_TCP, "tcp", "tcp(7)", "options of TCP"),
    LEVEL(IPPROTO_IP, "ip", "ip(7)", "options of IPv4"),
    LEVEL(IPPROTO_IPV6, "ipv6", "ipv6(7)", "options of IPv6"),
    LEVEL(IPPROTO_UDP, "udp", "udp(7)", "options of UDP"),
    LEVEL(IPPROTO_ICMPV6, "icmpv6", "ipv6(7)", "options of ICMPv6"),
    LEVEL(IPPROTO_UDPLITE, "udplite", "udplite(7)", "options of UDP-Lite"),
    LEVEL(IPPROTO_SCTP, "sctp", "getsockopt(2)", "options of SCTP"),
    LEVEL(SOL_RAW, "raw", "raw(7)", "options of raw IP sockets"),
    LEVEL(SOL_NETLINK, "netlink", "netlink(7)", "options of netlink"),
    LEVEL(SOL_PACKET, "packet", "packet(7)", "options of packet sockets"),
    LEVEL(SOL_X25, "x25", "x25(7)", "options of X.25"),
    LEVEL(SOL_DECNET, "decnet", "getsockopt(2)", "options of DECnet"),
    LEVEL(SOL_ATM, "atm", "getsockopt(2)", "options of ATM, cell level"),
    LEVEL(SOL_AAL, "aal", "getsockopt(2)", "options of ATM, packet level"),
    LEVEL(SOL_IRDA, "irda", "getsockopt(2)", "options of infrared"),
    LEVEL(SOL_NETBEUI, "netbeui", "getsockopt(2)", "options of NetBEUI"),
    LEVEL(SOL_LLC, "llc", "getsockopt(2)", "options of logical link control"),
    LEVEL(SOL_DCCP, "dccp", "getsockopt(2)", "options of DCCP"),
    LEVEL(SOL_TIPC, "tipc", "getsockopt(2)", "options of TIPC"),
    LEVEL(SOL_RXRPC, "rxrpc", "getsockopt(2)", "options of RxRPC"),
    LEVEL(SOL_PPPOL2TP, "pppol2tp", "getsockopt(2)", "options of PPP over L2TP"),
    LEVEL(SOL_BLUETOOTH, "bluetooth", "getsockopt(2)", "options of Bluetooth"),
    LEVEL(SOL_PNPIPE, "pnpipe", "getsockopt(2)", "options of Phonet pipes"),
    LEVEL(SOL_RDS, "rds", "getsockopt(2)", "options of RDS"),
    LEVEL(SOL_IUCV, "iucv", "getsockopt(2)", "options of IUCV"),
    LEVEL(SOL_CAIF, "caif", "getsockopt(2)", "options of CAIF"),
    LEVEL(SOL_ALG, "alg", "getsockopt(2)", "options of kernel cryptography"),
    LEVEL(SOL_NFC, "nfc", "getsockopt(2)", "options of NFC"),
    LEVEL(SOL_KCM, "kcm", "getsockopt(2)", "options of the connection multiplexor"),
    LEVEL(SOL_TLS, "tls", "getsockopt(2)", "options of TLS in the kernel"),
    LEVEL(SOL_XDP, "xdp", "getsockopt(2)", "options of XDP"),
    LEVEL(SOL_MPTCP, "mptcp", "getsockopt(2)", "options of Multipath TCP"),
    LEVEL(SOL_MCTP, "mctp", "getsockopt(2)", "options of MCTP"),
    LEVEL(SOL_SMC, "smc", "getsockopt(2)", "options of SMC"),
    /* the same numbers under Linux's other names */
    LEVEL(SOL_TCP, NULL, "tcp(7)", "the same as IPPROTO_TCP"),
    LEVEL(SOL_IP, NULL, "ip(7)", "the same as IPPROTO_IP"),
    LEVEL(SOL_IPV6, NULL, "ipv6(7)", "the same as IPPROTO_IPV6"),
    LEVEL(SOL_UDP, NULL, "udp(7)", "the same as IPPROTO_UDP"),
    LEVEL(SOL_ICMPV6, NULL, "ipv6(7)", "the same as IPPROTO_ICMPV6"),
    ROW(LEVEL, IPPROTO_UDPLITE, "SOL_UDPLITE", NULL, "udplite(7)", "the same as IPPROTO_UDPLITE"),
    ROW(LEVEL, IPPROTO_SCTP, "SOL_SCTP", NULL, "getsockopt(2)", "the same as IPPROTO_SCTP"),
    LEVEL(IPPROTO_RAW, NULL, "raw(7)", "the same as SOL_RAW"),
};

#define MSG(NAME, WORD, MAN, ABOUT) ROW(MSG, MSG_##NAME, "MSG_" #NAME, WORD, MAN, ABOUT)

static const struct constant messages[] = {
    MSG(OOB, "oob", "send(2)", "send or receive out-of-band data: TCP's urgent byte"),
    MSG(PEEK, "peek", "recv(2)", "receive and leave it in the queue: the next call gets it again"),
    MSG(DONTROUTE, "dontroute", "send(2)", "send to directly connected hosts only"),
    MSG(CTRUNC, "ctrunc", "recvmsg(2)", "told on receiving: ancillary data did not fit"),
    MSG(PROXY, "proxy", "bits/socket.h", "supply or ask a second address; unused"),
    MSG(TRUNC, "trunc", "recv(2)",
        "answer a datagram's real length; told on receiving: it did not fit; TCP throws the bytes "
        "away"),
    MSG(DONTWAIT, "dontwait", "send(2)", "this call does not block, whatever the socket's mode"),
    MSG(EOR, "eor", "send(2)", "ends a record, where the type has them"),
    MSG(WAITALL, "waitall", "recv(2)", "wait until all that was asked for is there"),
    MSG(FIN, "fin", "bits/socket.h", "the kernel's own"),
    MSG(SYN, "syn", "bits/socket.h", "the kernel's own"),
    MSG(CONFIRM, "confirm", "send(2)", "tell the link layer that the peer answered: no ARP probe"),
    MSG(RST, "rst", "bits/socket.h", "the kernel's own"),
    MSG(ERRQUEUE, "errqueue", "recv(2)", "receive from the error queue"),
    MSG(NOSIGNAL, "nosignal", "send(2)", "no SIGPIPE when the connection is gone: EPIPE alone"),
    MSG(MORE, "more", "send(2)", "more follows at once: hold back what does not fill a segment"),
    MSG(WAITFORONE, "waitforone", "recvmmsg(2)", "wait for the first message only"),
    MSG(BATCH, "batch", "sendmmsg(2)", "more messages come; set by sendmmsg itself"),
    MSG(ZEROCOPY, "zerocopy", "send(2)", "send from the caller's memory without copying"),
    MSG(FASTOPEN, "fastopen", "tcp(7)", "connect and send data within the SYN"),
    MSG(CMSG_CLOEXEC, "cmsg_cloexec", "recvmsg(2)", "descriptors received get close-on-exec"),
    MSG(TRYHARD, "tryhard", "send(2)", "the same as MSG_DONTROUTE, DECnet's name"),
};

#define SHUTDOWN(NAME, WORD, ABOUT)                                                                \
	ROW(SHUTDOWN, SHUT_##NAME, "SHUT_" #NAME, WORD, "shutdown(2)", ABOUT)

static const struct constant shutdowns[] = {
    SHUTDOWN(RD, "read", "no more receiving here; TCP tells the peer nothing"),
    SHUTDOWN(WR, "write", "no more sending here: the peer is told, TCP sends its FIN"),
    SHUTDOWN(RDWR, "both", "neither receiving nor sending any more"),
};

#define FCNTL(NAME, WORD, ABOUT) ROW(FCNTL, F_##NAME, "F_" #NAME, WORD, "fcntl(2)", ABOUT)

static const struct constant fcntls[] = {
    FCNTL(GETFD, "getfd", "read the descriptor's flags: 1 is close-on-exec"),
    FCNTL(SETFD, "setfd", "set the descriptor's flags: 1 is close-on-exec"),
    FCNTL(GETFL, "getfl", "read the file status flags: O_NONBLOCK, O_ASYNC"),
    FCNTL(SETFL, "setfl", "set the file status flags; the access mode stays as it is"),
    FCNTL(SETOWN, "setown", "set who gets SIGIO and SIGURG: a process, or minus a group"),
    FCNTL(GETOWN, "getown", "read who gets SIGIO and SIGURG"),
    FCNTL(SETSIG, "setsig", "set the signal sent instead of SIGIO; 0 is SIGIO"),
    FCNTL(GETSIG, "getsig", "read the signal sent instead of SIGIO"),
};

#define FILE_FLAG(NAME, WORD, ABOUT) ROW(FILE, O_##NAME, "O_" #NAME, WORD, "open(2)", ABOUT)

static const struct constant files[] = {
    FILE_FLAG(RDONLY, "rdonly", "for reading only"),
    FILE_FLAG(WRONLY, "wronly", "for writing only"),
    FILE_FLAG(RDWR, "rdwr", "for reading and writing: every socket"),
    FILE_FLAG(APPEND, "append", "every write goes to the end; no effect on a socket"),
    FILE_FLAG(NONBLOCK, "nonblock", "nonblocking: a call that would wait answers EAGAIN"),
    FILE_FLAG(ASYNC, "async", "SIGIO when the socket becomes ready"),
    FILE_FLAG(DIRECT, "direct", "past the page cache; a socket refuses it"),
    /* the headers say 0 where every file is large, yet F_GETFL may show the bit */
    ROW(FILE, 0100000, "O_LARGEFILE", "largefile", "open(2)", "files over 2 GiB"),
    FILE_FLAG(NDELAY, "ndelay", "the same as O_NONBLOCK, an old name"),
};

static const struct constant descriptor_flags[] = {
    ROW(FD, FD_CLOEXEC, "FD_CLOEXEC", "cloexec", "fcntl(2)", "execve(2) closes the descriptor"),
};

/* Those a session survives: the keeper takes them. */
static const struct constant signals[] = {
    ROW(SIGNAL, SIGIO, "SIGIO", "io", "signal(7)", "a socket is ready, where O_ASYNC is set"),
    ROW(SIGNAL, SIGURG, "SIGURG", "urg", "signal(7)", "urgent data has come"),
    ROW(SIGNAL, SIGPIPE, "SIGPIPE", "pipe", "signal(7)",
        "comes with EPIPE to who sends on a stream; a program that does not handle it ends"),
};

#define POLL(NAME, WORD, ABOUT) ROW(POLL, POLL##NAME, "POLL" #NAME, WORD, "poll(2)", ABOUT)

static const struct constant polls[] = {
    POLL(IN, "in", "receiving or accepting would not block: data, end of stream, a connection"),
    POLL(PRI, "pri", "something exceptional: TCP's urgent byte"),
    POLL(OUT, "out", "sending would not block; a connect has ended"),
    POLL(ERR, "err", "an error is pending: SO_ERROR tells it; always told"),
    POLL(HUP, "hup", "both directions are over; always told"),
    POLL(NVAL, "nval", "the descriptor is not open; always told"),
    POLL(RDNORM, "rdnorm", "as POLLIN"),
    POLL(RDBAND, "rdband", "priority data to receive; generally unused"),
    POLL(WRNORM, "wrnorm", "as POLLOUT"),
    POLL(WRBAND, "wrband", "priority data may be sent; generally unused"),
    POLL(MSG, "msg", "unused"),
    POLL(REMOVE, "remove", "unused"),
    POLL(RDHUP, "rdhup", "the peer has closed its sending side"),
};

#define EPOLL(NAME, WORD, ABOUT)                                                                   \
	ROW(EPOLL, (uint32_t)EPOLL##NAME, "EPOLL" #NAME, WORD, "epoll_ctl(2)", ABOUT)

static const struct constant epolls[] = {
    EPOLL(IN, "in", "receiving or accepting would not block: data, end of stream, a connection"),
    EPOLL(PRI, "pri", "something exceptional: TCP's urgent byte"),
    EPOLL(OUT, "out", "sending would not block; a connect has ended"),
    EPOLL(ERR, "err", "an error is pending: SO_ERROR tells it; always told"),
    EPOLL(HUP, "hup", "both directions are over; always told"),
    EPOLL(RDNORM, "rdnorm", "as EPOLLIN"),
    EPOLL(RDBAND, "rdband", "priority data to receive; generally unused"),
    EPOLL(WRNORM, "wrnorm", "as EPOLLOUT"),
    EPOLL(WRBAND, "wrband", "priority data may be sent; generally unused"),
    EPOLL(MSG, "msg", "unused"),
    EPOLL(RDHUP, "rdhup", "the peer has closed its sending side"),
    EPOLL(EXCLUSIVE, "exclusive", "of several epolls that wait for it, not all are woken"),
    EPOLL(WAKEUP, "wakeup", "the machine does not go to sleep meanwhile"),
    EPOLL(ONESHOT, "oneshot", "told once, then silent until EPOLL_CTL_MOD"),
    EPOLL(ET, "et", "edge-triggered: told when something comes, not as long as it is there"),
};

#define EPOLL_OP(NAME, WORD, ABOUT)                                                                \
	ROW(EPOLL_OP, EPOLL_CTL_##NAME, "EPOLL_CTL_" #NAME, WORD, "epoll_ctl(2)", ABOUT)

static const struct constant epoll_operations[] = {
    EPOLL_OP(ADD, "add", "watch a descriptor from now on"),
    EPOLL_OP(DEL, "del", "watch it no longer"),
    EPOLL_OP(MOD, "mod", "change what it is watched for"),
};

#define INTERFACE(NAME, WORD, ABOUT) ROW(IFF, IFF_##NAME, "IFF_" #NAME, WORD, "netdevice(7)", ABOUT)

static const struct constant interface_flags[] = {
    INTERFACE(UP, "up", "it is switched on"),
    INTERFACE(BROADCAST, "broadcast", "it has a broadcast address"),
    INTERFACE(DEBUG, "debug", "its driver's debugging is on"),
    INTERFACE(LOOPBACK, "loopback", "it leads back to this machine"),
    INTERFACE(POINTOPOINT, "pointopoint", "it leads to one peer"),
    INTERFACE(NOTRAILERS, "notrailers", "no trailers; unused"),
    INTERFACE(RUNNING, "running", "its link is there"),
    INTERFACE(NOARP, "noarp", "nobody is asked for link addresses on it"),
    INTERFACE(PROMISC, "promisc", "it takes frames for anybody"),
    INTERFACE(ALLMULTI, "allmulti", "it takes all multicast"),
    INTERFACE(MASTER, "master", "it bundles others"),
    INTERFACE(SLAVE, "slave", "it is one of a bundle"),
    INTERFACE(MULTICAST, "multicast", "it can do multicast"),
    INTERFACE(PORTSEL, "portsel", "it can choose its kind of medium"),
    INTERFACE(AUTOMEDIA, "automedia", "it chooses its kind of medium by itself"),
    INTERFACE(DYNAMIC, "dynamic", "its addresses go when it is switched off"),
    /* linux/if.h has these, which does not go together with net/if.h */
    ROW(IFF, 1 << 16, "IFF_LOWER_UP", "lower_up", "netdevice(7)", "its driver says that it is up"),
    ROW(IFF, 1 << 17, "IFF_DORMANT", "dormant", "netdevice(7)", "its driver says it is not yet up"),
    ROW(IFF, 1 << 18, "IFF_ECHO", "echo", "netdevice(7)", "what is sent comes back as well"),
};

#define NI(NAME, WORD, ABOUT) ROW(NI, NI_##NAME, "NI_" #NAME, WORD, "getnameinfo(3)", ABOUT)

static const struct constant name_flags[] = {
    NI(NUMERICHOST, "numerichost", "the host as a number, without asking anybody"),
    NI(NUMERICSERV, "numericserv", "the service as a number"),
    NI(NOFQDN, "nofqdn", "local hosts without their domain"),
    NI(NAMEREQD, "namereqd", "fail where the host has no name"),
    NI(DGRAM, "dgram", "the service is one over UDP"),
    NI(IDN, "idn", "international names as text"),
};

#define ORIGIN(NAME, WORD, ABOUT)                                                                  \
	ROW(ORIGIN, SO_EE_ORIGIN_##NAME, "SO_EE_ORIGIN_" #NAME, WORD, "ip(7)", ABOUT)

static const struct constant origins[] = {
    ORIGIN(NONE, "none", "none"),
    ORIGIN(LOCAL, "local", "this machine"),
    ORIGIN(ICMP, "icmp", "an ICMP message"),
    ORIGIN(ICMP6, "icmp6", "an ICMPv6 message"),
    ORIGIN(TXSTATUS, "txstatus", "the driver: what has become of a packet sent"),
    ORIGIN(ZEROCOPY, "zerocopy", "MSG_ZEROCOPY: the memory is free again"),
    ORIGIN(TXTIME, "txtime", "a packet with a time to send it at was not sent"),
    ORIGIN(TIMESTAMPING, "timestamping", "the same as TXSTATUS: times of packets sent"),
};

#define EAI(NAME, WORD, MAN, ABOUT) ROW(EAI, EAI_##NAME, "EAI_" #NAME, WORD, MAN, ABOUT)

/* What gai_strerror(3) says of each, in the C locale. */
static const struct constant eais[] = {
    EAI(BADFLAGS, "badflags", "getaddrinfo(3)", "Bad value for ai_flags"),
    EAI(NONAME, "noname", "getaddrinfo(3)", "Name or service not known"),
    EAI(AGAIN, "again", "getaddrinfo(3)", "Temporary failure in name resolution"),
    EAI(FAIL, "fail", "getaddrinfo(3)", "Non-recoverable failure in name resolution"),
    EAI(NODATA, "nodata", "getaddrinfo(3)", "No address associated with hostname"),
    EAI(FAMILY, "family", "getaddrinfo(3)", "ai_family not supported"),
    EAI(SOCKTYPE, "socktype", "getaddrinfo(3)", "ai_socktype not supported"),
    EAI(SERVICE, "service", "getaddrinfo(3)", "Servname not supported for ai_socktype"),
    EAI(ADDRFAMILY, "addrfamily", "getaddrinfo(3)", "Address family for hostname not supported"),
    EAI(MEMORY, "memory", "getaddrinfo(3)", "Memory allocation failure"),
    EAI(SYSTEM, "system", "getaddrinfo(3)", "System error"),
    EAI(OVERFLOW, "overflow", "getnameinfo(3)", "Argument buffer overflow"), /* netdb.h's words */
    EAI(INPROGRESS, "inprogress", "getaddrinfo_a(3)", "Processing request in progress"),
    EAI(CANCELED, "canceled", "getaddrinfo_a(3)", "Request canceled"),
    EAI(NOTCANCELED, "notcanceled", "getaddrinfo_a(3)", "Request not canceled"),
    EAI(ALLDONE, "alldone", "getaddrinfo_a(3)", "All requests done"),
    EAI(INTR, "intr", "getaddrinfo_a(3)", "Interrupted by a signal"),
    EAI(IDN_ENCODE, "idn_encode", "getaddrinfo(3)", "Parameter string not correctly encoded"),
};

/* Not the kernel's: what the manual of PHP's sockets extension defines. */
static const struct constant php_reads[] = {
    ROW(PHP_READ, 1, "PHP_NORMAL_READ", NULL, "recv(2)", "stop after a \\n or \\r"),
    ROW(PHP_READ, 2, "PHP_BINARY_READ", NULL, "recv(2)", "one call: as many bytes as it gives"),
};

#define PHP_ERROR(VALUE, NAME, ABOUT) ROW(PHP_ERR, VALUE, NAME, NULL, "PHP", ABOUT)

/* Of PHP 8, whose manual lists them. */
static const struct constant php_errors[] = {
    PHP_ERROR(32767, "E_ALL", "all of them"),
    PHP_ERROR(1, "E_ERROR", "what ends a program of PHP"),
    PHP_ERROR(2, "E_WARNING", "a warning: it goes on"),
    PHP_ERROR(4, "E_PARSE", "a program that cannot be read"),
    PHP_ERROR(8, "E_NOTICE", "what may be meant so"),
    PHP_ERROR(2048, "E_STRICT", "advice, before PHP 8"),
    PHP_ERROR(8192, "E_DEPRECATED", "what a later PHP will not have"),
};

static const struct constant limits[] = {
    ROW(LIMIT, SOMAXCONN, "SOMAXCONN", NULL, "listen(2)",
        "what programs ask for as the longest backlog; net.core.somaxconn is the longest there is"),
    ROW(LIMIT, FD_SETSIZE, "FD_SETSIZE", NULL, "select(2)",
        "select can be asked about descriptors below this number only; poll about any"),
    ROW(LIMIT, IOV_MAX, "IOV_MAX", NULL, "readv(2)",
        "the most buffers of one readv, writev, sendmsg or recvmsg"),
};

/* Addresses of IPv4 as numbers of the host's order, as C programs hand them to htonl(3). */
static const struct constant internet_addresses[] = {
    ROW(INADDR, INADDR_ANY, "INADDR_ANY", NULL, "ip(7)",
        "0.0.0.0: bind to it for any address of this machine; * in a session"),
    ROW(INADDR, INADDR_LOOPBACK, "INADDR_LOOPBACK", NULL, "ip(7)",
        "127.0.0.1: this machine itself; the number is for htonl"),
    ROW(INADDR, INADDR_BROADCAST, "INADDR_BROADCAST", NULL, "ip(7)",
        "255.255.255.255: every host of the link; SO_BROADCAST allows sending there"),
    ROW(INADDR, INADDR_NONE, "INADDR_NONE", NULL, "inet_addr(3)",
        "what inet_addr answers to a text that is no address; 255.255.255.255 is the same number"),
    ROW(INADDR, INADDR_DUMMY, "INADDR_DUMMY", NULL, "netinet/in.h",
        "192.0.0.8: for ICMP of hosts without an address of IPv4 (RFC 7600)"),
    ROW(INADDR, INADDR_UNSPEC_GROUP, "INADDR_UNSPEC_GROUP", NULL, "netinet/in.h",
        "224.0.0.0: the first multicast address, which is no group"),
    ROW(INADDR, INADDR_ALLHOSTS_GROUP, "INADDR_ALLHOSTS_GROUP", NULL, "netinet/in.h",
        "224.0.0.1: every host of the link that takes multicast"),
    ROW(INADDR, INADDR_ALLRTRS_GROUP, "INADDR_ALLRTRS_GROUP", NULL, "netinet/in.h",
        "224.0.0.2: every router of the link"),
    ROW(INADDR, INADDR_ALLSNOOPERS_GROUP, "INADDR_ALLSNOOPERS_GROUP", NULL, "netinet/in.h",
        "224.0.0.106: every switch that listens to who is in which group (RFC 4286)"),
    ROW(INADDR, INADDR_MAX_LOCAL_GROUP, "INADDR_MAX_LOCAL_GROUP", NULL, "netinet/in.h",
        "224.0.0.255: the last group that no router passes on"),
};

/* Further spellings people use. */
static const struct spelling {
	enum constant_set set;
	const char *word, *name;
} spellings[] = {
    {.set = CONSTANT_PROTOCOL, .word = "icmp6", .name = "IPPROTO_ICMPV6"},
    {.set = CONSTANT_PROTOCOL, .word = "ipv6-icmp", .name = "IPPROTO_ICMPV6"}, /* protocols(5) */
    {.set = CONSTANT_SHUTDOWN, .word = "rd", .name = "SHUT_RD"},
    {.set = CONSTANT_SHUTDOWN, .word = "wr", .name = "SHUT_WR"},
    {.set = CONSTANT_SHUTDOWN, .word = "rdwr", .name = "SHUT_RDWR"},
};

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* Each row has a name, a word and a value. */
#define SLOTS(rows) ROW_INDEX_SLOTS(3 * COUNT(rows) + COUNT(spellings))
#define ROWS(rows)                                                                                 \
	.row = (rows), .count = COUNT(rows),                                                           \
	.keys = {.slot = (struct row_index_slot[SLOTS(rows)]){{0}}, .slots = SLOTS(rows)}

static const struct set {
	const char *name;
	const struct constant *row;
	size_t count;
	bool flags;     /* values are ORed together */
	int64_t choice; /* the bits of a flag set that are one number, not flags */
	struct row_index keys;
} sets[CONSTANT_SETS] = {
    [CONSTANT_FAMILY] = {.name = "address family", ROWS(families)},
    /* net.h's SOCK_TYPE_MASK, which the kernel does not export */
    [CONSTANT_TYPE] = {.name = "socket type", ROWS(types), .flags = true, .choice = 0xf},
    [CONSTANT_PROTOCOL] = {.name = "protocol", ROWS(protocols)},
    [CONSTANT_LEVEL] = {.name = "option level", ROWS(levels)},
    [CONSTANT_MSG] = {.name = "message flag", ROWS(messages), .flags = true},
    [CONSTANT_SHUTDOWN] = {.name = "direction", ROWS(shutdowns)},
    [CONSTANT_FCNTL] = {.name = "fcntl command", ROWS(fcntls)},
    [CONSTANT_FILE] = {.name = "file flag", ROWS(files), .flags = true, .choice = O_ACCMODE},
    [CONSTANT_FD] = {.name = "descriptor flag", ROWS(descriptor_flags), .flags = true},
    [CONSTANT_SIGNAL] = {.name = "signal", ROWS(signals)},
    [CONSTANT_POLL] = {.name = "poll event", ROWS(polls), .flags = true},
    [CONSTANT_EPOLL] = {.name = "epoll event", ROWS(epolls), .flags = true},
    [CONSTANT_EPOLL_OP] = {.name = "epoll operation", ROWS(epoll_operations)},
    [CONSTANT_IFF] = {.name = "interface flag", ROWS(interface_flags), .flags = true},
    [CONSTANT_NI] = {.name = "getnameinfo flag", ROWS(name_flags), .flags = true},
    [CONSTANT_ORIGIN] = {.name = "origin of an error", ROWS(origins)},
    [CONSTANT_EAI] = {.name = "getaddrinfo answer", ROWS(eais)},
    [CONSTANT_PHP_READ] = {.name = "way to read", ROWS(php_reads)},
    [CONSTANT_PHP_ERR] = {.name = "error level", ROWS(php_errors), .flags = true},
    [CONSTANT_LIMIT] = {.name = "limit", ROWS(limits)},
    [CONSTANT_INADDR] = {.name = "address of IPv4", ROWS(internet_addresses)},
};

/* A set's keys are put in when the set is first asked for: most runs ask for few of them. */
static atomic_bool filled[CONSTANT_SETS];
static pthread_mutex_t filling = PTHREAD_MUTEX_INITIALIZER;

static void fill(enum constant_set set)
{
	const struct row_index *keys = &sets[set].keys;

	for (size_t i = 0; i < sets[set].count; i++) {
		const struct constant *row = &sets[set].row[i];

		row_index_add_number(keys, 0, row->value, row);
		row_index_add_name(keys, 0, row->name, row);
		if (row->word)
			row_index_add_name(keys, 0, row->word, row);
	}
	for (size_t i = 0; i < COUNT(spellings); i++) {
		const struct spelling *s = &spellings[i];

		if (s->set == set)
			row_index_add_name(keys, 0, s->word,
			                   row_index_by_name(keys, 0, s->name, strlen(s->name)));
	}
}

static __attribute__((noinline, cold)) void fill_once(enum constant_set set)
{
	pthread_mutex_lock(&filling);
	if (!atomic_load_explicit(&filled[set], memory_order_relaxed))
		fill(set);
	atomic_store_explicit(&filled[set], true, memory_order_release);
	pthread_mutex_unlock(&filling);
}

static const struct row_index *keys_of(enum constant_set set)
{
	if (!atomic_load_explicit(&filled[set], memory_order_acquire))
		fill_once(set);
	return &sets[set].keys;
}

const char *constant_set_name(enum constant_set set)
{
	return sets[set].name;
}

bool constant_set_is_flags(enum constant_set set)
{
	return sets[set].flags;
}

/* The AF_ row of a PF_ name, or NULL. */
static const struct constant *family_by_pf_name(const char *name, size_t n)
{
	char af_name[32] = "AF_";

	if (n < 3 || n >= sizeof(af_name) || strncasecmp(name, "PF_", 3) != 0)
		return NULL;
	memcpy(af_name + 3, name + 3, n - 3);
	return row_index_by_name(keys_of(CONSTANT_FAMILY), 0, af_name, n);
}

const struct constant *constant_by_name(enum constant_set set, const char *name, size_t n)
{
	const struct constant *row;

	row = row_index_by_name(keys_of(set), 0, name, n);
	if (!row && set == CONSTANT_FAMILY)
		row = family_by_pf_name(name, n);
	return row;
}

const struct constant *constant_by_value(enum constant_set set, int64_t value)
{
	return row_index_by_number(keys_of(set), 0, value);
}

const struct constant *constant_at(enum constant_set set, size_t i)
{
	return i < sets[set].count ? &sets[set].row[i] : NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool parse_one(enum constant_set set, const char *text, size_t n, int64_t *value)
{
	const struct constant *row = constant_by_name(set, text, n);

	if (!row)
		return text_int(text, n, value);
	*value = row->value;
	return true;
}

bool constant_parse(enum constant_set set, const char *text, size_t n, int64_t *value,
                    const char **bad, size_t *bad_n)
{
	const char *end = text + n;
	int64_t sum = 0;

	for (;;) {
		const char *bar = sets[set].flags ? memchr(text, '|', (size_t)(end - text)) : NULL;
		const char *part_end = bar ? bar : end;
		int64_t one;

		while (text < part_end && is_blank(*text))
			text++;
		while (text < part_end && is_blank(part_end[-1]))
			part_end--;
		if (!parse_one(set, text, (size_t)(part_end - text), &one)) {
			*bad = text;
			*bad_n = (size_t)(part_end - text);
			return false;
		}
		sum |= one;
		if (!bar)
			break;
		text = bar + 1;
	}
	*value = sum;
	return true;
}

static void add_flag(struct bytes *out, bool *first, const char *name)
{
	if (!*first)
		bytes_add_char(out, '|');
	*first = false;
	bytes_add_str(out, name);
}

/* The bits of a value that no row has. */
static int64_t unnamed_bits(const struct set *s, int64_t value)
{
	for (size_t i = 0; i < s->count; i++)
		if ((value & s->row[i].value) == s->row[i].value)
			value &= ~s->row[i].value;
	return value;
}

/* A value of several flags, by what each is called; in hex what is called nothing. */
static void add_flags(struct bytes *out, enum constant_set set, int64_t value)
{
	const struct set *s = &sets[set];
	const struct constant *choice = NULL;
	bool first = true;

	/* a choice among types with bits nobody knows is a number that is no type */
	if (s->choice && unnamed_bits(s, value)) {
		bytes_add_int(out, value);
		return;
	}
	if (value & s->choice)
		choice = constant_by_value(set, value & s->choice);
	if (choice) {
		add_flag(out, &first, choice->name);
		value &= ~s->choice;
	}
	for (size_t i = 0; i < s->count; i++) {
		const struct constant *row = &s->row[i];

		if (!row->value || row->value & s->choice || (value & row->value) != row->value)
			continue;
		add_flag(out, &first, row->name);
		value &= ~row->value;
	}
	if (value) {
		add_flag(out, &first, "0x");
		bytes_addf(out, "%llx", (unsigned long long)value);
	}
}

void constant_add(struct bytes *out, enum constant_set set, int64_t value)
{
	const struct constant *row = constant_by_value(set, value);

	/* protocol 0 asks socket(2) for the usual protocol of the type: it is not IP */
	if (set == CONSTANT_PROTOCOL && value == 0)
		row = NULL;
	if (row)
		bytes_add_str(out, row->name);
	else if (sets[set].flags && value > 0)
		add_flags(out, set, value);
	else
		bytes_add_int(out, value);
}
