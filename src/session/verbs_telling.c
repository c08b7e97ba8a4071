/*
 * Words to the reader of the transcript.
 */
#include "session/verb.h"

/* The words with blanks between them, as the session's text. */
static void join(struct session *s, const struct value *v)
{
	bytes_reset(&s->text);
	for (size_t i = 0; v->present && i < v->rest.count; i++) {
		if (i)
			bytes_add_char(&s->text, ' ');
		bytes_add(&s->text, v->rest.first[i].s, v->rest.first[i].n);
	}
}

static enum outcome tell(struct session *s, struct bound *b, enum note_kind kind)
{
	join(s, &b->arg[0]);
	journal_note(&s->engine.journal, kind, s->line, NULL, bytes_str(&s->text), s->text.len);
	return OUTCOME_OK;
}

static enum outcome run_say(struct session *s, struct bound *b)
{
	return tell(s, b, NOTE_SAY);
}

static enum outcome run_title(struct session *s, struct bound *b)
{
	return tell(s, b, NOTE_TITLE);
}

/* Tcl's puts, whose channels a session does not have: stdout and stderr are the transcript. */
static enum outcome run_puts(struct session *s, struct bound *b)
{
	struct value *v = &b->arg[0];
	size_t skip = 0;

	if (v->rest.count > 1 && word_is(v->rest.first[0], "-nonewline"))
		skip = 1;
	if (v->rest.count - skip > 1 &&
	    (word_is(v->rest.first[skip], "stdout") || word_is(v->rest.first[skip], "stderr")))
		skip++;
	if (v->rest.count - skip != 1)
		return session_refuse(s, "puts: expected one text: puts ?-nonewline? ?stdout? TEXT");
	v->rest.first += skip;
	v->rest.count = 1;
	return tell(s, b, NOTE_SAY);
}

const struct verb verbs_telling[] = {
    {
        .name = "say",
        .family = "telling",
        .param = {{PARAM_REST, "TEXT…", PARAM_OPTIONAL | PARAM_RAW, 0}},
        .help = "Put a line into the transcript.",
        .run = run_say,
    },
    {
        .name = "title",
        .family = "telling",
        .param = {{PARAM_REST, "TEXT…", PARAM_RAW, 0}},
        .help = "Put a heading into the transcript.",
        .run = run_title,
    },
    {
        .name = "puts",
        .family = "telling",
        .param = {{PARAM_REST, "?-nonewline? ?stdout? TEXT", PARAM_RAW, 0}},
        .help = "say, for scripts written for Tcl.",
        .run = run_puts,
    },
    {.name = NULL},
};
