/*
 * One pane on a stage: keys are pressed, what it draws is read as text, and segments are put on a wire by hand,
 * so that each field of them is known.
 */
#ifndef SOCKPIT_TESTS_PANE_STAGE_H
#define SOCKPIT_TESTS_PANE_STAGE_H

#include <wctype.h>

#include "../unit/ladder_frames.h"
#include "../unit/unit.h"
#include "stage.h"

static struct stage st;
static struct pane *pane;

static inline void open_stage(const struct pane_ops *ops, const char *selected)
{
	stage_open(&st);
	pane = ops->make();
	st.scene.selected = selected;
}

static inline void close_stage(void)
{
	pane->ops->free(pane);
	stage_close(&st);
}

static inline void run(const char *text)
{
	ck_assert_msg(stage_do(&st, text) == OUTCOME_OK, "%s: %s", text,
	              bytes_str(&st.session.problem.message));
}

static inline bool press_kind(enum press_kind kind, uint32_t c, int row)
{
	struct press p = {.kind = kind, .c = c, .row = row};
	bool taken;

	board_read(&st.board);
	taken = pane->ops->press(pane, &p, &st.scene);
	board_unlock(&st.board);
	return taken;
}

/* Each letter is a key. */
static inline void keys(const char *text)
{
	for (; *text; text++)
		ck_assert_msg(press_kind(PRESS_CHAR, (uint32_t)*text, 0), "key %c", *text);
}

static inline void draw_once(struct canvas *canvas)
{
	struct area area = canvas_area(canvas);

	canvas_wipe(canvas);
	board_read(&st.board);
	pane->ops->draw(pane, &area, &st.scene);
	board_unlock(&st.board);
}

/* What a pane puts off is waited for a while; its timers are not. */
static inline void draw(struct canvas *canvas, int rows, int cols)
{
	const struct timespec nap = {.tv_nsec = CLOCK_MS};

	canvas_init(canvas, rows, cols);
	draw_once(canvas);
	for (int i = 0; (pane->again_at == 1 || (pane->again_at && !st.scene.now)) && i < 50; i++) {
		nanosleep(&nap, NULL);
		draw_once(canvas);
	}
}

/* Digits from a cell on, and points, become hashes; answers the cell behind them. */
static inline struct cell *mask_number(struct cell *c)
{
	for (; iswdigit((wint_t)c->text[0]) || c->text[0] == L'.'; c++)
		if (c->text[0] != L'.')
			c->text[0] = L'#';
	return c;
}

/* Times, the numbers of segments, and ports that were cut differ in each run: "+0.123" becomes "+#.###", "#7"
 * "#n", ":413…" ":###…". */
static inline void mask(struct canvas *canvas)
{
	int n = canvas->rows * canvas->cols;

	for (int i = 0; i + 8 < n; i++) {
		struct cell *c = &canvas->cell[i], *end = c + 1;

		if (!iswdigit((wint_t)c[1].text[0]))
			continue;
		while (iswdigit((wint_t)end->text[0]))
			end++;
		if (c->text[0] == L'#')
			c[1].text[0] = L'n';
		else if (c->text[0] == L'+' || (c->text[0] == L':' && end->text[0] == L'\x2026'))
			mask_number(c + 1);
	}
}

static inline void golden(int rows, int cols, const char *name)
{
	struct canvas canvas;

	draw(&canvas, rows, cols);
	mask(&canvas);
	stage_compare(&canvas, false, name);
	canvas_clear(&canvas);
}

/* With the styles of the cells. */
static inline void golden_styled(int rows, int cols, const char *name)
{
	struct canvas canvas;

	draw(&canvas, rows, cols);
	mask(&canvas);
	stage_compare(&canvas, true, name);
	canvas_clear(&canvas);
}

