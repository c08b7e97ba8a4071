/*
 * Splitting plain commands exactly as Tcl would. Whatever Tcl might read in another way (a bracket, a
 * dollar, a backslash, a brace that nests) is left to it.
 */
#include "session/plain.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static bool is_end(char c)
{
	return c == '\n' || c == ';';
}

/* Characters that mean something inside a bare word. */
static bool is_special(char c)
{
	switch (c) {
	case '$':
	case '[':
	case ']':
	case '{':
	case '}':
	case '"':
	case '\\':
	case '\0':
		return true;
	default:
		return false;
	}
}

/* Blanks, empty commands and comments. PLAIN_YES leaves *i at a word or at the end. */
static enum plain_outcome skip(const char *text, size_t n, bool last, size_t *i)
{
	for (;;) {
		while (*i < n && (is_blank(text[*i]) || is_end(text[*i])))
			++*i;
		if (*i >= n || text[*i] != '#')
			return PLAIN_YES;
		const char *line = text + *i;
		const char *end = memchr(line, '\n', n - *i);

		if (!end && !last)
			return PLAIN_MORE;
		/* a backslash may carry the comment on to the next line */
		if (memchr(line, '\\', end ? (size_t)(end - line) : n - *i))
			return PLAIN_NO;
		*i = end ? (size_t)(end - text) : n;
	}
}

/* A word in quotes or braces that holds nothing Tcl would look at; *i goes past it. */
static enum plain_outcome enclosed(const char *text, size_t n, bool last, size_t *i, struct word *w)
{
	char close = text[*i] == '"' ? '"' : '}';
	size_t from = ++*i;

	while (*i < n && text[*i] != close) {
		char c = text[*i];

		if (c == '\\' || c == '\n' || c == 0 || (close == '"' && (c == '$' || c == '[')) ||
		    (close == '}' && c == '{'))
			return PLAIN_NO;
		++*i;
	}
	if (*i >= n)
		return last ? PLAIN_NO : PLAIN_MORE;
	*w = (struct word){text + from, *i - from, false};
	++*i;
	if (*i >= n && !last)
		return PLAIN_MORE;
	/* {*} expands, and a quoted word may not be followed by more of it: Tcl's to say */
	if (*i < n && !is_blank(text[*i]) && !is_end(text[*i]))
		return PLAIN_NO;
	return PLAIN_YES;
}

static enum plain_outcome bare(const char *text, size_t n, size_t *i, struct word *w)
{
	size_t from = *i;

	while (*i < n && !is_blank(text[*i]) && !is_end(text[*i])) {
		if (is_special(text[*i]))
			return PLAIN_NO;
		++*i;
	}
	*w = (struct word){text + from, *i - from, false};
	return PLAIN_YES;
}

enum plain_outcome plain_split(const char *text, size_t n, bool last, struct plain *p)
{
	size_t i = 0;
	enum plain_outcome o = skip(text, n, last, &i);

	p->count = 0;
	p->begin = p->used = i;
	if (o != PLAIN_YES || i >= n)
		return o;
	while (i < n && !is_end(text[i])) {
		struct word *w = &p->word[p->count];

		if (p->count == PLAIN_WORDS)
			return PLAIN_NO;
		o = text[i] == '"' || text[i] == '{' ? enclosed(text, n, last, &i, w)
		                                     : bare(text, n, &i, w);
		if (o != PLAIN_YES)
			return o;
		p->count++;
		while (i < n && is_blank(text[i]))
			i++;
	}
	if (i >= n && !last)
		return PLAIN_MORE;
	p->used = i < n ? i + 1 : n;
	return PLAIN_YES;
}
