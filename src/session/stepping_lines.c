/*
 * Lines and breakpoints. Which lines call something is read off the text, as a person would: a word that is a
 * verb, where a command may begin. It only decides which call a breakpoint on another line stops at.
 */
#include "session/stepping_lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/verb.h"

void stepping_lines_init(struct stepping_lines *l, const char *text, size_t n)
{
	memset(l, 0, sizeof(*l));
	l->text = text;
	l->n = n;
	l->count = (unsigned)text_newlines(text, n) + (n && text[n - 1] != '\n');
	l->stop = memory_new(l->count + 1);
}

void stepping_lines_clear(struct stepping_lines *l)
{
	free(l->stop);
	free(l->call);
}

unsigned stepping_lines_count(const char *text, size_t n)
{
	/* what ends a command is no part of it */
	while (n && strchr("\n; \t\r", text[n - 1]))
		n--;
	return (unsigned)text_newlines(text, n);
}

static bool is_word(char c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Whether a verb stands on the line where a command may begin: first, or behind a bracket, a brace or a
 * semicolon. */
static bool calls(const char *p, const char *end)
{
	bool begins = true;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (p < end && *p == '#')
		return false;
	while (p < end) {
		size_t n = 0;

		while (p + n < end && is_word(p[n]))
			n++;
		if (n && begins && verb_find(p, n))
			return true;
		if (n)
			begins = false;
		else if (strchr("[{;", *p))
			begins = true;
		else if (*p != ' ' && *p != '\t')
			begins = false;
		p += n ? n : 1;
	}
	return false;
}

static void find_calls(struct stepping_lines *l)
{
	const char *p = l->text, *end = l->text + l->n;

	l->call = memory_new(l->count + 1);
	for (unsigned line = 1; line <= l->count; line++) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));

		l->call[line] = calls(p, newline ? newline : end);
		p = newline ? newline + 1 : end;
	}
}

void stepping_lines_set(struct stepping_lines *l, unsigned line, bool on)
{
	l->stops += (unsigned)on - l->stop[line];
	__atomic_store_n(&l->stop[line], (unsigned char)on, __ATOMIC_RELAXED);
}

bool stepping_lines_any(const struct stepping_lines *l, unsigned from, unsigned to)
{
	for (unsigned line = from; l->stops && line <= to && line <= l->count; line++)
		if (l->stop[line])
			return true;
	return false;
}

bool stepping_lines_leads(struct stepping_lines *l, unsigned from, unsigned line, unsigned until)
{
	if (!l->call)
		find_calls(l);
	for (unsigned k = line; k >= from && k && k <= l->count; k--) {
		if (k < line && l->call[k])
			return false;
		if (l->stop[k] || k == until)
			return true;
	}
	return false;
}
