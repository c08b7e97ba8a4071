/*
 * A situation for each row of the table of next steps: what leads to it, which socket is selected there, and
 * what is true once the row's command was done. A row is named by what it says it will do.
 */
#ifndef SOCKPIT_TESTS_NEXT_CASES_H
#define SOCKPIT_TESTS_NEXT_CASES_H

#include <stdbool.h>

struct next_case {
	const char *will;   /* as in the table */
	const char *before; /* commands that lead there; PID stands for a number of this run's own */
	const char *selected;
	const char *after; /* commands: each check has to pass */
	bool fails;        /* the call is to fail */
	bool nobody;       /* for somebody without privileges */
};

/* On this machine. */
#define TCP_LISTENER "socket L tcp; bind L 127.0.0.1:0; listen L;"
#define TCP_CLIENT TCP_LISTENER "socket C tcp;"
#define TCP_PAIR TCP_CLIENT "connect C [getsockname L]; accept L S;"
#define TCP_REFUSED                                                                                \
	"socket B tcp; bind B 127.0.0.1:0; socket C tcp; catch {connect C [getsockname B]};"
#define UNIX_LISTENER "socket L unix; bind L @nextPID; listen L;"
#define UDP_RECEIVER "socket R udp; bind R 127.0.0.1:0; socket U udp;"
#define UNIX_RECEIVER "socket R unix-dgram; bind R @nextPID; socket U unix-dgram;"
/* In a lab. */
#define LAB "lab start;"
#define LAB_LISTENER LAB "socket -host server L tcp; bind L :80; listen L;"
#define LAB_CLIENT LAB_LISTENER "socket -host client C tcp;"
#define LAB_PAIR LAB_CLIENT "connect C server:80; accept L S;"
#define LAB_SYN LAB_CLIENT "wire hold; async connect C server:80;"
#define LAB_SYN_ACK LAB_SYN "wire step;"
#define LAB_ACK LAB_SYN_ACK "wire step;"
#define LAB_LATE_SYN LAB_SYN "catch {interrupt job1; wait job1}; close C;"
#define LAB_LATE_SYN_ACK LAB_SYN_ACK "close L;"
#define LAB_DATA LAB_PAIR "wire hold; send C hello;"
#define LAB_FIN LAB_PAIR "wire hold; close C;"
#define LAB_RST LAB "socket -host client C tcp; wire hold; async connect C server:80; wire step;"
#define LAB_UDP LAB "socket -host server R udp; bind R :80; socket -host client U udp;"
#define LAB_DATAGRAM LAB_UDP "wire hold; sendto U hello server:80;"

#define CASE(WILL, BEFORE, SELECTED, ...)                                                          \
	{                                                                                              \
		.will = WILL, .before = BEFORE, .selected = SELECTED, .after = __VA_ARGS__                 \
	}

