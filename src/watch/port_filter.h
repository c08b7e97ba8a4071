/*
 * A filter that the kernel applies to a packet socket: packets of some TCP and UDP ports, whatever the
 * link, and what ICMP says about any (classic BPF, socket(7) SO_ATTACH_FILTER). It lets everything pass
 * that is wanted, and a little more: whoever reads looks again.
 */
#ifndef SOCKPIT_WATCH_PORT_FILTER_H
#define SOCKPIT_WATCH_PORT_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A set of ports. */
struct port_set {
	uint8_t bit[65536 / 8];
};

static inline void port_set_clear(struct port_set *set)
{
	memset(set, 0, sizeof(*set));
}
static inline void port_set_add(struct port_set *set, uint16_t port)
{
	set->bit[port / 8] |= (uint8_t)(1 << port % 8);
}
static inline bool port_set_has(const struct port_set *set, unsigned port)
{
	return set->bit[port / 8 & 0x1fff] >> port % 8 & 1;
}

/*
 * Puts the filter on a socket in the place of any it had: at no moment there is none. 0, or -1 and
 * errno.
 */
int port_filter_attach(int fd, const struct port_set *wanted);

#endif
