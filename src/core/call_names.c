/*
 * Calls of the C library that give lists: names, addresses, interfaces. And how a list that was found
 * becomes the text that the journal keeps.
 */
#include <net/if.h>
#include <stdio.h>

#include "core/call_perform.h"

enum { FOUND_SUFFIX = 24 /* ", 4294967295 more" */ };

void call_found_begin(struct call *c, struct call_found *f)
{
	f->len = f->left_out = 0;
	c->room->list[0] = 0;
}

void call_found_item(struct call *c, struct call_found *f, const char *item, size_t n)
{
	size_t between = f->len ? 2 : 0;

	if (f->left_out || f->len + between + n + FOUND_SUFFIX >= sizeof(c->room->list)) {
		f->left_out++;
		return;
	}
	memcpy(c->room->list + f->len, ", ", between);
	memcpy(c->room->list + f->len + between, item, n);
	f->len += between + n;
	c->room->list[f->len] = 0;
}

void call_found_end(struct call *c, const struct call_found *f)
{
	if (f->left_out)
		snprintf(c->room->list + f->len, sizeof(c->room->list) - f->len, "%s%zu more",
		         f->len ? ", " : "", f->left_out);
}

static void list_addresses(struct call *c)
{
	struct bytes item = BYTES_INIT;
	struct call_found f;

	call_found_begin(c, &f);
	for (const struct addrinfo *a = c->found; a; a = a->ai_next) {
		bytes_reset(&item);
		address_add(&item, a->ai_addr, a->ai_addrlen, PLACE_HERE);
		call_found_item(c, &f, item.data, item.len);
	}
	call_found_end(c, &f);
	bytes_clear(&item);
}

void perform_getaddrinfo(struct sys *s, struct call *c)
{
	struct addrinfo hints = {.ai_family = c->family, .ai_socktype = c->type};
	const char *host = c->arg[0].data, *service = c->args > 1 ? c->arg[1].data : NULL;

	c->ret = s->getaddrinfo(s, *host ? host : NULL, service && *service ? service : NULL, &hints,
	                        &c->found);
	if (!c->ret)
		list_addresses(c);
}

/* Arguments: address, flags, what was found: "HOST, SERVICE". The service stands in the room's value too: a
 * name that came from elsewhere may hold anything, also a comma. */
void perform_getnameinfo(struct sys *s, struct call *c)
{
	char host[sizeof(c->room->list) - NI_MAXSERV - 2], service[NI_MAXSERV];
	struct address a = {.len = c->arg[0].len};

	/* what a job keeps is not aligned */
	memcpy(&a.storage, c->arg[0].data, c->arg[0].len);
	c->ret = s->getnameinfo(s, &a.any, a.len, host, sizeof(host), service, sizeof(service),
	                        (int)c->arg[1].number);
	if (c->ret)
		return;
	snprintf(c->room->list, sizeof(c->room->list), "%s, %s", host, service);
	memcpy(c->room->value, service, strlen(service) + 1);
}

/* Each interface once, in the order of its first entry: an interface has one for each address. */
void perform_getifaddrs(struct sys *s, struct call *c)
{
	const struct ifaddrs *seen;
	struct call_found f;

	c->room->interfaces = NULL;
	c->ret = s->getifaddrs(s, &c->room->interfaces);
	if (c->ret < 0)
		return;
	call_found_begin(c, &f);
	for (const struct ifaddrs *i = c->room->interfaces; i; i = i->ifa_next) {
		for (seen = c->room->interfaces; seen != i; seen = seen->ifa_next)
			if (!strcmp(seen->ifa_name, i->ifa_name))
				break;
		if (seen == i)
			call_found_item(c, &f, i->ifa_name, strlen(i->ifa_name));
	}
	call_found_end(c, &f);
}

void release_getifaddrs(struct call *c)
{
	if (c->room->interfaces)
		freeifaddrs(c->room->interfaces);
	c->room->interfaces = NULL;
}
