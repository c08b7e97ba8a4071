/*
 * TCP_INFO of the selected socket: each number with its unit and what it means. Of a socket that is no TCP
 * socket, and of a recording, what is known instead.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tables/tcp_states.h"
#include "tui/lines.h"
#include "tui/list.h"
#include "tui/socket_row.h"
#include "tui/tcp_items.h"

enum {
	LABEL = 16, /* columns */
	VALUE = 12,
	UNIT = 10,
	WORDS_AT = LABEL + VALUE + UNIT,
	WORDS_LEAST = 24, /* less than that for words is not worth it: they go to the foot */
	SOURCE = 16,
	SOURCE_FROM = WORDS_AT + 43 + SOURCE /* the pane is so wide: there is room for sources */
};

struct tcp {
	struct pane pane;
	struct list list;
	struct tcp_items items;
	int head; /* rows above the list, as drawn last */
};

static struct pane *make(void)
{
	struct tcp *p = memory_new(sizeof(*p));

	p->pane.ops = &pane_tcp;
	tcp_items_init(&p->items);
	return &p->pane;
}

static void release(struct pane *pane)
{
	struct tcp *p = (struct tcp *)pane;

	tcp_items_clear(&p->items);
	free(p);
}

/* Drawing ------------------------------------------------------------------------------------------ */

/* A number, right-aligned before its unit; a word in its place stands there whole. */
static void draw_number(struct area *a, int row, enum text_style style, const char *text,
                        size_t number)
{
	int n = text_columns(text, number), from = LABEL + VALUE - n;

	if (from < LABEL)
		from = LABEL;
	area_text(a, row, from, style, text, number);
	area_str(a, row, from + n, STYLE_DIM, text + number);
}

static void draw_info(struct area *a, int row, const struct tcp_item *item)
{
	const struct tcp_info_words *w = item->words;
	char text[32];

	if (w->special_word && item->value == w->special) {
		draw_number(a, row, STYLE_DIM, w->special_word, strlen(w->special_word));
		return;
	}
	tcp_item_value(item, text);
	draw_number(a, row, item->value ? STYLE_STRONG : STYLE_DIM, text, strcspn(text, " "));
}

/* Answers the column where words about it begin. */
static int draw_value(struct area *a, int row, const struct tcp_item *item)
{
	int col = WORDS_AT;

	if (item->words)
		draw_info(a, row, item);
	else if (item->number)
		draw_number(a, row, STYLE_STRONG, item->text, strcspn(item->text, " "));
	else
		col = area_str(a, row, LABEL, STYLE_STRONG, item->text) + 2;
	return col > WORDS_AT ? col : WORDS_AT;
}

static void draw_words(const struct tcp_item *item, struct area *a, int row, int col, bool ascii)
{
	const char *source = item->words ? item->words->source : item->source,
	           *about = tcp_item_about(item);
	int most = a->cols - col;

	if (most < WORDS_LEAST || !about)
		return;
	if (a->cols >= SOURCE_FROM && source) {
		area_field(a, row, a->cols - SOURCE, SOURCE, STYLE_DIM, source, strlen(source), ascii);
		most -= SOURCE + 1;
	}
	area_field(a, row, col, most, STYLE_DIM, about, strlen(about), ascii);
}

static void draw_item(const struct tcp_item *item, struct area *a, int row, bool ascii)
{
	const char *label = item->words ? item->words->label : item->label;

	if (item->head) {
		area_field(a, row, 0, a->cols, STYLE_HEAD, item->head, strlen(item->head), ascii);
		return;
	}
	area_field(a, row, 1, LABEL - 2, STYLE_PLAIN, label, strlen(label), ascii);
	draw_words(item, a, row, draw_value(a, row, item), ascii);
}

/* "C  ESTABLISHED  the handshake is done: data flows both ways". Answers the rows it took. */
static int draw_head(struct area *a, const struct board_socket *s, const struct probe *probe,
                     const char *say, bool ascii)
{
	const char *state = probe && probe->state ? probe->state : s->state;
	const struct tcp_state_row *row = tcp_state_by_name(state, strlen(state));
	const char *kind = socket_row_kind(s, probe), *about = row ? row->about : "";
	int col = area_str(a, 0, 0, STYLE_STRONG, s->name) + 2;

	col = area_str(a, 0, col, STYLE_PLAIN, kind) + 2;
	if (*state)
		col = area_str(a, 0, col, STYLE_LIT, state) + 2;
	if (!strncmp(kind, "tcp", 3) || !strncmp(kind, "mptcp", 5))
		area_field(a, 0, col, a->cols - col, STYLE_DIM, about, strlen(about), ascii);
	if (!say)
		return 1;
	area_field(a, 1, 0, a->cols, STYLE_PLAIN, say, strlen(say), ascii);
	return 2;
}

