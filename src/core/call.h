/*
 * One system call: which one, with which arguments, and what the kernel answered. A call is made
 * once; its errno is saved on the next line and its begin and end are timed.
 */
#ifndef SOCKPIT_CORE_CALL_H
#define SOCKPIT_CORE_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "core/address.h"
#include "core/sys.h"
#include "core/value.h"
#include "tables/constants.h"
#include "tables/options.h"

enum call_id {
	CALL_SOCKET,
	CALL_SOCKETPAIR,
	CALL_BIND,
	CALL_LISTEN,
	CALL_ACCEPT,
	CALL_ACCEPT4,
	CALL_CONNECT,
	CALL_SHUTDOWN,
	CALL_CLOSE,
	CALL_DUP,
	CALL_SEND,
	CALL_SENDTO,
	CALL_WRITE,
	CALL_RECV,
	CALL_RECVFROM,
	CALL_READ,
	CALL_WRITEV,
	CALL_READV,
	CALL_SENDMSG,
	CALL_RECVMSG,
	CALL_SENDFILE,
	CALL_GETSOCKNAME,
	CALL_GETPEERNAME,
	CALL_GETSOCKOPT,
	CALL_SETSOCKOPT,
	CALL_FCNTL,
	CALL_IOCTL,
	CALL_SOCKATMARK,
	CALL_POLL,
	CALL_SELECT,
	CALL_EPOLL_CREATE1,
	CALL_EPOLL_CTL,
	CALL_EPOLL_WAIT,
	CALL_GETADDRINFO,
	CALL_GETNAMEINFO,
	CALL_GETIFADDRS,
	CALL_COUNT
};

/* What a call's answer is besides a number. */
enum call_answer {
	ANSWER_ZERO,   /* 0 */
	ANSWER_COUNT,  /* a number of bytes or descriptors */
	ANSWER_SOCKET, /* a new descriptor, shown under its name */
	ANSWER_FLAGS,  /* fcntl(2): flags, a signal or a process, by its command */
	ANSWER_EAI     /* 0 or an EAI_ code */
};

enum call_direction { CALL_CARRIES_NOTHING, CALL_SENDS, CALL_RECEIVES };

struct call;
struct call_room;
struct control_arg;
struct namelist;
struct pollset;

/* Makes sockets elsewhere than in this process's own network namespace. */
struct call_maker {
	/* As socket(2): a descriptor, or -1 and errno. */
	int (*socket)(const struct call_maker *, int family, int type, int protocol);
};

struct call_row {
	enum call_id id;
	const char *name; /* "connect" */
	const char *man;  /* "connect(2)" */
	enum call_answer answer;
	enum call_direction direction;
	bool may_block;
	/* Makes the call: fills in ret, and the arguments the kernel writes to. errno is as the kernel
	 * left it. */
	void (*perform)(struct sys *, struct call *);
	/* Makes a job's call the owner of what else it borrows, and frees what a call owns besides
	 * `found`. Both may be NULL. */
	void (*own)(struct call *);
	void (*release)(struct call *);
};

enum arg_kind {
	ARG_SOCKET,   /* text: the name of a socket */
	ARG_NUMBER,   /* number */
	ARG_CONSTANT, /* number, of a constant set */
	ARG_ADDRESS,  /* data: a struct sockaddr of len bytes */
	ARG_BYTES,    /* data, len; `whole` tells the full length where less is kept */
	ARG_OPTION,   /* number: the option's name at level arg[1] */
	ARG_VALUE,    /* data, len: an option's value, of the option before it */
	ARG_TEXT,     /* data, len: a word */
	ARG_LIST,     /* data, len: several things, as text */
	ARG_LENGTHS,  /* data, len: uint32_t each, of the buffers the ARG_BYTES before it is made of */
	ARG_CONTROL,  /* data, len: control messages, as core/control.h has them; `whole` as above */
	ARG_REQUEST,  /* number: a request of ioctl(2) */
	ARG_DURATION, /* number: ns */
	ARG_NULL,     /* nothing: a null pointer */
	ARG_SHOWN     /* data, len: text as a report had it; only in a recording that was read back */
};

enum arg_flags {
	ARG_OUT = 1,    /* written by the kernel: shown with the return only, when the call succeeded */
	ARG_PROGRAM = 2 /* the kernel gets a struct sock_fprog that leads to the data */
};

