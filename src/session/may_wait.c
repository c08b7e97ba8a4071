/*
 * What a call would do is asked of the kernel without making it: the observer's calls. What holds for several
 * calls is asked once.
 */
#include "session/may_wait.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "session/attending.h"
#include "watch/state.h"

enum {
	SHORT_PAYLOAD = 2048, /* a socket that can be written to takes so much at once */
	/* Of the buffer of a stream, POLLOUT tells that a third at least is free: sk_stream_is_writeable() in
	 * Linux. What one send takes of it besides its payload is less than this. */
	PROMISED_PART = 4,
	PROMISED_MOST = 32 * 1024,
	SEND_OVERHEAD = 2048,
	SOCKETS_LOOKED_AT = 256
};

static bool is_tcp(int family, int type)
{
	return (family == AF_INET || family == AF_INET6) && type == SOCK_STREAM;
}

static bool does_not_block(struct session *s, const struct call *c)
{
	int flags = s->engine.sys->fcntl(s->engine.sys, c->fd, F_GETFL, 0);

	return flags < 0 || flags & O_NONBLOCK;
}

/* Whether the descriptor is ready, or would not let the call wait. */
static bool is_ready(struct session *s, const struct call *c, short events)
{
	struct pollfd set = {.fd = c->fd, .events = events};

	return s->engine.sys->poll(s->engine.sys, &set, 1, 0) > 0 || does_not_block(s, c);
}

static bool has_option(struct session *s, const struct call *c, int name, void *value, socklen_t n)
{
	return !s->engine.sys->getsockopt(s->engine.sys, c->fd, SOL_SOCKET, name, value, &n);
}

static int tcp_option(struct session *s, const struct call *c, int name)
{
	int value = 0;
	socklen_t n = sizeof(value);

	return s->engine.sys->getsockopt(s->engine.sys, c->fd, IPPROTO_TCP, name, &value, &n) ? 0
	                                                                                      : value;
}

/* A receiving call that is ended before it has SO_RCVLOWAT bytes gives those it has; and made again its time
 * begins anew. */
static void learn_of_receiving(struct session *s, const struct call *c, struct sock_waits *w)
{
	struct timeval limit = {0};
	int least = 0;

	w->repeatable = has_option(s, c, SO_RCVLOWAT, &least, sizeof(least)) && least <= 1 &&
	                has_option(s, c, SO_RCVTIMEO, &limit, sizeof(limit)) && !limit.tv_sec &&
	                !limit.tv_usec;
	w->for_more = least > 1;
}

