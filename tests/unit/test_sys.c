/*
 * The door to the kernel: the real one, the one that keeps a log and the one that lets a call fail,
 * each with every call there is.
 */
#include "core/sys.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit.h"

/* What one run of all calls works on. */
struct world {
	struct sys *sys;
	struct sockaddr_in at; /* where the listener listens */
	int listener, client, server, copy;
	int extra, extra_server, file, epoll;
	int pair[2];
	struct sockaddr_storage seen;
	socklen_t seen_len;
	char got[64];
	struct addrinfo *found;
};

static long step_socket(struct world *w)
{
	return w->listener = w->sys->socket(w->sys, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
}

static long step_bind(struct world *w)
{
	w->at.sin_family = AF_INET;
	w->at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return w->sys->bind(w->sys, w->listener, (struct sockaddr *)&w->at, sizeof(w->at));
}

static long step_listen(struct world *w)
{
	return w->sys->listen(w->sys, w->listener, 3);
}

static long step_getsockname(struct world *w)
{
	socklen_t len = sizeof(w->at);
	long ret = w->sys->getsockname(w->sys, w->listener, (struct sockaddr *)&w->at, &len);

	if (!ret)
		ck_assert(len == sizeof(w->at) && w->at.sin_family == AF_INET && w->at.sin_port);
	return ret;
}

static long step_socket_again(struct world *w)
{
	return w->client = w->sys->socket(w->sys, AF_INET, SOCK_STREAM, 0);
}

static long step_connect(struct world *w)
{
	return w->sys->connect(w->sys, w->client, (struct sockaddr *)&w->at, sizeof(w->at));
}

static long step_accept(struct world *w)
{
	w->seen_len = sizeof(w->seen);
	w->server = w->sys->accept(w->sys, w->listener, (struct sockaddr *)&w->seen, &w->seen_len);
	return w->server;
}

/* A second connection, for accept4 alone. */
static long step_accept4(struct world *w)
{
	struct sockaddr_in at = w->at;

	if (w->extra < 0) {
		w->extra = socket(AF_INET, SOCK_STREAM, 0);
		ck_assert_int_eq(connect(w->extra, (struct sockaddr *)&at, sizeof(at)), 0);
	}
	w->seen_len = sizeof(w->seen);
	w->extra_server = w->sys->accept4(w->sys, w->listener, (struct sockaddr *)&w->seen,
	                                  &w->seen_len, SOCK_CLOEXEC);
	if (w->extra_server >= 0) {
		ck_assert_int_eq(fcntl(w->extra_server, F_GETFD), FD_CLOEXEC);
		w->seen_len = sizeof(w->seen);
		ck_assert_int_eq(getpeername(w->server, (struct sockaddr *)&w->seen, &w->seen_len), 0);
	}
	return w->extra_server;
}

/* The peer of the server is the client that accept told of. */
static long step_getpeername(struct world *w)
{
	struct sockaddr_in peer;
	socklen_t len = sizeof(peer);
	long ret = w->sys->getpeername(w->sys, w->server, (struct sockaddr *)&peer, &len);

	if (!ret) {
		ck_assert_uint_eq(len, w->seen_len);
		ck_assert_mem_eq(&peer, &w->seen, len);
	}
	return ret;
}

static long step_setsockopt(struct world *w)
{
	int on = 1;

	return w->sys->setsockopt(w->sys, w->client, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
}

static long step_getsockopt(struct world *w)
{
	int on = 0;
	socklen_t len = sizeof(on);
	long ret = w->sys->getsockopt(w->sys, w->client, SOL_SOCKET, SO_KEEPALIVE, &on, &len);

	if (!ret)
		ck_assert(on == 1 && len == sizeof(on));
	return ret;
}

static long step_fcntl(struct world *w)
{
	return w->sys->fcntl(w->sys, w->client, F_SETFL, O_NONBLOCK);
}

static long step_fcntl_again(struct world *w)
{
	long flags = w->sys->fcntl(w->sys, w->client, F_GETFL, 0);

	if (flags >= 0)
		ck_assert_int_eq(flags & O_NONBLOCK, O_NONBLOCK);
	return flags;
}

static long step_send(struct world *w)
{
	return w->sys->send(w->sys, w->client, "one", 3, MSG_NOSIGNAL);
}

static long step_poll(struct world *w)
{
	struct pollfd set[2] = {{.fd = w->server, .events = POLLIN},
	                        {.fd = w->listener, .events = POLLIN}};
	long ret = w->sys->poll(w->sys, set, 2, -1);

	if (ret >= 0)
		ck_assert(ret == 1 && set[0].revents == POLLIN && set[1].revents == 0);
	return ret;
}

static long step_recv(struct world *w)
{
	long n = w->sys->recv(w->sys, w->server, w->got, sizeof(w->got), MSG_PEEK);

	if (n >= 0)
		ck_assert(n == 3 && !memcmp(w->got, "one", 3));
	return n;
}

static long step_read(struct world *w)
{
	long n = w->sys->read(w->sys, w->server, w->got, 2);

	if (n >= 0)
		ck_assert(n == 2 && !memcmp(w->got, "on", 2));
	return n;
}

static long step_dup(struct world *w)
{
	return w->copy = w->sys->dup(w->sys, w->server);
}

static long step_write(struct world *w)
{
	return w->sys->write(w->sys, w->copy, "back", 4);
}

static long step_shutdown(struct world *w)
{
	return w->sys->shutdown(w->sys, w->client, SHUT_WR);
}

static long step_writev(struct world *w)
{
	struct iovec v[2] = {{(void *)"a", 1}, {(void *)"bc", 2}};

	return w->sys->writev(w->sys, w->extra, v, 2);
}

static long step_readv(struct world *w)
{
	struct iovec v[2] = {{w->got, 2}, {w->got + 2, 5}};
	long n = w->sys->readv(w->sys, w->extra_server, v, 2);

	if (n >= 0)
		ck_assert(n == 3 && !memcmp(w->got, "abc", 3));
	return n;
}

static long step_sendmsg(struct world *w)
{
	struct iovec v = {(void *)"message", 7};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};

	return w->sys->sendmsg(w->sys, w->extra, &m, MSG_NOSIGNAL);
}

static long step_ioctl(struct world *w)
{
	int waiting = 0;
	long ret = w->sys->ioctl(w->sys, w->extra_server, FIONREAD, &waiting);

	if (!ret)
		ck_assert_int_eq(waiting, 7);
	return ret;
}

static long step_select(struct world *w)
{
	fd_set read;
	struct timeval t = {5, 0};
	long ret;

	FD_ZERO(&read);
	FD_SET(w->extra_server, &read);
	ret = w->sys->select(w->sys, w->extra_server + 1, &read, NULL, NULL, &t);
	if (ret >= 0)
		ck_assert(ret == 1 && FD_ISSET(w->extra_server, &read));
	return ret;
}

static long step_epoll_create1(struct world *w)
{
	return w->epoll = w->sys->epoll_create1(w->sys, EPOLL_CLOEXEC);
}

static long step_epoll_ctl(struct world *w)
{
	struct epoll_event e = {.events = EPOLLIN, .data.u64 = 77};

	return w->sys->epoll_ctl(w->sys, w->epoll, EPOLL_CTL_ADD, w->extra_server, &e);
}

static long step_epoll_wait(struct world *w)
{
	struct epoll_event e[2];
	long n = w->sys->epoll_wait(w->sys, w->epoll, e, 2, 5000);

	if (n >= 0)
		ck_assert(n == 1 && e[0].events == EPOLLIN && e[0].data.u64 == 77);
	return n;
}

static long step_recvmsg(struct world *w)
{
	struct iovec v = {w->got, sizeof(w->got)};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};
	long n = w->sys->recvmsg(w->sys, w->extra_server, &m, 0);

	if (n >= 0)
		ck_assert(n == 7 && !memcmp(w->got, "message", 7));
	return n;
}

