/*
 * Capturing through libpcap, which is loaded when something is to be captured: with all it depends on,
 * it would more than double the time in which a session starts.
 *
 * The kernel's filter lets too much pass rather than too little (port_filter.c), so each packet is
 * looked at again here; that also keeps out what was waiting when the ports were changed.
 */
#include <config.h>

#include "watch/capture.h"

#include <errno.h>

#ifdef HAVE_LIBPCAP

#include <dlfcn.h>
#include <fcntl.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/memory.h"
#include "base/text.h"
#include "tables/errnos.h"
#include "watch/port_filter.h"

enum {
	SNAP_LEAST = 192,       /* the headers, with all options: whose packet it is must be seen */
	SNAP_ALL = 262144,      /* no packet is longer (pcap-savefile(5)) */
	RING = 8 * 1024 * 1024, /* bytes of packets that may wait for us */
	AT_ONCE = 4096          /* packets a capture_read hands on at most */
};

struct capture {
	pcap_t *handle; /* owned */
	enum segment_link link;
	int64_t unit; /* ns in a fraction of a second as libpcap counts it */
	struct port_set wanted;
};

static void add_shown(struct bytes *out, const char *text)
{
	escape_show(out, text, strlen(text), ESCAPE_UTF8, false);
}

static void say(struct bytes *why, const char *before, const char *interface, const char *after)
{
	bytes_add_str(why, before);
	add_shown(why, interface);
	bytes_add_str(why, after);
}

/* The library ------------------------------------------------------------------------------------ */

/* What is used of it. */
#define PCAP_EACH(X)                                                                               \
	X(activate)                                                                                    \
	X(close)                                                                                       \
	X(create)                                                                                      \
	X(datalink)                                                                                    \
	X(dispatch)                                                                                    \
	X(fileno)                                                                                      \
	X(get_selectable_fd)                                                                           \
	X(geterr)                                                                                      \
	X(set_buffer_size)                                                                             \
	X(set_datalink)                                                                                \
	X(set_immediate_mode)                                                                          \
	X(set_snaplen)                                                                                 \
	X(set_tstamp_precision)                                                                        \
	X(setnonblock)                                                                                 \
	X(stats)                                                                                       \
	X(statustostr)

#define PCAP_MEMBER(name) __typeof__(pcap_##name) *name;
static struct {
	PCAP_EACH(PCAP_MEMBER)
} pcap;

static char *not_loaded; /* why; NULL: it is there */

/* A function's address; NULL, and not_loaded, where there is none. */
static void *find(void *library, const char *name)
{
	void *found = library ? dlsym(library, name) : NULL;

	if (!found && !not_loaded) {
		const char *why = dlerror();

		not_loaded = memory_copy(why, strlen(why));
	}
	return found;
}

static void load(void)
{
	/* as Debian calls it, as the others do */
	void *library = dlopen("libpcap.so.0.8", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		library = dlopen("libpcap.so.1", RTLD_NOW | RTLD_LOCAL);
#define PCAP_FIND(name) pcap.name = (__typeof__(pcap.name))find(library, "pcap_" #name);
	PCAP_EACH(PCAP_FIND)
}

static bool is_loaded(struct bytes *why)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	if (!not_loaded)
		return true;
	bytes_add_str(why, "capturing needs libpcap, which cannot be loaded: ");
	add_shown(why, not_loaded);
	return false;
}

/* What went wrong, in words ---------------------------------------------------------------------- */

static void say_no_interface(struct bytes *why, const char *interface)
{
	struct if_nameindex *all = if_nameindex();
	struct nearest near;

	say(why, "there is no interface \"", interface, "\"");
	nearest_init(&near, interface, strlen(interface));
	for (struct if_nameindex *i = all; i && i->if_name; i++)
		nearest_offer(&near, i->if_name);
	if (near.best)
		say(why, ": did you mean ", near.best, "?");
	else
		bytes_add_str(why, " (ip link lists them)");
	if (all)
		if_freenameindex(all);
}

