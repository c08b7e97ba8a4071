/*
 * readline through its callback interface. It gets each byte from a buffer of ours and draws nothing: what
 * it would redisplay is drawn with the next frame.
 */
#include "tui/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/memory.h"
#include "tui/editing.h"
#include "tui/pane.h"
#include "tui/past.h"

/* The key readline is given when it wants more keys than there are: it drops the line. No key of a person
 * comes as this: Ctrl-C is the screen's. */
enum { DROP = 3, VI_EDITING = 0 };

/* readline's callbacks take no closure: there is one prompt. */
static struct {
	FILE *nowhere; /* what readline writes */
	struct bytes keys;
	size_t at; /* of the next key */
	struct bytes label;
	struct bytes taken; /* the line that was ended */
	bool is_taken;
	bool dropped;
	bool forgets;          /* lines do not go into the history */
	struct vector matches; /* char *, owned */
	size_t left;           /* byte of the line that is drawn first */
} self;

/* Keys -------------------------------------------------------------------------------------------- */

static int next_key(FILE *in)
{
	(void)in;
	return self.at < self.keys.len ? (unsigned char)self.keys.data[self.at++] : DROP;
}

static int has_key(void)
{
	return self.at < self.keys.len;
}

static void forget_matches(void)
{
	for (size_t i = 0; i < self.matches.count; i++)
		free(self.matches.item[i]);
	self.matches.count = 0;
}

void prompt_feed(const char *keys, size_t n)
{
	forget_matches();
	bytes_add(&self.keys, keys, n);
	while (self.at < self.keys.len)
		rl_callback_read_char();
	bytes_reset(&self.keys);
	self.at = 0;
}

static void on_line(char *line)
{
	/* a line is added to the history between two lines: within one, readline would take it for the line of
	 * the past that is being changed */
	rl_callback_handler_remove();
	if (line && !self.dropped) {
		bytes_reset(&self.taken);
		bytes_add_str(&self.taken, line);
		self.is_taken = true;
		if (*line && !self.forgets)
			past_add(line);
	}
	self.dropped = false;
	free(line);
	self.left = 0;
	rl_callback_handler_install("", on_line);
}

static int drop_line(int count, int key)
{
	self.dropped = true;
	return rl_newline(count, key);
}

/* readline hands over the matches, the first of which is what they have in common. */
static void on_matches(char **matches, int count, int longest)
{
	(void)longest;
	forget_matches();
	for (int i = 1; i <= count; i++)
		vector_add(&self.matches, memory_copy(matches[i], strlen(matches[i])));
}

static void draw_nothing(void)
{
}

/* Ctrl-D on an empty line would end the prompt: here it does nothing. */
static int delete_or_nothing(int count, int key)
{
	return rl_end ? rl_delete(count, key) : 0;
}

void prompt_start(struct session *s, completion_finder *ask, struct bytes *problem)
{
	self.nowhere = fopen("/dev/null", "r+e");
	rl_instream = rl_outstream = self.nowhere;
	rl_getc_function = next_key;
	rl_input_available_hook = has_key;
	rl_redisplay_function = draw_nothing;
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	rl_completion_display_matches_hook = on_matches;
	rl_variable_bind("show-all-if-ambiguous", "on"); /* the user's inputrc may want it otherwise */
	editing_start(DROP, drop_line);
	rl_variable_bind("bell-style", "none");
	rl_variable_bind("enable-bracketed-paste", "off");
	rl_bind_key_in_map('d' & 0x1f, delete_or_nothing, emacs_standard_keymap);
	completion_start(s, ask);
	past_open(problem);
	bytes_add_str(&self.label, "sockpit> ");
	rl_callback_handler_install("", on_line);
}

void prompt_stop(void)
{
	rl_callback_handler_remove();
	past_close();
	forget_matches();
	vector_clear(&self.matches);
	bytes_clear(&self.keys);
	bytes_clear(&self.label);
	bytes_clear(&self.taken);
	fclose(self.nowhere);
}

/* The line ---------------------------------------------------------------------------------------- */

void prompt_insert(const char *text, size_t n)
{
	struct bytes clean = BYTES_INIT;

	for (size_t i = 0; i < n; i++)
		if (text[i])
			bytes_add_char(&clean, text[i] == '\r' ? '\n' : text[i]);
	forget_matches();
	rl_insert_text(bytes_str(&clean));
	bytes_clear(&clean);
}

