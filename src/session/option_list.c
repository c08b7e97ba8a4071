/*
 * The verb options: every option of a socket that can be read, beside what a new socket of its kind has,
 * or the rows of the table. The calls it takes are the observer's and not in the journal.
 */
#include "session/option_list.h"

#include <fnmatch.h>

#include "base/escape.h"
#include "core/value.h"
#include "tables/constants.h"

enum { VALUE_SHOWN = 40 };

/* Names and patterns like SO_*, case ignored. */
static bool fits(const char *name, const char *pattern)
{
	return !fnmatch(pattern, name, FNM_CASEFOLD);
}

static void add_padded(struct bytes *out, const char *text, size_t width)
{
	size_t n = strlen(text);

	bytes_add(out, text, n);
	do
		bytes_add_char(out, ' ');
	while (++n < width);
}

/* The table ---------------------------------------------------------------------------------------- */

static const char *access_word(const struct option_row *row)
{
	static const char *const words[] = {"-", "get", "set", "get set"};

	return words[row->access & (OPTION_READ | OPTION_WRITE)];
}

static const char *level_name(const struct option_row *row)
{
	const struct constant *level = constant_by_value(CONSTANT_LEVEL, row->level);

	return level ? level->name : "?";
}

static void add_line(struct bytes *out, const struct option_row *row)
{
	add_padded(out, row->name, 34);
	add_padded(out, level_name(row), 15);
	add_padded(out, access_word(row), 8);
	bytes_add_str(out, row->about);
	bytes_add_char(out, '\n');
}

static void add_fact(struct bytes *out, const char *what, const char *fact)
{
	if (fact)
		bytes_addf(out, "  %s: %s\n", what, fact);
}

/* What there is to say of one option. */
static void add_details(struct bytes *out, const struct option_row *row)
{
	add_line(out, row);
	add_fact(out, "value", option_form(row));
	add_fact(out, "in C", option_c_type(row));
	add_fact(out, "unit", row->unit);
	add_fact(out, "range", row->range);
	add_fact(out, "default", row->initial);
	if (row->sockets) {
		bytes_add_str(out, "  for: ");
		option_add_sockets(out, row);
		bytes_add_char(out, '\n');
	}
	add_fact(out, "phase", row->phase ? row->phase : "at any time");
	for (const struct option_name *name = row->names; name && name->name; name++)
		bytes_addf(out, "  %s = %lld\n", name->name, (long long)name->value);
	if (row->since)
		bytes_addf(out, "  since: Linux %s\n", row->since);
	else
		add_fact(out, "since", "its page and header do not say");
	bytes_addf(out, "  number: %d at level %d\n", row->number, row->level);
	add_fact(out, "kept", row->kept);
	add_fact(out, "note", row->gotcha);
	add_fact(out, "see", row->man);
}

static void list_table(struct bytes *out, const char *pattern)
{
	const struct option_spelling *spelling;
	const struct option_row *row, *found[2];
	size_t rows = 0;

	for (size_t i = 0; (row = option_at(i)); i++) {
		if (!fits(row->name, pattern))
			continue;
		if (rows < 2)
			found[rows] = row;
		rows++;
		add_line(out, row);
	}
	for (size_t i = 0; (spelling = option_spelling_at(i)); i++) {
		row = option_by_number(spelling->level, spelling->number);
		if (!row || !fits(spelling->name, pattern))
			continue;
		add_padded(out, spelling->name, 34);
		bytes_addf(out, "is %s\n", row->name);
		if (!rows)
			add_details(out, row);
	}
	/* one option, of one level or two */
	if (rows == 1 || (rows == 2 && !strcmp(found[0]->name, found[1]->name))) {
		bytes_reset(out);
		for (size_t i = 0; i < rows; i++)
			add_details(out, found[i]);
	}
}

/* A socket ----------------------------------------------------------------------------------------- */

/* A socket that is looked at, and a new one like it. */
struct looked {
	struct sys *sys;
	const struct sock *sock;
	int like; /* -1: none could be made */
};

static int make_like(struct session *s, const struct sock *sock)
{
	const struct call_maker *maker;

	if (sock->place == PLACE_HERE)
		return s->engine.sys->socket(s->engine.sys, sock->family, sock->type, sock->protocol);
	maker = &s->lab.maker[sock->place].maker;
	return s->lab.running ? maker->socket(maker, sock->family, sock->type, sock->protocol) : -1;
}

