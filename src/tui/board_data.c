/*
 * What sockets sent and received, call by call: of each its first bytes, of a socket the last calls, and of
 * all sockets as much as there is room for. The pieces of all are a list by age, so that the oldest of all
 * can make way.
 */
#include <stdlib.h>
#include <sys/socket.h>

#include "base/memory.h"
#include "tui/board_parts.h"

static void unlink_piece(struct board *b, const struct board_piece *p)
{
	*(p->older ? &p->older->newer : &b->oldest) = p->newer;
	*(p->newer ? &p->newer->older : &b->newest) = p->older;
	b->data -= p->kept.len;
}

static void link_piece(struct board *b, struct board_piece *p)
{
	p->older = b->newest;
	p->newer = NULL;
	*(p->older ? &p->older->newer : &b->oldest) = p;
	b->newest = p;
	b->data += p->kept.len;
}

/* Takes the oldest piece away from a socket. */
static struct board_piece *take_oldest(struct board *b, struct board_socket *s)
{
	struct board_piece *p = s->pieces.item[0];

	vector_remove(&s->pieces, 0);
	s->pieces_dropped++;
	unlink_piece(b, p);
	return p;
}

static void free_piece(struct board_piece *p)
{
	bytes_clear(&p->kept);
	free(p);
}

void board_drop_pieces(struct board *b, struct board_socket *s)
{
	for (size_t i = 0; i < s->pieces.count; i++) {
		unlink_piece(b, s->pieces.item[i]);
		free_piece(s->pieces.item[i]);
	}
	s->pieces.count = 0;
}

static struct board_piece *add_piece(struct board *b, struct board_socket *s, const struct event *e,
                                     int direction, const char *call)
{
	struct board_piece *p =
	    s->pieces.count < BOARD_PIECES_KEPT ? memory_new(sizeof(*p)) : take_oldest(b, s);

	p->seq = e->seq;
	p->mono = e->mono;
	p->direction = direction;
	p->call = call;
	p->offset = direction == DATA_OUT ? s->sent : s->received;
	p->whole = 0;
	p->peeked = false;
	p->socket = s;
	bytes_reset(&p->kept);
	vector_add(&s->pieces, p);
	return p;
}

void board_take_data(struct board *b, const struct event *e)
{
	/* what a call carried is told right behind its return */
	bool follows = b->returned_seq && b->returned_seq + 1 == e->seq;
	struct board_socket *s = follows ? b->returned_of : board_find(b, e->socket);
	struct board_piece *p;

	if (!s)
		return;
	p = add_piece(b, s, e, e->direction, follows ? b->returned->name : "");
	p->whole = e->whole;
	p->peeked = follows && b->peeked;
	bytes_add(&p->kept, e->text, e->len < BOARD_BYTES_KEPT ? e->len : BOARD_BYTES_KEPT);
	if (!p->peeked)
		*(e->direction == DATA_OUT ? &s->sent : &s->received) += e->whole;
	link_piece(b, p);
	while (b->data > BOARD_DATA_KEPT)
		free_piece(take_oldest(b, b->oldest->socket));
}

static bool has_peeked(const struct call *c)
{
	for (unsigned i = 0; i < c->args; i++)
		if (c->arg[i].kind == ARG_CONSTANT && c->arg[i].set == CONSTANT_MSG &&
		    !(c->arg[i].flags & ARG_OUT) && c->arg[i].number & MSG_PEEK)
			return true;
	return false;
}

void board_take_transfer(struct board *b, struct board_socket *s, const struct event *e)
{
	const struct call *c = &e->call;
	struct board_piece *p;

	b->peeked = c->row->direction == CALL_RECEIVES && has_peeked(c);
	if (c->row->id != CALL_SENDFILE || c->ret <= 0 || !s)
		return;
	/* its bytes go from the file to the socket: nobody here has them */
	p = add_piece(b, s, e, DATA_OUT, c->row->name);
	p->whole = (size_t)c->ret;
	s->sent += p->whole;
	link_piece(b, p);
}
