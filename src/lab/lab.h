/*
 * A lab: hosts, each a network namespace with addresses and a kernel TCP of its own, on one wire. One at a
 * time; it can start and stop at any moment of a session.
 */
#ifndef SOCKPIT_LAB_LAB_H
#define SOCKPIT_LAB_LAB_H

#include "lab/helper.h"
#include "lab/wire.h"
#include "watch/ends.h"

struct lab;

/* socket(2) in a host. */
struct lab_maker {
	struct call_maker maker;
	struct lab *lab;
	unsigned host;
};

struct lab {
	bool running;
	bool lost; /* the last one has gone by itself */
	unsigned hosts;
	char name[LAB_HOSTS][LAB_NAME_MAX + 1];
	struct helper helper;
	struct wire wire;
	struct ends *ends; /* borrowed: its places 0 to 15 are our hosts */
	struct lab_maker maker[LAB_HOSTS];
	unsigned
	    moving; /* bits: hosts with an end that waits to change its state; under the wire's lock */
};

/* No lab yet. All are borrowed. */
void lab_init(struct lab *l, struct journal *journal, struct clock *clock, struct ends *ends);
/* Stops it, if it runs. */
void lab_clear(struct lab *l);
/* Whether n bytes can be a host's name: a letter, then letters, digits and -, at most LAB_NAME_MAX. */
bool lab_is_name(const char *name, size_t n);
/*
 * Starts a lab with these hosts (1 to LAB_HOSTS names, all different). 0, or -1: `failure` says which stage
 * the machine refused.
 */
int lab_start(struct lab *l, const struct plan *plan, const char *const name[],
              struct lab_failure *failure);
/* Its namespaces, processes and interfaces go. Sockets that were made in it stay the session's, on a wire
 * that leads nowhere. */
void lab_stop(struct lab *l);
/* Whether the lab that runs has gone: its helper was killed. As far as that was noticed; `now` asks. */
bool lab_has_gone(struct lab *l, bool now);
/* The number of a host, or -1. */
int lab_host(const struct lab *l, const char *name, size_t n);
/*
 * To be called when a call on a socket of that host is about to be made, and when it has returned or waits
 * in the kernel: what it put on the wire is there, and what changed is in the journal, when this returns.
 */
void lab_before(struct lab *l, unsigned host, const char *call);
void lab_after(struct lab *l, unsigned host);
/* Whether this machine lets a lab be: tries, and lets go. 0, or -1: `failure` tells. */
int lab_try(struct lab_failure *failure);

#endif
