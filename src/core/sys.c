/*
 * The kernel behind the door, the door that keeps a log, and the door that lets one call fail.
 */
#include "core/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
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

static int real_close(struct sys *s, int fd)
{
	(void)s;
	return close(fd);
}

static int real_dup(struct sys *s, int fd)
{
	(void)s;
	return dup(fd);
}

/*
 * send(2) and recv(2) are sendto(2) and recvfrom(2) without an address. The C library's are points where
 * a thread may be cancelled, which costs four atomic operations a round trip; no thread here ever is.
 */
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

static int real_poll(struct sys *s, struct pollfd *set, nfds_t n, int timeout_ms)
{
	(void)s;
	return poll(set, n, timeout_ms);
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
	    .getsockname = real_getsockname,
	    .getpeername = real_getpeername,
	    .getsockopt = real_getsockopt,
	    .setsockopt = real_setsockopt,
	    .fcntl = real_fcntl,
	    .poll = real_poll,
	    .getaddrinfo = real_getaddrinfo,
	};
	return &real;
}

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
	SYS_PASS(KIND, BEFORE, int, poll, (n ? set->fd : -1),                                          \
	         (struct sys * s, struct pollfd * set, nfds_t n, int t), (s, set, n, t))

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

#define SYS_TABLE(KIND)                                                                            \
	(struct sys)                                                                                   \
	{                                                                                              \
		.socket = KIND##_socket, .socketpair = KIND##_socketpair, .bind = KIND##_bind,             \
		.listen = KIND##_listen, .accept = KIND##_accept, .connect = KIND##_connect,               \
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
