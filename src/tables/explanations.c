/*
 * Why a call answered what it answered: a row for each (call, errno), more where families or types
 * differ in it. The rows of one call and errno stand together. What an errno is called is in
 * errnos.c; which call, socket and address it is about is for the caller to say.
 *
 * Each text was written after provoking the answer on Linux 6.18, which is the source where no page
 * has it. The few that stand under "from the page only" nobody has seen happen yet.
 */
#include "tables/explanations.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

#include "tables/constants.h"
#include "tables/row_index.h"

enum { ANY = -1 };

#define ROW(CALL, ERR, FAMILY, TYPE, SOURCE, TEXT)                                                 \
	{                                                                                              \
		.call = CALL, .err = ERR, .family = FAMILY, .type = TYPE, .text = TEXT, .source = SOURCE   \
	}

static const struct explanation rows[] = {
    /* ---- socket, and socketpair where it has no row of its own */
    ROW("socket", EAFNOSUPPORT, ANY, ANY, "socket(2)",
        "this kernel has no such address family: the number is wrong, or its module is not there"),
    ROW("socket", ESOCKTNOSUPPORT, ANY, ANY, "ip(7)",
        "this family has no sockets of this type: SOCK_SEQPACKET is for AF_UNIX, and SOCK_RDM for "
        "none of the usual families"),
    ROW("socket", ESOCKTNOSUPPORT, ANY, SOCK_RDM, "socket(2)",
        "Linux has no SOCK_RDM (reliable messages, in any order) in this family: what comes near "
        "is SOCK_SEQPACKET in AF_UNIX, and SOCK_DGRAM without the reliability"),
    ROW("socket", ESOCKTNOSUPPORT, AF_INET, SOCK_SEQPACKET, "ip(7)",
        "SOCK_SEQPACKET is for AF_UNIX: over IP only SCTP has it (IPPROTO_SCTP, where the kernel "
        "has that)"),
    ROW("socket", EPROTONOSUPPORT, ANY, ANY, "socket(2)",
        "this protocol does not go with this type (TCP goes with SOCK_STREAM, UDP with "
        "SOCK_DGRAM; 0 asks for the usual one), or this kernel does not have it (SCTP is a "
        "module)"),
    ROW("socket", EPROTONOSUPPORT, ANY, SOCK_RAW, "raw(7)",
        "a raw socket has no usual protocol, or this is none: name one, such as IPPROTO_ICMP"),
    ROW("socket", EPROTONOSUPPORT, AF_UNIX, ANY, "unix(7)",
        "AF_UNIX has no protocols to choose from: leave it away, or write 0"),
    ROW("socket", ENOPROTOOPT, AF_INET, SOCK_STREAM, "Linux 6.18",
        "this protocol is switched off here: for IPPROTO_MPTCP it is net.mptcp.enabled"),
    ROW("socket", EINVAL, ANY, ANY, "socket(2)",
        "the type or the protocol is a number this kernel knows nothing about"),
    ROW("socket", EPERM, ANY, ANY, "raw(7)",
        "raw sockets and packet sockets need CAP_NET_RAW, which root has"),
    ROW("socket", EACCES, ANY, ANY, "icmp(7)",
        "a ping socket (SOCK_DGRAM with IPPROTO_ICMP) is for the groups of "
        "net.ipv4.ping_group_range only"),
    ROW("socket", ENODEV, AF_VSOCK, ANY, "Linux 6.18",
        "no transport of this machine carries this type: datagrams are for VMware's only"),
    ROW("socketpair", EOPNOTSUPP, ANY, ANY, "socketpair(2)",
        "only AF_UNIX makes pairs: in another family, listen with one socket and connect the "
        "other"),

    /* ---- bind */
    ROW("bind", EADDRINUSE, AF_INET, SOCK_STREAM, "bind(2)",
        "another socket has {address}, or connections of an earlier one are still in TIME_WAIT "
        "(for port 0: no ephemeral port is left)\n"
        "SO_REUSEADDR, set before bind here and there, lets TIME_WAIT pass but no second listener"),
    ROW("bind", EADDRINUSE, AF_INET, ANY, "bind(2)",
        "another socket is bound to {address} (for port 0: no ephemeral port is left)\n"
        "with SO_REUSEADDR or SO_REUSEPORT, set before bind on both, they can share it"),
    ROW("bind", EADDRINUSE, AF_UNIX, ANY, "unix(7)",
        "{address} exists already: the file of a socket stays when the socket is closed\n"
        "remove the file first, if no server uses it any more; a name that begins with @ goes with "
        "its socket"),
    ROW("bind", EADDRINUSE, AF_VSOCK, ANY, "vsock(7)", "another socket is bound to {address}"),
    ROW("bind", EADDRNOTAVAIL, ANY, ANY, "ip(7)",
        "{address} is no address of this machine: bind to one of its own, or to any of them with "
        "*"),
    ROW("bind", EADDRNOTAVAIL, AF_INET6, ANY, "ipv6(7)",
        "{address} is no address of this machine, or not yet: while the kernel looks whether "
        "another host has it (\"tentative\" in ip address), nobody can bind to it\n"
        "bind to one of its own, or to any of them with *"),
    ROW("bind", EACCES, AF_INET, ANY, "ip(7)",
        "a low port: those below net.ipv4.ip_unprivileged_port_start (1024) need "
        "CAP_NET_BIND_SERVICE; for a higher one, a security module (SELinux) forbids it"),
    ROW("bind", EACCES, AF_UNIX, ANY, "bind(2)",
        "no permission to make the file {address}: its directory must be writable for you"),
    ROW("bind", EACCES, AF_VSOCK, ANY, "vsock(7)",
        "a low port: those below 1024 need CAP_NET_BIND_SERVICE"),
    ROW("bind", EINVAL, AF_VSOCK, ANY, "vsock(7)",
        "{socket} has an address already, from an earlier bind or connect: it gets one only once"),
    ROW("bind", EINVAL, AF_INET, ANY, "bind(2)",
        "{socket} has a local address already, from an earlier bind or connect: it gets one only "
        "once"),
    ROW("bind", EINVAL, AF_INET, SOCK_RAW, "Linux 6.18",
        "{socket} is connected: a raw socket may be bound again and again, but before that"),
    ROW("bind", EINVAL, AF_INET6, ANY, "bind(2)",
        "{socket} has a local address already, and it gets one only once; or {address} does not "
        "fit: an IPv4 address, or fe80:: without %INTERFACE"),
    ROW("bind", EINVAL, AF_INET6, SOCK_STREAM, "Linux 6.18",
        "{socket} has a local address already, and it gets one only once; or {address} does not "
        "fit: an IPv4 address, a group (ff..), or fe80:: without %INTERFACE"),
    ROW("bind", EINVAL, AF_INET6, SOCK_RAW, "Linux 6.18",
        "{socket} is connected, and is bound before that; or {address} does not fit: an IPv4 "
        "address, or fe80:: without %INTERFACE"),
    ROW("bind", EINVAL, AF_UNIX, ANY, "unix(7)",
        "{socket} has a name already and gets one only once, or {address} is no path"),
    ROW("bind", EAFNOSUPPORT, ANY, ANY, "tcp(7)", "{address} is of another family than {socket}"),
    ROW("bind", ENODEV, AF_INET, ANY, "ipv6(7)",
        "there is no such interface as {address} names behind its %"),
    ROW("bind", ENOENT, AF_UNIX, ANY, "bind(2)",
        "a directory on the way to {address} does not exist: bind makes the file only"),
    ROW("bind", ENOTDIR, AF_UNIX, ANY, "bind(2)",
        "something on the way to {address} is a file and not a directory"),
    ROW("bind", ELOOP, AF_UNIX, ANY, "bind(2)",
        "symbolic links on the way to {address} lead round in a circle"),
    ROW("bind", EROFS, AF_UNIX, ANY, "bind(2)",
        "the file system of {address} is read-only: the socket's file cannot be made"),
    ROW("bind", EPERM, AF_UNIX, ANY, "mknod(2)",
        "the file system of {address} does not hold files of sockets"),
    /* from the page only */
    ROW("bind", ENAMETOOLONG, AF_UNIX, ANY, "bind(2)",
        "{address} is too long, or one of its names is: 255 bytes each"),

    /* ---- listen */
    ROW("listen", EADDRINUSE, ANY, ANY, "listen(2)",
        "another socket listens on this address and port: SO_REUSEADDR lets both bind, but one "
        "listen (for an unbound socket: no ephemeral port is left)"),
    ROW("listen", EINVAL, AF_UNIX, ANY, "Linux 6.18",
        "{socket} has no name, so nobody could connect to it: bind it first; or it is connected"),
    ROW("listen", EINVAL, AF_VSOCK, ANY, "vsock(7)",
        "{socket} has no port, so nobody could connect to it: bind it first; or it is connected"),
    ROW("listen", EINVAL, ANY, ANY, "Linux 6.18",
        "{socket} is connected or has tried to be: a listener needs a socket of its own"),
    ROW("listen", EOPNOTSUPP, ANY, ANY, "listen(2)",
        "{socket} has no connections to listen for: its type carries single messages, so bind it "
        "and receive"),

    /* ---- accept */
    ROW("accept", EINVAL, ANY, ANY, "accept(2)",
        "{socket} does not listen: call listen first (after shutdown it no longer does)"),
    ROW("accept4", EINVAL, ANY, ANY, "accept(2)",
        "{socket} does not listen (after shutdown it no longer does), or a flag is none but "
        "SOCK_NONBLOCK and SOCK_CLOEXEC"),
    ROW("accept", EAGAIN, ANY, ANY, "accept(2)",
        "no connection is waiting, and {socket} is nonblocking or its SO_RCVTIMEO is over: accept "
        "again when it is readable"),
    ROW("accept", EOPNOTSUPP, ANY, ANY, "accept(2)",
        "{socket} has no connections to accept: its type carries single messages, and recvfrom "
        "tells who sent one"),
    ROW("accept", EMFILE, ANY, ANY, "accept(2)",
        "this process has no descriptor left for the connection (RLIMIT_NOFILE)\n"
        "it stays in the queue: close something and accept again"),
    /* from the page only */
    ROW("accept", ECONNABORTED, ANY, ANY, "accept(2)",
        "the client gave up before its connection was accepted: accept the next one"),
    /* from the page only */
    ROW("accept", EPERM, ANY, ANY, "accept(2)", "a firewall rule forbids the connection"),
    /* from the page only, as the next four: network errors of the new socket, of other kernels */
    ROW("accept", EPROTO, ANY, ANY, "accept(2)",
        "the protocol of the new connection was violated: accept the next one"),
    ROW("accept", ENOSR, ANY, ANY, "accept(2)",
        "out of streams resources: other kernels than Linux"),
    ROW("accept", ESOCKTNOSUPPORT, ANY, ANY, "accept(2)",
        "the new connection has a type this kernel does not support: accept the next one"),
    ROW("accept", EPROTONOSUPPORT, ANY, ANY, "accept(2)",
        "the new connection has a protocol this kernel does not support: accept the next one"),
    ROW("accept", ETIMEDOUT, ANY, ANY, "accept(2)",
        "the new connection had timed out already: accept the next one"),

    /* ---- connect */
    ROW("connect", ECONNREFUSED, AF_INET, SOCK_STREAM, "connect(2)",
        "nothing listens on {address} (or a firewall refuses for it): the answer to the SYN was a "
        "RST"),
    ROW("connect", ECONNREFUSED, AF_UNIX, SOCK_DGRAM, "unix(7)",
        "no socket is bound to {address} any more: a file stays when its socket is closed; or it "
        "never was a socket"),
    ROW("connect", ECONNREFUSED, AF_UNIX, ANY, "unix(7)",
        "no one listens on {address}: the server has not called listen, or has ended (a socket's "
        "file stays behind), or it never was a socket"),
    ROW("connect", EINPROGRESS, ANY, ANY, "connect(2)",
        "the handshake is under way; the socket becomes writable when it ends, and SO_ERROR says "
        "how"),
    ROW("connect", EALREADY, ANY, ANY, "connect(2)",
        "the handshake of an earlier connect is still under way: wait until {socket} is writable"),
    ROW("connect", EINTR, AF_INET, SOCK_STREAM, "connect(2)",
        "a signal ended the waiting, not the handshake: that goes on, and {socket} becomes "
        "writable when it ends"),
    ROW("connect", EISCONN, ANY, ANY, "connect(2)",
        "{socket} is connected already, or listens: another connection needs another socket"),
    ROW("connect", ECONNABORTED, AF_INET, SOCK_STREAM, "Linux 6.18",
        "the connect before this one has failed, and SO_ERROR has told why: the next one tries "
        "anew"),
    ROW("connect", ETIMEDOUT, AF_INET, SOCK_STREAM, "connect(2)",
        "no answer to the SYN, however often it was repeated (TCP_SYNCNT, TCP_USER_TIMEOUT): the "
        "host is off, a firewall drops it, or the listener's queue is full"),
    ROW("connect", ETIMEDOUT, AF_VSOCK, ANY, "Linux 6.18",
        "nobody has answered for {address}: there is no such machine, or no transport to it"),
    ROW("connect", ECONNRESET, AF_VSOCK, ANY, "Linux 6.18", "nobody listens on {address}"),
    ROW("connect", ENETUNREACH, AF_INET, SOCK_STREAM, "connect(2)",
        "no route leads to {address}: this machine has no network for it; or it is a broadcast or "
        "multicast address, where TCP cannot connect"),
    ROW("connect", ENETUNREACH, ANY, ANY, "connect(2)",
        "no route leads to {address}: this machine has no network for it"),
    ROW("connect", EHOSTUNREACH, ANY, ANY, "ip(7)",
        "there is a route, but nobody answered for {address} on the last network (ARP); or a "
        "route says unreachable, or a firewall answers so"),
    ROW("connect", EADDRNOTAVAIL, AF_INET6, ANY, "connect(2)",
        "no local address or port to reach {address} from: IPv6 is off here, every ephemeral "
        "port has a connection to it, or the bound port has one"),
    ROW("connect", EADDRNOTAVAIL, AF_INET, ANY, "connect(2)",
        "no local port to reach {address} from: every ephemeral port has a connection to it "
        "(net.ipv4.ip_local_port_range), or the bound port has one"),
    /* from the page only */
    ROW("connect", EADDRINUSE, ANY, ANY, "connect(2)",
        "the local address of {socket} is in use by another connection to {address}"),
    ROW("connect", EACCES, AF_INET, SOCK_DGRAM, "connect(2)",
        "{address} is a broadcast address, which needs SO_BROADCAST first, or its route says "
        "prohibit"),
    ROW("connect", EACCES, AF_INET, SOCK_RAW, "Linux 6.18",
        "{address} is a broadcast address, which needs SO_BROADCAST first, or its route says "
        "prohibit"),
    ROW("connect", EACCES, AF_INET6, ANY, "Linux 6.18",
        "this machine does not let anyone through to {address}: its route says prohibit, or a "
        "firewall rule does"),
    ROW("connect", EACCES, AF_INET, ANY, "ip(7)",
        "this machine does not let anyone through to {address}: its route says prohibit, or a "
        "firewall rule does"),
    ROW("connect", EACCES, AF_UNIX, ANY, "connect(2)",
        "no permission: to connect, {address} must be writable for you and its directories open "
        "to you"),
    ROW("connect", EPERM, AF_UNIX, ANY, "Linux 6.18",
        "{address} is connected to another socket and takes messages from that one only"),
    /* from the page only */
    ROW("connect", EPERM, ANY, ANY, "connect(2)",
        "a firewall rule of this machine forbids the way to {address}"),
    ROW("connect", EAGAIN, AF_UNIX, ANY, "connect(2)",
        "the listener's queue (its backlog) is full, and {socket} is nonblocking or its "
        "SO_SNDTIMEO is over: try again later"),
    ROW("connect", EAGAIN, AF_INET, SOCK_DGRAM, "send(2)",
        "every ephemeral port is in use, so {socket} has none to send from "
        "(net.ipv4.ip_local_port_range)"),
    ROW("connect", ENOENT, AF_UNIX, ANY, "unix(7)",
        "there is no {address}: the server has not bound it yet, or bound another path"),
    ROW("connect", ENOTDIR, AF_UNIX, ANY, "path_resolution(7)",
        "something on the way to {address} is a file and not a directory"),
    ROW("connect", ELOOP, AF_UNIX, ANY, "path_resolution(7)",
        "symbolic links on the way to {address} lead round in a circle"),
    ROW("connect", EPROTOTYPE, AF_UNIX, ANY, "unix(7)",
        "{address} is a socket of another type: a stream connects to a stream, datagrams to "
        "datagrams"),
    ROW("connect", EINVAL, AF_INET6, ANY, "connect(2)",
        "{address} does not fit: an IPv4 address on an IPv6 socket, or fe80:: without %INTERFACE; "
        "or its route is a black hole"),
    ROW("connect", EINVAL, AF_INET, ANY, "ip(7)",
        "{address} cannot be reached from the address {socket} is bound to (127.0.0.1 stays on "
        "this machine), or its route is a black hole"),
    ROW("connect", EINVAL, AF_UNIX, ANY, "unix(7)",
        "{socket} listens, and a listener cannot connect; or {address} is no path"),
    ROW("connect", EOPNOTSUPP, ANY, ANY, "Linux 6.18",
        "{socket} has no connections, and no peer either: its family has none"),
    ROW("connect", EAFNOSUPPORT, ANY, ANY, "connect(2)",
        "{address} is of another family than {socket}"),

    /* ---- shutdown */
    ROW("shutdown", ENOTCONN, ANY, ANY, "shutdown(2)",
        "{socket} is not connected, or no longer: there is no direction to shut"),
    ROW("shutdown", ENOTCONN, AF_INET, ANY, "Linux 6.18",
        "{socket} is not connected, or no longer, so no peer is told; but the direction is shut "
        "all the same, and stays so: what is sent is EPIPE, where nothing comes recv answers 0"),
    ROW("shutdown", EOPNOTSUPP, ANY, ANY, "Linux 6.18",
        "{socket} has no connections, so none that could be shut: its family has none"),
    ROW("shutdown", EINVAL, ANY, ANY, "shutdown(2)",
        "there is no such direction: SHUT_RD is 0, SHUT_WR is 1, SHUT_RDWR is 2"),

    /* ---- close, dup */
    ROW("close", EIO, ANY, ANY, "close(2)",
        "of files: what was written before could not be stored; a socket does not answer it, and "
        "the descriptor is free"),
    ROW("close", ENOSPC, ANY, ANY, "close(2)",
        "of files on a network: there is no room for what was written; a socket does not answer "
        "it"),
    ROW("close", EDQUOT, ANY, ANY, "close(2)",
        "of files on a network: the quota is used up by what was written; a socket does not "
        "answer it"),
    /* from the page only */
    ROW("close", EINTR, ANY, ANY, "close(2)",
        "a signal came while the file was being closed: the descriptor is free all the same, and "
        "closing it again could hit what another thread has opened"),
    ROW("dup", EBUSY, ANY, ANY, "dup(2)",
        "of dup2 and dup3: another thread was about to open that very descriptor"),
    ROW("dup", EINVAL, ANY, ANY, "dup(2)",
        "of dup3: both descriptors are the same, or a flag is none but O_CLOEXEC"),
    /* ---- send, and write and sendto where they have no row of their own */

    ROW("send", EPIPE, AF_INET, SOCK_STREAM, "send(2)",
        "{socket} cannot send: it is not connected, was shut down for writing, or its connection "
        "is over (the peer reset it)\n"
        "SIGPIPE comes with this, unless MSG_NOSIGNAL is given"),
    ROW("send", EPIPE, AF_INET, ANY, "Linux 6.18", "{socket} was shut down for writing"),
    ROW("send", EPIPE, AF_UNIX, SOCK_STREAM, "unix(7)",
        "the peer has closed, or one of the two was shut down for this direction\n"
        "SIGPIPE comes with this, unless MSG_NOSIGNAL is given"),
    ROW("send", EPIPE, AF_UNIX, ANY, "unix(7)",
        "the peer has closed, or one of the two was shut down for this direction"),
    ROW("send", EPIPE, AF_UNIX, SOCK_DGRAM, "unix(7)",
        "one of the two was shut down for this direction"),
    ROW("send", ECONNRESET, AF_INET, SOCK_STREAM, "send(2)",
        "the peer reset the connection (RST): it closed with data unread, or before it accepted, "
        "or with SO_LINGER {1 0}; or it knows of none any more (restarted, or a NAT on the way)"),
    ROW("send", ECONNREFUSED, AF_INET, SOCK_STREAM, "connect(2)",
        "the connect before this has failed: nothing listens there (SO_ERROR would have said so)"),
    ROW("send", ECONNREFUSED, AF_INET, ANY, "udp(7)",
        "an earlier datagram found no one: an ICMP port unreachable came back for it\n"
        "this one was not sent; the error is told once, so the next one is"),
    ROW("send", ECONNREFUSED, AF_UNIX, ANY, "unix(7)",
        "the receiver is gone: it has closed its socket"),
    ROW("send", ETIMEDOUT, AF_INET, SOCK_STREAM, "tcp(7)",
        "the peer has stopped answering: what was sent, or the keep-alive probes, stayed "
        "unacknowledged for too long; the connection is over"),
    ROW("send", EAGAIN, AF_UNIX, SOCK_DGRAM, "unix(7)",
        "the receiver's queue is full (net.unix.max_dgram_qlen), or what nobody has read yet fills "
        "SO_SNDBUF of {socket}, and it is nonblocking or its SO_SNDTIMEO is over: send again when "
        "it "
        "is writable"),
    ROW("send", EAGAIN, ANY, ANY, "send(2)",
        "the send buffer is full or the handshake not done, and {socket} is nonblocking or its "
        "SO_SNDTIMEO is over: send again when it is writable"),
    ROW("send", ENOTCONN, ANY, ANY, "send(2)", "{socket} has no peer: connect it first"),
    ROW("send", EDESTADDRREQ, ANY, ANY, "send(2)",
        "{socket} has no peer: say where to with sendto, or connect it first"),
    ROW("send", EMSGSIZE, AF_INET, ANY, "send(2)",
        "the datagram is too long: UDP carries 65507 bytes over IPv4 and 65527 over IPv6, less "
        "where it must not be cut into fragments"),
    ROW("send", EMSGSIZE, AF_INET, SOCK_RAW, "raw(7)",
        "the packet is too long: with its header it has 65535 bytes at most over IPv4, less where "
        "it must not be cut into fragments"),
    ROW("send", EMSGSIZE, AF_UNIX, ANY, "send(2)",
        "the message does not fit into the send buffer (SO_SNDBUF), and is not sent in parts"),
    ROW("send", EMSGSIZE, ANY, ANY, "send(2)",
        "the message is longer than a socket of this kind sends at once"),
    ROW("send", EISCONN, AF_INET, SOCK_STREAM, "send(2)",
        "MSG_FASTOPEN makes a connection, and {socket} has one already"),
    ROW("send", EACCES, ANY, ANY, "send(2)",
        "not allowed to send there: a route or a firewall rule prohibits it, or it is a broadcast "
        "address and SO_BROADCAST is off"),
    ROW("send", EALREADY, ANY, ANY, "send(2)",
        "MSG_FASTOPEN: another call on {socket} is making the connection already"),
    ROW("send", EINPROGRESS, AF_INET, SOCK_STREAM, "tcp(7)",
        "MSG_FASTOPEN has sent the SYN, and {socket} is nonblocking: the handshake is under way, "
        "and no data is on its way yet"),
    ROW("send", EINVAL, ANY, ANY, "send(2)",
        "an argument is no good: a flag, a length, or an address that is too short"),
    ROW("send", EINVAL, AF_INET, SOCK_STREAM, "tcp(7)",
        "an argument is no good: a flag or a length; or MSG_FASTOPEN, which makes the connection "
        "itself, has no address to make it to: sendto gives one"),
    ROW("send", EFAULT, AF_INET, SOCK_RAW, "Linux 6.18",
        "the message is shorter than its protocol's header begins: of ICMP the kernel reads type "
        "and code, 2 bytes; or it was given an address outside this program"),
    ROW("send", ENXIO, ANY, ANY, "packet(7)",
        "no interface was said: bind {socket} to one, or send to the address of one"),
    ROW("send", EHOSTUNREACH, AF_INET, ANY, "ip(7)",
        "an earlier packet found no host: nobody answered on the last network, or a router or a "
        "firewall said so"),
    /* from the page only */
    ROW("send", EPERM, AF_INET, ANY, "connect(2)",
        "a firewall rule of this machine does not let it out"),
    ROW("send", ENETUNREACH, AF_INET, ANY, "ip(7)",
        "no route leads to the peer: this machine has no network for it any more"),
    ROW("send", EOPNOTSUPP, ANY, ANY, "send(2)",
        "a flag does not go with this type: MSG_OOB is for streams only"),

    ROW("send", EOPNOTSUPP, AF_INET, SOCK_STREAM, "tcp(7)",
        "MSG_FASTOPEN is switched off for clients: bit 1 of net.ipv4.tcp_fastopen"),

    ROW("write", EINVAL, ANY, ANY, "write(2)",
        "{socket} cannot be written to in this way; of files: O_DIRECT and memory that is not "
        "aligned"),
    /* of files only, from the page */
    ROW("write", EBADF, ANY, ANY, "write(2)",
        "{socket} is not open, or it is a file that is open for reading only: a descriptor that "
        "was passed here may be one"),
    ROW("write", EFBIG, ANY, ANY, "write(2)",
        "of files: longer than the file system or the limit RLIMIT_FSIZE allows; a socket has no "
        "size"),
    ROW("write", EDQUOT, ANY, ANY, "write(2)", "of files: the quota is used up"),
    ROW("write", ENOSPC, ANY, ANY, "write(2)", "of files: the device has no room"),
    ROW("write", EIO, ANY, ANY, "write(2)",
        "of files: the device could not be read or written; of a terminal: this process is in the "
        "background"),
    ROW("write", EPERM, ANY, ANY, "write(2)", "of files: a seal forbids it"),
    ROW("write", EPERM, AF_INET, ANY, "connect(2)",
        "a firewall rule of this machine does not let it out"),
    ROW("writev", EBADF, ANY, ANY, "write(2)",
        "{socket} is not open, or it is a file that is open for reading only: a descriptor that "
        "was passed here may be one"),
    ROW("writev", EINVAL, ANY, ANY, "readv(2)",
        "more than 1024 vectors (IOV_MAX), or their lengths add up to more than fits into ssize_t"),
    ROW("writev", EOPNOTSUPP, ANY, ANY, "readv(2)",
        "of pwritev2: a flag this kernel or file does not know"),
    ROW("sendto", EISCONN, AF_UNIX, SOCK_STREAM, "unix(7)",
        "{socket} is connected: a stream goes to its peer, so leave the address away"),
    ROW("sendto", EOPNOTSUPP, AF_UNIX, SOCK_STREAM, "unix(7)",
        "a stream is not sent to an address: connect first"),
    ROW("sendto", EOPNOTSUPP, AF_VSOCK, SOCK_STREAM, "Linux 6.18",
        "a stream is not sent to an address: connect first"),
    ROW("sendto", ECONNREFUSED, AF_INET, SOCK_STREAM, "tcp(7)",
        "nothing listens there: the connection that MSG_FASTOPEN began, or a connect before this, "
        "was answered with a RST"),
    ROW("sendto", ECONNREFUSED, AF_UNIX, ANY, "unix(7)",
        "no socket is bound to {address} any more: a file stays when its socket is closed; or it "
        "never was a socket"),
    ROW("sendto", EACCES, AF_INET, ANY, "ip(7)",
        "{address} is a broadcast address, which needs SO_BROADCAST first, or its route says "
        "prohibit"),
    ROW("sendto", EACCES, AF_INET6, ANY, "Linux 6.18",
        "this machine does not let anyone through to {address}: its route says prohibit, or a "
        "firewall rule does"),
    ROW("sendto", EACCES, AF_UNIX, ANY, "send(2)",
        "no permission: to send there, {address} must be writable for you and its directories "
        "open to you"),
    ROW("sendto", ENETUNREACH, ANY, ANY, "connect(2)",
        "no route leads to {address}: this machine has no network for it"),
    ROW("sendto", EHOSTUNREACH, ANY, ANY, "ip(7)",
        "the route to {address} says unreachable: nothing was sent"),
    ROW("sendto", EINVAL, AF_INET, ANY, "ip(7)",
        "{address} cannot be sent to: port 0, the black hole of a route, or beyond this machine "
        "from a socket bound to 127.0.0.1"),
    ROW("sendto", EINVAL, AF_INET6, ANY, "Linux 6.18",
        "{address} cannot be sent to: port 0, the black hole of a route, or, of IPv4, beyond this "
        "machine from a socket bound to 127.0.0.1"),
    ROW("sendto", EINVAL, AF_INET, SOCK_RAW, "raw(7)",
        "with IPPROTO_RAW or IP_HDRINCL what is sent begins with a whole IP header; or {address} "
        "cannot be sent to: the black hole of a route, or beyond this machine from 127.0.0.1"),
    ROW("sendto", EINVAL, AF_INET6, SOCK_RAW, "ipv6(7)",
        "the port of a raw socket's address is 0 or the number of its protocol; or {address} is "
        "the black hole of a route, or fe80:: without %INTERFACE"),
    ROW("sendto", EAGAIN, AF_INET, SOCK_DGRAM, "send(2)",
        "every ephemeral port is in use, so {socket} has none to send from; or its send buffer is "
        "full and it is nonblocking"),
    ROW("sendto", EAFNOSUPPORT, ANY, ANY, "Linux 6.18",
        "{address} is of another family than {socket}"),
    ROW("sendto", ENOENT, AF_UNIX, ANY, "unix(7)",
        "there is no {address}: the receiver has not bound it yet, or bound another path"),
    ROW("sendto", EPROTOTYPE, AF_UNIX, ANY, "unix(7)",
        "{address} is a socket of another type: datagrams go to datagram sockets"),
    ROW("sendto", EPERM, AF_UNIX, ANY, "Linux 6.18",
        "{address} is connected to another socket and takes messages from that one only"),

    ROW("sendto", ENOTDIR, AF_UNIX, ANY, "path_resolution(7)",
        "something on the way to {address} is a file and not a directory"),
    ROW("sendto", ELOOP, AF_UNIX, ANY, "path_resolution(7)",
        "symbolic links on the way to {address} lead round in a circle"),
    ROW("sendto", EADDRNOTAVAIL, ANY, ANY, "ip(7)",
        "no local address to reach {address} from: its family is off here, or the interface has "
        "none"),

    ROW("sendmsg", EINVAL, AF_UNIX, ANY, "unix(7)",
        "a control message is malformed, out of range or not one of this kind of socket, or passes "
        "more than 253 descriptors"),
    ROW("sendmsg", EINVAL, ANY, ANY, "sendmsg(2)",
        "a control message is malformed, out of range or not one of this kind of socket, or the "
        "address is no good (port 0)"),
    ROW("sendmsg", ENODEV, ANY, ANY, "ip(7)",
        "IP_PKTINFO or IPV6_PKTINFO names an interface that is not there"),
    ROW("sendmsg", EMSGSIZE, ANY, SOCK_STREAM, "sendmsg(2)",
        "more than 1024 vectors (IOV_MAX) in one message"),
    ROW("sendmsg", EBADF, AF_UNIX, ANY, "unix(7)",
        "SCM_RIGHTS: one of the descriptors to be passed is not open"),
    ROW("sendmsg", EPERM, AF_UNIX, ANY, "unix(7)",
        "SCM_CREDENTIALS: only your own process, user and group may be sent without privilege"),
    ROW("sendmsg", EPERM, AF_UNIX, SOCK_DGRAM, "unix(7)",
        "{address} is connected to another socket and takes messages from that one only; or, with "
        "SCM_CREDENTIALS: only your own process, user and group may be sent without privilege"),
    ROW("sendmsg", EPERM, ANY, ANY, "socket(7)",
        "a control message needs a privilege (SO_MARK: CAP_NET_ADMIN or CAP_NET_RAW), or a "
        "firewall rule of this "
        "machine forbids it"),
    ROW("sendmsg", ENOBUFS, ANY, ANY, "socket(7)",
        "the control messages are longer than net.core.optmem_max allows, or the kernel has no "
        "room "
        "for what is sent"),
    ROW("sendmsg", ESRCH, AF_UNIX, ANY, "unix(7)",
        "SCM_CREDENTIALS: there is no process of that number"),
    ROW("sendmsg", ETOOMANYREFS, AF_UNIX, ANY, "unix(7)",
        "SCM_RIGHTS: as many descriptors are under way already as this process may have open "
        "(RLIMIT_NOFILE)"),

    /* ---- sendfile */
    ROW("sendfile", EINVAL, ANY, ANY, "sendfile(2)",
        "the file cannot be sent from (it must be one that mmap takes: no socket, no terminal), "
        "or the offset or the count is negative"),
    /* from the page only */
    ROW("sendfile", EBADF, ANY, ANY, "sendfile(2)",
        "{socket} is not open, or it is a file that is open for reading only: a descriptor that "
        "was passed here may be one"),
    ROW("sendfile", EIO, ANY, ANY, "sendfile(2)", "the file could not be read"),
    ROW("sendfile", EOVERFLOW, ANY, ANY, "sendfile(2)",
        "the count is too large: it leads beyond the largest size a file can have"),
    ROW("sendfile", ESPIPE, ANY, ANY, "sendfile(2)",
        "an offset was given, but the file is one that has none, like a pipe"),
    /* ---- recv, and read and recvfrom where they have no row of their own */
    ROW("recv", 0, AF_INET, SOCK_STREAM, "recv(2)",
        "end of stream: the peer has closed its sending side (FIN), and all it sent was received\n"
        "(0 follows a shutdown for reading here, and an error already told, as well)"),
    ROW("recv", 0, AF_UNIX, SOCK_STREAM, "recv(2)",
        "end of stream: the peer has closed its sending side, and all it sent was received"),
    ROW("recv", 0, AF_UNIX, SOCK_SEQPACKET, "recv(2)",
        "the peer has closed its sending side, or sent an empty message: the two look alike"),
    ROW("recv", 0, ANY, SOCK_DGRAM, "recv(2)",
        "an empty datagram has come: it is a message like others, not an end (after a shutdown "
        "for reading there is always 0)"),
    ROW("recv", ENOTCONN, ANY, ANY, "recv(2)",
        "{socket} is not connected: there is no one to receive from; what a listener has comes "
        "out of accept"),
    ROW("recv", EAGAIN, ANY, ANY, "recv(2)",
        "nothing has come, and this call does not wait for it: {socket} is nonblocking, "
        "MSG_DONTWAIT is given, or SO_RCVTIMEO is over; receive again when it is readable"),
    ROW("recv", ECONNRESET, AF_INET, SOCK_STREAM, "RFC 9293",
        "the peer reset the connection (RST): it closed with data unread, or before it accepted, "
        "or with SO_LINGER {1 0}; or it knows of none any more (restarted, or a NAT on the way)"),
    ROW("recv", ECONNRESET, AF_UNIX, ANY, "unix(7)",
        "the peer has closed without reading all that was sent to it"),
    ROW("recv", ECONNREFUSED, AF_INET, SOCK_STREAM, "connect(2)",
        "the connect before this has failed: nothing listens there (SO_ERROR would have said so)"),
    ROW("recv", ECONNREFUSED, AF_INET, ANY, "udp(7)",
        "a datagram sent before found no one: an ICMP port unreachable came back for it (told "
        "once)"),
    ROW("recv", ETIMEDOUT, AF_INET, SOCK_STREAM, "tcp(7)",
        "the peer has stopped answering: what was sent, the SYN, or the keep-alive probes, stayed "
        "unacknowledged for too long; the connection is over"),
    ROW("recv", EINVAL, AF_INET, SOCK_STREAM, "recv(2)",
        "no urgent byte for MSG_OOB: none was sent, it was received, or SO_OOBINLINE leaves it in "
        "the stream"),
    ROW("recv", EINVAL, AF_UNIX, SOCK_STREAM, "unix(7)",
        "{socket} is not connected; or, with MSG_OOB, no urgent byte has come"),
    ROW("recv", EINVAL, ANY, ANY, "recv(2)",
        "an argument is no good: MSG_OOB where there is no urgent data, or a length"),
    ROW("recv", EOPNOTSUPP, ANY, ANY, "unix(7)",
        "a flag does not go with this type: MSG_OOB is for streams only"),
    ROW("recv", EHOSTUNREACH, AF_INET, ANY, "ip(7)",
        "what was sent before found no host: nobody answered on the last network, or a router or "
        "a firewall said so"),
    /* of files only, from the page */
    ROW("read", EBADF, ANY, ANY, "read(2)",
        "{socket} is not open, or it is a file that is open for writing only: a descriptor that "
        "was passed here may be one"),
    ROW("read", EIO, ANY, ANY, "read(2)",
        "of files: the device could not be read; of a terminal: this process is in the background"),
    ROW("read", EINVAL, AF_UNIX, SOCK_STREAM, "unix(7)", "{socket} is not connected"),
    ROW("read", EINVAL, ANY, ANY, "read(2)",
        "{socket} cannot be read from in this way; of files: O_DIRECT and memory that is not "
        "aligned"),
    ROW("read", EISDIR, ANY, ANY, "read(2)", "of files: it is a directory"),
    ROW("readv", EBADF, ANY, ANY, "read(2)",
        "{socket} is not open, or it is a file that is open for writing only: a descriptor that "
        "was passed here may be one"),
    ROW("readv", EINVAL, ANY, ANY, "readv(2)",
        "more than 1024 vectors (IOV_MAX), or their lengths add up to more than fits into ssize_t"),
    ROW("readv", EOPNOTSUPP, ANY, ANY, "readv(2)",
        "of preadv2: a flag this kernel or file does not know"),
    ROW("recvmsg", EMSGSIZE, ANY, ANY, "Linux 6.18",
        "more than 1024 vectors (IOV_MAX) in one message"),

    /* ---- names */
    ROW("getpeername", ENOTCONN, ANY, ANY, "getpeername(2)",
        "{socket} has no peer: it is not connected, or no longer"),
    ROW("getpeername", ENOTCONN, AF_INET, SOCK_RAW, "Linux 6.18",
        "the kernel tells no peer without a port, which a raw socket has none of, connected or "
        "not"),
    ROW("getpeername", EOPNOTSUPP, ANY, ANY, "Linux 6.18",
        "{socket} has no peer, and can have none: its family has no connections"),
    /* the two need a length that is wrong, which no verb gives */
    ROW("getpeername", EINVAL, ANY, ANY, "getpeername(2)", "the length of the address is negative"),
    ROW("getsockname", EINVAL, ANY, ANY, "getsockname(2)", "the length of the address is negative"),

    /* ---- options and descriptor flags */
    ROW("getsockopt", ENOPROTOOPT, ANY, ANY, "getsockopt(2)",
        "{socket} has no such option at this level"),
    ROW("getsockopt", EINVAL, ANY, ANY, "getsockopt(2)",
        "the length is too small for the option's value, or {socket} is in a state without such a "
        "value"),
    ROW("getsockopt", EOPNOTSUPP, AF_UNIX, ANY, "ip(7)",
        "AF_UNIX has options at level SOL_SOCKET only"),
    ROW("getsockopt", EOPNOTSUPP, ANY, ANY, "ip(7)",
        "{socket} has no options at this level: those of TCP are for TCP sockets, those of IPv6 "
        "for AF_INET6"),
    ROW("getsockopt", EADDRNOTAVAIL, AF_INET, ANY, "ip(7)",
        "{socket} is not in this group on this interface: it has no filter of its sources"),
    ROW("getsockopt", ENODATA, ANY, ANY, "Linux 6.18",
        "nobody's groups were kept for {socket} (SO_PEERGROUPS): connected sockets of AF_UNIX have "
        "a "
        "peer that is known"),
    ROW("setsockopt", ENOPROTOOPT, ANY, ANY, "setsockopt(2)",
        "this option cannot be set on {socket}: it is for reading only, or not one of this level "
        "and kind of socket"),
    ROW("setsockopt", EOPNOTSUPP, AF_UNIX, ANY, "ip(7)",
        "AF_UNIX has options at level SOL_SOCKET only, and SO_REUSEPORT is not one of its"),
    ROW("setsockopt", EOPNOTSUPP, ANY, ANY, "Linux 6.18",
        "{socket} does not take this option: another kind of socket does (of those of TCP, "
        "IPPROTO_MPTCP takes a part)"),
    ROW("setsockopt", EINVAL, ANY, ANY, "setsockopt(2)",
        "the value is out of the option's range or has the wrong size, or it comes too late "
        "(IPV6_V6ONLY after bind)"),
    ROW("setsockopt", ENOBUFS, AF_INET, ANY, "ip(7)",
        "{socket} is in as many groups as it may be (net.ipv4.igmp_max_memberships), or has as "
        "many source filters (igmp_max_msf)"),
    ROW("setsockopt", EADDRINUSE, AF_INET, ANY, "ip(7)", "{socket} is in this group already"),
    ROW("setsockopt", EADDRNOTAVAIL, AF_INET, ANY, "ip(7)",
        "there is nothing like that: {socket} is not in this group, the source is in its filter "
        "already or not in it, an address is of another family, or no interface has this address "
        "or "
        "number"),
    ROW("setsockopt", EPROTO, AF_INET, SOCK_STREAM, "Linux 6.18",
        "groups are for datagrams, and {socket} is a stream"),
    ROW("setsockopt", ENODEV, ANY, ANY, "ip(7)",
        "there is no such interface, or no route says which one to use for the group: name one"),
    ROW("setsockopt", EISCONN, AF_INET, SOCK_STREAM, "Linux 6.18",
        "{socket} is connected: this option is for before that"),
    ROW("setsockopt", ENOTCONN, AF_INET, SOCK_STREAM, "Linux 6.18",
        "{socket} is not connected: this option is for a connection"),
    ROW("setsockopt", EDOM, ANY, ANY, "socket(7)",
        "a timeout's microseconds go from 0 to 999999: whole seconds are the other field"),
    ROW("setsockopt", EACCES, ANY, ANY, "socket(7)",
        "this needs CAP_NET_ADMIN: SO_DEBUG can be switched on by root only"),
    ROW("setsockopt", ENOENT, ANY, ANY, "Linux 6.18",
        "there is nothing of that name, or nothing that could be taken away"),
    ROW("getsockopt", ENOTCONN, ANY, ANY, "Linux 6.18",
        "{socket} has no peer, and this option is about one: connect it first"),
    ROW("setsockopt", EPERM, ANY, ANY, "socket(7)",
        "this option, or this value of it, needs a privilege (CAP_NET_ADMIN for most), or the "
        "state of {socket} does not let it be set"),
    ROW("fcntl", EINVAL, ANY, ANY, "fcntl(2)",
        "a socket has no such command, or the value is not for sockets (O_DIRECT)"),
    /* locks, leases, pipes and seals, from the page: not for sockets */
    ROW("fcntl", EACCES, ANY, ANY, "fcntl(2)", "of files: another process holds a lock on it"),
    ROW("fcntl", EAGAIN, ANY, ANY, "fcntl(2)",
        "of files: another process holds a lock on it, or has it mapped into its memory"),
    ROW("fcntl", EBUSY, ANY, ANY, "fcntl(2)",
        "of pipes: more is in it than the new size holds; of files: it is mapped, so it cannot be "
        "sealed"),
    ROW("fcntl", EDEADLK, ANY, ANY, "fcntl(2)",
        "of files: waiting for this lock would make two processes wait for each other"),
    ROW("fcntl", ENOLCK, ANY, ANY, "fcntl(2)",
        "of files: too many locks, or the file server has none left"),
    ROW("fcntl", ENOTDIR, ANY, ANY, "fcntl(2)", "F_NOTIFY is for directories"),
    ROW("fcntl", EPERM, ANY, ANY, "fcntl(2)",
        "not allowed: a signal to a process of another user, the flag O_APPEND of an append-only "
        "file, a pipe beyond its limit"),
    ROW("fcntl", ESRCH, ANY, ANY, "Linux 6.18",
        "there is no such process or group to own {socket}"),
    ROW("ioctl", EINVAL, ANY, ANY, "ioctl(2)",
        "{socket} is in a state without an answer (a listener has no queue of data), or the "
        "argument is not valid"),
    ROW("ioctl", ENOTTY, ANY, ANY, "ioctl(2)",
        "{socket} knows no such request: it is for another kind of socket (of an interface's "
        "addresses, for AF_INET)"),
    ROW("ioctl", EOPNOTSUPP, ANY, ANY, "Linux 6.18",
        "{socket} knows the request, but has nothing to answer: urgent data (SIOCATMARK) is for "
        "streams"),
    ROW("ioctl", EOPNOTSUPP, AF_VSOCK, ANY, "Linux 6.18",
        "{socket} is not connected, or its transport does not tell"),
    ROW("ioctl", ENOENT, ANY, ANY, "socket(7)",
        "no message has been received whose time {socket} keeps (SIOCGSTAMP): a stream keeps none"),
    ROW("ioctl", ENODEV, ANY, ANY, "netdevice(7)", "there is no such interface"),
    ROW("ioctl", EADDRNOTAVAIL, ANY, ANY, "netdevice(7)",
        "the interface has no address of this family"),
    ROW("ioctl", EPERM, ANY, ANY, "netdevice(7)", "changing an interface needs CAP_NET_ADMIN"),

    ROW("sockatmark", EINVAL, ANY, ANY, "sockatmark(3)", "{socket} is no socket with urgent data"),
    ROW("sockatmark", ENOTTY, ANY, ANY, "Linux 6.18",
        "{socket} has no urgent data: that is for streams of TCP and AF_UNIX"),
    ROW("sockatmark", EOPNOTSUPP, ANY, ANY, "Linux 6.18",
        "{socket} has no urgent data: that is for streams of TCP and AF_UNIX"),

    /* ---- readiness */
    ROW("select", EINVAL, ANY, ANY, "select(2)",
        "the time is negative or has more than 999999 microseconds, or the number of descriptors "
        "is negative"),
    ROW("select", EBADF, ANY, ANY, "select(2)",
        "one of the sets has a descriptor that is not open"),
    ROW("poll", EINVAL, ANY, ANY, "poll(2)",
        "more entries than this process may have descriptors (RLIMIT_NOFILE)"),
    ROW("epoll_wait", EINVAL, ANY, ANY, "epoll_wait(2)",
        "{socket} is no epoll, or no room for even one event was given"),
    /* no verb gives a flag */
    ROW("epoll_create1", EINVAL, ANY, ANY, "epoll_create1(2)",
        "a flag is none but EPOLL_CLOEXEC; of epoll_create: the size is not above 0"),
    ROW("epoll_ctl", EEXIST, ANY, ANY, "epoll_ctl(2)",
        "{socket} watches it already: change it with EPOLL_CTL_MOD"),
    ROW("epoll_ctl", ENOENT, ANY, ANY, "epoll_ctl(2)",
        "{socket} does not watch it: add it with EPOLL_CTL_ADD"),
    ROW("epoll_ctl", EINVAL, ANY, ANY, "epoll_ctl(2)",
        "{socket} is no epoll or is to watch itself, there is no such operation, or the events do "
        "not go together (EPOLLEXCLUSIVE)"),
    ROW("epoll_ctl", ELOOP, ANY, ANY, "epoll_ctl(2)",
        "these epolls would watch each other in a circle, or more than five deep"),
    ROW("epoll_ctl", ENOSPC, ANY, ANY, "epoll_ctl(2)",
        "this user watches as much as may be (fs.epoll.max_user_watches)"),
    ROW("epoll_ctl", EPERM, ANY, ANY, "epoll_ctl(2)",
        "a regular file or a directory is always ready: epoll does not take it"),

    /* ---- unlink: what is not about sockets is from the page */
    ROW("unlink", ENOENT, ANY, ANY, "unlink(2)",
        "there is no such file: it was removed before, or never made"),
    ROW("unlink", EACCES, ANY, ANY, "unlink(2)",
        "no permission: the folder of the file must be writable for you, and all on the way open "
        "to you"),
    ROW("unlink", EPERM, ANY, ANY, "unlink(2)",
        "the folder is sticky (as /tmp is), and neither it nor the file is yours; or the file "
        "system takes no files away"),
    ROW("unlink", ENOTDIR, ANY, ANY, "unlink(2)",
        "something on the way to the file is a file and not a directory"),
    ROW("unlink", ELOOP, ANY, ANY, "unlink(2)",
        "symbolic links on the way to the file lead round in a circle"),
    ROW("unlink", ENAMETOOLONG, ANY, ANY, "unlink(2)",
        "the path is too long, or one of its names is: 255 bytes each"),
    ROW("unlink", EROFS, ANY, ANY, "unlink(2)", "the file system is read-only"),
    ROW("unlink", EISDIR, ANY, ANY, "unlink(2)", "it is a directory: rmdir removes those"),
    ROW("unlink", EBUSY, ANY, ANY, "unlink(2)",
        "the system uses the file: something is mounted on it, or it is the root of a server"),
    ROW("unlink", EIO, ANY, ANY, "unlink(2)", "the device could not be read or written"),
    ROW("unlink", EBADF, ANY, ANY, "unlink(2)", "of unlinkat: the folder's descriptor is not open"),
    ROW("unlink", EINVAL, ANY, ANY, "unlink(2)", "of unlinkat: a flag is none but AT_REMOVEDIR"),

    /* ---- the resolver: EAI_ codes, which are below 0 */
    ROW("getaddrinfo", EAI_NONAME, ANY, ANY, "getaddrinfo(3)",
        "nowhere that the resolver looks (nsswitch.conf(5)) is such a host known; or neither host "
        "nor service was asked for"),
    ROW("getaddrinfo", EAI_SERVICE, ANY, ANY, "getaddrinfo(3)",
        "this service is not known for this type of socket, though it may be for another "
        "(services(5)); a raw socket has no services"),
    ROW("getaddrinfo", EAI_ADDRFAMILY, ANY, ANY, "getaddrinfo(3)",
        "the host has no address in the family that was asked for"),
    ROW("getaddrinfo", EAI_FAMILY, ANY, ANY, "getaddrinfo(3)",
        "the resolver does not have this family: it has AF_INET and AF_INET6, and AF_UNSPEC asks "
        "for "
        "any"),
    ROW("getaddrinfo", EAI_SOCKTYPE, ANY, ANY, "getaddrinfo(3)",
        "the resolver does not have this type of socket, or not with this protocol"),
    ROW("getaddrinfo", EAI_AGAIN, ANY, ANY, "getaddrinfo(3)",
        "the host could not be looked up for now: no name server answered, or it says that its "
        "failure is temporary"),
    /* from the page only */
    ROW("getaddrinfo", EAI_FAIL, ANY, ANY, "getaddrinfo(3)",
        "the name server says that it fails, and not for now only"),
    ROW("getaddrinfo", EAI_NODATA, ANY, ANY, "getaddrinfo(3)",
        "the host is known, but has no address"),
    ROW("getaddrinfo", EAI_MEMORY, ANY, ANY, "getaddrinfo(3)",
        "the resolver has no memory for this"),
    ROW("getaddrinfo", EAI_BADFLAGS, ANY, ANY, "getaddrinfo(3)",
        "one of the flags is none, or they ask for the name of a host that was left out"),
    ROW("getaddrinfo", EAI_SYSTEM, ANY, ANY, "getaddrinfo(3)",
        "something else failed under the resolver: errno says what"),
    ROW("getnameinfo", EAI_NONAME, ANY, ANY, "getnameinfo(3)",
        "the address has no name that is known, and NI_NAMEREQD wants nothing else"),
    ROW("getnameinfo", EAI_BADFLAGS, ANY, ANY, "getnameinfo(3)", "one of the flags is none"),
    /* from the page only */
    ROW("getnameinfo", EAI_AGAIN, ANY, ANY, "getnameinfo(3)",
        "the name could not be looked up for now: asking later may help"),
    ROW("getnameinfo", EAI_FAIL, ANY, ANY, "getnameinfo(3)",
        "the name could not be looked up, and asking later does not help"),
    ROW("getnameinfo", EAI_FAMILY, ANY, ANY, "getnameinfo(3)",
        "the resolver does not have the family of {address}, or it is too short for its family"),
    ROW("getnameinfo", EAI_MEMORY, ANY, ANY, "getnameinfo(3)",
        "the resolver has no memory for this"),
    ROW("getnameinfo", EAI_OVERFLOW, ANY, ANY, "getnameinfo(3)",
        "a name is longer than the room for it"),
    ROW("getnameinfo", EAI_SYSTEM, ANY, ANY, "getnameinfo(3)",
        "something else failed under the resolver: errno says what"),

    /* ---- any call */
    ROW("*", EBADF, ANY, ANY, "close(2)", "{socket} is not open: it was closed, or never was open"),
    ROW("*", ENOTSOCK, ANY, ANY, "send(2)", "{socket} is open, but it is not a socket"),
    ROW("*", EINTR, ANY, ANY, "signal(7)",
        "a signal came before there was anything to answer: nothing is lost, and the call can be "
        "made again"),
    ROW("*", EAGAIN, ANY, ANY, "socket(7)",
        "the call would have to wait, and {socket} is nonblocking or a time limit of it is over"),
    ROW("*", EMFILE, ANY, ANY, "socket(2)",
        "this process has as many descriptors as it may have (RLIMIT_NOFILE): close one first"),
    /* from the page only */
    ROW("*", ENFILE, ANY, ANY, "socket(2)",
        "the whole machine has as many files open as it may have (fs.file-max)"),
    ROW("*", ENOBUFS, ANY, ANY, "socket(2)",
        "the kernel has no room for this: a limit of it is reached, or memory is short"),
    /* from the page only */
    ROW("*", ENOMEM, ANY, ANY, "socket(2)", "the kernel has no memory for this"),
    ROW("*", EFAULT, ANY, ANY, "send(2)", "the kernel was given an address outside this program"),
};

