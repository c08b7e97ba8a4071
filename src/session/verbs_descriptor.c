/*
 * A descriptor's own settings: fcntl and ioctl. What either call takes depends on its second word, and a
 * wrong guess would hand the kernel a pointer that is none: only what the tables know can be asked.
 */
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "session/calling.h"

/* Who gets SIGIO and SIGURG: this process or nobody. A signal to another would leave the session. */
static enum outcome read_owner(struct session *s, const struct verb *v, struct word w,
                               int64_t *owner)
{
	*owner = getpid();
	if (word_is(w, "self") || (text_int(w.s, w.n, owner) && (!*owner || *owner == getpid())))
		return OUTCOME_OK;
	return bind_refuse(s, v, w, "cannot get signals of a session: expected self, or 0 for nobody",
	                   NULL);
}

static enum outcome refuse_extra(struct session *s, const struct verb *v, struct word w,
                                 const char *what)
{
	struct bytes problem = BYTES_INIT;
	enum outcome o;

	bytes_addf(&problem, "is one word too many: %s takes no argument", what);
	o = bind_refuse(s, v, w, bytes_str(&problem), NULL);
	bytes_clear(&problem);
	return o;
}

/* fcntl ------------------------------------------------------------------------------------------ */

static enum outcome read_signal(struct session *s, const struct verb *v, struct word w,
                                int64_t *number)
{
	enum outcome o = bind_constant(s, v, w, CONSTANT_SIGNAL, number);

	if (o != OUTCOME_OK || !*number || *number == SIGIO || *number == SIGURG)
		return o;
	return bind_refuse(s, v, w, "is no signal that a session takes: expected SIGIO, SIGURG or 0",
	                   NULL);
}

/* The argument of a command that sets something, as the next of the call. */
static enum outcome add_setting(struct session *s, struct bound *b, struct call *c)
{
	const struct word *first = b->arg[2].rest.first;
	size_t count = b->arg[2].rest.count;
	int64_t value = 0;
	enum outcome o;

	switch (b->arg[1].number) {
	case F_SETFL:
		o = bind_flags(s, b->verb, CONSTANT_FILE, first, count, &value);
		call_add_constant(c, CONSTANT_FILE, value);
		return o;
	case F_SETFD:
		o = bind_flags(s, b->verb, CONSTANT_FD, first, count, &value);
		call_add_constant(c, CONSTANT_FD, value);
		return o;
	case F_SETSIG:
		o = read_signal(s, b->verb, *first, &value);
		call_add_constant(c, CONSTANT_SIGNAL, value);
		break;
	default: /* F_SETOWN */
		o = read_owner(s, b->verb, *first, &value);
		call_add_number(c, value);
		break;
	}
	if (o == OUTCOME_OK && count > 1)
		o = bind_refuse(s, b->verb, first[1], "is one word too many", NULL);
	return o;
}

static bool sets_something(int64_t command)
{
	return command == F_SETFL || command == F_SETFD || command == F_SETSIG || command == F_SETOWN;
}

static enum outcome prepare_fcntl(struct session *s, struct bound *b, struct call *c)
{
	int64_t command = b->arg[1].number;
	const struct constant *row = constant_by_value(CONSTANT_FCNTL, command);
	const struct value *rest = &b->arg[2];

	if (!row)
		return session_refuse(s,
		                      "fcntl: %lld is not a command known here: expected F_GETFL, F_SETFL, "
		                      "F_GETFD …; dup makes another descriptor",
		                      (long long)command);
	if (!sets_something(command) && rest->present)
		return refuse_extra(s, b->verb, *rest->rest.first, row->name);
	if (sets_something(command) && !rest->present)
		return session_refuse(s, "fcntl: missing ARGUMENT: %s sets something", row->name);
	calling_on(s, c, CALL_FCNTL, b->arg[0].sock);
	call_add_constant(c, CONSTANT_FCNTL, command);
	return rest->present ? add_setting(s, b, c) : OUTCOME_OK;
}

