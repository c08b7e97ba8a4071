/*
 * Files of packets in the pcapng format (draft-ietf-opsawg-pcapng): sections with named interfaces,
 * times in nanoseconds, and a comment on each packet. Written by hand into a buffer; whoever asked
 * writes the buffer to a file.
 */
#ifndef SOCKPIT_WATCH_PCAPNG_H
#define SOCKPIT_WATCH_PCAPNG_H

#include "base/bytes.h"
#include "watch/segment.h"

/* Appends the section header; `comment` (NULL: none) is about the whole file. */
void pcapng_add_section(struct bytes *out, const char *application, const char *comment);
/* Appends an interface; the first one is number 0. snap: bytes kept of each packet, 0: all. */
void pcapng_add_interface(struct bytes *out, const char *name, const char *description,
                          enum segment_link link, uint32_t snap);
/*
 * Appends a packet: n bytes kept of `whole`, seen at `wall` (ns since 1970) on that interface. comment
 * may be NULL; bytes that are not UTF-8 in it are the caller's to escape. `inbound`: 1 received, 2 sent,
 * 0 not said.
 */
void pcapng_add_packet(struct bytes *out, unsigned interface, int64_t wall, const void *frame,
                       size_t n, size_t whole, const char *comment, int inbound);

#endif
