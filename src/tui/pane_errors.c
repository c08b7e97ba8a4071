/*
 * The pane Errors: the last failure, why it was and what to do about it, and below it the table of errnos.
 * The words are the session's own (what it said when the call failed) and the tables'.
 */
#include <netdb.h>
#include <stdlib.h>
#include <strings.h>

#include "base/memory.h"
#include "tables/errnos.h"
#include "tables/explanations.h"
#include "tables/hints.h"
#include "tui/next.h"
#include "tui/page.h"
#include "tui/pane.h"

enum {
	TYPED_MOST = 15,
	ROOMY = 12,   /* rows from which there are blank ones */
	WORD_COL = 8, /* where the text behind "why", "look", "do" begins */
	ERRNO_COL = 23,
	ACT_REMEDY = 1, /* and the eight after it */
	ACT_ERRNO = 100 /* and the row of the table */
};

struct pane_of_errors {
	struct pane pane;
	struct page page;
	struct next_steps remedies;
	struct bytes key, last_key; /* what the page was made of */
	uint64_t seq;               /* of the failure that is shown */
	int open;                   /* the act of the errno that is told of; 0: none */
	int raised;                 /* the same, when the page was made */
	char typed[TYPED_MOST + 1]; /* the beginning of an errno's name */
};

static struct pane *make(void)
{
	struct pane_of_errors *p = memory_new(sizeof(*p));

	p->pane.ops = &pane_errors;
	return &p->pane;
}

static void free_pane(struct pane *pane)
{
	struct pane_of_errors *p = (struct pane_of_errors *)pane;

	page_clear(&p->page);
	next_clear(&p->remedies);
	bytes_clear(&p->key);
	bytes_clear(&p->last_key);
	free(p);
}

/* That of the selected socket, else the last one of all; NULL: nothing has failed. */
static const struct board_failure *find_failure(const struct scene *scene)
{
	const struct board_socket *s =
	    *scene->selected ? board_find(scene->board, scene->selected) : NULL;

	if (s && s->failed.seq)
		return &s->failed;
	return scene->board->failed.seq ? &scene->board->failed : NULL;
}

/* Its errno, or the EAI_ code of one that has none; 0: it did not fail. */
static int code_of(const struct board_failure *f)
{
	return f->err || f->call->answer != ANSWER_EAI ? f->err : (int)f->ret;
}

static const char *name_of(const struct board_failure *f)
{
	const struct constant *k;

	if (f->err)
		return errno_name(f->err);
	k = constant_by_value(CONSTANT_EAI, f->ret);
	return k ? k->name : "EAI?";
}

/* The failure ------------------------------------------------------------------------------------ */

/* The last argument of a call that has an address: "127.0.0.1:9" of "connect(C, 127.0.0.1:9)". */
static void add_address(struct bytes *out, const struct board_failure *f)
{
	const char *text = bytes_str(&f->text), *from = strrchr(text, ','), *to = strrchr(text, ')');
	enum call_id id = f->call->id;

	if ((id == CALL_CONNECT || id == CALL_BIND || id == CALL_SENDTO) && from && to && to > from + 2)
		bytes_add(out, from + 2, (size_t)(to - from - 2));
	else
		bytes_add_str(out, "the address");
}

/* A text of the tables, with the names of this failure. */
static void add_told(struct page *page, const char *word, const struct board_failure *f,
                     const char *text, const char *source)
{
	struct bytes address = BYTES_INIT, told = BYTES_INIT;

	add_address(&address, f);
	explanation_add(&told, text, bytes_str(&address), *f->socket ? f->socket : "the socket");
	if (source)
		bytes_addf(&told, " [%s]", source);
	page_add_pair(page, STYLE_HEAD, 1, word, WORD_COL, STYLE_PLAIN, bytes_str(&told));
	bytes_clear(&told);
	bytes_clear(&address);
}

/* What the session said when it failed; what it had said before of the same failure is not said twice, and
 * is the tables' then. */
static void add_why(struct page *page, const struct board_failure *f)
{
	const struct explanation *e;
	const char *word = "why", *line = bytes_str(&f->said);
	int err = code_of(f);

	for (; *line; word = "") {
		struct bytes text = BYTES_INIT;
		size_t n = strcspn(line, "\n");

		bytes_add(&text, line, n);
		page_add_pair(page, STYLE_HEAD, 1, word, WORD_COL, STYLE_PLAIN, bytes_str(&text));
		bytes_clear(&text);
		line += n + (line[n] != 0);
	}
	if (f->said.len || !err)
		return;
	e = explanation_find(f->call->name, err, f->family, f->type);
	if (e)
		add_told(page, "why", f, e->text, e->source);
	else
		page_add_pair(page, STYLE_HEAD, 1, "why", WORD_COL, STYLE_DIM,
		              "the tables have no explanation for this one");
}

