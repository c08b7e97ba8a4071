/*
 * What the screen leaves to be done on the session's thread: commands, and questions about the session.
 */
#ifndef SOCKPIT_TUI_ERRANDS_H
#define SOCKPIT_TUI_ERRANDS_H

#include <pthread.h>

#include "session/session.h"
#include "tui/desk.h"

struct errands {
	struct session *session; /* borrowed, as is the desk */
	struct desk *desk;
	struct bytes command; /* lines typed so far of a command that is not whole */
	pthread_mutex_t
	    turn;       /* guards `busy`: no signal hits the command after the one it was meant for */
	bool stop_next; /* the command that begins next is to be stopped; under turn as well */
	unsigned busy;  /* commands that are being done, one inside another */
	bool over;      /* the session is to end */
	int code;       /* with this exit code */
};

/* The session need not be there yet: errands_run is the first to use it. */
void errands_init(struct errands *e, struct session *s, struct desk *d);
void errands_clear(struct errands *e);
/* Does errands until the session is to end. */
void errands_run(struct errands *e);
/* Any thread: a command that runs is stopped by a signal; one that waits for errands is not touched.
 * Whether one was. */
bool errands_stop(struct errands *e, int number);
/* Any thread: a command that was told to stop is told again; whether there is one. */
bool errands_nudge(struct errands *e);

#endif
