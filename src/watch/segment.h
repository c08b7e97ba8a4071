/*
 * A frame or packet taken apart: Ethernet, ARP, IPv4, IPv6 with its extension headers, TCP with its
 * options, UDP, ICMP, ICMPv6, IGMP. Input is hostile: nothing is read past what was captured, and a
 * header that lies about its length is said to be bad rather than believed.
 *
 * RFC 826, 791, 8200, 9293, 7323 (window scale, timestamps), 2018 (SACK), 7413 (fast open), 768, 792,
 * 4443.
 */
#ifndef SOCKPIT_WATCH_SEGMENT_H
#define SOCKPIT_WATCH_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "core/address.h"

/* What the first byte of a frame is: the link types of pcap (LINKTYPE_). */
enum segment_link { SEGMENT_ETHERNET = 1, SEGMENT_IP = 101, SEGMENT_COOKED = 113 };

enum segment_kind {
	SEGMENT_OTHER,
	SEGMENT_ARP,
	SEGMENT_TCP,
	SEGMENT_UDP,
	SEGMENT_ICMP,
	SEGMENT_ICMP6,
	SEGMENT_IGMP,
	SEGMENT_FRAGMENT /* of an IP packet, not its first: no ports to be seen */
};

/* Flags of the TCP header, as RFC 9293 numbers them. */
enum segment_flags {
	SEGMENT_FIN = 0x01,
	SEGMENT_SYN = 0x02,
	SEGMENT_RST = 0x04,
	SEGMENT_PSH = 0x08,
	SEGMENT_ACK = 0x10,
	SEGMENT_URG = 0x20,
	SEGMENT_ECE = 0x40,
	SEGMENT_CWR = 0x80
};

enum { SEGMENT_SACKS = 4 };

struct segment_options {
	bool mss_there, scale_there, sack_permitted, time_there, cookie_there;
	uint16_t mss;
	uint8_t scale;       /* shift count of the window */
	uint32_t time, echo; /* TSval, TSecr */
	unsigned sacks;      /* blocks that follow */
	uint32_t sack[SEGMENT_SACKS][2];
	uint8_t cookie_len; /* fast open: 0 asks for one */
	unsigned unknown;   /* options of other kinds */
};

struct segment {
	enum segment_kind kind;
	/* why it could not be taken apart whole; NULL: it could. A static string */
	const char *bad;
	uint16_t ethertype; /* host order; 0 where the link has none */
	/* the IP layer */
	int family;               /* AF_INET, AF_INET6; AF_UNSPEC: no IP */
	uint8_t src[16], dst[16]; /* 4 or 16 bytes; ARP: sender's and target's address */
	uint8_t protocol;         /* of the last header: IPPROTO_TCP */
	uint8_t ttl;              /* or hop limit */
	bool dont_fragment, more_fragments;
	uint32_t ip_id;
	uint32_t fragment_offset; /* bytes */
	bool routed;              /* a source route says that dst is not its last destination */
	uint16_t arp_op;          /* 1 request, 2 reply */
	/* TCP and UDP */
	uint16_t sport, dport; /* host order */
	uint32_t seq, ack;     /* as on the wire, host order */
	uint8_t flags;         /* enum segment_flags */
	uint16_t window;       /* unscaled */
	uint16_t urgent;
	struct segment_options options;
	/* ICMP, ICMPv6, IGMP */
	uint8_t type, code;
	uint32_t rest;     /* the second word: id and sequence, or the MTU; host order */
	size_t quoted;     /* where in the frame the packet it complains of begins; 0: none */
	size_t quoted_len; /* read it as SEGMENT_IP, and SIZE_MAX as `whole` */
	/* where things are in the frame */
	size_t ip, transport; /* offsets of the headers; 0 transport: not reached */
	size_t payload;       /* offset of the payload */
	size_t kept;          /* its bytes that were captured */
	size_t len;           /* its length as the headers say: TCP payload, UDP payload, … */
	size_t end; /* where the packet ends, as the headers say; in front of the link's padding */
};

/*
 * Takes a frame apart: n bytes kept of `whole` (SIZE_MAX where that is not known). Always fills in the
 * segment, with what could be read; false when it is bad (s->bad says why). Payload that was not kept
 * is not bad. Offsets of what was not kept are n at most; `end` may lie beyond. Of a packet in
 * fragments the lengths are this fragment's.
 */
bool segment_read(struct segment *s, const void *frame, size_t n, size_t whole,
                  enum segment_link link);
/* Its source and destination as addresses; the port is 0 where it has none. Len 0: not IP. */
void segment_addresses(const struct segment *s, struct address *src, struct address *dst);
/* Sequence numbers it occupies: the payload, and one each for SYN and FIN. */
uint32_t segment_space(const struct segment *s);
/* Whether the frame's checksum at that layer is right: 1, 0, or -1 where it cannot be told (cut short,
 * a fragment, or none). */
int segment_ip_checksum(const struct segment *s, const void *frame, size_t n);
int segment_transport_checksum(const struct segment *s, const void *frame, size_t n);
/* Writes both checksums anew into a frame that is kept whole. */
void segment_set_checksums(const struct segment *s, void *frame, size_t n);
/* Appends "SYN ACK", "RST", "none". */
void segment_add_flags(struct bytes *out, unsigned flags);
/* Reads one flag's name (SYN, S, ack, "."; case ignored); 0: it is none. */
unsigned segment_flag(const char *name, size_t n);
/* Appends "mss 1460, sackOK, ts 1/0, ws 7", as far as there are options. */
void segment_add_options(struct bytes *out, const struct segment *s);
/* Appends what it is in a few words, for kinds without ports and flags: "ICMP port unreachable",
 * "ARP who has 10.0.0.2", "IGMP membership report". */
void segment_add_kind(struct bytes *out, const struct segment *s);

#endif
