/*
 * The fold itself: which event goes to which part, and how it is shared. Live, a reader takes what has come since
 * it read last: the events are pinned in the journal and read without its lock, so that whoever appends does not
 * wait. A reader may hold the board and look at the journal; the tap, which has the journal, never waits for the
 * board.
 */
#include "tui/board.h"

#include <stdlib.h>

#include "tui/board_parts.h"

enum { BATCH = 1024 /* events taken at a time */ };

static void on_event(struct journal_tap *tap, const struct event *e);

void board_init(struct board *b)
{
	memset(b, 0, sizeof(*b));
	pthread_mutex_init(&b->lock, NULL);
	b->tap.event = on_event;
	b->ladder = ladder_new(BOARD_LADDER_KEPT);
}

void board_reset(struct board *b)
{
	board_forget_calls(b);
	board_forget_sockets(b);
	board_forget_held(b);
	board_failure_clear(&b->failed);
	ladder_reset(b->ladder);
	bytes_reset(&b->lab);
	b->wire_held = false;
	b->first_taken = b->last = b->missed = 0;
	b->checks = b->checks_failed = 0;
	b->returned_seq = 0;
	b->ladder_news++;
	b->news++;
}

void board_clear(struct board *b)
{
	board_reset(b);
	ladder_free(b->ladder);
	bytes_clear(&b->lab);
	bytes_clear(&b->held_text);
	bytes_clear(&b->scratch);
	vector_clear(&b->sockets);
	vector_clear(&b->closed);
	vector_clear(&b->calls);
	vector_clear(&b->spare);
	vector_clear(&b->all_held);
	map_clear(&b->by_name);
	pthread_mutex_destroy(&b->lock);
}

/* Taking an event ---------------------------------------------------------------------------------- */

static void take_return(struct board *b, const struct event *e)
{
	struct board_socket *s = board_call_ends(b, e);

	b->returned = e->call.row;
	b->returned_seq = e->seq;
	b->returned_of = s;
	board_take_transfer(b, s, e);
	if (call_failed(&e->call))
		board_take_failure(b, s, e);
	else
		board_take_success(b, s, e);
	board_learn(b, s, e);
}

static void take_note(struct board *b, const struct event *e)
{
	if (e->note == NOTE_EXPLAIN) {
		board_take_explanation(b, e);
	} else if (e->note == NOTE_REMARK) {
		board_take_job(b, e);
		board_take_swap(b, e);
	}
}

/* What somebody does at the prompt or in a script, rather than a job that ends by itself. */
static void touch(struct board *b, const struct event *e)
{
	const struct call *c = &e->call;
	bool returned = e->kind == EVENT_RETURN;
	const char *name = returned ? (call_failed(c) ? NULL : c->made[0]) : c->socket;

	if (!name || (returned && c->job))
		return;
	memcpy(b->touched, name, strnlen(name, SOCK_NAME_MAX));
	b->touched[strnlen(name, SOCK_NAME_MAX)] = 0;
	b->touched_count++;
}

/* What the ladder draws; it passes over the rest. */
static void take_for_ladder(struct board *b, const struct event *e)
{
	ladder_take(b->ladder, e);
	b->ladder_news += e->kind == EVENT_SEGMENT || e->kind == EVENT_STATE || e->kind == EVENT_CALL ||
	                  e->kind == EVENT_RETURN || e->kind == EVENT_LAB;
}

void board_take(struct board *b, const struct event *e)
{
	take_for_ladder(b, e);
	if (e->kind == EVENT_CALL || e->kind == EVENT_RETURN)
		touch(b, e);
	switch (e->kind) {
	case EVENT_CALL:
		board_call_begins(b, e);
		break;
	case EVENT_RETURN:
		take_return(b, e);
		break;
	case EVENT_STATE:
		board_take_state(b, e);
		break;
	case EVENT_SEGMENT:
		board_take_segment(b, e);
		break;
	case EVENT_DATA:
		board_take_data(b, e);
		break;
	case EVENT_OPTION:
		board_take_option(b, e);
		break;
	case EVENT_CHECK:
		b->checks++;
		b->checks_failed += !e->passed;
		break;
	case EVENT_NOTE:
		take_note(b, e);
		break;
	case EVENT_LAB:
		board_take_lab(b, e);
		break;
	case EVENT_SIGNAL:
	case EVENT_KINDS:
		break;
	}
	if (!b->first_taken) {
		b->first_taken = e->seq;
		b->began = e->mono;
	}
	b->last = e->seq;
	b->news++;
}

