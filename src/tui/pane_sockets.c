/*
 * The sockets: one row each, in the order they were made, connections that wait at a listener below it,
 * and at the end what was closed lately. Which rows there are changes seldom; only those in sight are
 * drawn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tui/list.h"
#include "tui/pane_sockets.h"
#include "tui/socket_row.h"

struct sockets {
	struct pane pane;
	struct list list;
	bool head;              /* there was room for the head of the table */
	struct socket_row *row; /* owned */
	size_t rows, rows_cap;
	struct socket_needs needs;
	/* what the rows were made of */
	const struct board *board;
	uint64_t sockets_news;
	/* the one that is chosen, as it was when the list was put to it */
	char selected[sizeof(((struct board_socket *)0)->name)];
	bool selected_known;
	/* names of what is in sight; owned */
	char (*visible)[SOCK_NAME_MAX + 1];
	size_t visibles, visibles_cap;
};

static struct pane *make(void)
{
	struct sockets *p = memory_new(sizeof(*p));

	p->pane.ops = &pane_sockets;
	return &p->pane;
}

static void release(struct pane *pane)
{
	struct sockets *p = (struct sockets *)pane;

	free(p->row);
	free(p->visible);
	free(p);
}

/* Rows --------------------------------------------------------------------------------------------- */

static void need(int *columns, size_t n)
{
	if ((int)n > *columns)
		*columns = (int)n;
}

static void add_row(struct sockets *p, const struct board_socket *s, bool nested)
{
	if (p->rows == p->rows_cap) {
		p->rows_cap = p->rows_cap ? p->rows_cap * 2 : 32;
		p->row = memory_resize(p->row, p->rows_cap * sizeof(*p->row));
	}
	p->row[p->rows++] = (struct socket_row){s, nested, false};
	need(&p->needs.name, strlen(s->name) + (nested ? 2 : 0));
	need(&p->needs.kind, strlen(socket_row_kind(s, NULL)));
	need(&p->needs.host, s->host.len);
}

static bool is_at(const struct board_socket *child, const struct board_socket *listener)
{
	size_t n = strlen(listener->name);

	return !strncmp(child->name, listener->name, n) && child->name[n] == '/';
}

/* The connections that wait at a listener; none is taken twice. */
static void add_children(struct sockets *p, struct vector *children,
                         const struct board_socket *listener)
{
	size_t before = p->rows, left = 0;

	for (size_t i = 0; i < children->count; i++) {
		if (is_at(children->item[i], listener))
			add_row(p, children->item[i], true);
		else
			children->item[left++] = children->item[i];
	}
	children->count = left;
	if (p->rows > before)
		p->row[p->rows - 1].last = true;
}

static void make_rows(struct sockets *p, const struct board *b, bool live)
{
	struct vector children = VECTOR_INIT;

	p->rows = 0;
	p->needs = (struct socket_needs){.live = live};
	for (size_t i = 0; i < b->sockets.count && b->children; i++) {
		struct board_socket *s = b->sockets.item[i];

		if (s->child && !s->closed)
			vector_add(&children, s);
	}
	for (size_t i = 0; i < b->sockets.count; i++) {
		const struct board_socket *s = b->sockets.item[i];

		if (s->closed || s->child)
			continue;
		add_row(p, s, false);
		if (children.count && s->listening)
			add_children(p, &children, s);
	}
	for (size_t i = 0; i < children.count; i++)
		add_row(p, children.item[i], false);
	for (size_t i = b->closed.count; i-- > 0;)
		add_row(p, b->closed.item[i], false);
	vector_clear(&children);
}

/* The chosen row is that of the selected socket; of several of that name, the first. */
static void follow_selected(struct sockets *p, const char *selected)
{
	if (p->selected_known && !strcmp(p->selected, selected))
		return;
	p->selected_known = true;
	snprintf(p->selected, sizeof(p->selected), "%s", selected);
	for (size_t i = 0; *selected && i < p->rows; i++)
		if (!strcmp(p->row[i].socket->name, selected)) {
			p->list.count = p->rows;
			list_choose(&p->list, i);
			return;
		}
}

/* Brings the rows up to date. */
static void follow(struct sockets *p, const struct scene *scene)
{
	const struct board *b = scene->board;
	bool live = scene->probes;

	if (p->board != b || p->sockets_news != b->sockets_news || p->needs.live != live) {
		make_rows(p, b, live);
		p->board = b;
		p->sockets_news = b->sockets_news;
		p->selected_known = false;
	}
	follow_selected(p, scene->selected);
}

static const struct board_socket *chosen(const struct sockets *p)
{
	return p->list.at < p->rows ? p->row[p->list.at].socket : NULL;
}

/* Drawing ------------------------------------------------------------------------------------------ */

