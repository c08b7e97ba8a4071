/*
 * A ring of pointers that grows up to a limit of frames and of bytes.
 */
#include "lab/frames.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/journal.h"

enum {
	SLOTS_MOST = 1 << 18,          /* frames kept at most */
	BYTES_MOST = 40 * 1024 * 1024, /* and their bytes, headers of ours included */
	WHOLE_MOST = 4 * 1024 * 1024,  /* up to here they are kept whole */
	CUT_TO = 96                    /* bytes kept of later ones */
};

void frames_init(struct frames *f)
{
	memset(f, 0, sizeof(*f));
	f->slots = 256;
	f->ring = memory_new(f->slots * sizeof(*f->ring));
	f->first = f->next = 1;
}

static struct frame **slot_of(const struct frames *f, uint64_t id)
{
	return &f->ring[id & (f->slots - 1)];
}

static size_t size_of(const struct frame *x)
{
	return sizeof(*x) + x->n;
}

static void drop(struct frames *f, uint64_t id)
{
	struct frame *x = *slot_of(f, id);

	f->held -= size_of(x);
	free((char *)x->why);
	free((char *)x->cause);
	free(x);
	*slot_of(f, id) = NULL;
}

void frames_clear(struct frames *f)
{
	for (uint64_t id = f->first; id < f->next; id++)
		if (*slot_of(f, id))
			drop(f, id);
	free(f->ring);
	f->ring = NULL;
}

static void grow(struct frames *f)
{
	struct frame **old = f->ring;
	size_t slots = f->slots;

	f->slots = slots * 2;
	f->ring = memory_new(f->slots * sizeof(*f->ring));
	for (uint64_t id = f->first; id < f->next; id++)
		*slot_of(f, id) = old[id & (slots - 1)];
	free(old);
}

static bool is_droppable(const struct frame *x)
{
	return x && x->fate != SEGMENT_HELD;
}

/* The oldest whose fate is decided makes way; one that is on the wire stays. False: none can. */
static bool drop_oldest(struct frames *f)
{
	if (f->droppable < f->first)
		f->droppable = f->first;
	while (f->droppable < f->next && !is_droppable(*slot_of(f, f->droppable)))
		f->droppable++;
	if (f->droppable == f->next)
		return false;
	drop(f, f->droppable++);
	f->lost++;
	while (f->first < f->next && !*slot_of(f, f->first))
		f->first++;
	return true;
}

struct frame *frames_add(struct frames *f, const void *data, size_t n)
{
	struct frame *x = memory_resize(NULL, sizeof(*x) + n);

	memset(x, 0, sizeof(*x));
	memcpy(x->data, data, n);
	x->n = x->whole = (uint32_t)n;
	x->fate = SEGMENT_HELD;
	while (f->held > BYTES_MOST && drop_oldest(f))
		;
	if (f->next - f->first == f->slots && f->slots >= SLOTS_MOST)
		drop_oldest(f);
	if (f->next - f->first == f->slots)
		grow(f);
	x->id = f->next++;
	*slot_of(f, x->id) = x;
	f->held += size_of(x);
	return x;
}

struct frame *frames_find(const struct frames *f, uint64_t id)
{
	return id >= f->first && id < f->next ? *slot_of(f, id) : NULL;
}

struct frame *frames_settle(struct frames *f, struct frame *x)
{
	struct frame *cut;

	if (x->id < f->droppable)
		f->droppable = x->id;
	if (x->n <= CUT_TO || f->held <= WHOLE_MOST)
		return x;
	f->held -= x->n - CUT_TO;
	x->n = CUT_TO;
	/* a block of its own size: shrunk in place, each would leave a hole the next frame does not fit into */
	cut = memory_resize(NULL, sizeof(*cut) + CUT_TO);
	memcpy(cut, x, sizeof(*cut) + CUT_TO);
	*slot_of(f, x->id) = cut;
	free(x);
	return cut;
}

const char *frame_cause(const struct frame *x, char room[FRAME_CAUSE_MAX])
{
	if (x->by_timer)
		return "timer";
	if (!x->given)
		return x->cause;
	snprintf(room, FRAME_CAUSE_MAX, "segment %llu", (unsigned long long)x->given);
	return room;
}

void frame_set(const char **word, const char *text)
{
	free((char *)*word);
	*word = text ? memory_copy(text, strlen(text)) : NULL;
}
