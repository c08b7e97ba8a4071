/*
 * Reading the values of socket options from words, by the type their row names. Here are those of one
 * number or word; groups and structs are in value_group.c and value_struct.c.
 */
#include "core/value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/text.h"
#include "core/address.h"
#include "core/interface.h"
#include "core/value_parts.h"
#include "tables/constants.h"
#include "tables/errnos.h"

bool value_put(struct value_reader *r, const void *p, size_t n)
{
	if (n)
		memcpy(r->value->at, p, n);
	r->value->n = n;
	return true;
}

bool value_refuse(struct value_reader *r, size_t i, const char *expected)
{
	struct value_problem *bad = r->bad;

	if (!bad)
		return false;
	bad->word = NULL;
	bad->n = 0;
	if (i < r->words && i < VALUE_WORDS) {
		bad->word = r->word[i].s;
		bad->n = r->word[i].n;
	}
	bad->expected = expected;
	bad->near[0] = 0;
	return false;
}

/* The text as a whole is wrong. */
static bool refuse_all(struct value_reader *r)
{
	return value_refuse(r, SIZE_MAX, option_form(r->row));
}

bool value_count(struct value_reader *r, size_t least, size_t most)
{
	return (r->words >= least && r->words <= most) || refuse_all(r);
}

bool value_int(struct value_reader *r, size_t i, int64_t least, int64_t most, int64_t *number)
{
	if (i < r->words && text_int(r->word[i].s, r->word[i].n, number) && *number >= least &&
	    *number <= most)
		return true;
	return value_refuse(r, i, "a whole number");
}

bool value_interface(struct value_reader *r, size_t i, int *index)
{
	const struct value_word *w = &r->word[i];
	int64_t number;

	if (text_int(w->s, w->n, &number) && number >= INT32_MIN && number <= INT32_MAX) {
		*index = (int)number;
		return true;
	}
	*index = interface_index(r->fd, w->s, w->n);
	if (*index)
		return true;
	value_refuse(r, i, "an interface, by name or number");
	if (r->bad)
		interface_nearest(r->fd, w->s, w->n, r->bad->near);
	return false;
}

/* An int as the kernel takes it: 0xffffffff is -1 to it. */
static bool put_int(struct value_reader *r, int64_t number)
{
	int i = (int)number;

	if (number < INT32_MIN || number > UINT32_MAX)
		return refuse_all(r);
	return value_put(r, &i, sizeof(i));
}

static bool read_int(struct value_reader *r)
{
	int64_t number;

	return text_int(r->text, r->n, &number) ? put_int(r, number) : refuse_all(r);
}

static bool read_bool(struct value_reader *r)
{
	static const char *const words[] = {"off", "on", "false", "true", "no", "yes"};

	for (int i = 0; i < 6; i++)
		if (strlen(words[i]) == r->n && !strncasecmp(words[i], r->text, r->n))
			return put_int(r, i & 1);
	return read_int(r);
}

/* The row's name for n bytes, or NULL with the nearest one in `bad`. */
static const struct option_name *find_name(struct value_reader *r, const char *s, size_t n)
{
	const struct option_name *name = r->row->names;
	struct nearest near;

	nearest_init(&near, s, n);
	for (; name && name->name; name++) {
		if (strlen(name->name) == n && !strncasecmp(name->name, s, n))
			return name;
		nearest_offer(&near, name->name);
	}
	refuse_all(r);
	if (r->bad) {
		r->bad->word = s;
		r->bad->n = n;
		if (near.best && strlen(near.best) <= VALUE_WORD_MAX)
			snprintf(r->bad->near, sizeof(r->bad->near), "%s", near.best);
	}
	return NULL;
}

static bool read_named(struct value_reader *r)
{
	const struct option_name *name;

	if (!r->row || !r->row->names || text_int(r->text, r->n, &(int64_t){0}))
		return read_int(r);
	name = find_name(r, r->text, r->n);
	return name && put_int(r, name->value);
}

static bool read_flags(struct value_reader *r)
{
	const char *s = r->text, *end = r->text + r->n;
	int64_t all = 0, number;

	for (;;) {
		const char *bar = memchr(s, '|', (size_t)(end - s));
		size_t n = (size_t)((bar ? bar : end) - s);

		if (!text_int(s, n, &number)) {
			const struct option_name *name = find_name(r, s, n);

			if (!name)
				return false;
			number = name->value;
		}
		all |= number;
		if (!bar)
			return put_int(r, all);
		s = bar + 1;
	}
}

