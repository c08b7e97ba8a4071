/*
 * Asked and kept: what the kernel made of an option that was set.
 */
#include "session/kept.h"

#include "base/memory.h"

/* Why they differ: what is true of the type, else what the row has to say. */
static const char *why(const struct option_row *row, const struct bytes *asked,
                       const struct bytes *kept)
{
	if (asked->len == kept->len && !memcmp(asked->data, kept->data, asked->len))
		return NULL;
	if (row->type == OPTION_BOOL && !strcmp(bytes_str(kept), "1"))
		return "anything but 0 counts as 1";
	if (row->kept)
		return row->kept;
	return row->gotcha ? row->gotcha : "the kernel has it so";
}

void kept_tell(struct session *s, const struct call *c)
{
	const struct option_row *row = option_by_number((int)c->arg[1].number, (int)c->arg[2].number);
	struct sock *sock = sockset_find(&s->socks, c->socket, strlen(c->socket));
	struct bytes asked = BYTES_INIT, kept = BYTES_INIT;
	struct sys *sys = s->engine.sys;
	unsigned char value[VALUE_MAX];
	socklen_t n;

	if (!row || !sock)
		return;
	if (!sock->options_set)
		sock->options_set = memory_new(OPTION_IDS_MAX * sizeof(*sock->options_set));
	sock->options_set[option_id(row)] = true;
	n = (socklen_t)value_room(row);
	if ((row->access & (OPTION_READ | OPTION_TAKES | OPTION_ASKS)) != OPTION_READ ||
	    sys->getsockopt(sys, sock->fd, row->level, row->number, value, &n))
		return;
	bytes_add_char(&asked, ' ');
	bytes_reset(&asked);
	bytes_add_char(&kept, ' ');
	bytes_reset(&kept);
	value_add(&asked, row, c->arg[3].data, c->arg[3].len);
	value_add(&kept, row, value, n < value_room(row) ? n : value_room(row));
	journal_option(&s->engine.journal, c->line, c->socket, row->name, asked.data, kept.data,
	               why(row, &asked, &kept));
	bytes_clear(&asked);
	bytes_clear(&kept);
}
