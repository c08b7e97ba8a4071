/*
 * The table of keys.
 */
#include "tui/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

static struct key_row rows[] = {
    {"F1", "pane help", "help", "help: the first steps, the keys, every verb"},
    {"F2", "pane data", "data", "what was sent and received, in hex and as text"},
    {"F3", "pane handshake", "ladder", "the ladder: states, and every segment between them"},
    {"F4", "pane options", "opts", "the socket options, to look at and to change"},
    {"F5", "wire step", "wire", "let the first held segment go on to where it is for"},
    {"F6", "focus next", "focus", "give the next pane the keys; Esc gives them back to the prompt"},
    {"F7", "step", "step", "the script: on to its next call"},
    {"F8", "next", "next", "the script: the whole next command"},
    {"F9", "pane errors", "why", "what failed last, and why"},
    {"F10", "quit", "quit", "leave; asks first when jobs or a lab are alive"},
    {"Shift-Tab", "focus previous", NULL, "give the previous pane the keys"},
    {"Alt-Up", "choose previous", NULL, "select the socket above (or Ctrl-Up)"},
    {"Alt-Down", "choose next", NULL, "select the socket below (or Ctrl-Down)"},
    {"Alt-1", "pane handshake", NULL, "the ladder"},
    {"Alt-2", "pane journal", NULL, "the journal: calls, answers, what happened"},
    {"Alt-3", "pane data", NULL, "data"},
    {"Alt-4", "pane options", NULL, "options"},
    {"Alt-5", "pane tcp", NULL, "what TCP_INFO tells, in words"},
    {"Alt-6", "pane errors", NULL, "errors"},
    {"Alt-7", "pane script", NULL, "the script"},
    {"Alt-8", "pane help", NULL, "help"},
    {"Ctrl-C", "interrupt", NULL,
     "end the command that runs; else drop the line; else end a call that waits (EINTR)"},
    {"Ctrl-Z", "suspend", NULL, "stop the program; the shell's fg goes on with it"},
    {"Ctrl-L", "refresh", NULL, "draw the screen anew"},
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static char *changed[ROWS]; /* commands that were set, owned */
static unsigned changes;

const struct key_row *keys_at(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}

static struct key_row *find(const char *name, size_t n)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strlen(rows[i].name) == n && !strncasecmp(rows[i].name, name, n))
			return &rows[i];
	return NULL;
}

const struct key_row *keys_find(const char *name, size_t n)
{
	return find(name, n);
}

unsigned keys_news(void)
{
	return changes;
}

/* What a press is called; "" for what no row can be for. */
static void name_of(const struct press *p, char name[16])
{
	*name = 0;
	switch (p->kind) {
	case PRESS_F:
		snprintf(name, 16, "F%u", (unsigned)p->c);
		break;
	case PRESS_ALT:
		if (p->c > ' ')
			snprintf(name, 16, "Alt-%c", (int)p->c);
		break;
	case PRESS_CTRL:
		snprintf(name, 16, "Ctrl-%c", (int)p->c);
		break;
	case PRESS_ALT_UP:
		snprintf(name, 16, "Alt-Up");
		break;
	case PRESS_ALT_DOWN:
		snprintf(name, 16, "Alt-Down");
		break;
	case PRESS_BACK_TAB:
		snprintf(name, 16, "Shift-Tab");
		break;
	case PRESS_CHAR:
	case PRESS_UP:
	case PRESS_DOWN:
	case PRESS_LEFT:
	case PRESS_RIGHT:
	case PRESS_HOME:
	case PRESS_END:
	case PRESS_PAGE_UP:
	case PRESS_PAGE_DOWN:
	case PRESS_CLICK:
	case PRESS_WHEEL_UP:
	case PRESS_WHEEL_DOWN:
	case PRESS_PASTE:
	case PRESS_NOTHING:
	case PRESS_OTHER:
		break;
	}
}

const struct key_row *keys_of(const struct press *p)
{
	char name[16];

	name_of(p, name);
	return *name ? find(name, strlen(name)) : NULL;
}

bool keys_set(const char *name, size_t n, const char *command, size_t command_n)
{
	struct key_row *row = find(name, n);

	if (!row)
		return false;
	free(changed[row - rows]);
	row->command = changed[row - rows] = memory_copy(command, command_n);
	row->note = "set with key";
	changes++;
	return true;
}

void keys_clear(void)
{
	for (size_t i = 0; i < ROWS; i++) {
		free(changed[i]);
		changed[i] = NULL;
	}
}
