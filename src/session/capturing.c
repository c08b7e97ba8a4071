/*
 * A packet is the session's when it comes from or goes to a port of one of its sockets on this machine. A
 * connect(2) sends its SYN before anybody knows its port: such packets wait until the call has returned.
 */
#include "session/capturing.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/memory.h"
#include "lab/frames.h"
#include "session/drawing.h"
#include "session/folder.h"
#include "watch/capture.h"
#include "watch/pcapng.h"

enum {
	SNAP = 256, /* bytes kept of each packet */
	PORTS_MOST = 65536,
	PENDING_MOST = 1024, /* packets that wait to be known */
	PENDING_MS = 2000,   /* and for how long */
	CALLS_KEPT = 64,     /* calls a packet may be because of */
	FILE_MOST = 64 << 20 /* bytes kept for capture save */
};

/* A call, and when it began: what is captured from then on may be because of it. */
struct begun {
	int64_t at; /* monotonic ns */
	char call[SOCK_NAME_MAX + 32];
};

/* A packet that may turn out to be ours. */
struct pending {
	int64_t wall;
	size_t n, whole;
	enum segment_link link;
	unsigned char data[SNAP];
};

struct capturing {
	pthread_t thread;
	pthread_mutex_t lock;
	struct capture *capture;
	char interface[64];
	struct journal *journal;
	struct clock *clock;
	int wake; /* eventfd */
	bool stop;
	struct vector pending; /* struct pending, owned */
	struct bytes file;     /* what was captured, as pcapng */
	uint64_t packets;
	uint64_t left_out; /* packets for which the file had no room */
	struct begun begun[CALLS_KEPT];
	unsigned calls; /* so many were made; the last ones are kept */
	unsigned char own[PORTS_MOST / 8], wanted[PORTS_MOST / 8]; /* bits */
};

static bool has(const unsigned char *set, unsigned port)
{
	return set[port / 8] & 1U << port % 8;
}

static void put(unsigned char *set, unsigned port)
{
	set[port / 8] |= (unsigned char)(1U << port % 8);
}

/* The last call that had begun when a packet was seen; NULL: none is known. */
static const char *call_before(const struct capturing *c, int64_t mono)
{
	for (unsigned i = 0; i < c->calls && i < CALLS_KEPT; i++) {
		const struct begun *b = &c->begun[(c->calls - 1 - i) % CALLS_KEPT];

		if (b->at <= mono)
			return b->call;
	}
	return NULL;
}

/* Under the lock. */
static void tell(struct capturing *c, const struct pending *p)
{
	struct segment_event e = {.id = ++c->packets, .fate = SEGMENT_SEEN, .link = (uint8_t)p->link};
	int64_t offset = clock_wall(c->clock) - clock_monotonic(c->clock);
	char comment[SOCK_NAME_MAX + 48];
	const char *call;

	e.sent = p->wall - offset;
	e.from = c->interface;
	if (c->packets == 1)
		pcapng_add_interface(&c->file, c->interface, NULL, p->link, SNAP);
	call = call_before(c, e.sent);
	if (call)
		snprintf(comment, sizeof(comment), "after %s", call);
	if (c->file.len < FILE_MOST)
		pcapng_add_packet(&c->file, 0, p->wall, p->data, p->n, p->whole, call ? comment : NULL, 0);
	else
		c->left_out++;
	journal_segment(c->journal, 0, e.sent, "capture", &e, p->data, p->n, p->whole,
	                call ? comment : NULL);
}

static bool is_own(const struct capturing *c, const struct pending *p)
{
	struct segment s;

	segment_read(&s, p->data, p->n, p->whole, p->link);
	/* an ICMP error is ours when the packet it complains of is */
	if (s.quoted) {
		struct segment about;

		segment_read(&about, p->data + s.quoted, s.quoted_len, s.quoted_len, SEGMENT_IP);
		return has(c->own, about.sport);
	}
	return has(c->own, s.sport) || has(c->own, s.dport);
}

static void forget_old(struct capturing *c, int64_t now)
{
	size_t gone = 0;

	while (gone < c->pending.count &&
	       (c->pending.count - gone > PENDING_MOST ||
	        now - ((struct pending *)c->pending.item[gone])->wall > PENDING_MS * CLOCK_MS))
		free(c->pending.item[gone++]);
	memmove(c->pending.item, c->pending.item + gone, (c->pending.count - gone) * sizeof(void *));
	c->pending.count -= gone;
}

/* Those that turned out to be ours, in their order. */
static void tell_pending(struct capturing *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->pending.count; i++) {
		struct pending *p = c->pending.item[i];

		if (!is_own(c, p)) {
			c->pending.item[kept++] = p;
			continue;
		}
		tell(c, p);
		free(p);
	}
	c->pending.count = kept;
}

