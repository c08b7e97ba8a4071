/*
 * PHP's functions that programs with sockets use beside the calls: texts, what the reader is told, and
 * the settings they begin with.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/text.h"
#include "session/php.h"
#include "session/script.h"

/* php.net, errorfunc constants: of PHP 8 before 8.4. */
enum { PHP_E_ALL = 32767 };

/* Texts ------------------------------------------------------------------------------------------ */

static enum outcome run_strlen(struct session *s, struct bound *b)
{
	result_set_int(&s->result, (int64_t)b->arg[0].word.n);
	return OUTCOME_OK;
}

static enum outcome run_strrev(struct session *s, struct bound *b)
{
	struct word text = b->arg[0].word;

	bytes_reset(&s->text);
	for (size_t i = text.n; i > 0; i--)
		bytes_add_char(&s->text, text.s[i - 1]);
	result_set(&s->result, bytes_str(&s->text), s->text.len);
	return OUTCOME_OK;
}

/* Which bytes are trimmed: those of a list, in which a..z are all from a to z. */
static void mark(bool trimmed[256], struct word list)
{
	const unsigned char *c = (const unsigned char *)list.s;

	for (size_t i = 0; i < list.n; i++) {
		if (i + 3 < list.n && c[i + 1] == '.' && c[i + 2] == '.' && c[i + 3] >= c[i]) {
			memset(trimmed + c[i], true, (size_t)(c[i + 3] - c[i]) + 1);
			i += 3;
		} else {
			trimmed[c[i]] = true;
		}
	}
}

static enum outcome run_trim(struct session *s, struct bound *b)
{
	static const struct word blanks = {" \t\n\r\0\x0b", 6, false};
	const unsigned char *p = (const unsigned char *)b->arg[0].word.s;
	size_t from = 0, end = b->arg[0].word.n;
	bool trimmed[256] = {false};

	mark(trimmed, b->arg[1].present ? b->arg[1].word : blanks);
	while (from < end && trimmed[p[from]])
		from++;
	while (end > from && trimmed[p[end - 1]])
		end--;
	result_set(&s->result, p + from, end - from);
	return OUTCOME_OK;
}

/* The reader ------------------------------------------------------------------------------------- */

/* A text as lines of its own: the line end at its end, which PHP needs, is there already. */
static void tell(struct session *s, const char *p, size_t n)
{
	if (n)
		journal_note(&s->engine.journal, NOTE_SAY, s->line, NULL, p, n - (p[n - 1] == '\n'));
}

static enum outcome run_echo(struct session *s, struct bound *b)
{
	bytes_reset(&s->text);
	for (size_t i = 0; i < b->arg[0].rest.count; i++)
		bytes_add(&s->text, b->arg[0].rest.first[i].s, b->arg[0].rest.first[i].n);
	tell(s, bytes_str(&s->text), s->text.len);
	return OUTCOME_OK;
}

static enum outcome run_print(struct session *s, struct bound *b)
{
	tell(s, b->arg[0].word.s, b->arg[0].word.n);
	result_set_int(&s->result, 1);
	return OUTCOME_OK;
}

static enum outcome run_die(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;
	struct php_words words;
	int64_t code;

	php_begin(&words, "exit", NULL);
	if (b->arg[0].present && text_int(w.s, w.n, &code))
		php_add_word(&words, w);
	else if (b->arg[0].present)
		tell(s, w.s, w.n);
	return php_do(s, &words);
}

/* What comes in, as it comes: like PHP at most 8192 bytes, though more were asked for (php.net, fread). */
static enum outcome run_fread(struct session *s, struct bound *b)
{
	enum { CHUNK = 8192 };
	int64_t length = b->arg[1].number;
	char bytes[CHUNK];
	ssize_t got;

	if (!word_is(b->arg[0].word, "STDIN"))
		return bind_refuse(s, b->verb, b->arg[0].word,
		                   "is not STDIN, and a session opens no files: expected STDIN", NULL);
	if (length < 1)
		return session_refuse(s, "fread: %lld is no length: expected 1 or more bytes",
		                      (long long)length);
	if (s->input < 0)
		return session_refuse(s, "fread: the commands come from standard input: expected a session "
		                         "that sockpit run reads from a file, or -c");
	do {
		if (!script_await(s, s->input)) {
			s->problem.outcome = OUTCOME_STOPPED;
			return OUTCOME_STOPPED;
		}
		got = read(s->input, bytes, length < CHUNK ? (size_t)length : CHUNK);
	} while (got < 0 && (errno == EINTR || errno == EAGAIN));
	result_set(&s->result, bytes, got > 0 ? (size_t)got : 0);
	return OUTCOME_OK;
}

