/*
 * A journal that was recorded as JSON Lines (report/jsonl.h, doc/journal.md), read back into events: the other
 * way of the writer. Whoever reads events reads these like any others. A file is hostile: what is not as the
 * format has it is refused with its line, and what could act on a terminal is made visible.
 */
#ifndef SOCKPIT_REPORT_RECORDING_H
#define SOCKPIT_REPORT_RECORDING_H

#include "core/journal.h"

enum {
	RECORDING_LINE_MAX = 16 << 20, /* bytes of a line */
	RECORDING_EVENTS_MAX = 1000000,
	RECORDING_FILE_MAX = 1 << 30 /* bytes */
};

struct recording {
	struct journal journal; /* all its events; their numbers are those of the file */
	struct clock clock;
	bool torn;       /* the last line was not whole: it is not among them */
	bool ended;      /* its last event is the verdict; else the run was killed, or still runs */
	bool normalized; /* it has no times and no frames */
	size_t unknown;  /* events of kinds that this version does not know: remarks stand for them */
};

/* Reads a file. 0, or -1 and a message is appended to problem; recording_clear is then not needed. */
int recording_open(struct recording *r, const char *path, struct bytes *problem);
/* The same of text in memory, called `name` in messages. */
int recording_read(struct recording *r, const char *name, const char *text, size_t n,
                   struct bytes *problem);
void recording_clear(struct recording *r);

#endif
