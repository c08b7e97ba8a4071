/*
 * Binding the words of a command to the parameters of its verb. Each refusal names the word, what was
 * expected in its place, and the nearest name that is known.
 */
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/memory.h"
#include "base/text.h"
#include "session/payload.h"
#include "session/verb.h"

bool word_is(struct word w, const char *text)
{
	return strlen(text) == w.n && !memcmp(w.s, text, w.n);
}

/* "VERB: "WORD" PROBLEM", with ": did you mean NAME?" when one is near. */
enum outcome bind_refuse(struct session *s, const struct verb *v, struct word w,
                         const char *problem, const char *near)
{
	struct bytes shown = BYTES_INIT;
	enum outcome o;

	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 60);
	o = session_refuse(s, "%s: \"%s\" %s%s%s%s", v->name, bytes_str(&shown), problem,
	                   near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	bytes_clear(&shown);
	return o;
}

static enum outcome refuse_usage(struct session *s, const struct verb *v, const char *problem,
                                 const char *what)
{
	struct bytes synopsis = BYTES_INIT;
	enum outcome o;

	verb_add_synopsis(&synopsis, v);
	o = session_refuse(s, "%s: %s%s; usage: %s", v->name, problem, what, bytes_str(&synopsis));
	bytes_clear(&synopsis);
	return o;
}

struct job *bind_job_making(struct session *s, struct word w)
{
	for (size_t i = 0; i < s->jobs.all.count; i++) {
		struct job *job = s->jobs.all.item[i];

		if (!job->landed && call_makes(&job->call, w.s, w.n))
			return job;
	}
	return NULL;
}

enum outcome bind_socket(struct session *s, const struct verb *v, struct word w, struct sock **sock)
{
	struct nearest near;
	struct job *job;

	*sock = sockset_find(&s->socks, w.s, w.n);
	if (*sock)
		return OUTCOME_OK;
	job = bind_job_making(s, w);
	if (job)
		return session_refuse(
		    s, "%s: %.*s is not there yet: job%u (%s) has to return first; say: wait job%u",
		    v->name, (int)w.n, w.s, job->number, job->call.row->name, job->number);
	if (sockset_was_closed(&s->socks, w.s, w.n))
		return bind_refuse(s, v, w, "is closed: expected an open socket", NULL);
	nearest_init(&near, w.s, w.n);
	for (size_t i = 0; i < s->socks.all.count && i < 1000; i++)
		nearest_offer(&near, ((struct sock *)s->socks.all.item[i])->name);
	return bind_refuse(s, v, w, "is not a socket of this session", near.best);
}

/* Whether the word is a kind of socket, or a family. */
static bool is_kind(struct word w)
{
	return socket_kind_by_name(w.s, w.n) || constant_by_name(CONSTANT_FAMILY, w.s, w.n);
}

/* A new name, of a word that is no kind of socket. */
static enum outcome take_new_name(struct session *s, const struct verb *v, struct word w,
                                  char name[SOCK_NAME_MAX + 1])
{
	if (!sockset_is_name(w.s, w.n))
		return bind_refuse(
		    s, v, w,
		    "cannot be a name: expected a letter or _, then letters, digits, _ . -, at most 63",
		    NULL);
	if (sockset_find(&s->socks, w.s, w.n))
		return bind_refuse(s, v, w, "is in use: close it first, or take another name", NULL);
	if (bind_job_making(s, w))
		return bind_refuse(s, v, w, "is promised to a job: take another name", NULL);
	memcpy(name, w.s, w.n);
	name[w.n] = 0;
	return OUTCOME_OK;
}

enum outcome bind_new_name(struct session *s, const struct verb *v, struct word w,
                           char name[SOCK_NAME_MAX + 1])
{
	if (is_kind(w))
		return bind_refuse(s, v, w, "is a kind of socket: it cannot be a name", NULL);
	return take_new_name(s, v, w, name);
}

enum outcome bind_duration(struct session *s, const struct verb *v, struct word w, int64_t *ns)
{
	if (text_duration(w.s, w.n, ns))
		return OUTCOME_OK;
	return bind_refuse(s, v, w,
	                   "is not a duration: expected 250ms, 3s, 1.5s or a number of seconds", NULL);
}

