/*
 * The session itself: help, other scripts, its end.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/text.h"
#include "session/folder.h"
#include "session/help.h"
#include "session/script.h"
#include "session/verb.h"

enum { INCLUDE_DEPTH = 16 };

static enum outcome run_include(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;
	struct bytes name = BYTES_INIT;
	enum outcome o;
	int fd;

	if (s->depth >= INCLUDE_DEPTH)
		return session_refuse(s, "include: %d scripts deep: does one include itself?",
		                      INCLUDE_DEPTH);
	o = folder_open(s, "include", w.s, w.n, &fd);
	if (o != OUTCOME_OK)
		return o;
	escape_show(&name, w.s, w.n, ESCAPE_UTF8, false);
	s->depth++;
	o = script_run(s, fd, bytes_str(&name));
	s->depth--;
	close(fd);
	bytes_clear(&name);
	return o;
}

static enum outcome run_help(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;
	const struct verb *v;

	bytes_reset(&s->text);
	if (!b->arg[0].present) {
		help_add_list(&s->text);
	} else {
		v = verb_find(w.s, w.n);
		if (!v)
			return verb_refuse_unknown(s, w.s, w.n);
		if (v->group && b->arg[1].present) {
			w = b->arg[1].word;
			v = verb_of_group(v, w.s, w.n);
			if (!v)
				return verb_refuse_unknown(s, w.s, w.n);
		}
		help_add_verb(&s->text, v);
	}
	journal_note(&s->engine.journal, NOTE_HELP, s->line, NULL, s->text.data, s->text.len);
	return OUTCOME_OK;
}

static enum outcome run_exit(struct session *s, struct bound *b)
{
	int64_t code = b->arg[0].present ? b->arg[0].number : 0;

	if (code < 0 || code > 255)
		return session_refuse(s, "exit: %lld is no exit code: expected 0 to 255", (long long)code);
	s->exit_code = (int)code;
	s->problem.outcome = OUTCOME_EXIT;
	return OUTCOME_EXIT;
}

const struct verb verbs_session[] = {
    {
        .name = "include",
        .family = "session",
        .param = {{PARAM_WORD, "FILE", 0, 0}},
        .help = "Do the commands of another script, beneath the folder of this one.",
        .flags = VERB_EVALUATES,
        .run = run_include,
    },
    {
        .name = "help",
        .family = "session",
        .param = {{PARAM_WORD, "VERB", PARAM_OPTIONAL, 0}, {PARAM_WORD, "WORD", PARAM_OPTIONAL, 0}},
        .help = "What a verb does, or the list of all.",
        .run = run_help,
    },
    {
        .name = "exit",
        .aliases = "quit",
        .family = "session",
        .param = {{PARAM_NUMBER, "CODE", PARAM_OPTIONAL, 0}},
        .help = "End the session. A failed check still makes the exit code 1 when CODE is 0.",
        .run = run_exit,
    },
    {.name = NULL},
};
