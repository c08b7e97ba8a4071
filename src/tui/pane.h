/*
 * A pane: a part of the screen that shows one thing. Each is a file with one struct pane_ops; it draws
 * on an area, answers keys while it has the focus, and asks for what it wants done. It sees the session
 * through a scene only, and never waits.
 */
#ifndef SOCKPIT_TUI_PANE_H
#define SOCKPIT_TUI_PANE_H

#include "core/journal.h"
#include "tui/board.h"
#include "tui/canvas.h"
#include "tui/press.h"
#include "tui/probes.h"

struct stepping_view;

/* What a pane wants: done by the screen when the pane's `press` has returned. */
struct asks {
	struct bytes select; /* socket to select; empty: none */
	struct bytes run;    /* a command to do now, as if it was typed */
	struct bytes put;    /* a text to put on the prompt, to be edited and sent with Enter */
	/* a value to be edited in place: `edit` holds it, and what is then done is edit_command, a blank and
	 * the new value. The place is in the pane's area. */
	bool editing;
	struct bytes edit, edit_command;
	int edit_row, edit_col, edit_cols;
};

/* What panes see while they draw and answer. The board is locked meanwhile; so is nothing else. */
struct scene {
	struct board *board;
	struct journal *journal;            /* events by number: journal_look */
	struct probes *probes;              /* what the kernel says now; NULL: a recording */
	const char *selected;               /* name of the selected socket; "": none */
	const struct stepping_view *script; /* NULL: no script is loaded */
	bool ascii;                         /* nothing but ASCII can be drawn */
	bool tight;                         /* behind a title there is room for what matters only */
	const char *charset;                /* of payload: "utf-8", "gbk" … any name Tcl has */
	int64_t now;                        /* monotonic ns; of a recording: the moment that is shown */
	struct asks *asks;
};

/* A letter that a pane takes while it has the focus, for its foot and the help. */
struct pane_key {
	char key;
	const char *word; /* "absolute": what the foot says; NULL closes the list */
	const char *note; /* a sentence for the help */
};

struct pane;

struct pane_ops {
	const char *name;            /* "handshake": what `pane` takes */
	const char *title;           /* "Handshake" */
	const char *about;           /* one line for the help */
	const struct pane_key *keys; /* NULL: none */
	struct pane *(*make)(void);  /* on the heap */
	void (*free)(struct pane *);
	/* Draws the inside; frame and title are the layout's. */
	void (*draw)(struct pane *, struct area *, struct scene *);
	/* A key or the mouse, with the focus; whether it was for the pane. NULL: never. */
	bool (*press)(struct pane *, const struct press *, struct scene *);
	/* Appends what stands behind the title, right after `draw`. NULL: nothing. */
	void (*add_title)(struct pane *, struct bytes *, struct scene *);
	/* Goes to the next place with that text, from where one is: what `find TEXT` does. False: nothing has
	 * it. NULL: cannot. */
	bool (*find)(struct pane *, const char *text, size_t n, struct scene *);
	/* Shows only what has that text in it, n 0: all again: what `filter TEXT` does. NULL: cannot. */
	void (*filter)(struct pane *, const char *text, size_t n, struct scene *);
};

/* The first member of each pane's own struct. */
struct pane {
	const struct pane_ops *ops;
	bool focused; /* it has the keys */
	/* It wants to be drawn again then, by CLOCK_MONOTONIC, though nothing is new: it has put off what
	 * costs too much for one frame, or a timer runs in it. `draw` sets it anew each time. 0: no */
	int64_t again_at;
};

extern const struct pane_ops pane_sockets, pane_next, pane_handshake, pane_journal, pane_options,
    pane_data, pane_tcp, pane_errors, pane_script, pane_help;

/* Helpers panes share: foreign text through the filter, cut at the area's end. Answers the column behind
 * it. */
int pane_show(struct area *a, int row, int col, enum text_style style, const void *text, size_t n,
              bool ascii);
/* Lights the beginning of a row, the one that is chosen: a whole row would be sent to the terminal twice with
 * each step. */
void pane_light(struct area *a, int row);
/* Whether those bytes are somewhere in a text, in large letters or small ones; none are nowhere. */
bool pane_has_text(const char *in, size_t in_n, const char *text, size_t n);
/* A sentence in the middle of an empty pane: what would be here, and how to get it. */
void pane_draw_empty(struct area *a, const char *text);

#endif
