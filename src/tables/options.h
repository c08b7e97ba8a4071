/*
 * The socket options: one row each. The row tells what the option is for, how its value is written and
 * read, and where it holds; the verbs, the completion, the manual and the tests use it.
 */
#ifndef SOCKPIT_TABLES_OPTIONS_H
#define SOCKPIT_TABLES_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* The C type behind a value, and how it is written as words. */
enum option_type {
	OPTION_BOOL,         /* int, 0 or not */
	OPTION_INT,          /* int; the row's names stand for values */
	OPTION_FLAGS,        /* int: the row's names, joined by | */
	OPTION_ULONG,        /* unsigned long */
	OPTION_U64,          /* uint64_t */
	OPTION_ERRNO,        /* int: an errno, 0 for none */
	OPTION_FAMILY,       /* int: an AF_ constant */
	OPTION_TYPE,         /* int: a SOCK_ constant */
	OPTION_PROTOCOL,     /* int: an IPPROTO_ constant, where the family is one of IP */
	OPTION_LINGER,       /* struct linger: ONOFF SECONDS */
	OPTION_TIMEVAL,      /* struct timeval: a duration */
	OPTION_STRING,       /* char[] */
	OPTION_INTERFACE,    /* int: an interface's index, or its name */
	OPTION_INTERFACE_BE, /* the same in network byte order */
	OPTION_PORTS,        /* uint32_t: LOW-HIGH, the high one in the upper half */
	OPTION_OUTGOING,     /* struct ip_mreqn or struct in_addr set, struct in_addr read: INTERFACE */
	OPTION_MREQ,         /* struct ip_mreqn: GROUP ?INTERFACE? */
	OPTION_MREQ6,        /* struct ipv6_mreq: GROUP ?INTERFACE? */
	OPTION_MREQ_SOURCE,  /* struct ip_mreq_source: GROUP SOURCE ?INTERFACE? */
	OPTION_MSFILTER,     /* struct ip_msfilter: GROUP INTERFACE MODE SOURCE... */
	OPTION_GROUP,        /* struct group_req: GROUP ?INTERFACE? */
	OPTION_GROUP_SOURCE, /* struct group_source_req: GROUP SOURCE ?INTERFACE? */
	OPTION_GROUP_FILTER, /* struct group_filter: GROUP INTERFACE MODE SOURCE... */
	OPTION_MD5SIG,       /* struct tcp_md5sig: ADDRESS?/PREFIX? KEY */
	OPTION_SOCKADDR,     /* struct sockaddr: an address */
	OPTION_IDS,          /* gid_t[]: numbers */
	OPTION_FIELDS,       /* a struct of numbers: the row's fields */
	OPTION_FILTER,       /* struct sock_filter[], handed over as a struct sock_fprog */
	OPTION_BYTES         /* anything else: hex digits */
};

/* What the kernel lets be done, and what reading does. */
enum option_access {
	OPTION_READ = 1,
	OPTION_WRITE = 2,
	OPTION_TAKES = 4, /* reading takes the value away */
	OPTION_ASKS = 8,  /* reading needs to be told what is asked for */
	OPTION_LIVE = 16  /* the value is another in each run */
};

/* Where an option holds: families and types, 0 for all of them. */
enum {
	OPTION_INET = 1,
	OPTION_INET6 = 2,
	OPTION_UNIX = 4,
	OPTION_STREAM = 8,
	OPTION_DGRAM = 16,
	OPTION_RAW = 32,
	OPTION_SEQPACKET = 64,
	OPTION_FAMILIES = OPTION_INET | OPTION_INET6 | OPTION_UNIX,
	OPTION_TYPES = OPTION_STREAM | OPTION_DGRAM | OPTION_RAW | OPTION_SEQPACKET
};

/* A value with a name. */
struct option_name {
	const char *name; /* "IP_PMTUDISC_DO"; NULL ends a list */
	int64_t value;
};

/* A member of a struct whose value is a list of names and numbers. */
struct option_field {
	const char *name; /* "rtt"; NULL ends a list */
	uint16_t offset;  /* in bytes */
	uint8_t size;     /* in bytes: 1, 2, 4 or 8 */
	uint8_t shift;    /* of a bit field: its lowest bit */
	uint8_t bits;     /* of a bit field: how many; 0: all of it */
	bool is_signed;
	const char *(*word)(int value); /* the word for a value, NULL: it has none; may be NULL */
};

struct option_row {
	const char *name; /* "SO_RCVBUF" */
	int level;        /* SOL_SOCKET */
	int number;       /* SO_RCVBUF */
	enum option_type type;
	unsigned access;  /* enum option_access; neither READ nor WRITE: a name without a use */
	unsigned sockets; /* where it holds */
	unsigned room;    /* bytes getsockopt(2) is given, where the type does not say it */
	const char
	    *phase; /* when it can be used and has its effect: "before bind"; NULL: at any time */
	const char *c_type;  /* "struct ucred", where it is not the one of the type; else NULL */
	const char *unit;    /* "bytes", or NULL */
	const char *range;   /* what is taken, else the call fails: "1 to 255, -1"; NULL: anything */
	const char *initial; /* what a new socket has, or the setting that says it; NULL: it depends */
	const char *since;   /* "3.9": the version of Linux it came with; NULL: nobody tells it */
	const char *man;     /* "socket(7)", or the header that has it where no page does */
	const char *about;   /* one line */
	const char *gotcha;  /* what surprises people, or NULL */
	const char
	    *kept; /* why the kernel may keep another value than was asked for; NULL: see gotcha */
	const struct option_name *names;
	const struct option_field *fields;
};

/* The row of a name, case ignored, or NULL. Of a name that two levels have, the first. O(1). */
const struct option_row *option_by_name(const char *name, size_t n);
/* The same for a socket of that family: MCAST_JOIN_GROUP is another option in AF_INET6. O(1). */
const struct option_row *option_of_family(const char *name, size_t n, int family);
/* The row of a level and number, or NULL. O(1). */
const struct option_row *option_by_number(int level, int number);
/* Row i; NULL past the last. */
const struct option_row *option_at(size_t i);
/* A number below OPTION_IDS_MAX that is the row's alone. */
enum { OPTION_IDS_MAX = 6 * 96 };
size_t option_id(const struct option_row *row);
/* Whether the option is one for sockets of that family and type; those of IPv4 are for sockets of AF_INET6 too, which
 * may carry it. */
bool option_holds(const struct option_row *row, int family, int type);
/* Appends the families and types it is for: "AF_INET, SOCK_DGRAM"; nothing where it is for all. */
void option_add_sockets(struct bytes *out, const struct option_row *row);
/* How a value of the row is written, for messages: "0 or 1". NULL: of an option that is not known. */
const char *option_form(const struct option_row *row);
/* What a C program hands over for the row's value: "struct linger". Bytes without a type of their own are
 * "unsigned char[]". */
const char *option_c_type(const struct option_row *row);

/* Another name for an option. */
struct option_spelling {
	const char *name;
	int level, number;
};
/* Spelling i; NULL past the last. */
const struct option_spelling *option_spelling_at(size_t i);

#endif
