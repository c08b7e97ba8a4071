/*
 * The transcript: what happened, a line each, for people.
 */
#ifndef SOCKPIT_REPORT_TRANSCRIPT_H
#define SOCKPIT_REPORT_TRANSCRIPT_H

#include "core/journal.h"
#include "report/calltext.h"
#include "report/sink.h"
#include "watch/segment_reader.h"

struct transcript {
	struct journal_tap tap;
	struct sink *sink;     /* borrowed */
	struct labels *labels; /* owned; NULL: live values as they are */
	int charset;           /* enum escape_charset */
	bool quiet;            /* failed checks, skips and the verdict only */
	bool wire;             /* segments and changes of state too: they come when they come */
	bool begun;            /* something was written */
	struct segment_reader reader;
};

/* A tap to add to a journal. `normalize`: live values are replaced by their names. `wire` is not set. */
void transcript_init(struct transcript *t, struct sink *sink, bool normalize, bool quiet,
                     int charset);
void transcript_clear(struct transcript *t);
/* Appends the lines of one event. */
void transcript_add(struct transcript *t, struct bytes *out, const struct event *e);

#endif
