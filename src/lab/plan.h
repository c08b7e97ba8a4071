/*
 * Who is who on a lab's wire: the numbers, addresses and names that follow from a host's place in the
 * list. Host 0 is 10.0.0.1 and fd00::1.
 */
#ifndef SOCKPIT_LAB_PLAN_H
#define SOCKPIT_LAB_PLAN_H

#include <stdint.h>

#include "core/address.h"

enum {
	LAB_HOSTS = 16,    /* at most */
	LAB_NAME_MAX = 31, /* bytes of a host's name */
	LAB_BITS = 24,     /* of the IPv4 network 10.0.0.0 */
	LAB_BITS6 = 64,    /* of the IPv6 network fd00:: */
	LAB_MTU = 1500,
	LAB_BARRIER = 0x88b5 /* ethertype of the wire's own markers: IEEE 802 local experimental 1 */
};

/* What a lab is to be like. */
struct plan {
	unsigned hosts;
	uint32_t rto_min; /* ms before TCP sends something again, at least; 0: as the kernel does */
};

/* The interface of a host, inside it. */
#define LAB_INTERFACE "eth0"

/* MAC address of a host's interface: 02:00:00:00:00:NN, locally administered. */
static inline void plan_mac(unsigned host, uint8_t mac[6])
{
	const uint8_t bytes[6] = {2, 0, 0, 0, 0, (uint8_t)(host + 1)};

	for (int i = 0; i < 6; i++)
		mac[i] = bytes[i];
}

/* Address of a host, port 0; family AF_INET or AF_INET6. */
void plan_address(unsigned host, int family, struct address *a);
/* The host that has this address, or -1. */
int plan_host(int family, const void *ip);

#endif
