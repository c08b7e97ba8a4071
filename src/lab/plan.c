/*
 * Addresses of the lab's hosts.
 */
#include "lab/plan.h"

#include <netinet/in.h>
#include <string.h>

void plan_address(unsigned host, int family, struct address *a)
{
	memset(a, 0, sizeof(*a));
	if (family == AF_INET) {
		struct sockaddr_in *in = (struct sockaddr_in *)&a->storage;

		in->sin_family = AF_INET;
		in->sin_addr.s_addr = htonl(0x0a000001 + host);
		a->len = sizeof(*in);
	} else {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&a->storage;

		in6->sin6_family = AF_INET6;
		in6->sin6_addr.s6_addr[0] = 0xfd;
		in6->sin6_addr.s6_addr[15] = (uint8_t)(host + 1);
		a->len = sizeof(*in6);
	}
}

int plan_host(int family, const void *ip)
{
	static const uint8_t net4[3] = {10, 0, 0}, net6[15] = {0xfd};
	const uint8_t *b = ip;
	bool ours = family == AF_INET    ? !memcmp(b, net4, sizeof(net4))
	            : family == AF_INET6 ? !memcmp(b, net6, sizeof(net6))
	                                 : false;
	int host = ours ? b[family == AF_INET ? 3 : 15] - 1 : -1;

	return host < LAB_HOSTS ? host : -1;
}
