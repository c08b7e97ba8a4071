/*
 * Completion: the words before the cursor pick the verb and the parameter, the parameter's kind picks
 * the candidates.
 */
#include "tui/completion.h"

#include <stdio.h>
#include <stdlib.h>

#include <readline/readline.h>

#include "base/escape.h"
#include "base/memory.h"
#include "session/interp.h"
#include "session/topics.h"
#include "session/verb.h"
#include "tables/controls.h"
#include "tables/errnos.h"

enum { ADDRESSES_KEPT = 256 };

/* readline's callbacks take no closure: there is one prompt, and this is its completion. */
static struct {
	struct session *session;
	struct journal_tap tap;
	pthread_mutex_t lock; /* guards the addresses: the tap runs on any thread */
	struct map seen;
	struct vector addresses; /* char *, owned */
	completion_finder *ask;
	/* the completion under way */
	struct vector *found; /* char *: candidates */
	const char *line;     /* with the word that begins with `text` */
	const char *text;
	size_t n;
} self = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void remember(struct journal_tap *tap, const struct event *e)
{
	struct bytes text = BYTES_INIT;
	const struct call *c = &e->call;

	(void)tap;
	if (e->kind != EVENT_RETURN)
		return;
	pthread_mutex_lock(&self.lock);
	for (unsigned i = 0; i < c->args; i++) {
		if (c->arg[i].kind != ARG_ADDRESS || !c->arg[i].len)
			continue;
		bytes_reset(&text);
		address_add(&text, c->arg[i].data, c->arg[i].len, c->zones);
		if (self.addresses.count < ADDRESSES_KEPT && !map_get(&self.seen, text.data, text.len) &&
		    !memchr(text.data, 0, text.len)) {
			map_put(&self.seen, text.data, text.len, &self);
			vector_add(&self.addresses, memory_copy(text.data, text.len));
		}
	}
	pthread_mutex_unlock(&self.lock);
	bytes_clear(&text);
}

static void offer(const char *name)
{
	if (strlen(name) >= self.n && !strncasecmp(name, self.text, self.n))
		vector_add(self.found, memory_copy(name, strlen(name)));
}

static void offer_command(void *closure, const char *name)
{
	(void)closure;
	if (strcmp(name, "unknown"))
		offer(name);
}

static void offer_sockets(void)
{
	const struct sockset *set = &self.session->socks;

	for (size_t i = 0; i < set->all.count; i++)
		offer(((const struct sock *)set->all.item[i])->name);
}

static void offer_constants(enum constant_set set)
{
	const struct constant *k;

	for (size_t i = 0; (k = constant_at(set, i)); i++)
		offer(k->name);
}

static void offer_kinds(void)
{
	for (size_t i = 0; socket_kind_at(i); i++)
		offer(socket_kind_at(i)->name);
	offer_constants(CONSTANT_FAMILY);
}

static void offer_addresses(void)
{
	pthread_mutex_lock(&self.lock);
	for (size_t i = 0; i < self.addresses.count; i++)
		offer(self.addresses.item[i]);
	pthread_mutex_unlock(&self.lock);
}

static void offer_options(void)
{
	for (size_t i = 0; option_at(i); i++)
		offer(option_at(i)->name);
	for (size_t i = 0; option_spelling_at(i); i++)
		offer(option_spelling_at(i)->name);
}

/* What may stand behind the option's name: the words for its values, on and off, interfaces of the place. */
static void offer_values_of(const struct option_row *row, unsigned place)
{
	for (const struct option_name *name = row->names; name && name->name; name++)
		offer(name->name);
	if (row->type == OPTION_BOOL) {
		offer("on");
		offer("off");
	}
	if (row->type >= OPTION_INTERFACE && row->type <= OPTION_GROUP_FILTER)
		zone_each_name(place, offer);
}

/* Socket and option are the last ones named before the word. */
static void offer_values(void)
{
	const struct option_row *row = NULL, *found;
	const struct sock *sock = NULL, *named;

	for (const char *p = self.line; p < self.text;) {
		size_t n = strcspn(p, " \t");

		found = option_by_name(p, n);
		row = found ? found : row;
		named = sockset_find(&self.session->socks, p, n);
		sock = named ? named : sock;
		p += n;
		p += strspn(p, " \t");
	}
	if (row)
		offer_values_of(row, sock ? sock->zones : PLACE_HERE);
}

static void offer_jobs(void)
{
	char name[32];

	for (size_t i = 0; i < self.session->jobs.all.count; i++) {
		snprintf(name, sizeof(name), "job%u",
		         ((struct job *)self.session->jobs.all.item[i])->number);
		offer(name);
	}
}

