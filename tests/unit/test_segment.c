/*
 * Frames as kernels sent them, taken apart whole and at every length, then with headers that lie. Each is
 * read from memory of just its size, so that a sanitizer sees a byte too many.
 */
#include "watch/segment.h"

#include <netinet/in.h>

#include "base/escape.h"
#include "core/address.h"
#include "unit.h"

#define ETHER4 "0200000000020200000000010800"
#define ETHER6 "02000000000202000000000186dd"

/* On 127.0.0.1 and ::1: connect(2), 13 bytes, a refused port, a datagram and the answer to it. */
#define SYN                                                                                        \
	"00000000000000000000000008004500003c636040004006d9597f0000017f000001a9a0b8ef374b0ae000000000" \
	"a002ffd7fe3000000204ffd70402080afa636c98000000000103030a"
#define PUSH                                                                                       \
	"000000000000000000000000080045000041636240004006d9527f0000017f000001a9a0b8ef374b0ae1d31cd3c9" \
	"80180040fe3500000101080afa636c981b74818848656c6c6f205365727665720a"
#define REFUSAL                                                                                    \
	"00000000000000000000000008004500002800004000"                                                 \
	"40063cce7f0000017f0000010009aefc00000000b400a3b250140000ab150000"
#define DATAGRAM "0000000000000000000000000800" DATAGRAM_IP
#define DATAGRAM_IP "4500001f182b4000401124a17f0000017f000001bebd0009000bfe1e616263"
#define UNREACHABLE                                                                                \
	"000000000000000000000000080045c0003b23b600004001584a7f0000017f000001"                         \
	"03037ba900000000" DATAGRAM_IP
#define SYN6                                                                                       \
	"00000000000000000000000086dd60057dd600280640"                                                 \
	"0000000000000000000000000000000100000000000000000000000000000001"                             \
	"e4189133782ef01e00000000a002ffc4003000000204ffc40402080a2ac9d2b8000000000103030a"
#define DATAGRAM6_IP                                                                               \
	"600a2ae9000b1140000000000000000000000000000000010000000000000000000000000000000180fe0009000b" \
	"001e616263"
#define UNREACHABLE6                                                                               \
	"00000000000000000000000086dd60095a3f003b3a40"                                                 \
	"0000000000000000000000000000000100000000000000000000000000000001"                             \
	"01041cb100000000" DATAGRAM6_IP
#define WHO_HAS                                                                                    \
	"ffffffffffff02000000000108060001080006040001"                                                 \
	"0200000000010a0000010000000000000a000002"
/* 10.0.0.1 to 10.0.0.2: the second fragment of a datagram, an echo, a membership report */
#define FRAGMENT ETHER4 "4500001a123400b9401100000a0000010a000002616263646566"
#define ECHO ETHER4 "4500001c12344000400100000a0000010a0000020800000012340007"
#define REPORT                                                                                     \
	ETHER4 "460000200000400001020000"                                                              \
	       "0a000001e00000019404000016000000e0000001"

static const char *const frames[] = {SYN,          PUSH,    REFUSAL,  DATAGRAM, UNREACHABLE, SYN6,
                                     UNREACHABLE6, WHO_HAS, FRAGMENT, ECHO,     REPORT};

enum { FRAMES = sizeof(frames) / sizeof(frames[0]) };

/* A frame in memory of just its size. */
static struct frame {
	uint8_t *p;
	size_t n;
} frame;

static struct segment s;

static void load(const char *hex)
{
	struct bytes b = BYTES_INIT;
	size_t at;

	ck_assert(!escape_parse_hex(&b, hex, strlen(hex), &at));
	free(frame.p);
	frame.n = b.len;
	frame.p = malloc(b.len ? b.len : 1);
	memcpy(frame.p, bytes_str(&b), b.len);
	bytes_clear(&b);
}

static void unload(void)
{
	free(frame.p);
	frame = (struct frame){0};
}

static bool reads(enum segment_link link)
{
	return segment_read(&s, frame.p, frame.n, frame.n, link);
}

static void is_good(const char *hex)
{
	load(hex);
	ck_assert_msg(reads(SEGMENT_ETHERNET), "%s", s.bad);
	ck_assert_ptr_null(s.bad);
}