/* What fits into 64 bits; -1 is all of them. */
static bool read_u64(struct value_reader *r, uint64_t *value)
{
	char text[VALUE_WORD_MAX + 1], *end;
	int64_t number;

	if (text_int(r->text, r->n, &number)) {
		*value = (uint64_t)number;
		return true;
	}
	if (!r->n || r->n > VALUE_WORD_MAX || r->text[0] < '0' || r->text[0] > '9')
		return refuse_all(r);
	memcpy(text, r->text, r->n);
	text[r->n] = 0;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return (!errno && end == text + r->n) || refuse_all(r);
}

static bool read_long(struct value_reader *r, bool is_ulong)
{
	unsigned long narrow;
	uint64_t wide;

	if (!read_u64(r, &wide))
		return false;
	narrow = (unsigned long)wide;
	return is_ulong ? value_put(r, &narrow, sizeof(narrow)) : value_put(r, &wide, sizeof(wide));
}

static bool read_errno(struct value_reader *r)
{
	const struct errno_row *row = errno_by_name(r->text, r->n);

	return row ? put_int(r, row->number) : read_int(r);
}

static bool read_constant(struct value_reader *r, enum constant_set set)
{
	const char *bad;
	int64_t number;
	size_t bad_n;

	return constant_parse(set, r->text, r->n, &number, &bad, &bad_n) ? put_int(r, number)
	                                                                 : refuse_all(r);
}

static bool read_linger(struct value_reader *r)
{
	int64_t onoff, seconds;

	if (!value_count(r, 2, 2) || !value_int(r, 0, INT32_MIN, INT32_MAX, &onoff) ||
	    !value_int(r, 1, INT32_MIN, INT32_MAX, &seconds))
		return false;
	return value_put(r, &(struct linger){.l_onoff = (int)onoff, .l_linger = (int)seconds},
	                 sizeof(struct linger));
}

/* A duration, or the two fields as they are: {3 0}, which can hold what the kernel refuses. */
static bool read_timeval(struct value_reader *r)
{
	struct timeval t;
	int64_t ns, a, b;

	if (text_duration(r->text, r->n, &ns)) {
		t.tv_sec = ns / CLOCK_S;
		t.tv_usec = ns % CLOCK_S / 1000;
		return value_put(r, &t, sizeof(t));
	}
	if (r->words != 2 || !value_int(r, 0, INT64_MIN, INT64_MAX, &a) ||
	    !value_int(r, 1, INT64_MIN, INT64_MAX, &b))
		return refuse_all(r);
	t.tv_sec = a;
	t.tv_usec = b;
	return value_put(r, &t, sizeof(t));
}

static bool read_string(struct value_reader *r)
{
	return r->n <= VALUE_MAX ? value_put(r, r->text, r->n) : refuse_all(r);
}

static bool read_interface(struct value_reader *r, bool big_endian)
{
	int index;

	if (!value_count(r, 1, 1) || !value_interface(r, 0, &index))
		return false;
	if (big_endian)
		index = (int)htonl((uint32_t)index);
	return value_put(r, &index, sizeof(index));
}

/* LOW-HIGH; a bare number is the value itself, as C has it. */
static bool read_ports(struct value_reader *r)
{
	const char *dash = memchr(r->text, '-', r->n);
	int64_t low, high;
	uint32_t ports;

	if (!dash || dash == r->text)
		return read_int(r);
	if (!text_int(r->text, (size_t)(dash - r->text), &low) ||
	    !text_int(dash + 1, (size_t)(r->text + r->n - dash) - 1, &high) || low < 0 ||
	    low > UINT16_MAX || high < 0 || high > UINT16_MAX)
		return refuse_all(r);
	ports = (uint32_t)high << 16 | (uint32_t)low;
	return value_put(r, &ports, sizeof(ports));
}

static bool read_bytes(struct value_reader *r)
{
	struct bytes bytes = BYTES_INIT;
	size_t bad;
	bool ok = !escape_parse_hex(&bytes, r->text, r->n, &bad) && bytes.len <= VALUE_MAX;

	if (ok)
		value_put(r, bytes.data, bytes.len);
	bytes_clear(&bytes);
	return ok || refuse_all(r);
}

