/*
 * Control messages as memory, and as the argument of a call. The macros of cmsg(3) want aligned memory and
 * trust what they find, so that they are not used here: a header is copied out, and its length is looked at
 * first.
 */
#include "core/control.h"

#include <sys/socket.h>

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
		if (strlen(p) == n && !memcmp(p, name, n))
			return true;
	return false;
}

void control_arg_each_name(const struct control_arg *a,
                           void (*each)(void *closure, const char *name), void *closure)
{
	size_t at = 0, next = 0;
	struct control m;

	while (control_next(a->messages, a->messages_n, &at, &m)) {
		if (!m.row || m.row->form != CONTROL_DESCRIPTORS)
			continue;
		for (size_t k = 0; k + sizeof(int) <= m.len; k += sizeof(int)) {
			const char *name = control_arg_name(a, next++);

			if (name && *name)
				each(closure, name);
		}
	}
}