/* Why pcap_activate(3) did not do it; the errno, or 0. */
static int say_failure(struct bytes *why, const char *interface, pcap_t *handle, int code)
{
	switch (code) {
	case PCAP_ERROR_PERM_DENIED:
		say(why, "capturing on ", interface,
		    " needs CAP_NET_RAW: run as root, or give the program that capability (setcap(8)); "
		    "inside a lab no privilege is needed");
		return EPERM;
	case PCAP_ERROR_NO_SUCH_DEVICE:
		say_no_interface(why, interface);
		return ENODEV;
	case PCAP_ERROR_IFACE_NOT_UP:
		say(why, "", interface, " is down: nothing can be captured on it");
		return ENETDOWN;
	default:
		say(why, "capturing on ", interface, ": ");
		add_shown(why, *pcap.geterr(handle) ? pcap.geterr(handle) : pcap.statustostr(code));
		return 0;
	}
}

/* Opening ---------------------------------------------------------------------------------------- */

/* What is set before it is activated. What cannot be set is done without. */
static void prepare(struct capture *c, unsigned snap)
{
	if (!snap || snap > SNAP_ALL)
		snap = SNAP_ALL;
	pcap.set_snaplen(c->handle, (int)(snap < SNAP_LEAST ? (unsigned)SNAP_LEAST : snap));
	pcap.set_immediate_mode(c->handle, 1);
	pcap.set_buffer_size(c->handle, RING);
	c->unit = pcap.set_tstamp_precision(c->handle, PCAP_TSTAMP_PRECISION_NANO) ? 1000 : 1;
}

static int set_link(struct capture *c, const char *interface, struct bytes *why)
{
	/* the second version of the cooked header has another form: what knows it knows the first */
	if (pcap.datalink(c->handle) == DLT_LINUX_SLL2)
		pcap.set_datalink(c->handle, DLT_LINUX_SLL);
	switch (pcap.datalink(c->handle)) {
	case DLT_EN10MB:
		c->link = SEGMENT_ETHERNET;
		return 0;
	case DLT_RAW:
	case DLT_IPV4:
	case DLT_IPV6:
		c->link = SEGMENT_IP;
		return 0;
	case DLT_LINUX_SLL:
		c->link = SEGMENT_COOKED;
		return 0;
	default:
		say(why, "", interface, " is neither Ethernet nor plain IP: its packets cannot be read");
		return -1;
	}
}

/* Puts the wanted ports on the socket; the errno, or 0. */
static int set_filter(struct capture *c, struct bytes *why)
{
	int err;

	if (!port_filter_attach(pcap.fileno(c->handle), &c->wanted))
		return 0;
	err = errno;
	bytes_addf(why, "the kernel did not take the filter of the ports: %s", errno_text(err));
	return err;
}

static int activate(struct capture *c, const char *interface, struct bytes *why, int *err)
{
	char message[PCAP_ERRBUF_SIZE];
	int code = pcap.activate(c->handle);

	if (code < 0) {
		*err = say_failure(why, interface, c->handle, code);
		return -1;
	}
	if (set_link(c, interface, why))
		return -1;
	fcntl(pcap.fileno(c->handle), F_SETFD, FD_CLOEXEC);
	if (pcap.setnonblock(c->handle, 1, message) < 0) {
		add_shown(why, message);
		return -1;
	}
	*err = set_filter(c, why);
	return *err ? -1 : 0;
}

bool capture_is_built_in(void)
{
	return true;
}

struct capture *capture_open(const char *interface, unsigned snap, struct bytes *why, int *err)
{
	char message[PCAP_ERRBUF_SIZE];
	struct capture *c;

	*err = 0;
	/* libpcap has devices that are no interfaces */
	if (strcmp(interface, "any") && !if_nametoindex(interface)) {
		say_no_interface(why, interface);
		*err = ENODEV;
		return NULL;
	}
	if (!is_loaded(why)) {
		*err = ENOSYS;
		return NULL;
	}
	c = memory_new(sizeof(*c));
	c->handle = pcap.create(interface, message);
	if (!c->handle) {
		add_shown(why, message);
		free(c);
		return NULL;
	}
	prepare(c, snap);
	if (activate(c, interface, why, err)) {
		capture_close(c);
		return NULL;
	}
	return c;
}