static void is_bad(const char *why)
{
	ck_assert(!reads(SEGMENT_ETHERNET));
	ck_assert_str_eq(s.bad, why);
}

/* What holds of any segment, whatever was read. */
static void is_sane(const struct segment *x, size_t n)
{
	UNIT_ASSERT(x->ip <= n && x->transport <= n && x->payload <= n);
	UNIT_ASSERT(x->kept <= n - x->payload && x->kept <= x->len);
	UNIT_ASSERT(x->quoted <= n && x->quoted_len <= n - x->quoted);
	UNIT_ASSERT(!x->quoted == !x->quoted_len);
	UNIT_ASSERT(x->options.sacks <= SEGMENT_SACKS);
}

/* Reads it as every link, writes it, and checks its sums. */
static void use(const uint8_t *p, size_t n, size_t whole)
{
	static const enum segment_link links[] = {SEGMENT_ETHERNET, SEGMENT_IP, SEGMENT_COOKED};
	uint8_t *copy = malloc(n ? n : 1);
	struct bytes out = BYTES_INIT;
	struct segment x;

	for (int i = 0; i < 3; i++) {
		memcpy(copy, p, n);
		segment_read(&x, copy, n, whole, links[i]);
		is_sane(&x, n);
		segment_ip_checksum(&x, copy, n);
		segment_transport_checksum(&x, copy, n);
		segment_set_checksums(&x, copy, n);
		UNIT_ASSERT(segment_ip_checksum(&x, copy, n) != 0);
		UNIT_ASSERT(segment_transport_checksum(&x, copy, n) != 0);
		segment_add_kind(&out, &x);
		segment_add_options(&out, &x);
		segment_add_flags(&out, x.flags);
	}
	bytes_clear(&out);
	free(copy);
}

static void text_is(void (*add)(struct bytes *out, const struct segment *s), const char *expected)
{
	struct bytes out = BYTES_INIT;

	add(&out, &s);
	ck_assert_str_eq(bytes_str(&out), expected);
	bytes_clear(&out);
}

static void ends_are(const char *src, const char *dst)
{
	struct bytes out = BYTES_INIT;
	struct address a, b;

	segment_addresses(&s, &a, &b);
	address_add(&out, &a.any, a.len, PLACE_HERE);
	ck_assert_str_eq(bytes_str(&out), src);
	bytes_reset(&out);
	address_add(&out, &b.any, b.len, PLACE_HERE);
	ck_assert_str_eq(bytes_str(&out), dst);
	bytes_clear(&out);
}

static void put_16(size_t at, unsigned value)
{
	frame.p[at] = (uint8_t)(value >> 8);
	frame.p[at + 1] = (uint8_t)value;
}

START_TEST(tcp)
{
	is_good(SYN);
	ck_assert_int_eq(s.kind, SEGMENT_TCP);
	ends_are("127.0.0.1:43424", "127.0.0.1:47343");
	ck_assert_uint_eq(s.ethertype, 0x800);
	ck_assert_uint_eq(s.seq, 0x374b0ae0);
	ck_assert_uint_eq(s.ack, 0);
	ck_assert_uint_eq(s.flags, SEGMENT_SYN);
	ck_assert_uint_eq(s.window, 65495);
	ck_assert_uint_eq(s.ttl, 64);
	ck_assert_uint_eq(s.ip_id, 0x6360);
	ck_assert(s.dont_fragment && !s.more_fragments && !s.routed);
	ck_assert(s.options.mss_there && s.options.scale_there && s.options.sack_permitted &&
	          s.options.time_there && !s.options.cookie_there);
	ck_assert_uint_eq(s.options.unknown, 0);
	ck_assert_uint_eq(s.ip, 14);
	ck_assert_uint_eq(s.transport, 34);
	ck_assert_uint_eq(s.payload, 74);
	ck_assert_uint_eq(s.end, 74);
	ck_assert_uint_eq(s.len, 0);
	ck_assert_uint_eq(segment_space(&s), 1);
	text_is(segment_add_options, "mss 65495, sackOK, ts 4200819864/0, ws 10");
	text_is(segment_add_kind, "TCP");

	is_good(PUSH);
	ck_assert_uint_eq(s.flags, SEGMENT_PSH | SEGMENT_ACK);
	ck_assert_uint_eq(s.len, 13);
	ck_assert_uint_eq(s.kept, 13);
	ck_assert_mem_eq(frame.p + s.payload, "Hello Server\n", 13);
	ck_assert_uint_eq(segment_space(&s), 13);

	is_good(REFUSAL);
	ck_assert_uint_eq(s.flags, SEGMENT_RST | SEGMENT_ACK);
	ck_assert_int_eq(segment_ip_checksum(&s, frame.p, frame.n), 1);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), 1);
	text_is(segment_add_options, "");
}
END_TEST

