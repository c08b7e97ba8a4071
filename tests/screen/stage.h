/*
 * A session and its board for tests of panes: commands are done for real, a pane is drawn on a canvas,
 * and the canvas is compared with a golden text in tests/screen/golden/. UPDATE=1 writes the golden.
 */
#ifndef SOCKPIT_TESTS_STAGE_H
#define SOCKPIT_TESTS_STAGE_H

#include <check.h>
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/script.h"
#include "tui/pane.h"

struct stage {
	struct session session;
	struct board board;
	struct probes probes;
	struct scene scene;
	struct asks asks;
};

static inline void stage_event(void *closure)
{
	(void)closure;
}

static inline void stage_signal(void *closure, int number)
{
	(void)closure;
	(void)number;
}

static inline void stage_open(struct stage *st)
{
	static const struct keeper_events events = {stage_signal, stage_event, stage_event, NULL, NULL};

	memset(st, 0, sizeof(*st));
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	flight_prepare();
	ck_assert_int_eq(session_init(&st->session, sys_real(), JOURNAL_SLOTS, &events), 0);
	board_init(&st->board);
	board_attach(&st->board, &st->session.engine.journal);
	ck_assert_int_eq(probes_init(&st->probes, sys_real(), &st->session.socks), 0);
	st->scene.board = &st->board;
	st->scene.journal = &st->session.engine.journal;
	st->scene.probes = &st->probes;
	st->scene.selected = "";
	st->scene.charset = "utf-8";
	st->scene.asks = &st->asks;
}

/* Commands, one or more; each may fail as it would at the prompt. */
static inline enum outcome stage_do(struct stage *st, const char *text)
{
	return script_run_text(&st->session, text, strlen(text), NULL);
}

/* Asks the kernel about every socket. */
static inline void stage_look(struct stage *st)
{
	const char *names[64];
	size_t n = 0;

	for (; n < st->session.socks.all.count && n < 64; n++)
		names[n] = ((struct sock *)st->session.socks.all.item[n])->name;
	ck_assert(probes_look(&st->probes, names, n, st->scene.selected));
}

static inline void stage_close(struct stage *st)
{
	journal_drop_taps(&st->session.engine.journal);
	probes_clear(&st->probes);
	ck_assert(session_clear(&st->session));
	board_clear(&st->board);
	bytes_clear(&st->asks.select);
	bytes_clear(&st->asks.run);
	bytes_clear(&st->asks.put);
	bytes_clear(&st->asks.edit);
	bytes_clear(&st->asks.edit_command);
}

/* Ports the kernel chose differ in each run: ":40123" becomes ":#####". */
static inline void stage_mask(struct bytes *text)
{
	for (size_t i = 0; i + 5 < text->len; i++) {
		char *p = text->data + i;

		if (p[0] == ':' && p[1] >= '3' && p[1] <= '6' && isdigit(p[2]) && isdigit(p[3]) &&
		    isdigit(p[4]) && isdigit(p[5]) && !isdigit(p[6]))
			memset(p + 1, '#', 5);
	}
}

static inline void stage_read(struct bytes *out, const char *path)
{
	char piece[4096];
	FILE *f = fopen(path, "r");
	size_t n;

	while (f && (n = fread(piece, 1, sizeof(piece), f)))
		bytes_add(out, piece, n);
	if (f)
		fclose(f);
}

/* A canvas is as the golden of that name has it. */
static inline void stage_compare(const struct canvas *c, bool styles, const char *name)
{
	const char *srcdir = getenv("top_srcdir");
	struct bytes is = BYTES_INIT, was = BYTES_INIT, path = BYTES_INIT;
	FILE *f;

	if (styles)
		canvas_dump_styles(&is, c);
	else
		canvas_dump(&is, c);
	stage_mask(&is);
	bytes_addf(&path, "%s/tests/screen/golden/%s.txt", srcdir ? srcdir : ".", name);
	if (getenv("UPDATE")) {
		f = fopen(bytes_str(&path), "w");
		ck_assert_ptr_nonnull(f);
		fwrite(is.data, 1, is.len, f);
		fclose(f);
	}
	stage_read(&was, bytes_str(&path));
	if (strcmp(bytes_str(&is), bytes_str(&was)) != 0)
		fprintf(stderr, "%s is now:\n%s", bytes_str(&path), bytes_str(&is));
	ck_assert_msg(!strcmp(bytes_str(&is), bytes_str(&was)), "%s differs", bytes_str(&path));
	bytes_clear(&is);
	bytes_clear(&was);
	bytes_clear(&path);
}

/* Draws a pane of that size and compares it. */
static inline void stage_pane(struct stage *st, struct pane *pane, int rows, int cols,
                              const char *name)
{
	struct canvas canvas;
	struct area area;

	canvas_init(&canvas, rows, cols);
	area = canvas_area(&canvas);
	board_read(&st->board);
	pane->ops->draw(pane, &area, &st->scene);
	board_unlock(&st->board);
	stage_compare(&canvas, false, name);
	canvas_clear(&canvas);
}

#endif
