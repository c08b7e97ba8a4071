/*
 * The requests of ioctl(2) that sockets answer: one row each. Only these can be made: what a request
 * points to differs from one to the next, and a wrong guess would let the kernel write anywhere.
 */
#ifndef SOCKPIT_TABLES_IOCTLS_H
#define SOCKPIT_TABLES_IOCTLS_H

#include <stddef.h>

enum ioctl_form {
	IOCTL_NOTHING,     /* no argument */
	IOCTL_GETS_INT,    /* int, written */
	IOCTL_SETS_INT,    /* int, read */
	IOCTL_GETS_OWNER,  /* int, written: who gets SIGIO and SIGURG */
	IOCTL_SETS_OWNER,  /* int, read: the same */
	IOCTL_GETS_TIME,   /* struct timeval, written: a moment */
	IOCTL_IF_ADDRESS,  /* struct ifreq: a name, and an address written */
	IOCTL_IF_HARDWARE, /* struct ifreq: a name, and a link address written */
	IOCTL_IF_FLAGS,    /* struct ifreq: a name, and IFF_ flags written */
	IOCTL_IF_INT,      /* struct ifreq: a name, and an int written */
	IOCTL_IF_NAME      /* struct ifreq: an index, and a name written */
};

struct ioctl_row {
	const char *name;     /* "FIONREAD" */
	unsigned long number; /* FIONREAD */
	enum ioctl_form form;
	const char *man;   /* "tcp(7)" */
	const char *about; /* one line */
};

/* The row of a name, case ignored, or NULL. O(1). */
const struct ioctl_row *ioctl_by_name(const char *name, size_t n);
/* The row of a number, the first that has it, or NULL. O(1). */
const struct ioctl_row *ioctl_by_number(unsigned long number);
/* Row i; NULL past the last. */
const struct ioctl_row *ioctl_at(size_t i);

#endif
