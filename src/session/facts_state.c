/*
 * Facts about the socket itself: its state as the kernel tells it, its options, the limits of this process.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/time.h>

#include "base/text.h"
#include "core/control.h"
#include "session/facts_parts.h"
#include "watch/state.h"

/* The state of the socket, "" where there is none. */
static const char *state_of(struct inquiry *q)
{
	struct state state;

	return q->sock && !state_read(q->s->engine.sys, q->sock, &state) ? state.name : "";
}

static bool is_over(const char *state)
{
	return !strcmp(state, "CLOSED");
}

static enum fact say(struct inquiry *q, enum fact fact, const char *text)
{
	bytes_addf(q->out, "%s %s", q->socket, text);
	return fact;
}

/* Of a socket that has a second descriptor, or came from another program, it is not known here. */
static enum fact never_connected(struct inquiry *q, const char *text)
{
	return q->sock->shared ? FACT_NONE : say(q, FACT_REPLACES, text);
}

enum fact fact_not_connected(struct inquiry *q)
{
	const char *state = state_of(q);

	if (!strcmp(state, "LISTEN"))
		return say(q, FACT_REPLACES,
		           "listens: what comes in is for the sockets that accept makes of it");
	if (!strcmp(state, "SYN_SENT") || !strcmp(state, "SYN_RECV"))
		return say(q, FACT_REPLACES, "is not connected yet: its handshake is still under way");
	if (!is_over(state))
		return FACT_NONE;
	if (!q->sock->connected)
		return never_connected(q, "was never connected: connect it first");
	return say(
	    q, FACT_REPLACES,
	    "is not connected any more (CLOSED): its connect has failed, or its connection is over");
}

enum fact fact_broken_pipe(struct inquiry *q)
{
	static const char *const shut[] = {"FIN_WAIT1", "FIN_WAIT2", "CLOSING", "LAST_ACK",
	                                   "TIME_WAIT"};
	const char *state = state_of(q);

	for (size_t i = 0; i < sizeof(shut) / sizeof(shut[0]); i++)
		if (!strcmp(state, shut[i]))
			return say(q, FACT_REPLACES,
			           "was shut down for writing: its FIN is sent, and no byte can follow");
	if (!strcmp(state, "LISTEN"))
		return say(q, FACT_REPLACES,
		           "listens, and a listener sends nothing: the sockets that accept makes of it do");
	if (!is_over(state))
		return FACT_NONE;
	if (!q->sock->connected)
		return never_connected(q, "was never connected: there is nobody to send to");
	if (facts_add_parting(q))
		return FACT_REPLACES;
	return say(
	    q, FACT_REPLACES,
	    "has no connection any more (CLOSED): the peer has reset it, or it has ended before");
}

enum fact fact_connected_already(struct inquiry *q)
{
	struct sys *sys = q->s->engine.sys;
	struct address peer;

	if (!strcmp(state_of(q), "LISTEN"))
		return say(q, FACT_REPLACES,
		           "listens, and a listener does not connect: take another socket");
	peer.len = sizeof(peer.storage);
	if (!q->sock || q->sock->family == AF_UNIX ||
	    sys->getpeername(sys, q->sock->fd, &peer.any, &peer.len))
		return FACT_NONE;
	bytes_addf(q->out, "%s is connected to ", q->socket);
	address_add(q->out, &peer.any, peer.len, q->c->zones);
	bytes_add_str(q->out, " already: another connection needs another socket");
	return FACT_REPLACES;
}

/* A listener that does not accept: what is wrong is the call's last argument. */
enum fact fact_flags(struct inquiry *q)
{
	if (strcmp(state_of(q), "LISTEN"))
		return FACT_NONE;
	return say(q, FACT_REPLACES,
	           "listens, but a flag is none that accept4 knows: SOCK_NONBLOCK and SOCK_CLOEXEC");
}

