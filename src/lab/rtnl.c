/*
 * Each function sends one request and waits for the kernel's word on it.
 */
#include "lab/rtnl.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

enum { ROOM = 1024 }; /* every request is far smaller */

int rtnl_open(struct rtnl *r)
{
	r->seq = 0;
	r->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!r->socket)
		return -1;
	if (!mnl_socket_bind(r->socket, 0, MNL_SOCKET_AUTOPID))
		return 0;
	rtnl_close(r);
	return -1;
}

void rtnl_close(struct rtnl *r)
{
	int err = errno;

	if (r->socket)
		mnl_socket_close(r->socket);
	r->socket = NULL;
	errno = err;
}

static struct nlmsghdr *begin(struct rtnl *r, char room[ROOM], int type, int flags)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(room);

	h->nlmsg_type = (uint16_t)type;
	h->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
	h->nlmsg_seq = ++r->seq;
	return h;
}

static int ask(struct rtnl *r, const struct nlmsghdr *h)
{
	char answer[ROOM * 4];
	ssize_t n;
	int more;

	if (mnl_socket_sendto(r->socket, h, h->nlmsg_len) < 0)
		return -1;
	do {
		n = mnl_socket_recvfrom(r->socket, answer, sizeof(answer));
		if (n < 0)
			return -1;
		more = mnl_cb_run(answer, (size_t)n, h->nlmsg_seq, mnl_socket_get_portid(r->socket), NULL,
		                  NULL);
	} while (more > MNL_CB_STOP);
	return more < 0 ? -1 : 0;
}

int rtnl_add_veth(struct rtnl *r, const char *name, const uint8_t mac[6], const char *peer,
                  const uint8_t peer_mac[6], int peer_ns)
{
	char room[ROOM];
	struct nlmsghdr *h = begin(r, room, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct nlattr *info, *data, *other;

	mnl_nlmsg_put_extra_header(h, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(h, IFLA_IFNAME, name);
	mnl_attr_put(h, IFLA_ADDRESS, 6, mac);
	info = mnl_attr_nest_start(h, IFLA_LINKINFO);
	mnl_attr_put_strz(h, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(h, IFLA_INFO_DATA);
	other = mnl_attr_nest_start(h, VETH_INFO_PEER);
	mnl_nlmsg_put_extra_header(h, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(h, IFLA_IFNAME, peer);
	mnl_attr_put(h, IFLA_ADDRESS, 6, peer_mac);
	mnl_attr_put_u32(h, IFLA_NET_NS_FD, (uint32_t)peer_ns);
	mnl_attr_nest_end(h, other);
	mnl_attr_nest_end(h, data);
	mnl_attr_nest_end(h, info);
	return ask(r, h);
}

int rtnl_up(struct rtnl *r, int interface)
{
	char room[ROOM];
	struct nlmsghdr *h = begin(r, room, RTM_NEWLINK, 0);
	struct ifinfomsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->ifi_index = interface;
	m->ifi_change = m->ifi_flags = IFF_UP;
	return ask(r, h);
}

static size_t size_of(int family)
{
	return family == AF_INET ? 4 : 16;
}

int rtnl_add_address(struct rtnl *r, int interface, int family, const void *a, unsigned bits)
{
	char room[ROOM];
	struct nlmsghdr *h = begin(r, room, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
	struct ifaddrmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->ifa_family = (uint8_t)family;
	m->ifa_prefixlen = (uint8_t)bits;
	m->ifa_index = (uint32_t)interface;
	m->ifa_flags = IFA_F_NODAD;
	mnl_attr_put(h, IFA_LOCAL, size_of(family), a);
	mnl_attr_put(h, IFA_ADDRESS, size_of(family), a);
	if (family == AF_INET && bits <= 24) {
		uint8_t broadcast[4];

		memcpy(broadcast, a, 4);
		broadcast[3] = 255;
		mnl_attr_put(h, IFA_BROADCAST, 4, broadcast);
	}
	return ask(r, h);
}

int rtnl_add_neighbour(struct rtnl *r, int interface, int family, const void *a,
                       const uint8_t mac[6])
{
	char room[ROOM];
	struct nlmsghdr *h = begin(r, room, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE);
	struct ndmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->ndm_family = (uint8_t)family;
	m->ndm_ifindex = interface;
	m->ndm_state = NUD_PERMANENT;
	mnl_attr_put(h, NDA_DST, size_of(family), a);
	mnl_attr_put(h, NDA_LLADDR, 6, mac);
	return ask(r, h);
}

/* The kernel heeds a metric of this kind only where it is locked (tcp_rto_min of net/ipv4/tcp_output.c). */
static void put_rto_min(struct nlmsghdr *h, uint32_t rto_min)
{
	struct nlattr *metrics = mnl_attr_nest_start(h, RTA_METRICS);

	mnl_attr_put_u32(h, RTAX_LOCK, 1U << RTAX_RTO_MIN);
	mnl_attr_put_u32(h, RTAX_RTO_MIN, rto_min);
	mnl_attr_nest_end(h, metrics);
}

int rtnl_add_route(struct rtnl *r, int interface, int family, const void *a, unsigned bits,
                   uint32_t rto_min)
{
	char room[ROOM];
	struct nlmsghdr *h = begin(r, room, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
	struct rtmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->rtm_family = (uint8_t)family;
	m->rtm_dst_len = (uint8_t)bits;
	m->rtm_table = RT_TABLE_MAIN;
	m->rtm_protocol = RTPROT_STATIC;
	m->rtm_scope = RT_SCOPE_LINK;
	m->rtm_type = RTN_UNICAST;
	mnl_attr_put(h, RTA_DST, size_of(family), a);
	mnl_attr_put_u32(h, RTA_OIF, (uint32_t)interface);
	if (rto_min)
		put_rto_min(h, rto_min);
	return ask(r, h);
}
