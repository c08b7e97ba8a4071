/*
 * Step by step. Each step that fails names itself. user_namespaces(7), network_namespaces(7), veth(4),
 * packet(7); that a plain user may do all of it is shown by tests/kernel/.
 */
#include "lab/ground.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/quiet.h"
#include "lab/rtnl.h"

/* Bytes that may wait on the wire's end of a cable: a burst is not to be lost. */
enum { WIRE_BUFFER = 16 * 1024 * 1024 };

/* What is set in every host, so that the wire carries what the sockets do and little else, and so that a
 * session reads the same each time. */
static const struct {
	const char *path, *value;
} settings[] = {
    /* no link-local address, no router looked for */
    {"/proc/sys/net/ipv6/conf/default/addr_gen_mode", "1"},
    {"/proc/sys/net/ipv6/conf/default/router_solicitations", "0"},
    {"/proc/sys/net/ipv6/conf/default/accept_ra", "0"},
    {"/proc/sys/net/ipv6/conf/default/accept_dad", "0"},
    /* a group that is joined is reported at once, and by IGMP once only */
    {"/proc/sys/net/ipv4/igmp_qrv", "1"},
    {"/proc/sys/net/ipv4/conf/default/igmpv3_unsolicited_report_interval", "1"},
    {"/proc/sys/net/ipv6/conf/default/mldv2_unsolicited_report_interval", "1"},
    /* every refusal is told */
    {"/proc/sys/net/ipv4/icmp_ratelimit", "0"},
    {"/proc/sys/net/ipv6/icmp/ratelimit", "0"},
    {"/proc/sys/net/ipv4/ping_group_range", "0 0"},
    /* a connection learns nothing from the one before */
    {"/proc/sys/net/ipv4/tcp_no_metrics_save", "1"},
};

/* The file of a setting: the dots of its name become slashes, so that no name leads out of the folder. */
static int setting_path(char path[PATH_MAX], const char *name)
{
	static const char folder[] = "/proc/sys/";
	size_t n = strlen(name);

	if (strncmp(name, "net.", 4) || strchr(name, '/') || sizeof(folder) + n > PATH_MAX) {
		errno = ENOENT;
		return -1;
	}
	memcpy(path, folder, sizeof(folder) - 1);
	memcpy(path + sizeof(folder) - 1, name, n + 1);
	for (char *at = path + sizeof(folder) - 1; *at; at++)
		if (*at == '.')
			*at = '/';
	return 0;
}

/* A setting this kernel does not have, or does not let be set, is left as it is. */
static void set(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, value, strlen(value)) < 0)
		errno = 0;
	close(fd);
}

static int fail(struct lab_failure *f, enum lab_stage stage)
{
	*f = (struct lab_failure){stage, errno};
	return -1;
}

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -1;
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		err = errno;
	close(fd);
	errno = err;
	return err ? -1 : 0;
}

/* We are root in the new user namespace, and nobody else is in it. */
static int map_ids(uid_t uid, gid_t gid)
{
	char line[64];

	/* a kernel before 3.19 has no such file, and does not ask for it */
	if (write_file("/proc/self/setgroups", "deny") && errno != ENOENT)
		return -1;
	snprintf(line, sizeof(line), "0 %u 1", (unsigned)uid);
	if (write_file("/proc/self/uid_map", line))
		return -1;
	snprintf(line, sizeof(line), "0 %u 1", (unsigned)gid);
	return write_file("/proc/self/gid_map", line);
}

static int enter_namespaces(struct lab_failure *f)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET)) {
		int err = errno;

		/* root can do without the user namespace */
		if (!uid && !unshare(CLONE_NEWNET))
			return 0;
		errno = err;
		return fail(f, STAGE_CLONE);
	}
	return map_ids(uid, gid) ? fail(f, STAGE_UID_MAP) : 0;
}

/* A descriptor of the namespace we are in, under that number (-1: any). */
static int hold_namespace(int number)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), to;

	if (fd < 0 || number < 0)
		return fd;
	to = dup3(fd, number, O_CLOEXEC);
	close(fd);
	return to;
}

static int enter(int namespace)
{
	return setns(namespace, CLONE_NEWNET);
}