static void on_packet(void *closure, const struct captured *packet)
{
	struct capturing *c = closure;
	struct pending p = {.wall = packet->wall, .whole = packet->whole, .link = packet->link};

	p.n = packet->n < SNAP ? packet->n : (size_t)SNAP;
	memcpy(p.data, packet->frame, p.n);
	if (is_own(c, &p)) {
		/* nothing overtakes what came before it */
		tell_pending(c);
		tell(c, &p);
		return;
	}
	vector_add(&c->pending, memory_new(sizeof(p)));
	memcpy(c->pending.item[c->pending.count - 1], &p, sizeof(p));
	forget_old(c, packet->wall);
}

/* It cannot go on: that is said, so that what is missing from here on is not taken for silence. Under the
 * lock. */
static void end(struct capturing *c, const char *why)
{
	struct bytes text = BYTES_INIT;

	c->stop = true;
	bytes_addf(&text, "the capture on %s has ended: %s", c->interface, why);
	journal_note(c->journal, NOTE_REMARK, 0, NULL, text.data, text.len);
	bytes_clear(&text);
}

/* Under the lock. */
static void read_all(struct capturing *c)
{
	struct bytes why = BYTES_INIT;

	if (!c->stop && capture_read(c->capture, on_packet, c, &why) < 0)
		end(c, bytes_str(&why));
	bytes_clear(&why);
}

