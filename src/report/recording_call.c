/*
 * Calls, read back. A recording has the arguments as people read them; here they become what they were, where
 * writing them again gives the same words, and else stay those words.
 */
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/escape.h"
#include "base/memory.h"
#include "base/text.h"
#include "core/control.h"
#include "core/value.h"
#include "report/calltext.h"
#include "report/recording_parts.h"
#include "tables/ioctls.h"

/* What an argument of a call is. */
struct shape {
	uint8_t kind; /* enum arg_kind */
	uint8_t set;  /* of ARG_CONSTANT */
	uint8_t how;
};

/* Descriptors a message can bring: 253 (SCM_MAX_FD) and that of a process. */
enum { RECEIVED_MOST = 254 };
#define RECEIVED_MOST_TEXT "254"

enum { HOW_OUT = 1, HOW_MAY_BE_LEFT_OUT = 2 };

#define IS(KIND)                                                                                   \
	{                                                                                              \
		.kind = ARG_##KIND                                                                         \
	}
#define GETS(KIND)                                                                                 \
	{                                                                                              \
		.kind = ARG_##KIND, .how = HOW_OUT                                                         \
	}
#define ONE_OF(SET)                                                                                \
	{                                                                                              \
		.kind = ARG_CONSTANT, .set = CONSTANT_##SET                                                \
	}
#define GETS_ONE_OF(SET)                                                                           \
	{                                                                                              \
		.kind = ARG_CONSTANT, .set = CONSTANT_##SET, .how = HOW_OUT                                \
	}

struct form {
	uint8_t count;
	struct shape shape[CALL_ARGS_MAX];
};

