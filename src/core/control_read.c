/*
 * What a control message carries, out of words: those that can be sent.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "core/control.h"
#include "core/interface.h"

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

/* An interface of the socket's network namespace, by number or name. */
static bool parse_interface(int fd, const char *word, size_t n, unsigned *index)
{
	int64_t value;

	if (text_int(word, n, &value)) {
		*index = (unsigned)value;
		return value >= 0 && value <= UINT32_MAX;
	}
	*index = (unsigned)interface_index(fd, word, n);
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
static bool parse_pktinfo(struct bytes *out, int fd, const char *text, size_t n)
{
	struct in_pktinfo info = {0};
	const char *key, *word;
	size_t key_n, word_n;
	unsigned index;

	while (next_word(&text, &n, &key, &key_n)) {
		if (!next_word(&text, &n, &word, &word_n))
			return false;
		if (is(key, key_n, "ifindex") && parse_interface(fd, word, word_n, &index))
			info.ipi_ifindex = (int)index;
		else if (!(is(key, key_n, "spec_dst") &&
		           parse_host(AF_INET, word, word_n, &info.ipi_spec_dst)) &&
		         !(is(key, key_n, "addr") && parse_host(AF_INET, word, word_n, &info.ipi_addr)))
			return false;
	}
	bytes_add(out, &info, sizeof(info));
	return true;
}

static bool parse_pktinfo6(struct bytes *out, int fd, const char *text, size_t n)
{
	struct in6_pktinfo info = {0};
	const char *key, *word;
	size_t key_n, word_n;

	while (next_word(&text, &n, &key, &key_n)) {
		if (!next_word(&text, &n, &word, &word_n))
			return false;
		if (!(is(key, key_n, "ifindex") && parse_interface(fd, word, word_n, &info.ipi6_ifindex)) &&
		    !(is(key, key_n, "addr") && parse_host(AF_INET6, word, word_n, &info.ipi6_addr)))
			return false;
	}
	bytes_add(out, &info, sizeof(info));
	return true;
}

bool control_parse(struct bytes *out, const struct control_row *row, int fd, const char *text,
                   size_t n)
{
	switch (row->form) {
	case CONTROL_CREDENTIALS:
		return parse_credentials(out, text, n);
	case CONTROL_INT:
		return parse_int(out, text, n, sizeof(int32_t));
	case CONTROL_SHORT:
		return parse_int(out, text, n, sizeof(uint16_t));
	case CONTROL_PKTINFO:
		return parse_pktinfo(out, fd, text, n);
	case CONTROL_PKTINFO6:
		return parse_pktinfo6(out, fd, text, n);
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
