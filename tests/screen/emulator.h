/*
 * A whole terminal for tests of the screen: the pty of terminal.h with libvterm behind it. What the program
 * writes is a screen of cells; what would do more than draw on it (a title, a reply asked for, a clipboard)
 * is counted, since nothing foreign may ever get that far.
 */
#ifndef SOCKPIT_TESTS_EMULATOR_H
#define SOCKPIT_TESTS_EMULATOR_H

#include <locale.h>
#include <sys/stat.h>

#include <vterm.h>

#include "terminal.h"

struct emulator {
	struct terminal terminal; /* the first: terminal.h hands it back */
	VTerm *vt;
	VTermScreen *screen;
	int rows, cols;
	bool alternate, cursor_shown;
	int mouse;
	unsigned intrusions; /* sequences that are not for drawing */
	size_t written;      /* bytes the program wrote */
};

static inline int emulator_property(VTermProp prop, VTermValue *value, void *closure)
{
	struct emulator *e = closure;

	if (prop == VTERM_PROP_ALTSCREEN)
		e->alternate = value->boolean;
	else if (prop == VTERM_PROP_CURSORVISIBLE)
		e->cursor_shown = value->boolean;
	else if (prop == VTERM_PROP_MOUSE)
		e->mouse = value->number;
	else if (prop == VTERM_PROP_TITLE || prop == VTERM_PROP_ICONNAME)
		e->intrusions++;
	return 1;
}

static inline int emulator_bell(void *closure)
{
	((struct emulator *)closure)->intrusions++;
	return 1;
}

static inline int emulator_osc(const char *command, size_t n, void *closure)
{
	(void)command;
	(void)n;
	((struct emulator *)closure)->intrusions++;
	return 1;
}

static inline void emulator_take(struct terminal *t, const char *p, size_t n)
{
	struct emulator *e = (struct emulator *)t;

	e->written += n;
	vterm_input_write(e->vt, p, n);
	/* only a question asks the terminal for an answer */
	if (vterm_output_get_buffer_current(e->vt)) {
		char answer[256];

		e->intrusions++;
		while (vterm_output_read(e->vt, answer, sizeof(answer)))
			;
	}
	/* what came need not be kept: a flood would fill the memory */
	bytes_reset(&t->out);
}

/* The environment is the caller's. argv[0] is the program. */
static inline void emulator_start(struct emulator *e, int rows, int cols, char *const argv[])
{
	static const VTermScreenCallbacks screen = {.settermprop = emulator_property,
	                                            .bell = emulator_bell};
	static const VTermParserCallbacks foreign = {.osc = emulator_osc, .dcs = emulator_osc};

	memset(e, 0, sizeof(*e));
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	e->rows = rows;
	e->cols = cols;
	e->cursor_shown = true;
	e->vt = vterm_new(rows, cols);
	vterm_set_utf8(e->vt, 1);
	e->screen = vterm_obtain_screen(e->vt);
	vterm_screen_enable_altscreen(e->screen, 1);
	vterm_screen_set_callbacks(e->screen, &screen, e);
	vterm_screen_set_unrecognised_fallbacks(e->screen, &foreign, e);
	vterm_screen_reset(e->screen, 1);
	e->terminal.size.ws_row = (unsigned short)rows;
	e->terminal.size.ws_col = (unsigned short)cols;
	e->terminal.emulator = emulator_take;
	terminal_begin(&e->terminal, argv);
}

static inline void emulator_close(struct emulator *e)
{
	terminal_close(&e->terminal);
	vterm_free(e->vt);
}

/* What the program is told of the size, of a terminal that stays as it is: libvterm 0.1.4 dies of a wide
 * character that is written to its last column, as it may be while a size is not known yet. */
static inline void emulator_tell_size(struct emulator *e, int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	ck_assert(!ioctl(e->terminal.fd, TIOCSWINSZ, &size));
}

