/*
 * What a frame goes through: read from its host's cable, numbered, taken apart; cut, lost, held, delayed or
 * handed on. Each turn is in the journal before it has an effect.
 */
#include "lab/carry.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "lab/quiet.h"
#include "tables/errnos.h"

enum {
	BATCH = 64,        /* frames read at a time */
	FRAME_ROOM = 2048, /* bytes of each: LAB_MTU and its header fit */
	FRAME_HEADER = 14,
	FRAMES_SHOWN = 256, /* bytes of a frame that go into the journal */
	FLOWS_MOST = 4096   /* connections followed at the same time */
};

void carry_set_marker(struct carry_marker *m, unsigned host, uint32_t number)
{
	memset(m, 0, sizeof(*m));
	plan_mac(host, m->to);
	plan_mac(host, m->from);
	m->from[4] = 1;
	m->ethertype = htons(LAB_BARRIER);
	m->number = number;
}

void carry_begin(struct wire *w)
{
	frames_init(&w->frames);
	flows_init(&w->flows, FLOWS_MOST);
	w->first = NULL;
	w->last = &w->first;
}

struct frame *carry_held(const struct wire *w, uint64_t id)
{
	struct frame *x = w->first;

	while (x && (x->delayed || (id && x->id != id)))
		x = x->next;
	return x;
}

struct frame *carry_unlink(struct wire *w, struct frame *x)
{
	struct frame **at = &w->first;

	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	if (w->last == &x->next)
		w->last = at;
	x->next = NULL;
	return x;
}

void carry_queue(struct wire *w, struct frame *x)
{
	x->next = NULL;
	*w->last = x;
	w->last = &x->next;
}

void carry_look(struct wire *w, struct frame *x)
{
	struct segment s;

	memset(&x->view, 0, sizeof(x->view));
	segment_read(&s, x->data, x->n, x->whole, SEGMENT_ETHERNET);
	x->is_tcp = s.kind == SEGMENT_TCP;
	x->flags = s.flags;
	if (!x->is_tcp)
		return;
	if (x->origin == SEGMENT_OF_HOST)
		flows_see(&w->flows, &s, &x->view);
	else if (x->origin == SEGMENT_FORGED)
		flows_look_forged(&w->flows, &s, &x->view);
	else
		flows_look(&w->flows, &s, &x->view);
}

bool carry_is_to_hold(const struct wire *w, const struct frame *x)
{
	struct pattern_subject subject;
	struct segment s;

	if (!w->holding || !w->only)
		return w->holding;
	segment_read(&s, x->data, x->n, x->whole, SEGMENT_ETHERNET);
	subject = (struct pattern_subject){&s, &x->view, x->data, x->n};
	return pattern_matches(w->only, &subject);
}

/* What is to be added to a frame's fate: one that is on its way is not held by hand. */
static const char *why_of(const struct frame *x, struct bytes *room)
{
	if (!x->delayed || x->fate != SEGMENT_HELD)
		return x->why;
	bytes_add_str(room, "delay ");
	text_add_duration(room, x->due - x->sent);
	return bytes_str(room);
}

void carry_tell(struct wire *w, const struct frame *x, const char *by)
{
	struct bytes why = BYTES_INIT;
	struct segment_event e = {
	    .id = x->id,
	    .of = x->of,
	    .sent = x->sent,
	    .fate = x->fate,
	    .origin = x->origin,
	    .link = SEGMENT_ETHERNET,
	    .from = x->from == FRAME_WIRE ? "wire" : w->port[x->from].name,
	    .to = x->to == FRAME_WIRE ? NULL : w->port[x->to].name,
	    .why = why_of(x, &why),
	};
	size_t n = x->n < FRAMES_SHOWN ? x->n : (size_t)FRAMES_SHOWN;
	char room[FRAME_CAUSE_MAX];

	journal_segment(w->journal, w->line, x->settled ? x->settled : x->sent, "wire", &e, x->data, n,
	                x->whole, by ? by : frame_cause(x, room));
	bytes_clear(&why);
}

void carry_drop(struct wire *w, struct frame *x, const char *why, const char *by)
{
	x->fate = SEGMENT_DROPPED;
	x->settled = clock_monotonic(w->clock);
	frame_set(&x->why, why);
	carry_tell(w, x, by);
	frames_settle(&w->frames, x);
}

static bool is_cut(const struct wire *w, const struct frame *x, unsigned *host)
{
	*host = x->from;
	if (x->from != FRAME_WIRE && w->port[x->from].cut)
		return true;
	*host = x->to;
	return w->port[x->to].cut;
}

static void drop_cut(struct wire *w, struct frame *x, unsigned host, const char *by)
{
	char why[LAB_NAME_MAX + 8];

	snprintf(why, sizeof(why), "cut %s", w->port[host].name);
	carry_drop(w, x, why, by);
}

