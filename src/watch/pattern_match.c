/*
 * Whether a segment is as a pattern says.
 */
#include "watch/pattern_parts.h"

static unsigned version_of(const struct segment *s)
{
	if (s->kind == SEGMENT_ARP || s->family == AF_INET)
		return VERSION_4;
	return s->family == AF_INET6 ? VERSION_6 : VERSION_ANY & ~VERSION_BOTH;
}

static bool end_matches(const struct pattern_end *end, const struct segment *s,
                        const uint8_t *address, uint16_t port)
{
	unsigned version = version_of(s);
	bool found = !end->hosts;

	for (unsigned i = 0; i < end->hosts && !found; i++)
		found = end->host[i].version == (int)version &&
		        !memcmp(end->host[i].address, address, version == VERSION_4 ? 4 : 16);
	if (!found || end->port < 0)
		return found;
	if (s->kind != SEGMENT_TCP && s->kind != SEGMENT_UDP)
		return false;
	return end->port == port;
}

static bool flags_match(const struct pattern *p, const struct segment *s)
{
	return (s->flags & p->flags_looked_at) == p->flags;
}

static bool is_matches(const struct pattern *p, const struct segment *s,
                       const struct flow_view *view)
{
	if ((s->flags & p->has_flags) != p->has_flags)
		return false;
	if (p->marks && (!view || !view->known || (view->marks & p->marks) != p->marks))
		return false;
	if (p->others & IS_BAD && !s->bad)
		return false;
	return !(p->others & IS_FRAGMENT) || s->kind == SEGMENT_FRAGMENT || s->more_fragments ||
	       s->fragment_offset;
}

/* The number a key is about; false: the segment has none. */
static bool number_of(const struct pattern *p, const struct pattern_subject *subject,
                      enum pattern_key key, uint64_t *number)
{
	const struct segment *s = subject->segment;
	const struct flow_view *view = subject->view && subject->view->known ? subject->view : NULL;

	switch (key) {
	case KEY_SEQ:
		*number = view && !p->absolute ? view->seq : s->seq;
		return true;
	case KEY_ACK:
		*number = view && !p->absolute ? view->ack : s->ack;
		return s->flags & SEGMENT_ACK;
	case KEY_WIN:
		*number = view ? view->window : s->window;
		return true;
	case KEY_LEN:
		*number = s->len;
		return true;
	case KEY_TTL:
		*number = s->ttl;
		return s->family != AF_UNSPEC;
	case KEY_ID:
		*number = s->ip_id;
		return s->family != AF_UNSPEC;
	case KEY_MSS:
		*number = s->options.mss;
		return s->options.mss_there;
	case KEY_TYPE:
		*number = s->type;
		return true;
	case KEY_CODE:
		*number = s->code;
		return true;
	case KEYS:
		break;
	}
	return false;
}

static bool numbers_match(const struct pattern *p, const struct pattern_subject *subject)
{
	uint64_t number = 0;

	for (enum pattern_key key = 0; key < KEYS; key++)
		if (p->key[key].there && (!number_of(p, subject, key, &number) ||
		                          number < p->key[key].low || number > p->key[key].high))
			return false;
	if (!p->span_there)
		return true;
	return number_of(p, subject, KEY_SEQ, &number) && number == p->first &&
	       subject->segment->len == (uint32_t)(p->last - p->first);
}

static bool data_matches(const struct pattern *p, const struct pattern_subject *subject)
{
	const struct segment *s = subject->segment;
	size_t n;

	if (!p->data_there)
		return true;
	if (!subject->frame || s->payload > subject->n)
		return false;
	n = subject->n - s->payload;
	return memmem((const char *)subject->frame + s->payload, n < s->kept ? n : s->kept,
	              bytes_str(&p->data), p->data.len);
}

bool pattern_matches(const struct pattern *p, const struct pattern_subject *subject)
{
	const struct segment *s = subject->segment;

	if (!(p->kinds & 1U << s->kind) || !(p->versions & version_of(s)))
		return false;
	if (p->ends_there &&
	    (!end_matches(&p->from, s, s->src, s->sport) || !end_matches(&p->to, s, s->dst, s->dport)))
		return false;
	if (!flags_match(p, s) || !is_matches(p, s, subject->view) || !numbers_match(p, subject))
		return false;
	if (p->message && !pattern_message_is(p->message, p->detail, s))
		return false;
	return data_matches(p, subject);
}
