/*
 * The journal as JSON Lines: one event an object, one object a line (doc/journal.md has the schema).
 */
#ifndef SOCKPIT_REPORT_JSONL_H
#define SOCKPIT_REPORT_JSONL_H

#include "core/journal.h"
#include "report/labels.h"
#include "report/sink.h"
#include "watch/segment_reader.h"

enum { JSONL_VERSION = 1 };

struct jsonl {
	struct journal_tap tap;
	struct sink *sink;     /* borrowed; immediate for a recording: one write(2) a line */
	struct labels *labels; /* owned; NULL: live values as they are */
	struct segment_reader reader;
};

/* A tap to add to a journal. `normalize`: times are 0, live ports are replaced by their names, and
 * what else is different in each run is left out. */
void jsonl_init(struct jsonl *j, struct sink *sink, bool normalize);
void jsonl_clear(struct jsonl *j);
/* Appends one event's line. */
void jsonl_add(struct jsonl *j, struct bytes *out, const struct event *e);

/* What names in a line stand for: enum event_kind, note_kind, segment_origin, segment_link. -1: nothing that
 * is known; name may be NULL. */
int jsonl_kind(const char *name);
int jsonl_note(const char *name);
int jsonl_origin(const char *name);
int jsonl_link(const char *name);

#endif