/* What it draws at that size; valid until the next call. */
static inline const char *seen(int rows, int cols)
{
	static struct bytes text;
	struct canvas canvas;

	draw(&canvas, rows, cols);
	bytes_reset(&text);
	canvas_dump(&text, &canvas);
	canvas_clear(&canvas);
	return bytes_str(&text);
}

static inline void sees(int rows, int cols, const char *what)
{
	const char *text = seen(rows, cols);

	ck_assert_msg(strstr(text, what), "\"%s\" is not in:\n%s", what, text);
}

static inline void sees_not(int rows, int cols, const char *what)
{
	const char *text = seen(rows, cols);

	ck_assert_msg(!strstr(text, what), "\"%s\" is in:\n%s", what, text);
}

static inline const char *title(void)
{
	static struct bytes text;

	bytes_reset(&text);
	pane->ops->add_title(pane, &text, &st.scene);
	return bytes_str(&text);
}

/* Nothing but what a terminal only shows. */
static inline void is_harmless(const char *text)
{
	for (; *text; text++)
		ck_assert_msg((unsigned char)*text >= ' ' || *text == '\n', "0x%02x is drawn",
		              (unsigned char)*text);
}

/* At any size, with and without the focus. */
static inline void any_size(void)
{
	static const int sizes[][2] = {{4, 38}, {24, 80}, {60, 200}, {2, 300}, {300, 3}};

	for (int focus = 0; focus < 2; focus++) {
		pane->focused = focus;
		for (int rows = 0; rows < 6; rows++)
			for (int cols = 0; cols < 48; cols++)
				is_harmless(seen(rows, cols));
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
			is_harmless(seen(sizes[i][0], sizes[i][1]));
	}
	pane->focused = false;
}

/* Segments by hand ---------------------------------------------------------------------------------- */

struct by_hand {
	uint64_t id;
	const char *from, *to; /* hosts */
	const char *src, *dst; /* ends */
	unsigned flags;
	uint32_t seq, ack;
	size_t len;
	enum segment_fate fate;
	const char *why, *cause;
};

static inline void put_segment(const struct by_hand *h)
{
	static const unsigned char options[] = {2, 4, 5, 180, 4, 2, 1, 1, 1, 3, 3, 7};
	bool syn = h->flags & SEGMENT_SYN;
	struct segment_event e = {.id = h->id,
	                          .sent = 1000,
	                          .fate = (uint8_t)h->fate,
	                          .link = SEGMENT_ETHERNET,
	                          .from = h->from,
	                          .to = h->to,
	                          .why = h->why};
	struct made_frame f;
	struct segment s;

	frame_tcp(&f, h->src, h->dst, h->flags, h->seq, h->ack, syn ? 64240 : 502, options,
	          syn ? sizeof(options) : 0, h->len);
	segment_read(&s, f.p, f.n, f.n, SEGMENT_ETHERNET);
	segment_set_checksums(&s, f.p, f.n);
	journal_segment(&st.session.engine.journal, 0, clock_monotonic(&st.session.engine.clock),
	                h->fate == SEGMENT_SEEN ? "capture" : "wire", &e, f.p, f.n, f.n, h->cause);
}

/* A send that took all. */
static inline void put_send(const char *socket, const char *text)
{
	struct call_room room;
	struct call c;

	call_init(&c, CALL_SEND, &room);
	c.socket = socket;
	c.family = AF_INET;
	c.type = SOCK_STREAM;
	c.begin = c.end = clock_monotonic(&st.session.engine.clock);
	call_add_socket(&c, socket);
	call_add_bytes(&c, text, strlen(text));
	journal_call(&st.session.engine.journal, &c);
	c.ret = (int64_t)strlen(text);
	journal_return(&st.session.engine.journal, &c);
}

static inline void put_state(const char *socket, const char *host, const char *was, const char *now,
                             const char *cause, const char *local, const char *peer)
{
	journal_change(&st.session.engine.journal, 0, socket, host, "diag", was, now, cause, local,
	               peer);
}

#endif
