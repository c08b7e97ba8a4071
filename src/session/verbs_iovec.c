/*
 * iovec: buffers under a name, for writev, readv, sendmsg and recvmsg.
 */
#include <stdlib.h>

#include "base/escape.h"
#include "session/listing.h"

static enum outcome refuse_room(struct session *s, const struct verb *v)
{
	return session_refuse(s, "%s: too much: all buffers together have at most %d bytes", v->name,
	                      IOVECS_MAX);
}

/* A length that a word tells. */
static enum outcome add_length(struct session *s, const struct verb *v, struct iovecs *iovecs,
                               struct word w)
{
	int64_t n;
	enum outcome o = bind_number(s, v, w, &n);

	if (o != OUTCOME_OK)
		return o;
	if (n < 0)
		return bind_refuse(s, v, w, "is no length: expected 0 or more bytes", NULL);
	return iovecs_add(iovecs, (size_t)n) ? OUTCOME_OK : refuse_room(s, v);
}

static enum outcome run_alloc(struct session *s, struct bound *b)
{
	struct word name = b->arg[0].word;
	const struct value *lengths = &b->arg[1];
	struct iovecs *iovecs;
	enum outcome o = OUTCOME_OK;

	if (!sockset_is_name(name.s, name.n))
		return bind_refuse(s, b->verb, name,
		                   "cannot be a name: expected a letter or _, then letters, digits, _ . -, "
		                   "at most 63",
		                   NULL);
	if (map_get(&s->iovec_of, name.s, name.n))
		return bind_refuse(s, b->verb, name, "is in use: iovec free makes the name free again",
		                   NULL);
	iovecs = iovecs_new(name.s, name.n);
	for (size_t i = 0; lengths->present && i < lengths->rest.count && o == OUTCOME_OK; i++)
		o = add_length(s, b->verb, iovecs, lengths->rest.first[i]);
	if (o != OUTCOME_OK) {
		iovecs_free(iovecs);
		return o;
	}
	map_put(&s->iovec_of, name.s, name.n, iovecs);
	vector_add(&s->iovecs, iovecs);
	result_set(&s->result, name.s, name.n);
	return o;
}

static enum outcome run_add(struct session *s, struct bound *b)
{
	enum outcome o = add_length(s, b->verb, b->arg[0].iovecs, b->arg[1].word);

	if (o == OUTCOME_OK)
		result_set_int(&s->result, (int64_t)iovecs_count(b->arg[0].iovecs) - 1);
	return o;
}

/* Whether the index is one of a buffer that is there. */
static enum outcome check_index(struct session *s, const struct bound *b)
{
	size_t count = iovecs_count(b->arg[0].iovecs);
	int64_t i = b->arg[1].number;

	if (i >= 0 && (uint64_t)i < count)
		return OUTCOME_OK;
	if (!count)
		return session_refuse(s, "%s: %s has no buffers: iovec add adds one", b->verb->name,
		                      b->arg[0].iovecs->name);
	return session_refuse(s, "%s: %s has no buffer %lld: expected 0 to %zu", b->verb->name,
	                      b->arg[0].iovecs->name, (long long)i, count - 1);
}

static enum outcome run_set(struct session *s, struct bound *b)
{
	struct word bytes = b->arg[2].word;
	enum outcome o = check_index(s, b);

	if (o != OUTCOME_OK)
		return o;
	return iovecs_set(b->arg[0].iovecs, (size_t)b->arg[1].number, bytes.s, bytes.n)
	           ? OUTCOME_OK
	           : refuse_room(s, b->verb);
}

static enum outcome run_fetch(struct session *s, struct bound *b)
{
	enum outcome o = check_index(s, b);
	const char *p;
	size_t n;

	if (o != OUTCOME_OK)
		return o;
	p = iovecs_at(b->arg[0].iovecs, (size_t)b->arg[1].number, &n);
	result_set(&s->result, p, n);
	return o;
}

static enum outcome run_delete(struct session *s, struct bound *b)
{
	enum outcome o = check_index(s, b);

	if (o == OUTCOME_OK)
		iovecs_delete(b->arg[0].iovecs, (size_t)b->arg[1].number);
	return o;
}

static enum outcome run_free(struct session *s, struct bound *b)
{
	struct iovecs *iovecs = b->arg[0].iovecs;

