#!/usr/bin/env -S sockpit run
# Sending to someone who has closed. The first send still succeeds, as the kernel only takes the bytes;
# the RST that comes back makes the next one fail with EPIPE. Who closes without having read all that
# came sends the RST right away, and the other side sees ECONNRESET.

require lab
# What is held is not sent again before two minutes have passed: time to look at it.
lab start -rto-min 120s
socket -host server L tcp
bind L :80
listen L

title The client closes, the server hears of it
socket -host client C tcp
connect C server:80
accept L S
wire hold
close C
wire step
wire wait server > client ACK ack 2 -timeout 5s
wire step
check state C FIN_WAIT2
check state S CLOSE_WAIT -as "half closed, or closed? the FIN looks the same"

title The server sends, and that works
check {[send S "first"] == 5} -as "send says that the kernel has the bytes, not that anyone reads them"
check wire server > client PSH ACK 1:6

title There is nobody to read it: the answer is a RST
wire step
check wire client > server RST seq 2
check state C CLOSED
wire step
check state S CLOSED
check errno EPIPE {send S "second"}
check {[llength [wire list server > client len >0]] == 1} -as "the second never went out"
close S

title A client that closes without reading what came
socket -host client D tcp
wire run
connect D server:80
accept L T
wire hold
send T "unread"
wire step
wire wait D > server ACK ack 7 -timeout 5s
wire step
check ready D rw-
close D
check wire D > server RST ACK seq 1 ack 7 -as "a RST instead of a FIN: data was lost"
check state D CLOSED
wire step
check errno ECONNRESET {recv T}
check errno EPIPE {send T "more"}
close T

show ladder -brief
