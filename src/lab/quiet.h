/*
 * What the hosts of a lab say to each other though nobody asked: reports of the groups that neighbour
 * discovery joins by itself. On the wire of a lab every neighbour is known, so that they are not carried.
 */
#ifndef SOCKPIT_LAB_QUIET_H
#define SOCKPIT_LAB_QUIET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether a frame is a report of nothing but such groups (RFC 3810 section 5.2, RFC 4291 section 2.7.1). */
bool quiet_is_of_neighbours(const uint8_t *frame, size_t n);
/* Has the kernel keep the usual ones of them from a packet socket, so that they wake nobody. 0, or -1 and
 * errno. */
int quiet_attach(int fd);

#endif
