/*
 * The common steps before and after a call.
 */
#include "session/calling.h"

#include <sys/stat.h>

#include "session/capturing.h"
#include "session/watching.h"

void calling_on(struct session *s, struct call *c, enum call_id id, const struct sock *sock)
{
	call_init(c, id, &s->room);
	c->fd = sock->fd;
	c->socket = sock->name;
	c->family = sock->family;
	c->type = sock->type;
	c->place = sock->place;
	c->zones = sock->zones;
	call_add_socket(c, sock->name);
}

static void meet(struct session *s, struct sock *sock, unsigned line, unsigned place,
                 unsigned zones)
{
	sock->line = line;
	if (zones != PLACE_HERE)
		sockset_set_place(&s->socks, sock, place, zones);
	if (place != PLACE_HERE)
		watching_adopt(s, sock);
	if (s->capturing)
		capturing_meet(s, sock);
}

struct sock *calling_adopt(struct session *s, const struct call *c, int i, int family, int type,
                           int protocol)
{
	struct sock *sock = sockset_add(&s->socks, c->made[i], c->made_fd[i], family, type, protocol);

	meet(s, sock, c->line, c->place, c->zones);
	result_add(&s->result, sock->name, strlen(sock->name));
	/* one name is a word, not a list of one */
	s->result.is_list = i > 0;
	return sock;
}

void calling_meet_peer(struct sock *sock, const struct address *peer)
{
	int port = address_port(&peer->any, peer->len);

	sock->connected = true;
	sock->broken = false;
	sock->peer_port = port > 0 ? (uint16_t)port : 0;
}

static int ask(struct session *s, int fd, int option)
{
	int value = 0;
	socklen_t len = sizeof(value);

	return s->engine.sys->getsockopt(s->engine.sys, fd, SOL_SOCKET, option, &value, &len) ? 0
	                                                                                      : value;
}

/* The socket of ours in the lab, or of one that is gone, that a received one is a second descriptor of. */
static const struct sock *twin_of(struct session *s, int fd)
{
	struct stat here, there;

	if (fstat(fd, &here))
		return NULL;
	for (size_t i = 0; i < s->socks.all.count; i++) {
		const struct sock *sock = s->socks.all.item[i];

		if (sock->zones != PLACE_HERE && !fstat(sock->fd, &there) && here.st_ino == there.st_ino &&
		    here.st_dev == there.st_dev)
			return sock;
	}
	return NULL;
}

void calling_adopt_received(struct session *s, const struct call *c, const char *name, int fd)
{
	struct address peer = {.len = sizeof(peer.storage)};
	struct sys *sys = s->engine.sys;
	const struct sock *twin = twin_of(s, fd);
	struct sock *sock = sockset_add(&s->socks, name, fd, ask(s, fd, SO_DOMAIN), ask(s, fd, SO_TYPE),
	                                ask(s, fd, SO_PROTOCOL));

	sock->shared = true;
	sock->listening = ask(s, fd, SO_ACCEPTCONN);
	if (!sys->getpeername(sys, fd, &peer.any, &peer.len))
		calling_meet_peer(sock, &peer);
	meet(s, sock, c->line, twin ? twin->place : PLACE_HERE, twin ? twin->zones : PLACE_HERE);
}

void calling_add_flags(struct bytes *out, enum constant_set set, int64_t value)
{
	size_t from = out->len;

	if (value)
		constant_add(out, set, value);
	for (size_t i = from; i < out->len; i++)
		if (out->data[i] == '|')
			out->data[i] = ' ';
}

void calling_tell_discarded(struct session *s, const struct call *c)
{
	struct bytes note = BYTES_INIT;

	if (c->ret <= 0 || !call_discards(c))
		return;
	bytes_addf(&note, "MSG_TRUNC: TCP counts %lld %s and hands over none: the buffer is as it was",
	           (long long)c->ret, c->ret == 1 ? "byte" : "bytes");
	bytes_add_str(&note, c->flags & MSG_PEEK ? "" : ", and they are lost");
	journal_note(&s->engine.journal, NOTE_REMARK, c->line, c->socket, note.data, note.len);
	bytes_clear(&note);
}

void calling_add_address(struct session *s, const struct call *c)
{
	bytes_reset(&s->text);
	address_add(&s->text, &c->room->address.any, c->room->address.len, c->zones);
	result_add(&s->result, s->text.data, s->text.len);
}
