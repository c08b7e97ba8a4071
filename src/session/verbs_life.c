/*
 * The life of a socket: made, given an address, connected, shut down, closed.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "session/calling.h"
#include "session/folder.h"
#include "session/placing.h"
#include "session/watching.h"
#include "tables/errnos.h"

/* The name a new socket gets: the one that was said, or the next automatic one. The session's name
 * buffer holds it until the call is over. */
static const char *name_for(struct session *s, const struct value *v, int i)
{
	if (v->present)
		memcpy(s->new_name[i], v->name, sizeof(s->new_name[i]));
	else
		do
			sockset_auto_name(&s->socks, s->new_name[i]);
		while (bind_job_making(s, (struct word){s->new_name[i], strlen(s->new_name[i]), false}));
	return s->new_name[i];
}

/* The call is to be made in that host of the lab. */
static enum outcome place(struct session *s, struct word w, struct call *c)
{
	unsigned host;
	enum outcome o = placing_host(s, "socket", w, &host);

	if (o != OUTCOME_OK)
		return o;
	c->maker = &s->lab.maker[host].maker;
	c->host = s->lab.name[host];
	c->place = c->zones = host;
	return OUTCOME_OK;
}

static enum outcome prepare_socket(struct session *s, struct bound *b, struct call *c)
{
	struct kind_words k = b->arg[1].kind;

	call_init(c, CALL_SOCKET, &s->room);
	c->family = k.family;
	c->type = k.type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	call_add_constant(c, CONSTANT_FAMILY, k.family);
	call_add_constant(c, CONSTANT_TYPE, k.type);
	call_add_constant(c, CONSTANT_PROTOCOL, k.protocol);
	c->made[0] = name_for(s, &b->arg[0], 0);
	return b->opt[0].present ? place(s, b->opt[0].word, c) : OUTCOME_OK;
}

static void finish_socket(struct session *s, struct call *c)
{
	calling_adopt(s, c, 0, (int)c->arg[0].number, (int)c->arg[1].number, (int)c->arg[2].number);
}

static enum outcome prepare_socketpair(struct session *s, struct bound *b, struct call *c)
{
	struct kind_words k = {AF_UNIX, SOCK_STREAM, 0};

	if (b->arg[2].present)
		k = b->arg[2].kind;
	if (b->arg[0].present && b->arg[1].present && !strcmp(b->arg[0].name, b->arg[1].name))
		return session_refuse(s, "socketpair: \"%s\" twice: expected two names", b->arg[0].name);
	call_init(c, CALL_SOCKETPAIR, &s->room);
	c->family = k.family;
	c->type = k.type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	call_add_constant(c, CONSTANT_FAMILY, k.family);
	call_add_constant(c, CONSTANT_TYPE, k.type);
	call_add_constant(c, CONSTANT_PROTOCOL, k.protocol);
	c->made[0] = name_for(s, &b->arg[0], 0);
	c->made[1] = name_for(s, &b->arg[1], 1);
	return OUTCOME_OK;
}

static void finish_socketpair(struct session *s, struct call *c)
{
	for (int i = 0; i < 2; i++)
		calling_adopt(s, c, i, (int)c->arg[0].number, (int)c->arg[1].number, (int)c->arg[2].number);
}

static enum outcome prepare_bind(struct session *s, struct bound *b, struct call *c)
{
	calling_on(s, c, CALL_BIND, b->arg[0].sock);
	call_add_address(c, &b->arg[1].address);
	return OUTCOME_OK;
}

/* Paths this session made are paths it may unlink. */
static void finish_bind(struct session *s, struct call *c)
{
	const struct arg *a = &c->arg[1];
	struct sock *sock = sockset_find(&s->socks, c->socket, strlen(c->socket));

	if (sock && address_port(a->data, a->len) > 0)
		sock->bound = true;
	if (address_family(a->data, a->len) != AF_UNIX)
		return;
	bytes_reset(&s->text);
	address_add(&s->text, a->data, a->len, c->zones);
	if (bytes_str(&s->text)[0] != '@')
		map_put(&s->bound_paths, s->text.data, s->text.len, s);
}

static enum outcome prepare_listen(struct session *s, struct bound *b, struct call *c)
{
	int64_t backlog = b->arg[1].present ? b->arg[1].number : SOMAXCONN;

	if (backlog != (int)backlog)
		return session_refuse(s, "listen: %lld does not fit into an int", (long long)backlog);
	calling_on(s, c, CALL_LISTEN, b->arg[0].sock);
	call_add_number(c, backlog);
	return OUTCOME_OK;
}

static void finish_listen(struct session *s, struct call *c)
{
	struct sock *sock = sockset_find(&s->socks, c->socket, strlen(c->socket));

	if (sock)
		sock->listening = true;
}

