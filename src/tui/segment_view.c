/*
 * What a header says, next to what it means; what a handshake is about comes first, so that it is seen where
 * there are few lines. Numbers are told relative to the connection's first ones where
 * those are known, and as on the wire always. Nothing of the frame is taken for granted: what was cut off,
 * or cannot be checked, is said to be so.
 */
#include "tui/segment_view.h"

#include <netinet/in.h>

#include "base/escape.h"
#include "watch/octets.h"
#include "watch/segment_line.h"

enum {
	LABEL = 10,        /* columns of the words on the left */
	PAYLOAD_MOST = 512 /* bytes of it shown as text: the dump has them all */
};

struct view {
	struct lines *out;
	const struct event *e;
	const struct flow_view *flow;
	struct segment s;
	struct segment_line_style style;
	int columns;
};

/* One line, or several: a word, and behind it what is to be said. */
static void add(struct view *v, const char *label, enum text_style style, const struct bytes *text)
{
	lines_printf(v->out, STYLE_DIM, "%-*s", (int)LABEL, label);
	lines_wrap(v->out, style, bytes_str(text), text->len, v->columns, LABEL, LABEL);
}

static void addf(struct view *v, const char *label, enum text_style style, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void addf(struct view *v, const char *label, enum text_style style, const char *format, ...)
{
	struct bytes text = BYTES_INIT;
	va_list args;

	va_start(args, format);
	bytes_vaddf(&text, format, args);
	va_end(args);
	add(v, label, style, &text);
	bytes_clear(&text);
}

static void add_foreign(const struct view *v, struct bytes *out, const char *text)
{
	escape_show(out, text, strlen(text), v->style.ascii ? ESCAPE_ASCII : ESCAPE_UTF8, false);
}

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* What became of it -------------------------------------------------------------------------------- */

static void add_end(const struct view *v, struct bytes *out, const char *host, bool destination)
{
	if (host && v->e->segment.fate != SEGMENT_SEEN) {
		add_foreign(v, out, host);
		bytes_add_char(out, ' ');
	}
	segment_line_add_end(out, &v->s, destination, &v->style);
}

static void add_title(struct view *v)
{
	struct bytes text = BYTES_INIT;

	bytes_addf(&text, "#%llu  ", (unsigned long long)v->e->segment.id);
	if (v->s.kind == SEGMENT_TCP)
		segment_add_flags(&text, v->s.flags);
	else
		segment_add_kind(&text, &v->s);
	bytes_add_str(&text, "  ");
	add_end(v, &text, v->e->segment.from, false);
	bytes_add_str(&text, " > ");
	add_end(v, &text, v->e->segment.to, true);
	lines_wrap(v->out, STYLE_STRONG, bytes_str(&text), text.len, v->columns, 0, 0);
	bytes_clear(&text);
}

static enum text_style style_of_fate(unsigned fate)
{
	switch ((enum segment_fate)fate) {
	case SEGMENT_HELD:
		return STYLE_WAIT;
	case SEGMENT_DROPPED:
		return STYLE_BAD;
	case SEGMENT_SEEN:
	case SEGMENT_DELIVERED:
	case SEGMENT_FATES:
		break;
	}
	return STYLE_PLAIN;
}

static void add_fate(struct view *v)
{
	const struct segment_event *g = &v->e->segment;
	struct bytes text = BYTES_INIT;

	bytes_add_str(&text, segment_fate_name(g->fate));
	if (g->fate == SEGMENT_SEEN) {
		bytes_add_str(&text, " on ");
		add_foreign(v, &text, g->from ? g->from : "?");
		bytes_add_str(&text, ": what became of it, a capture cannot tell");
	} else if (g->fate == SEGMENT_HELD) {
		bytes_add_str(&text, ": it is on the wire, nobody has got it yet");
	} else if (g->fate == SEGMENT_DELIVERED && g->to) {
		bytes_add_str(&text, " to ");
		add_foreign(v, &text, g->to);
	}
	if (g->why) {
		bytes_add_str(&text, ", ");
		add_foreign(v, &text, g->why);
	}
	add(v, "fate", style_of_fate(g->fate), &text);
	bytes_clear(&text);
}

static void add_origin(struct view *v)
{
	unsigned long long of = v->e->segment.of;

	switch ((enum segment_origin)v->e->segment.origin) {
	case SEGMENT_COPY:
		addf(v, "origin", STYLE_WAIT, "the wire has doubled #%llu", of);
		break;
	case SEGMENT_FORGED:
		addf(v, "origin", STYLE_WAIT,
		     "forged: no host has sent it, the wire was told to make it up");
		break;
	case SEGMENT_CORRUPTED:
		if (of)
			addf(v, "origin", STYLE_WAIT, "the wire has changed #%llu into it", of);
		else
			addf(v, "origin", STYLE_WAIT, "the wire has changed it");
		break;
	case SEGMENT_OF_HOST:
	case SEGMENT_ORIGINS:
		break;
	}
}

static void add_history(struct view *v)
{
	struct bytes text = BYTES_INIT;

	add_fate(v);
	add_origin(v);
	if (v->e->cause) {
		add_foreign(v, &text, v->e->cause);
		add(v, "cause", STYLE_PLAIN, &text);
	}
	bytes_reset(&text);
	if (v->flow && v->flow->marks) {
		flow_add_marks(&text, v->flow);
		add(v, "is a", STYLE_WAIT, &text);
	}
	if (v->s.bad)
		addf(v, "bad", STYLE_BAD, "%s", v->s.bad);
	bytes_clear(&text);
}

/* Checksums ---------------------------------------------------------------------------------------- */

static void add_checksum(struct view *v, int right)
{
	bool captured = v->e->segment.fate == SEGMENT_SEEN;

	if (right > 0)
		addf(v, "checksum", STYLE_PLAIN, "right");
	else if (right < 0)
		addf(v, "checksum", STYLE_DIM, "cannot be told: the frame was cut, or is a fragment");
	else if (captured)
		addf(v, "checksum", STYLE_PLAIN,
		     "not right where it was captured: an interface may write it later");
	else
		addf(v, "checksum", STYLE_BAD, "wrong: who gets it throws it away");
}

/* Link and IP -------------------------------------------------------------------------------------- */

static void add_mac(struct bytes *out, const unsigned char *p)
{
	bytes_addf(out, "%02x:%02x:%02x:%02x:%02x:%02x", p[0], p[1], p[2], p[3], p[4], p[5]);
}

static void add_link(struct view *v)
{
	const unsigned char *p = (const unsigned char *)v->e->text;
	struct bytes text = BYTES_INIT;

	if (v->e->segment.link != SEGMENT_ETHERNET || v->e->len < 14)
		return;
	add_mac(&text, p + 6);
	bytes_add_str(&text, " > ");
	add_mac(&text, p);
	bytes_addf(&text, ", type 0x%04x", v->s.ethertype);
	add(v, "Ethernet", STYLE_PLAIN, &text);
	bytes_clear(&text);
}

/* The byte at an offset from the IP header; 0 where it was cut off. */
static unsigned ip_byte(const struct view *v, size_t at)
{
	return v->s.ip + at < v->e->len ? (unsigned char)v->e->text[v->s.ip + at] : 0;
}

static void add_address(const struct view *v, struct bytes *out, bool destination)
{
	struct segment bare = v->s;

	bare.kind = SEGMENT_OTHER; /* without the port */
	segment_line_add_end(out, &bare, destination, &v->style);
}

static void add_fragment(const struct view *v, struct bytes *out)
{
	if (v->s.dont_fragment)
		bytes_add_str(out, ", do not fragment");
	if (v->s.fragment_offset)
		bytes_addf(out, ", a fragment that begins at byte %u", v->s.fragment_offset);
	if (v->s.more_fragments)
		bytes_add_str(out, ", more fragments follow");
}

static void add_ip(struct view *v)
{
	bool four = v->s.family == AF_INET;
	unsigned traffic = four ? ip_byte(v, 1) : (ip_byte(v, 0) << 4 | ip_byte(v, 1) >> 4) & 0xff;
	struct bytes text = BYTES_INIT;

	if (v->s.family == AF_UNSPEC || v->s.kind == SEGMENT_ARP)
		return;
	add_address(v, &text, false);
	bytes_add_str(&text, " > ");
	add_address(v, &text, true);
	bytes_addf(&text, ", %s %u", four ? "TTL" : "hop limit", v->s.ttl);
	if (four)
		bytes_addf(&text, ", id %u", v->s.ip_id);
	add_fragment(v, &text);
	if (traffic)
		bytes_addf(&text, ", DSCP %u, ECN %u", traffic >> 2, traffic & 3);
	add(v, four ? "IPv4" : "IPv6", STYLE_PLAIN, &text);
	bytes_clear(&text);
	if (four && segment_ip_checksum(&v->s, v->e->text, v->e->len) <= 0)
		add_checksum(v, segment_ip_checksum(&v->s, v->e->text, v->e->len));
}

/* TCP ---------------------------------------------------------------------------------------------- */

static void add_number(struct view *v, const char *label, uint32_t wire, uint32_t relative,
                       bool is_relative, const char *meaning)
{
	const char *since =
	    v->flow && v->flow->isn_guessed ? "since the first segment that was seen, " : "";

	if (is_relative)
		addf(v, label, STYLE_PLAIN, "%u %s(%u on the wire)%s", relative, since, wire, meaning);
	else
		addf(v, label, STYLE_PLAIN, "%u on the wire%s", wire, meaning);
}

static void add_seq(struct view *v)
{
	bool known = v->flow && v->flow->known;
	uint32_t space = segment_space(&v->s);
	struct bytes text = BYTES_INIT;

	if (v->s.flags & (SEGMENT_SYN | SEGMENT_FIN))
		bytes_addf(&text, ": %s counts as one byte", v->s.flags & SEGMENT_SYN ? "a SYN" : "a FIN");
	if (space && known && v->flow->seq_is_relative)
		bytes_addf(&text, "%s next comes %u", text.len ? "," : ":", v->flow->seq + space);
	add_number(v, "seq", v->s.seq, known ? v->flow->seq : 0, known && v->flow->seq_is_relative,
	           bytes_str(&text));
	bytes_clear(&text);
}

static void add_ack(struct view *v)
{
	bool known = v->flow && v->flow->known;

	if (v->s.flags & SEGMENT_ACK)
		add_number(v, "ack", v->s.ack, known ? v->flow->ack : 0, known && v->flow->ack_is_relative,
		           ": all before it has arrived");
	else
		addf(v, "ack", STYLE_DIM, "means nothing: the flag ACK is not set");
}

static void add_window(struct view *v)
{
	const struct flow_view *f = v->flow;

	if (!f || !f->known || !f->window_is_scaled)
		addf(v, "window", STYLE_PLAIN, "%u: by what it is to be multiplied is not known",
		     v->s.window);
	else if (v->s.flags & SEGMENT_SYN)
		addf(v, "window", STYLE_PLAIN, "%u bytes may follow; in a SYN it is never scaled",
		     v->s.window);
	else if (v->s.window && f->window != v->s.window)
		addf(v, "window", STYLE_PLAIN, "%llu bytes may follow (%u times %llu)",
		     (unsigned long long)f->window, v->s.window,
		     (unsigned long long)(f->window / v->s.window));
	else
		addf(v, "window", f->window ? STYLE_PLAIN : STYLE_WAIT, "%llu bytes may follow%s",
		     (unsigned long long)f->window, f->window ? "" : ": there is no room now");
}

static void add_flags(struct view *v)
{
	static const struct {
		unsigned flag;
		const char *name, *meaning;
	} rows[] = {
	    {SEGMENT_SYN, "SYN", "tells its side's first sequence number"},
	    {SEGMENT_FIN, "FIN", "its side sends nothing after this"},
	    {SEGMENT_RST, "RST", "there is no such connection, or it is broken off"},
	    {SEGMENT_PSH, "PSH", "to be handed to the program at once"},
	    {SEGMENT_ACK, "ACK", "the number in ack counts"},
	    {SEGMENT_URG, "URG", "has urgent data"},
	    {SEGMENT_ECE, "ECE", "congestion was noticed, or, with SYN, ECN is spoken"},
	    {SEGMENT_CWR, "CWR", "its side sends more slowly"},
	};
	const char *label = "flags";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!(v->s.flags & rows[i].flag))
			continue;
		addf(v, label, rows[i].flag == SEGMENT_RST ? STYLE_BAD : STYLE_PLAIN, "%s: %s",
		     rows[i].name, rows[i].meaning);
		label = "";
	}
	if (*label)
		addf(v, label, STYLE_PLAIN, "none");
	if (v->s.flags & SEGMENT_URG)
		addf(v, "", STYLE_PLAIN, "the urgent data ends %u byte%s behind seq", v->s.urgent,
		     plural(v->s.urgent));
}

