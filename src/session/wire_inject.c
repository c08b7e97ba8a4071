/*
 * wire inject: from the words that describe a segment to the frame.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>

#include "base/escape.h"
#include "base/text.h"
#include "lab/forge.h"
#include "session/placing.h"
#include "session/verbs_wire.h"
#include "session/watching.h"

/* What the words have said so far. */
struct order {
	struct session *s;
	const struct word *word; /* the ones that are left */
	size_t count;
	struct forge forge;
	int from, to; /* hosts; from -1: an address of nobody's */
	bool seq_there, ack_there, win_there, absolute;
	int64_t seq, ack;
	struct bytes data;
};

static enum outcome refuse(struct order *r, struct word w, const char *problem)
{
	struct bytes shown = BYTES_INIT;
	enum outcome o;

	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 60);
	o = session_refuse(r->s, "wire inject: \"%s\" %s", bytes_str(&shown), problem);
	bytes_clear(&shown);
	return o;
}

static struct word next(struct order *r)
{
	r->count--;
	return *r->word++;
}

static bool word_equals(struct word w, const char *text)
{
	return strlen(text) == w.n && !strncasecmp(w.s, text, w.n);
}

static bool take_word(struct order *r, const char *text)
{
	if (!r->count || !word_equals(*r->word, text))
		return false;
	next(r);
	return true;
}

static void read_protocol(struct order *r)
{
	static const struct {
		const char *name;
		enum segment_kind kind;
	} known[] = {{"tcp", SEGMENT_TCP},
	             {"udp", SEGMENT_UDP},
	             {"icmp", SEGMENT_ICMP},
	             {"icmp6", SEGMENT_ICMP6}};

	r->forge.kind = SEGMENT_TCP;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (take_word(r, known[i].name)) {
			r->forge.kind = known[i].kind;
			return;
		}
}

/* A word that names one family: an IPv6 address in brackets, or icmp6. */
static int family_of(const struct order *r, struct word a, struct word b)
{
	bool six = r->forge.kind == SEGMENT_ICMP6 || memchr(a.s, '[', a.n) || memchr(b.s, '[', b.n);

	return six ? AF_INET6 : AF_INET;
}

static int host_of(const struct session *s, const struct address *a)
{
	int family = address_family(&a->any, a->len);
	const void *ip = family == AF_INET6 ? (void *)&((struct sockaddr_in6 *)&a->storage)->sin6_addr
	                                    : (void *)&((struct sockaddr_in *)&a->storage)->sin_addr;
	int host = plan_host(family, ip);

	return host < (int)s->lab.hosts ? host : -1;
}

static enum outcome read_ends(struct order *r)
{
	struct session *s = r->s;
	struct word src, dst;
	enum outcome o;
	int family;

	if (r->count < 3 || !word_equals(r->word[1], ">"))
		return session_refuse(s, "wire inject: expected END > END, like client:4000 > server:80");
	src = next(r);
	next(r);
	dst = next(r);
	family = family_of(r, src, dst);
	o = placing_end(s, "wire inject", src, family, &r->forge.src);
	if (o == OUTCOME_OK)
		o = placing_end(s, "wire inject", dst, address_family(&r->forge.src.any, r->forge.src.len),
		                &r->forge.dst);
	if (o != OUTCOME_OK)
		return o;
	if (r->forge.src.any.sa_family != r->forge.dst.any.sa_family)
		return refuse(r, dst, "is of another family than the end before it");
	r->from = host_of(s, &r->forge.src);
	r->to = host_of(s, &r->forge.dst);
	if (r->to < 0)
		return refuse(r, dst, "is no address of a host on the wire");
	return OUTCOME_OK;
}

static enum outcome read_number(struct order *r, struct word key, int64_t most, int64_t *value)
{
	struct bytes problem = BYTES_INIT;
	struct word w;
	enum outcome o;

	if (!r->count)
		return refuse(r, key, "needs a value after it");
	w = next(r);
	if (text_int(w.s, w.n, value) && *value >= 0 && *value <= most)
		return OUTCOME_OK;
	bytes_addf(&problem, "is no value for %.*s: expected a number from 0 to %lld", (int)key.n,
	           key.s, (long long)most);
	o = refuse(r, w, bytes_str(&problem));
	bytes_clear(&problem);
	return o;
}

/* A number that goes into a field of the frame. */
struct field {
	const char *name;
	int64_t most;
	size_t offset;  /* of an unsigned in struct forge */
	unsigned kinds; /* bits of enum segment_kind it makes sense for */
};

