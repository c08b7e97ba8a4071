/*
 * The commands of the screen: the same words whether typed, bound to a key or given by a script. All others
 * go to the session.
 */
#include "tui/screen_parts.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "tables/errnos.h"
#include "tui/data_text.h"
#include "tui/guard.h"
#include "tui/keys.h"
#include "tui/paint.h"
#include "tui/panes.h"
#include "tui/prompt.h"
#include "tui/tty.h"
#include "tui/workbench.h"

const struct pane_ops *screen_ops(enum pane_id id)
{
	return panes_at(id);
}

static enum pane_id pane_by_name(const char *name, size_t n)
{
	const struct pane_ops *ops;

	for (size_t i = 0; (ops = panes_at(i)); i++)
		if (strlen(ops->name) == n && !memcmp(ops->name, name, n))
			return (enum pane_id)i;
	return PANES;
}

bool screen_message_is_long(const struct screen *x)
{
	return x->message.len > (size_t)x->canvas.cols;
}

void screen_say(struct screen *x, bool bad, const char *text)
{
	bytes_reset(&x->message);
	bytes_add_str(&x->message, text);
	x->message_is_bad = bad;
	x->prompt_due = true;
	x->frame_due = x->frame_due || screen_message_is_long(x);
}

/* Panes ------------------------------------------------------------------------------------------- */

void screen_show_pane(struct screen *x, enum pane_id id)
{
	/* what is edited would not be seen any more */
	if (x->editing && id != x->edit_pane && x->layout.tabbed & 1u << x->edit_pane)
		screen_end_edit(x);
	/* one that is always there takes no other's place */
	if (!x->layout.tabs.shown || x->layout.tabbed & 1u << id) {
		x->tab = id;
		x->tab_chosen = true;
	}
	if (x->focus != ON_PROMPT)
		x->focus = (int)id;
	x->frame_due = true;
}

/* The first words of a command: as many as `most`. */
static size_t split(const char *text, size_t n, struct word *word, size_t most)
{
	size_t count = 0, i = 0;

	while (i < n) {
		size_t from;

		while (i < n && strchr(" \t\n", text[i]))
			i++;
		from = i;
		while (i < n && !strchr(" \t\n", text[i]))
			i++;
		if (i > from && count < most)
			word[count++] = (struct word){text + from, i - from, false};
		else if (i > from)
			return most + 1;
	}
	return count;
}

static void refuse_word(struct screen *x, const char *what, struct word w, const char *why,
                        const char *more)
{
	struct bytes text = BYTES_INIT;

	bytes_add_str(&text, what);
	bytes_add_str(&text, ": \"");
	escape_show(&text, w.s, w.n, ESCAPE_UTF8, false);
	bytes_addf(&text, "\" %s%s", why, more);
	screen_say(x, true, bytes_str(&text));
	bytes_clear(&text);
}

static const char pane_names[] =
    "sockets, next, handshake, journal, data, options, tcp, errors, script or help";

static void do_pane(struct screen *x, const struct word *w, size_t count)
{
	enum pane_id id = count == 2 ? pane_by_name(w[1].s, w[1].n) : PANES;

	if (id != PANES)
		screen_show_pane(x, id);
	else if (count == 2)
		refuse_word(x, "pane", w[1], "is no pane: expected ", pane_names);
	else
		screen_say(x, true, "pane: expected the name of one pane");
}

/* The panes in sight in their order, and the prompt after them. */
static void turn_focus(struct screen *x, int by)
{
	do
		x->focus = (x->focus + by + PANES + 1) % (PANES + 1);
	while (x->focus != ON_PROMPT && !x->layout.place[x->focus].shown);
	x->frame_due = true;
}

static void do_focus(struct screen *x, const struct word *w, size_t count)
{
	enum pane_id id;

	if (count > 1 && word_is(w[1], "next")) {
		turn_focus(x, 1);
	} else if (count > 1 && word_is(w[1], "previous")) {
		turn_focus(x, -1);
	} else if (count == 1 || word_is(w[1], "prompt")) {
		x->focus = ON_PROMPT;
		x->frame_due = true;
	} else if ((id = pane_by_name(w[1].s, w[1].n)) != PANES) {
		screen_show_pane(x, id);
		x->focus = (int)id;
	} else {
		refuse_word(x, "focus", w[1], "is no pane: expected next, previous, prompt, ", pane_names);
	}
}

/* Sockets ----------------------------------------------------------------------------------------- */