static void add_sacks(struct view *v)
{
	uint32_t shift = v->flow && v->flow->known ? v->flow->ack - v->s.ack : 0;
	struct bytes text = BYTES_INIT;

	bytes_add_str(&text, "sack: has arrived already:");
	for (unsigned i = 0; i < v->s.options.sacks; i++)
		bytes_addf(&text, " %u to %u", v->s.options.sack[i][0] + shift,
		           v->s.options.sack[i][1] + shift);
	add(v, "", STYLE_PLAIN, &text);
	bytes_clear(&text);
}

static void add_options(struct view *v)
{
	const struct segment_options *o = &v->s.options;
	size_t was = v->out->count;

	if (o->mss_there)
		addf(v, "options", STYLE_PLAIN, "mss %u: the most payload of a segment that it takes",
		     o->mss);
	if (o->sack_permitted)
		addf(v, was == v->out->count ? "options" : "", STYLE_PLAIN,
		     "sackOK: the other may tell what arrived beyond a gap");
	if (o->time_there)
		addf(v, was == v->out->count ? "options" : "", STYLE_PLAIN,
		     "timestamps: its clock is at %u, the other's was at %u", o->time, o->echo);
	if (o->scale_there)
		addf(v, was == v->out->count ? "options" : "", STYLE_PLAIN,
		     "window scale %u: its later windows are to be multiplied by %u", o->scale,
		     1u << (o->scale < 14 ? o->scale : 14));
	if (o->cookie_there)
		addf(v, was == v->out->count ? "options" : "", STYLE_PLAIN, "fast open: %s",
		     o->cookie_len ? "a cookie" : "asks for a cookie");
	if (o->unknown)
		addf(v, was == v->out->count ? "options" : "", STYLE_PLAIN, "%u that %s not known here",
		     o->unknown, o->unknown == 1 ? "is" : "are");
	if (o->sacks)
		add_sacks(v);
	if (was == v->out->count)
		addf(v, "options", STYLE_DIM, "none");
}

