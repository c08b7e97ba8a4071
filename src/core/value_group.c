/*
 * The values of multicast options: groups, sources and interfaces (RFC 3678, ip(7), ipv6(7)). In words
 * they are in one order, whatever the order in the struct: GROUP, SOURCE, INTERFACE. An interface is a
 * name or a number, and where the kernel takes an IPv4 address that too.
 */
#include <arpa/inet.h>
#include <stddef.h>
#include <sys/socket.h>

#include "core/interface.h"
#include "core/value_parts.h"

static bool parse_ip(int family, const struct value_word *w, void *address)
{
	char text[INET6_ADDRSTRLEN];

	if (w->n >= sizeof(text) || memchr(w->s, 0, w->n))
		return false;
	memcpy(text, w->s, w->n);
	text[w->n] = 0;
	return inet_pton(family, text, address) == 1;
}

static bool read_ipv4(struct value_reader *r, size_t i, struct in_addr *a)
{
	return (i < r->words && parse_ip(AF_INET, &r->word[i], a)) ||
	       value_refuse(r, i, "an IPv4 address");
}

/* An address of either family. */
static bool read_storage(struct value_reader *r, size_t i, struct sockaddr_storage *s)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

	memset(s, 0, sizeof(*s));
	if (i < r->words && parse_ip(AF_INET, &r->word[i], &in.sin_addr))
		memcpy(s, &in, sizeof(in));
	else if (i < r->words && parse_ip(AF_INET6, &r->word[i], &in6.sin6_addr))
		memcpy(s, &in6, sizeof(in6));
	else
		return value_refuse(r, i, "an IP address");
	return true;
}

/* Where only an index is taken; without the word it is 0: the kernel decides. */
static bool read_index(struct value_reader *r, size_t i, uint32_t *index)
{
	int found = 0;

	if (i < r->words && !value_interface(r, i, &found))
		return false;
	*index = (uint32_t)found;
	return true;
}

/* Where only an address is taken: that of the interface. */
static bool read_local(struct value_reader *r, size_t i, struct in_addr *a)
{
	char name[IF_NAMESIZE];
	int index;

	a->s_addr = INADDR_ANY;
	if (i >= r->words || parse_ip(AF_INET, &r->word[i], a))
		return true;
	if (!value_interface(r, i, &index))
		return false;
	return !index || (interface_name(r->fd, index, name) && interface_address(r->fd, name, a)) ||
	       value_refuse(r, i, "an interface that has an IPv4 address");
}

/* Where both are taken, in one word or two. */
static bool read_either(struct value_reader *r, size_t i, struct ip_mreqn *m)
{
	for (; i < r->words; i++)
		if (!parse_ip(AF_INET, &r->word[i], &m->imr_address) &&
		    !value_interface(r, i, &m->imr_ifindex))
			return false;
	return true;
}

static bool read_outgoing(struct value_reader *r)
{
	struct ip_mreqn m = {.imr_ifindex = 0};

	if (!value_count(r, 1, 1) || !read_either(r, 0, &m))
		return false;
	if (m.imr_ifindex)
		return value_put(r, &m, sizeof(m));
	return value_put(r, &m.imr_address, sizeof(m.imr_address));
}

static bool read_mreq(struct value_reader *r)
{
	struct ip_mreqn m = {.imr_ifindex = 0};

	return value_count(r, 1, 3) && read_ipv4(r, 0, &m.imr_multiaddr) && read_either(r, 1, &m) &&
	       value_put(r, &m, sizeof(m));
}

static bool read_mreq6(struct value_reader *r)
{
	struct ipv6_mreq m;

	if (!value_count(r, 1, 2))
		return false;
	if (!parse_ip(AF_INET6, &r->word[0], &m.ipv6mr_multiaddr))
		return value_refuse(r, 0, "an IPv6 address");
	return read_index(r, 1, &m.ipv6mr_interface) && value_put(r, &m, sizeof(m));
}

static bool read_mreq_source(struct value_reader *r)
{
	struct ip_mreq_source m;

	return value_count(r, 2, 3) && read_ipv4(r, 0, &m.imr_multiaddr) &&
	       read_ipv4(r, 1, &m.imr_sourceaddr) && read_local(r, 2, &m.imr_interface) &&
	       value_put(r, &m, sizeof(m));
}

static bool read_group(struct value_reader *r)
{
	struct group_req g;

	memset(&g, 0, sizeof(g));
	return value_count(r, 1, 2) && read_storage(r, 0, &g.gr_group) &&
	       read_index(r, 1, &g.gr_interface) && value_put(r, &g, sizeof(g));
}

static bool read_group_source(struct value_reader *r)
{
	struct group_source_req g;

	memset(&g, 0, sizeof(g));
	return value_count(r, 2, 3) && read_storage(r, 0, &g.gsr_group) &&
	       read_storage(r, 1, &g.gsr_source) && read_index(r, 2, &g.gsr_interface) &&
	       value_put(r, &g, sizeof(g));
}

static const char *const modes[] = {[MCAST_EXCLUDE] = "exclude", [MCAST_INCLUDE] = "include"};

