/*
 * The eleven states of a TCP connection (RFC 9293, section 3.3.2), under the numbers Linux uses in
 * struct tcp_info (netinet/tcp.h). SYN_RECV and CLOSE are Linux's names for SYN-RECEIVED and CLOSED.
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
/* Takes SYN_RECV, SYN_RECEIVED, SYN-RECEIVED, CLOSE and CLOSED alike, case ignored; NULL else. */
const struct tcp_state_row *tcp_state_by_name(const char *name, size_t n);
const struct tcp_state_row *tcp_state_at(size_t i);

#endif
