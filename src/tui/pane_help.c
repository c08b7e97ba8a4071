/*
 * The pane Help: the first steps, the keys, the panes and the verbs. All of it is read from the tables of
 * these things; here is how they are laid out.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "session/help.h"
#include "tables/next_steps.h"
#include "tui/keys.h"
#include "tui/page.h"
#include "tui/panes.h"

enum {
	KEY_COL = 14,
	NOTE_COL = 32,
	VERB_COL = 32, /* where what is said of a verb begins */
	PANE_COL = 14,
	NARROW = 60, /* below, what is said of a verb stands under it */
	ACT_SECTION = 1,
	ACT_STEP = 100,  /* and the row of the table of next steps */
	ACT_VERB = 10000 /* and the row of the table of verbs */
};

enum section { SECTION_STEPS, SECTION_KEYS, SECTION_PANES, SECTION_VERBS };

struct pane_of_help {
	struct pane pane;
	struct page page;
	int open; /* the act of the verb that is told of; 0: none */
	int made_cols, made_open;
	unsigned made_keys;
	bool made, made_ascii;
};

static struct pane *make(void)
{
	struct pane_of_help *p = memory_new(sizeof(*p));

	p->pane.ops = &pane_help;
	return &p->pane;
}

static void free_pane(struct pane *pane)
{
	struct pane_of_help *p = (struct pane_of_help *)pane;

	page_clear(&p->page);
	free(p);
}

static void add_section(struct page *page, enum section section, const char *title)
{
	size_t line;

	if (page->list.count)
		page_add_blank(page);
	line = page_add_str(page, STYLE_HEAD, 1, title);
	page_set_act(page, line, ACT_SECTION + (int)section);
}

/* First steps ------------------------------------------------------------------------------------ */

/* The rows that hold when nothing is there. */
static bool is_way_in(const struct next_row *row)
{
	return row->subject == NEXT_NOTHING && !row->when && !row->state &&
	       row->unless == (NEXT_SOCKETS | NEXT_LAB);
}

static void add_steps(struct page *page)
{
	static const char *const words[] = {
	    "A command is a call: socket, bind, listen, connect, send. What is typed is what the "
	    "kernel "
	    "is asked, once, and its answer is shown as it is.",
	    "The pane Next says what could follow, what it does and what it risks: a digit at the "
	    "empty "
	    "prompt puts it there, Enter does it.",
	    "A call that waits goes on beside the prompt, with a timer in the row of its socket; "
	    "Ctrl-C "
	    "interrupts it.",
	    "Four ways in; once this pane has the keys (F6), Enter puts one on the prompt:",
	};
	const struct next_row *row;

	add_section(page, SECTION_STEPS, "First steps");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		page_add_str(page, STYLE_PLAIN, 2, words[i]);
	for (size_t i = 0; (row = next_row_at(i)); i++) {
		size_t line;

		if (!is_way_in(row))
			continue;
		line = page_add_str(page, STYLE_STRONG, 4, row->will);
		page_add_str(page, STYLE_KEY, 6, row->command);
		page_set_act(page, line, ACT_STEP + (int)i);
	}
}

/* Keys and panes --------------------------------------------------------------------------------- */

/* The command of a key may have been set by somebody: it is bound to whatever that is. */
static void add_keys(struct page *page)
{
	const struct key_row *row;
	bool wide = page->cols >= NARROW;

	add_section(page, SECTION_KEYS, "Keys");
	for (size_t i = 0; (row = keys_at(i)); i++) {
		size_t line =
		    page_add_pair(page, STYLE_STRONG, wide ? KEY_COL : 2, wide ? row->command : "",
		                  wide ? NOTE_COL : KEY_COL, STYLE_PLAIN, row->note);

		page_set_word(page, line, STYLE_KEY, 2, row->name);
	}
}

static void add_panes(struct page *page)
{
	const struct pane_ops *ops;

	add_section(page, SECTION_PANES, "Panes, and their keys while they have the focus");
	for (size_t i = 0; (ops = panes_at(i)); i++) {
		page_add_pair(page, STYLE_STRONG, 2, ops->title, PANE_COL, STYLE_PLAIN, ops->about);
		for (const struct pane_key *k = ops->keys; k && k->word; k++) {
			char key[2] = {k->key, 0};

			page_add_pair(page, STYLE_KEY, PANE_COL, key, PANE_COL + 3, STYLE_DIM, k->note);
		}
	}
}

/* Verbs ------------------------------------------------------------------------------------------ */

/* The synopsis stands there already: what follows it. */
static void add_whole(struct page *page, const struct verb *v)
{
	struct bytes text = BYTES_INIT;
	const char *rest;

	help_add_verb(&text, v);
	rest = strchr(bytes_str(&text), '\n');
	if (rest)
		page_add_str(page, STYLE_PLAIN, 6, rest + 1);
	bytes_clear(&text);
}

