/*
 * An event as lines of text for people, in one wording wherever it is read: in a transcript, on a screen.
 */
#ifndef SOCKPIT_REPORT_EVENTTEXT_H
#define SOCKPIT_REPORT_EVENTTEXT_H

#include "core/journal.h"
#include "report/calltext.h"
#include "watch/flow.h"

struct eventtext {
	struct labels *labels;        /* NULL: live values as they are */
	int charset;                  /* enum escape_charset */
	const struct flow_view *view; /* of a segment: what it is in its connection; NULL: not known */
};

/*
 * Appends the lines of an event, each ended by a newline. Nothing for what another event shows: a call
 * that is no job's before its return, payload, an option that was kept as it was asked for.
 */
void eventtext_add(struct bytes *out, const struct event *e, const struct eventtext *how);
/* Whether it is a change of state that was noticed, unlike the answer to a question. */
bool eventtext_is_change(const struct event *e);

#endif