/* Where there is no room for words beside the numbers, those of the chosen row stand below. */
static void draw_foot(const struct tcp *p, struct area *a)
{
	const char *about =
	    p->list.at < p->items.count ? tcp_item_about(&p->items.item[p->list.at]) : NULL;
	size_t n = about ? strlen(about) : 0, first = text_break(about ? about : "", n, a->cols);

	if (!n)
		return;
	area_text(a, 0, 0, STYLE_DIM, about, first);
	about += first + text_blanks(about + first, n - first);
	area_str(a, 1, 0, STYLE_DIM, about);
}

static void draw_list(struct tcp *p, struct area *a, bool ascii)
{
	enum { FOOT = 2, FOOT_FROM = 5 };
	bool foot = a->cols - WORDS_AT < WORDS_LEAST && a->rows >= FOOT_FROM && p->pane.focused;
	struct area body = area_part(a, 0, 0, a->rows - (foot ? FOOT : 0), a->cols), below;
	struct area items = body;

	list_fit(&p->list, p->items.count, (size_t)body.rows);
	if (p->list.count > p->list.shown)
		items.cols -= items.cols > 0;
	for (size_t i = 0; i < p->list.shown && p->list.top + i < p->items.count; i++) {
		draw_item(&p->items.item[p->list.top + i], &items, (int)i, ascii);
		if (p->pane.focused && p->list.top + i == p->list.at)
			pane_light(&items, (int)i);
	}
	list_draw_bar(&p->list, &body, ascii);
	below = area_part(a, body.rows, 0, a->rows - body.rows, a->cols);
	if (foot)
		draw_foot(p, &below);
}

static void draw(struct pane *pane, struct area *a, struct scene *scene)
{
	struct tcp *p = (struct tcp *)pane;
	const struct board_socket *s = board_find(scene->board, scene->selected);
	const struct probe *probe = NULL;
	struct area body;
	const char *say;

	if (!s) {
		p->items.count = 0;
		pane_draw_empty(a, "No socket is chosen.\nWhat TCP knows of a connection is shown here:\n"
		                   "round trip, windows, what was lost.");
		return;
	}
	if (scene->probes && !s->closed && !s->child)
		probe = probes_find(scene->probes, s->name);
	if (probe && !probe->valid)
		probe = NULL;
	say = tcp_items_fill(&p->items, s, probe, scene);
	p->head = draw_head(a, s, probe, say, scene->ascii);
	body = area_part(a, p->head, 0, a->rows - p->head, a->cols);
	draw_list(p, &body, scene->ascii);
}

static bool press(struct pane *pane, const struct press *press, struct scene *scene)
{
	struct tcp *p = (struct tcp *)pane;
	struct press inside = *press;

	(void)scene;
	inside.row -= p->head;
	return list_press(&p->list, &inside);
}

static bool find(struct pane *pane, const char *text, size_t n, struct scene *scene)
{
	struct tcp *p = (struct tcp *)pane;

	(void)scene;
	for (size_t i = 1; i <= p->items.count; i++) {
		size_t at = (p->list.at + i) % p->items.count;
		const struct tcp_item *item = &p->items.item[at];
		const char *label = item->words ? item->words->label : item->label;
		const char *about = tcp_item_about(item);

		if ((label && pane_has_text(label, strlen(label), text, n)) ||
		    (about && pane_has_text(about, strlen(about), text, n))) {
			list_choose(&p->list, at);
			return true;
		}
	}
	return false;
}

static void add_title(struct pane *pane, struct bytes *out, struct scene *scene)
{
	(void)pane;
	bytes_add_str(out, scene->selected);
}

const struct pane_ops pane_tcp = {
    .name = "tcp",
    .title = "TCP",
    .about =
        "What the kernel's TCP measures of the chosen socket (TCP_INFO), in words and numbers.",
    .make = make,
    .free = release,
    .draw = draw,
    .press = press,
    .add_title = add_title,
    .find = find,
};
