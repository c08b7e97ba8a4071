/*
 * Each feature is looked for by trying it, with calls that leave nothing behind.
 */
#include "session/features.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/lab.h"

static bool has_root(const char **reason)
{
	*reason = "the script has to run as root";
	return geteuid() == 0;
}

/* Whether a socket of that kind can be made, and bound where an address is given. */
static bool can(int family, int type, int protocol, const struct sockaddr *a, socklen_t n)
{
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);
	bool yes = fd >= 0 && (!a || !bind(fd, a, n));

	if (fd >= 0)
		close(fd);
	return yes;
}

static bool has_ipv6(const char **reason)
{
	struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};

	*reason = "no IPv6 on this machine: [::1] cannot be bound";
	return can(AF_INET6, SOCK_STREAM, 0, (struct sockaddr *)&a, sizeof(a));
}

static bool has_raw(const char **reason)
{
	*reason = "raw sockets need CAP_NET_RAW (raw(7))";
	return can(AF_INET, SOCK_RAW, IPPROTO_ICMP, NULL, 0);
}

static bool has_mptcp(const char **reason)
{
	*reason = "the kernel has no MPTCP, or it is switched off (net.mptcp.enabled)";
	return can(AF_INET, SOCK_STREAM, IPPROTO_MPTCP, NULL, 0);
}

static bool has_vsock(const char **reason)
{
	*reason = "the kernel has no AF_VSOCK (vsock(7))";
	return can(AF_VSOCK, SOCK_STREAM, 0, NULL, 0);
}

static bool has_lab(const char **reason)
{
	static char why[1024];
	struct lab_failure failure;
	struct bytes text = BYTES_INIT;

	*reason = why;
	if (!lab_try(&failure))
		return true;
	lab_add_failure(&text, &failure);
	snprintf(why, sizeof(why), "%s", bytes_str(&text));
	bytes_clear(&text);
	return false;
}

static bool has_tls(const char **reason)
{
	*reason = "this sockpit has no TLS";
	return false;
}

static const struct feature features[] = {
    {"root", "the privileges of root", has_root},
    {"ipv6", "IPv6 on the loopback interface", has_ipv6},
    {"raw", "raw sockets", has_raw},
    {"mptcp", "Multipath TCP", has_mptcp},
    {"vsock", "sockets of AF_VSOCK", has_vsock},
    {"lab", "hosts and a wire of one's own", has_lab},
    {"tls", "TLS", has_tls},
};

const struct feature *feature_at(size_t i)
{
	return i < sizeof(features) / sizeof(features[0]) ? &features[i] : NULL;
}

const struct feature *feature_by_name(const char *name, size_t n)
{
	for (size_t i = 0; feature_at(i); i++)
		if (strlen(features[i].name) == n && !memcmp(features[i].name, name, n))
			return &features[i];
	return NULL;
}
