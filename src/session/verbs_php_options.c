/*
 * PHP's socket functions: options, the blocking mode, addresses, errors.
 */
#include <arpa/inet.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/time.h>

#include "base/text.h"
#include "core/interface.h"
#include "session/calling.h"
#include "session/php.h"
#include "tables/errnos.h"

enum { DICT_WORDS = 8 };

/* What PHP writes as an array is a dict here: the keys of an option in the order its value is written. A group
 * without an interface is left to the routes. */
static const struct shape {
	const char *key[4];
} shapes[] = {
    {{"l_onoff", "l_linger"}}, {{"sec", "usec"}},     {{"group", "source", "interface"}},
    {{"group", "interface"}},  {{"group", "source"}}, {{"group"}},
};

/* The plain words of a dict, at most DICT_WORDS; 0: it has more. */
static size_t split(struct word w, struct word word[DICT_WORDS])
{
	const char *p = w.s, *end = w.s + w.n;
	size_t n = 0;

	while (p < end) {
		const char *from = p;

		while (p < end && !strchr(" \t\n", *p))
			p++;
		if (p > from && n == DICT_WORDS)
			return 0;
		if (p > from)
			word[n++] = (struct word){from, (size_t)(p - from), false};
		while (p < end && strchr(" \t\n", *p))
			p++;
	}
	return n;
}

/* The values of a dict with exactly the keys of the shape, as words of setsockopt. */
static bool add_shaped(struct php_words *w, const struct shape *shape, const struct word *word,
                       size_t n)
{
	size_t keys = 0, at;
	struct word value[4];

	while (keys < 4 && shape->key[keys])
		keys++;
	if (n != 2 * keys)
		return false;
	for (size_t k = 0; k < keys; k++) {
		for (at = 0; at < n && !word_is(word[at], shape->key[k]); at += 2)
			;
		if (at >= n)
			return false;
		value[k] = word[at + 1];
	}
	for (size_t k = 0; k < keys; k++)
		php_add_word(w, value[k]);
	return true;
}

/* A value as PHP has it: a dict with the keys of PHP's array, or what setsockopt takes. */
static void add_value(struct php_words *w, struct word value)
{
	struct word word[DICT_WORDS];
	size_t n = split(value, word);

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (add_shaped(w, &shapes[i], word, n))
			return;
	php_add_word(w, value);
}

static void begin_option(struct php_words *w, const char *verb, struct bound *b)
{
	php_begin(w, verb, b->arg[0].sock);
	php_add_number(w, b->arg[1].option.level);
	php_add_number(w, b->arg[1].option.number);
}

static enum outcome prepare_get_option(struct session *s, struct bound *b, struct call *c)
{
	struct php_words w;

	begin_option(&w, "getsockopt", b);
	return php_prepare(s, b->verb, &w, c);
}

static void add_pair(struct session *s, const struct shape *shape, int64_t first, int64_t second)
{
	const int64_t value[2] = {first, second};
	struct bytes number = BYTES_INIT;

	for (int i = 0; i < 2; i++) {
		bytes_reset(&number);
		bytes_add_int(&number, value[i]);
		result_add(&s->result, shape->key[i], strlen(shape->key[i]));
		result_add(&s->result, number.data, number.len);
	}
	bytes_clear(&number);
}

/* An array of PHP's is a dict, an int a number; what is neither is written as getsockopt writes it. */
static void finish_get_option(struct session *s, struct call *c)
{
	const struct option_row *row = option_by_number((int)c->arg[1].number, (int)c->arg[2].number);
	const struct arg *value = &c->arg[3];
	struct in_addr address;
	struct linger linger;
	struct timeval time;
	int number = 0;

	if (row && row->type == OPTION_LINGER && value->len == sizeof(linger)) {
		memcpy(&linger, value->data, sizeof(linger));
		add_pair(s, &shapes[0], linger.l_onoff, linger.l_linger);
	} else if (row && row->type == OPTION_TIMEVAL && value->len == sizeof(time)) {
		memcpy(&time, value->data, sizeof(time));
		add_pair(s, &shapes[1], time.tv_sec, time.tv_usec);
	} else if (row && row->type == OPTION_OUTGOING && value->len == sizeof(address)) {
		memcpy(&address, value->data, sizeof(address));
		result_set_int(&s->result,
		               address.s_addr == INADDR_ANY ? 0 : interface_of_address(c->fd, address));
	} else if (value->len == sizeof(number) &&
	           (!row || row->type == OPTION_INT || row->type == OPTION_BOOL ||
	            row->type == OPTION_ERRNO || row->type == OPTION_TYPE)) {
		memcpy(&number, value->data, sizeof(number));
		result_set_int(&s->result, number);
	} else {
		php_finish(s, c);
	}
}