/* Live --------------------------------------------------------------------------------------------- */

/* All that was appended is taken: who waits to append more need not any longer. The board is locked. */
static void let_go_on(struct board *b)
{
	if (atomic_exchange(&b->holds, false))
		journal_go_on(b->journal);
}

/* Takes what the journal has behind the last one taken, up to e. Both locks are held. */
static void catch_up(struct board *b, const struct event *e)
{
	const struct event *kept;

	for (uint64_t seq = b->last + 1; seq < e->seq; seq++) {
		kept = journal_kept(b->journal, seq);
		if (kept)
			board_take(b, kept);
		else
			b->missed++;
	}
	board_take(b, e);
	atomic_store(&b->taken, b->last);
	let_go_on(b);
}

/* Whoever appends only says that there is something: it is taken by the next reader, on its own time, while
 * the journal keeps it. */
static void on_event(struct journal_tap *tap, const struct event *e)
{
	struct board *b = (struct board *)((char *)tap - offsetof(struct board, tap));
	uint64_t behind = e->seq - atomic_load_explicit(&b->taken, memory_order_relaxed);

	if (behind >= b->journal->slots / 4 && !pthread_mutex_trylock(&b->lock)) {
		catch_up(b, e);
		pthread_mutex_unlock(&b->lock);
	} else if (behind >= b->journal->slots / 2 && !atomic_load(&b->holds)) {
		/* somebody reads, and takes long over it */
		journal_hold(b->journal);
		atomic_store(&b->holds, true);
		/* or did, and looked for who waits before there was anybody */
		if (!pthread_mutex_trylock(&b->lock)) {
			catch_up(b, e);
			pthread_mutex_unlock(&b->lock);
		}
	}
	if (b->on_news && !atomic_load_explicit(&b->told, memory_order_relaxed) &&
	    !atomic_exchange(&b->told, true))
		b->on_news(b->closure);
}

/* The board is locked. Events come while others are taken: more than the journal can hold are not waited
 * for. */
static void take_what_is_kept(struct board *b)
{
	size_t n = BATCH;

	for (size_t all = 0; n == BATCH && all < b->journal->slots; all += n) {
		uint64_t from = b->last + 1, seq = from;

		n = journal_pin(b->journal, &seq, BATCH);
		b->missed += seq - from;
		for (size_t i = 0; i < n; i++)
			board_take(b, journal_pinned(b->journal, seq + i));
		journal_unpin(b->journal);
		atomic_store(&b->taken, b->last);
	}
	let_go_on(b);
}

void board_attach(struct board *b, struct journal *j)
{
	b->journal = j;
	journal_add_tap(j, &b->tap);
	pthread_mutex_lock(&b->lock);
	take_what_is_kept(b);
	board_unlock(b);
}

void board_read(struct board *b)
{
	atomic_store(&b->told, false);
	pthread_mutex_lock(&b->lock);
	if (b->journal)
		take_what_is_kept(b);
	board_word_calls(b);
}

void board_come_back(struct board *b)
{
	atomic_store(&b->told, true);
}

void board_unlock(struct board *b)
{
	/* who appends waits for us, and may begin to as long as the lock is not free; then that is for whoever
	 * gets it next */
	do {
		if (atomic_load(&b->holds))
			take_what_is_kept(b);
		pthread_mutex_unlock(&b->lock);
	} while (atomic_load(&b->holds) && !pthread_mutex_trylock(&b->lock));
}