static void *watch(void *closure)
{
	struct capturing *c = closure;
	struct pollfd p[2] = {{.fd = capture_fd(c->capture), .events = POLLIN},
	                      {.fd = c->wake, .events = POLLIN}};

	for (;;) {
		poll(p, 2, -1);
		pthread_mutex_lock(&c->lock);
		read_all(c);
		if (c->stop)
			break;
		pthread_mutex_unlock(&c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* The kernel is to let these ports through, the ones of peers too. Under the lock. */
static void set_filter(struct capturing *c)
{
	uint16_t *port = memory_new(PORTS_MOST * sizeof(*port));
	struct bytes why = BYTES_INIT;
	size_t ports = 0;

	for (unsigned i = 1; i < PORTS_MOST; i++)
		if (has(c->own, i) || has(c->wanted, i))
			port[ports++] = (uint16_t)i;
	if (capture_set_ports(c->capture, port, ports, &why) && !c->stop)
		end(c, bytes_str(&why));
	bytes_clear(&why);
	free(port);
}

/* Under the lock. */
static void note_call(struct capturing *c, const struct call *call)
{
	struct begun *b = &c->begun[c->calls++ % CALLS_KEPT];

	b->at = clock_monotonic(c->clock);
	snprintf(b->call, sizeof(b->call), "%s(%s)", call->row->name, call->socket);
}

void capturing_expect(struct session *s, const struct call *c)
{
	int port = -1;

	for (unsigned i = 0; i < c->args; i++)
		if (c->arg[i].kind == ARG_ADDRESS && !(c->arg[i].flags & ARG_OUT) && c->arg[i].len)
			port = address_port(c->arg[i].data, c->arg[i].len);
	if (c->place != PLACE_HERE || !c->socket)
		return;
	pthread_mutex_lock(&s->capturing->lock);
	note_call(s->capturing, c);
	if (port > 0 && !has(s->capturing->wanted, (unsigned)port)) {
		put(s->capturing->wanted, (unsigned)port);
		set_filter(s->capturing);
	}
	pthread_mutex_unlock(&s->capturing->lock);
}

void capturing_meet(struct session *s, const struct sock *sock)
{
	struct capturing *c = s->capturing;
	struct sys *sys = s->engine.sys;
	struct address a;
	int port;

	a.len = sizeof(a.storage);
	if (sock->place != PLACE_HERE || sys->getsockname(sys, sock->fd, &a.any, &a.len))
		return;
	port = address_port(&a.any, a.len);
	if (port <= 0)
		return;
	pthread_mutex_lock(&c->lock);
	if (!has(c->own, (unsigned)port)) {
		put(c->own, (unsigned)port);
		set_filter(c);
	}
	/* what is in the kernel's buffer already came before what comes next */
	read_all(c);
	tell_pending(c);
	pthread_mutex_unlock(&c->lock);
}

void capturing_follow(struct session *s, const struct call *c)
{
	const struct sock *sock =
	    c->socket ? sockset_find(&s->socks, c->socket, strlen(c->socket)) : NULL;

	/* a call that closed it has no port to tell, and its FIN is caught like all before it */
	if (sock &&
	    (c->row->id == CALL_BIND || c->row->id == CALL_CONNECT || c->row->id == CALL_LISTEN ||
	     c->row->id == CALL_SENDTO || c->row->id == CALL_SENDMSG))
		capturing_meet(s, sock);
}

void capturing_free(struct capturing *c)
{
	uint64_t one = 1;

	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->stop = true;
	if (write(c->wake, &one, sizeof(one)) < 0)
		c->stop = true; /* full: it is awake anyway */
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	capture_close(c->capture);
	close(c->wake);
	for (size_t i = 0; i < c->pending.count; i++)
		free(c->pending.item[i]);
	vector_clear(&c->pending);
	bytes_clear(&c->file);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

/* The verbs --------------------------------------------------------------------------------------- */

static enum outcome refuse_none(struct session *s, const char *verb)
{
	return session_refuse(s, "%s: nothing is captured: expected capture start before it", verb);
}

static struct capturing *begin(struct session *s, const char *interface, struct bytes *why)
{
	struct capture *capture;
	struct capturing *c;
	int err;

	capture = capture_open(interface, SNAP, why, &err);
	if (!capture)
		return NULL;
	c = memory_new(sizeof(*c));
	c->capture = capture;
	c->journal = &s->engine.journal;
	c->clock = &s->engine.clock;
	snprintf(c->interface, sizeof(c->interface), "%s", interface);
	pthread_mutex_init(&c->lock, NULL);
	set_filter(c);
	pcapng_add_section(&c->file, "sockpit", "the session's own packets");
	c->wake = eventfd(0, EFD_CLOEXEC);
	err = c->wake < 0 ? errno : pthread_create(&c->thread, NULL, watch, c);
	if (!err)
		return c;
	bytes_addf(why, "no thread for the capture");
	capture_close(capture);
	if (c->wake >= 0)
		close(c->wake);
	pthread_mutex_destroy(&c->lock);
	bytes_clear(&c->file);
	free(c);
	return NULL;
}

static enum outcome run_start(struct session *s, struct bound *b)
{
	struct word w = {"lo", 2, false};
	struct bytes why = BYTES_INIT;
	char name[64];

	if (s->capturing)
		return session_refuse(s,
		                      "capture start: a capture runs already: expected capture stop before "
		                      "another");
	if (b->arg[0].present)
		w = b->arg[0].word;
	if (!w.n || w.n >= sizeof(name) || memchr(w.s, 0, w.n))
		return session_refuse(s, "capture start: expected the name of an interface");
	memcpy(name, w.s, w.n);
	name[w.n] = 0;
	s->capturing = begin(s, name, &why);
	if (!s->capturing)
		session_refuse(s, "capture start: %s", bytes_str(&why));
	bytes_clear(&why);
	if (!s->capturing)
		return OUTCOME_REFUSED;
	drawing_start(s);
	for (size_t i = 0; i < s->socks.all.count; i++)
		capturing_meet(s, s->socks.all.item[i]);
	return OUTCOME_OK;
}

/* Packets that are missing are counted, never silent. Under the lock. */
static void tell_lost(struct session *s)
{
	uint64_t lost = capture_dropped(s->capturing->capture);
	struct bytes text = BYTES_INIT;

	if (lost)
		bytes_addf(&text, "%llu packets are missing: they came faster than they were read",
		           (unsigned long long)lost);
	if (s->capturing->left_out)
		bytes_addf(&text, "%s%llu packets found no room in the file", lost ? "; " : "",
		           (unsigned long long)s->capturing->left_out);
	if (text.len)
		journal_note(&s->engine.journal, NOTE_REMARK, s->line, NULL, text.data, text.len);
	bytes_clear(&text);
}

static enum outcome run_stop(struct session *s, struct bound *b)
{
	(void)b;
	if (!s->capturing)
		return refuse_none(s, "capture stop");
	pthread_mutex_lock(&s->capturing->lock);
	read_all(s->capturing);
	tell_lost(s);
	result_set_int(&s->result, (int64_t)s->capturing->packets);
	pthread_mutex_unlock(&s->capturing->lock);
	capturing_free(s->capturing);
	s->capturing = NULL;
	return OUTCOME_OK;
}

static enum outcome run_save(struct session *s, struct bound *b)
{
	struct word w = b->arg[0].word;
	enum outcome o;

	if (!s->capturing)
		return refuse_none(s, "capture save");
	pthread_mutex_lock(&s->capturing->lock);
	read_all(s->capturing);
	tell_lost(s);
	o = folder_write(s, "capture save", w.s, w.n, s->capturing->file.data, s->capturing->file.len);
	if (o == OUTCOME_OK)
		result_set_int(&s->result, (int64_t)(s->capturing->packets - s->capturing->left_out));
	pthread_mutex_unlock(&s->capturing->lock);
	return o;
}

const struct verb capture_group[] = {
    {
        .name = "capture start",
        .family = "watching",
        .param = {{PARAM_WORD, "INTERFACE", PARAM_OPTIONAL, 0}},
        .help =
            "Capture the session's own packets on an interface of this machine; lo where none is "
            "named.\n"
            "It needs the right to (root, or CAP_NET_RAW); a lab's wire needs none. show ladder "
            "draws "
            "what was captured.",
        .man = "packet(7)",
        .run = run_start,
    },
    {
        .name = "capture stop",
        .family = "watching",
        .help = "End the capture. The result is how many packets were the session's.",
        .run = run_stop,
    },
    {
        .name = "capture save",
        .family = "watching",
        .param = {{PARAM_WORD, "FILE", 0, 0}},
        .help = "Write what was captured so far into a pcapng file, with a comment on each packet: "
                "the call "
                "it came after.\n"
                "The first 64 MiB are kept. The result is how many packets were written.",
        .run = run_save,
    },
    {.name = NULL},
};
