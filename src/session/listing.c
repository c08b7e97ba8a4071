/*
 * Splitting and writing lists. Whatever has a backslash or a quote in it is left to Tcl.
 */
#include "session/listing.h"

#include <stdlib.h>

#include "base/memory.h"
#include "session/interp.h"

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void add(struct listing *l, const char *p, size_t n)
{
	if (l->count == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 16;
		l->item = memory_resize(l->item, l->cap * sizeof(*l->item));
	}
	l->item[l->count++] = (struct word){p, n, false};
}

/* The brace that ends what begins at the brace p[0]; NULL: none does. */
static const char *closing(const char *p, const char *end)
{
	int depth = 0;

	for (; p < end; p++) {
		depth += *p == '{' ? 1 : *p == '}' ? -1 : 0;
		if (!depth)
			return p;
	}
	return NULL;
}

/* False: it is Tcl's to say what that is. */
static bool split_plain(struct word w, struct listing *l)
{
	const char *p = w.s, *end = w.s + w.n, *from;

	if (memchr(w.s, '\\', w.n) || memchr(w.s, '"', w.n))
		return false;
	for (;;) {
		while (p < end && is_blank(*p))
			p++;
		if (p == end)
			return true;
		from = p;
		if (*p == '{') {
			p = closing(p, end);
			if (!p || (p + 1 < end && !is_blank(p[1])))
				return false;
			add(l, from + 1, (size_t)(p++ - from) - 1);
			continue;
		}
		while (p < end && !is_blank(*p))
			p++;
		add(l, from, (size_t)(p - from));
	}
}

/* What Tcl gives stays for the moment only: it is copied, and its place noted as an offset. */
static void keep(void *closure, const char *p, size_t n)
{
	struct listing *l = closure;

	add(l, (const char *)(uintptr_t)l->store.len, n);
	bytes_add(&l->store, p, n);
	bytes_add_char(&l->store, 0);
}

enum outcome listing_split(struct session *s, const struct verb *v, struct word w,
                           struct listing *l)
{
	struct bytes why = BYTES_INIT;
	enum outcome o;

	memset(l, 0, sizeof(*l));
	if (split_plain(w, l))
		return OUTCOME_OK;
	l->count = 0;
	o = interp_list(s, w.s, w.n, keep, l);
	for (size_t i = 0; i < l->count; i++)
		l->item[i].s = l->store.data + (uintptr_t)l->item[i].s;
	if (o != OUTCOME_OK) {
		bytes_addf(&why, "is no list: %s", bytes_str(&s->problem.message));
		o = bind_refuse(s, v, w, bytes_str(&why), NULL);
	}
	bytes_clear(&why);
	return o;
}

void listing_clear(struct listing *l)
{
	free(l->item);
	bytes_clear(&l->store);
}

static bool is_plain(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= 'A' && p[i] <= 'Z') ||
		      (p[i] >= '0' && p[i] <= '9') || (p[i] && strchr("_.:/@-+,=*<>()|%", p[i]))))
			return false;
	return n > 0;
}

/* Whether braces around it are all it needs. */
static bool fits_braces(const char *p, size_t n)
{
	int depth = 0;

	for (size_t i = 0; i < n; i++) {
		depth += p[i] == '{' ? 1 : p[i] == '}' ? -1 : 0;
		if (p[i] == '\\' || depth < 0)
			return false;
	}
	return !depth;
}

void listing_add(struct bytes *out, const void *p, size_t n)
{
	const char *text = p;

	if (out->len)
		bytes_add_char(out, ' ');
	if (is_plain(text, n)) {
		bytes_add(out, text, n);
	} else if (fits_braces(text, n)) {
		bytes_add_char(out, '{');
		bytes_add(out, text, n);
		bytes_add_char(out, '}');
	} else {
		for (size_t i = 0; i < n; i++) {
			if (text[i] == '\n') {
				bytes_add_str(out, "\\n");
				continue;
			}
			if (text[i] && strchr("{}[]$\"\\;# \t\r\v\f", text[i]))
				bytes_add_char(out, '\\');
			bytes_add_char(out, text[i]);
		}
	}
}