static void note_visible(struct sockets *p)
{
	p->visibles = 0;
	if (p->list.shown > p->visibles_cap) {
		p->visibles_cap = p->list.shown;
		p->visible = memory_resize(p->visible, p->visibles_cap * sizeof(*p->visible));
	}
	for (size_t i = p->list.top; i < p->rows && i < p->list.top + p->list.shown; i++) {
		const struct board_socket *s = p->row[i].socket;

		if (!s->closed && !s->child)
			snprintf(p->visible[p->visibles++], sizeof(*p->visible), "%.*s", SOCK_NAME_MAX,
			         s->name);
	}
}

size_t pane_sockets_visible(const struct pane *pane, const char **names, size_t max)
{
	const struct sockets *p = (const struct sockets *)pane;
	size_t n = 0;

	for (; n < p->visibles && n < max; n++)
		names[n] = p->visible[n];
	return n;
}

/* A timer that runs is drawn again when it shows something else: a tenth of a second, later a second. */
static void run_timer(struct sockets *p, const struct scene *scene, const struct board_call *c)
{
	int64_t age = scene->now - c->begin, step = age < 60 * CLOCK_S ? CLOCK_S / 10 : CLOCK_S;
	int64_t at = scene->now + (age < 0 ? step : step - age % step);

	if (!p->pane.again_at || at < p->pane.again_at)
		p->pane.again_at = at;
}

static void draw_row(struct sockets *p, struct area *a, int row, size_t i,
                     const struct socket_columns *columns, struct scene *scene)
{
	const struct socket_row *r = &p->row[i];
	const struct board_socket *s = r->socket;
	const struct probe *probe = scene->probes ? probes_find(scene->probes, s->name) : NULL;
	bool selected = *scene->selected && i == p->list.at && !strcmp(s->name, scene->selected);

	socket_row_draw(a, row, columns, r, probe, scene, selected);
	if (p->pane.focused && i == p->list.at)
		pane_light(a, row);
	if (s->pending && scene->probes)
		run_timer(p, scene, s->pending);
}

/* Rows for what the columns leave out of the chosen socket: those nobody else needs, or two of many. */
static int rest_rows(const struct bytes *rest, int room, size_t rows)
{
	enum { MANY = 8, MOST = 2 };
	int wanted = 1, free_rows = rows < (size_t)room ? room - (int)rows : 0;

	if (!rest->len)
		return 0;
	for (size_t i = 0; i < rest->len; i++)
		wanted += rest->data[i] == '\n';
	wanted = wanted < MOST ? wanted : MOST;
	return room >= MANY || wanted < free_rows ? wanted : free_rows;
}

static void draw_rest(struct area *a, const struct bytes *rest, int rows, bool ascii)
{
	const char *line = bytes_str(rest);

	for (int i = 0; i < rows; i++) {
		size_t n = strcspn(line, "\n");

		area_field(a, a->rows - rows + i, 0, a->cols, STYLE_DIM, line, n, ascii);
		line += n + (line[n] != 0);
	}
}

/* Chooses the columns, and tells what they leave out. Answers how many rows are for that. */
static int lay_out(struct sockets *p, const struct area *a, const struct scene *scene,
                   struct bytes *rest)
{
	const struct board_socket *s = chosen(p);
	struct socket_columns columns;
	int room = a->rows - p->head;

	if (!s || strcmp(s->name, scene->selected) != 0)
		return 0;
	socket_columns_fit(&columns, &p->needs, a->cols);
	socket_row_add_rest(rest, a->cols - 1, &columns, &p->row[p->list.at],
	                    scene->probes ? probes_find(scene->probes, s->name) : NULL, scene);
	return rest_rows(rest, room, p->rows);
}

static void draw(struct pane *pane, struct area *a, struct scene *scene)
{
	struct sockets *p = (struct sockets *)pane;
	struct socket_columns columns;
	struct bytes rest = BYTES_INIT;
	struct area body;
	int below;

	pane->again_at = 0;
	p->visibles = 0;
	p->head = a->rows > 1;
	follow(p, scene);
	below = lay_out(p, a, scene, &rest);
	list_fit(&p->list, p->rows, (size_t)(a->rows - p->head - below));
	if (!p->rows) {
		pane_draw_empty(a, scene->probes ? "No socket yet.\nsocket C tcp makes one: try it below."
		                                 : "No socket at this moment of the recording.");
		return;
	}
	body = area_part(a, p->head, 0, a->rows - p->head, a->cols);
	if (p->list.count > p->list.shown)
		body.cols -= body.cols > 0;
	socket_columns_fit(&columns, &p->needs, body.cols);
	if (p->head)
		socket_row_head(a, 0, &columns);
	for (size_t i = 0; i < p->list.shown && p->list.top + i < p->rows; i++)
		draw_row(p, &body, (int)i, p->list.top + i, &columns, scene);
	body.cols = a->cols;
	draw_rest(&body, &rest, below, scene->ascii);
	bytes_clear(&rest);
	body.rows -= below;
	list_draw_bar(&p->list, &body, scene->ascii);
	if (scene->probes)
		note_visible(p);
	else if (p->list.shown > p->rows + 1)
		area_str(&body, body.rows - 1, 0, STYLE_DIM, "Queues and readiness are not recorded.");
}