static inline void emulator_resize(struct emulator *e, int rows, int cols)
{
	e->rows = rows;
	e->cols = cols;
	vterm_set_size(e->vt, rows, cols);
	emulator_tell_size(e, rows, cols);
}

/* The screen -------------------------------------------------------------------------------------- */

static inline void emulator_put(struct bytes *out, uint32_t c)
{
	if (c < 0x80) {
		bytes_add_char(out, (char)c);
		return;
	}
	if (c < 0x800) {
		bytes_add_char(out, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			bytes_add_char(out, (char)(0xe0 | c >> 12));
		} else {
			bytes_add_char(out, (char)(0xf0 | c >> 18));
			bytes_add_char(out, (char)(0x80 | (c >> 12 & 0x3f)));
		}
		bytes_add_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	bytes_add_char(out, (char)(0x80 | (c & 0x3f)));
}

/* Appends a row as UTF-8, without the blanks at its end. */
static inline void emulator_add_row(struct emulator *e, int row, struct bytes *out)
{
	size_t from = out->len;
	VTermScreenCell cell;

	for (int col = 0; col<e->cols; col += cell.width> 1 ? cell.width : 1) {
		VTermPos at = {.row = row, .col = col};

		cell.width = 1;
		if (!vterm_screen_get_cell(e->screen, at, &cell) || !cell.chars[0]) {
			bytes_add_char(out, ' ');
			continue;
		}
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			if (cell.chars[i] != (uint32_t)-1)
				emulator_put(out, cell.chars[i]);
	}
	while (out->len > from && out->data[out->len - 1] == ' ')
		out->len--;
}

/* Appends the whole screen, a line a row. */
static inline void emulator_dump(struct emulator *e, struct bytes *out)
{
	for (int row = 0; row < e->rows; row++) {
		emulator_add_row(e, row, out);
		bytes_add_char(out, '\n');
	}
}

static inline bool emulator_shows(struct terminal *t, const char *text)
{
	struct bytes dump = BYTES_INIT;
	bool found;

	emulator_dump((struct emulator *)t, &dump);
	found = strstr(bytes_str(&dump), text);
	bytes_clear(&dump);
	return found;
}

static inline bool emulator_lacks(struct terminal *t, const char *text)
{
	return !emulator_shows(t, text);
}

/* Waiting ----------------------------------------------------------------------------------------- */

static inline void emulator_await_for(struct emulator *e, int64_t ms, const char *text,
                                      bool (*holds)(struct terminal *, const char *),
                                      const char *wanted)
{
	int64_t end = terminal_now() + terminal_stretch(ms);
	struct bytes dump = BYTES_INIT;

	while (!holds(&e->terminal, text)) {
		if (terminal_now() > end) {
			emulator_dump(e, &dump);
			/* libcheck gives up on messages that are longer than it likes */
			fprintf(stderr, "%s\"%s\"\nThe screen:\n%s", wanted, text, bytes_str(&dump));
			ck_abort_msg("%s\"%s\"%s", wanted, text, terminal_status(&e->terminal));
		}
		terminal_read(&e->terminal, TERMINAL_STEP_MS);
	}
}

/* Waits until the text is on the screen, or is not any more. */
static inline void emulator_await(struct emulator *e, const char *text)
{
	emulator_await_for(e, TERMINAL_LIMIT_MS, text, emulator_shows, "not on the screen: ");
}

static inline void emulator_await_gone(struct emulator *e, const char *text)
{
	emulator_await_for(e, TERMINAL_LIMIT_MS, text, emulator_lacks, "still on the screen: ");
}

/* Keys; the program has read them when this returns. */
static inline void emulator_press(struct emulator *e, const char *keys)
{
	terminal_press(&e->terminal, keys);
	terminal_await_taken(&e->terminal);
}

/* Types a line and ends it. */
static inline void emulator_type(struct emulator *e, const char *line)
{
	emulator_press(e, line);
	emulator_press(e, "\r");
}

#endif
