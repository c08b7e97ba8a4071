/*
 * A session: the sockets, the jobs, the journal, the settings and the verdict of one run of the
 * language. Commands come in as text; everything that happens goes out through the journal.
 */
#ifndef SOCKPIT_SESSION_SESSION_H
#define SOCKPIT_SESSION_SESSION_H

#include <stdatomic.h>
#include <stdbool.h>

#include "core/engine.h"
#include "core/iovecs.h"
#include "core/job.h"
#include "core/namelist.h"
#include "core/pollset.h"
#include "core/sockset.h"
#include "lab/lab.h"
#include "session/outcome.h"
#include "session/partings.h"
#include "session/result.h"

struct interp;
struct capturing;
struct explanation;
struct drawing;
struct stepping;
struct attending;
struct screen_door;

/* What poll or select was last asked about: a loop asks for the same again and again. */
struct asked {
	struct pollset set;
	struct bytes key;      /* the words it was made of */
	uint64_t changes;      /* of the set of sockets, then */
	struct bytes shown[3]; /* as the journal shows it: one list, or the three of select */
};

/* A failed call, as far as it is remembered. */
struct failure {
	struct bytes key;               /* which one it is: a loop does not repeat it */
	const struct call_row *call;    /* NULL: nothing was explained yet */
	const struct explanation *row;  /* what the tables have of it; NULL: nothing */
	int err;                        /* below 0: an EAI_ code */
	char socket[SOCK_NAME_MAX + 1]; /* "": none */
	uint64_t made;                  /* which socket of that name (struct sock); 0: none */
	struct bytes said;              /* what the journal was told; owned */
};

/* Commands that wait and let others be done meanwhile (session/attending.h). */
struct attends {
	pthread_mutex_t lock;    /* guards `inner` */
	struct attending *inner; /* the innermost one; NULL: none */
	unsigned depth;          /* how many there are: the session's thread's */
	/* how often what is known about calls that wait was changed (session/may_wait.h), and what had been promised
	 * to short writes was taken by others: as well */
	uint64_t changes, taken;
};

struct session {
	struct engine engine;
	struct sockset socks;
	struct jobs jobs;
	struct flight flight;     /* of the thread that runs the session */
	struct ends ends;         /* TCP connections that were looked at */
	struct partings partings; /* how sockets of TCP were closed */
	struct lab lab;
	struct drawing *drawing;     /* owned; NULL until something is worth drawing */
	struct capturing *capturing; /* owned; NULL: nothing is captured */
	struct map iovec_of;         /* struct iovecs by name */
	struct vector iovecs;        /* the same, owned */
	struct namelist epoll_names; /* what was registered with an epoll */
	struct asked polled, selected;
	uint64_t waited;                 /* wire wait looks at frames from this number on */
	_Atomic(struct interp *) interp; /* owned; NULL until a command needs Tcl */
	/* settings */
	int64_t limit;         /* ns a call may block; -1: no limit */
	int folder;            /* descriptor of the folder files are read from; -1: none */
	int input;             /* descriptor fread STDIN reads; -1: none, the commands come from it */
	bool allow_files;      /* files anywhere */
	bool ascii;            /* pictures are drawn in ASCII */
	bool interactive;      /* calls are made on threads of their own and may become jobs */
	char *const *argument; /* what the script is given as argv; borrowed */
	size_t arguments;
	/* where we are: for messages and the journal */
	const char *file; /* "script.tcl"; borrowed */
	unsigned line;
	unsigned depth; /* of include */
	bool direct;    /* the command typed is the call itself: it may become a job */
	/* the answer to the last command */
	struct result result;
	struct problem problem;
	struct bytes located; /* the last message that has its FILE:LINE */
	/* the verdict */
	unsigned checks, checks_failed;
	int exit_code; /* what exit asked for */
	/* scratch of the verbs, reused from call to call */
	struct bytes payload, buffer, text, lengths;
	struct call_room room;
	struct value_bytes value;            /* an option's value on its way to the kernel */
	char new_name[2][SOCK_NAME_MAX + 1]; /* names of the sockets a call is about to make */
	struct map bound_paths;              /* AF_UNIX paths this session made, and may unlink */
	struct failure failure;              /* the one explained last */
	int last_error;  /* errno of the call that failed last; 0: none, or cleared */
	unsigned landed; /* jobs whose end has been seen */
	/* set from other threads */
	atomic_int stop_signal;     /* the signal that asks the session to end */
	atomic_bool stop;           /* whatever waits is to stop waiting */
	atomic_bool run_over;       /* the whole run's time limit has passed */
	int64_t run_limit;          /* ns; -1: none */
	struct keeper_events front; /* what the front end wants to be told; borrowed */
	int also[8];                /* the signals the keeper takes for it and for us, ended by 0 */
	/* Of a front end that takes commands while one waits: does them until `ready` says so or the session
	 * is to stop. `ready` is asked on the session's thread: at first, after each command, and whenever
	 * jobs.on_done was called. NULL: nobody does */
	void (*attend)(struct session *, bool (*ready)(void *closure), void *closure);
	struct attends attends;
	_Atomic(struct stepping *)
	    stepping; /* the script that is stepped through; owned; NULL: none yet */
	/* Called on this thread when another step was taken, until stepping_look has seen it; it only wakes
	 * somebody. NULL: nobody looks */
	void (*on_step)(void *closure);
	void *on_step_closure;
	const struct screen_door
	    *screen; /* what verbs of the screen speak to; borrowed; NULL: there is none */
};

/* Prepares a session on this thread (flight_prepare was called). `sys` is borrowed. 0, or -1. */
int session_init(struct session *s, struct sys *sys, size_t journal_slots,
                 const struct keeper_events *events);
/* Ends jobs, closes sockets, frees all. False when a thread could not be ended: the journal and all
 * it belongs to then stay as they are, for the process to end with. */
bool session_clear(struct session *s);

/* Asks the session to end because of a signal, or because the run's time is over (0). Any thread. */
void session_stop(struct session *s, int signal);
/* Ends the call the session's thread is in, if any, as `interrupt` does, but waits for nothing. Any thread. */
void session_interrupt(struct session *s);

/* Records a refusal: "VERB: message". Returns OUTCOME_REFUSED. */
enum outcome session_refuse(struct session *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Puts FILE:LINE before the problem's message, unless it has a place already or file is NULL. */
void session_locate(struct session *s, const char *file, unsigned line);
/* The deadline of a call that begins now: monotonic ns, INT64_MAX for none. */
int64_t session_deadline(struct session *s);

/*
 * Makes a call for the session: on this thread, or, at a prompt, on one of its own. Explains a failure
 * in the journal and records it as the session's problem. OUTCOME_OK: the kernel did it.
 */
enum outcome session_call(struct session *s, struct call *c);
/* getaddrinfo(3) or getnameinfo(3), on a thread of its own: it cannot be interrupted, only left
 * behind. */
enum outcome session_resolve(struct session *s, struct call *c);
/* What a call that is over means for its command: OUTCOME_OK, or the problem is recorded. `deadline`
 * is the one it was made with. */
enum outcome session_judge(struct session *s, const struct call *c, int64_t deadline);
/* The verdict so far as an exit code: 0, or 1 when a check failed. */
int session_verdict(const struct session *s);
/* Puts a test point into the journal; text and detail are shown as they are. */
void session_point(struct session *s, bool passed, const struct bytes *text, const char *detail);

#endif
