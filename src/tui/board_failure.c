/*
 * The last failure, of each socket and of all. The session explains a failure once, and is silent about the
 * same one until another comes between (session/explaining.c): what was said then still holds.
 */
#include <errno.h>

#include "base/escape.h"
#include "report/calltext.h"
#include "tui/board_parts.h"

void board_failure_clear(struct board_failure *f)
{
	bytes_clear(&f->text);
	bytes_clear(&f->said);
	memset(f, 0, sizeof(*f));
}

static uint64_t mix(uint64_t key, const void *p, size_t n)
{
	const unsigned char *at = p;

	for (size_t i = 0; i < n; i++)
		key = (key ^ at[i]) * UINT64_C(0x100000001b3);
	return key;
}

/* What tells one failure from another: the call, its socket, its address, options with their values, and
 * constants. */
static uint64_t key_of(const struct event *e)
{
	const struct call *c = &e->call;
	uint64_t key = mix(UINT64_C(0xcbf29ce484222325), &c->row, sizeof(c->row));

	key = mix(key, &c->err, sizeof(c->err));
	key = mix(key, &c->ret, sizeof(c->ret));
	key = mix(key, e->socket, strlen(e->socket));
	for (unsigned i = 0; i < c->args; i++) {
		const struct arg *a = &c->arg[i];

		if (((a->kind == ARG_ADDRESS || a->kind == ARG_VALUE) && !(a->flags & ARG_OUT)) ||
		    (a->kind == ARG_TEXT && c->row->answer == ANSWER_EAI))
			key = mix(key, a->data, a->len);
		else if (a->kind == ARG_CONSTANT || a->kind == ARG_OPTION)
			key = mix(key, &a->number, sizeof(a->number));
	}
	return key;
}

static void set_failure(struct board_failure *f, const struct event *e, uint64_t key,
                        const struct bytes *text)
{
	const struct call *c = &e->call;

	f->said_before = f->key == key;
	if (!f->said_before)
		bytes_reset(&f->said);
	f->key = key;
	f->open = true;
	f->seq = e->seq;
	f->call = c->row;
	f->ret = c->ret;
	f->err = c->err;
	f->family = c->family;
	f->type = c->type;
	memcpy(f->socket, e->socket, strnlen(e->socket, SOCK_NAME_MAX) + 1);
	bytes_reset(&f->text);
	bytes_add(&f->text, text->data, text->len);
}

void board_take_failure(struct board *b, struct board_socket *s, const struct event *e)
{
	const struct style style = {NULL, ESCAPE_UTF8};
	uint64_t key = key_of(e);

	bytes_reset(&b->scratch);
	calltext_add_call(&b->scratch, &e->call, true, &style);
	set_failure(&b->failed, e, key, &b->scratch);
	if (s)
		set_failure(&s->failed, e, key, &b->scratch);
}

/* A receiving call that answers 0 is explained as well: that note is not the failure's. */
void board_take_success(struct board *b, struct board_socket *s, const struct event *e)
{
	if (e->call.row->direction != CALL_RECEIVES || e->call.ret)
		return;
	if (s)
		s->failed.open = false;
	if (!strcmp(b->failed.socket, e->socket))
		b->failed.open = false;
}

static void add_words(struct board_failure *f, const struct event *e)
{
	if (!f->seq || !f->open || strcmp(f->socket, e->socket) != 0)
		return;
	if (f->said_before)
		bytes_reset(&f->said);
	f->said_before = false;
	bytes_add(&f->said, e->text, e->len);
	if (!e->len || e->text[e->len - 1] != '\n')
		bytes_add_char(&f->said, '\n');
}

void board_take_explanation(struct board *b, const struct event *e)
{
	struct board_socket *s = *e->socket ? board_find(b, e->socket) : NULL;

	add_words(&b->failed, e);
	if (s)
		add_words(&s->failed, e);
}