enum outcome bind_number(struct session *s, const struct verb *v, struct word w, int64_t *n)
{
	if (text_int(w.s, w.n, n))
		return OUTCOME_OK;
	if (constant_by_name(CONSTANT_MSG, w.s, w.n))
		return bind_refuse(s, v, w, "is a flag: expected a whole number before it", NULL);
	return bind_refuse(s, v, w, "is not a whole number", NULL);
}

/* Whether a value can be handed to the kernel as a C int; 0xffffffff is -1 to it. */
static bool fits_int(int64_t value)
{
	return value >= INT32_MIN && value <= UINT32_MAX;
}

enum outcome bind_int(struct session *s, const struct verb *v, struct word w, int64_t *n)
{
	enum outcome o = bind_number(s, v, w, n);

	return o != OUTCOME_OK || fits_int(*n) ? o
	                                       : bind_refuse(s, v, w, "does not fit into an int", NULL);
}

enum outcome bind_constant(struct session *s, const struct verb *v, struct word w,
                           enum constant_set set, int64_t *value)
{
	struct nearest near;
	struct word part = w;
	char problem[96];

	if (constant_parse(set, w.s, w.n, value, &part.s, &part.n))
		return fits_int(*value) ? OUTCOME_OK
		                        : bind_refuse(s, v, w, "does not fit into an int", NULL);
	nearest_init(&near, part.s, part.n);
	for (size_t i = 0; constant_at(set, i); i++) {
		nearest_offer(&near, constant_at(set, i)->name);
		if (constant_at(set, i)->word)
			nearest_offer(&near, constant_at(set, i)->word);
	}
	snprintf(problem, sizeof(problem), "is not known: expected %s%s or a number",
	         strchr("aeio", *constant_set_name(set)) ? "an " : "a ", constant_set_name(set));
	return bind_refuse(s, v, part, problem, near.best);
}

/* tcp, or AF_INET SOCK_STREAM ?IPPROTO_TCP?: *used words. */
static enum outcome bind_kind(struct session *s, const struct verb *v, const struct word *w,
                              size_t count, struct kind_words *kind, size_t *used)
{
	const struct socket_kind *k = socket_kind_by_name(w->s, w->n);
	int64_t value;
	enum outcome o;

	/* "unix" and "vsock" are families too: where a type follows they are meant as that */
	if (k && !(count > 1 && constant_by_name(CONSTANT_FAMILY, w->s, w->n) &&
	           constant_by_name(CONSTANT_TYPE, w[1].s, w[1].n))) {
		*kind = (struct kind_words){k->family, k->type, k->protocol};
		*used = 1;
		return OUTCOME_OK;
	}
	if (count < 2) {
		struct nearest near;

		nearest_init(&near, w->s, w->n);
		for (size_t i = 0; socket_kind_at(i); i++)
			nearest_offer(&near, socket_kind_at(i)->name);
		return bind_refuse(
		    s, v, *w,
		    "is not a kind: expected tcp, udp, tcp6, udp6, unix, unix-dgram, seqpacket, "
		    "icmp …, or DOMAIN TYPE ?PROTOCOL?",
		    near.best);
	}
	o = bind_constant(s, v, w[0], CONSTANT_FAMILY, &value);
	kind->family = (int)value;
	if (o == OUTCOME_OK)
		o = bind_constant(s, v, w[1], CONSTANT_TYPE, &value);
	kind->type = (int)value;
	value = 0;
	if (o == OUTCOME_OK && count > 2)
		o = bind_constant(s, v, w[2], CONSTANT_PROTOCOL, &value);
	kind->protocol = (int)value;
	*used = count > 2 ? 3 : 2;
	return o;
}

