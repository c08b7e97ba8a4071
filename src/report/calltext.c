/*
 * Calls in words. What the kernel wrote is shown once it has written it; a socket is its name.
 */
#include "report/calltext.h"

#include <fcntl.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/filter.h>

#include "base/escape.h"
#include "base/text.h"
#include "core/control.h"
#include "core/value.h"
#include "tables/errnos.h"
#include "tables/ioctls.h"

enum { PAYLOAD_SHOWN = 96, VALUE_SHOWN = 240, BUFFERS_SHOWN = 16, CONTROL_SHOWN = 256 };

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

static void add_list(struct bytes *out, const void *p, size_t n, const struct style *style)
{
	struct bytes shown = BYTES_INIT;

	bytes_add_char(out, '[');
	escape_show(&shown, p, n, style->charset, false);
	labels_add_text(style->labels, out, bytes_str(&shown), shown.len);
	bytes_add_char(out, ']');
	bytes_clear(&shown);
}

/* Buffers as C has them: [{"what is in it", LENGTH}, {LENGTH}]. Argument i is their lengths, the one before
 * it the bytes of all of them, where there are any so far. */
static void add_buffers(struct bytes *out, const struct call *c, unsigned i, bool written,
                        const struct style *style)
{
	const struct arg *bytes = &c->arg[i - 1], *lengths = &c->arg[i];
	struct arg part = {.kind = ARG_BYTES};
	size_t from = 0, shown = lengths->len;
	uint32_t n;

	if (shown > BUFFERS_SHOWN * sizeof(n))
		shown = BUFFERS_SHOWN * sizeof(n);
	bytes_add_char(out, '[');
	for (size_t k = 0; k + sizeof(n) <= shown; k += sizeof(n), from += n) {
		memcpy(&n, (const char *)lengths->data + k, sizeof(n));
		part.whole = bytes->whole < from ? 0 : bytes->whole - from < n ? bytes->whole - from : n;
		part.len = (uint32_t)(bytes->len < from ? 0 : bytes->len - from);
		if (part.len > part.whole)
			part.len = (uint32_t)part.whole;
		part.data = part.len ? (const char *)bytes->data + from : "";
		bytes_add_str(out, k ? ", {" : "{");
		if (written) {
			add_quoted(out, &part, style);
			bytes_add_str(out, ", ");
		}
		bytes_add_uint(out, n);
		bytes_add_char(out, '}');
	}
	bytes_add_str(out, shown < lengths->whole ? ", ...]" : "]");
}

static void add_control(struct bytes *out, const struct call *c, const struct arg *a,
                        const struct style *style)
{
	struct control_arg messages = control_arg_of(a->data, a->len);
	struct bytes text = BYTES_INIT;

	control_arg_add(&text, &messages, c->zones, ", ", !style->labels);
	if (text.len > CONTROL_SHOWN || a->len < a->whole) {
		/* not within a word */
		size_t n = text.len < CONTROL_SHOWN ? text.len : CONTROL_SHOWN;

		while (n && text.data[n] && text.data[n] != ' ')
			n--;
		text.len = n;
		bytes_add_str(&text, n ? " ..." : "...");
	}
	add_list(out, bytes_str(&text), text.len, style);
	bytes_clear(&text);
}

bool calltext_is_self(const struct call *c, unsigned i)
{
	bool owner = false;

	if (c->row->id == CALL_FCNTL)
		owner = c->arg[1].number == F_SETOWN;
	else if (c->row->id == CALL_IOCTL)
		owner = c->arg[1].number == FIOSETOWN || c->arg[1].number == FIOGETOWN ||
		        c->arg[1].number == SIOCSPGRP || c->arg[1].number == SIOCGPGRP;
	return owner && i == 2 && c->arg[2].number == getpid();
}

