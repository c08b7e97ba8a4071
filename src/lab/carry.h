/*
 * The inside of the wire (lab/wire.h): taking frames from hosts, deciding what becomes of each, handing it
 * on. All but carry_main are called under the wire's lock.
 */
#ifndef SOCKPIT_LAB_CARRY_H
#define SOCKPIT_LAB_CARRY_H

#include "lab/wire.h"

/* A frame of our own that goes into a host and comes back, behind all that was sent before it. */
struct carry_marker {
	uint8_t to[6], from[6];
	uint16_t ethertype; /* LAB_BARRIER */
	uint32_t number;
	uint8_t padding[42]; /* to the shortest frame Ethernet knows */
} __attribute__((packed));

void carry_set_marker(struct carry_marker *m, unsigned host, uint32_t number);

/* The wire's thread. */
void *carry_main(void *wire);
/* Nothing is on the wire, and nothing was. */
void carry_begin(struct wire *w);
/* The frame held by hand under that number, or the one held longest (0); NULL: none. */
struct frame *carry_held(const struct wire *w, uint64_t id);
/* Takes a frame off the wire. */
struct frame *carry_unlink(struct wire *w, struct frame *x);
/* Puts it at the end. */
void carry_queue(struct wire *w, struct frame *x);
/* Takes the frame apart, and finds its place in its connection. */
void carry_look(struct wire *w, struct frame *x);
/* Whether the wire holds such a frame. */
bool carry_is_to_hold(const struct wire *w, const struct frame *x);
/* Tells the journal what has become of it; `by` is the command that did it, NULL: the wire by itself. */
void carry_tell(struct wire *w, const struct frame *x, const char *by);
/* Hands it to its host; `by` is the command that did it, NULL: the wire by itself. The frame may have moved
 * or be gone afterwards. */
void carry_deliver(struct wire *w, struct frame *x, const char *by);
void carry_drop(struct wire *w, struct frame *x, const char *why, const char *by);
void carry_corrupt(struct frame *x);
/* A host may have changed state. */
void carry_moved(struct wire *w, unsigned host);

#endif
