/*
 * What the session knows of a screen: the verbs that direct it end here (verbs_screen.c). A front end that has
 * one fills this in; without one those verbs do nothing, or say that there is none.
 */
#ifndef SOCKPIT_SESSION_SCREEN_H
#define SOCKPIT_SESSION_SCREEN_H

#include "session/verb.h"

struct screen_door {
	/*
	 * pane, focus, choose, find, filter, charset, key, seek: words[0] is the verb, the words are counted and
	 * nothing else is known of them. On the session's thread; a refusal through session_refuse, a result in
	 * the session's.
	 */
	enum outcome (*command)(void *closure, struct session *s, const struct word *words,
	                        size_t count);
	/* Appends what the screen shows, as text. The same thread. */
	enum outcome (*dump)(void *closure, struct session *s, struct bytes *out);
	void *closure;
};

#endif
