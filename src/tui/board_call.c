/*
 * Calls that have not returned. Most return at once, so what begins is only copied; it is put into words
 * when somebody reads and it is still there. What has returned is used again for the next call.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/memory.h"
#include "report/calltext.h"
#include "tui/board_parts.h"

static struct board_call *new_call(struct board *b)
{
	if (b->spare.count)
		return b->spare.item[--b->spare.count];
	return memory_new(sizeof(struct board_call));
}

/* Copies the arguments' data; none moves while more is added. */
static void keep_data(struct board_call *p)
{
	struct call *c = &p->call;
	size_t need = 0;

	for (unsigned i = 0; i < c->args; i++)
		need += arg_has_data(&c->arg[i]) && !(c->arg[i].flags & ARG_OUT) ? c->arg[i].len + 1 : 0;
	bytes_reset(&p->store);
	bytes_reserve(&p->store, need);
	for (unsigned i = 0; i < c->args; i++) {
		struct arg *a = &c->arg[i];

		if (!arg_has_data(a) || a->flags & ARG_OUT)
			continue;
		bytes_add(&p->store, a->data, a->len);
		bytes_add_char(&p->store, 0);
		a->data = p->store.data + p->store.len - a->len - 1;
	}
}

void board_call_begins(struct board *b, const struct event *e)
{
	struct board_socket *s = board_meet(b, e);
	struct board_call *p = new_call(b);

	memcpy(p->socket, e->socket, strnlen(e->socket, SOCK_NAME_MAX) + 1);
	p->name = e->call.row->name;
	p->job = e->call.job;
	p->begin = e->mono;
	p->seq = e->seq;
	bytes_reset(&p->text);
	call_copy_kept(&p->call, &e->call);
	p->call.socket = p->call.made[0] = p->call.made[1] = p->call.host = NULL;
	if (e->call.row->may_block)
		keep_data(p);
	else
		p->call.args = 0; /* it will not be there long enough to be read about */
	p->of = s;
	vector_add(&b->calls, p);
	if (s && !s->calls++)
		s->pending = p;
}

static bool is_of(const struct board_call *p, const struct event *e)
{
	return p->call.row == e->call.row && !strcmp(p->socket, e->socket);
}

/*
 * The call that has returned. One that a job made has the job's number, from its beginning or since it was
 * told to be one; the others are the session's own, of which the last one begun is the first to return.
 */
static size_t find_call(const struct board *b, const struct event *e)
{
	size_t n = b->calls.count;

	for (size_t i = n; i-- > 0;) {
		const struct board_call *p = b->calls.item[i];

		if (p->job == e->call.job && is_of(p, e))
			return i;
	}
	for (size_t i = 0; e->call.job && i < n; i++) {
		const struct board_call *p = b->calls.item[i];

		if (!p->job && is_of(p, e))
			return i;
	}
	return n;
}

/* The oldest call of a socket that is still there. */
static struct board_call *first_of(const struct board *b, const struct board_socket *s)
{
	for (size_t i = 0; s->calls && i < b->calls.count; i++) {
		struct board_call *p = b->calls.item[i];

		if (p->of == s)
			return p;
	}
	return NULL;
}

struct board_socket *board_call_ends(struct board *b, const struct event *e)
{
	size_t i = find_call(b, e);
	struct board_call *p;

	if (i == b->calls.count)
		return *e->socket ? board_find(b, e->socket) : NULL;
	p = b->calls.item[i];
	vector_remove(&b->calls, i);
	vector_add(&b->spare, p);
	if (!p->of)
		return NULL;
	p->of->calls--;
	if (p->of->pending == p)
		p->of->pending = first_of(b, p->of);
	return p->of;
}

void board_calls_leave(struct board *b, const struct board_socket *s)
{
	for (size_t i = 0; s->calls && i < b->calls.count; i++) {
		struct board_call *p = b->calls.item[i];

		if (p->of == s)
			p->of = NULL;
	}
	if (b->returned_of == s)
		b->returned_of = NULL;
}

void board_take_job(struct board *b, const struct event *e)
{
	static const char words[] = " has not returned yet: it goes on as job";
	const char *at = e->text ? strstr(e->text, words) : NULL;
	size_t n = at ? (size_t)(at - e->text) : 0;

	for (size_t i = b->calls.count; at && i-- > 0;) {
		struct board_call *p = b->calls.item[i];

		if (p->job || strcmp(p->socket, e->socket) != 0 || strlen(p->name) != n ||
		    memcmp(p->name, e->text, n) != 0)
			continue;
		p->job = (unsigned)strtoul(at + sizeof(words) - 1, NULL, 10);
		return;
	}
}

void board_word_calls(struct board *b)
{
	const struct style style = {NULL, ESCAPE_UTF8};

	for (size_t i = 0; i < b->calls.count; i++) {
		struct board_call *p = b->calls.item[i];

		if (p->text.len)
			continue;
		if (p->call.args)
			calltext_add_call(&p->text, &p->call, false, &style);
		else
			bytes_addf(&p->text, "%s(%s)", p->name, p->socket);
	}
}

static void free_calls(struct vector *v)
{
	for (size_t i = 0; i < v->count; i++) {
		struct board_call *p = v->item[i];

		bytes_clear(&p->text);
		bytes_clear(&p->store);
		free(p);
	}
	v->count = 0;
}

void board_forget_calls(struct board *b)
{
	free_calls(&b->calls);
	free_calls(&b->spare);
}

const struct board_call *board_call_of(const struct board *b, const char *socket)
{
	const struct board_socket *s = board_find(b, socket);

	return s ? s->pending : NULL;
}
