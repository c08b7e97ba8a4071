/*
 * Packets on real interfaces, through libpcap, where the process may: only those of the session's own
 * sockets, by a filter the kernel applies. Without libpcap, or without the right, it says so.
 */
#ifndef SOCKPIT_WATCH_CAPTURE_H
#define SOCKPIT_WATCH_CAPTURE_H

#include "base/bytes.h"
#include "watch/segment.h"

struct capture; /* on the heap */

/* A packet as it was captured; the bytes are borrowed for the call. */
struct captured {
	int64_t wall; /* ns since 1970 */
	const void *frame;
	size_t n, whole;
	enum segment_link link;
};

/* Whether this program was built with libpcap. */
bool capture_is_built_in(void);
/*
 * Opens an interface ("lo", "any") for headers and the first `snap` bytes. NULL: `why` says in plain
 * words what is missing, and *err has the errno where there is one.
 */
struct capture *capture_open(const char *interface, unsigned snap, struct bytes *why, int *err);
void capture_close(struct capture *c);
/* Lets only packets of these TCP and UDP ports pass (host order); none: nothing passes. 0, or -1 and
 * `why`. */
int capture_set_ports(struct capture *c, const uint16_t *port, size_t ports, struct bytes *why);
/* A descriptor to poll for packets. */
int capture_fd(const struct capture *c);
/* Calls `packet` for each that waits, and returns without waiting for more: how many, or -1 and `why`. */
int capture_read(struct capture *c, void (*packet)(void *closure, const struct captured *),
                 void *closure, struct bytes *why);
/* Packets the kernel had to drop because nobody read in time. */
uint64_t capture_dropped(struct capture *c);

#endif
