/*
 * Lines of a prompt.
 */
#include "tui/line.h"

#include <string.h>

bool line_is_direct(const char *line, size_t n, const struct verb **v)
{
	size_t word = strcspn(line, " \t\n;");

	*v = verb_find(line, word < n ? word : n);
	return *v && (*v)->prepare && !memchr(line, '[', n) && !memchr(line, ';', n) &&
	       !memchr(line, '\n', n);
}

void line_add_result(struct bytes *out, const struct result *r)
{
	size_t n;

	for (size_t i = 0; r->is_list && i < result_count(r); i++) {
		const char *word = result_word(r, i, &n);

		if (i)
			bytes_add_char(out, ' ');
		bytes_add(out, word, n);
	}
	if (!r->is_list)
		bytes_add(out, r->bytes.data, r->bytes.len);
}

struct word line_trim(const char *line, size_t n)
{
	while (n && strchr(" \t\n", *line)) {
		line++;
		n--;
	}
	while (n && strchr(" \t\n", line[n - 1]))
		n--;
	return (struct word){line, n, false};
}

/* Words that are Tcl's own in a script, and the verbs they stand for at the prompt. */
static const struct debugger {
	const char *typed, *verb;
} debugger[] = {{"continue", "goon"}, {"break", "breakpoint"}};

/* The one a line begins with, which has no blanks around it; NULL: none. */
static const struct debugger *find_debugger(const char *line, size_t n)
{
	for (size_t i = 0; i < sizeof(debugger) / sizeof(debugger[0]); i++) {
		size_t length = strlen(debugger[i].typed);

		if (n >= length && !memcmp(line, debugger[i].typed, length) &&
		    (n == length || line[length] == ' '))
			return &debugger[i];
	}
	return NULL;
}

void line_add_words(struct bytes *out, const char *line, size_t n)
{
	struct word trimmed = line_trim(line, n);
	const struct debugger *d = find_debugger(trimmed.s, trimmed.n);
	size_t length = d ? strlen(d->typed) : 0;

	if (d)
		bytes_add_str(out, d->verb);
	bytes_add(out, trimmed.s + length, trimmed.n - length);
}

void line_add_refusal(struct bytes *out, struct word typed, const struct bytes *message)
{
	const struct debugger *d = find_debugger(typed.s, typed.n);
	size_t length = d ? strlen(d->verb) : 0;

	if (d && message->len > length && !memcmp(message->data, d->verb, length) &&
	    message->data[length] == ':')
		bytes_add_str(out, d->typed);
	else
		length = 0;
	bytes_add(out, bytes_str(message) + length, message->len - length);
}
