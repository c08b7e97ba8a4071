/*
 * The columns of a picture. A host of the lab is one. Outside of the lab, where a capture knows no
 * hosts, each end is one. There are few, so that looking through all of them is quick.
 */
#include "watch/ladder_parts.h"

static uint8_t add_column(struct draw *d)
{
	if (d->columns == COLUMNS_MOST) {
		d->too_many_columns = true;
		return NO_COLUMN;
	}
	d->column[d->columns] = (struct column){.host = NULL};
	return (uint8_t)d->columns++;
}

static uint8_t find_host(const struct draw *d, const struct word *host)
{
	for (unsigned i = 0; i < d->columns; i++)
		if (d->column[i].host == host)
			return (uint8_t)i;
	return NO_COLUMN;
}

static uint8_t add_host(struct draw *d, const struct word *host)
{
	uint8_t i = find_host(d, host);

	if (i == NO_COLUMN && (i = add_column(d)) != NO_COLUMN)
		d->column[i].host = host;
	return i;
}

/* The column of an end: exactly that one before one that answers for it. */
static uint8_t find_end(const struct draw *d, const struct endpoint *e)
{
	uint8_t found = NO_COLUMN;

	for (unsigned i = d->columns; i > 0; i--) {
		const struct column *c = &d->column[i - 1];

		if (c->host || c->alone)
			continue;
		if (endpoint_same(&c->end, e))
			return (uint8_t)(i - 1);
		if (endpoint_agrees(&c->end, e) || (!e->port && endpoint_same_address(&c->end, e)))
			found = (uint8_t)(i - 1);
	}
	return found;
}

static uint8_t add_end(struct draw *d, const struct endpoint *e)
{
	uint8_t i = find_end(d, e);

	if (i == NO_COLUMN && (i = add_column(d)) != NO_COLUMN)
		d->column[i].end = *e;
	else if (i != NO_COLUMN && endpoint_is_any(&d->column[i].end))
		d->column[i].end = *e;
	return i;
}

static uint8_t find_address(const struct draw *d, const struct endpoint *e)
{
	for (unsigned i = 0; i < d->columns; i++)
		if (d->column[i].host && endpoint_same_address(&d->column[i].end, e))
			return (uint8_t)i;
	return NO_COLUMN;
}

static uint8_t find_alone(const struct draw *d, const struct side *s)
{
	for (unsigned i = 0; i < d->columns; i++)
		if (d->column[i].alone == s)
			return (uint8_t)i;
	return NO_COLUMN;
}

uint8_t draw_column_of(const struct draw *d, const struct side *s)
{
	if (s->host)
		return find_host(d, s->host);
	return endpoint_has_port(&s->local) ? find_end(d, &s->local) : find_alone(d, s);
}

void draw_add_side_column(struct draw *d, const struct side *s)
{
	uint8_t i;

	if (s->host)
		add_host(d, s->host);
	else if (endpoint_has_port(&s->local))
		add_end(d, &s->local);
	else if (find_alone(d, s) == NO_COLUMN && (i = add_column(d)) != NO_COLUMN)
		d->column[i].alone = s;
}

/* A host's address is the one it sends from or, as long as it has sent nothing, that of a connection. */
static void set_end_of_host(struct draw *d, uint8_t column, const struct endpoint *e, bool own)
{
	struct column *c = column == NO_COLUMN ? NULL : &d->column[column];

	if (!c || c->end_is_own || e->family == AF_UNSPEC || endpoint_is_any(e))
		return;
	if (!own && c->end.family != AF_UNSPEC)
		return;
	c->end = *e;
	c->end_is_own = own;
}

/* Who forges a segment, or doubles it, sends from nowhere. */
void draw_add_rung_columns(struct draw *d, const struct rung *r)
{
	if (r->fate == SEGMENT_SEEN) {
		if (r->src.family != AF_UNSPEC)
			add_end(d, &r->src);
		if (r->dst.family != AF_UNSPEC)
			add_end(d, &r->dst);
		return;
	}
	if (r->from && r->origin == SEGMENT_OF_HOST)
		set_end_of_host(d, add_host(d, r->from), &r->src, true);
	if (r->to) {
		uint8_t to = add_host(d, r->to);

		if (r->kind == SEGMENT_TCP)
			set_end_of_host(d, to, &r->dst, false);
	}
}

static uint8_t find_either(const struct draw *d, const struct rung *r, const struct word *host,
                           const struct endpoint *e)
{
	uint8_t i;

	if (r->fate == SEGMENT_SEEN)
		return e->family == AF_UNSPEC ? NO_COLUMN : find_end(d, e);
	i = host ? find_host(d, host) : NO_COLUMN;
	return i == NO_COLUMN && e->family != AF_UNSPEC ? find_address(d, e) : i;
}

void draw_columns_of(const struct draw *d, const struct rung *r, uint8_t *from, uint8_t *to)
{
	*from = find_either(d, r, r->from, &r->src);
	*to = find_either(d, r, r->to, &r->dst);
}

/* Place of a host in the lab's list; those that are not in it come behind it. */
static size_t rank_of(const struct draw *d, const struct column *c)
{
	size_t i = 0;

	while (i < d->l->hosts.count && d->l->hosts.item[i] != c->host)
		i++;
	return i;
}

/* The lab's order; else columns stay in the order they were first seen in. */
void draw_sort_columns(struct draw *d)
{
	for (unsigned i = 1; i < d->columns; i++)
		for (unsigned j = i; j > 0; j--) {
			struct column moved = d->column[j];

			if (rank_of(d, &d->column[j - 1]) <= rank_of(d, &moved))
				break;
			d->column[j] = d->column[j - 1];
			d->column[j - 1] = moved;
		}
}