static const struct next_case next_cases[] = {
    /* the wire */
    CASE("deliver it: {to} says SYN ACK or RST", LAB_SYN, "C",
         "check wire server > client SYN ACK -within 2s; check state L/1 SYN_RECV"),
    CASE("lose it: {from} repeats it in 1s or more", LAB_SYN, "L",
         "check {[dict get [lindex [wire list] 0] fate] eq {dropped}};"
         "wire wait SYN is retransmission -timeout 5s; check wire client > server SYN is "
         "retransmission"),
    CASE("deliver it, late: {from} waits for no answer", LAB_LATE_SYN, "L",
         "wire step; check state C CLOSED; check wire client > server RST -within 2s"),
    CASE("lose it: {from} does not repeat it any more", LAB_LATE_SYN, "L",
         "sleep 1300ms; check {[llength [wire list client > server SYN]] == 1}"),
    CASE("put a copy behind it: two SYNs for {to}", LAB_SYN, "",
         "check {[llength [wire list client > server SYN]] == 2}; wire step 2; check state L/1 "
         "SYN_RECV"),
    CASE("deliver the SYN ACK: {to} answers ACK", LAB_SYN_ACK, "C",
         "check state C ESTABLISHED; check wire client > server ACK seq 1 ack 1 -within 2s"),
    CASE("lose it: without an ACK {from} repeats it", LAB_SYN_ACK, "C",
         "wire wait server > client SYN ACK is retransmission -timeout 5s;"
         "check wire server > client SYN ACK is retransmission -within 2s"),
    CASE("lose it: {from} waits for no ACK any more", LAB_LATE_SYN_ACK, "C",
         "sleep 1300ms; check {[llength [wire list server > client SYN ACK]] == 1}"),
    CASE("deliver the ACK: {to} learns what has come", LAB_ACK, "C", "check state L/1 ESTABLISHED"),
    CASE("lose it: an ACK alone is never repeated", LAB_ACK, "C",
         "sleep 300ms; check {[llength [wire list client > server ACK len 0]] == 1}"),
    CASE("deliver the bytes: {to} acknowledges them", LAB_DATA, "S",
         "check {[recv S] eq {hello}}; wire wait server > client ACK ack 6 -timeout 5s;"
         "check wire server > client ACK ack 6 -within 2s"),
    CASE("lose them: {from} sends them again", LAB_DATA, "C",
         "wire wait len 5 is retransmission -timeout 5s; check wire len 5 is retransmission "
         "-within 2s"),
    CASE("put a copy behind: {to} takes them once", LAB_DATA, "C",
         "wire step 2; check {[recv S] eq {hello}}; nonblock S; check errno EAGAIN {recv S}"),
    CASE("deliver the FIN: for {to} the stream ends", LAB_FIN, "S",
         "check state S CLOSE_WAIT; check {[recv S] eq {}}"),
    CASE("lose the FIN: {from} sends it again", LAB_FIN, "S",
         "wire wait FIN ACK is retransmission -timeout 5s; check wire client > server FIN ACK is "
         "retransmission"),
    CASE("deliver the RST: for {to} it is over", LAB_RST, "C",
         "check errno ECONNREFUSED {wait job1}; check state C CLOSED"),
    CASE("lose the RST: it is never repeated", LAB_RST, "C",
         "check state C SYN_SENT; check {[llength [wire list server > client RST ACK]] == 1}"),
    CASE("deliver the packet to {to}", LAB_DATAGRAM, "R", "check {[recv R] eq {hello}}"),
    CASE(
        "lose it: nobody is told or repeats it", LAB_DATAGRAM, "U",
        "sleep 100ms; nonblock R; check errno EAGAIN {recv R}; check {[llength [wire list]] == 1}"),
    CASE("let the one behind it go first",
         LAB_PAIR "setsockopt C TCP_NODELAY 1; wire hold; send C a; send C bb;", "C",
         "wire step; check {[dict get [lindex [wire list client > server len 2] 0] fate] eq "
         "{delivered}}"),
    CASE("spoil a bit: {to} drops it (checksum)", LAB_SYN, "C",
         "wire step; check {[llength [wire list server > client]] == 0}"),
    CASE("spoil a bit: {to} drops them (checksum)", LAB_DATA, "C",
         "wire step; nonblock S; check errno EAGAIN {recv S}"),

    /* after a failure */
    CASE("{silent} has that address: let it listen", TCP_REFUSED, "C",
         "check state B LISTEN; connect C [getsockname B]; check state C ESTABLISHED"),
    CASE("try again, where {listener.name} listens", TCP_REFUSED "listen B", "C",
         "check state C ESTABLISHED"),
    CASE("a server there, to bind and to listen with",
         LAB "socket -host client C tcp; catch {connect C server:80}", "C",
         "bind L :80; listen L; connect C server:80; check state C ESTABLISHED"),
    CASE("wait until the handshake is over: writable",
         LAB_CLIENT "wire delay 300ms; nonblock C; catch {connect C server:80}", "C",
         "check state C ESTABLISHED"),
    CASE("how the handshake ended: 0, it is connected",
         LAB_CLIENT "nonblock C; catch {connect C server:80}; check state C ESTABLISHED -within 5s",
         "C", "check {[getsockopt C SO_ERROR] == 0}"),
    CASE("wait for the handshake that is under way",
         LAB_CLIENT "wire delay 300ms; nonblock C; catch {connect C server:80}; catch {connect C "
                    "server:80}",
         "C", "check state C ESTABLISHED"),
    CASE("another socket, for another connection", TCP_PAIR "catch {connect C [getsockname L]}",
         "C", "check state C2 CLOSED; connect C2 [getsockname L]; check state C2 ESTABLISHED"),
    CASE("another connection needs another socket", LAB_PAIR "catch {connect C server:80}", "C",
         "connect C2 server:80; check state C2 ESTABLISHED"),
    CASE("wait for the handshake: it still goes on",
         LAB_CLIENT
         "wire delay 300ms; async connect C server:80; sleep 20ms; interrupt job1; catch "
         "{wait job1}",
         "C", "check state C ESTABLISHED"),
    CASE("try again: from a first SYN on",
         LAB_CLIENT
         "setsockopt C TCP_USER_TIMEOUT 300; wire loss 100; catch {connect C server:80}; "
         "wire loss 0; setsockopt C TCP_USER_TIMEOUT 0; wire loss 100; setsockopt C "
         "TCP_USER_TIMEOUT 300; catch {connect C server:80}; wire loss 0",
         "C", "check state C ESTABLISHED"),
    CASE("let bind pass what is in TIME_WAIT",
         TCP_LISTENER "socket M tcp; catch {bind M [getsockname L]}", "M",
         "check option M SO_REUSEADDR 1"),
    CASE("another port: 0 lets the kernel choose one",
         TCP_LISTENER "socket M tcp; catch {bind M [getsockname L]}", "M",
         "check {[getsockname M] ne [getsockname L]}"),
    CASE("another port, which is free on {host}",
         LAB_LISTENER "socket -host server M tcp; catch {bind M :80}", "M",
         "check {[getsockname M] eq {0.0.0.0:81}}"),
    CASE("a name with @ leaves no file behind",
         "socket A unix; bind A @nextPID; socket MPID unix; catch {bind MPID @nextPID}", "MPID",
         "check {[getsockname MPID] eq {@MPID}}"),
    CASE("a port from 1024 on: 0 is any free one", "socket M tcp; catch {bind M 127.0.0.1:81}", "M",
         "check {[getsockname M] ne {0.0.0.0:0}}", .nobody = true),
    CASE("an address every machine has: its loopback", "socket M tcp; catch {bind M 192.0.2.1:0}",
         "M", "check {[string match 127.0.0.1:* [getsockname M]]}"),
    CASE("the addresses this machine has", "socket M udp; catch {bind M 192.0.2.1:0}", "M",
         "check {[dict exists [interfaces] lo]}"),
    CASE("the address it has already: it gets only one", TCP_LISTENER "catch {bind L 127.0.0.1:0}",
         "L", "check {[string match 127.0.0.1:* [getsockname L]]}"),
    CASE("let it listen, then accept again", "socket L tcp; bind L 127.0.0.1:0; catch {accept L S}",
         "L", "check state L LISTEN"),
    CASE("wait until a connection is there: readable",
         LAB_CLIENT "nonblock L; catch {accept L S}; wire delay 200ms; async connect C server:80",
         "L", "accept L S; check state S ESTABLISHED"),
    CASE("let accept wait for a connection", TCP_LISTENER "nonblock L; catch {accept L S}", "L",
         "async accept L S; socket C tcp; connect C [getsockname L]; wait job1;"
         "check state S ESTABLISHED"),
    CASE("wait until something has come: readable",
         LAB_PAIR "nonblock S; catch {recv S}; wire delay 300ms; send C hello", "S",
         "check {[recv S] eq {hello}}"),
    CASE("let recv wait for what comes", TCP_PAIR "nonblock C; catch {recv C}", "C",
         "async recv C; send S hello; check {[wait job1] eq {hello}}"),
    CASE("wait until there is room: writable",
         LAB_PAIR
         "nonblock C; setsockopt C SO_SNDBUF 4608; wire delay 200ms; catch {while 1 {send C "
         "x -repeat 1000}}",
         "C", "check {[send C x] == 1}"),
    CASE("let send wait for room", TCP_PAIR "nonblock C; catch {while 1 {send C x -repeat 65536}}",
         "C",
         "async send C x -repeat 65536; check {[string length [recv S 60000]] > 0};"
         "while {{job1} in [jobs]} {recv S 6000000; catch {wait job1 -timeout 10ms}}; check {1}"),
    CASE("nothing can be sent any more: let it go", TCP_PAIR "shutdown C write; catch {send C x}",
         "C", "check {{C} ni [sockets]}"),
    CASE("the peer has reset it: let go of it",
         TCP_PAIR "setsockopt S SO_LINGER 1 0; close S; catch {recv C}", "C",
         "check {{C} ni [sockets]}"),
    CASE("why it failed, where to look, what to do", TCP_REFUSED, "C",
         "check {[last_error C] eq {ECONNREFUSED}}"),

    /* the four ways in */
    CASE("A lab: two hosts and a wire, no root needed", "", "",
         "check {[llength [lab hosts]] == 2}"),
    CASE("A handshake in steps, segment by segment", "", "",
         "socket -host server L tcp; bind L :80; listen L; socket -host client C tcp;"
         "async connect C server:80; check {[dict get [lindex [wire list] end] fate] eq {held}}; "
         "wire step; wire step; wire step;"
         "check state C ESTABLISHED; check state L/1 ESTABLISHED"),
    CASE("A lost SYN: in your hand, to be dropped", "", "",
         "check {[dict get [lindex [wire list] end] fate] eq {held}}; wire drop;"
         "wire wait SYN is retransmission -timeout 5s; wire step; wire step; wire step;"
         "check state C ESTABLISHED"),
    CASE("A refused connection: B is silent, see why", "", "",
         "check {[last_error C] eq {ECONNREFUSED}}; listen B; connect C [getsockname B];"
         "check state C ESTABLISHED",
         .fails = true),

    /* nothing is selected */
    CASE("what the kernel still keeps of it", LAB_PAIR "wire hold; close C", "C",
         "check state C FIN_WAIT1"),
    CASE("a socket on {server.host}, to listen with", LAB, "",
         "bind L :80; check {[getsockname L] eq {0.0.0.0:80}}"),
    CASE("a socket on {client.host}, to connect with", LAB, "", "check state C CLOSED"),
    CASE("a socket on {client.host}, for datagrams", LAB, "",
         "check {[getsockopt U SO_TYPE] eq {SOCK_DGRAM}}"),
    CASE("keep what is sent: segments wait for you", LAB_CLIENT, "",
         "async connect C server:80; check {[dict get [lindex [wire list] end] fate] eq {held}}"),
    CASE("a socket for TCP, on this machine", "socketpair x y", "", "check state C CLOSED"),
    CASE("a socket for datagrams, on this machine", "socketpair x y", "",
         "check {{U} in [sockets]}"),
    CASE("two sockets that are connected to each other", "socket U udp", "",
         "send a hello; check {[recv b] eq {hello}}"),
    CASE("two hosts on a wire of your own, no root", "socket U udp", "",
         "check {[llength [lab hosts]] == 2}"),
    CASE("hold nothing more: segments go at once", LAB_CLIENT "wire hold", "",
         "connect C server:80; check state C ESTABLISHED"),
    CASE("end the lab: its hosts and its wire go", LAB, "", "check {[lab hosts] eq {}}"),

    /* TCP */
    CASE("SYN to {listener.name}: the handshake", LAB_CLIENT, "C",
         "check wire client > server SYN -within 2s; check state C ESTABLISHED"),
    CASE("before that: hold segments, to step them", LAB_CLIENT, "C",
         "async connect C server:80; check {[dict get [lindex [wire list] end] fate] eq {held}}"),
    CASE("be found at port {port} of {host}", LAB "socket -host server L tcp", "L",
         "check {[getsockname L] eq {0.0.0.0:80}}"),
    CASE("be found at an address; 0: any free port", "socket L tcp", "L",
         "check {[string match 127.0.0.1:* [getsockname L]]}; check {[getsockname L] ne "
         "{127.0.0.1:0}}"),
    CASE("nobody listens there: a RST comes back", LAB "socket -host client C tcp", "C",
         "check wire server > client RST ACK -within 2s; check {[last_error C] eq {ECONNREFUSED}}",
         .fails = true),
    CASE("connect to a server: put its address here", "socket C tcp", "C", NULL),
    CASE("a server's first option: pass TIME_WAIT", "socket L tcp", "L",
         "check option L SO_REUSEADDR 1"),
    CASE("let connections come in: answer SYNs", LAB "socket -host server L tcp; bind L :80", "L",
         "socket -host client C tcp; connect C server:80; check wire server > client SYN ACK "
         "-within 2s"),
    CASE("connect from this address, to {listener.name}", TCP_CLIENT "bind C 127.0.0.1:0", "C",
         "check {[getpeername C] eq [getsockname L]}"),
    CASE("its address, with the port it really has", "socket L tcp; bind L 127.0.0.1:0", "L",
         "check {[getsockname L] ne {127.0.0.1:0}}"),

    /* listeners */
    CASE("take the connection that waits, as {new S}", TCP_CLIENT "connect C [getsockname L]", "L",
         "check state S ESTABLISHED; check backlog L 0"),
    CASE("take the connection that waits at {waiter}", TCP_CLIENT "connect C [getsockname L]", "C",
         "check state S ESTABLISHED; check backlog L 0"),
    CASE("let {client} connect to it", TCP_CLIENT, "L",
         "check state C ESTABLISHED; check {[getpeername C] eq [getsockname L]}"),
    CASE("a socket on {other.host}, to connect with", LAB_LISTENER, "L",
         "connect C server:80; check state C ESTABLISHED"),
    CASE("a socket to connect with", UNIX_LISTENER, "L",
         "connect C @nextPID; check state C CONNECTED"),
    CASE("wait for a connection in the background", TCP_CLIENT, "L",
         "check {{job1} in [jobs]}; connect C [getsockname L]; wait job1; check state S "
         "ESTABLISHED"),
    CASE("hold segments from here on, to step them", LAB_CLIENT, "L",
         "async connect C server:80; check {[dict get [lindex [wire list] end] fate] eq {held}}"),
    CASE("a test point: {connections} in its queue", TCP_CLIENT "connect C [getsockname L]", "L",
         "check backlog L 1"),
    CASE("accept answers EAGAIN instead of waiting", TCP_LISTENER, "L",
         "check errno EAGAIN {accept L S}"),
    CASE("stop listening: a SYN gets a RST then", LAB_CLIENT, "L",
         "check errno ECONNREFUSED {connect C server:80}; check wire server > client RST ACK "
         "-within 2s"),
    CASE("stop listening: connect is refused then", UNIX_LISTENER, "L",
         "socket C unix; check errno ECONNREFUSED {connect C @nextPID}"),
    CASE("take it out of the queue, as {new S}",
         LAB_CLIENT "connect C server:80; check state L/1 ESTABLISHED -within 2s", "L/1",
         "check state S ESTABLISHED"),

    /* a handshake that is under way */
    CASE("lost: wait until {host} repeats its SYN", LAB_SYN "wire drop", "C",
         "check wire SYN is retransmission -within 2s"),
    CASE("end its waiting: the call returns EINTR", TCP_LISTENER "async accept L S", "L",
         "check errno EINTR {wait job1}"),
    CASE("SYN_SENT: its SYN is out, no answer has come", LAB_SYN, "C", "check state C SYN_SENT"),

    /* connections */
    CASE("{bytes} in the queue: take what is there", TCP_PAIR "send S hello", "C",
         "nonblock C; check errno EAGAIN {recv C}"),
    CASE("{bytes} came before the end: take them", TCP_PAIR "send S hello; close S", "C",
         "check {[recv C] eq {}}"),
    CASE("0 bytes: the peer has ended the stream", TCP_PAIR "close S", "C",
         "check {[recv C] eq {}}; check state C CLOSE_WAIT"),
    CASE("5 bytes to the kernel, which sends them", LAB_PAIR, "C",
         "check wire client > server len 5 -within 2s; check {[recv S] eq {hello}}"),
    CASE("5 bytes into the queue of the other end", "socketpair C S", "C",
         "check {[recv S] eq {hello}}"),
    CASE("nothing is there: it waits for bytes", TCP_PAIR, "C",
         "check {{job1} in [jobs]}; send S hello; check {[wait job1] eq {hello}}"),
    CASE(
        "send a FIN: receiving still goes on", LAB_PAIR, "C",
        "check wire client > server FIN ACK -within 2s; check errno EPIPE {send C x}; send S hello;"
        "check {[recv C] eq {hello}}"),
    CASE("no more from here: the other end reads 0", "socketpair C S", "C",
         "check {[recv S] eq {}}; check errno EPIPE {send C x}"),
    CASE("send a FIN; the kernel ends the rest alone", LAB_PAIR, "C",
         "check wire client > server FIN ACK -within 2s; check state S CLOSE_WAIT; close S;"
         "check state C TIME_WAIT -within 2s"),
    CASE("{bytes} unread: a RST goes out, no FIN",
         LAB_PAIR "send S hello; check ready C rw- -within 2s", "C",
         "check wire client > server RST ACK -within 2s; check {[llength [wire list FIN]] == 0}"),
    CASE("hold segments from here on, to see them go", LAB_PAIR, "C",
         "send C hello; check {[dict get [lindex [wire list] end] fate] eq {held}}"),
    CASE("send small pieces at once, without Nagle", TCP_PAIR, "C", "check option C TCP_NODELAY 1"),
    CASE("from now on close sends a RST, no FIN", LAB_PAIR, "C",
         "close C; check wire client > server RST ACK -within 2s"),
    CASE("calls no longer wait: EAGAIN instead", TCP_PAIR, "C", "check errno EAGAIN {recv C}"),
    CASE("may arrive: only the peer's side is closed", TCP_PAIR "shutdown S write", "C",
         "check {[recv S] eq {hello}}"),
    CASE("our own FIN: LAST_ACK, and the name stays",
         LAB_PAIR "close S; check state C CLOSE_WAIT -within 2s", "C",
         "check wire client > server FIN ACK -within 2s; check {{C} in [sockets]}"),
    CASE("our own FIN: then both directions are over",
         LAB_PAIR "close S; check state C CLOSE_WAIT -within 2s", "C",
         "check wire client > server FIN ACK -within 2s; check {{C} ni [sockets]}"),
    CASE("let go: what the peer still sends gets a RST",
         LAB_PAIR "shutdown C write; check state C FIN_WAIT2 -within 2s", "C",
         "send S hello; check wire client > server RST -within 2s"),
    CASE("why it ended, told once; 0: no error", TCP_PAIR "setsockopt S SO_LINGER 1 0; close S",
         "C", "check {[getsockopt C SO_ERROR] eq {0}}"),
    CASE("free the name: nothing is left of it", TCP_PAIR "setsockopt S SO_LINGER 1 0; close S",
         "C", "check {{C} ni [sockets]}"),

    /* UDP */
    CASE("a datagram waits: take it and its sender", UDP_RECEIVER "sendto U hello [getsockname R]",
         "R", "nonblock R; check errno EAGAIN {recv R}"),
    CASE("a datagram to {receiver.name}, without a handshake", LAB_UDP, "U",
         "check {[recv R] eq {hello}}; check {[llength [wire list]] == 1}"),
    CASE("get datagrams at port {port} of {host}", LAB "socket -host server R udp", "R",
         "check {[getsockname R] eq {0.0.0.0:80}}"),
    CASE("get datagrams at an address; 0: any port", "socket R udp", "R",
         "socket U udp; sendto U hello [getsockname R]; check {[recv R] eq {hello}}"),
    CASE("set the peer: nothing is sent for that", LAB_UDP, "U",
         "check {[llength [wire list]] == 0}; check {[getpeername U] eq {10.0.0.2:80}}"),
    CASE("a datagram to {peer}", UDP_RECEIVER "connect U [getsockname R]", "U",
         "check {[recv R] eq {hello}}"),
    CASE("let {client} send it a datagram", UDP_RECEIVER, "R", "check {[recv R] eq {hello}}"),
    CASE("a socket on {other.host}, to send to it", LAB "socket -host server R udp; bind R :80",
         "R", "sendto U hello server:80; check {[recv R] eq {hello}}"),
    CASE("another socket, to send to it", "socket R udp; bind R 127.0.0.1:0", "R",
         "sendto U hello [getsockname R]; check {[recv R] eq {hello}}"),
    CASE("no datagram is there: it waits for one", UDP_RECEIVER, "R",
         "check {{job1} in [jobs]}; sendto U hello [getsockname R]; check {[lindex [wait job1] 0] "
         "eq "
         "{hello}}"),
    CASE("allow it to send to broadcast addresses", "socket U udp", "U",
         "check option U SO_BROADCAST 1"),

    /* AF_UNIX */
    CASE("connect to {listener.name} on this machine", UNIX_LISTENER "socket C unix", "C",
         "check state C CONNECTED"),
    CASE("be found by a name; with @ no file is made", "socket MPID unix", "MPID",
         "check {[getsockname MPID] eq {@MPID}}"),
    CASE("let connections come in at its name", "socket L unix; bind L @nextPID", "L",
         "check state L LISTEN; socket C unix; connect C @nextPID; check state C CONNECTED"),
    CASE("set the peer: send needs no address then", UNIX_RECEIVER, "U",
         "send U hello; check {[recv R] eq {hello}}"),
    CASE("a datagram into the queue of the other end", UNIX_RECEIVER "connect U @nextPID", "U",
         "check {[recv R] eq {hello}}"),

    /* epoll */
    CASE("watch {other} for something to read", "socketpair x y; epoll_create1 E", "E",
         "send x hello; check {[dict exists [epoll_wait E -timeout 1s] y]}"),
    CASE("which of those it watches are ready now", "socketpair x y; epoll_create1 E", "E",
         "check {1}"),

    CASE("let go of it: the name is free again", "socket U udp", "U", "check {{U} ni [sockets]}"),
};

#endif
