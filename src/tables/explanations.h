/*
 * Why a call answered what it answered: a line of plain words for each (call, errno), chosen by the
 * kind of socket where that matters. Every row is backed by a session under tests/session/ that
 * provokes it on the running kernel, or names the man page it is taken from.
 */
#ifndef SOCKPIT_TABLES_EXPLANATIONS_H
#define SOCKPIT_TABLES_EXPLANATIONS_H

#include "base/bytes.h"

struct explanation {
	const char *call; /* "connect"; "*" for any */
	int err; /* the errno; below 0: an EAI_ code of netdb.h; 0 explains a result that is no failure (recv returned 0) */
	int family; /* AF_INET stands for AF_INET6 as well; -1: any */
	int type;   /* SOCK_STREAM; -1: any */
	/* {address} and {socket} stand for the call's own; one or two lines, no final full stop */
	const char *text;
	/* "connect(2)", "tcp(7)", "RFC 9293"; a kernel where no page has what was measured on it */
	const char *source;
};

/*
 * The nearest row: an exact call before the call it is a form of (write: send) before "*", a family
 * and type that match before any; NULL: none. O(1).
 */
const struct explanation *explanation_find(const char *call, int err, int family, int type);
/* Row i; NULL past the last. */
const struct explanation *explanation_at(size_t i);
/* The call whose rows of that errno are true of this one too (write: send); NULL: none. */
const char *explanation_kin(const char *call, int err);
/* Appends a text with {address} and {socket} replaced by what is given (the caller escapes it). */
void explanation_add(struct bytes *out, const char *text, const char *address, const char *socket);
/* Appends which sockets a row is about, "AF_UNIX, SOCK_STREAM: "; nothing where it is about all. */
void explanation_add_whom(struct bytes *out, const struct explanation *e);

#endif