static void add_request(struct bytes *out, int64_t number)
{
	const struct ioctl_row *row = ioctl_by_number((unsigned long)number);

	if (row)
		bytes_add_str(out, row->name);
	else
		bytes_addf(out, "0x%llx", (unsigned long long)number);
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

void calltext_add_shown_value(struct bytes *out, const char *text, size_t n, int64_t length)
{
	size_t shown = n > VALUE_SHOWN ? (size_t)VALUE_SHOWN : n;

	/* not within a character */
	while (shown < n && shown && ((unsigned char)text[shown] & 0xc0) == 0x80)
		shown--;
	bytes_add_char(out, '[');
	bytes_add(out, text, shown);
	bytes_add_str(out, shown < n ? "...]" : "]");
	if (length < 0)
		return;
	bytes_add(out, ", ", 2);
	bytes_add_uint(out, (uint64_t)length);
}

static void add_value(struct bytes *out, const struct call *c, unsigned i,
                      const struct style *style)
{
	const struct arg *a = &c->arg[i];
	int64_t length = (int64_t)(a->flags & ARG_PROGRAM ? sizeof(struct sock_fprog) : a->whole);
	struct bytes text = BYTES_INIT;

	calltext_add_value(&text, c, i, style);
	/* of a live one the length may be another, too */
	calltext_add_shown_value(out, bytes_str(&text), text.len, is_live(c, a, style) ? -1 : length);
	bytes_clear(&text);
}

/* The names of protocols are those of IP: another family's numbers mean something else. */
static bool is_anothers_protocol(const struct call *c, const struct arg *a)
{
	return a->set == CONSTANT_PROTOCOL && c->arg[0].set == CONSTANT_FAMILY &&
	       c->arg[0].number != AF_INET && c->arg[0].number != AF_INET6;
}

void calltext_add_arg(struct bytes *out, const struct call *c, unsigned i,
                      const struct style *style)
{
	const struct arg *a = &c->arg[i];

	switch ((enum arg_kind)a->kind) {
	case ARG_SOCKET:
	case ARG_SHOWN:
		bytes_add(out, a->data, a->len);
		break;
	case ARG_NUMBER:
		if (calltext_is_self(c, i))
			bytes_add_str(out, "self");
		else
			bytes_add_int(out, a->number);
		break;
	case ARG_CONSTANT:
		if (is_anothers_protocol(c, a))
			bytes_add_int(out, a->number);
		else if (a->number || !constant_set_is_flags(a->set))
			constant_add(out, a->set, a->number);
		else
			bytes_add_char(out, '0');
		break;
	case ARG_ADDRESS:
		labels_add_address(style->labels, out, a->data, a->len, c->zones, style->charset);
		break;
	case ARG_BYTES:
	case ARG_TEXT:
		add_quoted(out, a, style);
		break;
	case ARG_OPTION:
		add_option_name(out, c, a);
		break;
	case ARG_LIST:
		add_list(out, a->data, a->len, style);
		break;
	case ARG_VALUE:
		add_value(out, c, i, style);
		break;
	case ARG_LENGTHS:
		add_buffers(out, c, i, !(c->arg[i - 1].flags & ARG_OUT), style);
		break;
	case ARG_CONTROL:
		add_control(out, c, a, style);
		break;
	case ARG_REQUEST:
		add_request(out, a->number);
		break;
	case ARG_DURATION:
		text_add_duration(out, a->number);
		break;
	case ARG_NULL:
		bytes_add_str(out, "NULL");
		break;
	}
}

void calltext_add_call(struct bytes *out, const struct call *c, bool answered,
                       const struct style *style)
{
	bool first = true, written = answered && !call_failed(c);

	bytes_add_str(out, c->row->name);
	bytes_add_char(out, '(');
	for (unsigned i = 0; i < c->args; i++) {
		const struct arg *a = &c->arg[i];

		if ((a->flags & ARG_OUT) && !written)
			continue;
		/* the lengths after it show it */
		if (a->kind == ARG_BYTES && i + 1 < c->args && a[1].kind == ARG_LENGTHS)
			continue;
		if (!first)
			bytes_add(out, ", ", 2);
		if (a->kind == ARG_LENGTHS)
			add_buffers(out, c, i, written || !(a[-1].flags & ARG_OUT), style);
		else
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

/* What fcntl(2) answers: by its command. */
static void add_flags(struct bytes *out, const struct call *c)
{
	switch (c->arg[1].number) {
	case F_GETFL:
		constant_add(out, CONSTANT_FILE, c->ret);
		break;
	case F_GETFD:
		if (c->ret)
			constant_add(out, CONSTANT_FD, c->ret);
		else
			bytes_add_char(out, '0');
		break;
	case F_GETSIG:
		constant_add(out, CONSTANT_SIGNAL, c->ret);
		break;
	case F_GETOWN:
		if (c->ret == getpid())
			bytes_add_str(out, "self");
		else
			bytes_add_int(out, c->ret);
		break;
	default:
		bytes_add_int(out, c->ret);
		break;
	}
}

void calltext_add_answer(struct bytes *out, const struct call *c)
{
	if (call_failed(c))
		add_failure(out, c);
	else if (c->row->answer == ANSWER_SOCKET && c->made[0])
		bytes_addf(out, "%s%s%s", c->made[0], c->host ? " on " : "", c->host ? c->host : "");
	else if (c->row->answer == ANSWER_FLAGS)
		add_flags(out, c);
	else
		bytes_add_int(out, c->ret);
}
