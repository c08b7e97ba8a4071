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
 * PATTERN: ?PROTO? ?END > END? ?FLAG...? ?FIRST:LAST? ?KEY VALUE ...? ?MESSAGE?
 *   PROTO    tcp udp icmp icmp6 igmp arp ip ip6 any (left out: whatever all that follows can be about;
 *            flags, seq, ack, win, mss and FIRST:LAST are of TCP)
 *   END      HOST, HOST:PORT, ADDRESS, ADDRESS:PORT, *:PORT, * — [fd00::1]:80 for IPv6; NAME of a socket
 *   FLAG     SYN ACK FIN RST PSH URG ECE CWR, all that are named and no others (PSH alone is let be, as
 *            Linux sets it at will, unless it is named); "none" for none; SYN+ACK and S. are read too
 *   KEY      seq ack win len ttl id mss type code: a number, or a range A-B, or >N, <N, >=N, <=N, with or
 *            without = before it; with flags, ack is a flag as well. "is" one of retransmission, dup-ack,
 *            out-of-order, zero-window, window-update, keep-alive, keep-alive-ack, probe, fragment, bad;
 *            is syn, ack, fin … that flag and whatever others. data BYTES: the payload that was captured
 *            holds them: a word, or "several words", with escapes as in \r\n and \x00
 *   MESSAGE  of ICMP: unreachable ?port host net protocol …?, echo ?request reply?, exceeded, redirect,
 *            router, neighbor …; of IGMP: query report leave; of ARP: request reply
 * seq, ack and FIRST:LAST are relative where the connection's beginning was seen; "absolute" makes
 * them those on the wire. FIRST:LAST is the first sequence number and the one after the last, and may
 * have its length behind it: 1:13(12). All but the order PROTO, END > END, others is free; no case is
 * minded.
 */
#ifndef SOCKPIT_WATCH_PATTERN_H
#define SOCKPIT_WATCH_PATTERN_H

#include "base/text.h"
#include "watch/flow.h"

struct pattern; /* on the heap */

/* Where the words of a pattern's ends come from: lab hosts and sockets, by name. */
struct pattern_names {
	void *closure;
	/*
	 * Whether the word names something that has addresses: a host (port -1) or a socket (its port, 0 for
	 * any). Up to two addresses (IPv4, IPv6) are filled in; answers how many, 0: the name is not known.
	 * An unspecified address (0.0.0.0, ::) stands for any.
	 */
	int (*find)(void *closure, const char *name, size_t n, struct address found[2], int *port);
	/* Offers every known name to a search for the nearest; may be NULL. */
	void (*offer)(void *closure, struct nearest *nearest);
};

/* A segment as a pattern looks at it. */
struct pattern_subject {
	const struct segment *segment;
	const struct flow_view *view; /* NULL: nothing is known of its connection */
	const void *frame;            /* for `data`; NULL: it is not kept */
	size_t n;
};

/*
 * Reads a pattern; the caller frees it with pattern_free. NULL: it has a mistake, `why` gets a message
 * that names the word and what was expected ("\"SNY\" is not a flag: did you mean SYN?"), and
 * *at its offset in the text. Names are looked up now, and not again: a pattern that is to be about a
 * socket's new port is to be read anew.
 */
struct pattern *pattern_parse(const char *text, size_t n, const struct pattern_names *names,
                              struct bytes *why, size_t *at);
void pattern_free(struct pattern *p);
/* Whether the segment is as the pattern says; nothing of the subject is kept. */
bool pattern_matches(const struct pattern *p, const struct pattern_subject *subject);

#endif