static bool read_mode(struct value_reader *r, size_t i, uint32_t *mode)
{
	for (*mode = 0; *mode < 2; ++*mode)
		if (strlen(modes[*mode]) == r->word[i].n &&
		    !memcmp(modes[*mode], r->word[i].s, r->word[i].n))
			return true;
	return value_refuse(r, i, "include or exclude");
}

enum {
	BEFORE_SOURCES = offsetof(struct ip_msfilter, imsf_slist),
	BEFORE_GROUP_SOURCES = offsetof(struct group_filter, gf_slist),
	SOURCE_SIZE = sizeof(struct in_addr),
	GROUP_SOURCE_SIZE = sizeof(struct sockaddr_storage)
};

/* The words are GROUP INTERFACE, and MODE SOURCE... unless `asks`: then there is all the room. */
static bool read_msfilter(struct value_reader *r, bool asks)
{
	struct ip_msfilter f = {.imsf_fmode = MCAST_EXCLUDE};
	uint32_t sources = (VALUE_MAX - BEFORE_SOURCES) / SOURCE_SIZE;

	if (!value_count(r, asks ? 1 : 3, asks ? 2 : VALUE_WORDS) ||
	    !read_ipv4(r, 0, &f.imsf_multiaddr) || !read_local(r, 1, &f.imsf_interface))
		return false;
	if (!asks) {
		sources = (uint32_t)r->words - 3;
		if (!read_mode(r, 2, &f.imsf_fmode))
			return false;
	}
	f.imsf_numsrc = sources;
	memcpy(r->value->at, &f, BEFORE_SOURCES);
	for (size_t i = 0; !asks && i < sources; i++) {
		struct in_addr a;

		if (!read_ipv4(r, 3 + i, &a))
			return false;
		memcpy(r->value->at + BEFORE_SOURCES + i * SOURCE_SIZE, &a, sizeof(a));
	}
	r->value->n = BEFORE_SOURCES + sources * SOURCE_SIZE;
	return true;
}

static bool read_group_filter(struct value_reader *r, bool asks)
{
	const size_t most = (VALUE_MAX - BEFORE_GROUP_SOURCES) / GROUP_SOURCE_SIZE;
	struct group_filter f;
	size_t sources = most;

	memset(&f, 0, sizeof(f));
	if (!value_count(r, asks ? 1 : 3, asks ? 2 : 3 + most) || !read_storage(r, 0, &f.gf_group) ||
	    !read_index(r, 1, &f.gf_interface))
		return false;
	if (!asks) {
		sources = r->words - 3;
		if (!read_mode(r, 2, &f.gf_fmode))
			return false;
	}
	f.gf_numsrc = (uint32_t)sources;
	memcpy(r->value->at, &f, BEFORE_GROUP_SOURCES);
	for (size_t i = 0; !asks && i < sources; i++) {
		struct sockaddr_storage a;

		if (!read_storage(r, 3 + i, &a))
			return false;
		memcpy(r->value->at + BEFORE_GROUP_SOURCES + i * GROUP_SOURCE_SIZE, &a, sizeof(a));
	}
	r->value->n = BEFORE_GROUP_SOURCES + sources * GROUP_SOURCE_SIZE;
	return true;
}

bool value_read_group(struct value_reader *r, bool asks)
{
	switch ((int)r->row->type) {
	case OPTION_OUTGOING:
		return read_outgoing(r);
	case OPTION_MREQ:
		return read_mreq(r);
	case OPTION_MREQ6:
		return read_mreq6(r);
	case OPTION_MREQ_SOURCE:
		return read_mreq_source(r);
	case OPTION_MSFILTER:
		return read_msfilter(r, asks);
	case OPTION_GROUP:
		return read_group(r);
	case OPTION_GROUP_SOURCE:
		return read_group_source(r);
	case OPTION_GROUP_FILTER:
		return read_group_filter(r, asks);
	}
	return false;
}

/* Writing ---------------------------------------------------------------------------------------- */

static void add_ip(struct bytes *out, int family, const void *address)
{
	char text[INET6_ADDRSTRLEN];

	if (out->len)
		bytes_add_char(out, ' ');
	bytes_add_str(out, inet_ntop(family, address, text, sizeof(text)));
}

static void add_storage(struct bytes *out, const struct sockaddr_storage *s)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	memcpy(&in, s, sizeof(in));
	memcpy(&in6, s, sizeof(in6));
	if (s->ss_family == AF_INET)
		add_ip(out, AF_INET, &in.sin_addr);
	else if (s->ss_family == AF_INET6)
		add_ip(out, AF_INET6, &in6.sin6_addr);
	else
		bytes_addf(out, "(family %u)", s->ss_family);
}

/* What the kernel was left to decide is left out. */
static void add_index(struct bytes *out, uint32_t index)
{
	if (index)
		bytes_addf(out, " %u", index);
}

static void add_local(struct bytes *out, struct in_addr a)
{
	if (a.s_addr != INADDR_ANY)
		add_ip(out, AF_INET, &a);
}

