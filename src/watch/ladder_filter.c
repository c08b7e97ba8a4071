/*
 * Which segments and which sockets belong to the one that a picture is of: the segments between its
 * ends, an ICMP error about one of them, and the sockets at either end. What it wants is put into a map,
 * so that asking costs the same however many sockets have had its name.
 */
#include "watch/ladder_parts.h"

enum want {
	WANT_PAIR = 'p',    /* segments between these two ends */
	WANT_END = 'e',     /* segments to and from this end */
	WANT_PORT = 'o',    /* segments to and from this port of a host */
	WANT_HOSTS = 'h',   /* fragments between these two addresses */
	WANT_AT = 'a',      /* states of sockets that wait at this end */
	WANT_AT_PORT = 't', /* states of sockets that wait at this port, whatever the address */
	WANT_DRAWN = 'd',   /* a drawn segment is to or from this end */
	WANT_TO_PORT = 'u'  /* states of sockets whose peer has this port */
};

struct want_key {
	struct endpoint a, b;
	uint64_t host; /* the word, as a number */
	uint64_t want;
};

static struct want_key want_key(enum want want, const struct endpoint *a, const struct endpoint *b,
                                const struct word *host)
{
	struct want_key key = {.want = want, .host = (uint64_t)(uintptr_t)host};

	key.a = *a;
	if (b)
		key.b = *b;
	return key;
}

static void want(struct draw *d, enum want kind, const struct endpoint *a, const struct endpoint *b,
                 const struct word *host)
{
	struct want_key key = want_key(kind, a, b, host);

	map_put(&d->wanted, (const char *)&key, sizeof(key), d);
}

static bool wants(const struct draw *d, enum want kind, const struct endpoint *a,
                  const struct endpoint *b, const struct word *host)
{
	struct want_key key = want_key(kind, a, b, host);

	return map_get(&d->wanted, (const char *)&key, sizeof(key));
}

static struct endpoint port_of(const struct endpoint *e)
{
	return (struct endpoint){.port = e->port};
}

static struct endpoint address_of(const struct endpoint *e)
{
	struct endpoint address = *e;

	address.port = 0;
	return address;
}

static void want_at(struct draw *d, const struct endpoint *e)
{
	struct endpoint port = port_of(e);

	if (!endpoint_has_port(e))
		return;
	want(d, WANT_AT, e, NULL, NULL);
	want(d, WANT_AT_PORT, &port, NULL, NULL);
}

void draw_want_side(struct draw *d, const struct side *s)
{
	struct endpoint port = port_of(&s->local), here = address_of(&s->local),
	                there = address_of(&s->peer);

	want_at(d, &s->local);
	want_at(d, &s->peer);
	if (endpoint_is_exact(&s->local) && endpoint_is_exact(&s->peer)) {
		want(d, WANT_PAIR, &s->local, &s->peer, NULL);
		want(d, WANT_PAIR, &s->peer, &s->local, NULL);
		want(d, WANT_HOSTS, &here, &there, NULL);
		want(d, WANT_HOSTS, &there, &here, NULL);
	} else if (endpoint_is_exact(&s->local)) {
		want(d, WANT_END, &s->local, NULL, NULL);
	} else if (endpoint_has_port(&s->local) && endpoint_is_exact(&s->peer)) {
		want(d, WANT_PAIR, &port, &s->peer, NULL);
		want(d, WANT_PAIR, &s->peer, &port, NULL);
	} else if (endpoint_has_port(&s->local)) {
		want(d, WANT_PORT, &port, NULL, s->host);
		want(d, WANT_TO_PORT, &port, NULL, NULL);
	}
}

static bool wants_port(const struct draw *d, const struct endpoint *e, const struct word *host)
{
	struct endpoint port = port_of(e);

	return wants(d, WANT_PORT, &port, NULL, host);
}

static bool wants_pair(const struct draw *d, const struct endpoint *src, const struct endpoint *dst)
{
	struct endpoint sport = port_of(src), dport = port_of(dst);

	return wants(d, WANT_PAIR, src, dst, NULL) || wants(d, WANT_PAIR, &sport, dst, NULL) ||
	       wants(d, WANT_PAIR, src, &dport, NULL);
}

static bool wants_between(const struct draw *d, const struct rung *r, const struct endpoint *src,
                          const struct endpoint *dst)
{
	bool seen = r->fate == SEGMENT_SEEN;

	if (!endpoint_has_port(src) || !endpoint_has_port(dst))
		return false;
	return wants_pair(d, src, dst) || wants(d, WANT_END, src, NULL, NULL) ||
	       wants(d, WANT_END, dst, NULL, NULL) || wants_port(d, src, seen ? NULL : r->from) ||
	       wants_port(d, dst, seen ? NULL : r->to);
}

bool draw_wants_rung(const struct draw *d, const struct rung *r)
{
	if (!d->style->socket)
		return true;
	if (r->kind == SEGMENT_FRAGMENT)
		return wants(d, WANT_HOSTS, &r->src, &r->dst, NULL);
	if (r->more && r->more->has_about)
		return wants_between(d, r, &r->more->about_src, &r->more->about_dst);
	return wants_between(d, r, &r->src, &r->dst);
}

bool draw_is_the_one(const struct draw *d, const struct side *s)
{
	return sides_is_named(s, d->style->socket);
}

/* Its own states, those of its peer, and of the listener on either side. */
bool draw_wants_side(const struct draw *d, const struct side *s)
{
	struct endpoint port = port_of(&s->local), peer_port = port_of(&s->peer);
	bool exact = endpoint_is_exact(&s->local);

	if (!d->style->socket || draw_is_the_one(d, s))
		return true;
	if (!endpoint_has_port(&s->local))
		return false;
	if (!endpoint_is_exact(&s->peer))
		return exact ? wants(d, WANT_AT, &s->local, NULL, NULL)
		             : wants(d, WANT_AT_PORT, &port, NULL, NULL);
	if (wants(d, WANT_PORT, &port, NULL, s->host) || wants(d, WANT_TO_PORT, &peer_port, NULL, NULL))
		return true;
	if (!exact)
		return wants(d, WANT_AT, &s->peer, NULL, NULL) && wants(d, WANT_AT_PORT, &port, NULL, NULL);
	return wants_pair(d, &s->local, &s->peer) || wants(d, WANT_END, &s->local, NULL, NULL) ||
	       wants(d, WANT_END, &s->peer, NULL, NULL);
}

void draw_note_ends(struct draw *d, const struct rung *r)
{
	if (!d->style->socket)
		return;
	want(d, WANT_DRAWN, &r->src, NULL, NULL);
	want(d, WANT_DRAWN, &r->dst, NULL, NULL);
}

bool draw_has_segments_of(const struct draw *d, const struct side *s)
{
	return endpoint_is_exact(&s->local) &&
	       (!d->style->socket || wants(d, WANT_DRAWN, &s->local, NULL, NULL));
}
