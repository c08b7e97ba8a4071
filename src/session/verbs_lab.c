/*
 * The lab: hosts that come and go. Its wire has a file of its own.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <unistd.h>

#include "base/escape.h"
#include "session/drawing.h"
#include "session/placing.h"
#include "session/verbs_wire.h"
#include "session/watching.h"
#include "tables/errnos.h"

static void add_addresses(struct bytes *out, unsigned host)
{
	struct address a;
	char text[INET6_ADDRSTRLEN];

	plan_address(host, AF_INET, &a);
	inet_ntop(AF_INET, &((struct sockaddr_in *)&a.storage)->sin_addr, text, sizeof(text));
	bytes_add_str(out, text);
	plan_address(host, AF_INET6, &a);
	inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&a.storage)->sin6_addr, text, sizeof(text));
	bytes_addf(out, " %s", text);
}

static void tell_hosts(struct session *s, const char *before)
{
	bytes_reset(&s->text);
	bytes_add_str(&s->text, before);
	for (unsigned i = 0; i < s->lab.hosts; i++) {
		bytes_addf(&s->text, "%s%s ", i ? ", " : "", s->lab.name[i]);
		add_addresses(&s->text, i);
	}
	journal_lab(&s->engine.journal, s->line, s->text.data, s->text.len);
}

static enum outcome refuse_name(struct session *s, struct word w, const char *problem)
{
	struct bytes shown = BYTES_INIT;
	enum outcome o;

	escape_quote_max(&shown, w.s, w.n, ESCAPE_UTF8, 60);
	o = session_refuse(s, "lab start: \"%s\" %s", bytes_str(&shown), problem);
	bytes_clear(&shown);
	return o;
}

/* Copies the words into names; all different, all fit to be names. */
static enum outcome take_names(struct session *s, const struct value *v,
                               char name[LAB_HOSTS][LAB_NAME_MAX + 1], unsigned *hosts)
{
	static const char *const usual[] = {"client", "server"};

	*hosts = v->present ? (unsigned)v->rest.count : 2;
	if (*hosts > LAB_HOSTS)
		return session_refuse(s, "lab start: %u hosts: at most %d go on one wire", *hosts,
		                      LAB_HOSTS);
	for (unsigned i = 0; i < *hosts; i++) {
		struct word w =
		    v->present ? v->rest.first[i] : (struct word){usual[i], strlen(usual[i]), false};

		if (!lab_is_name(w.s, w.n))
			return refuse_name(s, w,
			                   "cannot be a host's name: expected a letter, then letters, "
			                   "digits and -, at most 31");
		memcpy(name[i], w.s, w.n);
		name[i][w.n] = 0;
		for (unsigned k = 0; k < i; k++)
			if (!strcmp(name[k], name[i]))
				return refuse_name(s, w, "twice: the names of hosts have to be different");
	}
	return OUTCOME_OK;
}

/* From a ms to the most the kernel waits (TCP_RTO_MAX of its net/tcp.h). */
static enum outcome take_rto_min(struct session *s, const struct value *v, uint32_t *ms)
{
	enum { RTO_MAX_S = 120 };

	*ms = 0;
	if (!v->present)
		return OUTCOME_OK;
	if (v->number < CLOCK_MS || v->number > RTO_MAX_S * CLOCK_S)
		return session_refuse(s, "lab start: -rto-min: expected 1ms to %ds", RTO_MAX_S);
	*ms = (uint32_t)(v->number / CLOCK_MS);
	return OUTCOME_OK;
}

static enum outcome run_start(struct session *s, struct bound *b)
{
	char name[LAB_HOSTS][LAB_NAME_MAX + 1];
	const char *names[LAB_HOSTS];
	struct lab_failure failure;
	struct plan plan;
	enum outcome o;

	if (s->lab.running)
		return session_refuse(s, "lab start: there is a lab already: expected lab stop before "
		                         "another");
	o = take_names(s, &b->arg[0], name, &plan.hosts);
	if (o == OUTCOME_OK)
		o = take_rto_min(s, &b->opt[0], &plan.rto_min);
	if (o != OUTCOME_OK)
		return o;
	for (unsigned i = 0; i < plan.hosts; i++)
		names[i] = name[i];
	if (lab_start(&s->lab, &plan, names, &failure)) {
		bytes_reset(&s->text);
		lab_add_failure(&s->text, &failure);
		return session_refuse(s, "lab start: this machine does not allow it: %s",
		                      bytes_str(&s->text));
	}
	s->waited = 0;
	drawing_start(s);
	tell_hosts(s, "started: ");
	for (unsigned i = 0; i < plan.hosts; i++)
		result_add(&s->result, name[i], strlen(name[i]));
	return OUTCOME_OK;
}

static enum outcome run_stop(struct session *s, struct bound *b)
{
	enum outcome o = placing_require_lab(s, "lab stop");

	(void)b;
	if (o != OUTCOME_OK)
		return o;
	placing_end_lab(s);
	journal_lab(&s->engine.journal, s->line, "stopped", strlen("stopped"));
	return OUTCOME_OK;
}

static enum outcome run_hosts(struct session *s, struct bound *b)
{
	struct bytes line = BYTES_INIT;

