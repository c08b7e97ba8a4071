/*
 * What the files of segment_view share.
 */
#ifndef SOCKPIT_TUI_SEGMENT_VIEW_PARTS_H
#define SOCKPIT_TUI_SEGMENT_VIEW_PARTS_H

#include "tui/segment_view.h"
#include "watch/segment_line.h"

struct segment_view {
	struct lines *out;
	const struct event *e;
	const struct flow_view *flow; /* NULL: not known */
	struct segment s;
	struct segment_line_style style;
	int columns;
};

/* One line, or several: a word, and behind it what is to be said. */
void segment_view_put(struct segment_view *v, const char *label, enum text_style style,
                      const struct bytes *text);
void segment_view_putf(struct segment_view *v, const char *label, enum text_style style,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Whether a checksum is right: 1, 0, or -1 where it cannot be told. */
void segment_view_put_checksum(struct segment_view *v, int right);
/* segment_view_tcp.c: the header of TCP. */
void segment_view_put_tcp(struct segment_view *v);

#endif
