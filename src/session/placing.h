/*
 * Where things are: the hosts of the lab, and the ends a pattern names.
 */
#ifndef SOCKPIT_SESSION_PLACING_H
#define SOCKPIT_SESSION_PLACING_H

#include "session/verb.h"
#include "watch/pattern.h"

/* The number of a lab's host; refused when there is no lab, or no such host. */
enum outcome placing_host(struct session *s, const char *verb, struct word w, unsigned *host);
/* The lab that runs ends; what was made in a host goes on as a socket of the session, on a wire that leads
 * nowhere. */
void placing_end_lab(struct session *s);
/* Refused when there is no lab, or none any more. */
enum outcome placing_require_lab(struct session *s, const char *verb);
/*
 * An end as it is written: HOST:PORT, ADDRESS:PORT, or a socket's name, whose own address it is. HOST and
 * ADDRESS alone have port 0.
 */
enum outcome placing_end(struct session *s, const char *verb, struct word w, int family,
                         struct address *a);
/* Reads a pattern of one word or more; pattern_free frees it. NULL: refused. */
struct pattern *placing_pattern(struct session *s, const char *verb, const struct word *words,
                                size_t count);

#endif
