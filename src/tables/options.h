/*
 * The socket options: one row each. The row tells how the value is written and read; the verbs, the
 * completion, the manual and the tests use it.
 */
#ifndef SOCKPIT_TABLES_OPTIONS_H
#define SOCKPIT_TABLES_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum option_type {
	OPTION_BOOL,    /* int, 0 or not */
	OPTION_INT,     /* int */
	OPTION_ERRNO,   /* int: an errno, 0 for none */
	OPTION_TYPE,    /* int: a SOCK_ constant */
	OPTION_LINGER,  /* struct linger: {onoff seconds} */
	OPTION_TIMEVAL, /* struct timeval: a duration */
	OPTION_GROUP    /* struct ip_mreq: {group interface}, IPv4 addresses; write only */
};

enum option_access { OPTION_READ = 1, OPTION_WRITE = 2 };

struct option_row {
	const char *name; /* "SO_RCVBUF" */
	int level;        /* SOL_SOCKET */
	int number;       /* SO_RCVBUF */
	enum option_type type;
	unsigned access;    /* OPTION_READ | OPTION_WRITE: what the kernel allows */
	const char *unit;   /* "bytes", or NULL */
	const char *man;    /* "socket(7)" */
	const char *about;  /* one line */
	const char *gotcha; /* what surprises people, or NULL */
};

/* The row of a name, case ignored, or NULL. O(1). */
const struct option_row *option_by_name(const char *name, size_t n);
/* The row of a level and number, or NULL. O(1). */
const struct option_row *option_by_number(int level, int number);
/* Row i; NULL past the last. */
const struct option_row *option_at(size_t i);
/* How a value of the type is written, for messages: "0 or 1". */
const char *option_type_form(enum option_type type);

#endif
