/*
 * The values that are structs: of numbers, which a row describes member by member, and the signature of
 * TCP, and filter programs.
 */
#include <arpa/inet.h>
#include <endian.h>
#include <netinet/in.h>
#include <stdio.h>

#include <linux/filter.h>
#include <linux/tcp.h>

#include "base/escape.h"
#include "base/text.h"
#include "core/value_parts.h"

/* Members ---------------------------------------------------------------------------------------- */

static const struct option_field *field_by_name(const struct option_field *f,
                                                const struct value_word *w)
{
	for (; f->name; f++)
		if (strlen(f->name) == w->n && !memcmp(f->name, w->s, w->n))
			return f;
	return NULL;
}

static void store(struct value_reader *r, const struct option_field *f, int64_t number)
{
	uint64_t wide = (uint64_t)number;
	uint32_t word = (uint32_t)wide;

	if (f->size == sizeof(wide))
		memcpy(r->value->at + f->offset, &wide, sizeof(wide));
	else
		memcpy(r->value->at + f->offset, &word, sizeof(word));
}

/* NAME NUMBER..., or the numbers alone in their order; what is left out is 0. */
bool value_read_fields(struct value_reader *r)
{
	const struct option_field *f = r->row->fields, *named;
	int64_t number;

	memset(r->value->at, 0, r->row->room);
	r->value->n = r->row->room;
	if (!value_count(r, 1, VALUE_WORDS))
		return false;
	for (size_t i = 0; i < r->words; i++) {
		named = field_by_name(r->row->fields, &r->word[i]);
		if (named) {
			f = named;
			i++;
		}
		if (!f->name)
			return value_refuse(r, i, "nothing more");
		if (!value_int(r, i, INT32_MIN, UINT32_MAX, &number))
			return false;
		store(r, f++, number);
	}
	return true;
}

static uint64_t load(const struct option_field *f, const unsigned char *p)
{
	uint16_t half;
	uint32_t word;
	uint64_t wide;

	p += f->offset;
	switch (f->size) {
	case 1:
		return f->bits ? *p >> f->shift & ((1u << f->bits) - 1) : *p;
	case sizeof(half):
		memcpy(&half, p, sizeof(half));
		return half;
	case sizeof(word):
		memcpy(&word, p, sizeof(word));
		return word;
	}
	memcpy(&wide, p, sizeof(wide));
	return wide;
}

static void add_field(struct bytes *out, const struct option_field *f, uint64_t value)
{
	const char *word = f->word ? f->word((int)value) : NULL;

	bytes_add_str(out, f->name);
	bytes_add_char(out, ' ');
	if (word)
		bytes_add_str(out, word);
	else if (f->is_signed)
		bytes_add_int(out, (int32_t)value);
	else
		bytes_add_uint(out, value);
}

/* The members that are within n bytes, and what comes after the last one known as hex. */
void value_add_fields(struct bytes *out, const struct option_field *fields, const unsigned char *p,
                      size_t n)
{
	size_t known = 0, from = out->len;

	for (const struct option_field *f = fields; f->name; f++) {
		if ((size_t)f->offset + f->size > n)
			continue;
		if (out->len > from)
			bytes_add_char(out, ' ');
		add_field(out, f, load(f, p));
		if (known < (size_t)f->offset + f->size)
			known = (size_t)f->offset + f->size;
	}
	if (known == n)
		return;
	bytes_add_str(out, out->len > from ? " more " : "more ");
	for (; known < n; known++)
		bytes_addf(out, "%02x", p[known]);
}

/* struct tcp_md5sig ------------------------------------------------------------------------------ */

static bool put_address(struct tcp_md5sig *m, const char *text)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		memcpy(&m->tcpm_addr, &in, sizeof(in));
	else if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
		memcpy(&m->tcpm_addr, &in6, sizeof(in6));
	else
		return false;
	return true;
}