static void add_hint(struct page *page, const struct board_failure *f)
{
	const struct hint *h = code_of(f) ? hint_find(f->call->name, code_of(f)) : NULL;

	if (!h)
		return;
	add_told(page, "look", f, h->look, NULL);
	add_told(page, "do", f, h->act, NULL);
}

/* Commands that are ready to be put on the prompt. */
static void add_remedies(struct pane_of_errors *p)
{
	const struct next_steps *n = &p->remedies;
	struct page *page = &p->page;

	for (size_t i = 0; i < n->count; i++) {
		const char *command = bytes_str(&n->step[i].command);
		size_t line;

		if (page->cols >= WORD_COL + 26 + (int)strlen(bytes_str(&n->step[i].will)))
			line = page_add_pair(page, STYLE_KEY, WORD_COL, command, WORD_COL + 26, STYLE_DIM,
			                     bytes_str(&n->step[i].will));
		else
			line = page_add_str(page, STYLE_KEY, WORD_COL, command);
		/* while the prompt has the keys Enter is not for the pane */
		if (!i)
			page_set_word(page, line, STYLE_HEAD, 1, p->pane.focused ? "Enter" : "try");
		page_set_act(page, line, ACT_REMEDY + (int)i);
	}
}

static void add_failure(struct pane_of_errors *p, const struct board_failure *f, bool roomy)
{
	struct bytes line = BYTES_INIT;

	if (!f) {
		page_add_str(&p->page, STYLE_DIM, 1, "No call has failed yet.");
		return;
	}
	page_add(&p->page, STYLE_STRONG, 1, f->text.data, f->text.len);
	bytes_addf(&line, "%s (%lld): %s", name_of(f), (long long)(f->err ? f->err : f->ret),
	           f->err ? errno_text(f->err) : gai_strerror((int)f->ret));
	page_add_str(&p->page, STYLE_BAD, 1, bytes_str(&line));
	bytes_clear(&line);
	if (roomy)
		page_add_blank(&p->page);
	add_why(&p->page, f);
	add_hint(&p->page, f);
	add_remedies(p);
}

/* The table -------------------------------------------------------------------------------------- */

/* What it means, for which calls. */
static void add_meanings(struct page *page, int err)
{
	const struct explanation *e;
	const char *before = "";
	struct bytes text = BYTES_INIT;

	for (size_t i = 0; (e = explanation_at(i)); i++) {
		const char *call = strcmp(e->call, "*") != 0 ? e->call : "any call";

		if (e->err != err)
			continue;
		bytes_reset(&text);
		explanation_add_whom(&text, e);
		explanation_add(&text, e->text, "ADDRESS", "SOCK");
		bytes_addf(&text, " [%s]", e->source);
		page_add_pair(page, STYLE_STRONG, 3, strcmp(call, before) != 0 ? call : "", 3 + 13,
		              STYLE_PLAIN, bytes_str(&text));
		before = call;
	}
	if (!*before)
		page_add_str(page, STYLE_DIM, 3, "no call of sockets is known to answer with it");
	bytes_clear(&text);
}

static bool is_answered(int err)
{
	const struct explanation *e;

	for (size_t i = 0; (e = explanation_at(i)); i++)
		if (e->err == err)
			return true;
	return false;
}

static void add_errno(struct pane_of_errors *p, size_t i, const struct errno_row *row)
{
	struct bytes name = BYTES_INIT;
	int act = ACT_ERRNO + (int)i;
	bool known = is_answered(row->number);
	size_t line;

	bytes_addf(&name, "%-16s %4d", row->name, row->number);
	line = page_add_pair(&p->page, known ? STYLE_STRONG : STYLE_DIM, 1, bytes_str(&name),
	                     ERRNO_COL + 1, known ? STYLE_PLAIN : STYLE_DIM, row->text);
	if (p->open == act)
		add_meanings(&p->page, row->number);
	page_set_act(&p->page, line, act);
	bytes_clear(&name);
}

static void add_table(struct pane_of_errors *p)
{
	struct bytes head = BYTES_INIT;
	const struct errno_row *row;

	page_add_blank(&p->page);
	if (*p->typed)
		bytes_addf(&head, "Errnos: %s", p->typed);
	else
		bytes_add_str(&head, "Errnos: type a name to go there, Enter tells more");
	page_add_str(&p->page, STYLE_HEAD, 1, bytes_str(&head));
	for (size_t i = 0; (row = errno_row_at(i)); i++)
		add_errno(p, i, row);
	bytes_clear(&head);
}

/* Drawing ---------------------------------------------------------------------------------------- */

