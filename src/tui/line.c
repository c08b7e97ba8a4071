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

void line_add_words(struct bytes *out, const char *line, size_t n)
{
	static const struct {
		const char *typed, *verb;
	} debugger[] = {{"continue", "goon"}, {"break", "breakpoint"}};
	struct word trimmed = line_trim(line, n);

	line = trimmed.s;
	n = trimmed.n;
	for (size_t i = 0; i < sizeof(debugger) / sizeof(debugger[0]); i++) {
		size_t length = strlen(debugger[i].typed);

		if (n < length || memcmp(line, debugger[i].typed, length) != 0 ||
		    (n > length && line[length] != ' '))
			continue;
		bytes_add_str(out, debugger[i].verb);
		line += length;
		n -= length;
		break;
	}
	bytes_add(out, line, n);
}
