/*
 * Where the two threads of the workbench meet: the session's takes errands from it (commands, questions),
 * the screen's takes word of what is going on. One lock guards all.
 */
#ifndef SOCKPIT_TUI_DESK_H
#define SOCKPIT_TUI_DESK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/vector.h"

enum errand_kind {
	ERRAND_COMMAND,  /* text: a line that was typed; it may go on one that was not whole */
	ERRAND_DO,       /* text: a command that is whole, whatever is being typed */
	ERRAND_COMPLETE, /* text: a line whose word at `start` is to be completed */
	ERRAND_INTERRUPT, /* the call that was started last ends with EINTR; a command not whole is dropped */
	ERRAND_KNOW       /* text: a word; whether it is a command of Tcl's, a procedure among them */
};

/* Freed by who drops it last: the one that asked may have gone on. */
struct errand {
	enum errand_kind kind;
	struct bytes text;
	int start;
	unsigned holders;    /* under the desk's lock */
	bool done;           /* the same */
	struct vector found; /* ERRAND_COMPLETE: char *, owned */
	bool known;          /* ERRAND_KNOW */
};

struct desk {
	pthread_mutex_t lock;
	pthread_cond_t changed; /* an errand has come, is done; or `ended` */
	struct vector errands;  /* struct errand: to be done, the first first */
	unsigned commands;      /* that were left and are not done */
	int wake;               /* eventfd: the screen is to look; owned */
	atomic_bool resized;    /* the terminal may have another size */
	atomic_bool went_on;    /* the program was stopped: the terminal was somebody else's */
	/* what the screen is told; under the lock */
	struct bytes doing;   /* the command that is being done; empty: none */
	struct bytes message; /* the last refusal or answer to tell; foreign text is escaped already */
	bool message_is_bad;
	bool message_is_new;
	bool continued;       /* the command that is typed is not whole yet */
	bool attentive;       /* the session's thread takes errands */
	struct vector orders; /* char *, owned: commands of the screen's that a script has given */
	/* the screen as text, when somebody waits for it */
	bool dump_wanted, dump_done;
	struct bytes dump;
	bool stirred; /* desk_wait is to return */
	bool ended;   /* the session's thread leaves: the screen is to end */
	bool over;    /* the screen has gone: the session is to end */
};

/* 0, or -1 and errno. */
int desk_init(struct desk *d);
void desk_clear(struct desk *d);
/* Makes the screen look. Any thread. */
void desk_wake(struct desk *d);

/* The screen's side ------------------------------------------------------------------------------- */

/* Leaves an errand with the session's thread; the text is copied. Borrowed until desk_drop. */
struct errand *desk_ask(struct desk *d, enum errand_kind kind, const char *text, size_t n,
                        int start);
/* Leaves a command nobody waits for: ERRAND_COMMAND or ERRAND_DO. */
void desk_command(struct desk *d, enum errand_kind kind, const char *text, size_t n);
/* The person wants what goes on to end. Commands that were left and not begun are dropped: DESK_DROPPED. Else
 * the session's thread is told, if it takes errands: DESK_TOLD; it does not while a command runs: DESK_BUSY. */
enum desk_interrupted { DESK_DROPPED, DESK_TOLD, DESK_BUSY };
enum desk_interrupted desk_interrupt(struct desk *d);
/* Whether a command was left that is not done. */
bool desk_is_busy(struct desk *d);
/* Waits until it is done, for `ms` at most. Whether it is. */
bool desk_await(struct desk *d, struct errand *e, int ms);
void desk_drop(struct desk *d, struct errand *e);

/* The session's side ------------------------------------------------------------------------------ */

/* The next errand, or NULL when there is none; it is to be given back with desk_done. From now on the thread
 * takes no other until desk_wait. */
struct errand *desk_take(struct desk *d);
void desk_done(struct desk *d, struct errand *e);
/* Waits for an errand, until desk_stir; meanwhile the thread takes errands. */
void desk_wait(struct desk *d);
/* Whether the thread takes errands. */
void desk_attend(struct desk *d, bool attentive);
/* Something else has changed that desk_wait waits for. Any thread. */
void desk_stir(struct desk *d);
/* What is being done (n 0: nothing), and what there is to tell of it. */
void desk_tell_doing(struct desk *d, const char *text, size_t n);
void desk_tell(struct desk *d, bool bad, const char *text, size_t n);
/* Gives the screen a command of its own. */
void desk_order(struct desk *d, const char *text, size_t n);
/* The screen as text; false: there is none any more. */
bool desk_dump(struct desk *d, struct bytes *out);
/* The session has ended: the screen is to end, too. Any thread. */
void desk_end(struct desk *d);

#endif
