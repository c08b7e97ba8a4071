/*
 * What a header says, next to what it means; what a handshake is about comes first, so that it is seen where
 * there are few lines. Numbers are told relative to the connection's first ones where those are known, and as
 * on the wire always. Nothing of the frame is taken for granted: what was cut off, or cannot be checked, is
 * said to be so.
 */
#include "base/escape.h"
#include "tui/segment_view_parts.h"

enum {
	LABEL = 10,        /* columns of the words on the left */
	PAYLOAD_MOST = 512 /* bytes of it shown as text: the dump has them all */
};

void segment_view_put(struct segment_view *v, const char *label, enum text_style style,
                      const struct bytes *text)
{
	lines_printf(v->out, STYLE_DIM, "%-*s", (int)LABEL, label);
	lines_wrap(v->out, style, bytes_str(text), text->len, v->columns, LABEL, LABEL);
}

void segment_view_putf(struct segment_view *v, const char *label, enum text_style style,
                       const char *format, ...)
{
	struct bytes text = BYTES_INIT;
	va_list args;

	va_start(args, format);
	bytes_vaddf(&text, format, args);
	va_end(args);
	segment_view_put(v, label, style, &text);
	bytes_clear(&text);
}

static void add_foreign(const struct segment_view *v, struct bytes *out, const char *text)
{
	escape_show(out, text, strlen(text), v->style.ascii ? ESCAPE_ASCII : ESCAPE_UTF8, false);
}

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* What became of it -------------------------------------------------------------------------------- */

static void add_end(const struct segment_view *v, struct bytes *out, const char *host,
                    bool destination)
{
	if (host && v->e->segment.fate != SEGMENT_SEEN) {
		add_foreign(v, out, host);
		bytes_add_char(out, ' ');
	}
	segment_line_add_end(out, &v->s, destination, &v->style);
}

static void add_title(struct segment_view *v)
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

static void add_fate(struct segment_view *v)
{
	const struct segment_event *g = &v->e->segment;
	struct bytes text = BYTES_INIT;

	bytes_add_str(&text, segment_fate_name(g->fate));
	if (g->fate == SEGMENT_SEEN) {
		bytes_add_str(&text, " on ");
		add_foreign(v, &text, g->from ? g->from : "?");
		bytes_add_str(&text, ": what became of it, a capture cannot tell");
	} else if (g->fate == SEGMENT_HELD) {
		bytes_add_str(&text, ": it has come onto the wire, and waits there");
	} else if (g->fate == SEGMENT_DELIVERED && g->to) {
		bytes_add_str(&text, " to ");
		add_foreign(v, &text, g->to);
	}
	if (g->why) {
		bytes_add_str(&text, ", ");
		add_foreign(v, &text, g->why);
	}
	segment_view_put(v, "fate", style_of_fate(g->fate), &text);
	bytes_clear(&text);
}

static void add_origin(struct segment_view *v)
{
	unsigned long long of = v->e->segment.of;

	switch ((enum segment_origin)v->e->segment.origin) {
	case SEGMENT_COPY:
		segment_view_putf(v, "origin", STYLE_WAIT, "the wire has doubled #%llu", of);
		break;
	case SEGMENT_FORGED:
		segment_view_putf(v, "origin", STYLE_WAIT,
		                  "forged: no host has sent it, the wire was told to make it up");
		break;
	case SEGMENT_CORRUPTED:
		if (of)
			segment_view_putf(v, "origin", STYLE_WAIT, "the wire has changed #%llu into it", of);
		else
			segment_view_putf(v, "origin", STYLE_WAIT, "the wire has changed it");
		break;
	case SEGMENT_OF_HOST:
	case SEGMENT_ORIGINS:
		break;
	}
}

static void add_history(struct segment_view *v)
{
	struct bytes text = BYTES_INIT;

	add_fate(v);
	add_origin(v);
	if (v->e->cause) {
		add_foreign(v, &text, v->e->cause);
		segment_view_put(v, "cause", STYLE_PLAIN, &text);
	}
	bytes_reset(&text);
	if (v->flow && v->flow->marks) {
		flow_add_marks(&text, v->flow);
		segment_view_put(v, "is a", STYLE_WAIT, &text);
	}
	if (v->s.bad)
		segment_view_putf(v, "bad", STYLE_BAD, "%s", v->s.bad);
	bytes_clear(&text);
}

/* Checksums ---------------------------------------------------------------------------------------- */

