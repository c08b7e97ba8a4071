#!/usr/bin/env -S sockpit run
# A half-close: shutdown ends one direction, and the other goes on. The client says "that was my question",
# the server still has all the time it wants for the answer.

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

title The client asks, and ends its direction
send C "question"
wire step
wire wait server > client ACK ack 9 -timeout 5s
wire step
shutdown C write
check wire client > server FIN ACK seq 9 ack 1
check state C FIN_WAIT1
check errno EPIPE {send C "one more"}
wire step
check state S CLOSE_WAIT
expect S -exact "question"
expect S -eof -as "the server knows that this was all"
wire wait server > client ACK ack 10 -timeout 5s
wire step
check state C FIN_WAIT2

title The other direction is open: the server answers
send S "answer"
check wire server > client PSH ACK 1:7 ack 10
wire step
expect C -exact "answer"
wire wait client > server ACK ack 7 -timeout 5s
wire step
check state C FIN_WAIT2 -as "receiving changes no state"
check state S CLOSE_WAIT

title The server closes when it is done
close S
check state S LAST_ACK
wire step
check state C TIME_WAIT
expect C -eof
wire step
check state S CLOSED

show ladder -brief
