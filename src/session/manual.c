/*
 * The lists of sockpit-session(5), out of the rows of the tables.
 */
#include "session/manual.h"

#include "session/verb.h"
#include "tables/constants.h"
#include "tables/options.h"

enum { COLUMNS = 79 };

/* A word as mdoc takes it: no backslash is left alone, and a hyphen is one that can be typed. */
static void add_word(struct bytes *out, const char *word, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (word[i] == '\\') {
			bytes_add_str(out, "\\e");
		} else if (word[i] == '-') {
			bytes_add_str(out, "\\-");
		} else if (n - i >= 3 && !memcmp(word + i, "…", 3)) {
			bytes_add_str(out, "...");
			i += 2;
		} else {
			bytes_add_char(out, word[i]);
		}
	}
}

/* Text in short lines, each sentence on a line of its own; no line begins with a dot or a quote. A line of the
 * text is a paragraph. */
static void add_text(struct bytes *out, const char *text)
{
	struct bytes word = BYTES_INIT;
	size_t column = 0;

	while (*text) {
		size_t n = strcspn(text, " \n");

		bytes_reset(&word);
		if (n && strchr(".'", *text))
			bytes_add_str(&word, "\\&");
		add_word(&word, text, n);
		if (column && column + 1 + word.len > COLUMNS) {
			bytes_add_char(out, '\n');
			column = 0;
		}
		bytes_addf(out, "%s%s", column ? " " : "", bytes_str(&word));
		column += word.len + (column != 0);
		if (text[n] == '\n') {
			bytes_add_str(out, "\n.Pp\n");
			column = 0;
		} else if (text[n] && n && text[n - 1] == '.') {
			bytes_add_char(out, '\n');
			column = 0;
		}
		text += n + (text[n] != 0);
	}
	bytes_clear(&word);
}

/* What an item begins with; a question mark at the end is not the end of a sentence. */
static void begin_item(struct bytes *out, const char *macro, const char *text)
{
	size_t n = strlen(text);

	bytes_addf(out, ".It %s ", macro);
	add_word(out, text, n);
	bytes_add_str(out, n && text[n - 1] == '?' ? "\\&\n" : "\n");
}

void manual_add_verbs(struct bytes *out)
{
	const char *family = "";
	const struct verb *v;
	struct bytes synopsis = BYTES_INIT;

	for (size_t i = 0; (v = verb_at(i)); i++) {
		if (strcmp(family, v->family)) {
			bytes_addf(out, "%s.Ss The family: %s\n.Bl -tag -width Ds\n", i ? ".El\n" : "",
			           v->family);
			family = v->family;
		}
		bytes_reset(&synopsis);
		verb_add_synopsis(&synopsis, v);
		begin_item(out, "Ic", bytes_str(&synopsis));
		add_text(out, v->help);
		bytes_add_char(out, '\n');
		if (v->aliases)
			bytes_addf(out, "Also: %s.\n", v->aliases);
		if (v->man)
			bytes_addf(out, ".Pp\nSee %s.\n", v->man);
	}
	bytes_add_str(out, ".El\n");
	bytes_clear(&synopsis);
}

/* "read and set" */
static const char *access_of(const struct option_row *row)
{
	static const char *const words[] = {"not for use", "read", "set", "read and set"};

	return words[row->access & (OPTION_READ | OPTION_WRITE)];
}

static void begin_level(struct bytes *out, int level)
{
	bytes_add_str(out, ".Ss The level: ");
	constant_add(out, CONSTANT_LEVEL, level);
	bytes_add_str(out, "\n.Bl -tag -width Ds\n");
}

static void add_option(struct bytes *out, const struct option_row *row)
{
	struct bytes use = BYTES_INIT;

	begin_item(out, "Dv", row->name);
	add_text(out, row->about);
	bytes_addf(out, ".\n.br\n.Vt \"%s\" ,\n", option_c_type(row));
	bytes_add_str(&use, access_of(row));
	if (row->unit)
		bytes_addf(&use, ", in %s", row->unit);
	if (row->phase)
		bytes_addf(&use, ", %s", row->phase);
	bytes_addf(&use, "; see %s.", row->man);
	add_text(out, bytes_str(&use));
	bytes_add_char(out, '\n');
	bytes_clear(&use);
}

void manual_add_options(struct bytes *out)
{
	const struct option_row *row, *before = NULL;

	for (size_t i = 0; (row = option_at(i)); before = row, i++) {
		if (!before || before->level != row->level) {
			bytes_add_str(out, before ? ".El\n" : "");
			begin_level(out, row->level);
		}
		add_option(out, row);
	}
	bytes_add_str(out, ".El\n");
}