/* Asks the resolver for a host name, as a call of its own in the journal. */
static enum outcome look_up(struct session *s, const struct address_host *host,
                            const struct sock *sock, struct address *a)
{
	char name[256], port[8];
	struct call c;
	enum outcome o;

	memcpy(name, host->name, host->n);
	name[host->n] = 0;
	snprintf(port, sizeof(port), "%u", host->port);
	call_init(&c, CALL_GETADDRINFO, &s->room);
	c.family = sock ? sock->family : AF_UNSPEC;
	c.type = sock ? sock->type : 0;
	call_add_text(&c, name);
	call_add_text(&c, port);
	call_add_list_out(&c);
	o = session_resolve(s, &c);
	if (o == OUTCOME_OK) {
		a->len = c.found->ai_addrlen;
		memcpy(&a->storage, c.found->ai_addr, a->len);
	}
	call_clear(&c);
	return o;
}

/* A host of the lab is an address by its name; any other name is the resolver's. */
static enum outcome find_host(struct session *s, const struct address_host *host,
                              const struct sock *sock, struct address *a)
{
	int place = lab_host(&s->lab, host->name, host->n);

	if (place < 0)
		return look_up(s, host, sock, a);
	plan_address((unsigned)place, sock && sock->family == AF_INET6 ? AF_INET6 : AF_INET, a);
	address_set_port(a, host->port);
	return OUTCOME_OK;
}

static bool is_pair(struct word w, struct word next)
{
	const char *colon = memchr(w.s, ':', w.n);

	if (!address_is_port(next.s, next.n))
		return false;
	/* a host without a port: no colon, or those of a bare IPv6 address */
	return !w.n || (w.s[0] != '/' && w.s[0] != '@' && w.s[0] != '.' &&
	                (!colon || (memchr(colon + 1, ':', (size_t)(w.s + w.n - colon) - 1) &&
	                            !memmem(w.s, w.n, "]:", 2))));
}

enum outcome bind_address(struct session *s, const struct verb *v, const struct sock *sock,
                          const struct word *w, size_t count, struct address *a, size_t *used)
{
	int family = sock ? sock->family : AF_UNSPEC;
	unsigned place = sock ? sock->zones : PLACE_HERE;
	struct address_host host;
	enum address_outcome o;

	bytes_reset(&s->text);
	if (count > 1 && is_pair(w[0], w[1])) {
		*used = 2;
		o = address_parse_pair(a, w[0].s, w[0].n, w[1].s, w[1].n, family, place, &host, &s->text);
	} else {
		*used = 1;
		o = address_parse(a, w[0].s, w[0].n, family, place, &host, &s->text);
	}
	if (o == ADDRESS_BAD)
		return session_refuse(s, "%s: %s", v->name, bytes_str(&s->text));
	return o == ADDRESS_HOST ? find_host(s, &host, sock, a) : OUTCOME_OK;
}

static enum outcome refuse_option_name(struct session *s, const struct verb *v, struct word w)
{
	struct nearest near;

	nearest_init(&near, w.s, w.n);
	for (size_t i = 0; option_at(i); i++)
		nearest_offer(&near, option_at(i)->name);
	return bind_refuse(s, v, w, "is not a socket option: expected ?LEVEL? NAME, like SO_REUSEADDR",
	                   near.best);
}

enum outcome bind_option(struct session *s, const struct verb *v, const struct sock *sock,
                         const struct word *w, size_t count, struct value *value, size_t *used)
{
	const struct option_row *row = option_of_family(w[0].s, w[0].n, sock->family);
	int64_t level, number;
	const char *bad;
	size_t bad_n;

	*used = 1;
	if (!row) {
		if (count < 2 || !constant_parse(CONSTANT_LEVEL, w[0].s, w[0].n, &level, &bad, &bad_n) ||
		    !fits_int(level))
			return refuse_option_name(s, v, w[0]);
		*used = 2;
		row = option_by_name(w[1].s, w[1].n);
		if (!row && (!text_int(w[1].s, w[1].n, &number) || !fits_int(number)))
			return refuse_option_name(s, v, w[1]);
		/* a name at a level that is not its own goes to the kernel as it was said */
		value->option.level = (int)level;
		value->option.number = row ? row->number : (int)number;
		value->option.row = option_by_number(value->option.level, value->option.number);
		return OUTCOME_OK;
	}
	value->option.level = row->level;
	value->option.number = row->number;
	value->option.row = row;
	return OUTCOME_OK;
}

