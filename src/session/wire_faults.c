/*
 * What the wire does to every segment: delay, loss, a cable that is cut.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "session/placing.h"
#include "session/verbs_wire.h"

enum outcome wire_run_delay(struct session *s, struct bound *b)
{
	enum outcome o = placing_require_lab(s, "wire delay");

	if (o != OUTCOME_OK)
		return o;
	wire_let_come(s);
	wire_set_delay(&s->lab.wire, b->arg[0].number, s->line);
	return OUTCOME_OK;
}

enum outcome wire_run_loss(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;
	enum outcome o = placing_require_lab(s, "wire loss");
	char text[32], *end = text;
	uint64_t seed;
	double percent;

	if (o != OUTCOME_OK)
		return o;
	snprintf(text, sizeof(text), "%.*s", w.n < sizeof(text) ? (int)w.n : 0, w.s);
	percent = strtod(text, &end);
	if (end > text && *end == '%')
		end++;
	if (end == text || *end || !(percent >= 0 && percent <= 100)) {
		bytes_reset(&s->text);
		escape_quote_max(&s->text, w.s, w.n, ESCAPE_UTF8, 40);
		return session_refuse(s, "wire loss: \"%s\": expected a percentage, 0 to 100",
		                      bytes_str(&s->text));
	}
	seed = b->opt[0].present ? (uint64_t)b->opt[0].number : (uint64_t)clock_wall(&s->engine.clock);
	wire_let_come(s);
	wire_set_loss(&s->lab.wire, percent, seed ? seed : UINT64_MAX, s->line);
	result_set_int(&s->result, (int64_t)seed);
	return OUTCOME_OK;
}

enum outcome wire_run_cut(struct session *s, struct bound *b)
{
	unsigned host;
	enum outcome o = placing_host(s, "wire cut", b->arg[0].word, &host);

	if (o != OUTCOME_OK)
		return o;
	wire_let_come(s);
	wire_set_cut(&s->lab.wire, host, true, s->line);
	return OUTCOME_OK;
}

enum outcome wire_run_heal(struct session *s, struct bound *b)
{
	unsigned host = 0, end = s->lab.hosts;
	enum outcome o = placing_require_lab(s, "wire heal");

	if (o == OUTCOME_OK && b->arg[0].present) {
		o = placing_host(s, "wire heal", b->arg[0].word, &host);
		end = host + 1;
	}
	if (o == OUTCOME_OK)
		wire_let_come(s);
	for (; o == OUTCOME_OK && host < end; host++)
		wire_set_cut(&s->lab.wire, host, false, s->line);
	return o;
}