/* Why the call did not wait: one of the three is true. */
static bool add_impatience(struct inquiry *q, bool sends)
{
	struct sys *sys = q->s->engine.sys;
	struct timeval limit = {0};
	socklen_t len = sizeof(limit);
	int flags = sys->fcntl(sys, q->sock->fd, F_GETFL, 0);

	if (q->c->flags & MSG_DONTWAIT) {
		bytes_add_str(q->out, "MSG_DONTWAIT says not to wait");
	} else if (flags >= 0 && (flags & O_NONBLOCK)) {
		bytes_addf(q->out, "%s is nonblocking", q->socket);
	} else if (!sys->getsockopt(sys, q->sock->fd, SOL_SOCKET, sends ? SO_SNDTIMEO : SO_RCVTIMEO,
	                            &limit, &len) &&
	           (limit.tv_sec || limit.tv_usec)) {
		bytes_addf(q->out, "its %s, ", sends ? "SO_SNDTIMEO" : "SO_RCVTIMEO");
		text_add_duration(q->out, limit.tv_sec * CLOCK_S + limit.tv_usec * 1000);
		bytes_add_str(q->out, ", is over");
	} else {
		return false;
	}
	return true;
}

/* 0 is the end of the stream, and also what there is after a shutdown of one's own, or after an error. */
enum fact fact_deaf(struct inquiry *q)
{
	if (!q->sock || q->c->row->direction != CALL_RECEIVES)
		return FACT_NONE;
	if (q->sock->broken && q->c->type == SOCK_STREAM && is_over(state_of(q)))
		return say(
		    q, FACT_REPLACES,
		    "has no connection any more: its error has been told, once, and what follows is 0, "
		    "which is no end of the stream");
	if (!q->sock->deaf)
		return FACT_NONE;
	return say(q, FACT_REPLACES,
	           "was shut down for reading here: where nothing is left to receive, the answer is 0, "
	           "whether the peer has closed or not");
}

/* What holds back a datagram of AF_UNIX: those it has sent and nobody has read fill the sender's buffer, which
 * the kernel looks at first, or others fill the receiver's queue (unix(7), net.unix.max_dgram_qlen). */
static void add_holdup(struct inquiry *q)
{
	struct sys *sys = q->s->engine.sys;
	int unread = 0, room = 0;
	socklen_t len = sizeof(room);

	if (!sys->ioctl(sys, q->sock->fd, SIOCOUTQ, &unread) &&
	    !sys->getsockopt(sys, q->sock->fd, SOL_SOCKET, SO_SNDBUF, &room, &len) && unread >= room)
		bytes_addf(q->out, "what %s has sent and nobody has read fills its SO_SNDBUF, and ",
		           q->socket);
	else
		bytes_add_str(q->out, "the receiver's queue is full, and ");
}

enum fact fact_would_wait(struct inquiry *q)
{
	bool accepts = !strncmp(q->c->row->name, "accept", 6);
	bool receives = q->c->row->direction == CALL_RECEIVES;
	size_t was = q->out->len;

	if (call_asks_errors(q->c)) {
		bytes_addf(
		    q->out,
		    "the error queue of %s is empty, and MSG_ERRQUEUE never waits: POLLERR tells when "
		    "something is in it",
		    q->socket);
		return FACT_REPLACES;
	}
	if (!q->sock || (!accepts && q->c->row->direction == CALL_CARRIES_NOTHING))
		return FACT_NONE;
	if (accepts)
		bytes_add_str(q->out, "no connection is waiting, and ");
	else if (!strcmp(state_of(q), "SYN_SENT"))
		bytes_add_str(q->out, "the handshake is not done, and ");
	else if (receives)
		bytes_add_str(q->out, "nothing has come, and ");
	else if (q->c->family == AF_UNIX && q->c->type == SOCK_DGRAM)
		add_holdup(q);
	else if (q->c->type == SOCK_STREAM)
		bytes_add_str(q->out, "the send buffer is full, and ");
	else
		return FACT_NONE;
	if (!add_impatience(q, !accepts && !receives)) {
		q->out->len = was;
		return FACT_NONE;
	}
	bytes_addf(q->out, ": try again when %s is %s", q->socket,
	           accepts || receives ? "readable" : "writable");
	return FACT_REPLACES;
}