/* Both forms of it: struct ip_mreq has no index. */
static bool add_mreq(struct bytes *out, const unsigned char *p, size_t n)
{
	struct ip_mreqn m = {.imr_ifindex = 0};

	if (n != sizeof(struct ip_mreqn) && n != sizeof(struct ip_mreq))
		return false;
	memcpy(&m, p, n);
	add_ip(out, AF_INET, &m.imr_multiaddr);
	add_local(out, m.imr_address);
	add_index(out, (uint32_t)m.imr_ifindex);
	return true;
}

static bool add_outgoing(struct bytes *out, const unsigned char *p, size_t n)
{
	struct ip_mreqn m = {.imr_ifindex = 0};

	if (n == sizeof(struct in_addr)) {
		add_ip(out, AF_INET, p);
		return true;
	}
	if (n != sizeof(struct ip_mreqn) && n != sizeof(struct ip_mreq))
		return false;
	memcpy(&m, p, n);
	if (m.imr_ifindex)
		bytes_add_int(out, m.imr_ifindex);
	else
		add_ip(out, AF_INET, &m.imr_address);
	return true;
}

static bool add_mreq6(struct bytes *out, const unsigned char *p, size_t n)
{
	struct ipv6_mreq m;

	if (n != sizeof(m))
		return false;
	memcpy(&m, p, n);
	add_ip(out, AF_INET6, &m.ipv6mr_multiaddr);
	add_index(out, m.ipv6mr_interface);
	return true;
}

static bool add_mreq_source(struct bytes *out, const unsigned char *p, size_t n)
{
	struct ip_mreq_source m;

	if (n != sizeof(m))
		return false;
	memcpy(&m, p, n);
	add_ip(out, AF_INET, &m.imr_multiaddr);
	add_ip(out, AF_INET, &m.imr_sourceaddr);
	add_local(out, m.imr_interface);
	return true;
}

static bool add_group(struct bytes *out, const unsigned char *p, size_t n)
{
	struct group_req g;

	if (n != sizeof(g))
		return false;
	memcpy(&g, p, n);
	add_storage(out, &g.gr_group);
	add_index(out, g.gr_interface);
	return true;
}

static bool add_group_source(struct bytes *out, const unsigned char *p, size_t n)
{
	struct group_source_req g;

	if (n != sizeof(g))
		return false;
	memcpy(&g, p, n);
	add_storage(out, &g.gsr_group);
	add_storage(out, &g.gsr_source);
	add_index(out, g.gsr_interface);
	return true;
}

/* The sources that are there: the kernel's count may be of more than it had room for. */
static bool add_msfilter(struct bytes *out, const unsigned char *p, size_t n)
{
	struct ip_msfilter f;

	if (n < BEFORE_SOURCES || (n - BEFORE_SOURCES) % SOURCE_SIZE)
		return false;
	memcpy(&f, p, BEFORE_SOURCES);
	add_ip(out, AF_INET, &f.imsf_multiaddr);
	add_ip(out, AF_INET, &f.imsf_interface);
	bytes_addf(out, " %s", f.imsf_fmode < 2 ? modes[f.imsf_fmode] : "?");
	for (size_t at = BEFORE_SOURCES; at < n; at += SOURCE_SIZE)
		add_ip(out, AF_INET, p + at);
	return true;
}

static bool add_group_filter(struct bytes *out, const unsigned char *p, size_t n)
{
	struct group_filter f;
	struct sockaddr_storage source;

	if (n < BEFORE_GROUP_SOURCES || (n - BEFORE_GROUP_SOURCES) % GROUP_SOURCE_SIZE)
		return false;
	memset(&f, 0, sizeof(f));
	memcpy(&f, p, BEFORE_GROUP_SOURCES);
	add_storage(out, &f.gf_group);
	bytes_addf(out, " %u %s", f.gf_interface, f.gf_fmode < 2 ? modes[f.gf_fmode] : "?");
	for (size_t at = BEFORE_GROUP_SOURCES; at < n; at += GROUP_SOURCE_SIZE) {
		memcpy(&source, p + at, sizeof(source));
		add_storage(out, &source);
	}
	return true;
}

static bool add_by_type(struct bytes *out, enum option_type type, const unsigned char *p, size_t n)
{
	switch ((int)type) {
	case OPTION_OUTGOING:
		return add_outgoing(out, p, n);
	case OPTION_MREQ:
		return add_mreq(out, p, n);
	case OPTION_MREQ6:
		return add_mreq6(out, p, n);
	case OPTION_MREQ_SOURCE:
		return add_mreq_source(out, p, n);
	case OPTION_MSFILTER:
		return add_msfilter(out, p, n);
	case OPTION_GROUP:
		return add_group(out, p, n);
	case OPTION_GROUP_SOURCE:
		return add_group_source(out, p, n);
	case OPTION_GROUP_FILTER:
		return add_group_filter(out, p, n);
	}
	return false;
}

bool value_add_group(struct bytes *out, enum option_type type, const unsigned char *p, size_t n)
{
	struct bytes text = BYTES_INIT;
	bool ok = add_by_type(&text, type, p, n);

	if (ok)
		bytes_add(out, bytes_str(&text), text.len);
	bytes_clear(&text);
	return ok;
}