static enum outcome prepare_accept(struct session *s, struct bound *b, struct call *c)
{
	calling_on(s, c, b->opt[0].present ? CALL_ACCEPT4 : CALL_ACCEPT, b->arg[0].sock);
	call_add_address_out(c);
	if (b->opt[0].present)
		call_add_constant(c, CONSTANT_TYPE, b->opt[0].number);
	c->made[0] = name_for(s, &b->arg[1], 0);
	return OUTCOME_OK;
}

static enum outcome prepare_accept4(struct session *s, struct bound *b, struct call *c)
{
	b->opt[0] = b->arg[2];
	b->opt[0].number = b->arg[2].present ? b->arg[2].number : 0;
	b->opt[0].present = true;
	return prepare_accept(s, b, c);
}

static void finish_accept(struct session *s, struct call *c)
{
	const struct sock *listener = sockset_find(&s->socks, c->socket, strlen(c->socket));

	calling_meet_peer(calling_adopt(s, c, 0, c->family, c->type, listener ? listener->protocol : 0),
	                  &c->room->address);
}

static enum outcome prepare_connect(struct session *s, struct bound *b, struct call *c)
{
	calling_meet_peer(b->arg[0].sock, &b->arg[1].address);
	b->arg[0].sock->parted = s->partings.count;
	calling_on(s, c, CALL_CONNECT, b->arg[0].sock);
	call_add_address(c, &b->arg[1].address);
	return OUTCOME_OK;
}

static enum outcome prepare_shutdown(struct session *s, struct bound *b, struct call *c)
{
	struct sock *sock = b->arg[0].sock;
	int64_t how = b->arg[1].present ? b->arg[1].number : SHUT_RDWR;

	/* without a peer it is ENOTCONN, but Linux shuts what is of IP all the same */
	if ((sock->family == AF_INET || sock->family == AF_INET6) &&
	    (how == SHUT_RD || how == SHUT_RDWR))
		sock->deaf = true;
	calling_on(s, c, CALL_SHUTDOWN, sock);
	call_add_constant(c, CONSTANT_SHUTDOWN, how);
	return OUTCOME_OK;
}

static void finish_shutdown(struct session *s, struct call *c)
{
	struct sock *sock = sockset_find(&s->socks, c->socket, strlen(c->socket));

	if (sock && c->arg[1].number != SHUT_WR)
		sock->deaf = true;
}

/* A descriptor may be given away again as soon as it is closed: a job that was handed it must be in
 * the kernel by then, where it holds the socket itself. */
static void settle_jobs(struct session *s, int fd)
{
	for (size_t i = 0; i < s->jobs.all.count; i++) {
		struct job *job = s->jobs.all.item[i];

		if (!atomic_load(&job->done) && call_uses(&job->call, fd))
			jobs_settle(job);
	}
}

static enum outcome prepare_close(struct session *s, struct bound *b, struct call *c)
{
	struct sock *sock = b->arg[0].sock;
	const struct parting *parting;

	if (s->jobs.all.count)
		settle_jobs(s, sock->fd);
	parting = partings_add(&s->partings, s->engine.sys, sock);
	if (parting && parting->peer.len && sock->place == PLACE_HERE)
		watching_remember(s, sock, &parting->local, &parting->peer);
	sockset_leave(&s->socks, sock);
	calling_on(s, c, CALL_CLOSE, sock);
	return OUTCOME_OK;
}

/* Linux frees the descriptor whatever close(2) answers, so the name goes with it. */
static void finish_close(struct session *s, struct call *c)
{
	struct sock *sock = sockset_find(&s->socks, c->socket, strlen(c->socket));

	if (!sock || sock->fd != c->fd)
		return;
	watching_close(s, sock);
	sockset_remove(&s->socks, sock);
}

static enum outcome prepare_dup(struct session *s, struct bound *b, struct call *c)
{
	calling_on(s, c, CALL_DUP, b->arg[0].sock);
	c->made[0] = name_for(s, &b->arg[1], 0);
	return OUTCOME_OK;
}

static void finish_dup(struct session *s, struct call *c)
{
	struct sock *from = sockset_find(&s->socks, c->socket, strlen(c->socket));
	struct sock *sock = calling_adopt(s, c, 0, c->family, c->type, from ? from->protocol : 0);

	sock->shared = true;
	if (!from)
		return;
	from->shared = true;
	sock->connected = from->connected;
	sock->bound = from->bound;
	sock->deaf = from->deaf;
	sock->broken = from->broken;
	sock->peer_port = from->peer_port;
	sock->parted = from->parted;
}

static enum outcome run_unlink(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;
	struct problem *p = &s->problem;
	enum outcome o;
	int err;

	o = folder_unlink_socket(s, "unlink", w.s, w.n, &err);
	if (o != OUTCOME_OK || !err)
		return o;
	p->outcome = OUTCOME_CALL_FAILED;
	p->name = errno_name(err);
	p->text = errno_text(err);
	bytes_reset(&p->message);
	bytes_addf(&p->message, "unlink: %s (%s)", p->name, p->text);
	return p->outcome;
}