static void offer_iovecs(void)
{
	for (size_t i = 0; i < self.session->iovecs.count; i++)
		offer(((struct iovecs *)self.session->iovecs.item[i])->name);
}

static void offer_verbs(void)
{
	const struct verb *v;

	for (size_t i = 0; (v = verb_at(i)); i++)
		if (!verb_is_grouped(v))
			offer(v->name);
}

static void offer_topics(void)
{
	topics_each(offer_command, NULL);
	offer_sockets();
}

static void offer_errnos(void)
{
	for (size_t i = 0; errno_row_at(i); i++)
		offer(errno_row_at(i)->name);
}

static void offer_group(const struct verb *v)
{
	for (const struct verb *g = v->group; g->name; g++)
		offer(g->name + strlen(v->name) + 1);
}

static void offer_param(const struct verb *v, const struct param *p)
{
	switch (p->kind) {
	case PARAM_SOCKET:
		offer_sockets();
		break;
	case PARAM_NEW_SOCKET:
		if (p[1].kind == PARAM_KIND)
			offer_kinds();
		break;
	case PARAM_KIND:
		offer_kinds();
		break;
	case PARAM_ADDRESS:
		offer_addresses();
		break;
	case PARAM_CONSTANT:
	case PARAM_FLAGS:
		offer_constants(p->set);
		break;
	case PARAM_OPTION:
		offer_options();
		break;
	case PARAM_JOB:
		offer_jobs();
		break;
	case PARAM_IOVEC:
		offer_iovecs();
		break;
	case PARAM_IOCTL:
		for (size_t i = 0; ioctl_at(i); i++)
			offer(ioctl_at(i)->name);
		break;
	case PARAM_REST:
		if (!strcmp(v->name, "setsockopt")) {
			offer_values();
			break;
		}
		offer_sockets();
		if (!strcmp(v->name, "async"))
			offer_verbs();
		break;
	case PARAM_WORD:
		if (!strcmp(v->name, "help"))
			offer_verbs();
		else if (!strcmp(p->name, "SOCK"))
			offer_sockets();
		else if (!strcmp(v->name, "options"))
			offer_options();
		else if (!strcmp(v->name, "explain"))
			offer_topics();
		else if (!strcmp(v->name, "strerror"))
			offer_errnos();
		break;
	case PARAM_END:
	case PARAM_NUMBER:
	case PARAM_PAYLOAD:
	case PARAM_DURATION:
	case PARAM_SCRIPT:
		break;
	}
}

/* Control messages ------------------------------------------------------------------------------- */

/* The brace that is open where `at` points, with all before it that belongs to the command; NULL: none is. */
static const char *open_brace(const char *line, const char *at)
{
	int closed = 0;

	while (at-- > line) {
		if (*at == '\n')
			return NULL;
		closed += *at == '}';
		if (*at == '{' && closed-- == 0)
			return at;
	}
	return NULL;
}

/* The plain word before `at`, and its length; 0: there is none. */
static size_t word_before(const char *line, const char *at, const char **word)
{
	const char *end;

	while (at > line && strchr(" \t", at[-1]))
		at--;
	for (end = at; at > line && !strchr(" \t{}", at[-1]);)
		at--;
	*word = at;
	return (size_t)(end - at);
}

static bool is_control_list(const char *line, const char *brace)
{
	static const char option[] = "-control";
	const char *word;

	return brace && word_before(line, brace, &word) == strlen(option) &&
	       !memcmp(word, option, strlen(option));
}

/* How many words stand between two points; what is in braces is one. */
static size_t count_words(const char *p, const char *end)
{
	size_t words = 0;
	int depth = 0;

	for (bool in_word = false; p < end; p++) {
		bool blank = strchr(" \t", *p) && !depth;

		depth += (*p == '{') - (*p == '}');
		words += !blank && !in_word;
		in_word = !blank;
	}
	return words;
}

static void offer_control_value(const char *type, size_t n)
{
	static const char *const credentials[] = {"self", "pid", "uid", "gid", NULL};
	static const char *const pktinfo[] = {"ifindex", "spec_dst", "addr", NULL};
	const struct control_row *row = control_by_name(type, n);
	const char *const *key = NULL;

	if (row && row->form == CONTROL_DESCRIPTORS)
		offer_sockets();
	else if (row && row->form == CONTROL_CREDENTIALS)
		key = credentials;
	else if (row && (row->form == CONTROL_PKTINFO || row->form == CONTROL_PKTINFO6))
		key = pktinfo;
	for (; key && *key; key++)
		offer(*key);
}