/* PHP hands IP_MULTICAST_IF over as the interface's address, so that it can be read again. False: there is no
 * such interface, or it has none. */
static bool find_address(int fd, struct word interface, char text[INET_ADDRSTRLEN])
{
	struct in_addr address = {INADDR_ANY};
	char name[IF_NAMESIZE];
	int64_t index;

	if (!text_int(interface.s, interface.n, &index))
		index = interface_index(fd, interface.s, interface.n);
	else if (!index)
		return inet_ntop(AF_INET, &address, text, INET_ADDRSTRLEN);
	return index > 0 && index <= INT_MAX && interface_name(fd, (int)index, name) &&
	       interface_address(fd, name, &address) &&
	       inet_ntop(AF_INET, &address, text, INET_ADDRSTRLEN);
}

/* Of PHP's multicast options these two take any value, as true or false; the kernel does not of IPV6_. */
static bool is_loop(const struct option_row *row)
{
	return row && ((row->level == IPPROTO_IP && row->number == IP_MULTICAST_LOOP) ||
	               (row->level == IPPROTO_IPV6 && row->number == IPV6_MULTICAST_LOOP));
}

static void add_truth(struct php_words *w, struct word value)
{
	int64_t number = 0;

	if (!value.n || text_int(value.s, value.n, &number))
		php_add_number(w, number != 0);
	else
		php_add_word(w, value);
}

static enum outcome prepare_set_option(struct session *s, struct bound *b, struct call *c)
{
	const struct option_row *row = b->arg[1].option.row;
	char address[INET_ADDRSTRLEN];
	struct php_words w;

	begin_option(&w, "setsockopt", b);
	if (row && row->type == OPTION_OUTGOING &&
	    find_address(b->arg[0].sock->fd, b->arg[2].word, address))
		php_add_text(&w, address);
	else if (is_loop(row))
		add_truth(&w, b->arg[2].word);
	else
		add_value(&w, b->arg[2].word);
	return php_prepare(s, b->verb, &w, c);
}

static enum outcome set_mode(struct session *s, struct bound *b, const char *verb)
{
	struct php_words w;
	enum outcome o;

	php_begin(&w, verb, b->arg[0].sock);
	o = php_do(s, &w);
	if (o == OUTCOME_OK)
		result_set_int(&s->result, 1);
	return o;
}

static enum outcome run_set_block(struct session *s, struct bound *b)
{
	return set_mode(s, b, "block");
}

static enum outcome run_set_nonblock(struct session *s, struct bound *b)
{
	return set_mode(s, b, "nonblock");
}

static enum outcome get_name(struct session *s, struct bound *b, const char *verb)
{
	struct php_words w;
	struct call c;
	enum outcome o;

	php_begin(&w, verb, b->arg[0].sock);
	o = php_prepare(s, b->verb, &w, &c);
	if (o == OUTCOME_OK)
		o = php_call(s, &c);
	if (o == OUTCOME_OK)
		o = php_assign_address(s, b->arg[0].sock, &b->arg[1], &b->arg[2], &s->room.address);
	if (o == OUTCOME_OK)
		result_set_int(&s->result, 1);
	return o;
}

static enum outcome run_getsockname(struct session *s, struct bound *b)
{
	return get_name(s, b, "getsockname");
}

static enum outcome run_getpeername(struct session *s, struct bound *b)
{
	return get_name(s, b, "getpeername");
}

static enum outcome run_last_error(struct session *s, struct bound *b)
{
	result_set_int(&s->result, b->arg[0].present ? b->arg[0].sock->last_error : s->last_error);
	return OUTCOME_OK;
}

static enum outcome run_clear_error(struct session *s, struct bound *b)
{
	if (b->arg[0].present)
		b->arg[0].sock->last_error = 0;
	else
		s->last_error = 0;
	return OUTCOME_OK;
}

