/*
 * Reading and writing control messages. The macros of cmsg(3) want aligned memory and trust what they
 * find, so that they are not used here: a header is copied out, and its length is looked at first.
 */
#include "core/control.h"

#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "core/address.h"
#include "tables/constants.h"
#include "tables/errnos.h"

bool control_next(const void *messages, size_t n, size_t *at, struct control *c)
{
	const unsigned char *p = messages;
	struct cmsghdr head;

	if (*at > n || n - *at < sizeof(head))
		return false;
	memcpy(&head, p + *at, sizeof(head));
	if (head.cmsg_len < CMSG_LEN(0) || head.cmsg_len > n - *at)
		return false;
	c->level = head.cmsg_level;
	c->type = head.cmsg_type;
	c->data = p + *at + CMSG_LEN(0);
	c->len = head.cmsg_len - CMSG_LEN(0);
	c->row = control_by_number(c->level, c->type);
	*at += CMSG_ALIGN(head.cmsg_len);
	return true;
}

void control_put(struct bytes *out, int level, int type, const void *data, size_t len)
{
	struct cmsghdr head = {.cmsg_len = CMSG_LEN(len), .cmsg_level = level, .cmsg_type = type};
	static const char zero[sizeof(size_t)];

	bytes_add(out, &head, sizeof(head));
	bytes_add(out, data, len);
	bytes_add(out, zero, CMSG_SPACE(len) - CMSG_LEN(len));
}

/* Words as values -------------------------------------------------------------------------------- */

/* The next word of a text of plain words; false: there is none. */
static bool next_word(const char **text, size_t *n, const char **word, size_t *word_n)
{
	size_t i = 0, from;

	while (i < *n && strchr(" \t\n", (*text)[i]))
		i++;
	from = i;
	while (i < *n && !strchr(" \t\n", (*text)[i]))
		i++;
	*word = *text + from;
	*word_n = i - from;
	*text += i;
	*n -= i;
	return *word_n > 0;
}

static bool is(const char *word, size_t n, const char *text)
{
	return strlen(text) == n && !memcmp(word, text, n);
}

static bool parse_int(struct bytes *out, const char *text, size_t n, size_t size)
{
	int64_t value;

	if (!text_int(text, n, &value))
		return false;
	if (size == sizeof(uint16_t) ? value < 0 || value > UINT16_MAX
	                             : value < INT32_MIN || value > UINT32_MAX)
		return false;
	/* little or big end first: through a number of that size */
	if (size == sizeof(uint16_t))
		bytes_add(out, &(uint16_t){(uint16_t)value}, sizeof(uint16_t));
	else
		bytes_add(out, &(int32_t){(int32_t)value}, sizeof(int32_t));
	return true;
}

/* "pid 1 uid 0 gid 0", in any order; what is not said is our own. */
static bool parse_credentials(struct bytes *out, const char *text, size_t n)
{
	struct ucred me = {getpid(), geteuid(), getegid()};
	const char *key, *word;
	size_t key_n, word_n;
	int64_t value;

	if (is(text, n, "self"))
		n = 0;
	while (next_word(&text, &n, &key, &key_n)) {
		if (!next_word(&text, &n, &word, &word_n) || !text_int(word, word_n, &value) || value < 0 ||
		    value > UINT32_MAX)
			return false;
		if (is(key, key_n, "pid"))
			me.pid = (pid_t)value;
		else if (is(key, key_n, "uid"))
			me.uid = (uid_t)value;
		else if (is(key, key_n, "gid"))
			me.gid = (gid_t)value;
		else
			return false;
	}
	bytes_add(out, &me, sizeof(me));
	return true;
}

/* An interface of this machine, by number or name. */
static bool parse_interface(const char *word, size_t n, unsigned *index)
{
	char name[IF_NAMESIZE] = "";
	int64_t value;

	if (text_int(word, n, &value)) {
		*index = (unsigned)value;
		return value >= 0 && value <= UINT32_MAX;
	}
	if (n >= sizeof(name))
		return false;
	memcpy(name, word, n);
	*index = if_nametoindex(name);
	return *index > 0;
}

static bool parse_host(int family, const char *word, size_t n, void *host)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (n >= sizeof(text))
		return false;
	memcpy(text, word, n);
	return inet_pton(family, text, host) == 1;
}

/* "ifindex 1 spec_dst 127.0.0.1"; the kernel does not look at addr, the destination. */
static bool parse_pktinfo(struct bytes *out, const char *text, size_t n)
{
	struct in_pktinfo info = {0};
	const char *key, *word;
	size_t key_n, word_n;
	unsigned index;

	while (next_word(&text, &n, &key, &key_n)) {
		if (!next_word(&text, &n, &word, &word_n))
			return false;
		if (is(key, key_n, "ifindex") && parse_interface(word, word_n, &index))
			info.ipi_ifindex = (int)index;
		else if (!(is(key, key_n, "spec_dst") &&
		           parse_host(AF_INET, word, word_n, &info.ipi_spec_dst)) &&
		         !(is(key, key_n, "addr") && parse_host(AF_INET, word, word_n, &info.ipi_addr)))
			return false;
	}
	bytes_add(out, &info, sizeof(info));
	return true;
}

