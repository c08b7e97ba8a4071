/*
 * The eleven states of a TCP connection (RFC 9293, section 3.3.2), under the numbers Linux uses in
 * struct tcp_info (netinet/tcp.h) and mostly under its names: SYN_RECV is SYN-RECEIVED; what Linux
 * calls CLOSE is CLOSED here as in the RFC.
 */
#ifndef SOCKPIT_TABLES_TCP_STATES_H
#define SOCKPIT_TABLES_TCP_STATES_H

#include <stddef.h>

struct tcp_state_row {
	int number;        /* TCP_ESTABLISHED = 1, … */
	const char *name;  /* "ESTABLISHED" */
	const char *about; /* what it means, one line */
};

/* NULL when the number is no state. */
const struct tcp_state_row *tcp_state_by_number(int number);
/* Takes SYN_RECV, SYN_RECEIVED, SYN-RECEIVED, CLOSE and CLOSED alike, case, - and _ ignored (so
 * FIN_WAIT1 is FIN-WAIT-1), and what ss(8) and netstat(8) write; NULL else. */
const struct tcp_state_row *tcp_state_by_name(const char *name, size_t n);
const struct tcp_state_row *tcp_state_at(size_t i);

#endif
