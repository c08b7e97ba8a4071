/*
 * The index of the socket options: by name, by level and number. The rows are in a file for each
 * level, options_socket.c and so on; values as text are left to core/value.c.
 */
#include "tables/options.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#include "tables/option_rows.h"
#include "tables/row_index.h"

static const struct option_part *const parts[OPTION_PARTS] = {
    &options_socket, &options_ip, &options_ipv6, &options_tcp, &options_udp, &options_others,
};

/* linux/tcp.h cannot be included beside netinet/in.h's relatives */
enum { TCP_CM_INQ_NUMBER = 36 };

/* Names that stand for a row of another name: each has its number in the headers too. */
static const struct option_spelling spellings[] = {
    {"SO_GET_FILTER", SOL_SOCKET, SO_GET_FILTER},
    {"SO_DETACH_BPF", SOL_SOCKET, SO_DETACH_BPF},
    {"SO_RCVTIMEO_OLD", SOL_SOCKET, 20},
    {"SO_SNDTIMEO_OLD", SOL_SOCKET, 21},
    {"SO_TIMESTAMP_OLD", SOL_SOCKET, 29},
    {"SO_TIMESTAMPNS_OLD", SOL_SOCKET, 35},
    {"SO_TIMESTAMPING_OLD", SOL_SOCKET, 37},
    {"IP_PMTUDISC", IPPROTO_IP, IP_PMTUDISC},
    {"IP_ORIGDSTADDR", IPPROTO_IP, IP_ORIGDSTADDR},
    {"IP_RECVRETOPTS", IPPROTO_IP, IP_RECVRETOPTS},
    {"IPV6_JOIN_GROUP", IPPROTO_IPV6, IPV6_JOIN_GROUP},
    {"IPV6_LEAVE_GROUP", IPPROTO_IPV6, IPV6_LEAVE_GROUP},
    {"IPV6_ORIGDSTADDR", IPPROTO_IPV6, IPV6_ORIGDSTADDR},
    {"IPV6_RXHOPOPTS", IPPROTO_IPV6, IPV6_RXHOPOPTS},
    {"IPV6_RXDSTOPTS", IPPROTO_IPV6, IPV6_RXDSTOPTS},
    {"ICMP6_FILTER", IPPROTO_ICMPV6, 1},
    {"TCP_CM_INQ", IPPROTO_TCP, TCP_CM_INQ_NUMBER},
};

enum { SPELLINGS = sizeof(spellings) / sizeof(spellings[0]), SLOTS = 4096 };

/* each row has a name and a number */
_Static_assert(ROW_INDEX_HOLDS(SLOTS, 2 * OPTION_IDS_MAX + 2 * SPELLINGS),
               "more options than their index holds");

static struct row_index_slot slots[SLOTS];
static const struct row_index keys = {.slot = slots, .slots = SLOTS};
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Names are looked up among all levels, and among those of IPv6 first for its sockets; a number
 * belongs to its level. */
enum { SCOPE_OF_NAMES = 0 };

static void add_name(const char *name, const struct option_row *row)
{
	row_index_add_name(&keys, SCOPE_OF_NAMES, name, row);
	if (row->level == IPPROTO_IPV6)
		row_index_add_name(&keys, IPPROTO_IPV6, name, row);
}

static void fill(void)
{
	const struct option_row *row;

	for (size_t i = 0; (row = option_at(i)); i++) {
		add_name(row->name, row);
		row_index_add_number(&keys, row->level, row->number, row);
	}
	for (size_t i = 0; i < SPELLINGS; i++) {
		row = row_index_by_number(&keys, spellings[i].level, spellings[i].number);
		if (row)
			add_name(spellings[i].name, row);
	}
}

const struct option_row *option_by_name(const char *name, size_t n)
{
	pthread_once(&once, fill);
	return row_index_by_name(&keys, SCOPE_OF_NAMES, name, n);
}

const struct option_row *option_of_family(const char *name, size_t n, int family)
{
	const struct option_row *row = option_by_name(name, n), *of_ipv6;

	if (!row || family != AF_INET6)
		return row;
	of_ipv6 = row_index_by_name(&keys, IPPROTO_IPV6, name, n);
	return of_ipv6 ? of_ipv6 : row;
}

const struct option_row *option_by_number(int level, int number)
{
	pthread_once(&once, fill);
	return row_index_by_number(&keys, level, number);
}

const struct option_row *option_at(size_t i)
{
	for (int p = 0; p < OPTION_PARTS; p++) {
		if (i < parts[p]->rows)
			return &parts[p]->row[i];
		i -= parts[p]->rows;
	}
	return NULL;
}

size_t option_id(const struct option_row *row)
{
	size_t p = 0;

	while (p + 1 < OPTION_PARTS &&
	       (uintptr_t)row - (uintptr_t)parts[p]->row >= parts[p]->rows * sizeof(*row))
		p++;
	return p * OPTION_PART_MAX + (size_t)(row - parts[p]->row);
}

const struct option_spelling *option_spelling_at(size_t i)
{
	return i < SPELLINGS ? &spellings[i] : NULL;
}

static unsigned family_bit(int family)
{
	switch (family) {
	case AF_INET:
		return OPTION_INET;
	case AF_INET6:
		return OPTION_INET6;
	case AF_UNIX:
		return OPTION_UNIX;
	}
	return 0;
}

static unsigned type_bit(int type)
{
	switch (type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) {
	case SOCK_STREAM:
		return OPTION_STREAM;
	case SOCK_DGRAM:
		return OPTION_DGRAM;
	case SOCK_RAW:
		return OPTION_RAW;
	case SOCK_SEQPACKET:
		return OPTION_SEQPACKET;
	}
	return 0;
}