static void finish_fcntl(struct session *s, struct call *c)
{
	bytes_reset(&s->text);
	switch (c->arg[1].number) {
	case F_GETFL:
		calling_add_flags(&s->text, CONSTANT_FILE, c->ret);
		break;
	case F_GETFD:
		calling_add_flags(&s->text, CONSTANT_FD, c->ret);
		break;
	case F_GETSIG:
		constant_add(&s->text, CONSTANT_SIGNAL, c->ret);
		break;
	case F_GETOWN:
		if (c->ret == getpid())
			bytes_add_str(&s->text, "self");
		else
			bytes_add_int(&s->text, c->ret);
		break;
	default:
		return;
	}
	result_set(&s->result, s->text.data, s->text.len);
}

/* ioctl ------------------------------------------------------------------------------------------ */

/* What an interface request is asked with: a name, or the index of which the name is asked. */
static enum outcome add_interface(struct session *s, struct bound *b, struct call *c)
{
	struct word w = b->arg[2].word;
	int64_t index;
	enum outcome o;

	if (b->arg[1].ioctl->form == IOCTL_IF_NAME) {
		o = bind_int(s, b->verb, w, &index);
		call_add_number(c, index);
		return o;
	}
	if (memchr(w.s, 0, w.n))
		return bind_refuse(s, b->verb, w, "has a NUL byte: expected the name of an interface",
		                   NULL);
	if (w.n >= IFNAMSIZ)
		return bind_refuse(s, b->verb, w,
		                   "is too long: the name of an interface has 15 characters at most", NULL);
	bytes_reset(&s->buffer);
	bytes_add(&s->buffer, w.s, w.n);
	call_add_text(c, bytes_str(&s->buffer));
	return OUTCOME_OK;
}

static enum outcome add_argument(struct session *s, struct bound *b, struct call *c)
{
	struct word w = b->arg[2].word;
	int64_t value = 0;
	enum outcome o;

	switch (b->arg[1].ioctl->form) {
	case IOCTL_NOTHING:
		break;
	case IOCTL_GETS_INT:
	case IOCTL_GETS_OWNER:
		call_add_number_out(c);
		break;
	case IOCTL_GETS_TIME:
		call_add_text_out(c);
		break;
	case IOCTL_SETS_INT:
		o = bind_int(s, b->verb, w, &value);
		call_add_number(c, value);
		return o;
	case IOCTL_SETS_OWNER:
		o = read_owner(s, b->verb, w, &value);
		call_add_number(c, value);
		return o;
	case IOCTL_IF_ADDRESS:
		o = add_interface(s, b, c);
		call_add_address_out(c);
		return o;
	case IOCTL_IF_HARDWARE:
	case IOCTL_IF_NAME:
		o = add_interface(s, b, c);
		call_add_text_out(c);
		return o;
	case IOCTL_IF_FLAGS:
		o = add_interface(s, b, c);
		call_add_constant_out(c, CONSTANT_IFF);
		return o;
	case IOCTL_IF_INT:
		o = add_interface(s, b, c);
		call_add_number_out(c);
		return o;
	}
	return OUTCOME_OK;
}

static bool takes_argument(enum ioctl_form form)
{
	return form != IOCTL_NOTHING && form != IOCTL_GETS_INT && form != IOCTL_GETS_OWNER &&
	       form != IOCTL_GETS_TIME;
}

static enum outcome prepare_ioctl(struct session *s, struct bound *b, struct call *c)
{
	const struct ioctl_row *row = b->arg[1].ioctl;

	if (takes_argument(row->form) && !b->arg[2].present)
		return session_refuse(s, "ioctl: missing ARGUMENT: %s is asked with %s", row->name,
		                      row->form == IOCTL_SETS_INT || row->form == IOCTL_SETS_OWNER
		                          ? "a number"
		                      : row->form == IOCTL_IF_NAME ? "the index of an interface"
		                                                   : "the name of an interface");
	if (!takes_argument(row->form) && b->arg[2].present)
		return refuse_extra(s, b->verb, b->arg[2].word, row->name);
	calling_on(s, c, CALL_IOCTL, b->arg[0].sock);
	call_add_request(c, row->number);
	return add_argument(s, b, c);
}

