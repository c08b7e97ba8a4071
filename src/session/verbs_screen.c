/*
 * The screen and what it shows: panes, the script that is stepped through, a recording. A script may direct the
 * screen and run without one: what only concerns the eye is then passed over.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/text.h"
#include "session/folder.h"
#include "session/screen.h"
#include "session/stepping.h"

/* The words of a command as the screen takes them. */
static enum outcome command(struct session *s, struct bound *b)
{
	struct word words[1 + VERB_PARAMS] = {{b->verb->name, strlen(b->verb->name), false}};
	size_t count = 1;

	if (!s->screen)
		return OUTCOME_OK;
	for (int i = 0; i < VERB_PARAMS && b->verb->param[i].kind && b->arg[i].present; i++)
		words[count++] = b->arg[i].word;
	return s->screen->command(s->screen->closure, s, words, count);
}

/* Words with blanks between them, as one. */
static enum outcome command_text(struct session *s, struct bound *b)
{
	struct value *v = &b->arg[0];
	struct bytes text = BYTES_INIT;
	enum outcome o;

	for (size_t i = 0; v->present && i < v->rest.count; i++) {
		if (i)
			bytes_add_char(&text, ' ');
		bytes_add(&text, v->rest.first[i].s, v->rest.first[i].n);
	}
	if (v->present)
		v->word = (struct word){bytes_str(&text), text.len, false};
	o = command(s, b);
	bytes_clear(&text);
	return o;
}

static enum outcome require_screen(struct session *s, const struct bound *b)
{
	return s->screen ? OUTCOME_OK
	                 : session_refuse(s, "%s: there is no screen: sockpit alone opens one",
	                                  b->verb->name);
}

static enum outcome run_screenshot(struct session *s, struct bound *b)
{
	struct word file = b->arg[0].word;
	struct bytes text = BYTES_INIT;
	enum outcome o = require_screen(s, b);

	if (o != OUTCOME_OK)
		return o;
	o = s->screen->dump(s->screen->closure, s, &text);
	if (o == OUTCOME_OK)
		o = folder_write(s, "screenshot", file.s, file.n, bytes_str(&text), text.len);
	bytes_clear(&text);
	return o;
}

static bool is_moment(struct word w)
{
	size_t i = w.n && (*w.s == '+' || *w.s == '-');

	if (i == w.n)
		return false;
	for (; i < w.n; i++)
		if (w.s[i] < '0' || w.s[i] > '9')
			return false;
	return true;
}

static enum outcome run_seek(struct session *s, struct bound *b)
{
	if (!is_moment(b->arg[0].word))
		return bind_refuse(s, b->verb, b->arg[0].word,
		                   "is no moment: expected the number of an event, or +N or -N of them",
		                   NULL);
	if (!s->screen)
		return session_refuse(s, "seek: there is no recording: sockpit view JOURNAL opens one");
	return command(s, b);
}

/* The script ------------------------------------------------------------------------------------- */

static enum outcome run_script(struct session *s, struct bound *b)
{
	struct word file = b->arg[0].word;
	struct bytes name = BYTES_INIT;
	enum outcome o = require_screen(s, b);
	int fd;

	/* nobody else takes steps */
	if (o != OUTCOME_OK)
		return o;
	o = folder_open(s, "script", file.s, file.n, &fd);
	if (o != OUTCOME_OK)
		return o;
	bytes_add(&name, file.s, file.n);
	o = stepping_load(s, fd, bytes_str(&name));
	bytes_clear(&name);
	close(fd);
	return o;
}

static enum outcome run_step(struct session *s, struct bound *b)
{
	(void)b;
	return stepping_ask(s, STEPPING_STEP, 0);
}

static enum outcome run_next(struct session *s, struct bound *b)
{
	(void)b;
	return stepping_ask(s, STEPPING_NEXT, 0);
}

static enum outcome run_goon(struct session *s, struct bound *b)
{
	(void)b;
	return stepping_ask(s, STEPPING_CONTINUE, 0);
}

static enum outcome take_line(struct session *s, const struct bound *b,
                              const struct stepping_view *view, unsigned *line)
{
	struct word w = b->arg[0].word;
	char problem[64];
	int64_t n;

	if (text_int(w.s, w.n, &n) && n >= 1 && n <= view->lines) {
		*line = (unsigned)n;
		return OUTCOME_OK;
	}
	snprintf(problem, sizeof(problem), "is no line of the script: expected 1 to %u", view->lines);
	return bind_refuse(s, b->verb, w, problem, NULL);
}

static enum outcome run_until(struct session *s, struct bound *b)
{
	struct stepping_view view;
	enum outcome o = OUTCOME_OK;
	unsigned line = 0;

	if (stepping_look(s, &view)) {
		o = take_line(s, b, &view, &line);
		stepping_let_go(&view);
	}
	return o == OUTCOME_OK ? stepping_ask(s, STEPPING_UNTIL, line) : o;
}