static enum outcome run_strerror(struct session *s, struct bound *b)
{
	int64_t number = b->arg[0].number;

	if (number != (int)number)
		return session_refuse(s, "socket_strerror: %lld does not fit into an int",
		                      (long long)number);
	bytes_reset(&s->text);
	if (number < PHP_LOOKUP_FAILED)
		bytes_add_str(&s->text, hstrerror((int)(PHP_LOOKUP_FAILED - number)));
	else
		errno_add_text(&s->text, (int)number);
	result_set(&s->result, bytes_str(&s->text), s->text.len);
	return OUTCOME_OK;
}

#define SOCK                                                                                       \
	{                                                                                              \
		PARAM_SOCKET, "SOCK", 0, 0                                                                 \
	}
#define NAMED                                                                                      \
	SOCK, {PARAM_WORD, "ADDRESSVAR", 0, 0},                                                        \
	{                                                                                              \
		PARAM_WORD, "PORTVAR", PARAM_OPTIONAL, 0                                                   \
	}

const struct verb verbs_php_options[] = {
    {
        .name = "socket_get_option",
        .aliases = "socket_getopt",
        .family = "php",
        .param = {SOCK, {PARAM_OPTION, "LEVEL NAME", 0, 0}},
        .help = "PHP: read a socket option: a number, or a dict where PHP has an array; empty for "
                "false.\n"
                "SO_LINGER is {l_onoff 1 l_linger 5}, SO_RCVTIMEO {sec 3 usec 0}, "
                "IP_MULTICAST_IF the number of an interface.",
        .man = "getsockopt(2), socket(7)",
        .flags = VERB_EMPTY,
        .prepare = prepare_get_option,
        .finish = finish_get_option,
    },
    {
        .name = "socket_set_option",
        .aliases = "socket_setopt",
        .family = "php",
        .param = {SOCK, {PARAM_OPTION, "LEVEL NAME", 0, 0}, {PARAM_WORD, "VALUE", 0, 0}},
        .help = "PHP: set a socket option; PHP's arrays are dicts.\n"
                "socket_set_option $s SOL_SOCKET SO_SNDTIMEO {sec 3 usec 0}",
        .man = "setsockopt(2), socket(7)",
        .flags = VERB_FALSE,
        .prepare = prepare_set_option,
        .finish = php_finish_true,
    },
    {
        .name = "socket_set_block",
        .family = "php",
        .param = {SOCK},
        .help = "PHP: let calls on the socket block: O_NONBLOCK off.",
        .man = "fcntl(2)",
        .flags = VERB_FALSE,
        .run = run_set_block,
    },
    {
        .name = "socket_set_nonblock",
        .family = "php",
        .param = {SOCK},
        .help = "PHP: let calls on the socket return at once: O_NONBLOCK on.",
        .man = "fcntl(2)",
        .flags = VERB_FALSE,
        .run = run_set_nonblock,
    },
    {
        .name = "socket_getsockname",
        .family = "php",
        .param = {NAMED},
        .help = "PHP: the address and port of the socket's own end, into variables.",
        .man = "getsockname(2)",
        .flags = VERB_FALSE | VERB_EVALUATES,
        .run = run_getsockname,
    },
    {
        .name = "socket_getpeername",
        .family = "php",
        .param = {NAMED},
        .help = "PHP: the address and port of the other end, into variables.",
        .man = "getpeername(2)",
        .flags = VERB_FALSE | VERB_EVALUATES,
        .run = run_getpeername,
    },
    {
        .name = "socket_last_error",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", PARAM_OPTIONAL, 0}},
        .help = "PHP: the errno of the call that failed last, as a number, on a socket or at all.",
        .man = "errno(3)",
        .run = run_last_error,
    },
    {
        .name = "socket_clear_error",
        .family = "php",
        .param = {{PARAM_SOCKET, "SOCK", PARAM_OPTIONAL, 0}},
        .help = "PHP: forget that error.",
        .run = run_clear_error,
    },
    {
        .name = "socket_strerror",
        .family = "php",
        .param = {{PARAM_NUMBER, "ERRNO", 0, 0}},
        .help = "PHP: the text of an errno.",
        .man = "strerror(3)",
        .run = run_strerror,
    },
    {.name = NULL},
};
