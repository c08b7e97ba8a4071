/*
 * Topics: whatever a table has a row for, told in plain words. Errnos, calls, TCP states, options, control
 * messages, requests of ioctl, constants, kinds of sockets, verbs. It works without a session.
 */
#ifndef SOCKPIT_SESSION_TOPICS_H
#define SOCKPIT_SESSION_TOPICS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

struct call_page;
struct nearest;

/* Appends what is known of a word, of all the things it is the name of; of a list ("errnos"), its entries.
 * Lines end with a newline. False: nothing is. */
bool topics_add(struct bytes *out, const char *word, size_t n);
/* An errno, or an EAI_ code of the resolver. */
struct topic_code {
	const char *name, *text; /* "ECONNREFUSED", "Connection refused" */
	const char *man;         /* of an EAI_ code, the page that has it; NULL: errno(3) */
	int number;              /* below 0: an EAI_ code */
};
/* Finds it by its name, case ignored, or its number; false: it is none. */
bool topics_code(const char *word, size_t n, struct topic_code *code);
/* The page of a call, "connect" or "connect(2)"; NULL: it is none. */
const struct call_page *topics_call(const char *word, size_t n);
/* Appends why that call answers with that errno, where to look and what to do; the names are shown in place
 * of the socket's and the address's, for a socket of that family and type (-1: all that are known). False:
 * there is no explanation. */
bool topics_add_failure(struct bytes *out, const char *call, int err, int family, int type,
                        const char *socket, const char *address);
/* Appends where to look and what to do only. */
void topics_add_hint(struct bytes *out, const char *call, int err, const char *socket,
                     const char *address);
/* Appends text in lines of at most 80 columns, each indented; `first` is put before the first of them. */
void topics_add_text(struct bytes *out, const char *first, const char *text, unsigned indent);
/* Offers every topic and list to a search for the nearest name. */
void topics_offer(struct nearest *near);
/* Calls `each` with every topic and list. */
void topics_each(void (*each)(void *closure, const char *name), void *closure);

#endif