/* Settings --------------------------------------------------------------------------------------- */

static enum outcome run_set_time_limit(struct session *s, struct bound *b)
{
	(void)b;
	result_set_int(&s->result, 1);
	return OUTCOME_OK;
}

static enum outcome run_error_reporting(struct session *s, struct bound *b)
{
	(void)b;
	result_set_int(&s->result, PHP_E_ALL);
	return OUTCOME_OK;
}

static enum outcome run_ob_implicit_flush(struct session *s, struct bound *b)
{
	(void)s;
	(void)b;
	return OUTCOME_OK;
}

static enum outcome run_extension_loaded(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;

	result_set_int(&s->result, w.n == strlen("sockets") && !strncasecmp(w.s, "sockets", w.n));
	return OUTCOME_OK;
}

const struct verb verbs_php_program[] = {
    {
        .name = "strlen",
        .family = "php",
        .param = {{PARAM_WORD, "TEXT", PARAM_RAW, 0}},
        .help = "PHP: how many bytes a text has, not how many characters.",
        .run = run_strlen,
    },
    {
        .name = "strrev",
        .family = "php",
        .param = {{PARAM_WORD, "TEXT", PARAM_RAW, 0}},
        .help = "PHP: the bytes of a text, the last one first.",
        .run = run_strrev,
    },
    {
        .name = "trim",
        .family = "php",
        .param = {{PARAM_WORD, "TEXT", PARAM_RAW, 0}, {PARAM_WORD, "BYTES", PARAM_OPTIONAL, 0}},
        .help =
            "PHP: a text without the blanks, tabs, line ends and NULs at both ends, or without the "
            "BYTES.\n"
            "a..z among them are all from a to z.",
        .run = run_trim,
    },
    {
        .name = "echo",
        .family = "php",
        .param = {{PARAM_REST, "TEXT…", PARAM_RAW, 0}},
        .help =
            "PHP: put texts into the transcript, one behind the other, as a line of their own.\n"
            "A \\n at the end is that line's; one within begins another. An empty text is "
            "nothing. say puts blanks between its words.",
        .run = run_echo,
    },
    {
        .name = "print",
        .family = "php",
        .param = {{PARAM_WORD, "TEXT", PARAM_RAW, 0}},
        .help = "PHP: echo of one text; the result is 1.",
        .run = run_print,
    },
    {
        .name = "die",
        .family = "php",
        .param = {{PARAM_WORD, "TEXT", PARAM_OPTIONAL | PARAM_RAW, 0}},
        .help =
            "PHP: echo a text and end the session, with exit code 0; with a number, that is the "
            "code.\n"
            "As after exit, a failed check makes a code of 0 a 1.",
        .run = run_die,
    },
    {
        .name = "fread",
        .family = "php",
        .param = {{PARAM_WORD, "STDIN", 0, 0}, {PARAM_NUMBER, "LENGTH", 0, 0}},
        .help = "PHP: wait for standard input and read at most LENGTH bytes; they are the result, "
                "empty at the end.\n"
                "set data [fread STDIN 1024]. There is no other file to read, and none where the "
                "commands come from standard input: at a prompt, in the workbench.",
        .run = run_fread,
    },
    {
        .name = "set_time_limit",
        .family = "php",
        .param = {{PARAM_NUMBER, "SECONDS", 0, 0}},
        .help = "PHP: answers 1. It limits nothing here: PHP counts its own time, not the calls'.\n"
                "timeout limits calls, sockpit run --timeout the session.",
        .run = run_set_time_limit,
    },
    {
        .name = "error_reporting",
        .family = "php",
        .param = {{PARAM_CONSTANT, "LEVEL", PARAM_OPTIONAL, CONSTANT_PHP_ERR}},
        .help = "PHP: answers 32767, E_ALL. It changes nothing here: a session tells every error.",
        .run = run_error_reporting,
    },
    {
        .name = "ob_implicit_flush",
        .family = "php",
        .param = {{PARAM_WORD, "ENABLE", PARAM_OPTIONAL, 0}},
        .help = "PHP: answers nothing. It changes nothing here: what echo tells is not held back.",
        .run = run_ob_implicit_flush,
    },
    {
        .name = "extension_loaded",
        .family = "php",
        .param = {{PARAM_WORD, "NAME", 0, 0}},
        .help = "PHP: 1 for sockets, 0 for any other extension.",
        .run = run_extension_loaded,
    },
    {.name = NULL},
};
