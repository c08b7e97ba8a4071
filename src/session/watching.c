/*
 * Looking at TCP connections in time: the lab's at every turn, this machine's on demand.
 */
#include "session/watching.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/escape.h"
#include "base/text.h"
#include "tables/tcp_states.h"

static bool is_tcp(const struct sock *sock)
{
	return (sock->family == AF_INET || sock->family == AF_INET6) && sock->type == SOCK_STREAM;
}

/* What a call can do to a connection. */
enum touch { TOUCH_NOTHING, TOUCH_DATA, TOUCH_STATE };

static enum touch touch_of(const struct call *c)
{
	switch (c->row->id) {
	case CALL_GETSOCKNAME:
	case CALL_GETPEERNAME:
	case CALL_GETSOCKOPT:
	case CALL_FCNTL:
	case CALL_IOCTL:
	case CALL_SOCKATMARK:
	case CALL_POLL:
	case CALL_SELECT:
	case CALL_EPOLL_CREATE1:
	case CALL_EPOLL_CTL:
	case CALL_EPOLL_WAIT:
	case CALL_GETADDRINFO:
	case CALL_GETNAMEINFO:
	case CALL_GETIFADDRS:
	case CALL_SOCKET:
	case CALL_SOCKETPAIR:
	case CALL_DUP:
	case CALL_COUNT:
		return TOUCH_NOTHING;
	case CALL_BIND:
	case CALL_LISTEN:
	case CALL_ACCEPT:
	case CALL_ACCEPT4:
	case CALL_CONNECT:
	case CALL_SHUTDOWN:
	case CALL_CLOSE:
		return TOUCH_STATE;
	case CALL_SEND:
	case CALL_SENDTO:
	case CALL_WRITE:
	case CALL_RECV:
	case CALL_RECVFROM:
	case CALL_READ:
	case CALL_WRITEV:
	case CALL_READV:
	case CALL_SENDMSG:
	case CALL_RECVMSG:
	case CALL_SENDFILE:
	case CALL_SETSOCKOPT:
		return TOUCH_DATA;
	}
	return TOUCH_NOTHING;
}

void watching_before(struct session *s, const struct call *c)
{
	char text[SOCK_NAME_MAX + 32];

	if (!s->lab.running || touch_of(c) == TOUCH_NOTHING)
		return;
	snprintf(text, sizeof(text), "%s(%s)", c->row->name, c->socket ? c->socket : "");
	lab_before(&s->lab, c->place, text);
}

/* A wire that runs is not waited for when data goes through it: only what changes a state is looked at. */
static void look(struct session *s, enum touch touch, unsigned place)
{
	if (!s->lab.running || touch == TOUCH_NOTHING)
		return;
	if (touch == TOUCH_STATE || wire_is_holding(&s->lab.wire))
		lab_after(&s->lab, place);
}

void watching_after(struct session *s, const struct call *c)
{
	look(s, touch_of(c), c->place);
}

void watching_job(struct session *s, struct job *job)
{
	enum touch touch = touch_of(&job->call);
	unsigned place = job->call.place;

	if (touch == TOUCH_NOTHING)
		return;
	jobs_settle(job);
	look(s, touch, place);
}

void watching_settle(struct session *s)
{
	for (size_t i = 0; i < s->jobs.all.count; i++) {
		struct job *job = s->jobs.all.item[i];

		if (job->call.place != PLACE_HERE && !atomic_load(&job->done))
			jobs_settle(job);
	}
}

static uint32_t inode_of(const struct sock *sock)
{
	struct stat st;

	return fstat(sock->fd, &st) ? 0 : (uint32_t)st.st_ino;
}

void watching_adopt(struct session *s, const struct sock *sock)
{
	if (!s->lab.running || !is_tcp(sock))
		return;
	ends_add(&s->ends, sock->place, sock->name, inode_of(sock), NULL);
	wire_look(&s->lab.wire, sock->place);
}

