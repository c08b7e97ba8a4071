/*
 * The words of a picture: what a rung says, an address, a state, a call. Whatever a host, a script or a
 * person has named passes the filter here, and nothing is longer than the columns it is given.
 */
#include <stdlib.h>

#include "base/escape.h"
#include "base/memory.h"
#include "tables/errnos.h"
#include "watch/ladder_parts.h"

enum {
	LIVE_FIRST =
	    32768, /* the kernel's own choice of ports, as a rule: ip(7), ip_local_port_range */
	PORTS = 65536
};

/* ------------------------------------------------------------------------------------- foreign text */

void draw_add_word(const struct draw *d, struct bytes *out, const struct word *w)
{
	if (w)
		escape_show(out, w->text, w->n, d->charset, false);
}

void draw_add_cut(const struct draw *d, struct bytes *out, const char *text, size_t n,
                  size_t columns)
{
	const char *dots = d->style->ascii ? "..." : "…";
	size_t dots_columns = d->style->ascii ? 3 : 1;

	if (escape_columns(text, n) <= columns) {
		bytes_add(out, text, n);
		return;
	}
	if (columns < dots_columns)
		return;
	n = escape_fit(text, n, columns - dots_columns);
	while (n > 0 && text[n - 1] == ' ')
		n--;
	bytes_add(out, text, n);
	bytes_add_str(out, dots);
}

/* --------------------------------------------------------------------------------------- addresses */

static const struct side *side_at(const struct draw *d, const struct endpoint *e)
{
	const struct side *s = map_get(&d->names, (const char *)e, sizeof(*e));
	struct endpoint any = {.family = e->family, .port = e->port};

	return s ? s : map_get(&d->names, (const char *)&any, sizeof(any));
}

/* A live port that belongs to no socket of the session is "port1", "port2" … as they come. */
static void add_alias(struct draw *d, struct bytes *out, uint16_t port)
{
	if (!d->alias)
		d->alias = memory_new(PORTS * sizeof(*d->alias));
	if (!d->alias[port])
		d->alias[port] = (uint16_t)++d->aliases;
	bytes_addf(out, "port%u", d->alias[port]);
}

static void add_port(struct draw *d, struct bytes *out, const struct endpoint *e)
{
	const struct side *s = d->style->brief && e->port >= LIVE_FIRST ? side_at(d, e) : NULL;

	if (!d->style->brief || e->port < LIVE_FIRST || (s && s->bound))
		bytes_add_uint(out, e->port);
	else if (s)
		draw_add_word(d, out, s->name);
	else
		add_alias(d, out, e->port);
}

static void add_with_port(struct draw *d, struct bytes *out, const struct endpoint *e)
{
	bool brackets = e->family == AF_INET6 && !endpoint_is_any(e);

	bytes_add_str(out, brackets ? "[" : "");
	endpoint_add_address(out, e);
	bytes_add_str(out, brackets ? "]:" : ":");
	add_port(d, out, e);
}

void draw_add_end(struct draw *d, struct bytes *out, const struct endpoint *e)
{
	if (e->port)
		add_with_port(d, out, e);
	else
		endpoint_add_address(out, e);
}

/* ------------------------------------------------------------------------------------------- rungs */

/* A rung's words in parts, in their order; where there is no room for all, some are left out. */
enum part { PART_BASE, PART_ACK, PART_LEN, PART_WINDOW, PART_OPTIONS, PART_NOTES, PARTS };

struct label {
	struct bytes part[PARTS];
};

static void add_tcp(const struct draw *d, struct label *l, const struct rung *r)
{
	bool absolute = d->style->absolute || !r->numbered;
	struct bytes *base = &l->part[PART_BASE];

	if (r->bad && !r->flags) {
		bytes_add_str(base, "TCP");
		return;
	}
	segment_add_flags(base, r->flags);
	bytes_addf(base, " seq=%u", absolute ? r->wire_seq : r->seq);
	if (r->flags & SEGMENT_ACK)
		bytes_addf(&l->part[PART_ACK], " ack=%u", absolute ? r->wire_ack : r->ack);
	if (r->len)
		bytes_addf(&l->part[PART_LEN], " len=%u", r->len);
}

