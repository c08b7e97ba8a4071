/*
 * Scrolling and choosing, the same in every pane.
 */
#include "tui/list.h"

enum { WHEEL_ROWS = 3 };

/* As little as it takes for the chosen row to be in sight, and for no row to be left empty. */
static void scroll(struct list *l)
{
	if (l->at < l->top)
		l->top = l->at;
	if (l->shown && l->at >= l->top + l->shown)
		l->top = l->at - l->shown + 1;
	if (l->top + l->shown > l->count)
		l->top = l->count > l->shown ? l->count - l->shown : 0;
}

void list_fit(struct list *l, size_t count, size_t shown)
{
	l->count = count;
	l->shown = shown;
	if (l->at >= count || l->follow)
		l->at = count ? count - 1 : 0;
	scroll(l);
}

void list_choose(struct list *l, size_t row)
{
	if (!l->count)
		return;
	l->at = row < l->count ? row : l->count - 1;
	l->follow = l->follow && l->at == l->count - 1;
	scroll(l);
}

static void move(struct list *l, size_t by, bool down)
{
	if (down)
		list_choose(l, l->at + by);
	else
		list_choose(l, l->at > by ? l->at - by : 0);
}

/* What is shown goes on, and the chosen row with it: whoever turns pages sees others at the first press, with
 * the chosen row at the other end of the list or none that is lit. */
static void turn(struct list *l, size_t by, bool down)
{
	if (down)
		l->top += by;
	else
		l->top = l->top > by ? l->top - by : 0;
	if (l->top + l->shown > l->count)
		l->top = l->count > l->shown ? l->count - l->shown : 0;
	move(l, by, down);
}

bool list_press(struct list *l, const struct press *p)
{
	size_t page = l->shown > 1 ? l->shown - 1 : 1;

	switch (p->kind) {
	case PRESS_UP:
	case PRESS_DOWN:
		move(l, 1, p->kind == PRESS_DOWN);
		return true;
	case PRESS_PAGE_UP:
	case PRESS_PAGE_DOWN:
		turn(l, page, p->kind == PRESS_PAGE_DOWN);
		return true;
	case PRESS_WHEEL_UP:
	case PRESS_WHEEL_DOWN:
		turn(l, WHEEL_ROWS, p->kind == PRESS_WHEEL_DOWN);
		return true;
	case PRESS_HOME:
		list_choose(l, 0);
		return true;
	case PRESS_END:
		list_choose(l, l->count ? l->count - 1 : 0);
		return true;
	case PRESS_CLICK:
		if (p->row >= 0 && l->top + (size_t)p->row < l->count)
			list_choose(l, l->top + (size_t)p->row);
		return true;
	case PRESS_CHAR:
	case PRESS_ALT:
	case PRESS_CTRL:
	case PRESS_F:
	case PRESS_LEFT:
	case PRESS_RIGHT:
	case PRESS_BACK_TAB:
	case PRESS_ALT_UP:
	case PRESS_ALT_DOWN:
	case PRESS_PASTE:
	case PRESS_NOTHING:
	case PRESS_OTHER:
		break;
	}
	return false;
}

bool list_press_text(struct list *l, const struct press *p)
{
	bool up = p->kind == PRESS_UP || p->kind == PRESS_PAGE_UP || p->kind == PRESS_WHEEL_UP;
	bool down = p->kind == PRESS_DOWN || p->kind == PRESS_PAGE_DOWN || p->kind == PRESS_WHEEL_DOWN;
	size_t last = l->count ? l->count - 1 : 0, end = l->top + l->shown - (l->shown > 0);

	if (p->kind == PRESS_CLICK)
		return true;
	/* up from the first row that is shown, down from the last */
	if (up)
		l->at = l->top;
	else if (down)
		l->at = end < last ? end : last;
	if (!list_press(l, p))
		return false;
	l->follow = l->at == last;
	return true;
}

void list_draw_bar(const struct list *l, struct area *a, bool ascii)
{
	size_t rows = (size_t)a->rows, length, from;

	if (!rows || l->count <= l->shown || !l->shown)
		return;
	length = rows * l->shown / l->count;
	length = length ? length : 1;
	from = (rows - length) * l->top / (l->count - l->shown);
	for (size_t i = 0; i < length; i++)
		area_str(a, (int)(from + i), a->cols - 1, STYLE_BORDER, ascii ? "#" : "\342\226\220");
}
