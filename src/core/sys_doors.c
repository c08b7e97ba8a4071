/*
 * The two doors that stand before another: the one that keeps a log, and the one that lets one call
 * fail.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "core/sys.h"

/*
 * Both decorators are the same function for each call but for what they do first, so one macro writes
 * them: BEFORE(name, fd) is run, then the call is passed on. A BEFORE may return from the function.
 */
#define SYS_PASS(KIND, BEFORE, TYPE, NAME, FD, PARAMS, ARGS)                                       \
	static TYPE KIND##_##NAME PARAMS                                                               \
	{                                                                                              \
		struct sys_##KIND *d = (struct sys_##KIND *)s;                                             \
                                                                                                   \
		BEFORE(d, #NAME, FD);                                                                      \
		s = d->next;                                                                               \
		return s->NAME ARGS;                                                                       \
	}

#define SYS_EACH(KIND, BEFORE)                                                                     \
	SYS_PASS(KIND, BEFORE, int, socket, -1, (struct sys * s, int f, int t, int p), (s, f, t, p))   \
	SYS_PASS(KIND, BEFORE, int, socketpair, -1, (struct sys * s, int f, int t, int p, int fd[2]),  \
	         (s, f, t, p, fd))                                                                     \
	SYS_PASS(KIND, BEFORE, int, bind, fd,                                                          \
	         (struct sys * s, int fd, const struct sockaddr *a, socklen_t n), (s, fd, a, n))       \
	SYS_PASS(KIND, BEFORE, int, listen, fd, (struct sys * s, int fd, int n), (s, fd, n))           \
	SYS_PASS(KIND, BEFORE, int, accept, fd,                                                        \
	         (struct sys * s, int fd, struct sockaddr *a, socklen_t *n), (s, fd, a, n))            \
	SYS_PASS(KIND, BEFORE, int, accept4, fd,                                                       \
	         (struct sys * s, int fd, struct sockaddr *a, socklen_t *n, int f), (s, fd, a, n, f))  \
	SYS_PASS(KIND, BEFORE, int, connect, fd,                                                       \
	         (struct sys * s, int fd, const struct sockaddr *a, socklen_t n), (s, fd, a, n))       \
	SYS_PASS(KIND, BEFORE, int, shutdown, fd, (struct sys * s, int fd, int how), (s, fd, how))     \
	SYS_PASS(KIND, BEFORE, int, close, fd, (struct sys * s, int fd), (s, fd))                      \
	SYS_PASS(KIND, BEFORE, int, dup, fd, (struct sys * s, int fd), (s, fd))                        \
	SYS_PASS(KIND, BEFORE, ssize_t, send, fd,                                                      \
	         (struct sys * s, int fd, const void *p, size_t n, int f), (s, fd, p, n, f))           \
	SYS_PASS(KIND, BEFORE, ssize_t, sendto, fd,                                                    \
	         (struct sys * s, int fd, const void *p, size_t n, int f, const struct sockaddr *a,    \
	          socklen_t l),                                                                        \
	         (s, fd, p, n, f, a, l))                                                               \
	SYS_PASS(KIND, BEFORE, ssize_t, write, fd, (struct sys * s, int fd, const void *p, size_t n),  \
	         (s, fd, p, n))                                                                        \
	SYS_PASS(KIND, BEFORE, ssize_t, recv, fd, (struct sys * s, int fd, void *p, size_t n, int f),  \
	         (s, fd, p, n, f))                                                                     \
	SYS_PASS(KIND, BEFORE, ssize_t, recvfrom, fd,                                                  \
	         (struct sys * s, int fd, void *p, size_t n, int f, struct sockaddr *a, socklen_t *l), \
	         (s, fd, p, n, f, a, l))                                                               \
	SYS_PASS(KIND, BEFORE, ssize_t, read, fd, (struct sys * s, int fd, void *p, size_t n),         \
	         (s, fd, p, n))                                                                        \
	SYS_PASS(KIND, BEFORE, ssize_t, writev, fd,                                                    \
	         (struct sys * s, int fd, const struct iovec *v, int n), (s, fd, v, n))                \
	SYS_PASS(KIND, BEFORE, ssize_t, readv, fd,                                                     \
	         (struct sys * s, int fd, const struct iovec *v, int n), (s, fd, v, n))                \
	SYS_PASS(KIND, BEFORE, ssize_t, sendmsg, fd,                                                   \
	         (struct sys * s, int fd, const struct msghdr *m, int f), (s, fd, m, f))               \
	SYS_PASS(KIND, BEFORE, ssize_t, recvmsg, fd,                                                   \
	         (struct sys * s, int fd, struct msghdr *m, int f), (s, fd, m, f))                     \
	SYS_PASS(KIND, BEFORE, ssize_t, sendfile, fd,                                                  \
	         (struct sys * s, int fd, int from, off_t *o, size_t n), (s, fd, from, o, n))          \
	SYS_PASS(KIND, BEFORE, int, getsockname, fd,                                                   \
	         (struct sys * s, int fd, struct sockaddr *a, socklen_t *n), (s, fd, a, n))            \
	SYS_PASS(KIND, BEFORE, int, getpeername, fd,                                                   \
	         (struct sys * s, int fd, struct sockaddr *a, socklen_t *n), (s, fd, a, n))            \
	SYS_PASS(KIND, BEFORE, int, getsockopt, fd,                                                    \
	         (struct sys * s, int fd, int l, int o, void *v, socklen_t *n), (s, fd, l, o, v, n))   \
	SYS_PASS(KIND, BEFORE, int, setsockopt, fd,                                                    \
	         (struct sys * s, int fd, int l, int o, const void *v, socklen_t n),                   \
	         (s, fd, l, o, v, n))                                                                  \
	SYS_PASS(KIND, BEFORE, int, fcntl, fd, (struct sys * s, int fd, int c, long a), (s, fd, c, a)) \
	SYS_PASS(KIND, BEFORE, int, ioctl, fd, (struct sys * s, int fd, unsigned long r, void *a),     \
	         (s, fd, r, a))                                                                        \
	SYS_PASS(KIND, BEFORE, int, poll, (n ? set->fd : -1),                                          \
	         (struct sys * s, struct pollfd * set, nfds_t n, int t), (s, set, n, t))               \
	SYS_PASS(KIND, BEFORE, int, select, n - 1,                                                     \
	         (struct sys * s, int n, fd_set *r, fd_set *w, fd_set *x, struct timeval *t),          \
	         (s, n, r, w, x, t))                                                                   \
	SYS_PASS(KIND, BEFORE, int, epoll_create1, -1, (struct sys * s, int f), (s, f))                \
	SYS_PASS(KIND, BEFORE, int, epoll_ctl, fd,                                                     \
	         (struct sys * s, int fd, int o, int what, struct epoll_event *e),                     \
	         (s, fd, o, what, e))                                                                  \
	SYS_PASS(KIND, BEFORE, int, epoll_wait, fd,                                                    \
	         (struct sys * s, int fd, struct epoll_event *e, int n, int t), (s, fd, e, n, t))      \
	SYS_PASS(KIND, BEFORE, int, getifaddrs, -1, (struct sys * s, struct ifaddrs * *f), (s, f))

static void log_call(struct sys_recording *r, const char *name, int fd)
{
	bytes_add_str(&r->log, name);
	bytes_add_char(&r->log, '(');
	bytes_add_int(&r->log, fd);
	bytes_add_str(&r->log, ")\n");
}

#define BEFORE_RECORDING(D, NAME, FD) log_call(D, NAME, FD)
SYS_EACH(recording, BEFORE_RECORDING)

static int recording_getaddrinfo(struct sys *s, const char *host, const char *service,
                                 const struct addrinfo *hints, struct addrinfo **found)
{
	struct sys_recording *d = (struct sys_recording *)s;

	log_call(d, "getaddrinfo", -1);
	return d->next->getaddrinfo(d->next, host, service, hints, found);
}

static int recording_getnameinfo(struct sys *s, const struct sockaddr *a, socklen_t n, char *host,
                                 socklen_t host_n, char *service, socklen_t service_n, int flags)
{
	struct sys_recording *d = (struct sys_recording *)s;

	log_call(d, "getnameinfo", -1);
	return d->next->getnameinfo(d->next, a, n, host, host_n, service, service_n, flags);
}

static int must_fail(struct sys_injecting *i, const char *name)
{
	return i->countdown > 0 && !strcmp(i->name, name) && --i->countdown == 0;
}

#define BEFORE_INJECTING(D, NAME, FD)                                                              \
	if (must_fail(D, NAME)) {                                                                      \
		errno = (D)->err;                                                                          \
		return -1;                                                                                 \
	}
SYS_EACH(injecting, BEFORE_INJECTING)

static int injecting_getaddrinfo(struct sys *s, const char *host, const char *service,
                                 const struct addrinfo *hints, struct addrinfo **found)
{
	struct sys_injecting *d = (struct sys_injecting *)s;

	if (must_fail(d, "getaddrinfo")) {
		errno = d->err;
		return EAI_SYSTEM;
	}
	return d->next->getaddrinfo(d->next, host, service, hints, found);
}

static int injecting_getnameinfo(struct sys *s, const struct sockaddr *a, socklen_t n, char *host,
                                 socklen_t host_n, char *service, socklen_t service_n, int flags)
{
	struct sys_injecting *d = (struct sys_injecting *)s;

	if (must_fail(d, "getnameinfo")) {
		errno = d->err;
		return EAI_SYSTEM;
	}
	return d->next->getnameinfo(d->next, a, n, host, host_n, service, service_n, flags);
}

#define SYS_TABLE(KIND)                                                                            \
	(struct sys)                                                                                   \
	{                                                                                              \
		.socket = KIND##_socket, .socketpair = KIND##_socketpair, .bind = KIND##_bind,             \
		.listen = KIND##_listen, .accept = KIND##_accept, .accept4 = KIND##_accept4,               \
		.connect = KIND##_connect, .writev = KIND##_writev, .readv = KIND##_readv,                 \
		.sendmsg = KIND##_sendmsg, .recvmsg = KIND##_recvmsg, .sendfile = KIND##_sendfile,         \
		.ioctl = KIND##_ioctl, .select = KIND##_select, .epoll_create1 = KIND##_epoll_create1,     \
		.epoll_ctl = KIND##_epoll_ctl, .epoll_wait = KIND##_epoll_wait,                            \
		.getifaddrs = KIND##_getifaddrs, .getnameinfo = KIND##_getnameinfo,                        \
		.shutdown = KIND##_shutdown, .close = KIND##_close, .dup = KIND##_dup,                     \
		.send = KIND##_send, .sendto = KIND##_sendto, .write = KIND##_write, .recv = KIND##_recv,  \
		.recvfrom = KIND##_recvfrom, .read = KIND##_read, .getsockname = KIND##_getsockname,       \
		.getpeername = KIND##_getpeername, .getsockopt = KIND##_getsockopt,                        \
		.setsockopt = KIND##_setsockopt, .fcntl = KIND##_fcntl, .poll = KIND##_poll,               \
		.getaddrinfo = KIND##_getaddrinfo,                                                         \
	}

void sys_recording_init(struct sys_recording *r, struct sys *next)
{
	r->sys = SYS_TABLE(recording);
	r->next = next;
	bytes_init(&r->log);
}

void sys_recording_clear(struct sys_recording *r)
{
	bytes_clear(&r->log);
}

void sys_injecting_init(struct sys_injecting *i, struct sys *next, const char *name, int countdown,
                        int err)
{
	i->sys = SYS_TABLE(injecting);
	i->next = next;
	i->name = name;
	i->countdown = countdown;
	i->err = err;
}
