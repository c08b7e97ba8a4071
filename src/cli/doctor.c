/*
 * sockpit doctor: what this machine allows, and what to do about what it does not. Each line is found out by
 * trying.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "lab/lab.h"
#include "session/features.h"
#include "tables/errnos.h"
#include "watch/capture.h"

/* Each appends what it found, and answers whether it is there. */
struct symptom {
	const char *name;
	bool (*look)(struct bytes *out);
};

static bool has_lab(struct bytes *out)
{
	struct lab_failure failure;

	if (lab_try(&failure)) {
		lab_add_failure(out, &failure);
		return false;
	}
	bytes_add_str(out, "hosts and a wire of your own: lab start");
	return true;
}

static bool has_capture(struct bytes *out)
{
	struct bytes why = BYTES_INIT;
	struct capture *c;
	int err;

	c = capture_open("lo", 128, &why, &err);
	bytes_add_str(out, c ? "packets of real interfaces can be captured" : bytes_str(&why));
	bytes_clear(&why);
	capture_close(c);
	return c;
}

/* The features a script can require, by their names. */
static bool has_feature(const char *name, struct bytes *out)
{
	const struct feature *f = feature_by_name(name, strlen(name));
	const char *reason;
	bool there = f->present(&reason);

	bytes_add_str(out, there ? f->about : reason);
	return there;
}

static bool has_raw(struct bytes *out)
{
	bool there = has_feature("raw", out);

	bytes_add_str(out,
	              there ? "" : ": run as root, or make them in a host of the lab (socket -host)");
	return there;
}

static bool has_ipv6(struct bytes *out)
{
	return has_feature("ipv6", out);
}

static bool has_mptcp(struct bytes *out)
{
	return has_feature("mptcp", out);
}

/* The first port anybody may bind (ip(7)). */
static int first_port(void)
{
	int fd = open("/proc/sys/net/ipv4/ip_unprivileged_port_start", O_RDONLY | O_CLOEXEC);
	char text[16] = "";
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	return n > 0 ? (int)strtol(text, NULL, 10) : 1024;
}

static bool has_low_ports(struct bytes *out)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), first = first_port();
	bool there = first <= 1;

	/* a port that is in use may be bound as far as rights go */
	for (unsigned port = 1; fd >= 0 && !there && port < 8; port++) {
		a.sin_port = htons((uint16_t)port);
		there = !bind(fd, (struct sockaddr *)&a, sizeof(a)) || errno == EADDRINUSE;
	}
	if (fd >= 0)
		close(fd);
	if (there)
		bytes_add_str(out, "ports below 1024 can be bound");
	else
		bytes_addf(out,
		           "ports below %d need CAP_NET_BIND_SERVICE: run as root, lower sysctl "
		           "net.ipv4.ip_unprivileged_port_start, or bind in a host of the lab",
		           first);
	return there;
}

static const struct symptom symptoms[] = {
    {"lab", has_lab},   {"capture", has_capture},     {"raw", has_raw},
    {"ipv6", has_ipv6}, {"low ports", has_low_ports}, {"mptcp", has_mptcp},
};

int cli_doctor(int argc, char **argv)
{
	struct bytes text = BYTES_INIT;
	int code;

	if (argc > 1)
		return cli_usage(cli_is_help(argc, argv), "Usage: sockpit doctor\n");
	for (size_t i = 0; i < sizeof(symptoms) / sizeof(symptoms[0]); i++) {
		struct bytes found = BYTES_INIT;
		bool there = symptoms[i].look(&found);

		bytes_addf(&text, "%-10s %-4s %s\n", symptoms[i].name, there ? "yes" : "no",
		           bytes_str(&found));
		bytes_clear(&found);
	}
	code = cli_print(&text);
	bytes_clear(&text);
	return code;
}
