/*
 * What follows the ends of a pattern: keys with their numbers, FIRST:LAST, flags, what "is" asks for,
 * data, and kinds of messages.
 */
#include <strings.h>

#include "base/escape.h"
#include "watch/pattern_parts.h"

enum { FLAGS_ALL = 0xff };

static const char numbers[] = "expected a number, a range A-B, >N or <N";

/* ----------------------------------------------------------------------------- numbers and keys */

/* A number from 0 to most. */
static bool read_number(const char *p, size_t n, uint32_t most, uint32_t *number)
{
	int64_t value;

	if (!n || !word_is_digit(p[0]) || !text_int(p, n, &value) || value > most)
		return false;
	*number = (uint32_t)value;
	return true;
}

/* What is wrong with a word that read_number does not take. */
static bool wrong_number(struct reader *r, const struct word *w, const struct key_row *key)
{
	int64_t value;

	if (w->n && text_int(w->p, w->n, &value))
		return pattern_wrong(r, w, "is too %s: %s is from 0 to %u", value < 0 ? "small" : "large",
		                     key->name, key->most);
	return pattern_wrong(r, w, "is not a number: for %s %s", key->name, numbers);
}

/* The number of ">N", "<N", ">=N" or "<=N", whose sign was taken already. */
static bool read_bound(struct reader *r, const struct key_row *key, const struct word *sign,
                       struct pattern_range *range)
{
	bool greater = sign->p[0] == '>', equal;
	struct word w;
	uint32_t number;

	equal = pattern_peek(r, &w) && w.p[0] == '=';
	if (equal)
		pattern_take(r, &w);
	if (!pattern_peek(r, &w))
		return pattern_wrong(r, sign, "has no number behind it");
	pattern_take(r, &w);
	if (!read_number(w.p, w.n, key->most, &number))
		return wrong_number(r, &w, key);
	if (!equal && number == (greater ? key->most : 0))
		return pattern_wrong(r, &w, "leaves nothing: %s is from 0 to %u", key->name, key->most);
	*range = greater ? (struct pattern_range){true, number + !equal, key->most}
	                 : (struct pattern_range){true, 0, number - !equal};
	return true;
}

static bool read_range(struct reader *r, const struct word *w, const struct key_row *key,
                       struct pattern_range *range)
{
	const char *dash = w->n > 1 ? memchr(w->p + 1, '-', w->n - 1) : NULL;
	size_t n = dash ? (size_t)(dash - w->p) : w->n;
	struct word first = {w->p, n}, last = {dash ? dash + 1 : NULL, dash ? w->n - n - 1 : 0};

	range->there = true;
	if (!read_number(first.p, first.n, key->most, &range->low))
		return wrong_number(r, dash && word_is_digit(w->p[0]) ? &first : w, key);
	range->high = range->low;
	if (dash && !last.n)
		return pattern_wrong(r, w, "has no end: expected a range A-B");
	if (dash && !read_number(last.p, last.n, key->most, &range->high))
		return wrong_number(r, &last, key);
	if (range->high < range->low)
		return pattern_wrong(r, w, "ends before it begins: expected a range A-B");
	return true;
}

/* What follows a key: a number in one of its forms. */
static bool read_key(struct reader *r, const struct word *w, const struct key_row *key)
{
	struct pattern_range *range = &r->pattern->key[key->key];
	struct word value;

	if (range->there)
		return pattern_wrong(r, w, "is given twice");
	if (!pattern_narrow(r, w, key->kinds, key->what))
		return false;
	pattern_take(r, w);
	if (pattern_peek(r, &value) && value.p[0] == '=')
		pattern_take(r, &value);
	if (!pattern_peek(r, &value))
		return pattern_wrong(r, w, "has no value: %s", numbers);
	pattern_take(r, &value);
	if (value.p[0] == '>' || value.p[0] == '<')
		return read_bound(r, key, &value, range);
	return read_range(r, &value, key, range);
}

/* "ack 1" is a number, "ACK" before anything else a flag. */
static bool is_ack_flag(struct reader *r, const struct word *w)
{
	struct word next = pattern_behind(r, w);

	if (!pattern_word_is(w, "ack"))
		return false;
	return !next.n || (!word_is_sign_char(next.p[0]) && !word_is_digit(next.p[0])) ||
	       memchr(next.p, ':', next.n);
}