static enum outcome bind_job(struct session *s, const struct verb *v, struct word w,
                             struct job **job)
{
	int64_t number;

	if (w.n > 3 && !memcmp(w.s, "job", 3) && text_int(w.s + 3, w.n - 3, &number) && number > 0 &&
	    number <= UINT32_MAX) {
		*job = jobs_find(&s->jobs, (unsigned)number);
		if (*job)
			return OUTCOME_OK;
	}
	return bind_refuse(s, v, w, "is not a job: expected one that jobs lists, like job1", NULL);
}

enum outcome bind_iovec(struct session *s, const struct verb *v, struct word w,
                        struct iovecs **iovecs)
{
	struct nearest near;

	*iovecs = map_get(&s->iovec_of, w.s, w.n);
	if (*iovecs)
		return OUTCOME_OK;
	nearest_init(&near, w.s, w.n);
	for (size_t i = 0; i < s->iovecs.count; i++)
		nearest_offer(&near, ((struct iovecs *)s->iovecs.item[i])->name);
	return bind_refuse(s, v, w, "is not an iovec: expected one that iovec alloc made", near.best);
}

static enum outcome bind_ioctl(struct session *s, const struct verb *v, struct word w,
                               const struct ioctl_row **row)
{
	struct nearest near;
	int64_t number;

	*row = ioctl_by_name(w.s, w.n);
	if (!*row && text_int(w.s, w.n, &number))
		*row = ioctl_by_number((unsigned long)number);
	if (*row)
		return OUTCOME_OK;
	nearest_init(&near, w.s, w.n);
	for (size_t i = 0; ioctl_at(i); i++)
		nearest_offer(&near, ioctl_at(i)->name);
	return bind_refuse(s, v, w, "is not a request known here: expected FIONREAD, SIOCATMARK …",
	                   near.best);
}

/* The next of the words that stand in one, with blanks between; those around a | do not count. */
static bool next_flags(struct word *rest, struct word *flags)
{
	size_t i = 0, end;

	while (i < rest->n && strchr(" \t\n", rest->s[i]))
		i++;
	flags->s = rest->s + i;
	flags->wide = false;
	for (end = i; end < rest->n; end++) {
		size_t next = end;

		while (next < rest->n && strchr(" \t\n", rest->s[next]))
			next++;
		if (next > end && rest->s[end - 1] != '|' && !(next < rest->n && rest->s[next] == '|'))
			break;
	}
	flags->n = end - i;
	rest->s += end;
	rest->n -= end;
	return flags->n > 0;
}

/* All remaining words, flags of one set; also joined by |, or as a list in one word. */
enum outcome bind_flags(struct session *s, const struct verb *v, enum constant_set set,
                        const struct word *w, size_t count, int64_t *value)
{
	enum outcome o = OUTCOME_OK;
	struct word rest, flags;
	int64_t part;

	*value = 0;
	for (size_t i = 0; i < count && o == OUTCOME_OK; i++) {
		rest = w[i];
		while (o == OUTCOME_OK && next_flags(&rest, &flags)) {
			o = bind_constant(s, v, flags, set, &part);
			*value |= o == OUTCOME_OK ? part : 0;
		}
	}
	return o;
}

/* What is left of a command once its options are taken out. */
struct positional {
	const struct word *word;
	size_t count;
	const struct payload_form *form;
};

static const struct payload_form as_it_is = {.repeat = 1};

/* A name for a new socket, which is left out where a kind is to follow and the word says one already. */
static enum outcome bind_name_or_kind(struct session *s, const struct verb *v,
                                      const struct param *p, struct word w, struct value *value,
                                      size_t *used)
{
	if (p[1].kind != PARAM_KIND)
		return bind_new_name(s, v, w, value->name);
	if (!is_kind(w))
		return take_new_name(s, v, w, value->name);
	value->present = false;
	*used = 0;
	return OUTCOME_OK;
}

static enum outcome bind_one(struct session *s, struct bound *b, const struct param *p,
                             struct value *value, const struct positional *at, size_t *used)
{
	const struct verb *v = b->verb;
	const struct word *w = at->word;

