/*
 * Headers, prototypes and purposes of the calls, from the pages of the manual (man-pages 6.03).
 */
#include "tables/call_pages.h"

#include <pthread.h>

#include "tables/row_index.h"

#define ROW(NAME, MAN, HEADER, PROTOTYPE, ABOUT, ANSWER, ANY)                                      \
	{                                                                                              \
		.name = NAME, .man = MAN, .header = HEADER, .prototype = PROTOTYPE, .about = ABOUT,        \
		.answer = ANSWER, .any = ANY                                                               \
	}

static const struct call_page rows[] = {
    ROW("socket", "socket(2)", "sys/socket.h", "int socket(int domain, int type, int protocol);",
        "make a socket", "a descriptor", "EMFILE, ENFILE, ENOBUFS, ENOMEM"),
    ROW("socketpair", "socketpair(2)", "sys/socket.h",
        "int socketpair(int domain, int type, int protocol, int sv[2]);",
        "make two sockets that are connected to each other", "0, and two descriptors in sv",
        "EMFILE, ENFILE, ENOMEM, EFAULT"),
    ROW("bind", "bind(2)", "sys/socket.h",
        "int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);",
        "give a socket its own address", "0", "EBADF, ENOTSOCK, EFAULT, ENOMEM"),
    ROW("listen", "listen(2)", "sys/socket.h", "int listen(int sockfd, int backlog);",
        "let connections come in", "0", "EBADF, ENOTSOCK"),
    ROW("accept", "accept(2)", "sys/socket.h",
        "int accept(int sockfd, struct sockaddr *restrict addr, socklen_t *restrict addrlen);",
        "take the next connection that came in", "the descriptor of a new socket",
        "EBADF, ENOTSOCK, EINTR, EFAULT, ENFILE, ENOBUFS, ENOMEM"),
    ROW("accept4", "accept(2)", "sys/socket.h",
        "int accept4(int sockfd, struct sockaddr *restrict addr, socklen_t *restrict addrlen, int "
        "flags);",
        "accept, with flags for the new socket", "the descriptor of a new socket",
        "EBADF, ENOTSOCK, EINTR, EFAULT, ENFILE, ENOBUFS, ENOMEM"),
    ROW("connect", "connect(2)", "sys/socket.h",
        "int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);",
        "connect a socket to an address", "0", "EBADF, ENOTSOCK, EINTR, EFAULT"),
    ROW("shutdown", "shutdown(2)", "sys/socket.h", "int shutdown(int sockfd, int how);",
        "end one direction of a connection, or both", "0", "EBADF, ENOTSOCK"),
    ROW("close", "close(2)", "unistd.h", "int close(int fd);", "close a descriptor", "0",
        "EBADF, EINTR"),
    ROW("dup", "dup(2)", "unistd.h", "int dup(int oldfd);",
        "a second descriptor for the same socket", "the new descriptor", "EBADF, EMFILE, EINTR"),
    ROW("send", "send(2)", "sys/socket.h",
        "ssize_t send(int sockfd, const void *buf, size_t len, int flags);",
        "send on a connected socket", "the number of bytes taken, which may be less than len",
        "EBADF, ENOTSOCK, EINTR, EFAULT, ENOBUFS, ENOMEM"),
    ROW("sendto", "send(2)", "sys/socket.h",
        "ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr "
        "*dest_addr, socklen_t addrlen);",
        "send to an address", "the number of bytes taken",
        "EBADF, ENOTSOCK, EINTR, EFAULT, ENOBUFS, ENOMEM"),
    ROW("sendmsg", "send(2)", "sys/socket.h",
        "ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags);",
        "send several buffers at once, with an address and control messages",
        "the number of bytes taken", "EBADF, ENOTSOCK, EINTR, EFAULT, ENOBUFS, ENOMEM"),
    ROW("write", "write(2)", "unistd.h", "ssize_t write(int fd, const void *buf, size_t count);",
        "write to a descriptor: send without flags", "the number of bytes taken",
        "EBADF, EINTR, EFAULT, ENOBUFS, ENOMEM"),
    ROW("writev", "readv(2)", "sys/uio.h",
        "ssize_t writev(int fd, const struct iovec *iov, int iovcnt);",
        "write several buffers at once", "the number of bytes taken",
        "EBADF, EINTR, EFAULT, ENOBUFS, ENOMEM"),
    ROW("sendfile", "sendfile(2)", "sys/sendfile.h",
        "ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count);",
        "send a file without copying it through the program", "the number of bytes taken",
        "EBADF, EINTR, EFAULT, ENOBUFS, ENOMEM"),
    ROW("recv", "recv(2)", "sys/socket.h",
        "ssize_t recv(int sockfd, void *buf, size_t len, int flags);", "receive",
        "the number of bytes received; 0 at the end of a stream",
        "EBADF, ENOTSOCK, EINTR, EFAULT, ENOMEM"),
    ROW("recvfrom", "recv(2)", "sys/socket.h",
        "ssize_t recvfrom(int sockfd, void *restrict buf, size_t len, int flags, struct sockaddr "
        "*restrict src_addr, socklen_t *restrict addrlen);",
        "receive, and tell who sent it", "the number of bytes received; 0 at the end of a stream",
        "EBADF, ENOTSOCK, EINTR, EFAULT, ENOMEM"),
    ROW("recvmsg", "recv(2)", "sys/socket.h",
        "ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags);",
        "receive into several buffers, with the sender and control messages",
        "the number of bytes received; 0 at the end of a stream",
        "EBADF, ENOTSOCK, EINTR, EFAULT, ENOMEM"),
    ROW("read", "read(2)", "unistd.h", "ssize_t read(int fd, void *buf, size_t count);",
        "read from a descriptor: recv without flags",
        "the number of bytes received; 0 at the end of a stream", "EBADF, EINTR, EFAULT, ENOMEM"),
    ROW("readv", "readv(2)", "sys/uio.h",
        "ssize_t readv(int fd, const struct iovec *iov, int iovcnt);", "read into several buffers",
        "the number of bytes received; 0 at the end of a stream", "EBADF, EINTR, EFAULT, ENOMEM"),
    ROW("getsockname", "getsockname(2)", "sys/socket.h",
        "int getsockname(int sockfd, struct sockaddr *restrict addr, socklen_t *restrict addrlen);",
        "tell a socket's own address", "0", "EBADF, ENOTSOCK, EFAULT, ENOBUFS"),
    ROW("getpeername", "getpeername(2)", "sys/socket.h",
        "int getpeername(int sockfd, struct sockaddr *restrict addr, socklen_t *restrict addrlen);",
        "tell the address of a socket's peer", "0", "EBADF, ENOTSOCK, EFAULT, ENOBUFS"),
    ROW("getsockopt", "getsockopt(2)", "sys/socket.h",
        "int getsockopt(int sockfd, int level, int optname, void *restrict optval, socklen_t "
        "*restrict optlen);",
        "read an option of a socket", "0", "EBADF, ENOTSOCK, EFAULT"),
    ROW("setsockopt", "setsockopt(2)", "sys/socket.h",
        "int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen);",
        "set an option of a socket", "0", "EBADF, ENOTSOCK, EFAULT, ENOMEM"),
    ROW("select", "select(2)", "sys/select.h",
        "int select(int nfds, fd_set *restrict readfds, fd_set *restrict writefds, fd_set "
        "*restrict exceptfds, struct timeval *restrict timeout);",
        "wait until one of several descriptors is ready; none may be 1024 (FD_SETSIZE) or more",
        "how many are ready; 0 when the time is over", "EINTR, EFAULT, ENOMEM"),
    ROW("poll", "poll(2)", "poll.h", "int poll(struct pollfd *fds, nfds_t nfds, int timeout);",
        "wait until one of several descriptors is ready",
        "how many are ready; 0 when the time is over", "EINTR, EFAULT, ENOMEM"),
    ROW("epoll_create1", "epoll_create1(2)", "sys/epoll.h", "int epoll_create1(int flags);",
        "make an object that watches descriptors", "a descriptor", "EMFILE, ENFILE, ENOMEM"),
    ROW("epoll_ctl", "epoll_ctl(2)", "sys/epoll.h",
        "int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);",
        "watch a descriptor, or no longer", "0", "EBADF, EFAULT, ENOMEM"),
    ROW("epoll_wait", "epoll_wait(2)", "sys/epoll.h",
        "int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout);",
        "wait until a watched descriptor is ready", "how many are ready; 0 when the time is over",
        "EBADF, EINTR, EFAULT"),
    ROW("fcntl", "fcntl(2)", "fcntl.h", "int fcntl(int fd, int cmd, ...);",
        "read and set what a descriptor is like: F_GETFL, F_SETFL with O_NONBLOCK",
        "what the command asks for", "EBADF, EINTR, EFAULT, EMFILE"),
    ROW("ioctl", "ioctl(2)", "sys/ioctl.h", "int ioctl(int fd, unsigned long request, ...);",
        "ask the driver of a descriptor: FIONREAD", "0, or what the request says", "EBADF, EFAULT"),
    ROW("sockatmark", "sockatmark(3)", "sys/socket.h", "int sockatmark(int sockfd);",
        "tell whether the next byte is the one after the urgent mark", "1 or 0", "EBADF"),
    ROW("unlink", "unlink(2)", "unistd.h", "int unlink(const char *pathname);",
        "remove a file: that of a Unix socket stays when the socket is closed", "0",
        "EFAULT, ENOMEM"),
    ROW("getaddrinfo", "getaddrinfo(3)", "netdb.h",
        "int getaddrinfo(const char *restrict node, const char *restrict service, const struct "
        "addrinfo *restrict hints, struct addrinfo **restrict res);",
        "find the addresses of a host and a service",
        "0, else an EAI_ code, and errno with EAI_SYSTEM", NULL),
    ROW("getnameinfo", "getnameinfo(3)", "netdb.h",
        "int getnameinfo(const struct sockaddr *restrict addr, socklen_t addrlen, char *restrict "
        "host, socklen_t hostlen, char *restrict serv, socklen_t servlen, int flags);",
        "find the names of an address", "0, else an EAI_ code, and errno with EAI_SYSTEM", NULL),
    ROW("getifaddrs", "getifaddrs(3)", "ifaddrs.h", "int getifaddrs(struct ifaddrs **ifap);",
        "list the network interfaces and their addresses", "0", "EMFILE, ENFILE, ENOBUFS, ENOMEM"),
    ROW("strerror", "strerror(3)", "string.h", "char *strerror(int errnum);",
        "the text of an errno",
        "the text; of a number that is none, \"Unknown error\" and the number", NULL),
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), SLOTS = 128 };

_Static_assert(ROW_INDEX_HOLDS(SLOTS, ROWS), "more calls than their index holds");

static struct row_index_slot slots[SLOTS];
static const struct row_index names = {.slot = slots, .slots = SLOTS};
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill(void)
{
	for (size_t i = 0; i < ROWS; i++)
		row_index_add_name(&names, 0, rows[i].name, &rows[i]);
}

const struct call_page *call_page_by_name(const char *name, size_t n)
{
	pthread_once(&once, fill);
	return row_index_by_name(&names, 0, name, n);
}

const struct call_page *call_page_at(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}
