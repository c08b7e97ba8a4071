/*
 * Looking at sockets without touching them.
 */
#include <errno.h>
#include <stdlib.h>

#include "session/capturing.h"
#include "session/drawing.h"
#include "session/watching.h"
#include "tables/errnos.h"
#include "watch/state.h"

static enum outcome run_state(struct session *s, struct bound *b)
{
	struct watched watched;
	struct state state;
	enum outcome o = watching_find(s, b->verb, b->arg[0].word, &watched);

	if (o != OUTCOME_OK)
		return o;
	if (watching_state(s, &watched, &state, NULL))
		return session_refuse(s, "state: the kernel does not tell: %s (%s)", errno_name(errno),
		                      errno_text(errno));
	journal_state(&s->engine.journal, s->line, watched.name, state.source, state.name);
	result_set_str(&s->result, state.name);
	return OUTCOME_OK;
}

static int by_name(const void *a, const void *b)
{
	const struct sock *const *x = a, *const *y = b;

	return strverscmp((*x)->name, (*y)->name);
}

/* The sockets in the order of their names; the caller frees the array. */
static struct sock **sorted(struct session *s)
{
	size_t n = s->socks.all.count;
	struct sock **all = malloc((n + 1) * sizeof(struct sock *));

	if (!all)
		abort();
	if (n)
		memcpy(all, s->socks.all.item, n * sizeof(struct sock *));
	qsort(all, n, sizeof(struct sock *), by_name);
	return all;
}

static void add_address_of(struct session *s, const struct sock *sock, bool peer, struct bytes *out)
{
	struct sys *sys = s->engine.sys;
	struct address a;
	int err;

	a.len = sizeof(a.storage);
	err = peer ? sys->getpeername(sys, sock->fd, &a.any, &a.len)
	           : sys->getsockname(sys, sock->fd, &a.any, &a.len);
	if (err)
		bytes_add_char(out, '-');
	else
		address_add(out, &a.any, a.len, sock->zones);
}

static const char *kind_name(const struct sock *sock)
{
	const struct socket_kind *k = socket_kind_of(sock->family, sock->type, sock->protocol);

	return k ? k->name : "other";
}

/* NAME KIND STATE LOCAL PEER, as a list of five words. */
static void describe(struct session *s, const struct sock *sock, struct bytes *out)
{
	struct state state = {"?", ""};

	state_read(s->engine.sys, sock, &state);
	bytes_addf(out, "%-12s %-10s %-12s ", sock->name, kind_name(sock), state.name);
	add_address_of(s, sock, false, out);
	bytes_add_char(out, ' ');
	add_address_of(s, sock, true, out);
}

static enum outcome run_sockets(struct session *s, struct bound *b)
{
	struct sock **all = sorted(s);
	bool longer = b->opt[0].present;

	bytes_reset(&s->text);
	for (size_t i = 0; i < s->socks.all.count; i++) {
		if (!longer) {
			result_add(&s->result, all[i]->name, strlen(all[i]->name));
			continue;
		}
		if (i)
			bytes_add_char(&s->text, '\n');
		describe(s, all[i], &s->text);
	}
	if (longer)
		journal_note(&s->engine.journal, NOTE_HELP, s->line, NULL, bytes_str(&s->text),
		             s->text.len);
	free(all);
	return OUTCOME_OK;
}

const struct verb verbs_watching[] = {
    {
        .name = "state",
        .family = "watching",
        .param = {{PARAM_WORD, "SOCK", 0, 0}},
        .help =
            "The socket's state as the kernel tells it: ESTABLISHED, CLOSE_WAIT … of TCP; LISTEN, "
            "CONNECTED or UNCONNECTED of others.\n"
            "A TCP connection has one after close too: FIN_WAIT1, TIME_WAIT. server/1, server/2 … "
            "are "
            "the connections that came up at the listener server, from their first SYN on.",
        .man = "tcp(7)",
        .run = run_state,
    },
    {
        .name = "sockets",
        .family = "watching",
        .option = {{"-long", PARAM_END, NULL, 0}},
        .help =
            "The names of all sockets, as a list. -long shows each with kind, state and addresses.",
        .run = run_sockets,
    },
    {
        .name = "capture",
        .family = "watching",
        .help = "Packets of the session on a real interface.",
        .group = capture_group,
    },
    {
        .name = "show",
        .family = "watching",
        .help = "Pictures of what happened.",
        .group = show_group,
    },
    {.name = NULL},
};