START_TEST(tcp6)
{
	is_good(SYN6);
	ck_assert_int_eq(s.kind, SEGMENT_TCP);
	ends_are("[::1]:58392", "[::1]:37171");
	ck_assert_uint_eq(s.ttl, 64);
	ck_assert_uint_eq(s.transport, 54);
	ck_assert_uint_eq(s.end, 94);
	ck_assert_int_eq(segment_ip_checksum(&s, frame.p, frame.n), -1);
}
END_TEST

START_TEST(udp)
{
	is_good(DATAGRAM);
	ck_assert_int_eq(s.kind, SEGMENT_UDP);
	ends_are("127.0.0.1:48829", "127.0.0.1:9");
	ck_assert_uint_eq(s.len, 3);
	ck_assert_mem_eq(frame.p + s.payload, "abc", 3);
	text_is(segment_add_kind, "UDP");
	/* none was made */
	put_16(s.transport + 6, 0);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), -1);
	segment_set_checksums(&s, frame.p, frame.n);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), 1);
}
END_TEST

START_TEST(icmp_quotes)
{
	struct segment quoted;

	is_good(UNREACHABLE);
	ck_assert_int_eq(s.kind, SEGMENT_ICMP);
	ends_are("127.0.0.1:0", "127.0.0.1:0");
	text_is(segment_add_kind, "ICMP port unreachable");
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), 1);
	ck_assert_uint_eq(s.quoted, 42);
	ck_assert_uint_eq(s.quoted_len, 31);
	ck_assert(segment_read(&quoted, frame.p + s.quoted, s.quoted_len, SIZE_MAX, SEGMENT_IP));
	ck_assert_int_eq(quoted.kind, SEGMENT_UDP);
	ck_assert_uint_eq(quoted.dport, 9);

	is_good(UNREACHABLE6);
	ck_assert_int_eq(s.kind, SEGMENT_ICMP6);
	text_is(segment_add_kind, "ICMPv6 port unreachable");
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), 1);
	ck_assert(segment_read(&quoted, frame.p + s.quoted, s.quoted_len, SIZE_MAX, SEGMENT_IP));
	ck_assert_uint_eq(quoted.dport, 9);
	ck_assert_uint_eq(quoted.kept, 3);
}
END_TEST

START_TEST(a_quotation_of_8_bytes)
{
	load(SYN);
	ck_assert(!segment_read(&s, frame.p + 14, 28, SIZE_MAX, SEGMENT_IP));
	ck_assert_str_eq(s.bad, "ends in the TCP header");
	ck_assert_int_eq(s.kind, SEGMENT_TCP);
	ends_are("127.0.0.1:43424", "127.0.0.1:47343");
	ck_assert_uint_eq(s.seq, 0x374b0ae0);
	ck_assert_uint_eq(s.len, 20);
	ck_assert_uint_eq(s.kept, 0);
}
END_TEST

START_TEST(icmp)
{
	is_good(ECHO);
	text_is(segment_add_kind, "ICMP echo request seq 7");
	ck_assert_uint_eq(s.rest, 0x12340007);
	ck_assert_uint_eq(s.quoted, 0);
	frame.p[34] = 3;
	frame.p[35] = 4;
	put_16(40, 1400);
	ck_assert(reads(SEGMENT_ETHERNET));
	text_is(segment_add_kind, "ICMP fragmentation needed, MTU 1400");
	/* a complaint that quotes nothing */
	ck_assert_uint_eq(s.quoted, 0);
	frame.p[34] = 77;
	ck_assert(reads(SEGMENT_ETHERNET));
	text_is(segment_add_kind, "ICMP type 77 code 4");
}
END_TEST