void screen_select(struct screen *x, const char *name, size_t n)
{
	n = n < sizeof(x->selected) - 1 ? n : sizeof(x->selected) - 1;
	memcpy(x->selected, name, n);
	x->selected[n] = 0;
	x->frame_due = x->probes_due = true;
}

/* The open socket before or after the selected one. */
static void select_beside(struct screen *x, int by)
{
	struct board *b = x->board;
	const struct board_socket *last = NULL, *found = NULL;
	bool passed = !*x->selected;

	board_read(b);
	for (size_t i = 0; i < b->sockets.count; i++) {
		const struct board_socket *s = b->sockets.item[by > 0 ? i : b->sockets.count - 1 - i];

		if (s->closed)
			continue;
		last = s;
		if (passed && !found)
			found = s;
		passed = passed || !strcmp(s->name, x->selected);
	}
	found = found ? found : last;
	if (found)
		screen_select(x, found->name, strlen(found->name));
	board_unlock(b);
}

static void do_choose(struct screen *x, const struct word *w, size_t count)
{
	char name[SELECTED_MAX] = "";
	bool known;

	if (count != 2) {
		screen_say(x, true, "choose: expected a socket, next or previous");
		return;
	}
	if (word_is(w[1], "next") || word_is(w[1], "previous")) {
		select_beside(x, word_is(w[1], "next") ? 1 : -1);
		return;
	}
	memcpy(name, w[1].s, w[1].n < sizeof(name) ? w[1].n : sizeof(name) - 1);
	board_read(x->board);
	known = board_find(x->board, name);
	board_unlock(x->board);
	if (known)
		screen_select(x, name, strlen(name));
	else
		refuse_word(x, "choose", w[1], "is not known: there is no such socket", "");
}

/* Text -------------------------------------------------------------------------------------------- */

/* What follows a word, up to `end`; one word in braces or quotes is what stands in them. */
static struct word rest_of(struct word w, const char *end)
{
	struct word rest = {w.s + w.n, 0, false};
	char last;

	while (rest.s < end && strchr(" \t\n", *rest.s))
		rest.s++;
	rest.n = (size_t)(end - rest.s);
	while (rest.n && strchr(" \t\n", rest.s[rest.n - 1]))
		rest.n--;
	last = rest.n > 1 ? rest.s[rest.n - 1] : 0;
	if ((last == '}' && *rest.s == '{') || (last == '"' && *rest.s == '"')) {
		rest.s++;
		rest.n -= 2;
	}
	return rest;
}

static bool can_find(const struct screen *x, int id)
{
	return id < PANES && x->layout.place[id].shown && x->pane[id]->ops->find;
}

/* The pane a search is for: the one with the keys, the one that has put the line on the prompt, the one in the
 * place of the tabs. */
static struct pane *searched(struct screen *x)
{
	if (can_find(x, x->focus))
		return x->pane[x->focus];
	if (can_find(x, x->put_by))
		return x->pane[x->put_by];
	for (int i = PANES; i-- > 0;)
		if (x->layout.tabbed & 1u << i && can_find(x, i))
			return x->pane[i];
	return can_find(x, PANE_JOURNAL) ? x->pane[PANE_JOURNAL] : NULL;
}

static void do_find(struct screen *x, struct word text)
{
	struct pane *pane = searched(x);
	bool found;

	if (!text.n) {
		screen_say(x, true, "find: expected a text");
		return;
	}
	if (!pane) {
		screen_say(x, true, "find: no pane that can be searched is in sight: try pane journal");
		return;
	}
	board_read(x->board);
	found = pane->ops->find(pane, text.s, text.n, &x->scene);
	board_unlock(x->board);
	if (!found)
		refuse_word(x, "find", text, "is nowhere in ", pane->ops->title);
	/* who has begun to search in a pane goes on there: next, previous, or another text */
	if (can_find(x, x->put_by))
		x->focus = x->put_by;
	x->frame_due = true;
}

/* In the journal, which is the only pane that can. */
static void do_filter(struct screen *x, struct word text)
{
	struct pane *pane = x->pane[PANE_JOURNAL];

	board_read(x->board);
	pane->ops->filter(pane, text.s, text.n, &x->scene);
	board_unlock(x->board);
	if (!x->layout.place[PANE_JOURNAL].shown)
		screen_show_pane(x, PANE_JOURNAL);
	x->frame_due = true;
}

