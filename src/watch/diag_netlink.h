/*
 * The talk with sock_diag(7): questions about the TCP sockets of a namespace, and the kernel's messages
 * that answer them, as they are. For diag.c alone.
 */
#ifndef SOCKPIT_WATCH_DIAG_NETLINK_H
#define SOCKPIT_WATCH_DIAG_NETLINK_H

#include <linux/inet_diag.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* States of the kernel that tcp(7) does not tell of: a handshake without a socket of its own yet, and,
 * from Linux 6.8, a socket that is bound and nothing more. */
enum diag_netlink_states {
	DIAG_NEW_SYN_RECV = 12,
	DIAG_BOUND_INACTIVE = 13,
	DIAG_STATES = ((1 << DIAG_BOUND_INACTIVE) - 1) & ~1 /* all but DIAG_BOUND_INACTIVE */
};

/* Ports that the kernel's filter is given at most: each costs it a little for each socket there is. */
enum { DIAG_FILTER_PORTS = 64 };

/* What dumps are narrowed to, in the kernel: all of it optional. */
struct diag_narrow {
	const uint16_t
	    *port; /* either end has one of these; more than DIAG_FILTER_PORTS: not narrowed */
	size_t ports;
	unsigned sport, dport; /* 0: any */
	bool bound; /* also what is bound and nothing more: another walk through all sockets */
};

struct diag_netlink; /* on the heap */

/* As diag_new. */
struct diag_netlink *diag_netlink_new(int fd);
void diag_netlink_free(struct diag_netlink *d);
/* Forgets what was found. */
void diag_netlink_reset(struct diag_netlink *d);
/* Adds one whole dump of a family to what was found. 0, or -1 and errno. */
int diag_netlink_dump(struct diag_netlink *d, int family, const struct diag_narrow *narrow);
/*
 * Adds the one that the kernel finds under these ends, if any. It looks as for a segment that comes in,
 * so that it may be the listener in the place of a connection.
 */
int diag_netlink_look_up(struct diag_netlink *d, int family, const struct inet_diag_sockid *id);
/* What was found. */
size_t diag_netlink_count(const struct diag_netlink *d);
struct inet_diag_msg diag_netlink_at(const struct diag_netlink *d, size_t i);

#endif