/* Switches a feature of an interface off; one it does not have is off already. */
static int switch_off(int fd, const char *interface, uint32_t command)
{
	struct ethtool_value v = {.cmd = command};
	struct ifreq r = {.ifr_data = (void *)&v};

	memcpy(r.ifr_name, interface, strlen(interface) + 1);
	return ioctl(fd, SIOCETHTOOL, &r) && errno != EOPNOTSUPP ? -1 : 0;
}

/* Checksums are computed, and what is sent is what a wire can carry: no segment of 64 kB. */
static int switch_offloads_off(const char *interface)
{
	static const uint32_t command[] = {ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO, ETHTOOL_SSG,
	                                   ETHTOOL_STXCSUM};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), err = 0;

	if (fd < 0)
		return -1;
	for (size_t i = 0; i < sizeof(command) / sizeof(command[0]) && !err; i++)
		if (switch_off(fd, interface, command[i]))
			err = errno;
	close(fd);
	errno = err;
	return err ? -1 : 0;
}

static int packet_socket(const char *interface, int protocol)
{
	struct sockaddr_ll a = {.sll_family = AF_PACKET,
	                        .sll_protocol = htons((uint16_t)protocol),
	                        .sll_ifindex = (int)if_nametoindex(interface)};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int one = 1, buffer = WIRE_BUFFER;

	if (fd < 0)
		return -1;
	/* what we put on the wire ourselves does not come back to us */
	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof(one)) ||
	    bind(fd, (struct sockaddr *)&a, sizeof(a))) {
		int err = errno;

		close(fd);
		errno = err;
		return -1;
	}
	for (int i = 0; i < 2; i++) {
		int name = i ? SO_SNDBUF : SO_RCVBUF, force = i ? SO_SNDBUFFORCE : SO_RCVBUFFORCE;

		if (setsockopt(fd, SOL_SOCKET, force, &buffer, sizeof(buffer)))
			setsockopt(fd, SOL_SOCKET, name, &buffer, sizeof(buffer));
	}
	return fd;
}

static void name_cable(char name[IFNAMSIZ], unsigned host)
{
	snprintf(name, IFNAMSIZ, "wire%u", host);
}

/* The cable from the wire, where we are, into the host's namespace. */
static int lay_cable(unsigned host)
{
	uint8_t mac[6], here[6];
	char name[IFNAMSIZ];
	struct rtnl r;
	int err;

	plan_mac(host, mac);
	memcpy(here, mac, 6);
	here[4] = 1;
	name_cable(name, host);
	if (rtnl_open(&r))
		return -1;
	err = rtnl_add_veth(&r, name, here, LAB_INTERFACE, mac, GROUND_FIRST_NAMESPACE + (int)host);
	if (!err)
		err = rtnl_up(&r, (int)if_nametoindex(name));
	rtnl_close(&r);
	return err;
}

/* The way to another host, and its MAC address. */
static int lead(struct rtnl *r, int interface, unsigned host, int family, const void *ip,
                uint32_t rto_min)
{
	uint8_t mac[6];

	plan_mac(host, mac);
	if (rtnl_add_neighbour(r, interface, family, ip, mac))
		return -1;
	/* the network's route would do, but has no room for this */
	return rto_min ? rtnl_add_route(r, interface, family, ip, family == AF_INET ? 32 : 128, rto_min)
	               : 0;
}

static int introduce(struct rtnl *r, int interface, unsigned host, const struct plan *plan)
{
	static const int family[] = {AF_INET, AF_INET6};
	struct address a;

	for (int i = 0; i < 2; i++)
		for (unsigned h = 0; h < plan->hosts; h++) {
			plan_address(h, family[i], &a);
			const void *ip = i ? (void *)&((struct sockaddr_in6 *)&a.storage)->sin6_addr
			                   : (void *)&((struct sockaddr_in *)&a.storage)->sin_addr;

			if (h == host ? rtnl_add_address(r, interface, family[i], ip, i ? LAB_BITS6 : LAB_BITS)
			              : lead(r, interface, h, family[i], ip, plan->rto_min))
				return -1;
		}
	return 0;
}

/* Inside a host: its interfaces come up and know who is on the wire. */
static int furnish(unsigned host, const struct plan *plan)
{
	static const uint8_t multicast[4] = {224}, everybody[4] = {255, 255, 255, 255};
	int interface = (int)if_nametoindex(LAB_INTERFACE), loopback = (int)if_nametoindex("lo");
	struct rtnl r;
	int err;

	if (rtnl_open(&r))
		return -1;
	err = rtnl_up(&r, loopback) || rtnl_up(&r, interface) || introduce(&r, interface, host, plan) ||
	      rtnl_add_route(&r, interface, AF_INET, multicast, 4, 0) ||
	      rtnl_add_route(&r, interface, AF_INET, everybody, 32, 0);
	rtnl_close(&r);
	return err ? -1 : 0;
}

