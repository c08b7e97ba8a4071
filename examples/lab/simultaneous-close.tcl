#!/usr/bin/env -S sockpit run
# Both sides close at the same time: their FINs pass each other on the wire. Each gets a FIN where it waits
# for an ACK, which is the state CLOSING; and both end in TIME_WAIT.

require lab
# What is held is not sent again before two minutes have passed: time to look at it.
lab start -rto-min 120s
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
connect C server:80
accept L S
wire hold

title Both close, before either has heard of the other
close C
close S
check state C FIN_WAIT1
check state S FIN_WAIT1
check wire client > server FIN ACK seq 1 ack 1
check wire server > client FIN ACK seq 1 ack 1 -as "neither FIN acknowledges the other"

title The FINs arrive
wire step
check state S CLOSING
check wire server > client ACK ack 2
wire step
check state C CLOSING
check wire client > server ACK ack 2

title Then the ACKs arrive
wire step
check state C TIME_WAIT
check state S CLOSING
wire step
check state S TIME_WAIT -as "both were first, so both wait"

show ladder -brief
