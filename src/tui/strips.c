/*
 * Which sides are worth a line: the selected socket, and who is at the other end of its connection; of a
 * listener, the connections that came last; of all sockets, all of them while they are few.
 */
#include "tui/strips.h"

#include <stdio.h>

#include "base/escape.h"

enum { PROBES_LOOKED_AT = 1024 };

struct choice {
	struct strips *strips;
	const char *socket; /* NULL: all */
	struct ladder_side own;
	bool found;
	unsigned others;
};

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

static void fill(struct strip *strip, const struct ladder_side *side)
{
	memset(strip, 0, sizeof(*strip));
	copy(strip->name, sizeof(strip->name), side->name);
	copy(strip->end, sizeof(strip->end), side->local);
	copy(strip->source, sizeof(strip->source), side->source);
	strip->placed = side->host;
	strip->more = side->more;
	for (unsigned i = 0; i < side->states; i++)
		copy(strip->state[strip->states++], sizeof(strip->state[0]), side->state[i]);
}

/* A name may have had several sockets: the last one counts. */
static void find_own(void *closure, const struct ladder_side *side)
{
	struct choice *c = closure;

	if (!side->own || (c->found && c->own.listens && !side->listens))
		return;
	c->own = *side;
	c->found = true;
	fill(&c->strips->strip[0], side);
}

static bool is_wanted(const struct choice *c, const struct ladder_side *side)
{
	if (side->own || side->listens || (!side->states && !*side->name))
		return false;
	if (!c->socket || (c->found && c->own.listens))
		return side->states;
	return c->found && *side->peer && !strcmp(side->local, c->own.peer) &&
	       !strcmp(side->peer, c->own.local);
}

/* The last ones stay. */
static void add_other(void *closure, const struct ladder_side *side)
{
	struct choice *c = closure;
	struct strips *s = c->strips;
	unsigned first = c->socket ? 1 : 0;

	if (!is_wanted(c, side))
		return;
	c->others++;
	if (s->count == STRIPS_MOST) {
		memmove(&s->strip[first], &s->strip[first + 1],
		        (STRIPS_MOST - first - 1) * sizeof(s->strip[0]));
		s->count--;
	}
	fill(&s->strip[s->count++], side);
}

static bool is_same(const struct address *a, const struct address *b)
{
	return a->len && a->len == b->len && !memcmp(&a->storage, &b->storage, a->len);
}

/* The other end of a connection on this machine may be the session's as well, though nothing has told the
 * ladder so. */
static void add_probed_peer(struct strips *s, const struct probes *probes)
{
	const struct probe *own = probes_find(probes, s->strip[0].name);

	if (!own || !own->valid || !own->peer.len)
		return;
	for (size_t i = 0; i < probes->all.count && i < PROBES_LOOKED_AT; i++) {
		const struct probe *p = probes->all.item[i];

		if (!p->valid || p->place != own->place || !is_same(&p->peer, &own->local) ||
		    !is_same(&p->local, &own->peer))
			continue;
		copy(s->strip[1].name, sizeof(s->strip[1].name), p->name);
		s->count = 2;
		return;
	}
}

void strips_make(struct strips *s, const struct ladder *l, const char *socket)
{
	struct choice c = {.strips = s, .socket = *socket ? socket : NULL};

	memset(s, 0, sizeof(*s));
	if (c.socket) {
		ladder_each_side(l, c.socket, find_own, &c);
		copy(s->strip[0].name, sizeof(s->strip[0].name), c.socket);
		s->count = 1;
	}
	ladder_each_side(l, c.socket, add_other, &c);
	if (!c.socket && c.others > STRIPS_MOST)
		s->count = 0;
}

/* Drawing ------------------------------------------------------------------------------------------ */

/* What is told, and what the kernel says besides. */
struct told {
	const char *state[LADDER_STATES + 1];
	unsigned first, states; /* from `first` on they are drawn */
	const char *source;
};

/* Of a socket of this machine nobody tells each change: there the kernel is asked. */
static struct told told_of(const struct strip *strip, const struct scene *scene)
{
	const struct probe *probe = NULL;
	struct told told = {.source = strip->source};

	for (unsigned i = 0; i < strip->states; i++)
		told.state[told.states++] = strip->state[i];
	if (scene->probes && *strip->name && !strip->placed)
		probe = probes_find(scene->probes, strip->name);
	if (!probe || !probe->valid || !probe->state ||
	    (told.states && !strcmp(told.state[told.states - 1], probe->state)))
		return told;
	told.state[told.states++] = probe->state;
	told.source = probe->source;
	return told;
}

static const char *arrow_of(const struct scene *scene)
{
	return scene->ascii ? " > " : " \342\206\222 ";
}

/* Columns from the first state that is drawn to the source behind the last. */
static int columns_of(const struct told *t)
{
	int columns = 2 + 3 + (int)strlen(t->source);

	for (unsigned i = t->first; i < t->states; i++)
		columns += (int)strlen(t->state[i]) + (i > t->first ? 3 : 0);
	return columns + (t->first ? 4 : 0);
}

static const char *label_of(const struct strip *strip)
{
	return *strip->name ? strip->name : strip->end;
}

static int show(struct area *a, int row, int col, enum text_style style, const char *text,
                const struct scene *scene)
{
	return pane_show(a, row, col, style, text, strlen(text), scene->ascii);
}

static void draw_strip(const struct strip *strip, struct area *a, int row, int col,
                       const struct scene *scene)
{
	struct told t = told_of(strip, scene);

	while (t.first + 1 < t.states && col + columns_of(&t) > a->cols)
		t.first++;
	if (!t.states)
		area_str(a, row, col, STYLE_DIM, "no state was told");
	else if (t.first || strip->more)
		col = area_str(a, row, col, STYLE_DIM, scene->ascii ? ".." : "\342\200\246");
	for (unsigned i = t.first; i < t.states; i++) {
		bool now = i + 1 == t.states;

		if (i > t.first || t.first || strip->more)
			col = area_str(a, row, col, STYLE_DIM, arrow_of(scene));
		if (now)
			col = area_str(a, row, col, STYLE_LIT, "[");
		col = show(a, row, col, now ? STYLE_LIT : STYLE_DIM, t.state[i], scene);
		if (now)
			col = area_str(a, row, col, STYLE_LIT, "]");
	}
	if (t.states && *t.source) {
		col = area_str(a, row, col, STYLE_DIM, " ");
		show(a, row, col, STYLE_DIM, t.source, scene);
	}
}

int strips_draw(const struct strips *made, struct area *a, int most, const struct scene *scene)
{
	struct strips all = *made, *s = &all;
	int rows, label = 0;

	if (s->count == 1 && scene->probes && !s->strip[0].placed)
		add_probed_peer(s, scene->probes);
	rows = (int)s->count < most ? (int)s->count : most;

	for (int i = 0; i < rows; i++) {
		const char *text = label_of(&s->strip[i]);
		int n = (int)escape_columns(text, strlen(text));

		label = n > label ? n : label;
	}
	if (label > a->cols / 3)
		label = a->cols / 3;
	for (int i = 0; i < rows; i++) {
		struct area name = area_part(a, i, 0, 1, label);

		show(&name, 0, 0, STYLE_STRONG, label_of(&s->strip[i]), scene);
		draw_strip(&s->strip[i], a, i, label + 2, scene);
	}
	return rows;
}
