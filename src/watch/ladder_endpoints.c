/*
 * Small things of the ladder: texts that are kept once however many items have them, and addresses as
 * keys. What is told of them on the screen passes the filter in ladder_label.c.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "base/memory.h"
#include "watch/ladder_parts.h"

enum { WORD_MOST = 255 };

struct word *words_take_n(struct map *words, const char *text, size_t n)
{
	struct word *w;

	if (n > WORD_MOST)
		n = WORD_MOST;
	w = map_get(words, text, n);
	if (!w) {
		w = memory_new(sizeof(*w) + n + 1);
		memcpy(w->text, text, n);
		w->n = n;
		map_put(words, text, n, w);
	}
	w->refs++;
	return w;
}

struct word *words_take(struct map *words, const char *text)
{
	return text ? words_take_n(words, text, strlen(text)) : NULL;
}

void words_drop(struct map *words, struct word *w)
{
	if (!w || --w->refs)
		return;
	map_remove(words, w->text, w->n);
	free(w);
}

static struct endpoint endpoint_of_inet6(const struct sockaddr_in6 *in6)
{
	struct endpoint e = {.family = AF_INET6, .port = ntohs(in6->sin6_port)};

	if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr)) {
		e.family = AF_INET;
		memcpy(e.address, in6->sin6_addr.s6_addr + 12, 4);
	} else {
		memcpy(e.address, &in6->sin6_addr, 16);
	}
	return e;
}

struct endpoint endpoint_of_address(const void *sockaddr, socklen_t len)
{
	int family = address_family(sockaddr, len);
	struct endpoint e = {.family = AF_UNSPEC};
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (family == AF_INET && len >= sizeof(in)) {
		memcpy(&in, sockaddr, sizeof(in));
		e.family = AF_INET;
		e.port = ntohs(in.sin_port);
		memcpy(e.address, &in.sin_addr, 4);
	} else if (family == AF_INET6 && len >= sizeof(in6)) {
		memcpy(&in6, sockaddr, sizeof(in6));
		e = endpoint_of_inet6(&in6);
	}
	return e;
}

struct endpoint endpoint_of_text(const char *text)
{
	struct endpoint e = {.family = AF_UNSPEC};
	struct bytes why = BYTES_INIT;
	struct address_host host;
	struct address a;

	if (text &&
	    address_parse(&a, text, strlen(text), AF_INET, PLACE_TOLD, &host, &why) == ADDRESS_OK)
		e = endpoint_of_address(&a.any, a.len);
	bytes_clear(&why);
	return e;
}

bool endpoint_has_port(const struct endpoint *e)
{
	return e->family != AF_UNSPEC && e->port;
}

bool endpoint_is_any(const struct endpoint *e)
{
	static const uint8_t any[16];

	return memcmp(e->address, any, sizeof(any)) == 0;
}

bool endpoint_is_exact(const struct endpoint *e)
{
	return endpoint_has_port(e) && !endpoint_is_any(e);
}

bool endpoint_same(const struct endpoint *a, const struct endpoint *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

bool endpoint_same_address(const struct endpoint *a, const struct endpoint *b)
{
	return a->family == b->family && memcmp(a->address, b->address, sizeof(a->address)) == 0;
}

bool endpoint_agrees(const struct endpoint *a, const struct endpoint *b)
{
	if (endpoint_same(a, b))
		return true;
	return endpoint_has_port(a) && a->port == b->port && endpoint_is_any(a) != endpoint_is_any(b);
}

void endpoint_add_address(struct bytes *out, const struct endpoint *e)
{
	char text[INET6_ADDRSTRLEN];

	if (e->family == AF_UNSPEC)
		return;
	if (endpoint_is_any(e))
		bytes_add_char(out, '*');
	else
		bytes_add_str(out, inet_ntop(e->family, e->address, text, sizeof(text)));
}