static void list_breakpoints(struct session *s, const struct stepping_view *view)
{
	s->result.is_list = true;
	for (unsigned line = 1; line <= view->lines; line++) {
		if (!stepping_stops_at(view, line))
			continue;
		bytes_reset(&s->text);
		bytes_add_uint(&s->text, line);
		result_add(&s->result, s->text.data, s->text.len);
	}
}

static enum outcome run_breakpoint(struct session *s, struct bound *b)
{
	enum outcome o = OUTCOME_OK;
	struct stepping_view view;
	unsigned line = 0;

	if (!stepping_look(s, &view))
		return stepping_break(s, line, true);
	if (b->arg[0].present)
		o = take_line(s, b, &view, &line);
	if (line)
		o = stepping_break(s, line, !stepping_stops_at(&view, line));
	if (o == OUTCOME_OK)
		list_breakpoints(s, &view);
	stepping_let_go(&view);
	return o;
}

const struct verb verbs_screen[] = {
    {
        .name = "pane",
        .family = "screen",
        .param = {{PARAM_WORD, "NAME", 0, 0}},
        .help =
            "Show a pane: sockets, next, handshake, journal, options, data, tcp, errors, script or "
            "help.\n"
            "In a script that runs without a screen this does nothing, and so do focus, choose, "
            "find, filter, charset and key.",
        .run = command,
    },
    {
        .name = "focus",
        .family = "screen",
        .param = {{PARAM_WORD, "PANE", PARAM_OPTIONAL, 0}},
        .help = "Give the keys to a pane, or to the next or previous one; without a word, back to "
                "the prompt.",
        .run = command,
    },
    {
        .name = "choose",
        .family = "screen",
        .param = {{PARAM_WORD, "SOCK", 0, 0}},
        .help =
            "Select a socket, or the next or previous one: the panes tell of it.\n"
            "SOCK may also be a connection at a listener that is not accepted yet, like server/1.",
        .run = command,
    },
    {
        .name = "find",
        .family = "screen",
        .param = {{PARAM_REST, "TEXT…", PARAM_RAW, 0}},
        .help =
            "Search for a text in the pane that has the keys, else in the one that is shown under "
            "its tab, or in the journal; large and small letters are the same.",
        .run = command_text,
    },
    {
        .name = "filter",
        .family = "screen",
        .param = {{PARAM_REST, "WHAT…", PARAM_OPTIONAL | PARAM_RAW, 0}},
        .help =
            "Show only those events in the journal that have a text in them; without a word, all "
            "again.",
        .run = command_text,
    },
    {
        .name = "charset",
        .family = "screen",
        .param = {{PARAM_WORD, "NAME", 0, 0}},
        .help =
            "Show payload as text in a charset: utf-8, gbk, iso8859-1 or any other that iconv(3) "
            "knows. In the pane Data, t shows text and h bytes.",
        .run = command,
    },
    {
        .name = "key",
        .family = "screen",
        .param = {{PARAM_WORD, "NAME", PARAM_OPTIONAL, 0},
                  {PARAM_WORD, "COMMAND", PARAM_OPTIONAL, 0}},
        .help =
            "Let a key do a command; without COMMAND, tell what the key does, without a word, show "
            "the help, which lists them.\n"
            "key F8 {wire step}",
        .run = command,
    },
    {
        .name = "screenshot",
        .family = "screen",
        .param = {{PARAM_WORD, "FILE", 0, 0}},
        .help = "Write what the screen shows to a file, as text.",
        .run = run_screenshot,
    },
    {
        .name = "script",
        .family = "screen",
        .param = {{PARAM_WORD, "FILE", 0, 0}},
        .help = "Load a script to go through step by step: step, next, until, goon, breakpoint.",
        .run = run_script,
    },
    {
        .name = "step",
        .family = "screen",
        .help =
            "Go on to the script's next call, also inside a loop, a procedure or an include.\n"
            "Commands can be typed while it is paused there; Ctrl-C gives the rest of its command "
            "up.",
        .run = run_step,
    },
    {
        .name = "next",
        .family = "screen",
        .help = "Do the script's next command, the whole of it.",
        .run = run_next,
    },
    {
        .name = "until",
        .family = "screen",
        .param = {{PARAM_WORD, "LINE", 0, 0}},
        .help = "Go on with the script to a line, or to the end where it does not come there.",
        .run = run_until,
    },
    {
        .name = "goon",
        .family = "screen",
        .help =
            "Go on with the script to a breakpoint, a failure or the end.\n"
            "At the prompt continue says the same; in a script that is Tcl's own word, for loops.",
        .run = run_goon,
    },
    {
        .name = "breakpoint",
        .family = "screen",
        .param = {{PARAM_WORD, "LINE", PARAM_OPTIONAL, 0}},
        .help =
            "Stop the script at a line, or no longer, where it did; the result is the lines where "
            "it "
            "stops.\n"
            "What comes first on the line or after it is stopped at. At the prompt break LINE says "
            "the same.",
        .run = run_breakpoint,
    },
    {
        .name = "seek",
        .family = "screen",
        .param = {{PARAM_WORD, "N | +N | -N", 0, 0}},
        .help = "Show the moment after event N of a recording, or so many events on or back.",
        .run = run_seek,
    },
    {.name = NULL},
};
