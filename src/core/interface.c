/*
 * Looking interfaces up with the ioctls of netdevice(7). A socket belongs to the namespace it was made
 * in for good, so the ones asked through it are right for the hosts of a lab too; if_nametoindex(3)
 * asks a socket of its own. These are look-ups for words that were typed, like those of a resolver, and
 * no calls of the session's.
 */
#include "core/interface.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/memory.h"
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

/* The IPv4 addresses of all interfaces; a socket of any family tells them. The caller frees it. */
static struct ifreq *list_addresses(int fd, size_t *n)
{
	struct ifconf all = {0};

	*n = 0;
	/* without room it tells how much it takes */
	if (ioctl(fd, SIOCGIFCONF, &all) || all.ifc_len <= 0)
		return NULL;
	all.ifc_buf = memory_new((size_t)all.ifc_len);
	if (!ioctl(fd, SIOCGIFCONF, &all))
		*n = (size_t)all.ifc_len / sizeof(struct ifreq);
	return all.ifc_req;
}

static struct in_addr address_of(const struct ifreq *r)
{
	struct sockaddr_in in;

	memcpy(&in, &r->ifr_addr, sizeof(in));
	return in.sin_addr;
}

bool interface_address(int fd, const char *name, struct in_addr *address)
{
	size_t n, i = 0;
	struct ifreq *all = list_addresses(fd, &n);

	while (i < n && strncmp(all[i].ifr_name, name, IF_NAMESIZE))
		i++;
	if (i < n)
		*address = address_of(&all[i]);
	free(all);
	return i < n;
}

int interface_of_address(int fd, struct in_addr address)
{
	size_t n, i = 0;
	struct ifreq *all = list_addresses(fd, &n);
	int index = 0;

	while (i < n && address_of(&all[i]).s_addr != address.s_addr)
		i++;
	if (i < n)
		index = interface_index(fd, all[i].ifr_name, strnlen(all[i].ifr_name, IF_NAMESIZE - 1));
	free(all);
	return index;
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