void carry_deliver(struct wire *w, struct frame *x, const char *by)
{
	struct wire_port *port = &w->port[x->to];
	unsigned host;
	ssize_t sent;

	if (is_cut(w, x, &host)) {
		drop_cut(w, x, host, by);
		return;
	}
	x->fate = SEGMENT_DELIVERED;
	x->settled = clock_monotonic(w->clock);
	carry_tell(w, x, by);
	port->given = x->id;
	do
		sent = send(port->end.wire, x->data, x->n, 0);
	while (sent < 0 && errno == EINTR);
	/* it was told of before it could have an effect; that it had none is told as well */
	if (sent < 0)
		carry_drop(w, x, errno_name(errno), by);
	else
		frames_settle(&w->frames, x);
}

void carry_corrupt(struct frame *x)
{
	x->origin = SEGMENT_CORRUPTED;
	x->data[x->n - 1] ^= 1;
}

/* What the host's next frame is because of. */
static const char *cause_of(const struct wire *w, unsigned host, char text[32])
{
	const struct wire_port *port = &w->port[host];

	if (!port->given)
		return port->call[0] ? port->call : NULL;
	snprintf(text, 32, "segment %llu", (unsigned long long)port->given);
	return text;
}

void carry_moved(struct wire *w, unsigned host)
{
	char text[32];

	if (w->moved)
		w->in_transition = w->moved(w->closure, host, cause_of(w, host, text));
}

/*
 * Whether it was a timer that made the host send it. What is sent again may also be the answer to a segment
 * it was given: to the third duplicate ACK, or to a SYN that came again.
 */
static bool is_by_timer(const struct wire *w, const struct frame *x)
{
	enum { ANSWER_NS = 1000000 };
	const struct wire_port *port = &w->port[x->from];
	const struct frame *given = port->given ? frames_find(&w->frames, port->given) : NULL;

	if (x->view.marks & (FLOW_KEEP_ALIVE | FLOW_WINDOW_PROBE))
		return true;
	if (!(x->view.marks & FLOW_RETRANSMISSION))
		return false;
	return !given || !given->is_tcp || given->view.connection != x->view.connection ||
	       !(port->awaited || x->sent - given->settled < ANSWER_NS);
}

static void set_cause(struct wire *w, struct frame *x)
{
	const struct wire_port *port = &w->port[x->from];

	x->by_timer = is_by_timer(w, x);
	x->given = port->given;
	if (!x->given && port->call[0])
		frame_set(&x->cause, port->call);
}

/* xorshift64*: what is lost under a seed is lost again under it. */
static double next_percent(struct wire *w)
{
	w->random ^= w->random >> 12;
	w->random ^= w->random << 25;
	w->random ^= w->random >> 27;
	return (double)((w->random * UINT64_C(2685821657736338717)) >> 11) * 100.0 / 9007199254740992.0;
}

/* Behind those that are due before it. */
static void queue_delayed(struct wire *w, struct frame *x)
{
	struct frame **at = &w->first;

	x->delayed = true;
	x->due = x->sent + w->delay;
	while (*at && !((*at)->delayed && (*at)->due > x->due))
		at = &(*at)->next;
	x->next = *at;
	if (!*at)
		w->last = &x->next;
	*at = x;
}

/* A TCP segment that opens or closes, or one that may be waited for to end a change of state. */
static bool is_of_weight(const struct wire *w, const struct frame *x)
{
	return x->is_tcp && (x->flags & (SEGMENT_SYN | SEGMENT_FIN | SEGMENT_RST) || w->in_transition);
}

static void decide(struct wire *w, struct frame *x)
{
	char why[32];
	unsigned host;

	if (is_cut(w, x, &host)) {
		drop_cut(w, x, host, NULL);
	} else if (w->loss > 0 && next_percent(w) < w->loss) {
		snprintf(why, sizeof(why), "loss %g%%", w->loss);
		carry_drop(w, x, why, NULL);
	} else if (carry_is_to_hold(w, x)) {
		carry_queue(w, x);
		carry_tell(w, x, NULL);
	} else if (w->delay) {
		queue_delayed(w, x);
		carry_tell(w, x, NULL);
	} else {
		bool weight = is_of_weight(w, x);
		unsigned to = x->to;

		carry_deliver(w, x, NULL);
		if (weight)
			carry_moved(w, to);
	}
}

static void take_for(struct wire *w, unsigned from, unsigned to, const void *frame, size_t n,
                     uint64_t *first)
{
	struct frame *x = frames_add(&w->frames, frame, n);

	x->from = (uint8_t)from;
	x->to = (uint8_t)to;
	x->sent = clock_monotonic(w->clock);
	x->origin = *first ? SEGMENT_COPY : SEGMENT_OF_HOST;
	x->of = *first;
	carry_look(w, x);
	set_cause(w, x);
	if (!*first) {
		*first = x->id;
		if (w->holding || is_of_weight(w, x))
			carry_moved(w, from);
	}
	decide(w, x);
}

