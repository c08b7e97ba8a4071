/*
 * The header of TCP, field by field: what a handshake is about comes first.
 */
#include "tui/segment_view_parts.h"

enum { SCALE_MOST = 14 /* a larger shift counts as this one: RFC 7323, 2.3 */ };

static void add_number(struct segment_view *v, const char *label, uint32_t wire, uint32_t relative,
                       bool is_relative, const char *meaning)
{
	const char *since =
	    v->flow && v->flow->isn_guessed ? "since the first segment that was seen, " : "";

	if (is_relative)
		segment_view_putf(v, label, STYLE_PLAIN, "%u %s(%u on the wire)%s", relative, since, wire,
		                  meaning);
	else
		segment_view_putf(v, label, STYLE_PLAIN, "%u on the wire%s", wire, meaning);
}

static void add_seq(struct segment_view *v)
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

static void add_ack(struct segment_view *v)
{
	bool known = v->flow && v->flow->known;

	if (v->s.flags & SEGMENT_ACK)
		add_number(v, "ack", v->s.ack, known ? v->flow->ack : 0, known && v->flow->ack_is_relative,
		           ": all before it has arrived");
	else
		segment_view_putf(v, "ack", STYLE_DIM, "means nothing: the flag ACK is not set");
}

static void add_window(struct segment_view *v)
{
	const struct flow_view *f = v->flow;

	if (!f || !f->known || !f->window_is_scaled)
		segment_view_putf(v, "window", STYLE_PLAIN,
		                  "%u: by what it is to be multiplied is not known", v->s.window);
	else if (v->s.flags & SEGMENT_SYN)
		segment_view_putf(v, "window", STYLE_PLAIN,
		                  "%u bytes may follow; in a SYN it is never scaled", v->s.window);
	else if (v->s.window && f->window != v->s.window)
		segment_view_putf(v, "window", STYLE_PLAIN, "%llu bytes may follow (%u times %llu)",
		                  (unsigned long long)f->window, v->s.window,
		                  (unsigned long long)(f->window / v->s.window));
	else
		segment_view_putf(v, "window", f->window ? STYLE_PLAIN : STYLE_WAIT,
		                  "%llu bytes may follow%s", (unsigned long long)f->window,
		                  f->window ? "" : ": there is no room now");
}

static void add_flags(struct segment_view *v)
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
		segment_view_putf(v, label, rows[i].flag == SEGMENT_RST ? STYLE_BAD : STYLE_PLAIN, "%s: %s",
		                  rows[i].name, rows[i].meaning);
		label = "";
	}
	if (*label)
		segment_view_putf(v, label, STYLE_PLAIN, "none");
	if (v->s.flags & SEGMENT_URG)
		segment_view_putf(v, "", STYLE_PLAIN, "the urgent data ends %u byte%s behind seq",
		                  v->s.urgent, v->s.urgent == 1 ? "" : "s");
}

static void add_sacks(struct segment_view *v, size_t first)
{
	uint32_t shift = v->flow && v->flow->known ? v->flow->ack - v->s.ack : 0;
	struct bytes text = BYTES_INIT;

	bytes_add_str(&text, "sack: has arrived already:");
	for (unsigned i = 0; i < v->s.options.sacks; i++)
		bytes_addf(&text, " %u to %u", v->s.options.sack[i][0] + shift,
		           v->s.options.sack[i][1] + shift);
	segment_view_put(v, v->out->count == first ? "options" : "", STYLE_PLAIN, &text);
	bytes_clear(&text);
}

/* The label stands before the first of them. */
static void add_option(struct segment_view *v, size_t first, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add_option(struct segment_view *v, size_t first, const char *format, ...)
{
	struct bytes text = BYTES_INIT;
	va_list args;

	va_start(args, format);
	bytes_vaddf(&text, format, args);
	va_end(args);
	segment_view_put(v, v->out->count == first ? "options" : "", STYLE_PLAIN, &text);
	bytes_clear(&text);
}

static void add_options(struct segment_view *v)
{
	const struct segment_options *o = &v->s.options;
	size_t first = v->out->count;

	if (o->mss_there)
		add_option(v, first, "mss %u: the most payload of a segment that it takes", o->mss);
	if (o->sack_permitted)
		add_option(v, first, "sackOK: the other may tell what arrived beyond a gap");
	if (o->time_there)
		add_option(v, first, "timestamps: its clock is at %u, the other's was at %u", o->time,
		           o->echo);
	if (o->scale_there)
		add_option(v, first, "window scale %u: its later windows are to be multiplied by %u",
		           o->scale, 1u << (o->scale < SCALE_MOST ? o->scale : SCALE_MOST));
	if (o->cookie_there)
		add_option(v, first, "fast open: %s", o->cookie_len ? "a cookie" : "asks for a cookie");
	if (o->unknown)
		add_option(v, first, "%u that %s not known here", o->unknown,
		           o->unknown == 1 ? "is" : "are");
	if (o->sacks)
		add_sacks(v, first);
	if (v->out->count == first)
		segment_view_putf(v, "options", STYLE_DIM, "none");
}

static size_t tcp_header(const struct segment_view *v)
{
	size_t at = v->s.transport + 12;

	return at < v->e->len ? (size_t)((unsigned char)v->e->text[at] >> 4) * 4 : 0;
}

void segment_view_put_tcp(struct segment_view *v)
{
	segment_view_putf(v, "TCP", STYLE_PLAIN, "port %u > %u, a header of %zu bytes", v->s.sport,
	                  v->s.dport, tcp_header(v));
	add_flags(v);
	add_seq(v);
	add_ack(v);
	add_window(v);
	add_options(v);
	segment_view_put_checksum(v, segment_transport_checksum(&v->s, v->e->text, v->e->len));
}
