/*
 * What the files of the screen share: screen.c (the loop), screen_keys.c (what is pressed), screen_draw.c
 * (a frame) and screen_commands.c (its own commands).
 */
#ifndef SOCKPIT_TUI_SCREEN_PARTS_H
#define SOCKPIT_TUI_SCREEN_PARTS_H

#include "session/stepping.h"
#include "tui/data_text.h"
#include "tui/layout.h"
#include "tui/line_check.h"
#include "tui/pane.h"
#include "tui/screen.h"

enum { ON_PROMPT = PANES, SELECTED_MAX = SOCK_NAME_MAX + 17 };

struct screen {
	struct session *session; /* NULL: a recording */
	struct journal *journal;
	struct board *board;
	struct desk *desk;
	struct probes probes;
	bool has_probes;
	struct screen_settings settings;
	/* what is drawn */
	struct canvas canvas;
	struct layout layout;
	struct pane *pane[PANES]; /* owned */
	struct scene scene;
	struct asks asks;
	struct stepping_view script;
	enum pane_id tab; /* the pane shown in the place of the tabs, as far as it has one */
	bool tab_chosen;  /* by somebody: it does not change by itself any more */
	int focus;        /* enum pane_id, or ON_PROMPT */
	enum pane_id
	    words_above; /* the tab that had a row for the words behind its title; PANES: none */
	int put_by;      /* the pane that has put the line on the prompt; PANES: none has */
	char charset[DATA_CHARSET];
	char selected[SELECTED_MAX];
	uint64_t touched; /* of the board, when the selection was last made to follow it */
	struct line_check check;
	/* a word that is no verb: the session was asked whether it is a command */
	char asked[64];
	struct errand *question; /* held; NULL: none */
	unsigned asked_of;       /* commands_done, then */
	unsigned commands_done;  /* a command may have made a procedure */
	struct bytes message;    /* on the hint line until a key is pressed */
	bool message_is_bad;
	struct bytes doing; /* the command that is being done */
	bool continued;     /* the command that is typed is not whole yet */
	/* a value that is edited in place */
	bool editing;
	struct bytes edit_command;
	enum pane_id edit_pane;
	int edit_row, edit_col, edit_cols;
	struct bytes held_line; /* the prompt's, meanwhile */
	/* a recording */
	uint64_t moment; /* seq of the last event that is shown */
	uint64_t last;   /* of the last one there is */
	/* the loop */
	struct bytes input; /* bytes of keys that make no whole press yet */
	int64_t input_at;   /* when the last of them came */
	bool pasting;       /* up to the end of a paste they are passed over */
	bool over;
	bool frame_due;   /* something but the prompt has changed */
	bool prompt_due;  /* the prompt has */
	bool probes_due;  /* the kernel is to be asked again */
	bool has_pending; /* calls are shown whose time runs */
	int64_t painted;  /* when the last frame was */
	uint64_t read_to; /* seq of the last event of the last frame */
	bool stopped;     /* by ourselves: the SIGCONT that ended it is ours */
	bool leave_asked; /* the last command was quit, with things alive */
};

/* screen.c: what stands before the line that is typed. */
void screen_label(struct screen *x);

/* screen_draw.c: draws a frame on the canvas; `whole`: not the prompt alone. */
void screen_draw(struct screen *x, bool whole);
/* Which tab or function key is there: a tab as PANE_…, else PANES. */
enum pane_id screen_tab_at(const struct screen *x, int row, int col);
const char *screen_key_at(const struct screen *x, int row, int col);

/* screen_keys.c: takes what was pressed. `keys` is what the terminal sent for it. */
void screen_press(struct screen *x, const struct press *p, const char *keys, size_t n);
/* The value that is edited in place stays as it is. */
void screen_end_edit(struct screen *x);

/* screen_commands.c: does a command of the screen's own, or hands it to the session: that of a key or a pane, which
 * is whole, or a line that was typed. */
void screen_do(struct screen *x, const char *text, size_t n);
void screen_do_typed(struct screen *x, const char *text, size_t n);
/* Does it if it is the screen's own; false: it is not. */
bool screen_do_own(struct screen *x, const char *text, size_t n);
/* Whether what was said may need more than the row of the hint. */
bool screen_message_is_long(const struct screen *x);
void screen_say(struct screen *x, bool bad, const char *text);
void screen_show_pane(struct screen *x, enum pane_id id);
void screen_select(struct screen *x, const char *name, size_t n);
/* A recording: the moment after event `seq` is shown. */
void screen_seek(struct screen *x, uint64_t seq);
/* The program goes on after a stop: the terminal is taken again, modes and all. */
void screen_go_on(struct screen *x);
const struct pane_ops *screen_ops(enum pane_id id);

#endif
