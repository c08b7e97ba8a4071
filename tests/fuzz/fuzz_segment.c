/*
 * Hostile frames: taken apart, written, summed up, followed as connections. The input is a sequence of
 * records, each with a first byte that says what it is: a frame (with its link and its length in two
 * bytes), or, so that connections of some length come about, the numbers of a TCP segment in ten bytes,
 * relative to where its side is. What is read must lie inside the frame, and a look must say what
 * seeing then says.
 */
#include <stdlib.h>

#include "watch/flow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { RECORD_FRAME = 0x80, FLOWS_MOST = 4, SHORT_RECORD = 10 };

/* Two hosts and what each sends next, for the short records. */
struct pair {
	uint32_t next[2];
};

static void must(bool condition)
{
	if (!condition)
		abort();
}

static bool same_numbers(const struct flow_view *a, const struct flow_view *b)
{
	return a->known == b->known && a->seq == b->seq && a->ack == b->ack &&
	       a->seq_is_relative == b->seq_is_relative && a->ack_is_relative == b->ack_is_relative &&
	       a->isn_guessed == b->isn_guessed && a->window == b->window &&
	       a->window_is_scaled == b->window_is_scaled && a->connection == b->connection &&
	       a->from_opener == b->from_opener;
}

static void follow(struct flows *flows, const struct segment *s, struct bytes *out)
{
	const unsigned counted = FLOW_RETRANSMISSION | FLOW_DUP_ACK;
	struct flow_view looked, seen;
	struct flow_numbers numbers;
	struct address src, dst;

	flows_look(flows, s, &looked);
	flows_see(flows, s, &seen);
	must(same_numbers(&looked, &seen));
	must(!looked.marks && !looked.times);
	must(!(seen.marks & counted) == !seen.times);
	must((seen.marks & counted) != counted);
	must(!(seen.marks & FLOW_RETRANSMISSION) || !(seen.marks & FLOW_OUT_OF_ORDER));
	must(flows->by_ends.count <= FLOWS_MOST);
	flow_add_marks(out, &seen);
	segment_addresses(s, &src, &dst);
	must(flows_numbers(flows, &src, &dst, &numbers) || !seen.known);
	if (seen.known && !(s->flags & SEGMENT_RST) && seen.seq_is_relative)
		must(numbers.isn_known && s->seq - numbers.isn == seen.seq);
}

static void check_bounds(const struct segment *s, size_t n)
{
	must(s->ip <= n && s->transport <= n && s->payload <= n);
	must(s->kept <= n - s->payload && s->kept <= s->len);
	must(s->quoted <= n && s->quoted_len <= n - s->quoted);
	must(!s->quoted == !s->quoted_len);
	must(s->payload + s->kept <= s->end || !s->kept);
	must(s->options.sacks <= SEGMENT_SACKS);
	must(s->options.cookie_len <= 16);
	must(s->family != AF_UNSPEC || !s->transport);
}

static void take_apart(struct segment *s, uint8_t *frame, size_t n, size_t whole,
                       enum segment_link link, struct bytes *out)
{
	must(segment_read(s, frame, n, whole, link) == !s->bad);
	check_bounds(s, n);
	segment_add_kind(out, s);
	segment_add_options(out, s);
	segment_add_flags(out, s->flags);
	segment_space(s);
	segment_ip_checksum(s, frame, n);
	segment_transport_checksum(s, frame, n);
}

/* A copy of just its size, so that a byte too many is seen. */
static void use_frame(struct flows *flows, const uint8_t *data, size_t n, uint8_t how,
                      struct bytes *out)
{
	static const enum segment_link links[] = {SEGMENT_ETHERNET, SEGMENT_IP, SEGMENT_COOKED,
	                                          SEGMENT_IP};
	const size_t wholes[] = {n, n + 100, 0, SIZE_MAX};
	uint8_t *frame = malloc(n ? n : 1);
	struct segment s, quoted;

	memcpy(frame, data, n);
	take_apart(&s, frame, n, wholes[how >> 2 & 3], links[how & 3], out);
	if (s.quoted)
		take_apart(&quoted, frame + s.quoted, s.quoted_len, SIZE_MAX, SEGMENT_IP, out);
	follow(flows, &s, out);
	segment_set_checksums(&s, frame, n);
	must(segment_ip_checksum(&s, frame, n) != 0);
	must(segment_transport_checksum(&s, frame, n) != 0);
	free(frame);
}

static void use_numbers(struct flows *flows, struct pair *pair, const uint8_t *p, struct bytes *out)
{
	bool from = p[0] & 1;
	struct segment s = {.kind = SEGMENT_TCP, .family = p[0] & 2 ? AF_INET6 : AF_INET};

	/* bit 6: both ends are one */
	s.src[0] = from && !(p[0] & 0x40);
	s.dst[0] = !from && !(p[0] & 0x40);
	s.sport = s.dport = p[0] >> 2 & 7;
	s.flags = p[1];
	s.seq = pair->next[from] + (uint32_t)(int8_t)p[2] + ((uint32_t)p[3] << 24);
	s.ack = pair->next[!from] + (uint32_t)(int8_t)p[4] + ((uint32_t)p[5] << 24);
	s.len = (size_t)p[6] << (p[7] >> 5);
	s.window = (uint16_t)(p[8] << 8 | p[9]) & 0x0fff;
	s.options.scale_there = p[7] & 1;
	s.options.scale = p[7] & 0x1e;
	s.options.sacks = p[0] >> 5 & 1;
	follow(flows, &s, out);
	if (!(s.flags & SEGMENT_RST))
		pair->next[from] = s.seq + segment_space(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct bytes out = BYTES_INIT;
	struct pair pair = {{0xfffffff0u, 0x7ffffff0u}};
	struct flows flows;

	flows_init(&flows, FLOWS_MOST);
	for (size_t size; n >= SHORT_RECORD; data += size, n -= size) {
		if (data[0] & RECORD_FRAME) {
			size = (size_t)(data[1] << 8 | data[2]);
			size = size < n - 3 ? size : n - 3;
			use_frame(&flows, data + 3, size, data[0], &out);
			size += 3;
		} else {
			size = SHORT_RECORD;
			use_numbers(&flows, &pair, data, &out);
		}
	}
	for (size_t i = 0; i < out.len; i++)
		must(out.data[i] >= 0x20 && out.data[i] < 0x7f);
	bytes_clear(&out);
	flows_clear(&flows);
	return 0;
}