void prompt_put(const char *text, size_t n)
{
	struct bytes line = BYTES_INIT;

	bytes_add(&line, text, n);
	forget_matches();
	/* as edits: rl_replace_line would free what a changed line of the history still remembers */
	rl_begin_undo_group();
	rl_delete_text(0, rl_end);
	rl_point = rl_mark = 0;
	rl_insert_text(bytes_str(&line));
	rl_end_undo_group();
	bytes_clear(&line);
}

void prompt_set_label(const char *label)
{
	bytes_reset(&self.label);
	bytes_add_str(&self.label, label);
}

bool prompt_is_empty(void)
{
	return !rl_end && !prompt_is_busy();
}

bool prompt_is_busy(void)
{
	return RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_MOREINPUT | RL_STATE_MULTIKEY |
	                  RL_STATE_METANEXT);
}

bool prompt_takes_escape(void)
{
	return rl_end || rl_editing_mode == VI_EDITING || prompt_is_busy();
}

const char *prompt_line(size_t *n, size_t *point)
{
	*n = (size_t)rl_end;
	*point = (size_t)rl_point;
	return rl_line_buffer;
}

bool prompt_take(struct bytes *line)
{
	if (!self.is_taken)
		return false;
	self.is_taken = false;
	bytes_reset(line);
	bytes_add(line, self.taken.data, self.taken.len);
	return true;
}

void prompt_set_history(bool remembers)
{
	self.forgets = !remembers;
}

const struct vector *prompt_matches(void)
{
	return &self.matches;
}

/* Drawing ----------------------------------------------------------------------------------------- */

static int columns_of(const char *p, size_t n, int charset)
{
	struct bytes shown = BYTES_INIT;
	int columns;

	escape_show(&shown, p, n, (enum escape_charset)charset, false);
	columns = text_columns(bytes_str(&shown), shown.len);
	bytes_clear(&shown);
	return columns;
}

static bool begins_character(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

/* The cursor is to be inside: in a line that is longer than the row, half a row before its end. Only bytes
 * near the cursor are looked at, however long the line is. */
static void scroll_to(size_t point, int cols, int charset)
{
	const char *line = rl_line_buffer;
	size_t near = (size_t)cols;

	if (self.left > (size_t)rl_end)
		self.left = 0;
	if (point >= self.left && point - self.left <= near * 4 &&
	    columns_of(line + self.left, point - self.left, charset) < cols)
		return;
	self.left = point;
	while (self.left && columns_of(line + self.left, point - self.left, charset) < cols / 2)
		do
			self.left--;
		while (self.left && !begins_character(line[self.left]));
}

static int draw_part(struct area *a, int row, int col, enum text_style style, size_t from,
                     size_t to, bool ascii)
{
	if (from < self.left)
		from = self.left;
	if (from >= to)
		return col;
	return pane_show(a, row, col, style, rl_line_buffer + from, to - from, ascii);
}

void prompt_draw(struct area *a, int row, size_t bad_from, size_t bad_to, bool ascii)
{
	int charset = ascii ? ESCAPE_ASCII : ESCAPE_UTF8, col, start;
	size_t end = (size_t)rl_end, point = (size_t)rl_point;
	const char *label = bytes_str(&self.label);
	size_t label_n = self.label.len;

	/* a search and the like have a label of readline's, as long as what is searched for */
	if (rl_display_prompt && *rl_display_prompt) {
		label = rl_display_prompt;
		label_n = strnlen(label, (size_t)(a->cols > 0 ? a->cols / 2 : 0));
	}
	col = start = pane_show(a, row, 0, STYLE_STRONG, label, label_n, ascii);
	if (a->cols - start < 2)
		return;
	scroll_to(point, a->cols - start - 1, charset);
	bad_to = bad_to < end ? bad_to : end;
	if (bad_from < bad_to) {
		col = draw_part(a, row, col, STYLE_PLAIN, 0, bad_from, ascii);
		col = draw_part(a, row, col, STYLE_UNKNOWN, bad_from, bad_to, ascii);
		draw_part(a, row, col, STYLE_PLAIN, bad_to, end, ascii);
	} else {
		draw_part(a, row, col, STYLE_PLAIN, 0, end, ascii);
	}
	area_set_cursor(a, row,
	                start + columns_of(rl_line_buffer + self.left, point - self.left, charset));
}
