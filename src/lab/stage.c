/*
 * The stages in words: what was asked of the kernel, and what somebody who looks after the machine can
 * do where it is refused (user_namespaces(7), network_namespaces(7)).
 */
#include "lab/stage.h"

#include <errno.h>

#include "base/bytes.h"
#include "tables/errnos.h"

static const struct {
	const char *name, *what, *advice;
} stages[STAGES] = {
    [STAGE_DONE] = {"done", "", ""},
    [STAGE_HELPER] = {"helper", "the helper process (fork(2), socketpair(2))",
                      "raise the limits on processes and open files (ulimit -u, ulimit -n)"},
    [STAGE_CLONE] = {"clone", "unshare(CLONE_NEWUSER | CLONE_NEWNET)",
                     "allow user namespaces: sysctl user.max_user_namespaces and "
                     "user.max_net_namespaces must not be 0, kernel.unprivileged_userns_clone "
                     "(where there is one) must be 1, and a container must not filter unshare(2)"},
    [STAGE_UID_MAP] = {"uid_map", "writing /proc/self/uid_map",
                       "an AppArmor profile with \"userns,\" for this program allows it where "
                       "kernel.apparmor_restrict_unprivileged_userns is 1"},
    [STAGE_NAMESPACE] = {"namespace", "a network namespace for a host (unshare(2), setns(2))",
                         "raise sysctl user.max_net_namespaces"},
    [STAGE_INTERFACE] =
        {"interface", "a veth pair, its addresses and routes (rtnetlink(7))",
         "the kernel needs the veth module (modprobe veth); where AppArmor restricts "
         "user namespaces, a profile with \"userns,\" for this program allows it"},
    [STAGE_OFFLOAD] = {"offload", "switching checksum offload off (SIOCETHTOOL)",
                       "the kernel must let a user namespace set the features of its veth pairs"},
    [STAGE_PACKET] =
        {"packet socket", "socket(AF_PACKET, SOCK_RAW) on an end of the wire",
         "the kernel needs CONFIG_PACKET (modprobe af_packet), and a container must not "
         "filter packet sockets"},
    [STAGE_DIAG] = {"diag", "socket(AF_NETLINK, SOCK_DGRAM, NETLINK_SOCK_DIAG)",
                    "the kernel needs CONFIG_INET_DIAG (modprobe tcp_diag)"},
};

void lab_add_failure(struct bytes *out, const struct lab_failure *f)
{
	bytes_addf(out, "%s: %s answered %s (%s); what can be done: %s", stages[f->stage].name,
	           stages[f->stage].what, errno_name(f->err), errno_text(f->err),
	           stages[f->stage].advice);
}