/* Keys --------------------------------------------------------------------------------------------- */

static void select_row(const struct sockets *p, struct asks *asks)
{
	bytes_reset(&asks->select);
	if (chosen(p))
		bytes_add_str(&asks->select, chosen(p)->name);
}

static void put(struct asks *asks, const char *before, const char *name, const char *behind)
{
	bytes_reset(&asks->put);
	bytes_addf(&asks->put, "%s %s%s", before, name, behind);
}

static bool interrupt(const struct board_socket *s, struct asks *asks)
{
	if (!s->pending || !s->pending->job)
		return false;
	bytes_reset(&asks->run);
	bytes_addf(&asks->run, "interrupt job%u", s->pending->job);
	return true;
}

static bool is_nonblock(const struct board_socket *s, const struct scene *scene)
{
	const struct probe *probe = scene->probes ? probes_find(scene->probes, s->name) : NULL;

	return probe && probe->valid ? probe->nonblock : s->nonblock;
}

static bool press_letter(const struct sockets *p, char letter, const struct scene *scene)
{
	const struct board_socket *s = chosen(p);

	if (!s || s->closed || s->child)
		return false;
	switch (letter) {
	case 'x':
		put(scene->asks, "close", s->name, "");
		return true;
	case 'r':
		if (s->listening)
			put(scene->asks, "accept", s->name, " ");
		else
			put(scene->asks, "recv", s->name, " 1024");
		return true;
	case 'w':
		if (s->listening)
			return false;
		put(scene->asks, "send", s->name, " ");
		return true;
	case 'm':
		put(scene->asks, is_nonblock(s, scene) ? "block" : "nonblock", s->name, "");
		return true;
	case 'i':
		return interrupt(s, scene->asks);
	default:
		return false;
	}
}

static bool press(struct pane *pane, const struct press *press, struct scene *scene)
{
	struct sockets *p = (struct sockets *)pane;
	struct press inside = *press;
	size_t before = p->list.at;

	follow(p, scene);
	if (press->kind == PRESS_CHAR && press->c < 128)
		return press_letter(p, (char)press->c, scene);
	inside.row -= p->head;
	/* what is told below the list is no row of it */
	if (press->kind == PRESS_CLICK && inside.row >= (int)p->list.shown)
		return true;
	if (!list_press(&p->list, &inside))
		return false;
	if (p->list.at != before || press->kind == PRESS_CLICK)
		select_row(p, scene->asks);
	return true;
}

static bool find(struct pane *pane, const char *text, size_t n, struct scene *scene)
{
	struct sockets *p = (struct sockets *)pane;

	follow(p, scene);
	for (size_t i = 1; i <= p->rows; i++) {
		size_t at = (p->list.at + i) % p->rows;
		const char *name = p->row[at].socket->name;

		if (!pane_has_text(name, strlen(name), text, n))
			continue;
		list_choose(&p->list, at);
		select_row(p, scene->asks);
		return true;
	}
	return false;
}

static void add_title(struct pane *pane, struct bytes *out, struct scene *scene)
{
	const struct board *b = scene->board;
	size_t open = b->sockets.count - b->closed.count - b->children;

	(void)pane;
	if (open)
		bytes_addf(out, "%zu open", open);
	if (b->calls.count)
		bytes_addf(out, "%s%zu pending", open ? ", " : "", b->calls.count);
}

static const struct pane_key keys[] = {
    {'r', "recv", "Put a recv of the chosen socket on the prompt; of a listener an accept."},
    {'w', "send", "Put a send of the chosen socket on the prompt."},
    {'x', "close", "Put a close of the chosen socket on the prompt."},
    {'m', "mode", "Put block or nonblock of the chosen socket on the prompt: the one it is not."},
    {'i', "interrupt", "Interrupt the chosen socket's pending call: it returns EINTR."},
    {0, NULL, NULL},
};

const struct pane_ops pane_sockets = {
    .name = "sockets",
    .title = "Sockets",
    .about = "Every socket: its state, addresses, queues, readiness and the call that waits in it.",
    .keys = keys,
    .make = make,
    .free = release,
    .draw = draw,
    .press = press,
    .add_title = add_title,
    .find = find,
};