void segment_view_put_checksum(struct segment_view *v, int right)
{
	bool captured = v->e->segment.fate == SEGMENT_SEEN;

	if (right > 0)
		segment_view_putf(v, "checksum", STYLE_PLAIN, "right");
	else if (right < 0)
		segment_view_putf(v, "checksum", STYLE_DIM,
		                  "cannot be told: the frame was cut, or is a fragment");
	else if (captured)
		segment_view_putf(v, "checksum", STYLE_PLAIN,
		                  "not right where it was captured: an interface may write it later");
	else
		segment_view_putf(v, "checksum", STYLE_BAD, "wrong: who gets it throws it away");
}

/* Link and IP -------------------------------------------------------------------------------------- */

static void add_mac(struct bytes *out, const unsigned char *p)
{
	bytes_addf(out, "%02x:%02x:%02x:%02x:%02x:%02x", p[0], p[1], p[2], p[3], p[4], p[5]);
}

static void add_link(struct segment_view *v)
{
	const unsigned char *p = (const unsigned char *)v->e->text;
	struct bytes text = BYTES_INIT;

	if (v->e->segment.link != SEGMENT_ETHERNET || v->e->len < 14)
		return;
	add_mac(&text, p + 6);
	bytes_add_str(&text, " > ");
	add_mac(&text, p);
	bytes_addf(&text, ", type 0x%04x", v->s.ethertype);
	segment_view_put(v, "Ethernet", STYLE_PLAIN, &text);
	bytes_clear(&text);
}

/* The byte at an offset from the IP header; 0 where it was cut off. */
static unsigned ip_byte(const struct segment_view *v, size_t at)
{
	return v->s.ip + at < v->e->len ? (unsigned char)v->e->text[v->s.ip + at] : 0;
}

static void add_address(const struct segment_view *v, struct bytes *out, bool destination)
{
	struct segment bare = v->s;

	bare.kind = SEGMENT_OTHER; /* without the port */
	segment_line_add_end(out, &bare, destination, &v->style);
}

static void add_fragment(const struct segment_view *v, struct bytes *out)
{
	if (v->s.dont_fragment)
		bytes_add_str(out, ", do not fragment");
	if (v->s.fragment_offset)
		bytes_addf(out, ", a fragment that begins at byte %u", v->s.fragment_offset);
	if (v->s.more_fragments)
		bytes_add_str(out, ", more fragments follow");
}

static void add_ip(struct segment_view *v)
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
	segment_view_put(v, four ? "IPv4" : "IPv6", STYLE_PLAIN, &text);
	bytes_clear(&text);
	if (four && segment_ip_checksum(&v->s, v->e->text, v->e->len) <= 0)
		segment_view_put_checksum(v, segment_ip_checksum(&v->s, v->e->text, v->e->len));
}

/* The others --------------------------------------------------------------------------------------- */

/* An ICMP error quotes the packet it complains of. */
static void add_quoted(struct segment_view *v)
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
	segment_view_put(v, "about", STYLE_PLAIN, &text);
	bytes_clear(&text);
}

static void add_other(struct segment_view *v)
{
	struct bytes text = BYTES_INIT;

	segment_add_kind(&text, &v->s);
	segment_view_put(v, "is", STYLE_PLAIN, &text);
	bytes_clear(&text);
	add_quoted(v);
}

static void add_transport(struct segment_view *v)
{
	switch (v->s.kind) {
	case SEGMENT_TCP:
		segment_view_put_tcp(v);
		break;
	case SEGMENT_UDP:
		segment_view_putf(v, "UDP", STYLE_PLAIN, "port %u > %u", v->s.sport, v->s.dport);
		segment_view_put_checksum(v, segment_transport_checksum(&v->s, v->e->text, v->e->len));
		break;
	case SEGMENT_ICMP:
	case SEGMENT_ICMP6:
	case SEGMENT_IGMP:
		add_other(v);
		segment_view_put_checksum(v, segment_transport_checksum(&v->s, v->e->text, v->e->len));
		break;
	case SEGMENT_ARP:
	case SEGMENT_FRAGMENT:
	case SEGMENT_OTHER:
		add_other(v);
		break;
	}
}

/* Bytes -------------------------------------------------------------------------------------------- */

static void add_payload(struct segment_view *v)
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
	segment_view_put(v, "payload", STYLE_PLAIN, &text);
	bytes_clear(&text);
}

static void add_dump(struct segment_view *v)
{
	if (v->e->len < v->e->whole)
		segment_view_putf(v, "frame", STYLE_PLAIN, "%zu bytes, the first %zu of them kept",
		                  v->e->whole, v->e->len);
	else
		segment_view_putf(v, "frame", STYLE_PLAIN, "%zu bytes", v->e->whole);
	lines_dump(v->out, STYLE_PLAIN, v->e->text, v->e->len, v->columns);
}

void segment_view_add(struct lines *out, const struct event *e, const struct flow_view *view,
                      int columns, bool ascii)
{
	struct segment_view v = {
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