	(void)b;
	s->result.is_list = true;
	for (unsigned i = 0; s->lab.running && i < s->lab.hosts; i++) {
		bytes_reset(&line);
		bytes_addf(&line, "%s ", s->lab.name[i]);
		add_addresses(&line, i);
		result_add(&s->result, line.data, line.len);
	}
	bytes_clear(&line);
	return OUTCOME_OK;
}

/* The words as strings, for the helper. */
static enum outcome take_setting(struct session *s, const struct value *v, const char *what,
                                 char text[HELPER_SETTING])
{
	struct bytes shown = BYTES_INIT;
	enum outcome o = OUTCOME_OK;

	if (!v->word.n || v->word.n >= HELPER_SETTING || memchr(v->word.s, 0, v->word.n)) {
		escape_quote_max(&shown, v->word.s, v->word.n, ESCAPE_UTF8, 60);
		o = session_refuse(s, "lab sysctl: \"%s\" is no %s of a setting", bytes_str(&shown), what);
	} else {
		snprintf(text, HELPER_SETTING, "%.*s", (int)v->word.n, v->word.s);
	}
	bytes_clear(&shown);
	return o;
}

static enum outcome refuse_setting(struct session *s, const char *host, const char *name,
                                   const char *value)
{
	int err = errno;
	struct bytes shown = BYTES_INIT;
	enum outcome o;

	escape_quote(&shown, name, strlen(name), ESCAPE_UTF8);
	if (value) {
		bytes_add_str(&shown, " = ");
		escape_quote(&shown, value, strlen(value), ESCAPE_UTF8);
	}
	o = session_refuse(s, "lab sysctl: %s on %s: %s (%s)%s", bytes_str(&shown), host,
	                   errno_name(err), errno_text(err),
	                   err == ENOENT ? ": a host of this kernel has no such setting; expected one "
	                                   "of net, like net.ipv4.tcp_sack"
	                                 : "");
	bytes_clear(&shown);
	return o;
}

static enum outcome run_sysctl(struct session *s, struct bound *b)
{
	char name[HELPER_SETTING], value[HELPER_SETTING], now[HELPER_SETTING];
	bool is_set = b->arg[2].present;
	unsigned host;
	enum outcome o = placing_host(s, "lab sysctl", b->arg[0].word, &host);

	if (o == OUTCOME_OK)
		o = take_setting(s, &b->arg[1], "name", name);
	if (o == OUTCOME_OK && is_set)
		o = take_setting(s, &b->arg[2], "value", value);
	if (o != OUTCOME_OK)
		return o;
	if (helper_setting(&s->lab.helper, host, name, is_set ? value : NULL, now))
		return refuse_setting(s, s->lab.name[host], name, is_set ? value : NULL);
	if (is_set) {
		bytes_reset(&s->text);
		bytes_addf(&s->text, "%s: %s = %s", s->lab.name[host], name, now);
		journal_lab(&s->engine.journal, s->line, s->text.data, s->text.len);
	}
	result_set_str(&s->result, now);
	return OUTCOME_OK;
}

static const struct verb group[] = {
    {
        .name = "lab start",
        .family = "lab",
        .param = {{PARAM_REST, "HOST ...", PARAM_OPTIONAL, 0}},
        .option = {{"-rto-min", PARAM_DURATION, "T", 0}},
        .help =
            "Start a lab with these hosts; client and server where none are named.\n"
            "Each host is a network namespace with a TCP/IP of its own, on one wire; it needs no "
            "root, and no packet leaves it. The first has 10.0.0.1 and fd00::1, the next 10.0.0.2 "
            "and fd00::2, up to 16. Its name is an address: server:80.\n"
            "-rto-min leaves more time to look at a segment that is held: once a connection is "
            "there, "
            "its TCP sends nothing again before T has passed, where the kernel's own least is "
            "200ms "
            "(rto_min of a route). SYN and SYN ACK are repeated after 1s all the same.",
        .man = "network_namespaces(7), user_namespaces(7), ip-route(8)",
        .run = run_start,
    },
    {
        .name = "lab stop",
        .family = "lab",
        .help = "End the lab: its hosts, interfaces and processes go.",
        .run = run_stop,
    },
    {
        .name = "lab hosts",
        .family = "lab",
        .help = "The hosts, as a list of {NAME IPV4 IPV6}.",
        .run = run_hosts,
    },
    {
        .name = "lab sysctl",
        .family = "lab",
        .param = {{PARAM_WORD, "HOST", 0, 0},
                  {PARAM_WORD, "NAME", 0, 0},
                  {PARAM_WORD, "VALUE", PARAM_OPTIONAL, 0}},
        .help =
            "Read a setting of a host's network, or set it: lab sysctl server net.ipv4.tcp_sack "
            "0.\n"
            "It holds for this host alone, and for as long as the lab. The result is what it is "
            "then.",
        .man = "tcp(7), ip(7), sysctl(8)",
        .run = run_sysctl,
    },
    {.name = NULL},
};

const struct verb verbs_lab[] = {
    {
        .name = "lab",
        .family = "lab",
        .help = "Hosts of one's own on a wire of one's own.",
        .group = group,
    },
    {
        .name = "wire",
        .family = "lab",
        .help = "The wire of the lab: hold what goes over it, and let it go, lose it, double it, "
                "forge it.",
        .group = wire_group,
    },
    {.name = NULL},
};
