/*
 * Socket options and the blocking mode.
 */
#include <fcntl.h>

#include "base/escape.h"
#include "core/value.h"
#include "session/calling.h"
#include "session/kept.h"
#include "session/option_list.h"

static void add_option(struct call *c, const struct value *v)
{
	call_add_constant(c, CONSTANT_LEVEL, v->option.level);
	call_add_option(c, v->option.number);
}

/* All words behind the name, with a blank between, become s->text. */
static void join(struct session *s, const struct value *words)
{
	bytes_reset(&s->text);
	for (size_t i = 0; words->present && i < words->rest.count; i++) {
		if (i)
			bytes_add_char(&s->text, ' ');
		bytes_add(&s->text, words->rest.first[i].s, words->rest.first[i].n);
	}
}

/* VERB: "WORD" PROBLEM NAME: expected FORM; did you mean NEAREST? */
static enum outcome refuse_value(struct session *s, const char *verb, const char *problem,
                                 const struct option_row *row, const struct value_problem *bad)
{
	const char *word = bad->word ? bad->word : bytes_str(&s->text);
	struct bytes shown = BYTES_INIT;

	escape_quote_max(&shown, word, bad->word ? bad->n : s->text.len, ESCAPE_UTF8, 60);
	session_refuse(s, "%s: \"%s\" %s %s: expected %s%s%s%s", verb, bytes_str(&shown), problem,
	               row ? row->name : "the option", bad->expected,
	               *bad->near ? "; did you mean " : "", bad->near, *bad->near ? "?" : "");
	bytes_clear(&shown);
	return OUTCOME_REFUSED;
}

/* The bytes after -raw become the value. */
static enum outcome read_raw(struct session *s, struct word w, struct value_bytes *value)
{
	size_t bad;

	bytes_reset(&s->text);
	if (escape_parse_hex(&s->text, w.s, w.n, &bad))
		return session_refuse(s,
		                      "setsockopt: not hex at its character %zu: expected pairs of hex "
		                      "digits after -raw, like \"0a 00 00 00\"",
		                      bad + 1);
	if (s->text.len > VALUE_MAX)
		return session_refuse(s, "setsockopt: %zu bytes: expected %d at most after -raw",
		                      s->text.len, VALUE_MAX);
	value->n = s->text.len;
	memcpy(value->at, bytes_str(&s->text), value->n);
	return OUTCOME_OK;
}

/* How much getsockopt(2) may write. */
static enum outcome add_room(struct session *s, struct bound *b, struct call *c)
{
	const struct value *raw = &b->opt[0];

	if (raw->present && (raw->number < 0 || raw->number > VALUE_MAX))
		return session_refuse(s, "getsockopt: expected 0 to %d bytes after -raw", VALUE_MAX);
	call_add_value_out(c, raw->present ? (size_t)raw->number
	                                   : value_room(b->arg[1].option.row, b->arg[0].sock->family));
	return OUTCOME_OK;
}

static enum outcome prepare_getsockopt(struct session *s, struct bound *b, struct call *c)
{
	const struct option_row *row = b->arg[1].option.row;
	struct value_problem bad;

	calling_on(s, c, CALL_GETSOCKOPT, b->arg[0].sock);
	add_option(c, &b->arg[1]);
	if (!b->arg[2].present)
		return add_room(s, b, c);
	join(s, &b->arg[2]);
	if (!value_parse_asked(row, b->arg[0].sock->fd, bytes_str(&s->text), s->text.len, &s->value,
	                       &bad))
		return refuse_value(s, "getsockopt", "is no part of", row, &bad);
	call_add_value_asked(c, &s->value);
	return OUTCOME_OK;
}

static void finish_getsockopt(struct session *s, struct call *c)
{
	bytes_reset(&s->text);
	value_add(&s->text, option_by_number((int)c->arg[1].number, (int)c->arg[2].number),
	          c->arg[3].data, c->arg[3].len);
	result_set(&s->result, bytes_str(&s->text), s->text.len);
}

static enum outcome prepare_setsockopt(struct session *s, struct bound *b, struct call *c)
{
	const struct option_row *row = b->arg[1].option.row;
	bool raw = b->opt[0].present;
	struct value_problem bad;