bool option_holds(const struct option_row *row, int family, int type)
{
	unsigned families = row->sockets & OPTION_FAMILIES, types = row->sockets & OPTION_TYPES;

	/* its IPv4 packets; a raw socket has none */
	if (row->level == IPPROTO_IP && family == AF_INET6 && type_bit(type) != OPTION_RAW)
		family = AF_INET;
	return (!families || (families & family_bit(family))) && (!types || (types & type_bit(type)));
}

void option_add_sockets(struct bytes *out, const struct option_row *row)
{
	static const char *const words[] = {"AF_INET",    "AF_INET6", "AF_UNIX",       "SOCK_STREAM",
	                                    "SOCK_DGRAM", "SOCK_RAW", "SOCK_SEQPACKET"};
	bool any = false;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (row->sockets & 1u << i) {
			bytes_addf(out, "%s%s", any ? ", " : "", words[i]);
			any = true;
		}
}

const char *option_form(const struct option_row *row)
{
	static const char *const forms[] = {
	    [OPTION_BOOL] = "0 or 1",
	    [OPTION_INT] = "a whole number",
	    [OPTION_FLAGS] = "names joined by |, or a number",
	    [OPTION_ULONG] = "a number from 0 on",
	    [OPTION_U64] = "a number from 0 on",
	    [OPTION_ERRNO] = "the name or number of an errno",
	    [OPTION_FAMILY] = "an address family, as AF_INET",
	    [OPTION_TYPE] = "a socket type, as SOCK_STREAM",
	    [OPTION_PROTOCOL] = "a protocol, as IPPROTO_TCP",
	    [OPTION_LINGER] = "0 or 1 and seconds, as in {1 5}",
	    [OPTION_TIMEVAL] = "a duration, as in 250ms or 3s",
	    [OPTION_STRING] = "a word",
	    [OPTION_INTERFACE] = "an interface, by name or number",
	    [OPTION_INTERFACE_BE] = "an interface, by name or number",
	    [OPTION_PORTS] = "two ports, as in 40000-40100",
	    [OPTION_OUTGOING] = "an interface, by name, number or IPv4 address",
	    [OPTION_MREQ] = "GROUP ?INTERFACE?, as in 239.1.1.1 lo",
	    [OPTION_MREQ6] = "ADDRESS ?INTERFACE?, as in ff02::1 lo",
	    [OPTION_MREQ_SOURCE] = "GROUP SOURCE ?INTERFACE?, as in 232.1.1.1 127.0.0.1 lo",
	    [OPTION_MSFILTER] = "GROUP INTERFACE include|exclude SOURCE...",
	    [OPTION_GROUP] = "GROUP ?INTERFACE?, as in 239.1.1.1 lo",
	    [OPTION_GROUP_SOURCE] = "GROUP SOURCE ?INTERFACE?, as in 232.1.1.1 127.0.0.1 lo",
	    [OPTION_GROUP_FILTER] = "GROUP INTERFACE include|exclude SOURCE...",
	    [OPTION_MD5SIG] = "ADDRESS?/PREFIX? KEY, as in 127.0.0.1 secret",
	    [OPTION_SOCKADDR] = "an address, as in 127.0.0.1:80",
	    [OPTION_IDS] = "numbers",
	    [OPTION_FIELDS] = "NAME NUMBER..., or the numbers alone, in their order",
	    [OPTION_FILTER] = "CODE JT JF K of each instruction, as tcpdump -ddd prints them",
	    [OPTION_BYTES] = "bytes, as hex digits",
	};

	if (!row)
		return "a whole number, or -raw and bytes";
	if (row->type == OPTION_INT && row->names)
		return "a name or a whole number";
	return forms[row->type];
}

const char *option_c_type(const struct option_row *row)
{
	static const char *const types[] = {
	    [OPTION_BOOL] = "int",
	    [OPTION_INT] = "int",
	    [OPTION_FLAGS] = "int",
	    [OPTION_ULONG] = "unsigned long",
	    [OPTION_U64] = "uint64_t",
	    [OPTION_ERRNO] = "int",
	    [OPTION_FAMILY] = "int",
	    [OPTION_TYPE] = "int",
	    [OPTION_PROTOCOL] = "int",
	    [OPTION_LINGER] = "struct linger",
	    [OPTION_TIMEVAL] = "struct timeval",
	    [OPTION_STRING] = "char[]",
	    [OPTION_INTERFACE] = "int",
	    [OPTION_INTERFACE_BE] = "int",
	    [OPTION_PORTS] = "uint32_t",
	    [OPTION_OUTGOING] = "struct ip_mreqn",
	    [OPTION_MREQ] = "struct ip_mreqn",
	    [OPTION_MREQ6] = "struct ipv6_mreq",
	    [OPTION_MREQ_SOURCE] = "struct ip_mreq_source",
	    [OPTION_MSFILTER] = "struct ip_msfilter",
	    [OPTION_GROUP] = "struct group_req",
	    [OPTION_GROUP_SOURCE] = "struct group_source_req",
	    [OPTION_GROUP_FILTER] = "struct group_filter",
	    [OPTION_MD5SIG] = "struct tcp_md5sig",
	    [OPTION_SOCKADDR] = "struct sockaddr",
	    [OPTION_IDS] = "gid_t[]",
	    [OPTION_FIELDS] = "struct",
	    [OPTION_FILTER] = "struct sock_fprog",
	    [OPTION_BYTES] = "unsigned char[]",
	};

	return row->c_type ? row->c_type : types[row->type];
}
