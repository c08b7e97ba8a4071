/*
 * The kinds of topics, in the order they are told: each is a table's, with a function that tells of a row and
 * one that walks through all. Errnos and the calls that answer with them are in topics_failure.c, options, control
 * messages and requests of ioctl in topics_option.c.
 */
#include "session/topics.h"

#include <strings.h>

#include "base/escape.h"
#include "base/text.h"
#include "session/help.h"
#include "session/topics_parts.h"
#include "tables/claims.h"
#include "tables/constants.h"
#include "tables/errnos.h"
#include "tables/tcp_states.h"

enum { COLUMNS = 80 };

void topics_add_text(struct bytes *out, const char *first, const char *text, unsigned indent)
{
	size_t column = 0, blank = 0;

	bytes_addf(out, "%*s%s", (int)indent, "", first);
	column = indent + escape_columns(first, strlen(first));
	while (*text) {
		size_t n = strcspn(text, " \n"), width = escape_columns(text, n);

		if (blank && (blank > 1 || column + 1 + width > COLUMNS)) {
			bytes_addf(out, "\n%*s", (int)indent + 2, "");
			column = indent + 2;
		} else if (blank) {
			bytes_add_char(out, ' ');
			column++;
		}
		bytes_add(out, text, n);
		column += width;
		text += n;
		blank = *text == '\n' ? 2 : 1;
		text += *text != 0;
	}
	bytes_add_char(out, '\n');
}

/* TCP states ------------------------------------------------------------------------------------- */

static bool add_state(struct bytes *out, const char *word, size_t n)
{
	const struct tcp_state_row *row = tcp_state_by_name(word, n);

	if (!row)
		return false;
	bytes_addf(out, "%s: a state of TCP (RFC 9293)\n", row->name);
	topics_add_text(out, "", row->about, 2);
	return true;
}

static const char *state_at(size_t i, const char **about)
{
	const struct tcp_state_row *row = tcp_state_at(i);

	*about = row ? row->about : NULL;
	return row ? row->name : NULL;
}

/* Constants -------------------------------------------------------------------------------------- */

/* The constants of a name; of the short spellings ("inet") where it is none. */
static bool add_constants(struct bytes *out, const char *word, size_t n, bool is_short)
{
	const struct constant *k;
	bool any = false;

	for (enum constant_set set = 0; set < CONSTANT_SETS; set++) {
		/* what the resolver answers is told as an errno is */
		k = set == CONSTANT_EAI ? NULL : constant_by_name(set, word, n);
		if (!k || (k->word && strlen(k->word) == n && !strncasecmp(k->word, word, n)) != is_short)
			continue;
		bytes_addf(out, "%s = %lld: %s (%s)\n", k->name, (long long)k->value,
		           constant_set_name(set), k->man);
		topics_add_text(out, "", k->about, 2);
		any = true;
	}
	return any;
}

static bool add_constant(struct bytes *out, const char *word, size_t n)
{
	return add_constants(out, word, n, false);
}

static const char *constant_name_at(size_t i, const char **about)
{
	for (enum constant_set set = 0; set < CONSTANT_SETS; set++)
		for (size_t k = 0; constant_at(set, k); k++)
			if (i-- == 0) {
				*about = constant_at(set, k)->about;
				return constant_at(set, k)->name;
			}
	return NULL;
}

/* Kinds of sockets ------------------------------------------------------------------------------- */

static bool add_kind(struct bytes *out, const char *word, size_t n)
{
	const struct socket_kind *k = socket_kind_by_name(word, n);

	if (!k)
		return false;
	bytes_addf(out, "%s: a kind of socket: socket(", k->name);
	constant_add(out, CONSTANT_FAMILY, k->family);
	bytes_add_str(out, ", ");
	constant_add(out, CONSTANT_TYPE, k->type);
	bytes_add_str(out, ", ");
	constant_add(out, CONSTANT_PROTOCOL, k->protocol);
	bytes_add_str(out, ")\n");
	topics_add_text(out, "", k->about, 2);
	return true;
}

static const char *kind_at(size_t i, const char **about)
{
	const struct socket_kind *k = socket_kind_at(i);

	*about = k ? k->about : NULL;
	return k ? k->name : NULL;
}

/* Verbs ------------------------------------------------------------------------------------------ */

static bool add_verb(struct bytes *out, const char *word, size_t n)
{
	const struct verb *v = verb_find(word, n);
	struct bytes text = BYTES_INIT;

	if (!v)
		return false;
	help_add_verb(&text, v);
	topics_add_text(out, "verb: ", bytes_str(&text), 0);
	bytes_clear(&text);
	return true;
}

static const char *verb_name_at(size_t i, const char **about)
{
	const struct verb *v = verb_at(i);

	*about = v ? v->help : NULL;
	return v ? v->name : NULL;
}

/* All of them ------------------------------------------------------------------------------------ */

struct kind {
	const char *list; /* "errnos": the word for all of them */
	bool (*add)(struct bytes *out, const char *word, size_t n);
	const char *(*at)(size_t i, const char **about); /* name i; NULL past the last */
};

static const struct kind kinds[] = {
    {"errnos", topics_add_errno, topics_errno_at},
    {"calls", topics_add_call, topics_call_at},
    {"states", add_state, state_at},
    {"options", topics_add_option, topics_option_at},
    {"messages", topics_add_message, topics_message_at},
    {"requests", topics_add_request, topics_request_at},
    {"constants", add_constant, constant_name_at},
    {"kinds", add_kind, kind_at},
    {"verbs", add_verb, verb_name_at},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static void add_list(struct bytes *out, const struct kind *kind)
{
	const char *name, *about;

	for (size_t i = 0; (name = kind->at(i, &about)); i++)
		bytes_addf(out, "%-24s %.*s\n", name, (int)strcspn(about, "\n"), about);
}

static bool add_claims(struct bytes *out, const char *word, size_t n)
{
	const struct claim *c;
	bool any = false;

	for (size_t i = 0; (c = claim_at(i)); i++) {
		if (!claim_is_about(c, word, n))
			continue;
		if (out->len)
			bytes_add_char(out, '\n');
		topics_add_text(out, "some texts say: ", c->claim, 0);
		topics_add_text(out, "but: ", c->truth, 2);
		bytes_addf(out, "  (%s%s%s)\n", c->source, c->example ? "; see examples/" : "",
		           c->example ? c->example : "");
		any = true;
	}
	return any;
}

bool topics_add(struct bytes *out, const char *word, size_t n)
{
	size_t begin = out->len;

	for (int i = 0; i < KINDS; i++) {
		size_t before = out->len;
		bool known;

		if (before > begin)
			bytes_add_char(out, '\n');
		known = kinds[i].add(out, word, n);
		if (!known)
			out->len = before;
		if (strlen(kinds[i].list) == n && !strncasecmp(kinds[i].list, word, n))
			add_list(out, &kinds[i]);
	}
	add_claims(out, word, n);
	/* most short words are the name of something else as well, which is what is meant */
	return out->len > begin || add_constants(out, word, n, true);
}

void topics_each(void (*each)(void *closure, const char *name), void *closure)
{
	const char *name, *about;

	for (int k = 0; k < KINDS; k++) {
		each(closure, kinds[k].list);
		for (size_t i = 0; (name = kinds[k].at(i, &about)); i++)
			each(closure, name);
	}
}

static void offer(void *closure, const char *name)
{
	nearest_offer(closure, name);
}

void topics_offer(struct nearest *near)
{
	topics_each(offer, near);
}