/* A call with rows that are true of another one too: those the other lacks the first still has. */
struct kin {
	const char *call, *like;
	int but[3]; /* errnos that only the other answers: they are of its flags */
};

static const struct kin kins[] = {
    {.call = "socketpair", .like = "socket"},
    {.call = "accept4", .like = "accept"},
    {.call = "write", .like = "send", .but = {EISCONN, EALREADY, EOPNOTSUPP}},
    {.call = "writev", .like = "write"},
    {.call = "sendto", .like = "send"},
    {.call = "sendmsg", .like = "sendto"},
    {.call = "sendfile", .like = "write"},
    {.call = "read", .like = "recv", .but = {EOPNOTSUPP}},
    {.call = "readv", .like = "read"},
    {.call = "recvfrom", .like = "recv"},
    {.call = "recvmsg", .like = "recvfrom"},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), KINS = sizeof(kins) / sizeof(kins[0]), SLOTS = 1024 };

_Static_assert(ROW_INDEX_HOLDS(SLOTS, ROWS), "more explanations than their index holds");

static struct row_index_slot slots[SLOTS];
/* From an errno and a call to the first row of the two. */
static const struct row_index firsts = {.slot = slots, .slots = SLOTS};
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill(void)
{
	for (size_t i = 0; i < ROWS; i++)
		row_index_add_name(&firsts, rows[i].err, rows[i].call, &rows[i]);
}