START_TEST(igmp)
{
	is_good(REPORT);
	ck_assert_int_eq(s.kind, SEGMENT_IGMP);
	ck_assert_uint_eq(s.transport, 38);
	text_is(segment_add_kind, "IGMP membership report");
	ck_assert_uint_eq(s.rest, 0xe0000001);
}
END_TEST

START_TEST(arp)
{
	struct address a, b;

	is_good(WHO_HAS);
	ck_assert_int_eq(s.kind, SEGMENT_ARP);
	ck_assert_int_eq(s.family, AF_UNSPEC);
	ck_assert_mem_eq(s.src, "\x0a\x00\x00\x01", 4);
	ck_assert_mem_eq(s.dst, "\x0a\x00\x00\x02", 4);
	text_is(segment_add_kind, "ARP who has 10.0.0.2");
	segment_addresses(&s, &a, &b);
	ck_assert_uint_eq(a.len, 0);
	ck_assert_uint_eq(b.len, 0);
	frame.p[21] = 2;
	ck_assert(reads(SEGMENT_ETHERNET));
	text_is(segment_add_kind, "ARP 10.0.0.1 is here");
	frame.p[18] = 255;
	is_bad("ends in the ARP packet");
	frame.p[19] = 6;
	is_bad("ARP, but not of IPv4");
}
END_TEST

START_TEST(fragments)
{
	is_good(FRAGMENT);
	ck_assert_int_eq(s.kind, SEGMENT_FRAGMENT);
	ck_assert_uint_eq(s.fragment_offset, 1480);
	ck_assert_uint_eq(s.transport, 0);
	ck_assert_uint_eq(s.len, 6);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), -1);
	text_is(segment_add_kind, "IPv4 fragment at 1480");
	/* the first one has a UDP header, whose length is the whole datagram's */
	load(DATAGRAM);
	put_16(20, 0x2000);
	put_16(38, 3000);
	ck_assert(reads(SEGMENT_ETHERNET));
	ck_assert_int_eq(s.kind, SEGMENT_UDP);
	ck_assert(s.more_fragments);
	ck_assert_uint_eq(s.len, 3);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), -1);
}
END_TEST

#define IP6(payload, next) ETHER6 "60000000" payload next "40" IP6_ENDS
#define IP6_ENDS "fd000000000000000000000000000001fd000000000000000000000000000002"
#define UDP_ABC "00070009000b0000616263"

START_TEST(ip6_extensions)
{
	/* hop-by-hop, routing with nothing left, destination, AH, atomic fragment */
	is_good(IP6("003b", "00") "2b00050200000000"
	                          "3c00000000000000"
	                          "3300050200000000"
	                          "2c02000000000000"
	                          "0000000000000000"
	                          "1100000012345678" UDP_ABC);
	ck_assert_int_eq(s.kind, SEGMENT_UDP);
	ck_assert_uint_eq(s.protocol, IPPROTO_UDP);
	ck_assert_uint_eq(s.dport, 9);
	ck_assert_uint_eq(s.len, 3);
	ck_assert_uint_eq(s.ip_id, 0x12345678);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), 0);
	segment_set_checksums(&s, frame.p, frame.n);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), 1);
	/* a routing header that is still to be followed */
	frame.p[14 + 40 + 8 + 3] = 1;
	ck_assert(reads(SEGMENT_ETHERNET));
	ck_assert(s.routed);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), -1);

	is_good(IP6("000b", "2c") "1100"
	                          "000912345678"
	                          "616263");
	ck_assert_int_eq(s.kind, SEGMENT_FRAGMENT);
	ck_assert_uint_eq(s.fragment_offset, 8);
	ck_assert_uint_eq(s.protocol, IPPROTO_UDP);
	ck_assert_uint_eq(s.len, 3);
	ck_assert(s.more_fragments);
	text_is(segment_add_kind, "IPv6 fragment at 8");

	is_good(IP6("0000", "3b") "");
	ck_assert_int_eq(s.kind, SEGMENT_OTHER);
	text_is(segment_add_kind, "IPv6 protocol 59");
}
END_TEST

