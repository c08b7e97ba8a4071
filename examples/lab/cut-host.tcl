#!/usr/bin/env -S sockpit run
# The server's cable is cut. Nothing answers, not even with a RST: the client repeats its SYN and gives up
# when its time is over, with ETIMEDOUT. TCP_USER_TIMEOUT makes that time short.

require lab
lab start
socket -host server L tcp
bind L :80
listen L
wire cut server

title The client sends a SYN
socket -host client C tcp
set j [async connect C server:80]
check state C SYN_SENT
check wire client > server SYN seq 0

title After a second it tries again
wire wait client > server SYN is retransmission -timeout 5s
check state C SYN_SENT

title It may not wait longer than a second and a half: it gives up
setsockopt C TCP_USER_TIMEOUT 1500
check errno ETIMEDOUT {wait $j}
check state C CLOSED
check {[llength [wire list server > client]] == 0} -as "the server has said nothing"
check state L/1 CLOSED -as "and heard nothing"

title The cable is mended: the same socket connects
wire heal server
connect C server:80
accept L S
check state C ESTABLISHED
check state S ESTABLISHED

show ladder -brief