/* Appends what the kernel says; false: nothing. */
static bool add_now(struct bytes *out, const struct looked *l, int fd, const struct option_row *row)
{
	unsigned char value[VALUE_MAX] = {0};
	socklen_t room = (socklen_t)value_room(row, l->sock->family), n = room;

	if (l->sys->getsockopt(l->sys, fd, row->level, row->number, value, &n))
		return false;
	value_add(out, row, value, n < room ? n : room);
	if (out->len > VALUE_SHOWN) {
		out->len = VALUE_SHOWN;
		/* not within a character */
		while (((unsigned char)out->data[out->len] & 0xc0) == 0x80)
			out->len--;
		out->data[out->len] = 0;
		bytes_add_str(out, "...");
	}
	return true;
}

/* An option the kernel tells of, though it does nothing for such a socket. */
static void add_purpose(struct bytes *out, const struct option_row *row)
{
	bytes_add_str(out, "for ");
	option_add_sockets(out, row);
}

static void add_option(struct bytes *out, const struct looked *l, const struct option_row *row)
{
	bool set = l->sock->options_set && l->sock->options_set[option_id(row)];
	struct bytes now = BYTES_INIT, new = BYTES_INIT;
	bool taken = row->access & OPTION_TAKES;
	bool holds = option_holds(row, l->sock->family, l->sock->type);

	if (taken && !holds)
		return;
	if (!taken && !add_now(&now, l, l->sock->fd, row))
		return;
	if (taken || l->like < 0 || (row->access & OPTION_LIVE) || !add_now(&new, l, l->like, row))
		bytes_add_char(&new, '-');
	add_padded(out, row->name, 28);
	add_padded(out, taken ? "-" : now.len ? bytes_str(&now) : "(none)", 28);
	add_padded(out, new.len ? bytes_str(&new) : "(none)", 20);
	if (taken)
		bytes_add_str(out, "to read it would take it away");
	else if (set)
		bytes_add_str(out, "set");
	else if (strcmp(bytes_str(&new), "-") && strcmp(bytes_str(&now), bytes_str(&new)))
		bytes_add_str(out, "changed");
	else if (!holds)
		add_purpose(out, row);
	while (out->data[out->len - 1] == ' ')
		out->len--;
	bytes_add_char(out, '\n');
	bytes_clear(&now);
	bytes_clear(&new);
}

static void list_socket(struct session *s, struct bytes *out, const struct sock *sock,
                        const char *pattern)
{
	struct looked l = {s->engine.sys, sock, make_like(s, sock)};
	const struct option_row *row;
	size_t head;

	add_padded(out, "option", 28);
	add_padded(out, "value", 28);
	bytes_add_str(out, "new socket\n");
	head = out->len;
	for (size_t i = 0; (row = option_at(i)); i++)
		if ((row->access & OPTION_READ) && !(row->access & OPTION_ASKS) && fits(row->name, pattern))
			add_option(out, &l, row);
	if (out->len == head)
		bytes_reset(out);
	if (l.like >= 0)
		l.sys->close(l.sys, l.like);
}

enum outcome option_list_run(struct session *s, struct bound *b)
{
	const struct value *first = &b->arg[0], *second = &b->arg[1];
	const struct value *pattern = b->opt[0].present ? first : second;
	struct bytes glob = BYTES_INIT;
	struct sock *sock = NULL;
	enum outcome o = OUTCOME_OK;

	if (b->opt[0].present && second->present)
		return session_refuse(s, "options: one word too many: usage: options -list ?PATTERN?");
	if (!b->opt[0].present && !first->present)
		return session_refuse(s, "options: expected SOCK ?PATTERN?, or -list ?PATTERN?");
	if (!b->opt[0].present)
		o = bind_socket(s, b->verb, first->word, &sock);
	if (o != OUTCOME_OK)
		return o;
	if (pattern->present)
		bytes_add(&glob, pattern->word.s, pattern->word.n);
	else
		bytes_add_char(&glob, '*');
	bytes_reset(&s->text);
	if (sock)
		list_socket(s, &s->text, sock, bytes_str(&glob));
	else
		list_table(&s->text, bytes_str(&glob));
	if (s->text.len && s->text.data[s->text.len - 1] == '\n')
		s->text.len--;
	if (!s->text.len)
		bytes_addf(&s->text, "%s%s", sock ? sock->name : "there",
		           sock ? " has no such option that can be read" : " is no such option");
	journal_note(&s->engine.journal, NOTE_HELP, s->line, sock ? sock->name : NULL,
	             bytes_str(&s->text), s->text.len);
	bytes_clear(&glob);
	return OUTCOME_OK;
}