START_TEST(ip6_chains_that_lie)
{
	struct bytes hex = BYTES_INIT;

	load(IP6("0010", "3c") "3cff000000000000"
	                       "0000000000000000");
	is_bad("ends in an IPv6 extension header");
	load(IP6("0004", "3c") "11000000");
	is_bad("ends in an IPv6 extension header");
	load(IP6("0013", "3c") "0000000000000000" UDP_ABC);
	is_bad("an IPv6 hop-by-hop header that is not the first");
	load(IP6("0000", "11") UDP_ABC);
	is_bad("ends in the UDP header");
	ck_assert_uint_eq(s.kept, 0);
	bytes_add_str(&hex, IP6("0100", "3c"));
	for (int i = 0; i < 32; i++)
		bytes_add_str(&hex, "3c00000000000000");
	load(bytes_str(&hex));
	is_bad("too many IPv6 extension headers");
	bytes_clear(&hex);
}
END_TEST

START_TEST(jumbo)
{
	/* 70008 bytes: 8 of the hop-by-hop header, 20 of TCP, the rest payload that was not kept */
	load(IP6("0000", "00") "0600c20400011178"
	                       "0050005100000001000000025010000000000000");
	ck_assert(segment_read(&s, frame.p, frame.n, 14 + 40 + 70008, SEGMENT_ETHERNET));
	ck_assert_int_eq(s.kind, SEGMENT_TCP);
	ck_assert_uint_eq(s.len, 69980);
	ck_assert_uint_eq(s.kept, 0);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), -1);
	is_bad("longer than its frame, by its IP header");
	/* the option's own length */
	frame.p[14 + 40 + 3] = 3;
	is_bad("ends in an IPv6 extension header");
	/* an option that leads far away */
	frame.p[14 + 40 + 2] = 1;
	frame.p[14 + 40 + 3] = 255;
	is_bad("ends in an IPv6 extension header");
}
END_TEST

START_TEST(padding_is_not_payload)
{
	load(REFUSAL "000000000000");
	ck_assert(reads(SEGMENT_ETHERNET));
	ck_assert_uint_eq(s.len, 0);
	ck_assert_uint_eq(s.kept, 0);
	ck_assert_uint_eq(s.end, 54);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), 1);
	load(DATAGRAM "0000");
	ck_assert(reads(SEGMENT_ETHERNET));
	ck_assert_uint_eq(s.len, 3);
	/* neither is what IP has behind the datagram */
	put_16(16, 33);
	ck_assert(reads(SEGMENT_ETHERNET));
	ck_assert_uint_eq(s.len, 3);
	ck_assert_uint_eq(s.end, 45);
	load(UNREACHABLE "ffff");
	ck_assert(reads(SEGMENT_ETHERNET));
	ck_assert_uint_eq(s.quoted_len, 31);
}
END_TEST

START_TEST(payload_that_was_not_kept)
{
	load(PUSH);
	ck_assert(segment_read(&s, frame.p, frame.n - 3, frame.n, SEGMENT_ETHERNET));
	ck_assert_uint_eq(s.len, 13);
	ck_assert_uint_eq(s.kept, 10);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n - 3), -1);
	ck_assert_int_eq(segment_ip_checksum(&s, frame.p, frame.n - 3), 1);
	ck_assert(!segment_read(&s, frame.p, frame.n - 3, frame.n - 3, SEGMENT_ETHERNET));
	ck_assert_str_eq(s.bad, "longer than its frame, by its IP header");
}
END_TEST

