/*
 * The rows of the option table that hold for a socket, with their values.
 */
#include "tui/option_view.h"

#include <stdlib.h>

#include "base/memory.h"

static void clear_cells(struct option_view *v)
{
	for (size_t i = 0; i < v->cells; i++) {
		bytes_clear(&v->cell[i].now);
		bytes_clear(&v->cell[i].fresh);
	}
	free(v->cell);
	free(v->line);
	v->cell = NULL;
	v->line = NULL;
	v->cells = v->lines = 0;
}

void option_view_clear(struct option_view *v)
{
	clear_cells(v);
	bytes_clear(&v->now);
	bytes_clear(&v->fresh);
	*v = (struct option_view){.filter = OPTIONS_ALL};
}

static bool is_used(const struct option_row *row, const struct board_socket *s)
{
	return row->access & (OPTION_READ | OPTION_WRITE) && option_holds(row, s->family, s->type);
}

static void take_socket(struct option_view *v, const struct board_socket *s)
{
	const struct option_row *row;
	size_t n = 0;

	clear_cells(v);
	memcpy(v->socket, s->name, sizeof(v->socket));
	v->order = s->order;
	v->filtered_at = 0;
	for (size_t i = 0; (row = option_at(i)); i++)
		v->cells += is_used(row, s);
	v->cell = memory_new((v->cells + 1) * sizeof(*v->cell));
	/* each may have a level before it */
	v->line = memory_new((2 * v->cells + 1) * sizeof(*v->line));
	for (size_t i = 0; (row = option_at(i)); i++)
		if (is_used(row, s))
			v->cell[n++].row = row;
}

static const struct board_option *find_set(const struct board_socket *s, const char *name)
{
	for (size_t i = 0; i < s->options.count; i++)
		if (!strcmp(((struct board_option *)s->options.item[i])->name, name))
			return s->options.item[i];
	return NULL;
}

bool option_is_changed(const struct option_cell *cell)
{
	if (cell->set)
		return true;
	return cell->read && cell->fresh.len && !(cell->row->access & OPTION_LIVE) &&
	       strcmp(bytes_str(&cell->now), bytes_str(&cell->fresh)) != 0;
}

static void swap(struct bytes *a, struct bytes *b)
{
	struct bytes was = *a;

	*a = *b;
	*b = was;
}

void option_view_look(struct option_view *v, struct option_cell *cell, const struct scene *scene)
{
	if (cell->read_at == scene->board->news + 1 || !scene->probes ||
	    (cell->row->access & (OPTION_READ | OPTION_TAKES | OPTION_ASKS)) != OPTION_READ)
		return;
	bytes_reset(&v->now);
	bytes_reset(&v->fresh);
	/* a session that holds the lock is not waited for: what was read before stays meanwhile */
	if (!probes_option(scene->probes, v->socket, cell->row, &v->now, &v->fresh))
		return;
	swap(&cell->now, &v->now);
	swap(&cell->fresh, &v->fresh);
	cell->read = true;
	cell->read_at = scene->board->news + 1;
}

static bool passes(struct option_view *v, struct option_cell *cell, const struct scene *scene)
{
	switch (v->filter) {
	case OPTIONS_ALL:
		return !v->recorded || cell->set;
	case OPTIONS_CHANGED:
		option_view_look(v, cell, scene);
		return option_is_changed(cell);
	case OPTIONS_WRITABLE:
		return cell->row->access & OPTION_WRITE && (!v->recorded || cell->set);
	case OPTION_FILTERS:
		break;
	}
	return false;
}

static void filter(struct option_view *v, const struct scene *scene)
{
	int level = -1;

	v->lines = 0;
	for (size_t i = 0; i < v->cells; i++) {
		struct option_cell *cell = &v->cell[i];

		if (!passes(v, cell, scene))
			continue;
		if (cell->row->level != level) {
			level = cell->row->level;
			v->line[v->lines++] = (struct option_line){NULL, level};
		}
		v->line[v->lines++] = (struct option_line){cell, level};
	}
}

bool option_view_update(struct option_view *v, const struct scene *scene)
{
	const struct board_socket *s =
	    *scene->selected ? board_find(scene->board, scene->selected) : NULL;

	if (!s || s->closed || s->family <= 0)
		return false;
	v->recorded = !scene->probes;
	if (strcmp(v->socket, s->name) != 0 || v->order != s->order)
		take_socket(v, s);
	/* borrowed from the board: it may have moved since */
	for (size_t i = 0; i < v->cells; i++)
		v->cell[i].set = s->options.count ? find_set(s, v->cell[i].row->name) : NULL;
	if (v->filtered_at != scene->board->news + 1) {
		filter(v, scene);
		v->filtered_at = scene->board->news + 1;
	}
	return true;
}

void option_view_set_filter(struct option_view *v, enum option_filter filter)
{
	v->filter = filter;
	v->filtered_at = 0;
}
