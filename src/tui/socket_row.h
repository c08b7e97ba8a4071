/*
 * One socket in one row: which columns there is room for, and what stands in them.
 */
#ifndef SOCKPIT_TUI_SOCKET_ROW_H
#define SOCKPIT_TUI_SOCKET_ROW_H

#include "tui/pane.h"

enum socket_column {
	COLUMN_NAME,
	COLUMN_KIND,
	COLUMN_STATE,
	COLUMN_HOST,
	COLUMN_LOCAL,
	COLUMN_PEER,
	COLUMN_RECVQ,
	COLUMN_SENDQ,
	COLUMN_READY,
	COLUMN_MODE,
	COLUMN_CALL,
	COLUMN_SOURCE,
	SOCKET_COLUMNS
};

/* Where each stands; width 0: there is no room for it. */
struct socket_columns {
	int at[SOCKET_COLUMNS], width[SOCKET_COLUMNS];
};

/* What the columns depend on besides the room. */
struct socket_needs {
	int name, kind, host; /* columns the longest of each takes; host 0: none is in a lab */
	bool live;            /* the kernel can be asked */
};

/* A row of the list. */
struct socket_row {
	const struct board_socket *socket; /* borrowed from the board */
	bool nested, last;                 /* under its listener; the last of them */
};

void socket_columns_fit(struct socket_columns *c, const struct socket_needs *needs, int cols);
void socket_row_head(struct area *a, int row, const struct socket_columns *c);
/* `probe` is what the kernel says of it, NULL: it was not asked. */
void socket_row_draw(struct area *a, int row, const struct socket_columns *c,
                     const struct socket_row *r, const struct probe *probe,
                     const struct scene *scene, bool selected);
/* The name and what there is no column for, in words: lines of at most `cols` columns, unless a single value is
 * wider. Nothing where every column is there. */
void socket_row_add_rest(struct bytes *out, int cols, const struct socket_columns *c,
                         const struct socket_row *r, const struct probe *probe,
                         const struct scene *scene);
/* "tcp", "unix-dgram", "epoll"; "?" of what is not told. Probe may be NULL. */
const char *socket_row_kind(const struct board_socket *s, const struct probe *probe);

#endif
