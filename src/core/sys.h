/*
 * The one door to the kernel: every system call this program makes on a session's behalf goes
 * through a struct of function pointers, so that a test can record the calls or inject an errno.
 * Each function answers as its system call does: -1 and errno on failure, nothing retried.
 */
#ifndef SOCKPIT_CORE_SYS_H
#define SOCKPIT_CORE_SYS_H

#include <ifaddrs.h>
#include <netdb.h>
#include <poll.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "base/bytes.h"

struct sys {
	int (*socket)(struct sys *, int family, int type, int protocol);
	int (*socketpair)(struct sys *, int family, int type, int protocol, int fd[2]);
	int (*bind)(struct sys *, int fd, const struct sockaddr *a, socklen_t len);
	int (*listen)(struct sys *, int fd, int backlog);
	int (*accept)(struct sys *, int fd, struct sockaddr *a, socklen_t *len);
	int (*accept4)(struct sys *, int fd, struct sockaddr *a, socklen_t *len, int flags);
	int (*connect)(struct sys *, int fd, const struct sockaddr *a, socklen_t len);
	int (*shutdown)(struct sys *, int fd, int how);
	int (*close)(struct sys *, int fd);
	int (*dup)(struct sys *, int fd);
	ssize_t (*send)(struct sys *, int fd, const void *p, size_t n, int flags);
	ssize_t (*sendto)(struct sys *, int fd, const void *p, size_t n, int flags,
	                  const struct sockaddr *a, socklen_t len);
	ssize_t (*write)(struct sys *, int fd, const void *p, size_t n);
	ssize_t (*recv)(struct sys *, int fd, void *p, size_t n, int flags);
	ssize_t (*recvfrom)(struct sys *, int fd, void *p, size_t n, int flags, struct sockaddr *a,
	                    socklen_t *len);
	ssize_t (*read)(struct sys *, int fd, void *p, size_t n);
	ssize_t (*writev)(struct sys *, int fd, const struct iovec *v, int n);
	ssize_t (*readv)(struct sys *, int fd, const struct iovec *v, int n);
	ssize_t (*sendmsg)(struct sys *, int fd, const struct msghdr *m, int flags);
	ssize_t (*recvmsg)(struct sys *, int fd, struct msghdr *m, int flags);
	ssize_t (*sendfile)(struct sys *, int fd, int from, off_t *offset, size_t n);
	int (*getsockname)(struct sys *, int fd, struct sockaddr *a, socklen_t *len);
	int (*getpeername)(struct sys *, int fd, struct sockaddr *a, socklen_t *len);
	int (*getsockopt)(struct sys *, int fd, int level, int name, void *value, socklen_t *len);
	int (*setsockopt)(struct sys *, int fd, int level, int name, const void *value, socklen_t len);
	int (*fcntl)(struct sys *, int fd, int command, long argument);
	int (*ioctl)(struct sys *, int fd, unsigned long request, void *argument);
	int (*poll)(struct sys *, struct pollfd *set, nfds_t n, int timeout_ms);
	int (*select)(struct sys *, int n, fd_set *read, fd_set *write, fd_set *except,
	              struct timeval *timeout);
	int (*epoll_create1)(struct sys *, int flags);
	int (*epoll_ctl)(struct sys *, int fd, int operation, int what, struct epoll_event *e);
	int (*epoll_wait)(struct sys *, int fd, struct epoll_event *e, int n, int timeout_ms);
	/* getifaddrs(3): several calls of a socket of its own */
	int (*getifaddrs)(struct sys *, struct ifaddrs **found);
	/* getaddrinfo(3): answers an EAI_ code, not -1 */
	int (*getaddrinfo)(struct sys *, const char *host, const char *service,
	                   const struct addrinfo *hints, struct addrinfo **found);
	/* getnameinfo(3): the same */
	int (*getnameinfo)(struct sys *, const struct sockaddr *a, socklen_t n, char *host,
	                   socklen_t host_n, char *service, socklen_t service_n, int flags);
};

/* The kernel itself. Never freed. */
struct sys *sys_real(void);

/*
 * Passes every call on to another sys and writes a line for each ("connect(5)") into a log the
 * caller owns. Not locked: for tests with one thread.
 */
struct sys_recording {
	struct sys sys;
	struct sys *next;
	struct bytes log; /* owned; sys_recording_clear frees it */
};
void sys_recording_init(struct sys_recording *r, struct sys *next);
void sys_recording_clear(struct sys_recording *r);

/* Passes every call on to another sys, but lets the countdown-th call of one name fail with err. */
struct sys_injecting {
	struct sys sys;
	struct sys *next;
	const char *name; /* "connect"; borrowed */
	int countdown;    /* 1: the next call of that name fails; 0: none will */
	int err;
};
void sys_injecting_init(struct sys_injecting *i, struct sys *next, const char *name, int countdown,
                        int err);

#endif