void watching_remember(struct session *s, const struct sock *sock, const struct address *local,
                       const struct address *peer)
{
	ends_leave(&s->ends, sock->name, local, peer);
}

void watching_close(struct session *s, const struct sock *sock)
{
	if (is_tcp(sock))
		ends_close(&s->ends, sock->name);
}

void watching_meet(struct session *s)
{
	struct sys *sys = s->engine.sys;
	struct address local;
	struct end known;

	for (size_t i = 0; i < s->socks.all.count; i++) {
		const struct sock *sock = s->socks.all.item[i];

		local.len = sizeof(local.storage);
		if (!is_tcp(sock) || sock->place != PLACE_HERE || (!sock->listening && !sock->connected) ||
		    (ends_find(&s->ends, sock->name, strlen(sock->name), &known) && known.open) ||
		    sys->getsockname(sys, sock->fd, &local.any, &local.len))
			continue;
		ends_add(&s->ends, PLACE_HERE, sock->name, inode_of(sock), &local);
	}
}

/* Whether the word is what a connection at a listener is called. */
static bool is_child_name(struct word w)
{
	return memchr(w.s, '/', w.n);
}

static enum outcome refuse_unknown(struct session *s, const struct verb *v, struct word w)
{
	struct bytes shown = BYTES_INIT;
	struct nearest near;

	nearest_init(&near, w.s, w.n);
	for (size_t i = 0; i < s->socks.all.count && i < 1000; i++)
		nearest_offer(&near, ((struct sock *)s->socks.all.item[i])->name);
	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 60);
	session_refuse(
	    s, "%s: \"%s\" is not a connection at a listener of this session, as server/1%s%s%s",
	    v->name, bytes_str(&shown), near.best ? "; did you mean " : "", near.best ? near.best : "",
	    near.best ? "?" : "");
	bytes_clear(&shown);
	return OUTCOME_REFUSED;
}

enum outcome watching_find(struct session *s, const struct verb *v, struct word w,
                           struct watched *watched)
{
	struct end end;

	memset(watched, 0, sizeof(*watched));
	watched->place = PLACE_HERE;
	watched->sock = sockset_find(&s->socks, w.s, w.n);
	if (!watched->sock && is_child_name(w)) {
		watching_meet(s);
		ends_look(&s->ends, PLACE_HERE, NULL, NULL);
	}
	if (watched->sock) {
		watched->place = watched->sock->place;
	} else if (ends_find(&s->ends, w.s, w.n, &end)) {
		watched->place = end.place;
	} else if (!is_child_name(w) ||
	           !sockset_find(&s->socks, w.s, (size_t)((char *)memchr(w.s, '/', w.n) - w.s))) {
		return is_child_name(w) ? refuse_unknown(s, v, w) : bind_socket(s, v, w, &watched->sock);
	}
	snprintf(watched->name, sizeof(watched->name), "%.*s", (int)w.n, w.s);
	return OUTCOME_OK;
}

static int state_of_end(struct session *s, const struct watched *w, struct state *state,
                        struct end *end)
{
	const struct tcp_state_row *row;

	if (ends_look(&s->ends, w->place, NULL, NULL))
		return -1;
	/* a connection that is not there yet is one that is closed */
	if (!ends_find(&s->ends, w->name, strlen(w->name), end)) {
		end->row.state = TCP_CLOSE;
		end->order = 0;
	}
	row = tcp_state_by_number(end->row.state);
	*state = (struct state){row ? row->name : "?", "diag"};
	return 0;
}

int watching_state(struct session *s, const struct watched *w, struct state *state, struct end *end)
{
	struct end room;

	if (!end)
		end = &room;
	end->order = 0;
	if (w->place != PLACE_HERE && s->lab.running && (!w->sock || is_tcp(w->sock)))
		return state_of_end(s, w, state, end);
	if (w->sock)
		return state_read(s->engine.sys, w->sock, state);
	if (is_child_name((struct word){w->name, strlen(w->name), false}))
		watching_meet(s);
	return state_of_end(s, w, state, end);
}
