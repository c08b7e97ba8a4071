/*
 * Wrapping, and lines of a few parts: a word, what is said of it, and a word before both.
 */
#include "tui/page.h"

#include <stdlib.h>
#include <strings.h>

#include "base/escape.h"
#include "base/memory.h"
#include "tui/lines.h"
#include "tui/pane.h"

enum { LEAST_COLS = 12, HANG = 2, PARTS = 3 };

struct part {
	size_t at, n; /* in the store */
	int col;
	enum text_style style;
};

struct page_line {
	struct part part[PARTS];
	int act;
};

void page_clear(struct page *p)
{
	bytes_clear(&p->store);
	free(p->line);
	*p = (struct page){.cols = 0};
}

void page_begin(struct page *p, int cols, bool ascii)
{
	p->kept_act = page_act(p);
	p->kept_row = p->list.at - p->list.top;
	bytes_reset(&p->store);
	p->list.count = 0;
	/* the bar's column stays free */
	p->cols = cols - 1;
	p->ascii = ascii;
}

void page_end(struct page *p)
{
	size_t place = p->kept_act ? page_find(p, p->kept_act) : p->list.count;

	if (place == p->list.count)
		return;
	p->list.at = place;
	p->list.top = place > p->kept_row ? place - p->kept_row : 0;
}

void page_raise(struct page *p)
{
	p->list.top = p->list.at;
}

static struct page_line *add_line(struct page *p)
{
	struct page_line *line;

	if (p->list.count == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 64;
		p->line = memory_resize(p->line, p->cap * sizeof(*p->line));
	}
	line = &p->line[p->list.count++];
	*line = (struct page_line){.act = 0};
	return line;
}

/* Our own texts have one character beyond ASCII. */
static void add_shown(struct page *p, const char *text, size_t n)
{
	static const char dots[] = "\342\200\246";
	const char *end = text + n, *at;

	while (p->ascii && (at = memmem(text, (size_t)(end - text), dots, 3))) {
		escape_show(&p->store, text, (size_t)(at - text), ESCAPE_ASCII, false);
		bytes_add_str(&p->store, "...");
		text = at + 3;
	}
	escape_show(&p->store, text, (size_t)(end - text), p->ascii ? ESCAPE_ASCII : ESCAPE_UTF8,
	            false);
}

static void set_part(struct part *part, size_t at, size_t n, int col, enum text_style style)
{
	*part = (struct part){at, n, col, style};
}

/*
 * One line of the source, as many of the page as it takes. `first` is a line that is there already, of
 * which part 1 is to be filled; NO_LINE: none.
 */
#define NO_LINE SIZE_MAX
static void add_wrapped(struct page *p, enum text_style style, int indent, int hang,
                        const char *text, size_t n, size_t first)
{
	size_t at = p->store.len, end;
	int cols = p->cols - indent;

	add_shown(p, text, n);
	end = p->store.len;
	do {
		size_t take =
		    text_break(p->store.data + at, end - at, cols > LEAST_COLS ? cols : LEAST_COLS);
		struct page_line *line = first == NO_LINE ? add_line(p) : &p->line[first];

		set_part(&line->part[first != NO_LINE], at, take, indent, style);
		if (first == NO_LINE && hang) {
			indent += hang;
			cols -= hang;
			hang = 0;
		}
		first = NO_LINE;
		at += take;
		at += text_blanks(p->store.data + at, end - at);
	} while (at < end);
}

/* Each line of a text; the first one may be there already. */
static void add_lines(struct page *p, enum text_style style, int indent, int hang, const char *text,
                      size_t n, size_t first)
{
	do {
		const char *newline = n ? memchr(text, '\n', n) : NULL;
		size_t length = newline ? (size_t)(newline - text) : n;
		/* what is indented in the text stays so */
		size_t blanks = text_blanks(text, length);

		add_wrapped(p, style, indent + (int)blanks, hang, text + blanks, length - blanks, first);
		first = NO_LINE;
		text += length + (newline != NULL);
		n -= length + (newline != NULL);
	} while (n);
}

size_t page_add(struct page *p, enum text_style style, int indent, const char *text, size_t n)
{
	size_t begin = p->list.count;

	add_lines(p, style, indent, HANG, text, n, NO_LINE);
	return begin;
}

size_t page_add_str(struct page *p, enum text_style style, int indent, const char *text)
{
	return page_add(p, style, indent, text, strlen(text));
}

size_t page_add_pair(struct page *p, enum text_style word_style, int indent, const char *word,
                     int at, enum text_style style, const char *text)
{
	size_t begin = p->list.count, n = strlen(word), store = p->store.len;
	struct page_line *line;

	if (indent + (int)escape_columns(word, n) + 1 > at) {
		add_wrapped(p, word_style, indent, HANG, word, n, NO_LINE);
		add_lines(p, style, at, 0, text, strlen(text), NO_LINE);
		return begin;
	}
	line = add_line(p);
	add_shown(p, word, n);
	set_part(&line->part[0], store, p->store.len - store, indent, word_style);
	add_lines(p, style, at, 0, text, strlen(text), begin);
	return begin;
}

void page_set_word(struct page *p, size_t line, enum text_style style, int col, const char *word)
{
	size_t store = p->store.len;

	add_shown(p, word, strlen(word));
	set_part(&p->line[line].part[PARTS - 1], store, p->store.len - store, col, style);
}

void page_add_blank(struct page *p)
{
	add_line(p);
}

void page_set_act(struct page *p, size_t from, int act)
{
	for (; from < p->list.count; from++)
		p->line[from].act = act;
}

int page_act(const struct page *p)
{
	return p->list.at < p->list.count ? p->line[p->list.at].act : 0;
}

size_t page_find(const struct page *p, int act)
{
	size_t i = 0;

	while (i < p->list.count && p->line[i].act != act)
		i++;
	return i;
}

static void draw_line(const struct page *p, struct area *a, int row, size_t i)
{
	const struct page_line *line = &p->line[i];

	for (int k = 0; k < PARTS; k++)
		if (line->part[k].n)
			area_text(a, row, line->part[k].col, line->part[k].style,
			          p->store.data + line->part[k].at, line->part[k].n);
}

void page_draw_cut(struct page *p, struct area *a)
{
	for (int row = 0; row < a->rows && (size_t)row < p->list.count; row++)
		draw_line(p, a, row, (size_t)row);
	if (a->rows > 0 && p->list.count > (size_t)a->rows)
		area_str(a, a->rows - 1, a->cols - (p->ascii ? 3 : 1), STYLE_DIM,
		         p->ascii ? "..." : "\342\200\246");
}

void page_draw(struct page *p, struct area *a, bool focused)
{
	list_fit(&p->list, p->list.count, a->rows > 0 ? (size_t)a->rows : 0);
	for (size_t i = 0; i < p->list.shown && p->list.top + i < p->list.count; i++) {
		draw_line(p, a, (int)i, p->list.top + i);
		if (focused && p->list.top + i == p->list.at)
			pane_light(a, (int)i);
	}
	list_draw_bar(&p->list, a, p->ascii);
}

bool page_go_to_text(struct page *p, const char *text, size_t n)
{
	for (size_t i = 1; n && i <= p->list.count; i++) {
		size_t at = (p->list.at + i) % p->list.count;

		for (int k = 0; k < PARTS; k++) {
			const struct part *part = &p->line[at].part[k];

			if (!part->n || !pane_has_text(p->store.data + part->at, part->n, text, n))
				continue;
			list_choose(&p->list, at);
			return true;
		}
	}
	return false;
}

bool page_press(struct page *p, const struct press *press)
{
	return list_press(&p->list, press);
}