/* How near a row is to a socket, more for nearer; 0: it is not about such a socket. */
static int nearness(const struct explanation *e, int family, int type)
{
	int near = 1;

	if (e->family != ANY && e->family != family && !(e->family == AF_INET && family == AF_INET6))
		return 0;
	if (e->type != ANY && e->type != type)
		return 0;
	if (e->family != ANY)
		near += e->family == family ? 4 : 2;
	if (e->type != ANY)
		near += 1;
	return near;
}

/* The nearest of the rows of a call and errno; NULL: none is about such a socket. */
static const struct explanation *find_nearest(const char *call, int err, int family, int type)
{
	const struct explanation *first, *best = NULL;
	int most = 0;

	first = row_index_by_name(&firsts, err, call, strlen(call));
	for (const struct explanation *e = first; e && e < rows + ROWS; e++) {
		int near;

		if (e->err != err || strcmp(e->call, first->call) != 0)
			break;
		near = nearness(e, family, type);
		if (near > most) {
			most = near;
			best = e;
		}
	}
	return best;
}

static const struct kin *find_kin(const char *call)
{
	for (size_t i = 0; i < KINS; i++)
		if (!strcmp(kins[i].call, call))
			return &kins[i];
	return NULL;
}

const char *explanation_kin(const char *call, int err)
{
	const struct kin *kin = find_kin(call);

	for (size_t i = 0; kin && i < sizeof(kin->but) / sizeof(kin->but[0]); i++)
		if (err && kin->but[i] == err)
			return NULL;
	return kin ? kin->like : NULL;
}

