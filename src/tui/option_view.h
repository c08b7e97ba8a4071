/*
 * The options of the selected socket: which there are, what each has now, what was asked for, what a new
 * socket has. Values are read when they are shown, and again when something has happened since.
 */
#ifndef SOCKPIT_TUI_OPTION_VIEW_H
#define SOCKPIT_TUI_OPTION_VIEW_H

#include "tables/options.h"
#include "tui/pane.h"

enum option_filter { OPTIONS_ALL, OPTIONS_CHANGED, OPTIONS_WRITABLE, OPTION_FILTERS };

struct option_cell {
	const struct option_row *row;
	struct bytes now, fresh; /* empty: not known, or nothing */
	const struct board_option
	    *set;         /* by the session; NULL: it was not; borrowed until the next update */
	uint64_t read_at; /* the board's news then, and 1; 0: never */
	bool read;        /* now is what the kernel said */
};

/* A line: an option, or the level that those below it are of. */
struct option_line {
	struct option_cell *cell; /* NULL: a level */
	int level;
};

/* Begin with zeros. */
struct option_view {
	enum option_filter filter;
	char socket[SOCK_NAME_MAX + 17];
	uint64_t order;           /* of the socket: a name may be given again */
	bool recorded;            /* nothing can be asked */
	struct option_cell *cell; /* owned: those that hold for the socket, in the table's order */
	size_t cells;
	struct option_line *line; /* owned */
	size_t lines;
	struct bytes now, fresh; /* scratch */
	uint64_t filtered_at;    /* the board's news then, and 1; 0: never */
};

void option_view_clear(struct option_view *v);
/* Takes the selected socket, and what passes the filter. False: there is none, or it has no options. */
bool option_view_update(struct option_view *v, const struct scene *scene);
/* Asks for a value again if something has happened since. */
void option_view_look(struct option_view *v, struct option_cell *cell, const struct scene *scene);
/* Another filter. */
void option_view_set_filter(struct option_view *v, enum option_filter filter);
/* Whether it is set by the session, or differs from a new socket's. */
bool option_is_changed(const struct option_cell *cell);

#endif
