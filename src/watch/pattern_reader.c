/*
 * How the files of patterns go over the text, and how they say what is wrong with it.
 */
#include <strings.h>

#include "base/escape.h"
#include "watch/pattern_parts.h"

enum { SHOWN_MAX = 60 };

/* ------------------------------------------------------------------------------------- mistakes */

void pattern_quote(struct bytes *out, const struct word *w)
{
	size_t shown;

	bytes_add_char(out, '"');
	shown = escape_quote_max(out, w->p, w->n, ESCAPE_UTF8, SHOWN_MAX);
	bytes_add_str(out, shown < w->n ? "…\"" : "\"");
}

bool pattern_wrong(struct reader *r, const struct word *w, const char *format, ...)
{
	va_list ap;

	pattern_quote(r->why, w);
	bytes_add_char(r->why, ' ');
	va_start(ap, format);
	bytes_vaddf(r->why, format, ap);
	va_end(ap);
	r->bad = (size_t)(w->p - r->text);
	return false;
}

bool pattern_wrong_near(struct reader *r, const struct word *w, const char *problem,
                        const struct nearest *near, const char *expected)
{
	if (near->best)
		return pattern_wrong(r, w, "%s: did you mean %s?", problem, near->best);
	return pattern_wrong(r, w, "%s: %s", problem, expected);
}

bool pattern_narrow(struct reader *r, const struct word *w, unsigned kinds, const char *what)
{
	struct pattern *p = r->pattern;

	if (!(p->kinds & kinds)) {
		pattern_wrong(r, w, "%s, which ", what);
		pattern_quote(r->why, &r->narrowed);
		bytes_add_str(r->why, " rules out");
		return false;
	}
	if (p->kinds & ~kinds)
		r->narrowed = *w;
	p->kinds &= kinds;
	return true;
}

/* ---------------------------------------------------------------------------------------- words */

static void skip_blanks(struct reader *r)
{
	while (r->at < r->n && word_is_blank(r->text[r->at]))
		r->at++;
}

bool pattern_peek(struct reader *r, struct word *w)
{
	size_t end;

	skip_blanks(r);
	end = r->at;
	while (end < r->n && !word_is_blank(r->text[end]) && !word_is_sign_char(r->text[end]))
		end++;
	if (end == r->at && end < r->n)
		end++;
	*w = (struct word){r->text + r->at, end - r->at};
	return w->n;
}

void pattern_take(struct reader *r, const struct word *w)
{
	r->at = (size_t)(w->p - r->text) + w->n;
}

struct word pattern_behind(struct reader *r, const struct word *w)
{
	size_t at = r->at;
	struct word next;

	pattern_take(r, w);
	pattern_peek(r, &next);
	r->at = at;
	return next;
}

bool pattern_word_is(const struct word *w, const char *name)
{
	return strlen(name) == w->n && !strncasecmp(name, w->p, w->n);
}