static bool parse_pktinfo6(struct bytes *out, const char *text, size_t n)
{
	struct in6_pktinfo info = {0};
	const char *key, *word;
	size_t key_n, word_n;

	while (next_word(&text, &n, &key, &key_n)) {
		if (!next_word(&text, &n, &word, &word_n))
			return false;
		if (!(is(key, key_n, "ifindex") && parse_interface(word, word_n, &info.ipi6_ifindex)) &&
		    !(is(key, key_n, "addr") && parse_host(AF_INET6, word, word_n, &info.ipi6_addr)))
			return false;
	}
	bytes_add(out, &info, sizeof(info));
	return true;
}

bool control_parse(struct bytes *out, const struct control_row *row, const char *text, size_t n)
{
	switch (row->form) {
	case CONTROL_CREDENTIALS:
		return parse_credentials(out, text, n);
	case CONTROL_INT:
		return parse_int(out, text, n, sizeof(int32_t));
	case CONTROL_SHORT:
		return parse_int(out, text, n, sizeof(uint16_t));
	case CONTROL_PKTINFO:
		return parse_pktinfo(out, text, n);
	case CONTROL_PKTINFO6:
		return parse_pktinfo6(out, text, n);
	case CONTROL_BYTES:
	case CONTROL_DESCRIPTORS:
	case CONTROL_TIMEVAL:
	case CONTROL_TIMESPEC:
	case CONTROL_ERROR:
	case CONTROL_ADDRESS:
		break;
	}
	return false;
}

/* Values as words -------------------------------------------------------------------------------- */

static void add_hex(struct bytes *out, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes_addf(out, "%s%02x", i ? " " : "", p[i]);
}

/* One number, which is called otherwise where it is our own and only names may be seen. */
static void add_own(struct bytes *out, const char *key, uint32_t value, uint32_t own, bool live)
{
	if (live || value != own)
		bytes_addf(out, "%s %u", key, value);
	else
		bytes_addf(out, "%s <%s>", key, key);
}

static bool add_credentials(struct bytes *out, const struct control *c, bool live)
{
	struct ucred who;

	if (c->len != sizeof(who))
		return false;
	memcpy(&who, c->data, sizeof(who));
	add_own(out, "pid", (uint32_t)who.pid, (uint32_t)getpid(), live);
	bytes_add_char(out, ' ');
	add_own(out, "uid", who.uid, geteuid(), live);
	bytes_add_char(out, ' ');
	add_own(out, "gid", who.gid, getegid(), live);
	return true;
}

static bool add_int(struct bytes *out, const struct control *c)
{
	uint16_t two;
	int32_t four;

	if (c->len == 1) {
		bytes_add_uint(out, c->data[0]);
	} else if (c->len == sizeof(two)) {
		memcpy(&two, c->data, sizeof(two));
		bytes_add_uint(out, two);
	} else if (c->len == sizeof(four)) {
		memcpy(&four, c->data, sizeof(four));
		bytes_add_int(out, four);
	} else {
		return false;
	}
	return true;
}

static void add_host(struct bytes *out, int family, const void *host)
{
	char text[INET6_ADDRSTRLEN];

	bytes_add_str(out, inet_ntop(family, host, text, sizeof(text)));
}

static bool add_pktinfo(struct bytes *out, const struct control *c)
{
	struct in_pktinfo info;

	if (c->len != sizeof(info))
		return false;
	memcpy(&info, c->data, sizeof(info));
	bytes_addf(out, "ifindex %d spec_dst ", info.ipi_ifindex);
	add_host(out, AF_INET, &info.ipi_spec_dst);
	bytes_add_str(out, " addr ");
	add_host(out, AF_INET, &info.ipi_addr);
	return true;
}

static bool add_pktinfo6(struct bytes *out, const struct control *c)
{
	struct in6_pktinfo info;

	if (c->len != sizeof(info))
		return false;
	memcpy(&info, c->data, sizeof(info));
	bytes_add_str(out, "addr ");
	add_host(out, AF_INET6, &info.ipi6_addr);
	bytes_addf(out, " ifindex %u", info.ipi6_ifindex);
	return true;
}

static bool add_times(struct bytes *out, const struct control *c, bool live)
{
	bool micro = c->row->form == CONTROL_TIMEVAL;
	size_t each = micro ? sizeof(struct timeval) : sizeof(struct timespec);

	if (!c->len || c->len % each)
		return false;
	for (size_t i = 0; i < c->len; i += each) {
		struct timeval us;
		struct timespec ns;

		bytes_add_str(out, i ? " " : "");
		if (!live) {
			bytes_add_str(out, "<time>");
		} else if (micro) {
			memcpy(&us, c->data + i, each);
			bytes_addf(out, "%lld.%06lld", (long long)us.tv_sec, (long long)us.tv_usec);
		} else {
			memcpy(&ns, c->data + i, each);
			bytes_addf(out, "%lld.%09lld", (long long)ns.tv_sec, (long long)ns.tv_nsec);
		}
	}
	return true;
}

