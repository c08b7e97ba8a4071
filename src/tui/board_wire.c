/*
 * The lab: its hosts, and what its wire holds in the hand. What is delayed is on the wire, too, but goes on
 * by itself: it is not held.
 */
#include <stdlib.h>

#include "base/escape.h"
#include "base/memory.h"
#include "tui/board_parts.h"
#include "watch/segment.h"

static void set_first(struct board *b)
{
	const struct board_held *h = b->all_held.count ? b->all_held.item[0] : NULL;

	b->held = (unsigned)b->all_held.count;
	b->held_first = h ? h->id : 0;
	bytes_reset(&b->held_text);
	if (h)
		bytes_add(&b->held_text, h->text.data, h->text.len);
}

static void free_held(struct board_held *h)
{
	bytes_clear(&h->text);
	free(h);
}

void board_forget_held(struct board *b)
{
	for (size_t i = 0; i < b->all_held.count; i++)
		free_held(b->all_held.item[i]);
	b->all_held.count = 0;
	set_first(b);
}

static bool begins(const struct event *e, const char *with)
{
	size_t n = strlen(with);

	return e->text && e->len >= n && !memcmp(e->text, with, n);
}

/* "started: client 10.0.0.1 fd00::1, server 10.0.0.2 fd00::2": the names. */
static void set_hosts(struct board *b, const char *text)
{
	bytes_reset(&b->lab);
	while (*text) {
		size_t name = strcspn(text, " ,"), rest = strcspn(text, ",");

		bytes_add(&b->lab, text, name);
		text += rest;
		while (*text == ',' || *text == ' ')
			text++;
		if (*text)
			bytes_add_str(&b->lab, ", ");
	}
}

void board_take_lab(struct board *b, const struct event *e)
{
	static const char started[] = "started: ";

	if (begins(e, started)) {
		set_hosts(b, e->text + sizeof(started) - 1);
	} else if (begins(e, "stopped") || begins(e, "gone")) {
		bytes_reset(&b->lab);
		b->wire_held = false;
		board_forget_held(b);
	} else if (begins(e, "wire holds")) {
		b->wire_held = true;
	} else if (begins(e, "wire runs")) {
		b->wire_held = false;
	}
}

/* Segments ----------------------------------------------------------------------------------------- */

/* Where the segment is among those held; their count: nowhere. */
static size_t place_of(const struct board *b, uint64_t id)
{
	size_t i = 0;

	while (i < b->all_held.count && ((struct board_held *)b->all_held.item[i])->id != id)
		i++;
	return i;
}

/* Puts one at a place, the others move back. */
static void insert(struct vector *v, size_t at, void *item)
{
	vector_add(v, item);
	memmove(v->item + at + 1, v->item + at, (v->count - 1 - at) * sizeof(*v->item));
	v->item[at] = item;
}

static void add_host(struct bytes *out, const char *name, unsigned port)
{
	escape_show(out, name ? name : "?", name ? strlen(name) : 1, ESCAPE_UTF8, false);
	if (port)
		bytes_addf(out, ":%u", port);
}

/* "SYN client > server", "PSH ACK client > server len 5", "UDP client:4000 > server:69 len 21". */
static void add_words(struct bytes *out, const struct event *e)
{
	struct segment s;
	bool udp;

	segment_read(&s, e->text, e->len, e->whole, (enum segment_link)e->segment.link);
	udp = s.kind == SEGMENT_UDP;
	if (s.kind == SEGMENT_TCP)
		segment_add_flags(out, s.flags);
	else if (udp)
		bytes_add_str(out, "UDP");
	else
		segment_add_kind(out, &s);
	bytes_add_char(out, ' ');
	add_host(out, e->segment.from, udp ? s.sport : 0);
	bytes_add_str(out, " > ");
	add_host(out, e->segment.to, udp ? s.dport : 0);
	if (s.len && (udp || s.kind == SEGMENT_TCP))
		bytes_addf(out, " len %zu", s.len);
}

static void hold(struct board *b, const struct event *e)
{
	size_t at = place_of(b, e->segment.id), of = b->all_held.count;
	struct board_held *h;

	if (at < b->all_held.count) {
		h = b->all_held.item[at];
	} else {
		h = memory_new(sizeof(*h));
		h->id = e->segment.id;
		h->sent = e->segment.sent;
		/* a copy made by hand stands right behind what it was made from */
		if (e->segment.origin == SEGMENT_COPY && e->cause && !strcmp(e->cause, "wire dup"))
			of = place_of(b, e->segment.of);
		insert(&b->all_held, of < b->all_held.count ? of + 1 : of, h);
	}
	bytes_reset(&h->text);
	add_words(&h->text, e);
}

static void let_go(struct board *b, uint64_t id)
{
	size_t at = place_of(b, id);

	if (at == b->all_held.count)
		return;
	free_held(b->all_held.item[at]);
	vector_remove(&b->all_held, at);
}

/* What is delayed says so. */
static bool is_delayed(const struct segment_event *s)
{
	return s->why && !strncmp(s->why, "delay", 5);
}

void board_take_segment(struct board *b, const struct event *e)
{
	if (e->segment.fate == SEGMENT_SEEN)
		return;
	if (e->segment.fate == SEGMENT_HELD && is_delayed(&e->segment))
		return;
	if (e->segment.fate == SEGMENT_HELD)
		hold(b, e);
	else
		let_go(b, e->segment.id);
	set_first(b);
}

void board_take_swap(struct board *b, const struct event *e)
{
	static const char words[] = ": goes behind #";
	const char *at = e->text && *e->text == '#' ? strstr(e->text, words) : NULL;
	size_t x, y;
	void *item;

	if (!at)
		return;
	x = place_of(b, strtoull(e->text + 1, NULL, 10));
	y = place_of(b, strtoull(at + sizeof(words) - 1, NULL, 10));
	if (x >= y || y == b->all_held.count)
		return;
	item = b->all_held.item[x];
	vector_remove(&b->all_held, x);
	insert(&b->all_held, y, item);
	set_first(b);
}