/* FIRST:LAST, FIRST:LAST(LENGTH). */
static bool read_span(struct reader *r, const struct word *w)
{
	const char *colon = memchr(w->p, ':', w->n), *end = w->p + w->n;
	const char *open = memchr(colon, '(', (size_t)(end - colon));
	const char *last = open ? open : end;
	struct pattern *p = r->pattern;
	uint32_t length;

	if (p->span_there)
		return pattern_wrong(r, w, "is the second of its kind: one FIRST:LAST is enough");
	if (!read_number(w->p, (size_t)(colon - w->p), UINT32_MAX, &p->first) ||
	    !read_number(colon + 1, (size_t)(last - colon) - 1, UINT32_MAX, &p->last) ||
	    (open && (end[-1] != ')' || end - open < 3 ||
	              !read_number(open + 1, (size_t)(end - open) - 2, UINT32_MAX, &length))))
		return pattern_wrong(
		    r, w, "is not FIRST:LAST: expected two sequence numbers, like 1:13 or 1:13(12)");
	/* numbers go round at 2^32 */
	if (p->last - p->first > INT32_MAX)
		return pattern_wrong(r, w, "ends before it begins: LAST is the number after the last");
	if (open && length != p->last - p->first)
		return pattern_wrong(r, w, "does not add up: from %u to %u are %u bytes", p->first, p->last,
		                     p->last - p->first);
	p->span_there = true;
	pattern_take(r, w);
	return pattern_narrow(r, w, KINDS_TCP, "is of TCP");
}

/* --------------------------------------------------------------------------------- flags and is */

static bool add_flags(struct reader *r, const struct word *w, unsigned flags)
{
	struct pattern *p = r->pattern;

	if (p->flags_looked_at && !p->flags)
		return pattern_wrong(r, w, "is a flag, and \"none\" says there is none");
	p->flags |= flags;
	/* Linux sets PSH at will: it is looked at where it is named */
	p->flags_looked_at = FLAGS_ALL & ~(p->flags & SEGMENT_PSH ? 0U : SEGMENT_PSH);
	return pattern_narrow(r, w, KINDS_TCP, "is a flag of TCP");
}

static bool is_flag_letter(char c)
{
	return c == '.' || (c >= 'A' && c <= 'Z' && segment_flag(&c, 1));
}

/* "S.", "PA": a letter each, as tcpdump(8) writes them. */
static bool is_letters(const struct word *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (!is_flag_letter(w->p[i]))
			return false;
	return w->n <= 8;
}

static size_t to_separator(const struct word *w)
{
	size_t n = 0;

	while (n < w->n && !memchr("+,/|-", w->p[n], 5))
		n++;
	return n;
}

bool pattern_looks_like_flags(const struct word *w)
{
	size_t n = to_separator(w);

	return segment_flag(w->p, n) || is_letters(w);
}

/* One flag, or several as in "SYN+ACK" and "S.". */
static bool read_flags(struct reader *r, const struct word *w)
{
	struct word left = *w;
	unsigned flags = 0;

	pattern_take(r, w);
	while (left.n) {
		struct word one = {left.p, to_separator(&left)};
		size_t used = one.n < left.n ? one.n + 1 : one.n;
		struct nearest near;

		if (segment_flag(one.p, one.n)) {
			flags |= segment_flag(one.p, one.n);
		} else if (one.n && is_letters(&one)) {
			for (size_t i = 0; i < one.n; i++)
				flags |= segment_flag(one.p + i, 1);
		} else {
			nearest_init(&near, one.p, one.n);
			pattern_offer_flags(&near);
			return pattern_wrong_near(r, one.n ? &one : w, "is not a flag", &near,
			                          "expected SYN ACK FIN RST PSH URG ECE or CWR");
		}
		left.p += used;
		left.n -= used;
	}
	return add_flags(r, w, flags);
}

static bool read_none(struct reader *r, const struct word *w)
{
	struct pattern *p = r->pattern;

	pattern_take(r, w);
	if (p->flags)
		return pattern_wrong(r, w, "says that there are no flags, and there are some in front");
	p->flags_looked_at = FLAGS_ALL;
	return pattern_narrow(r, w, KINDS_TCP, "is about flags of TCP");
}

static bool read_is(struct reader *r, const struct word *w)
{
	const struct is_row *row;
	struct nearest near;
	struct word what;

	pattern_take(r, w);
	if (!pattern_peek(r, &what))
		return pattern_wrong(r, w,
		                     "has nothing behind it: expected retransmission, dup-ack, "
		                     "out-of-order, zero-window, window-update, keep-alive, probe …");
	pattern_take(r, &what);
	row = pattern_is(what.p, what.n);
	if (!row) {
		nearest_init(&near, what.p, what.n);
		pattern_offer_is(&near);
		return pattern_wrong_near(r, &what, "is not what a segment can be", &near,
		                          "expected retransmission, dup-ack, out-of-order, zero-window, "
		                          "window-update, keep-alive, probe …");
	}
	r->pattern->marks |= row->marks;
	r->pattern->has_flags |= row->flags;
	r->pattern->others |= row->others;
	return row->others || pattern_narrow(r, &what, KINDS_TCP, "is of TCP");
}

