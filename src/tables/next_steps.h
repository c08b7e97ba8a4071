/*
 * What could be done next: a row for each command that makes sense in a situation, as a teacher would say
 * it, with what it will do and which errnos it risks. The rows stand best first: of those that hold, the
 * first nine are offered. tests/screen/test_pane_next.c brings a socket into the situation of every row, does
 * the command and looks whether it did what the row says.
 */
#ifndef SOCKPIT_TABLES_NEXT_STEPS_H
#define SOCKPIT_TABLES_NEXT_STEPS_H

#include <stddef.h>

/* What is selected; a row names one or more. */
enum next_subject {
	NEXT_NOTHING = 1, /* no socket, or one that is closed */
	NEXT_TCP = 2,
	NEXT_UDP = 4,
	NEXT_UNIX = 8,         /* a stream of AF_UNIX */
	NEXT_PACKET = 16,      /* SOCK_SEQPACKET */
	NEXT_UNIX_DGRAM = 32,  /* datagrams of AF_UNIX */
	NEXT_EPOLL = 64,       /* an epoll */
	NEXT_OTHER_KIND = 128, /* raw sockets and the like */
	NEXT_QUEUED = 256      /* "L/1": a connection that waits at a listener */
};

/* The state it is in; a row names one or more, or 0: any. */
enum next_state {
	NEXT_FRESH = 1, /* neither address nor peer */
	NEXT_BOUND = 2,
	NEXT_LISTENING = 4,
	NEXT_CONNECTING = 8, /* a SYN is out; of NEXT_QUEUED: the handshake is under way */
	NEXT_CONNECTED = 16,
	NEXT_PEER_CLOSED = 32, /* the peer has ended its direction */
	NEXT_SHUT = 64,        /* this side has ended its own */
	NEXT_ENDED = 128,      /* the connection is over, the descriptor is still there */
	NEXT_GONE = 256        /* closed; the kernel keeps its connection for a while */
};

/* What else is so. */
enum next_fact {
	NEXT_LAB = 1 << 0,
	NEXT_IN_LAB = 1 << 1,  /* the socket is on one of its hosts */
	NEXT_HELD = 1 << 2,    /* the wire is held */
	NEXT_SEGMENT = 1 << 3, /* and holds a segment */
	NEXT_SEVERAL = 1 << 4, /* more than one */
	/* what the one that goes next is; none of these: no TCP */
	NEXT_SYN = 1 << 5,
	NEXT_SYN_ACK = 1 << 6,
	NEXT_ACK = 1 << 7, /* and nothing else */
	NEXT_DATA = 1 << 8,
	NEXT_FIN = 1 << 9,
	NEXT_RST = 1 << 10,
	NEXT_READABLE = 1 << 11, /* bytes or a datagram wait */
	NEXT_WAITING = 1 << 12,  /* a connection waits to be accepted */
	NEXT_PENDING = 1 << 13,  /* a call on it has not returned */
	NEXT_NONBLOCK = 1 << 14,
	NEXT_SOCKETS = 1 << 15,  /* the session has sockets */
	NEXT_LISTENER = 1 << 16, /* another socket listens where it can connect to */
	NEXT_RECEIVER = 1 << 17, /* another socket gets datagrams where it can send to */
	NEXT_CLIENT = 1 << 18,   /* another socket could connect to it, or send */
	NEXT_SILENT = 1 << 19,   /* another socket has the address that refused, and does not listen */
	NEXT_LATE =
	    1 << 20, /* who sent the held SYN or SYN ACK does not wait for its answer any more */
	NEXT_TCP_SEGMENTS = NEXT_SYN | NEXT_SYN_ACK | NEXT_ACK | NEXT_DATA | NEXT_FIN | NEXT_RST
};

/*
 * In command and will, words in braces stand for what is so: {socket}, its {kind}, {peer}, {host} and
 * {parent}; {listener} and {receiver}, the addresses of others, and {listener.name} and {receiver.name};
 * {client}, {silent}, {waiter}, {other}: names of others; {own}, its address as others reach it; {wrong}, the
 * address that failed; {client.host} and {server.host}, the first and second of the lab, {other.host};
 * {port}, a free one from 80 on; {loopback}; {job}; {from} and {to} of the held segment; {bytes} and
 * {connections} that wait, {count}; {new X}, a name like X that is free. A row one of whose words stands
 * for nothing does not hold.
 */
struct next_row {
	unsigned subject; /* enum next_subject */
	unsigned state;   /* enum next_state */
	unsigned when;    /* enum next_fact: all of them */
	unsigned unless;  /* enum next_fact: none of them */
	const char *call; /* the call that has just failed on it; NULL: any */
	int err;          /* its errno; 0: no failure is asked for, -1: any */
	const char *command;
	const char *will; /* at most 60 columns with usual names, no full stop */
	const char *risk; /* "EADDRINUSE if taken, EACCES below 1024"; NULL: none worth a word */
};

/* Row i; NULL past the last. */
const struct next_row *next_row_at(size_t i);

#endif