static size_t tcp_header(const struct view *v)
{
	size_t at = v->s.transport + 12;

	return at < v->e->len ? (size_t)((unsigned char)v->e->text[at] >> 4) * 4 : 0;
}

static void add_tcp(struct view *v)
{
	addf(v, "TCP", STYLE_PLAIN, "port %u > %u, a header of %zu bytes", v->s.sport, v->s.dport,
	     tcp_header(v));
	add_flags(v);
	add_seq(v);
	add_ack(v);
	add_window(v);
	add_options(v);
	add_checksum(v, segment_transport_checksum(&v->s, v->e->text, v->e->len));
}

/* The others --------------------------------------------------------------------------------------- */

/* An ICMP error quotes the packet it complains of. */
static void add_quoted(struct view *v)
{
	struct bytes text = BYTES_INIT;
	struct segment about;

	if (!v->s.quoted)
		return;
	segment_read(&about, v->e->text + v->s.quoted, v->s.quoted_len, SIZE_MAX, SEGMENT_IP);
	segment_add_kind(&text, &about);
	bytes_add_char(&text, ' ');
	segment_line_add_end(&text, &about, false, &v->style);
	bytes_add_str(&text, " > ");
	segment_line_add_end(&text, &about, true, &v->style);
	add(v, "about", STYLE_PLAIN, &text);
	bytes_clear(&text);
}

