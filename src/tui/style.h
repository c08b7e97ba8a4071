/*
 * What a piece of text is, rather than how it looks: the theme (theme.h) turns each into attributes of
 * the terminal. No style tells anything by colour alone: a letter, a symbol or a word says the same.
 */
#ifndef SOCKPIT_TUI_STYLE_H
#define SOCKPIT_TUI_STYLE_H

enum text_style {
	STYLE_PLAIN,
	STYLE_DIM,      /* what is less important: units, hints, what was */
	STYLE_STRONG,   /* names, what is meant to be read first */
	STYLE_HEAD,     /* the head of a table */
	STYLE_BAR,      /* the top line */
	STYLE_BORDER,   /* frames of panes */
	STYLE_TITLE,    /* their titles */
	STYLE_FOCUS,    /* frame and title of the pane that has the keys */
	STYLE_SELECTED, /* the row that is chosen */
	STYLE_LIT,      /* the state a socket is in now; the tab that is shown */
	STYLE_GOOD,     /* done: ESTABLISHED, delivered, ok */
	STYLE_BAD,      /* failed: errno, dropped, RST */
	STYLE_WAIT,     /* pending: held, blocked, a timer that runs */
	STYLE_IN,       /* what was received */
	STYLE_OUT,      /* what was sent */
	STYLE_KEY,      /* a key to press */
	STYLE_UNKNOWN,  /* a word of the line being typed that nobody knows */
	STYLES
};

#endif