enum {
	ANY = 1U << SEGMENT_TCP | 1U << SEGMENT_UDP | 1U << SEGMENT_ICMP | 1U << SEGMENT_ICMP6,
	TCP = 1U << SEGMENT_TCP,
	ICMP = 1U << SEGMENT_ICMP | 1U << SEGMENT_ICMP6
};

static const struct field fields[] = {
    {"ttl", 255, offsetof(struct forge, ttl), ANY},
    {"id", 65535, offsetof(struct forge, ip_id), ANY},
    {"win", 65535, offsetof(struct forge, window), TCP},
    {"urg", 65535, offsetof(struct forge, urgent), TCP},
    {"type", 255, offsetof(struct forge, type), ICMP},
    {"code", 255, offsetof(struct forge, code), ICMP},
};

static const struct field *find_field(struct word w)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (word_equals(w, fields[i].name))
			return &fields[i];
	return NULL;
}

static enum outcome read_field(struct order *r, struct word key, const struct field *f)
{
	int64_t value = 0;
	unsigned narrow;
	enum outcome o;

	if (!(f->kinds & 1U << r->forge.kind))
		return refuse(r, key, "is no field of this protocol");
	o = read_number(r, key, f->most, &value);
	narrow = (unsigned)value;
	memcpy((char *)&r->forge + f->offset, &narrow, sizeof(narrow));
	r->win_there |= f->offset == offsetof(struct forge, window);
	return o;
}

static enum outcome read_tcp_option(struct order *r, struct word key)
{
	struct segment_options *p = &r->forge.options;
	int64_t value = 0;
	enum outcome o = read_number(r, key, word_equals(key, "mss") ? 65535 : 14, &value);

	if (word_equals(key, "mss")) {
		p->mss_there = true;
		p->mss = (uint16_t)value;
	} else {
		p->scale_there = true;
		p->scale = (uint8_t)value;
	}
	return o;
}

static enum outcome read_data(struct order *r, struct word key)
{
	struct word w;
	size_t bad;

	if (!r->count)
		return refuse(r, key, "needs bytes after it");
	w = next(r);
	if (word_equals(key, "data"))
		bytes_add(&r->data, w.s, w.n);
	else if (escape_parse_hex(&r->data, w.s, w.n, &bad))
		return refuse(r, w, "is not hex: expected pairs of hex digits, like \"0a ff\"");
	if (r->data.len > LAB_MTU - 80)
		return session_refuse(r->s, "wire inject: %zu bytes of data do not fit into one packet",
		                      r->data.len);
	return OUTCOME_OK;
}

static bool copy_quoted(void *closure, const struct frame *x)
{
	struct order *r = closure;
	enum { ETHERNET = 14, QUOTE = 548 };
	size_t n = x->n > ETHERNET ? x->n - ETHERNET : 0;

	bytes_add(&r->data, x->data + ETHERNET, n < QUOTE ? n : (size_t)QUOTE);
	return false;
}

/* An ICMP error quotes the packet it complains of (RFC 1812 section 4.3.2.3). */
static enum outcome read_about(struct order *r, struct word key)
{
	uint64_t id;
	enum outcome o;

	if (!(ICMP & 1U << r->forge.kind))
		return refuse(r, key, "is for icmp and icmp6 only");
	if (!r->count)
		return refuse(r, key, "needs the number of a segment after it");
	o = wire_read_id(r->s, "wire inject", next(r), &id);
	if (o != OUTCOME_OK)
		return o;
	wire_each(&r->s->lab.wire, id, copy_quoted, r);
	if (!r->data.len)
		return session_refuse(r->s, "wire inject: there is no #%llu", (unsigned long long)id);
	return OUTCOME_OK;
}

static enum outcome refuse_key(struct order *r, struct word w)
{
	static const char *const keys[] = {"seq", "ack",  "win",  "mss",      "ws",   "urg",
	                                   "ttl", "data", "hex",  "absolute", "sack", "badsum",
	                                   "df",  "type", "code", "mtu",      "about"};
	static const char *const flags[] = {"SYN", "ACK", "FIN", "RST", "PSH", "URG", "ECE", "CWR"};
	struct nearest near;
	char problem[96];

	nearest_init(&near, w.s, w.n);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		nearest_offer(&near, keys[i]);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		nearest_offer(&near, flags[i]);
	snprintf(problem, sizeof(problem), "is no flag and no field of a segment%s%s%s",
	         near.best ? "; did you mean " : "", near.best ? near.best : "", near.best ? "?" : "");
	return refuse(r, w, problem);
}

