/*
 * Asked and kept: what the kernel made of an option that was set.
 */
#include "session/kept.h"

#include "base/memory.h"

/* Why they differ: what is true of the type, else what the row has to say. */
static const char *why(const struct option_row *row, const struct bytes *kept)
{
	if (row->type == OPTION_BOOL && !strcmp(bytes_str(kept), "1"))
		return "anything but 0 counts as 1";
	if (row->kept)
		return row->kept;
	return row->gotcha ? row->gotcha : "the kernel has it so";
}

static void tell(struct session *s, const struct call *c, const struct option_row *row,
                 const void *value, size_t n)
{
	const struct arg *set = &c->arg[3];
	struct bytes *asked = &s->text, kept = BYTES_INIT;

	bytes_reset(asked);
	value_add(asked, row, set->data, set->len);
	/* nearly always the same */
	if (n == set->len && !memcmp(value, set->data, n)) {
		journal_option(&s->engine.journal, c->line, c->socket, row->name, bytes_str(asked),
		               bytes_str(asked), NULL);
		return;
	}
	value_add(&kept, row, value, n);
	journal_option(&s->engine.journal, c->line, c->socket, row->name, bytes_str(asked),
	               bytes_str(&kept),
	               strcmp(bytes_str(asked), bytes_str(&kept)) ? why(row, &kept) : NULL);
	bytes_clear(&kept);
}

static void remember(struct sock *sock, const struct option_row *row)
{
	if (!sock->options_set)
		sock->options_set = memory_new(OPTION_IDS_MAX * sizeof(*sock->options_set));
	sock->options_set[option_id(row)] = true;
}

void kept_tell(struct session *s, const struct call *c)
{
	const struct option_row *row = option_by_number((int)c->arg[1].number, (int)c->arg[2].number);
	struct sock *sock = sockset_find(&s->socks, c->socket, strlen(c->socket));
	struct sys *sys = s->engine.sys;
	unsigned char value[VALUE_MAX];
	socklen_t n, room;

	if (!row || !sock)
		return;
	remember(sock, row);
	s->partings.lingering |= row->type == OPTION_LINGER;
	n = room = (socklen_t)value_room(row, sock->family);
	if ((row->access & (OPTION_READ | OPTION_TAKES | OPTION_ASKS)) != OPTION_READ ||
	    sys->getsockopt(sys, sock->fd, row->level, row->number, value, &n))
		return;
	tell(s, c, row, value, n < room ? n : room);
}
