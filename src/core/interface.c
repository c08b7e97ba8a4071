/*
 * Looking interfaces up with the ioctls of netdevice(7). A socket belongs to the namespace it was made
 * in for good, so the ones asked through it are right for the hosts of a lab too; if_nametoindex(3)
 * asks a socket of its own. These are look-ups for words that were typed, like those of a resolver, and
 * no calls of the session's.
 */
#include "core/interface.h"

#include <string.h>
#include <sys/ioctl.h>

#include "base/text.h"

/* Interfaces that a misspelt name is compared with: those with the first indexes. */
enum { NEAREST_TRIED = 64 };

static bool put_name(struct ifreq *r, const char *name, size_t n)
{
	if (!n || n >= IF_NAMESIZE || memchr(name, 0, n))
		return false;
	memset(r, 0, sizeof(*r));
	memcpy(r->ifr_name, name, n);
	return true;
}

int interface_index(int fd, const char *name, size_t n)
{
	struct ifreq r;

	return put_name(&r, name, n) && !ioctl(fd, SIOCGIFINDEX, &r) ? r.ifr_ifindex : 0;
}

bool interface_name(int fd, int index, char name[IF_NAMESIZE])
{
	struct ifreq r = {.ifr_ifindex = index};

	if (ioctl(fd, SIOCGIFNAME, &r))
		return false;
	memcpy(name, r.ifr_name, IF_NAMESIZE);
	name[IF_NAMESIZE - 1] = 0;
	return true;
}

bool interface_address(int fd, const char *name, struct in_addr *address)
{
	struct sockaddr_in in;
	struct ifreq r;

	if (!put_name(&r, name, strlen(name)) || ioctl(fd, SIOCGIFADDR, &r) ||
	    r.ifr_addr.sa_family != AF_INET)
		return false;
	memcpy(&in, &r.ifr_addr, sizeof(in));
	*address = in.sin_addr;
	return true;
}

void interface_nearest(int fd, const char *word, size_t n, char name[IF_NAMESIZE])
{
	char tried[IF_NAMESIZE];
	struct nearest near;

	name[0] = 0;
	nearest_init(&near, word, n);
	for (int i = 1; i <= NEAREST_TRIED; i++) {
		if (!interface_name(fd, i, tried))
			continue;
		near.best = NULL;
		nearest_offer(&near, tried);
		if (near.best)
			memcpy(name, tried, sizeof(tried));
	}
}
