/*
 * Templates of the table of next steps with words in place of what stands in braces.
 */
#include <stdio.h>

#include "tui/situation.h"

static const char *const names[SITUATION_WORDS] = {
    [WORD_SOCKET] = "socket",
    [WORD_KIND] = "kind",
    [WORD_PEER] = "peer",
    [WORD_HOST] = "host",
    [WORD_PARENT] = "parent",
    [WORD_LISTENER] = "listener",
    [WORD_LISTENER_NAME] = "listener.name",
    [WORD_RECEIVER] = "receiver",
    [WORD_RECEIVER_NAME] = "receiver.name",
    [WORD_CLIENT] = "client",
    [WORD_SILENT] = "silent",
    [WORD_WAITER] = "waiter",
    [WORD_OTHER] = "other",
    [WORD_OWN] = "own",
    [WORD_WRONG] = "wrong",
    [WORD_CLIENT_HOST] = "client.host",
    [WORD_SERVER_HOST] = "server.host",
    [WORD_OTHER_HOST] = "other.host",
    [WORD_PORT] = "port",
    [WORD_LOOPBACK] = "loopback",
    [WORD_JOB] = "job",
    [WORD_FROM] = "from",
    [WORD_TO] = "to",
    [WORD_BYTES] = "bytes",
    [WORD_CONNECTIONS] = "connections",
    [WORD_COUNT] = "count",
};

/* What the language takes as one plain word: a name or an address with other bytes in it is offered to
 * nobody to be sent with Enter. */
static bool is_plain(const char *text)
{
	if (!*text)
		return false;
	for (; *text; text++)
		if (*text <= ' ' || *text > '~' || strchr("\"\\{}$;#", *text))
			return false;
	return true;
}

/* X, else X2, X3 …: the first that is no socket's. */
static void add_new_name(const struct situation *t, const char *base, size_t n, struct bytes *out)
{
	const struct board_socket *s;
	char name[SOCK_NAME_MAX + 1];

	snprintf(name, sizeof(name), "%.*s", (int)n, base);
	for (unsigned i = 2; (s = board_find(t->board, name)) && !s->closed; i++)
		snprintf(name, sizeof(name), "%.*s%u", (int)n, base, i);
	bytes_add_str(out, name);
}

/* One word in braces, without them. */
static bool add_word(const struct situation *t, const char *word, size_t n, struct bytes *out)
{
	static const char new_name[] = "new ";

	if (n > sizeof(new_name) - 1 && !strncmp(word, new_name, sizeof(new_name) - 1)) {
		add_new_name(t, word + sizeof(new_name) - 1, n - (sizeof(new_name) - 1), out);
		return true;
	}
	for (int i = 0; i < SITUATION_WORDS; i++) {
		if (strlen(names[i]) != n || memcmp(names[i], word, n) != 0)
			continue;
		/* counts of things are two words, and end up in no command */
		if (i != WORD_BYTES && i != WORD_CONNECTIONS && !is_plain(bytes_str(&t->word[i])))
			return false;
		bytes_add(out, t->word[i].data, t->word[i].len);
		return t->word[i].len > 0;
	}
	return false;
}

bool situation_expand(const struct situation *t, const char *text, struct bytes *out)
{
	while (*text) {
		size_t n = strcspn(text, "{");

		bytes_add(out, text, n);
		text += n;
		if (!*text)
			break;
		n = strcspn(++text, "}");
		if (!add_word(t, text, n, out))
			return false;
		text += n + (text[n] != 0);
	}
	return true;
}
