/*
 * What is true here and now of a call that failed: which socket of the session has the address, whether the
 * socket listens, which switch made the call not wait. Each refinement of an explanation is one function and
 * one row of a table; it looks, and never touches what it looks at. Its own calls are not in the journal.
 */
#ifndef SOCKPIT_SESSION_FACTS_H
#define SOCKPIT_SESSION_FACTS_H

#include "session/session.h"

enum fact {
	FACT_NONE,    /* nothing more is known than what the tables say */
	FACT_ADDS,    /* a line more */
	FACT_REPLACES /* the reason itself: what the tables offer need not be guessed from any more */
};

/* A failure that is looked into. */
struct inquiry {
	struct session *s;
	const struct call *c;
	const struct sock *sock;  /* the call's; NULL: none */
	const char *socket;       /* its name, or "the socket" */
	const struct arg *target; /* the address of the call; NULL: none */
	const char *address;      /* the same as it is shown, or "the address" */
	struct bytes *out;        /* the fact is appended here */
};

/* Looks into a failure: appends a line without its end when there is one to tell. */
enum fact facts_find(struct inquiry *q);

/* One refinement. */
typedef enum fact fact_finder(struct inquiry *q);

/* facts_address.c: addresses, and who has them. */
fact_finder fact_refused, fact_refused_unix, fact_in_use, fact_in_use_unix, fact_not_ours,
    fact_low_port, fact_unfit, fact_unreachable, fact_no_ipv4, fact_bound_already, fact_broadcast,
    fact_no_folder;
/* facts_peer.c: the other end of a connection, where the session had it. */
fact_finder fact_reset;
/* facts_option.c: an option that was not read or set. */
fact_finder fact_option;
/* facts_session.c: what the session has done itself. */
fact_finder fact_interrupted;
/* facts_state.c: the state of the socket and its limits. */
fact_finder fact_flags, fact_not_connected, fact_broken_pipe, fact_connected_already,
    fact_would_wait, fact_in_progress, fact_too_long, fact_too_many, fact_source,
    fact_no_descriptor, fact_user_timeout, fact_deaf;

#endif
