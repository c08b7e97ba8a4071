/*
 * The helper: a process of its own that has the lab's namespaces. It builds them, hands the ends of the
 * wire over, and then makes a socket in a host whenever it is asked; sockpit itself stays where it is and
 * gains no privilege. It ends when its channel to us closes, which the kernel does whatever kills us, and
 * with it go the namespaces and all in them.
 */
#ifndef SOCKPIT_LAB_HELPER_H
#define SOCKPIT_LAB_HELPER_H

#include <pthread.h>
#include <sys/types.h>

#include "lab/plan.h"
#include "lab/stage.h"

struct helper {
	pid_t pid;
	int channel;          /* owned */
	pthread_mutex_t lock; /* one question at a time */
};

/* What the helper hands over for each host; the descriptors are the caller's. */
struct helper_host {
	int wire;    /* packet socket on the wire's end of the host's cable */
	int barrier; /* packet socket inside the host, for LAB_BARRIER only */
	int diag;    /* NETLINK_SOCK_DIAG socket inside the host */
};

/* Starts it, and waits until the lab stands. 0, or -1: `failure` tells. */
int helper_start(struct helper *h, const struct plan *plan, struct helper_host host[LAB_HOSTS],
                 struct lab_failure *failure);
/* Ends it, and waits for its end. */
void helper_stop(struct helper *h);
/* Whether it has ended without being asked to. Any thread. */
bool helper_has_ended(const struct helper *h);
/* socket(2) inside a host: the descriptor, or -1 and errno as the kernel answered there. Any thread. */
int helper_socket(struct helper *h, unsigned host, int family, int type, int protocol);
/* A setting of a host's network, as ground_setting has it. Name and value of at most HELPER_SETTING - 1
 * bytes; `now` has room for as many. 0, or -1 and errno. Any thread. */
enum { HELPER_SETTING = 128 };
int helper_setting(struct helper *h, unsigned host, const char *name, const char *value,
                   char now[HELPER_SETTING]);

#endif
