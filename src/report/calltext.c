/*
 * Calls in words. What the kernel wrote is shown once it has written it; a socket is its name.
 */
#include "report/calltext.h"

#include <netdb.h>

#include <linux/filter.h>

#include "base/escape.h"
#include "core/value.h"
#include "tables/errnos.h"

enum { PAYLOAD_SHOWN = 96, VALUE_SHOWN = 240 };

static void add_quoted(struct bytes *out, const struct arg *a, const struct style *style)
{
	struct bytes inside = BYTES_INIT;
	size_t shown;

	bytes_add_char(out, '"');
	if (style->labels) {
		/* all that is kept: a port must not be cut in two, or two runs would differ */
		shown = escape_quote_max(&inside, a->data, a->len, style->charset, SIZE_MAX);
		labels_add_text(style->labels, out, bytes_str(&inside), inside.len);
		bytes_clear(&inside);
	} else {
		shown = escape_quote_max(out, a->data, a->len, style->charset, PAYLOAD_SHOWN);
	}
	bytes_add_char(out, '"');
	if (shown < a->whole)
		bytes_add_str(out, "...");
}

static void add_list(struct bytes *out, const struct arg *a, const struct style *style)
{
	struct bytes shown = BYTES_INIT;

	escape_show(&shown, a->data, a->len, style->charset, false);
	labels_add_text(style->labels, out, bytes_str(&shown), shown.len);
	bytes_clear(&shown);
}

static void add_option_name(struct bytes *out, const struct call *c, const struct arg *a)
{
	const struct option_row *row = option_by_number((int)c->arg[1].number, (int)a->number);

	if (row)
		bytes_add_str(out, row->name);
	else
		bytes_add_int(out, a->number);
}

static const struct option_row *option_of(const struct call *c)
{
	return option_by_number((int)c->arg[1].number, (int)c->arg[2].number);
}

static bool is_live(const struct call *c, const struct arg *a, const struct style *style)
{
	const struct option_row *row = option_of(c);

	return style->labels && (a->flags & ARG_OUT) && row && (row->access & OPTION_LIVE);
}

void calltext_add_value(struct bytes *out, const struct call *c, unsigned i,
                        const struct style *style)
{
	const struct arg *a = &c->arg[i];

	if (is_live(c, a, style))
		bytes_addf(out, "<%s>", option_of(c)->name);
	else
		value_add(out, option_of(c), a->data, a->len);
}

/* [VALUE], LENGTH; of a long value its beginning. */
static void add_value(struct bytes *out, const struct call *c, unsigned i,
                      const struct style *style)
{
	const struct arg *a = &c->arg[i];
	struct bytes text = BYTES_INIT;
	size_t n;

	calltext_add_value(&text, c, i, style);
	/* not within a character */
	n = text.len < VALUE_SHOWN ? text.len : VALUE_SHOWN;
	while (n && n < text.len && ((unsigned char)text.data[n] & 0xc0) == 0x80)
		n--;
	bytes_add_char(out, '[');
	bytes_add(out, bytes_str(&text), n);
	bytes_add_str(out, text.len > VALUE_SHOWN ? "...]" : "]");
	bytes_clear(&text);
	/* of a live one the length may be another, too */
	if (is_live(c, a, style))
		return;
	bytes_add_str(out, ", ");
	bytes_add_uint(out, a->flags & ARG_PROGRAM ? sizeof(struct sock_fprog) : a->whole);
}

void calltext_add_arg(struct bytes *out, const struct call *c, unsigned i,
                      const struct style *style)
{
	const struct arg *a = &c->arg[i];

	switch ((enum arg_kind)a->kind) {
	case ARG_SOCKET:
		bytes_add(out, a->data, a->len);
		break;
	case ARG_NUMBER:
		bytes_add_int(out, a->number);
		break;
	case ARG_CONSTANT:
		if (a->number || !constant_set_is_flags(a->set))
			constant_add(out, a->set, a->number);
		else
			bytes_add_char(out, '0');
		break;
	case ARG_ADDRESS:
		labels_add_address(style->labels, out, a->data, a->len, style->charset);
		break;
	case ARG_BYTES:
	case ARG_TEXT:
		add_quoted(out, a, style);
		break;
	case ARG_OPTION:
		add_option_name(out, c, a);
		break;
	case ARG_LIST:
		bytes_add_char(out, '[');
		add_list(out, a, style);
		bytes_add_char(out, ']');
		break;
	case ARG_VALUE:
		add_value(out, c, i, style);
		break;
	}
}

void calltext_add_call(struct bytes *out, const struct call *c, bool answered,
                       const struct style *style)
{
	bool first = true;

	bytes_add_str(out, c->row->name);
	bytes_add_char(out, '(');
	for (unsigned i = 0; i < c->args; i++) {
		if ((c->arg[i].flags & ARG_OUT) && (!answered || call_failed(c)))
			continue;
		if (!first)
			bytes_add(out, ", ", 2);
		calltext_add_arg(out, c, i, style);
		first = false;
	}
	if (c->row->answer == ANSWER_SOCKET || !c->made[0]) {
		bytes_add_char(out, ')');
		return;
	}
	/* socketpair: what it made stands where C has the array */
	if (answered && !call_failed(c))
		bytes_addf(out, ", [%s, %s]", c->made[0], c->made[1]);
	bytes_add_char(out, ')');
}

static void add_failure(struct bytes *out, const struct call *c)
{
	const struct constant *eai;

	if (c->row->answer != ANSWER_EAI) {
		bytes_add_str(out, "-1 ");
		bytes_add_str(out, errno_name(c->err));
		bytes_add_str(out, " (");
		bytes_add_str(out, errno_text(c->err));
		bytes_add_char(out, ')');
		return;
	}
	eai = constant_by_value(CONSTANT_EAI, c->ret);
	bytes_addf(out, "%s (%s)", eai ? eai->name : "EAI?", gai_strerror((int)c->ret));
}

void calltext_add_answer(struct bytes *out, const struct call *c)
{
	if (call_failed(c))
		add_failure(out, c);
	else if (c->row->answer == ANSWER_SOCKET && c->made[0])
		bytes_addf(out, "%s%s%s", c->made[0], c->host ? " on " : "", c->host ? c->host : "");
	else if (c->row->answer == ANSWER_FLAGS && c->arg[1].number == 3 /* F_GETFL */)
		constant_add(out, CONSTANT_FILE, c->ret);
	else
		bytes_add_int(out, c->ret);
}
