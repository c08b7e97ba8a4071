/*
 * What the files of the reader share: recording.c (the file, its lines, what every event has),
 * recording_event.c (the kinds but calls), recording_call.c (calls and their arguments).
 */
#ifndef SOCKPIT_REPORT_RECORDING_PARTS_H
#define SOCKPIT_REPORT_RECORDING_PARTS_H

#include <jansson.h>

#include "base/map.h"
#include "base/vector.h"
#include "core/sockset.h"
#include "report/recording.h"

/* One line on its way to becoming an event. */
struct line_reader {
	struct recording *recording;
	const char *name; /* of the file */
	size_t line;
	struct bytes *problem;
	struct event event;
	struct vector kept; /* char *: what the event points to; freed when it is in the journal */
	struct map
	    kinds; /* struct kind of each socket by its name: what its calls explain their errno by */
	struct vector known;  /* the same, owned */
	int64_t value_length; /* of an option's value, of the call at hand; -1: not told */
	json_t *made; /* names of descriptors that came, of the call at hand; borrowed; NULL: none */
};

/* Notes that the line is refused; the first message stays. False. */
bool line_refuse(struct line_reader *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A copy of n bytes that stays until the event is in the journal, ended by NUL. */
char *line_keep(struct line_reader *r, const void *p, size_t n);
/* The same of text that a person may see: made harmless. */
const char *line_keep_text(struct line_reader *r, const char *text, size_t n, bool newlines);

/* Members of an object. Each answers false when it is there and is something else, or is not there but must
 * be. A text that need not be there is NULL then, a number stays as it is. */
enum line_need { LINE_MAY, LINE_MUST };
bool line_text(struct line_reader *r, json_t *o, const char *key, enum line_need need,
               bool newlines, const char **text);
bool line_number(struct line_reader *r, json_t *o, const char *key, enum line_need need,
                 int64_t least, int64_t most, int64_t *number);
/* A name of a socket; a connection that waits at a listener has one with a slash. */
bool line_socket(struct line_reader *r, const json_t *value, const char *key, bool child,
                 char name[SOCK_NAME_MAX + 1]);
/* Bytes: "hex" or, where that is absent, "text" with its escapes; *whole is how many there were. */
bool line_payload(struct line_reader *r, json_t *o, const char *key, const char **bytes, size_t *n,
                  size_t *whole);
/* Which of `count` names it is; -1: none, or not there. */
int line_choice(json_t *o, const char *key, const char *const *names, size_t count);

/* What is the kind's own, into r->event; a call without a row is one that is not known. */
bool line_call(struct line_reader *r, json_t *o);
bool line_event(struct line_reader *r, json_t *o);

#endif
