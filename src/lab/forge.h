/*
 * Frames made up by hand: TCP, UDP, ICMP and ICMPv6, with right lengths and checksums unless a wrong one is
 * asked for.
 */
#ifndef SOCKPIT_LAB_FORGE_H
#define SOCKPIT_LAB_FORGE_H

#include "watch/segment.h"

struct forge {
	enum segment_kind kind;  /* SEGMENT_TCP, UDP, ICMP or ICMP6 */
	struct address src, dst; /* of one family */
	unsigned ttl;            /* 0: 64 */
	unsigned ip_id;
	bool dont_fragment;
	bool bad_checksum;
	/* TCP: numbers as they go onto the wire */
	uint32_t seq, ack;
	unsigned flags, window, urgent;
	struct segment_options options; /* of sack and cookies only sack_permitted */
	/* ICMP */
	unsigned type, code;
	uint32_t rest;
	/* what it carries: borrowed */
	const void *data;
	size_t n;
};

/* Appends the frame, from host `from` (by its place in lab/plan.h; -1: from a MAC address of nobody) to
 * host `to`. */
void forge_add(struct bytes *out, const struct forge *f, int from, unsigned to);

#endif