START_TEST(other_links)
{
	load(DATAGRAM_IP);
	ck_assert(reads(SEGMENT_IP));
	ck_assert_uint_eq(s.ip, 0);
	ck_assert_uint_eq(s.ethertype, 0);
	ck_assert_uint_eq(s.dport, 9);
	load(DATAGRAM6_IP);
	ck_assert(reads(SEGMENT_IP));
	ck_assert_int_eq(s.family, AF_INET6);
	load("00000304000600000000000000000800" DATAGRAM_IP);
	ck_assert(reads(SEGMENT_COOKED));
	ck_assert_uint_eq(s.ip, 16);
	ck_assert_uint_eq(s.dport, 9);
	load("5000");
	ck_assert(!reads(SEGMENT_IP));
	ck_assert_str_eq(s.bad, "neither IPv4 nor IPv6");
	ck_assert(!segment_read(&s, NULL, 0, 0, SEGMENT_IP));
	ck_assert_str_eq(s.bad, "empty");
	ck_assert(!segment_read(&s, NULL, 0, 0, SEGMENT_ETHERNET));
	ck_assert_str_eq(s.bad, "ends in the link's header");
}
END_TEST

START_TEST(other_protocols)
{
	is_good("02000000000202000000000188cc0207");
	ck_assert_int_eq(s.kind, SEGMENT_OTHER);
	text_is(segment_add_kind, "ethertype 0x88cc");
	ck_assert_uint_eq(s.len, 2);
	load(ECHO);
	frame.p[23] = IPPROTO_SCTP;
	ck_assert(reads(SEGMENT_ETHERNET));
	text_is(segment_add_kind, "IPv4 protocol 132");
	ck_assert_uint_eq(s.len, 8);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), -1);
	/* ICMPv6 is none in IPv4 */
	frame.p[23] = IPPROTO_ICMPV6;
	ck_assert(reads(SEGMENT_ETHERNET));
	ck_assert_int_eq(s.kind, SEGMENT_OTHER);
}
END_TEST

START_TEST(ip4_lengths_that_lie)
{
	load(PUSH);
	frame.p[14] = 0x44;
	is_bad("IPv4 header length below 20");
	frame.p[14] = 0x4f;
	put_16(16, 59);
	is_bad("IPv4 total length below the header's");
	put_16(16, 0);
	is_bad("IPv4 total length below the header's");
	frame.p[14] = 0x45;
	put_16(16, 0xffff);
	is_bad("longer than its frame, by its IP header");
	ck_assert_uint_eq(s.kept, 13);
	ck_assert_uint_eq(s.len, 65535 - 52);
	put_16(16, 39);
	is_bad("ends in the TCP header");
	ck_assert_uint_eq(s.dport, 47343);
	put_16(16, 51);
	is_bad("ends in the TCP options");
	ck_assert_uint_eq(s.len, 0);
	frame.p[14] = 0x65;
	is_bad("not IPv4, whatever the link says");
	frame.p[13] = 0x01;
	ck_assert(reads(SEGMENT_ETHERNET));
}
END_TEST

START_TEST(a_source_route)
{
	load(REPORT);
	/* loose source route of one address, not yet used: 3 bytes and nothing behind them */
	memcpy(frame.p + 34, "\x83\x03\x04\x00", 4);
	ck_assert(reads(SEGMENT_ETHERNET));
	ck_assert(!s.routed);
	frame.p[36] = 3;
	ck_assert(reads(SEGMENT_ETHERNET));
	ck_assert(s.routed);
	frame.p[35] = 0;
	ck_assert(reads(SEGMENT_ETHERNET));
	ck_assert(!s.routed);
}
END_TEST

START_TEST(tcp_lengths_that_lie)
{
	load(PUSH);
	frame.p[46] = 0x40;
	is_bad("TCP header length below 20");
	ck_assert_uint_eq(s.len, 25);
	frame.p[46] = 0xf0;
	is_bad("ends in the TCP options");
	ck_assert_uint_eq(s.len, 0);
	frame.p[46] = 0x50;
	ck_assert(reads(SEGMENT_ETHERNET));
	ck_assert_uint_eq(s.len, 25);
	load(DATAGRAM);
	put_16(38, 7);
	is_bad("UDP length below 8");
	put_16(38, 0);
	is_bad("UDP length below 8");
	put_16(38, 12);
	is_bad("UDP length beyond the packet");
	ck_assert_uint_eq(s.len, 3);
}
END_TEST

/* A SYN whose 20 bytes of options are these, then bytes that are 0. */
static bool options_are(const char *bytes, size_t n, const char *expected)
{
	bool good;

	load(SYN);
	memset(frame.p + 54, 0, 20);
	memcpy(frame.p + 54, bytes, n);
	good = reads(SEGMENT_ETHERNET);
	text_is(segment_add_options, expected);
	return good;
}