bool value_read_md5sig(struct value_reader *r)
{
	const struct value_word *w = r->word;
	char text[INET6_ADDRSTRLEN + 4] = "";
	struct tcp_md5sig m;
	const char *slash;
	size_t n;
	int64_t prefix;

	memset(&m, 0, sizeof(m));
	if (!value_count(r, 1, 2))
		return false;
	slash = memchr(w->s, '/', w->n);
	n = slash ? (size_t)(slash - w->s) : w->n;
	if (n >= sizeof(text))
		return value_refuse(r, 0, "an IP address");
	memcpy(text, w->s, n);
	if (!put_address(&m, text))
		return value_refuse(r, 0, "an IP address");
	if (slash) {
		if (!text_int(slash + 1, w->n - n - 1, &prefix) || prefix < 0 || prefix > UINT8_MAX)
			return value_refuse(r, 0, "an IP address, / and a number");
		m.tcpm_flags = TCP_MD5SIG_FLAG_PREFIX;
		m.tcpm_prefixlen = (uint8_t)prefix;
	}
	if (r->words > 1) {
		if (w[1].n > TCP_MD5SIG_MAXKEYLEN)
			return value_refuse(r, 1, "a key of 80 bytes at most");
		memcpy(m.tcpm_key, w[1].s, w[1].n);
		m.tcpm_keylen = (uint16_t)w[1].n;
	}
	return value_put(r, &m, sizeof(m));
}

bool value_add_md5sig(struct bytes *out, const unsigned char *p, size_t n)
{
	char text[INET6_ADDRSTRLEN];
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct tcp_md5sig m;
	const void *address;

	if (n != sizeof(m))
		return false;
	memcpy(&m, p, n);
	memcpy(&in, &m.tcpm_addr, sizeof(in));
	memcpy(&in6, &m.tcpm_addr, sizeof(in6));
	address = in.sin_family == AF_INET ? (const void *)&in.sin_addr : &in6.sin6_addr;
	if (!inet_ntop(in.sin_family, address, text, sizeof(text)))
		return false;
	bytes_add_str(out, text);
	if (m.tcpm_flags & TCP_MD5SIG_FLAG_PREFIX)
		bytes_addf(out, "/%u", m.tcpm_prefixlen);
	if (m.tcpm_keylen && m.tcpm_keylen <= sizeof(m.tcpm_key)) {
		bytes_add_char(out, ' ');
		escape_show(out, (const char *)m.tcpm_key, m.tcpm_keylen, ESCAPE_UTF8, false);
	}
	return true;
}

/* struct sock_filter[] --------------------------------------------------------------------------- */

bool value_read_filter(struct value_reader *r)
{
	int64_t field[4];

	if (r->words % 4 || !value_count(r, 4, VALUE_WORDS))
		return value_refuse(r, r->words, option_form(r->row));
	for (size_t i = 0; i < r->words; i += 4) {
		struct sock_filter f;

		for (size_t j = 0; j < 4; j++)
			if (!value_int(r, i + j, 0,
			               j == 3 ? UINT32_MAX
			               : j    ? UINT8_MAX
			                      : UINT16_MAX,
			               &field[j]))
				return false;
		f = (struct sock_filter){(uint16_t)field[0], (uint8_t)field[1], (uint8_t)field[2],
		                         (uint32_t)field[3]};
		memcpy(r->value->at + i / 4 * sizeof(f), &f, sizeof(f));
	}
	r->value->n = r->words / 4 * sizeof(struct sock_filter);
	return true;
}

bool value_add_filter(struct bytes *out, const unsigned char *p, size_t n)
{
	struct sock_filter f;

	if (n % sizeof(f))
		return false;
	for (size_t at = 0; at < n; at += sizeof(f)) {
		memcpy(&f, p + at, sizeof(f));
		bytes_addf(out, at ? " %u %u %u %u" : "%u %u %u %u", f.code, f.jt, f.jf, f.k);
	}
	return true;
}
