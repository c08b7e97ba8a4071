/*
 * What the members of struct tcp_info mean, in a few words each, and how their numbers are read.
 */
#ifndef SOCKPIT_TABLES_TCP_INFO_WORDS_H
#define SOCKPIT_TABLES_TCP_INFO_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tcp_info_unit {
	TCP_INFO_US, /* microseconds */
	TCP_INFO_MS, /* milliseconds */
	TCP_INFO_BYTES,
	TCP_INFO_RATE, /* bytes a second */
	TCP_INFO_SEGMENTS,
	TCP_INFO_TIMES,
	TCP_INFO_YES, /* 0 or 1 */
	TCP_INFO_WORD /* a number with a name */
};

struct tcp_info_words {
	const char *group; /* "Round trip"; rows of a group follow each other */
	const char *field; /* "rtt", of tables/tcp_info_fields.h */
	const char *label; /* "RTT" */
	enum tcp_info_unit unit;
	const char *about;  /* one line */
	const char *source; /* "RFC 6298" */
	/* this number stands for this word: nothing was measured, or there is no limit; NULL: none does */
	uint64_t special;
	const char *special_word;
	bool alive; /* it means something only while there is a connection */
};

struct option_field;

/* Row i; NULL past the last. */
const struct tcp_info_words *tcp_info_words_at(size_t i);
/* The row of a field, or NULL. */
const struct tcp_info_words *tcp_info_words_of(const char *field);
/* The member of that name, or NULL. */
const struct option_field *tcp_info_field(const char *name);
/* Reads a member of n bytes of struct tcp_info, which need not be aligned. False: the kernel gave less. */
bool tcp_info_number(const struct option_field *f, const void *info, size_t n, uint64_t *value);
/* The word for a member's number, or NULL: "Recovery" of ca_state. */
const char *tcp_info_word(const struct option_field *f, uint64_t value);
/* What the state of congestion control means, or NULL. */
const char *tcp_info_ca_about(uint64_t value);

#endif
