/*
 * Headers written from the outside in; lengths and checksums at the end.
 */
#include "lab/forge.h"

#include <net/ethernet.h>
#include <netinet/in.h>
#include <string.h>

#include "lab/plan.h"

static void add16(struct bytes *out, unsigned v)
{
	bytes_add_char(out, (char)(v >> 8));
	bytes_add_char(out, (char)v);
}

static void add32(struct bytes *out, uint32_t v)
{
	add16(out, v >> 16);
	add16(out, v & 0xffff);
}

static void set16(struct bytes *out, size_t at, unsigned v)
{
	out->data[at] = (char)(v >> 8);
	out->data[at + 1] = (char)v;
}

static void add_ethernet(struct bytes *out, int from, unsigned to, int family)
{
	uint8_t mac[6];

	plan_mac(to, mac);
	bytes_add(out, mac, 6);
	plan_mac(from < 0 ? LAB_HOSTS : (unsigned)from, mac);
	bytes_add(out, mac, 6);
	add16(out, family == AF_INET6 ? ETHERTYPE_IPV6 : ETHERTYPE_IP);
}

static int protocol_of(enum segment_kind kind)
{
	switch (kind) {
	case SEGMENT_TCP:
		return IPPROTO_TCP;
	case SEGMENT_UDP:
		return IPPROTO_UDP;
	case SEGMENT_ICMP6:
		return IPPROTO_ICMPV6;
	case SEGMENT_ICMP:
	case SEGMENT_IGMP:
	case SEGMENT_ARP:
	case SEGMENT_FRAGMENT:
	case SEGMENT_OTHER:
		break;
	}
	return IPPROTO_ICMP;
}

static void add_ip4(struct bytes *out, const struct forge *f, unsigned ttl)
{
	const struct sockaddr_in *src = (const struct sockaddr_in *)&f->src.storage;
	const struct sockaddr_in *dst = (const struct sockaddr_in *)&f->dst.storage;

	add16(out, 0x4500);
	add16(out, 0); /* length */
	add16(out, f->ip_id);
	add16(out, f->dont_fragment ? 0x4000 : 0);
	bytes_add_char(out, (char)ttl);
	bytes_add_char(out, (char)protocol_of(f->kind));
	add16(out, 0); /* checksum */
	bytes_add(out, &src->sin_addr, 4);
	bytes_add(out, &dst->sin_addr, 4);
}

static void add_ip6(struct bytes *out, const struct forge *f, unsigned ttl)
{
	const struct sockaddr_in6 *src = (const struct sockaddr_in6 *)&f->src.storage;
	const struct sockaddr_in6 *dst = (const struct sockaddr_in6 *)&f->dst.storage;

	add32(out, 0x60000000);
	add16(out, 0); /* length */
	bytes_add_char(out, (char)protocol_of(f->kind));
	bytes_add_char(out, (char)ttl);
	bytes_add(out, &src->sin6_addr, 16);
	bytes_add(out, &dst->sin6_addr, 16);
}

/* RFC 9293 section 3.2, RFC 7323, RFC 2018; filled up with no-operations to whole words. */
static void add_tcp_options(struct bytes *out, const struct segment_options *o)
{
	if (o->mss_there) {
		add16(out, 0x0204);
		add16(out, o->mss);
	}
	if (o->sack_permitted)
		add32(out, 0x01010402);
	if (o->time_there) {
		add32(out, 0x0101080a);
		add32(out, o->time);
		add32(out, o->echo);
	}
	if (o->scale_there) {
		add16(out, 0x0103);
		add16(out, 0x0300U | o->scale);
	}
}

static void add_tcp(struct bytes *out, const struct forge *f)
{
	size_t header = out->len;

	add16(out, (unsigned)address_port(&f->src.any, f->src.len));
	add16(out, (unsigned)address_port(&f->dst.any, f->dst.len));
	add32(out, f->seq);
	add32(out, f->ack);
	add16(out, f->flags);
	add16(out, f->window);
	add16(out, 0); /* checksum */
	add16(out, f->urgent);
	add_tcp_options(out, &f->options);
	out->data[header + 12] = (char)((out->len - header) / 4 << 4);
}

static void add_transport(struct bytes *out, const struct forge *f)
{
	switch (f->kind) {
	case SEGMENT_TCP:
		add_tcp(out, f);
		break;
	case SEGMENT_UDP:
		add16(out, (unsigned)address_port(&f->src.any, f->src.len));
		add16(out, (unsigned)address_port(&f->dst.any, f->dst.len));
		add16(out, (unsigned)f->n + 8);
		add16(out, 0); /* checksum */
		break;
	case SEGMENT_ICMP:
	case SEGMENT_ICMP6:
	case SEGMENT_IGMP:
	case SEGMENT_ARP:
	case SEGMENT_FRAGMENT:
	case SEGMENT_OTHER:
		bytes_add_char(out, (char)f->type);
		bytes_add_char(out, (char)f->code);
		add16(out, 0); /* checksum */
		add32(out, f->rest);
		break;
	}
}

void forge_add(struct bytes *out, const struct forge *f, int from, unsigned to)
{
	int family = address_family(&f->src.any, f->src.len);
	unsigned ttl = f->ttl ? f->ttl : 64;
	size_t frame = out->len, ip, transport;
	struct segment s;

	add_ethernet(out, from, to, family);
	ip = out->len;
	if (family == AF_INET6)
		add_ip6(out, f, ttl);
	else
		add_ip4(out, f, ttl);
	transport = out->len;
	add_transport(out, f);
	bytes_add(out, f->data, f->n);
	if (family == AF_INET6)
		set16(out, ip + 4, (unsigned)(out->len - transport));
	else
		set16(out, ip + 2, (unsigned)(out->len - ip));
	segment_read(&s, out->data + frame, out->len - frame, out->len - frame, SEGMENT_ETHERNET);
	segment_set_checksums(&s, out->data + frame, out->len - frame);
	if (f->bad_checksum)
		out->data[out->len - 1] ^= 1;
}