/* In the order of C, as the verbs make them. */
static const struct form forms[CALL_COUNT] = {
    [CALL_SOCKET] = {3, {ONE_OF(FAMILY), ONE_OF(TYPE), ONE_OF(PROTOCOL)}},
    [CALL_SOCKETPAIR] = {3, {ONE_OF(FAMILY), ONE_OF(TYPE), ONE_OF(PROTOCOL)}},
    [CALL_BIND] = {2, {IS(SOCKET), IS(ADDRESS)}},
    [CALL_LISTEN] = {2, {IS(SOCKET), IS(NUMBER)}},
    [CALL_ACCEPT] = {2, {IS(SOCKET), GETS(ADDRESS)}},
    [CALL_ACCEPT4] = {3, {IS(SOCKET), GETS(ADDRESS), ONE_OF(TYPE)}},
    [CALL_CONNECT] = {2, {IS(SOCKET), IS(ADDRESS)}},
    [CALL_SHUTDOWN] = {2, {IS(SOCKET), ONE_OF(SHUTDOWN)}},
    [CALL_CLOSE] = {1, {IS(SOCKET)}},
    [CALL_DUP] = {1, {IS(SOCKET)}},
    [CALL_SEND] = {4, {IS(SOCKET), IS(BYTES), IS(NUMBER), ONE_OF(MSG)}},
    [CALL_SENDTO] = {5, {IS(SOCKET), IS(BYTES), IS(NUMBER), ONE_OF(MSG), IS(ADDRESS)}},
    [CALL_WRITE] = {3, {IS(SOCKET), IS(BYTES), IS(NUMBER)}},
    [CALL_RECV] = {4, {IS(SOCKET), GETS(BYTES), IS(NUMBER), ONE_OF(MSG)}},
    [CALL_RECVFROM] = {5, {IS(SOCKET), GETS(BYTES), IS(NUMBER), ONE_OF(MSG), GETS(ADDRESS)}},
    [CALL_READ] = {3, {IS(SOCKET), GETS(BYTES), IS(NUMBER)}},
    [CALL_WRITEV] = {3, {IS(SOCKET), IS(BYTES), IS(LENGTHS)}},
    [CALL_READV] = {3, {IS(SOCKET), GETS(BYTES), IS(LENGTHS)}},
    [CALL_SENDMSG] = {6,
                      {IS(SOCKET), IS(BYTES), IS(LENGTHS), IS(ADDRESS), IS(CONTROL), ONE_OF(MSG)}},
    [CALL_RECVMSG] = {7,
                      {IS(SOCKET), GETS(BYTES), IS(LENGTHS), GETS(ADDRESS), GETS(CONTROL),
                       GETS_ONE_OF(MSG), ONE_OF(MSG)}},
    [CALL_SENDFILE] = {4, {IS(SOCKET), IS(TEXT), IS(NUMBER), IS(NUMBER)}},
    [CALL_GETSOCKNAME] = {2, {IS(SOCKET), GETS(ADDRESS)}},
    [CALL_GETPEERNAME] = {2, {IS(SOCKET), GETS(ADDRESS)}},
    [CALL_GETSOCKOPT] = {4, {IS(SOCKET), ONE_OF(LEVEL), IS(OPTION), GETS(VALUE)}},
    [CALL_SETSOCKOPT] = {4, {IS(SOCKET), ONE_OF(LEVEL), IS(OPTION), IS(VALUE)}},
    /* these two say themselves what follows: by_command, by_request */
    [CALL_FCNTL] = {2, {IS(SOCKET), ONE_OF(FCNTL)}},
    [CALL_IOCTL] = {2, {IS(SOCKET), IS(REQUEST)}},
    [CALL_SOCKATMARK] = {1, {IS(SOCKET)}},
    /* of several sockets; of one: poll_one */
    [CALL_POLL] = {3, {IS(LIST), IS(NUMBER), GETS(LIST)}},
    [CALL_SELECT] = {5, {IS(LIST), IS(LIST), IS(LIST), IS(DURATION), GETS(LIST)}},
    [CALL_EPOLL_CREATE1] = {1, {ONE_OF(FD)}},
    [CALL_EPOLL_CTL] =
        {4,
         {IS(SOCKET),
          ONE_OF(EPOLL_OP),
          IS(SOCKET),
          {.kind = ARG_CONSTANT, .set = CONSTANT_EPOLL, .how = HOW_MAY_BE_LEFT_OUT}}},
    [CALL_EPOLL_WAIT] = {4, {IS(SOCKET), IS(NUMBER), IS(NUMBER), GETS(LIST)}},
    [CALL_GETADDRINFO] = {3, {IS(TEXT), IS(TEXT), GETS(LIST)}},
    [CALL_GETNAMEINFO] = {3, {IS(ADDRESS), ONE_OF(NI), GETS(LIST)}},
    [CALL_GETIFADDRS] = {1, {GETS(LIST)}},
};

static const struct form poll_one = {4, {IS(SOCKET), ONE_OF(POLL), IS(NUMBER), GETS_ONE_OF(POLL)}};

/* The third argument of fcntl(2). */
static void by_command(const struct call *c, struct form *f)
{
	struct shape *third = &f->shape[f->count++];

	*third = (struct shape){.kind = ARG_NUMBER};
	if (c->arg[1].number == F_SETFL)
		*third = (struct shape)ONE_OF(FILE);
	else if (c->arg[1].number == F_SETFD)
		*third = (struct shape)ONE_OF(FD);
	else if (c->arg[1].number == F_SETSIG)
		*third = (struct shape)ONE_OF(SIGNAL);
	else if (c->arg[1].number != F_SETOWN)
		f->count--;
}

static void add_shapes(struct form *f, struct shape first, struct shape second)
{
	f->shape[f->count++] = first;
	if (second.kind != ARG_NULL)
		f->shape[f->count++] = second;
}

