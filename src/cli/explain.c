/*
 * sockpit explain: what the tables know of a word, without a session.
 */
#include <stdio.h>

#include "base/escape.h"
#include "base/text.h"
#include "cli/cli.h"
#include "session/topics.h"
#include "tables/call_pages.h"
#include "tables/constants.h"
#include "tables/errnos.h"

static int refuse(const char *word, const char *what, void (*offer)(struct nearest *))
{
	struct bytes shown = BYTES_INIT;
	struct nearest near;

	nearest_init(&near, word, strlen(word));
	offer(&near);
	escape_show(&shown, word, strlen(word), ESCAPE_UTF8, false);
	fprintf(stderr, "sockpit explain: \"%s\" is not %s%s%s%s\n", bytes_str(&shown), what,
	        near.best ? ": did you mean "
	                  : ": errnos, calls, states, options, messages, requests, constants, kinds "
	                    "and verbs are lists of them",
	        near.best ? near.best : "", near.best ? "?" : "");
	bytes_clear(&shown);
	return CLI_USAGE;
}

static void offer_calls(struct nearest *near)
{
	for (size_t i = 0; call_page_at(i); i++)
		nearest_offer(near, call_page_at(i)->name);
}

static void offer_codes(struct nearest *near)
{
	const struct constant *k;

	for (size_t i = 0; errno_row_at(i); i++)
		nearest_offer(near, errno_row_at(i)->name);
	for (size_t i = 0; (k = constant_at(CONSTANT_EAI, i)); i++)
		nearest_offer(near, k->name);
}

/* A call and an errno: why the one answers with the other. */
static int explain_failure(struct bytes *text, const char *call, const char *name)
{
	const struct call_page *page = topics_call(call, strlen(call));
	struct topic_code code;

	if (!page)
		return refuse(call, "a call", offer_calls);
	if (!topics_code(name, strlen(name), &code))
		return refuse(name, "an errno", offer_codes);
	bytes_addf(text, "%s: %s (%s)\n", page->name, code.name, code.text);
	if (topics_add_failure(text, page->name, code.number, -1, -1, "SOCK", "ADDRESS"))
		return CLI_OK;
	fprintf(stderr, "sockpit explain: nothing is known of %s with %s; see %s\n", page->name,
	        code.name, page->man);
	return CLI_USAGE;
}

int cli_explain(int argc, char **argv)
{
	struct bytes text = BYTES_INIT;
	int code = CLI_OK;

	if (argc < 2 || argc > 3 || cli_is_help(argc, argv))
		return cli_usage(argc == 2,
		                 "Usage: sockpit explain TOPIC\n       sockpit explain CALL ERRNO\n");
	if (argc == 3)
		code = explain_failure(&text, argv[1], argv[2]);
	else if (!topics_add(&text, argv[1], strlen(argv[1])))
		code = refuse(argv[1], "a topic", topics_offer);
	if (code == CLI_OK)
		code = cli_print(&text);
	bytes_clear(&text);
	return code;
}
