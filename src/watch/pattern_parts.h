/*
 * What the files of patterns share: a pattern once it is read, the rows of the words it may have, and
 * the reader that goes over its text. For pattern*.c.
 */
#ifndef SOCKPIT_WATCH_PATTERN_PARTS_H
#define SOCKPIT_WATCH_PATTERN_PARTS_H

#include "watch/pattern.h"

/* Sets of enum segment_kind. */
enum pattern_kinds {
	KINDS_TCP = 1 << SEGMENT_TCP,
	KINDS_UDP = 1 << SEGMENT_UDP,
	KINDS_ICMP = 1 << SEGMENT_ICMP,
	KINDS_ICMP6 = 1 << SEGMENT_ICMP6,
	KINDS_IGMP = 1 << SEGMENT_IGMP,
	KINDS_ARP = 1 << SEGMENT_ARP,
	KINDS_PORTS = KINDS_TCP | KINDS_UDP,
	KINDS_TYPES = KINDS_ICMP | KINDS_ICMP6 | KINDS_IGMP,
	KINDS_ALL = (1 << (SEGMENT_FRAGMENT + 1)) - 1
};

/* Sets of IP versions; ARP counts as IPv4, whose addresses it is about. */
enum pattern_versions {
	VERSION_4 = 1,
	VERSION_6 = 2,
	VERSION_BOTH = 3,
	VERSION_ANY = 7 /* not even IP */
};

/* Keys with a number. */
enum pattern_key {
	KEY_SEQ,
	KEY_ACK,
	KEY_WIN,
	KEY_LEN,
	KEY_TTL,
	KEY_ID,
	KEY_MSS,
	KEY_TYPE,
	KEY_CODE,
	KEYS
};

/* What "is" asks for besides enum flow_marks and flags. */
enum pattern_is { IS_BAD = 1, IS_FRAGMENT = 2 };

struct pattern_host {
	int version; /* VERSION_4, VERSION_6 */
	uint8_t address[16];
};

struct pattern_end {
	unsigned hosts; /* 0: any */
	struct pattern_host host[2];
	int port;     /* -1: any */
	bool implied; /* the port came with the name of a socket */
};

/* Both ends of a range belong to it. */
struct pattern_range {
	bool there;
	uint32_t low, high;
};

struct pattern {
	unsigned kinds;                    /* enum pattern_kinds */
	unsigned versions;                 /* enum pattern_versions */
	struct pattern_end from, to;       /* where ends_there */
	bool ends_there;                   /* else: any */
	unsigned flags, flags_looked_at;   /* enum segment_flags */
	unsigned has_flags, marks, others; /* of "is": enum segment_flags, flow_marks, pattern_is */
	struct pattern_range key[KEYS];
	bool span_there; /* FIRST:LAST */
	uint32_t first, last;
	bool absolute;
	const char *message, *detail; /* of rows of messages; NULL: any */
	bool data_there;
	struct bytes data;
};

/* ------------------------------------------------------------------------------------------- words */

struct protocol_row {
	const char *name;
	unsigned kinds, versions;
};

struct key_row {
	const char *name;
	enum pattern_key key;
	uint32_t most;
	unsigned kinds;
	const char *what; /* whose key it is: "is of TCP" */
};

struct is_row {
	const char *name;
	unsigned marks, flags, others;
};

/* A kind of message that has no flags: "unreachable", "unreachable port". */
struct message_row {
	const char *word, *detail; /* detail NULL: whatever the code */
	enum segment_kind kind;
	int type; /* of ARP: the operation */
	int code; /* -1: any */
};

const struct protocol_row *pattern_protocol(const char *word, size_t n);
const struct key_row *pattern_key(const char *word, size_t n);
const struct is_row *pattern_is(const char *word, size_t n);
/* The first row of that word (of that word and detail) among these kinds; NULL: there is none. */
const struct message_row *pattern_message(unsigned kinds, const char *word, size_t n);
const struct message_row *pattern_detail(unsigned kinds, const char *word, size_t n,
                                         const char *detail, size_t detail_n);
/* The kinds that have such a message; detail NULL: any. */
unsigned pattern_message_kinds(const char *word, const char *detail);
/* Whether the segment is such a message. */
bool pattern_message_is(const char *word, const char *detail, const struct segment *s);
/* Offers the words of each sort to a search. */
void pattern_offer_flags(struct nearest *near);
void pattern_offer_keys(struct nearest *near);
void pattern_offer_others(struct nearest *near);
void pattern_offer_is(struct nearest *near);
void pattern_offer_messages(struct nearest *near, unsigned kinds);
void pattern_offer_protocols(struct nearest *near);

/* ------------------------------------------------------------------------------------------ reader */

/* A word of the text. */
struct word {
	const char *p;
	size_t n;
};

struct reader {
	const char *text;
	size_t n, at;
	const struct pattern_names *names;
	struct bytes *why;
	size_t bad; /* offset of what is wrong */
	struct pattern *pattern;
	struct word narrowed;  /* what left the kinds as they are; n 0: nothing */
	struct word versioned; /* the same of the versions */
};

static inline bool word_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool word_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The signs are words of their own, wherever they stand. */
static inline bool word_is_sign_char(char c)
{
	return c == '>' || c == '<' || c == '=';
}

static inline bool word_is_sign(const struct word *w, char sign)
{
	return w->n == 1 && w->p[0] == sign;
}

/* Case ignored. */
bool pattern_word_is(const struct word *w, const char *name);
/* Looks at the next word, or sign, and leaves it there. False, and an empty word, at the end. */
bool pattern_peek(struct reader *r, struct word *w);
/* Goes on behind a word. */
void pattern_take(struct reader *r, const struct word *w);
/* The word behind another; the reader stays where it is. */
struct word pattern_behind(struct reader *r, const struct word *w);

/* Appends a word in quotes, escaped, cut when it is long. */
void pattern_quote(struct bytes *out, const struct word *w);
/* Puts the mistake into words, behind the word itself in quotes. Always false. */
bool pattern_wrong(struct reader *r, const struct word *w, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same with the nearest name: "PROBLEM: did you mean NAME?", else "PROBLEM: EXPECTED". */
bool pattern_wrong_near(struct reader *r, const struct word *w, const char *problem,
                        const struct nearest *near, const char *expected);
/* Lets only these kinds be, since a word is about them; `what` says that: "is of TCP". */
bool pattern_narrow(struct reader *r, const struct word *w, unsigned kinds, const char *what);
/* Reads one end. */
bool pattern_read_end(struct reader *r, const struct word *w, struct pattern_end *end);
/* Reads what begins with the word, of what follows the ends. *known false: nothing does. */
bool pattern_read_item(struct reader *r, const struct word *w, bool *known);
bool pattern_looks_like_flags(const struct word *w);
/* Whether the word is a name that has addresses. */
bool pattern_is_name(const struct reader *r, const struct word *w);

#endif
