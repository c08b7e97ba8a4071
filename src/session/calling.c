/*
 * The common steps before and after a call.
 */
#include "session/calling.h"

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
	call_add_socket(c, sock->name);
}

struct sock *calling_adopt(struct session *s, const struct call *c, int i, int family, int type,
                           int protocol)
{
	struct sock *sock = sockset_add(&s->socks, c->made[i], c->made_fd[i], family, type, protocol);

	sock->line = c->line;
	sock->place = c->place;
	if (c->place != PLACE_HERE)
		watching_adopt(s, sock);
	if (s->capturing)
		capturing_meet(s, sock);
	result_add(&s->result, sock->name, strlen(sock->name));
	/* one name is a word, not a list of one */
	s->result.is_list = i > 0;
	return sock;
}

void calling_add_address(struct session *s, const struct call *c)
{
	bytes_reset(&s->text);
	address_add(&s->text, &c->room->address.any, c->room->address.len);
	result_add(&s->result, s->text.data, s->text.len);
}
