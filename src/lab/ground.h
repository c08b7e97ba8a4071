/*
 * The ground a lab stands on, made by the helper process, inside it: a user namespace, the wire's network
 * namespace, one more for each host, and a veth pair from the wire to each.
 */
#ifndef SOCKPIT_LAB_GROUND_H
#define SOCKPIT_LAB_GROUND_H

#include "lab/plan.h"
#include "lab/stage.h"

/* Descriptor numbers of the hosts' namespaces in the helper, one after the other: known, so that
 * somebody outside can enter one (nsenter(1) --net=/proc/PID/fd/N). */
enum { GROUND_FIRST_NAMESPACE = 100 };

struct ground_host {
	int wire, barrier, diag; /* as struct helper_host */
};

struct ground {
	struct plan plan;
	int wire_namespace;
	struct ground_host host[LAB_HOSTS];
};

/*
 * Makes it all. The calling process must be single-threaded, and stays in the wire's namespace. 0, or
 * -1: `failure` tells.
 */
int ground_make(struct ground *g, const struct plan *plan, struct lab_failure *failure);
/* socket(2) inside a host; the descriptor closes on exec. */
int ground_socket(struct ground *g, unsigned host, int family, int type, int protocol);
/*
 * A setting of a host's network (sysctl(8)), "net.ipv4.tcp_sack": sets it to `value`, unless that is NULL, and
 * reads what it is then, as a string, cut where `room` ends. 0, or -1 and errno as the kernel answered.
 */
int ground_setting(struct ground *g, unsigned host, const char *name, const char *value, char *now,
                   size_t room);

#endif
