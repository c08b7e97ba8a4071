/*
 * What the kernel says of TCP sockets, whether a descriptor leads to them or not: sock_diag(7) over
 * netlink, through libmnl. It sees SYN_RECV of a handshake that is under way, FIN_WAIT, LAST_ACK and
 * TIME_WAIT of sockets that were closed, and the queues of all. It sees one network namespace: the one
 * its netlink socket was made in.
 */
#ifndef SOCKPIT_WATCH_DIAG_H
#define SOCKPIT_WATCH_DIAG_H

#include <stdbool.h>
#include <stdint.h>

#include "core/address.h"

enum diag_timer {
	DIAG_TIMER_NONE,
	DIAG_TIMER_RETRANSMIT,
	DIAG_TIMER_KEEPALIVE,
	DIAG_TIMER_TIME_WAIT,
	DIAG_TIMER_PROBE
};

/* One TCP socket. */
struct diag_row {
	int family;
	/* as getsockname(2) and getpeername(2) tell them, so IPv4 on an IPv6 socket is ::ffff:10.0.0.1; peer
	 * has port 0 where there is none */
	struct address local, peer;
	int state;       /* TCP_ESTABLISHED = 1 … as tables/tcp_states.h numbers them */
	uint32_t inode;  /* of the descriptor, fstat(2); 0: no descriptor leads to it */
	uint64_t cookie; /* the kernel's own name for it */
	/* bytes not read, and 1 for an end that is not read; LISTEN: connections not accepted */
	uint32_t recv_queue;
	/* bytes not acknowledged, and 1 for a SYN or a FIN; LISTEN: how many may wait, less one */
	uint32_t send_queue;
	enum diag_timer timer;
	uint32_t timer_ms; /* until it runs out */
	uint8_t retransmits;
};

struct diag; /* on the heap */

/*
 * Takes over a NETLINK_SOCK_DIAG socket made in the namespace to be looked at, or, with fd -1, makes
 * one in our own. NULL and errno when that fails; the descriptor is closed then too.
 */
struct diag *diag_new(int fd);
void diag_free(struct diag *d);
/*
 * Calls `row` for each TCP socket of the family (AF_UNSPEC: of both). One dump a family. 0, or -1 and
 * errno. `row` must not use the same diag.
 */
int diag_each(struct diag *d, int family, void (*row)(void *closure, const struct diag_row *),
              void *closure);
/*
 * The same, only of sockets whose local or peer port is one of these (host order), without those that
 * are bound and nothing more. The kernel picks them out.
 */
int diag_each_port(struct diag *d, int family, const uint16_t *port, size_t ports,
                   void (*row)(void *closure, const struct diag_row *), void *closure);
/*
 * The one connection between two ends; peer with port 0, or NULL: the listener whose own address that is,
 * or what is bound there. An IPv4 address and its mapped form are the same end. 1: found, 0: there is
 * none (row is not to be used), -1 and errno.
 */
int diag_find(struct diag *d, const struct address *local, const struct address *peer,
              struct diag_row *row);
/* "retransmission in 1 s", "TIME_WAIT for 58 s"; nothing without a timer. */
void diag_add_timer(struct bytes *out, const struct diag_row *row);

#endif
