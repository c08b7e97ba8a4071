/*
 * What the wire has carried, told to a script, or written to a file.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/escape.h"
#include "session/folder.h"
#include "session/placing.h"
#include "session/verbs_wire.h"
#include "tables/errnos.h"
#include "watch/pcapng.h"

struct listing {
	struct session *s;
	const struct pattern *pattern; /* NULL: all */
	bool held, absolute;
	struct bytes line;
};

static bool matches(const struct pattern *p, const struct frame *x, const struct segment *seg)
{
	struct pattern_subject subject = {seg, &x->view, x->data, x->n};

	return !p || pattern_matches(p, &subject);
}

static const char *fate_name(const struct frame *x)
{
	static const char *const name[] = {
	    [SEGMENT_SEEN] = "seen",
	    [SEGMENT_HELD] = "held",
	    [SEGMENT_DELIVERED] = "delivered",
	    [SEGMENT_DROPPED] = "dropped",
	};

	return x->delayed && x->fate == SEGMENT_HELD ? "delayed" : name[x->fate];
}

static const char *origin_name(const struct frame *x)
{
	static const char *const name[] = {
	    [SEGMENT_OF_HOST] = "host",
	    [SEGMENT_COPY] = "copy",
	    [SEGMENT_FORGED] = "forged",
	    [SEGMENT_CORRUPTED] = "corrupted",
	};

	return name[x->origin];
}

static const char *proto_name(const struct segment *s)
{
	switch (s->kind) {
	case SEGMENT_TCP:
		return "tcp";
	case SEGMENT_UDP:
		return "udp";
	case SEGMENT_ICMP:
		return "icmp";
	case SEGMENT_ICMP6:
		return "icmp6";
	case SEGMENT_IGMP:
		return "igmp";
	case SEGMENT_ARP:
		return "arp";
	case SEGMENT_FRAGMENT:
		return "fragment";
	case SEGMENT_OTHER:
		break;
	}
	return "other";
}

/* KEY VALUE, as a dictionary has it; nothing in the value would end the braces. */
static void add_word(struct bytes *out, const char *key, const char *value)
{
	bytes_addf(out, " %s {%s}", key, value);
}

static void add_end(struct bytes *out, const char *key, const struct address *a)
{
	struct bytes text = BYTES_INIT;

	if (a->len)
		address_add(&text, &a->any, a->len, PLACE_TOLD);
	add_word(out, key, bytes_str(&text));
	bytes_clear(&text);
}

static void add_ends(struct bytes *out, const struct segment *seg)
{
	struct address src, dst;

	segment_addresses(seg, &src, &dst);
	add_end(out, "src", &src);
	add_end(out, "dst", &dst);
}

static void add_numbers(struct listing *l, const struct frame *x, const struct segment *seg)
{
	struct bytes *out = &l->line, text = BYTES_INIT;
	bool relative = x->view.known && !l->absolute;

	segment_add_flags(&text, seg->flags);
	add_word(out, "flags", seg->kind == SEGMENT_TCP ? bytes_str(&text) : "");
	bytes_reset(&text);
	bytes_addf(out, " seq %u ack %u len %zu win %llu", relative ? x->view.seq : seg->seq,
	           relative ? x->view.ack : seg->ack, seg->len,
	           (unsigned long long)(x->view.known ? x->view.window : seg->window));
	segment_add_options(&text, seg);
	add_word(out, "options", bytes_str(&text));
	bytes_reset(&text);
	flow_add_marks(&text, &x->view);
	add_word(out, "marks", bytes_str(&text));
	bytes_clear(&text);
}

