/*
 * Segments in words. Names of hosts and interfaces, and reasons, come from elsewhere and pass the
 * filter; all else is numbers and words of our own.
 */
#include "watch/segment_line.h"

#include <arpa/inet.h>

#include "base/escape.h"

/* net.ipv4.ip_local_port_range begins there (ip(7)) unless somebody has changed it. */
enum { FIRST_LIVE_PORT = 32768 };

static const char *const fates[SEGMENT_FATES] = {
    [SEGMENT_SEEN] = "seen",
    [SEGMENT_HELD] = "held",
    [SEGMENT_DELIVERED] = "delivered",
    [SEGMENT_DROPPED] = "dropped",
};

const char *segment_fate_name(unsigned fate)
{
	return fate < SEGMENT_FATES ? fates[fate] : "?";
}

static void add_foreign(struct bytes *out, const char *text, const struct segment_line_style *style)
{
	escape_show(out, text, strlen(text), style->ascii ? ESCAPE_ASCII : ESCAPE_UTF8, false);
}

/* Who and whom ----------------------------------------------------------------------------------- */

static bool has_ports(const struct segment *s)
{
	return s->kind == SEGMENT_TCP || s->kind == SEGMENT_UDP;
}

static void add_port(struct bytes *out, const struct segment *s, bool destination,
                     const struct segment_line_style *style)
{
	unsigned port = destination ? s->dport : s->sport;

	bytes_add_char(out, ':');
	if (style->add_port)
		style->add_port(style->closure, out, port, destination);
	else if (style->brief && port >= FIRST_LIVE_PORT)
		bytes_add_char(out, '*');
	else
		bytes_add_uint(out, port);
}

void segment_line_add_end(struct bytes *out, const struct segment *s, bool destination,
                          const struct segment_line_style *style)
{
	bool brackets = s->family == AF_INET6 && has_ports(s);
	char text[INET6_ADDRSTRLEN];

	if (s->family == AF_UNSPEC)
		return;
	inet_ntop(s->family, destination ? s->dst : s->src, text, sizeof(text));
	if (brackets)
		bytes_add_char(out, '[');
	bytes_add_str(out, text);
	if (brackets)
		bytes_add_char(out, ']');
	if (has_ports(s))
		add_port(out, s, destination, style);
}

/* A host by its name, if it is known: of TCP without the port, which the numbers tell apart. */
static void add_host(struct bytes *out, const struct segment *s, const char *host, bool destination,
                     const struct segment_line_style *style)
{
	if (!host && s->family == AF_UNSPEC) {
		bytes_add_char(out, '?');
	} else if (!host) {
		segment_line_add_end(out, s, destination, style);
	} else {
		add_foreign(out, host, style);
		if (s->kind == SEGMENT_UDP)
			add_port(out, s, destination, style);
	}
}

static void add_ends(struct bytes *out, const struct event *e, const struct segment *s,
                     const struct segment_line_style *style)
{
	/* what was captured came from an interface, not from a host */
	bool captured = e->segment.fate == SEGMENT_SEEN;

	if (captured && s->family == AF_UNSPEC)
		return;
	bytes_add_char(out, ' ');
	add_host(out, s, captured ? NULL : e->segment.from, false, style);
	bytes_add_str(out, " > ");
	add_host(out, s, captured ? NULL : e->segment.to, true, style);
}

/* What it is ------------------------------------------------------------------------------------- */

static void next_option(struct bytes *out, bool *any)
{
	bytes_add_str(out, *any ? ", " : " <");
	*any = true;
}

/* Sequence numbers of the other side, relative where its acknowledgment is. */
static void add_sacks(struct bytes *out, const struct segment *s, const struct flow_view *view)
{
	uint32_t shift = view && view->known ? view->ack - s->ack : 0;

	bytes_add_str(out, "sack");
	for (unsigned i = 0; i < s->options.sacks; i++)
		bytes_addf(out, " %u-%u", s->options.sack[i][0] + shift, s->options.sack[i][1] + shift);
}

/* Those that say something: the timestamps of a connection's later segments are left out. */
static void add_options(struct bytes *out, const struct segment *s, const struct flow_view *view)
{
	const struct segment_options *o = &s->options;
	bool any = false;

	if (o->mss_there) {
		next_option(out, &any);
		bytes_addf(out, "mss %u", o->mss);
	}
	if (o->sack_permitted) {
		next_option(out, &any);
		bytes_add_str(out, "sackOK");
	}
	if (o->time_there && s->flags & SEGMENT_SYN) {
		next_option(out, &any);
		bytes_add_str(out, "ts");
	}
	if (o->scale_there) {
		next_option(out, &any);
		bytes_addf(out, "ws %u", o->scale);
	}
	if (o->sacks) {
		next_option(out, &any);
		add_sacks(out, s, view);
	}
	if (o->cookie_there) {
		next_option(out, &any);
		bytes_add_str(out, o->cookie_len ? "fast open cookie" : "fast open cookie request");
	}
	if (any)
		bytes_add_char(out, '>');
}

