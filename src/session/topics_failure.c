/*
 * Errnos and calls as topics: what a call is, what it may answer, and why.
 */
#include <errno.h>
#include <stdio.h>
#include <strings.h>

#include "base/text.h"
#include "session/topics_parts.h"
#include "tables/call_pages.h"
#include "tables/constants.h"
#include "tables/errnos.h"
#include "tables/explanations.h"
#include "tables/hints.h"

static const char a_socket[] = "SOCK", an_address[] = "ADDRESS";

static void add_row(struct bytes *out, const struct explanation *e, bool whom, const char *socket,
                    const char *address)
{
	struct bytes text = BYTES_INIT, first = BYTES_INIT;

	if (whom)
		explanation_add_whom(&first, e);
	explanation_add(&text, e->text, address, socket);
	bytes_addf(&text, " [%s]", e->source);
	topics_add_text(out, bytes_str(&first), bytes_str(&text), 2);
	bytes_clear(&first);
	bytes_clear(&text);
}

/* All rows of exactly one call and errno that are found for a call, which may be a form of it. */
static bool add_rows_for(struct bytes *out, const char *call, const char *rows_of, int err)
{
	const struct explanation *e;
	bool any = false;

	for (size_t i = 0; (e = explanation_at(i)); i++) {
		if (e->err != err || strcmp(e->call, rows_of) ||
		    explanation_find(call, err, e->family, e->type) != e)
			continue;
		add_row(out, e, true, a_socket, an_address);
		any = true;
	}
	return any;
}

static bool add_rows(struct bytes *out, const char *call, int err)
{
	return add_rows_for(out, call, call, err);
}

/* Those of the calls it is a form of as well. */
static bool add_rows_of_kin(struct bytes *out, const char *call, int err)
{
	bool any = false;

	for (const char *like = call; like; like = explanation_kin(like, err))
		any |= add_rows_for(out, call, like, err);
	return any;
}

void topics_add_hint(struct bytes *out, const char *call, int err, const char *socket,
                     const char *address)
{
	const struct hint *h = hint_find(call, err);
	struct bytes text = BYTES_INIT;

	if (!h)
		return;
	explanation_add(&text, h->look, address, socket);
	topics_add_text(out, "look at: ", bytes_str(&text), 2);
	bytes_reset(&text);
	explanation_add(&text, h->act, address, socket);
	topics_add_text(out, "do: ", bytes_str(&text), 2);
	bytes_clear(&text);
}

bool topics_add_failure(struct bytes *out, const char *call, int err, int family, int type,
                        const char *socket, const char *address)
{
	const struct explanation *e = NULL;

	if (family == -1) {
		if (!add_rows_of_kin(out, call, err) && !add_rows(out, "*", err))
			return false;
	} else {
		e = explanation_find(call, err, family, type);
		if (!e)
			return false;
		add_row(out, e, false, socket, address);
	}
	topics_add_hint(out, call, err, socket, address);
	return true;
}

/* An errno, or what the resolver answers in its place -------------------------------------------- */

bool topics_code(const char *word, size_t n, struct topic_code *code)
{
	const struct errno_row *row = errno_by_name(word, n);
	const struct constant *k = constant_by_name(CONSTANT_EAI, word, n);
	int64_t number;

	if (text_int(word, n, &number)) {
		row = number == (int)number ? errno_by_number((int)number) : NULL;
		k = constant_by_value(CONSTANT_EAI, number);
	} else if (k && k->word && strlen(k->word) == n && !strncasecmp(k->word, word, n)) {
		k = NULL; /* "again" is a word of its own */
	}
	if (row)
		*code = (struct topic_code){row->name, row->text, NULL, row->number};
	else if (k)
		*code = (struct topic_code){k->name, k->about, k->man, (int)k->value};
	return row || k;
}

/* Whether an earlier row is of the same call and errno. */
static bool is_told(size_t i)
{
	const struct explanation *e = explanation_at(i);

	for (size_t k = 0; k < i; k++)
		if (explanation_at(k)->err == e->err && !strcmp(explanation_at(k)->call, e->call))
			return true;
	return false;
}

bool topics_add_errno(struct bytes *out, const char *word, size_t n)
{
	const struct explanation *e;
	struct topic_code code;
	size_t head;

	if (!topics_code(word, n, &code))
		return false;
	bytes_addf(out, "%s (%d): %s\n", code.name, code.number, code.text);
	head = out->len;
	for (size_t i = 0; (e = explanation_at(i)); i++) {
		if (e->err != code.number || is_told(i))
			continue;
		bytes_addf(out, "%s\n", strcmp(e->call, "*") ? e->call : "any call");
		add_rows(out, e->call, e->err);
		if (hint_find(e->call, e->err) && !strcmp(hint_find(e->call, e->err)->call, e->call))
			topics_add_hint(out, e->call, e->err, a_socket, an_address);
	}
	if (out->len == head)
		bytes_addf(out, "  none of the calls a session makes is known to answer it [%s]\n",
		           code.man ? code.man : "errno(3)");
	return true;
}

const char *topics_errno_at(size_t i, const char **about)
{
	const struct errno_row *row = errno_row_at(i);

	*about = row ? row->text : NULL;
	return row ? row->name : NULL;
}

/* A call ----------------------------------------------------------------------------------------- */

/* What the resolver answers in place of an errno. */
static void add_eais(struct bytes *out, const char *call)
{
	const struct constant *k;

	for (size_t i = 0; (k = constant_at(CONSTANT_EAI, i)); i++) {
		size_t before = out->len;

		bytes_addf(out, "%s (%s)\n", k->name, k->about);
		if (!add_rows(out, call, (int)k->value))
			out->len = before;
	}
}

static void add_errnos(struct bytes *out, const struct call_page *page)
{
	const struct errno_row *row;

	for (size_t i = 0; (row = errno_row_at(i)); i++) {
		size_t before = out->len;

		bytes_addf(out, "%s (%s)\n", row->name, row->text);
		if (!add_rows_of_kin(out, page->name, row->number))
			out->len = before;
	}
	add_eais(out, page->name);
	if (page->any)
		topics_add_text(out, "as other calls do: ", page->any, 0);
}

const struct call_page *topics_call(const char *word, size_t n)
{
	/* connect(2) is connect */
	bool section = n > 3 && word[n - 1] == ')' && word[n - 3] == '(';

	return call_page_by_name(word, section ? n - 3 : n);
}

bool topics_add_call(struct bytes *out, const char *word, size_t n)
{
	const struct call_page *page = topics_call(word, n);

	if (!page)
		return false;
	bytes_addf(out, "%s: a call (%s)\n", page->name, page->man);
	topics_add_text(out, "", page->about, 2);
	bytes_addf(out, "  #include <%s>\n", page->header);
	topics_add_text(out, "", page->prototype, 2);
	topics_add_text(out, "answer: ", page->answer, 2);
	add_errnos(out, page);
	return true;
}

const char *topics_call_at(size_t i, const char **about)
{
	const struct call_page *page = call_page_at(i);

	*about = page ? page->about : NULL;
	return page ? page->name : NULL;
}
