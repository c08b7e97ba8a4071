/*
 * Writing the values of socket options as words, by the type their row names: what value_parse reads.
 */
#include "core/value.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/text.h"
#include "core/address.h"
#include "core/value_parts.h"
#include "tables/constants.h"
#include "tables/errnos.h"

static void add_hex(struct bytes *out, const unsigned char *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		if (i)
			bytes_add_char(out, ' ');
		bytes_add_char(out, digits[p[i] >> 4]);
		bytes_add_char(out, digits[p[i] & 15]);
	}
}

static void add_named(struct bytes *out, const struct option_row *row, int i)
{
	for (const struct option_name *name = row ? row->names : NULL; name && name->name; name++)
		if (name->value == i) {
			bytes_add_str(out, name->name);
			return;
		}
	bytes_add_int(out, i);
}

static void add_flags(struct bytes *out, const struct option_row *row, int i)
{
	unsigned left = (unsigned)i;
	const char *before = "";

	for (const struct option_name *name = row->names; name && name->name; name++) {
		if (!name->value || (left & name->value) != name->value)
			continue;
		bytes_addf(out, "%s%s", before, name->name);
		left &= ~(unsigned)name->value;
		before = "|";
	}
	if (left || !i)
		bytes_addf(out, i ? "%s0x%x" : "%s%x", before, left);
}

static void add_timeval(struct bytes *out, const struct timeval *t)
{
	if (t->tv_sec < 0 || t->tv_sec >= INT64_MAX / CLOCK_S || t->tv_usec < 0 ||
	    t->tv_usec >= 1000000) {
		bytes_addf(out, "%lld %lld", (long long)t->tv_sec, (long long)t->tv_usec);
		return;
	}
	text_add_duration(out, t->tv_sec * CLOCK_S + t->tv_usec * 1000);
}

/* A value of one int. */
static void add_int(struct bytes *out, const struct option_row *row, enum option_type type, int i)
{
	if (type == OPTION_ERRNO && i && errno_by_number(i))
		bytes_add_str(out, errno_name(i));
	else if (type == OPTION_FAMILY)
		constant_add(out, CONSTANT_FAMILY, i);
	else if (type == OPTION_TYPE)
		constant_add(out, CONSTANT_TYPE, i);
	else if (type == OPTION_PROTOCOL)
		constant_add(out, CONSTANT_PROTOCOL, i);
	else if (type == OPTION_FLAGS)
		add_flags(out, row, i);
	else if (type == OPTION_INTERFACE_BE)
		bytes_add_int(out, (int)ntohl((uint32_t)i));
	else if (type == OPTION_PORTS)
		bytes_addf(out, "%u-%u", (unsigned)i & UINT16_MAX, (unsigned)i >> 16);
	else
		add_named(out, row, i);
}

/* Up to the first NUL: the kernel pads some. */
static void add_string(struct bytes *out, const char *s, size_t n)
{
	escape_show(out, s, strnlen(s, n), ESCAPE_UTF8, false);
}

static void add_sockaddr(struct bytes *out, const unsigned char *p, size_t n)
{
	struct bytes plain = BYTES_INIT;
	struct address a;

	memset(&a.storage, 0, sizeof(a.storage));
	memcpy(&a.storage, p, n < sizeof(a.storage) ? n : sizeof(a.storage));
	address_add(&plain, &a.any, (socklen_t)(n < sizeof(a.storage) ? n : sizeof(a.storage)),
	            PLACE_TOLD);
	escape_show(out, bytes_str(&plain), plain.len, ESCAPE_UTF8, false);
	bytes_clear(&plain);
}

static void add_ids(struct bytes *out, const unsigned char *p, size_t n)
{
	uint32_t id;

	for (size_t at = 0; at + sizeof(id) <= n; at += sizeof(id)) {
		memcpy(&id, p + at, sizeof(id));
		bytes_addf(out, at ? " %u" : "%u", id);
	}
}