/* What the kernel wrote is the last argument, and the result. */
static void finish_ioctl(struct session *s, struct call *c)
{
	const struct arg *a = &c->arg[c->args - 1];

	if (!(a->flags & ARG_OUT))
		return;
	bytes_reset(&s->text);
	if (a->kind == ARG_NUMBER) {
		result_set_int(&s->result, a->number);
		return;
	}
	if (a->kind == ARG_CONSTANT)
		calling_add_flags(&s->text, a->set, a->number);
	else if (a->kind == ARG_ADDRESS)
		address_add(&s->text, a->data, a->len, c->zones);
	else
		bytes_add(&s->text, a->data, a->len);
	result_set(&s->result, s->text.data, s->text.len);
}

static enum outcome prepare_sockatmark(struct session *s, struct bound *b, struct call *c)
{
	calling_on(s, c, CALL_SOCKATMARK, b->arg[0].sock);
	return OUTCOME_OK;
}

static void finish_count(struct session *s, struct call *c)
{
	result_set_int(&s->result, c->ret);
}

/* Python's setblocking: one call of ioctl(2), where block and nonblock make two of fcntl(2). */
static enum outcome prepare_setblocking(struct session *s, struct bound *b, struct call *c)
{
	static const char *const words[] = {"0", "false", "off", "no", "1", "true", "on", "yes"};
	struct word w = b->arg[1].word;

	for (int i = 0; i < 8; i++) {
		if (strlen(words[i]) != w.n || strncasecmp(words[i], w.s, w.n))
			continue;
		calling_on(s, c, CALL_IOCTL, b->arg[0].sock);
		call_add_request(c, FIONBIO);
		call_add_number(c, i < 4);
		return OUTCOME_OK;
	}
	return bind_refuse(s, b->verb, w, "is neither true nor false", NULL);
}

const struct verb verbs_descriptor[] = {
    {
        .name = "fcntl",
        .family = "options",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_CONSTANT, "COMMAND", 0, CONSTANT_FCNTL},
                  {PARAM_REST, "ARGUMENT", PARAM_OPTIONAL, 0}},
        .help = "Ask or set something of a descriptor.\n"
                "F_GETFL, F_SETFL (O_NONBLOCK, O_ASYNC), F_GETFD, F_SETFD (FD_CLOEXEC), F_GETOWN, "
                "F_SETOWN (self: this process gets SIGIO and SIGURG), F_GETSIG, F_SETSIG. F_SETFL "
                "sets all flags: those not named are off.",
        .man = "fcntl(2)",
        .prepare = prepare_fcntl,
        .finish = finish_fcntl,
    },
    {
        .name = "ioctl",
        .family = "options",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_IOCTL, "REQUEST", 0, 0},
                  {PARAM_WORD, "ARGUMENT", PARAM_OPTIONAL, 0}},
        .help =
            "Ask or set something of a socket or an interface.\n"
            "FIONREAD or SIOCINQ, SIOCOUTQ, SIOCATMARK and others tell of a socket; SIOCGIFADDR, "
            "SIOCGIFFLAGS, SIOCGIFMTU and others of the interface ARGUMENT; FIONBIO and FIOASYNC "
            "set a number.",
        .man = "ioctl(2), tcp(7), udp(7), unix(7), netdevice(7)",
        .prepare = prepare_ioctl,
        .finish = finish_ioctl,
    },
    {
        .name = "sockatmark",
        .family = "options",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}},
        .help = "Whether the urgent byte is the next to be received: 1 or 0.",
        .man = "sockatmark(3), tcp(7)",
        .prepare = prepare_sockatmark,
        .finish = finish_count,
    },
    {
        .name = "setblocking",
        .family = "options",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, {PARAM_WORD, "FLAG", 0, 0}},
        .help = "block (FLAG is true) or nonblock (false), as Python has it: ioctl FIONBIO.",
        .man = "ioctl(2)",
        .prepare = prepare_setblocking,
    },
    {.name = NULL},
};