START_TEST(options)
{
	ck_assert(options_are("\1\1\5\x12\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4", 20, "sack 1:2 3:4"));
	ck_assert(options_are("\x22\2", 2, "fast open cookie request"));
	ck_assert(options_are("\x22\x0a"
	                      "12345678\x1e\4ab\xfd\2",
	                      16, "fast open cookie of 8, 2 unknown"));
	/* none of them is read behind the end */
	ck_assert(options_are("\0\2\4\5\xb4", 5, ""));
}
END_TEST

START_TEST(options_that_lie)
{
	const char *const why = "a TCP option with a wrong length";

	ck_assert(!options_are("\2\0\5\xb4", 4, ""));
	ck_assert_str_eq(s.bad, why);
	ck_assert(!options_are("\2\1\5\xb4", 4, ""));
	ck_assert(!options_are("\x1e\xff", 2, ""));
	ck_assert(!options_are("\x1e\x15", 2, ""));
	ck_assert(options_are("\x1e\x14", 2, "1 unknown"));
	/* its kind is the last byte */
	ck_assert(!options_are("\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\2", 20, ""));
	/* wrong, but it can be passed over */
	ck_assert(!options_are("\2\3\5\3\3\7", 6, "ws 7"));
	ck_assert(!options_are("\3\4\1\1\4\2", 6, "sackOK"));
	ck_assert(!options_are("\4\3\1\3\3\7", 6, "ws 7"));
	ck_assert(!options_are("\10\4\1\1\3\3\7", 7, "ws 7"));
	ck_assert(!options_are("\5\4\1\1\3\3\7", 7, "ws 7"));
	ck_assert(!options_are("\5\x0b\1\1\1\1\1\1\1\1\1\3\3\7", 14, "ws 7"));
	ck_assert(!options_are("\x22\3\1\3\3\7", 6, "ws 7"));
	ck_assert(!options_are("\x22\4\1\1\3\3\7", 7, "ws 7"));
}
END_TEST

START_TEST(every_length)
{
	load(frames[_i]);
	for (size_t n = 0; n <= frame.n; n++) {
		uint8_t *cut = malloc(n ? n : 1);

		memcpy(cut, frame.p, n);
		use(cut, n, n);
		use(cut, n, frame.n);
		use(cut, n, SIZE_MAX);
		use(cut, n, 0);
		free(cut);
	}
}
END_TEST

START_TEST(every_byte_changed)
{
	static const uint8_t values[] = {0, 1, 0x45, 0x4f, 0x60, 0x7f, 0x80, 0xff};

	load(frames[_i]);
	for (size_t at = 0; at < frame.n; at++) {
		uint8_t was = frame.p[at];

		for (size_t i = 0; i < sizeof(values); i++) {
			frame.p[at] = values[i];
			use(frame.p, frame.n, frame.n);
		}
		frame.p[at] = was;
	}
}
END_TEST

START_TEST(checksums)
{
	bool icmp4;

	load(frames[_i]);
	reads(SEGMENT_ETHERNET);
	segment_set_checksums(&s, frame.p, frame.n);
	icmp4 = s.family == AF_INET;
	ck_assert_int_eq(segment_ip_checksum(&s, frame.p, frame.n), icmp4 ? 1 : -1);
	if (icmp4) {
		frame.p[s.ip + 8]--;
		ck_assert_int_eq(segment_ip_checksum(&s, frame.p, frame.n), 0);
	}
	if (!s.transport)
		return;
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), 1);
	for (size_t at = s.transport; at < s.end; at++) {
		frame.p[at] ^= 0x10;
		UNIT_ASSERT(segment_transport_checksum(&s, frame.p, frame.n) != 1);
		frame.p[at] ^= 0x10;
	}
}
END_TEST