static void add_base(struct draw *d, struct label *l, const struct row *row)
{
	const struct rung *r = &row->item->rung;
	struct bytes *base = &l->part[PART_BASE];

	/* a held one tells its id at its end */
	if (r->named && !row->from_wire && row->fate != SEGMENT_HELD)
		bytes_addf(base, "#%llu ", (unsigned long long)r->id);
	if (d->many_connections && endpoint_has_port(&r->src) && endpoint_has_port(&r->dst)) {
		add_port(d, base, &r->src);
		bytes_add_char(base, '>');
		add_port(d, base, &r->dst);
		bytes_add_char(base, ' ');
	}
	if (r->kind == SEGMENT_TCP) {
		add_tcp(d, l, r);
		return;
	}
	draw_add_word(d, base, r->what);
	if (r->kind == SEGMENT_UDP || r->kind == SEGMENT_FRAGMENT)
		bytes_addf(&l->part[PART_LEN], " len=%u", r->len);
}

static void add_note(struct bytes *notes, const char *text)
{
	if (text && *text) {
		bytes_add_str(notes, notes->len ? ", " : " (");
		bytes_add_str(notes, text);
	}
}

static void add_origin(struct bytes *notes, const struct rung *r)
{
	static const char *const words[SEGMENT_ORIGINS] = {
	    [SEGMENT_COPY] = "copy of", [SEGMENT_FORGED] = "forged", [SEGMENT_CORRUPTED] = "corrupted"};
	const char *word = r->origin < SEGMENT_ORIGINS ? words[r->origin] : NULL;
	struct bytes text = BYTES_INIT;

	if (!word)
		return;
	bytes_add_str(&text, word);
	if (r->of && r->origin == SEGMENT_CORRUPTED)
		bytes_add_str(&text, ", was");
	if (r->of)
		bytes_addf(&text, " #%llu", (unsigned long long)r->of);
	add_note(notes, bytes_str(&text));
	bytes_clear(&text);
}

static void add_notes(struct bytes *notes, const struct row *row)
{
	const struct rung *r = &row->item->rung;
	struct flow_view view = {.marks = r->marks, .times = r->times};
	struct bytes marks = BYTES_INIT;

	/* the wire may have changed it since it was sent */
	add_origin(notes, &row->last->rung);
	if (r->kind == SEGMENT_TCP && !row->arrival)
		flow_add_marks(&marks, &view);
	add_note(notes, bytes_str(&marks));
	bytes_clear(&marks);
	if (r->parted)
		add_note(notes, "first fragment");
	add_note(notes, r->bad);
	if (notes->len)
		bytes_add_char(notes, ')');
}

/* The window and the options are left to the rung of the sending. */
static void add_details(const struct draw *d, struct label *l, const struct row *row)
{
	const struct rung *r = &row->item->rung;
	struct bytes *options = &l->part[PART_OPTIONS];
	struct segment s = {.kind = SEGMENT_TCP};

	if (d->style->brief || row->arrival || r->kind != SEGMENT_TCP || r->flags & SEGMENT_RST ||
	    (r->bad && !r->flags))
		return;
	bytes_addf(&l->part[PART_WINDOW], " win=%llu", (unsigned long long)r->window);
	if (!r->more || !r->more->has_options)
		return;
	s.options = r->more->options;
	bytes_add_char(options, ' ');
	segment_add_options(options, &s);
	if (options->len == 1)
		bytes_reset(options);
}

static size_t columns_of(const struct bytes *b)
{
	return escape_columns(bytes_str(b), b->len);
}

static void build_label(struct draw *d, struct label *l, const struct row *row)
{
	for (int i = 0; i < PARTS; i++)
		bytes_init(&l->part[i]);
	add_base(d, l, row);
	add_details(d, l, row);
	add_notes(&l->part[PART_NOTES], row);
}

static void clear_label(struct label *l)
{
	for (int i = 0; i < PARTS; i++)
		bytes_clear(&l->part[i]);
}

/* Leaves out what matters least until the rest fits; says whether there is room to tell so by dots. */
static bool shorten(struct label *l, size_t columns, size_t dots)
{
	static const enum part least[] = {PART_OPTIONS, PART_WINDOW, PART_ACK, PART_LEN};
	size_t all = 0;
	bool shorter = false;

	for (int i = 0; i < PARTS; i++)
		all += columns_of(&l->part[i]);
	for (size_t i = 0; i < sizeof(least) / sizeof(least[0]) && all > columns; i++) {
		struct bytes *part = &l->part[least[i]];

		all -= part->len;
		shorter = shorter || part->len;
		bytes_reset(part);
	}
	return shorter && all + dots <= columns;
}