	*used = 1;
	switch (p->kind) {
	case PARAM_SOCKET:
		return bind_socket(s, v, *w, &value->sock);
	case PARAM_NEW_SOCKET:
		return bind_name_or_kind(s, v, p, *w, value, used);
	case PARAM_KIND:
		return bind_kind(s, v, w, at->count, &value->kind, used);
	case PARAM_ADDRESS:
		return bind_address(s, v, v->param[0].kind == PARAM_SOCKET ? b->arg[0].sock : NULL, w,
		                    at->count, &value->address, used);
	case PARAM_NUMBER:
		return bind_number(s, v, *w, &value->number);
	case PARAM_CONSTANT:
		return bind_constant(s, v, *w, p->set, &value->number);
	case PARAM_FLAGS:
		*used = at->count;
		return bind_flags(s, v, p->set, w, at->count, &value->number);
	case PARAM_PAYLOAD:
		if (at->form == &as_it_is && !w->wide) {
			value->word = *w;
			return OUTCOME_OK;
		}
		return payload_make(s, v, at->form, *w, &value->word);
	case PARAM_OPTION:
		return bind_option(s, v, b->arg[0].sock, w, at->count, value, used);
	case PARAM_DURATION:
		return bind_duration(s, v, *w, &value->number);
	case PARAM_JOB:
		return bind_job(s, v, *w, &value->job);
	case PARAM_IOVEC:
		return bind_iovec(s, v, *w, &value->iovecs);
	case PARAM_IOCTL:
		return bind_ioctl(s, v, *w, &value->ioctl);
	case PARAM_WORD:
	case PARAM_SCRIPT:
		value->word = *w;
		return OUTCOME_OK;
	case PARAM_REST:
		value->rest.first = w;
		value->rest.count = *used = at->count;
		return OUTCOME_OK;
	case PARAM_END:
		break;
	}
	return OUTCOME_OK;
}

static enum outcome bind_positionals(struct session *s, struct bound *b, struct positional *at)
{
	const struct param *p = b->verb->param, *end = p + VERB_PARAMS;
	size_t used;

	for (struct value *value = b->arg; p < end && p->kind; p++, value++) {
		value->present = at->count > 0;
		if (!at->count) {
			if (!(p->flags & PARAM_OPTIONAL))
				return refuse_usage(s, b->verb, "missing ", p->name);
			continue;
		}
		enum outcome o = bind_one(s, b, p, value, at, &used);
		if (o != OUTCOME_OK)
			return o;
		at->word += used;
		at->count -= used;
	}
	if (at->count) {
		struct bytes shown = BYTES_INIT;

		escape_quote_max(&shown, at->word->s, at->word->n, ESCAPE_UTF8, 60);
		bytes_add_char(&shown, '"');
		enum outcome o = refuse_usage(s, b->verb, "one word too many: \"", bytes_str(&shown));
		bytes_clear(&shown);
		return o;
	}
	return OUTCOME_OK;
}

static int option_index(const struct verb *v, struct word w)
{
	for (int i = 0; i < VERB_OPTIONS && v->option[i].name; i++)
		if (word_is(w, v->option[i].name))
			return i;
	return -1;
}

static enum outcome refuse_option(struct session *s, const struct verb *v, struct word w)
{
	struct nearest near;