static long step_sendfile(struct world *w)
{
	off_t from = 1;

	if (w->file < 0) {
		w->file = memfd_create("sys", 0);
		ck_assert_int_eq(write(w->file, "file", 4), 4);
	}
	return w->sys->sendfile(w->sys, w->extra, w->file, &from, 3);
}

static long step_socketpair(struct world *w)
{
	return w->sys->socketpair(w->sys, AF_UNIX, SOCK_DGRAM, 0, w->pair);
}

/* Both ends get a name of the kernel's choice: one to send to, one to be seen. */
static long step_sendto(struct world *w)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	struct sockaddr_storage to;
	socklen_t len = sizeof(to);

	bind(w->pair[0], (struct sockaddr *)&name, sizeof(name.sun_family));
	bind(w->pair[1], (struct sockaddr *)&name, sizeof(name.sun_family));
	ck_assert_int_eq(getsockname(w->pair[1], (struct sockaddr *)&to, &len), 0);
	ck_assert_uint_gt(len, sizeof(name.sun_family));
	return w->sys->sendto(w->sys, w->pair[0], "to", 2, 0, (struct sockaddr *)&to, len);
}

static long step_recvfrom(struct world *w)
{
	long n;

	w->seen_len = sizeof(w->seen);
	n = w->sys->recvfrom(w->sys, w->pair[1], w->got, sizeof(w->got), 0, (struct sockaddr *)&w->seen,
	                     &w->seen_len);
	if (n >= 0)
		ck_assert(n == 2 && w->seen.ss_family == AF_UNIX && w->seen_len > sizeof(w->at.sin_family));
	return n;
}

