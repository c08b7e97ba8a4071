/*
 * epoll: a descriptor that watches others. It has a name as sockets have one, and close closes it.
 */
#include "session/calling.h"

enum { EVENTS_DEFAULT = 64, EVENTS_MAX = 1 << 20 };

static enum outcome prepare_epoll_create1(struct session *s, struct bound *b, struct call *c)
{
	call_init(c, CALL_EPOLL_CREATE1, &s->room);
	call_add_constant(c, CONSTANT_FD, 0);
	memcpy(s->new_name[0], b->arg[0].name, sizeof(s->new_name[0]));
	c->made[0] = s->new_name[0];
	return OUTCOME_OK;
}

static void finish_epoll_create1(struct session *s, struct call *c)
{
	calling_adopt(s, c, 0, AF_UNSPEC, 0, 0);
}

static enum outcome prepare_epoll_ctl(struct session *s, struct bound *b, struct call *c)
{
	struct sock *sock = b->arg[2].sock;

	calling_on(s, c, CALL_EPOLL_CTL, b->arg[0].sock);
	s->room.other = sock->fd;
	s->room.token = namelist_number(&s->epoll_names, sock->name);
	call_add_constant(c, CONSTANT_EPOLL_OP, b->arg[1].number);
	call_add_socket(c, sock->name);
	if (b->arg[3].present || b->arg[1].number != EPOLL_CTL_DEL)
		call_add_constant(c, CONSTANT_EPOLL, b->arg[3].present ? b->arg[3].number : 0);
	return OUTCOME_OK;
}

static enum outcome prepare_epoll_wait(struct session *s, struct bound *b, struct call *c)
{
	const struct value *limit = &b->opt[0], *most = &b->opt[1];
	int64_t n = most->present ? most->number : EVENTS_DEFAULT;
	int64_t ms = limit->present ? (limit->number + CLOCK_MS - 1) / CLOCK_MS : -1;

	if (n > EVENTS_MAX || n < INT32_MIN)
		return session_refuse(s, "epoll_wait: -max %lld: expected at most %d events", (long long)n,
		                      EVENTS_MAX);
	calling_on(s, c, CALL_EPOLL_WAIT, b->arg[0].sock);
	bytes_reset(&s->buffer);
	c->capacity = (n > 0 ? (size_t)n : 0) * sizeof(struct epoll_event);
	bytes_reserve(&s->buffer, c->capacity);
	c->buffer = s->buffer.data;
	s->room.names = &s->epoll_names;
	call_add_number(c, n);
	call_add_number(c, ms > INT32_MAX ? INT32_MAX : ms);
	call_add_list_out(c);
	return OUTCOME_OK;
}

static void finish_epoll_wait(struct session *s, struct call *c)
{
	struct epoll_event e;

	s->result.is_list = true;
	for (int64_t i = 0; i < c->ret; i++) {
		const char *name;

		memcpy(&e, (char *)c->buffer + (size_t)i * sizeof(e), sizeof(e));
		name = namelist_name(&s->epoll_names, e.data.u64);
		bytes_reset(&s->text);
		calling_add_flags(&s->text, CONSTANT_EPOLL, e.events);
		result_add(&s->result, name ? name : "?", name ? strlen(name) : 1);
		result_add(&s->result, s->text.data, s->text.len);
	}
}

const struct verb verbs_epoll[] = {
    {
        .name = "epoll_create1",
        .aliases = "epoll_create",
        .family = "readiness",
        .param = {{PARAM_NEW_SOCKET, "NAME", 0, 0}},
        .help = "Make an epoll: a descriptor that watches others.",
        .man = "epoll_create1(2), epoll(7)",
        .prepare = prepare_epoll_create1,
        .finish = finish_epoll_create1,
    },
    {
        .name = "epoll_ctl",
        .family = "readiness",
        .param = {{PARAM_SOCKET, "EPOLL", 0, 0},
                  {PARAM_CONSTANT, "OPERATION", 0, CONSTANT_EPOLL_OP},
                  {PARAM_SOCKET, "SOCK", 0, 0},
                  {PARAM_FLAGS, "EVENT…", PARAM_OPTIONAL, CONSTANT_EPOLL}},
        .help = "Tell an epoll what to watch: add, mod or del (EPOLL_CTL_ADD …) a socket and its "
                "events.",
        .man = "epoll_ctl(2), epoll(7)",
        .prepare = prepare_epoll_ctl,
    },
    {
        .name = "epoll_wait",
        .family = "readiness",
        .param = {{PARAM_SOCKET, "EPOLL", 0, 0}},
        .option = {{"-timeout", PARAM_DURATION, "T", 0}, {"-max", PARAM_NUMBER, "N", 0}},
        .help = "Wait for events of what an epoll watches; the result is a dict as that of poll.\n"
                "-max is how many are taken at most (64).",
        .man = "epoll_wait(2), epoll(7)",
        .prepare = prepare_epoll_wait,
        .finish = finish_epoll_wait,
    },
    {.name = NULL},
};
