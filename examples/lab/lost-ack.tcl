#!/usr/bin/env -S sockpit run
# The last ACK of the handshake is lost. The client has its connection and the server has not. Either the
# client's data tells the server, or the server sends its SYN ACK again and gets another ACK.

require lab
# What is held is not sent again before two minutes have passed: time to look at it.
lab start -rto-min 120s
wire hold
socket -host server L tcp
bind L :80
listen L

title The ACK is lost: one side is connected, the other is not
socket -host client C tcp
set j [async connect C server:80]
wire step [wire wait client > server SYN]
wire step [wire wait server > client SYN ACK]
wait $j
wire drop [wire wait client > server ACK]
check state C ESTABLISHED
check state L/1 SYN_RECV
check backlog L 0 -as "nothing is there to accept"

title The client sends data: every segment carries the ACK
send C "hello"
check wire client > server PSH ACK 1:6 ack 1
wire step [wire wait client > server PSH ACK]
check state L/1 ESTABLISHED -as "the data was as good as the ACK"
check backlog L 1
accept L S
check {[recv S] eq "hello"} -as "and the data is there"
wire step [wire wait server > client ACK ack 6 -timeout 5s]

title Another client, whose ACK is lost too, and which says nothing
socket -host client D tcp
set j [async connect D server:80]
wire step [wire wait D > server SYN]
wire step [wire wait server > D SYN ACK]
wait $j
wire drop [wire wait D > server ACK]
check state D ESTABLISHED
check state L/2 SYN_RECV

title After a second the server sends its SYN ACK again
wire step [wire wait server > D SYN ACK is retransmission -timeout 5s]
check wire D > server ACK seq 1 ack 1 is dup-ack -as "the client acknowledges it once more"
check state D ESTABLISHED -as "it stays connected"
wire step [wire wait D > server ACK is dup-ack]
check state L/2 ESTABLISHED
accept L T

show ladder -brief