static enum outcome read_switch(struct order *r, struct word w)
{
	if (word_equals(w, "absolute"))
		r->absolute = true;
	else if (word_equals(w, "badsum"))
		r->forge.bad_checksum = true;
	else if (word_equals(w, "df"))
		r->forge.dont_fragment = true;
	else if (word_equals(w, "sack"))
		r->forge.options.sack_permitted = true;
	else
		return refuse_key(r, w);
	return OUTCOME_OK;
}

static enum outcome read_one(struct order *r)
{
	struct word w = next(r);
	const struct field *f = find_field(w);
	unsigned flag = segment_flag(w.s, w.n);
	int64_t value = 0;
	enum outcome o;

	/* "ack 1" is a number, ACK alone a flag */
	if (word_equals(w, "seq") ||
	    (word_equals(w, "ack") && r->count && text_int(r->word->s, r->word->n, &value))) {
		bool seq = word_equals(w, "seq");

		if (r->forge.kind != SEGMENT_TCP)
			return refuse(r, w, "is no field of this protocol");
		o = read_number(r, w, UINT32_MAX, &value);
		*(seq ? &r->seq : &r->ack) = value;
		*(seq ? &r->seq_there : &r->ack_there) = true;
		return o;
	}
	if (f)
		return read_field(r, w, f);
	if (flag && r->forge.kind == SEGMENT_TCP) {
		r->forge.flags |= flag;
		return OUTCOME_OK;
	}
	if (word_equals(w, "mss") || word_equals(w, "ws"))
		return r->forge.kind == SEGMENT_TCP ? read_tcp_option(r, w)
		                                    : refuse(r, w, "is no field of this protocol");
	if (word_equals(w, "data") || word_equals(w, "hex"))
		return read_data(r, w);
	if (word_equals(w, "about"))
		return read_about(r, w);
	if (word_equals(w, "mtu")) {
		o = read_number(r, w, UINT32_MAX, &value);
		r->forge.rest = (uint32_t)value;
		return o;
	}
	return read_switch(r, w);
}

/* Numbers left out are what comes next in the connection; those said are counted from its first. */
static void place_in_flow(struct order *r)
{
	struct forge *f = &r->forge;
	struct flow_numbers n = {0};
	struct wire *w = &r->s->lab.wire;
	bool known;

	pthread_mutex_lock(&w->lock);
	known = flows_numbers(&w->flows, &f->src, &f->dst, &n);
	pthread_mutex_unlock(&w->lock);
	if (r->ack_there)
		f->flags |= SEGMENT_ACK;
	f->seq = (uint32_t)r->seq;
	f->ack = (uint32_t)r->ack;
	if (known && !r->absolute) {
		f->seq = r->seq_there ? (n.isn_known ? n.isn : 0) + (uint32_t)r->seq : n.next;
		f->ack = r->ack_there             ? (n.other_isn_known ? n.other_isn : 0) + (uint32_t)r->ack
		         : f->flags & SEGMENT_ACK ? n.other_next
		                                  : 0;
	}
	if (!r->win_there)
		f->window = known && n.window ? n.window : 64240;
}

enum outcome wire_run_inject(struct session *s, struct bound *b)
{
	struct order r = {.s = s, .word = b->arg[0].rest.first, .count = b->arg[0].rest.count};
	struct wire_command c = {0, s->line, "wire inject"};
	struct bytes frame = BYTES_INIT;
	enum outcome o = placing_require_lab(s, "wire inject");

	if (o == OUTCOME_OK) {
		read_protocol(&r);
		o = read_ends(&r);
	}
	while (o == OUTCOME_OK && r.count)
		o = read_one(&r);
	if (o == OUTCOME_OK) {
		if (r.forge.kind == SEGMENT_TCP)
			place_in_flow(&r);
		r.forge.data = r.data.data;
		r.forge.n = r.data.len;
		forge_add(&frame, &r.forge, r.from, (unsigned)r.to);
		wire_forge(&s->lab.wire, (unsigned)r.to, frame.data, frame.len, &c);
		wire_look(&s->lab.wire, (unsigned)r.to);
		watching_settle(s);
		bytes_reset(&s->text);
		wire_add_id(&s->text, c.id);
		result_set(&s->result, s->text.data, s->text.len);
	}
	bytes_clear(&frame);
	bytes_clear(&r.data);
	return o;
}