static long step_close(struct world *w)
{
	return w->sys->close(w->sys, w->copy);
}

static long step_getaddrinfo(struct world *w)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
	long ret = w->sys->getaddrinfo(w->sys, "127.0.0.1", "80", &hints, &w->found);

	if (!ret)
		ck_assert(w->found->ai_family == AF_INET && !w->found->ai_next);
	return ret;
}

static long step_getnameinfo(struct world *w)
{
	char host[64], service[32];
	long ret =
	    w->sys->getnameinfo(w->sys, (struct sockaddr *)&w->at, sizeof(w->at), host, sizeof(host),
	                        service, sizeof(service), NI_NUMERICHOST | NI_NUMERICSERV);

	if (!ret)
		ck_assert_str_eq(host, "127.0.0.1");
	return ret;
}

static long step_getifaddrs(struct world *w)
{
	struct ifaddrs *all = NULL;
	long ret = w->sys->getifaddrs(w->sys, &all);

	if (!ret) {
		ck_assert_ptr_nonnull(all);
		freeifaddrs(all);
	}
	return ret;
}

static const struct step {
	const char *name;
	long (*run)(struct world *);
	int fd; /* what the log shows: an offset in struct world, or -1 */
} steps[] = {
    {"socket", step_socket, -1},
    {"bind", step_bind, offsetof(struct world, listener)},
    {"listen", step_listen, offsetof(struct world, listener)},
    {"getsockname", step_getsockname, offsetof(struct world, listener)},
    {"socket", step_socket_again, -1},
    {"connect", step_connect, offsetof(struct world, client)},
    {"accept", step_accept, offsetof(struct world, listener)},
    {"accept4", step_accept4, offsetof(struct world, listener)},
    {"getpeername", step_getpeername, offsetof(struct world, server)},
    {"setsockopt", step_setsockopt, offsetof(struct world, client)},
    {"getsockopt", step_getsockopt, offsetof(struct world, client)},
    {"fcntl", step_fcntl, offsetof(struct world, client)},
    {"fcntl", step_fcntl_again, offsetof(struct world, client)},
    {"send", step_send, offsetof(struct world, client)},
    {"poll", step_poll, offsetof(struct world, server)},
    {"recv", step_recv, offsetof(struct world, server)},
    {"read", step_read, offsetof(struct world, server)},
    {"dup", step_dup, offsetof(struct world, server)},
    {"write", step_write, offsetof(struct world, copy)},
    {"shutdown", step_shutdown, offsetof(struct world, client)},
    {"writev", step_writev, offsetof(struct world, extra)},
    {"readv", step_readv, offsetof(struct world, extra_server)},
    {"sendmsg", step_sendmsg, offsetof(struct world, extra)},
    {"select", step_select, offsetof(struct world, extra_server)},
    {"ioctl", step_ioctl, offsetof(struct world, extra_server)},
    {"epoll_create1", step_epoll_create1, -1},
    {"epoll_ctl", step_epoll_ctl, offsetof(struct world, epoll)},
    {"epoll_wait", step_epoll_wait, offsetof(struct world, epoll)},
    {"recvmsg", step_recvmsg, offsetof(struct world, extra_server)},
    {"sendfile", step_sendfile, offsetof(struct world, extra)},
    {"socketpair", step_socketpair, -1},
    {"sendto", step_sendto, offsetof(struct world, pair[0])},
    {"recvfrom", step_recvfrom, offsetof(struct world, pair[1])},
    {"close", step_close, offsetof(struct world, copy)},
    {"getaddrinfo", step_getaddrinfo, -1},
    {"getnameinfo", step_getnameinfo, -1},
    {"getifaddrs", step_getifaddrs, -1},
};

enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

static void begin(struct world *w, struct sys *sys)
{
	memset(w, 0, sizeof(*w));
	w->sys = sys;
	w->listener = w->client = w->server = w->copy = w->pair[0] = w->pair[1] = -1;
	w->extra = w->extra_server = w->file = w->epoll = -1;
}

static void end(struct world *w)
{
	close(w->listener);
	close(w->client);
	close(w->server);
	close(w->pair[0]);
	close(w->pair[1]);
	close(w->extra);
	close(w->extra_server);
	close(w->file);
	close(w->epoll);
	freeaddrinfo(w->found);
}

/* An answer that is no failure, and the line it makes in a log. */
static void succeed(struct world *w, const struct step *step, struct bytes *expected)
{
	long ret = step->run(w);

	ck_assert_msg(ret >= 0, "%s answers %ld: %s", step->name, ret, strerror(errno));
	bytes_addf(expected, "%s(%d)\n", step->name,
	           step->fd < 0 ? -1 : *(int *)((char *)w + step->fd));
}

static void run_all(struct sys *sys, struct bytes *expected)
{
	struct world w;

	begin(&w, sys);
	for (int i = 0; i < STEPS; i++)
		succeed(&w, &steps[i], expected);
	end(&w);
}

/* A struct of pointers and nothing else: whatever is added to it has to be in all three. */
static void is_complete(const struct sys *sys)
{
	void (*pointer[sizeof(*sys) / sizeof(void (*)(void))])(void);

	memcpy(pointer, sys, sizeof(pointer));
	for (size_t i = 0; i < sizeof(pointer) / sizeof(pointer[0]); i++)
		ck_assert_msg(pointer[i] != NULL, "function %zu is missing", i);
}

START_TEST(complete)
{
	struct sys_recording recording;
	struct sys_injecting injecting;

	sys_recording_init(&recording, sys_real());
	sys_injecting_init(&injecting, sys_real(), "bind", 0, 0);
	is_complete(sys_real());
	is_complete(&recording.sys);
	is_complete(&injecting.sys);
	ck_assert_ptr_eq(sys_real(), sys_real());
}
END_TEST

/* Every pointer is called by some step. */
START_TEST(steps_are_all_calls)
{
	size_t names = 0;

	for (int i = 0; i < STEPS; i++) {
		int before = 0;

		while (strcmp(steps[before].name, steps[i].name) != 0)
			before++;
		names += before == i;
	}
	ck_assert_uint_eq(names, sizeof(struct sys) / sizeof(void (*)(void)));
}
END_TEST

START_TEST(real)
{
	struct bytes expected = BYTES_INIT;

	run_all(sys_real(), &expected);
	bytes_clear(&expected);
}
END_TEST

START_TEST(real_failures_are_the_kernels)
{
	struct sys *s = sys_real();
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST};
	struct addrinfo *found;

	errno = 0;
	ck_assert_int_eq(s->close(s, -1), -1);
	ck_assert_int_eq(errno, EBADF);
	errno = 0;
	ck_assert_int_eq(s->socket(s, AF_INET, SOCK_STREAM, 1000), -1);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_int_eq(s->getaddrinfo(s, "no number", NULL, &hints, &found), EAI_NONAME);
}
END_TEST

START_TEST(recording_logs_every_call)
{
	struct bytes expected = BYTES_INIT;
	struct sys_recording r;

	sys_recording_init(&r, sys_real());
	ck_assert_uint_eq(r.log.len, 0);
	run_all(&r.sys, &expected);
	ck_assert_str_eq(bytes_str(&r.log), bytes_str(&expected));
	sys_recording_clear(&r);
	ck_assert_uint_eq(r.log.len, 0);
	bytes_clear(&expected);
}
END_TEST

START_TEST(recording_passes_failures_on)
{
	struct sys_recording r;

	sys_recording_init(&r, sys_real());
	errno = 0;
	ck_assert_int_eq(r.sys.listen(&r.sys, -5, 1), -1);
	ck_assert_int_eq(errno, EBADF);
	ck_assert_int_eq(r.sys.poll(&r.sys, NULL, 0, 0), 0);
	ck_assert_str_eq(bytes_str(&r.log), "listen(-5)\npoll(-1)\n");
	sys_recording_clear(&r);
}
END_TEST

