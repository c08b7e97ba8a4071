/*
 * Segments come in the order they were sent, which is nearly that of their bytes: each is put in its place
 * from the end. What was sent again is no cut of its own.
 */
#include "tui/data_cuts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

enum {
	LONG_US = 500,   /* what takes less is done as often as there is something new */
	PAUSE_SHARE = 10 /* what takes longer may take one part in so many of the time */
};

void data_cuts_clear(struct data_cuts *c)
{
	free(c->cut[0]);
	free(c->cut[1]);
	memset(c, 0, sizeof(*c));
}

static void insert(struct data_cuts *c, int direction, size_t at, const struct data_cut *cut)
{
	size_t *count = &c->count[direction], *cap = &c->cap[direction];
	struct data_cut **all = &c->cut[direction];

	if (*count == *cap) {
		*cap = *cap ? *cap * 2 : 64;
		*all = memory_resize(*all, *cap * sizeof(**all));
	}
	memmove(*all + at + 1, *all + at, (*count - at) * sizeof(**all));
	(*all)[at] = *cut;
	++*count;
}

static void add(void *closure, const struct ladder_payload *p)
{
	struct data_cuts *c = closure;
	int direction = p->out ? DATA_OUT : DATA_IN;
	struct data_cut cut = {
	    .offset = p->offset, .len = p->len, .segment = p->segment, .fate = p->fate};
	struct data_cut *before;
	size_t at = c->count[direction];

	if (p->tampered)
		return;
	while (at > 0 && c->cut[direction][at - 1].offset > p->offset)
		at--;
	before = at ? &c->cut[direction][at - 1] : NULL;
	if (before && p->offset + p->len <= before->offset + before->len) {
		before->again++;
		before->last = p->segment;
		before->fate = p->fate;
		return;
	}
	if (!p->again || !before)
		insert(c, direction, at, &cut);
}

int64_t data_cuts_make(struct data_cuts *c, const struct ladder *l, uint64_t news,
                       const char *socket)
{
	struct clock clock = clock_real();
	bool same = c->ladder == l && !strcmp(c->socket, socket);
	int64_t begin, took;

	if (same && c->news == news)
		return 0;
	begin = clock_monotonic(&clock);
	if (same && begin < c->ready_at)
		return c->ready_at;
	c->count[0] = c->count[1] = 0;
	c->ladder = l;
	c->news = news;
	snprintf(c->socket, sizeof(c->socket), "%s", socket);
	ladder_each_payload(l, socket, add, c);
	c->times++;
	took = clock_monotonic(&clock) - begin;
	c->ready_at = took >= LONG_US * 1000 ? begin + took * (1 + PAUSE_SHARE) : 0;
	return 0;
}

size_t data_cuts_find(const struct data_cuts *c, int direction, uint64_t offset, uint64_t n,
                      size_t *count)
{
	const struct data_cut *cut = c->cut[direction];
	size_t low = 0, high = c->count[direction], end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cut[middle].offset + cut[middle].len <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	end = low;
	while (end < c->count[direction] && cut[end].offset < offset + n)
		end++;
	*count = end - low;
	return low;
}
