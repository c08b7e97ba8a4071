/*
 * The kernel's half is a program for its packet filter: it says the same of reports of a few groups, and lets
 * all others pass. It looks at nothing that lies behind a frame's end, since that would drop the frame.
 */
#include "lab/quiet.h"

#include <linux/filter.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "watch/segment.h"

/* Of a frame with a report: Ethernet, IPv6, hop-by-hop options of eight bytes (the router alert), ICMPv6. */
enum {
	AT_TYPE = ETHER_HDR_LEN - 2,
	AT_IP = ETHER_HDR_LEN,
	AT_LENGTH = AT_IP + 4,
	AT_NEXT = AT_IP + 6,
	AT_OPTIONS = AT_IP + 40,
	AT_ICMP = AT_OPTIONS + 8,
	AT_COUNT = AT_ICMP + 6,
	AT_RECORDS = AT_ICMP + 8,
	RECORD = 20, /* of a group without sources */
	AT_GROUP = 4,
	REPORT = 143,
	RECORDS_MOST = 3, /* more are left to who reads them */
	ROOM = 96,
	PASS = 0x40000, /* bytes: all */
	DROP = 0
};

bool quiet_is_of_neighbours(const uint8_t *frame, size_t n)
{
	static const uint8_t solicited[13] = {0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff};
	struct segment s;
	size_t at;

	if (!segment_read(&s, frame, n, n, SEGMENT_ETHERNET) || s.kind != SEGMENT_ICMP6 ||
	    s.type != REPORT)
		return false;
	at = s.transport + 8;
	for (unsigned records = s.rest & 0xffff; records; records--, at += RECORD)
		if (at + RECORD > n || memcmp(frame + at + AT_GROUP, solicited, sizeof(solicited)))
			return false;
	return true;
}

struct program {
	struct sock_filter at[ROOM];
	unsigned short len;
};

static void add(struct program *p, unsigned code, uint32_t k, unsigned jt, unsigned jf)
{
	p->at[p->len++] = (struct sock_filter){(uint16_t)code, (uint8_t)jt, (uint8_t)jf, k};
}

/* The frame passes unless it is so long. */
static void need(struct program *p, unsigned bytes)
{
	add(p, BPF_LD | BPF_W | BPF_LEN, 0, 0, 0);
	add(p, BPF_JMP | BPF_JGE | BPF_K, bytes, 1, 0);
	add(p, BPF_RET | BPF_K, PASS, 0, 0);
}

/* The frame passes unless that is there. size: BPF_B, BPF_H, BPF_W. */
static void expect(struct program *p, unsigned size, unsigned at, uint32_t value)
{
	add(p, BPF_LD | size | BPF_ABS, at, 0, 0);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0);
	add(p, BPF_RET | BPF_K, PASS, 0, 0);
}

/* After so many records it is dropped, if those are all. */
static void drop_if_over(struct program *p, unsigned records)
{
	add(p, BPF_LD | BPF_H | BPF_ABS, AT_COUNT, 0, 0);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, records, 0, 3);
	add(p, BPF_LD | BPF_H | BPF_ABS, AT_LENGTH, 0, 0);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, AT_RECORDS - AT_OPTIONS + records * RECORD, 0, 1);
	add(p, BPF_RET | BPF_K, DROP, 0, 0);
}

/* ff02::1:ff00:0/104. */
static void expect_solicited(struct program *p, unsigned record)
{
	unsigned at = AT_RECORDS + record * RECORD;

	need(p, at + RECORD);
	expect(p, BPF_W, at + AT_GROUP, 0xff020000);
	expect(p, BPF_W, at + AT_GROUP + 4, 0);
	expect(p, BPF_W, at + AT_GROUP + 8, 1);
	expect(p, BPF_B, at + AT_GROUP + 12, 0xff);
}

int quiet_attach(int fd)
{
	struct program p = {.len = 0};
	struct sock_fprog filter;

	need(&p, AT_RECORDS);
	expect(&p, BPF_H, 0, 0x3333); /* to a group: RFC 2464 section 7 */
	expect(&p, BPF_H, AT_TYPE, ETHERTYPE_IPV6);
	expect(&p, BPF_B, AT_IP, 0x60);
	expect(&p, BPF_B, AT_NEXT, IPPROTO_HOPOPTS);
	expect(&p, BPF_B, AT_OPTIONS, IPPROTO_ICMPV6);
	expect(&p, BPF_B, AT_OPTIONS + 1, 0);
	expect(&p, BPF_B, AT_ICMP, REPORT);
	for (unsigned records = 1; records <= RECORDS_MOST; records++) {
		expect_solicited(&p, records - 1);
		drop_if_over(&p, records);
	}
	add(&p, BPF_RET | BPF_K, PASS, 0, 0);
	filter = (struct sock_fprog){p.len, p.at};
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter));
}
