/*
 * Internal to the topics: those of topics_failure.c and topics_option.c, for the table in topics.c.
 */
#ifndef SOCKPIT_SESSION_TOPICS_PARTS_H
#define SOCKPIT_SESSION_TOPICS_PARTS_H

#include "session/topics.h"

/* Tell of an errno or an EAI_ code, by name or number, and of a call; false: it is none. */
bool topics_add_errno(struct bytes *out, const char *word, size_t n);
bool topics_add_call(struct bytes *out, const char *word, size_t n);
/* Tell of an option, a control message, a request of ioctl; false: it is none. */
bool topics_add_option(struct bytes *out, const char *word, size_t n);
bool topics_add_message(struct bytes *out, const char *word, size_t n);
bool topics_add_request(struct bytes *out, const char *word, size_t n);
/* Name i and what it is, in a line; NULL past the last. */
const char *topics_errno_at(size_t i, const char **about);
const char *topics_call_at(size_t i, const char **about);
const char *topics_option_at(size_t i, const char **about);
const char *topics_message_at(size_t i, const char **about);
const char *topics_request_at(size_t i, const char **about);

#endif
