/*
 * sockpit help: the verbs, for the terminal; the lists of the manual page, for the build.
 */
#include <stdio.h>

#include "base/escape.h"
#include "base/text.h"
#include "cli/cli.h"
#include "report/sink.h"
#include "session/help.h"
#include "session/manual.h"
#include "tables/errnos.h"

int cli_print(const struct bytes *text)
{
	struct sink sink;
	int err;

	sink_init(&sink, 1, "standard output");
	bytes_add(&sink.buffer, text->data, text->len);
	sink_flush(&sink);
	err = sink.err;
	sink_clear(&sink);
	if (!err)
		return CLI_OK;
	fprintf(stderr, "sockpit: standard output: cannot be written: %s\n", errno_text(err));
	return CLI_OUTPUT;
}

bool cli_is_help(int argc, char **argv)
{
	return argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"));
}

int cli_usage(bool asked, const char *usage)
{
	fputs(usage, asked ? stdout : stderr);
	return asked ? CLI_OK : CLI_USAGE;
}

static int refuse(const char *word)
{
	struct bytes shown = BYTES_INIT;
	struct nearest near;

	nearest_init(&near, word, strlen(word));
	verb_offer_all(&near);
	escape_show(&shown, word, strlen(word), ESCAPE_UTF8, false);
	fprintf(stderr, "sockpit help: \"%s\" is not a verb%s%s%s\n", bytes_str(&shown),
	        near.best ? ": did you mean " : ": sockpit help lists them", near.best ? near.best : "",
	        near.best ? "?" : "");
	bytes_clear(&shown);
	return CLI_USAGE;
}

int cli_help(int argc, char **argv)
{
	struct bytes text = BYTES_INIT;
	const struct verb *v;
	int code;

	if (argc > 2 || cli_is_help(argc, argv))
		return cli_usage(argc == 2, "Usage: sockpit help [VERB]\n");
	if (argc == 1) {
		help_add_list(&text);
	} else if (!strcmp(argv[1], "--man-verbs")) {
		manual_add_verbs(&text);
	} else if (!strcmp(argv[1], "--man-options")) {
		manual_add_options(&text);
	} else {
		v = verb_find(argv[1], strlen(argv[1]));
		if (!v)
			return refuse(argv[1]);
		help_add_verb(&text, v);
	}
	if (text.len && text.data[text.len - 1] != '\n')
		bytes_add_char(&text, '\n');
	code = cli_print(&text);
	bytes_clear(&text);
	return code;
}