	nearest_init(&near, w.s, w.n);
	for (int i = 0; i < VERB_OPTIONS && v->option[i].name; i++)
		nearest_offer(&near, v->option[i].name);
	if (v->flags & VERB_PAYLOAD)
		for (int i = 0; i < 4; i++)
			nearest_offer(&near, (const char *const[]){"-hex", "-file", "-encoding", "-repeat"}[i]);
	return bind_refuse(s, v, w, "is not an option here (-- ends the options)", near.best);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A dash and letters. Numbers (-1) and readiness (-w-, -wx) are words like others. */
static bool is_dash_and_letters(struct word w)
{
	if (word_is(w, "-wx"))
		return false;
	return (is_letter(w.s[1]) && is_letter(w.s[w.n - 1])) || word_is(w, "--");
}

static inline bool looks_like_option(struct word w)
{
	return w.n > 1 && w.s[0] == '-' && is_dash_and_letters(w);
}

static enum outcome bind_option_word(struct session *s, struct bound *b, int index,
                                     const struct word *words, size_t count, size_t *used)
{
	const struct option_spec *spec = &b->verb->option[index];
	struct param p = {.kind = spec->kind, .name = spec->value, .set = spec->set};
	struct value *value = &b->opt[index];
	struct positional at;
	size_t one;

	*used = spec->value ? 2 : 1;
	if (value->present && spec->value)
		return refuse_usage(s, b->verb, "given twice: ", spec->name);
	value->present = true;
	if (!spec->value)
		return OUTCOME_OK;
	if (count < 2)
		return refuse_usage(s, b->verb, "missing value after ", spec->name);
	at = (struct positional){.word = words + 1, .count = 1, .form = &as_it_is};
	return bind_one(s, b, &p, value, &at, &one);
}

/* Whether a command has no option at all, which is nearly always: its words need no copy. */
static bool has_options(const struct verb *v, const struct word *words, size_t count)
{
	if (!v->option[0].name && !(v->flags & VERB_PAYLOAD))
		return false;
	/* VERB SOCK WORD: the word is the payload whatever it looks like, so that what a peer sent can be
	 * sent on without a thought */
	if ((v->flags & VERB_PAYLOAD) && count <= 3)
		return false;
	for (size_t i = 1; i < count; i++)
		if (looks_like_option(words[i]))
			return true;
	return false;
}

static enum outcome split(struct session *s, struct bound *b, const struct word *words,
                          size_t count, struct word *kept, struct positional *at,
                          struct payload_form *form)
{
	const struct verb *v = b->verb;
	size_t raw = SIZE_MAX, used;
	enum outcome o = OUTCOME_OK;
	bool takes_value;

	for (size_t i = 0; i < VERB_PARAMS && v->param[i].kind; i++)
		if (v->param[i].flags & PARAM_RAW)
			raw = i;
	for (size_t i = 1; i < count && o == OUTCOME_OK; i += used) {
		used = 1;
		if (!looks_like_option(words[i]) || at->count >= raw) {
			kept[at->count++] = words[i];
		} else if (word_is(words[i], "--")) {
			while (++i < count)
				kept[at->count++] = words[i];
		} else if (option_index(v, words[i]) >= 0) {
			o = bind_option_word(s, b, option_index(v, words[i]), words + i, count - i, &used);
		} else if ((v->flags & VERB_PAYLOAD) && payload_is_option(words[i], &takes_value)) {
			used = takes_value ? 2 : 1;
			if (takes_value && i + 1 >= count)
				return refuse_usage(s, v, "missing value after ",
				                    word_is(words[i], "-repeat") ? "-repeat" : "-encoding");
			o = payload_take(s, v, form, words[i], words[i + (takes_value ? 1 : 0)]);
		} else {
			o = refuse_option(s, v, words[i]);
		}
	}
	return o;
}

/* Kept out of line, so that a command without options does not pay for it. */
static __attribute__((noinline)) enum outcome
bind_with_options(struct session *s, struct bound *b, const struct word *words, size_t count)
{
	struct payload_form form = as_it_is;
	struct positional at = {.form = &form};
	struct word *kept = b->few;
	enum outcome o;

	if (count > BOUND_FEW)
		kept = b->many = memory_new(count * sizeof(*b->many));
	o = split(s, b, words, count, kept, &at, &form);
	at.word = kept;
	return o == OUTCOME_OK ? bind_positionals(s, b, &at) : o;
}

enum outcome verb_bind(struct session *s, const struct verb *v, const struct word *words,
                       size_t count, struct bound *b)
{
	struct positional at = {.word = words + 1, .count = count - 1, .form = &as_it_is};

	b->verb = v;
	b->many = NULL;
	b->is_job = false;
	for (int i = 0; i < VERB_OPTIONS && v->option[i].name; i++)
		b->opt[i].present = false;
	if (has_options(v, words, count))
		return bind_with_options(s, b, words, count);
	return bind_positionals(s, b, &at);
}

void verb_unbind(struct bound *b)
{
	free(b->many);
}
