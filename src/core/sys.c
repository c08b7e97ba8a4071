/*
 * The kernel behind the door. The doors for tests, which stand before it, are in sys_doors.c.
 */
#include "core/sys.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <unistd.h>

static int real_socket(struct sys *s, int family, int type, int protocol)
{
	(void)s;
	return socket(family, type, protocol);
}

static int real_socketpair(struct sys *s, int family, int type, int protocol, int fd[2])
{
	(void)s;
	return socketpair(family, type, protocol, fd);
}

static int real_bind(struct sys *s, int fd, const struct sockaddr *a, socklen_t len)
{
	(void)s;
	return bind(fd, a, len);
}

static int real_listen(struct sys *s, int fd, int backlog)
{
	(void)s;
	return listen(fd, backlog);
}

static int real_accept(struct sys *s, int fd, struct sockaddr *a, socklen_t *len)
{
	(void)s;
	return accept(fd, a, len);
}

static int real_accept4(struct sys *s, int fd, struct sockaddr *a, socklen_t *len, int flags)
{
	(void)s;
	return accept4(fd, a, len, flags);
}

static int real_connect(struct sys *s, int fd, const struct sockaddr *a, socklen_t len)
{
	(void)s;
	return connect(fd, a, len);
}

static int real_shutdown(struct sys *s, int fd, int how)
{
	(void)s;
	return shutdown(fd, how);
}

/*
 * The C library's close, send and recv are points where a thread may be cancelled, which costs two atomic
 * operations each; no thread here ever is.
 */
static int real_close(struct sys *s, int fd)
{
	(void)s;
	return (int)syscall(SYS_close, fd);
}

static int real_dup(struct sys *s, int fd)
{
	(void)s;
	return dup(fd);
}

/* send(2) and recv(2) are sendto(2) and recvfrom(2) without an address. */
static ssize_t real_send(struct sys *s, int fd, const void *p, size_t n, int flags)
{
	(void)s;
	return syscall(SYS_sendto, fd, p, n, flags, NULL, 0);
}

static ssize_t real_sendto(struct sys *s, int fd, const void *p, size_t n, int flags,
                           const struct sockaddr *a, socklen_t len)
{
	(void)s;
	return sendto(fd, p, n, flags, a, len);
}

static ssize_t real_write(struct sys *s, int fd, const void *p, size_t n)
{
	(void)s;
	return write(fd, p, n);
}

static ssize_t real_recv(struct sys *s, int fd, void *p, size_t n, int flags)
{
	(void)s;
	return syscall(SYS_recvfrom, fd, p, n, flags, NULL, NULL);
}

static ssize_t real_recvfrom(struct sys *s, int fd, void *p, size_t n, int flags,
                             struct sockaddr *a, socklen_t *len)
{
	(void)s;
	return recvfrom(fd, p, n, flags, a, len);
}

static ssize_t real_read(struct sys *s, int fd, void *p, size_t n)
{
	(void)s;
	return read(fd, p, n);
}

static ssize_t real_writev(struct sys *s, int fd, const struct iovec *v, int n)
{
	(void)s;
	return writev(fd, v, n);
}

static ssize_t real_readv(struct sys *s, int fd, const struct iovec *v, int n)
{
	(void)s;
	return readv(fd, v, n);
}

static ssize_t real_sendmsg(struct sys *s, int fd, const struct msghdr *m, int flags)
{
	(void)s;
	return sendmsg(fd, m, flags);
}

static ssize_t real_recvmsg(struct sys *s, int fd, struct msghdr *m, int flags)
{
	(void)s;
	return recvmsg(fd, m, flags);
}

static ssize_t real_sendfile(struct sys *s, int fd, int from, off_t *offset, size_t n)
{
	(void)s;
	return sendfile(fd, from, offset, n);
}

static int real_getsockname(struct sys *s, int fd, struct sockaddr *a, socklen_t *len)
{
	(void)s;
	return getsockname(fd, a, len);
}

static int real_getpeername(struct sys *s, int fd, struct sockaddr *a, socklen_t *len)
{
	(void)s;
	return getpeername(fd, a, len);
}

static int real_getsockopt(struct sys *s, int fd, int level, int name, void *value, socklen_t *len)
{
	(void)s;
	return getsockopt(fd, level, name, value, len);
}

static int real_setsockopt(struct sys *s, int fd, int level, int name, const void *value,
                           socklen_t len)
{
	(void)s;
	return setsockopt(fd, level, name, value, len);
}

static int real_fcntl(struct sys *s, int fd, int command, long argument)
{
	(void)s;
	return fcntl(fd, command, argument);
}

static int real_ioctl(struct sys *s, int fd, unsigned long request, void *argument)
{
	(void)s;
	return ioctl(fd, request, argument);
}

static int real_poll(struct sys *s, struct pollfd *set, nfds_t n, int timeout_ms)
{
	(void)s;
	return poll(set, n, timeout_ms);
}

static int real_select(struct sys *s, int n, fd_set *read, fd_set *write, fd_set *except,
                       struct timeval *timeout)
{
	(void)s;
	return select(n, read, write, except, timeout);
}

static int real_epoll_create1(struct sys *s, int flags)
{
	(void)s;
	return epoll_create1(flags);
}

static int real_epoll_ctl(struct sys *s, int fd, int operation, int what, struct epoll_event *e)
{
	(void)s;
	return epoll_ctl(fd, operation, what, e);
}

static int real_epoll_wait(struct sys *s, int fd, struct epoll_event *e, int n, int timeout_ms)
{
	(void)s;
	return epoll_wait(fd, e, n, timeout_ms);
}

static int real_getifaddrs(struct sys *s, struct ifaddrs **found)
{
	(void)s;
	return getifaddrs(found);
}

static int real_getnameinfo(struct sys *s, const struct sockaddr *a, socklen_t n, char *host,
                            socklen_t host_n, char *service, socklen_t service_n, int flags)
{
	(void)s;
	return getnameinfo(a, n, host, host_n, service, service_n, flags);
}

static int real_getaddrinfo(struct sys *s, const char *host, const char *service,
                            const struct addrinfo *hints, struct addrinfo **found)
{
	(void)s;
	return getaddrinfo(host, service, hints, found);
}

struct sys *sys_real(void)
{
	static struct sys real = {
	    .socket = real_socket,
	    .socketpair = real_socketpair,
	    .bind = real_bind,
	    .listen = real_listen,
	    .accept = real_accept,
	    .accept4 = real_accept4,
	    .connect = real_connect,
	    .shutdown = real_shutdown,
	    .close = real_close,
	    .dup = real_dup,
	    .send = real_send,
	    .sendto = real_sendto,
	    .write = real_write,
	    .recv = real_recv,
	    .recvfrom = real_recvfrom,
	    .read = real_read,
	    .writev = real_writev,
	    .readv = real_readv,
	    .sendmsg = real_sendmsg,
	    .recvmsg = real_recvmsg,
	    .sendfile = real_sendfile,
	    .getsockname = real_getsockname,
	    .getpeername = real_getpeername,
	    .getsockopt = real_getsockopt,
	    .setsockopt = real_setsockopt,
	    .fcntl = real_fcntl,
	    .ioctl = real_ioctl,
	    .poll = real_poll,
	    .select = real_select,
	    .epoll_create1 = real_epoll_create1,
	    .epoll_ctl = real_epoll_ctl,
	    .epoll_wait = real_epoll_wait,
	    .getifaddrs = real_getifaddrs,
	    .getaddrinfo = real_getaddrinfo,
	    .getnameinfo = real_getnameinfo,
	};
	return &real;
}