static bool list_one(void *closure, const struct frame *x)
{
	struct listing *l = closure;
	const struct wire *w = &l->s->lab.wire;
	int64_t time = x->sent - w->begun;
	char room[FRAME_CAUSE_MAX];
	const char *cause;
	struct segment seg;

	if (l->held && x->fate != SEGMENT_HELD)
		return true;
	segment_read(&seg, x->data, x->n, x->whole, SEGMENT_ETHERNET);
	if (!matches(l->pattern, x, &seg))
		return true;
	bytes_reset(&l->line);
	bytes_addf(&l->line, "id #%llu time %lld.%09lld from %s to %s proto %s",
	           (unsigned long long)x->id, (long long)(time / CLOCK_S), (long long)(time % CLOCK_S),
	           x->from == FRAME_WIRE ? "wire" : w->port[x->from].name, w->port[x->to].name,
	           proto_name(&seg));
	add_ends(&l->line, &seg);
	add_numbers(l, x, &seg);
	add_word(&l->line, "fate", fate_name(x));
	add_word(&l->line, "why", x->why ? x->why : "");
	add_word(&l->line, "origin", origin_name(x));
	bytes_addf(&l->line, " of {%s", x->of ? "#" : "");
	if (x->of)
		bytes_add_uint(&l->line, x->of);
	bytes_add_char(&l->line, '}');
	cause = frame_cause(x, room);
	add_word(&l->line, "cause", cause ? cause : "");
	result_add(&l->s->result, l->line.data, l->line.len);
	return true;
}

enum outcome wire_run_list(struct session *s, struct bound *b)
{
	const struct value *v = &b->arg[0];
	struct listing l = {s, NULL, b->opt[0].present, b->opt[1].present, BYTES_INIT};
	enum outcome o = placing_require_lab(s, "wire list");
	struct pattern *p = NULL;

	if (o != OUTCOME_OK)
		return o;
	if (v->present) {
		p = placing_pattern(s, "wire list", v->rest.first, v->rest.count);
		if (!p)
			return OUTCOME_REFUSED;
	}
	l.pattern = p;
	s->result.is_list = true;
	wire_each(&s->lab.wire, 0, list_one, &l);
	pattern_free(p);
	bytes_clear(&l.line);
	return OUTCOME_OK;
}

/* pcapng ----------------------------------------------------------------------------------------- */

struct saving {
	struct session *s;
	struct bytes out, comment;
	int64_t wall; /* wall - monotonic */
	uint64_t packets;
};

static void add_comment(struct saving *v, const struct frame *x)
{
	struct bytes *c = &v->comment;
	char room[FRAME_CAUSE_MAX];
	const char *cause = frame_cause(x, room);

	bytes_reset(c);
	wire_add_frame(v->s, c, x);
	bytes_addf(c, "; %s", fate_name(x));
	if (x->why)
		bytes_addf(c, " (%s)", x->why);
	if (cause)
		bytes_addf(c, "; because of %s", cause);
	if (x->origin != SEGMENT_OF_HOST)
		bytes_addf(c, "; %s", origin_name(x));
}

static bool save_one(void *closure, const struct frame *x)
{
	struct saving *v = closure;
	unsigned interface = x->from == FRAME_WIRE ? v->s->lab.hosts : x->from;

	add_comment(v, x);
	pcapng_add_packet(&v->out, interface, x->sent + v->wall, x->data, x->n, x->whole,
	                  bytes_str(&v->comment), 0);
	v->packets++;
	return true;
}

enum outcome wire_run_save(struct session *s, struct bound *b)
{
	struct saving v = {.s = s};
	struct word w = b->arg[0].word;
	enum outcome o = placing_require_lab(s, "wire save");

	if (o != OUTCOME_OK)
		return o;
	v.wall = clock_wall(&s->engine.clock) - clock_monotonic(&s->engine.clock);
	pcapng_add_section(&v.out, "sockpit", "the wire of a lab");
	for (unsigned i = 0; i < s->lab.hosts; i++)
		pcapng_add_interface(&v.out, s->lab.name[i], "a host's end of the wire", SEGMENT_ETHERNET,
		                     0);
	pcapng_add_interface(&v.out, "wire", "forged on the wire", SEGMENT_ETHERNET, 0);
	wire_each(&s->lab.wire, 0, save_one, &v);
	o = folder_write(s, "wire save", w.s, w.n, v.out.data, v.out.len);
	if (o == OUTCOME_OK)
		result_set_int(&s->result, (int64_t)v.packets);
	bytes_clear(&v.out);
	bytes_clear(&v.comment);
	return o;
}
