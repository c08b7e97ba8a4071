/*
 * Forged frames: what is read back from one is what was put in, and its checksums are right unless a wrong
 * one was asked for.
 */
#include "lab/forge.h"

#include <netinet/in.h>

#include "lab/plan.h"
#include "unit.h"

static struct forge between(int family, enum segment_kind kind)
{
	struct forge f = {.kind = kind};

	plan_address(0, family, &f.src);
	plan_address(1, family, &f.dst);
	address_set_port(&f.src, 4000);
	address_set_port(&f.dst, 80);
	return f;
}

static void read_back(const struct forge *f, struct bytes *out, struct segment *s)
{
	forge_add(out, f, 0, 1);
	ck_assert(segment_read(s, out->data, out->len, out->len, SEGMENT_ETHERNET));
	ck_assert_int_eq(s->kind, f->kind);
}

START_TEST(tcp_is_read_back)
{
	static const int family[] = {AF_INET, AF_INET6};
	struct forge f = between(family[_i], SEGMENT_TCP);
	struct bytes out = BYTES_INIT;
	struct address src, dst;
	struct segment s;

	f.seq = 0xfffffff0;
	f.ack = 7;
	f.flags = SEGMENT_SYN | SEGMENT_ACK;
	f.window = 1000;
	f.ttl = 9;
	f.options = (struct segment_options){.mss_there = true,
	                                     .mss = 1400,
	                                     .scale_there = true,
	                                     .scale = 5,
	                                     .sack_permitted = true,
	                                     .time_there = true,
	                                     .time = 3,
	                                     .echo = 4};
	f.data = "odd";
	f.n = 3;
	read_back(&f, &out, &s);
	segment_addresses(&s, &src, &dst);
	ck_assert_int_eq(s.family, family[_i]);
	ck_assert_mem_eq(&src.storage, &f.src.storage, src.len);
	ck_assert_mem_eq(&dst.storage, &f.dst.storage, dst.len);
	ck_assert_uint_eq(s.sport, 4000);
	ck_assert_uint_eq(s.dport, 80);
	ck_assert_uint_eq(s.seq, f.seq);
	ck_assert_uint_eq(s.ack, f.ack);
	ck_assert_uint_eq(s.flags, f.flags);
	ck_assert_uint_eq(s.window, f.window);
	ck_assert_uint_eq(s.ttl, f.ttl);
	ck_assert_uint_eq(s.options.mss, 1400);
	ck_assert_uint_eq(s.options.scale, 5);
	ck_assert(s.options.sack_permitted);
	ck_assert_uint_eq(s.options.time, 3);
	ck_assert_uint_eq(s.options.echo, 4);
	ck_assert_uint_eq(s.options.unknown, 0);
	ck_assert_uint_eq(s.len, 3);
	ck_assert_mem_eq(out.data + s.payload, "odd", 3);
	ck_assert_int_eq(segment_transport_checksum(&s, out.data, out.len), 1);
	ck_assert_int_ne(segment_ip_checksum(&s, out.data, out.len), 0);
	bytes_clear(&out);
}
END_TEST

START_TEST(udp_is_read_back)
{
	static const int family[] = {AF_INET, AF_INET6};
	struct forge f = between(family[_i], SEGMENT_UDP);
	struct bytes out = BYTES_INIT;
	struct segment s;

	f.data = "hello";
	f.n = 5;
	read_back(&f, &out, &s);
	ck_assert_uint_eq(s.len, 5);
	ck_assert_int_eq(segment_transport_checksum(&s, out.data, out.len), 1);
	bytes_clear(&out);
}
END_TEST

START_TEST(icmp_quotes_what_it_complains_of)
{
	struct forge udp = between(AF_INET, SEGMENT_UDP), f = between(AF_INET, SEGMENT_ICMP);
	struct bytes quoted = BYTES_INIT, out = BYTES_INIT;
	struct segment s;

	forge_add(&quoted, &udp, 0, 1);
	f.type = 3;
	f.code = 4;
	f.rest = 1200;
	f.data = quoted.data + 14;
	f.n = quoted.len - 14;
	read_back(&f, &out, &s);
	ck_assert_uint_eq(s.type, 3);
	ck_assert_uint_eq(s.code, 4);
	ck_assert_uint_eq(s.rest, 1200);
	ck_assert_uint_eq(s.quoted_len, quoted.len - 14);
	ck_assert_mem_eq(out.data + s.quoted, quoted.data + 14, s.quoted_len);
	ck_assert_int_eq(segment_transport_checksum(&s, out.data, out.len), 1);
	bytes_clear(&out);
	bytes_clear(&quoted);
}
END_TEST

START_TEST(a_wrong_checksum_is_wrong)
{
	struct forge f = between(AF_INET, SEGMENT_TCP);
	struct bytes out = BYTES_INIT;
	struct segment s;

	f.bad_checksum = true;
	f.flags = SEGMENT_RST;
	forge_add(&out, &f, -1, 1);
	segment_read(&s, out.data, out.len, out.len, SEGMENT_ETHERNET);
	ck_assert_int_eq(segment_transport_checksum(&s, out.data, out.len), 0);
	bytes_clear(&out);
}
END_TEST

START_TEST(addresses_lead_back_to_hosts)
{
	static const int family[] = {AF_INET, AF_INET6};
	const uint8_t other[16] = {10, 0, 1, 1};
	struct address a;

	for (int i = 0; i < 2; i++)
		for (unsigned host = 0; host < LAB_HOSTS; host++) {
			plan_address(host, family[i], &a);
			ck_assert_int_eq(
			    plan_host(family[i], i ? (void *)&((struct sockaddr_in6 *)&a.storage)->sin6_addr
			                           : (void *)&((struct sockaddr_in *)&a.storage)->sin_addr),
			    (int)host);
		}
	ck_assert_int_eq(plan_host(AF_INET, other), -1);
	ck_assert_int_eq(plan_host(AF_INET6, other), -1);
	ck_assert_int_eq(plan_host(AF_UNIX, other), -1);
}
END_TEST

int main(void)
{
	TCase *t = tcase_create("forge");

	tcase_add_loop_test(t, tcp_is_read_back, 0, 2);
	tcase_add_loop_test(t, udp_is_read_back, 0, 2);
	tcase_add_test(t, icmp_quotes_what_it_complains_of);
	tcase_add_test(t, a_wrong_checksum_is_wrong);
	tcase_add_test(t, addresses_lead_back_to_hosts);
	return unit_run("forge", t);
}
