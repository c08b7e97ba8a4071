#!/usr/bin/env -S sockpit run
# The three-way handshake, one segment at a time: SYN, SYN ACK, ACK. The wire is held, so that each segment
# waits in the hand, and both sides can be looked at before it goes on. Each is waited for by what it is: who
# takes a minute to look finds that the kernels have repeated some meanwhile, which are in the hand as well.

require lab
lab start
wire hold

title One side listens, the other is closed
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
check state L LISTEN
check state C CLOSED

title connect sends a SYN and blocks
set j [async connect C server:80]
check wire client > server SYN seq 0
check state C SYN_SENT
check {$j in [jobs]} -as "connect has not returned"
check state L/1 CLOSED -as "the server knows nothing of it yet"

title The SYN arrives: the server answers it with its own, and nobody called anything there
wire step [wire wait client > server SYN]
check state L/1 SYN_RECV
check wire server > client SYN ACK seq 0 ack 1 -as "a SYN counts as one byte: seq 0 is acknowledged with ack 1"
check state L LISTEN -as "the listener itself stays what it is"
check backlog L 0 -as "half a connection is not ready to be accepted"
check state C SYN_SENT -as "the client does not know yet"

title The SYN ACK arrives: for the client the connection is there
wire step [wire wait server > client SYN ACK]
wait $j
check state C ESTABLISHED
check ready C -w- -as "it may send"
check state L/1 SYN_RECV -as "but the server still waits"
check wire client > server ACK seq 1 ack 1 len 0

title The ACK arrives: now both sides have it
wire step [wire wait client > server ACK]
check state L/1 ESTABLISHED
check backlog L 1 -as "the connection waits to be accepted"
check ready L r-- -as "which makes the listener readable"

title accept only takes what is there: nothing goes over the wire
set before [llength [wire list]]
accept L S
check backlog L 0
check state S ESTABLISHED
check {[llength [wire list]] == $before} -as "no segment was sent for it"
check {[getpeername S] eq [getsockname C]} -as "the peer of one is the name of the other"

show ladder -brief
