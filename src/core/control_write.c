/*
 * Control messages as words: what one carries, by the form of its row, and all of an argument.
 */
#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "core/address.h"
#include "core/control.h"
#include "tables/constants.h"
#include "tables/errnos.h"

static void add_hex(struct bytes *out, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes_addf(out, "%s%02x", i ? " " : "", p[i]);
}

/* One number, which is called otherwise where it is our own and only names may be seen. */
static void add_own(struct bytes *out, const char *key, uint32_t value, uint32_t own, bool live)
{
	if (live || value != own)
		bytes_addf(out, "%s %u", key, value);
	else
		bytes_addf(out, "%s <%s>", key, key);
}

static bool add_credentials(struct bytes *out, const struct control *c, bool live)
{
	struct ucred who;

	if (c->len != sizeof(who))
		return false;
	memcpy(&who, c->data, sizeof(who));
	add_own(out, "pid", (uint32_t)who.pid, (uint32_t)getpid(), live);
	bytes_add_char(out, ' ');
	add_own(out, "uid", who.uid, geteuid(), live);
	bytes_add_char(out, ' ');
	add_own(out, "gid", who.gid, getegid(), live);
	return true;
}

static bool add_int(struct bytes *out, const struct control *c)
{
	uint16_t two;
	int32_t four;

	if (c->len == 1) {
		bytes_add_uint(out, c->data[0]);
	} else if (c->len == sizeof(two)) {
		memcpy(&two, c->data, sizeof(two));
		bytes_add_uint(out, two);
	} else if (c->len == sizeof(four)) {
		memcpy(&four, c->data, sizeof(four));
		bytes_add_int(out, four);
	} else {
		return false;
	}
	return true;
}

static void add_host(struct bytes *out, int family, const void *host)
{
	char text[INET6_ADDRSTRLEN];

	bytes_add_str(out, inet_ntop(family, host, text, sizeof(text)));
}

static bool add_pktinfo(struct bytes *out, const struct control *c)
{
	struct in_pktinfo info;

	if (c->len != sizeof(info))
		return false;
	memcpy(&info, c->data, sizeof(info));
	bytes_addf(out, "ifindex %d spec_dst ", info.ipi_ifindex);
	add_host(out, AF_INET, &info.ipi_spec_dst);
	bytes_add_str(out, " addr ");
	add_host(out, AF_INET, &info.ipi_addr);
	return true;
}

static bool add_pktinfo6(struct bytes *out, const struct control *c)
{
	struct in6_pktinfo info;

	if (c->len != sizeof(info))
		return false;
	memcpy(&info, c->data, sizeof(info));
	bytes_add_str(out, "addr ");
	add_host(out, AF_INET6, &info.ipi6_addr);
	bytes_addf(out, " ifindex %u", info.ipi6_ifindex);
	return true;
}

static bool add_times(struct bytes *out, const struct control *c, bool live)
{
	bool micro = c->row->form == CONTROL_TIMEVAL;
	size_t each = micro ? sizeof(struct timeval) : sizeof(struct timespec);

	if (!c->len || c->len % each)
		return false;
	for (size_t i = 0; i < c->len; i += each) {
		struct timeval us;
		struct timespec ns;

		bytes_add_str(out, i ? " " : "");
		if (!live) {
			bytes_add_str(out, "<time>");
		} else if (micro) {
			memcpy(&us, c->data + i, each);
			bytes_addf(out, "%lld.%06lld", (long long)us.tv_sec, (long long)us.tv_usec);
		} else {
			memcpy(&ns, c->data + i, each);
			bytes_addf(out, "%lld.%09lld", (long long)ns.tv_sec, (long long)ns.tv_nsec);
		}
	}
	return true;
}

/* Who told of the error follows it: SO_EE_OFFENDER. */
static bool add_error(struct bytes *out, const struct control *c, unsigned place)
{
	struct sock_extended_err e;

	if (c->len < sizeof(e))
		return false;
	memcpy(&e, c->data, sizeof(e));
	/* 0 where it is no failure: SO_EE_ORIGIN_ZEROCOPY */
	bytes_addf(out, "errno %s origin ", e.ee_errno ? errno_name((int)e.ee_errno) : "0");
	constant_add(out, CONSTANT_ORIGIN, e.ee_origin);
	bytes_addf(out, " type %u code %u info %u data %u", e.ee_type, e.ee_code, e.ee_info, e.ee_data);
	if (address_family(c->data + sizeof(e), (socklen_t)(c->len - sizeof(e))) != AF_UNSPEC) {
		bytes_add_str(out, " offender ");
		address_add(out, c->data + sizeof(e), (socklen_t)(c->len - sizeof(e)), place);
	}
	return true;
}

/* The names of descriptors; *next counts those that had one or could have had. */
static bool add_descriptors(struct bytes *out, const struct control *c, const struct control_arg *a,
                            size_t *next)
{
	if (c->len % sizeof(int))
		return false;
	for (size_t i = 0; i < c->len / sizeof(int); i++) {
		const char *name = control_arg_name(a, (*next)++);

		bytes_addf(out, "%s%s", i ? " " : "", name ? name : "(closed)");
	}
	return true;
}

static bool add_value(struct bytes *out, const struct control *c, const struct control_arg *a,
                      unsigned place, size_t *next, bool live)
{
	switch (c->row ? c->row->form : CONTROL_BYTES) {
	case CONTROL_DESCRIPTORS:
		return add_descriptors(out, c, a, next);
	case CONTROL_CREDENTIALS:
		return add_credentials(out, c, live);
	case CONTROL_INT:
	case CONTROL_SHORT:
		return add_int(out, c);
	case CONTROL_PKTINFO:
		return add_pktinfo(out, c);
	case CONTROL_PKTINFO6:
		return add_pktinfo6(out, c);
	case CONTROL_TIMEVAL:
	case CONTROL_TIMESPEC:
		return add_times(out, c, live);
	case CONTROL_ERROR:
		return add_error(out, c, place);
	case CONTROL_ADDRESS:
		address_add(out, c->data, (socklen_t)c->len, place);
		return true;
	case CONTROL_BYTES:
		break;
	}
	return false;
}

static void add_type(struct bytes *out, const struct control *c)
{
	if (c->row) {
		bytes_add_str(out, c->row->name);
		return;
	}
	bytes_add_char(out, '{');
	constant_add(out, CONSTANT_LEVEL, c->level);
	bytes_addf(out, " %d}", c->type);
}

void control_arg_add(struct bytes *out, const struct control_arg *a, unsigned place,
                     const char *between, bool live)
{
	struct bytes value = BYTES_INIT;
	size_t at = 0, next = 0;
	struct control c;

	for (bool first = true; control_next(a->messages, a->messages_n, &at, &c); first = false) {
		bytes_reset(&value);
		/* cut short by the kernel, or not in the table */
		if (!add_value(&value, &c, a, place, &next, live) && (live || !c.row))
			add_hex(&value, c.data, c.len);
		else if (!value.len && c.len)
			bytes_addf(&value, "<%zu bytes>", c.len);
		bytes_add_str(out, first ? "" : between);
		add_type(out, &c);
		if (value.len && !memchr(value.data, ' ', value.len))
			bytes_addf(out, " %s", bytes_str(&value));
		else
			bytes_addf(out, " {%s}", bytes_str(&value));
	}
	bytes_clear(&value);
}
