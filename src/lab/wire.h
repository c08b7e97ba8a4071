/*
 * The wire: what carries frames from host to host. Left alone it runs: each frame goes on at once. Told to
 * hold, it keeps them, and every one is let go, lost, doubled or spoiled by hand. All it carries is
 * recorded, and told to the journal before it is handed on.
 *
 * A thread of its own reads what the hosts send; it sleeps while nothing comes. All functions may be called
 * from any thread; the lock guards everything.
 */
#ifndef SOCKPIT_LAB_WIRE_H
#define SOCKPIT_LAB_WIRE_H

#include <pthread.h>
#include <stdatomic.h>

#include "core/journal.h"
#include "lab/frames.h"
#include "lab/helper.h"
#include "watch/pattern.h"

struct wire_port {
	const char *name; /* of the host; borrowed */
	struct helper_host end;
	bool cut;
	/* what last moved the host: a frame it was given, else (0) a call. What it sends next is because
	 * of it. */
	uint64_t given;
	bool awaited; /* a frame was given to it by hand, and its answer is waited for */
	char call[96];
	uint32_t marker; /* the last marker that came back from it */
};

struct wire {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;  /* a frame has come, a marker, or waiting is to stop */
	bool running;            /* there is a lab */
	bool stop;               /* the thread is to end */
	atomic_bool gone;        /* the helper has ended without being asked to */
	int helper;              /* borrowed: hangs up when the helper ends */
	int wake;                /* eventfd: the thread is to look again */
	struct journal *journal; /* borrowed */
	struct clock *clock;     /* borrowed */
	unsigned hosts;
	struct wire_port port[LAB_HOSTS];
	struct frames frames;
	struct flows flows;
	struct frame *first, **last; /* on the wire: held by hand or by delay, in their order */
	bool holding;
	struct pattern *only; /* owned: hold only these; NULL: all */
	int64_t begun;        /* monotonic ns */
	int64_t delay;        /* ns on the way; 0: none */
	double loss;          /* percent */
	uint64_t random;      /* state of the generator */
	uint32_t marker;      /* the last one sent out */
	unsigned line;        /* of the script: for the events of what is done by hand */
	/* Called under the lock when a host may have changed state: before a frame it sent is told of, and
	 * after it was given one that can change something. May be NULL. */
	bool (*moved)(void *closure, unsigned host, const char *cause);
	void *closure;
	bool in_transition; /* what it answered: some end waits for a segment to change its state */
	bool starting;      /* nothing counts yet */
};

/* A wire without a lab. Both are borrowed. */
void wire_init(struct wire *w, struct journal *journal, struct clock *clock);
void wire_clear(struct wire *w);
/* Connects hosts and begins to run; takes the descriptors over, but for `helper`, whose hanging up ends the lab.
 * 0, or -1 and errno. */
int wire_start(struct wire *w, unsigned hosts, char name[][LAB_NAME_MAX + 1],
               const struct helper_host end[], int helper);
/* The helper has ended without being asked to: the journal is told of it, once, and nothing is carried any more. */
void wire_lose(struct wire *w);
/* What is still on it is lost. */
void wire_stop(struct wire *w);

/*
 * What changes the ways of the wire is told to the journal before it has an effect, with the line of the
 * script that asked for it.
 *
 * From now on frames are held: all, or those that match. The pattern becomes the wire's, `words` are what it
 * was made of; both NULL: all.
 */
void wire_hold(struct wire *w, struct pattern *only, const char *words, unsigned line);
/* Lets all that is held go, in order, and runs from now on. How many went. */
size_t wire_run(struct wire *w, unsigned line);
bool wire_is_holding(struct wire *w);

/* What a command on a frame came to. */
enum wire_outcome { WIRE_DONE, WIRE_NONE /* nothing is held */, WIRE_NOT_HELD, WIRE_UNKNOWN };
/*
 * Each acts on the frame held under that number; 0: the one held longest. *id is told which it was.
 * `line` and `word` (a static string, "wire step") go into the journal with it.
 */
struct wire_command {
	uint64_t id;
	unsigned line;
	const char *word;
};
/* Lets it go, and waits until its host has dealt with it, and its answer, if any, has come. */
enum wire_outcome wire_step(struct wire *w, struct wire_command *c);
enum wire_outcome wire_drop(struct wire *w, struct wire_command *c);
/* Puts a copy right behind it; *copy is its number. */
enum wire_outcome wire_double(struct wire *w, struct wire_command *c, uint64_t *copy);
/* It changes places with the one behind it. */
enum wire_outcome wire_swap(struct wire *w, struct wire_command *c, uint64_t *other);
/* Turns one bit of its last byte over: the checksum is wrong. */
enum wire_outcome wire_corrupt(struct wire *w, struct wire_command *c);
/* A frame made up by us, for that host: held like another when the wire holds, else given at once. Its
 * number. */
uint64_t wire_forge(struct wire *w, unsigned host, const void *frame, size_t n,
                    struct wire_command *c);

/* Each frame takes so long on its way from now on. */
void wire_set_delay(struct wire *w, int64_t ns, unsigned line);
/* So many of a hundred frames are lost, as a generator begun with `seed` decides. */
void wire_set_loss(struct wire *w, double percent, uint64_t seed, unsigned line);
/* A host's cable is cut, or mended. */
void wire_set_cut(struct wire *w, unsigned host, bool cut, unsigned line);

/* The host's next frames are because of this call ("connect(C)"). */
void wire_because(struct wire *w, unsigned host, const char *call);
/*
 * Waits until all the wire has given the host is dealt with by its kernel, and all it has sent by then is on
 * the wire. False: that took longer than a second.
 */
bool wire_settle(struct wire *w, unsigned host);

/* Has `moved` look at a host, because of what last moved it. */
void wire_look(struct wire *w, unsigned host);

/* Calls `look` for each frame recorded from that number on, under the lock; it ends where look answers
 * false. */
void wire_each(struct wire *w, uint64_t from, bool (*look)(void *closure, const struct frame *),
               void *closure);
/*
 * Waits for a frame that `look` takes (answers true to), from *from on; its number, and *from is behind it.
 * 0: none came until the deadline (monotonic ns), or *stop became true.
 */
uint64_t wire_wait(struct wire *w, uint64_t *from,
                   bool (*look)(void *closure, const struct frame *), void *closure,
                   int64_t deadline, atomic_bool *stop);
/* Makes wire_wait look at its stop flag again. */
void wire_wake(struct wire *w);

#endif