struct arg {
	uint8_t kind;
	uint8_t flags;
	uint8_t set; /* enum constant_set of ARG_CONSTANT */
	uint32_t len;
	union {
		int64_t number;
		const void *data; /* borrowed */
	};
	uint64_t whole; /* ARG_BYTES, ARG_LENGTHS, ARG_CONTROL: the whole length, len or more */
};

enum {
	CALL_ARGS_MAX = 7,
	CALL_ARGS_USUAL = 4,      /* few calls have more */
	CALL_BYTES_KEPT = 256,    /* of an ARG_BYTES or ARG_LENGTHS, the journal keeps so many */
	CALL_CONTROL_KEPT = 2048, /* and so many of an ARG_CONTROL */
	SOCK_NAME_MAX = 63
};

/* Who had a call end with EINTR. */
enum call_ender {
	ENDER_UNKNOWN,   /* the kernel itself, or what ends the whole session */
	ENDER_INTERRUPT, /* the verb interrupt */
	ENDER_KEY,       /* Ctrl-C */
	ENDER_LIMIT      /* its deadline */
};

struct call {
	/* what the journal keeps, up to the last argument */
	const struct call_row *row;
	const char *socket; /* name of the socket acted on, borrowed; NULL: none */
	int family, type;   /* its own: what explains its errno */
	unsigned line;      /* line of the script that asked for it; 0: none */
	unsigned job;       /* number of the job that makes it; 0: none */
	int64_t ret;
	int64_t begin, end;  /* monotonic ns */
	const char *made[2]; /* names of the sockets it makes, the first first, borrowed; NULL: none */
	const char *host;    /* name of the lab's host it is made in, borrowed; NULL: this machine */
	int err;             /* errno when ret is -1, else 0 */
	uint8_t args;
	uint8_t zones;                 /* the place whose interfaces its addresses name: core/zone.h */
	struct arg arg[CALL_ARGS_MAX]; /* only the first `args` of them mean anything */
	/* for whoever makes it; the journal keeps nothing of these */
	int fd;
	int made_fd[2];
	socklen_t value_len;
	struct call_room *room;         /* where the kernel writes: borrowed */
	void *buffer;                   /* receiving: borrowed */
	size_t capacity;                /* of the buffer */
	struct addrinfo *found;         /* getaddrinfo: owned until call_clear */
	const struct call_maker *maker; /* socket(2) elsewhere: borrowed; NULL: here */
	unsigned place;                 /* of the socket: PLACE_HERE or a host of the lab */
	uint8_t with_data;              /* bit i: argument i has data, rather than a number */
	uint8_t written;                /* bit i: it has, and the kernel writes it */
	uint32_t data_room;             /* bytes that what is kept of all data takes up at most */
	uint8_t ender;                  /* enum call_ender; means something where err is EINTR */
	int flags;                      /* MSG_: those it is made with; 0: none, or it takes none */
	const void *owner;              /* for the caller's own use, as is this word */
	char owner_word[24];
};

/* Room for what the kernel writes besides payload; the arguments point into it. And what a few calls
 * need besides arguments: only those that name it look at it. */
struct call_room {
	struct address address;
	unsigned char value[VALUE_MAX]; /* getsockopt; a word that ioctl gives */
	char list[512];                 /* what was found as text, as far as it fits */
	size_t control;                 /* recvmsg: room for control messages, behind the buffer */
	int other;                      /* sendfile: the file, owned; epoll_ctl: the descriptor */
	uint64_t token;                 /* epoll_ctl: what epoll_wait gives back */
	struct namelist *names;         /* epoll_wait: whose tokens they are; borrowed */
	struct pollset *set;            /* poll, select: borrowed, or */
	bool owns_set;                  /* owned: in a job */
	struct ifaddrs *interfaces;     /* getifaddrs: owned */
	char iovecs[SOCK_NAME_MAX + 1]; /* readv, recvmsg: the iovec that gets the bytes; "": none */
};

