/*
 * A page: lines of text that are read and scrolled, wrapped to the width of a pane. A line may have an act:
 * something that Enter does there.
 */
#ifndef SOCKPIT_TUI_PAGE_H
#define SOCKPIT_TUI_PAGE_H

#include "tui/list.h"

struct page_line;

/* Begin with zeros. */
struct page {
	struct bytes store;     /* the texts of all lines */
	struct page_line *line; /* owned */
	size_t cap;
	struct list list; /* list.count: the lines */
	int cols;
	bool ascii;
	int kept_act;    /* of the line that was chosen when the page was begun; 0: none */
	size_t kept_row; /* and how far below the first one shown it was */
};

void page_clear(struct page *p);
/* Forgets the lines, not where one is; what is added from now on is wrapped to that width. */
void page_begin(struct page *p, int cols, bool ascii);
/* All is added: the line that was chosen is chosen again, by its act, and is where it was on the screen. */
void page_end(struct page *p);
/* The chosen line becomes the first one shown, as far as there are lines below it. */
void page_raise(struct page *p);
/*
 * Adds n bytes of text, foreign or not, from column `indent` on: as many lines as it takes, those after the
 * first two columns further in. A newline in it ends a line. Answers the number of the first line.
 */
size_t page_add(struct page *p, enum text_style style, int indent, const char *text, size_t n);
/* The same of a string. */
size_t page_add_str(struct page *p, enum text_style style, int indent, const char *text);
/* Adds a word from column `indent` on, and what is said of it from column `at` on; a word that is too long
 * has a line of its own. */
size_t page_add_pair(struct page *p, enum text_style word_style, int indent, const char *word,
                     int at, enum text_style style, const char *text);
/* Puts a word before a line that was added. */
void page_set_word(struct page *p, size_t line, enum text_style style, int col, const char *word);
void page_add_blank(struct page *p);
/* The lines from that one on have an act: a number other than 0. */
void page_set_act(struct page *p, size_t from, int act);
/* The act of the chosen line; 0: none. */
int page_act(const struct page *p);
/* The first line with that act, or the number of lines. */
size_t page_find(const struct page *p, int act);
/* Goes to the next line with that text, case ignored, behind the chosen one; from the end it goes on at the
 * beginning. False: none has it. */
bool page_go_to_text(struct page *p, const char *text, size_t n);
/* Draws what is in sight, the chosen line marked when the page has the keys. */
void page_draw(struct page *p, struct area *a, bool focused);
/* Draws it from its beginning, without scrolling: what does not fit is left out. */
void page_draw_cut(struct page *p, struct area *a);
/* Moves in it; whether the press was one of these. */
bool page_press(struct page *p, const struct press *press);

#endif
