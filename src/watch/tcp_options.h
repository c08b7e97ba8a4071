/*
 * The options of a TCP header, taken apart.
 */
#ifndef SOCKPIT_WATCH_TCP_OPTIONS_H
#define SOCKPIT_WATCH_TCP_OPTIONS_H

#include "watch/segment.h"

/* Reads n bytes of options, as far as they can be believed; false: one has a wrong length. */
bool tcp_options_read(struct segment_options *o, const uint8_t *p, size_t n);

#endif