static void do_charset(struct screen *x, const struct word *w, size_t count)
{
	char name[sizeof(x->charset)] = "";
	struct data_text charset;
	bool known;

	if (count != 2) {
		screen_say(x, true, "charset: expected the name of one: utf-8, gbk, iso8859-1 ...");
		return;
	}
	memcpy(name, w[1].s, w[1].n < sizeof(name) ? w[1].n : sizeof(name) - 1);
	data_text_init(&charset, name, x->settings.ascii);
	known = charset.known && w[1].n < sizeof(name);
	data_text_clear(&charset);
	if (known)
		memcpy(x->charset, name, sizeof(name));
	else
		refuse_word(x, "charset", w[1], "is not known: expected utf-8, gbk, iso8859-1 ...", "");
	x->frame_due = true;
}

static void tell_key(struct screen *x, const struct key_row *row)
{
	struct bytes text = BYTES_INIT;

	bytes_addf(&text, "%s: %s", row->name, row->command);
	screen_say(x, false, bytes_str(&text));
	bytes_clear(&text);
}

static void do_key(struct screen *x, const struct word *w, size_t count, const char *end)
{
	const struct key_row *row = count > 1 ? keys_find(w[1].s, w[1].n) : NULL;
	struct word command;

	if (count > 2)
		command = rest_of(w[1], end);
	if (count == 1)
		screen_show_pane(x, PANE_HELP);
	else if (!row)
		refuse_word(x, "key", w[1], "is not known: expected one of those F1 lists", "");
	else if (count == 2)
		tell_key(x, row);
	else
		keys_set(w[1].s, w[1].n, command.s, command.n);
	x->frame_due = true;
}

/* Leaving ----------------------------------------------------------------------------------------- */

/* What would end with us; NULL: nothing. */
static const char *alive(struct screen *x)
{
	const char *what = NULL;

	board_read(x->board);
	if (x->board->lab.len)
		what = "a lab is up";
	for (size_t i = 0; i < x->board->calls.count; i++)
		if (((const struct board_call *)x->board->calls.item[i])->job)
			what = "a job waits";
	board_unlock(x->board);
	return x->session ? what : NULL;
}

static void do_quit(struct screen *x)
{
	const char *what = alive(x);
	char text[80];

	if (!what || x->leave_asked) {
		x->over = true;
		return;
	}
	x->leave_asked = true;
	snprintf(text, sizeof(text), "%s: quit again to leave", what);
	screen_say(x, true, text);
}

/* In the background nothing is drawn, nor set: it stops again until it is in front. */
static void take_terminal_again(struct screen *x)
{
	struct bytes undo = BYTES_INIT;

	tty_await();
	paint_resume();
	paint_add_undo(&undo);
	guard_arm(&undo);
	bytes_clear(&undo);
	x->frame_due = true;
	atomic_store(&x->desk->resized, true);
}

/* To this thread, so that it stops before it goes on. Not SIGSTOP: a program that nobody could continue, as
 * there is no shell above it, is not stopped by this. */
static void stop_here(void)
{
	sigset_t set, was;

	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	raise(SIGTSTP);
	pthread_sigmask(SIG_UNBLOCK, &set, &was);
	pthread_sigmask(SIG_SETMASK, &was, NULL);
}

static void do_suspend(struct screen *x)
{
	paint_suspend();
	guard_disarm();
	x->stopped = true;
	stop_here();
	take_terminal_again(x);
}

void screen_go_on(struct screen *x)
{
	if (!x->stopped) {
		tty_await();
		paint_suspend();
		take_terminal_again(x);
	}
	x->stopped = false;
}

/* Ctrl-C: a command that runs ends; else what is typed is dropped, as in a shell; else a job's call ends. */
static void do_interrupt(struct screen *x)
{
	bool ends = desk_is_busy(x->desk) || prompt_is_empty();

	/* a command may also be on its way, or typed in half */
	if (ends && x->session)
		workbench_interrupt();
	/* a search, or half a key, is over in any case */
	if (!ends || prompt_is_busy())
		prompt_feed("\003", 1);
	x->frame_due = true;
}

/* A recording ------------------------------------------------------------------------------------- */

struct filling {
	struct board *board;
};

static void fill(void *closure, const struct event *e)
{
	board_take(closure, e);
}

void screen_seek(struct screen *x, uint64_t seq)
{
	uint64_t from = x->moment + 1;

	seq = seq < x->last ? seq : x->last;
	board_read(x->board);
	if (seq < x->moment) {
		board_reset(x->board);
		from = 1;
	}
	for (uint64_t i = from; i <= seq; i++)
		journal_look(x->journal, i, fill, x->board);
	board_unlock(x->board);
	x->moment = seq;
	x->frame_due = true;
}