void capture_close(struct capture *c)
{
	if (!c)
		return;
	pcap.close(c->handle);
	free(c);
}

int capture_set_ports(struct capture *c, const uint16_t *port, size_t ports, struct bytes *why)
{
	port_set_clear(&c->wanted);
	for (size_t i = 0; i < ports; i++)
		port_set_add(&c->wanted, port[i]);
	return set_filter(c, why) ? -1 : 0;
}

/* Reading ---------------------------------------------------------------------------------------- */

int capture_fd(const struct capture *c)
{
	return pcap.get_selectable_fd(c->handle);
}

static bool has_wanted_port(const struct capture *c, const struct segment *s)
{
	if (s->kind != SEGMENT_TCP && s->kind != SEGMENT_UDP)
		return false;
	return port_set_has(&c->wanted, s->sport) || port_set_has(&c->wanted, s->dport);
}

/* Whether it is of a wanted port, or complains of a packet that is. */
static bool is_wanted(const struct capture *c, const struct captured *packet)
{
	struct segment s, quoted;

	segment_read(&s, packet->frame, packet->n, packet->whole, packet->link);
	if (!s.quoted)
		return has_wanted_port(c, &s);
	segment_read(&quoted, (const char *)packet->frame + s.quoted, s.quoted_len, SIZE_MAX,
	             SEGMENT_IP);
	return has_wanted_port(c, &quoted);
}

/* One capture_read. */
struct reading {
	const struct capture *capture;
	void (*packet)(void *closure, const struct captured *);
	void *closure;
	int count;
};

static void take(u_char *closure, const struct pcap_pkthdr *header, const u_char *frame)
{
	struct reading *r = (struct reading *)(void *)closure;
	struct captured packet = {
	    header->ts.tv_sec * CLOCK_S + header->ts.tv_usec * r->capture->unit,
	    frame,
	    header->caplen,
	    header->len,
	    r->capture->link,
	};

	if (!is_wanted(r->capture, &packet))
		return;
	r->packet(r->closure, &packet);
	r->count++;
}

int capture_read(struct capture *c, void (*packet)(void *closure, const struct captured *),
                 void *closure, struct bytes *why)
{
	struct reading r = {c, packet, closure, 0};

	if (pcap.dispatch(c->handle, AT_ONCE, take, (u_char *)&r) >= 0)
		return r.count;
	add_shown(why, pcap.geterr(c->handle));
	return -1;
}

uint64_t capture_dropped(struct capture *c)
{
	struct pcap_stat stat;

	return pcap.stats(c->handle, &stat) ? 0 : stat.ps_drop;
}

#else /* without libpcap: opening says so, and the rest is never reached */

bool capture_is_built_in(void)
{
	return false;
}

struct capture *capture_open(const char *interface, unsigned snap, struct bytes *why, int *err)
{
	(void)interface;
	(void)snap;
	bytes_add_str(why, "this sockpit was built without libpcap: it captures in a lab only");
	*err = ENOSYS;
	return NULL;
}

void capture_close(struct capture *c)
{
	(void)c;
}

int capture_set_ports(struct capture *c, const uint16_t *port, size_t ports, struct bytes *why)
{
	(void)c;
	(void)port;
	(void)ports;
	(void)why;
	return -1;
}

int capture_fd(const struct capture *c)
{
	(void)c;
	return -1;
}

int capture_read(struct capture *c, void (*packet)(void *closure, const struct captured *),
                 void *closure, struct bytes *why)
{
	(void)c;
	(void)packet;
	(void)closure;
	(void)why;
	return -1;
}

uint64_t capture_dropped(struct capture *c)
{
	(void)c;
	return 0;
}

#endif
