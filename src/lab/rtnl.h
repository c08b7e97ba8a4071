/*
 * Interfaces, addresses and routes of the network namespace the calling thread is in: rtnetlink(7)
 * through libmnl. Only what a lab needs.
 */
#ifndef SOCKPIT_LAB_RTNL_H
#define SOCKPIT_LAB_RTNL_H

#include <stddef.h>
#include <stdint.h>

struct mnl_socket;

struct rtnl {
	struct mnl_socket *socket;
	uint32_t seq;
};

/* All answer 0, or -1 and errno. */
int rtnl_open(struct rtnl *r);
void rtnl_close(struct rtnl *r);
/* A veth pair (veth(4)): `name` here, with that MAC address; `peer` in the namespace `peer_ns`. */
int rtnl_add_veth(struct rtnl *r, const char *name, const uint8_t mac[6], const char *peer,
                  const uint8_t peer_mac[6], int peer_ns);
/* Brings an interface up. */
int rtnl_up(struct rtnl *r, int interface);
/* Gives an interface an address of `bits` network bits. `a` is 4 or 16 bytes, as family says. */
int rtnl_add_address(struct rtnl *r, int interface, int family, const void *a, unsigned bits);
/* Tells for good which MAC address a neighbour has, so that nobody asks on the wire. */
int rtnl_add_neighbour(struct rtnl *r, int interface, int family, const void *a,
                       const uint8_t mac[6]);
/* Lets packets for that network out at the interface. On that way TCP sends nothing again before
 * `rto_min` ms have passed (ip-route(8); 0: as the kernel does). */
int rtnl_add_route(struct rtnl *r, int interface, int family, const void *a, unsigned bits,
                   uint32_t rto_min);

#endif