static void do_seek(struct screen *x, const struct word *w, size_t count)
{
	int64_t n = 0;
	bool relative = count == 2 && (w[1].s[0] == '+' || w[1].s[0] == '-');

	if (x->session) {
		screen_say(x, true, "seek: this is no recording: sockpit view JOURNAL shows one");
	} else if (count != 2 || !text_int(w[1].s, w[1].n, &n)) {
		screen_say(x, true, "seek: expected the number of an event, +N or -N");
	} else {
		n += relative ? (int64_t)x->moment : 0;
		screen_seek(x, n > 0 ? (uint64_t)n : 0);
	}
}

/* As the verb does, for which there is no session in a recording. */
static void do_screenshot(struct screen *x, struct word w)
{
	struct bytes name = BYTES_INIT, text = BYTES_INIT;
	FILE *file;
	bool written;

	bytes_add(&name, w.s, w.n);
	board_read(x->board);
	screen_draw(x, true);
	board_unlock(x->board);
	canvas_dump(&text, &x->canvas);
	file = fopen(bytes_str(&name), "we");
	written = file && fwrite(text.data, 1, text.len, file) == text.len;
	if (file && fclose(file))
		written = false;
	if (!written)
		refuse_word(x, "screenshot", w, "cannot be written: ", errno_text(errno));
	bytes_clear(&text);
	bytes_clear(&name);
}

/* All --------------------------------------------------------------------------------------------- */

enum { WORDS_MOST = 8 };

bool screen_do_own(struct screen *x, const char *text, size_t n)
{
	struct word w[WORDS_MOST];
	size_t count = split(text, n, w, WORDS_MOST);

	if (!count)
		return true;
	if (word_is(w[0], "find")) {
		do_find(x, rest_of(w[0], text + n));
	} else if (word_is(w[0], "filter")) {
		do_filter(x, rest_of(w[0], text + n));
	} else if (word_is(w[0], "key")) {
		do_key(x, w, count, text + n);
	} else if (count > WORDS_MOST) {
		return false;
	} else if (word_is(w[0], "pane")) {
		do_pane(x, w, count);
	} else if (word_is(w[0], "focus")) {
		do_focus(x, w, count);
	} else if (word_is(w[0], "choose")) {
		do_choose(x, w, count);
	} else if (word_is(w[0], "charset")) {
		do_charset(x, w, count);
	} else if (word_is(w[0], "seek")) {
		do_seek(x, w, count);
	} else if (word_is(w[0], "screenshot") && !x->session && count == 2) {
		do_screenshot(x, w[1]);
	} else if ((word_is(w[0], "quit") || word_is(w[0], "exit")) && count == 1) {
		do_quit(x);
	} else if (word_is(w[0], "suspend")) {
		do_suspend(x);
	} else if (word_is(w[0], "interrupt") && count == 1) {
		do_interrupt(x);
	} else if (word_is(w[0], "refresh")) {
		paint_resume();
		x->frame_due = true;
	} else {
		return false;
	}
	return true;
}

/* Whether its words are what is written: there is nothing in it for Tcl to make something else of. What is
 * searched for is a text, and what a key does is for later. */
static bool is_plain(const char *text, size_t n)
{
	struct word w[2];

	if (memchr(text, '\n', n))
		return false;
	if (split(text, n, w, 1) &&
	    (word_is(w[0], "find") || word_is(w[0], "filter") || word_is(w[0], "key")))
		return true;
	for (size_t i = 0; i < n; i++)
		if (strchr(";$[]{}\"\\", text[i]))
			return false;
	return true;
}

static bool is_quit(const char *text, size_t n)
{
	struct word w[2];

	return split(text, n, w, 1) == 1 && (word_is(w[0], "quit") || word_is(w[0], "exit"));
}

static void do_command(struct screen *x, const char *text, size_t n, enum errand_kind kind)
{
	x->leave_asked = x->leave_asked && is_quit(text, n);
	if ((!x->session || is_plain(text, n)) && screen_do_own(x, text, n))
		return;
	if (x->session)
		desk_command(x->desk, kind, text, n);
	else
		screen_say(x, true,
		           "a recording is only looked at: seek, find, filter, pane, choose, screenshot");
}

void screen_do(struct screen *x, const char *text, size_t n)
{
	do_command(x, text, n, ERRAND_DO);
}

void screen_do_typed(struct screen *x, const char *text, size_t n)
{
	if (x->continued)
		desk_command(x->desk, ERRAND_COMMAND, text, n);
	else
		do_command(x, text, n, ERRAND_COMMAND);
}
