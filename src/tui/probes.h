/*
 * What the kernel says of the session's sockets now: asked by the screen, between two frames. These are
 * the observer's own calls: they are not in the journal, and none of them changes a socket.
 */
#ifndef SOCKPIT_TUI_PROBES_H
#define SOCKPIT_TUI_PROBES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "base/vector.h"
#include "core/sockset.h"
#include "core/sys.h"

enum { PROBE_TCP_INFO = 320 };

struct probe {
	char name[SOCK_NAME_MAX + 1];
	int family, type, protocol;
	unsigned place;
	unsigned zones;     /* as struct sock has it */
	bool valid;         /* the rest was asked for */
	bool is_socket;     /* no epoll: what follows but `ready` and `nonblock` is of sockets only */
	const char *state;  /* "ESTABLISHED"; static */
	const char *source; /* "tcp_info"; static */
	short ready;        /* POLLIN | POLLOUT | POLLPRI | POLLERR | POLLHUP | POLLRDHUP */
	int recv_queue;     /* bytes; of a listener: connections not accepted. -1: not told */
	int send_queue;     /* bytes; of a listener: its backlog. -1: not told */
	bool nonblock;
	struct address local, peer; /* len 0: none */
	/* struct tcp_info, of the selected socket only; tables/tcp_info_fields.h reads it. Len 0: none */
	unsigned char tcp_info[PROBE_TCP_INFO];
	socklen_t tcp_info_len;
	/* the probes' own */
	uint64_t made; /* the socket's number in its set */
	uint64_t look; /* number of the last look that asked about it, and about its TCP_INFO */
	uint64_t chosen;
	bool there;
};

struct probes {
	struct sys *sys;       /* borrowed */
	struct sockset *socks; /* borrowed; its lock is taken while the kernel is asked */
	int epoll;             /* tells when a socket's readiness may have changed; owned; -1: none */
	bool rests;            /* there is to be none */
	struct map by_name;    /* struct probe */
	struct vector all;     /* the same, owned; in the order of the set */
	uint64_t changes;      /* of the set, as it was looked at last */
	uint64_t look;         /* counts them */
	struct vector fresh;   /* what new sockets have, by kind; owned */
	/* those of the look that goes on; owned */
	struct asked *asked;
	struct pollfd *ready;
	size_t asking, asking_cap;
};

/* From now on the set is watched: it locks itself (sockset_watch). 0, or -1 and errno. */
int probes_init(struct probes *p, struct sys *sys, struct sockset *socks);
void probes_clear(struct probes *p);
/* A descriptor that becomes readable when a socket's readiness may have changed, and stays so until
 * probes_look: whoever waits for it only between two looks is woken once. -1: there is none. */
int probes_descriptor(const struct probes *p);
/* From the next look on nothing tells that readiness has changed, or something does again: for a time in which one
 * looks again anyway. */
void probes_rest(struct probes *p, bool rests);
/*
 * Asks again: of the sockets named (those on the screen) everything, of the others nothing. A session
 * that holds the lock is not waited for: then the last answers stay, and false says so.
 */
bool probes_look(struct probes *p, const char *const *names, size_t count, const char *selected);
/* Whether the last look has asked about all of these, as far as they are sockets of the session. */
bool probes_cover(const struct probes *p, const char *const *names, size_t count,
                  const char *selected);
/* What is known of a socket; NULL: it is none of the session's. */
const struct probe *probes_find(const struct probes *p, const char *name);
/*
 * The value of an option of a socket, as the session language writes it, and that of a new socket of
 * the same kind (its default); appended. `fresh` stays as it is where that is not known: the option is
 * another in each socket, or the socket is in a host of the lab. False: it cannot be read. Waits for no one:
 * false as well when the lock is taken.
 */
struct option_row;
bool probes_option(struct probes *p, const char *name, const struct option_row *row,
                   struct bytes *now, struct bytes *fresh);

#endif
