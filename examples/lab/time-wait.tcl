#!/usr/bin/env -S sockpit run
# A server that closes first leaves its port in TIME_WAIT, and a new server cannot bind it: EADDRINUSE.
# SO_REUSEADDR lets it, if both have set it: the old socket and the new one.

require lab
# What is held is not sent again before 10 s have passed: time to look at it.
lab start -rto-min 10s
wire hold

# A connection from `client` to `listener`, which the server's side closes first, and then the listener.
proc serve {listener client conn port} {
    socket -host client $client tcp
    set j [async connect $client server:$port]
    wire step 3
    wait $j
    accept $listener $conn
    close $conn
    wire step
    wire wait $client > server ACK ack 2 -timeout 5s
    wire step
    close $client
    wire step 2
    close $listener
}

title A server without SO_REUSEADDR closes: its connection stays
socket -host server L tcp
bind L :80
listen L
serve L C S 80
check state S TIME_WAIT
check state C CLOSED -as "the client has nothing left"
check state L CLOSED -as "and nobody listens any more"

title The port cannot be bound
socket -host server M tcp
check errno EADDRINUSE {bind M :80}

title SO_REUSEADDR on the new socket alone does not help
setsockopt M SO_REUSEADDR on
check errno EADDRINUSE {bind M :80}

title A server that sets it from the beginning: what it accepts has it, too
bind M :8080
listen M
serve M D T 8080
check state T TIME_WAIT
check state M CLOSED

title A socket without it cannot bind this port either
socket -host server N tcp
check errno EADDRINUSE {bind N :8080}

title With it, it can, while the old connection is still in TIME_WAIT
setsockopt N SO_REUSEADDR on
bind N :8080
listen N
check state N LISTEN
check state T TIME_WAIT

title But a port where somebody listens stays taken
socket -host server O tcp
setsockopt O SO_REUSEADDR on
check errno EADDRINUSE {bind O :8080}

show ladder -brief