/* The host an Ethernet address belongs to, or -1. */
static int host_of_mac(const struct wire *w, const uint8_t mac[6])
{
	uint8_t known[6];

	plan_mac(0, known);
	return !memcmp(mac, known, 5) && mac[5] && mac[5] <= w->hosts ? mac[5] - 1 : -1;
}

static void take(struct wire *w, unsigned from, const uint8_t *frame, size_t n)
{
	struct carry_marker m;
	uint64_t first = 0;
	int to;

	if (n >= sizeof(m) && frame[12] == LAB_BARRIER >> 8 && frame[13] == (LAB_BARRIER & 0xff)) {
		memcpy(&m, frame, sizeof(m));
		w->port[from].marker = m.number;
		return;
	}
	if (n < FRAME_HEADER || w->starting)
		return;
	if ((frame[0] & 1) && quiet_is_of_neighbours(frame, n))
		return;
	if (frame[0] & 1) {
		for (unsigned h = 0; h < w->hosts; h++)
			if (h != from)
				take_for(w, from, h, frame, n, &first);
		return;
	}
	to = host_of_mac(w, frame);
	if (to >= 0 && (unsigned)to != from)
		take_for(w, from, (unsigned)to, frame, n, &first);
}

/* The thread -------------------------------------------------------------------------------------- */

struct batch {
	struct mmsghdr message[BATCH];
	struct iovec part[BATCH];
	uint8_t room[BATCH][FRAME_ROOM];
};

static void read_cable(struct wire *w, unsigned host, struct batch *b)
{
	int n;

	do {
		for (int i = 0; i < BATCH; i++) {
			b->part[i] = (struct iovec){b->room[i], FRAME_ROOM};
			b->message[i].msg_hdr = (struct msghdr){.msg_iov = &b->part[i], .msg_iovlen = 1};
		}
		n = recvmmsg(w->port[host].end.wire, b->message, BATCH, MSG_DONTWAIT, NULL);
		if (n <= 0)
			return;
		pthread_mutex_lock(&w->lock);
		for (int i = 0; i < n; i++)
			take(w, host, b->room[i], b->message[i].msg_len);
		pthread_cond_broadcast(&w->changed);
		pthread_mutex_unlock(&w->lock);
	} while (n == BATCH);
}

/* Hands on what is due; when the next is, or INT64_MAX. */
static int64_t deliver_due(struct wire *w)
{
	int64_t now = clock_monotonic(w->clock), next = INT64_MAX;
	struct frame *x, *after;

	for (x = w->first; x; x = after) {
		after = x->next;
		if (!x->delayed)
			continue;
		if (x->due > now) {
			if (x->due < next)
				next = x->due;
			continue;
		}
		unsigned to = x->to;
		bool weight = is_of_weight(w, x);

		carry_unlink(w, x);
		carry_deliver(w, x, NULL);
		if (weight)
			carry_moved(w, to);
	}
	return next;
}

static void sleep_until(struct wire *w, struct pollfd *p, unsigned n, int64_t until)
{
	int64_t left = until - clock_monotonic(w->clock);
	struct timespec t = {.tv_sec = left / CLOCK_S, .tv_nsec = left % CLOCK_S};

	if (left > 0)
		ppoll(p, n, until == INT64_MAX ? NULL : &t, NULL);
}

enum { WAKE, HELPER, OTHERS /* than cables */ };

/* What wakes the thread: first the cables, in the order of their hosts. */
static void listen_to(const struct wire *w, struct pollfd p[LAB_HOSTS + OTHERS])
{
	for (unsigned i = 0; i < w->hosts; i++)
		p[i] = (struct pollfd){.fd = w->port[i].end.wire, .events = POLLIN};
	p[w->hosts + WAKE] = (struct pollfd){.fd = w->wake, .events = POLLIN};
	/* what it answers is not for us: only that it hangs up, which is told unasked */
	p[w->hosts + HELPER] = (struct pollfd){.fd = w->helper};
}

void *carry_main(void *wire)
{
	struct wire *w = wire;
	struct batch *b = memory_new(sizeof(*b));
	struct pollfd p[LAB_HOSTS + OTHERS];
	uint64_t count;
	int64_t next;

	listen_to(w, p);
	for (;;) {
		pthread_mutex_lock(&w->lock);
		if (w->stop || atomic_load(&w->gone))
			break;
		next = deliver_due(w);
		pthread_mutex_unlock(&w->lock);
		for (unsigned i = 0; i < w->hosts + OTHERS; i++)
			p[i].revents = 0;
		sleep_until(w, p, w->hosts + OTHERS, next);
		if (p[w->hosts + HELPER].revents) {
			wire_lose(w);
			continue;
		}
		for (unsigned i = 0; i < w->hosts; i++)
			if (p[i].revents)
				read_cable(w, i, b);
		if (p[w->hosts + WAKE].revents && read(w->wake, &count, sizeof(count)) < 0)
			continue;
	}
	pthread_mutex_unlock(&w->lock);
	free(b);
	return NULL;
}