/* Within -control {TYPE VALUE …} offers types, and what their values are made of. False: it is not there. */
static bool offer_control(const char *line, const char *word)
{
	const char *brace = open_brace(line, word), *type;
	size_t n;

	if (is_control_list(line, brace)) {
		if (count_words(brace + 1, word) % 2 == 0) {
			for (size_t i = 0; control_at(i); i++)
				if (control_form_words(control_at(i)->form))
					offer(control_at(i)->name);
			return true;
		}
		n = word_before(line, word, &type);
	} else if (brace && is_control_list(line, open_brace(line, brace))) {
		n = word_before(line, brace, &type);
	} else {
		return false;
	}
	offer_control_value(type, n);
	return true;
}

/* Commands --------------------------------------------------------------------------------------- */

/* The command the cursor stands in begins after the last of these. */
static const char *command_at(const char *line, int end)
{
	const char *at = line + end;

	while (at > line && !strchr(";[{\n", at[-1]))
		at--;
	return at + strspn(at, " \t");
}

/* Offers what fits the word that begins at `start`. */
static void offer_for(int start)
{
	const char *command = command_at(self.line, start), *word = self.text;
	size_t n = strcspn(command, " \t");
	const struct verb *v;
	int index = -1;

	if (offer_control(self.line, word))
		return;
	if (command >= word) {
		offer_verbs();
		interp_each_command(self.session, offer_command, NULL);
		return;
	}
	v = verb_find(command, n);
	if (v && v->group) {
		const char *second = command + n + strspn(command + n, " \t");

		if (second >= word) {
			offer_group(v);
			return;
		}
		v = verb_of_group(v, second, strcspn(second, " \t"));
		index = -2;
	}
	if (!v) {
		offer_sockets();
		return;
	}
	if (*word == '-')
		for (int i = 0; i < VERB_OPTIONS && v->option[i].name; i++)
			offer(v->option[i].name);
	for (const char *p = command; p < word; index++) {
		p += strcspn(p, " \t");
		p += strspn(p, " \t");
	}
	for (int i = 0; i < VERB_PARAMS && v->param[i].kind; i++)
		if (i == index || (i < index && !v->param[i + 1].kind))
			offer_param(v, &v->param[i]);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, each once: a verb is a command of Tcl's too. */
static void tidy(struct vector *found)
{
	size_t kept = 0;

	if (!found->count)
		return;
	qsort(found->item, found->count, sizeof(*found->item), by_text);
	for (size_t i = 1; i < found->count; i++) {
		if (!strcmp(found->item[kept], found->item[i]))
			free(found->item[i]);
		else
			found->item[++kept] = found->item[i];
	}
	found->count = kept + 1;
}

void completion_find(const char *line, int start, int end, struct vector *found)
{
	self.line = line;
	self.text = line + start;
	self.n = (size_t)(end - start);
	self.found = found;
	offer_for(start);
	tidy(found);
}

/* readline ---------------------------------------------------------------------------------------- */

static struct vector matches_found;

static char *next_match(const char *text, int state)
{
	static size_t next;

	(void)text;
	if (!state)
		next = 0;
	/* readline frees each */
	return next < matches_found.count ? matches_found.item[next++] : NULL;
}

/*
 * Called before readline looks for the word the cursor stands in. For each character on its way it
 * counts from the beginning of the line, which takes seconds in a long one. What ends a word is ASCII
 * and no part of a character of UTF-8, so that bytes do as well, until the word is found.
 */
static char *before_word(void)
{
	rl_variable_bind("byte-oriented", "on");
	return NULL;
}

static char **complete(const char *text, int start, int end)
{
	char **matches;

	rl_variable_bind("byte-oriented", "off");
	rl_attempted_completion_over = 1;
	matches_found.count = 0;
	self.ask(rl_line_buffer, start, end, &matches_found);
	matches = rl_completion_matches(text, next_match);
	matches_found.count = 0;
	return matches;
}

void completion_start(struct session *s, completion_finder *ask)
{
	self.session = s;
	self.ask = ask ? ask : completion_find;
	self.tap.event = remember;
	if (s)
		journal_add_tap(&s->engine.journal, &self.tap);
	rl_attempted_completion_function = complete;
	rl_completer_word_break_characters = (char *)" \t\n;[{";
	rl_completer_quote_characters = "\"";
	rl_completion_word_break_hook = before_word;
}

void completion_stop(void)
{
	for (size_t i = 0; i < self.addresses.count; i++)
		free(self.addresses.item[i]);
	vector_clear(&self.addresses);
	vector_clear(&matches_found);
	map_clear(&self.seen);
}
