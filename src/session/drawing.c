/*
 * A tap of the journal that feeds a ladder, and the verb that shows it.
 */
#include "session/drawing.h"

#include <stdlib.h>

#include "base/memory.h"
#include "session/watching.h"
#include "watch/ladder.h"

enum { EVENTS_MOST = 1 << 18, COLUMNS_USUAL = 80, COLUMNS_MOST = 1000 };

struct drawing {
	struct journal_tap tap;
	pthread_mutex_t lock;  /* taken after the journal's */
	struct ladder *ladder; /* owned */
};

static void on_event(struct journal_tap *tap, const struct event *e)
{
	struct drawing *d = (struct drawing *)tap;

	pthread_mutex_lock(&d->lock);
	ladder_take(d->ladder, e);
	pthread_mutex_unlock(&d->lock);
}

static void take(void *closure, const struct event *e)
{
	on_event(closure, e);
}

void drawing_start(struct session *s)
{
	struct journal_cursor cursor = {0};
	struct drawing *d;

	if (s->drawing)
		return;
	d = s->drawing = memory_new(sizeof(*d));
	pthread_mutex_init(&d->lock, NULL);
	d->ladder = ladder_new(EVENTS_MOST);
	d->tap.event = on_event;
	while (journal_read(&s->engine.journal, &cursor, take, d))
		;
	journal_add_tap(&s->engine.journal, &d->tap);
}

void drawing_free(struct drawing *d)
{
	if (!d)
		return;
	ladder_free(d->ladder);
	pthread_mutex_destroy(&d->lock);
	free(d);
}

enum { OPT_ABSOLUTE, OPT_BRIEF, OPT_CALLS, OPT_ASCII, OPT_COLUMNS };

static enum outcome run_ladder(struct session *s, struct bound *b)
{
	struct ladder_style style = {
	    .columns = COLUMNS_USUAL,
	    .absolute = b->opt[OPT_ABSOLUTE].present,
	    .brief = b->opt[OPT_BRIEF].present,
	    .calls = b->opt[OPT_CALLS].present,
	    .ascii = s->ascii || b->opt[OPT_ASCII].present,
	};
	struct watched watched;
	enum outcome o;

	if (b->opt[OPT_COLUMNS].present) {
		int64_t n = b->opt[OPT_COLUMNS].number;

		if (n < COLUMNS_USUAL || n > COLUMNS_MOST)
			return session_refuse(s, "show ladder: %lld columns: expected %d to %d", (long long)n,
			                      COLUMNS_USUAL, COLUMNS_MOST);
		style.columns = (unsigned)n;
	}
	drawing_start(s);
	if (b->arg[0].present) {
		o = watching_find(s, b->verb, b->arg[0].word, &watched);
		if (o != OUTCOME_OK)
			return o;
		style.socket = watched.name;
	}
	if (!s->lab.running) {
		watching_meet(s);
		ends_look(&s->ends, PLACE_HERE, NULL, NULL);
	}
	bytes_reset(&s->text);
	pthread_mutex_lock(&s->drawing->lock);
	ladder_draw(&s->text, s->drawing->ladder, &style);
	pthread_mutex_unlock(&s->drawing->lock);
	while (s->text.len && s->text.data[s->text.len - 1] == '\n')
		s->text.len--;
	journal_note(&s->engine.journal, NOTE_HELP, s->line, NULL, bytes_str(&s->text), s->text.len);
	return OUTCOME_OK;
}

const struct verb show_group[] = {
    {
        .name = "show ladder",
        .family = "watching",
        .param = {{PARAM_WORD, "SOCK", PARAM_OPTIONAL, 0}},
        .option = {{"-absolute", PARAM_END, NULL, 0},
                   {"-brief", PARAM_END, NULL, 0},
                   {"-calls", PARAM_END, NULL, 0},
                   {"-ascii", PARAM_END, NULL, 0},
                   {"-columns", PARAM_NUMBER, "N", 0}},
        .help =
            "Draw what happened between the hosts: the states of each side, and every segment "
            "between them with what became of it; of one socket's connection, or of all.\n"
            "-absolute tells sequence numbers as they are on the wire, -brief leaves out windows, "
            "options and times, -calls puts in the calls of each side. It names where what it "
            "draws "
            "was seen, and draws nothing that nobody saw.",
        .run = run_ladder,
    },
    {.name = NULL},
};
