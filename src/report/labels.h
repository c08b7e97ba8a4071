/*
 * Names for live values: with --normalize, a port the kernel chose is written as the socket it
 * belongs to, so that two runs of a session read the same; and so are the abstract names and the vsock
 * ports it chose. What was asked for stays as it is.
 */
#ifndef SOCKPIT_REPORT_LABELS_H
#define SOCKPIT_REPORT_LABELS_H

#include "base/map.h"
#include "base/vector.h"
#include "core/journal.h"

struct label;

struct labels {
	struct label *port[65536]; /* owned; NULL: not seen */
	struct map word;           /* the same for an address that is no port, by its text: owned */
	struct vector words;       /* of those, all: owned */
	struct vector live;        /* those the kernel chose: borrowed */
	unsigned wire_ports;       /* names given to ports that only segments have told of */
};

/* An empty set on the heap; labels_free frees it. */
struct labels *labels_new(void);
void labels_free(struct labels *l);
/* Takes note of the ports in a call or return. To be called with each before it is shown. */
void labels_learn(struct labels *l, const struct event *e);
/* Appends an address with its port's name where it has one (l NULL: as it is), in a charset of
 * base/escape.h; `place` is as address_add has it. */
void labels_add_address(const struct labels *l, struct bytes *out, const void *a, size_t n,
                        unsigned place, int charset);
/*
 * Appends a port of a segment: its name, or the number where it was asked for. It keeps the name it has
 * here first, "<port1>" when no call has told of it: threads that watch a wire and the session do not
 * wait for each other, and what a call tells of later must not be seen.
 */
void labels_add_wire_port(struct labels *l, struct bytes *out, unsigned port, bool destination);
/* Appends text in which every ":PORT" of a live port, and every other live address, is replaced by its
 * name. l NULL: as it is. */
void labels_add_text(const struct labels *l, struct bytes *out, const char *text, size_t n);

#endif
