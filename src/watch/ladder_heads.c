/*
 * What stands above the columns: a host's name, the names of its sockets, and their addresses. In one
 * line where that fits, else in two.
 */
#include "watch/ladder_parts.h"

/* Names of sockets with the same end stand before it: "L, conn 10.0.0.2:80". */
static void add_group(struct draw *d, struct bytes *out, const struct column *c, unsigned first,
                      const struct endpoint *e)
{
	struct bytes names = BYTES_INIT;
	const struct word *last = NULL;

	for (unsigned i = first; i < c->sides; i++) {
		const struct side *s = c->side[i];

		if (s->child || !s->name->n || s->name == last ||
		    !endpoint_agrees(&s->local, &c->side[first]->local))
			continue;
		bytes_add_str(&names, names.len ? ", " : "");
		draw_add_word(d, &names, s->name);
		last = s->name;
	}
	if (names.len || endpoint_has_port(e)) {
		bytes_add_str(out, out->len ? "; " : "");
		bytes_add(out, bytes_str(&names), names.len);
		bytes_add_str(out, names.len && e->family != AF_UNSPEC ? " " : "");
		draw_add_end(d, out, e);
	}
	bytes_clear(&names);
}

/* Whether no side before it has said the same; of live ports, brief pictures tell the name only. */
static bool begins_group(const struct draw *d, const struct column *c, unsigned i)
{
	const struct side *s = c->side[i];

	for (unsigned j = 0; j < i; j++) {
		const struct side *before = c->side[j];

		if (endpoint_agrees(&before->local, &s->local) ||
		    (d->style->brief && before->name == s->name &&
		     endpoint_same_address(&before->local, &s->local)))
			return false;
	}
	return true;
}

/* Any address is the host's own, where that is known. */
static struct endpoint shown_end(const struct column *c, const struct side *s)
{
	struct endpoint e = s->local;

	if (endpoint_has_port(&e) && endpoint_is_any(&e) && c->end.family != AF_UNSPEC) {
		e = c->end;
		e.port = s->local.port;
	}
	return e;
}

static void build_head(struct draw *d, struct column *c)
{
	struct endpoint e = c->end;

	draw_add_word(d, &c->title, c->host);
	for (unsigned i = 0; i < c->sides; i++)
		if (begins_group(d, c, i)) {
			struct endpoint shown = shown_end(c, c->side[i]);

			add_group(d, &c->detail, c, i, &shown);
		}
	if (c->detail.len || e.family == AF_UNSPEC)
		return;
	if (c->host && d->many_connections)
		e.port = 0;
	draw_add_end(d, &c->detail, &e);
}

void pen_join_head(struct bytes *out, const struct column *c)
{
	bytes_add(out, bytes_str(&c->title), c->title.len);
	bytes_add_str(out, c->title.len && c->detail.len ? "  " : "");
	bytes_add(out, bytes_str(&c->detail), c->detail.len);
}

/* Where the head of a column begins. The last one ends at the margin if it does not fit in otherwise. */
static size_t head_at(const struct pen *p, unsigned i, const struct bytes *head)
{
	const struct draw *d = p->d;
	size_t n = pen_columns(&head[i]), x = d->column[i].x, least, most;

	if (i == 0 || i + 1 < d->columns || x + n <= p->width)
		return x;
	least = d->column[i - 1].x + (p->width - d->column[i - 1].x) / 2;
	most = p->width > n ? p->width - n : 0;
	return most > least ? most : least;
}

static bool heads_fit(const struct pen *p, const struct bytes *head)
{
	for (unsigned i = 0; i < p->d->columns; i++) {
		size_t end = head_at(p, i, head) + pen_columns(&head[i]);

		if (i + 1 < p->d->columns ? end + 2 > head_at(p, i + 1, head) : end > p->width)
			return false;
	}
	return true;
}

static void write_heads(struct pen *p, const struct bytes *head)
{
	for (unsigned i = 0; i < p->d->columns; i++) {
		size_t x = head_at(p, i, head);
		size_t end = i + 1 < p->d->columns ? head_at(p, i + 1, head) - 2 : p->width;

		pen_go_to(p, x);
		pen_cut(p, &head[i], end > x ? end - x : 0);
	}
	if (p->line.len)
		pen_finish(p, LADDER_HEAD, NULL);
}

void pen_heads(struct pen *p)
{
	struct bytes joined[COLUMNS_MOST], title[COLUMNS_MOST], detail[COLUMNS_MOST];

	for (unsigned i = 0; i < p->d->columns; i++) {
		bytes_init(&joined[i]);
		pen_join_head(&joined[i], &p->d->column[i]);
		title[i] = p->d->column[i].title;
		detail[i] = p->d->column[i].detail;
	}
	if (heads_fit(p, joined)) {
		write_heads(p, joined);
	} else {
		write_heads(p, title);
		write_heads(p, detail);
	}
	for (unsigned i = 0; i < p->d->columns; i++)
		bytes_clear(&joined[i]);
}

void pen_build_heads(struct pen *p)
{
	for (unsigned i = 0; i < p->d->columns; i++)
		build_head(p->d, &p->d->column[i]);
}
