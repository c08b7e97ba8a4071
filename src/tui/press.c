/*
 * Keys as terminals send them: ECMA-48 sequences with the numbers that VT220, xterm, rxvt and the Linux
 * console use, and xterm's reports of the mouse (SGR, 1006; of terminals that do not know that, the older
 * ones) and of pastes (2004).
 */
#include "tui/press.h"

#include <string.h>

enum { ESC = 033, SEQUENCE_MAX = 64, NUMBERS = 4 };

/* A control sequence: ESC [ < numbers letter. */
struct sequence {
	char mark; /* '<', '?' or 0 */
	int number[NUMBERS];
	int numbers;
	char letter; /* its last byte */
	size_t used;
};

/* 1: it is whole; 0: more is needed; -1: it is none. */
static int read_sequence(struct sequence *s, const char *p, size_t n)
{
	size_t i = 2;

	memset(s, 0, sizeof(*s));
	if (i < n && strchr("<?>=", p[i]) && p[i])
		s->mark = p[i++];
	for (; i < n && i < SEQUENCE_MAX; i++) {
		unsigned char c = (unsigned char)p[i];
		int *number = &s->number[s->numbers < NUMBERS ? s->numbers : NUMBERS - 1];

		if (c >= '0' && c <= '9') {
			*number = *number < 100000 ? *number * 10 + c - '0' : *number;
		} else if (c == ';') {
			s->numbers++;
		} else if (c >= 0x40 && c <= 0x7e) {
			s->numbers = s->numbers < NUMBERS ? s->numbers + 1 : NUMBERS;
			s->letter = (char)c;
			s->used = i + 1;
			return 1;
		} else if (c < 0x20 || c > 0x3f) {
			return -1;
		}
	}
	return i < SEQUENCE_MAX ? 0 : -1;
}

static enum press_kind arrow(char letter, bool modified)
{
	switch (letter) {
	case 'A':
		return modified ? PRESS_ALT_UP : PRESS_UP;
	case 'B':
		return modified ? PRESS_ALT_DOWN : PRESS_DOWN;
	case 'C':
		return modified ? PRESS_OTHER : PRESS_RIGHT;
	case 'D':
		return modified ? PRESS_OTHER : PRESS_LEFT;
	case 'H':
		return PRESS_HOME;
	case 'F':
		return PRESS_END;
	case 'Z':
		return PRESS_BACK_TAB;
	}
	return PRESS_OTHER;
}

/* The number of "ESC [ number ~". */
static void read_tilde(struct press *p, int number)
{
	static const unsigned char function[] = {
	    [11] = 1, [12] = 2, [13] = 3, [14] = 4,  [15] = 5,  [17] = 6,
	    [18] = 7, [19] = 8, [20] = 9, [21] = 10, [23] = 11, [24] = 12,
	};

	if (number == 1 || number == 7) {
		p->kind = PRESS_HOME;
	} else if (number == 4 || number == 8) {
		p->kind = PRESS_END;
	} else if (number == 5 || number == 6) {
		p->kind = number == 5 ? PRESS_PAGE_UP : PRESS_PAGE_DOWN;
	} else if (number > 0 && number < (int)sizeof(function) && function[number]) {
		p->kind = PRESS_F;
		p->c = function[number];
	}
}

/* A button that went down. */
static void set_mouse(struct press *p, int button, int row, int col)
{
	button &= ~(4 | 8 | 16); /* Shift, Alt and Ctrl do not matter */
	p->row = row - 1;
	p->col = col - 1;
	if (button == 0)
		p->kind = PRESS_CLICK;
	else if (button == 64 || button == 65)
		p->kind = button == 64 ? PRESS_WHEEL_UP : PRESS_WHEEL_DOWN;
}

/* What a terminal tells that is no key. "ESC [ < button ; column ; row M" is a button that went down. */
static void read_report(struct press *p, const struct sequence *s)
{
	p->kind = PRESS_NOTHING;
	if (s->mark == '<' && s->numbers >= 3 && s->letter == 'M')
		set_mouse(p, s->number[0], s->number[2], s->number[1]);
}

/* "ESC [ M" and three bytes, each 32 more than the button, the column and the row. */
static size_t read_old_mouse(struct press *p, const char *input, size_t n, bool last)
{
	const unsigned char *byte = (const unsigned char *)input + 3;

	p->kind = PRESS_NOTHING;
	if (n < 6)
		return last ? n : 0;
	set_mouse(p, byte[0] - ' ', byte[2] - ' ', byte[1] - ' ');
	return 6;
}

static const char paste_begin[] = "\033[200~", paste_end[] = "\033[201~";
enum { PASTE_MARK = sizeof(paste_end) - 1 };

static size_t read_paste(struct press *p, const char *input, size_t n, size_t from, bool last)
{
	const char *at = memmem(input + from, n - from, paste_end, PASTE_MARK);

	if (!at && !last && n < PRESS_PASTE_MAX)
		return 0;
	p->kind = PRESS_PASTE;
	p->text = input + from;
	if (at) {
		p->n = (size_t)(at - p->text);
		return from + p->n + PASTE_MARK;
	}
	/* of the mark of its end some bytes may be there */
	p->cut = !last;
	p->n = n - from - (p->cut ? PASTE_MARK - 1 : 0);
	return from + p->n;
}