/* What an ioctl(2) has besides its request. */
static void by_request(const struct call *c, struct form *f)
{
	static const struct shape none = IS(NULL), number = IS(NUMBER), text = IS(TEXT);
	const struct ioctl_row *row = ioctl_by_number((unsigned long)c->arg[1].number);

	if (!row)
		return;
	switch (row->form) {
	case IOCTL_NOTHING:
		break;
	case IOCTL_SETS_INT:
	case IOCTL_SETS_OWNER:
		add_shapes(f, number, none);
		break;
	case IOCTL_GETS_INT:
	case IOCTL_GETS_OWNER:
		add_shapes(f, (struct shape)GETS(NUMBER), none);
		break;
	case IOCTL_GETS_TIME:
		add_shapes(f, (struct shape)GETS(TEXT), none);
		break;
	case IOCTL_IF_ADDRESS:
		add_shapes(f, text, (struct shape)GETS(ADDRESS));
		break;
	case IOCTL_IF_HARDWARE:
		add_shapes(f, text, (struct shape)GETS(TEXT));
		break;
	case IOCTL_IF_FLAGS:
		add_shapes(f, text, (struct shape)GETS_ONE_OF(IFF));
		break;
	case IOCTL_IF_INT:
		add_shapes(f, text, (struct shape)GETS(NUMBER));
		break;
	case IOCTL_IF_NAME:
		add_shapes(f, number, (struct shape)GETS(TEXT));
		break;
	}
}

/* Sockets ---------------------------------------------------------------------------------------- */

/* What explains an errno of a socket: a recording says it where the socket is made. */
struct kind {
	int family, type;
};

static const struct kind *kind_of(const struct line_reader *r, const char *name)
{
	return name && *name ? map_get(&r->kinds, name, strlen(name)) : NULL;
}