/* A connect that waits answers this as well, when its time is over. */
enum fact fact_in_progress(struct inquiry *q)
{
	struct sys *sys = q->s->engine.sys;
	size_t was = q->out->len;
	int flags;

	if (!q->sock || (flags = sys->fcntl(sys, q->sock->fd, F_GETFL, 0)) < 0 || (flags & O_NONBLOCK))
		return FACT_NONE;
	bytes_addf(q->out, "%s is blocking, but ", q->socket);
	if (add_impatience(q, true))
		return FACT_ADDS;
	q->out->len = was;
	return FACT_NONE;
}

/* How many buffers the call has; 0: no list of them. */
static uint64_t buffers_of(const struct call *c)
{
	for (unsigned i = 0; i < c->args; i++)
		if (c->arg[i].kind == ARG_LENGTHS)
			return c->arg[i].whole / sizeof(uint32_t);
	return 0;
}

enum fact fact_too_many(struct inquiry *q)
{
	uint64_t count = buffers_of(q->c);

	if (count <= IOV_MAX)
		return FACT_NONE;
	bytes_addf(q->out, "%llu buffers are too many for one call: IOV_MAX is %d",
	           (unsigned long long)count, IOV_MAX);
	return FACT_REPLACES;
}

enum fact fact_too_long(struct inquiry *q)
{
	uint64_t length = 0, most = q->c->family == AF_INET6 ? 65527 : 65507;

	if (fact_too_many(q) == FACT_REPLACES)
		return FACT_REPLACES;
	for (unsigned i = 0; i < q->c->args; i++)
		if (q->c->arg[i].kind == ARG_BYTES)
			length = q->c->arg[i].whole;
	if (length <= most)
		return FACT_NONE;
	bytes_addf(q->out, "%llu bytes are too long for a datagram: UDP carries %llu over %s",
	           (unsigned long long)length, (unsigned long long)most,
	           q->c->family == AF_INET6 ? "IPv6" : "IPv4");
	return FACT_REPLACES;
}

enum fact fact_no_descriptor(struct inquiry *q)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return FACT_NONE;
	bytes_addf(q->out, "the limit is %llu here (ulimit -n)", (unsigned long long)limit.rlim_cur);
	return FACT_ADDS;
}

enum fact fact_user_timeout(struct inquiry *q)
{
	struct sys *sys = q->s->engine.sys;
	unsigned ms = 0;
	socklen_t len = sizeof(ms);

	if (!q->sock || sys->getsockopt(sys, q->sock->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, &len) ||
	    !ms)
		return FACT_NONE;
	bytes_add_str(q->out, "TCP_USER_TIMEOUT allows ");
	text_add_duration(q->out, ms * CLOCK_MS);
	bytes_add_str(q->out, " without an answer");
	return FACT_ADDS;
}

/* A route is looked for from the source that a control message asks for. */
enum fact fact_source(struct inquiry *q)
{
	const struct arg *a = &q->c->arg[4];
	struct control_arg control;
	struct control m;
	size_t at = 0;

	if (q->c->args <= 4 || a->kind != ARG_CONTROL)
		return FACT_NONE;
	control = control_arg_of(a->data, a->len);
	while (control_next(control.messages, control.messages_n, &at, &m))
		if (m.row && (m.row->form == CONTROL_PKTINFO || m.row->form == CONTROL_PKTINFO6)) {
			bytes_addf(q->out,
			           "or none from the source that %s asks for, which must be an address of this "
			           "machine",
			           m.row->name);
			return FACT_ADDS;
		}
	return FACT_NONE;
}
