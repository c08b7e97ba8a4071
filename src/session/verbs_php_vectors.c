/*
 * PHP's socket functions: buffers for readv and writev, as PHP 4 had them, and select.
 */
#include <stdio.h>

#include "session/interp.h"
#include "session/listing.h"
#include "session/php.h"

static void begin_iovec(struct php_words *w, const char *what, const struct iovecs *iovecs)
{
	php_begin(w, "iovec", NULL);
	php_add_text(w, what);
	php_add_text(w, iovecs->name);
}

/* PHP says true: 1. */
static enum outcome answer_true(struct session *s, enum outcome o)
{
	if (o == OUTCOME_OK)
		result_set_int(&s->result, 1);
	return o;
}

/* The next free name for an iovec: v1, v2 … */
static void next_iovec(struct session *s, char name[24])
{
	size_t i = s->iovecs.count;
	int n;

	do
		n = snprintf(name, 24, "v%zu", ++i);
	while (map_get(&s->iovec_of, name, (size_t)n));
}

static enum outcome add_vector(struct session *s, const char *name, struct word length)
{
	struct php_words w;

	php_begin(&w, "iovec", NULL);
	php_add_text(&w, "add");
	php_add_text(&w, name);
	php_add_word(&w, length);
	return php_do(s, &w);
}

static enum outcome run_alloc(struct session *s, struct bound *b)
{
	const struct value *lengths = &b->arg[1];
	size_t count = lengths->present ? lengths->rest.count : 0;
	struct php_words w;
	char name[24];
	enum outcome o;

	if (b->arg[0].number < 0 || (uint64_t)b->arg[0].number != count)
		return session_refuse(s, "%s: %lld buffers, and %zu given: expected a length for each",
		                      b->verb->name, (long long)b->arg[0].number, count);
	next_iovec(s, name);
	php_begin(&w, "iovec", NULL);
	php_add_text(&w, "alloc");
	php_add_text(&w, name);
	o = php_do(s, &w);
	for (size_t i = 0; o == OUTCOME_OK && i < count; i++)
		o = add_vector(s, name, lengths->rest.first[i]);
	if (o == OUTCOME_OK) {
		result_set_str(&s->result, name);
		return o;
	}
	w.word[1] = (struct word){"free", 4, false};
	php_do(s, &w);
	return o;
}

static enum outcome run_add(struct session *s, struct bound *b)
{
	struct php_words w;

	begin_iovec(&w, "add", b->arg[0].iovecs);
	php_add_number(&w, b->arg[1].number);
	return answer_true(s, php_do(s, &w));
}

static enum outcome run_set(struct session *s, struct bound *b)
{
	struct php_words w;

	begin_iovec(&w, "set", b->arg[0].iovecs);
	php_add_text(&w, "--");
	php_add_number(&w, b->arg[1].number);
	php_add_word(&w, b->arg[2].word);
	return answer_true(s, php_do(s, &w));
}

static enum outcome run_fetch(struct session *s, struct bound *b)
{
	struct php_words w;

	begin_iovec(&w, "fetch", b->arg[0].iovecs);
	php_add_number(&w, b->arg[1].number);
	return php_do(s, &w);
}

static enum outcome run_delete(struct session *s, struct bound *b)
{
	struct php_words w;

	begin_iovec(&w, "delete", b->arg[0].iovecs);
	php_add_number(&w, b->arg[1].number);
	return answer_true(s, php_do(s, &w));
}

static enum outcome run_free(struct session *s, struct bound *b)
{
	struct php_words w;

	begin_iovec(&w, "free", b->arg[0].iovecs);
	return answer_true(s, php_do(s, &w));
}

static enum outcome prepare_vector(struct session *s, struct bound *b, const char *verb,
                                   struct call *c)
{
	struct php_words w;

	php_begin(&w, verb, b->arg[0].sock);
	php_add_text(&w, b->arg[1].iovecs->name);
	return php_prepare(s, b->verb, &w, c);
}

static enum outcome prepare_writev(struct session *s, struct bound *b, struct call *c)
{
	return prepare_vector(s, b, "writev", c);
}

static enum outcome prepare_readv(struct session *s, struct bound *b, struct call *c)
{
	return prepare_vector(s, b, "readv", c);
}

/* select ----------------------------------------------------------------------------------------- */

enum { SETS = 3 };

static bool is_null(struct word w)
{
	return !w.n || (w.n == 4 && !strncasecmp(w.s, "NULL", 4));
}

/* The lists in the variables, in `list`; a word NULL, and a variable that is empty, holds NULL or was never
 * set, is no set. */
static void read_sets(struct session *s, const struct bound *b, struct bytes list[SETS],
                      struct php_words *w)
{
	static const char *const option[SETS] = {"-read", "-write", "-except"};

	for (int k = 0; k < SETS; k++) {
		struct word name = b->arg[k].word;

		if (is_null(name) || !interp_value(s, name.s, name.n, &list[k]) || !list[k].len ||
		    !strcmp(bytes_str(&list[k]), "NULL"))
			continue;
		php_add_text(w, option[k]);
		php_add_word(w, (struct word){bytes_str(&list[k]), list[k].len, false});
	}
}

/* Seconds and microseconds; no seconds: without a limit. */
static enum outcome read_time(struct session *s, const struct bound *b, char time[32],
                              struct php_words *w)
{
	int64_t sec, usec = b->arg[4].present ? b->arg[4].number : 0;
	enum outcome o;