/* ---------------------------------------------------------------------------- data and messages */

/* The word of data: in quotes, or up to the next blank. *inside is without the quotes. */
static bool data_word(struct reader *r, struct word *w, struct word *inside)
{
	size_t end = r->at;
	bool quoted = end < r->n && r->text[end] == '"';

	if (quoted)
		for (end++; end < r->n && r->text[end] != '"'; end++)
			end += r->text[end] == '\\' && end + 1 < r->n;
	else
		while (end < r->n && !word_is_blank(r->text[end]))
			end++;
	*w = (struct word){r->text + r->at, end - r->at};
	*inside = *w;
	if (!quoted)
		return true;
	if (end >= r->n)
		return pattern_wrong(r, w, "has no end: expected a closing quote");
	*inside = (struct word){w->p + 1, w->n - 1};
	w->n++;
	return true;
}

static bool read_data(struct reader *r, const struct word *w)
{
	struct pattern *p = r->pattern;
	struct word all, inside, escape;
	size_t bad;

	if (p->data_there)
		return pattern_wrong(r, w, "is given twice");
	pattern_take(r, w);
	if (pattern_peek(r, &all) && all.p[0] == '=')
		pattern_take(r, &all);
	pattern_peek(r, &all);
	if (!data_word(r, &all, &inside))
		return false;
	if (!inside.n)
		return pattern_wrong(r, w, "has no bytes: expected a word, or several in quotes");
	pattern_take(r, &all);
	if (escape_parse(&p->data, inside.p, inside.n, &bad)) {
		escape = (struct word){inside.p + bad, inside.n - bad < 2 ? inside.n - bad : 2};
		return pattern_wrong(r, &escape, "is not an escape: expected \\n \\r \\t \\xNN \\\\ …");
	}
	p->data_there = true;
	return true;
}

static const char *of_kinds(unsigned kinds)
{
	if (!(kinds & ~(unsigned)KINDS_ARP))
		return "is of ARP";
	return kinds & KINDS_IGMP ? "is of IGMP and ICMPv6" : "is of ICMP";
}

/* "unreachable", "unreachable port", "port unreachable". *used is the last word of it. */
static const struct message_row *find_message(struct reader *r, unsigned kinds,
                                              const struct word *w, struct word *used)
{
	const struct message_row *row = pattern_message(kinds, w->p, w->n), *detail = NULL;
	struct word next = pattern_behind(r, w);

	*used = *w;
	if (row && next.n)
		detail = pattern_detail(kinds, w->p, w->n, next.p, next.n);
	else if (next.n)
		row = detail = pattern_detail(kinds, next.p, next.n, w->p, w->n);
	if (detail)
		*used = next;
	return detail ? detail : row;
}

static bool read_message(struct reader *r, const struct word *w, const struct message_row *row,
                         const struct word *used)
{
	struct pattern *p = r->pattern;
	unsigned kinds;

	if (p->message)
		return pattern_wrong(r, w, "is the second kind of message: expected one");
	p->message = row->word;
	p->detail = row->detail;
	pattern_take(r, used);
	kinds = pattern_message_kinds(row->word, row->detail);
	return pattern_narrow(r, w, kinds, of_kinds(kinds));
}

/* -------------------------------------------------------------------------------- any of them */

bool pattern_read_item(struct reader *r, const struct word *w, bool *known)
{
	const struct key_row *key = pattern_key(w->p, w->n);
	const struct message_row *message;
	struct word used;

	*known = true;
	if (key && !is_ack_flag(r, w))
		return read_key(r, w, key);
	if (word_is_digit(w->p[0]) && memchr(w->p, ':', w->n))
		return read_span(r, w);
	if (pattern_word_is(w, "none"))
		return read_none(r, w);
	if (pattern_word_is(w, "is"))
		return read_is(r, w);
	if (pattern_word_is(w, "data"))
		return read_data(r, w);
	if (pattern_word_is(w, "absolute")) {
		pattern_take(r, w);
		r->pattern->absolute = true;
		return true;
	}
	if (pattern_looks_like_flags(w))
		return read_flags(r, w);
	/* a word of another protocol's messages is known as well, so that it can be said whose it is */
	message = find_message(r, r->pattern->kinds, w, &used);
	if (!message)
		message = find_message(r, KINDS_ALL, w, &used);
	if (message)
		return read_message(r, w, message, &used);
	*known = false;
	return false;
}