void draw_add_label(struct draw *d, struct bytes *out, const struct row *row, size_t columns)
{
	const char *dots = d->style->ascii ? " ..." : " …";
	struct bytes text = BYTES_INIT;
	struct label l;
	bool shorter;

	build_label(d, &l, row);
	shorter = shorten(&l, columns, escape_columns(dots, strlen(dots)));
	for (int i = 0; i < PARTS; i++) {
		if (i == PART_NOTES && shorter)
			bytes_add_str(&text, dots);
		bytes_add(&text, bytes_str(&l.part[i]), l.part[i].len);
	}
	draw_add_cut(d, out, bytes_str(&text), text.len, columns);
	bytes_clear(&text);
	clear_label(&l);
}

size_t draw_label_least(struct draw *d, const struct row *row)
{
	struct label l;
	size_t n;

	build_label(d, &l, row);
	n = columns_of(&l.part[PART_BASE]) + columns_of(&l.part[PART_NOTES]);
	clear_label(&l);
	return n;
}

void draw_add_start(struct bytes *out, const struct row *row)
{
	if (row->from_wire && row->item->rung.id)
		bytes_addf(out, "#%llu", (unsigned long long)row->item->rung.id);
}

void draw_add_fate(const struct draw *d, struct bytes *out, const struct row *row)
{
	const struct rung *r = &row->last->rung;

	if (row->fate == SEGMENT_HELD) {
		bytes_add_str(out, d->style->ascii ? "[]" : "■");
		if (r->id && !row->from_wire)
			bytes_addf(out, " #%llu", (unsigned long long)r->id);
	} else if (row->fate == SEGMENT_DROPPED) {
		bytes_add_str(out, d->style->ascii ? "X" : "✗");
		if (r->why)
			bytes_add_char(out, ' ');
		draw_add_word(d, out, r->why);
	}
}

/* ---------------------------------------------------------------------------------- states and calls */

void draw_add_state(const struct draw *d, struct bytes *out, const struct cell *cell)
{
	const struct side *s = cell->item->side;

	if (d->column[cell->column].many && s->name->n) {
		bool borrowed = s->child && !strchr(s->name->text, '/');

		bytes_add_str(out, borrowed ? "(" : "");
		draw_add_word(d, out, s->name);
		bytes_add_str(out, borrowed ? ") " : " ");
	}
	draw_add_word(d, out, cell->before ? cell->item->state.was : cell->item->state.now);
}

static void add_answer(const struct draw *d, struct bytes *out, const struct item *item)
{
	bytes_add_str(out, " = ");
	if (item->call.ret < 0)
		bytes_addf(out, "-1 %s", errno_name(item->call.err));
	else if (item->call.row->answer == ANSWER_SOCKET && item->call.made)
		draw_add_word(d, out, item->call.made);
	else
		bytes_add_int(out, item->call.ret);
}

/* "connect(C, 10.0.0.2:80) = 0", "send(C, 12 bytes) …": enough to know it by. Where there is no room for all
 * of it, what it answered matters more than what it was given. */
void draw_add_call(struct draw *d, struct bytes *out, const struct row *row, size_t columns)
{
	const struct item *item = row->last ? row->last : row->item;
	struct bytes given = BYTES_INIT, answer = BYTES_INIT, head = BYTES_INIT;

	bytes_addf(&head, "%s(", item->call.row->name);
	if (item->call.row->id != CALL_SOCKET)
		draw_add_word(d, &head, item->side->name);
	if (item->call.bytes)
		bytes_addf(&given, ", %llu byte%s", (unsigned long long)item->call.bytes,
		           item->call.bytes == 1 ? "" : "s");
	if (item->call.to.family != AF_UNSPEC) {
		bytes_add_str(&given, ", ");
		add_with_port(d, &given, &item->call.to);
	}
	if (row->last)
		add_answer(d, &answer, item);
	else
		bytes_add_str(&answer, d->style->ascii ? " ..." : " …");
	if (columns_of(&head) + columns_of(&given) + 1 + columns_of(&answer) > columns && given.len) {
		bytes_reset(&given);
		bytes_add_str(&given, d->style->ascii ? ", ..." : ", …");
	}
	bytes_addf(out, "%s%s)%s", bytes_str(&head), bytes_str(&given), bytes_str(&answer));
	bytes_clear(&head);
	bytes_clear(&given);
	bytes_clear(&answer);
}