static void add_verb(struct pane_of_help *p, size_t i, const struct verb *v)
{
	struct bytes synopsis = BYTES_INIT, line = BYTES_INIT;
	int act = ACT_VERB + (int)i, at = p->page.cols < NARROW ? 6 : VERB_COL;
	size_t begin;

	verb_add_synopsis(&synopsis, v);
	bytes_add(&line, v->help, strcspn(v->help, "\n"));
	if (p->open == act) {
		begin = page_add_str(&p->page, STYLE_LIT, 4, bytes_str(&synopsis));
		add_whole(&p->page, v);
	} else if (v->group) {
		/* its rows come next: their names need not be told twice */
		begin =
		    page_add_pair(&p->page, STYLE_STRONG, 4, v->name, at, STYLE_PLAIN, bytes_str(&line));
	} else {
		begin = page_add_pair(&p->page, STYLE_STRONG, 4, bytes_str(&synopsis), at, STYLE_PLAIN,
		                      bytes_str(&line));
	}
	page_set_act(&p->page, begin, act);
	bytes_clear(&synopsis);
	bytes_clear(&line);
}

static void add_verbs(struct pane_of_help *p)
{
	const char *family = "";
	const struct verb *v;

	add_section(&p->page, SECTION_VERBS, "Verbs; Enter tells all of one");
	for (size_t i = 0; (v = verb_at(i)); i++) {
		if (strcmp(family, v->family) != 0)
			page_add_str(&p->page, STYLE_HEAD, 2, family = v->family);
		add_verb(p, i, v);
	}
}

/* Drawing and keys ------------------------------------------------------------------------------- */

static void build(struct pane_of_help *p, int cols, bool ascii)
{
	bool opened = p->open && p->made_open != p->open;

	if (p->made && p->made_cols == cols && p->made_open == p->open && p->made_ascii == ascii &&
	    p->made_keys == keys_news())
		return;
	p->made = true;
	p->made_cols = cols;
	p->made_open = p->open;
	p->made_ascii = ascii;
	p->made_keys = keys_news();
	page_begin(&p->page, cols, ascii);
	add_steps(&p->page);
	add_keys(&p->page);
	add_panes(&p->page);
	add_verbs(p);
	page_end(&p->page);
	if (opened)
		page_raise(&p->page);
}

static void draw(struct pane *pane, struct area *a, struct scene *scene)
{
	struct pane_of_help *p = (struct pane_of_help *)pane;

	build(p, a->cols, scene->ascii);
	page_draw(&p->page, a, pane->focused);
}

static bool enter(struct pane_of_help *p, struct scene *scene)
{
	int act = page_act(&p->page);

	if (act >= ACT_VERB) {
		p->open = p->open == act ? 0 : act;
		return true;
	}
	if (act < ACT_STEP)
		return false;
	bytes_reset(&scene->asks->put);
	bytes_add_str(&scene->asks->put, next_row_at((size_t)(act - ACT_STEP))->command);
	return true;
}

static const struct pane_key keys[] = {
    {'s', "steps", "go to the first steps"},
    {'k', "keys", "go to the keys"},
    {'p', "panes", "go to the panes"},
    {'v', "verbs", "go to the verbs"},
    {.word = NULL},
};

/* The section's head is the first line then. */
static bool go_to(struct pane_of_help *p, uint32_t c)
{
	static const char letters[] = "skpv";
	const char *at = c && c < 0x80 ? strchr(letters, (int)c) : NULL;
	struct list *l = &p->page.list;

	if (!at)
		return false;
	list_choose(l, l->count);
	list_choose(l, page_find(&p->page, ACT_SECTION + (int)(at - letters)));
	return true;
}

static bool press(struct pane *pane, const struct press *press, struct scene *scene)
{
	struct pane_of_help *p = (struct pane_of_help *)pane;

	if (press->kind == PRESS_CHAR && press->c == '\r')
		return enter(p, scene);
	if (press->kind == PRESS_CHAR)
		return go_to(p, press->c);
	if (!page_press(&p->page, press))
		return false;
	if (press->kind == PRESS_CLICK)
		enter(p, scene);
	return true;
}

static bool find(struct pane *pane, const char *text, size_t n, struct scene *scene)
{
	(void)scene;
	return page_go_to_text(&((struct pane_of_help *)pane)->page, text, n);
}

const struct pane_ops pane_help = {
    .name = "help",
    .title = "Help",
    .about = "first steps, keys, panes and every verb",
    .keys = keys,
    .make = make,
    .free = free_pane,
    .draw = draw,
    .press = press,
    .find = find,
};
