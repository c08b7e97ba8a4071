/*
 * What sockets sent and received, call by call: of each its first bytes, of a socket the last calls, and of
 * all sockets as much as there is room for. The pieces of all are a list by age, so that the oldest of all
 * can make way.
 */
#include <stdlib.h>

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

void board_take_data(struct board *b, const struct event *e)
{
	/* what a call carried is told right behind its return */
	bool follows = b->returned_seq && b->returned_seq + 1 == e->seq;
	struct board_socket *s = follows ? b->returned_of : board_find(b, e->socket);
	struct board_piece *p;
	uint64_t *total;

	if (!s)
		return;
	p = s->pieces.count < BOARD_PIECES_KEPT ? memory_new(sizeof(*p)) : take_oldest(b, s);
	total = e->direction == DATA_OUT ? &s->sent : &s->received;
	p->seq = e->seq;
	p->mono = e->mono;
	p->direction = e->direction;
	p->call = follows ? b->returned->name : "";
	p->offset = *total;
	p->whole = e->whole;
	p->socket = s;
	bytes_reset(&p->kept);
	bytes_add(&p->kept, e->text, e->len < BOARD_BYTES_KEPT ? e->len : BOARD_BYTES_KEPT);
	*total += e->whole;
	vector_add(&s->pieces, p);
	link_piece(b, p);
	while (b->data > BOARD_DATA_KEPT)
		free_piece(take_oldest(b, b->oldest->socket));
}
