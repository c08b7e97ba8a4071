/*
 * Reading patterns: word by word, from left to right, without going back. What cannot be read is
 * refused at its place, with what was expected there. How words are found is in pattern_reader.c, which
 * there are in pattern_words.c; ends are read in pattern_ends.c, the rest in pattern_items.c.
 */
#include "watch/pattern.h"

#include <stdlib.h>

#include "base/memory.h"
#include "watch/pattern_parts.h"

/* -------------------------------------------------------------------------------- the beginning */

static bool read_protocol(struct reader *r)
{
	const struct protocol_row *row;
	struct word w, next;

	pattern_peek(r, &w);
	next = pattern_behind(r, &w);
	row = pattern_protocol(w.p, w.n);
	if (!row || word_is_sign(&next, '>'))
		return true;
	pattern_take(r, &w);
	r->pattern->kinds = row->kinds;
	r->pattern->versions = row->versions;
	r->narrowed = r->versioned = w;
	return true;
}

/* "win >0" begins with a key, "win > server" with an end where there is a host called win. */
static bool is_key_with_bound(struct reader *r, const struct word *w, const struct word *sign)
{
	struct word value = pattern_behind(r, sign);

	if (!pattern_key(w->p, w->n) && !pattern_word_is(w, "data"))
		return false;
	return !pattern_is_name(r, w) || !value.n || word_is_sign(&value, '=') ||
	       (word_is_digit(value.p[0]) && !memchr(value.p, '.', value.n) &&
	        !memchr(value.p, ':', value.n));
}

static bool read_second_end(struct reader *r, const struct word *arrow)
{
	static const char expected[] =
	    "expected HOST, HOST:PORT, ADDRESS, ADDRESS:PORT, *:PORT or * behind it";
	struct word w;

	pattern_take(r, arrow);
	if (!pattern_peek(r, &w))
		return pattern_wrong(r, arrow, "has no end behind it: %s", expected);
	if (word_is_sign_char(w.p[0]))
		return pattern_wrong(r, &w, "is not an end: %s", expected);
	pattern_take(r, &w);
	return pattern_read_end(r, &w, &r->pattern->to);
}

static bool read_ends(struct reader *r)
{
	struct pattern *p = r->pattern;
	struct word w, arrow;

	if (!pattern_peek(r, &w))
		return true;
	if (word_is_sign(&w, '>'))
		return pattern_wrong(r, &w, "has no end in front of it: expected END > END, * for any");
	arrow = pattern_behind(r, &w);
	if (!word_is_sign(&arrow, '>') || is_key_with_bound(r, &w, &arrow))
		return true;
	pattern_take(r, &w);
	p->ends_there = true;
	return pattern_read_end(r, &w, &p->from) && read_second_end(r, &arrow);
}

/* --------------------------------------------------------------------------------- all together */

/* A word that means nothing where it stands. */
static bool wrong_word(struct reader *r, const struct word *w)
{
	static const struct {
		void (*offer)(struct nearest *near);
		const char *problem;
	} sorts[] = {
	    {pattern_offer_flags, "is not a flag"},
	    {pattern_offer_keys, "is not a key"},
	    {pattern_offer_others, "is not a word of patterns"},
	    {pattern_offer_protocols, "is not a protocol"},
	};
	const char *problem = "is not a word of patterns";
	struct word next = pattern_behind(r, w);
	struct nearest near;
	unsigned distance;

	if (word_is_sign(w, '>'))
		return pattern_wrong(r, w, "is too much: END > END comes once, before flags and keys");
	if (word_is_sign(&next, '>'))
		return pattern_wrong(r, w, "comes too late: END > END stands before flags and keys");
	if (pattern_is_name(r, w))
		return pattern_wrong(r, w, "is one end, and there are two: expected END > END, * for any");
	if (pattern_protocol(w->p, w->n))
		return pattern_wrong(r, w, "is a protocol, which comes first");
	if (word_is_digit(w->p[0]))
		return pattern_wrong(r, w, "belongs to no key: expected one in front of it, like len");
	nearest_init(&near, w->p, w->n);
	for (size_t i = 0; i < sizeof(sorts) / sizeof(sorts[0]); i++) {
		distance = near.distance;
		sorts[i].offer(&near);
		if (near.distance < distance)
			problem = sorts[i].problem;
	}
	distance = near.distance;
	pattern_offer_messages(&near, r->pattern->kinds);
	if (near.distance < distance)
		problem = "is not a kind of message";
	return pattern_wrong_near(r, w, problem, &near,
	                          "expected a flag like SYN, FIRST:LAST, a key like seq, or is");
}

/* "upd client > server", "client -> server": something between the beginning and the >. */
static bool looks_right(struct reader *r, const struct word *w)
{
	struct word second = pattern_behind(r, w), third = {"", 0};
	struct nearest near;

	if (second.n)
		third = pattern_behind(r, &second);
	if (!word_is_sign(&third, '>') || pattern_key(w->p, w->n) || pattern_looks_like_flags(w))
		return true;
	if (pattern_word_is(&second, "-") || word_is_sign(&second, '='))
		return pattern_wrong(r, &second, "is too much: between two ends stands \">\" alone");
	if (r->narrowed.n || pattern_message(KINDS_ALL, w->p, w->n))
		return true;
	nearest_init(&near, w->p, w->n);
	pattern_offer_protocols(&near);
	return pattern_wrong_near(
	    r, w, "is not a protocol", &near,
	    "expected tcp udp icmp icmp6 igmp arp ip ip6 or any before END > END");
}

/* What follows from the whole. */
static void finish(struct pattern *p)
{
	bool ports = p->kinds & KINDS_PORTS;

	/* a number of acknowledgement is there with the flag only */
	if (p->flags && p->key[KEY_ACK].there)
		p->flags |= SEGMENT_ACK;
	/* of a socket in a pattern about other protocols, the address is meant */
	if (p->ends_there && !ports && p->from.implied)
		p->from.port = -1;
	if (p->ends_there && !ports && p->to.implied)
		p->to.port = -1;
}

static bool read_pattern(struct reader *r)
{
	struct word w;
	bool known;

	if (!pattern_peek(r, &w)) {
		bytes_add_str(r->why,
		              "an empty pattern: expected one like \"client > server SYN\", or any");
		return false;
	}
	if (!read_protocol(r) || !read_ends(r))
		return false;
	if (!r->pattern->ends_there && pattern_peek(r, &w) && !looks_right(r, &w))
		return false;
	while (pattern_peek(r, &w))
		if (!pattern_read_item(r, &w, &known))
			return known ? false : wrong_word(r, &w);
	finish(r->pattern);
	return true;
}

struct pattern *pattern_parse(const char *text, size_t n, const struct pattern_names *names,
                              struct bytes *why, size_t *at)
{
	struct pattern *p = memory_new(sizeof(*p));
	struct reader r = {.text = n ? text : "", .n = n, .names = names, .why = why, .pattern = p};

	p->kinds = KINDS_ALL;
	p->versions = VERSION_ANY;
	if (read_pattern(&r))
		return p;
	*at = r.bad;
	pattern_free(p);
	return NULL;
}

void pattern_free(struct pattern *p)
{
	if (!p)
		return;
	bytes_clear(&p->data);
	free(p);
}