	if (raw == b->arg[2].present)
		return session_refuse(s, "setsockopt: expected VALUE or -raw BYTES%s",
		                      raw ? ", not both" : "");
	if (raw && read_raw(s, b->opt[0].word, &s->value) != OUTCOME_OK)
		return OUTCOME_REFUSED;
	join(s, &b->arg[2]);
	if (!raw &&
	    !value_parse(row, b->arg[0].sock->fd, bytes_str(&s->text), s->text.len, &s->value, &bad))
		return refuse_value(s, b->verb->name, "is no value of", row, &bad);
	calling_on(s, c, CALL_SETSOCKOPT, b->arg[0].sock);
	add_option(c, &b->arg[1]);
	/* as bytes, too, it is the program: a struct sock_fprog would have the kernel read at any address */
	if (row && row->type == OPTION_FILTER)
		call_add_program(c, s->value.at, s->value.n);
	else
		call_add_value(c, s->value.at, s->value.n);
	return OUTCOME_OK;
}

static void finish_setsockopt(struct session *s, struct call *c)
{
	kept_tell(s, c);
}

/* The two calls a C program makes: the flags as they are, then with O_NONBLOCK changed. */
static enum outcome set_nonblocking(struct session *s, struct sock *sock, bool on)
{
	struct call c;
	enum outcome o;
	int64_t flags;

	calling_on(s, &c, CALL_FCNTL, sock);
	call_add_constant(&c, CONSTANT_FCNTL, F_GETFL);
	o = session_call(s, &c);
	if (o != OUTCOME_OK)
		return o;
	flags = on ? c.ret | O_NONBLOCK : c.ret & ~O_NONBLOCK;
	calling_on(s, &c, CALL_FCNTL, sock);
	call_add_constant(&c, CONSTANT_FCNTL, F_SETFL);
	call_add_constant(&c, CONSTANT_FILE, flags);
	return session_call(s, &c);
}

static enum outcome run_block(struct session *s, struct bound *b)
{
	return set_nonblocking(s, b->arg[0].sock, false);
}

static enum outcome run_nonblock(struct session *s, struct bound *b)
{
	return set_nonblocking(s, b->arg[0].sock, true);
}

const struct verb verbs_options[] = {
    {
        .name = "getsockopt",
        .family = "options",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_OPTION, "?LEVEL? NAME", 0, 0},
                  {PARAM_REST, "GROUP INTERFACE", PARAM_OPTIONAL, 0}},
        .option = {{"-raw", PARAM_NUMBER, "N", 0}},
        .help =
            "Read a socket option.\n"
            "NAME is a name, or after LEVEL a number. -raw: with room for N bytes, for an option "
            "without a name. IP_MSFILTER and MCAST_MSFILTER want to know which group.",
        .man = "getsockopt(2), socket(7)",
        .prepare = prepare_getsockopt,
        .finish = finish_getsockopt,
    },
    {
        .name = "setsockopt",
        .family = "options",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_OPTION, "?LEVEL? NAME", 0, 0},
                  {PARAM_REST, "VALUE ...", PARAM_OPTIONAL, 0}},
        .option = {{"-raw", PARAM_WORD, "BYTES", 0}},
        .help = "Set a socket option.\n"
                "VALUE is a number, on or off, a name (IP_PMTUDISC_DO), a duration (SO_RCVTIMEO "
                "3s), a word "
                "(TCP_CONGESTION reno), two numbers for SO_LINGER, an interface by name or number, "
                "or GROUP "
                "?SOURCE? ?INTERFACE? for multicast. -raw: bytes as hex digits, as they are. What "
                "the kernel "
                "keeps is looked up afterwards, and told where it is not what was asked for. "
                "options -list "
                "NAME tells more of one.",
        .man = "setsockopt(2), socket(7)",
        .prepare = prepare_setsockopt,
        .finish = finish_setsockopt,
    },
    {
        .name = "options",
        .family = "options",
        .param = {{PARAM_WORD, "SOCK", PARAM_OPTIONAL, 0},
                  {PARAM_WORD, "PATTERN", PARAM_OPTIONAL, 0}},
        .option = {{"-list", PARAM_END, NULL, 0}},
        .help =
            "Show every option of a socket that can be read.\n"
            "Beside each value is that of a new socket of the same kind; set says that the session "
            "has set it, changed that something else did, for that it is meant for other sockets. "
            "-list: the options there are, of any "
            "socket; a single one with all that is known of it. PATTERN is a name, or like "
            "SO_*TIMEO.",
        .man = "socket(7), ip(7), ipv6(7), tcp(7), udp(7), unix(7), raw(7)",
        .run = option_list_run,
    },
    {
        .name = "block",
        .family = "options",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}},
        .help = "Let calls on the socket block: O_NONBLOCK off.",
        .man = "fcntl(2)",
        .run = run_block,
    },
    {
        .name = "nonblock",
        .family = "options",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}},
        .help = "Let calls on the socket return at once, with EAGAIN: O_NONBLOCK on.",
        .man = "fcntl(2)",
        .run = run_nonblock,
    },
    {.name = NULL},
};
