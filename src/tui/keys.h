/*
 * The keys of the whole screen: each is bound to a command, with a note on what it is for. Keys of one pane
 * are that pane's (pane.h); what edits the line is readline's.
 */
#ifndef SOCKPIT_TUI_KEYS_H
#define SOCKPIT_TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/press.h"

struct key_row {
	const char *name;    /* "F5", "Alt-Up" */
	const char *command; /* "wire step" */
	const char *word;    /* "wire": what the bottom line says; NULL: it is not there */
	const char *note;    /* a sentence for the help */
};

/* Row i; NULL past the last. Borrowed until keys_set. */
const struct key_row *keys_at(size_t i);
/* The row of what was pressed; NULL: it has none. */
const struct key_row *keys_of(const struct press *p);
/* The row of that name, in large letters or small ones; NULL: there is none. */
const struct key_row *keys_find(const char *name, size_t n);
/* Binds a key of the table to another command; false: there is no such key. */
bool keys_set(const char *name, size_t n, const char *command, size_t command_n);
/* Counts what keys_set has changed. */
unsigned keys_news(void);
/* Frees what keys_set has made. */
void keys_clear(void);

#endif
