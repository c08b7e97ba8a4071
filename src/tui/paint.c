/*
 * Curses, as little of it as there is need for: newterm, cells, refresh, endwin. initscr would end the
 * program on an unknown terminal, and the printw family of ncurses 6.4 may read behind its arguments. It also
 * writes to the terminal after each move of the cursor: what it has to say of a frame is gathered in a file in
 * memory and written at once.
 */
#include "tui/paint.h"

/* before term.h, which makes macros of words like "columns" */
#include "base/escape.h"
#include "tui/theme.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <term.h>
#include <unistd.h>

enum { PAIRS_FROM = 1 };

static struct {
	SCREEN *screen;
	FILE *out; /* what curses writes to: the terminal or, while it draws a frame, */
	int frame; /* the file a frame is gathered in; -1: there is none */
	struct bytes gathered;
	struct paint_modes modes;
	bool marks_pastes; /* the terminal can tell pastes from keys */
	struct canvas shown;
	attr_t attributes[STYLES];
	short pair[STYLES];
} self;

/* What curses has no name for is switched on and off by what every terminal of that kind takes. */
static const char mouse_on[] = "\033[?1000h\033[?1006h", mouse_off[] = "\033[?1006l\033[?1000l";
static const char marks_on[] = "\033[?2004h", marks_off[] = "\033[?2004l";

static bool write_all(const char *text, size_t n)
{
	while (n) {
		struct pollfd room = {.fd = STDOUT_FILENO, .events = POLLOUT};
		ssize_t put = write(STDOUT_FILENO, text, n);

		/* others may have a terminal of ours not block */
		if (put < 0 && errno == EAGAIN)
			poll(&room, 1, -1);
		else if (put < 0 && errno != EINTR)
			return false;
		if (put > 0) {
			text += put;
			n -= (size_t)put;
		}
	}
	return true;
}

static bool can(const char *capability)
{
	char name[8];
	const char *value;

	snprintf(name, sizeof(name), "%s", capability);
	value = tigetstr(name);
	return value && value != (const char *)-1;
}

static void switch_on(void)
{
	if (self.modes.mouse)
		write_all(mouse_on, sizeof(mouse_on) - 1);
	if (self.marks_pastes)
		write_all(marks_on, sizeof(marks_on) - 1);
}

static void switch_off(void)
{
	if (self.modes.mouse)
		write_all(mouse_off, sizeof(mouse_off) - 1);
	if (self.marks_pastes)
		write_all(marks_off, sizeof(marks_off) - 1);
}

/* Styles ------------------------------------------------------------------------------------------ */

static attr_t attributes_of(const struct look *look)
{
	return (look->bold ? A_BOLD : 0) | (look->dim ? A_DIM : 0) | (look->reverse ? A_REVERSE : 0) |
	       (look->underline ? A_UNDERLINE : 0);
}

static void choose_looks(void)
{
	bool colour = self.modes.colour && has_colors() && start_color() == OK &&
	              use_default_colors() == OK && COLORS >= 8;

	for (int c = 0; colour && c < 8; c++)
		init_pair((short)(PAIRS_FROM + c), (short)c, -1);
	for (int style = 0; style < STYLES; style++) {
		struct look look = theme_look((enum text_style)style, colour);

		self.attributes[style] = attributes_of(&look);
		self.pair[style] =
		    look.colour == COLOUR_NONE ? (short)0 : (short)(PAIRS_FROM + look.colour);
	}
}

/* Start and end ----------------------------------------------------------------------------------- */

/* Curses would stop the program by itself, in a handler on whichever thread the signal takes: that is the
 * screen's to do (do_suspend), so the signal stays as it was. */
static SCREEN *take_screen(void)
{
	struct sigaction stop;
	SCREEN *screen;

	sigaction(SIGTSTP, NULL, &stop);
	screen = newterm(NULL, self.out ? self.out : stdout, stdin);
	sigaction(SIGTSTP, &stop, NULL);
	return screen;
}

/* Without descriptors to spare curses writes as it does. */
static void open_frame(void)
{
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	self.frame = out < 0 ? -1 : memfd_create("frame", MFD_CLOEXEC);
	self.out = self.frame < 0 ? NULL : fdopen(out, "w");
	if (!self.out && out >= 0)
		close(out);
}

static void close_frame(void)
{
	if (self.out)
		fclose(self.out);
	if (self.frame >= 0)
		close(self.frame);
	self.out = NULL;
	self.frame = -1;
	bytes_clear(&self.gathered);
}

/* Asked before newterm, which keeps memory of terminals it does not know. */
static bool can_place_text(void)
{
	int problem;
	bool can_place;

	if (setupterm(NULL, STDOUT_FILENO, &problem) == ERR)
		return false;
	can_place = can("cup") && can("el");
	del_curterm(cur_term);
	return can_place;
}

