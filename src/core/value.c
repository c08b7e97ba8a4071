/*
 * Reading and writing the values of socket options, by the type their row names.
 */
#include "core/value.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/clock.h"
#include "base/text.h"
#include "tables/constants.h"
#include "tables/errnos.h"

static size_t put(unsigned char value[VALUE_MAX], const void *p, size_t n)
{
	memcpy(value, p, n);
	return n;
}

/* Two numbers with blanks between. */
static bool parse_pair(const char *text, size_t n, int64_t *a, int64_t *b)
{
	const char *blank = memchr(text, ' ', n), *rest;

	if (!blank || !text_int(text, (size_t)(blank - text), a))
		return false;
	rest = blank;
	while (rest < text + n && *rest == ' ')
		rest++;
	return text_int(rest, (size_t)(text + n - rest), b);
}

static size_t parse_int(const char *text, size_t n, unsigned char value[VALUE_MAX])
{
	int64_t number;
	int i;

	if (!text_int(text, n, &number) || number < INT32_MIN || number > UINT32_MAX)
		return 0;
	i = (int)number;
	return put(value, &i, sizeof(i));
}

static size_t parse_bool(const char *text, size_t n, unsigned char value[VALUE_MAX])
{
	static const char *const words[] = {"off", "on", "false", "true", "no", "yes"};

	for (int i = 0; i < 6; i++) {
		int on = i & 1;

		if (strlen(words[i]) == n && !strncasecmp(words[i], text, n))
			return put(value, &on, sizeof(on));
	}
	return parse_int(text, n, value);
}

static size_t parse_errno(const char *text, size_t n, unsigned char value[VALUE_MAX])
{
	const struct errno_row *row = errno_by_name(text, n);

	return row ? put(value, &row->number, sizeof(row->number)) : parse_int(text, n, value);
}

static size_t parse_type(const char *text, size_t n, unsigned char value[VALUE_MAX])
{
	int64_t type;
	const char *bad;
	size_t bad_n;
	int i;

	if (!constant_parse(CONSTANT_TYPE, text, n, &type, &bad, &bad_n))
		return 0;
	i = (int)type;
	return put(value, &i, sizeof(i));
}

static size_t parse_linger(const char *text, size_t n, unsigned char value[VALUE_MAX])
{
	struct linger linger;
	int64_t onoff, seconds;

	if (!parse_pair(text, n, &onoff, &seconds) || onoff != (int)onoff || seconds != (int)seconds)
		return 0;
	linger.l_onoff = (int)onoff;
	linger.l_linger = (int)seconds;
	return put(value, &linger, sizeof(linger));
}

/* A duration, or the two fields as they are: {3 0}, which can hold what the kernel refuses. */
static size_t parse_timeval(const char *text, size_t n, unsigned char value[VALUE_MAX])
{
	struct timeval t;
	int64_t ns, a, b;

	if (text_duration(text, n, &ns)) {
		t.tv_sec = ns / CLOCK_S;
		t.tv_usec = ns % CLOCK_S / 1000;
	} else if (parse_pair(text, n, &a, &b)) {
		t.tv_sec = a;
		t.tv_usec = b;
	} else {
		return 0;
	}
	return put(value, &t, sizeof(t));
}

/* A group, and an interface behind a blank: any where there is none. */
static size_t parse_group(const char *text, size_t n, unsigned char value[VALUE_MAX])
{
	struct ip_mreq group = {.imr_interface.s_addr = htonl(INADDR_ANY)};
	char first[INET_ADDRSTRLEN], second[INET_ADDRSTRLEN];
	const char *blank = memchr(text, ' ', n);
	size_t n1 = blank ? (size_t)(blank - text) : n, n2;

	while (blank && blank < text + n && *blank == ' ')
		blank++;
	n2 = blank ? (size_t)(text + n - blank) : 0;
	if (n1 >= sizeof(first) || n2 >= sizeof(second) || memchr(text, 0, n))
		return 0;
	snprintf(first, sizeof(first), "%.*s", (int)n1, text);
	snprintf(second, sizeof(second), "%.*s", (int)n2, blank ? blank : "");
	if (inet_pton(AF_INET, first, &group.imr_multiaddr) != 1 ||
	    (blank && inet_pton(AF_INET, second, &group.imr_interface) != 1))
		return 0;
	return put(value, &group, sizeof(group));
}

size_t value_parse(const struct option_row *row, const char *text, size_t n,
                   unsigned char value[VALUE_MAX])
{
	switch (row ? row->type : OPTION_INT) {
	case OPTION_BOOL:
		return parse_bool(text, n, value);
	case OPTION_INT:
		return parse_int(text, n, value);
	case OPTION_ERRNO:
		return parse_errno(text, n, value);
	case OPTION_TYPE:
		return parse_type(text, n, value);
	case OPTION_LINGER:
		return parse_linger(text, n, value);
	case OPTION_TIMEVAL:
		return parse_timeval(text, n, value);
	case OPTION_GROUP:
		return parse_group(text, n, value);
	}
	return 0;
}

static void add_hex(struct bytes *out, const unsigned char *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		if (i)
			bytes_add_char(out, ' ');
		bytes_add_char(out, digits[p[i] >> 4]);
		bytes_add_char(out, digits[p[i] & 15]);
	}
}

static void add_int(struct bytes *out, enum option_type type, int i)
{
	if (type == OPTION_ERRNO && i && errno_by_number(i))
		bytes_add_str(out, errno_name(i));
	else if (type == OPTION_TYPE)
		constant_add(out, CONSTANT_TYPE, i);
	else
		bytes_add_int(out, i);
}

static void add_timeval(struct bytes *out, const struct timeval *t)
{
	if (t->tv_sec < 0 || t->tv_sec >= INT64_MAX / CLOCK_S || t->tv_usec < 0 ||
	    t->tv_usec >= 1000000) {
		bytes_addf(out, "%lld %lld", (long long)t->tv_sec, (long long)t->tv_usec);
		return;
	}
	text_add_duration(out, t->tv_sec * CLOCK_S + t->tv_usec * 1000);
}

static void add_group(struct bytes *out, const struct ip_mreq *group)
{
	char first[INET_ADDRSTRLEN], second[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &group->imr_multiaddr, first, sizeof(first));
	inet_ntop(AF_INET, &group->imr_interface, second, sizeof(second));
	bytes_addf(out, "%s %s", first, second);
}

void value_add(struct bytes *out, const struct option_row *row, const void *value, size_t n)
{
	enum option_type type = row ? row->type : OPTION_INT;
	union {
		int i;
		struct linger linger;
		struct timeval timeval;
		struct ip_mreq group;
	} v;

	if (n != value_room(row)) {
		add_hex(out, value, n);
		return;
	}
	memcpy(&v, value, n);
	if (type == OPTION_LINGER)
		bytes_addf(out, "%d %d", v.linger.l_onoff, v.linger.l_linger);
	else if (type == OPTION_TIMEVAL)
		add_timeval(out, &v.timeval);
	else if (type == OPTION_GROUP)
		add_group(out, &v.group);
	else
		add_int(out, type, v.i);
}

size_t value_room(const struct option_row *row)
{
	if (row && row->type == OPTION_LINGER)
		return sizeof(struct linger);
	if (row && row->type == OPTION_TIMEVAL)
		return sizeof(struct timeval);
	if (row && row->type == OPTION_GROUP)
		return sizeof(struct ip_mreq);
	return sizeof(int);
}
