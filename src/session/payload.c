/*
 * Payload words become bytes. A plain word is taken as it is, without a copy.
 */
#include "session/payload.h"

#include "base/escape.h"
#include "base/text.h"
#include "session/folder.h"
#include "session/interp.h"

enum { PAYLOAD_MAX = 1 << 30 };

bool payload_is_option(struct word w, bool *takes_value)
{
	*takes_value = word_is(w, "-encoding") || word_is(w, "-repeat");
	return *takes_value || word_is(w, "-hex") || word_is(w, "-file");
}

enum outcome payload_take(struct session *s, const struct verb *v, struct payload_form *form,
                          struct word option, struct word value)
{
	if (word_is(option, "-hex")) {
		form->hex = true;
	} else if (word_is(option, "-file")) {
		form->file = true;
	} else if (word_is(option, "-encoding")) {
		form->encoding = value;
	} else if (!text_int(value.s, value.n, &form->repeat) || form->repeat < 0) {
		struct bytes shown = BYTES_INIT;

		escape_quote_max(&shown, value.s, value.n, ESCAPE_UTF8, 60);
		session_refuse(s,
		               "%s: \"%s\" is no count: expected a whole number, 0 or more, after -repeat",
		               v->name, bytes_str(&shown));
		bytes_clear(&shown);
		return OUTCOME_REFUSED;
	}
	return OUTCOME_OK;
}

static enum outcome from_hex(struct session *s, const struct verb *v, struct word w,
                             struct bytes *out)
{
	size_t bad;

	if (!escape_parse_hex(out, w.s, w.n, &bad))
		return OUTCOME_OK;
	return session_refuse(
	    s,
	    "%s: not hex at its character %zu: expected pairs of hex digits after -hex, "
	    "like \"0a ff\"",
	    v->name, bad + 1);
}

static enum outcome repeat(struct session *s, const struct verb *v, int64_t times, struct word *out)
{
	struct bytes once = BYTES_INIT;

	if (out->n && times > PAYLOAD_MAX / (int64_t)out->n)
		return session_refuse(s, "%s: %lld times %zu bytes are too many: at most %d bytes", v->name,
		                      (long long)times, out->n, PAYLOAD_MAX);
	bytes_add(&once, out->s, out->n);
	bytes_reset(&s->payload);
	bytes_reserve(&s->payload, once.len * (size_t)times);
	for (int64_t i = 0; i < times; i++)
		bytes_add(&s->payload, once.data, once.len);
	bytes_clear(&once);
	out->s = bytes_str(&s->payload);
	out->n = s->payload.len;
	return OUTCOME_OK;
}

enum outcome payload_make(struct session *s, const struct verb *v, const struct payload_form *form,
                          struct word w, struct word *out)
{
	enum outcome o = OUTCOME_OK;
	bool made = true;

	bytes_reset(&s->payload);
	if (form->hex + form->file + (form->encoding.n > 0) > 1)
		return session_refuse(s, "%s: -hex, -file and -encoding do not go together", v->name);
	if (form->hex)
		o = from_hex(s, v, w, &s->payload);
	else if (form->file)
		o = folder_read(s, v->name, w.s, w.n, &s->payload);
	else if (form->encoding.n)
		o = interp_encode(s, form->encoding.s, form->encoding.n, w.s, w.n, &s->payload);
	else if (w.wide)
		o = session_refuse(s,
		                   "%s: the payload has characters that are no bytes: say -encoding utf-8, "
		                   "or another charset",
		                   v->name);
	else
		made = false;
	if (o != OUTCOME_OK)
		return o;
	*out = w;
	if (made)
		*out = (struct word){bytes_str(&s->payload), s->payload.len, false};
	return form->repeat == 1 ? OUTCOME_OK : repeat(s, v, form->repeat, out);
}