static void set_kind(struct line_reader *r, const char *name, int family, int type)
{
	struct kind *k = (struct kind *)kind_of(r, name);

	if (!k) {
		k = memory_new(sizeof(*k));
		map_put(&r->kinds, name, strlen(name), k);
		vector_add(&r->known, k);
	}
	k->family = family;
	k->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static void take_kind(struct line_reader *r)
{
	struct call *c = &r->event.call;
	const struct kind *k = kind_of(r, r->event.socket);
	bool says = c->row->id == CALL_SOCKET || c->row->id == CALL_SOCKETPAIR;

	c->family = k ? k->family : -1;
	c->type = k ? k->type : -1;
	if (says && c->arg[0].kind == ARG_CONSTANT && c->arg[1].kind == ARG_CONSTANT) {
		c->family = (int)c->arg[0].number;
		c->type = (int)c->arg[1].number & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	}
	for (int i = 0; i < 2 && c->made[i]; i++)
		set_kind(r, c->made[i], c->family, c->type);
}

/* Arguments -------------------------------------------------------------------------------------- */

static void set_data(struct arg *a, enum arg_kind kind, const void *p, size_t n)
{
	a->kind = (uint8_t)kind;
	a->data = p;
	a->len = (uint32_t)n;
	a->whole = n;
}

/* An address is read in the family that makes most of it. */
static bool read_address(struct line_reader *r, struct arg *a, const char *text)
{
	struct bytes why = BYTES_INIT;
	struct address_host host;
	struct address address;
	bool good;

	good =
	    address_parse(&address, text, strlen(text), *text == '/' ? AF_UNIX : AF_UNSPEC, PLACE_TOLD,
	                  &host, &why) == ADDRESS_OK ||
	    address_parse(&address, text, strlen(text), AF_UNIX, PLACE_TOLD, &host, &why) == ADDRESS_OK;
	bytes_clear(&why);
	if (good)
		set_data(a, ARG_ADDRESS, line_keep(r, &address.any, address.len), address.len);
	return good;
}

static bool read_option(const struct call *c, struct arg *a, const char *text)
{
	int level = (int)c->arg[1].number;
	const struct option_row *row = NULL;

	if (c->arg[1].kind != ARG_CONSTANT)
		return false;
	for (size_t i = 0; (row = option_at(i)); i++)
		if (row->level == level && !strcmp(row->name, text))
			break;
	if (!row && !text_int(text, strlen(text), &a->number))
		return false;
	if (row)
		a->number = row->number;
	return true;
}

static bool read_value(struct line_reader *r, const struct call *c, struct arg *a, const char *text)
{
	struct value_bytes value;
	const struct option_row *row;

	if (c->arg[2].kind != ARG_OPTION)
		return false;
	row = option_by_number((int)c->arg[1].number, (int)c->arg[2].number);
	/* its words may stand for more bytes than these */
	if (!value_parse(row, -1, text, strlen(text), &value, NULL) ||
	    (r->value_length >= 0 && (size_t)r->value_length != value.n))
		return false;
	set_data(a, ARG_VALUE, line_keep(r, value.at, value.n), value.n);
	if (c->row->id == CALL_SETSOCKOPT && row && row->type == OPTION_FILTER)
		a->flags |= ARG_PROGRAM;
	return true;
}

/* How long the item is that begins here: to ", ", but not within braces. */
static size_t item_length(const char *text, size_t n)
{
	int depth = 0;
	size_t i = 0;

	for (; i < n; i++) {
		depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
		if (!depth && i + 1 < n && text[i] == ',' && text[i + 1] == ' ')
			break;
	}
	return i;
}

/* Names of descriptors with blanks between them; "(closed)" are those that had none left. */
static void add_descriptors(struct bytes *names, struct bytes *value, const char *text, size_t n)
{
	static const int none = -1;
	const char *end = text + n;

	while (text < end) {
		size_t word = 0;

		while (text + word < end && text[word] != ' ')
			word++;
		if (word && *text != '(') {
			bytes_add(names, text, word);
			bytes_add_char(names, 0);
		}
		if (word)
			bytes_add(value, &none, sizeof(none));
		text += word + 1;
	}
}

/* One control message: "IP_TTL 64", "SCM_RIGHTS {a b}". */
static bool add_message(struct bytes *names, struct bytes *messages, const char *text, size_t n)
{
	const char *blank = memchr(text, ' ', n);
	size_t type = blank ? (size_t)(blank - text) : n;
	const char *word = blank ? blank + 1 : text + n;
	size_t word_n = blank ? n - type - 1 : 0;
	const struct control_row *row = control_by_name(text, type);
	struct bytes value = BYTES_INIT;
	bool good = row;

	if (word_n > 1 && *word == '{' && word[word_n - 1] == '}') {
		word++;
		word_n -= 2;
	}
	if (row && row->form == CONTROL_DESCRIPTORS)
		add_descriptors(names, &value, word, word_n);
	else if (row)
		good = control_parse(&value, row, -1, word,
		                     word_n); /* no socket: names of interfaces stay unread */
	if (good)
		control_put(messages, row->level, row->type, value.data, value.len);
	bytes_clear(&value);
	return good;
}

static bool read_control(struct line_reader *r, struct arg *a, const char *text)
{
	struct bytes names = BYTES_INIT, messages = BYTES_INIT, whole = BYTES_INIT;
	size_t n = strlen(text);
	bool good = n >= 2 && *text == '[' && text[n - 1] == ']';

	if (good) {
		text++;
		n -= 2;
	}
	while (good && n) {
		size_t item = item_length(text, n), skip = item + 2 < n ? item + 2 : n;

		good = add_message(&names, &messages, text, item);
		text += skip;
		n -= skip;
	}
	if (good) {
		control_arg_begin(&whole, names.data, names.len);
		bytes_add(&whole, messages.data, messages.len);
		set_data(a, ARG_CONTROL, line_keep(r, bytes_str(&whole), whole.len), whole.len);
	}
	bytes_clear(&whole);
	bytes_clear(&messages);
	bytes_clear(&names);
	return good;
}

/* Of many names the words hold the first only: they are those of the descriptors that came, if nothing else did. */
static bool read_received(struct line_reader *r, struct arg *a)
{
	struct bytes names = BYTES_INIT, value = BYTES_INIT, whole = BYTES_INIT;
	static const int none = -1;
	json_t *name;
	size_t i;

	json_array_foreach(r->made, i, name)
	{
		bytes_add(&names, json_string_value(name), json_string_length(name) + 1);
		bytes_add(&value, &none, sizeof(none));
	}
	control_arg_begin(&whole, names.data, names.len);
	control_put(&whole, SOL_SOCKET, SCM_RIGHTS, value.data, value.len);
	set_data(a, ARG_CONTROL, line_keep(r, whole.data, whole.len), whole.len);
	bytes_clear(&whole);
	bytes_clear(&value);
	bytes_clear(&names);
	return true;
}

static bool read_request(struct arg *a, const char *text)
{
	const struct ioctl_row *row = ioctl_by_name(text, strlen(text));

	if (row)
		a->number = (int64_t)row->number;
	return row || text_int(text, strlen(text), &a->number);
}

/* What the words of an argument stand for; false: they stand for nothing of that kind. */
static bool read_word(struct line_reader *r, const struct call *c, struct arg *a, const char *text)
{
	const char *bad;
	size_t bad_n;

	switch ((enum arg_kind)a->kind) {
	case ARG_CONSTANT:
		return constant_parse(a->set, text, strlen(text), &a->number, &bad, &bad_n);
	case ARG_ADDRESS:
		return read_address(r, a, text);
	case ARG_OPTION:
		return read_option(c, a, text);
	case ARG_VALUE:
		return read_value(r, c, a, text);
	case ARG_CONTROL:
		return read_control(r, a, text);
	case ARG_REQUEST:
		return read_request(a, text);
	case ARG_DURATION:
		return text_duration(text, strlen(text), &a->number);
	case ARG_SOCKET:
		set_data(a, ARG_SOCKET, line_keep(r, text, strlen(text)), strlen(text));
		return sockset_is_name(text, strlen(text));
	case ARG_NUMBER:
	case ARG_BYTES:
	case ARG_TEXT:
	case ARG_LIST:
	case ARG_LENGTHS:
	case ARG_NULL:
	case ARG_SHOWN:
		break;
	}
	return false;
}

/* Whether the last argument of the call, written again, gives those words. */
static bool says_the_same(const struct call *c, unsigned i, const char *text)
{
	static const struct style style = {NULL, ESCAPE_UTF8};
	struct bytes again = BYTES_INIT;
	bool same;

	if (c->arg[i].kind == ARG_VALUE)
		calltext_add_value(&again, c, i, &style);
	else
		calltext_add_arg(&again, c, i, &style);
	same = !strcmp(bytes_str(&again), text);
	bytes_clear(&again);
	return same;
}

static void show(struct line_reader *r, struct arg *a, const char *text)
{
	struct bytes shown = BYTES_INIT;

	if (a->kind == ARG_VALUE)
		calltext_add_shown_value(&shown, text, strlen(text), r->value_length);
	else
		bytes_add_str(&shown, text);
	set_data(a, ARG_SHOWN, line_keep(r, bytes_str(&shown), shown.len), shown.len);
	bytes_clear(&shown);
}

static void read_string(struct line_reader *r, unsigned i, json_t *value)
{
	struct call *c = &r->event.call;
	struct arg *a = &c->arg[i], typed = *a;
	const char *text =
	    line_keep_text(r, json_string_value(value), json_string_length(value), false);

	if (a->kind == ARG_TEXT || a->kind == ARG_LIST) {
		bool null = a->kind == ARG_LIST && !(a->flags & ARG_OUT) && !strcmp(text, "NULL");

		set_data(a, null ? ARG_NULL : (enum arg_kind)a->kind, text, strlen(text));
		return;
	}
	if (!strcmp(text, "NULL")) {
		a->kind = ARG_NULL;
		return;
	}
	/* as an argument of the call, since some ask for the ones before them */
	if (read_word(r, c, a, text) && says_the_same(c, i, text))
		return;
	*a = typed;
	if (a->kind == ARG_CONTROL && r->made && read_received(r, a) && says_the_same(c, i, text))
		return;
	*a = typed;
	show(r, a, text);
}

static bool read_lengths(struct line_reader *r, struct arg *a, json_t *value)
{
	struct bytes lengths = BYTES_INIT;
	bool good = true;
	json_t *item;
	size_t i;

	json_array_foreach(value, i, item)
	{
		json_int_t n = json_integer_value(item);
		uint32_t length = (uint32_t)n;

		good = good && json_is_integer(item) && n >= 0 && n <= UINT32_MAX;
		bytes_add(&lengths, &length, sizeof(length));
	}
	good = good && lengths.len <= CALL_BYTES_KEPT;
	if (good)
		set_data(a, ARG_LENGTHS, line_keep(r, bytes_str(&lengths), lengths.len), lengths.len);
	bytes_clear(&lengths);
	return good || line_refuse(r, "\"args\": expected the lengths of at most %d buffers",
	                           CALL_BYTES_KEPT / (int)sizeof(uint32_t));
}

static bool read_bytes(struct line_reader *r, struct arg *a, json_t *value)
{
	const char *bytes;
	size_t n, whole;

	if (!line_payload(r, value, "args", &bytes, &n, &whole))
		return false;
	set_data(a, ARG_BYTES, bytes, n < CALL_BYTES_KEPT ? n : (size_t)CALL_BYTES_KEPT);
	a->whole = whole;
	return true;
}

/* Argument i, which is to be of that shape. */
static bool read_argument(struct line_reader *r, unsigned i, const struct shape *shape,
                          json_t *value)
{
	struct arg *a = &r->event.call.arg[i];

	*a = (struct arg){
	    .kind = shape->kind, .set = shape->set, .flags = shape->how & HOW_OUT ? ARG_OUT : 0};
	if (json_is_integer(value) && shape->kind == ARG_NUMBER) {
		a->number = json_integer_value(value);
		return true;
	}
	if (json_is_array(value) && shape->kind == ARG_LENGTHS)
		return read_lengths(r, a, value);
	if (json_is_object(value) && shape->kind == ARG_BYTES)
		return read_bytes(r, a, value);
	if (!json_is_string(value) || shape->kind == ARG_LENGTHS || shape->kind == ARG_BYTES)
		return line_refuse(r, "\"args\": argument %u of %s is not what it takes there", i + 1,
		                   r->event.call.row->name);
	read_string(r, i, value);
	return true;
}

/* One the kernel would have written, and has not. */
static void leave_out(struct arg *a, const struct shape *shape)
{
	*a = (struct arg){.kind = shape->kind, .set = shape->set, .flags = ARG_OUT};
	if (arg_has_data(a))
		a->data = "";
}

static bool read_arguments(struct line_reader *r, json_t *args, bool written)
{
	struct call *c = &r->event.call;
	struct form f = forms[c->row->id];
	size_t next = 0, given = json_array_size(args);

	if (!json_is_array(args))
		return line_refuse(r, "\"args\": expected an array");
	if (c->row->id == CALL_POLL && json_is_string(json_array_get(args, 1)))
		f = poll_one;
	for (unsigned i = 0; i < f.count; i++) {
		const struct shape *shape = &f.shape[i];

		c->args = i + 1;
		if (shape->how & HOW_OUT && !written) {
			leave_out(&c->arg[i], shape);
		} else if (next == given && shape->how & HOW_MAY_BE_LEFT_OUT) {
			c->args = i;
			break;
		} else if (next == given) {
			return line_refuse(r, "\"args\": %s takes more than %zu", c->row->name, given);
		} else if (!read_argument(r, i, shape, json_array_get(args, next++))) {
			return false;
		}
		if (i == 1 && c->arg[1].kind == ARG_CONSTANT && c->row->id == CALL_FCNTL)
			by_command(c, &f);
		else if (i == 1 && c->arg[1].kind == ARG_REQUEST)
			by_request(c, &f);
	}
	return next == given || line_refuse(r, "\"args\": %s does not take %zu", c->row->name, given);
}

/* The call --------------------------------------------------------------------------------------- */

static const struct call_row *row_of(const char *name)
{
	for (int id = 0; id < CALL_COUNT; id++)
		if (!strcmp(call_row((enum call_id)id)->name, name))
			return call_row((enum call_id)id);
	return NULL;
}

static bool read_errno(struct line_reader *r, json_t *o)
{
	struct call *c = &r->event.call;
	json_t *error = json_object_get(o, "errno");
	int64_t number = 0;

	if (!json_is_object(error))
		return line_refuse(r, "\"errno\": expected an object, as the call failed");
	if (!line_number(r, error, "num", LINE_MUST, -4095, 4095, &number))
		return false;
	if (c->row->answer != ANSWER_EAI)
		c->err = (int)number;
	return true;
}

static bool read_made(struct line_reader *r, json_t *o)
{
	struct call *c = &r->event.call;
	json_t *made = json_object_get(o, "made");
	char name[SOCK_NAME_MAX + 1];
	size_t count = json_array_size(made), most = c->row->id == CALL_RECVMSG ? RECEIVED_MOST : 2;

	if (!made)
		return true;
	if (!json_is_array(made) || !count || count > most)
		return line_refuse(r, "\"made\": expected %s names",
		                   most > 2 ? "one to " RECEIVED_MOST_TEXT : "one or two");
	for (size_t i = 0; i < count; i++) {
		if (!line_socket(r, json_array_get(made, i), "made", false, name))
			return false;
		if (most == 2)
			c->made[i] = line_keep(r, name, strlen(name));
	}
	if (most > 2)
		r->made = made;
	if (c->row->id == CALL_SOCKETPAIR && count < 2)
		return line_refuse(r, "\"made\": socketpair makes two sockets");
	return true;
}

static bool read_answer(struct line_reader *r, json_t *o)
{
	struct call *c = &r->event.call;
	int64_t took = 0;

	if (!line_number(r, o, "ret", LINE_MUST, INT64_MIN, INT64_MAX, &c->ret) ||
	    !line_number(r, o, "took_ns", LINE_MUST, 0, INT64_MAX, &took))
		return false;
	c->end = r->event.mono;
	c->begin = took < c->end ? c->end - took : 0;
	if (call_failed(c))
		return read_errno(r, o);
	return read_made(r, o);
}

bool line_call(struct line_reader *r, json_t *o)
{
	struct event *e = &r->event;
	struct call *c = &e->call;
	bool returned = e->kind == EVENT_RETURN;
	const char *name;
	int64_t job = 0;

	if (!line_text(r, o, "call", LINE_MUST, false, &name))
		return false;
	c->row = row_of(name);
	if (!c->row)
		return true;
	c->socket = e->socket;
	c->line = e->line;
	c->zones = PLACE_TOLD;
	r->value_length = -1;
	r->made = NULL;
	c->begin = c->end = e->mono;
	if (!line_text(r, o, "host", LINE_MAY, false, &c->host) ||
	    !line_number(r, o, "job", LINE_MAY, 1, UINT32_MAX, &job) ||
	    !line_number(r, o, "value_length", LINE_MAY, 0, UINT32_MAX, &r->value_length) ||
	    (returned && !read_answer(r, o)) ||
	    !read_arguments(r, json_object_get(o, "args"), returned && !call_failed(c)))
		return false;
	c->job = (unsigned)job;
	take_kind(r);
	return true;
}