static void set_modes(void)
{
	raw();
	noecho();
	nonl();
	nodelay(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	typeahead(-1);
	idlok(stdscr, FALSE);
}

int paint_start(const struct paint_modes *modes, struct bytes *problem)
{
	const char *term = getenv("TERM");
	struct bytes shown = BYTES_INIT;

	self.modes = *modes;
	open_frame();
	self.screen = term && *term && can_place_text() ? take_screen() : NULL;
	if (!self.screen) {
		close_frame();
		escape_show(&shown, term ? term : "", term ? strlen(term) : 0, ESCAPE_ASCII, false);
		bytes_addf(problem, "TERM=%s is no terminal that text can be placed on", bytes_str(&shown));
		bytes_clear(&shown);
		return -1;
	}
	set_modes();
	self.modes.mouse = modes->mouse && can("kmous");
	self.marks_pastes = can("kmous") || can("BE");
	choose_looks();
	switch_on();
	return 0;
}

void paint_stop(void)
{
	if (!self.screen)
		return;
	switch_off();
	endwin();
	delscreen(self.screen);
	close_frame();
	canvas_clear(&self.shown);
	self.screen = NULL;
}

void paint_suspend(void)
{
	switch_off();
	endwin();
}

void paint_resume(void)
{
	set_modes();
	switch_on();
	paint_forget();
}

static void add_capability(struct bytes *out, const char *capability)
{
	char name[8];
	const char *value;

	snprintf(name, sizeof(name), "%s", capability);
	value = tigetstr(name);
	if (value && value != (const char *)-1)
		bytes_add_str(out, value);
}

void paint_add_undo(struct bytes *out)
{
	if (self.modes.mouse)
		bytes_add_str(out, mouse_off);
	if (self.marks_pastes)
		bytes_add_str(out, marks_off);
	add_capability(out, "sgr0");
	add_capability(out, "cnorm");
	add_capability(out, "rmkx");
	add_capability(out, "rmcup");
	bytes_add_str(out, "\r\n");
}

/* Showing ----------------------------------------------------------------------------------------- */

void paint_measure(int *rows, int *cols)
{
	struct winsize size;

	*rows = LINES;
	*cols = COLS;
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row && size.ws_col) {
		*rows = size.ws_row;
		*cols = size.ws_col;
	}
	if (*rows != LINES || *cols != COLS) {
		resizeterm(*rows, *cols);
		paint_forget();
	}
}

void paint_forget(void)
{
	/* what curses takes the terminal to show, and what we do */
	clearok(curscr, TRUE);
	canvas_clear(&self.shown);
}

static bool is_same(const struct cell *a, const struct cell *b)
{
	return a->style == b->style && a->width == b->width && a->text[0] == b->text[0] &&
	       a->text[1] == b->text[1] && a->text[2] == b->text[2];
}

static void put_cell(int row, int col, const struct cell *cell)
{
	wchar_t text[2 + CELL_MARKS] = {cell->text[0], cell->text[1], cell->text[2], 0};
	cchar_t out;

	if (setcchar(&out, text, self.attributes[cell->style], self.pair[cell->style], NULL) == OK)
		mvadd_wch(row, col, &out);
}

static void put_row(const struct canvas *c, int row)
{
	size_t at = (size_t)row * (size_t)c->cols;

	for (int col = 0; col < c->cols; col++) {
		const struct cell *cell = &c->cell[at + (size_t)col];

		if (cell->width && !is_same(cell, &self.shown.cell[at + (size_t)col]))
			put_cell(row, col, cell);
	}
}

static void place_cursor(const struct canvas *c)
{
	if (c->cursor_row >= 0)
		move(c->cursor_row, c->cursor_col);
	else
		move(c->rows ? c->rows - 1 : 0, 0);
}

/* The descriptor of curses leads to the file while it draws. */
static bool send_frame(void)
{
	bool drawn;
	off_t n;

	if (!self.out || lseek(self.frame, 0, SEEK_SET) < 0 ||
	    dup3(self.frame, fileno(self.out), O_CLOEXEC) < 0)
		return refresh() == OK;
	drawn = refresh() == OK;
	n = lseek(self.frame, 0, SEEK_CUR);
	if (dup3(STDOUT_FILENO, fileno(self.out), O_CLOEXEC) < 0 || n < 0)
		return false;
	bytes_reset(&self.gathered);
	bytes_reserve(&self.gathered, (size_t)n);
	return drawn && pread(self.frame, self.gathered.data, (size_t)n, 0) == n &&
	       write_all(self.gathered.data, (size_t)n);
}

bool paint_show(const struct canvas *c)
{
	size_t n = (size_t)c->rows * (size_t)c->cols;

	if (self.shown.rows != c->rows || self.shown.cols != c->cols || !self.shown.cell) {
		canvas_resize(&self.shown, c->rows, c->cols);
		/* what is on the terminal is not known: no cell is equal to this */
		for (size_t i = 0; i < n; i++)
			self.shown.cell[i].width = UINT8_MAX;
	}
	for (int row = 0; row < c->rows; row++)
		if (memcmp(&c->cell[(size_t)row * (size_t)c->cols],
		           &self.shown.cell[(size_t)row * (size_t)c->cols],
		           sizeof(*c->cell) * (size_t)c->cols) != 0)
			put_row(c, row);
	if (n)
		memcpy(self.shown.cell, c->cell, sizeof(*c->cell) * n);
	place_cursor(c);
	return send_frame();
}
