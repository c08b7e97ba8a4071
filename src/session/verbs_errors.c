/*
 * Errors: what failed last, what an errno means.
 */
#include <netdb.h>

#include "base/escape.h"
#include "base/text.h"
#include "session/topics.h"
#include "session/verb.h"
#include "tables/constants.h"
#include "tables/errnos.h"
#include "tables/explanations.h"

enum { OPT_NUMBER };

static int *error_of(struct session *s, struct bound *b)
{
	return b->arg[0].present ? &b->arg[0].sock->last_error : &s->last_error;
}

static enum outcome run_last_error(struct session *s, struct bound *b)
{
	int err = *error_of(s, b);

	if (!err || b->opt[OPT_NUMBER].present || !errno_by_number(err))
		result_set_int(&s->result, err);
	else
		result_set_str(&s->result, errno_name(err));
	return OUTCOME_OK;
}

static enum outcome run_clear_error(struct session *s, struct bound *b)
{
	*error_of(s, b) = 0;
	return OUTCOME_OK;
}

static enum outcome refuse_errno(struct session *s, struct word w)
{
	struct bytes shown = BYTES_INIT;
	struct nearest near;

	nearest_init(&near, w.s, w.n);
	for (size_t i = 0; errno_row_at(i); i++)
		nearest_offer(&near, errno_row_at(i)->name);
	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 40);
	session_refuse(s, "strerror: \"%s\" is not an errno%s%s%s", bytes_str(&shown),
	               near.best ? "; did you mean "
	                         : ": expected a number, or a name like ECONNREFUSED",
	               near.best ? near.best : "", near.best ? "?" : "");
	bytes_clear(&shown);
	return OUTCOME_REFUSED;
}

/* As strerror(3) has it, for numbers without an errno too. */
static enum outcome run_strerror(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;
	const struct errno_row *row = errno_by_name(w.s, w.n);
	int64_t number = row ? row->number : 0;

	if (!row && (!text_int(w.s, w.n, &number) || number != (int)number))
		return refuse_errno(s, w);
	bytes_reset(&s->text);
	errno_add_text(&s->text, (int)number);
	result_set(&s->result, s->text.data, s->text.len);
	return OUTCOME_OK;
}

/* The call's page, and what the explanation rests on, where that is something else: "Linux 6.18" is a look at
 * the running kernel and no page. */
static void add_pages(struct bytes *out, const struct failure *f)
{
	const char *page = f->call->man, *source = f->row ? f->row->source : page;

	bytes_addf(out, "  see: man %s", page);
	if (strcmp(source, page))
		bytes_addf(out, "%s%s", strchr(source, '(') ? ", " : "; ", source);
	bytes_add_char(out, '\n');
}

/* The failure that was explained last, at length. */
static void add_last(struct session *s)
{
	const struct failure *f = &s->failure;
	const struct constant *k = constant_by_value(CONSTANT_EAI, f->err);

	if (!f->call) {
		bytes_add_str(&s->text, "nothing has failed yet\n");
		return;
	}
	bytes_addf(&s->text, "%s(%s) = ", f->call->name, f->socket);
	if (f->err < 0)
		bytes_addf(&s->text, "%s (%s)\n", k ? k->name : "EAI?", gai_strerror(f->err));
	else if (f->err)
		bytes_addf(&s->text, "-1 %s (%s)\n", errno_name(f->err), errno_text(f->err));
	else
		bytes_add_str(&s->text, "0\n");
	if (f->said.len)
		topics_add_text(&s->text, "", bytes_str(&f->said), 2);
	topics_add_hint(&s->text, f->call->name, f->err, f->socket[0] ? f->socket : "the socket",
	                "the address");
	add_pages(&s->text, f);
}

/* What has failed last on a socket; false: nothing has. */
static bool add_of_socket(struct session *s, const struct sock *sock)
{
	const struct failure *f = &s->failure;

	if (!sock->last_error)
		return false;
	if (f->call == sock->last_call && f->err == sock->last_error &&
	    !strcmp(f->socket, sock->name)) {
		add_last(s);
		return true;
	}
	bytes_addf(&s->text, "%s(%s) = -1 %s (%s)\n", sock->last_call->name, sock->name,
	           errno_name(sock->last_error), errno_text(sock->last_error));
	topics_add_failure(&s->text, sock->last_call->name, sock->last_error, sock->family, sock->type,
	                   sock->name, "the address");
	return true;
}

static enum outcome refuse_topic(struct session *s, struct word w)
{
	struct bytes shown = BYTES_INIT;
	struct nearest near;

	nearest_init(&near, w.s, w.n);
	topics_offer(&near);
	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 40);
	session_refuse(s, "explain: \"%s\" is not a topic%s%s%s", bytes_str(&shown),
	               near.best
	                   ? "; did you mean "
	                   : ": expected an errno, a call, an option, a state, a constant, a verb or a "
	                     "socket that has failed",
	               near.best ? near.best : "", near.best ? "?" : "");
	bytes_clear(&shown);
	return OUTCOME_REFUSED;
}

static enum outcome run_explain(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;
	const struct sock *sock;
	bool known = true;

	bytes_reset(&s->text);
	if (!b->arg[0].present) {
		add_last(s);
	} else {
		sock = sockset_find(&s->socks, w.s, w.n);
		known = sock && add_of_socket(s, sock);
		known |= topics_add(&s->text, w.s, w.n);
		if (sock && !known)
			bytes_addf(&s->text, "nothing has failed on %s\n", sock->name);
		else if (!known)
			return refuse_topic(s, w);
	}
	s->text.len--; /* a note needs no final newline */
	journal_note(&s->engine.journal, NOTE_HELP, s->line, NULL, s->text.data, s->text.len);
	return OUTCOME_OK;
}

const struct verb verbs_errors[] = {
    {
        .name = "last_error",
        .family = "errors",
        .param = {{PARAM_SOCKET, "SOCK", PARAM_OPTIONAL, 0}},
        .option = {{"-number", PARAM_END, NULL, 0}},
        .help =
            "The errno of the call that failed last, on a socket or in the session; 0 for none.\n"
            "As errno(3), it stays what it is while calls succeed. -number gives it as a number: "
            "111 for ECONNREFUSED.",
        .man = "errno(3)",
        .run = run_last_error,
    },
    {
        .name = "clear_error",
        .family = "errors",
        .param = {{PARAM_SOCKET, "SOCK", PARAM_OPTIONAL, 0}},
        .help = "Forget the error of a socket, or of the session: last_error is 0 again.",
        .run = run_clear_error,
    },
    {
        .name = "strerror",
        .family = "errors",
        .param = {{PARAM_WORD, "ERRNO", 0, 0}},
        .help = "The text of an errno, given by its name or its number.",
        .man = "strerror(3)",
        .run = run_strerror,
    },
    {
        .name = "explain",
        .family = "errors",
        .param = {{PARAM_WORD, "TOPIC", PARAM_OPTIONAL, 0}},
        .help =
            "Why the last call failed: what to look at, and what to do about it.\n"
            "With a socket: why the last one on it did. With a word: what it means. Errnos, "
            "calls, options, control messages, requests of ioctl, TCP states, constants, kinds of "
            "sockets and verbs are known; errnos, calls, options, messages, requests, states, "
            "constants, "
            "kinds and verbs are the lists of them.",
        .run = run_explain,
    },
    {.name = NULL},
};