const struct explanation *explanation_find(const char *call, int err, int family, int type)
{
	const struct explanation *e = NULL;

	pthread_once(&once, fill);
	for (const char *like = call; !e && like; like = explanation_kin(like, err))
		e = find_nearest(like, err, family, type);
	return e ? e : find_nearest("*", err, family, type);
}

const struct explanation *explanation_at(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}

void explanation_add(struct bytes *out, const char *text, const char *address, const char *socket)
{
	static const char address_mark[] = "{address}", socket_mark[] = "{socket}";
	const char *brace;

	while ((brace = strchr(text, '{'))) {
		bytes_add(out, text, (size_t)(brace - text));
		if (!strncmp(brace, address_mark, strlen(address_mark))) {
			bytes_add_str(out, address);
			text = brace + strlen(address_mark);
		} else if (!strncmp(brace, socket_mark, strlen(socket_mark))) {
			bytes_add_str(out, socket);
			text = brace + strlen(socket_mark);
		} else {
			bytes_add_char(out, '{');
			text = brace + 1;
		}
	}
	bytes_add_str(out, text);
}

void explanation_add_whom(struct bytes *out, const struct explanation *e)
{
	if (e->family != -1)
		constant_add(out, CONSTANT_FAMILY, e->family);
	if (e->family != -1 && e->type != -1)
		bytes_add_str(out, ", ");
	if (e->type != -1)
		constant_add(out, CONSTANT_TYPE, e->type);
	if (e->family != -1 || e->type != -1)
		bytes_add_str(out, ": ");
}
