/*
 * Socket options and the blocking mode.
 */
#include <fcntl.h>

#include "base/escape.h"
#include "core/value.h"
#include "session/calling.h"

static void add_option(struct call *c, const struct value *v)
{
	call_add_constant(c, CONSTANT_LEVEL, v->option.level);
	call_add_option(c, v->option.number);
}

static enum outcome prepare_getsockopt(struct session *s, struct bound *b, struct call *c)
{
	size_t room = value_room(b->arg[1].option.row);

	calling_on(s, c, CALL_GETSOCKOPT, b->arg[0].sock);
	add_option(c, &b->arg[1]);
	call_add_value_out(c, room);
	return OUTCOME_OK;
}

static void finish_getsockopt(struct session *s, struct call *c)
{
	bytes_reset(&s->text);
	value_add(&s->text, option_by_number((int)c->arg[1].number, (int)c->arg[2].number),
	          c->room->value, c->value_len);
	result_set(&s->result, bytes_str(&s->text), s->text.len);
}

static enum outcome prepare_setsockopt(struct session *s, struct bound *b, struct call *c)
{
	const struct option_row *row = b->arg[1].option.row;
	struct bytes shown = BYTES_INIT;
	size_t n;

	bytes_reset(&s->text);
	for (size_t i = 0; i < b->arg[2].rest.count; i++) {
		if (i)
			bytes_add_char(&s->text, ' ');
		bytes_add(&s->text, b->arg[2].rest.first[i].s, b->arg[2].rest.first[i].n);
	}
	n = value_parse(row, bytes_str(&s->text), s->text.len, s->value);
	if (!n) {
		escape_quote_max(&shown, bytes_str(&s->text), s->text.len, ESCAPE_UTF8, 60);
		session_refuse(s, "setsockopt: \"%s\" is no value of %s: expected %s", bytes_str(&shown),
		               row ? row->name : "the option",
		               option_type_form(row ? row->type : OPTION_INT));
		bytes_clear(&shown);
		return OUTCOME_REFUSED;
	}
	calling_on(s, c, CALL_SETSOCKOPT, b->arg[0].sock);
	add_option(c, &b->arg[1]);
	call_add_value(c, s->value, n);
	return OUTCOME_OK;
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
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, {PARAM_OPTION, "?LEVEL? NAME", 0, 0}},
        .help = "Read a socket option.",
        .man = "getsockopt(2), socket(7)",
        .prepare = prepare_getsockopt,
        .finish = finish_getsockopt,
    },
    {
        .name = "setsockopt",
        .family = "options",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_OPTION, "?LEVEL? NAME", 0, 0},
                  {PARAM_REST, "VALUE", 0, 0}},
        .help = "Set a socket option.\n"
                "Values are numbers, on or off, durations (SO_RCVTIMEO 3s), for SO_LINGER two "
                "numbers, ONOFF SECONDS, and for IP_ADD_MEMBERSHIP the address of a group.",
        .man = "setsockopt(2), socket(7)",
        .prepare = prepare_setsockopt,
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
