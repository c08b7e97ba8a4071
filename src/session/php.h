/*
 * What the verbs with PHP's names share: the calls are those of the other verbs, put together out of
 * the same words; what differs is the order of the words and how an answer is given.
 */
#ifndef SOCKPIT_SESSION_PHP_H
#define SOCKPIT_SESSION_PHP_H

#include "session/verb.h"

enum { PHP_WORDS = 12 };

/* As in PHP: a host that cannot be found is the error of this number minus that of netdb.h (h_errno). */
enum { PHP_LOOKUP_FAILED = -10000 };

/* The words of another verb, the verb first. What they point to stays where it is. */
struct php_words {
	struct word word[PHP_WORDS];
	char number[PHP_WORDS][24];
	size_t count;
};

void php_begin(struct php_words *w, const char *verb, const struct sock *sock);
void php_add_word(struct php_words *w, struct word word);
void php_add_text(struct php_words *w, const char *text);
void php_add_number(struct php_words *w, int64_t number);

/* Makes the call of those words ready; messages about them name `v`. As with verb.h's prepare, there may
 * be nothing to call: then the result is there. */
enum outcome php_prepare(struct session *s, const struct verb *v, const struct php_words *w,
                         struct call *c);
/* Makes it and waits for it, at the prompt as well. */
enum outcome php_call(struct session *s, struct call *c);
/* Does those words as a command of its own, and waits for it. */
enum outcome php_do(struct session *s, const struct php_words *w);
/* What the verb that is called like the call does with its answer. */
void php_finish(struct session *s, struct call *c);
/* The same, and then the result is true: 1. */
void php_finish_true(struct session *s, struct call *c);

/* Writes the next automatic name that is free and promised to no job. Returns it. */
const char *php_next_name(struct session *s, char name[SOCK_NAME_MAX + 1]);

/* PHP's address and port, which may be missing: of a path, and where it is 0. For a socket of AF_INET6 an
 * address of IPv4 is the one mapped into IPv6. A host that is not found is the error of the socket and of the
 * session. */
enum outcome php_address(struct session *s, const struct verb *v, struct sock *sock,
                         const struct value *address, const struct value *port, struct address *a);

/* Appends the host of an address, or its path. */
void php_add_host(struct bytes *out, const struct address *a);
/* Sets a variable the script named. */
enum outcome php_assign(struct session *s, struct word variable, const void *p, size_t n);
/* Sets one to the host of an address or its path, the other, if it was named, to its port; with a socket of
 * AF_UNIX, where there are none, the other stays as it is. */
enum outcome php_assign_address(struct session *s, const struct sock *sock,
                                const struct value *host, const struct value *port,
                                const struct address *a);

#endif