bool press_is_paste(const char *input, size_t n)
{
	return n >= PASTE_MARK && !memcmp(input, paste_begin, PASTE_MARK);
}

size_t press_paste_rest(const char *input, size_t n, bool *ended)
{
	const char *at = n ? memmem(input, n, paste_end, PASTE_MARK) : NULL;

	*ended = at;
	if (at)
		return (size_t)(at - input) + PASTE_MARK;
	return n < PASTE_MARK ? 0 : n - PASTE_MARK + 1;
}

static size_t read_csi(struct press *p, const char *input, size_t n, bool last)
{
	struct sequence s;
	int whole;

	/* the Linux console's F1 to F5: ESC [ [ A */
	if (n > 2 && input[2] == '[') {
		if (n < 4)
			return last ? n : 0;
		if (input[3] >= 'A' && input[3] <= 'E') {
			p->kind = PRESS_F;
			p->c = (uint32_t)(input[3] - 'A' + 1);
		}
		return 4;
	}
	if (n > 2 && input[2] == 'M')
		return read_old_mouse(p, input, n, last);
	whole = read_sequence(&s, input, n);
	if (whole < 0)
		return 2;
	if (!whole)
		return last ? n : 0;
	if (s.mark)
		read_report(p, &s);
	else if (s.letter == '~' && s.number[0] == 200)
		return read_paste(p, input, n, s.used, last);
	else if (s.letter == '~')
		read_tilde(p, s.number[0]);
	else if (s.letter >= 'P' && s.letter <= 'S' && s.numbers < 2)
		p->kind = PRESS_F, p->c = (uint32_t)(s.letter - 'P' + 1);
	else
		p->kind = arrow(s.letter, s.numbers > 1 && s.number[1] > 2);
	return s.used;
}

/* ESC O letter: keys of the keypad modes. */
static size_t read_ss3(struct press *p, const char *input, size_t n, bool last)
{
	char c;

	if (n < 3) {
		p->kind = PRESS_ALT;
		p->c = 'O';
		return last ? n : 0;
	}
	c = input[2];
	if (c >= 'P' && c <= 'S') {
		p->kind = PRESS_F;
		p->c = (uint32_t)(c - 'P' + 1);
	} else if (c == 'a' || c == 'b') {
		p->kind = c == 'a' ? PRESS_ALT_UP : PRESS_ALT_DOWN;
	} else if (c == 'M') {
		p->kind = PRESS_CHAR;
		p->c = '\r';
	} else {
		p->kind = arrow(c, false);
	}
	return 3;
}

static size_t read_escape(struct press *p, const char *input, size_t n, bool last)
{
	if (n == 1) {
		p->kind = PRESS_CHAR;
		p->c = ESC;
		return last ? 1 : 0;
	}
	if (input[1] == '[')
		return read_csi(p, input, n, last);
	if (input[1] == 'O')
		return read_ss3(p, input, n, last);
	if (input[1] == ESC) {
		/* Alt with an arrow, as rxvt has it; or Esc twice, of which this is the first */
		if (n == 2 && !last)
			return 0;
		if (n > 3 && input[2] == '[' && (input[3] == 'A' || input[3] == 'B')) {
			p->kind = arrow(input[3], true);
			return 4;
		}
		p->kind = PRESS_CHAR;
		p->c = ESC;
		return 1;
	}
	if ((unsigned char)input[1] >= 0x80)
		return 1;
	if ((unsigned char)input[1] < ' ') {
		/* no key sends that: Esc, and another after it */
		p->kind = PRESS_CHAR;
		p->c = ESC;
		return 1;
	}
	p->kind = PRESS_ALT;
	p->c = (unsigned char)input[1];
	return 2;
}

/* A character of UTF-8; a byte that begins none is for the line editor as it is. */
static size_t read_character(struct press *p, const char *input, size_t n, bool last)
{
	unsigned char first = (unsigned char)*input;
	size_t length = first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	uint32_t c = first & (0xffu >> (length + 1));

	if (length == 1)
		return 1;
	for (size_t i = 1; i < length; i++) {
		if (i >= n)
			return last ? n : 0;
		if (((unsigned char)input[i] & 0xc0) != 0x80)
			return i;
		c = c << 6 | ((unsigned char)input[i] & 0x3f);
	}
	p->kind = PRESS_CHAR;
	p->c = c;
	return length;
}

size_t press_read(struct press *p, const char *input, size_t n, bool last)
{
	unsigned char c;

	memset(p, 0, sizeof(*p));
	p->kind = PRESS_OTHER;
	if (!n)
		return 0;
	c = (unsigned char)*input;
	if (c == ESC)
		return read_escape(p, input, n, last);
	if (c >= 0x80)
		return read_character(p, input, n, last);
	if (c == '\r' || c == '\n' || c == '\t' || (c >= ' ' && c < 0x7f)) {
		p->kind = PRESS_CHAR;
		p->c = c == '\n' ? '\r' : c;
	} else if (c && c < ' ') {
		p->kind = PRESS_CTRL;
		p->c = c + 'a' - 1u;
	}
	return 1;
}
