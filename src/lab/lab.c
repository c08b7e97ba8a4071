/*
 * A lab as a whole: its helper, its wire, and the eyes on its hosts, started and stopped together.
 */
#include "lab/lab.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/zone.h"

static int make_socket(const struct call_maker *maker, int family, int type, int protocol)
{
	const struct lab_maker *m = (const struct lab_maker *)maker;

	if (!m->lab->running) {
		errno = ENETDOWN;
		return -1;
	}
	return helper_socket(&m->lab->helper, m->host, family, type, protocol);
}

void lab_init(struct lab *l, struct journal *journal, struct clock *clock, struct ends *ends)
{
	memset(l, 0, sizeof(*l));
	wire_init(&l->wire, journal, clock);
	l->ends = ends;
	for (unsigned i = 0; i < LAB_HOSTS; i++)
		l->maker[i] = (struct lab_maker){{make_socket}, l, i};
}

void lab_clear(struct lab *l)
{
	if (l->running)
		lab_stop(l);
	wire_clear(&l->wire);
}

bool lab_is_name(const char *name, size_t n)
{
	if (!n || n > LAB_NAME_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = name[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && (!i || !((c >= '0' && c <= '9') || c == '-')))
			return false;
	}
	return true;
}

static bool on_moved(void *closure, unsigned host, const char *cause)
{
	struct lab *l = closure;
	bool moving = false;

	ends_look(l->ends, host, cause, &moving);
	l->moving = (l->moving & ~(1U << host)) | (unsigned)moving << host;
	return l->moving;
}

static int fail(struct lab_failure *f, enum lab_stage stage)
{
	*f = (struct lab_failure){stage, errno};
	return -1;
}

/* Takes the hosts' diag sockets over, all of them, whatever happens; before, they tell the interfaces. */
static int open_eyes(struct lab *l, const struct helper_host end[])
{
	int bad = 0;

	for (unsigned i = 0; i < l->hosts; i++) {
		struct diag *d;

		zone_learn(i, end[i].diag, LAB_INTERFACE);
		d = diag_new(end[i].diag);
		ends_set_place(l->ends, i, l->name[i], d);
		bad |= !d;
	}
	return bad ? -1 : 0;
}

static void close_eyes(struct lab *l)
{
	for (unsigned i = 0; i < l->hosts; i++)
		ends_set_place(l->ends, i, NULL, NULL);
}

int lab_start(struct lab *l, const struct plan *plan, const char *const name[],
              struct lab_failure *failure)
{
	unsigned hosts = plan->hosts;
	struct helper_host end[LAB_HOSTS];

	if (helper_start(&l->helper, plan, end, failure))
		return -1;
	l->hosts = hosts;
	for (unsigned i = 0; i < hosts; i++)
		memcpy(l->name[i], name[i], strlen(name[i]) + 1);
	l->moving = 0;
	l->wire.moved = on_moved;
	l->wire.closure = l;
	if (open_eyes(l, end)) {
		fail(failure, STAGE_DIAG);
		for (unsigned i = 0; i < hosts; i++) {
			close(end[i].wire);
			close(end[i].barrier);
		}
	} else if (wire_start(&l->wire, hosts, l->name, end, l->helper.channel)) {
		fail(failure, STAGE_PACKET);
	} else {
		l->running = true;
		l->lost = false;
		return 0;
	}
	close_eyes(l);
	helper_stop(&l->helper);
	return -1;
}

void lab_stop(struct lab *l)
{
	wire_stop(&l->wire);
	close_eyes(l);
	helper_stop(&l->helper);
	l->running = false;
	l->lost = atomic_load(&l->wire.gone);
}

bool lab_has_gone(struct lab *l, bool now)
{
	if (!l->running)
		return false;
	if (now && helper_has_ended(&l->helper))
		wire_lose(&l->wire);
	return atomic_load_explicit(&l->wire.gone, memory_order_relaxed);
}

int lab_host(const struct lab *l, const char *name, size_t n)
{
	for (unsigned i = 0; l->running && i < l->hosts; i++)
		if (strlen(l->name[i]) == n && !memcmp(l->name[i], name, n))
			return (int)i;
	return -1;
}

void lab_before(struct lab *l, unsigned host, const char *call)
{
	wire_because(&l->wire, host, call);
}

void lab_after(struct lab *l, unsigned host)
{
	wire_settle(&l->wire, host);
	wire_look(&l->wire, host);
}

int lab_try(struct lab_failure *failure)
{
	struct helper_host end[LAB_HOSTS];
	struct helper h;

	if (helper_start(&h, &(struct plan){.hosts = 1}, end, failure))
		return -1;
	close(end[0].wire);
	close(end[0].barrier);
	close(end[0].diag);
	helper_stop(&h);
	return 0;
}
