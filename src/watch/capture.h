/*
 * Packets on real interfaces, through libpcap, where the process may: only those of the session's own
 * sockets, by a filter the kernel applies. Without libpcap, or without the right, it says so. A capture
 * is used by one thread at a time.
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
 * Opens an interface ("lo", "any") for the first `snap` bytes of each packet (0: all of them), but for
 * its headers in any case. Nothing passes before capture_set_ports. NULL: `why` says in plain words what
 * is missing, and *err has the errno where there is one, else 0.
 */
struct capture *capture_open(const char *interface, unsigned snap, struct bytes *why, int *err);
void capture_close(struct capture *c);
/*
 * Lets only packets from or to these TCP and UDP ports pass (host order), and ICMP errors about such
 * packets; none: nothing passes. What passed before and still does is not lost meanwhile. 0, or -1 and
 * `why`.
 */
int capture_set_ports(struct capture *c, const uint16_t *port, size_t ports, struct bytes *why);
/* A descriptor to poll for packets. */
int capture_fd(const struct capture *c);
/*
 * Calls `packet` for each that waits, and returns without waiting for more: how many, or -1 and `why`.
 * When very many wait, some may be left: the descriptor is still ready then.
 */
int capture_read(struct capture *c, void (*packet)(void *closure, const struct captured *),
                 void *closure, struct bytes *why);
/* Packets the kernel had to drop because nobody read in time. */
uint64_t capture_dropped(struct capture *c);

#endif
