/*
 * Where to look and what to do, for each errno that socket calls answer with and that somebody can do
 * something about.
 */
#include "tables/hints.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>

#include "tables/explanations.h"
#include "tables/row_index.h"

#define ROW(CALL, ERR, LOOK, ACT)                                                                  \
	{                                                                                              \
		.call = CALL, .err = ERR, .look = LOOK, .act = ACT                                         \
	}

static const struct hint rows[] = {
    ROW("*", EACCES, "the permissions of the path, or the routes (ip route get) and firewall rules",
        "use what you have access to, or ask whoever has"),
    ROW("bind", EACCES, "net.ipv4.ip_unprivileged_port_start; for a path, ls -ld of its folder",
        "take a port from 1024 on, or a lab (lab start), where low ports are free"),
    ROW("connect", EACCES, "getsockopt {socket} SO_BROADCAST; ip route get; ls -l of a path",
        "for a broadcast address: setsockopt {socket} SO_BROADCAST 1"),
    ROW("sendto", EACCES, "getsockopt {socket} SO_BROADCAST; ip route get; ls -l of a path",
        "for a broadcast address: setsockopt {socket} SO_BROADCAST 1"),
    ROW("setsockopt", EACCES, "capabilities(7)", "run this as root, or in a lab (lab start)"),
    ROW("*", EADDRINUSE, "sockets -long; ss -anp, which names the process",
        "close the other socket, or take another address; port 0 lets the kernel choose a port"),
    ROW("bind", EADDRINUSE, "sockets -long; ss -tanp, or ss -uanp for UDP, which name the process",
        "close the other socket, or bind to another port (0: the kernel chooses); against "
        "TIME_WAIT: SO_REUSEADDR on every socket of the server, before bind"),
    ROW("setsockopt", EADDRINUSE, "explain OPTION; ip maddress, for groups",
        "join a group once: what is wanted is already so"),
    ROW("*", EADDRNOTAVAIL, "ip address; sysctl net.ipv4.ip_local_port_range; ss -tan",
        "bind to an address of this machine"),
    ROW("bind", EADDRNOTAVAIL, "ip address: the addresses this machine has",
        "bind to one of them, to 127.0.0.1, or to any with *"),
    ROW("connect", EADDRNOTAVAIL,
        "sysctl net.ipv4.ip_local_port_range; ss -tan: how many are in TIME_WAIT",
        "close connections, widen the range, or connect from another local address (bind first)"),
    ROW("setsockopt", EADDRNOTAVAIL, "ip address; ip maddress; getsockopt {socket} MCAST_MSFILTER",
        "name an interface of this machine; leave what was joined, unblock what was blocked"),
    ROW("getsockopt", EADDRNOTAVAIL, "ip maddress", "join the group on this interface first"),
    ROW("ioctl", EADDRNOTAVAIL, "ip address: the addresses of the interface",
        "ask about an interface that has one"),
    ROW("*", EAFNOSUPPORT, "getsockname {socket}: which family the socket has",
        "make the socket in the family of the address: tcp and udp for IPv4, tcp6 and udp6 for "
        "IPv6, unix for paths"),
    ROW("*", EAGAIN, "check ready {socket} rw-; poll(2) or select(2)",
        "wait until the socket is ready and call again, or let the call block: block {socket}"),
    ROW("recv", EAGAIN, "check ready {socket} rw-: r says that there is something to receive",
        "wait until the socket is readable, or let the call block: block {socket}"),
    ROW("accept", EAGAIN, "check backlog {socket} 1: how many wait",
        "wait until the listener is readable, or let the call block: block {socket}"),
    ROW("connect", EAGAIN, "check backlog of the listener; net.core.somaxconn",
        "let the server accept, give it a larger backlog, or let connect block: block {socket}"),
    ROW("send", EAGAIN,
        "check ready {socket} rw-: w says that there is room; getsockopt {socket} SO_SNDBUF",
        "wait until the socket is writable, let the peer receive, or let the call block: block "
        "{socket}"),
    ROW("*", EALREADY, "state {socket}",
        "wait until {socket} is writable, then: getsockopt {socket} SO_ERROR"),
    ROW("*", EBADF, "sockets: the names that are open", "use a socket that is open"),
    ROW("*", ECONNABORTED, "getsockopt {socket} SO_ERROR; state {socket}",
        "make the connection again"),
    ROW("*", ECONNREFUSED, "ss -ltn: what listens; show ladder: the RST",
        "start the server first, and look whether address and port are those it listens on"),
    ROW("connect", ECONNREFUSED,
        "ss -ltn on the machine of the address; show ladder: the SYN and the RST",
        "let the server bind and listen first, and look whether {address} is where it does"),
    ROW("send", ECONNREFUSED, "ss -uln on the machine of the peer: what is bound there",
        "start the receiver; the datagram that found nobody is lost: send it again"),
    ROW("recv", ECONNREFUSED, "ss -uln on the machine of the peer: what is bound there",
        "start the receiver; the datagram that found nobody is lost: send it again"),
    ROW("*", ECONNRESET, "state {socket}; show ladder: the RST, and what came before it",
        "close {socket} and connect again; in the peer, receive all there is before closing"),
    ROW("*", EDESTADDRREQ, "getpeername {socket}",
        "sendto {socket} with an address, or connect it first"),
    ROW("*", EDOM, "the value that was given",
        "SO_RCVTIMEO and SO_SNDTIMEO take seconds and 0 to 999999 microseconds"),
    ROW("*", EFAULT, "the program's own pointers", "hand the kernel memory of this program"),
    ROW("*", EHOSTUNREACH, "ip neigh; ip route get: which way it would go; in a lab: wire list",
        "look whether the address is right, the host is up and on this network"),
    ROW("*", EINPROGRESS, "state {socket}: SYN_SENT, then ESTABLISHED",
        "wait until {socket} is writable (check ready {socket} -w- -within 5s), then: getsockopt "
        "{socket} SO_ERROR"),
    ROW("*", EINTR, "signal(7): which signal it was, and SA_RESTART", "make the call again"),
    ROW("close", EINTR, "/proc/PID/fd: the descriptor is not there any more",
        "go on: the descriptor is closed, so do not close it again"),
    ROW("connect", EINTR, "state {socket}",
        "wait until {socket} is writable, then: getsockopt {socket} SO_ERROR"),
    ROW("*", EINVAL, "the arguments, and the state of the socket: state {socket}",
        "see the page of the call"),
    ROW("bind", EINVAL, "getsockname {socket}: the address it has already",
        "make another socket: one gets its address only once"),
    ROW("accept", EINVAL, "state {socket}: it has to be LISTEN", "listen {socket}"),
    ROW("listen", EINVAL, "state {socket}; getsockname {socket}",
        "bind it first; a connected socket cannot listen"),
    ROW("setsockopt", EINVAL, "explain OPTION: its type, its range",
        "give a value the option takes"),
    ROW("*", EISCONN, "state {socket}; getpeername {socket}",
        "another connection needs another socket"),
    ROW("*", ELOOP, "ls -l along the path", "name the path without the links"),
    ROW("*", EMFILE, "ulimit -n; ls /proc/PID/fd; sockets: how many there are",
        "close what is not used any more, or raise the limit: ulimit -n"),
    ROW("*", EMSGSIZE, "the length of the message; getsockopt {socket} SO_SNDBUF; the MTU: ip link",
        "send less at once, or use a stream, which cuts data as it needs"),
    ROW("epoll_ctl", ELOOP, "which epoll watches which",
        "let one of them watch the sockets themselves"),
    ROW("*", ENAMETOOLONG, "the length of the path: 107 bytes for a socket", "a shorter path"),
    ROW("*", ENETUNREACH, "ip route: which networks this machine can reach",
        "look at the address; add a route"),
    ROW("*", ENFILE, "sysctl fs.file-nr", "close files, or raise fs.file-max as root"),
    ROW("*", ENOBUFS, "the limits the explanation names; free -m",
        "use less of it, or raise the limit"),
    ROW("*", ENODEV, "ip link: the interfaces there are", "name one of them"),
    ROW("socket", ENODEV, "lsmod: the transports of vsock", "a stream: socket NAME vsock"),
    ROW("*", ENOENT, "ls along the path",
        "start the server first, or make the folder; look at the path"),
    ROW("epoll_ctl", ENOENT, "what was added: EPOLL_CTL_ADD comes first",
        "epoll_ctl {socket} add SOCK EPOLLIN"),
    ROW("ioctl", ENOENT, "whether anything was received", "recv {socket}, and ask again"),
    ROW("*", ENOMEM, "free -m; ss -m", "use less memory"),
    ROW("*", ENOPROTOOPT, "explain OPTION: where it holds, and whether it can be set",
        "give it to a socket that has it, or leave it away"),
    ROW("socket", ENOPROTOOPT, "sysctl net.mptcp.enabled", "switch it on as root, or use TCP: tcp"),
    ROW("*", ENOTCONN, "state {socket}; getpeername {socket}",
        "connect it first, or use the socket that accept gave"),
    ROW("*", ENOTDIR, "ls -l along the path", "name folders only on the way to the file"),
    ROW("*", ENOTSOCK, "ls -l /proc/PID/fd", "use a socket"),
    ROW("*", EOPNOTSUPP, "the type of the socket: getsockopt {socket} SO_TYPE",
        "use a call or flag this type has"),
    ROW("listen", EOPNOTSUPP, "getsockopt {socket} SO_TYPE",
        "bind it and receive: it needs no listen; or make a stream"),
    ROW("accept", EOPNOTSUPP, "getsockopt {socket} SO_TYPE",
        "recvfrom tells who sent; or make a stream, and listen"),
    ROW("socketpair", EOPNOTSUPP, "socketpair(2)",
        "socketpair A B unix; or listen, connect and accept"),
    ROW("*", EPERM, "id; capabilities(7); firewall rules",
        "run this as root, or in a lab (lab start)"),
    ROW("connect", EPERM, "the firewall rules of this machine (nft list ruleset, iptables -S)",
        "change the rule that forbids it; for a path, use a socket that the other one is connected "
        "to"),
    ROW("send", EPERM, "the firewall rules of this machine (nft list ruleset, iptables -S)",
        "change the rule that forbids it"),
    ROW("sendto", EPERM, "the firewall rules of this machine (nft list ruleset, iptables -S)",
        "change the rule that forbids it; for a path, send from the socket that it is connected "
        "to"),
    ROW("sendmsg", EPERM, "id; capabilities(7); the firewall rules of this machine",
        "leave away what needs a privilege, or run this as root; for a path, send from the socket "
        "that it is connected to"),
    ROW("*", EPIPE, "state {socket}; show ladder: the FIN or RST",
        "connect a new socket; stop sending once the peer has closed"),
    ROW("*", EPROTONOSUPPORT, "explain tcp: which words go together",
        "leave the protocol away, or write 0"),
    ROW("*", EPROTOTYPE, "ss -xl: the sockets of AF_UNIX and their types",
        "make a socket of the type the other one has"),
    ROW("*", EROFS, "findmnt -T PATH", "another folder"),
    ROW("*", ESOCKTNOSUPPORT, "explain SOCK_SEQPACKET, explain SOCK_RDM",
        "SOCK_STREAM or SOCK_DGRAM; SOCK_SEQPACKET in AF_UNIX"),
    ROW("*", ETIMEDOUT,
        "getsockopt {socket} TCP_USER_TIMEOUT, TCP_SYNCNT, TCP_KEEPIDLE; show ladder: what was "
        "repeated",
        "look whether the host is up and a firewall drops what is sent; connect again"),
    ROW("*", ETOOMANYREFS, "how many descriptors were sent and not received",
        "let the other side receive them"),

    /* the resolver */
    ROW("getaddrinfo", EAI_NONAME, "getent ahosts HOST; nsswitch.conf(5), hosts(5), resolv.conf(5)",
        "look at the spelling; an address in numbers needs nobody to look it up"),
    ROW("getaddrinfo", EAI_SERVICE, "getent services SERVICE; services(5)",
        "give the port as a number, or the type the service is for (-type SOCK_DGRAM)"),
    ROW("getaddrinfo", EAI_ADDRFAMILY, "getent ahosts HOST: the addresses it has",
        "leave -family away, or ask for the family of an address it has"),
    ROW("getaddrinfo", EAI_NODATA, "getent ahosts HOST; dig HOST A, dig HOST AAAA",
        "ask for another family, or another host; whoever runs the domain can give it an address"),
    ROW("getaddrinfo", EAI_FAMILY, "explain AF_INET, explain AF_INET6",
        "-family AF_INET or AF_INET6, or leave it away"),
    ROW("getaddrinfo", EAI_SOCKTYPE, "explain SOCK_STREAM, explain SOCK_DGRAM",
        "-type SOCK_STREAM or SOCK_DGRAM, or leave it away"),
    ROW("getaddrinfo", EAI_AGAIN,
        "resolv.conf(5): the name servers; ip route: whether this machine reaches them",
        "ask again later; an address in numbers, or a line in hosts(5), needs no name server"),
    ROW("getaddrinfo", EAI_FAIL, "dig HOST: what the name server says; resolv.conf(5)",
        "ask another name server; an address in numbers needs none"),
    ROW("getaddrinfo", EAI_BADFLAGS, "getaddrinfo(3): the flags, and which go together",
        "give only flags it has"),
    ROW("getaddrinfo", EAI_MEMORY, "free -m", "use less memory"),
    ROW("getaddrinfo", EAI_SYSTEM, "last_error: the errno behind it", "explain that errno"),
    ROW("getnameinfo", EAI_NONAME, "getent hosts ADDRESS; dig -x ADDRESS",
        "leave NI_NAMEREQD away: the answer is then the address in numbers"),
    ROW("getnameinfo", EAI_AGAIN,
        "resolv.conf(5): the name servers; ip route: whether this machine reaches them",
        "ask again later; NI_NUMERICHOST asks nobody"),
    ROW("getnameinfo", EAI_FAIL, "dig -x ADDRESS: what the name server says; resolv.conf(5)",
        "ask another name server; NI_NUMERICHOST asks none"),
    ROW("getnameinfo", EAI_FAMILY, "the family of the address",
        "give one of IPv4, IPv6 or AF_UNIX"),
    ROW("getnameinfo", EAI_BADFLAGS, "explain NI_NUMERICHOST, and the other NI_ flags",
        "give only flags it has"),
    ROW("getnameinfo", EAI_MEMORY, "free -m", "use less memory"),
    ROW("getnameinfo", EAI_OVERFLOW, "NI_MAXHOST and NI_MAXSERV, the room that is always enough",
        "give more room"),
    ROW("getnameinfo", EAI_SYSTEM, "last_error: the errno behind it", "explain that errno"),
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), SLOTS = 256 };

_Static_assert(ROW_INDEX_HOLDS(SLOTS, ROWS), "more hints than their index holds");

static struct row_index_slot slots[SLOTS];
static const struct row_index by_call = {.slot = slots, .slots = SLOTS};
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill(void)
{
	for (size_t i = 0; i < ROWS; i++)
		row_index_add_name(&by_call, rows[i].err, rows[i].call, &rows[i]);
}

const struct hint *hint_find(const char *call, int err)
{
	const struct hint *h = NULL;

	pthread_once(&once, fill);
	for (const char *like = call; !h && like; like = explanation_kin(like, err))
		h = row_index_by_name(&by_call, err, like, strlen(like));
	return h ? h : row_index_by_name(&by_call, err, "*", 1);
}

const struct hint *hint_at(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}