/* A step fails as injected; afterwards it can still be made, since the kernel never saw it. */
static void refuse(struct world *w, const struct step *step, int err)
{
	errno = 0;
	if (!strcmp(step->name, "getaddrinfo") || !strcmp(step->name, "getnameinfo"))
		ck_assert_int_eq(step->run(w), EAI_SYSTEM);
	else
		ck_assert_int_eq(step->run(w), -1);
	ck_assert_int_eq(errno, err);
}

/* Call _i fails when its turn comes, and nothing else does, before or after. */
START_TEST(injecting_fails_one_call)
{
	struct bytes expected = BYTES_INIT;
	struct sys_recording r;
	struct sys_injecting in;
	struct world w;
	int countdown = 1;

	for (int i = 0; i < _i; i++)
		countdown += !strcmp(steps[i].name, steps[_i].name);
	sys_recording_init(&r, sys_real());
	sys_injecting_init(&in, &r.sys, steps[_i].name, countdown, ENOBUFS);
	begin(&w, &in.sys);
	for (int i = 0; i < STEPS; i++) {
		if (i == _i)
			refuse(&w, &steps[i], ENOBUFS);
		succeed(&w, &steps[i], &expected);
	}
	end(&w);
	ck_assert_int_eq(in.countdown, 0);
	/* the one that failed never came this far */
	ck_assert_str_eq(bytes_str(&r.log), bytes_str(&expected));
	sys_recording_clear(&r);
	bytes_clear(&expected);
}
END_TEST

START_TEST(injecting_counts_down)
{
	struct sys_injecting in;
	int fd[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	sys_injecting_init(&in, sys_real(), "send", 3, ECONNRESET);
	for (int i = 1; i <= 6; i++) {
		errno = 0;
		ck_assert_int_eq(in.sys.send(&in.sys, fd[0], "x", 1, 0), i == 3 ? -1 : 1);
		ck_assert_int_eq(errno, i == 3 ? ECONNRESET : 0);
		/* a name that only begins like it */
		ck_assert_int_eq(in.sys.sendto(&in.sys, fd[0], "y", 1, 0, NULL, 0), 1);
	}
	in.countdown = 1;
	ck_assert_int_eq(in.sys.send(&in.sys, fd[0], "x", 1, 0), -1);
	ck_assert_int_eq(in.sys.send(&in.sys, fd[0], "x", 1, 0), 1);
	close(fd[0]);
	close(fd[1]);
}
END_TEST

START_TEST(injecting_nothing)
{
	static const char *const name[] = {"send", "sen", "sendmmsg", "", "SEND"};
	struct bytes expected = BYTES_INIT;
	struct sys_injecting in;

	for (int i = 0; i < 5; i++) {
		sys_injecting_init(&in, sys_real(), name[i], i ? 1 : 0, EIO);
		run_all(&in.sys, &expected);
		ck_assert_int_eq(in.countdown, i ? 1 : 0);
	}
	bytes_clear(&expected);
}
END_TEST

/* The log stands before the door that fails: it shows what was asked. */
START_TEST(recording_before_injecting)
{
	struct sys_injecting in;
	struct sys_recording r;

	sys_injecting_init(&in, sys_real(), "close", 1, EIO);
	sys_recording_init(&r, &in.sys);
	errno = 0;
	ck_assert_int_eq(r.sys.close(&r.sys, 0), -1);
	ck_assert_int_eq(errno, EIO);
	ck_assert_int_ge(fcntl(0, F_GETFD), 0);
	ck_assert_str_eq(bytes_str(&r.log), "close(0)\n");
	sys_recording_clear(&r);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("sys");

	tcase_add_test(tcase, complete);
	tcase_add_test(tcase, steps_are_all_calls);
	tcase_add_test(tcase, real);
	tcase_add_test(tcase, real_failures_are_the_kernels);
	tcase_add_test(tcase, recording_logs_every_call);
	tcase_add_test(tcase, recording_passes_failures_on);
	tcase_add_loop_test(tcase, injecting_fails_one_call, 0, STEPS);
	tcase_add_test(tcase, injecting_counts_down);
	tcase_add_test(tcase, injecting_nothing);
	tcase_add_test(tcase, recording_before_injecting);
	return unit_run("sys", tcase);
}
