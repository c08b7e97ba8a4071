/*
 * Errors: what failed last, what an errno means.
 */
#include "base/escape.h"
#include "base/text.h"
#include "session/verb.h"
#include "tables/errnos.h"

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

const struct verb verbs_errors[] = {
    {
        .name = "last_error",
        .family = "errors",
        .param = {{PARAM_SOCKET, "SOCK", PARAM_OPTIONAL, 0}},
        .option = {{"-number", PARAM_END, NULL, 0}},
        .help =
            "The errno of the call that failed last, on a socket or in the session; 0 for none.\n"
            "As errno(3), it stays what it is while calls succeed. -number gives it as a number: "
            "111 "
            "for ECONNREFUSED.",
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
    {.name = NULL},
};
