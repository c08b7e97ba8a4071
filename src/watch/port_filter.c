/*
 * The filter as a program: it puts the ports of a packet into two words of its memory and looks for
 * each in ranges, one after the other. Offsets count from the network header (SKF_NET_OFF), so that it
 * does not matter what the link puts before it.
 *
 * Written by hand rather than by pcap_compile(3): libpcap lets nothing pass while it puts one filter
 * in the place of another, and it reads neither IPv6's extension headers nor what ICMP quotes. Packets
 * with either all pass.
 */
#include "watch/port_filter.h"

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/socket.h>

enum {
	RANGES_MOST = 64, /* more are joined: a program's memory is bounded (net.core.optmem_max) */
	ROOM = 64 + 2 * (1 + 3 * RANGES_MOST),
	PASS = 0x40000, /* bytes of the packet that pass: all; whoever reads cuts */
	DROP = 0
};

enum { SOURCE, DESTINATION }; /* words of the program's memory */

struct program {
	struct sock_filter at[ROOM];
	unsigned short len;
};

/* Appends an instruction; its place. */
static unsigned add(struct program *p, unsigned code, uint32_t k, unsigned jt, unsigned jf)
{
	p->at[p->len] = (struct sock_filter){(uint16_t)code, (uint8_t)jt, (uint8_t)jf, k};
	return p->len++;
}

static void answer(struct program *p, uint32_t what)
{
	add(p, BPF_RET | BPF_K, what, 0, 0);
}

/* size: BPF_B, BPF_H. */
static void load(struct program *p, unsigned size, unsigned offset)
{
	add(p, BPF_LD | size | BPF_ABS, (uint32_t)SKF_NET_OFF + offset, 0, 0);
}

/* What the kernel knows of the packet besides its bytes: SKF_AD_PROTOCOL. */
static void load_fact(struct program *p, uint32_t fact)
{
	add(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)SKF_AD_OFF + fact, 0, 0);
}

static void store(struct program *p, unsigned word)
{
	add(p, BPF_ST, word, 0, 0);
}

static void pass_if(struct program *p, uint32_t value)
{
	add(p, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
	answer(p, PASS);
}

static void drop_unless_it_has_ports(struct program *p)
{
	add(p, BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 2, 0);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 1, 0);
	answer(p, DROP);
}

/* What is sent over the loopback passes twice, as sent and as received: once is enough. */
static void drop_what_loopback_sends(struct program *p)
{
	load_fact(p, SKF_AD_PKTTYPE);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 0, 3);
	load_fact(p, SKF_AD_HATYPE);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, ARPHRD_LOOPBACK, 0, 1);
	answer(p, DROP);
}

static void find_ip4_ports(struct program *p)
{
	load(p, BPF_B, 9);
	pass_if(p, IPPROTO_ICMP);
	drop_unless_it_has_ports(p);
	load(p, BPF_H, 6); /* only the first fragment has ports */
	add(p, BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 0, 1);
	answer(p, DROP);
	load(p, BPF_B, 0);
	add(p, BPF_ALU | BPF_AND | BPF_K, 15, 0, 0);
	add(p, BPF_ALU | BPF_LSH | BPF_K, 2, 0, 0);
	add(p, BPF_MISC | BPF_TAX, 0, 0, 0);
	add(p, BPF_LD | BPF_H | BPF_IND, (uint32_t)SKF_NET_OFF, 0, 0);
	store(p, SOURCE);
	add(p, BPF_LD | BPF_H | BPF_IND, (uint32_t)SKF_NET_OFF + 2, 0, 0);
	store(p, DESTINATION);
}

static void find_ip6_ports(struct program *p)
{
	load(p, BPF_B, 6);
	pass_if(p, IPPROTO_ICMPV6);
	pass_if(p, IPPROTO_HOPOPTS);
	pass_if(p, IPPROTO_ROUTING);
	pass_if(p, IPPROTO_FRAGMENT);
	pass_if(p, IPPROTO_DSTOPTS);
	pass_if(p, IPPROTO_AH);
	drop_unless_it_has_ports(p);
	load(p, BPF_H, 40);
	store(p, SOURCE);
	load(p, BPF_H, 42);
	store(p, DESTINATION);
}

/* The next wanted port from `port` on; 65536: there is none. */
static unsigned next_wanted(const struct port_set *wanted, unsigned port)
{
	while (port < 65536 && !port_set_has(wanted, port))
		port += port % 8 || wanted->bit[port / 8] ? 1 : 8;
	return port;
}

/* The end of the run of wanted ports that begins at `first`; gaps up to `gap` ports are taken in. */
static unsigned end_of_run(const struct port_set *wanted, unsigned first, unsigned gap)
{
	unsigned last = first, next = next_wanted(wanted, first + 1);

	while (next < 65536 && next - last <= gap + 1) {
		last = next;
		next = next_wanted(wanted, last + 1);
	}
	return last;
}

static unsigned count_runs(const struct port_set *wanted, unsigned gap)
{
	unsigned port = next_wanted(wanted, 0), runs = 0;

	while (port < 65536) {
		port = next_wanted(wanted, end_of_run(wanted, port, gap) + 1);
		runs++;
	}
	return runs;
}

/* Lets the packet pass if the port in that word is in one of the runs. */
static void look_up(struct program *p, const struct port_set *wanted, unsigned gap, unsigned word)
{
	unsigned port = next_wanted(wanted, 0);

	add(p, BPF_LD | BPF_MEM, word, 0, 0);
	while (port < 65536) {
		unsigned last = end_of_run(wanted, port, gap);

		add(p, BPF_JMP | BPF_JGE | BPF_K, port, 0, 2);
		add(p, BPF_JMP | BPF_JGT | BPF_K, last, 1, 0);
		answer(p, PASS);
		port = next_wanted(wanted, last + 1);
	}
}

static void build(struct program *p, const struct port_set *wanted)
{
	unsigned gap = 0, ip4, found;

	p->len = 0;
	if (!count_runs(wanted, 0)) {
		answer(p, DROP);
		return;
	}
	while (count_runs(wanted, gap) > RANGES_MOST)
		gap = gap * 2 + 1;
	drop_what_loopback_sends(p);
	load_fact(p, SKF_AD_PROTOCOL);
	ip4 = add(p, BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 0);
	find_ip4_ports(p);
	found = add(p, BPF_JMP | BPF_JA, 0, 0, 0);
	p->at[ip4].jf = (uint8_t)(p->len - ip4 - 1);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 1, 0);
	answer(p, DROP);
	find_ip6_ports(p);
	p->at[found].k = p->len - found - 1;
	look_up(p, wanted, gap, SOURCE);
	look_up(p, wanted, gap, DESTINATION);
	answer(p, DROP);
}

int port_filter_attach(int fd, const struct port_set *wanted)
{
	struct program p;
	struct sock_fprog filter = {0, p.at};

	build(&p, wanted);
	filter.len = p.len;
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter));
}