/* A type that is one number or pair; false: the size is not the type's. */
static bool add_simple(struct bytes *out, const struct option_row *row, enum option_type type,
                       const unsigned char *p, size_t n)
{
	union {
		int i;
		unsigned long narrow;
		uint64_t wide;
		struct linger linger;
		struct timeval timeval;
	} v;

	if (n != value_room(row, AF_UNSPEC))
		return false;
	memcpy(&v, p, n);
	if (type == OPTION_LINGER)
		bytes_addf(out, "%d %d", v.linger.l_onoff, v.linger.l_linger);
	else if (type == OPTION_TIMEVAL)
		add_timeval(out, &v.timeval);
	else if (type == OPTION_ULONG)
		bytes_add_uint(out, v.narrow);
	else if (type == OPTION_U64)
		bytes_add_uint(out, v.wide);
	else
		add_int(out, row, type, v.i);
	return true;
}

static bool add_by_type(struct bytes *out, const struct option_row *row, enum option_type type,
                        const unsigned char *p, size_t n)
{
	switch (type) {
	case OPTION_BOOL:
	case OPTION_INT:
	case OPTION_FLAGS:
	case OPTION_ULONG:
	case OPTION_U64:
	case OPTION_ERRNO:
	case OPTION_FAMILY:
	case OPTION_TYPE:
	case OPTION_PROTOCOL:
	case OPTION_LINGER:
	case OPTION_TIMEVAL:
	case OPTION_INTERFACE:
	case OPTION_INTERFACE_BE:
	case OPTION_PORTS:
		return add_simple(out, row, type, p, n);
	case OPTION_STRING:
		add_string(out, (const char *)p, n);
		return true;
	case OPTION_OUTGOING:
	case OPTION_MREQ:
	case OPTION_MREQ6:
	case OPTION_MREQ_SOURCE:
	case OPTION_MSFILTER:
	case OPTION_GROUP:
	case OPTION_GROUP_SOURCE:
	case OPTION_GROUP_FILTER:
		return value_add_group(out, type, p, n);
	case OPTION_MD5SIG:
		return value_add_md5sig(out, p, n);
	case OPTION_SOCKADDR:
		add_sockaddr(out, p, n);
		return true;
	case OPTION_IDS:
		add_ids(out, p, n);
		return n % sizeof(uint32_t) == 0;
	case OPTION_FIELDS:
		value_add_fields(out, row->fields, p, n);
		return true;
	case OPTION_FILTER:
		return value_add_filter(out, p, n);
	case OPTION_BYTES:
		break;
	}
	return false;
}

void value_add(struct bytes *out, const struct option_row *row, const void *value, size_t n)
{
	if (!add_by_type(out, row, row ? row->type : OPTION_INT, value, n))
		add_hex(out, value, n);
}

/* An address of one size; 0: it has several. */
static size_t address_room(int family)
{
	switch (family) {
	case AF_INET:
		return sizeof(struct sockaddr_in);
	case AF_INET6:
		return sizeof(struct sockaddr_in6);
	}
	return 0;
}

size_t value_room(const struct option_row *row, int family)
{
	if (row && row->type == OPTION_SOCKADDR && address_room(family))
		return address_room(family);
	if (row && row->room)
		return row->room;
	switch (row ? row->type : OPTION_INT) {
	case OPTION_BOOL:
	case OPTION_INT:
	case OPTION_FLAGS:
	case OPTION_ERRNO:
	case OPTION_FAMILY:
	case OPTION_TYPE:
	case OPTION_PROTOCOL:
	case OPTION_INTERFACE:
	case OPTION_INTERFACE_BE:
	case OPTION_PORTS:
		return sizeof(int);
	case OPTION_OUTGOING:
		return sizeof(struct in_addr);
	case OPTION_ULONG:
		return sizeof(unsigned long);
	case OPTION_U64:
		return sizeof(uint64_t);
	case OPTION_LINGER:
		return sizeof(struct linger);
	case OPTION_TIMEVAL:
		return sizeof(struct timeval);
	case OPTION_STRING:
	case OPTION_MREQ:
	case OPTION_MREQ6:
	case OPTION_MREQ_SOURCE:
	case OPTION_MSFILTER:
	case OPTION_GROUP:
	case OPTION_GROUP_SOURCE:
	case OPTION_GROUP_FILTER:
	case OPTION_MD5SIG:
	case OPTION_SOCKADDR:
	case OPTION_IDS:
	case OPTION_FIELDS:
	case OPTION_FILTER:
	case OPTION_BYTES:
		break;
	}
	return VALUE_MAX;
}