/* Who told of the error follows it: SO_EE_OFFENDER. */
static bool add_error(struct bytes *out, const struct control *c)
{
	struct sock_extended_err e;

	if (c->len < sizeof(e))
		return false;
	memcpy(&e, c->data, sizeof(e));
	bytes_addf(out, "errno %s origin ", errno_name((int)e.ee_errno));
	constant_add(out, CONSTANT_ORIGIN, e.ee_origin);
	bytes_addf(out, " type %u code %u info %u data %u", e.ee_type, e.ee_code, e.ee_info, e.ee_data);
	if (address_family(c->data + sizeof(e), (socklen_t)(c->len - sizeof(e))) != AF_UNSPEC) {
		bytes_add_str(out, " offender ");
		address_add(out, c->data + sizeof(e), (socklen_t)(c->len - sizeof(e)));
	}
	return true;
}

/* The names of descriptors; *next counts those that had one or could have had. */
static bool add_descriptors(struct bytes *out, const struct control *c, const struct control_arg *a,
                            size_t *next)
{
	if (c->len % sizeof(int))
		return false;
	for (size_t i = 0; i < c->len / sizeof(int); i++) {
		const char *name = control_arg_name(a, (*next)++);

		bytes_addf(out, "%s%s", i ? " " : "", name ? name : "(closed)");
	}
	return true;
}

static bool add_value(struct bytes *out, const struct control *c, const struct control_arg *a,
                      size_t *next, bool live)
{
	switch (c->row ? c->row->form : CONTROL_BYTES) {
	case CONTROL_DESCRIPTORS:
		return add_descriptors(out, c, a, next);
	case CONTROL_CREDENTIALS:
		return add_credentials(out, c, live);
	case CONTROL_INT:
	case CONTROL_SHORT:
		return add_int(out, c);
	case CONTROL_PKTINFO:
		return add_pktinfo(out, c);
	case CONTROL_PKTINFO6:
		return add_pktinfo6(out, c);
	case CONTROL_TIMEVAL:
	case CONTROL_TIMESPEC:
		return add_times(out, c, live);
	case CONTROL_ERROR:
		return add_error(out, c);
	case CONTROL_ADDRESS:
		address_add(out, c->data, (socklen_t)c->len);
		return true;
	case CONTROL_BYTES:
		break;
	}
	return false;
}

/* The argument of a call ------------------------------------------------------------------------- */

size_t control_arg_begin(struct bytes *out, const char *names, size_t n)
{
	uint32_t head = (uint32_t)n;

	bytes_add(out, &head, sizeof(head));
	bytes_add(out, names, n);
	return sizeof(head) + n;
}

struct control_arg control_arg_of(const void *data, size_t len)
{
	struct control_arg a = {"", 0, NULL, 0};
	const char *p = data;
	uint32_t n;

	if (len < sizeof(n))
		return a;
	memcpy(&n, p, sizeof(n));
	if (n > len - sizeof(n))
		return a;
	a.names = p + sizeof(n);
	a.names_n = n;
	a.messages = (const unsigned char *)a.names + n;
	a.messages_n = len - sizeof(n) - n;
	return a;
}

const char *control_arg_name(const struct control_arg *a, size_t i)
{
	const char *name = a->names, *end = a->names + a->names_n;

	while (i-- && name < end)
		name += strlen(name) + 1;
	return name < end ? name : NULL;
}

bool control_arg_names(const struct control_arg *a, const char *name, size_t n)
{
	for (const char *p = a->names; p < a->names + a->names_n; p += strlen(p) + 1)
		if (is(name, n, p))
			return true;
	return false;
}

static void add_type(struct bytes *out, const struct control *c)
{
	if (c->row) {
		bytes_add_str(out, c->row->name);
		return;
	}
	bytes_add_char(out, '{');
	constant_add(out, CONSTANT_LEVEL, c->level);
	bytes_addf(out, " %d}", c->type);
}

void control_arg_add(struct bytes *out, const struct control_arg *a, const char *between, bool live)
{
	struct bytes value = BYTES_INIT;
	size_t at = 0, next = 0;
	struct control c;

	for (bool first = true; control_next(a->messages, a->messages_n, &at, &c); first = false) {
		bytes_reset(&value);
		/* cut short by the kernel, or not in the table */
		if (!add_value(&value, &c, a, &next, live) && (live || !c.row))
			add_hex(&value, c.data, c.len);
		else if (!value.len && c.len)
			bytes_addf(&value, "<%zu bytes>", c.len);
		bytes_add_str(out, first ? "" : between);
		add_type(out, &c);
		if (value.len && !memchr(value.data, ' ', value.len))
			bytes_addf(out, " %s", bytes_str(&value));
		else
			bytes_addf(out, " {%s}", bytes_str(&value));
	}
	bytes_clear(&value);
}