const struct verb verbs_life[] = {
    {
        .name = "socket",
        .aliases = "socket.socket",
        .family = "life",
        .param = {{PARAM_NEW_SOCKET, "NAME", PARAM_OPTIONAL, 0},
                  {PARAM_KIND, "KIND | DOMAIN TYPE ?PROTOCOL?", 0, 0}},
        .option = {{"-host", PARAM_WORD, "HOST", 0}},
        .help = "Make a socket.\n"
                "KIND is tcp, tcp6, udp, udp6, unix, unix-dgram, seqpacket, icmp, icmp6, mptcp, "
                "mptcp6, udplite, udplite6 or vsock. DOMAIN, TYPE and PROTOCOL are those of "
                "socket(2), as names or numbers; types take flags: "
                "SOCK_STREAM|SOCK_NONBLOCK. -host makes it in a host of the lab. The result is the "
                "socket's name.",
        .man = "socket(2)",
        .prepare = prepare_socket,
        .finish = finish_socket,
    },
    {
        .name = "socketpair",
        .family = "life",
        .param = {{PARAM_NEW_SOCKET, "NAME", 0, 0},
                  {PARAM_NEW_SOCKET, "NAME2", 0, 0},
                  {PARAM_KIND, "KIND | DOMAIN TYPE ?PROTOCOL?", PARAM_OPTIONAL, 0}},
        .help = "Make two sockets that are connected to each other; unix where no kind is said.",
        .man = "socketpair(2)",
        .prepare = prepare_socketpair,
        .finish = finish_socketpair,
    },
    {
        .name = "bind",
        .family = "life",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, {PARAM_ADDRESS, "ADDRESS", 0, 0}},
        .help = "Give a socket its local address. Port 0 lets the kernel choose one.",
        .man = "bind(2)",
        .prepare = prepare_bind,
        .finish = finish_bind,
    },
    {
        .name = "listen",
        .family = "life",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_CONSTANT, "BACKLOG", PARAM_OPTIONAL, CONSTANT_LIMIT}},
        .help = "Let connections come in; SOMAXCONN of them may wait where no backlog is said.",
        .man = "listen(2)",
        .prepare = prepare_listen,
        .finish = finish_listen,
    },
    {
        .name = "accept",
        .family = "life",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, {PARAM_NEW_SOCKET, "NAME", PARAM_OPTIONAL, 0}},
        .option = {{"-flags", PARAM_CONSTANT, "FLAGS", CONSTANT_TYPE}},
        .help = "Take a connection that came in: a new socket, whose name is the result.\n"
                "Blocks until there is one. With -flags (SOCK_NONBLOCK, SOCK_CLOEXEC) the call is "
                "accept4.",
        .man = "accept(2)",
        .prepare = prepare_accept,
        .finish = finish_accept,
    },
    {
        .name = "accept4",
        .family = "life",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_NEW_SOCKET, "NAME", PARAM_OPTIONAL, 0},
                  {PARAM_FLAGS, "FLAG…", PARAM_OPTIONAL, CONSTANT_TYPE}},
        .help = "accept, with flags for the new socket: SOCK_NONBLOCK, SOCK_CLOEXEC.",
        .man = "accept4(2)",
        .prepare = prepare_accept4,
        .finish = finish_accept,
    },
    {
        .name = "connect",
        .family = "life",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, {PARAM_ADDRESS, "ADDRESS", 0, 0}},
        .help = "Connect to an address. For TCP this is the three-way handshake, and it blocks "
                "until its "
                "end; for UDP it only sets the peer.",
        .man = "connect(2), tcp(7)",
        .prepare = prepare_connect,
    },
    {
        .name = "shutdown",
        .family = "life",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_CONSTANT, "HOW", PARAM_OPTIONAL, CONSTANT_SHUTDOWN}},
        .help =
            "Shut down one direction or both: read, write or both (SHUT_RD, SHUT_WR, SHUT_RDWR).\n"
            "Shutting down the writing side of a TCP socket sends the FIN.",
        .man = "shutdown(2)",
        .prepare = prepare_shutdown,
        .finish = finish_shutdown,
    },
    {
        .name = "close",
        .family = "life",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}},
        .help = "Close a socket; its name is free again.",
        .man = "close(2)",
        .flags = VERB_FINISH_ALWAYS,
        .prepare = prepare_close,
        .finish = finish_close,
    },
    {
        .name = "dup",
        .family = "life",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, {PARAM_NEW_SOCKET, "NAME", PARAM_OPTIONAL, 0}},
        .help = "A second descriptor of the same socket, under a name of its own.",
        .man = "dup(2)",
        .prepare = prepare_dup,
        .finish = finish_dup,
    },
    {
        .name = "unlink",
        .family = "life",
        .param = {{PARAM_WORD, "PATH", 0, 0}},
        .help = "Remove the file of an AF_UNIX socket, which close leaves behind.\n"
                "Only sockets are removed: those this session bound, and those beneath the "
                "script's folder.",
        .man = "unlink(2), unix(7)",
        .run = run_unlink,
    },
    {.name = NULL},
};
