/*
 * What a segment should look like, as people write it:
 *
 *   client > server SYN
 *   server > client SYN ACK seq 0 ack 1
 *   client > server PSH ACK 1:13 ack 1
 *   udp client:* > server:69 len 21
 *   icmp server > client unreachable port
 *   any
 *
 * PATTERN: ?PROTO? ?END > END? ?FLAG...? ?FIRST:LAST? ?KEY VALUE ...?
 *   PROTO  tcp udp icmp icmp6 igmp arp ip ip6 any (left out: tcp when there are flags, seq, ack or win,
 *          else any)
 *   END    HOST, HOST:PORT, ADDRESS, ADDRESS:PORT, *:PORT, * — [fd00::1]:80 for IPv6; NAME of a socket
 *   FLAG   SYN ACK FIN RST PSH URG ECE CWR, all that are named and no others (PSH alone is let be, as
 *          Linux sets it at will, unless it is named); "none" for none
 *   KEY    seq ack win len ttl id mss type code: a number, or a range A-B, or >N, <N; "is" one of
 *          retransmission, dup-ack, out-of-order, zero-window, window-update, keep-alive, probe, syn…
 *          data BYTES (the payload holds them)
 * seq, ack and FIRST:LAST are relative where the connection's beginning was seen; "absolute" makes
 * them those on the wire. FIRST:LAST is the first sequence number and the one after the last.
 */
#ifndef SOCKPIT_WATCH_PATTERN_H
#define SOCKPIT_WATCH_PATTERN_H

#include "watch/flow.h"

struct pattern; /* on the heap */

/* Where the words of a pattern's ends come from: lab hosts and sockets, by name. */
struct pattern_names {
	void *closure;
	/*
	 * Whether the word names something that has addresses: a host (port -1) or a socket (its port). Up
	 * to two addresses (IPv4, IPv6) are filled in; answers how many, 0: the name is not known.
	 */
	int (*find)(void *closure, const char *name, size_t n, struct address found[2], int *port);
	/* Offers every known name to a search for the nearest; may be NULL. */
	void (*offer)(void *closure, void *nearest);
};

/* A segment as a pattern looks at it. */
struct pattern_subject {
	const struct segment *segment;
	const struct flow_view *view;
	const void *frame; /* for `data` */
	size_t n;
};

/*
 * Reads a pattern; the caller frees it with pattern_free. NULL: it has a mistake, `why` gets a message
 * that names the word and what was expected ("\"SNY\" is not a flag: did you mean SYN?"), and
 * *at its offset in the text.
 */
struct pattern *pattern_parse(const char *text, size_t n, const struct pattern_names *names,
                              struct bytes *why, size_t *at);
void pattern_free(struct pattern *p);
bool pattern_matches(const struct pattern *p, const struct pattern_subject *subject);

#endif
