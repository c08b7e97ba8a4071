/*
 * Where a report goes: a descriptor, with a buffer before it. Whether all of it could be written is
 * known at the end, and said.
 */
#ifndef SOCKPIT_REPORT_SINK_H
#define SOCKPIT_REPORT_SINK_H

#include <stdbool.h>

#include "base/bytes.h"

struct sink {
	int fd;
	const char *name; /* "standard output"; borrowed */
	bool immediate;   /* nothing is held back: a terminal, a recording */
	struct bytes buffer;
	int err;                        /* errno of the write that failed; 0: all went well */
	void (*failed)(void *closure);  /* called once, when a write fails */
	void (*waiting)(void *closure); /* called when something begins to wait in the buffer */
	void *closure;
};

/* Neither callback is set. The descriptor stays the caller's. */
void sink_init(struct sink *k, int fd, const char *name);
void sink_clear(struct sink *k);
/* To be called after something was added to the buffer: writes it now, or lets it wait. */
void sink_added(struct sink *k);
/* Writes what waits. After a failure everything is thrown away. */
void sink_flush(struct sink *k);
/* Writes as much as goes out at once, and does not wait for a reader. Whether nothing waits any more. */
bool sink_flush_ready(struct sink *k);

#endif