/* TCP_NOTSENT_LOWAT where the option is not set. */
static uint32_t usual_notsent(void)
{
	char text[16] = "";
	int fd = open("/proc/sys/net/ipv4/tcp_notsent_lowat", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	return n > 0 ? (uint32_t)strtoul(text, NULL, 10) : UINT32_MAX;
}

/* What TCP takes at most that is not sent yet: POLLOUT tells that half of it is free. */
static uint32_t notsent_of(struct session *s, const struct call *c)
{
	uint32_t most = (uint32_t)tcp_option(s, c, TCP_NOTSENT_LOWAT);

	/* sends the first time what connect(2) did not, and waits for the connection */
	if (tcp_option(s, c, TCP_FASTOPEN_CONNECT))
		return 0;
	return most ? most : usual_notsent();
}

static uint32_t promised(struct session *s, const struct call *c)
{
	int buffer = 0;
	uint32_t promise, unsent = UINT32_MAX;

	if (!has_option(s, c, SO_SNDBUF, &buffer, sizeof(buffer)) || buffer < 0)
		return 0;
	if (is_tcp(c->family, c->type))
		unsent = notsent_of(s, c);
	promise = (uint32_t)buffer < unsent ? (uint32_t)buffer : unsent;
	promise /= PROMISED_PART;
	return promise < PROMISED_MOST ? promise : PROMISED_MOST;
}

/* What others who use it do to it is not known here, nor what a host of the lab has. */
static bool is_shared(const struct sock *sock)
{
	return sock->shared || sock->place != PLACE_HERE;
}

static bool is_known(const struct session *s, const struct sock *sock, uint64_t asked)
{
	return asked == s->attends.changes + 1 && !is_shared(sock);
}

static const struct sock_waits *receiving_of(struct session *s, const struct call *c,
                                             struct sock *sock)
{
	if (!is_known(s, sock, sock->waits.asked_receiving)) {
		sock->waits.asked_receiving = s->attends.changes + 1;
		learn_of_receiving(s, c, &sock->waits);
	}
	return &sock->waits;
}

static struct sock_waits *sending_of(struct session *s, const struct call *c, struct sock *sock)
{
	struct sock_waits *w = &sock->waits;

	if (!is_known(s, sock, w->asked_sending)) {
		w->asked_sending = s->attends.changes + 1;
		w->promise = promised(s, c);
		w->room = 0;
	}
	return w;
}

static bool changes_waiting(int64_t level, int64_t name)
{
	if (level == IPPROTO_TCP)
		return name == TCP_NOTSENT_LOWAT || name == TCP_FASTOPEN_CONNECT;
	return level == SOL_SOCKET &&
	       (name == SO_RCVLOWAT || name == SO_RCVTIMEO_OLD || name == SO_RCVTIMEO_NEW ||
	        name == SO_SNDBUF || name == SO_SNDBUFFORCE);
}

/* Whether it may take of the room in a stream. */
static bool takes_room(const struct call *c)
{
	return c->type == SOCK_STREAM &&
	       (c->row->direction == CALL_SENDS || c->row->id == CALL_SENDFILE);
}

void may_wait_forget(struct session *s, const struct call *c)
{
	/* of all sockets: a descriptor may have a second one */
	if (c->row->id == CALL_SETSOCKOPT && changes_waiting(c->arg[1].number, c->arg[2].number))
		s->attends.changes++;
	/* what a connection had promised does not hold for the next one */
	if (takes_room(c) || c->row->id == CALL_CONNECT)
		s->attends.taken++;
}

/* Whether it only receives, what arrives next: nothing it was given is changed when it is ended. */
static bool just_receives(enum call_id id)
{
	return id == CALL_RECV || id == CALL_RECVFROM || id == CALL_READ || id == CALL_ACCEPT ||
	       id == CALL_ACCEPT4;
}

static enum waiting receiving_waits(struct session *s, const struct call *c, struct sock *sock)
{
	const struct sock_waits *w = sock ? receiving_of(s, c, sock) : NULL;

	if (w && w->for_more)
		return does_not_block(s, c) ? WAITS_NOT : WAITS;
	if (w && w->repeatable && just_receives(c->row->id) && sock->place == PLACE_HERE &&
	    s->attends.depth < ATTENDING_DEEPEST)
		return WAITS_MAYBE;
	return is_ready(s, c, POLLIN) ? WAITS_NOT : WAITS;
}

static bool just_sends(enum call_id id)
{
	return id == CALL_SEND || id == CALL_SENDTO || id == CALL_WRITE;
}

static bool has_address(const struct call *c)
{
	for (unsigned i = 1; i < c->args; i++)
		if (c->arg[i].kind == ARG_ADDRESS)
			return true;
	return false;
}

/* Whether POLLOUT does not tell that a short payload is taken: of vsock it tells of one byte, and a connection, or
 * the queue of whom an address names, it knows nothing of. */
static bool says_nothing(const struct call *c)
{
	if (c->family == AF_UNIX)
		return c->type == SOCK_DGRAM && has_address(c);
	return c->family == AF_VSOCK ? c->type != SOCK_DGRAM : (c->flags & MSG_FASTOPEN) != 0;
}

/* A stream of which it is known how much POLLOUT promises. */
static bool makes_promises(const struct call *c, const struct sock *sock)
{
	return c->type == SOCK_STREAM && just_sends(c->row->id) && sock->place == PLACE_HERE &&
	       (c->family == AF_UNIX ||
	        (is_tcp(c->family, c->type) && (!sock->protocol || sock->protocol == IPPROTO_TCP)));
}

/* Whether another thread fills whatever room a stream is told to have. */
static bool sends_elsewhere(const struct session *s, const struct call *c)
{
	if (c->type != SOCK_STREAM)
		return false;
	for (size_t i = 0; i < s->jobs.all.count; i++) {
		struct job *job = s->jobs.all.item[i];

		if (!atomic_load(&job->done) && takes_room(&job->call))
			return true;
	}
	return false;
}

/* Whether there is room for what the call takes at most; asked of the kernel when its last promise is used up, or
 * was made before others took of it. */
static bool has_room_to_send(struct session *s, const struct call *c, struct sock *sock)
{
	struct sock_waits *w = sending_of(s, c, sock);
	struct pollfd set = {.fd = c->fd, .events = POLLOUT};
	uint32_t need = c->arg[1].len + SEND_OVERHEAD;

	if (w->promise < need)
		return false;
	if (w->room < need || w->taken != s->attends.taken) {
		w->room = 0;
		if (s->engine.sys->poll(s->engine.sys, &set, 1, 0) != 1 || set.revents != POLLOUT)
			return false;
		w->room = w->promise;
		w->taken = s->attends.taken;
	}
	w->room -= need;
	return true;
}

static enum waiting sending_waits(struct session *s, const struct call *c, struct sock *sock)
{
	bool large = c->arg[1].len > SHORT_PAYLOAD, unsaid = says_nothing(c) || sends_elsewhere(s, c);

	if (!large && !unsaid && sock && makes_promises(c, sock)) {
		if (has_room_to_send(s, c, sock))
			return WAITS_NOT;
		/* POLLOUT of a small buffer does not tell that all of it goes in */
		unsaid = sock->waits.promise < c->arg[1].len + SEND_OVERHEAD;
	}
	may_wait_forget(s, c);
	if (large)
		return WAITS;
	if (unsaid)
		return does_not_block(s, c) ? WAITS_NOT : WAITS;
	return is_ready(s, c, POLLOUT) ? WAITS_NOT : WAITS;
}

static bool lingers(struct session *s, const struct call *c)
{
	struct sys *sys = s->engine.sys;
	struct linger l = {0};
	socklen_t n = sizeof(l);

	return !sys->getsockopt(sys, c->fd, SOL_SOCKET, SO_LINGER, &l, &n) && l.l_onoff && l.l_linger;
}

/* Whether poll, select or epoll_wait was given time; that is their last argument but for what they find. */
static bool has_patience(const struct call *c)
{
	const struct arg *limit = &c->arg[c->args - 2];

	return limit->kind == ARG_NULL || limit->number;
}

/* Whether a listener of ours has that address, as far as a connection from here is concerned. */
static bool listens_at(struct session *s, const struct sock *sock, const struct arg *address)
{
	struct sys *sys = s->engine.sys;
	struct address local;

	local.len = sizeof(local.storage);
	return sock->listening && sock->place == PLACE_HERE && is_tcp(sock->family, sock->type) &&
	       !sys->getsockname(sys, sock->fd, &local.any, &local.len) &&
	       address_port(&local.any, local.len) == address_port(address->data, address->len);
}

/* A connection to this machine is there at once when the listener, which is ours, has room for it. */
static bool has_room(struct session *s, const struct call *c)
{
	int waiting, most;

	for (size_t i = 0; i < s->socks.all.count && i < SOCKETS_LOOKED_AT; i++) {
		const struct sock *sock = s->socks.all.item[i];

		if (listens_at(s, sock, &c->arg[1]))
			return !state_backlog(s->engine.sys, sock, &waiting, &most) && waiting <= most;
	}
	return false;
}

static bool is_loopback(const struct arg *address)
{
	struct address a = {.len = address->len};

	/* where it lies it need not be aligned */
	memcpy(&a.storage, address->data, address->len);
	if (address_family(&a.any, a.len) == AF_INET)
		return ntohl(((struct sockaddr_in *)&a.storage)->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	return address_family(&a.any, a.len) == AF_INET6 &&
	       IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)&a.storage)->sin6_addr);
}

static bool connect_may_wait(struct session *s, const struct call *c)
{
	if (c->type == SOCK_DGRAM || c->type == SOCK_RAW)
		return false;
	return !(c->place == PLACE_HERE && is_tcp(c->family, c->type) && is_loopback(&c->arg[1]) &&
	         has_room(s, c));
}

enum waiting may_wait(struct session *s, const struct call *c, struct sock *sock)
{
	enum call_id id = c->row->id;
	bool waits;

	if (c->row->direction == CALL_SENDS)
		return sending_waits(s, c, sock);
	may_wait_forget(s, c);
	if (id == CALL_ACCEPT || id == CALL_ACCEPT4)
		return receiving_waits(s, c, sock);
	if (c->row->direction == CALL_RECEIVES)
		return c->flags & MSG_WAITALL ? WAITS : receiving_waits(s, c, sock);
	if (id == CALL_CONNECT)
		waits = connect_may_wait(s, c);
	else if (id == CALL_POLL || id == CALL_SELECT || id == CALL_EPOLL_WAIT)
		waits = has_patience(c);
	else
		waits = id == CALL_CLOSE ? lingers(s, c) : c->row->may_block;
	return waits ? WAITS : WAITS_NOT;
}
