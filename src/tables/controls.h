/*
 * The control messages of sendmsg(2) and recvmsg(2): one row each. The row tells what the message
 * carries; core/control.h reads and writes it, and the manual lists it.
 */
#ifndef SOCKPIT_TABLES_CONTROLS_H
#define SOCKPIT_TABLES_CONTROLS_H

#include <stddef.h>

enum control_form {
	CONTROL_DESCRIPTORS, /* int each: sockets by name */
	CONTROL_CREDENTIALS, /* struct ucred */
	CONTROL_INT,         /* int; a byte or 16 bits are read as well */
	CONTROL_SHORT,       /* uint16_t */
	CONTROL_PKTINFO,     /* struct in_pktinfo */
	CONTROL_PKTINFO6,    /* struct in6_pktinfo */
	CONTROL_TIMEVAL,     /* struct timeval: a moment */
	CONTROL_TIMESPEC,    /* struct timespec, one or three of them: moments */
	CONTROL_ERROR,       /* struct sock_extended_err and the address of who told */
	CONTROL_ADDRESS,     /* struct sockaddr */
	CONTROL_BYTES        /* as they are: hex */
};

struct control_row {
	const char *name; /* "SCM_RIGHTS" */
	int level;        /* SOL_SOCKET */
	int type;         /* SCM_RIGHTS */
	enum control_form form;
	const char *man;   /* "unix(7)" */
	const char *about; /* one line */
};

/* The row of a name, case ignored, or NULL. O(1). */
const struct control_row *control_by_name(const char *name, size_t n);
/* The row of a level and type, or NULL. O(1). */
const struct control_row *control_by_number(int level, int type);
/* Row i; NULL past the last. */
const struct control_row *control_at(size_t i);
/* How a value of the form is written, for messages: "names of sockets"; NULL: it is received only. */
const char *control_form_words(enum control_form form);

#endif
