/*
 * Words are split as far as it takes: blanks end them, braces, quotes and brackets hold them together.
 */
#include "tui/line_check.h"

#include <string.h>

enum { MADE_MOST = 16 };

struct reader {
	struct line_check *check;
	const char *line;
	size_t n, point, at;
	const struct known_names *known;
	/* names the line itself gives to sockets; those past the last are let pass */
	struct {
		size_t from, n;
	} made[MADE_MOST];
	int makes;
};

/* A command as it is read: its verb, and how many words it has had. */
struct command {
	const struct verb *verb;
	int word;     /* of the one that comes next */
	int argument; /* the same among the parameters: options and their values are not counted */
	bool value;   /* the next word is an option's value */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool ends_command(char c)
{
	return c == ';' || c == '\n';
}

/* Whether the word is only itself: nothing in it is for Tcl to replace. */
static bool is_plain(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strchr("$[]{}\"\\", p[i]))
			return false;
	return n > 0;
}

static void mark(struct reader *r, size_t from, size_t to, const char *kind)
{
	if (r->check->bad_from != r->check->bad_to)
		return;
	r->check->bad_from = from;
	r->check->bad_to = to;
	r->check->unknown_kind = kind;
}

static void see_verb(struct reader *r, struct command *c, size_t from, bool typing)
{
	const char *p = r->line + from;
	size_t n = r->at - from;

	c->verb = verb_find(p, n);
	if (!c->verb && is_plain(p, n) && !r->known->command(r->known->closure, p, n, typing))
		mark(r, from, r->at, "verb");
}

/* The second word of a group picks the verb. */
static void see_grouped(struct reader *r, struct command *c, size_t from)
{
	const struct verb *v = verb_of_group(c->verb, r->line + from, r->at - from);

	if (v) {
		c->verb = v;
		c->argument = -1;
	}
}

static const struct option_spec *option_of(const struct verb *v, const char *p, size_t n)
{
	for (int i = 0; i < VERB_OPTIONS && v->option[i].name; i++)
		if (strlen(v->option[i].name) == n && !memcmp(v->option[i].name, p, n))
			return &v->option[i];
	return NULL;
}

static void note_made(struct reader *r, size_t from)
{
	if (r->makes < MADE_MOST) {
		r->made[r->makes].from = from;
		r->made[r->makes].n = r->at - from;
	}
	r->makes++;
}

/* Whether an earlier word of the line will have made it by then. */
static bool is_made(const struct reader *r, const char *name, size_t n)
{
	for (int i = 0; i < r->makes && i < MADE_MOST; i++)
		if (r->made[i].n == n && !memcmp(r->line + r->made[i].from, name, n))
			return true;
	return r->makes > MADE_MOST;
}

static void see_argument(struct reader *r, struct command *c, size_t from, bool typing)
{
	const char *p = r->line + from;
	size_t n = r->at - from;
	const struct option_spec *option = option_of(c->verb, p, n);

	if (c->value || option) {
		c->value = !c->value && option->kind != PARAM_END;
		c->argument--;
		return;
	}
	if (c->argument >= VERB_PARAMS || !is_plain(p, n))
		return;
	if (c->verb->param[c->argument].kind == PARAM_NEW_SOCKET)
		note_made(r, from);
	else if (c->verb->param[c->argument].kind == PARAM_SOCKET && !is_made(r, p, n) &&
	         !r->known->socket(r->known->closure, p, n, typing))
		mark(r, from, r->at, "socket");
}

/* A word from `from` to where the reader is. */
static void see_word(struct reader *r, struct command *c, size_t from)
{
	/* the word at the end of the line may go on */
	bool typing = r->at == r->n && r->point == r->n;

	if (!c->word)
		see_verb(r, c, from, typing);
	else if (c->word == 1 && c->verb && c->verb->group)
		see_grouped(r, c, from);
	else if (c->verb)
		see_argument(r, c, from, typing);
	if (r->point >= from && r->point <= r->at) {
		r->check->verb = c->verb;
		r->check->word = c->word;
	}
	c->word++;
	c->argument = c->word == 1 ? 0 : c->argument + 1;
}

static void read_commands(struct reader *r, char end, unsigned depth);

/* To the end of what stands in braces or quotes. */
static void skip(struct reader *r, char open, char close)
{
	int depth = 0;

	for (; r->at < r->n; r->at++) {
		char c = r->line[r->at];

		if (c == '\\' && r->at + 1 < r->n)
			r->at++;
		else if (c == close && (open == close ? depth : depth == 1)) {
			r->at++;
			return;
		} else if (c == open)
			depth++;
	}
}

static void read_word(struct reader *r, unsigned depth, char end)
{
	if (r->line[r->at] == '{') {
		skip(r, '{', '}');
		return;
	}
	if (r->line[r->at] == '"') {
		skip(r, '"', '"');
		return;
	}
	while (r->at < r->n) {
		char c = r->line[r->at];

		if (is_blank(c) || ends_command(c) || (end && c == end))
			return;
		if (c == '[' && depth) {
			r->at++;
			read_commands(r, ']', depth - 1);
			continue;
		}
		r->at += c == '\\' && r->at + 1 < r->n ? 2 : 1;
	}
}

static void read_commands(struct reader *r, char end, unsigned depth)
{
	struct command c = {0};

	while (r->at < r->n) {
		char at = r->line[r->at];
		size_t from = r->at;

		if (end && at == end) {
			r->at++;
			return;
		}
		if (is_blank(at)) {
			r->at++;
			/* behind the last word: the next one is where the cursor stands */
			if (r->point == r->at && (r->at == r->n || is_blank(r->line[r->at]))) {
				r->check->verb = c.verb;
				r->check->word = c.word;
			}
		} else if (ends_command(at)) {
			c = (struct command){0};
			r->at++;
		} else {
			read_word(r, depth, end);
			if (r->at == from)
				r->at++;
			see_word(r, &c, from);
		}
	}
}

void line_check(struct line_check *check, const char *line, size_t n, size_t point,
                const struct known_names *known)
{
	struct reader r = {.check = check, .line = line, .n = n, .point = point, .known = known};

	memset(check, 0, sizeof(*check));
	if (n && line[strspn(line, " \t")] != '#')
		read_commands(&r, 0, 8);
}