	if (is_null(b->arg[3].word))
		return OUTCOME_OK;
	o = bind_number(s, b->verb, b->arg[3].word, &sec);
	if (o != OUTCOME_OK)
		return o;
	if (sec < 0 || usec < 0 || sec > INT32_MAX || usec > INT32_MAX)
		return session_refuse(s, "%s: expected 0 or more seconds and microseconds, or NULL",
		                      b->verb->name);
	snprintf(time, 32, "%lldus", (long long)(sec * 1000000 + usec));
	php_add_text(w, "-timeout");
	php_add_text(w, time);
	return o;
}

/* The variables become the lists of those that are ready. The answer is a dict, in the order of the sets;
 * what traces run may use the session's result. */
static enum outcome assign_sets(struct session *s, const struct bound *b, int64_t ready)
{
	struct result mine = s->result;
	enum outcome o = OUTCOME_OK;

	memset(&s->result, 0, sizeof(s->result));
	for (int k = 0; k < SETS && o == OUTCOME_OK; k++) {
		struct word name = b->arg[k].word;
		size_t n;
		const char *p = result_word(&mine, 2 * (size_t)k + 1, &n);

		if (!is_null(name))
			o = php_assign(s, name, p, n);
	}
	result_clear(&mine);
	if (o == OUTCOME_OK)
		result_set_int(&s->result, ready);
	return o;
}

static enum outcome run_select(struct session *s, struct bound *b)
{
	struct bytes list[SETS] = {BYTES_INIT, BYTES_INIT, BYTES_INIT};
	struct php_words w;
	char time[32];
	struct call c;
	enum outcome o;

	php_begin(&w, "select", NULL);
	read_sets(s, b, list, &w);
	o = read_time(s, b, time, &w);
	if (o == OUTCOME_OK)
		o = php_prepare(s, b->verb, &w, &c);
	if (o == OUTCOME_OK)
		o = php_call(s, &c);
	if (o == OUTCOME_OK) {
		php_finish(s, &c);
		o = assign_sets(s, b, c.ret);
	}
	for (int k = 0; k < SETS; k++)
		bytes_clear(&list[k]);
	return o;
}

#define IOVEC                                                                                      \
	{                                                                                              \
		PARAM_IOVEC, "IOVEC", 0, 0                                                                 \
	}
#define INDEX                                                                                      \
	{                                                                                              \
		PARAM_NUMBER, "INDEX", 0, 0                                                                \
	}

const struct verb verbs_php_vectors[] = {
    {
        .name = "socket_readv",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, IOVEC},
        .help = "PHP 4: receive into the buffers of an iovec; the result is how many bytes came, "
                "empty for false.",
        .man = "readv(2)",
        .flags = VERB_EMPTY,
        .prepare = prepare_readv,
        .finish = php_finish,
    },
    {
        .name = "socket_writev",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", 0, 0}, IOVEC},
        .help = "PHP 4: send the buffers of an iovec; the result is how many bytes the kernel "
                "took, empty for false.",
        .man = "writev(2)",
        .flags = VERB_EMPTY,
        .prepare = prepare_writev,
        .finish = php_finish,
    },
    {
        .name = "socket_iovec_alloc",
        .family = "php",
        .param = {{PARAM_NUMBER, "COUNT", 0, 0}, {PARAM_REST, "LENGTH…", PARAM_OPTIONAL, 0}},
        .help = "PHP 4: make an iovec of COUNT buffers, with a length for each; the result is its "
                "name.\n"
                "set v [socket_iovec_alloc 2 4 100]",
        .man = "readv(2)",
        .run = run_alloc,
    },
    {
        .name = "socket_iovec_add",
        .family = "php",
        .param = {IOVEC, {PARAM_NUMBER, "LENGTH", 0, 0}},
        .help = "PHP 4: add a buffer of LENGTH bytes.",
        .run = run_add,
    },
    {
        .name = "socket_iovec_set",
        .family = "php",
        .param = {IOVEC, INDEX, {PARAM_PAYLOAD, "BYTES", 0, 0}},
        .help = "PHP 4: put bytes into a buffer; it gets their length.",
        .run = run_set,
    },
    {
        .name = "socket_iovec_fetch",
        .family = "php",
        .param = {IOVEC, INDEX},
        .help = "PHP 4: the bytes of a buffer, all of them.",
        .run = run_fetch,
    },
    {
        .name = "socket_iovec_delete",
        .family = "php",
        .param = {IOVEC, INDEX},
        .help = "PHP 4: take a buffer out; those after it move up.",
        .run = run_delete,
    },
    {
        .name = "socket_iovec_free",
        .family = "php",
        .param = {IOVEC},
        .help = "PHP 4: free an iovec.",
        .run = run_free,
    },
    {
        .name = "socket_select",
        .family = "php",
        .param = {{PARAM_WORD, "READVAR", 0, 0},
                  {PARAM_WORD, "WRITEVAR", 0, 0},
                  {PARAM_WORD, "EXCEPTVAR", 0, 0},
                  {PARAM_WORD, "SECONDS", 0, 0},
                  {PARAM_NUMBER, "MICROSECONDS", PARAM_OPTIONAL, 0}},
        .help = "PHP: wait until one of the sockets in three lists is ready; the result is how "
                "many are, 0 when the time is over, empty for false.\n"
                "The variables hold the lists and become those that are ready; NULL, or an empty "
                "list, is no set. SECONDS NULL waits without a limit.",
        .man = "select(2)",
        .flags = VERB_EMPTY | VERB_EVALUATES,
        .run = run_select,
    },
    {.name = NULL},
};
