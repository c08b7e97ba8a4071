/*
 * The table of refinements: for which failures, and for a receiving call's 0, which function is asked.
 */
#include "session/facts.h"

#include <errno.h>

enum { ANY = -1, ANY_ERRNO = -1 };

struct fact_row {
	int err;          /* or ANY_ERRNO; 0: it did not fail */
	const char *call; /* NULL: any */
	int family;       /* AF_INET stands for AF_INET6 as well; ANY */
	int type;         /* or ANY */
	fact_finder *find;
};

/* The first that fits is the one that is asked. */
static const struct fact_row rows[] = {
    {0, NULL, ANY, ANY, fact_deaf},
    {EADDRINUSE, "setsockopt", ANY, ANY, NULL},
    {ENOTCONN, "shutdown", ANY, ANY, NULL},
    {ENOTCONN, NULL, AF_INET, SOCK_STREAM, fact_not_connected},
    {EISCONN, NULL, ANY, ANY, fact_connected_already},
    {ANY_ERRNO, "setsockopt", ANY, ANY, fact_option},
    {ANY_ERRNO, "getsockopt", ANY, ANY, fact_option},
    {ECONNREFUSED, "connect", AF_INET, SOCK_STREAM, fact_refused},
    {ECONNREFUSED, NULL, AF_UNIX, ANY, fact_refused_unix},
    {EADDRINUSE, NULL, AF_INET, ANY, fact_in_use},
    {EADDRINUSE, NULL, AF_UNIX, ANY, fact_in_use_unix},
    {EADDRNOTAVAIL, "bind", AF_INET, ANY, fact_not_ours},
    {EACCES, "bind", AF_INET, ANY, fact_low_port},
    {EACCES, NULL, AF_INET, ANY, fact_broadcast},
    {EAFNOSUPPORT, NULL, ANY, ANY, fact_unfit},
    {EINTR, NULL, ANY, ANY, fact_interrupted},
    {EINVAL, "bind", ANY, ANY, fact_bound_already},
    {EINVAL, "accept4", ANY, ANY, fact_flags},
    {EINVAL, "connect", ANY, ANY, fact_unfit},
    {ENETUNREACH, "connect", AF_INET, SOCK_STREAM, fact_unreachable},
    {ENETUNREACH, NULL, AF_INET6, SOCK_DGRAM, fact_no_ipv4},
    {ENOENT, NULL, AF_UNIX, ANY, fact_no_folder},
    {EPIPE, NULL, AF_INET, SOCK_STREAM, fact_broken_pipe},
    {ECONNRESET, NULL, AF_INET, SOCK_STREAM, fact_reset},
    {EINPROGRESS, "connect", ANY, ANY, fact_in_progress},
    {EAGAIN, "connect", ANY, ANY, NULL},
    {EAGAIN, NULL, ANY, ANY, fact_would_wait},
    {EMSGSIZE, NULL, AF_INET, SOCK_DGRAM, fact_too_long},
    {EMSGSIZE, NULL, ANY, ANY, fact_too_many},
    {EINVAL, "writev", ANY, ANY, fact_too_many},
    {EINVAL, "readv", ANY, ANY, fact_too_many},
    {ENETUNREACH, "sendmsg", ANY, ANY, fact_source},
    {EMFILE, NULL, ANY, ANY, fact_no_descriptor},
    {ETIMEDOUT, NULL, AF_INET, SOCK_STREAM, fact_user_timeout},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static bool is_about(const struct fact_row *row, const struct call *c)
{
	if ((row->err != ANY_ERRNO ? row->err != c->err : !c->err) ||
	    (row->call && strcmp(row->call, c->row->name)))
		return false;
	if (row->family != ANY && row->family != c->family &&
	    !(row->family == AF_INET && c->family == AF_INET6))
		return false;
	return row->type == ANY || row->type == c->type;
}

enum fact facts_find(struct inquiry *q)
{
	for (int i = 0; i < ROWS; i++)
		if (is_about(&rows[i], q->c))
			return rows[i].find ? rows[i].find(q) : FACT_NONE;
	return FACT_NONE;
}
