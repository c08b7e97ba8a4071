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
	struct address local, peer; /* peer has port 0 where there is none */
	int state;                  /* TCP_ESTABLISHED = 1 … as tables/tcp_states.h numbers them */
	uint32_t inode;             /* of the descriptor, fstat(2); 0: no descriptor leads to it */
	uint64_t cookie;            /* the kernel's own name for it */
	uint32_t recv_queue;        /* bytes not read; LISTEN: connections not accepted */
	uint32_t send_queue;        /* bytes not acknowledged; LISTEN: how many may wait */
	enum diag_timer timer;
	uint32_t timer_ms; /* until it runs out */
	uint8_t retransmits;
};

struct diag; /* on the heap */

/*
 * Takes over a NETLINK_SOCK_DIAG socket made in the namespace to be looked at, or, with fd -1, makes
 * one in our own. NULL and errno when that fails.
 */
struct diag *diag_new(int fd);
void diag_free(struct diag *d);
/*
 * Calls `row` for each TCP socket of the family (AF_UNSPEC: of both). One dump a family. 0, or -1 and
 * errno. `row` must not use the same diag.
 */
int diag_each(struct diag *d, int family, void (*row)(void *closure, const struct diag_row *),
              void *closure);
/* The same, only of sockets whose local or peer port is one of these (host order). */
int diag_each_port(struct diag *d, int family, const uint16_t *port, size_t ports,
                   void (*row)(void *closure, const struct diag_row *), void *closure);
/* The one connection between two ends (peer with port 0: a listener). 1: found, 0: there is none, -1 and
 * errno. */
int diag_find(struct diag *d, const struct address *local, const struct address *peer,
              struct diag_row *row);
/* "retransmission in 1 s", "TIME_WAIT for 58 s"; nothing without a timer. */
struct bytes;
void diag_add_timer(struct bytes *out, const struct diag_row *row);

#endif
