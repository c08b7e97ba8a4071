/*
 * The calls as sections 2 and 3 of the manual have them: what a call is for, its header and its prototype.
 * Which of them a session can make, and how, is in core/call.h.
 */
#ifndef SOCKPIT_TABLES_CALL_PAGES_H
#define SOCKPIT_TABLES_CALL_PAGES_H

#include <stddef.h>

struct call_page {
	const char *name;      /* "connect" */
	const char *man;       /* "connect(2)" */
	const char *header;    /* "sys/socket.h" */
	const char *prototype; /* one line, with its semicolon */
	const char *about;     /* one line without a full stop */
	const char
	    *answer; /* what it returns when it works; -1 and errno otherwise, unless it says so */
	/* the errnos it answers as other calls do, with the explanation of any call ("*"): "EBADF, ENOTSOCK";
	 * NULL: none */
	const char *any;
};

/* The row of a name, case ignored, or NULL. O(1). */
const struct call_page *call_page_by_name(const char *name, size_t n);
/* Row i; NULL past the last. */
const struct call_page *call_page_at(size_t i);

#endif
