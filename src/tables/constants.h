/*
 * The named numbers of the socket calls, in sets: families, types, protocols, levels, message flags
 * and so on; and the shorthands ("tcp", "udp6") that stand for three of them at once.
 */
#ifndef SOCKPIT_TABLES_CONSTANTS_H
#define SOCKPIT_TABLES_CONSTANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum constant_set {
	CONSTANT_FAMILY,   /* AF_INET; PF_ is taken too */
	CONSTANT_TYPE,     /* SOCK_STREAM, and the flags SOCK_NONBLOCK, SOCK_CLOEXEC */
	CONSTANT_PROTOCOL, /* IPPROTO_TCP */
	CONSTANT_LEVEL,    /* SOL_SOCKET, IPPROTO_TCP */
	CONSTANT_MSG,      /* MSG_PEEK: flags */
	CONSTANT_SHUTDOWN, /* SHUT_RD */
	CONSTANT_FCNTL,    /* F_GETFL */
	CONSTANT_FILE,     /* O_NONBLOCK: flags */
	CONSTANT_FD,       /* FD_CLOEXEC: flags of fcntl(F_SETFD) */
	CONSTANT_SIGNAL,   /* SIGIO: those that concern sockets */
	CONSTANT_POLL,     /* POLLIN: flags */
	CONSTANT_EPOLL,    /* EPOLLIN: flags */
	CONSTANT_EPOLL_OP, /* EPOLL_CTL_ADD */
	CONSTANT_IFF,      /* IFF_UP: flags of an interface */
	CONSTANT_NI,       /* NI_NUMERICHOST: flags of getnameinfo(3) */
	CONSTANT_ORIGIN,   /* SO_EE_ORIGIN_ICMP: where an error of the error queue comes from */
	CONSTANT_EAI,      /* EAI_NONAME: what getaddrinfo(3) answers */
	CONSTANT_PHP_READ, /* PHP_NORMAL_READ: where PHP's socket_read stops */
	CONSTANT_PHP_ERR,  /* E_ALL: of PHP's error_reporting */
	CONSTANT_LIMIT,    /* SOMAXCONN: how much there may be of something */
	CONSTANT_INADDR,   /* INADDR_ANY: addresses of IPv4 as C programs have them */
	CONSTANT_SETS
};

struct constant {
	enum constant_set set;
	int64_t value;
	const char *name;  /* "AF_INET" */
	const char *word;  /* the short spelling, "inet"; NULL when there is none */
	const char *man;   /* "ip(7)" */
	const char *about; /* one line */
};

/* What a set is called in a message: "address family". */
const char *constant_set_name(enum constant_set set);
/* Whether values of the set are ORed together (types are, with their flags). */
bool constant_set_is_flags(enum constant_set set);
/* The row of a name in any usual spelling, case ignored, or NULL. O(1). */
const struct constant *constant_by_name(enum constant_set set, const char *name, size_t n);
/* The row whose value it is; the first listed when several share it. NULL: none. O(1). */
const struct constant *constant_by_value(enum constant_set set, int64_t value);
/* Row i of a set; NULL past the last. */
const struct constant *constant_at(enum constant_set set, size_t i);
/*
 * Reads "AF_INET", "inet", "2", "0x2" and, where the set is made of flags (types too:
 * SOCK_STREAM|SOCK_NONBLOCK), several joined by |, with blanks around it or not. False when a part
 * is not known: *bad and *bad_n then name that part.
 */
bool constant_parse(enum constant_set set, const char *text, size_t n, int64_t *value,
                    const char **bad, size_t *bad_n);
/* Appends the name of a value, or the names of its flags joined by |, and what has no name as a
 * number. Protocol 0 is "0": it asks socket(2) for the usual one, and is not IP. */
void constant_add(struct bytes *out, enum constant_set set, int64_t value);

/* A shorthand for the three words of socket(2). */
struct socket_kind {
	const char *name; /* "tcp6" */
	int family, type, protocol;
	const char *about;
};
const struct socket_kind *socket_kind_by_name(const char *name, size_t n);
const struct socket_kind *socket_kind_at(size_t i);
/* The shorthand of a socket made with these three words (protocol 0 stands for the usual one, flags
 * of the type do not matter), or NULL when there is none. */
const struct socket_kind *socket_kind_of(int family, int type, int protocol);

#endif