static void add_other(struct view *v)
{
	struct bytes text = BYTES_INIT;

	segment_add_kind(&text, &v->s);
	add(v, "is", STYLE_PLAIN, &text);
	bytes_clear(&text);
	add_quoted(v);
}

static void add_transport(struct view *v)
{
	switch (v->s.kind) {
	case SEGMENT_TCP:
		add_tcp(v);
		break;
	case SEGMENT_UDP:
		addf(v, "UDP", STYLE_PLAIN, "port %u > %u", v->s.sport, v->s.dport);
		add_checksum(v, segment_transport_checksum(&v->s, v->e->text, v->e->len));
		break;
	case SEGMENT_ICMP:
	case SEGMENT_ICMP6:
	case SEGMENT_IGMP:
		add_other(v);
		add_checksum(v, segment_transport_checksum(&v->s, v->e->text, v->e->len));
		break;
	case SEGMENT_ARP:
	case SEGMENT_FRAGMENT:
	case SEGMENT_OTHER:
		add_other(v);
		break;
	}
}

/* Bytes -------------------------------------------------------------------------------------------- */

static void add_payload(struct view *v)
{
	size_t n = v->s.kept < PAYLOAD_MOST ? v->s.kept : PAYLOAD_MOST;
	struct bytes text = BYTES_INIT;

	if (v->s.kind != SEGMENT_TCP && v->s.kind != SEGMENT_UDP)
		return;
	bytes_addf(&text, "%zu byte%s", v->s.len, plural(v->s.len));
	if (v->s.len)
		bytes_addf(&text, " from %zu on", v->s.payload);
	if (v->s.kept < v->s.len)
		bytes_addf(&text, ", %zu of them kept", v->s.kept);
	if (n) {
		bytes_add_str(&text, ": \"");
		escape_quote(&text, v->e->text + v->s.payload, n,
		             v->style.ascii ? ESCAPE_ASCII : ESCAPE_UTF8);
		bytes_add_str(&text, n < v->s.kept ? "\"..." : "\"");
	}
	add(v, "payload", STYLE_PLAIN, &text);
	bytes_clear(&text);
}

static void add_dump(struct view *v)
{
	if (v->e->len < v->e->whole)
		addf(v, "frame", STYLE_PLAIN, "%zu bytes, the first %zu of them kept", v->e->whole,
		     v->e->len);
	else
		addf(v, "frame", STYLE_PLAIN, "%zu bytes", v->e->whole);
	lines_dump(v->out, STYLE_PLAIN, v->e->text, v->e->len, v->columns);
}

void segment_view_add(struct lines *out, const struct event *e, const struct flow_view *view,
                      int columns, bool ascii)
{
	struct view v = {
	    .out = out, .e = e, .flow = view, .columns = columns, .style = {.ascii = ascii}};

	segment_read(&v.s, e->text, e->len, e->whole, (enum segment_link)e->segment.link);
	add_title(&v);
	add_history(&v);
	add_transport(&v);
	add_payload(&v);
	add_ip(&v);
	add_link(&v);
	add_dump(&v);
}
