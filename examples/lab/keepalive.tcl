#!/usr/bin/env -S sockpit run
# Keep-alive: TCP notices on its own that the other end is gone. A connection that carries nothing is
# silent, and without SO_KEEPALIVE it would stay ESTABLISHED for ever on a wire that is cut.

require lab
lab start
socket -host server L tcp
bind L :80
listen L
socket -host client C tcp
check option C TCP_KEEPIDLE 7200 -as "unless set otherwise, the first question comes after two hours"
setsockopt C SO_KEEPALIVE on
setsockopt C TCP_KEEPIDLE 1
setsockopt C TCP_KEEPINTVL 1
setsockopt C TCP_KEEPCNT 1
connect C server:80
accept L S

title After a second of silence the client asks, and the server's kernel answers
wire wait C > S ACK is keep-alive -timeout 5s
check wire C > S ACK seq 0 ack 1 len 0 is keep-alive -as "the question is an ACK one byte before the next: seq 0"
wire wait S > C ACK is keep-alive-ack -timeout 5s
check wire S > C ACK seq 1 ack 1 len 0 is keep-alive-ack -as "so the answer has to be an ACK"
check state C ESTABLISHED
check ready S -w- -as "the server's program notices nothing of it"

title The wire is cut: the next question is not answered, and the connection is given up
wire cut server
set job [async recv C]
wire wait C > S ACK is keep-alive -timeout 5s
wire wait C > S RST ACK -timeout 5s
check errno ETIMEDOUT {wait $job}
check state C CLOSED
check {[dict get [lindex [wire list C > S RST ACK] 0] fate] eq "dropped"} -as "the client says so with a RST, which is lost as well"

title The server has no keep-alive: it would wait for ever
wire heal
check state S ESTABLISHED
check ready S -w- -as "recv would block"

title Until it sends something: the client's host knows no such connection
send S "hello?"
wire wait C > S RST -timeout 5s
check errno ECONNRESET {recv S}
check state S CLOSED

show ladder -brief