/* All that the page is made of, in one text: whether it has changed is whether that has. */
static bool is_changed(struct pane_of_errors *p, const struct area *a, const struct scene *scene,
                       const struct board_failure *f)
{
	struct bytes last = p->last_key;

	bytes_reset(&p->key);
	bytes_addf(&p->key, "%d %d %d %d %d %s %llu %zu", a->cols, a->rows >= ROOMY, scene->ascii,
	           p->pane.focused, p->open, p->typed, f ? (unsigned long long)f->seq : 0,
	           f ? f->said.len : 0);
	for (size_t i = 0; i < p->remedies.count; i++)
		bytes_addf(&p->key, "\n%s", bytes_str(&p->remedies.step[i].command));
	if (last.len == p->key.len && !memcmp(last.data, p->key.data, last.len))
		return false;
	p->last_key = p->key;
	p->key = last;
	return true;
}

/* Another failure: the page is at its top, and Enter does the first remedy. */
static void go_to_failure(struct pane_of_errors *p, uint64_t seq)
{
	size_t remedy = page_find(&p->page, ACT_REMEDY);

	p->seq = seq;
	p->page.list.top = 0;
	p->page.list.at = remedy < p->page.list.count ? remedy : 0;
}

static void build(struct pane_of_errors *p, const struct area *a, const struct scene *scene,
                  const struct board_failure *f)
{
	page_begin(&p->page, a->cols, scene->ascii);
	add_failure(p, f, a->rows >= ROOMY);
	add_table(p);
	page_end(&p->page);
	/* who looks something up in the table is not torn away */
	if (f && f->seq != p->seq && !(p->pane.focused && p->page.kept_act >= ACT_ERRNO))
		go_to_failure(p, f->seq);
	else if (p->open && p->open != p->raised)
		page_raise(&p->page);
	p->raised = p->open;
}

static void draw(struct pane *pane, struct area *a, struct scene *scene)
{
	struct pane_of_errors *p = (struct pane_of_errors *)pane;
	const struct board_failure *f = find_failure(scene);

	next_choose_remedies(&p->remedies, scene, f ? f->socket : "");
	if (is_changed(p, a, scene, f))
		build(p, a, scene, f);
	page_draw(&p->page, a, pane->focused);
}

/* Keys ------------------------------------------------------------------------------------------- */

/* The first errno that begins so, with or without its E. */
static bool find_typed(struct pane_of_errors *p)
{
	const struct errno_row *row;
	size_t n = strlen(p->typed);

	for (size_t i = 0; n && (row = errno_row_at(i)); i++)
		if (!strncasecmp(row->name, p->typed, n) || !strncasecmp(row->name + 1, p->typed, n)) {
			list_choose(&p->page.list, page_find(&p->page, ACT_ERRNO + (int)i));
			return true;
		}
	return false;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A letter goes on with the name, or begins another. */
static void type(struct pane_of_errors *p, char c)
{
	size_t n = strlen(p->typed);

	if (n < TYPED_MOST) {
		p->typed[n] = c;
		p->typed[n + 1] = 0;
		if (find_typed(p))
			return;
	}
	p->typed[0] = c;
	p->typed[1] = 0;
	if (!find_typed(p))
		p->typed[0] = 0;
}

static bool enter(struct pane_of_errors *p, struct scene *scene)
{
	int act = page_act(&p->page), remedy = act - ACT_REMEDY;

	if (act >= ACT_ERRNO) {
		p->open = p->open == act ? 0 : act;
		return true;
	}
	if (remedy < 0 || (size_t)remedy >= p->remedies.count)
		return false;
	bytes_reset(&scene->asks->put);
	bytes_add_str(&scene->asks->put, bytes_str(&p->remedies.step[remedy].command));
	return true;
}

static bool press(struct pane *pane, const struct press *press, struct scene *scene)
{
	struct pane_of_errors *p = (struct pane_of_errors *)pane;

	if (press->kind == PRESS_CHAR && press->c == '\r')
		return enter(p, scene);
	if (press->kind == PRESS_CHAR && (press->c == 0x7f || press->c == 8) && *p->typed) {
		p->typed[strlen(p->typed) - 1] = 0;
		return true;
	}
	if (press->kind == PRESS_CHAR && is_letter(press->c)) {
		type(p, (char)press->c);
		return true;
	}
	if (!page_press(&p->page, press))
		return false;
	p->typed[0] = 0;
	if (press->kind == PRESS_CLICK)
		enter(p, scene);
	return true;
}

static void add_title(struct pane *pane, struct bytes *out, struct scene *scene)
{
	const struct board_failure *f = find_failure(scene);

	(void)pane;
	if (f)
		bytes_addf(out, "%s%s%s", name_of(f), *f->socket ? " on " : "", f->socket);
}

static bool find(struct pane *pane, const char *text, size_t n, struct scene *scene)
{
	(void)scene;
	return page_go_to_text(&((struct pane_of_errors *)pane)->page, text, n);
}

const struct pane_ops pane_errors = {
    .name = "errors",
    .title = "Errors",
    .about = "why the last call failed and what to do about it; all errnos, found by typing",
    .make = make,
    .free = free_pane,
    .draw = draw,
    .press = press,
    .add_title = add_title,
    .find = find,
};