START_TEST(checksums_of_odd_lengths)
{
	load(PUSH);
	for (unsigned total = 52; total <= 65; total++) {
		put_16(16, total);
		ck_assert(reads(SEGMENT_ETHERNET));
		ck_assert_uint_eq(s.len, total - 52);
		segment_set_checksums(&s, frame.p, frame.n);
		ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), 1);
		/* what lies behind does not count */
		if (total < 65)
			frame.p[s.end] ^= 0xff;
		ck_assert_int_eq(segment_transport_checksum(&s, frame.p, frame.n), 1);
	}
}
END_TEST

START_TEST(a_checksum_of_zero_in_udp)
{
	load(DATAGRAM);
	ck_assert(reads(SEGMENT_ETHERNET));
	for (unsigned i = 0; i < 65536; i++) {
		put_16(s.transport, i);
		segment_set_checksums(&s, frame.p, frame.n);
		UNIT_ASSERT(segment_transport_checksum(&s, frame.p, frame.n) == 1);
	}
	load(UNREACHABLE6);
	ck_assert(segment_read(&s, frame.p + 62, frame.n - 62, SIZE_MAX, SEGMENT_IP));
	put_16(62 + s.transport + 6, 0);
	ck_assert_int_eq(segment_transport_checksum(&s, frame.p + 62, frame.n - 62), 0);
}
END_TEST

static void flags_are(unsigned flags, const char *expected)
{
	struct bytes out = BYTES_INIT;

	segment_add_flags(&out, flags);
	ck_assert_str_eq(bytes_str(&out), expected);
	bytes_clear(&out);
}

START_TEST(flags)
{
	flags_are(0, "none");
	flags_are(SEGMENT_SYN | SEGMENT_ACK, "SYN ACK");
	flags_are(SEGMENT_FIN | SEGMENT_ACK | SEGMENT_PSH, "FIN PSH ACK");
	flags_are(0xff, "SYN FIN RST PSH ACK URG ECE CWR");
	ck_assert_uint_eq(segment_flag("SYN", 3), SEGMENT_SYN);
	ck_assert_uint_eq(segment_flag("s", 1), SEGMENT_SYN);
	ck_assert_uint_eq(segment_flag("ack", 3), SEGMENT_ACK);
	ck_assert_uint_eq(segment_flag(".", 1), SEGMENT_ACK);
	ck_assert_uint_eq(segment_flag("A", 1), SEGMENT_ACK);
	ck_assert_uint_eq(segment_flag("W", 1), SEGMENT_CWR);
	ck_assert_uint_eq(segment_flag("SY", 2), 0);
	ck_assert_uint_eq(segment_flag("SYNC", 4), 0);
	ck_assert_uint_eq(segment_flag("", 0), 0);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("segment");

	tcase_add_checked_fixture(tcase, NULL, unload);
	tcase_add_test(tcase, tcp);
	tcase_add_test(tcase, tcp6);
	tcase_add_test(tcase, udp);
	tcase_add_test(tcase, icmp_quotes);
	tcase_add_test(tcase, a_quotation_of_8_bytes);
	tcase_add_test(tcase, icmp);
	tcase_add_test(tcase, igmp);
	tcase_add_test(tcase, arp);
	tcase_add_test(tcase, fragments);
	tcase_add_test(tcase, ip6_extensions);
	tcase_add_test(tcase, ip6_chains_that_lie);
	tcase_add_test(tcase, jumbo);
	tcase_add_test(tcase, padding_is_not_payload);
	tcase_add_test(tcase, payload_that_was_not_kept);
	tcase_add_test(tcase, other_links);
	tcase_add_test(tcase, other_protocols);
	tcase_add_test(tcase, ip4_lengths_that_lie);
	tcase_add_test(tcase, a_source_route);
	tcase_add_test(tcase, tcp_lengths_that_lie);
	tcase_add_test(tcase, options);
	tcase_add_test(tcase, options_that_lie);
	tcase_add_loop_test(tcase, every_length, 0, FRAMES);
	tcase_add_loop_test(tcase, every_byte_changed, 0, FRAMES);
	tcase_add_loop_test(tcase, checksums, 0, FRAMES);
	tcase_add_test(tcase, checksums_of_odd_lengths);
	tcase_add_test(tcase, a_checksum_of_zero_in_udp);
	tcase_add_test(tcase, flags);
	return unit_run("segment", tcase);
}
