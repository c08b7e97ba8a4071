/*
 * A segment as one line of text, in the manner of tcpdump(8):
 *
 *   #1 client > server  SYN seq 0 win 64240 <mss 1460, sackOK, ts, ws 7>  held
 *   #7 client > server  PSH ACK seq 1 ack 1 win 64256 len 5  retransmission 1  dropped: loss 30%
 *   #9 client:40000 > server:69  UDP len 21  delivered (copy of #8)
 *   #3 127.0.0.1:40000 > 127.0.0.1:80  FIN ACK seq 6 ack 1 win 64256  seen on lo
 *
 * Its number on the wire; who sent it to whom; what it is; what it is besides; what became of it.
 */
#ifndef SOCKPIT_WATCH_SEGMENT_LINE_H
#define SOCKPIT_WATCH_SEGMENT_LINE_H

#include "core/journal.h"
#include "watch/flow.h"

struct segment_line_style {
	bool ascii;
	bool brief; /* no windows, no options, no numbers as on the wire: for comparing */
	/* Appends a port; NULL: as the number it is, and brief lines have * for one that a kernel may have
	 * chosen. */
	void (*add_port)(void *closure, struct bytes *out, unsigned port, bool destination);
	void *closure;
};

/* Appends the line of an EVENT_SEGMENT, without a newline. view: what it is in its connection, as
 * segment_reader_take tells; NULL: not known. */
void segment_line(struct bytes *out, const struct event *e, const struct flow_view *view,
                  bool ascii, bool brief);
/* The same, as the style has it. */
void segment_line_styled(struct bytes *out, const struct event *e, const struct flow_view *view,
                         const struct segment_line_style *style);
/* Appends an end of it: "10.0.0.1:80", "[fd00::1]:80", "10.0.0.1" of kinds without ports; nothing when
 * it is not IP. */
void segment_line_add_end(struct bytes *out, const struct segment *s, bool destination,
                          const struct segment_line_style *style);
/* "held"; of enum segment_fate. */
const char *segment_fate_name(unsigned fate);

#endif