	map_remove(&s->iovec_of, iovecs->name, strlen(iovecs->name));
	for (size_t i = 0; i < s->iovecs.count; i++) {
		if (s->iovecs.item[i] == iovecs) {
			vector_remove_unordered(&s->iovecs, i);
			break;
		}
	}
	iovecs_free(iovecs);
	return OUTCOME_OK;
}

static int by_name(const void *a, const void *b)
{
	const struct iovecs *const *x = a, *const *y = b;

	return strverscmp((*x)->name, (*y)->name);
}

/* The names of all, or the lengths of one, with its content as a note. */
static enum outcome run_show(struct session *s, struct bound *b)
{
	struct bytes text = BYTES_INIT, line = BYTES_INIT;
	const struct iovecs *iovecs = b->arg[0].present ? b->arg[0].iovecs : NULL;

	s->result.is_list = true;
	if (!iovecs && s->iovecs.count)
		qsort(s->iovecs.item, s->iovecs.count, sizeof(*s->iovecs.item), by_name);
	for (size_t i = 0; !iovecs && i < s->iovecs.count; i++) {
		const char *name = ((struct iovecs *)s->iovecs.item[i])->name;

		result_add(&s->result, name, strlen(name));
	}
	for (size_t i = 0; iovecs && i < iovecs_count(iovecs); i++) {
		size_t n;
		const char *p = iovecs_at(iovecs, i, &n);

		bytes_reset(&line);
		bytes_add_uint(&line, n);
		result_add(&s->result, line.data, line.len);
		bytes_addf(&text, "%s%s %zu: %zu bytes \"", i ? "\n" : "", iovecs->name, i, n);
		bytes_add_str(&text, escape_quote_max(&text, p, n, ESCAPE_UTF8, 64) < n ? "\"..." : "\"");
	}
	if (text.len)
		journal_note(&s->engine.journal, NOTE_HELP, s->line, NULL, text.data, text.len);
	bytes_clear(&text);
	bytes_clear(&line);
	return OUTCOME_OK;
}

static const struct verb iovec_group[] = {
    {
        .name = "iovec alloc",
        .family = "data",
        .param = {{PARAM_WORD, "NAME", 0, 0}, {PARAM_REST, "LENGTH…", PARAM_OPTIONAL, 0}},
        .help = "Make an iovec: a buffer of each LENGTH bytes, all 0.",
        .man = "readv(2)",
        .run = run_alloc,
    },
    {
        .name = "iovec add",
        .family = "data",
        .param = {{PARAM_IOVEC, "IOVEC", 0, 0}, {PARAM_WORD, "LENGTH", 0, 0}},
        .help = "Add a buffer of LENGTH bytes; the result is its index.",
        .run = run_add,
    },
    {
        .name = "iovec set",
        .family = "data",
        .param = {{PARAM_IOVEC, "IOVEC", 0, 0},
                  {PARAM_NUMBER, "INDEX", 0, 0},
                  {PARAM_PAYLOAD, "BYTES", 0, 0}},
        .help = "Put bytes into a buffer, the first being 0; it gets their length.",
        .flags = VERB_PAYLOAD,
        .run = run_set,
    },
    {
        .name = "iovec fetch",
        .family = "data",
        .param = {{PARAM_IOVEC, "IOVEC", 0, 0}, {PARAM_NUMBER, "INDEX", 0, 0}},
        .help = "The bytes of a buffer, all of them.",
        .run = run_fetch,
    },
    {
        .name = "iovec delete",
        .family = "data",
        .param = {{PARAM_IOVEC, "IOVEC", 0, 0}, {PARAM_NUMBER, "INDEX", 0, 0}},
        .help = "Take a buffer out; those after it move up.",
        .run = run_delete,
    },
    {
        .name = "iovec free",
        .family = "data",
        .param = {{PARAM_IOVEC, "IOVEC", 0, 0}},
        .help = "Free an iovec and its name.",
        .run = run_free,
    },
    {
        .name = "iovec show",
        .family = "data",
        .param = {{PARAM_IOVEC, "IOVEC", PARAM_OPTIONAL, 0}},
        .help =
            "Show the buffers of an iovec; the result is their lengths. Without IOVEC: the names "
            "of all.",
        .run = run_show,
    },
    {.name = NULL},
};

const struct verb verbs_iovec[] = {
    {
        .name = "iovec",
        .family = "data",
        .help = "Buffers under a name, for writev, readv, sendmsg and recvmsg.",
        .man = "readv(2)",
        .group = iovec_group,
    },
    {.name = NULL},
};
