/*
 * The steps by which a lab comes to be. Where one is refused, its name says what the machine does not
 * allow.
 */
#ifndef SOCKPIT_LAB_STAGE_H
#define SOCKPIT_LAB_STAGE_H

enum lab_stage {
	STAGE_DONE,
	STAGE_HELPER,    /* fork(2), socketpair(2) of the helper process */
	STAGE_CLONE,     /* unshare(2): a user namespace and a network namespace in it */
	STAGE_UID_MAP,   /* user_namespaces(7): /proc/self/uid_map and gid_map */
	STAGE_NAMESPACE, /* unshare(2), setns(2): a network namespace for each host */
	STAGE_INTERFACE, /* veth(4) pairs, addresses, routes */
	STAGE_OFFLOAD,   /* ethtool: checksums are to be computed, as a real wire carries them */
	STAGE_PACKET,    /* packet(7) sockets on the ends of the wire */
	STAGE_DIAG,      /* sock_diag(7) sockets in each host */
	STAGES
};

/* What failed, and why. */
struct lab_failure {
	enum lab_stage stage;
	int err;
};

struct bytes;
/* Appends "clone: unshare(CLONE_NEWUSER | CLONE_NEWNET) answered EPERM (Operation not permitted): ..."
 * and what an administrator can do. */
void lab_add_failure(struct bytes *out, const struct lab_failure *f);

#endif