static bool read_ids(struct value_reader *r)
{
	int64_t number;

	for (size_t i = 0; i < r->words && i < VALUE_WORDS; i++) {
		uint32_t id;

		if (!value_int(r, i, 0, UINT32_MAX, &number))
			return false;
		id = (uint32_t)number;
		memcpy(r->value->at + i * sizeof(id), &id, sizeof(id));
	}
	r->value->n = r->words * sizeof(uint32_t);
	return value_count(r, 0, VALUE_WORDS);
}

/* The kernel takes none: whose interface it names is not asked. */
static bool read_sockaddr(struct value_reader *r)
{
	struct bytes why = BYTES_INIT;
	struct address_host host;
	struct address a;
	bool ok = address_parse(&a, r->text, r->n, AF_UNSPEC, PLACE_TOLD, &host, &why) == ADDRESS_OK;

	bytes_clear(&why);
	return ok ? value_put(r, &a.any, a.len) : refuse_all(r);
}

/* Not all at once: there is room for many words, and there are few. */
static void begin(struct value_reader *r, const struct option_row *row, int fd, const char *text,
                  size_t n, struct value_bytes *value, struct value_problem *bad)
{
	const char *s = text, *end = text + n;

	r->row = row;
	r->fd = fd;
	r->text = text;
	r->n = n;
	r->words = 0;
	r->value = value;
	r->bad = bad;
	for (;;) {
		const char *from;

		while (s < end && *s == ' ')
			s++;
		if (s == end)
			return;
		for (from = s; s < end && *s != ' ';)
			s++;
		if (r->words < VALUE_WORDS)
			r->word[r->words] = (struct value_word){from, (size_t)(s - from)};
		if (++r->words > VALUE_WORDS)
			return;
	}
}

bool value_parse(const struct option_row *row, int fd, const char *text, size_t n,
                 struct value_bytes *value, struct value_problem *bad)
{
	struct value_reader r;

	begin(&r, row, fd, text, n, value, bad);
	switch (row ? row->type : OPTION_INT) {
	case OPTION_BOOL:
		return read_bool(&r);
	case OPTION_INT:
		return read_named(&r);
	case OPTION_FLAGS:
		return read_flags(&r);
	case OPTION_ULONG:
		return read_long(&r, true);
	case OPTION_U64:
		return read_long(&r, false);
	case OPTION_ERRNO:
		return read_errno(&r);
	case OPTION_FAMILY:
		return read_constant(&r, CONSTANT_FAMILY);
	case OPTION_TYPE:
		return read_constant(&r, CONSTANT_TYPE);
	case OPTION_PROTOCOL:
		return read_constant(&r, CONSTANT_PROTOCOL);
	case OPTION_LINGER:
		return read_linger(&r);
	case OPTION_TIMEVAL:
		return read_timeval(&r);
	case OPTION_STRING:
		return read_string(&r);
	case OPTION_INTERFACE:
		return read_interface(&r, false);
	case OPTION_INTERFACE_BE:
		return read_interface(&r, true);
	case OPTION_PORTS:
		return read_ports(&r);
	case OPTION_OUTGOING:
	case OPTION_MREQ:
	case OPTION_MREQ6:
	case OPTION_MREQ_SOURCE:
	case OPTION_MSFILTER:
	case OPTION_GROUP:
	case OPTION_GROUP_SOURCE:
	case OPTION_GROUP_FILTER:
		return value_read_group(&r, false);
	case OPTION_MD5SIG:
		return value_read_md5sig(&r);
	case OPTION_SOCKADDR:
		return read_sockaddr(&r);
	case OPTION_IDS:
		return read_ids(&r);
	case OPTION_FIELDS:
		return value_read_fields(&r);
	case OPTION_FILTER:
		return value_read_filter(&r);
	case OPTION_BYTES:
		return read_bytes(&r);
	}
	return false;
}

bool value_parse_asked(const struct option_row *row, int fd, const char *text, size_t n,
                       struct value_bytes *value, struct value_problem *bad)
{
	struct value_reader r;

	memset(value->at, 0, sizeof(value->at));
	begin(&r, row, fd, text, n, value, bad);
	if (row && (row->type == OPTION_MSFILTER || row->type == OPTION_GROUP_FILTER))
		return value_read_group(&r, true);
	return value_refuse(&r, 0, "no more words: it is read as a whole");
}
