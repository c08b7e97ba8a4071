/*
 * What is in a picture: the items of one socket or of all, the columns for them, the sockets at the head
 * of each column, and who has seen it.
 */
#include "base/memory.h"
#include "watch/ladder_parts.h"

static const struct item *item_at(const struct draw *d, size_t i)
{
	return ladder_item(d->l, d->l->first + i);
}

static size_t items_of(const struct draw *d)
{
	return (size_t)(d->l->next - d->l->first);
}

static bool is_segment(const struct item *item)
{
	return item->kind == ITEM_SEGMENT;
}

void draw_choose_sides(struct draw *d)
{
	const struct vector *all = &d->l->sides.all;

	d->view = memory_new((all->count + 1) * sizeof(*d->view));
	for (size_t i = 0; d->style->socket && i < all->count; i++)
		if (draw_is_the_one(d, all->item[i]))
			draw_want_side(d, all->item[i]);
	for (size_t i = 0; i < all->count; i++) {
		const struct side *s = all->item[i];

		d->view[i].wanted = draw_wants_side(d, s);
		d->view[i].column = NO_COLUMN;
		if (endpoint_has_port(&s->local) && s->name->n && !s->child &&
		    !map_get(&d->names, (const char *)&s->local, sizeof(s->local)))
			map_put(&d->names, (const char *)&s->local, sizeof(s->local), all->item[i]);
	}
}

static bool other_connection(const struct rung *a, const struct rung *b)
{
	bool same = endpoint_same(&a->src, &b->src) && endpoint_same(&a->dst, &b->dst);
	bool back = endpoint_same(&a->src, &b->dst) && endpoint_same(&a->dst, &b->src);

	return !same && !back;
}

static void note_source(struct vector *sources, const struct word *source)
{
	for (size_t i = 0; i < sources->count; i++)
		if (sources->item[i] == source)
			return;
	if (source && sources->count < SOURCES_MOST)
		vector_add(sources, (void *)(uintptr_t)source);
}

/* A capture is told by its interface too. */
static void note_segment_source(struct draw *d, const struct item *item)
{
	const struct word *interface = item->rung.fate == SEGMENT_SEEN ? item->rung.from : NULL;

	for (size_t i = 0; i < d->segment_sources.count; i++)
		if (d->segment_sources.item[i] == item->source && d->interfaces.item[i] == interface)
			return;
	if (!item->source || d->segment_sources.count == SOURCES_MOST)
		return;
	vector_add(&d->segment_sources, item->source);
	vector_add(&d->interfaces, (void *)(uintptr_t)interface);
}

static void choose_segments(struct draw *d)
{
	const struct rung *first = NULL;

	for (size_t i = 0; i < items_of(d); i++) {
		const struct item *item = item_at(d, i);

		if (!is_segment(item) || !draw_wants_rung(d, &item->rung))
			continue;
		d->chosen[i] = d->segments = true;
		d->lab = d->lab || item->rung.fate != SEGMENT_SEEN;
		note_segment_source(d, item);
		draw_note_ends(d, &item->rung);
		if (!endpoint_has_port(&item->rung.src))
			continue;
		if (first && other_connection(first, &item->rung))
			d->many_connections = true;
		first = &item->rung;
	}
}

static bool wants_other(const struct draw *d, const struct item *item)
{
	if (item->kind == ITEM_GAP)
		return true;
	return d->view[item->side->number].wanted && (item->kind == ITEM_STATE || d->calls);
}

static void choose_others(struct draw *d)
{
	for (size_t i = 0; i < items_of(d); i++) {
		const struct item *item = item_at(d, i);

		if (item->kind == ITEM_STATE && d->view[item->side->number].wanted && item->side->host)
			d->lab = true;
	}
	/* where no segment is to be seen, calls are what there is */
	d->calls = d->style->calls || (!d->segments && !d->lab);
	for (size_t i = 0; i < items_of(d); i++) {
		const struct item *item = item_at(d, i);

		if (is_segment(item) || !wants_other(d, item))
			continue;
		d->chosen[i] = true;
		if (item->kind == ITEM_STATE)
			note_source(&d->state_sources, item->source);
	}
}

/* Ends with a port first: an ICMP error comes from an address only. */
static void choose_columns(struct draw *d)
{
	for (int ports = 1; ports >= 0; ports--)
		for (size_t i = 0; i < items_of(d); i++)
			if (d->chosen[i] && is_segment(item_at(d, i)) &&
			    endpoint_has_port(&item_at(d, i)->rung.src) == ports)
				draw_add_rung_columns(d, &item_at(d, i)->rung);
	for (size_t i = 0; i < items_of(d); i++)
		if (d->chosen[i] && item_at(d, i)->side)
			draw_add_side_column(d, item_at(d, i)->side);
	draw_sort_columns(d);
}

static void list_side(struct draw *d, const struct side *s)
{
	struct side_view *view = &d->view[s->number];
	struct column *c;

	if (view->listed)
		return;
	view->listed = true;
	view->column = draw_column_of(d, s);
	if (view->column == NO_COLUMN)
		return;
	c = &d->column[view->column];
	c->many =
	    c->many || (c->sides && (c->side[0]->name != s->name || c->side[0]->child != s->child));
	if (c->sides < COLUMN_SIDES)
		c->side[c->sides++] = s;
}

void draw_choose(struct draw *d)
{
	d->chosen = memory_new(items_of(d) + 1);
	draw_choose_sides(d);
	choose_segments(d);
	choose_others(d);
	choose_columns(d);
	for (size_t i = 0; i < items_of(d); i++)
		if (d->chosen[i] && item_at(d, i)->side)
			list_side(d, item_at(d, i)->side);
	/* those of which only segments are drawn */
	for (size_t i = 0; i < d->l->sides.all.count; i++) {
		const struct side *s = d->l->sides.all.item[i];

		if (s->refs &&
		    (d->view[i].wanted ? endpoint_has_port(&s->local) : draw_has_segments_of(d, s)))
			list_side(d, s);
	}
}
