#!/usr/bin/env -S sockpit run
# An orderly close: each side says with a FIN that it sends no more, and has it acknowledged. Who closes
# first goes through FIN_WAIT1 and FIN_WAIT2 into TIME_WAIT; the other through CLOSE_WAIT and LAST_ACK.

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

title The client closes: its FIN is on the wire
close C
check wire client > server FIN ACK seq 1 ack 1
check state C FIN_WAIT1 -as "the name is gone, but the kernel goes on without it"
check state S ESTABLISHED

title The FIN arrives: the server reads the end of the stream
wire step
check state S CLOSE_WAIT
check {[recv S] eq ""} -as "recv returns nothing: no more will come"
check ready S rw- -as "the server may still send"

title The server's kernel acknowledges the FIN by itself
wire wait server > client ACK ack 2 -timeout 5s
check state C FIN_WAIT1
wire step
check state C FIN_WAIT2
check state S CLOSE_WAIT -as "the server stays there until its program closes"

title The server closes, too
close S
check wire server > client FIN ACK seq 1 ack 2
check state S LAST_ACK
check state C FIN_WAIT2

title Its FIN arrives
wire step
check state C TIME_WAIT
check wire client > server ACK seq 2 ack 2
check state S LAST_ACK -as "the server waits for the last ACK"

title The last ACK arrives
wire step
check state S CLOSED -as "nothing is left of it on the server"
check state C TIME_WAIT -as "the one who closed first stays for a while"

show ladder -brief
