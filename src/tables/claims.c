/*
 * Claims and what is true of them on Linux. What a row says is shown by the session it names, or, where it
 * names none, by tests/session/claims.tcl.
 */
#include "tables/claims.h"

#include <string.h>
#include <strings.h>

static const struct claim rows[] = {
    {"SO_LINGER close", "with a linger time, closing a nonblocking socket fails at once",
     "on Linux close waits all the same, for the linger time at most, and answers 0: O_NONBLOCK "
     "is not looked at",
     "Linux 6.18", "seeds/fault-linger.tcl"},
    {"SO_ERROR", "SO_ERROR is an option like others, to be set too",
     "it can only be read, and reading it sets it back to 0; setting it fails with ENOPROTOOPT",
     "socket(7)", NULL},
    {"SO_TYPE", "SO_TYPE is an option like others, to be set too",
     "it can only be read: the type was said to socket; setting it fails with ENOPROTOOPT",
     "socket(7)", NULL},
    {"SO_SNDLOWAT", "SO_SNDLOWAT sets how many bytes a sending call handles at least",
     "on Linux it is always 1 and cannot be set: ENOPROTOOPT", "socket(7)", NULL},
    {"read recv PHP_BINARY_READ PHP_NORMAL_READ",
     "reading stops at a line feed, a tab or a NUL byte",
     "read and recv know no such bytes: they give what has come, up to the length asked for; of "
     "PHP's two ways only PHP_NORMAL_READ stops, at \\n or \\r",
     "read(2)", "seeds/fault-read-stops.tcl"},
    {"bind EADDRNOTAVAIL", "a server may bind to any address that looks right, such as 100.0.0.1",
     "only to addresses this machine has: any other is EADDRNOTAVAIL. For this machine alone it "
     "is 127.0.0.1, for all of its addresses 0.0.0.0",
     "ip(7)", "seeds/fault-bind-address.tcl"},
    {"socket strerror", "if ($sock = socket_create(...) < 0) tells that it has failed",
     "< comes before =: $sock becomes the answer to the comparison, never the socket. In PHP a "
     "failure is false, which is not less than 0, so none is seen; in C it is seen, but every "
     "socket is 0. Assign between parentheses, and compare with what a failure gives: false in "
     "PHP, -1 in C",
     "socket(2)", "seeds/fault-precedence.tcl"},
    {"close accept ECONNRESET", "an accepted socket that a loop accepts over needs no close",
     "as long as it is open its peer waits for the end of the stream; and when it is closed at "
     "last with bytes unread, the peer gets a RST: ECONNRESET, not an end",
     "RFC 9293", "seeds/fault-not-closed.tcl"},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

bool claim_is_about(const struct claim *c, const char *word, size_t n)
{
	for (const char *at = c->topics; *at;) {
		size_t length = strcspn(at, " ");

		if (length == n && !strncasecmp(at, word, n))
			return true;
		at += length;
		at += strspn(at, " ");
	}
	return false;
}

const struct claim *claim_at(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}
