#!/usr/bin/env -S sockpit run
# The SYN is lost. Nobody tells the client; it hears nothing, and after one second it sends the same SYN
# again. The application only sees that connect takes longer.

require lab
lab start
wire hold

socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
set j [async connect C server:80]

title The SYN is lost
wire drop
check state C SYN_SENT
check state L/1 CLOSED -as "the server never heard of it"
check {$j in [jobs]} -as "connect goes on waiting"

title After a second the client sends it again
set again [wire wait client > server SYN is retransmission -timeout 5s]
check wire client > server SYN seq 0 is retransmission -as "the same segment, with the same sequence number"
lassign [wire list client > server SYN] first second
set took [expr {[dict get $second time] - [dict get $first time]}]
check {$took > 0.9 && $took < 2} -as "one second lies between the two"
check state C SYN_SENT

title This one arrives, and the handshake goes on as if nothing had been
wire step $again
check state L/1 SYN_RECV
wire step [wire wait server > client SYN ACK]
wait $j
check state C ESTABLISHED
wire step [wire wait client > server ACK]
check state L/1 ESTABLISHED
accept L S
check backlog L 0 -as "one connection came of two SYNs"

show ladder -brief
