/*
 * Help texts out of the rows of the verb table.
 */
#include "session/help.h"

static size_t first_line(const char *help)
{
	return strcspn(help, "\n");
}

/* How wide the column of names is in a family, which begins with row i. */
static int name_width(size_t i)
{
	enum { LEAST = 12 };
	const char *family = verb_at(i)->family;
	const struct verb *v;
	size_t width = LEAST;

	for (; (v = verb_at(i)) && !strcmp(v->family, family); i++)
		if (!verb_is_grouped(v) && strlen(v->name) > width)
			width = strlen(v->name);
	return (int)width;
}

void help_add_list(struct bytes *out)
{
	const char *family = "";
	const struct verb *v;
	int width = 0;

	for (size_t i = 0; (v = verb_at(i)); i++) {
		if (strcmp(family, v->family)) {
			bytes_addf(out, "%s%s:", i ? "\n" : "", family = v->family);
			width = name_width(i);
		}
		if (!verb_is_grouped(v))
			bytes_addf(out, "\n  %-*s %.*s", width, v->name, (int)first_line(v->help), v->help);
	}
	bytes_add_str(out, "\nhelp VERB tells more of one; all of Tcl works around them.");
}

void help_add_verb(struct bytes *out, const struct verb *v)
{
	verb_add_synopsis(out, v);
	bytes_addf(out, "\n%s", v->help);
	for (const struct verb *g = v->group; g && g->name; g++)
		bytes_addf(out, "\n  %-12s %.*s", g->name, (int)first_line(g->help), g->help);
	if (v->aliases)
		bytes_addf(out, "\nalso: %s", v->aliases);
	if (v->man)
		bytes_addf(out, "\nsee: man %s", v->man);
}