static void add_number(struct bytes *out, const char *name, uint64_t value)
{
	bytes_add_char(out, ' ');
	bytes_add_str(out, name);
	bytes_add_char(out, ' ');
	bytes_add_uint(out, value);
}

static void add_tcp(struct bytes *out, const struct segment *s, const struct flow_view *view,
                    bool brief)
{
	bool known = view && view->known;

	segment_add_flags(out, s->flags);
	if (!brief || (known && view->seq_is_relative))
		add_number(out, "seq", known ? view->seq : s->seq);
	if (s->flags & SEGMENT_ACK && (!brief || (known && view->ack_is_relative)))
		add_number(out, "ack", known ? view->ack : s->ack);
	if (!brief)
		add_number(out, "win", known ? view->window : s->window);
	if (s->len)
		add_number(out, "len", s->len);
	if (s->flags & SEGMENT_URG)
		add_number(out, "urgent", s->urgent);
	if (!brief)
		add_options(out, s, view);
}

static void add_body(struct bytes *out, const struct segment *s, const struct flow_view *view,
                     bool brief)
{
	bytes_add_str(out, "  ");
	if (s->kind == SEGMENT_TCP) {
		add_tcp(out, s, view, brief);
	} else {
		segment_add_kind(out, s);
		if (s->kind == SEGMENT_UDP)
			add_number(out, "len", s->len);
	}
}

/* What it is besides ----------------------------------------------------------------------------- */

/* A host's own checksums are right on a wire that no hardware helps; a capture sees them unfinished. */
static bool has_wrong_checksum(const struct event *e, const struct segment *s)
{
	if (e->segment.fate == SEGMENT_SEEN)
		return false;
	return !segment_ip_checksum(s, e->text, e->len) ||
	       !segment_transport_checksum(s, e->text, e->len);
}

/* The separator in front of the first, or between two. */
static void next_mark(struct bytes *out, bool *any)
{
	bytes_add_str(out, *any ? ", " : "  ");
	*any = true;
}

static void add_marks(struct bytes *out, const struct event *e, const struct segment *s,
                      const struct flow_view *view)
{
	bool any = false;

	if (s->bad) {
		next_mark(out, &any);
		bytes_addf(out, "bad: %s", s->bad);
	} else if (has_wrong_checksum(e, s)) {
		next_mark(out, &any);
		bytes_add_str(out, "wrong checksum");
	}
	if (!view || !view->known)
		return;
	/* where the ends are hosts, no port tells the connections apart */
	if (view->connection > 1 && e->segment.fate != SEGMENT_SEEN) {
		next_mark(out, &any);
		bytes_addf(out, "connection %u", view->connection);
	}
	if (view->marks) {
		next_mark(out, &any);
		flow_add_marks(out, view);
	}
}

/* What became of it ------------------------------------------------------------------------------ */

static void add_fate(struct bytes *out, const struct event *e,
                     const struct segment_line_style *style)
{
	const struct segment_event *g = &e->segment;

	bytes_add_str(out, "  ");
	bytes_add_str(out, segment_fate_name(g->fate));
	if (g->fate == SEGMENT_SEEN && g->from) {
		bytes_add_str(out, " on ");
		add_foreign(out, g->from, style);
	}
	if (g->why) {
		bytes_add_str(out, ": ");
		add_foreign(out, g->why, style);
	}
	switch ((enum segment_origin)g->origin) {
	case SEGMENT_COPY:
		bytes_addf(out, " (copy of #%llu)", (unsigned long long)g->of);
		break;
	case SEGMENT_FORGED:
		bytes_add_str(out, " (forged)");
		break;
	case SEGMENT_CORRUPTED:
		if (g->of)
			bytes_addf(out, " (#%llu corrupted)", (unsigned long long)g->of);
		else
			bytes_add_str(out, " (corrupted)");
		break;
	case SEGMENT_OF_HOST:
	case SEGMENT_ORIGINS:
		break;
	}
}

void segment_line_styled(struct bytes *out, const struct event *e, const struct flow_view *view,
                         const struct segment_line_style *style)
{
	struct segment s;

	segment_read(&s, e->text, e->len, e->whole, (enum segment_link)e->segment.link);
	bytes_add_char(out, '#');
	bytes_add_uint(out, e->segment.id);
	add_ends(out, e, &s, style);
	add_body(out, &s, view, style->brief);
	add_marks(out, e, &s, view);
	add_fate(out, e, style);
}

void segment_line(struct bytes *out, const struct event *e, const struct flow_view *view,
                  bool ascii, bool brief)
{
	struct segment_line_style style = {ascii, brief, NULL, NULL};

	segment_line_styled(out, e, view, &style);
}