static int make_namespace(struct ground *g, unsigned host)
{
	int err = 0;

	if (unshare(CLONE_NEWNET))
		return -1;
	if (hold_namespace(GROUND_FIRST_NAMESPACE + (int)host) < 0)
		err = errno;
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		set(settings[i].path, settings[i].value);
	if (enter(g->wire_namespace) && !err)
		err = errno;
	errno = err;
	return err ? -1 : 0;
}

/* What has to be done from inside; we are in the wire's namespace again when it returns. */
static int settle_in(struct ground *g, unsigned host, struct lab_failure *f)
{
	struct ground_host *h = &g->host[host];
	int bad = 0;

	if (enter(GROUND_FIRST_NAMESPACE + (int)host))
		return fail(f, STAGE_NAMESPACE);
	if (furnish(host, &g->plan))
		bad = fail(f, STAGE_INTERFACE);
	else if (switch_offloads_off(LAB_INTERFACE))
		bad = fail(f, STAGE_OFFLOAD);
	else if ((h->barrier = packet_socket(LAB_INTERFACE, LAB_BARRIER)) < 0)
		bad = fail(f, STAGE_PACKET);
	else if ((h->diag = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) < 0)
		bad = fail(f, STAGE_DIAG);
	if (enter(g->wire_namespace))
		return fail(f, STAGE_NAMESPACE);
	return bad;
}

static int make_host(struct ground *g, unsigned host, struct lab_failure *f)
{
	char name[IFNAMSIZ];

	name_cable(name, host);
	if (make_namespace(g, host))
		return fail(f, STAGE_NAMESPACE);
	if (lay_cable(host))
		return fail(f, STAGE_INTERFACE);
	if (switch_offloads_off(name))
		return fail(f, STAGE_OFFLOAD);
	if (settle_in(g, host, f))
		return -1;
	g->host[host].wire = packet_socket(name, ETH_P_ALL);
	if (g->host[host].wire < 0)
		return fail(f, STAGE_PACKET);
	/* who reads it passes over the rest; where there is no filter, over all */
	quiet_attach(g->host[host].wire);
	return 0;
}

int ground_make(struct ground *g, const struct plan *plan, struct lab_failure *failure)
{
	g->plan = *plan;
	if (enter_namespaces(failure))
		return -1;
	g->wire_namespace = hold_namespace(-1);
	if (g->wire_namespace < 0)
		return fail(failure, STAGE_NAMESPACE);
	/* the wire has no address, and says nothing of its own */
	set("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
	for (unsigned i = 0; i < plan->hosts; i++)
		if (make_host(g, i, failure))
			return -1;
	return 0;
}

int ground_socket(struct ground *g, unsigned host, int family, int type, int protocol)
{
	int fd, err;

	if (enter(GROUND_FIRST_NAMESPACE + (int)host))
		return -1;
	fd = socket(family, type | SOCK_CLOEXEC, protocol);
	err = errno;
	if (enter(g->wire_namespace)) {
		err = errno;
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	errno = err;
	return fd;
}

/* Reads a file of /proc/sys as one line: tabs between numbers become blanks. */
static int read_line(const char *path, char *text, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, text, room - 1);
	err = errno;
	close(fd);
	errno = err;
	if (n < 0)
		return -1;
	while (n && (text[n - 1] == '\n' || text[n - 1] == '\t'))
		n--;
	text[n] = 0;
	for (char *at = text; *at; at++)
		if (*at == '\t' || *at == '\n')
			*at = ' ';
	return 0;
}

int ground_setting(struct ground *g, unsigned host, const char *name, const char *value, char *now,
                   size_t room)
{
	char path[PATH_MAX];
	int err = 0;

	if (setting_path(path, name) || enter(GROUND_FIRST_NAMESPACE + (int)host))
		return -1;
	if ((value && write_file(path, value)) || read_line(path, now, room))
		err = errno;
	if (enter(g->wire_namespace))
		err = errno;
	errno = err;
	return err ? -1 : 0;
}