/* Row of a call. */
const struct call_row *call_row(enum call_id id);
/* Starts a call of that row with no argument yet; the room is borrowed until it is over. */
void call_init(struct call *c, enum call_id id, struct call_room *room);
/* Copies what the journal keeps; what it points to stays where it is. */
static inline void call_copy_kept(struct call *to, const struct call *from)
{
	memcpy(to, from, offsetof(struct call, arg[CALL_ARGS_USUAL]));
	if (from->args > CALL_ARGS_USUAL)
		memcpy(&to->arg[CALL_ARGS_USUAL], &from->arg[CALL_ARGS_USUAL],
		       (CALL_ARGS_MAX - CALL_ARGS_USUAL) * sizeof(to->arg[0]));
}
/* Frees what the kernel or the resolver gave. */
void call_clear(struct call *c);

/* Each adds the next argument; data is borrowed until the call is over. */
void call_add_socket(struct call *c, const char *name);
void call_add_number(struct call *c, int64_t number);
void call_add_constant(struct call *c, enum constant_set set, int64_t number);
void call_add_address(struct call *c, const struct address *a);
void call_add_bytes(struct call *c, const void *p, size_t n);
void call_add_option(struct call *c, int number);
void call_add_value(struct call *c, const void *p, size_t n);
/* Adds a filter program as setsockopt(2) takes it: n bytes of struct sock_filter. */
void call_add_program(struct call *c, const void *p, size_t n);
void call_add_text(struct call *c, const char *text);
/* Adds what the kernel will write: an address, a buffer, an option's value. */
void call_add_address_out(struct call *c);
void call_add_buffer_out(struct call *c, void *p, size_t room);
/* The room begins with what the kernel is asked for, where it reads that; else with zeros. */
void call_add_value_out(struct call *c, size_t room);
void call_add_value_asked(struct call *c, const struct value_bytes *asked);
/* Adds a list as text, and one that will be found. */
void call_add_list(struct call *c, const char *text, size_t n);
void call_add_list_out(struct call *c);
/* Adds the lengths of the buffers that the bytes added before consist of: uint32_t each. */
void call_add_lengths(struct call *c, const void *p, size_t n);
/* Adds control messages as control_arg_begin begins them; what is to be received stands behind the
 * buffer, where its beginning is already: `room` bytes follow it. */
void call_add_control(struct call *c, const void *p, size_t n);
void call_add_control_out(struct call *c, size_t begin, size_t room);
void call_add_request(struct call *c, unsigned long request);
void call_add_duration(struct call *c, int64_t ns);
void call_add_null(struct call *c);
/* Adds what the kernel will write: a number, flags, a word. */
void call_add_number_out(struct call *c);
void call_add_constant_out(struct call *c, enum constant_set set);
void call_add_text_out(struct call *c);
/* Whether an argument of that kind has data, rather than a number. */
static inline bool arg_has_data(const struct arg *a)
{
	return 1 << a->kind &
	       (1 << ARG_SOCKET | 1 << ARG_ADDRESS | 1 << ARG_BYTES | 1 << ARG_VALUE | 1 << ARG_TEXT |
	        1 << ARG_LIST | 1 << ARG_LENGTHS | 1 << ARG_CONTROL | 1 << ARG_SHOWN);
}
/* Whether the call, when it returns, gives a descriptor that name. */
bool call_makes(const struct call *c, const char *name, size_t n);
/* Whether the call was handed the descriptor. */
bool call_uses(const struct call *c, int fd);

/* Whether it looks into the socket's error queue, and not at what came: AF_UNIX has none. */
static inline bool call_asks_errors(const struct call *c)
{
	return c->flags & MSG_ERRQUEUE && c->row->direction == CALL_RECEIVES && c->family != AF_UNIX;
}
/* Whether what is received is counted only: TCP throws it away with MSG_TRUNC (tcp(7)), and leaves the buffer
 * as it was. */
static inline bool call_discards(const struct call *c)
{
	return c->flags & MSG_TRUNC && c->row->direction == CALL_RECEIVES && c->type == SOCK_STREAM &&
	       (c->family == AF_INET || c->family == AF_INET6) && !call_asks_errors(c);
}

/* Makes the call, once, and notes its end; the caller has noted its beginning. */
void call_make(struct call *c, struct sys *sys, struct clock *clock);
/* Whether the kernel refused: ret is -1, or an EAI_ code for getaddrinfo. */
static inline bool call_failed(const struct call *c)
{
	return c->row->answer == ANSWER_EAI ? c->ret != 0 : c->ret < 0;
}

#endif
